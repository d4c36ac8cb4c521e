//! Plans that were shown, and the runs that apply them: one at a time, each plan once.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rolewright::error::Problem;
use rolewright::fleet::RoleReport;
use rolewright::recipe::Recipe;
use rolewright::setup::driver::Event;
use rolewright::setup::{Goal, Options};
use rolewright::{Cancellation, Cloud, Error, ErrorKind, RunOptions};
use tokio::sync::watch;

/// The maximum number of plans and of runs that are kept; the oldest one is dropped.
const MOST: usize = 64;

/// A plan that was shown, with what a run needs to apply it.
pub(crate) struct Plan {
    /// The id of the draft.
    pub(crate) draft: String,
    /// Each role with the options of its run, which approve the changes that were shown and no others.
    pub(crate) roles: Vec<(Arc<dyn Recipe>, Options)>,
}

/// A run that applies a plan.
pub(crate) struct Run {
    pub(crate) id: String,
    /// The id of the draft.
    pub(crate) draft: String,
    progress: watch::Sender<Progress>,
}

/// The progress of a run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Progress {
    /// The changes that were answered, in order.
    pub(crate) steps: Vec<RunStep>,
    /// What the run does now.
    pub(crate) now: String,
    /// The result, when the run has ended.
    pub(crate) ended: Option<Ended>,
}

/// A change that was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RunStep {
    pub(crate) summary: String,
    pub(crate) error: Option<String>,
}

/// The result of a run.
#[derive(Clone, Debug)]
pub(crate) enum Ended {
    /// The reports of the roles.
    Reports(Arc<Vec<RoleReport>>),
    /// The error that ended it before any change.
    Failed(Arc<Problem>),
}

/// What became of a request to start a run.
pub(crate) enum Started {
    /// The run, whether it was started by this request or an earlier one.
    Run(Arc<Run>),
    /// Another run is in progress.
    Busy(Arc<Run>),
    /// The plan is not known any more.
    Unknown,
}

/// The plans and runs of a console.
#[derive(Default)]
pub(crate) struct Runs {
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    plans: VecDeque<(String, Plan)>,
    runs: VecDeque<Arc<Run>>,
}

impl Run {
    pub(crate) fn progress(&self) -> Progress {
        self.progress.borrow().clone()
    }

    pub(crate) fn watch(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }

    fn has_ended(&self) -> bool {
        self.progress.borrow().ended.is_some()
    }
}

impl Runs {
    /// Keeps a plan that is shown with this id.
    pub(crate) fn keep(&self, id: String, plan: Plan) {
        let mut held = self.held();
        held.plans.push_back((id, plan));
        if held.plans.len() > MOST {
            held.plans.pop_front();
        }
    }

    /// Returns a run by the id of its plan.
    pub(crate) fn get(&self, id: &str) -> Option<Arc<Run>> {
        self.held().runs.iter().find(|run| run.id == id).cloned()
    }

    /// Returns the run in progress.
    pub(crate) fn in_progress(&self) -> Option<Arc<Run>> {
        let held = self.held();
        held.runs.iter().find(|run| !run.has_ended()).cloned()
    }

    /// Starts the run of a plan. It goes on when the request that started it is lost, and a second request for
    /// the same plan starts nothing.
    pub(crate) fn start(&self, cloud: &Cloud, stop: &Cancellation, id: &str) -> Started {
        let mut held = self.held();
        if let Some(known) = held.runs.iter().find(|run| run.id == id) {
            return Started::Run(Arc::clone(known));
        }
        if let Some(other) = held.runs.iter().find(|run| !run.has_ended()) {
            return Started::Busy(Arc::clone(other));
        }
        let Some(place) = held.plans.iter().position(|(known, _)| known == id) else {
            return Started::Unknown;
        };
        let Some((id, plan)) = held.plans.remove(place) else {
            return Started::Unknown;
        };
        let run = Arc::new(Run {
            id,
            draft: plan.draft,
            progress: watch::Sender::new(Progress::default()),
        });
        held.runs.push_back(Arc::clone(&run));
        if held.runs.len() > MOST {
            held.runs.pop_front();
        }
        tokio::spawn(apply(
            cloud.clone(),
            stop.clone(),
            Finish(Arc::clone(&run)),
            plan.roles,
        ));
        Started::Run(run)
    }

    /// Waits until no run is in progress.
    pub(crate) async fn ended(&self) {
        while let Some(run) = self.in_progress() {
            let mut progress = run.watch();
            // Fails only without a sender, which the run holds.
            let _ = progress.wait_for(|now| now.ended.is_some()).await;
        }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Marks a run as ended, also if its task is dropped.
struct Finish(Arc<Run>);

impl Drop for Finish {
    fn drop(&mut self) {
        self.0.progress.send_if_modified(|progress| {
            let is_lost = progress.ended.is_none();
            if is_lost {
                let text = "the run ended without a result; what was written is not known";
                let error =
                    Error::new(ErrorKind::Incomplete, text).with_remedy("verify the set-up");
                progress.ended = Some(Ended::Failed(Arc::new(Problem::from(&error))));
            }
            is_lost
        });
    }
}

async fn apply(
    cloud: Cloud,
    stop: Cancellation,
    finish: Finish,
    roles: Vec<(Arc<dyn Recipe>, Options)>,
) {
    let run = &finish.0;
    let options = RunOptions {
        buckets: cloud.buckets.clone(),
        cancellation: stop,
        on_event: Some(Box::new(|event| {
            run.progress
                .send_if_modified(|progress| progress.observe(&event));
        })),
        ..RunOptions::default()
    };
    let provider = &*cloud.provider;
    let ended = rolewright::run_all(roles, Goal::Apply, provider, options).await;
    let ended = match ended {
        Ok(all) => {
            let reports = all
                .iter()
                .map(|(role, result)| RoleReport::new(role, result));
            Ended::Reports(Arc::new(reports.collect()))
        }
        Err(error) => Ended::Failed(Arc::new(Problem::from(&error))),
    };
    run.progress
        .send_modify(|progress| progress.ended = Some(ended));
}

impl Progress {
    /// Notes an event; returns whether it is shown.
    fn observe(&mut self, event: &Event) -> bool {
        match event {
            Event::Reading(queries) => {
                self.now = format!("Reading: {} calls", queries.len());
            }
            Event::Writing(calls) => {
                let actions: Vec<_> = calls.iter().map(|call| &*call.action).collect();
                self.now = format!("Writing: {}", actions.join(", "));
            }
            Event::Waiting(time) => {
                self.now = format!(
                    "Waiting {} ms before the account is read again",
                    time.as_millis()
                );
            }
            Event::Answered {
                change: Some(change),
                error,
                ..
            } => self.steps.push(RunStep {
                summary: change.summary.clone(),
                error: error.as_ref().map(ToString::to_string),
            }),
            _ => return false,
        }
        true
    }
}

//! The runs of the set-up engine.

use std::sync::{Arc, Mutex};

use pyo3::prelude::*;
use pyo3::types::PyDict;
use rolewright::recipe::Recipe;
use rolewright::setup::driver::Event;
use rolewright::setup::{Options, Problem, Query};
use rolewright::{AccountId, Cancellation, RunOptions};
use serde_json::{Value, json};

use crate::arguments::Arguments;
use crate::convert::deadline_of;
use crate::engine::Engine;
use crate::error::{or_raise, python_source};
use crate::report::Report;
use crate::task::{Message, Task, held};

/// Creates the task of a run; the functions of the package document the arguments.
#[pyfunction]
#[pyo3(signature = (engine, kind, buckets, arguments, *, tells, deadline=None, approved=None))]
#[expect(clippy::too_many_arguments, reason = "keyword arguments")]
pub(crate) fn run(
    py: Python<'_>,
    engine: &Bound<'_, Engine>,
    kind: &str,
    buckets: &Bound<'_, PyAny>,
    arguments: &Bound<'_, PyDict>,
    tells: bool,
    deadline: Option<&Bound<'_, PyAny>>,
    approved: Option<&Bound<'_, Report>>,
) -> PyResult<Task> {
    let arguments = Arguments(arguments.clone());
    let goal = arguments.goal(py, kind)?;
    let recipes = arguments.recipes(py, &goal, Some(buckets))?;
    let mut options = arguments.options(py)?;
    if let Some(plan) = approved {
        options.account = Some(or_raise(py, AccountId::new(&plan.get().report.account))?);
    }
    let options_of = |recipe: &Arc<dyn Recipe>| Options {
        approved: approved.map(|plan| plan.get().approved(recipe.role())),
        ..options.clone()
    };
    let runs = recipes.into_iter().map(|recipe| {
        let options = options_of(&recipe);
        (recipe, options)
    });
    let runs: Vec<_> = runs.collect();
    let deadline = deadline_of(deadline)?;
    let (cloud, drive) = engine.get().open_cloud(py)?;
    Ok(Task::telling(
        drive,
        deadline,
        move |outbox, progress| async move {
            let cause = Arc::new(Mutex::new(None));
            let raised = cause.clone();
            let on_event = move |event: Event| {
                match &event {
                    Event::Reading(queries) => {
                        held(&progress).asks(queries);
                        held(&progress).reads(queries);
                    }
                    Event::Writing(calls) => {
                        let queries: Vec<_> = calls.iter().cloned().map(Query::from).collect();
                        held(&progress).asks(&queries);
                        held(&progress).begins(calls);
                    }
                    Event::Answered { query, error, .. } => {
                        held(&progress).ended(query, error.as_ref());
                        if let Some(error) = error
                            && let Some(source) = python_source(error)
                        {
                            *held(&raised) = Some((error.to_string(), source));
                        }
                    }
                    Event::Waiting(time) => held(&progress).waits(*time),
                    _ => {}
                }
                if let Some(event) = tells.then(|| describe(&event)).flatten() {
                    outbox(Message::Event(event));
                }
            };
            let options = RunOptions {
                buckets: cloud.buckets,
                probe: cloud.probe,
                // Python stops a run by dropping it.
                cancellation: Cancellation::default(),
                on_event: Some(Box::new(on_event)),
                ..RunOptions::default()
            };
            let ended = rolewright::run_all(runs, goal, &cloud.provider, options).await?;
            let report = Report::of_roles(&ended)?;
            // An error that ended the run; others, such as a missing role, are normal.
            let ended = report
                .report
                .error
                .as_ref()
                .map_or("", |error| &error.message);
            let cause = held(&cause).take();
            let cause = cause.filter(|(message, _)| ended.ends_with(message));
            let cause = cause.map(|(_, source)| source);
            let report = report.caused_by(cause);
            Ok(
                Box::new(move |py: Python<'_>| Ok(Py::new(py, report)?.into_any()))
                    as crate::task::Deliver,
            )
        },
    ))
}

/// Converts an event for Python; `None` for an unknown one.
fn describe(event: &Event) -> Option<Value> {
    Some(match event {
        Event::Planned {
            account,
            caller,
            changes,
            findings,
        } => json!({
            "event": "planned", "account": account, "caller": caller, "changes": changes,
            "findings": findings,
        }),
        Event::Replanned { changes } => json!({"event": "replanned", "changes": changes}),
        Event::Reading(queries) => {
            let calls: Vec<_> = queries.iter().map(plain).collect();
            json!({"event": "reading", "calls": calls})
        }
        Event::Writing(calls) => json!({"event": "writing", "calls": calls}),
        Event::Answered {
            query,
            change,
            error,
            request_id,
        } => {
            let error = error.as_ref().map(Problem::from);
            json!({
                "event": "answered", "call": plain(query), "change": change, "error": error,
                "request_id": request_id,
            })
        }
        Event::Waiting(time) => json!({"event": "waiting", "seconds": time.as_secs_f64()}),
        _ => return None,
    })
}

/// Converts a query for Python: a call, or a bucket query by its name.
fn plain(query: &Query) -> Value {
    match query {
        Query::Call(call) => json!(call),
        other => json!(other),
    }
}

//! The runs of the set-up machine.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use rolewright::setup::driver::Event;
use rolewright::setup::{Approved, Goal, Problem, Query};
use rolewright::{AccountId, Cloud, Error, ErrorKind, RunOptions};
use serde_json::{Value, json};

use crate::engine::Engine;
use crate::error::{exception, or_raise};
use crate::report::Report;
use crate::task::{Message, Task, held};
use crate::wanted::Wanted;

/// Begins a run; the package's functions say what the arguments mean.
#[pyfunction]
#[pyo3(signature = (engine, kind, buckets, wanted, *, tells, approved=None))]
pub(crate) fn run(
    py: Python<'_>,
    engine: &Bound<'_, Engine>,
    kind: &str,
    buckets: &Bound<'_, PyAny>,
    wanted: &Bound<'_, PyDict>,
    tells: bool,
    approved: Option<&Bound<'_, Report>>,
) -> PyResult<Task> {
    let wanted = Wanted(wanted.clone());
    let goal = wanted.goal(py, kind)?;
    let recipe = wanted.recipe(py, &goal, Some(buckets))?;
    let mut options = wanted.options(py)?;
    if let Some(plan) = approved {
        let plan = &plan.get().0;
        options.account = Some(or_raise(py, AccountId::new(&plan.account))?);
        options.approved = Some(Approved {
            calls: plan
                .changes
                .iter()
                .map(|change| change.call.clone())
                .collect(),
            state: Some(plan.state.clone()),
        });
    }
    let (cloud, drive) = engine.get().open_cloud(py)?;
    can_try(py, &cloud, &goal)?;
    Ok(Task::telling(drive, move |outbox, progress| async move {
        let on_event = move |event: Event<'_>| {
            match &event {
                Event::Reading(queries) => held(&progress).tries(queries),
                Event::Writing(calls) => held(&progress).begins(*calls),
                Event::Answered { query, error, .. } => held(&progress).ended(query, *error),
                _ => {}
            }
            if let Some(event) = tells.then(|| describe(&event)).flatten() {
                outbox(Message::Event(event));
            }
        };
        let options = RunOptions {
            setup: options,
            buckets: cloud.buckets,
            probe: cloud.probe,
            on_event: Some(Box::new(on_event)),
        };
        let report = rolewright::run(recipe, goal, &cloud.provider, options).await?;
        Ok(
            Box::new(move |py: Python<'_>| Ok(Py::new(py, Report(report))?.into_any()))
                as crate::task::Deliver,
        )
    }))
}

/// Refuses `live` where there is nobody who could do it.
fn can_try(py: Python<'_>, cloud: &Cloud, goal: &Goal) -> PyResult<()> {
    if !matches!(goal, Goal::Verify { live: true }) || cloud.probe.is_some() {
        return Ok(());
    }
    let text = "this provider has nobody who can try a bucket with a role";
    let help = "take an AlibabaProvider; for an emulator, give it an `oss_endpoint` too";
    let error = Error::new(ErrorKind::Unsupported, text).with_remedy(help);
    Err(exception(py, &error))
}

/// An event as Python gets it; None for one that this package does not know yet.
fn describe(event: &Event<'_>) -> Option<Value> {
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
        Event::Reading(queries) => {
            let calls: Vec<_> = queries.iter().map(plain).collect();
            json!({"event": "reading", "calls": calls})
        }
        Event::Writing(calls) => json!({"event": "writing", "calls": calls}),
        Event::Answered {
            query,
            error,
            request_id,
        } => {
            let error = error.map(Problem::from);
            json!({"event": "answered", "call": plain(query), "error": error, "request_id": request_id})
        }
        Event::Waiting(time) => json!({"event": "waiting", "seconds": time.as_secs_f64()}),
        _ => return None,
    })
}

/// A query as Python gets it: a call, or what is read of a bucket by its name.
fn plain(query: &Query) -> Value {
    match query {
        Query::Call(call) => json!(call),
        other => json!(other),
    }
}

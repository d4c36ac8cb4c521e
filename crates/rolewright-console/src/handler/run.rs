//! Runs that apply a plan.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use http_body_util::{BodyExt, StreamBody};
use hyper::StatusCode;
use hyper::body::Frame;
use rolewright::fleet::RoleReport;
use rolewright::{Error, ErrorKind};
use tokio::sync::watch;

use super::{account, ok, problem};
use crate::answer::{self, Answer};
use crate::asked::Asked;
use crate::console::Console;
use crate::copied;
use crate::handler::setup::{file, start as start_of_setup};
use crate::page::{run as page, setup};
use crate::runs::{Ended, Progress, Run, Started};

/// How often an event stream without news shows that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Starts the run of a plan, once, and leads to its page.
pub(crate) fn start(console: &Arc<Console>, asked: &Asked) -> Answer {
    let view = console.view(asked);
    let id = asked.fields.get("plan");
    match console.runs.start(&console.cloud, &console.stop, id) {
        Started::Run(run) => answer::see_other(&view.with("/run", &[("id", &run.id)])),
        Started::Busy(run) => answer::page(StatusCode::CONFLICT, page::busy(&view, &run.id)),
        Started::Unknown => unknown(console, asked, "the plan is not known any more"),
    }
}

/// Shows a run.
pub(crate) fn show(console: &Arc<Console>, asked: &Asked) -> Answer {
    match console.runs.get(asked.fields.get("id")) {
        Some(run) => ok(page::page(
            &console.view(asked),
            &run.id,
            &run.draft,
            &run.progress(),
        )),
        None => unknown(console, asked, "the run is not known any more"),
    }
}

/// Returns the reports of a run as a file.
pub(crate) async fn report(console: &Arc<Console>, asked: &Asked) -> Answer {
    let run = console.runs.get(asked.fields.get("id"));
    let reports: Option<(Arc<Run>, Arc<Vec<RoleReport>>)> = run.and_then(|run| {
        let Some(Ended::Reports(reports)) = run.progress().ended else {
            return None;
        };
        Some((run, reports))
    });
    let Some((run, reports)) = reports else {
        return unknown(console, asked, "the run has no report");
    };
    let options = &console.settings.options;
    let command = match (console.drafts.get(&run.draft), account(console).await) {
        (Ok(draft), Ok(account)) => copied::command("apply", &draft, options, &account),
        _ => "rolewright console".to_owned(),
    };
    file(console, &command, &reports)
}

fn unknown(console: &Console, asked: &Asked, text: &str) -> Answer {
    if ["id", "plan"].map(|name| asked.fields.get(name)) == ["", ""] {
        return start_of_setup(console, asked);
    }
    let error = Error::new(ErrorKind::NotFound, text).with_remedy("plan the set-up again");
    let page = setup::failed(&console.view(asked), "No such run", &problem(error));
    answer::page(StatusCode::NOT_FOUND, page)
}

/// Streams an event for each change of a run's progress; the last one is `ended`.
pub(crate) fn events(console: &Arc<Console>, asked: &Asked) -> Answer {
    let Some(run) = console.runs.get(asked.fields.get("id")) else {
        return unknown(console, asked, "the run is not known any more");
    };
    let state = Some((Arc::clone(console), run.watch()));
    let events = stream::unfold(state, |state| async move {
        let (console, mut progress) = state?;
        let (text, has_ended) = next(&console, &mut progress).await?;
        let frame = Ok::<_, Infallible>(Frame::data(Bytes::from_static(text.as_bytes())));
        Some((frame, (!has_ended).then_some((console, progress))))
    });
    let body = StreamBody::new(events).boxed_unsync();
    answer::of_body(StatusCode::OK, "text/event-stream", body)
}

/// The next event, and whether it is the last one; `None` when the console stops.
async fn next(
    console: &Console,
    progress: &mut watch::Receiver<Progress>,
) -> Option<(&'static str, bool)> {
    if progress.borrow_and_update().ended.is_some() {
        return Some(("event: ended\ndata: \n\n", true));
    }
    tokio::select! {
        changed = progress.changed() => {
            changed.ok()?;
            let has_ended = progress.borrow().ended.is_some();
            // The next turn reports the end.
            if has_ended { progress.mark_changed(); }
            Some(("data: \n\n", false))
        }
        () = tokio::time::sleep(HEARTBEAT) => Some((": alive\n\n", false)),
        () = console.stop.cancelled() => None,
    }
}

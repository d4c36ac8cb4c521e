//! The list of requests, one of them, and the smallest policy of a caller.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use http_body_util::{BodyExt, StreamBody};
use hyper::StatusCode;
use hyper::body::Frame;
use rolewright::emulator::EmulatorHandle;
use rolewright::error::Problem;

use super::Emulated;
use crate::answer::{self, Answer};
use crate::emulator::Filter;
use crate::page::emulator::entry::Place;
use crate::page::emulator::learned::{self, Learned};
use crate::page::emulator::request;
use crate::page::emulator::requests::{self as page, Requests};

/// The number of requests on a page.
const ON_PAGE: usize = 100;
/// The maximum number of callers that are offered.
const MOST_CALLERS: usize = 200;
/// The time after which an event stream without requests sends a comment, so that a connection that the
/// browser has closed is noticed.
const KEPT_ALIVE: Duration = Duration::from_secs(15);

/// `GET /requests`: a page of the list, the newest requests first.
pub(crate) fn list(asked: &Emulated<'_>) -> Answer {
    let filter = Filter::of(asked.fields);
    let before: Option<u64> = asked.fields.get("before").parse().ok();
    let all = asked.emulator.requests();
    let callers: BTreeSet<&str> = all.iter().map(|entry| entry.caller.as_str()).collect();
    let is_in_reach = |number: u64| before.is_none_or(|before| number < before);
    let found: Vec<_> = filter.select(&all).collect();
    let reached = found.iter().rev().filter(|entry| is_in_reach(entry.number));
    let rows: Vec<_> = reached
        .take(ON_PAGE + 1)
        .map(|entry| (*entry).clone())
        .collect();
    let (rows, more) = rows.split_at(rows.len().min(ON_PAGE));
    let account = account(asked.emulator);
    let state = Requests {
        place: Place {
            base: asked.view.base,
            account: &account,
        },
        filter: &filter,
        callers: callers
            .into_iter()
            .filter(|one| !one.is_empty())
            .take(MOST_CALLERS)
            .collect(),
        kept: all.len(),
        found: found.len(),
        latest: all.last().map_or(0, |entry| entry.number),
        is_latest: before.is_none(),
        older: rows
            .last()
            .filter(|_| !more.is_empty())
            .map(|entry| entry.number),
        rows,
    };
    answer::page(StatusCode::OK, page::list(&asked.view, &state))
}

/// The first account, which the pages of roles and policies show.
fn account(emulator: &EmulatorHandle) -> String {
    emulator
        .account_ids()
        .into_iter()
        .next()
        .unwrap_or_default()
}

/// `GET /requests/events`: the rows of further requests as server-sent events.
pub(crate) fn events(asked: &Emulated<'_>) -> Answer {
    let filter = Filter::of(asked.fields);
    let after = asked.fields.get("after").parse().unwrap_or(u64::MAX);
    let place = (asked.view.base.to_owned(), account(asked.emulator));
    let feed = asked.emulator.feed(after);
    let events = stream::unfold((feed, filter, place), async |(mut feed, filter, place)| {
        let batch = match tokio::time::timeout(KEPT_ALIVE, feed.next()).await {
            Ok(Some(batch)) => batch,
            Ok(None) => return None,
            Err(_) => return Some((frame(": waiting\n\n".to_owned()), (feed, filter, place))),
        };
        let mut text = String::new();
        if batch.missed > 0 {
            text.push_str(&format!("event: missed\ndata: {}\n\n", batch.missed));
        }
        let last = batch.requests.last().map_or(0, |entry| entry.number);
        let rows: Vec<_> = filter.select(&batch.requests).rev().collect();
        let (base, account) = &place;
        let rows = rows
            .into_iter()
            .map(|entry| page::row(Place { base, account }, entry).into_string());
        // A line break in a text would end the event's line.
        let rows: String = rows.collect::<String>().replace(['\n', '\r'], " ");
        text.push_str(&format!("id: {last}\nevent: rows\ndata: {rows}\n\n"));
        Some((frame(text), (feed, filter, place)))
    });
    let body = StreamBody::new(Box::pin(events)).boxed_unsync();
    answer::of_body(StatusCode::OK, "text/event-stream", body)
}

fn frame(text: String) -> Result<Frame<Bytes>, Infallible> {
    Ok(Frame::data(Bytes::from(text)))
}

/// `GET /request?number=`: one request.
pub(crate) fn show(asked: &Emulated<'_>) -> Answer {
    let number = asked.fields.get("number");
    let all = asked.emulator.requests();
    let found = all.iter().find(|entry| entry.number.to_string() == number);
    match found {
        Some(entry) => {
            let account = account(asked.emulator);
            answer::page(StatusCode::OK, request::page(&asked.view, &account, entry))
        }
        None => answer::page(StatusCode::NOT_FOUND, request::no_request(&asked.view)),
    }
}

/// `GET /learned?caller=`: the smallest policy of a caller.
pub(crate) fn learned(asked: &Emulated<'_>) -> Answer {
    let all = asked.emulator.requests();
    let needing = all.iter().filter(|entry| !entry.permissions.is_empty());
    let callers: BTreeSet<&str> = needing.map(|entry| entry.caller.as_str()).collect();
    let caller = asked.fields.get("caller");
    let only = || Some(*callers.first()?).filter(|_| callers.len() == 1);
    let named = Some(caller).filter(|one| !one.is_empty()).or_else(only);
    let policy = named.map(|caller| asked.emulator.policy(Some(caller)));
    let state = Learned {
        caller: named.unwrap_or_default(),
        callers: callers.iter().copied().take(MOST_CALLERS).collect(),
        policy: match policy {
            Some(Err(error)) => Some(Err(Problem::from(&error))),
            Some(Ok(policy)) => Some(Ok(policy)),
            None => None,
        },
    };
    let status = match state.policy {
        Some(Err(_)) => StatusCode::NOT_FOUND,
        _ => StatusCode::OK,
    };
    answer::page(status, learned::page(&asked.view, &state))
}

//! The list of requests.

use std::sync::Arc;

use maud::{Markup, html};
use rolewright::emulator::Entry;
use rolewright::text::excerpt;

use super::entry::{CELL, Place, breakable, caller, decision, status, time_of_day};
use crate::emulator::{Decided, Filter, operation};
use crate::page::table::{self, table};
use crate::page::{MOST_LINE, View, address, layout};

/// The page of the navigation.
pub(super) const CURRENT: &str = "/requests";
const HEADINGS: [&str; 7] = [
    "Number",
    "Time",
    "Operation",
    "Decision",
    "Status",
    "Caller",
    "Resources",
];

/// What the list shows.
#[derive(Debug)]
pub(crate) struct Requests<'a> {
    pub(crate) place: Place<'a>,
    pub(crate) filter: &'a Filter,
    /// The callers of the requests that are kept.
    pub(crate) callers: Vec<&'a str>,
    /// The number of requests that are kept, and of those that match.
    pub(crate) kept: usize,
    pub(crate) found: usize,
    /// The number of the latest request.
    pub(crate) latest: u64,
    /// Whether this is the page with the newest requests.
    pub(crate) is_latest: bool,
    /// The number before which the next page begins.
    pub(crate) older: Option<u64>,
    /// The requests of this page, newest first.
    pub(crate) rows: &'a [Arc<Entry>],
}

pub(crate) fn list(view: &View<'_>, state: &Requests<'_>) -> Markup {
    let fields = state.filter.fields();
    let with = |path: &str, name: &str, number: u64| {
        let number = number.to_string();
        let all: Vec<_> = fields.iter().copied().chain([(name, &*number)]).collect();
        view.with(path, &all)
    };
    let events = state
        .is_latest
        .then(|| with("/requests/events", "after", state.latest));
    layout(
        view,
        CURRENT,
        "Requests",
        html! {
            (filter(view, state))
            p.soft data-stream-old="" { (state.found) " of the latest " (state.kept) @if state.kept == 1 { " request" } @else { " requests" }
                @if !state.is_latest { ", older ones" } }
            p data-stream-controls="" hidden {
                button type="button" data-pause="" { "Pause" }
                " " span role="status" data-stream-status="" {}
            }
            p.soft { "Calls of this console and of the emulated services are not listed." }
            noscript { p { a href=(view.with(CURRENT, &fields)) { "Reload" } " to see new requests." } }
            (table("requests", "Requests", &HEADINGS, || html! {
                tbody role="rowgroup" data-stream=[events] { @for entry in state.rows { (row(state.place, entry)) } }
            }))
            @if state.rows.is_empty() { p data-stream-old="" { "No requests." } }
            p.buttons {
                @if !state.is_latest { a href=(view.with(CURRENT, &fields)) { "Newest requests" } " " }
                @if let Some(number) = state.older { a href=(with(CURRENT, "before", number)) { "Older requests" } }
            }
        },
    )
}

fn filter(view: &View<'_>, state: &Requests<'_>) -> Markup {
    let Filter {
        caller,
        action,
        decided,
    } = state.filter;
    html! {
        form.filter method="get" action=(view.to(CURRENT)) role="search" aria-label="Filter" {
            p.field { label for="caller" { "Caller contains" }
                input id="caller" name="caller" value=(caller) list="callers" spellcheck="false"; }
            datalist id="callers" { @for one in &state.callers { option value=(one) {} } }
            p.field { label for="action" { "Operation contains" }
                input id="action" name="action" value=(action) spellcheck="false"; }
            p.field { label for="decision" { "Decision" }
                select id="decision" name="decision" { @for (one, value, name) in Decided::ALL {
                    option value=(value) selected[one == *decided] { (name) }
                } } }
            p.buttons { button { "Filter" } " "
                a href=(view.with("/learned", &[("caller", caller)])) { "Smallest policy of a caller" } }
        }
    }
}

/// A row of the list; the script adds the same rows when requests arrive.
pub(crate) fn row(place: Place<'_>, entry: &Entry) -> Markup {
    let number = entry.number.to_string();
    let page = address(&format!("{}/request", place.base), &[("number", &number)]);
    let mut resources = entry.permissions.iter().flat_map(|one| &one.resources);
    let first = resources.next();
    let more = resources.count();
    let cells = [
        html! { a href=(page) { (number) } },
        html! { (time_of_day(&entry.time)) },
        html! { (breakable(&excerpt(&operation(entry), CELL)))
        @if let Some(fault) = &entry.fault { " " span.badge { "fault " (excerpt(fault, CELL)) } } },
        decision(place, entry),
        status(entry),
        breakable(&excerpt(&caller(place, &entry.caller), CELL)),
        html! { @if let Some(first) = first { (breakable(&excerpt(first, MOST_LINE))) }
        @if more > 0 { " and " (more) " more" } },
    ];
    table::row(&HEADINGS, cells)
}

//! The list of requests, one of them, and the smallest policy of a caller.

use std::sync::Arc;

use maud::{Markup, html};
use rolewright::emulator::{DeniedAccess, Entry};
use rolewright::error::Problem;
use rolewright::evaluate::Verdict;
use rolewright::permission::Permission;
use rolewright::policy::PolicyDocument;
use rolewright::text::excerpt;

use crate::emulator::{Decided, Filter, operation};
use crate::page::{MOST_LINE, View, address, copyable, layout, problem, row as line};

/// The most characters of a value in a cell of the list.
const CELL: usize = 80;
/// The page of the navigation.
const CURRENT: &str = "/requests";

/// What the list shows.
#[derive(Debug)]
pub(crate) struct Requests<'a> {
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
            p.soft data-stream-old="" { (state.found) " of the latest " (state.kept) " requests" @if !state.is_latest { ", older ones" } }
            p data-stream-controls="" hidden {
                button type="button" data-pause="" { "Pause" }
                " " span role="status" data-stream-status="" {}
            }
            p.soft { "Calls of this console and of the emulated services are not listed." }
            noscript { p { a href=(view.with(CURRENT, &fields)) { "Reload" } " to see new requests." } }
            div.wide tabindex="0" role="region" aria-label="Requests" { table {
                thead { tr { @for name in ["Number", "Time", "Operation", "Decision", "Status", "Caller", "Resources"] {
                    th scope="col" { (name) }
                } } }
                tbody data-stream=[events] { @for entry in state.rows { (row(view.base, entry)) } }
            } }
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
        form method="get" action=(view.to(CURRENT)) role="search" aria-label="Filter" {
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
pub(crate) fn row(base: &str, entry: &Entry) -> Markup {
    let number = entry.number.to_string();
    let resources: Vec<&str> = entry
        .permissions
        .iter()
        .flat_map(|one| &one.resources)
        .map(String::as_str)
        .collect();
    let caller = entry
        .caller
        .strip_prefix("acs:ram::")
        .unwrap_or(&entry.caller);
    html! {
        tr {
            th scope="row" { a href=(address(&format!("{base}/request"), &[("number", &number)])) { (number) } }
            td { (time_of_day(&entry.time)) }
            td { (excerpt(&operation(entry), CELL))
                @if let Some(fault) = &entry.fault { " " span.badge { "fault " (excerpt(fault, CELL)) } } }
            td { (decision(entry)) }
            td { (status(entry)) }
            td { (excerpt(caller, CELL)) }
            td { @if let Some(first) = resources.first() { (excerpt(first, CELL)) }
                @if resources.len() > 1 { " and " (resources.len() - 1) " more" } }
        }
    }
}

/// Returns `03:04:05.123` of a time stamp, in UTC; the page of the request has the date.
fn time_of_day(time: &str) -> &str {
    let of_day = time.split_once('T').map_or(time, |(_, rest)| rest);
    of_day.get(..12).unwrap_or(of_day).trim_end_matches('Z')
}

fn status(entry: &Entry) -> Markup {
    let code = entry.code.as_deref().map(|code| excerpt(code, CELL));
    html! {
        @match entry.status {
            0 => { span.failed { "no response" } }
            status if status < 400 => { span.passed { (status) } }
            status => { span.failed { (status) } }
        }
        @if let Some(code) = code { " " (code) }
    }
}

/// The decision with the statement that decided.
fn decision(entry: &Entry) -> Markup {
    let by = entry
        .statement
        .as_ref()
        .map(|statement| excerpt(&statement.to_string(), CELL));
    html! {
        @match entry.decision {
            None => { span.soft { "not evaluated" } }
            Some(Verdict::Allow) => { span.passed { "allowed" } }
            Some(Verdict::ExplicitDeny) => { span.failed { "denied explicitly" } }
            Some(_) => { span.failed { "not allowed" } }
        }
        @if let Some(by) = by { " by " (by) }
    }
}

pub(crate) fn request(view: &View<'_>, entry: &Entry) -> Markup {
    layout(
        view,
        CURRENT,
        &format!("Request {}", entry.number),
        html! {
            dl {
                (line("operation", &operation(entry)))
                (line("time", &entry.time))
                dt { "status" } dd { (status(entry)) }
                (line("caller", if entry.caller.is_empty() { "unknown" } else { &entry.caller }))
                @if !entry.access_key_id.is_empty() { (line("access key", &entry.access_key_id)) }
                (line("request id", &entry.request_id))
                @if let Some(fault) = &entry.fault { (line("injected fault", fault)) }
                dt { "decision" } dd { (decision(entry)) }
            }
            @if let Some(denied) = &entry.denied { (denial(view, entry, denied)) }
            h2 { "Parameters" }
            @if entry.params.is_empty() { p { "None." } } @else {
                p.soft { "Secrets are masked, long values are cut off." }
                dl { @for (name, value) in &entry.params { (line(name, value)) } }
            }
            h2 { "Needed permissions" }
            @if entry.permissions.is_empty() { p { "None: the request needs no permission, or was refused before." } }
            @else { ul { @for one in &entry.permissions { li { (permission(one)) } } } }
            p {
                @if !entry.caller.is_empty() {
                    a href=(view.with("/learned", &[("caller", &entry.caller)])) { "Smallest policy of this caller" } " · "
                    a href=(view.with(CURRENT, &[("caller", &entry.caller)])) { "Its requests" } " · "
                }
                a href=(view.to(CURRENT)) { "All requests" }
            }
        },
    )
}

fn denial(view: &View<'_>, entry: &Entry, denied: &DeniedAccess) -> Markup {
    let who = who(&entry.caller);
    html! {
        h2 { "Denied access" }
        dl {
            (line("action", &denied.action))
            (line("resource", &denied.resource))
            (line("decided by", &denied.layer.to_string()))
            @match &denied.statement {
                Some(statement) => { (line("statement", &statement.to_string())) }
                None => { (line("statement", "none allows it")) }
            }
        }
        @if let Some(who) = who {
            p { a href=(view.with("/access", &[("who", &who), ("action", &denied.action), ("resource", &denied.resource)])) {
                "Explain the decision, as the account is now" } }
        }
    }
}

/// Returns `role:NAME` or `user:NAME` for the ARN of a caller.
fn who(caller: &str) -> Option<String> {
    let (_, id) = caller.rsplit_once(':')?;
    let (kind, name) = id.split_once('/')?;
    match kind {
        "user" => Some(format!("user:{name}")),
        "assumed-role" => name.split_once('/').map(|(role, _)| format!("role:{role}")),
        _ => None,
    }
}

fn permission(permission: &Permission) -> Markup {
    html! {
        code { (excerpt(&permission.action, MOST_LINE)) } " on "
        @for (index, resource) in permission.resources.iter().enumerate() {
            @if index > 0 { ", " } code { (excerpt(resource, MOST_LINE)) }
        }
        @if !permission.context.is_empty() { " with "
            @for (index, (key, value)) in permission.context.iter().enumerate() {
                @if index > 0 { ", " } code { (excerpt(key, MOST_LINE)) "=" (excerpt(value, MOST_LINE)) }
            }
        }
    }
}

pub(crate) fn no_request(view: &View<'_>) -> Markup {
    layout(
        view,
        CURRENT,
        "No such request",
        html! {
            p { "The emulator keeps the latest 10,000 requests, until it is reset." }
            p { a href=(view.to(CURRENT)) { "All requests" } }
        },
    )
}

/// What the page of the smallest policy shows.
#[derive(Debug)]
pub(crate) struct Learned<'a> {
    pub(crate) caller: &'a str,
    /// The callers with requests that needed a permission.
    pub(crate) callers: Vec<&'a str>,
    /// The policy; `None` before a caller is chosen.
    pub(crate) policy: Option<Result<PolicyDocument, Problem>>,
}

pub(crate) fn learned(view: &View<'_>, state: &Learned<'_>) -> Markup {
    layout(
        view,
        CURRENT,
        "Smallest policy of a caller",
        html! {
            form method="get" {
                p.field { label for="caller" { "Caller" }
                    input id="caller" name="caller" value=(state.caller) list="callers" required spellcheck="false"
                        aria-describedby="caller-hint";
                    span.soft id="caller-hint" { "An ARN. That of a role means all its sessions." } }
                datalist id="callers" { @for one in &state.callers { option value=(one) {} } }
                p.buttons { button { "Show" } }
            }
            @match &state.policy {
                None if state.callers.is_empty() => { p { "No request needed a permission yet." } }
                None => {}
                Some(Err(error)) => { (problem(error)) }
                Some(Ok(policy)) => {
                    p { "It allows what the caller requested, refused requests included, and nothing else." }
                    (copyable("policy", "Policy", &policy.to_pretty()))
                }
            }
            p { a href=(view.to(CURRENT)) { "All requests" } }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_the_time_of_day_in_milliseconds() {
        assert_eq!(
            time_of_day("2026-01-02T03:04:05.123456789Z"),
            "03:04:05.123"
        );
        assert_eq!(time_of_day("2026-01-02T03:04:05Z"), "03:04:05");
        assert_eq!(time_of_day(""), "");
    }

    #[test]
    fn a_session_is_its_role_and_the_account_itself_has_no_policies() {
        assert_eq!(who("acs:ram::1:user/alice").as_deref(), Some("user:alice"));
        assert_eq!(
            who("acs:ram::1:assumed-role/builder/ci").as_deref(),
            Some("role:builder")
        );
        assert_eq!(who("acs:ram::1:root"), None);
        assert_eq!(who(""), None);
    }
}

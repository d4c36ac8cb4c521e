//! The parts of a request: caller, time, status and decision.

use maud::{Markup, html};
use rolewright::emulator::Entry;
use rolewright::evaluate::{StatementRef, Verdict};
use rolewright::text::excerpt;

use crate::page::{MOST_LINE, links};

/// The most characters of a value in a cell of the list.
pub(super) const CELL: usize = 80;

/// Where the pages of roles and policies are, and whose account they show.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) base: &'a str,
    /// The emulator's first account.
    pub(crate) account: &'a str,
}

impl Place<'_> {
    /// Whether the caller is of that account.
    pub(super) fn has(&self, caller: &str) -> bool {
        caller.split(':').nth(3) == Some(self.account)
    }
}

/// Returns `user/alice`, `role/builder/ci` or `root`, with its account if it is not that of the place.
pub(super) fn caller(place: Place<'_>, arn: &str) -> String {
    let parts: Vec<&str> = arn.splitn(5, ':').collect();
    let [_, _, _, account, id] = parts.as_slice() else {
        return arn.to_owned();
    };
    let role = id.strip_prefix("assumed-role/");
    let id = role.map_or_else(|| (*id).to_owned(), |session| format!("role/{session}"));
    if place.has(arn) {
        id
    } else {
        format!("{id} of {account}")
    }
}

/// Returns `2026-01-02 03:04:05.123 UTC` for a time stamp.
pub(super) fn time(time: &str) -> String {
    match time.split_once('T') {
        Some((date, _)) => format!("{date} {} UTC", time_of_day(time)),
        None => time.to_owned(),
    }
}

/// Returns `03:04:05.123` of a time stamp, in UTC; the page of the request has the date.
pub(super) fn time_of_day(time: &str) -> &str {
    let of_day = time.split_once('T').map_or(time, |(_, rest)| rest);
    of_day.get(..12).unwrap_or(of_day).trim_end_matches('Z')
}

pub(super) fn status(entry: &Entry) -> Markup {
    let code = entry.code.as_deref().map(|code| excerpt(code, CELL));
    html! {
        @match entry.status {
            0 => { span.failed { "no response" } }
            status if status < 400 => { span.passed { (status) } }
            status => { span.failed { (status) } }
        }
        @if let Some(code) = code { " " (breakable(&code)) }
    }
}

/// Text that may wrap after `/`, `:` and `.`.
pub(super) fn breakable(text: &str) -> Markup {
    html! { @for part in text.split_inclusive(['/', ':', '.']) { (part) wbr; } }
}

/// The decision with the statement that decided.
pub(super) fn decision(place: Place<'_>, entry: &Entry) -> Markup {
    html! {
        @match entry.decision {
            None => { span.soft { "not evaluated" } }
            Some(Verdict::Allow) => { span.passed { "allowed" } }
            Some(Verdict::ExplicitDeny) => { span.failed { "denied explicitly" } }
            Some(_) => { span.failed { "not allowed" } }
        }
        @if let Some(by) = &entry.statement { " by " (statement(place, &entry.caller, by)) }
    }
}

/// A statement; the policy is a link if the caller, whose policy it is, is of the account that the pages show.
pub(super) fn statement(place: Place<'_>, caller: &str, statement: &StatementRef) -> Markup {
    if place.has(caller) {
        return links::statement(place.base, statement, None);
    }
    html! { (excerpt(&statement.to_string(), CELL)) }
}

/// The ARN of a caller; that of a session is a link to its role.
pub(super) fn arn(place: Place<'_>, entry: &Entry) -> Markup {
    let shown = match entry.caller.as_str() {
        "" => "unknown".to_owned(),
        caller => excerpt(caller, MOST_LINE),
    };
    let who = who(&entry.caller).filter(|_| place.has(&entry.caller));
    let role = who.as_deref().and_then(|who| who.strip_prefix("role:"));
    html! {
        (shown)
        @if let Some(role) = role { ", session of the role " (links::role(place.base, role)) }
    }
}

/// Returns `role:NAME` or `user:NAME` for the ARN of a caller.
pub(super) fn who(caller: &str) -> Option<String> {
    let (_, id) = caller.rsplit_once(':')?;
    let (kind, name) = id.split_once('/')?;
    match kind {
        "user" => Some(format!("user:{name}")),
        "assumed-role" => name.split_once('/').map(|(role, _)| format!("role:{role}")),
        _ => None,
    }
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
        assert_eq!(
            time("2026-01-02T03:04:05.123456789Z"),
            "2026-01-02 03:04:05.123 UTC"
        );
    }

    #[test]
    fn a_caller_is_short_and_one_of_another_account_has_its_account() {
        let place = Place {
            base: "",
            account: "1",
        };
        for (arn, shown) in [
            ("acs:ram::1:user/alice", "user/alice"),
            ("acs:ram::1:assumed-role/builder/ci", "role/builder/ci"),
            ("acs:ram::1:root", "root"),
            ("acs:ram::2:user/alice", "user/alice of 2"),
            ("", ""),
        ] {
            assert_eq!(caller(place, arn), shown);
        }
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

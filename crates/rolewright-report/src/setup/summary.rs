//! The sentences that every format of a report has.

use std::time::Duration;

use rolewright_core::ProviderInfo;
use rolewright_core::provider::WaitReason;
use rolewright_core::setup::{Change, Outcome, Report, ReportKind};
use rolewright_core::text::excerpt;
use serde::Serialize;

use crate::Paint;

/// The most characters of a line of a document or message.
pub(super) const MAX_LINE: usize = 600;

/// The account and endpoint of the run.
pub(crate) fn target(info: &ProviderInfo, account: &str) -> String {
    let [name, endpoint, account] =
        [&info.name, &info.endpoint, account].map(|text| excerpt(text, MAX_LINE));
    if info.simulated {
        format!(
            "Local simulation ({name}, {endpoint}), account {account}: no cloud account is touched."
        )
    } else {
        format!("Alibaba Cloud account {account} ({endpoint}).")
    }
}

/// The outcome, in a sentence.
pub(super) fn headline(report: &Report, paint: Paint) -> String {
    let changes = report.changes.iter().filter(|change| change.done).count();
    let plural = if changes == 1 { "change" } else { "changes" };
    let text = match (report.kind, report.outcome) {
        (ReportKind::Verify, _) => return String::new(), // `summary` has it
        (_, Outcome::Partial) => paint.yellow("Partly done: run the same command again to finish."),
        (ReportKind::Drift, Outcome::Unchanged) => paint.green("No drift: all is as wanted."),
        (ReportKind::Drift, _) => paint.yellow("Drift: not all is as wanted any more."),
        (ReportKind::Remove, Outcome::Unchanged) => "Nothing of that is granted.".to_owned(),
        (ReportKind::Rollback, Outcome::Unchanged) => {
            "That version is in force already.".to_owned()
        }
        (ReportKind::Destroy, Outcome::Unchanged) => "Nothing is there to take down.".to_owned(),
        (ReportKind::Destroy, _) => paint.green("All is gone, as read back."),
        (_, Outcome::Unchanged) => paint.green("No changes: all is as wanted."),
        (ReportKind::Plan, Outcome::Failed) => {
            paint.yellow("Nothing here is to be changed, and yet not all is proven.")
        }
        _ if changes == 0 => paint.yellow("No changes: all is as told."),
        _ => paint.green(&format!("Done: {changes} {plural}, read back.")),
    };
    format!("\n{text}\n")
}

/// The time spent waiting, with reasons; `None` when there was none.
pub(super) fn wait_summary(report: &Report) -> Option<String> {
    if report.waits.is_empty() {
        return None;
    }
    let milliseconds: u64 = report.waits.iter().map(|wait| wait.milliseconds).sum();
    let count = |reason| {
        let of = report.waits.iter().filter(|wait| wait.reason == reason);
        of.count()
    };
    let reasons = [
        (WaitReason::Retry, "before a call was sent again"),
        (WaitReason::RateLimit, "for the rate limit"),
        (WaitReason::Reread, "before the account was looked at again"),
    ];
    let reasons = reasons.map(|(reason, text)| (count(reason), text));
    let parts = reasons.iter().filter(|(times, _)| *times > 0);
    let parts: Vec<String> = parts
        .map(|(times, text)| match times {
            1 => format!("once {text}"),
            times => format!("{times} times {text}"),
        })
        .collect();
    let seconds = Duration::from_millis(milliseconds).as_secs_f64();
    Some(format!("waited {seconds:.1} s: {}", parts.join(", ")))
}

/// The counts of requirements by status, and the answer; empty when nothing was checked.
pub(super) fn summary(report: &Report, paint: Paint) -> String {
    if report.requirements.is_empty() {
        return String::new();
    }
    let count = |status| {
        report
            .requirements
            .iter()
            .filter(|r| r.status == status)
            .count()
    };
    use rolewright_core::setup::Status::{Failed, Inconclusive, NotChecked, Passed};
    let (proven, refuted) = (count(Passed), count(Failed));
    let (open, unseen) = (count(Inconclusive), count(NotChecked));
    let mut parts = vec![paint.green(&format!("{proven} proven"))];
    if refuted > 0 {
        parts.push(paint.red(&format!("{refuted} refuted")));
    }
    if open > 0 {
        parts.push(paint.yellow(&format!("{open} that can't be told")));
    }
    if unseen > 0 {
        parts.push(format!("{unseen} not looked at"));
    }
    let service = excerpt(&report.service, MAX_LINE);
    let answer = match (refuted + open, unseen) {
        (0, 0) => format!("{service} can use it."),
        (0, _) => format!("As far as was looked at, {service} can use it."),
        (_, _) if refuted > 0 => format!("{service} can't use it like this."),
        _ => format!("Whether {service} can use it is open."),
    };
    let simulated = if report.provider.simulated {
        " (simulated)"
    } else {
        ""
    };
    format!(
        "\n{}{simulated} {}\n",
        parts.join(", ") + ".",
        paint.bold(&answer)
    )
}

/// The symbol of a change: `+` creates, `-` deletes, `~` modifies.
pub(super) fn change_symbol(change: &Change) -> &'static str {
    let action = change.call.action.as_ref();
    if action.starts_with("De") {
        "-"
    } else if action.starts_with("Update") || action.ends_with("PolicyVersion") {
        "~"
    } else {
        "+"
    }
}

/// A value of an enum of the report, for people.
pub(super) fn display_word(value: impl Serialize) -> String {
    let value = serde_json::to_value(value).ok();
    let word = value.as_ref().and_then(|value| value.as_str());
    word.unwrap_or_default().replace('_', " ")
}

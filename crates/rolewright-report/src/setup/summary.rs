//! The sentences shared by all formats of a report.

use std::time::Duration;

use rolewright_core::ProviderInfo;
use rolewright_core::provider::{UsedHost, WaitReason};
use rolewright_core::setup::{Change, Outcome, Report, ReportKind, Status};
use rolewright_core::text::excerpt;
use serde::Serialize;

use super::differences::{counted, listed_differences};
use super::matrix::word;
use crate::Paint;

/// The maximum characters of a line of a document or message.
pub(crate) const MAX_LINE: usize = 600;

/// The maximum characters of a text with statements of a policy, whose limit is 6,144 bytes: they are
/// shortened where they are described, so that nothing dangerous is cut off.
pub(super) const MAX_STATEMENTS: usize = 16_384;

/// The account and endpoint of the run.
pub(crate) fn target(info: &ProviderInfo, account: &str) -> String {
    let [name, endpoint, account] =
        [&info.name, &info.endpoint, account].map(|text| excerpt(text, MAX_LINE));
    let target = if info.simulated {
        format!("Simulated account {account} ({name}, {endpoint}); no cloud account is used.")
    } else {
        format!("Alibaba Cloud account {account} ({endpoint}).")
    };
    match unknown_hosts(info).as_slice() {
        [] => target,
        hosts => format!(
            "{target} Requests were also sent to hosts that are not in the table of endpoints: {}.",
            hosts.join(", ")
        ),
    }
}

/// The hosts that requests were sent to although they are not in the table of endpoints; without the endpoint
/// that was set.
pub(super) fn unknown_hosts(info: &ProviderInfo) -> Vec<String> {
    let unknown = |one: &&UsedHost| !one.built_in && one.host != info.endpoint;
    host_names(info.hosts.iter().filter(unknown))
}

/// The hosts that requests were sent to; empty without a network.
pub(super) fn all_hosts(info: &ProviderInfo) -> Option<String> {
    let hosts = host_names(&info.hosts);
    (!hosts.is_empty()).then(|| format!("hosts: {}", hosts.join(", ")))
}

fn host_names<'h>(hosts: impl IntoIterator<Item = &'h UsedHost>) -> Vec<String> {
    let hosts = hosts.into_iter().map(|one| excerpt(&one.host, 255));
    hosts.collect()
}

/// The outcome as a sentence; empty for `verify`, since [`summary`] has its verdict.
pub(super) fn headline(report: &Report, paint: Paint) -> String {
    let changes = report.changes.iter().filter(|change| change.done).count();
    match (report.kind, report.outcome) {
        (_, Outcome::Partial) if report.changes.is_empty() => {
            paint.yellow("Stopped early; nothing was changed.")
        }
        (ReportKind::Verify | ReportKind::Drift | ReportKind::Show, _) => String::new(),
        (_, Outcome::Partial) if !report.can_continue() => paint.yellow(
            "Partly done. Running the same command again ends at the same error: fix its cause first.",
        ),
        (_, Outcome::Partial) if changes == 0 => {
            paint.yellow("Stopped early; no change was confirmed. Run the same command again.")
        }
        (_, Outcome::Partial) if changes == report.changes.len() => paint.yellow(
            "Stopped before the changes were read back. Run the same command again to verify them.",
        ),
        (_, Outcome::Partial) => {
            paint.yellow("Partly done. Run the same command again to make the other changes.")
        }
        (ReportKind::Destroy, Outcome::Failed) => {
            paint.yellow("Not everything was destroyed: see the warnings.")
        }
        (ReportKind::Destroy, Outcome::Changed) => paint.green("Destroyed and verified."),
        (ReportKind::Remove, Outcome::Changed) => paint.green("Revoked and verified."),
        (ReportKind::Rollback, Outcome::Changed) => {
            let policy = report.state.policy.as_ref();
            let now = policy.map(|policy| excerpt(&policy.default_version, MAX_LINE));
            let now = now.map(|version| format!(": the default version is {version}"));
            paint.green(&format!("Rolled back and verified{}.", now.unwrap_or_default()))
        }
        (ReportKind::Plan, Outcome::Failed | Outcome::Inconclusive) => {
            paint.yellow("No changes, but not all requirements passed.")
        }
        (_, Outcome::Unchanged) => paint.green("No changes. Up to date."),
        _ if changes == 0 => paint.yellow("No changes."),
        _ => paint.green(&format!(
            "Done: {} made and read back.",
            counted(changes, "change")
        )),
    }
}

/// The numbers of changes that create, modify and delete.
pub(super) fn plan_summary(changes: &[Change]) -> String {
    let count = |symbol| {
        let of = changes.iter().filter(|one| change_symbol(one) == symbol);
        of.count()
    };
    format!(
        "Plan: {} to create, {} to change, {} to delete.",
        count("+"),
        count("~"),
        count("-")
    )
}

/// The time spent waiting, with reasons; `None` without waits.
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
        (WaitReason::Retry, "before a retry"),
        (WaitReason::RateLimit, "for the rate limit"),
        (WaitReason::Reread, "before re-reading the account"),
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

/// The verdict on the requirements, with counts; empty without requirements, and for a plan after which
/// all hold.
pub(super) fn summary(report: &Report, paint: Paint) -> String {
    if report.requirements.is_empty() {
        return String::new();
    }
    let part = |status| {
        let of = report
            .requirements
            .iter()
            .filter(|one| one.status == status);
        let count = of.count();
        (count > 0).then(|| format!("{count} {}", word(status)))
    };
    use Status::{Failed, Inconclusive, NotChecked, Passed};
    let parts = [Failed, Inconclusive, Passed, NotChecked];
    let accepted = report.findings.iter().filter(|one| one.accepted.is_some());
    let accepted = accepted.count();
    let accepted = (accepted > 0).then(|| format!("{accepted} accepted"));
    let parts = parts.into_iter().filter_map(part).chain(accepted);
    let parts: Vec<_> = parts.collect();
    let simulated = if report.provider.simulated {
        " (simulated)"
    } else {
        ""
    };
    if let Some(differences) = listed_differences(report) {
        let head = paint.yellow("Drift detected");
        return format!("{head}: {differences}; {}{simulated}.", parts.join(", "));
    }
    let verdict = match Status::worst(&report.requirements) {
        Passed | NotChecked if report.kind == ReportKind::Plan => return String::new(),
        _ if report.kind == ReportKind::Plan && !report.changes.is_empty() => {
            paint.yellow("After the plan")
        }
        _ if report.kind == ReportKind::Drift && report.is_ok() => paint.green("No drift"),
        // For example an older revision of the policy.
        Failed if report.kind == ReportKind::Apply && report.is_ok() => {
            paint.yellow("Applied as requested, not verified")
        }
        Failed => paint.red("Failed"),
        Inconclusive => paint.yellow("Inconclusive"),
        // Nothing was checked, or not all that was asked for.
        Passed | NotChecked if !report.has_passed() => paint.yellow("Inconclusive"),
        Passed | NotChecked => paint.green("Verified"),
    };
    format!("{verdict}: {}{simulated}.", parts.join(", "))
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

/// The display name of an enum value of the report.
pub(super) fn display_word(value: impl Serialize) -> String {
    let value = serde_json::to_value(value).ok();
    let word = value.as_ref().and_then(|value| value.as_str());
    word.unwrap_or_default().replace('_', " ")
}

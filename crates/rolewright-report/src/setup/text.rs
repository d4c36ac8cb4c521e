//! A report for people.

use std::fmt::Write as _;
use std::time::Duration;

use rolewright_core::ProviderInfo;
use rolewright_core::provider::WaitReason;
use rolewright_core::setup::{
    Cause, Change, Goal, Level, LivePolicyState, LiveState, Outcome, Report,
};
use rolewright_core::text::excerpt;
use serde::Serialize;

use super::matrix;
use crate::Paint;
use crate::wrap::wrapped;

/// A line of a document or message is cut here.
pub(super) const LINE: usize = 600;

/// Where the lines of a cause are broken.
const WIDTH: usize = 90;

/// What would have to change.
#[must_use]
pub fn plan_text(report: &Report, paint: Paint) -> String {
    changes_text(&report.changes, &report.provider, &report.account, paint)
}

/// Where it happens, and what will change.
#[must_use]
pub fn changes_text(
    changes: &[Change],
    info: &ProviderInfo,
    account: &str,
    paint: Paint,
) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}\n", place(info, account));
    let _ = writeln!(out, "{}", paint.bold(&planned(changes)));
    for change in changes {
        out.push_str(&change_text(change, paint));
    }
    out
}

pub(super) fn planned(changes: &[Change]) -> String {
    let plural = if changes.len() == 1 {
        "change"
    } else {
        "changes"
    };
    format!("Plan: {} {plural}", changes.len())
}

/// The whole report.
#[must_use]
pub fn report_text(report: &Report, paint: Paint) -> String {
    match report.kind {
        Goal::Plan if !report.changes.is_empty() => {
            plan_text(report, paint) + &offers(report, paint) + &notes(report)
        }
        Goal::Drift if !report.changes.is_empty() => {
            let head = format!(
                "{}\n{}\n",
                place(&report.provider, &report.account),
                headline(report, paint)
            );
            let changes = report
                .changes
                .iter()
                .map(|change| change_text(change, paint));
            let changes: String = changes.collect();
            format!("{head}`rolewright apply` would\n{changes}") + &judged_text(report, paint)
        }
        Goal::Show => state_text(report, paint),
        _ => outcome_text(report, paint),
    }
}

fn outcome_text(report: &Report, paint: Paint) -> String {
    let mut out = String::new();
    if !report.is_changed() {
        let _ = writeln!(out, "{}", place(&report.provider, &report.account));
    }
    out.push_str(&headline(report, paint));
    if report.outcome == Outcome::Partial {
        for change in &report.changes {
            let mark = if change.done {
                paint.green("done")
            } else {
                paint.yellow("not done")
            };
            let _ = writeln!(out, "  {mark}: {}", excerpt(&change.summary, LINE));
        }
    }
    out.push_str(&judged_text(report, paint));
    out
}

fn judged_text(report: &Report, paint: Paint) -> String {
    let judged = [
        causes(&report.causes, paint),
        matrix::text(&report.requirements, paint),
        offers(report, paint),
        notes(report),
        summary(report, paint),
    ];
    judged.concat()
}

/// Why not, the cause to be mended first in front.
fn causes(causes: &[Cause], paint: Paint) -> String {
    let mut out = String::new();
    for (index, cause) in causes.iter().enumerate() {
        let mut head = format!("cause {:<3}", index + 1);
        for line in wrapped(&excerpt(&cause.text, LINE), WIDTH) {
            let _ = writeln!(out, "{}{line}", paint.red(&head));
            head = " ".repeat(head.len());
        }
        let help = cause.help.iter().map(|help| excerpt(help, LINE));
        for line in help.flat_map(|help| wrapped(&help, WIDTH)) {
            let _ = writeln!(out, "{head}{}", paint.bold(&line));
        }
    }
    if out.is_empty() {
        out
    } else {
        format!("\n{out}")
    }
}

/// What `--narrow` would take away besides.
fn offers(report: &Report, paint: Paint) -> String {
    if report.offers.is_empty() {
        return String::new();
    }
    let head = paint.bold("Offered: `--narrow` would also");
    let changes = report
        .offers
        .iter()
        .map(|change| change_text(change, paint));
    format!("\n{head}\n{}", changes.collect::<String>())
}

/// How it ended, in a sentence.
pub(super) fn headline(report: &Report, paint: Paint) -> String {
    let changes = report.changes.iter().filter(|change| change.done).count();
    let plural = if changes == 1 { "change" } else { "changes" };
    let text = match (report.kind, report.outcome) {
        (Goal::Verify, _) => return String::new(), // its last sentence says it
        (_, Outcome::Partial) => paint.yellow("Partly done: run the same command again to finish."),
        (Goal::Drift, Outcome::Unchanged) => paint.green("No drift: all is as wanted."),
        (Goal::Drift, _) => paint.yellow("Drift: not all is as wanted any more."),
        (Goal::Remove, Outcome::Unchanged) => "Nothing of that is granted.".to_owned(),
        (Goal::Rollback, Outcome::Unchanged) => "That version is in force already.".to_owned(),
        (Goal::Destroy, Outcome::Unchanged) => "Nothing is there to take down.".to_owned(),
        (Goal::Destroy, _) => paint.green("All is gone, as read back."),
        (_, Outcome::Unchanged) => paint.green("No changes: all is as wanted."),
        (Goal::Plan, Outcome::Refuted) => {
            paint.yellow("Nothing here is to be changed, and yet not all is proven.")
        }
        _ if changes == 0 => paint.yellow("No changes: all is as told."),
        _ => paint.green(&format!("Done: {changes} {plural}, read back.")),
    };
    format!("\n{text}\n")
}

/// What is worth knowing besides; warnings go to standard error.
fn notes(report: &Report) -> String {
    let infos = report
        .findings
        .iter()
        .filter(|finding| finding.level == Level::Info);
    let infos = infos.map(|finding| excerpt(&finding.text, LINE));
    let lines: String = infos
        .chain(waited(report))
        .map(|text| format!("note: {text}\n"))
        .collect();
    if lines.is_empty() {
        lines
    } else {
        format!("\n{lines}")
    }
}

/// How long it was waited and why; nothing when it was not.
pub(super) fn waited(report: &Report) -> Option<String> {
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
        (
            WaitReason::LookAgain,
            "before the account was looked at again",
        ),
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

/// One sentence that claims no more than was looked at; nothing where nothing is claimed.
pub(super) fn summary(report: &Report, paint: Paint) -> String {
    if report.requirements.is_empty() {
        return String::new();
    }
    let count = |standing| {
        report
            .requirements
            .iter()
            .filter(|r| r.standing == standing)
            .count()
    };
    use rolewright_core::setup::Standing::{CannotTell, NotLookedAt, Proven, Refuted};
    let (proven, refuted) = (count(Proven), count(Refuted));
    let (open, unseen) = (count(CannotTell), count(NotLookedAt));
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
    let answer = match (refuted + open, unseen) {
        (0, 0) => "Container Registry can use it.",
        (0, _) => "As far as was looked at, Container Registry can use it.",
        (_, _) if refuted > 0 => "Container Registry can't use it like this.",
        _ => "Whether Container Registry can use it is open.",
    };
    let simulated = if report.provider.simulated {
        " (simulated)"
    } else {
        ""
    };
    format!(
        "\n{}{simulated} {}\n",
        parts.join(", ") + ".",
        paint.bold(answer)
    )
}

/// A word of the report's own, as people write it.
pub(super) fn word(value: impl Serialize) -> String {
    let value = serde_json::to_value(value).ok();
    let word = value.as_ref().and_then(|value| value.as_str());
    word.unwrap_or_default().replace('_', " ")
}

/// Where it happens.
pub(crate) fn place(info: &ProviderInfo, account: &str) -> String {
    let [name, endpoint, account] =
        [&info.name, &info.endpoint, account].map(|text| excerpt(text, LINE));
    if info.simulated {
        format!(
            "Local simulation ({name}, {endpoint}), account {account}: no cloud account is touched."
        )
    } else {
        format!("Alibaba Cloud account {account} ({endpoint}).")
    }
}

fn change_text(change: &Change, paint: Paint) -> String {
    let mark = mark(change);
    let head = format!("{mark} {}", excerpt(&change.summary, LINE));
    let head = match mark {
        "-" => paint.red(&head),
        "~" => paint.yellow(&head),
        _ => paint.green(&head),
    };
    let mut out = format!("  {head}\n");
    for line in &change.lines {
        let text = excerpt(&line.text, LINE);
        let _ = writeln!(out, "      {}", paint.signed(line.sign, &text));
    }
    out
}

/// Whether a change makes (`+`), takes down (`-`) or alters (`~`).
pub(super) fn mark(change: &Change) -> &'static str {
    let action = change.call.action.as_ref();
    if action.starts_with("De") {
        "-"
    } else if action.starts_with("Update") || action.ends_with("PolicyVersion") {
        "~"
    } else {
        "+"
    }
}

fn state_text(report: &Report, paint: Paint) -> String {
    let place = place(&report.provider, &report.account);
    format!(
        "{place}\n\n{}{}",
        state(&report.state, paint),
        notes(report)
    )
}

/// What the account holds.
pub(super) fn state(state: &LiveState, paint: Paint) -> String {
    let LiveState {
        role,
        policy,
        further_policies,
        attached,
    } = state;
    let mut out = String::new();
    match role {
        Some(role) => {
            let _ = writeln!(out, "role      {}", paint.bold(&excerpt(&role.arn, LINE)));
            for principal in &role.trusts {
                let _ = writeln!(out, "  trusts  {}", excerpt(principal, LINE));
            }
        }
        None => out.push_str("role      there is none\n"),
    }
    match policy {
        Some(policy) => out.push_str(&policy_text(policy, paint)),
        None => out.push_str("policy    there is none\n"),
    }
    for policy in further_policies {
        out.push_str(&policy_text(policy, paint));
    }
    for policy in attached {
        let _ = writeln!(out, "attached  {}", excerpt(policy, LINE));
    }
    out
}

fn policy_text(policy: &LivePolicyState, paint: Paint) -> String {
    let form = match &policy.generation {
        Some(generation) => format!(", {}", excerpt(generation, LINE)),
        None => String::new(),
    };
    let mut out = format!(
        "policy    {}, {} in force, {} bytes{form}\n",
        paint.bold(&excerpt(&policy.name, LINE)),
        excerpt(&policy.default_version, LINE),
        policy.bytes
    );
    for subject in &policy.subjects {
        let _ = writeln!(out, "  grants  {}", excerpt(subject, LINE));
    }
    out
}

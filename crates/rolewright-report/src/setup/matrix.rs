//! The requirements, each with its status and deciding statement.

use std::fmt::Write as _;

use rolewright_core::setup::{Requirement, Status};
use rolewright_core::text::excerpt;

use crate::Paint;
use crate::style::Style;
use crate::wrap::{hanging, wrapped};

/// The maximum characters of a reason.
pub(super) const MAX_REASON: usize = 900;

/// The width of a status, in columns.
pub(super) const LABEL: usize = 13;

/// Renders each requirement.
pub(super) fn text(requirements: &[Requirement], style: Style<'_>) -> String {
    let block_text = |block: &[Requirement]| match block {
        [first, ..] if first.group.is_some() => group_text(block, first, style),
        block => block.iter().map(|one| single_text(one, style)).collect(),
    };
    blocks(requirements).map(block_text).collect()
}

/// Splits the requirements into blocks of the same group and subject.
pub(super) fn blocks(requirements: &[Requirement]) -> impl Iterator<Item = &[Requirement]> {
    requirements.chunk_by(|one, other| {
        one.group.is_some()
            && one.id == other.id
            && one.group == other.group
            && one.subject == other.subject
    })
}

/// The group and subject of a block.
pub(super) fn block_name(first: &Requirement) -> String {
    let group = first.group.as_deref().unwrap_or_default();
    let name = match &first.subject {
        Some(subject) => format!("{group} on {subject}"),
        None => group.to_owned(),
    };
    excerpt(&name, MAX_REASON)
}

/// What is the case: the requirement if it holds or was not checked; else why it doesn't hold, which says
/// what is expected too.
pub(super) fn claim(requirement: &Requirement) -> String {
    match (requirement.status, &requirement.reason) {
        (Status::Failed | Status::Inconclusive, Some(reason)) => reason.clone(),
        (Status::Failed, None) => format!("not met: {}", requirement.text),
        _ => requirement.text.clone(),
    }
}

/// The number of required actions in a group that have a status.
pub(super) fn count(first: &Requirement, number: usize, of: usize, status: Status) -> String {
    let what = match status {
        Status::Passed => "granted",
        Status::Failed => "not granted",
        Status::Inconclusive => "possibly not granted",
        Status::NotChecked => "not checked",
    };
    let name = block_name(first);
    format!("{name}: {number} of {of} required actions {what}")
}

fn single_text(requirement: &Requirement, style: Style<'_>) -> String {
    let claim = claim(requirement);
    let mark = mark(requirement.status, style.paint);
    let head = hanging(
        &mark,
        LABEL,
        &excerpt(&claim, MAX_REASON),
        style.width_after(LABEL),
    );
    let mut out = head.trim_end().to_owned();
    if let Some(statement) = &requirement.statement {
        let _ = write!(
            out,
            "{}",
            style
                .paint
                .dim(&format!("  by {}", style.place(statement, MAX_REASON)))
        );
    }
    out.push('\n');
    if requirement.reason.as_ref() != Some(&claim) {
        out.push_str(&reason(requirement, style));
    }
    out.push_str(&help(requirement, style));
    out
}

/// Renders a group of permissions on one bucket: the granted actions, then the others by reason.
fn group_text(block: &[Requirement], first: &Requirement, style: Style<'_>) -> String {
    let granted: Vec<_> = block
        .iter()
        .filter(|r| r.status == Status::Passed)
        .collect();
    let mut out = format!(
        "{}{}",
        mark(Status::worst(block), style.paint),
        count(first, granted.len(), block.len(), Status::Passed)
    );
    let mut statements: Vec<String> = granted
        .iter()
        .filter_map(|r| r.statement.as_ref())
        .map(|statement| style.place(statement, MAX_REASON))
        .collect();
    statements.dedup();
    if !statements.is_empty() {
        let _ = write!(
            out,
            "{}",
            style
                .paint
                .dim(&format!("  by {}", statements.join(" and ")))
        );
    }
    out.push('\n');
    out.push_str(&dim_block(&actions(&granted), style));
    for not_granted in
        same_result(block).filter(|group| group.iter().all(|r| r.status != Status::Passed))
    {
        let is_whole = not_granted.len() == block.len();
        out.push_str(&not_granted_text(&not_granted, is_whole, style));
    }
    out
}

/// Renders missing access with the same reason, which is shown once. The status of a whole block is in
/// its heading.
fn not_granted_text(not_granted: &[&Requirement], is_whole: bool, style: Style<'_>) -> String {
    let Some(first) = not_granted.first() else {
        return String::new();
    };
    let statement = first.statement.as_ref();
    let by = statement
        .map(|s| format!("  by {}", style.place(s, MAX_REASON)))
        .unwrap_or_default();
    let mut out = String::new();
    if !is_whole || !by.is_empty() {
        let status = mark(first.status, style.paint);
        let _ = writeln!(out, "    {}{}", status.trim_end(), style.paint.dim(&by));
    }
    out.push_str(&block(&actions(not_granted), style));
    out + &reason(first, style) + &help(first, style)
}

/// Groups the requirements of a block by status and reason.
pub(super) fn same_result<'a>(
    block: impl IntoIterator<Item = &'a Requirement>,
) -> impl Iterator<Item = Vec<&'a Requirement>> {
    let mut groups: Vec<Vec<&'a Requirement>> = Vec::new();
    for one in block {
        let same = |group: &&mut Vec<&Requirement>| {
            group.first().is_some_and(|other| {
                (other.status, &other.statement) == (one.status, &one.statement)
                    && (&other.reason, &other.remedy) == (&one.reason, &one.remedy)
            })
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups.into_iter()
}

pub(super) fn actions(granted: &[&Requirement]) -> String {
    let actions: Vec<_> = granted
        .iter()
        .filter_map(|requirement| requirement.action.as_deref())
        .collect();
    excerpt(&actions.join(" "), usize::MAX)
}

/// Indented lines below a status.
pub(super) fn block(text: &str, style: Style<'_>) -> String {
    let lines = wrapped(text, style.width_after(LABEL));
    lines
        .iter()
        .map(|line| format!("{:LABEL$}{line}\n", ""))
        .collect()
}

pub(super) fn dim_block(text: &str, style: Style<'_>) -> String {
    let lines = wrapped(text, style.width_after(LABEL));
    lines
        .iter()
        .map(|line| format!("{:LABEL$}{}\n", "", style.paint.dim(line)))
        .collect()
}

fn reason(requirement: &Requirement, style: Style<'_>) -> String {
    let reason = requirement.reason.as_ref();
    let reason = reason.map(|reason| dim_block(&excerpt(reason, MAX_REASON), style));
    reason.unwrap_or_default()
}

fn help(requirement: &Requirement, style: Style<'_>) -> String {
    let help = style.help(requirement.remedy.as_ref(), MAX_REASON);
    help.map(|help| block(&format!("help: {help}"), style))
        .unwrap_or_default()
}

pub(super) fn mark(status: Status, paint: Paint) -> String {
    let word = format!("{:LABEL$}", word(status));
    match status {
        Status::Passed => paint.green(&word),
        Status::Failed => paint.red(&word),
        Status::Inconclusive => paint.yellow(&word),
        Status::NotChecked => paint.dim(&word),
    }
}

pub(crate) fn word(status: Status) -> &'static str {
    match status {
        Status::Passed => "passed",
        Status::Failed => "failed",
        Status::Inconclusive => "inconclusive",
        Status::NotChecked => "not checked",
    }
}

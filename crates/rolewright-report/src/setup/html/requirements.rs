//! The requirements by subject, the worst first, and the causes with links to what they explain.

use maud::{Markup, html};
use rolewright_core::setup::{Cause, CauseId, Report, Requirement, RequirementId, Status};
use rolewright_core::text::excerpt;

use super::{callout, is_expected, prose, status_class, status_word};
use crate::setup::matrix;
use crate::setup::summary::MAX_LINE;
use crate::style::Style;

/// The requirements on one subject, such as a bucket, or those without one.
pub(super) struct Subject<'a> {
    name: Option<&'a str>,
    blocks: Vec<Block<'a>>,
}

/// A group of permissions on one subject, or a single requirement.
struct Block<'a> {
    /// The number for links, unique on the page.
    number: usize,
    all: &'a [Requirement],
}

impl Block<'_> {
    fn worst(&self) -> Status {
        Status::worst(self.all)
    }

    fn anchor(&self) -> String {
        format!("requirement-{}", self.number)
    }

    fn title(&self) -> String {
        let Some(first) = self.all.first() else {
            return String::new();
        };
        let title = match first.group {
            Some(_) => matrix::block_name(first),
            None => first.text.clone(),
        };
        excerpt(&title, MAX_LINE)
    }
}

/// Failed first, passed last.
fn order(status: Status) -> u8 {
    match status {
        Status::Failed => 0,
        Status::Inconclusive => 1,
        Status::NotChecked => 2,
        Status::Passed => 3,
    }
}

/// Groups the requirements by subject; failures first, in the groups and within each.
/// The numbers for links start at `first`.
pub(super) fn subjects(report: &Report, first: usize) -> Vec<Subject<'_>> {
    let mut subjects: Vec<Subject<'_>> = Vec::new();
    for (number, all) in matrix::blocks(&report.requirements).enumerate() {
        let name = all.first().and_then(|one| one.subject.as_deref());
        let number = first + number;
        let block = Block { number, all };
        match subjects.iter_mut().find(|subject| subject.name == name) {
            Some(subject) => subject.blocks.push(block),
            None => subjects.push(Subject {
                name,
                blocks: vec![block],
            }),
        }
    }
    for subject in &mut subjects {
        subject.blocks.sort_by_key(|block| order(block.worst()));
    }
    let worst = |subject: &Subject<'_>| subject.blocks.first().map(|block| order(block.worst()));
    subjects.sort_by_key(worst);
    subjects
}

/// Whether the cause belongs to a requirement that did not pass.
fn explains(cause: &Cause, requirement: &Requirement) -> bool {
    use RequirementId::{Access, Attachment, Trust};
    if !matches!(requirement.status, Status::Failed | Status::Inconclusive) {
        return false;
    }
    let id = &requirement.id;
    let same_subject = cause.subject.is_none() || cause.subject == requirement.subject;
    let denied = requirement.statement.is_some();
    match &cause.id {
        CauseId::Requirement(own) => own == id && cause.subject == requirement.subject,
        CauseId::RoleMissing => matches!(id, Trust | Attachment | Access),
        CauseId::PolicyMissing | CauseId::NotAttached => {
            *id == Attachment || (*id == Access && !denied)
        }
        CauseId::Denied | CauseId::Condition => {
            *id == Access && cause.statement == requirement.statement
        }
        _ => *id == Access && same_subject && !denied,
    }
}

/// The causes, in the order in which to fix them. The numbers for links start after `first`.
pub(super) fn causes(
    report: &Report,
    subjects: &[Subject<'_>],
    first: usize,
    style: Style<'_>,
) -> Vec<Markup> {
    let causes = report.causes.iter().enumerate();
    let one = |(number, cause): (usize, &Cause)| {
        let blocks = subjects.iter().flat_map(|subject| &subject.blocks);
        let blocks = blocks.filter(|block| block.all.iter().any(|one| explains(cause, one)));
        let word = format!("cause {}", number + 1);
        html! {
            div id={ "cause-" (first + number + 1) } {
                (callout(Status::Failed, &word, &cause.text, cause.remedy.as_ref(), style))
                ul.links { @for block in blocks {
                    li { "explains " a href={ "#" (block.anchor()) } { (block.title()) } }
                } }
            }
        }
    };
    causes.map(one).collect()
}

/// The title of the section.
pub(super) fn title(report: &Report) -> &'static str {
    if is_expected(report) {
        "Requirements after the changes"
    } else {
        "Requirements"
    }
}

pub(super) fn subject(
    subject: &Subject<'_>,
    report: &Report,
    first: usize,
    style: Style<'_>,
) -> Markup {
    let name = excerpt(subject.name.unwrap_or("role and account"), MAX_LINE);
    let all = subject.blocks.iter().flat_map(|block| block.all);
    let (passed, count) = all.fold((0, 0), |(passed, count), one| {
        (
            passed + usize::from(one.status == Status::Passed),
            count + 1,
        )
    });
    let passes = status_word(report, Status::Passed);
    html! {
        h3 { (name) " " span.soft { (passed) " of " (count) " " (passes) } }
        @for one in &subject.blocks { (block(one, report, first, style)) }
    }
}

/// Collapsed if all of it passed.
fn block(block: &Block<'_>, report: &Report, first: usize, style: Style<'_>) -> Markup {
    let worst = block.worst();
    let passed = block.all.iter().filter(|one| one.status == Status::Passed);
    let is_group = block.all.first().is_some_and(|first| first.group.is_some());
    let granted = if is_expected(report) {
        "would be granted"
    } else {
        "granted"
    };
    let granted = format!(
        ": {} of {} required actions {granted}",
        passed.count(),
        block.all.len()
    );
    let causes = report.causes.iter().enumerate();
    let causes = causes.filter(|(_, cause)| block.all.iter().any(|one| explains(cause, one)));
    html! {
        details.box id=(block.anchor()) open[worst != Status::Passed] {
            summary {
                strong.(status_class(report, worst)) { (status_word(report, worst)) } " " (block.title())
                @if is_group { (granted) }
            }
            @for (number, _) in causes {
                p { a href={ "#cause-" (first + number + 1) } { "cause " (number + 1) } }
            }
            @for alike in matrix::same_result(block.all) { (reasons(&alike, report, style)) }
        }
    }
}

/// Requirements with the same status and reason.
fn reasons(alike: &[&Requirement], report: &Report, style: Style<'_>) -> Markup {
    let Some(first) = alike.first() else {
        return html! {};
    };
    let actions: Vec<_> = alike
        .iter()
        .filter_map(|one| one.action.as_deref())
        .collect();
    let statement = first.statement.as_ref();
    let statement = statement.map(|statement| style.place(statement, MAX_LINE));
    let help = style.help(first.remedy.as_ref(), matrix::MAX_REASON);
    html! {
        @if !actions.is_empty() {
            ul.actions.(status_class(report, first.status)) { @for action in actions { li { code { (excerpt(action, MAX_LINE)) } } } }
        }
        p.soft {
            (status_word(report, first.status))
            @if let Some(place) = statement { " by " (place) }
            @if let Some(reason) = &first.reason { ": " (prose(reason)) }
        }
        @if let Some(help) = help { p { "help: " (prose(&help)) } }
    }
}

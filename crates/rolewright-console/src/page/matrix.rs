//! The permissions by bucket, group and action, with the deciding statement of each.

use maud::{Markup, html};
use rolewright::setup::{Report, Requirement, RequirementId, Status};
use rolewright::text::excerpt;
use rolewright_report::setup::{is_expected, status_class, status_word};

use super::{MOST_LINE, code};

/// The permission matrix of a report; empty if no permission was judged.
pub(crate) fn matrix(report: &Report) -> Markup {
    let all: Vec<_> = report
        .requirements
        .iter()
        .filter(|one| one.id == RequirementId::Access && one.group.is_some())
        .collect();
    let (mut subjects, mut groups) = (Vec::new(), Vec::new());
    for one in &all {
        let (subject, group) = (subject(one), group(one));
        if !subjects.contains(&subject) {
            subjects.push(subject);
        }
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    html! {
        @if !all.is_empty() {
            section {
                h2 { "Permissions" @if is_expected(report) { " after the changes" } }
                div.wide tabindex="0" role="region" aria-label="Permissions" { table.matrix {
                    thead { tr {
                        th scope="col" { "Resource" }
                        @for group in &groups { th scope="col" { (excerpt(group, MOST_LINE)) } }
                    } }
                    tbody { @for name in &subjects { tr {
                        th scope="row" { (excerpt(name, MOST_LINE)) }
                        @for column in &groups {
                            td { (cell(report, all.iter().copied().filter(|one| subject(one) == *name && group(one) == *column))) }
                        }
                    } } }
                } }
            }
        }
    }
}

fn subject(requirement: &Requirement) -> &str {
    requirement.subject.as_deref().unwrap_or("account")
}

fn group(requirement: &Requirement) -> &str {
    requirement.group.as_deref().unwrap_or_default()
}

/// The actions of a group on a subject; opened, each with the statement that decides.
fn cell<'r>(report: &Report, all: impl Iterator<Item = &'r Requirement>) -> Markup {
    let all: Vec<_> = all.collect();
    let worst = Status::worst(all.iter().copied());
    let passed = all.iter().filter(|one| one.status == Status::Passed);
    html! {
        @if all.is_empty() { span.soft { "not needed" } }
        @else {
            details {
                summary { strong.(status_class(report, worst)) { (status_word(report, worst)) } " " (passed.count()) " of " (all.len()) " "
                    @if all.len() == 1 { "action" } @else { "actions" } }
                ul.plain { @for one in &all { li { (action(report, one)) } } }
            }
        }
    }
}

fn action(report: &Report, one: &Requirement) -> Markup {
    let action = one.action.as_deref().unwrap_or(&one.text);
    html! {
        strong.(status_class(report, one.status)) { (status_word(report, one.status)) } " " code { (excerpt(action, MOST_LINE)) }
        @if let Some(statement) = &one.statement { " by " (excerpt(&statement.to_string(), MOST_LINE)) }
        @if let Some(reason) = &one.reason { ": " (code(&excerpt(reason, MOST_LINE))) }
    }
}

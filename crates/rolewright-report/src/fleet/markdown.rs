//! The report as Markdown, for the summary of a pipeline.

use rolewright_core::fleet::{AccountRow, AccountVerdict, CauseGroup, FleetReport};
use rolewright_core::remedy::Terms;
use rolewright_core::text::excerpt;

use super::{verdict, word};
use crate::comment::{Comment, code, prose, row};
use crate::setup::MAX_LINE;

/// Renders the causes and the accounts that have not passed.
#[must_use]
pub fn markdown(report: &FleetReport, terms: &dyn Terms) -> String {
    let goal = word_of_goal(report);
    let mut comment = Comment::new(&format!("rolewright fleet {goal}"));
    comment.paragraph(&prose(&format!("{}.", verdict(report))));
    let causes: Vec<_> = report.causes.iter().map(|one| cause(one, terms)).collect();
    if !causes.is_empty() {
        comment.table("causes", "| accounts | cause | help |", &causes);
    }
    let bad = report
        .accounts
        .iter()
        .filter(|row| row.verdict != AccountVerdict::Passed);
    let bad: Vec<_> = bad.map(|one| account(one, report)).collect();
    if !bad.is_empty() {
        let summary = format!("{} accounts", bad.len());
        comment.folded(&summary, "| account | name | verdict | cause |", &bad);
    }
    comment.finish("")
}

fn word_of_goal(report: &FleetReport) -> String {
    format!("{:?}", report.goal).to_lowercase()
}

fn cause(group: &CauseGroup, terms: &dyn Terms) -> String {
    let help = group.remedy.as_ref().map(|remedy| remedy.in_terms(terms));
    let help = excerpt(&help.unwrap_or_default(), MAX_LINE);
    let text = prose(&excerpt(&group.text, MAX_LINE));
    row(&[&group.accounts.len().to_string(), &text, &prose(&help)])
}

fn account(one: &AccountRow, report: &FleetReport) -> String {
    let name = one.name.as_deref().unwrap_or_default();
    let cause = one.cause.as_ref().map_or("", |cause| &cause.text);
    row(&[
        &code(one.account.as_str()),
        &prose(&excerpt(name, MAX_LINE)),
        word(one.verdict, report.goal),
        &prose(&excerpt(cause, MAX_LINE)),
    ])
}

//! Changes as lines that a person reads.

use super::grants::{Grants, recognise};
use super::report::DiffLine;
use crate::policy::{PolicyDocument, TrustPolicy};
use crate::recipe::{DesiredState, Grant};

pub(super) fn trust_lines(before: Option<&TrustPolicy>, after: &TrustPolicy) -> Vec<DiffLine> {
    let known = before.map(TrustPolicy::principals).unwrap_or_default();
    let principals = after.principals().into_iter().map(|principal| {
        let text = format!("trust {principal}");
        if known.contains(&principal) {
            DiffLine::keep(text)
        } else {
            DiffLine::add(text)
        }
    });
    let others = after.other_statements().map(|statement| {
        let text = format!("trust statement {}", statement.to_compact());
        let stands = before.is_some_and(|trust| trust.document().statements().contains(statement));
        if stands {
            DiffLine::keep(text)
        } else {
            DiffLine::add(text)
        }
    });
    principals.chain(others).collect()
}

pub(super) fn statement_lines(desired: &DesiredState, document: &PolicyDocument) -> Vec<DiffLine> {
    let mut lines = Vec::new();
    for statement in document.statements() {
        let grant = recognise(desired, statement).and_then(|(index, _)| desired.grants.get(index));
        match grant {
            Some(grant) => lines.push(DiffLine::add(allow_text(grant, statement))),
            None => lines.push(DiffLine::add(statement.to_compact())),
        }
    }
    lines
}

fn allow_text(grant: &Grant, statement: &crate::policy::Statement) -> String {
    let actions = statement.action_list().map_or(0, |actions| actions.len());
    let resources: Vec<_> = statement
        .resources
        .iter()
        .flat_map(|list| list.iter())
        .map(|r| r.as_str())
        .collect();
    let plural = if actions == 1 { "action" } else { "actions" };
    format!(
        "allow {} ({actions} {plural}) on {}",
        grant.name,
        resources.join(", ")
    )
}

/// The difference in the groups' words where a statement is one of ours.
pub(super) fn changed_lines(
    desired: &DesiredState,
    before: &PolicyDocument,
    after: &PolicyDocument,
) -> Vec<DiffLine> {
    let (old, new) = (Grants::read(desired, before), Grants::read(desired, after));
    let mut lines = Vec::new();
    for (index, grant) in desired.grants.iter().enumerate() {
        for (_, generation) in old.former.iter().filter(|(former, _)| *former == index) {
            let name = &grant.name;
            let text = format!("bring {name} from generation {generation} of the page to today's");
            lines.push(DiffLine::add(text));
            lines.extend(
                grant
                    .dropped_since(generation)
                    .map(|action| DiffLine::remove(format!("no longer allow {action} ({name})"))),
            );
        }
        for resource in new.group_only(&old, index) {
            lines.push(DiffLine::add(format!("allow {} on {resource}", grant.name)));
        }
    }
    lines.extend(new.foreign.iter().map(|statement| {
        let text = format!("statement {}", statement.to_compact());
        if old.foreign.contains(statement) {
            DiffLine::keep(text)
        } else {
            DiffLine::add(text)
        }
    }));
    lines
}

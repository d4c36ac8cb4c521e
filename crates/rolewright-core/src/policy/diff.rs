//! What changes between two documents, statement by statement.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::document::PolicyDocument;
use super::statement::Statement;

/// One difference between two documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum DocumentChange {
    /// A statement that only the new document has, as compact JSON.
    StatementAdded {
        /// The statement.
        statement: String,
    },
    /// A statement that only the old document has, as compact JSON.
    StatementRemoved {
        /// The statement.
        statement: String,
    },
    /// A statement whose actions or resources differ.
    StatementChanged {
        /// Actions that only the new one has.
        actions_added: Vec<String>,
        /// Actions that only the old one has.
        actions_removed: Vec<String>,
        /// Resources that only the new one has.
        resources_added: Vec<String>,
        /// Resources that only the old one has.
        resources_removed: Vec<String>,
    },
}

/// What has to happen to `before` to become `after`; empty when both say the same.
#[must_use]
pub fn diff(before: &PolicyDocument, after: &PolicyDocument) -> Vec<DocumentChange> {
    let only_in = |here: &PolicyDocument, there: &PolicyDocument| -> Vec<Statement> {
        here.statements()
            .iter()
            .filter(|s| !there.statements().contains(s))
            .cloned()
            .collect()
    };
    let mut old = only_in(before, after);
    let mut changes = Vec::new();
    for new in only_in(after, before) {
        match old.iter().position(|old| comparable(old, &new)) {
            Some(index) => changes.push(changed(&old.remove(index), &new)),
            None => changes.push(DocumentChange::StatementAdded {
                statement: new.to_json().to_compact(),
            }),
        }
    }
    changes.extend(
        old.iter()
            .map(|statement| DocumentChange::StatementRemoved {
                statement: statement.to_json().to_compact(),
            }),
    );
    changes
}

/// Whether two statements are the same but for their actions or their resources.
fn comparable(a: &Statement, b: &Statement) -> bool {
    let same_rest = a.effect == b.effect
        && a.principals == b.principals
        && a.condition() == b.condition()
        && a.extra == b.extra;
    let (actions_a, actions_b) = (actions(a), actions(b));
    let related = a.resources == b.resources || !actions_a.is_disjoint(&actions_b);
    let both_list = a.action_list().is_some() && b.action_list().is_some();
    same_rest && related && both_list && a.resources.is_some() && b.resources.is_some()
}

fn actions(statement: &Statement) -> BTreeSet<&str> {
    statement
        .action_list()
        .into_iter()
        .flat_map(|list| list.iter())
        .map(|a| a.as_str())
        .collect()
}

fn resources(statement: &Statement) -> BTreeSet<&str> {
    statement
        .resources
        .iter()
        .flat_map(|list| list.iter())
        .map(|r| r.as_str())
        .collect()
}

fn changed(old: &Statement, new: &Statement) -> DocumentChange {
    let minus = |a: &BTreeSet<&str>, b: &BTreeSet<&str>| -> Vec<String> {
        a.difference(b).map(|text| (*text).to_owned()).collect()
    };
    let (old_actions, new_actions) = (actions(old), actions(new));
    let (old_resources, new_resources) = (resources(old), resources(new));
    DocumentChange::StatementChanged {
        actions_added: minus(&new_actions, &old_actions),
        actions_removed: minus(&old_actions, &new_actions),
        resources_added: minus(&new_resources, &old_resources),
        resources_removed: minus(&old_resources, &new_resources),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_further_bucket_shows_as_two_resources_of_one_statement() {
        let of = |resources: &[&str]| {
            PolicyDocument::new([Statement::allow(["oss:GetObject"]).on(resources.iter().copied())])
        };
        let changes = diff(&of(&["a"]), &of(&["a", "b"]));
        assert_eq!(
            changes,
            [DocumentChange::StatementChanged {
                actions_added: vec![],
                actions_removed: vec![],
                resources_added: vec!["b".into()],
                resources_removed: vec![],
            }]
        );
        assert!(diff(&of(&["a", "b"]), &of(&["b", "a"])).is_empty());
    }
}

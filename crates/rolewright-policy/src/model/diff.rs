//! Differences between two documents, statement by statement.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::canonical;
use super::document::PolicyDocument;
use super::statement::Statement;

/// A difference between two documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum DocumentChange {
    /// A changed element other than the statements, such as `Version` or `Id`.
    ElementChanged {
        /// The key.
        key: String,
        /// The old value, as compact JSON.
        before: Option<String>,
        /// The new value, as compact JSON.
        after: Option<String>,
    },
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
    #[non_exhaustive]
    StatementChanged {
        /// Index in the old document, counted from 0.
        before: usize,
        /// Index in the new document, counted from 0.
        after: usize,
        /// Actions that only the new statement has.
        actions_added: Vec<String>,
        /// Actions that only the old statement has.
        actions_removed: Vec<String>,
        /// Resources that only the new statement has.
        resources_added: Vec<String>,
        /// Resources that only the old statement has.
        resources_removed: Vec<String>,
    },
}

/// Returns the changes from `before` to `after`; empty when both are equal.
#[must_use]
pub fn diff(before: &PolicyDocument, after: &PolicyDocument) -> Vec<DocumentChange> {
    let mut changes = element_changes(before, after);
    let mut old = only_in(before, after);
    for new in only_in(after, before) {
        match old.iter().position(|(_, old)| comparable(old, new.1)) {
            Some(index) => changes.push(changed(old.remove(index), new)),
            None => changes.push(DocumentChange::StatementAdded {
                statement: new.1.to_compact(),
            }),
        }
    }
    let removed = |(_, statement): (_, &Statement)| DocumentChange::StatementRemoved {
        statement: statement.to_compact(),
    };
    changes.extend(old.into_iter().map(removed));
    changes
}

/// The statements that only one document has, without duplicates, with their indices.
fn only_in<'a>(here: &'a PolicyDocument, there: &PolicyDocument) -> Vec<(usize, &'a Statement)> {
    let canonical = there.statements().iter().map(canonical::statement);
    let mut known: BTreeSet<_> = canonical.collect();
    let statements = here.statements().iter().enumerate();
    statements
        .filter(|(_, statement)| known.insert(canonical::statement(statement)))
        .collect()
}

fn element_changes(before: &PolicyDocument, after: &PolicyDocument) -> Vec<DocumentChange> {
    let (before, after) = (before.elements(), after.elements());
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    keys.into_iter()
        .filter(|key| before.get(*key) != after.get(*key))
        .map(|key| DocumentChange::ElementChanged {
            key: key.clone(),
            before: before.get(key).map(|value| value.to_compact()),
            after: after.get(key).map(|value| value.to_compact()),
        })
        .collect()
}

/// Whether two statements differ only in actions or resources.
fn comparable(a: &Statement, b: &Statement) -> bool {
    let same_rest = a.effect == b.effect
        && a.principals == b.principals
        && a.condition() == b.condition()
        && (&a.sid, &a.not_resources, &a.extra) == (&b.sid, &b.not_resources, &b.extra);
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

fn changed(
    (before, old): (usize, &Statement),
    (after, new): (usize, &Statement),
) -> DocumentChange {
    let minus = |a: &BTreeSet<&str>, b: &BTreeSet<&str>| -> Vec<String> {
        a.difference(b).map(|text| (*text).to_owned()).collect()
    };
    let (old_actions, new_actions) = (actions(old), actions(new));
    let (old_resources, new_resources) = (resources(old), resources(new));
    DocumentChange::StatementChanged {
        before,
        after,
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
    fn an_added_bucket_is_a_changed_statement() {
        let of = |resources: &[&str]| {
            PolicyDocument::new([Statement::allow(["oss:GetObject"]).on(resources.iter().copied())])
        };
        let changes = diff(&of(&["a"]), &of(&["a", "b"]));
        assert_eq!(
            changes,
            [DocumentChange::StatementChanged {
                before: 0,
                after: 0,
                actions_added: vec![],
                actions_removed: vec![],
                resources_added: vec!["b".into()],
                resources_removed: vec![],
            }]
        );
        assert!(diff(&of(&["a", "b"]), &of(&["b", "a"])).is_empty());
    }

    #[test]
    fn documents_are_equal_exactly_when_the_diff_is_empty() {
        let statement = r#"{"Effect":"Allow","Action":"a:B","Resource":"x""#;
        let all: Vec<_> = [
            format!(r#"{{"Version":"1","Statement":[{statement}}}]}}"#),
            format!(r#"{{"Version":"1","Statement":[{statement},"Condition":{{"Bool":{{}}}}}}]}}"#),
            format!(r#"{{"Version":"1","Statement":[{statement}}},{statement}}}]}}"#),
            format!(r#"{{"Version":"2","Statement":[{statement}}}]}}"#),
            format!(r#"{{"Version":"1","Statement":[{statement}}}],"Id":"me"}}"#),
            format!(r#"{{"Version":"1","Statement":[{statement},"Sid":"s","Odd":1}}]}}"#),
            format!(r#"{{"Version":"1","Statement":[{statement},"Odd":1,"Sid":"s"}}]}}"#),
        ]
        .iter()
        .map(|text| PolicyDocument::parse(text).unwrap())
        .collect();
        let equal = |one: usize, two: usize| {
            let (one, two) = (&all[one], &all[two]);
            assert_eq!(diff(one, two).is_empty(), one == two);
            one == two
        };
        let pairs = (0..all.len()).flat_map(|one| (0..all.len()).map(move |two| (one, two)));
        assert_eq!(
            pairs.filter(|(one, two)| equal(*one, *two)).count(),
            9 + 2 + 4
        );
    }
}

//! The danger of live statements, by the checks of the linter, and how statements are shown.

use rolewright_policy::lint::{self, Danger, shown};

use crate::name::AccountId;
use crate::operation::PolicyType;
use crate::policy::{ActionPattern, PolicyDocument, Principal, ResourcePattern, Statement};
use crate::setup::accept::Unmanaged;
use crate::setup::grants::Grants;
use crate::setup::observe::PolicyKey;
use crate::setup::snapshot::Snapshot;

/// The bytes from which what is left of a statement must not be longer than the whole: a document has 6,144.
const LONG: usize = 1_024;

/// Returns how dangerous it is to trust a principal without a condition.
pub(crate) fn of_principal(principal: &Principal, account: Option<&AccountId>) -> Option<Danger> {
    let statement = Statement::allow(["sts:AssumeRole"]).by([principal.clone()]);
    lint::danger(&statement, account)
}

/// Returns what is left of a statement on resources without its dangerous parts: each action on the
/// resources on which it is not dangerous.
pub(crate) fn harmless(statement: &Statement, account: Option<&AccountId>) -> Vec<Statement> {
    let is_safe = |part: &Statement| lint::danger(part, account).is_none();
    if is_safe(statement) {
        return vec![statement.clone()];
    }
    let resources = statement.resources.as_deref().unwrap_or_default();
    let mut parts: Vec<(Vec<ResourcePattern>, Vec<ActionPattern>)> = Vec::new();
    for action in statement
        .action_list()
        .into_iter()
        .flat_map(|list| list.iter())
    {
        let alone = statement.clone().with_actions(vec![action.clone()]);
        let kept: Vec<_> = if is_safe(&alone) {
            resources.to_vec()
        } else {
            let kept = resources.iter();
            kept.filter(|one| is_safe(&alone.clone().on([(*one).clone()])))
                .cloned()
                .collect()
        };
        match parts.iter_mut().find(|(known, _)| *known == kept) {
            Some((_, actions)) => actions.push(action.clone()),
            None if kept.is_empty() => {}
            None => parts.push((kept, vec![action.clone()])),
        }
    }
    let part = |(kept, actions)| {
        statement
            .clone()
            .with_actions(actions)
            .on::<ResourcePattern>(kept)
    };
    // The whole may be dangerous without a dangerous part.
    let parts: Vec<_> = parts.into_iter().map(part).filter(is_safe).collect();
    let size = |statement: &Statement| statement.to_compact().len();
    if parts.iter().map(size).sum::<usize>() <= size(statement).max(LONG) {
        return parts;
    }
    // Together they may be too long for a document; one of them is not longer than the whole.
    parts.into_iter().max_by_key(size).into_iter().collect()
}

/// Returns a statement as JSON, in which what the recipe does not grant comes first if it is shortened.
pub(crate) fn described(snapshot: &Snapshot<'_>, statement: &Statement) -> String {
    let grants = snapshot.desired.grants.iter();
    let (mut actions, mut resources) = (Vec::new(), Vec::new());
    for grant in grants {
        actions.extend(
            grant
                .statement
                .action_list()
                .into_iter()
                .flat_map(|list| list.iter()),
        );
        resources.extend(grant.resources());
    }
    let mut ordered = statement.clone();
    if let Some(list) = statement.action_list() {
        let mut list = list.to_vec();
        list.sort_by_key(|one| actions.contains(&one));
        ordered = ordered.with_actions(list);
    }
    if let Some(list) = &statement.resources {
        let mut list = list.to_vec();
        list.sort_by_key(|one| resources.contains(&one));
        ordered = ordered.on(list);
    }
    let whole = statement.to_compact();
    let account = snapshot.account();
    let shown = shown(&ordered, account.as_ref());
    if shown.len() < whole.len() {
        shown
    } else {
        whole
    }
}

/// Returns the grants without the dangerous ones that are neither desired nor accepted.
pub(crate) fn narrowed(snapshot: &Snapshot<'_>, grants: &Grants) -> Grants {
    let (desired, account) = (snapshot.desired, snapshot.account());
    let mut kept = grants.clone();
    kept.unmanaged.clear();
    for (index, wide) in grants.wide(desired) {
        if snapshot.accepts(Unmanaged::Statement(&wide)) {
            continue;
        }
        let dangerous = |one: &ResourcePattern| {
            wide.resources.as_ref().is_some_and(|all| all.contains(one))
                && lint::danger(&wide.clone().on([one.clone()]), account.as_ref()).is_some()
        };
        if let Some(group) = kept.groups.get_mut(index) {
            group.retain(|resource| !dangerous(resource));
        }
    }
    for statement in &grants.unmanaged {
        let parts = harmless(statement, account.as_ref());
        if snapshot.accepts(Unmanaged::Statement(statement))
            || parts.as_slice() == std::slice::from_ref(statement)
        {
            kept.unmanaged.push(statement.clone());
        } else {
            // Without its dangerous part, it may be a grant of the recipe.
            kept = kept.merged_with(&Grants::read(desired, &PolicyDocument::new(parts)));
        }
    }
    kept
}

/// Whether narrowing detaches an unmanaged policy from the role: a system policy with a dangerous
/// statement, or a custom policy of which nothing else is left.
pub(crate) fn is_detached(snapshot: &Snapshot<'_>, key: &PolicyKey) -> bool {
    let account = snapshot.account();
    let live = snapshot
        .observed
        .policy(key)
        .value()
        .and_then(Option::as_ref);
    let document = live.and_then(|live| PolicyDocument::parse(&live.document).ok());
    let Some(document) = document.filter(|_| !snapshot.is_managed(key)) else {
        return false;
    };
    let mut statements = document.statements().iter();
    if key.0 == PolicyType::System {
        return !snapshot.accepts(Unmanaged::SystemPolicy(&key.1))
            && statements.any(|one| lint::danger(one, account.as_ref()).is_some());
    }
    !document.statements().is_empty()
        && statements.all(|one| {
            !snapshot.accepts(Unmanaged::Statement(one))
                && harmless(one, account.as_ref()).is_empty()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(actions: &[&str], resources: &[&str]) -> Vec<String> {
        let statement = Statement::allow(actions.iter().copied()).on(resources.iter().copied());
        let parts = harmless(&statement, None);
        parts.iter().map(Statement::to_compact).collect()
    }

    #[test]
    fn each_action_keeps_the_resources_on_which_it_is_harmless() {
        let bucket = "acs:oss:*:*:my-images/*";
        assert_eq!(
            left(&["oss:GetObject", "oss:ListBuckets"], &[bucket, "*"]),
            [
                format!(
                    r#"{{"Effect":"Allow","Action":["oss:GetObject"],"Resource":["{bucket}"]}}"#
                ),
                format!(
                    r#"{{"Effect":"Allow","Action":["oss:ListBuckets"],"Resource":["{bucket}","*"]}}"#
                ),
            ]
        );
        assert_eq!(left(&["ram:CreateAccessKey"], &["*"]), [""; 0]);
    }

    #[test]
    fn what_is_left_of_a_long_statement_is_not_longer() {
        let resources: Vec<_> = (0..60)
            .map(|n| format!("acs:oss:*:*:bucket-{n}/*"))
            .collect();
        let mut resources: Vec<_> = resources.iter().map(String::as_str).collect();
        resources.push("*");
        let whole = left(&["oss:ListBuckets"], &resources);
        let left = left(&["oss:GetObject", "oss:ListBuckets"], &resources);
        assert_eq!(left, whole);
    }
}

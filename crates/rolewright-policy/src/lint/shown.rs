//! How statements are shown: nothing dangerous is cut off.

use super::danger::danger;
use crate::account_id::AccountId;
use crate::model::{ActionPattern, Actions, Principal, ResourcePattern, Statement};
use crate::text::fitting;

/// The characters of a statement that is always shown in full.
const SHORT: usize = 400;

/// The characters of the harmless part of a list, in a statement that is not short.
const REST: usize = 160;

/// The number of statements without danger that a message shows.
const MOST_STATEMENTS: usize = 5;

/// Returns a statement as JSON. In a long one the dangerous actions, resources and principals are shown
/// first and in full, then a few others; the rest is counted.
#[must_use]
pub fn shown(statement: &Statement, account: Option<&AccountId>) -> String {
    let whole = statement.to_compact();
    if whole.chars().count() <= SHORT {
        return whole;
    }
    let worst = danger(statement, account);
    let dangerous = |part: Statement| worst.is_some() && danger(&part, account).is_some();
    let mut short = statement.clone();
    let mut rest = Vec::new();
    let (Actions::Action(actions) | Actions::NotAction(actions)) = &statement.actions;
    let worst_first = worst.iter().flat_map(|danger| &danger.actions);
    let worst_first: Vec<_> = worst_first.map(|one| one.as_str().into()).collect();
    let actions = match &statement.actions {
        Actions::Action(_) if worst.is_some() => &worst_first,
        _ => &actions[..],
    };
    let actions = first(actions, "action", &mut rest, ActionPattern::as_str, |one| {
        statement.action_list().is_some()
            && dangerous(statement.clone().with_actions([one.clone()]))
    });
    short.actions = match statement.actions {
        Actions::Action(_) => Actions::Action(actions.into()),
        Actions::NotAction(_) => Actions::NotAction(actions.into()),
    };
    if let Some(resources) = &statement.resources {
        let dangerous = |one: &ResourcePattern| dangerous(statement.clone().on([one.clone()]));
        let name = ResourcePattern::as_str;
        short.resources = Some(first(resources, "resource", &mut rest, name, dangerous).into());
    }
    if let Some(principals) = &statement.principals {
        let all: Vec<_> = principals.iter().collect();
        let dangerous = |one: &Principal| dangerous(statement.clone().by([one.clone()]));
        short = short.by(first(
            &all,
            "principal",
            &mut rest,
            Principal::value,
            dangerous,
        ));
    }
    let short = short.to_compact();
    if rest.is_empty() {
        short
    } else {
        format!("{short} (and {})", rest.join(", "))
    }
}

/// Returns the dangerous items, then others as far as there is space. Adds the number of the rest.
fn first<T: Clone>(
    all: &[T],
    noun: &str,
    rest: &mut Vec<String>,
    name: impl Fn(&T) -> &str,
    is_dangerous: impl Fn(&T) -> bool,
) -> Vec<T> {
    let (mut shown, others): (Vec<&T>, Vec<&T>) = all.iter().partition(|one| is_dangerous(one));
    let fitting = fitting(others.iter().map(|one| name(one)), REST);
    shown.extend(others.iter().take(fitting));
    if others.len() > fitting {
        let more = others.len() - fitting;
        let plural = if more == 1 { "" } else { "s" };
        rest.push(format!("{more} more {noun}{plural}"));
    }
    shown.into_iter().cloned().collect()
}

/// Joins statements: the dangerous ones first and in full, then a few others; the rest is counted.
#[must_use]
pub fn shown_all(statements: &[Statement], account: Option<&AccountId>) -> String {
    let mut ranked: Vec<_> = statements
        .iter()
        .map(|one| {
            (
                danger(one, account).map_or(usize::MAX, |danger| danger.rank()),
                one,
            )
        })
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let dangerous = ranked.iter().filter(|(rank, _)| *rank < usize::MAX);
    let most = dangerous.count().max(MOST_STATEMENTS);
    let texts = ranked.iter().take(most).map(|(_, one)| shown(one, account));
    let texts = texts.collect::<Vec<_>>().join(", ");
    match ranked.len().saturating_sub(most) {
        0 => texts,
        more => format!("{texts} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn junk(count: usize) -> Vec<String> {
        let junk = 0..count;
        junk.map(|number| format!("oss:GetBucketJunk{number}"))
            .collect()
    }

    #[test]
    fn a_short_statement_is_shown_as_it_is() {
        let statement = Statement::allow(["oss:ListBuckets", "ram:CreateAccessKey"]).on(["*"]);
        assert_eq!(shown(&statement, None), statement.to_compact());
    }

    #[test]
    fn what_is_dangerous_comes_first_and_the_rest_is_counted() {
        let mut actions = junk(30);
        actions.push("ram:CreateAccessKey".into());
        let mut resources = junk(30);
        resources.push("*".into());
        let text = shown(&Statement::allow(actions).on(resources), None);
        assert!(
            text.contains(r#""Action":["ram:CreateAccessKey","oss:GetBucketJunk0""#),
            "{text}"
        );
        assert!(text.contains(r#""Resource":["*","oss:"#), "{text}");
        assert!(
            text.ends_with("(and 23 more actions, 23 more resources)"),
            "{text}"
        );
        let ids = (0..30).map(|number| format!("acs:ram::1:user/user-number-{number}"));
        let everybody = ids.chain(["*".to_owned()]).map(Principal::Ram);
        let text = shown(&Statement::allow(["sts:AssumeRole"]).by(everybody), None);
        assert!(text.contains(r#""Principal":{"RAM":["*","acs:"#), "{text}");
        assert!(text.contains("more principals)"), "{text}");
    }

    #[test]
    fn each_dangerous_action_is_shown_however_many_there_are() {
        let keys = |number: usize| format!("ram:Create{}AccessKey", "*".repeat(number));
        let dangerous: Vec<_> = (0..40).map(keys).collect();
        let actions = junk(30).into_iter().chain(dangerous.clone());
        let text = shown(&Statement::allow(actions).on(["*"]), None);
        assert!(
            dangerous
                .iter()
                .all(|action| text.contains(&format!("\"{action}\"")))
        );
    }

    #[test]
    fn dangerous_statements_come_first_and_the_others_are_counted() {
        let harmless = junk(8)
            .into_iter()
            .map(|one| Statement::allow([one]).on(["*"]));
        let worst = Statement::allow(["*"]).on(["*"]);
        let all: Vec<_> = harmless.chain([worst.clone()]).collect();
        let text = shown_all(&all, None);
        assert!(text.starts_with(&worst.to_compact()), "{text}");
        assert!(text.ends_with(" and 4 more"), "{text}");
    }
}

//! Explanations in words: both sides of a mismatch, and why a part is undecided.

use super::condition::value_of;
use super::decision::{Fit, Part, Truth};
use super::operator::{Operator, why_unknown};
use super::request::Request;
use super::statement::Prepared;
use crate::model::{
    ActionPattern, Actions, ConditionTest, ConditionValue, ResourcePattern, Statement,
};
use crate::text::excerpt;

/// Why a statement does not apply or is undecided; none for a statement that applies.
pub(super) fn reason(statement: &Statement, fit: Fit, asked: &Prepared<'_>) -> Option<String> {
    let part = fit.part?;
    Some(match fit.truth {
        Truth::Perhaps => doubt(statement, part, asked.request).1,
        _ => mismatch(statement, part, asked),
    })
}

/// Why a part is undecided, and the condition key that it depends on.
pub(super) fn doubt(
    statement: &Statement,
    part: Part,
    request: &Request,
) -> (Option<String>, String) {
    let reason = match part {
        Part::Test(index) => return test_doubt(test(statement, index), request),
        Part::Element => {
            let keys: Vec<_> = statement.unknown_keys().map(quoted).collect();
            format!("not documented: {}", keys.join(", "))
        }
        Part::Version => "the version of the document is not documented".to_owned(),
        Part::Principal => format!(
            "whether {} matches the caller is not documented",
            some(principals(statement))
        ),
        Part::Resource => format!(
            "the meaning of resource {} is not documented",
            some(resources(statement))
        ),
        Part::Action if is_empty_list(statement) => {
            "the meaning of an empty list of actions is not documented".to_owned()
        }
        Part::Action => "whether this action name matches is not documented".to_owned(),
    };
    (None, reason)
}

fn test_doubt(test: Option<&ConditionTest>, request: &Request) -> (Option<String>, String) {
    let Some(test) = test else {
        return (None, String::new());
    };
    let name = format!(
        "{} of {}",
        excerpt(&test.operator, 40),
        excerpt(&test.key, 80)
    );
    let reason = match (Operator::of(&test.operator), value_of(&test.key, request)) {
        (None, _) => format!("{name}: {}", why_unknown(&test.operator)),
        (Some(_), None) if request.context.is_partial() => {
            format!("{name}: the value that the request sends is unknown")
        }
        (Some(_), None) => format!(
            "{name}: the request does not send the key; the result of a negated operator is then not documented"
        ),
        (Some(_), Some(sent)) => format!(
            "{name}: {} and {} can't be compared",
            quoted(sent),
            some(values(test))
        ),
    };
    (Some(test.key.clone()), reason)
}

fn mismatch(statement: &Statement, part: Part, asked: &Prepared<'_>) -> String {
    let request = asked.request;
    match part {
        Part::Action if is_empty_list(statement) => {
            "an empty list of actions grants nothing".to_owned()
        }
        Part::Action => {
            let action = excerpt(&request.action, 80);
            match &statement.actions {
                Actions::Action(list) => {
                    let names = list.iter().map(ActionPattern::as_str).map(shown);
                    format!("action {action} does not match {}", some(names.collect()))
                }
                Actions::NotAction(list) => {
                    let names = list.iter().map(ActionPattern::as_str).map(shown);
                    format!(
                        "action {action} is excluded by NotAction {}",
                        some(names.collect())
                    )
                }
            }
        }
        Part::Resource => format!(
            "resource {} does not match {}",
            shown(asked.asked.text),
            some(resources(statement))
        ),
        Part::Principal => match &request.caller.principal {
            Some(caller) => {
                format!(
                    "caller {caller} does not match {}",
                    some(principals(statement))
                )
            }
            None => format!("the caller does not match {}", some(principals(statement))),
        },
        Part::Test(index) => test(statement, index)
            .map(|test| test_mismatch(test, request))
            .unwrap_or_default(),
        Part::Element | Part::Version => String::new(),
    }
}

fn test_mismatch(test: &ConditionTest, request: &Request) -> String {
    let (operator, key) = (excerpt(&test.operator, 40), excerpt(&test.key, 80));
    let expected = some(values(test));
    match value_of(&test.key, request) {
        Some(sent) => format!(
            "{key} is {}, which does not match {operator} {expected}",
            quoted(sent)
        ),
        None => format!("the request does not send {key}; {operator} expects {expected}"),
    }
}

fn is_empty_list(statement: &Statement) -> bool {
    let (Actions::Action(list) | Actions::NotAction(list)) = &statement.actions;
    list.is_empty()
}

fn test(statement: &Statement, index: usize) -> Option<&ConditionTest> {
    statement.condition()?.tests().get(index)
}

fn resources(statement: &Statement) -> Vec<String> {
    let patterns = statement.resources.as_deref().unwrap_or_default();
    let texts = patterns.iter().map(ResourcePattern::as_str);
    texts.map(shown).collect()
}

fn principals(statement: &Statement) -> Vec<String> {
    let all = statement.principals.iter().flat_map(|all| all.iter());
    all.map(|principal| shown(principal.value())).collect()
}

fn values(test: &ConditionTest) -> Vec<String> {
    test.values
        .iter()
        .map(ConditionValue::as_str)
        .map(quoted)
        .collect()
}

fn quoted(text: &str) -> String {
    format!("`{}`", excerpt(text, 80))
}

pub(super) fn shown(text: &str) -> String {
    excerpt(text, 120)
}

/// The first few texts and the number of further ones.
fn some(mut texts: Vec<String>) -> String {
    const ALL: usize = 6;
    let more = texts.len().saturating_sub(ALL);
    if more == 0 {
        return if texts.is_empty() {
            "an empty list".to_owned()
        } else {
            texts.join(" or ")
        };
    }
    texts.truncate(ALL);
    format!("{} or {more} more", texts.join(" or "))
}

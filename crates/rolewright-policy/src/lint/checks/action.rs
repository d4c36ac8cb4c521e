//! Actions as they are written.

use std::collections::BTreeSet;

use crate::lint::check::{Check, Example, Scope};
use crate::lint::document::{Document, Item};
use crate::lint::edit::without;
use crate::lint::finding::{Draft, Findings, Severity};
use crate::lint::included::included;
use crate::lint::near::shown;
use crate::lint::page;
use crate::lint::pattern::{is_action, is_star, is_whole};

use Example::Statements as St;

const GOOD: Example = St(
    r#"{"Effect":"Allow","Action":["oss:GetObject","oss:PutObject"],"Resource":"acs:oss:*:*:my-images/*"}"#,
);

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "invalid-action-format",
        severity: Severity::Error,
        scope: Scope::Any,
        finds: "an action that is neither `code:Name` nor `*`",
        help: "write the service's code, one colon and the action's name, for example `oss:GetObject`",
        source: page::ELEMENTS,
        bad: St(r#"{"Effect":"Allow","Action":"GetObject","Resource":"*"}"#),
        good: GOOD,
        run: invalid_action_format,
    },
    Check {
        id: "wildcard-in-service-code",
        severity: Severity::Suggestion,
        scope: Scope::Any,
        finds: "a wildcard before the colon, which means actions of every service",
        help: "name the services",
        source: page::ELEMENTS,
        bad: St(r#"{"Effect":"Allow","Action":"*:Describe*","Resource":"*"}"#),
        good: GOOD,
        run: wildcard_in_service_code,
    },
    Check {
        id: "duplicate-action",
        severity: Severity::Suggestion,
        scope: Scope::Any,
        finds: "an action that stands twice in a list; letter case does not count",
        help: "keep one of them",
        source: page::SAVES_SPACE,
        bad: St(
            r#"{"Effect":"Allow","Action":["oss:GetObject","oss:getobject"],"Resource":"acs:oss:*:*:my-images/*"}"#,
        ),
        good: GOOD,
        run: duplicate_action,
    },
    Check {
        id: "redundant-action",
        severity: Severity::Suggestion,
        scope: Scope::Any,
        finds: "an action that another one of the same list includes",
        help: "take one of the two out: the narrow one, or the wide one when less was meant",
        source: page::SAVES_SPACE,
        bad: St(
            r#"{"Effect":"Allow","Action":["oss:Get*","oss:GetObject"],"Resource":"acs:oss:*:*:my-images/*"}"#,
        ),
        good: GOOD,
        run: redundant_action,
    },
    Check {
        id: "prefix-confusion",
        severity: Severity::Warning,
        scope: Scope::Any,
        finds: "all actions of a code whose service has further codes, which are not included",
        help: "name the other codes too, if they are meant",
        source: "system policy AliyunPAIFullAccess, which lists 25 codes",
        bad: St(r#"{"Effect":"Deny","Action":"pai:*","Resource":"*"}"#),
        good: St(r#"{"Effect":"Deny","Action":["pai:*","paidataset:*"],"Resource":"*"}"#),
        run: prefix_confusion,
    },
];

/// Codes of services that have others besides.
const FAMILIES: [(&str, &[&str]); 1] = [(
    "pai",
    &[
        "paidataset",
        "paidlc",
        "paidsw",
        "paieas",
        "paimodel",
        "paiworkspace",
    ],
)];

fn invalid_action_format(document: &Document<'_>, out: &mut Findings) {
    for action in document.actions().filter(|action| !action.text.is_empty()) {
        let text = action.text;
        if is_action(text) {
            continue;
        }
        let why = match text.matches(':').count() {
            _ if text.contains(char::is_whitespace) => "has a space in it",
            0 => "has no service's code",
            1 => "has a part that is empty or has other characters than letters",
            _ => "has more than one colon",
        };
        out.at(action.span, format!("the action {} {why}", shown(text)));
    }
}

fn wildcard_in_service_code(document: &Document<'_>, out: &mut Findings) {
    for action in document.actions() {
        let code = action.text.split_once(':').map(|(code, _)| code);
        if code.is_some_and(|code| code.contains(['*', '?'])) {
            out.at(
                action.span,
                format!("{} means actions of every service", shown(action.text)),
            );
        }
    }
}

/// The lists of actions of each statement.
fn lists<'d, 't>(document: &'d Document<'t>) -> impl Iterator<Item = &'d [Item<'t>]> {
    let all = document.statements.iter();
    all.flat_map(|s| [s.actions.as_slice(), s.not_actions.as_slice()])
}

fn duplicate_action(document: &Document<'_>, out: &mut Findings) {
    for list in lists(document) {
        let mut known = BTreeSet::new();
        for action in list {
            if !known.insert(action.text.to_ascii_lowercase()) {
                let message = format!("the action {} stands here twice", shown(action.text));
                out.push(Draft::new(action.span, message).fix(without(action)));
            }
        }
    }
}

fn redundant_action(document: &Document<'_>, out: &mut Findings) {
    for list in lists(document).filter(|_| document.is_small()) {
        for (action, by) in included(list, str::to_ascii_lowercase) {
            if action.text.eq_ignore_ascii_case(by.text) {
                continue;
            }
            let message = format!("{} is included in {}", shown(action.text), shown(by.text));
            // Rather the wide one should go.
            let fix = without(action).filter(|_| !is_whole(by.text));
            out.push(Draft::new(action.span, message).fix(fix));
        }
    }
}

fn prefix_confusion(document: &Document<'_>, out: &mut Findings) {
    let codes: BTreeSet<&str> = document
        .actions()
        .filter_map(|a| Some(a.text.split_once(':')?.0))
        .collect();
    for action in document.actions() {
        let all = action
            .text
            .split_once(':')
            .filter(|(_, name)| is_star(name));
        let family = all.and_then(|(code, _)| FAMILIES.iter().find(|(known, _)| *known == code));
        if let Some((code, others)) = family
            && !others.iter().any(|other| codes.contains(other))
        {
            let message = format!(
                "`{code}:*` does not include the actions of {}",
                others.join(", ")
            );
            out.at(action.span, message);
        }
    }
}

//! Checks on the form of actions.

use std::collections::BTreeSet;

use crate::lint::check::{Example, LintCheck, Scope};
use crate::lint::document::{Document, Item};
use crate::lint::edit::without;
use crate::lint::finding::{Draft, Findings, Severity};
use crate::lint::included::covered;
use crate::lint::near::shown;
use crate::lint::page;
use crate::lint::pattern::{is_action, is_star, is_whole};

use Example::Statements as St;

const GOOD: Example = St(
    r#"{"Effect":"Allow","Action":["oss:GetObject","oss:PutObject"],"Resource":"acs:oss:*:*:my-images/*"}"#,
);

pub(super) const CHECKS: &[LintCheck] = &[
    LintCheck {
        id: "invalid-action-format",
        severity: Severity::Error,
        scope: Scope::Any,
        finds: "an action that is neither `code:Name` nor `*`",
        help: "write `code:Name`, for example `oss:GetObject`",
        source: page::ELEMENTS,
        bad: St(r#"{"Effect":"Allow","Action":"GetObject","Resource":"*"}"#),
        good: GOOD,
        run: invalid_action_format,
    },
    LintCheck {
        id: "wildcard-in-service-code",
        severity: Severity::Suggestion,
        scope: Scope::Any,
        finds: "a wildcard in the service code, which matches actions of other services too",
        help: "name the services",
        source: page::ELEMENTS,
        bad: St(r#"{"Effect":"Allow","Action":"*:Describe*","Resource":"*"}"#),
        good: GOOD,
        run: wildcard_in_service_code,
    },
    LintCheck {
        id: "duplicate-action",
        severity: Severity::Suggestion,
        scope: Scope::Any,
        finds: "an action that is listed twice; actions are not case-sensitive",
        help: "remove the duplicate",
        source: page::SAVES_SPACE,
        bad: St(
            r#"{"Effect":"Allow","Action":["oss:GetObject","oss:getobject"],"Resource":"acs:oss:*:*:my-images/*"}"#,
        ),
        good: GOOD,
        run: duplicate_action,
    },
    LintCheck {
        id: "redundant-action",
        severity: Severity::Suggestion,
        scope: Scope::Any,
        finds: "an action that a pattern in the same list already matches",
        help: "remove the narrower one, or the broader one if it grants more than intended",
        source: page::SAVES_SPACE,
        bad: St(
            r#"{"Effect":"Allow","Action":["oss:Get*","oss:GetObject"],"Resource":"acs:oss:*:*:my-images/*"}"#,
        ),
        good: GOOD,
        run: redundant_action,
    },
    LintCheck {
        id: "prefix-confusion",
        severity: Severity::Warning,
        scope: Scope::Any,
        finds: "`code:*` for one code of a service that has several codes",
        help: "add the other codes if they are intended",
        source: "system policy AliyunPAIFullAccess, which lists 25 codes",
        bad: St(r#"{"Effect":"Deny","Action":"pai:*","Resource":"*"}"#),
        good: St(r#"{"Effect":"Deny","Action":["pai:*","paidataset:*"],"Resource":"*"}"#),
        run: prefix_confusion,
    },
];

/// Services with several codes: one code, and the others.
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
            _ if text.contains(char::is_whitespace) => "contains a space",
            0 => "has no service code",
            1 => "has an empty part or an invalid character",
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
                format!("{} is not limited to one service", shown(action.text)),
            );
        }
    }
}

/// The `Action` and `NotAction` lists of each statement.
fn lists<'d, 't>(document: &'d Document<'t>) -> impl Iterator<Item = &'d [Item<'t>]> {
    let all = document.statements.iter();
    all.flat_map(|s| [s.actions.as_slice(), s.not_actions.as_slice()])
}

fn duplicate_action(document: &Document<'_>, out: &mut Findings) {
    for list in lists(document) {
        let mut known = BTreeSet::new();
        for action in list {
            if !known.insert(action.text.to_ascii_lowercase()) {
                let message = format!("duplicate action {}", shown(action.text));
                out.push(Draft::new(action.span, message).fix(without(action)));
            }
        }
    }
}

fn redundant_action(document: &Document<'_>, out: &mut Findings) {
    for list in lists(document).filter(|_| document.is_small()) {
        for (action, by) in covered(list, str::to_ascii_lowercase) {
            if action.text.eq_ignore_ascii_case(by.text) {
                continue;
            }
            let message = format!(
                "{} is already matched by {}",
                shown(action.text),
                shown(by.text)
            );
            // A pattern for everything is more likely to be the mistake.
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
                "`{code}:*` does not match the actions of {}",
                others.join(", ")
            );
            out.at(action.span, message);
        }
    }
}

//! Actions against the catalogue.

use std::collections::BTreeSet;

use crate::catalogue::Catalogue;
use crate::lint::check::{Check, Example, Scope};
use crate::lint::document::{Document, Item};
use crate::lint::edit::quoted;
use crate::lint::finding::{Draft, Findings, Fix, Severity};
use crate::lint::near::shown;
use crate::lint::page;
use crate::lint::pattern::is_action;
use crate::model::ActionPattern;

use Example::Statements as St;

const GOOD: Example = St(
    r#"{"Effect":"Allow","Action":["oss:GetObject","oss:PutObject","oss:PutObjectTagging","kms:GenerateDataKey","kms:Decrypt"],"Resource":["acs:oss:*:*:my-images/*","acs:kms:*:*:key/*"]}"#,
);

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "unknown-service-code",
        severity: Severity::Warning,
        scope: Scope::Any,
        finds: "a service's code that is not known and nearly a known one",
        help: "mend the code",
        source: page::TABLES,
        bad: St(r#"{"Effect":"Allow","Action":"osss:GetObject","Resource":"*"}"#),
        good: GOOD,
        run: unknown_service_code,
    },
    Check {
        id: "unknown-action",
        severity: Severity::Warning,
        scope: Scope::Any,
        finds: "an action that its service does not have; where the list is not whole, one that is nearly a known one",
        help: "look the action up on the service's page on RAM authorization",
        source: page::TABLES,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObjects","Resource":"acs:oss:*:*:my-images/*"}"#,
        ),
        good: GOOD,
        run: unknown_action,
    },
    Check {
        id: "action-is-api-name-alias",
        severity: Severity::Warning,
        scope: Scope::Any,
        finds: "the name of an API operation that is no action, while the action that is asked for stands nowhere in the document",
        help: "write the action that the service asks for",
        source: page::OSS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:UploadPart","Resource":"acs:oss:*:*:my-images/*"}"#,
        ),
        good: GOOD,
        run: alias,
    },
    Check {
        id: "alias-beside-action",
        severity: Severity::Suggestion,
        scope: Scope::Any,
        finds: "the name of an API operation that is no action, beside the action that is asked for",
        help: "it may go; the service asks for the other one",
        source: page::OSS,
        bad: St(
            r#"{"Effect":"Allow","Action":["oss:PutObject","oss:UploadPart"],"Resource":"acs:oss:*:*:my-images/*"}"#,
        ),
        good: GOOD,
        run: alias_beside_action,
    },
    Check {
        id: "action-letter-case",
        severity: Severity::Suggestion,
        scope: Scope::Any,
        finds: "an action in other letters than its page has; case mostly does not count, but the page says to keep it",
        help: "write it as the page does",
        source: page::ELEMENTS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:getobject","Resource":"acs:oss:*:*:my-images/*"}"#,
        ),
        good: GOOD,
        run: letter_case,
    },
    Check {
        id: "action-wildcard-matches-nothing",
        severity: Severity::Warning,
        scope: Scope::Any,
        finds: "a pattern that no action of its service fits, where all of them are known",
        help: "mend the pattern, or take it out",
        source: page::TABLES,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:Describe*","Resource":"acs:oss:*:*:my-images"}"#,
        ),
        good: GOOD,
        run: wildcard_matches_nothing,
    },
    Check {
        id: "missing-dependent-action",
        severity: Severity::Suggestion,
        scope: Scope::Grants,
        finds: "an action whose caller may need others too, of which the document allows none",
        help: "allow them too where they are needed",
        source: page::OSS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:PutObject","Resource":"acs:oss:*:*:my-images/*"}"#,
        ),
        good: GOOD,
        run: missing_dependent_action,
    },
];

/// Code and name of an action without wildcards in its code.
fn parts<'t>(action: &Item<'t>) -> Option<(&'t str, &'t str)> {
    let (code, name) = action.text.split_once(':')?;
    (!code.contains(['*', '?']) && !code.is_empty()).then_some((code, name))
}

fn is_known_code(code: &str) -> bool {
    let mut codes = Catalogue::embedded().codes();
    codes.any(|known| known.eq_ignore_ascii_case(code))
}

fn unknown_service_code(document: &Document<'_>, out: &mut Findings) {
    for action in document.actions() {
        let Some((code, name)) = parts(action) else {
            continue;
        };
        // Short codes are all near each other, and not every one is known.
        if code.len() < 4 || is_known_code(code) {
            continue;
        }
        if let Some(meant) = document.nearest(code, Catalogue::embedded().codes()) {
            let message = format!("no service has the code {}", shown(code));
            let help = format!(
                "write `{}`, if that is meant",
                crate::text::excerpt(&format!("{meant}:{name}"), 80)
            );
            out.push(Draft::new(action.span, message).help(help));
        }
    }
}

fn unknown_action(document: &Document<'_>, out: &mut Findings) {
    let catalogue = Catalogue::embedded();
    for action in document
        .actions()
        .filter(|action| !action.is_pattern() && is_action(action.text))
    {
        let Some((code, name)) = parts(action) else {
            continue;
        };
        let Some(service) = catalogue.service(code) else {
            continue;
        };
        if service.action(name).is_some() || catalogue.alias(action.text).is_some() {
            continue;
        }
        let names = service.actions.iter().map(|action| action.name.as_str());
        let meant = document.nearest(name, names);
        if !service.complete && meant.is_none() {
            continue;
        }
        let help = meant.map(|meant| format!("write `{}:{meant}`", service.code));
        let message = format!("{} has no action {}", service.name, shown(action.text));
        out.push(Draft::new(action.span, message).maybe_help(help));
    }
}

/// Names of API operations in lists of actions, the action that is asked for instead, and whether a
/// statement of the same effect has that one.
fn aliases<'t>(document: &Document<'t>) -> Vec<(Item<'t>, String, bool)> {
    let catalogue = Catalogue::embedded();
    let mut found = Vec::new();
    for statement in &document.statements {
        for item in &statement.actions {
            let Some(instead) = catalogue.alias(item.text) else {
                continue;
            };
            let same = document
                .statements
                .iter()
                .filter(|s| s.effect == statement.effect);
            let mut all = same.flat_map(|s| &s.actions);
            let beside = all.any(|action| ActionPattern::from(action.text).matches(&instead));
            found.push((*item, instead, beside));
            if found.len() > crate::lint::MOST_PLACES {
                return found;
            }
        }
    }
    found
}

fn alias(document: &Document<'_>, out: &mut Findings) {
    for (item, instead, _) in aliases(document)
        .into_iter()
        .filter(|(_, _, beside)| !beside)
    {
        let message = format!(
            "{} is no action; what is asked for is `{instead}`",
            shown(item.text)
        );
        out.push(Draft::new(item.span, message).help(format!("write `{instead}`")));
    }
}

fn alias_beside_action(document: &Document<'_>, out: &mut Findings) {
    for (item, instead, _) in aliases(document)
        .into_iter()
        .filter(|(_, _, beside)| *beside)
    {
        let message = format!(
            "{} is no action; `{instead}`, which is asked for, stands here too",
            shown(item.text)
        );
        out.at(item.span, message);
    }
}

fn letter_case(document: &Document<'_>, out: &mut Findings) {
    for action in document.actions() {
        let Some((service, known)) = Catalogue::embedded().action(action.text) else {
            continue;
        };
        let name = service.full_name(known);
        if name != action.text {
            let message = format!("{} is written `{name}`", shown(action.text));
            let fix = Fix::one("write it so", action.span, quoted(&name));
            out.push(Draft::new(action.span, message).fix(fix));
        }
    }
}

fn wildcard_matches_nothing(document: &Document<'_>, out: &mut Findings) {
    let catalogue = Catalogue::embedded();
    for action in document.actions().filter(|action| action.is_pattern()) {
        let Some(service) = parts(action).and_then(|(code, _)| catalogue.service(code)) else {
            continue;
        };
        let pattern = ActionPattern::from(action.text);
        if service.complete && catalogue.matching(&pattern).next().is_none() {
            out.at(
                action.span,
                format!("no action of {} fits {}", service.name, shown(action.text)),
            );
        }
    }
}

fn missing_dependent_action(document: &Document<'_>, out: &mut Findings) {
    let allowed: Vec<ActionPattern> = document
        .allows()
        .flat_map(|statement| &statement.actions)
        .map(|action| action.text.into())
        .collect();
    let negated = document
        .allows()
        .any(|statement| !statement.not_actions.is_empty());
    let mut told = BTreeSet::new();
    for statement in document
        .allows()
        .filter(|_| document.is_small() && !negated)
    {
        for action in &statement.actions {
            let Some((_, known)) = Catalogue::embedded().action(action.text) else {
                continue;
            };
            let lacks = |needed: &&str| !allowed.iter().any(|pattern| pattern.matches(needed));
            let needed: Vec<&str> = known.also.iter().map(|also| also.action.as_str()).collect();
            let lacking = !needed.is_empty() && needed.iter().all(lacks);
            if !lacking || !told.insert(&known.name) {
                continue;
            }
            let each = known
                .also
                .iter()
                .map(|also| format!("`{}` {}", also.action, also.when));
            let message = format!(
                "{} may need {}",
                shown(action.text),
                each.collect::<Vec<_>>().join(", ")
            );
            out.at(action.span, message);
        }
    }
}

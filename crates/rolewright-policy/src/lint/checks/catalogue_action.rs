//! Checks of actions against the catalogue.

use std::collections::BTreeSet;

use crate::catalogue::{Catalogue, UnknownAction};
use crate::lint::check::{Example, LintCheck, Scope};
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

pub(super) const CHECKS: &[LintCheck] = &[
    LintCheck {
        id: "unknown-service-code",
        severity: Severity::Warning,
        scope: Scope::Any,
        finds: "an unknown service code that is similar to a known one",
        help: "correct the service code",
        source: page::TABLES,
        bad: St(r#"{"Effect":"Allow","Action":"osss:GetObject","Resource":"*"}"#),
        good: GOOD,
        run: unknown_service_code,
    },
    LintCheck {
        id: "unknown-action",
        severity: Severity::Warning,
        scope: Scope::Any,
        finds: "an unknown action; where the catalogue of the service is incomplete, only one that is similar to a known action",
        help: "check the action in the service's RAM authorization reference",
        source: page::TABLES,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObjects","Resource":"acs:oss:*:*:my-images/*"}"#,
        ),
        good: GOOD,
        run: unknown_action,
    },
    LintCheck {
        id: "action-is-api-name-alias",
        severity: Severity::Warning,
        scope: Scope::Any,
        finds: "the name of an API operation that is not an action, while the action that the service checks is missing from the document",
        help: "use the action that the service checks",
        source: page::OSS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:UploadPart","Resource":"acs:oss:*:*:my-images/*"}"#,
        ),
        good: GOOD,
        run: alias,
    },
    LintCheck {
        id: "alias-beside-action",
        severity: Severity::Suggestion,
        scope: Scope::Any,
        finds: "the name of an API operation that is not an action, in addition to the action that the service checks",
        help: "remove it; the service checks the other action",
        source: page::OSS,
        bad: St(
            r#"{"Effect":"Allow","Action":["oss:PutObject","oss:UploadPart"],"Resource":"acs:oss:*:*:my-images/*"}"#,
        ),
        good: GOOD,
        run: alias_beside_action,
    },
    LintCheck {
        id: "action-letter-case",
        severity: Severity::Suggestion,
        scope: Scope::Any,
        finds: "an action in another letter case than documented; services mostly ignore the case, but the documentation says to keep it",
        help: "use the documented spelling",
        source: page::ELEMENTS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:getobject","Resource":"acs:oss:*:*:my-images/*"}"#,
        ),
        good: GOOD,
        run: letter_case,
    },
    LintCheck {
        id: "action-wildcard-matches-nothing",
        severity: Severity::Warning,
        scope: Scope::Any,
        finds: "a pattern that matches no action of its service; only where the catalogue of the service is complete",
        help: "correct or remove the pattern",
        source: page::TABLES,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:Describe*","Resource":"acs:oss:*:*:my-images"}"#,
        ),
        good: GOOD,
        run: wildcard_matches_nothing,
    },
    LintCheck {
        id: "missing-dependent-action",
        severity: Severity::Suggestion,
        scope: Scope::Grants,
        finds: "an action whose caller may need other actions too, none of which the document allows",
        help: "allow them where they are needed",
        source: page::OSS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:PutObject","Resource":"acs:oss:*:*:my-images/*"}"#,
        ),
        good: GOOD,
        run: missing_dependent_action,
    },
];

/// The code and name of an action; none when the code has wildcards.
fn parts<'t>(action: &Item<'t>) -> Option<(&'t str, &'t str)> {
    let (code, name) = action.text.split_once(':')?;
    (!code.contains(['*', '?']) && !code.is_empty()).then_some((code, name))
}

fn report(item: &Item<'_>, unknown: UnknownAction, out: &mut Findings) {
    out.push(Draft::new(item.span, unknown.message).maybe_help(unknown.help));
}

fn unknown_service_code(document: &Document<'_>, out: &mut Findings) {
    for action in document.actions().filter(|_| document.is_small()) {
        let Some((code, name)) = parts(action) else {
            continue;
        };
        if let Some(similar) = Catalogue::embedded().similar_code(code) {
            report(action, UnknownAction::code(code, name, similar), out);
        }
    }
}

fn unknown_action(document: &Document<'_>, out: &mut Findings) {
    for action in document
        .actions()
        .filter(|action| !action.is_pattern() && is_action(action.text))
    {
        let service = parts(action).and_then(|(code, _)| Catalogue::embedded().service(code));
        let unknown = service.and_then(|s| s.unknown_action(action.text, document.is_small()));
        if let Some(unknown) = unknown {
            report(action, unknown, out);
        }
    }
}

/// Names of API operations in lists of actions, the action that the service checks instead, and
/// whether a statement of the same effect has that action.
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
        report(&item, UnknownAction::alias(item.text, &instead), out);
    }
}

fn alias_beside_action(document: &Document<'_>, out: &mut Findings) {
    for (item, instead, _) in aliases(document)
        .into_iter()
        .filter(|(_, _, beside)| *beside)
    {
        let message = format!(
            "{} is not an action; the service checks `{instead}`, which is listed too",
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
            let message = format!("{} is documented as `{name}`", shown(action.text));
            let fix = Fix::one("use the documented spelling", action.span, quoted(&name));
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
                format!(
                    "no action of {} matches {}",
                    service.name,
                    shown(action.text)
                ),
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
    let mut reported = BTreeSet::new();
    for statement in document
        .allows()
        .filter(|_| document.is_small() && !negated)
    {
        for action in &statement.actions {
            let Some((_, known)) = Catalogue::embedded().action(action.text) else {
                continue;
            };
            let is_missing = |needed: &&str| !allowed.iter().any(|pattern| pattern.matches(needed));
            let needed: Vec<&str> = known.also.iter().map(|also| also.action.as_str()).collect();
            let all_missing = !needed.is_empty() && needed.iter().all(is_missing);
            if !all_missing || !reported.insert(&known.name) {
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

//! Checks on the effect of Deny statements.

use crate::evaluate::{Stars, meets};
use crate::lint::check::{Example, LintCheck, Scope};
use crate::lint::document::{Document, Statement};
use crate::lint::finding::{Findings, Severity};
use crate::lint::near::shown;
use crate::lint::page;
use crate::lint::pattern::{is_star, is_whole_service, whole_service};
use crate::model::{ActionPattern, Glob};

use Example::Statements as St;

const ALLOW: &str =
    r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:my-images/*"}"#;

pub(super) const CHECKS: &[LintCheck] = &[
    LintCheck {
        id: "deny-locks-out",
        severity: Severity::Warning,
        scope: Scope::Policies,
        finds: "a Deny that locks users out: it denies everything, it denies binding an MFA device, or it denies `ram:*` in addition to an Allow with `NotAction`",
        help: "narrow the Deny, or exempt the actions needed to recover access (`ram:BindMFADevice`, `sts:AssumeRole`)",
        source: page::EVALUATION,
        bad: St(r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#),
        good: St(r#"{"Effect":"Deny","Action":"oss:DeleteBucket","Resource":"*"}"#),
        run: locks_out,
    },
    LintCheck {
        id: "deny-has-no-effect",
        severity: Severity::Suggestion,
        scope: Scope::Grants,
        finds: "a Deny that overlaps with no Allow of the document, so that it only affects other policies",
        help: "remove it, unless it limits what other policies allow",
        source: page::EVALUATION,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:my-images/*"},{"Effect":"Deny","Action":"ecs:*","Resource":"*"}"#,
        ),
        good: St(ALLOW),
        run: no_effect,
    },
    LintCheck {
        id: "resource-group-deny",
        severity: Severity::Warning,
        scope: Scope::Grants,
        finds: "a Deny in a policy that is attached to a resource group; an Allow at account level is evaluated first",
        help: "attach the policy at account level",
        source: "page on policy evaluation (2021): account-level policies are evaluated first, and an Allow ends the evaluation; a newer page contradicts this",
        bad: St(r#"{"Effect":"Deny","Action":"oss:DeleteBucket","Resource":"*"}"#),
        good: St(ALLOW),
        run: for_resource_group,
    },
];

fn locks_out(document: &Document<'_>, out: &mut Findings) {
    let by_exception = document.allows().any(|s| !s.not_actions.is_empty());
    for statement in document
        .denies()
        .filter(|s| s.resources.iter().any(|r| is_whole_service(r.text)))
    {
        let by_mfa = statement.tests_of("acs:MFAPresent").next().is_some();
        let open = statement.tests.is_empty() || by_mfa;
        let everything = statement.actions.iter().find(|action| is_star(action.text));
        let ram = statement
            .actions
            .iter()
            .find(|action| whole_service(action.text) == Some("ram"));
        if let Some(action) = everything.filter(|_| open && statement.is_about_everything()) {
            let message = if by_mfa {
                "this also denies binding an MFA device to users without one"
            } else {
                "this denies every action on every resource"
            };
            out.at(action.span, message);
        } else if let Some(action) = ram.filter(|_| by_exception) {
            out.at(
                action.span,
                "this denies the RAM actions that the Allow with `NotAction` permits",
            );
        } else if by_mfa
            && !statement.not_actions.is_empty()
            && !exempts(statement, "ram:BindMFADevice")
        {
            let message = "this denies binding an MFA device to users without one";
            out.at(statement.place_of("NotAction"), message);
        }
    }
}

fn exempts(statement: &Statement<'_>, action: &str) -> bool {
    let mut all = statement.not_actions.iter();
    all.any(|not| ActionPattern::from(not.text).matches(action))
}

fn no_effect(document: &Document<'_>, out: &mut Findings) {
    if !document.is_small() || document.allows().next().is_none() {
        return;
    }
    for deny in document
        .denies()
        .filter(|s| s.not_actions.is_empty() && !s.actions.is_empty())
    {
        if !document.allows().any(|allow| may_meet(allow, deny)) {
            out.at(
                deny.head(),
                "no Allow of this document overlaps with this Deny",
            );
        }
    }
}

fn may_meet(allow: &Statement<'_>, deny: &Statement<'_>) -> bool {
    let glob = |text: &str| Glob::new(&text.to_ascii_lowercase());
    let denied: Vec<_> = deny
        .actions
        .iter()
        .map(|action| glob(action.text))
        .collect();
    let same_action = !allow.not_actions.is_empty()
        || allow
            .actions
            .iter()
            .map(|action| glob(action.text))
            .any(|allowed| denied.iter().any(|d| d.meets(&allowed)));
    let lower = |text: &str| text.to_ascii_lowercase();
    same_action
        && allow.resources.iter().any(|allowed| {
            deny.resources.iter().any(|denied| {
                meets(&lower(denied.text), &lower(allowed.text), Stars::Every)
                    || glob(denied.text).meets(&glob(allowed.text))
            })
        })
}

fn for_resource_group(document: &Document<'_>, out: &mut Findings) {
    for statement in document
        .denies()
        .filter(|_| document.options.for_resource_group)
    {
        let first = statement
            .actions
            .first()
            .map_or_else(String::new, |action| format!(" {}", shown(action.text)));
        out.at(
            statement.head(),
            format!("an Allow at account level is evaluated before this Deny{first}"),
        );
    }
}

//! What lets somebody do more than is good.

use crate::lint::check::{Check, Example, Scope};
use crate::lint::document::{Document, Item, Statement};
use crate::lint::finding::{Findings, Severity};
use crate::lint::near::shown;
use crate::lint::page;
use crate::lint::pattern::{is_star, is_whole, is_whole_service, parts, whole_service};
use crate::model::ActionPattern;

use Example::Statements as St;

const GOOD: Example = St(
    r#"{"Effect":"Allow","Action":["oss:GetObject","ram:GetRole"],"Resource":["acs:oss:*:*:my-images/*","acs:ram:*:*:role/ci"]}"#,
);

const fn security(id: &'static str, run: fn(&Document<'_>, &mut Findings)) -> Check {
    Check {
        id,
        severity: Severity::Security,
        scope: Scope::Grants,
        finds: "",
        help: "",
        source: page::ANALYZER,
        bad: GOOD,
        good: GOOD,
        run,
    }
}

pub(super) const CHECKS: &[Check] = &[
    Check {
        finds: "an Allow of every action on everything",
        help: "name the actions and resources that are needed",
        bad: St(r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#),
        ..security("admin-star", admin_star)
    },
    Check {
        finds: "an Allow of every action of a service on everything (for OSS see `over-broad`)",
        help: "name the actions and resources that are needed",
        bad: St(r#"{"Effect":"Allow","Action":"ram:*","Resource":"*"}"#),
        ..security("service-star", service_star)
    },
    Check {
        finds: "an Allow by `NotAction`: whatever it does not name is allowed, what comes later too",
        help: "name what is allowed by `Action`; at the least keep ram, ims, sts and cloudsso out",
        bad: St(r#"{"Effect":"Allow","NotAction":"oss:*","Resource":"*"}"#),
        ..security("allow-notaction", allow_notaction)
    },
    Check {
        finds: "an Allow that lets whoever has it give itself more: versions, attachments, keys and passwords of others",
        help: "name the roles, users, groups and policies that it is for",
        bad: St(r#"{"Effect":"Allow","Action":"ram:AttachPolicyToUser","Resource":"*"}"#),
        ..security("privilege-escalation", privilege_escalation)
    },
    Check {
        finds: "an Allow of `ram:PassRole` on every role, without a condition",
        help: "name the roles that may be passed on",
        bad: St(r#"{"Effect":"Allow","Action":"ram:PassRole","Resource":"acs:ram:*:*:role/*"}"#),
        ..security("passrole-star", pass_role)
    },
    Check {
        finds: "an Allow that hands out credentials of others: keys of users, sessions of roles",
        help: "name the users and roles that it is for",
        bad: St(r#"{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}"#),
        ..security("credentials-exposure", credentials)
    },
    Check {
        finds: "an Allow to read every secret or every object",
        help: "name the secrets or buckets that it is for",
        bad: St(r#"{"Effect":"Allow","Action":"kms:GetSecretValue","Resource":"*"}"#),
        ..security("sensitive-read", sensitive_read)
    },
];

/// Actions by which more rights can be had. Source: how RAM's operations work; compare the
/// published lists for other clouds.
const ESCALATING: [&str; 13] = [
    "ram:CreatePolicyVersion",
    "ram:SetDefaultPolicyVersion",
    "ram:AttachPolicyToUser",
    "ram:AttachPolicyToGroup",
    "ram:AttachPolicyToRole",
    "ram:AttachPolicy",
    "ram:UpdateRole",
    "ram:CreateAccessKey",
    "ram:CreateLoginProfile",
    "ram:UpdateLoginProfile",
    "ram:AddUserToGroup",
    "ram:BindMFADevice",
    "ram:UnbindMFADevice",
];

const CREDENTIALS: [&str; 2] = ["ram:CreateAccessKey", "sts:AssumeRole"];
const READS: [&str; 3] = [
    "kms:GetSecretValue",
    "oss:GetObject",
    "oss:GetObjectVersion",
];

/// Whether a resource is about all of a service, or of one of its kinds.
fn is_wide(resource: &str) -> bool {
    match parts(resource) {
        Some([_, _, _, _, id]) => {
            let (kind, name) = id.split_once('/').unwrap_or(("*", id));
            let kinds = ["*", "user", "role", "group", "policy", "secret", "mfa"];
            is_star(id) || (kinds.contains(&kind) && is_star(name))
        }
        None => is_star(resource),
    }
}

fn wide<'d, 't>(document: &'d Document<'t>) -> impl Iterator<Item = &'d Statement<'t>> {
    document
        .allows()
        .filter(|s| s.resources.iter().any(|resource| is_wide(resource.text)))
}

/// A star that stands in the service's place too is about all services.
fn is_every_action(action: &Item<'_>) -> bool {
    is_star(action.text)
        || action
            .text
            .split_once(':')
            .is_some_and(|(code, name)| is_star(code) && is_star(name))
}

fn admin_star(document: &Document<'_>, out: &mut Findings) {
    for statement in document.allows().filter(|s| s.is_about_everything()) {
        for action in statement
            .actions
            .iter()
            .filter(|action| is_every_action(action))
        {
            out.at(action.span, "this allows every action on everything");
        }
    }
}

fn service_star(document: &Document<'_>, out: &mut Findings) {
    let all = document
        .allows()
        .filter(|s| s.resources.iter().any(|r| is_whole_service(r.text)));
    for statement in all {
        for action in &statement.actions {
            if let Some(code) = whole_service(action.text).filter(|code| *code != "oss") {
                let more = match code {
                    "ram" | "ims" | "sts" | "resourcemanager" | "cloudsso" => {
                        ", and with it the way to every other right"
                    }
                    "kms" => ", the keys and secrets of all others too",
                    _ => "",
                };
                let code = crate::text::excerpt(code, 40);
                out.at(
                    action.span,
                    format!("this allows every action of {code} on everything{more}"),
                );
            }
        }
    }
}

fn allow_notaction(document: &Document<'_>, out: &mut Findings) {
    for statement in document.allows().filter(|s| !s.not_actions.is_empty()) {
        let named = |action: &str| {
            let mut all = statement.not_actions.iter();
            all.any(|not| ActionPattern::from(not.text).matches(action))
        };
        let roads = [
            "ram:CreateUser",
            "ims:CreateUser",
            "sts:AssumeRole",
            "cloudsso:CreateUser",
        ];
        let open: Vec<_> = roads.iter().filter(|action| !named(action)).collect();
        let open: Vec<_> = open
            .iter()
            .filter_map(|action| Some(action.split_once(':')?.0))
            .collect();
        let more = if open.is_empty() {
            String::new()
        } else {
            format!(", those of {} too", open.join(", "))
        };
        out.at(
            statement.place_of("NotAction"),
            format!("this allows every action that it does not name{more}"),
        );
    }
}

/// Names each action of wide statements that lets one of these through.
fn each(document: &Document<'_>, out: &mut Findings, actions: &[&str], says: &str) {
    for statement in wide(document) {
        for action in statement
            .actions
            .iter()
            .filter(|action| !is_whole(action.text))
        {
            let pattern = ActionPattern::from(action.text);
            if let Some(which) = actions.iter().find(|known| pattern.matches(known)) {
                let more = if action.is_pattern() {
                    format!(" (by `{which}`)")
                } else {
                    String::new()
                };
                out.at(
                    action.span,
                    format!("{} on everything {says}{more}", shown(action.text)),
                );
            }
        }
    }
}

fn privilege_escalation(document: &Document<'_>, out: &mut Findings) {
    each(document, out, &ESCALATING, "is a way to any right");
}

fn pass_role(document: &Document<'_>, out: &mut Findings) {
    for statement in wide(document).filter(|s| s.tests.is_empty()) {
        for action in statement
            .actions
            .iter()
            .filter(|action| !is_whole(action.text))
        {
            if ActionPattern::from(action.text).matches("ram:PassRole") {
                out.at(
                    action.span,
                    format!("{} hands every role to any service", shown(action.text)),
                );
            }
        }
    }
}

fn credentials(document: &Document<'_>, out: &mut Findings) {
    each(
        document,
        out,
        &CREDENTIALS,
        "hands out credentials of others",
    );
}

fn sensitive_read(document: &Document<'_>, out: &mut Findings) {
    each(document, out, &READS, "reads what is secret or everybody's");
}

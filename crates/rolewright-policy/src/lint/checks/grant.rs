//! Checks on over-permissive Allow statements.

use crate::lint::check::{Example, LintCheck, Scope};
use crate::lint::document::{Document, Statement};
use crate::lint::finding::{Findings, Severity};
use crate::lint::near::shown;
use crate::lint::page;
use crate::lint::pattern::{
    is_every_action, is_everything, is_open, is_whole, is_whole_service, parts, whole_service,
};
use crate::model::ActionPattern;

use Example::Statements as St;

const GOOD: Example = St(
    r#"{"Effect":"Allow","Action":["oss:GetObject","ram:GetRole"],"Resource":["acs:oss:*:*:my-images/*","acs:ram:*:*:role/ci"]}"#,
);

const fn security(id: &'static str, run: fn(&Document<'_>, &mut Findings)) -> LintCheck {
    LintCheck {
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

pub(super) const CHECKS: &[LintCheck] = &[
    LintCheck {
        finds: "an Allow of every action on every resource",
        help: "list the actions and resources that are needed",
        bad: St(r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#),
        ..security("admin-star", admin_star)
    },
    LintCheck {
        finds: "an Allow of every action of a service on every resource (for OSS see `over-broad`)",
        help: "list the actions and resources that are needed",
        bad: St(r#"{"Effect":"Allow","Action":"ram:*","Resource":"*"}"#),
        ..security("service-star", service_star)
    },
    LintCheck {
        finds: "an Allow with `NotAction`: it allows every action that is not listed, including actions added later",
        help: "list the allowed actions in `Action`; at least exclude ram, ims, sts and cloudsso",
        bad: St(r#"{"Effect":"Allow","NotAction":"oss:*","Resource":"*"}"#),
        ..security("allow-notaction", allow_notaction)
    },
    LintCheck {
        finds: "an Allow that permits privilege escalation: policy versions, attachments, and other users' access keys and passwords",
        help: "list the roles, users, groups and policies that are needed",
        bad: St(r#"{"Effect":"Allow","Action":"ram:AttachPolicyToUser","Resource":"*"}"#),
        ..security("privilege-escalation", privilege_escalation)
    },
    LintCheck {
        finds: "an Allow of `ram:PassRole` on every role, without a condition",
        help: "list the roles that may be passed",
        bad: St(r#"{"Effect":"Allow","Action":"ram:PassRole","Resource":"acs:ram:*:*:role/*"}"#),
        ..security("passrole-star", pass_role)
    },
    LintCheck {
        finds: "an Allow that exposes other identities' credentials: access keys of users, sessions of roles",
        help: "list the users and roles that are needed",
        bad: St(r#"{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}"#),
        ..security("credentials-exposure", credentials)
    },
    LintCheck {
        finds: "an Allow to read every secret or every object",
        help: "list the secrets or buckets that are needed",
        bad: St(r#"{"Effect":"Allow","Action":"kms:GetSecretValue","Resource":"*"}"#),
        ..security("sensitive-read", sensitive_read)
    },
];

/// Actions that allow privilege escalation. Source: the semantics of RAM's operations; compare the
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

/// Whether a resource matches everything of a service, or everything of one resource type.
fn is_wide(resource: &str) -> bool {
    match parts(resource) {
        Some([_, _, _, _, id]) => {
            let (kind, name) = id.split_once('/').unwrap_or(("*", id));
            let kinds = ["*", "user", "role", "group", "policy", "secret", "mfa"];
            is_open(id) || (kinds.contains(&kind) && is_open(name))
        }
        None => is_everything(resource) || is_whole_service(resource),
    }
}

fn wide<'d, 't>(document: &'d Document<'t>) -> impl Iterator<Item = &'d Statement<'t>> {
    document
        .allows()
        .filter(|s| s.resources.iter().any(|resource| is_wide(resource.text)))
}

fn admin_star(document: &Document<'_>, out: &mut Findings) {
    for statement in document.allows().filter(|s| s.is_about_everything()) {
        for action in statement
            .actions
            .iter()
            .filter(|action| is_every_action(action.text))
        {
            out.at(action.span, "this allows every action on every resource");
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
                        ", which permits privilege escalation"
                    }
                    "kms" => ", including all keys and secrets",
                    _ => "",
                };
                let code = crate::text::excerpt(code, 40);
                let of = match code.strip_suffix('*') {
                    Some(front) if !action.text.contains(':') => {
                        format!("services whose codes begin with `{front}`")
                    }
                    _ => code,
                };
                out.at(
                    action.span,
                    format!("this allows every action of {of} on every resource{more}"),
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
        let escalating = [
            "ram:CreateUser",
            "ims:CreateUser",
            "sts:AssumeRole",
            "cloudsso:CreateUser",
        ];
        let open: Vec<_> = escalating.iter().filter(|action| !named(action)).collect();
        let open: Vec<_> = open
            .iter()
            .filter_map(|action| Some(action.split_once(':')?.0))
            .collect();
        let more = if open.is_empty() {
            String::new()
        } else {
            format!(", including those of {}", open.join(", "))
        };
        out.at(
            statement.place_of("NotAction"),
            format!("this allows every action that is not listed{more}"),
        );
    }
}

/// Reports each action of an over-broad statement that matches one of these.
fn each(document: &Document<'_>, out: &mut Findings, actions: &[&str], effect: &str) {
    for statement in wide(document) {
        for action in statement
            .actions
            .iter()
            .filter(|action| !is_whole(action.text))
        {
            let pattern = ActionPattern::from(action.text);
            if let Some(which) = actions.iter().find(|known| pattern.matches(known)) {
                let more = if action.is_pattern() {
                    format!(" (matches `{which}`)")
                } else {
                    String::new()
                };
                out.at(
                    action.span,
                    format!("{} on every resource {effect}{more}", shown(action.text)),
                );
            }
        }
    }
}

fn privilege_escalation(document: &Document<'_>, out: &mut Findings) {
    each(document, out, &ESCALATING, "permits privilege escalation");
}

fn pass_role(document: &Document<'_>, out: &mut Findings) {
    for statement in wide(document).filter(|s| !s.is_restricted()) {
        for action in statement
            .actions
            .iter()
            .filter(|action| !is_whole(action.text))
        {
            if ActionPattern::from(action.text).matches("ram:PassRole") {
                out.at(
                    action.span,
                    format!(
                        "{} allows passing every role to any service",
                        shown(action.text)
                    ),
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
        "exposes other identities' credentials",
    );
}

fn sensitive_read(document: &Document<'_>, out: &mut Findings) {
    each(document, out, &READS, "reads all secrets or all objects");
}

//! Checks on the principals and actions of trust policies.

use crate::lint::check::{Example, LintCheck, Scope};
use crate::lint::document::{Document, Item, Principal, Statement};
use crate::lint::edit::without;
use crate::lint::finding::{Draft, Findings, Severity};
use crate::lint::near::shown;
use crate::lint::page;
use crate::lint::pattern::{is_left_open, parts};

use Example::Statements as St;

const GOOD: Example = St(
    r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["cr.aliyuncs.com"]}}"#,
);

const fn check(
    id: &'static str,
    severity: Severity,
    run: fn(&Document<'_>, &mut Findings),
) -> LintCheck {
    LintCheck {
        id,
        severity,
        scope: Scope::Trust,
        finds: "",
        help: "",
        source: page::TRUST,
        bad: GOOD,
        good: GOOD,
        run,
    }
}

pub(super) const CHECKS: &[LintCheck] = &[
    LintCheck {
        finds: "a wildcard in a principal, which is not documented for roles",
        help: "list each account, user, role, service or provider",
        bad: St(r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":["*"]}}"#),
        ..check("trust-wildcard-principal", Severity::Error, wildcard)
    },
    LintCheck {
        finds: "trust in a whole account without a condition: every RAM user and role in it with permission to call `sts:AssumeRole`",
        help: "list individual users or roles, unless the whole account is intended",
        bad: St(
            r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":["acs:ram::1234567890123456:root"]}}"#,
        ),
        ..check("trust-account-root", Severity::Security, account_root)
    },
    LintCheck {
        finds: "unconditional trust in another account as a whole (when your own account is known)",
        help: "list a user or role of it, or require an external id (`sts:ExternalId`)",
        source: "page on external ids, https://alibabacloud.com/help/en/ram/use-cases/use-externalid-to-prevent-the-confused-deputy-problem",
        bad: St(
            r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":["acs:ram::6543210987654321:root"]}}"#,
        ),
        ..check("trust-foreign-account", Severity::Security, foreign_account)
    },
    LintCheck {
        finds: "trust in a service that acts for another account (`ID@service`)",
        help: "remove it, unless that account is yours too",
        source: "pages of the log service on roles of other accounts",
        bad: St(
            r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["6543210987654321@log.aliyuncs.com"]}}"#,
        ),
        ..check(
            "trust-service-of-other-account",
            Severity::Security,
            foreign_service,
        )
    },
    LintCheck {
        finds: "an action other than `sts:AssumeRole` in a trust policy",
        help: "write `sts:AssumeRole`",
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Principal":{"Service":["cr.aliyuncs.com"]}}"#,
        ),
        ..check("trust-action", Severity::Error, action)
    },
    LintCheck {
        finds: "`sts:AssumeRoleWithOIDC` or `sts:AssumeRoleWithSAML`; all official examples use `sts:AssumeRole` instead",
        help: "write `sts:AssumeRole`",
        bad: St(
            r#"{"Effect":"Allow","Action":"sts:AssumeRoleWithSAML","Principal":{"Service":["cr.aliyuncs.com"]}}"#,
        ),
        ..check(
            "trust-federated-action",
            Severity::Warning,
            federated_action,
        )
    },
    LintCheck {
        finds: "a principal type other than `RAM`, `Service` and `Federated`",
        help: "write `RAM`, `Service` or `Federated`",
        bad: St(
            r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":["acs:ram::1234567890123456:root"]}}"#,
        ),
        ..check("unknown-principal-key", Severity::Error, unknown_kind)
    },
    LintCheck {
        finds: "a principal that does not have the format of its type",
        help: "write `acs:ram::ACCOUNT:root`, `..:user/NAME`, `..:role/NAME`, `..:saml-provider/NAME` or `..:oidc-provider/NAME`",
        bad: St(
            r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":["acs:ram::1234567890123456:ci"]}}"#,
        ),
        ..check("invalid-principal-arn", Severity::Error, invalid_arn)
    },
    LintCheck {
        finds: "a service principal that does not end with `.aliyuncs.com`",
        help: "write the service principal, for example `cr.aliyuncs.com`",
        bad: St(
            r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["ecs.amazonaws.com"]}}"#,
        ),
        ..check(
            "unknown-service-principal",
            Severity::Warning,
            unknown_service,
        )
    },
    LintCheck {
        finds: "principals of several types in one statement, with one condition for all",
        help: "use one statement per type, unless the condition is intended for all",
        bad: St(
            r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["cr.aliyuncs.com"],"RAM":["acs:ram::1234567890123456:user/ci"]}}"#,
        ),
        ..check("mixed-principal-types", Severity::Suggestion, mixed)
    },
    LintCheck {
        finds: "a principal that is listed twice, or whose whole account is trusted too",
        help: "remove the individual principal, or the account if it grants more than intended",
        bad: St(
            r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":["acs:ram::1234567890123456:root","acs:ram::1234567890123456:user/ci"]}}"#,
        ),
        ..check("redundant-principal", Severity::Suggestion, redundant)
    },
];

fn principals<'d, 't>(document: &'d Document<'t>) -> impl Iterator<Item = &'d Principal<'t>> {
    document.statements.iter().flat_map(|s| &s.principals)
}

/// The trusted principals, each with its statement.
fn trusted<'d, 't>(
    document: &'d Document<'t>,
) -> impl Iterator<Item = (&'d Statement<'t>, &'d Principal<'t>)> {
    document
        .allows()
        .flat_map(|s| s.principals.iter().map(move |principal| (s, principal)))
}

fn wildcard(document: &Document<'_>, out: &mut Findings) {
    for principal in principals(document) {
        let item = &principal.item;
        if item.is_pattern() && !item.text.contains("***") {
            out.at(
                item.span,
                format!(
                    "principals can't have wildcards, but {} has one",
                    shown(item.text)
                ),
            );
        }
    }
}

/// The account, when the principal is a whole account.
fn root<'t>(principal: &Principal<'t>) -> Option<&'t str> {
    match parts(principal.item.text)? {
        ["acs", "ram", _, account, "root"] if principal.kind == "RAM" => Some(account),
        _ => None,
    }
}

fn is_own(document: &Document<'_>, account: &str) -> bool {
    document
        .options
        .account
        .as_ref()
        .is_some_and(|own| own.as_str() == account)
}

fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn account_root(document: &Document<'_>, out: &mut Findings) {
    for (_, principal) in trusted(document).filter(|(s, _)| !s.is_restricted()) {
        let Some(account) = root(principal).filter(|account| is_id(account)) else {
            continue;
        };
        // A foreign account has its own check.
        if document.options.account.is_none() || is_own(document, account) {
            let message = format!("every RAM user and role of account {account} is trusted");
            out.at(principal.item.span, message);
        }
    }
}

fn foreign_account(document: &Document<'_>, out: &mut Findings) {
    if document.options.account.is_none() {
        return;
    }
    for (_, principal) in trusted(document).filter(|(s, _)| !s.is_restricted()) {
        let Some(account) = root(principal).filter(|account| is_id(account)) else {
            continue;
        };
        if !is_own(document, account) {
            let message = format!(
                "account {account}, which is not yours, is trusted as a whole without a condition"
            );
            out.at(principal.item.span, message);
        }
    }
}

fn foreign_service(document: &Document<'_>, out: &mut Findings) {
    for (_, principal) in trusted(document).filter(|(_, p)| p.kind == "Service") {
        let Some((account, service)) = principal.item.text.split_once('@') else {
            continue;
        };
        if is_id(account) && !is_own(document, account) {
            let service = crate::text::excerpt(service, 60);
            let message = format!("{service} may assume the role on behalf of account {account}");
            out.at(principal.item.span, message);
        }
    }
}

fn is_federated(action: &str) -> bool {
    ["sts:AssumeRoleWithOIDC", "sts:AssumeRoleWithSAML"]
        .iter()
        .any(|name| name.eq_ignore_ascii_case(action))
}

fn action(document: &Document<'_>, out: &mut Findings) {
    for statement in &document.statements {
        for action in &statement.actions {
            let known =
                action.text.eq_ignore_ascii_case("sts:AssumeRole") || is_federated(action.text);
            if !known && !action.text.is_empty() {
                let message = format!("{} is not a trust policy action", shown(action.text));
                out.at(action.span, message);
            }
        }
        if !statement.not_actions.is_empty() {
            out.at(
                statement.place_of("NotAction"),
                "a trust policy can't have a `NotAction`",
            );
        }
    }
}

fn federated_action(document: &Document<'_>, out: &mut Findings) {
    for action in document
        .actions()
        .filter(|action| is_federated(action.text))
    {
        let message = format!(
            "whether {} has an effect in a trust policy is not documented",
            shown(action.text)
        );
        out.at(action.span, message);
    }
}

const KINDS: [&str; 3] = ["RAM", "Service", "Federated"];

fn unknown_kind(document: &Document<'_>, out: &mut Findings) {
    let mut last = None;
    for principal in principals(document).filter(|principal| !KINDS.contains(&principal.kind)) {
        // A type with several values is reported once.
        if last.replace(principal.kind_span) == Some(principal.kind_span) {
            continue;
        }
        let meant = document.nearest(principal.kind, KINDS);
        let help = match principal.kind {
            "AWS" => Some("write `RAM`; `AWS` belongs to another cloud".to_owned()),
            _ => meant.map(|meant| format!("write `{meant}`")),
        };
        let message = format!("unknown principal type {}", shown(principal.kind));
        out.push(Draft::new(principal.kind_span, message).maybe_help(help));
    }
}

/// Whether another check reports this value.
fn is_open(item: &Item<'_>) -> bool {
    item.text.is_empty() || item.is_pattern() || is_left_open(item.text)
}

fn invalid_arn(document: &Document<'_>, out: &mut Findings) {
    for principal in principals(document).filter(|principal| !is_open(&principal.item)) {
        let text = principal.item.text;
        let fits = match (principal.kind, parts(text)) {
            ("RAM" | "Federated", None) => false,
            (kind @ ("RAM" | "Federated"), Some([acs, ram, region, account, id])) => {
                let named =
                    |prefix: &str| id.strip_prefix(prefix).is_some_and(|name| !name.is_empty());
                let known = match kind {
                    "RAM" => id == "root" || named("user/") || named("role/"),
                    _ => named("saml-provider/") || named("oidc-provider/"),
                };
                acs == "acs" && ram == "ram" && region.is_empty() && is_id(account) && known
            }
            _ => true,
        };
        if !fits {
            let help = text
                .starts_with("arn:")
                .then(|| "write `acs:ram::ACCOUNT:..`; `arn:` belongs to another cloud".to_owned());
            let message = format!(
                "{} is not a principal of type `{}`",
                shown(text),
                principal.kind
            );
            out.push(Draft::new(principal.item.span, message).maybe_help(help));
        }
    }
}

fn unknown_service(document: &Document<'_>, out: &mut Findings) {
    for principal in principals(document).filter(|p| p.kind == "Service" && !is_open(&p.item)) {
        let text = principal.item.text;
        let name = text.split_once('@').map_or(text, |(_, service)| service);
        if name.strip_suffix(".aliyuncs.com").is_none_or(str::is_empty) {
            out.at(
                principal.item.span,
                format!("{} is not a service principal", shown(text)),
            );
        }
    }
}

fn mixed(document: &Document<'_>, out: &mut Findings) {
    for statement in &document.statements {
        let mut kinds = statement.principals.iter().map(|principal| principal.kind);
        let first = kinds.next();
        if let Some(other) = kinds.find(|kind| Some(*kind) != first) {
            let message = format!(
                "principals of types {} and {} are in one statement",
                shown(first.unwrap_or_default()),
                shown(other)
            );
            out.at(statement.place_of("Principal"), message);
        }
    }
}

fn redundant(document: &Document<'_>, out: &mut Findings) {
    for statement in document.statements.iter().filter(|_| document.is_small()) {
        for (index, principal) in statement.principals.iter().enumerate() {
            let item = &principal.item;
            let earlier = statement.principals.iter().take(index);
            let twice = earlier
                .clone()
                .any(|p| p.kind == principal.kind && p.item.text == item.text);
            let account = parts(item.text).map(|[_, _, _, account, _]| account);
            let inside = principal.kind == "RAM"
                && root(principal).is_none()
                && statement
                    .principals
                    .iter()
                    .any(|p| root(p).is_some() && root(p) == account && is_inside(item.text));
            let problem = match (twice, inside) {
                (true, _) => "is listed twice",
                (_, true) => "belongs to an account that is trusted as a whole",
                _ => continue,
            };
            let message = format!("{} {problem}", shown(item.text));
            out.push(Draft::new(item.span, message).fix(without(item)));
        }
    }
}

/// Whether an ARN is a user or a role, which trust in its account includes.
fn is_inside(arn: &str) -> bool {
    matches!(parts(arn), Some(["acs", "ram", "", _, id]) if id.starts_with("user/") || id.starts_with("role/"))
}

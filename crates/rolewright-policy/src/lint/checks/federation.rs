//! Checks on trust in identity providers.

use crate::lint::check::{Example, LintCheck, Scope};
use crate::lint::document::{Document, Principal, Statement};
use crate::lint::finding::{Findings, Severity};
use crate::lint::near::shown;
use crate::lint::page;

use Example::Statements as St;

const OIDC: &str = "page on OIDC for roles: `oidc:iss`, `oidc:aud` and `oidc:sub` identify a token";

const GOOD: Example = St(
    r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Federated":["acs:ram::1234567890123456:oidc-provider/ci"]},"Condition":{"StringEquals":{"oidc:iss":"https://token.example.com","oidc:aud":"sts","oidc:sub":"repo:acme/images:ref:refs/heads/main"}}}"#,
);

const fn oidc(id: &'static str, run: fn(&Document<'_>, &mut Findings)) -> LintCheck {
    LintCheck {
        id,
        severity: Severity::Security,
        scope: Scope::Trust,
        finds: "",
        help: "",
        source: OIDC,
        bad: GOOD,
        good: GOOD,
        run,
    }
}

pub(super) const CHECKS: &[LintCheck] = &[
    LintCheck {
        finds: "an OIDC provider without a condition on `oidc:iss` (the issuer)",
        help: "add `\"StringEquals\": {\"oidc:iss\": \"https://..\"}`",
        bad: St(
            r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Federated":["acs:ram::1234567890123456:oidc-provider/ci"]},"Condition":{"StringEquals":{"oidc:aud":"sts","oidc:sub":"repo:acme/images:ref:refs/heads/main"}}}"#,
        ),
        ..oidc("oidc-missing-iss", missing_iss)
    },
    LintCheck {
        finds: "an OIDC provider without a condition on `oidc:aud` (the audience)",
        help: "add `\"StringEquals\": {\"oidc:aud\": \"..\"}`",
        bad: St(
            r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Federated":["acs:ram::1234567890123456:oidc-provider/ci"]},"Condition":{"StringEquals":{"oidc:iss":"https://token.example.com","oidc:sub":"repo:acme/images:ref:refs/heads/main"}}}"#,
        ),
        ..oidc("oidc-missing-aud", missing_aud)
    },
    LintCheck {
        finds: "an OIDC provider without a condition on `oidc:sub` (the subject): every holder of a token from this provider can assume the role",
        help: "add `\"StringEquals\": {\"oidc:sub\": \"..\"}`",
        bad: St(
            r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Federated":["acs:ram::1234567890123456:oidc-provider/ci"]},"Condition":{"StringEquals":{"oidc:iss":"https://token.example.com","oidc:aud":"sts"}}}"#,
        ),
        ..oidc("oidc-missing-sub", missing_sub)
    },
    LintCheck {
        finds: "an over-broad pattern for `oidc:sub`: it matches a whole organization or several repositories",
        help: "name the repository and the branch, environment or service account",
        bad: St(
            r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Federated":["acs:ram::1234567890123456:oidc-provider/ci"]},"Condition":{"StringEquals":{"oidc:iss":"https://token.example.com","oidc:aud":"sts"},"StringLike":{"oidc:sub":"repo:acme/*"}}}"#,
        ),
        ..oidc("oidc-sub-too-wide", sub_too_wide)
    },
    LintCheck {
        severity: Severity::Error,
        finds: "a SAML provider without a condition on `saml:recipient`, which is required",
        help: "add `\"StringEquals\": {\"saml:recipient\": \"https://signin.aliyun.com/saml-role/sso\"}`",
        source: page::TRUST,
        bad: St(
            r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Federated":["acs:ram::1234567890123456:saml-provider/idp"]}}"#,
        ),
        good: St(
            r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Federated":["acs:ram::1234567890123456:saml-provider/idp"]},"Condition":{"StringEquals":{"saml:recipient":"https://signin.aliyun.com/saml-role/sso"}}}"#,
        ),
        ..oidc("saml-missing-recipient", missing_recipient)
    },
];

/// The statements that trust a provider of this kind, each with the first such provider.
fn providers<'d, 't>(
    document: &'d Document<'t>,
    kind: &'static str,
) -> impl Iterator<Item = (&'d Statement<'t>, &'d Principal<'t>)> {
    document.allows().filter_map(move |statement| {
        let mut all = statement.principals.iter();
        let first = all.find(|p| p.kind == "Federated" && p.item.text.contains(kind))?;
        Some((statement, first))
    })
}

fn missing(document: &Document<'_>, out: &mut Findings, kind: &'static str, key: &str) {
    for (statement, provider) in providers(document, kind) {
        if statement.tests_of(key).next().is_none() {
            let message = format!(
                "{} is trusted without a condition on `{key}`",
                shown(provider.item.text)
            );
            out.at(provider.item.span, message);
        }
    }
}

fn missing_iss(document: &Document<'_>, out: &mut Findings) {
    missing(document, out, ":oidc-provider/", "oidc:iss");
}

fn missing_aud(document: &Document<'_>, out: &mut Findings) {
    missing(document, out, ":oidc-provider/", "oidc:aud");
}

fn missing_sub(document: &Document<'_>, out: &mut Findings) {
    missing(document, out, ":oidc-provider/", "oidc:sub");
}

fn missing_recipient(document: &Document<'_>, out: &mut Findings) {
    missing(document, out, ":saml-provider/", "saml:recipient");
}

/// Whether a pattern matches several repositories or accounts: only wildcards after the kind, or a
/// wildcard directly after the organization.
fn is_over_broad(sub: &str) -> bool {
    let Some((before, _)) = sub.split_once(['*', '?']) else {
        return false;
    };
    match before.strip_prefix("repo:") {
        // `repo:acme/images:*` names one repository.
        Some(repository) => !repository.contains(':'),
        None => before.matches(':').count() < 2,
    }
}

fn sub_too_wide(document: &Document<'_>, out: &mut Findings) {
    for (statement, _) in providers(document, ":oidc-provider/") {
        for test in statement
            .tests_of("oidc:sub")
            .filter(|test| test.operator == "StringLike")
        {
            for value in test.values.iter().filter(|value| is_over_broad(value.text)) {
                out.at(
                    value.span,
                    format!(
                        "{} matches more than one repository or account",
                        shown(value.text)
                    ),
                );
            }
        }
    }
}

//! Checks on JSON syntax and on the required and allowed elements.

use crate::lint::check::{Example, LintCheck, Scope};
use crate::lint::document::{Document, Statement};
use crate::lint::edit::quoted;
use crate::lint::field::{field, field_like};
use crate::lint::finding::{Draft, Edit, Findings, Fix, Severity};
use crate::lint::near::shown;
use crate::lint::page;
use crate::model::{Branch, Field, Span, Tree};

use Example::{Document as Doc, Statements as St};

const GOOD: Example =
    St(r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:my-images/*"}"#);

const fn error(id: &'static str, scope: Scope, run: fn(&Document<'_>, &mut Findings)) -> LintCheck {
    LintCheck {
        id,
        severity: Severity::Error,
        scope,
        finds: "",
        help: "",
        source: page::SYNTAX,
        bad: GOOD,
        good: GOOD,
        run,
    }
}

pub(super) const CHECKS: &[LintCheck] = &[
    LintCheck {
        finds: "invalid JSON, including comments and trailing commas",
        help: "correct the JSON at this position",
        bad: Doc(r#"{"Version":"1","Statement":[],}"#),
        ..error("json-syntax", Scope::Any, json_syntax)
    },
    LintCheck {
        finds: "a document without `Version`",
        help: "add `\"Version\": \"1\"`",
        bad: Doc(r#"{"Statement":[]}"#),
        ..error("missing-version", Scope::Any, missing_version)
    },
    LintCheck {
        finds: "a `Version` other than the string `1`",
        help: "write `\"1\"`, the only version",
        bad: Doc(r#"{"Version":"2012-10-17","Statement":[]}"#),
        ..error("invalid-version", Scope::Any, invalid_version)
    },
    LintCheck {
        finds: "a document without `Statement`",
        help: "add `\"Statement\": [..]`",
        bad: Doc(r#"{"Version":"1"}"#),
        ..error("missing-statement", Scope::Any, missing_statement)
    },
    LintCheck {
        severity: Severity::Warning,
        finds: "a single statement that is not in an array, which is not documented",
        help: "enclose the statement in brackets",
        bad: Doc(
            r#"{"Version":"1","Statement":{"Effect":"Allow","Action":"oss:GetObject","Resource":"*"}}"#,
        ),
        ..error("statement-not-list", Scope::Any, statement_not_list)
    },
    LintCheck {
        finds: "a document without statements",
        help: "add at least one statement",
        bad: Doc(r#"{"Version":"1","Statement":[]}"#),
        ..error("empty-statement", Scope::Any, empty_statement)
    },
    LintCheck {
        finds: "a statement without `Effect`",
        help: "add `\"Effect\": \"Allow\"` or `\"Effect\": \"Deny\"`",
        bad: St(r#"{"Action":"oss:GetObject","Resource":"*"}"#),
        ..error("missing-effect", Scope::Any, missing_effect)
    },
    LintCheck {
        finds: "an `Effect` other than `Allow` and `Deny`",
        help: "write `Allow` or `Deny`, capitalized",
        bad: St(r#"{"Effect":"allow","Action":"oss:GetObject","Resource":"*"}"#),
        ..error("invalid-effect", Scope::Any, invalid_effect)
    },
    LintCheck {
        finds: "a statement without `Action` and without `NotAction`",
        help: "add `Action`",
        source: page::ELEMENTS,
        bad: St(r#"{"Effect":"Allow","Resource":"*"}"#),
        ..error("missing-action", Scope::Any, missing_action)
    },
    LintCheck {
        finds: "a statement with both `Action` and `NotAction`",
        help: "split it into two statements",
        source: page::ELEMENTS,
        bad: St(r#"{"Effect":"Deny","Action":"oss:GetObject","NotAction":"ram:*","Resource":"*"}"#),
        ..error("action-and-notaction", Scope::Any, action_and_notaction)
    },
    LintCheck {
        finds: "a policy's statement without `Resource`",
        help: "add `Resource`; `*` means every resource",
        source: page::ELEMENTS,
        bad: St(r#"{"Effect":"Allow","Action":"oss:GetObject"}"#),
        ..error("missing-resource", Scope::Policies, missing_resource)
    },
    LintCheck {
        finds: "a trust policy's statement with a `Resource`",
        help: "remove it; the role itself is the resource",
        source: page::TRUST,
        bad: St(
            r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["cr.aliyuncs.com"]},"Resource":"*"}"#,
        ),
        good: TRUST_GOOD,
        ..error("resource-in-trust-policy", Scope::Trust, resource_in_trust)
    },
    LintCheck {
        finds: "a policy's statement with a `Principal`",
        help: "remove it; a policy applies to the identity that it is attached to",
        source: page::ELEMENTS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"*","Principal":{"RAM":["acs:ram::1234567890123456:root"]}}"#,
        ),
        ..error(
            "principal-in-identity-policy",
            Scope::Policies,
            principal_in_policy,
        )
    },
    LintCheck {
        finds: "a trust policy's statement without `Principal`",
        help: "add the principals that may assume the role, for example {\"Service\": [\"cr.aliyuncs.com\"]}",
        source: page::TRUST,
        bad: St(r#"{"Effect":"Allow","Action":"sts:AssumeRole"}"#),
        good: TRUST_GOOD,
        ..error(
            "missing-principal-in-trust-policy",
            Scope::Trust,
            missing_principal,
        )
    },
];

const TRUST_GOOD: Example = St(
    r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["cr.aliyuncs.com"]}}"#,
);

fn json_syntax(document: &Document<'_>, out: &mut Findings) {
    let Some(fault) = document.fault else { return };
    let fix = fault.spare.map(|spare| Fix::one("remove it", spare, ""));
    let help = fault.error.help().map(str::to_owned);
    out.push(
        Draft::new(fault.span, fault.error.message())
            .maybe_help(help)
            .fix(fix),
    );
}

/// The fields of the document, and the position to report for missing ones.
fn top<'t>(document: &Document<'t>) -> Option<(&'t [Field], Span)> {
    let tree = document.tree?;
    let start = tree.span.start;
    Some((
        tree.fields()?,
        Span {
            start,
            end: start + 1,
        },
    ))
}

fn missing_version(document: &Document<'_>, out: &mut Findings) {
    if let Some((fields, start)) = top(document)
        && field_like(fields, "Version").is_none()
    {
        let draft = Draft::new(start, "the document has no `Version`");
        let after = Span {
            start: start.end,
            end: start.end,
        };
        let text = if fields.is_empty() {
            r#""Version": "1""#
        } else {
            r#""Version": "1", "#
        };
        out.push(draft.fix(Fix::one("add `Version`", after, text)));
    }
}

fn invalid_version(document: &Document<'_>, out: &mut Findings) {
    let version = document.tree.and_then(|tree| field(tree, "Version"));
    let Some(version) = version.map(|field| &field.value) else {
        return;
    };
    let (given, help) = match &version.value {
        Branch::Text(text) if text == "1" => return,
        Branch::Text(text) if text.starts_with("20") => (
            shown(text),
            Some("write `\"1\"`; date versions belong to another cloud's policies"),
        ),
        Branch::Text(text) => (shown(text), None),
        Branch::Number(digits) => (format!("the number {digits}"), None),
        _ => (version.kind().to_owned(), None),
    };
    let message = format!("expected the version `\"1\"`, found {given}");
    let fix = matches!(&version.value, Branch::Number(digits) if digits == "1");
    let fix = fix.then(|| Fix::one("add quotes", version.span, "\"1\""));
    out.push(
        Draft::new(version.span, message)
            .maybe_help(help.map(str::to_owned))
            .fix(fix),
    );
}

fn missing_statement(document: &Document<'_>, out: &mut Findings) {
    if let Some((fields, start)) = top(document)
        && field_like(fields, "Statement").is_none()
    {
        out.at(start, "the document has no `Statement`");
    }
}

fn statement_not_list(document: &Document<'_>, out: &mut Findings) {
    let statement = document.tree.and_then(|tree| field(tree, "Statement"));
    if let Some(field) = statement
        && field.value.fields().is_some()
    {
        let whole = field.value.span;
        let at = |place: usize, bracket: &str| Edit {
            span: Span {
                start: place,
                end: place,
            },
            replacement: bracket.to_owned(),
        };
        let fix = Fix {
            title: "enclose the statement in brackets".into(),
            edits: vec![at(whole.start, "["), at(whole.end, "]")],
        };
        out.push(Draft::new(field.key_span, "the statement is not in an array").fix(fix));
    }
}

fn empty_statement(document: &Document<'_>, out: &mut Findings) {
    let statement = document.tree.and_then(|tree| field(tree, "Statement"));
    if let Some(field) = statement
        && field.value.items().is_some_and(<[Tree]>::is_empty)
    {
        out.at(field.value.span, "the document has no statements");
    }
}

/// Reports each statement for which the predicate is true.
fn each(
    document: &Document<'_>,
    out: &mut Findings,
    is_wrong: fn(&Statement<'_>) -> bool,
    message: &str,
) {
    for statement in document
        .statements
        .iter()
        .filter(|statement| is_wrong(statement))
    {
        out.at(statement.head(), message);
    }
}

fn missing_effect(document: &Document<'_>, out: &mut Findings) {
    let is_missing = |s: &Statement<'_>| field_like(s.fields, "Effect").is_none();
    each(document, out, is_missing, "the statement has no `Effect`");
}

fn invalid_effect(document: &Document<'_>, out: &mut Findings) {
    for statement in document.statements.iter().filter(|s| s.effect.is_none()) {
        let given = field(statement.tree, "Effect").map(|field| &field.value);
        let Some((value, text)) = given.and_then(|value| Some((value, value.text()?))) else {
            continue;
        };
        let meant = ["Allow", "Deny"];
        let meant = meant
            .into_iter()
            .find(|effect| effect.eq_ignore_ascii_case(text.trim()));
        let fix =
            meant.map(|effect| Fix::one("correct the letter case", value.span, quoted(effect)));
        let help = meant.map(|effect| format!("write `{effect}`"));
        let message = format!("invalid effect {}", shown(text));
        out.push(Draft::new(value.span, message).maybe_help(help).fix(fix));
    }
}

fn missing_action(document: &Document<'_>, out: &mut Findings) {
    let is_missing = |s: &Statement<'_>| {
        ["Action", "NotAction"]
            .iter()
            .all(|key| field_like(s.fields, key).is_none())
    };
    each(
        document,
        out,
        is_missing,
        "the statement has neither `Action` nor `NotAction`",
    );
}

fn action_and_notaction(document: &Document<'_>, out: &mut Findings) {
    for statement in &document.statements {
        if let (Some(_), Some(both)) = (
            field(statement.tree, "Action"),
            field(statement.tree, "NotAction"),
        ) {
            out.at(
                both.key_span,
                "the statement has both `Action` and `NotAction`",
            );
        }
    }
}

fn missing_resource(document: &Document<'_>, out: &mut Findings) {
    let is_missing = |s: &Statement<'_>| {
        ["Resource", "NotResource"]
            .iter()
            .all(|key| field_like(s.fields, key).is_none())
    };
    each(document, out, is_missing, "the statement has no `Resource`");
}

fn resource_in_trust(document: &Document<'_>, out: &mut Findings) {
    for field in document
        .statements
        .iter()
        .filter_map(|s| field(s.tree, "Resource"))
    {
        out.at(
            field.key_span,
            "statements of a trust policy can't have a `Resource`",
        );
    }
}

fn principal_in_policy(document: &Document<'_>, out: &mut Findings) {
    for field in document
        .statements
        .iter()
        .filter_map(|s| field(s.tree, "Principal"))
    {
        let message = "only trust policies and bucket policies can have a `Principal`";
        out.at(field.key_span, message);
    }
}

fn missing_principal(document: &Document<'_>, out: &mut Findings) {
    let is_missing = |s: &Statement<'_>| {
        ["Principal", "NotPrincipal"]
            .iter()
            .all(|key| field_like(s.fields, key).is_none())
    };
    each(
        document,
        out,
        is_missing,
        "the statement has no `Principal`",
    );
}

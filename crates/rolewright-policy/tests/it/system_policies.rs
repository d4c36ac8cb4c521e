//! The linter on published system policies and on the errors that Access Analyzer publishes.

use rolewright_policy::lint::{LintFinding, LintOptions, Severity, fix, lint};
use serde::Deserialize;

/// Policies with their published actions, resources and conditions. Where only a condition is
/// known, it is on actions of its service.
const POLICIES: &str = include_str!("../data/system-policies.jsonl");

#[derive(Deserialize)]
struct Published {
    name: String,
    text: String,
}

#[test]
fn published_system_policies_have_no_errors() {
    let mut wrong = Vec::new();
    for line in POLICIES.lines() {
        let policy: Published = serde_json::from_str(line).unwrap();
        let found = lint(&policy.text, &LintOptions::default());
        let errors = found.iter().filter(|one| one.severity == Severity::Error);
        wrong.extend(errors.map(|one| format!("{}: {}: {}", policy.name, one.id, one.message)));
        let mismatch = found.iter().find(|one| one.id == "arn-service-mismatch");
        wrong.extend(mismatch.map(|one| format!("{}: {}", policy.name, one.message)));
    }
    assert!(POLICIES.lines().count() >= 28);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The examples of ROS for stack groups write the version of a trust policy in YAML, as a number. RAM documents
/// only the string.
#[test]
fn a_version_written_as_a_number_is_the_only_error_and_its_fix_adds_quotes() {
    let text = r#"{"Version":1,"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow",
        "Principal":{"Service":["ros.aliyuncs.com"]}}]}"#;
    let found = lint(text, &LintOptions::default());
    let errors = found.iter().filter(|one| one.severity == Severity::Error);
    let ids: Vec<_> = errors.map(|one| one.id).collect();
    assert_eq!(ids, ["invalid-version"], "{found:#?}");
    let is_error = |one: &LintFinding| one.severity == Severity::Error;
    let fixed = fix(text, &LintOptions::default(), is_error).text;
    assert!(fixed.starts_with(r#"{"Version":"1","#), "{fixed}");
    assert!(!lint(&fixed, &LintOptions::default()).iter().any(is_error));
}

/// The errors on Access Analyzer's page about policy checks, each with the check that finds it.
#[test]
fn every_published_error_is_found_as_an_error() {
    let whole = |statement: &str| format!(r#"{{"Version":"1","Statement":[{statement}]}}"#);
    let get = r#""Effect":"Allow","Action":"oss:GetObject""#;
    let with = |rest: &str| whole(&format!("{{{get},{rest}}}"));
    let condition = |text: &str| with(&format!(r#""Resource":"*","Condition":{text}"#));
    let cases = [
        (
            "Data type mismatch",
            "data-type-mismatch",
            with(r#""Resource":{"a":"b"}"#),
        ),
        (
            "Invalid action format",
            "invalid-action-format",
            whole(r#"{"Effect":"Allow","Action":"GetObject","Resource":"*"}"#),
        ),
        (
            "Invalid ARN prefix",
            "invalid-arn",
            with(r#""Resource":"arn:oss:*:*:b/*""#),
        ),
        (
            "Invalid condition key format",
            "invalid-condition-key-format",
            condition(r#"{"StringEquals":{"SourceVpc":"a"}}"#),
        ),
        (
            "Invalid condition multiple Boolean",
            "bool-multiple-values",
            condition(r#"{"Bool":{"acs:SecureTransport":["true","true"]}}"#),
        ),
        (
            "Invalid condition operator",
            "unknown-operator",
            condition(r#"{"ArnLike":{"acs:PrincipalARN":"a"}}"#),
        ),
        (
            "Invalid effect",
            "invalid-effect",
            whole(r#"{"Effect":"Permit","Action":"oss:GetObject","Resource":"*"}"#),
        ),
        (
            "Invalid policy element",
            "unknown-key",
            with(r#""Resource":"*","Resources":"*""#),
        ),
        (
            "Invalid version",
            "invalid-version",
            whole("").replace("\"1\"", "\"2012-10-17\""),
        ),
        ("Json syntax error", "json-syntax", whole("{")),
        (
            "Missing action",
            "missing-action",
            whole(r#"{"Effect":"Allow","Resource":"*"}"#),
        ),
        (
            "Missing ARN field",
            "invalid-arn",
            with(r#""Resource":"acs:oss:*:b/*""#),
        ),
    ];
    for (published, id, text) in cases {
        let found = lint(&text, &LintOptions::default());
        let is_found = found
            .iter()
            .any(|one| one.id == id && one.severity == Severity::Error);
        assert!(is_found, "{published}: {found:#?}");
    }
}

//! Test cases from the documentation, with sources.

use rolewright_policy::BucketPolicy;
use rolewright_policy::PolicyDocument;
use rolewright_policy::evaluate::{Case, Context, Rules, Stars};
use serde_json::Value;

#[test]
fn every_documented_case_has_the_documented_verdict() {
    let lines = include_str!("../data/policy-cases.jsonl").lines();
    let cases: Vec<_> = lines
        .map(|line| Case::parse(line, Rules::default()).unwrap())
        .collect();
    assert_eq!(cases.len(), 77);
    let wrong = cases.iter().filter(|case| !case.passes());
    let wrong: Vec<_> = wrong
        .map(|case| format!("{}: {}", case.id, case.policies.explain(&case.request)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The cases of what the documentation leaves open: verdicts at worst and at best.
#[test]
fn edge_cases_are_decided_only_where_the_documentation_decides() {
    let lines = include_str!("../data/edge-cases.jsonl").lines();
    let mut wrong = Vec::new();
    let mut ids = std::collections::BTreeSet::new();
    for line in lines {
        let fields: Value = serde_json::from_str(line).unwrap();
        let mut case = Case::parse(line, Rules::default()).unwrap();
        if fields["every"] == true {
            case.request.stars = Stars::Every;
        }
        if fields["unknown_context"] == true {
            let known = std::mem::replace(&mut case.request.context, Context::unknown());
            if let Some(now) = known.get("acs:CurrentTime") {
                case.request.context.insert("acs:CurrentTime", now);
            }
        }
        let decision = case.policies.decide(&case.request);
        let at_best = decision.at_best.to_string();
        if decision.verdict != case.expected || fields["at_best"] != at_best.as_str() {
            let why = case.policies.explain(&case.request);
            wrong.push(format!("{}: at best {at_best}: {why}", case.id));
        }
        assert!(fields["source"].is_string(), "{}", case.id);
        assert!(ids.insert(case.id.clone()), "`{}` is there twice", case.id);
    }
    assert_eq!(ids.len(), 94);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn documents_that_oss_or_ram_may_read_otherwise_are_rejected() {
    let statement = r#"{"Effect":"Deny","Action":"*","Resource":"*","Principal":["*"]}"#;
    let with = |from: &str, to: &str| {
        let text = format!(r#"{{"Version":"1","Statement":[{statement}]}}"#);
        assert!(BucketPolicy::parse(&text).is_ok() && text.contains(from));
        text.replace(from, to)
    };
    for text in [
        with("Deny", "deny"),
        with("Effect", "effect"),
        with("\"Principal", "\"principal"),
        with("Resource", "resource"),
        with("Statement", "statement"),
        with("Version", "version"),
        with(statement, ""),
        with("[\"*\"]", "[7]"),
        with("[\"*\"]", "{\"RAM\":[\"*\"]}"),
        with("[\"*\"]", "null"),
        with("Principal", "NotPrincipal"),
        "[]".into(),
        "{}".into(),
    ] {
        assert!(BucketPolicy::parse(&text).is_err(), "{text}");
    }
    let hidden = r#"{"Version":"1","Statement":[],"statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}"#;
    assert!(PolicyDocument::parse(hidden).is_err());
}

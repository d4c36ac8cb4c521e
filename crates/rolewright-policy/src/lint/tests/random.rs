//! Random documents.

use proptest::prelude::*;

use super::super::*;
use crate::evaluate::{PolicySet, Request};
use crate::model::PolicyDocument;

/// Valid and invalid statements from a small vocabulary, so that they often overlap.
fn statement() -> impl Strategy<Value = String> {
    let actions = prop::sample::subsequence(
        vec![
            "ram:GetRole",
            "oss:GetObject",
            "oss:getobject",
            "oss:Get*",
            "oss:Get**",
            "*",
        ],
        1..4,
    );
    let resources = prop::sample::subsequence(
        vec![
            "acs:ram:*:*:role/CI",
            "acs:oss:*:*:b/*",
            "acs:oss:*:*:b/**",
            "acs:oss:*:*:b/a",
            "acs:oss::*:b/*",
            "*",
        ],
        1..4,
    );
    let conditions = prop::sample::select(vec![
        "",
        "",
        r#","Condition":{}"#,
        r#","Condition":{"IpAddress":{"acs:SourceIp":["203.0.113.7/24","203.0.113.9/32"]}}"#,
        r#","Condition":{"Bool":{"acs:MFAPresent":true}}"#,
        r#","Condition":{"StringLike":{"acs:PrincipalARN":"acs:ram:*:*:role/CI"},"NumericEquals":{"x:y":10}}"#,
    ]);
    let effects = prop::sample::select(vec!["Allow", "Allow", "Allow", "Deny", "allow"]);
    (effects, actions, resources, conditions).prop_map(|(effect, actions, resources, condition)| {
        let list = |items: Vec<&str>| match items.as_slice() {
            [one] => format!("\"{one}\""),
            all => serde_json::to_string(all).unwrap(),
        };
        let (actions, resources) = (list(actions), list(resources));
        format!(r#"{{"Effect":"{effect}","Action":{actions},"Resource":{resources}{condition}}}"#)
    })
}

fn requests() -> Vec<Request> {
    let mut all = Vec::new();
    for action in ["oss:GetObject", "ram:GetRole"] {
        for resource in [
            "acs:oss:*:1:b",
            "acs:oss:*:1:b/a",
            "acs:ram:*:1:role/ci",
            "*",
        ] {
            for context in [
                &[][..],
                &[("acs:SourceIp", "203.0.113.8")],
                &[
                    ("acs:MFAPresent", "true"),
                    ("x:y", "10"),
                    ("acs:PrincipalARN", "acs:ram:*:1:role/ci"),
                ],
            ] {
                all.push(Request {
                    context: context.iter().copied().collect(),
                    ..Request::new(action, resource)
                });
            }
        }
    }
    all
}

pub(super) fn decisions(text: &str) -> Option<Vec<(crate::evaluate::Verdict, bool)>> {
    let document = PolicyDocument::parse(text).ok()?;
    let set = PolicySet::new().identity("p", &document);
    let decide = |request: &Request| {
        let decision = set.decide(request);
        (decision.verdict, decision.is_indeterminate())
    };
    Some(requests().iter().map(decide).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn fixes_change_no_decision_and_are_idempotent(statements in prop::collection::vec(statement(), 1..4)) {
        let text = format!(r#"{{"Version":"1","Statement":[{}]}}"#, statements.join(","));
        let fixed = fix(&text, &LintOptions::default(), |_| true);
        prop_assert!(fixed.left.iter().all(|finding| finding.fix.is_none()), "{:?}", fixed.left);
        let again = fix(&fixed.text, &LintOptions::default(), |_| true);
        prop_assert_eq!(&again.text, &fixed.text);
        if let Some(before) = decisions(&text) {
            prop_assert_eq!(Some(before), decisions(&fixed.text), "{}\n{}", text, fixed.text);
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_checked_without_panic(text in ".{0,400}", bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let lossy = String::from_utf8_lossy(&bytes);
        for text in [text.as_str(), &*lossy] {
            for finding in lint(text, &LintOptions::default()) {
                prop_assert!(text.get(finding.span.start..finding.span.end).is_some());
            }
        }
    }

    #[test]
    fn any_json_with_policy_keys_is_checked_without_panic(
        words in prop::collection::vec(prop::sample::select(vec![
            "{", "}", "[", "]", ",", ":", "\"Statement\"", "\"Version\"", "\"1\"", "\"Effect\"", "\"Allow\"",
            "\"Action\"", "\"Principal\"", "\"Condition\"", "null", "1", "true", "\"acs:::::\"", "//", "\"ä\\u0000\"",
        ]), 0..60),
    ) {
        let text = words.concat();
        for finding in lint(&text, &LintOptions::default()) {
            prop_assert!(text.get(finding.span.start..finding.span.end).is_some());
        }
    }
}

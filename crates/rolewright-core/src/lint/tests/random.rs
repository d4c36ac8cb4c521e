//! Documents that nobody wrote.

use proptest::prelude::*;

use super::super::*;
use crate::evaluate::{PolicySet, Request};
use crate::policy::PolicyDocument;

/// Pieces of documents that checks look at, right and wrong ones.
fn piece() -> impl Strategy<Value = String> {
    let actions = prop::sample::subsequence(
        vec![
            "oss:GetObject",
            "oss:getobject",
            "oss:Get*",
            "oss:*",
            "*",
            "ram:*",
            "oss:ListObjects",
            "oss:UploadPart",
            "ecs:?",
            "GetObject",
            "",
            "sts:AssumeRole",
            "cms:QueryMetricList",
        ],
        0..5,
    );
    let resources = prop::sample::subsequence(
        vec![
            "*",
            "acs:oss:*:*:b",
            "acs:oss:*:*:b/*",
            "acs:oss::*:b/*",
            "acs:oss:*:*:*",
            "acs:ram:*:*:role/CI",
            "arn:aws:s3:::b",
            "acs:oss:*:*:b/a",
            "acs:*:*:*:*",
        ],
        0..4,
    );
    let conditions = prop::sample::select(vec![
        "",
        r#","Condition":{}"#,
        r#","Condition":{"IpAddress":{"acs:SourceIp":["203.0.113.7/24","203.0.113.7/32"]}}"#,
        r#","Condition":{"Bool":{"acs:MFAPresent":true}}"#,
        r#","Condition":{"StringLike":{"acs:PrincipalARN":"acs:ram:*:*:role/CI"},"NumericEquals":{"x:y":10}}"#,
    ]);
    let effects = prop::sample::select(vec!["Allow", "Deny", "allow"]);
    let list = |items: Vec<&str>, bare: bool| match items.as_slice() {
        [one] if bare => format!("\"{one}\""),
        all => serde_json::to_string(all).unwrap(),
    };
    (effects, actions, resources, conditions, any::<bool>()).prop_map(
        move |(effect, actions, resources, condition, bare)| {
            format!(
                r#"{{"Effect":"{effect}","Action":{},"Resource":{}{condition}}}"#,
                list(actions, bare),
                list(resources, bare)
            )
        },
    )
}

fn requests() -> Vec<Request> {
    let mut all = Vec::new();
    for action in [
        "oss:GetObject",
        "oss:UploadPart",
        "ram:GetRole",
        "cms:QueryMetricList",
    ] {
        for resource in [
            "acs:oss:*:1:b",
            "acs:oss:*:1:b/a",
            "acs:ram:*:1:role/ci",
            "*",
        ] {
            for context in [
                &[][..],
                &[("acs:SourceIp", "203.0.113.7")],
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
    #[test]
    fn a_fix_changes_no_decision_and_is_needed_once(pieces in prop::collection::vec(piece(), 0..4)) {
        let text = format!(r#"{{"Version":"1","Statement":[{}]}}"#, pieces.join(","));
        let fixed = fix(&text, &Options::default(), |_| true);
        prop_assert!(fixed.left.iter().all(|finding| finding.fix.is_none()), "{:?}", fixed.left);
        let again = fix(&fixed.text, &Options::default(), |_| true);
        prop_assert_eq!(&again.text, &fixed.text);
        if let Some(before) = decisions(&text) {
            prop_assert_eq!(Some(before), decisions(&fixed.text), "{}\n{}", text, fixed.text);
        }
    }

    #[test]
    fn any_text_has_findings_or_none(text in ".{0,400}", bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let lossy = String::from_utf8_lossy(&bytes);
        for text in [text.as_str(), &*lossy] {
            for finding in lint(text, &Options::default()) {
                prop_assert!(text.get(finding.span.start..finding.span.end).is_some());
            }
        }
    }

    #[test]
    fn any_json_of_a_documents_keys_has_findings_or_none(
        words in prop::collection::vec(prop::sample::select(vec![
            "{", "}", "[", "]", ",", ":", "\"Statement\"", "\"Version\"", "\"1\"", "\"Effect\"", "\"Allow\"",
            "\"Action\"", "\"Principal\"", "\"Condition\"", "null", "1", "true", "\"acs:::::\"", "//", "\"ä\\u0000\"",
        ]), 0..60),
    ) {
        let text = words.concat();
        for finding in lint(&text, &Options::default()) {
            prop_assert!(text.get(finding.span.start..finding.span.end).is_some());
        }
    }
}

mod random;

use std::collections::BTreeSet;

use random::decisions;

use super::*;
use crate::model::TrustPolicy;

/// Recognizes the bad example of `older-revision`.
fn older_form(actions: &BTreeSet<&str>) -> Option<OlderForm> {
    actions.contains("oss:GetBucket").then_some(OlderForm {
        group: "bucket operations",
        revision: "c",
        published: "a later copy",
        current: "d",
        ..Default::default()
    })
}

fn example_options(check: &LintCheck) -> LintOptions {
    LintOptions {
        older_forms: Some(older_form),
        ..check.example_options()
    }
}

fn all() -> impl Iterator<Item = &'static LintCheck> {
    CHECKS.iter().copied().flatten()
}

fn ids(text: &str) -> Vec<&'static str> {
    let found = lint(text, &LintOptions::default()).into_iter();
    found.map(|finding| finding.id).collect()
}

#[test]
fn every_check_finds_its_bad_example_and_not_its_good_one() {
    let mut wrong = Vec::new();
    for check in all() {
        let finds = |example: &Example| {
            let found = lint(&example.document(), &example_options(check));
            found.iter().any(|finding| finding.id == check.id)
        };
        if !finds(&check.bad) {
            wrong.push(format!("{} does not find its bad example", check.id));
        }
        if finds(&check.good) {
            wrong.push(format!("{} finds its good example", check.id));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn good_examples_have_no_security_findings_and_no_errors() {
    for check in all() {
        let found = lint(&check.good.document(), &example_options(check));
        let bad: Vec<_> = found
            .iter()
            .filter(|f| f.severity >= Severity::Security)
            .collect();
        assert!(bad.is_empty(), "{}: {bad:?}", check.id);
    }
}

#[test]
fn every_check_has_a_unique_id_and_complete_texts() {
    let names: BTreeSet<_> = all().map(|check| check.id).collect();
    assert_eq!(names.len(), all().count());
    for check in all() {
        let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(check.id.chars().all(kebab), "{}", check.id);
        for text in [check.finds, check.help, check.source] {
            assert!(
                !text.is_empty() && !text.ends_with('.'),
                "{}: {text}",
                check.id
            );
        }
        assert_ne!(check.bad, check.good, "{}", check.id);
    }
}

/// Ids are stable.
#[test]
fn no_check_is_missing() {
    const IDS: &str = "json-syntax missing-version invalid-version missing-statement statement-not-list \
        empty-statement missing-effect invalid-effect missing-action action-and-notaction missing-resource \
        resource-in-trust-policy principal-in-identity-policy missing-principal-in-trust-policy \
        unsupported-element data-type-mismatch empty-array empty-object empty-string invalid-action-format \
        unknown-service-code unknown-action action-is-api-name-alias action-wildcard-matches-nothing \
        wildcard-in-service-code redundant-action duplicate-action prefix-confusion missing-dependent-action \
        invalid-arn arn-service-mismatch arn-region-not-allowed invalid-account-id oss-bucket-vs-object \
        resource-level-unsupported redundant-resource resource-effectively-star unsupported-variable \
        unknown-operator ifexists-null-not-supported set-operator-not-supported unknown-condition-key \
        service-key-for-other-service key-not-used-by-action operator-type-mismatch bool-multiple-values \
        wildcard-without-like invalid-cidr missing-tag-key contradictory-condition \
        host-bits-set single-ip-as-32 negated-operator-multi-value missing-key-risk sourceip-without-sourcevpc admin-star allow-notaction \
        privilege-escalation passrole-star credentials-exposure deny-locks-out deny-has-no-effect \
        allow-shadowed-by-deny redundant-statement duplicate-statement resource-group-deny \
        trust-wildcard-principal trust-account-root trust-action oidc-missing-aud oidc-missing-sub \
        oidc-missing-iss oidc-sub-too-wide saml-missing-recipient unknown-principal-key \
        mixed-principal-types redundant-principal size-over-quota size-near-quota placeholder-left \
        bucket-without-objects older-revision over-broad trust-without-service invalid-oss-name condition-always-holds invalid-condition-key-format";
    for id in IDS.split_whitespace() {
        assert!(check(id).is_some(), "{id}");
    }
}

/// The ids of the findings on an Allow of `oss:GetObject` on a resource.
fn on(resource: &str) -> Vec<&'static str> {
    let resource = serde_json::Value::from(resource);
    ids(&format!(
        r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"oss:GetObject","Resource":{resource}}}]}}"#
    ))
}

#[test]
fn resources_that_can_not_be_meant_are_found() {
    for (resource, expected) in [
        ("acs:oss:*:*:one/*,acs:oss:*:*:two/*", "invalid-arn"),
        ("acs:oss:*:*:one/* acs:oss:*:*:two/*", "invalid-arn"),
        ("acs:oss:*:*:one/*;\nacs:oss:*:*:two/*", "invalid-arn"),
        ("acs:oss:*:my-images/*", "invalid-arn"),
        ("acs:oss:*::my-images/*", "invalid-account-id"),
        ("acs:oss:*:*:My-Images/*", "invalid-oss-name"),
        ("acs:oss:*:*:my_images/*", "invalid-oss-name"),
        ("acs:oss:*:*:YOUR_BUCKET_NAME/*", "invalid-oss-name"),
        ("acs:oss:*:*:my-images//*", "invalid-oss-name"),
        ("acs:oss:*:*:my-images/", "invalid-oss-name"),
        ("acs:oss:*:*:<您的bucket名称>/*", "placeholder-left"),
        ("acs:oss:*:*:【bucket】/*", "placeholder-left"),
        ("acs:oss:*:*:您的bucket/*", "placeholder-left"),
        ("acs:oss:*:*:{bucket}/*", "placeholder-left"),
        ("acs:oss:*:{您的账号}:my-images/*", "placeholder-left"),
    ] {
        assert!(
            on(resource).contains(&expected),
            "{resource}: {:?}",
            on(resource)
        );
    }
    for resource in [
        "acs:oss:*:*:my-*/日本/*",
        "acs:oss:*:*:*//x",
        "acs:oss:*:*:my-images/a//b",
    ] {
        let found = on(resource);
        let wrong = ["invalid-arn", "invalid-oss-name", "placeholder-left"];
        assert!(
            !found.iter().any(|id| wrong.contains(id)),
            "{resource}: {found:?}"
        );
    }
}

#[test]
fn services_may_use_resources_of_other_services() {
    let of = |action: &str, resource: &str| {
        ids(&format!(
            r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"{action}","Resource":"{resource}"}}]}}"#
        ))
    };
    let mismatch = "arn-service-mismatch";
    assert!(!of("slb:AddBackendServers", "acs:ecs:*:*:instance/*").contains(&mismatch));
    assert!(!of("ahas:DescribeApps", "acs:cs:*:*:cluster/*").contains(&mismatch));
    assert!(!of("sts:AssumeRole", "acs:ram:*:*:role/demo").contains(&mismatch));
    assert!(of("oss:GetObject", "acs:ecs:*:*:instance/*").contains(&mismatch));
}

#[test]
fn findings_have_line_column_path_and_span() {
    let text = "{\"Version\": \"1\", \"Statement\": [\n  {\"Effect\": \"Allow\",\n   \"Action\": [\"ö:Ö\", \"oss:GetObjct\"], \"Resource\": \"*\"}]}";
    let found = lint(text, &LintOptions::default());
    let finding = found
        .iter()
        .find(|finding| finding.id == "unknown-action")
        .unwrap();
    assert_eq!((finding.line, finding.column), (3, 22));
    assert_eq!(finding.path, "Statement[0].Action[1]");
    assert_eq!(
        text.get(finding.span.start..finding.span.end),
        Some("\"oss:GetObjct\"")
    );
}

#[test]
fn invalid_json_is_checked_as_far_as_it_can_be_read() {
    let text = "{\"Version\":\"1\", // ours\n\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",}]}";
    assert_eq!(ids(text), ["json-syntax", "admin-star"]);
    let hashes = "{\"Version\":\"1\", # ö\n\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"#\",}] /* end */}";
    assert_eq!(ids(hashes), ["json-syntax", "invalid-arn"]);
    let fixed = fix(hashes, &LintOptions::default(), |_| true);
    assert_eq!(
        fixed.text,
        "{\"Version\":\"1\", \n\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"#\"}] }"
    );
    let marked = "\u{feff}{\"Version\":\"1\",\"Statement\":[]}";
    assert_eq!(ids(marked), ["json-syntax"]);
    let left = fix(marked, &LintOptions::default(), |_| true).left;
    assert_eq!(
        left.iter().map(|f| f.id).collect::<Vec<_>>(),
        ["empty-statement"]
    );
    assert_eq!(ids(""), ["json-syntax"]);
    assert_eq!(ids("[1]"), ["data-type-mismatch"]);
}

#[test]
fn a_suppression_accepts_one_check_at_one_path_and_reports_its_use() {
    let text = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"acs:MFAPresent":"true"}}}]}"#;
    let accepted: Vec<Suppression> = [
        "admin-star@Statement[0]=break glass",
        "missing-version=never",
    ]
    .iter()
    .map(|text| text.parse().unwrap())
    .collect();
    let judged = suppress(lint(text, &LintOptions::default()), &accepted);
    assert_eq!(judged.used, [true, false]);
    assert_eq!(judged.suppressed.len(), 1);
    assert_eq!(judged.suppressed[0].reason, "break glass");
    let left = judged
        .findings
        .iter()
        .filter(|finding| finding.id == "admin-star");
    assert_eq!(
        left.map(|finding| finding.path.as_str())
            .collect::<Vec<_>>(),
        ["Statement[1].Action"]
    );
    for (wrong, expected) in [
        ("admin-star", "has no reason"),
        ("admin-star= ", "is empty"),
        ("admin-stern=why", "unknown check"),
    ] {
        let error = wrong.parse::<Suppression>().unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn worst_case_documents_are_checked_in_bounded_time() {
    let stars = "*".repeat(100_000);
    let many = |piece: &str, count: usize| vec![piece; count].join(",");
    let around = |action: &str, resource: &str| {
        format!(
            r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":[{action}],"Resource":[{resource}]}}]}}"#
        )
    };
    let text = |text: &str| format!("\"{text}\"");
    let numbered = |form: &str, count: usize| {
        let each = (0..count).map(|n| text(&form.replace('#', &n.to_string())));
        each.collect::<Vec<_>>().join(",")
    };
    let statement = r#"{"Effect":"Allow","Action":"oss:uploadpart","Resource":"acs:oss:cn-x:y:z","Condition":{"StringEquals":{"acs:SourceIp":"10.0.0.1/8"}}}"#;
    for document in [
        around(&text(&stars), &text(&stars)),
        around(
            &text(&format!("oss:{}", "*a".repeat(50_000))),
            &text(&format!("acs:{}", "*a".repeat(50_000))),
        ),
        around(&text(&format!("oss:{}", "?".repeat(100_000))), &text("*")),
        around(
            &numbered("oss:*#*", 25_000),
            &numbered("acs:oss:*:*:#*", 5_000),
        ),
        around(&numbered("osz:Get#", 700), &numbered("acs:oss:*:*:#*", 20)),
        around(&numbered("oss:PutObject", 15_000), &text("*")),
        around(&text(&"a*".repeat(2_500)), &text(&"a*".repeat(2_500))),
        format!(
            r#"{{"Version":"1","Statement":[{}]}}"#,
            many(statement, 2_000)
        ),
        format!(r#"{{"Version":"1","Statement":[{}]}}"#, many(statement, 70)),
        format!(r#"{{"Statement":{}"#, "[".repeat(300_000)),
        format!(r#"{{"Statement":{}{}}}"#, "[".repeat(400), "]".repeat(400)),
        "{\"a\":".repeat(50_000),
        "\n".repeat(300_000),
        format!(r#"{{"Version":"1","Statement":[{}]}}"#, many("{}", 100_000)),
    ] {
        let found = lint(&document, &LintOptions::default());
        assert!(found.len() <= MOST_PLACES * all().count());
    }
}

#[test]
fn a_fix_removes_its_finding() {
    let mut fixed_checks = Vec::new();
    for check in all() {
        let text = check.bad.document();
        let own = |text: &str| {
            let found = lint(text, &example_options(check)).into_iter();
            found
                .filter(|finding| finding.id == check.id)
                .collect::<Vec<_>>()
        };
        if own(&text).iter().all(|finding| finding.fix.is_none()) {
            continue;
        }
        let fixed = fix(&text, &example_options(check), |finding| {
            finding.id == check.id
        });
        assert!(own(&fixed.text).is_empty(), "{}: {}", check.id, fixed.text);
        if let Some(before) = decisions(&text) {
            assert_eq!(Some(before), decisions(&fixed.text), "{}", check.id);
        }
        fixed_checks.push(check.id);
    }
    assert_eq!(
        fixed_checks,
        [
            "json-syntax",
            "missing-version",
            "statement-not-list",
            "invalid-effect",
            "wrong-key-case",
            "data-type-mismatch",
            "empty-condition",
            "duplicate-action",
            "redundant-action",
            "action-letter-case",
            "redundant-resource",
            "principal-arn-letter-case",
            "host-bits-set",
            "single-ip-as-32",
            "duplicate-statement",
            "redundant-statement",
            "redundant-principal",
        ]
    );
}

#[test]
fn a_trust_policy_is_recognized_by_its_principal() {
    let text = TrustPolicy::of([crate::model::Principal::Service(String::from(
        "cr.aliyuncs.com",
    ))]);
    assert_eq!(Kind::guess(&text.document().to_compact()), Kind::Trust);
    assert_eq!(Kind::guess("{"), Kind::Identity);
}

use super::*;
use crate::name::AccountId;
use crate::recipe::Recipe;

const FILE: &str = r#"id = "log/oss-shipping"
title = "Ships logs to OSS"
service = "Simple Log Service"

[parameter.bucket]
kind = "bucket"
many = true
description = "Buckets that receive the logs"

[parameter.key]
kind = "kms_key"
optional = true
description = "Key that encrypts the buckets"

[parameter.region]
kind = "region"
optional = true
description = "Region of the project"

[[role]]
name = "log-shipper"
trust = ["log.aliyuncs.com"]
trust_source = "the page on shipping"
max_session_duration = 3600
consequence = "shipping fails with `UnAuthorized`"

[role.policy]
name = "log-shipper"

[[role.policy.statement]]
purpose = "write the logs"
actions = ["oss:PutObject", "oss:AbortMultipartUpload"]
resources = ["acs:oss:*:*:{bucket}/*"]

[[role.policy.statement]]
purpose = "use the key"
actions = ["kms:GenerateDataKey", "kms:Decrypt"]
resources = ["{key}"]

[[role.access]]
purpose = "write the logs"
actions = ["oss:PutObject"]
resource = "acs:oss:*:{account}:{bucket}/*"

[[role.access]]
purpose = "use the key"
actions = ["kms:GenerateDataKey", "kms:Decrypt"]
resource = "{key}"

[[role.excess]]
action = "oss:AbortMultipartUpload"
reason = "aborts uploads of a former run"
source = "the page on shipping"
"#;

fn arguments(pairs: &[(&str, &[&str])]) -> Arguments {
    let owned = |values: &[&str]| values.iter().map(|one| (*one).to_owned()).collect();
    let pairs = pairs.iter();
    pairs
        .map(|(name, values)| ((*name).to_owned(), owned(values)))
        .collect()
}

fn account() -> AccountId {
    AccountId::new("1234567890123456").unwrap()
}

#[test]
fn a_role_has_a_grant_and_accesses_for_each_value() {
    let file = RecipeFile::parse(FILE).unwrap();
    let two = arguments(&[("bucket", &["one", "two"]), ("region", &["cn-beijing"])]);
    let role = file.bind(&two).unwrap().remove(0);
    let state = role.desired_state(&account());
    let granted: Vec<_> = state
        .grants
        .iter()
        .map(|grant| grant.resources().len())
        .collect();
    assert_eq!(granted, [2, 0], "no key, no grant");
    let on: Vec<_> = state
        .required
        .iter()
        .map(|one| one.resource.as_str())
        .collect();
    assert_eq!(
        on,
        [
            "acs:oss:*:1234567890123456:one/*",
            "acs:oss:*:1234567890123456:two/*"
        ]
    );
    let subjects: Vec<_> = state
        .required
        .iter()
        .map(|one| one.subject.as_deref())
        .collect();
    assert_eq!(subjects, [Some("one"), Some("two")]);
    assert_eq!(
        role.subject_of("acs:oss:*:*:other/*").as_deref(),
        Some("other")
    );
    assert_eq!(role.subject_of("acs:oss:*:*:other"), None);
    let needs = role.buckets();
    assert_eq!(needs.len(), 2);
    assert_eq!(needs[0].regions, ["cn-beijing"]);
    assert_eq!(
        state.assumer.otherwise,
        "shipping fails with `UnAuthorized`"
    );
}

#[test]
fn a_key_is_granted_by_its_arn() {
    let file = RecipeFile::parse(FILE).unwrap();
    let with_key = arguments(&[("bucket", &["one"]), ("key", &["key-1"])]);
    let state = file.bind(&with_key).unwrap()[0].desired_state(&account());
    assert_eq!(
        state.grants[1].resources()[0].as_str(),
        "acs:kms:*:1234567890123456:key/key-1"
    );
}

#[test]
fn a_problem_is_reported_with_its_line_and_a_remedy() {
    for (from, to, at, message, help) in [
        (
            "title =",
            "tilte =",
            "tilte",
            "unknown key `tilte`",
            "did you mean `title`?",
        ),
        (
            "\"bucket\"",
            "\"buckett\"",
            "buckett",
            "unknown value `buckett`",
            "did you mean `bucket`?",
        ),
        (
            "log/oss-shipping",
            "Log Shipping",
            "Log Shipping",
            "is not an id",
            "lower-case",
        ),
        (
            "*:{bucket}/",
            "*:{bukket}/",
            "bukket",
            "`{bukket}` is not a parameter",
            "`{bucket}`?",
        ),
        (
            "\"acs:oss:*:*:{bucket}/",
            "\"acs:kms:*:*:key/{key}\", \"acs:oss:*:*:{bucket}/",
            "acs:kms:*:*:key/{key}",
            "`{key}` is the whole ARN of a key",
            "write `{key}` alone",
        ),
        (
            "*:{bucket}/",
            "*:{bucket/",
            "{bucket/",
            "a closing brace is missing",
            "write `{name}`",
        ),
        (
            "[[role.excess]]",
            "[[role]]\nname = \"LOG-shipper\"\ntrust = [\"log.aliyuncs.com\"]\nsystem_policies = [\"X\"]\n[[role.excess]]",
            "LOG-shipper",
            "two roles are named `LOG-shipper`",
            "merge",
        ),
        (
            "[[role.excess]]",
            "[[role]]\nname = \"other\"\ntrust = [\"log.aliyuncs.com\"]\n[role.policy]\nname = \"Log-shipper\"\nstatement = []\n[[role.excess]]",
            "Log-shipper",
            "two policies are named `Log-shipper`",
            "of its own",
        ),
        (
            "\"log-shipper\"\ntrust",
            "\"log shipper\"\ntrust",
            "log shipper",
            "log shipper",
            "exact name",
        ),
        (
            "[\"log.aliyuncs.com\"]",
            "[\"log\"]",
            "[\"log\"]",
            "`log` is not a principal",
            "ecs.aliyuncs.com",
        ),
        (
            "[\"log.aliyuncs.com\"]",
            "[]",
            "[[role]]",
            "`trust` is empty",
            "service",
        ),
        ("= 3600", "= 60", "= 60", "out of range", "3600"),
        (
            "{bucket}/*\"]",
            "logs/*\"]",
            "actions = [\"oss:PutObject\"]",
            "does not allow oss:PutObject",
            "add it",
        ),
        (
            "optional = true\ndescription = \"Key",
            "optional = true\ndescription = \"K\"\n[parameter.other]\nkind = \"name\"\ndescription = \"K",
            "[parameter.other]",
            "parameter `other` is not used",
            "{other}",
        ),
        (
            "[\"oss:PutObject\"]",
            "[\"oss:Put*\"]",
            "oss:Put*",
            "`oss:Put*` is not an action",
            "oss:GetObject",
        ),
        (
            "[\"oss:PutObject\"]",
            "[\"oss:GetObject\"]",
            "oss:GetObject",
            "does not allow oss:GetObject",
            "add it",
        ),
        (
            "[\"oss:PutObject\",",
            "[\"oss:PutObject\", \"oss:DeleteObject\",",
            "oss:DeleteObject",
            "allows oss:DeleteObject, which no access",
            "excess",
        ),
        (
            "[\"oss:PutObject\",",
            "[\"oss:Put*\",",
            "oss:Put*",
            "which no access needs",
            "excess",
        ),
        (
            "[\"oss:PutObject\",",
            "[\"oss:PutObject\", \"oss:PutObjct\",",
            "oss:PutObjct",
            "oss:PutObjct",
            "PutObject",
        ),
    ] {
        let text = FILE.replacen(from, to, 1);
        assert_ne!(text, FILE, "{from}");
        let error = RecipeFile::parse(&text).unwrap_err();
        let shown = error.to_string();
        assert!(shown.contains(message), "{to}: {shown}");
        let lines = text.lines().position(|line| line.contains(at)).unwrap();
        let line = error.location().map(|at| at.line);
        assert_eq!(line, Some(lines + 1), "{to}: {shown}");
        let remedy = error.remedy().map(|remedy| remedy.text.clone());
        assert!(remedy.is_some_and(|text| text.contains(help)), "{to}");
    }
}

#[test]
fn wrong_arguments_are_rejected() {
    let file = RecipeFile::parse(FILE).unwrap();
    for (given, message) in [
        (
            arguments(&[]),
            "parameter `bucket` of recipe `log/oss-shipping` is not set",
        ),
        (arguments(&[("bucket", &["My_Bucket"])]), "My_Bucket"),
        (arguments(&[("bucket", &["one", "one"])]), "twice"),
        (
            arguments(&[("bucket", &["one"]), ("key", &["a", "b"])]),
            "takes one value",
        ),
        (
            arguments(&[("bucket", &["one"]), ("regoin", &["x"])]),
            "no parameter `regoin`",
        ),
        (
            arguments(&[("bucket", &["one"]), ("region", &["cn hangzhou"])]),
            "is not a region",
        ),
    ] {
        let error = file.bind(&given).unwrap_err();
        assert!(error.to_string().contains(message), "{error}");
    }
}

#[test]
fn a_file_that_is_too_large_or_empty_is_rejected() {
    let large = "#".repeat(1024 * 1024);
    assert!(
        RecipeFile::parse(&large)
            .unwrap_err()
            .to_string()
            .contains("bytes")
    );
    assert!(RecipeFile::parse("").is_err());
    let none = "id = \"x\"\ntitle = \"x\"\nservice = \"x\"";
    assert!(
        RecipeFile::parse(none)
            .unwrap_err()
            .to_string()
            .contains("no role")
    );
}

proptest::proptest! {
    #[test]
    fn any_change_of_a_file_is_parsed_or_rejected_without_panic(
        at in 0..FILE.len(), removed in 0..20_usize, added in "[\\[\\]{}\"=a-z*:\n]{0,6}",
    ) {
        let end = (at + removed).min(FILE.len());
        let before = FILE.get(..at).unwrap_or_default();
        let text = format!("{before}{added}{}", FILE.get(end..).unwrap_or_default());
        if let Ok(file) = RecipeFile::parse(&text) {
            drop(file.bind(&file.example_arguments()));
        }
    }
}

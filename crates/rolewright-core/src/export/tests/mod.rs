//! Parses each format with an independent parser and compares it with the export.

mod found;

use std::collections::BTreeMap;

use found::{Found, attributes, text};
use serde_json::Value;

use super::{Export, ExportFormat, ExportedPolicy};
use crate::name::{AccountId, BucketName, PolicyName, RoleName};
use crate::policy::{PolicyDocument, TrustPolicy};
use crate::recipe::container_registry::custom_bucket;
use crate::{Error, ErrorKind};

const UNTRUSTED: &str = "-- it's \"${x}\" $${y} %{ if z } %%{w}\\n \\\n# aliyun\n--- é 空 🦀 \
    \t\u{1}\u{7f}\u{85}\u{200b}\u{2028}\u{202e}\u{feff} `id` $(id) !Ref {{a}} &b *c\r\n";

fn for_buckets(count: usize) -> Export {
    let buckets = (0..count).map(|number| BucketName::new(format!("b{number:02}")).unwrap());
    let recipe = custom_bucket(buckets).unwrap();
    Export::of(&recipe, &AccountId::new("1234567890123456").unwrap(), false).unwrap()
}

/// Texts that are difficult to quote.
fn untrusted() -> Export {
    let trust = r#"{"Version":"1","Statement":[
        {"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":"acs:ram::1:root"},
         "Condition":{"StringLike":{"acs:${x}":["%{y}","'\"\\\n"]}}},
        {"Sid":"no","Effect":"Deny","Action":["sts:AssumeRole"],
         "Principal":{"Service":["cr.aliyuncs.com"],"RAM":["acs:ram::2:role/ci"]}}]}"#;
    let document = r#"{"Version":"1","Id":"on","Statement":[
        {"Effect":"Deny","NotAction":"oss:*","NotResource":["acs:oss:*:*:${oss:prefix}/*"],
         "on":{"for":[1.5,-2,10,null,true,[],{},[["a"],{"b":"c","yes":[]}]]}},
        {"Effect":"Allow","Action":["a:B"],"Resource":"*","Condition":{},
         "Sid":"a: b # c\n- d \u0000 $${e} %{f}"}]}"#;
    let custom = |name: &str, description: Option<&str>| ExportedPolicy::Custom {
        name: PolicyName::new(name).unwrap(),
        description: description.map(str::to_owned),
        document: PolicyDocument::parse(document).unwrap(),
    };
    let system = ExportedPolicy::System {
        name: PolicyName::new("one").unwrap(),
    };
    Export {
        role: RoleName::new("-a.role").unwrap(),
        role_description: Some(UNTRUSTED.to_owned()),
        max_session_duration: Some(7200),
        trust: TrustPolicy::parse(trust).unwrap(),
        policies: vec![
            custom("one", Some(UNTRUSTED)),
            system,
            custom("-1", None),
            custom("true", Some("--force")),
        ],
        tags: BTreeMap::from([
            (UNTRUSTED.to_owned(), "yes".to_owned()),
            ("for".to_owned(), UNTRUSTED.to_owned()),
            ("empty".to_owned(), String::new()),
        ]),
    }
}

const FORMATS: [&str; 4] = ["json", "hcl", "ros", "cli"];

#[test]
fn every_format_contains_the_export_for_few_and_many_buckets() {
    for count in [1, 3, 60] {
        let export = for_buckets(count);
        for name in FORMATS {
            let found = Found::in_format(&export, name.parse().unwrap());
            assert_eq!(found, Found::of(&export), "{name}, {count} buckets");
        }
    }
}

#[test]
fn every_format_contains_untrusted_texts_several_policies_and_a_system_policy() {
    let export = untrusted();
    for name in FORMATS {
        let found = Found::in_format(&export, name.parse().unwrap());
        assert_eq!(found, Found::of(&export), "{name}");
    }
}

#[test]
fn hcl_keeps_the_form_of_each_value() {
    let export = for_buckets(1);
    let ExportedPolicy::Custom { document, .. } = &export.policies[0] else {
        panic!("expected a custom policy");
    };
    let body = hcl::parse(&export.render(ExportFormat::Hcl)).unwrap();
    let policy = body
        .blocks()
        .find(|block| block.labels()[0].as_str() == "alicloud_ram_policy");
    let sent = text(&attributes(policy.unwrap())["policy_document"]);
    // Like the provider: `"a"` and `["a"]` differ; key order and white space don't matter.
    let parsed = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    assert_eq!(parsed(&sent), parsed(&document.to_compact()));
}

#[test]
fn ros_has_one_action_per_statement_and_the_same_meaning() {
    let mut export = for_buckets(1);
    export.trust = TrustPolicy::parse(
        r#"{"Version":"1","Statement":[{"Effect":"Allow","Principal":{"Service":"a.aliyuncs.com"},
            "Action":["sts:AssumeRole","sts:SetSourceIdentity"]}]}"#,
    )
    .unwrap();
    let found = Found::in_format(&export, ExportFormat::Ros).trust.unwrap();
    assert_eq!(found.document().statements().len(), 2);
    assert_eq!(found.principals(), export.trust.principals());
    assert!(
        found
            .document()
            .to_compact()
            .contains("sts:SetSourceIdentity")
    );
}

#[test]
fn no_file_contains_control_or_direction_characters() {
    for format in [ExportFormat::Hcl, ExportFormat::Ros] {
        let text = untrusted().render(format);
        let steering = text.chars().find(|c| *c != '\n' && crate::text::steers(*c));
        assert_eq!(steering, None, "{format:?}");
    }
}

#[test]
fn a_policy_beyond_the_size_limit_is_not_exported() {
    let bucket = |number| BucketName::new(format!("{number:063}")).unwrap();
    let recipe = custom_bucket((0..60).map(bucket)).unwrap();
    let error = Export::of(&recipe, &AccountId::new("1").unwrap(), false).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LimitExceeded);
    assert!(
        error.to_string().contains("60 buckets do not fit"),
        "{error}"
    );
}

#[test]
fn the_message_has_the_number_of_buckets_that_fit_when_split() {
    let account = AccountId::new("1").unwrap();
    let documents = |count: usize, split| {
        // Names of different lengths.
        let name = |number: usize| format!("{number:0width$}", width = 20 + number % 40);
        let names = (0..count).map(|number| BucketName::new(name(number)).unwrap());
        crate::setup::documents(&custom_bucket(names).unwrap(), &account, split)
    };
    let message = |count, split| documents(count, split).unwrap_err().to_string();
    let parts = documents(120, true).unwrap().len();
    let said = format!("and all of them split over {parts} policies");
    assert!(
        message(120, false).contains(&said),
        "{}",
        message(120, false)
    );
    for split in [false, true] {
        let text = message(2_000, split);
        let (before, _) = text.split_once(" split over 10 policies").unwrap();
        let fitting: usize = before.rsplit(' ').next().unwrap().parse().unwrap();
        assert_eq!(documents(fitting, true).unwrap().len(), 10, "{text}");
        assert!(documents(fitting + 1, true).is_err(), "{text}");
    }
}

#[test]
fn an_unknown_format_is_rejected_with_the_known_ones() {
    let error: Error = "yaml".parse::<ExportFormat>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "`yaml` is not an export format; use json, hcl, ros or cli"
    );
}

#[test]
fn only_documents_with_the_account_id_need_it() {
    let recipe = || custom_bucket([BucketName::new("my-images").unwrap()]).unwrap();
    let trusting = |choice: &str| recipe().with_trust([choice.parse().unwrap()]);
    let names = |recipe| super::names_the_account(&recipe).unwrap();
    assert!(!names(recipe()));
    assert!(!names(trusting("account:1")));
    assert!(names(trusting("account:current")));
    assert!(names(recipe().with_kms_key("key-1").unwrap()));
    let whole = "acs:kms:cn-hangzhou:1:key/key-1";
    assert!(!names(recipe().with_kms_key(whole).unwrap()));
}

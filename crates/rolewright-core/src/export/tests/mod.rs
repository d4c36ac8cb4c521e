//! Parses each format with an independent parser and compares it with the export.

mod found;
#[cfg(feature = "recipes")]
mod library;

use std::collections::BTreeMap;

use found::{Found, attributes, text};
use serde_json::Value;

use super::{Export, ExportFormat, ExportedPolicy, render_all};
use crate::name::{AccountId, BucketName, PolicyName, RoleName};
use crate::policy::{PolicyDocument, TrustPolicy};
use crate::recipe::Recipe;
use crate::recipe::container_registry::{custom_bucket, default_bucket};
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
        linked_to: None,
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
        instance: None,
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
    let policy = body.blocks().find(|block| {
        block
            .labels()
            .first()
            .is_some_and(|kind| kind.as_str() == "alicloud_ram_policy")
    });
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

fn with_instance(recipe: &dyn Recipe, name: Option<&str>) -> crate::Result<Export> {
    let export = Export::of(recipe, &AccountId::new("1").unwrap(), false).unwrap();
    export.with_instance(recipe, name)
}

#[test]
fn the_instance_follows_the_attachments_in_terraform_and_ros() {
    let buckets = [BucketName::new("my-images").unwrap()];
    let (custom, default) = (custom_bucket(buckets).unwrap(), default_bucket().unwrap());
    for (recipe, name, bucket, attachment) in [
        (
            &custom as &dyn Recipe,
            None,
            Some("my-images"),
            "custom_AliyunContainerRegistryCustomizedOSSBucketRolePolicy",
        ),
        (
            &default,
            Some("images"),
            None,
            "system_AliyunContainerRegistryRolePolicy",
        ),
    ] {
        let export = with_instance(recipe, name).unwrap();
        let hcl = export.render(ExportFormat::Hcl);
        let body = hcl::parse(&hcl).unwrap();
        let kind = |block: &&hcl::Block| {
            let labels = block.labels();
            labels
                .first()
                .is_some_and(|label| label.as_str() == "alicloud_cr_ee_instance")
        };
        let block = body.blocks().find(kind).unwrap();
        let attribute = |name: &str| {
            let mut all = block.body().attributes();
            let found = all.find(|attribute| attribute.key() == name);
            found.map(|attribute| hcl::format::to_string(attribute.expr()).unwrap())
        };
        let shown = name.unwrap_or("my-images");
        assert_eq!(attribute("instance_name"), Some(format!("\"{shown}\"")));
        let named = bucket.map(|name| format!("\"{name}\""));
        assert_eq!(attribute("custom_oss_bucket"), named);
        let of_service = format!("\"{}\"", bucket.is_none());
        assert_eq!(attribute("default_oss_bucket"), Some(of_service));
        let address = format!("alicloud_ram_role_policy_attachment.{attachment}");
        let depends = attribute("depends_on").unwrap();
        assert!(depends.contains(&address), "{depends}");
        assert!(hcl.contains(&format!("to = {address}\n")), "{hcl}");

        let ros: Value = serde_saphyr::from_str(&export.render(ExportFormat::Ros)).unwrap();
        let instance = &ros["Resources"]["Instance"];
        assert_eq!(instance["Type"], "ALIYUN::CR::Instance");
        assert_eq!(instance["DependsOn"], serde_json::json!(["Attachment1"]));
        let properties = &instance["Properties"];
        assert_eq!(properties["InstanceName"], shown);
        assert_eq!(
            properties
                .get("InstanceStorageName")
                .and_then(Value::as_str),
            bucket
        );
        assert_eq!(
            Found::in_format(&export, ExportFormat::Hcl),
            Found::of(&export)
        );
    }
}

#[test]
fn an_instance_needs_one_bucket_a_valid_name_and_the_role_of_the_registry() {
    let bucket = |name: &str| BucketName::new(name).unwrap();
    let two = custom_bucket([bucket("one"), bucket("two")]).unwrap();
    let long = custom_bucket([bucket(&"b".repeat(31))]).unwrap();
    let one = custom_bucket([bucket("one")]).unwrap();
    let default = default_bucket().unwrap();
    for (recipe, name, message) in [
        (&two as &dyn Recipe, None, "one bucket, but 2 are set"),
        (&long, None, "is not an instance name"),
        (&one, Some("-one"), "is not an instance name"),
        (&one, Some("One"), "is not an instance name"),
        (&default, None, "has no name"),
    ] {
        let error = with_instance(recipe, name).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.message().contains(message), "{error}");
    }
    let mut other = for_buckets(1);
    other.role = RoleName::new("AliyunLogDefaultRole").unwrap();
    let error = other.with_instance(&one, None).unwrap_err();
    assert!(
        error
            .message()
            .contains("no registry instance uses the role"),
        "{error}"
    );
}

#[test]
fn one_terraform_file_with_several_roles_has_one_head_and_no_address_twice() {
    let (mut first, mut second) = (untrusted(), untrusted());
    first.policies.truncate(2);
    second.role = RoleName::new("other").unwrap();
    second.policies = vec![first.policies[1].clone()];
    let text = render_all(&[first, second], ExportFormat::Hcl).unwrap();
    assert_eq!(text.matches("required_providers").count(), 1);
    assert_eq!(text.matches("# Imports existing objects").count(), 1);
    let body = hcl::parse(&text).unwrap();
    let labels = body
        .blocks()
        .filter(|block| block.identifier() == "resource");
    let labels: Vec<_> = labels
        .map(|block| format!("{:?}", block.labels()))
        .collect();
    let unique: std::collections::BTreeSet<_> = labels.iter().collect();
    assert_eq!((labels.len(), unique.len()), (6, 6), "{labels:?}");
}

#[test]
fn terraform_has_the_provider_and_the_tag_that_an_apply_run_sets() {
    let tags = BTreeMap::from([("owner".to_owned(), "platform".to_owned())]);
    let export = for_buckets(1).with_tags(&tags);
    assert_eq!(export.tags.len(), 2);
    assert_eq!(export.tags["managed-by"], "rolewright");
    let text = export.render(ExportFormat::Hcl);
    let body = hcl::parse(&text).unwrap();
    let head = body
        .blocks()
        .find(|block| block.identifier() == "terraform")
        .unwrap();
    let providers = head.body().blocks().next().unwrap();
    let provider = providers.body().attributes().next().unwrap();
    let value = hcl::format::to_string(provider.expr()).unwrap();
    assert!(value.contains("\"aliyun/alicloud\""), "{value}");
    assert_eq!(
        for_buckets(1).with_tags(&BTreeMap::new()).tags,
        BTreeMap::new()
    );
}

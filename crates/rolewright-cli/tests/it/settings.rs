//! `rolewright.toml`, saved plans and the record of changes.

use serde_json::Value;

use crate::foreign::make;
use crate::{ACCOUNT, Shell};
use rolewright::operation::TagResources;
use rolewright::recipe::container_registry::ROLE;

const FILE: &str = r#"
account = "1234567890123456"
trust = ["service", "account:current"]
bucket = ["my-images", { name = "more-images", region = "cn-hangzhou" }]
kms_key = ["key-0123"]

[tag]
owner = "platform"
"#;

#[test]
fn a_file_says_what_is_wanted_and_a_flag_goes_before_it() {
    let shell = Shell::new();
    shell.write("rolewright.toml", FILE);
    let plan = shell.run("plan");
    for said in [
        "my-images",
        "more-images",
        "key/key-0123",
        "every RAM user and role of account",
    ] {
        assert!(plan.out.contains(said), "{said}: {}{}", plan.out, plan.err);
    }
    let plan = shell.run("plan --bucket more-images --trust service");
    assert!(
        !plan.out.contains("my-images") && !plan.out.contains("every RAM user"),
        "{}",
        plan.out
    );
    assert_eq!(shell.run("apply --yes").code, 0);
    assert_eq!(shell.run("drift").code, 0);
    shell.meddle(|account| {
        let role = &account.roles[ROLE];
        assert_eq!(role.tags["owner"], "platform");
        assert_eq!(role.tags["managed-by"], "rolewright");
    });
    shell.write("other.toml", "account = \"22\"\nbucket = [\"my-images\"]");
    let other = shell.run("plan --config other.toml");
    assert_eq!(other.code, 4);
    assert!(other.err.contains("not 22"), "{}", other.err);
}

#[test]
fn a_region_that_nobody_knows_is_refused_with_the_one_that_was_meant() {
    let shell = Shell::new();
    let said = shell.run("plan --bucket my-images --region cn-hangzou");
    assert_eq!(said.code, 64, "{}", said.err);
    assert!(
        said.err.contains("did you mean `cn-hangzhou`?"),
        "{}",
        said.err
    );
    for file in [
        "region = [\"cn-hangzou\"]",
        "bucket = [{ name = \"my-images\", region = \"oss-cn-hangzhou\" }]",
    ] {
        shell.write("rolewright.toml", file);
        let ended = shell.run("plan --bucket my-images");
        assert_eq!(ended.code, 1, "{}", ended.err);
        for part in ["rolewright.toml", "`cn-hangzhou`"] {
            assert!(ended.err.contains(part), "{part}: {}", ended.err);
        }
    }
    shell.write(
        "rolewright.toml",
        "region = [\"xx-new-1\"]\ncr_endpoint = \"cr.xx-new-1.aliyuncs.com\"",
    );
    assert_eq!(
        shell
            .run("plan --bucket my-images --config rolewright.toml")
            .code,
        2,
        "a newer region is said"
    );
}

#[test]
fn a_caller_without_rights_on_oss_leaves_the_buckets_out() {
    let shell = Shell::new();
    assert_eq!(shell.run("apply --bucket my-images --yes").code, 0);
    shell.meddle(|account| account.buckets = Some(std::collections::BTreeMap::new()));
    let looked = shell.run("verify --bucket my-images");
    assert_eq!(looked.code, 2, "{}", looked.out);
    assert!(looked.out.contains("bucket my-images does not exist"));
    let skipped = shell.run("verify --bucket my-images --skip-bucket-check");
    assert_eq!(skipped.code, 0, "{}", skipped.out);
    assert!(skipped.out.contains("not checked  bucket my-images exists"));
    shell.write("rolewright.toml", "skip_bucket_check = true");
    assert_eq!(shell.run("verify --bucket my-images").code, 0);
}

#[test]
fn a_file_that_cannot_be_used_is_refused_with_its_line_and_what_to_do() {
    let shell = Shell::new();
    for (text, said) in [
        (
            "buckets = [\"my-images\"]",
            "line 1, column 1: unknown key `buckets`",
        ),
        ("bucket = [\"My_Images\"]", "line 1"),
        (
            "bucket = [\"a-b-c\"]\nbucket = [\"x-y-z\"]",
            "duplicate key",
        ),
        (
            "default_bucket = true\nbucket = [\"my-images\"]",
            "two recipes",
        ),
        (
            "bucket = [\"a-b-c\", { name = \"a-b-c\", region = \"x\" }]",
            "listed twice with different settings",
        ),
        ("exact = [\"everything\"]", "exact"),
        ("account = 12", "account"),
    ] {
        shell.write("rolewright.toml", text);
        let ended = shell.run("plan");
        assert_eq!(ended.code, 1, "{text}: {}", ended.err);
        assert!(ended.err.contains(said), "{text}: {}", ended.err);
        assert!(
            ended.err.contains("rolewright.toml"),
            "{text}: {}",
            ended.err
        );
    }
    let missing = shell.run("plan --config nowhere.toml");
    assert_eq!(missing.code, 1);
    assert!(missing.err.contains("`nowhere.toml`"), "{}", missing.err);
    // What needs no configuration does not read it.
    assert_eq!(shell.run("schema").code, 0);
}

#[test]
fn a_saved_plan_is_carried_out_as_it_is_or_not_at_all() {
    let shell = Shell::new();
    assert_eq!(shell.run("plan --bucket my-images --out a.json").code, 2);
    assert_eq!(
        shell
            .run("plan --bucket my-images --split --out b.json")
            .code,
        2
    );
    let applied = shell.run("apply a.json");
    assert_eq!(applied.code, 0, "{}", applied.err);
    let again = shell.run("apply b.json");
    assert_eq!(again.code, 0, "nothing is left to do: {}", again.err);

    shell.run("plan --bucket more-images --out c.json");
    shell.meddle(|account| {
        account.roles.get_mut(ROLE).unwrap().trust = account.roles[ROLE].trust.replace(
            "\"cr.aliyuncs.com\"",
            "\"cr.aliyuncs.com\",\"ecs.aliyuncs.com\"",
        );
    });
    let moved = shell.run("apply c.json");
    assert_eq!(moved.code, 1, "{}", moved.out);
    assert!(
        moved
            .err
            .contains("the account has changed since the plan was created"),
        "{}",
        moved.err
    );

    let other = shell.run("apply c.json --account 22");
    assert!(
        other.err.contains("the plan is for account"),
        "{}",
        other.err
    );
    let older = shell
        .read("c.json")
        .replace(env!("CARGO_PKG_VERSION"), "0.0.1");
    shell.write("older.json", &older);
    let older = shell.run("apply older.json");
    assert_eq!(older.code, 1);
    assert!(
        older.err.contains("made by rolewright 0.0.1"),
        "{}",
        older.err
    );
    shell.write("none.json", "{}");
    assert!(shell.run("apply none.json").err.contains("no saved plan"));
    assert_eq!(shell.run("apply c.json --bucket my-images").code, 64);
}

#[test]
fn each_change_is_recorded_with_who_when_and_what_it_was_before() {
    let shell = Shell::new();
    shell.run("apply --bucket my-images --yes --record changes.jsonl");
    shell.run("apply --bucket more-images --yes --record changes.jsonl");
    shell.run(&format!(
        "destroy --yes --account {ACCOUNT} --record changes.jsonl"
    ));
    let text = shell.read("changes.jsonl");
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let actions: Vec<_> = lines
        .iter()
        .map(|line| line["call"]["action"].as_str().unwrap())
        .collect();
    assert_eq!(
        actions,
        [
            "CreateRole",
            "CreatePolicy",
            "AttachPolicyToRole",
            "CreatePolicyVersion",
            "DetachPolicyFromRole",
            "DeleteRole",
            "DeletePolicy"
        ]
    );
    let before = |index: usize| lines[index]["before"].as_str().unwrap_or_default();
    let after = |index: usize| lines[index]["after"].as_str().unwrap_or_default();
    assert!(before(3).contains("my-images") && !before(3).contains("more-images"));
    assert!(after(3).contains("more-images"));
    assert!(before(5).contains("cr.aliyuncs.com") && before(6).contains("more-images"));
    for line in &lines {
        assert!(
            line["request_id"].is_string() && line["time"].is_string(),
            "{line}"
        );
        assert_eq!(line["account"], ACCOUNT);
        assert!(
            line["caller"].as_str().unwrap().starts_with("acs:ram::"),
            "{line}"
        );
    }
    assert_eq!(lines[0]["plan"], lines[2]["plan"]);
    assert_ne!(lines[0]["plan"], lines[3]["plan"]);
    let unwritable = shell.run("apply --bucket my-images --yes --record no/such/folder");
    assert_eq!(unwritable.code, 1);
    assert!(
        unwritable.err.contains("nothing was changed"),
        "{}",
        unwritable.err
    );
}

#[test]
fn signs_of_another_tool_are_told_before_its_work_is_overwritten() {
    let shell = Shell::new();
    shell.run("apply --bucket my-images --yes");
    shell.meddle(|account| {
        let tag = TagResources {
            resource_type: "policy".into(),
            resource_names: vec![rolewright::recipe::container_registry::POLICY.into()],
            tag: vec![rolewright::operation::Tag {
                key: "CreatedBy".into(),
                value: "Terraform".into(),
                ..Default::default()
            }],
            ..Default::default()
        };
        make(account, &tag);
    });
    let plan = shell.run("plan --bucket more-images");
    assert!(
        plan.out.contains("Terraform seems to manage policy"),
        "{}",
        plan.out
    );
    assert!(plan.out.contains("`rolewright export"), "{}", plan.out);
    assert!(
        !shell
            .run("plan --bucket my-images")
            .out
            .contains("Terraform")
    );
}

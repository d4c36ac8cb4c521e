//! What a report and its remedies say to a reader who has only this output.

use serde_json::{Value, json};

use crate::cloud::Cloud;
use crate::{ACCOUNT, Ended, Shell};

const READER: &str = r#"
id = "reports/reader"
title = "Reads the reports"
service = "Function Compute"
include = ["AliyunServiceRoleForAlb"]

[parameter.bucket]
kind = "bucket"
description = "Bucket with the reports"

[[role]]
name = "reports-reader"
trust = ["fc.aliyuncs.com"]

[role.policy]
name = "reports-reader"

[[role.policy.statement]]
purpose = "read the reports"
actions = ["oss:GetObject"]
resources = ["acs:oss:*:*:{bucket}/*"]

[[role.access]]
purpose = "read the reports"
actions = ["oss:GetObject"]
resource = "acs:oss:*:{account}:{bucket}/*"
"#;

/// A policy for the user, who is not used here.
fn nothing_but_oss() -> Value {
    json!({ "Version": "1", "Statement": [{ "Effect": "Allow", "Action": "oss:*", "Resource": "*" }] })
}

/// The words of an output in one line.
fn words(ended: &Ended) -> String {
    let words: Vec<_> = ended.out.split_whitespace().collect();
    words.join(" ")
}

#[test]
fn a_remedy_is_the_command_with_the_options_of_this_run() {
    let shell = Shell::new();
    shell.write("own.toml", "region = \"cn-hangzhou\"\n");
    let verify = shell.run(
        "verify --bucket a-images,b-images --config own.toml --store x.db --kms-key k --strict --report page.html -v",
    );
    let command = "run `rolewright apply --bucket a-images --bucket b-images --config own.toml --store x.db \
                   --kms-key k --strict`";
    assert!(words(&verify).contains(command), "{}", verify.out);
    // What the file says needs no option.
    shell.write("rolewright.toml", "bucket = \"a-images\"\n");
    let verify = shell.run("verify");
    assert!(
        verify.out.contains("help: run `rolewright apply`\n"),
        "{}",
        verify.out
    );
    let saved = shell.run("plan --store x.db --out 'p'");
    assert!(
        saved.err.contains("run `rolewright apply") && saved.err.contains("--store x.db`"),
        "{}",
        saved.err
    );
}

#[test]
fn the_remedy_for_another_account_names_where_the_expected_one_is_set() {
    let cloud = Cloud::new(&nothing_but_oss());
    let given = cloud.run("root-key", "plan --bucket my-images --account 42");
    assert_eq!(given.code, 4, "{}{}", given.out, given.err);
    assert!(
        given.err.contains("or correct `--account`"),
        "{}",
        given.err
    );
    cloud.shell.write(
        "rolewright.toml",
        "account = \"42\"\nbucket = \"my-images\"\n",
    );
    let of_file = cloud.run("root-key", "plan");
    assert!(
        of_file
            .err
            .contains("or correct `account` in rolewright.toml"),
        "{}",
        of_file.err
    );
}

#[test]
fn drift_counts_the_differences_and_shows_a_foreign_account_as_one() {
    let shell = Shell::new();
    assert_eq!(
        shell
            .run("apply --bucket my-images --trust account:99 --trust service --yes")
            .code,
        0
    );
    let drift = shell.run("drift --bucket my-images,other");
    assert_eq!((drift.code, drift.err.as_str()), (2, ""));
    assert!(
        drift
            .out
            .contains("\ndrift: the role trusts every RAM user and role of account 99"),
        "{}",
        drift.out
    );
    let verdict = "Drift detected: 2 differences (policy, whole account trust); 29 failed, 35 passed, 3 not checked";
    assert!(words(&drift).contains(verdict), "{}", drift.out);
    let verify = shell.run("verify --bucket my-images");
    assert!(
        verify
            .out
            .contains("\nwarning: the role trusts every RAM user and role of account 99"),
        "{}",
        verify.out
    );
    // The verdict alone has no room for it.
    let quiet = shell.run("verify --quiet --bucket my-images");
    assert!(
        quiet.err.starts_with("warning: the role trusts"),
        "{}",
        quiet.err
    );
}

#[test]
fn a_rollback_ends_with_a_verdict() {
    let shell = Shell::new();
    shell.run("apply --bucket my-images --yes");
    shell.run("apply --bucket other --yes");
    let rollback = shell.run("rollback --yes");
    let verdict = "Rolled back and verified: the default version is v1.\n";
    assert!(rollback.out.ends_with(verdict), "{}", rollback.out);
}

#[test]
fn a_failure_is_told_once_with_what_is_and_what_is_expected() {
    let shell = Shell::new();
    let verify = shell.run("verify --bucket my-images");
    assert_eq!(
        verify.out.matches("does not exist").count(),
        2,
        "{}",
        verify.out
    );
    assert!(
        verify.out.contains(
            "failed       object operations on my-images: 13 of 13 required actions not granted"
        ),
        "{}",
        verify.out
    );
    let plan = shell.run("plan --bucket my-images --revision 2026-03");
    let names = "Container Registry; it must name service cr.aliyuncs.com";
    assert_eq!(words(&plan).matches(names).count(), 1, "{}", plan.out);
    assert!(!plan.out.contains("does not trust"), "{}", plan.out);
}

#[test]
fn a_trust_without_a_source_is_told_before_apply_refuses_it() {
    let shell = Shell::new();
    shell.write("reader.toml", READER);
    let check = shell.run("recipe check reader.toml");
    assert_eq!(check.code, 0, "{}", check.out);
    assert!(
        check
            .out
            .starts_with("reader.toml:13:9: note: role `reports-reader` has no `trust_source`"),
        "{}",
        check.out
    );
    let run = "--recipe reader.toml --set bucket=my-reports";
    let plan = shell.run(&format!("plan {run}"));
    assert!(
        words(&plan).contains("warning: the trust in fc.aliyuncs.com is assumed"),
        "{}",
        plan.out
    );
    assert!(
        plan.out.contains("+ allow \"read the reports\" (1 action)"),
        "{}",
        plan.out
    );
    assert_ne!(shell.run(&format!("apply {run} --yes")).code, 0);
}

#[test]
fn a_recipe_file_includes_a_service_linked_role() {
    let shell = Shell::new();
    shell.write("reader.toml", READER);
    let show = shell.run("recipe show reader.toml");
    assert!(
        show.out.contains("linked to alb.aliyuncs.com"),
        "{}",
        show.out
    );
    let run = "--recipe reader.toml --set bucket=my-reports";
    let apply = shell.run(&format!("apply {run} --yes --accept-assumed"));
    assert_eq!(apply.code, 0, "{}{}", apply.out, apply.err);
    assert!(
        apply
            .out
            .contains("+ create service-linked role AliyunServiceRoleForAlb")
    );
    assert_eq!(shell.run(&format!("plan {run}")).code, 0);
    let destroy = shell.run(&format!("destroy {run} --yes --account {ACCOUNT}"));
    assert_eq!(destroy.code, 0, "{}{}", destroy.out, destroy.err);
}

#[test]
fn an_action_that_does_not_exist_is_told_before_the_access_that_lacks_it() {
    let shell = Shell::new();
    let typo = READER.replacen(
        "actions = [\"oss:GetObject\"]",
        "actions = [\"oss:GetObjct\"]",
        1,
    );
    shell.write("reader.toml", &typo);
    let check = shell.run("recipe check reader.toml").out;
    let cause = check.find("has no action `oss:GetObjct`").expect(&check);
    let symptom = check.find("does not allow oss:GetObject").expect(&check);
    assert!(cause < symptom, "{check}");
}

#[test]
fn a_live_check_without_buckets_is_refused() {
    let live = Shell::new().run("verify --live --recipe AliyunECSImageExportDefaultRole");
    assert_eq!(live.code, 64);
    assert!(
        live.err.contains("the recipe has none") && live.err.contains("omit `--live`"),
        "{}",
        live.err
    );
}

#[test]
fn a_permission_on_a_bucket_that_does_not_exist_is_not_called_granted() {
    let cloud = Cloud::new(&nothing_but_oss());
    let doctor = cloud.run("root-key", "doctor --bucket no-such-bucket");
    assert_eq!(doctor.code, 2, "{}", doctor.out);
    assert!(
        doctor.out.contains("inconclusive   oss:GetBucketInfo"),
        "{}",
        doctor.out
    );
    assert!(
        doctor.out.contains("bucket no-such-bucket does not exist"),
        "{}",
        doctor.out
    );
}

#[test]
fn an_export_with_a_key_by_id_says_why_it_needs_the_account() {
    let shell = Shell::new();
    let line = "export --format json --bucket my-images --kms-key my-key";
    let export = shell.run(line);
    assert_eq!(export.code, 64);
    assert!(
        export
            .err
            .contains("the ARN of KMS key `my-key` needs the account"),
        "{}",
        export.err
    );
    assert_eq!(shell.run(&format!("{line} --account {ACCOUNT}")).code, 0);
}

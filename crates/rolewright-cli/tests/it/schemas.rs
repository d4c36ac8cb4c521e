//! Every JSON output is as its published schema says.

use rolewright::mock::Account;
use rolewright::operation::{AttachPolicyToRole, CreatePolicy, DetachPolicyFromRole, PolicyType};
use rolewright::recipe::container_registry::{POLICY, ROLE};
use serde_json::Value;

use crate::foreign::make;
use crate::{ACCOUNT, Shell};

const TRUST: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["cr.aliyuncs.com"]}}]}"#;
const DENY: &str =
    r#"{"Version":"1","Statement":[{"Effect":"Deny","Action":"oss:Delete*","Resource":"*"}]}"#;

fn schema(kind: &str) -> Value {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas");
    let text = std::fs::read_to_string(format!("{root}/{kind}.json"));
    serde_json::from_str(&text.unwrap_or_else(|_| panic!("no schema of {kind}"))).unwrap()
}

/// The same schema, but with every object closed, so that what it does not name is refused too.
fn closed(mut schema: Value) -> Value {
    fn close(schema: &mut Value) {
        match schema {
            Value::Object(fields) => {
                fields.values_mut().for_each(close);
                if fields.contains_key("properties") {
                    fields.insert("additionalProperties".into(), false.into());
                }
            }
            Value::Array(items) => items.iter_mut().for_each(close),
            _ => {}
        }
    }
    close(&mut schema);
    schema
}

/// What was printed fits the schema of its kind.
pub(crate) fn assert_fits(printed: &Value) {
    let kind = printed["kind"].as_str().unwrap_or_default();
    let validator = jsonschema::validator_for(&closed(schema(kind))).unwrap();
    let errors: Vec<_> = validator
        .iter_errors(printed)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{kind}: {errors:?}");
}

impl Shell {
    /// Runs the line; what it prints fits the schema of its kind. Says kind, outcome, exit code.
    fn fits(&self, line: &str) -> (String, String, i32) {
        let ended = self.run(&format!("{line} --output json"));
        let text = if ended.out.is_empty() {
            &ended.err
        } else {
            &ended.out
        };
        let printed: Value =
            serde_json::from_str(text).unwrap_or_else(|_| panic!("{line}: {text}"));
        let first: Vec<_> = printed.as_object().unwrap().keys().take(2).collect();
        assert_eq!(first, ["format_version", "kind"], "{line}");
        let word = |key: &str| printed[key].as_str().unwrap_or_default().to_owned();
        assert_fits(&printed);
        (word("kind"), word("outcome"), ended.code)
    }

    fn says(&self, line: &str, kind: &str, outcome: &str, code: i32) {
        let expected = (kind.to_owned(), outcome.to_owned(), code);
        assert_eq!(self.fits(line), expected, "{line}");
    }
}

fn attach(account: &mut Account, name: &str, document: &str) {
    let policy_name = name.to_owned();
    make(
        account,
        &CreatePolicy {
            policy_name: policy_name.clone(),
            policy_document: document.into(),
            ..CreatePolicy::default()
        },
    );
    make(
        account,
        &AttachPolicyToRole {
            policy_type: PolicyType::Custom,
            policy_name,
            role_name: ROLE.into(),
            ..Default::default()
        },
    );
}

#[test]
fn the_reports_of_a_whole_life_fit_their_schemas() {
    let shell = Shell::new();
    shell.says("show", "show", "shown", 0);
    shell.says("verify --bucket my-images", "verify", "failed", 2);
    shell.says("plan --bucket my-images", "plan", "pending", 2);
    shell.says("apply --bucket my-images --yes", "apply", "changed", 0);
    shell.says("apply --bucket my-images --yes", "apply", "unchanged", 0);
    shell.says("plan --bucket other-one", "plan", "pending", 2);
    shell.says("plan --bucket my-images", "plan", "unchanged", 0);
    shell.says("verify --bucket my-images", "verify", "passed", 0);
    shell.says("show", "show", "shown", 0);
    shell.meddle(|account| attach(account, "no-delete", DENY));
    shell.says("verify --bucket my-images", "verify", "failed", 2);
    shell.says("apply --bucket my-images --yes", "apply", "failed", 2);
    shell.meddle(|account| {
        make(
            account,
            &DetachPolicyFromRole {
                policy_type: PolicyType::Custom,
                policy_name: "no-delete".into(),
                role_name: ROLE.into(),
                ..Default::default()
            },
        );
    });
    shell.says("drift --bucket my-images", "drift", "unchanged", 0);
    shell.says("apply --bucket other-one --yes", "apply", "changed", 0);
    shell.says("rollback --yes", "rollback", "changed", 0);
    shell.says("drift --bucket other-one", "drift", "drifted", 2);
    shell.says("remove --bucket my-images --yes", "remove", "changed", 0);
    shell.says("remove --bucket my-images --yes", "remove", "unchanged", 0);
    let destroy = format!("destroy --yes --account {ACCOUNT}");
    shell.says(&destroy, "destroy", "changed", 0);
    shell.says(&destroy, "destroy", "unchanged", 0);
}

#[test]
fn a_run_that_stopped_halfway_fits_its_schema() {
    let shell = Shell::new();
    shell.run("show");
    shell.meddle(|account| account.limits.custom_policies_per_role = 0);
    // Another run would meet the same limit.
    shell.says("apply --bucket my-images --yes", "apply", "partial", 1);
    assert!(shell.json("show")["state"]["policy"]["name"] == POLICY);
}

#[test]
fn what_is_said_of_documents_and_errors_fits_its_schema() {
    let shell = Shell::new();
    shell.write("trust.json", TRUST);
    shell.write("deny.json", DENY);
    shell.write(
        "more.json",
        &DENY
            .replace("oss:Delete*", "oss:Put*")
            .replace("}]}", "}],\"Id\":1}"),
    );
    shell.says("policy diff deny.json deny.json", "policy_diff", "", 0);
    for other in ["trust.json", "more.json"] {
        shell.says(
            &format!("policy diff deny.json {other}"),
            "policy_diff",
            "",
            2,
        );
    }
    shell.says(
        "policy diff deny.json more.json --access",
        "policy_access_diff",
        "",
        0,
    );
    shell.write("allow.json", &DENY.replace("Deny", "Allow"));
    let access = "policy diff --access deny.json allow.json";
    shell.says(access, "policy_access_diff", "", 2);
    let asked = "policy simulate --policy deny.json --action oss:PutObject --resource";
    shell.says(&format!("{asked} *"), "policy_simulation", "", 2);
    shell.write("cases.jsonl", "nonsense\n");
    shell.says("policy simulate --cases cases.jsonl", "policy_cases", "", 2);
    let lint = "policy lint deny.json trust.json --allow missing-version=old";
    shell.says(lint, "policy_lint", "", 0);
    shell.says("policy lint deny.json --fix", "policy_lint", "", 0);
    shell.says("policy fmt deny.json", "policy_fmt", "", 0);
    shell.says("policy fmt --check deny.json", "policy_fmt", "", 2);
    shell.says(
        "policy fmt --write deny.json trust.json",
        "policy_fmt",
        "",
        0,
    );
    shell.says("policy fmt nowhere.json", "error", "", 1);
    shell.says("plan --bucket No!", "error", "", 64);
    shell.says("plan --bucket my-images --provider alibaba", "error", "", 4);
    shell.run("apply --bucket my-images --yes");
    let another = "apply --bucket my-images --yes --account 22";
    shell.says(another, "error", "", 4);
}

#[test]
fn what_is_kept_in_files_fits_its_schema() {
    let shell = Shell::new();
    shell.run("plan --bucket my-images --exact --tag owner=me --out plan.json");
    shell.run("apply plan.json --record changes.jsonl");
    let fits = |kind: &str, text: &str| {
        let value: Value = serde_json::from_str(text).unwrap();
        let validator = jsonschema::validator_for(&closed(schema(kind))).unwrap();
        let errors: Vec<_> = validator
            .iter_errors(&value)
            .map(|e| e.to_string())
            .collect();
        assert!(errors.is_empty(), "{kind}: {errors:?}");
    };
    fits("saved_plan", &shell.read("plan.json"));
    let record = shell.read("changes.jsonl");
    assert_eq!(record.lines().count(), 3, "{record}");
    record.lines().for_each(|line| fits("change", line));
    #[cfg(unix)]
    fits(
        "emulator",
        &crate::emulator::Running::start(&shell, "")
            .ready
            .to_string(),
    );
    fits(
        "export",
        &shell.run("export --format json --bucket my-images").out,
    );
}

#[test]
fn the_command_prints_the_schemas_that_are_published() {
    let shell = Shell::new();
    for kind in [
        "config",
        "plan",
        "rollback",
        "saved_plan",
        "change",
        "error",
    ] {
        let mut printed: Value =
            serde_json::from_str(&shell.run(&format!("schema {kind}")).out).unwrap();
        let mut published = schema(kind);
        printed["$comment"] = published["$comment"].take();
        published["$comment"] = printed["$comment"].clone();
        assert_eq!(printed, published, "{kind}");
    }
    assert_eq!(shell.run("schema nothing").code, 64);
}

#[test]
fn a_schema_that_is_closed_refuses_what_it_does_not_name() {
    let mut report = Shell::new().json("show");
    let validator = jsonschema::validator_for(&closed(schema("show"))).unwrap();
    assert!(validator.is_valid(&report));
    report["state"]["further"] = true.into();
    assert!(!validator.is_valid(&report));
}

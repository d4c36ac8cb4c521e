//! Terraform plans and states, and ROS templates, as input.

use serde_json::{Value, json};

use crate::Shell;

const ROLE: &str = "AliyunContainerRegistryCustomizedOSSBucketRole";
const POLICY: &str = "AliyunContainerRegistryCustomizedOSSBucketRolePolicy";

fn document(action: &str) -> String {
    let statement =
        json!({ "Effect": "Allow", "Action": [action], "Resource": ["acs:oss:*:*:my-images/*"] });
    json!({ "Version": "1", "Statement": [statement] }).to_string()
}

/// The JSON of `terraform show -json` with these resources: address, type and values.
fn shown(values: &str, resources: &[(&str, &str, Value)]) -> String {
    let resources = resources.iter().map(|(address, kind, values)| {
        json!({ "address": address, "mode": "managed", "type": kind, "values": values })
    });
    let resources: Vec<_> = resources.collect();
    json!({
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        values: { "root_module": { "resources": resources } },
    })
    .to_string()
}

fn policy(address: &str, values: Value) -> (&str, &'static str, Value) {
    (address, "alicloud_ram_policy", values)
}

fn write(shell: &Shell, name: &str, text: &str) {
    std::fs::write(shell.path().join(name), text).unwrap();
}

#[test]
fn lint_checks_the_policies_of_a_plan_and_names_their_addresses() {
    let shell = Shell::new();
    let good = policy(
        "alicloud_ram_policy.good",
        json!({ "policy_document": document("oss:GetObject") }),
    );
    let bad = policy(
        "alicloud_ram_policy.bad",
        json!({ "policy_document": document("oss:GetObjekt") }),
    );
    let new = policy("alicloud_ram_policy.new", json!({}));
    write(
        &shell,
        "good.json",
        &shown("planned_values", std::slice::from_ref(&good)),
    );
    assert_eq!(shell.run("policy lint good.json").code, 0);
    write(
        &shell,
        "plan.json",
        &shown("planned_values", &[good, bad, new]),
    );
    let linted = shell.run("policy lint plan.json --fail-on warning");
    assert_eq!(linted.code, 2, "{}", linted.err);
    assert!(
        linted.out.contains("plan.json#alicloud_ram_policy.bad"),
        "{}",
        linted.out
    );
    let unknown = "`plan.json#alicloud_ram_policy.new` is not checked";
    assert!(linted.err.contains(unknown), "{}", linted.err);
    let fixed = shell.run("policy lint plan.json --fix");
    assert_eq!(fixed.code, 64);
    assert!(fixed.err.contains("can't be rewritten"), "{}", fixed.err);
}

#[test]
fn lint_checks_a_template_that_export_writes() {
    let shell = Shell::new();
    let template = shell
        .run("export --format ros --bucket my-images --with-instance")
        .out;
    write(&shell, "stack.yml", &template);
    let linted = shell.run("policy lint stack.yml --output json");
    assert_eq!(linted.code, 0, "{}", linted.out);
    let json: Value = serde_json::from_str(&linted.out).unwrap();
    let files = json["files"].as_array().unwrap().iter();
    let files: Vec<_> = files
        .map(|file| (&file["file"], &file["document_kind"]))
        .collect();
    let expected = [
        (&json!("stack.yml#Resources.Role"), &json!("trust")),
        (&json!("stack.yml#Resources.Policy1"), &json!("identity")),
    ];
    assert_eq!(files, expected);
}

#[test]
fn json_that_is_neither_document_nor_plan_nor_template_is_an_error() {
    let shell = Shell::new();
    write(&shell, "other.json", r#"{"resources":[]}"#);
    write(&shell, "policy.json", &document("oss:GetObject"));
    for line in [
        "policy lint other.json",
        "policy diff --access other.json policy.json",
    ] {
        let ended = shell.run(line);
        assert_eq!(ended.code, 1, "{line}: {}", ended.err);
        let text = "neither a policy document nor a Terraform plan nor a ROS template";
        assert!(ended.err.contains(text), "{line}: {}", ended.err);
        assert!(ended.err.contains("other.json"), "{line}: {}", ended.err);
    }
}

#[test]
fn access_is_compared_with_the_policies_of_a_plan() {
    let shell = Shell::new();
    let read = json!({ "policy_document": document("oss:GetObject") });
    let write_too = json!({ "document": document("oss:PutObject") });
    write(&shell, "old.json", &document("oss:GetObject"));
    write(
        &shell,
        "same.json",
        &shown(
            "planned_values",
            &[policy("alicloud_ram_policy.a", read.clone())],
        ),
    );
    let both = [
        policy("alicloud_ram_policy.a", read),
        policy("alicloud_ram_policy.b", write_too),
    ];
    write(&shell, "plan.json", &shown("planned_values", &both));
    assert_eq!(shell.run("policy diff --access old.json same.json").code, 0);
    let more = shell.run("policy diff --access old.json plan.json");
    assert_eq!(more.code, 2, "{}", more.err);
    for part in ["oss:PutObject", "plan.json#alicloud_ram_policy.b"] {
        assert!(more.out.contains(part), "{part}: {}", more.out);
    }
    for (values, text) in [
        (json!({}), "not known before an apply"),
        (
            json!({ "policy_document": "{" }),
            "correct the policy `alicloud_ram_policy.a`",
        ),
    ] {
        write(
            &shell,
            "plan.json",
            &shown("planned_values", &[policy("alicloud_ram_policy.a", values)]),
        );
        let refused = shell.run("policy diff --access old.json plan.json");
        assert_eq!(refused.code, 1);
        assert!(refused.err.contains(text), "{}", refused.err);
    }
    write(&shell, "plan.json", &shown("planned_values", &[]));
    let empty = shell.run("policy diff --access old.json plan.json");
    assert!(
        empty.code == 1 && empty.err.contains("no policy is inside"),
        "{}",
        empty.err
    );
}

#[test]
fn policies_of_two_plans_are_compared_by_address() {
    let shell = Shell::new();
    let plan = |name: &str, policies: &[(&'static str, &str)]| {
        let all: Vec<_> = policies
            .iter()
            .map(|(address, action)| {
                policy(address, json!({ "policy_document": document(action) }))
            })
            .collect();
        write(&shell, name, &shown("planned_values", &all));
    };
    let (a, b, c) = (
        "alicloud_ram_policy.a",
        "alicloud_ram_policy.b",
        "alicloud_ram_policy.c",
    );
    plan("old.json", &[(a, "oss:GetObject"), (b, "oss:PutObject")]);
    plan(
        "swapped.json",
        &[(a, "oss:PutObject"), (b, "oss:GetObject")],
    );
    plan("new.json", &[(b, "oss:PutObject"), (c, "oss:GetObject")]);
    plan("none.json", &[]);
    assert_eq!(shell.run("policy diff --access old.json old.json").code, 0);
    // Together they grant the same; one by one they don't.
    let swapped = shell.run("policy diff --access old.json swapped.json --output json");
    assert_eq!(swapped.code, 2, "{}", swapped.err);
    let moved = shell.run("policy diff --access old.json new.json --output json");
    assert_eq!(moved.code, 2, "{}", moved.err);
    let json: Value = serde_json::from_str(&moved.out).unwrap();
    crate::schemas::assert_fits(&json);
    let status = |address: &str, status: &str| json!({ "address": address, "status": status });
    let expected = [status(a, "removed"), status(b, "equal"), status(c, "added")];
    assert_eq!(json["policies"], json!(expected));
    let changes = json["changes"].as_array().unwrap().iter();
    let changes: Vec<_> = changes
        .map(|one| (&one["address"], &one["before"], &one["after"]))
        .collect();
    let expected = [
        (&json!(a), &json!("yes"), &json!("no")),
        (&json!(c), &json!("no"), &json!("yes")),
    ];
    assert_eq!(changes, expected);
    assert_eq!(json["grants_more"], true);
    let shown = shell.run("policy diff --access none.json old.json").out;
    assert!(
        shown.contains("+ alicloud_ram_policy.a (added)\n+   oss:GetObject"),
        "{shown}"
    );
    let removed = shell.run("policy diff --access old.json none.json --output json");
    let json: Value = serde_json::from_str(&removed.out).unwrap();
    assert_eq!((removed.code, &json["grants_more"]), (2, &json!(false)));
    let nothing = shell.run("policy diff --access none.json none.json");
    assert_eq!(nothing.code, 1);
    assert!(
        nothing.err.contains("no policy is inside"),
        "{}",
        nothing.err
    );
}

#[test]
fn plan_and_destroy_name_what_a_terraform_state_holds() {
    let shell = Shell::new();
    let role = (
        "module.m.alicloud_ram_role.r",
        "alicloud_ram_role",
        json!({ "role_name": ROLE }),
    );
    let held = [
        role,
        policy("alicloud_ram_policy.p", json!({ "policy_name": POLICY })),
    ];
    write(&shell, "state.json", &shown("values", &held));
    shell.run("apply --bucket my-images --yes");
    let addresses = [
        format!("Terraform manages role {ROLE} (module.m.alicloud_ram_role.r in its state)"),
        format!("Terraform manages policy {POLICY} (alicloud_ram_policy.p in its state)"),
    ];
    let plan = shell.run("plan --bucket my-images --terraform-state state.json");
    let destroy = "destroy --yes --account 1234567890123456 --terraform-state state.json";
    let destroyed = shell.run(destroy);
    for ended in [&plan, &destroyed] {
        assert_eq!(ended.code, 0, "{}", ended.err);
        for text in &addresses {
            let all = format!("{} {}", ended.out, ended.err);
            let all = all.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(all.contains(text), "{text}: {all}");
        }
    }
    write(&shell, "state.json", r#"{"version":4}"#);
    for line in [
        "plan --bucket my-images --terraform-state state.json",
        destroy,
    ] {
        let refused = shell.run(line);
        assert_ne!(refused.code, 0, "{line}");
        assert!(
            refused.err.contains("no state of `terraform show -json`"),
            "{}",
            refused.err
        );
    }
}

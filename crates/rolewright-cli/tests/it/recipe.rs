//! `recipe`: the library, and files of one's own.

use crate::Shell;
use crate::schemas::assert_fits;

const FILE: &str = r#"
id = "reports/reader"
title = "Reads the reports"
service = "Function Compute"

[parameter.bucket]
kind = "bucket"
description = "Bucket with the reports"

[[role]]
name = "reports-reader"
trust = ["fc.aliyuncs.com"]
trust_source = "the page on service roles"

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

#[test]
fn every_listed_recipe_can_be_shown() {
    let shell = Shell::new();
    let listed = shell.json("recipe list");
    assert_fits(&listed);
    let recipes = listed["recipes"].as_array().unwrap();
    assert!(recipes.len() > 400, "{}", recipes.len());
    // Each kind once: code, files, a service role, one without a source, a service-linked role.
    for (id, part) in [
        (
            "container-registry/custom-bucket",
            "parameter bucket: Buckets for the images, repeatable",
        ),
        ("ack/quick-authorization", "role AliyunCISDefaultRole"),
        (
            "ros/stack-groups",
            "AssumeRole-AliyunROSStackGroupExecutionRole (custom)",
        ),
        (
            "AliyunECSImageExportDefaultRole",
            "AliyunECSImageExportRolePolicy (system)",
        ),
        (
            "AliyunLogDefaultRole",
            "log.aliyuncs.com (assumed: no source)",
        ),
        (
            "AliyunServiceRoleForAlb",
            "alb.aliyuncs.com creates this role",
        ),
    ] {
        assert!(recipes.iter().any(|one| one["id"] == id), "{id}");
        let shown = shell.run(&format!("recipe show {id}"));
        assert!(
            shown.code == 0 && shown.out.contains(part),
            "{id}: {}",
            shown.out
        );
        assert_fits(&shell.json(&format!("recipe show {id}")));
    }
}

#[test]
fn an_error_message_leads_to_the_recipe() {
    let shell = Shell::new();
    let found = shell.run("recipe find Code: NoSetRoletoECSServiceAcount, request failed");
    assert_eq!(found.code, 0);
    assert!(found.out.starts_with("ecs/images"), "{}", found.out);
    assert_fits(&shell.json("recipe find ErrManagedAddonRoleNotAttach"));
    let none = shell.run("recipe find xyzzy");
    assert_eq!((none.code, none.out.as_str()), (2, ""));
    assert!(none.err.contains("recipe list"), "{}", none.err);
}

#[test]
fn a_file_is_checked_and_shown() {
    let shell = Shell::new();
    shell.write("reader.toml", FILE);
    let ended = shell.run("recipe check reader.toml");
    assert_eq!(
        (ended.code, ended.out.as_str()),
        (0, "Checked 1 file(s): no problems.\n")
    );
    let shown = shell.run("recipe show reader.toml");
    assert!(
        shown.out.contains("acs:oss:*:*:example-bucket/*"),
        "{}",
        shown.out
    );
}

#[test]
fn each_problem_of_a_file_has_its_place_and_a_remedy() {
    let shell = Shell::new();
    shell.write(
        "grants.toml",
        &FILE.replacen("\"oss:GetObject\"]", "\"oss:Get*\"]", 1),
    );
    shell.write("key.toml", &FILE.replace("title", "titel"));
    shell.write(
        "include.toml",
        &format!("include = [\"AliyunCSDefaultRol\"]{FILE}"),
    );
    let ended = shell.run("recipe check grants.toml key.toml include.toml");
    assert_eq!(ended.code, 2);
    for part in [
        "grants.toml:20:12: the policy allows oss:Get",
        "help: name the access that needs it, or add an `excess` with its reason",
        "key.toml:3:1: unknown key `titel`\n  help: did you mean `title`?",
        "include.toml:1:12: there is no built-in recipe `AliyunCSDefaultRol`",
        "did you mean `AliyunCSDefaultRole`?",
        "Checked 3 file(s): 3 problem(s).",
    ] {
        assert!(ended.out.contains(part), "{part}: {}", ended.out);
    }
    let checked = shell.json("recipe check grants.toml");
    assert_fits(&checked);
    assert_eq!(
        checked["problems"][0]["path"],
        "role[0].policy.statement[0].actions[0]"
    );
}

#[test]
fn an_unknown_recipe_and_a_missing_file_are_named() {
    let shell = Shell::new();
    let unknown = shell.run("recipe show ecs/imagse");
    assert_eq!(unknown.code, 1);
    assert!(
        unknown.err.contains("did you mean `ecs/images`?"),
        "{}",
        unknown.err
    );
    let missing = shell.run("recipe show missing.toml");
    assert!(missing.err.contains("missing.toml"), "{}", missing.err);
    let wrong = shell.run("recipe check missing.toml");
    assert!(
        wrong.code == 1 && wrong.err.contains("missing.toml"),
        "{}",
        wrong.err
    );
}

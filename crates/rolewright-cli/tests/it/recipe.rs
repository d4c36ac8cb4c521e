//! `recipe`: the library, and files of one's own.

use crate::Shell;
use crate::schemas::assert_fits;

pub(crate) const FILE: &str = r#"
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
        ("AliyunServiceRoleForAlb", "linked to alb.aliyuncs.com"),
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
    let next = "To create it, run `rolewright apply --recipe ecs/images`.\n";
    assert!(found.out.ends_with(next), "{}", found.out);
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

#[test]
fn a_group_is_applied_verified_and_destroyed_as_one() {
    let shell = Shell::new();
    let applied = shell.run("apply --recipe ecs/images --yes --record changes.jsonl");
    assert_eq!(applied.code, 0, "{}{}", applied.out, applied.err);
    for role in [
        "AliyunECSImageExportDefaultRole",
        "AliyunECSImageImportDefaultRole",
    ] {
        assert!(
            applied.out.contains(&format!("role {role}\n")),
            "{}",
            applied.out
        );
    }
    let records = shell.read("changes.jsonl");
    assert_eq!(records.lines().count(), 4);
    let plan =
        |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["plan"].clone();
    let plans: std::collections::BTreeSet<_> =
        records.lines().map(|line| plan(line).to_string()).collect();
    assert_eq!(plans.len(), 2, "one plan for each role");
    let planned = shell.json("plan --recipe ecs/images");
    assert_fits(&planned);
    assert_eq!(planned["roles"].as_array().unwrap().len(), 2);
    assert_eq!(planned["roles"][1]["report"]["outcome"], "unchanged");
    assert_eq!(shell.run("verify --recipe ecs/images").code, 0);
    let destroyed = shell.run("destroy --recipe ecs/images --yes --account 1234567890123456");
    assert_eq!(destroyed.code, 0, "{}", destroyed.err);
    let left = shell.run("verify --recipe ecs/images");
    assert_eq!(left.code, 2);
    assert_eq!(shell.run("plan --recipe ecs/images").code, 2);
}

#[test]
fn a_file_has_its_parameters_from_its_own_or_from_common_flags() {
    let shell = Shell::new();
    shell.write("reader.toml", FILE);
    for line in [
        "plan --recipe reader.toml --set bucket=my-reports",
        "plan --recipe reader.toml --bucket my-reports",
    ] {
        let planned = shell.run(line);
        assert_eq!(planned.code, 2, "{}", planned.err);
        assert!(
            planned.out.contains("acs:oss:*:*:my-reports/*"),
            "{}",
            planned.out
        );
    }
    assert_eq!(
        shell
            .run("apply --recipe reader.toml --bucket my-reports --yes")
            .code,
        0
    );
    let missing = shell.run("plan --recipe reader.toml");
    assert!(
        missing
            .err
            .contains("parameter `bucket` of recipe `reports/reader` is not set"),
        "{}",
        missing.err
    );
    let unknown = shell.run("plan --recipe reader.toml --set buckt=my-reports");
    assert!(
        unknown.err.contains("did you mean `bucket`?"),
        "{}",
        unknown.err
    );
    assert_eq!(shell.run("plan --recipe reader.toml --set bucket").code, 64);
}

#[test]
fn a_configuration_file_names_one_recipe_or_several() {
    let shell = Shell::new();
    shell.write("reader.toml", FILE);
    shell.write(
        "rolewright.toml",
        "[[recipe]]\nid = \"reader.toml\"\nparameters = { bucket = \"my-reports\" }\n\n[[recipe]]\nid = \"ecs/images\"\n",
    );
    let planned = shell.json("plan");
    let roles: Vec<_> = planned["roles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["role"].as_str().unwrap())
        .collect();
    assert_eq!(
        roles,
        [
            "reports-reader",
            "AliyunECSImageExportDefaultRole",
            "AliyunECSImageImportDefaultRole"
        ]
    );
    shell.write(
        "rolewright.toml",
        "recipe = \"AliyunECSImageExportDefaultRole\"\n",
    );
    assert_eq!(shell.json("plan")["kind"], "plan");
    shell.write(
        "rolewright.toml",
        "recipe = [\"ecs/images\", \"AliyunECSImageExportDefaultRole\"]\n",
    );
    let twice = shell.run("plan");
    assert!(
        twice
            .err
            .contains("two recipes define role `AliyunECSImageExportDefaultRole`"),
        "{}",
        twice.err
    );
    shell.write("rolewright.toml", "recipe = \"ecs/images\"\n");
    let ended = shell.run("trust render");
    let text = "this command works on Container Registry's role, and `recipe` is `ecs/images`";
    assert!(
        ended.code == 1 && ended.err.contains(text),
        "{}{}",
        ended.out,
        ended.err
    );
    shell.write("rolewright.toml", "recipe = \"../reader.toml\"\n");
    let outside = shell.run("plan");
    assert!(
        outside.code == 1 && outside.err.contains("can name only files inside it"),
        "{}",
        outside.err
    );
}

#[test]
fn a_setting_that_no_recipe_takes_is_refused() {
    let shell = Shell::new();
    for (flags, what) in [
        ("--bucket my-images", "buckets"),
        ("--kms-key key-0123", "KMS keys"),
        ("--trust account:current", "trust or revision"),
    ] {
        let ended = shell.run(&format!("plan --recipe ecs/images {flags}"));
        let text = format!("recipe `ecs/images` takes no {what}");
        assert!(
            ended.code == 1 && ended.err.contains(&text),
            "{flags}: {}",
            ended.err
        );
    }
    shell.write("reader.toml", FILE);
    for (flags, what) in [
        ("--region cn-hangzhou", "regions of buckets"),
        (
            "--bucket my-images@cn-hangzhou",
            "region or owner of a single bucket",
        ),
    ] {
        let ended = shell.run(&format!(
            "plan --recipe reader.toml --bucket my-images {flags}"
        ));
        let text = format!("recipe `reports/reader` takes no {what}");
        assert!(
            ended.code == 1 && ended.err.contains(&text),
            "{flags}: {}",
            ended.err
        );
    }
    let own =
        "plan --recipe container-registry/custom-bucket --bucket my-images --trust account:current";
    let planned = shell.run(own);
    assert!(
        planned.code == 2 && planned.out.contains("After the plan: 1 failed"),
        "{}",
        planned.out
    );
}

#[test]
fn a_trust_without_source_needs_consent_and_verify_does_not() {
    let shell = Shell::new();
    let refused = shell.run("apply --recipe AliyunLogDefaultRole --yes");
    assert_eq!(refused.code, 1);
    for part in [
        "the trust in log.aliyuncs.com is assumed",
        "use `--accept-assumed`",
    ] {
        assert!(refused.err.contains(part), "{}", refused.err);
    }
    assert_eq!(
        shell
            .run("apply --recipe AliyunLogDefaultRole --yes --accept-assumed")
            .code,
        0
    );
    assert_eq!(shell.run("verify --recipe AliyunLogDefaultRole").code, 0);
    let exported = shell.run("export --recipe AliyunLogDefaultRole --format json");
    assert_eq!(exported.code, 0, "{}", exported.err);
}

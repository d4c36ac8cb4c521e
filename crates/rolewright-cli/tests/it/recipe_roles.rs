//! `--recipe` with several roles, in each command and format.

use std::collections::BTreeSet;

use crate::schemas::assert_fits;
use crate::{ACCOUNT, Shell};

#[test]
fn a_page_and_a_terraform_file_have_all_roles() {
    let shell = Shell::new();
    let ended = shell.run("verify --recipe ecs/images --report page.html");
    assert_eq!(ended.code, 2, "{}", ended.err);
    let page = shell.read("page.html");
    assert_eq!(page.matches("<article>").count(), 2);
    let anchors: Vec<_> = page
        .match_indices(" id=\"")
        .filter_map(|(place, _)| page.get(place..)?.split('"').nth(1))
        .collect();
    let distinct: std::collections::BTreeSet<_> = anchors.iter().collect();
    assert!(
        !anchors.is_empty() && distinct.len() == anchors.len(),
        "{anchors:?}"
    );
    let exported = shell.run("export --recipe ecs/images --format hcl");
    assert_eq!(
        exported
            .out
            .matches("resource \"alicloud_ram_role\"")
            .count(),
        2
    );
    assert_eq!(exported.out.matches("required_providers").count(), 1);
}

#[test]
fn junit_has_a_suite_and_sarif_a_location_for_each_role() {
    let shell = Shell::new();
    let junit = |shell: &Shell| shell.run("verify --recipe ecs/images --output junit");
    let before = junit(&shell);
    assert_eq!(before.code, 2, "{}", before.err);
    assert_eq!(
        before
            .out
            .matches("<testsuite name=\"rolewright verify Aliyun")
            .count(),
        2
    );
    assert_eq!(before.out.matches("<testsuites").count(), 1);
    assert!(
        before
            .out
            .contains("<property name=\"role\" value=\"AliyunECSImageExportDefaultRole\">")
    );
    let log = shell.run("drift --recipe ecs/images --output sarif");
    assert_eq!(log.code, 2);
    let log: serde_json::Value = serde_json::from_str(&log.out).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let names: BTreeSet<_> = results
        .iter()
        .map(|one| text(&one["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]))
        .collect();
    assert_eq!(names.len(), 2, "{names:?}");
    let prints: BTreeSet<_> = results
        .iter()
        .map(|one| text(&one["partialFingerprints"]["primaryLocationLineHash"]))
        .collect();
    assert_eq!(prints.len(), results.len());
    assert_eq!(shell.run("apply --recipe ecs/images --yes").code, 0);
    let after = junit(&shell);
    assert!(
        after.code == 0 && !after.out.contains("<failure"),
        "{}",
        after.out
    );
}

#[test]
fn a_saved_plan_of_several_roles_is_applied_as_it_is_or_not_at_all() {
    let shell = Shell::new();
    assert_eq!(
        shell.run("plan --recipe ecs/images --out plan.json").code,
        2
    );
    let saved: serde_json::Value = serde_json::from_str(&shell.read("plan.json")).unwrap();
    assert_eq!(saved["roles"].as_array().unwrap().len(), 2);
    let applied = shell.run("apply plan.json");
    assert_eq!(applied.code, 0, "{}{}", applied.out, applied.err);
    assert_eq!(shell.run("verify --recipe ecs/images").code, 0);

    shell.run("plan --recipe ecs/images --exact --out again.json");
    shell.meddle(|account| {
        let role = account
            .roles
            .get_mut("AliyunECSImageExportDefaultRole")
            .unwrap();
        role.policies.clear();
    });
    let moved = shell.run("apply again.json");
    assert_eq!(moved.code, 1, "{}{}", moved.out, moved.err);
    let text = "the account has changed since the plan was created";
    assert!(moved.err.contains(text), "{}", moved.err);
    let other = shell
        .read("plan.json")
        .replace("AliyunECSImageImportDefaultRole", "other");
    shell.write("other.json", &other);
    let other = shell.run("apply other.json");
    let text = "the plan has role `other`, which its recipe does not define";
    assert!(other.err.contains(text), "{}", other.err);
}

#[test]
fn a_group_is_exported_as_json_and_for_ros() {
    let shell = Shell::new();
    let json = shell.run("export --recipe ecs/images --format json");
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_fits(&json);
    assert_eq!(json["kind"], "exports");
    assert_eq!(json["roles"].as_array().unwrap().len(), 2);
    let ros = shell.run("export --recipe ecs/images --format ros");
    assert_eq!(ros.code, 0, "{}", ros.err);
    assert_eq!(
        ros.out.matches("Type: \"ALIYUN::RAM::Role\"").count(),
        2,
        "{}",
        ros.out
    );
}

#[test]
fn the_access_to_a_bucket_is_removed_and_a_version_is_rolled_back() {
    let shell = Shell::new();
    shell.write("reader.toml", crate::recipe::FILE);
    shell.write(
        "rolewright.toml",
        "[[recipe]]\nid = \"reader.toml\"\nparameters = { bucket = \"one-bucket\" }\n",
    );
    assert_eq!(shell.run("apply --yes").code, 0);
    let both = "apply --recipe reader.toml --set bucket=two-bucket --yes";
    assert_eq!(shell.run(both).code, 0);
    let granted = |bucket: &str| {
        shell
            .run("show --output json")
            .out
            .contains(&format!("{bucket}/*"))
    };
    assert!(granted("one-bucket") && granted("two-bucket"));
    let removed = shell.run("remove --bucket two-bucket --yes");
    assert_eq!(removed.code, 0, "{}{}", removed.out, removed.err);
    assert!(granted("one-bucket") && !granted("two-bucket"));
    let back = shell.run("rollback --yes");
    assert_eq!(back.code, 0, "{}{}", back.out, back.err);
    assert!(granted("two-bucket"));

    let none = shell.run("remove --recipe ecs/images --bucket one-bucket --yes");
    assert!(none.err.contains("takes no buckets"), "{}", none.err);
    let system = shell.run("rollback --recipe ecs/images --yes");
    assert!(system.err.contains("no custom policy"), "{}", system.err);
}

#[test]
fn the_doctor_and_the_operator_policy_cover_all_roles() {
    let shell = Shell::new();
    let policy = shell.run("doctor --recipe ecs/images --operator-policy write");
    for part in [
        "AliyunECSImageExportDefaultRole",
        "AliyunECSImageImportDefaultRole",
    ] {
        assert!(policy.out.contains(part), "{}", policy.out);
    }
    let found = shell.json("doctor --recipe ecs/images");
    assert_fits(&found);
    assert_eq!(found["changes"], 4);
    let verdict = shell.run("doctor --recipe ecs/images --quiet");
    assert_eq!(verdict.out.lines().count(), 1, "{}", verdict.out);
    // Each role has a trust of its own, and so a condition.
    let trusts = "doctor --recipe ros/stack-groups --set administrator=1234567890123456 --operator-policy write";
    let trusts = shell.run(trusts);
    assert_eq!(
        trusts.out.matches("ram:CreateRole").count(),
        2,
        "{}",
        trusts.out
    );
}

#[test]
fn a_service_linked_role_is_applied_verified_and_destroyed() {
    let shell = Shell::new();
    let role = "--recipe AliyunServiceRoleForAlb";
    let planned = shell.run(&format!("plan {role}"));
    let text = "create service-linked role AliyunServiceRoleForAlb";
    assert!(
        planned.code == 2 && planned.out.contains(text),
        "{}",
        planned.out
    );
    let applied = shell.run(&format!("apply {role} --yes --record changes.jsonl"));
    assert_eq!(applied.code, 0, "{}{}", applied.out, applied.err);
    assert!(
        shell
            .read("changes.jsonl")
            .contains("CreateServiceLinkedRole")
    );
    for command in ["plan", "verify", "drift"] {
        let ended = shell.run(&format!("{command} {role}"));
        assert_eq!(ended.code, 0, "{command}: {}{}", ended.out, ended.err);
    }
    assert_fits(&shell.json(&format!("verify {role}")));
    let policy = shell.run(&format!("doctor {role} --operator-policy write"));
    for part in [
        "ram:CreateServiceLinkedRole",
        "\"ram:ServiceName\"",
        "ram:GetServiceLinkedRoleDeletionStatus",
    ] {
        assert!(policy.out.contains(part), "{}", policy.out);
    }
    let hcl = shell.run(&format!("export {role} --format hcl"));
    assert!(
        hcl.out.contains("service_name = \"alb.aliyuncs.com\""),
        "{}",
        hcl.out
    );
    let ros = shell.run(&format!("export {role} --format ros"));
    assert!(
        ros.err
            .contains("ROS has no resource for service-linked roles"),
        "{}",
        ros.err
    );
    let destroyed = shell.run(&format!("destroy {role} --yes --account {ACCOUNT}"));
    assert_eq!(destroyed.code, 0, "{}{}", destroyed.out, destroyed.err);
    assert_eq!(shell.run(&format!("verify {role}")).code, 2);
}

#[test]
fn a_bad_recipe_is_rejected_before_a_provider_is_asked() {
    let shell = Shell::new();
    let file = crate::recipe::FILE;
    let large = format!("{file}\n# {}\n", "x".repeat(1024 * 1024));
    for (text, place, message) in [
        (file.replace("title", "titel"), "line 3,", "unknown key `titel`"),
        (file.replace("kind = \"bucket\"", "kind = \"bukket\""), "line 7,", "unknown value `bukket`"),
        (
            file.replace("[[role.access]]", "[[role]]\nname = \"Reports-Reader\"\ntrust = [\"fc.aliyuncs.com\"]\nsystem_policies = [\"X\"]\n[[role.access]]"),
            "line 24,",
            "two roles are named `Reports-Reader`",
        ),
        (
            format!("{file}\n[parameter.other]\nkind = \"name\"\ndescription = \"x\"\n"),
            "line 28,",
            "parameter `other` is not used",
        ),
        (file.replacen("{bucket}/*", "other/*", 1), "line 25,", "does not allow oss:GetObject"),
        (file.replacen("oss:GetObject", "oss:GetObjct*", 1), "line 2", "oss:GetObj"),
        (file.replacen("purpose = \"read the reports\"\nactions = [\"oss:GetObject\"]\nresource =", "actions = []\nresource =", 1), "line 23,", "purpose"),
        (file.replacen("{bucket}", "{bucket", 1), "line 21,", "closing brace"),
        (large, "", "too large"),
    ] {
        shell.write("bad.toml", &text);
        for command in ["plan", "apply --yes", "verify", "export --format hcl"] {
            let line = format!("{command} --recipe bad.toml --bucket my-reports --provider alibaba");
            let ended = shell.run(&line);
            assert!(
                ended.code == 1 && ended.err.contains(place) && ended.err.contains("bad.toml") && ended.err.contains(message),
                "{message}: {}",
                ended.err
            );
            assert!(ended.err.contains("help:"), "{message}: {}", ended.err);
            assert!(ended.out.is_empty() && !ended.err.contains("credential"), "{}", ended.err);
        }
    }
}

//! Parts of the account that the desired state doesn't have: each is named, is drift, and can be accepted.

use rolewright::operation::{
    AttachPolicyToRole, AttachPolicyToUser, CreatePolicy, CreatePolicyVersion, CreateUser,
    PolicyType, UpdateRole,
};
use rolewright::recipe::container_registry::{POLICY, ROLE};

use crate::foreign::make;
use crate::{ACCOUNT, Shell};

const BACKDOOR: &str = r#"{"Effect":"Allow","Action":"ram:CreateAccessKey","Resource":"*"}"#;

pub(crate) fn set_up() -> Shell {
    let shell = Shell::new();
    assert_eq!(shell.run("apply --bucket my-images --yes").code, 0);
    shell
}

fn attached(shell: &Shell, name: &str, statements: &str) {
    shell.meddle(|account| {
        let document = format!(r#"{{"Version":"1","Statement":[{statements}]}}"#);
        make(
            account,
            &CreatePolicy {
                policy_name: name.into(),
                policy_document: document,
                ..CreatePolicy::default()
            },
        );
        attach(account, PolicyType::Custom, name);
    });
}

pub(crate) fn attach(account: &mut rolewright::mock::Account, policy_type: PolicyType, name: &str) {
    make(
        account,
        &AttachPolicyToRole {
            policy_type,
            policy_name: name.into(),
            role_name: ROLE.into(),
            ..Default::default()
        },
    );
}

pub(crate) fn accepting(shell: &Shell, entry: &str) {
    let entry = format!("[[accept]]\n{entry}\nreason = \"ticket 42\"\n");
    std::fs::write(shell.path().join("rolewright.toml"), entry).unwrap();
}

/// The text in one line.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_statement_in_a_numbered_policy_is_named_by_every_command_and_is_drift() {
    let shell = set_up();
    attached(&shell, &format!("{POLICY}-2"), BACKDOOR);
    for line in [
        "plan --bucket my-images",
        "verify --bucket my-images",
        "drift --bucket my-images",
        "apply --bucket my-images --yes",
        "show",
        "verify --bucket my-images --output junit",
        "drift --bucket my-images --output junit",
        "verify --bucket my-images --output sarif",
        "drift --bucket my-images --output sarif",
        "apply --bucket team-b --yes",
        "remove --bucket team-b --yes",
        "rollback --yes",
    ] {
        let ended = shell.run(line);
        let told = ended.out + &ended.err;
        assert!(told.contains("ram:CreateAccessKey"), "{line}: {told}");
    }
    assert_eq!(shell.run("drift --bucket my-images").code, 2);
    let drift = shell.json("drift --bucket my-images");
    assert_eq!(drift["outcome"], "drifted");
}

#[test]
fn a_principal_and_a_policy_that_stay_are_named_by_remove_and_rollback_without_changing_their_exit()
{
    let shell = set_up();
    assert_eq!(shell.run("apply --bucket team-b --yes").code, 0);
    shell.meddle(|account| {
        attach(account, PolicyType::System, "AdministratorAccess");
        let trust = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
            "Principal":{"Service":["cr.aliyuncs.com"],"RAM":["acs:ram::1234567890123456:root"]}}]}"#;
        account.roles.get_mut(ROLE).unwrap().trust = trust.into();
    });
    for line in ["remove --bucket team-b --yes", "rollback --yes"] {
        let ended = shell.run(line);
        assert_eq!(ended.code, 0, "{line}: {}{}", ended.out, ended.err);
        for part in [
            "warning: system policy AdministratorAccess is also attached",
            "warning: the role trusts every RAM user and role of account 1234567890123456",
        ] {
            assert!(words(&ended.out).contains(part), "{line}: {}", ended.out);
        }
        // An apply for the bucket would grant it again.
        assert!(
            !ended.out.contains("rolewright apply"),
            "{line}: {}",
            ended.out
        );
    }
}

#[test]
fn each_unmanaged_part_is_drift_until_it_is_accepted_with_a_reason() {
    let shell = set_up();
    let trust = r#"{"Version":"1","Statement":[
        {"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["cr.aliyuncs.com"]}},
        {"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":["acs:ram::1234567890123456:user/eve"]}}]}"#;
    attached(&shell, "extra", BACKDOOR);
    shell.meddle(|account| {
        attach(account, PolicyType::System, "AliyunOSSReadOnlyAccess");
        let user_name = "eve".to_owned();
        make(
            account,
            &CreateUser {
                user_name,
                ..CreateUser::default()
            },
        );
        make(
            account,
            &UpdateRole {
                role_name: ROLE.into(),
                new_assume_role_policy_document: Some(trust.into()),
                ..UpdateRole::default()
            },
        );
    });
    let drifts = |shell: &Shell| {
        let report = shell.json("drift --bucket my-images");
        let findings = report["findings"].as_array().unwrap().clone();
        let is_part = |id: &str| id.starts_with("unmanaged") || id.starts_with("over_broad");
        let open = findings
            .iter()
            .filter(|one| is_part(one["id"].as_str().unwrap()));
        let open = open.filter(|one| one["accepted"].is_null()).count();
        (open, shell.run("drift --bucket my-images").code)
    };
    assert_eq!(drifts(&shell), (3, 2));
    let statement = format!("statement = '{BACKDOOR}'");
    let entries = [
        "principal = \"acs:ram::1234567890123456:user/eve\"",
        "system_policy = \"AliyunOSSReadOnlyAccess\"",
        statement.as_str(),
    ];
    for entry in entries {
        accepting(&shell, entry);
        assert_eq!(drifts(&shell), (2, 2), "{entry}");
    }
    let all = entries.join("\nreason = \"ticket 42\"\n\n[[accept]]\n");
    accepting(&shell, &all);
    assert_eq!(drifts(&shell), (0, 0));
    let drift = shell.run("drift --bucket my-images").out;
    assert!(drift.contains("3 accepted"), "{drift}");
    assert!(drift.contains("accepted: ticket 42"), "{drift}");
    // Not by the name of a custom policy, and not for another statement.
    accepting(
        &shell,
        "statement = '{\"Effect\":\"Allow\",\"Action\":\"ram:*\",\"Resource\":\"*\"}'",
    );
    assert_eq!(drifts(&shell), (3, 2));
    let told = words(&shell.run("drift --bucket my-images").out);
    assert!(told.contains("is accepted but was not found"), "{told}");
}

#[test]
fn an_entry_that_has_ended_accepts_nothing_and_is_a_warning() {
    let shell = set_up();
    shell.meddle(|account| attach(account, PolicyType::System, "AliyunOSSReadOnlyAccess"));
    let until = "system_policy = \"AliyunOSSReadOnlyAccess\"\nuntil = ";
    accepting(&shell, &format!("{until}\"2999-12-31\""));
    assert_eq!(shell.run("drift --bucket my-images").code, 0);
    accepting(&shell, &format!("{until}\"2020-12-31\""));
    let drift = shell.run("drift --bucket my-images");
    assert_eq!(drift.code, 2);
    assert!(
        drift.out.contains("accepted until 2020-12-31"),
        "{}",
        drift.out
    );
    accepting(&shell, "principal = \"a\"\nsystem_policy = \"b\"");
    let refused = shell.run("drift --bucket my-images");
    assert!(
        refused.err.contains("one of `principal`"),
        "{}",
        refused.err
    );
}

#[test]
fn grants_of_another_team_are_no_drift_but_a_pattern_of_buckets_is() {
    let shell = set_up();
    assert_eq!(shell.run("apply --bucket team-b --yes").code, 0);
    assert_eq!(shell.run("drift --bucket my-images").code, 0);
    let document = shell.json("show")["state"]["policy"]["document"].to_string();
    let team = document
        .replace("my-images", "team-c")
        .replace("team-b", "team-c");
    let statements = |text: &str| {
        let document: serde_json::Value = serde_json::from_str(text).unwrap();
        let all = document["Statement"].as_array().unwrap().clone();
        let all: Vec<_> = all.iter().map(ToString::to_string).collect();
        all.join(",")
    };
    attached(&shell, "team-c", &statements(&team));
    let drift = shell.run("drift --bucket my-images");
    assert_eq!(drift.code, 0, "{}", drift.out);
    assert!(drift.out.contains("custom policy team-c"), "{}", drift.out);
    let wide = team.replace("acs:oss:*:*:team-c", "acs:oss:*:*:team*");
    attached(&shell, "wide", &statements(&wide));
    let drift = shell.run("drift --bucket my-images");
    assert_eq!(drift.code, 2, "{}", drift.out);
}

#[test]
fn a_missing_action_is_added_in_its_statement_and_named() {
    let shell = set_up();
    let mut document = shell.json("show")["state"]["policy"]["document"].clone();
    let actions = document["Statement"][0]["Action"].as_array_mut().unwrap();
    actions.retain(|action| action != "oss:PutObject");
    shell.meddle(|account| {
        make(
            account,
            &CreatePolicyVersion {
                policy_name: POLICY.into(),
                policy_document: document.to_string(),
                set_as_default: Some(true),
                ..CreatePolicyVersion::default()
            },
        );
    });
    let plan = shell.run("plan --bucket my-images");
    assert_eq!(plan.code, 2);
    assert!(
        plan.out
            .contains("+ allow oss:PutObject (object operations)"),
        "{}",
        plan.out
    );
    assert_eq!(shell.run("apply --bucket my-images --yes").code, 0);
    let repaired = shell.json("show")["state"]["policy"]["document"].clone();
    assert_eq!(repaired["Statement"].as_array().unwrap().len(), 5);
}

#[test]
fn destroy_keeps_a_policy_with_other_statements_or_users_and_names_it() {
    let destroy = format!("destroy --yes --account {ACCOUNT}");
    let shell = set_up();
    let numbered = format!("{POLICY}-2");
    attached(&shell, &numbered, BACKDOOR);
    let ended = shell.run(&destroy);
    assert_eq!(ended.code, 2, "{}{}", ended.out, ended.err);
    assert!(ended.out.contains("ram:CreateAccessKey"), "{}", ended.out);
    let state = shell.json("show")["state"].clone();
    assert!(
        state["role"].is_null() && state["policy"].is_null(),
        "{state}"
    );
    shell.meddle(|account| assert!(account.policies.contains_key(&numbered)));

    let shell = set_up();
    shell.meddle(|account| {
        let user_name = "bob".to_owned();
        make(
            account,
            &CreateUser {
                user_name: user_name.clone(),
                ..CreateUser::default()
            },
        );
        make(
            account,
            &AttachPolicyToUser {
                policy_type: PolicyType::Custom,
                policy_name: POLICY.into(),
                user_name,
                ..Default::default()
            },
        );
    });
    let ended = shell.run(&destroy);
    assert_eq!(ended.code, 2, "{}{}", ended.out, ended.err);
    assert!(
        words(&ended.out).contains("attached to user bob"),
        "{}",
        ended.out
    );
    shell.meddle(|account| assert!(account.policies.contains_key(POLICY)));
}

#[test]
fn destroy_keeps_a_policy_whose_name_differs_in_letter_case() {
    let shell = set_up();
    let other = POLICY.to_lowercase();
    attached(&shell, &other, BACKDOOR);
    let ended = shell.run(&format!("destroy --yes --account {ACCOUNT}"));
    assert_ne!(ended.code, 0, "{}", ended.out);
    assert!(ended.err.contains(&other), "{}", ended.err);
    shell.meddle(|account| {
        assert!(account.policies.contains_key(&other));
        assert!(account.roles.contains_key(ROLE));
    });
}

#[test]
fn narrowing_keeps_what_is_accepted() {
    let shell = set_up();
    shell.meddle(|account| attach(account, PolicyType::System, "AdministratorAccess"));
    let offers = |shell: &Shell| {
        let plan = shell.json("plan --bucket my-images");
        plan["offers"].as_array().unwrap().len()
    };
    assert_eq!(offers(&shell), 1);
    accepting(&shell, "system_policy = \"AdministratorAccess\"");
    assert_eq!(offers(&shell), 0);
    assert_eq!(shell.run("plan --bucket my-images --narrow").code, 0);
}

#[test]
fn narrowing_attaches_the_policy_before_it_detaches_what_granted_its_access() {
    let shell = set_up();
    shell.meddle(|account| {
        account.policies.remove(POLICY);
        account.roles.get_mut(ROLE).unwrap().policies.clear();
        attach(account, PolicyType::System, "AdministratorAccess");
    });
    assert_eq!(shell.run("plan --bucket my-images").code, 0);
    let apply = shell.json("apply --bucket my-images --narrow --yes");
    let changes = apply["changes"].as_array().unwrap().iter();
    let actions: Vec<_> = changes.map(|one| one["call"]["action"].as_str()).collect();
    let expected = ["CreatePolicy", "AttachPolicyToRole", "DetachPolicyFromRole"];
    assert_eq!(actions, expected.map(Some), "{apply}");
    assert_eq!(shell.run("verify --bucket my-images").code, 0);
    assert_eq!(shell.run("drift --bucket my-images").code, 0);
}

//! Accounts in which somebody else was first, and stores that are none.

use rolewright::mock::{Account, Moment};
use rolewright::operation::{
    AttachPolicyToRole, CreatePolicy, CreatePolicyVersion, CreateRole, PolicyType, UpdateRole,
};
use rolewright::recipe::container_registry::{POLICY, ROLE};
use rolewright::{Call, Operation};

use crate::{ACCOUNT, Shell};

pub(crate) fn make<O: Operation>(account: &mut Account, operation: &O) {
    let moment = Moment::new("2026-01-02T03:04:05Z".parse().unwrap(), "R");
    account.execute(&Call::of(operation), &moment).unwrap();
}

#[test]
fn a_foreign_statement_and_a_foreign_attachment_are_kept_and_named() {
    let shell = Shell::new();
    let foreign = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"log:*","Resource":"*","Sid":"team-b"}]}"#;
    shell.run("show");
    shell.meddle(|account| {
        make(account, &CreatePolicy { policy_name: POLICY.into(), policy_document: foreign.into(), ..CreatePolicy::default() });
        make(account, &CreateRole {
            role_name: ROLE.into(),
            assume_role_policy_document: r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["ecs.aliyuncs.com"]}}]}"#.into(),
            ..CreateRole::default()
        });
        make(account, &AttachPolicyToRole { policy_type: PolicyType::System, policy_name: "AliyunOSSFullAccess".into(), role_name: ROLE.into(), ..Default::default() });
    });
    let apply = shell.run("apply --bucket my-images --yes");
    assert_eq!(apply.code, 0, "{}{}", apply.out, apply.err);
    for kept in [
        "unmanaged principal service ecs.aliyuncs.com is trusted; kept",
        "team-b",
        "system policy AliyunOSSFullAccess is also attached",
    ] {
        let told = format!("{}{}", apply.out, apply.err);
        assert!(told.contains(kept), "{kept}: {told}");
    }
    let state = shell.json("show")["state"].to_string();
    for kept in ["ecs.aliyuncs.com", "team-b", "System/AliyunOSSFullAccess"] {
        assert!(state.contains(kept), "{kept}: {state}");
    }
    let destroy = shell.run(&format!("destroy --yes --account {ACCOUNT}"));
    assert_eq!(destroy.code, 1);
    assert!(
        destroy
            .err
            .contains("AliyunOSSFullAccess is attached to the role"),
        "{}",
        destroy.err
    );
    assert_eq!(shell.run("verify --bucket my-images").code, 0);
}

#[test]
fn a_deny_in_another_attached_policy_refutes_and_is_named() {
    let shell = Shell::new();
    shell.run("apply --bucket my-images --yes");
    let deny =
        r#"{"Version":"1","Statement":[{"Effect":"Deny","Action":"oss:Delete*","Resource":"*"}]}"#;
    shell.meddle(|account| {
        make(
            account,
            &CreatePolicy {
                policy_name: "no-delete".into(),
                policy_document: deny.into(),
                ..CreatePolicy::default()
            },
        );
        make(
            account,
            &AttachPolicyToRole {
                policy_type: PolicyType::Custom,
                policy_name: "no-delete".into(),
                role_name: ROLE.into(),
                ..Default::default()
            },
        );
    });
    let verify = shell.run("verify --bucket my-images");
    assert_eq!(verify.code, 2);
    assert!(
        verify
            .out
            .contains("oss:DeleteObject oss:DeleteObjectVersion"),
        "{}",
        verify.out
    );
    assert!(verify.out.contains(
        "failed       object operations on my-images: 3 of 13 required actions not granted"
    ));
    assert!(
        verify
            .out
            .contains("cause        statement 1 of no-delete denies oss:DeleteObject,")
    );
    assert_eq!(shell.run("apply --bucket my-images --yes").code, 2);
}

#[test]
fn an_older_generation_of_the_page_is_named_and_brought_to_todays() {
    let shell = Shell::new();
    shell.run("apply --bucket my-images --yes");
    let revisions: serde_json::Value = serde_json::from_str(include_str!(
        "../../../rolewright-core/test-data/acr-policy-generations.json"
    ))
    .unwrap();
    for index in 0..3 {
        let old = revisions["generations"][index]["policy"]
            .to_string()
            .replace("{bucket}", "old-bucket");
        shell.meddle(|account| {
            make(
                account,
                &CreatePolicyVersion {
                    policy_name: POLICY.into(),
                    policy_document: old,
                    set_as_default: Some(true),
                    rotate_strategy: Some("DeleteOldestNonDefaultVersionWhenLimitExceeded".into()),
                    ..Default::default()
                },
            );
        });
        let plan = shell.run("plan --bucket my-images");
        assert_eq!(plan.code, 2);
        assert!(plan.out.contains("from revision"), "{}", plan.out);
        assert!(
            !plan.out.contains("unmanaged statement"),
            "all is recognised: {}",
            plan.out
        );
        assert!(plan.out.contains("the policy is revision"), "{}", plan.out);
        assert_eq!(shell.run("apply --bucket my-images --yes").code, 0);
        assert_eq!(shell.run("verify --bucket my-images,old-bucket").code, 0);
    }
}

#[test]
fn a_live_document_that_cannot_be_read_stops_the_run_and_stays() {
    let shell = Shell::new();
    shell.run("apply --bucket my-images --yes");
    shell.meddle(|account| {
        let role = account.roles.get_mut(ROLE).unwrap();
        role.trust = r#"{"Version":"1","Statement":[],"Statement":[]}"#.into();
    });
    let ended = shell.run("apply --bucket my-images --yes");
    assert_eq!(ended.code, 1);
    assert!(
        ended.err.contains("nothing was changed")
            && ended.err.contains("duplicate key `Statement`"),
        "{}",
        ended.err
    );
    shell.meddle(|account| {
        make(account, &UpdateRole {
            role_name: ROLE.into(),
            new_assume_role_policy_document: Some(r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"cr.aliyuncs.com"}}]}"#.into()),
            ..UpdateRole::default()
        });
    });
    assert_eq!(shell.run("plan --bucket my-images").code, 0);
}

#[test]
fn a_set_of_buckets_over_the_limit_is_refused_with_its_size_and_nothing_is_changed() {
    let shell = Shell::new();
    let names: Vec<String> = (0..60)
        .map(|number| format!("a-rather-long-bucket-name-{number}"))
        .collect();
    let ended = shell.run(&format!("apply --bucket {} --yes", names.join(",")));
    assert_eq!(ended.code, 1);
    assert!(
        ended
            .err
            .contains("27 of them as documented, 56 with the same grants pooled"),
        "{}",
        ended.err
    );
    assert!(shell.json("show")["state"]["policy"].is_null());
}

#[test]
fn a_file_that_is_no_store_is_refused_and_left_as_it_is() {
    let shell = Shell::new();
    shell.run("apply --bucket my-images --yes --store whole.db");
    let whole = std::fs::read(shell.path().join("whole.db")).unwrap();
    for (name, content) in [
        (
            "text.db",
            b"somebody's notes, long enough to look like a file of some kind".to_vec(),
        ),
        ("empty.db", Vec::new()),
        ("cut.db", whole[..whole.len() / 2 - 100].to_vec()),
    ] {
        let path = shell.path().join(name);
        std::fs::write(&path, &content).unwrap();
        let ended = shell.run(&format!("apply --bucket my-images --yes --store {name}"));
        assert_eq!(ended.code, 1, "{name}: {}", ended.err);
        assert!(
            ended.err.contains(name) && ended.err.contains("help:"),
            "{name}: {}",
            ended.err
        );
        assert_eq!(std::fs::read(&path).unwrap(), content, "{name}");
    }
}

#[test]
fn what_is_taken_away_is_said_and_what_else_the_document_says_stays() {
    let shell = Shell::new();
    shell.run("show");
    let revisions = include_str!("../../../rolewright-core/test-data/acr-policy-generations.json");
    let revisions: serde_json::Value = serde_json::from_str(revisions).unwrap();
    let mut old = revisions["generations"][0]["policy"].clone();
    old["Id"] = "owned-by-team-b".into();
    let foreign = serde_json::json!({"Effect": "Allow", "Action": "log:*", "Resource": "*"});
    old["Statement"].as_array_mut().unwrap().push(foreign);
    shell.meddle(|account| {
        let policy_document = old.to_string().replace("{bucket}", "old-bucket");
        let policy_name = POLICY.into();
        make(
            account,
            &CreatePolicy {
                policy_name,
                policy_document,
                ..CreatePolicy::default()
            },
        );
    });
    let apply = shell.run("apply --bucket my-images --yes");
    for action in ["oss:DeleteBucket", "oss:DeleteBucketLogging"] {
        let line = format!("- no longer allow {action} (bucket operations)");
        assert!(apply.out.contains(&line), "{}", apply.out);
    }
    let document = shell.json("show")["state"]["policy"]["document"].clone();
    assert_eq!(document["Id"], "owned-by-team-b");
    let destroy = shell.run(&format!("destroy --yes --account {ACCOUNT}"));
    assert_eq!(destroy.code, 2);
    let destroy = destroy.out;
    assert!(destroy.contains("log:*"), "{destroy}");
    let lost = "- trust service cr.aliyuncs.com";
    assert!(destroy.contains(lost), "{destroy}");
}

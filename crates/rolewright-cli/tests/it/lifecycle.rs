//! What happens to a set-up after it was made: removal, rollback, drift, narrowing, splitting.

use rolewright::mock::{BucketState, InstanceState};
use rolewright::operation::{CreatePolicyVersion, PolicyType, SetDefaultPolicyVersion, UpdateRole};
use rolewright::recipe::container_registry::{POLICY, ROLE};

use crate::foreign::make;
use crate::{ACCOUNT, Shell};

const BROAD: &str = r#"{"Effect":"Allow","Action":"oss:*","Resource":"*"}"#;

fn with_statement(shell: &Shell, statement: &str) {
    shell.meddle(|account| {
        let policy = &account.policies[POLICY];
        let document = &policy.versions[&policy.default_version].document;
        let policy_document = document.replacen(
            "\"Statement\":[",
            &format!("\"Statement\":[{statement},"),
            1,
        );
        make(
            account,
            &CreatePolicyVersion {
                policy_name: POLICY.into(),
                policy_document,
                set_as_default: Some(true),
                rotate_strategy: None,
                ..Default::default()
            },
        );
    });
}

fn trusting_the_account(shell: &Shell) {
    shell.meddle(|account| {
        let trust = account.roles[ROLE].trust.replace(
            "\"Service\"",
            &format!("\"RAM\":[\"acs:ram::{ACCOUNT}:root\"],\"Service\""),
        );
        make(
            account,
            &UpdateRole {
                role_name: ROLE.into(),
                new_assume_role_policy_document: Some(trust),
                ..UpdateRole::default()
            },
        );
    });
}

#[test]
fn a_removed_bucket_loses_its_grants_and_the_others_keep_theirs() {
    let shell = Shell::new();
    shell.run("apply --bucket my-images,more-images --yes");
    assert_eq!(
        shell.run("remove --bucket my-images").code,
        64,
        "it asks, or wants --yes"
    );
    let removed = shell.run("remove --bucket my-images --yes");
    assert_eq!(removed.code, 0, "{}", removed.err);
    assert!(
        removed
            .out
            .contains("no longer allow object operations on acs:oss:*:*:my-images/*")
    );
    assert_eq!(shell.run("verify --bucket more-images").code, 0);
    let verify = shell.run("verify --bucket my-images");
    assert_eq!(verify.code, 2);
    assert!(
        verify
            .out
            .contains("cause        no statement names my-images"),
        "{}",
        verify.out
    );
    let last = shell.run("remove --bucket more-images --yes");
    assert!(
        last.out.contains("no bucket is granted any more"),
        "{}",
        last.out
    );
}

#[test]
fn a_running_instance_keeps_what_it_may_need_unless_forced() {
    let shell = Shell::new();
    shell.run("apply --bucket my-images --yes");
    shell.meddle(|account| {
        let instance = InstanceState {
            name: "prod".into(),
            status: "RUNNING".into(),
            ..InstanceState::default()
        };
        account
            .instances
            .insert("cn-hangzhou".into(), vec![instance]);
    });
    for line in [
        "remove --bucket my-images --yes",
        "destroy --yes --account 1234567890123456",
    ] {
        let refused = shell.run(&format!("{line} --region cn-hangzhou"));
        assert_eq!(refused.code, 1, "{}", refused.out);
        assert!(
            refused
                .err
                .contains("instance prod in cn-hangzhou is RUNNING"),
            "{}",
            refused.err
        );
        assert!(refused.err.contains("--force"), "{}", refused.err);
        assert_eq!(shell.run("verify --bucket my-images").code, 0);
    }
    let elsewhere = shell.run("remove --bucket my-images --yes --region cn-beijing");
    assert_eq!(elsewhere.code, 0, "{}", elsewhere.err);
    let forced = format!("destroy --yes --account {ACCOUNT} --region cn-hangzhou --force");
    assert_eq!(shell.run(&forced).code, 0);
}

#[test]
fn a_rollback_puts_the_version_before_in_force_and_shows_what_that_means() {
    let shell = Shell::new();
    shell.run("apply --bucket my-images --yes");
    shell.run("apply --bucket more-images --yes");
    let back = shell.run("rollback --yes");
    assert_eq!(back.code, 0, "{}", back.err);
    assert!(
        back.out.contains("set version v1 of policy"),
        "{}",
        back.out
    );
    assert!(
        back.out
            .contains("no longer allow object operations on acs:oss:*:*:more-images")
    );
    let drift = shell.run("drift --bucket my-images");
    assert_eq!(drift.code, 2);
    assert!(drift.out.contains("although v2 is newer"), "{}", drift.out);
    let verify = shell.run("verify --bucket more-images");
    assert!(
        verify
            .out
            .contains("but the newer v2 allows what is missing"),
        "{}",
        verify.out
    );
    assert_eq!(shell.run("rollback --to v2 --yes").code, 0);
    assert_eq!(shell.run("drift --bucket my-images,more-images").code, 0);
    let none = shell.run("rollback --to v9 --yes");
    assert_eq!(none.code, 1);
    assert!(
        none.err.contains("its versions: v1, v2 (default)"),
        "{}",
        none.err
    );
    let nothing = shell.run("rollback --policy nobodys --yes");
    assert!(
        nothing.err.contains("the policy does not exist"),
        "{}",
        nothing.err
    );
}

#[test]
fn what_is_far_too_wide_is_named_offered_to_be_narrowed_and_narrowed_when_asked() {
    let shell = Shell::new();
    shell.run("apply --bucket my-images --yes");
    with_statement(&shell, BROAD);
    trusting_the_account(&shell);
    let plan = shell.run("plan --bucket my-images");
    assert_eq!(plan.code, 0, "extras are no no: {}", plan.out);
    assert!(plan.out.contains("over-broad"), "{}", plan.out);
    assert!(
        plan.out.contains("Further changes with `--narrow`"),
        "{}",
        plan.out
    );
    let narrowed = shell.run("apply --bucket my-images --narrow --yes");
    assert_eq!(narrowed.code, 0, "{}", narrowed.err);
    assert!(
        narrowed
            .out
            .contains("- statement {\"Effect\":\"Allow\",\"Action\":\"oss:*\"")
    );
    assert!(
        narrowed.out.contains("- trust every RAM user and role"),
        "{}",
        narrowed.out
    );
    assert!(
        !shell
            .run("plan --bucket my-images")
            .out
            .contains("Further changes")
    );
}

#[test]
fn exact_makes_just_the_named_part_equal_and_shows_what_it_drops() {
    let shell = Shell::new();
    shell.run("apply --bucket my-images,more-images --yes");
    trusting_the_account(&shell);
    shell.meddle(|account| {
        make(
            account,
            &rolewright::operation::AttachPolicyToRole {
                policy_type: PolicyType::System,
                policy_name: "AliyunOSSReadOnlyAccess".into(),
                role_name: ROLE.into(),
                ..Default::default()
            },
        );
    });
    let drift = shell.run("drift --bucket my-images --exact");
    assert_eq!(drift.code, 2);
    let policy = shell.run("apply --bucket my-images --exact=policy --yes");
    assert!(
        policy
            .out
            .contains("- no longer allow object operations on acs:oss:*:*:more-images")
    );
    assert!(
        !policy.out.contains("- trust") && !policy.out.contains("- detach"),
        "{}",
        policy.out
    );
    let rest = shell.run("apply --bucket my-images --exact --yes");
    assert!(
        rest.out.contains("- trust every RAM user and role"),
        "{}",
        rest.out
    );
    assert!(
        rest.out.contains("detach policy AliyunOSSReadOnlyAccess"),
        "{}",
        rest.out
    );
    assert_eq!(shell.run("drift --bucket my-images --exact").code, 0);
}

#[test]
fn the_buckets_own_facts_are_looked_at_where_they_can_be() {
    let shell = Shell::new();
    shell.run("apply --bucket my-images --yes");
    shell.meddle(|account| {
        let encryption = Some(rolewright::bucket::Encryption {
            algorithm: "KMS".into(),
            kms_key: Some("key-0123".into()),
        });
        let bucket = BucketState {
            encryption,
            ..BucketState::default()
        };
        account.buckets = Some([("my-images".to_owned(), bucket)].into());
    });
    let verify = shell.run("verify --bucket my-images");
    assert_eq!(verify.code, 2, "{}", verify.out);
    assert!(verify.out.contains("--kms-key key-0123"), "{}", verify.out);
    assert_eq!(
        shell
            .run("apply --bucket my-images --kms-key key-0123 --yes")
            .code,
        0
    );
    let verify = shell.run("verify --bucket my-images");
    assert_eq!(verify.code, 0, "{}", verify.out);
    assert!(
        verify.out.contains("is encrypted with KMS"),
        "{}",
        verify.out
    );
    let missing = shell.run("verify --bucket my-image");
    assert!(
        missing.out.contains("bucket my-image does not exist"),
        "{}",
        missing.out
    );
}

#[test]
fn with_five_versions_a_named_one_may_go_when_none_is_contained() {
    let shell = Shell::new();
    shell.run("apply --bucket my-images --yes");
    for name in ["one", "two", "three", "four"] {
        let statement = format!(r#"{{"Effect":"Allow","Action":"log:{name}","Resource":"*"}}"#);
        shell.meddle(|account| {
            let document = &account.policies[POLICY].versions[&1].document;
            let policy_document = document.replacen(
                "\"Statement\":[",
                &format!("\"Statement\":[{statement},"),
                1,
            );
            make(
                account,
                &CreatePolicyVersion {
                    policy_name: POLICY.into(),
                    policy_document,
                    set_as_default: Some(false),
                    rotate_strategy: None,
                    ..Default::default()
                },
            );
        });
    }
    shell.meddle(|account| {
        // Never an hour old.
        for version in account
            .policies
            .get_mut(POLICY)
            .unwrap()
            .versions
            .values_mut()
        {
            version.created = "2999-01-01T00:00:00Z".to_owned();
        }
    });
    let stuck = shell.run("plan --bucket more-images");
    assert_eq!(stuck.code, 1, "{}", stuck.out);
    assert!(
        stuck.err.contains("also grants other statements")
            && stuck.err.contains("--delete-version"),
        "{}",
        stuck.err
    );
    assert_eq!(
        shell
            .run("apply --bucket more-images --delete-version v2 --yes")
            .code,
        0
    );
    shell.meddle(|account| {
        make(
            account,
            &SetDefaultPolicyVersion {
                policy_name: POLICY.into(),
                version_id: "v3".into(),
                ..Default::default()
            },
        );
    });
    assert_eq!(shell.run("verify --bucket more-images").code, 2);
}

#[test]
fn a_rollback_names_each_action_that_it_removes() {
    let shell = Shell::new();
    shell.run("apply --bucket my-images --yes");
    shell.meddle(|account| {
        let versions = &mut account.policies.get_mut(POLICY).unwrap().versions;
        let first = versions.get_mut(&1).unwrap();
        first.document = first.document.replace("\"oss:PutObject\",", "");
    });
    let repaired = shell.run("apply --bucket my-images --yes");
    assert!(
        repaired.out.contains("+ allow oss:PutObject"),
        "{}",
        repaired.out
    );
    let back = shell.run("rollback --yes");
    assert_eq!(back.code, 0, "{}", back.err);
    assert!(
        back.out
            .contains("- no longer allow oss:PutObject (object operations)"),
        "{}",
        back.out
    );
}

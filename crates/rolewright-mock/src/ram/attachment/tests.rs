//! Tests of attachments.

use super::*;
use crate::testing::{DOCUMENT, Lab, to_role};
use rolewright_core::operation::{
    AttachPolicyToGroup, AttachPolicyToRole, AttachPolicyToUser, CreatePolicyVersion,
    DetachPolicyFromGroup, DetachPolicyFromRole, DetachPolicyFromUser, ListPoliciesForGroup,
    ListPoliciesForRole, ListPoliciesForUser,
};

fn from_role(policy: &str, role: &str) -> DetachPolicyFromRole {
    DetachPolicyFromRole {
        policy_type: PolicyType::Custom,
        policy_name: policy.into(),
        role_name: role.into(),
        ..Default::default()
    }
}

#[test]
fn an_attachment_is_listed_by_policy_and_holder() {
    let mut lab = Lab::default()
        .with_role("r")
        .with_policy("p")
        .attached("p", "r");
    lab.ok(AttachPolicyToRole {
        policy_type: PolicyType::System,
        policy_name: "AliyunOSSFullAccess".into(),
        role_name: "r".into(),
        ..Default::default()
    });
    let listed = lab
        .ok(ListPoliciesForRole {
            role_name: "r".into(),
            ..Default::default()
        })
        .policies
        .policy;
    let names: Vec<_> = listed
        .iter()
        .map(|policy| policy.policy_name.as_str())
        .collect();
    assert_eq!(names, ["p", "AliyunOSSFullAccess"]);
    assert_eq!(listed[0].attach_date, "2026-01-02T03:04:08Z");
    let policy_type = PolicyType::Custom;
    let entities = lab.ok(ListEntitiesForPolicy {
        policy_type,
        policy_name: "p".into(),
        ..Default::default()
    });
    assert_eq!(
        entities.roles.role[0].arn,
        "acs:ram::1234567890123456:role/r"
    );
    assert_eq!(entities.roles.role[0].attach_date, "2026-01-02T03:04:08Z");
    assert!(entities.users.user.is_empty() && entities.groups.group.is_empty());
}

#[test]
fn a_list_shows_the_current_default_version() {
    let mut lab = Lab::default()
        .with_role("r")
        .with_policy("p")
        .attached("p", "r");
    lab.ok(CreatePolicyVersion {
        policy_name: "p".into(),
        policy_document: DOCUMENT.into(),
        set_as_default: Some(true),
        rotate_strategy: None,
        ..Default::default()
    });
    let listed = lab
        .ok(ListPoliciesForRole {
            role_name: "r".into(),
            ..Default::default()
        })
        .policies
        .policy;
    assert_eq!(listed[0].default_version, "v2");
}

#[test]
fn attaching_twice_and_detaching_an_unattached_policy_are_refused() {
    let mut lab = Lab::default().with_role("r").with_policy("p");
    assert_eq!(
        lab.refusal(from_role("p", "r")),
        "404 EntityNotExist.Role.Policy"
    );
    lab.ok(to_role("p", "r"));
    assert_eq!(
        lab.refusal(to_role("p", "r")),
        "409 EntityAlreadyExists.Role.Policy"
    );
    lab.ok(from_role("p", "r"));
    assert!(lab.account.roles["r"].policies.is_empty());
}

#[test]
fn role_and_policy_must_exist_and_be_well_formed() {
    let mut lab = Lab::default().with_role("r").with_policy("p");
    let typed = |policy_type: PolicyType| AttachPolicyToRole {
        policy_type,
        ..to_role("p", "r")
    };
    for (request, code) in [
        (to_role("p", "gone"), "404 EntityNotExist.Role"),
        (to_role("gone", "r"), "404 EntityNotExist.Policy"),
        (to_role("gone", "gone"), "404 EntityNotExist.Role"),
        (typed(PolicyType::System), "404 EntityNotExist.Policy"),
        (
            typed(PolicyType::Other("system".into())),
            "400 InvalidParameter.PolicyType",
        ),
        (
            to_role("p", "a b"),
            "400 InvalidParameter.RoleName.InvalidChars",
        ),
        (
            to_role("a b", "r"),
            "400 InvalidParameter.PolicyName.InvalidChars",
        ),
    ] {
        assert_eq!(lab.refusal(request), code);
    }
    assert_eq!(
        lab.refusal(from_role("p", "gone")),
        "404 EntityNotExist.Role"
    );
    assert_eq!(
        lab.refusal(from_role("gone", "r")),
        "404 EntityNotExist.Policy"
    );
    let gone = ListPoliciesForRole {
        role_name: "gone".into(),
        ..Default::default()
    };
    assert_eq!(lab.refusal(gone), "404 EntityNotExist.Role");
    let (policy_type, policy_name) = (PolicyType::Custom, "gone".into());
    assert_eq!(
        lab.refusal(ListEntitiesForPolicy {
            policy_type,
            policy_name,
            ..Default::default()
        }),
        "404 EntityNotExist.Policy"
    );
}

#[test]
fn a_role_takes_ten_custom_policies_and_further_system_policies() {
    let mut lab = Lab::default().with_role("r");
    for number in 0..11 {
        lab = lab.with_policy(&format!("p{number}"));
    }
    for number in 0..10 {
        lab.ok(to_role(&format!("p{number}"), "r"));
    }
    assert_eq!(
        lab.refusal(to_role("p10", "r")),
        "409 LimitExceeded.Role.Policy"
    );
    // An existing attachment is checked before the limit.
    assert_eq!(
        lab.refusal(to_role("p0", "r")),
        "409 EntityAlreadyExists.Role.Policy"
    );
    let system = |name: &str| AttachPolicyToRole {
        policy_type: PolicyType::System,
        ..to_role(name, "r")
    };
    lab.ok(system("AliyunOSSFullAccess"));
    // Each type has its own limit.
    lab.account.limits.custom_policies_per_role = 11;
    lab.ok(to_role("p10", "r"));
    lab.account.limits.system_policies_per_role = 1;
    assert_eq!(
        lab.refusal(system("AliyunRAMFullAccess")),
        "409 LimitExceeded.Role.Policy"
    );
}

#[test]
fn users_and_groups_follow_the_same_rules() {
    let mut lab = Lab::default()
        .with_user("u")
        .with_group("g")
        .with_policy("p");
    let user = || AttachPolicyToUser {
        policy_type: PolicyType::Custom,
        policy_name: "p".into(),
        user_name: "u".into(),
        ..Default::default()
    };
    let group = || AttachPolicyToGroup {
        policy_type: PolicyType::Custom,
        policy_name: "p".into(),
        group_name: "g".into(),
        ..Default::default()
    };
    let from_user = || DetachPolicyFromUser {
        policy_type: PolicyType::Custom,
        policy_name: "p".into(),
        user_name: "u".into(),
        ..Default::default()
    };
    let from_group = || DetachPolicyFromGroup {
        policy_type: PolicyType::Custom,
        policy_name: "p".into(),
        group_name: "g".into(),
        ..Default::default()
    };
    lab.account.limits.custom_policies_per_role = 0;
    assert_eq!(lab.refusal(user()), "409 LimitExceeded.User.Policy");
    assert_eq!(lab.refusal(group()), "409 LimitExceeded.Group.Policy");
    lab.account.limits.custom_policies_per_role = 1;
    assert_eq!(lab.refusal(from_user()), "404 EntityNotExist.User.Policy");
    assert_eq!(lab.refusal(from_group()), "404 EntityNotExist.Group.Policy");
    lab.ok(user());
    lab.ok(group());
    assert_eq!(lab.refusal(user()), "409 EntityAlreadyExists.User.Policy");
    assert_eq!(lab.refusal(group()), "409 EntityAlreadyExists.Group.Policy");
    let (policy_type, policy_name) = (PolicyType::Custom, "p".into());
    let entities = lab.ok(ListEntitiesForPolicy {
        policy_type,
        policy_name,
        ..Default::default()
    });
    assert_eq!(entities.users.user[0].user_name, "u");
    assert_eq!(entities.groups.group[0].group_name, "g");
    let listed = lab.ok(ListPoliciesForUser {
        user_name: "u".into(),
        ..Default::default()
    });
    assert_eq!(listed.policies.policy.len(), 1);
    lab.ok(from_user());
    lab.ok(from_group());
    let listed = lab.ok(ListPoliciesForGroup {
        group_name: "g".into(),
        ..Default::default()
    });
    assert!(listed.policies.policy.is_empty());
    let gone = AttachPolicyToUser {
        user_name: "x".into(),
        ..user()
    };
    assert_eq!(lab.refusal(gone), "404 EntityNotExist.User");
    let gone = AttachPolicyToGroup {
        group_name: "x".into(),
        ..group()
    };
    assert_eq!(lab.refusal(gone), "404 EntityNotExist.Group");
}

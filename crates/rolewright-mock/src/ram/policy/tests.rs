//! Tests of policies.

use super::*;
use crate::testing::{DOCUMENT, Lab, TRUST, to_role};
use rolewright_core::operation::{
    AttachPolicyToGroup, AttachPolicyToUser, CreatePolicyVersion, DetachPolicyFromGroup,
    DetachPolicyFromRole, DetachPolicyFromUser,
};

fn new(name: &str, document: &str) -> CreatePolicy {
    CreatePolicy {
        policy_name: name.into(),
        policy_document: document.into(),
        ..CreatePolicy::default()
    }
}

fn get(name: &str, policy_type: PolicyType) -> GetPolicy {
    GetPolicy {
        policy_name: name.into(),
        policy_type,
        ..Default::default()
    }
}

#[test]
fn a_new_policy_has_version_one_as_default() {
    let mut lab = Lab::default();
    let made = lab.ok(CreatePolicy {
        description: Some("d".into()),
        ..new("p", DOCUMENT)
    });
    assert_eq!(made.policy.default_version, "v1");
    assert_eq!(made.policy.policy_type, PolicyType::Custom);
    assert_eq!(
        (made.policy.update_date, made.policy.attachment_count),
        (None, None)
    );
    let read = lab.ok(get("p", PolicyType::Custom));
    assert_eq!(read.policy.description.as_deref(), Some("d"));
    assert_eq!(read.policy.attachment_count, Some(0));
    assert_eq!(read.default_policy_version.version_id, "v1");
    assert!(read.default_policy_version.is_default_version);
    assert_eq!(read.default_policy_version.policy_document, DOCUMENT);
}

#[test]
fn a_malformed_policy_is_refused() {
    let mut lab = Lab::default();
    let padded = |bytes: usize| format!("{DOCUMENT}{}", " ".repeat(bytes - DOCUMENT.len()));
    for (request, code) in [
        (
            new("a.b", DOCUMENT),
            "400 InvalidParameter.PolicyName.InvalidChars",
        ),
        (
            new(&"a".repeat(129), DOCUMENT),
            "400 InvalidParameter.PolicyName.Length",
        ),
        (new("p", ""), "400 MissingParameter.PolicyDocument"),
        (
            new("p", &padded(6145)),
            "400 InvalidParameter.PolicyDocument.Length",
        ),
        (new("p", "not json"), "400 MalformedPolicyDocument"),
        (new("p", TRUST), "400 MalformedPolicyDocument"),
        (
            new("p", r#"{"Version":"1"}"#),
            "400 MalformedPolicyDocument",
        ),
        (
            new("p", r#"{"Version":"1","Statement":[]}"#),
            "400 MalformedPolicyDocument",
        ),
        (
            CreatePolicy {
                description: Some("d".repeat(1025)),
                ..new("p", DOCUMENT)
            },
            "400 InvalidParameter.Description.Length",
        ),
    ] {
        assert_eq!(lab.refusal(request), code);
    }
    lab.ok(new(&"a".repeat(128), &padded(6144)));
}

#[test]
fn a_document_is_measured_in_bytes() {
    let mut lab = Lab::default();
    let text = DOCUMENT.replace("oss:GetObject", &"é".repeat(3050));
    assert!(text.chars().count() < 6144 && text.len() > 6144);
    assert_eq!(
        lab.refusal(new("p", &text)),
        "400 InvalidParameter.PolicyDocument.Length"
    );
}

#[test]
fn names_are_unique_and_the_account_has_a_limit() {
    let mut lab = Lab::default().with_policy("p");
    assert_eq!(
        lab.refusal(new("p", DOCUMENT)),
        "409 EntityAlreadyExists.Policy"
    );
    lab.account.limits.custom_policies = 1;
    assert_eq!(lab.refusal(new("q", DOCUMENT)), "409 LimitExceeded.Policy");
}

#[test]
fn only_a_known_type_finds_a_policy() {
    let mut lab = Lab::default().with_policy("p");
    assert_eq!(
        lab.refusal(get("p", PolicyType::System)),
        "404 EntityNotExist.Policy"
    );
    assert_eq!(
        lab.refusal(get("p", PolicyType::Other("custom".into()))),
        "400 InvalidParameter.PolicyType"
    );
    assert_eq!(
        lab.refusal(get("p!", PolicyType::Custom)),
        "400 InvalidParameter.PolicyName.InvalidChars"
    );
    let by_name = rolewright_core::Call::new(
        rolewright_core::Service::RAM,
        "GetPolicy",
        rolewright_core::Access::Read,
    );
    let error = lab
        .call(&by_name.with_param("PolicyName", "p"))
        .unwrap_err();
    assert_eq!(error.code(), Some("MissingParameter.PolicyType"));
}

#[test]
fn a_description_is_replaced_and_cleared() {
    let mut lab = Lab::default().with_policy("p");
    let new = |text: &str| UpdatePolicyDescription {
        policy_name: "p".into(),
        new_description: text.into(),
        ..Default::default()
    };
    let changed = lab.ok(new("other")).policy;
    assert_eq!(changed.description.as_deref(), Some("other"));
    assert_eq!(changed.update_date.as_deref(), Some("2026-01-02T03:04:07Z"));
    assert_eq!(
        lab.refusal(new(&"d".repeat(1025))),
        "400 InvalidParameter.NewDescription.Length"
    );
    assert_eq!(lab.ok(new("")).policy.description, None);
    let absent = rolewright_core::Call::new(
        rolewright_core::Service::RAM,
        "UpdatePolicyDescription",
        rolewright_core::Access::Write,
    );
    let error = lab.call(&absent.with_param("PolicyName", "p")).unwrap_err();
    assert_eq!(error.code(), Some("MissingParameter.NewDescription"));
}

#[test]
fn a_policy_is_deleted_only_when_it_is_unattached_and_has_one_version() {
    let mut lab = Lab::default()
        .with_policy("p")
        .with_role("r")
        .with_user("u")
        .with_group("g");
    let (policy_type, name) = (PolicyType::Custom, String::from("p"));
    lab.ok(CreatePolicyVersion {
        policy_name: name.clone(),
        policy_document: DOCUMENT.into(),
        ..CreatePolicyVersion::default()
    });
    lab.ok(to_role("p", "r"));
    lab.ok(AttachPolicyToUser {
        policy_type: policy_type.clone(),
        policy_name: name.clone(),
        user_name: "u".into(),
        ..Default::default()
    });
    lab.ok(AttachPolicyToGroup {
        policy_type: policy_type.clone(),
        policy_name: name.clone(),
        group_name: "g".into(),
        ..Default::default()
    });
    assert_eq!(
        lab.ok(get("p", PolicyType::Custom)).policy.attachment_count,
        Some(3)
    );
    let delete = |cascading| DeletePolicy {
        policy_name: "p".into(),
        cascading_delete: cascading,
        ..Default::default()
    };
    assert_eq!(
        lab.refusal(delete(Some(true))),
        "409 DeleteConflict.Policy.User"
    );
    lab.ok(DetachPolicyFromUser {
        policy_type: policy_type.clone(),
        policy_name: name.clone(),
        user_name: "u".into(),
        ..Default::default()
    });
    assert_eq!(
        lab.refusal(delete(Some(true))),
        "409 DeleteConflict.Policy.Group"
    );
    lab.ok(DetachPolicyFromGroup {
        policy_type: policy_type.clone(),
        policy_name: name.clone(),
        group_name: "g".into(),
        ..Default::default()
    });
    assert_eq!(
        lab.refusal(delete(Some(true))),
        "409 DeleteConflict.Policy.Role"
    );
    lab.ok(DetachPolicyFromRole {
        policy_type,
        policy_name: name,
        role_name: "r".into(),
        ..Default::default()
    });
    assert_eq!(
        lab.refusal(delete(None)),
        "409 DeleteConflict.Policy.Version"
    );
    assert_eq!(
        lab.refusal(delete(Some(false))),
        "409 DeleteConflict.Policy.Version"
    );
    lab.ok(delete(Some(true)));
    assert_eq!(lab.refusal(delete(None)), "404 EntityNotExist.Policy");
}

#[test]
fn a_system_policy_can_be_read_and_not_changed() {
    let mut lab = Lab::default();
    let read = lab.ok(get("AdministratorAccess", PolicyType::System));
    assert_eq!(read.policy.policy_type, PolicyType::System);
    assert!(
        read.default_policy_version
            .policy_document
            .contains(r#""Action":"*""#)
    );
    let name = || "AdministratorAccess".to_owned();
    assert_eq!(
        lab.refusal(DeletePolicy {
            policy_name: name(),
            cascading_delete: None,
            ..Default::default()
        }),
        "404 EntityNotExist.Policy"
    );
    assert_eq!(
        lab.refusal(CreatePolicyVersion {
            policy_name: name(),
            policy_document: DOCUMENT.into(),
            ..CreatePolicyVersion::default()
        }),
        "404 EntityNotExist.Policy"
    );
}

#[test]
fn a_list_has_the_custom_policies_first_and_can_be_of_one_type() {
    let mut lab = Lab::default().with_policy("z").with_policy("a");
    let names = |lab: &mut Lab, policy_type| {
        let listed = lab.ok(ListPolicies {
            policy_type,
            max_items: Some(1000),
            ..ListPolicies::default()
        });
        listed
            .policies
            .policy
            .into_iter()
            .map(|policy| policy.policy_name)
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&mut lab, Some(PolicyType::Custom)), ["a", "z"]);
    let both = names(&mut lab, None);
    assert_eq!(both[..3], ["a", "z", "AdministratorAccess"]);
    assert_eq!(
        both.len(),
        2 + names(&mut lab, Some(PolicyType::System)).len()
    );
    let other = Some(PolicyType::Other("any".into()));
    assert_eq!(
        lab.refusal(ListPolicies {
            policy_type: other,
            ..ListPolicies::default()
        }),
        "400 InvalidParameter.PolicyType"
    );
}

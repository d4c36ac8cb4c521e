//! Tests of roles.

use super::*;
use crate::testing::{DOCUMENT, Lab, TRUST, trusting};
use rolewright_core::operation::Tag;

fn new(name: &str) -> CreateRole {
    CreateRole {
        role_name: name.into(),
        assume_role_policy_document: TRUST.into(),
        ..CreateRole::default()
    }
}

#[test]
fn a_new_role_is_returned_as_requested() {
    let mut lab = Lab::default();
    let spaced = TRUST.replace(',', " ,\n ");
    let request = CreateRole {
        assume_role_policy_document: spaced.clone(),
        description: Some("for images".into()),
        max_session_duration: Some(7200),
        ..new("Demo.1")
    };
    let made = lab.ok(request).role;
    assert_eq!(made.arn, "acs:ram::1234567890123456:role/Demo.1");
    assert_eq!(made.create_date, "2026-01-02T03:04:06Z");
    assert_eq!((made.update_date, made.role_principal_name), (None, None));
    let read = lab
        .ok(GetRole {
            role_name: "Demo.1".into(),
            ..Default::default()
        })
        .role;
    assert_eq!(read.assume_role_policy_document, spaced);
    assert_eq!(read.description.as_deref(), Some("for images"));
    assert_eq!(read.max_session_duration, Some(7200));
    assert_eq!(read.update_date.as_deref(), Some("2026-01-02T03:04:06Z"));
    assert_eq!(read.is_service_linked_role, Some(false));
    assert_eq!(
        read.role_principal_name.as_deref(),
        Some("Demo.1@role.1234567890123456.onaliyunservice.com")
    );
    assert_eq!(read.role_id, made.role_id);
}

#[test]
fn two_roles_have_two_ids_and_one_hour_is_the_default_session() {
    let mut lab = Lab::default();
    let (one, two) = (lab.ok(new("one")).role, lab.ok(new("two")).role);
    assert_ne!(one.role_id, two.role_id);
    assert_eq!(one.max_session_duration, Some(3600));
}

#[test]
fn a_malformed_role_is_refused() {
    let mut lab = Lab::default();
    let trust = |document: &str| CreateRole {
        assume_role_policy_document: document.into(),
        ..new("demo")
    };
    for (request, code) in [
        (new("a_b"), "400 InvalidParameter.RoleName.InvalidChars"),
        (new(&"a".repeat(65)), "400 InvalidParameter.RoleName.Length"),
        (new(""), "400 MissingParameter.RoleName"),
        (trust(""), "400 MissingParameter.AssumeRolePolicyDocument"),
        (trust("{}"), "400 MalformedPolicyDocument"),
        (trust(DOCUMENT), "400 MalformedPolicyDocument"),
        (
            trust(&TRUST.replace("\"1\"", "\"2\"")),
            "400 MalformedPolicyDocument",
        ),
        (
            trust(r#"{"Version":"1","Statement":[]}"#),
            "400 MalformedPolicyDocument",
        ),
        (
            trust(&format!("{TRUST}{}", " ".repeat(6144))),
            "400 InvalidParameter.AssumeRolePolicyDocument.Length",
        ),
        (
            CreateRole {
                description: Some("é".repeat(1025)),
                ..new("demo")
            },
            "400 InvalidParameter.Description.Length",
        ),
        (
            CreateRole {
                max_session_duration: Some(3599),
                ..new("demo")
            },
            "400 InvalidParameter.MaxSessionDuration",
        ),
        (
            CreateRole {
                max_session_duration: Some(43201),
                ..new("demo")
            },
            "400 InvalidParameter.MaxSessionDuration",
        ),
        (
            CreateRole {
                tag: vec![Tag::default()],
                ..new("demo")
            },
            "400 InvalidParameter.Tag",
        ),
    ] {
        assert_eq!(lab.refusal(request), code);
    }
    let longest = CreateRole {
        description: Some("é".repeat(1024)),
        ..new(&"a".repeat(64))
    };
    lab.ok(longest);
}

#[test]
fn names_are_unique_in_any_case_and_read_as_they_are() {
    let mut lab = Lab::default().with_role("demo");
    assert_eq!(lab.refusal(new("demo")), "409 EntityAlreadyExists.Role");
    assert_eq!(lab.refusal(new("Demo")), "409 EntityAlreadyExists.Role");
    let other = GetRole {
        role_name: "Demo".into(),
        ..Default::default()
    };
    assert_eq!(lab.refusal(other), "404 EntityNotExist.Role");
}

#[test]
fn an_empty_description_clears_it() {
    let mut lab = Lab::default().with_role("demo");
    let describe = |text: &str| UpdateRole {
        role_name: "demo".into(),
        new_description: Some(text.into()),
        ..UpdateRole::default()
    };
    let described = lab.ok(describe("text")).role.description;
    assert_eq!(described.as_deref(), Some("text"));
    assert_eq!(lab.ok(describe("")).role.description, None);
}

#[test]
fn the_account_takes_no_role_over_its_limit() {
    let mut lab = Lab::default();
    lab.account.limits.roles = 1;
    lab.ok(new("one"));
    assert_eq!(lab.refusal(new("two")), "409 LimitExceeded.Role");
}

#[test]
fn users_and_roles_in_a_trust_policy_must_exist() {
    let mut lab = Lab::default().with_user("alice").with_role("Builder");
    let trust = |principal: &str| UpdateRole {
        role_name: "Builder".into(),
        new_assume_role_policy_document: Some(trusting(principal, "")),
        ..UpdateRole::default()
    };
    for known in [
        "acs:ram::1234567890123456:user/alice",
        "acs:ram::1234567890123456:role/builder",
        "acs:ram::1234567890123456:root",
        "acs:ram::999:user/bob",
    ] {
        lab.ok(trust(known));
    }
    for unknown in ["user/bob", "role/other"] {
        let arn = format!("acs:ram::1234567890123456:{unknown}");
        assert_eq!(lab.refusal(trust(&arn)), "400 MalformedPolicyDocument");
    }
}

#[test]
fn an_update_changes_only_what_is_set() {
    let mut lab = Lab::default().with_role("demo");
    let changed = lab
        .ok(UpdateRole {
            role_name: "demo".into(),
            new_description: Some("new".into()),
            new_max_session_duration: Some(43200),
            ..UpdateRole::default()
        })
        .role;
    assert_eq!(changed.description.as_deref(), Some("new"));
    assert_eq!(changed.assume_role_policy_document, TRUST);
    assert_eq!(changed.create_date, "2026-01-02T03:04:06Z");
    assert_eq!(changed.update_date.as_deref(), Some("2026-01-02T03:04:07Z"));
    let trust = trusting("acs:ram::1:root", "");
    let changed = lab
        .ok(UpdateRole {
            role_name: "demo".into(),
            new_assume_role_policy_document: Some(trust.clone()),
            ..UpdateRole::default()
        })
        .role;
    assert_eq!(changed.description.as_deref(), Some("new"));
    assert_eq!(changed.max_session_duration, Some(43200));
    assert_eq!(changed.assume_role_policy_document, trust);
}

#[test]
fn a_malformed_update_is_refused() {
    let mut lab = Lab::default().with_role("demo");
    let new = || UpdateRole {
        role_name: "demo".into(),
        ..UpdateRole::default()
    };
    let long = Some(" ".repeat(6145));
    for (request, code) in [
        (
            UpdateRole {
                role_name: "gone".into(),
                ..new()
            },
            "404 EntityNotExist.Role",
        ),
        (
            UpdateRole {
                new_max_session_duration: Some(1),
                ..new()
            },
            "400 InvalidParameter.NewMaxSessionDuration",
        ),
        (
            UpdateRole {
                new_description: long.clone(),
                ..new()
            },
            "400 InvalidParameter.NewDescription.Length",
        ),
        (
            UpdateRole {
                new_assume_role_policy_document: long,
                ..new()
            },
            "400 InvalidParameter.NewAssumeRolePolicyDocument.Length",
        ),
        (
            UpdateRole {
                new_assume_role_policy_document: Some("[]".repeat(2)),
                ..new()
            },
            "400 MalformedPolicyDocument",
        ),
    ] {
        assert_eq!(lab.refusal(request), code);
    }
}

#[test]
fn a_role_with_attached_policies_is_not_deleted() {
    let mut lab = Lab::default()
        .with_role("demo")
        .with_policy("p")
        .attached("p", "demo");
    let delete = || DeleteRole {
        role_name: "demo".into(),
        ..Default::default()
    };
    assert_eq!(lab.refusal(delete()), "409 DeleteConflict.Role.Policy");
    lab.account.roles.get_mut("demo").unwrap().policies.clear();
    lab.ok(delete());
    assert_eq!(lab.refusal(delete()), "404 EntityNotExist.Role");
    assert_eq!(
        lab.refusal(GetRole {
            role_name: "demo".into(),
            ..Default::default()
        }),
        "404 EntityNotExist.Role"
    );
    assert_eq!(
        lab.refusal(GetRole {
            role_name: "de/mo".into(),
            ..Default::default()
        }),
        "400 InvalidParameter.RoleName.InvalidChars"
    );
}

#[test]
fn a_recreated_role_has_another_id() {
    let mut lab = Lab::default();
    let first = lab.ok(new("demo")).role.role_id;
    lab.ok(DeleteRole {
        role_name: "demo".into(),
        ..Default::default()
    });
    assert_ne!(lab.ok(new("demo")).role.role_id, first);
}

#[test]
fn roles_are_listed_by_name_without_their_trust_policy() {
    let mut lab = Lab::default().with_role("b").with_role("a");
    let reply = lab
        .call(&rolewright_core::Call::of(&ListRoles::default()))
        .unwrap();
    let text = String::from_utf8(reply.body().to_vec()).unwrap();
    assert!(
        !text.contains("AssumeRolePolicyDocument") && !text.contains("Marker"),
        "{text}"
    );
    let listed: ListRolesOutput = reply.decode().unwrap();
    let names: Vec<_> = listed
        .roles
        .role
        .iter()
        .map(|role| role.role_name.as_str())
        .collect();
    assert_eq!(names, ["a", "b"]);
    assert!(!listed.is_truncated);
}

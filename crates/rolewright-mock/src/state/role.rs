//! Roles.

use rolewright_core::operation::{
    CreateRole, CreateRoleOutput, DeleteRole, Done, GetRole, GetRoleOutput, ListRoles,
    ListRolesOutput, Role, RoleSummary, Roles, UpdateRole, UpdateRoleOutput,
};

use super::{check, page, tag};
use crate::account::{Account, RoleState};
use crate::clock::Moment;
use crate::document;
use crate::error::{Answer, refuse};
use crate::limits::is_full;

const DEFAULT_SESSION_SECONDS: u32 = 3600;

pub(crate) fn find<'a>(account: &'a Account, name: &str) -> Answer<&'a RoleState> {
    account
        .roles
        .get(name)
        .ok_or_else(|| refuse("EntityNotExist.Role"))
}

fn find_mut<'a>(account: &'a mut Account, name: &str) -> Answer<&'a mut RoleState> {
    account
        .roles
        .get_mut(name)
        .ok_or_else(|| refuse("EntityNotExist.Role"))
}

/// A role as `CreateRole` answers it.
fn wire(account: &Account, name: &str, role: &RoleState) -> Role {
    Role {
        role_id: role.id.clone(),
        role_name: name.into(),
        arn: account.arn(&format!("role/{name}")),
        description: role.description.clone(),
        assume_role_policy_document: role.trust.clone(),
        create_date: role.created.clone(),
        max_session_duration: Some(role.max_session_seconds),
        ..Role::default()
    }
}

fn summary(account: &Account, name: &str, role: &RoleState) -> RoleSummary {
    let wire = wire(account, name, role);
    RoleSummary {
        role_id: wire.role_id,
        role_name: wire.role_name,
        arn: wire.arn,
        description: wire.description,
        create_date: wire.create_date,
        update_date: Some(role.updated.clone()),
        max_session_duration: wire.max_session_duration,
        tags: tag::wire(&role.tags),
    }
}

fn session_length(parameter: &str, seconds: Option<u32>) -> Answer<()> {
    match seconds {
        // Rule `session-length-out-of-range`.
        Some(seconds) if !(3600..=43200).contains(&seconds) => {
            Err(refuse(format!("InvalidParameter.{parameter}")))
        }
        _ => Ok(()),
    }
}

pub(crate) fn create(
    account: &mut Account,
    moment: &Moment,
    op: &CreateRole,
) -> Answer<CreateRoleOutput> {
    check::role_name(&op.role_name)?;
    check::description("Description", op.description.as_deref())?;
    session_length("MaxSessionDuration", op.max_session_duration)?;
    let tags = tag::set(Default::default(), &op.tag, &account.limits)?;
    let trust = &op.assume_role_policy_document;
    document::check_trust(account, "AssumeRolePolicyDocument", trust)?;
    if account.roles.contains_key(&op.role_name) {
        return Err(refuse("EntityAlreadyExists.Role"));
    }
    if is_full(account.roles.len(), account.limits.roles) {
        return Err(refuse("LimitExceeded.Role"));
    }
    let role = RoleState {
        id: format!("3{:017}", account.take_id()),
        description: op.description.clone(),
        trust: trust.clone(),
        max_session_seconds: op.max_session_duration.unwrap_or(DEFAULT_SESSION_SECONDS),
        created: moment.date(),
        updated: moment.date(),
        tags,
        policies: Default::default(),
    };
    let answer = wire(account, &op.role_name, &role);
    account.roles.insert(op.role_name.clone(), role);
    Ok(CreateRoleOutput { role: answer })
}

pub(crate) fn get(account: &mut Account, _: &Moment, op: &GetRole) -> Answer<GetRoleOutput> {
    let name = &op.role_name;
    check::role_name(name)?;
    let role = find(account, name)?;
    Ok(GetRoleOutput {
        role: Role {
            update_date: Some(role.updated.clone()),
            // Rule `role-principal-name`.
            role_principal_name: Some(format!("{name}@role.{}.onaliyunservice.com", account.id)),
            is_service_linked_role: Some(false),
            ..wire(account, name, role)
        },
    })
}

pub(crate) fn update(
    account: &mut Account,
    moment: &Moment,
    op: &UpdateRole,
) -> Answer<UpdateRoleOutput> {
    let name = &op.role_name;
    check::role_name(name)?;
    check::description("NewDescription", op.new_description.as_deref())?;
    session_length("NewMaxSessionDuration", op.new_max_session_duration)?;
    if let Some(trust) = &op.new_assume_role_policy_document {
        document::check_trust(account, "NewAssumeRolePolicyDocument", trust)?;
    }
    let role = find_mut(account, name)?;
    if let Some(trust) = &op.new_assume_role_policy_document {
        role.trust.clone_from(trust);
    }
    if op.new_description.is_some() {
        role.description.clone_from(&op.new_description);
    }
    role.max_session_seconds = op
        .new_max_session_duration
        .unwrap_or(role.max_session_seconds);
    role.updated = moment.date();
    let role = find(account, name)?;
    let update_date = Some(role.updated.clone());
    Ok(UpdateRoleOutput {
        role: Role {
            update_date,
            ..wire(account, name, role)
        },
    })
}

pub(crate) fn delete(account: &mut Account, _: &Moment, op: &DeleteRole) -> Answer<Done> {
    check::role_name(&op.role_name)?;
    if !find(account, &op.role_name)?.policies.is_empty() {
        return Err(refuse("DeleteConflict.Role.Policy"));
    }
    account.roles.remove(&op.role_name);
    Ok(Done {})
}

pub(crate) fn list(account: &mut Account, _: &Moment, op: &ListRoles) -> Answer<ListRolesOutput> {
    let all = account
        .roles
        .iter()
        .map(|(name, role)| (name.clone(), summary(account, name, role)));
    let (role, marker) = page::page(
        all.collect(),
        op.marker.as_deref(),
        page::max_items(op.max_items),
    )?;
    Ok(ListRolesOutput {
        roles: Roles { role },
        is_truncated: marker.is_some(),
        marker,
    })
}

#[cfg(test)]
mod tests {
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
    fn a_role_is_answered_as_it_was_made() {
        let mut lab = Lab::default();
        let spaced = TRUST.replace(',', " ,\n ");
        let asked = CreateRole {
            assume_role_policy_document: spaced.clone(),
            description: Some("for images".into()),
            max_session_duration: Some(7200),
            ..new("Demo.1")
        };
        let made = lab.ok(asked).role;
        assert_eq!(made.arn, "acs:ram::1234567890123456:role/Demo.1");
        assert_eq!(made.create_date, "2026-01-02T03:04:06Z");
        assert_eq!((made.update_date, made.role_principal_name), (None, None));
        let read = lab
            .ok(GetRole {
                role_name: "Demo.1".into(),
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
    fn a_role_out_of_form_is_refused() {
        let mut lab = Lab::default();
        let trust = |document: &str| CreateRole {
            assume_role_policy_document: document.into(),
            ..new("demo")
        };
        for (asked, code) in [
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
            assert_eq!(lab.refusal(asked), code);
        }
        let longest = CreateRole {
            description: Some("é".repeat(1024)),
            ..new(&"a".repeat(64))
        };
        lab.ok(longest);
    }

    #[test]
    fn a_name_is_taken_once_and_another_case_is_another_name() {
        let mut lab = Lab::default().with_role("demo");
        assert_eq!(lab.refusal(new("demo")), "409 EntityAlreadyExists.Role");
        lab.ok(new("Demo"));
        assert_eq!(lab.account.roles.len(), 2);
    }

    #[test]
    fn the_account_is_full_at_its_limit() {
        let mut lab = Lab::default();
        lab.account.limits.roles = 1;
        lab.ok(new("one"));
        assert_eq!(lab.refusal(new("two")), "409 LimitExceeded.Role");
    }

    #[test]
    fn a_trust_policy_must_name_users_and_roles_that_exist() {
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
    fn an_update_changes_what_is_named_and_nothing_else() {
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
    fn an_update_out_of_form_is_refused() {
        let mut lab = Lab::default().with_role("demo");
        let new = || UpdateRole {
            role_name: "demo".into(),
            ..UpdateRole::default()
        };
        let long = Some(" ".repeat(6145));
        for (asked, code) in [
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
            assert_eq!(lab.refusal(asked), code);
        }
    }

    #[test]
    fn a_role_is_deleted_only_when_nothing_is_attached_to_it() {
        let mut lab = Lab::default()
            .with_role("demo")
            .with_policy("p")
            .attached("p", "demo");
        let delete = || DeleteRole {
            role_name: "demo".into(),
        };
        assert_eq!(lab.refusal(delete()), "409 DeleteConflict.Role.Policy");
        lab.account.roles.get_mut("demo").unwrap().policies.clear();
        lab.ok(delete());
        assert_eq!(lab.refusal(delete()), "404 EntityNotExist.Role");
        assert_eq!(
            lab.refusal(GetRole {
                role_name: "demo".into()
            }),
            "404 EntityNotExist.Role"
        );
        assert_eq!(
            lab.refusal(GetRole {
                role_name: "de/mo".into()
            }),
            "400 InvalidParameter.RoleName.InvalidChars"
        );
    }

    #[test]
    fn a_role_that_is_made_again_has_another_id() {
        let mut lab = Lab::default();
        let first = lab.ok(new("demo")).role.role_id;
        lab.ok(DeleteRole {
            role_name: "demo".into(),
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
}

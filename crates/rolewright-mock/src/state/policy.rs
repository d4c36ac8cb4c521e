//! Policies without their versions.

use std::borrow::Cow;

use rolewright_core::operation::{
    CreatePolicy, CreatePolicyOutput, DeletePolicy, Done, GetPolicy, GetPolicyOutput, ListPolicies,
    ListPoliciesOutput, Policies, Policy, PolicyType, UpdatePolicyDescription,
    UpdatePolicyDescriptionOutput,
};

use super::{attachment, check, page, policy_version, system, tag};
use crate::account::{Account, PolicyState, VersionState};
use crate::clock::Moment;
use crate::document;
use crate::error::{Answer, refuse};
use crate::limits::is_full;

/// The policy of that type and name, after a look at both.
pub(crate) fn find<'a>(
    account: &'a Account,
    policy_type: &PolicyType,
    name: &str,
) -> Answer<Cow<'a, PolicyState>> {
    let policy = match policy_type {
        PolicyType::Custom => account.policies.get(name).map(Cow::Borrowed),
        PolicyType::System => system::find(name).map(Cow::Owned),
        PolicyType::Other(_) => return Err(refuse("InvalidParameter.PolicyType")),
    };
    check::policy_name(name)?;
    policy.ok_or_else(|| refuse("EntityNotExist.Policy"))
}

/// The custom policy of that name, to be changed.
pub(crate) fn find_mut<'a>(account: &'a mut Account, name: &str) -> Answer<&'a mut PolicyState> {
    check::policy_name(name)?;
    account
        .policies
        .get_mut(name)
        .ok_or_else(|| refuse("EntityNotExist.Policy"))
}

/// A policy as `CreatePolicy` answers it.
fn wire(policy_type: PolicyType, name: &str, policy: &PolicyState) -> Policy {
    Policy {
        policy_name: name.into(),
        policy_type,
        description: policy.description.clone(),
        default_version: policy_version::id(policy.default_version),
        create_date: policy.created.clone(),
        ..Policy::default()
    }
}

/// A policy as `GetPolicy` and `ListPolicies` answer it.
fn counted(account: &Account, policy_type: PolicyType, name: &str, policy: &PolicyState) -> Policy {
    Policy {
        update_date: Some(policy.updated.clone()),
        attachment_count: Some(attachment::count(account, &policy_type, name)),
        ..wire(policy_type, name, policy)
    }
}

pub(crate) fn create(
    account: &mut Account,
    moment: &Moment,
    op: &CreatePolicy,
) -> Answer<CreatePolicyOutput> {
    check::policy_name(&op.policy_name)?;
    check::description("Description", op.description.as_deref())?;
    let tags = tag::set(Default::default(), &op.tag, &account.limits)?;
    document::check_policy(account, &op.policy_document)?;
    if account.policies.contains_key(&op.policy_name) {
        return Err(refuse("EntityAlreadyExists.Policy"));
    }
    if is_full(account.policies.len(), account.limits.custom_policies) {
        return Err(refuse("LimitExceeded.Policy"));
    }
    let first = VersionState {
        document: op.policy_document.clone(),
        created: moment.date(),
    };
    let policy = PolicyState {
        description: op.description.clone(),
        created: moment.date(),
        updated: moment.date(),
        default_version: 1,
        next_version: 2,
        versions: [(1, first)].into(),
        tags,
    };
    let answer = wire(PolicyType::Custom, &op.policy_name, &policy);
    account.policies.insert(op.policy_name.clone(), policy);
    Ok(CreatePolicyOutput { policy: answer })
}

pub(crate) fn get(account: &mut Account, _: &Moment, op: &GetPolicy) -> Answer<GetPolicyOutput> {
    let policy = find(account, &op.policy_type, &op.policy_name)?;
    Ok(GetPolicyOutput {
        default_policy_version: policy_version::wire(&policy, policy.default_version)?,
        policy: counted(account, op.policy_type.clone(), &op.policy_name, &policy),
    })
}

/// Rule `policy-errors-by-analogy`.
pub(crate) fn update_description(
    account: &mut Account,
    moment: &Moment,
    op: &UpdatePolicyDescription,
) -> Answer<UpdatePolicyDescriptionOutput> {
    check::policy_name(&op.policy_name)?;
    check::description("NewDescription", Some(&op.new_description))?;
    let policy = find_mut(account, &op.policy_name)?;
    policy.description = Some(op.new_description.clone());
    policy.updated = moment.date();
    let update_date = Some(policy.updated.clone());
    let wire = wire(PolicyType::Custom, &op.policy_name, policy);
    Ok(UpdatePolicyDescriptionOutput {
        policy: Policy {
            update_date,
            ..wire
        },
    })
}

pub(crate) fn delete(account: &mut Account, _: &Moment, op: &DeletePolicy) -> Answer<Done> {
    let name = &op.policy_name;
    let versions = find_mut(account, name)?.versions.len();
    // Attached to a role: rule `policy-attached-to-role`.
    for (kind, count) in attachment::counts(account, &PolicyType::Custom, name) {
        if count > 0 {
            return Err(refuse(format!("DeleteConflict.Policy.{kind}")));
        }
    }
    if versions > 1 && op.cascading_delete != Some(true) {
        return Err(refuse("DeleteConflict.Policy.Version"));
    }
    account.policies.remove(name);
    Ok(Done {})
}

pub(crate) fn list(
    account: &mut Account,
    _: &Moment,
    op: &ListPolicies,
) -> Answer<ListPoliciesOutput> {
    if matches!(op.policy_type, Some(PolicyType::Other(_))) {
        return Err(refuse("InvalidParameter.PolicyType"));
    }
    let custom = account
        .policies
        .iter()
        .map(|(name, policy)| (PolicyType::Custom, name.as_str(), Cow::Borrowed(policy)));
    let system = system::all().map(|(name, policy)| (PolicyType::System, name, Cow::Owned(policy)));
    let all = custom
        .chain(system)
        .filter(|(policy_type, ..)| {
            op.policy_type
                .as_ref()
                .is_none_or(|wanted| wanted == policy_type)
        })
        .map(|(policy_type, name, policy)| {
            let key = format!("{policy_type}/{name}");
            let tags = tag::wire(&policy.tags);
            (
                key,
                Policy {
                    tags,
                    ..counted(account, policy_type, name, &policy)
                },
            )
        });
    let (policy, marker) = page::page(
        all.collect(),
        op.marker.as_deref(),
        page::max_items(op.max_items),
    )?;
    Ok(ListPoliciesOutput {
        policies: Policies { policy },
        is_truncated: marker.is_some(),
        marker,
    })
}

#[cfg(test)]
mod tests {
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
        }
    }

    #[test]
    fn a_policy_starts_with_version_one_in_force() {
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
    fn a_policy_out_of_form_is_refused() {
        let mut lab = Lab::default();
        let padded = |bytes: usize| format!("{DOCUMENT}{}", " ".repeat(bytes - DOCUMENT.len()));
        for (asked, code) in [
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
            assert_eq!(lab.refusal(asked), code);
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
    fn names_are_taken_once_and_the_account_has_a_limit() {
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
    fn a_description_is_replaced() {
        let mut lab = Lab::default().with_policy("p");
        let new = |text: &str| UpdatePolicyDescription {
            policy_name: "p".into(),
            new_description: text.into(),
        };
        let changed = lab.ok(new("other")).policy;
        assert_eq!(changed.description.as_deref(), Some("other"));
        assert_eq!(changed.update_date.as_deref(), Some("2026-01-02T03:04:07Z"));
        assert_eq!(
            lab.refusal(new(&"d".repeat(1025))),
            "400 InvalidParameter.NewDescription.Length"
        );
        assert_eq!(lab.refusal(new("")), "400 MissingParameter.NewDescription");
    }

    #[test]
    fn a_policy_is_deleted_only_when_nothing_has_it_and_no_version_would_be_lost() {
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
        });
        lab.ok(AttachPolicyToGroup {
            policy_type: policy_type.clone(),
            policy_name: name.clone(),
            group_name: "g".into(),
        });
        assert_eq!(
            lab.ok(get("p", PolicyType::Custom)).policy.attachment_count,
            Some(3)
        );
        let delete = |cascading| DeletePolicy {
            policy_name: "p".into(),
            cascading_delete: cascading,
        };
        assert_eq!(
            lab.refusal(delete(Some(true))),
            "409 DeleteConflict.Policy.User"
        );
        lab.ok(DetachPolicyFromUser {
            policy_type: policy_type.clone(),
            policy_name: name.clone(),
            user_name: "u".into(),
        });
        assert_eq!(
            lab.refusal(delete(Some(true))),
            "409 DeleteConflict.Policy.Group"
        );
        lab.ok(DetachPolicyFromGroup {
            policy_type: policy_type.clone(),
            policy_name: name.clone(),
            group_name: "g".into(),
        });
        assert_eq!(
            lab.refusal(delete(Some(true))),
            "409 DeleteConflict.Policy.Role"
        );
        lab.ok(DetachPolicyFromRole {
            policy_type,
            policy_name: name,
            role_name: "r".into(),
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
                cascading_delete: None
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
}

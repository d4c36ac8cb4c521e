//! Attachments of policies to roles, users and groups.

use std::collections::BTreeSet;

use rolewright_core::operation::{
    AttachedGroup, AttachedGroups, AttachedPolicies, AttachedPolicy, AttachedRole, AttachedRoles,
    AttachedUser, AttachedUsers, Done, ListEntitiesForPolicy, ListEntitiesForPolicyOutput,
    PolicyType,
};

use super::{check, policy_lookup, policy_version};
use crate::account::{Account, Attachment, Moment, is_full};
use crate::error::{Answer, refuse};

/// The holder of a policy.
#[derive(Clone, Copy)]
pub(crate) enum Holder<'a> {
    Role(&'a str),
    User(&'a str),
    Group(&'a str),
}

impl Holder<'_> {
    /// The holder's name in error codes.
    fn kind(self) -> &'static str {
        match self {
            Self::Role(_) => "Role",
            Self::User(_) => "User",
            Self::Group(_) => "Group",
        }
    }

    fn check_name(self) -> Answer<()> {
        match self {
            Self::Role(name) => check::role_name(name),
            Self::User(name) => check::user_name("UserName", name),
            Self::Group(name) => check::group_name(name),
        }
    }

    /// Refuses a service-linked role.
    fn changeable(self, account: &Account) -> Answer<()> {
        match self {
            Self::Role(name) => account.roles.get(name).map_or(Ok(()), check::changeable),
            Self::User(_) | Self::Group(_) => Ok(()),
        }
    }

    fn policies(self, account: &mut Account) -> Answer<&mut BTreeSet<Attachment>> {
        let found = match self {
            Self::Role(name) => account.roles.get_mut(name).map(|role| &mut role.policies),
            Self::User(name) => account.users.get_mut(name).map(|user| &mut user.policies),
            Self::Group(name) => account
                .groups
                .get_mut(name)
                .map(|group| &mut group.policies),
        };
        found.ok_or_else(|| refuse(format!("EntityNotExist.{}", self.kind())))
    }
}

/// Type and name of the policy to attach or detach, and the resource group if any.
type Named<'a> = (&'a PolicyType, &'a str, Option<&'a str>);

/// The checks of attach and detach: names, holder, policy and resource group.
fn check_both(account: &mut Account, holder: Holder, named: Named) -> Answer<()> {
    let (policy_type, policy_name, group) = named;
    holder.check_name()?;
    if matches!(policy_type, PolicyType::Other(_)) {
        return Err(refuse("InvalidParameter.PolicyType"));
    }
    check::policy_name(policy_name)?;
    holder.policies(account)?;
    policy_lookup::find(account, policy_type, policy_name)?;
    match group {
        Some(group) if !account.has_resource_group(group) => {
            Err(refuse("EntityNotExists.ResourceGroup"))
        }
        _ => Ok(()),
    }
}

pub(crate) fn attach(
    account: &mut Account,
    moment: &Moment,
    holder: Holder,
    named: Named,
) -> Answer<Done> {
    check_both(account, holder, named)?;
    holder.changeable(account)?;
    let (policy_type, policy_name, group) = named;
    // Rule `attachments-of-users-and-groups`.
    let limit = match policy_type {
        PolicyType::System => account.limits.system_policies_per_role,
        _ => account.limits.custom_policies_per_role,
    };
    let held = holder.policies(account)?;
    let same = |held: &Attachment| held.is(policy_type, policy_name) && held.is_in(group);
    if held.iter().any(same) {
        return Err(refuse(format!(
            "EntityAlreadyExists.{}.Policy",
            holder.kind()
        )));
    }
    if is_full(
        held.iter()
            .filter(|held| held.policy_type == *policy_type)
            .count(),
        limit,
    ) {
        return Err(refuse(format!("LimitExceeded.{}.Policy", holder.kind())));
    }
    held.insert(Attachment {
        policy_type: policy_type.clone(),
        policy_name: policy_name.into(),
        date: moment.date(),
        resource_group: group.map(str::to_owned),
        ..Attachment::default()
    });
    Ok(Done::default())
}

/// Rule `detach-what-is-not-attached`.
pub(crate) fn detach(account: &mut Account, holder: Holder, named: Named) -> Answer<Done> {
    check_both(account, holder, named)?;
    holder.changeable(account)?;
    let held = holder.policies(account)?;
    let before = held.len();
    held.retain(|held| !(held.is(named.0, named.1) && held.is_in(named.2)));
    if held.len() == before {
        return Err(refuse(format!("EntityNotExist.{}.Policy", holder.kind())));
    }
    Ok(Done::default())
}

/// Rule `attachments-in-a-resource-group`.
pub(crate) fn list(account: &mut Account, holder: Holder) -> Answer<AttachedPolicies> {
    holder.check_name()?;
    let held = holder.policies(account)?.clone();
    let held = held.into_iter().filter(|held| held.is_in(None));
    let policies = held.map(|held| {
        let policy = policy_lookup::find(account, &held.policy_type, &held.policy_name)?;
        Ok(AttachedPolicy {
            policy_name: held.policy_name,
            policy_type: held.policy_type,
            description: policy.description.clone(),
            default_version: policy_version::id(policy.default_version),
            attach_date: held.date,
            ..Default::default()
        })
    });
    Ok(AttachedPolicies {
        policy: policies.collect::<Answer<_>>()?,
        ..Default::default()
    })
}

/// Counts the users, groups and roles with the policy, in the order of the conflicts that prevent its
/// deletion.
pub(crate) fn counts(
    account: &Account,
    policy_type: &PolicyType,
    name: &str,
) -> [(&'static str, usize); 3] {
    let has = |held: &BTreeSet<Attachment>| held.iter().any(|held| held.is(policy_type, name));
    [
        (
            "User",
            account
                .users
                .values()
                .filter(|user| has(&user.policies))
                .count(),
        ),
        (
            "Group",
            account
                .groups
                .values()
                .filter(|group| has(&group.policies))
                .count(),
        ),
        (
            "Role",
            account
                .roles
                .values()
                .filter(|role| has(&role.policies))
                .count(),
        ),
    ]
}

pub(crate) fn count(account: &Account, policy_type: &PolicyType, name: &str) -> u32 {
    let all: usize = counts(account, policy_type, name)
        .iter()
        .map(|(_, count)| count)
        .sum();
    u32::try_from(all).unwrap_or(u32::MAX)
}

pub(crate) fn list_entities(
    account: &mut Account,
    _: &Moment,
    op: &ListEntitiesForPolicy,
) -> Answer<ListEntitiesForPolicyOutput> {
    policy_lookup::find(account, &op.policy_type, &op.policy_name)?;
    let date = |held: &BTreeSet<Attachment>| {
        let held = held
            .iter()
            .find(|held| held.is(&op.policy_type, &op.policy_name) && held.is_in(None))?;
        Some(held.date.clone())
    };
    let groups = account.groups.iter().filter_map(|(name, group)| {
        Some(AttachedGroup {
            group_name: name.clone(),
            comments: group.comments.clone(),
            attach_date: date(&group.policies)?,
            ..Default::default()
        })
    });
    let users = account.users.iter().filter_map(|(name, user)| {
        Some(AttachedUser {
            user_id: user.id.clone(),
            user_name: name.clone(),
            display_name: user.display_name.clone(),
            attach_date: date(&user.policies)?,
            ..Default::default()
        })
    });
    let roles = account.roles.iter().filter_map(|(name, role)| {
        Some(AttachedRole {
            role_id: role.id.clone(),
            role_name: name.clone(),
            arn: account.arn(format_args!("role/{name}")),
            description: role.description.clone(),
            attach_date: date(&role.policies)?,
            ..Default::default()
        })
    });
    Ok(ListEntitiesForPolicyOutput {
        groups: AttachedGroups {
            group: groups.collect(),
            ..Default::default()
        },
        users: AttachedUsers {
            user: users.collect(),
            ..Default::default()
        },
        roles: AttachedRoles {
            role: roles.collect(),
            ..Default::default()
        },
        ..Default::default()
    })
}

#[cfg(test)]
mod tests;

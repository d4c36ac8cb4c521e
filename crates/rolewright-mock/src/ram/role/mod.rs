//! Roles.

use rolewright_core::operation::{
    CreateRole, CreateRoleOutput, DeleteRole, Done, GetRole, GetRoleOutput, ListRoles,
    ListRolesOutput, Role, RoleSummary, Roles, UpdateRole, UpdateRoleOutput,
};

use super::{check, document, page, tag};
use crate::account::{Account, Moment, RoleState, is_full};
use crate::error::{Answer, refuse};

const DEFAULT_SESSION_SECONDS: u32 = 3600;

pub(crate) fn find<'a>(account: &'a Account, name: &str) -> Answer<&'a RoleState> {
    account
        .roles
        .get(name)
        .ok_or_else(|| refuse("EntityNotExist.Role"))
}

/// Whether a role has this name in any case (the emulator assumes `role-names-once`).
pub(crate) fn exists(account: &Account, name: &str) -> bool {
    let mut names = account.roles.keys();
    account.roles.contains_key(name) || names.any(|known| known.eq_ignore_ascii_case(name))
}

fn find_mut<'a>(account: &'a mut Account, name: &str) -> Answer<&'a mut RoleState> {
    account
        .roles
        .get_mut(name)
        .ok_or_else(|| refuse("EntityNotExist.Role"))
}

/// A role as `CreateRole` returns it.
fn wire(account: &Account, name: &str, role: &RoleState) -> Role {
    Role {
        role_id: role.id.clone(),
        role_name: name.into(),
        arn: account.arn(format_args!("role/{name}")),
        description: role.description.clone(),
        assume_role_policy_document: role.trust.clone(),
        create_date: role.created.clone(),
        max_session_duration: Some(role.max_session_seconds),
        allow_console_login: role.console_login,
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
        allow_console_login: wire.allow_console_login,
        tags: tag::wire(&role.tags),
        ..Default::default()
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
    if exists(account, &op.role_name) {
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
        console_login: op.allow_console_login,
        service: None,
        created: moment.date(),
        updated: moment.date(),
        tags,
        policies: Default::default(),
        ..RoleState::default()
    };
    let answer = wire(account, &op.role_name, &role);
    account.roles.insert(op.role_name.clone(), role);
    Ok(CreateRoleOutput {
        role: answer,
        ..Default::default()
    })
}

pub(crate) fn get(account: &mut Account, _: &Moment, op: &GetRole) -> Answer<GetRoleOutput> {
    let name = &op.role_name;
    check::role_name(name)?;
    let role = dated(account, name)?;
    Ok(GetRoleOutput {
        role,
        ..Default::default()
    })
}

/// Returns a role as `GetRole` returns it.
pub(crate) fn dated(account: &Account, name: &str) -> Answer<Role> {
    let role = find(account, name)?;
    Ok(Role {
        update_date: Some(role.updated.clone()),
        // Rule `role-principal-name`.
        role_principal_name: Some(format!("{name}@role.{}.onaliyunservice.com", account.id)),
        is_service_linked_role: Some(role.service.is_some()),
        ..wire(account, name, role)
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
    check::changeable(find(account, name)?)?;
    let role = find_mut(account, name)?;
    if let Some(trust) = &op.new_assume_role_policy_document {
        role.trust.clone_from(trust);
    }
    check::set_text(&mut role.description, op.new_description.as_deref());
    role.max_session_seconds = op
        .new_max_session_duration
        .unwrap_or(role.max_session_seconds);
    role.console_login = op.new_allow_console_login.or(role.console_login);
    role.updated = moment.date();
    let role = find(account, name)?;
    let update_date = Some(role.updated.clone());
    Ok(UpdateRoleOutput {
        role: Role {
            update_date,
            ..wire(account, name, role)
        },
        ..Default::default()
    })
}

pub(crate) fn delete(account: &mut Account, _: &Moment, op: &DeleteRole) -> Answer<Done> {
    check::role_name(&op.role_name)?;
    let role = find(account, &op.role_name)?;
    check::changeable(role)?;
    if !role.policies.is_empty() {
        return Err(refuse("DeleteConflict.Role.Policy"));
    }
    account.roles.remove(&op.role_name);
    Ok(Done::default())
}

pub(crate) fn list(account: &mut Account, _: &Moment, op: &ListRoles) -> Answer<ListRolesOutput> {
    let all = account
        .roles
        .iter()
        .filter(|(_, role)| tag::has_all(&role.tags, &op.tag))
        .map(|(name, role)| (name.clone(), summary(account, name, role)));
    let (role, marker) = page::page(
        all.collect(),
        op.marker.as_deref(),
        page::max_items(op.max_items),
    )?;
    Ok(ListRolesOutput {
        roles: Roles {
            role,
            ..Default::default()
        },
        is_truncated: marker.is_some(),
        marker,
        ..Default::default()
    })
}

#[cfg(test)]
mod tests;

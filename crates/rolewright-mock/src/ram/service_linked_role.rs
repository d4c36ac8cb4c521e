//! Service-linked roles. Codes are from the pages of `CreateServiceLinkedRole` and
//! `DeleteServiceLinkedRole`.

use rolewright_core::operation::{
    CreateServiceLinkedRole, CreateServiceLinkedRoleOutput, DeleteServiceLinkedRole,
    DeleteServiceLinkedRoleOutput, GetServiceLinkedRoleTemplate,
    GetServiceLinkedRoleTemplateOutput, PolicyType, ServiceLinkedRoleTemplate,
};
use rolewright_core::recipe::{ServiceLinkedRole, library};

use super::{check, role};
use crate::account::{Account, Attachment, Moment, RoleState, is_full};
use crate::error::{Answer, refuse};

/// Returns the role of a service.
fn role_of(service: &str) -> Answer<&'static str> {
    let mut known = library::all().iter();
    let found = known.find(|entry| entry.linked_to() == Some(service));
    let found = found.map(|entry| entry.id.as_str());
    found.ok_or_else(|| refuse("EntityNotExist.Service"))
}

/// Returns the service of a system policy of a service-linked role.
pub(crate) fn service_of_policy(name: &str) -> Option<&'static str> {
    let mut all = policies();
    all.find(|(policy, _)| policy == name)
        .map(|(_, service)| service)
}

/// Returns the system policies of all service-linked roles, each with its service.
pub(crate) fn policies() -> impl Iterator<Item = (String, &'static str)> {
    let roles = library::all().iter();
    roles.filter_map(|entry| Some((ServiceLinkedRole::policy_of(&entry.id), entry.linked_to()?)))
}

pub(crate) fn create(
    account: &mut Account,
    moment: &Moment,
    op: &CreateServiceLinkedRole,
) -> Answer<CreateServiceLinkedRoleOutput> {
    check::description("Description", op.description.as_deref())?;
    let name = role_of(&op.service_name)?;
    // The services that allow a suffix are not known (the emulator assumes `service-linked-roles`).
    for (parameter, value) in [
        ("CustomSuffix", &op.custom_suffix),
        ("Description", &op.description),
    ] {
        if value.is_some() {
            return Err(refuse(format!("InvalidParameter.{parameter}.NotAllowed")));
        }
    }
    if role::exists(account, name) {
        return Err(refuse("EntityAlreadyExists.Role"));
    }
    if is_full(account.roles.len(), account.limits.roles) {
        return Err(refuse("LimitExceeded.Role"));
    }
    let service = &op.service_name;
    let trust = format!(
        r#"{{"Statement":[{{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{{"Service":["{service}"]}}}}],"Version":"1"}}"#
    );
    let attachment = Attachment {
        policy_type: PolicyType::System,
        policy_name: ServiceLinkedRole::policy_of(name),
        date: moment.date(),
        resource_group: None,
        ..Attachment::default()
    };
    let state = RoleState {
        id: format!("3{:017}", account.take_id()),
        description: Some(format!("The service-linked role of {service}.")),
        trust,
        max_session_seconds: 3600,
        console_login: None,
        service: Some(service.clone()),
        created: moment.date(),
        updated: moment.date(),
        tags: Default::default(),
        policies: [attachment].into(),
        ..RoleState::default()
    };
    account.roles.insert(name.into(), state);
    let role = role::dated(account, name)?;
    Ok(CreateServiceLinkedRoleOutput {
        role,
        ..Default::default()
    })
}

/// Deletes the role at once: no service uses it.
pub(crate) fn delete(
    account: &mut Account,
    moment: &Moment,
    op: &DeleteServiceLinkedRole,
) -> Answer<DeleteServiceLinkedRoleOutput> {
    let name = &op.role_name;
    let role = account.roles.get(name);
    let role = role.ok_or_else(|| refuse("EntityNotExist.Role"))?;
    let Some(service) = &role.service else {
        return Err(refuse("EntityNotExist.ServiceLinkedRole"));
    };
    let id = moment.request_id.to_lowercase();
    let deletion_task_id = format!("task/acs-service-role/{service}/{name}/{id}");
    account.roles.remove(name);
    account.deletion_tasks.insert(deletion_task_id.clone());
    Ok(DeleteServiceLinkedRoleOutput {
        deletion_task_id,
        ..Default::default()
    })
}

pub(crate) fn template(
    _: &mut Account,
    _: &Moment,
    op: &GetServiceLinkedRoleTemplate,
) -> Answer<GetServiceLinkedRoleTemplateOutput> {
    let name = role_of(&op.service_name)?;
    Ok(GetServiceLinkedRoleTemplateOutput {
        service_linked_role_template: ServiceLinkedRoleTemplate {
            service_name: op.service_name.clone(),
            role_name_prefix: name.into(),
            system_policy_name: ServiceLinkedRole::policy_of(name),
            multiple_roles_allowed: Some(false),
            ..ServiceLinkedRoleTemplate::default()
        },
        ..Default::default()
    })
}

/// Whether the task deleted its role; a task that does not exist is refused (page of
/// `GetServiceLinkedRoleDeletionStatus` of Resource Manager).
pub(crate) fn deletion_status(account: &Account, task: &str) -> Answer<&'static str> {
    if !(26..=255).contains(&task.len()) {
        return Err(refuse("InvalidParameter.DeletionTaskId.Length"));
    }
    if !task.starts_with("task/acs-service-role/") {
        return Err(refuse("InvalidParameter.DeletionTaskId"));
    }
    if account.deletion_tasks.contains(task) {
        return Ok("SUCCEEDED");
    }
    Err(refuse("EntityNotExist.ServiceLinkedRole.DeletionTask"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Lab;
    use rolewright_core::operation::{
        AttachPolicyToRole, DeleteRole, DetachPolicyFromRole, GetPolicy, GetRole, UpdateRole,
    };

    const ROLE: &str = "AliyunServiceRoleForPolarDB";

    fn new(service: &str) -> CreateServiceLinkedRole {
        CreateServiceLinkedRole {
            service_name: service.into(),
            ..CreateServiceLinkedRole::default()
        }
    }

    #[test]
    fn each_service_linked_role_can_be_created_and_deleted() {
        let mut lab = Lab::default();
        let linked = library::all().iter();
        let linked = linked.filter_map(|entry| Some((&*entry.id, entry.linked_to()?)));
        for (name, service) in linked {
            let role = lab.ok(new(service)).role;
            assert_eq!(role.role_name, name, "{service}");
            assert_eq!(role.is_service_linked_role, Some(true));
            let policy = lab.account.roles[name].policies.first().unwrap().clone();
            lab.ok(GetPolicy {
                policy_name: policy.policy_name,
                policy_type: PolicyType::System,
                ..Default::default()
            });
            let task = lab.ok(DeleteServiceLinkedRole {
                role_name: name.into(),
                ..Default::default()
            });
            let begin = format!("task/acs-service-role/{service}/{name}/");
            assert!(task.deletion_task_id.starts_with(&begin), "{task:?}");
        }
        assert!(lab.account.roles.is_empty());
    }

    #[test]
    fn only_its_service_changes_the_role() {
        let mut lab = Lab::default().with_policy("p");
        lab.ok(new("polardb.aliyuncs.com"));
        let role_name = || ROLE.to_owned();
        let read = lab.ok(GetRole {
            role_name: role_name(),
            ..Default::default()
        });
        assert_eq!(read.role.is_service_linked_role, Some(true));
        let refused = "403 NoPermission";
        assert_eq!(
            lab.refusal(UpdateRole {
                role_name: role_name(),
                ..UpdateRole::default()
            }),
            refused
        );
        assert_eq!(
            lab.refusal(DeleteRole {
                role_name: role_name(),
                ..Default::default()
            }),
            refused
        );
        let attach = AttachPolicyToRole {
            policy_type: PolicyType::Custom,
            policy_name: "p".into(),
            role_name: role_name(),
            ..Default::default()
        };
        assert_eq!(lab.refusal(attach), refused);
        let detach = DetachPolicyFromRole {
            policy_type: PolicyType::System,
            policy_name: "AliyunServiceRolePolicyForPolarDB".into(),
            role_name: role_name(),
            ..Default::default()
        };
        assert_eq!(lab.refusal(detach), refused);
    }

    #[test]
    fn odd_requests_are_refused_with_the_documented_codes() {
        let mut lab = Lab::default().with_role("mine");
        lab.ok(new("polardb.aliyuncs.com"));
        let with_suffix = CreateServiceLinkedRole {
            custom_suffix: Some("x".into()),
            ..new("ecs-workbench.aliyuncs.com")
        };
        assert_eq!(lab.refusal(with_suffix), "404 EntityNotExist.Service");
        let with_suffix = CreateServiceLinkedRole {
            custom_suffix: Some("x".into()),
            ..new("ess.aliyuncs.com")
        };
        assert_eq!(
            lab.refusal(with_suffix),
            "400 InvalidParameter.CustomSuffix.NotAllowed"
        );
        let described = CreateServiceLinkedRole {
            description: Some("x".into()),
            ..new("ess.aliyuncs.com")
        };
        assert_eq!(
            lab.refusal(described),
            "400 InvalidParameter.Description.NotAllowed"
        );
        assert_eq!(
            lab.refusal(new("polardb.aliyuncs.com")),
            "409 EntityAlreadyExists.Role"
        );
        lab.account.limits.roles = 2;
        assert_eq!(
            lab.refusal(new("ess.aliyuncs.com")),
            "409 LimitExceeded.Role"
        );
        let delete = |name: &str| DeleteServiceLinkedRole {
            role_name: name.into(),
            ..Default::default()
        };
        assert_eq!(lab.refusal(delete("gone")), "404 EntityNotExist.Role");
        assert_eq!(
            lab.refusal(delete("mine")),
            "404 EntityNotExist.ServiceLinkedRole"
        );
        let template = |service: &str| GetServiceLinkedRoleTemplate {
            service_name: service.into(),
            ..Default::default()
        };
        assert_eq!(lab.refusal(template("x")), "404 EntityNotExist.Service");
        let known = lab.ok(template("polardb.aliyuncs.com"));
        assert_eq!(known.service_linked_role_template.role_name_prefix, ROLE);
    }
}

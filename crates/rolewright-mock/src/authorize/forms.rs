//! The one table of what each operation needs: action and resources.
//!
//! Actions are `<service>:<operation>`. Sources of the resources' forms: the page of `CreateRole`
//! (2026) for roles and policies, and that of `AttachPolicyToRole` for system policies, which are
//! `acs:ram:*:system:policy/<name>`; the others are rule `resource-forms`.

use rolewright_core::Call;
use rolewright_core::provider::Service;
use serde::Deserialize;

use super::Access;
use crate::account::Account;
use crate::caller::Caller;
use crate::clock::Moment;
use crate::state::cloud;

/// What an operation is about.
enum Form {
    /// The role, user or group of that name.
    Named(&'static str, &'static str),
    /// The policy in `PolicyName`, of the type in `PolicyType`; `Custom` when it has none.
    Policy,
    /// All roles, users and so on.
    All(&'static str),
    /// The user whose key it is.
    Key,
    /// What `ResourceNames` names.
    Tagged,
    /// The role in `RoleArn`.
    Assumed,
    /// An instance of Container Registry.
    Instance,
}

use Form::{All, Assumed, Instance, Key, Named, Policy, Tagged};

const ROLE: Form = Named("role", "RoleName");
const USER: Form = Named("user", "UserName");
const GROUP: Form = Named("group", "GroupName");

const FORMS: &[(&str, &[Form])] = &[
    ("CreateRole", &[ROLE]),
    ("GetRole", &[ROLE]),
    ("UpdateRole", &[ROLE]),
    ("DeleteRole", &[ROLE]),
    ("ListRoles", &[All("role")]),
    ("CreatePolicy", &[Policy]),
    ("GetPolicy", &[Policy]),
    ("UpdatePolicyDescription", &[Policy]),
    ("DeletePolicy", &[Policy]),
    ("ListPolicies", &[All("policy")]),
    ("CreatePolicyVersion", &[Policy]),
    ("GetPolicyVersion", &[Policy]),
    ("ListPolicyVersions", &[Policy]),
    ("SetDefaultPolicyVersion", &[Policy]),
    ("DeletePolicyVersion", &[Policy]),
    ("AttachPolicyToRole", &[Policy, ROLE]),
    ("AttachPolicyToUser", &[Policy, USER]),
    ("AttachPolicyToGroup", &[Policy, GROUP]),
    ("DetachPolicyFromRole", &[Policy, ROLE]),
    ("DetachPolicyFromUser", &[Policy, USER]),
    ("DetachPolicyFromGroup", &[Policy, GROUP]),
    ("ListPoliciesForRole", &[ROLE]),
    ("ListPoliciesForUser", &[USER]),
    ("ListPoliciesForGroup", &[GROUP]),
    ("ListEntitiesForPolicy", &[Policy]),
    ("TagResources", &[Tagged]),
    ("UntagResources", &[Tagged]),
    ("ListTagResources", &[Tagged]),
    ("CreateUser", &[USER]),
    ("GetUser", &[USER]),
    ("UpdateUser", &[USER]),
    ("DeleteUser", &[USER]),
    ("ListUsers", &[All("user")]),
    ("CreateGroup", &[GROUP]),
    ("GetGroup", &[GROUP]),
    ("UpdateGroup", &[GROUP]),
    ("DeleteGroup", &[GROUP]),
    ("ListGroups", &[All("group")]),
    ("AddUserToGroup", &[USER, GROUP]),
    ("RemoveUserFromGroup", &[USER, GROUP]),
    ("ListGroupsForUser", &[USER]),
    ("ListUsersForGroup", &[GROUP]),
    ("CreateAccessKey", &[Key]),
    ("UpdateAccessKey", &[Key]),
    ("DeleteAccessKey", &[Key]),
    ("ListAccessKeys", &[Key]),
    ("AssumeRole", &[Assumed]),
    // Needs no permission.
    ("GetCallerIdentity", &[]),
    ("GetInstance", &[Instance]),
    ("ListInstance", &[Instance]),
];

/// What a call needs; nothing for an operation that is not known, which is refused anyway.
pub(super) fn accesses(account: &Account, call: &Call, moment: &Moment) -> Vec<Access> {
    if let Some((action, resource)) = cloud::access(&call.service.name, &call.action) {
        // A resource of `*` is no ARN: the action knows no resources.
        let region = call.params.get("RegionId").unwrap_or("*");
        let own = match resource {
            "*" => "*".to_owned(),
            id => format!("acs:{}:{region}:{}:{id}", call.service.name, account.id),
        };
        return vec![Access::new(action, own)];
    }
    let rows = FORMS.iter().filter(|(action, _)| *action == call.action);
    let forms: Vec<&Form> = rows.flat_map(|(_, forms)| *forms).collect();
    if forms.is_empty() {
        return Vec::new();
    }
    let of = |form| resources(form, account, call, moment);
    vec![Access {
        action: format!("{}:{}", call.service.name, call.action),
        resources: forms.into_iter().flat_map(of).collect(),
        context: Vec::new(),
    }]
}

fn resources(form: &Form, account: &Account, call: &Call, moment: &Moment) -> Vec<String> {
    let text = |name: &str| call.params.get(name).unwrap_or_default();
    let of_ram = |id: String| vec![format!("acs:ram:*:{}:{id}", account.id)];
    match form {
        Named(kind, parameter) => of_ram(format!("{kind}/{}", text(parameter))),
        Policy if text("PolicyType") == "System" => {
            vec![format!("acs:ram:*:system:policy/{}", text("PolicyName"))]
        }
        Policy => of_ram(format!("policy/{}", text("PolicyName"))),
        All(kind) => of_ram(format!("{kind}/*")),
        Key => match (call.params.get("UserName"), &moment.caller) {
            (Some(name), _) => of_ram(format!("user/{name}")),
            (None, Caller::User(name)) => of_ram(format!("user/{name}")),
            (None, _) => of_ram("*".into()),
        },
        Tagged => {
            let kind = text("ResourceType");
            let names = list(text("ResourceNames"));
            match names.is_empty() {
                true => of_ram(format!("{kind}/*")),
                false => names
                    .iter()
                    .flat_map(|name| of_ram(format!("{kind}/{name}")))
                    .collect(),
            }
        }
        Assumed => {
            let id = text("RoleArn").splitn(5, ':').nth(4).unwrap_or("*");
            of_ram(id.to_owned())
        }
        Instance => {
            let id = call.params.get("InstanceId").unwrap_or("*");
            let region = call.params.get("RegionId").unwrap_or("*");
            vec![format!(
                "acs:{}:{region}:{}:instance/{id}",
                Service::CR.name,
                account.id
            )]
        }
    }
}

fn list(text: &str) -> Vec<String> {
    #[derive(Deserialize)]
    #[serde(transparent)]
    struct Names(Vec<String>);
    serde_json::from_str(text).map_or_else(|_| Vec::new(), |Names(names)| names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dispatch::SIMULATED;

    #[test]
    fn every_operation_that_is_simulated_stands_in_the_table_once() {
        for action in SIMULATED {
            let rows = FORMS.iter().filter(|(known, _)| known == action);
            assert_eq!(rows.count(), 1, "{action}");
        }
    }
}

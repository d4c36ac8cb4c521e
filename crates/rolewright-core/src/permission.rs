//! Required permissions of a call: the action and resources that the caller's policies must allow.
//!
//! Actions are `<service>:<operation>`. Sources of the resource formats: the page of `CreateRole`
//! (2026) for roles and policies, that of `AttachPolicyToRole` for system policies
//! (`acs:ram:*:system:policy/<name>`), and Container Registry's page "RAM authorization information"
//! for instances. The others are assumed rule `permission-resources`.

use serde::{Deserialize, Serialize};

use crate::evaluate::{Caller, Context, Request};
use crate::operation::*;
use crate::policy::TrustPolicy;
use crate::provider::{Call, Service};

/// A permission that the caller's policies must allow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Permission {
    /// Action, for example `ram:GetRole`.
    pub action: String,
    /// ARNs; the action must be allowed on each.
    pub resources: Vec<String>,
    /// Service-specific condition keys.
    pub context: Vec<(String, String)>,
    #[doc(hidden)]
    #[serde(skip)]
    pub __non_exhaustive: (),
}

impl Permission {
    /// Creates the permission for an action on one resource.
    #[must_use]
    pub fn new(action: impl Into<String>, resource: impl Into<String>) -> Self {
        Self {
            action: action.into(),
            resources: vec![resource.into()],
            ..Self::default()
        }
    }

    /// Returns the request for the evaluator.
    #[must_use]
    pub fn request(&self, caller: Caller, context: Context) -> Request {
        let mut context = context;
        for (key, value) in &self.context {
            context.insert(key, value);
        }
        Request {
            resources: self.resources.clone(),
            caller,
            context,
            ..Request::new(&self.action, "")
        }
    }
}

/// Resource of an operation.
enum Form {
    /// The role, user or group named by a parameter.
    Named(&'static str, &'static str),
    /// The policy in `PolicyName` with the type in `PolicyType`, by default `Custom`.
    Policy,
    /// All roles, users and so on.
    All(&'static str),
    /// The account itself.
    Account,
    /// The user that owns the access key.
    Key,
    /// The resources in `ResourceNames`.
    Tagged,
    /// The role in `RoleArn`.
    Assumed,
    /// The role of the task in `DeletionTaskId`.
    Deleted,
    /// A Container Registry instance.
    Instance,
    /// The bucket in `BucketName`.
    Bucket,
    /// `*`: the operation has no resources.
    Everything,
}

use Form::{
    Account, All, Assumed, Bucket, Deleted, Everything, Instance, Key, Named, Policy, Tagged,
};

const ROLE: Form = Named("role", "RoleName");
const USER: Form = Named("user", "UserName");
const GROUP: Form = Named("group", "GroupName");

const FORMS: &[(&str, &[Form])] = &[
    (CreateRole::ACTION, &[ROLE]),
    (GetRole::ACTION, &[ROLE]),
    (UpdateRole::ACTION, &[ROLE]),
    (DeleteRole::ACTION, &[ROLE]),
    (ListRoles::ACTION, &[All("role")]),
    (CreateServiceLinkedRole::ACTION, &[All("role")]),
    (DeleteServiceLinkedRole::ACTION, &[ROLE]),
    (GetServiceLinkedRoleTemplate::ACTION, &[All("role")]),
    (DELETION_STATUS, &[Deleted]),
    (CreatePolicy::ACTION, &[Policy]),
    (GetPolicy::ACTION, &[Policy]),
    (UpdatePolicyDescription::ACTION, &[Policy]),
    (DeletePolicy::ACTION, &[Policy]),
    (ListPolicies::ACTION, &[All("policy")]),
    (CreatePolicyVersion::ACTION, &[Policy]),
    (GetPolicyVersion::ACTION, &[Policy]),
    (ListPolicyVersions::ACTION, &[Policy]),
    (SetDefaultPolicyVersion::ACTION, &[Policy]),
    (DeletePolicyVersion::ACTION, &[Policy]),
    (AttachPolicyToRole::ACTION, &[Policy, ROLE]),
    (AttachPolicyToUser::ACTION, &[Policy, USER]),
    (AttachPolicyToGroup::ACTION, &[Policy, GROUP]),
    (DetachPolicyFromRole::ACTION, &[Policy, ROLE]),
    (DetachPolicyFromUser::ACTION, &[Policy, USER]),
    (DetachPolicyFromGroup::ACTION, &[Policy, GROUP]),
    (ListPoliciesForRole::ACTION, &[ROLE]),
    (ListPoliciesForUser::ACTION, &[USER]),
    (ListPoliciesForGroup::ACTION, &[GROUP]),
    (ListEntitiesForPolicy::ACTION, &[Policy]),
    (TagResources::ACTION, &[Tagged]),
    (UntagResources::ACTION, &[Tagged]),
    (ListTagResources::ACTION, &[Tagged]),
    (CreateUser::ACTION, &[USER]),
    (GetUser::ACTION, &[USER]),
    (UpdateUser::ACTION, &[USER]),
    (DeleteUser::ACTION, &[USER]),
    (ListUsers::ACTION, &[All("user")]),
    (CreateGroup::ACTION, &[GROUP]),
    (GetGroup::ACTION, &[GROUP]),
    (UpdateGroup::ACTION, &[GROUP]),
    (DeleteGroup::ACTION, &[GROUP]),
    (ListGroups::ACTION, &[All("group")]),
    (AddUserToGroup::ACTION, &[USER, GROUP]),
    (RemoveUserFromGroup::ACTION, &[USER, GROUP]),
    (ListGroupsForUser::ACTION, &[USER]),
    (ListUsersForGroup::ACTION, &[GROUP]),
    (CreateAccessKey::ACTION, &[Key]),
    (UpdateAccessKey::ACTION, &[Key]),
    (DeleteAccessKey::ACTION, &[Key]),
    (ListAccessKeys::ACTION, &[Key]),
    (GetAccessKeyLastUsed::ACTION, &[Key]),
    (CreateLoginProfile::ACTION, &[USER]),
    (GetLoginProfile::ACTION, &[USER]),
    (UpdateLoginProfile::ACTION, &[USER]),
    (DeleteLoginProfile::ACTION, &[USER]),
    (UnbindMFADevice::ACTION, &[USER]),
    (GetUserMFAInfo::ACTION, &[USER]),
    (SetAccountAlias::ACTION, &[Account]),
    (GetAccountAlias::ACTION, &[Account]),
    (ClearAccountAlias::ACTION, &[Account]),
    (SetPasswordPolicy::ACTION, &[Account]),
    (GetPasswordPolicy::ACTION, &[Account]),
    (SetSecurityPreference::ACTION, &[Account]),
    (GetSecurityPreference::ACTION, &[Account]),
    (DecodeDiagnosticMessage::ACTION, &[Everything]),
    (AssumeRole::ACTION, &[Assumed]),
    // Needs no permission.
    (GetCallerIdentity::ACTION, &[]),
    (AssumeRoleWithOIDC::ACTION, &[]),
    (AssumeRoleWithSAML::ACTION, &[]),
    (GetInstance::ACTION, &[Instance]),
    (ListInstance::ACTION, &[Instance]),
    ("GetBucketInfo", &[Bucket]),
    ("GetBucketPolicy", &[Bucket]),
];

/// Returns the permission that a call needs in an account. `user` is the calling RAM user, if the
/// caller is one. `None` for unknown operations and for those that need no permission.
///
/// ```
/// use rolewright_core::operation::GetRole;
/// use rolewright_core::{Call, permission};
///
/// let call = Call::of(&GetRole { role_name: "demo".into(), ..Default::default() });
/// let needed = permission::of(&call, "1234567890123456", None).unwrap();
/// assert_eq!(needed.action, "ram:GetRole");
/// assert_eq!(needed.resources, ["acs:ram:*:1234567890123456:role/demo"]);
/// ```
#[must_use]
pub fn of(call: &Call, account: &str, user: Option<&str>) -> Option<Permission> {
    let (_, forms) = FORMS.iter().find(|(action, _)| *action == call.action)?;
    let resources = forms
        .iter()
        .flat_map(|form| resources(form, call, account, user));
    let resources: Vec<String> = resources.collect();
    (!resources.is_empty()).then(|| Permission {
        action: format!("{}:{}", code(&call.service), call.action),
        resources,
        context: context(call),
        ..Permission::default()
    })
}

/// Returns the service as actions name it. The operations of Resource Management are those of RAM.
fn code(service: &Service) -> &str {
    if *service == Service::RESOURCE_MANAGER {
        return &Service::RAM.name;
    }
    &service.name
}

fn resources(form: &Form, call: &Call, account: &str, user: Option<&str>) -> Vec<String> {
    let text = |name: &str| call.params.get(name).unwrap_or_default();
    let of_ram = |id: String| vec![format!("acs:ram:*:{account}:{id}")];
    match form {
        Named(kind, parameter) => of_ram(format!("{kind}/{}", text(parameter))),
        Policy if text("PolicyType") == "System" => {
            vec![format!("acs:ram:*:system:policy/{}", text("PolicyName"))]
        }
        Policy => of_ram(format!("policy/{}", text("PolicyName"))),
        All(kind) => of_ram(format!("{kind}/*")),
        Account => of_ram("*".into()),
        Key => match call.params.get("UserName").or(user) {
            Some(name) => of_ram(format!("user/{name}")),
            None => of_ram("*".into()),
        },
        Tagged => {
            let kind = text("ResourceType");
            let names: Vec<String> =
                serde_json::from_str(text("ResourceNames")).unwrap_or_default();
            if names.is_empty() {
                of_ram(format!("{kind}/*"))
            } else {
                names
                    .iter()
                    .flat_map(|name| of_ram(format!("{kind}/{name}")))
                    .collect()
            }
        }
        Assumed => {
            let id = text("RoleArn").splitn(5, ':').nth(4).unwrap_or("*");
            of_ram(id.to_owned())
        }
        // task/acs-service-role/<service>/<role>/<id>
        Deleted => {
            let role = text("DeletionTaskId").split('/').nth(3).unwrap_or("*");
            of_ram(format!("role/{role}"))
        }
        Instance => {
            let id = call.params.get("InstanceId").unwrap_or("*");
            let region = call.params.get("RegionId").unwrap_or("*");
            vec![format!("acs:cr:{region}:{account}:instance/{id}")]
        }
        Bucket => vec![format!("acs:oss:*:{account}:{}", text("BucketName"))],
        Everything => vec!["*".to_owned()],
    }
}

/// Returns the condition keys of `CreateRole` (assumed rule `create-role-keys`). Their values for
/// several principals are not documented, so they are set only for a single principal.
/// `CreateServiceLinkedRole` has the service, which the policies of service-linked roles name.
fn context(call: &Call) -> Vec<(String, String)> {
    if call.action == CreateServiceLinkedRole::ACTION {
        let service = call.params.get("ServiceName").unwrap_or_default();
        return vec![(SERVICE_NAME.to_owned(), service.to_owned())];
    }
    if call.action != CreateRole::ACTION {
        return Vec::new();
    }
    let document = call.params.get("AssumeRolePolicyDocument");
    let trust = document.and_then(|text| TrustPolicy::parse(text).ok());
    let principals = trust.map(|trust| trust.principals()).unwrap_or_default();
    let [principal] = principals.as_slice() else {
        return Vec::new();
    };
    let kind = principal.kind();
    let mut keys = vec![(TRUSTED_TYPES.to_owned(), kind.to_owned())];
    if kind == "Service" {
        keys.push((SERVICE_NAMES.to_owned(), principal.value().to_owned()));
    }
    keys
}

/// Condition key with the principal types that a new role trusts.
pub const TRUSTED_TYPES: &str = "ram:TrustedPrincipalTypes";
/// Condition key with the service of a service-linked role.
pub const SERVICE_NAME: &str = "ram:ServiceName";
/// Condition key with the services that a new role trusts.
pub const SERVICE_NAMES: &str = "ram:ServiceNames";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Catalogue, Principal};
    use crate::provider::Access;
    use std::collections::BTreeSet;

    fn needed(call: &Call) -> Option<Permission> {
        of(call, "1", None)
    }

    #[test]
    fn rows_are_unique_and_name_known_operations() {
        let names: BTreeSet<_> = FORMS.iter().map(|(action, _)| action).collect();
        assert_eq!(names.len(), FORMS.len());
        for action in names {
            let of_oss = action.starts_with("GetBucket") || *action == DELETION_STATUS;
            assert!(
                of_oss || crate::operation::find(action).is_some(),
                "{action}"
            );
        }
    }

    #[test]
    fn attaching_needs_policy_and_role_and_get_caller_identity_needs_nothing() {
        let attach = Call::of(&AttachPolicyToRole {
            policy_type: PolicyType::System,
            policy_name: "P".into(),
            role_name: "R".into(),
            ..Default::default()
        });
        assert_eq!(
            needed(&attach).unwrap().resources,
            ["acs:ram:*:system:policy/P", "acs:ram:*:1:role/R"]
        );
        assert_eq!(needed(&Call::of(&GetCallerIdentity::default())), None);
    }

    #[test]
    fn create_role_has_condition_keys_for_a_single_principal() {
        let keys = |principals: &[Principal]| {
            let trust = TrustPolicy::of(principals.iter().cloned());
            let call = CreateRole {
                assume_role_policy_document: trust.document().to_compact(),
                ..CreateRole::default()
            };
            let keys = needed(&Call::of(&call)).unwrap().context;
            keys.into_iter().map(|(_, value)| value).collect::<Vec<_>>()
        };
        let service = Principal::Service("cr.aliyuncs.com".into());
        let account = Principal::Ram("acs:ram::1:root".into());
        assert_eq!(
            keys(std::slice::from_ref(&service)),
            ["Service", "cr.aliyuncs.com"]
        );
        assert_eq!(keys(std::slice::from_ref(&account)), ["RAM"]);
        assert!(keys(&[service, account]).is_empty());
    }

    /// `{..}` matches any text without a slash or colon, and at the end any text.
    fn fits(form: &str, arn: &str) -> bool {
        let parts = form.split(':').zip(arn.splitn(5, ':'));
        let mut same = parts.map(|(form, part)| match form.split_once('{') {
            None => form == part || form == "*",
            Some((before, _)) => part.starts_with(before),
        });
        same.all(|same| same) && form.split(':').count() == 5
    }

    #[test]
    fn the_catalogue_agrees_with_the_required_permissions() {
        let catalogue = Catalogue::embedded();
        let mut compared = 0;
        for operation in ALL {
            let call = Call::new(operation.service.clone(), operation.action, Access::Read)
                .with_param("RoleName", "r")
                .with_param("UserName", "u")
                .with_param("GroupName", "g")
                .with_param("PolicyName", "p")
                .with_param("RoleArn", "acs:ram::1:role/r")
                .with_param("InstanceId", "cri-1");
            let Some(needed) = of(&call, "1", None) else {
                continue;
            };
            let (service, action) = catalogue
                .action(&needed.action)
                .unwrap_or_else(|| panic!("{} is missing", needed.action));
            let forms: Vec<_> = service.forms_of(action).collect();
            if action.on.is_none() {
                continue;
            }
            assert_eq!(forms.len(), needed.resources.len(), "{}", needed.action);
            for (forms, resource) in forms.iter().zip(&needed.resources) {
                let known = forms.iter().any(|form| fits(form, resource));
                assert!(known, "{}: {resource} against {forms:?}", needed.action);
            }
            compared += 1;
        }
        assert!(compared > 40, "{compared}");
    }
}

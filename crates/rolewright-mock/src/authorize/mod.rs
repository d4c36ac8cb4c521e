//! Authorization of calls by the caller's policies.

use rolewright_core::evaluate::{self, Context, Decision, PolicySet};
use rolewright_core::operation::PolicyType;
use rolewright_core::permission::{self, Permission};
use rolewright_core::policy::{BucketPolicy, PolicyDocument, Principal};
use rolewright_core::{Call, Error};
use serde_json::{Value, json};

use crate::account::{Account, Attachment, Caller, DEFAULT_GROUP, Moment};
use crate::error::refuse;
use crate::ram::system_policy;
use crate::untyped;

/// Access that the policies deny.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    /// The action.
    pub action: String,
    /// The resource.
    pub resource: String,
    /// The decision.
    pub decision: Decision,
    principal: (&'static str, String),
    account_id: String,
}

impl Denial {
    /// Returns the service's message.
    #[must_use]
    pub fn message(&self) -> String {
        let Self {
            action, resource, ..
        } = self;
        format!("You are not authorized to do this action. Resource: {resource} Action: {action}")
    }

    /// Returns the service's error.
    #[must_use]
    pub fn into_error(self, request_id: &str) -> Error {
        let message = self.message();
        refuse("NoPermission")
            .with_message(message)
            .into_error(request_id)
    }

    /// Returns `AccessDeniedDetail`, with the field names of several products' SDK models.
    #[must_use]
    pub fn detail(&self) -> Value {
        let (kind, name) = &self.principal;
        json!({
            "AuthAction": self.action,
            "AuthResource": self.resource,
            "AuthPrincipalType": kind,
            "AuthPrincipalDisplayName": name,
            "AuthPrincipalOwnerId": self.account_id,
            "NoPermissionType": self.decision.verdict,
            "PolicyType": self.decision.layer,
        })
    }
}

impl Account {
    /// Checks that the caller's policies allow the call. The account itself has full access.
    ///
    /// # Errors
    /// The denied action and resource.
    pub fn authorize(&self, call: &Call, moment: &Moment) -> Result<(), Box<Denial>> {
        match self.required_permission(call, &moment.caller) {
            Some(permission) => self.allow(&permission, None, moment),
            None => Ok(()),
        }
    }

    /// Returns the permission of a call; `None` for unknown operations, which are refused anyway.
    fn required_permission(&self, call: &Call, caller: &Caller) -> Option<Permission> {
        if let Some((table, row)) = untyped::find(call) {
            return Some(row.permission(table.code, &call.params, self));
        }
        let user = match caller {
            Caller::User(name) => Some(name.as_str()),
            _ => None,
        };
        permission::of(call, &self.id, user)
    }

    /// As [`authorize`](Self::authorize), for one permission, with the bucket's policy if any.
    pub(crate) fn allow(
        &self,
        permission: &Permission,
        bucket_policy: Option<&str>,
        moment: &Moment,
    ) -> Result<(), Box<Denial>> {
        let Some((caller, principal)) = self.principal_of(&moment.caller) else {
            return Ok(());
        };
        let group = self.resource_group_of(permission);
        let mut policies = self.policies_of(&moment.caller, group);
        if let Some(policy) = bucket_policy.and_then(|text| BucketPolicy::parse(text).ok()) {
            policies = policies.bucket("the bucket policy", &policy);
        }
        let request = permission.request(caller, context(moment));
        let decision = policies.decide(&request);
        if decision.is_allowed() {
            return Ok(());
        }
        let resource = permission.resources.get(decision.resource);
        Err(Box::new(Denial {
            action: permission.action.clone(),
            resource: resource.cloned().unwrap_or_default(),
            decision,
            principal,
            account_id: self.id.clone(),
        }))
    }

    /// Returns the caller for policy evaluation, and its name for a denial.
    fn principal_of(&self, caller: &Caller) -> Option<(evaluate::Caller, (&'static str, String))> {
        let (arn, id, principal) = match caller {
            Caller::Account => return None,
            Caller::User(name) => {
                let id = self.users.get(name).map(|user| user.id.clone());
                let shown = ("SubUser", id.clone().unwrap_or_default());
                (self.arn(format_args!("user/{name}")), id, shown)
            }
            Caller::Session { role, session, .. } => {
                let id = self.roles.get(role).map(|role| role.id.clone());
                let shown = ("AssumedRoleUser", format!("{role}:{session}"));
                (self.arn(format_args!("role/{role}")), id, shown)
            }
        };
        let caller = evaluate::Caller::from(Principal::Ram(arn));
        Some((evaluate::Caller { id, ..caller }, principal))
    }

    /// Returns the resource group of the permission's resources, if they are in one and the same
    /// (rule `resources-in-a-group`).
    fn resource_group_of(&self, permission: &Permission) -> Option<&str> {
        let group_of = |resource: &String| {
            let path = resource.strip_prefix("acs:oss:")?.rsplit(':').next()?;
            let bucket = path.split('/').next().unwrap_or(path);
            let bucket = self.buckets.as_ref()?.get(bucket)?;
            let own = bucket.owner.as_ref().is_none_or(|owner| *owner == self.id);
            own.then(|| bucket.resource_group.as_deref().unwrap_or(DEFAULT_GROUP))
        };
        let mut groups = permission.resources.iter().map(group_of);
        let first = groups.next()??;
        groups.all(|group| group == Some(first)).then_some(first)
    }

    /// Returns the policies that apply to the caller on resources in this group.
    fn policies_of(&self, caller: &Caller, group: Option<&str>) -> PolicySet {
        let mut set = PolicySet::new();
        let mut attached: Vec<&Attachment> = Vec::new();
        match caller {
            Caller::Account => {}
            Caller::User(name) => {
                attached.extend(
                    self.users
                        .get(name)
                        .into_iter()
                        .flat_map(|user| &user.policies),
                );
                let groups = self.groups.values();
                let joined = groups.filter(|group| group.members.contains_key(name));
                attached.extend(joined.flat_map(|group| &group.policies));
            }
            Caller::Session { role, policy, .. } => {
                attached.extend(
                    self.roles
                        .get(role)
                        .into_iter()
                        .flat_map(|role| &role.policies),
                );
                let policy = policy.as_ref().map(|text| PolicyDocument::parse(text));
                if let Some(Ok(policy)) = policy {
                    set = set.session("the session policy", &policy);
                }
            }
        }
        for attachment in attached {
            let Some(document) = self.document_of(attachment) else {
                continue;
            };
            let name = &attachment.policy_name;
            if attachment.resource_group.is_none() {
                set = set.identity(name, &document);
            } else if attachment.is_in(group) {
                set = set.resource_group(name, &document);
            }
        }
        set
    }

    fn document_of(&self, attachment: &Attachment) -> Option<PolicyDocument> {
        let name = &attachment.policy_name;
        let system = match attachment.policy_type {
            PolicyType::System => Some(system_policy::find(name)?),
            _ => None,
        };
        let policy = system.as_ref().or_else(|| self.policies.get(name))?;
        let version = policy.versions.get(&policy.default_version)?;
        PolicyDocument::parse(&version.document).ok()
    }
}

/// The condition keys of every request (rule `request-context`).
fn context(moment: &Moment) -> Context {
    let mut context = Context::default();
    context.insert("acs:CurrentTime", moment.date());
    context.insert("acs:SourceIp", "127.0.0.1");
    context.insert("acs:SecureTransport", "false");
    context
}

#[cfg(test)]
mod tests;

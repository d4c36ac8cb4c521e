//! Authorization of calls by the caller's policies.

mod applied;
mod denial;

use rolewright_core::Call;
use rolewright_core::evaluate::{self, Context, PolicySet, StatementRef, Verdict};
use rolewright_core::permission::{self, Permission};
#[cfg(feature = "emulator")]
use rolewright_core::policy::TrustPolicy;
use rolewright_core::policy::{BucketPolicy, Principal};

use crate::account::{Account, Caller, DEFAULT_GROUP, Moment};
use crate::ram::elsewhere;
#[cfg(feature = "emulator")]
use crate::sts::session;
use crate::untyped;
use applied::Applied;
pub use denial::Denial;

impl Account {
    /// Checks that the caller's policies allow the call. The account itself has full access.
    ///
    /// # Errors
    /// The denied action and resource.
    pub fn authorize(&self, call: &Call, moment: &Moment) -> Result<(), Box<Denial>> {
        match self.required_permission(call, &moment.caller) {
            Some(permission) => self.allow(&permission, None, moment).map(drop),
            None => Ok(()),
        }
    }

    /// Returns the permission of a call; `None` for unknown operations, which are refused anyway.
    pub(crate) fn required_permission(&self, call: &Call, caller: &Caller) -> Option<Permission> {
        if let Some((table, row)) = untyped::find(call) {
            return Some(row.permission(table.code, &call.params, self));
        }
        if let Some(permission) = elsewhere::permission(call, &self.id) {
            return Some(permission);
        }
        let user = match caller {
            Caller::User(name) => Some(name.as_str()),
            _ => None,
        };
        permission::of(call, &self.id, user)
    }

    /// As [`authorize`](Self::authorize), for one permission, with the bucket's policy if any. Returns the
    /// statement that allows it; `None` for the account itself.
    pub(crate) fn allow(
        &self,
        permission: &Permission,
        bucket_policy: Option<&str>,
        moment: &Moment,
    ) -> Result<Option<StatementRef>, Box<Denial>> {
        let Some(caller) = self.identity_of(&moment.caller) else {
            return Ok(None);
        };
        let group = self.resource_group_of(permission);
        let applied = self.applied_to(&moment.caller, group);
        let bucket_policy = bucket_policy.and_then(|text| BucketPolicy::parse(text).ok());
        let on_bucket = |set: PolicySet| match &bucket_policy {
            Some(policy) => set.bucket(BUCKET_POLICY, policy),
            None => set,
        };
        let request = permission.request(caller, context(moment));
        let decision = on_bucket(Applied::set(&applied)).decide(&request);
        if decision.is_allowed() {
            return Ok(decision.statement);
        }
        let denies = |set: PolicySet| set.decide(&request).verdict == Verdict::ExplicitDeny;
        let bucket_denies = decision.verdict == Verdict::ExplicitDeny
            && bucket_policy.is_some()
            && denies(on_bucket(PolicySet::new()));
        let denied = denial::Decided {
            permission,
            decision,
            bucket_denies,
            documents: (&applied, bucket_policy.as_ref().map(BucketPolicy::document)),
        };
        Err(Box::new(Denial::new(self, moment, denied)))
    }

    /// Returns why a role's trust policy does not let the caller assume it.
    #[cfg(feature = "emulator")]
    pub(crate) fn trust_denial(&self, call: &Call, moment: &Moment) -> Option<Box<Denial>> {
        let permission = permission::of(call, &self.id, None)?;
        let arn = call.params.get("RoleArn").unwrap_or_default();
        let name = arn.strip_prefix(&self.arn("role/")).unwrap_or_default();
        let mut roles = self.roles.iter();
        let trust = roles.find(|(role, _)| role.eq_ignore_ascii_case(name));
        let trust = trust.and_then(|(_, role)| TrustPolicy::parse(&role.trust).ok());
        let context = session::context(moment, call.params.get("ExternalId"));
        let caller = self.identity_of(&moment.caller).unwrap_or_default();
        let set = PolicySet::new();
        let set = match &trust {
            Some(trust) => set.trust("the trust policy", trust),
            None => set,
        };
        let denied = denial::Decided {
            permission: &permission,
            decision: set.decide_trust(&caller, &context),
            bucket_denies: false,
            documents: (&[], trust.as_ref().map(TrustPolicy::document)),
        };
        Some(Box::new(Denial::new(self, moment, denied)))
    }

    /// Returns the caller for policy evaluation; `None` for the account itself, which has no policies.
    fn identity_of(&self, caller: &Caller) -> Option<evaluate::Caller> {
        let (arn, id) = match caller {
            Caller::Account => return None,
            Caller::User(name) => (
                self.arn(format_args!("user/{name}")),
                self.users.get(name).map(|user| user.id.clone()),
            ),
            Caller::Session { role, .. } => (
                self.arn(format_args!("role/{role}")),
                self.roles.get(role).map(|role| role.id.clone()),
            ),
        };
        let caller = evaluate::Caller::from(Principal::Ram(arn));
        Some(evaluate::Caller { id, ..caller })
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
}

/// The name of a bucket's policy in a decision.
const BUCKET_POLICY: &str = "the bucket policy";

/// The condition keys of every request (rule `request-context`).
fn context(moment: &Moment) -> Context {
    keys(moment).into_iter().collect()
}

fn keys(moment: &Moment) -> [(String, String); 3] {
    [
        ("acs:CurrentTime", moment.date()),
        ("acs:SourceIp", "127.0.0.1".into()),
        ("acs:SecureTransport", moment.secure.to_string()),
    ]
    .map(|(key, value)| (key.to_owned(), value))
}

#[cfg(test)]
mod tests;

//! The policies that apply to a caller.

use rolewright_core::evaluate::{Layer, PolicySet};
use rolewright_core::operation::{MatchedPolicy, PolicyType};
use rolewright_core::policy::PolicyDocument;

use crate::account::{Account, Attachment, Caller};
use crate::ram::system_policy;

/// The name of a session policy in a decision.
const SESSION_POLICY: &str = "the session policy";

/// A policy that applies to a caller.
pub(super) struct Applied {
    pub(super) layer: Layer,
    pub(super) name: String,
    pub(super) document: PolicyDocument,
    /// Its description in a diagnostic message, without the effect.
    pub(super) described: MatchedPolicy,
}

impl Applied {
    /// Returns the set of these policies.
    pub(super) fn set(applied: &[Self]) -> PolicySet {
        let add = |set: PolicySet, policy: &Self| match policy.layer {
            Layer::SessionPolicy => set.session(&policy.name, &policy.document),
            Layer::ResourceGroupLevelIdentityBasedPolicy => {
                set.resource_group(&policy.name, &policy.document)
            }
            _ => set.identity(&policy.name, &policy.document),
        };
        applied.iter().fold(PolicySet::new(), add)
    }

    fn session(text: &str) -> Option<Self> {
        Some(Self {
            layer: Layer::SessionPolicy,
            name: SESSION_POLICY.to_owned(),
            document: PolicyDocument::parse(text).ok()?,
            described: MatchedPolicy {
                policy_type: "SessionPolicy".into(),
                policy_identifier: SESSION_POLICY.into(),
                attached_entity_type: "RamRole".into(),
                attached_scope: "Account".into(),
                ..MatchedPolicy::default()
            },
        })
    }
}

impl Account {
    /// Returns the policies that apply to the caller on resources in this group.
    pub(super) fn applied_to(&self, caller: &Caller, group: Option<&str>) -> Vec<Applied> {
        let mut applied = Vec::new();
        let mut attached: Vec<(&str, &Attachment)> = Vec::new();
        match caller {
            Caller::Account => {}
            Caller::User(name) => {
                let own = self.users.get(name).into_iter();
                attached.extend(
                    own.flat_map(|user| &user.policies)
                        .map(|one| ("RamUser", one)),
                );
                let groups = self.groups.values();
                let joined = groups.filter(|group| group.members.contains_key(name));
                let joined = joined.flat_map(|group| &group.policies);
                attached.extend(joined.map(|one| ("RamGroup", one)));
            }
            Caller::Session { role, policy, .. } => {
                let own = self.roles.get(role).into_iter();
                attached.extend(
                    own.flat_map(|role| &role.policies)
                        .map(|one| ("RamRole", one)),
                );
                applied.extend(policy.as_deref().and_then(Applied::session));
            }
        }
        let in_reach = |one: &Attachment| one.resource_group.is_none() || one.is_in(group);
        attached.retain(|(_, one)| in_reach(one));
        applied.extend(
            attached
                .into_iter()
                .filter_map(|(entity, attachment)| self.attached(entity, attachment)),
        );
        applied
    }

    fn attached(&self, entity: &str, attachment: &Attachment) -> Option<Applied> {
        let name = &attachment.policy_name;
        let system = match attachment.policy_type {
            PolicyType::System => Some(system_policy::find(name)?),
            _ => None,
        };
        let policy = system.as_ref().or_else(|| self.policies.get(name))?;
        let version = policy.versions.get(&policy.default_version)?;
        Some(Applied {
            layer: match attachment.resource_group {
                None => Layer::AccountLevelIdentityBasedPolicy,
                Some(_) => Layer::ResourceGroupLevelIdentityBasedPolicy,
            },
            name: name.clone(),
            document: PolicyDocument::parse(&version.document).ok()?,
            described: MatchedPolicy {
                policy_type: attachment.policy_type.to_string(),
                policy_identifier: name.clone(),
                policy_version: format!("v{}", policy.default_version),
                attached_entity_type: entity.into(),
                attached_scope: attachment
                    .resource_group
                    .clone()
                    .unwrap_or_else(|| "Account".into()),
                ..MatchedPolicy::default()
            },
        })
    }
}

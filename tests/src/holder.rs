//! Roles, users and groups as what policies are attached to.

use rolewright::operation::{
    AttachPolicyToGroup, AttachPolicyToRole, AttachPolicyToUser, AttachedPolicy,
    DetachPolicyFromGroup, DetachPolicyFromRole, DetachPolicyFromUser, ListPoliciesForGroup,
    ListPoliciesForRole, ListPoliciesForRoleOutput, ListPoliciesForUser, PolicyType,
};
use rolewright::{Call, RamProvider, RamProviderExt, Result};

use crate::fixture::{group, role, user};

/// What a policy is attached to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Holder {
    Role,
    User,
    Group,
}

impl Holder {
    pub(crate) const ALL: [Self; 3] = [Self::Role, Self::User, Self::Group];

    /// Makes one.
    pub(crate) async fn make(self, ram: &dyn RamProvider, name: &str) -> Result<()> {
        match self {
            Self::Role => ram.send(role(name)).await.map(drop),
            Self::User => ram.send(user(name)).await.map(drop),
            Self::Group => ram.send(group(name)).await.map(drop),
        }
    }

    /// The call that attaches a policy to it.
    pub(crate) fn attach(self, policy_type: &PolicyType, policy: &str, name: &str) -> Call {
        let (policy_type, policy_name) = (policy_type.clone(), policy.to_owned());
        let name = name.to_owned();
        match self {
            Self::Role => Call::of(&AttachPolicyToRole {
                policy_type,
                policy_name,
                role_name: name,
            }),
            Self::User => Call::of(&AttachPolicyToUser {
                policy_type,
                policy_name,
                user_name: name,
            }),
            Self::Group => Call::of(&AttachPolicyToGroup {
                policy_type,
                policy_name,
                group_name: name,
            }),
        }
    }

    /// The call that detaches a policy from it.
    pub(crate) fn detach(self, policy_type: &PolicyType, policy: &str, name: &str) -> Call {
        let (policy_type, policy_name) = (policy_type.clone(), policy.to_owned());
        let name = name.to_owned();
        match self {
            Self::Role => Call::of(&DetachPolicyFromRole {
                policy_type,
                policy_name,
                role_name: name,
            }),
            Self::User => Call::of(&DetachPolicyFromUser {
                policy_type,
                policy_name,
                user_name: name,
            }),
            Self::Group => Call::of(&DetachPolicyFromGroup {
                policy_type,
                policy_name,
                group_name: name,
            }),
        }
    }

    /// The call that lists what is attached to it.
    pub(crate) fn list(self, name: &str) -> Call {
        let name = name.to_owned();
        match self {
            Self::Role => Call::of(&ListPoliciesForRole { role_name: name }),
            Self::User => Call::of(&ListPoliciesForUser { user_name: name }),
            Self::Group => Call::of(&ListPoliciesForGroup { group_name: name }),
        }
    }

    /// What is attached to it; the three answers have the same form.
    pub(crate) async fn attached(
        self,
        ram: &dyn RamProvider,
        name: &str,
    ) -> Result<Vec<AttachedPolicy>> {
        let answer: ListPoliciesForRoleOutput = ram.execute(self.list(name)).await?.decode()?;
        Ok(answer.policies.policy)
    }
}

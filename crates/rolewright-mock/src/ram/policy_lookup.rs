//! Lookup of policies by type and name.

use std::borrow::Cow;

use rolewright_core::operation::PolicyType;

use super::{check, system_policy};
use crate::account::{Account, PolicyState};
use crate::error::{Answer, refuse};

/// Validates type and name, and returns the policy.
pub(crate) fn find<'a>(
    account: &'a Account,
    policy_type: &PolicyType,
    name: &str,
) -> Answer<Cow<'a, PolicyState>> {
    let policy = match policy_type {
        PolicyType::Custom => account.policies.get(name).map(Cow::Borrowed),
        PolicyType::System => system_policy::find(name).map(Cow::Owned),
        PolicyType::Other(_) => return Err(refuse("InvalidParameter.PolicyType")),
    };
    check::policy_name(name)?;
    policy.ok_or_else(|| refuse("EntityNotExist.Policy"))
}

/// Returns the custom policy with this name, for a change.
pub(crate) fn find_mut<'a>(account: &'a mut Account, name: &str) -> Answer<&'a mut PolicyState> {
    check::policy_name(name)?;
    account
        .policies
        .get_mut(name)
        .ok_or_else(|| refuse("EntityNotExist.Policy"))
}

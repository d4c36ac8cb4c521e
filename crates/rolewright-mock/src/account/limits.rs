//! Limits of an account.

use serde::{Deserialize, Serialize};

/// The limits of an account.
///
/// [`Default`] has the documented limits; [`Limits::none`] has none. *Limits page* below is
/// "Limits" of the RAM documentation, Dec 2025.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, rename_all = "snake_case")]
pub struct Limits {
    /// Roles in the account: 1,000 (limits page; adjustable). `LimitExceeded.Role`.
    pub roles: u32,
    /// Custom policies in the account: 1,500 (limits page; adjustable). `LimitExceeded.Policy`.
    pub custom_policies: u32,
    /// Versions of one custom policy: 5 (limits page; not adjustable).
    /// `LimitExceeded.Policy.Version`.
    pub versions: u32,
    /// Custom policies attached to one role, user or group: 10 (limits page; adjustable; older
    /// pages say 5). `LimitExceeded.Role.Policy` and so on.
    pub custom_policies_per_role: u32,
    /// System policies attached to one role, user or group: 20 (limits page; adjustable).
    /// `LimitExceeded.Role.Policy` and so on.
    pub system_policies_per_role: u32,
    /// Bytes of a custom policy's document: 6,144 (model comments of the official Python SDK
    /// `alibabacloud-ram20150501` 1.3.0). `InvalidParameter.PolicyDocument.Length`.
    pub document_bytes: u32,
    /// Bytes of a trust policy. Not documented: see `trust-policy-length` in
    /// [`ASSUMED`](crate::ASSUMED). `InvalidParameter.AssumeRolePolicyDocument.Length`.
    pub trust_bytes: u32,
    /// Users in the account: 5,000 (limits page). `LimitExceeded.User`.
    pub users: u32,
    /// Groups in the account: 300 (limits page). `LimitExceeded.Group`.
    pub groups: u32,
    /// Access keys of one user, and of the account itself: 2 (limits page).
    /// `LimitExceeded.User.AccessKey`.
    pub access_keys: u32,
    /// Tags of one role or policy. See `tags-per-resource` in [`ASSUMED`](crate::ASSUMED).
    /// `LimitExceeded.Tag`.
    pub tags: u32,
    #[doc(hidden)]
    #[serde(skip)]
    pub __non_exhaustive: (),
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            roles: 1_000,
            custom_policies: 1_500,
            versions: 5,
            custom_policies_per_role: 10,
            system_policies_per_role: 20,
            document_bytes: 6_144,
            trust_bytes: 6_144,
            users: 5_000,
            groups: 300,
            access_keys: 2,
            tags: 20,
            __non_exhaustive: (),
        }
    }
}

impl Limits {
    /// Returns limits that refuse nothing.
    #[must_use]
    pub fn none() -> Self {
        Self {
            roles: u32::MAX,
            custom_policies: u32::MAX,
            versions: u32::MAX,
            custom_policies_per_role: u32::MAX,
            system_policies_per_role: u32::MAX,
            document_bytes: u32::MAX,
            trust_bytes: u32::MAX,
            users: u32::MAX,
            groups: u32::MAX,
            access_keys: u32::MAX,
            tags: u32::MAX,
            __non_exhaustive: (),
        }
    }
}

/// Whether the limit is reached.
pub(crate) fn is_full(count: usize, limit: u32) -> bool {
    u64::try_from(count).is_ok_and(|count| count >= u64::from(limit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Lab;

    #[test]
    fn without_limits_nothing_is_ever_full() {
        let mut lab = Lab::default();
        lab.account.limits = Limits::none();
        for number in 0..25 {
            lab = lab.with_policy(&format!("p{number}"));
        }
        lab = lab.with_role("r");
        for number in 0..25 {
            lab = lab.attached(&format!("p{number}"), "r");
        }
        assert!(!is_full(usize::try_from(u32::MAX).unwrap() - 1, u32::MAX));
    }

    #[test]
    fn limits_missing_from_a_saved_account_default_to_the_documented_ones() {
        let saved: Limits = serde_json::from_str(r#"{"roles":3}"#).unwrap();
        assert_eq!(
            saved,
            Limits {
                roles: 3,
                ..Limits::default()
            }
        );
    }
}

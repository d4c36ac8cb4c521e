//! The stable ids of requirements, causes and findings.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Defines an enum that is serialized as its variant's id; the last variant holds any other id.
macro_rules! ids {
    (
        $(#[$about:meta])* $id:ident else $other:ident($inner:ty)
        { $($(#[$doc:meta])* $variant:ident = $name:literal,)* }
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(into = "String", from = "String")]
        #[cfg_attr(feature = "schema", schemars(with = "String"))]
        #[non_exhaustive]
        pub enum $id {
            $($(#[$doc])* $variant,)*
            /// Any other id.
            $other($inner),
        }

        impl $id {
            /// Returns the id, as in reports.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::$other(inner) => inner.as_ref(),
                }
            }
        }

        impl fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl AsRef<str> for $id {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl PartialEq<str> for $id {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl PartialEq<&str> for $id {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl From<$id> for String {
            fn from(id: $id) -> Self {
                id.as_str().to_owned()
            }
        }

        impl From<String> for $id {
            fn from(name: String) -> Self {
                match name.as_str() {
                    $($name => Self::$variant,)*
                    _ => Self::$other(name.into()),
                }
            }
        }
    };
}

ids! {
    /// The id of a requirement.
    RequirementId else Other(Cow<'static, str>) {
        /// The service may assume the role.
        Trust = "trust",
        /// The trust policy is the documented one.
        TrustAsDocumented = "trust_as_documented",
        /// The trust policy is the desired one.
        TrustAsDesired = "trust_as_desired",
        /// The policy is attached to the role.
        Attachment = "attachment",
        /// One action on one resource is allowed.
        Access = "access",
        /// A bucket exists.
        BucketExists = "bucket_exists",
        /// A bucket belongs to the expected account.
        BucketOwner = "bucket_owner",
        /// A bucket is in the expected region.
        BucketRegion = "bucket_region",
        /// A bucket has a suitable storage class.
        BucketClass = "bucket_class",
        /// The role may use the key that encrypts a bucket.
        BucketKey = "bucket_key",
        /// The policy of a bucket doesn't deny access to the role.
        BucketPolicy = "bucket_policy",
        /// Using a bucket with the role works.
        Live = "live",
        /// Control policies, which can't be read from a member account.
        ControlPolicies = "control_policies",
    }
}

ids! {
    /// The id of a cause: its own, or that of the one requirement that it explains.
    CauseId else Requirement(RequirementId) {
        /// The role does not exist.
        RoleMissing = "role_missing",
        /// The policy does not exist.
        PolicyMissing = "policy_missing",
        /// The policy is not attached to the role.
        NotAttached = "not_attached",
        /// The document of an attached policy could not be read.
        UnreadablePolicy = "unreadable_policy",
        /// Another version of the policy is the default.
        DefaultVersionChanged = "default_version_changed",
        /// A statement denies access.
        Denied = "denied",
        /// The decision depends on something unknown, such as a condition.
        Condition = "condition",
        /// The policy is an older revision of the documented one.
        OlderRevision = "older_revision",
        /// A statement doesn't cover the resource.
        ResourceMissing = "resource_missing",
        /// A statement doesn't cover the action.
        ActionMissing = "action_missing",
        /// No statement covers the group of permissions.
        GroupMissing = "group_missing",
    }
}

ids! {
    /// The id of a finding.
    FindingId else Other(Cow<'static, str>) {
        /// The role trusts the whole account.
        WholeAccountTrust = "whole_account_trust",
        /// The role trusts an unmanaged principal.
        UnmanagedPrincipal = "unmanaged_principal",
        /// The trust policy has an unmanaged statement.
        UnmanagedTrustStatement = "unmanaged_trust_statement",
        /// The trust policy will not include the service.
        TrustWithoutService = "trust_without_service",
        /// No source names the service that the planned trust names.
        AssumedTrust = "assumed_trust",
        /// Other policies grant all required access already.
        AlreadySatisfied = "already_satisfied",
        /// The requested revision of the policy doesn't allow all required access.
        DesiredLacksRequired = "desired_lacks_required",
        /// The policy grants access to other resources.
        OtherGrants = "other_grants",
        /// The policy has an over-broad grant.
        OverBroadGrant = "over_broad_grant",
        /// The policy has an unmanaged statement.
        UnmanagedStatement = "unmanaged_statement",
        /// The policy is an older revision of the documented one.
        OlderRevision = "older_revision",
        /// An attached policy is over-broad.
        OverBroadAttachment = "over_broad_attachment",
        /// An unmanaged policy is attached to the role.
        UnmanagedAttachment = "unmanaged_attachment",
        /// A role or policy has the desired name in another letter case.
        LetterCase = "letter_case",
        /// The bucket policy allows what the role's policies don't.
        BucketPolicyGrants = "bucket_policy_grants",
        /// A numbered policy exists but is not attached.
        LeftoverPolicy = "leftover_policy",
        /// The policy is attached to other users, groups or roles.
        SharedPolicy = "shared_policy",
        /// An entry of the accepted parts has expired or matches nothing.
        UnusedAccept = "unused_accept",
        /// A newer version of the policy exists that is not the default version.
        DefaultVersionChanged = "default_version_changed",
        /// A documented action that no service checks is missing.
        DocumentedNameMissing = "documented_name_missing",
        /// A condition on the time changes an answer at a known date.
        TimeCondition = "time_condition",
        /// Another tool seems to manage the role or policy.
        ManagedElsewhere = "managed_elsewhere",
        /// A policy with a name of the recipe was not deleted, since it is not only the recipe's.
        KeptPolicy = "kept_policy",
        /// The policy grants no bucket any more.
        NoBucketLeft = "no_bucket_left",
        /// Lifecycle rules may delete objects of a bucket.
        BucketLifecycle = "bucket_lifecycle",
        /// Versioning keeps old versions of a bucket's objects.
        BucketVersioning = "bucket_versioning",
        /// A KMS key encrypts a bucket.
        BucketKms = "bucket_kms",
    }
}

impl FindingId {
    /// Whether it is about a part of the account that the desired state doesn't have.
    pub(super) fn is_unmanaged(&self) -> bool {
        matches!(
            self,
            Self::WholeAccountTrust
                | Self::UnmanagedPrincipal
                | Self::UnmanagedTrustStatement
                | Self::OverBroadGrant
                | Self::UnmanagedStatement
                | Self::OverBroadAttachment
                | Self::UnmanagedAttachment
                | Self::LetterCase
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_written_as_its_name_and_read_back() {
        for id in [
            CauseId::RoleMissing,
            CauseId::Requirement(RequirementId::BucketKey),
            CauseId::Requirement(RequirementId::Other("quota".into())),
        ] {
            let json = serde_json::to_string(&id).unwrap();
            assert_eq!(json, format!("\"{id}\""));
            assert_eq!(serde_json::from_str::<CauseId>(&json).unwrap(), id);
        }
        assert!(FindingId::BucketKms == "bucket_kms" && FindingId::BucketKms != "bucket");
    }
}

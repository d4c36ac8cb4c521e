//! The stable names of requirements, causes and findings.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// An enum that is written as the name of its variant. What has another name is the last variant.
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
            /// Any other one.
            $other($inner),
        }

        impl $id {
            /// The name, as reports have it.
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
    /// What has to hold.
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
        /// A bucket is the right account's.
        BucketOwner = "bucket_owner",
        /// A bucket is in the right region.
        BucketRegion = "bucket_region",
        /// A bucket has the right storage class.
        BucketClass = "bucket_class",
        /// The role may use the key that encrypts a bucket.
        BucketKey = "bucket_key",
        /// The policy of a bucket doesn't deny access to the role.
        BucketPolicy = "bucket_policy",
        /// A bucket was used with the role.
        Live = "live",
        /// What can't be read from within the account.
        ControlPolicies = "control_policies",
    }
}

ids! {
    /// Why requirements don't hold: an id of its own, or that of the one requirement that it explains.
    CauseId else Requirement(RequirementId) {
        /// There is no such role.
        RoleMissing = "role_missing",
        /// There is no such policy.
        PolicyMissing = "policy_missing",
        /// The policy is not attached to the role.
        NotAttached = "not_attached",
        /// The document of an attached policy could not be read.
        UnreadablePolicy = "unreadable_policy",
        /// Another version of the policy is the default.
        DefaultVersionChanged = "default_version_changed",
        /// A statement denies it.
        Denied = "denied",
        /// It depends on something that isn't known, such as a condition.
        Condition = "condition",
        /// The policy is an older revision of the documented one.
        OlderRevision = "older_revision",
        /// A statement doesn't name the resource.
        ResourceMissing = "resource_missing",
        /// A statement doesn't name the action.
        ActionMissing = "action_missing",
        /// No statement is about the group of permissions.
        GroupMissing = "group_missing",
    }
}

ids! {
    /// What is worth knowing besides.
    FindingId else Other(Cow<'static, str>) {
        /// The role trusts every principal of an account.
        WholeAccountTrust = "whole_account_trust",
        /// The role trusts another principal too.
        UnmanagedPrincipal = "unmanaged_principal",
        /// The trust policy has a statement of another form.
        UnmanagedTrustStatement = "unmanaged_trust_statement",
        /// The role will not trust the service.
        TrustWithoutService = "trust_without_service",
        /// Other policies grant everything already.
        AlreadySatisfied = "already_satisfied",
        /// The desired form of the policy doesn't allow all that is required.
        DesiredLacksRequired = "desired_lacks_required",
        /// The policy grants access on other resources too.
        OtherGrants = "other_grants",
        /// The policy allows far more than is needed.
        OverBroadGrant = "over_broad_grant",
        /// The policy has a statement of another form.
        UnmanagedStatement = "unmanaged_statement",
        /// The policy is an older revision of the documented one.
        OlderRevision = "older_revision",
        /// An attached policy allows far more than is needed.
        OverBroadAttachment = "over_broad_attachment",
        /// Another policy is attached to the role.
        UnmanagedAttachment = "unmanaged_attachment",
        /// A numbered policy is not attached.
        LeftoverPolicy = "leftover_policy",
        /// Others hold the policy too.
        SharedPolicy = "shared_policy",
        /// A later version of the policy is not the default.
        DefaultVersionChanged = "default_version_changed",
        /// A documented action that the service doesn't check is missing.
        DocumentedNameMissing = "documented_name_missing",
        /// Another tool seems to manage the role or the policy.
        ManagedElsewhere = "managed_elsewhere",
        /// No bucket is granted any more.
        NoBucketLeft = "no_bucket_left",
        /// Lifecycle rules may delete objects of a bucket.
        BucketLifecycle = "bucket_lifecycle",
        /// A bucket keeps old versions of objects.
        BucketVersioning = "bucket_versioning",
        /// A KMS key encrypts a bucket.
        BucketKms = "bucket_kms",
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

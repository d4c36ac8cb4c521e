//! An account as plain data: RAM, Container Registry instances and buckets.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use rolewright_core::AccountId;
use rolewright_core::bucket::{Encryption, Versioning};
use rolewright_core::operation::PolicyType;
use rolewright_core::provider::Secret;
use serde::{Deserialize, Serialize};

use super::instance::InstanceState;
use super::limits::Limits;
use super::object::{ObjectVersion, UploadState};
use super::settings::{LoginState, SettingsState};

/// An account: its RAM objects, its Container Registry instances and its buckets.
///
/// [`execute`](Self::execute) is deterministic: the same account, call and moment give the same
/// response and the same new account. All fields are public, so tests can inspect the account and
/// create states that no call can create.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Account {
    /// The account's id.
    pub id: String,
    /// The limits.
    pub limits: Limits,
    /// The roles by name (rule `names-are-case-sensitive`, which covers all names; of names of roles
    /// that differ only in case, the emulator assumes `role-names-once`).
    pub roles: BTreeMap<String, RoleState>,
    /// The custom policies by name (rule `custom-beside-system`).
    pub policies: BTreeMap<String, PolicyState>,
    /// The users by name.
    pub users: BTreeMap<String, UserState>,
    /// The groups by name.
    pub groups: BTreeMap<String, GroupState>,
    /// The access keys by id.
    #[serde(default)]
    pub keys: BTreeMap<String, KeyState>,
    /// The seed of the secrets of keys and sessions. Without one the secrets are predictable, for
    /// tests that need the same replies in every run.
    #[serde(default)]
    pub seed: Option<Secret>,
    /// The alias, the password policy and the security preferences.
    #[serde(default, skip_serializing_if = "SettingsState::is_default")]
    pub settings: SettingsState,
    /// The ids of the tasks that deleted service-linked roles.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub deletion_tasks: BTreeSet<String>,
    /// The number in the next id of a role, user, group or key.
    pub next_id: u64,
    /// The Container Registry instances by region, in the order of `ListInstance`.
    #[serde(default)]
    pub instances: BTreeMap<String, Vec<InstanceState>>,
    /// The ids of the resource groups beside the default group, [`DEFAULT_GROUP`].
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub resource_groups: BTreeSet<String>,
    /// Whether public access to all buckets is blocked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub block_public_access: bool,
    /// The OSS buckets by name, including those of other accounts; `None` if buckets are not
    /// simulated.
    pub buckets: Option<BTreeMap<String, BucketState>>,
    #[doc(hidden)]
    #[serde(skip)]
    pub __non_exhaustive: (),
}

/// A role.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RoleState {
    /// The service's own id.
    pub id: String,
    /// Free text.
    pub description: Option<String>,
    /// The trust policy, as sent (rule `documents-as-sent`).
    pub trust: String,
    /// The maximum session duration in seconds.
    pub max_session_seconds: u32,
    /// Whether it may be assumed in the console, if set.
    #[serde(default)]
    pub console_login: Option<bool>,
    /// The service of a service-linked role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// When it was created.
    pub created: String,
    /// When it was last changed.
    pub updated: String,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// The attached policies.
    pub policies: BTreeSet<Attachment>,
    #[doc(hidden)]
    #[serde(skip)]
    pub __non_exhaustive: (),
}

/// A policy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PolicyState {
    /// Free text.
    pub description: Option<String>,
    /// When it was created.
    pub created: String,
    /// When it was last changed (rule `update-dates`).
    pub updated: String,
    /// The number of the default version.
    pub default_version: u32,
    /// The number of the next version: numbers only grow (rule `version-numbers-grow`).
    pub next_version: u32,
    /// The versions by number.
    pub versions: BTreeMap<u32, VersionState>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    #[doc(hidden)]
    #[serde(skip)]
    pub __non_exhaustive: (),
}

/// One version of a policy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct VersionState {
    /// The document, as sent (rule `documents-as-sent`).
    pub document: String,
    /// When it was created.
    pub created: String,
    #[doc(hidden)]
    #[serde(skip)]
    pub __non_exhaustive: (),
}

/// A user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UserState {
    /// The service's own id.
    pub id: String,
    /// The display name.
    pub display_name: Option<String>,
    /// Mobile phone number.
    pub mobile_phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Free text.
    pub comments: Option<String>,
    /// The console login, if enabled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<LoginState>,
    /// The serial number of the bound MFA device; no call binds one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mfa_device: Option<String>,
    /// When it was created.
    pub created: String,
    /// When it was last changed.
    pub updated: String,
    /// The attached policies.
    pub policies: BTreeSet<Attachment>,
    #[doc(hidden)]
    #[serde(skip)]
    pub __non_exhaustive: (),
}

/// A group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GroupState {
    /// The service's own id.
    pub id: String,
    /// Free text.
    pub comments: Option<String>,
    /// When it was created.
    pub created: String,
    /// When it was last changed, if ever.
    #[serde(default)]
    pub updated: Option<String>,
    /// The join date of each user, by user name (rule `groups-per-user`).
    pub members: BTreeMap<String, String>,
    /// The attached policies.
    pub policies: BTreeSet<Attachment>,
    #[doc(hidden)]
    #[serde(skip)]
    pub __non_exhaustive: (),
}

/// An access key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct KeyState {
    /// Its secret.
    pub secret: Secret,
    /// The user that owns it; `None` for the account itself.
    pub user: Option<String>,
    /// Whether it is active.
    pub active: bool,
    /// When it was created.
    pub created: String,
    /// When it was last used, in Unix seconds (rule `last-use`).
    #[serde(default)]
    pub last_used: Option<i64>,
    #[doc(hidden)]
    #[serde(skip)]
    pub __non_exhaustive: (),
}

/// A policy that is attached to a role, user or group.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Attachment {
    /// `Custom` or `System`.
    pub policy_type: PolicyType,
    /// The policy's name.
    pub policy_name: String,
    /// When it was attached.
    pub date: String,
    /// The resource group that it grants in; `None` for the whole account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_group: Option<String>,
    #[doc(hidden)]
    #[serde(skip)]
    pub __non_exhaustive: (),
}

/// An OSS bucket.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct BucketState {
    /// The id of the account that owns it; `None` for this account.
    pub owner: Option<String>,
    /// The region, without the prefix `oss-`.
    pub region: String,
    /// `Standard`, `IA`, `Archive` or `ColdArchive`.
    pub storage_class: String,
    /// `LRS` or `ZRS`.
    pub redundancy: String,
    /// Whether objects keep their old versions.
    pub versioning: Versioning,
    /// The default encryption of objects.
    pub encryption: Option<Encryption>,
    /// The number of lifecycle rules.
    pub lifecycle_rules: usize,
    /// Whether public access is blocked.
    pub block_public_access: bool,
    /// The bucket policy's document.
    pub policy: Option<String>,
    /// The resource group that it belongs to; `None` for the default group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_group: Option<String>,
    /// When it was created, in Unix seconds.
    pub created: i64,
    /// The access control list as `acl`, and other settings as XML, as sent, by subresource, such as
    /// `lifecycle` or `inventory/<id>`.
    pub settings: BTreeMap<String, String>,
    /// The objects by key, each with its versions, the newest last.
    pub objects: BTreeMap<String, Vec<ObjectVersion>>,
    /// The multipart uploads in progress, by id.
    pub uploads: BTreeMap<String, UploadState>,
    #[doc(hidden)]
    #[serde(skip)]
    pub __non_exhaustive: (),
}

impl Default for BucketState {
    /// A bucket of this account in cn-hangzhou with default settings.
    fn default() -> Self {
        Self {
            owner: None,
            region: "cn-hangzhou".into(),
            storage_class: "Standard".into(),
            redundancy: "LRS".into(),
            versioning: Versioning::Off,
            encryption: None,
            lifecycle_rules: 0,
            block_public_access: false,
            policy: None,
            resource_group: None,
            created: 0,
            settings: BTreeMap::new(),
            objects: BTreeMap::new(),
            uploads: BTreeMap::new(),
            __non_exhaustive: (),
        }
    }
}

/// The id of the default resource group (rule `default-resource-group`).
pub const DEFAULT_GROUP: &str = "rg-default-id";

impl Attachment {
    pub(crate) fn is(&self, policy_type: &PolicyType, policy_name: &str) -> bool {
        self.policy_type == *policy_type && self.policy_name == policy_name
    }

    pub(crate) fn is_in(&self, resource_group: Option<&str>) -> bool {
        self.resource_group.as_deref() == resource_group
    }
}

impl Account {
    /// Creates an empty account with the documented limits.
    #[must_use]
    pub fn new(id: &AccountId) -> Self {
        Self {
            id: id.to_string(),
            ..Self::default()
        }
    }

    /// Whether the resource group exists (rule `default-resource-group`).
    pub(crate) fn has_resource_group(&self, id: &str) -> bool {
        id == DEFAULT_GROUP || self.resource_groups.contains(id)
    }

    /// Returns the ARN of a RAM object of this account (rule `role-arn-case`).
    pub(crate) fn arn(&self, relative_id: impl Display) -> String {
        format!("acs:ram::{}:{relative_id}", self.id)
    }

    /// Returns the next unused number (rule `ids`).
    pub(crate) fn take_id(&mut self) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        id
    }
}

impl Default for Account {
    /// The account `1234567890123456` of the documentation's examples.
    fn default() -> Self {
        Self {
            id: "1234567890123456".into(),
            limits: Limits::default(),
            roles: BTreeMap::new(),
            policies: BTreeMap::new(),
            users: BTreeMap::new(),
            groups: BTreeMap::new(),
            keys: BTreeMap::new(),
            seed: None,
            settings: SettingsState::default(),
            deletion_tasks: BTreeSet::new(),
            next_id: 1,
            instances: BTreeMap::new(),
            resource_groups: BTreeSet::new(),
            block_public_access: false,
            buckets: None,
            __non_exhaustive: (),
        }
    }
}

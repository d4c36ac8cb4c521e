//! One account's RAM, as plain data, and what else of the account a set-up looks at.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use rolewright_core::AccountId;
use rolewright_core::bucket::{Encryption, Versioning};
use rolewright_core::operation::PolicyType;
use rolewright_core::provider::Secret;
use serde::{Deserialize, Serialize};

use super::limits::Limits;
use super::object::{ObjectVersion, UploadState};

/// Everything that RAM knows of one account, its Container Registry instances and its buckets.
///
/// Calls are carried out by [`execute`](Self::execute), which is pure: the same account, call and
/// moment give the same answer and the same new account. Everything is public, so that a test can
/// look at it and can also make a state that no call leads to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Account {
    /// The account's id.
    pub id: String,
    /// How much it holds.
    pub limits: Limits,
    /// The roles by name (rule `names-are-case-sensitive`, as for everything by name).
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
    /// What the secrets of keys and sessions are made from. Without one they are predictable,
    /// for tests that need the same replies every time.
    #[serde(default)]
    pub seed: Option<Secret>,
    /// The number from which the next id of a role, user, group or key is made.
    pub next_id: u64,
    /// The instances of Container Registry by region, as `ListInstance` lists them.
    #[serde(default)]
    pub instances: BTreeMap<String, Vec<InstanceState>>,
    /// The OSS buckets by name, those of other accounts too; `None` when this simulation knows
    /// nothing of buckets.
    pub buckets: Option<BTreeMap<String, BucketState>>,
}

/// A role.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RoleState {
    /// The service's own id.
    pub id: String,
    /// Free text.
    pub description: Option<String>,
    /// The trust policy, as it came (rule `documents-as-sent`).
    pub trust: String,
    /// The longest session, in seconds.
    pub max_session_seconds: u32,
    /// Whether it may be assumed in the console, where that was set.
    #[serde(default)]
    pub console_login: Option<bool>,
    /// When it was made.
    pub created: String,
    /// When it was last changed.
    pub updated: String,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// What is attached to it.
    pub policies: BTreeSet<Attachment>,
}

/// A policy.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PolicyState {
    /// Free text.
    pub description: Option<String>,
    /// When it was made.
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
}

/// One version of a policy.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct VersionState {
    /// The document, as it came (rule `documents-as-sent`).
    pub document: String,
    /// When it was made.
    pub created: String,
}

/// A user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UserState {
    /// The service's own id.
    pub id: String,
    /// The name that is shown.
    pub display_name: Option<String>,
    /// Mobile phone number.
    pub mobile_phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Free text.
    pub comments: Option<String>,
    /// When it was made.
    pub created: String,
    /// When it was last changed.
    pub updated: String,
    /// What is attached to it.
    pub policies: BTreeSet<Attachment>,
}

/// A group.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GroupState {
    /// The service's own id.
    pub id: String,
    /// Free text.
    pub comments: Option<String>,
    /// When it was made.
    pub created: String,
    /// When it was last changed, where it ever was.
    #[serde(default)]
    pub updated: Option<String>,
    /// When each of its users joined, by user name (rule `groups-per-user`).
    pub members: BTreeMap<String, String>,
    /// What is attached to it.
    pub policies: BTreeSet<Attachment>,
}

/// An access key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct KeyState {
    /// Its secret.
    pub secret: Secret,
    /// The user whose it is; the account's own when absent.
    pub user: Option<String>,
    /// Whether it can be used.
    pub active: bool,
    /// When it was made.
    pub created: String,
    /// When it was last used, in seconds of the Unix time (rule `last-use`).
    #[serde(default)]
    pub last_used: Option<i64>,
}

/// A policy that is attached to a role, user or group.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Attachment {
    /// `Custom` or `System`.
    pub policy_type: PolicyType,
    /// The policy's name.
    pub policy_name: String,
    /// When it was attached.
    pub date: String,
}

/// An instance of Container Registry.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct InstanceState {
    /// The service's own id.
    pub id: String,
    /// The name.
    pub name: String,
    /// `PENDING`, `INIT_ERROR`, `STARTING`, `RUNNING`, `STOPPING`, `STOPPED`, `DELETING` or
    /// `DELETED`.
    pub status: String,
    /// The edition.
    pub specification: String,
    /// What keeps it from running, for example `OSS_SERVICE_ROLE_UNAUTHORIZED`.
    pub issue: Option<String>,
    /// The bucket of the account that it is to keep its images in.
    pub bucket: Option<String>,
    /// What of the service's calls was refused when it last tried to prepare that bucket.
    pub refused: Vec<RefusedCall>,
}

impl Default for InstanceState {
    /// A basic instance that runs.
    fn default() -> Self {
        Self {
            id: "cri-0123456789abcdef".into(),
            name: "images".into(),
            status: "RUNNING".into(),
            specification: "Enterprise_Basic".into(),
            issue: None,
            bucket: None,
            refused: Vec::new(),
        }
    }
}

/// A call of Container Registry itself that was not carried out.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RefusedCall {
    /// The operation, for example `PutObject`.
    pub call: String,
    /// What would have to be allowed, where policies refused it.
    pub action: Option<String>,
    /// On what.
    pub resource: Option<String>,
    /// The error's code.
    pub code: String,
    /// The error's text.
    pub message: String,
}

/// An OSS bucket.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct BucketState {
    /// The id of the account that owns it; this account when absent.
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
    /// When it was made, in seconds of the Unix time.
    pub created: i64,
    /// The access control list as `acl`, and other settings as the XML that was put: `lifecycle`,
    /// `logging`, `referer`, `transferAcceleration`.
    pub settings: BTreeMap<String, String>,
    /// The objects by key, each with its versions, the newest last.
    pub objects: BTreeMap<String, Vec<ObjectVersion>>,
    /// The multipart uploads under way by id.
    pub uploads: BTreeMap<String, UploadState>,
}

impl Default for BucketState {
    /// A plain bucket of this account in Hangzhou.
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
            created: 0,
            settings: BTreeMap::new(),
            objects: BTreeMap::new(),
            uploads: BTreeMap::new(),
        }
    }
}

impl Attachment {
    pub(crate) fn is(&self, policy_type: &PolicyType, policy_name: &str) -> bool {
        self.policy_type == *policy_type && self.policy_name == policy_name
    }
}

impl Account {
    /// An account that holds nothing, with the documented limits.
    #[must_use]
    pub fn new(id: &AccountId) -> Self {
        Self {
            id: id.to_string(),
            ..Self::default()
        }
    }

    /// The ARN of something of this account in RAM (rule `role-arn-case`).
    pub(crate) fn arn(&self, relative_id: impl Display) -> String {
        format!("acs:ram::{}:{relative_id}", self.id)
    }

    /// A number that this account never gave before (rule `ids`).
    pub(crate) fn take_id(&mut self) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        id
    }
}

impl Default for Account {
    /// The account `1234567890123456`, the one of the documentation's examples.
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
            next_id: 1,
            instances: BTreeMap::new(),
            buckets: None,
        }
    }
}

//! The initial contents of an account.

use std::collections::{BTreeMap, BTreeSet};

use rolewright_core::operation;
use rolewright_core::provider::Secret;
use rolewright_core::{Access, AccountId, Call, Error, ErrorKind, Result, Service};
use serde::Deserialize;
use serde_json::Value;

use super::known;

use crate::account::{Account, BucketState, KeyState, Moment};

/// Initial calls, made by the account itself, keys, and buckets.
///
/// ```
/// use rolewright_mock::emulator::Seed;
///
/// let seed: Seed = serde_json::from_str(r#"{
///     "calls": [{ "action": "CreateUser", "params": { "UserName": "alice" } }],
///     "keys": [{ "id": "alice-key", "secret": "alice-secret", "user": "alice" }],
///     "buckets": { "my-images": { "region": "cn-beijing" } }
/// }"#)?;
/// # let _ = seed;
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Seed {
    /// RAM calls, in order.
    pub calls: Vec<SeedCall>,
    /// Access keys of users or of the account itself.
    pub keys: Vec<SeedKey>,
    /// Buckets by name.
    #[serde(deserialize_with = "known::buckets")]
    pub buckets: BTreeMap<String, BucketState>,
    /// Ids of the resource groups beside the default group; they exist before the first call.
    pub resource_groups: BTreeSet<String>,
    /// The folders of Resource Directory as paths, such as `Production/EU`, beside those of the member
    /// accounts.
    pub folders: Vec<String>,
    /// The member accounts, which the first account manages; they and the folders exist from the start
    /// only.
    pub accounts: Vec<SeedAccount>,
    #[doc(hidden)]
    #[serde(skip)]
    pub __non_exhaustive: (),
}

/// A member account and its initial contents, which the fields of [`Seed`] describe.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedAccount {
    /// The id. Default: `2000000000000001` and so on.
    pub id: Option<AccountId>,
    /// The account's name. Default: `<id>@rd-000001.aliyunid.com`.
    pub name: Option<String>,
    /// The display name. Default: `name`, else `member-<id>`.
    pub display_name: Option<String>,
    /// The path of its folder in Resource Directory. Default: the root folder.
    pub folder: Option<String>,
    /// Its tags in Resource Directory.
    pub tags: BTreeMap<String, String>,
    /// `Status` in Resource Directory. Default: `CreateSuccess`, or `InviteSuccess` if invited.
    pub status: Option<String>,
    /// `DeletionStatus` in Resource Directory, such as `Deleting`.
    pub deletion_status: Option<String>,
    /// Whether it joined by an invitation, as a cloud account.
    pub invited: bool,
    /// RAM calls, in order.
    pub calls: Vec<SeedCall>,
    /// Access keys of users or of the account itself.
    pub keys: Vec<SeedKey>,
    /// Buckets by name.
    pub buckets: BTreeMap<String, BucketState>,
    /// Ids of the resource groups beside the default group.
    pub resource_groups: BTreeSet<String>,
    #[doc(hidden)]
    #[serde(skip)]
    pub __non_exhaustive: (),
}

impl SeedAccount {
    /// Returns the initial contents.
    pub(super) fn contents(&self) -> Seed {
        Seed {
            calls: self.calls.clone(),
            keys: self.keys.clone(),
            buckets: self.buckets.clone(),
            resource_groups: self.resource_groups.clone(),
            ..Seed::default()
        }
    }
}

/// A RAM call.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedCall {
    /// The operation, for example `CreateRole`.
    pub action: String,
    /// The parameters by wire name; a document can be JSON.
    #[serde(default)]
    pub params: BTreeMap<String, Value>,
    #[doc(hidden)]
    #[serde(skip)]
    pub __non_exhaustive: (),
}

/// An access key.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedKey {
    /// The access key id.
    pub id: String,
    /// The secret.
    pub secret: Secret,
    /// The user that owns it; `None` for the account itself.
    pub user: Option<String>,
    #[doc(hidden)]
    #[serde(skip)]
    pub __non_exhaustive: (),
}

impl Seed {
    /// Whether it adds nothing to an account.
    pub(super) fn is_empty(&self) -> bool {
        self.calls.is_empty()
            && self.keys.is_empty()
            && self.buckets.is_empty()
            && self.resource_groups.is_empty()
    }

    /// Applies the seed to the account, completely or not at all. Its member accounts are ignored.
    ///
    /// # Errors
    /// The service's error for the first refused call; a key of a user that does not exist.
    pub fn apply(&self, account: &mut Account, moment: &Moment) -> Result<()> {
        let mut seeded = account.clone();
        seeded
            .resource_groups
            .extend(self.resource_groups.iter().cloned());
        for (index, call) in self.calls.iter().enumerate() {
            let about = format!("call {} of the seed", index + 1);
            known::ram_action(&call.action).map_err(|error| error.with_resource(&about))?;
            let known = operation::find(&call.action);
            let access = known.map_or(Access::Write, |operation| operation.access);
            let wire = call.params.iter().fold(
                Call::new(Service::RAM, call.action.clone(), access),
                |wire, (name, value)| match value {
                    Value::String(text) => wire.with_param(name, text),
                    other => wire.with_param(name, other.to_string()),
                },
            );
            seeded
                .execute(&wire, moment)
                .map_err(|error| error.with_action(call.action.clone()).with_resource(about))?;
        }
        for key in &self.keys {
            if let Some(user) = key
                .user
                .as_ref()
                .filter(|user| !seeded.users.contains_key(*user))
            {
                let message = format!(
                    "key `{}` belongs to user `{user}`, which does not exist",
                    key.id
                );
                let error = Error::new(ErrorKind::InvalidInput, message);
                return Err(error.with_remedy("add a `CreateUser` call to the seed"));
            }
            let state = KeyState {
                secret: key.secret.clone(),
                user: key.user.clone(),
                active: true,
                created: moment.date(),
                last_used: None,
                ..KeyState::default()
            };
            seeded.keys.insert(key.id.clone(), state);
        }
        seeded
            .buckets
            .get_or_insert_default()
            .extend(self.buckets.clone());
        *account = seeded;
        Ok(())
    }
}

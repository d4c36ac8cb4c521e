//! What an account holds before the first request.

use std::collections::BTreeMap;

use rolewright_core::operation;
use rolewright_core::provider::Secret;
use rolewright_core::{Access, Call, Error, ErrorKind, Result, Service};
use serde::Deserialize;
use serde_json::Value;

use crate::account::{Account, BucketState, KeyState, Moment};

/// Calls that are carried out as the account itself, keys, and buckets.
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
    /// Operations of RAM, in this order.
    pub calls: Vec<SeedCall>,
    /// Keys of users, or of the account itself.
    pub keys: Vec<SeedKey>,
    /// Buckets by name.
    pub buckets: BTreeMap<String, BucketState>,
}

/// One call.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedCall {
    /// The operation, for example `CreateRole`.
    pub action: String,
    /// Its parameters by wire name; a document may be given as JSON.
    #[serde(default)]
    pub params: BTreeMap<String, Value>,
}

/// One key.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedKey {
    /// Its id.
    pub id: String,
    /// Its secret.
    pub secret: Secret,
    /// The user whose it is; the account's own when absent.
    pub user: Option<String>,
}

impl Seed {
    /// Puts it all into the account; an account that can't take it all is as it was.
    ///
    /// # Errors
    /// The first call that is refused, with the service's error, and a key of a user who does not exist.
    pub fn apply(&self, account: &mut Account, moment: &Moment) -> Result<()> {
        let mut seeded = account.clone();
        for (index, call) in self.calls.iter().enumerate() {
            let about = format!("call {} of the seed", index + 1);
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
                let message = format!("the key `{}` is for `{user}`, who is no user", key.id);
                let error = Error::new(ErrorKind::InvalidInput, message);
                return Err(error.with_remedy("make the user by a call of the seed"));
            }
            let state = KeyState {
                secret: key.secret.clone(),
                user: key.user.clone(),
                active: true,
                created: moment.date(),
                last_used: None,
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

//! A view of an account that contains only the objects with a prefix.

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use rolewright::text::excerpt;
use rolewright::{Call, Error, ErrorKind, ProviderInfo, RamProvider, Reply, Result};
use serde_json::Value;

use super::answer::Answer;

/// Prefix of the names of all objects that a run creates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefix(String);

impl FromStr for Prefix {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        if (6..=16).contains(&text.len()) && text.chars().all(fits) {
            return Ok(Self(format!("{text}-")));
        }
        let shown = excerpt(text, 40);
        let message =
            format!("`{shown}` is not a valid prefix: 6 to 16 lower-case letters and digits");
        Err(Error::new(ErrorKind::InvalidInput, message).with_remedy(
            "choose a prefix that no object in the account has; objects with the prefix are deleted",
        ))
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Prefix {
    pub(super) fn is_on(&self, name: &str) -> bool {
        name.starts_with(&self.0)
    }
}

/// Parameters with names of objects.
const NAMES: [&str; 6] = [
    "RoleName",
    "UserName",
    "GroupName",
    "NewUserName",
    "NewGroupName",
    "PolicyName",
];

/// Adds the prefix to names in calls, and removes it from names in responses.
#[derive(Clone, Debug)]
pub(super) struct Prefixed {
    inner: Arc<dyn RamProvider>,
    prefix: Prefix,
    answers: Arc<Mutex<Vec<Answer>>>,
}

impl Prefixed {
    pub(super) fn new(inner: Arc<dyn RamProvider>, prefix: Prefix) -> Self {
        Self {
            inner,
            prefix,
            answers: Arc::default(),
        }
    }

    /// Returns the responses so far.
    pub(super) fn answers(&self) -> Vec<Answer> {
        let answers = self.answers.lock();
        answers.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Adds the prefix to all names in a call; `None` if the call would change other objects.
    fn outward(&self, call: &Call) -> Option<Call> {
        let mut sent = call.clone();
        let mut named = false;
        let system = call.params.get("PolicyType") == Some("System");
        for name in NAMES {
            let is_system = system && name == "PolicyName";
            if let Some(value) = call.params.get(name).filter(|_| !is_system) {
                named = true;
                // An empty name stays empty, to test that it is rejected.
                if !value.is_empty() {
                    sent.params.insert(name, format!("{}{value}", self.prefix));
                }
            }
        }
        if let Some(list) = call.params.get("ResourceNames") {
            named = true;
            let names = serde_json::from_str::<Vec<String>>(list).unwrap_or_default();
            let names: Vec<_> = names
                .iter()
                .map(|name| format!("{}{name}", self.prefix))
                .collect();
            sent.params
                .insert("ResourceNames", Value::from(names).to_string());
        }
        if let Some((account, name)) = call
            .params
            .get("RoleArn")
            .and_then(|arn| arn.split_once(":role/"))
        {
            sent.params
                .insert("RoleArn", format!("{account}:role/{}{name}", self.prefix));
        }
        // Assuming a role changes nothing in the account.
        (named || call.is_read() || call.action == "AssumeRole").then_some(sent)
    }

    /// Removes other objects and the prefix from a response.
    fn inward(&self, reply: &Reply) -> Reply {
        let Ok(mut value) = serde_json::from_slice::<Value>(reply.body()) else {
            return reply.clone();
        };
        self.hide_others(&mut value);
        Reply::new(value.to_string().replace(&self.prefix.0, "").into_bytes())
    }

    fn hide_others(&self, value: &mut Value) {
        match value {
            Value::Array(items) => {
                items.retain(|item| !self.is_other(item));
                items.iter_mut().for_each(|item| self.hide_others(item));
            }
            Value::Object(fields) => fields
                .values_mut()
                .for_each(|field| self.hide_others(field)),
            _ => {}
        }
    }

    fn is_other(&self, item: &Value) -> bool {
        if item.get("PolicyType").and_then(Value::as_str) == Some("System") {
            return false;
        }
        let names = [
            "RoleName",
            "UserName",
            "GroupName",
            "PolicyName",
            "ResourceName",
        ];
        let mut names = names.iter().filter_map(|name| item.get(name)?.as_str());
        names.any(|name| !self.prefix.is_on(name))
    }

    fn without_prefix(&self, error: Error) -> Error {
        let Some(service) = error.service() else {
            return error;
        };
        let mut service = service.clone();
        service.message = service.message.replace(&self.prefix.0, "");
        let plain = Error::from_service(service);
        match error.action() {
            Some(action) => plain.with_action(action),
            None => plain,
        }
    }
}

#[async_trait]
impl RamProvider for Prefixed {
    fn info(&self) -> ProviderInfo {
        self.inner.info()
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        let Some(sent) = self.outward(&call) else {
            let text = "the call would change objects without the prefix";
            return Err(Error::new(ErrorKind::Refused, text).with_action(call.action));
        };
        let answer = self.inner.execute(sent).await;
        let answer = match answer {
            Ok(reply) => Ok(self.inward(&reply)),
            Err(error) => Err(self.without_prefix(error)),
        };
        let answered = Answer::of(&call, &answer);
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.push(answered);
        drop(answers);
        answer
    }
}

//! The log of requests, without secrets.

use std::collections::VecDeque;

use rolewright_core::evaluate::Verdict;
use rolewright_core::learn::LoggedRequest;
use rolewright_core::permission::Permission;
use serde::Serialize;

use super::judged::DeniedAccess;

/// The number of requests kept; the oldest is dropped first.
const LIMIT: usize = 1_000;
/// The maximum number of characters of a value.
const LONGEST: usize = 200;
/// The maximum number of parameters.
const PARAMS: usize = 24;

/// One request.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Entry {
    /// When it was received.
    pub time: String,
    /// `ram`, `sts`, `cr`, `oss` and so on; empty if unknown.
    pub service: String,
    /// The operation.
    pub action: String,
    /// The parameters, with secrets as `***`.
    pub params: Vec<(String, String)>,
    /// The caller's ARN; empty if unknown.
    pub caller: String,
    /// The access key id.
    pub access_key_id: String,
    /// The HTTP status; 0 if no response was sent.
    pub status: u16,
    /// The error code.
    pub code: Option<String>,
    /// The request id.
    pub request_id: String,
    /// The injected fault.
    pub fault: Option<String>,
    /// The permissions that it needed, also where policies are not enforced; empty if it was not
    /// executed.
    pub permissions: Vec<Permission>,
    /// The decision of the caller's policies, if they were evaluated.
    pub decision: Option<Verdict>,
    /// The access that the policies deny.
    pub denied: Option<DeniedAccess>,
}

impl Entry {
    /// Returns what is needed to learn a policy.
    #[must_use]
    pub fn logged(&self) -> LoggedRequest {
        LoggedRequest {
            caller: self.caller.clone(),
            permissions: self.permissions.clone(),
            decision: self.decision,
        }
    }
}

/// Masks secret parameters and truncates values.
pub(super) fn shown<'a>(params: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<(String, String)> {
    const SECRET: [&str; 4] = ["Password", "Token", "Assertion", "Secret"];
    let masked = |(name, value)| {
        let value = if SECRET.iter().any(|part| str::contains(name, part)) {
            "***"
        } else {
            beginning(value)
        };
        (beginning(name).to_owned(), value.to_owned())
    };
    params.take(PARAMS).map(masked).collect()
}

fn beginning(text: &str) -> &str {
    let end = text.char_indices().nth(LONGEST).map(|(end, _)| end);
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// The latest requests.
#[derive(Debug, Default)]
pub(super) struct Log(VecDeque<Entry>);

impl Log {
    /// Adds an entry. Returns the one that it replaces.
    pub(super) fn push(&mut self, entry: Entry) -> Option<Entry> {
        let oldest = (self.0.len() == LIMIT).then(|| self.0.pop_front());
        self.0.push_back(entry);
        oldest.flatten()
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.0.iter()
    }
}

//! The log of requests, without secrets.

use std::collections::VecDeque;
use std::sync::Arc;

use rolewright_core::evaluate::{StatementRef, Verdict};
use rolewright_core::learn::LoggedRequest;
use rolewright_core::permission::Permission;
use serde::Serialize;

use super::judged::DeniedAccess;

/// The number of requests kept; the oldest is dropped first.
const LIMIT: usize = 1_000;
/// That number for an emulator with a console.
pub(super) const LIMIT_WITH_CONSOLE: usize = 10_000;
/// The maximum number of characters of a value.
const LONGEST: usize = 200;
/// The maximum number of parameters.
const PARAMS: usize = 24;

/// One request.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Entry {
    /// The number of the request, counted from 1; a reset does not restart it.
    pub number: u64,
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
    /// The statement that decided: it denies, or it allows the first of the permissions. `None` for the
    /// account itself, which needs none, and if no statement allows.
    pub statement: Option<StatementRef>,
    /// The access that the policies deny.
    pub denied: Option<DeniedAccess>,
}

impl Entry {
    /// Returns what is needed to learn a policy.
    #[must_use]
    pub fn logged(&self) -> LoggedRequest {
        let mut logged = LoggedRequest::new(&self.caller, self.permissions.clone());
        logged.decision = self.decision;
        logged
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

/// The next requests of a [`Feed`](super::Feed).
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Batch {
    /// The requests, oldest first: at least one.
    pub requests: Vec<Arc<Entry>>,
    /// How many requests before them were missed.
    pub missed: u64,
}

/// The latest requests.
#[derive(Debug)]
pub(super) struct Log {
    entries: VecDeque<Arc<Entry>>,
    limit: usize,
    /// The number of the latest one.
    latest: u64,
}

impl Default for Log {
    fn default() -> Self {
        Self::new(LIMIT)
    }
}

impl Log {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            entries: VecDeque::new(),
            limit,
            latest: 0,
        }
    }

    /// Adds an entry. Returns it with its number, and the one that it replaces.
    pub(super) fn push(&mut self, mut entry: Entry) -> (Arc<Entry>, Option<Arc<Entry>>) {
        self.latest += 1;
        entry.number = self.latest;
        let entry = Arc::new(entry);
        let oldest = (self.entries.len() == self.limit).then(|| self.entries.pop_front());
        self.entries.push_back(Arc::clone(&entry));
        (entry, oldest.flatten())
    }

    /// Removes all entries. Further ones continue the numbers.
    pub(super) fn clear(&mut self) {
        self.entries.clear();
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.entries.iter()
    }

    /// Returns the number of the latest entry.
    pub(super) fn latest(&self) -> u64 {
        self.latest
    }

    /// Returns the first entries after a number, and how many before them were dropped.
    pub(super) fn after(&self, number: u64, most: usize) -> Batch {
        let kept = self.entries.len() as u64;
        let dropped = self.latest - kept;
        let start = number.saturating_sub(dropped);
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        Batch {
            requests: self
                .entries
                .iter()
                .skip(start)
                .take(most)
                .cloned()
                .collect(),
            missed: dropped.saturating_sub(number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry {
            number: 0,
            time: String::new(),
            service: "ram".into(),
            action: "GetRole".into(),
            params: Vec::new(),
            caller: String::new(),
            access_key_id: String::new(),
            status: 200,
            code: None,
            request_id: String::new(),
            fault: None,
            permissions: Vec::new(),
            decision: None,
            statement: None,
            denied: None,
        }
    }

    #[test]
    fn a_reader_gets_the_requests_after_its_number_and_learns_how_many_it_missed() {
        let mut log = Log::new(3);
        for _ in 0..5 {
            log.push(entry());
        }
        let numbers = |log: &Log, after| {
            let batch = log.after(after, 2);
            let numbers = batch.requests.iter().map(|entry| entry.number);
            (numbers.collect::<Vec<_>>(), batch.missed)
        };
        assert_eq!(numbers(&log, 0), (vec![3, 4], 2));
        assert_eq!(numbers(&log, 1), (vec![3, 4], 1));
        assert_eq!(numbers(&log, 3), (vec![4, 5], 0));
        assert_eq!(numbers(&log, 5), (vec![], 0));
        log.clear();
        assert_eq!(numbers(&log, 5), (vec![], 0));
        log.push(entry());
        assert_eq!(numbers(&log, 5), (vec![6], 0));
        assert_eq!(numbers(&log, 2), (vec![6], 3));
    }
}

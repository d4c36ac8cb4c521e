//! The requests with their callers and outcomes, without secrets.

use std::collections::VecDeque;

use serde::Serialize;

/// How many requests are remembered; the oldest goes first.
const LIMIT: usize = 1_000;
/// How many characters of a value are kept.
const LONGEST: usize = 200;
/// How many parameters are kept.
const PARAMS: usize = 24;

/// One request.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Entry {
    /// When it came.
    pub time: String,
    /// `ram`, `sts`, `cr`, `oss` and so on; empty when it was not known.
    pub service: String,
    /// The operation.
    pub action: String,
    /// Its parameters, those that are secret as `***`.
    pub params: Vec<(String, String)>,
    /// Who called, by ARN; empty when it was not known.
    pub caller: String,
    /// The key's id.
    pub access_key_id: String,
    /// The answer's status; 0 when none was sent.
    pub status: u16,
    /// The error's code.
    pub code: Option<String>,
    /// The answer's request id.
    pub request_id: String,
    /// The fault that a plan made of it.
    pub fault: Option<String>,
}

/// Parameters as they may be shown.
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
    pub(super) fn push(&mut self, entry: Entry) {
        if self.0.len() == LIMIT {
            self.0.pop_front();
        }
        self.0.push_back(entry);
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.0.iter()
    }
}

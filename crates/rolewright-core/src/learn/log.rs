//! The emulator's lists of requests: lines of its log, and JSON.

use std::fmt::Write as _;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind, Location, Result};
use crate::evaluate::Verdict;
use crate::permission::Permission;

/// A request, with what it needed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LoggedRequest {
    /// The caller's ARN; empty if it is unknown.
    pub caller: String,
    /// The permissions that the request needed.
    pub permissions: Vec<Permission>,
    /// The decision of the caller's policies, if they were evaluated.
    #[serde(default)]
    pub decision: Option<Verdict>,
}

impl LoggedRequest {
    /// Creates a request whose policies were not evaluated.
    #[must_use]
    pub fn new(caller: impl Into<String>, permissions: Vec<Permission>) -> Self {
        Self {
            caller: caller.into(),
            permissions,
            decision: None,
        }
    }
}

/// The end of a line.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Needed {
    decision: Option<Verdict>,
    permissions: Vec<Permission>,
}

/// Returns the end of a line of the log: JSON in ASCII.
#[must_use]
pub fn line(permissions: &[Permission], decision: Option<Verdict>) -> String {
    #[derive(Serialize)]
    struct Written<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        decision: Option<Verdict>,
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        permissions: &'a [Permission],
    }
    let needed = Written {
        decision,
        permissions,
    };
    let json = serde_json::to_string(&needed).unwrap_or_default();
    // JSON has no control characters of ASCII.
    if json.is_ascii() && !json.contains('\u{7f}') {
        return json;
    }
    let mut line = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() && !c.is_ascii_control() {
            line.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Writing to a string can't fail.
            let _ = write!(line, "\\u{unit:04x}");
        }
    }
    line
}

/// Parses a list of requests: the JSON that `GET /_rolewright/requests` returns, its list alone, or
/// lines of the emulator's log.
///
/// # Errors
/// [`ErrorKind::ConfigInvalid`] with the number of the damaged line.
pub fn parse(text: &str) -> Result<Vec<LoggedRequest>> {
    #[derive(Deserialize)]
    struct Listed {
        requests: Vec<LoggedRequest>,
    }
    let text = text.trim_start_matches('\u{feff}');
    let read = match text.trim_start().chars().next() {
        None => return Err(invalid("the list of requests is empty".into(), 1)),
        Some('{') => serde_json::from_str::<Listed>(text).map(|listed| listed.requests),
        Some('[') => serde_json::from_str(text),
        Some(_) => return lines(text),
    };
    read.map_err(|error| {
        let message = crate::input::without_values(&error.to_string());
        invalid(
            format!("the list of requests is not valid: {message}"),
            error.line(),
        )
    })
}

fn lines(text: &str) -> Result<Vec<LoggedRequest>> {
    let mut requests = Vec::new();
    for (index, line) in text.lines().enumerate() {
        // What the emulator writes when it is stopped.
        if line.trim().is_empty() || line.starts_with("stopping: ") {
            continue;
        }
        if line.ends_with(" requests are not listed") {
            let message =
                "requests are missing in the log, so that the policy would lack permissions";
            return Err(invalid(message.into(), index + 1));
        }
        let read = one(line).map_err(|why| {
            invalid(
                format!("the line is not one of the emulator's log: {why}"),
                index + 1,
            )
        });
        requests.push(read?);
    }
    Ok(requests)
}

/// Reads `TIME STATUS SERVICE ACTION CALLER CODE JSON`; unknown parts are empty.
fn one(line: &str) -> Result<LoggedRequest, String> {
    let at = line
        .find(" {")
        .ok_or("its end with the permissions is missing")?;
    let (head, json) = line.split_at(at);
    let fields: Vec<&str> = head.split(' ').collect();
    let [time, status, .., caller, _code] = fields.as_slice() else {
        return Err("its fields are missing".into());
    };
    if time.parse::<Timestamp>().is_err() || status.parse::<u16>().is_err() {
        return Err("it does not begin with time and status".into());
    }
    let needed: Needed = serde_json::from_str(json.trim())
        .map_err(|error| crate::input::without_values(&error.to_string()))?;
    Ok(LoggedRequest {
        caller: (*caller).to_owned(),
        permissions: needed.permissions,
        decision: needed.decision,
    })
}

fn invalid(message: String, line: usize) -> Error {
    let location = Location {
        line,
        column: 1,
        path: String::new(),
    };
    Error::new(ErrorKind::ConfigInvalid, message)
        .with_location(location)
        .with_remedy(
            "pass what `GET /_rolewright/requests` returns, or the complete log of the emulator",
        )
}

//! The reply to a successful call, as JSON bytes.

use std::fmt;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Wait;
use crate::error::{Error, ErrorKind, Result};

/// The reply to a successful call.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    body: Vec<u8>,
    waits: Vec<Wait>,
    date: Option<Timestamp>,
}

impl Reply {
    /// Creates a reply from the body of a response.
    #[must_use]
    pub fn new(body: Vec<u8>) -> Self {
        Self {
            body,
            waits: Vec::new(),
            date: None,
        }
    }

    /// Encodes an output as the service does, with a request ID.
    ///
    /// # Errors
    /// [`ErrorKind::UnexpectedReply`] if the output is not a JSON object; every output in this
    /// crate is one.
    pub fn encode<T: Serialize>(output: &T, request_id: &str) -> Result<Self> {
        let answer = Answer { output, request_id };
        let body = serde_json::to_vec(&answer).map_err(|error| {
            Error::new(ErrorKind::UnexpectedReply, "the reply can't be encoded").with_source(error)
        })?;
        Ok(Self::new(body))
    }

    /// Sets the waits of the call.
    #[must_use]
    pub fn with_waits(mut self, waits: Vec<Wait>) -> Self {
        self.waits = waits;
        self
    }

    /// Returns the waits before the reply, in order.
    #[must_use]
    pub fn waits(&self) -> &[Wait] {
        &self.waits
    }

    /// Sets the service's time of the reply, for example from the `Date` header.
    #[must_use]
    pub fn with_date(mut self, date: Option<Timestamp>) -> Self {
        self.date = date;
        self
    }

    /// Returns the service's time of the reply, if the provider knows it.
    ///
    /// A run compares it with the creation dates of policy versions. Without it, the newest of
    /// these dates is used as the current time.
    #[must_use]
    pub fn date(&self) -> Option<Timestamp> {
        self.date
    }

    /// Returns the body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Returns the body and consumes the reply.
    #[must_use]
    pub fn into_body(self) -> Vec<u8> {
        self.body
    }

    /// Decodes an operation's output; unknown fields are ignored.
    ///
    /// # Errors
    /// [`ErrorKind::UnexpectedReply`] with the JSON path of the offending value.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T> {
        let deserializer = &mut serde_json::Deserializer::from_slice(&self.body);
        serde_path_to_error::deserialize(deserializer).map_err(|error| {
            Error::new(
                ErrorKind::UnexpectedReply,
                format!(
                    "unexpected response at `{}`: {}",
                    error.path(),
                    error.inner()
                ),
            )
        })
    }

    /// Returns the request ID, if the reply has one.
    #[must_use]
    pub fn request_id(&self) -> Option<String> {
        let value: Value = serde_json::from_slice(&self.body).ok()?;
        value.get("RequestId")?.as_str().map(str::to_owned)
    }
}

/// Prints the length of the body and not the body, which may contain a secret.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("bytes", &self.body.len())
            .field("waits", &self.waits)
            .field("date", &self.date)
            .finish()
    }
}

#[derive(Serialize)]
struct Answer<'a, T> {
    #[serde(flatten)]
    output: &'a T,
    #[serde(rename = "RequestId")]
    request_id: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::{GetRoleOutput, Role};

    #[test]
    fn an_output_keeps_its_wire_form() {
        let role = Role {
            role_name: "demo".into(),
            ..Role::default()
        };
        let reply = Reply::encode(
            &GetRoleOutput {
                role: role.clone(),
                ..Default::default()
            },
            "R-1",
        )
        .unwrap();
        assert_eq!(reply.request_id().as_deref(), Some("R-1"));
        assert_eq!(reply.decode::<GetRoleOutput>().unwrap().role, role);
    }

    #[test]
    fn debug_of_a_reply_shows_no_body() {
        let reply = Reply::new(br#"{"AccessKeySecret":"hunter2-of-the-key"}"#.to_vec());
        let shown = format!("{reply:?}");
        assert!(
            !shown.contains("hunter2") && !shown.contains("49, 48"),
            "{shown}"
        );
        assert!(shown.contains("bytes: 40"), "{shown}");
    }

    #[test]
    fn a_field_of_the_wrong_type_is_named_by_its_path() {
        let reply = Reply::new(br#"{"Role":{"RoleName":7}}"#.to_vec());
        let error = reply.decode::<GetRoleOutput>().unwrap_err();
        assert!(error.to_string().contains("`Role.RoleName`"), "{error}");
    }
}

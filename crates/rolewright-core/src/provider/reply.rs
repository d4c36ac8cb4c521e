//! One answer: the JSON bytes of a call that succeeded.

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Wait;
use crate::error::{Error, ErrorKind, Result};

/// The body of a successful answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    body: Vec<u8>,
    waits: Vec<Wait>,
    date: Option<Timestamp>,
}

impl Reply {
    /// Keeps the bytes that came.
    #[must_use]
    pub fn new(body: Vec<u8>) -> Self {
        Self {
            body,
            waits: Vec::new(),
            date: None,
        }
    }

    /// Encodes an output as the service would, with the request id beside it.
    ///
    /// # Errors
    /// [`ErrorKind::UnexpectedReply`] when the output can't be a JSON object, which every output
    /// here can.
    pub fn encode<T: Serialize>(output: &T, request_id: &str) -> Result<Self> {
        let answer = Answer { output, request_id };
        let body = serde_json::to_vec(&answer).map_err(|error| {
            Error::new(ErrorKind::UnexpectedReply, "the answer can't be encoded").with_source(error)
        })?;
        Ok(Self::new(body))
    }

    /// With what held the call up.
    #[must_use]
    pub fn with_waits(mut self, waits: Vec<Wait>) -> Self {
        self.waits = waits;
        self
    }

    /// What held the call up before it was answered, in order.
    #[must_use]
    pub fn waits(&self) -> &[Wait] {
        &self.waits
    }

    /// With the service's time when it answered, for example from the `Date` header.
    #[must_use]
    pub fn with_date(mut self, date: Option<Timestamp>) -> Self {
        self.date = date;
        self
    }

    /// The service's time when it answered, where the provider knows it.
    ///
    /// A run compares it with the dates of policy versions; without it, the newest of these dates
    /// serves as the time that is certain to have passed.
    #[must_use]
    pub fn date(&self) -> Option<Timestamp> {
        self.date
    }

    /// The bytes.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The bytes, to keep.
    #[must_use]
    pub fn into_body(self) -> Vec<u8> {
        self.body
    }

    /// Reads an operation's output; unknown fields are ignored.
    ///
    /// # Errors
    /// [`ErrorKind::UnexpectedReply`], with the JSON path of what does not fit.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T> {
        let deserializer = &mut serde_json::Deserializer::from_slice(&self.body);
        serde_path_to_error::deserialize(deserializer).map_err(|error| {
            Error::new(
                ErrorKind::UnexpectedReply,
                format!(
                    "the answer does not fit at `{}`: {}",
                    error.path(),
                    error.inner()
                ),
            )
        })
    }

    /// The request id, when the answer has one.
    #[must_use]
    pub fn request_id(&self) -> Option<String> {
        let value: Value = serde_json::from_slice(&self.body).ok()?;
        value.get("RequestId")?.as_str().map(str::to_owned)
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
        let reply = Reply::encode(&GetRoleOutput { role: role.clone() }, "R-1").unwrap();
        assert_eq!(reply.request_id().as_deref(), Some("R-1"));
        assert_eq!(reply.decode::<GetRoleOutput>().unwrap().role, role);
    }

    #[test]
    fn a_field_of_the_wrong_type_is_named_by_its_path() {
        let reply = Reply::new(br#"{"Role":{"RoleName":7}}"#.to_vec());
        let error = reply.decode::<GetRoleOutput>().unwrap_err();
        assert!(error.to_string().contains("`Role.RoleName`"), "{error}");
    }
}

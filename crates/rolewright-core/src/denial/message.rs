//! The emulator's diagnostic messages, which can be read without the service.
//!
//! Like the service's they are base64 and begin with `AQ`. A message holds its content, so that it is
//! valid after a restart too, and a seal by which an account recognises its own.

use base64::Engine;
use base64::prelude::BASE64_STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::denied::DeniedCall;
use crate::operation::DecodedDiagnosticMessage;

/// The beginning; no message of the service has it.
const MAGIC: &[u8] = b"\x01\x01\0\0\0\0rolewright-1\n";
/// The length of a seal, in bytes.
const SEAL: usize = 32;
/// The most characters of a message.
const LONGEST: usize = 64 * 1024;

/// The content of a diagnostic message of the emulator.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Diagnosis {
    /// What `DecodeDiagnosticMessage` returns.
    pub decoded: DecodedDiagnosticMessage,
    /// The ARN of the caller.
    pub caller: String,
    /// The Deny statement that matched.
    pub statement: Option<Value>,
    #[doc(hidden)]
    #[serde(skip)]
    pub __non_exhaustive: (),
}

impl Diagnosis {
    /// Encodes the message; `seal` returns the seal of its content.
    #[must_use]
    pub fn encode(&self, seal: impl FnOnce(&[u8]) -> [u8; SEAL]) -> String {
        let content = serde_json::to_vec(self).unwrap_or_default();
        let seal = seal(&content);
        BASE64.encode([MAGIC, &seal, &content].concat())
    }

    /// Decodes a message of the emulator if `is_genuine` accepts its content and seal; `None` also for
    /// a message of the service and for any other text.
    pub fn decode(text: &str, is_genuine: impl FnOnce(&[u8], &[u8]) -> bool) -> Option<Self> {
        let bytes = Some(text.trim()).filter(|text| text.len() <= LONGEST)?;
        let bytes = BASE64.decode(bytes).ok()?;
        let (seal, content) = bytes.strip_prefix(MAGIC)?.split_at_checked(SEAL)?;
        if !is_genuine(content, seal) {
            return None;
        }
        serde_json::from_slice(content).ok()
    }
}

impl From<Diagnosis> for DeniedCall {
    fn from(diagnosis: Diagnosis) -> Self {
        let caller = Some(diagnosis.caller).filter(|caller| !caller.is_empty());
        let denied = Self::of(diagnosis.decoded).with_caller(caller);
        if !denied.explicit {
            return denied;
        }
        Self {
            statement: diagnosis.statement,
            ..denied
        }
    }
}

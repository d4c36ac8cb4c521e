//! Diagnostic messages of denied calls.

use rolewright_core::denial::Diagnosis;
use rolewright_core::operation::{DecodeDiagnosticMessage, DecodeDiagnosticMessageOutput};

use crate::account::{Account, Moment, diagnosis_seal};
use crate::error::{Answer, refuse};

/// Decodes a message of this account (the emulator assumes `diagnostic-messages`).
pub(crate) fn decode(
    account: &mut Account,
    _: &Moment,
    op: &DecodeDiagnosticMessage,
) -> Answer<DecodeDiagnosticMessageOutput> {
    let is_own = |content: &[u8], seal: &[u8]| diagnosis_seal(account, content) == seal;
    let decoded = Diagnosis::decode(&op.encoded_diagnostic_message, is_own);
    let decoded = decoded.ok_or_else(|| refuse("EntityNotExist.DiagnosticMessage"))?;
    Ok(DecodeDiagnosticMessageOutput {
        decoded_diagnostic_message: decoded.decoded,
        ..Default::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Lab;
    use rolewright_core::provider::Secret;

    fn op(message: &str) -> DecodeDiagnosticMessage {
        DecodeDiagnosticMessage {
            encoded_diagnostic_message: message.into(),
            ..Default::default()
        }
    }

    #[test]
    fn an_account_decodes_its_own_messages_only() {
        let mut lab = Lab::default();
        let diagnosis = Diagnosis {
            caller: "acs:ram::1234567890123456:user/alice".into(),
            ..Diagnosis::default()
        };
        let message = diagnosis.encode(|content| diagnosis_seal(&lab.account, content));
        let answer = lab.ok(op(&message)).decoded_diagnostic_message;
        assert_eq!(answer, diagnosis.decoded);
        let not_found = "404 EntityNotExist.DiagnosticMessage";
        let cut = message.get(..message.len() - 4).unwrap();
        for odd in [cut, "AQIBIAAAACB1AAAA", "not base64"] {
            assert_eq!(lab.refusal(op(odd)), not_found, "{odd}");
        }
        lab.account.seed = Some(Secret::new("other"));
        assert_eq!(lab.refusal(op(&message)), not_found);
    }
}

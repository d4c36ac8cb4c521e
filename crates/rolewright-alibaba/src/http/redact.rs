//! Redacts secrets in responses.

use rolewright_core::Call;
use rolewright_core::text::excerpt;
use rolewright_sign::encoding::percent_encode;

use crate::credential::static_credentials::StaticCredentials;

/// The secrets of one call, as a response may contain them: a gateway's error page can repeat the
/// whole request.
#[derive(Default)]
pub(crate) struct Redactor(Vec<String>);

impl Redactor {
    pub(crate) fn new(call: &Call, credentials: Option<&StaticCredentials>) -> Self {
        let params = call.params.for_wire();
        let secret_params = params
            .into_iter()
            .filter(|(name, _)| call.params.get(name).is_none());
        let secrets = secret_params
            .map(|(_, value)| value)
            .chain(credentials.map(StaticCredentials::access_key_secret))
            .chain(credentials.and_then(StaticCredentials::security_token))
            .filter(|secret| !secret.is_empty());
        Self(
            secrets
                .flat_map(|secret| [secret.to_owned(), percent_encode(secret)])
                .collect(),
        )
    }

    /// At most `limit` characters of the text, safe to display, with each secret as `***`.
    pub(crate) fn excerpt(&self, text: &str, limit: usize) -> String {
        let clean = self
            .0
            .iter()
            .fold(text.to_owned(), |text, secret| text.replace(secret, "***"));
        excerpt(clean.trim(), limit)
    }
}

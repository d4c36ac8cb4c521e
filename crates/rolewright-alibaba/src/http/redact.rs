//! Redacts secrets in responses.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rolewright_core::Call;
use rolewright_core::text::excerpt;
use rolewright_sign::encoding::percent_encode;

use crate::credential::static_credentials::StaticCredentials;

/// A shorter secret occurs in ordinary text by chance, and redacting it would garble every message.
const SHORTEST: usize = 8;

/// The secrets of one call, which a response may contain: a gateway's error page can repeat the whole
/// request.
#[derive(Default)]
pub(crate) struct Redactor {
    secrets: Vec<String>,
    /// The access key id, which messages may show and evidence may not.
    key_id: Option<String>,
}

impl Redactor {
    pub(crate) fn new(call: &Call, credentials: Option<&StaticCredentials>) -> Self {
        // A call without valid parameters is never sent.
        let params = call.params.for_wire().unwrap_or_default();
        let secret_params = params
            .into_iter()
            .filter(|(name, _)| call.params.get(name).is_none());
        let secrets = secret_params
            .map(|(_, value)| value)
            .chain(credentials.map(StaticCredentials::access_key_secret))
            .chain(credentials.and_then(StaticCredentials::security_token));
        let id = credentials.map(StaticCredentials::access_key_id);
        Self {
            key_id: id.map(str::to_owned),
            ..Self::of(secrets)
        }
    }

    fn of<'a>(secrets: impl Iterator<Item = &'a str>) -> Self {
        let secrets = secrets.filter(|secret| !secret.is_empty());
        Self {
            secrets: secrets.map(str::to_owned).collect(),
            key_id: None,
        }
    }

    /// The forms of the secrets, the longest first: one form can begin with another.
    fn forms(&self) -> Vec<String> {
        let long = self.secrets.iter().filter(|one| one.len() >= SHORTEST);
        let mut forms: Vec<String> = long.flat_map(|secret| forms(secret)).collect();
        forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
        forms
    }

    /// Whether a text contains a secret of any length, in any form, or the access key id.
    pub(crate) fn hides(&self, text: &str) -> bool {
        let forms = self.forms();
        let mut all = self.secrets.iter().chain(&self.key_id).chain(&forms);
        all.any(|secret| text.contains(secret))
    }

    /// At most `limit` characters of the text, safe to display, with each secret as `***`.
    pub(crate) fn excerpt(&self, text: &str, limit: usize) -> String {
        let forms = self.forms();
        let clean = forms
            .iter()
            .fold(text.to_owned(), |text, form| text.replace(form, "***"));
        excerpt(clean.trim(), limit)
    }
}

/// An error code. One in the form of a code is shown as it is: programs compare it, and a security
/// token is longer.
pub(crate) fn code(text: &str, redactor: &Redactor) -> String {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    if text.len() <= 64 && text.bytes().all(is_part) {
        return text.to_owned();
    }
    redactor.excerpt(text, 100)
}

/// A secret as it is, percent-encoded, HTML-escaped, and in base64: alone and inside a longer text.
fn forms(secret: &str) -> Vec<String> {
    let html = |quote: &str, apostrophe: &str| {
        let escaped = secret.replace('&', "&amp;");
        let escaped = escaped.replace('<', "&lt;").replace('>', "&gt;");
        escaped.replace('"', quote).replace('\'', apostrophe)
    };
    let mut forms = vec![
        secret.to_owned(),
        percent_encode(secret),
        html("&quot;", "&#39;"),
        html("&#34;", "&#x27;"),
        html("&quot;", "&apos;"),
        html("\"", "'"),
    ];
    for before in 0..3 {
        let text = [vec![0; before], secret.as_bytes().to_vec()].concat();
        let inner = inner_base64(&text, before);
        forms.push(inner.replace('+', "-").replace('/', "_"));
        forms.push(inner);
    }
    forms
}

/// The characters that depend on the secret alone, after `before` other bytes and before any others.
fn inner_base64(text: &[u8], before: usize) -> String {
    let encoded = STANDARD.encode(text);
    let first = (before * 8).div_ceil(6);
    let end = text.len() * 8 / 6;
    encoded.get(first..end).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "hunter2&<of>'the\"key'";

    fn shown(text: &str) -> String {
        Redactor::of([SECRET, "short"].into_iter()).excerpt(text, 500)
    }

    #[test]
    fn a_secret_is_redacted_in_plain_percent_encoded_html_and_base64_form() {
        for form in [
            SECRET.to_owned(),
            percent_encode(SECRET),
            "hunter2&amp;&lt;of&gt;&#39;the&quot;key&#39;".to_owned(),
            "hunter2&amp;&lt;of&gt;'the\"key'".to_owned(),
            "hunter2&amp;&lt;of&gt;&#x27;the&#34;key&#x27;".to_owned(),
        ] {
            assert_eq!(shown(&format!("key {form} end")), "key *** end", "{form}");
        }
        for around in ["", "a", "ab", "abc", "key="] {
            let text = STANDARD.encode(format!("{around}{SECRET}{around}"));
            let shown = shown(&text);
            assert!(
                shown.contains("***") && shown.len() < 20,
                "{around}: {shown}"
            );
        }
    }

    #[test]
    fn an_error_code_is_not_redacted_and_a_token_in_its_place_is() {
        let redactor = Redactor::of(["InvalidAction", &"t".repeat(100)].into_iter());
        assert_eq!(
            code("InvalidAction.NotFound", &redactor),
            "InvalidAction.NotFound"
        );
        assert_eq!(code(&"t".repeat(100), &redactor), "***");
    }

    #[test]
    fn a_secret_shorter_than_eight_characters_is_not_redacted() {
        assert_eq!(shown("a short answer"), "a short answer");
    }
}

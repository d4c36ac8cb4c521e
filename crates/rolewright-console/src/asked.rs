//! What a request asks for: its path, fields and session.

use percent_encoding::percent_decode_str;

/// The maximum number of fields of a form.
const MOST_FIELDS: usize = 10_000;

/// A request that passed the guard.
#[derive(Debug)]
pub(crate) struct Asked {
    /// The fields of the query, or of the form.
    pub(crate) fields: Fields,
    /// The token that each form of the session must contain.
    pub(crate) form_token: String,
    /// The emulator that serves the console.
    #[cfg(feature = "emulator")]
    pub(crate) emulator: Option<rolewright::emulator::EmulatorHandle>,
}

impl Asked {
    /// Whether an emulator serves the console.
    pub(crate) fn of_emulator(&self) -> bool {
        #[cfg(feature = "emulator")]
        return self.emulator.is_some();
        #[cfg(not(feature = "emulator"))]
        false
    }
}

/// The fields of a query or a form, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Parses `application/x-www-form-urlencoded`. Bytes that are not UTF-8 become replacement characters.
    pub(crate) fn parse(text: &str) -> Self {
        let decoded = |text: &str| {
            let text = text.replace('+', " ");
            let text = percent_decode_str(&text).decode_utf8_lossy().into_owned();
            text.replace("\r\n", "\n")
        };
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        };
        Self(pairs.take(MOST_FIELDS).map(pair).collect())
    }

    /// Returns the first value of a field without surrounding white space; empty if there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// Returns the first value of a field as sent.
    pub(crate) fn raw(&self, name: &str) -> &str {
        let mut all = self.0.iter();
        all.find(|(known, _)| known == name)
            .map_or("", |(_, value)| value)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_decoded_and_a_missing_one_is_empty() {
        let fields = Fields::parse("a=1&b=x+y%0D%0Az&&c&a=2&%e4=%ff");
        assert_eq!((fields.get("a"), fields.raw("b")), ("1", "x y\nz"));
        assert!(fields.has("c"));
        assert_eq!((fields.get("c"), fields.get("d")), ("", ""));
    }
}

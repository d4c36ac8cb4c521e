//! Encodings that the signature schemes share: RFC 3986 percent-encoding, query and form decoding,
//! lower-case hex and Base64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{
    AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode as percent_encode_bytes,
    utf8_percent_encode,
};

/// All characters except the unreserved ones of RFC 3986 section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// As [`RESERVED`], without `/`.
const RESERVED_IN_PATH: &AsciiSet = &RESERVED.remove(b'/');

/// Percent-encodes the UTF-8 bytes of `text` by RFC 3986: all characters except
/// `A-Z a-z 0-9 - _ . ~`, so a space becomes `%20` and `*` becomes `%2A`. Hex digits are upper case.
///
/// Both signature versions of the service require this form ("V3 request structure and signature"
/// and "Signature mechanism" on the official help site).
pub fn percent_encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// As [`percent_encode`], but keeps `/`, as OSS signs object names.
pub fn percent_encode_path(path: &str) -> String {
    utf8_percent_encode(path, RESERVED_IN_PATH).to_string()
}

/// Decodes a percent-encoded path and encodes it as [`percent_encode_path`] does. The bytes may be
/// invalid UTF-8.
pub(crate) fn percent_encode_path_again(raw: &str) -> String {
    let bytes: Vec<u8> = percent_decode_str(raw).collect();
    percent_encode_bytes(&bytes, RESERVED_IN_PATH).to_string()
}

/// Reverses [`percent_encode`]. A `%` without two hex digits is kept; text that decodes to invalid
/// UTF-8 is returned unchanged; `+` is kept.
pub fn percent_decode(text: &str) -> String {
    percent_decode_str(text)
        .decode_utf8()
        .map_or_else(|_| text.to_owned(), |decoded| decoded.into_owned())
}

/// Joins decoded pairs to `key=value&key=value`, keys and values percent-encoded,
/// in the order given. An empty value keeps its `=`.
pub fn encode_pairs<K: AsRef<str>, V: AsRef<str>>(pairs: &[(K, V)]) -> String {
    let mut out = String::new();
    push_pairs(&mut out, pairs);
    out
}

/// As [`encode_pairs`], appended to `out`.
pub(crate) fn push_pairs<K: AsRef<str>, V: AsRef<str>>(out: &mut String, pairs: &[(K, V)]) {
    for (index, (key, value)) in pairs.iter().enumerate() {
        if index > 0 {
            out.push('&');
        }
        out.extend(utf8_percent_encode(key.as_ref(), RESERVED));
        out.push('=');
        out.extend(utf8_percent_encode(value.as_ref(), RESERVED));
    }
}

/// Splits a raw query string (without `?`) or form body into decoded pairs, in order.
///
/// `+` is a space, as the official Python clients write it; a literal plus is `%2B`. A key without
/// `=` has an empty value; empty pieces are skipped. Invalid percent sequences are kept, see
/// [`percent_decode`].
pub fn decode_pairs(raw: &str) -> Vec<(String, String)> {
    let decode = |text: &str| {
        if text.contains('+') {
            percent_decode(&text.replace('+', "%20"))
        } else {
            percent_decode(text)
        }
    };
    raw.split('&')
        .filter(|piece| !piece.is_empty())
        .map(|piece| piece.split_once('=').unwrap_or((piece, "")))
        .map(|(key, value)| (decode(key), decode(value)))
        .collect()
}

/// Returns lower-case hex, two digits per byte.
pub fn hex(bytes: &[u8]) -> String {
    let mut digits = vec![0; 2 * bytes.len()];
    write_hex(&mut digits, bytes);
    // Hex digits are ASCII.
    String::from_utf8(digits).unwrap_or_default()
}

/// The [`hex`] of a SHA-256, without heap allocation.
pub(crate) struct HexDigest([u8; 64]);

impl HexDigest {
    pub(crate) fn of(digest: &[u8; 32]) -> Self {
        let mut digits = [0; 64];
        write_hex(&mut digits, digest);
        Self(digits)
    }

    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

fn write_hex(digits: &mut [u8], bytes: &[u8]) {
    let digit = |half: u8| half + if half < 10 { b'0' } else { b'a' - 10 };
    for (pair, byte) in digits.chunks_exact_mut(2).zip(bytes) {
        if let [high, low] = pair {
            (*high, *low) = (digit(byte >> 4), digit(byte & 15));
        }
    }
}

/// Reverses [`hex`]. `None` for an odd length or characters other than `0-9 a-f`; the service only
/// uses lower case.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let mut bytes = Vec::with_capacity(text.len() / 2);
    for pair in text.as_bytes().chunks(2) {
        let [high, low] = *pair else { return None };
        bytes.push((digit(high)? << 4) | digit(low)?);
    }
    Some(bytes)
}

/// Base64 with padding, the format of HMAC-SHA1 signatures.
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Reverses [`base64`]; `None` for any other text.
pub(crate) fn unbase64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pairs(raw: &str) -> Vec<(String, String)> {
        decode_pairs(raw)
    }

    fn pair(key: &str, value: &str) -> (String, String) {
        (key.to_owned(), value.to_owned())
    }

    #[test]
    fn only_unreserved_characters_are_not_encoded() {
        assert_eq!(percent_encode("aZ09-_.~"), "aZ09-_.~");
        assert_eq!(percent_encode(" *+/'é"), "%20%2A%2B%2F%27%C3%A9");
    }

    #[test]
    fn plus_and_percent_20_are_both_a_space() {
        assert_eq!(pairs("a=1+2%203%2B4"), [pair("a", "1 2 3+4")]);
    }

    #[test]
    fn invalid_percent_sequences_are_kept() {
        let bad = "a=%zz&b=100%&c=%4&d=%FF%41";
        let kept = [
            pair("a", "%zz"),
            pair("b", "100%"),
            pair("c", "%4"),
            pair("d", "%FF%41"),
        ];
        assert_eq!(pairs(bad), kept);
    }

    #[test]
    fn empty_values_and_keys_without_value_are_kept_and_empty_pieces_skipped() {
        assert_eq!(
            pairs("a=&b&&c=="),
            [pair("a", ""), pair("b", ""), pair("c", "=")]
        );
        assert!(pairs("").is_empty());
    }

    #[test]
    fn unhex_rejects_invalid_text() {
        for bad in ["0", "0g", "AB", "+1", "é"] {
            assert_eq!(unhex(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn decoding_reverses_encoding(text in any::<String>()) {
            prop_assert_eq!(percent_decode(&percent_encode(&text)), text);
        }

        #[test]
        fn decoding_pairs_reverses_encoding(key in ".+", value in any::<String>()) {
            let pairs = vec![(key, value)];
            prop_assert_eq!(decode_pairs(&encode_pairs(&pairs)), pairs);
        }

        #[test]
        fn any_input_decodes_without_panic(raw in any::<String>()) {
            decode_pairs(&raw);
            unhex(&raw);
        }

        #[test]
        fn unhex_reverses_hex(bytes in any::<Vec<u8>>()) {
            prop_assert_eq!(unhex(&hex(&bytes)), Some(bytes));
        }
    }
}

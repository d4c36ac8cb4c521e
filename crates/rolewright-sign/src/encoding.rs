//! Encodings that the signature schemes share: RFC 3986 percent-encoding,
//! query and form decoding, lower-case hex and Base64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{
    AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode as percent_encode_bytes,
    utf8_percent_encode,
};

/// Everything but the unreserved characters of RFC 3986 section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// As [`RESERVED`], for a path whose slashes separate.
const RESERVED_IN_PATH: &AsciiSet = &RESERVED.remove(b'/');

/// Percent-encodes the UTF-8 bytes of `text` by RFC 3986: only `A-Z a-z 0-9 - _ . ~`
/// stay bare, so a space is `%20` and `*` is `%2A`. The hex digits are upper case.
///
/// Both signature versions of the service ask for this form ("V3 request structure
/// and signature" and "Signature mechanism" on the official help site).
pub fn percent_encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// As [`percent_encode`], but `/` stays bare: OSS signs the names of objects so.
pub fn percent_encode_path(path: &str) -> String {
    utf8_percent_encode(path, RESERVED_IN_PATH).to_string()
}

/// A path that came percent-encoded in any way, as [`percent_encode_path`] writes it. Its
/// bytes need not be UTF-8.
pub(crate) fn percent_encode_path_again(raw: &str) -> String {
    let bytes: Vec<u8> = percent_decode_str(raw).collect();
    percent_encode_bytes(&bytes, RESERVED_IN_PATH).to_string()
}

/// Undoes [`percent_encode`]. A `%` that two hex digits do not follow stays as it is;
/// text whose decoded bytes are not UTF-8 is given back unchanged. `+` stays `+`.
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

/// As [`encode_pairs`], behind what is there.
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
/// `+` is a space, because the official Python clients write it so; a literal plus
/// arrives as `%2B`. A key without `=` gets an empty value; empty pieces are dropped.
/// Bad percent sequences stay as [`percent_decode`] says.
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

/// Lower-case hex, two digits a byte.
pub fn hex(bytes: &[u8]) -> String {
    let mut digits = vec![0; 2 * bytes.len()];
    write_hex(&mut digits, bytes);
    // Digits are ASCII.
    String::from_utf8(digits).unwrap_or_default()
}

/// The [`hex`] of a SHA-256, without a place on the heap.
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

/// Undoes [`hex`]. `None` for an odd length or anything but `0-9 a-f`, so upper-case
/// digits too: the service writes and documents lower case only.
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

/// Base64 with padding, as HMAC-SHA1 signatures are written.
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Undoes [`base64`]; `None` for any other text.
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
    fn only_the_unreserved_characters_stay_bare() {
        assert_eq!(percent_encode("aZ09-_.~"), "aZ09-_.~");
        assert_eq!(percent_encode(" *+/'é"), "%20%2A%2B%2F%27%C3%A9");
    }

    #[test]
    fn plus_and_percent_20_are_both_a_space() {
        assert_eq!(pairs("a=1+2%203%2B4"), [pair("a", "1 2 3+4")]);
    }

    #[test]
    fn bad_percent_sequences_are_kept_literally() {
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
    fn empty_values_and_bare_keys_are_kept_and_empty_pieces_dropped() {
        assert_eq!(
            pairs("a=&b&&c=="),
            [pair("a", ""), pair("b", ""), pair("c", "=")]
        );
        assert!(pairs("").is_empty());
    }

    #[test]
    fn unhex_refuses_what_hex_never_writes() {
        for bad in ["0", "0g", "AB", "+1", "é"] {
            assert_eq!(unhex(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn decoding_gives_back_what_was_encoded(text in any::<String>()) {
            prop_assert_eq!(percent_decode(&percent_encode(&text)), text);
        }

        #[test]
        fn decoding_pairs_gives_back_what_was_encoded(key in ".+", value in any::<String>()) {
            let wanted = vec![(key, value)];
            prop_assert_eq!(decode_pairs(&encode_pairs(&wanted)), wanted);
        }

        #[test]
        fn any_input_decodes_without_panic(raw in any::<String>()) {
            decode_pairs(&raw);
            unhex(&raw);
        }

        #[test]
        fn unhex_undoes_hex(bytes in any::<Vec<u8>>()) {
            prop_assert_eq!(unhex(&hex(&bytes)), Some(bytes));
        }
    }
}

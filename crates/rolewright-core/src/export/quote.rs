//! Quoting that is valid in JSON, HCL and YAML.

use std::fmt::Write as _;

use crate::text::steers;

/// Words that YAML 1.1 does not read as text, and `for`, which starts a loop in HCL.
const RESERVED: [&str; 10] = [
    "y", "n", "yes", "no", "on", "off", "true", "false", "null", "for",
];

/// Quotes a text with escapes that all three languages share. Also escapes what YAML reads as a line
/// break or rejects, and characters that change how the file is displayed.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}' => escape(&mut out, c),
            c if steers(c) => escape(&mut out, c),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Escapes a character; all callers pass one of four hex digits.
fn escape(out: &mut String, c: char) {
    let _ = write!(out, "\\u{:04x}", u32::from(c));
}

/// Whether a key needs no quotes.
pub(super) fn is_bare(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.chars().all(|c| c.is_ascii_alphanumeric())
        && !RESERVED.iter().any(|word| key.eq_ignore_ascii_case(word))
}

//! The quoting that JSON, Terraform's language and YAML have in common.

use std::fmt::Write as _;

use crate::text::steers;

/// Bare words that YAML 1.1 takes for something else than a text, and the one that begins a loop
/// in Terraform.
const RESERVED: [&str; 10] = [
    "y", "n", "yes", "no", "on", "off", "true", "false", "null", "for",
];

/// The text between double quotes, in escapes that all three read alike. What YAML takes for a
/// line break, what it refuses, and what could make the file read as another one, is escaped too.
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

/// All that come here are of four digits.
fn escape(out: &mut String, c: char) {
    let _ = write!(out, "\\u{:04x}", u32::from(c));
}

/// Whether a key needs no quotes, as the policy language's own keys do.
pub(super) fn is_bare(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.chars().all(|c| c.is_ascii_alphanumeric())
        && !RESERVED.iter().any(|word| key.eq_ignore_ascii_case(word))
}

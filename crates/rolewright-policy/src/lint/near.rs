//! Names in messages: suggestions, and untrusted text.

pub(super) use crate::text::nearest;

/// Returns an escaped excerpt of untrusted text, in backticks.
pub(super) fn shown(text: &str) -> String {
    format!("`{}`", crate::text::excerpt(text, 80))
}

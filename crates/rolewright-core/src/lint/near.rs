//! What somebody may have meant.

pub(super) use crate::text::nearest;

/// Some of what came from outside, fit to be shown.
pub(super) fn shown(text: &str) -> String {
    format!("`{}`", crate::text::excerpt(text, 80))
}

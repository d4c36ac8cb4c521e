//! Names in messages: nearly known ones, and those from outside.

pub(super) use crate::text::nearest;

/// Some of what came from outside, fit to be shown.
pub(super) fn shown(text: &str) -> String {
    format!("`{}`", crate::text::excerpt(text, 80))
}

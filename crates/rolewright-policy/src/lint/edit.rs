//! Common edits of fixes.

use super::document::Item;
use super::finding::Fix;
use crate::model::{Span, Tree};

/// Removes an item from its array; none for the only item, since the array must not become empty.
pub(super) fn without(item: &Item<'_>) -> Option<Fix> {
    let (list, index) = item.list?;
    without_item(list, index)
}

pub(super) fn without_item(list: &[Tree], index: usize) -> Option<Fix> {
    let item = list.get(index)?;
    let before = index.checked_sub(1).and_then(|before| list.get(before));
    let span = match (before, list.get(index + 1)) {
        (Some(before), _) => Span {
            start: before.span.end,
            end: item.span.end,
        },
        (None, Some(next)) => Span {
            start: item.span.start,
            end: next.span.start,
        },
        (None, None) => return None,
    };
    Some(Fix::one("remove it", span, ""))
}

/// Returns the text as a JSON string.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

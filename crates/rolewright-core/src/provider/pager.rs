//! Paginated lists.

use crate::operation::Operation;

/// A list operation that returns its items in pages.
pub trait Paged: Operation + Clone {
    /// The item type.
    type Item: Send;

    /// Requests the page at `marker`.
    fn set_marker(&mut self, marker: String);

    /// Returns the items of a page and, unless it is the last, the marker of the next.
    fn split(output: Self::Output) -> (Vec<Self::Item>, Option<String>);
}

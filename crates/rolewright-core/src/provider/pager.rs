//! Lists that come in pages.

use crate::operation::Operation;

/// A list operation whose answer may be cut off, with a marker for the rest.
pub trait Paged: Operation + Clone {
    /// What the list holds.
    type Item: Send;

    /// Asks for the page behind `marker`.
    fn set_marker(&mut self, marker: String);

    /// The page's items, and the marker of the next page when there is one.
    fn split(output: Self::Output) -> (Vec<Self::Item>, Option<String>);
}

//! Paginated lists.

use crate::operation::Operation;

/// A list operation that returns its items in pages.
///
/// ```
/// use rolewright_core::operation::{ListRoles, ListUsers};
/// use rolewright_core::provider::Paged;
/// use rolewright_core::{RamProvider, RamProviderExt, Result};
///
/// /// Counts the items of any list.
/// async fn count(provider: &dyn RamProvider, list: impl Paged) -> Result<usize> {
///     Ok(provider.pages(list).collect().await?.len())
/// }
///
/// async fn identities(provider: &dyn RamProvider) -> Result<usize> {
///     Ok(count(provider, ListRoles::default()).await? + count(provider, ListUsers::default()).await?)
/// }
/// ```
pub trait Paged: Operation + Clone {
    /// The item type.
    type Item: Send;

    /// Requests the page at `marker`.
    fn set_marker(&mut self, marker: String);

    /// Returns the items of a page and, unless it is the last, the marker of the next.
    fn split(output: Self::Output) -> (Vec<Self::Item>, Option<String>);
}

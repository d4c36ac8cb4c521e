//! Streams that can be read without a crate for streams.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::stream::{BoxStream, Stream, StreamExt, TryStreamExt};

use crate::error::Result;

/// Items that arrive one by one, as those of a paginated list. It is a [`Stream`] too.
///
/// ```
/// # use rolewright_core::{RamProvider, RamProviderExt, Result, operation::ListRoles};
/// # async fn demo(provider: &dyn RamProvider) -> Result<()> {
/// let mut roles = provider.pages(ListRoles::default());
/// while let Some(role) = roles.next().await {
///     println!("{}", role?.role_name);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "it does nothing until its items are requested"]
pub struct Items<'a, T>(BoxStream<'a, T>);

impl<'a, T> Items<'a, T> {
    /// Wraps a stream.
    pub fn new(stream: impl Stream<Item = T> + Send + 'a) -> Self {
        Self(stream.boxed())
    }

    /// Returns the next item; `None` after the last one.
    pub async fn next(&mut self) -> Option<T> {
        self.0.next().await
    }
}

impl<T> Items<'_, Result<T>> {
    /// Returns all remaining items.
    ///
    /// # Errors
    /// The first one.
    pub async fn collect(self) -> Result<Vec<T>> {
        self.0.try_collect().await
    }
}

impl<T> Stream for Items<'_, T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        self.0.poll_next_unpin(context)
    }
}

impl<T> fmt::Debug for Items<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Items")
    }
}

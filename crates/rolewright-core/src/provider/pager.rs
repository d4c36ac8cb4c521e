//! Lists that come in pages.

use futures_util::stream::{self, Stream, StreamExt, TryStreamExt};

use super::{RamProvider, RamProviderExt};
use crate::error::{Error, ErrorKind, Result};
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

pub(super) fn pages<P: RamProvider + ?Sized, O: Paged>(
    provider: &P,
    first: O,
) -> impl Stream<Item = Result<O::Item>> + Send {
    stream::try_unfold(Some((first, None::<String>)), move |state| async move {
        let Some((mut operation, last_marker)) = state else {
            return Ok(None);
        };
        let (items, next) = O::split(provider.send(operation.clone()).await?);
        let state = match next {
            None => None,
            Some(marker) if last_marker.as_deref() == Some(&marker) => {
                return Err(Error::new(
                    ErrorKind::UnexpectedReply,
                    "the list does not end: the service gave the same marker twice",
                )
                .with_action(O::ACTION));
            }
            Some(marker) => {
                operation.set_marker(marker.clone());
                Some((operation, Some(marker)))
            }
        };
        Ok::<_, Error>(Some((stream::iter(items).map(Ok), state)))
    })
    .try_flatten()
}

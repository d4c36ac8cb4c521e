//! A request to stop a run.

use std::fmt;
use std::future::Future;
use std::pin::pin;

use futures_util::FutureExt;
use futures_util::future::{
    AbortHandle, Abortable, Either, Pending, Shared, abortable, pending, select,
};

/// A request to stop a run. Clones share it, so that one side requests and the other one complies.
///
/// The default is never cancelled, unless [`cancel`](Self::cancel) is called.
///
/// ```
/// use rolewright_core::Cancellation;
///
/// let stop = Cancellation::default();
/// let run = stop.clone();
/// stop.cancel();
/// assert!(run.is_cancelled());
/// ```
#[derive(Clone)]
pub struct Cancellation {
    handle: AbortHandle,
    cancelled: Shared<Abortable<Pending<()>>>,
}

impl Cancellation {
    /// Requests the stop. It can't be taken back.
    pub fn cancel(&self) {
        self.handle.abort();
    }

    /// Whether the stop was requested.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.handle.is_aborted()
    }

    /// Completes when the stop is requested.
    pub async fn cancelled(&self) {
        // The future itself is pending for ever, so it ends only by the request.
        let _ = self.cancelled.clone().await;
    }

    /// Runs the future until the stop is requested; `None` if that was earlier.
    pub async fn unless_cancelled<F: Future>(&self, future: F) -> Option<F::Output> {
        match select(pin!(self.cancelled()), pin!(future)).await {
            Either::Left(_) => None,
            Either::Right((output, _)) => Some(output),
        }
    }
}

impl Default for Cancellation {
    fn default() -> Self {
        let (future, handle) = abortable(pending());
        Self {
            handle,
            cancelled: future.shared(),
        }
    }
}

impl fmt::Debug for Cancellation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cancellation")
            .field("is_cancelled", &self.is_cancelled())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyone_who_waits_for_it_is_told_and_later_ones_at_once() {
        let stop = Cancellation::default();
        let mut first = Box::pin(stop.cancelled());
        let other = stop.clone();
        let mut second = Box::pin(other.unless_cancelled(pending::<()>()));
        assert!(first.as_mut().now_or_never().is_none());
        assert!(second.as_mut().now_or_never().is_none());
        assert!(!stop.is_cancelled());
        other.cancel();
        assert!(stop.is_cancelled());
        assert!(first.now_or_never().is_some());
        assert_eq!(second.now_or_never(), Some(None));
        assert_eq!(stop.unless_cancelled(async {}).now_or_never(), Some(None));
    }

    #[test]
    fn without_a_request_the_future_ends_as_it_does() {
        let stop = Cancellation::default();
        assert_eq!(
            stop.unless_cancelled(async { 7 }).now_or_never(),
            Some(Some(7))
        );
    }
}

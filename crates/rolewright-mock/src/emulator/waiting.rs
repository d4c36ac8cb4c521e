//! Connections that wait for a request.
//!
//! A client that sends its request slowly, or none, must not keep others out: if all connections are
//! in use, the one that waits for the longest time is closed for a new one.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// The connections without a complete request.
#[derive(Debug, Default)]
pub(super) struct Waiting(Mutex<Queue>);

#[derive(Debug, Default)]
struct Queue {
    /// By the order in which they began to wait.
    connections: BTreeMap<u64, Arc<Notify>>,
    next: u64,
    /// Whether the next connection that begins to wait is closed.
    close_next: bool,
}

impl Waiting {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Closes the connection that waits for the longest time, or the next one that begins to wait.
    pub(super) fn close_one(&self) {
        let mut queue = self.queue();
        match queue.connections.pop_first() {
            Some((_, close)) => close.notify_one(),
            None => queue.close_next = true,
        }
    }

    /// Closes no connection any more.
    pub(super) fn keep_all(&self) {
        self.queue().close_next = false;
    }
}

/// The place of one connection; it begins to wait.
#[derive(Debug)]
pub(super) struct Seat {
    waiting: Arc<Waiting>,
    number: Mutex<Option<u64>>,
    close: Arc<Notify>,
}

impl Seat {
    pub(super) fn new(waiting: &Arc<Waiting>) -> Arc<Self> {
        let seat = Self {
            waiting: Arc::clone(waiting),
            number: Mutex::new(None),
            close: Arc::default(),
        };
        seat.wait();
        Arc::new(seat)
    }

    fn wait(&self) {
        let mut queue = self.waiting.queue();
        if std::mem::take(&mut queue.close_next) {
            self.close.notify_one();
            return;
        }
        let number = queue.next;
        queue.next += 1;
        queue.connections.insert(number, Arc::clone(&self.close));
        *self.number.lock().unwrap_or_else(PoisonError::into_inner) = Some(number);
    }

    /// Ends the waiting. Returns whether the connection is not about to be closed.
    fn leave(&self) -> bool {
        let mut queue = self.waiting.queue();
        let mut number = self.number.lock().unwrap_or_else(PoisonError::into_inner);
        let number = number.take();
        number.is_some_and(|number| queue.connections.remove(&number).is_some())
    }

    /// Keeps the connection open until the result is dropped. `None` if it is about to be closed; its
    /// request must not be executed then.
    pub(super) fn busy(self: &Arc<Self>) -> Option<Busy> {
        self.leave().then(|| Busy(Arc::clone(self)))
    }

    /// Completes when the connection is to be closed.
    pub(super) async fn closed(&self) {
        self.close.notified().await;
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.leave();
    }
}

/// A request in progress on a connection, which begins to wait again afterwards.
#[derive(Debug)]
pub(super) struct Busy(Arc<Seat>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.wait();
    }
}

//! The requests of an emulator as they arrive.

use std::sync::Arc;

use tokio::sync::watch;

use super::emulation::Emulation;
use super::request_log::Batch;

/// The most requests of a batch.
const MOST: usize = 200;

/// The requests of an emulator as they arrive. It reads the list of requests, so a slow reader costs no
/// memory: it misses those that left the list, and learns how many.
#[derive(Debug)]
pub struct Feed {
    emulation: Arc<Emulation>,
    /// Whether the emulator was stopped; notified at each request.
    stopped: watch::Receiver<bool>,
    /// The number of the last request that was returned or missed.
    after: u64,
}

impl Feed {
    pub(super) fn new(emulation: &Arc<Emulation>, after: u64) -> Self {
        // A number that was not given yet, as of another emulator, means the latest.
        let after = after.min(emulation.traffic().log.latest());
        Self {
            stopped: emulation.stopped.subscribe(),
            emulation: Arc::clone(emulation),
            after,
        }
    }

    /// Waits for the next requests. Returns `None` once the emulator is stopped.
    pub async fn next(&mut self) -> Option<Batch> {
        loop {
            if *self.stopped.borrow_and_update() {
                return None;
            }
            let batch = self.emulation.traffic().log.after(self.after, MOST);
            if let Some(last) = batch.requests.last() {
                self.after = last.number;
                return Some(batch);
            }
            self.stopped.changed().await.ok()?;
        }
    }
}

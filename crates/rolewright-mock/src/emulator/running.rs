//! A running emulator.

use std::ops::Deref;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::handle::EmulatorHandle;

/// An emulator that runs until it is dropped. It has the methods of [`EmulatorHandle`].
#[derive(Debug)]
pub struct Emulator {
    pub(super) handle: EmulatorHandle,
    /// Stops the task when dropped.
    pub(super) alive: oneshot::Sender<()>,
    pub(super) task: JoinHandle<()>,
}

impl Deref for Emulator {
    type Target = EmulatorHandle;

    fn deref(&self) -> &EmulatorHandle {
        &self.handle
    }
}

impl Emulator {
    /// Returns a handle, for parts of a program that inspect the emulator but don't own it.
    #[must_use]
    pub fn handle(&self) -> EmulatorHandle {
        self.handle.clone()
    }

    /// Stops the emulator after the requests in progress.
    pub async fn stop(self) {
        drop(self.alive);
        // The join fails only if the runtime was shut down, which also ends the task.
        let _ = self.task.await;
    }
}

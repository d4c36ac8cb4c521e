//! One line a request, on standard error.
//!
//! A thread writes, so that a pipe that nobody empties does not stop the emulator: lines that it
//! can't take are left out, and counted in the next one that it takes.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use rolewright::emulator::Entry;

/// How many lines may wait.
const WAITING: u64 = 4096;
/// How long lines are gathered once some were written, so that the thread need not wake for each.
const PAUSE: Duration = Duration::from_millis(5);
/// How long the last lines may take.
const FAREWELL: Duration = Duration::from_secs(1);

/// Where requests are told.
pub(super) struct Log {
    shared: Arc<Shared>,
    written: Receiver<()>,
}

#[derive(Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    /// Told when there is something after there was nothing.
    changed: Condvar,
}

/// What is not written yet.
#[derive(Default)]
struct Waiting {
    text: String,
    lines: u64,
    lost: u64,
    ended: bool,
}

impl Log {
    pub(super) fn start() -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let writer = Arc::clone(&shared);
        let (done, written) = sync_channel(1);
        thread::Builder::new().name("log".into()).spawn(move || {
            writer.write_all();
            // Nobody waits any more when the process ends for another reason.
            let _ = done.send(());
        })?;
        Ok(Self { shared, written })
    }

    /// What is told each request.
    pub(super) fn sink(&self) -> impl Fn(&Entry) + Send + Sync + 'static {
        let shared = Arc::clone(&self.shared);
        move |entry| {
            let mut waiting = shared.lock();
            waiting.push(entry);
            if waiting.lines == 1 {
                shared.changed.notify_one();
            }
        }
    }

    /// Waits until the last lines are written, unless nobody reads them.
    pub(super) fn finish(self) {
        self.shared.lock().ended = true;
        self.shared.changed.notify_one();
        let _ = self.written.recv_timeout(FAREWELL);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes what there is in one go, until the end. A reader that has gone away is no failure.
    fn write_all(&self) {
        loop {
            let waiting = self
                .changed
                .wait_while(self.lock(), |waiting| waiting.lines == 0 && !waiting.ended);
            let mut waiting = waiting.unwrap_or_else(PoisonError::into_inner);
            let (text, ended) = (waiting.take(), waiting.ended);
            drop(waiting);
            let _ = io::stderr().lock().write_all(text.as_bytes());
            if ended {
                return;
            }
            thread::sleep(PAUSE);
        }
    }
}

impl Waiting {
    fn push(&mut self, entry: &Entry) {
        if self.lines >= WAITING {
            self.lost += 1;
            return;
        }
        // Writing to a text can't fail.
        if self.lost > 0 {
            let _ = writeln!(self.text, "{} requests are not listed", self.lost);
            self.lost = 0;
        }
        let Entry {
            time,
            service,
            action,
            status,
            caller,
            ..
        } = entry;
        let code = entry.code.as_deref().unwrap_or_default();
        let action = rolewright::text::excerpt(action, 100);
        let line = writeln!(
            self.text,
            "{time} {status} {service} {action} {caller} {code}"
        );
        self.lines += u64::from(line.is_ok());
    }

    fn take(&mut self) -> String {
        self.lines = 0;
        std::mem::take(&mut self.text)
    }
}

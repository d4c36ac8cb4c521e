//! The request log: one line for each request, on standard error.
//!
//! A thread writes, so that a full pipe does not block the emulator: lines that don't fit into the
//! buffer are dropped and counted.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use rolewright::emulator::Entry;

/// The most lines in the buffer.
const CAPACITY: u64 = 4096;
/// The pause between two writes, so that the thread does not wake for each line.
const BATCH_DELAY: Duration = Duration::from_millis(5);
/// The time limit for the last lines.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(1);

/// The log and its thread.
pub(super) struct Log {
    shared: Arc<Shared>,
    written: Receiver<()>,
}

#[derive(Default)]
struct Shared {
    buffer: Mutex<Buffer>,
    /// Notified when the empty buffer gets a line.
    changed: Condvar,
}

/// The lines that are not written yet.
#[derive(Default)]
struct Buffer {
    text: String,
    lines: u64,
    dropped: u64,
    ended: bool,
}

impl Log {
    pub(super) fn start() -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let writer = Arc::clone(&shared);
        let (done, written) = sync_channel(1);
        thread::Builder::new().name("log".into()).spawn(move || {
            writer.write_all();
            // The receiver is gone when the process ends for another reason.
            let _ = done.send(());
        })?;
        Ok(Self { shared, written })
    }

    /// The callback that logs a request.
    pub(super) fn sink(&self) -> impl Fn(&Entry) + Send + Sync + 'static {
        let shared = Arc::clone(&self.shared);
        move |entry| {
            // Requests wait for the lock, so the line is formatted before.
            let line = line_of(entry);
            let mut buffer = shared.lock();
            buffer.push(&line);
            if buffer.lines == 1 {
                shared.changed.notify_one();
            }
        }
    }

    /// Waits until the last lines are written, within the time limit.
    pub(super) fn finish(self) {
        self.shared.lock().ended = true;
        self.shared.changed.notify_one();
        let _ = self.written.recv_timeout(FLUSH_TIMEOUT);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Buffer> {
        self.buffer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the buffer whenever it has lines, until the end. A closed pipe is not an error.
    fn write_all(&self) {
        loop {
            let buffer = self
                .changed
                .wait_while(self.lock(), |buffer| buffer.lines == 0 && !buffer.ended);
            let mut buffer = buffer.unwrap_or_else(PoisonError::into_inner);
            let (text, ended) = (buffer.take(), buffer.ended);
            drop(buffer);
            let _ = io::stderr().lock().write_all(text.as_bytes());
            if ended {
                return;
            }
            thread::sleep(BATCH_DELAY);
        }
    }
}

impl Buffer {
    fn push(&mut self, line: &str) {
        if self.lines >= CAPACITY {
            self.dropped += 1;
            return;
        }
        if self.dropped > 0 {
            // Writing to a string can't fail.
            let _ = writeln!(self.text, "{} requests are not listed", self.dropped);
            self.dropped = 0;
        }
        self.text.push_str(line);
        self.lines += 1;
    }

    fn take(&mut self) -> String {
        self.lines = 0;
        std::mem::take(&mut self.text)
    }
}

/// Returns the line of a request.
fn line_of(entry: &Entry) -> String {
    let Entry {
        time,
        service,
        action,
        status,
        caller,
        permissions,
        decision,
        ..
    } = entry;
    let needed = rolewright::learn::line(permissions, *decision);
    let code = entry.code.as_deref().unwrap_or_default();
    let action = rolewright::text::excerpt(action, 100);
    format!("{time} {status} {service} {action} {caller} {code} {needed}\n")
}

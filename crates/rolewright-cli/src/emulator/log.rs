//! One line a request, on standard error.
//!
//! A thread writes, so that a pipe that nobody empties does not stop the emulator: lines that it
//! can't take are left out, and counted in the next one that it takes.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use rolewright::emulator::Entry;

/// How many lines may wait.
const WAITING: usize = 4096;
/// How long the last lines may take.
const FAREWELL: Duration = Duration::from_secs(1);

/// Where requests are told.
pub(super) struct Log {
    lines: SyncSender<Option<String>>,
    written: Receiver<()>,
}

impl Log {
    pub(super) fn start() -> io::Result<Self> {
        let (lines, waiting) = sync_channel::<Option<String>>(WAITING);
        let (done, written) = sync_channel(1);
        thread::Builder::new().name("log".into()).spawn(move || {
            write_all(&waiting);
            // Nobody waits any more when the process ends for another reason.
            let _ = done.send(());
        })?;
        Ok(Self { lines, written })
    }

    /// What is told each request.
    pub(super) fn sink(&self) -> impl Fn(&Entry) + Send + Sync + 'static {
        let lines = self.lines.clone();
        let lost = Arc::new(AtomicU64::new(0));
        move |entry| {
            let mut text = line(entry);
            let before = lost.swap(0, Ordering::Relaxed);
            if before > 0 {
                text = format!("{before} requests are not listed\n{text}");
            }
            if lines.try_send(Some(text)).is_err() {
                lost.fetch_add(before + 1, Ordering::Relaxed);
            }
        }
    }

    /// Waits until the last lines are written, unless nobody reads them.
    pub(super) fn finish(self) {
        if self.lines.try_send(None).is_ok() {
            let _ = self.written.recv_timeout(FAREWELL);
        }
    }
}

/// Writes what there is in one go, until an empty line comes. A reader that has gone away is no
/// failure.
fn write_all(waiting: &Receiver<Option<String>>) {
    while let Ok(Some(mut text)) = waiting.recv() {
        let mut last = false;
        while let Ok(next) = waiting.try_recv() {
            match next {
                Some(next) => text.push_str(&next),
                None => last = true,
            }
        }
        let _ = io::stderr().lock().write_all(text.as_bytes());
        if last {
            return;
        }
    }
}

fn line(entry: &Entry) -> String {
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
    format!("{time} {status} {service} {action} {caller} {code}\n")
}

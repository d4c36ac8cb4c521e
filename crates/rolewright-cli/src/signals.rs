//! SIGINT, SIGTERM and SIGHUP.
//!
//! The first signal cancels a run, which then ends with its report. Another signal, or one outside a run,
//! ends the process at once. A thread of its own waits for them, since a run may block its thread, for
//! example when its output is not read.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, mpsc};

use rolewright::setup::driver::LONGEST_FINISH;
use rolewright::{Cancellation, Error, ErrorKind, Result};

use crate::exit::Exit;
use crate::terminal::note;

/// The signals of one command.
#[derive(Clone, Debug, Default)]
pub(crate) struct Signals {
    shared: Arc<Shared>,
    listening: Arc<OnceLock<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    cancellation: Cancellation,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    runs: bool,
    /// The signal that cancelled the run.
    first: Option<Received>,
}

/// A received signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Received {
    name: &'static str,
    number: u8,
}

impl Received {
    pub(crate) fn exit(self) -> Exit {
        Exit::Signal(self.number)
    }
}

impl Signals {
    /// Returns the cancellation of the command's runs.
    pub(crate) fn cancellation(&self) -> Cancellation {
        self.shared.cancellation.clone()
    }

    /// Returns the exit code if a signal cancelled a run.
    pub(crate) fn exit(&self) -> Option<Exit> {
        self.shared.state().first.map(Received::exit)
    }

    /// Runs with the first signal as a cancellation.
    pub(crate) fn during<T>(&self, run: impl FnOnce() -> T) -> Result<T> {
        if self.listening.get().is_none() {
            self.listen()?;
            self.listening.get_or_init(|| ());
        }
        self.shared.state().runs = true;
        let ended = run();
        self.shared.state().runs = false;
        Ok(ended)
    }

    /// Starts the thread; returns when it receives signals.
    fn listen(&self) -> Result<()> {
        let shared = Arc::clone(&self.shared);
        let (tell, told) = mpsc::channel();
        let thread = move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            let listening = |runtime: tokio::runtime::Runtime| {
                let guard = runtime.enter();
                let streams = Streams::listen();
                drop(guard);
                Ok((runtime, streams?))
            };
            match runtime.and_then(listening) {
                Ok((runtime, mut streams)) => {
                    let _ = tell.send(Ok(()));
                    runtime.block_on(async {
                        loop {
                            shared.receive(streams.next().await);
                        }
                    });
                }
                Err(error) => drop(tell.send(Err(error))),
            }
        };
        let started = std::thread::Builder::new()
            .name("signals".into())
            .spawn(thread);
        let listening = started.and_then(|_| told.recv().unwrap_or(Ok(())));
        listening.map_err(|error| not_received(&error))
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn receive(&self, signal: Received) {
        let mut state = self.state();
        let name = signal.name;
        if state.runs && state.first.is_none() {
            state.first = Some(signal);
            drop(state);
            self.cancellation.cancel();
            let seconds = LONGEST_FINISH.as_secs();
            note(&format!(
                "{name}: finishing the calls in flight, at most {seconds} s; another signal ends at once"
            ));
            return;
        }
        note(&if state.runs {
            format!("{name}: calls in flight may be applied; run again to continue")
        } else {
            format!("ended by {name}")
        });
        std::process::exit(signal.exit().code().into());
    }
}

/// The error if the system delivers no signals.
pub(crate) fn not_received(error: &io::Error) -> Error {
    let text = format!("signals can't be received: {error}");
    Error::new(ErrorKind::Unsupported, text)
}

/// The signals that are not ignored.
#[cfg(unix)]
pub(crate) struct Streams(Vec<(Received, tokio::signal::unix::Signal)>);

#[cfg(unix)]
impl Streams {
    /// Receives from now on; must be called within a runtime.
    pub(crate) fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let ignored = ignored();
        let kinds = [
            ("SIGHUP", SignalKind::hangup()),
            ("SIGINT", SignalKind::interrupt()),
            ("SIGTERM", SignalKind::terminate()),
        ];
        let kinds = kinds.into_iter().filter_map(|(name, kind)| {
            let number = u8::try_from(kind.as_raw_value()).ok()?;
            let received = Received { name, number };
            let is_ignored = ignored & (1 << (number - 1)) != 0;
            (!is_ignored).then(|| Ok((received, signal(kind)?)))
        });
        kinds.collect::<io::Result<_>>().map(Self)
    }

    pub(crate) async fn next(&mut self) -> Received {
        std::future::poll_fn(|context| {
            let mut all = self.0.iter_mut();
            let ready = all.find_map(|(received, stream)| {
                stream.poll_recv(context).is_ready().then_some(*received)
            });
            ready.map_or(std::task::Poll::Pending, std::task::Poll::Ready)
        })
        .await
    }
}

/// The signals that the parent process has set to be ignored, as `nohup` does, as bits; they stay
/// ignored. Known on Linux only.
#[cfg(unix)]
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let bits = status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))
        .and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok());
    bits.unwrap_or_default()
}

/// Ctrl-C.
#[cfg(not(unix))]
pub(crate) struct Streams;

#[cfg(not(unix))]
impl Streams {
    #[allow(clippy::unnecessary_wraps, reason = "can fail on Unix")]
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self)
    }

    pub(crate) async fn next(&mut self) -> Received {
        let _ = tokio::signal::ctrl_c().await;
        Received {
            name: "Ctrl-C",
            number: 2,
        }
    }
}

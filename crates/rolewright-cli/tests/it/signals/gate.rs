//! A command, and a gate between it and an emulator that stops one call until the command has received a
//! signal.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::fault_injection::message;

/// The end of every wait, for a test that fails.
const BOUND: Duration = Duration::from_secs(60);

/// What the command said on standard error, and which of its calls were answered.
#[derive(Clone, Default)]
pub(super) struct Watch(Arc<(Mutex<Seen>, Condvar)>);

#[derive(Default)]
pub(super) struct Seen {
    id: Option<Pid>,
    pub(super) lines: Vec<String>,
    pub(super) answered: Vec<String>,
    asked: Vec<String>,
    is_open: bool,
}

impl Watch {
    pub(super) fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.0.lock().unwrap()
    }

    fn note(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.seen());
        self.0.1.notify_all();
    }

    pub(super) fn wait_until(&self, holds: impl Fn(&Seen) -> bool) {
        let not_yet = |seen: &mut Seen| !holds(seen);
        let waited = self.0.1.wait_timeout_while(self.seen(), BOUND, not_yet);
        let (seen, out) = waited.unwrap();
        assert!(!out.timed_out(), "{:?} {:?}", seen.lines, seen.answered);
    }

    /// Sends the signal, and returns once the command has said that it stops.
    pub(super) fn strike(&self, signal: Signal) {
        self.send(signal);
        self.wait_until(|seen| {
            seen.lines
                .iter()
                .any(|line| line.contains("calls in flight"))
        });
    }

    pub(super) fn send(&self, signal: Signal) {
        self.wait_until(|seen| seen.id.is_some());
        kill(self.seen().id.unwrap(), signal).unwrap();
    }

    /// Lets a held call go on.
    pub(super) fn open(&self) {
        self.note(|seen| seen.is_open = true);
    }
}

/// Where a call is held.
#[derive(Clone, Copy, Debug)]
pub(super) enum At {
    /// The nth call of this action, after the service has executed it.
    Answer(&'static str, usize),
    /// The nth call of this action, before it reaches the service, once the other one was answered.
    Request(&'static str, usize, &'static str),
    /// The nth call of this action, until [`Watch::open`].
    Held(&'static str, usize),
    /// None is held.
    Nowhere,
}

/// The running command.
pub(super) struct Running {
    child: Child,
    pub(super) watch: Watch,
    /// The threads that read its output.
    readers: Vec<JoinHandle<()>>,
}

pub(super) struct Ended {
    pub(super) code: Option<i32>,
    pub(super) out: String,
    pub(super) err: String,
}

impl Running {
    pub(super) fn start(mut command: Command, watch: Watch) -> Self {
        command.stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let id = Pid::from_raw(i32::try_from(child.id()).unwrap());
        watch.note(|seen| seen.id = Some(id));
        let said = child.stderr.take().unwrap();
        let reader = watch.clone();
        let readers = vec![std::thread::spawn(move || reader.read(said))];
        Self {
            child,
            watch,
            readers,
        }
    }

    /// As [`start`](Self::start); the lines of standard output are watched as well.
    pub(super) fn start_watched(command: Command, watch: Watch) -> Self {
        let mut running = Self::start(command, watch);
        let said = running.child.stdout.take().unwrap();
        let reader = running.watch.clone();
        let thread = std::thread::spawn(move || reader.read(said));
        running.readers.push(thread);
        running
    }

    pub(super) fn end(mut self) -> Ended {
        let mut out = String::new();
        if let Some(mut said) = self.child.stdout.take() {
            said.read_to_string(&mut out).unwrap();
        }
        let code = self.child.wait().unwrap().code();
        for reader in self.readers.drain(..) {
            reader.join().unwrap();
        }
        let err = self.watch.seen().lines.join("\n");
        Ended { code, out, err }
    }
}

impl Drop for Running {
    /// A test that failed leaves no process behind.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Watch {
    fn read(&self, said: impl Read) {
        for line in BufReader::new(said).lines().map_while(Result::ok) {
            self.note(|seen| seen.lines.push(line));
        }
    }
}

/// Starts the gate before this server; it serves until the test ends.
pub(super) fn gate(server: &str, watch: &Watch, at: At, signal: Signal) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (server, watch) = (server.to_owned(), watch.clone());
    std::thread::spawn(move || {
        while let Ok((client, _)) = listener.accept() {
            let (server, watch) = (server.clone(), watch.clone());
            std::thread::spawn(move || serve(client, &server, &watch, at, signal));
        }
    });
    address
}

/// Ends when either side does.
fn serve(mut client: TcpStream, server: &str, watch: &Watch, at: At, signal: Signal) -> Option<()> {
    let mut server = TcpStream::connect(server).ok()?;
    loop {
        let request = message(&mut client)?;
        let action = action(&request);
        let mut count = 0;
        watch.note(|seen| {
            seen.asked.push(action.clone());
            count = seen.asked.iter().filter(|one| **one == action).count();
        });
        match at {
            At::Request(held, nth, other) if held == action && nth == count => {
                watch.wait_until(|seen| seen.answered.iter().any(|one| one == other));
                watch.strike(signal);
            }
            _ => {}
        }
        server.write_all(&request).ok()?;
        let answer = message(&mut server)?;
        match at {
            At::Answer(held, nth) if held == action && nth == count => watch.strike(signal),
            At::Held(held, nth) if held == action && nth == count => {
                watch.note(|seen| seen.lines.push("held".to_owned()));
                watch.wait_until(|seen| seen.is_open);
            }
            _ => {}
        }
        client.write_all(&answer).ok()?;
        watch.note(|seen| seen.answered.push(action));
    }
}

/// The operation in the header of a signed request.
fn action(request: &[u8]) -> String {
    let text = String::from_utf8_lossy(request);
    let name = |line: &str| {
        let (name, value) = line.split_once(':')?;
        let is_action = name.eq_ignore_ascii_case("x-acs-action");
        is_action.then(|| value.trim().to_owned())
    };
    text.lines().find_map(name).unwrap_or_default()
}

//! A call or a run, awaited by a thread or an event loop.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use rolewright::error::Problem;
use rolewright::setup::Query;
use rolewright::{Call, Error, ErrorKind, Result};
use serde_json::Value;

use crate::convert::from_value;
use crate::error::{exception, internal_error, or_raise, raised};
use crate::runtime::Drive;

/// How often Ctrl-C is checked.
const SIGNAL_CHECK: Duration = Duration::from_millis(40);

/// How long to wait for a stopped task to be dropped, which happens at its next await.
const DROP_TIMEOUT: Duration = Duration::from_millis(40);

/// Converts a result to Python.
pub(crate) type Deliver = Box<dyn FnOnce(Python<'_>) -> PyResult<Py<PyAny>> + Send>;

/// A message of a running task.
pub(crate) enum Message {
    Event(Value),
    Done(Result<Deliver>),
}

/// The receiver of a task's messages.
pub(crate) type Outbox = Arc<dyn Fn(Message) + Send + Sync>;

type Running = Pin<Box<dyn Future<Output = Result<Deliver>> + Send>>;
type Work = Box<dyn FnOnce(Outbox, Arc<Mutex<Progress>>) -> Running + Send>;

/// The progress of a task, which is reported when it is stopped.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    done: Vec<String>,
    under_way: Vec<String>,
    /// The queries without an answer.
    in_flight: Vec<String>,
    /// The wait before the next round.
    pause: Option<Duration>,
    /// The latest failure.
    failed: Option<String>,
    /// The buckets that are being probed and may contain the probe's object.
    probes: Vec<String>,
}

/// A task, which can be started once.
#[pyclass(frozen, module = "rolewright._native")]
pub(crate) struct Task {
    drive: Arc<Drive>,
    deadline: Option<Duration>,
    work: Mutex<Option<Work>>,
    stop: Mutex<Option<Stop>>,
    progress: Arc<Mutex<Progress>>,
}

struct Stop {
    abort: tokio::task::AbortHandle,
    /// Disconnects when the task is dropped.
    dropped: mpsc::Receiver<()>,
}

impl Task {
    /// A task without events.
    pub(crate) fn new<F>(drive: Arc<Drive>, deadline: Option<Duration>, work: F) -> Self
    where
        F: Future<Output = Result<Deliver>> + Send + 'static,
    {
        Self::telling(drive, deadline, move |_, _| work)
    }

    /// A task with events and progress.
    pub(crate) fn telling<W, F>(drive: Arc<Drive>, deadline: Option<Duration>, work: W) -> Self
    where
        W: FnOnce(Outbox, Arc<Mutex<Progress>>) -> F + Send + 'static,
        F: Future<Output = Result<Deliver>> + Send + 'static,
    {
        Self {
            drive,
            deadline,
            work: Mutex::new(Some(Box::new(|outbox, progress| {
                Box::pin(work(outbox, progress))
            }))),
            stop: Mutex::default(),
            progress: Arc::default(),
        }
    }

    fn begin(&self, outbox: Outbox) -> Result<()> {
        let work = held(&self.work).take();
        let work =
            work.ok_or_else(|| Error::new(ErrorKind::Refused, "the task was started already"))?;
        let (alive, dropped) = mpsc::channel::<()>();
        let (progress, deadline) = (self.progress.clone(), self.deadline);
        let task = self.drive.handle()?.spawn(async move {
            let _alive = alive;
            let work = work(outbox.clone(), progress.clone());
            let work = async move {
                match deadline {
                    Some(deadline) => bounded(work, deadline, &progress).await,
                    None => work.await,
                }
            };
            // The waiting thread needs a result after a panic too.
            let work = AssertUnwindSafe(work).catch_unwind();
            let ended = work.await.unwrap_or_else(|_| Err(internal_error()));
            outbox(Message::Done(ended));
        });
        *held(&self.stop) = Some(Stop {
            abort: task.abort_handle(),
            dropped,
        });
        Ok(())
    }

    /// Stops the task after its probes have deleted their objects; with another Ctrl-C at once.
    fn end(&self, py: Python<'_>) -> Option<String> {
        if let Some(stop) = held(&self.stop).take() {
            let mut dropped = stop.dropped;
            while !self.stops(&stop.abort) && py.check_signals().is_ok() {
                dropped = py.detach(move || {
                    let _ = dropped.recv_timeout(SIGNAL_CHECK);
                    dropped
                });
            }
            // Returns when the task is dropped, between two polls.
            py.detach(move || dropped.recv_timeout(DROP_TIMEOUT).is_ok());
        }
        held(&self.progress).summary()
    }

    /// Stops the task unless a probe is running; holds the lock, so that none can start meanwhile.
    fn stops(&self, abort: &tokio::task::AbortHandle) -> bool {
        let progress = held(&self.progress);
        if progress.probes.is_empty() || abort.is_finished() {
            abort.abort();
            return true;
        }
        false
    }
}

#[pymethods]
impl Task {
    /// Starts the task and waits for the result with the GIL released.
    #[pyo3(signature = (on_event=None))]
    fn wait(&self, py: Python<'_>, on_event: Option<&Bound<'_, PyAny>>) -> PyResult<Py<PyAny>> {
        let (send, mut receive) = mpsc::channel();
        let outbox = move |message| drop(send.send(message));
        or_raise(py, self.begin(Arc::new(outbox)))?;
        let mut raised: Option<PyErr> = None;
        let ends = |py: Python<'_>, raised: &PyErr| !raised.is_instance_of::<PyException>(py);
        loop {
            let (back, message) = py.detach(move || {
                let message = receive.recv_timeout(SIGNAL_CHECK);
                (receive, message)
            });
            receive = back;
            match (message, on_event) {
                (Ok(Message::Event(event)), Some(listener)) if raised.is_none() => {
                    raised = from_value(py, &event)
                        .and_then(|event| listener.call1((event,)))
                        .err();
                }
                (Ok(Message::Event(_)) | Err(RecvTimeoutError::Timeout), _) => {}
                (Ok(Message::Done(ended)), _) => {
                    return match raised {
                        Some(raised) => Err(raised),
                        None => deliver(py, ended),
                    };
                }
                (Err(RecvTimeoutError::Disconnected), _) => {
                    let text = "the call ended without a result";
                    return Err(exception(py, &Error::new(ErrorKind::Incomplete, text)));
                }
            }
            // Ctrl-C may also interrupt the listener.
            let ended = raised.take_if(|raised| ends(py, raised));
            if let Err(stopped) = ended.map_or_else(|| py.check_signals(), Err) {
                if let Some(note) = self.end(py) {
                    stopped.value(py).call_method1("add_note", (note,))?;
                }
                return Err(stopped);
            }
        }
    }

    /// Starts the task and calls `tell` on another thread: with `("event", dict)`, and finally with
    /// `("done", value)` or `("failed", exception)`.
    fn start(&self, py: Python<'_>, tell: Py<PyAny>) -> PyResult<()> {
        let outbox = move |message| {
            // Nothing to do when the interpreter is shutting down.
            let _ = crate::interpreter::python(|py| {
                let called = match message {
                    Message::Event(event) => {
                        from_value(py, &event).and_then(|event| tell.call1(py, ("event", event)))
                    }
                    Message::Done(ended) => match deliver(py, ended) {
                        Ok(value) => tell.call1(py, ("done", value)),
                        Err(error) => tell.call1(py, ("failed", error.into_value(py))),
                    },
                };
                // It fails only when the event loop is closed.
                drop(called);
            });
        };
        or_raise(py, self.begin(Arc::new(outbox)))
    }

    /// Whether a probe is running, so that stopping waits until its object is deleted.
    #[getter]
    fn is_probing(&self) -> bool {
        !held(&self.progress).probes.is_empty()
    }

    /// Stops the task; returns what was done, or None for nothing.
    fn cancel(&self, py: Python<'_>) -> Option<String> {
        self.end(py)
    }
}

/// Stops the work at the deadline, or when its probes have deleted their objects.
async fn bounded(
    mut work: Running,
    deadline: Duration,
    progress: &Mutex<Progress>,
) -> Result<Deliver> {
    let mut limit = deadline;
    loop {
        match tokio::time::timeout(limit, &mut work).await {
            Ok(ended) => return ended,
            Err(_) if held(progress).probes.is_empty() => break,
            Err(_) => limit = SIGNAL_CHECK,
        }
    }
    let error = held(progress).late(deadline);
    Ok(Box::new(move |py: Python<'_>| {
        Err(raised(
            py,
            "deadline_exceeded",
            &Problem::from(&error),
            Some(&error),
        ))
    }))
}

impl Progress {
    /// Notes the queries of a round.
    pub(crate) fn asks<'q>(&mut self, queries: impl IntoIterator<Item = &'q Query>) {
        self.pause = None;
        self.in_flight.extend(queries.into_iter().map(asked));
    }

    /// Notes a wait before the next round.
    pub(crate) fn waits(&mut self, pause: Duration) {
        self.pause = Some(pause);
    }

    /// The error of a deadline.
    fn late(&self, deadline: Duration) -> Error {
        let seconds = deadline.as_secs_f64();
        let mut text = format!("the deadline of {seconds} s has passed");
        if let Some(pause) = self.pause {
            let pause = pause.as_secs_f64();
            text.push_str(&format!("; waiting {pause} s before the next try"));
        } else if !self.in_flight.is_empty() {
            text.push_str(&format!("; waiting for {}", self.in_flight.join(", ")));
        }
        if let Some(failed) = &self.failed {
            text.push_str(&format!("; latest failure: {failed}"));
        }
        if let Some(summary) = self.summary() {
            text.push_str(&format!("; {summary}"));
        }
        let maybe_applied = !self.under_way.is_empty();
        Error::new(ErrorKind::Timeout, text).with_maybe_applied(maybe_applied)
    }

    pub(crate) fn begins<'c>(&mut self, calls: impl IntoIterator<Item = &'c Call>) {
        let writes = calls.into_iter().filter(|call| !call.is_read());
        self.under_way.extend(writes.map(named));
    }

    pub(crate) fn reads(&mut self, queries: &[Query]) {
        self.probes.extend(queries.iter().filter_map(probed_bucket));
    }

    pub(crate) fn ended(&mut self, query: &Query, error: Option<&Error>) {
        let name = asked(query);
        if let Some(index) = self.in_flight.iter().position(|known| *known == name) {
            self.in_flight.remove(index);
        }
        if let Some(error) = error.filter(|error| error.is_transient()) {
            self.failed = Some(format!("{name}: {}", error.message()));
        }
        if let Some(bucket) = probed_bucket(query) {
            self.probes.retain(|known| *known != bucket);
        }
        let Some(call) = query.call() else {
            return;
        };
        let name = named(call);
        self.under_way.retain(|known| *known != name);
        match error {
            None if !call.is_read() => self.done.push(name),
            Some(error) if error.maybe_applied() => self.under_way.push(name),
            _ => {}
        }
    }

    fn summary(&self) -> Option<String> {
        let list = |what: &str, names: &[String]| {
            (!names.is_empty()).then(|| format!("{what}: {}", names.join(", ")))
        };
        let parts = [
            list("applied before the run was stopped", &self.done),
            list("may have been applied", &self.under_way),
            list("buckets that may still contain a test object", &self.probes),
        ];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        let text = parts.join("; ");
        (!parts.is_empty()).then(|| format!("{text}; run again to continue"))
    }
}

fn probed_bucket(query: &Query) -> Option<String> {
    match query {
        Query::ProbeBucket { bucket, .. } => Some(bucket.to_string()),
        Query::Call(_) | Query::InspectBucket { .. } => None,
    }
}

fn asked(query: &Query) -> String {
    match (query.subject(), query.action()) {
        (Some(subject), action) => format!("{action} `{subject}`"),
        (None, action) => action.into_owned(),
    }
}

fn named(call: &Call) -> String {
    match call.subject() {
        Some(subject) => format!("{} `{subject}`", call.action),
        None => call.action.to_string(),
    }
}

fn deliver(py: Python<'_>, ended: Result<Deliver>) -> PyResult<Py<PyAny>> {
    or_raise(py, ended)?(py)
}

pub(crate) fn held<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

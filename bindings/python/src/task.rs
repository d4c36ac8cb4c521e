//! One call or run under way: waited for by a thread, or told to an event loop.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use rolewright::setup::Query;
use rolewright::{Call, Error, ErrorKind, Result};
use serde_json::Value;

use crate::convert::from_value;
use crate::error::{exception, or_raise, own_mistake};
use crate::runtime::Drive;

/// How long Ctrl-C may go unseen.
const LOOK_UP: Duration = Duration::from_millis(40);

/// How long a stopped task may take to be gone. One that computes goes on to its next wait.
const GONE: Duration = Duration::from_millis(40);

/// Makes Python's value of an answer.
pub(crate) type Deliver = Box<dyn FnOnce(Python<'_>) -> PyResult<Py<PyAny>> + Send>;

/// What comes out of a task while it runs.
pub(crate) enum Message {
    Event(Value),
    Done(Result<Deliver>),
}

/// Where a task's messages go.
pub(crate) type Outbox = Arc<dyn Fn(Message) + Send + Sync>;

type Running = Pin<Box<dyn Future<Output = Result<Deliver>> + Send>>;
type Work = Box<dyn FnOnce(Outbox, Arc<Mutex<Progress>>) -> Running + Send>;

/// What a task has done so far, for whoever stops it.
#[derive(Default)]
pub(crate) struct Progress {
    done: Vec<String>,
    under_way: Vec<String>,
    /// The buckets that are being tried, in each of which an object may lie.
    trials: Vec<String>,
}

/// Something to be done, not yet begun. It is begun once.
#[pyclass(frozen, module = "rolewright._native")]
pub(crate) struct Task {
    drive: Arc<Drive>,
    work: Mutex<Option<Work>>,
    stop: Mutex<Option<Stop>>,
    progress: Arc<Mutex<Progress>>,
}

struct Stop {
    abort: tokio::task::AbortHandle,
    /// Ends when the task is gone.
    gone: mpsc::Receiver<()>,
}

impl Task {
    /// A task of which nothing is told but its end.
    pub(crate) fn new<F>(drive: Arc<Drive>, work: F) -> Self
    where
        F: Future<Output = Result<Deliver>> + Send + 'static,
    {
        Self::telling(drive, move |_, _| work)
    }

    /// A task that says what it is doing.
    pub(crate) fn telling<W, F>(drive: Arc<Drive>, work: W) -> Self
    where
        W: FnOnce(Outbox, Arc<Mutex<Progress>>) -> F + Send + 'static,
        F: Future<Output = Result<Deliver>> + Send + 'static,
    {
        Self {
            drive,
            work: Mutex::new(Some(Box::new(|outbox, progress| {
                Box::pin(work(outbox, progress))
            }))),
            stop: Mutex::default(),
            progress: Arc::default(),
        }
    }

    fn begin(&self, outbox: Outbox) -> Result<()> {
        let work = held(&self.work).take();
        let work = work.ok_or_else(|| Error::new(ErrorKind::Refused, "this was begun already"))?;
        let (alive, gone) = mpsc::channel::<()>();
        let progress = self.progress.clone();
        let task = self.drive.handle()?.spawn(async move {
            let _alive = alive;
            // A panic must not leave anybody waiting.
            let work = AssertUnwindSafe(work(outbox.clone(), progress)).catch_unwind();
            let ended = work.await.unwrap_or_else(|_| Err(own_mistake()));
            outbox(Message::Done(ended));
        });
        *held(&self.stop) = Some(Stop {
            abort: task.abort_handle(),
            gone,
        });
        Ok(())
    }

    /// Stops it, but not before the objects of a trial are deleted again; Ctrl-C leaves that to
    /// the thread that is at it.
    fn end(&self, py: Python<'_>) -> Option<String> {
        if let Some(stop) = held(&self.stop).take() {
            let mut gone = stop.gone;
            while !self.stops(&stop.abort) && py.check_signals().is_ok() {
                gone = py.detach(move || {
                    let _ = gone.recv_timeout(LOOK_UP);
                    gone
                });
            }
            // Ends when the task is dropped, between two polls.
            py.detach(move || gone.recv_timeout(GONE).is_ok());
        }
        held(&self.progress).told()
    }

    /// Whether it was stopped: no trial begins in between.
    fn stops(&self, abort: &tokio::task::AbortHandle) -> bool {
        let progress = held(&self.progress);
        if progress.trials.is_empty() || abort.is_finished() {
            abort.abort();
            return true;
        }
        false
    }
}

#[pymethods]
impl Task {
    /// Does it, and waits for its end with the interpreter's lock released.
    #[pyo3(signature = (on_event=None))]
    fn wait(&self, py: Python<'_>, on_event: Option<&Bound<'_, PyAny>>) -> PyResult<Py<PyAny>> {
        let (send, mut receive) = mpsc::channel();
        let outbox = move |message| drop(send.send(message));
        or_raise(py, self.begin(Arc::new(outbox)))?;
        let mut raised: Option<PyErr> = None;
        let ends = |py: Python<'_>, raised: &PyErr| !raised.is_instance_of::<PyException>(py);
        loop {
            let (back, message) = py.detach(move || {
                let message = receive.recv_timeout(LOOK_UP);
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
                    let text = "the call ended without an answer";
                    return Err(exception(py, &Error::new(ErrorKind::Incomplete, text)));
                }
            }
            // Ctrl-C may as well come while the listener works.
            let ended = raised.take_if(|raised| ends(py, raised));
            if let Err(stopped) = ended.map_or_else(|| py.check_signals(), Err) {
                if let Some(note) = self.end(py) {
                    stopped.value(py).call_method1("add_note", (note,))?;
                }
                return Err(stopped);
            }
        }
    }

    /// Does it, and tells a callable on another thread: `("event", dict)`, and last
    /// `("done", value)` or `("failed", exception)`.
    fn start(&self, py: Python<'_>, tell: Py<PyAny>) -> PyResult<()> {
        let outbox = move |message| {
            // Without an interpreter there is nobody left to tell.
            let _ = crate::visit::python(|py| {
                let told = match message {
                    Message::Event(event) => {
                        from_value(py, &event).and_then(|event| tell.call1(py, ("event", event)))
                    }
                    Message::Done(ended) => match deliver(py, ended) {
                        Ok(value) => tell.call1(py, ("done", value)),
                        Err(error) => tell.call1(py, ("failed", error.into_value(py))),
                    },
                };
                // The event loop is closed: nobody waits any more.
                drop(told);
            });
        };
        or_raise(py, self.begin(Arc::new(outbox)))
    }

    /// Whether it tries buckets just now, so that stopping it takes until the objects are deleted.
    #[getter]
    fn is_trying(&self) -> bool {
        !held(&self.progress).trials.is_empty()
    }

    /// Stops it and says what it had done: None when it had changed nothing.
    fn cancel(&self, py: Python<'_>) -> Option<String> {
        self.end(py)
    }
}

impl Progress {
    pub(crate) fn begins<'c>(&mut self, calls: impl IntoIterator<Item = &'c Call>) {
        let writes = calls.into_iter().filter(|call| !call.is_read());
        self.under_way.extend(writes.map(named));
    }

    pub(crate) fn tries(&mut self, queries: &[Query]) {
        self.trials.extend(queries.iter().filter_map(tried_bucket));
    }

    pub(crate) fn ended(&mut self, query: &Query, error: Option<&Error>) {
        if let Some(bucket) = tried_bucket(query) {
            self.trials.retain(|known| *known != bucket);
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

    fn told(&self) -> Option<String> {
        let list = |what: &str, names: &[String]| {
            (!names.is_empty()).then(|| format!("{what}: {}", names.join(", ")))
        };
        let parts = [
            list("carried out before it was stopped", &self.done),
            list("may have been carried out", &self.under_way),
            list("may still hold an object of the trial", &self.trials),
        ];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        let text = parts.join("; ");
        (!parts.is_empty()).then(|| format!("{text}; running again finds out and goes on"))
    }
}

fn tried_bucket(query: &Query) -> Option<String> {
    match query {
        Query::ProbeBucket { bucket, .. } => Some(bucket.to_string()),
        Query::Call(_) | Query::InspectBucket { .. } => None,
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

//! Forwards `tracing` events to Python's `logging`.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::{self, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

use pyo3::prelude::*;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use crate::task::held;

/// The root logger: `rolewright_alibaba::retry` is `rolewright.alibaba.retry`.
const LOGGER: &str = "rolewright";

/// The loggers whose level is checked: the root, and one for each crate.
const LOGGERS: [&str; 5] = [
    LOGGER,
    "rolewright.alibaba",
    "rolewright.cli",
    "rolewright.core",
    "rolewright.mock",
];

/// The lowest enabled level of Python's `logging`; updated before each call.
static LEVEL: AtomicU8 = AtomicU8::new(u8::MAX);

thread_local! {
    /// The spans that this thread has entered.
    static ENTERED: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

/// Installs the subscriber, unless the process has one.
pub(crate) fn install() {
    let _ = tracing::subscriber::set_global_default(ToLogging::default());
}

/// Updates the lowest enabled level. Without `logging` imported nothing is enabled.
pub(crate) fn update_level(py: Python<'_>) {
    let level = || {
        let modules = py.import("sys")?.getattr("modules")?;
        let logging = modules.call_method1("get", ("logging",))?;
        if logging.is_none() {
            return Ok(u8::MAX);
        }
        let lowest = |lowest: u8, name: &str| {
            let logger = logging.call_method1("getLogger", (name,))?;
            let level = logger.call_method0("getEffectiveLevel")?.extract::<u8>();
            // A level that doesn't fit into a byte disables the logger.
            PyResult::Ok(lowest.min(level.unwrap_or(u8::MAX)))
        };
        LOGGERS.into_iter().try_fold(u8::MAX, lowest)
    };
    LEVEL.store(level().unwrap_or(u8::MAX), Ordering::Relaxed);
}

/// A span's fields as text, with a reference count.
struct Span {
    text: String,
    holders: usize,
}

#[derive(Default)]
struct ToLogging {
    next: AtomicU64,
    spans: Mutex<HashMap<u64, Span>>,
}

impl Subscriber for ToLogging {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        let ours = metadata.target().starts_with(LOGGER);
        ours && python_level(*metadata.level()) >= LEVEL.load(Ordering::Relaxed)
    }

    fn register_callsite(
        &self,
        metadata: &'static Metadata<'static>,
    ) -> tracing::subscriber::Interest {
        if metadata.target().starts_with(LOGGER) {
            tracing::subscriber::Interest::sometimes()
        } else {
            tracing::subscriber::Interest::never()
        }
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut text = Text::default();
        attributes.record(&mut text);
        let id = self.next.fetch_add(1, Ordering::Relaxed) + 1;
        let span = Span {
            text: text.fields,
            holders: 1,
        };
        held(&self.spans).insert(id, span);
        Id::from_u64(id)
    }

    fn record(&self, id: &Id, values: &Record<'_>) {
        let mut text = Text::default();
        values.record(&mut text);
        if let Some(span) = held(&self.spans).get_mut(&id.into_u64()) {
            span.text.push_str(&text.fields);
        }
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut text = Text::default();
        event.record(&mut text);
        let mut message = text.message + &text.fields;
        ENTERED.with_borrow(|entered| {
            let spans = held(&self.spans);
            for span in entered.iter().filter_map(|id| spans.get(id)) {
                message.push_str(&span.text);
            }
        });
        let name = event
            .metadata()
            .target()
            .replace("::", ".")
            .replacen('_', ".", 1);
        let level = python_level(*event.metadata().level());
        let _ = crate::interpreter::python(|py| {
            let logger = py.import("logging")?.call_method1("getLogger", (name,))?;
            logger.call_method1("log", (level, "%s", message)).map(drop)
        });
    }

    fn enter(&self, id: &Id) {
        ENTERED.with_borrow_mut(|entered| entered.push(id.into_u64()));
    }

    fn exit(&self, id: &Id) {
        ENTERED.with_borrow_mut(|entered| {
            let at = entered.iter().rposition(|known| *known == id.into_u64());
            if let Some(at) = at {
                entered.remove(at);
            }
        });
    }

    fn clone_span(&self, id: &Id) -> Id {
        if let Some(span) = held(&self.spans).get_mut(&id.into_u64()) {
            span.holders += 1;
        }
        id.clone()
    }

    fn try_close(&self, id: Id) -> bool {
        let mut spans = held(&self.spans);
        let Some(span) = spans.get_mut(&id.into_u64()) else {
            return false;
        };
        span.holders -= 1;
        let last = span.holders == 0;
        if last {
            spans.remove(&id.into_u64());
        }
        last
    }
}

fn python_level(level: Level) -> u8 {
    match level {
        Level::ERROR => 40,
        Level::WARN => 30,
        Level::INFO => 20,
        Level::DEBUG => 10,
        Level::TRACE => 5,
    }
}

#[derive(Default)]
struct Text {
    message: String,
    fields: String,
}

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            name => write!(self.fields, " {name}={value:?}"),
        };
    }
}

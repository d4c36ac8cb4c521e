//! Everything that this thread shows: what is traced and logged, at every level.

use std::cell::RefCell;
use std::fmt::{Debug, Write as _};
use std::sync::Once;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{DefaultGuard, Interest, set_default};
use tracing::{Event, Metadata, Subscriber};

thread_local! {
    static SHOWN: RefCell<String> = const { RefCell::new(String::new()) };
}

fn note(text: &str) {
    SHOWN.with_borrow_mut(|shown| {
        shown.push_str(text);
        shown.push('\n');
    });
}

/// What is shown from here on.
pub(super) struct Capture(DefaultGuard);

pub(super) fn begin() -> Capture {
    static LOGGER: Once = Once::new();
    LOGGER.call_once(|| {
        log::set_logger(&Everything).unwrap();
        log::set_max_level(log::LevelFilter::Trace);
    });
    SHOWN.take();
    Capture(set_default(Everything))
}

impl Capture {
    pub(super) fn add(&self, value: &impl Debug) {
        note(&format!("{value:?} {value:#?}"));
    }

    pub(super) fn text(&self, text: &str) {
        note(text);
    }

    pub(super) fn end(self) -> String {
        drop(self.0);
        SHOWN.take()
    }
}

struct Everything;

impl log::Log for Everything {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        note(&format!("{} {}", record.target(), record.args()));
    }

    fn flush(&self) {}
}

impl Subscriber for Everything {
    fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
        Interest::always()
    }

    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Fields(span.metadata().name()));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Fields("recorded"));
    }

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Fields(event.metadata().target()));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

struct Fields(&'static str);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let mut text = String::new();
        let _ = write!(text, "{} {field}={value:?}", self.0);
        note(&text);
    }
}

//! The trace of requests on standard error.

use std::fmt;
use std::io::Write as _;

use rolewright::text::excerpt;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// The module whose events are printed: each request and response, without parameters and headers.
const TARGET: &str = "rolewright_alibaba::http::exchange";

/// The most characters of a value.
const LONGEST: usize = 300;

/// Prints the trace from now on, unless the process has another subscriber.
pub(crate) fn install() {
    let _ = tracing::subscriber::set_global_default(Trace);
}

struct Trace;

impl Subscriber for Trace {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && metadata.target() == TARGET
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = Line::default();
        event.record(&mut line);
        // A closed standard error must not stop the run.
        let _ = writeln!(std::io::stderr(), "trace: {}{}", line.message, line.fields);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[derive(Default)]
struct Line {
    message: String,
    fields: String,
}

impl Visit for Line {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.add(field, &format!("{value:?}"));
    }
}

impl Line {
    fn add(&mut self, field: &Field, value: &str) {
        let value = excerpt(value, LONGEST);
        if field.name() == "message" {
            self.message = value;
        } else {
            self.fields.push_str(&format!(" {}={value}", field.name()));
        }
    }
}

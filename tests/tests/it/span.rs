//! The `tracing` span of a run.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use rolewright::wrapper::TraceProvider;
use rolewright::{MemoryProvider, setup};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Records the fields of each span, and which spans are entered in which.
#[derive(Clone, Debug, Default)]
struct Spans(Arc<Mutex<Seen>>);

#[derive(Debug, Default)]
struct Seen {
    names: Vec<&'static str>,
    fields: Vec<String>,
    entered: Vec<u64>,
    inside: Vec<(&'static str, &'static str)>,
}

impl Subscriber for Spans {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_span()
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut seen = self.0.lock().unwrap();
        let name = span.metadata().name();
        seen.names.push(name);
        if let Some(outer) = seen.entered.last() {
            let outer = seen.names[usize::try_from(*outer).unwrap() - 1];
            seen.inside.push((outer, name));
        }
        if name == "setup_run" {
            span.record(&mut *seen);
        }
        Id::from_u64(seen.names.len().try_into().unwrap())
    }

    fn record(&self, id: &Id, values: &Record<'_>) {
        let mut seen = self.0.lock().unwrap();
        if seen.names[usize::try_from(id.into_u64()).unwrap() - 1] == "setup_run" {
            values.record(&mut *seen);
        }
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {}

    fn enter(&self, id: &Id) {
        self.0.lock().unwrap().entered.push(id.into_u64());
    }

    fn exit(&self, _: &Id) {
        self.0.lock().unwrap().entered.pop();
    }
}

impl Visit for Seen {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.fields.push(format!("{field}={value:?}"));
    }
}

#[tokio::test]
async fn a_run_is_one_span_with_its_goal_and_outcome_around_its_calls() {
    let spans = Spans::default();
    let _guard = tracing::subscriber::set_default(spans.clone());
    let provider = TraceProvider::new(MemoryProvider::new());
    let report = setup(["my-images"]).apply(&provider).await.unwrap();
    let seen = spans.0.lock().unwrap();
    let runs = seen.names.iter().filter(|name| **name == "setup_run");
    assert_eq!(runs.count(), 1);
    let calls = seen
        .inside
        .iter()
        .filter(|pair| **pair == ("setup_run", "ram_call"));
    assert_eq!(calls.count(), report.calls);
    let fields = seen.fields.join(" ");
    for part in [
        "goal=Apply",
        "recipe=\"container_registry",
        "role=AliyunContainerRegistryCustomizedOSSBucketRole",
        "provider=memory",
        "outcome=Changed",
    ] {
        assert!(fields.contains(part), "{fields}");
    }
}

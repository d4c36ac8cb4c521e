//! Records exchanges, redacted at once.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::body::{Found, fields};
use super::values::{Hides, Values};
use super::{Answered, EvidenceAnswer, EvidenceExchange, EvidenceReport, Exchanged, public};
use crate::setup::FORMAT_VERSION;

/// The most requests of a report.
const MOST_EXCHANGES: usize = 1000;

/// The most fields of an answer.
const MOST_FIELDS: usize = 300;

/// Records the exchanges of a provider while a [`Recording`] exists; clones share it.
///
/// A provider with a transport hands it every exchange. A provider without one has none.
#[derive(Clone, Default)]
pub struct EvidenceRecorder(Arc<Mutex<Option<State>>>);

#[derive(Default)]
struct State {
    began: Option<Duration>,
    exchanges: Vec<EvidenceExchange>,
    omitted: usize,
    values: Values,
}

impl EvidenceRecorder {
    /// Starts a recording, which replaces one that has not ended. It has every exchange of the provider, also
    /// those of other runs at the same time.
    pub fn start(&self) -> Recording {
        *self.state() = Some(State::default());
        Recording(self.clone())
    }

    /// Records an exchange, if there is a recording. `hides` says whether a text contains a secret of the
    /// request; such a text is never shown.
    pub fn record(&self, exchanged: &Exchanged<'_>, hides: &dyn Fn(&str) -> bool) {
        if let Some(state) = self.state().as_mut() {
            state.record(exchanged, hides);
        }
    }

    /// Whether there is a recording.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.state().is_some()
    }

    fn state(&self) -> MutexGuard<'_, Option<State>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for EvidenceRecorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EvidenceRecorder")
    }
}

/// A recording; it ends when this is dropped.
#[derive(Debug)]
#[must_use]
pub struct Recording(EvidenceRecorder);

impl Recording {
    /// Ends the recording and returns its report. `simulated` is that of the
    /// [provider](crate::ProviderInfo::simulated).
    #[must_use]
    pub fn finish(self, simulated: bool) -> EvidenceReport {
        let state = self.0.state().take().unwrap_or_default();
        EvidenceReport {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "evidence".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            simulated,
            exchanges: state.exchanges,
            omitted: state.omitted,
            values: state.values.into_described(),
        }
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        *self.0.state() = None;
    }
}

impl State {
    fn record(&mut self, exchanged: &Exchanged<'_>, hides: Hides<'_>) {
        if self.exchanges.len() == MOST_EXCHANGES {
            self.omitted += 1;
            return;
        }
        let first = *self.began.get_or_insert(exchanged.began);
        let parameters = exchanged.parameters.iter().map(|(name, value)| {
            let value = self.values.shown(name, value, hides);
            (name.clone(), value)
        });
        let parameters: BTreeMap<_, _> = parameters.collect();
        let (answer, failure) = match exchanged.answer {
            Ok(answered) => (Some(self.answer(answered, hides)), None),
            Err(kind) => (None, Some(kind)),
        };
        self.exchanges.push(EvidenceExchange {
            service: exchanged.service.to_owned(),
            action: exchanged.action.to_owned(),
            attempt: exchanged.attempt,
            method: exchanged.method.to_owned(),
            endpoint: exchanged.endpoint.map(str::to_owned),
            started_milliseconds: milliseconds(exchanged.began.saturating_sub(first)),
            milliseconds: milliseconds(exchanged.took),
            parameters,
            answer,
            failure,
        });
    }

    fn answer(&mut self, answered: Answered<'_>, hides: Hides<'_>) -> EvidenceAnswer {
        let (format, found) = fields(answered.body, hides);
        let mut all = BTreeMap::new();
        let (mut code, mut request_id) = (None, answered.request_id.map(str::to_owned));
        let mut omitted = 0;
        for (path, value) in found {
            let field = path.rsplit(['.', ']']).next().unwrap_or_default();
            let shown = match value {
                Found::Plain(text) => text,
                Found::Text(text) if matches!(path.as_str(), "RequestId" | "requestId") => {
                    request_id = request_id.or(Some(text));
                    continue;
                }
                Found::Text(text) => {
                    let shown = self.values.shown(field, text.trim(), hides);
                    if matches!(path.as_str(), "Code" | "code") {
                        code = Some(shown);
                        continue;
                    }
                    shown
                }
            };
            if all.len() < MOST_FIELDS {
                all.insert(path, shown);
            } else {
                omitted += 1;
            }
        }
        EvidenceAnswer {
            status: answered.status,
            code,
            request_id: request_id.map(|id| self.request_id(&id, hides)),
            format,
            bytes: answered.body.len(),
            fields: all,
            omitted,
        }
    }

    fn request_id(&mut self, id: &str, hides: Hides<'_>) -> String {
        if public::is_request_id(id) && !hides(id) {
            id.to_owned()
        } else {
            self.values.number(id)
        }
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

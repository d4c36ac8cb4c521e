//! The progress of a run, on a terminal.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use rolewright::fleet::{AccountRow, AccountVerdict};
use rolewright::setup::Query;
use rolewright::setup::driver::Event;

/// A spinner on standard error; hidden when that is not a terminal.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub(crate) fn start(shown: bool) -> Self {
        if !shown {
            return Self {
                bar: ProgressBar::hidden(),
            };
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        Self { bar }
    }

    pub(crate) fn update(&self, event: &Event) {
        let text = match event {
            Event::Reading(queries) => {
                let actions: Vec<_> = queries.iter().map(Query::action).collect();
                format!("reading: {}", actions.join(", "))
            }
            Event::Writing(calls) => {
                let actions: Vec<_> = calls.iter().map(|call| call.action.as_ref()).collect();
                format!("writing: {}", actions.join(", "))
            }
            Event::Waiting(time) => format!("waiting {} before the next read", seconds(*time)),
            _ => return self.bar.tick(),
        };
        self.bar.set_message(text);
        self.bar.tick();
    }

    /// Hides the spinner while something is printed.
    pub(crate) fn suspend(&self, print: impl FnOnce()) {
        self.bar.suspend(print);
    }

    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// The progress of a run over a fleet: a bar with counts on standard error.
#[derive(Debug)]
pub(crate) struct FleetProgress {
    bar: ProgressBar,
    counts: Mutex<[usize; 3]>,
}

impl FleetProgress {
    pub(crate) fn start(shown: bool, accounts: usize, done: usize) -> Self {
        let bar = if shown {
            ProgressBar::new(accounts as u64)
        } else {
            ProgressBar::hidden()
        };
        if let Ok(style) =
            ProgressStyle::with_template("{bar:30} {pos}/{len} accounts, {eta} left{msg}")
        {
            bar.set_style(style);
        }
        bar.set_position(done as u64);
        Self {
            bar,
            counts: Mutex::default(),
        }
    }

    pub(crate) fn add(&self, row: &AccountRow) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let [passed, negative, not_judged] = &mut *counts;
        match row.verdict {
            AccountVerdict::Passed => *passed += 1,
            AccountVerdict::Negative => *negative += 1,
            AccountVerdict::NotJudged => *not_judged += 1,
        }
        self.bar.set_message(format!(
            ": {passed} passed, {negative} not, {not_judged} not judged"
        ));
        self.bar.inc(1);
    }

    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

//! How a report is written.

use rolewright_core::evaluate::StatementRef;
use rolewright_core::remedy::{Remedy, Setting, Terms};
use rolewright_core::setup::Report;
use rolewright_core::text::excerpt;

use crate::{Display, Paint};

/// How it is shown, the front end's names for commands and options, and the policy that needs no name.
#[derive(Clone, Copy)]
pub(crate) struct Style<'a> {
    pub(crate) paint: Paint,
    width: usize,
    terms: &'a dyn Terms,
    policy: Option<&'a str>,
}

impl<'a> Style<'a> {
    pub(crate) fn of(report: &'a Report, display: Display, terms: &'a dyn Terms) -> Self {
        let policy = report.state.policy.as_ref();
        Self {
            paint: display.paint,
            width: display.width,
            terms,
            policy: policy.map(|policy| policy.name.as_str()),
        }
    }

    /// What to do, of at most so many characters.
    pub(crate) fn help(self, remedy: Option<&Remedy>, most: usize) -> Option<String> {
        remedy.map(|remedy| excerpt(&remedy.in_terms(self.terms), most))
    }

    /// The width of text behind an indentation; never so narrow that each word gets a line.
    pub(crate) fn width_after(self, indent: usize) -> usize {
        self.width.saturating_sub(indent).max(20)
    }

    /// What an option is called.
    pub(crate) fn setting(self, setting: Setting) -> String {
        self.terms.setting(setting)
    }

    /// The place of a statement; the recipe's policy is the policy.
    pub(crate) fn place(self, statement: &StatementRef, most: usize) -> String {
        if Some(statement.policy.as_str()) == self.policy {
            format!("statement {} of the policy", statement.index + 1)
        } else {
            excerpt(&statement.to_string(), most)
        }
    }
}

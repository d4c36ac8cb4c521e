//! The style of a report as text.

use rolewright_core::evaluate::StatementRef;
use rolewright_core::remedy::{Remedy, Setting, Terms};
use rolewright_core::setup::Report;
use rolewright_core::text::excerpt;

use crate::{Display, Paint};

/// Display options, the front end's names, and the policy of the recipe.
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

    /// The style of what has no report.
    pub(crate) fn plain(terms: &'a dyn Terms) -> Self {
        Self {
            paint: Display::PLAIN.paint,
            width: Display::PLAIN.width,
            terms,
            policy: None,
        }
    }

    /// The remedy, of at most `most` characters.
    pub(crate) fn help(self, remedy: Option<&Remedy>, most: usize) -> Option<String> {
        remedy.map(|remedy| excerpt(&remedy.in_terms(self.terms), most))
    }

    /// The width after an indentation; at least 20 columns.
    pub(crate) fn width_after(self, indent: usize) -> usize {
        self.width.saturating_sub(indent).max(20)
    }

    /// The name of an option.
    pub(crate) fn setting(self, setting: Setting) -> String {
        self.terms.setting(setting)
    }

    /// The place of a statement; the policy of the recipe is not named.
    pub(crate) fn place(self, statement: &StatementRef, most: usize) -> String {
        if Some(statement.policy.as_str()) == self.policy {
            format!("statement {} of the policy", statement.index + 1)
        } else {
            excerpt(&statement.to_string(), most)
        }
    }
}

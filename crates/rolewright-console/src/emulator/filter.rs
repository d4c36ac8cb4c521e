//! Which requests a list shows.

use std::sync::Arc;

use rolewright::emulator::Entry;
use rolewright::evaluate::Verdict;

use crate::asked::Fields;

/// The decision of the requests that are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Decided {
    #[default]
    Any,
    Allowed,
    Denied,
    NotEvaluated,
    /// Refused for any reason, or without a response.
    Failed,
}

impl Decided {
    /// All, each with its value in a form and its name.
    pub(crate) const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Any, "", "any"),
        (Self::Allowed, "allowed", "allowed"),
        (Self::Denied, "denied", "denied"),
        (Self::NotEvaluated, "none", "not evaluated"),
        (Self::Failed, "failed", "any, but not answered with success"),
    ];

    fn matches(self, entry: &Entry) -> bool {
        match self {
            Self::Any => true,
            Self::Allowed => entry.decision == Some(Verdict::Allow),
            Self::Denied => entry.decision.is_some_and(|one| one != Verdict::Allow),
            Self::NotEvaluated => entry.decision.is_none(),
            Self::Failed => !(200..400).contains(&entry.status),
        }
    }
}

/// Which requests are shown. Empty texts match all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// A part of the caller's ARN.
    pub(crate) caller: String,
    /// A part of `service:Action`, regardless of case.
    pub(crate) action: String,
    pub(crate) decided: Decided,
}

impl Filter {
    pub(crate) fn of(fields: &Fields) -> Self {
        let all = Decided::ALL.iter();
        let decided = fields.get("decision");
        Self {
            caller: fields.get("caller").to_owned(),
            action: fields.get("action").to_owned(),
            decided: all
                .clone()
                .find(|(_, value, _)| *value == decided)
                .map_or(Decided::Any, |(decided, ..)| *decided),
        }
    }

    /// Returns the fields of an address with this filter.
    pub(crate) fn fields(&self) -> Vec<(&str, &str)> {
        let mut all = Decided::ALL.iter();
        let decided = all.find(|(one, ..)| *one == self.decided);
        let decided = decided.map_or("", |(_, value, _)| value);
        let fields = [
            ("caller", &*self.caller),
            ("action", &*self.action),
            ("decision", decided),
        ];
        let set = fields.into_iter().filter(|(_, value)| !value.is_empty());
        set.collect()
    }

    pub(crate) fn matches(&self, entry: &Entry) -> bool {
        let has_action = || {
            let name = operation(entry).to_ascii_lowercase();
            name.contains(&self.action.to_ascii_lowercase())
        };
        entry.caller.contains(&self.caller)
            && (self.action.is_empty() || has_action())
            && self.decided.matches(entry)
    }

    /// Returns those that are shown.
    pub(crate) fn select<'a>(
        &'a self,
        entries: &'a [Arc<Entry>],
    ) -> impl DoubleEndedIterator<Item = &'a Arc<Entry>> {
        entries.iter().filter(|entry| self.matches(entry))
    }
}

/// Returns `ram:GetRole`; an unknown part is `?`.
pub(crate) fn operation(entry: &Entry) -> String {
    let known = |text: &'_ str| {
        if text.is_empty() {
            "?".to_owned()
        } else {
            text.to_owned()
        }
    };
    format!("{}:{}", known(&entry.service), known(&entry.action))
}

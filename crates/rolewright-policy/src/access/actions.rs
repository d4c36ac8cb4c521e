//! The actions to compare: those of the policies, and those of the catalogue that match their
//! patterns.

use std::collections::BTreeMap;

use super::region::{Region, with_overlaps};
use crate::catalogue::{Catalogue, CatalogueAction, CatalogueService};
use crate::model::{Actions, Statement};

/// An action or a pattern of actions.
#[derive(Debug)]
pub(super) struct Action {
    pub(super) region: Region,
    /// An action name for the evaluator.
    pub(super) sample: String,
    /// Its catalogue entry.
    pub(super) known: Option<(&'static CatalogueService, &'static CatalogueAction)>,
}

impl Action {
    fn new(text: &str) -> Self {
        let region = Region::new(text, text.to_ascii_lowercase());
        let known = Catalogue::embedded().action(text);
        let sample = region.sample();
        Self {
            region,
            sample,
            known,
        }
    }

    /// The service code.
    pub(super) fn code(&self) -> &str {
        self.sample.split(':').next().unwrap_or_default()
    }
}

/// Splits into code and name.
fn parts(action: &str) -> Vec<&str> {
    action.splitn(2, ':').collect()
}

pub(super) fn asked(statements: &[&Statement], notes: &mut Vec<String>) -> Vec<Action> {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let mut add = |text: String| {
        texts.entry(text.to_ascii_lowercase()).or_insert(text);
    };
    let catalogue = Catalogue::embedded();
    for statement in statements {
        let (Actions::Action(patterns) | Actions::NotAction(patterns)) = &statement.actions;
        for pattern in patterns.iter() {
            for (service, action) in catalogue.matching(pattern) {
                add(service.full_name(action));
            }
        }
        for pattern in patterns.iter() {
            add(pattern.as_str().to_owned());
        }
        if matches!(statement.actions, Actions::NotAction(_)) {
            add("*".to_owned());
            for service in &catalogue.services {
                for action in &service.actions {
                    add(service.full_name(action));
                }
            }
        }
    }
    let regions = texts
        .into_iter()
        .map(|(compared, text)| Region::new(&text, compared));
    let regions = with_overlaps(regions.collect(), parts, "actions", notes);
    regions
        .into_iter()
        .map(|region| Action::new(&region.text))
        .collect()
}

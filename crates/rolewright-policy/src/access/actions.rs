//! The actions to compare: those of the policies, and those of the catalogue that match their
//! patterns.

use std::collections::{BTreeMap, BTreeSet};

use super::automaton::{Automaton, Class, State, some, tokens};
use super::explore::{Budget, TooLarge, Universe};
use super::region::{Region, unused_letter, with_overlaps};
use crate::catalogue::{Catalogue, CatalogueAction, CatalogueService};
use crate::model::{Actions, Effect, Statement};

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
        let sample = match region.sample() {
            // A pattern without service code, such as `*`.
            part if !part.contains(':') && region.fits(&format!("{part}:{part}")) => {
                format!("{part}:{part}")
            }
            whole => whole,
        };
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

pub(super) fn asked(
    statements: &[&Statement],
    budget: &mut Budget,
) -> Result<Vec<Action>, TooLarge> {
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
    let regions = with_overlaps(regions.collect(), parts);
    let mut actions: Vec<_> = regions
        .into_iter()
        .map(|region| Action::new(&region.text))
        .collect();
    add_missing(&mut actions, statements, budget)?;
    Ok(actions)
}

/// Adds an action for each set of patterns that match an action name together, but no sample so
/// far.
fn add_missing(
    actions: &mut Vec<Action>,
    statements: &[&Statement],
    budget: &mut Budget,
) -> Result<(), TooLarge> {
    let mut automaton = Automaton::default();
    let add = |group: usize, pattern: &str, automaton: &mut Automaton| {
        automaton.add(group, &tokens(&pattern.to_ascii_lowercase()));
    };
    // A name without wildcards has been added itself.
    let names = automaton.group();
    for action in actions.iter() {
        let text = &action.region.text;
        let group = if text.contains(['*', '?']) {
            automaton.group()
        } else {
            names
        };
        add(group, text, &mut automaton);
    }
    // A Deny on all resources of a service is undecided for actions of that service.
    let denies = statements
        .iter()
        .filter(|one| one.effect == Effect::Deny)
        .flat_map(|one| one.resources.as_deref().unwrap_or_default());
    let codes: BTreeSet<&str> = denies
        .filter_map(|pattern| pattern.as_str().split(':').nth(1))
        .collect();
    for code in codes {
        let group = automaton.group();
        add(group, &format!("{code}:*"), &mut automaton);
    }
    let inside = automaton.group();
    let part = some(Class::Not(&[':']));
    automaton.add(inside, &[&part[..], &tokens(":"), &part[..]].concat());
    let state = automaton.start(0..=inside);
    let reached = |text: &str| {
        let step = |state: State, symbol: char| automaton.step(&state, symbol);
        let state = text.chars().fold(state.clone(), step);
        automaton.accepted(&state)
    };
    let mut known: BTreeSet<Vec<usize>> = actions
        .iter()
        .map(|action| reached(&action.sample.to_ascii_lowercase()))
        .collect();
    let universe = Universe {
        text: String::new(),
        state: state.clone(),
        inside,
        outside: Some(names),
    };
    let other = unused_letter(actions.iter().map(|action| action.region.text.as_str()));
    let mut missing = Vec::new();
    let visit = |accepted: &[usize], text: &str| -> Option<()> {
        let is_matched = || statements.iter().any(|one| one.has_action(text));
        if is_matched() && known.insert(accepted.to_vec()) {
            missing.push(Action::new(&text.replace(other, "?")));
        }
        None
    };
    automaton.explore(universe, other, budget, |_| {}, visit)?;
    actions.extend(missing);
    Ok(())
}

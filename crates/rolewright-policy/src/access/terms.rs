//! What a side's access depends on: the statements of an action, sorted by what applies when one of
//! their resources matches.

use std::collections::{BTreeMap, BTreeSet};

use super::automaton::{Automaton, State};
use super::side::{Side, depends_on};
use crate::evaluate::{Context, PolicySet, Request, Verdict, loosely};
use crate::model::{Actions, Effect, List, PolicyDocument, Statement};

/// Statements with the same effect that depend on the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Term {
    denies: bool,
    /// What it depends on; none when it applies unconditionally.
    open: Option<String>,
}

/// The resource patterns of each term.
pub(super) type Terms = BTreeMap<Term, BTreeSet<String>>;

/// Sorts the statements that match the action.
pub(super) fn terms(side: &Side<'_>, action: &str) -> Terms {
    let mut terms = Terms::new();
    for statement in side.statements().filter(|one| one.has_action(action)) {
        let Some(is_sure) = is_sure(statement) else {
            continue;
        };
        let denies = statement.effect == Effect::Deny;
        let term = |open| Term { denies, open };
        let undecided = || term(Some(depends_on(statement, true)));
        let Some(resources) = &statement.resources else {
            terms.entry(undecided()).or_default().insert("*".to_owned());
            continue;
        };
        let main = term((!is_sure).then(|| depends_on(statement, false)));
        for pattern in resources.iter().map(|pattern| pattern.as_str()) {
            // A region means nothing certain to OSS.
            let is_oss = action.starts_with("oss:");
            if let Some(anywhere) = loosely(pattern, true).filter(|_| is_oss) {
                terms.entry(undecided()).or_default().insert(anywhere);
                continue;
            }
            if let Some(loose) = loosely(pattern, false) {
                terms.entry(undecided()).or_default().insert(loose);
            }
            let patterns = terms.entry(main.clone()).or_default();
            patterns.insert(pattern.to_owned());
        }
    }
    terms
}

/// Whether a statement applies to its actions and resources unconditionally; none when it never
/// applies.
fn is_sure(statement: &Statement) -> Option<bool> {
    let mut bare = statement.clone();
    bare.actions = Actions::Action(List::bare("*".into()));
    bare.resources = Some(List::bare("*".into()));
    let all = Statement::allow(["*"]).on(["*"]);
    let denies = statement.effect == Effect::Deny;
    let document = PolicyDocument::new(denies.then_some(all).into_iter().chain([bare]));
    let request = Request {
        context: Context::unknown(),
        ..Request::new("service:Action", "*")
    };
    let decision = PolicySet::new().identity("", &document).decide(&request);
    let allows = [decision.verdict, decision.at_best].map(|verdict| verdict == Verdict::Allow);
    match (allows, denies) {
        ([true, _], true) | ([_, false], false) => None,
        ([_, true], true) | ([false, true], false) => Some(false),
        _ => Some(true),
    }
}

/// The terms of both sides in an automaton.
pub(super) struct Groups {
    /// For each group, its side and term.
    sides: BTreeMap<usize, (usize, Term)>,
}

impl Groups {
    /// Adds a group for each term; `add` adds its patterns.
    pub(super) fn new(
        automaton: &mut Automaton,
        terms: [&Terms; 2],
        add: impl Fn(&mut Automaton, usize, &str),
    ) -> Self {
        let mut sides = BTreeMap::new();
        for (side, terms) in terms.into_iter().enumerate() {
            for (term, patterns) in terms {
                let group = automaton.group();
                for pattern in patterns {
                    add(automaton, group, pattern);
                }
                sides.insert(group, (side, term.clone()));
            }
        }
        Self { sides }
    }

    pub(super) fn numbers(&self) -> impl Iterator<Item = usize> {
        self.sides.keys().copied()
    }

    /// Whether a group belongs to a side.
    pub(super) fn has(&self, group: usize) -> bool {
        self.sides.contains_key(&group)
    }

    /// Removes what no longer matters: everything else once an unconditional Deny matches every
    /// further text, and conditional Allows once an unconditional one does.
    pub(super) fn reduce(&self, automaton: &Automaton, state: &mut State) {
        let full: Vec<_> = automaton
            .full_groups(state)
            .filter_map(|group| Some((group, self.sides.get(&group)?)))
            .filter(|(_, (_, term))| term.open.is_none())
            .collect();
        for (group, (side, term)) in full {
            state.retain(|node| {
                let own = automaton.group_of(*node);
                let Some((other, one)) = self.sides.get(&own) else {
                    return true;
                };
                own == group || other != side || (!term.denies && one.denies)
            });
        }
    }
}

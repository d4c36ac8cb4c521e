//! Explores every state of an automaton, with a shortest text for each.

use std::collections::{HashSet, VecDeque};

use super::automaton::{Automaton, State};

/// Limit of the work of one comparison, in visited nodes: about a second.
const MOST_WORK: usize = 6_000_000;

/// Limit of kept nodes, to bound the memory.
const MOST_KEPT: usize = 2_000_000;

/// The work that a comparison may still do.
#[derive(Debug)]
pub(super) struct Budget {
    work: usize,
}

/// The comparison is larger than its limit.
#[derive(Debug)]
pub(super) struct TooLarge;

/// The note for a comparison that is too large.
pub(super) const TOO_LARGE: &str =
    "the patterns overlap in too many ways; not everything was compared";

impl Default for Budget {
    fn default() -> Self {
        Self { work: MOST_WORK }
    }
}

/// A set of texts to explore.
pub(super) struct Universe {
    /// The first characters of every text.
    pub(super) text: String,
    /// The state after them.
    pub(super) state: State,
    /// The group that a text must match; its texts are the universe.
    pub(super) inside: usize,
    /// A group that it must not match.
    pub(super) outside: Option<usize>,
}

impl Automaton {
    /// Calls `visit` once for each set of groups that match a text of the universe, with such a
    /// text, until it returns something. `reduce` removes nodes that don't matter any more.
    pub(super) fn explore<T>(
        &self,
        universe: Universe,
        other: char,
        budget: &mut Budget,
        reduce: impl Fn(&mut State),
        mut visit: impl FnMut(&[usize], &str) -> Option<T>,
    ) -> Result<Option<T>, TooLarge> {
        let mut known = HashSet::new();
        let mut reported = HashSet::new();
        let mut kept = 0_usize;
        // Each text is a character after another text.
        let mut texts: Vec<(usize, char)> = Vec::new();
        let mut open = VecDeque::new();
        let mut first = universe.state;
        reduce(&mut first);
        known.insert(first.clone());
        open.push_back((first, None));
        while let Some((state, at)) = open.pop_front() {
            if !state
                .iter()
                .any(|node| self.group_of(*node) == universe.inside)
            {
                continue;
            }
            let accepted = self.accepted(&state);
            let has = |group: usize| accepted.binary_search(&group).is_ok();
            if has(universe.inside)
                && !universe.outside.is_some_and(has)
                && reported.insert(accepted.clone())
            {
                let text = spell(&universe.text, &texts, at);
                if let Some(found) = visit(&accepted, &text) {
                    return Ok(Some(found));
                }
            }
            for symbol in self.symbols(&state, other) {
                budget.work = budget.work.checked_sub(state.len()).ok_or(TooLarge)?;
                let mut next = self.step(&state, symbol);
                reduce(&mut next);
                if known.contains(&next) {
                    continue;
                }
                kept += next.len();
                if kept > MOST_KEPT {
                    return Err(TooLarge);
                }
                texts.push((at.unwrap_or(usize::MAX), symbol));
                known.insert(next.clone());
                open.push_back((next, Some(texts.len() - 1)));
            }
        }
        Ok(None)
    }
}

fn spell(front: &str, texts: &[(usize, char)], at: Option<usize>) -> String {
    let mut reversed = Vec::new();
    let mut next = at;
    while let Some((before, symbol)) = next.and_then(|at| texts.get(at)) {
        reversed.push(*symbol);
        next = Some(*before);
    }
    front.chars().chain(reversed.into_iter().rev()).collect()
}

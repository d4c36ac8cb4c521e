//! Compares both sides on every text that a resource can be, by exploring the automaton of all
//! patterns, and adds what the changes found so far don't say.

use std::collections::BTreeMap;

use super::actions::Action;
use super::automaton::{Automaton, tokens};
use super::explore::{Budget, TooLarge, Universe};
use super::region::{ODD, unused_letter};
use super::reported::{Relevant, Reports};
use super::side::{Cell, Side, has_changed};
use super::terms::{Groups, Terms, terms};
use super::universe::{Form, colons_matter, forms};

/// Limit of names that are added for one action, and of passes over all actions.
const MOST_ADDED: usize = 3;
const MOST_PASSES: usize = 3;

/// A resource for which the changes are wrong.
enum Wrong {
    /// Its access changes, but no change includes it.
    Missing(String, Cell),
    /// Its access is unchanged, but a change includes it.
    Unchanged(String),
}

/// Actions that match the same statements and are checked on the same resources.
pub(super) struct Class<'a> {
    pub(super) action: &'a Action,
    pub(super) members: Vec<usize>,
}

/// Corrects the changes. Returns whether they are complete.
pub(super) fn correct(
    classes: &[Class<'_>],
    sides: &[Side<'_>; 2],
    reports: &mut Reports<'_>,
    budget: &mut Budget,
) -> Result<bool, TooLarge> {
    let statements = sides.iter().flat_map(Side::statements);
    let patterns = statements.flat_map(|one| one.resources.as_deref().unwrap_or_default());
    let patterns: Vec<_> = patterns.map(|pattern| pattern.as_str()).collect();
    let other = unused_letter(patterns.iter().copied());
    let with_colons = colons_matter(&patterns);
    for _ in 0..MOST_PASSES {
        let before = reports.size();
        for class in classes {
            let exact = Exact {
                action: class.action,
                sides,
                terms: sides
                    .each_ref()
                    .map(|side| terms(side, &class.action.sample)),
                forms: forms(class.action, with_colons),
                other,
            };
            for members in reports.alike(&class.members) {
                if !exact.correct(&members, reports, budget)? {
                    return Ok(false);
                }
            }
        }
        if reports.size() == before {
            return Ok(true);
        }
    }
    Ok(false)
}

struct Exact<'a> {
    action: &'a Action,
    sides: &'a [Side<'a>; 2],
    terms: [Terms; 2],
    forms: Vec<Form>,
    other: char,
}

impl Exact<'_> {
    /// Whether the changes are complete for these members of the class, which they treat alike.
    fn correct(
        &self,
        members: &[usize],
        reports: &mut Reports<'_>,
        budget: &mut Budget,
    ) -> Result<bool, TooLarge> {
        let [before, after] = &self.terms;
        let is_same = before == after;
        for added in 0..=MOST_ADDED {
            let relevant = reports.of(members);
            if is_same && relevant.is_empty() {
                return Ok(true);
            }
            let mut wrong = self.on_everything(&relevant);
            for form in &self.forms {
                if wrong.is_none() {
                    wrong = self.on_form(form, &relevant, budget)?;
                }
            }
            match wrong {
                None => return Ok(true),
                Some(_) if added == MOST_ADDED => break,
                Some(Wrong::Missing(text, cell)) => {
                    reports.add(self.shown(&text), cell, members);
                }
                Some(Wrong::Unchanged(text)) => {
                    reports.except(&text, &self.shown(&text), members);
                }
            }
        }
        Ok(false)
    }

    /// The request of an action without resource-level permissions.
    fn on_everything(&self, relevant: &[Relevant]) -> Option<Wrong> {
        let known = self.action.known;
        let may_be = self.forms.is_empty() || known.is_none_or(|(_, one)| one.on.is_none());
        let cell = self.cell("*");
        let is_missing = may_be
            && has_changed(&cell)
            && !relevant
                .iter()
                .any(|one| one.cell == cell && one.includes("*"));
        is_missing.then(|| Wrong::Missing("*".to_owned(), cell))
    }

    fn on_form(
        &self,
        form: &Form,
        relevant: &[Relevant],
        budget: &mut Budget,
    ) -> Result<Option<Wrong>, TooLarge> {
        let fold = |text: &str| {
            if form.folds {
                text.to_ascii_lowercase()
            } else {
                text.to_owned()
            }
        };
        let add = |automaton: &mut Automaton, group: usize, pattern: &str| {
            automaton.add(group, &tokens(&fold(pattern)));
        };
        let mut automaton = Automaton::default();
        let [before, after] = &self.terms;
        let groups = Groups::new(&mut automaton, [before, after], add);
        let marks = Marks::new(&mut automaton, relevant, add);
        // Changes may include resources of other services, on which the action is never checked.
        let own = automaton.group();
        let code = self.action.code();
        if code.contains(ODD) {
            automaton.add(own, &tokens("*"));
        } else {
            automaton.add(own, &tokens(&format!("acs:{code}:*")));
        }
        let inside = automaton.group();
        automaton.add(inside, &form.rest);
        let outside = (!form.not.is_empty()).then(|| automaton.group());
        for not in &form.not {
            automaton.add(outside.unwrap_or(inside), not);
        }
        let mut text = form.front.clone();
        let named = groups.numbers().chain(marks.numbers()).chain([own]);
        let mut state = automaton.start(named);
        for symbol in form.front.chars() {
            state = automaton.step(&state, symbol);
        }
        if form.regionless {
            let with = automaton.step(&state, '*');
            state.extend(with);
            text.push('*');
        }
        state.extend(automaton.start([inside].into_iter().chain(outside)));
        state.sort_unstable();
        state.dedup();
        let universe = Universe {
            text,
            state,
            inside,
            outside,
        };
        let reduce = |state: &mut Vec<usize>| groups.reduce(&automaton, state);
        let mut cells: BTreeMap<Vec<usize>, Cell> = BTreeMap::new();
        let visit = |accepted: &[usize], text: &str| {
            let of_sides = accepted.iter().copied().filter(|group| groups.has(*group));
            let cell = cells
                .entry(of_sides.collect())
                .or_insert_with(|| self.cell(text));
            if has_changed(cell) {
                let is_missing = !marks.include(accepted, |mark| *mark == *cell);
                return is_missing.then(|| Wrong::Missing(text.to_owned(), cell.clone()));
            }
            // Equivalent spellings are one resource, which a pattern does not name exactly.
            let is_exact = !form.folds && !form.regionless;
            let is_included =
                is_exact && accepted.contains(&own) && marks.include(accepted, |_| true);
            is_included.then(|| Wrong::Unchanged(text.to_owned()))
        };
        automaton.explore(universe, self.other, budget, reduce, visit)
    }

    fn cell(&self, text: &str) -> Cell {
        let resources = [text.to_owned()];
        self.sides
            .each_ref()
            .map(|side| side.answer(&self.action.sample, &resources))
    }

    /// The text with `*` for a region or an account that no pattern names, and `?` for other
    /// characters that none names.
    fn shown(&self, text: &str) -> String {
        let parts = text.splitn(5, ':').enumerate().map(|(index, part)| {
            let is_open = !part.is_empty() && part.chars().all(|c| c == self.other);
            if matches!(index, 2 | 3) && is_open {
                "*".to_owned()
            } else {
                part.replace(self.other, "?")
            }
        });
        parts.collect::<Vec<_>>().join(":")
    }
}

/// The changes as groups of an automaton.
struct Marks {
    /// A cell, the group of its resources, and that of the exceptions.
    each: Vec<(Cell, usize, Option<usize>)>,
}

impl Marks {
    fn new(
        automaton: &mut Automaton,
        relevant: &[Relevant],
        add: impl Fn(&mut Automaton, usize, &str),
    ) -> Self {
        let mut each: Vec<(Cell, usize, Option<usize>)> = Vec::new();
        for one in relevant {
            // Changes without exceptions share a group, which keeps the automaton small.
            let same = each
                .iter()
                .find(|(cell, _, except)| except.is_none() && *cell == one.cell)
                .filter(|_| one.except.is_empty());
            if let Some((_, group, _)) = same {
                add(automaton, *group, &one.resource);
                continue;
            }
            let group = automaton.group();
            add(automaton, group, &one.resource);
            let except = (!one.except.is_empty()).then(|| automaton.group());
            for pattern in &one.except {
                add(automaton, except.unwrap_or(group), pattern);
            }
            each.push((one.cell.clone(), group, except));
        }
        Self { each }
    }

    fn numbers(&self) -> impl Iterator<Item = usize> {
        let each = self.each.iter();
        each.flat_map(|(_, group, except)| std::iter::once(*group).chain(*except))
    }

    /// Whether a change of such a cell includes a text that matches these groups.
    fn include(&self, accepted: &[usize], is: impl Fn(&Cell) -> bool) -> bool {
        let has = |group: usize| accepted.contains(&group);
        self.each
            .iter()
            .any(|(cell, group, except)| is(cell) && has(*group) && !except.is_some_and(has))
    }
}

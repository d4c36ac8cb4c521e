//! The changes to report, while they are collected.

use std::collections::BTreeMap;

use super::change::{AccessChange, AccessException};
use super::region::Region;
use super::side::Cell;

/// A change.
pub(super) struct Reported {
    pub(super) cell: Cell,
    pub(super) resource: String,
    pub(super) actions: Vec<usize>,
    /// Unchanged access inside this change, by resource.
    pub(super) except: Vec<(String, Vec<usize>)>,
}

/// All changes, and the actions that they refer to.
pub(super) struct Reports<'a> {
    pub(super) all: Vec<Reported>,
    /// The actions.
    pub(super) regions: Vec<&'a Region>,
    /// For each action, the actions that it covers.
    pub(super) holds: &'a [Vec<bool>],
}

impl Reports<'_> {
    /// A number that grows with each addition.
    pub(super) fn size(&self) -> usize {
        let each = self.all.iter();
        let parts = each.map(|one| {
            let except = one.except.iter().map(|(_, actions)| actions.len());
            one.actions.len() + except.sum::<usize>()
        });
        parts.sum()
    }

    fn names(&self, actions: &[usize], any_of: &[usize]) -> bool {
        let includes = |wide: usize, action: usize| {
            let row = self.holds.get(wide);
            wide == action || row.and_then(|row| row.get(action)).copied() == Some(true)
        };
        let mut wanted = any_of.iter();
        wanted.any(|action| actions.iter().any(|wide| includes(*wide, *action)))
    }

    /// The actions by the changes and exceptions that name them. What is complete for one action of
    /// a group is complete for all.
    pub(super) fn alike(&self, actions: &[usize]) -> Vec<Vec<usize>> {
        let mut groups: BTreeMap<Vec<bool>, Vec<usize>> = BTreeMap::new();
        for action in actions {
            let named = self.all.iter().flat_map(|one| {
                let except = one.except.iter().map(|(_, excepted)| excepted);
                std::iter::once(&one.actions).chain(except)
            });
            let named = named.map(|named| self.names(named, &[*action]));
            groups.entry(named.collect()).or_default().push(*action);
        }
        groups.into_values().collect()
    }

    /// The changes for actions that they treat alike, with the exceptions for them.
    pub(super) fn of(&self, actions: &[usize]) -> Vec<Relevant> {
        let named = self
            .all
            .iter()
            .filter(|one| self.names(&one.actions, actions));
        let relevant = named.map(|one| {
            let except = one.except.iter();
            let except = except.filter(|(_, excepted)| self.names(excepted, actions));
            Relevant::of(one, except.map(|(resource, _)| resource.clone()).collect())
        });
        let is_whole = |one: &Relevant| one.except.contains(&one.resource);
        relevant.filter(|one| !is_whole(one)).collect()
    }

    /// Adds a change.
    pub(super) fn add(&mut self, resource: String, cell: Cell, actions: &[usize]) {
        let same = |one: &&mut Reported| one.resource == resource && one.cell == cell;
        if let Some(one) = self.all.iter_mut().find(same) {
            one.actions.extend(actions);
            return;
        }
        self.all.push(Reported {
            cell,
            resource,
            actions: actions.to_vec(),
            except: Vec::new(),
        });
    }

    /// Adds an exception to each change that includes the text.
    pub(super) fn except(&mut self, text: &str, shown: &str, actions: &[usize]) {
        let includes: Vec<bool> = self
            .all
            .iter()
            .map(|one| {
                let mut except = one.except.iter();
                self.names(&one.actions, actions)
                    && Region::new(&one.resource, one.resource.clone()).fits(text)
                    && !except.any(|(other, excepted)| {
                        self.names(excepted, actions)
                            && Region::new(other, other.clone()).fits(text)
                    })
            })
            .collect();
        for (one, _) in self.all.iter_mut().zip(includes).filter(|(_, is)| *is) {
            match one.except.iter_mut().find(|(other, _)| other == shown) {
                Some((_, excepted)) => excepted.extend(actions),
                None => one.except.push((shown.to_owned(), actions.to_vec())),
            }
        }
    }

    /// The changes as they are reported.
    pub(super) fn finish(self) -> Vec<AccessChange> {
        let names = |actions: &[usize]| self.widest_names(actions);
        let change = |one: &Reported| AccessChange {
            before: one.cell[0].granted,
            after: one.cell[1].granted,
            actions: names(&one.actions),
            resource: one.resource.clone(),
            except: one
                .except
                .iter()
                .map(|(resource, actions)| AccessException {
                    actions: names(actions),
                    resource: resource.clone(),
                })
                .collect(),
        };
        self.all.iter().map(change).collect()
    }

    fn widest_names(&self, actions: &[usize]) -> Vec<String> {
        let covers = |wide: usize, action: usize| {
            let row = self.holds.get(wide);
            row.and_then(|row| row.get(action)).copied() == Some(true)
        };
        let mut names: Vec<String> = Vec::new();
        for action in actions {
            let is_covered = actions.iter().any(|wide| covers(*wide, *action));
            let name = self.regions.get(*action).filter(|_| !is_covered);
            let name = name.map(|region| region.text.clone());
            names.extend(name.filter(|name| !names.contains(name)));
        }
        names
    }
}

/// A change that names an action of the class.
pub(super) struct Relevant {
    pub(super) cell: Cell,
    pub(super) resource: String,
    pub(super) except: Vec<String>,
}

impl Relevant {
    pub(super) fn of(one: &Reported, except: Vec<String>) -> Self {
        Self {
            cell: one.cell.clone(),
            resource: one.resource.clone(),
            except,
        }
    }

    pub(super) fn includes(&self, text: &str) -> bool {
        let fits = |pattern: &String| crate::model::Wildcard::new(pattern).matches(text);
        fits(&self.resource) && !self.except.iter().any(fits)
    }
}

//! Grants read back from a document, merged, compared and rendered again.

use std::collections::BTreeSet;

use crate::policy::{Effect, PolicyDocument, ResourcePattern, Statement};
use crate::recipe::{DesiredState, Grant};

/// What a document grants, seen through a desired state's groups.
///
/// A statement is ours when it allows, has no condition and nothing else unknown, and its actions
/// are one group of one generation of the page. Everything else is foreign and kept as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Grants {
    /// The resources of each group, in the order of the desired state's grants.
    groups: Vec<Vec<ResourcePattern>>,
    /// Groups that stand in an earlier page's form: the group's index and the generation.
    pub(super) former: BTreeSet<(usize, String)>,
    /// Everything that is not ours.
    pub(super) foreign: Vec<Statement>,
}

impl Grants {
    pub(super) fn read(desired: &DesiredState, document: &PolicyDocument) -> Self {
        let mut grants = Self {
            groups: vec![Vec::new(); desired.grants.len()],
            former: BTreeSet::new(),
            foreign: Vec::new(),
        };
        for statement in document.statements() {
            match recognise(desired, statement) {
                Some((index, generation)) => {
                    grants
                        .former
                        .extend(generation.map(|generation| (index, generation)));
                    let resources = statement.resources.as_deref().unwrap_or_default();
                    grants.add(index, resources);
                }
                None if !grants.foreign.contains(statement) => {
                    grants.foreign.push(statement.clone());
                }
                None => {}
            }
        }
        grants
    }

    pub(super) fn wanted(desired: &DesiredState) -> Self {
        Self::read(desired, &desired.document())
    }

    /// What both grant.
    pub(super) fn merged_with(&self, other: &Self) -> Self {
        let mut merged = self.clone();
        for (index, resources) in other.groups.iter().enumerate() {
            merged.add(index, resources);
        }
        for statement in &other.foreign {
            if !merged.foreign.contains(statement) {
                merged.foreign.push(statement.clone());
            }
        }
        merged.former.clear();
        merged
    }

    /// Whether all that `other` grants is granted here too, in today's form.
    pub(super) fn covers(&self, other: &Self) -> bool {
        let in_form =
            |(index, _): &(usize, String)| other.groups.get(*index).is_none_or(Vec::is_empty);
        self.former.iter().all(in_form) && self.covers_any_form(other)
    }

    /// Whether a version that grants `other` can go: all of it is granted here, in a form that is
    /// at least as new.
    pub(super) fn makes_superfluous(&self, other: &Self) -> bool {
        self.covers(other) || (self.former == other.former && self.covers_any_form(other))
    }

    /// As [`covers`](Self::covers), whatever form the groups are written in.
    fn covers_any_form(&self, other: &Self) -> bool {
        let groups = self.groups.iter().zip(&other.groups);
        groups
            .into_iter()
            .all(|(here, there)| there.iter().all(|resource| here.contains(resource)))
            && other
                .foreign
                .iter()
                .all(|statement| self.foreign.contains(statement))
    }

    /// The resources of a group that `other` does not have in it.
    pub(super) fn group_only(&self, other: &Self, index: usize) -> Vec<&ResourcePattern> {
        let known = other
            .groups
            .get(index)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let own = self
            .groups
            .get(index)
            .map(Vec::as_slice)
            .unwrap_or_default();
        own.iter()
            .filter(|resource| !known.contains(resource))
            .collect()
    }

    /// The document in the page's layout, foreign statements behind it. What else `base` says
    /// stays.
    pub(super) fn render(&self, desired: &DesiredState, base: &PolicyDocument) -> PolicyDocument {
        let own = desired
            .grants
            .iter()
            .zip(&self.groups)
            .filter(|(_, resources)| !resources.is_empty());
        let own = own.map(|(grant, resources)| grant.statement_on(resources.clone()));
        base.with_statements(own.chain(self.foreign.iter().cloned()).collect())
    }

    /// Every resource of every group, each once.
    pub(super) fn resources(&self) -> impl Iterator<Item = &ResourcePattern> {
        let mut seen = BTreeSet::new();
        self.groups
            .iter()
            .flatten()
            .filter(move |resource| seen.insert(resource.as_str()))
    }

    fn add(&mut self, index: usize, resources: &[ResourcePattern]) {
        let Some(group) = self.groups.get_mut(index) else {
            return;
        };
        for resource in resources {
            if !group.contains(resource) {
                group.push(resource.clone());
            }
        }
    }
}

/// The group that a statement grants, and the earlier generation that it is written in.
pub(super) fn recognise(
    desired: &DesiredState,
    statement: &Statement,
) -> Option<(usize, Option<String>)> {
    let plain = statement.effect == Effect::Allow
        && statement.condition().is_none()
        && statement.extra.is_empty()
        && statement.principals.is_none()
        && statement.resources.is_some();
    let actions: BTreeSet<&str> = statement
        .action_list()?
        .iter()
        .map(|action| action.as_str())
        .collect();
    if !plain {
        return None;
    }
    let find = |(index, grant): (usize, &Grant)| {
        let now: BTreeSet<&str> = grant
            .statement
            .action_list()?
            .iter()
            .map(|a| a.as_str())
            .collect();
        if now == actions {
            return Some((index, None));
        }
        let former = grant.former.iter().find(|(_, former)| {
            former.iter().map(String::as_str).collect::<BTreeSet<_>>() == actions
        });
        former.map(|(generation, _)| (index, Some(generation.clone())))
    };
    desired.grants.iter().enumerate().find_map(find)
}

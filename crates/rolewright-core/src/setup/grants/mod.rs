//! Grants read back from a document, merged, compared and taken apart.

pub(crate) mod layout;

use std::collections::{BTreeMap, BTreeSet};

use crate::policy::{Effect, Glob, PolicyDocument, Principal, ResourcePattern, Statement};
use crate::recipe::{DesiredState, Grant, Recipe};

/// What a document grants, seen through a desired state's groups.
///
/// A statement is ours when it allows, has no condition and nothing else unknown, and its actions
/// are one group of one revision of the page, or two groups pooled. Everything else is foreign
/// and kept as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Grants {
    /// The resources of each group, in the order of the desired state's grants.
    pub(crate) groups: Vec<Vec<ResourcePattern>>,
    /// Groups that stand in another revision's form: the group's index and the revision.
    pub(crate) former: BTreeSet<(usize, String)>,
    /// Whether a group stands in two forms, so that `former` doesn't tell which resources are in which.
    pub(crate) mixed: bool,
    /// Everything that is not ours.
    pub(crate) foreign: Vec<Statement>,
}

impl Grants {
    pub(crate) fn read(desired: &DesiredState, document: &PolicyDocument) -> Self {
        let mut grants = Self {
            groups: vec![Vec::new(); desired.grants.len()],
            ..Self::default()
        };
        let mut forms: BTreeMap<usize, Option<String>> = BTreeMap::new();
        for statement in document.statements() {
            let groups = recognise(desired, statement);
            let resources = statement.resources.as_deref().unwrap_or_default();
            for (index, revision) in &groups {
                let form = forms.entry(*index).or_insert_with(|| revision.clone());
                grants.mixed |= form != revision;
                let former = revision.iter().map(|name| (*index, name.clone()));
                grants.former.extend(former);
                grants.add(*index, resources);
            }
            if groups.is_empty() && !grants.foreign.contains(statement) {
                grants.foreign.push(statement.clone());
            }
        }
        grants
    }

    pub(crate) fn wanted(desired: &DesiredState) -> Self {
        Self::read(desired, &desired.document())
    }

    /// What both grant, in the wanted form.
    pub(crate) fn merged_with(&self, other: &Self) -> Self {
        let mut merged = self.clone();
        merged
            .groups
            .resize(self.groups.len().max(other.groups.len()), Vec::new());
        for (index, resources) in other.groups.iter().enumerate() {
            merged.add(index, resources);
        }
        for statement in &other.foreign {
            if !merged.foreign.contains(statement) {
                merged.foreign.push(statement.clone());
            }
        }
        merged.former.clear();
        merged.mixed = false;
        merged
    }

    /// Whether all that `other` grants is granted here too, in the wanted form.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        let in_form =
            |(index, _): &(usize, String)| other.groups.get(*index).is_none_or(Vec::is_empty);
        self.former.iter().all(in_form) && self.covers_any_form(other)
    }

    /// Whether each action and statement of `other` is granted here too: another revision of a group
    /// may allow actions that the wanted one lacks.
    pub(crate) fn contains(&self, desired: &DesiredState, other: &Self) -> bool {
        let nothing_dropped = |(index, revision): &(usize, String)| {
            let grant = desired.grants.get(*index);
            grant.is_some_and(|grant| grant.since(revision).1.is_empty())
        };
        let same_form = self.former == other.former && !self.mixed && !other.mixed;
        let newer_form = self.covers(other) && other.former.iter().all(nothing_dropped);
        (same_form && self.covers_any_form(other)) || newer_form
    }

    /// As [`covers`](Self::covers), whatever form the groups are written in.
    pub(crate) fn covers_any_form(&self, other: &Self) -> bool {
        let lacking = (0..other.groups.len()).flat_map(|index| other.group_only(self, index));
        let foreign = other
            .foreign
            .iter()
            .all(|statement| self.foreign.contains(statement));
        lacking.count() == 0 && foreign
    }

    /// The resources of a group that `other` does not have in it.
    pub(crate) fn group_only(&self, other: &Self, index: usize) -> Vec<&ResourcePattern> {
        let (own, known) = (self.group(index), other.group(index));
        own.iter()
            .filter(|resource| !known.contains(resource))
            .collect()
    }

    /// The resources of a group.
    pub(crate) fn group(&self, index: usize) -> &[ResourcePattern] {
        self.groups
            .get(index)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// Every resource of every group, each once.
    pub(crate) fn resources(&self) -> impl Iterator<Item = &ResourcePattern> {
        let mut seen = BTreeSet::new();
        self.groups
            .iter()
            .flatten()
            .filter(move |resource| seen.insert(resource.as_str()))
    }

    /// What it is granted on, for example bucket names, each once, in order.
    pub(crate) fn subjects(&self, recipe: &dyn Recipe) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let subjects = self.resources();
        let subjects = subjects.filter_map(|resource| recipe.subject_of(resource.as_str()));
        subjects
            .filter(|subject| seen.insert(subject.clone()))
            .collect()
    }

    /// Only the grants whose subject is as asked; `None` stands for grants on nothing in particular.
    pub(crate) fn only(&self, recipe: &dyn Recipe, keep: impl Fn(Option<&str>) -> bool) -> Self {
        let mut part = self.clone();
        for group in &mut part.groups {
            group.retain(|resource| keep(recipe.subject_of(resource.as_str()).as_deref()));
        }
        part.foreign.clear();
        part
    }

    /// The grants on each subject, in order, each with the grants on nothing in particular.
    pub(crate) fn by_subject(&self, recipe: &dyn Recipe) -> Vec<(String, Self)> {
        let common = self.only(recipe, |subject| subject.is_none());
        let mut parts: Vec<(String, Self)> = Vec::new();
        let mut places = BTreeMap::new();
        for (index, group) in self.groups.iter().enumerate() {
            for resource in group {
                let Some(subject) = recipe.subject_of(resource.as_str()) else {
                    continue;
                };
                let place = *places.entry(subject).or_insert_with_key(|subject| {
                    parts.push((subject.clone(), common.clone()));
                    parts.len() - 1
                });
                if let Some((_, part)) = parts.get_mut(place) {
                    part.add(index, [resource]);
                }
            }
        }
        parts
    }

    fn add<'a>(&mut self, index: usize, resources: impl IntoIterator<Item = &'a ResourcePattern>) {
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

/// The groups that a statement grants, each with the other revision that it is written in.
///
/// One group, or two that are pooled; none for a foreign statement.
pub(crate) fn recognise(
    desired: &DesiredState,
    statement: &Statement,
) -> Vec<(usize, Option<String>)> {
    let plain = statement.effect == Effect::Allow
        && statement.condition().is_none()
        && statement.extra.is_empty()
        && statement.principals.is_none()
        && statement.resources.is_some();
    let Some(actions) = statement.action_list().filter(|_| plain) else {
        return Vec::new();
    };
    let actions: BTreeSet<&str> = actions.iter().map(|action| action.as_str()).collect();
    let forms: Vec<_> = desired.grants.iter().enumerate().flat_map(forms).collect();
    if let Some(form) = forms.iter().find(|form| form.actions == actions) {
        return vec![form.named()];
    }
    // Only a form that is a part of the statement can be one of two that make it up.
    let parts: Vec<_> = forms
        .iter()
        .filter(|form| form.actions.is_subset(&actions))
        .collect();
    let pairs = parts
        .iter()
        .flat_map(|one| parts.iter().map(move |other| (one, other)));
    let pooled = pairs
        .filter(|(one, other)| one.index < other.index)
        .find(|(one, other)| one.actions.union(&other.actions).count() == actions.len());
    pooled.map_or_else(Vec::new, |(one, other)| vec![one.named(), other.named()])
}

/// A group as one revision writes it.
struct Form<'a> {
    index: usize,
    revision: Option<&'a str>,
    actions: BTreeSet<&'a str>,
}

impl Form<'_> {
    fn named(&self) -> (usize, Option<String>) {
        (self.index, self.revision.map(str::to_owned))
    }
}

/// The wanted form first.
fn forms((index, grant): (usize, &Grant)) -> impl Iterator<Item = Form<'_>> {
    let others = grant
        .other_forms
        .iter()
        .map(|(name, _)| Some(name.as_str()));
    std::iter::once(None)
        .chain(others)
        .map(move |revision| Form {
            index,
            revision,
            actions: grant.actions_in(revision).into_iter().collect(),
        })
}

/// Whether it allows everything of a service, or of all, on everything.
pub(crate) fn is_broad(statement: &Statement) -> bool {
    let actions = statement
        .action_list()
        .into_iter()
        .flat_map(|list| list.iter());
    let every_action = |action: &str| action == "*" || action.ends_with(":*");
    let widest = Glob::new("acs:oss:*:*:*");
    let every_resource = |resource: &str| Glob::new(resource).covers(&widest);
    let resources = statement.resources.as_deref().unwrap_or_default();
    statement.effect == Effect::Allow
        && statement.condition().is_none()
        && actions
            .into_iter()
            .any(|action| every_action(action.as_str()))
        && resources
            .iter()
            .any(|resource| every_resource(resource.as_str()))
}

/// Whether it stands for every user and role of an account.
pub(crate) fn is_whole_account(principal: &Principal) -> bool {
    matches!(principal, Principal::Ram(arn) if arn.ends_with(":root"))
}

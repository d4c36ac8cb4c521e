//! Grants: read from a document, merged, compared and filtered.

pub(crate) mod layout;

use std::collections::{BTreeMap, BTreeSet};

use crate::policy::{Effect, PolicyDocument, ResourcePattern, Statement};
use crate::recipe::{DesiredState, Grant, Recipe};

/// The grants of a document, by the groups of a desired state.
///
/// A statement is managed if it is an Allow without condition or unknown fields, and its actions
/// are one group in one revision of the reference policy, or two groups pooled. Every other
/// statement is unmanaged and kept as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Grants {
    /// The resources of each group, in the order of the desired state's grants.
    pub(crate) groups: Vec<Vec<ResourcePattern>>,
    /// Groups in the form of another revision: the group's index and the revision.
    pub(crate) former: BTreeSet<(usize, String)>,
    /// Whether a group has statements of two revisions, so that `former` doesn't tell which
    /// resource is in which.
    pub(crate) mixed: bool,
    /// Groups of which a statement lacks some actions, with the lacking ones.
    pub(crate) incomplete: BTreeMap<usize, BTreeSet<String>>,
    /// The unmanaged statements.
    pub(crate) unmanaged: Vec<Statement>,
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
            if !groups.is_empty() {
                continue;
            }
            if let Some((index, missing)) = incomplete(desired, statement) {
                grants.incomplete.entry(index).or_default().extend(missing);
                grants.add(index, resources);
            } else if !grants.unmanaged.contains(statement) {
                grants.unmanaged.push(statement.clone());
            }
        }
        grants
    }

    pub(crate) fn desired(desired: &DesiredState) -> Self {
        Self::read(desired, &desired.document())
    }

    /// Returns the union of both, in the desired form.
    pub(crate) fn merged_with(&self, other: &Self) -> Self {
        let mut merged = self.clone();
        merged
            .groups
            .resize(self.groups.len().max(other.groups.len()), Vec::new());
        for (index, resources) in other.groups.iter().enumerate() {
            merged.add(index, resources);
        }
        for statement in &other.unmanaged {
            if !merged.unmanaged.contains(statement) {
                merged.unmanaged.push(statement.clone());
            }
        }
        merged.former.clear();
        merged.incomplete.clear();
        merged.mixed = false;
        merged
    }

    /// Whether `self` grants everything that `other` grants, in the desired form.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        let unused = |index: usize| other.groups.get(index).is_none_or(Vec::is_empty);
        self.former.iter().all(|(index, _)| unused(*index))
            && self.incomplete.keys().all(|index| unused(*index))
            && self.covers_any_form(other)
    }

    /// Whether `self` grants every action and statement of `other`. Another revision of a group may
    /// allow actions that the desired one does not.
    pub(crate) fn contains(&self, desired: &DesiredState, other: &Self) -> bool {
        let nothing_dropped = |(index, revision): &(usize, String)| {
            let grant = desired.grants.get(*index);
            grant.is_some_and(|grant| grant.since(revision).1.is_empty())
        };
        let same_form = self.former == other.former
            && self.incomplete == other.incomplete
            && !self.mixed
            && !other.mixed;
        let newer_form = self.covers(other) && other.former.iter().all(nothing_dropped);
        (same_form && self.covers_any_form(other)) || newer_form
    }

    /// As [`covers`](Self::covers), for groups in any revision's form.
    pub(crate) fn covers_any_form(&self, other: &Self) -> bool {
        let missing = (0..other.groups.len()).flat_map(|index| other.group_only(self, index));
        let unmanaged = other
            .unmanaged
            .iter()
            .all(|statement| self.unmanaged.contains(statement));
        missing.count() == 0 && unmanaged
    }

    /// Returns the resources of a group that `other` does not have in it.
    pub(crate) fn group_only(&self, other: &Self, index: usize) -> Vec<&ResourcePattern> {
        let known: BTreeSet<_> = other.group(index).iter().collect();
        let own = self.group(index).iter();
        own.filter(|resource| !known.contains(resource)).collect()
    }

    /// Returns the resources of a group.
    pub(crate) fn group(&self, index: usize) -> &[ResourcePattern] {
        self.groups
            .get(index)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// Returns the single resources of each group that are not desired in it, each once: grants in the
    /// recipe's form that other teams may have made.
    pub(crate) fn others<'s>(&'s self, desired: &'s DesiredState) -> Vec<&'s ResourcePattern> {
        let mut all: Vec<_> = self
            .not_requested(desired, true)
            .flat_map(|(_, one)| one)
            .collect();
        all.sort();
        all.dedup();
        all
    }

    /// Returns a statement for each group that has patterns of resources which are not desired in it.
    pub(crate) fn wide(&self, desired: &DesiredState) -> Vec<(usize, Statement)> {
        let statement = |(index, resources): (usize, Vec<&ResourcePattern>)| {
            let grant = desired
                .grants
                .get(index)
                .filter(|_| !resources.is_empty())?;
            Some((
                index,
                grant.statement_on(resources.into_iter().cloned().collect()),
            ))
        };
        self.not_requested(desired, false)
            .filter_map(statement)
            .collect()
    }

    /// Returns the statements that the desired state doesn't have: those that are not in the recipe's form,
    /// and those in its form on a pattern of resources.
    pub(crate) fn not_desired(&self, desired: &DesiredState) -> Vec<Statement> {
        let wide = self.wide(desired).into_iter().map(|(_, wide)| wide);
        self.unmanaged.iter().cloned().chain(wide).collect()
    }

    /// Returns the resources of each group that are not desired in it: the single ones, or the patterns.
    fn not_requested<'s>(
        &'s self,
        desired: &'s DesiredState,
        single: bool,
    ) -> impl Iterator<Item = (usize, Vec<&'s ResourcePattern>)> {
        desired
            .grants
            .iter()
            .enumerate()
            .map(move |(index, grant)| {
                let group = self.group(index);
                let extra = group.iter().filter(|one| !grant.resources().contains(one));
                let extra = extra.filter(|one| is_single(grant, one, group) == single);
                (index, extra.collect())
            })
    }

    /// Returns every resource of every group, each once.
    pub(crate) fn resources(&self) -> impl Iterator<Item = &ResourcePattern> {
        let mut seen = BTreeSet::new();
        self.groups
            .iter()
            .flatten()
            .filter(move |resource| seen.insert(resource.as_str()))
    }

    /// Returns the subjects of the grants, for example bucket names, each once, in order.
    pub(crate) fn subjects(&self, recipe: &dyn Recipe) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let subjects = self.resources();
        let subjects = subjects.filter_map(|resource| recipe.subject_of(resource.as_str()));
        subjects
            .filter(|subject| seen.insert(subject.clone()))
            .collect()
    }

    /// Returns the grants whose subject passes `keep`; `None` is a grant without a subject.
    pub(crate) fn only(&self, recipe: &dyn Recipe, keep: impl Fn(Option<&str>) -> bool) -> Self {
        let mut part = self.clone();
        for group in &mut part.groups {
            group.retain(|resource| keep(recipe.subject_of(resource.as_str()).as_deref()));
        }
        part.unmanaged.clear();
        part
    }

    /// Returns the grants on each subject, in order, each with the grants without a subject.
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
        let mut known: BTreeSet<_> = group.iter().collect();
        let resources = resources.into_iter();
        let new = resources.filter(|resource| known.insert(resource));
        let new: Vec<_> = new.cloned().collect();
        group.extend(new);
    }
}

/// Returns the groups that a statement grants, each with its revision, or `None` for the desired
/// form.
///
/// These are one group, or two that are pooled; none for an unmanaged statement.
pub(crate) fn recognise(
    desired: &DesiredState,
    statement: &Statement,
) -> Vec<(usize, Option<String>)> {
    let Some(actions) = plain_actions(statement) else {
        return Vec::new();
    };
    let forms: Vec<_> = desired.grants.iter().enumerate().flat_map(forms).collect();
    if let Some(form) = forms.iter().find(|form| form.actions == actions) {
        return vec![form.named()];
    }
    // Only forms contained in the statement can make up a pooled one.
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

/// Returns the group of which a statement lacks some actions, and those actions. It has more than half of
/// them, a desired resource, and otherwise only single resources, so that it can be completed.
fn incomplete(desired: &DesiredState, statement: &Statement) -> Option<(usize, Vec<String>)> {
    let actions = plain_actions(statement)?;
    let resources = statement.resources.as_deref().unwrap_or_default();
    let mut grants = desired.grants.iter().enumerate();
    grants.find_map(|(index, grant)| {
        let all: BTreeSet<&str> = grant.actions_in(None).into_iter().collect();
        let known = grant.resources();
        let suits = actions.is_subset(&all)
            && actions.len() * 2 > all.len()
            && resources.iter().any(|resource| known.contains(resource))
            && resources
                .iter()
                .all(|resource| known.contains(resource) || is_single(grant, resource, resources));
        let missing = || all.difference(&actions).map(|one| (*one).to_owned());
        suits.then(|| (index, missing().collect()))
    })
}

/// Whether a resource of a list is one bucket or another single resource, named as in the grant: `key/*` is
/// every key, but `bucket/*` beside `bucket` is one bucket.
fn is_single(grant: &Grant, resource: &ResourcePattern, list: &[ResourcePattern]) -> bool {
    let text = resource.as_str();
    let is_listed = |name: &str| list.iter().any(|one| one.as_str() == name);
    let whole = text.strip_suffix("/*").filter(|whole| is_listed(whole));
    let Some((front, name)) = whole.unwrap_or(text).rsplit_once(':') else {
        return false;
    };
    // A grant without desired resources, such as that of a key, has no form to compare.
    let known = grant.resources();
    let fronts = known.iter().filter_map(|one| one.as_str().rsplit_once(':'));
    let is_in_form = known.is_empty() || fronts.into_iter().any(|(known, _)| known == front);
    is_in_form && !name.contains(['*', '?'])
}

/// Returns the actions of an Allow without condition and unknown fields.
fn plain_actions(statement: &Statement) -> Option<BTreeSet<&str>> {
    let plain = statement.effect == Effect::Allow
        && statement.condition().is_none()
        && statement.sid.is_none()
        && statement.not_resources.is_none()
        && statement.extra.is_empty()
        && statement.principals.is_none()
        && statement.resources.is_some();
    let actions = statement.action_list().filter(|_| plain)?;
    Some(actions.iter().map(|action| action.as_str()).collect())
}

/// A group in the form of one revision.
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

/// Returns the forms of a grant, the desired one first.
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

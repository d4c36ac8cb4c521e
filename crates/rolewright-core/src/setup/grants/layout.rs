//! Writes grants into one document: in the documented layout, or pooled if that is too long.

use std::collections::BTreeSet;

use crate::policy::{Actions, POLICY_DOCUMENT_BYTES, PolicyDocument, ResourcePattern, Statement};
use crate::recipe::{DesiredState, Grant, Recipe};
use crate::setup::grants::Grants;

/// The layout of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// One statement for each group, as in the reference policy.
    Documented,
    /// Two groups with the same resources share one statement, so that the resources are listed
    /// once.
    Pooled,
}

impl Grants {
    /// Returns the document in the documented layout if it fits, else pooled; none if neither fits.
    pub(crate) fn fitting(
        &self,
        desired: &DesiredState,
        recipe: &dyn Recipe,
        base: &PolicyDocument,
    ) -> Option<PolicyDocument> {
        [Layout::Documented, Layout::Pooled]
            .into_iter()
            .map(|layout| self.render(desired, recipe, base, layout))
            .find(is_short_enough)
    }

    /// Whether the document fits in one of the layouts. The pooled one is mostly the shorter.
    pub(crate) fn fits(
        &self,
        desired: &DesiredState,
        recipe: &dyn Recipe,
        base: &PolicyDocument,
    ) -> bool {
        [Layout::Pooled, Layout::Documented]
            .into_iter()
            .any(|layout| is_short_enough(&self.render(desired, recipe, base, layout)))
    }

    /// Returns the document: our statements, then the unmanaged ones. Other fields of `base` are
    /// kept.
    pub(crate) fn render(
        &self,
        desired: &DesiredState,
        recipe: &dyn Recipe,
        base: &PolicyDocument,
        layout: Layout,
    ) -> PolicyDocument {
        let pooled = match layout {
            Layout::Documented => None,
            Layout::Pooled => self.pool(desired, recipe),
        };
        let left = |index: usize| -> Vec<ResourcePattern> {
            let in_pool = |resource: &&ResourcePattern| {
                pooled
                    .as_ref()
                    .is_some_and(|pool| pool.takes(index, resource))
            };
            let group = self.group(index).iter();
            group
                .filter(|resource| !in_pool(resource))
                .cloned()
                .collect()
        };
        let groups = desired.grants.iter().enumerate();
        let own = groups.filter_map(|(index, grant)| {
            let resources = left(index);
            (!resources.is_empty()).then(|| grant.statement_on(resources))
        });
        let own: Vec<_> = own.collect();
        let pool = pooled.iter().map(|pool| pool.statement.clone());
        base.with_statements(
            pool.chain(own)
                .chain(self.unmanaged.iter().cloned())
                .collect(),
        )
    }

    /// Pools the first two groups that have subjects, on the resources that they share.
    fn pool(&self, desired: &DesiredState, recipe: &dyn Recipe) -> Option<Pool<'_>> {
        let on_subjects = |index: &usize| {
            let group = self.group(*index).iter();
            group
                .into_iter()
                .any(|resource| recipe.subject_of(resource.as_str()).is_some())
        };
        let mut groups = (0..desired.grants.len()).filter(on_subjects);
        let (one, other) = (groups.next()?, groups.next()?);
        let others: BTreeSet<_> = self.group(other).iter().collect();
        let shared = self.group(one).iter().filter(|r| others.contains(r));
        let statement = pooled_statement(
            desired.grants.get(one)?,
            desired.grants.get(other)?,
            shared.clone().cloned().collect(),
        );
        Some(Pool {
            groups: [one, other],
            shared: shared.collect(),
            statement,
        })
    }
}

fn is_short_enough(document: &PolicyDocument) -> bool {
    document.size() <= POLICY_DOCUMENT_BYTES
}

struct Pool<'g> {
    groups: [usize; 2],
    shared: BTreeSet<&'g ResourcePattern>,
    statement: Statement,
}

impl Pool<'_> {
    fn takes(&self, index: usize, resource: &ResourcePattern) -> bool {
        self.groups.contains(&index) && self.shared.contains(resource)
    }
}

fn pooled_statement(one: &Grant, other: &Grant, shared: Vec<ResourcePattern>) -> Statement {
    let mut statement = one.statement_on(shared);
    let actions = [one, other]
        .into_iter()
        .flat_map(|grant| grant.statement.action_list());
    statement.actions = Actions::Action(actions.flat_map(|list| list.iter()).cloned().collect());
    statement
}

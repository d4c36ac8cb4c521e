//! The resources of a statement, which may be hundreds of buckets.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use super::decision::Truth;
use super::resource::{Asked, Resource};
use crate::model::{Effect, ResourcePattern};

/// Compiled patterns, ordered by the beginning of their relative ids, which mostly differ.
#[derive(Clone, Debug)]
pub(super) struct Resources {
    by_front: BTreeMap<String, Vec<Resource>>,
    /// The lengths of these beginnings.
    lengths: BTreeSet<usize>,
    /// Patterns that are not complete names.
    whole: Vec<Resource>,
}

impl Resources {
    pub(super) fn new<'p>(patterns: impl Iterator<Item = &'p ResourcePattern>) -> Self {
        let mut all = Self {
            by_front: BTreeMap::new(),
            lengths: BTreeSet::new(),
            whole: Vec::new(),
        };
        for resource in patterns.map(Resource::new) {
            match resource.front().map(str::to_owned) {
                Some(front) => {
                    all.lengths.insert(front.len());
                    all.by_front.entry(front).or_default().push(resource);
                }
                None => all.whole.push(resource),
            }
        }
        all
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_front.is_empty() && self.whole.is_empty()
    }

    /// The best match of all patterns.
    pub(super) fn fit(&self, effect: Effect, asked: &Asked<'_>, service: &str) -> Truth {
        let mut best = Truth::No;
        for resource in self.whole.iter().chain(self.candidates(asked)) {
            best = best.max(resource.fits(effect, asked, service));
            if best == Truth::Yes {
                break;
            }
        }
        best
    }

    /// The complete names that may match: their id begins like the requested one, as far as both are
    /// literal.
    fn candidates<'c>(&'c self, asked: &Asked<'c>) -> impl Iterator<Item = &'c Resource> {
        let front = asked.front().unwrap_or_default();
        let shorter = self.lengths.range(..front.len());
        let shorter = shorter.filter_map(|end| self.by_front.get(front.get(..*end)?));
        // For an asked resource in another form, this is every pattern.
        let from = (Bound::Included(front), Bound::Unbounded);
        let longer = self.by_front.range::<str, _>(from);
        let longer = longer.take_while(move |(known, _)| known.starts_with(front));
        shorter.chain(longer.map(|(_, same)| same)).flatten()
    }
}

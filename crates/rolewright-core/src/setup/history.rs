//! What the versions of a policy tell of runs that overlooked each other.
//!
//! RAM has no conditional write, so a run may write a version without what another has just
//! granted, and be killed before it has seen that. The documents tell it from a removal: whoever
//! takes something away writes a part of what was there and says so (`taking`), whoever overlooked
//! something adds to an older document. Only what came about within moments is taken for overlooked.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::grants::Grants;
use super::plan::Planner;
use super::taking::is_taking;
use super::versions::version_number;
use crate::operation::PolicyVersion;
use crate::policy::PolicyDocument;

/// Between a run's look at the versions and the arrival of its own, at the most.
const MOMENTS: SignedDuration = SignedDuration::from_secs(30);

/// No version has this number.
const NONE: u64 = 0;

/// The versions of one policy that can be read, the oldest first.
pub(super) struct History<'a> {
    planner: &'a Planner<'a>,
    versions: Vec<Known>,
    live: BTreeSet<String>,
}

struct Known {
    number: u64,
    created: Option<Timestamp>,
    grants: Grants,
    subjects: BTreeSet<String>,
    takes_away: bool,
}

impl<'a> History<'a> {
    pub(super) fn of(planner: &'a Planner<'a>, versions: &[PolicyVersion]) -> Self {
        let mut known: Vec<_> = versions
            .iter()
            .filter_map(|version| Some((version.is_default_version, planner.known(version)?)))
            .collect();
        known.sort_by_key(|(_, version)| version.number);
        let live = known.iter().find(|(is_default, _)| *is_default);
        Self {
            planner,
            live: live
                .map(|(_, version)| version.subjects.clone())
                .unwrap_or_default(),
            versions: known.into_iter().map(|(_, version)| version).collect(),
        }
    }

    /// What is not granted any more only because a later run did not know of it.
    pub(super) fn overlooked(&self) -> Grants {
        let recipe = self.planner.recipe;
        let overlooked = self.overlooked_without(NONE).into_iter();
        overlooked.fold(Grants::default(), |all, (subject, holder)| {
            all.merged_with(&holder.grants.only(recipe, |s| s == Some(subject)))
        })
    }

    /// Whether the others tell the same without this version: nothing that was taken away looks
    /// overlooked then, and nothing overlooked is forgotten but what this run is about itself.
    pub(super) fn tells_the_same_without(&self, version: &PolicyVersion) -> bool {
        let before = self.overlooked_without(NONE);
        let after = self.overlooked_without(version_number(&version.version_id));
        let wishes = self.wishes();
        let mut forgotten = before.keys().filter(|s| !after.contains_key(*s));
        after.keys().all(|subject| before.contains_key(subject))
            && forgotten.all(|subject| wishes.iter().any(|wish| wish == subject))
    }

    /// Whether it can have been left behind by runs that overlooked each other: one that is newer
    /// than the version in force was taken out of force by somebody, unless it is this run's.
    pub(super) fn was_left_behind(&self, version: &PolicyVersion, live: &str) -> bool {
        let number = version_number(&version.version_id);
        let mut known = self.versions.iter().filter(|known| known.number == number);
        let wishes = self.wishes();
        number < version_number(live)
            || known.any(|known| wishes.iter().any(|wish| known.subjects.contains(wish)))
    }

    fn wishes(&self) -> Vec<String> {
        Grants::wanted(self.planner.desired).subjects(self.planner.recipe)
    }

    /// What would be overlooked if that version were not there, with the newest that grants it.
    fn overlooked_without(&self, gone: u64) -> BTreeMap<&str, &Known> {
        let mut overlooked = self.missing(gone);
        overlooked.retain(|subject, holder| {
            let mut others = self.others_than(gone);
            let soon_after = |later: &Known| {
                later.number > holder.number
                    && later.is_soon_after(holder)
                    && !later.subjects.is_disjoint(&holder.subjects)
            };
            others.any(soon_after) && self.witness(subject, holder, gone).is_none()
        });
        overlooked
    }

    /// What the version grants besides the one in force, if all of it was taken away since.
    pub(super) fn taken_away(&self, version: &PolicyVersion) -> Option<Grants> {
        let number = version_number(&version.version_id);
        let known = self.versions.iter().find(|known| known.number == number)?;
        let missing = self.missing(NONE);
        let gone = |subject: &str| {
            let holder = missing.get(subject);
            holder.is_none_or(|holder| self.witness(subject, holder, NONE).is_some())
        };
        let all = known.subjects.iter().all(|subject| gone(subject));
        all.then(|| known.grants.only(self.planner.recipe, |s| s.is_some()))
    }

    /// What all versions besides the one in force and this one grant.
    pub(super) fn others(&self, version: &PolicyVersion, live: &str) -> Grants {
        let not = [version_number(&version.version_id), version_number(live)];
        let others = self
            .versions
            .iter()
            .filter(|known| !not.contains(&known.number));
        others.fold(Grants::default(), |all, other| {
            all.merged_with(&other.grants)
        })
    }

    /// What is granted by some version and not by the one in force, with the newest that does.
    fn missing(&self, gone: u64) -> BTreeMap<&str, &Known> {
        let mut missing = BTreeMap::new();
        for version in self.others_than(gone) {
            for subject in version.subjects.difference(&self.live) {
                missing.insert(subject.as_str(), version);
            }
        }
        missing
    }

    fn others_than(&self, gone: u64) -> impl Iterator<Item = &Known> {
        self.versions
            .iter()
            .filter(move |known| known.number != gone)
    }

    /// A later version by somebody who knew that one and took the subject away.
    fn witness(&self, subject: &str, holder: &Known, gone: u64) -> Option<&Known> {
        self.others_than(gone).find(|later| {
            later.number > holder.number
                && later.takes_away
                && !later.subjects.contains(subject)
                && later.subjects.is_subset(&holder.subjects)
        })
    }
}

impl Known {
    /// Where a time can't be read, nothing is taken for a matter of moments.
    fn is_soon_after(&self, other: &Self) -> bool {
        let times = self.created.zip(other.created);
        times.is_some_and(|(later, sooner)| later.duration_since(sooner) <= MOMENTS)
    }
}

impl Planner<'_> {
    fn known(&self, version: &PolicyVersion) -> Option<Known> {
        let document = PolicyDocument::parse(&version.policy_document).ok()?;
        let grants = Grants::read(self.desired, &document);
        Some(Known {
            number: version_number(&version.version_id),
            takes_away: is_taking(self.desired, &document),
            created: version.create_date.parse().ok(),
            subjects: grants.subjects(self.recipe).into_iter().collect(),
            grants,
        })
    }

    /// What runs that were killed left hidden in a policy, as far as its versions were read.
    pub(super) fn overlooked(&self, policy: &str) -> Grants {
        let versions = self.observed.versions_of(policy);
        versions.map_or_else(Grants::default, |versions| {
            History::of(self, versions).overlooked()
        })
    }

    /// The version to put in force where none can be deleted: the newest other one, when the one in
    /// force has only our own wishes besides what the others hold. Then that one can be deleted.
    pub(super) fn version_to_give_way_to(&self, policy: &str) -> Option<String> {
        let versions = self.observed.versions_of(policy)?;
        let live = versions.iter().find(|version| version.is_default_version)?;
        let others = versions
            .iter()
            .filter(|version| !version.is_default_version);
        let newest = others.max_by_key(|version| version_number(&version.version_id))?;
        let wanted = Grants::wanted(self.desired);
        let rest = History::of(self, versions).others(live, &live.version_id);
        let own = self.known(live)?.subjects;
        let wishes = wanted.subjects(self.recipe);
        let has_wishes = wishes.iter().any(|wish| own.contains(wish));
        let spare = self.is_superfluous(live, &rest.merged_with(&wanted));
        (has_wishes && spare).then(|| newest.version_id.clone())
    }
}

//! Tracks the versions that other runs create.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Error, ErrorKind};
use crate::operation::PolicyVersion;
use crate::policy::PolicyDocument;
use crate::setup::Observed;
use crate::setup::observe::version_number;
use crate::setup::snapshot::Replaced;

/// The tracked versions of one policy.
#[derive(Clone, Debug, Default)]
struct Track {
    /// The highest version number in the last read.
    highest: u64,
    /// The version numbers that this run created.
    made: BTreeSet<u64>,
    /// The number of stale lists: older than the versions that this run knows.
    stale: u32,
    /// Set once a version was created after others that are not merged: the number above which to
    /// check.
    unsettled_above: Option<u64>,
    /// Versions by others that this run's own replaced as the default, by number.
    replaced: BTreeMap<u64, PolicyDocument>,
}

/// The number of stale lists after which a list is believed.
const MOST_STALE: u32 = 4;

/// The tracked versions of each policy, by its name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tracks(BTreeMap<String, Track>);

impl Tracks {
    /// Whether the policy's versions have to be re-read.
    pub(crate) fn is_unsettled(&self, policy: &str) -> bool {
        let track = self.0.get(policy);
        track.is_some_and(|track| track.unsettled_above.is_some())
    }

    /// Records the highest version numbers; returns whether any run made progress.
    pub(crate) fn note_versions(&mut self, observed: &Observed) -> bool {
        let mut progress = false;
        for (name, versions) in &observed.versions {
            let versions = versions.value().into_iter().flatten();
            let track = self.0.entry(name.clone()).or_default();
            let highest = versions.map(number).max().unwrap_or(0);
            if highest > track.highest {
                progress = true;
                track.highest = highest;
            }
        }
        progress
    }

    /// Returns an error if a list of versions is stale: a version that this run read or created is
    /// missing. Limited to a few times, since the policy may have been deleted and recreated.
    pub(crate) fn stale_list(&mut self, observed: &Observed) -> Option<Error> {
        for (name, track) in &mut self.0 {
            let Some(versions) = observed.versions_of(name) else {
                continue;
            };
            let newest = versions.iter().map(number).max().unwrap_or(0);
            let known = track.made.last().copied().unwrap_or(0).max(track.highest);
            if newest < known && track.stale < MOST_STALE && !versions.is_empty() {
                track.stale += 1;
                let text = "the list of versions is stale";
                return Some(Error::new(ErrorKind::Incomplete, text).with_resource(name.clone()));
            }
        }
        None
    }

    /// Records a version that this run created. If its number is unknown or not the next one,
    /// versions before it may hold grants that it lacks.
    pub(crate) fn note_version(&mut self, observed: &Observed, policy: &str, answered: bool) {
        let key = (crate::operation::PolicyType::Custom, policy.to_owned());
        let made = observed.policy(&key).value().and_then(Option::as_ref);
        let number = made.map_or(0, |policy| version_number(&policy.default_version));
        // Another call of the round may have made the policy's state unknown.
        let answered = answered && number > 0;
        let track = self.0.entry(policy.to_owned()).or_default();
        if answered {
            track.made.insert(number);
        }
        if answered && number <= track.highest {
            track.made = BTreeSet::from([number]);
            track.highest = 0;
            track.replaced.clear();
            // The policy was deleted and recreated in between, so earlier reads don't count.
            track.unsettled_above = Some(0);
        } else if !answered || number != track.highest + 1 {
            let above = track.unsettled_above.unwrap_or(track.highest);
            track.unsettled_above = Some(above.min(track.highest));
        }
    }

    /// Records the versions by others that this run's own version replaced, until their grants are
    /// written again. A version that is deleted to free a slot is no longer in the list.
    pub(crate) fn note_replaced(&mut self, observed: &Observed) {
        for (name, track) in &mut self.0 {
            let versions = observed.versions_of(name).into_iter().flatten();
            let documents = track.made_by_others(versions).into_iter().flatten();
            let documents = documents.filter_map(|version| {
                let document = PolicyDocument::parse(&version.policy_document).ok()?;
                Some((number(version), document))
            });
            let documents: Vec<_> = documents.collect();
            track.replaced.extend(documents);
        }
    }

    /// Returns what [`note_replaced`](Self::note_replaced) recorded.
    pub(crate) fn replaced(&self) -> Replaced {
        let tracks = self.0.iter();
        let some = tracks.filter(|(_, track)| !track.replaced.is_empty());
        some.map(|(name, track)| (name.clone(), track.replaced.clone()))
            .collect()
    }

    /// Clears the replaced versions: all their grants are written again.
    pub(crate) fn settle(&mut self) {
        for track in self.0.values_mut() {
            track.unsettled_above = None;
            track.replaced.clear();
        }
    }
}

impl Track {
    /// Returns the versions that may hold unmerged grants. Our own hold none: what they replaced
    /// was merged, and the run that replaces them merges theirs.
    fn made_by_others<'a>(
        &self,
        versions: impl IntoIterator<Item = &'a PolicyVersion>,
    ) -> Option<impl Iterator<Item = &'a PolicyVersion>> {
        let above = self.unsettled_above?;
        let of_others = move |v: &&PolicyVersion| {
            !v.is_default_version && number(v) > above && !self.made.contains(&number(v))
        };
        Some(versions.into_iter().filter(of_others))
    }
}

fn number(version: &PolicyVersion) -> u64 {
    version_number(&version.version_id)
}

//! What other runs did to a policy's versions in the meantime.

use std::collections::{BTreeMap, BTreeSet};

use super::{Observed, Setup};
use crate::error::{Error, ErrorKind};
use crate::operation::PolicyVersion;
use crate::policy::PolicyDocument;

/// What is remembered of one policy's versions.
#[derive(Clone, Debug, Default)]
pub(super) struct Track {
    /// The highest number that was there when the versions were read last.
    highest: u64,
    /// The numbers of those that this run made.
    made: BTreeSet<u64>,
    /// How often a list was older than the versions that this run has seen.
    stale: u32,
    /// Set once a version was made after others that nobody has looked at: from this number on.
    pub(super) unsettled_above: Option<u64>,
}

/// How often a list may be too old before it is believed.
const MOST_STALE: u32 = 4;

impl Setup {
    /// Remembers the highest number that was there when the versions were read last.
    pub(super) fn note_versions(&mut self, observed: &Observed) {
        for (name, versions) in &observed.versions {
            let versions = versions.value().into_iter().flatten();
            let track = self.tracks.entry(name.clone()).or_default();
            let highest = versions.map(number).max().unwrap_or(0);
            if highest > track.highest {
                // Somebody got on.
                self.crowded = 0;
                track.highest = highest;
            }
        }
    }

    /// Why a list of versions can't be up to date: it lacks what this run has seen or made. A few
    /// times only, since the policy may have been deleted and made again.
    pub(super) fn stale_list(&mut self, observed: &Observed) -> Option<Error> {
        for (name, track) in &mut self.tracks {
            let Some(versions) = observed.versions_of(name) else {
                continue;
            };
            let newest = versions.iter().map(number).max().unwrap_or(0);
            let known = track.made.last().copied().unwrap_or(0).max(track.highest);
            if newest < known && track.stale < MOST_STALE && !versions.is_empty() {
                track.stale += 1;
                let text = "the list of versions is older than what was written";
                return Some(Error::new(ErrorKind::Incomplete, text).with_resource(name.clone()));
            }
        }
        None
    }

    /// A version whose number is not the next one was made after others that may hold grants
    /// which it lacks; so may one whose number is not known.
    pub(super) fn note_version(&mut self, observed: &Observed, policy: &str, answered: bool) {
        let key = (crate::operation::PolicyType::Custom, policy.to_owned());
        let made = observed.policy(&key).value().and_then(Option::as_ref);
        let number = made.map_or(0, |policy| version_number(&policy.default_version));
        let track = self.tracks.entry(policy.to_owned()).or_default();
        if answered {
            track.made.insert(number);
        }
        if answered && number <= track.highest {
            track.made = BTreeSet::from([number]);
            track.highest = 0;
            // The policy was taken down and made again in between: nothing read so far counts.
            track.unsettled_above = Some(0);
        } else if !answered || number != track.highest + 1 {
            let above = track.unsettled_above.unwrap_or(track.highest);
            track.unsettled_above = Some(above.min(track.highest));
        }
    }

    /// The documents of the versions that others made between the one that was read and our own,
    /// by policy.
    pub(super) fn between(&self, observed: &Observed) -> BTreeMap<String, Vec<PolicyDocument>> {
        let unsettled = self.tracks.iter().filter_map(|(name, track)| {
            let versions = observed.versions_of(name).into_iter().flatten();
            let new = track.made_by_others(versions)?;
            let documents = new.filter_map(|v| PolicyDocument::parse(&v.policy_document).ok());
            Some((name.clone(), documents.collect()))
        });
        unsettled.collect()
    }

    /// Whether somebody put an earlier version of the policy in force before this run wrote any.
    pub(super) fn was_rolled_back(&self, observed: &Observed, policy: &str) -> bool {
        let versions = observed.versions_of(policy).into_iter().flatten();
        let newest = versions.max_by_key(|version| number(version));
        let wrote = self
            .tracks
            .get(policy)
            .is_some_and(|track| !track.made.is_empty());
        !wrote && newest.is_some_and(|newest| !newest.is_default_version)
    }

    /// The policy whose version in force is this run's, over others that it did not know, and the
    /// newest of those.
    pub(super) fn overwritten(&self, observed: &Observed) -> Option<(String, String)> {
        let mut unsettled = self.tracks.iter().filter_map(|(name, track)| {
            let versions = observed.versions_of(name)?;
            let live = versions.iter().find(|version| version.is_default_version)?;
            let newest = track.made_by_others(versions)?.max_by_key(|v| number(v))?;
            let own = track.made.contains(&number(live)) && number(live) > number(newest);
            own.then(|| (name.clone(), newest.version_id.clone()))
        });
        unsettled.next()
    }
}

impl Track {
    /// Versions that may hold grants which nobody has merged. Our own hold nothing that others
    /// look after: what they overwrote was merged, and what overwrote them merges in its turn.
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

/// The number in `v12`; versions only grow (assumed, since no page says it).
pub(super) fn version_number(version_id: &str) -> u64 {
    version_id.trim_start_matches('v').parse().unwrap_or(0)
}

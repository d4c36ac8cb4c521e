//! What other runs did to a policy's versions in the meantime.

use std::collections::BTreeMap;

use super::{Observed, Setup};
use crate::operation::PolicyVersion;
use crate::policy::PolicyDocument;

/// What is remembered of one policy's versions.
#[derive(Clone, Debug, Default)]
pub(super) struct Track {
    /// The highest number that was there when the versions were read last.
    highest: u64,
    /// The number of the last one that this run made.
    made: u64,
    /// Set once a version was made after others that nobody has looked at: from this number on.
    pub(super) unsettled_above: Option<u64>,
}

impl Setup {
    /// Remembers the highest number that was there when the versions were read last.
    pub(super) fn note_versions(&mut self, observed: &Observed) {
        for (name, versions) in &observed.versions {
            let versions = versions.value().into_iter().flatten();
            let track = self.tracks.entry(name.clone()).or_default();
            track.highest = versions.map(number).max().unwrap_or(0).max(track.highest);
        }
    }

    /// A version whose number is not the next one was made after others that may hold grants
    /// which it lacks; so may one whose number is not known.
    pub(super) fn note_version(&mut self, observed: &Observed, policy: &str, answered: bool) {
        let key = (crate::operation::PolicyType::Custom, policy.to_owned());
        let made = observed.policy(&key).value().and_then(Option::as_ref);
        let number = made.map_or(0, |policy| version_number(&policy.default_version));
        let track = self.tracks.entry(policy.to_owned()).or_default();
        if answered {
            track.made = number;
        }
        if answered && number <= track.highest {
            // The policy was taken down and made again in between: nothing read so far counts.
            track.unsettled_above = Some(0);
        } else if !answered || number != track.highest + 1 {
            let above = track.unsettled_above.unwrap_or(track.highest);
            track.unsettled_above = Some(above.min(track.highest));
        }
    }

    /// The documents of the versions that were made between the one that was read and our own, by
    /// policy.
    pub(super) fn between(&self, observed: &Observed) -> BTreeMap<String, Vec<PolicyDocument>> {
        let unsettled = self.tracks.iter().filter_map(|(name, track)| {
            let above = track.unsettled_above?;
            let versions = observed.versions_of(name).into_iter().flatten();
            let new = versions.filter(|v| !v.is_default_version && self::number(v) > above);
            let documents = new.filter_map(|v| PolicyDocument::parse(&v.policy_document).ok());
            Some((name.clone(), documents.collect()))
        });
        unsettled.collect()
    }

    /// The policy whose version in force is this run's, over others that it did not know, and the
    /// newest of those.
    pub(super) fn overwritten(&self, observed: &Observed) -> Option<(String, String)> {
        let mut unsettled = self.tracks.iter().filter_map(|(name, track)| {
            let above = track.unsettled_above?;
            let versions = observed.versions_of(name)?;
            let newest = versions.iter().max_by_key(|version| number(version))?;
            let own = newest.is_default_version && number(newest) == track.made;
            let others = versions
                .iter()
                .filter(|version| !version.is_default_version);
            let other = others.max_by_key(|version| number(version))?;
            (own && number(other) > above).then(|| (name.clone(), other.version_id.clone()))
        });
        unsettled.next()
    }
}

fn number(version: &PolicyVersion) -> u64 {
    version_number(&version.version_id)
}

/// The number in `v12`; versions only grow (assumed, since no page says it).
pub(super) fn version_number(version_id: &str) -> u64 {
    version_id.trim_start_matches('v').parse().unwrap_or(0)
}

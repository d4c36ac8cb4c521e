//! What other runs did to the policy's versions in the meantime.

use super::plan::version_number;
use super::{Observed, Setup};
use crate::policy::PolicyDocument;

impl Setup {
    /// Remembers the highest number that was there when the versions were read last.
    pub(super) fn note_versions(&mut self, observed: &Observed) {
        let versions = observed.versions.value().into_iter().flatten();
        let numbers = versions.map(|version| version_number(&version.version_id));
        self.highest_version = numbers.max().unwrap_or(0).max(self.highest_version);
    }

    /// A version whose number is not the next one was made after others that may hold grants
    /// which it lacks; so may one whose number is not known.
    pub(super) fn note_version(&mut self, observed: &Observed, answered: bool) {
        let made = observed.own_policy().value().and_then(Option::as_ref);
        let number = made.map_or(0, |policy| version_number(&policy.default_version));
        if answered && number <= self.highest_version {
            // The policy was taken down and made again in between: nothing read so far counts.
            self.unsettled_above = Some(0);
        } else if !answered || number != self.highest_version + 1 {
            let above = self.unsettled_above.unwrap_or(self.highest_version);
            self.unsettled_above = Some(above.min(self.highest_version));
        }
    }

    /// The documents of the versions that were made between the one that was read and our own.
    pub(super) fn between(&self, observed: &Observed) -> Vec<PolicyDocument> {
        let Some(above) = self.unsettled_above else {
            return Vec::new();
        };
        let versions = observed.versions.value().into_iter().flatten();
        let new =
            versions.filter(|v| !v.is_default_version && version_number(&v.version_id) > above);
        new.filter_map(|version| PolicyDocument::parse(&version.policy_document).ok())
            .collect()
    }
}

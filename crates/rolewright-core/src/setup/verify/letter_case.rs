//! A role or policy whose name differs from the desired one only in letter case.

use crate::operation::PolicyType;
use crate::remedy::Remedy;
use crate::setup::report::{Finding, FindingId};
use crate::setup::snapshot::Snapshot;

/// The role, or the policy, in another letter case.
pub(crate) struct OtherCase<'a> {
    kind: &'static str,
    live: &'a str,
    desired: &'a str,
}

impl OtherCase<'_> {
    /// Returns a clause for the cause of what is missing.
    pub(crate) fn clause(&self) -> String {
        format!(
            ", but {} does, which differs only in letter case",
            self.live
        )
    }

    pub(crate) fn remedy(&self) -> Remedy {
        let Self {
            kind,
            live,
            desired,
        } = self;
        format!(
            "create {kind} {desired} in exactly this spelling; delete {live} in the RAM console first if nothing \
             uses it, since RAM may take both for one name"
        )
        .into()
    }
}

/// Returns the role in another letter case, if the desired one does not exist, or RAM returned it under
/// the desired name.
pub(crate) fn role<'a>(snapshot: &'a Snapshot<'_>) -> Option<OtherCase<'a>> {
    let desired = snapshot.recipe.role().as_str();
    let live = match snapshot.role() {
        Some(role) => Some(role.role_name.as_str()).filter(|name| *name != desired),
        None => snapshot.observed.roles.other_case_of(desired),
    };
    Some(OtherCase {
        kind: "role",
        live: live.filter(|name| name.eq_ignore_ascii_case(desired))?,
        desired,
    })
}

/// Returns the custom policy in another letter case, if the desired one does not exist.
pub(crate) fn policy<'a>(snapshot: &'a Snapshot<'_>) -> Option<OtherCase<'a>> {
    let desired = snapshot.recipe.policy().as_str();
    let missing = snapshot.live_policy().is_none();
    let is_custom = snapshot.recipe.policy_type() == PolicyType::Custom;
    let live = snapshot.observed.catalogue.other_case_of(desired);
    Some(OtherCase {
        kind: "policy",
        live: live.filter(|_| missing && is_custom)?,
        desired,
    })
}

/// Returns a warning for each.
pub(crate) fn letter_case_findings(snapshot: &Snapshot<'_>) -> impl Iterator<Item = Finding> {
    let found = [role(snapshot), policy(snapshot)].into_iter().flatten();
    let findings = found.map(|one| {
        let OtherCase { kind, live, desired } = &one;
        let text = format!(
            "{kind} {live} differs from {desired} only in letter case; the service looks for {desired}"
        );
        Finding::warning(FindingId::LetterCase, text).advise(one.remedy())
    });
    findings.collect::<Vec<_>>().into_iter()
}

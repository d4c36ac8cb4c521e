//! Findings: unmanaged parts, over-broad grants and the like. They never fail a verification.

mod attachment;
mod policy;
mod trust;

use rolewright_policy::lint::Danger;

use crate::setup::accept::{Accept, Unmanaged};
use crate::setup::report::{Finding, FindingId};
use crate::setup::snapshot::Snapshot;
use crate::setup::verify::documents::Documents;
use crate::setup::verify::letter_case::letter_case_findings;
use crate::setup::verify::managed_elsewhere::ownership_findings;
use crate::setup::verify::time::time_findings;

/// Returns the findings; `documents` are those of the attached policies. What can't be read is reported by
/// requirements and causes.
pub(crate) fn findings(snapshot: &Snapshot<'_>, documents: &Documents) -> Vec<Finding> {
    let mut findings = Findings::new(snapshot);
    trust::trust_findings(snapshot, &mut findings);
    policy::policy_findings(snapshot, &mut findings);
    attachment::attachment_findings(snapshot, documents, &mut findings);
    policy::version_findings(snapshot, &mut findings.all);
    findings.all.extend(time_findings(snapshot, documents));
    findings.all.extend(letter_case_findings(snapshot));
    policy::documented_names(snapshot, documents, &mut findings.all);
    ownership_findings(snapshot, &mut findings.all);
    findings.unused_entries();
    findings.dangerous.sort_by_key(|(rank, _)| *rank);
    let dangerous = findings.dangerous.into_iter().map(|(_, finding)| finding);
    dangerous.chain(findings.all).collect()
}

/// The findings so far, and the unmanaged parts that the caller accepts.
struct Findings<'a> {
    /// Dangerous unmanaged parts, each with its rank; they are reported first.
    dangerous: Vec<(usize, Finding)>,
    all: Vec<Finding>,
    /// The entries, whether each has expired, and whether it was used.
    accept: Vec<(&'a Accept, bool, bool)>,
}

impl<'a> Findings<'a> {
    fn new(snapshot: &Snapshot<'a>) -> Self {
        let now = snapshot.options.now.or(snapshot.observed.date);
        let entry = |accept: &'a Accept| (accept, accept.has_expired(now), false);
        Self {
            dangerous: Vec::new(),
            all: Vec::new(),
            accept: snapshot.options.accept.iter().map(entry).collect(),
        }
    }

    /// Adds a finding for an unmanaged part; an accepted one becomes a note with the reason.
    fn unmanaged(&mut self, part: Unmanaged<'_>, danger: Option<&Danger>, mut finding: Finding) {
        if let Unmanaged::Statement(statement) = part {
            finding.statement = Some(statement.to_compact());
        }
        let entries = self.accept.iter_mut();
        for (accept, expired, used) in entries.filter(|(accept, ..)| accept.is(part)) {
            *used = true;
            if !*expired {
                finding = finding.accepted(&accept.reason);
            }
        }
        match danger.filter(|_| finding.is_drift()) {
            Some(danger) => self.dangerous.push((danger.rank(), finding)),
            None => self.all.push(finding),
        }
    }

    /// Adds warnings for the entries that accept nothing.
    fn unused_entries(&mut self) {
        for (accept, expired, used) in &self.accept {
            let name = accept.name();
            let text = match (expired, used) {
                (true, _) => format!(
                    "accepting {name} ended: it was accepted until {}",
                    until(accept)
                ),
                (false, false) => format!("{name} is accepted but was not found"),
                (false, true) => continue,
            };
            let finding = Finding::warning(FindingId::UnusedAccept, text);
            self.all
                .push(finding.advise("remove it from the accepted parts, or correct it"));
        }
    }
}

fn until(accept: &Accept) -> &str {
    accept.until.as_deref().unwrap_or_default()
}

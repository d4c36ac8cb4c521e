//! What differs between the account and the desired state, and the findings to show for it.

use rolewright_core::remedy::RemedyKind;
use rolewright_core::setup::{
    Cause, CauseId, Change, Finding, FindingId, Report, ReportKind, Requirement, RequirementId,
    Status,
};

/// The most characters of a part's name.
const MAX_PART: usize = 60;

/// The findings that no failed requirement and no cause of the report repeats.
pub(super) fn untold_findings(report: &Report) -> impl Iterator<Item = &Finding> {
    let fails = |id: &RequirementId| {
        let bad = |one: &Requirement| matches!(one.status, Status::Failed | Status::Inconclusive);
        let mut all = report.requirements.iter();
        all.any(|one| one.id == *id && bad(one))
    };
    let has_cause = |id: &CauseId| report.causes.iter().any(|cause| cause.id == *id);
    report
        .findings
        .iter()
        .filter(move |finding| !match finding.id {
            FindingId::TrustWithoutService => fails(&RequirementId::Trust),
            FindingId::DefaultVersionChanged => has_cause(&CauseId::DefaultVersionChanged),
            FindingId::OlderRevision => has_cause(&CauseId::OlderRevision),
            _ => false,
        })
}

/// Whether a finding of a report on drift is drift.
pub(super) fn is_difference(finding: &Finding) -> bool {
    finding.is_drift() || finding.id == FindingId::DefaultVersionChanged
}

/// The differences of a report on drift, each by the part that differs: the pending changes, the unmanaged
/// parts, and the causes that no change fixes.
fn differences(report: &Report) -> Vec<String> {
    let changes = report.changes.iter().filter_map(changed_part);
    let findings = untold_findings(report).filter(|finding| is_difference(finding));
    let findings = findings.map(|finding| shown(finding.id.as_str()));
    let mut all: Vec<_> = changes.map(str::to_owned).chain(findings).collect();
    let is_listed = |cause: &Cause| match cause.id {
        // An unmanaged statement.
        CauseId::Denied | CauseId::Condition => !all.is_empty(),
        // A pending change of the trust.
        CauseId::Requirement(RequirementId::Trust | RequirementId::TrustAsDesired) => all
            .iter()
            .any(|part| part == "trust policy" || part == "role"),
        _ => cause.remedy.as_ref().is_some_and(|remedy| {
            use RemedyKind::{Apply, PlanAndApply, RollbackOrApply};
            matches!(remedy.kind, Apply | PlanAndApply | RollbackOrApply)
        }),
    };
    let unlisted = report.causes.iter();
    let unlisted = unlisted.filter(|cause| report.changes.is_empty() || !is_listed(cause));
    let unlisted: Vec<_> = unlisted.map(|cause| shown(cause.id.as_str())).collect();
    all.extend(unlisted);
    all
}

/// The words of an id. A report from elsewhere may have any text there, which no format escapes.
fn shown(id: &str) -> String {
    let is_word = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let words: String = id.chars().take_while(is_word).take(MAX_PART).collect();
    words.replace('_', " ")
}

/// The number of differences of a report on drift, and the parts that differ; `None` without any.
pub(super) fn listed_differences(report: &Report) -> Option<String> {
    let all = match report.kind {
        ReportKind::Drift if !report.is_ok() => differences(report),
        _ => return None,
    };
    if all.is_empty() {
        return None;
    }
    let mut parts: Vec<(&str, usize)> = Vec::new();
    for part in &all {
        match parts.iter_mut().find(|(known, _)| known == part) {
            Some((_, count)) => *count += 1,
            None => parts.push((part, 1)),
        }
    }
    let parts = parts.iter().map(|(part, count)| match count {
        1 => (*part).to_owned(),
        count => format!("{count} times {part}"),
    });
    let parts = parts.collect::<Vec<_>>().join(", ");
    Some(format!("{} ({parts})", counted(all.len(), "difference")))
}

/// The part of the set-up that a change concerns; `None` for one that only makes space for another.
fn changed_part(change: &Change) -> Option<&'static str> {
    Some(match change.call.action.as_ref() {
        "DeletePolicyVersion" => return None,
        "UpdateRole" if change.lines.is_empty() => "session duration",
        "UpdateRole" => "trust policy",
        action if action.starts_with("Attach") || action.starts_with("Detach") => "attachment",
        action if action.contains("Tag") => "tags",
        action if action.contains("Policy") => "policy",
        _ => "role",
    })
}

/// The count with the noun in singular or plural.
pub(super) fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

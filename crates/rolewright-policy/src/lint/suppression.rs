//! Accepted findings.

use serde::{Deserialize, Serialize};

use super::checks::check;
use super::finding::LintFinding;
use crate::error::{PolicyError, PolicyErrorKind, Result};

/// Accepts the findings of a check, everywhere or below a path, for a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Suppression {
    /// Id of the check.
    pub id: String,
    /// JSON path at or below which findings are accepted, for example `Statement[0]`; the whole
    /// document when not set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Reason.
    pub reason: String,
}

/// An accepted finding.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Suppressed {
    /// The finding.
    pub finding: LintFinding,
    /// Reason for accepting it.
    pub reason: String,
}

/// Findings, split into accepted and other ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// Findings that are not accepted.
    pub findings: Vec<LintFinding>,
    /// Accepted findings.
    pub suppressed: Vec<Suppressed>,
    /// For each suppression, whether it matched a finding.
    pub used: Vec<bool>,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

impl Suppression {
    /// Rejects an unknown check id and an empty reason.
    ///
    /// # Errors
    /// [`PolicyErrorKind::InvalidInput`].
    pub fn check(&self) -> Result<()> {
        let invalid = |message: String, help: &str| {
            Err(PolicyError::new(PolicyErrorKind::InvalidInput, message).with_help(help))
        };
        if check(&self.id).is_none() {
            let id = crate::text::excerpt(&self.id, 60);
            return invalid(
                format!("unknown check `{id}`"),
                "use an id from a finding or from docs/lints.md",
            );
        }
        if self.reason.trim().is_empty() {
            return invalid(
                format!("the reason for allowing `{}` is empty", self.id),
                "add a reason",
            );
        }
        Ok(())
    }

    fn matches(&self, finding: &LintFinding) -> bool {
        let below = |at: &str| {
            let rest = finding.path.strip_prefix(at);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        self.id == finding.id && self.at.as_deref().is_none_or(below)
    }
}

impl std::str::FromStr for Suppression {
    type Err = PolicyError;

    /// Parses `ID[@PATH]=REASON`.
    fn from_str(text: &str) -> Result<Self> {
        let Some((what, reason)) = text.split_once('=') else {
            return Err(PolicyError::new(
                PolicyErrorKind::InvalidInput,
                format!("`{}` has no reason", crate::text::excerpt(text, 60)),
            )
            .with_help("write `ID=REASON`, or `ID@PATH=REASON` for one path"));
        };
        let (id, at) = match what.split_once('@') {
            Some((id, at)) => (id, Some(at.to_owned())),
            None => (what, None),
        };
        let made = Self {
            id: id.to_owned(),
            at,
            reason: reason.to_owned(),
        };
        made.check()?;
        Ok(made)
    }
}

/// Splits findings by whether a suppression accepts them.
#[must_use]
pub fn suppress(findings: Vec<LintFinding>, suppressions: &[Suppression]) -> Judged {
    let mut judged = Judged {
        used: vec![false; suppressions.len()],
        ..Judged::default()
    };
    for finding in findings {
        let mut reason = None;
        for (suppression, used) in suppressions.iter().zip(&mut judged.used) {
            if suppression.matches(&finding) {
                *used = true;
                reason.get_or_insert_with(|| suppression.reason.clone());
            }
        }
        match reason {
            Some(reason) => judged.suppressed.push(Suppressed { finding, reason }),
            None => judged.findings.push(finding),
        }
    }
    judged
}

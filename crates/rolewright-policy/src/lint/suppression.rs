//! Findings that somebody accepts, with a reason.

use serde::{Deserialize, Serialize};

use super::checks::check;
use super::finding::Finding;
use crate::error::{PolicyError, PolicyErrorKind, Result};

/// A check whose findings are accepted, everywhere or at one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Suppression {
    /// The check's id.
    pub id: String,
    /// The JSON path at or below which its findings are accepted, for example `Statement[0]`;
    /// everywhere when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Why.
    pub reason: String,
}

/// A finding that is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppressed {
    /// The finding.
    pub finding: Finding,
    /// Why it is accepted.
    pub reason: String,
}

/// Findings, told apart by whether they are accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// Those that nobody accepts.
    pub findings: Vec<Finding>,
    /// Those that somebody does.
    pub suppressed: Vec<Suppressed>,
    /// For each suppression, whether it met a finding.
    pub used: Vec<bool>,
}

impl Suppression {
    /// Refuses a check that there is not, and an empty reason.
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
                format!("there is no check `{id}` to allow"),
                "the ids stand in docs/lints.md, and in what `policy lint` prints",
            );
        }
        if self.reason.trim().is_empty() {
            return invalid(
                format!("no reason is given for allowing `{}`", self.id),
                "say why, for whoever reads it next",
            );
        }
        Ok(())
    }

    fn meets(&self, finding: &Finding) -> bool {
        let below = |at: &str| {
            let rest = finding.path.strip_prefix(at);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        self.id == finding.id && self.at.as_deref().is_none_or(below)
    }
}

impl std::str::FromStr for Suppression {
    type Err = PolicyError;

    /// `ID[@PATH]=REASON`.
    fn from_str(text: &str) -> Result<Self> {
        let Some((what, reason)) = text.split_once('=') else {
            return Err(PolicyError::new(
                PolicyErrorKind::InvalidInput,
                format!("`{}` has no reason", crate::text::excerpt(text, 60)),
            )
            .with_help("say `ID=REASON`, or `ID@PATH=REASON` for one place"));
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

/// Tells the findings apart that one of the suppressions accepts.
#[must_use]
pub fn suppress(findings: Vec<Finding>, suppressions: &[Suppression]) -> Judged {
    let mut judged = Judged {
        used: vec![false; suppressions.len()],
        ..Judged::default()
    };
    for finding in findings {
        let mut reason = None;
        for (suppression, used) in suppressions.iter().zip(&mut judged.used) {
            if suppression.meets(&finding) {
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

//! Reports as results.

use super::{Outcome, Report, Requirement, Status};
use crate::error::{Error, ErrorKind, Problem, Result};
use crate::remedy::Remedy;

impl Report {
    /// Returns the report if its result is positive, as [`is_ok`](Self::is_ok): whenever the command line
    /// exits with 0.
    ///
    /// # Errors
    /// The error that stopped the run, or [`ErrorKind::NotVerified`] with the first reason.
    ///
    /// ```
    /// # fn demo(report: rolewright_core::setup::Report) -> rolewright_core::Result<()> {
    /// let report = report.into_result()?;
    /// println!("{} calls", report.calls);
    /// # Ok(())
    /// # }
    /// ```
    pub fn into_result(self) -> Result<Self> {
        match self.negative() {
            None => Ok(self),
            Some(error) => Err(error),
        }
    }

    /// Returns why the result is not positive.
    fn negative(&self) -> Option<Error> {
        if self.is_ok() {
            return None;
        }
        if let Some(problem) = &self.error {
            return Some(problem.to_error());
        }
        let (why, remedy) = self.first_reason();
        let outcome = match self.outcome {
            Outcome::Pending => "pending",
            Outcome::Inconclusive => "inconclusive",
            Outcome::Drifted => "drifted",
            Outcome::Partial => "partial",
            _ => "failed",
        };
        let error = Error::new(ErrorKind::NotVerified, format!("{outcome}: {why}"));
        Some(match remedy {
            Some(remedy) => error.with_remedy(remedy),
            None => error,
        })
    }

    fn first_reason(&self) -> (String, Option<Remedy>) {
        let find = |fits: fn(&Requirement) -> bool| self.requirements.iter().find(|one| fits(one));
        let planned = matches!(self.outcome, Outcome::Pending | Outcome::Drifted);
        if let Some(change) = self.changes.first().filter(|_| planned) {
            return (change.summary.clone(), None);
        }
        let open = find(|one| matches!(one.status, Status::Failed | Status::Inconclusive));
        let drift = self.findings.iter().find(|one| one.is_drift());
        if let (None, Some(finding)) = (open, drift) {
            return (finding.text.clone(), finding.remedy.clone());
        }
        // In a strict run, what was not checked counts.
        match open.or_else(|| find(|one| one.status == Status::NotChecked)) {
            Some(one) => {
                let reason = one.reason.as_deref().unwrap_or("no reason given");
                (format!("{}: {reason}", one.text), one.remedy.clone())
            }
            None => ("no reason is known".to_owned(), None),
        }
    }
}

impl Problem {
    /// Returns it as an error. Its operation, resource and code are in the message.
    pub(crate) fn to_error(&self) -> Error {
        let error = Error::new(self.kind, self.message.clone()).with_waits(self.waits.clone());
        match &self.remedy {
            Some(remedy) => error.with_remedy(remedy.clone()),
            None => error,
        }
    }
}

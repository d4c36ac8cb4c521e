//! Exit codes: one contract for every command.

use rolewright::setup::{Level, Outcome, Report};
use rolewright::{Error, ErrorKind};

/// The exit code of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: success, or a positive result.
    Positive,
    /// 1: an error.
    Failed,
    /// 2: a negative result: changes pending, failed or inconclusive checks, or findings.
    Negative,
    /// 3: partly done; the next run can finish.
    Partial,
    /// 4: credentials or permission.
    Denied,
    /// 64: usage.
    Usage,
    /// 141: the reader of standard output is gone, as if SIGPIPE had ended the process (128 + 13).
    ClosedPipe,
    /// 128 and the number of the signal that stopped the command: 129 for SIGHUP, 130 for SIGINT, 143 for
    /// SIGTERM.
    Signal(u8),
}

impl Exit {
    /// Returns [`Positive`](Self::Positive) if the condition holds, else [`Negative`](Self::Negative).
    pub(crate) fn positive_if(holds: bool) -> Self {
        if holds {
            Self::Positive
        } else {
            Self::Negative
        }
    }

    /// Returns the worse of two exit codes: an error is worse than a negative result.
    pub(crate) fn worse(self, other: Self) -> Self {
        let rank = |exit: Self| match exit {
            Self::Positive => 0,
            Self::Negative => 1,
            Self::Partial => 2,
            Self::Failed => 3,
            Self::Usage => 4,
            Self::Denied => 5,
            Self::Signal(_) | Self::ClosedPipe => 6,
        };
        if rank(other) > rank(self) {
            other
        } else {
            self
        }
    }

    /// Returns the exit code as a number.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Positive => 0,
            Self::Failed => 1,
            Self::Negative => 2,
            Self::Partial => 3,
            Self::Denied => 4,
            Self::Usage => 64,
            Self::ClosedPipe => 141,
            Self::Signal(number) => 128_u8.saturating_add(number),
        }
    }

    /// Returns the exit code of an error.
    #[must_use]
    pub fn of_error(error: &Error) -> Self {
        match error.kind() {
            // A parameter that the service refuses is not a usage error.
            ErrorKind::InvalidInput if error.service().is_none() => Self::Usage,
            kind => Self::of_kind(kind),
        }
    }

    fn of_kind(kind: ErrorKind) -> Self {
        use ErrorKind::{CredentialInvalid, CredentialMissing, PermissionDenied};
        match kind {
            CredentialMissing | CredentialInvalid | PermissionDenied => Self::Denied,
            _ => Self::Failed,
        }
    }

    /// Returns [`Negative`](Self::Negative) instead of a positive result if the report has a finding of at
    /// least this level that is not accepted.
    pub(crate) fn with_findings(self, report: &Report, fail_on: Option<Level>) -> Self {
        let mut findings = report.findings.iter();
        match self {
            Self::Positive if findings.any(|finding| finding.fails(fail_on)) => Self::Negative,
            other => other,
        }
    }

    /// Returns the exit code of a report.
    #[must_use]
    pub fn of_report(report: &Report) -> Self {
        match report.outcome {
            Outcome::Unchanged | Outcome::Changed | Outcome::Passed | Outcome::Shown => {
                Self::Positive
            }
            Outcome::Pending | Outcome::Failed | Outcome::Inconclusive | Outcome::Drifted => {
                Self::Negative
            }
            // Another run would end at the same error.
            Outcome::Partial if !report.can_continue() => report
                .error
                .as_ref()
                .map_or(Self::Failed, |error| Self::of_kind(error.kind)),
            Outcome::Partial => Self::Partial,
        }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

//! Exit codes: one contract for every command.

use rolewright::setup::{Outcome, Report};
use rolewright::{Error, ErrorKind};

/// How the command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: yes.
    Yes,
    /// 1: it failed.
    Failed,
    /// 2: an honest no: changes pending, refuted, can't be told, or findings.
    No,
    /// 3: partly done; the next run finishes it.
    Partial,
    /// 4: credentials or permission.
    Denied,
    /// 64: the command line itself.
    Usage,
}

impl Exit {
    /// The number.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Yes => 0,
            Self::Failed => 1,
            Self::No => 2,
            Self::Partial => 3,
            Self::Denied => 4,
            Self::Usage => 64,
        }
    }

    /// What an error that stopped everything means.
    #[must_use]
    pub fn of_error(error: &Error) -> Self {
        use ErrorKind::{CredentialInvalid, CredentialMissing, InvalidInput, PermissionDenied};
        match error.kind() {
            CredentialMissing | CredentialInvalid | PermissionDenied => Self::Denied,
            // What the service calls invalid was not on the command line.
            InvalidInput if error.service().is_none() => Self::Usage,
            _ => Self::Failed,
        }
    }

    /// What a report means.
    #[must_use]
    pub fn of_report(report: &Report) -> Self {
        match report.outcome {
            Outcome::Unchanged | Outcome::Changed | Outcome::Proven | Outcome::Shown => Self::Yes,
            Outcome::Pending | Outcome::NotProven | Outcome::Refuted | Outcome::Drifted => Self::No,
            Outcome::Partial => Self::Partial,
        }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

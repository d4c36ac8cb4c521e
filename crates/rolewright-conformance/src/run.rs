//! Runs cases and collects their verdicts.

use std::fmt;

use rolewright_core::ErrorKind;

use crate::case::{Case, Feature};
use crate::expect::Failure;
use crate::harness::Harness;

/// The verdict of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The rule holds.
    Passed,
    /// The provider or the harness does not support a feature of the case; the reason.
    Skipped(String),
    /// The provider breaks the rule.
    Failed(Failure),
}

impl Case {
    /// Runs the case in a new account.
    pub async fn run(&self, harness: &dyn Harness) -> Verdict {
        let account = match self.user {
            Some(user) => harness.fresh_as_user(self.limits, user).await,
            None => harness.fresh(self.limits).await,
        };
        let outcome = match account {
            Err(error) if error.kind() == ErrorKind::Unsupported => {
                return Verdict::Skipped(error.to_string());
            }
            Err(error) => Err(error.into()),
            Ok(provider) => (self.check)(&*provider).await,
        };
        outcome.map_or_else(Verdict::Failed, |()| Verdict::Passed)
    }
}

/// The verdicts of all cases, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The cases that passed.
    pub passed: Vec<&'static str>,
    /// The cases that were skipped, with the reason.
    pub skipped: Vec<(&'static str, String)>,
    /// The cases that failed, with the expected and the actual result.
    pub failed: Vec<(&'static str, Failure)>,
}

impl Summary {
    /// Whether no case failed.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.failed.is_empty()
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            passed,
            skipped,
            failed,
        } = self;
        let (passed, skips, failures) = (passed.len(), skipped.len(), failed.len());
        writeln!(
            f,
            "{passed} cases passed, {skips} skipped, {failures} failed"
        )?;
        for (name, why) in skipped {
            writeln!(f, "skipped {name}: {why}")?;
        }
        for (name, failure) in failed {
            writeln!(f, "failed {name}:\n{failure}")?;
        }
        Ok(())
    }
}

impl FromIterator<(&'static str, Verdict)> for Summary {
    fn from_iter<I: IntoIterator<Item = (&'static str, Verdict)>>(verdicts: I) -> Self {
        let mut summary = Self::default();
        for (name, verdict) in verdicts {
            match verdict {
                Verdict::Passed => summary.passed.push(name),
                Verdict::Skipped(why) => summary.skipped.push((name, why)),
                Verdict::Failed(failure) => summary.failed.push((name, failure)),
            }
        }
        summary
    }
}

/// Runs every case in sequence, each in its own account. Cases that need an unsupported feature
/// are skipped.
///
/// Cases are independent: to run them concurrently, spawn each [`Case::run`] on your runtime and
/// collect the verdicts into a [`Summary`].
pub async fn run_all(harness: &dyn Harness, unsupported: &[Feature]) -> Summary {
    let mut verdicts = Vec::new();
    for case in crate::cases::cases() {
        let missing = case.needs.iter().find(|need| unsupported.contains(need));
        let verdict = match missing {
            Some(feature) => Verdict::Skipped(format!("needs {feature:?}")),
            None => case.run(harness).await,
        };
        verdicts.push((case.name, verdict));
    }
    verdicts.into_iter().collect()
}

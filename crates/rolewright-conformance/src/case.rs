//! What a case is, and how all of them are run.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::BoxFuture;
use rolewright_core::{ErrorKind, RamProvider, Result};

use crate::expect::{Failure, Outcome};

/// The quantities at which an account refuses more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Roles in the account.
    pub roles: u32,
    /// Custom policies in the account.
    pub custom_policies: u32,
    /// Versions of one custom policy.
    pub versions: u32,
    /// Custom policies attached to one role, user or group.
    pub custom_policies_per_role: u32,
    /// System policies attached to one role, user or group.
    pub system_policies_per_role: u32,
    /// Bytes of a custom policy's document.
    pub document_bytes: u32,
    /// Bytes of a trust policy.
    pub trust_bytes: u32,
    /// Users in the account.
    pub users: u32,
    /// Groups in the account.
    pub groups: u32,
    /// Tags of one role or policy.
    pub tags: u32,
}

impl Limits {
    /// The documented numbers; those of the trust policy's size and of the tags are assumed.
    pub const DOCUMENTED: Self = Self {
        roles: 1_000,
        custom_policies: 1_500,
        versions: 5,
        custom_policies_per_role: 10,
        system_policies_per_role: 20,
        document_bytes: 6_144,
        trust_bytes: 6_144,
        users: 5_000,
        groups: 300,
        tags: 20,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DOCUMENTED
    }
}

/// Makes accounts for the cases.
///
/// What a harness can't do it answers with [`ErrorKind::Unsupported`]; a case that needs it is
/// then skipped.
#[async_trait]
pub trait Harness: Send + Sync {
    /// A new account without roles, custom policies, users and groups, called by somebody who
    /// may do everything. It refuses more than `limits`.
    ///
    /// # Errors
    /// [`ErrorKind::Unsupported`] when these limits can't be had, or what kept the account from
    /// being made.
    async fn fresh(&self, limits: Limits) -> Result<Arc<dyn RamProvider>>;

    /// As [`fresh`](Self::fresh), but there is one RAM user of that name, who calls and may do
    /// everything.
    ///
    /// # Errors
    /// As [`fresh`](Self::fresh).
    async fn fresh_as_user(&self, limits: Limits, user: &str) -> Result<Arc<dyn RamProvider>>;
}

/// One rule of the service, as something that can be tried.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// The rule, as a sentence.
    pub name: &'static str,
    /// The id of the assumed rule that the case tries, when no source confirms it; the ids are
    /// those of the simulation's table of assumed rules.
    pub assumed: Option<&'static str>,
    /// How much the account holds.
    pub limits: Limits,
    /// The RAM user who calls; without one, whoever the harness likes.
    pub user: Option<&'static str>,
    /// Tries the rule in an empty account.
    pub check: Check,
}

/// What a case does in its account.
pub type Check = for<'a> fn(&'a dyn RamProvider) -> BoxFuture<'a, Outcome>;

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The rule holds.
    Passed,
    /// The harness can't make such an account; the text says why.
    Skipped(String),
    /// The rule does not hold.
    Failed(Failure),
}

impl Case {
    /// A case for an account with the documented limits, called by anybody.
    #[must_use]
    pub const fn new(name: &'static str, check: Check) -> Self {
        Self {
            name,
            assumed: None,
            limits: Limits::DOCUMENTED,
            user: None,
            check,
        }
    }

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

/// How all cases ended, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The cases whose rule holds.
    pub passed: Vec<&'static str>,
    /// The cases that the harness could not set up, and why.
    pub skipped: Vec<(&'static str, String)>,
    /// The cases whose rule does not hold, with what was expected and what came.
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

/// Runs every case, each in an account of its own, one after the other.
///
/// Cases know nothing of each other: to run them at once, give each [`Case::run`] to a task of
/// your runtime and collect the verdicts into a [`Summary`].
pub async fn run_all(harness: &dyn Harness) -> Summary {
    let mut verdicts = Vec::new();
    for case in crate::cases::cases() {
        verdicts.push((case.name, case.run(harness).await));
    }
    verdicts.into_iter().collect()
}

/// The table of a module's cases: the functions, each with what is special about its account.
macro_rules! cases {
    ($(
        $name:ident
        $([$($limit:ident: $value:expr),+])?
        $(by $user:literal)?
        $(assumed $id:literal)?
    ),* $(,)?) => {
        /// The cases of this module.
        pub const CASES: &[crate::case::Case] = &[$(crate::case::Case {
            $(limits: crate::case::Limits {
                $($limit: $value,)+
                ..crate::case::Limits::DOCUMENTED
            },)?
            $(user: Some($user),)?
            $(assumed: Some($id),)?
            ..crate::case::Case::new(stringify!($name), |ram| Box::pin($name(ram)))
        }),*];
    };
}

pub(crate) use cases;

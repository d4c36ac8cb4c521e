//! The permissions that a request needs, and the decision of its caller's policies.

use rolewright_core::Call;
use rolewright_core::evaluate::{Layer, StatementRef, Verdict};
use rolewright_core::permission::Permission;
use serde::Serialize;

use crate::account::{Account, Moment};
use crate::authorize::Denial;
use crate::oss::{OssCall, OssRefusal, OssResult, Row};

/// What an emulator does with the policies of callers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Enforcement {
    /// Policies are not evaluated: every key has full access.
    #[default]
    Off,
    /// Policies are evaluated, and the decision is in the log of requests, but nothing is denied.
    /// Trust policies and buckets of other accounts are enforced, as without enforcement.
    Soft,
    /// What the policies don't allow is denied.
    On,
}

impl From<bool> for Enforcement {
    fn from(on: bool) -> Self {
        if on { Self::On } else { Self::Off }
    }
}

/// The access that was denied, or with [`Enforcement::Soft`] would be.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DeniedAccess {
    /// The action.
    pub action: String,
    /// The resource.
    pub resource: String,
    /// The layer that denies, or that does not allow.
    pub layer: Layer,
    /// The statement that denies.
    pub statement: Option<StatementRef>,
}

/// The permissions of a request, and their decision.
#[derive(Debug, Default)]
pub(super) struct Judged {
    pub(super) permissions: Vec<Permission>,
    /// `None` if the policies were not evaluated.
    pub(super) decision: Option<Verdict>,
    /// The statement that decided.
    pub(super) statement: Option<StatementRef>,
    pub(super) denied: Option<DeniedAccess>,
}

impl Judged {
    /// Judges a call. The error is a denial to enforce.
    pub(super) fn of_call(
        enforce: Enforcement,
        account: &Account,
        call: &Call,
        moment: &Moment,
    ) -> (Self, Result<(), Box<Denial>>) {
        let permissions = account.required_permission(call, &moment.caller);
        let outcome = match enforce {
            Enforcement::Off => Ok(None),
            _ => permissions.as_ref().map_or(Ok(None), |permission| {
                account.allow(permission, None, moment)
            }),
        };
        Self::enforced(enforce, permissions.into_iter().collect(), outcome)
    }

    /// Judges a permission. The error is a denial to enforce.
    pub(super) fn of_permission(
        enforce: Enforcement,
        account: &Account,
        permission: Permission,
        moment: &Moment,
    ) -> (Self, Result<(), Box<Denial>>) {
        let outcome = match enforce {
            Enforcement::Off => Ok(None),
            _ => account.allow(&permission, None, moment),
        };
        Self::enforced(enforce, vec![permission], outcome)
    }

    fn enforced(
        enforce: Enforcement,
        permissions: Vec<Permission>,
        outcome: Result<Option<StatementRef>, Box<Denial>>,
    ) -> (Self, Result<(), Box<Denial>>) {
        let judged = Self::new(
            enforce,
            permissions,
            outcome.as_ref().map_err(AsRef::as_ref),
        );
        let enforced = if enforce == Enforcement::On {
            outcome.map(drop)
        } else {
            Ok(())
        };
        (judged, enforced)
    }

    /// Judges and executes a request.
    pub(super) fn execute_oss(
        enforce: Enforcement,
        account: &mut Account,
        (row, call): (&Row, &OssCall),
        moment: &Moment,
    ) -> (Self, OssResult) {
        let permissions = account.permissions_of_oss(row, call);
        let soft = match enforce {
            Enforcement::Soft => account.admit_oss(row, call, moment, true),
            _ => Ok(None),
        };
        let mut allowed = None;
        let is_enforced = enforce == Enforcement::On;
        let result = account.execute_oss(row, call, moment, is_enforced, &mut allowed);
        let refused = match (enforce, &soft) {
            (Enforcement::On, _) => result.as_ref().err(),
            (_, Err(refusal)) => Some(refusal),
            (_, Ok(statement)) => {
                allowed.clone_from(statement);
                None
            }
        };
        let denial = refused.and_then(|refusal: &OssRefusal| refusal.denial.as_deref());
        let outcome = denial.map_or(Ok(&allowed), Err);
        (Self::new(enforce, permissions, outcome), result)
    }

    fn new(
        enforce: Enforcement,
        permissions: Vec<Permission>,
        outcome: Result<&Option<StatementRef>, &Denial>,
    ) -> Self {
        let decided = enforce != Enforcement::Off && !permissions.is_empty();
        let (verdict, statement) = match outcome {
            Ok(statement) => (Verdict::Allow, statement),
            Err(denial) => (denial.decision.verdict, &denial.decision.statement),
        };
        Self {
            permissions,
            decision: decided.then_some(verdict),
            statement: statement.clone(),
            denied: outcome.err().map(|denial| DeniedAccess {
                action: denial.action.clone(),
                resource: denial.resource.clone(),
                layer: denial.decision.layer,
                statement: denial.decision.statement.clone(),
            }),
        }
    }
}

//! What a recipe has checked besides role, trust and policies.

use std::fmt::Debug;

use crate::name::AccountId;
use crate::recipe::desired::{DesiredState, RequiredAccess};
use crate::remedy::Setting;
use crate::setup::goal::Goal;
use crate::setup::observe::Observed;
use crate::setup::query::Query;
use crate::setup::report::{Finding, Requirement};
use crate::setup::verify::decision::Answer;
use crate::setup::verify::documents::{Documents, access_requirement};

/// Something outside of RAM that a recipe depends on: what has to be read for it, and what that shows.
///
/// A check is pure. It says which [queries](Query) it needs; the run makes them and tells the answers
/// to [`Observed`], from where the check takes them again.
///
/// ```
/// use rolewright_core::operation::GetInstance;
/// use rolewright_core::recipe::{Check, Checked};
/// use rolewright_core::setup::{Goal, Observed, Query, Requirement, RequirementId, Seen, Status};
/// use rolewright_core::Call;
///
/// /// An instance of Container Registry has a name.
/// #[derive(Debug)]
/// struct HasName(GetInstance);
///
/// impl Check for HasName {
///     fn queries(&self, goal: &Goal, _observed: &Observed) -> Vec<Query> {
///         match goal {
///             Goal::Verify { .. } => vec![Call::of(&self.0).into()],
///             _ => Vec::new(),
///         }
///     }
///
///     fn requirements(&self, checked: &Checked<'_>) -> Vec<Requirement> {
///         let status = match checked.observed.answers().reply_to(&self.0) {
///             Seen::Is(instance) if !instance.instance_name.is_empty() => Status::Passed,
///             Seen::Is(_) => Status::Failed,
///             Seen::Failed(_) => Status::Inconclusive,
///             Seen::NotYet => Status::NotChecked,
///         };
///         let id = RequirementId::Other("instance_name".into());
///         vec![Requirement::new(id, "the instance has a name", status)]
///     }
/// }
/// ```
pub trait Check: Debug + Send + Sync {
    /// What it has to read for this goal. A query that was answered is not made again.
    ///
    /// Calls that write, and calls of RAM and STS, are not made.
    fn queries(&self, goal: &Goal, observed: &Observed) -> Vec<Query>;

    /// What it judges, for the goals apply, verify and drift.
    fn requirements(&self, checked: &Checked<'_>) -> Vec<Requirement>;

    /// What is worth knowing and keeps nothing from working.
    fn findings(&self, checked: &Checked<'_>) -> Vec<Finding> {
        let _ = checked;
        Vec::new()
    }

    /// Why the role may still be needed, for the goals remove and destroy: each reason as a clause.
    /// While there is one, nothing is removed unless [`Options::force`](crate::setup::Options::force)
    /// is set.
    fn still_needed(&self, observed: &Observed) -> Vec<String> {
        let _ = observed;
        Vec::new()
    }
}

/// What a check judges by.
#[derive(Debug)]
pub struct Checked<'a> {
    /// What the run is for.
    pub goal: &'a Goal,
    /// The service that assumes the role, for sentences.
    pub service: &'a str,
    /// What the recipe desires.
    pub desired: &'a DesiredState,
    /// What was observed of the account.
    pub observed: &'a Observed,
    /// What was judged before: trust, attachment, accesses, and the checks in front of this one.
    pub judged: &'a [Requirement],
    /// Whether the run was told to take grants away even if they may be needed.
    pub force: bool,
    /// Of the settings that the checks' remedies may name, those that the recipe has.
    pub settings: Vec<Setting>,
    pub(crate) documents: &'a Documents,
}

impl Checked<'_> {
    /// Whether the policies that are attached to the role allow an access.
    #[must_use]
    pub fn access(&self, access: &RequiredAccess) -> Requirement {
        let decision = self.documents.decide(access);
        access_requirement(access, decision, &self.documents.unread)
    }

    /// Whether no statement of a policy that was read allows it, or denies it.
    pub(crate) fn is_unmentioned(&self, access: &RequiredAccess) -> bool {
        self.documents.decide(access).answer == Answer::ImplicitDeny
    }

    /// Whose bucket is meant: the named account, or the caller's.
    pub(crate) fn owner<'s>(&'s self, owner: Option<&'s AccountId>) -> &'s str {
        owner.map_or_else(|| self.observed.account(), AccountId::as_str)
    }
}

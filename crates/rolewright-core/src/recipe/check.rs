//! Checks beyond the role, its trust and its policies.

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

/// A dependency of a recipe outside RAM: the queries it needs and the requirements it judges.
///
/// A check is pure. It returns its [queries](Query); the run makes them and records the answers in
/// [`Observed`], which the check reads.
///
/// ```
/// use rolewright_core::operation::GetInstance;
/// use rolewright_core::recipe::{Check, Checked};
/// use rolewright_core::setup::{Goal, Observed, Query, Requirement, RequirementId, Seen, Status};
/// use rolewright_core::Call;
///
/// /// Checks that a Container Registry instance has a name.
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
    /// Returns the queries for this goal. An answered query is not repeated.
    ///
    /// Calls that write, and calls to RAM and STS, are ignored.
    fn queries(&self, goal: &Goal, observed: &Observed) -> Vec<Query>;

    /// Returns the judged requirements, for the goals apply, verify and drift.
    fn requirements(&self, checked: &Checked<'_>) -> Vec<Requirement>;

    /// Returns findings that do not affect the verdict.
    fn findings(&self, checked: &Checked<'_>) -> Vec<Finding> {
        let _ = checked;
        Vec::new()
    }

    /// Returns the reasons why the role may still be needed, each as a clause, for the goals remove and
    /// destroy. With any reason, nothing is removed unless
    /// [`Options::force`](crate::setup::Options::force) is set.
    fn still_needed(&self, observed: &Observed) -> Vec<String> {
        let _ = observed;
        Vec::new()
    }
}

/// The input of a check.
#[derive(Debug)]
pub struct Checked<'a> {
    /// The goal of the run.
    pub goal: &'a Goal,
    /// The display name of the service that assumes the role.
    pub service: &'a str,
    /// The desired state of the recipe.
    pub desired: &'a DesiredState,
    /// The observed state of the account.
    pub observed: &'a Observed,
    /// The requirements judged so far: trust, attachment, accesses and earlier checks.
    pub judged: &'a [Requirement],
    /// Whether to revoke grants that may still be needed.
    pub force: bool,
    /// The settings of the recipe that remedies may name.
    pub settings: Vec<Setting>,
    pub(crate) documents: &'a Documents,
}

impl Checked<'_> {
    /// Judges whether the policies attached to the role allow an access.
    #[must_use]
    pub fn access(&self, access: &RequiredAccess) -> Requirement {
        let decision = self.documents.decide(access);
        access_requirement(access, decision, &self.documents.unread)
    }

    /// Whether no statement that was read allows or denies the access.
    pub(crate) fn is_unmentioned(&self, access: &RequiredAccess) -> bool {
        self.documents.decide(access).answer == Answer::ImplicitDeny
    }

    /// Returns the account id of the owner; the caller's account by default.
    pub(crate) fn owner<'s>(&'s self, owner: Option<&'s AccountId>) -> &'s str {
        owner.map_or_else(|| self.observed.account(), AccountId::as_str)
    }
}

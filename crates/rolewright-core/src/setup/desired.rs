//! The desired state of a run, and what follows from it alone.

use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

use crate::name::AccountId;
use crate::operation::PolicyType;
use crate::recipe::{DesiredState, Recipe, RequiredAccess};
use crate::setup::verify::decision::Answer;
use crate::setup::verify::documents::Documents;

/// The desired state of an account. A run makes it once, since each step needs it.
pub(crate) struct Desired {
    account: AccountId,
    state: DesiredState,
    not_allowed: OnceLock<Vec<RequiredAccess>>,
}

impl Desired {
    pub(crate) fn new(recipe: &dyn Recipe, account: &AccountId) -> Self {
        Self {
            account: account.clone(),
            state: recipe.desired_state(account),
            not_allowed: OnceLock::new(),
        }
    }

    pub(crate) fn is_of(&self, account: &AccountId) -> bool {
        self.account == *account
    }

    /// Returns the required access that the desired policy itself does not allow, for example in an
    /// older revision.
    pub(crate) fn not_allowed(&self, recipe: &dyn Recipe) -> &[RequiredAccess] {
        self.not_allowed.get_or_init(|| {
            if recipe.policy_type() != PolicyType::Custom {
                return Vec::new();
            }
            let key = (PolicyType::Custom, recipe.policy().to_string());
            let desired = Documents::new(vec![(key, self.document())], Vec::new(), None);
            let required = self.required.iter();
            let missing = required.filter(|access| desired.decide(access).answer != Answer::Allow);
            missing.cloned().collect()
        })
    }
}

impl Deref for Desired {
    type Target = DesiredState;

    fn deref(&self) -> &DesiredState {
        &self.state
    }
}

/// Prints only the account: the rest follows from the recipe.
impl fmt::Debug for Desired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the desired state of {}", self.account)
    }
}

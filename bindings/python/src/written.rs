//! What an account should hold, written down without asking anybody.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use rolewright::AccountId;
use rolewright::export::{Export, names_the_account};
use rolewright::operation::PolicyType;
use rolewright::policy;
use rolewright::recipe::Recipe;
use rolewright::setup::{self, Goal};

use crate::error::{invalid, or_raise, unlocked};
use crate::policy::{PolicyDocument, TrustPolicy};
use crate::wanted::Wanted;

/// An account for documents in which no account stands.
const ANY_ACCOUNT: &str = "1234567890123456";

/// The policies by name, in the order in which they are made.
#[pyfunction]
pub(crate) fn render_policies(
    py: Python<'_>,
    buckets: &Bound<'_, PyAny>,
    wanted: &Bound<'_, PyDict>,
) -> PyResult<Vec<(String, PolicyDocument)>> {
    let wanted = Wanted(wanted.clone());
    let recipe = wanted.recipe(py, &Goal::Plan, Some(buckets))?;
    if recipe.policy_type() != PolicyType::Custom {
        let text = "the default bucket has a system policy, whose text is published nowhere";
        return Err(invalid(py, text));
    }
    let split = wanted.flag("split")?;
    let account = account(py, &wanted, &*recipe)?;
    let documents = unlocked(py, || setup::documents(&*recipe, &account, split))?;
    let named = |(name, document): (_, policy::PolicyDocument)| {
        (String::from(name), PolicyDocument(document))
    };
    Ok(or_raise(py, documents)?.into_iter().map(named).collect())
}

/// The role's trust policy.
#[pyfunction]
pub(crate) fn render_trust(py: Python<'_>, wanted: &Bound<'_, PyDict>) -> PyResult<TrustPolicy> {
    let wanted = Wanted(wanted.clone());
    let recipe = wanted.recipe(py, &Goal::Show, None)?;
    let account = account(py, &wanted, &*recipe)?;
    Ok(TrustPolicy(recipe.desired_state(&account).trust))
}

/// All of it for another tool.
#[pyfunction]
pub(crate) fn export(
    py: Python<'_>,
    buckets: &Bound<'_, PyAny>,
    format: &str,
    wanted: &Bound<'_, PyDict>,
) -> PyResult<String> {
    let wanted = Wanted(wanted.clone());
    let format = or_raise(py, format.parse())?;
    let recipe = wanted.recipe(py, &Goal::Plan, Some(buckets))?;
    let options = wanted.options(py)?;
    let account = account(py, &wanted, &*recipe)?;
    let written = unlocked(py, || {
        let mut export = Export::of(&*recipe, &account, options.split)?;
        export.tags = options.tags;
        Ok::<_, rolewright::Error>(export.render(format))
    })?;
    or_raise(py, written)
}

/// The least policy for whoever runs all this.
#[pyfunction]
pub(crate) fn operator_policy(
    py: Python<'_>,
    buckets: Option<&Bound<'_, PyAny>>,
    rights: &str,
    wanted: &Bound<'_, PyDict>,
) -> PyResult<PolicyDocument> {
    let wanted = Wanted(wanted.clone());
    let rights = or_raise(py, rights.parse())?;
    let recipe = wanted.recipe(py, &Goal::Show, buckets)?;
    let options = wanted.options(py)?;
    let made = unlocked(py, || {
        setup::operator_policy(&*recipe, options.account.as_ref(), rights)
    })?;
    or_raise(py, made).map(PolicyDocument)
}

/// The account whose id stands in the documents, when one does.
fn account(py: Python<'_>, wanted: &Wanted<'_>, recipe: &dyn Recipe) -> PyResult<AccountId> {
    if let Some(account) = wanted.options(py)?.account {
        return Ok(account);
    }
    if or_raise(py, unlocked(py, || names_the_account(recipe))?)? {
        let text = "the documents name the current account, and no provider is asked for it";
        return Err(invalid(py, format!("{text}; say it with `account`")));
    }
    or_raise(py, AccountId::new(ANY_ACCOUNT))
}

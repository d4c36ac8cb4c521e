//! Renders and exports the desired state, without a provider.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use rolewright::AccountId;
use rolewright::export::{Export, ExportFormat, names_the_account, render_all};
use rolewright::operation::PolicyType;
use rolewright::policy;
use rolewright::recipe::Recipe;
use rolewright::setup::{self, Goal};

use crate::arguments::Arguments;
use crate::convert::wrong_type;
use crate::error::{invalid, or_raise, unlocked};
use crate::policy::{PolicyDocument, TrustPolicy};

/// The account for documents that don't contain an account id.
const ANY_ACCOUNT: &str = "1234567890123456";

/// The policies by name, in order.
#[pyfunction]
pub(crate) fn render_policies(
    py: Python<'_>,
    buckets: &Bound<'_, PyAny>,
    arguments: &Bound<'_, PyDict>,
) -> PyResult<Vec<(String, PolicyDocument)>> {
    let arguments = Arguments(arguments.clone());
    let recipe = arguments.recipe(py, &Goal::Plan, Some(buckets))?;
    if recipe.policy_type() != PolicyType::Custom {
        let text = "the default bucket uses a system policy, whose document is not published";
        return Err(invalid(py, text));
    }
    let split = arguments.flag("split")?;
    let account = account(py, &arguments, &*recipe)?;
    let documents = unlocked(py, || setup::documents(&*recipe, &account, split))?;
    let named = |(name, document): (_, policy::PolicyDocument)| {
        (String::from(name), PolicyDocument(document))
    };
    Ok(or_raise(py, documents)?.into_iter().map(named).collect())
}

/// The trust policy of the role.
#[pyfunction]
pub(crate) fn render_trust(py: Python<'_>, arguments: &Bound<'_, PyDict>) -> PyResult<TrustPolicy> {
    let arguments = Arguments(arguments.clone());
    let recipe = arguments.recipe(py, &Goal::Show, None)?;
    let account = account(py, &arguments, &*recipe)?;
    Ok(TrustPolicy(recipe.desired_state(&account).trust))
}

/// Exports for another tool.
#[pyfunction]
pub(crate) fn export(
    py: Python<'_>,
    buckets: &Bound<'_, PyAny>,
    format: &str,
    arguments: &Bound<'_, PyDict>,
) -> PyResult<String> {
    let arguments = Arguments(arguments.clone());
    let format: ExportFormat = or_raise(py, format.parse())?;
    let recipes = arguments.recipes(py, &Goal::Plan, Some(buckets))?;
    let options = arguments.options(py)?;
    let instance = instance(&arguments)?;
    if instance.is_some() && !format.has_instance() {
        let text = "this format has no registry instance; export `hcl` or `ros`";
        return Err(invalid(py, text));
    }
    let mut exports = Vec::new();
    for recipe in &recipes {
        let account = account(py, &arguments, &**recipe)?;
        let export = unlocked(py, || {
            let export = Export::of(&**recipe, &account, options.split)?;
            let export = export.with_tags(&options.tags);
            match &instance {
                Some(name) => export.with_instance(&**recipe, name.as_deref()),
                None => Ok(export),
            }
        })?;
        exports.push(or_raise(py, export)?);
    }
    or_raise(py, unlocked(py, || render_all(&exports, format))?)
}

/// The registry instance: `True`, or its name.
fn instance(arguments: &Arguments<'_>) -> PyResult<Option<Option<String>>> {
    let Some(value) = arguments.get("with_instance")? else {
        return Ok(None);
    };
    if let Ok(is_set) = value.extract::<bool>() {
        return Ok(is_set.then_some(None));
    }
    let name = value.extract::<String>();
    let wrong = |_| wrong_type("`with_instance` must be a bool or a name", &value);
    name.map(|name| Some(Some(name))).map_err(wrong)
}

/// The least-privilege policy for the caller.
#[pyfunction]
pub(crate) fn operator_policy(
    py: Python<'_>,
    buckets: Option<&Bound<'_, PyAny>>,
    rights: &str,
    arguments: &Bound<'_, PyDict>,
) -> PyResult<PolicyDocument> {
    let arguments = Arguments(arguments.clone());
    let rights = or_raise(py, rights.parse())?;
    let recipes = arguments.recipes(py, &Goal::Show, buckets)?;
    let options = arguments.options(py)?;
    let made = unlocked(py, || {
        setup::operator_policy_of(&recipes, options.account.as_ref(), rights)
    })?;
    or_raise(py, made).map(PolicyDocument)
}

/// The account id for the documents.
fn account(py: Python<'_>, arguments: &Arguments<'_>, recipe: &dyn Recipe) -> PyResult<AccountId> {
    if let Some(account) = arguments.options(py)?.account {
        return Ok(account);
    }
    if or_raise(py, unlocked(py, || names_the_account(recipe))?)? {
        let text = "the documents contain the account id; pass `account`";
        return Err(invalid(py, text));
    }
    or_raise(py, AccountId::new(ANY_ACCOUNT))
}

//! The runs of the set-up machine: what is wanted, and what the run is told.

use std::collections::BTreeMap;
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyMapping, PyString};
use rolewright::policy::TrustPolicy;
use rolewright::recipe::container_registry::{
    CustomBucket, custom_bucket, default_bucket, role_alone,
};
use rolewright::recipe::{Recipe, TrustChoice};
use rolewright::setup::driver::Event;
use rolewright::setup::{Approved, Exact, Goal, Options, Problem};
use rolewright::{AccountId, BucketName, PolicyName, RunOptions};
use serde_json::{Value, json};

use crate::convert::{items, texts, wrong_type};
use crate::engine::Engine;
use crate::error::{invalid, or_raise, unlocked};
use crate::report::Report;
use crate::task::{Message, Task, held};
use crate::wanted::Wanted;

/// Begins a run; the package's functions say what the arguments mean.
#[pyfunction]
#[pyo3(signature = (engine, kind, buckets, wanted, *, tells, approved=None))]
pub(crate) fn run(
    py: Python<'_>,
    engine: &Bound<'_, Engine>,
    kind: &str,
    buckets: &Bound<'_, PyAny>,
    wanted: &Bound<'_, PyDict>,
    tells: bool,
    approved: Option<&Bound<'_, Report>>,
) -> PyResult<Task> {
    let wanted = Wanted(wanted.clone());
    let goal: Goal = serde_json::from_value(Value::String(kind.to_owned()))
        .map_err(|_| invalid(py, format!("`{kind}` is no goal of a run")))?;
    let recipe = wanted.recipe(py, goal, Some(buckets))?;
    let mut options = wanted.options(py)?;
    if let Some(plan) = approved {
        let plan = &plan.get().0;
        options.account = Some(or_raise(py, AccountId::new(&plan.account))?);
        options.approved = Some(Approved {
            calls: plan
                .changes
                .iter()
                .map(|change| change.call.clone())
                .collect(),
            state: Some(plan.state.clone()),
        });
    }
    let (cloud, drive) = engine.get().open_cloud(py)?;
    Ok(Task::telling(drive, move |outbox, progress| async move {
        let on_event = move |event: Event<'_>| {
            match &event {
                Event::Writing(calls) => held(&progress).begins(*calls),
                Event::Answered { call, error, .. } => held(&progress).ended(call, *error),
                _ => {}
            }
            if let Some(event) = tells.then(|| describe(&event)).flatten() {
                outbox(Message::Event(event));
            }
        };
        let options = RunOptions {
            setup: options,
            buckets: cloud.buckets,
            on_event: Some(Box::new(on_event)),
            ..RunOptions::default()
        };
        let report = rolewright::run(recipe, goal, &cloud.provider, options).await?;
        Ok(
            Box::new(move |py: Python<'_>| Ok(Py::new(py, Report(report))?.into_any()))
                as crate::task::Deliver,
        )
    }))
}

impl Wanted<'_> {
    fn recipe(
        &self,
        py: Python<'_>,
        goal: Goal,
        buckets: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Arc<dyn Recipe>> {
        if self.flag("default_bucket")? {
            if buckets.is_some_and(|buckets| buckets.is_truthy().unwrap_or(true)) {
                let text = "`default_bucket` goes without buckets of one's own";
                return Err(invalid(py, text));
            }
            return Ok(Arc::new(or_raise(py, default_bucket())?));
        }
        let alone = matches!(goal, Goal::Destroy | Goal::Rollback | Goal::Show);
        let recipe = match buckets.filter(|buckets| !alone || !buckets.is_none()) {
            Some(buckets) => self.of_buckets(py, buckets)?,
            None => or_raise(py, role_alone())?,
        };
        let mut recipe = self.trusting(py, recipe)?;
        for key in self.texts("kms_keys")? {
            recipe = or_raise(py, recipe.with_kms_key(&key))?;
        }
        if let Some(policy) = self.text("policy")?.filter(|_| goal == Goal::Rollback) {
            recipe = recipe.for_policy(or_raise(py, PolicyName::new(policy))?);
        }
        Ok(Arc::new(recipe))
    }

    /// Each bucket is a name, or a dict with more about it.
    fn of_buckets(&self, py: Python<'_>, buckets: &Bound<'_, PyAny>) -> PyResult<CustomBucket> {
        let mut named = Vec::new();
        let mut more = Vec::new();
        for bucket in items("buckets", "str", buckets)? {
            let (name, table) = match (bucket.cast::<PyString>(), bucket.cast::<PyDict>()) {
                (Ok(name), _) => (name.to_str()?.to_owned(), None),
                (_, Ok(table)) => {
                    let table = Wanted(table.clone());
                    table.known("a bucket", &["name", "region", "owner"])?;
                    let name = table.text("name")?;
                    let name = name.ok_or_else(|| invalid(py, "a bucket has no `name`"))?;
                    (name, Some(table))
                }
                _ => return Err(wrong_type("`buckets` is a list of str", &bucket)),
            };
            let name = or_raise(py, BucketName::new(name))?;
            if let Some(table) = table {
                more.push((name.clone(), table.text("region")?, table.text("owner")?));
            }
            named.push(name);
        }
        let mut recipe = or_raise(py, unlocked(py, || custom_bucket(named))?)?;
        for (name, region, owner) in more {
            if let Some(region) = region {
                recipe = recipe.in_region(name.clone(), region);
            }
            if let Some(owner) = owner {
                recipe = recipe.owned_by(name, or_raise(py, AccountId::new(owner))?);
            }
        }
        Ok(recipe)
    }

    /// Whom the role shall trust: names of principals, or a whole document.
    fn trusting(&self, py: Python<'_>, mut recipe: CustomBucket) -> PyResult<CustomBucket> {
        if let Some(page) = self.text("as_documented")? {
            recipe = recipe.as_documented(or_raise(py, page.parse())?);
        }
        let Some(trust) = self.get("trust")? else {
            return Ok(recipe);
        };
        let document = trust.cast::<PyMapping>().is_ok() || trust.hasattr("to_json")?;
        if document {
            let document = crate::policy::text_of("trust", &trust)?;
            let policy = or_raise(py, TrustPolicy::parse_input(&document))?;
            return Ok(recipe.with_trust_policy(policy));
        }
        let names = texts("trust", &trust)?;
        if names.is_empty() {
            let message = "`trust` names nobody; leave it out for Container Registry itself";
            return Err(invalid(py, message));
        }
        let choices: rolewright::Result<Vec<TrustChoice>> =
            names.iter().map(|name| name.parse()).collect();
        Ok(recipe.with_trust(or_raise(py, choices)?))
    }

    fn options(&self, py: Python<'_>) -> PyResult<Options> {
        Ok(Options {
            account: crate::engine::account(py, self.get("account")?.as_ref())?,
            preview: self.flag("dry_run")?,
            exact: self.exact(py)?,
            narrow: self.flag("narrow")?,
            split: self.flag("split")?,
            delete_version: self.text("delete_version")?,
            roll_back_to: self.text("to")?,
            regions: self.texts("regions")?,
            force: self.flag("force")?,
            tags: self.tags()?,
            ..Options::default()
        })
    }

    /// Every part, or those that are named.
    fn exact(&self, py: Python<'_>) -> PyResult<Exact> {
        let Some(exact) = self.get("exact")? else {
            return Ok(Exact::default());
        };
        if let Ok(all) = exact.extract::<bool>() {
            return Ok(if all { Exact::ALL } else { Exact::default() });
        }
        let mut parts = Exact::default();
        for part in texts("exact", &exact)? {
            match part.as_str() {
                "trust" => parts.trust = true,
                "policy" => parts.policy = true,
                "attachments" => parts.attachments = true,
                other => {
                    let shown = rolewright::text::excerpt(other, 40);
                    let known = "known are trust, policy, attachments";
                    return Err(invalid(py, format!("`{shown}` is not a part; {known}")));
                }
            }
        }
        Ok(parts)
    }

    fn tags(&self) -> PyResult<BTreeMap<String, String>> {
        let Some(tags) = self.get("tags")? else {
            return Ok(BTreeMap::new());
        };
        let Ok(fields) = tags.cast::<PyMapping>() else {
            return Err(wrong_type("`tags` is a dict of str to str", &tags));
        };
        let one = |value: &Bound<'_, PyAny>| match value.cast::<PyString>() {
            Ok(text) => Ok(text.to_str()?.to_owned()),
            Err(_) => Err(wrong_type("a key or value in `tags` is a str", value)),
        };
        let pair = |pair: Bound<'_, PyAny>| {
            let (key, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = pair.extract()?;
            Ok((one(&key)?, one(&value)?))
        };
        fields.items()?.iter().map(pair).collect()
    }
}

/// An event as Python gets it; None for one that this package does not know yet.
fn describe(event: &Event<'_>) -> Option<Value> {
    Some(match event {
        Event::Planned {
            account,
            caller,
            changes,
            findings,
        } => json!({
            "event": "planned", "account": account, "caller": caller, "changes": changes,
            "findings": findings,
        }),
        Event::Reading(calls) => json!({"event": "reading", "calls": calls}),
        Event::Writing(calls) => json!({"event": "writing", "calls": calls}),
        Event::Answered {
            call,
            error,
            request_id,
        } => {
            let error = error.map(Problem::from);
            json!({"event": "answered", "call": call, "error": error, "request_id": request_id})
        }
        Event::Waiting(time) => json!({"event": "waiting", "seconds": time.as_secs_f64()}),
        _ => return None,
    })
}

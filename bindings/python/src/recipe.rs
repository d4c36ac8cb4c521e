//! The recipe, goal and options of a run, from keyword arguments.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyMapping, PyString};
use rolewright::operation::PolicyType;
use rolewright::policy::TrustPolicy;
use rolewright::recipe::container_registry::{
    CustomBucket, custom_bucket, default_bucket, role_alone,
};
use rolewright::recipe::library::{self, Entry, Settings};
use rolewright::recipe::{self, Recipe, TrustChoice};
use rolewright::setup::{Accept, Exact, Goal, Options};
use rolewright::{AccountId, BucketName, InstanceId, PolicyName};

use crate::arguments::Arguments;
use crate::convert::{items, text, texts, unicode, wrong_type};
use crate::error::{invalid, or_raise, unlocked};
use crate::fleet::entry;

/// A recipe with its arguments, from a dict with `id` and `parameters`; the id may be the text of a file.
fn choice(py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<(Entry, recipe::file::Arguments)> {
    let Ok(table) = table.cast::<PyDict>() else {
        return Err(wrong_type(
            "`recipe` must be a str, a path, a dict or a list of these",
            table,
        ));
    };
    let table = Arguments(table.clone());
    table.known("recipe", "a recipe", &["id", "parameters"])?;
    let Some(id) = table.get("id")? else {
        return Err(invalid(py, "a recipe has no `id`"));
    };
    let id = text("recipe", &id)?;
    let entry = or_raise(py, unlocked(py, || entry(&id))?)?;
    let mut arguments = recipe::file::Arguments::new();
    if let Some(parameters) = table.get("parameters")? {
        let Ok(parameters) = parameters.cast::<PyDict>() else {
            return Err(wrong_type("`parameters` must be a dict", &parameters));
        };
        let parameters = Arguments(parameters.clone());
        for key in parameters.0.keys() {
            let name = text("a parameter", &key)?;
            let values = match parameters.get(&name)? {
                Some(value) => match value.cast::<PyString>() {
                    Ok(value) => vec![value.to_str()?.to_owned()],
                    Err(_) => texts(&name, &value)?,
                },
                None => continue,
            };
            arguments.insert(name, values);
        }
    }
    Ok((entry, arguments))
}

impl Arguments<'_> {
    /// The recipes that `recipe` names, or that of Container Registry.
    pub(crate) fn recipes(
        &self,
        py: Python<'_>,
        goal: &Goal,
        buckets: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Vec<Arc<dyn Recipe>>> {
        let Some(tables) = self.get("recipe")? else {
            return Ok(vec![self.recipe(py, goal, buckets)?]);
        };
        self.check_no_registry(py)?;
        let choices = items("recipe", "dict", &tables)?;
        let choices = choices.iter().map(|table| choice(py, table));
        let choices: Vec<_> = choices.collect::<PyResult<_>>()?;
        if choices.is_empty() {
            return Err(invalid(py, "`recipe` is empty; name at least one"));
        }
        let buckets = buckets.filter(|buckets| !buckets.is_none());
        let settings = Settings {
            buckets: buckets.map_or(Ok(Vec::new()), |buckets| texts("buckets", buckets))?,
            regions: self.texts("regions")?,
            kms_keys: self.texts("kms_keys")?,
            ..Default::default()
        };
        let bound = unlocked(py, || library::bind_all(&choices, &settings))?;
        let mut roles = or_raise(py, bound)?;
        if *goal == Goal::Remove {
            roles.retain(|role| !role.buckets().is_empty());
        }
        if matches!(goal, Goal::Rollback { .. }) {
            return Ok(vec![self.rolled_back(py, roles)?]);
        }
        Ok(roles)
    }

    /// The role whose custom policy is rolled back.
    fn rolled_back(
        &self,
        py: Python<'_>,
        mut roles: Vec<Arc<dyn Recipe>>,
    ) -> PyResult<Arc<dyn Recipe>> {
        roles.retain(|role| role.policy_type() == PolicyType::Custom);
        let names: Vec<_> = roles.iter().map(|role| role.policy().to_string()).collect();
        if let Some(policy) = self.text("policy")? {
            roles.retain(|role| role.policy().as_str() == policy);
        }
        match roles.pop() {
            Some(role) if roles.is_empty() => Ok(role),
            _ if names.is_empty() => {
                let text =
                    "`recipe` has no custom policy, and a system policy can't be rolled back";
                Err(invalid(py, text))
            }
            _ => {
                let names = names.join(", ");
                let text =
                    format!("one policy is rolled back at a time; set `policy` to one of {names}");
                Err(invalid(py, text))
            }
        }
    }

    /// Rejects what only the recipes of Container Registry take.
    fn check_no_registry(&self, py: Python<'_>) -> PyResult<()> {
        for name in ["trust", "revision", "instances", "default_bucket"] {
            if self
                .get(name)?
                .is_some_and(|value| value.is_truthy().unwrap_or(true))
            {
                let text = format!("`{name}` can't be combined with `recipe`");
                return Err(invalid(py, text));
            }
        }
        Ok(())
    }

    /// The recipe of Container Registry. Without buckets it is the role alone, for goals that allow it.
    pub(crate) fn recipe(
        &self,
        py: Python<'_>,
        goal: &Goal,
        buckets: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Arc<dyn Recipe>> {
        if self.flag("default_bucket")? {
            if buckets.is_some_and(|buckets| buckets.is_truthy().unwrap_or(true)) {
                let text = "`buckets` must be empty with `default_bucket`";
                return Err(invalid(py, text));
            }
            let recipe = or_raise(py, default_bucket())?.with_regions(self.texts("regions")?);
            return Ok(Arc::new(recipe.with_instances(self.instances(py)?)));
        }
        let alone = matches!(goal, Goal::Destroy | Goal::Rollback { .. } | Goal::Show);
        let recipe = match buckets.filter(|buckets| !alone || !buckets.is_none()) {
            Some(buckets) => self.of_buckets(py, buckets)?,
            None => or_raise(py, role_alone())?,
        };
        let mut recipe = self.trusting(py, recipe)?;
        recipe = recipe.with_regions(self.texts("regions")?);
        recipe = recipe.with_instances(self.instances(py)?);
        for key in self.texts("kms_keys")? {
            recipe = or_raise(py, recipe.with_kms_key(&key))?;
        }
        if let Some(policy) = self
            .text("policy")?
            .filter(|_| matches!(goal, Goal::Rollback { .. }))
        {
            recipe = recipe.for_policy(or_raise(py, PolicyName::new(policy))?);
        }
        Ok(Arc::new(recipe))
    }

    /// The recipe for buckets; each is a name, or a dict with `name`, `region` and `owner`.
    fn of_buckets(&self, py: Python<'_>, buckets: &Bound<'_, PyAny>) -> PyResult<CustomBucket> {
        let mut named = Vec::new();
        let mut more = Vec::new();
        for bucket in items("buckets", "str", buckets)? {
            let (name, table) = match (bucket.cast::<PyString>(), bucket.cast::<PyDict>()) {
                (Ok(name), _) => (unicode("buckets", name)?, None),
                (_, Ok(table)) => {
                    let table = Arguments(table.clone());
                    table.known("buckets", "a bucket", &["name", "region", "owner"])?;
                    let name = table.text("name")?;
                    let name = name.ok_or_else(|| invalid(py, "a bucket has no `name`"))?;
                    (name, Some(table))
                }
                _ => return Err(wrong_type("`buckets` must be a list of str", &bucket)),
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

    /// Adds the trust to the recipe: names of principals, or a document.
    fn trusting(&self, py: Python<'_>, mut recipe: CustomBucket) -> PyResult<CustomBucket> {
        if let Some(page) = self.text("revision")? {
            recipe = recipe.revision(or_raise(py, page.parse())?);
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
            let message = "`trust` is empty; omit it to trust Container Registry";
            return Err(invalid(py, message));
        }
        let choices: rolewright::Result<Vec<TrustChoice>> =
            names.iter().map(|name| name.parse()).collect();
        Ok(recipe.with_trust(or_raise(py, choices)?))
    }

    /// The goal, by its name.
    pub(crate) fn goal(&self, py: Python<'_>, kind: &str) -> PyResult<Goal> {
        Ok(match kind {
            "plan" => Goal::Plan,
            "apply" => Goal::Apply,
            "verify" => Goal::Verify {
                live: self.flag("live")?,
            },
            "drift" => Goal::Drift,
            "remove" => Goal::Remove,
            "rollback" => Goal::Rollback {
                to: self.text("to")?,
            },
            "destroy" => Goal::Destroy,
            "show" => Goal::Show,
            other => return Err(invalid(py, format!("unknown goal `{other}`"))),
        })
    }

    pub(crate) fn options(&self, py: Python<'_>) -> PyResult<Options> {
        Ok(Options {
            account: crate::engine::account(py, self.get("account")?.as_ref())?,
            preview: self.flag("dry_run")?,
            exact: self.exact(py)?,
            narrow: self.flag("narrow")?,
            split: self.flag("split")?,
            strict: self.flag("strict")?,
            accept_assumed: self.flag("accept_assumed")?,
            accept: self.accept(py)?,
            now: Some(Timestamp::now()),
            delete_version: self.text("delete_version")?,
            force: self.flag("force")?,
            tags: self.tags()?,
            ..Options::default()
        })
    }

    /// The accepted parts; each is a dict with `principal`, `system_policy` or `statement`, `reason` and
    /// `until`.
    fn accept(&self, py: Python<'_>) -> PyResult<Vec<Accept>> {
        let Some(accept) = self.get("accept")? else {
            return Ok(Vec::new());
        };
        let mut all = Vec::new();
        for entry in items("accept", "dict", &accept)? {
            let Ok(table) = entry.cast::<PyDict>() else {
                return Err(wrong_type("`accept` must be a list of dict", &entry));
            };
            let table = Arguments(table.clone());
            let keys = ["principal", "system_policy", "statement", "reason", "until"];
            table.known("accept", "an accepted part", &keys)?;
            let accept = Accept {
                principal: table.text("principal")?,
                system_policy: table.text("system_policy")?,
                statement: table.text("statement")?,
                reason: table.text("reason")?.unwrap_or_default(),
                until: table.text("until")?,
                ..Default::default()
            };
            or_raise(py, accept.check())?;
            all.push(accept);
        }
        Ok(all)
    }

    fn instances(&self, py: Python<'_>) -> PyResult<Vec<String>> {
        let ids = self.texts("instances")?.into_iter();
        ids.map(|id| or_raise(py, InstanceId::new(id)).map(String::from))
            .collect()
    }

    /// All parts, or the named ones.
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
                    let known = "available are trust, policy, attachments";
                    return Err(invalid(py, format!("unknown part `{shown}`; {known}")));
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
            return Err(wrong_type("`tags` must be a dict of str to str", &tags));
        };
        let one = |value: &Bound<'_, PyAny>| match value.cast::<PyString>() {
            Ok(text) => unicode("tags", text),
            Err(_) => Err(wrong_type("a key or value in `tags` must be a str", value)),
        };
        let pair = |pair: Bound<'_, PyAny>| {
            let (key, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = pair.extract()?;
            Ok((one(&key)?, one(&value)?))
        };
        fields.items()?.iter().map(pair).collect()
    }
}

//! The builder of a policy set.

use pyo3::prelude::*;
use rolewright::evaluate::{MissingKey, PolicySet, Rules};
use rolewright::policy::{BucketPolicy, PolicyDocument, TrustPolicy};
use serde_json::{Map, Value};

use crate::convert::items;
use crate::error::{invalid, or_raise};
use crate::policy::{Named, named_documents, text_of};

type Given<'a, 'py> = Option<&'a Bound<'py, PyAny>>;

/// A set, and the arguments that create it again, with every document as text.
pub(crate) struct PolicySetBuilder {
    pub(crate) set: PolicySet,
    pub(crate) arguments: Map<String, Value>,
}

impl PolicySetBuilder {
    pub(crate) fn new(rules: Rules) -> Self {
        Self {
            set: PolicySet::with_rules(rules),
            arguments: Map::new(),
        }
    }

    pub(crate) fn keep(&mut self, argument: &str, value: impl Into<Value>) {
        self.arguments.insert(argument.into(), value.into());
    }

    pub(crate) fn identity(&mut self, given: Given<'_, '_>) -> PyResult<()> {
        self.documents("identity", "policy", given, PolicySet::identity)
    }

    pub(crate) fn session(&mut self, given: Given<'_, '_>) -> PyResult<()> {
        self.documents("session", "session policy", given, PolicySet::session)
    }

    pub(crate) fn resource_group(&mut self, given: Given<'_, '_>) -> PyResult<()> {
        let what = "resource group policy";
        self.documents("resource_group", what, given, PolicySet::resource_group)
    }

    fn documents(
        &mut self,
        argument: &str,
        what: &str,
        given: Given<'_, '_>,
        add: fn(PolicySet, &str, &PolicyDocument) -> PolicySet,
    ) -> PyResult<()> {
        let Some(given) = given else { return Ok(()) };
        let all = named_documents(argument, what, given)?;
        let with = |set, one: &Named| add(set, &one.name, &one.document);
        self.set = all.iter().fold(std::mem::take(&mut self.set), with);
        self.keep(argument, texts(&all));
        Ok(())
    }

    pub(crate) fn control_levels(&mut self, given: Given<'_, '_>) -> PyResult<()> {
        let Some(given) = given else { return Ok(()) };
        let mut levels = Vec::new();
        for level in items("control_levels", "levels", given)? {
            let level = named_documents("control_levels", "control policy", &level)?;
            let named = level.iter().map(|one| (one.name.as_str(), &one.document));
            self.set = std::mem::take(&mut self.set).control_level(named);
            levels.push(texts(&level));
        }
        self.keep("control_levels", levels);
        Ok(())
    }

    pub(crate) fn bucket(&mut self, given: Given<'_, '_>) -> PyResult<()> {
        let Some(given) = given else { return Ok(()) };
        let text = text_of("bucket", given)?;
        let read = or_raise(given.py(), BucketPolicy::parse(&text))?;
        self.set = std::mem::take(&mut self.set).bucket("the bucket policy", &read);
        self.keep("bucket", text);
        Ok(())
    }

    pub(crate) fn trust(&mut self, given: Given<'_, '_>) -> PyResult<()> {
        let Some(given) = given else { return Ok(()) };
        let text = text_of("trust", given)?;
        let read = or_raise(given.py(), TrustPolicy::parse(&text))?;
        self.set = std::mem::take(&mut self.set).trust("the trust policy", &read);
        self.keep("trust", text);
        Ok(())
    }
}

/// Documents as a dict of name to text.
fn texts(all: &[Named]) -> Value {
    let pair = |one: &Named| (one.name.clone(), Value::from(one.text.as_str()));
    all.iter().map(pair).collect::<Map<_, _>>().into()
}

/// Parses `missing_key_negated`.
pub(crate) fn missing_key(py: Python<'_>, name: &str) -> PyResult<MissingKey> {
    match name {
        "undecided" => Ok(MissingKey::Undecided),
        "holds" => Ok(MissingKey::Holds),
        "fails" => Ok(MissingKey::Fails),
        other => {
            let shown = rolewright::text::excerpt(other, 40);
            let known = "available are undecided, holds, fails";
            let text = format!("`missing_key_negated` can't be `{shown}`; {known}");
            Err(invalid(py, text))
        }
    }
}

//! Policy test cases: requests with expected verdicts, one JSON object per line.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::decision::Verdict;
use super::request::{Caller, Request};
use super::rules::Rules;
use super::set::PolicySet;
use crate::error::{PolicyError, PolicyErrorKind, Result};
use crate::model::{BucketPolicy, PolicyDocument, TrustPolicy};

/// A test case: policies, a request, and the expected verdict.
///
/// ```
/// use rolewright_policy::evaluate::{Case, Rules};
///
/// let case = Case::parse(r#"{"id": "nothing-attached", "policies": [],
///     "request": {"action": "oss:GetObject", "resource": "acs:oss:*:1:b/o", "context": {}},
///     "expected": "ImplicitDeny"}"#, Rules::default())?;
/// assert!(case.passes());
/// # Ok::<(), rolewright_policy::PolicyError>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Case {
    /// Name of the case.
    pub id: String,
    /// The policies.
    pub policies: PolicySet,
    /// The request.
    pub request: Request,
    /// The expected verdict.
    pub expected: Verdict,
}

#[derive(Deserialize)]
struct Line {
    id: String,
    #[serde(default)]
    policies: Vec<Value>,
    request: Asked,
    expected: Verdict,
    #[serde(default)]
    extra: Extra,
}

#[derive(Deserialize)]
struct Asked {
    action: String,
    resource: OneOrMany,
    #[serde(default)]
    context: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Extra {
    /// One level of the resource directory.
    control_policies: Option<Vec<Value>>,
    session_policies: Vec<Value>,
    resource_group_policies: Vec<Value>,
    trust_policy: Option<Value>,
    principal: Option<String>,
    bucket_policy: Option<Value>,
    principal_id: Option<String>,
}

impl Case {
    /// Parses a case from a line of JSON: `id`, `policies`, `request` (`action`, `resource`,
    /// `context`), `expected`, and `extra` with `control_policies` (one level), `session_policies`,
    /// `resource_group_policies`, `trust_policy` and `principal`, `bucket_policy` and
    /// `principal_id`. Other fields are ignored, except in `extra`, where they are errors.
    ///
    /// # Errors
    /// [`PolicyErrorKind::PolicySyntax`] for an invalid case and for an invalid policy in it.
    pub fn parse(line: &str, rules: Rules) -> Result<Self> {
        let line: Line = serde_json::from_str(line).map_err(|error| {
            PolicyError::new(
                PolicyErrorKind::PolicySyntax,
                format!("invalid case: {error}"),
            )
            .with_help("a case is a JSON object with `id`, `policies`, `request` and `expected`")
        })?;
        let caller = caller(&line.extra)?;
        let resources = match line.request.resource {
            OneOrMany::One(one) => vec![one],
            OneOrMany::Many(many) => many,
        };
        Ok(Self {
            policies: policies(&line.policies, &line.extra, rules)?,
            request: Request {
                resources,
                caller,
                context: line.request.context.into_iter().map(as_text).collect(),
                ..Request::new(line.request.action, "*")
            },
            id: line.id,
            expected: line.expected,
        })
    }

    /// Whether the verdict is the expected one.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.policies.decide(&self.request).verdict == self.expected
    }
}

/// Numbers and booleans become strings, as written.
fn as_text((key, value): (String, Value)) -> (String, String) {
    match value {
        Value::String(text) => (key, text),
        other => (key, other.to_string()),
    }
}

fn caller(extra: &Extra) -> Result<Caller> {
    let caller = extra.principal.as_deref().map(str::parse::<Caller>);
    let caller = caller.transpose()?.unwrap_or_default();
    Ok(Caller {
        id: extra.principal_id.clone(),
        ..caller
    })
}

fn policies(identity: &[Value], extra: &Extra, rules: Rules) -> Result<PolicySet> {
    let mut set = PolicySet::with_rules(rules);
    for (name, document) in documents("policy", identity)? {
        set = set.identity(&name, &document);
    }
    for (name, document) in documents("resource group policy", &extra.resource_group_policies)? {
        set = set.resource_group(&name, &document);
    }
    for (name, document) in documents("session policy", &extra.session_policies)? {
        set = set.session(&name, &document);
    }
    if let Some(level) = &extra.control_policies {
        let level = documents("control policy", level)?;
        set = set.control_level(
            level
                .iter()
                .map(|(name, document)| (name.as_str(), document)),
        );
    }
    if let Some(trust) = &extra.trust_policy {
        set = set.trust("the trust policy", &TrustPolicy::parse(&trust.to_string())?);
    }
    if let Some(bucket) = &extra.bucket_policy {
        set = set.bucket(
            "the bucket policy",
            &BucketPolicy::parse(&bucket.to_string())?,
        );
    }
    Ok(set)
}

fn documents(kind: &str, values: &[Value]) -> Result<Vec<(String, PolicyDocument)>> {
    let read = |(index, value): (usize, &Value)| {
        let name = format!("{kind} {}", index + 1);
        let document = PolicyDocument::parse(&value.to_string());
        let document = document.map_err(|error| error.with_resource(name.clone()))?;
        Ok((name, document))
    };
    values.iter().enumerate().map(read).collect()
}

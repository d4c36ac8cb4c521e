//! What the workspace is built from: every crate that cargo resolved, from `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::process::{Failure, Result, cargo, read};

/// The crates of a build, by cargo's own ids.
#[derive(Debug, Clone, Default)]
pub(crate) struct Crates {
    pub(crate) all: BTreeMap<String, Crate>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Crate {
    pub(crate) name: String,
    pub(crate) version: String,
    /// An SPDX expression.
    pub(crate) license: Option<String>,
    /// Where it was got from; none for a member of the workspace.
    pub(crate) source: Option<String>,
    pub(crate) repository: Option<String>,
    /// The ids of the crates that are built for it; not those that only its tests need.
    pub(crate) needs: BTreeSet<String>,
}

impl Crates {
    /// Those of every platform and feature, tests included.
    pub(crate) fn everywhere(root: &Path) -> Result<Self> {
        Self::resolved(root, &["--all-features"])
    }

    /// Those that are built for one platform, with the features that are on when nobody says.
    pub(crate) fn on_platform(root: &Path, triple: &str) -> Result<Self> {
        Self::resolved(root, &["--filter-platform", triple])
    }

    fn resolved(root: &Path, more: &[&str]) -> Result<Self> {
        let arguments = ["metadata", "--format-version", "1", "--locked"];
        let text = read(cargo(root, &arguments).args(more))?;
        let json = serde_json::from_str(&text);
        let json: Value = json.map_err(|error| {
            Failure::new(format_args!("`cargo metadata` printed no JSON: {error}"))
        })?;
        Ok(Self::from_metadata(&json))
    }

    pub(crate) fn from_metadata(json: &Value) -> Self {
        let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for node in list(json.pointer("/resolve/nodes")) {
            let built = list(node.get("deps")).filter(|dependency| {
                let mut kinds = list(dependency.get("dep_kinds"));
                kinds.any(|kind| kind.get("kind").and_then(Value::as_str) != Some("dev"))
            });
            let built = built.filter_map(|dependency| text(dependency, "pkg"));
            needs.insert(text(node, "id").unwrap_or_default(), built.collect());
        }
        let one = |package: &Value| {
            let id = text(package, "id")?;
            let known = Crate {
                name: text(package, "name")?,
                version: text(package, "version")?,
                license: text(package, "license"),
                source: text(package, "source"),
                repository: text(package, "repository"),
                needs: needs.remove(&id).unwrap_or_default(),
            };
            Some((id, known))
        };
        Self {
            all: list(json.get("packages")).filter_map(one).collect(),
        }
    }

    /// The member of that name and all that it is built from, itself included.
    pub(crate) fn behind(&self, member: &str) -> BTreeMap<&str, &Crate> {
        let is_member = |one: &Crate| one.name == member && one.source.is_none();
        let first = self.all.iter().find(|(_, one)| is_member(one));
        let mut open: Vec<&str> = first.into_iter().map(|(id, _)| id.as_str()).collect();
        let mut found = BTreeMap::new();
        while let Some(id) = open.pop() {
            if let Some(one) = self.all.get(id)
                && found.insert(id, one).is_none()
            {
                open.extend(one.needs.iter().map(String::as_str));
            }
        }
        found
    }
}

fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).map(str::to_owned)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A member that is built from `a`, which needs `b`; only its tests need `t`.
    pub(crate) fn example() -> Crates {
        let registry = "registry+https://github.com/rust-lang/crates.io-index";
        let package = |name: &str, license: &str, source: Option<&str>| {
            serde_json::json!({"id": name, "name": name, "version": "1.0.0", "license": license,
                "source": source, "repository": "https://example.com/code"})
        };
        let need = |id: &str, kind: Option<&str>| serde_json::json!({"pkg": id, "dep_kinds": [{"kind": kind}]});
        Crates::from_metadata(&serde_json::json!({
            "packages": [
                package("member", "Apache-2.0", None),
                package("a", "MIT/Apache-2.0", Some(registry)),
                package("b", "(MIT OR GPL-3.0) AND Unicode-3.0", Some(registry)),
                package("t", "GPL-3.0", Some("git+https://example.com/t")),
            ],
            "resolve": {"nodes": [
                {"id": "member", "deps": [need("a", None), need("t", Some("dev"))]},
                {"id": "a", "deps": [need("b", Some("build"))]},
                {"id": "b", "deps": []},
                {"id": "t", "deps": []},
            ]},
        }))
    }

    #[test]
    fn what_only_tests_need_is_not_behind_a_member() {
        let crates = example();
        let names: Vec<_> = crates.behind("member").into_keys().collect();
        assert_eq!(names, ["a", "b", "member"]);
        assert_eq!(crates.behind("a").len(), 0, "it is no member");
    }
}

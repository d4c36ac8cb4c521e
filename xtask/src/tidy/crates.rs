//! All crates that cargo resolves for the workspace, from `cargo metadata`.

use std::path::Path;

use serde_json::Value;

use crate::process::{Failure, Result, cargo, read};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Crate {
    pub(super) name: String,
    pub(super) version: String,
    /// SPDX expression.
    pub(super) license: Option<String>,
    /// Source; `None` for a member of the workspace.
    pub(super) source: Option<String>,
}

/// Loads the crates for all platforms and features, including those of tests.
pub(super) fn load(root: &Path) -> Result<Vec<Crate>> {
    let form = ["metadata", "--format-version", "1", "--locked"];
    let text = read(cargo(root, &form).arg("--all-features"))?;
    let json: Value = serde_json::from_str(&text).map_err(|error| {
        Failure::new(format_args!(
            "`cargo metadata` printed invalid JSON: {error}"
        ))
    })?;
    Ok(from_metadata(&json))
}

fn from_metadata(json: &Value) -> Vec<Crate> {
    let packages = json.get("packages").and_then(Value::as_array);
    let one = |package: &Value| {
        let text = |key: &str| package.get(key).and_then(Value::as_str).map(str::to_owned);
        Some(Crate {
            name: text("name")?,
            version: text("version")?,
            license: text("license"),
            source: text("source"),
        })
    };
    packages.into_iter().flatten().filter_map(one).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) fn example() -> Vec<Crate> {
        let registry = "registry+https://github.com/rust-lang/crates.io-index";
        let package = |name: &str, license: &str, source: Option<&str>| serde_json::json!({"name": name, "version": "1.0.0", "license": license, "source": source});
        from_metadata(&serde_json::json!({"packages": [
            package("member", "Apache-2.0", None),
            package("a", "MIT/Apache-2.0", Some(registry)),
            package("b", "(MIT OR GPL-3.0) AND Unicode-3.0", Some(registry)),
            package("t", "GPL-3.0", Some("git+https://example.com/t")),
        ]}))
    }

    #[test]
    fn metadata_names_the_crates_with_licence_and_source() {
        let crates = example();
        assert_eq!(crates.len(), 4);
        assert_eq!(crates[0].source, None);
        assert_eq!(crates[1].license.as_deref(), Some("MIT/Apache-2.0"));
    }
}

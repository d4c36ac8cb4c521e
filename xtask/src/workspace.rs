//! Workspace metadata from cargo.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::process::{Failure, Result, cargo, read};

/// The workspace's packages and folders.
#[derive(Debug, Clone, Default)]
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    pub(crate) target: PathBuf,
    /// Oldest supported compiler.
    pub(crate) rust_version: String,
    pub(crate) packages: Vec<Package>,
    pub(crate) named: NamedPrograms,
}

/// Paths of official programs, if the command line names them.
#[derive(Debug, Clone, Default)]
pub(crate) struct NamedPrograms {
    pub(crate) aliyun: Option<PathBuf>,
    pub(crate) terraform: Option<PathBuf>,
    /// Terraform's provider alicloud.
    pub(crate) provider: Option<PathBuf>,
}

/// A member of the workspace.
#[derive(Debug, Clone, Default)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) published: bool,
    /// In alphabetic order.
    pub(crate) features: Vec<String>,
    /// Relative to the root, with `/` between folders.
    pub(crate) manifest: String,
    pub(crate) dependencies: Vec<Dependency>,
}

/// A dependency in a manifest.
#[derive(Debug, Clone)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    pub(crate) kind: DependencyKind,
}

/// The table of a dependency in the manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DependencyKind {
    Normal,
    Dev,
    Build,
}

impl Workspace {
    /// Loads the metadata from cargo, without resolving dependencies.
    pub(crate) fn load() -> Result<Self> {
        let arguments = ["metadata", "--format-version", "1", "--no-deps"];
        // `cargo xtask` runs in any folder of the workspace.
        let text = read(&mut cargo(Path::new("."), &arguments))?;
        Self::from_metadata(&text)
    }

    fn from_metadata(text: &str) -> Result<Self> {
        let json: Value = serde_json::from_str(text).map_err(|error| {
            Failure::new(format_args!(
                "`cargo metadata` printed invalid JSON: {error}"
            ))
        })?;
        let root = PathBuf::from(text_at(&json, "workspace_root")?);
        let target = PathBuf::from(text_at(&json, "target_directory")?);
        let packages = list_at(&json, "packages")
            .map(|package| Package::from_metadata(package, &root))
            .collect::<Result<_>>()?;
        let mut versions = list_at(&json, "packages").filter_map(|it| it.get("rust_version"));
        let rust_version = versions.find_map(Value::as_str).unwrap_or_default();
        Ok(Self {
            root,
            target,
            rust_version: rust_version.to_owned(),
            packages,
            named: NamedPrograms::default(),
        })
    }

    /// Returns the published packages.
    pub(crate) fn published(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| package.published)
    }
}

impl Package {
    fn from_metadata(json: &Value, root: &Path) -> Result<Self> {
        let manifest = PathBuf::from(text_at(json, "manifest_path")?);
        let relative = manifest.strip_prefix(root).unwrap_or(&manifest);
        let features = json.get("features").and_then(Value::as_object);
        let features = features.into_iter().flat_map(|them| them.keys());
        let dependencies = list_at(json, "dependencies")
            .map(Dependency::from_metadata)
            .collect::<Result<_>>()?;
        Ok(Self {
            name: text_at(json, "name")?.to_owned(),
            version: text_at(json, "version")?.to_owned(),
            // `publish = false` is an empty list.
            published: json.get("publish").is_none_or(Value::is_null),
            features: features.cloned().collect(),
            manifest: relative.to_string_lossy().replace('\\', "/"),
            dependencies,
        })
    }
}

impl Dependency {
    fn from_metadata(json: &Value) -> Result<Self> {
        let kind = match json.get("kind").and_then(Value::as_str) {
            Some("dev") => DependencyKind::Dev,
            Some("build") => DependencyKind::Build,
            _ => DependencyKind::Normal,
        };
        Ok(Self {
            name: text_at(json, "name")?.to_owned(),
            kind,
        })
    }
}

fn text_at<'json>(json: &'json Value, key: &str) -> Result<&'json str> {
    json.get(key)
        .and_then(Value::as_str)
        .ok_or_else(|| Failure::new(format_args!("`cargo metadata` has no `{key}`")))
}

fn list_at<'json>(json: &'json Value, key: &str) -> impl Iterator<Item = &'json Value> {
    json.get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_contains_packages_and_dependency_kinds() {
        let workspace = Workspace::from_metadata(
            r#"{"workspace_root": "/w", "target_directory": "/w/target", "packages": [
                {"name": "a", "version": "0.1.0", "manifest_path": "/w/crates/a/Cargo.toml",
                    "rust_version": "1.89", "publish": null, "features": {"x": []}, "dependencies": [
                    {"name": "b", "kind": null}, {"name": "c", "kind": "dev"}]}]}"#,
        )
        .unwrap();
        let package = &workspace.packages[0];
        assert_eq!(package.manifest, "crates/a/Cargo.toml");
        assert_eq!(workspace.rust_version, "1.89");
        assert_eq!(package.features, ["x"]);
        assert_eq!(workspace.published().count(), 1);
        let kinds: Vec<_> = package.dependencies.iter().map(|d| d.kind).collect();
        assert_eq!(kinds, [DependencyKind::Normal, DependencyKind::Dev]);
    }

    #[test]
    fn metadata_without_a_root_is_rejected() {
        let Err(Failure(message)) = Workspace::from_metadata("{}") else {
            panic!("an empty object was accepted");
        };
        assert_eq!(message, "`cargo metadata` has no `workspace_root`");
    }
}

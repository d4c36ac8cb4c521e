//! Packages the published crates, then builds and uses them from the packages.

use std::fs;
use std::path::{Path, PathBuf};

use crate::process::{Failure, Result, cargo, program, run};
use crate::python::files_ending;
use crate::workspace::{Package, Workspace};

/// The examples, as a package of a user.
const MANIFEST: &str = r#"[package]
name = "program"
version = "0.1.0"
edition = "2024"

[dependencies]
async-trait = "0.1"
rolewright = { version = "0.1.0", features = ["blocking", "emulator", "fleet", "local", "testing"] }
serde_json = "1"
tempfile = "3"
tokio = { version = "1", features = ["macros", "rt", "time"] }
"#;
const EXAMPLES: &str = "examples/examples";

/// Packages all published crates, builds them from their packages, and the examples with them; runs one.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let folder = workspace.target.join("packages");
    // Otherwise packages of an earlier version would be unpacked, too.
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| failed(&folder, &error))?;
    }
    let published: Vec<&Package> = workspace.published().collect();
    // `--no-verify`: cargo would build each package separately.
    let form = ["package", "--locked", "--no-verify", "--allow-dirty"];
    let mut package = cargo(&workspace.root, &form);
    for one in &published {
        package.args(["-p", &one.name]);
    }
    run(package.arg("--target-dir").arg(&folder))?;

    let unpacked = folder.join("unpacked");
    write(&unpacked.join("program/Cargo.toml"), MANIFEST)?;
    write(&unpacked.join("program/src/lib.rs"), "")?;
    for example in files_ending(&workspace.root.join(EXAMPLES), "rs")? {
        let name = example.file_name().unwrap_or_default();
        copy(&example, &unpacked.join("program/examples").join(name))?;
    }
    for one in &published {
        let archive = folder.join("package").join(archive_name(one));
        run(program(&unpacked, "tar").arg("-xzf").arg(&archive))?;
    }
    write(&unpacked.join("Cargo.toml"), &overlay(&published))?;
    copy(
        &workspace.root.join("Cargo.lock"),
        &unpacked.join("Cargo.lock"),
    )?;
    let target = workspace.target.join("packaged");
    let from =
        |arguments: &[&str]| run(cargo(&unpacked, arguments).arg("--target-dir").arg(&target));
    from(&["run", "-p", "program", "--example", "first_setup"])?;
    from(&["check", "--workspace", "--examples"])
}

fn archive_name(package: &Package) -> PathBuf {
    PathBuf::from(format!("{}-{}.crate", package.name, package.version))
}

/// Returns a workspace manifest that patches the registry with the packages.
fn overlay(packages: &[&Package]) -> String {
    let mut text =
        String::from("[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\n\n[patch.crates-io]\n");
    for Package { name, version, .. } in packages {
        text.push_str(&format!("{name} = {{ path = \"{name}-{version}\" }}\n"));
    }
    text
}

fn write(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
    folder
        .and_then(|()| fs::write(path, text))
        .map_err(|error| failed(path, &error))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let folder = to.parent().map_or(Ok(()), fs::create_dir_all);
    let copied = folder.and_then(|()| fs::copy(from, to));
    copied.map(|_| ()).map_err(|error| failed(from, &error))
}

fn failed(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format_args!("`{}`: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_package_patches_the_registry() {
        let package = Package {
            name: "a".to_owned(),
            version: "1.2.3".to_owned(),
            ..Package::default()
        };
        let overlay = overlay(&[&package]);
        assert!(
            overlay.ends_with("[patch.crates-io]\na = { path = \"a-1.2.3\" }\n"),
            "{overlay}"
        );
    }
}

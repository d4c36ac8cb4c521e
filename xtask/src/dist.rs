//! `cargo xtask dist`: builds the release artifacts in `target/dist-files`: an archive with the
//! command, the wheel, their bills of materials if cargo-cyclonedx is installed, and checksums.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::process::{Failure, Result, cargo, host, program, run};
use crate::python::emptied;
use crate::workspace::Workspace;
use crate::{python, sbom};

/// Profile with link-time optimisation: small and fast, but slow to build.
const PROFILE: &str = "dist";

/// Workspace member and file name of each bill of materials.
const BILLS: [(&str, &str); 2] = [
    ("rolewright-cli", "rolewright.cdx.json"),
    ("rolewright-python", "rolewright-python.cdx.json"),
];

/// Returns the folder of the release artifacts.
pub(crate) fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("dist-files")
}

/// Returns the name of the archive for a target.
pub(crate) fn archive_name(target: &str) -> String {
    format!("rolewright-{target}.tar.gz")
}

/// Builds all artifacts for this platform; with `--target TRIPLE` only the archive, with `--bills`
/// only the bills of materials.
pub(crate) fn build(arguments: &[&str]) -> Result<()> {
    let workspace = Workspace::load()?;
    let folder = emptied(&folder(&workspace))?;
    let bills = BILLS.map(|(member, name)| (member, folder.join(name)));
    let paths = bills
        .each_ref()
        .map(|(member, path)| (*member, path.as_path()));
    match arguments {
        [] => {
            let has_bills = sbom::write(&workspace, &paths)?;
            archive(&workspace, None, &folder)?;
            python::environment(&workspace)?;
            let [_, (_, bill)] = paths;
            python::wheel_for_others(&workspace, PROFILE, &folder, has_bills.then_some(bill))?;
        }
        ["--target", target] => archive(&workspace, Some(target), &folder)?,
        ["--bills"] if sbom::write(&workspace, &paths)? => {}
        ["--bills"] => {
            return Err(Failure::new(
                "the bills of materials can't be created without cargo-cyclonedx",
            ));
        }
        _ => {
            let usage = "usage: cargo xtask dist [--target TRIPLE | --bills]";
            return Err(Failure::new(usage));
        }
    }
    print!("\n{}", write_sums(&folder)?);
    println!("written to {}", folder.display());
    Ok(())
}

/// Writes `SHA256SUMS` for the files in a folder.
pub(crate) fn write_sums(folder: &Path) -> Result<String> {
    let sums = sums(folder)?;
    let list = folder.join("SHA256SUMS");
    fs::write(&list, &sums).map_err(|error| failed(&list, &error))?;
    Ok(sums)
}

/// Creates the archive with the command and its licence.
fn archive(workspace: &Workspace, other: Option<&str>, folder: &Path) -> Result<()> {
    let mut build = cargo(
        &workspace.root,
        &["build", "--locked", "--profile", PROFILE],
    );
    build.args(["-p", "rolewright-cli"]);
    let host = host(&workspace.root)?;
    let target = other.unwrap_or(&host);
    let mut output = workspace.target.clone();
    if other.is_some() {
        build.args(["--target", target]);
        output.push(target);
    }
    run(&mut build)?;
    let name = if target.contains("windows") {
        "rolewright.exe"
    } else {
        "rolewright"
    };
    let staged = emptied(&workspace.target.join("dist-archive"))?;
    copy(&output.join(PROFILE).join(name), &staged.join(name))?;
    copy(&workspace.root.join("LICENSE"), &staged.join("LICENSE"))?;
    // GNU tar reads the part before a colon, such as a drive, as a host name.
    let archive = archive_name(target);
    run(program(&staged, "tar").args(["-czf", &archive, name, "LICENSE"]))?;
    copy(&staged.join(&archive), &folder.join(&archive))
}

/// Returns a line per file in the format of `sha256sum --check`.
fn sums(folder: &Path) -> Result<String> {
    let entries = fs::read_dir(folder).map_err(|error| failed(folder, &error))?;
    let mut lines = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| failed(folder, &error))?.path();
        let content = fs::read(&path).map_err(|error| failed(&path, &error))?;
        let digest = Sha256::digest(content);
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        lines.push(format!("{digest}  {name}\n"));
    }
    lines.sort_by(|a, b| a.get(64..).cmp(&b.get(64..)));
    Ok(lines.concat())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let copied = fs::copy(from, to);
    copied.map(|_| ()).map_err(|error| failed(from, &error))
}

fn failed(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format_args!("`{}`: {error}", path.display()))
}

//! `cargo xtask dist`: what is handed out, in `target/dist-files`: an archive with the command, the
//! wheel, a bill of materials for each where cargo-cyclonedx is installed, and all checksums.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::process::{Failure, Result, cargo, host, program, run};
use crate::python::emptied;
use crate::workspace::Workspace;
use crate::{python, sbom};

/// Built with optimisation across crates: small and fast, and minutes in the making.
const PROFILE: &str = "dist";

/// The member behind each artefact, and the name of its bill.
const BILLS: [(&str, &str); 2] = [
    ("rolewright-cli", "rolewright.cdx.json"),
    ("rolewright-python", "rolewright-python.cdx.json"),
];

/// The folder with what is handed out.
pub(crate) fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("dist-files")
}

/// The archive with the command for this target.
pub(crate) fn archive_name(target: &str) -> String {
    format!("rolewright-{target}.tar.gz")
}

/// Builds everything for this machine; with `--target TRIPLE` the archive alone, with `--bills` the
/// bills of materials alone.
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
        ["--bills"] => return Err(Failure::new("there is no bill of materials")),
        _ => {
            let usage = "usage: cargo xtask dist [--target TRIPLE | --bills]";
            return Err(Failure::new(usage));
        }
    }
    print!("\n{}", write_sums(&folder)?);
    println!("all in {}", folder.display());
    Ok(())
}

/// Writes the checksums of the files in a folder beside them.
pub(crate) fn write_sums(folder: &Path) -> Result<String> {
    let sums = sums(folder)?;
    let list = folder.join("SHA256SUMS");
    fs::write(&list, &sums).map_err(|error| failed(&list, &error))?;
    Ok(sums)
}

/// Packs the command and its licence.
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
    // GNU tar takes what is before a colon, such as a drive, for another machine.
    let archive = archive_name(target);
    run(program(&staged, "tar").args(["-czf", &archive, name, "LICENSE"]))?;
    copy(&staged.join(&archive), &folder.join(&archive))
}

/// A line for each file, as `sha256sum --check` reads it.
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

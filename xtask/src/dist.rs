//! `cargo xtask dist`: what is handed out, in `target/dist-files`: the command, the wheel, the
//! licence, a bill of materials for each where cargo-cyclonedx is installed, and all checksums.

use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::process::{Failure, Result, cargo, run};
use crate::workspace::Workspace;
use crate::{python, sbom};

/// Built with optimisation across crates: small and fast, and minutes in the making.
const PROFILE: &str = "dist";

/// The member behind each artefact, and the name of its bill.
const BILLS: [(&str, &str); 2] = [
    ("rolewright-cli", "rolewright.cdx.json"),
    ("rolewright-python", "rolewright-python.cdx.json"),
];

pub(crate) fn build() -> Result<()> {
    let workspace = Workspace::load()?;
    let folder = workspace.target.join("dist-files");
    if folder.exists() {
        // What an earlier version left would be handed out, too.
        fs::remove_dir_all(&folder).map_err(|error| failed(&folder, &error))?;
    }
    fs::create_dir_all(&folder).map_err(|error| failed(&folder, &error))?;
    let bills = BILLS.map(|(member, name)| (member, folder.join(name)));
    let paths = bills
        .each_ref()
        .map(|(member, path)| (*member, path.as_path()));
    let has_bills = sbom::write(&workspace, &paths)?;
    let arguments = [
        "build",
        "--locked",
        "--profile",
        PROFILE,
        "-p",
        "rolewright-cli",
    ];
    run(&mut cargo(&workspace.root, &arguments))?;
    let name = format!("rolewright{}", std::env::consts::EXE_SUFFIX);
    let command = workspace.target.join(PROFILE).join(&name);
    let copied = fs::copy(&command, folder.join(&name));
    copied.map_err(|error| failed(&command, &error))?;
    let license = workspace.root.join("LICENSE");
    let copied = fs::copy(&license, folder.join("LICENSE"));
    copied.map_err(|error| failed(&license, &error))?;
    python::environment(&workspace)?;
    let [_, (_, bill)] = paths;
    python::wheel_for_others(&workspace, PROFILE, &folder, has_bills.then_some(bill))?;
    let sums = sums(&folder)?;
    print!("\n{sums}");
    let list = folder.join("SHA256SUMS");
    fs::write(&list, sums).map_err(|error| failed(&list, &error))?;
    println!("all in {}", folder.display());
    Ok(())
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

fn failed(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format_args!("`{}`: {error}", path.display()))
}

//! `cargo xtask dist`: what is handed out, in `target/dist-files`: the command, the wheel, the
//! licence, a bill of materials for each, and the checksums of all.

use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::crates::Crates;
use crate::process::{Failure, Result, cargo, program, read, run};
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
    bills(&workspace, &folder)?;
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
    let [_, (_, bill)] = BILLS;
    python::wheel_for_others(&workspace, PROFILE, &folder, &folder.join(bill))?;
    let sums = sums(&folder)?;
    print!("\n{sums}");
    let list = folder.join("SHA256SUMS");
    fs::write(&list, sums).map_err(|error| failed(&list, &error))?;
    println!("all in {}", folder.display());
    Ok(())
}

fn bills(workspace: &Workspace, folder: &Path) -> Result<()> {
    let version = read(program(&workspace.root, "rustc").arg("-vV"))?;
    let triple = version.lines().find_map(|line| line.strip_prefix("host: "));
    let triple = triple.ok_or_else(|| Failure::new("`rustc -vV` names no host"))?;
    let crates = Crates::on_platform(&workspace.root, triple)?;
    let lock = workspace.root.join("Cargo.lock");
    let lock = fs::read_to_string(&lock).map_err(|error| failed(&lock, &error))?;
    let checksums = sbom::checksums(&lock);
    for (member, name) in BILLS {
        let path = folder.join(name);
        let bill = format!("{:#}\n", sbom::bill(&crates, member, &checksums));
        fs::write(&path, bill).map_err(|error| failed(&path, &error))?;
    }
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

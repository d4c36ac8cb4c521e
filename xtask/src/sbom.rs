//! Bills of materials in `CycloneDX` format, written by cargo-cyclonedx.

use std::fs;
use std::path::Path;

use crate::process::{Failure, Result, cargo, program, read, run, works};
use crate::workspace::Workspace;

const VERSION: &str = "0.5.9";

/// File name, without extension, of the bill next to each manifest.
const NAME: &str = "dist.cdx";

/// Writes the bills of packages to paths. Returns false if cargo-cyclonedx is not installed.
///
/// The bill is reproducible: it has the date of the commit and no path of the project folder.
pub(crate) fn write(workspace: &Workspace, bills: &[(&str, &Path)]) -> Result<bool> {
    let root = &workspace.root;
    if !works(&mut cargo(root, &["cyclonedx", "--version"])) {
        println!(
            "skipped {} bills of materials: cargo-cyclonedx is not installed; run `cargo install --locked cargo-cyclonedx@{VERSION}`",
            bills.len()
        );
        return Ok(false);
    }
    let date = read(program(root, "git").args(["log", "-1", "--format=%ct"]))?;
    let form = ["cyclonedx", "--format", "json", "--spec-version", "1.5"];
    run(cargo(root, &form)
        .args(["--override-filename", NAME])
        .env("SOURCE_DATE_EPOCH", date.trim()))?;
    for package in &workspace.packages {
        let written = root
            .join(&package.manifest)
            .with_file_name(format!("{NAME}.json"));
        let failed = |error| Failure::new(format_args!("`{}`: {error}", written.display()));
        let text = fs::read_to_string(&written).map_err(failed)?;
        fs::remove_file(&written).map_err(failed)?;
        if let Some((_, path)) = bills.iter().find(|(name, _)| *name == package.name) {
            fs::write(path, without_folder(&text, root)).map_err(failed)?;
        }
    }
    Ok(true)
}

fn without_folder(bill: &str, root: &Path) -> String {
    bill.replace(&*root.to_string_lossy(), "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bill_names_no_folder_of_the_machine() {
        let bill = r#"{"bom-ref": "path+file:///w/crates/a#0.1.0"}"#;
        let expected = r#"{"bom-ref": "path+file:///crates/a#0.1.0"}"#;
        assert_eq!(without_folder(bill, Path::new("/w")), expected);
    }
}

//! Bills of materials in `CycloneDX`, by cargo-cyclonedx where it is installed.

use std::fs;
use std::path::Path;

use crate::process::{Failure, Result, cargo, program, read, run, works};
use crate::workspace::Workspace;

const VERSION: &str = "0.5.9";

/// The name that cargo-cyclonedx gives the bill beside each manifest, without its ending.
const NAME: &str = "dist.cdx";

/// Writes the bill of each of these packages to the path beside it, and returns whether it could.
///
/// The date is that of the commit, and the project's folder is left out, so that the same sources
/// give the same bill.
pub(crate) fn write(workspace: &Workspace, bills: &[(&str, &Path)]) -> Result<bool> {
    let root = &workspace.root;
    if !works(&mut cargo(root, &["cyclonedx", "--version"])) {
        println!(
            "skipped {} bills of materials: cargo-cyclonedx is not installed; get it with `cargo install --locked cargo-cyclonedx@{VERSION}`",
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
        let made = root
            .join(&package.manifest)
            .with_file_name(format!("{NAME}.json"));
        let failed = |error| Failure::new(format_args!("`{}`: {error}", made.display()));
        let text = fs::read_to_string(&made).map_err(failed)?;
        fs::remove_file(&made).map_err(failed)?;
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

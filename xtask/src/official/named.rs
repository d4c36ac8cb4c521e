//! Programs that the command line names: the aliyun CLI, and Terraform with the provider alicloud.
//!
//! Their scripts start emulators of their own.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{emulator, install};
use crate::process::{Failure, Result, log_folder, run_logged};
use crate::stages::Stage;
use crate::workspace::{NamedPrograms, Workspace};

/// Time limit of a script: Terraform waits for minutes after the order of an instance.
const LIMIT: Duration = Duration::from_secs(1800);

const USAGE: &str =
    "usage: cargo xtask official [--aliyun PATH] [--terraform PATH --provider PATH]";

pub(super) const ALIYUN: Stage = Stage::new("aliyun CLI", aliyun).where_found(no_aliyun);
pub(super) const TERRAFORM: Stage = Stage::new("Terraform", terraform).where_found(no_terraform);

/// Parses the command line.
pub(super) fn parse(arguments: &[&str]) -> Result<NamedPrograms> {
    let mut named = NamedPrograms::default();
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let place = match *word {
            "--aliyun" => &mut named.aliyun,
            "--terraform" => &mut named.terraform,
            "--provider" => &mut named.provider,
            _ => return Err(Failure::new(USAGE)),
        };
        let path = words.next().ok_or_else(|| Failure::new(USAGE))?;
        *place = Some(found(path)?);
    }
    let pair = [
        (&named.terraform, "--terraform", "--provider"),
        (&named.provider, "--provider", "--terraform"),
    ];
    let given = pair.iter().filter(|(path, ..)| path.is_some());
    match *given.collect::<Vec<_>>() {
        [(_, only, other)] => Err(Failure::new(format_args!(
            "`{only}` needs `{other}`: Terraform can't run without the provider alicloud"
        ))),
        _ => Ok(named),
    }
}

/// Returns the full path of a program; the scripts run in other folders.
fn found(path: &str) -> Result<PathBuf> {
    let full = fs::canonicalize(path);
    let full = full.map_err(|error| Failure::new(format_args!("`{path}`: {error}")))?;
    if full.is_file() {
        Ok(full)
    } else {
        Err(Failure::new(format_args!("`{path}` is not a program")))
    }
}

fn no_aliyun(workspace: &Workspace) -> Option<String> {
    let missing = workspace.named.aliyun.is_none();
    missing.then(|| "`--aliyun` is not given".to_owned())
}

fn no_terraform(workspace: &Workspace) -> Option<String> {
    let missing = workspace.named.terraform.is_none();
    missing.then(|| "`--terraform` and `--provider` are not given".to_owned())
}

fn aliyun(workspace: &Workspace) -> Result<()> {
    let programs = [("ROLEWRIGHT_ALIYUN", workspace.named.aliyun.as_deref())];
    script(workspace, "test_aliyun.py", &programs)
}

fn terraform(workspace: &Workspace) -> Result<()> {
    let programs = [
        ("ROLEWRIGHT_TERRAFORM", workspace.named.terraform.as_deref()),
        ("ROLEWRIGHT_PROVIDER", workspace.named.provider.as_deref()),
    ];
    script(workspace, "test_terraform.py", &programs)
}

/// Runs a script with the paths of the programs in its environment.
fn script(workspace: &Workspace, name: &str, programs: &[(&str, Option<&Path>)]) -> Result<()> {
    install::python(workspace)?;
    let log = log_folder(&workspace.target)?.join(format!("official-{name}.log"));
    let mut command = install::pytest(workspace, &format!("programs/{name}"));
    command.env("ROLEWRIGHT", emulator::rolewright(workspace)?);
    for (variable, path) in programs {
        command.envs(path.map(|path| (variable, path)));
    }
    run_logged(&mut command, &log, LIMIT)?;
    print!("{}", fs::read_to_string(&log).unwrap_or_default());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(arguments: &[&str]) -> String {
        parse(arguments).unwrap_err().0
    }

    #[test]
    fn a_program_that_is_not_named_is_skipped() {
        let workspace = Workspace {
            named: parse(&[]).unwrap(),
            ..Workspace::default()
        };
        assert!(no_aliyun(&workspace).is_some() && no_terraform(&workspace).is_some());
        let here = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        let workspace = Workspace {
            named: parse(&["--aliyun", here]).unwrap(),
            ..Workspace::default()
        };
        assert!(no_aliyun(&workspace).is_none() && no_terraform(&workspace).is_some());
    }

    #[test]
    fn terraform_needs_the_provider_and_a_program_must_exist() {
        let here = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        let expected =
            "`--terraform` needs `--provider`: Terraform can't run without the provider alicloud";
        assert_eq!(message(&["--terraform", here]), expected);
        assert!(message(&["--provider", here]).starts_with("`--provider` needs `--terraform`"));
        assert!(message(&["--aliyun", "/not/there"]).starts_with("`/not/there`: "));
        let folder = message(&["--aliyun", env!("CARGO_MANIFEST_DIR")]);
        assert!(folder.ends_with("is not a program"), "{folder}");
        assert_eq!(message(&["--aliyun"]), USAGE);
        assert_eq!(message(&["more"]), USAGE);
    }
}

//! Tests the pre-commit hooks with pre-commit on a scratch repository.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::process::{Failure, Result, program, read, run};
use crate::python::emptied;
use crate::workspace::Workspace;
use crate::{python, tools};

const DOCUMENT: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:b/*"}]}"#;

/// A committed file, and the expected output of the hook; `None` if it passes.
struct Case {
    file: &'static str,
    content: fn() -> Vec<u8>,
    output: Option<&'static str>,
}

const LINT: [Case; 6] = [
    Case {
        file: "a policy of ü.json",
        content: || DOCUMENT.into(),
        output: None,
    },
    Case {
        file: "crlf-policy.json",
        content: || DOCUMENT.replace(',', ",\r\n").into(),
        output: None,
    },
    Case {
        file: "package.json",
        content: || b"{}".into(),
        output: None,
    },
    Case {
        file: "half-policy.json",
        content: || DOCUMENT.bytes().take(40).collect(),
        output: Some("json-syntax"),
    },
    Case {
        file: "utf16-policy.json",
        content: || {
            let text = format!("\u{feff}{DOCUMENT}");
            text.encode_utf16().flat_map(u16::to_le_bytes).collect()
        },
        output: Some("the policy document is not UTF-8"),
    },
    Case {
        file: "policies/large.json",
        content: || format!("[{}0]", "0,".repeat(5_000_000)).into(),
        output: Some("too large"),
    },
];

/// Tests the hooks of the current commit with the wheel that `cargo xtask test` built.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    tools::install(workspace)?;
    let top = emptied(&workspace.target.join("hooks"))?;
    let packages = packages(workspace, &top)?;
    let scratch = Scratch {
        workspace,
        folder: emptied(&top.join("repository"))?,
        home: top.join("home"),
        packages,
    };
    scratch.begin()?;
    for case in LINT {
        scratch.write(case.file, &(case.content)())?;
        scratch.git(&["add", "--all"])?;
        scratch.expect("rolewright-lint", case.output)?;
        scratch.git(&["rm", "--quiet", "--force", case.file])?;
    }
    scratch.write("old-policy.json", DOCUMENT.as_bytes())?;
    scratch.write("gone-policy.json", DOCUMENT.as_bytes())?;
    scratch.commit()?;
    scratch.git(&["mv", "old-policy.json", "new-policy.json"])?;
    scratch.git(&["rm", "--quiet", "gone-policy.json"])?;
    scratch.expect("rolewright-lint", None)?;
    // The hook formats the file, which fails the first commit.
    scratch.expect("rolewright-fmt", Some("files were modified by this hook"))?;
    scratch.git(&["add", "--all"])?;
    scratch.expect("rolewright-fmt", None)
}

/// Returns a folder with the packages for the hooks, so that pip uses no registry.
fn packages(workspace: &Workspace, top: &Path) -> Result<std::path::PathBuf> {
    let folder = emptied(&top.join("packages"))?;
    let wheels = workspace.target.join("python-wheels");
    let built = python::files_ending(&wheels, "whl").map_err(|Failure(message)| {
        Failure::new(format_args!(
            "{message}; run `cargo xtask test` to build the wheel"
        ))
    })?;
    for wheel in built {
        let to = folder.join(wheel.file_name().unwrap_or_default());
        fs::copy(&wheel, &to).map_err(|error| failed(&to, &error))?;
    }
    run(tools::command(workspace, "python")
        .args(["-m", "pip", "download", "--quiet", "--no-deps"])
        .args(["--disable-pip-version-check", "setuptools>=77", "--dest"])
        .arg(&folder))?;
    Ok(folder)
}

/// A repository that uses the hooks.
struct Scratch<'a> {
    workspace: &'a Workspace,
    folder: std::path::PathBuf,
    home: std::path::PathBuf,
    packages: std::path::PathBuf,
}

impl Scratch<'_> {
    fn begin(&self) -> Result<()> {
        let root = &self.workspace.root;
        let commit = read(program(root, "git").args(["rev-parse", "HEAD"]))?;
        let config = format!(
            "repos:\n  - repo: '{}'\n    rev: {}\n    hooks: [{{ id: rolewright-lint }}, {{ id: rolewright-fmt }}]\n",
            root.display(),
            commit.trim()
        );
        self.write(".pre-commit-config.yaml", config.as_bytes())?;
        self.git(&["init", "--quiet"])?;
        self.commit()
    }

    fn write(&self, name: &str, content: &[u8]) -> Result<()> {
        let path = self.folder.join(name);
        let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
        folder
            .and_then(|()| fs::write(&path, content))
            .map_err(|error| failed(&path, &error))
    }

    fn git(&self, arguments: &[&str]) -> Result<()> {
        let author = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
        run(program(&self.folder, "git").args(author).args(arguments))
    }

    fn commit(&self) -> Result<()> {
        self.git(&["add", "--all"])?;
        self.git(&["commit", "--quiet", "--message=m"])
    }

    fn command(&self, hook: &str) -> Command {
        let mut command = tools::command(self.workspace, "pre-commit");
        command
            .current_dir(&self.folder)
            .args(["run", hook])
            .env("PRE_COMMIT_HOME", &self.home)
            .env("PIP_NO_INDEX", "1")
            .env("PIP_FIND_LINKS", &self.packages);
        command
    }

    /// Runs a hook on the staged files, and checks that it passes, or fails with this output.
    fn expect(&self, hook: &str, expected: Option<&str>) -> Result<()> {
        let output = self.command(hook).output();
        let output = output.map_err(|error| Failure::new(format_args!("pre-commit: {error}")))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let as_expected = match expected {
            None => output.status.success(),
            Some(expected) => !output.status.success() && text.contains(expected),
        };
        if as_expected {
            return Ok(());
        }
        Err(Failure::new(format_args!(
            "the hook `{hook}` was expected to {}, but:\n{text}{}",
            expected.map_or("pass".to_owned(), |expected| format!(
                "fail with `{expected}`"
            )),
            String::from_utf8_lossy(&output.stderr)
        )))
    }
}

fn failed(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format_args!("`{}`: {error}", path.display()))
}

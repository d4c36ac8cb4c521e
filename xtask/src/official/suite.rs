//! `cargo xtask official`: runs the official clients in Python, Node and Go against an emulator.
//!
//! Fixed versions of the packages are installed below the target folder. Without Node or Go their
//! suites are skipped; in CI they are required.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::process::{Failure, Result, log_folder, program, run, run_logged, works};
use crate::stages::Stage;
use crate::workspace::Workspace;
use crate::{programs, python};

const SOURCES: &str = "tests/official";
/// Time limit of a suite; a longer run hangs.
const LIMIT: Duration = Duration::from_secs(300);

/// The clients of one language.
struct Suite {
    language: &'static str,
    /// Required programs, each with the argument that prints its version.
    tools: &'static [(&'static str, &'static str)],
    install: fn(&Workspace) -> Result<()>,
    command: fn(&Workspace) -> Result<Command>,
}

const PYTHON: Suite = Suite {
    language: "python",
    tools: &[],
    install: install_python,
    command: python_suite,
};

const NODE: Suite = Suite {
    language: "node",
    tools: &[("node", "--version"), ("npm", "--version")],
    install: install_node,
    command: node_suite,
};

const GO: Suite = Suite {
    language: "go",
    tools: &[("go", "version")],
    install: |workspace| run(go(workspace).args(["mod", "download"])),
    command: go_suite,
};

pub(crate) const PYTHON_CLIENTS: Stage =
    Stage::new("official clients: Python", |it| PYTHON.run(it));
pub(crate) const NODE_CLIENTS: Stage =
    Stage::new("official clients: Node", |it| NODE.run(it)).needs(|it| NODE.missing(it));
pub(crate) const GO_CLIENTS: Stage =
    Stage::new("official clients: Go", |it| GO.run(it)).needs(|it| GO.missing(it));
pub(crate) const STAGES: [Stage; 3] = [PYTHON_CLIENTS, NODE_CLIENTS, GO_CLIENTS];

impl Suite {
    /// Installs the clients and runs their tests.
    fn run(&self, workspace: &Workspace) -> Result<()> {
        (self.install)(workspace)?;
        let logs = log_folder(&workspace.target)?;
        let emulator = Emulator::start(workspace, &logs)?;
        let log = logs.join(format!("official-{}.log", self.language));
        let mut command = (self.command)(workspace)?;
        command.env("ROLEWRIGHT_EMULATOR", &emulator.ready);
        run_logged(&mut command, &log, LIMIT)?;
        print!("{}", fs::read_to_string(&log).unwrap_or_default());
        Ok(())
    }

    fn missing(&self, workspace: &Workspace) -> Option<String> {
        let has = |(tool, asked): &(&str, &str)| works(program(&workspace.root, *tool).arg(asked));
        let missing = self.tools.iter().find(|tool| !has(tool));
        missing.map(|(tool, _)| format!("`{tool}` is not installed"))
    }
}

/// A running emulator.
struct Emulator {
    process: Child,
    /// First line of its output.
    ready: String,
}

impl Emulator {
    fn start(workspace: &Workspace, logs: &Path) -> Result<Self> {
        let programs = programs::build(workspace, "rolewright-cli")?;
        let found = programs
            .into_iter()
            .find(|program| program.name == "rolewright");
        let executable = found.map(|program| program.executable).ok_or_else(|| {
            Failure::new("the package `rolewright-cli` has no program `rolewright`")
        })?;
        let not_started =
            |error: std::io::Error| Failure::new(format_args!("the emulator can't start: {error}"));
        let log = fs::File::create(logs.join("official-emulator.log")).map_err(not_started)?;
        let mut process = program(&workspace.root, executable)
            .args(["emulator", "--enforce", "--strict-time"])
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .map_err(not_started)?;
        let mut ready = String::new();
        if let Some(output) = process.stdout.as_mut() {
            BufReader::new(output)
                .read_line(&mut ready)
                .map_err(not_started)?;
        }
        Ok(Self { process, ready })
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // `kill` fails if it has already exited.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Returns the folder for the clients of a language.
fn folder(workspace: &Workspace, language: &str) -> PathBuf {
    workspace.target.join("official").join(language)
}

fn install_python(workspace: &Workspace) -> Result<()> {
    let requirements = workspace.root.join(SOURCES).join("python/requirements.txt");
    python::install(workspace, &folder(workspace, "python"), |pip| {
        pip.arg("--requirement").arg(requirements);
    })
}

fn python_suite(workspace: &Workspace) -> Result<Command> {
    let mut command = python::command(workspace, &folder(workspace, "python"));
    command
        .args(["-m", "pytest", "-q", "-p", "no:cacheprovider"])
        .arg(format!("{SOURCES}/python"))
        .env("PYTHONDONTWRITEBYTECODE", "1");
    Ok(command)
}

/// Runs `npm ci` only if the lock file changed, because it deletes the installed packages first.
fn install_node(workspace: &Workspace) -> Result<()> {
    let (from, to) = (
        workspace.root.join(SOURCES).join("node"),
        folder(workspace, "node"),
    );
    let lock = fs::read(from.join("package-lock.json")).map_err(|error| lost(&from, &error))?;
    let done = to.join("installed-lock.json");
    if fs::read(&done).is_ok_and(|known| known == lock) {
        return Ok(());
    }
    fs::create_dir_all(&to).map_err(|error| lost(&to, &error))?;
    for name in ["package.json", "package-lock.json"] {
        fs::copy(from.join(name), to.join(name)).map_err(|error| lost(&to, &error))?;
    }
    let npm = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    run(program(&to, "npm").args(npm))?;
    fs::write(&done, lock).map_err(|error| lost(&done, &error))
}

fn node_suite(workspace: &Workspace) -> Result<Command> {
    let folder = workspace.root.join(SOURCES).join("node");
    let mut command = program(&folder, "node");
    command
        .args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
        .env(
            "NODE_PATH",
            self::folder(workspace, "node").join("node_modules"),
        );
    Ok(command)
}

/// Returns a Go command with module and build caches in the target folder.
fn go(workspace: &Workspace) -> Command {
    let folder = folder(workspace, "go");
    let mut command = program(&workspace.root.join(SOURCES).join("go"), "go");
    command
        .env("GOMODCACHE", folder.join("modules"))
        .env("GOCACHE", folder.join("cache"))
        .env("GOFLAGS", "-modcacherw -mod=readonly -buildvcs=false")
        .env("CGO_ENABLED", "0");
    command
}

fn go_suite(workspace: &Workspace) -> Result<Command> {
    let mut command = go(workspace);
    command.args(["test", "-count=1", "-vet=off", "-v", "."]);
    Ok(command)
}

fn lost(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format_args!("`{}`: {error}", path.display()))
}

//! The official clients of a language.

use std::fs;
use std::process::Command;
use std::time::Duration;

use super::emulator::Emulator;
use super::install::{self, SOURCES};
use crate::process::{Result, log_folder, program, run_logged, works};
use crate::stages::Stage;
use crate::workspace::Workspace;

/// Time limit of a suite; a longer run hangs.
const LIMIT: Duration = Duration::from_secs(300);

/// The clients of one language.
struct Suite {
    language: &'static str,
    /// Required programs, each with the argument that prints its version.
    tools: &'static [(&'static str, &'static str)],
    install: fn(&Workspace) -> Result<()>,
    command: fn(&Workspace) -> Command,
}

const PYTHON: Suite = Suite {
    language: "python",
    tools: &[],
    install: install::python,
    command: |workspace| install::pytest(workspace, "python"),
};

const NODE: Suite = Suite {
    language: "node",
    tools: &[("node", "--version"), ("npm", "--version")],
    install: install::node,
    command: node,
};

const GO: Suite = Suite {
    language: "go",
    tools: &[("go", "version")],
    install: install::go,
    command: go,
};

pub(crate) const PYTHON_CLIENTS: Stage =
    Stage::new("official clients: Python", |it| PYTHON.run(it));
pub(crate) const NODE_CLIENTS: Stage =
    Stage::new("official clients: Node", |it| NODE.run(it)).needs(|it| NODE.missing(it));
pub(crate) const GO_CLIENTS: Stage =
    Stage::new("official clients: Go", |it| GO.run(it)).needs(|it| GO.missing(it));

impl Suite {
    /// Installs the clients and runs their tests.
    fn run(&self, workspace: &Workspace) -> Result<()> {
        (self.install)(workspace)?;
        let logs = log_folder(&workspace.target)?;
        let emulator = Emulator::start(workspace, &logs)?;
        let log = logs.join(format!("official-{}.log", self.language));
        let mut command = (self.command)(workspace);
        command
            .env("ROLEWRIGHT_EMULATOR", &emulator.ready)
            .env("ROLEWRIGHT_SETUP", &emulator.setup);
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

fn node(workspace: &Workspace) -> Command {
    let folder = workspace.root.join(SOURCES).join("node");
    let mut command = program(&folder, "node");
    command
        .args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
        .env(
            "NODE_PATH",
            install::folder(workspace, "node").join("node_modules"),
        );
    command
}

fn go(workspace: &Workspace) -> Command {
    let mut command = install::go_command(workspace);
    command.args(["test", "-count=1", "-vet=off", "-v", "."]);
    command
}

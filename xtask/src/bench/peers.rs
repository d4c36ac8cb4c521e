//! The compared programs, installed from the registries into the target folder.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::process::{Failure, Result, program, read, run, works};
use crate::workspace::Workspace;

const PYTHON: [&str; 3] = [
    "alibabacloud-ram20150501",
    "alibabacloud-sts20150401",
    "moto[server]",
];
const NODE: [&str; 1] = ["@alicloud/ram20150501"];

/// Installed packages whose versions are listed on the page.
const NAMED: [&str; 3] = [
    "alibabacloud-ram20150501",
    "alibabacloud-tea-openapi",
    "moto",
];

pub(super) struct Peers {
    root: PathBuf,
    environment: PathBuf,
    modules: PathBuf,
}

impl Peers {
    pub(super) fn install(workspace: &Workspace) -> Result<Self> {
        let folder = workspace.target.join("bench");
        let peers = Self {
            root: workspace.root.clone(),
            environment: folder.join("python"),
            modules: folder.join("node"),
        };
        std::fs::create_dir_all(&peers.modules).map_err(Failure::new)?;
        if !works(peers.python().arg("--version")) {
            run(program(&workspace.root, "python3")
                .args(["-m", "venv", "--clear"])
                .arg(&peers.environment))?;
        }
        let pip = [
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ];
        run(peers.python().args(pip).args(PYTHON))?;
        let npm = [
            "install",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
            "--prefix",
        ];
        run(program(&workspace.root, "npm")
            .args(npm)
            .arg(&peers.modules)
            .args(NODE))?;
        Ok(peers)
    }

    /// Returns a command for the Python that has the compared packages.
    pub(super) fn python(&self) -> Command {
        program(&self.root, self.environment.join("bin/python"))
    }

    /// Returns a command for the official Python client.
    pub(super) fn official_python(&self, arguments: &[&str]) -> Command {
        let mut command = self.python();
        command
            .arg(self.root.join("bench/clients/official.py"))
            .args(arguments);
        command
    }

    /// Returns a command for the official Node client.
    pub(super) fn official_node(&self, arguments: &[&str]) -> Command {
        let mut command = program(&self.root, "node");
        command.env("MODULES", &self.modules);
        command
            .arg(self.root.join("bench/clients/official.mjs"))
            .args(arguments);
        command
    }

    pub(super) fn moto(&self) -> PathBuf {
        self.environment.join("bin/moto_server")
    }

    /// Returns names and versions of the installed packages.
    pub(super) fn versions(&self) -> Result<Vec<(String, String)>> {
        let list = read(
            self.python()
                .args(["-m", "pip", "list", "--format", "json"]),
        )?;
        let list: Value = serde_json::from_str(&list).map_err(Failure::new)?;
        let text = |package: &Value, key| Some(package.get(key)?.as_str()?.to_owned());
        let installed = list.as_array().into_iter().flatten();
        let mut versions: Vec<_> = installed
            .filter_map(|package| Some((text(package, "name")?, text(package, "version")?)))
            .filter(|(name, _)| NAMED.contains(&name.as_str()))
            .collect();
        for name in NODE {
            let path = self
                .modules
                .join("node_modules")
                .join(name)
                .join("package.json");
            let json = std::fs::read_to_string(path).unwrap_or_default();
            let json: Value = serde_json::from_str(&json).map_err(Failure::new)?;
            versions.extend(text(&json, "version").map(|version| (name.to_owned(), version)));
        }
        let python = read(self.python().arg("--version"))?;
        let node = read(program(&self.root, "node").arg("--version"))?;
        versions.push((
            "Python".into(),
            python.trim().trim_start_matches("Python ").into(),
        ));
        versions.push(("Node".into(), node.trim().trim_start_matches('v').into()));
        Ok(versions)
    }
}

//! Tests the console in a browser, with Playwright and axe.
//!
//! The packages are installed below the target folder, in fixed versions; the browser is Chromium or
//! Chrome. On Debian, root installs a missing one with apt.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::official;
use crate::process::{Failure, Result, log_folder, program, read, run, run_logged, works};
use crate::stages::{self, Stage};
use crate::workspace::Workspace;

const SOURCES: &str = "tests/browser";
const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];
/// Time limit of all tests together; a longer run hangs.
const LIMIT: Duration = Duration::from_secs(900);

/// Skipped without Node or a browser.
pub(crate) const CONSOLE: Stage = Stage::new("console in a browser", tests).where_found(missing);

/// `cargo xtask browser`: the tests alone, which fail in CI where they can't run.
pub(crate) fn check() -> Result<()> {
    stages::run(&[Stage::new("console in a browser", tests).needs(missing)])
}

fn missing(workspace: &Workspace) -> Option<String> {
    let root = &workspace.root;
    let absent = |tool: &&&str| !works(program(root, **tool).arg("--version"));
    if let Some(tool) = ["node", "npm"].iter().find(absent) {
        return Some(format!("`{tool}` is not installed"));
    }
    if browser(root).is_some() || install(root) && browser(root).is_some() {
        return None;
    }
    Some("no Chromium is installed".to_owned())
}

fn browser(root: &Path) -> Option<&'static str> {
    let found = |name: &&&str| works(program(root, **name).arg("--version"));
    BROWSERS.iter().find(found).copied()
}

/// Installs Chromium as root on Debian. Returns whether it succeeded.
fn install(root: &Path) -> bool {
    let is_root = read(program(root, "id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if !is_root || !Path::new("/etc/debian_version").exists() {
        return false;
    }
    let apt = |arguments: &[&str]| {
        let mut command = program(root, "apt-get");
        command.args(arguments);
        command.env("DEBIAN_FRONTEND", "noninteractive");
        run(&mut command).is_ok()
    };
    apt(&["update", "--quiet"])
        && apt(&[
            "install",
            "--quiet",
            "--yes",
            "--no-install-recommends",
            "chromium",
        ])
}

fn tests(workspace: &Workspace) -> Result<()> {
    let root = &workspace.root;
    let browser = browser(root).ok_or_else(|| Failure::new("no Chromium is installed"))?;
    let (sources, packages) = (root.join(SOURCES), workspace.target.join("browser"));
    official::install_node(&sources, &packages)?;
    let screenshots = workspace.target.join("screenshots");
    let log = log_folder(&workspace.target)?.join("browser.log");
    let mut command = program(&sources, "node");
    command
        .args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
        .env("NODE_PATH", packages.join("node_modules"))
        .env("ROLEWRIGHT", official::rolewright(workspace)?)
        .env("CHROMIUM", path_of(root, browser)?)
        .env("SCREENSHOTS", &screenshots);
    run_logged(&mut command, &log, LIMIT)?;
    print!("{}", fs::read_to_string(&log).unwrap_or_default());
    println!("screenshots: {}", screenshots.display());
    Ok(())
}

fn path_of(root: &Path, name: &str) -> Result<PathBuf> {
    let script = format!("command -v {name}");
    let path = read(program(root, "sh").args(["-c", &script]))?;
    Ok(PathBuf::from(path.trim()))
}

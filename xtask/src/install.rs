//! `cargo xtask install`: tests each installation method in a clean folder with an apply and a verify
//! run.

use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::process::{Failure, Result, cargo, host, program, read, run};
use crate::python::emptied;
use crate::workspace::Workspace;
use crate::{dist, python, tools};

const PACKAGE: &str = "rolewright-cli";
const BINDING: &str = "bindings/python";

/// An installation method. Takes an empty folder and returns the words that start the command.
type Way = fn(&Workspace, &Path) -> Result<Vec<OsString>>;

const WAYS: [(&str, Way); 6] = [
    ("cargo install --path", by_path),
    ("cargo install --git", by_git),
    ("pip install", by_pip),
    ("uvx", by_uvx),
    ("wheel", by_wheel),
    ("install.sh", by_script),
];

const JOB: [&[&str]; 2] = [
    &[
        "apply",
        "--provider",
        "local",
        "--bucket",
        "my-images",
        "--yes",
    ],
    &["verify", "--provider", "local", "--bucket", "my-images"],
];

pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    tools::install(workspace)?;
    dist::build(&[])?;
    let top = emptied(&workspace.target.join("install"))?;
    for (number, (name, way)) in (1..).zip(WAYS) {
        println!("\n{name}:");
        let folder = emptied(&top.join(number.to_string()))?;
        let words = way(workspace, &folder)?;
        let Some((first, further)) = words.split_first() else {
            return Err(Failure::new(format_args!("`{name}` returned no command")));
        };
        for arguments in JOB {
            run(program(&folder, first).args(further).args(arguments))?;
        }
    }
    println!("\ninstallation methods: {} passed, 0 failed", WAYS.len());
    Ok(())
}

fn by_path(workspace: &Workspace, folder: &Path) -> Result<Vec<OsString>> {
    let mut install = cargo(&workspace.root, &["install", "--locked", "--path"]);
    run(install
        .args(["crates/rolewright-cli", "--root"])
        .arg(folder))?;
    Ok(vec![folder.join("bin/rolewright").into()])
}

/// Installs the current commit. Without the shared target folder, where cargo would reuse the build
/// of `by_path`.
fn by_git(workspace: &Workspace, folder: &Path) -> Result<Vec<OsString>> {
    let clone = folder.join("clone");
    run(program(&workspace.root, "git")
        .args(["clone", "--quiet", "."])
        .arg(&clone))?;
    let url = format!("file://{}", clone.display());
    let mut install = cargo(&workspace.root, &["install", "--locked", "--git", &url]);
    run(install
        .args([PACKAGE, "--root"])
        .arg(folder)
        .env_remove("CARGO_TARGET_DIR"))?;
    Ok(vec![folder.join("bin/rolewright").into()])
}

fn by_pip(workspace: &Workspace, folder: &Path) -> Result<Vec<OsString>> {
    let environment = folder.join("venv");
    python::install(workspace, &environment, |pip| {
        pip.arg(format!("./{BINDING}"));
    })?;
    Ok(vec![python::script(&environment, "rolewright").into()])
}

fn by_uvx(workspace: &Workspace, _: &Path) -> Result<Vec<OsString>> {
    let uvx = tools::command(workspace, "uvx");
    let package = workspace.root.join(BINDING);
    Ok(vec![
        uvx.get_program().to_owned(),
        "--from".into(),
        package.into(),
        "rolewright".into(),
    ])
}

fn by_wheel(workspace: &Workspace, folder: &Path) -> Result<Vec<OsString>> {
    let wheels = python::files_ending(&dist::folder(workspace), "whl")?;
    if cfg!(target_os = "linux") {
        wheels
            .iter()
            .try_for_each(|wheel| audit(workspace, wheel))?;
    }
    let environment = folder.join("venv");
    python::install(workspace, &environment, |pip| {
        pip.arg("--no-index").args(wheels);
    })?;
    Ok(vec![python::script(&environment, "rolewright").into()])
}

/// Checks that the wheel's platform tag matches its contents.
fn audit(workspace: &Workspace, wheel: &Path) -> Result<()> {
    let name = wheel.file_stem().unwrap_or_default().to_string_lossy();
    let platform = name.rsplit('-').next().unwrap_or_default();
    let tag = platform.split('.').next().unwrap_or_default();
    let output = read(
        tools::command(workspace, "auditwheel")
            .arg("show")
            .arg(wheel),
    )?;
    print!("{output}");
    // auditwheel wraps its output.
    let words = output.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.contains(&format!("platform tag: \"{tag}\"")) {
        return Ok(());
    }
    Err(Failure::new(format_args!(
        "auditwheel does not confirm the platform tag `{tag}` of `{name}`"
    )))
}

/// Installs with `install.sh`, with the archive of this platform in place of the portable one.
fn by_script(workspace: &Workspace, folder: &Path) -> Result<Vec<OsString>> {
    let release = emptied(&folder.join("release"))?;
    let host = host(&workspace.root)?;
    let portable = dist::archive_name(&host.replace("-gnu", "-musl"));
    let archive = dist::folder(workspace).join(dist::archive_name(&host));
    fs::copy(&archive, release.join(&portable)).map_err(|error| failed(&archive, &error))?;
    dist::write_sums(&release)?;
    let server = FileServer::start(workspace, &release)?;
    let mut script = program(&workspace.root, "sh");
    script.args(["install.sh", "--to"]).arg(folder.join("bin"));
    run(script.env("ROLEWRIGHT_DOWNLOADS", &server.address))?;
    Ok(vec![folder.join("bin/rolewright").into()])
}

/// A local file server, stopped when dropped.
struct FileServer {
    process: Child,
    address: String,
}

/// Python file server that prints its port.
const SERVER: &str = "\
import functools, http.server, sys
handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler)
print(server.server_port, flush=True)
server.serve_forever()
";

impl FileServer {
    fn start(workspace: &Workspace, folder: &Path) -> Result<Self> {
        let not_started =
            |error| Failure::new(format_args!("the file server can't start: {error}"));
        let mut python: Command = tools::command(workspace, "python");
        python.args(["-c", SERVER]).arg(folder);
        let mut process = python
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(not_started)?;
        let mut port = String::new();
        if let Some(printed) = process.stdout.as_mut() {
            BufReader::new(printed)
                .read_line(&mut port)
                .map_err(not_started)?;
        }
        let address = format!("http://127.0.0.1:{}", port.trim());
        Ok(Self { process, address })
    }
}

impl Drop for FileServer {
    fn drop(&mut self) {
        // `kill` fails if it has already exited.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn failed(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format_args!("`{}`: {error}", path.display()))
}

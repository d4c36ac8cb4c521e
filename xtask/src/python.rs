//! The Python half of `cargo xtask test`: the wheel is built, installed and used as a user would.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{EXAMPLE_LIMIT, Failure, Result, log_folder, program, run, run_logged, works};
use crate::workspace::Workspace;

/// What the environment needs. pip asks no registry for what is installed already.
///
/// mypy and pyright read the types, dask is for an example, jsonschema holds what reports say
/// against the published schemas. pyright runs on the Node that its extra brings along.
const REQUIREMENTS: [&str; 6] = [
    "maturin>=1.16,<2",
    "pytest",
    "jsonschema",
    "mypy>=1.18,<3",
    "pyright[nodejs]",
    "dask",
];

const BINDING: &str = "bindings/python";
const EXAMPLES: &str = "examples/python";

/// Makes the virtual environment, or keeps the existing one.
pub(crate) fn environment(workspace: &Workspace) -> Result<()> {
    install(workspace, &folder(workspace), |pip| {
        pip.args(REQUIREMENTS);
    })
}

/// Installs what `wanted` adds to the command line into the virtual environment of that folder,
/// which is made where there is none.
pub(crate) fn install(
    workspace: &Workspace,
    folder: &Path,
    wanted: impl FnOnce(&mut Command),
) -> Result<()> {
    if !works(command(workspace, folder).args(["-m", "pip", "--version"])) {
        create(workspace, folder)?;
    }
    let mut pip = command(workspace, folder);
    pip.args(["-m", "pip", "install", "--quiet"])
        .arg("--disable-pip-version-check");
    wanted(&mut pip);
    run(&mut pip)
}

fn create(workspace: &Workspace, folder: &Path) -> Result<()> {
    let system = if cfg!(windows) { "python" } else { "python3" };
    if !works(program(&workspace.root, system).arg("--version")) {
        return Err(Failure::new(format_args!(
            "`{system}` is not installed; Python 3.11 is needed"
        )));
    }
    if !works(program(&workspace.root, system).args(["-c", "import venv, ensurepip"])) {
        return Err(Failure::new(format_args!(
            "`{system}` lacks the modules venv and ensurepip; on Debian install the package `python3-venv`"
        )));
    }
    // `--clear`: an environment that doesn't work is left over from another Python.
    run(program(&workspace.root, system)
        .args(["-m", "venv", "--clear"])
        .arg(folder))
}

/// Builds the wheel and installs it.
///
/// In the dev profile and in the same target folder, so that it shares what the tests built.
/// maturin itself tells pyo3 that this is an extension module, by a variable of the environment.
pub(crate) fn wheel(workspace: &Workspace) -> Result<()> {
    let wheels = workspace.target.join("python-wheels");
    // Wheels of earlier versions would make it unclear which one to install.
    if wheels.exists() {
        fs::remove_dir_all(&wheels).map_err(|error| unreadable(&wheels, &error))?;
    }
    // It stays on this machine, so it need not fit other Linux systems.
    run(maturin(workspace, "dev", &wheels).args(["--auditwheel", "skip"]))?;
    let built = files_ending(&wheels, "whl")?;
    run(python(workspace)
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ])
        .args(["--force-reinstall", "--no-deps"])
        .args(built))
}

/// Builds the wheel for release, with its bill of materials inside where there is one.
pub(crate) fn wheel_for_others(
    workspace: &Workspace,
    profile: &str,
    folder: &Path,
    bill: Option<&Path>,
) -> Result<()> {
    let mut maturin = maturin(workspace, profile, folder);
    if let Some(bill) = bill {
        maturin.arg("--sbom-include").arg(bill);
    }
    run(&mut maturin)
}

fn maturin(workspace: &Workspace, profile: &str, folder: &Path) -> Command {
    let mut command = python(workspace);
    command
        .args(["-m", "maturin", "build", "--profile", profile, "--locked"])
        .args(["--manifest-path", &format!("{BINDING}/Cargo.toml")])
        .arg("--interpreter")
        .arg(executable(&self::folder(workspace)))
        .arg("--out")
        .arg(folder);
    command
}

/// Reads the types of the package and of its examples, and compares what they say with what is
/// installed: the compiled half with its stubs, the rest with itself.
pub(crate) fn types(workspace: &Workspace) -> Result<()> {
    let package = format!("{BINDING}/python");
    run(python(workspace)
        .env("MYPYPATH", &package)
        .args(["-m", "mypy", "--strict", "--cache-dir"])
        .arg(workspace.target.join("mypy"))
        .args([&format!("{package}/rolewright"), EXAMPLES]))?;
    run(python(workspace)
        .args(["-m", "pyright", "--pythonpath"])
        .arg(executable(&folder(workspace)))
        .args(["--project", BINDING, "--warnings"]))?;
    // Elsewhere than in the project's folder, so that it sees what is installed.
    let allowed = workspace.root.join(BINDING).join("stubtest-allowlist.txt");
    run(python(workspace)
        .current_dir(&workspace.target)
        .args(["-m", "mypy.stubtest", "rolewright", "--allowlist"])
        .arg(allowed))
}

/// Runs the tests of the Python package against the installed wheel.
pub(crate) fn tests(workspace: &Workspace) -> Result<()> {
    run(python(workspace).args(["-m", "pytest", &format!("{BINDING}/tests"), "-q"]))
}

/// Runs every Python example.
pub(crate) fn examples(workspace: &Workspace) -> Result<()> {
    let scripts = files_ending(&workspace.root.join(EXAMPLES), "py")?;
    let logs = log_folder(&workspace.target)?;
    for script in scripts {
        let name = script
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        println!("running example {EXAMPLES}/{name}.py");
        let log = logs.join(format!("python-{name}.log"));
        run_logged(python(workspace).arg(script), &log, EXAMPLE_LIMIT)?;
    }
    Ok(())
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("python-venv")
}

fn executable(folder: &Path) -> PathBuf {
    let inside = if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    };
    folder.join(inside)
}

/// The Python of the virtual environment in that folder.
pub(crate) fn command(workspace: &Workspace, folder: &Path) -> Command {
    program(&workspace.root, executable(folder))
}

fn python(workspace: &Workspace) -> Command {
    command(workspace, &folder(workspace))
}

/// The files of a folder with one ending, sorted; none at all is a failure.
fn files_ending(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| unreadable(folder, &error))? {
        let path = entry.map_err(|error| unreadable(folder, &error))?.path();
        if path.extension() == Some(OsStr::new(ending)) {
            found.push(path);
        }
    }
    found.sort();
    if found.is_empty() {
        let place = folder.display();
        return Err(Failure::new(format_args!(
            "`{place}` holds no file that ends in .{ending}"
        )));
    }
    Ok(found)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format_args!("`{}` can't be read: {error}", path.display()))
}

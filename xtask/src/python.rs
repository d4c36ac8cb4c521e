//! The Python package: built, installed and used as a user would.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{EXAMPLE_LIMIT, Failure, Result, log_folder, program, run, run_logged, works};
use crate::programs;
use crate::workspace::Workspace;

/// What the environment needs. pip asks no registry for what is installed already.
///
/// mypy and pyright read the types, dask is for an example, jsonschema holds what reports say
/// against the published schemas. pyright runs on the Node that its extra brings along.
const REQUIREMENTS: [&str; 7] = [
    "maturin>=1.16,<2",
    "wheel",
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

/// Makes a wheel of the library that the tests built, and installs it.
///
/// maturin would build the library anew: cargo gives a package that is built alone other features of
/// its dependencies.
pub(crate) fn package(workspace: &Workspace) -> Result<()> {
    let library = programs::library(workspace, "rolewright-python")?;
    let staged = emptied(&workspace.target.join("python-package"))?;
    // The metadata of the wheel, as an installer asks maturin for it.
    run(python(workspace)
        .current_dir(workspace.root.join(BINDING))
        .args(["-m", "maturin", "pep517", "write-dist-info"])
        .arg("--interpreter")
        .arg(executable(&folder(workspace)))
        .arg("--metadata-directory")
        .arg(&staged))?;
    let modules = staged.join("rolewright");
    copy_folder(
        &workspace.root.join(BINDING).join("python/rolewright"),
        &modules,
    )?;
    let name = if cfg!(windows) {
        "_native.pyd"
    } else {
        "_native.abi3.so"
    };
    fs::copy(&library, modules.join(name)).map_err(|error| unreadable(&library, &error))?;
    let wheels = emptied(&workspace.target.join("python-wheels"))?;
    run(python(workspace)
        .args(["-m", "wheel", "pack", "--dest-dir"])
        .args([&wheels, &staged]))?;
    install_wheel(workspace, &wheels)
}

/// A stage of `cargo xtask ci`: maturin builds the wheel, and the tests run against it.
///
/// In the dev profile and the same target folder, so that it shares what the tests built.
/// maturin itself tells pyo3 that this is an extension module, by a variable of the environment.
pub(crate) fn wheel(workspace: &Workspace) -> Result<()> {
    let wheels = emptied(&workspace.target.join("python-wheels"))?;
    // It stays on this machine, so it need not fit other Linux systems.
    run(maturin(workspace, "dev", &wheels).args(["--auditwheel", "skip"]))?;
    install_wheel(workspace, &wheels)?;
    tests(workspace)
}

fn install_wheel(workspace: &Workspace, folder: &Path) -> Result<()> {
    let built = files_ending(folder, "whl")?;
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

/// Makes the folder anew: what an earlier version left in it would be taken, too.
pub(crate) fn emptied(folder: &Path) -> Result<PathBuf> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| unreadable(folder, &error))?;
    }
    fs::create_dir_all(folder).map_err(|error| unreadable(folder, &error))?;
    Ok(folder.to_path_buf())
}

/// Copies a folder of modules without what Python cached beside them.
fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).map_err(|error| unreadable(to, &error))?;
    for entry in fs::read_dir(from).map_err(|error| unreadable(from, &error))? {
        let path = entry.map_err(|error| unreadable(from, &error))?.path();
        let Some(name) = path.file_name().filter(|name| *name != "__pycache__") else {
            continue;
        };
        if path.is_dir() {
            copy_folder(&path, &to.join(name))?;
        } else {
            fs::copy(&path, to.join(name)).map_err(|error| unreadable(&path, &error))?;
        }
    }
    Ok(())
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
    script(folder, "python")
}

/// A command of the virtual environment in that folder.
pub(crate) fn script(folder: &Path, name: &str) -> PathBuf {
    let inside = if cfg!(windows) { "Scripts" } else { "bin" };
    folder
        .join(inside)
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// The Python of the virtual environment in that folder.
pub(crate) fn command(workspace: &Workspace, folder: &Path) -> Command {
    program(&workspace.root, executable(folder))
}

fn python(workspace: &Workspace) -> Command {
    command(workspace, &folder(workspace))
}

/// The files of a folder with one ending, sorted; none at all is a failure.
pub(crate) fn files_ending(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
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

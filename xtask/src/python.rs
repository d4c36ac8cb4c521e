//! Builds, installs and tests the Python package.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{EXAMPLE_LIMIT, Failure, Result, log_folder, program, run, run_logged, works};
use crate::programs;
use crate::workspace::Workspace;

/// Packages in the virtual environment. mypy and pyright check types, dask and distributed are executors,
/// jsonschema validates reports, pydantic has fields of the models. The extra of pyright includes Node.
const REQUIREMENTS: [&str; 9] = [
    "maturin>=1.16,<2",
    "wheel",
    "pytest",
    "jsonschema",
    "pydantic>=2,<3",
    "mypy>=1.18,<3",
    "pyright[nodejs]",
    "dask",
    "distributed",
];

/// The supported versions of Python 3.
const MINORS: [u8; 4] = [11, 12, 13, 14];

const BINDING: &str = "bindings/python";
const EXAMPLES: &str = "examples/python";
/// A user's program with good lines, and bad ones whose errors are expected.
const TYPED_USER: &str = "bindings/python/tests/typed_user.py";

/// Creates the virtual environment unless it exists.
pub(crate) fn environment(workspace: &Workspace) -> Result<()> {
    install(workspace, &folder(workspace), |pip| {
        pip.args(REQUIREMENTS);
    })
}

/// Installs packages into the virtual environment in a folder, which is created if missing.
/// `packages` adds the arguments for pip.
pub(crate) fn install(
    workspace: &Workspace,
    folder: &Path,
    packages: impl FnOnce(&mut Command),
) -> Result<()> {
    if !works(command(workspace, folder).args(["-m", "pip", "--version"])) {
        create(workspace, folder)?;
    }
    let mut pip = command(workspace, folder);
    pip.args(["-m", "pip", "install", "--quiet"])
        .arg("--disable-pip-version-check");
    packages(&mut pip);
    run(&mut pip)
}

fn create(workspace: &Workspace, folder: &Path) -> Result<()> {
    let system = if cfg!(windows) { "python" } else { "python3" };
    create_with(workspace, folder, system)
}

fn create_with(workspace: &Workspace, folder: &Path, system: &str) -> Result<()> {
    if !works(program(&workspace.root, system).arg("--version")) {
        return Err(Failure::new(format_args!(
            "`{system}` is not installed; install Python 3.11 or newer"
        )));
    }
    if !works(program(&workspace.root, system).args(["-c", "import venv, ensurepip"])) {
        return Err(Failure::new(format_args!(
            "the modules venv and ensurepip of `{system}` are missing; on Debian install the package `python3-venv`"
        )));
    }
    // `--clear`: a broken environment is left over from another Python.
    run(program(&workspace.root, system)
        .args(["-m", "venv", "--clear"])
        .arg(folder))
}

/// Packs the library that the tests built into a wheel and installs it.
///
/// maturin would rebuild the library, because cargo resolves other features for a single package.
pub(crate) fn package(workspace: &Workspace) -> Result<()> {
    let library = programs::library(workspace, "rolewright-python")?;
    let staged = emptied(&workspace.target.join("python-package"))?;
    // The metadata of the wheel, as for an installer.
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

/// A stage of `cargo xtask ci`: builds the wheel with maturin and runs the tests against it.
///
/// Uses the dev profile and the same target folder to share artifacts with the tests.
pub(crate) fn wheel(workspace: &Workspace) -> Result<()> {
    let wheels = emptied(&workspace.target.join("python-wheels"))?;
    // Local use only, so it need not be portable to other Linux systems.
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

/// Creates an empty folder, without files of an earlier run.
pub(crate) fn emptied(folder: &Path) -> Result<PathBuf> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| unreadable(folder, &error))?;
    }
    fs::create_dir_all(folder).map_err(|error| unreadable(folder, &error))?;
    Ok(folder.to_path_buf())
}

/// Copies a folder of Python modules without `__pycache__`.
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

/// Builds the release wheel, including its bill of materials if there is one.
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

/// Checks the types of the package, its examples and a user's program, and compares the stubs with the installed
/// package.
pub(crate) fn types(workspace: &Workspace) -> Result<()> {
    let package = format!("{BINDING}/python");
    run(python(workspace)
        .env("MYPYPATH", &package)
        .args(["-m", "mypy", "--strict", "--cache-dir"])
        .arg(workspace.target.join("mypy"))
        .args([&format!("{package}/rolewright"), EXAMPLES, TYPED_USER]))?;
    run(python(workspace)
        .args(["-m", "pyright", "--pythonpath"])
        .arg(executable(&folder(workspace)))
        .args(["--project", BINDING, "--warnings"]))?;
    // Outside the project folder, so that it uses the installed package.
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

/// A stage of `cargo xtask ci`, after [`wheel`]: runs the tests with each other supported Python that is
/// installed.
pub(crate) fn versions(workspace: &Workspace) -> Result<()> {
    let wheels = files_ending(&workspace.target.join("python-wheels"), "whl")?;
    for minor in MINORS {
        let system = format!("python3.{minor}");
        if !works(program(&workspace.root, &system).args(["-c", "import venv, ensurepip"])) {
            println!("skipped {system}: it is not installed");
            continue;
        }
        println!("testing with {system}");
        let folder = workspace.target.join(format!("{system}-venv"));
        create_with(workspace, &folder, &system)?;
        install(workspace, &folder, |pip| {
            pip.args(["pytest", "jsonschema", "pydantic"]).args(&wheels);
        })?;
        run(command(workspace, &folder).args(["-m", "pytest", &format!("{BINDING}/tests"), "-q"]))?;
    }
    Ok(())
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

/// Returns the path of a program in a virtual environment.
pub(crate) fn script(folder: &Path, name: &str) -> PathBuf {
    let inside = if cfg!(windows) { "Scripts" } else { "bin" };
    folder
        .join(inside)
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// Returns a command for the Python of a virtual environment.
pub(crate) fn command(workspace: &Workspace, folder: &Path) -> Command {
    program(&workspace.root, executable(folder))
}

fn python(workspace: &Workspace) -> Command {
    command(workspace, &folder(workspace))
}

/// Returns the files with an extension in a folder, sorted; fails if there are none.
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
            "`{place}` contains no .{ending} file"
        )));
    }
    Ok(found)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format_args!("`{}` can't be read: {error}", path.display()))
}

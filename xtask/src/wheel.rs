//! The Python wheel (crates/python): built by maturin, installed into an environment of its own, tested there; and the engines that
//! run it on many machines.
//!
//! The environment has everything that both steps need, pinned with hashes in tests/cluster/requirements.txt: it is made once.

use crate::pages;
use crate::steps::{environment, succeed};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const REQUIREMENTS: &str = "tests/cluster/requirements.txt";

/// Whether there is a Java that Spark runs on; else the reason.
pub fn java() -> Result<(), String> {
    let there = Command::new("java").arg("-version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    match there {
        Ok(status) if status.success() => Ok(()),
        _ => Err("no Java on this machine; install Java 17 (Debian: openjdk-17-jre-headless) to run Spark".to_owned()),
    }
}

/// Types, guide and tests of the wheel.
pub fn check(root: &Path, target: &Path, program: &Path) -> Result<(), String> {
    let python = install(root, target)?;
    let mut tests = pytest(root, &python, "tests/python");
    succeed(tests.env("DATELINE_BIN", program), "the failing tests are named above")
}

/// Spark and Ray.
pub fn cluster(root: &Path, target: &Path, program: &Path) -> Result<(), String> {
    let python = install(root, target)?;
    let mut tests = pytest(root, &python, "tests/cluster");
    succeed(tests.env("DATELINE_BIN", program), "the failing tests are named above")
}

fn pytest(root: &Path, python: &Path, folder: &str) -> Command {
    let mut tests = Command::new(python);
    tests.current_dir(root).env("PYTHONDONTWRITEBYTECODE", "1");
    tests.args(["-m", "pytest", "-q", "-p", "no:cacheprovider", folder]);
    tests
}

/// Builds the wheel, in the profile and the folder of the other steps so that what they built need not be built again, and
/// installs it. The interpreter that has it.
fn install(root: &Path, target: &Path) -> Result<PathBuf, String> {
    let python = environment(target, "cluster-venv", &root.join(REQUIREMENTS))?;
    let wheels = target.join("wheels");
    // One wheel lies there: the one that is installed.
    let _ = std::fs::remove_dir_all(&wheels);
    let mut build = Command::new(&python);
    build.current_dir(root.join("crates/python")).env("CARGO_TARGET_DIR", target);
    build.args([
        "-m",
        "maturin",
        "build",
        "--profile",
        pages::PROFILE,
        "--locked",
        "--quiet",
        "--interpreter",
        "python3",
        "--out",
    ]);
    succeed(build.arg(&wheels), "the compiler says why above")?;
    let built = std::fs::read_dir(&wheels).into_iter().flatten().flatten().map(|entry| entry.path());
    let Some(wheel) = built.into_iter().find(|path| path.extension().is_some_and(|kind| kind == "whl")) else {
        return Err(format!("maturin left no wheel in {}", wheels.display()));
    };
    println!("{}", wheel.file_name().unwrap_or_default().to_string_lossy());
    let mut install = Command::new(&python);
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--force-reinstall"]);
    succeed(install.arg(&wheel), "pip says why above")?;
    Ok(python)
}

//! The pages in ui/ and what drives the built program from outside: npm, schemathesis, readers of tables, a browser.
//!
//! Everything comes pinned: ui/package-lock.json, tests/api/requirements.txt with hashes, Debian's Chromium. Where a tool is missing
//! that the registries of this machine cannot give, the error is a reason to skip, with the remedy.

use crate::steps::{cargo, succeed};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Whether there is a Node that the pages can be built with; else the reason.
pub fn node() -> Result<(), String> {
    let told = Command::new("node").arg("--version").output();
    let version = told.map(|told| String::from_utf8_lossy(&told.stdout).trim().to_owned()).unwrap_or_default();
    let number = |at: usize| {
        let part = version.trim_start_matches('v').split('.').nth(at);
        part.and_then(|part| part.parse::<u32>().ok()).unwrap_or(0)
    };
    if (number(0), number(1)) < (20, 19) {
        let found =
            if version.is_empty() { "no Node.js is here".to_owned() } else { format!("Node.js here is {version}") };
        return Err(format!("{found}; install Node.js 20.19 or newer to build and test the pages"));
    }
    Ok(())
}

/// Whether there is a Python; else the reason.
pub fn python() -> Result<(), String> {
    let there = Command::new("python3").arg("--version").stdout(Stdio::null()).status().is_ok();
    there.then_some(()).ok_or_else(|| "no python3 on this machine; install Python 3.11 or newer to run them".to_owned())
}

/// A Chromium; installs Debian's where there is none and this machine lets us. Else the reason.
pub fn browser() -> Result<PathBuf, String> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let known = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].map(PathBuf::from);
    let find = || named.iter().chain(&known).find(|path| path.is_file()).cloned();
    if let Some(found) = find() {
        return Ok(found);
    }
    let remedy = "install Chromium (Debian: apt-get install chromium), or name one in CHROMIUM";
    println!("no Chromium here; asking apt-get for Debian's");
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive").stdout(Stdio::null());
        succeed(&mut command, remedy)
    };
    apt(&["update", "-qq"])?;
    apt(&["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-core"])?;
    find().ok_or_else(|| format!("apt-get installed no Chromium; {remedy}"))
}

/// npm in ui/.
fn npm(root: &Path, arguments: &[&str]) -> Result<(), String> {
    let mut command = Command::new("npm");
    command.current_dir(root.join("ui")).args(arguments);
    succeed(&mut command, "npm says why above")
}

/// The packages of ui/package-lock.json, installed once for each version of that file.
fn packages(root: &Path) -> Result<(), String> {
    let lock = read(&root.join("ui/package-lock.json"))?;
    let stamp = root.join("ui/node_modules/.installed-lock.json");
    if std::fs::read(&stamp).ok().as_ref() == Some(&lock) {
        return Ok(());
    }
    npm(root, &["ci", "--no-audit", "--no-fund", "--loglevel=error"])?;
    std::fs::write(&stamp, &lock).map_err(|error| format!("{}: {error}", stamp.display()))
}

/// Builds the pages into ui/dist.
pub fn write(root: &Path) -> Result<(), String> {
    packages(root)?;
    npm(root, &["run", "--silent", "types"])?;
    npm(root, &["run", "--silent", "build"])
}

/// Types and form of the pages; and that ui/dist is what they build into.
pub fn check(root: &Path, target: &Path) -> Result<(), String> {
    packages(root)?;
    let types = target.join("ui-schema.d.ts");
    let arguments = ["exec", "--", "openapi-typescript", "../docs/openapi.json", "-o"];
    npm(root, &[&arguments[..], &[&types.to_string_lossy()]].concat())?;
    if read(&types)? != read(&root.join("ui/src/api/schema.d.ts"))? {
        return Err(
            "ui/src/api/schema.d.ts is not what docs/openapi.json says; run `cargo xtask ui` and commit it".to_owned()
        );
    }
    npm(root, &["run", "--silent", "format:check"])?;
    npm(root, &["run", "--silent", "check"])?;
    let fresh = target.join("ui-dist");
    npm(
        root,
        &["exec", "--", "vite", "build", "--logLevel", "warn", "--emptyOutDir", "--outDir", &fresh.to_string_lossy()],
    )?;
    let (built, committed) = (files(&fresh)?, files(&root.join("ui/dist"))?);
    if built == committed {
        println!("ui/dist is what ui/src builds into ({} files)", built.len());
        return Ok(());
    }
    let differs = |name: &&String| built.get(*name) != committed.get(*name);
    let names: Vec<&str> = built.keys().chain(committed.keys()).filter(differs).map(String::as_str).collect();
    Err(format!("ui/dist is not what ui/src builds into ({}); run `cargo xtask ui` and commit it", names.join(", ")))
}

/// The profile of the builds that the steps drive (Cargo.toml).
pub const PROFILE: &str = "checked";

/// The optimised build, made where it is not up to date.
pub fn program(root: &Path, target: &Path) -> Result<PathBuf, String> {
    let build = ["build", "--profile", PROFILE, "--locked", "--package", "app"];
    succeed(cargo(root).args(build), "the compiler says why above")?;
    Ok(target.join(PROFILE).join(format!("dateline{}", std::env::consts::EXE_SUFFIX)))
}

/// Odd questions to the running program, made by schemathesis from docs/openapi.json.
pub fn api(root: &Path, program: &Path) -> Result<(), String> {
    let mut check = Command::new(root.join("tests/api/check"));
    succeed(check.current_dir(root).arg(program), "schemathesis tells the question that shows it above")
}

/// Exported files in pandas, DuckDB, geopandas and libhxl: tests/exports.
pub fn exports(root: &Path, program: &Path) -> Result<(), String> {
    let mut check = Command::new(root.join("tests/exports/check"));
    succeed(check.current_dir(root).arg(program), "the table, form and column are named above")
}

/// The journeys of ui/tests.
pub fn journeys(root: &Path, program: &Path, browser: &Path) -> Result<(), String> {
    packages(root)?;
    let mut tests = Command::new("npm");
    tests.current_dir(root.join("ui")).args(["test", "--silent"]).env("DATELINE_BIN", program).env("CHROMIUM", browser);
    succeed(&mut tests, "the failing journeys are named above")
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// All files under a folder with their bytes, by their path within it.
fn files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        let entries = std::fs::read_dir(&at).map_err(|error| format!("{}: {error}", at.display()))?;
        for entry in entries {
            let path = entry.map_err(|error| format!("{}: {error}", at.display()))?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(name) = path.strip_prefix(folder) {
                found.insert(name.to_string_lossy().replace('\\', "/"), read(&path)?);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_by_their_path_at_any_depth() {
        let folder = std::env::temp_dir().join(format!("dateline-xtask-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("assets")).unwrap();
        std::fs::write(folder.join("index.html"), "one").unwrap();
        std::fs::write(folder.join("assets/a.js"), "two").unwrap();
        let found = files(&folder).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        let expected = [("assets/a.js", "two"), ("index.html", "one")];
        assert_eq!(found, expected.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).into());
        assert!(files(&folder).unwrap_err().contains("dateline-xtask"));
    }
}

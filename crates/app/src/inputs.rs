//! Which files a command line means. Names only: opens nothing but folders.
//!
//! Walks folders with `walkdir`, sorted by name, so that the same folder gives the same order on every machine.

use claim::{Problem, Severity};
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// Files to read, in order, and what was found on the way.
#[derive(Debug, Default)]
pub struct Inputs {
    /// `-` or a file, in the order of reading.
    pub files: Vec<PathBuf>,
    /// Files of folders that are no reports, e.g. README.md, in order.
    pub skipped: Vec<PathBuf>,
    /// Folders that could not be opened, and empty ones.
    pub problems: Vec<Problem>,
}

/// Endings (lower case) of files that lie beside reports and are none: notes, the parts of saved pages, indexes of archives.
const NOT_REPORTS: [&str; 22] = [
    "md", "css", "js", "mjs", "map", "png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "ico", "woff", "woff2", "ttf",
    "otf", "eot", "mp4", "mp3", "cdx", "cdxj",
];

/// Beginnings (upper case) of names of files that tell the terms of the others.
const TERMS: [&str; 4] = ["LICENSE", "LICENCE", "COPYING", "NOTICE"];

/// The files that `given` names: a file as it is, a folder with all that is in it. `output` is never an input.
pub fn find(given: &[PathBuf], output: Option<&Path>) -> Inputs {
    let mut inputs = Inputs::default();
    for path in given {
        if path.is_dir() { walk(path, output, &mut inputs) } else { inputs.files.push(path.clone()) }
    }
    inputs
}

fn walk(folder: &Path, output: Option<&Path>, inputs: &mut Inputs) {
    let before = inputs.files.len() + inputs.problems.len();
    let not_hidden = |entry: &DirEntry| entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".");
    let entries = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter().filter_entry(not_hidden);
    for entry in entries {
        match entry {
            Ok(entry) if !entry.file_type().is_file() || is_same(output, entry.path()) => {}
            Ok(entry) if is_no_report(entry.path()) => inputs.skipped.push(entry.into_path()),
            Ok(entry) => inputs.files.push(entry.into_path()),
            Err(error) => {
                let file = error.path().unwrap_or(folder).display().to_string();
                let reason = match error.io_error() {
                    Some(reason) => reason.to_string(),
                    None => "a link in it leads back to a folder above".to_owned(),
                };
                let message = format!("cannot be opened: {reason}; check its permissions or leave it out");
                inputs.problems.push(Problem::new(Severity::Error, "unreadable", message).at(&file, None));
            }
        }
    }
    if inputs.files.len() + inputs.problems.len() == before {
        let message = "no reports in this folder; give one with text, HTML, JSON Lines or web archives in it";
        let problem = Problem::new(Severity::Error, "empty_folder", message);
        inputs.problems.push(problem.at(&folder.display().to_string(), None));
    }
}

/// True where both are there and are the same file, however they are written.
pub fn is_same(one: Option<&Path>, other: &Path) -> bool {
    one.is_some_and(|one| matches!((one.canonicalize(), other.canonicalize()), (Ok(a), Ok(b)) if a == b))
}

fn is_no_report(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let name = path.file_name().map(|name| name.to_string_lossy().to_uppercase()).unwrap_or_default();
    ending.is_some_and(|ending| NOT_REPORTS.contains(&ending.as_str()))
        || TERMS.iter().any(|term| name.starts_with(term))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_read_in_sorted_order_without_what_is_no_report() {
        let folder = tempfile::tempdir().unwrap();
        let names = [
            "b.txt",
            "a/z.html",
            "a/README.md",
            "LICENSE-CC",
            "c_files/style.css",
            ".hidden.txt",
            ".git/x.txt",
            "c.html",
            "out.csv",
        ];
        for name in names {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        std::fs::create_dir(folder.path().join("empty")).unwrap();

        let inputs = find(&[folder.path().to_owned()], Some(&folder.path().join("a/../out.csv")));
        let relative = |paths: &[PathBuf]| -> Vec<String> {
            paths.iter().map(|path| path.strip_prefix(folder.path()).unwrap().display().to_string()).collect()
        };
        assert_eq!(relative(&inputs.files), ["a/z.html", "b.txt", "c.html"]);
        assert_eq!(relative(&inputs.skipped), ["LICENSE-CC", "a/README.md", "c_files/style.css"]);
        assert_eq!(inputs.problems, []);

        let inputs = find(&[folder.path().join("empty"), folder.path().join("a/README.md")], None);
        assert_eq!(inputs.problems.len(), 1, "{:?}", inputs.problems);
        assert_eq!(relative(&inputs.files), ["a/README.md"], "a file that is named is read, whatever its name");
    }
}

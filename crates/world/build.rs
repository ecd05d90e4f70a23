//! Lists the files of data/actors and the country table, so that a new theatre is one new file and no other edit.
//!
//! `include_dir` would do the same but does not see new files without a clean build; this is shorter than explaining that.

use std::fmt::Write as _;
use std::path::Path;

fn main() -> std::io::Result<()> {
    let here = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let data = Path::new(&here).join("../../data");
    let actors = data.join("actors");
    println!("cargo:rerun-if-changed={}", actors.display());
    let mut names: Vec<String> = Vec::new();
    for file in std::fs::read_dir(&actors)? {
        let name = file?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".csv") {
            names.push(format!("actors/{name}"));
        }
    }
    names.sort();
    names.push("places/countries.csv".to_owned());
    let mut listed =
        String::from("/// Name and text of every table that is built in.\nconst ACTORS: &[(&str, &str)] = &[\n");
    for name in names {
        let path = data.join(&name);
        println!("cargo:rerun-if-changed={}", path.display());
        let _ = writeln!(listed, "    ({name:?}, include_str!({:?})),", path.display().to_string());
    }
    listed.push_str("];\n");
    let out = std::env::var("OUT_DIR").unwrap_or_default();
    std::fs::write(Path::new(&out).join("actors.rs"), listed)
}

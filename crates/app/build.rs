//! Lists the reports of the demo, so that `dateline demo` works in any folder and a new report is one new file and no other edit.
//!
//! As crates/world does with its tables; `include_dir` does not see new files without a clean build.

use std::fmt::Write as _;
use std::path::Path;

/// Folders under samples/, in the order in which they are read.
const FOLDERS: [&str; 2] = ["demo", "syria-2024"];

fn main() -> std::io::Result<()> {
    let here = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let samples = Path::new(&here).join("../../samples");
    let mut listed =
        String::from("/// Name, from the repository's root, and bytes of every bundled file of reports.\n");
    listed.push_str("const REPORTS: &[(&str, &[u8])] = &[\n");
    for folder in FOLDERS {
        let folder_path = samples.join(folder);
        println!("cargo:rerun-if-changed={}", folder_path.display());
        let mut names: Vec<String> = Vec::new();
        for file in std::fs::read_dir(&folder_path)? {
            names.push(file?.file_name().to_string_lossy().into_owned());
        }
        names.retain(|name| !name.ends_with(".md"));
        names.sort();
        for name in names {
            let path = folder_path.join(&name);
            println!("cargo:rerun-if-changed={}", path.display());
            let name = format!("samples/{folder}/{name}");
            let _ = writeln!(listed, "    ({name:?}, include_bytes!({:?})),", path.display().to_string());
        }
    }
    listed.push_str("];\n");
    let out = std::env::var("OUT_DIR").unwrap_or_default();
    std::fs::write(Path::new(&out).join("demo.rs"), listed)
}

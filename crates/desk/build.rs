//! The pages are built elsewhere (ui/); where they are not, the program builds all the same, and says so instead of showing them.

use std::path::Path;

fn main() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/dist");
    if !pages.exists() {
        // Where this cannot be made, the folder is missing to the compiler, which says so.
        let _ = std::fs::create_dir_all(&pages);
    }
    println!("cargo::rerun-if-changed={}", pages.display());
    println!("cargo::rerun-if-changed=build.rs");
}

//! Saved pages beside what is expected of them: `fixtures/NAME.html` and `fixtures/NAME.json`. BLESS=1 writes the
//! latter anew; read the difference before you commit it. All pages are invented.

use ingest::{Hint, ingest};
use std::path::Path;

#[test]
fn every_saved_page_gives_the_expected_report() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures"));
    let mut pages: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.retain(|path| path.extension().is_some_and(|extension| extension == "html"));
    pages.sort();
    assert!(pages.len() >= 5);
    for page in pages {
        let name = page.file_name().unwrap().to_str().unwrap();
        let (reports, problems) = ingest(&std::fs::read(&page).unwrap(), &Hint::named(name));
        for report in &reports {
            let points = claim::CodePoints::new(&report.text);
            assert!(report.noise.iter().all(|&span| !points.slice(span).is_empty()));
        }
        let found = serde_json::json!({ "reports": reports, "problems": problems });
        let found = serde_json::to_string_pretty(&found).unwrap() + "\n";
        let beside = page.with_extension("json");
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&beside, &found).unwrap();
        }
        let expected = std::fs::read_to_string(&beside).unwrap_or_default();
        assert_eq!(found, expected, "{name}: not as expected; if it is better, run again with BLESS=1");
    }
}

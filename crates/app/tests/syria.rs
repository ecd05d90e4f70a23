//! The ledger on real history: samples/syria-2024, seventy-three reports with their copies, contradictions and corrections.
//!
//! What the pages print is held by files in tests/syria, and so are the claims that they are printed of: on another kind of CPU the reader
//! gives a few of them otherwise (ARCHITECTURE.md), and a new model many. DATELINE_BLESS=1 reads them and writes the pages anew.

mod common;

use claim::{ClaimRecord, Quote, Report, ReportId, Testable};
use common::{Folder, json, samples, with_ledger};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

const CLOCK: &str = "2024-12-11T00:00:00Z";

/// The files of the sample, in order.
fn files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(samples("syria-2024")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.file_name().is_some_and(|name| name != "README.md"));
    files.sort();
    files
}

fn added(folder: &Folder, files: &[PathBuf], jobs: &str) {
    for file in files {
        let ran = folder.run(&["add", "--quiet", "--jobs", jobs, "--clock", CLOCK, file.to_str().unwrap()]);
        assert_eq!(ran.code, Some(0), "{}: {ran:?}", file.display());
    }
}

/// A folder with the whole sample in its ledger.
fn book() -> Folder {
    static MADE: OnceLock<Vec<u8>> = OnceLock::new();
    with_ledger(&MADE, |folder| {
        added(folder, &[samples("syria-2024")], "2");
    })
}

/// What was read from a report, as tests/syria/claims.jsonl keeps it.
#[derive(Serialize, Deserialize)]
struct Kept {
    report: ReportId,
    claims: Vec<ClaimRecord>,
    quotes: Vec<Option<Quote>>,
    testables: Vec<Testable>,
}

fn pages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/syria")
}

fn is_to_bless() -> bool {
    std::env::var_os("DATELINE_BLESS").is_some()
}

/// The reports of the sample.
fn reports() -> Vec<Report> {
    let read = |file: &PathBuf| {
        let name = file.file_name().unwrap().to_string_lossy();
        ingest::ingest(&std::fs::read(file).unwrap(), &ingest::Hint::named(&name)).0
    };
    files().iter().flat_map(read).collect()
}

/// Reads the sample into tests/syria/claims.jsonl.
fn bless_claims() {
    let reader = reader::Reader::bundled().unwrap();
    let world =
        world::World { gazetteer: world::places::Gazetteer::bundled(), register: world::parties::Register::bundled() };
    let coder = coding::Coder { reader: &reader, gate: None, world: Some(world) };
    let line = |report: Report| {
        let coded = coder.code(report, Vec::new()).unwrap();
        let report = ReportId::of(&coded.report);
        let kept = Kept { report, claims: coded.claims, quotes: coded.quotes, testables: coded.testables };
        serde_json::to_string(&kept).unwrap() + "\n"
    };
    std::fs::write(pages().join("claims.jsonl"), reports().into_iter().map(line).collect::<String>()).unwrap();
}

/// A folder with the sample in its ledger, and for claims those of tests/syria/claims.jsonl.
fn kept_book() -> Folder {
    static MADE: OnceLock<Vec<u8>> = OnceLock::new();
    with_ledger(&MADE, |folder| {
        if is_to_bless() {
            bless_claims();
        }
        let lines = std::fs::read_to_string(pages().join("claims.jsonl")).unwrap();
        let kept = lines.lines().map(|line| serde_json::from_str::<Kept>(line).unwrap());
        let kept: BTreeMap<ReportId, Kept> = kept.map(|kept| (kept.report, kept)).collect();
        let mut ledger = ledger::Ledger::open(folder.path("ledger.dateline"), ledger::Mode::Create).unwrap();
        for report in &reports() {
            let id = ReportId::of(report);
            let kept = kept.get(&id).unwrap_or_else(|| panic!("tests/syria/claims.jsonl has no {id} ({})", report.id));
            let print = fuse::lineage::print(report).packed();
            let new = ledger::NewReport {
                claims: &kept.claims,
                quotes: &kept.quotes,
                testables: &kept.testables,
                print: &print,
                made_by: "reader/en-2",
                ..ledger::NewReport::bare(report)
            };
            ledger.add(&[new], CLOCK.parse().unwrap()).unwrap();
        }
        drop(ledger);
        let ran = folder.run(&["fuse", "--quiet"]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
    })
}

/// Holds what a command prints against a file.
fn held(folder: &Folder, name: &str, args: &[&str]) {
    held_as(folder, name, args, str::to_owned);
}

/// The same with what is told otherwise on another machine taken out.
fn held_as(folder: &Folder, name: &str, args: &[&str], masked: impl Fn(&str) -> String) {
    let out = masked(&folder.run(args).out);
    let file = pages().join(name);
    if is_to_bless() {
        std::fs::write(&file, &out).unwrap();
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    let different = expected.lines().zip(out.lines()).find(|(one, two)| one != two);
    assert!(
        expected == out,
        "dateline {} prints something else than {}; the first difference is\n{different:#?}\nDATELINE_BLESS=1 writes it anew",
        args.join(" "),
        file.display()
    );
}

/// Who holds a place, how sure that is, and how many claims are cited, as `control --json` tells it.
fn holder<'v>(control: &'v Value, place: &str) -> (&'v str, &'v str, usize) {
    let of = control.as_array().unwrap().iter().find(|one| one["place"]["name"] == place && one["area"] == false);
    let of = of.unwrap_or_else(|| panic!("nothing is told of {place}"));
    let cited = of["citations"].as_array().map_or(0, Vec::len);
    (of["holder"]["id"].as_str().unwrap_or("nobody"), of["grade"].as_str().unwrap_or_default(), cited)
}

#[test]
fn on_7_december_2024_each_town_is_held_by_whom_history_says_on_enough_words() {
    let book = book();
    let control = json(book.run(&["control", "--as-of", "2024-12-07", "--json"]));
    let cases = [
        ("Aleppo", &["syria/hts"][..], "assessed"),
        ("Hama", &["syria/hts"], "assessed"),
        ("Daraa", &["syria/southern-operations-room", "syria/southern-rebels", "syria/rebels"], "assessed"),
        ("Deir ez-Zor", &["syria/sdf"], "assessed"),
        ("Homs", &["sy/army", "sy/armed-forces"], "contested"),
    ];
    for (place, holders, grade) in cases {
        let (holder, told, claims) = holder(&control, place);
        assert!(holders.contains(&holder), "{place}: {holder}");
        assert_eq!(told, grade, "{place}");
        assert!(claims >= 3, "{place}: {claims} claims");
    }
    let later = json(book.run(&["control", "--as-of", "2024-12-10", "--json"]));
    for place in ["Homs", "Damascus"] {
        let (holder, _, _) = holder(&later, place);
        assert!(holder.starts_with("syria/"), "{place} on 10 December: {holder}");
    }
    let before = json(book.run(&["control", "--as-of", "2024-11-28", "--json"]));
    assert!(before.as_array().unwrap().iter().all(|one| one["place"]["name"] != "Hama"), "nobody tells of Hama yet");
}

#[test]
fn the_fourth_city_in_a_week_and_100_km_hold_and_the_slips_do_not() {
    let book = book();
    let checks = json(book.run(&["checks", "--json"]));
    let verdicts = |words: &str| -> Vec<&str> {
        let has = |check: &&Value| check["testable"]["quote"].as_str().is_some_and(|quote| quote.contains(words));
        checks.as_array().unwrap().iter().filter(has).map(|check| check["verdict"].as_str().unwrap()).collect()
    };
    let cases = [
        ("fourth city", "holds"),
        ("about 100 kilometers north", "holds"),
        ("Tuesday, December 5", "does_not_hold"),
        ("about 60 kilometres east of Homs", "does_not_hold"),
    ];
    for (words, expected) in cases {
        let told = verdicts(words);
        assert!(!told.is_empty() && told.iter().all(|verdict| *verdict == expected), "{words}: {told:?}");
    }
}

#[test]
fn control_checks_events_copies_and_contradictions_of_its_claims_are_what_they_were() {
    let book = kept_book();
    held(&book, "control-2024-12-07.txt", &["control", "--as-of", "2024-12-07"]);
    held(&book, "hama.txt", &["control", "Hama", "--history"]);
    held(&book, "checks.txt", &["checks"]);
    held(&book, "events-hama.txt", &["list", "events", "--place", "Hama"]);
    held(&book, "lineages.txt", &["list", "lineages"]);
    held(&book, "contradictions.txt", &["contradictions"]);
    held(&book, "roads.txt", &["roads", "cut", "Homs", "--as-of", "2024-12-07"]);
}

/// A page of HTML a tag a line, without the hash of the chain, in which the place of the samples on this machine has part.
fn masked(page: &str) -> String {
    let words = page.replace("><", ">\n<");
    let is_hash = |word: &str| word.len() == 64 && word.bytes().all(|c| c.is_ascii_hexdigit());
    words
        .split_inclusive(['>', '<'])
        .map(|word| if is_hash(&word[..word.len() - 1]) { "HASH<" } else { word })
        .collect()
}

#[test]
fn the_situation_report_of_homs_is_what_it_was() {
    let book = kept_book();
    let args = ["sitrep", "--place", "Homs", "--from", "2024-12-01", "--to", "2024-12-08"];
    held_as(&book, "sitrep-homs.html", &args, masked);
    let report = json(book.run(&[&args[..], &["--json"]].concat()));
    assert_eq!(report["review"]["stamp"], "Machine-made, not reviewed");
    let cited: Vec<&Value> = report["citations"].as_array().unwrap().iter().map(|one| &one["claim"]).collect();
    for incident in report["incidents"].as_array().unwrap() {
        assert!(incident["claims"].as_array().unwrap().iter().all(|claim| cited.contains(&claim)), "{incident}");
    }
    let early = json(book.run(&[&args[..], &["--as-of", "2024-12-04", "--json"]].concat()));
    let events = |report: &Value| report["incidents"].as_array().unwrap().len();
    assert!(events(&early) < events(&report), "what was not yet told is not in it");
    let ran = book.run(&["sitrep", "--place", "Homs", "--from", "2024-12-08", "--to", "2024-12-01"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    let ran = book.run(&[&args[..], &["-o", "homs.html"]].concat());
    assert!(ran.code == Some(0) && ran.out.is_empty() && ran.err.contains("not reviewed"), "{ran:?}");
    assert!(book.path("homs.html").exists());
}

#[test]
fn the_queue_has_reasons_and_goes_on_where_one_left_off() {
    let book = book();
    let queue =
        |more: &[&str]| json(book.run(&[&["review", "queue", "--by", "AB", "--limit", "3", "--json"], more].concat()));
    let first = queue(&[]);
    let ids: Vec<String> = first
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["id"].as_str().or(item["claim"]["id"].as_str()).unwrap().to_owned())
        .collect();
    assert!(first.as_array().unwrap().iter().all(|item| !item["why"].as_array().unwrap().is_empty()), "{first:#}");
    assert_eq!(book.run(&["review", "accept", &ids[0], "--by", "AB", "--clock", CLOCK]).code, Some(0));
    assert_eq!(book.run(&["review", "accept", &ids[0], "--by", "CD", "--clock", CLOCK]).code, Some(0));
    let next = queue(&[]);
    assert_ne!(next[0]["claim"]["id"].as_str(), Some(ids[0].as_str()));
    let agreement = json(book.run(&["review", "agreement", "--json"]));
    assert_eq!((&agreement["pairs"][0]["both"], &agreement["pairs"][0]["kappa"]), (&Value::from(1), &Value::Null));
    let page = book.run(&["review", "agreement"]);
    assert!(page.code == Some(0) && page.out.contains("n/a"), "{page:?}");
}

/// All that fusing made of a ledger.
fn made(folder: &Folder) -> [String; 4] {
    let statuses = ["reported", "disputed", "possible", "planned", "hypothetical", "denied"];
    let mut events = vec!["list", "events", "--json"];
    events.extend(statuses.iter().flat_map(|status| ["--status", status]));
    // Lineages as text: as JSON they tell the place in the chain, which is that of adding.
    [&events[..], &["list", "lineages"], &["control", "--history", "--json"], &["contradictions", "--json"]]
        .map(|args| folder.run(args).out)
}

#[test]
fn any_number_of_threads_any_order_and_any_portions_give_the_same_bytes() {
    let whole = made(&book());
    let one_thread = Folder::new();
    added(&one_thread, &[samples("syria-2024")], "1");
    assert!(made(&one_thread) == whole, "one thread");
    assert_eq!(one_thread.run(&["verify"]).out, book().run(&["verify"]).out, "the chain");
    let backwards = Folder::new();
    let files: Vec<PathBuf> = files().into_iter().rev().collect();
    added(&backwards, &files, "3");
    assert!(made(&backwards) == whole, "file by file, the last first");
    let again = book();
    added(&again, &[samples("syria-2024")], "2");
    assert!(made(&again) == whole, "added twice");
    assert_eq!(again.run(&["fuse", "--rebuild"]).code, Some(0));
    assert!(made(&again) == whole, "joined anew");
}

#[test]
fn what_is_joined_already_is_what_joining_in_memory_gives_under_every_rule() {
    let book = book();
    for rules in [&[][..], &["--rule", "median"], &["--rule", "ged", "--fields", "latest"]] {
        let listed = |more: &[&str]| book.run(&[&["list", "events", "--json"], more, rules].concat()).out;
        assert!(listed(&[]) == listed(&["--as-of", "2030-01-01"]), "{rules:?}");
    }
}

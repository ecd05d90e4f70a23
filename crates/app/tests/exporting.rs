//! Exports as their users meet them: every table in every form, what cannot be asked for, hostile texts, and all of a ledger out of one file
//! and into another.

mod common;

use common::{Folder, Ran, json, samples, with_ledger};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;

const CLOCK: &str = "2024-12-11T00:00:00Z";

/// Added later than the rest.
const LATER: &str = "2024-12-12T00:00:00Z";

const BY: [&str; 4] = ["--by", "AB", "--clock", CLOCK];

/// A folder with a ledger of three days of the sample, in which people decided this and that.
fn book() -> Folder {
    static MADE: OnceLock<Vec<u8>> = OnceLock::new();
    with_ledger(&MADE, |folder| {
        for day in ["2024-12-05", "2024-12-06", "2024-12-07"] {
            let file = samples("syria-2024").join(format!("{day}.jsonl"));
            let ran = folder.run(&["add", "--quiet", "--no-fuse", "--clock", CLOCK, file.to_str().unwrap()]);
            assert_eq!(ran.code, Some(0), "{ran:?}");
        }
        assert_eq!(folder.run(&["fuse", "--quiet"]).code, Some(0));
        let events = events(folder);
        let id = |at: usize| events[at]["id"].as_str().unwrap();
        let decide = |args: &[&str]| {
            let ran = folder.run(&[&["review"], args, &BY].concat());
            assert_eq!(ran.code, Some(0), "{args:?}: {ran:?}");
        };
        decide(&["accept", id(0)]);
        decide(&["merge", id(1), id(2)]);
        let member = events[3]["members"][0]["claim"].as_str().unwrap();
        decide(&["reject", member]);
        let decisions = json(folder.run(&["list", "decisions", "--json"]));
        decide(&["undo", decisions[2]["id"].as_str().unwrap()]);
    })
}

fn events(folder: &Folder) -> Vec<Value> {
    json(folder.run(&["list", "events", "--json"])).as_array().unwrap().clone()
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

/// A CSV file: header and rows.
fn cells(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let row = |row: &csv::StringRecord| row.iter().map(str::to_owned).collect::<Vec<_>>();
    let header = row(reader.headers().unwrap());
    (header, reader.records().map(|record| row(&record.unwrap())).collect())
}

fn column<'t>(table: &'t (Vec<String>, Vec<Vec<String>>), name: &str) -> Vec<&'t str> {
    let at =
        table.0.iter().position(|column| column == name).unwrap_or_else(|| panic!("no column {name}: {:?}", table.0));
    table.1.iter().map(|row| row[at].as_str()).collect()
}

/// Every file under a folder with its bytes, by name.
fn all(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in std::fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
                files.push((name, std::fs::read(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

// ---- out of one ledger and into another

#[test]
fn a_dataset_brings_all_of_a_ledger_into_another_one() {
    let book = book();
    let ran = book.run(&["export", "dataset", "-o", "dataset"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.err.contains("4 decisions"), "{}", ran.err);
    let files = all(&book.path("dataset"));
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert!(names.contains(&"date=2024-12-07/part-0.parquet") && names.contains(&"decisions.jsonl"), "{names:?}");

    let ran = book.run(&["add", "dataset", "-L", "other.dateline", "--clock", LATER]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.err.contains("4 decisions taken over"), "{}", ran.err);
    for list in [&["list", "events"][..], &["list", "claims"], &["control"]] {
        let of = |ledger: &str| book.run(&[list, &["--json", "-L", ledger]].concat());
        let (here, there) = (of("ledger.dateline"), of("other.dateline"));
        if list[0] == "list" && list[1] == "claims" {
            // But for their places in the chain and when they were recorded.
            let plain = |ran: Ran| {
                let mut claims = json(ran).as_array().unwrap().clone();
                for claim in &mut claims {
                    let claim = claim.as_object_mut().unwrap();
                    claim.remove("seq");
                    claim.remove("recorded");
                }
                claims.sort_by_key(|claim| claim["id"].to_string());
                claims
            };
            assert_eq!(plain(here), plain(there));
        } else {
            assert_eq!(here.out, there.out, "{list:?}");
        }
    }
    assert!(!events(&book).is_empty());
    let ids = |ledger: &str| -> Vec<Value> {
        let all = json(book.run(&["list", "decisions", "--json", "-L", ledger]));
        all.as_array().unwrap().iter().map(|one| one["id"].clone()).collect()
    };
    assert_eq!(ids("ledger.dateline"), ids("other.dateline"));
    assert_eq!(book.run(&["verify", "-q", "-L", "other.dateline"]).code, Some(0));

    // What is known is passed over; and the other ledger gives the same files.
    let again = json(book.run(&["add", "dataset", "-L", "other.dateline", "--json", "-q"]));
    assert_eq!((&again["added"], &again["decisions"]["added"]), (&Value::from(0), &Value::from(0)));
    assert_eq!(again["known"], again["reports"]);
    assert_eq!(book.run(&["export", "dataset", "-o", "second", "-L", "other.dateline"]).code, Some(0));
    let parts = |files: Vec<(String, Vec<u8>)>| -> Vec<_> {
        files.into_iter().filter(|(name, _)| name.ends_with(".parquet")).collect()
    };
    assert!(parts(files) == parts(all(&book.path("second"))), "the files of the two ledgers differ");

    // Nothing of two exports is mixed.
    let twice = book.run(&["export", "dataset", "-o", "dataset"]);
    assert!(twice.code == Some(3) && twice.err.contains("name a new folder"), "{twice:?}");
}

#[test]
fn files_that_are_no_datasets_are_told_so() {
    let book = book();
    assert_eq!(book.run(&["export", "events", "-q", "-o", "events.parquet"]).code, Some(0));
    let ran = book.run(&["add", "events.parquet"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.err.contains("holds no coded reports: it lacks report"), "{}", ran.err);

    assert_eq!(book.run(&["export", "dataset", "-q", "-o", "dataset"]).code, Some(0));
    let part = book.path("dataset/date=2024-12-05/part-0.parquet");
    let bytes = std::fs::read(&part).unwrap();
    std::fs::write(&part, &bytes[..bytes.len() / 2]).unwrap();
    std::fs::write(book.path("dataset/decisions.jsonl"), "{\"by\": 7}\n").unwrap();
    let ran = book.run(&["add", "dataset", "-L", "other.dateline"]);
    assert_eq!(ran.code, Some(1), "the other days are stored: {ran:?}");
    assert!(ran.err.contains("cannot be read as Parquet") && ran.err.contains("get the file anew"), "{}", ran.err);
    assert!(ran.err.contains("decisions.jsonl:1:"), "{}", ran.err);

    std::fs::write(book.path("story.txt"), common::story(1)).unwrap();
    let mixed = book.run(&["add", "dataset", "story.txt"]);
    assert!(mixed.code == Some(2) && mixed.err.contains("in runs of their own"), "{mixed:?}");
}

// ---- tables

#[test]
fn every_table_goes_into_every_form_with_its_codebook_manifest_and_sums() {
    let book = book();
    let forms = ["csv", "jsonl", "parquet", "geojson", "geoparquet"];
    for what in ["claims", "events", "figures", "control", "reports", "decisions"] {
        let on_a_map = !matches!(what, "reports" | "decisions");
        let mut rows = BTreeSet::new();
        for form in forms {
            let ran = book.run(&["export", what, "--format", form, "-o", &format!("{form}/")]);
            if !on_a_map && form.starts_with("geo") {
                assert!(ran.code == Some(2) && ran.err.contains("nowhere on the map"), "{what} {form}: {ran:?}");
                continue;
            }
            assert_eq!(ran.code, Some(0), "{what} {form}: {ran:?}");
            let sums = std::fs::read_dir(book.path(form)).unwrap().map(|entry| entry.unwrap().path());
            let sums = sums.filter(|path| {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                name.starts_with(what) && name.ends_with(".sha256")
            });
            let sums = std::fs::read_to_string(sums.last().unwrap()).unwrap();
            assert_eq!(sums.lines().count(), 3, "{sums}");
            for line in sums.lines() {
                let (sum, name) = line.split_once("  ").unwrap();
                assert_eq!(sha256(&std::fs::read(book.path(form).join(name)).unwrap()), sum, "{name}");
            }
            let manifest = sums.lines().find_map(|line| line.split("  ").find(|name| name.ends_with("manifest.json")));
            let manifest: Value =
                serde_json::from_slice(&std::fs::read(book.path(form).join(manifest.unwrap())).unwrap()).unwrap();
            rows.insert(manifest["files"][0]["rows"].as_u64().unwrap());
            assert_eq!(manifest["ledger"]["head"].as_str().unwrap().len(), 64);
            assert_eq!(manifest["format"], form);
            assert!(manifest["rules"]["numbers"].as_str().unwrap().starts_with("conservative v"), "{manifest}");
            assert!(
                manifest["made_by"].as_object().unwrap().keys().all(|name| name.starts_with("reader/")),
                "{manifest}"
            );
        }
        assert_eq!(rows.len(), 1, "{what} has as many rows in every form: {rows:?}");
        assert!(rows.iter().all(|rows| *rows > 0), "{what} has no rows");
    }
    // Every column of a file is in its codebook, with a meaning.
    for what in ["claims", "events", "figures", "control", "reports", "decisions"] {
        let page = std::fs::read_to_string(book.path(&format!("csv/{what}.codebook.md"))).unwrap();
        let (header, _) = cells(&std::fs::read_to_string(book.path(&format!("csv/{what}.csv"))).unwrap());
        for name in header {
            let line = page.lines().find(|line| line.starts_with(&format!("| `{name}` |")));
            let line = line.unwrap_or_else(|| panic!("{what}: the codebook does not tell of {name}"));
            assert!(line.rsplit(" | ").next().unwrap().trim_end_matches(" |").len() > 3, "{what}: {line}");
        }
    }
    // The same question gives the same bytes.
    for form in forms {
        let file = book.run(&["export", "events", "--format", form, "-o", &format!("again-{form}/")]);
        assert_eq!(file.code, Some(0));
        let mut of_events = all(&book.path(form));
        of_events.retain(|(name, _)| name.starts_with("events"));
        assert!(of_events == all(&book.path(&format!("again-{form}"))), "{form}");
    }
}

#[test]
fn the_table_of_events_says_what_the_list_says() {
    let book = book();
    let listed = events(&book);
    let rows = lines(&book.run(&["export", "events", "--format", "jsonl", "-q"]).out);
    assert_eq!(rows.len(), listed.len());
    for (row, event) in rows.iter().zip(&listed) {
        assert_eq!(row["id"], event["id"]);
        assert_eq!(row["type"], event["type"]);
        assert_eq!(row["start"], event["days"]["value"]["start"]);
        assert_eq!(row["independent"], event["support"]["independent"]);
        let killed = event["figures"].as_array().unwrap().iter().find(|figure| figure["what"] == "killed");
        assert_eq!(row["killed_best"], killed.map_or(Value::Null, |figure| figure["best"].clone()));
        assert_eq!(row["lat"], event["place"]["value"]["point"][0], "to the last digit");
        assert_eq!(row["claims"].as_array().unwrap().len(), event["members"].as_array().unwrap().len());
    }
    assert!(rows.iter().any(|row| row["accepted"] == true && row["decided_by"][0] == "AB"));
    let csv = cells(&book.run(&["export", "events", "-q"]).out);
    assert_eq!(column(&csv, "id"), rows.iter().map(|row| row["id"].as_str().unwrap()).collect::<Vec<_>>());
    // What stands second in one column of a slot stands second in the others.
    let (names, ids) = (column(&csv, "actors_name"), column(&csv, "actors_id"));
    assert!(names.iter().any(|names| names.contains('|')), "no event has two actors");
    for (names, ids) in names.iter().zip(&ids).filter(|(_, ids)| !ids.is_empty()) {
        assert_eq!(names.matches('|').count(), ids.matches('|').count(), "{names} {ids}");
    }
    // No text of a report, and nothing that copies are found by.
    let reports = cells(&book.run(&["export", "reports", "-q"]).out);
    assert!(!reports.0.iter().any(|name| name == "text" || name == "print"), "{:?}", reports.0);
}

#[test]
fn what_does_not_go_together_is_told_with_what_does() {
    let book = book();
    let cases: [(&[&str], &str); 11] = [
        (&["claims", "--shape", "ucdp"], "--shape ucdp is of events alone: dateline export events --shape ucdp"),
        (&["reports", "--format", "geojson"], "nowhere on the map"),
        (&["events", "--format", "parquet"], "name a file or a folder with -o"),
        (&["events", "r000000000000"], "only annotations are of one report"),
        (&["annotations"], "dateline export annotations REPORT"),
        (&["dataset"], "name a new one with -o FOLDER"),
        (&["dataset", "-o", "x", "--policy", "public"], "dateline publish -o FILE"),
        (&["dataset", "-o", "x", "--place", "Homs"], "--place means nothing for a dataset"),
        (&["decisions", "--type", "SEIZE"], "--type means nothing for decisions"),
        (&["control", "--text", "x"], "--text means nothing for stretches of control; these do: --place"),
        (&["events", "--status", "sure"], "no status of an event"),
    ];
    for (args, words) in cases {
        let ran = book.run(&[&["export"], args].concat());
        assert!(ran.code == Some(2) && ran.err.contains(words) && ran.out.is_empty(), "{args:?}: {ran:?}");
    }
    let nowhere = book.run(&["export", "events", "--place", "Atlantis"]);
    assert_eq!(nowhere.code, Some(1), "{nowhere:?}");
    let id = events(&book)[0]["id"].as_str().unwrap().to_owned();
    let event = book.run(&["export", "annotations", &id]);
    assert!(event.code == Some(2) && event.err.contains("is an event"), "{event:?}");
    let full = book.run(&["export", "events", "-o", "no/such/folder/x.csv"]);
    assert!(full.code == Some(3) && full.err.contains("name a file in a folder that can be written to"), "{full:?}");
}

#[test]
fn what_was_recorded_since_a_moment_and_what_that_touched() {
    let book = book();
    let before = events(&book).len();
    let file = samples("syria-2024").join("2024-12-08.jsonl");
    let ran = book.run(&["add", "--quiet", "--clock", LATER, file.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let rows = |args: &[&str]| lines(&book.run(&[&["export"], args, &["--format", "jsonl", "-q"]].concat()).out);
    let claims = rows(&["claims", "--since", "2024-12-12"]);
    assert!(!claims.is_empty() && claims.iter().all(|claim| claim["recorded"].as_str().unwrap() >= "2024-12-12"));
    assert!(claims.iter().all(|claim| claim["published"] == "2024-12-08"));
    let new: BTreeSet<&str> = claims.iter().map(|claim| claim["id"].as_str().unwrap()).collect();
    let touched = rows(&["events", "--since", "2024-12-12"]);
    let all = rows(&["events"]);
    let is_new =
        |event: &&Value| event["claims"].as_array().unwrap().iter().any(|one| new.contains(one.as_str().unwrap()));
    let expected: Vec<&Value> = all.iter().filter(is_new).collect();
    assert_eq!(touched.iter().collect::<Vec<_>>(), expected);
    assert!(touched.len() < all.len() && all.len() >= before);
    assert!(rows(&["reports", "--since", "2024-12-12"]).iter().all(|report| report["published"] == "2024-12-08"));
    assert!(rows(&["decisions", "--since", "2024-12-12"]).is_empty());
    // A decision about an old claim touches its event.
    let old = all.iter().find(|event| !is_new(event)).unwrap()["id"].as_str().unwrap();
    let ran = book.run(&["review", "accept", old, "--by", "AB", "--clock", "2024-12-13T00:00:00Z"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let touched = rows(&["events", "--since", "2024-12-12T00:00:01Z"]);
    assert!(touched.len() == 1 && touched[0]["id"] == old, "{touched:?}");
    let nothing = book.run(&["export", "events", "--since", "2025-01-01"]);
    assert!(nothing.code == Some(1) && nothing.out.lines().count() == 1, "a header alone: {nothing:?}");
}

#[test]
fn the_public_gets_what_the_policy_lets_through() {
    let book = book();
    let export = |args: &[&str]| {
        let ran = book.run(&[&["export"], args, &["--policy", "public", "--today", "2024-12-20", "-q"]].concat());
        assert_eq!(ran.code, Some(0), "{args:?}: {ran:?}");
        ran.out
    };
    assert_eq!(book.run(&["publish", "-o", "public.dateline", "--today", "2024-12-20"]).code, Some(0));
    let listed = json(book.run(&["list", "events", "--json", "-L", "public.dateline"]));
    let rows = lines(&export(&["events", "--format", "jsonl"]));
    let ids: Vec<&Value> = rows.iter().map(|row| &row["id"]).collect();
    assert_eq!(ids, listed.as_array().unwrap().iter().map(|event| &event["id"]).collect::<Vec<_>>());
    assert!(
        rows.iter().all(|row| row["decided_by"].as_array().unwrap().iter().all(|by| by != "AB")),
        "no reviewer's name"
    );
    export(&["control", "-o", "out/"]);
    let manifest: Value =
        serde_json::from_slice(&std::fs::read(book.path("out/control.manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["policy"]["day"], "2024-12-20");
    let all = lines(&book.run(&["export", "claims", "--format", "jsonl", "-q"]).out);
    let public = lines(&export(&["claims", "--format", "jsonl"]));
    assert!(public.len() <= all.len() && !public.is_empty());
    let again = book.run(&["export", "events", "--policy", "public", "-L", "public.dateline"]);
    assert!(again.code == Some(2) && again.err.contains("for the public already"), "{again:?}");
    assert_eq!(book.run(&["export", "events", "--policy", "no-such.toml"]).code, Some(2));
}

// ---- annotations

#[test]
fn annotations_mark_the_words_of_each_claim() {
    let book = book();
    // Of the samples' own texts, by title.
    let texts: Vec<Value> = ["2024-12-05", "2024-12-06", "2024-12-07"]
        .iter()
        .flat_map(|day| lines(&std::fs::read_to_string(samples("syria-2024").join(format!("{day}.jsonl"))).unwrap()))
        .collect();
    let reports = json(book.run(&["list", "reports", "--json"]));
    let mut marked = 0;
    for report in reports.as_array().unwrap() {
        let id = report["id"].as_str().unwrap();
        let ran = book.run(&["export", "annotations", id, "-q"]);
        if report["claims"] == 0 {
            assert_eq!(ran.code, Some(1), "{ran:?}");
            continue;
        }
        let page = json(ran);
        assert_eq!(
            (page["type"].as_str(), page["@context"][0].as_str()),
            (Some("AnnotationPage"), Some("http://www.w3.org/ns/anno.jsonld"))
        );
        let text = texts.iter().find(|text| text["id"] == report["given"]).unwrap()["text"].as_str().unwrap();
        let points: Vec<char> = text.chars().collect();
        for item in page["items"].as_array().unwrap() {
            marked += 1;
            assert_eq!(item["type"], "Annotation");
            let target = &item["target"];
            assert!(
                target["source"] == format!("urn:dateline:report:{id}").as_str() || target["source"] == report["url"]
            );
            let (quote, position) = (&target["selector"][0], &target["selector"][1]);
            assert_eq!(
                (quote["type"].as_str(), position["type"].as_str()),
                (Some("TextQuoteSelector"), Some("TextPositionSelector"))
            );
            let at = |name: &str| position[name].as_u64().unwrap() as usize;
            let exact: String = points[at("start")..at("end")].iter().collect();
            assert_eq!(quote["exact"], exact.as_str());
            let words = |name: &str| quote[name].as_str().unwrap().to_owned();
            assert!(text.contains(&(words("prefix") + &exact + &words("suffix"))), "{quote}");
            assert!(
                item["body"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|body| body["type"] == "Claim" && body["record"]["trigger"] == exact.as_str())
            );
        }
    }
    assert!(marked > 20, "{marked} claims");
}

// ---- what strangers write

/// A story by an outlet with a name, under a licence, with a headline that is a formula.
fn hostile() -> Folder {
    let story = |id: &str, title: &str, outlet: &str, licence: &str| {
        let text =
            "TAL MARUN - Northern Front fighters captured the town of Xyzzyville late Friday, its spokesman said.\n";
        serde_json::json!({"id": id, "date": "2031-03-09", "title": title, "outlet": outlet, "licence": licence,
            "url": format!("https://example.org/{id}?a=1|2"), "text": text})
        .to_string()
    };
    let all = [
        story("a", "=HYPERLINK(\"http://evil.example\",\"x\")", "@Outlet", "CC BY 4.0"),
        story("b", "+1+1|cmd,\"x\"\nsecond line", "-Wire", "CC0"),
        story("c", "'=already", "Example\u{1b}[31m Wire", "CC0"),
    ];
    let folder = Folder::with(&[("reports.jsonl", &all.join("\n"))]);
    let ran = folder.run(&["add", "--quiet", "--clock", CLOCK, "reports.jsonl"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    folder
}

#[test]
fn no_cell_of_a_spreadsheet_is_a_formula_and_every_cell_can_be_had_back() {
    let folder = hostile();
    let json = lines(&folder.run(&["export", "reports", "--format", "jsonl", "-q"]).out);
    let csv = cells(&folder.run(&["export", "reports", "-q"]).out);
    assert_eq!(csv.1.len(), 3, "a line end in a title makes no row");
    for name in ["title", "outlet"] {
        for (cell, row) in column(&csv, name).iter().zip(&json) {
            let text = row[name].as_str().unwrap();
            assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
            let back =
                cell.strip_prefix('\'').filter(|rest| rest.trim_start_matches('\'').starts_with(['=', '+', '-', '@']));
            assert_eq!(back.unwrap_or(cell), text);
        }
    }
    for what in ["claims", "events", "control", "figures"] {
        for row in cells(&folder.run(&["export", what, "-q"]).out).1 {
            let formula = |cell: &&String| {
                cell.starts_with(['=', '+', '@']) || cell.starts_with('-') && cell.parse::<f64>().is_err()
            };
            assert_eq!(row.iter().find(formula), None, "{what}: {row:?}");
        }
    }
    // Tabs, quotes and line ends cannot break the lines of a shape without quotes.
    let gdelt = folder.run(&["export", "events", "--shape", "gdelt", "-q"]);
    assert!(gdelt.out.lines().all(|line| line.split('\t').count() == 61), "{}", gdelt.out);
}

#[test]
fn licences_go_with_the_rows_and_a_place_that_nobody_knows_is_nowhere() {
    let folder = hostile();
    let licences: BTreeSet<&str> = BTreeSet::from(["CC BY 4.0", "CC0"]);
    let of = |what: &str| lines(&folder.run(&["export", what, "--format", "jsonl", "-q"]).out);
    assert_eq!(of("reports").iter().map(|row| row["licence"].as_str().unwrap()).collect::<BTreeSet<_>>(), licences);
    assert!(of("claims").iter().all(|row| licences.contains(row["licence"].as_str().unwrap())));
    let events = of("events");
    assert!(
        !events.is_empty() && events.iter().all(|row| !row["licences"].as_array().unwrap().is_empty()),
        "{events:?}"
    );
    folder.run(&["export", "events", "-q", "-o", "out/"]);
    let manifest: Value =
        serde_json::from_slice(&std::fs::read(folder.path("out/events.manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["licences"], serde_json::json!({"CC BY 4.0": 1, "CC0": 2}));

    let claims = of("claims");
    let unresolved: Vec<&Value> = claims
        .iter()
        .filter(|row| row["place"][0]["text"].as_str().is_some_and(|name| name.contains("Xyzzyville")))
        .collect();
    assert!(!unresolved.is_empty(), "{claims:?}");
    assert!(unresolved.iter().all(|row| row["lat"].is_null() && row["lon"].is_null()), "{unresolved:?}");
    let map = json(folder.run(&["export", "claims", "--format", "geojson", "-q"]));
    assert_eq!(map["type"], "FeatureCollection");
    let features = map["features"].as_array().unwrap();
    assert_eq!(features.len(), claims.len());
    assert!(features.iter().any(|feature| feature["geometry"].is_null()));
    for what in ["claims", "events"] {
        for row in of(what) {
            assert!(row["lat"] != 0.0 || row["lon"] != 0.0, "{what}: {row}");
        }
    }
}

#[test]
fn an_empty_ledger_gives_files_without_rows() {
    let folder = Folder::with(&[("reports.txt", "The museum opens at nine.\n")]);
    assert_eq!(folder.run(&["add", "--quiet", "--date", "2031-03-09", "reports.txt"]).code, Some(0));
    for what in ["claims", "events", "figures", "control", "decisions"] {
        for form in ["csv", "jsonl", "parquet", "geojson", "geoparquet"] {
            if what == "decisions" && form.starts_with("geo") {
                continue;
            }
            let ran = folder.run(&["export", what, "--format", form, "-o", "out/"]);
            assert!(ran.code == Some(1) && ran.err.starts_with("dateline: 0 "), "{what} {form}: {ran:?}");
        }
    }
    assert_eq!(json(folder.run(&["export", "events", "--format", "geojson", "-q"]))["features"], serde_json::json!([]));
    let (header, rows) = cells(&folder.run(&["export", "events", "-q"]).out);
    assert!(header.len() > 40 && rows.is_empty());
    assert_eq!(folder.run(&["export", "events", "-L", "none.dateline"]).code, Some(3));
}

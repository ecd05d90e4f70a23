//! Days, places and parties: in the output of `read`, and asked for one by one.

mod common;

use common::Folder;
use serde_json::Value;

/// Invented, but for the names of places and of one party.
const REPORT: &str = "HOMS, Syria - Rebels captured the southern city of Daraa late Friday, Syrian state television said. \
     Thousands of civilians fled from Homs to Tartus on Saturday, residents said.\n";

#[test]
fn a_question_is_answered_with_its_reason() {
    let cases: [(&[&str], i32, &[&str]); 10] = [
        (&["where", "Deir ez-Zor", "--near", "SY"], 0, &["Deir ez-Zor", "SY", "geonames:170794", "35.3"]),
        (&["where", "Qwxyzzt"], 1, &["unresolved"]),
        (&["where", "Kharkiv"], 0, &["Харків", "UA"]),
        (&["when", "late Friday", "--date", "2024-12-07"], 0, &["2024-12-06", "Friday", "precision 1"]),
        (&["when", "Friday", "--date", "2024-12-07", "--future"], 0, &["2024-12-13"]),
        (&["when", "late Friday"], 1, &["unresolved", "date"]),
        (&["when", "3 May 2031"], 0, &["2031-05-03"]),
        (&["who", "the army", "--country", "SY", "--date", "2024-12-01"], 0, &["Syrian Arab Army", "sy/army"]),
        (&["who", "the army"], 1, &["unresolved"]),
        (&["who", "Lions of the Invented Valley Brigade", "--country", "SY"], 1, &["provisional/"]),
    ];
    let folder = Folder::new();
    for (args, code, words) in cases {
        let ran = folder.run(args);
        assert_eq!(ran.code, Some(code), "{args:?}: {ran:?}");
        for word in words {
            assert!(ran.out.contains(word), "{args:?} does not tell {word:?}: {}", ran.out);
        }
    }
}

#[test]
fn answers_come_as_json_too() {
    let folder = Folder::new();
    let json = |args: &[&str]| -> Value { serde_json::from_str(&folder.run(args).out).unwrap() };
    assert_eq!(json(&["when", "late Friday", "--date", "2024-12-07", "--json"])["start"], "2024-12-06");
    assert_eq!(json(&["where", "Damascus", "--json"])["id"], "geonames:170654");
    assert_eq!(json(&["who", "the army", "--country", "sy", "--date", "2024-12-01", "--json"])["id"], "sy/army");
    assert!(json(&["when", "Friday", "--json"])["unresolved"].is_string());
}

#[test]
fn a_wrong_country_or_day_is_told() {
    let folder = Folder::new();
    for args in [&["where", "Homs", "--near", "Syria"][..], &["when", "Friday", "--date", "7.12.2024"]] {
        let ran = folder.run(args);
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.err.contains("e.g. SY") || ran.err.contains("2024-12-07"), "{}", ran.err);
    }
    let ran = folder.run(&["where", "Homs", "--gazetteer", "missing.gazetteer"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.err.contains("missing.gazetteer"), "{}", ran.err);
}

#[test]
fn every_form_of_reading_tells_what_the_words_mean() {
    let folder = Folder::with(&[("a.txt", REPORT)]);
    let form = |form: &str, more: &[&str]| {
        let ran = folder.run(&[&["read", "--date", "2024-12-07", "--format", form, "a.txt"], more].concat());
        assert_eq!(ran.code, Some(0), "{ran:?}");
        ran.out
    };
    let report: Value = serde_json::from_str(form("jsonl", &[]).lines().next().unwrap()).unwrap();
    let claims = report["claims"].as_array().unwrap();
    let seize = claims.iter().find(|claim| claim["type"] == "SEIZE").expect("the capture is read");
    assert_eq!(seize["resolved"]["place"][0]["id"], "geonames:170905", "{seize}");
    assert_eq!(seize["resolved"]["time"][0]["start"], "2024-12-06", "{seize}");
    for claim in claims {
        for slot in ["actor", "target", "place", "from", "to", "time", "source"] {
            let count = |value: &Value| value[slot].as_array().map_or(0, Vec::len);
            assert_eq!(count(claim), count(&claim["resolved"]), "{slot}: {claim}");
        }
    }
    let text = form("text", &[]);
    assert!(text.contains("= 2024-12-06"), "{text}");
    let csv = form("csv", &[]);
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let column = rows.headers().unwrap().iter().position(|name| name == "place_id").unwrap();
    assert!(rows.records().any(|row| &row.unwrap()[column] == "geonames:170905"), "{csv}");

    let bare: Value = serde_json::from_str(form("jsonl", &["--no-resolve"]).lines().next().unwrap()).unwrap();
    assert!(bare["claims"].as_array().unwrap().iter().all(|claim| claim.get("resolved").is_none()), "{bare}");
    assert!(!form("text", &["--no-resolve"]).contains("= 2024-12-06"));
}

#[test]
fn a_gazetteer_of_ones_own_knows_the_villages() {
    // The columns of GeoNames' main table; the village is invented.
    let row = "990000001\tQasr al Wahmi\tQasr al Wahmi\tKasr Wahmi\t33.5\t36.2\tP\tPPL\tSY\t\t08\t\t\t\t120\t\t690\tAsia/Damascus\t2024-01-01\n";
    let folder = Folder::with(&[("dump/SY.txt", row)]);
    assert_eq!(folder.run(&["where", "Qasr al-Wahmi"]).code, Some(1));
    let ran = folder.run(&["gazetteer", "import", "dump", "-o", "own.gazetteer"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.out.contains("own.gazetteer: 1 places"), "{}", ran.out);
    let ran = folder.run(&["where", "Qasr al-Wahmi", "--gazetteer", "own.gazetteer"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.out.contains("geonames:990000001"), "{}", ran.out);
    let ran = folder.run(&["gazetteer", "import", "nowhere"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.err.contains("nowhere"), "{}", ran.err);
}

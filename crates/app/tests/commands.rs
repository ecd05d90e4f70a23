//! The other commands, and what all of them share.

mod common;

use common::Folder;
use serde_json::Value;

#[test]
fn types_are_listed_for_people_and_for_programs() {
    let folder = Folder::new();
    let text = folder.run(&["types"]);
    assert_eq!(text.code, Some(0), "{text:?}");
    assert!(text.out.starts_with("ground\n  SEIZE     "), "{}", text.out);
    let json = folder.run(&["types", "--json"]);
    let types: Vec<Value> = serde_json::from_str(&json.out).unwrap();
    assert_eq!(types.len(), 31);
    assert_eq!((&types[0]["code"], &types[0]["cameo"][0]), (&"SEIZE".into(), &"192".into()));
}

#[test]
fn the_version_tells_program_and_model() {
    let ran = Folder::new().run(&["--version"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let start = format!("dateline {} (model ", env!("CARGO_PKG_VERSION"));
    assert!(ran.out.starts_with(&start), "{}", ran.out);
}

#[test]
fn a_slip_of_the_keyboard_gets_the_nearest_word() {
    let cases: [(&[&str], &str); 3] = [
        (&["raed", "x"], "'read'"),
        (&["read", "--fromat", "csv", "x"], "'--format'"),
        (&["eval", "--glod", "x"], "'--gold'"),
    ];
    for (args, suggestion) in cases {
        let ran = Folder::new().run(args);
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.err.contains(suggestion), "{args:?}: {}", ran.err);
    }
}

#[test]
fn help_tells_examples_and_exit_codes() {
    for args in [&["--help"][..], &["read", "--help"]] {
        let ran = Folder::new().run(args);
        assert_eq!(ran.code, Some(0));
        for words in ["Examples:", "dateline read samples/", "Exit codes:", "  3  nothing could be read"] {
            assert!(ran.out.contains(words), "{args:?} does not tell {words:?}:\n{}", ran.out);
        }
    }
}

#[test]
fn completions_know_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = Folder::new().run(&["completions", shell]);
        assert_eq!(ran.code, Some(0), "{shell}: {}", ran.err);
        assert!(ran.out.contains("min-confidence"), "{shell}: {}", ran.out);
    }
}

/// A gold file of one report, with a claim, and predictions that find it.
fn gold() -> Folder {
    let text = "Northern Front captured Tal Marun.";
    let claim = serde_json::json!({
        "sentence": 0, "trigger": "captured", "type": "SEIZE", "status": "actual",
        "actor": ["Northern Front"], "place": ["Tal Marun"],
    });
    let gold = serde_json::json!({"id": "r1", "text": text, "sentence_spans": [[0, text.len()]], "claims": [claim]});
    let predictions = serde_json::json!({"id": "r1", "claims": [claim]});
    Folder::with(&[
        ("gold.jsonl", &format!("{gold}\n")),
        ("predictions.jsonl", &format!("{predictions}\n")),
        ("nothing.jsonl", "{\"id\": \"r1\", \"claims\": []}\n"),
        ("broken.jsonl", &format!("{gold}\n{{\n")),
    ])
}

#[test]
fn eval_judges_predictions_and_writes_a_page() {
    let folder = gold();
    let base = ["eval", "--gold", "gold.jsonl", "--predictions", "predictions.jsonl"];
    let table = folder.run(&base);
    assert_eq!(table.code, Some(0), "{table:?}");
    assert!(table.out.contains("LEDGER"), "{}", table.out);
    assert!(!table.out.contains("SEIZE"), "{}", table.out);
    let per_type = folder.run(&[&base[..], &["--per-type"]].concat());
    assert!(per_type.out.contains("SEIZE"), "{}", per_type.out);
    let json = folder.run(&[&base[..], &["--json"]].concat());
    assert_eq!(serde_json::from_str::<Value>(&json.out).unwrap()["LEDGER"]["f1"], 1.0);

    let ran = folder.run(&["eval", "--gold", "gold.jsonl", "--predictions", "nothing.jsonl", "--html", "page.html"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let page = std::fs::read_to_string(folder.path("page.html")).unwrap();
    assert!(page.contains("captured") && page.contains("SEIZE"), "the miss is not shown: {page}");
}

#[test]
fn eval_without_predictions_reads_the_gold_reports() {
    let ran = gold().run(&["eval", "--gold", "gold.jsonl", "--json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let figures: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(figures["typed"]["gold"], 1, "{figures}");
    assert_eq!(figures["missing"], serde_json::json!([]), "the report was not read");
}

#[test]
fn eval_refuses_a_gold_file_with_a_fault() {
    let folder = gold();
    for (file, told) in [("broken.jsonl", "broken.jsonl:2: "), ("missing.jsonl", "missing.jsonl: cannot be opened")] {
        let ran = folder.run(&["eval", "--gold", file, "--predictions", "predictions.jsonl"]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(3), ""), "{}", ran.err);
        assert!(ran.err.contains(told), "{}", ran.err);
    }
}

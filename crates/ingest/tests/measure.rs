//! Figures on the training and development files beside the checkout: run by hand, asked for with `--ignored`.
//! `cargo test -p ingest --test measure -- --ignored --nocapture`; DATELINE_SHARED names the folder if it is elsewhere.

use claim::Span;
use ingest::{Hint, ingest};
use std::path::PathBuf;

fn shared() -> PathBuf {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    std::env::var_os("DATELINE_SHARED").map_or_else(|| beside.into(), PathBuf::from)
}

/// Every report of the annotated files, with the spans of the sentences that hold a claim.
fn annotated() -> Vec<(claim::Report, Vec<Span>)> {
    let files = ["train/claims/invented.jsonl", "train/claims/real.jsonl", "gold/dev.jsonl"];
    let read = files.iter().flat_map(|file| {
        let bytes = std::fs::read(shared().join(file)).expect("the annotated files");
        let (reports, problems) = ingest(&bytes, &Hint::named(file));
        assert_eq!(problems, [], "{file}");
        let text = String::from_utf8(bytes).expect("UTF-8");
        let records: Vec<serde_json::Value> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        assert_eq!(reports.len(), records.len());
        reports
            .into_iter()
            .zip(records)
            .map(|(report, record)| {
                assert_eq!(report.text, record["text"].as_str().unwrap_or_default());
                let sentences = report.sentences.clone().expect("spans of sentences");
                let claims = record["claims"].as_array().cloned().unwrap_or_default();
                let numbers = claims.iter().filter_map(|claim| claim["sentence"].as_u64());
                let spans = numbers.map(|number| sentences[number as usize]).collect();
                (report, spans)
            })
            .collect::<Vec<_>>()
    });
    read.collect()
}

#[test]
#[ignore = "needs the annotated files beside the checkout"]
fn every_annotated_report_is_english() {
    let all = annotated();
    let mut by_language = std::collections::BTreeMap::new();
    for (report, _) in &all {
        let upper = report.text.to_uppercase();
        let start: String = report.text.chars().take(200).collect();
        for (form, text) in [("as it is", &report.text), ("in capitals", &upper), ("first 200 letters", &start)] {
            let found = ingest::detect_language(text);
            *by_language.entry((form, found)).or_insert(0) += 1;
            if found != Some("en") {
                println!("{form}: {} called {found:?}: {:.100}", report.id, text.replace('\n', " "));
            }
        }
    }
    println!("{by_language:?}");
    assert!(
        by_language
            .keys()
            .all(|(form, language)| *language == Some("en") || (*form == "first 200 letters" && language.is_none()))
    );
}

#[test]
#[ignore = "needs the annotated files beside the checkout"]
fn no_sentence_with_a_claim_is_noise() {
    let (mut sentences, mut lost, mut lines) = (0, Vec::new(), 0);
    for (report, claims) in annotated() {
        let points = claim::CodePoints::new(&report.text);
        lines += report.noise.len();
        for &noise in &report.noise {
            println!("{}: {:?}", report.id, points.slice(noise));
        }
        sentences += claims.len();
        let covered = claims.into_iter().filter(|sentence| report.noise.iter().any(|noise| noise.overlaps(*sentence)));
        lost.extend(covered.map(|span| points.slice(span).to_owned()));
    }
    println!("{lines} lines of noise; {} of {sentences} claims in a sentence called noise", lost.len());
    assert_eq!(lost, Vec::<String>::new());
}

//! For training: reports with gold sentences in, words, word pieces and quantities out, so that what the model learns
//! on is cut by the very code that it will read with.
//!
//! `reader-prepare VOCABULARY < reports.jsonl > prepared.jsonl`; a report a line: `{"id", "text", "sentence_spans"}`
//! becomes `{"id", "words": [[start, end, shape], ...] (code points), "pieces": [[id, ...], ...],
//! "sentences": [[first word, end word], ...], "quantities": [[first word, end word, low, high, kind], ...]}`.

use claim::{CodePoints, Span};
use reader::pieces::Cutter;
use reader::{quantity, words};
use serde_json::{Value, json};
use std::io::{BufRead, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let vocabulary = std::env::args().nth(1).ok_or("usage: reader-prepare VOCABULARY < reports.jsonl")?;
    let cutter = Cutter::new(&std::fs::read_to_string(vocabulary)?)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let report: Value = serde_json::from_str(&line?)?;
        let text = report["text"].as_str().ok_or("a report without text")?;
        let spans: Vec<Span> = serde_json::from_value(report["sentence_spans"].clone())?;
        let points = CodePoints::new(text);
        let words = words::words(text);
        let pieces = cutter.cut(text, &words);
        let sentences: Vec<[usize; 2]> = spans
            .iter()
            .map(|span| {
                let (start, end) = (points.to_byte(span.start), points.to_byte(span.end));
                let first = words.partition_point(|word| word.bytes.start < start);
                [first, words.partition_point(|word| word.bytes.start < end).max(first)]
            })
            .collect();
        let quantities: Vec<Value> = quantity::quantities(text, &words)
            .iter()
            .map(|q| json!([q.words.start, q.words.end, q.low, q.high, q.kind as u8]))
            .collect();
        let prepared = json!({
            "id": report["id"],
            "words": words.iter().map(|word| {
                let span = points.span(word.bytes.clone());
                [span.start, span.end, word.shape as usize]
            }).collect::<Vec<_>>(),
            "pieces": pieces.of_word.iter().map(|range| &pieces.ids[range.clone()]).collect::<Vec<_>>(),
            "sentences": sentences,
            "quantities": quantities,
        });
        serde_json::to_writer(&mut out, &prepared)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

//! What the gate keeps, what it saves and what it costs: against the encoder alone and against reading, on the same reports, one thread.
//!
//! `cargo run --release -p reader --example gate-speed -- FILE.jsonl...`; a report a line, `{"id", "text"}`, and where people have
//! annotated it `sentence_spans` and `claims` with their `sentence`. `--aside` takes only what the gate was not trained on.
//! `--page FILE.html` measures the look at a page instead.

use claim::{Report, Span};
use reader::{Gate, Reader};
use sha2::{Digest, Sha256};
use std::io::BufRead;
use std::time::{Duration, Instant};

struct One {
    report: Report,
    /// Where each claim's sentence begins, in code points.
    claims: Vec<usize>,
}

/// As in training/gate.py: every fifth, by its id's hash.
fn is_aside(id: &str) -> bool {
    let hash = Sha256::digest(id);
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]).is_multiple_of(5)
}

fn load(path: &str, aside: bool) -> Result<Vec<One>, Box<dyn std::error::Error>> {
    let mut out = Vec::new();
    for line in std::io::BufReader::new(std::fs::File::open(path)?).lines() {
        let value: serde_json::Value = serde_json::from_str(&line?)?;
        let text = value["text"].as_str().ok_or("a line without text")?.to_owned();
        let id = value["id"].as_str().unwrap_or_default().to_owned();
        if aside && !is_aside(&id) {
            continue;
        }
        let sentences: Option<Vec<Span>> = serde_json::from_value(value["sentence_spans"].clone()).ok();
        let starts = value["claims"].as_array().into_iter().flatten().filter_map(|claim| {
            let sentence = usize::try_from(claim["sentence"].as_u64()?).ok()?;
            Some(sentences.as_ref()?.get(sentence)?.start)
        });
        let claims = starts.collect();
        let language = Some("en".to_owned());
        out.push(One { report: Report { id, text, sentences, language, ..Report::default() }, claims });
    }
    Ok(out)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let gate = Gate::bundled()?;
    if let [option, path] = &arguments[..]
        && option == "--page"
    {
        let page = std::fs::read(path)?;
        let start = Instant::now();
        let mut rounds = 0u32;
        while start.elapsed() < Duration::from_secs(2) {
            std::hint::black_box(gate.page_score(std::hint::black_box(&page)));
            rounds += 1;
        }
        let speed = f64::from(rounds) * page.len() as f64 / 1e6 / start.elapsed().as_secs_f64();
        println!("{path}: {} bytes, {speed:.0} MB/s, {}", page.len(), if gate.page(&page) { "open" } else { "closed" });
        return Ok(());
    }
    let aside = arguments.first().is_some_and(|first| first == "--aside");
    arguments.drain(..usize::from(aside));
    let reader = Reader::bundled()?;
    for path in &arguments {
        let all = load(path, aside)?;
        let bytes: usize = all.iter().map(|one| one.report.text.len()).sum();
        let (mut claims, mut kept, mut open, mut windows, mut open_windows) = (0, 0, 0, 0, 0);
        for one in &all {
            let seen = reader.windows_past(&one.report, &gate);
            let passes = gate.report(&one.report);
            open += usize::from(passes);
            windows += seen.len();
            open_windows += seen.iter().filter(|(_, is_open)| passes && *is_open).count();
            for &start in &one.claims {
                let window = seen.iter().rev().find(|(span, _)| span.start <= start).or(seen.first());
                claims += 1;
                kept += usize::from(passes && window.is_some_and(|(_, is_open)| *is_open));
            }
        }
        let mut glance = Duration::MAX;
        for _ in 0..5 {
            let start = Instant::now();
            for one in &all {
                std::hint::black_box(gate.score(std::hint::black_box(&one.report.text)));
            }
            glance = glance.min(start.elapsed());
        }
        let (mut encoder, mut whole, mut past) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
        let (mut found, mut found_past) = (0, 0);
        for one in &all {
            let start = Instant::now();
            reader.encode_only(&one.report)?;
            encoder += start.elapsed();
            let start = Instant::now();
            found += reader.read(&one.report).claims.len();
            whole += start.elapsed();
            let start = Instant::now();
            found_past += reader.read_past(&one.report, Some(&gate)).claims.len();
            past += start.elapsed();
        }
        let speed = |time: Duration| bytes as f64 / 1e6 / time.as_secs_f64();
        println!(
            "{path}: {} reports, {open} open; {windows} windows, {open_windows} open; annotated claims {claims}, kept {kept}; \
             {bytes} bytes: gate {:.1} MB/s, encoder alone {:.4} MB/s ({:.0} times slower); read {:.2} s and {found} claims, \
             with the gate {:.2} s ({:.3} of it) and {found_past} claims",
            all.len(),
            speed(glance),
            speed(encoder),
            encoder.as_secs_f64() / glance.as_secs_f64(),
            whole.as_secs_f64(),
            past.as_secs_f64(),
            past.as_secs_f64() / whole.as_secs_f64(),
        );
    }
    Ok(())
}

//! How much of the encoder's speed is left when reports are read into claims: one thread, the same windows, the same
//! run, the two by turns so that a busy machine slows both.
//!
//! `cargo run --release -p reader --example reader-speed -- REPORTS.jsonl [COUNT]`; a report a line, `{"text": ...}`.

use claim::Report;
use reader::Reader;
use std::io::BufRead;
use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("usage: reader-speed REPORTS.jsonl [COUNT]")?;
    let count: usize = arguments.next().map_or(Ok(200), |n| n.parse())?;
    let mut reports = Vec::new();
    for line in std::io::BufReader::new(std::fs::File::open(path)?).lines().take(count) {
        let value: serde_json::Value = serde_json::from_str(&line?)?;
        let text = value["text"].as_str().ok_or("a line without text")?.to_owned();
        reports.push(Report { text, ..Report::default() });
    }
    let reader = Reader::bundled()?;
    let (mut alone, mut whole) = (Duration::ZERO, Duration::ZERO);
    let (mut pieces, mut claims) = (0, 0);
    for round in 0..2 {
        (alone, whole, pieces, claims) = (Duration::ZERO, Duration::ZERO, 0, 0);
        for part in reports.chunks(10) {
            let start = Instant::now();
            for report in part {
                pieces += reader.encode_only(report)?;
            }
            alone += start.elapsed();
            let start = Instant::now();
            for report in part {
                claims += reader.read(report).claims.len();
            }
            whole += start.elapsed();
        }
        eprintln!("round {round}: encoder {:.2} s, read {:.2} s", alone.as_secs_f64(), whole.as_secs_f64());
    }
    let speed = |time: Duration| pieces as f64 / time.as_secs_f64();
    println!(
        "{} reports, {pieces} word pieces, {claims} claims, one thread: encoder alone {:.0} word pieces/s, read into claims {:.0} word pieces/s: {:.3}",
        reports.len(),
        speed(alone),
        speed(whole),
        alone.as_secs_f64() / whole.as_secs_f64()
    );
    Ok(())
}

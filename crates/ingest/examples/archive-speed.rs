//! How fast a web archive is taken apart on one thread, up to the gate: unpacking, records, HTTP, and what is asked of each page. The gate
//! itself, which this crate does not know, is measured by crates/reader/examples/gate-speed.rs.
//!
//! `cargo run --release -p ingest --example archive-speed -- FILE.warc.gz`

use ingest::{Hint, warc_captures};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: archive-speed FILE.warc.gz")?;
    let packed = std::fs::read(&path)?;
    for round in 0..3 {
        let (start, mut bytes, mut problems) = (Instant::now(), 0, 0);
        let passed = warc_captures(&packed[..], &path, &mut |found| {
            match found {
                Ok(capture) => {
                    let sieve = std::cell::Cell::new(0);
                    let closed = |page: &[u8]| {
                        sieve.set(page.len());
                        false
                    };
                    capture.read(&Hint::named(&path), &closed, &mut |_| {});
                    bytes += sieve.get();
                }
                Err(_) => problems += 1,
            }
            true
        })?;
        let seconds = start.elapsed().as_secs_f64();
        println!(
            "round {round}: {} records, {} pages, {problems} problems; {:.1} MB packed at {:.1} MB/s, {:.1} MB of pages at {:.1} MB/s",
            passed.records,
            passed.captures,
            packed.len() as f64 / 1e6,
            packed.len() as f64 / 1e6 / seconds,
            bytes as f64 / 1e6,
            bytes as f64 / 1e6 / seconds,
        );
    }
    Ok(())
}

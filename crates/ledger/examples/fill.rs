//! `fill FILE REPORTS [BATCH]`: adds so many invented reports, then says how fast that was, how large the file became and how fast it
//! is read again. With `acknowledge` for BATCH it adds 16 at a time and prints the number of each report when it is on the disk, until
//! somebody ends it: the tests kill it.

mod invented;

use invented::invented;
use jiff::Timestamp;
use ledger::{AsOf, Keep, Ledger, Mode};
use std::error::Error;
use std::io::Write;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, reports, rest @ ..] = &arguments[..] else {
        return Err("usage: fill FILE REPORTS [BATCH|acknowledge]".into());
    };
    let reports: u64 = reports.parse()?;
    let mut ledger = Ledger::open(file, Mode::Create)?;
    let recorded = Timestamp::constant(1_735_689_600, 0);
    match rest.first().map(String::as_str) {
        Some("acknowledge") => acknowledge(&mut ledger, reports, recorded),
        batch => measure(&mut ledger, reports, batch.unwrap_or("256").parse()?, recorded),
    }
}

fn acknowledge(ledger: &mut Ledger, reports: u64, recorded: Timestamp) -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout().lock();
    for start in (0..reports).step_by(16) {
        let batch: Vec<_> = (start..(start + 16).min(reports)).map(invented).collect();
        let new: Vec<_> = batch.iter().map(|report| report.new(Keep::Forever)).collect();
        ledger.add(&new, recorded)?;
        for number in start..start + batch.len() as u64 {
            writeln!(out, "{number}")?;
        }
        out.flush()?;
    }
    Ok(())
}

fn measure(ledger: &mut Ledger, reports: u64, batch: usize, recorded: Timestamp) -> Result<(), Box<dyn Error>> {
    let before = ledger.stats()?;
    let (mut making, mut adding) = (0.0, 0.0);
    let mut claims = 0;
    for start in (0..reports).step_by(batch) {
        let clock = Instant::now();
        let reports: Vec<_> =
            (before.reports + start..before.reports + (start + batch as u64).min(reports)).map(invented).collect();
        let new: Vec<_> = reports.iter().map(|report| report.new(Keep::Never)).collect();
        making += clock.elapsed().as_secs_f64();
        let clock = Instant::now();
        claims += ledger.add(&new, recorded)?.claims;
        adding += clock.elapsed().as_secs_f64();
    }
    let after = ledger.stats()?;
    println!(
        "added {reports} reports, {claims} claims in {adding:.1} s: {:.0} reports/s (making them took {making:.1} s); \
         {:.0} bytes a report",
        reports as f64 / adding,
        (after.bytes - before.bytes) as f64 / reports as f64,
    );
    let clock = Instant::now();
    let mut read = 0u64;
    ledger.for_each_claim(&AsOf::default(), 0, |_, _| read += 1)?;
    let seconds = clock.elapsed().as_secs_f64();
    println!("read {read} claims in {seconds:.1} s: {:.0} claims/s", read as f64 / seconds);
    let clock = Instant::now();
    let verified = ledger.verify(|_, _| {})?;
    println!("verified {} rows in {:.1} s: {:?}", verified.rows, clock.elapsed().as_secs_f64(), verified.first_bad);
    Ok(())
}

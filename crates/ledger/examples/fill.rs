//! `fill FILE REPORTS [BATCH]`: adds so many invented reports, then says how fast that was, how large the file became and how fast it
//! is read again.

mod invented;

use invented::invented;
use jiff::Timestamp;
use ledger::{AsOf, Keep, Ledger, Mode};
use std::error::Error;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, reports, rest @ ..] = &arguments[..] else {
        return Err("usage: fill FILE REPORTS [BATCH]".into());
    };
    let reports: u64 = reports.parse()?;
    let mut ledger = Ledger::open(file, Mode::Create)?;
    let recorded = Timestamp::constant(1_735_689_600, 0);
    let batch = rest.first().map_or("256", String::as_str);
    measure(&mut ledger, reports, batch.parse()?, recorded)
}

/// Seconds that this program has had of a processor so far: on a shared machine more telling than the clock. 0 but on Linux.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn measure(ledger: &mut Ledger, reports: u64, batch: usize, recorded: Timestamp) -> Result<(), Box<dyn Error>> {
    let before = ledger.stats()?;
    let (mut making, mut adding, mut busy) = (0.0, 0.0, 0.0);
    let mut claims = 0;
    for start in (0..reports).step_by(batch) {
        let clock = Instant::now();
        let reports: Vec<_> =
            (before.reports + start..before.reports + (start + batch as u64).min(reports)).map(invented).collect();
        let new: Vec<_> = reports.iter().map(|report| report.keeping(Keep::Never)).collect();
        making += clock.elapsed().as_secs_f64();
        let (clock, ticks) = (Instant::now(), processor());
        claims += ledger.add(&new, recorded)?.claims;
        adding += clock.elapsed().as_secs_f64();
        busy += processor() - ticks;
    }
    let after = ledger.stats()?;
    println!(
        "added {reports} reports, {claims} claims in {adding:.1} s: {:.0} reports/s; of a processor {busy:.1} s: {:.0} reports/s \
         (making them took {making:.1} s); {:.0} bytes a report",
        reports as f64 / adding,
        reports as f64 / busy,
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

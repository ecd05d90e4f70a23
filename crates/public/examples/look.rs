//! Publishes a ledger under the built-in policy and prints sentences before and after: to judge by eye what is masked.
//!
//! `cargo run -p public --example look -- LEDGER OUT [HOW MANY]`

use claim::ReportId;
use ledger::{AsOf, ClaimFilter, Ledger, Mode};
use public::{Policy, publish};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (from, to) = (args.next().ok_or("LEDGER?")?, args.next().ok_or("OUT?")?);
    let many: usize = args.next().and_then(|many| many.parse().ok()).unwrap_or(50);
    let ledger = Ledger::open(&from, Mode::Read)?;
    let _ = std::fs::remove_file(&to);
    let began = Instant::now();
    let today = jiff::civil::date(2026, 11, 26);
    let done = publish(&ledger, &Policy::default(), today, Path::new(&to), |_, _| {})?;
    println!("{done:#?}\n{:?}", began.elapsed());
    let public = Ledger::open(&to, Mode::Read)?;
    println!("verify: {:?}", public.verify(|_, _| {})?.first_bad);
    let all = public.claims(&ClaimFilter::default(), &AsOf::default())?;
    let mut seen: BTreeSet<(ReportId, String)> = BTreeSet::new();
    let step = (all.len() / many.max(1)).max(1);
    for claim in all.iter().step_by(step) {
        let Some(quote) = &claim.quote else { continue };
        if !seen.insert((claim.report, quote.text.clone())) {
            continue;
        }
        let before = ledger.claim(claim.id)?.and_then(ledger::Found::kept);
        if let Some(before) = before {
            println!(
                "\n{}\n- {}\n+ {}",
                claim.id,
                before.quote.map(|quote| quote.text).unwrap_or_default(),
                quote.text
            );
            let one = |record: &claim::ClaimRecord| {
                format!("{:?} > {:?} @ {:?} : {:?}", record.actor, record.target, record.place, record.source)
            };
            let (old, new) = (one(&before.record), one(&claim.record));
            if old != new {
                println!("  - {old}\n  + {new}");
            }
        }
    }
    Ok(())
}

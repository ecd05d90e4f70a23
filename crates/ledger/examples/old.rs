//! `old FILE`: a small ledger with rows of all kinds, for tests/old: one file of every version that was ever released. To be run
//! when a version is released, never again for that version.

mod invented;

use claim::{Act, ReportId};
use invented::invented;
use jiff::Timestamp;
use ledger::{AsOf, ClaimFilter, Draft, Erase, Keep, Ledger, Mode};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1).ok_or("usage: old FILE")?;
    let mut ledger = Ledger::open(&file, Mode::Create)?;
    let time = |minute: i32| Timestamp::constant(1_735_732_800 + 60 * i64::from(minute), 0);
    let reports: Vec<_> = (0..5).map(invented).collect();
    let new: Vec<_> = reports
        .iter()
        .zip([Keep::Forever, Keep::Never, Keep::Until(time(60)), Keep::Forever].into_iter().cycle())
        .map(|(report, keep)| report.keeping(keep))
        .collect();
    ledger.add(&new[..4], time(0))?;
    let claims: Vec<_> =
        ledger.claims(&ClaimFilter::default(), &AsOf::default())?.into_iter().map(|claim| claim.id).collect();
    let draft = |claims: Vec<_>, event, act| Draft { by: "kl".into(), claims, event, act, note: None };
    let first = ledger.decide(&draft(vec![claims[0]], false, Act::Reject), time(1))?;
    ledger.decide(&draft(vec![], false, Act::Undo { decision: first.id }), time(2))?;
    ledger.decide(&draft(claims[5..7].to_vec(), true, Act::Merge { with: vec![claims[11]] }), time(3))?;
    ledger.erase(ReportId::of(&reports[0].report), Erase::Text, "kl", time(4))?;
    ledger.erase(ReportId::of(&reports[3].report), Erase::All, "kl", time(5))?;
    ledger.add(&new[4..], time(6))?;
    Ok(())
}

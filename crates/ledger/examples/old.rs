//! `old FILE`: a small ledger with rows of all kinds, for tests/old: one file of every version that was ever released. To be run
//! when a version is released, never again for that version.

mod invented;

use claim::{Act, ReportId};
use invented::invented;
use jiff::Timestamp;
use jiff::civil::date;
use ledger::{AsOf, ClaimFilter, Draft, Erase, Fetch, FetchKind, Keep, Ledger, Mode, Record};
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
    ledger.keep_fetches(&[Fetch {
        asked: Some(time(7)),
        listed: Some(time(6)),
        status: Some(503),
        etag: Some("\"e1\"".into()),
        last_modified: Some("Wed, 01 Jan 2025 12:00:00 GMT".into()),
        body_sha256: Some([7; 32]),
        failures: 2,
        not_before: Some(time(20)),
        body: Some("{\"feed\":\"https://example.org/rss\"}".into()),
        note: Some("the host is asked too often, or overburdened".into()),
        ..Fetch::new(FetchKind::Page, "https://example.org/story")
    }])?;
    ledger.put_records(&[Record {
        scheme: "ucdp".into(),
        id: "100001".into(),
        edition: Some("25.1".into()),
        licence: "CC BY 4.0".into(),
        days: Some((date(2031, 3, 6), date(2031, 3, 7))),
        point: Some((34.73, 36.71)),
        country: Some("SY".into()),
        place: Some("Homs city".into()),
        event_type: Some("1".into()),
        low: Some(3),
        best: Some(4),
        high: Some(12),
        body: "{\"id\":\"100001\",\"best\":\"4\"}".into(),
    }])?;
    Ok(())
}

//! What is added is found again: by id, by filter, by word, as of a day.

#[path = "../examples/invented/mod.rs"]
mod invented;

use claim::{ClaimId, ReportId};
use invented::{Invented, invented};
use jiff::Timestamp;
use ledger::{Found, Keep, Ledger, NewReport, Text};

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

const NOON: &str = "2025-01-01T12:00:00Z";

fn filled(reports: u64) -> (Ledger, Vec<Invented>) {
    let mut ledger = Ledger::in_memory().unwrap();
    let reports: Vec<Invented> = (0..reports).map(invented).collect();
    let new: Vec<NewReport<'_>> = reports.iter().map(|report| report.new(Keep::Forever)).collect();
    ledger.add(&new, time(NOON)).unwrap();
    (ledger, reports)
}

#[test]
fn what_comes_out_is_what_went_in() {
    let (ledger, reports) = filled(20);
    for new in &reports {
        let id = ReportId::of(&new.report);
        let stored = ledger.report(id).unwrap().and_then(Found::kept).unwrap();
        assert_eq!(stored.id, id);
        assert_eq!(stored.recorded, time(NOON));
        assert_eq!(stored.content.print, new.print);
        let Some(Text::Kept(text)) = ledger.text(id, time(NOON)).unwrap() else { panic!("the text is gone") };
        assert_eq!(stored.report(text), new.report);

        let claims = ledger.claims_of(id).unwrap();
        let ids = ClaimId::of_all(id, &new.claims);
        assert_eq!(claims.len(), new.claims.len());
        for (at, claim) in claims.iter().enumerate() {
            assert_eq!((claim.id, claim.report, claim.position), (ids[at], id, at as u32));
            assert_eq!(claim.record, new.claims[at]);
            assert_eq!(claim.quote, new.quotes[at]);
            assert_eq!(ledger.claim(claim.id).unwrap().and_then(Found::kept).as_ref(), Some(claim));
        }
    }
    let nobody = ReportId::from_number(7);
    assert_eq!(ledger.report(nobody).unwrap(), None);
    assert_eq!(ledger.claim(ClaimId::from_number(7)).unwrap(), None);
    assert_eq!(ledger.text(nobody, time(NOON)).unwrap(), None);
    assert!(!ledger.has_report(nobody).unwrap());
}

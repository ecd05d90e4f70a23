//! Decisions are rows of the ledger; those that make no sense are refused.

#[path = "../examples/invented/mod.rs"]
mod invented;

use claim::{Act, ClaimId, DecisionId};
use invented::invented;
use jiff::Timestamp;
use ledger::{AsOf, ClaimFilter, Draft, Keep, Ledger};
use serde_json::json;

const NOON: Timestamp = Timestamp::constant(1_735_732_800, 0);

fn ledger() -> (Ledger, Vec<ClaimId>) {
    let mut ledger = Ledger::in_memory().unwrap();
    let reports: Vec<_> = (0..3).map(invented).collect();
    let new: Vec<_> = reports.iter().map(|report| report.keeping(Keep::Never)).collect();
    ledger.add(&new, NOON).unwrap();
    let claims = ledger.claims(&ClaimFilter::default(), &AsOf::default()).unwrap();
    (ledger, claims.into_iter().map(|claim| claim.id).collect())
}

fn draft(claims: &[ClaimId], act: Act) -> Draft {
    Draft { by: "kl".into(), claims: claims.to_vec(), event: false, act, note: Some("see the map".into()) }
}

#[test]
fn decisions_come_back_as_they_were_made_and_in_their_order() {
    let (mut ledger, ids) = ledger();
    let edit = Act::Edit { field: "killed".into(), value: json!([7, null]) };
    let mut made = Vec::new();
    for (second, act) in
        [Act::Accept, Act::Reject, edit, Act::Merge { with: vec![ids[6]] }, Act::Split { out: vec![ids[1]] }]
            .into_iter()
            .enumerate()
    {
        let time = Timestamp::constant(1_735_732_800 + second as i64, 123_456_789);
        made.push(ledger.decide(&draft(&ids[..2], act), time).unwrap());
    }
    let undo = Act::Undo { decision: made[1].id };
    made.push(ledger.decide(&draft(&[], undo), NOON).unwrap());
    assert_eq!(ledger.decisions(&AsOf::default()).unwrap(), made);
    let verified = ledger.verify(|_, _| {}).unwrap();
    assert_eq!((verified.first_bad, verified.decisions, verified.set_back), (None, 6, 1));
    let same = [made[0].clone(), ledger.decide(&draft(&ids[..2], Act::Accept), NOON).unwrap()];
    assert_ne!(same[0].id, same[1].id, "the same decision twice is two");
}

#[test]
fn a_decision_that_makes_no_sense_is_refused() {
    let (mut ledger, ids) = ledger();
    let nobody = Draft { by: "  ".into(), ..draft(&ids[..1], Act::Accept) };
    let stranger = ClaimId::from_number(5);
    for (draft, expected) in [
        (nobody, "a decision without a name"),
        (draft(&[], Act::Reject), "a decision about nothing"),
        (draft(&[stranger], Act::Accept), "holds nothing by the name of c000000000005"),
        (draft(&ids[..1], Act::Merge { with: vec![] }), "a merge with nothing"),
        (draft(&ids[..1], Act::Merge { with: vec![stranger] }), "holds nothing by the name of c000000000005"),
        (draft(&ids[..1], Act::Split { out: vec![] }), "a split of nothing"),
        (draft(&[], Act::Undo { decision: DecisionId::from_number(5) }), "holds nothing by the name of d000000000005"),
    ] {
        let error = ledger.decide(&draft, NOON).unwrap_err().to_string();
        assert!(error.starts_with(&format!(":memory:: {expected}")), "{error}");
    }
    assert_eq!(ledger.decisions(&AsOf::default()).unwrap(), []);
    assert_eq!(ledger.head().unwrap().seq, 18);
}

#[test]
fn decisions_of_another_ledger_keep_their_ids_and_what_is_not_here_is_left_out() {
    let (mut ledger, ids) = ledger();
    let mut made = Vec::new();
    for act in [Act::Accept, Act::Merge { with: vec![ids[6]] }, Act::Split { out: vec![ids[1]] }, Act::Reject] {
        made.push(ledger.decide(&draft(&ids[..2], act), NOON).unwrap());
    }
    let undo = Draft { claims: Vec::new(), ..draft(&[], Act::Undo { decision: made[3].id }) };
    made.push(ledger.decide(&undo, NOON).unwrap());

    // The other ledger has the reports in another order, so every row stands elsewhere.
    let mut other = Ledger::in_memory().unwrap();
    let reports: Vec<_> = (0..3).rev().map(invented).collect();
    let new: Vec<_> = reports.iter().map(|report| report.keeping(Keep::Never)).collect();
    other.add(&new, NOON).unwrap();
    let later = Timestamp::constant(1_767_268_800, 0);
    let taken = other.take_over(&made, later).unwrap();
    assert_eq!((taken.added, taken.already, taken.left_out), (5, 0, 0));
    let there = other.decisions(&AsOf::default()).unwrap();
    let expected: Vec<_> =
        made.iter().map(|decision| claim::Decision { recorded: later, ..decision.clone() }).collect();
    assert_eq!(there, expected);
    assert_eq!(other.take_over(&made, later).unwrap().already, 5, "twice is once");
    let verified = other.verify(|_, _| {}).unwrap();
    assert_eq!(verified.first_bad, None, "{verified:?}");

    // One with the first report alone: what names others only is left out, with what undoes it.
    let mut part = Ledger::in_memory().unwrap();
    let reports = [invented(0)];
    part.add(&[reports[0].keeping(Keep::Never)], NOON).unwrap();
    let here = part.claims(&ClaimFilter::default(), &AsOf::default()).unwrap();
    assert!(here.iter().any(|claim| claim.id == ids[0]) && here.iter().all(|claim| claim.id != ids[6]));
    let taken = part.take_over(&made, later).unwrap();
    assert_eq!((taken.added, taken.left_out), (4, 1), "the merge has nothing left to merge with");
    let unknown =
        claim::Decision { id: DecisionId::from_number(7), claims: vec![ClaimId::from_number(7)], ..made[0].clone() };
    assert_eq!(part.take_over(&[unknown], later).unwrap().left_out, 1);
}

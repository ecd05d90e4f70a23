//! What is added is found again: by id, by filter, by word, as of a day.

#[path = "../examples/invented/mod.rs"]
mod invented;

use claim::{ClaimId, ClaimRecord, EventType, Report, ReportId, Span, Status};
use invented::{Invented, invented};
use jiff::Timestamp;
use jiff::civil::Date;
use ledger::{AsOf, ClaimFilter, Found, Keep, Ledger, NewReport, Quote, ReportFilter, Text};
use serde_json::json;

const NOON: &str = "2025-01-01T12:00:00Z";

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn filled(reports: u64) -> (Ledger, Vec<Invented>) {
    let mut ledger = Ledger::in_memory().unwrap();
    let reports: Vec<Invented> = (0..reports).map(invented).collect();
    let new: Vec<NewReport<'_>> = reports.iter().map(|report| report.keeping(Keep::Forever)).collect();
    ledger.add(&new, time(NOON)).unwrap();
    (ledger, reports)
}

/// Adds a report whose claims stand in these sentences.
fn tell(ledger: &mut Ledger, report: Report, claims: &[(&str, serde_json::Value)], recorded: &str) -> ReportId {
    let records: Vec<ClaimRecord> =
        claims.iter().map(|(_, claim)| serde_json::from_value(claim.clone()).unwrap()).collect();
    let quotes: Vec<Option<Quote>> = claims
        .iter()
        .map(|(text, _)| Some(Quote { text: (*text).to_owned(), span: Span::new(0, text.chars().count()) }))
        .collect();
    let new = NewReport { claims: &records, quotes: &quotes, ..NewReport::bare(&report) };
    assert_eq!(ledger.add(&[new], time(recorded)).unwrap().reports, 1);
    ReportId::of(&report)
}

fn report(outlet: &str, published: Option<&str>, title: &str) -> Report {
    Report {
        outlet: Some(outlet.to_owned()),
        date: published.map(day),
        title: Some(title.to_owned()),
        text: format!("{title} {outlet}"),
        ..Report::default()
    }
}

/// Four invented reports of an invented war: triggers are the names of the claims.
fn small() -> Ledger {
    let mut ledger = Ledger::in_memory().unwrap();
    let orvenne = json!({"id": "invented:1", "name": "Orvenne", "country": "XA", "lat": 1.0, "lon": 2.0, "precision": 1,
        "kind": "town", "score": 1.0});
    let front = json!({"id": "invented/front", "name": "Northern Front", "rule": "alias"});
    let told = |start: &str, end: &str| json!({"start": start, "end": end, "precision": 1, "rule": "date"});
    tell(
        &mut ledger,
        report("Example Wire", Some("2024-05-03"), "Rebels enter Orvenne"),
        &[
            (
                "The Northern Front seized Orvenne late on Thursday.",
                json!({"type": "SEIZE", "trigger": "a", "trigger_span": [1, 2], "confidence": 0.9, "actor": ["The Northern Front"],
                    "place": ["Orvenne"], "time": ["Thursday"],
                    "resolved": {"actor": [front], "place": [orvenne], "time": [told("2024-05-02", "2024-05-02")]}}),
            ),
            (
                "The ministry denied that any town had fallen.",
                json!({"type": "SEIZE", "trigger": "b", "trigger_span": [3, 4], "status": "denied", "confidence": 0.4,
                    "source": ["The ministry"], "place": ["Dàstrel-Sud"]}),
            ),
        ],
        "2024-05-03T08:00:00Z",
    );
    tell(
        &mut ledger,
        report("Orvenne Post", Some("2024-05-10"), "Shells fall on a market"),
        &[(
            "Twelve people died when shells hit Orvenne market between 6 and 8 May.",
            json!({"type": "SHELL", "trigger": "c", "trigger_span": [1, 2], "to": ["Orvenne"], "time": ["6 and 8 May"],
                "resolved": {"to": [orvenne], "time": [told("2024-05-06", "2024-05-08")]}}),
        )],
        "2024-05-20T08:00:00Z",
    );
    tell(
        &mut ledger,
        report("Example Wire", None, "Ünlü köprü yıkıldı"),
        &[(
            "Сегодня мост в Орвенне взорван; درعا.",
            json!({"type": "BOMB", "trigger": "d", "trigger_span": [1, 2], "status": "possible"}),
        )],
        "2024-05-15T23:30:00Z",
    );
    ledger
}

fn triggers(ledger: &Ledger, filter: &ClaimFilter, as_of: &AsOf) -> String {
    ledger.claims(filter, as_of).unwrap().into_iter().map(|claim| claim.record.trigger).collect()
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
            let written = serde_json::to_string(claim).unwrap();
            assert_eq!(&serde_json::from_str::<ledger::StoredClaim>(&written).unwrap(), claim);
        }
    }
    let nobody = ReportId::from_number(7);
    assert_eq!(ledger.report(nobody).unwrap(), None);
    assert_eq!(ledger.claim(ClaimId::from_number(7)).unwrap(), None);
    assert_eq!(ledger.text(nobody, time(NOON)).unwrap(), None);
    assert!(!ledger.has_report(nobody).unwrap());
}

#[test]
fn a_report_that_is_added_twice_is_one() {
    let (mut ledger, reports) = filled(5);
    let before = ledger.head().unwrap();
    let mut copy = reports[3].report.clone();
    copy.id = "under another name".to_owned();
    let again = [reports[0].keeping(Keep::Forever), reports[1].keeping(Keep::Never), NewReport::bare(&copy)];
    let added = ledger.add(&again, time("2026-01-01T00:00:00Z")).unwrap();
    assert_eq!((added.reports, added.claims, added.already), (0, 0, 3));
    assert_eq!(ledger.head().unwrap(), before);

    let new = invented(77);
    let added = ledger.add(&[new.keeping(Keep::Never), new.keeping(Keep::Never)], time(NOON)).unwrap();
    assert_eq!((added.reports, added.claims, added.already), (1, 5, 1));
    assert_eq!(ledger.verify(|_, _| {}).unwrap().first_bad, None);
}

#[test]
fn the_same_reports_make_the_same_chain() {
    assert_eq!(filled(12).0.head().unwrap(), filled(12).0.head().unwrap());
}

#[test]
fn claims_are_filtered() {
    let ledger = small();
    let event = |code: &str| EventType::from_code(code).unwrap();
    let all = ClaimFilter::default;
    let place = |name: &str| ClaimFilter { place: Some(name.to_owned()), ..all() };
    let party = |name: &str| ClaimFilter { party: Some(name.to_owned()), ..all() };
    let days = |from: Option<&str>, to: Option<&str>| ClaimFilter { from: from.map(day), to: to.map(day), ..all() };
    for (name, filter, expected) in [
        ("everything", all(), "abcd"),
        ("a type", ClaimFilter { types: vec![event("SEIZE")], ..all() }, "ab"),
        ("two types", ClaimFilter { types: vec![event("BOMB"), event("SHELL")], ..all() }, "cd"),
        ("statuses", ClaimFilter { statuses: vec![Status::Denied, Status::Possible], ..all() }, "bd"),
        ("a place by its name", place("ORVENNE"), "ac"),
        ("a place by its id", place("invented:1"), "ac"),
        ("an unresolved place by its words", place("dastrel sud"), "b"),
        ("no part of a name", place("Orv"), ""),
        ("a name without letters", place("-"), ""),
        ("a country", ClaimFilter { country: Some("xa".into()), ..all() }, "ac"),
        ("a party by its name", party("northern front"), "a"),
        ("a party by its id", party("invented/front"), "a"),
        ("a speaker", party("the ministry"), "b"),
        ("days from", days(Some("2024-05-08"), None), "cd"),
        ("days from, one later", days(Some("2024-05-09"), None), "d"),
        ("days to", days(None, Some("2024-05-06")), "abc"),
        ("days to, one earlier", days(None, Some("2024-05-05")), "ab"),
        ("a claim without a time is about its report's day", days(Some("2024-05-03"), Some("2024-05-03")), "b"),
        ("a report without a day about the day it was recorded", days(Some("2024-05-15"), Some("2024-05-15")), "d"),
        ("confidence; who has none is sure", ClaimFilter { min_confidence: Some(0.5), ..all() }, "acd"),
        ("confidence, the border counts", ClaimFilter { min_confidence: Some(0.9), ..all() }, "acd"),
        ("an outlet", ClaimFilter { outlet: Some("example  WIRE".into()), ..all() }, "abd"),
        ("two conditions", ClaimFilter { outlet: Some("Example Wire".into()), ..place("Orvenne") }, "a"),
        ("at most two", ClaimFilter { limit: Some(2), ..all() }, "ab"),
    ] {
        assert_eq!(triggers(&ledger, &filter, &AsOf::default()), expected, "{name}");
        if filter.limit.is_none() {
            assert_eq!(ledger.count_claims(&filter, &AsOf::default()).unwrap(), expected.len() as u64, "{name}");
        }
    }
}

#[test]
fn claims_are_found_by_words_of_their_sentence_or_title() {
    let ledger = small();
    for (typed, expected) in [
        ("orvenne", "abc"),
        ("Northern", "a"),
        ("\"northern front\"", "a"),
        ("\"front northern\"", ""),
        ("seized thursday", "a"),
        ("seized market", ""),
        ("rebels", "ab"),
        ("shel*", "c"),
        ("shel", ""),
        ("мост", "d"),
        ("ОРВЕННЕ", "d"),
        ("درعا", "d"),
        ("unlu", "d"),
        ("koprü", "d"),
        // None of these is a language; all of them are only words.
        ("orvenne OR nothing", ""),
        ("NOT orvenne", ""),
        ("words:orvenne", ""),
        ("orvenne)", "abc"),
        ("(orvenne", "abc"),
        ("\"orvenne", "abc"),
        ("orvenne\" OR \"1\"=\"1", ""),
        ("'; DROP TABLE claims; --", ""),
        ("^orvenne", "abc"),
        ("orvenne*\"*", "abc"),
        ("orvenne \u{0}", "abc"),
        ("orv\u{0}enne", ""),
        ("", ""),
        ("   ", ""),
        ("***", ""),
        ("\"\"\"\"", ""),
        ("\u{FFFD}\u{202E}", ""),
        ("🕊", ""),
    ] {
        let filter = ClaimFilter { text: Some(typed.to_owned()), ..ClaimFilter::default() };
        assert_eq!(triggers(&ledger, &filter, &AsOf::default()), expected, "{typed:?}");
    }
    let long = ClaimFilter { text: Some("orvenne ".repeat(5000)), ..ClaimFilter::default() };
    assert_eq!(triggers(&ledger, &long, &AsOf::default()), "abc");
}

#[test]
fn reports_are_filtered() {
    let ledger = small();
    let all = ReportFilter::default;
    for (name, filter, expected) in [
        ("everything", all(), &["Rebels enter Orvenne", "Shells fall on a market", "Ünlü köprü yıkıldı"][..]),
        ("an outlet", ReportFilter { outlet: Some("orvenne post".into()), ..all() }, &["Shells fall on a market"]),
        ("words of a title", ReportFilter { text: Some("market".into()), ..all() }, &["Shells fall on a market"]),
        ("words of a sentence", ReportFilter { text: Some("ministry".into()), ..all() }, &["Rebels enter Orvenne"]),
        ("from", ReportFilter { from: Some(day("2024-05-11")), ..all() }, &["Ünlü köprü yıkıldı"]),
        ("to", ReportFilter { to: Some(day("2024-05-03")), ..all() }, &["Rebels enter Orvenne"]),
        ("a language that nobody has", ReportFilter { language: Some("en".into()), ..all() }, &[]),
        ("the second", ReportFilter { after: Some(1), limit: Some(1), ..all() }, &["Shells fall on a market"]),
    ] {
        let reports = ledger.reports(&filter, &AsOf::default()).unwrap();
        let titles: Vec<String> = reports.into_iter().filter_map(|report| report.content.title).collect();
        assert_eq!(titles, expected, "{name}");
    }
}

#[test]
fn every_question_can_be_asked_as_of_an_earlier_time() {
    let mut ledger = small();
    let claim = ledger.claims(&ClaimFilter::default(), &AsOf::default()).unwrap()[0].id;
    let draft =
        ledger::Draft { by: "kl".into(), claims: vec![claim], event: false, act: claim::Act::Accept, note: None };
    ledger.decide(&draft, time("2024-05-16T00:00:00Z")).unwrap();
    for (known, recorded, expected, decisions) in [
        (None, None, "abcd", 1),
        (Some("2024-05-02"), None, "", 1),
        (Some("2024-05-03"), None, "ab", 1),
        (Some("2024-05-10"), None, "abc", 1),
        (Some("2024-05-15"), None, "abcd", 1),
        (None, Some("2024-05-03T07:59:59Z"), "", 0),
        (None, Some("2024-05-03T08:00:00Z"), "ab", 0),
        (None, Some("2024-05-16T00:00:00Z"), "abd", 1),
        (None, Some("2024-05-20T08:00:00Z"), "abcd", 1),
        (Some("2024-05-14"), Some("2024-05-16T00:00:00Z"), "ab", 1),
    ] {
        let as_of = AsOf { known: known.map(day), recorded: recorded.map(time) };
        let name = format!("{known:?} {recorded:?}");
        assert_eq!(triggers(&ledger, &ClaimFilter::default(), &as_of), expected, "{name}");
        let mut streamed = String::new();
        ledger.for_each_claim(&as_of, 0, |_, claim| streamed.push_str(&claim.record.trigger)).unwrap();
        assert_eq!(streamed, expected, "{name}, streamed");
        assert_eq!(ledger.decisions(&as_of).unwrap().len(), decisions, "{name}");
        let reports = ledger.count_reports(&ReportFilter::default(), &as_of).unwrap();
        let mut of: Vec<ReportId> =
            ledger.claims(&ClaimFilter::default(), &as_of).unwrap().iter().map(|claim| claim.report).collect();
        of.dedup();
        assert_eq!(reports, of.len() as u64, "{name}");
    }
}

#[test]
fn a_stream_gives_every_claim_with_its_report_and_goes_on_where_it_stopped() {
    let (mut ledger, _) = filled(9);
    let listed = ledger.claims(&ClaimFilter::default(), &AsOf::default()).unwrap();
    let head = ledger.head().unwrap();
    for after in [0, 1, 2, 3, 17, head.seq - 1, head.seq, head.seq + 5, u64::MAX] {
        let mut streamed = Vec::new();
        let end = ledger
            .for_each_claim(&AsOf::default(), after, |report, claim| {
                assert_eq!((report.id, report.known), (claim.report, claim.known));
                assert!(report.title.is_some() && report.outlet.is_some() && report.seq < claim.seq);
                streamed.push(claim);
            })
            .unwrap();
        let expected: Vec<_> = listed.iter().filter(|claim| claim.seq > after).cloned().collect();
        assert_eq!(streamed, expected, "after {after}");
        assert_eq!(end, head.seq.max(after));
    }
    let more = invented(100);
    ledger.add(&[more.keeping(Keep::Never)], time(NOON)).unwrap();
    let mut new = 0;
    ledger.for_each_claim(&AsOf::default(), head.seq, |_, _| new += 1).unwrap();
    assert_eq!(new, 5);
}

#[test]
fn pages_of_a_list_are_the_list() {
    let (ledger, _) = filled(9);
    let whole = ledger.claims(&ClaimFilter::default(), &AsOf::default()).unwrap();
    let mut pages = Vec::new();
    loop {
        let after = pages.last().map(|claim: &ledger::StoredClaim| claim.seq);
        let page = ClaimFilter { after, limit: Some(7), ..ClaimFilter::default() };
        let claims = ledger.claims(&page, &AsOf::default()).unwrap();
        if claims.is_empty() {
            break;
        }
        assert!(claims.len() <= 7);
        pages.extend(claims);
    }
    assert_eq!(pages, whole);
}

#[test]
fn an_id_is_found_by_its_first_letters() {
    let (ledger, _) = filled(9);
    for claim in ledger.claims(&ClaimFilter::default(), &AsOf::default()).unwrap() {
        let written = claim.id.to_string();
        for length in [6, 9, 13] {
            assert!(ledger.find(&written[..length]).unwrap().contains(&('c', claim.id.number())), "{written}");
        }
        assert_eq!(ledger.find(&written.to_uppercase()).unwrap(), [('c', claim.id.number())]);
        assert_eq!(ledger.find(&written.replacen('c', "e", 1)).unwrap(), [('e', claim.id.number())]);
        assert_eq!(ledger.find(&claim.report.to_string()[..8]).unwrap(), [('r', claim.report.number())]);
    }
    for wrong in ["", "c", "c12", "x1234", "cilou", "c0000000000000", "é000", "🕊"] {
        assert_eq!(ledger.find(wrong).unwrap(), [], "{wrong}");
    }
}

#[test]
fn places_and_parties_are_counted() {
    let ledger = small();
    let places = ledger.places(&ClaimFilter::default(), &AsOf::default()).unwrap();
    let counted: Vec<_> = places.iter().map(|place| (place.name.as_str(), place.claims, place.reports)).collect();
    assert_eq!(counted, [("Orvenne", 2, 2), ("Dàstrel-Sud", 1, 1)]);
    let parties = ledger.parties(&ClaimFilter::default(), &AsOf::default()).unwrap();
    let counted: Vec<_> =
        parties.iter().map(|party| (party.name.as_str(), party.id.as_deref(), party.claims)).collect();
    assert_eq!(counted, [("Northern Front", Some("invented/front"), 1), ("The ministry", None, 1)]);
    let denied = ClaimFilter { statuses: vec![Status::Denied], ..ClaimFilter::default() };
    assert_eq!(ledger.places(&denied, &AsOf::default()).unwrap().len(), 1);
}

#[test]
fn a_text_is_kept_as_long_as_was_said() {
    let mut ledger = Ledger::in_memory().unwrap();
    let (never, until, forever) = (invented(1), invented(2), invented(3));
    let end = time("2025-01-31T12:00:00Z");
    let new = [never.keeping(Keep::Never), until.keeping(Keep::Until(end)), forever.keeping(Keep::Forever)];
    ledger.add(&new, time(NOON)).unwrap();
    let [never, until, forever] = [never, until, forever].map(|new| (ReportId::of(&new.report), new.report.text));
    let text = |ledger: &Ledger, id, now: &str| ledger.text(id, time(now)).unwrap().unwrap();
    assert_eq!(text(&ledger, never.0, NOON), Text::NotKept);
    assert_eq!(text(&ledger, forever.0, "2099-01-01T00:00:00Z"), Text::Kept(forever.1));
    assert_eq!(text(&ledger, until.0, "2025-01-31T11:59:59Z"), Text::Kept(until.1));
    assert_eq!(text(&ledger, until.0, "2025-01-31T12:00:00Z"), Text::Expired);
    assert_eq!(ledger.purge(time("2025-01-31T11:59:59Z")).unwrap(), 0);
    assert_eq!(ledger.purge(end).unwrap(), 1);
    assert_eq!(ledger.purge(end).unwrap(), 0);
    // The clock is set back: what is gone is gone.
    assert_eq!(text(&ledger, until.0, NOON), Text::Expired);
    let stats = ledger.stats().unwrap();
    assert_eq!((stats.reports, stats.claims, stats.texts), (3, 15, 1));
    assert_eq!(ledger.verify(|_, _| {}).unwrap().first_bad, None);
}

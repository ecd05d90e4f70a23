//! Records of other datasets: rows -> records, licences, and which of them may be our events. All rows are invented.

mod common;

use book::records::{Comparison, Deaths, Kind, Limits, Ours, Scheme, compare, comparison, may_be_passed_on, of_row};
use claim::{ClaimId, EventId, EventType};
use common::Folder;
use jiff::civil::{Date, date};
use ledger::{Ledger, Mode, Record};
use std::collections::BTreeMap;
use world::places::Gazetteer;

fn row(cells: &[(&str, &str)]) -> BTreeMap<String, String> {
    cells.iter().map(|(name, cell)| ((*name).to_owned(), (*cell).to_owned())).collect()
}

fn with<'c>(cells: &[(&'c str, &'c str)], name: &'c str, cell: &'c str) -> Vec<(&'c str, &'c str)> {
    let mut cells = cells.to_vec();
    cells.retain(|(known, _)| *known != name);
    cells.push((name, cell));
    cells
}

const ACLED: [(&str, &str); 10] = [
    ("event_id_cnty", "SYR1"),
    ("event_date", "2031-03-07"),
    ("time_precision", "1"),
    ("event_type", "Explosions/Remote violence"),
    ("sub_event_type", "Air/drone strike"),
    ("country", "Syria"),
    ("location", "Homs"),
    ("latitude", "34.7324"),
    ("longitude", "36.7137"),
    ("fatalities", "7"),
];

const UCDP: [(&str, &str); 12] = [
    ("id", "500001"),
    ("type_of_violence", "1"),
    ("country", "DR Congo (Zaire)"),
    ("where_coordinates", "Goma town"),
    ("where_prec", "1"),
    ("latitude", "-1.67"),
    ("longitude", "29.22"),
    ("date_start", "2031-03-06 00:00:00.000"),
    ("date_end", "2031-03-08 00:00:00.000"),
    ("best", "4"),
    ("low", "3"),
    ("high", "12"),
];

fn read(scheme: Scheme, cells: &[(&str, &str)]) -> Result<Record, String> {
    of_row(scheme, &row(cells), "unknown", None, Gazetteer::bundled())
}

#[test]
fn rows_are_read_by_their_column_names() {
    let acled = read(Scheme::Acled, &ACLED).unwrap();
    assert_eq!((acled.id.as_str(), acled.country.as_deref(), acled.best), ("SYR1", Some("SY"), Some(7)));
    assert_eq!(acled.days, Some((date(2031, 3, 7), date(2031, 3, 7))));
    let ucdp = read(Scheme::Ucdp, &UCDP).unwrap();
    assert_eq!((ucdp.country.as_deref(), ucdp.low, ucdp.best, ucdp.high), (Some("CD"), Some(3), Some(4), Some(12)));
    assert_eq!((ucdp.days, ucdp.place.as_deref()), (Some((date(2031, 3, 6), date(2031, 3, 8))), Some("Goma town")));
    let days = |date, precision| {
        read(Scheme::Acled, &with(&with(&ACLED, "event_date", date), "time_precision", precision))
            .unwrap()
            .days
            .unwrap()
    };
    assert_eq!(days("07 March 2031", "2"), (date(2031, 3, 4), date(2031, 3, 10)));
    assert_eq!(days("2031-02-07", "3"), (date(2031, 2, 1), date(2031, 2, 28)));
}

#[test]
fn a_row_that_cannot_be_read_says_why() {
    for (scheme, cells, why) in [
        (Scheme::Acled, with(&ACLED, "event_date", "07/03/2031"), "`event_date` is \"07/03/2031\", not a day"),
        (Scheme::Acled, with(&ACLED, "fatalities", "some"), "`fatalities` is \"some\", not a number of people"),
        (Scheme::Acled, with(&ACLED, "fatalities", "-1"), "not a number of people"),
        (Scheme::Acled, with(&ACLED, "latitude", "134"), "`latitude` is \"134\", not degrees"),
        (Scheme::Acled, with(&ACLED, "event_id_cnty", " "), "`event_id_cnty` is empty"),
        (Scheme::Ucdp, with(&UCDP, "type_of_violence", "4"), "not 1, 2 or 3"),
        (Scheme::Ucdp, with(&UCDP, "date_end", "2031-03-01"), "`date_start` is after `date_end`"),
    ] {
        let told = read(scheme, &cells).unwrap_err();
        assert!(told.contains(why), "{told}");
    }
}

#[test]
fn only_a_licence_that_lets_it_lets_data_be_passed_on() {
    for yes in [
        "CC BY 4.0",
        "cc-by-4.0",
        "CC BY-SA 4.0",
        "CC0",
        "Creative Commons Attribution 4.0",
        "public domain",
        "ODbL 1.0",
        "PDDL",
    ] {
        assert!(may_be_passed_on(yes), "{yes}");
    }
    for no in [
        "",
        "unknown",
        "ACLED terms of use",
        "CC BY-NC 4.0",
        "CC BY-ND",
        "not CC BY",
        "all rights reserved",
        "see website",
        "no CC0",
        "academic use",
    ] {
        assert!(!may_be_passed_on(no), "{no}");
    }
}

fn ours(n: u64, code: &str, day: i8, km_east: f64, killed: Option<(u64, u64, u64)>) -> Ours {
    let day: Date = date(2031, 3, day);
    Ours {
        id: EventId::of_anchor(ClaimId::from_number(n)),
        event_type: EventType::from_code(code).unwrap(),
        days: Some((day, day)),
        place: Some("Homs".into()),
        country: Some("SY".into()),
        // A degree of longitude at this latitude is 91.4 km.
        point: Some((34.7324, 36.7137 + km_east / 91.4)),
        precision: 1,
        killed: killed.map(|(low, best, high)| Deaths { low, best, high }),
    }
}

fn ids(found: &Comparison) -> Vec<(&str, Kind, i64)> {
    found.pairs.iter().map(|pair| (pair.record.as_str(), pair.kind, pair.days_apart)).collect()
}

#[test]
fn what_may_be_the_same_lies_near_in_kind_days_and_kilometres() {
    let acled = |cells: &[(&'static str, &'static str)]| {
        let cells = cells.iter().fold(ACLED.to_vec(), |all, (name, cell)| with(&all, name, cell));
        read(Scheme::Acled, &cells).unwrap()
    };
    type Case = (&'static str, Ours, Record, Option<(Kind, i64)>);
    let cases: [Case; 12] = [
        ("the same", ours(1, "AIRSTRIKE", 7, 0.0, None), acled(&[]), Some((Kind::Same, 0))),
        ("two days", ours(1, "AIRSTRIKE", 9, 0.0, None), acled(&[]), Some((Kind::Same, 2))),
        ("three days", ours(1, "AIRSTRIKE", 10, 0.0, None), acled(&[]), None),
        ("24 km", ours(1, "AIRSTRIKE", 7, 24.0, None), acled(&[]), Some((Kind::Same, 0))),
        ("40 km", ours(1, "AIRSTRIKE", 7, 40.0, None), acled(&[]), None),
        (
            "40 km, near a town",
            ours(1, "AIRSTRIKE", 7, 40.0, None),
            acled(&[("geo_precision", "2")]),
            Some((Kind::Same, 0)),
        ),
        (
            "160 km, a region",
            ours(1, "AIRSTRIKE", 7, 160.0, None),
            acled(&[("geo_precision", "3")]),
            Some((Kind::Same, 0)),
        ),
        ("other violence", ours(1, "SHELL", 7, 0.0, None), acled(&[]), Some((Kind::Near, 0))),
        ("no violence", ours(1, "MEET", 7, 0.0, None), acled(&[]), None),
        ("a week", ours(1, "AIRSTRIKE", 11, 0.0, None), acled(&[("time_precision", "2")]), Some((Kind::Same, 1))),
        ("on no map", Ours { point: None, ..ours(1, "AIRSTRIKE", 7, 0.0, None) }, acled(&[]), None),
        (
            "the country",
            Ours { precision: 6, ..ours(1, "AIRSTRIKE", 7, 300.0, None) },
            acled(&[]),
            Some((Kind::Same, 0)),
        ),
    ];
    for (name, event, record, expected) in cases {
        let found = compare(&[event], &[record], &Limits::default());
        assert_eq!(found.pairs.first().map(|pair| (pair.kind, pair.days_apart)), expected, "{name}");
        assert_eq!(found.only_theirs.len(), usize::from(expected.is_none()), "{name}");
    }
}

#[test]
fn pairs_are_each_others_nearest_and_the_rest_is_told() {
    let record = |id: &'static str, day: &'static str, deaths: &'static str| {
        read(Scheme::Acled, &with(&with(&with(&ACLED, "event_id_cnty", id), "event_date", day), "fatalities", deaths))
            .unwrap()
    };
    let events = [
        ours(1, "AIRSTRIKE", 7, 0.0, Some((6, 7, 8))),
        ours(2, "AIRSTRIKE", 8, 0.0, Some((1, 1, 1))),
        ours(3, "AIRSTRIKE", 20, 0.0, Some((2, 2, 2))),
        ours(4, "THREATEN", 7, 0.0, None),
    ];
    let records = [
        record("A", "2031-03-07", "7"),
        record("B", "2031-03-08", "20"),
        record("C", "2031-03-28", "3"),
        record("D", "2031-03-07", "30"),
    ];
    let found = compare(&events, &records, &Limits::default());
    assert_eq!(ids(&found), [("A", Kind::Same, 0), ("B", Kind::Same, 0)]);
    assert_eq!(found.only_ours.iter().map(|event| event.id).collect::<Vec<_>>(), [events[2].id]);
    assert_eq!(
        found.only_theirs.iter().map(|record| record.id.as_str()).collect::<Vec<_>>(),
        ["C"],
        "D has an event near, though not as its nearest"
    );
    assert_eq!((found.deaths_of_pairs.ours.best, found.deaths_of_pairs.theirs.best), (8, 27));
    assert_eq!(
        (found.events, found.records, found.not_comparable),
        (3, 4, usize::from(EventType::from_code("THREATEN").unwrap().definition().acled.is_empty()))
    );
    // The order of neither matters.
    let mut turned = (events.to_vec(), records.to_vec());
    turned.0.reverse();
    turned.1.reverse();
    let again = compare(&turned.0, &turned.1, &Limits::default());
    assert_eq!(
        (again.pairs, again.nearest_events, again.nearest_records),
        (found.pairs, found.nearest_events, found.nearest_records)
    );
}

#[test]
fn ucdp_is_not_missed_for_what_it_does_not_hold() {
    let record = read(Scheme::Ucdp, &UCDP).unwrap();
    let events = [
        ours(1, "AIRSTRIKE", 7, 0.0, None),
        ours(2, "AIRSTRIKE", 7, 0.0, Some((0, 0, 3))),
        ours(3, "MEET", 7, 0.0, Some((1, 1, 1))),
    ];
    let found = compare(&events, &[record], &Limits::default());
    assert_eq!((found.events, found.not_comparable), (1, 2), "no deaths, no violence");
}

#[test]
fn a_ledger_is_compared_and_not_changed() {
    let folder = Folder::new();
    let before = Ledger::open(folder.path(), Mode::Read).unwrap().head().unwrap();
    let filter = book::Filter::default();
    let nothing = comparison(&folder.view(), &filter, None, &Limits::default()).unwrap_err();
    assert!(nothing.to_string().contains("records import"), "{nothing}");
    let near = with(&with(&ACLED, "event_date", "2031-03-06"), "fatalities", "12");
    let far = with(&with(&with(&ACLED, "event_id_cnty", "SYR2"), "latitude", "36.2"), "location", "Aleppo");
    let records = [read(Scheme::Acled, &near).unwrap(), read(Scheme::Acled, &far).unwrap()];
    Ledger::open(folder.path(), Mode::Write).unwrap().put_records(&records).unwrap();
    let found = comparison(&folder.view(), &filter, None, &Limits::default()).unwrap();
    assert_eq!(found.pairs.len(), 1, "{found:?}");
    assert_eq!((found.pairs[0].record.as_str(), found.pairs[0].theirs.map(|deaths| deaths.best)), ("SYR1", Some(12)));
    assert!(found.pairs[0].ours.is_some_and(|deaths| deaths.low <= 4 && deaths.high >= 12));
    let here = book::Filter { place: Some("Homs".into()), ..book::Filter::default() };
    assert_eq!(
        comparison(&folder.view(), &here, Some(Scheme::Acled), &Limits::default()).unwrap().records,
        1,
        "Aleppo is elsewhere"
    );
    assert_eq!(Ledger::open(folder.path(), Mode::Read).unwrap().head().unwrap(), before);
    let all = folder.view();
    assert!(
        all.ledger.claims(&Default::default(), &Default::default()).unwrap().iter().all(|claim| claim.quote.is_some())
    );
}

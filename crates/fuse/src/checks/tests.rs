//! Tables of statements, what is known, and outcomes. Places and dates are facts; the reports are invented.

use super::*;
use claim::{
    Counted, Counting, DatedWords, DayTold, Deed, Distance, End, Order, Ordinal, PartyTold, Point, Span, Sum, SumPart,
    Unresolved, WeekdayTold, Window,
};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Name, degrees north and east, people, seat of a governorate.
const PLACES: [(&str, f64, f64, u64, bool); 12] = [
    ("Damascus", 33.5102, 36.2913, 1_569_394, true),
    ("Daraa", 32.6189, 36.1021, 146_481, true),
    ("Homs", 34.7268, 36.7234, 775_404, true),
    ("Hama", 35.1318, 36.7578, 460_602, true),
    ("Aleppo", 36.2012, 37.1612, 1_602_264, true),
    ("Deir Ezzor", 35.3354, 40.1408, 242_565, true),
    ("Tadmur", 34.5604, 38.2672, 51_015, false),
    ("Salamiyah", 35.0118, 37.0532, 94_887, false),
    ("Saraqib", 35.8613, 36.8069, 32_495, false),
    ("Tarva", 35.0, 36.5, 3_000, false),
    ("Dastrel", 35.0, 36.6, 0, false),
    ("Bukavu", -2.4908, 28.8428, 225_389, true),
];

fn place(name: &str) -> PlaceRef {
    let (_, lat, lon, _, _) = PLACES.iter().find(|place| place.0 == name).unwrap();
    PlaceRef { id: format!("test:{name}"), name: name.into(), lat: *lat, lon: *lon, precision: 1, kind: "town".into() }
}

fn party(id: &str) -> Option<Named> {
    (id != "-").then(|| Named {
        id: Some(id.into()),
        name: id.into(),
        country: None,
        sector: None,
        provisional: false,
        side: None,
    })
}

fn change(name: &str, on: &str, gained_by: &str, lost_by: &str) -> Change {
    let (_, _, _, people, seat) = PLACES.iter().find(|place| place.0 == name).unwrap();
    Change {
        place: place(name),
        seat: *seat,
        population: Some(*people).filter(|people| *people > 0),
        day: day(on),
        day_precision: 1,
        grade: Grade::Assessed,
        gained_by: party(gained_by),
        lost_by: party(lost_by),
        reports: vec![ReportId::from_number(1), ReportId::from_number(2)],
    }
}

fn kin() -> Kin {
    let none: &[String] = &[];
    let allies = ["syria/hts".to_owned()];
    Kin::of([
        ("sy/army", Some("sy/armed-forces"), none),
        ("sy/armed-forces", None, none),
        ("syria/hts", None, none),
        ("syria/rebels", None, &allies[..]),
        ("syria/sdf", None, none),
    ])
}

fn testable(statement: Statement) -> Testable {
    Testable {
        sentence: 0,
        span: Span::new(0, 1),
        quote: "x".into(),
        claims: vec![],
        made_by: "test".into(),
        statement,
    }
}

fn checked(statement: Statement, changes: &[Change], since: Option<&str>) -> Checked {
    let kin = kin();
    let known = Known { changes, since: since.map(day), kin: &kin };
    let testable = testable(statement);
    let asked = Asked { report: ReportId::from_number(1), published: Some(day("2024-12-07")), testable: &testable };
    check(&[asked], &known).remove(0)
}

fn end(name: &str) -> End {
    End { words: Some(name.into()), inferred: false, point: Point::Place(place(name)) }
}

fn far(of: &str, from: &str, km: (Option<f64>, Option<f64>), direction: Option<Compass>) -> Distance {
    Distance {
        place: end(of),
        from: end(from),
        km_low: km.0,
        km_high: km.1,
        approximate: true,
        by_road: false,
        direction,
    }
}

use Verdict::{CannotBeTested, DoesNotHold, Holds};

#[test]
fn distances_are_measured_along_the_great_circle() {
    // worked out in Python with Vincenty's formula for a sphere and, for bearings, with vectors
    for (from, to, km, degrees) in [
        ("Daraa", "Damascus", 100.66, 10.04),
        ("Damascus", "Homs", 141.01, 16.26),
        ("Hama", "Aleppo", 124.37, 16.92),
        ("Homs", "Tadmur", 142.43, 97.02),
    ] {
        let found = distance::kilometres(&place(from), &place(to));
        assert!((found - km).abs() < 0.01, "{from} {to}: {found}");
        let found = distance::bearing(&place(from), &place(to));
        assert!((found - degrees).abs() < 0.01, "{from} {to}: {found}");
    }
    let far = |lat, lon| PlaceRef { lat, lon, ..place("Homs") };
    assert!((distance::kilometres(&far(0.0, 179.5), &far(0.0, -179.5)) - 111.2).abs() < 0.1);
    assert!((distance::kilometres(&far(0.0, 0.0), &far(0.0, 180.0)) - 20015.1).abs() < 0.1);
    assert_eq!(distance::bearing(&far(0.0, 179.5), &far(0.0, -179.5)), 90.0);
}

#[test]
fn a_distance_holds_within_its_tolerance() {
    let exact = |km| (Some(km), Some(km));
    let (n, s, e) = (Some(Compass::N), Some(Compass::S), Some(Compass::E));
    for (of, from, km, direction, verdict, because) in [
        (
            "Damascus",
            "Daraa",
            exact(100.0),
            n,
            Holds,
            "101 km north of Daraa in a straight line, told about 100 km north",
        ),
        ("Daraa", "Damascus", exact(100.0), s, Holds, "within 81 km to 119 km"),
        ("Daraa", "Damascus", exact(100.0), n, DoesNotHold, "off by 170 degrees"),
        ("Daraa", "Damascus", exact(100.0), e, DoesNotHold, "the direction is off by"),
        ("Daraa", "Damascus", exact(60.0), s, DoesNotHold, "farther than told"),
        ("Daraa", "Damascus", exact(130.0), s, CannotBeTested, "a road of that length would fit"),
        ("Daraa", "Damascus", exact(300.0), s, DoesNotHold, "nearer than told"),
        ("Daraa", "Damascus", exact(100.0), None, Holds, "within"),
        ("Daraa", "Damascus", (Some(80.0), None), s, Holds, "not below 64 km"),
        ("Daraa", "Damascus", (Some(400.0), None), s, DoesNotHold, "nearer than told"),
        ("Daraa", "Damascus", (None, Some(110.0)), s, Holds, "not above 130 km"),
        ("Daraa", "Damascus", (None, Some(50.0)), s, DoesNotHold, "farther than told"),
        ("Daraa", "Daraa", exact(100.0), s, CannotBeTested, "both ends are Daraa"),
    ] {
        let found = checked(Statement::Distance(far(of, from, km, direction)), &[], None);
        assert_eq!(found.verdict, verdict, "{of} {from} {km:?} {direction:?}: {}", found.because);
        assert!(found.because.contains(because), "{}", found.because);
        assert_eq!(found.rule, DISTANCE);
    }
}

#[test]
fn a_distance_with_an_open_end_is_not_tested() {
    let told = far("Daraa", "Damascus", (Some(100.0), Some(100.0)), Some(Compass::S));
    let open = End {
        words: Some("the border".into()),
        inferred: false,
        point: Point::Unresolved(Unresolved::because("a line, not a point")),
    };
    let found = checked(Statement::Distance(Distance { from: open, ..told.clone() }), &[], None);
    assert_eq!((found.verdict, found.numbers), (CannotBeTested, None));
    assert_eq!(found.because, "the other end (the border) is not known: a line, not a point");

    let province = PlaceRef { precision: 4, kind: "division".into(), ..place("Homs") };
    let province = End { words: None, inferred: false, point: Point::Place(province) };
    let found = checked(Statement::Distance(Distance { from: province, ..told.clone() }), &[], None);
    assert_eq!(found.because, "Homs is no point on the map but a division");

    // what is only pointed to can bear out, not refute
    let inferred = |end: End| End { inferred: true, ..end };
    let right = Distance { from: inferred(end("Damascus")), ..told.clone() };
    assert_eq!(checked(Statement::Distance(right), &[], None).verdict, Holds);
    let wrong = Distance { from: inferred(end("Bukavu")), ..told.clone() };
    let found = checked(Statement::Distance(wrong), &[], None);
    assert_eq!(found.verdict, CannotBeTested);
    assert!(found.because.ends_with("Bukavu is named before it"), "{}", found.because);

    // a road is longer than the line, never shorter
    let road = |km| Distance { by_road: true, km_low: Some(km), km_high: Some(km), ..told.clone() };
    assert_eq!(checked(Statement::Distance(road(115.0)), &[], None).verdict, CannotBeTested);
    assert_eq!(checked(Statement::Distance(road(60.0)), &[], None).verdict, DoesNotHold);
}

/// The changes of hands of a week, as a ledger of a day after would have them.
fn week() -> Vec<Change> {
    vec![
        change("Daraa", "2024-12-06", "syria/rebels", "sy/army"),
        change("Hama", "2024-12-05", "syria/hts", "sy/army"),
        change("Aleppo", "2024-11-30", "syria/hts", "sy/army"),
        change("Deir Ezzor", "2024-12-06", "syria/sdf", "sy/army"),
        change("Saraqib", "2024-11-28", "syria/hts", "sy/army"),
        change("Salamiyah", "2024-12-05", "syria/hts", "sy/army"),
        change("Homs", "2024-12-08", "syria/hts", "sy/army"),
    ]
}

fn told(id: &str) -> Option<PartyTold> {
    (id != "-").then(|| PartyTold { words: "these".into(), id: (id != "?").then(|| id.to_owned()) })
}

fn days(start: &str, end: &str) -> Window {
    Window::Days { start: day(start), end: day(end) }
}

fn rank(nth: u64, what: Counted, gainer: &str, loser: &str, of: Option<&str>) -> Ordinal {
    Ordinal {
        number: Bounds { low: Some(nth), high: Some(nth) },
        counting: Counting::Rank,
        what,
        deed: Deed::Lost,
        gainer: told(gainer),
        loser: told(loser),
        place: of.map(place),
        window: days("2024-11-30", "2024-12-07"),
    }
}

#[test]
fn a_rank_is_counted_over_the_changes_of_hands() {
    use Counted::{City, ProvincialCapital, Town, Village};
    let since = Some("2024-11-27");
    for (nth, what, gainer, loser, of, verdict, because) in [
        (4, City, "-", "sy/army", Some("Daraa"), Holds, "Aleppo (30 Nov), Hama (5 Dec), "),
        (4, City, "-", "sy/armed-forces", Some("Daraa"), Holds, "told the 4th city"),
        (3, City, "-", "sy/army", Some("Daraa"), Holds, "Deir Ezzor (6 Dec; on the same day)"),
        (
            2,
            City,
            "-",
            "sy/army",
            Some("Daraa"),
            DoesNotHold,
            "the ledger knows 3 to 5: Aleppo (30 Nov), Hama (5 Dec), Salamiyah (5 Dec; a town rather than a city)",
        ),
        (7, City, "-", "sy/army", Some("Daraa"), CannotBeTested, "told the 7th city"),
        (2, City, "syria/rebels", "-", Some("Hama"), Holds, "told the 2nd city"),
        (1, City, "syria/rebels", "-", Some("Hama"), DoesNotHold, "the ledger knows 2 to 3"),
        (2, City, "syria/sdf", "-", Some("Deir Ezzor"), CannotBeTested, "the ledger knows 1: Deir Ezzor (6 Dec)"),
        (1, City, "syria/sdf", "-", Some("Deir Ezzor"), Holds, "the ledger knows 1: Deir Ezzor (6 Dec)"),
        (3, ProvincialCapital, "-", "sy/army", Some("Daraa"), Holds, "told the 3rd provincial capital"),
        (1, Village, "-", "sy/army", Some("Tarva"), Holds, "by this report's own words"),
        (1, Town, "syria/hts", "-", Some("Salamiyah"), Holds, "told the 1st town"),
        (1, City, "-", "sy/army", None, CannotBeTested, "which place is meant is not known"),
        (4, City, "?", "sy/army", Some("Daraa"), Holds, "nobody knows who \"these\" are"),
    ] {
        let found = checked(Statement::Ordinal(rank(nth, what, gainer, loser, of)), &week(), since);
        assert_eq!(found.verdict, verdict, "{nth} {what:?} {gainer} {loser} {of:?}: {}", found.because);
        assert!(found.because.contains(because), "{}", found.because);
    }
}

#[test]
fn what_was_before_the_ledger_is_not_counted() {
    let fourth = || Statement::Ordinal(rank(4, Counted::City, "-", "sy/army", Some("Daraa")));
    for (since, verdict) in [
        (Some("2024-11-30"), Holds),
        (Some("2024-12-01"), Holds),
        (Some("2024-12-03"), CannotBeTested),
        (None, CannotBeTested),
    ] {
        let found = checked(fourth(), &week(), since);
        assert_eq!(found.verdict, verdict, "{since:?}: {}", found.because);
    }
    // more than told are more than told, whenever the ledger began
    let first = Statement::Ordinal(rank(1, Counted::City, "-", "sy/army", Some("Daraa")));
    assert_eq!(checked(first, &week(), Some("2024-12-03")).verdict, DoesNotHold);
}

#[test]
fn a_total_is_counted_over_its_days() {
    let total = |low, high, what, gainer: &str| Ordinal {
        number: Bounds { low, high },
        counting: Counting::Total,
        gainer: told(gainer),
        loser: told("sy/armed-forces"),
        ..rank(1, what, "-", "-", Some("Daraa"))
    };
    for (low, high, what, gainer, verdict, because) in [
        (Some(4), Some(4), Counted::Center, "-", Holds, "told 4 populated places; the ledger knows 4 to"),
        (Some(4), Some(4), Counted::City, "syria/rebels", Holds, "the ledger knows 3 to 4"),
        (Some(5), Some(5), Counted::City, "syria/rebels", CannotBeTested, "told 5 cities"),
        (Some(2), Some(2), Counted::City, "-", DoesNotHold, "the ledger knows 4 to 5"),
        (Some(3), None, Counted::City, "-", Holds, "told at least 3 cities"),
        (Some(9), None, Counted::City, "-", CannotBeTested, "told at least 9 cities"),
        (None, Some(3), Counted::City, "-", DoesNotHold, "told at most 3 cities"),
    ] {
        let found = checked(Statement::Ordinal(total(low, high, what, gainer)), &week(), Some("2024-11-27"));
        assert_eq!(found.verdict, verdict, "{low:?} {high:?} {what:?} {gainer}: {}", found.because);
        assert!(found.because.contains(because), "{}", found.because);
    }
}

#[test]
fn what_is_left_out_says_why() {
    let of = rank(4, Counted::City, "syria/rebels", "sy/army", Some("Daraa"));
    let mut changes = week();
    changes.push(change("Tarva", "2024-12-02", "syria/hts", "sy/army"));
    changes.push(change("Dastrel", "2024-12-03", "syria/hts", "-"));
    // a place that changes hands twice is one place
    changes.push(change("Hama", "2024-12-03", "syria/hts", "sy/army"));
    let found = checked(Statement::Ordinal(of), &changes, Some("2024-11-27"));
    let Some(Numbers::Ordinal { counted, left_out, least, most }) = found.numbers else { panic!("{}", found.because) };
    let names = |places: &[CountedPlace]| -> Vec<String> {
        let note = |place: &CountedPlace| place.note.as_deref().map_or(String::new(), |note| format!(": {note}"));
        places.iter().map(|place| format!("{}{}", place.name, note(place))).collect()
    };
    assert_eq!(names(&counted), ["Aleppo", "Hama", "Salamiyah: a town rather than a city", "Daraa"]);
    assert_eq!(
        names(&left_out),
        ["Tarva: too small for a city", "Dastrel: its population is not known", "Deir Ezzor: syria/sdf gained it"]
    );
    assert_eq!((least, most), (3, 4));
}

#[test]
fn only_what_is_assessed_and_dated_can_refute() {
    let second = || Statement::Ordinal(rank(2, Counted::City, "-", "sy/army", Some("Daraa")));
    let since = Some("2024-11-27");
    let others = |grade, day_precision| -> Vec<Change> {
        let weaken = |change: Change| Change { grade, day_precision, ..change };
        week().into_iter().map(|one| if one.place.name == "Daraa" { one } else { weaken(one) }).collect()
    };
    for (grade, precision, verdict, because) in [
        (Grade::Assessed, 1, DoesNotHold, "knows 3 to 5"),
        (Grade::Claimed, 1, Holds, "Hama (5 Dec; claimed only)"),
        (Grade::Contested, 1, Holds, "Hama (5 Dec; contested)"),
        (Grade::Unknown, 1, Holds, "nobody tells who came"),
        (Grade::Assessed, 2, Holds, "Aleppo (30 Nov; its day is not told exactly)"),
        (Grade::Assessed, 5, Holds, "Hama (5 Dec; its day is not told exactly)"),
    ] {
        let found = checked(second(), &others(grade, precision), since);
        assert_eq!(found.verdict, verdict, "{grade:?} {precision}: {}", found.because);
        assert!(found.because.contains(because), "{}", found.because);
    }
    let mut changes = week();
    changes[1].reports.truncate(1);
    let found = checked(second(), &changes, since);
    assert_eq!(found.verdict, Holds, "{}", found.because);
    assert!(found.because.contains("Hama (5 Dec; told by one report)"), "{}", found.because);
    // a change of the told place years before is another one
    let mut changes = week();
    changes[0].day = day("2011-12-31");
    let fourth = Statement::Ordinal(rank(4, Counted::City, "-", "sy/army", Some("Daraa")));
    let found = checked(fourth, &changes, since);
    assert_eq!(found.verdict, Holds, "{}", found.because);
    assert!(found.because.contains("Daraa (7 Dec; by this report's own words)"), "{}", found.because);
}

#[test]
fn days_that_nobody_knows_are_not_counted() {
    let window = Window::Unresolved(Unresolved::because("the words do not say since when"));
    let told = Ordinal { window, ..rank(4, Counted::City, "-", "sy/army", Some("Daraa")) };
    let found = checked(Statement::Ordinal(told), &week(), Some("2024-11-27"));
    assert_eq!(found.verdict, CannotBeTested);
    assert_eq!(found.because, "over which days is not known: the words do not say since when");
}

#[test]
fn parts_are_not_more_than_the_whole() {
    let exact = |n: u64| (Some(n), Some(n));
    type Ends = (Option<u64>, Option<u64>);
    type Case = (Ends, Vec<Ends>, bool, bool, Verdict, &'static str);
    let cases: Vec<Case> = vec![
        (exact(12), vec![exact(7), exact(6)], false, true, DoesNotHold, "7 + 6 = 13, more than the 12 told"),
        (exact(12), vec![exact(7), exact(5)], false, true, Holds, "7 + 5 = 12, not more than the 12 told"),
        (exact(12), vec![exact(7), exact(6)], false, false, CannotBeTested, "some may be in two of these parts"),
        (exact(12), vec![exact(13)], false, true, DoesNotHold, "13 are a part of 12"),
        (exact(12), vec![exact(13), exact(1)], false, false, DoesNotHold, "13 are a part of 12"),
        (exact(12), vec![exact(7)], false, true, Holds, "7, not more than the 12 told"),
        ((Some(12), None), vec![exact(7), exact(6)], false, true, CannotBeTested, "at least 12 leaves room for it"),
        ((Some(14), None), vec![exact(7), exact(6)], false, true, Holds, "not more than the at least 14 told"),
        (exact(8), vec![exact(5), exact(3)], true, true, Holds, "5 + 3 = 8, and 8 told"),
        (exact(8), vec![exact(5), exact(2)], true, true, DoesNotHold, "5 + 2 = 7, fewer than the 8 told"),
        (exact(8), vec![exact(5), exact(4)], true, true, DoesNotHold, "5 + 4 = 9, more than the 8 told"),
        (exact(8), vec![exact(5), (Some(2), None)], true, true, Holds, "5 + at least 2 = at least 7, and 8 told"),
        ((Some(8), None), vec![exact(5), exact(2)], true, true, DoesNotHold, "fewer than the at least 8 told"),
        ((None, Some(30)), vec![(None, Some(40))], false, true, Holds, "at most 40"),
    ];
    for (total, parts, exhaustive, disjoint, verdict, because) in cases {
        let part = |bounds: &Ends| SumPart { words: "x".into(), bounds: Bounds::from(*bounds) };
        let sum = Sum {
            slot: None,
            words: "x".into(),
            total: Bounds::from(total),
            parts: parts.iter().map(part).collect(),
            exhaustive,
            disjoint,
        };
        let found = checked(Statement::Sum(sum), &[], None);
        assert_eq!(found.verdict, verdict, "{total:?} {parts:?}: {}", found.because);
        assert!(found.because.contains(because), "{}", found.because);
    }
}

#[test]
fn a_date_has_its_weekday() {
    for (date, weekday, year_told, days_off, verdict, because) in [
        ("2024-12-06", 5, true, Some(-1), Holds, "2024-12-06 is a Friday"),
        ("2024-12-06", 6, true, Some(-1), DoesNotHold, "2024-12-06 is a Friday, not a Saturday"),
        ("2024-12-06", 6, false, Some(-1), DoesNotHold, "not a Saturday"),
        ("2024-07-06", 5, false, Some(-154), CannotBeTested, "but the year is not told"),
        ("1995-07-06", 5, true, None, DoesNotHold, "1995-07-06 is a Thursday, not a Friday"),
    ] {
        let told = WeekdayTold { date: DayTold::Day { date: day(date) }, weekday, year_told, days_off };
        let found = checked(Statement::Weekday(told), &[], None);
        assert_eq!(found.verdict, verdict, "{date} {weekday}");
        assert!(found.because.contains(because), "{}", found.because);
    }
    let unknown = DayTold::Unresolved(Unresolved::because("no such day in the calendar"));
    let told = WeekdayTold { date: unknown, weekday: 5, year_told: true, days_off: None };
    let found = checked(Statement::Weekday(told), &[], None);
    assert_eq!((found.verdict, found.because.as_str()), (CannotBeTested, "no such day in the calendar"));
}

#[test]
fn days_come_in_their_order() {
    let dated = |date: &str, calendar| DatedWords { words: date.into(), date: day(date), calendar };
    let interval = |earlier: &str, later: &str, low, high, calendar| Order::Interval {
        earlier: dated(earlier, calendar),
        later: dated(later, calendar),
        days_low: low,
        days_high: high,
    };
    let sequence = |first: &str, second: &str, calendar| Order::Sequence {
        first: dated(first, calendar),
        second: dated(second, calendar),
        link: "after".into(),
    };
    let told = |date: &str| Order::Told { day: day(date), published: day("2024-12-07") };
    for (order, verdict, because) in [
        (told("2024-12-09"), DoesNotHold, "dated 2024-12-09, 2 days after the report of 2024-12-07"),
        (told("2024-12-08"), CannotBeTested, "1 day after the report"),
        (told("2024-12-07"), Holds, "told on 2024-12-07"),
        (interval("2024-12-05", "2024-12-08", 3, 3, true), Holds, "it is 3 days, told 3 days"),
        (interval("2024-12-05", "2024-12-06", 3, 3, true), DoesNotHold, "it is 1 day, told 3 days"),
        (interval("2024-12-05", "2024-12-06", 3, 3, false), CannotBeTested, "a weekday may be that of another week"),
        (interval("2024-12-05", "2024-12-07", 3, 3, true), Holds, "it is 2 days"),
        (interval("2024-12-01", "2024-12-08", 5, 9, true), Holds, "told 5 to 9 days"),
        (interval("2024-12-08", "2024-12-05", 3, 3, true), DoesNotHold, "it is -3 days"),
        (sequence("2024-12-03", "2024-12-04", true), Holds, "2024-12-03, then 2024-12-04 (after): 1 day"),
        (sequence("2024-12-04", "2024-12-04", true), Holds, "0 days"),
        (sequence("2024-12-05", "2024-12-04", true), DoesNotHold, "-1 day"),
        (sequence("2024-12-05", "2024-12-04", false), CannotBeTested, "a weekday may be that of another week"),
    ] {
        let found = checked(Statement::Order(order.clone()), &[], None);
        assert_eq!(found.verdict, verdict, "{order:?}: {}", found.because);
        assert!(found.because.contains(because), "{}", found.because);
    }
}

#[test]
fn the_order_of_what_is_asked_and_known_does_not_matter() {
    let kin = kin();
    let statements = [
        testable(Statement::Ordinal(rank(4, Counted::City, "-", "sy/army", Some("Daraa")))),
        testable(Statement::Distance(far("Daraa", "Damascus", (Some(100.0), Some(100.0)), None))),
    ];
    let later = Testable { sentence: 3, ..statements[1].clone() };
    let asked = |report, testable| Asked { report: ReportId::from_number(report), published: None, testable };
    let mut all = vec![asked(2, &statements[0]), asked(1, &later), asked(1, &statements[0]), asked(2, &statements[1])];
    let mut changes = week();
    let one = check(&all, &Known { changes: &changes, since: Some(day("2024-11-27")), kin: &kin });
    all.reverse();
    changes.reverse();
    let other = check(&all, &Known { changes: &changes, since: Some(day("2024-11-27")), kin: &kin });
    assert_eq!(one, other);
    let order: Vec<(u64, usize)> = one.iter().map(|one| (one.report.number(), one.testable.sentence)).collect();
    assert_eq!(order, [(1, 0), (1, 3), (2, 0), (2, 0)]);
    let json = serde_json::to_string(&one).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Checked>>(&json).unwrap(), one);
}

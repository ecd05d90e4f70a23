//! The table of cases, and what needs claims.

use super::*;
use crate::parties::Register;
use crate::places::Gazetteer;
use claim::{Bounds, DayTold, Order, Point, Window};

fn world() -> World<'static> {
    World { gazetteer: Gazetteer::bundled(), register: Register::bundled() }
}

/// Sentences of a test: they end with ". " before a capital.
fn sentences(text: &str) -> Vec<Span> {
    let points = CodePoints::new(text);
    let (mut spans, mut start) = (Vec::new(), 0);
    let ends: Vec<usize> = text
        .match_indices(". ")
        .filter(|(at, _)| text[at + 2..].starts_with(char::is_uppercase))
        .map(|(at, _)| at + 1)
        .collect();
    for end in ends.into_iter().chain([text.len()]) {
        spans.push(Span::new(points.of_byte(start), points.of_byte(end)));
        start = (end + 1).min(text.len());
    }
    spans
}

fn range(bounds: (Option<String>, Option<String>)) -> String {
    match bounds {
        (Some(low), Some(high)) if low == high => low,
        (low, high) => format!("{}..{}", low.unwrap_or_default(), high.unwrap_or_default()),
    }
}

fn people(bounds: Bounds) -> String {
    range((bounds.low.map(|n| n.to_string()), bounds.high.map(|n| n.to_string())))
}

fn end(end: &claim::End) -> String {
    match &end.point {
        Point::Place(place) => place.name.clone(),
        Point::Unresolved(unresolved) => format!("? {}", unresolved.unresolved),
    }
}

/// A statement as the table has it.
fn written(statement: &Statement) -> String {
    match statement {
        Statement::Distance(told) => {
            let km = range((told.km_low.map(|n| n.to_string()), told.km_high.map(|n| n.to_string())));
            let about = if told.approximate { "~" } else { "" };
            let road = if told.by_road { " by road" } else { "" };
            let way = told.direction.map_or("away", |direction| direction.name());
            format!("distance {about}{km}{road} {way}: {} from {}", end(&told.place), end(&told.from))
        }
        Statement::Ordinal(told) => {
            let party = |party: &Option<claim::PartyTold>| match party {
                None => "-".to_owned(),
                Some(party) => party.id.clone().unwrap_or_else(|| format!("? {}", party.words)),
            };
            let window = match &told.window {
                Window::Days { start, end } => format!("{start}..{end}"),
                Window::Unresolved(unresolved) => format!("? {}", unresolved.unresolved),
            };
            let place = told.place.as_ref().map_or("-", |place| &place.name);
            let what = format!("{:?} {} {:?}", told.counting, told.what.name(), told.deed).to_lowercase();
            let (gainer, loser) = (party(&told.gainer), party(&told.loser));
            format!("{what} {} by {gainer} from {loser}, {place}, {window}", people(told.number))
        }
        Statement::Sum(sum) => {
            let parts: Vec<String> = sum.parts.iter().map(|part| people(part.bounds)).collect();
            let fate = sum.slot.map_or(String::new(), |fate| format!("{fate:?} ").to_lowercase());
            let how = match (sum.exhaustive, sum.disjoint) {
                (true, _) => "=",
                (false, true) => ">=",
                (false, false) => "holds",
            };
            format!("sum {fate}{} {how} {}", people(sum.total), parts.join(" + "))
        }
        Statement::Weekday(told) => {
            let date = match &told.date {
                DayTold::Day { date } => date.to_string(),
                DayTold::Unresolved(unresolved) => format!("? {}", unresolved.unresolved),
            };
            format!("weekday {} {date}{}", told.weekday, if told.year_told { "" } else { " nearest" })
        }
        Statement::Order(Order::Told { day, published }) => format!("told {day} in {published}"),
        Statement::Order(Order::Interval { earlier, later, days_low, days_high }) => {
            format!("interval {} {days_low}..{days_high} {}", earlier.date, later.date)
        }
        Statement::Order(Order::Sequence { first, second, .. }) => format!("sequence {} {}", first.date, second.date),
    }
}

fn found(text: &str, date: Option<Date>) -> Vec<Testable> {
    let report = Report { id: "invented".into(), text: text.to_owned(), date, ..Report::default() };
    find(&report, &sentences(text), &[], world())
}

#[test]
fn the_table_of_cases_holds() {
    let (mut wrong, mut cases) = (Vec::new(), 0);
    for (number, line) in include_str!("cases.tsv").lines().enumerate() {
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        let cells: Vec<&str> = line.split('\t').collect();
        let [date, text, expected] = cells[..] else {
            wrong.push(format!("cases.tsv:{}: three columns expected", number + 1));
            continue;
        };
        let date = if date == "-" { None } else { Some(date.parse().expect("the first column is a date or -")) };
        let statements: Vec<String> = found(text, date).iter().map(|one| written(&one.statement)).collect();
        let statements = if statements.is_empty() { "-".to_owned() } else { statements.join(" | ") };
        if statements != expected {
            wrong.push(format!("cases.tsv:{}: {text}\n  expected {expected}\n  found    {statements}", number + 1));
        }
        cases += 1;
    }
    assert!(wrong.is_empty(), "{} of {cases} cases are wrong\n{}", wrong.len(), wrong.join("\n"));
    assert!(cases >= 80, "the table has lost cases: {cases}");
}

/// A claim of an invented report: its code, and words of the text in slots with what they mean.
fn claim_of(text: &str, code: &str, sentence: usize, slots: &[(TextSlot, &str)], resolved: claim::Resolved) -> Claim {
    let filler = |words: &str| {
        let at = text.find(words).expect("the words stand in the text");
        let points = CodePoints::new(text);
        let span = Span::new(points.of_byte(at), points.of_byte(at + words.len()));
        claim::Filler { text: words.to_owned(), span, confidence: 1.0 }
    };
    let mut fillers: [Vec<claim::Filler>; 7] = Default::default();
    for (slot, words) in slots {
        fillers[*slot as usize].push(filler(words));
    }
    Claim {
        sentence,
        trigger: filler(&text[..3]),
        event_type: claim::EventType::from_code(code).expect("a code of the ontology"),
        status: claim::Status::Actual,
        fillers,
        counts: [None; 4],
        verification: None,
        confidence: 1.0,
        made_by: "test".into(),
        resolved: Some(resolved),
    }
}

fn on(date: &str) -> claim::When {
    let day: Date = date.parse().expect("a date");
    claim::When::Days(claim::Days { start: day, end: day, precision: 1, clock: None, rule: "test".into() })
}

fn with(text: &str, date: &str, claims: &[Claim]) -> Vec<Testable> {
    let report = Report { text: text.to_owned(), date: date.parse().ok(), ..Report::default() };
    find(&report, &sentences(text), claims, world())
}

#[test]
fn a_statement_stands_on_the_claims_of_its_sentence_and_quotes_the_text() {
    let text = "“Été” came. Daraa, 100 km south of the capital, fell to Syrian rebels.";
    let nothing = claim::Resolved::default();
    let claims = [
        claim_of(text, "CLASH", 0, &[], nothing.clone()),
        claim_of(text, "SEIZE", 1, &[], nothing.clone()),
        claim_of(text, "WITHDRAW", 1, &[], nothing),
    ];
    let found = with(text, "2024-12-07", &claims);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].sentence, &found[0].claims[..]), (1, &[1, 2][..]));
    assert_eq!(found[0].quote, "Daraa, 100 km south of the capital");
    assert_eq!(CodePoints::new(text).slice(found[0].span), found[0].quote);
}

#[test]
fn parties_and_places_are_those_of_the_claims() {
    let text = "The Northern Front took Tarva, its second town in three days.";
    let party = claim::Party {
        id: "provisional/northern-front".into(),
        name: "Northern Front".into(),
        country: None,
        sector: None,
        provisional: true,
        rule: "test".into(),
    };
    let tarva = claim::Place {
        id: "test:tarva".into(),
        name: "Tarva".into(),
        own_name: None,
        country: None,
        division: None,
        lat: 35.0,
        lon: 36.0,
        precision: 1,
        kind: "town".into(),
        score: 1.0,
        runner_up: None,
    };
    let resolved =
        claim::Resolved { actor: vec![Who::Party(party)], place: vec![Where::Place(tarva)], ..Default::default() };
    let slots = [(TextSlot::Actor, "Northern Front"), (TextSlot::Place, "Tarva")];
    let found = with(text, "2024-12-07", &[claim_of(text, "SEIZE", 0, &slots, resolved)]);
    assert_eq!(
        found.iter().map(|one| written(&one.statement)).collect::<Vec<_>>(),
        ["rank town taken 2 by provisional/northern-front from -, Tarva, 2024-12-04..2024-12-07"]
    );
}

#[test]
fn an_end_that_is_left_out_is_the_place_of_the_story() {
    let text = "Rebels hold Hama. The army spoke. It fell after Aleppo. Homs, 45 km to the south, is next.";
    let from = |title: Option<&str>| {
        let report = Report { text: text.into(), title: title.map(str::to_owned), ..Report::default() };
        let found = find(&report, &sentences(text), &[], world());
        found.iter().map(|one| written(&one.statement)).collect::<Vec<_>>().join(" | ")
    };
    assert_eq!(from(Some("Hama has fallen")), "distance 45 south: Homs from Hama");
    assert_eq!(from(None), "distance 45 south: Homs from Aleppo");
}

#[test]
fn what_has_happened_is_not_dated_after_its_report() {
    let text = "The town fell on 9 December 2024.";
    let at = |date: &str| claim::Resolved { time: vec![on(date)], ..Default::default() };
    let slots = [(TextSlot::Time, "9 December 2024")];
    let fell = claim_of(text, "SEIZE", 0, &slots, at("2024-12-09"));
    let orders = |claim: &Claim, date: &str| -> Vec<String> {
        with(text, date, std::slice::from_ref(claim)).iter().map(|one| written(&one.statement)).collect()
    };
    assert_eq!(orders(&fell, "2024-12-07"), ["told 2024-12-09 in 2024-12-07"]);
    assert_eq!(orders(&fell, "2024-12-09"), [""; 0]);
    let planned = Claim { status: claim::Status::Planned, ..fell };
    assert_eq!(orders(&planned, "2024-12-07"), [""; 0]);
}

#[test]
fn a_release_is_held_against_the_one_detention_of_the_same_people() {
    let text = "Gunmen took two medics on 5 December. Two medics were freed on 3 December.";
    let at = |date: &str| claim::Resolved { time: vec![on(date)], ..Default::default() };
    let taken = [(TextSlot::Target, "two medics"), (TextSlot::Time, "5 December")];
    let freed = [(TextSlot::Target, "Two medics"), (TextSlot::Time, "3 December")];
    let claims =
        [claim_of(text, "ABDUCT", 0, &taken, at("2024-12-05")), claim_of(text, "RELEASE", 1, &freed, at("2024-12-03"))];
    let found = with(text, "2024-12-07", &claims);
    let written: Vec<String> = found.iter().map(|one| written(&one.statement)).collect();
    assert_eq!(written, ["sequence 2024-12-05 2024-12-03"]);
    assert_eq!((found[0].sentence, &found[0].quote[..]), (1, "3 December"));
    // of two detentions nobody knows which one ended
    let twice = [claims[0].clone(), claims[0].clone(), claims[1].clone()];
    assert_eq!(with(text, "2024-12-07", &twice).len(), 0);
}

/// Words that the grammar reacts to, and some that it must not trip over.
const SHARDS: [&str; 72] = [
    "Daraa",
    "Homs,",
    "Deir",
    "ez-Zor",
    "the",
    "capital",
    "about",
    "100",
    "km",
    "45km",
    "(28 miles)",
    "miles",
    "north",
    "of",
    "from",
    "away",
    "by road",
    "along the",
    "to the",
    "south-east",
    "is",
    "lies",
    "which",
    "a town",
    "city",
    "fourth",
    "second",
    "provincial capital",
    "towns",
    "and villages",
    "army",
    "has lost",
    "to fall",
    "to",
    "rebels",
    "in",
    "the past",
    "week",
    "three days",
    "since",
    "today",
    "this week",
    "captured",
    "four",
    "at least",
    "more than",
    "12",
    "people,",
    "including",
    "seven",
    "children",
    "of them",
    "of whom",
    "killed",
    "dead:",
    "5 soldiers",
    "(",
    ")",
    "—",
    "Friday,",
    "6",
    "December",
    "2024",
    "after",
    "before",
    "on",
    "’s",
    "“",
    "é",
    "1,200",
    "half a",
    "his forces",
];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(400))]

    #[test]
    fn no_text_makes_it_stumble_and_every_quote_is_the_text(
        picks in proptest::collection::vec(0..SHARDS.len(), 0..40),
        stop in 1..12_usize,
    ) {
        let words: Vec<String> = picks
            .iter()
            .enumerate()
            .map(|(n, at)| if n % stop == 0 && n > 0 { format!("{}. ", SHARDS[*at]) } else { format!("{} ", SHARDS[*at]) })
            .collect();
        let text = words.concat();
        let points = CodePoints::new(&text);
        let sentences = sentences(&text);
        for one in found(&text, "2024-12-07".parse().ok()) {
            proptest::prop_assert_eq!(points.slice(one.span), &one.quote);
            proptest::prop_assert!(sentences[one.sentence].contains(one.span), "{}", one.quote);
        }
    }
}

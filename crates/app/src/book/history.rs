//! `dateline control`: who holds which place, how sure that is, on whose word; and `dateline contradictions`: accounts that
//! cannot both be true, beside each other.
//!
//! Shows what fusing found. Never decides who holds a place, and never which account is true.

use super::args::{ContradictionsArgs, ControlArgs, NumberRule};
use super::names::{self, Known};
use super::sheet::{Sheet, dotted, faint, found, listed, own, print_json, said};
use super::view::{View, Whole, kin};
use super::words::{citations, day_words, event_line, grade_run, party_runs, quote_run, spot_full, teller};
use super::{counted, failed};
use crate::paint::{Mark, Run, plain};
use crate::{Ending, complain};
use claim::{ClaimId, EventId, ReportId};
use fuse::contradictions::Contradiction;
use fuse::control::{Basis, Control, Grade, Interval};
use fuse::{Event, Named, Spot, Statement};
use jiff::civil::Date;
use ledger::{EventFilter, Found, Ledger};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use world::places::Gazetteer;

/// Citations in a line at most; `--history` and `--json` have all.
const CITED: usize = 4;

/// What holds on a day: the stretch of days in which one party holds a place, or it is contested, or nobody can tell.
#[derive(Clone, Debug)]
pub struct Held<'c> {
    /// The history it is part of.
    pub control: &'c Control,
    /// The interval of the day.
    pub interval: &'c Interval,
    /// Since when, whatever the grade was then.
    pub since: Date,
    /// How exactly that is told: UCDP date_prec.
    pub precision: u8,
    /// The claims of the whole stretch, in the order of telling.
    pub claims: Vec<ClaimId>,
}

impl Held<'_> {
    /// True where the holder is told to have taken the place, not only to hold it.
    pub fn taken(&self) -> bool {
        let mut stretch =
            self.control.intervals.iter().filter(|one| one.from >= self.since && one.from <= self.interval.from);
        stretch.any(|one| one.basis == Basis::Taken)
    }
}

/// What holds at a place on a day; `None` before the first claim.
pub fn held(control: &Control, day: Date) -> Option<Held<'_>> {
    let at = control.intervals.iter().position(|one| one.from <= day && one.until.is_none_or(|until| day <= until))?;
    let interval = &control.intervals[at];
    let is_held = |one: &Interval| matches!(one.grade, Grade::Claimed | Grade::Assessed);
    // Who had it in hand while others fought for it has had it all the time.
    let same = |one: &&Interval| one.holder == interval.holder && (is_held(one) || one.grade == Grade::Contested);
    let before = if is_held(interval) && interval.holder.is_some() {
        let back = control.intervals[..at].iter().rev().take_while(same).collect::<Vec<_>>();
        back.iter().rposition(|one| is_held(one)).map_or(0, |first| first + 1)
    } else {
        0
    };
    let stretch = &control.intervals[at - before..=at];
    let mut seen = BTreeSet::new();
    let told = stretch.iter().filter(|one| before == 0 || is_held(one)).flat_map(|one| &one.claims);
    let claims = told.copied().filter(|claim| seen.insert(*claim)).collect();
    Some(Held { control, interval, since: stretch[0].from, precision: stretch[0].precision, claims })
}

/// The last day of which anything is known: the last day of publication.
pub fn last_day(whole: &Whole) -> Option<Date> {
    whole.statements.iter().filter_map(|statement| statement.published).max()
}

/// Runs `dateline control`.
pub fn control(args: &ControlArgs) -> Ending {
    let Some(view) = View::open(&args.book, &args.times, NumberRule::default()) else { return Ending::Nothing };
    tell_control(&view, args).unwrap_or_else(|error| failed(&error))
}

fn tell_control(view: &View, args: &ControlArgs) -> Result<Ending, ledger::Error> {
    let whole = view.whole()?;
    let Some(day) = args.on.or(args.times.as_of).or_else(|| last_day(whole)) else {
        if whole.statements.is_empty() {
            complain("this ledger holds no claims; dateline add brings some");
        } else {
            complain("no claim here has a day; give one with --on");
        }
        return Ok(Ending::Some);
    };
    let mut controls = view.control()?;
    if let Err(message) = keep_places(&mut controls, &args.places) {
        complain(&message);
        return Ok(Ending::Some);
    }
    by_name(&mut controls);
    if args.history {
        // What is contested on the last day would fall back some days later if nothing more is heard: nobody has been told so.
        let controls = fuse::control::up_to(controls, day);
        return history(view, whole, args, &controls);
    }
    let mut held: Vec<Held> = controls.iter().filter_map(|control| held(control, day)).collect();
    // A place of which nothing is known any more is a row without a word in it: only for who asks about that place, or for a program.
    let all = held.len();
    if args.places.is_empty() && !args.look.json {
        held.retain(|held| held.interval.grade != Grade::Unknown || !held.claims.is_empty());
    }
    let hidden = all - held.len();
    let ending = if args.look.json {
        let told: Vec<HeldJson> = held.iter().map(|held| held_json(held, day, whole)).collect();
        print_json(&told)
    } else {
        let mut sheet = Sheet::new(args.look);
        control_page(&mut sheet, &held, whole);
        let ending = sheet.print();
        let held = counted(held.len(), "place");
        let more = match hidden {
            0 => String::new(),
            1 => "; 1 more, fought over before that, of which nobody tells who holds it".to_owned(),
            _ => format!("; {hidden} more, fought over before that, of which nobody tells who holds them"),
        };
        complain(&format!(
            "{held} on {day} of which claims tell who takes, holds or leaves them{more}; docs/control.md has the definitions"
        ));
        ending
    };
    Ok(found(!held.is_empty(), ending))
}

/// Places of one country together, the country with most of them first, by name; whole provinces behind the places.
fn by_name(controls: &mut [Control]) {
    let mut places: BTreeMap<Option<String>, usize> = BTreeMap::new();
    let country = |control: &Control| control.place.country.as_deref().map(str::to_owned);
    for control in controls.iter() {
        *places.entry(country(control)).or_default() += 1;
    }
    controls.sort_by_cached_key(|control| {
        let place = &control.place;
        let most = std::cmp::Reverse(places.get(&country(control)).copied());
        (control.area, most, country(control), ledger::folded(&place.name), place.id.clone())
    });
}

/// Leaves only the places that are asked for.
fn keep_places(controls: &mut Vec<Control>, asked: &[String]) -> Result<(), String> {
    if asked.is_empty() {
        return Ok(());
    }
    let known: Vec<Known> = controls.iter().map(|control| known_spot(&control.place)).collect();
    let mut meant = names::Meant::default();
    for asked in asked {
        meant = meant.and(names::places(asked, &known, Gazetteer::bundled())?);
    }
    controls.retain(|control| meant.is(control.place.id.as_deref(), &control.place.name));
    Ok(())
}

/// A place as names are compared with.
pub fn known_spot(spot: &Spot) -> Known {
    Known {
        id: spot.id.as_deref().map(str::to_owned),
        name: spot.name.to_string(),
        own_name: spot.own_name.as_deref().map(str::to_owned),
    }
}

fn control_page(sheet: &mut Sheet, held: &[Held], whole: &Whole) {
    for area in [false, true] {
        let held: Vec<&Held> = held.iter().filter(|held| held.control.area == area).collect();
        if held.is_empty() {
            continue;
        }
        if area {
            sheet.heading("Claims about whole provinces (they say nothing of the towns in them)");
        }
        let rows: Vec<Vec<Run>> = held.iter().map(|held| control_row(held)).collect();
        sheet.table_with(0, &["PLACE", "GRADE", "HOLDER", "SINCE", "CLAIMS"], &rows, |sheet, at| {
            let statements = statements(whole, &held[at].claims);
            if statements.is_empty() {
                return sheet.row(4, &[faint("because "), said(Mark::Plain, &held[at].interval.because)]);
            }
            let tellers = tellers(&statements);
            sheet.row(4, &dotted([labelled_tellers(&tellers), citations(&statements, CITED)]));
        });
    }
}

fn control_row(held: &Held) -> Vec<Run> {
    let place = &held.control.place;
    vec![
        own(Mark::Place, plain(&spot_name(place))),
        grade_run(held.interval.grade),
        own(Mark::Party, plain(&holder_runs(held.interval))),
        own(Mark::Time, since_words(held.since, held.precision)),
        own(Mark::Number, held.claims.len().to_string()),
    ]
}

/// "Homs (حمص), SY".
pub fn spot_name(spot: &Spot) -> Vec<Run> {
    let mut line = vec![said(Mark::Place, &spot.name)];
    if let Some(own_name) = &spot.own_name {
        line.push(own(Mark::Plain, format!(" ({})", said(Mark::Plain, own_name).text)));
    }
    if let Some(country) = &spot.country {
        line.push(own(Mark::Plain, format!(", {country}")));
    }
    line
}

/// "Syrian Arab Army", "Syrian Arab Army, contested by Hayat Tahrir al-Sham", "left by the army".
pub fn holder_runs(interval: &Interval) -> Vec<Run> {
    let all = |parties: &[Named]| listed(parties.iter().map(|party| party_runs(party, false)), ", ");
    let mut line = match (&interval.holder, &interval.loser) {
        (Some(holder), _) => party_runs(holder, false),
        (None, Some(loser)) if interval.contenders.is_empty() => {
            let mut line = vec![faint("nobody known; left by ")];
            line.extend(party_runs(loser, false));
            line
        }
        (None, _) if interval.contenders.is_empty() => vec![faint("nobody known")],
        (None, _) => {
            let mut line = vec![faint("nobody known; fought over by ")];
            line.extend(all(&interval.contenders));
            return line;
        }
    };
    let others: Vec<Named> =
        interval.contenders.iter().filter(|party| Some(*party) != interval.holder.as_ref()).cloned().collect();
    if !others.is_empty() {
        line.push(faint(", contested by "));
        line.extend(all(&others));
    }
    line
}

/// "2024-11-30"; "by 2024-11-30" where the claims do not tell the day.
pub fn since_words(since: Date, precision: u8) -> String {
    if precision > 1 { format!("by {since}") } else { since.to_string() }
}

fn statements<'w>(whole: &'w Whole, claims: &[ClaimId]) -> Vec<&'w Statement> {
    claims.iter().filter_map(|claim| whole.statement(*claim)).collect()
}

/// Who tells, each once, in the order of telling.
fn tellers(statements: &[&Statement]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for statement in statements {
        let name = match statement.origin() {
            Some(speaker) => said(Mark::Plain, &speaker.who.name).text,
            None => statement
                .outlet
                .as_deref()
                .map_or_else(|| "an unknown outlet".to_owned(), |outlet| said(Mark::Plain, outlet).text),
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// What stands between names: some have a comma of their own ("sources, Syria").
fn between<S: AsRef<str>>(names: &[S]) -> &'static str {
    if names.iter().any(|name| name.as_ref().contains(", ")) { "; " } else { ", " }
}

fn labelled_tellers(names: &[String]) -> Vec<Run> {
    if names.is_empty() {
        return Vec::new();
    }
    let shown = names.len().min(CITED);
    let mut words = names[..shown].join(between(names));
    if names.len() > shown {
        words.push_str(&format!(" and {} more", names.len() - shown));
    }
    vec![faint("told by "), own(Mark::Source, words)]
}

/// A claim that something rests on.
#[derive(Debug, Serialize)]
pub struct Citation {
    claim: ClaimId,
    report: ReportId,
    published: Option<Date>,
    outlet: Option<String>,
    /// Innermost speaker; missing where the outlet speaks for itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quote: Option<String>,
}

fn citation(statement: &Statement, quote: Option<String>) -> Citation {
    Citation {
        claim: statement.claim,
        report: statement.report,
        published: statement.published,
        outlet: statement.outlet.as_deref().map(str::to_owned),
        speaker: statement.origin().map(|speaker| speaker.who.name.to_string()),
        quote,
    }
}

#[derive(Serialize)]
struct HeldJson<'h> {
    place: &'h Spot,
    area: bool,
    on: Date,
    holder: &'h Option<Named>,
    also: &'h [Named],
    contenders: &'h [Named],
    loser: &'h Option<Named>,
    grade: Grade,
    basis: Basis,
    since: Date,
    precision: u8,
    because: &'h str,
    citations: Vec<Citation>,
    rule: &'h fuse::Rule,
}

fn held_json<'h>(held: &'h Held, day: Date, whole: &Whole) -> HeldJson<'h> {
    let interval = held.interval;
    HeldJson {
        place: &held.control.place,
        area: held.control.area,
        on: day,
        holder: &interval.holder,
        also: &interval.also,
        contenders: &interval.contenders,
        loser: &interval.loser,
        grade: interval.grade,
        basis: interval.basis,
        since: held.since,
        precision: held.precision,
        because: &interval.because,
        citations: statements(whole, &held.claims).into_iter().map(|statement| citation(statement, None)).collect(),
        rule: &held.control.rule,
    }
}

#[derive(Serialize)]
struct HistoryJson<'h> {
    place: &'h Spot,
    area: bool,
    rule: &'h fuse::Rule,
    intervals: Vec<IntervalJson<'h>>,
}

#[derive(Serialize)]
struct IntervalJson<'h> {
    #[serde(flatten)]
    interval: &'h Interval,
    citations: Vec<Citation>,
}

/// The sentence of a claim, where it is kept.
pub fn quote(ledger: &Ledger, claim: ClaimId) -> Result<Option<String>, ledger::Error> {
    let stored = ledger.claim(claim)?.and_then(Found::kept);
    Ok(stored.and_then(|stored| stored.quote).map(|quote| quote.text))
}

fn history(view: &View, whole: &Whole, args: &ControlArgs, controls: &[Control]) -> Result<Ending, ledger::Error> {
    let mut quotes: BTreeMap<ClaimId, String> = BTreeMap::new();
    for claim in controls.iter().flat_map(|control| &control.intervals).flat_map(|interval| &interval.claims) {
        if let Some(quote) = quote(&view.ledger, *claim)? {
            quotes.insert(*claim, quote);
        }
    }
    if args.look.json {
        let told: Vec<HistoryJson> = controls
            .iter()
            .map(|control| HistoryJson {
                place: &control.place,
                area: control.area,
                rule: &control.rule,
                intervals: control
                    .intervals
                    .iter()
                    .map(|interval| IntervalJson {
                        interval,
                        citations: statements(whole, &interval.claims)
                            .into_iter()
                            .map(|statement| citation(statement, quotes.get(&statement.claim).cloned()))
                            .collect(),
                    })
                    .collect(),
            })
            .collect();
        return Ok(found(!controls.is_empty(), print_json(&told)));
    }
    let mut sheet = Sheet::new(args.look);
    for control in controls {
        history_page(&mut sheet, control, whole, &quotes);
    }
    Ok(found(!controls.is_empty(), sheet.print()))
}

fn history_page(sheet: &mut Sheet, control: &Control, whole: &Whole, quotes: &BTreeMap<ClaimId, String>) {
    sheet.blank();
    let mut head = spot_full(&control.place);
    if control.area {
        head.push(faint(" (as a whole)"));
    }
    head.push(faint(format!(" · rule {}", control.rule)));
    sheet.line(0, &head);
    for interval in &control.intervals {
        let days = match interval.until {
            Some(until) if until == interval.from => interval.from.to_string(),
            Some(until) => format!("{} – {until}", since_words(interval.from, interval.precision)),
            None => format!("{} –", since_words(interval.from, interval.precision)),
        };
        let mut line = vec![
            own(Mark::Time, format!("{days:<26}")),
            own(Mark::Plain, " "),
            grade_run(interval.grade),
            own(Mark::Plain, "  "),
        ];
        line.extend(holder_runs(interval));
        sheet.line(2, &line);
        sheet.line(6, &[faint("because "), said(Mark::Plain, &interval.because)]);
        for statement in statements(whole, &interval.claims) {
            claim_lines(sheet, 6, statement, quotes.get(&statement.claim).map(String::as_str));
        }
    }
}

/// Id, day, who says so; and under it the sentence.
pub fn claim_lines(sheet: &mut Sheet, indent: usize, statement: &Statement, quote: Option<&str>) {
    let mut line = vec![
        own(Mark::Id, statement.claim.to_string()),
        own(Mark::Plain, "  "),
        own(Mark::Time, day_words(statement.published)),
        own(Mark::Plain, "  "),
    ];
    line.extend(teller(statement));
    sheet.line(indent, &line);
    if let Some(quote) = quote {
        sheet.line(indent + 4, &[quote_run(quote)]);
    }
}

/// Runs `dateline contradictions`.
pub fn contradictions(args: &ContradictionsArgs) -> Ending {
    let Some(view) = View::open(&args.book, &args.times, NumberRule::default()) else { return Ending::Nothing };
    tell_contradictions(&view, args).unwrap_or_else(|error| failed(&error))
}

fn tell_contradictions(view: &View, args: &ContradictionsArgs) -> Result<Ending, ledger::Error> {
    let whole = view.whole()?;
    let events = view.events(&EventFilter::default())?;
    let by_id: BTreeMap<EventId, &Event> = events.iter().map(|event| (event.id, event)).collect();
    let mut told = fuse::contradictions::contradictions(&events, &whole.statements, &whole.lineages, kin());
    if let Some(asked) = &args.place {
        let spots = |one: &Contradiction| spots_of(one, &by_id, whole);
        let known: Vec<Known> = told.iter().flat_map(spots).map(known_spot).collect();
        match names::places(asked, &known, Gazetteer::bundled()) {
            Ok(meant) => told.retain(|one| spots(one).iter().any(|spot| meant.is(spot.id.as_deref(), &spot.name))),
            Err(message) => {
                complain(&message);
                return Ok(Ending::Some);
            }
        }
    }
    let ending = if args.look.json {
        print_json(&told)
    } else {
        let mut sheet = Sheet::new(args.look);
        for one in &told {
            contradiction_page(&mut sheet, one, one.event.and_then(|id| by_id.get(&id).copied()));
        }
        let ending = sheet.print();
        complain(&counted(told.len(), "contradiction"));
        ending
    };
    Ok(found(!told.is_empty(), ending))
}

/// The places that a contradiction is about: its event's, else those of its claims.
fn spots_of<'w>(one: &Contradiction, events: &BTreeMap<EventId, &'w Event>, whole: &'w Whole) -> Vec<&'w Spot> {
    match one.event.and_then(|id| events.get(&id)) {
        Some(event) => event.place.iter().map(|place| &place.value).collect(),
        None => {
            let claims = one.accounts.iter().flat_map(|account| &account.claims);
            claims.filter_map(|claim| whole.statement(*claim)?.spot()).map(|spot| &**spot).collect()
        }
    }
}

/// One contradiction: what it is about, the event, the accounts beside each other.
pub fn contradiction_page(sheet: &mut Sheet, one: &Contradiction, event: Option<&Event>) {
    sheet.blank();
    sheet.line(0, &[said(Mark::Headline, &one.summary)]);
    if let Some(event) = event {
        sheet.line(2, &event_line(event));
    }
    accounts(sheet, 2, one);
}

/// The accounts beside each other.
pub fn accounts(sheet: &mut Sheet, indent: usize, one: &Contradiction) {
    let columns: Vec<Vec<Vec<Run>>> = one
        .accounts
        .iter()
        .map(|account| {
            let by = listed(account.by.iter().map(|name| vec![said(Mark::Source, name)]), between(&account.by));
            let claims = listed(account.claims.iter().map(|claim| vec![own(Mark::Id, claim.to_string())]), " ");
            let mut says = vec![faint("says ")];
            says.extend(by);
            vec![vec![said(Mark::Number, &account.says)], says, claims]
        })
        .collect();
    sheet.beside(indent, &columns);
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn control(intervals: Value) -> Control {
        let place = json!({"id": "geonames:1", "name": "Orvenne", "own_name": "Орвен", "country": "LH", "precision": 1, "kind": "town"});
        serde_json::from_value(
            json!({"place": place, "intervals": intervals, "rule": {"name": "control", "version": 1}}),
        )
        .unwrap()
    }

    fn interval(from: &str, until: Option<&str>, holder: Option<&str>, grade: &str, claim: &str) -> Value {
        let mut value = json!({"from": from, "precision": 1, "grade": grade, "basis": "taken", "claims": [claim], "reports": [], "because": "x"});
        if let Some(until) = until {
            value["until"] = json!(until);
        }
        if let Some(holder) = holder {
            value["holder"] = json!({"name": holder});
        }
        value
    }

    #[test]
    fn a_place_is_held_since_it_came_into_these_hands_whatever_the_grade_was_then() {
        let control = control(json!([
            interval("2031-03-01", Some("2031-03-04"), Some("the army"), "claimed", "c00000000000a"),
            interval("2031-03-05", Some("2031-03-06"), Some("Northern Front"), "claimed", "c00000000000b"),
            interval("2031-03-07", Some("2031-03-08"), Some("Northern Front"), "assessed", "c00000000000c"),
            interval("2031-03-09", Some("2031-03-16"), Some("Northern Front"), "contested", "c00000000000d"),
            interval("2031-03-17", None, Some("Northern Front"), "assessed", "c00000000000c"),
        ]));
        let day = |day: i8| jiff::civil::date(2031, 3, day);
        assert!(held(&control, jiff::civil::date(2031, 2, 28)).is_none(), "before the first claim nobody tells");
        for (on, since, claims) in [(2, 1, 1), (6, 5, 1), (8, 5, 2), (10, 9, 1), (20, 5, 2)] {
            let held = held(&control, day(on)).unwrap();
            assert_eq!((held.since, held.claims.len()), (day(since), claims), "on day {on}");
        }
    }

    #[test]
    fn the_holder_is_told_with_who_contests_it_and_who_left() {
        let named = |name: &str| json!({"name": name});
        let cases = [
            (json!({"holder": named("the army")}), "the army"),
            (
                json!({"holder": named("the army"), "contenders": [named("the army"), named("Front")]}),
                "the army, contested by Front",
            ),
            (
                json!({"contenders": [named("Front"), named("the army")]}),
                "nobody known; fought over by Front, the army",
            ),
            (json!({"loser": named("the army")}), "nobody known; left by the army"),
            (json!({}), "nobody known"),
        ];
        for (more, expected) in cases {
            let mut value = interval("2031-03-01", None, None, "claimed", "c00000000000a");
            for (field, part) in more.as_object().unwrap() {
                value[field] = part.clone();
            }
            let interval: Interval = serde_json::from_value(value).unwrap();
            assert_eq!(plain(&holder_runs(&interval)), expected);
        }
    }

    #[test]
    fn a_contradiction_shows_its_accounts_beside_each_other() {
        let one: Contradiction =
            serde_json::from_value(json!({"matter": "number", "summary": "4 or 12 killed at Orvenne", "accounts": [
                {"says": "killed 4", "by": ["a doctor"], "claims": ["c00000000000a"]},
                {"says": "killed 12", "by": ["Northern Front"], "claims": ["c00000000000b", "c00000000000c"]},
            ]}))
            .unwrap();
        let mut sheet = Sheet::plain(Some(70));
        contradiction_page(&mut sheet, &one, None);
        let expected = "4 or 12 killed at Orvenne
  killed 4                         │ killed 12
  says a doctor                    │ says Northern Front
  c00000000000a                    │ c00000000000b c00000000000c
";
        assert_eq!(sheet.text(), expected);
    }
}

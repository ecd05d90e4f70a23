//! UCDP GED: an event with at least one direct death, its dyad, and its dead by side. Figures under the rule `ged`, whatever the view's.
//!
//! Never says a dyad that the claims do not tell, and never gives a conflict UCDP's number: numbers of UCDP stand in the columns
//! `_dset_id` where the register knows them, numbers of ours in `_new_id`.

use super::case::{Case, Which, cases, division, is_district, joined, length};
use super::codes;
use super::parties::{self, Role, role, ucdp_name};
use super::rows::{Cell, Rows, always, day, long, real, text, whole};
use crate::{Column, Error, Sheet};
use book::{Filter, kin};
use claim::{EventId, Group};
use fuse::figures::{BySide, Share, deaths_by_side};
use fuse::{FigureRule, Lineages, Named};
use std::collections::{BTreeMap, BTreeSet};
use world::parties::Register;

const ABOUT: &str = "One row is one event with at least one direct death in low, best or high. Machine-made by dateline, in the columns of UCDP GED; \
    not data of UCDP. Numbers under the rule `ged`. docs/shapes.md tells every rule.";

/// Deaths of a dyad in a calendar year from which on UCDP calls it active.
const ACTIVE: u64 = 25;

fn columns() -> Vec<Column> {
    vec![
        always(long(
            "id",
            "Number of the event: the first 53 bits of its id in `relid`. The same for the same reports, whenever they are read.",
        )),
        always(text("relid", "The event's id in the ledger; `dateline show` opens it.")),
        always(whole("year", "Year of the first day.")),
        whole(
            "active_year",
            "1 where the events of this dyad in this ledger and calendar year have 25 deaths or more (best), else 0. A ledger holds the reports that it was given: 0 does not say that UCDP would not call the year active. Empty without a dyad.",
        ),
        always(text(
            "code_status",
            "`Machine-made`, or `Reviewed` where a person accepted the event after its last change; then what to look at: `Check type`, `Check dyad`, `Check date` (no words tell the day), `Check deaths` (accounts differ), `Disputed` (some deny the event). Parted by `; `.",
        )),
        whole(
            "type_of_violence",
            "1 state-based, 2 non-state, 3 one-sided, from the parties that claims name. Empty where they do not tell.",
        ),
        whole("conflict_dset_id", "Always empty: which conflict of UCDP's list this belongs to is a decision of UCDP."),
        long(
            "conflict_new_id",
            "Our number of the conflict, made from the ids of the two sides: the government and the side against it (type 1), else the dyad. From 1,000,000,000 on, so that it is none of UCDP's.",
        ),
        text("conflict_name", "The two sides of the conflict. Empty without a dyad."),
        whole("dyad_dset_id", "Always empty, as `conflict_dset_id`."),
        long(
            "dyad_new_id",
            "Our number of the dyad, made from the ids of its parties and the type; the same in whatever order they are told.",
        ),
        text("dyad_name", "Side A - side B. Empty where claims do not name both."),
        whole("side_a_dset_id", "UCDP's number of the actor, where our register knows it for certain. Else empty."),
        long("side_a_new_id", "Our number of side A, made from its id in the register. Empty without a side A."),
        text(
            "side_a",
            "Type 1: the government. Type 2: of two groups the one with the smaller id. Type 3: who did it. Empty where nobody is named.",
        ),
        whole("side_b_dset_id", "As `side_a_dset_id`."),
        long("side_b_new_id", "As `side_a_new_id`; civilians have one, too."),
        text("side_b", "The other side; `Civilians` for type 3."),
        always(whole(
            "number_of_sources",
            "Reports that tell of the event; copies count. How many are independent tells the native table of events.",
        )),
        always(text("source_article", "Of each report outlet, day and headline, in quotes; parted by `;`.")),
        text("source_office", "Outlets, none twice; parted by `;`."),
        text("source_date", "Days of publication, of each report; parted by `;`."),
        text("source_headline", "Headlines, of each report; parted by `;`."),
        text(
            "source_original",
            "Whose word it is at the end of the chain of speakers: names of the register, else kinds of voices; parted by `; `. Private persons have no name here. Empty where outlets speak for themselves.",
        ),
        always(whole(
            "where_prec",
            "1 exact, 2 within about 25 km, 3 second-order division, 4 first-order division, 5 line or fuzzy area, 6 country, 7 international waters or airspace.",
        )),
        always(text("where_coordinates", "Name of the place whose point is given.")),
        text("where_description", "What sort of place that is and what it lies in, in our words."),
        text("adm_1", "First-order division by name. Empty where the place lies in none or nobody knows."),
        text("adm_2", "Second-order division, where the place is one. Else empty: the gazetteer does not tell."),
        always(real("latitude", "Degrees north, WGS 84.")),
        always(real("longitude", "Degrees east, WGS 84.")),
        always(text("geom_wkt", "The point as well-known text, longitude first.")),
        always(whole(
            "priogrid_gid",
            "Cell of PRIO-GRID: half a degree wide, counted from 1 at 90 S 180 W, eastward, 720 a row.",
        )),
        text(
            "country",
            "Country of the place, as UCDP writes it where we know. Empty in international waters and where several claim the land.",
        ),
        whole("country_id", "Gleditsch and Ward's number of that country. Empty where their list has none."),
        text("region", "UCDP's region: Africa, Americas, Asia, Europe, Middle East, by that number."),
        always(whole(
            "event_clarity",
            "1: one deed that is told by itself. 2: the days told are more than one, or a side or the type is not told.",
        )),
        always(whole(
            "date_prec",
            "By the length of the span: 1 a day, 2 two to six days, 3 a week, 4 up to a month (8-31 days), 5 up to a year. A day that no words tell is one of three: 2.",
        )),
        always(day("date_start", "First day.")),
        always(day("date_end", "Last day, included.")),
        always(whole(
            "deaths_a",
            "Best number of dead of side A. What is not told by side stands in `deaths_unknown`.",
        )),
        always(whole("deaths_b", "Best number of dead of side B; 0 for type 3, where they are civilians.")),
        always(whole("deaths_civilians", "Best number of dead civilians.")),
        always(whole(
            "deaths_unknown",
            "The rest, so that the four sum to `best`. Where accounts by side come to more than `best`, all of it.",
        )),
        always(whole("best", "Best number of dead: rule `ged`, docs/figures.md.")),
        always(whole("high", "Highest reliable number.")),
        always(whole("low", "Lowest reliable number.")),
        whole("gwnoa", "Gleditsch and Ward's number of side A, where that is a state."),
        whole("gwnob", "The same of side B."),
    ]
}

/// A side of a dyad.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Side {
    /// `sy/government`, an id of the register, `civilians`.
    id: String,
    name: String,
    /// The side above it, for the conflict.
    above: String,
    ucdp: Option<u32>,
    gw: Option<u32>,
}

/// Two sides, as far as they are told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Dyad {
    violence: Option<u8>,
    a: Option<Side>,
    b: Option<Side>,
}

/// A row that waits for the deaths of its dyad's year.
struct Made {
    event: EventId,
    dyad: Option<(i64, i16)>,
    best: u64,
    cells: Vec<Cell>,
}

/// Column of `active_year`.
const ACTIVE_YEAR: usize = 3;

pub(super) fn sheet(which: &Which) -> Result<Sheet, Error> {
    let lineages = &which.view.whole()?.lineages;
    let wanted: BTreeSet<EventId> = which.events()?.iter().map(|event| event.id).collect();
    // Whether a year is active depends on all events of the dyad, not on those that were asked for.
    let everything = Filter::default();
    let all = cases(&which.of_all(&everything), Some(FigureRule::Ged))?;
    let made: Vec<(EventId, Result<Made, &'static str>)> =
        all.iter().map(|case| (case.event.id, row(case, lineages))).collect();
    let mut deaths: BTreeMap<(i64, i16), u64> = BTreeMap::new();
    for made in made.iter().filter_map(|(_, made)| made.as_ref().ok()) {
        if let Some(dyad) = made.dyad {
            *deaths.entry(dyad).or_default() += made.best;
        }
    }
    let mut rows = Rows::new("events-ucdp", ABOUT, columns());
    for (event, made) in made {
        if wanted.contains(&event) {
            rows.push(made.map(|mut made| {
                debug_assert_eq!(made.event, event);
                let active = made.dyad.map(|dyad| u8::from(deaths.get(&dyad).is_some_and(|deaths| *deaths >= ACTIVE)));
                made.cells[ACTIVE_YEAR] = active.into();
                made.cells
            }));
        }
    }
    rows.sheet(&[])
}

fn row(case: &Case, lineages: &Lineages) -> Result<Made, &'static str> {
    let event = &case.event;
    let group = event.event_type.definition().group;
    if !matches!(group, Group::Ground | Group::Violence) {
        return Err("of other kinds than violence and fighting for ground");
    }
    let killed = case.figure("killed").filter(|killed| killed.high > 0).ok_or("without a number of dead above zero")?;
    let (spot, lat, lon) = case.spot().ok_or("without a place on the map")?;
    let days = case.days().ok_or("without a day")?;
    let length = length(days);
    if length > 366 {
        return Err("whose days span more than a year");
    }
    let dyad = dyad(case);
    let by_side = deaths_by_side(&case.statements, FigureRule::Ged, lineages, kin());
    let [deaths_a, deaths_b, civilians, unknown] = split(killed.best, by_side.as_ref(), &dyad);
    let number = (|| {
        let (a, b) = (dyad.a.as_ref()?, dyad.b.as_ref()?);
        let pair = |one: &str, other: &str| {
            let (one, other) = if dyad.violence == Some(3) || one <= other { (one, other) } else { (other, one) };
            format!("{}/{one}/{other}", dyad.violence.unwrap_or_default())
        };
        let named = |a: &Side, b: &Side| format!("{} - {}", a.name, b.name);
        let dyad_id = parties::number(&format!("dyad/{}", pair(&a.id, &b.id)));
        let conflict = match dyad.violence? {
            1 => parties::number(&format!("conflict/{}", pair(&a.above, &b.above))),
            _ => dyad_id,
        };
        let name_above =
            |side: &Side| Register::bundled().get(&side.above).map_or(&side.name, |entry| &entry.name).clone();
        let conflict_name = match dyad.violence? {
            1 => format!("{} - {}", a.name, if b.gw.is_some() { b.name.clone() } else { name_above(b) }),
            _ => named(a, b),
        };
        Some((conflict, conflict_name, dyad_id, named(a, b)))
    })();
    let country = spot.country.as_deref();
    let listed = country.and_then(codes::country);
    let year = days.start.year();
    let clear = length == 1 || !days.by_words;
    let told = dyad.violence.is_some() && number.is_some();
    let status = status(case, &dyad, number.is_some(), days.by_words, killed.low != killed.high);
    let side = |side: &Option<Side>| -> [Cell; 3] {
        match side {
            None => [Cell::Empty, Cell::Empty, Cell::Empty],
            Some(side) => [side.ucdp.into(), parties::number(&side.id).into(), side.name.as_str().into()],
        }
    };
    let gw = |side: &Option<Side>| -> Cell { side.as_ref().and_then(|side| side.gw).into() };
    let reports = || case.reports.iter().map(|report| &report.content);
    let listed_words = |words: Vec<String>| words.join(";");
    let articles = reports().map(|report| {
        let parts = [report.outlet.clone(), report.date.map(|day| day.to_string()), report.title.clone()];
        format!("\"{}\"", parts.map(Option::unwrap_or_default).join(",").replace('"', "'"))
    });
    let mut cells: Vec<Cell> = vec![
        parties::event_number(event.id).into(),
        event.id.to_string().into(),
        year.into(),
        Cell::Empty,
        joined(&status).into(),
        dyad.violence.into(),
        Cell::Empty,
        number.as_ref().map(|number| number.0).into(),
        number.as_ref().map(|number| number.1.clone()).into(),
        Cell::Empty,
        number.as_ref().map(|number| number.2).into(),
        number.as_ref().map(|number| number.3.clone()).into(),
    ];
    cells.extend(side(&dyad.a));
    cells.extend(side(&dyad.b));
    cells.extend([
        case.reports.len().into(),
        Cell::Text(listed_words(articles.collect())),
        listed_words(case.outlets().into_iter().map(str::to_owned).collect()).into(),
        listed_words(reports().filter_map(|report| report.date).map(|day| day.to_string()).collect()).into(),
        listed_words(reports().filter_map(|report| report.title.clone()).collect()).into(),
        joined(&case.speakers()).into(),
        spot.precision.into(),
        Cell::Text(spot.name.to_string()),
        described(spot).into(),
        division(spot).into(),
        Some(spot.name.to_string()).filter(|_| is_district(spot)).into(),
        lat.into(),
        lon.into(),
        format!("POINT ({lon} {lat})").into(),
        priogrid(lat, lon).into(),
        country.and_then(ucdp_name).into(),
        listed.and_then(|listed| listed.gw).into(),
        listed.and_then(|listed| listed.ucdp_region.as_deref()).into(),
        if clear && told { 1u8 } else { 2u8 }.into(),
        date_prec(length).into(),
        days.start.into(),
        days.end.into(),
        deaths_a.into(),
        deaths_b.into(),
        civilians.into(),
        unknown.into(),
        killed.best.into(),
        killed.high.into(),
        killed.low.into(),
        gw(&dyad.a),
        gw(&dyad.b),
    ]);
    let dyad = number.map(|number| (number.2, year));
    Ok(Made { event: event.id, dyad, best: killed.best, cells })
}

/// How the row came about, and what a coder should look at.
fn status(case: &Case, dyad: &Dyad, named: bool, by_words: bool, differ: bool) -> Vec<&'static str> {
    let mut status = vec![if case.event.accepted { "Reviewed" } else { "Machine-made" }];
    let mut add = |so: bool, what| {
        if so {
            status.push(what);
        }
    };
    add(dyad.violence.is_none(), "Check type");
    add(!named, "Check dyad");
    add(!by_words, "Check date");
    add(differ, "Check deaths");
    add(case.event.standing == fuse::events::Standing::Disputed, "Disputed");
    status
}

/// The sides of an event and the type of violence, from those whom its claims name.
fn dyad(case: &Case) -> Dyad {
    let (actors, targets) = (&case.event.actors, &case.event.targets);
    let armed = |named: &&Named| matches!(role(named), Role::State(_) | Role::Group);
    let named = |chosen: &fuse::Chosen<Named>| chosen.value.clone();
    let actors: Vec<Named> = actors.iter().map(named).collect();
    let targets: Vec<Named> = targets.iter().map(named).collect();
    let against = |one: &Named, other: &Named| match (&one.id, &other.id) {
        (Some(one), Some(other)) => !kin().same_side(one, other),
        _ => false,
    };
    let first = actors.iter().find(armed);
    let other = match first {
        Some(first) => targets.iter().chain(&actors).filter(armed).find(|other| against(first, other)),
        None => targets.iter().find(armed),
    };
    let civilians = targets.iter().any(|target| role(target) == Role::Civilians);
    // Armed men of no name on the other side: a fight, and no attack on civilians alone.
    let unnamed = actors.iter().chain(&targets).any(|party| role(party) == Role::Unnamed);
    match (first, other) {
        (Some(one), Some(two)) => {
            let (one, two) = (side_of(one), side_of(two));
            let state = |side: &Side| side.id.ends_with("/government") && side.gw.is_some();
            let violence = if state(&one) || state(&two) { 1 } else { 2 };
            let in_order = match (state(&one), state(&two)) {
                (true, false) => true,
                (false, true) => false,
                _ => one.id <= two.id,
            };
            let (a, b) = if in_order { (one, two) } else { (two, one) };
            Dyad { violence: Some(violence), a: Some(a), b: Some(b) }
        }
        (Some(one), None) if civilians && !unnamed => {
            let b = Side {
                id: "civilians".into(),
                name: "Civilians".into(),
                above: "civilians".into(),
                ucdp: None,
                gw: None,
            };
            Dyad { violence: Some(3), a: Some(side_of(one)), b: Some(b) }
        }
        (Some(one), None) => Dyad { violence: None, a: Some(side_of(one)), b: None },
        (None, Some(two)) => Dyad { violence: None, a: None, b: Some(side_of(two)) },
        (None, None) => Dyad::default(),
    }
}

/// A state's forces are its government to UCDP; a group is itself.
fn side_of(named: &Named) -> Side {
    let ucdp = |id: &str| Register::bundled().get(id).and_then(|entry| entry.ucdp);
    match role(named) {
        Role::State(country) => {
            let id = format!("{}/government", country.to_lowercase());
            let name = format!("Government of {}", ucdp_name(&country).unwrap_or(&country));
            let gw = codes::country(&country).and_then(|country| country.gw);
            Side { ucdp: ucdp(&id), above: id.clone(), id, name, gw }
        }
        _ => {
            let id = named.id.as_deref().unwrap_or_default().to_owned();
            let above = named.side.as_deref().unwrap_or(&id).to_owned();
            Side { ucdp: ucdp(&id), above, id, name: named.name.to_string(), gw: None }
        }
    }
}

/// Deaths of side A, of side B, of civilians, of nobody knows whom; they sum to `best`.
fn split(best: u64, by_side: Option<&BySide>, dyad: &Dyad) -> [u64; 4] {
    let unknown = [0, 0, 0, best];
    let Some(by_side) = by_side else { return unknown };
    let (mut a, mut b) = (0u64, 0u64);
    for (named, share) in [(&by_side.actor, by_side.of_actor), (&by_side.target, by_side.of_target)] {
        let Share { best, .. } = share;
        let Some(named) = named else { continue };
        if dyad.a.as_ref().is_some_and(|side| is_of(named, side)) {
            a = a.saturating_add(best);
        } else if dyad.b.as_ref().is_some_and(|side| is_of(named, side)) {
            b = b.saturating_add(best);
        }
    }
    let told = a.saturating_add(b).saturating_add(by_side.civilians.best);
    if told > best { unknown } else { [a, b, by_side.civilians.best, best - told] }
}

fn is_of(named: &Named, side: &Side) -> bool {
    let own = side_of(named);
    own.id == side.id || !own.id.is_empty() && !own.id.starts_with("generic/") && kin().same_side(&own.id, &side.id)
}

/// UCDP's date_prec of so many days.
fn date_prec(length: i64) -> u8 {
    match length {
        ..=1 => 1,
        2..=6 => 2,
        7 => 3,
        8..=31 => 4,
        _ => 5,
    }
}

/// The cell of PRIO-GRID.
fn priogrid(lat: f64, lon: f64) -> i64 {
    let at = |degrees: f64, cells: i64| ((degrees * 2.0).floor() as i64).clamp(0, cells - 1);
    at(lat + 90.0, 360) * 720 + at(lon + 180.0, 720) + 1
}

/// What sort of place it is and what it lies in.
fn described(spot: &fuse::Spot) -> String {
    let above = division(spot).filter(|division| &*spot.kind != "division" || *division != &*spot.name);
    let country = spot.country.as_deref().and_then(parties::country_name).filter(|_| &*spot.kind != "country");
    let within: Vec<&str> = [above, country].into_iter().flatten().collect();
    let near = if spot.precision == 2 { "near the " } else { "" };
    let within = if within.is_empty() { String::new() } else { format!(" in {}", within.join(", ")) };
    format!("{near}{}{within}", spot.kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_priogrid_are_counted_from_the_south_west() {
        assert_eq!(priogrid(-90.0, -180.0), 1);
        assert_eq!(priogrid(-89.6, -179.4), 2);
        assert_eq!(priogrid(-89.5, -180.0), 721);
        assert_eq!(priogrid(90.0, 180.0), 259_200);
        // Row 249 and column 433, both from 0.
        assert_eq!(priogrid(34.73, 36.72), 249 * 720 + 433 + 1);
    }

    #[test]
    fn precision_of_days_follows_their_number() {
        let told: Vec<u8> = [1, 2, 6, 7, 8, 30, 31, 32, 366].into_iter().map(date_prec).collect();
        assert_eq!(told, [1, 2, 2, 3, 4, 4, 4, 5, 5]);
    }

    #[test]
    fn deaths_by_side_sum_to_the_best_number() {
        let share = |best| Share { low: best, best, high: best };
        let side = |id: &str| Side { id: id.into(), name: id.into(), above: id.into(), ucdp: None, gw: None };
        let named = |id: &str, sector: &str, country: &str| Named {
            id: Some(id.into()),
            name: id.into(),
            country: Some(country.into()),
            sector: Some(sector.into()),
            provisional: false,
            side: Some(id.into()),
        };
        let by_side = |actor, target, civilians| BySide {
            actor: Some(named("syria/hts", "REB", "SY")),
            target: Some(named("sy/army", "MIL", "SY")),
            of_actor: share(actor),
            of_target: share(target),
            civilians: share(civilians),
            unknown: share(0),
            attackers: 0,
            exceeds: false,
            rule: fuse::Rule::new("ged", 1),
        };
        let dyad = Dyad { violence: Some(1), a: Some(side("sy/government")), b: Some(side("syria/hts")) };
        assert_eq!(split(12, Some(&by_side(2, 5, 1)), &dyad), [5, 2, 1, 4]);
        assert_eq!(split(7, Some(&by_side(2, 5, 1)), &dyad), [0, 0, 0, 7]);
        assert_eq!(split(3, None, &dyad), [0, 0, 0, 3]);
        assert_eq!(split(12, Some(&by_side(2, 5, 1)), &Dyad::default()), [0, 0, 1, 11]);
    }
}

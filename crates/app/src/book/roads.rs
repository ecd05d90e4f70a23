//! `dateline roads`: what a closed place severs, the shortest way, who holds the places along a road.
//!
//! The roads come from tables (docs/roads.md) and a user's own lines; who holds a place comes from the ledger, where there is one.
//! Without a ledger nobody is known to hold anything. Never knows the state of a road, a bridge or a front between two places.

use super::args::{NumberRule, RoadsArgs, RoadsCommand};
use super::history::{held, holder_runs, last_day, since_words};
use super::names::{self, Known};
use super::sheet::{Sheet, faint, found, listed, own, print_json, said};
use super::view::{View, kin};
use super::words::grade_run;
use super::{counted, failed};
use crate::paint::{Mark, Run, plain};
use crate::shown::shown;
use crate::{Ending, complain};
use fuse::control::{Control, Grade};
use fuse::{Kin, Named};
use jiff::civil::Date;
use ledger::ErrorKind;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;
use world::parties::Register;
use world::places::Gazetteer;
use world::roads::{self, Cut, Network, Outcome, Severed, Stop, Way};

/// Who holds a place on a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Holding {
    /// `None` where nobody is known to.
    #[serde(skip_serializing_if = "Option::is_none")]
    holder: Option<Named>,
    /// Who contests it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contenders: Vec<Named>,
    grade: Grade,
    since: Date,
    precision: u8,
    /// True where its holder is told to have taken it, not only to hold it.
    taken: bool,
    /// Who held it before.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Named>,
    /// As it stands in a line.
    #[serde(skip)]
    words: String,
}

/// Who holds what on which day.
#[derive(Default)]
struct Holdings {
    on: Option<Date>,
    /// By place id.
    of: BTreeMap<String, Holding>,
}

/// Whose ways are asked for, and which places are closed to them.
#[derive(Default)]
struct Closing {
    /// Whose; `None` where nobody is known or asked for.
    side: Option<Named>,
    /// The party whose places are closed, where it is not known who lost them.
    against: Option<Named>,
    /// Closed places, by id.
    places: BTreeMap<String, Holding>,
}

/// Runs the command.
pub fn roads(command: &RoadsCommand) -> Ending {
    let common = match command {
        RoadsCommand::Cut { common, .. } | RoadsCommand::Along { common, .. } => common,
        RoadsCommand::Way { common, .. } | RoadsCommand::List { common } => common,
    };
    let Some(network) = network(common) else { return Ending::Nothing };
    if let RoadsCommand::List { .. } = command {
        return list(common, &network);
    }
    let Some(holdings) = holdings(common) else { return Ending::Nothing };
    let told = match command {
        RoadsCommand::Cut { place, .. } => cut(common, &network, &holdings, place),
        RoadsCommand::Along { road, .. } => along(common, &network, &holdings, road),
        RoadsCommand::Way { from, to, .. } => way(common, &network, &holdings, from, to),
        RoadsCommand::List { .. } => Ok(list(common, &network)),
    };
    told.unwrap_or_else(|message| {
        complain(&message);
        Ending::Some
    })
}

/// The built-in roads with the user's own; complains where a file cannot be read at all.
fn network(args: &RoadsArgs) -> Option<Network> {
    let gazetteer = Gazetteer::bundled();
    let mut network = Network::bundled(gazetteer);
    for file in &args.geojson {
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) => {
                complain(&format!("{}: cannot be read: {error}; name a GeoJSON file of lines", file.display()));
                return None;
            }
        };
        let (own, problems) = roads::from_geojson(&text, gazetteer);
        let nothing = own.roads().next().is_none();
        let mut lines = String::new();
        for problem in problems {
            lines.push_str(&format!("{}\n", shown(&problem.at(&file.display().to_string(), None).to_string())));
        }
        // Where standard error cannot be written there is nobody left to tell.
        let _ = std::io::stderr().write_all(lines.as_bytes());
        if nothing {
            complain(&format!("{}: no road could be read; name a GeoJSON file of lines", file.display()));
            return None;
        }
        network = network.merge(own);
    }
    Some(network)
}

/// Who holds what: nobody anything where there is no ledger, which is said once; `None` where there is one and it cannot be read.
fn holdings(args: &RoadsArgs) -> Option<Holdings> {
    if !args.book.ledger.exists() {
        complain(&format!(
            "{}: there is no ledger here, so nobody is known to hold a place; dateline add makes one",
            args.book.ledger.display()
        ));
        return Some(Holdings::default());
    }
    let view = View::open(&args.book, &args.times, NumberRule::default())?;
    let known = || -> Result<Holdings, ledger::Error> {
        let controls = view.control()?;
        let on = args.times.as_of.or_else(|| view.whole().ok().and_then(last_day));
        Ok(Holdings { on, of: on.map(|day| held_by(&controls, day)).unwrap_or_default() })
    };
    known()
        .inspect_err(|error| {
            debug_assert!(!matches!(error.kind(), ErrorKind::Missing), "it was there a moment ago");
            failed(error);
        })
        .ok()
}

fn held_by(controls: &[Control], day: Date) -> BTreeMap<String, Holding> {
    let mut of = BTreeMap::new();
    for control in controls.iter().filter(|control| !control.area) {
        let (Some(id), Some(now)) = (&control.place.id, held(control, day)) else { continue };
        let earlier = control.intervals.iter().rev().skip_while(|one| one.from > day);
        let before =
            earlier.filter_map(|one| one.holder.as_ref()).find(|party| Some(*party) != now.interval.holder.as_ref());
        let holding = Holding {
            holder: now.interval.holder.clone(),
            contenders: now.interval.contenders.clone(),
            grade: now.interval.grade,
            since: now.since,
            precision: now.precision,
            taken: now.taken(),
            before: now.interval.loser.clone().or_else(|| before.cloned()),
            words: plain(&holder_runs(now.interval)),
        };
        of.insert(id.to_string(), holding);
    }
    of
}

impl Holding {
    /// Who holds it; "the army, contested" where only the grade says so: a place of a side's own can be closed to it.
    fn whose(&self) -> String {
        let silent = self.grade == Grade::Contested
            && self.holder.is_some()
            && self.contenders.iter().all(|one| Some(one) == self.holder.as_ref());
        format!("{}{}", self.words, if silent { ", contested" } else { "" })
    }
}

impl Closing {
    /// To a side: places that another side holds, and contested ones.
    fn to(side: Named, holdings: &Holdings) -> Closing {
        let is_closed = |holding: &Holding| match (&holding.holder, holding.grade) {
            (_, Grade::Contested) => true,
            (Some(holder), Grade::Claimed | Grade::Assessed) => !together(&side, holder, kin()),
            _ => false,
        };
        let places = holdings.of.iter().filter(|(_, holding)| is_closed(holding));
        let places = places.map(|(id, holding)| (id.clone(), holding.clone())).collect();
        Closing { side: Some(side), against: None, places }
    }

    /// What is closed to whoever can no longer pass a place: to who lost it, defends it or simply holds it, all that others hold.
    /// Where it was taken and nobody knows from whom, all that its taker holds. Where nobody is known to hold it, nothing else.
    fn around(place: &str, asked: Option<Named>, holdings: &Holdings) -> Closing {
        if let Some(side) = asked {
            return Closing::to(side, holdings);
        }
        let Some(holding) = holdings.of.get(place) else { return Closing::default() };
        match (&holding.holder, holding.grade, &holding.before) {
            (Some(defender), Grade::Contested, _) => Closing::to(defender.clone(), holdings),
            (_, _, Some(loser)) => Closing::to(loser.clone(), holdings),
            (Some(holder), _, None) if !holding.taken => Closing::to(holder.clone(), holdings),
            (Some(holder), _, None) => {
                let theirs = |other: &Holding| {
                    other.grade == Grade::Contested
                        || other.holder.as_ref().is_some_and(|other| together(holder, other, kin()))
                };
                let places = holdings.of.iter().filter(|(_, other)| theirs(other));
                let places = places.map(|(id, other)| (id.clone(), other.clone())).collect();
                Closing { side: None, against: Some(holder.clone()), places }
            }
            (None, _, None) => Closing::default(),
        }
    }

    fn is_closed(&self, place: &str) -> bool {
        self.places.contains_key(place)
    }

    /// The sentence that says what counts as closed.
    fn words(&self, network: &Network, except: &str) -> Vec<Run> {
        let mut line = match (&self.side, &self.against) {
            (Some(side), _) => vec![
                faint("Ways of "),
                said(Mark::Party, &side.name),
                faint(": places that others hold, or that are contested, count as closed"),
            ],
            (None, Some(holder)) => vec![
                faint("Places that "),
                said(Mark::Party, &holder.name),
                faint(" holds, or that are contested, count as closed"),
            ],
            (None, None) => {
                return vec![faint(
                    "Nobody is known to hold it: no other place counts as closed (--side PARTY closes those of others)",
                )];
            }
        };
        let on_roads = self
            .places
            .iter()
            .filter(|(id, _)| *id != except)
            .filter_map(|(id, holding)| Some((network.stop(id)?, holding)));
        let places: Vec<Vec<Run>> = on_roads
            .map(|(stop, holding)| vec![said(Mark::Place, &stop.name), faint(format!(" ({})", holding.whose()))])
            .collect();
        line.push(faint(if places.is_empty() { "; there is none on these roads" } else { ": " }));
        line.extend(listed(places, ", "));
        line
    }
}

/// True where two parties are on one side; parties without an id by their names.
fn together(one: &Named, other: &Named, kin: &Kin) -> bool {
    match (&one.id, &other.id) {
        (Some(one), Some(other)) => kin.same_side(one, other),
        _ => ledger::folded(&one.name) == ledger::folded(&other.name),
    }
}

/// The party that `--side` names: one that holds or held something, else one of the register.
fn side(args: &RoadsArgs, holdings: &Holdings) -> Result<Option<Named>, String> {
    let Some(asked) = &args.side else { return Ok(None) };
    let seen: Vec<&Named> = holdings
        .of
        .values()
        .flat_map(|holding| holding.holder.iter().chain(&holding.before).chain(&holding.contenders))
        .collect();
    let register = Register::bundled();
    let mut known: Vec<Known> = seen.iter().map(|party| known_party(party)).collect();
    known.extend(register.entries().iter().map(|entry| Known {
        id: Some(entry.id.clone()),
        name: entry.name.clone(),
        own_name: None,
    }));
    let meant = names::parties(asked, &known, register)?;
    if let Some(party) = seen.into_iter().find(|party| meant.is(party.id.as_deref(), &party.name)) {
        return Ok(Some(party.clone()));
    }
    let entry = meant.ids.iter().find_map(|id| register.get(id));
    Ok(entry.map(|entry| Named {
        id: Some(entry.id.as_str().into()),
        name: entry.name.as_str().into(),
        country: entry.country.as_deref().map(Into::into),
        sector: Some(entry.sector.into()),
        provisional: false,
        side: Some(kin().side(&entry.id).into()),
    }))
}

fn known_party(party: &Named) -> Known {
    Known { id: party.id.as_deref().map(str::to_owned), name: party.name.to_string(), own_name: None }
}

/// The stop that a name or id means.
fn stop<'n>(network: &'n Network, asked: &str) -> Result<&'n Stop, String> {
    if let Some(stop) = network.stop(asked) {
        return Ok(stop);
    }
    let mut stops = network.named(asked);
    if stops.is_empty() {
        let known: Vec<Known> = network
            .stops()
            .map(|stop| Known { id: Some(stop.id.clone()), name: stop.name.clone(), own_name: None })
            .collect();
        let meant = names::places(asked, &known, Gazetteer::bundled()).map_err(|message| {
            message
                .replace("nothing here is about a place", "no road here passes a place")
                .replace("dateline list places", "dateline roads list")
        })?;
        stops = meant.ids.iter().filter_map(|id| network.stop(id)).collect();
    }
    match stops[..] {
        [stop] => Ok(stop),
        _ => {
            let ids: Vec<String> =
                stops.iter().map(|stop| format!("{} ({:.2} N {:.2} E)", stop.id, stop.lat, stop.lon)).collect();
            Err(format!(
                "\"{}\" names {}; give the id of one: {}",
                shown(asked),
                counted(stops.len(), "place"),
                ids.join(", ")
            ))
        }
    }
}

#[derive(Serialize)]
struct CutJson<'c> {
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    side: &'c Option<Named>,
    #[serde(skip_serializing_if = "Option::is_none")]
    against: &'c Option<Named>,
    closed: &'c BTreeMap<String, Holding>,
    #[serde(flatten)]
    cut: &'c Cut,
    /// The same if the place alone were closed.
    alone: &'c [Severed],
}

fn cut(args: &RoadsArgs, network: &Network, holdings: &Holdings, place: &str) -> Result<Ending, String> {
    let place = stop(network, place)?;
    let closing = Closing::around(&place.id, side(args, holdings)?, holdings);
    let Some(cut) = roads::cut_where(network, &place.id, |id| closing.is_closed(id)) else {
        return Err(format!("no road here passes {}; dateline roads list shows the roads", shown(&place.name)));
    };
    let alone = roads::cut(network, &place.id).map(|cut| cut.roads).unwrap_or_default();
    if args.look.json {
        let told = CutJson {
            on: holdings.on,
            side: &closing.side,
            against: &closing.against,
            closed: &closing.places,
            cut: &cut,
            alone: &alone,
        };
        return Ok(print_json(&told));
    }
    let mut sheet = Sheet::new(args.look);
    let mut head = vec![said(Mark::Place, &cut.place.name), own(Mark::Plain, " closed")];
    if let Some(holding) = holdings.of.get(&place.id) {
        head.push(faint(format!(" ({}: {}", holding.words, grade_run(holding.grade).text)));
        head.push(faint(format!(" since {})", since_words(holding.since, holding.precision))));
    }
    head.extend(holdings.on.map(|day| faint(format!(" · as of {day}"))));
    sheet.line(0, &head);
    sheet.line(0, &closing.words(network, &place.id));
    for severed in &cut.roads {
        severed_lines(&mut sheet, severed, network);
    }
    if cut.roads != alone {
        sheet.heading(&format!("If {} alone were closed", said(Mark::Plain, &cut.place.name).text));
        for severed in alone.iter().filter(|severed| matches!(severed.outcome, Outcome::Round { .. })) {
            severed_lines(&mut sheet, severed, network);
        }
    }
    Ok(sheet.print())
}

fn severed_lines(sheet: &mut Sheet, severed: &Severed, network: &Network) {
    sheet.blank();
    let mut line = vec![own(Mark::Headline, said(Mark::Plain, &severed.name).text)];
    match (&severed.from, &severed.to) {
        (Some(from), Some(to)) => {
            line.extend([
                faint(" severed between "),
                said(Mark::Place, &from.name),
                faint(" and "),
                said(Mark::Place, &to.name),
            ]);
        }
        (Some(one), None) | (None, Some(one)) => line.extend([faint(" closed beyond "), said(Mark::Place, &one.name)]),
        (None, None) => line.push(faint(" closed along its whole length")),
    }
    line.extend(severed.road_km.map(|km| faint(format!(" ({} by this road)", km_words(km)))));
    sheet.line(0, &line);
    if severed.closed.len() > 1 {
        let closed = listed(severed.closed.iter().map(|stop| vec![said(Mark::Place, &stop.name)]), ", ");
        let mut line = vec![faint("closed: ")];
        line.extend(closed);
        sheet.line(2, &line);
    }
    match &severed.outcome {
        Outcome::Round { way, extra_km, .. } if *extra_km > 0.0 => {
            let mut line = vec![
                faint("way round: "),
                own(Mark::Number, km_words(way.km)),
                own(Mark::Plain, format!(", +{}", km_words(*extra_km))),
            ];
            line.push(faint(": "));
            line.extend(legs(way, network));
            sheet.line(2, &line);
        }
        Outcome::Round { way, .. } => {
            let mut line = vec![faint("no longer than usual: "), own(Mark::Number, km_words(way.km)), faint(": ")];
            line.extend(legs(way, network));
            sheet.line(2, &line);
        }
        Outcome::NoWayRound => sheet.line(2, &[own(Mark::Problem, "no way round is left on these roads")]),
        Outcome::EndsHere => sheet.line(2, &[faint("nothing open lies on the other side")]),
    }
}

/// "M5 to Hama (45 km), M4 to Latakia (186 km)".
fn legs(way: &Way, network: &Network) -> Vec<Run> {
    let legs = way.legs.iter().map(|leg| {
        let to = network.stop(&leg.to).map_or(leg.to.as_str(), |stop| stop.name.as_str());
        vec![
            said(Mark::Plain, &leg.name),
            faint(" to "),
            said(Mark::Place, to),
            faint(format!(" ({})", km_words(leg.km))),
        ]
    });
    listed(legs, ", ")
}

/// "164 km", "4.2 km".
fn km_words(km: f64) -> String {
    if km < 10.0 { format!("{km:.1} km") } else { format!("{km:.0} km") }
}

#[derive(Serialize)]
struct AlongJson<'a> {
    road: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<Date>,
    stops: Vec<StopJson<'a>>,
}

#[derive(Serialize)]
struct StopJson<'a> {
    #[serde(flatten)]
    stop: &'a Stop,
    km: f64,
    #[serde(flatten)]
    holding: Option<&'a Holding>,
}

fn along(args: &RoadsArgs, network: &Network, holdings: &Holdings, road: &str) -> Result<Ending, String> {
    let roads = network.roads_named(road);
    if roads.is_empty() {
        return Err(format!("no road \"{}\" here; dateline roads list shows the roads", shown(road)));
    }
    let all: Vec<(&world::roads::Road, Vec<roads::At>)> =
        roads.into_iter().map(|road| (road, roads::along(network, &road.id))).collect();
    if args.look.json {
        let told: Vec<AlongJson> = all
            .iter()
            .map(|(road, stops)| AlongJson {
                road: &road.id,
                name: &road.name,
                on: holdings.on,
                stops: stops
                    .iter()
                    .map(|at| StopJson { stop: &at.stop, km: at.km, holding: holdings.of.get(&at.stop.id) })
                    .collect(),
            })
            .collect();
        return Ok(print_json(&told));
    }
    let mut sheet = Sheet::new(args.look);
    for (road, stops) in all {
        sheet.blank();
        let mut head = vec![
            own(Mark::Headline, said(Mark::Plain, &road.name).text),
            faint(format!(" · {}", said(Mark::Plain, &road.id).text)),
        ];
        head.extend(holdings.on.map(|day| faint(format!(" · as of {day}"))));
        sheet.line(0, &head);
        let rows: Vec<Vec<Run>> = stops.iter().map(|at| stop_row(at, holdings)).collect();
        sheet.table(2, &["KM", "PLACE", "GRADE", "HOLDER", "SINCE"], &rows);
    }
    Ok(sheet.print())
}

fn stop_row(at: &roads::At, holdings: &Holdings) -> Vec<Run> {
    let mut row = vec![own(Mark::Number, format!("{:>5.1}", at.km)), said(Mark::Place, &at.stop.name)];
    if let Some(holding) = holdings.of.get(&at.stop.id) {
        row.push(grade_run(holding.grade));
        row.push(own(Mark::Party, holding.words.clone()));
        row.push(own(Mark::Time, since_words(holding.since, holding.precision)));
    }
    row
}

#[derive(Serialize)]
struct WayJson<'w> {
    from: &'w Stop,
    to: &'w Stop,
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    side: &'w Option<Named>,
    closed: &'w BTreeMap<String, Holding>,
    /// With every place open.
    usual: &'w Option<Way>,
    /// Around the closed ones.
    open: &'w Option<Way>,
}

fn way(args: &RoadsArgs, network: &Network, holdings: &Holdings, from: &str, to: &str) -> Result<Ending, String> {
    let (from, to) = (stop(network, from)?, stop(network, to)?);
    if from.id == to.id {
        return Err(format!("{} is both ends of this way; name two places", from.name));
    }
    // Without another word it is who holds the start that goes.
    let start = holdings
        .of
        .get(&from.id)
        .filter(|holding| holding.grade != Grade::Unknown)
        .and_then(|holding| holding.holder.clone());
    let closing = match side(args, holdings)?.or(start) {
        Some(side) => Closing::to(side, holdings),
        None => Closing::default(),
    };
    let usual = roads::between(network, &from.id, &to.id, |_| false);
    // Where the start itself is contested, whoever holds it is there nevertheless.
    let open = roads::between(network, &from.id, &to.id, |id| id != from.id && closing.is_closed(id));
    let any = usual.is_some();
    if args.look.json {
        let told = WayJson {
            from,
            to,
            on: holdings.on,
            side: &closing.side,
            closed: &closing.places,
            usual: &usual,
            open: &open,
        };
        return Ok(found(any, print_json(&told)));
    }
    let mut sheet = Sheet::new(args.look);
    let mut head = vec![said(Mark::Place, &from.name), faint(" to "), said(Mark::Place, &to.name)];
    head.extend(holdings.on.map(|day| faint(format!(" · as of {day}"))));
    sheet.line(0, &head);
    let Some(usual) = usual else {
        sheet.line(2, &[own(Mark::Problem, "these roads do not join the two")]);
        return Ok(found(false, sheet.print()));
    };
    let told = |label: &str, way: &Way, extra: &str| {
        let mut line = vec![faint(label), own(Mark::Number, km_words(way.km)), own(Mark::Plain, extra), faint(": ")];
        line.extend(legs(way, network));
        line
    };
    sheet.line(2, &told("shortest way: ", &usual, ""));
    if closing.side.is_some() {
        sheet.line(0, &closing.words(network, &from.id));
        let on_the_way = usual
            .stops
            .iter()
            .filter(|stop| stop.id != from.id)
            .filter_map(|stop| Some((stop, closing.places.get(&stop.id)?)));
        let closed = listed(on_the_way.map(|(stop, _)| vec![said(Mark::Place, &stop.name)]), ", ");
        match &open {
            _ if closed.is_empty() => sheet.line(2, &[own(Mark::Firm, "the shortest way is open")]),
            None => {
                let mut line = vec![own(Mark::Problem, "no open way is left"), faint("; closed on the shortest: ")];
                line.extend(closed);
                sheet.line(2, &line);
            }
            Some(open) => {
                let mut line = vec![faint("closed on it: ")];
                line.extend(closed);
                sheet.line(2, &line);
                sheet.line(2, &told("open way: ", open, &format!(", +{}", km_words(open.km - usual.km))));
            }
        }
    }
    Ok(sheet.print())
}

#[derive(Serialize)]
struct RoadJson<'r> {
    road: &'r str,
    name: &'r str,
    km: f64,
    stops: Vec<&'r Stop>,
}

fn list(args: &RoadsArgs, network: &Network) -> Ending {
    let roads: Vec<RoadJson> = network
        .roads()
        .map(|road| RoadJson {
            road: &road.id,
            name: &road.name,
            km: (road.steps.iter().map(|step| step.km).sum::<f64>() * 10.0).round() / 10.0,
            stops: road.stops.iter().filter_map(|id| network.stop(id)).collect(),
        })
        .collect();
    if args.look.json {
        return print_json(&roads);
    }
    let mut sheet = Sheet::new(args.look);
    let end = |stop: Option<&&Stop>| said(Mark::Place, stop.map_or("", |stop| &stop.name));
    let rows: Vec<Vec<Run>> = roads
        .iter()
        .map(|road| {
            vec![
                said(Mark::Id, road.road),
                said(Mark::Headline, road.name),
                own(Mark::Number, format!("{:>8}", km_words(road.km))),
                own(Mark::Number, format!("{:>6}", road.stops.len())),
                end(road.stops.first()),
                end(road.stops.last()),
            ]
        })
        .collect();
    sheet.table(0, &["ROAD", "NAME", "LENGTH", "PLACES", "FROM", "TO"], &rows);
    let ending = sheet.print();
    complain(&format!("{}; lengths are estimates (docs/roads.md)", counted(roads.len(), "road")));
    found(!roads.is_empty(), ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(name: &str) -> Named {
        serde_json::from_value(serde_json::json!({"name": name})).unwrap()
    }

    fn holding(holder: Option<&str>, grade: Grade, before: Option<&str>, taken: bool) -> Holding {
        Holding {
            holder: holder.map(party),
            contenders: Vec::new(),
            grade,
            since: jiff::civil::date(2031, 3, 7),
            precision: 1,
            taken,
            before: before.map(party),
            words: holder.unwrap_or("nobody").to_owned(),
        }
    }

    /// Four places beside the one that is asked about: of the army, of the Front, of a third party, and a contested one of the army.
    fn holdings(asked: Holding) -> Holdings {
        let of = [
            ("asked", asked),
            ("army", holding(Some("the army"), Grade::Claimed, None, false)),
            ("front", holding(Some("Front"), Grade::Assessed, None, true)),
            ("third", holding(Some("Guard"), Grade::Claimed, None, false)),
            ("fought", holding(Some("the army"), Grade::Contested, None, false)),
            ("left", holding(None, Grade::Unknown, Some("the army"), false)),
        ];
        Holdings { on: None, of: of.map(|(id, holding)| (id.to_owned(), holding)).into() }
    }

    #[test]
    fn what_is_closed_depends_on_who_can_no_longer_pass() {
        let cases: [(&str, Holding, Option<&str>, &[&str]); 6] = [
            (
                "who lost it",
                holding(Some("Front"), Grade::Claimed, Some("the army"), true),
                None,
                &["asked", "fought", "front", "third"],
            ),
            (
                "who defends it",
                holding(Some("the army"), Grade::Contested, None, false),
                None,
                &["asked", "fought", "front", "third"],
            ),
            (
                "who simply holds it",
                holding(Some("the army"), Grade::Claimed, None, false),
                None,
                &["fought", "front", "third"],
            ),
            (
                "whoever its taker took it from",
                holding(Some("Front"), Grade::Claimed, None, true),
                None,
                &["asked", "fought", "front"],
            ),
            (
                "who is asked for",
                holding(Some("Front"), Grade::Claimed, Some("the army"), true),
                Some("Guard"),
                &["army", "asked", "fought", "front"],
            ),
            ("nobody, where nobody is known", holding(None, Grade::Unknown, None, false), None, &[]),
        ];
        for (whose, asked, side, closed) in cases {
            let closing = Closing::around("asked", side.map(party), &holdings(asked));
            assert_eq!(closing.places.keys().collect::<Vec<_>>(), closed, "closed to {whose}");
        }
        let nobody = Closing::around("elsewhere", None, &holdings(holding(None, Grade::Unknown, None, false)));
        assert!(nobody.places.is_empty() && nobody.side.is_none());
    }

    #[test]
    fn a_stop_is_found_by_any_name_or_told_what_there_is() {
        let network = Network::bundled(Gazetteer::bundled());
        for name in ["Homs", "HOMS", "geonames:169577", "Hims"] {
            assert_eq!(stop(&network, name).map(|stop| stop.id.as_str()), Ok("geonames:169577"), "{name}");
        }
        let message = stop(&network, "Homss").unwrap_err();
        assert!(message.contains("no road here passes") && message.contains("did you mean Homs?"), "{message}");
    }
}

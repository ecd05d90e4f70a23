//! `dateline roads`: what a closed place severs, the shortest way, who holds the places along a road.
//!
//! The roads come from tables (docs/roads.md) and a user's own lines; who holds a place comes from the ledger, where there is one.
//! Without a ledger nobody is known to hold anything. Never knows the state of a road, a bridge or a front between two places.

use super::args::{RoadsArgs, RoadsCommand};
use super::history::{holding_runs, since_words};
use super::sheet::{Sheet, faint, found, listed, own, print_json, said};
use super::words::grade_run;
use super::{counted, look, no_answer};
use crate::paint::{Mark, Run, plain};
use crate::shown::shown;
use crate::{Ending, complain};
use book::Error;
use book::roads::{CutView, Holding, Holdings, StopView, WayView};
use fuse::Named;
use fuse::control::Grade;
use fuse::events::Settings;
use std::collections::BTreeMap;
use std::io::Write;
use world::places::Gazetteer;
use world::roads::{self, Network, Outcome, Severed, Stop, Way};

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
    told.unwrap_or_else(|error| no_answer(&error))
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
    let view = look(&args.book, &args.times, Settings::default())?;
    book::roads::holdings(&view, None).inspect_err(|error| _ = no_answer(error)).ok()
}

/// Who holds it, as it stands in a line.
fn holder_words(holding: &Holding) -> String {
    plain(&holding_runs(holding.holder.as_ref(), &holding.contenders, holding.loser.as_ref()))
}

/// Who holds it; "the army, contested" where only the grade says so: a place of a side's own can be closed to it.
fn whose(holding: &Holding) -> String {
    let silent = holding.grade == Grade::Contested
        && holding.holder.is_some()
        && holding.contenders.iter().all(|one| Some(one) == holding.holder.as_ref());
    format!("{}{}", holder_words(holding), if silent { ", contested" } else { "" })
}

/// The sentence that says what counts as closed to whom.
fn closing_words(
    side: Option<&Named>,
    against: Option<&Named>,
    closed: &BTreeMap<String, Holding>,
    network: &Network,
    except: &str,
) -> Vec<Run> {
    let mut line = match (side, against) {
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
    let on_roads =
        closed.iter().filter(|(id, _)| *id != except).filter_map(|(id, holding)| Some((network.stop(id)?, holding)));
    let places: Vec<Vec<Run>> = on_roads
        .map(|(stop, holding)| vec![said(Mark::Place, &stop.name), faint(format!(" ({})", whose(holding)))])
        .collect();
    line.push(faint(if places.is_empty() { "; there is none on these roads" } else { ": " }));
    line.extend(listed(places, ", "));
    line
}

fn cut(args: &RoadsArgs, network: &Network, holdings: &Holdings, place: &str) -> Result<Ending, Error> {
    let told = book::roads::cut(network, holdings, place, args.side.as_deref())?;
    if args.look.json {
        return Ok(print_json(&told));
    }
    let CutView { cut, alone, .. } = &told;
    let mut sheet = Sheet::new(args.look);
    let mut head = vec![said(Mark::Place, &cut.place.name), own(Mark::Plain, " closed")];
    if let Some(holding) = holdings.of.get(&cut.place.id) {
        head.push(faint(format!(" ({}: {}", holder_words(holding), grade_run(holding.grade).text)));
        head.push(faint(format!(" since {})", since_words(holding.since, holding.precision))));
    }
    head.extend(holdings.on.map(|day| faint(format!(" · as of {day}"))));
    sheet.line(0, &head);
    sheet.line(0, &closing_words(told.side.as_ref(), told.against.as_ref(), &told.closed, network, &cut.place.id));
    for severed in &cut.roads {
        severed_lines(&mut sheet, severed, network);
    }
    if cut.roads != *alone {
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

fn along(args: &RoadsArgs, network: &Network, holdings: &Holdings, road: &str) -> Result<Ending, Error> {
    let all = book::roads::along(network, holdings, road)?;
    if args.look.json {
        return Ok(print_json(&all));
    }
    let mut sheet = Sheet::new(args.look);
    for road in all {
        sheet.blank();
        let mut head = vec![
            own(Mark::Headline, said(Mark::Plain, &road.name).text),
            faint(format!(" · {}", said(Mark::Plain, &road.road).text)),
        ];
        head.extend(holdings.on.map(|day| faint(format!(" · as of {day}"))));
        sheet.line(0, &head);
        let rows: Vec<Vec<Run>> = road.stops.iter().map(stop_row).collect();
        sheet.table(2, &["KM", "PLACE", "GRADE", "HOLDER", "SINCE"], &rows);
    }
    Ok(sheet.print())
}

fn stop_row(at: &StopView) -> Vec<Run> {
    let mut row = vec![own(Mark::Number, format!("{:>5.1}", at.km)), said(Mark::Place, &at.stop.name)];
    if let Some(holding) = &at.holding {
        row.push(grade_run(holding.grade));
        row.push(own(Mark::Party, holder_words(holding)));
        row.push(own(Mark::Time, since_words(holding.since, holding.precision)));
    }
    row
}

fn way(args: &RoadsArgs, network: &Network, holdings: &Holdings, from: &str, to: &str) -> Result<Ending, Error> {
    let told = book::roads::way(network, holdings, from, to, args.side.as_deref())?;
    if args.look.json {
        return Ok(found(told.usual.is_some(), print_json(&told)));
    }
    let WayView { from, to, side, closed, usual, open, .. } = &told;
    let mut sheet = Sheet::new(args.look);
    let mut head = vec![said(Mark::Place, &from.name), faint(" to "), said(Mark::Place, &to.name)];
    head.extend(holdings.on.map(|day| faint(format!(" · as of {day}"))));
    sheet.line(0, &head);
    let Some(usual) = usual else {
        sheet.line(2, &[own(Mark::Problem, "these roads do not join the two")]);
        return Ok(found(false, sheet.print()));
    };
    let way_line = |label: &str, way: &Way, extra: &str| {
        let mut line = vec![faint(label), own(Mark::Number, km_words(way.km)), own(Mark::Plain, extra), faint(": ")];
        line.extend(legs(way, network));
        line
    };
    sheet.line(2, &way_line("shortest way: ", usual, ""));
    if side.is_some() {
        sheet.line(0, &closing_words(side.as_ref(), None, closed, network, &from.id));
        let on_the_way =
            usual.stops.iter().filter(|stop| stop.id != from.id).filter_map(|stop| Some((stop, closed.get(&stop.id)?)));
        let on_it = listed(on_the_way.map(|(stop, _)| vec![said(Mark::Place, &stop.name)]), ", ");
        match open {
            _ if on_it.is_empty() => sheet.line(2, &[own(Mark::Firm, "the shortest way is open")]),
            None => {
                let mut line = vec![own(Mark::Problem, "no open way is left"), faint("; closed on the shortest: ")];
                line.extend(on_it);
                sheet.line(2, &line);
            }
            Some(open) => {
                let mut line = vec![faint("closed on it: ")];
                line.extend(on_it);
                sheet.line(2, &line);
                sheet.line(2, &way_line("open way: ", open, &format!(", +{}", km_words(open.km - usual.km))));
            }
        }
    }
    Ok(sheet.print())
}

fn list(args: &RoadsArgs, network: &Network) -> Ending {
    let roads = book::roads::list(network);
    if args.look.json {
        return print_json(&roads);
    }
    let mut sheet = Sheet::new(args.look);
    let end = |stop: Option<&Stop>| said(Mark::Place, stop.map_or("", |stop| &stop.name));
    let rows: Vec<Vec<Run>> = roads
        .iter()
        .map(|road| {
            vec![
                said(Mark::Id, &road.road),
                said(Mark::Headline, &road.name),
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

//! Tables of roads, data/roads/*.csv -> the network.
//!
//! ```text
//! road,class,order,place,id,lat,lon,km,note
//! M5,motorway,10,Damascus,geonames:170654,,,,
//! M5,motorway,20,Douma,geonames:170592,,,,
//! ```
//!
//! One line a stop, in the order of the road. `class` and `km` are those of the way from the stop before. A place that the
//! gazetteer lacks has an id of its own, `road:ithriya`, with its coordinates; they are given once a file.
//!
//! A line that cannot be used is left out and told as a problem with its line; it never spoils the rest. Nothing is copied
//! from anybody's data: the tables are written by hand.

use super::{Class, Network, Road, Step, Stop, tenths};
use crate::places::rank::kilometres;
use crate::places::{Entry, Gazetteer};
use crate::theatre::{self, Theatre};
use claim::{Problem, Severity};
use std::collections::BTreeMap;

/// The tables that are built into the program: file from the repository's root, and text.
pub const BUILT_IN: [(&str, &str); 2] = [
    ("data/roads/syria.csv", include_str!("../../../../data/roads/syria.csv")),
    ("data/roads/ukraine.csv", include_str!("../../../../data/roads/ukraine.csv")),
];

const COLUMNS: [&str; 9] = ["road", "class", "order", "place", "id", "lat", "lon", "km", "note"];

/// Neighbouring stops are never farther apart: a wrong id mostly is.
const FAR_KM: f64 = 200.0;

/// One line of a table.
struct Line<'t> {
    line: usize,
    road: &'t str,
    class: Class,
    order: u32,
    place: &'t str,
    id: &'t str,
    point: Option<(f64, f64)>,
    km: Option<f64>,
}

impl Network {
    /// The roads of data/roads that are built into the program, with coordinates from a gazetteer. What is wrong with the
    /// tables is told by `cargo xtask check-data`; such lines are left out here.
    pub fn bundled(gazetteer: &Gazetteer) -> Network {
        let own = theatre::chosen().map(Theatre::for_roads);
        let own = own.iter().map(|(file, text)| (file.as_str(), *text));
        Network::parse(&BUILT_IN.into_iter().chain(own).collect::<Vec<_>>(), gazetteer).0
    }

    /// The roads of some tables, as pairs of a file's name and its text. The file's stem is the first part of the ids of its
    /// roads: `data/roads/syria.csv` has `syria/M5`.
    pub fn parse(files: &[(&str, &str)], gazetteer: &Gazetteer) -> (Network, Vec<Problem>) {
        let mut network = Network::default();
        let mut problems = Vec::new();
        for (file, text) in files {
            network.add_table(file, text, gazetteer, &mut problems);
        }
        (network, problems)
    }

    fn add_table(&mut self, file: &str, text: &str, gazetteer: &Gazetteer, problems: &mut Vec<Problem>) {
        let mut tell = |line: usize, code: &str, message: String| {
            problems.push(Problem::new(Severity::Warning, code, message).at(file, Some(line)));
        };
        let records = records(text, &mut tell);
        let lines: Vec<Line> = records.iter().filter_map(|(line, cells)| read(*line, cells, &mut tell)).collect();
        self.add_stops(&lines, gazetteer, &mut tell);
        let stem = file.rsplit('/').next().unwrap_or(file);
        let stem = stem.strip_suffix(".csv").unwrap_or(stem);
        let mut roads: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
        for line in lines.iter().filter(|line| self.stops.contains_key(line.id)) {
            let road = roads.entry(line.road).or_default();
            match road.last() {
                Some(before) if before.order >= line.order => {
                    let message = format!(
                        "order {} of {} does not come after {} in line {}; number the stops as the road goes",
                        line.order, line.road, before.order, before.line
                    );
                    tell(line.line, "bad_order", message);
                }
                Some(before) if before.id == line.id => {
                    let message = format!("{} follows itself on {}; delete one of the lines", line.place, line.road);
                    tell(line.line, "stop_twice", message);
                }
                _ => road.push(line),
            }
        }
        for (name, lines) in roads {
            let [first, _, ..] = lines.as_slice() else {
                let line = lines.first().map_or(1, |line| line.line);
                tell(line, "short_road", format!("{name} has one stop; give it a second, or delete it"));
                continue;
            };
            let id = format!("{stem}/{name}");
            if self.roads.contains_key(&id) {
                tell(first.line, "road_twice", format!("road {id} is in another file of this name; rename one"));
                continue;
            }
            let steps = lines.windows(2).filter_map(|pair| Some(self.step(pair.first()?, pair.last()?, &mut tell)));
            let steps = steps.collect();
            let stops = lines.iter().map(|line| line.id.to_owned()).collect();
            self.roads.insert(id.clone(), Road { id, name: name.to_owned(), stops, steps });
        }
    }

    /// Places of the lines, each with a point from the table or else from the gazetteer.
    fn add_stops(&mut self, lines: &[Line], gazetteer: &Gazetteer, tell: &mut impl FnMut(usize, &str, String)) {
        let mut points: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
        for line in lines {
            let Some(point) = line.point else { continue };
            let known = points.entry(line.id).or_insert(point);
            if *known != point {
                let message = format!("{} has other coordinates above; give them once a file", line.id);
                tell(line.line, "other_point", message);
            }
        }
        for line in lines {
            let held = || {
                let facts = gazetteer.facts(gazetteer.entry(line.id)?);
                Some((facts.lat, facts.lon))
            };
            match (self.stops.get(line.id), points.get(line.id).copied().or_else(held)) {
                (Some(stop), _) if stop.name == line.place => {}
                (Some(stop), _) => {
                    let message = format!(
                        "{} is called {:?} here and {:?} before; spell it alike, or mend the id",
                        line.id, line.place, stop.name
                    );
                    tell(line.line, "other_name", message);
                }
                (None, Some((lat, lon))) => {
                    let stop = Stop { id: line.id.to_owned(), name: line.place.to_owned(), lat, lon };
                    self.stops.insert(line.id.to_owned(), stop);
                }
                (None, None) => {
                    let message = format!(
                        "unknown id {:?}; find it with `dateline where {:?} --json`, or write road:NAME with lat and lon",
                        line.id, line.place
                    );
                    tell(line.line, "unknown_id", message);
                }
            }
        }
    }

    fn step(&self, from: &Line, to: &Line, tell: &mut impl FnMut(usize, &str, String)) -> Step {
        let straight = self.straight_km(from.id, to.id);
        if straight > FAR_KM {
            let message = format!(
                "{} and {} lie {straight:.0} km apart; mend an id, or add the stops between them",
                from.place, to.place
            );
            tell(to.line, "far_stops", message);
        }
        match to.km {
            Some(km) if km + 0.5 < straight => {
                let message = format!(
                    "{km} km are fewer than the {straight:.1} km of a straight line from {} to {}; mend the length",
                    from.place, to.place
                );
                tell(to.line, "short_step", message);
                self.estimate(from.id, to.id, to.class)
            }
            Some(km) => Step { km: tenths(km), measured: true, class: to.class },
            None => self.estimate(from.id, to.id, to.class),
        }
    }

    /// Great circle times winding.
    pub(super) fn estimate(&self, from: &str, to: &str, class: Class) -> Step {
        let km = tenths(self.straight_km(from, to) * class.winding()).max(0.1);
        Step { km, measured: false, class }
    }

    /// Great circle between two stops; 0 where one is unknown.
    pub(super) fn straight_km(&self, from: &str, to: &str) -> f64 {
        let point = |id| self.stop(id).map(|stop| (stop.lat, stop.lon));
        point(from).zip(point(to)).map_or(0.0, |(from, to)| kilometres(from, to))
    }
}

/// What is wrong with tables as they stand on disk: all that [`Network::parse`] tells, and names that the gazetteer does not
/// have for the id beside them.
pub fn check(files: &[(&str, &str)], gazetteer: &Gazetteer) -> Vec<Problem> {
    let (_, mut problems) = Network::parse(files, gazetteer);
    for (file, text) in files {
        for (line, cells) in records(text, &mut |_, _, _| {}) {
            let Some(Line { place, id, .. }) = read(line, &cells, &mut |_, _, _| {}) else { continue };
            if let Some(entry) = gazetteer.entry(id)
                && !bears(gazetteer, entry, place)
            {
                let held = gazetteer.place(entry).name;
                let message = format!(
                    "{place:?} is no name of {id}, which is {held}; mend the id, or add the spelling to data/places/aliases.csv"
                );
                problems.push(Problem::new(Severity::Warning, "other_place", message).at(file, Some(line)));
            }
        }
    }
    problems.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    problems
}

fn bears(gazetteer: &Gazetteer, entry: Entry, name: &str) -> bool {
    gazetteer.lookup_loosely(name).iter().any(|candidate| candidate.entry == entry)
}

/// Cells of the lines of a table, trimmed, with the line. None where the header is wrong.
fn records(text: &str, tell: &mut impl FnMut(usize, &str, String)) -> Vec<(usize, Vec<String>)> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).comment(Some(b'#')).trim(csv::Trim::All).from_reader(text.as_bytes());
    match reader.headers() {
        Ok(header) if header.iter().eq(COLUMNS) => {}
        _ => {
            tell(1, "bad_header", format!("the header is not {}; mend it", COLUMNS.join(",")));
            return Vec::new();
        }
    }
    let mut found = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line) as usize;
                found.push((line, record.iter().map(str::to_owned).collect()));
            }
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line) as usize;
                tell(line, "bad_row", format!("{error}; mend the line"));
            }
        }
    }
    found
}

fn read<'t>(line: usize, cells: &'t [String], tell: &mut impl FnMut(usize, &str, String)) -> Option<Line<'t>> {
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    let Ok([road, class, order, place, id, lat, lon, km, _note]) = <[&str; 9]>::try_from(cells.as_slice()) else {
        let message =
            format!("{} cells instead of {}; put cells that hold a comma in double quotes", cells.len(), COLUMNS.len());
        tell(line, "bad_row", message);
        return None;
    };
    if road.is_empty() || place.is_empty() || id.is_empty() {
        tell(line, "bad_row", "road, place and id may not be empty; fill them in".to_owned());
        return None;
    }
    let Some((_, class)) = Class::ALL.into_iter().find(|(word, _)| *word == class) else {
        let words: Vec<&str> = Class::ALL.iter().map(|(word, _)| *word).collect();
        tell(line, "unknown_class", format!("unknown class {class:?}; write one of {}", words.join(", ")));
        return None;
    };
    let Ok(order) = order.parse() else {
        tell(line, "bad_order", format!("order {order:?} is no whole number; number the stops 10, 20, 30"));
        return None;
    };
    let number =
        |cell: &str, least: f64, most: f64| cell.parse::<f64>().ok().filter(|number| (least..=most).contains(number));
    let point = match (lat, lon) {
        ("", "") => None,
        _ => match number(lat, -90.0, 90.0).zip(number(lon, -180.0, 180.0)) {
            Some(point) => Some(point),
            None => {
                tell(line, "bad_point", format!("{lat},{lon} is no point; write degrees such as 35.37,37.79"));
                return None;
            }
        },
    };
    let length = match km {
        "" => None,
        _ => match number(km, 0.1, 2000.0) {
            Some(km) => Some(km),
            None => {
                let message = format!("{km:?} is no length in km; write it as 41.5, or leave the cell empty");
                tell(line, "bad_length", message);
                return None;
            }
        },
    };
    Some(Line { line, road, class, order, place, id, point, km: length })
}

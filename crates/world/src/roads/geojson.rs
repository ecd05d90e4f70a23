//! Lines of a user's own, as GeoJSON -> a network: towns of the gazetteer close to a line become its stops, in the order in
//! which the line passes them, and the line's own length between them becomes the kilometres.
//!
//! The format is read by georust's `geojson` crate: what it is made of, and what can be wrong with it, is not ours to know.
//!
//! Never makes a stop of a line's bare end or bend: a road is known by its towns. Towns that lie farther from the line than
//! [`SNAP_KM`] are not on it.

use super::{Class, Network, Road, Step, Stop, road_key, tenths};
use crate::places::rank::kilometres;
use crate::places::{Entry, Gazetteer};
use claim::{Problem, Severity};
use geojson::{Feature, GeoJson, Geometry, GeometryValue, JsonObject, Position};
use std::collections::BTreeMap;

/// How far a town's point may lie from a line to be its stop, in km. The gazetteer's points are town centres; through-roads
/// mostly pass within this distance of the centre, and in open country the next town is farther.
pub const SNAP_KM: f64 = 3.0;

/// Stop of a line: position along it in km, how far off, which.
type Snapped = (f64, f64, Entry);
/// Degrees north, degrees east.
type Point = (f64, f64);

/// The roads of a GeoJSON text: LineString and MultiLineString features with a property `ref` or `name`, and optionally
/// `class` (see [`Class::ALL`]) or `highway` (as OpenStreetMap has it). Lines of one name that meet end to end are one line.
/// Ids of roads are `own/NAME`. What could not be used is told; it never spoils the rest.
pub fn from_geojson(text: &str, gazetteer: &Gazetteer) -> (Network, Vec<Problem>) {
    let mut problems = Vec::new();
    let features = match text.parse::<GeoJson>() {
        Ok(GeoJson::FeatureCollection(collection)) => collection.features,
        Ok(GeoJson::Feature(feature)) => vec![feature],
        Ok(GeoJson::Geometry(geometry)) => vec![Feature { geometry: Some(geometry), ..Feature::default() }],
        Err(error) => {
            let message = format!("not GeoJSON: {error}; save the lines as a FeatureCollection of LineStrings");
            return (Network::default(), vec![Problem::new(Severity::Error, "not_geojson", message)]);
        }
    };
    let mut roads: BTreeMap<String, Lines> = BTreeMap::new();
    for (at, feature) in features.into_iter().enumerate() {
        let number = at + 1;
        let mut tell = |code: &str, message: String| {
            problems.push(Problem::new(Severity::Warning, code, format!("feature {number}: {message}")));
        };
        let mut lines = Vec::new();
        match feature.geometry {
            Some(geometry) => add_lines(geometry, &mut lines, &mut tell),
            None => tell("no_line", "no geometry; give it a LineString".to_owned()),
        }
        let properties = feature.properties.unwrap_or_default();
        let Some(name) = word(&properties, "ref").or_else(|| word(&properties, "name")) else {
            tell("no_name", "no property ref or name; name the road".to_owned());
            continue;
        };
        let class = class(&properties, &mut tell);
        let road = roads.entry(road_key(&name)).or_insert_with(|| Lines { name, class, lines: Vec::new() });
        road.class = road.class.min(class);
        road.lines.append(&mut lines);
    }
    let towns = towns(gazetteer);
    let mut network = Network::default();
    for road in roads.into_values() {
        let chains = joined(road.lines);
        let mut stretches: Vec<(Vec<Snapped>, Class)> = Vec::new();
        for chain in chains {
            let snapped = snap(&chain, &towns);
            if snapped.len() >= 2 {
                stretches.push((snapped, road.class));
            }
        }
        if stretches.is_empty() {
            let message = format!(
                "{}: fewer than two towns of the gazetteer lie within {SNAP_KM} km of the line, so it is left out; import a \
                 finer gazetteer with `dateline gazetteer import`",
                road.name
            );
            problems.push(Problem::new(Severity::Warning, "few_towns", message));
        }
        network.add_stretches(&road.name, stretches, gazetteer);
    }
    (network, problems)
}

struct Lines {
    name: String,
    class: Class,
    lines: Vec<Vec<Point>>,
}

impl Network {
    fn add_stretches(&mut self, name: &str, mut stretches: Vec<(Vec<Snapped>, Class)>, gazetteer: &Gazetteer) {
        // The longest first, so that the second carriageway, which has no towns of its own, is known as such.
        stretches.sort_by_key(|(snapped, _)| std::cmp::Reverse(snapped.len()));
        let mut kept: Vec<Vec<String>> = Vec::new();
        for (snapped, class) in stretches {
            let places: Vec<_> = snapped.iter().map(|(_, _, entry)| gazetteer.place(*entry)).collect();
            let stops: Vec<String> = places.iter().map(|place| place.id.clone()).collect();
            let back: Vec<String> = stops.iter().rev().cloned().collect();
            if kept.iter().any(|known| holds(known, &stops) || holds(known, &back)) {
                continue;
            }
            kept.push(stops.clone());
            let id = match kept.len() {
                1 => format!("own/{name}"),
                number => format!("own/{name} ({number})"),
            };
            let steps = snapped
                .windows(2)
                .map(|pair| Step { km: tenths(pair[1].0 - pair[0].0).max(0.1), measured: true, class })
                .collect();
            for place in places {
                let stop = Stop { id: place.id.clone(), name: place.name, lat: place.facts.lat, lon: place.facts.lon };
                self.stops.insert(place.id, stop);
            }
            self.roads.insert(id.clone(), Road { id, name: name.to_owned(), stops, steps });
        }
    }
}

/// True where all of `part` stand in `whole`, in order.
fn holds(whole: &[String], part: &[String]) -> bool {
    let mut rest = whole.iter();
    part.iter().all(|stop| rest.any(|other| other == stop))
}

fn add_lines(geometry: Geometry, lines: &mut Vec<Vec<Point>>, tell: &mut impl FnMut(&str, String)) {
    match geometry.value {
        GeometryValue::LineString { coordinates } => lines.extend(line(&coordinates, tell)),
        GeometryValue::MultiLineString { coordinates } => {
            for part in coordinates {
                lines.extend(line(&part, tell));
            }
        }
        GeometryValue::GeometryCollection { geometries } => {
            for geometry in geometries {
                add_lines(geometry, lines, tell);
            }
        }
        other => tell("no_line", format!("a {} is no line; give it a LineString", other.type_name())),
    }
}

fn line(positions: &[Position], tell: &mut impl FnMut(&str, String)) -> Option<Vec<Point>> {
    let mut points = Vec::with_capacity(positions.len());
    for position in positions {
        match *position.as_slice() {
            [lon, lat, ..] if (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat) => {
                points.push((lat, lon))
            }
            _ => {
                let message = "a position is not longitude and latitude in degrees; save the lines as WGS 84";
                tell("bad_point", message.to_owned());
                return None;
            }
        }
    }
    if points.len() < 2 {
        tell("no_line", "a line of fewer than two points; draw it".to_owned());
        return None;
    }
    Some(points)
}

fn word(properties: &JsonObject, key: &str) -> Option<String> {
    let text = properties.get(key)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn class(properties: &JsonObject, tell: &mut impl FnMut(&str, String)) -> Class {
    let Some(told) = word(properties, "class").or_else(|| word(properties, "highway")) else { return Class::Main };
    let told = told.to_lowercase();
    match told.strip_suffix("_link").unwrap_or(&told) {
        "motorway" => Class::Motorway,
        "trunk" => Class::Trunk,
        "main" | "primary" => Class::Main,
        "secondary" | "tertiary" | "unclassified" | "residential" | "track" => Class::Secondary,
        _ => {
            let message = format!("unknown class {told:?}, taken as main; write motorway, trunk, main or secondary");
            tell("unknown_class", message);
            Class::Main
        }
    }
}

/// Lines that meet end to end (to about a metre) as one: maps cut a road at every bridge. In the order of the lines; where
/// three meet, the first two are joined.
fn joined(lines: Vec<Vec<Point>>) -> Vec<Vec<Point>> {
    let same = |a: &Point, b: &Point| (a.0 - b.0).abs() < 1e-5 && (a.1 - b.1).abs() < 1e-5;
    let mut rest: std::collections::VecDeque<Vec<Point>> = lines.into();
    let mut chains = Vec::new();
    while let Some(mut chain) = rest.pop_front() {
        while let (Some(first), Some(last)) = (chain.first().copied(), chain.last().copied()) {
            let meets = |line: &Vec<Point>| {
                let (Some(a), Some(b)) = (line.first(), line.last()) else { return false };
                [a, b].into_iter().any(|end| same(end, &first) || same(end, &last))
            };
            let Some(mut line) = rest.iter().position(meets).and_then(|at| rest.remove(at)) else { break };
            let begins = |line: &[Point], at: &Point| line.first().is_some_and(|point| same(point, at));
            if begins(&line, &last) || begins(&line, &first) {
                if begins(&line, &first) && !begins(&line, &last) {
                    chain.reverse();
                }
            } else {
                line.reverse();
                if !begins(&line, &last) {
                    chain.reverse();
                }
            }
            chain.extend(line.into_iter().skip(1));
        }
        chains.push(chain);
    }
    chains
}

/// Every town, by degrees north.
fn towns(gazetteer: &Gazetteer) -> Vec<(Point, Entry)> {
    let mut towns: Vec<(Point, Entry)> =
        gazetteer.towns().map(|(entry, facts)| ((facts.lat, facts.lon), entry)).collect();
    towns.sort_by(|a, b| a.0.0.total_cmp(&b.0.0).then(a.1.cmp(&b.1)));
    towns
}

/// Towns close to a line, by where it passes them closest.
fn snap(line: &[Point], towns: &[(Point, Entry)]) -> Vec<Snapped> {
    // Kilometres of one degree north on the gazetteer's sphere.
    const DEGREE: f64 = 6371.0 * std::f64::consts::PI / 180.0;
    let mut best: BTreeMap<Entry, (f64, f64)> = BTreeMap::new();
    let mut along = 0.0;
    for pair in line.windows(2) {
        let &[a, b] = pair else { continue };
        let length = kilometres(a, b);
        let margin = SNAP_KM / DEGREE;
        let (south, north) = (a.0.min(b.0) - margin, a.0.max(b.0) + margin);
        let first = towns.partition_point(|(point, _)| point.0 < south);
        for (point, entry) in towns[first..].iter().take_while(|(point, _)| point.0 <= north) {
            // On a plane: town and line are bent alike, so only the few km between them are off, by metres.
            let shrink = a.0.to_radians().cos() * DEGREE;
            let (x, y) = ((point.1 - a.1) * shrink, (point.0 - a.0) * DEGREE);
            let (dx, dy) = ((b.1 - a.1) * shrink, (b.0 - a.0) * DEGREE);
            let squared = dx * dx + dy * dy;
            let share = if squared > 0.0 { ((x * dx + y * dy) / squared).clamp(0.0, 1.0) } else { 0.0 };
            let off = (x - share * dx).hypot(y - share * dy);
            if off > SNAP_KM {
                continue;
            }
            let here = (off, along + share * length);
            let known = best.entry(*entry).or_insert(here);
            if here.0 < known.0 {
                *known = here;
            }
        }
        along += length;
    }
    let mut snapped: Vec<Snapped> = best.into_iter().map(|(entry, (off, along))| (along, off, entry)).collect();
    snapped.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.2.cmp(&b.2)));
    snapped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roads::{along, between};

    /// An invented line: it passes Homs, Talbiseh, Rastan, a village and Hama, with a bend that no road there has. Longitude first.
    const LINE: &str =
        "[36.7256,34.70],[36.7256,34.7241],[36.7309,34.8407],[36.90,34.88],[36.7324,34.9267],[36.7578,35.1318]";

    fn feature(properties: &str, kind: &str, coordinates: &str) -> String {
        format!(
            r#"{{"type":"Feature","properties":{properties},"geometry":{{"type":"{kind}","coordinates":[{coordinates}]}}}}"#
        )
    }

    fn read(features: &[String]) -> (Network, Vec<String>) {
        let text = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","));
        let (network, problems) = from_geojson(&text, Gazetteer::bundled());
        (network, problems.iter().map(ToString::to_string).collect())
    }

    /// Names of the stops of a road and kilometres between them.
    fn told(network: &Network, road: &str) -> Vec<(String, f64)> {
        along(network, road).into_iter().map(|at| (at.stop.name, at.km)).collect()
    }

    #[test]
    fn towns_close_to_a_line_become_stops_and_its_own_length_their_distance() {
        let (network, problems) = read(&[feature(r#"{"ref":"X1","highway":"trunk"}"#, "LineString", LINE)]);
        assert_eq!(problems, [""; 0]);
        let stops = told(&network, "own/X1");
        let names: Vec<&str> = stops.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Homs", "Talbiseh", "Ar Rastan", "Ayyūbīyah", "Hama"]);
        let road = network.road("own/X1").expect("a road");
        assert!(road.steps.iter().all(|step| step.measured && step.class == Class::Trunk), "{road:#?}");
        // Straight it is 9.6 km from Talbiseh to Rastan; the bend leads 15 km east and back.
        assert_eq!(road.steps[1].km, 32.2);
        assert!(
            (road.steps[0].km - 13.0).abs() < 0.1 && (road.steps[2].km + road.steps[3].km - 22.9).abs() < 0.1,
            "{road:#?}"
        );
    }

    #[test]
    fn a_road_in_pieces_in_any_direction_is_one_road() {
        let whole = read(&[feature(r#"{"name":"X1"}"#, "LineString", LINE)]).0;
        let points: Vec<&str> = LINE.split("],[").map(|point| point.trim_matches(['[', ']'])).collect();
        let piece = |points: &[&str]| points.iter().map(|point| format!("[{point}]")).collect::<Vec<_>>().join(",");
        let mut back: Vec<&str> = points[2..=4].to_vec();
        back.reverse();
        let pieces = [piece(&points[4..]), piece(&points[..=2]), piece(&back)];
        let of_features: Vec<String> =
            pieces.iter().map(|piece| feature(r#"{"name":"X1"}"#, "LineString", piece)).collect();
        let lines: Vec<String> = pieces.iter().map(|piece| format!("[{piece}]")).collect();
        let of_lines = [feature(r#"{"name":"X1"}"#, "MultiLineString", &lines.join(","))];
        for features in [of_features.as_slice(), &of_lines] {
            let (network, problems) = read(features);
            assert_eq!(problems, [""; 0]);
            let mut stops = told(&network, "own/X1");
            if stops.first().is_some_and(|(name, _)| name == "Hama") {
                let whole = stops.last().map_or(0.0, |(_, km)| *km);
                stops = stops.into_iter().rev().map(|(name, km)| (name, super::tenths(whole - km))).collect();
            }
            assert_eq!(stops, told(&whole, "own/X1"));
        }
    }

    #[test]
    fn a_second_carriageway_is_no_second_road() {
        let beside = LINE.replace("36.7256", "36.7260");
        let features = [LINE, &beside].map(|line| feature(r#"{"ref":"X1"}"#, "LineString", line));
        assert_eq!(read(&features).0.roads().count(), 1);
    }

    #[test]
    fn what_cannot_be_used_is_told_with_the_number_of_the_feature() {
        let cases: &[(String, &str)] = &[
            (feature("{}", "LineString", LINE), "feature 2: no property ref or name; name the road"),
            (feature(r#"{"name":"P"}"#, "Point", "36.7,34.7"), "feature 2: a Point is no line; give it a LineString"),
            (feature(r#"{"name":"P"}"#, "LineString", "[500,1],[2,3]"), "feature 2: a position is not longitude"),
            (
                feature(r#"{"name":"P"}"#, "LineString", "[-30,0],[-31,0]"),
                "P: fewer than two towns of the gazetteer lie within 3",
            ),
            (
                feature(r#"{"name":"P","class":"canal"}"#, "LineString", LINE),
                "feature 2: unknown class \"canal\", taken as main; write",
            ),
        ];
        for (wrong, expected) in cases {
            let (network, problems) = read(&[feature(r#"{"ref":"X1"}"#, "LineString", LINE), wrong.clone()]);
            assert!(problems.iter().any(|told| told.starts_with(expected)), "{expected:?} is not in {problems:#?}");
            assert!(network.road("own/X1").is_some(), "{wrong} spoiled the rest");
        }
        let (_, problems) = from_geojson("{\"type\":", Gazetteer::bundled());
        assert!(problems[0].to_string().starts_with("not GeoJSON: "), "{problems:?}");
    }

    #[test]
    fn a_new_road_of_ones_own_opens_a_way_round() {
        // From Rastan past Homs to Hisyah, as straight as no road is.
        let line = "[36.7324,34.9267],[36.95,34.72],[36.7587,34.412]";
        let own = read(&[feature(r#"{"name":"Own by-pass"}"#, "LineString", line)]).0;
        assert_eq!(told(&own, "own/Own by-pass").len(), 2, "{own:#?}");
        let bundled = Network::bundled(Gazetteer::bundled());
        let homs = "geonames:169577";
        let km = |network: &Network| {
            between(network, "geonames:169557", "geonames:172946", |id| id == homs).map(|way| way.km)
        };
        let before = km(&bundled).expect("a way");
        assert!(km(&bundled.clone().merge(own)).is_some_and(|km| km < before), "{before}");
    }
}

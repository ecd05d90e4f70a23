//! Roads: which towns lie along them in which order, what is severed when a town is closed, and the shortest way round.
//!
//! ```text
//! table.rs      data/roads/*.csv -> Network; problems with their line
//! way.rs        the shortest way between two places that avoids closed ones
//! cut.rs        a place is closed -> the roads through it, each with its neighbours and its way round
//! geojson.rs    lines of a user's own -> Network: towns close to a line become its stops, its own length the kilometres
//! merge.rs      two networks -> one, without letting a coarse road jump over the towns of a fine one
//! ```
//!
//! The interface, as the program uses it:
//!
//! ```text
//! let network = Network::bundled(gazetteer);                        // data/roads, as built in
//! let (own, problems) = roads::from_geojson(text, gazetteer);       // a user's lines
//! let network = network.merge(own);
//! let stops = network.named("Homs");                                // Vec<&Stop>: ask this before the gazetteer
//! let cut = roads::cut(&network, "geonames:169577");                // Option<Cut>: None where no road passes
//! let cut = roads::cut_where(&network, id, |place| closed(place));  // other places are closed, too
//! let way = roads::between(&network, from, to, |place| closed(place));   // Option<Way>
//! let along = roads::along(&network, "syria/M5");                   // Vec<At>: stops in order, to print who holds each
//! for road in network.roads() { road.id; road.name; road.stops; }
//! ```
//!
//! Kilometres are estimates, good for comparing ways, not for driving: great circles between towns, times a factor for how
//! roads of a class wind ([`Class::winding`]), unless a table or a line tells the length. A closed place counts as wholly
//! impassable: by-passes around a town and tracks that no table has are not seen. Nothing here knows who holds a place, the
//! state of a bridge, a front between two towns, or time of travel; whoever calls tells what is closed. Nothing reads a
//! clock or a file, and equal ways are told apart by fewer stops, then by ids, so that the same data gives the same answer.

mod cut;
mod geojson;
mod merge;
mod table;
#[cfg(test)]
mod tests;
mod way;

use crate::places::keys;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use cut::{Cut, Outcome, Severed, cut, cut_where};
pub use geojson::{SNAP_KM, from_geojson};
pub use table::{BUILT_IN, check};
pub use way::{Leg, Way, between};

/// A place on a road.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Stop {
    /// As the gazetteer has it (`geonames:169577`); `road:ithriya` for a place that it lacks.
    pub id: String,
    /// Name in Latin letters, as the table spells it.
    pub name: String,
    /// Degrees north, WGS 84.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
}

/// How large a road is. Larger ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Two carriageways between cities.
    Motorway,
    /// A national road between cities.
    Trunk,
    /// A paved road between towns.
    Main,
    /// Any other paved road worth listing as a way round.
    Secondary,
}

impl Class {
    /// All of them, with their words in tables and JSON.
    pub const ALL: [(&'static str, Class); 4] = [
        ("motorway", Class::Motorway),
        ("trunk", Class::Trunk),
        ("main", Class::Main),
        ("secondary", Class::Secondary),
    ];

    /// Kilometres of road per kilometre of great circle between neighbouring stops. Fitted by hand to the public distances
    /// that the tests list (docs/roads.md): the straighter a road is built, the less it winds between towns.
    pub fn winding(self) -> f64 {
        match self {
            Class::Motorway => 1.05,
            Class::Trunk => 1.08,
            Class::Main => 1.09,
            Class::Secondary => 1.2,
        }
    }
}

/// From one stop of a road to the next.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Step {
    /// Kilometres of road, to 0.1.
    pub km: f64,
    /// True where a table or a line told the length; false where it is estimated from coordinates.
    pub measured: bool,
    /// How large the road is here.
    pub class: Class,
}

/// A road: its places in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Road {
    /// File and name: `syria/M5`, `own/M5`.
    pub id: String,
    /// What people call it: "M5", "Hama - Masyaf".
    pub name: String,
    /// Ids of its stops, at least two, from one end to the other.
    pub stops: Vec<String>,
    /// From each stop to the next: one fewer than stops.
    pub steps: Vec<Step>,
}

/// A piece of road between two neighbouring stops, whichever roads run on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Section {
    /// Id of the stop whose id is the smaller.
    pub a: String,
    /// Id of the other.
    pub b: String,
    /// Ids of the roads on it, sorted.
    pub roads: Vec<String>,
    /// Of the largest of them.
    pub class: Class,
    /// Kilometres: the shortest measured length, or else the shortest estimate.
    pub km: f64,
    /// True where measured.
    pub measured: bool,
}

/// A stop on the way along a road.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct At {
    /// Where.
    pub stop: Stop,
    /// Kilometres from the first stop.
    pub km: f64,
}

/// Roads and the places on them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Network {
    stops: BTreeMap<String, Stop>,
    roads: BTreeMap<String, Road>,
}

impl Network {
    /// The place with an id, if a road passes it.
    pub fn stop(&self, id: &str) -> Option<&Stop> {
        self.stops.get(id)
    }

    /// All places, by id.
    pub fn stops(&self) -> impl Iterator<Item = &Stop> {
        self.stops.values()
    }

    /// The road with an id.
    pub fn road(&self, id: &str) -> Option<&Road> {
        self.roads.get(id)
    }

    /// All roads, by id.
    pub fn roads(&self) -> impl Iterator<Item = &Road> {
        self.roads.values()
    }

    /// Places of a name, however it is cased and hyphenated, by id. Spellings that the tables lack are the gazetteer's to know.
    pub fn named(&self, name: &str) -> Vec<&Stop> {
        let key = keys::folded(name);
        self.stops.values().filter(|stop| keys::folded(&stop.name) == key).collect()
    }

    /// Roads of a name or id ("M5", "syria/M5"), by id; neither case nor spaces and hyphens count.
    pub fn roads_named(&self, name: &str) -> Vec<&Road> {
        let key = road_key(name);
        self.roads.values().filter(|road| road_key(&road.name) == key || road_key(&road.id) == key).collect()
    }

    /// Pieces of road between neighbours, by their ids. Two roads on one piece are one section.
    pub fn sections(&self) -> Vec<Section> {
        let mut sections: BTreeMap<(&str, &str), Section> = BTreeMap::new();
        for road in self.roads.values() {
            for (pair, step) in road.stops.windows(2).zip(&road.steps) {
                let [from, to] = pair else { continue };
                let (a, b) = if from <= to { (from, to) } else { (to, from) };
                let section = sections.entry((a, b)).or_insert_with(|| Section {
                    a: a.clone(),
                    b: b.clone(),
                    roads: Vec::new(),
                    class: step.class,
                    km: step.km,
                    measured: step.measured,
                });
                section.class = section.class.min(step.class);
                if (!step.measured, step.km) < (!section.measured, section.km) {
                    (section.km, section.measured) = (step.km, step.measured);
                }
                if !section.roads.contains(&road.id) {
                    section.roads.push(road.id.clone());
                }
            }
        }
        sections.into_values().collect()
    }
}

/// The stops of a road in order, with kilometres from the first: to tell who holds each. Empty for an unknown road.
pub fn along(network: &Network, road: &str) -> Vec<At> {
    let Some(road) = network.road(road) else { return Vec::new() };
    let mut km = 0.0;
    let mut found = Vec::new();
    for (at, id) in road.stops.iter().enumerate() {
        if let Some(step) = at.checked_sub(1).and_then(|before| road.steps.get(before)) {
            km += step.km;
        }
        if let Some(stop) = network.stop(id) {
            found.push(At { stop: stop.clone(), km: tenths(km) });
        }
    }
    found
}

/// To 0.1 km: finer would promise what the estimates cannot keep, and sums stay the same in any order.
fn tenths(km: f64) -> f64 {
    (km * 10.0).round() / 10.0
}

/// "M-5", "m 5" and "M5" are one road.
fn road_key(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric() || *c == '/').flat_map(char::to_lowercase).collect()
}

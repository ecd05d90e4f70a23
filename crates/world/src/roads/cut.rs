//! A place is closed: which roads are severed, between which neighbours, and how much longer the way round is.
//!
//! Never tells that a place is closed: the caller does.

use super::way::Ways;
use super::{Network, Section, Stop, Way, tenths};
use serde::{Deserialize, Serialize};

/// What the closing of a place does to the roads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Cut {
    /// The closed place.
    pub place: Stop,
    /// Sections that touch it, by their ids.
    pub sections: Vec<Section>,
    /// Each road through it, by the road's id; a road that passes twice stands twice.
    pub roads: Vec<Severed>,
}

/// A road that a closed place severs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Severed {
    /// Id of the road: `syria/M5`.
    pub road: String,
    /// Its name: "M5".
    pub name: String,
    /// The closed stops in a row, in the road's order: the place, and those beside it that are closed as well.
    pub closed: Vec<Stop>,
    /// The open stop before them; `None` where the road has none left on that side.
    pub from: Option<Stop>,
    /// The open stop behind them.
    pub to: Option<Stop>,
    /// Kilometres from the one to the other along the road, as long as all was open; `None` without both.
    pub road_km: Option<f64>,
    /// What is left to whoever wants to go from the one to the other.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What is left where a road is severed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = RoadOutcome))]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// There is a way round.
    Round {
        /// The shortest.
        way: Way,
        /// Kilometres by the shortest way with every place open.
        usual_km: f64,
        /// How much longer the way round is; 0 where the road was not the shortest way anyhow.
        extra_km: f64,
    },
    /// No way is left between the two sides, as far as the network knows.
    NoWayRound,
    /// The road has an open side only in one direction, or in none: there is nothing to go round to.
    EndsHere,
}

/// What is severed when a place is closed and all others are open; `None` where no road of the network passes it.
pub fn cut(network: &Network, place: &str) -> Option<Cut> {
    cut_where(network, place, |_| false)
}

/// What is severed when a place is closed, as are those for which `closed` says so (say, all that the same side holds). Ways
/// round avoid them all.
pub fn cut_where(network: &Network, place: &str, closed: impl Fn(&str) -> bool) -> Option<Cut> {
    let stop = network.stop(place)?.clone();
    let closed = |id: &str| id == place || closed(id);
    let usual = Ways::new(network, |_| false);
    let open = Ways::new(network, closed);
    let sections = network.sections().into_iter().filter(|section| section.a == place || section.b == place).collect();
    let mut roads = Vec::new();
    for road in network.roads() {
        let mut seen = 0;
        for at in (0..road.stops.len()).filter(|at| road.stops[*at] == place) {
            if at < seen {
                continue;
            }
            let from = (0..at).rev().find(|at| !closed(&road.stops[*at]));
            let to = (at + 1..road.stops.len()).find(|at| !closed(&road.stops[*at]));
            seen = to.unwrap_or(road.stops.len());
            let stop_at = |at: usize| network.stop(&road.stops[at]).cloned();
            let first = from.map_or(0, |from| from + 1);
            let (road_km, outcome) = match (from, to) {
                (Some(from), Some(to)) => {
                    let km = tenths(road.steps[from..to].iter().map(|step| step.km).sum());
                    (Some(km), outcome(&usual, &open, &road.stops[from], &road.stops[to]))
                }
                _ => (None, Outcome::EndsHere),
            };
            roads.push(Severed {
                road: road.id.clone(),
                name: road.name.clone(),
                closed: (first..seen).filter_map(stop_at).collect(),
                from: from.and_then(stop_at),
                to: to.and_then(stop_at),
                road_km,
                outcome,
            });
        }
    }
    Some(Cut { place: stop, sections, roads })
}

fn outcome(usual: &Ways, open: &Ways, from: &str, to: &str) -> Outcome {
    match (open.between(from, to), usual.between(from, to)) {
        (Some(way), Some(usual)) => Outcome::Round { usual_km: usual.km, extra_km: tenths(way.km - usual.km), way },
        _ => Outcome::NoWayRound,
    }
}

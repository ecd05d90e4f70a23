//! The shortest way between two places over open ones.
//!
//! Dijkstra's search is petgraph's; which of equally long ways is taken is decided here, since a library's heap would decide it
//! by chance: fewer stops first, then the smaller ids, seen from the end whose id is the smaller. So the way back is the way
//! there, reversed. Lengths are summed in whole tenths of a kilometre, exactly.

use super::{Network, Section, Stop, tenths};
use petgraph::graph::{NodeIndex, UnGraph};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A way from one place to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Way {
    /// Kilometres, to 0.1.
    pub km: f64,
    /// Every stop in order, first and last included.
    pub stops: Vec<Stop>,
    /// The same by roads: where to turn off.
    pub legs: Vec<Leg>,
}

/// A stretch of a way on one road.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Leg {
    /// Id of the road.
    pub road: String,
    /// Its name.
    pub name: String,
    /// Id of the stop where the leg begins.
    pub from: String,
    /// Id of the stop where it ends.
    pub to: String,
    /// Kilometres, to 0.1.
    pub km: f64,
}

/// The shortest way from one place to another that passes no closed place; `None` where there is none, where an end is itself
/// closed, or where no road passes it. A way from a place to itself has one stop and no legs.
pub fn between(network: &Network, from: &str, to: &str, closed: impl Fn(&str) -> bool) -> Option<Way> {
    Ways::new(network, closed).between(from, to)
}

/// The sections whose two ends are open.
pub(super) struct Ways<'n> {
    network: &'n Network,
    /// Id -> neighbour -> the section.
    sections: BTreeMap<&'n str, BTreeMap<&'n str, (u64, Section)>>,
    graph: UnGraph<(), u64>,
    nodes: BTreeMap<&'n str, NodeIndex>,
}

/// Tenths of a kilometre above, stops below: one number to be made small. 2^16 stops are more than any way has.
const TENTH: u64 = 1 << 16;

impl<'n> Ways<'n> {
    pub(super) fn new(network: &'n Network, closed: impl Fn(&str) -> bool) -> Ways<'n> {
        let mut graph = UnGraph::default();
        let open = network.stops.keys().map(String::as_str).filter(|id| !closed(id));
        let nodes: BTreeMap<&str, NodeIndex> = open.map(|id| (id, graph.add_node(()))).collect();
        let mut sections: BTreeMap<&str, BTreeMap<&str, (u64, Section)>> = BTreeMap::new();
        for section in network.sections() {
            let (Some((a, at_a)), Some((b, at_b))) =
                (nodes.get_key_value(section.a.as_str()), nodes.get_key_value(section.b.as_str()))
            else {
                continue;
            };
            let cost = (section.km * 10.0).round() as u64 * TENTH + 1;
            graph.add_edge(*at_a, *at_b, cost);
            sections.entry(a).or_default().insert(b, (cost, section.clone()));
            sections.entry(b).or_default().insert(a, (cost, section));
        }
        Ways { network, sections, graph, nodes }
    }

    pub(super) fn between(&self, from: &str, to: &str) -> Option<Way> {
        let turned = from > to;
        let (start, goal) = if turned { (to, from) } else { (from, to) };
        let mut path = self.path(start, goal)?;
        if turned {
            path.reverse();
        }
        Some(self.way(&path))
    }

    /// Ids from start to goal.
    fn path(&self, start: &str, goal: &str) -> Option<Vec<&'n str>> {
        let (mut at, _) = self.nodes.get_key_value(start)?;
        let left = petgraph::algo::dijkstra(&self.graph, *self.nodes.get(goal)?, None, |edge| *edge.weight());
        let left_at = |id: &str| left.get(self.nodes.get(id)?).copied();
        left_at(at)?;
        let mut path = vec![*at];
        while *at != goal {
            let here = left_at(at)?;
            let neighbours = self.sections.get(at)?;
            // In the order of ids, so the first that lies on a shortest way is the smallest.
            let next = neighbours.iter().find(|(id, (cost, _))| left_at(id).is_some_and(|rest| rest + cost == here))?;
            at = next.0;
            path.push(*at);
        }
        Some(path)
    }

    fn way(&self, path: &[&'n str]) -> Way {
        let mut legs: Vec<Leg> = Vec::new();
        let mut km = 0.0;
        // Roads that run along the whole of the leg so far: it goes on while one of them does.
        let mut on: Vec<String> = Vec::new();
        for pair in path.windows(2) {
            let [from, to] = pair else { continue };
            let Some((_, section)) = self.sections.get(from).and_then(|next| next.get(to)) else { continue };
            km += section.km;
            on.retain(|road| section.roads.contains(road));
            if on.is_empty() {
                on = section.roads.clone();
                legs.push(Leg {
                    road: String::new(),
                    name: String::new(),
                    from: (*from).to_owned(),
                    to: String::new(),
                    km: 0.0,
                });
            }
            if let (Some(leg), Some(road)) = (legs.last_mut(), on.first()) {
                leg.road.clone_from(road);
                leg.name = self.network.road(road).map_or_else(String::new, |road| road.name.clone());
                leg.to = (*to).to_owned();
                leg.km = tenths(leg.km + section.km);
            }
        }
        Way { km: tenths(km), stops: path.iter().filter_map(|id| self.network.stop(id).cloned()).collect(), legs }
    }
}

//! Two networks -> one.
//!
//! Roads of one name that share at least two places in one order become one road with the stops of both: otherwise a coarse
//! road would jump over the towns of a fine one, and cutting one of those would sever nothing. Never drops a stop; a road
//! that only shares its name stays as it is, under its own id.

use super::{Network, Road, Step, road_key, tenths};
use std::collections::BTreeMap;

impl Network {
    /// This network and another. Where both know a place, this one's name and point stay; where both know a road, its id and
    /// name. A measured length goes before an estimate, and this one's measure before the other's.
    pub fn merge(mut self, other: Network) -> Network {
        for (id, stop) in other.stops {
            self.stops.entry(id).or_insert(stop);
        }
        let mut late = Vec::new();
        for road in other.roads.into_values() {
            let key = road_key(&road.name);
            let alike = self.roads.values().filter(|known| road_key(&known.name) == key);
            let joined = alike.into_iter().find_map(|known| self.joined(known, &road));
            match joined {
                Some(joined) => _ = self.roads.insert(joined.id.clone(), joined),
                None => late.push(road),
            }
        }
        for road in late {
            let mut id = road.id.clone();
            let mut number = 2;
            while self.roads.get(&id).is_some_and(|known| known.stops != road.stops) {
                id = format!("{} ({number})", road.id);
                number += 1;
            }
            self.roads.entry(id.clone()).or_insert(Road { id, ..road });
        }
        self
    }

    /// Two roads as one, where they share at least two places, each once, in one order.
    fn joined(&self, road: &Road, other: &Road) -> Option<Road> {
        let at = positions(&road.stops)?;
        let turned = turned_to(&at, other)?;
        let at_other = positions(&turned.stops)?;
        let shared: Vec<(usize, usize)> =
            (0..road.stops.len()).filter_map(|here| Some((here, *at_other.get(road.stops[here].as_str())?))).collect();
        let in_order = shared.windows(2).all(|pair| pair[0].1 < pair[1].1);
        let ((first, first_other), (last, last_other)) = (*shared.first()?, *shared.last()?);
        if shared.len() < 2 || !in_order {
            return None;
        }
        let mut joined = Road { id: road.id.clone(), name: road.name.clone(), stops: Vec::new(), steps: Vec::new() };
        // Before the first shared place: the road that begins farther out, but only where one of them begins there.
        match (first, first_other) {
            (_, 0) => joined.take(road, 0, first),
            (0, _) => joined.take(&turned, 0, first_other),
            _ => return None,
        }
        for pair in shared.windows(2) {
            let ((from, from_other), (to, to_other)) = (pair[0], pair[1]);
            self.join_stretch(&mut joined, (road, from, to), (&turned, from_other, to_other));
        }
        match (last + 1 == road.stops.len(), last_other + 1 == turned.stops.len()) {
            (_, true) => joined.take(road, last, road.stops.len() - 1),
            (true, _) => joined.take(&turned, last_other, turned.stops.len() - 1),
            _ => return None,
        }
        Some(joined)
    }

    /// Between two neighbouring shared places: the stops of both, by how far on they are; the lengths of the one that was
    /// measured.
    fn join_stretch(&self, joined: &mut Road, ours: (&Road, usize, usize), other: (&Road, usize, usize)) {
        let measured = |(road, from, to): (&Road, usize, usize)| road.steps[from..to].iter().all(|step| step.measured);
        let stops = |(road, from, to): (&Road, usize, usize)| road.stops[from + 1..to].to_vec();
        let (mine, theirs) = (stops(ours), stops(other));
        if theirs.iter().all(|stop| mine.contains(stop)) && (measured(ours) || !measured(other)) {
            return joined.take(ours.0, ours.1, ours.2);
        }
        if mine.is_empty() && (measured(other) || !measured(ours)) {
            return joined.take(other.0, other.1, other.2);
        }
        let (from, to) = (&ours.0.stops[ours.1], &ours.0.stops[ours.2]);
        let mut between = mine;
        between.extend(theirs);
        let on = |stop: &String| self.straight_km(from, stop) - self.straight_km(stop, to);
        between.sort_by(|a, b| on(a).total_cmp(&on(b)).then_with(|| a.cmp(b)));
        let mut all = vec![from.clone()];
        all.extend(between);
        all.push(to.clone());
        let of = if measured(other) && !measured(ours) { other } else { ours };
        let class = ours.0.steps[ours.1].class;
        let known_km: f64 = of.0.steps[of.1..of.2].iter().map(|step| step.km).sum();
        let straight: Vec<f64> = all.windows(2).map(|pair| self.straight_km(&pair[0], &pair[1])).collect();
        let whole: f64 = straight.iter().sum();
        let mut stretch = Road { id: String::new(), name: String::new(), stops: all, steps: Vec::new() };
        for (pair, straight) in stretch.stops.windows(2).zip(straight) {
            let share = if whole > 0.0 { straight / whole } else { 0.0 };
            stretch.steps.push(match measured(of) {
                true => Step { km: tenths(known_km * share).max(0.1), measured: true, class },
                false => self.estimate(&pair[0], &pair[1], class),
            });
        }
        joined.take(&stretch, 0, stretch.stops.len() - 1);
    }
}

impl Road {
    /// Adds the stops of another road from one position to another, the first only where nothing is there yet.
    fn take(&mut self, of: &Road, from: usize, to: usize) {
        let skip = usize::from(!self.stops.is_empty());
        self.stops.extend_from_slice(&of.stops[from + skip..=to]);
        self.steps.extend_from_slice(&of.steps[from..to]);
    }

    fn reversed(&self) -> Road {
        let mut road = self.clone();
        road.stops.reverse();
        road.steps.reverse();
        road
    }
}

/// Where each place stands; `None` where the road passes one twice.
fn positions(stops: &[String]) -> Option<BTreeMap<&str, usize>> {
    let at: BTreeMap<&str, usize> = stops.iter().enumerate().map(|(at, stop)| (stop.as_str(), at)).collect();
    (at.len() == stops.len()).then_some(at)
}

/// The other road in the direction of the first, by the first and last place that they share.
fn turned_to(at: &BTreeMap<&str, usize>, other: &Road) -> Option<Road> {
    let mut shared = other.stops.iter().filter_map(|stop| at.get(stop.as_str()));
    let (first, last) = (shared.next()?, shared.next_back()?);
    Some(if first < last { other.clone() } else { other.reversed() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::Gazetteer;
    use crate::roads::cut;

    /// A network over invented places on the equator, a degree of longitude being 111 km: "R: a0 b0.5* c1" is a road over a,
    /// b and c, with a measured length of 70 km where a star stands.
    fn network(file: &str, roads: &[&str]) -> Network {
        let mut lines = String::from("road,class,order,place,id,lat,lon,km,note\n");
        for road in roads {
            let (name, stops) = road.split_once(": ").expect("a name");
            for (at, stop) in stops.split(' ').enumerate() {
                let (place, lon) = stop.split_at(1);
                let km = if lon.ends_with('*') { "70" } else { "" };
                let (order, lon) = (at + 1, lon.trim_end_matches('*'));
                lines += &format!("{name},main,{order},{place},road:{place},0,{lon},{km},\n");
            }
        }
        let (network, problems) = Network::parse(&[(file, &lines)], Gazetteer::bundled());
        assert_eq!(problems, []);
        network
    }

    /// Every road as "id: a 30.5 b 61* c", a star for measured.
    fn told(network: &Network) -> Vec<String> {
        let road = |road: &Road| {
            let mut line = format!("{}:", road.id);
            for (at, stop) in road.stops.iter().enumerate() {
                line += &format!(" {}", stop.trim_start_matches("road:"));
                if let Some(step) = road.steps.get(at) {
                    line += &format!(" {}{}", step.km, if step.measured { "*" } else { "" });
                }
            }
            line
        };
        network.roads().map(road).collect()
    }

    #[test]
    fn two_networks_become_one_without_roads_that_jump_over_towns() {
        type Case = (&'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);
        let cases: &[Case] = &[
            (
                "a road of another name stands beside",
                &["R: a0 b0.5"],
                &["S: a0 b0.5"],
                &["base/R: a 60.6 b", "own/S: a 60.6 b"],
            ),
            ("a measured length goes before an estimate", &["R: a0 b0.5"], &["r: a0 b0.5*"], &["base/R: a 70* b"]),
            (
                "an estimate does not go before a measured length",
                &["R: a0 b0.5*"],
                &["R: a0 b0.5"],
                &["base/R: a 70* b"],
            ),
            (
                "a coarse road gets the stops of the fine one",
                &["R: a0 b0.25 c0.5"],
                &["R: a0 c0.5*"],
                &["base/R: a 35* b 35* c"],
            ),
            (
                "a fine road gives its stops to the coarse one",
                &["R: a0 c0.5*"],
                &["R: a0 b0.25 c0.5"],
                &["base/R: a 35* b 35* c"],
            ),
            (
                "a road the other way round is turned",
                &["R: a0 c0.5"],
                &["R: c0.5 b0.25 a0"],
                &["base/R: a 30.3 b 30.3 c"],
            ),
            (
                "each has a stop that the other lacks",
                &["R: a0 b0.2 d0.5"],
                &["R: a0 c0.3 d0.5"],
                &["base/R: a 24.2 b 12.1 c 24.2 d"],
            ),
            (
                "a road goes on beyond the other's end",
                &["R: a0 b0.25"],
                &["R: a0 b0.25 c0.5*"],
                &["base/R: a 30.3 b 70* c"],
            ),
            (
                "one goes on at each end",
                &["R: a0 b0.2 c0.4"],
                &["R: b0.2 c0.4 d0.6"],
                &["base/R: a 24.2 b 24.2 c 24.2 d"],
            ),
            (
                "one shared place is a crossing, no common road",
                &["R: a0 b0.5"],
                &["R: b0.5 c1"],
                &["base/R: a 60.6 b", "own/R: b 60.6 c"],
            ),
            (
                "roads that part at an end stay two",
                &["R: a0 b0.5 c1"],
                &["R: a0 b0.5 d1.2"],
                &["base/R: a 60.6 b 60.6 c", "own/R: a 60.6 b 84.8 d"],
            ),
        ];
        for (sentence, base, own, expected) in cases {
            let merged = network("base.csv", base).merge(network("own.csv", own));
            assert_eq!(told(&merged), *expected, "{sentence}");
        }
    }

    #[test]
    fn cutting_a_town_that_the_coarse_road_skips_still_severs_it() {
        let merged = network("base.csv", &["R: a0 b0.25 c0.5"]).merge(network("own.csv", &["R: a0 c0.5*"]));
        let cut = cut(&merged, "road:b").expect("a place on a road");
        assert!(cut.roads.iter().all(|road| road.outcome == crate::roads::Outcome::NoWayRound), "{cut:#?}");
    }

    #[test]
    fn merging_with_nothing_or_with_itself_changes_nothing() {
        let bundled = Network::bundled(Gazetteer::bundled());
        assert_eq!(bundled.clone().merge(Network::default()), bundled);
        assert_eq!(Network::default().merge(bundled.clone()), bundled);
        assert_eq!(bundled.clone().merge(bundled.clone()), bundled);
    }
}

//! The tables as shipped, held to public distances and to what is known of the ground.

use super::*;
use crate::places::Gazetteer;

fn shipped() -> (Network, Vec<claim::Problem>) {
    Network::parse(&BUILT_IN, Gazetteer::bundled())
}

/// Public distances by road, as signs and gazetteers round them: from, to, km, how far off ours may be, in per cent.
const DISTANCES: &[(&str, &str, f64, f64)] = &[
    ("Damascus", "Homs", 162.0, 6.0),
    ("Homs", "Hama", 47.0, 8.0),
    ("Hama", "Aleppo", 146.0, 8.0),
    ("Homs", "Aleppo", 193.0, 8.0),
    ("Damascus", "Aleppo", 355.0, 6.0),
    ("Damascus", "Daraa", 106.0, 8.0),
    ("Damascus", "Suwayda", 106.0, 12.0),
    ("Damascus", "Quneitra", 67.0, 12.0),
    ("Damascus", "Beirut", 113.0, 15.0),
    ("Damascus", "Palmyra", 240.0, 8.0),
    ("Homs", "Palmyra", 160.0, 8.0),
    ("Palmyra", "Deir ez-Zor", 210.0, 8.0),
    ("Deir ez-Zor", "Raqqa", 140.0, 8.0),
    ("Deir ez-Zor", "Hasakah", 177.0, 10.0),
    ("Deir ez-Zor", "Abu Kamal", 130.0, 8.0),
    ("Deir ez-Zor", "Mayadin", 45.0, 12.0),
    ("Raqqa", "Aleppo", 195.0, 8.0),
    ("Hasakah", "Qamishli", 85.0, 8.0),
    ("Homs", "Tartus", 96.0, 10.0),
    ("Tartus", "Latakia", 88.0, 12.0),
    ("Aleppo", "Latakia", 180.0, 8.0),
    ("Aleppo", "Idlib", 60.0, 12.0),
    ("Aleppo", "Azaz", 47.0, 10.0),
    ("Aleppo", "Manbij", 85.0, 8.0),
    ("Hama", "Salamiyah", 33.0, 10.0),
    ("Hama", "Masyaf", 41.0, 12.0),
    ("Homs", "Salamiyah", 45.0, 10.0),
    ("Kyiv", "Kharkiv", 480.0, 6.0),
    ("Kyiv", "Poltava", 343.0, 6.0),
    ("Kyiv", "Odesa", 475.0, 6.0),
    ("Kyiv", "Lviv", 540.0, 6.0),
    ("Kyiv", "Zhytomyr", 140.0, 8.0),
    ("Kyiv", "Chernihiv", 143.0, 8.0),
    ("Kharkiv", "Zaporizhzhia", 290.0, 8.0),
    ("Kharkiv", "Izium", 125.0, 8.0),
    ("Izium", "Sloviansk", 50.0, 10.0),
    ("Kharkiv", "Kupiansk", 119.0, 8.0),
    ("Dnipro", "Zaporizhzhia", 85.0, 8.0),
    ("Dnipro", "Donetsk", 250.0, 8.0),
    ("Zaporizhzhia", "Melitopol", 124.0, 8.0),
    ("Melitopol", "Berdiansk", 120.0, 8.0),
    ("Berdiansk", "Mariupol", 80.0, 10.0),
    ("Donetsk", "Mariupol", 115.0, 10.0),
    ("Sloviansk", "Donetsk", 115.0, 10.0),
    ("Mykolaiv", "Kherson", 68.0, 10.0),
    ("Odesa", "Mykolaiv", 132.0, 12.0),
    ("Dzhankoi", "Simferopol", 92.0, 8.0),
];

fn one<'n>(network: &'n Network, name: &str) -> &'n Stop {
    match network.named(name).as_slice() {
        [stop] => stop,
        found => panic!("{name} is the name of {} stops", found.len()),
    }
}

#[test]
fn distances_are_those_that_the_public_knows() {
    let (network, _) = shipped();
    let mut off = Vec::new();
    for (from, to, known, percent) in DISTANCES {
        let way = between(&network, &one(&network, from).id, &one(&network, to).id, |_| false).expect(from);
        let by = (way.km - known) / known * 100.0;
        println!("{from:12} {to:12} {known:6} {:6} {by:+5.1} %  {}", way.km, way.legs.iter().map(|leg| leg.name.as_str()).collect::<Vec<_>>().join(", "));
        if by.abs() > *percent {
            off.push(format!("{from} - {to}: {} km, not {known}", way.km));
        }
    }
    assert!(off.is_empty(), "{off:#?}");
}

/// A severed road in one line, for tables of cases.
fn told(severed: &Severed) -> String {
    let name = |stop: &Option<Stop>| stop.as_ref().map_or("-", |stop| stop.name.as_str()).to_owned();
    let between = format!("{}: {} | {}", severed.name, name(&severed.from), name(&severed.to));
    match &severed.outcome {
        Outcome::Round { way, extra_km, .. } => {
            let by: Vec<&str> = way.legs.iter().map(|leg| leg.name.as_str()).collect();
            format!("{between}, {:.0} km, +{extra_km:.0} by {}", way.km, by.join(", "))
        }
        Outcome::NoWayRound => format!("{between}, no way round"),
        Outcome::EndsHere => format!("{between}, ends here"),
    }
}

#[test]
fn zz_look() {
    let (network, problems) = shipped();
    println!("{problems:#?}");
    for problem in check(&BUILT_IN, Gazetteer::bundled()) { println!("{problem}"); }
    for name in ["Homs","Nabk","Saraqib","Hama","Palmyra","Daraa","Deir ez-Zor","Kherson","Bakhmut","Melitopol","Oleshky","Chonhar", "al-Tanf"] {
        let cut = cut(&network, &one(&network, name).id).unwrap();
        println!("{name}");
        for road in &cut.roads { println!("    {}", told(road)); }
    }
    let mut seen = std::collections::BTreeSet::new();
    for stop in network.stops() {
        if seen.contains(&stop.id) { continue }
        let part: Vec<_> = network.stops().filter(|other| between(&network, &stop.id, &other.id, |_| false).is_some()).collect();
        println!("component {} {}", part.len(), stop.name);
        seen.extend(part.iter().map(|s| s.id.clone()));
    }
}

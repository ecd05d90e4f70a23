//! The tables as shipped, held to public distances and to what is known of the ground.

use super::*;
use crate::places::Gazetteer;
use claim::Problem;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::LazyLock;

static SHIPPED: LazyLock<Network> = LazyLock::new(|| Network::bundled(Gazetteer::bundled()));

/// Roads over places that are not on any map, from lines without their header.
fn invented(lines: &str) -> (Network, Vec<Problem>) {
    let text = format!("road,class,order,place,id,lat,lon,km,note\n{lines}");
    Network::parse(&[("roads/invented.csv", &text)], Gazetteer::bundled())
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
    let network = &*SHIPPED;
    let mut off = Vec::new();
    let mut errors = Vec::new();
    for (from, to, known, percent) in DISTANCES {
        let way = between(network, &one(network, from).id, &one(network, to).id, |_| false).expect(from);
        let by = (way.km - known) / known * 100.0;
        errors.push(by.abs());
        if by.abs() > *percent {
            off.push(format!("{from} - {to}: {} km, not {known}", way.km));
        }
    }
    assert!(off.is_empty(), "{off:#?}");
    errors.sort_by(f64::total_cmp);
    // docs/roads.md says so.
    let (middle, largest) = (errors[errors.len() / 2], errors[errors.len() - 1]);
    assert!(errors.len() == 47 && middle < 2.0 && largest < 11.0, "{} errors, {middle} %, {largest} %", errors.len());
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
fn the_shipped_tables_have_no_problems() {
    let problems = check(&BUILT_IN, Gazetteer::bundled());
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn in_a_theatre_every_place_can_be_reached_from_every_other() {
    for (file, text) in BUILT_IN {
        let (network, _) = Network::parse(&[(file, text)], Gazetteer::bundled());
        let first = network.stops().next().expect(file);
        let lost: Vec<&str> = network
            .stops()
            .filter(|stop| between(&network, &first.id, &stop.id, |_| false).is_none())
            .map(|stop| stop.name.as_str())
            .collect();
        assert!(lost.is_empty(), "{file}: no way from {} to {lost:?}", first.name);
        assert!(network.stops().count() > 100, "{file}");
    }
}

#[test]
fn a_closed_place_severs_these_roads() {
    let network = &*SHIPPED;
    let cases: &[(&str, &[&str], &str)] = &[
        (
            "Homs",
            &[],
            "M5: Hisyah | Talbiseh, 112 km, +62 by Qusayr - Hisyah, Khirbat Tin Nur - Qusayr, Khirbat Tin Nur - Kafr Laha, Rastan - Kafr Laha, M5",
        ),
        (
            "Homs",
            &["Talbiseh", "Rastan"],
            "M5: Hisyah | Hama, 144 km, +60 by Qusayr - Hisyah, Khirbat Tin Nur - Qusayr, Khirbat Tin Nur - Kafr Laha, Homs - Masyaf, Hama - Masyaf",
        ),
        ("Homs", &[], "M1: - | Khirbat Tin Nur, ends here"),
        ("Nabk", &[], "M5: al-Qutayfah | Deir Atiyah, 195 km, +150 by Damascus - Qaryatayn, Hisyah - Qaryatayn, M5"),
        ("Saraqib", &[], "M4: Ariha | Zarbah, 56 km, +7 by Idlib - Ariha, Idlib - Atarib, Taftanaz - Zarbah"),
        (
            "Saraqib",
            &["Idlib"],
            "M4: Ariha | Zarbah, 166 km, +117 by M4, Idlib - Jisr al-Shughur, Darkush - Bab al-Hawa, M45, Idlib - Atarib, Taftanaz - Zarbah",
        ),
        (
            "Daraa",
            &[],
            "M5: Nasib | Khirbet Ghazaleh, 106 km, +76 by Nasib - Jizah, Daraa - Bosra, Bosra - Suwayda, Daraa - Suwayda, Khirbet Ghazaleh - Musayfirah",
        ),
        ("Daraa", &["Suwayda"], "M5: Nasib | Khirbet Ghazaleh, no way round"),
        ("Kherson", &[], "M14: Mykolaiv | Beryslav, 127 km, +0 by Mykolaiv - Snihurivka"),
        (
            "Bakhmut",
            &[],
            "M03: Sloviansk | Debaltseve, 124 km, +35 by H20, Kostiantynivka - Toretsk, Horlivka - Yenakiieve, M30",
        ),
        (
            "Chonhar",
            &[],
            "M18: Novooleksiivka | Dzhankoi, 219 km, +154 by Chaplynka - Novooleksiivka, Kakhovka - Armiansk, M17",
        ),
        ("Chonhar", &["Armiansk"], "M18: Novooleksiivka | Dzhankoi, no way round"),
        ("al-Tanf", &[], "M2: Sab Biyar | -, ends here"),
    ];
    let mut wrong = Vec::new();
    for (place, also, expected) in cases {
        let also: Vec<&str> = also.iter().map(|name| one(network, name).id.as_str()).collect();
        let cut = cut_where(network, &one(network, place).id, |id| also.contains(&id)).expect(place);
        let lines: Vec<String> = cut.roads.iter().map(told).collect();
        if !lines.iter().any(|line| line == expected) {
            wrong.push((place, expected, lines));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_section_that_touches_the_place_is_told() {
    let cut = cut(&SHIPPED, &one(&SHIPPED, "Saraqib").id).expect("a place on roads");
    let mut beside: Vec<&str> = cut
        .sections
        .iter()
        .map(|section| if section.a == cut.place.id { &section.b } else { &section.a })
        .map(|id| SHIPPED.stop(id).map_or("?", |stop| stop.name.as_str()))
        .collect();
    beside.sort_unstable();
    assert_eq!(beside, ["Abu al-Duhur", "Ariha", "Idlib", "Maarat al-Numan", "Taftanaz", "Zarbah"]);
    let shared = cut.sections.iter().find(|section| section.roads.len() == 2).expect("M4 and M5 share one");
    assert_eq!(shared.roads, ["syria/M4", "syria/M5"]);
    assert_eq!(shared.class, Class::Motorway);
}

#[test]
fn a_place_that_no_road_passes_cuts_nothing() {
    assert_eq!(cut(&SHIPPED, "geonames:1"), None);
    assert_eq!(between(&SHIPPED, "geonames:1", &one(&SHIPPED, "Homs").id, |_| false), None);
}

#[test]
fn a_road_told_in_order_has_growing_kilometres() {
    let stops = along(&SHIPPED, "syria/M5");
    let names: Vec<&str> = stops.iter().map(|at| at.stop.name.as_str()).collect();
    assert_eq!(names.first(), Some(&"Mafraq"));
    assert_eq!(names.last(), Some(&"Aleppo"));
    assert_eq!(stops.first().map(|at| at.km), Some(0.0));
    assert!(stops.windows(2).all(|pair| pair[0].km < pair[1].km), "{stops:#?}");
    assert_eq!(along(&SHIPPED, "syria/no such road"), []);
}

#[test]
fn places_and_roads_are_found_by_name_however_written() {
    let names = |name: &str| SHIPPED.named(name).iter().map(|stop| stop.id.clone()).collect::<Vec<_>>();
    assert_eq!(names("deir ez zor"), ["geonames:170794"]);
    assert_eq!(names("Ithriya"), ["road:ithriya"]);
    assert_eq!(names("Nowhere"), [""; 0]);
    let roads = |name: &str| SHIPPED.roads_named(name).iter().map(|road| road.id.clone()).collect::<Vec<_>>();
    assert_eq!(roads("m-5"), ["syria/M5"]);
    assert_eq!(roads("Syria/M5"), ["syria/M5"]);
    assert_eq!(roads("Hama-Masyaf"), ["syria/Hama - Masyaf"]);
}

/// A diamond: from West to East over North or over South, both equally long.
const DIAMOND: &str = "\
R1,main,10,West,road:w,0,0,,
R1,main,20,North,road:n,0.5,0.5,80,
R1,main,30,East,road:e,0,1,80,
R2,main,10,West,road:w,,,,
R2,main,20,South,road:s,-0.5,0.5,80,
R2,main,30,East,road:e,,,80,
";

#[test]
fn of_equal_ways_the_one_with_smaller_ids_is_taken_both_ways() {
    let (network, problems) = invented(DIAMOND);
    assert_eq!(problems, []);
    let ids = |from: &str, to: &str| {
        let way = between(&network, from, to, |_| false).expect("a way");
        way.stops.iter().map(|stop| stop.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids("road:w", "road:e"), ["road:w", "road:n", "road:e"]);
    assert_eq!(ids("road:e", "road:w"), ["road:e", "road:n", "road:w"]);
    // Ten times the same sum in tenths is exact, so a third way of as many km but more stops loses.
    let (longer, _) = invented(&format!(
        "{DIAMOND}R3,main,10,West,road:w,,,,\nR3,main,20,A,road:a,0,0.3,79.9,\nR3,main,30,B,road:b,0,0.6,40,\nR3,main,40,East,road:e,,,40.1,\n"
    ));
    let way = between(&longer, "road:w", "road:e", |_| false).expect("a way");
    assert_eq!((way.km, way.stops.len()), (160.0, 3));
}

#[test]
fn a_place_without_a_way_round_splits_the_road() {
    let (network, _) = invented("R,main,10,A,road:a,0,0,,\nR,main,20,B,road:b,0,0.5,,\nR,main,30,C,road:c,0,1,,\n");
    let cut = cut(&network, "road:b").expect("a place on a road");
    assert_eq!(cut.roads.iter().map(told).collect::<Vec<_>>(), ["R: A | C, no way round"]);
    let nothing_open = cut_where(&network, "road:b", |id| id == "road:a").expect("a place on a road");
    assert_eq!(nothing_open.roads.iter().map(told).collect::<Vec<_>>(), ["R: - | C, ends here"]);
    assert_eq!(nothing_open.roads[0].closed.len(), 2);
}

#[test]
fn a_line_that_cannot_be_used_is_told_with_its_line_and_remedy() {
    let good = "R,main,10,A,road:a,0,0,,\nR,main,20,B,road:b,0,0.5,,\n";
    let cases: &[(&str, &str)] = &[
        ("R,main,30,C,road:c,,,,", "unknown id \"road:c\"; find it with `dateline where \"C\" --json`"),
        ("R,main,30,C,geonames:1,,,,", "unknown id \"geonames:1\"; find it"),
        ("R,main,20,C,road:c,0,1,,", "order 20 of R does not come after 20 in line 3; number"),
        ("R,main,x,C,road:c,0,1,,", "order \"x\" is no whole number; number"),
        ("R,path,30,C,road:c,0,1,,", "unknown class \"path\"; write one of motorway, trunk, main, secondary"),
        ("R,main,30,C,road:c,0,200,,", "0,200 is no point; write degrees"),
        ("R,main,30,C,road:c,0,1,far,", "\"far\" is no length in km; write"),
        ("R,main,30,C,road:c,0,1,5,", "5 km are fewer than the 55.6 km of a straight line from B to C; mend"),
        ("R,main,30,C,road:c,0,9,,", "B and C lie 945 km apart; mend an id, or add"),
        ("R,main,30,,road:c,0,1,,", "road, place and id may not be empty; fill"),
        ("R,main,30,C,road:c,0,1", "7 cells instead of 9; put cells that hold a comma"),
        ("R,main,30,B,road:b,,,,", "B follows itself on R; delete"),
        ("R,main,30,Bee,road:b,,,,", "road:b is called \"Bee\" here and \"B\" before; spell"),
        ("R,main,30,B,road:b,1,1,,", "road:b has other coordinates above; give"),
        ("S,main,10,A,road:a,,,,", "S has one stop; give"),
    ];
    assert_eq!(invented(good).1, []);
    for (line, expected) in cases {
        let (network, problems) = invented(&format!("{good}{line}\n"));
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        let expected = format!("roads/invented.csv:4: {expected}");
        assert!(told.iter().any(|told| told.starts_with(&expected)), "{line}: {expected:?} is not in {told:#?}");
        assert!(network.road("invented/R").is_some_and(|road| road.stops.len() >= 2), "{line} spoiled the rest");
    }
    let (network, problems) = Network::parse(&[("x.csv", "road,place\nR,A\n")], Gazetteer::bundled());
    assert_eq!(network, Network::default());
    assert!(problems[0].to_string().starts_with("x.csv:1: the header is not road,class,order"), "{problems:#?}");
    let header = "road,class,order,place,id,lat,lon,km,note\n";
    let wrong = format!("{header}R,main,10,Homs,geonames:169577,,,,\nR,main,20,Hama,geonames:163808,,,,\n");
    let told = check(&[("x.csv", &wrong)], Gazetteer::bundled());
    assert!(
        told[0].to_string().starts_with("x.csv:3: \"Hama\" is no name of geonames:163808, which is Tadmur; mend"),
        "{told:#?}"
    );
}

#[test]
fn the_order_of_files_changes_nothing_and_json_gives_the_same_network_back() {
    let mut turned = BUILT_IN;
    turned.reverse();
    let (other, _) = Network::parse(&turned, Gazetteer::bundled());
    assert_eq!(*SHIPPED, other);
    let json = serde_json::to_string(&*SHIPPED).expect("plain data");
    assert_eq!(*SHIPPED, serde_json::from_str::<Network>(&json).expect("its own JSON"));
}

#[test]
fn a_cut_as_json_has_the_shape_of_the_documentation() {
    let (network, _) = invented(DIAMOND);
    let cut = cut(&network, "road:n").expect("a place on a road");
    let json = serde_json::to_value(&cut).expect("plain data");
    assert_eq!(json["place"], serde_json::json!({"id": "road:n", "name": "North", "lat": 0.5, "lon": 0.5}));
    let road = &json["roads"][0];
    assert_eq!((&road["outcome"], &road["road_km"], &road["extra_km"]), (&"round".into(), &160.0.into(), &0.0.into()));
    assert_eq!(
        road["way"]["legs"],
        serde_json::json!([{"road": "invented/R2", "name": "R2", "from": "road:w", "to": "road:e", "km": 160.0}])
    );
    assert_eq!(serde_json::from_value::<Cut>(json).expect("its own JSON"), cut);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn closing_places_never_makes_a_way_shorter_and_the_way_back_is_the_same(
        ends in (0..400_usize, 0..400_usize),
        closed in proptest::collection::btree_set(0..400_usize, 0..40),
    ) {
        let ids: Vec<&str> = SHIPPED.stops().map(|stop| stop.id.as_str()).collect();
        let id = |at: usize| ids[at % ids.len()];
        let closed: BTreeSet<&str> = closed.iter().map(|at| id(*at)).collect();
        let (from, to) = (id(ends.0), id(ends.1));
        let open = between(&SHIPPED, from, to, |_| false);
        let shut = between(&SHIPPED, from, to, |id| closed.contains(id));
        let back = between(&SHIPPED, to, from, |id| closed.contains(id));
        if let Some(shut) = &shut {
            prop_assert!(open.as_ref().is_some_and(|open| open.km <= shut.km));
            prop_assert!(shut.stops.iter().all(|stop| !closed.contains(stop.id.as_str())));
            let legs: f64 = shut.legs.iter().map(|leg| leg.km).sum();
            prop_assert!((legs - shut.km).abs() < 0.05 + 0.01 * shut.legs.len() as f64);
        }
        let turned = back.map(|mut way| { way.stops.reverse(); (way.km, way.stops) });
        prop_assert_eq!(shut.map(|way| (way.km, way.stops)), turned);
    }

    #[test]
    fn a_way_round_is_never_shorter_than_the_usual_one(
        place in 0..400_usize,
        closed in proptest::collection::btree_set(0..400_usize, 0..20),
    ) {
        let ids: Vec<&str> = SHIPPED.stops().map(|stop| stop.id.as_str()).collect();
        let id = |at: usize| ids[at % ids.len()];
        let closed: BTreeSet<&str> = closed.iter().map(|at| id(*at)).collect();
        let cut = cut_where(&SHIPPED, id(place), |id| closed.contains(id)).expect("a place on roads");
        for road in &cut.roads {
            prop_assert!(road.closed.iter().any(|stop| stop.id == cut.place.id));
            if let Outcome::Round { way, usual_km, extra_km } = &road.outcome {
                prop_assert!(*extra_km >= 0.0);
                prop_assert!(road.road_km.is_some_and(|km| *usual_km <= km));
                prop_assert!(way.stops.iter().all(|stop| stop.id != cut.place.id && !closed.contains(stop.id.as_str())));
            }
        }
    }
}

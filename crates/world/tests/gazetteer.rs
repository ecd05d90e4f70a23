//! The bundled gazetteer: that it is whole, finds what news names, and is quick enough to open.

use std::collections::HashSet;

use world::places::gazetteer::{PACK, check_tables};
use world::places::pack::Pack;
use world::places::tables::BUILT_IN;
use world::places::{Class, Gazetteer, KeyKind};

/// Ids of what bears a name.
fn ids(name: &str) -> Vec<String> {
    let gazetteer = Gazetteer::bundled();
    gazetteer.lookup(name).into_iter().map(|candidate| gazetteer.place(candidate.entry).id).collect()
}

#[test]
fn the_pack_is_whole_and_says_whose_it_is() {
    let pack = Pack::from_static(PACK).unwrap();
    assert!(pack.about().contains("GeoNames") && pack.about().contains("CC BY 4.0"), "{}", pack.about());
    assert!(PACK.len() <= 10_000_000, "{} bytes", PACK.len());
    assert_eq!(pack.len(), 234_908);
    // Every block is unpacked once, so that every checksum is looked at.
    for record in (0..pack.len() as u32).step_by(1000) {
        assert!(pack.numbers(record).is_some() && pack.names(record).is_some(), "record {record}");
    }
    pack.with_key("damascus", |_, _| {});
    assert_eq!(pack.problem(), None);
}

#[test]
fn the_tables_fit_the_pack() {
    let problems: Vec<String> = check_tables(&BUILT_IN).iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn places_are_found_under_the_names_that_news_uses() {
    let cases = [
        ("Damascus", "geonames:170654"),
        ("Daraa", "geonames:170905"),
        ("Deraa", "geonames:170905"),
        ("Dar'a", "geonames:170905"),
        ("Dar‘ā", "geonames:170905"),
        ("Homs", "geonames:169577"),
        ("Hims", "geonames:169577"),
        ("Aleppo", "geonames:170063"),
        ("Halab", "geonames:170063"),
        ("Deir ez-Zor", "geonames:170794"),
        ("Deir al-Zor", "geonames:170794"),
        ("Dayr az Zawr", "geonames:170794"),
        ("Deir Ezzor", "geonames:170794"),
        ("Raqqa", "geonames:172955"),
        ("ar-Raqqah", "geonames:172955"),
        ("Latakia", "geonames:173576"),
        ("Kyiv", "geonames:703448"),
        ("Kiev", "geonames:703448"),
        ("Київ", "geonames:703448"),
        ("Mariupol", "geonames:701822"),
        ("Baghdad", "geonames:98182"),
        ("بغداد", "geonames:98182"),
        ("Sana'a", "geonames:71137"),
        ("Sanaa", "geonames:71137"),
        ("Khartoum", "geonames:379252"),
        ("Mogadishu", "geonames:53654"),
        ("Syria", "iso:SY"),
        ("UK", "iso:GB"),
        ("U.S.", "iso:US"),
    ];
    let missed: Vec<_> = cases.iter().filter(|(name, id)| !ids(name).contains(&(*id).to_owned())).collect();
    assert!(missed.is_empty(), "{missed:?}");
}

#[test]
fn a_division_is_found_under_the_names_of_the_town_it_is_called_after() {
    let gazetteer = Gazetteer::bundled();
    for name in ["Daraa", "Deraa", "Dar'a"] {
        let classes: HashSet<Class> =
            gazetteer.lookup(name).iter().map(|candidate| gazetteer.facts(candidate.entry).class).collect();
        assert!(classes.contains(&Class::Division) && classes.contains(&Class::Town), "{name}: {classes:?}");
    }
}

#[test]
fn candidates_tell_how_the_name_was_met() {
    let gazetteer = Gazetteer::bundled();
    let met = |name: &str, id: &str| {
        let entry = gazetteer.entry(id).unwrap();
        let candidates = gazetteer.lookup_loosely(name);
        candidates
            .into_iter()
            .find(|candidate| candidate.entry == entry)
            .map(|candidate| (candidate.key, candidate.main))
    };
    let cases = [
        ("Homs", "geonames:169577", Some((KeyKind::Exact, true))),
        ("homs", "geonames:169577", Some((KeyKind::Exact, true))),
        ("Hims", "geonames:169577", Some((KeyKind::Exact, false))),
        ("Dar‘ā", "geonames:170905", Some((KeyKind::Exact, true))),
        ("Qamushly", "geonames:173377", Some((KeyKind::Skeleton, false))),
        ("Zzyzxville", "geonames:169577", None),
    ];
    for (name, id, how) in cases {
        let found = met(name, id);
        // By consonants, which of a place's names is met first does not matter.
        let same = match (found, how) {
            (Some((KeyKind::Skeleton, _)), Some((KeyKind::Skeleton, _))) => true,
            _ => found == how,
        };
        assert!(same, "{name}: {found:?}");
    }
}

#[test]
fn what_nothing_bears_gives_nothing() {
    let gazetteer = Gazetteer::bundled();
    for name in ["", " ", "—", "'", "Qwrtplkjhgfd", "\u{0}", "\u{ffff}", "🦀"] {
        assert_eq!(gazetteer.lookup(name), [], "{name:?}");
    }
    assert_eq!(gazetteer.entry("geonames:0"), None);
    assert_eq!(gazetteer.entry("geonames:99999999999"), None);
    assert_eq!(gazetteer.entry("nonsense"), None);
}

#[test]
fn a_place_tells_all_that_is_known_of_it() {
    let gazetteer = Gazetteer::bundled();
    let place = gazetteer.place(gazetteer.entry("geonames:170905").unwrap());
    assert_eq!((place.id.as_str(), place.own_name.as_deref()), ("geonames:170905", Some("درعا")));
    assert_eq!((place.division_code.as_deref(), place.division_name.as_deref()), (Some("06"), Some("Daraa")));
    assert_eq!((place.facts.country(), place.facts.class, place.facts.population), (Some("SY"), Class::Town, 97_969));
    assert_eq!((place.facts.lat, place.facts.lon), (32.6189, 36.1021));
    let capital = gazetteer.facts(gazetteer.entry("geonames:170654").unwrap());
    assert_eq!(capital.class, Class::Capital);
    let country = gazetteer.place(gazetteer.country("SY").unwrap());
    assert_eq!((country.id.as_str(), country.facts.class.kind()), ("iso:SY", "country"));
    assert_eq!(gazetteer.entry("geonames:163843"), gazetteer.country("SY"), "countries go by their GeoNames id too");
    assert_eq!(gazetteer.entry("iso:SY-DR"), gazetteer.entry("geonames:SY.06"), "divisions by both their codes");
}

#[test]
fn no_place_is_given_twice_and_every_candidate_has_a_point() {
    let gazetteer = Gazetteer::bundled();
    for name in ["Damascus", "San José", "Victoria", "Springfield", "Georgia", "Luxembourg", "Santa Cruz", "Kabul"] {
        let candidates = gazetteer.lookup_loosely(name);
        let entries: HashSet<_> = candidates.iter().map(|candidate| candidate.entry).collect();
        assert_eq!(entries.len(), candidates.len(), "{name}");
        assert!(candidates.len() > 1, "{name}");
        for candidate in candidates {
            let place = gazetteer.place(candidate.entry);
            assert!(place.facts.lat.abs() <= 90.0 && place.facts.lon.abs() <= 180.0, "{place:?}");
            assert_eq!(gazetteer.entry(&place.id), Some(candidate.entry), "{place:?}");
        }
    }
}

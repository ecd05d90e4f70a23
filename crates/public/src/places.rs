//! Places told less exactly: the division, the country, or the cell of a grid that a place lies in. The same place always gives the same
//! answer. Knows the built-in gazetteer alone, so nothing that somebody typed comes through.

use crate::lexicon::key;
use crate::policy::{Listed, Policy, Precision};
use claim::Place;
use std::collections::HashMap;
use std::sync::OnceLock;
use world::places::rank::kilometres;
use world::places::{Class, Entry, Gazetteer};

/// Regions that reach so far, in km, are told by name whatever the precision.
const WIDE: f64 = 30.0;

/// What a place is told as under a policy; `None` where nothing can be told of it.
pub(crate) fn told(place: &Place, precision: Precision, policy: &Policy) -> Option<Place> {
    let gazetteer = Gazetteer::bundled();
    let entry = gazetteer.entry(&place.id);
    // A place that is not in the gazetteer has a name and a point that anybody may have written.
    let precision = if entry.is_some() { precision } else { precision.max(policy.places.unknown) };
    if precision == Precision::Exact {
        return Some(match entry {
            None => Place { runner_up: None, ..place.clone() },
            Some(entry) => Place { precision: place.precision, score: place.score.clamp(0.0, 1.0), ..of_entry(entry) },
        });
    }
    if let Some(entry) = entry.filter(|entry| is_wide(*entry, precision)) {
        return Some(of_entry(entry));
    }
    if precision == Precision::Grid {
        return cell(place, entry, policy.places.grid_degrees);
    }
    let facts = entry.map(|entry| gazetteer.facts(entry));
    let country = match &facts {
        Some(facts) => facts.country().map(str::to_owned),
        None => place.country.clone(),
    };
    let division = match &facts {
        Some(facts) => facts.division,
        None => divisions().get(&(country.clone()?, key(place.division.as_deref().unwrap_or_default()))).copied(),
    };
    let division = division.and_then(|number| gazetteer.entry_of_division(number));
    let division = division.filter(|_| precision == Precision::Admin1);
    division.or_else(|| gazetteer.country(&country?)).map(of_entry)
}

/// A country is never too exact, nor is a division where divisions may be told, nor a desert.
fn is_wide(entry: Entry, precision: Precision) -> bool {
    let gazetteer = Gazetteer::bundled();
    let facts = gazetteer.facts(entry);
    match facts.class {
        Class::Country => true,
        Class::Division => precision < Precision::Country,
        Class::Region | Class::Water => precision < Precision::Country && facts.radius_km >= WIDE,
        _ => false,
    }
}

fn of_entry(entry: Entry) -> Place {
    Gazetteer::bundled().place(entry).answer()
}

/// The cell of the grid that a place lies in, told by its middle.
fn cell(place: &Place, entry: Option<Entry>, degrees: f64) -> Option<Place> {
    let (lat, lon, record) = match entry.map(|entry| Gazetteer::bundled().place(entry)) {
        Some(record) => (record.facts.lat, record.facts.lon, Some(record)),
        None => (place.lat, place.lon, None),
    };
    if !lat.is_finite() || !lon.is_finite() {
        return None;
    }
    let middle = |value: f64| (((value / degrees).floor() + 0.5) * degrees * 1e4).round() / 1e4;
    let (lat, lon) = (middle(lat), middle(lon));
    Some(Place {
        id: format!("grid:{degrees}:{lat},{lon}"),
        name: format!("cell around {lat}, {lon}"),
        own_name: None,
        country: record.as_ref().and_then(|record| record.facts.country().map(str::to_owned)),
        division: record.and_then(|record| record.division_name),
        lat,
        lon,
        precision: if degrees <= 0.25 { 2 } else { 3 },
        kind: "region".to_owned(),
        score: 1.0,
        runner_up: None,
    })
}

/// First-order divisions by country and folded name.
fn divisions() -> &'static HashMap<(String, String), u16> {
    static DIVISIONS: OnceLock<HashMap<(String, String), u16>> = OnceLock::new();
    DIVISIONS.get_or_init(|| {
        let gazetteer = Gazetteer::bundled();
        let all = (0..u16::MAX).map_while(|number| gazetteer.division(number).map(|division| (number, division)));
        all.map(|(number, division)| ((division.country.clone(), key(&division.name)), number)).collect()
    })
}

/// Whether a policy lists a place, or all places of its kind, as sensitive.
pub(crate) fn is_listed(place: &Place, text: &str, policy: &Policy) -> bool {
    let near = |listed: &Listed| match (listed.lat, listed.lon, listed.km) {
        (Some(lat), Some(lon), Some(km)) => kilometres((lat, lon), (place.lat, place.lon)) <= km,
        _ => false,
    };
    let area = matches!(place.kind.as_str(), "country" | "division");
    policy.sensitive.kinds.contains(&place.kind)
        || policy.sensitive.place.iter().any(|listed| {
            listed.id.as_ref() == Some(&place.id)
                || listed.name.as_ref().is_some_and(|name| key(name) == key(&place.name) || key(name) == key(text))
                || (!area && near(listed))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(id: &str) -> Place {
        of_entry(Gazetteer::bundled().entry(id).unwrap())
    }

    #[test]
    fn a_place_is_told_as_exactly_as_it_may_be() {
        let policy = Policy::default();
        let (homs, syria, bab) = (place("geonames:169577"), place("iso:SY"), place("dateline:abu-al-duhur-air-base"));
        let id = |place: &Place, precision| told(place, precision, &policy).map(|place| place.id);
        assert_eq!(id(&homs, Precision::Exact).as_deref(), Some("geonames:169577"));
        assert_eq!(id(&homs, Precision::Admin1).as_deref(), Some("iso:SY-HI"));
        assert_eq!(id(&homs, Precision::Country).as_deref(), Some("iso:SY"));
        assert_eq!(id(&homs, Precision::Grid).as_deref(), Some("grid:0.5:34.75,36.75"));
        assert_eq!(id(&bab, Precision::Admin1).as_deref(), Some("iso:SY-ID"));
        for precision in [Precision::Exact, Precision::Grid, Precision::Admin1, Precision::Country] {
            assert_eq!(id(&syria, precision).as_deref(), Some("iso:SY"), "{precision:?}");
        }
        assert_eq!(id(&place("iso:SY-HI"), Precision::Country).as_deref(), Some("iso:SY"));
    }

    #[test]
    fn what_somebody_typed_does_not_come_through() {
        let policy = Policy::default();
        let typed = Place { name: "Ahmad's house".into(), lat: 34.7, ..place("geonames:169577") };
        let exact = told(&typed, Precision::Exact, &policy).unwrap();
        assert_eq!((exact.name.as_str(), exact.lat), ("Homs", place("geonames:169577").lat));
        let made_up = Place { id: "my:house".into(), division: Some("Homs".into()), ..typed.clone() };
        assert_eq!(told(&made_up, Precision::Exact, &policy).unwrap().id, "iso:SY-HI");
        let nowhere = Place { division: Some("Ahmad".into()), ..made_up.clone() };
        assert_eq!(told(&nowhere, Precision::Exact, &policy).unwrap().id, "iso:SY");
        let neither = Place { country: Some("Ahmad".into()), ..nowhere };
        assert_eq!(told(&neither, Precision::Exact, &policy), None);
    }
}

//! Which of the places that bear a name is meant: signs, their weights, chances.
//!
//! A place gets a number for each sign (how populous, named like its country, near the report's other places, ...); the
//! weighted sum says how likely it is against the others of its name: a softmax. The weights are learned
//! (`training/places.py`, from GeoVirus) and stand in `weights.json` with their source. "None of these" takes part with a
//! weight of its own, so a score says something of names that the gazetteer does not hold. Never looks up names and never
//! reads text: [`super::names`] and [`super::resolve`] do.

use std::sync::LazyLock;

use super::gazetteer::{Class, Facts, KeyKind};
use super::names::Cue;

/// A place that bears the name, reduced to what ranking needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bearer {
    /// The numbers of the place.
    pub facts: Facts,
    /// By which key the name was met.
    pub key: KeyKind,
    /// True where the name met is the main one.
    pub main: bool,
    /// True where the main name is spelled nearly so: "Daraa" for "Dar‘ā".
    pub nearly_main: bool,
    /// Whether words of the mention were cut off to meet it.
    pub cut: bool,
}

/// What a report says about one mention, as far as the mention itself and the report's words tell.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// What kind of place the words ask for.
    pub cue: Option<Cue>,
    /// For each bearer: lies in the place behind the comma.
    pub inside: Vec<bool>,
    /// For each bearer: lies in a place named just before or behind.
    pub about: Vec<bool>,
    /// For each bearer: holds a place that is named just before the comma in front.
    pub holds: Vec<bool>,
    /// Countries that the report names otherwise, with their share of all such names.
    pub countries: Vec<([u8; 2], f64)>,
    /// Country of the outlet.
    pub outlet: Option<[u8; 2]>,
}

/// Another place of the report, with how sure it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Neighbour {
    /// The numbers of the place.
    pub facts: Facts,
    /// 0..1.
    pub chance: f64,
    /// 1 for the mention next to this one in the text, less for others.
    pub closeness: f64,
}

/// How many signs there are.
pub const SIGNS: usize = 30;

/// Their names, as `weights.json` has them, in order.
pub const NAMES: [&str; SIGNS] = [
    "town",
    "capital",
    "country",
    "division",
    "district",
    "region",
    "base",
    "town_population",
    "area_population",
    "behind_the_largest",
    "other_name",
    "folded",
    "skeleton",
    "cut",
    "cue_fits",
    "cue_speaks_against",
    "inside",
    "outside",
    "about",
    "holds",
    "country_named",
    "country_share",
    "no_country_named",
    "outlet",
    "neighbours_country",
    "neighbours_division",
    "neighbours_nearness",
    "next_ones_country",
    "town_of_its_name",
    "asked_for_beside_its_town",
];

/// The signs of one bearer. All within about -2..2.
pub type Signs = [f64; SIGNS];

/// The weights of the two passes: the second one knows the neighbours.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// Without neighbours.
    pub first: Signs,
    /// With them.
    pub second: Signs,
    /// "None of these", in both passes.
    pub none: [f64; 2],
}

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
    // The file is part of the program; a test holds it to its form, so that a missing name cannot reach a user.
    let file: serde_json::Value = serde_json::from_str(include_str!("weights.json")).unwrap_or_default();
    let pass = |pass: &str| NAMES.map(|name| file[pass][name].as_f64().unwrap_or(0.0));
    let none = |pass: &str| file[pass]["none"].as_f64().unwrap_or(-2.0);
    Weights { first: pass("first"), second: pass("second"), none: [none("first"), none("second")] }
});

/// The weights that the program ships with.
pub fn weights() -> &'static Weights {
    &WEIGHTS
}

fn on(yes: bool) -> f64 {
    f64::from(u8::from(yes))
}

/// Whether a place has a point of its own, and is no wide area.
pub fn is_point(class: Class) -> bool {
    !matches!(class, Class::Country | Class::Division | Class::Region | Class::Water)
}

fn is_town(class: Class) -> bool {
    matches!(class, Class::Town | Class::Capital)
}

/// Whether a town lies in an area and is no small part of it: then the area is likely named after it ("Homs", not "Quebec";
/// nor "Oklahoma", which is only another name of the town).
fn is_seat(town: &Bearer, area: &Bearer) -> bool {
    let (small, wide) = (&town.facts, &area.facts);
    let inside = small.country == wide.country && small.division == wide.division;
    is_town(small.class)
        && inside
        && small.population * 12 > wide.population
        && (town.main || town.nearly_main || !area.main)
}

/// The signs of every bearer of one name. `neighbours` is empty in the first pass.
pub fn signs(bearers: &[Bearer], evidence: &Evidence, neighbours: &[Neighbour]) -> Vec<Signs> {
    let people = |facts: &Facts| (facts.population.max(100) as f64).log10();
    let towns = bearers.iter().map(|bearer| &bearer.facts).filter(|facts| is_town(facts.class));
    let largest = towns.map(people).fold(2.0, f64::max);
    let inside_known = evidence.inside.iter().any(|inside| *inside);
    let weight: f64 = neighbours.iter().map(|neighbour| neighbour.chance).sum::<f64>().max(1.0);
    let mut all = Vec::with_capacity(bearers.len());
    for (at, bearer) in bearers.iter().enumerate() {
        let facts = &bearer.facts;
        let is = |flags: &[bool]| flags.get(at).copied().unwrap_or(false);
        let class = |classes: &[Class]| on(classes.contains(&facts.class));
        let town = is_town(facts.class);
        let mut signs = [0.0; SIGNS];
        signs[0] = on(town);
        signs[1] = class(&[Class::Capital]);
        signs[2] = class(&[Class::Country]);
        signs[3] = class(&[Class::Division]);
        signs[4] = class(&[Class::District]);
        signs[5] = class(&[Class::Region, Class::Water]);
        signs[6] = class(&[Class::Base, Class::Camp, Class::Facility]);
        signs[7] = if town { (people(facts) - 2.0) / 2.5 } else { 0.0 };
        signs[8] = if town { 0.0 } else { ((facts.population.max(1) as f64).log10() / 4.0).min(2.5) };
        signs[9] = if town { (people(facts) - largest) / 2.5 } else { 0.0 };
        signs[10] = on(!bearer.main);
        signs[11] = on(bearer.key == KeyKind::Folded);
        signs[12] = on(bearer.key == KeyKind::Skeleton);
        signs[13] = on(bearer.cut);
        let fit = evidence.cue.and_then(|cue| fits(cue, facts.class));
        signs[14] = on(fit == Some(true));
        signs[15] = on(fit == Some(false));
        signs[16] = on(is(&evidence.inside));
        signs[17] = on(inside_known && !is(&evidence.inside));
        signs[18] = on(is(&evidence.about));
        signs[19] = on(is(&evidence.holds));
        let share = evidence.countries.iter().find(|(country, _)| Some(*country) == facts.country);
        signs[20] = on(share.is_some());
        signs[21] = share.map_or(0.0, |(_, share)| *share);
        signs[22] = on(share.is_none() && !evidence.countries.is_empty());
        signs[23] = on(evidence.outlet.is_some() && evidence.outlet == facts.country);
        // "Homs" is the town rather than its province, unless the words ask for the province.
        let seat = matches!(facts.class, Class::Division | Class::District)
            && bearers.iter().any(|other| is_seat(other, bearer));
        let asked = fit == Some(true) || is(&evidence.holds);
        signs[28] = on(seat && !asked);
        signs[29] = on(seat && asked);
        for neighbour in neighbours {
            let other = &neighbour.facts;
            let same = facts.country.is_some() && other.country == facts.country;
            signs[24] += on(same) * neighbour.chance / weight;
            signs[25] +=
                on(same && facts.division.is_some() && other.division == facts.division) * neighbour.chance / weight;
            if is_point(facts.class) && is_point(other.class) {
                let far = kilometres((facts.lat, facts.lon), (other.lat, other.lon));
                signs[26] = f64::max(signs[26], (-far / 150.0).exp() * neighbour.chance);
            }
            signs[27] = f64::max(signs[27], on(same) * neighbour.chance * neighbour.closeness);
        }
        all.push(signs);
    }
    all
}

/// Whether a place of this class is what the words ask for; `None` where they leave it open.
fn fits(cue: Cue, class: Class) -> Option<bool> {
    Some(match cue {
        Cue::Country => class == Class::Country,
        Cue::Division => class == Class::Division,
        Cue::District => matches!(class, Class::District | Class::Division),
        Cue::Town => is_town(class),
        Cue::Base => matches!(class, Class::Base | Class::Facility),
        Cue::Camp => matches!(class, Class::Camp | Class::Base),
        Cue::Water => class == Class::Water,
        Cue::Line => return (matches!(class, Class::Base | Class::Camp)).then_some(false),
        Cue::Region => return matches!(class, Class::Region | Class::Division).then_some(true),
    })
}

/// The chance of each bearer in the first (0) or second (1) pass, and that of none. Sums to 1.
pub fn chances(signs: &[Signs], weights: &Weights, pass: usize) -> (Vec<f64>, f64) {
    let of = if pass == 0 { &weights.first } else { &weights.second };
    let none = weights.none[pass.min(1)];
    let scores: Vec<f64> =
        signs.iter().map(|signs| signs.iter().zip(of).map(|(sign, weight)| sign * weight).sum()).collect();
    let top = scores.iter().copied().fold(none, f64::max);
    let powers: Vec<f64> = scores.iter().map(|score| (score - top).exp()).collect();
    let rest = (none - top).exp();
    let sum = powers.iter().sum::<f64>() + rest;
    (powers.into_iter().map(|power| power / sum).collect(), rest / sum)
}

/// Great-circle distance of two points (degrees north, degrees east) in km: haversine on a sphere of 6371 km.
pub fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (north, east) = ((b.0 - a.0).to_radians() / 2.0, (b.1 - a.1).to_radians() / 2.0);
    let h = north.sin().powi(2) + a.0.to_radians().cos() * b.0.to_radians().cos() * east.sin().powi(2);
    2.0 * 6371.0 * h.sqrt().min(1.0).asin()
}

/// What it says for a place that a sign makes it likelier than the next, in words for people; `None` where that says nothing to
/// a reader. Signs that count against a place speak for the one that lacks them.
pub fn in_words(sign: usize) -> Option<&'static str> {
    Some(match sign {
        1 => "it is the capital of a country",
        2 => "it is a country",
        3 => "it is a first-order division",
        4 => "it is a second-order division",
        5 => "it is a region",
        6 => "it is a base or camp",
        7 | 9 => "it is the more populous",
        10 => "the name is its main one",
        11 | 12 => "the name is spelled so",
        14 => "the words around ask for such a place",
        16 => "it lies in the place named behind the comma",
        15 => "the next is not what the words around ask for",
        17 => "the next lies outside the place named behind the comma",
        18 => "it lies in the place that is named beside it or asked for",
        19 => "it holds the place named before it",
        20..=22 => "its country is named",
        23 => "it is in the outlet's country",
        24 | 27 => "other places named are in its country",
        25 => "other places named are in its division",
        26 => "other places named are near it",
        28 => "a town is meant more often than the division named after it",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn town(country: &[u8; 2], population: u64) -> Bearer {
        let facts = Facts {
            class: Class::Town,
            country: Some(*country),
            division: None,
            lat: 0.0,
            lon: 0.0,
            population,
            radius_km: 0.0,
        };
        Bearer { facts, key: KeyKind::Exact, main: true, nearly_main: false, cut: false }
    }

    #[test]
    fn the_shipped_weights_name_every_sign_and_their_source() {
        let file: serde_json::Value = serde_json::from_str(include_str!("weights.json")).expect("weights.json is JSON");
        for pass in ["first", "second"] {
            for name in NAMES.iter().chain(&["none"]) {
                assert!(file[pass][name].as_f64().is_some_and(f64::is_finite), "{pass}.{name} is no number");
            }
        }
        assert!(file["source"].as_str().is_some_and(|source| source.contains("GeoVirus")));
    }

    #[test]
    fn signs_whose_words_speak_for_the_place_that_lacks_them_count_against() {
        for name in [
            "other_name",
            "folded",
            "skeleton",
            "cue_speaks_against",
            "outside",
            "no_country_named",
            "town_of_its_name",
        ] {
            let at = NAMES.iter().position(|known| *known == name).expect("a sign");
            assert!(weights().second[at] < 0.0, "{name}");
        }
    }

    #[test]
    fn chances_sum_to_one_and_leave_room_for_none() {
        let bearers = [town(b"SY", 1000), town(b"IQ", 100_000)];
        for pass in [0, 1] {
            let (chances, none) = chances(&signs(&bearers, &Evidence::default(), &[]), weights(), pass);
            assert!((chances.iter().sum::<f64>() + none - 1.0).abs() < 1e-9);
            assert!(none > 0.0 && chances.iter().all(|chance| (0.0..=1.0).contains(chance)));
        }
        assert_eq!(chances(&[], weights(), 0), (vec![], 1.0));
    }

    #[test]
    fn a_country_that_is_named_outweighs_some_people() {
        let bearers = [town(b"SY", 20_000), town(b"IQ", 100_000)];
        let best = |evidence: &Evidence| {
            let (chances, _) = chances(&signs(&bearers, evidence, &[]), weights(), 0);
            if chances[0] > chances[1] { "SY" } else { "IQ" }
        };
        assert_eq!(best(&Evidence::default()), "IQ");
        assert_eq!(best(&Evidence { countries: vec![(*b"SY", 1.0)], ..Evidence::default() }), "SY");
    }

    #[test]
    fn distance_is_that_of_known_pairs() {
        // Damascus - Homs: 141 km; across the date line; the same point.
        assert!((kilometres((33.5102, 36.2913), (34.7268, 36.7234)) - 141.0).abs() < 2.0);
        assert!((kilometres((0.0, 179.5), (0.0, -179.5)) - 111.2).abs() < 0.2);
        assert_eq!(kilometres((1.0, 2.0), (1.0, 2.0)), 0.0);
    }
}

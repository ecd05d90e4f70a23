//! The table of joins (crates/fuse/data/joins.toml): families of types, weights, thresholds, weapons. Never reads another file
//! and never looks at a claim.

use super::compare::{SIGNS, Sign};
use crate::words_of;
use claim::EventType;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Where the table stands in the repository: the name that messages give.
pub const JOINS_FILE: &str = "crates/fuse/data/joins.toml";
const JOINS: &str = include_str!("../../data/joins.toml");

/// Most event types that an ontology has.
const TYPES: usize = 256;

/// The table, ready for use.
#[derive(Clone, Debug)]
pub struct Joins {
    /// Rises when the same claims give other events.
    pub version: u16,
    /// Mean likeness from which on two groups of claims are one event, 0..1.
    pub join: f64,
    /// Likeness from which on a person is asked, 0..1, below `join`.
    pub suggest: f64,
    /// By [`Sign`], in logits.
    pub weights: [f64; SIGNS],
    /// Number of the family by number of the type. Types of one family can tell of one event.
    family: Vec<u8>,
    /// How telling a type is within its family, by number of the type.
    telling: Vec<u8>,
    /// How many types there are.
    types: usize,
    /// What different types of a family cost, in logits: a square table by numbers of types.
    between: Vec<f64>,
    /// Whether its doer makes the event, by number of the type.
    by_doer: Vec<bool>,
    /// Whether its place is what it is done to, by number of the type.
    by_place: Vec<bool>,
    /// Hashes of words of reporting, sorted.
    reporting: Vec<u32>,
    /// Class of weapon by hash of a word.
    weapons: BTreeMap<u32, u16>,
    /// Names of the classes, in the order of their bits.
    weapon_names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    version: u16,
    #[serde(rename = "date")]
    _date: String,
    thresholds: Thresholds,
    #[serde(default, rename = "learned")]
    _learned: Option<toml::Table>,
    family: Vec<RawFamily>,
    between: BTreeMap<String, f64>,
    doers: RawTypes,
    places: RawTypes,
    reporting: RawWords,
    weapons: BTreeMap<String, Vec<String>>,
    weights: BTreeMap<String, f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Thresholds {
    join: f64,
    suggest: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTypes {
    types: Vec<EventType>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWords {
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFamily {
    name: String,
    types: Vec<EventType>,
}

impl Joins {
    /// The table that this program was built with; parsed once.
    ///
    /// # Panics
    /// Where the built-in file itself is broken, which the tests of this crate rule out.
    pub fn bundled() -> &'static Joins {
        static BUNDLED: OnceLock<Joins> = OnceLock::new();
        BUNDLED.get_or_init(|| {
            Joins::parse(JOINS).unwrap_or_else(|message| panic!("{JOINS_FILE} cannot be used: {message}"))
        })
    }

    /// Reads a table; the message says what is wrong with it and what to do.
    pub fn parse(text: &str) -> Result<Joins, String> {
        let raw: Raw = toml::from_str(text).map_err(|error| error.to_string())?;
        let Thresholds { join, suggest } = raw.thresholds;
        if !(0.0 < suggest && suggest < join && join < 1.0) {
            return Err(format!("thresholds {suggest} and {join}; write 0 < suggest < join < 1"));
        }
        let mut weights = [f64::NAN; SIGNS];
        for (name, weight) in &raw.weights {
            let sign = Sign::ALL.iter().find(|sign| sign.name() == name);
            let sign = sign.ok_or_else(|| format!("unknown weight {name:?}; compare.rs lists the signs"))?;
            weights[*sign as usize] = *weight;
        }
        if let Some(sign) = Sign::ALL.iter().find(|sign| !weights[**sign as usize].is_finite()) {
            return Err(format!("no weight {:?}; add it under [weights]", sign.name()));
        }
        let mut family: Vec<u8> = (0..TYPES).map(|n| n as u8).collect();
        let mut telling = vec![0; TYPES];
        for RawFamily { name, types } in &raw.family {
            let first = *types.first().ok_or_else(|| format!("family {name:?} has no types"))?;
            for (at, event_type) in types.iter().enumerate() {
                let n = number(*event_type);
                if telling[n] != 0 {
                    return Err(format!("{event_type} stands in two families; leave it in one"));
                }
                family[n] = number(first) as u8;
                telling[n] = at as u8 + 1;
            }
        }
        let other = *raw.between.get("other").ok_or("no `other` under [between]; add it")?;
        let types = EventType::all().count();
        let mut between = vec![other; types * types];
        for n in 0..types {
            between[n * types + n] = 0.0;
        }
        for (pair, cost) in raw.between.iter().filter(|(pair, _)| *pair != "other") {
            let ends = pair.split_once('-');
            let ends = ends.and_then(|(one, two)| Some((EventType::from_code(one)?, EventType::from_code(two)?)));
            let (one, two) = ends.ok_or_else(|| format!("{pair:?} under [between]; write two types, as KILL-SHELL"))?;
            let (one, two) = (number(one), number(two));
            if family[one] != family[two] {
                return Err(format!("{pair:?} under [between]: the two are of different families"));
            }
            between[one * types + two] = *cost;
            between[two * types + one] = *cost;
        }
        let mut by_doer = vec![false; TYPES];
        for event_type in raw.doers.types {
            by_doer[number(event_type)] = true;
        }
        let mut by_place = vec![false; TYPES];
        for event_type in raw.places.types {
            by_place[number(event_type)] = true;
        }
        let years = (1900..2100).map(|year| year.to_string());
        let words = raw.reporting.words.into_iter().chain(years);
        let mut reporting: Vec<u32> = words.flat_map(|word| words_of(&word)).collect();
        reporting.sort_unstable();
        reporting.dedup();
        let mut weapons = BTreeMap::new();
        if raw.weapons.len() > 16 {
            return Err(format!("{} classes of weapons; at most 16", raw.weapons.len()));
        }
        for (at, words) in raw.weapons.values().enumerate() {
            for word in words {
                for hash in words_of(word) {
                    *weapons.entry(hash).or_default() |= 1 << at;
                }
            }
        }
        let weapon_names = raw.weapons.into_keys().collect();
        Ok(Joins {
            version: raw.version,
            join,
            suggest,
            weights,
            family,
            telling,
            types,
            between,
            by_doer,
            by_place,
            reporting,
            weapons,
            weapon_names,
        })
    }

    /// Number of the family of a type, both as numbers.
    pub fn family(&self, event_type: u8) -> u8 {
        self.family[usize::from(event_type)]
    }

    /// How telling a type is within its family: 0 for types that stand alone, else from 1, the vaguest.
    pub fn telling(&self, event_type: EventType) -> u8 {
        self.telling[number(event_type)]
    }

    /// What it costs that two types of a family differ, in logits, by their numbers; 0 for equal types.
    pub fn between(&self, one: u8, two: u8) -> f64 {
        self.between[usize::from(one) * self.types + usize::from(two)]
    }

    /// Whether two doers of different sides have done two deeds, by number of the type.
    pub fn by_doer(&self, event_type: u8) -> bool {
        self.by_doer[usize::from(event_type)]
    }

    /// Whether the place is what it is done to, by number of the type.
    pub fn by_place(&self, event_type: u8) -> bool {
        self.by_place[usize::from(event_type)]
    }

    /// Whether a word (hash of [`words_of`]) tells who reports and when rather than what was done.
    pub fn is_reporting(&self, word: u32) -> bool {
        self.reporting.binary_search(&word).is_ok()
    }

    /// Classes of weapons that words (hashes of [`words_of`]) name, a bit each.
    pub fn weapons(&self, words: impl IntoIterator<Item = u32>) -> u16 {
        words.into_iter().filter_map(|word| self.weapons.get(&word)).fold(0, |all, bits| all | bits)
    }

    /// Names of classes of weapons.
    pub fn weapon_names(&self, bits: u16) -> Vec<&str> {
        self.weapon_names.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1).map(|(_, name)| &name[..]).collect()
    }
}

/// Number of a type in the ontology, below 256; kept, since asking the ontology compares strings.
pub(super) fn number(event_type: EventType) -> usize {
    static NUMBERS: OnceLock<BTreeMap<EventType, usize>> = OnceLock::new();
    let numbers = NUMBERS.get_or_init(|| EventType::all().enumerate().map(|(n, event_type)| (event_type, n)).collect());
    numbers.get(&event_type).copied().unwrap_or(0)
}

//! Which claims are compared at all: those that share a key. Keys come from the claim alone, so that a new claim can be looked
//! up among a million old ones. Never compares anything.
//!
//! What keeps the groups under one key small: days are told one by one (windows longer than eight days give no key of days),
//! places are exact (cells of half a degree; countries and regions give no key of places), and at most three places and three
//! parties a side are looked at. docs/events.md has the list.

use super::compare::{LEAST_WORDS, LONG_WINDOW, exact, where_of};
use super::family::{Joins, number};
use super::ground::{DEGREE_KM, cosine, day_number};
use super::hash::Hash;
use crate::{Named, Spot, Statement};
use claim::{CountSlot, Group};
use std::sync::Arc;

/// Degrees north and east that a cell of places measures.
const CELL: f64 = 0.5;
/// Half of [`super::compare::FAR_KM`]: the point in the middle of two places within that distance is this near to both, so both
/// have a key for its cell.
const HALO_KM: f64 = 12.5;
/// Days and cells (a side) of a home: a week, and a degree.
const DAYS_OF_A_HOME: i32 = 7;
const CELLS_OF_A_HOME: i64 = 2;
/// Most places, and most parties a side, that give keys.
const MOST_FILLERS: usize = 3;
/// Numbers below this are told of many events.
const LEAST_NUMBER: u64 = 3;
/// Longest window of days, in days, with which a number gives keys.
const SHORT_WINDOW: i32 = 3;

/// What a key is made of; part of its hash.
#[derive(Clone, Copy)]
enum Kind {
    Copy = 11,
    Sentence,
    Report,
    Place,
    Name,
    Number,
    Party,
}

fn party(hash: Hash, named: &Named) -> Hash {
    match &named.id {
        Some(id) => hash.num(1).text(id),
        None => hash.num(2).text(&named.name),
    }
}

fn spot(hash: Hash, spot: &Spot) -> Hash {
    let hash = hash.num(u64::from(spot.precision));
    match &spot.id {
        Some(id) => hash.num(1).text(id),
        None => hash.num(2).text(&spot.name),
    }
}

fn list<T>(hash: Hash, items: &[Arc<T>], of: impl Fn(Hash, &T) -> Hash) -> Hash {
    items.iter().fold(hash.num(items.len() as u64), |hash, item| of(hash, item))
}

fn words(hash: Hash, statement: &Statement) -> Hash {
    statement.words.iter().fold(hash.num(statement.words.len() as u64), |hash, word| hash.num(u64::from(*word)))
}

/// Hash of all that a claim says, but for who says it, where it is printed, and days that its words do not tell: copies have one
/// hash.
pub(super) fn content(statement: &Statement) -> u64 {
    let hash = Hash::new(Kind::Copy as u64).num(number(statement.event_type) as u64).num(statement.status as u64);
    let hash = words(hash.text(&statement.trigger), statement);
    let hash = list(list(hash, &statement.actors, party), &statement.targets, party);
    let hash =
        [&statement.places, &statement.from, &statement.to].iter().fold(hash, |hash, spots| list(hash, spots, spot));
    let ends = |bounds: claim::Bounds| [bounds.low, bounds.high].map(|end| end.map_or(0, |n| n.wrapping_add(1)));
    let counts = statement.counts.iter().map(|bounds| bounds.map_or([0, 1], ends));
    let hash = counts.fold(hash, |hash, [low, high]| hash.num(low).num(high));
    let told = statement.days.filter(|told| told.by_words);
    told.map_or(hash, |told| hash.num(day_number(told.start) as u64).num(day_number(told.end) as u64)).end()
}

/// A key with its *home*: a place and a week, a party and a week, a report, a sentence. Claims that share the key share its home, and
/// a claim has fewer homes than keys: a cluster divides the work by them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Homed {
    /// The key.
    pub key: u64,
    /// Its home.
    pub home: u64,
}

/// The keys of a claim, sorted, none twice; empty for a [`TOLL`](claim::TypeDefinition::counts_as_event). Two claims can be
/// compared only if they share one. At most some 100, 10 on the average.
pub fn keys(statement: &Statement) -> Vec<u64> {
    homes(statement).into_iter().map(|homed| homed.key).collect()
}

/// The same keys with their homes.
pub fn homes(statement: &Statement) -> Vec<Homed> {
    if !statement.event_type.definition().counts_as_event {
        return Vec::new();
    }
    let joins = Joins::bundled();
    let event_type = number(statement.event_type) as u8;
    let family = u64::from(joins.family(event_type));
    let politics = statement.event_type.definition().group == Group::Politics;
    let key = |kind: Kind| Hash::new(kind as u64).num(family);

    let at_home = |key: u64| Homed { key, home: key };
    let of_report = |hash: Hash| hash.num(statement.report.number()).end();
    let mut keys = vec![
        at_home(content(statement)),
        Homed { key: of_report(key(Kind::Report)), home: of_report(Hash::new(Kind::Report as u64)) },
    ];
    if statement.words.len() >= LEAST_WORDS {
        keys.push(at_home(words(key(Kind::Sentence).num(u64::from(event_type)), statement).end()));
    }

    let days = statement.days.map(|told| (day_number(told.start), day_number(told.end)));
    let Some((start, end)) = days.filter(|(start, end)| end - start < LONG_WINDOW) else {
        keys.sort_unstable();
        return keys;
    };
    // One day more, so that claims whose days follow on each other meet.
    let days = || start..=end + 1;
    let mut each_day = |hash: Hash, home: Hash| {
        let homed = |day: i32| Homed {
            key: hash.num(day as u64).end(),
            home: home.num(day.div_euclid(DAYS_OF_A_HOME) as u64).end(),
        };
        keys.extend(days().map(homed));
    };

    let spots = &where_of(statement)[..where_of(statement).len().min(MOST_FILLERS)];
    let mut cells: Vec<(i64, i64)> = spots.iter().filter(|spot| exact(spot)).flat_map(|spot| cells(spot)).collect();
    cells.sort_unstable();
    cells.dedup();
    let is_exact = !cells.is_empty();
    for (north, east) in cells {
        // Whatever the family: what happens at a place in a week is looked at together.
        let home = Hash::new(Kind::Place as u64).num((north.div_euclid(CELLS_OF_A_HOME)) as u64);
        each_day(
            key(Kind::Place).num(north as u64).num(east as u64),
            home.num(east.div_euclid(CELLS_OF_A_HOME) as u64),
        );
    }
    for spot in spots {
        let named_like_its_division = exact(spot) && spot.division.as_deref() == Some(&*spot.name);
        if spot.id.is_none() || matches!(spot.precision, 3 | 4) || named_like_its_division {
            let hash = key(Kind::Name).text(&spot.name.to_lowercase());
            each_day(hash, hash);
        }
    }

    if end - start < SHORT_WINDOW {
        let country = spots.iter().find_map(|spot| spot.country.as_deref()).unwrap_or("");
        let told = CountSlot::ALL.into_iter().find_map(|slot| {
            let bounds = statement.count(slot)?;
            let n = bounds.low.or(bounds.high).filter(|n| *n >= LEAST_NUMBER)?;
            Some((slot, n))
        });
        if let Some((slot, n)) = told {
            let hash = key(Kind::Number).text(country).num(slot as u64).num(n);
            each_day(hash, hash);
        }
    }

    if politics || !is_exact {
        let sides = [(&statement.actors, politics), (&statement.targets, false)];
        for (named, generic_too) in sides {
            for named in named.iter().take(MOST_FILLERS) {
                let generic = named.id.as_deref().is_some_and(|id| id.starts_with("generic/"));
                if generic && !generic_too {
                    continue;
                }
                let side = named.side.as_deref().or(named.id.as_deref());
                let hash = match side {
                    Some(side) => key(Kind::Party).num(1).text(side),
                    None => key(Kind::Party).num(2).text(&named.name.to_lowercase()),
                };
                each_day(hash, hash);
            }
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The cells that lie within [`HALO_KM`] of a place.
fn cells(spot: &Spot) -> impl Iterator<Item = (i64, i64)> + use<> {
    let (north, east) = spot.point.unwrap_or_default();
    let high = HALO_KM / DEGREE_KM;
    let wide = high / cosine(north.clamp(-80.0, 80.0)).max(0.17);
    let cell = |degrees: f64| (degrees / CELL).floor() as i64;
    let around = (360.0 / CELL) as i64;
    let rows = cell(north - high)..=cell(north + high);
    let columns = cell(east - wide)..=cell(east + wide);
    rows.flat_map(move |row| columns.clone().map(move |column| (row, column.rem_euclid(around))))
}

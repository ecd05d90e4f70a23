//! One more theatre than those that are built in: a country with its places, parties and roads, given when the program starts.
//! The invented country of `dateline demo` is one; so may be a user's own exercise.
//!
//! ```text
//! countries.csv   code,name,aliases,demonyms,capital_id,lat,lon      as data/places/countries.csv
//! places.csv      id,name,own_name,aliases,country,division,lat,lon,radius_km,population,kind,source
//! parties.csv     as data/actors/syria.csv
//! offices.csv     as data/actors/offices.csv
//! roads.csv       as data/roads/syria.csv
//! map.geojson     outlines for pages to draw; nothing here reads it
//! ```
//!
//! Never in use unless it was chosen before the first name is looked up: an ordinary run knows no place or party of it. There
//! is one theatre for the whole life of a program, since every command and page must see the same world.

use crate::parties::Register;
use crate::places::gazetteer::check_theatre;
use crate::places::{Gazetteer, tables};
use crate::roads::Network;
use claim::Problem;
use std::borrow::Cow;
use std::sync::OnceLock;

/// The files of a theatre.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Theatre {
    /// Small letters and hyphens: ids of its parties and roads begin with it.
    pub name: Cow<'static, str>,
    /// Text of countries.csv.
    pub countries: Cow<'static, str>,
    /// Text of places.csv.
    pub places: Cow<'static, str>,
    /// Text of parties.csv.
    pub parties: Cow<'static, str>,
    /// Text of offices.csv.
    pub offices: Cow<'static, str>,
    /// Text of roads.csv.
    pub roads: Cow<'static, str>,
    /// Text of map.geojson.
    pub map: Cow<'static, str>,
}

/// Names of the files, in the order of [`Theatre`]'s fields.
pub const FILES: [&str; 6] = ["countries.csv", "places.csv", "parties.csv", "offices.csv", "roads.csv", "map.geojson"];

static CHOSEN: OnceLock<Option<Theatre>> = OnceLock::new();

/// Chooses the theatre of this run. `false` where it is too late: one was chosen before, or names were looked up already.
#[must_use]
pub fn choose(theatre: Theatre) -> bool {
    CHOSEN.set(Some(theatre)).is_ok()
}

/// The theatre of this run. From the first call on no other can be chosen.
pub fn chosen() -> Option<&'static Theatre> {
    CHOSEN.get_or_init(|| None).as_ref()
}

impl Theatre {
    /// The files as the register wants them.
    pub(crate) fn for_register(&self) -> [(String, &str); 3] {
        [
            (format!("actors/{}.csv", self.name), &*self.parties),
            (format!("actors/offices-{}.csv", self.name), &*self.offices),
            ("places/countries.csv".to_owned(), &*self.countries),
        ]
    }

    /// The file as the network of roads wants it.
    pub(crate) fn for_roads(&self) -> (String, &str) {
        (format!("roads/{}.csv", self.name), &*self.roads)
    }

    /// What is wrong with the files, with their lines. Chooses nothing, but looks names up: to be asked of a theatre that was
    /// chosen, or where none will be.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = check_theatre(self);
        let files = self.for_register();
        problems.extend(
            Register::bundled_with(self).1.into_iter().filter(|problem| {
                problem.file.as_deref().is_some_and(|file| files.iter().any(|(name, _)| name == file))
            }),
        );
        let (name, text) = self.for_roads();
        problems.extend(Network::parse(&[(name.as_str(), text)], &Gazetteer::with_theatre(self)).1);
        // As they are called in the theatre's folder.
        let [parties, offices, countries] = files.map(|(name, _)| name);
        let called = [(parties, FILES[2]), (offices, FILES[3]), (countries, FILES[0]), (name, FILES[4])];
        for problem in &mut problems {
            let known = |file: &str| called.iter().find(|(name, _)| file.ends_with(name.as_str()));
            if let Some((_, file)) = problem.file.as_deref().and_then(known) {
                problem.file = Some((*file).to_owned());
            }
        }
        problems
    }

    /// The rows of countries.csv and places.csv.
    pub(crate) fn tables(&self) -> (tables::Tables, Vec<Problem>) {
        tables::parse_theatre(&self.countries, &self.places)
    }
}

//! What bears a name, and what is known of it: over the bundled pack, our own tables and, where there is one, a user's side
//! file.
//!
//! Never decides between places of one name (see rank.rs) and never reads a report. A name that is not held gives an empty
//! list, never a guess from parts of it.

use std::path::Path;

/// A place in a gazetteer: only good for the gazetteer that gave it. Ordered as the sources stand: tables, pack, side file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry(u32);

/// What kind of key met the name. Better ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyKind {
    /// As the gazetteer spells it, but for case.
    Exact,
    /// Without diacritics, apostrophes, hyphens, articles.
    Folded,
    /// By its consonants alone. Asked only where the others found nothing, or by [`Gazetteer::lookup_loosely`].
    Skeleton,
}

/// What bears a name, and how well the name met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Which place.
    pub entry: Entry,
    /// By which key.
    pub key: KeyKind,
    /// True where the name met is the place's main name, not an alternate one.
    pub main: bool,
}

/// What a place is, in more detail than [`claim::resolved::Place::kind`] has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A town, village or quarter.
    Town,
    /// The capital of a country (in `countries.csv`).
    Capital,
    /// A country or territory with an ISO 3166 code.
    Country,
    /// A first-order division.
    Division,
    /// A second-order division or a smaller one.
    District,
    /// Land without a sharp border: a continent, a desert, an island, a mountain range, a valley.
    Region,
    /// A military base, an airport.
    Base,
    /// A camp.
    Camp,
    /// A sea, lake, river.
    Water,
    /// Anything else that has a point and a name: a dam, a crossing, a prison, a hospital.
    Facility,
}

impl Class {
    /// The word of [`claim::resolved::Place::kind`]: "town", "country", "division", "region", "base", "camp", "water",
    /// "facility".
    pub fn kind(self) -> &'static str {
        match self {
            Class::Town | Class::Capital => "town",
            Class::Country => "country",
            Class::Division | Class::District => "division",
            Class::Region => "region",
            Class::Base => "base",
            Class::Camp => "camp",
            Class::Water => "water",
            Class::Facility => "facility",
        }
    }
}

/// The numbers of a place. Cheap to get: no name is unpacked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Facts {
    /// What it is.
    pub class: Class,
    /// ISO 3166 alpha-2 in ASCII; `None` for what lies in none or several.
    pub country: Option<[u8; 2]>,
    /// Which first-order division of that country: a number that is equal for places of one division, see
    /// [`Gazetteer::division`].
    pub division: Option<u16>,
    /// Degrees north, WGS 84.
    pub lat: f64,
    /// Degrees east, WGS 84.
    pub lon: f64,
    /// People; 0 where unknown.
    pub population: u64,
    /// For regions: how far from the point it reaches, in km; 0 where it has a point only or nobody said.
    pub radius_km: f64,
}

impl Facts {
    /// The country code as text.
    pub fn country(&self) -> Option<&str> {
        self.country.as_ref().and_then(|code| std::str::from_utf8(code).ok())
    }
}

/// All that is known of a place.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceRecord {
    /// `geonames:170905`, `iso:SY`, `iso:SY-DR` (or `geonames:SY.06` where ISO 3166-2 does not know the division),
    /// `dateline:badia`.
    pub id: String,
    /// Main name, in Latin letters.
    pub name: String,
    /// The name as the place itself writes it, where that is not in Latin letters and known.
    pub own_name: Option<String>,
    /// Code of the first-order division, as GeoNames has it ("06").
    pub division_code: Option<String>,
    /// Its name ("Daraa").
    pub division_name: Option<String>,
    /// The numbers.
    pub facts: Facts,
}

//! Events in the columns that users of other people's data load: UCDP GED, ACLED, POLECAT, GDELT 2.0, HXL. docs/shapes.md tells each.
//!
//! A row is an event of the view that happened, as far as claims tell. What a shape has no place for is left out and counted
//! (`left_out` in the schema's metadata); what is not known is an empty cell, never a zero, a dash or the point 0, 0. Names are those
//! of the register, of kinds of people and of groups: whoever is told by words alone stays without a name, so that no private person
//! gets one. Sentences of reports are not in here. Never reads a clock: the same view and filter give the same rows.

mod acled;
mod case;
mod codes;
mod gdelt;
mod hxl;
mod parties;
mod polecat;
mod rows;
mod ucdp;

use crate::{Error, Sheet};
use book::{Filter, View};
use case::Which;
use claim::ClaimId;
use std::collections::BTreeSet;

/// Key of a field's metadata under which its hashtag stands ([`Shape::Hxl`]): the second header row of the CSV.
pub const TAG: &str = "hxl";
/// Key of a schema's metadata: what a row is, and by which rules.
pub const ABOUT: &str = "about";
/// Key of a schema's metadata: how many events that were asked for have no row, and why.
pub const LEFT_OUT: &str = "left_out";

/// Whose columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    /// The Georeferenced Event Dataset of the Uppsala Conflict Data Program.
    Ucdp,
    /// The Armed Conflict Location & Event Data project.
    Acled,
    /// POLECAT, in the ontology PLOVER.
    Polecat,
    /// The event table of GDELT 2.0, in the ontology CAMEO.
    Gdelt,
    /// The Humanitarian Exchange Language.
    Hxl,
}

/// How users of a shape expect their text file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Csv {
    /// Between two cells.
    pub delimiter: u8,
    /// Whether the first line names the columns.
    pub header: bool,
    /// Whether the second line holds hashtags, from each field's [`TAG`].
    pub tags: bool,
    /// Of the file's name.
    pub ending: &'static str,
}

impl Shape {
    /// All of them.
    pub const ALL: [Shape; 5] = [Shape::Ucdp, Shape::Acled, Shape::Polecat, Shape::Gdelt, Shape::Hxl];

    /// The word that commands use.
    pub fn name(self) -> &'static str {
        match self {
            Shape::Ucdp => "ucdp",
            Shape::Acled => "acled",
            Shape::Polecat => "polecat",
            Shape::Gdelt => "gdelt",
            Shape::Hxl => "hxl",
        }
    }

    /// By its word.
    pub fn from_name(name: &str) -> Option<Shape> {
        Shape::ALL.into_iter().find(|shape| shape.name() == name)
    }

    /// How its text file is written.
    pub fn csv(self) -> Csv {
        let (delimiter, ending) = match self {
            Shape::Polecat => (b'\t', "txt"),
            Shape::Gdelt => (b'\t', "csv"),
            _ => (b',', "csv"),
        };
        Csv { delimiter, header: self != Shape::Gdelt, tags: self == Shape::Hxl, ending }
    }

    /// The columns of latitude and longitude.
    pub fn point(self) -> (&'static str, &'static str) {
        match self {
            Shape::Ucdp | Shape::Acled => ("latitude", "longitude"),
            Shape::Polecat | Shape::Hxl => ("Latitude", "Longitude"),
            Shape::Gdelt => ("ActionGeo_Lat", "ActionGeo_Long"),
        }
    }

    /// The events of a view that pass a filter, in this shape.
    pub fn sheet(self, view: &View, filter: &Filter) -> Result<Sheet, Error> {
        self.sheet_of(view, filter, None)
    }

    /// Of these only the ones that have one of some claims: what changed since a moment.
    pub fn sheet_of(self, view: &View, filter: &Filter, touched: Option<&BTreeSet<ClaimId>>) -> Result<Sheet, Error> {
        let which = Which { view, filter, touched };
        match self {
            Shape::Ucdp => ucdp::sheet(&which),
            Shape::Acled => acled::sheet(&which),
            Shape::Polecat => polecat::sheet(&which),
            Shape::Gdelt => gdelt::sheet(&which),
            Shape::Hxl => hxl::sheet(&which),
        }
    }
}

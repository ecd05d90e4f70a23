//! Places: what bears a name, and which of them is meant.
//!
//! ```text
//! keys.rs        name -> folded key, consonant skeleton
//! pack.rs        the gazetteer file: blocks of keys and of records, how they are written and read
//! tables.rs      data/places/*.csv -> countries, divisions, regions, bases, aliases; problems with their line
//! gazetteer.rs   name -> what bears it; id -> place: over the bundled pack, the tables and a user's side file
//! scripts.rs     in which letters a name is written
//! import.rs      a GeoNames dump -> a side file; sort.rs: more than fits into memory, in order
//! ```
//!
//! The bundled pack is made by `cargo xtask gazetteer` and built into the program; the tables are read when the gazetteer is
//! first asked, so that changing one needs no new pack. Nothing here sees the network, a clock or the environment, and only
//! two functions touch files, those that are given a path: [`Gazetteer::with_side_file`] and [`import::import`].
//!
//! The gazetteer's interface:
//!
//! ```text
//! let gazetteer = Gazetteer::bundled();                                   // &'static
//! let gazetteer = Gazetteer::with_side_file(path)?;                       // the same and a user's own
//! for candidate in gazetteer.lookup("Deir ez-Zor") {                      // exact and folded; else by skeleton
//!     let facts = gazetteer.facts(candidate.entry);                       // numbers only: for ranking
//!     candidate.key; candidate.main;
//! }
//! let place = gazetteer.place(entry);                                     // names too: for output
//! let entry = gazetteer.entry("geonames:170905");                         // Option<Entry>
//! ```

pub mod gazetteer;
pub mod import;
pub mod keys;
pub mod mentions;
pub mod names;
pub mod pack;
pub mod rank;
pub mod resolve;
pub mod scripts;
mod sort;
pub mod tables;

pub use gazetteer::{Candidate, Class, Entry, Facts, Gazetteer, KeyKind, PlaceRecord};

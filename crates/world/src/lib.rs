//! What the fillers of claims mean: which days, which place on the map, which party; or plainly that it cannot be told.
//!
//! Pure functions over data files that are built into the program. Sees no network, clock, environment or database: the
//! report's date is an argument. Never guesses where the text does not tell: an unknown name of a party becomes a
//! provisional party, never somebody else; an unknown place stays unresolved with what was considered.

pub mod dates;
pub mod parties;
pub mod places;
mod resolve;
pub mod roads;
pub mod testable;
pub mod theatre;

pub use resolve::{World, resolve};

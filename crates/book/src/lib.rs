//! A ledger looked at: as of a time, under rules, by filters; joined when something is new.
//!
//! The one place for what the commands and the server ask: [`View`] is what both look through, [`lists`] are the shapes that both give.
//! Knows neither a terminal nor HTTP nor how reports are read, and never asks a clock: times come as arguments.

pub mod agreement;
pub mod checks;
pub mod contradictions;
pub mod control;
mod error;
mod filter;
pub mod fusing;
pub mod graphic;
pub mod ids;
pub mod lists;
pub mod load;
pub mod names;
pub mod pages;
pub mod queue;
pub mod records;
pub mod review;
pub mod roads;
pub mod sitrep;
mod snapshot;
mod view;
pub mod words;

pub use error::{Error, ErrorKind};
pub use filter::Filter;
pub use load::{Whole, kin};
pub use snapshot::Snapshot;
pub use view::View;

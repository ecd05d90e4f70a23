//! Claims -> lineages (who copied whom), events, figures, control of places, contradictions, checks.
//!
//! Pure and deterministic: values in, values out; the order of the input does not matter; cannot see the database, a clock or a
//! file, so that a replay is exact. Never adds what no claim says, and every value says which claims and which rule it came from.

pub mod checks;
pub mod contradictions;
pub mod control;
pub mod events;
pub mod figures;
mod kin;
pub mod lineage;
mod rules;
mod statement;
pub mod witness;

pub use events::{Event, events};
pub use figures::{Chosen, FieldRule, Figure, FigureRule};
pub use kin::Kin;
pub use lineage::Lineages;
pub use rules::Rule;
pub use statement::{Head, MOST_WORDS, NEWS_DAYS, Named, Names, Speaker, Spot, Statement, Told, words_of};

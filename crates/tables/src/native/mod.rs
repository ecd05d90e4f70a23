//! Our own tables, a file each: claims, events, figures, control, reports, decisions. docs/exports.md tells of them.
//!
//! Looks through a [`View`](book::View) and writes nothing. A text of a report is in none of them: quotes of single sentences only. What is
//! unknown is an empty cell, never 0 and never the point 0, 0.

mod cells;
mod claims;
mod control;
mod decisions;
mod events;
mod figures;
mod reports;
mod scope;

pub use claims::claims;
pub use control::control;
pub use decisions::decisions;
pub use events::events;
pub use figures::figures;
pub use reports::reports;
pub use scope::{About, Scope, only};

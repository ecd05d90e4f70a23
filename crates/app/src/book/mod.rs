//! Commands that work on a ledger. Each in a file of its own; [`view`] is what they look through.
//!
//! The only place that asks the clock for something that is kept: when a row was recorded (`--clock` gives it instead).

mod add;
pub mod args;
mod checks;
mod fusing;
mod history;
mod ids;
mod lists;
mod names;
mod review;
mod roads;
mod sheet;
mod show;
mod upkeep;
mod view;
mod words;

use crate::{Ending, complain};
use args::Book;
use jiff::Timestamp;
use ledger::{Ledger, Mode};

pub use add::add;
pub use checks::checks;
pub use fusing::fuse;
pub use history::{contradictions, control};
pub use lists::list;
pub use review::review;
pub use roads::roads;
pub use show::show;
pub use upkeep::{forget, verify};

/// The ledger, or a complaint with the remedy. Opened for writing, it wipes out texts whose time is over.
fn open(book: &Book, mode: Mode) -> Option<Ledger> {
    let opened = Ledger::open(&book.ledger, mode).and_then(|mut ledger| {
        if mode != Mode::Read {
            ledger.purge(now(None))?;
        }
        Ok(ledger)
    });
    opened.inspect_err(|error| complain(&error.to_string())).ok()
}

/// What a failure of the disk or the ledger ends with.
fn failed(error: &ledger::Error) -> Ending {
    complain(&error.to_string());
    Ending::Nothing
}

/// The time to record: the one that was given, else the clock's.
fn now(given: Option<Timestamp>) -> Timestamp {
    given.unwrap_or_else(Timestamp::now)
}

/// "1 report", "2 reports".
fn counted(number: usize, what: &str) -> String {
    format!("{} {what}{}", crate::line::grouped(number as u64), if number == 1 { "" } else { "s" })
}

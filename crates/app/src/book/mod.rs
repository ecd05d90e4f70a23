//! Commands that work on a ledger. Each in a file of its own; [`book::View`] is what they look through.
//!
//! The only place that asks the clock for something that is kept: when a row was recorded (`--clock` gives it instead).

mod add;
pub mod args;
mod checks;
mod fusing;
mod history;
mod lists;
mod queue;
mod review;
mod roads;
pub(crate) mod sheet;
mod show;
mod sitrep;
mod upkeep;
mod words;

use crate::{Ending, complain};
use ::book::{Error, ErrorKind, View};
use args::{Book, Times};
use fuse::events::Settings;
use jiff::Timestamp;
use ledger::{AsOf, Ledger, Mode};

pub(crate) use ::book::words::counted;

pub use add::add;
pub(crate) use add::{What, came_to, code, stored, told};
pub use checks::checks;
pub use fusing::fuse;
pub use history::{contradictions, control};
pub use lists::list;
pub use review::review;
pub use roads::roads;
pub use show::show;
pub use sitrep::run as sitrep;
pub use upkeep::{forget, verify};

/// The ledger, or a complaint with the remedy. Opened for writing, it wipes out texts whose time is over.
pub(crate) fn open(book: &Book, mode: Mode) -> Option<Ledger> {
    let opened = Ledger::open(&book.ledger, mode).and_then(|mut ledger| {
        if mode != Mode::Read {
            ledger.purge(now(None))?;
        }
        Ok(ledger)
    });
    opened.inspect_err(|error| complain(&error.to_string())).ok()
}

/// The ledger for looking, or a complaint with the remedy.
pub(crate) fn look(book: &Book, times: &Times, settings: Settings) -> Option<View> {
    let as_of = AsOf { known: times.as_of, recorded: times.recorded_by };
    let view = View::open(&book.ledger, as_of, settings).inspect_err(|error| complain(&error.to_string())).ok()?;
    if view.is_now() && view.is_behind().unwrap_or(false) {
        complain("this ledger holds claims that are not joined into events yet; dateline fuse joins them");
    }
    Some(view)
}

/// What a command ends with that has no answer.
pub(crate) fn no_answer(error: &Error) -> Ending {
    complain(&error.to_string());
    match error.kind() {
        ErrorKind::Ledger(_) => Ending::Nothing,
        ErrorKind::Nothing(_) => Ending::Some,
        ErrorKind::Usage(_) => Ending::Usage,
    }
}

/// What a failure of the disk or the ledger ends with.
pub(crate) fn failed(error: &ledger::Error) -> Ending {
    complain(&error.to_string());
    Ending::Nothing
}

/// The time to record: the one that was given, else the clock's.
pub(crate) fn now(given: Option<Timestamp>) -> Timestamp {
    given.unwrap_or_else(Timestamp::now)
}

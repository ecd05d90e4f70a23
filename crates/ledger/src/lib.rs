//! The one owner of the file on disk: reports, claims, decisions and erasures, append-only and hash-chained. docs/ledger.md
//! describes the file.
//!
//! - Nothing that was recorded is ever changed. What people decide is added ([`Ledger::decide`]); what must be forgotten is emptied
//!   ([`Ledger::erase`]), and the chain of hashes stays whole.
//! - Two times on everything: `recorded`, when this ledger learned of it (the caller says so: the ledger never reads the clock), and
//!   `known`, the day from which the world could know it: the report's day of publication, else the day it was recorded, UTC.
//!   Every query takes an [`AsOf`].
//! - What a call has returned from is on the disk. A program that is killed between any two writes loses nothing else.
//!
//! Never reads a report, never resolves, never fuses; never decides which of two claims is right; never changes a row.
//!
//! ```no_run
//! # use ledger::{AsOf, ClaimFilter, Keep, Ledger, Mode, NewReport};
//! # fn example(report: claim::Report, now: jiff::Timestamp) -> Result<(), ledger::Error> {
//! let mut ledger = Ledger::open("war.dateline", Mode::Create)?;
//! ledger.add(&[NewReport::bare(&report)], now)?;
//! for claim in ledger.claims(&ClaimFilter { place: Some("Homs".into()), ..ClaimFilter::default() }, &AsOf::default())? {
//!     println!("{} {}", claim.id, claim.record.trigger);
//! }
//! # Ok(())
//! # }
//! ```

mod add;
mod chain;
mod columns;
mod decide;
mod derived;
mod erase;
mod error;
mod fetches;
mod fold;
mod open;
mod query;
mod records;
mod rows;
mod search;
mod stats;
mod verify;

pub use add::{GivenClaim, GivenReport};
pub use claim::Quote;
pub use derived::{DescentRow, EventFilter, EventRow, Fused, Step};
pub use error::{Error, ErrorKind};
pub use fetches::{Fetch, FetchKind};
pub use fold::folded;
pub use open::{Ledger, Mode, SCHEMA_VERSION};
pub use query::{ChainRow, ClaimFilter, PartySeen, PlaceSeen, ReportFilter};
pub use records::{Record, RecordFilter, RecordsSeen};
pub use rows::{
    Added, AsOf, Draft, Erase, Erased, Erasure, Found, Keep, Kind, NewReport, ReportContent, ReportHead, StoredClaim,
    StoredReport, TakenOver, Text,
};
pub use stats::{Head, Stats};
pub use verify::{Bad, Verified};

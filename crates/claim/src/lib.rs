//! The words of the domain. No input or output, no clock, no network: everybody may depend on this crate.
//!
//! A [`Report`] is one published text. A [`Claim`] is one statement in it, by one source, that one event happened
//! (or is planned, or did not happen). Every claim points home: its trigger and every filler carry a [`Span`] into
//! the report's unchanged text. What a claim is, and how one is written down, is told in docs/claims.md.

mod claims;
mod decision;
mod ids;
mod ontology;
mod problem;
mod record;
mod report;
mod resolved;
#[cfg(feature = "schema")]
mod schema;
mod span;
mod testable;

pub use claims::{Claim, Count, CountSlot, Filler, Status, TextSlot, Verification, VerificationNote};
pub use decision::{Act, Decision};
pub use ids::{ClaimId, DecisionId, EventId, ID_DIGITS, NotAnId, ReportId};
pub use ontology::{
    AcledMapping, EventType, Group, ONTOLOGY_FILE, Ontology, PloverMapping, SCHEMES_FILE, Schemes, TypeDefinition,
};
pub use problem::{Problem, Severity};
pub use record::{Bounds, ClaimRecord, ReportRecord, SpanRecord};
pub use report::{Origin, Quote, Report};
pub use resolved::{
    Clock, Days, Party, Place, PlaceSeen, Resolved, Speaker, Unresolved, UnresolvedPlace, Voice, When, Where, Who,
};
pub use span::{CodePoints, Span};
pub use testable::{
    Compass, Counted, Counting, DatedWords, DayTold, Deed, Distance, End, Fate, Order, Ordinal, PartyTold, PlaceRef,
    Point, Statement, Sum, SumPart, Testable, WeekdayTold, Window,
};

//! A claim and its parts.

use crate::{EventType, Resolved, Span};
use serde::{Deserialize, Serialize};

/// How the text presents the event (of the event, not of the source).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Presented as having happened or happening, also when somebody else says so.
    #[default]
    Actual,
    /// Presented as uncertain: may have, suspected, feared.
    Possible,
    /// Future, intended, ordered, promised, threatened; agreed and not yet done.
    Planned,
    /// Conditional: would, could, if.
    Hypothetical,
    /// Said not to have happened, or failed to happen.
    Denied,
}

impl Status {
    /// All of them, in the codebook's order.
    pub const ALL: [Status; 5] =
        [Status::Actual, Status::Possible, Status::Planned, Status::Hypothetical, Status::Denied];

    /// The word that files use.
    pub fn name(self) -> &'static str {
        match self {
            Status::Actual => "actual",
            Status::Possible => "possible",
            Status::Planned => "planned",
            Status::Hypothetical => "hypothetical",
            Status::Denied => "denied",
        }
    }
}

/// What the report says about the truth of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verification {
    /// Could not be verified; no independent confirmation.
    Unverified,
    /// Another party, or the outlet, confirms.
    Confirmed,
    /// Another party contradicts.
    Disputed,
    /// Those concerned did not comment.
    NoComment,
}

impl Verification {
    /// All of them, in the codebook's order.
    pub const ALL: [Verification; 4] =
        [Verification::Unverified, Verification::Confirmed, Verification::Disputed, Verification::NoComment];

    /// The word that files use.
    pub fn name(self) -> &'static str {
        match self {
            Verification::Unverified => "unverified",
            Verification::Confirmed => "confirmed",
            Verification::Disputed => "disputed",
            Verification::NoComment => "no_comment",
        }
    }
}

/// A verification state with its place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerificationNote {
    /// What is said.
    pub state: Verification,
    /// Who verifies, denies or declines, e.g. "Reuters", if the text names one.
    pub by: Option<String>,
    /// The passage that says so; `None` where the reader inferred it from the claims themselves.
    pub span: Option<Span>,
}

/// A slot that is filled with text of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextSlot {
    /// Who did it.
    Actor,
    /// To whom it was done.
    Target,
    /// Where.
    Place,
    /// Place of origin of a movement.
    From,
    /// Destination of a movement.
    To,
    /// The expression that dates the event.
    Time,
    /// Who says it, outermost speaker first.
    Source,
}

impl TextSlot {
    /// All of them, in the order that files use.
    pub const ALL: [TextSlot; 7] = [
        TextSlot::Actor,
        TextSlot::Target,
        TextSlot::Place,
        TextSlot::From,
        TextSlot::To,
        TextSlot::Time,
        TextSlot::Source,
    ];

    /// The word that files use.
    pub fn name(self) -> &'static str {
        match self {
            TextSlot::Actor => "actor",
            TextSlot::Target => "target",
            TextSlot::Place => "place",
            TextSlot::From => "from",
            TextSlot::To => "to",
            TextSlot::Time => "time",
            TextSlot::Source => "source",
        }
    }
}

/// A slot that is filled with a number of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CountSlot {
    /// Deaths.
    Killed,
    /// Wounded.
    Injured,
    /// Fled, evacuated or returned.
    Displaced,
    /// Arrested, abducted or held.
    Detained,
}

impl CountSlot {
    /// All of them, in the order that files use.
    pub const ALL: [CountSlot; 4] = [CountSlot::Killed, CountSlot::Injured, CountSlot::Displaced, CountSlot::Detained];

    /// The word that files use.
    pub fn name(self) -> &'static str {
        match self {
            CountSlot::Killed => "killed",
            CountSlot::Injured => "injured",
            CountSlot::Displaced => "displaced",
            CountSlot::Detained => "detained",
        }
    }
}

/// One filler of a text slot: verbatim, with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Filler {
    /// The report's text under `span`.
    pub text: String,
    /// Where it stands.
    pub span: Span,
    /// 0..1, calibrated on held-aside reports.
    pub confidence: f32,
}

/// A number of people: both bounds in persons, `None` for an open end, at least one bound given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// Lowest number the words allow.
    pub low: Option<u64>,
    /// Highest number the words allow.
    pub high: Option<u64>,
    /// The words that say so; `None` where a singular or a bare plural implied it.
    pub span: Option<Span>,
}

/// One statement, in one report, by one source, that one event happened (or not, or may).
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// Number of the sentence, from 0.
    pub sentence: usize,
    /// The words that name the event.
    pub trigger: Filler,
    /// What kind of event.
    pub event_type: EventType,
    /// How the text presents it.
    pub status: Status,
    /// Fillers by [`TextSlot`], in the order of [`TextSlot::ALL`].
    pub fillers: [Vec<Filler>; 7],
    /// Numbers by [`CountSlot`], in the order of [`CountSlot::ALL`].
    pub counts: [Option<Count>; 4],
    /// What the report says about its truth.
    pub verification: Option<VerificationNote>,
    /// 0..1: how often claims of this kind and score are right, on held-aside reports.
    pub confidence: f32,
    /// Model or rule, with version, e.g. `reader/en-2`.
    pub made_by: String,
    /// What the fillers mean in the world; `None` until somebody has asked.
    pub resolved: Option<Resolved>,
}

impl Claim {
    /// The fillers of one slot.
    pub fn slot(&self, slot: TextSlot) -> &[Filler] {
        &self.fillers[slot as usize]
    }

    /// The number in one slot.
    pub fn count(&self, slot: CountSlot) -> Option<Count> {
        self.counts[slot as usize]
    }
}

//! Claims that tell of one event, joined. Pure: the same claims, lineages and decisions give the same events in any order.

use crate::figures::{Chosen, Figure};
use crate::{FieldRule, FigureRule, Kin, Lineages, Named, Spot, Statement, Told, witness::Support};
use claim::{ClaimId, Decision, DecisionId, EventId, EventType};
use serde::{Deserialize, Serialize};

/// An event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Its name.
    pub id: EventId,
    /// The type that its claims agree on best.
    #[serde(rename = "type")]
    pub event_type: EventType,
    /// Whether it happened, as far as claims tell.
    pub standing: Standing,
    /// When.
    pub days: Option<Chosen<Told>>,
    /// Where.
    pub place: Option<Chosen<Spot>>,
    /// Who did it.
    pub actors: Vec<Chosen<Named>>,
    /// To whom.
    pub targets: Vec<Chosen<Named>>,
    /// Its claims, in the order of telling; the anchor first.
    pub members: Vec<Member>,
    /// Numbers of people, in the order of killed, injured, displaced, detained; those that are told.
    pub figures: Vec<Figure>,
    /// Who stands behind it.
    pub support: Support,
    /// Events that may be the same one, likeliest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suggested: Vec<Suggestion>,
    /// What people decided about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<DecisionId>,
    /// True where a person accepted it after the last change of its claims.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub accepted: bool,
}

/// Whether an event happened, as far as claims tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// At least one claim says that it happened.
    Reported,
    /// Some say that it happened, others deny it.
    Disputed,
    /// None says more than that it may have happened.
    Possible,
    /// None says more than that it is planned.
    Planned,
    /// Only told as a condition.
    Hypothetical,
    /// Only denied.
    Denied,
}

/// A claim of an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// The claim.
    pub claim: ClaimId,
    /// How it came in.
    pub join: Join,
    /// 0..1: how alike it is to the claim of the event that it is most alike to; 1 for the anchor.
    pub score: f32,
}

/// How a claim came to its event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Join {
    /// The event is named after it.
    Anchor,
    /// Copied text: the same sentence.
    Copied,
    /// The comparison was sure enough.
    Scored,
    /// It speaks of the event without saying that it happened: planned, hypothetical, denied.
    Attached,
    /// A person joined it.
    Decided,
}

/// An event that may be the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    /// That event.
    pub event: EventId,
    /// 0..1.
    pub score: f32,
    /// What speaks for it, in words for people.
    pub because: String,
}

/// What events are made with.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings {
    /// For numbers.
    pub figures: FigureRule,
    /// For other fields.
    pub fields: FieldRule,
}

/// All events of these statements, in the order of their ids. See docs/events.md.
pub fn events(
    _statements: &[Statement],
    _lineages: &Lineages,
    _decisions: &[Decision],
    _kin: &Kin,
    _settings: &Settings,
) -> Vec<Event> {
    Vec::new()
}

//! Claims that tell of one event, joined. Pure: the same claims, lineages and decisions give the same events in any order.
//!
//! The way through: [`apply`] what people decided, group copies, compare what shares a key ([`keys`], [`edges`]), take what hangs
//! together ([`components`]), cluster it, make events ([`events_in_sets`]). Never joins across families of types, never
//! counts a TOLL, and never overrules a person.

mod block;
mod compare;
mod decide;
mod family;
mod ground;
mod hash;
mod join;
mod make;
mod suggest;

pub use block::{Homed, homes, keys};
pub use compare::{FAR_KM, LEAST_WORDS, LONG_WINDOW, NEAR_KM, SIGNS, Sign};
pub use decide::{CLAIM_FIELDS, EVENT_FIELDS, Links, active, apply, apply_links, apply_to, check_edit, links};
pub use family::{JOINS_FILE, Joins};
pub use join::{Edge, components, copies_of, edges, kind_of_copy, links_at};

use compare::Atlas;
use join::Node;

use crate::figures::{Chosen, Figure};
use crate::{FieldRule, FigureRule, Kin, Lineages, Named, Spot, Statement, Told, witness::Support};
use claim::{ClaimId, Decision, DecisionId, EventId, EventType};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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

impl Standing {
    /// All of them.
    pub const ALL: [Standing; 6] = [
        Standing::Reported,
        Standing::Disputed,
        Standing::Possible,
        Standing::Planned,
        Standing::Hypothetical,
        Standing::Denied,
    ];

    /// The word that files use.
    pub fn name(self) -> &'static str {
        match self {
            Standing::Reported => "reported",
            Standing::Disputed => "disputed",
            Standing::Possible => "possible",
            Standing::Planned => "planned",
            Standing::Hypothetical => "hypothetical",
            Standing::Denied => "denied",
        }
    }
}

/// A claim of an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Suggestion {
    /// That event.
    pub event: EventId,
    /// 0..1.
    pub score: f32,
    /// What speaks for it, in words for people.
    pub because: String,
}

/// What events are made with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// For numbers.
    pub figures: FigureRule,
    /// For other fields.
    pub fields: FieldRule,
}

/// All events of these statements, in the order of their ids. See docs/events.md.
pub fn events(
    statements: &[Statement],
    lineages: &Lineages,
    decisions: &[Decision],
    kin: &Kin,
    settings: &Settings,
) -> Vec<Event> {
    let (statements, links) = apply(statements, decisions, kin);
    let statements: Vec<&Statement> = statements.iter().map(|statement| &**statement).collect();
    fuse(&statements, &links, lineages, kin, settings).events
}

/// Events, and which claims were looked at together.
#[derive(Clone, Debug, Default)]
pub struct Fused {
    /// In the order of their ids.
    pub events: Vec<Event>,
    /// Claims that hang together by any [`Edge`], also one that only suggests, or by what people joined; each set sorted, by its first.
    /// What is told of one set, suggestions too, depends on no claim outside of it. Claims that are no events (a TOLL, a rejected one)
    /// are in none.
    pub sets: Vec<Vec<ClaimId>>,
}

/// The same as [`events`] of claims that [`apply`] gave, with the sets that can be fused anew one by one. Of the claims of some sets, or of
/// components over [`edges`] that join and what people joined ([`Links::together`]), it gives the same events as of all claims; of
/// components only events of these claims are suggested.
pub fn events_in_sets(
    statements: &[&Statement],
    links: &Links,
    lineages: &Lineages,
    kin: &Kin,
    settings: &Settings,
) -> Fused {
    fuse(statements, links, lineages, kin, settings)
}

/// The sets alone ([`Fused::sets`]): for so many claims that their events do not fit into memory at once. Give the claims of some sets
/// at a time to [`events_in_sets`].
pub fn sets(statements: &[&Statement], links: &Links, lineages: &Lineages, kin: &Kin) -> Vec<Vec<ClaimId>> {
    let mut atlas = Atlas::default();
    let nodes = join::nodes(statements, links, lineages, &mut atlas);
    let edges = join::pairs(&nodes, statements, &|_| true, &atlas, kin);
    join::sets(&nodes, statements, &edges, links)
}

/// The same events of claims that are told otherwise, or of some of them: which claims are one event, how each came in and what may be
/// the same is as `before` has it, and nothing is compared. For claims that are told less exactly than they were when they were
/// joined: compared again, neighbours would be one. An event of which no claim is left is left out. In the order of ids.
pub fn remake<'s, 'e>(
    before: impl IntoIterator<Item = &'e Event>,
    statement: impl Fn(ClaimId) -> Option<&'s Statement>,
    links: &Links,
    lineages: &Lineages,
    kin: &Kin,
    settings: &Settings,
) -> Vec<Event> {
    let mut names: BTreeMap<EventId, EventId> = BTreeMap::new();
    let mut events: Vec<Event> = Vec::new();
    for old in before {
        let joined = old.members.iter().filter_map(|member| {
            let (copied, decided) = (member.join == Join::Copied, member.join == Join::Decided);
            Some(make::Joined { statement: statement(member.claim)?, likeness: member.score, copied, decided })
        });
        let joined: Vec<make::Joined> = joined.collect();
        if joined.is_empty() {
            continue;
        }
        let mut event = make::event(joined, links, lineages, kin, settings);
        event.suggested = old.suggested.clone();
        names.insert(old.id, event.id);
        events.push(event);
    }
    for event in &mut events {
        event.suggested.retain_mut(|suggestion| {
            let name = names.get(&suggestion.event);
            suggestion.event = name.copied().unwrap_or(suggestion.event);
            name.is_some()
        });
    }
    events.sort_by_key(|event| event.id);
    events
}

fn fuse(statements: &[&Statement], links: &Links, lineages: &Lineages, kin: &Kin, settings: &Settings) -> Fused {
    let mut atlas = Atlas::default();
    let nodes = join::nodes(statements, links, lineages, &mut atlas);
    let edges = join::pairs(&nodes, statements, &|_| true, &atlas, kin);
    let parts = join::connected(&nodes, statements, &edges, links);
    let work = |range: std::ops::Range<usize>| {
        let part = |part: &Vec<u32>| {
            let nodes: Vec<&Node> = part.iter().map(|n| &nodes[*n as usize]).collect();
            groups(&nodes, statements, links, &atlas, kin)
        };
        parts[range].iter().flat_map(part).map(|group| make::event(group, links, lineages, kin, settings)).collect()
    };
    let mut events: Vec<Event> =
        join::in_parts(parts.len(), work).into_iter().flat_map(|some: Vec<Event>| some).collect();
    events.sort_by_key(|event| event.id);
    suggest::suggest(&mut events, &nodes, statements, &edges, links, &atlas, kin);
    Fused { events, sets: join::sets(&nodes, statements, &edges, links) }
}

/// The claims of each event of some nodes: first what is told alone, then what people joined.
fn groups<'s>(
    nodes: &[&Node<'s>],
    statements: &[&'s Statement],
    links: &Links,
    atlas: &Atlas,
    kin: &Kin,
) -> Vec<Vec<make::Joined<'s>>> {
    let clusters = join::cluster(nodes, statements, links, atlas, kin);
    let mut groups: Vec<Vec<(usize, make::Joined)>> = Vec::new();
    for (number, set) in clusters.sets.iter().enumerate() {
        let mut group = Vec::new();
        for &n in set {
            for (at, member) in nodes[n].members.iter().enumerate() {
                let statement = statements[*member as usize];
                let likeness = clusters.likeness[n];
                group.push((number, make::Joined { statement, likeness, copied: at > 0, decided: false }));
            }
        }
        groups.push(group);
    }
    for (place, together) in links.together() {
        groups = join::merge(groups, *place, together, links);
    }
    let decided = |mut group: Vec<(usize, make::Joined<'s>)>| {
        let anchor = group.iter().min_by_key(|(_, joined)| joined.statement.order()).map(|(number, _)| *number);
        for (number, joined) in &mut group {
            joined.decided = Some(*number) != anchor;
        }
        group.into_iter().map(|(_, joined)| joined).collect()
    };
    groups.into_iter().map(decided).collect()
}

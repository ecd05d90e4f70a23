//! What people decided, as what fusing can use: claims that count no more, claims with other fields, claims that belong together
//! or not, fields of events. Later decisions win. docs/review.md tells what each means. Never changes a decision, and never
//! drops one that it cannot use: it says so ([`Links::problems`]).

use crate::statement::{Named, Speaker, Spot};
use crate::{Kin, Statement, Told};
use claim::{
    Act, Bounds, ClaimId, CountSlot, Days, Decision, DecisionId, EventType, Status, Verification, Voice, When, Where,
    Who,
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What decisions come to. Made by [`apply`].
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// Those that count, in the order in which they were made.
    active: Vec<Decision>,
    /// For each claim, which of `active` name it.
    about: BTreeMap<ClaimId, Vec<usize>>,
    /// Claims that belong together, with the place in `active` of the decision.
    together: Vec<(usize, BTreeSet<ClaimId>)>,
    /// Claims that do not, the smaller first, with the place in `active` of the decision.
    apart: BTreeMap<(ClaimId, ClaimId), usize>,
    /// Claims in `apart`.
    parted: BTreeSet<ClaimId>,
    /// Claims that count for nothing.
    rejected: BTreeSet<ClaimId>,
    /// Decisions that cannot be used, with the reason and the remedy.
    pub problems: Vec<(DecisionId, String)>,
}

impl Links {
    /// Whether a claim counts for nothing.
    pub fn is_rejected(&self, claim: ClaimId) -> bool {
        self.rejected.contains(&claim)
    }

    /// Whether somebody said that a claim does not belong to another: it is never put together with copies unseen.
    pub fn is_parted(&self, claim: ClaimId) -> bool {
        self.parted.contains(&claim)
    }

    /// Whether somebody said that the two do not tell of one event.
    pub fn are_parted(&self, one: ClaimId, two: ClaimId) -> bool {
        !self.apart.is_empty() && self.apart.contains_key(&(one.min(two), one.max(two)))
    }

    /// Whether they were parted by a later decision than the one at `place`.
    pub(super) fn are_parted_after(&self, place: usize, one: ClaimId, two: ClaimId) -> bool {
        self.apart.get(&(one.min(two), one.max(two))).is_some_and(|by| *by > place)
    }

    /// Groups of claims that belong together: they connect components. Each with the place of its decision.
    pub fn together(&self) -> &[(usize, BTreeSet<ClaimId>)] {
        &self.together
    }

    /// Decisions that count and name one of these claims, in their order.
    pub fn about(&self, claims: impl IntoIterator<Item = ClaimId>) -> Vec<&Decision> {
        if self.about.is_empty() {
            return Vec::new();
        }
        let places: BTreeSet<usize> =
            claims.into_iter().filter_map(|claim| self.about.get(&claim)).flatten().copied().collect();
        places.into_iter().map(|place| &self.active[place]).collect()
    }
}

/// The decisions that count: sorted by when they were recorded (of one time, by their place in the ledger), without those that
/// a later undo takes back, and without the undoings. An undo can be undone.
pub fn active(decisions: &[Decision]) -> Vec<Decision> {
    let mut order: Vec<&Decision> = decisions.iter().collect();
    order.sort_by_key(|decision| decision.recorded);
    let mut undone = BTreeSet::new();
    let mut active = Vec::new();
    for decision in order.into_iter().rev() {
        if undone.contains(&decision.id) {
            continue;
        }
        match &decision.act {
            Act::Undo { decision } => {
                undone.insert(*decision);
            }
            _ => active.push(decision.clone()),
        }
    }
    active.reverse();
    active
}

/// Claims as people left them, in the order given and without the rejected ones, and what else was decided.
pub fn apply<'s>(statements: &'s [Statement], decisions: &[Decision], kin: &Kin) -> (Vec<Cow<'s, Statement>>, Links) {
    let links = links(decisions);
    apply_links(statements, links, kin)
}

/// The same, with decisions that were gathered before ([`links`]).
pub fn apply_links<'s>(statements: &'s [Statement], mut links: Links, kin: &Kin) -> (Vec<Cow<'s, Statement>>, Links) {
    let mut kept = Vec::with_capacity(statements.len());
    let mut problems = Vec::new();
    for statement in statements.iter().filter(|statement| !links.is_rejected(statement.claim)) {
        kept.push(patched(statement, &links, kin, &mut problems).map_or(Cow::Borrowed(statement), Cow::Owned));
    }
    links.found(problems);
    (kept, links)
}

/// The same in place, for very many claims.
pub fn apply_to(statements: &mut Vec<Statement>, decisions: &[Decision], kin: &Kin) -> Links {
    let mut links = links(decisions);
    let mut problems = Vec::new();
    statements.retain(|statement| !links.is_rejected(statement.claim));
    for statement in statements.iter_mut() {
        if let Some(patched) = patched(statement, &links, kin, &mut problems) {
            *statement = patched;
        }
    }
    links.found(problems);
    links
}

/// A claim as people left it; `None` where nobody changed it.
fn patched(
    statement: &Statement,
    links: &Links,
    kin: &Kin,
    problems: &mut Vec<(DecisionId, String)>,
) -> Option<Statement> {
    let mut patched = Cow::Borrowed(statement);
    for decision in links.about([statement.claim]) {
        match &decision.act {
            Act::Edit { field, value } if !decision.event && decision.claims.first() == Some(&statement.claim) => {
                if let Err(problem) = edit(patched.to_mut(), field, value, kin) {
                    problems.push((decision.id, problem));
                }
            }
            Act::Accept if !decision.event => patched.to_mut().confidence = 1.0,
            _ => {}
        }
    }
    match patched {
        Cow::Borrowed(_) => None,
        Cow::Owned(patched) => Some(patched),
    }
}

/// Decisions as fusing uses them.
pub fn links(decisions: &[Decision]) -> Links {
    let mut links = Links { active: active(decisions), ..Links::default() };
    for place in 0..links.active.len() {
        let decision = links.active[place].clone();
        let claims: BTreeSet<ClaimId> = decision.claims.iter().copied().collect();
        for claim in &claims {
            links.about.entry(*claim).or_default().push(place);
        }
        match &decision.act {
            Act::Accept => {
                links.rejected.retain(|claim| !claims.contains(claim));
                if decision.event {
                    links.join(place, claims);
                }
            }
            Act::Reject => links.rejected.extend(claims),
            Act::Edit { field, value } => {
                if let Err(problem) = check_edit(field, value, decision.event) {
                    links.problems.push((decision.id, problem));
                }
            }
            Act::Merge { with } => {
                for claim in with {
                    links.about.entry(*claim).or_default().push(place);
                }
                links.join(place, claims.into_iter().chain(with.iter().copied()).collect());
            }
            Act::Split { out } => links.part(place, &claims, out.iter().copied().collect()),
            Act::Undo { .. } => {}
        }
    }
    links.together.retain(|(_, group)| group.len() > 1);
    links.parted = links.apart.keys().flat_map(|(one, two)| [*one, *two]).collect();
    links
}

impl Links {
    fn found(&mut self, problems: Vec<(DecisionId, String)>) {
        self.problems.extend(problems);
        self.problems.sort();
        self.problems.dedup();
    }

    fn join(&mut self, place: usize, group: BTreeSet<ClaimId>) {
        self.apart.retain(|(one, two), _| !(group.contains(one) && group.contains(two)));
        self.together.push((place, group));
    }

    fn part(&mut self, place: usize, claims: &BTreeSet<ClaimId>, out: BTreeSet<ClaimId>) {
        let stay: BTreeSet<ClaimId> = claims.difference(&out).copied().collect();
        let mut groups = Vec::new();
        for (by, group) in std::mem::take(&mut self.together) {
            let (leave, rest): (BTreeSet<ClaimId>, BTreeSet<ClaimId>) =
                group.into_iter().partition(|claim| out.contains(claim));
            groups.push((by, leave));
            groups.push((by, rest));
        }
        self.together = groups;
        for one in &out {
            for two in &stay {
                self.apart.insert((*one.min(two), *one.max(two)), place);
            }
        }
        self.join(place, out);
    }
}

/// Fields of a claim that can be edited.
pub const CLAIM_FIELDS: &[&str] = &[
    "type",
    "status",
    "verification",
    "trigger",
    "actor",
    "target",
    "place",
    "from",
    "to",
    "source",
    "killed",
    "injured",
    "displaced",
    "detained",
    "resolved.actor",
    "resolved.target",
    "resolved.place",
    "resolved.from",
    "resolved.to",
    "resolved.time",
    "resolved.source",
];
/// Fields of an event that can be edited.
pub const EVENT_FIELDS: &[&str] = &["days", "place", "actor", "target", "killed", "injured", "displaced", "detained"];

/// Whether an edit can be used; else what is wrong with it and what to write. For a claim, or for an event.
pub fn check_edit(field: &str, value: &Value, event: bool) -> Result<(), String> {
    let kin = Kin::default();
    if event {
        return EventEdit::read(field, value, &kin).map(|_| ());
    }
    let mut nobody = Statement {
        claim: ClaimId::from_number(0),
        report: claim::ReportId::from_number(0),
        position: 0,
        sentence: 0,
        published: None,
        outlet: None,
        event_type: EventType::all().next().ok_or("the ontology has no types")?,
        status: Status::Actual,
        verification: None,
        confidence: 0.0,
        trigger: "".into(),
        actors: Vec::new(),
        targets: Vec::new(),
        places: Vec::new(),
        from: Vec::new(),
        to: Vec::new(),
        days: None,
        speakers: Vec::new(),
        counts: [None; 4],
        words: Box::new([]),
        cues: Default::default(),
    };
    edit(&mut nobody, field, value, &kin)
}

/// A value, or what is wrong with it. `null` is `None`.
fn read<T: DeserializeOwned>(field: &str, value: &Value, form: &str) -> Result<Option<T>, String> {
    if value.is_null() {
        return Ok(None);
    }
    serde_json::from_value(value.clone()).map(Some).map_err(|error| format!("{field}: {value} is no {form} ({error})"))
}

/// A list; one value is a list of it, `null` the empty one.
fn read_all<T: DeserializeOwned>(field: &str, value: &Value, form: &str) -> Result<Vec<T>, String> {
    match value {
        Value::Array(values) => {
            let values = values.iter().map(|value| read(field, value, form));
            Ok(values.collect::<Result<Vec<Option<T>>, String>>()?.into_iter().flatten().collect())
        }
        value => Ok(read(field, value, form)?.into_iter().collect()),
    }
}

/// A number of people: `[low, high]`, or one number.
fn bounds(field: &str, value: &Value) -> Result<Option<Bounds>, String> {
    let bounds = match value.as_u64() {
        Some(number) => Some(Bounds { low: Some(number), high: Some(number) }),
        None => read::<Bounds>(field, value, "number of people; write 12 or [12, null]")?,
    };
    match bounds {
        Some(Bounds { low: Some(low), high: Some(high) }) if low > high => {
            Err(format!("{field}: [{low}, {high}]; write the lower number first"))
        }
        Some(Bounds { low: None, high: None }) => Ok(None),
        bounds => Ok(bounds),
    }
}

fn named(text: &str, who: Option<&Who>, kin: &Kin) -> Named {
    match who.and_then(Who::party) {
        None => Named { id: None, name: text.into(), country: None, sector: None, provisional: false, side: None },
        Some(party) => Named {
            id: Some(party.id.as_str().into()),
            name: party.name.as_str().into(),
            country: party.country.as_deref().map(Arc::from),
            sector: party.sector.as_deref().map(Arc::from),
            provisional: party.provisional,
            side: Some(kin.side(&party.id).into()),
        },
    }
}

/// The place of an answer, or the words for one.
fn spot(text: &str, answer: Option<&Where>) -> Spot {
    (*crate::Names::default().spot(text, answer)).clone()
}

fn told(days: &Days) -> Result<Told, String> {
    if days.end < days.start {
        return Err(format!("{} to {}; write the first day first", days.start, days.end));
    }
    Ok(Told { start: days.start, end: days.end, precision: days.precision, by_words: true })
}

/// Days as edits write them: `{"start": .., "end": .., "precision": .., "rule": ..}`, or one day.
fn days(field: &str, value: &Value) -> Result<Option<Told>, String> {
    const FORM: &str =
        "stretch of days; write \"2024-12-07\" or {\"start\": .., \"end\": .., \"precision\": 1, \"rule\": ..}";
    if let Some(Ok(day)) = value.as_str().map(str::parse::<jiff::civil::Date>) {
        return Ok(Some(Told { start: day, end: day, precision: 1, by_words: true }));
    }
    let all = read_all::<When>(field, value, FORM)?;
    let mut known = all.iter().filter_map(When::days);
    let Some(first) = known.next() else {
        return if value.is_null() || !all.is_empty() {
            Ok(None)
        } else {
            Err(format!("{field}: {value} is no {FORM}"))
        };
    };
    let first = told(first)?;
    known
        .try_fold(first, |all, next| {
            let next = told(next)?;
            let (start, end) = (all.start.max(next.start), all.end.min(next.end));
            Ok(if start <= end {
                Told { start, end, precision: all.precision.min(next.precision), ..all }
            } else {
                all
            })
        })
        .map(Some)
}

/// Sets one field of a claim.
fn edit(statement: &mut Statement, field: &str, value: &Value, kin: &Kin) -> Result<(), String> {
    let texts = || read_all::<String>(field, value, "list of texts");
    let names = || Ok::<_, String>(texts()?.iter().map(|text| Arc::new(named(text, None, kin))).collect::<Vec<_>>());
    let spots = || Ok::<_, String>(texts()?.iter().map(|text| Arc::new(spot(text, None))).collect::<Vec<_>>());
    // Answers stand beside the texts of their slot; one that is unresolved keeps the name that was there.
    let parties = |old: &[Arc<Named>]| {
        let answers = read_all::<Who>(field, value, "party; write {\"id\": .., \"name\": .., \"rule\": ..}")?;
        let answers = answers.iter().enumerate();
        let one = |(at, who): (usize, &Who)| named(old.get(at).map_or("", |old| &old.name), Some(who), kin);
        Ok::<_, String>(answers.map(one).map(Arc::new).collect::<Vec<_>>())
    };
    let places = |old: &[Arc<Spot>]| {
        let answers = read_all::<Where>(field, value, "place; docs/resolving.md has its fields")?;
        let answers = answers.iter().enumerate();
        let one = |(at, answer): (usize, &Where)| spot(old.get(at).map_or("", |old| &old.name), Some(answer));
        Ok::<_, String>(answers.map(one).map(Arc::new).collect::<Vec<_>>())
    };
    match field {
        "type" => {
            statement.event_type =
                read(field, value, "event type")?.ok_or("type: a claim has one; docs/ontology.md lists them")?;
        }
        "status" => statement.status = read::<Status>(field, value, "status")?.unwrap_or_default(),
        "verification" => statement.verification = read::<Verification>(field, value, "verification state")?,
        "trigger" => {
            let text: String = read(field, value, "text")?.unwrap_or_default();
            statement.trigger = text.to_lowercase().into();
        }
        "actor" => statement.actors = names()?,
        "target" => statement.targets = names()?,
        "place" => statement.places = spots()?,
        "from" => statement.from = spots()?,
        "to" => statement.to = spots()?,
        "source" => {
            let speaker = |text: &String| Arc::new(Speaker { voice: Voice::Other, who: named(text, None, kin) });
            statement.speakers = texts()?.iter().map(speaker).collect();
        }
        "resolved.actor" => statement.actors = parties(&statement.actors)?,
        "resolved.target" => statement.targets = parties(&statement.targets)?,
        "resolved.place" => statement.places = places(&statement.places)?,
        "resolved.from" => statement.from = places(&statement.from)?,
        "resolved.to" => statement.to = places(&statement.to)?,
        "resolved.time" => statement.days = days(field, value)?,
        "resolved.source" => {
            let form = "speaker; write {\"voice\": \"party\", \"id\": .., \"name\": .., \"rule\": ..}";
            let answers = read_all::<claim::Speaker>(field, value, form)?;
            let old = &statement.speakers;
            let name = |at: usize| old.get(at).map_or("", |speaker| &*speaker.who.name);
            let answers = answers.iter().enumerate();
            let speaker = |(at, speaker): (usize, &claim::Speaker)| Speaker {
                voice: speaker.voice,
                who: named(name(at), Some(&speaker.who), kin),
            };
            statement.speakers = answers.map(speaker).map(Arc::new).collect();
        }
        _ => match CountSlot::ALL.into_iter().find(|slot| slot.name() == field) {
            Some(slot) => statement.counts[slot as usize] = bounds(field, value)?,
            None => {
                return Err(format!(
                    "{field:?} is no field of a claim that can be edited; these are: {}",
                    CLAIM_FIELDS.join(", ")
                ));
            }
        },
    }
    Ok(())
}

/// A field of an event as somebody set it; empty where he emptied it.
pub(super) enum EventEdit {
    Days(Option<Told>),
    Place(Option<Spot>),
    Actors(Vec<Named>),
    Targets(Vec<Named>),
    Number(CountSlot, Option<Bounds>),
}

impl EventEdit {
    pub fn read(field: &str, value: &Value, kin: &Kin) -> Result<EventEdit, String> {
        let parties = || {
            let all = read_all::<Value>(field, value, "party")?;
            let one = |value: &Value| match value.as_str() {
                Some(text) => Ok(named(text, None, kin)),
                None => {
                    let who =
                        read::<Who>(field, value, "party; write its name or {\"id\": .., \"name\": .., \"rule\": ..}")?;
                    Ok(named("", who.as_ref(), kin))
                }
            };
            all.iter().map(one).collect::<Result<Vec<Named>, String>>()
        };
        Ok(match field {
            "days" => EventEdit::Days(days(field, value)?),
            "place" => EventEdit::Place(match value.as_str() {
                Some(text) => Some(spot(text, None)),
                None => read::<Where>(field, value, "place; write its name, or the fields of docs/resolving.md")?
                    .map(|answer| spot("", Some(&answer))),
            }),
            "actor" => EventEdit::Actors(parties()?),
            "target" => EventEdit::Targets(parties()?),
            _ => match CountSlot::ALL.into_iter().find(|slot| slot.name() == field) {
                Some(slot) => EventEdit::Number(slot, bounds(field, value)?),
                None => {
                    let known = EVENT_FIELDS.join(", ");
                    return Err(format!("{field:?} is no field of an event that can be edited; these are: {known}"));
                }
            },
        })
    }
}

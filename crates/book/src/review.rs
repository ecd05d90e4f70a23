//! What people decide: from ids and words to the drafts that a ledger records, and what came of them. docs/review.md tells what each
//! decision does. Never changes a row, and never decides anything itself.

use crate::ids::{self, Thing};
use crate::{Error, View, fusing, names};
use claim::{Act, ClaimId, Decision, DecisionId, EventId};
use fuse::Event;
use jiff::Timestamp;
use jiff::civil::Date;
use ledger::{AsOf, Draft, Found, Ledger};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use world::parties::Register;
use world::places::Gazetteer;

/// What somebody wants to decide.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Wish {
    /// What.
    pub act: Deed,
    /// About what: claims or events, by their ids or the beginnings of them. Accept and reject take one or more, edit and split one,
    /// merge two events or more, undo none.
    pub ids: Vec<String>,
    /// Of an edit: the field (docs/review.md lists them).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Of an edit: the new value; names of places and parties as words, `null` empties the field.
    pub value: Value,
    /// Of a split: the claims that leave.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<String>,
    /// Of an undo: which decision; without it the last of this person that still counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Who decides: a name or initials.
    pub by: String,
}

/// Kinds of decisions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ReviewDeed))]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// The claim was read rightly; of an event: its claims belong together.
    #[default]
    Accept,
    /// The claim was read wrongly and counts for nothing; of an event: all its claims.
    Reject,
    /// One field is otherwise.
    Edit,
    /// These events are one.
    Merge,
    /// These claims of an event do not belong to the others.
    Split,
    /// An earlier decision counts no more.
    Undo,
}

/// What is to be recorded.
pub fn drafts(view: &View, wish: &Wish) -> Result<Vec<Draft>, Error> {
    let by = wish.by.trim();
    if by.is_empty() {
        return Err(Error::usage("nobody decides; say who, by a name or initials"));
    }
    let draft = |about: About, act: Act| Draft {
        by: wish.by.clone(),
        claims: about.claims,
        event: about.event,
        act,
        note: wish.note.clone(),
    };
    let only = |what: &str| match &wish.ids[..] {
        [id] => Ok(id.as_str()),
        _ => Err(Error::usage(format!("{what} is about one claim or event; give one id"))),
    };
    match wish.act {
        Deed::Accept | Deed::Reject if wish.ids.is_empty() => {
            Err(Error::usage("a decision about nothing; give the id of a claim or an event"))
        }
        Deed::Accept => wish.ids.iter().map(|id| Ok(draft(about(view, id)?, Act::Accept))).collect(),
        Deed::Reject => wish.ids.iter().map(|id| Ok(draft(about(view, id)?, Act::Reject))).collect(),
        Deed::Edit => {
            let about = about(view, only("an edit")?)?;
            let context = context(view, &about)?;
            let field = wish.field.as_deref().unwrap_or_default();
            let (field, value) = edit(field, wish.value.clone(), about.event, &context)?;
            Ok(vec![draft(about, Act::Edit { field, value })])
        }
        Deed::Merge => merge(view, &wish.ids, draft),
        Deed::Split => split(view, only("a split")?, &wish.claims, draft),
        Deed::Undo => {
            let decision = undone(view, wish.decision.as_deref(), &wish.by)?;
            Ok(vec![draft(About { claims: Vec::new(), event: false }, Act::Undo { decision })])
        }
    }
}

fn merge(view: &View, ids: &[String], draft: impl Fn(About, Act) -> Draft) -> Result<Vec<Draft>, Error> {
    let mut events: Vec<Arc<Event>> = Vec::new();
    for id in ids {
        let event = event(view, id)?;
        if events.iter().any(|other| other.id == event.id) {
            return Err(Error::nothing(format!(
                "{id} is in {} as named before: they are one event already; name others",
                event.id
            )));
        }
        events.push(event);
    }
    let [first, others @ ..] = &events[..] else { return Err(Error::usage("give two events or more")) };
    if others.is_empty() {
        return Err(Error::usage("give two events or more"));
    }
    let with = others.iter().map(|event| event.id.anchor()).collect();
    let mut about = About::event(first);
    // All claims of all of them: what is split out later must not take away those that the machine had joined to it.
    about.claims.extend(others.iter().flat_map(|event| &event.members).map(|member| member.claim));
    Ok(vec![draft(about, Act::Merge { with })])
}

fn split(view: &View, id: &str, claims: &[String], draft: impl Fn(About, Act) -> Draft) -> Result<Vec<Draft>, Error> {
    let event = event(view, id)?;
    let mut out = Vec::new();
    for claim in claims {
        let Thing::Claim(claim) = ids::find(view, claim)? else {
            return Err(Error::usage(format!("\"{claim}\" is no claim; name the claims of {} that leave", event.id)));
        };
        if !event.members.iter().any(|member| member.claim == claim) {
            return Err(Error::nothing(format!(
                "{claim} is not in {}; dateline show {} lists its claims",
                event.id, event.id
            )));
        }
        if !out.contains(&claim) {
            out.push(claim);
        }
    }
    if out.is_empty() {
        return Err(Error::usage(format!("a split of nothing; name the claims of {} that leave", event.id)));
    }
    if out.len() == event.members.len() {
        return Err(Error::nothing(format!("these are all claims of {}; leave at least one", event.id)));
    }
    Ok(vec![draft(About::event(&event), Act::Split { out })])
}

/// Records drafts and joins anew what they touch.
pub fn record(ledger: &mut Ledger, drafts: &[Draft], recorded: Timestamp) -> Result<Vec<Decision>, Error> {
    let mut decisions = Vec::new();
    for draft in drafts {
        decisions.push(ledger.decide(draft, recorded)?);
    }
    fusing::catch_up(ledger)?;
    Ok(decisions)
}

/// What a decision is about.
#[derive(Clone)]
struct About {
    claims: Vec<ClaimId>,
    event: bool,
}

impl About {
    /// All claims that the event has now, its anchor first.
    fn event(event: &Event) -> About {
        let anchor = event.id.anchor();
        let others = event.members.iter().map(|member| member.claim).filter(|claim| *claim != anchor);
        About { claims: std::iter::once(anchor).chain(others).collect(), event: true }
    }
}

fn about(view: &View, id: &str) -> Result<About, Error> {
    match ids::find(view, id)? {
        Thing::Event(event) => Ok(About::event(&event)),
        Thing::Claim(claim) => Ok(About { claims: vec![claim], event: false }),
        Thing::Report(_) | Thing::Decision(_) => {
            Err(Error::usage(format!("\"{id}\" is neither a claim nor an event; give the id of one")))
        }
    }
}

fn event(view: &View, id: &str) -> Result<Arc<Event>, Error> {
    match ids::find(view, id)? {
        Thing::Event(event) => Ok(event),
        _ => Err(Error::usage(format!("\"{id}\" is no event; give the id of one, as dateline list events shows them"))),
    }
}

/// The decision to take back: the one that is named, or the last of this person that counts.
fn undone(view: &View, id: Option<&str>, by: &str) -> Result<DecisionId, Error> {
    let all = view.ledger.decisions(&AsOf::default())?;
    let Some(id) = id else {
        let active = fuse::events::active(&all);
        let mine = active.iter().rev().find(|decision| decision.by == by);
        return mine.map(|decision| decision.id).ok_or_else(|| {
            let people: BTreeSet<&str> = active.iter().map(|decision| decision.by.as_str()).collect();
            let others = match people.len() {
                0 => "nobody has decided anything here".to_owned(),
                _ => format!("decisions that count are by {}", people.into_iter().collect::<Vec<_>>().join(", ")),
            };
            Error::nothing(format!("no decision of {by} is left to undo; {others}"))
        });
    };
    match ids::find(view, id)? {
        Thing::Decision(decision) if !counting(&all).contains(&decision) => {
            let by = all.iter().rev().find(|one| one.act == Act::Undo { decision });
            let told =
                by.map_or_else(String::new, |undo| format!("; dateline review undo {} makes it count again", undo.id));
            Err(Error::nothing(format!("{decision} counts no more already{told}")))
        }
        Thing::Decision(decision) => Ok(decision),
        _ => Err(Error::usage(format!("\"{id}\" is no decision; dateline list decisions shows them"))),
    }
}

/// Decisions that no later one takes back, undoings among them.
fn counting(all: &[Decision]) -> BTreeSet<DecisionId> {
    let mut order: Vec<&Decision> = all.iter().collect();
    order.sort_by_key(|decision| decision.recorded);
    let mut undone = BTreeSet::new();
    let mut counting = BTreeSet::new();
    for decision in order.into_iter().rev() {
        if undone.contains(&decision.id) {
            continue;
        }
        counting.insert(decision.id);
        if let Act::Undo { decision } = &decision.act {
            undone.insert(*decision);
        }
    }
    counting
}

// ---- edits

/// Where names are resolved: the country and the day of what is edited.
#[derive(Default)]
struct Context {
    country: Option<String>,
    day: Option<Date>,
}

fn context(view: &View, about: &About) -> Result<Context, Error> {
    let Some(claim) = about.claims.first() else { return Ok(Context::default()) };
    let Some(stored) = view.ledger.claim(*claim)?.and_then(Found::kept) else { return Ok(Context::default()) };
    let resolved = stored.record.resolved.unwrap_or_default();
    let places = resolved.place.iter().chain(&resolved.to).chain(&resolved.from);
    let country = places.filter_map(|place| place.place()?.country.clone()).next();
    let day = view.ledger.report(stored.report)?.and_then(Found::kept).and_then(|report| report.content.date);
    Ok(Context { country, day })
}

/// `FIELD=VALUE` as it is typed: the value as JSON, else as a word.
pub fn typed(typed: &str) -> Result<(String, Value), Error> {
    let Some((field, text)) = typed.split_once('=') else {
        return Err(Error::usage(format!("\"{typed}\" has no \"=\"; write it as in status=planned")));
    };
    let (field, text) = (field.trim(), text.trim());
    let value = serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()));
    Ok((field.to_owned(), value))
}

/// A field and a value that fusing knows.
fn edit(field: &str, value: Value, event: bool, context: &Context) -> Result<(String, Value), Error> {
    let (field, value) = resolved(field, value, event, context)?;
    fuse::events::check_edit(&field, &value, event)
        .map_err(|problem| Error::usage(format!("{problem}; docs/review.md lists the fields")))?;
    Ok((field, value))
}

/// The same with names resolved: `place=Homs` of a claim becomes its `resolved.place`.
fn resolved(field: &str, value: Value, event: bool, context: &Context) -> Result<(String, Value), Error> {
    let bare = field.strip_prefix("resolved.").unwrap_or(field);
    let told = |value: Value| {
        let field = if event { bare.to_owned() } else { format!("resolved.{bare}") };
        // Answers of a claim stand beside the texts of its slot: a list. An event has one place, and any number of parties.
        Ok((
            field,
            if event && bare == "place" {
                value.as_array().and_then(|all| all.first()).cloned().unwrap_or_default()
            } else {
                value
            },
        ))
    };
    let names = match &value {
        Value::String(name) => Some(vec![name.as_str()]),
        Value::Array(all) => {
            all.iter().map(Value::as_str).collect::<Option<Vec<&str>>>().filter(|names| !names.is_empty())
        }
        _ => None,
    };
    match (bare, names) {
        ("place" | "from" | "to", Some(names)) if !(event && bare != "place") => {
            if event && names.len() > 1 {
                return Err(Error::usage("an event has one place; give one name or id".to_owned()));
            }
            let places = names.iter().map(|name| {
                let near = context.country.as_deref();
                let place = names::place(name, near, Gazetteer::bundled());
                place.map(|place| json!(place)).ok_or_else(|| {
                    Error::nothing(format!("no place is called \"{name}\"; dateline where \"{name}\" shows what was considered; an id (geonames:169577) is never mistaken"))
                })
            });
            told(Value::Array(places.collect::<Result<_, _>>()?))
        }
        ("actor" | "target", Some(names)) => {
            let parties = names.iter().map(|name| {
                let party = names::party(name, context.country.as_deref(), context.day, Register::bundled());
                party.map(|party| json!(party)).ok_or_else(|| {
                    Error::nothing(format!("nobody can tell which party \"{name}\" is; dateline who \"{name}\" says why; an id (syria/hts) is never mistaken"))
                })
            });
            told(Value::Array(parties.collect::<Result<_, _>>()?))
        }
        // A claim says when, an event has days: either word is understood.
        ("time" | "days", _) => {
            let value = days(value);
            if value.as_str().is_some_and(|text| text.parse::<Date>().is_err()) {
                return Err(Error::usage(format!(
                    "{bare}: {value} is no day; write {bare}=2024-12-05 or {bare}=2024-12-02/2024-12-05, the earlier day first"
                )));
            }
            Ok((if event { "days" } else { "resolved.time" }.to_owned(), value))
        }
        ("type", _) => Ok((field.to_owned(), value.as_str().map_or(value.clone(), |code| json!(code.to_uppercase())))),
        _ => Ok((field.to_owned(), value)),
    }
}

/// "2024-12-02/2024-12-05" as days; everything else as it is.
fn days(value: Value) -> Value {
    let ends = value
        .as_str()
        .and_then(|text| text.split_once('/'))
        .and_then(|(from, to)| Some((from.trim().parse::<Date>().ok()?, to.trim().parse::<Date>().ok()?)));
    match ends {
        Some((start, end)) if start <= end => {
            let days = (end - start).get_days();
            let precision = match days {
                0 => 1,
                1..=5 => 2,
                6 => 3,
                7..=29 => 4,
                _ => 5,
            };
            json!({"start": start, "end": end, "precision": precision, "rule": "by hand"})
        }
        _ => value,
    }
}

// ---- what came of it

/// Decisions, and what their claims are in now.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = ReviewOutcome))]
pub struct Outcome {
    /// What was recorded.
    pub decisions: Vec<Decision>,
    /// Events that the decided claims are in now.
    pub events: Vec<Arc<Event>>,
    /// Claims that are in none.
    pub without: Vec<ClaimId>,
}

/// What came of these decisions; `view` must see them.
pub fn outcome(view: &View, decisions: &[Decision]) -> Result<Outcome, Error> {
    let all = view.ledger.decisions(&AsOf::default())?;
    let mut claims: BTreeSet<ClaimId> = BTreeSet::new();
    for decision in decisions {
        claims.extend(at_bottom(decision, &all).named());
    }
    let mut events: BTreeMap<EventId, Arc<Event>> = BTreeMap::new();
    let mut without = Vec::new();
    for claim in claims {
        match view.event(EventId::of_anchor(claim))? {
            Some(event) => {
                events.insert(event.id, event);
            }
            None => without.push(claim),
        }
    }
    Ok(Outcome { decisions: decisions.to_vec(), events: events.into_values().collect(), without })
}

/// What a decision is about in the end: an undo of an undo is about what that one took back.
fn at_bottom<'d>(decision: &'d Decision, all: &'d [Decision]) -> &'d Decision {
    let mut of = decision;
    // An undo names an earlier row, so this comes to an end; the count is for rows that somebody else wrote.
    for _ in 0..all.len() {
        let Act::Undo { decision } = &of.act else { break };
        let Some(undone) = all.iter().find(|other| other.id == *decision) else { break };
        of = undone;
    }
    of
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(text: &str, event: bool) -> Result<(String, Value), String> {
        let context = Context { country: Some("SY".into()), day: Some(jiff::civil::date(2024, 12, 5)) };
        let edited = typed(text).and_then(|(field, value)| edit(&field, value, event, &context));
        edited.map_err(|error| error.to_string())
    }

    #[test]
    fn words_and_json_become_values() {
        let cases = [
            ("status=planned", false, "status", json!("planned")),
            ("killed=7", false, "killed", json!(7)),
            ("killed=[7, null]", true, "killed", json!([7, null])),
            ("killed=null", false, "killed", Value::Null),
            ("type=seize", false, "type", json!("SEIZE")),
            ("days=2024-12-05", true, "days", json!("2024-12-05")),
            ("time=2024-12-05", false, "resolved.time", json!("2024-12-05")),
        ];
        for (typed, event, field, value) in cases {
            assert_eq!(edited(typed, event), Ok((field.to_owned(), value)), "{typed}");
        }
        let (field, value) = edited("days=2024-12-02/2024-12-05", true).unwrap();
        assert_eq!((field.as_str(), &value["end"], &value["precision"]), ("days", &json!("2024-12-05"), &json!(2)));
    }

    #[test]
    fn names_of_places_and_parties_are_resolved() {
        for (typed, event, field, id) in [
            ("place=Homs", false, "resolved.place", "geonames:169577"),
            ("place=geonames:169577", false, "resolved.place", "geonames:169577"),
            ("resolved.place=Homs", false, "resolved.place", "geonames:169577"),
            ("actor=HTS", false, "resolved.actor", "syria/hts"),
            ("target=[\"syria/hts\"]", true, "target", "syria/hts"),
        ] {
            let (told, value) = edited(typed, event).unwrap();
            assert_eq!((told.as_str(), &value[0]["id"]), (field, &json!(id)), "{typed}: {value}");
        }
        let (field, value) = edited("place=Homs", true).unwrap();
        assert_eq!((field.as_str(), &value["id"]), ("place", &json!("geonames:169577")), "{value}");
    }

    #[test]
    fn what_cannot_be_used_is_told_with_the_remedy() {
        for (typed, event, told) in [
            ("status", false, "has no \"=\""),
            ("status=sure", false, "status"),
            ("colour=red", false, "is no field of a claim"),
            ("trigger=x", true, "is no field of an event"),
            ("killed=many", false, "killed"),
            ("killed=[9,3]", false, "write the lower number first"),
            ("days=2024-12-05/2024-12-02", true, "the earlier day first"),
            ("time=yesterday", false, "time=2024-12-02/2024-12-05"),
            ("type=WAR", false, "type"),
            ("place=Qqqqzx", false, "dateline where"),
            ("place=[\"Homs\",\"Hama\"]", true, "one place"),
        ] {
            let message = edited(typed, event).unwrap_err();
            assert!(message.contains(told), "{typed}: {message}");
        }
    }
}

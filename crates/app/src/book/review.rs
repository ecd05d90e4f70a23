//! `dateline review`: what people decide, as rows of the ledger. docs/review.md tells what each decision does.
//!
//! Turns ids and words into decisions and has the ledger record them, then joins anew what they touch. Never changes a row, and
//! never decides anything itself.

use super::args::{NumberRule, ReviewArgs, ReviewCommand, Times};
use super::ids::{self, Miss, Thing};
use super::names;
use super::sheet::{Sheet, faint, own, print_json, said};
use super::view::View;
use super::words::event_line;
use super::{counted, failed, fusing, now, open};
use crate::cli::Colour;
use crate::paint::Mark;
use crate::{Ending, complain};
use claim::{Act, ClaimId, Decision, DecisionId, EventId};
use fuse::Event;
use jiff::civil::Date;
use ledger::{AsOf, Draft, Found, Mode};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use world::parties::Register;
use world::places::Gazetteer;

/// Why nothing is decided.
enum Stop {
    Ledger(ledger::Error),
    /// Nothing is called so.
    Told(String),
    /// Wrong usage; with the remedy.
    Usage(String),
}

impl From<ledger::Error> for Stop {
    fn from(error: ledger::Error) -> Stop {
        Stop::Ledger(error)
    }
}

impl From<Miss> for Stop {
    fn from(miss: Miss) -> Stop {
        match miss {
            Miss::Ledger(error) => Stop::Ledger(error),
            Miss::Told(message) => Stop::Told(message),
        }
    }
}

/// Runs the command.
pub fn review(command: &ReviewCommand) -> Ending {
    match decide(command) {
        Ok(ending) => ending,
        Err(Stop::Ledger(error)) => failed(&error),
        Err(Stop::Told(message)) => {
            complain(&message);
            Ending::Some
        }
        Err(Stop::Usage(message)) => {
            complain(&message);
            Ending::Usage
        }
    }
}

fn common(command: &ReviewCommand) -> &ReviewArgs {
    match command {
        ReviewCommand::Accept { common, .. }
        | ReviewCommand::Reject { common, .. }
        | ReviewCommand::Edit { common, .. }
        | ReviewCommand::Merge { common, .. }
        | ReviewCommand::Split { common, .. }
        | ReviewCommand::Undo { common, .. } => common,
    }
}

fn decide(command: &ReviewCommand) -> Result<Ending, Stop> {
    let args = common(command);
    if args.by.trim().is_empty() {
        return Err(Stop::Usage("--by is empty; give a name or initials".to_owned()));
    }
    let drafts = {
        let Some(view) = View::open(&args.book, &Times::default(), NumberRule::default()) else {
            return Ok(Ending::Nothing);
        };
        drafts(&view, command)?
    };
    let Some(mut ledger) = open(&args.book, Mode::Write) else { return Ok(Ending::Nothing) };
    let mut decisions = Vec::new();
    for draft in &drafts {
        decisions.push(ledger.decide(draft, now(args.clock))?);
    }
    fusing::catch_up(&mut ledger)?;
    drop(ledger);
    let Some(view) = View::open(&args.book, &Times::default(), NumberRule::default()) else {
        return Ok(Ending::Nothing);
    };
    tell(&view, args, &decisions)
}

/// What is to be recorded.
fn drafts(view: &View, command: &ReviewCommand) -> Result<Vec<Draft>, Stop> {
    let args = common(command);
    let draft = |about: About, act: Act| Draft {
        by: args.by.clone(),
        claims: about.claims,
        event: about.event,
        act,
        note: args.note.clone(),
    };
    match command {
        ReviewCommand::Accept { ids, .. } => ids.iter().map(|id| Ok(draft(about(view, id)?, Act::Accept))).collect(),
        ReviewCommand::Reject { ids, .. } => ids.iter().map(|id| Ok(draft(about(view, id)?, Act::Reject))).collect(),
        ReviewCommand::Edit { id, fields, .. } => {
            let about = about(view, id)?;
            let context = context(view, &about)?;
            let edits =
                fields.iter().map(|field| edit(field, about.event, &context)).collect::<Result<Vec<_>, Stop>>()?;
            Ok(edits.into_iter().map(|(field, value)| draft(about.clone(), Act::Edit { field, value })).collect())
        }
        ReviewCommand::Merge { ids, .. } => {
            let mut events: Vec<Event> = Vec::new();
            for id in ids {
                let event = event(view, id)?;
                if events.iter().any(|other| other.id == event.id) {
                    return Err(Stop::Told(format!(
                        "{id} is in {} as named before: they are one event already; name others",
                        event.id
                    )));
                }
                events.push(event);
            }
            let with = events.iter().skip(1).map(|event| event.id.anchor()).collect();
            let mut about =
                events.first().map(About::event).ok_or_else(|| Stop::Usage("give two events or more".to_owned()))?;
            // All claims of all of them: what is split out later must not take away those that the machine had joined to it.
            let others = events.iter().skip(1).flat_map(|event| &event.members);
            about.claims.extend(others.map(|member| member.claim));
            Ok(vec![draft(about, Act::Merge { with })])
        }
        ReviewCommand::Split { id, claims, .. } => {
            let event = event(view, id)?;
            let mut out = Vec::new();
            for claim in claims {
                let Thing::Claim(claim) = ids::find(view, claim)? else {
                    return Err(Stop::Usage(format!(
                        "\"{claim}\" is no claim; name the claims of {} that leave",
                        event.id
                    )));
                };
                if !event.members.iter().any(|member| member.claim == claim) {
                    return Err(Stop::Told(format!(
                        "{claim} is not in {}; dateline show {} lists its claims",
                        event.id, event.id
                    )));
                }
                if !out.contains(&claim) {
                    out.push(claim);
                }
            }
            if out.len() == event.members.len() {
                return Err(Stop::Told(format!("these are all claims of {}; leave at least one", event.id)));
            }
            Ok(vec![draft(About::event(&event), Act::Split { out })])
        }
        ReviewCommand::Undo { id, .. } => {
            let decision = undone(view, id.as_deref(), &args.by)?;
            let nothing = About { claims: Vec::new(), event: false };
            Ok(vec![draft(nothing, Act::Undo { decision })])
        }
    }
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

fn about(view: &View, id: &str) -> Result<About, Stop> {
    match ids::find(view, id)? {
        Thing::Event(event) => Ok(About::event(&event)),
        Thing::Claim(claim) => Ok(About { claims: vec![claim], event: false }),
        Thing::Report(_) | Thing::Decision(_) => {
            Err(Stop::Usage(format!("\"{id}\" is neither a claim nor an event; give the id of one")))
        }
    }
}

fn event(view: &View, id: &str) -> Result<Event, Stop> {
    match ids::find(view, id)? {
        Thing::Event(event) => Ok(*event),
        _ => Err(Stop::Usage(format!("\"{id}\" is no event; give the id of one, as dateline list events shows them"))),
    }
}

/// The decision to take back: the one that is named, or the last of this person that counts.
fn undone(view: &View, id: Option<&str>, by: &str) -> Result<DecisionId, Stop> {
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
            Stop::Told(format!("no decision of {by} is left to undo; {others}"))
        });
    };
    match ids::find(view, id)? {
        Thing::Decision(decision) if !counting(&all).contains(&decision) => {
            let by = all.iter().rev().find(|one| one.act == Act::Undo { decision });
            let told =
                by.map_or_else(String::new, |undo| format!("; dateline review undo {} makes it count again", undo.id));
            Err(Stop::Told(format!("{decision} counts no more already{told}")))
        }
        Thing::Decision(decision) => Ok(decision),
        _ => Err(Stop::Usage(format!("\"{id}\" is no decision; dateline list decisions shows them"))),
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

fn context(view: &View, about: &About) -> Result<Context, Stop> {
    let Some(claim) = about.claims.first() else { return Ok(Context::default()) };
    let Some(stored) = view.ledger.claim(*claim)?.and_then(Found::kept) else { return Ok(Context::default()) };
    let resolved = stored.record.resolved.unwrap_or_default();
    let places = resolved.place.iter().chain(&resolved.to).chain(&resolved.from);
    let country = places.filter_map(|place| place.place()?.country.clone()).next();
    let day = view.ledger.report(stored.report)?.and_then(Found::kept).and_then(|report| report.content.date);
    Ok(Context { country, day })
}

/// `FIELD=VALUE` as a field and a value that fusing knows: names of places and parties resolved, words as JSON.
fn edit(typed: &str, event: bool, context: &Context) -> Result<(String, Value), Stop> {
    let Some((field, text)) = typed.split_once('=') else {
        return Err(Stop::Usage(format!("\"{typed}\" has no \"=\"; write it as in status=planned")));
    };
    let (field, text) = (field.trim(), text.trim());
    let value = serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()));
    let (field, value) = resolved(field, value, event, context)?;
    fuse::events::check_edit(&field, &value, event)
        .map_err(|problem| Stop::Usage(format!("{problem}; docs/review.md lists the fields")))?;
    Ok((field, value))
}

/// The same with names resolved: `place=Homs` of a claim becomes its `resolved.place`.
fn resolved(field: &str, value: Value, event: bool, context: &Context) -> Result<(String, Value), Stop> {
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
                return Err(Stop::Usage("an event has one place; give one name or id".to_owned()));
            }
            let places = names.iter().map(|name| {
                let near = context.country.as_deref();
                let place = names::place(name, near, Gazetteer::bundled());
                place.map(|place| json!(place)).ok_or_else(|| {
                    Stop::Told(format!("no place is called \"{name}\"; dateline where \"{name}\" shows what was considered; an id (geonames:169577) is never mistaken"))
                })
            });
            told(Value::Array(places.collect::<Result<_, _>>()?))
        }
        ("actor" | "target", Some(names)) => {
            let parties = names.iter().map(|name| {
                let party = names::party(name, context.country.as_deref(), context.day, Register::bundled());
                party.map(|party| json!(party)).ok_or_else(|| {
                    Stop::Told(format!("nobody can tell which party \"{name}\" is; dateline who \"{name}\" says why; an id (syria/hts) is never mistaken"))
                })
            });
            told(Value::Array(parties.collect::<Result<_, _>>()?))
        }
        // A claim says when, an event has days: either word is understood.
        ("time" | "days", _) => {
            let value = days(value);
            if value.as_str().is_some_and(|text| text.parse::<Date>().is_err()) {
                return Err(Stop::Usage(format!(
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

#[derive(Serialize)]
struct Outcome {
    decisions: Vec<Decision>,
    /// Events that the decided claims are in now.
    events: Vec<Event>,
    /// Claims that are in none.
    without: Vec<ClaimId>,
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

fn tell(view: &View, args: &ReviewArgs, decisions: &[Decision]) -> Result<Ending, Stop> {
    let all = view.ledger.decisions(&AsOf::default())?;
    let mut claims: BTreeSet<ClaimId> = BTreeSet::new();
    for decision in decisions {
        let of = at_bottom(decision, &all);
        claims.extend(of.named());
    }
    let mut events: BTreeMap<EventId, Event> = BTreeMap::new();
    let mut without = Vec::new();
    for claim in claims {
        match view.event(EventId::of_anchor(claim))? {
            Some(event) => {
                events.insert(event.id, event);
            }
            None => without.push(claim),
        }
    }
    let outcome = Outcome { decisions: decisions.to_vec(), events: events.into_values().collect(), without };
    if args.json {
        return Ok(print_json(&outcome));
    }
    let mut sheet = Sheet::new(super::args::Look { json: false, color: Colour::Auto });
    for decision in &outcome.decisions {
        sheet.row(0, &super::words::decision_line(decision));
    }
    for event in &outcome.events {
        let mut line = vec![faint("now ")];
        line.extend(event_line(event));
        sheet.row(2, &line);
    }
    if !outcome.without.is_empty() {
        let ids = outcome.without.iter().map(ClaimId::to_string).collect::<Vec<_>>().join(", ");
        sheet.row(
            2,
            &[
                faint(format!("in no event now: {} (", counted(outcome.without.len(), "claim"))),
                own(Mark::Id, ids),
                faint(")"),
            ],
        );
    }
    // Without an id, `undo` takes back what was decided last; an undoing only by its id.
    let (which, what) = match outcome.decisions.as_slice() {
        [one] if matches!(one.act, Act::Undo { .. }) => (format!("{} ", one.id), "it"),
        [_] => (String::new(), "it"),
        _ => (String::new(), "the last of them"),
    };
    sheet.row(
        0,
        &[
            faint(format!("dateline review undo {which}--by ")),
            said(Mark::Plain, &shell_word(&args.by)),
            faint(format!(" takes {what} back")),
        ],
    );
    Ok(sheet.print())
}

/// A word as a shell takes it.
fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    if word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(typed: &str, event: bool) -> Result<(String, Value), String> {
        let context = Context { country: Some("SY".into()), day: Some(jiff::civil::date(2024, 12, 5)) };
        edit(typed, event, &context).map_err(|stop| match stop {
            Stop::Told(message) | Stop::Usage(message) => message,
            Stop::Ledger(error) => error.to_string(),
        })
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

    #[test]
    fn a_name_is_written_so_that_it_can_be_pasted() {
        for (name, word) in [("AB", "AB"), ("A. Desk", "'A. Desk'"), ("O'Neill", "'O'\\''Neill'")] {
            assert_eq!(shell_word(name), word);
        }
    }
}

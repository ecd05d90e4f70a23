//! Statements -> words about one place: who is told to have taken, held, left or fought over it, when, and on whose word.
//!
//! Decides only what a statement says of a place, never who is right. docs/control.md, "What counts as a word".

use crate::witness::{Witness, witness};
use crate::{Lineages, Named, Speaker, Spot, Statement};
use claim::{ClaimId, ReportId, Status, Verification, Voice};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::lineage::Kinship;

/// Claims of less confidence are no words: rather nothing than what the reader is likelier wrong than right about. A claim that a
/// person accepted has 1.
const LEAST_SURE: f32 = 0.5;

/// Kinds of places that somebody can hold.
const HELD: &[&str] = &["town", "village", "base", "camp", "facility", "airport"];

/// What is told of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// The parties took it.
    Gain,
    /// The parties hold it.
    Hold,
    /// A side says that it did not lose it, or did not leave.
    Kept,
    /// The parties left it.
    Leave,
    /// The parties fight in it, enter it, besiege it, or took a part of it.
    Fight,
    /// The parties did not take it, says somebody who does not say who holds it.
    NotTaken,
    /// An outlet tells that the parties' holding the place is contradicted: takes back what it told before, and nothing more.
    NotHeld,
    /// The parties have agreed, promised or announced to leave.
    Leaving,
}

/// One statement's word about one place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told<'s> {
    pub statement: &'s Statement,
    pub kind: Kind,
}

/// All that is told about one place.
#[derive(Debug)]
pub(super) struct Place<'s> {
    pub spot: &'s Arc<Spot>,
    pub told: Vec<Told<'s>>,
}

/// A word about a place; copies of one report are one word.
#[derive(Debug)]
pub(super) struct Word<'s> {
    pub kind: Kind,
    /// Who took, holds, left; who fights. Empty where nobody is named.
    pub parties: Vec<&'s Named>,
    /// Against whom; for a gain, who lost it.
    pub against: Vec<&'s Named>,
    /// First day.
    pub start: Date,
    /// Last day, never after the publication.
    pub end: Date,
    /// UCDP date_prec.
    pub precision: u8,
    /// The claim has an expression of time.
    pub by_words: bool,
    pub published: Option<Date>,
    pub outlet: Option<&'s str>,
    pub speakers: &'s [Arc<Speaker>],
    pub disputed: bool,
    pub witness: Witness,
    pub lineage: ReportId,
    /// Claims and their reports, in the order of telling.
    pub claims: Vec<(ClaimId, ReportId)>,
}

impl Word<'_> {
    /// Nobody is cited but the outlet itself or other media.
    pub fn is_outlets_own(&self) -> bool {
        is_outlets_own(self.speakers)
    }
}

/// Statements by the places that they tell of. Each place has the spot with the best precision.
pub(super) fn by_place(statements: &[Statement]) -> BTreeMap<&str, Place<'_>> {
    let mut places: BTreeMap<&str, Place> = BTreeMap::new();
    for statement in statements.iter().filter(|statement| statement.confidence >= LEAST_SURE) {
        let Some(kind) = kind(statement) else { continue };
        let mut seen = BTreeSet::new();
        for spot in spots(statement, kind) {
            let Some(id) = spot.id.as_deref() else { continue };
            if !can_be_held(spot) || !seen.insert(id) {
                continue;
            }
            let place = places.entry(id).or_insert_with(|| Place { spot, told: Vec::new() });
            if (spot.precision, &spot.name) < (place.spot.precision, &place.spot.name) {
                place.spot = spot;
            }
            place.told.push(Told { statement, kind });
        }
    }
    places
}

/// A town, base, camp or facility itself (not its surroundings), or a first-order division.
fn can_be_held(spot: &Spot) -> bool {
    match &*spot.kind {
        "division" => spot.precision <= 4,
        kind => HELD.contains(&kind) && spot.precision == 1,
    }
}

fn spots(statement: &Statement, kind: Kind) -> impl Iterator<Item = &Arc<Spot>> {
    let code = statement.event_type.code();
    let origin = if statement.from.is_empty() { &statement.places } else { &statement.from };
    let (first, second): (&[Arc<Spot>], &[Arc<Spot>]) = match (kind, code) {
        (_, "WITHDRAW") => (origin, &[]),
        (Kind::Leave, _) => (origin, &[]),
        (_, "ADVANCE") => (&statement.to, &statement.places),
        _ => (&statement.places, &[]),
    };
    first.iter().chain(second)
}

/// Triggers that are read as a taking and mean that somebody gave up: stems, and words that stand alone.
const GIVING_UP: &[&str] =
    &["redeploy", "withdr", "pull", "abandon", "retreat", "given up", "gave up", "evacuat", "vacat"];

/// Triggers that tell a taking from the loser's end: without an actor nobody says who took it.
const LOSING: &[&str] =
    &["fell", "fall", "fallen", "falls", "lost", "lose", "loses", "losing", "loss", "overrun", "slip", "slipped"];

/// Triggers of an ADVANCE that has not come to the place: stems.
const NEARING: &[&str] = &["approach", "near", "closing", "closed in", "close in", "head"];

fn gives_up(statement: &Statement) -> bool {
    GIVING_UP.iter().any(|stem| statement.trigger.contains(stem))
}

fn kind(statement: &Statement) -> Option<Kind> {
    let code = statement.event_type.code();
    let taking = code == "SEIZE" && !gives_up(statement);
    let leaving = code == "WITHDRAW" || code == "SEIZE" && !taking;
    let disputed = statement.verification == Some(Verification::Disputed);
    match statement.status {
        Status::Actual if taking && takes_a_part(statement) => Some(Kind::Fight),
        // The outlet tells of a capture and that somebody contradicts it: no word that it happened.
        Status::Actual if taking && disputed && is_outlets_own(&statement.speakers) => Some(Kind::NotTaken),
        Status::Actual if code == "HOLD" && disputed && is_outlets_own(&statement.speakers) => Some(Kind::NotHeld),
        Status::Actual if taking => Some(Kind::Gain),
        Status::Actual if leaving => Some(Kind::Leave),
        Status::Actual => match code {
            "HOLD" => Some(Kind::Hold),
            // "Retreated to Homs" is no advance on it.
            "ADVANCE" if gives_up(statement) || NEARING.iter().any(|stem| statement.trigger.starts_with(stem)) => None,
            "ADVANCE" | "CLASH" => Some(Kind::Fight),
            "BESIEGE" if !names_a_road(statement) => Some(Kind::Fight),
            _ => None,
        },
        Status::Denied if taking => Some(Kind::NotTaken),
        Status::Denied if leaving => Some(Kind::Kept),
        Status::Denied if code == "HOLD" => Some(Kind::Leave),
        Status::Planned if leaving => Some(Kind::Leaving),
        _ => None,
    }
}

/// Nobody is cited but the outlet itself or other media.
fn is_outlets_own(speakers: &[Arc<Speaker>]) -> bool {
    speakers.iter().all(|speaker| speaker.voice == Voice::Media && speaker.who.side == speaker.who.id)
}

/// True where what was taken is a part of the place or a thing in it: an unresolved target that is not the place itself.
fn takes_a_part(statement: &Statement) -> bool {
    const WHOLE: &[&str] = &["city", "town", "village", "capital", "control", "base", "airport", "crossing", "camp"];
    statement.targets.iter().filter(|target| target.id.is_none()).any(|target| {
        let name = target.name.to_lowercase();
        let is_the_place =
            statement.places.iter().any(|spot| name.contains(&spot.name.to_lowercase())) && !name.contains("part");
        let is_whole = name.split_whitespace().last().is_some_and(|word| WHOLE.contains(&word))
            && name.split_whitespace().count() <= 2;
        !is_the_place && !is_whole && names_a_thing(&name)
    })
}

/// Words for parts of places and for things; other unresolved targets are taken for parties that the register does not know.
fn names_a_thing(name: &str) -> bool {
    const THINGS: &[&str] = &[
        "airport",
        "arms",
        "ammunition",
        "area",
        "areas",
        "arsenal",
        "barracks",
        "base",
        "bases",
        "block",
        "blocks",
        "bridge",
        "building",
        "buildings",
        "camp",
        "cache",
        "caches",
        "centre",
        "center",
        "checkpoint",
        "checkpoints",
        "citadel",
        "college",
        "compound",
        "convoy",
        "crossing",
        "dam",
        "depot",
        "depots",
        "district",
        "districts",
        "equipment",
        "factory",
        "field",
        "fields",
        "garrison",
        "headquarters",
        "hill",
        "hills",
        "hospital",
        "junction",
        "military",
        "mosque",
        "neighborhood",
        "neighborhoods",
        "neighbourhood",
        "neighbourhoods",
        "office",
        "offices",
        "outskirts",
        "palace",
        "part",
        "parts",
        "police",
        "position",
        "positions",
        "post",
        "posts",
        "prison",
        "quarter",
        "quarters",
        "road",
        "roads",
        "school",
        "seat",
        "side",
        "square",
        "station",
        "stations",
        "street",
        "streets",
        "suburb",
        "suburbs",
        "tank",
        "tanks",
        "territory",
        "town",
        "towns",
        "truck",
        "trucks",
        "university",
        "vehicle",
        "vehicles",
        "village",
        "villages",
        "warehouse",
        "warehouses",
        "weapon",
        "weapons",
        "wing",
        "zone",
    ];
    name.split(|letter: char| !letter.is_alphanumeric()).any(|word| THINGS.contains(&word))
}

/// A road that was cut is no siege of the towns at its ends.
fn names_a_road(statement: &Statement) -> bool {
    const ROADS: &[&str] =
        &["road", "roads", "highway", "route", "motorway", "line", "lines", "supply", "border", "bridge"];
    statement.targets.iter().filter(|target| target.id.is_none()).any(|target| {
        target.name.to_lowercase().split(|letter: char| !letter.is_alphanumeric()).any(|word| ROADS.contains(&word))
    })
}

/// Words that a speaker uses for his own side.
fn is_first_person(party: &Named) -> bool {
    party.id.is_none()
        && party
            .name
            .split_whitespace()
            .next()
            .is_some_and(|word| ["we", "our", "us"].contains(&word.to_lowercase().as_str()))
}

/// True for a party that can hold a place: not civilians, media, relief.
pub(super) fn is_force(party: &Named) -> bool {
    const FORCES: &[&str] = &["GOV", "MIL", "COP", "SPY", "PAR", "REB", "UAF", "CRM", "SET"];
    const NEVER: &[&str] = &["MED", "NGO", "HLH", "EDU", "REL", "REF", "BUS", "LAB", "JUD", "LEG", "ELI"];
    match (party.id.as_deref(), party.sector.as_deref()) {
        (None, _) => false,
        (Some(id), Some(sector)) if id.starts_with("generic/") => FORCES.contains(&sector),
        (Some(id), None) => !id.starts_with("generic/"),
        (Some(_), Some(sector)) => !NEVER.contains(&sector),
    }
}

/// What makes a copy's word the same as another: the text it is a copy of, the kind, the parties, the speakers.
type Content<'s> = (ReportId, Kind, Vec<&'s str>, Vec<&'s str>);

/// The words of one place, without copies of one another; in the order of telling.
pub(super) fn words<'s>(told: &[Told<'s>], lineages: &Lineages) -> Vec<Word<'s>> {
    let mut told: Vec<Told> = told.to_vec();
    told.sort_by_key(|told| told.statement.order());
    let mut words: Vec<Word> = Vec::new();
    // Copies of a report repeat its words: they add their claims and no word, and no day, of their own.
    let mut known: BTreeMap<Content, usize> = BTreeMap::new();
    for told in told {
        let Some(word) = word(told, lineages) else { continue };
        let key = (
            text_of(told.statement.report, lineages),
            word.kind,
            word.parties.iter().map(|party| key(party)).collect(),
            word.speakers.iter().map(|speaker| key(&speaker.who)).collect(),
        );
        match known.get(&key) {
            Some(&at) if words[at].claims[0].1 != told.statement.report => words[at].claims.extend(word.claims),
            Some(_) => words.push(word),
            None => {
                known.insert(key, words.len());
                words.push(word);
            }
        }
    }
    words
}

/// The report whose text a report is a copy of; itself where it has words of its own.
fn text_of(report: ReportId, lineages: &Lineages) -> ReportId {
    let mut at = report;
    for _ in 0..32 {
        match lineages.of.get(&at) {
            Some(descent) if matches!(descent.kinship, Kinship::Copy | Kinship::Cut) => {
                let next = descent.parent.unwrap_or(descent.lineage);
                if next == at {
                    return at;
                }
                at = next;
            }
            _ => return at,
        }
    }
    at
}

/// What a party is known by at a place.
pub(super) fn key(party: &Named) -> &str {
    party.id.as_deref().unwrap_or(&party.name)
}

fn word<'s>(told: Told<'s>, lineages: &Lineages) -> Option<Word<'s>> {
    let statement = told.statement;
    // Days told no better than by the year are background; put on the last of them they would look like news.
    let days = statement.days.filter(|days| days.precision <= 4)?;
    // A thing that happened did not happen after it was published: "this year" ends with the report.
    let cap = |day: Date| statement.published.map_or(day, |published| day.min(published));
    let (start, end) = (cap(days.start), cap(days.end));
    let speaker = statement.speakers.last().map(|speaker| &speaker.who).filter(|who| is_force(who));
    let forces = |parties: &'s [Arc<Named>]| -> Vec<&'s Named> {
        parties.iter().map(|party| &**party).filter(|party| is_force(party)).collect()
    };
    let (mut parties, mut against) = (forces(&statement.actors), forces(&statement.targets));
    let lost = LOSING.iter().any(|word| statement.trigger.split_whitespace().any(|told| told == *word));
    let first_person =
        statement.actors.is_empty() && !lost || statement.actors.iter().any(|party| is_first_person(party));
    if told.kind == Kind::Gain && lost && parties.is_empty() && against.is_empty() {
        // "The army conceded that it had lost the city."
        against.extend(speaker);
    }
    match told.kind {
        // "We have liberated the city": the reader has no filler for "we".
        Kind::Gain | Kind::Hold | Kind::Leave | Kind::Leaving | Kind::Kept if parties.is_empty() && first_person => {
            parties.extend(speaker);
        }
        _ => {}
    }
    if matches!(told.kind, Kind::Leave | Kind::Leaving | Kind::Kept) {
        // Who leaves is the actor; where nobody is, those moved are the target. Before whom they leave is never told in a slot.
        let moved = std::mem::take(&mut against);
        if parties.is_empty() {
            parties = moved;
        }
    }
    if told.kind == Kind::NotTaken && against.is_empty() {
        // "The council denied that it had lost the town."
        against.extend(speaker.filter(|who| !parties.iter().any(|party| key(party) == key(who))));
    }
    let kind = match told.kind {
        Kind::NotTaken if statement.status == Status::Denied && !against.is_empty() => {
            std::mem::swap(&mut parties, &mut against);
            Kind::Kept
        }
        kind => kind,
    };
    let nobody = parties.is_empty() && against.is_empty();
    let fights = matches!(kind, Kind::Fight | Kind::NotTaken | Kind::Gain);
    if parties.is_empty() && !fights || nobody && kind == Kind::Fight && statement.event_type.code() != "CLASH" {
        return None;
    }
    Some(Word {
        kind,
        parties,
        against,
        start,
        end,
        precision: days.precision,
        by_words: days.by_words,
        published: statement.published,
        outlet: statement.outlet.as_deref(),
        speakers: &statement.speakers,
        disputed: statement.verification == Some(Verification::Disputed),
        witness: witness(statement, lineages),
        lineage: lineages.of.get(&statement.report).map_or(statement.report, |descent| descent.lineage),
        claims: vec![(statement.claim, statement.report)],
    })
}

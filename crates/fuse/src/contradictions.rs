//! Accounts that cannot both be true, side by side. docs/contradictions.md tells each rule in words. Pure.
//!
//! Never says who is right, and never sets a witness against himself: two numbers of one speaker are a correction, not a
//! contradiction. One matter is told once: what an event tells is not told again of the place.

use crate::control::{Control, Grade, control};
use crate::figures::{Coverage, Part, Reading, Telling, Value, name_of, vagueness};
use crate::witness::{Witness, witness};
use crate::{Event, Kin, Lineages, Named, Statement};
use claim::{ClaimId, CountSlot, EventId, Group, Status};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What accounts disagree about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    /// Whether it happened at all.
    Happened,
    /// Who did it.
    Actor,
    /// How many people: the bounds do not meet.
    Number,
    /// Which day.
    Day,
    /// Who holds the place.
    Control,
}

/// Accounts of one event, or of who holds one place, that cannot both be true.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Contradiction {
    /// The event; `None` for control.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<EventId>,
    /// About what.
    pub matter: Matter,
    /// Which number ("killed", "killed soldiers"), which place ("Orvenne"); empty for other matters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// The accounts, at least two, each with its claims.
    pub accounts: Vec<Account>,
    /// In one sentence.
    pub summary: String,
}

/// One account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Account {
    /// What it says, in few words: "killed 4", "did not happen", "Northern Front".
    pub says: String,
    /// Who says so, by name, in the order of telling.
    pub by: Vec<String>,
    /// The claims, in the order of telling.
    pub claims: Vec<ClaimId>,
}

impl Account {
    fn of(says: String, mut told: Vec<&Statement>) -> Account {
        told.sort_by_key(|statement| statement.order());
        told.dedup_by_key(|statement| statement.claim);
        let mut by: Vec<String> = Vec::new();
        for statement in &told {
            let name = name_of(statement);
            if !by.iter().any(|known| **known == *name) {
                by.push(name.to_string());
            }
        }
        Account { says, by, claims: told.into_iter().map(|statement| statement.claim).collect() }
    }

    fn words(&self) -> String {
        format!("{} ({})", self.says, self.by.join(", "))
    }
}

/// All contradictions: by event in their order and by matter, then those about who holds a place, by place.
pub fn contradictions<E: Borrow<Event>>(
    events: &[E],
    statements: &[Statement],
    lineages: &Lineages,
    kin: &Kin,
) -> Vec<Contradiction> {
    let by_claim: HashMap<ClaimId, &Statement> =
        statements.iter().map(|statement| (statement.claim, statement)).collect();
    let mut found: Vec<Contradiction> =
        events.iter().flat_map(|event| of_event(event.borrow(), &by_claim, lineages, kin)).collect();
    let mut places = of_places(&control(statements, lineages, kin), &by_claim, lineages, kin);
    places.retain(|place| !found.iter().any(|other| within(place, other)));
    let about_holders = |one: &Contradiction| matches!(one.matter, Matter::Happened | Matter::Actor);
    found.retain(|one| !about_holders(one) || !places.iter().any(|place| within(one, place)));
    found.extend(places);
    found
}

/// Whether all claims of one contradiction stand in another.
fn within(one: &Contradiction, other: &Contradiction) -> bool {
    let all = |of: &Contradiction| -> BTreeSet<ClaimId> {
        of.accounts.iter().flat_map(|account| account.claims.iter().copied()).collect()
    };
    all(one).is_subset(&all(other))
}

/// The contradictions of one event, by matter.
fn of_event(
    event: &Event,
    by_claim: &HashMap<ClaimId, &Statement>,
    lineages: &Lineages,
    kin: &Kin,
) -> Vec<Contradiction> {
    let mut told: Vec<&Statement> =
        event.members.iter().filter_map(|member| by_claim.get(&member.claim).copied()).collect();
    told.sort_by_key(|statement| statement.order());
    told.dedup_by_key(|statement| statement.claim);
    if told.len() < 2 {
        return Vec::new();
    }
    let mut found = Vec::new();
    found.extend(happened(&told, lineages));
    found.extend(actor(&told, lineages, kin));
    for slot in CountSlot::ALL {
        found.extend(number(slot, &told, lineages, kin));
    }
    found.extend(day(&told, lineages));
    found.into_iter().map(|one| Contradiction { event: Some(event.id), ..one }).collect()
}

fn contradiction(matter: Matter, about: String, question: &str, accounts: Vec<Account>) -> Contradiction {
    let each: Vec<String> = accounts.iter().map(Account::words).collect();
    Contradiction { event: None, matter, about, summary: format!("{question}: {}", each.join("; ")), accounts }
}

fn witnesses(told: &[&Statement], lineages: &Lineages) -> BTreeSet<Witness> {
    told.iter().map(|statement| witness(statement, lineages)).collect()
}

/// Whether accounts come from more than one witness: at least two of them have a word that the other lacks.
fn independent(accounts: &[Vec<&Statement>], lineages: &Lineages) -> bool {
    let of: Vec<BTreeSet<Witness>> = accounts.iter().map(|told| witnesses(told, lineages)).collect();
    of.iter()
        .enumerate()
        .any(|(at, one)| of[at + 1..].iter().any(|other| one.len() > 1 || other.len() > 1 || one != other))
}

/// A denial of violence by the very party that is blamed: it says who did not do it.
fn denies_own_deed(statement: &Statement) -> bool {
    let violence = statement.event_type.definition().group == Group::Violence;
    let own = |speaker: &Named, actor: &Named| match (&speaker.side, &actor.side) {
        (Some(speaker), Some(actor)) => speaker == actor,
        _ => speaker.name == actor.name,
    };
    violence
        && statement.status == Status::Denied
        && statement.origin().is_some_and(|speaker| statement.actors.iter().any(|actor| own(&speaker.who, actor)))
}

fn happened(told: &[&Statement], lineages: &Lineages) -> Option<Contradiction> {
    let (mut yes, mut no) = (Vec::new(), Vec::new());
    for statement in told {
        match statement.status {
            Status::Actual => yes.push(*statement),
            Status::Denied if !denies_own_deed(statement) => no.push(*statement),
            _ => {}
        }
    }
    if yes.is_empty() || no.is_empty() || !independent(&[yes.clone(), no.clone()], lineages) {
        return None;
    }
    let accounts = vec![Account::of("happened".into(), yes), Account::of("did not happen".into(), no)];
    Some(contradiction(Matter::Happened, String::new(), "whether it happened", accounts))
}

/// Parties that may be blamed: entries of the register and names that it does not know, no kinds of people.
fn blamed(statement: &Statement) -> impl Iterator<Item = &Named> {
    statement.actors.iter().map(|actor| &**actor).filter(|actor| matches!(vagueness(actor), 0 | 2))
}

fn same_side(one: &Named, other: &Named, kin: &Kin) -> bool {
    match (&one.id, &other.id) {
        (Some(left), Some(right)) => (one.side.is_some() && one.side == other.side) || kin.same_side(left, right),
        _ => one.name == other.name,
    }
}

/// A group of parties that fight together, or are told to have done it together.
struct Camp<'s> {
    parties: Vec<&'s Named>,
    told: Vec<&'s Statement>,
}

impl Camp<'_> {
    /// The party that is named most; of several the one whose name comes first.
    fn name(&self) -> String {
        let count = |party: &Named| self.parties.iter().filter(|other| other.name == party.name).count();
        let best = self.parties.iter().max_by_key(|party| (count(party), std::cmp::Reverse(&party.name)));
        best.map(|party| party.name.to_string()).unwrap_or_default()
    }
}

/// Groups statements by the parties that `of` takes from each; a statement that names several makes them one group.
fn camps<'s>(told: &[&'s Statement], of: impl Fn(&'s Statement) -> Vec<&'s Named>, kin: &Kin) -> Vec<Camp<'s>> {
    let mut camps: Vec<Camp> = Vec::new();
    for statement in told {
        let parties = of(statement);
        if parties.is_empty() {
            continue;
        }
        let mut camp = Camp { parties, told: vec![*statement] };
        let belongs =
            |other: &Camp| other.parties.iter().any(|one| camp.parties.iter().any(|two| same_side(one, two, kin)));
        let (mine, apart): (Vec<Camp>, Vec<Camp>) = camps.into_iter().partition(belongs);
        for other in mine {
            camp.parties.extend(other.parties);
            camp.told.extend(other.told);
        }
        camps = apart;
        camps.push(camp);
    }
    for camp in &mut camps {
        camp.told.sort_by_key(|statement| statement.order());
    }
    camps.sort_by_key(|camp| camp.told.first().map(|statement| statement.order()));
    camps
}

/// Deeds that one side does: for others two actors are no contradiction.
fn one_sided(statement: &Statement) -> bool {
    let definition = statement.event_type.definition();
    let deed = definition.group == Group::Violence || matches!(&*definition.code, "SEIZE" | "BLOCK" | "BESIEGE");
    deed && !definition.two_sided
}

fn actor(told: &[&Statement], lineages: &Lineages, kin: &Kin) -> Option<Contradiction> {
    let actual: Vec<&Statement> = told.iter().filter(|statement| statement.status == Status::Actual).copied().collect();
    if actual.iter().any(|statement| statement.event_type.definition().two_sided) {
        return None;
    }
    let deeds: Vec<&Statement> = actual.into_iter().filter(|statement| one_sided(statement)).collect();
    let blame = camps(&deeds, |statement| blamed(statement).collect(), kin);
    let denials: Vec<&Statement> = told.iter().filter(|statement| denies_own_deed(statement)).copied().collect();
    let denied = camps(&denials, |statement| blamed(statement).collect(), kin);
    let groups: Vec<Vec<&Statement>> = blame.iter().chain(&denied).map(|camp| camp.told.clone()).collect();
    if blame.is_empty() || groups.len() < 2 || !independent(&groups, lineages) {
        return None;
    }
    let mut accounts: Vec<Account> = blame.iter().map(|camp| Account::of(camp.name(), camp.told.clone())).collect();
    accounts.extend(denied.iter().map(|camp| Account::of(format!("not {}", camp.name()), camp.told.clone())));
    Some(contradiction(Matter::Actor, String::new(), "who did it", accounts))
}

/// Lowest and highest number that an account allows; `None` for no end. Words in place of numbers are read as wide as anybody reads them.
fn allowed(value: Value) -> (u64, Option<u64>) {
    let low = match value.vague {
        Some((_, acled)) => value.low.min(acled),
        None => value.low,
    };
    (low, (!value.open).then_some(value.high))
}

fn meet(one: Value, other: Value) -> bool {
    let (one, other) = (allowed(one), allowed(other));
    one.1.is_none_or(|high| other.0 <= high) && other.1.is_none_or(|high| one.0 <= high)
}

/// What one witness tells about some of the people.
struct Told {
    value: Value,
    claims: Vec<ClaimId>,
}

fn number(slot: CountSlot, told: &[&Statement], lineages: &Lineages, kin: &Kin) -> Vec<Contradiction> {
    let Some(reading) = Reading::of(slot, told, lineages, kin) else { return Vec::new() };
    let accounts = reading.accounts();
    if accounts.len() < 2 {
        return Vec::new();
    }
    let of = |account: &Telling| Told { value: account.value, claims: account.claims.clone() };
    let coverage = Coverage::of(&accounts, kin);
    let mut sets: Vec<(String, Vec<Told>)> = Vec::new();
    if coverage.clusters.len() < 2 {
        sets.push((slot.name().to_owned(), accounts.iter().map(of).collect()));
    } else {
        let all = accounts.iter().enumerate().filter(|(at, _)| coverage.full(*at)).map(|(_, account)| of(account));
        sets.push((slot.name().to_owned(), all.collect()));
        for cluster in 0..coverage.clusters.len() {
            let parts: Vec<_> =
                accounts.iter().filter_map(|account| Some((account, coverage.part(account, cluster, kin)?))).collect();
            let name = parts.iter().filter_map(|(_, part)| part.of.clone()).min();
            let about = name.map_or_else(|| slot.name().to_owned(), |name| format!("{} {name}", slot.name()));
            let told = |(account, part): (&Telling, Part)| {
                let claims = reading.claims_of(&part);
                Told { value: part.value, claims: if claims.is_empty() { account.claims.clone() } else { claims } }
            };
            sets.push((about, parts.into_iter().map(told).collect()));
        }
    }
    let by_claim: BTreeMap<ClaimId, &Statement> = told.iter().map(|statement| (statement.claim, *statement)).collect();
    sets.into_iter().filter_map(|(about, told)| numbers_apart(slot, about, &told, &by_claim)).collect()
}

/// Of accounts of the same people those that meet not all others.
fn numbers_apart(
    slot: CountSlot,
    about: String,
    told: &[Told],
    by_claim: &BTreeMap<ClaimId, &Statement>,
) -> Option<Contradiction> {
    let mut accounts: BTreeMap<(Value, String), Vec<&Statement>> = BTreeMap::new();
    for one in told {
        if told.iter().all(|other| meet(one.value, other.value)) {
            continue;
        }
        let says = format!("{} {}", slot.name(), one.value.words());
        let statements = one.claims.iter().filter_map(|claim| by_claim.get(claim).copied());
        accounts.entry((one.value, says)).or_default().extend(statements);
    }
    if accounts.len() < 2 {
        return None;
    }
    let accounts: Vec<Account> =
        accounts.into_iter().map(|((_, says), statements)| Account::of(says, statements)).collect();
    let question = format!("how many {about}");
    Some(contradiction(Matter::Number, about, &question, accounts))
}

/// Types that go on for days: two days are no contradiction.
const LASTING: [&str; 12] = [
    "CLASH", "BESIEGE", "HOLD", "ADVANCE", "DISPLACE", "BLOCK", "DEPLOY", "AID", "MEET", "PROTEST", "WITHDRAW", "SHELL",
];

fn day(told: &[&Statement], lineages: &Lineages) -> Option<Contradiction> {
    let mut days: BTreeMap<Date, Vec<&Statement>> = BTreeMap::new();
    for statement in told.iter().filter(|statement| statement.status == Status::Actual) {
        if LASTING.contains(&statement.event_type.code()) {
            return None;
        }
        match statement.days {
            Some(days_told) if days_told.by_words && days_told.precision == 1 && days_told.start == days_told.end => {
                days.entry(days_told.start).or_default().push(statement);
            }
            _ => {}
        }
    }
    let groups: Vec<Vec<&Statement>> = days.values().cloned().collect();
    if groups.len() < 2 || !independent(&groups, lineages) {
        return None;
    }
    let accounts = days.into_iter().map(|(day, told)| Account::of(day.to_string(), told)).collect();
    Some(contradiction(Matter::Day, String::new(), "which day", accounts))
}

/// Places that two sides are told to hold at one time.
fn of_places(
    controls: &[Control],
    by_claim: &HashMap<ClaimId, &Statement>,
    lineages: &Lineages,
    kin: &Kin,
) -> Vec<Contradiction> {
    let mut found = Vec::new();
    for place in controls {
        let mut rivals = place.intervals.iter().filter(|interval| interval.grade == Grade::Contested).peekable();
        let Some(from) = rivals.peek().map(|interval| interval.from) else { continue };
        let mut told: Vec<&Statement> =
            rivals.flat_map(|interval| &interval.claims).filter_map(|claim| by_claim.get(claim).copied()).collect();
        told.sort_by_key(|statement| statement.order());
        told.dedup_by_key(|statement| statement.claim);
        let camps = camps(&told, holders, kin);
        let groups: Vec<Vec<&Statement>> = camps.iter().map(|camp| camp.told.clone()).collect();
        if camps.len() < 2 || !independent(&groups, lineages) {
            continue;
        }
        let accounts = camps.iter().map(|camp| Account::of(camp.name(), camp.told.clone())).collect();
        let question = format!("who holds {} from {from}", place.place.name);
        found.push(contradiction(Matter::Control, place.place.name.to_string(), &question, accounts));
    }
    found
}

/// Who holds the place, as one statement tells: who took or holds it, who is said not to have left it, whoever denies that it fell.
fn holders(statement: &Statement) -> Vec<&Named> {
    match (statement.event_type.code(), statement.status) {
        ("SEIZE" | "HOLD", Status::Actual) | ("WITHDRAW", Status::Denied) => {
            statement.actors.iter().map(|party| &**party).collect()
        }
        ("SEIZE", Status::Denied) => {
            let denier = statement.origin().map(|speaker| &speaker.who).filter(|who| who.id.is_some());
            let targets = statement.targets.iter().map(|party| &**party).filter(|party| party.id.is_some());
            let lost: Vec<&Named> = targets.collect();
            if lost.is_empty() { denier.into_iter().collect() } else { lost }
        }
        _ => Vec::new(),
    }
}

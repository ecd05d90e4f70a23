//! Parties: which organisation, force, government or kind of people a mention means.
//!
//! The register is a set of tables, data/actors/*.csv, built in; docs/parties.md tells their columns. [`who`] and [`speaker`]
//! never guess: where several parties fit, or whose army it is cannot be told, the answer is unresolved, with the
//! reason. A name of a group that the register does not know becomes a provisional party of its own; a private
//! person never becomes a party: he or she is a role ("residents"), or unresolved. Nothing here reads the report's text.

mod answers;
mod codes;
mod countries;
mod fold;
mod mention;
mod names;
mod register;
mod rules;
mod table;

pub use codes::{KINDS, SECTORS};
pub use register::{Entry, Office, Register, check};

use claim::{Speaker, Voice, Who};
use jiff::civil::Date;

use mention::Reading;

/// What is known about the report that a mention stands in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PartyContext {
    /// Countries of the report as ISO 3166 alpha-2 codes with weights (any positive scale), the main one first. "The army" is
    /// resolved only where the first is at least a quarter weightier than the second.
    pub countries: Vec<(String, f64)>,
    /// The report's date. Without one, names that changed hands stay unresolved.
    pub date: Option<Date>,
    /// The slot holds places as well as parties (the target of a strike): then names of countries and seats of government
    /// are no parties.
    pub may_be_place: bool,
}

/// The party that `mention` means. [`claim::Party::rule`] says by which rule.
pub fn who(mention: &str, context: &PartyContext, register: &Register) -> Who {
    mention::read(mention, context, register).who
}

/// Who says something, and with what kind of voice. `parties_to_the_conflict` are ids (`sy/army`, `syria/hts`) or country
/// codes (`SY`): offices of those countries and parties of those ids speak as parties, other governments as governments.
pub fn speaker(
    mention: &str,
    context: &PartyContext,
    register: &Register,
    parties_to_the_conflict: &[&str],
) -> Speaker {
    let reading = mention::read(mention, context, register);
    let voice = voice(&reading, context, register, parties_to_the_conflict);
    Speaker { voice, who: reading.who }
}

fn voice(reading: &Reading, context: &PartyContext, register: &Register, parties: &[&str]) -> Voice {
    let Some(party) = reading.party() else { return reading.voice.unwrap_or(Voice::Other) };
    let is_listed = |id: &str| parties.contains(&id);
    let ancestors = ancestors(&party.id, register);
    let named = ancestors.iter().any(|id| is_listed(id)) || party.country.as_deref().is_some_and(is_listed);
    let kind = reading.entry.and_then(|index| register.entries().get(index)).map(|entry| entry.kind);
    let main = context.countries.first().map(|(code, _)| code.as_str());
    let at_home = party.country.is_some() && party.country.as_deref() == main;
    match party.sector.as_deref() {
        Some("MED") => Voice::Media,
        Some("HLH") => Voice::Hospital,
        Some("IGO") => Voice::International,
        Some("NGO") if kind == Some("rescue") => Voice::Hospital,
        Some("NGO") => Voice::Ngo,
        Some("REB" | "PAR") => Voice::Party,
        Some("CRM" | "UAF") if reading.entry.is_some() => Voice::Party,
        Some("MIL") if named || at_home => Voice::Party,
        Some("MIL") if party.country.is_none() => reading.voice.unwrap_or(Voice::Other),
        Some("GOV" | "MIL" | "COP" | "SPY" | "LEG" | "JUD") => match reading.voice {
            Some(voice) if voice != Voice::Government && !named => voice,
            _ if named => Voice::Party,
            _ => Voice::Government,
        },
        _ if named && reading.entry.is_some() => Voice::Party,
        _ => reading.voice.unwrap_or(Voice::Other),
    }
}

/// A party's id and those it belongs to, nearest first.
fn ancestors(id: &str, register: &Register) -> Vec<String> {
    let mut found = vec![id.to_owned()];
    while let Some(parent) = found.last().and_then(|id| register.get(id)).and_then(|entry| entry.parent.clone()) {
        if found.contains(&parent) {
            break;
        }
        found.push(parent);
    }
    found
}

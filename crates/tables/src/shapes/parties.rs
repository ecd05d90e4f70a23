//! Who a party is to the shapes: a state, an organised group, civilians. From sector and register alone; never guesses a side.

use super::codes;
use claim::Voice;
use fuse::figures::{Sort, sort};
use fuse::{Chosen, Named, Statement};
use sha2::{Digest, Sha256};
use world::parties::Register;
use world::places::Gazetteer;

/// Who somebody is to a war.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The forces or the government of a state, by its ISO 3166 alpha-2 code.
    State(String),
    /// An armed group with a name.
    Group,
    /// Armed men of no named group.
    Unnamed,
    /// Civilians of any kind.
    Civilians,
    /// None of these, or nobody can tell.
    Other,
}

/// Of a name in an event.
pub(super) fn role(named: &Named) -> Role {
    let generic = named.id.as_deref().is_none_or(|id| id.starts_with("generic/"));
    let state = || named.country.as_ref().map_or(Role::Other, |country| Role::State(country.to_string()));
    if named.sector.as_deref() == Some("GOV") && named.id.as_deref().is_some_and(is_office_of_a_state) {
        return state();
    }
    match sort(named) {
        Some(Sort::Armed(Some(true))) => state(),
        // Who fights under a government is its force, whatever it calls itself.
        Some(Sort::Armed(_)) if under_a_state(named) => state(),
        Some(Sort::Armed(_)) if named.sector.as_deref() == Some("IGO") => Role::Other,
        Some(Sort::Armed(_)) if generic => Role::Unnamed,
        Some(Sort::Armed(_)) => Role::Group,
        Some(Sort::Civilians) => Role::Civilians,
        None => Role::Other,
    }
}

fn under_a_state(named: &Named) -> bool {
    let side = named.side.as_deref().filter(|side| named.id.as_deref() != Some(*side));
    side.and_then(|side| Register::bundled().get(side))
        .is_some_and(|entry| entry.sector == "GOV" && is_office_of_a_state(&entry.id))
}

/// `sy/government`: the ids of states begin with their two letters, those of theatres with a longer word.
fn is_office_of_a_state(id: &str) -> bool {
    id.split_once('/').is_some_and(|(state, _)| state.len() == 2)
}

/// The name that a table may show: of the register, of a kind of people, of a group; none for bare words, which may name a person.
pub(super) fn shown(named: &Named) -> Option<String> {
    let id = named.id.as_deref()?;
    // "civilians, Syria": a comma parts names elsewhere.
    let kind = named.name.rsplit_once(", ").filter(|_| id.starts_with("generic/"));
    Some(kind.map_or_else(|| named.name.to_string(), |(kind, country)| format!("{kind} ({country})")))
}

/// Who says so, at the end of the chain of speakers: its name, else the kind of voice; `None` where the outlet speaks itself.
pub(super) fn speaker(statement: &Statement) -> Option<String> {
    let speaker = statement.origin()?;
    Some(shown(&speaker.who).unwrap_or_else(|| voice(speaker.voice).to_owned()))
}

fn voice(voice: Voice) -> &'static str {
    match voice {
        Voice::Party => "a party to the conflict",
        Voice::Government => "a government",
        Voice::International => "an international body",
        Voice::Ngo => "a private organisation",
        Voice::Media => "media",
        Voice::Witness => "witnesses",
        Voice::Hospital => "medical or rescue workers",
        Voice::SocialMedia => "social media",
        Voice::Other => "somebody without a name here",
    }
}

/// Names that may be shown, in their order, none twice.
pub(super) fn names(chosen: &[Chosen<Named>]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in chosen.iter().filter_map(|one| shown(&one.value)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The name of a country as our table has it.
pub(super) fn country_name(code: &str) -> Option<&'static str> {
    let countries = Gazetteer::bundled().countries();
    countries.iter().find(|country| country.code == code.as_bytes()).map(|country| country.name.as_str())
}

/// The same as UCDP writes it.
pub(super) fn ucdp_name(code: &str) -> Option<&'static str> {
    codes::country(code).and_then(|country| country.ucdp_name.as_deref()).or_else(|| country_name(code))
}

/// A number from words that is the same on every machine: 1,000,000,000 to 2,147,483,646, above all numbers of UCDP's own and within what
/// R holds as a whole number.
pub(super) fn number(words: &str) -> i64 {
    let hash = Sha256::digest(words.as_bytes());
    let first = hash.iter().take(6).fold(0u64, |number, byte| number << 8 | u64::from(*byte));
    1_000_000_000 + (first % 1_147_483_647) as i64
}

/// A number for an event's id: its first 53 bits, which every reader of tables holds exactly.
pub(super) fn event_number(id: claim::EventId) -> i64 {
    (id.number() >> 7) as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn no_two_parties_of_the_register_have_one_number() {
        let mut seen: BTreeMap<i64, &str> = BTreeMap::new();
        for entry in Register::bundled().entries() {
            let number = number(&entry.id);
            assert!((1_000_000_000..=2_147_483_646).contains(&number));
            assert_eq!(seen.insert(number, &entry.id), None, "{}", entry.id);
        }
        assert_eq!(number("sy/government"), number("sy/government"));
    }

    #[test]
    fn roles_follow_sector_and_parent() {
        let named = |id: &str, sector: &str| {
            let register = Register::bundled().get(id);
            Named {
                id: Some(id.into()),
                name: id.into(),
                country: register.and_then(|entry| entry.country.as_deref()).or(Some("SY")).map(Into::into),
                sector: Some(sector.into()).filter(|_| !sector.is_empty()),
                provisional: id.starts_with("provisional/"),
                side: Some(book::kin().side(id).into()),
            }
        };
        assert_eq!(role(&named("sy/army", "MIL")), Role::State("SY".into()));
        assert_eq!(role(&named("sy/government", "GOV")), Role::State("SY".into()));
        assert_eq!(role(&named("syria/hts", "REB")), Role::Group);
        assert_eq!(role(&named("provisional/northern-front", "")), Role::Group);
        assert_eq!(role(&named("generic/SY/rebels", "REB")), Role::Unnamed);
        assert_eq!(role(&named("generic/SY/civilians", "CVL")), Role::Civilians);
        assert_eq!(role(&named("generic/SY/children", "CVL")), Role::Civilians);
        let bare =
            Named { id: None, name: "Jane Doe".into(), country: None, sector: None, provisional: false, side: None };
        assert_eq!((role(&bare), shown(&bare)), (Role::Other, None));
    }
}

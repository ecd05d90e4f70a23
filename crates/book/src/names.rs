//! Names that are typed for places and parties -> the ids that a ledger knows them by, or what may have been meant.
//!
//! The ledger's own names go first, without case and marks; then whatever the gazetteer or the register calls by the name,
//! as far as the ledger knows it. Never picks a place that nothing in the ledger is about.

use crate::Error;
use claim::{Party, Place};
use jiff::civil::Date;
use std::collections::BTreeSet;
use world::parties::{PartyContext, Register};
use world::places::resolve::resolve_place;
use world::places::{Gazetteer, keys};

/// A place or party that the ledger knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its id; `None` where only words are known.
    pub id: Option<String>,
    /// Its main name, or the words.
    pub name: String,
    /// Another name: in its own script.
    pub own_name: Option<String>,
}

/// What a typed name leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meant {
    /// Ids.
    pub ids: BTreeSet<String>,
    /// Names of what has no id.
    pub words: BTreeSet<String>,
}

impl Meant {
    fn is_empty(&self) -> bool {
        self.ids.is_empty() && self.words.is_empty()
    }

    /// True for what has one of the ids, or, without an id, one of the names.
    pub fn is(&self, id: Option<&str>, name: &str) -> bool {
        match id {
            Some(id) => self.ids.contains(id),
            None => self.words.contains(name),
        }
    }

    /// Everything that a filter can be given, ids first.
    pub fn all(&self) -> impl Iterator<Item = &String> {
        self.ids.iter().chain(&self.words)
    }

    /// Together with another.
    pub fn and(mut self, other: Meant) -> Meant {
        self.ids.extend(other.ids);
        self.words.extend(other.words);
        self
    }
}

/// The places that `asked` (a name or an id) means, or a message that says what else there is.
pub fn places(asked: &str, known: &[Known], gazetteer: &Gazetteer) -> Result<Meant, Error> {
    let by_name = |known: &Known| {
        let key = keys::folded(asked);
        !key.is_empty()
            && [Some(&known.name), known.own_name.as_ref()].into_iter().flatten().any(|name| keys::folded(name) == key)
    };
    let meant = among(asked, known, by_name);
    if !meant.is_empty() {
        return Ok(meant);
    }
    let ids: BTreeSet<String> =
        gazetteer.lookup_strictly(asked).into_iter().map(|found| gazetteer.place(found.entry).id).collect();
    let meant = among_ids(&ids, known);
    if meant.is_empty() { Err(unknown(asked, "place", known)) } else { Ok(meant) }
}

/// The parties that `asked` (a name or an id) means, or a message that says what else there is.
pub fn parties(asked: &str, known: &[Known], register: &Register) -> Result<Meant, Error> {
    let meant = among(asked, known, |known| ledger::folded(&known.name) == ledger::folded(asked));
    if !meant.is_empty() {
        return Ok(meant);
    }
    let key = ledger::folded(asked);
    let bears = |name: &String| ledger::folded(name) == key;
    let mut ids: BTreeSet<String> = register
        .entries()
        .iter()
        .filter(|entry| !key.is_empty() && (bears(&entry.name) || entry.aliases.iter().any(bears)))
        .map(|entry| entry.id.clone())
        .collect();
    if let Some(party) = world::parties::who(asked, &PartyContext::default(), register).party() {
        ids.insert(party.id.clone());
    }
    let meant = among_ids(&ids, known);
    if meant.is_empty() { Err(unknown(asked, "party", known)) } else { Ok(meant) }
}

fn among(asked: &str, known: &[Known], by_name: impl Fn(&Known) -> bool) -> Meant {
    if let Some(exact) = known.iter().find(|known| known.id.as_deref() == Some(asked)) {
        return Meant { ids: exact.id.iter().cloned().collect(), words: BTreeSet::new() };
    }
    let mut meant = Meant::default();
    for known in known.iter().filter(|known| by_name(known)) {
        match &known.id {
            Some(id) => meant.ids.insert(id.clone()),
            None => meant.words.insert(known.name.clone()),
        };
    }
    meant
}

fn among_ids(ids: &BTreeSet<String>, known: &[Known]) -> Meant {
    let ids = known.iter().filter_map(|known| known.id.as_ref()).filter(|id| ids.contains(*id)).cloned().collect();
    Meant { ids, words: BTreeSet::new() }
}

fn unknown(asked: &str, what: &str, known: &[Known]) -> Error {
    let asked_key = ledger::folded(asked);
    let likeness = |known: &Known| strsim::normalized_damerau_levenshtein(&asked_key, &ledger::folded(&known.name));
    let mut near: Vec<(f64, &Known)> =
        known.iter().map(|known| (likeness(known), known)).filter(|(likeness, _)| *likeness >= 0.6).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.name.cmp(&b.1.name)));
    let mut names: Vec<String> = Vec::new();
    for (_, known) in near {
        if !names.contains(&known.name) && names.len() < 3 {
            names.push(known.name.clone());
        }
    }
    let plural = if what == "party" { "parties" } else { "places" };
    let remedy = match &names[..] {
        [] => format!("dateline list {plural} shows which there are"),
        names => format!("did you mean {}?", names.join(" or ")),
    };
    Error::nothing(format!("nothing here is about a {what} \"{}\"; {remedy}", asked.trim()))
}

/// The place that a word means outside of any report: an id, or a name near a country; `None` where nobody can tell.
pub fn place(asked: &str, near: Option<&str>, gazetteer: &Gazetteer) -> Option<Place> {
    match gazetteer.entry(asked) {
        Some(entry) => Some(gazetteer.place(entry).answer()),
        None => resolve_place(asked, near, gazetteer).place().cloned(),
    }
}

/// The party that a word means outside of any report: an id, or a name as it would be read in a report from a country on a day.
pub fn party(asked: &str, country: Option<&str>, day: Option<Date>, register: &Register) -> Option<Party> {
    if let Some(entry) = register.get(asked) {
        return Some(entry.party("by hand"));
    }
    let countries = country.map(|country| (country.to_owned(), 1.0)).into_iter().collect();
    let context = PartyContext { countries, date: day, ..PartyContext::default() };
    world::parties::who(asked, &context, register).party().cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Vec<Known> {
        let place = |id: Option<&str>, name: &str, own_name: Option<&str>| Known {
            id: id.map(str::to_owned),
            name: name.to_owned(),
            own_name: own_name.map(str::to_owned),
        };
        vec![
            place(Some("geonames:169577"), "Homs", Some("حمص")),
            place(Some("geonames:170063"), "Aleppo", Some("حلب")),
            place(None, "Tal Marun", None),
        ]
    }

    #[test]
    fn a_place_is_found_by_any_of_its_names_if_the_ledger_knows_it() {
        let cases = [
            ("homs", Ok("geonames:169577")),
            ("HOMS", Ok("geonames:169577")),
            ("geonames:169577", Ok("geonames:169577")),
            ("حمص", Ok("geonames:169577")),
            ("Halab", Ok("geonames:170063")),
            ("tal marun", Ok("Tal Marun")),
            ("Homss", Err("did you mean Homs?")),
            ("Paris", Err("dateline list places shows which there are")),
            ("", Err("dateline list places")),
        ];
        for (asked, expected) in cases {
            match (places(asked, &known(), Gazetteer::bundled()), expected) {
                (Ok(meant), Ok(id)) => assert_eq!(meant.all().collect::<Vec<_>>(), [id], "{asked}"),
                (Err(message), Err(words)) => assert!(message.to_string().contains(words), "{asked}: {message}"),
                (answer, _) => panic!("{asked}: {answer:?}"),
            }
        }
    }

    #[test]
    fn a_party_is_found_by_name_alias_or_id() {
        let party = |id: &str, name: &str| Known { id: Some(id.into()), name: name.into(), own_name: None };
        let known = [party("syria/hts", "Hayat Tahrir al-Sham"), party("provisional/northern-front", "Northern Front")];
        let cases = [
            ("hayat tahrir al-sham", Ok("syria/hts")),
            ("HTS", Ok("syria/hts")),
            ("northern front", Ok("provisional/northern-front")),
            ("Northern Frond", Err("did you mean Northern Front?")),
        ];
        for (asked, expected) in cases {
            match (parties(asked, &known, Register::bundled()), expected) {
                (Ok(meant), Ok(id)) => assert_eq!(meant.all().collect::<Vec<_>>(), [id], "{asked}"),
                (Err(message), Err(words)) => assert!(message.to_string().contains(words), "{asked}: {message}"),
                (answer, _) => panic!("{asked}: {answer:?}"),
            }
        }
    }
}

//! What words are nobody's private name: common words, words that may have a capital, countries, parties, holders of public office,
//! places. A list of what may be shown, not of what may not: whatever is in none of it is masked.

use crate::policy::Policy;
use claim::{ClaimRecord, Who};
use ledger::folded;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;
use world::parties::Register;
use world::places::{Class, Gazetteer};

/// SCOWL 2020.12.07, sizes 10 to 60 (crates/public/data/NOTICE), and words of conflict reports that it lacks.
const WORDS: &str = include_str!("../data/words.txt");
/// Given names, and surnames that are common words, too.
const NAMES: &str = include_str!("../data/names.txt");
const CAPITALS: &str = include_str!("../data/capitals.txt");

/// Words that stand within names and are none: they neither hide nor are hidden alone.
pub(crate) const PARTICLES: [&str; 24] = [
    "al", "el", "as", "ad", "an", "ar", "ash", "at", "az", "ed", "ez", "ul", "ud", "bin", "ibn", "bint", "ben", "abu",
    "umm", "von", "van", "de", "da", "di",
];

/// Short words that begin sentences and are nobody's name, whatever stands behind them.
const FUNCTION: [&str; 60] = [
    "a",
    "about",
    "according",
    "across",
    "after",
    "against",
    "all",
    "also",
    "although",
    "among",
    "and",
    "as",
    "at",
    "because",
    "before",
    "both",
    "but",
    "by",
    "during",
    "each",
    "five",
    "for",
    "four",
    "from",
    "he",
    "her",
    "his",
    "however",
    "if",
    "in",
    "it",
    "its",
    "many",
    "meanwhile",
    "more",
    "most",
    "near",
    "no",
    "of",
    "on",
    "one",
    "our",
    "over",
    "several",
    "she",
    "since",
    "some",
    "that",
    "the",
    "their",
    "there",
    "they",
    "this",
    "three",
    "to",
    "two",
    "we",
    "when",
    "while",
    "with",
];

/// Towns of a report's countries with fewer people are known only where the report itself told of them.
const KNOWN_TOWN: u64 = 15_000;
/// Towns of other countries.
const WORLD_TOWN: u64 = 1_000_000;
/// Most words of a name that is looked up.
pub(crate) const LONGEST: usize = 8;

/// What a run of words is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A country or its people, a day, a word of the policy: stays next to a name.
    Fixed,
    /// A party.
    Party,
    /// A holder of public office.
    Office,
    /// A place, with the ids it may mean; `small` where a name could be meant as well.
    Place { ids: Rc<[String]>, small: bool },
}

/// What bears a name in the gazetteer.
#[derive(Clone, Debug)]
struct Bearer {
    id: String,
    country: Option<String>,
    class: Class,
    people: u64,
    sensitive: bool,
}

type Bearers = Rc<[Bearer]>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phrase {
    Fixed,
    /// Index of an entry of the register.
    Party(usize),
    /// Index of an office; true where the words are more than a surname.
    Office(usize, bool),
}

/// All that is known of words. One for a whole run.
pub(crate) struct Lexicon {
    words: HashSet<&'static str>,
    names: HashSet<&'static str>,
    capitals: HashSet<&'static str>,
    organisations: HashSet<&'static str>,
    phrases: HashMap<String, Vec<Phrase>>,
    sensitive_kinds: HashSet<String>,
    bearers: RefCell<HashMap<String, Bearers>>,
}

/// What a report is about, as far as it tells which names are public in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    /// Of its places and parties.
    pub countries: BTreeSet<String>,
    /// Ids of places that it was resolved to.
    pub places: BTreeSet<String>,
    /// Ids of parties that it was resolved to.
    pub parties: BTreeSet<String>,
    /// `Name, office` of those that it was resolved to.
    pub offices: BTreeSet<String>,
    /// Other words that may be shown: its outlet.
    pub shown: HashSet<String>,
    /// Places may be named more exactly than their division.
    pub exact: bool,
    /// Divisions may be named.
    pub divisions: bool,
}

impl Scope {
    /// Adds what a claim was resolved to.
    pub fn learn(&mut self, record: &ClaimRecord) {
        let Some(resolved) = &record.resolved else { return };
        for place in resolved.place.iter().chain(&resolved.from).chain(&resolved.to).filter_map(|place| place.place()) {
            self.places.insert(place.id.clone());
            self.countries.extend(place.country.clone());
        }
        let speakers = resolved.source.iter().map(|speaker| &speaker.who);
        for party in resolved.actor.iter().chain(&resolved.target).chain(speakers).filter_map(Who::party) {
            self.parties.insert(party.id.clone());
            self.countries.extend(party.country.clone());
            self.offices.insert(party.rule.clone());
        }
    }
}

/// The key of a name: its words folded, one space between them.
pub(crate) fn key(name: &str) -> String {
    folded(name)
}

fn section(name: &str) -> impl Iterator<Item = &'static str> {
    let from = CAPITALS.find(&format!("[{name}]")).map_or(CAPITALS.len(), |at| at + name.len() + 2);
    let rest = &CAPITALS[from..];
    rest[..rest.find('[').unwrap_or(rest.len())].split_whitespace()
}

impl Lexicon {
    pub fn new(policy: &Policy) -> Lexicon {
        let register = Register::bundled();
        let mut phrases: HashMap<String, Vec<Phrase>> = HashMap::new();
        let mut put = |name: &str, phrase: Phrase| {
            let key = key(name);
            if !key.is_empty() && key.split(' ').count() <= LONGEST {
                let known = phrases.entry(key).or_default();
                if !known.contains(&phrase) {
                    known.push(phrase);
                }
            }
        };
        for country in Gazetteer::bundled().countries() {
            put(&country.name, Phrase::Fixed);
            country.aliases.iter().chain(&country.demonyms).for_each(|name| put(name, Phrase::Fixed));
        }
        for (at, entry) in register.entries().iter().enumerate() {
            put(&entry.name, Phrase::Party(at));
            entry.aliases.iter().for_each(|name| put(name, Phrase::Party(at)));
        }
        for (at, office) in register.offices().iter().enumerate() {
            for name in std::iter::once(&office.name).chain(&office.aliases) {
                put(
                    name,
                    Phrase::Office(at, key(name).split(' ').filter(|word| !PARTICLES.contains(word)).count() > 1),
                );
            }
        }
        for name in &policy.people.show {
            put(name, Phrase::Fixed);
        }
        let lines =
            |text: &'static str| text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let capitals = lines(CAPITALS).filter(|line| !line.starts_with('[')).flat_map(str::split_whitespace);
        Lexicon {
            words: lines(WORDS).collect(),
            names: lines(NAMES).collect(),
            capitals: capitals.collect(),
            organisations: section("organisations").collect(),
            phrases,
            sensitive_kinds: policy.sensitive.kinds.iter().cloned().collect(),
            bearers: RefCell::default(),
        }
    }

    /// A common word, lower case.
    pub fn is_word(&self, folded: &str) -> bool {
        matches!(folded, "a" | "i" | "s" | "t" | "d" | "m" | "o" | "p") || self.words.contains(folded)
    }

    /// A given name, or a surname that is a common word, too.
    pub fn is_name(&self, folded: &str) -> bool {
        self.names.contains(folded)
    }

    /// A word that may stand with a capital in the middle of a sentence.
    pub fn is_capital(&self, folded: &str) -> bool {
        self.capitals.contains(folded)
    }

    /// A word that organisations are called by.
    pub fn is_organisation(&self, folded: &str) -> bool {
        self.organisations.contains(folded)
    }

    /// A short word that begins sentences.
    pub fn is_function(&self, folded: &str) -> bool {
        FUNCTION.binary_search(&folded).is_ok()
    }

    /// What a run of words with a capital is, within a report. `key` is its folded form, `name` as it is written.
    pub fn meaning(&self, key: &str, name: &str, scope: &Scope) -> Option<Meaning> {
        if scope.shown.contains(key) {
            return Some(Meaning::Fixed);
        }
        let single = !key.contains(' ');
        let may_be_a_name = single && self.is_name(key);
        let here = |country: Option<&String>| country.is_some_and(|country| scope.countries.contains(country));
        let register = Register::bundled();
        let mut office = false;
        for phrase in self.phrases.get(key).into_iter().flatten() {
            match *phrase {
                Phrase::Fixed => return Some(Meaning::Fixed),
                Phrase::Party(at) => {
                    let Some(entry) = register.entries().get(at) else { continue };
                    let acronym = name.chars().filter(|letter| letter.is_uppercase()).count() > 1
                        && !name.chars().any(char::is_lowercase)
                        && !name.chars().any(|letter| letter.is_alphabetic() && !letter.is_uppercase());
                    let known = scope.parties.contains(&entry.id)
                        || here(entry.country.as_ref())
                        || (entry.country.is_none() && !may_be_a_name);
                    if !may_be_a_name && (!single || acronym || known) {
                        return Some(Meaning::Party);
                    }
                }
                Phrase::Office(at, full) => {
                    let Some(holder) = register.offices().get(at) else { continue };
                    let resolved = scope.offices.contains(&format!("{}, {}", holder.name, holder.office));
                    office |= resolved || (full && here(holder.country.as_ref()));
                }
            }
        }
        if office {
            return Some(Meaning::Office);
        }
        let bearers = self.bearers(key, name);
        let mut ids = Vec::new();
        let mut big = false;
        for bearer in bearers.iter() {
            let local = here(bearer.country.as_ref());
            let (fits, is_big) = match bearer.class {
                Class::Country => (true, true),
                Class::Division => (scope.divisions && (local || scope.places.contains(&bearer.id)), true),
                Class::Region | Class::Water => (scope.divisions && !may_be_a_name, true),
                Class::Capital => (scope.exact, true),
                Class::Town if may_be_a_name => (false, false),
                Class::Town => {
                    let known = (local && bearer.people >= KNOWN_TOWN) || bearer.people >= WORLD_TOWN;
                    (scope.exact && (known || scope.places.contains(&bearer.id)), known)
                }
                _ => (scope.exact && !may_be_a_name && (local || scope.places.contains(&bearer.id)), !single),
            };
            if bearer.sensitive {
                continue;
            }
            if fits {
                ids.push(bearer.id.clone());
                big |= is_big;
            }
        }
        if ids.is_empty() { None } else { Some(Meaning::Place { ids: ids.into(), small: !big }) }
    }

    /// Whether a run of words is a name of the register or of a country, whoever may use it.
    pub fn is_known(&self, key: &str) -> bool {
        self.phrases.contains_key(key)
    }

    /// Ids of all places that bear a name.
    pub fn ids_of(&self, name: &str) -> Vec<String> {
        self.bearers(&key(name), name).iter().map(|bearer| bearer.id.clone()).collect()
    }

    fn bearers(&self, key: &str, name: &str) -> Bearers {
        if let Some(known) = self.bearers.borrow().get(key) {
            return known.clone();
        }
        let gazetteer = Gazetteer::bundled();
        let found: Bearers = gazetteer
            .lookup_strictly(name)
            .into_iter()
            .map(|candidate| {
                let facts = gazetteer.facts(candidate.entry);
                let id = gazetteer.place(candidate.entry).id;
                Bearer {
                    id,
                    country: facts.country().map(str::to_owned),
                    class: facts.class,
                    people: facts.population,
                    sensitive: self.sensitive_kinds.contains(facts.class.kind()),
                }
            })
            .collect();
        self.bearers.borrow_mut().insert(key.to_owned(), found.clone());
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_as_they_must_be() {
        assert!(FUNCTION.is_sorted());
        assert!(WORDS.lines().is_sorted() && NAMES.lines().is_sorted());
        let lexicon = Lexicon::new(&Policy::default());
        let names: Vec<&str> = section("organisations").filter(|word| lexicon.is_name(word)).collect();
        assert_eq!(names, ["centre", "peoples"], "names among the words of organisations");
        for word in ["ahmad", "khatib", "oksana", "khan"] {
            assert!(!lexicon.is_word(word), "{word}");
        }
    }
}

//! Whom a text credits: "(Reuters)" after a dateline, "told AFP", "citing state news agency SANA".
//!
//! The phrases are data (`data/credits.tsv`), each with its example, and so are the names (`data/agencies.tsv`). Never decides whether
//! the credited text is in the ledger.

use regex::Regex;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

static PHRASES: &str = include_str!("../../data/credits.tsv");
static AGENCIES: &str = include_str!("../../data/agencies.tsv");

/// Most credits that are kept of one report.
pub(crate) const MOST_CREDITS: usize = 3;

/// Longest name of an agency that is kept, in bytes.
const LONGEST_NAME: usize = 40;

/// Words that a medium's name ends on.
const MEDIA: &str = "Wire|Agency|Press|News|Newswire|Gazette|Herald|Times|Post|Tribune|Courier|Chronicle|Observer|Dispatch|Telegraph|\
                     Standard|Journal|Monitor|Mirror|Radio|TV|Television|Broadcasting|Today|Daily|Weekly|Online|Network";

/// An agency or outlet that a text credits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Credit {
    /// Its short name, e.g. "AFP".
    pub name: String,
    /// True where the whole text is theirs, false where a passage is.
    pub whole: bool,
}

/// Everybody that a text credits, texts that are wholly theirs first, in the order of the phrase table, none twice, at most three.
pub fn credits_in(text: &str) -> Vec<Credit> {
    let mut found: Vec<Credit> = Vec::new();
    for phrase in PHRASE_TABLE.iter().filter(|phrase| phrase.may_match(text)) {
        for seen in phrase.pattern.captures_iter(text) {
            let Some(name) = seen.name("who") else { continue };
            let name = short_name(name.as_str());
            if name.len() <= LONGEST_NAME && !found.iter().any(|known| known.name == name) {
                found.push(Credit { name, whole: phrase.whole });
            }
        }
    }
    found.truncate(MOST_CREDITS);
    found
}

/// One spelling for every name of an agency or outlet: `afp` for "Agence France-Presse"; the folded name where it is in no list.
pub fn agency_key(name: &str) -> Arc<str> {
    folded_name(&short_name(name)).into()
}

/// True for agencies of the list: news comes from them, so that of two copies of one day theirs is the first.
pub(crate) fn is_agency(outlet: &str) -> bool {
    SHORT_NAMES.contains_key(&folded_name(outlet))
}

/// Lower case, letters and digits only, one space between words, no article before.
pub fn folded_name(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let folded: Vec<&str> = words.collect();
    match folded.split_first() {
        Some((&"the", rest)) if !rest.is_empty() => rest.join(" "),
        _ => folded.join(" "),
    }
}

/// The short name of the list, or the name itself without what hangs around it.
fn short_name(name: &str) -> String {
    let name = name.trim_matches(|c: char| !c.is_alphanumeric());
    match SHORT_NAMES.get(&folded_name(name)) {
        Some(short) => (*short).to_owned(),
        None => name.strip_prefix("The ").unwrap_or(name).to_owned(),
    }
}

/// Folded name -> short name.
static SHORT_NAMES: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
    let names = lines(AGENCIES).flat_map(|line| {
        let (short, others) = line.split_once('\t').unwrap_or((line, ""));
        std::iter::once(short).chain(others.split(';')).map(move |name| (folded_name(name), short.trim()))
    });
    names.filter(|(name, _)| !name.is_empty()).collect()
});

struct Phrase {
    whole: bool,
    pattern: Regex,
    /// One of these stands in every text that matches, lower or upper case first; empty where there is no such word.
    needles: Vec<String>,
}

impl Phrase {
    /// A cheap look before the dear one.
    fn may_match(&self, text: &str) -> bool {
        self.needles.is_empty() || self.needles.iter().any(|needle| text.contains(needle.as_str()))
    }
}

static PHRASE_TABLE: LazyLock<Vec<Phrase>> = LazyLock::new(|| {
    let known = lines(AGENCIES)
        .flat_map(|line| line.split(['\t', ';']))
        .map(str::trim)
        .filter(|name| name.chars().next_back().is_some_and(char::is_alphanumeric));
    let mut known: Vec<String> = known
        .flat_map(|name| [name.to_owned(), if name.len() > 3 { name.to_uppercase() } else { name.to_owned() }])
        .map(|name| regex::escape(&name))
        .collect();
    known.sort_by_key(|name| (std::cmp::Reverse(name.len()), name.clone()));
    known.dedup();
    let known = known.join("|");
    let word = r"\p{Lu}[\w'’&/-]*";
    let medium = format!(r"(?P<who>\b(?:{known})\b|\b(?:{word} ){{1,3}}(?:{MEDIA})\b)");
    let any = format!(r"(?P<who>\b(?:{known})\b|{word}(?: (?:of |the )?{word}){{0,3}})");
    let rows = lines(PHRASES).filter_map(|line| {
        let mut fields = line.split('\t');
        let (weight, pattern) = (fields.next()?, fields.next()?);
        let full = pattern.replace("{medium}", &medium).replace("{any}", &any);
        let pattern = Regex::new(&full).expect("credits.tsv holds valid patterns");
        Some(Phrase { whole: weight == "whole", pattern, needles: needles(line) })
    });
    let (whole, cited): (Vec<Phrase>, Vec<Phrase>) = rows.partition(|phrase| phrase.whole);
    whole.into_iter().chain(cited).collect()
});

/// The fifth column of a row, `word|word`.
fn needles(row: &str) -> Vec<String> {
    row.split('\t').nth(4).map_or_else(Vec::new, |words| words.split('|').map(str::to_owned).collect())
}

fn lines(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_finds_what_its_example_says() {
        for line in lines(PHRASES) {
            let fields: Vec<&str> = line.split('\t').collect();
            assert!(fields.len() == 4 || fields.len() == 5, "weight, pattern, example, name, perhaps words: {line}");
            let text = fields[2].replace("\\n", "\n");
            let found = credits_in(&text);
            let wanted = Credit { name: fields[3].to_owned(), whole: fields[0] == "whole" };
            assert_eq!(found.first(), Some(&wanted), "{line}");
        }
    }

    #[test]
    fn no_agency_has_a_name_of_another() {
        let mut seen = BTreeMap::new();
        for line in lines(AGENCIES) {
            let (short, others) = line.split_once('\t').unwrap_or((line, ""));
            for name in std::iter::once(short).chain(others.split(';')).map(folded_name).filter(|name| !name.is_empty())
            {
                let before = seen.insert(name.clone(), short);
                assert!(before.is_none_or(|before| before == short), "{name} of {short} and of {before:?}");
            }
        }
    }

    #[test]
    fn people_and_places_are_no_agencies() {
        for text in [
            "By Ida Korr\nTwo people died in Orvenne.",
            "“We heard two blasts,” a baker told his neighbours.",
            "Two people died, according to the Lhazar ministry.",
            "The minister told Governor Tamsin to leave.",
            "The army (Third Division) was there.",
            "Press freedom was the topic, citing Hallam Reede.",
        ] {
            assert_eq!(credits_in(text), [], "{text}");
        }
    }

    #[test]
    fn all_names_of_an_agency_have_one_key() {
        for (name, key) in [
            ("Agence France-Presse", "afp"),
            ("AFP", "afp"),
            ("The Associated Press", "ap"),
            ("REUTERS", "reuters"),
            ("the Orvenne Gazette", "orvenne gazette"),
        ] {
            assert_eq!(&*agency_key(name), key, "{name}");
        }
    }
}

//! Whom a text credits: "(Reuters)" after a dateline, "told AFP", "citing state news agency SANA".
//!
//! The phrases are data (`data/credits.tsv`), each with its example, and so are the names (`data/agencies.tsv`). Never decides whether
//! the credited text is in the ledger.

use regex::{Regex, RegexSet};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

static PHRASE_LINES: &str = include_str!("../../data/credits.tsv");
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
    let phrases = &*PHRASES;
    let mut found: Vec<Credit> = Vec::new();
    for at in phrases.cues.matches(text) {
        let phrase = &phrases.table[at];
        let mut look_in = |part: &str| {
            if !phrase.cue.is_match(part) || phrase.medium && !phrases.media.is_match(part) {
                return;
            }
            for name in phrase.pattern.captures_iter(part).filter_map(|seen| seen.name("who")) {
                let name = short_name(name.as_str());
                if name.len() <= LONGEST_NAME && !found.iter().any(|known| known.name == name) {
                    found.push(Credit { name, whole: phrase.whole });
                }
            }
        };
        if phrase.whole {
            text.lines().for_each(&mut look_in);
        } else {
            // Copies are wrapped in their own ways.
            text.split("\n\n").for_each(|paragraph| match paragraph.contains('\n') {
                true => look_in(&paragraph.replace('\n', " ")),
                false => look_in(paragraph),
            });
        }
    }
    found.truncate(MOST_CREDITS);
    found
}

/// One spelling for every name of an agency or outlet: `afp` for "Agence France-Presse"; the folded name where it is in no list.
pub fn agency_key(name: &str) -> Arc<str> {
    folded_name(&short_name(name)).into()
}

/// Words that agencies end their names with.
const AGENCY_WORDS: [&str; 5] = ["wire", "newswire", "agency", "agence", "agencia"];

/// True for agencies of the list and those that call themselves one: news comes from them, so that of two copies of one day theirs
/// is the first.
pub(crate) fn is_agency(outlet: &str) -> bool {
    let folded = folded_name(outlet);
    SHORT_NAMES.contains_key(&folded) || folded.split(' ').next_back().is_some_and(|last| AGENCY_WORDS.contains(&last))
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

struct Phrases {
    table: Vec<Phrase>,
    /// The cues of the table, with its numbers.
    cues: RegexSet,
    /// Words without which no medium is named.
    media: Regex,
}

struct Phrase {
    whole: bool,
    /// It asks for a medium, not for any name.
    medium: bool,
    pattern: Regex,
    cue: Regex,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let known = lines(AGENCIES).flat_map(|line| line.split(['\t', ';'])).map(str::trim).filter(|name| !name.is_empty());
    let capitals = |name: &str| if name.len() > 3 { name.to_uppercase() } else { name.to_owned() };
    let mut known: Vec<String> =
        known.flat_map(|name| [name.to_owned(), capitals(name)]).map(|name| regex::escape(&name)).collect();
    known.sort_by_key(|name| (std::cmp::Reverse(name.len()), name.clone()));
    known.dedup();
    let known = known.join("|");
    let word = r"\p{Lu}[\w'’&/-]*";
    let medium = format!(r"(?P<who>\b(?:{known})\b|\b(?:{word} ){{1,3}}(?:{MEDIA})\b)");
    let listed = format!(r"(?P<who>\b(?:{known})\b)");
    let any = format!(r"(?P<who>\b(?:{known})\b|{word}(?: (?:of |the )?{word}){{0,3}})");
    let compiled = |pattern: &str| Regex::new(pattern).expect("credits.tsv holds valid patterns");
    let (mut table, mut cues) = (Vec::new(), Vec::new());
    for weight in ["whole", "cited"] {
        for row in lines(PHRASE_LINES) {
            let mut fields = row.split('\t');
            if let (Some(kind), Some(pattern), Some(cue)) = (fields.next(), fields.next(), fields.next())
                && kind == weight
            {
                // A word's border among ASCII letters: what the fast automaton can tell.
                let cue = cue.replace(r"\b", r"(?-u:\b)");
                let full = pattern.replace("{known}", &listed).replace("{medium}", &medium).replace("{any}", &any);
                table.push(Phrase {
                    whole: kind == "whole",
                    medium: !pattern.contains("{any}"),
                    pattern: compiled(&full),
                    cue: compiled(&cue),
                });
                cues.push(format!("(?m){cue}"));
            }
        }
    }
    let cues = RegexSet::new(cues).expect("credits.tsv holds valid cues");
    Phrases { table, cues, media: compiled(&format!("{known}|{MEDIA}")) }
});

fn lines(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_finds_what_its_example_says() {
        for line in lines(PHRASE_LINES) {
            let fields: Vec<&str> = line.split('\t').collect();
            assert_eq!(fields.len(), 5, "weight, pattern, cue, example, name: {line}");
            let text = fields[3].replace("\\n", "\n");
            let found = credits_in(&text);
            let wanted = Credit { name: fields[4].to_owned(), whole: fields[0] == "whole" };
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

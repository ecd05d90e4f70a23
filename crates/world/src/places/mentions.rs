//! Names of places in running text, without a model: spans with capitals that the gazetteer knows, the longest first.
//!
//! For the other places of a report, the countries that it names, and measuring end to end. Not the way claims get their
//! places: the reader finds those. Never reports common words, parts of longer names, or people named like towns, as far as
//! rules can tell; never looks names up by their consonants.

use std::collections::HashSet;
use std::ops::Range;

use super::gazetteer::{Class, Entry, Facts, Gazetteer, KeyKind};
use super::names::{cue_of, has_capital, is_in, plain};
use super::rank::is_point;
use super::resolve::Named;
use super::tables::Country;

/// A name of a place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The name as written, without a possessive.
    pub text: String,
    /// Where it stands, in bytes.
    pub span: Range<usize>,
}

/// The longest name, in words: "Saint Vincent and the Grenadines", "Democratic Republic of the Congo".
const LONGEST: usize = 6;

/// Every name of a place in a text, in order; they do not overlap.
pub fn mentions_in(text: &str, gazetteer: &Gazetteer) -> Vec<Found> {
    let words = words_of(text);
    let words_of_text = Other {
        small: words.iter().filter(|word| !word.capital).map(|word| word.low.as_str()).collect(),
        surnames: surnames(&words),
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let to = longest(text, &words, at, &words_of_text, gazetteer);
        if let Some(to) = to {
            let span = words[at].start..words[to - 1].bare_end;
            found.push(Found { text: text[span.clone()].to_owned(), span });
        }
        at = to.unwrap_or(at + 1);
    }
    found
}

/// The countries that a text names, by name or demonym, in the order of their first mention.
pub fn countries_in(text: &str, gazetteer: &Gazetteer) -> Vec<Named> {
    let words = words_of(text);
    let mut named: Vec<Named> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let mut step = 1;
        if words[at].capital {
            for length in (1..=LONGEST.min(run(&words, at))).rev() {
                let name = &text[words[at].start..words[at + length - 1].bare_end];
                if let Some(country) = country_of(name, gazetteer) {
                    let word = name.to_lowercase();
                    match named.iter_mut().find(|known| known.word == word) {
                        Some(known) => known.times += 1,
                        None => named.push(Named { country, word, times: 1 }),
                    }
                    step = length;
                    break;
                }
            }
        }
        at += step;
    }
    named
}

/// A country by its name or demonym, by its letters. Nothing for a name that a division elsewhere shares ("Georgia"): it is no
/// sign of either.
fn country_of(name: &str, gazetteer: &Gazetteer) -> Option<String> {
    if let Some(entry) = country_of_demonym(name, gazetteer) {
        return gazetteer.facts(entry).country().map(str::to_owned);
    }
    let candidates = gazetteer.lookup_strictly(name).into_iter().filter(|candidate| candidate.key == KeyKind::Exact);
    let all: Vec<(Facts, bool)> =
        candidates.map(|candidate| (gazetteer.facts(candidate.entry), candidate.main)).collect();
    let (country, _) = all.iter().find(|(facts, _)| facts.class == Class::Country)?;
    let shared =
        |(facts, main): &(Facts, bool)| *main && facts.class == Class::Division && facts.country != country.country;
    // "us" and "it" are no countries, "US" and "IT" are two letters that may be.
    let letters = name.chars().filter(|letter| letter.is_alphabetic()).count();
    let short = letters <= 3 && name.chars().any(char::is_lowercase);
    (!short && !all.iter().any(shared)).then(|| country.country().map(str::to_owned)).flatten()
}

/// The country whose people and things a word names: "Syrian" -> Syria.
pub(crate) fn country_of_demonym(word: &str, gazetteer: &Gazetteer) -> Option<Entry> {
    let of = |country: &&Country| country.demonyms.iter().any(|demonym| demonym.eq_ignore_ascii_case(word));
    let country = gazetteer.countries().iter().find(of)?;
    gazetteer.country(std::str::from_utf8(&country.code).ok()?)
}

/// A word of a text.
struct Word {
    start: usize,
    end: usize,
    /// Without a possessive.
    bare_end: usize,
    /// In small letters, without a possessive.
    low: String,
    capital: bool,
    /// All its letters are capitals, and it has at least two.
    shout: bool,
    /// First of its sentence or line.
    first: bool,
    /// Nothing but a blank stands between it and the word before.
    joined: bool,
}

fn words_of(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut letters = text.char_indices().peekable();
    while let Some((start, letter)) = letters.next() {
        if !letter.is_alphanumeric() {
            continue;
        }
        let mut end = start + letter.len_utf8();
        while let Some((at, letter)) = letters.peek().copied() {
            let next = text[at + letter.len_utf8()..].chars().next();
            let inner =
                matches!(letter, '\'' | '’' | '‘' | 'ʼ' | '`' | '-' | '.') && next.is_some_and(char::is_alphanumeric);
            // "D.C.": the stop behind a single capital belongs to it.
            let stop = letter == '.' && {
                let word = &text[start..at];
                word.contains('.') && word.rsplit('.').next().is_some_and(|last| last.chars().count() == 1)
            };
            let mark = unicode_mark(letter);
            if !(letter.is_alphanumeric() || inner || stop || mark) {
                break;
            }
            end = at + letter.len_utf8();
            letters.next();
        }
        let word = &text[start..end];
        let bare = ["'s", "’s", "'S", "’S"].iter().find_map(|tail| word.strip_suffix(tail)).unwrap_or(word);
        let between = words.last().map_or("\n", |last| &text[last.end..start]);
        let ends = |c: char| matches!(c, '.' | '!' | '?' | '\n' | '"' | '“' | ':');
        let shouts = bare.chars().filter(|c| c.is_alphabetic()).count();
        words.push(Word {
            start,
            end,
            bare_end: start + bare.len(),
            low: plain(word),
            capital: has_capital(word) && !bare.starts_with(|c: char| c.is_numeric()),
            shout: shouts > 1 && !bare.contains(char::is_lowercase),
            first: between.contains(ends),
            joined: !between.is_empty() && between.chars().all(|c| c == ' ' || c == '\u{a0}'),
        });
    }
    words
}

/// Marks that follow a letter in texts that come apart: "a" + "´".
fn unicode_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

/// How many words from `at` on may be one name: nothing but blanks between them.
fn run(words: &[Word], at: usize) -> usize {
    let mut length = 1;
    // "Kenya's Rift Valley" is two names; "Queen Anne's County" is one, and long enough to be met as such.
    while at + length < words.len() && words[at + length].joined && length < LONGEST {
        length += 1;
    }
    length
}

/// The end of the longest name that begins at a word.
fn longest(text: &str, words: &[Word], at: usize, other: &Other, gazetteer: &Gazetteer) -> Option<usize> {
    if !words[at].capital {
        return None;
    }
    for length in (1..=run(words, at)).rev() {
        let to = at + length;
        let inner = &words[at..to];
        let last = &inner[length - 1];
        if !last.capital || !inner.iter().all(|word| word.capital || is_in("particle", &word.low) || word.low == "the")
        {
            continue;
        }
        let common = |list: &&str| is_in(list, &last.low);
        let common = ["never", "compass", "generic"].iter().any(common) || cue_of(&last.low).is_some();
        if length == 1 && (common || last.low.chars().count() < 2 || last.low.contains('\'')) {
            continue;
        }
        let name = &text[inner[0].start..last.bare_end];
        if length == 1 && country_of_demonym(name, gazetteer).is_some() {
            continue;
        }
        let facts = best(name, gazetteer);
        // "US$", "A/California/7".
        let sides = [text[..inner[0].start].chars().next_back(), text[last.end..].chars().next()];
        if sides.iter().flatten().any(|side| matches!(side, '$' | '/' | '@' | '_' | '#')) {
            continue;
        }
        if let Some(facts) = facts
            && is_meant(words, at, to, &facts, other)
        {
            return Some(to);
        }
    }
    None
}

/// The widest or most populous place of a name, by its letters.
fn best(name: &str, gazetteer: &Gazetteer) -> Option<(Facts, KeyKind, bool)> {
    let candidates = gazetteer.lookup_strictly(name).into_iter();
    candidates
        .map(|candidate| (gazetteer.facts(candidate.entry), candidate.key, candidate.main))
        .max_by_key(|(facts, key, main)| (!is_point(facts.class), facts.population, *key == KeyKind::Exact, *main))
}

/// Whether a name is used for its place here, not for a person, an organisation or a common word.
fn is_meant(words: &[Word], at: usize, to: usize, known: &(Facts, KeyKind, bool), other: &Other) -> bool {
    let (facts, key, main) = known;
    let one = to == at + 1;
    let word = &words[at];
    let wide = !is_point(facts.class);
    let before = at.checked_sub(1).map(|i| &words[i]).filter(|_| word.joined);
    let behind = words.get(to).filter(|next| next.joined && !possessive(&words[to - 1]));
    if behind.is_some_and(|next| next.capital && is_in("bearer", &next.low)) && facts.class != Class::Country {
        return false;
    }
    if facts.class == Class::Country {
        // "Michael Jordan", "Chad Smith".
        let person = before
            .is_some_and(|before| is_in("first", &before.low) || is_in("title", &before.low) && before.capital)
            || is_in("first", &word.low) && behind.is_some_and(|next| next.capital && !is_known(&next.low));
        return !(one && person);
    }
    // "WHO", "NATO": letters that stand for something else, unless our tables know them ("NSW").
    if one && word.shout && word.low.chars().count() <= 5 && !(wide && *key == KeyKind::Exact) {
        return false;
    }
    // A word that the text also has in small letters.
    if one
        && other.small.contains(word.low.as_str())
        && !(wide && facts.class != Class::District)
        && facts.population < 500_000
    {
        return false;
    }
    if one && !wide && other.surnames.contains(word.low.as_str()) && facts.population < 500_000 {
        return false;
    }
    // Part of a longer name that is none of a place.
    let stranger = |next: &&Word| next.capital && !is_known(&next.low);
    let before_stranger =
        before.is_some_and(|before| stranger(&before) && !(before.first && is_in("lead", &before.low)));
    let title = before.is_some_and(|before| before.capital && is_in("title", &before.low));
    if one && (title || before_stranger) {
        return false;
    }
    if one
        && behind.is_some_and(|next| stranger(&next))
        && (!wide && facts.population < 20_000 || is_in("first", &word.low))
    {
        return false;
    }
    if !one && before_stranger && !wide && facts.population < 100_000 {
        return false;
    }
    if one && !wide {
        let least = match (key, main, word.first) {
            (KeyKind::Exact, true, false) => 0,
            (KeyKind::Exact, true, true) => 2_000,
            (KeyKind::Exact, false, false) => 2_000,
            _ => 10_000,
        };
        return facts.population >= least;
    }
    true
}

/// What the whole text tells of its words.
struct Other<'w> {
    /// Those that also stand in small letters.
    small: HashSet<&'w str>,
    /// Those that stand behind a first name or a title somewhere: "Dunn" alone is then no town either.
    surnames: HashSet<&'w str>,
}

fn surnames(words: &[Word]) -> HashSet<&str> {
    let named = |pair: &&[Word]| {
        let (first, last) = (&pair[0], &pair[1]);
        let stranger = is_in("title", &first.low) || !is_known(&first.low);
        last.joined && first.capital && last.capital && stranger && !possessive(first)
    };
    words.windows(2).filter(named).map(|pair| pair[1].low.as_str()).collect()
}

fn possessive(word: &Word) -> bool {
    word.bare_end < word.end
}

/// Words with a capital beside a name that make no other name of it: "Northern", "Province", "In".
fn is_known(low: &str) -> bool {
    is_in("compass", low) || cue_of(low).is_some() || is_in("never", low) && !is_in("title", low) || is_in("lead", low)
}

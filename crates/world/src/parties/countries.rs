//! Countries by their names, adjectives, peoples and capitals, as words for a state.

use std::collections::HashMap;

use claim::Problem;

use super::fold::{Word, is_upper, key, key_of};
use super::table::list;

/// In which way words mean a country.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    /// "Russia"
    Name,
    /// "Russian"
    Adjective,
    /// "Russians"
    People,
}

/// Words that mean a country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Meant {
    pub code: String,
    pub form: Form,
    /// Only in capitals: "US", "UK".
    acronym: bool,
}

/// All countries.
#[derive(Debug, Default)]
pub(crate) struct Countries {
    names: HashMap<String, String>,
    /// First demonym: for names made up.
    adjectives: HashMap<String, String>,
    by_key: HashMap<String, Vec<Meant>>,
    longest: usize,
}

impl Countries {
    /// From `code,name,aliases,demonyms,...`; more columns may follow. The header is the gazetteer's business.
    pub fn read(&mut self, file: &str, text: &str, problems: &mut Vec<Problem>) {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        for (index, record) in reader.records().enumerate() {
            let cells: Vec<String> = record.iter().flatten().map(str::to_owned).collect();
            match cells.as_slice() {
                [code, name, aliases, demonyms, ..] => {
                    let names: Vec<String> = std::iter::once(name.clone()).chain(list(aliases)).collect();
                    self.add(code, name, &names, &list(demonyms));
                }
                _ => problems.push(
                    Problem::new(super::register::SEVERITY, "bad_row", "fewer than four cells; mend the line")
                        .at(file, Some(index + 2)),
                ),
            }
        }
    }

    /// One more country, or more words for one.
    pub fn add(&mut self, code: &str, name: &str, names: &[String], demonyms: &[String]) {
        self.names.entry(code.to_owned()).or_insert_with(|| name.to_owned());
        if let Some(first) = demonyms.first() {
            self.adjectives.entry(code.to_owned()).or_insert_with(|| first.clone());
        }
        for name in names {
            self.word(code, name, Form::Name);
        }
        for demonym in demonyms {
            let singular = demonym.strip_suffix('s').or_else(|| demonym.strip_suffix("men"));
            let people = singular.is_some_and(|singular| demonyms.iter().any(|other| other == singular));
            self.word(code, demonym, if people { Form::People } else { Form::Adjective });
        }
    }

    fn word(&mut self, code: &str, word: &str, form: Form) {
        let key = key_of(word);
        self.longest = self.longest.max(key.split(' ').count());
        let meant = Meant { code: code.to_owned(), form, acronym: is_upper(word) && word.len() <= 6 };
        let known = self.by_key.entry(key).or_default();
        if !known.iter().any(|old| old.code == meant.code && old.form == meant.form) {
            known.push(meant);
        }
    }

    /// Main name of a code.
    pub fn name(&self, code: &str) -> Option<&str> {
        self.names.get(code).map(String::as_str)
    }

    /// The code itself, if it is one.
    pub fn code(&self, code: &str) -> Option<&str> {
        self.names.get_key_value(code).map(|(code, _)| code.as_str())
    }

    /// "Syrian".
    pub fn adjective(&self, code: &str) -> Option<&str> {
        self.adjectives.get(code).map(String::as_str)
    }

    /// What exactly these words mean: several countries may bear one name.
    pub fn meant(&self, words: &[Word]) -> Vec<&Meant> {
        let in_capitals = words.iter().all(Word::is_upper);
        let found = self.by_key.get(&key(words)).into_iter().flatten();
        found.filter(|meant| !meant.acronym || in_capitals).collect()
    }

    /// The longest words at the beginning that mean a country: how many, and which.
    pub fn at_start(&self, words: &[Word]) -> Option<(usize, Vec<&Meant>)> {
        (1..=words.len().min(self.longest + 1)).rev().find_map(|count| {
            let meant = self.meant(words.get(..count)?);
            (!meant.is_empty()).then_some((count, meant))
        })
    }
}

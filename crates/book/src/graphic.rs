//! Passages about violent death, torture, sexual violence and corpses: blurred in review until somebody asks to see them. A list of
//! words with the sentences that they stand in (data/graphic.tsv), and two types of events. English, as the reader is.

use claim::EventType;
use std::sync::OnceLock;

const WORDS: &str = include_str!("../data/graphic.tsv");

/// Types of events that are about such things whatever the words.
const TYPES: [&str; 2] = ["KILL", "ABUSE"];

/// One entry: words in a row, each whole or the beginning of one.
struct Entry {
    words: Vec<(String, bool)>,
    #[cfg(test)]
    example: &'static str,
}

fn entries() -> &'static [Entry] {
    static ENTRIES: OnceLock<Vec<Entry>> = OnceLock::new();
    ENTRIES.get_or_init(|| {
        let lines = WORDS.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        lines
            .filter_map(|line| {
                let mut columns = line.split('\t').skip(1);
                let words = columns.next()?.split(' ').map(|word| match word.strip_suffix('*') {
                    Some(beginning) => (beginning.to_owned(), true),
                    None => (word.to_owned(), false),
                });
                let words = words.collect();
                Some(Entry {
                    words,
                    #[cfg(test)]
                    example: columns.next().unwrap_or_default(),
                })
            })
            .collect()
    })
}

/// True for a passage that not everybody wants to read unasked: by what kind of event it tells of, or by its words.
pub fn is_graphic(event_type: EventType, passage: &str) -> bool {
    TYPES.contains(&event_type.code()) || has_graphic_words(passage)
}

/// The same by its words alone.
pub fn has_graphic_words(passage: &str) -> bool {
    let lower = passage.to_lowercase();
    let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '\'' || c == '’';
    let words: Vec<&str> = lower.split(|c| !is_part(c)).filter(|word| !word.is_empty()).collect();
    let is = |word: &str, (wanted, begins): &(String, bool)| {
        if *begins { word.starts_with(wanted.as_str()) } else { word == wanted }
    };
    entries().iter().any(|entry| {
        let stands = |row: &[&str]| row.iter().zip(&entry.words).all(|(word, wanted)| is(word, wanted));
        words.windows(entry.words.len()).any(stands)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_found_in_its_own_sentence() {
        assert!(entries().len() > 40);
        for entry in entries() {
            assert!(has_graphic_words(entry.example), "{:?}: {}", entry.words, entry.example);
        }
    }

    #[test]
    fn passages_are_told_apart_as_the_cases_say() {
        let cases = include_str!("../data/graphic_cases.tsv").lines().filter(|line| !line.starts_with('#'));
        for case in cases {
            let mut columns = case.split('\t');
            let (Some(expected), Some(code), Some(passage)) = (columns.next(), columns.next(), columns.next()) else {
                panic!("{case}: three columns");
            };
            let event_type = EventType::from_code(code).unwrap_or_else(|| panic!("{case}: no type {code}"));
            assert_eq!(is_graphic(event_type, passage), expected == "graphic", "{case}");
        }
    }
}

//! What the words of a sentence say about its numbers, kept when the sentence is gone: vague words, parts, corrections, attackers
//! counted among the dead.
//!
//! Never finds a number: the reader does. The cues are those of the whole sentence; what a number makes of them is `reading.rs`.

use serde::{Deserialize, Serialize};

/// Cues of one sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cues {
    /// One bit for each [`Cue`].
    bits: u16,
    /// Attackers that the toll includes: 0 none, [`Cues::SOME`] where the sentence does not say how many.
    attackers: u8,
}

/// One thing that the words of a sentence may say about its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cue {
    /// "several", "a few", "a handful", "many".
    Several,
    /// "tens of people".
    Tens,
    /// "dozens".
    Dozens,
    /// "scores".
    Scores,
    /// "hundreds".
    Hundreds,
    /// "thousands".
    Thousands,
    /// "of them", "including", "among the dead": a number that is part of another.
    Part,
    /// "others", "another five", "three more": a number beside another.
    More,
    /// "revised", "corrected", "earlier said", "rose to": a number in place of another.
    Corrected,
}

impl Cue {
    /// All of them.
    pub const ALL: [Cue; 9] = [
        Cue::Several,
        Cue::Tens,
        Cue::Dozens,
        Cue::Scores,
        Cue::Hundreds,
        Cue::Thousands,
        Cue::Part,
        Cue::More,
        Cue::Corrected,
    ];

    /// Phrases, in lower case without marks.
    fn phrases(self) -> &'static [&'static str] {
        match self {
            Cue::Several => &["several", "a few", "handful of", "many", "numerous", "a number of"],
            Cue::Tens => &["tens of"],
            Cue::Dozens => &["dozens"],
            Cue::Scores => &["scores of", "scores were", "scores more"],
            Cue::Hundreds => &["hundreds"],
            Cue::Thousands => &["thousands"],
            Cue::Part => &[
                "of them",
                "of whom",
                "including",
                "among them",
                "among the dead",
                "among the killed",
                "among those killed",
                "among the wounded",
                "among the injured",
                "of the dead",
                "of the victims",
                "of those killed",
            ],
            Cue::More => &["others", "another", "a further", "in addition", "more were", "more people", "additional"],
            Cue::Corrected => &[
                "revised",
                "corrected",
                "correction",
                "correcting",
                "earlier said",
                "had earlier",
                "previously said",
                "previously reported",
                "earlier reported",
                "earlier toll",
                "previous toll",
                "updated",
                "raised the toll",
                "lowered the toll",
                "toll rose",
                "toll has risen",
                "toll had risen",
                "toll climbed",
                "rose to",
                "risen to",
                "climbed to",
                "up from",
                "down from",
                "instead of",
            ],
        }
    }
}

/// Words that bring in a part of a toll.
const AMONG: [&str; 5] = ["including", "among them", "counting", "one of them", "of whom one was"];
/// Words for who did it.
const ATTACKER: [&str; 7] =
    ["bomber", "attacker", "assailant", "gunman", "shooter", "perpetrator", "driver of the bomb"];
/// Their plurals.
const ATTACKERS: [&str; 6] = ["bombers", "attackers", "assailants", "gunmen", "shooters", "perpetrators"];
/// Words for numbers of attackers.
const NUMBERS: [&str; 10] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
/// How many words may stand between "including" and "bomber".
const NEAR: usize = 4;

impl Cues {
    /// Attackers are included, and nobody says how many.
    pub const SOME: u8 = u8::MAX;

    /// Of a sentence.
    pub fn of(sentence: &str) -> Cues {
        let words = words(sentence);
        let text = format!(" {} ", words.join(" "));
        let has = |phrase: &str| text.contains(&format!(" {phrase} "));
        let bits = Cue::ALL
            .into_iter()
            .filter(|cue| cue.phrases().iter().any(|phrase| has(phrase)))
            .fold(0, |bits, cue| bits | 1 << cue as u16);
        Cues { bits, attackers: attackers(&words) }
    }

    /// With one more cue.
    pub fn with(self, cue: Cue) -> Cues {
        Cues { bits: self.bits | 1 << cue as u16, ..self }
    }

    /// With attackers among the dead.
    pub fn with_attackers(self, attackers: u8) -> Cues {
        Cues { attackers, ..self }
    }

    /// Whether the sentence has it.
    pub fn has(self, cue: Cue) -> bool {
        self.bits & 1 << cue as u16 != 0
    }

    /// How many attackers the toll includes; `None` where it includes some and nobody says how many.
    pub fn attackers(self) -> Option<u64> {
        (self.attackers != Cues::SOME).then_some(u64::from(self.attackers))
    }
}

/// Words in lower case; a comma for each mark that ends a phrase.
fn words(sentence: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in sentence.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            if let Some(word) = words.last_mut() {
                word.push(c);
            }
        } else if matches!(c, '.' | ',' | ';' | ':' | '!' | '?') {
            words.extend([",".to_owned(), String::new()]);
        } else {
            words.push(String::new());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn attackers(words: &[String]) -> u8 {
    let begins = |at: usize, phrase: &str| {
        let mut phrase = phrase.split(' ').enumerate();
        phrase.all(|(n, word)| words.get(at + n).is_some_and(|other| other == word))
    };
    let after = |at: usize, phrase: &str| at + phrase.split(' ').count();
    for at in 0..words.len() {
        let Some(phrase) = AMONG.iter().find(|phrase| begins(at, phrase)) else { continue };
        let start = after(at, phrase);
        let end = words[start..].iter().position(|word| word == ",").map_or(words.len(), |comma| start + comma);
        for noun in start..end.min(start + NEAR) {
            if ATTACKERS.contains(&words[noun].as_str()) {
                return number(&words[start..noun]).unwrap_or(Cues::SOME);
            }
            if ATTACKER.iter().any(|attacker| begins(noun, attacker)) {
                return 1;
            }
        }
    }
    0
}

/// "the two suicide" -> 2.
fn number(words: &[String]) -> Option<u8> {
    words.iter().find_map(|word| {
        let spelled = NUMBERS.iter().position(|number| number == word).map(|at| at as u8 + 1);
        let digits = || word.parse().ok().filter(|&number| number < Cues::SOME);
        spelled.or_else(digits)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_sentence_tell_what_its_numbers_are() {
        let cases: [(&str, &[Cue]); 10] = [
            ("Twelve people were killed in Orvenne.", &[]),
            ("Dozens of people were killed in Orvenne.", &[Cue::Dozens]),
            ("Hundreds fled; several were hurt.", &[Cue::Several, Cue::Hundreds]),
            ("Twelve died, seven of them children.", &[Cue::Part]),
            ("Eight soldiers, including two officers, were killed.", &[Cue::Part]),
            ("Three others were wounded.", &[Cue::More]),
            ("The ministry revised its toll from 4 to 7.", &[Cue::Corrected]),
            ("The toll rose to 19, up from 12.", &[Cue::Corrected]),
            ("Tens of families left.", &[Cue::Tens]),
            ("Scores of families left.", &[Cue::Scores]),
        ];
        for (sentence, expected) in cases {
            let cues = Cues::of(sentence);
            let found: Vec<Cue> = Cue::ALL.into_iter().filter(|cue| cues.has(*cue)).collect();
            assert_eq!(found, expected, "{sentence}");
        }
    }

    #[test]
    fn attackers_among_the_dead_are_counted_where_the_sentence_counts_them() {
        let cases = [
            ("Thirteen people, including the bomber, were killed.", Some(1)),
            ("Thirteen people died, among them the suicide bomber.", Some(1)),
            ("Nine were killed, including the three gunmen.", Some(3)),
            ("Nine were killed, including the attackers.", None),
            ("The bomber killed 12 people.", Some(0)),
            ("Twelve died, including children. The attacker fled.", Some(0)),
            ("Twelve people, including five children, were killed when the attacker struck.", Some(0)),
        ];
        for (sentence, expected) in cases {
            assert_eq!(Cues::of(sentence).attackers(), expected, "{sentence}");
        }
    }
}

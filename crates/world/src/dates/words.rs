//! Text to the words that the grammar reads, and what `words.tsv` says of them. Finer than the reader's words: "3rd" is two
//! ("3", "rd"), "a.m." is one ("am"). Knows nothing of how words stand together.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::{Date, Time, Weekday};

/// One word, number or sign.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// Where it stands.
    pub bytes: Range<usize>,
    /// Lower case; apostrophes and hyphens in their plain form; dots of "a.m." left out; "\n" for an empty line.
    pub text: String,
    /// Of a run of at most nine digits (or groups of three with commas).
    pub number: Option<u32>,
    /// How many digits; 0 for words and for numbers with commas.
    pub digits: usize,
    /// Begins with a capital.
    pub capital: bool,
    /// White space, or nothing, before it.
    pub gap: bool,
}

impl Token {
    /// A word or a number, no sign.
    pub fn is_word(&self) -> bool {
        self.text.starts_with(char::is_alphanumeric)
    }
}

/// Longest word kept whole, in bytes: what is longer is no word of time and is cut.
const LONGEST: usize = 64;

/// Cuts a text.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(text.len() / 5);
    let (mut at, mut gap, mut lines) = (0, true, 0);
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() || first.is_control() {
            lines += usize::from(first == '\n');
            if lines == 2 {
                out.push(sign(at..at + first.len_utf8(), "\n", true));
            }
            at += first.len_utf8();
            gap = true;
            continue;
        }
        lines = 0;
        let token = if first.is_ascii_digit() {
            number(text, at, gap)
        } else if first.is_alphabetic() {
            initials(text, at, gap).unwrap_or_else(|| word(text, at, gap))
        } else {
            possessive(text, at, gap).unwrap_or_else(|| {
                let plain = plain(first);
                sign(at..at + first.len_utf8(), plain.encode_utf8(&mut [0; 4]), gap)
            })
        };
        at = token.bytes.end;
        gap = false;
        out.push(token);
    }
    out
}

fn sign(bytes: Range<usize>, text: &str, gap: bool) -> Token {
    Token { bytes, text: text.to_owned(), number: None, digits: 0, capital: false, gap }
}

/// Apostrophes and hyphens in the form that the tables use. A dash that parts clauses stays as it is.
fn plain(c: char) -> char {
    match c {
        '’' | '‘' | 'ʼ' | '`' | '´' => '\'',
        '‐' | '‑' | '‒' | '–' | '−' => '-',
        c => c,
    }
}

/// "14", "2019", "1,200". Digits of other scripts are words.
fn number(text: &str, start: usize, gap: bool) -> Token {
    let run = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut end = start + run(start);
    let digits = end - start;
    let mut grouped = false;
    while digits <= 3 && text[end..].starts_with(',') && run(end + 1) == 3 {
        end += 4;
        grouped = true;
    }
    let plain: String = text[start..end].chars().filter(char::is_ascii_digit).collect();
    let number = if plain.len() <= 9 { plain.parse().ok() } else { None };
    Token { bytes: start..end, text: plain, number, digits: if grouped { 0 } else { digits }, capital: false, gap }
}

/// "a.m.", "U.S.", "G.M.T": single letters with full stops.
fn initials(text: &str, start: usize, gap: bool) -> Option<Token> {
    let mut at = start;
    let mut letters = String::new();
    let mut end = start;
    while letters.len() < LONGEST / 2 {
        let mut chars = text[at..].chars();
        let Some(letter) = chars.next().filter(|c| c.is_alphabetic()) else { break };
        letters.push(letter);
        end = at + letter.len_utf8();
        if chars.next() != Some('.') {
            break;
        }
        at = end + 1;
        end = at;
    }
    let goes_on = text[end..].chars().next().is_some_and(char::is_alphanumeric);
    if letters.chars().count() < 2 || goes_on || end - start == letters.len() {
        return None;
    }
    let capital = letters.starts_with(char::is_uppercase);
    Some(Token { bytes: start..end, text: letters.to_lowercase(), number: None, digits: 0, capital, gap })
}

/// Letters with the apostrophes between them, and digits behind letters ("A380"), but not behind a month ("MAR07").
fn word(text: &str, start: usize, gap: bool) -> Token {
    let mut end = start;
    let mut rest = text[start..].char_indices().peekable();
    while let Some((offset, c)) = rest.next() {
        let at = start + offset;
        if offset >= LONGEST {
            break;
        }
        let letter_next = rest.peek().is_some_and(|(_, c)| c.is_alphabetic());
        let inner = || plain(c) == '\'' && letter_next && possessive(text, at, false).is_none();
        if c.is_ascii_digit() && month_named(&text[start..at].to_lowercase()).is_some() {
            break;
        }
        if !(c.is_alphanumeric() || inner()) {
            break;
        }
        end = at + c.len_utf8();
    }
    let written = &text[start..end];
    Token {
        bytes: start..end,
        text: written.chars().map(plain).flat_map(char::to_lowercase).collect(),
        number: None,
        digits: 0,
        capital: written.starts_with(char::is_uppercase),
        gap,
    }
}

/// "'s" at a word's end.
fn possessive(text: &str, start: usize, gap: bool) -> Option<Token> {
    let mut chars = text[start..].chars();
    let apostrophe = chars.next().filter(|&c| plain(c) == '\'')?;
    let s = chars.next().filter(|c| matches!(c, 's' | 'S'))?;
    let ends = !chars.next().is_some_and(char::is_alphanumeric);
    let end = start + apostrophe.len_utf8() + s.len_utf8();
    (ends && !gap).then(|| sign(start..end, "'s", gap))
}

/// Units of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Weekend,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

/// Hours of a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Hours {
    pub from: Time,
    pub to: Option<Time>,
    /// `to` is on the day after.
    pub next_day: bool,
    /// Minutes ahead of UTC; `None` is local time.
    pub zone: Option<i32>,
    /// TIMEX3 code of a part of the day ("MO"); "" for an hour by the clock.
    pub code: &'static str,
}

/// Why words that tell a time do not tell days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// Feasts set by the moon.
    Moon,
    /// Feasts of the churches.
    Church,
    /// Days that each country sets for itself.
    Country,
    /// "Black Friday": a name.
    Name,
    /// Before or after an event.
    Event,
    /// Before the common era.
    Era,
}

/// A feast or a time known by its name: its days, or why not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Feast {
    Fixed(i8, i8),
    /// First and last day of what a name means.
    Times(Date, Date),
    Moves(Why),
}

/// What `words.tsv` says.
pub(super) struct Lexicon {
    months: HashMap<&'static str, (i8, bool)>,
    weekdays: HashMap<&'static str, (Weekday, bool)>,
    numbers: HashMap<&'static str, u32>,
    ordinals: HashMap<&'static str, u32>,
    units: HashMap<&'static str, &'static str>,
    seasons: HashMap<&'static str, i8>,
    zones: HashMap<&'static str, i32>,
    stop_year: HashMap<&'static str, ()>,
    /// By first word: the whole phrase in tokens, and what it says.
    pub parts: HashMap<&'static str, Vec<(Vec<&'static str>, Hours)>>,
    pub feasts: HashMap<&'static str, Vec<(Vec<&'static str>, Feast)>>,
}

/// Words that begin expressions, besides those of the table.
const STARTS: &str = "today todays yesterday yesterdays tomorrow tommorow tomorow tonight tonite this last next past previous \
    preceding following ensuing coming upcoming current that same whole entire recent recently lately soon now nowadays \
    currently presently future near foreseeable immediately shortly imminently previously formerly earlier later early mid \
    midway late beginning start outset opening end close middle latter so rest remainder final closing dying every each \
    daily nightly weekly monthly quarterly annual annually yearly hourly few several many some couple dozen half good full \
    about around roughly approximately nearly almost just less fewer under more well over only exactly barely another \
    further q1 q2 q3 q4 ad fall ever prior starting effective between within pre post then day up twenties thirties forties \
    fifties sixties seventies eighties nineties least single";

/// Words that may stand before the first that tells a time.
const LEADS: &str = "the a an very in by from before after as at of to on since until till til beginning starting";

static BEGINNERS: LazyLock<(HashSet<&str>, HashSet<&str>)> = LazyLock::new(|| {
    let table = lexicon();
    let mut starts: HashSet<&str> = STARTS.split_whitespace().collect();
    starts.extend(table.months.keys());
    starts.extend(table.weekdays.keys());
    starts.extend(table.numbers.keys());
    starts.extend(table.ordinals.keys());
    starts.extend(table.units.keys());
    starts.extend(table.seasons.keys());
    starts.extend(table.parts.keys());
    starts.extend(table.feasts.keys());
    (starts, LEADS.split_whitespace().collect())
});

/// True where an expression may begin at a word; says no to most words of a text at little cost.
pub(super) fn may_begin(tokens: &[Token]) -> bool {
    let (starts, leads) = &*BEGINNERS;
    for token in tokens.iter().take(4) {
        let word = token.text.as_str();
        if word.starts_with(|c: char| c.is_ascii_digit()) || word == "'" || starts.contains(word) {
            return true;
        }
        if !leads.contains(word) {
            return false;
        }
    }
    false
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(include_str!("words.tsv")).0);

/// The table, read once.
pub(super) fn lexicon() -> &'static Lexicon {
    &LEXICON
}

impl Lexicon {
    /// Reads the table; the second value names lines that say nothing (a test holds it to be empty).
    fn read(table: &'static str) -> (Lexicon, Vec<String>) {
        let mut out = Lexicon {
            months: HashMap::new(),
            weekdays: HashMap::new(),
            numbers: HashMap::new(),
            ordinals: HashMap::new(),
            units: HashMap::new(),
            seasons: HashMap::new(),
            zones: HashMap::new(),
            stop_year: HashMap::new(),
            parts: HashMap::new(),
            feasts: HashMap::new(),
        };
        let mut wrong = Vec::new();
        for (number, line) in table.lines().enumerate() {
            if line.starts_with('#') {
                continue;
            }
            let mut cells = line.split('\t');
            let (Some(kind), Some(spellings), Some(value), None) =
                (cells.next(), cells.next(), cells.next(), cells.next())
            else {
                wrong.push(format!("words.tsv:{}: three columns expected", number + 1));
                continue;
            };
            for spelling in spellings.split('|') {
                if out.add(kind, spelling, value).is_none() {
                    wrong.push(format!("words.tsv:{}: cannot read {spelling:?} {value:?} as {kind}", number + 1));
                }
            }
        }
        (out, wrong)
    }

    fn add(&mut self, kind: &str, spelling: &'static str, value: &'static str) -> Option<()> {
        match kind {
            "month" | "month-short" => {
                self.months.insert(spelling, (value.parse().ok()?, kind == "month-short"));
            }
            "weekday" | "weekday-short" => {
                let weekday = Weekday::from_monday_one_offset(value.parse().ok()?).ok()?;
                self.weekdays.insert(spelling, (weekday, kind == "weekday-short"));
            }
            "number" => {
                self.numbers.insert(spelling, value.parse().ok()?);
            }
            "ordinal" => {
                self.ordinals.insert(spelling, value.parse().ok()?);
            }
            "unit" => {
                self.units.insert(spelling, value);
            }
            "season" => {
                self.seasons.insert(spelling, value.parse().ok()?);
            }
            "zone" => {
                self.zones.insert(spelling, value.parse().ok()?);
            }
            "stop-year" => {
                self.stop_year.insert(spelling, ());
            }
            "part" => {
                let phrase: Vec<&str> = spelling.split(' ').collect();
                self.parts.entry(phrase.first()?).or_default().push((phrase, part(value)?));
            }
            "feast" => {
                let phrase: Vec<&str> = spelling.split(' ').collect();
                self.feasts.entry(phrase.first()?).or_default().push((phrase, feast(value)?));
            }
            _ => return None,
        }
        Some(())
    }
}

/// "06:00-12:00 MO", "20:00-06:00+ NI", "12:00 MI".
fn part(value: &'static str) -> Option<Hours> {
    let (hours, code) = value.split_once(' ')?;
    let next_day = hours.ends_with('+');
    let time = |text: &str| {
        let (hour, minute) = text.split_once(':')?;
        Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
    };
    let (from, to) = match hours.trim_end_matches('+').split_once('-') {
        Some((from, to)) => (time(from)?, Some(time(to)?)),
        None => (time(hours)?, None),
    };
    Some(Hours { from, to, next_day, zone: None, code })
}

fn feast(value: &str) -> Option<Feast> {
    let why = match value {
        "moon" => Why::Moon,
        "church" => Why::Church,
        "country" => Why::Country,
        "name" => Why::Name,
        _ if value.contains("..") => {
            let (first, last) = value.split_once("..")?;
            return Some(Feast::Times(first.parse().ok()?, last.parse().ok()?));
        }
        _ => {
            let (month, day) = value.split_once('-')?;
            return Some(Feast::Fixed(month.parse().ok()?, day.parse().ok()?));
        }
    };
    Some(Feast::Moves(why))
}

/// The month that a word names, 1-12.
pub(super) fn month_named(word: &str) -> Option<i8> {
    lexicon().months.get(word).map(|&(month, _)| month)
}

/// True for "Jan", "Sept": a full stop may follow.
pub(super) fn month_is_short(word: &str) -> bool {
    lexicon().months.get(word).is_some_and(|&(_, short)| short)
}

/// The weekday that a word names, and whether it is the short form.
pub(super) fn weekday_named(word: &str) -> Option<(Weekday, bool)> {
    lexicon().weekdays.get(word).copied()
}

/// 0-90, by word.
pub(super) fn number_named(word: &str) -> Option<u32> {
    lexicon().numbers.get(word).copied()
}

/// 1-30, by word.
pub(super) fn ordinal_named(word: &str) -> Option<u32> {
    lexicon().ordinals.get(word).copied()
}

/// A unit, how many of it the word means, and whether the word is a plural.
pub(super) fn unit_named(word: &str) -> Option<(Unit, u32, bool)> {
    let (unit, times) = match *lexicon().units.get(word)? {
        "second" | "minute" => (Unit::Minute, 1),
        "hour" => (Unit::Hour, 1),
        "day" | "night" => (Unit::Day, 1),
        "week" => (Unit::Week, 1),
        "fortnight" => (Unit::Week, 2),
        "weekend" => (Unit::Weekend, 1),
        "month" => (Unit::Month, 1),
        "quarter" => (Unit::Quarter, 1),
        "year" => (Unit::Year, 1),
        "decade" => (Unit::Decade, 1),
        "century" => (Unit::Century, 1),
        _ => return None,
    };
    Some((unit, times, word.ends_with('s')))
}

/// 0 spring, 1 summer, 2 autumn, 3 winter.
pub(super) fn season_named(word: &str) -> Option<i8> {
    lexicon().seasons.get(word).copied()
}

/// Minutes ahead of UTC.
pub(super) fn zone_named(word: &str) -> Option<i32> {
    lexicon().zones.get(word).copied()
}

/// True for what a number of four digits counts: "2000 people".
pub(super) fn is_counted(word: &str) -> bool {
    lexicon().stop_year.contains_key(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_says_something() {
        let (_, wrong) = Lexicon::read(include_str!("words.tsv"));
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn words_are_cut_as_the_grammar_needs_them() {
        let cut = |text: &str| tokens(text).into_iter().map(|t| t.text).collect::<Vec<_>>().join("|");
        assert_eq!(cut("At 9 a.m. on May 3rd, 2019"), "at|9|am|on|may|3|rd|,|2019");
        assert_eq!(cut("today’s 1,200 men, 3.5 km"), "today|'s|1200|men|,|3|.|5|km");
        assert_eq!(cut("the A380, 03MAR07, 1990–95"), "the|a380|,|03|mar|07|,|1990|-|95");
        assert_eq!(cut("one\ntwo\n\nthree"), "one|two|\n|three");
        assert_eq!(cut("o’clock U.S. ÖSTERREICH"), "o'clock|us|österreich");
    }
}

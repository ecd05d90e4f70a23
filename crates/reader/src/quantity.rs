//! Expressions of quantity that can say a number of people, and the bounds they give.
//!
//! Finds them all and says what each would mean as a count; which of them counts the dead of which event is the model's
//! work. Never adds up ("two soldiers and a nurse" is two expressions), never counts bare plurals or named persons,
//! never looks at more than the words around the expression. Own code: the crates that read number words know nothing
//! of bounds, dates, ages and units, which are most of the work here.
//!
//! The words are data: nouns in `quantity/persons.txt` and `quantity/things.txt`, "at least" and its like in
//! `quantity/modifiers.tsv`, units, months, verbs in `quantity/lists.txt`; the cases that hold the grammar to its word
//! are in `quantity/cases.tsv`.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use crate::words::{Shape, Word};

/// One expression of quantity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// The number expression without its modifiers ("12" of "at least 12"): word indexes.
    pub words: Range<usize>,
    /// With its modifiers ("at least", "nearly", "about", "another", "or more"): word indexes, holds `words`.
    pub full: Range<usize>,
    /// The least that it can mean, in people. Never both this and `high` are `None`.
    pub low: Option<u64>,
    /// The most that it can mean, in people.
    pub high: Option<u64>,
    /// How it is said.
    pub kind: QuantityKind,
    /// False when the noun that follows is a listed thing (houses, rockets): a hint, not a verdict.
    pub people: bool,
}

/// How a quantity is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QuantityKind {
    /// Digits or number words, with or without bounds.
    Number,
    /// Dozens, several, scores, a couple, many.
    Vague,
    /// "a soldier", "one man", "another", "one was hurt".
    One,
    /// "no casualties", "none", "nobody".
    Zero,
}

/// Every expression of quantity in a text, in order; their `words` do not overlap. `words` are those of `text`.
pub fn quantities(text: &str, words: &[Word]) -> Vec<Quantity> {
    let line = Line::new(text, words);
    let mut found: Vec<Quantity> = Vec::new();
    let mut past = Past::default();
    let mut at = 0;
    while at < words.len() {
        let next = match line.zero(at).or_else(|| line.vague(at)).or_else(|| line.one(at)) {
            Some(quantity) => Read::Quantity(quantity),
            None => line.number(at, &mut past),
        };
        match next {
            Read::Quantity(quantity) => {
                at = quantity.words.end.max(at + 1);
                found.push(quantity);
            }
            Read::NotPeople(end) => at = end.max(at + 1),
            Read::Nothing => at += 1,
        }
    }
    line.join_both_ends(&mut found);
    found
}

/// What stands at a word.
enum Read {
    Quantity(Quantity),
    /// A date, an age, a distance, up to this word.
    NotPeople(usize),
    Nothing,
}

/// What was set aside just before: dates and ages come in lists ("3 and 4 March", "aged 15, 16 and 19").
#[derive(Default)]
struct Past {
    date: Option<usize>,
    age: Option<usize>,
}

/// A number as written.
#[derive(Clone, Copy, Debug)]
struct Cardinal {
    end: usize,
    value: u64,
    /// Hundred, thousand, million, dozen at its end; 1 without one. "two or three hundred".
    scale: u64,
    /// Digits alone, without separators and scales: may be a year, a day, an age.
    plain: bool,
}

/// What modifiers make of a number n.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bound {
    Exact,
    /// [n, open]
    AtLeast,
    /// [n + 1, open]
    Above,
    /// [open, n]
    UpTo,
    /// [open, n - 1]
    Below,
}

impl Bound {
    /// Bounds of a number, or of a range where `low` < `high`.
    fn of(self, low: u64, high: u64) -> (Option<u64>, Option<u64>) {
        match self {
            Bound::Exact => (Some(low), Some(high)),
            Bound::AtLeast | Bound::Above if low < high => (Some(low), Some(high)),
            Bound::AtLeast => (Some(low), None),
            Bound::Above => (Some(low.saturating_add(1)), None),
            Bound::UpTo => (None, Some(high)),
            Bound::Below => (None, Some(high.saturating_sub(1))),
        }
    }
}

pub(crate) type Words = LazyLock<HashSet<&'static str>>;

static PERSONS: Words = LazyLock::new(|| words_of(include_str!("quantity/persons.txt")).collect());
static THINGS: Words = LazyLock::new(|| words_of(include_str!("quantity/things.txt")).collect());
static UNITS: Words = LazyLock::new(|| section("units"));
static UNIT_ADJECTIVES: Words = LazyLock::new(|| section("unit-adjectives"));
static NAMED: Words = LazyLock::new(|| section("named"));
static NAMED_TITLES: Words = LazyLock::new(|| section("named-titles"));
static MONTHS: Words = LazyLock::new(|| section("months"));
static STOPS: Words = LazyLock::new(|| section("stops"));
static NOT_PERSONS: Words = LazyLock::new(|| section("not-persons"));
static ALSO_ADJECTIVES: Words = LazyLock::new(|| section("also-adjectives"));
static NO_SINGLE: Words = LazyLock::new(|| section("no-single"));
static CASUALTIES: Words = LazyLock::new(|| section("casualties"));
static BEFORE: LazyLock<Vec<(Bound, &'static str)>> = LazyLock::new(|| modifiers("before"));
static AFTER: LazyLock<Vec<(Bound, &'static str)>> = LazyLock::new(|| modifiers("after"));

/// The words of a data file, its comments left out.
fn words_of(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace)
}

/// Runs of letters, digits and underscores.
pub(crate) fn bare_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty())
}

/// One list of `quantity/lists.txt`.
pub(crate) fn section(name: &str) -> HashSet<&'static str> {
    let heading = |word: &&str| word.starts_with('[');
    words_of(include_str!("quantity/lists.txt"))
        .skip_while(|word| word.strip_prefix('[').and_then(|word| word.strip_suffix(']')) != Some(name))
        .skip(1)
        .take_while(|word| !heading(word))
        .collect()
}

/// The modifiers of one side from `quantity/modifiers.tsv`; a line that cannot be read is none (a test reads them all).
fn modifiers(side: &str) -> Vec<(Bound, &'static str)> {
    let lines = include_str!("quantity/modifiers.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(modifier).filter(|(of, _, _)| *of == side).map(|(_, bound, phrase)| (bound, phrase)).collect()
}

/// (side, bound, phrase) of a line.
fn modifier(line: &'static str) -> Option<(&'static str, Bound, &'static str)> {
    let mut cells = line.split('\t');
    let (side, bound, phrase) = (cells.next()?, cells.next()?, cells.next()?);
    let bound = match bound {
        "exact" => Bound::Exact,
        "at-least" => Bound::AtLeast,
        "above" => Bound::Above,
        "up-to" => Bound::UpTo,
        "below" => Bound::Below,
        _ => return None,
    };
    Some((side, bound, phrase))
}

/// A word and the singulars it may be the plural of.
fn listed(word: &str, list: &HashSet<&'static str>) -> bool {
    if list.contains(word) {
        return true;
    }
    let singular = |stem: &str, end: &str| list.contains(format!("{stem}{end}").as_str());
    word.strip_suffix('s').is_some_and(|stem| list.contains(stem))
        || word.strip_suffix("es").is_some_and(|stem| list.contains(stem))
        || word.strip_suffix("ies").is_some_and(|stem| singular(stem, "y"))
        || word.strip_suffix("ves").is_some_and(|stem| singular(stem, "f") || singular(stem, "fe"))
        || word.strip_suffix("men").is_some_and(|stem| singular(stem, "man"))
}

/// True for a listed thing that is no person (a house, a rocket), also in the plural; lower case.
pub(crate) fn is_thing(word: &str) -> bool {
    listed(word, &THINGS)
}

/// Listed, or made like a word for a person.
fn is_person(word: &str) -> bool {
    if listed(word, &PERSONS) || word.ends_with("men") && word.len() > 5 {
        return true;
    }
    let one = word.strip_suffix('s').unwrap_or(word);
    let made = ["er", "or", "ist", "man", "woman", "person", "eer"].iter().any(|end| one.ends_with(end));
    made && one.len() >= 5 && !NOT_PERSONS.contains(one) && !is_thing(word)
}

fn is_month(word: &str) -> bool {
    MONTHS.contains(word)
}

fn is_unit(word: &str) -> bool {
    UNITS.contains(word) || word.strip_suffix('s').is_some_and(|one| UNITS.contains(one))
}

/// A text's words in lower case, with safe looks to both sides.
struct Line<'t> {
    text: &'t str,
    words: &'t [Word],
    lower: Vec<String>,
}

impl<'t> Line<'t> {
    fn new(text: &'t str, words: &'t [Word]) -> Line<'t> {
        let lower = words.iter().map(|w| w.of(text).to_lowercase()).collect();
        Line { text, words, lower }
    }

    /// The word in lower case; "" outside of the text.
    fn at(&self, i: usize) -> &str {
        self.lower.get(i).map_or("", String::as_str)
    }

    /// The word `back` places before `i`.
    fn before(&self, i: usize, back: usize) -> &str {
        i.checked_sub(back).map_or("", |j| self.at(j))
    }

    fn shape(&self, i: usize) -> Option<Shape> {
        self.words.get(i).map(|w| w.shape)
    }

    /// Written with a capital at its beginning.
    fn is_capital(&self, i: usize) -> bool {
        matches!(self.shape(i), Some(Shape::Title | Shape::Upper))
    }

    fn is_lower(&self, i: usize) -> bool {
        self.shape(i) == Some(Shape::Lower)
    }

    /// No space between this word and the next.
    fn touches(&self, i: usize) -> bool {
        match (self.words.get(i), self.words.get(i + 1)) {
            (Some(a), Some(b)) => a.bytes.end == b.bytes.start,
            _ => false,
        }
    }

    /// The words from `i` on are those of `phrase`, which is separated by single spaces.
    fn has(&self, i: usize, phrase: &str) -> bool {
        phrase.split(' ').enumerate().all(|(k, word)| self.at(i + k) == word)
    }

    /// The longest of the modifiers that ends right before `end`: the index of its first word.
    fn modifier_before(&self, end: usize) -> Option<(usize, Bound)> {
        let fits = |&(bound, phrase): &(Bound, &str)| {
            let start = end.checked_sub(phrase.split(' ').count())?;
            (self.has(start, phrase) && !self.is_particle(start)).then_some((start, bound))
        };
        BEFORE.iter().filter_map(fits).min_by_key(|&(start, _)| start)
    }

    /// The longest of the modifiers that begins at `start`: the index after its last word.
    fn modifier_after(&self, start: usize) -> Option<(usize, Bound)> {
        let fits = |&(bound, phrase): &(Bound, &str)| {
            self.has(start, phrase).then(|| (start + phrase.split(' ').count(), bound))
        };
        AFTER.iter().filter_map(fits).max_by_key(|&(end, _)| end)
    }

    /// "no casualties", "nobody", "not one".
    fn zero(&self, i: usize) -> Option<Quantity> {
        let end = match self.at(i) {
            "nobody" | "none" | "bloodless" => i + 1,
            "no" if self.at(i + 1) == "one" && self.at(i + 2) != "-" => i + 2,
            "no" if self.has(i + 1, "- one") => i + 3,
            "not" if self.at(i + 1) == "one" => i + 2,
            "not" if self.has(i + 1, "a single") => i + 3,
            "not" if matches!(self.at(i + 1), "a" | "an") && self.person_after(i + 2) => i + 2,
            "no" | "zero" | "0" | "without" if self.casualty_after(i + 1) => i + 1,
            "no" if self.persons_after(i + 1) => i + 1,
            _ => return None,
        };
        Some(Quantity {
            words: i..end,
            full: i..end,
            low: Some(0),
            high: Some(0),
            kind: QuantityKind::Zero,
            people: !matches!(self.at(i), "not" | "none") || self.people(end) != Some(false),
        })
    }

    /// "dozens", "several hundred", "a handful", "both".
    fn vague(&self, i: usize) -> Option<Quantity> {
        let (end, low, exact) = self.vague_words(i)?;
        if matches!(self.before(i, 1), "how" | "as" | "too") && self.at(i) == "many" {
            return None;
        }
        let noun = if self.at(end) == "of" { end + 1 } else { end };
        if self.unit_after(noun) {
            return None;
        }
        let (start, _) = self.modifiers(i);
        Some(Quantity {
            words: i..end,
            full: start..end,
            low: Some(low),
            high: exact.then_some(low),
            kind: QuantityKind::Vague,
            people: self.people(end) != Some(false),
        })
    }

    /// (end, low, whether low is high too)
    fn vague_words(&self, i: usize) -> Option<(usize, u64, bool)> {
        let many = |word: &str| match word {
            "tens" => Some(20),
            "dozens" => Some(24),
            "scores" => Some(40),
            "hundreds" => Some(200),
            "thousands" => Some(2_000),
            "millions" => Some(2_000_000),
            "billions" => Some(2_000_000_000),
            _ => None,
        };
        let scale = |word: &str| scale_of(word).map(|n| n * 2);
        let article = matches!(self.at(i), "a" | "the" | "this" | "that" | "another");
        let j = if article { i + 1 } else { i };
        if !article {
            if let Some(low) = many(self.at(i)) {
                if self.at(i + 1) == "of"
                    && let Some(of) = many(self.at(i + 2)).filter(|&of| of > low)
                {
                    return Some((i + 3, of / 2 * low, false));
                }
                return Some((i + 1, low, false));
            }
            match self.at(i) {
                "several" | "few" | "many" => {
                    if let Some(low) = scale(self.at(i + 1)).or_else(|| many(self.at(i + 1))) {
                        return Some((i + 2, low, false));
                    }
                }
                _ => {}
            }
            match self.at(i) {
                "several" => return Some((i + 1, 3, false)),
                "many" | "numerous" | "countless" | "untold" => return Some((i + 1, 2, false)),
                "both" => return Some((i + 1, 2, true)),
                _ => {}
            }
        }
        match self.at(j) {
            "few" if article => match scale(self.at(j + 1)) {
                Some(low) => Some((j + 2, low, false)),
                None => Some((j + 1, 3, false)),
            },
            "handful" if article => Some((j + 1, 3, false)),
            "number" if article && self.at(i) == "a" && self.at(j + 1) == "of" => Some((j + 1, 2, false)),
            "couple" | "pair" | "duo" | "twosome" => {
                let k = if self.at(j + 1) == "of" { j + 2 } else { j + 1 };
                match scale(self.at(k)) {
                    Some(n) => Some((k + 1, n, true)),
                    None => Some((j + 1, 2, true)),
                }
            }
            "trio" if article => Some((j + 1, 3, true)),
            _ => None,
        }
    }

    /// "a soldier", "one man", "another", "one was hurt".
    fn one(&self, i: usize) -> Option<Quantity> {
        let word = self.at(i);
        let people = match word {
            "a" | "an" => {
                if self.cardinal(i).is_some() || !self.person_after(i + 1) && !self.ordinal_alone(i + 1) {
                    return None;
                }
                true
            }
            "another" if self.cardinal(i + 1).is_some() || self.vague_words(i + 1).is_some() => return None,
            "another" if self.at(i + 1) == "one" => return None,
            "another" if self.before(i, 1) == "one" => return None,
            "another" => {
                let person = self.person_after(i + 1);
                let alone = STOPS.contains(self.at(i + 1)) || !self.is_word(i + 1);
                if !person && !alone {
                    return None;
                }
                true
            }
            "one" => {
                if self.cardinal(i)?.end != i + 1 || self.is_not_one(i) {
                    return None;
                }
                if self.range_after(i, self.cardinal(i)?).is_some() || self.has(i + 1, "or more") {
                    return None;
                }
                if self.unit_after(i + 1) {
                    return None;
                }
                self.people(i + 1) != Some(false)
            }
            _ => return None,
        };
        let (start, bound) = if word == "one" { self.modifiers(i) } else { (i, Bound::Exact) };
        let (low, high) = bound.of(1, 1);
        Some(Quantity { words: i..i + 1, full: start..i + 1, low, high, kind: QuantityKind::One, people })
    }

    /// "a third was wounded".
    fn ordinal_alone(&self, i: usize) -> bool {
        matches!(self.at(i), "second" | "third" | "fourth" | "fifth" | "sixth" | "seventh")
            && (self.at(i + 1) == "," || self.is_stop(i + 1) && self.at(i + 1) != "of")
    }

    /// "this one", "number one", "one another", "one-third".
    fn is_not_one(&self, i: usize) -> bool {
        matches!(
            self.before(i, 1),
            "this"
                | "that"
                | "which"
                | "every"
                | "any"
                | "no"
                | "number"
                | "phase"
                | "part"
                | "day"
                | "square"
                | "war"
                | "latest"
                | "first"
                | "formula"
                | "stage"
                | "level"
                | "force"
        ) || matches!(self.at(i + 1), "another" | "third" | "quarter" | "half" | "fifth" | "tenth")
            || self.has(i + 1, "by one")
            || self.before(i, 1) == "by" && self.before(i, 2) == "one"
            || self.has(i + 1, "at a")
            || self.at(i + 1) == "-" && self.touches(i) && !self.is_people_compound(i + 2)
            || self.at(i + 1) == "in" && self.cardinal(i + 2).is_some_and(|c| !c.plain || c.value < 1000)
            || self.before(i, 1) == "-" && i >= 2 && self.touches(i - 1) && self.touches(i - 2)
    }

    /// A number with its modifiers.
    fn number(&self, i: usize, past: &mut Past) -> Read {
        let Some(first) = self.cardinal(i) else {
            return Read::Nothing;
        };
        let (mut end, mut low, mut high) = (first.end, first.value, first.value);
        let mut plain = first.plain;
        if let Some((upper, bottom)) = self.range_after(i, first) {
            (end, low, high) = (upper.end, bottom, upper.value);
            plain = first.plain && upper.plain;
        }
        if end == i + 1 && self.at(i) == "one" && !self.has(end, "or more") {
            let of = self.cardinal(end + 1).filter(|_| self.at(end) == "in");
            return Read::NotPeople(of.map_or(end, |of| of.end));
        }
        let (start, mut bound) = self.modifiers(i);
        let number = Cardinal { end, value: high, scale: first.scale, plain };
        if self.is_not_people(i, &number, low, start, past) {
            return Read::NotPeople(end);
        }
        if start < i && low < high && self.before(i, 1) == "between" {
            bound = Bound::Exact;
        }
        let mut full = start..end;
        let sum = self.at(end) == "plus" && self.cardinal(end + 1).is_some();
        if let Some((stop, after)) = self.modifier_after(end).filter(|_| !sum) {
            bound = if bound == Bound::Exact { after } else { bound };
            full.end = stop;
        }
        let (low, high) = bound.of(low, high);
        if high == Some(0) {
            return Read::NotPeople(end);
        }
        Read::Quantity(Quantity {
            words: i..end,
            full,
            low,
            high,
            kind: QuantityKind::Number,
            people: self.people(end) != Some(false),
        })
    }

    /// "10 to 15", "two or three", "between 10 and 15", "two to three million": the upper number and the lower's value.
    fn range_after(&self, i: usize, first: Cardinal) -> Option<(Cardinal, u64)> {
        let e = first.end;
        let between = self.before(self.modifiers(i).0 + 1, 1) == "between" || self.before(i, 1) == "between";
        let joined = match self.at(e) {
            "and" => between,
            "or" => true,
            "to" => !self.tells_a_rise(i),
            "-" | "–" => true,
            "till" | "until" => self.before(i, 1) == "from",
            "," => matches!(self.at(e + 1), "perhaps" | "maybe" | "possibly" | "even"),
            "—" => self.touches(e) && self.touches(e - 1),
            _ => false,
        };
        if !joined {
            return None;
        }
        let skip = usize::from(matches!(
            self.at(e + 1),
            "about" | "around" | "some" | "even" | "perhaps" | "maybe" | "possibly"
        ));
        let upper = self.cardinal(e + 1 + skip)?;
        let bottom = if first.scale == 1 && upper.scale > 1 && first.value.saturating_mul(upper.scale) < upper.value {
            first.value * upper.scale
        } else {
            first.value
        };
        // "3-118" is a score or a file's number.
        let code = self.at(e) == "-" && self.touches(e) && bottom.saturating_mul(12) < upper.value;
        (bottom < upper.value && !code).then_some((upper, bottom))
    }

    /// "rose from 12 to 15": two numbers, not a range.
    fn tells_a_rise(&self, i: usize) -> bool {
        self.before(i, 1) == "from"
            && (2..7).any(|back| {
                let word = self.before(i, back);
                [
                    "rose", "risen", "ris", "rais", "increas", "climb", "up", "jump", "revis", "went", "gone", "grew",
                    "soar",
                ]
                .iter()
                .any(|verb| word.starts_with(verb))
            })
    }

    /// Where the modifiers before word `i` begin, and what they do.
    fn modifiers(&self, i: usize) -> (usize, Bound) {
        let (mut start, mut bound) = (i, Bound::Exact);
        for _ in 0..4 {
            let Some((at, next)) = self.modifier_before(start) else {
                break;
            };
            bound = if bound == Bound::Exact { next } else { bound };
            start = at;
        }
        (start, bound)
    }

    /// The "over" of "handed over six men" is no bound.
    fn is_particle(&self, i: usize) -> bool {
        matches!(self.at(i), "over" | "under" | "past" | "below" | "above")
            && [
                "hand", "tak", "took", "turn", "ran", "run", "drove", "drive", "give", "giving", "gave", "sign",
                "bring", "carry",
            ]
            .iter()
            .any(|verb| self.before(i, 1).starts_with(verb))
    }

    /// "at least two and as many as five" is one statement with two ends.
    fn join_both_ends(&self, found: &mut Vec<Quantity>) {
        let mut k = 0;
        while k + 1 < found.len() {
            let (a, b) = (&found[k], &found[k + 1]);
            let joined = a.high.is_none()
                && b.low.is_none()
                && a.low < b.high
                && b.full.start == a.words.end + 1
                && matches!(self.at(a.words.end), "and" | "but" | "or");
            if joined {
                let b = found.remove(k + 1);
                let a = &mut found[k];
                a.high = b.high;
                a.words.end = b.words.end;
                a.full.end = b.full.end.max(a.words.end);
                a.people &= b.people;
            }
            k += 1;
        }
    }

    /// A number in digits or words at `i`.
    fn cardinal(&self, i: usize) -> Option<Cardinal> {
        self.fraction_of_scale(i).or_else(|| self.digits(i)).or_else(|| self.number_words(i))
    }

    /// "half a million", "half a dozen", "a quarter of a million", "three quarters of a million".
    fn fraction_of_scale(&self, i: usize) -> Option<Cardinal> {
        let (quarters, mut at) = match self.at(i) {
            "half" => (2, i + 1),
            "a" if self.at(i + 1) == "half" => (2, i + 2),
            "quarter" => (1, i + 1),
            "a" if self.at(i + 1) == "quarter" => (1, i + 2),
            "three" if self.at(i + 1) == "quarters" => (3, i + 2),
            "three" if self.has(i + 1, "- quarters") => (3, i + 3),
            _ => return None,
        };
        for skipped in ["of", "a", "-"] {
            at += usize::from(self.at(at) == skipped);
        }
        let scale = scale_of(self.at(at))?;
        Some(Cardinal { end: at + 1, value: scale * quarters / 4, scale, plain: false })
    }

    /// "1,200", "1 200", "1.2 million", "200k".
    fn digits(&self, i: usize) -> Option<Cardinal> {
        let (mut thousandths, suffix, separated) = digits_of(self.at(i))?;
        let mut end = i + 1;
        let mut plain = suffix == 1 && !separated;
        // "1 200 000": groups of three after one to three digits, a single space between them.
        if plain && self.at(i).len() <= 3 && thousandths > 0 && !is_month(self.before(i, 1)) {
            while self.at(end).len() == 3
                && self.at(end).bytes().all(|b| b.is_ascii_digit())
                && self.gap(end - 1).chars().count() == 1
                && thousandths < 1_000_000_000_000
            {
                thousandths = thousandths * 1000 + digits_of(self.at(end))?.0;
                end += 1;
                plain = false;
            }
        }
        let mut scale = suffix;
        let hyphen = usize::from(self.at(end) == "-" && scale_of(self.at(end + 1)).is_some());
        if suffix == 1
            && let Some(word) = scale_of(self.at(end + hyphen))
        {
            scale = word;
            end += hyphen + 1;
            plain = false;
            if scale_of(self.at(end)).is_some_and(|next| next > scale && scale == 100) {
                scale *= scale_of(self.at(end))?;
                end += 1;
            }
        }
        let value = thousandths.checked_mul(scale)?;
        (value.is_multiple_of(1000)).then_some(Cardinal { end, value: value / 1000, scale, plain })
    }

    /// What stands between word `i` and the next.
    fn gap(&self, i: usize) -> &str {
        match (self.words.get(i), self.words.get(i + 1)) {
            (Some(a), Some(b)) => self.text.get(a.bytes.end..b.bytes.start).unwrap_or(""),
            _ => "",
        }
    }

    /// "twenty-two", "one hundred and five", "a thousand", "two and a half million".
    fn number_words(&self, i: usize) -> Option<Cardinal> {
        let article = matches!(self.at(i), "a" | "an");
        let mut at = i;
        let (mut total, mut smallest, mut scale) = (0_u64, u64::MAX, 1);
        let mut group;
        if article {
            scale_of(self.at(i + 1))?;
            at += 1;
            group = 1;
        } else if let Some((end, value)) = self.below_hundred(i) {
            (at, group) = (end, value);
            if self.has(at, "and a half")
                && let Some(by) = scale_of(self.at(at + 3)).filter(|&by| by >= 1000)
            {
                return Some(Cardinal { end: at + 4, value: value * by + by / 2, scale: by, plain: false });
            }
        } else if scale_of(self.at(i)).is_some() {
            group = 1;
        } else {
            return None;
        }
        loop {
            let hyphen = usize::from(self.at(at) == "-" && self.touches(at) && scale_of(self.at(at + 1)).is_some());
            let Some(by) = scale_of(self.at(at + hyphen)) else {
                break;
            };
            let fits = if by == 100 { group > 0 && group < 100 } else { group > 0 && by < smallest };
            if !fits {
                break;
            }
            at += hyphen + 1;
            scale = by;
            if by == 100 {
                group *= 100;
            } else {
                total += group.checked_mul(by)?;
                smallest = by;
                group = 0;
                if self.has(at, "and a half") && by >= 1000 && !self.is_lower(at + 3) {
                    return Some(Cardinal { end: at + 3, value: total + by / 2, scale: by, plain: false });
                }
            }
            if matches!(by, 12 | 20) {
                break;
            }
            let and = usize::from(self.at(at) == "and");
            if let Some((end, value)) = self.below_hundred(at + and) {
                let more = scale_of(self.at(end));
                let fits = match more {
                    Some(100) => by != 100,
                    Some(next) => by == 100 && next < smallest && next >= 1000,
                    None => true,
                };
                // "a hundred and two wounded" is one number, "a million and two" hardly is one.
                if fits && !(and == 1 && article && more.is_none() && by > 1000) {
                    group += value;
                    at = end;
                    scale = 1;
                }
            }
        }
        Some(Cardinal { end: at, value: total + group, scale, plain: false })
    }

    /// One to ninety-nine in words: (end, value).
    fn below_hundred(&self, i: usize) -> Option<(usize, u64)> {
        if let Some(n) = unit_of(self.at(i)) {
            return Some((i + 1, n));
        }
        let tens = tens_of(self.at(i))?;
        let hyphen = usize::from(self.at(i + 1) == "-");
        match unit_of(self.at(i + 1 + hyphen)).filter(|&n| n < 10) {
            Some(n) => Some((i + 2 + hyphen, tens + n)),
            None => Some((i + 1, tens)),
        }
    }

    /// Dates, ages, distances, money, names: a number that counts nobody. `start` is where its modifiers begin.
    fn is_not_people(&self, i: usize, number: &Cardinal, low: u64, start: usize, past: &mut Past) -> bool {
        let end = number.end;
        if self.is_date(i, number, low, past) {
            past.date = Some(end);
            return true;
        }
        if self.is_age(i, number, start, past) {
            past.age = Some(end);
            return true;
        }
        // "300m" is metres more often than millions.
        let metres = end == i + 1 && self.at(i).ends_with('m') && self.people(end) != Some(true);
        metres
            || number.plain && self.is_year(i, number, low, start)
            || self.unit_after(end)
            || self.is_money_or_name(i, number)
            || self.is_part_of_a_code(i, end)
            || self.is_bullet(i, end)
            || self.is_ratio(end)
    }

    fn unit_after(&self, end: usize) -> bool {
        let adjectives = (0..2).take_while(|&k| UNIT_ADJECTIVES.contains(self.at(end + k))).count();
        let hyphen = usize::from(self.at(end) == "-" && self.touches(end));
        let unit = end + if hyphen == 1 { 1 } else { adjectives };
        if adjectives > 0 && matches!(self.at(unit), "point" | "times" | "stone" | "bar" | "m") {
            return false;
        }
        // "the 30 m people" is nothing that is written; "the night" and "second" need their plural.
        is_unit(self.at(unit)) || self.has(unit, "per cent")
    }

    fn is_date(&self, i: usize, number: &Cardinal, low: u64, past: &Past) -> bool {
        let end = number.end;
        let counts = self.people(end) == Some(true);
        let month_at =
            |j: usize| is_month(self.at(j)) && (self.is_capital(j) || !matches!(self.at(j), "may" | "march" | "mar"));
        let after_month = i >= 1 && month_at(i - 1) || self.before(i, 1) == "." && i >= 2 && month_at(i - 2);
        if !number.plain {
            return false;
        }
        if after_month && number.value < 100 && !counts {
            return true;
        }
        if low <= 31 && month_at(end) {
            return true;
        }
        if number.value > 31 {
            return false;
        }
        let joins = |word: &str| matches!(word, "and" | "or" | "to" | "-" | "–" | ",");
        let next = self.digits(end + 1).filter(|n| n.plain && n.value <= 31);
        if joins(self.at(end)) && next.is_some_and(|n| month_at(n.end)) {
            return true;
        }
        past.date == i.checked_sub(1)
            && joins(self.before(i, 1))
            && (!self.is_word(end) || matches!(self.at(end), "and" | "in" | "at" | "by" | "when"))
    }

    fn is_age(&self, i: usize, number: &Cardinal, start: usize, past: &Past) -> bool {
        if number.value > 120 {
            return false;
        }
        let end = number.end;
        let (one, two) = (self.before(i, 1), self.before(i, 2));
        if matches!(one, "aged" | "age" | "ages")
            || matches!(one, "between" | "about" | "around" | "under" | "over" | "from" | "only" | "just")
                && matches!(two, "aged" | "age" | "ages")
            || one == "of"
                && matches!(
                    two,
                    "age" | "ages" | "father" | "mother" | "parent" | "dad" | "mum" | "grandmother" | "grandfather"
                )
            || one == "than" && matches!(two, "older" | "younger")
            || matches!(one, "under" | "over")
                && matches!(
                    two,
                    "children" | "those" | "anyone" | "boys" | "girls" | "kids" | "men" | "women" | "males"
                )
            || self.has(end, "years old")
            || self.has(end, "year old")
        {
            return true;
        }
        let ends = !self.is_word(end) || self.is_stop(end);
        // "a man of 34", "a girl of perhaps 15", "who was just 23"
        let of = self.before(start, 2);
        let person = is_person(of) && !NO_SINGLE.contains(of);
        if self.before(start, 1) == "of" && person && number.value >= 5 && ends {
            return true;
        }
        if matches!(self.before(start, 1), "was" | "is")
            && matches!(self.before(start, 2), "who" | "he" | "she")
            && ends
        {
            return true;
        }
        if past.age == i.checked_sub(1) && matches!(one, "and" | "or" | "to" | "," | "-") && ends {
            return true;
        }
        if !number.plain || self.words[i].bytes.len() > 3 {
            return false;
        }
        // "Omar Haddad, 34, and", "a teacher, 51." and "Omar Haddad (34)".
        let named = i >= 2 && (self.is_capital(i - 2) || is_person(two));
        let full_name = i >= 3 && self.is_capital(i - 2) && self.is_capital(i - 3);
        let next = self.at(end);
        one == "," && named && matches!(next, "," | ";" | "." | ")" | "who" | "from")
            || one == ","
                && full_name
                && matches!(next, "and" | "of" | "was" | "is" | "had" | "died" | "said" | "told" | "-" | "–" | "—")
            || one == "(" && next == ")" && full_name
    }

    fn is_year(&self, i: usize, number: &Cardinal, low: u64, start: usize) -> bool {
        let years = 1900..=2035;
        if !years.contains(&number.value) || !years.contains(&low) {
            return false;
        }
        let round = number.value.is_multiple_of(100) && low.is_multiple_of(100);
        if self.people(number.end) == Some(true) && !self.is_stop(number.end) {
            let dated = matches!(
                self.before(i, 1),
                "in" | "since"
                    | "from"
                    | "until"
                    | "till"
                    | "during"
                    | "before"
                    | "after"
                    | "between"
                    | "early"
                    | "late"
                    | "mid"
                    | "the"
                    | "to"
                    | "by"
                    | "of"
                    | "and"
                    | ","
                    | "year"
            ) || i >= 1 && is_month(self.before(i, 1));
            return dated && !round;
        }
        let bounded = start < i
            && !matches!(self.at(start), "about" | "around" | "between" | "the" | "past" | "circa" | "just" | "only");
        !(bounded && round)
    }

    fn is_money_or_name(&self, i: usize, number: &Cardinal) -> bool {
        let one = self.before(i, 1);
        if matches!(one, "$" | "€" | "£" | "¥" | "₹" | "usd" | "eur" | "gbp" | "rs" | "#" | "№" | "@" | "°") {
            return true;
        }
        if one == "." && matches!(self.before(i, 2), "no" | "nos" | "nr" | "rs" | "art" | "ch" | "vol" | "tel") {
            return true;
        }
        if one == "[" && self.at(number.end) == "]" {
            return true;
        }
        // "6 Division", a unit's name.
        if number.plain
            && number.end == i + 1
            && self.is_capital(number.end)
            && matches!(
                self.at(number.end),
                "division"
                    | "brigade"
                    | "battalion"
                    | "regiment"
                    | "corps"
                    | "army"
                    | "squadron"
                    | "para"
                    | "platoon"
                    | "sector"
                    | "squad"
                    | "commando"
                    | "rifles"
            )
        {
            return true;
        }
        let counts = self.people(number.end) == Some(true) && self.at(number.end) != "of";
        // "FFG 44", "CTG 31": in a text that is not all in capitals.
        let code = number.plain
            && i >= 1
            && self.shape(i - 1) == Some(Shape::Upper)
            && (2..=4).contains(&one.len())
            && (i < 2 || self.shape(i - 2) != Some(Shape::Upper))
            && (!self.is_word(number.end)
                || self.is_capital(number.end) && self.shape(number.end) == Some(Shape::Title));
        if code && self.gap(i - 1) == " " {
            return true;
        }
        !counts
            && (NAMED.contains(one)
                || one.strip_suffix('s').is_some_and(|one| NAMED.contains(one))
                || NAMED_TITLES.contains(one) && i >= 1 && self.is_capital(i - 1))
            && self.gap(i - 1).len() <= 2
    }

    /// "T-72", "9/11", "5+1", "three-storey", "2016-11-27", "3-1".
    fn is_part_of_a_code(&self, i: usize, end: usize) -> bool {
        let digit = |j: usize| self.shape(j) == Some(Shape::Digit);
        if i >= 2 && self.touches(i - 1) && self.touches(i - 2) {
            let before = self.at(i - 1);
            if matches!(before, "-" | "/" | "+" | ":" | "_") && (self.is_word(i - 2)) || before == "–" && digit(i - 2)
            {
                return true;
            }
        }
        let last = end - 1;
        if !(self.touches(last) && self.touches(end)) {
            return false;
        }
        match self.at(end) {
            "-" => !self.is_people_compound(end + 1),
            "+" if !self.is_word(end + 1) || !self.touches(end) => false,
            "/" | "+" | "_" => self.is_word(end + 1),
            "–" => digit(end + 1),
            _ => false,
        }
    }

    /// "-man", "-member", "-strong", "-plus" after a number.
    fn is_people_compound(&self, i: usize) -> bool {
        matches!(
            self.at(i),
            "man"
                | "men"
                | "woman"
                | "women"
                | "member"
                | "person"
                | "people"
                | "strong"
                | "odd"
                | "plus"
                | "child"
                | "soldier"
                | "fighter"
                | "crew"
        )
    }

    /// "1. Homs", "2) Hama" at the beginning of a line.
    fn is_bullet(&self, i: usize, end: usize) -> bool {
        let begins = i == 0 || self.gap(i - 1).contains('\n');
        begins
            && end == i + 1
            && self.shape(i) == Some(Shape::Digit)
            && matches!(self.at(end), "." | ")")
            && self.touches(i)
            && self.is_word(end + 1)
            && !self.gap(end).contains('\n')
    }

    /// "two-thirds", "three quarters", "one in five".
    fn is_ratio(&self, end: usize) -> bool {
        let j = end + usize::from(self.at(end) == "-");
        let part = |word: &str| {
            matches!(word, "third" | "quarter" | "half" | "fourth" | "fifth" | "sixth" | "seventh" | "eighth" | "tenth")
        };
        part(self.at(j)) || self.at(j).strip_suffix('s').is_some_and(part)
    }

    /// Has letters or digits.
    fn is_word(&self, i: usize) -> bool {
        self.shape(i).is_some_and(|shape| shape != Shape::Other)
    }

    fn is_stop(&self, i: usize) -> bool {
        STOPS.contains(self.at(i))
    }

    /// What the noun phrase from `i` on counts: `Some(true)` people, `Some(false)` things, `None` unknown.
    fn people(&self, i: usize) -> Option<bool> {
        let mut at = i;
        if self.at(at) == "of" {
            at += 1;
            while matches!(self.at(at), "the" | "its" | "his" | "her" | "their" | "our" | "these" | "those" | "them") {
                at += 1;
            }
        }
        let mut verdict = None;
        let mut counted = 0;
        while counted < 5 {
            let word = self.at(at);
            if matches!(word, "“" | "”" | "\"") || word == "-" && self.touches(at) && at > i && self.touches(at - 1)
            {
                at += 1;
                continue;
            }
            if self.shape(at) == Some(Shape::Digit) || self.below_hundred(at).is_some() {
                break;
            }
            if CASUALTIES.contains(word) {
                let participle = matches!(word, "killed" | "hurt" | "wounded" | "injured" | "dead" | "missing");
                return Some(!participle || verdict != Some(false));
            }
            if verdict == Some(true) && word.ends_with("ed") {
                break;
            }
            if !self.is_word(at) || STOPS.contains(word) {
                break;
            }
            if is_person(word) {
                // A plural is the head ("surgeons share a lamp"), a singular need not be ("police vehicles").
                if word.ends_with('s') || word.ends_with("men") {
                    return Some(true);
                }
                verdict = Some(true);
            } else if is_thing(word) {
                verdict = Some(false);
            }
            counted += 1;
            at += 1;
        }
        verdict
    }

    /// A singular person noun heads the noun phrase from `i` on, after three words at most.
    fn person_after(&self, i: usize) -> bool {
        let (mut at, mut counted) = (i, 0);
        while counted < 5 {
            let word = self.at(at);
            if matches!(word, "-" | "“" | "”" | "\"" | "‘" | "’") {
                at += 1;
                continue;
            }
            if !self.is_word(at) || STOPS.contains(word) && !matches!(word, "wounded" | "injured" | "down") {
                return false;
            }
            if self.at(at + 1) != "-" && (self.shape(at) == Some(Shape::Digit) || self.below_hundred(at).is_some()) {
                return false;
            }
            let next = self.at(at + 1);
            if is_person(word) && !word.ends_with("men") && !NO_SINGLE.contains(word) {
                let goes_on = is_thing(next) && !STOPS.contains(next)
                    || is_person(next) && self.is_word(at + 1) && !STOPS.contains(next)
                    || next == "-" && self.touches(at)
                    || ALSO_ADJECTIVES.contains(word) && self.noun_may_follow(at + 1)
                    || self.is_capital(at) && self.shape(at) == Some(Shape::Title) && self.noun_may_follow(at + 1);
                if !goes_on {
                    return !matches!(next, "'s" | "’s");
                }
            }
            let hyphenated = next == "-" && self.touches(at);
            counted += usize::from(!hyphenated);
            at += 1;
        }
        false
    }

    /// A lower-case word that is no function word and no verb in -ed.
    fn noun_may_follow(&self, i: usize) -> bool {
        self.is_lower(i) && !STOPS.contains(self.at(i)) && !self.at(i).ends_with("ed")
    }

    /// "casualties", "immediate reports of injuries", "known deaths".
    fn casualty_after(&self, i: usize) -> bool {
        for at in i..i + 6 {
            let word = self.at(at);
            if CASUALTIES.contains(word) {
                return !matches!(self.at(at + 1), "figures" | "figure" | "toll" | "count" | "numbers" | "estimates");
            }
            if matches!(word, "word" | "information" | "details" | "figures" | "news" | "count" | "estimate" | "toll") {
                return false;
            }
            if !self.is_word(at) || self.is_stop(at) && !matches!(word, "of" | "or") {
                return false;
            }
        }
        false
    }

    /// Person nouns right after "no", one adjective or two between them.
    fn persons_after(&self, i: usize) -> bool {
        for at in i..i + 3 {
            if !self.is_word(at) || self.is_stop(at) {
                return false;
            }
            if is_person(self.at(at)) {
                return !is_thing(self.at(at + 1));
            }
        }
        false
    }
}

/// Digits of a word in thousandths, what its suffix multiplies by, and whether it has separators:
/// "1,200" (1200000, 1, true), "1.2" (1200, 1, true), "200k" (200000, 1000, false).
fn digits_of(word: &str) -> Option<(u64, u64, bool)> {
    let (digits, suffix) = match word.find(|c: char| c.is_alphabetic()) {
        Some(at) => {
            let suffix = match &word[at..] {
                "k" => 1_000,
                "mn" | "mln" | "m" => 1_000_000,
                _ => return None,
            };
            (&word[..at], suffix)
        }
        None => (word, 1),
    };
    if digits.len() > 15 || !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if digits.contains(',') {
        let mut groups = digits.split(',');
        let first = groups.next()?;
        let good = (1..=3).contains(&first.len()) && groups.all(|g| g.len() == 3);
        let joined: String = digits.split(',').collect();
        let whole = joined.parse::<u64>().ok().filter(|_| good)?;
        return Some((whole.checked_mul(1000)?, suffix, true));
    }
    if let Some((whole, part)) = digits.split_once('.') {
        if part.len() > 3 || part.contains('.') || !part.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let part = format!("{part:0<3}").parse::<u64>().ok()?;
        return Some((whole.parse::<u64>().ok()?.checked_mul(1000)?.checked_add(part)?, suffix, true));
    }
    if digits.len() > 1 && digits.starts_with('0') || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some((digits.parse::<u64>().ok()?.checked_mul(1000)?, suffix, false))
}

/// One to nineteen.
fn unit_of(word: &str) -> Option<u64> {
    const UNITS: [&str; 19] = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    (1..).zip(UNITS).find(|&(_, name)| name == word).map(|(n, _)| n)
}

fn tens_of(word: &str) -> Option<u64> {
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    (2..).zip(TENS).find(|&(_, name)| name == word).map(|(n, _)| n * 10)
}

fn scale_of(word: &str) -> Option<u64> {
    match word {
        "dozen" => Some(12),
        "score" => Some(20),
        "hundred" => Some(100),
        "thousand" => Some(1_000),
        "million" | "mln" => Some(1_000_000),
        "billion" => Some(1_000_000_000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::words;

    /// "at least 12=12.." as the table of cases writes it.
    fn written(text: &str) -> String {
        let words = words(text);
        let span = |r: &Range<usize>| &text[words[r.start].bytes.start..words[r.end - 1].bytes.end];
        let bound = |n: Option<u64>| n.map_or(String::new(), |n| n.to_string());
        let one = |q: &Quantity| {
            let kind = match q.kind {
                QuantityKind::Number => "",
                QuantityKind::Vague => " vague",
                QuantityKind::One => " one",
                QuantityKind::Zero => " zero",
            };
            let things = if q.people { "" } else { " things" };
            format!("{}={}..{}{kind}{things}", span(&q.full), bound(q.low), bound(q.high))
        };
        quantities(text, &words).iter().map(one).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn the_cases_of_the_table() {
        let mut wrong = Vec::new();
        let mut cases = 0;
        for (number, line) in include_str!("quantity/cases.tsv").lines().enumerate() {
            if line.starts_with('#') || line.is_empty() {
                continue;
            }
            let (text, expected) = line.split_once('\t').unwrap_or((line, "no tab in this line"));
            let found = written(text);
            if found != expected {
                wrong.push(format!("cases.tsv:{}: {text}\n  expected {expected}\n  found    {found}", number + 1));
            }
            cases += 1;
        }
        assert!(wrong.is_empty(), "{} of {cases} cases are wrong\n{}", wrong.len(), wrong.join("\n"));
        assert!(cases >= 150, "the table has lost cases: {cases}");
    }

    #[test]
    fn every_line_of_the_data_files_is_read() {
        let lines = include_str!("quantity/modifiers.tsv").lines().filter(|line| !line.starts_with('#'));
        for line in lines {
            let good = modifier(line).is_some_and(|(side, _, phrase)| {
                matches!(side, "before" | "after") && phrase.split(' ').all(|word| !word.is_empty())
            });
            assert!(good, "modifiers.tsv: {line}");
        }
        let headings = words_of(include_str!("quantity/lists.txt")).filter(|word| word.starts_with('['));
        for heading in headings {
            assert!(!section(heading.trim_matches(['[', ']'])).is_empty(), "lists.txt: {heading} is empty");
        }
        let both: Vec<_> = PERSONS.intersection(&THINGS).collect();
        assert!(both.is_empty(), "person and thing: {both:?}");
    }

    #[test]
    fn the_number_stands_apart_from_its_modifiers() {
        for (text, number) in [
            ("at least 12 people", "12"),
            ("between 10 and 15 people", "10 and 15"),
            ("another forty-two were hurt", "forty-two"),
            ("300 or more died", "300"),
            ("more than half a million fled", "half a million"),
            ("a soldier died", "a"),
        ] {
            let words = words(text);
            let found = quantities(text, &words);
            let span = &found[0].words;
            assert_eq!(&text[words[span.start].bytes.start..words[span.end - 1].bytes.end], number, "{text}");
        }
    }

    #[test]
    fn any_salad_of_words_gives_ordered_ranges() {
        const SALAD: &[&str] = &[
            "a",
            "an",
            "one",
            "another",
            "no",
            "not",
            "none",
            "at least",
            "more than",
            "between",
            "and",
            "or",
            "to",
            "-",
            "–",
            ",",
            ".",
            "(",
            ")",
            "+",
            "/",
            "12",
            "1,200",
            "1.5",
            "2014",
            "18446744073709551615",
            "999999999999999",
            "200k",
            "3m",
            "hundred",
            "thousand",
            "million",
            "billion",
            "dozen",
            "half",
            "quarter of",
            "and a half",
            "twenty",
            "three",
            "of",
            "dozens",
            "tens of",
            "few",
            "several",
            "couple",
            "aged",
            "March",
            "May",
            "in",
            "from",
            "till",
            "percent",
            "soldier",
            "soldiers",
            "people",
            "house",
            "killed",
            "was",
            "or more",
            "plus",
            "$",
            "No.",
            "\n",
            "'s",
            "U.S.",
            "“",
            "קטן",
            "١٢",
            "½",
            "🙂",
            "third",
            "man",
            "up to",
            "as many as",
            "perhaps",
            "years old",
            "",
            " ",
        ];
        let mut seed = 0x2545_f491_4f6c_dd1d_u64;
        let mut random = |below: usize| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            (seed % below as u64) as usize
        };
        for _ in 0..4000 {
            let mut text = String::new();
            for _ in 0..random(24) {
                text.push_str(SALAD[random(SALAD.len())]);
                text.push_str(["", " ", " ", " "][random(4)]);
            }
            let words = words(&text);
            let mut end = 0;
            for q in quantities(&text, &words) {
                assert!(
                    end <= q.words.start && q.words.start < q.words.end && q.words.end <= words.len(),
                    "{text:?} {q:?}"
                );
                assert!(q.full.start <= q.words.start && q.words.end <= q.full.end, "{text:?} {q:?}");
                assert!(q.full.end <= words.len(), "{text:?} {q:?}");
                assert!(q.low.is_some() || q.high.is_some(), "{text:?} {q:?}");
                assert!(q.low.is_none() || q.high.is_none() || q.low <= q.high, "{text:?} {q:?}");
                end = q.words.end;
            }
        }
    }
}

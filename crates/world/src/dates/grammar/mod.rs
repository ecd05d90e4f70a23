//! What expressions of time say, before any report's date is known: words to [`Said`].
//!
//! Layered so that nothing calls itself: a plain expression, then "early in", then "two days after", then hours, then
//! ranges, then "since". At each word the longest reading wins. Never looks at a calendar; see `resolve`.

mod amounts;
mod calendar;
mod hours;
mod periods;
mod ranges;

use std::ops::Range;

use jiff::civil::{Date, Weekday};

use super::words::{Hours, Token, Unit, Why, may_begin, tokens};

/// Which of the many Fridays, Marches or winters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Pick {
    /// Not said.
    Open,
    /// "last Friday", "last March".
    Last,
    /// "this Friday".
    This,
    /// "next Friday".
    Next,
    /// That of a year: "March 2019".
    Number(i16),
    /// That of the year (or for weekdays, the week) so many after the report's: "March last year", "Friday of last week".
    Shift(i32),
    /// So many Fridays ago.
    Back(u32),
    /// "of that year".
    Told,
}

/// How much of a unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Amount {
    pub low: u32,
    pub high: u32,
    pub about: About,
    /// And a half.
    pub half: bool,
}

/// How near to its number an amount is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    Exact,
    Around,
    Below,
    Above,
    /// "several", "a few": no number at all.
    Vague,
}

/// A part of a longer time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Section {
    Early,
    Middle,
    Late,
    Start,
    End,
    FirstHalf,
    SecondHalf,
    /// "first two weeks of", "last days of".
    Units {
        amount: Amount,
        unit: Unit,
        last: bool,
    },
    /// "earlier this week", "so far this year".
    SoFar,
    /// "later this week", "the rest of the year".
    Rest,
}

/// What a preposition makes of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    Since,
    Until,
    By,
    Before,
    After,
    From,
    /// "in two weeks", "within hours".
    Within,
}

/// What an expression says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Said {
    Day {
        year: Pick,
        month: Option<i8>,
        day: i8,
        weekday: Option<Weekday>,
    },
    /// "3/4/2024": two orders. `dots` where written with them.
    Numeric {
        first: u32,
        second: u32,
        year: Option<i16>,
        dots: bool,
    },
    Month {
        month: i8,
        year: Pick,
    },
    Year(i16),
    Decade(i16),
    Century(i16),
    Weekday {
        weekday: Weekday,
        pick: Pick,
    },
    /// Days from the report's day.
    Today(i32),
    /// "last week" is -1.
    Unit {
        unit: Unit,
        shift: i32,
    },
    Quarter {
        number: i8,
        of: Pick,
    },
    /// 0 spring - 3 winter.
    Season {
        season: i8,
        of: Pick,
    },
    Section {
        of: Box<Said>,
        section: Section,
    },
    Ago {
        amount: Amount,
        unit: Unit,
    },
    /// "the past 48 hours".
    Past {
        amount: Amount,
        unit: Unit,
    },
    /// "the next few days".
    Coming {
        amount: Amount,
        unit: Unit,
    },
    /// "recent weeks".
    Recent(Unit),
    /// "two days later", "the day before", "three days after 5 May".
    Later {
        amount: Amount,
        unit: Unit,
        back: bool,
        from: Option<Box<Said>>,
    },
    /// "the same day", "that year".
    Same(Unit),
    /// Hours alone.
    NoDay,
    /// "two years".
    Length {
        amount: Amount,
        unit: Unit,
    },
    /// "the same period last year": a year before the time told.
    YearOn,
    /// A time known by its name: "World War II".
    Fixed(Date, Date),
    /// "daily".
    Every(Unit),
    Now,
    /// "recently" is false, "soon" is true.
    Vague {
        future: bool,
    },
    Unknown(Why),
    Between(Box<Node>, Box<Node>),
    Bound(Bound, Box<Node>),
}

impl Said {
    /// True for a single day.
    pub fn is_day(&self) -> bool {
        match self {
            Said::Day { .. } | Said::Numeric { .. } | Said::Weekday { .. } | Said::Today(_) => true,
            Said::Same(unit) | Said::Later { unit, .. } | Said::Ago { unit, .. } => *unit == Unit::Day,
            _ => false,
        }
    }

    /// True for a stretch of the calendar that has a beginning, a middle and an end.
    fn is_coarse(&self) -> bool {
        matches!(
            self,
            Said::Month { .. }
                | Said::Year(_)
                | Said::Decade(_)
                | Said::Century(_)
                | Said::Quarter { .. }
                | Said::Season { .. }
                | Said::Unit { .. }
        )
    }

    /// Two that can be the ends of one range.
    fn goes_with(&self, other: &Said) -> bool {
        let months = |said: &Said| match said {
            Said::Month { .. } => true,
            Said::Section { of, .. } => matches!(**of, Said::Month { .. }),
            _ => false,
        };
        self.is_day() && other.is_day()
            || matches!((self, other), (Said::Year(_), Said::Year(_)) | (Said::Decade(_), Said::Decade(_)))
            || months(self) && months(other)
            || matches!((self, other), (Said::NoDay, Said::NoDay))
    }
}

/// An expression with its words.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    /// Numbers of its words.
    pub words: Range<usize>,
    pub said: Said,
    pub hours: Option<Hours>,
}

/// A text's words and how strictly to read them.
pub(super) struct Line<'t> {
    text: &'t str,
    pub tokens: Vec<Token>,
    /// True where the words are known to tell a time: "May", "dawn", "the 27th" need no more words then.
    loose: bool,
}

type Read<T> = Option<(usize, T)>;

/// The longest reading; of two equals the first.
fn longest<T>(readings: impl IntoIterator<Item = Read<T>>) -> Read<T> {
    let mut best: Read<T> = None;
    for reading in readings.into_iter().flatten() {
        if best.as_ref().is_none_or(|(end, _)| reading.0 > *end) {
            best = Some(reading);
        }
    }
    best
}

impl<'t> Line<'t> {
    /// Cuts a text. `loose` for a filler that is known to tell a time.
    pub fn new(text: &'t str, loose: bool) -> Line<'t> {
        Line { text, tokens: tokens(text), loose }
    }

    /// Bytes of a run of words.
    pub fn bytes(&self, words: &Range<usize>) -> Range<usize> {
        let start = self.tokens.get(words.start).map_or(self.text.len(), |t| t.bytes.start);
        let end = words.end.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(start, |t| t.bytes.end);
        start..end.max(start)
    }

    /// Every expression, in order, not overlapping.
    pub fn expressions(&self) -> Vec<Node> {
        let mut out: Vec<Node> = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            if !may_begin(&self.tokens[at..]) || self.inside_a_word(at) {
                at += 1;
                continue;
            }
            match self.expression(at) {
                Some(node) if node.words.end > at => {
                    at = node.words.end;
                    out.push(node);
                }
                _ => at += 1,
            }
        }
        out
    }

    /// The longest expression that begins at a word.
    pub fn expression(&self, i: usize) -> Option<Node> {
        // "before dawn" is a part of the day before it is a bound
        let readings = [self.core(i).map(|node| (node.words.end, node)), self.range(i), self.bound(i)];
        longest(readings).map(|(_, node)| node)
    }

    /// In an address, a file name, a version.
    fn inside_a_word(&self, i: usize) -> bool {
        i > 0
            && !self.tokens[i].gap
            && matches!(self.at(i - 1), "/" | "." | "_" | "=" | "@" | ":" | "$" | "€" | "£" | "#" | "+")
    }

    // Looking at words.

    fn at(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |token| token.text.as_str())
    }

    fn before(&self, i: usize) -> &str {
        i.checked_sub(1).map_or("", |k| self.at(k))
    }

    fn one_of(&self, i: usize, words: &[&str]) -> bool {
        words.contains(&self.at(i))
    }

    fn has(&self, i: usize, phrase: &str) -> bool {
        phrase.split(' ').enumerate().all(|(k, word)| self.at(i + k) == word)
    }

    /// The word at `i` follows the one before without a space.
    fn touches(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|token| !token.gap)
    }

    fn number(&self, i: usize) -> Option<u32> {
        self.tokens.get(i).and_then(|token| token.number)
    }

    /// A number of so many digits.
    fn digits(&self, i: usize, range: std::ops::RangeInclusive<usize>) -> Option<u32> {
        let token = self.tokens.get(i).filter(|token| range.contains(&token.digits))?;
        token.number
    }

    fn capital(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|token| token.capital)
    }

    fn skip(&self, i: usize, words: &[&str]) -> usize {
        if self.one_of(i, words) { i + 1 } else { i }
    }

    /// Nothing more, or a sign that ends what was said.
    fn stops(&self, i: usize) -> bool {
        self.tokens.get(i).is_none_or(|token| !token.is_word() && !matches!(self.at(i), "'s" | "-" | "\"" | "'"))
    }
}

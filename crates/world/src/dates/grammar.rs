//! What expressions of time say, before any report's date is known: words to [`Said`].
//!
//! Layered so that nothing calls itself: a plain expression, then "early in", then "two days after", then hours, then
//! ranges, then "since". At each word the longest reading wins. Never looks at a calendar; see `resolve`.

use std::ops::Range;

use jiff::civil::{Time, Weekday};

use super::words::{
    Feast, Hours, Token, Unit, Why, is_counted, lexicon, month_is_short, month_named, number_named, ordinal_named,
    season_named, tokens, unit_named, weekday_named, zone_named,
};

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
        match self {
            Said::Month { .. } | Said::Year(_) | Said::Decade(_) | Said::Century(_) => true,
            Said::Quarter { .. } | Said::Season { .. } => true,
            Said::Unit { .. } => true,
            _ => false,
        }
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

const EARLY: Hours = Hours {
    from: Time::constant(0, 0, 0, 0),
    to: Some(Time::constant(8, 0, 0, 0)),
    next_day: false,
    zone: None,
    code: "-",
};
const LATE: Hours = Hours {
    from: Time::constant(18, 0, 0, 0),
    to: Some(Time::constant(23, 59, 0, 0)),
    next_day: false,
    zone: None,
    code: "-",
};

/// Words before which a bare month or year stands.
const BEFORE_PERIOD: [&str; 33] = [
    "in",
    "since",
    "of",
    "by",
    "until",
    "till",
    "before",
    "after",
    "during",
    "from",
    "to",
    "late",
    "early",
    "mid",
    "between",
    "and",
    "through",
    "for",
    "last",
    "next",
    "this",
    "around",
    "circa",
    "or",
    "(",
    "-",
    "earlier",
    "every",
    "each",
    "as",
    "til",
    "throughout",
    "into",
];

/// Words before which a number of four digits is an amount.
const BEFORE_AMOUNT: [&str; 22] = [
    "$",
    "€",
    "£",
    "#",
    "no",
    "number",
    "some",
    "nearly",
    "almost",
    "over",
    "than",
    "least",
    "flight",
    "route",
    "highway",
    "resolution",
    "windows",
    "iso",
    "another",
    "model",
    "up",
    "room",
];

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
            match self.expression(at) {
                Some(node) if node.words.end > at && !self.inside_a_word(at) => {
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

    // Numbers.

    /// 0-999 in digits (any size) or words.
    fn cardinal(&self, i: usize) -> Read<u32> {
        if let Some(n) = self.number(i) {
            let ordinal = self.touches(i + 1) && self.one_of(i + 1, &["st", "nd", "rd", "th", "s", ":", "/", "%"]);
            return (!ordinal).then_some((i + 1, n));
        }
        let tens = |i: usize| -> Read<u32> {
            let n = number_named(self.at(i))?;
            let k = self.skip(i + 1, &["-"]);
            match number_named(self.at(k)) {
                Some(unit) if n >= 20 && (1..10).contains(&unit) => Some((k + 1, n + unit)),
                _ => Some((i + 1, n)),
            }
        };
        let (mut end, mut n) = tens(i)?;
        if self.at(end) == "hundred" && n < 10 {
            (end, n) = (end + 1, n * 100);
            if let Some((more, rest)) = tens(self.skip(end, &["and"])) {
                (end, n) = (more, n + rest);
            }
        }
        Some((end, n))
    }

    /// "3rd", "third", "twenty-first".
    fn ordinal(&self, i: usize) -> Read<u32> {
        if let Some(n) = self.digits(i, 1..=2) {
            let suffix = self.one_of(i + 1, &["st", "nd", "rd", "th"]);
            return suffix.then_some((i + 2, n));
        }
        if let Some(n) = ordinal_named(self.at(i)) {
            return Some((i + 1, n));
        }
        let tens = number_named(self.at(i)).filter(|n| (20..100).contains(n))?;
        let k = self.skip(i + 1, &["-"]);
        let unit = ordinal_named(self.at(k)).filter(|n| *n < 10)?;
        Some((k + 1, tens + unit))
    }

    /// "about two", "a few", "more than 48", "two or three", "several", "a".
    fn amount(&self, i: usize) -> Read<Amount> {
        let (k, about) = self.about(i);
        let exact = |end: usize, low: u32, high: u32| Some((end, Amount { low, high, about, half: false }));
        let vague =
            |end: usize, low: u32, high: u32| Some((end, Amount { low, high, about: About::Vague, half: false }));
        let article = self.one_of(k, &["a", "an", "the"]);
        let word = if article && self.one_of(k + 1, &["few", "couple", "dozen", "good", "whole", "full", "half"]) {
            k + 1
        } else {
            k
        };
        match self.at(word) {
            "few" => return vague(word + 1, 2, 5),
            "several" => return vague(word + 1, 3, 7),
            "many" | "some" if about == About::Exact => return vague(word + 1, 3, 9),
            "couple" => return exact(self.skip(word + 1, &["of"]), 2, 2),
            "dozen" => return exact(word + 1, 12, 12),
            "whole" | "full" | "good" if article => return exact(word + 1, 1, 1),
            "half" => {
                let end = self.skip(word + 1, &["a", "an"]);
                return Some((end, Amount { low: 0, high: 0, about, half: true }));
            }
            _ => {}
        }
        if self.one_of(k, &["a", "an"]) {
            return exact(k + 1, 1, 1);
        }
        let (end, low) = self.cardinal(k)?;
        if self.touches(end) && self.at(end) == "." && self.touches(end + 1) && self.number(end + 1).is_some() {
            let half = self.at(end + 1) == "5";
            return Some((end + 2, Amount { low, high: low, about, half }));
        }
        if self.has(end, "and a half") {
            return Some((end + 3, Amount { low, high: low, about, half: true }));
        }
        if self.has(end, "1 / 2") {
            return Some((end + 3, Amount { low, high: low, about, half: true }));
        }
        if self.one_of(end, &["or", "to", "-"])
            && let Some((last, high)) = self.cardinal(end + 1).filter(|(_, high)| *high > low)
        {
            return exact(last, low, high);
        }
        let end = if self.has(end, "- plus") || self.has(end, "or more") { end + 2 } else { end };
        exact(end, low, low)
    }

    fn about(&self, i: usize) -> (usize, About) {
        let phrases: [(&str, About); 24] = [
            ("about", About::Around),
            ("around", About::Around),
            ("some", About::Around),
            ("roughly", About::Around),
            ("approximately", About::Around),
            ("nearly", About::Below),
            ("almost", About::Below),
            ("just under", About::Below),
            ("less than", About::Below),
            ("fewer than", About::Below),
            ("under", About::Below),
            ("close to", About::Below),
            ("up to", About::Below),
            ("more than", About::Above),
            ("well over", About::Above),
            ("just over", About::Above),
            ("at least", About::Above),
            ("over", About::Above),
            ("only", About::Exact),
            ("just", About::Exact),
            ("exactly", About::Exact),
            ("barely", About::Exact),
            ("another", About::Exact),
            ("a further", About::Exact),
        ];
        for (phrase, about) in phrases {
            let end = i + phrase.split(' ').count();
            let number = || {
                self.cardinal(end).is_some()
                    || self.one_of(end, &["a", "an", "half"])
                    || self.one_of(end, &["two", "few", "several"])
            };
            if self.has(i, phrase) && number() {
                return (end, about);
            }
        }
        (i, About::Exact)
    }

    /// "week", "consecutive days", "- year": the unit, how many each word means, whether it is a plural.
    fn unit(&self, i: usize) -> Read<(Unit, u32, bool)> {
        const BETWEEN: [&str; 18] = [
            "full",
            "whole",
            "consecutive",
            "straight",
            "more",
            "further",
            "trading",
            "working",
            "business",
            "long",
            "solid",
            "calendar",
            "successive",
            "bloody",
            "single",
            "other",
            "short",
            "entire",
        ];
        let k = self.skip(self.skip(i, &["-"]), &BETWEEN);
        let unit = unit_named(self.at(k))?;
        Some((k + 1, unit))
    }

    /// "two weeks", "a few days": an amount with its unit. A fortnight is two weeks.
    fn length_of(&self, i: usize) -> Read<(Amount, Unit)> {
        let (k, mut amount) = self.amount(i)?;
        let (end, (unit, times, plural)) = self.unit(k)?;
        let one = amount.high <= 1;
        // "a quarter" is a fraction; "one weeks" nobody says
        if unit == Unit::Quarter && one && !plural || one && plural && !amount.half {
            return None;
        }
        amount.low = amount.low.saturating_mul(times);
        amount.high = amount.high.saturating_mul(times);
        if self.has(end, "and a half") {
            amount.half = true;
            return Some((end + 3, (amount, unit)));
        }
        Some((end, (amount, unit)))
    }

    /// "days", "the weeks": no number.
    fn bare_plural(&self, i: usize) -> Read<(Amount, Unit)> {
        let (unit, _, plural) = unit_named(self.at(i))?;
        let vague = Amount { low: 2, high: 6, about: About::Vague, half: false };
        (plural && unit != Unit::Quarter).then_some((i + 1, (vague, unit)))
    }

    // Plain expressions.

    /// One expression without hours, sections, ranges.
    fn simple(&self, i: usize) -> Read<Said> {
        let the = self.at(i) == "the";
        let j = if the { i + 1 } else { i };
        let named = |reading: Read<Said>| if the { None } else { reading };
        longest([
            named(self.iso(j)),
            named(self.numeric(j)),
            self.day_of_month(j, the),
            named(self.month(j)),
            self.year(j, the),
            named(self.weekday(j)),
            self.today(j),
            self.unit_told(j, the),
            self.quarter(j),
            self.season(j, the),
            self.decade(j),
            self.century(j),
            self.ago(j),
            self.past(j),
            self.coming(j),
            self.recent(j),
            self.feast(j),
            self.same(j, the),
            self.following(j),
            self.every(j),
            self.length(j),
            self.vague(j, the),
        ])
    }

    /// A year of four digits that is no amount and no hour.
    fn year_number(&self, i: usize) -> Read<i16> {
        if self.at(i) == "'" && self.touches(i + 1) {
            let n = self.digits(i + 1, 2..=2)?;
            let ends = !self.touches(i + 2) || !self.tokens[i + 2].is_word() && self.at(i + 2) != "'s";
            return ends.then_some((i + 2, full_year(n)));
        }
        let n = self.digits(i, 4..=4).filter(|n| (1000..=2199).contains(n))?;
        if self.touches(i + 1) {
            let glued = self.tokens[i + 1].is_word() || self.one_of(i + 1, &["%", "°", "'s"]);
            let decimal = self.one_of(i + 1, &[".", ":", ","]) && self.touches(i + 2) && self.number(i + 2).is_some();
            if glued && self.at(i + 1) != "'s" || decimal {
                return None;
            }
        }
        let counted = is_counted(self.at(i + 1)) || self.at(i + 1) == "-" && is_counted(self.at(i + 2));
        (!counted && self.at(i + 1) != "%").then_some((i + 1, n as i16))
    }

    /// What follows a day or a month: ", 2019", "of last year", "this year"; where it ends and which year.
    fn year_after(&self, i: usize) -> (usize, Pick) {
        let number = |k: usize| self.year_number(k).map(|(end, year)| (end, Pick::Number(year)));
        let k = self.skip(self.skip(i, &[","]), &["of"]);
        let told = || {
            let k = self.skip(self.skip(k, &["the"]), &["of"]);
            let pick = match self.at(k) {
                "last" => Pick::Shift(-1),
                "this" => Pick::Shift(0),
                "next" => Pick::Shift(1),
                "that" | "same" => Pick::Told,
                _ => return None,
            };
            let year = self.skip(k + 1, &["same"]);
            (self.at(year) == "year" && self.at(i) != ",").then_some((year + 1, pick))
        };
        let era = |(end, pick): (usize, Pick)| (self.skip(end, &["ad", "ce"]), pick);
        number(k)
            .or_else(|| if self.at(k) == "year" { number(k + 1) } else { None })
            .map(era)
            .or_else(told)
            .unwrap_or((i, Pick::Open))
    }

    /// 1-31 as a day of a month, with or without "th".
    fn day_number(&self, i: usize) -> Read<i8> {
        let (end, n) = match self.ordinal(i) {
            Some(ordinal) => ordinal,
            None => {
                let n = self.digits(i, 1..=2)?;
                let decimal = self.touches(i + 1)
                    && self.one_of(i + 1, &[".", ":", ",", "/"])
                    && self.touches(i + 2)
                    && self.number(i + 2).is_some();
                let glued =
                    self.touches(i + 1) && (self.tokens[i + 1].is_word() && month_named(self.at(i + 1)).is_none());
                if decimal || glued || self.at(i + 1) == "%" {
                    return None;
                }
                (i + 1, n)
            }
        };
        (1..=31).contains(&n).then_some((end, n as i8))
    }

    /// A month's name (with the full stop of a short one): its end and number. "may" and "march" need a capital.
    fn month_word(&self, i: usize) -> Read<i8> {
        let month = month_named(self.at(i))?;
        let verb = self.one_of(i, &["may", "march", "mar", "jan", "dec", "sep", "jun", "august"]);
        if verb && !self.capital(i) && !self.loose {
            return None;
        }
        let stop = month_is_short(self.at(i)) && self.at(i + 1) == "." && self.touches(i + 1);
        Some((if stop { i + 2 } else { i + 1 }, month))
    }

    /// "2024-12-06", "2024/12/06", "2024-12".
    fn iso(&self, i: usize) -> Read<Said> {
        let year = self.digits(i, 4..=4)?;
        let separator = self.at(i + 1);
        if !matches!(separator, "-" | "/" | ".") || !self.touches(i + 1) || !self.touches(i + 2) {
            return None;
        }
        let month = self.digits(i + 2, 1..=2).filter(|m| (1..=12).contains(m))?;
        let year = Pick::Number(i16::try_from(year).ok()?);
        if self.at(i + 3) == separator
            && self.touches(i + 3)
            && self.touches(i + 4)
            && let Some(day) = self.digits(i + 4, 1..=2).filter(|d| (1..=31).contains(d))
        {
            return Some((i + 5, Said::Day { year, month: Some(month as i8), day: day as i8, weekday: None }));
        }
        let two = self.tokens[i + 2].digits == 2;
        let Pick::Number(number) = year else { return None };
        let next_year = i32::from(number) % 100 + 1 == month as i32;
        let goes_on = self.touches(i + 3) && matches!(self.at(i + 3), "-" | "/" | "." | ":");
        (two && separator == "-" && !next_year && !goes_on && (1000..=2199).contains(&number))
            .then_some((i + 3, Said::Month { month: month as i8, year }))
    }

    /// "3/4/2024", "3.12.2024", "03-12-24"; "9/11" as the day it names.
    fn numeric(&self, i: usize) -> Read<Said> {
        let first = self.digits(i, 1..=2)?;
        let separator = self.at(i + 1);
        if !matches!(separator, "/" | "." | "-") || !self.touches(i + 1) || !self.touches(i + 2) {
            return None;
        }
        let second = self.digits(i + 2, 1..=2)?;
        let third = self.at(i + 3) == separator && self.touches(i + 3) && self.touches(i + 4);
        if !third {
            let end = i + 3;
            let more = self.touches(end) && (self.tokens[end].is_word() || matches!(self.at(end), "/" | "."));
            if separator != "/" || more {
                return None;
            }
            if (first, second) == (9, 11) && self.tokens[i].digits == 1 {
                return Some((end, Said::Day { year: Pick::Number(2001), month: Some(9), day: 11, weekday: None }));
            }
            let plain = (1..=31).contains(&first) && (1..=31).contains(&second);
            return (self.loose && plain).then_some((end, Said::Numeric { first, second, year: None, dots: false }));
        }
        let year = match self.digits(i + 4, 4..=4) {
            Some(year) => i16::try_from(year).ok()?,
            None => full_year(self.digits(i + 4, 2..=2).filter(|_| separator == "/" || self.loose)?),
        };
        let glued = self.touches(i + 5)
            && (self.tokens[i + 5].is_word() || matches!(self.at(i + 5), "." | "/" | "-"))
            && self.touches(i + 6);
        let fits = (1..=31).contains(&first) && (1..=31).contains(&second) && !(first > 12 && second > 12);
        (fits && !glued).then_some((i + 5, Said::Numeric { first, second, year: Some(year), dots: separator == "." }))
    }

    /// "3 March", "March 3rd, 2019", "Friday, 3 March", "the 3rd of May", "the 27th".
    fn day_of_month(&self, i: usize, the: bool) -> Read<Said> {
        if let Some((weekday, short)) = weekday_named(self.at(i)).filter(|_| !the) {
            let k = if short { self.skip(i + 1, &["."]) } else { i + 1 };
            let k = self.skip(self.skip(self.skip(k, &[","]), &["on"]), &["the"]);
            let k = self.skip(k, &["("]);
            let weekday = Some(weekday);
            if let Some((end, (year, month, day))) = self.day_and_month(k) {
                return Some((end, Said::Day { year, month: Some(month), day, weekday }));
            }
            if let Some((end, day)) = self.ordinal(k).filter(|(_, n)| (1..=31).contains(n))
                && self.number(k).is_some()
                && self.stops(end)
            {
                return Some((end, Said::Day { year: Pick::Open, month: None, day: day as i8, weekday }));
            }
            return None;
        }
        let month_first = month_named(self.at(i)).is_some();
        if let Some((end, (year, month, day))) = self.day_and_month(i).filter(|_| !(the && month_first)) {
            return Some((end, Said::Day { year, month: Some(month), day, weekday: None }));
        }
        let (end, day) = self.ordinal(i).filter(|(_, n)| (1..=31).contains(n))?;
        let of_month = self.has(end, "of this month") || self.has(end, "of the month");
        if of_month {
            return Some((end + 3, Said::Day { year: Pick::Open, month: None, day: day as i8, weekday: None }));
        }
        (self.loose && self.number(i).is_some() && self.stops(end))
            .then_some((end, Said::Day { year: Pick::Open, month: None, day: day as i8, weekday: None }))
    }

    /// The two orders of a day and a month, with the year after it.
    fn day_and_month(&self, i: usize) -> Read<(Pick, i8, i8)> {
        if let Some((k, day)) = self.day_number(i)
            && let Some((k, month)) =
                self.month_word(if self.has(k, "day of") { k + 2 } else { self.skip(k, &["of", "-"]) })
        {
            let k = if self.at(k) == "-" && self.year_number(k + 1).is_some() { k + 1 } else { k };
            let (end, year) = self.year_after(k);
            if year == Pick::Open
                && let Some(short) = self.digits(k, 2..=2).filter(|_| self.loose && self.stops(k + 1))
            {
                return Some((k + 1, (Pick::Number(full_year(short)), month, day)));
            }
            if year == Pick::Open && self.at(k) == "last" && !self.deictic_noun(k + 1) {
                return Some((k + 1, (Pick::Last, month, day)));
            }
            return Some((end, (year, month, day)));
        }
        let (k, month) = self.month_word(i)?;
        let (k, day) = self.day_number(self.skip(self.skip(k, &["-"]), &["the"]))?;
        let counted = self.number(k - 1).is_some() && is_counted(self.at(k));
        if counted && self.year_after(k).1 == Pick::Open {
            return None;
        }
        let (end, year) = self.year_after(k);
        Some((end, (year, month, day)))
    }

    /// A word that "last" and "next" belong to.
    fn deictic_noun(&self, i: usize) -> bool {
        let word = self.at(i);
        unit_named(word).is_some()
            || weekday_named(word).is_some()
            || month_named(word).is_some()
            || season_named(word).is_some()
            || self.number(i).is_some()
            || number_named(word).is_some()
            || self.one_of(i, &["few", "several", "night", "evening", "fall", "couple"])
    }

    /// "last", "this past", "next" before a name: its end and what it picks.
    fn which(&self, i: usize) -> (usize, Pick) {
        match self.at(i) {
            "this" if self.one_of(i + 1, &["past", "last"]) => (i + 2, Pick::Last),
            "this" if self.one_of(i + 1, &["coming", "next"]) => (i + 2, Pick::Next),
            "last" | "past" | "previous" => (i + 1, Pick::Last),
            "this" => (i + 1, Pick::This),
            "next" | "coming" => (i + 1, Pick::Next),
            _ => (i, Pick::Open),
        }
    }

    /// "March", "March 2019", "last March", "March of this year".
    fn month(&self, i: usize) -> Read<Said> {
        let (k, pick) = self.which(i);
        let (end, month) = self.month_word(k)?;
        if pick != Pick::Open {
            return Some((end, Said::Month { month, year: pick }));
        }
        let (told, year) = self.year_after(end);
        if year != Pick::Open {
            return Some((told, Said::Month { month, year }));
        }
        if self.at(end) == "last" && !self.deictic_noun(end + 1) {
            return Some((end + 1, Said::Month { month, year: Pick::Last }));
        }
        let common = !self.one_of(k, &["may", "march", "mar", "jan", "dec", "sep", "jun", "april", "june", "august"]);
        let led = BEFORE_PERIOD.contains(&self.before(k));
        (self.loose || led || common && self.capital(k)).then_some((end, Said::Month { month, year: Pick::Open }))
    }

    /// "2019", "the year 2019", "AD 842", "'82".
    fn year(&self, i: usize, the: bool) -> Read<Said> {
        if self.one_of(i, &["year", "ad"])
            && let Some(n) = self.digits(i + 1, 3..=4)
        {
            return Some((i + 2, Said::Year(i16::try_from(n).ok()?)));
        }
        if the {
            return None;
        }
        if let Some(n) = self.digits(i, 1..=4) {
            let era = self.at(i + 1);
            if matches!(era, "bc" | "bce") {
                return Some((i + 2, Said::Unknown(Why::Era)));
            }
            if matches!(era, "ad" | "ce") {
                return Some((i + 2, Said::Year(i16::try_from(n).ok()?)));
            }
        }
        let (end, year) = self.year_number(i)?;
        let short = self.at(i) == "'";
        let led = BEFORE_PERIOD.contains(&self.before(i));
        let amount = BEFORE_AMOUNT.contains(&self.before(i));
        let likely = (1700..=2100).contains(&year) && !short;
        // "2024-13-06", "A-2000"
        let joined = |k: usize| self.at(k) == "-" && self.touches(k) && self.touches(k + 1);
        let in_number = joined(end) && self.number(end + 1).is_some();
        let in_name = i >= 2 && joined(i - 1) && !self.one_of(i - 2, &["mid", "pre", "post", "early", "late", "non"]);
        let no_hour = year % 100 >= 60 || year >= 2400 || likely;
        let told = if self.loose { no_hour || led || short } else { !amount && (likely || led) };
        (told && !in_number && !in_name).then_some((end, Said::Year(year)))
    }

    /// "Friday", "last Friday", "Friday of last week", "every Friday".
    fn weekday(&self, i: usize) -> Read<Said> {
        let (k, pick) = self.which(i);
        let (weekday, short) = weekday_named(self.at(k))?;
        let plural = self.at(k).ends_with("days");
        if plural {
            return Some((k + 1, Said::Every(Unit::Week)));
        }
        if short {
            let sign = self.one_of(k + 1, &[".", ","]) || self.one_of(k.wrapping_sub(1), &["on", "("]);
            if !self.loose && !(self.capital(k) && sign && self.before(k) == "on") {
                return None;
            }
        }
        if weekday == Weekday::Sunday && self.one_of(k + 1, &["times", "telegraph", "mirror", "mail", "express"]) {
            return None;
        }
        let end = if short && self.at(k + 1) == "." && self.touches(k + 1) { k + 2 } else { k + 1 };
        if pick != Pick::Open {
            return Some((end, Said::Weekday { weekday, pick }));
        }
        let of = self.skip(end, &["of"]);
        let shift = match self.at(of) {
            "last" => Some(-1),
            "this" => Some(0),
            "next" => Some(1),
            _ => None,
        };
        if let Some(shift) = shift.filter(|_| self.at(of + 1) == "week") {
            return Some((of + 2, Said::Weekday { weekday, pick: Pick::Shift(shift) }));
        }
        if self.at(end) == "last" && !self.deictic_noun(end + 1) {
            return Some((end + 1, Said::Weekday { weekday, pick: Pick::Last }));
        }
        Some((end, Said::Weekday { weekday, pick: Pick::Open }))
    }

    fn today(&self, i: usize) -> Read<Said> {
        let (end, shift) = match self.at(i) {
            "today" | "todays" => (i + 1, 0),
            "yesterday" | "yesterdays" => (i + 1, -1),
            "tomorrow" | "tommorow" | "tomorow" => (i + 1, 1),
            "day" if self.has(i + 1, "before yesterday") => (i + 3, -2),
            "day" if self.has(i + 1, "after tomorrow") => (i + 3, 2),
            "this" if self.at(i + 1) == "day" && self.loose => (i + 2, 0),
            _ => return None,
        };
        Some((end, Said::Today(shift)))
    }

    /// "last week", "this month", "the year before last", "the weekend".
    fn unit_told(&self, i: usize, the: bool) -> Read<Said> {
        let unit = |k: usize| {
            unit_named(self.at(k)).filter(|&(_, times, plural)| times == 1 && !plural).map(|(unit, _, _)| unit)
        };
        let single = Amount { low: 1, high: 1, about: About::Exact, half: false };
        if let Some(unit) = unit(i) {
            let shift = match () {
                () if self.has(i + 1, "before last") => Some(-2),
                () if self.has(i + 1, "after next") => Some(2),
                () => None,
            };
            if let Some(shift) = shift.filter(|_| unit >= Unit::Week) {
                return Some((i + 3, Said::Unit { unit, shift }));
            }
            let weekend = unit == Unit::Weekend && (the || self.loose);
            return weekend.then_some((i + 1, Said::Unit { unit, shift: 0 }));
        }
        let (k, shift) = match self.at(i) {
            "this" if self.one_of(i + 1, &["past", "last"]) => (i + 2, None),
            "this" if self.at(i + 1) == "coming" => (i + 2, Some(1)),
            "this" => (self.skip(i + 1, &["same", "very"]), Some(0)),
            "last" => (i + 1, Some(-1)),
            "next" => (i + 1, Some(1)),
            "current" => (i + 1, Some(0)),
            "past" => (i + 1, None),
            _ => return None,
        };
        let k = self.skip(k, &["calendar", "fiscal", "financial"]);
        let unit = unit(k)?;
        match shift {
            _ if unit == Unit::Weekend => Some((k + 1, Said::Unit { unit, shift: shift.unwrap_or(-1) })),
            None => Some((k + 1, Said::Past { amount: single, unit })),
            Some(shift) if unit >= Unit::Week => Some((k + 1, Said::Unit { unit, shift })),
            Some(-1) if self.loose || self.one_of(i.wrapping_sub(1), &["over", "in", "the"]) => {
                (unit != Unit::Day || !the || self.loose).then_some((k + 1, Said::Past { amount: single, unit }))
            }
            Some(1) if unit <= Unit::Hour => Some((k + 1, Said::Coming { amount: single, unit })),
            _ => None,
        }
    }

    /// "the third quarter of 2009", "third-quarter", "Q3".
    fn quarter(&self, i: usize) -> Read<Said> {
        let short = ["q1", "q2", "q3", "q4"].iter().position(|q| *q == self.at(i)).map(|n| (i + 1, n as u32 + 1));
        let (end, number) = match short {
            Some(found) => found,
            None => {
                let (k, number) = match self.at(i) {
                    "final" | "last" => (i + 1, 4),
                    _ => self.ordinal(i)?,
                };
                let k = self.skip(k, &["-"]);
                if self.at(k) != "quarter" {
                    return None;
                }
                (k + 1, number)
            }
        };
        if !(1..=4).contains(&number) {
            return None;
        }
        let year = if self.has(end, "of the year") { (end + 3, Pick::Shift(0)) } else { self.year_after(end) };
        // "the last quarter" alone is the one before this
        if self.at(i) == "last" && year.1 == Pick::Open {
            return None;
        }
        Some((year.0, Said::Quarter { number: number as i8, of: year.1 }))
    }

    /// "summer 2014", "last winter", "the spring", "winter of 2019-20".
    fn season(&self, i: usize, the: bool) -> Read<Said> {
        let (k, pick) = self.which(i);
        let fall = self.at(k) == "fall";
        let season = if fall { 2 } else { season_named(self.at(k))? };
        let end = self.skip(k + 1, &["months"]);
        if pick != Pick::Open {
            return Some((end, Said::Season { season, of: pick }));
        }
        let (mut told, of) = self.year_after(end);
        if of != Pick::Open {
            let both = self.one_of(told, &["-", "/"]) && self.digits(told + 1, 2..=4).is_some() && season == 3;
            if both {
                told += 2;
            }
            return Some((told, Said::Season { season, of }));
        }
        let led = the
            || self.one_of(
                i.wrapping_sub(1),
                &["in", "since", "by", "during", "until", "before", "after", "early", "late", "mid", "-", "next"],
            );
        let name = self.one_of(i.wrapping_sub(1), &["arab", "prague"]) || self.one_of(end, &["of", "in", "'s"]);
        let alone =
            !fall && season != 0 || led && !fall || fall && the && self.one_of(i.wrapping_sub(2), &["in", "this"]);
        (!name && (self.loose && !fall || alone)).then_some((end, Said::Season { season, of: Pick::Open }))
    }

    /// "1980s", "the '80s", "the nineties".
    fn decade(&self, i: usize) -> Read<Said> {
        let words = ["twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"];
        let own = self.one_of(i.wrapping_sub(1), &["her", "his", "their", "my", "your", "our", "its"]);
        if let Some(n) = words.iter().position(|word| *word == self.at(i)).filter(|_| !own) {
            return Some((i + 1, Said::Decade(1920 + 10 * n as i16)));
        }
        let k = self.skip(i, &["'"]);
        let n = self.digits(k, 2..=4).filter(|n| n % 10 == 0)?;
        if !self.touches(k + 1) || !self.one_of(k + 1, &["s", "'s"]) {
            return None;
        }
        let start = match self.tokens[k].digits {
            4 if (1000..=2190).contains(&n) => n as i16,
            2 if n >= 10 && !own => 1900 + n as i16,
            _ => return None,
        };
        Some((k + 2, Said::Decade(start)))
    }

    /// "20th century", "the twenty-first century".
    fn century(&self, i: usize) -> Read<Said> {
        let (k, number) = self.ordinal(i).filter(|(_, n)| (1..=22).contains(n))?;
        let k = self.skip(k, &["-"]);
        if !self.one_of(k, &["century", "centuries"]) {
            return None;
        }
        if self.one_of(k + 1, &["bc", "bce"]) {
            return Some((k + 2, Said::Unknown(Why::Era)));
        }
        Some((self.skip(k + 1, &["ad", "ce"]), Said::Century((number as i16 - 1) * 100)))
    }

    /// "two weeks ago", "two Fridays ago", "a week ago Friday".
    fn ago(&self, i: usize) -> Read<Said> {
        if let Some((k, amount)) = self.amount(i)
            && let Some((weekday, false)) = weekday_named(self.at(k))
            && self.at(k + 1) == "ago"
        {
            return Some((k + 2, Said::Weekday { weekday, pick: Pick::Back(amount.low) }));
        }
        let bare = if self.stops(i.wrapping_sub(1)) { self.bare_plural(i) } else { None };
        let single = Amount { low: 1, high: 1, about: About::Exact, half: false };
        let no_article = || {
            let (unit, times, plural) = unit_named(self.at(i)).filter(|_| self.loose)?;
            (!plural && times == 1).then_some((i + 1, (single, unit)))
        };
        let (end, (amount, unit)) = self.length_of(i).or(bare).or_else(no_article)?;
        if self.at(end) != "ago" {
            return None;
        }
        if unit == Unit::Week
            && let Some((weekday, false)) = weekday_named(self.at(self.skip(end + 1, &["on", "last"])))
        {
            let pick = Pick::Back(amount.low.saturating_add(1));
            return Some((self.skip(end + 1, &["on", "last"]) + 1, Said::Weekday { weekday, pick }));
        }
        Some((end + 1, Said::Ago { amount, unit }))
    }

    /// "past 48 hours", "last few days".
    fn past(&self, i: usize) -> Read<Said> {
        let k = self.skip(i, &["this"]);
        if !self.one_of(k, &["past", "last", "previous", "preceding"]) {
            return None;
        }
        let plural = || self.bare_plural(k + 1);
        let (end, (amount, unit)) = self.length_of(k + 1).or_else(plural)?;
        Some((end, Said::Past { amount, unit }))
    }

    /// "next two weeks", "coming days", "months ahead".
    fn coming(&self, i: usize) -> Read<Said> {
        if let Some((end, (amount, unit))) = self.bare_plural(i)
            && self.one_of(end, &["ahead"])
        {
            return Some((end + 1, Said::Coming { amount, unit }));
        }
        if !self.one_of(i, &["next", "coming", "upcoming"]) {
            return None;
        }
        let (end, (amount, unit)) = self.length_of(i + 1).or_else(|| self.bare_plural(i + 1))?;
        Some((end, Said::Coming { amount, unit }))
    }

    fn recent(&self, i: usize) -> Read<Said> {
        if self.at(i) != "recent" {
            return None;
        }
        match self.bare_plural(i + 1) {
            Some((end, (_, unit))) => Some((end, Said::Recent(unit))),
            None => Some((i + 1, Said::Vague { future: false })),
        }
    }

    fn feast(&self, i: usize) -> Read<Said> {
        let phrases = lexicon().feasts.get(self.at(i))?;
        let fits = |phrase: &[&str]| phrase.iter().enumerate().all(|(k, word)| self.at(i + k) == *word);
        let (phrase, feast) =
            phrases.iter().filter(|(phrase, _)| fits(phrase)).max_by_key(|(phrase, _)| phrase.len())?;
        let end = i + phrase.len();
        match *feast {
            Feast::Fixed(month, day) => {
                let in_year = if self.at(end) == "in" { self.year_number(end + 1) } else { None };
                let (end, year) = match in_year {
                    Some((end, year)) => (end, Pick::Number(year)),
                    None => self.year_after(end),
                };
                Some((end, Said::Day { year, month: Some(month), day, weekday: None }))
            }
            Feast::Moves(why) => Some((end, Said::Unknown(why))),
        }
    }

    /// "the same day", "that year", "the day".
    fn same(&self, i: usize, the: bool) -> Read<Said> {
        let k = match self.at(i) {
            "that" | "this" if self.at(i + 1) == "same" => i + 2,
            "that" => i + 1,
            "same" if the || self.loose => self.skip(i + 1, &["two", "three", "four"]),
            _ if the => self.skip(i, &["whole", "entire"]),
            _ => return None,
        };
        let (unit, _, plural) = unit_named(self.at(k))?;
        if plural && !self.loose
            || unit < Unit::Day
            || self.one_of(k + 1, &["of", "before", "after", "when", "that"]) && the && k == i
        {
            return None;
        }
        // "the week", "the century" alone say too little to be looked for in running text
        (unit == Unit::Day || k > i || self.loose).then_some((k + 1, Said::Same(unit)))
    }

    /// "the next day", "the following week", "the previous year".
    fn following(&self, i: usize) -> Read<Said> {
        let back = match self.at(i) {
            "next" | "following" | "ensuing" => false,
            "previous" | "preceding" => true,
            _ => return None,
        };
        let (unit, times, plural) = unit_named(self.at(i + 1))?;
        if plural || times != 1 || unit < Unit::Day || self.at(i) == "next" && unit != Unit::Day {
            return None;
        }
        let amount = Amount { low: 1, high: 1, about: About::Exact, half: false };
        Some((i + 2, Said::Later { amount, unit, back, from: None }))
    }

    fn every(&self, i: usize) -> Read<Said> {
        let unit = match self.at(i) {
            "daily" | "nightly" => Unit::Day,
            "weekly" => Unit::Week,
            "monthly" => Unit::Month,
            "quarterly" => Unit::Quarter,
            "annual" | "annually" | "yearly" => Unit::Year,
            "hourly" => Unit::Hour,
            "every" | "each" => {
                let k = self.skip(i + 1, &["other", "single"]);
                if weekday_named(self.at(k)).is_some() {
                    return Some((k + 1, Said::Every(Unit::Week)));
                }
                if season_named(self.at(k)).is_some() || month_named(self.at(k)).is_some() {
                    return Some((k + 1, Said::Every(Unit::Year)));
                }
                if let Some((end, (_, unit))) = self.length_of(k) {
                    return Some((end, Said::Every(unit)));
                }
                let (unit, _, _) = unit_named(self.at(k))?;
                return Some((k + 1, Said::Every(unit)));
            }
            _ => return None,
        };
        Some((i + 1, Said::Every(unit)))
    }

    fn length(&self, i: usize) -> Read<Said> {
        let counted = self.before(i).starts_with(|c: char| c.is_ascii_digit());
        let bare = || if counted { None } else { self.bare_plural(i) };
        let (end, (amount, unit)) = self.length_of(i).or_else(bare)?;
        Some((end, Said::Length { amount, unit }))
    }

    fn vague(&self, i: usize, the: bool) -> Read<Said> {
        let said = match self.at(i) {
            "now" | "nowadays" | "currently" | "presently" if !the => Said::Now,
            "recently" | "lately" if !the => Said::Vague { future: false },
            "soon" if !the => Said::Vague { future: true },
            "future" if the => Said::Vague { future: true },
            "near" | "foreseeable" if the && self.at(i + 1) == "future" => {
                return Some((i + 2, Said::Vague { future: true }));
            }
            "past" if the && self.stops(i + 1) => Said::Vague { future: false },
            "immediately" | "shortly" | "imminently" if self.loose => Said::Vague { future: true },
            "previously" | "formerly" | "earlier" if self.loose => Said::Vague { future: false },
            _ => return None,
        };
        Some((i + 1, said))
    }

    // Sections and distances.

    /// "early 2014", "mid-March", "the end of last year", "the first week of May", "earlier this month".
    fn section(&self, i: usize) -> Read<Said> {
        let j = self.skip(self.skip(i, &["the"]), &["very"]);
        let of = |k: usize| if self.at(k) == "of" { Some(k + 1) } else { None };
        let (k, section) = match self.at(j) {
            "early" => (self.skip(j + 1, &["-", "in", "on"]), Section::Early),
            "mid" | "midway" => (self.skip(j + 1, &["-", "through"]), Section::Middle),
            "late" => (self.skip(j + 1, &["-", "in"]), Section::Late),
            "beginning" | "start" | "outset" | "opening" | "dawn" if of(j + 1).is_some() => (j + 2, Section::Start),
            "end" | "close" | "turn" if of(j + 1).is_some() => (j + 2, Section::End),
            "middle" if of(j + 1).is_some() => (j + 2, Section::Middle),
            "first" if self.has(j + 1, "half of") => (j + 3, Section::FirstHalf),
            "second" | "latter" | "last" if self.has(j + 1, "half of") => (j + 3, Section::SecondHalf),
            "earlier" => (self.skip(j + 1, &["in", "on"]), Section::SoFar),
            "so" if self.at(j + 1) == "far" => (self.skip(j + 2, &["in"]), Section::SoFar),
            "later" => (self.skip(j + 1, &["in", "on"]), Section::Rest),
            "rest" | "remainder" if of(j + 1).is_some() => (j + 2, Section::Rest),
            "first" | "opening" | "last" | "final" | "closing" | "dying" => {
                let last = self.one_of(j, &["last", "final", "closing", "dying"]);
                let one = |k: usize| {
                    let (unit, times, plural) = unit_named(self.at(k))?;
                    let low = if plural { 5 } else { times };
                    let about = if plural { About::Vague } else { About::Exact };
                    Some((k + 1, (Amount { low, high: low, about, half: false }, unit)))
                };
                let (k, (amount, unit)) = self.length_of(j + 1).or_else(|| one(j + 1))?;
                (of(k)?, Section::Units { amount, unit, last })
            }
            _ => return None,
        };
        let t = self.skip(k, &["the"]);
        let now = || {
            let (unit, _, plural) = unit_named(self.at(t))?;
            let shift = Said::Unit { unit, shift: 0 };
            (t > k && !plural && unit >= Unit::Week && self.at(t + 1) != "of").then_some((t + 1, shift))
        };
        let season = || {
            let season = season_named(self.at(t))?;
            Some((t + 1, Said::Season { season, of: Pick::Open }))
        };
        let month = || {
            let (end, month) = self.month_word(t)?;
            let (end, year) = self.year_after(end);
            Some((end, Said::Month { month, year }))
        };
        let inside = longest([self.simple(t).filter(|(_, said)| said.is_coarse()), now(), month(), season()]);
        let (end, of) = inside?;
        // "later March" nobody says: these two go with a week, a month, a year told from now
        let portion = matches!(section, Section::SoFar | Section::Rest);
        if portion
            && self.one_of(j, &["earlier", "later"])
            && !matches!(of, Said::Unit { .. } | Said::Season { .. } | Said::Year(_))
        {
            return None;
        }
        Some((end, Said::Section { of: Box::new(of), section }))
    }

    /// "two days later", "the day before", "three days after 5 May", "hours after the attack".
    fn later(&self, i: usize) -> Read<Said> {
        let j = self.skip(i, &["the"]);
        let single = Amount { low: 1, high: 1, about: About::Exact, half: false };
        let one = || {
            let (unit, times, plural) = unit_named(self.at(j))?;
            (!plural && times == 1 && (j > i || self.loose)).then_some((j + 1, (single, unit)))
        };
        let (k, (amount, unit)) = self.length_of(j).or_else(|| self.bare_plural(j)).or_else(one)?;
        let back = self.one_of(k, &["earlier", "before", "prior", "previously"]);
        if !back && !self.one_of(k, &["later", "after", "afterwards", "afterward", "hence"]) {
            return None;
        }
        let from = |said: Option<Box<Said>>| Said::Later { amount, unit, back, from: said };
        let end = if self.has(k, "prior to") { k + 2 } else { k + 1 };
        if !self.one_of(k, &["after", "before", "prior"]) {
            return Some((end, from(None)));
        }
        let anchor = longest([self.simple(end), self.section(end)]);
        if let Some((end, said)) = anchor.filter(|(_, said)| said.is_day() || said.is_coarse()) {
            return Some((end, from(Some(Box::new(said)))));
        }
        if self.stops(end) { Some((end, from(None))) } else { Some((end, Said::Unknown(Why::Event))) }
    }

    /// A day or a longer time, without hours.
    fn day(&self, i: usize) -> Read<Said> {
        longest([self.simple(i), self.section(i), self.later(i)])
    }

    // Hours.

    /// A part of the day by name, its end and hours.
    fn part(&self, i: usize) -> Read<Hours> {
        let i = self.skip(i, &["the"]);
        let phrases = lexicon().parts.get(self.at(i))?;
        let fits = |phrase: &[&str]| phrase.iter().enumerate().all(|(k, word)| self.at(i + k) == *word);
        let (phrase, hours) =
            phrases.iter().filter(|(phrase, _)| fits(phrase)).max_by_key(|(phrase, _)| phrase.len())?;
        Some((i + phrase.len(), *hours))
    }

    /// "GMT", "(local time)", "UTC+3", "Z": minutes ahead of UTC, `None` inside for local time.
    fn zone(&self, i: usize) -> Read<Option<i32>> {
        let open = self.at(i) == "(";
        let k = if open { i + 1 } else { i };
        let close = |end: usize, zone: Option<i32>| match open {
            true if self.at(end) == ")" => Some((end + 1, zone)),
            true => None,
            false => Some((end, zone)),
        };
        if self.at(k) == "local" {
            return close(self.skip(k + 1, &["time"]), None);
        }
        if let Some(minutes) = zone_named(self.at(k)) {
            let end = self.skip(k + 1, &["time"]);
            if matches!(self.at(k), "gmt" | "utc") && self.one_of(end, &["+", "-"]) {
                let hours = self.digits(end + 1, 1..=2).filter(|h| *h <= 14)? as i32;
                let sign = if self.at(end) == "-" { -1 } else { 1 };
                let half = if self.at(end + 2) == ":" { self.digits(end + 3, 2..=2) } else { None };
                let last = if half.is_some() { end + 4 } else { end + 2 };
                return close(last, Some(sign * (hours * 60 + half.unwrap_or(0) as i32)));
            }
            return close(end, Some(minutes));
        }
        // "Sanaa time", "IST": a zone, but not one that has one offset
        if self.capital(k) && self.at(k + 1) == "time" || self.one_of(k, &["ist", "pkt", "wib", "aest"]) {
            return close(self.skip(k + 1, &["time"]), None);
        }
        None
    }

    /// One hour by the clock: its end, the time, whether am or pm or 24 hours are certain, and the zone if told.
    fn clock(&self, i: usize) -> Read<(Time, bool, Option<i32>)> {
        const AROUND: [&str; 7] = ["around", "about", "approximately", "some", "shortly", "just", "exactly"];
        let i = self.skip(self.skip(self.skip(i, &AROUND), &["before", "after"]), &AROUND[..3]);
        let sign = |k: usize| self.one_of(k, &[":", ".", "h"]) && self.touches(k) && self.touches(k + 1);
        let token = self.tokens.get(i)?;
        let number = token.number?;
        let (mut end, mut hour, minute, mut sure);
        match token.digits {
            1 | 2 if sign(i + 1) && self.digits(i + 2, 2..=2).is_some_and(|m| m < 60) => {
                let dot = self.at(i + 1) == ".";
                (end, hour, minute, sure) = (i + 3, number, self.digits(i + 2, 2..=2)?, !dot || self.loose);
                if self.at(end) == ":" && self.touches(end) && self.digits(end + 1, 2..=2).is_some() {
                    end += 2;
                }
            }
            1 | 2 => (end, hour, minute, sure) = (i + 1, number, 0, false),
            4 => {
                let certain = self.loose && (token.text.starts_with('0') || !(1900..=2100).contains(&number));
                let led = self.one_of(i.wrapping_sub(1), &["at"]) && token.text.starts_with('0');
                (end, hour, minute, sure) = (i + 1, number / 100, number % 100, certain || led);
            }
            _ => return None,
        }
        let half = self.at(end);
        if matches!(half, "am" | "pm") && (1..=12).contains(&hour) {
            hour = hour % 12 + if half == "pm" { 12 } else { 0 };
            (end, sure) = (end + 1, true);
        } else if self.one_of(end, &["a", "p"]) && self.at(end + 1) == "m" && (1..=12).contains(&hour) {
            hour = hour % 12 + if half == "p" { 12 } else { 0 };
            (end, sure) = (end + 2, true);
        } else if matches!(half, "am" | "pm") && hour < 24 {
            (end, sure) = (end + 1, true);
        } else if half == "o'clock" {
            (end, sure) = (end + 1, true);
        } else if matches!(half, "hrs" | "hours" | "h")
            && (token.digits == 4 || end > i + 1 || half == "h" && self.touches(end))
        {
            (end, sure) = (end + 1, true);
        }
        let mut zone = None;
        if let Some((last, minutes)) = self.zone(end).filter(|_| sure || token.digits == 4 || end > i + 1) {
            (end, zone, sure) = (last, minutes, true);
        } else if token.digits == 4 && self.touches(end) && self.at(end).len() == 1 && self.loose {
            let minutes = military_zone(self.at(end))?;
            (end, zone, sure) = (end + 1, Some(minutes), true);
        }
        // "9 in the morning", "eight in the evening"
        let k = self.skip(end, &["in", "at"]);
        if k > end
            && token.digits <= 2
            && let Some((last, part)) = self.part(k)
        {
            let late = matches!(part.code, "AF" | "EV" | "NI") && hour < 12 && !(part.code == "NI" && hour < 5);
            hour += if late { 12 } else { 0 };
            (end, sure) = (last, true);
        }
        if hour == 24 && minute == 0 {
            hour = 0;
        }
        let time = Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0).ok()?;
        Some((end, (time, sure, zone)))
    }

    /// Hours by the clock or by name: "9 a.m. local time", "14:30 (11:30 GMT)", "9 p.m. to 9 a.m.", "before dawn".
    fn hours(&self, i: usize) -> Read<Hours> {
        let i = self.skip(i, &["the"]);
        let by_clock = || {
            let lead = self.one_of(i, &["between", "from"]);
            let k = if lead { i + 1 } else { i };
            let (end, (from, sure, zone)) = self.clock(k)?;
            let word = self.at(end);
            let joins = match self.at(i) {
                "between" => word == "and",
                "from" => matches!(word, "to" | "until" | "till" | "-"),
                _ => matches!(word, "to" | "-" | "until" | "till"),
            };
            if joins && let Some((last, (to, true, zone_to))) = self.clock(end + 1) {
                let from = if !sure && from.hour() < 12 && to.hour() >= 12 && from.hour() + 12 <= to.hour() {
                    Time::constant(from.hour() + 12, from.minute(), 0, 0)
                } else {
                    from
                };
                let hours = Hours { from, to: Some(to), next_day: to < from, zone: zone.or(zone_to), code: "" };
                return Some((last, hours));
            }
            if lead || !sure {
                return None;
            }
            // "14:30 (11:30 GMT)": the zone is the difference
            if self.at(end) == "("
                && let Some((last, (other, true, Some(offset)))) = self.clock(end + 1)
                && self.at(last) == ")"
            {
                let minutes = |t: Time| i32::from(t.hour()) * 60 + i32::from(t.minute());
                let ahead = (minutes(from) - minutes(other) + offset + 720).rem_euclid(1440) - 720;
                return Some((last + 1, Hours { from, to: None, next_day: false, zone: Some(ahead), code: "" }));
            }
            Some((end, Hours { from, to: None, next_day: false, zone, code: "" }))
        };
        longest([by_clock(), self.part(i), self.narrowed_part(i)])
    }

    /// "late afternoon" and others that the table does not hold.
    fn narrowed_part(&self, i: usize) -> Read<Hours> {
        let early = match self.at(i) {
            "early" => true,
            "late" => false,
            _ => return None,
        };
        let (end, part) = self.part(self.skip(self.skip(i + 1, &["in"]), &["the"]))?;
        Some((end, narrow(part, early)))
    }

    // Days with hours.

    /// A day with its hours, either of them alone, or a longer time.
    fn core(&self, i: usize) -> Option<Node> {
        let node = |(end, (said, hours)): (usize, (Said, Option<Hours>))| Node { words: i..end, said, hours };
        longest([self.stamp(i), self.hours_then_day(i), self.day_then_hours(i), self.only_hours(i)]).map(node)
    }

    /// "040630Z MAR 07": day, hour and zone as armies write them.
    fn stamp(&self, i: usize) -> Read<(Said, Option<Hours>)> {
        let n = self.digits(i, 6..=6)?;
        let zone = military_zone(self.at(i + 1)).filter(|_| self.touches(i + 1))?;
        let (day, hour, minute) = (n / 10_000, n / 100 % 100, n % 100);
        let time = Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0).ok()?;
        if !(1..=31).contains(&day) {
            return None;
        }
        let (mut end, mut month, mut year) = (i + 2, None, Pick::Open);
        if let Some(number) = month_named(self.at(end)) {
            (end, month) = (end + 1, Some(number));
            if let Some(short) = self.digits(end, 2..=2) {
                (end, year) = (end + 1, Pick::Number(full_year(short)));
            } else {
                (end, year) = self.year_after(end);
            }
        }
        let hours = Hours { from: time, to: None, next_day: false, zone: Some(zone), code: "" };
        Some((end, (Said::Day { year, month, day: day as i8, weekday: None }, Some(hours))))
    }

    /// "this morning", "last night", "tonight", "that night", "the following morning".
    fn deictic(&self, i: usize) -> Read<(Said, Option<Hours>)> {
        let single = Amount { low: 1, high: 1, about: About::Exact, half: false };
        let told = |back: bool| Said::Later { amount: single, unit: Unit::Day, back, from: None };
        let j = self.skip(i, &["the"]);
        if self.one_of(j, &["tonight", "tonite"]) {
            return Some((j + 1, (Said::Today(0), Some(night()))));
        }
        let (k, said) = match self.at(j) {
            "this" if self.at(j + 1) == "same" => (j + 2, Said::Same(Unit::Day)),
            "this" => match weekday_named(self.at(j + 1)) {
                Some((weekday, false)) => (j + 2, Said::Weekday { weekday, pick: Pick::This }),
                _ => (j + 1, Said::Today(0)),
            },
            "last" => (j + 1, Said::Today(-1)),
            "that" => (self.skip(j + 1, &["same"]), Said::Same(Unit::Day)),
            "same" => (j + 1, Said::Same(Unit::Day)),
            "following" | "next" => (j + 1, told(false)),
            "previous" => (j + 1, told(true)),
            _ => return None,
        };
        let (end, part) = self.hours(k).filter(|(_, hours)| !hours.code.is_empty())?;
        let fits = !self.one_of(j, &["last"]) || matches!(part.code, "NI" | "EV");
        fits.then_some((end, (said, Some(part))))
    }

    /// A day, then its hours: "Friday night", "yesterday at 9 a.m.", "5 May (Friday)".
    fn day_then_hours(&self, i: usize) -> Read<(Said, Option<Hours>)> {
        let simple = || {
            let (end, said) = self.day(i)?;
            if !said.is_day() {
                return Some((end, (said, None)));
            }
            let end = self.weekday_in_brackets(end);
            let iso_time = self.iso_time(end);
            let k = self.skip(self.skip(end, &["'s", ","]), &["at", "in", "during", "around", "from", "on"]);
            match iso_time.or_else(|| self.hours(k)) {
                Some((last, hours)) => Some((last, (said, Some(hours)))),
                None => Some((end, (said, None))),
            }
        };
        longest([simple(), self.deictic(i)])
    }

    fn weekday_in_brackets(&self, i: usize) -> usize {
        let weekday = self.at(i) == "(" && weekday_named(self.at(i + 1)).is_some() && self.at(i + 2) == ")";
        if weekday { i + 3 } else { i }
    }

    /// "T14:30:00Z" behind a date.
    fn iso_time(&self, i: usize) -> Read<Hours> {
        let hour = self.at(i).strip_prefix('t').filter(|_| self.touches(i))?;
        let hour: i8 = hour.parse().ok()?;
        if self.at(i + 1) != ":" {
            return None;
        }
        let minute = self.digits(i + 2, 2..=2)?;
        let mut end = i + 3;
        if self.at(end) == ":" && self.digits(end + 1, 2..=2).is_some() {
            end += 2;
        }
        let time = Time::new(hour, i8::try_from(minute).ok()?, 0, 0).ok()?;
        let zulu = self.at(end) == "z" && self.touches(end);
        let zone = zulu.then_some(0);
        Some((if zulu { end + 1 } else { end }, Hours { from: time, to: None, next_day: false, zone, code: "" }))
    }

    /// Hours, then the day: "late on Friday", "9 a.m. on 3 March", "the night of 3 May", "0530 this morning".
    fn hours_then_day(&self, i: usize) -> Read<(Said, Option<Hours>)> {
        let edge = match self.at(i) {
            "early" => Some(Some(EARLY)),
            "late" => Some(Some(LATE)),
            "earlier" | "later" => Some(None),
            _ => None,
        };
        if let Some(edge) = edge {
            let k = self.skip(i + 1, &["on", ","]);
            if self.has(i + 1, "in the day") {
                return Some((i + 4, (Said::Same(Unit::Day), edge)));
            }
            if let Some((end, (said, hours))) = self.day_then_hours(k).filter(|(_, (said, _))| said.is_day()) {
                let hours = match (hours, self.at(i)) {
                    (Some(part), "early") => Some(narrow(part, true)),
                    (Some(part), "late") => Some(narrow(part, false)),
                    (hours, _) => hours.or(edge),
                };
                return Some((end, (said, hours)));
            }
        }
        let (k, hours) = self.hours(i)?;
        let k = self.skip(self.skip(self.skip(k, &[","]), &["of", "on", "in", "to"]), &["the"]);
        let days = longest([self.day_then_hours(k), self.days_joined(k).map(|(end, said)| (end, (said, None)))]);
        let (end, (said, more)) = days.filter(|(_, (said, _))| said.is_day() || matches!(said, Said::Between(..)))?;
        // an hour by the clock says more than a part of the day
        let hours = match more {
            Some(more) if more.code.is_empty() && !hours.code.is_empty() => more,
            _ => hours,
        };
        Some((end, (said, Some(hours))))
    }

    /// "Friday to Saturday", "3 to 4 May", for nights.
    fn days_joined(&self, i: usize) -> Read<Said> {
        let (end, node) = longest([self.shared_month(i), self.two_days(i)])?;
        Some((end, node.said))
    }

    /// Hours without a day, where something shows that a time is told.
    fn only_hours(&self, i: usize) -> Read<(Said, Option<Hours>)> {
        let (end, hours) = self.hours(i)?;
        let led = self.one_of(
            i.wrapping_sub(1),
            &[
                "at", "by", "since", "until", "till", "before", "around", "after", "about", "in", "during", "from",
                "to", "and", "between",
            ],
        );
        let certain = hours.code.is_empty()
            || self.one_of(i, &["overnight", "midnight", "before", "predawn", "pre", "noon", "midday"]);
        (self.loose || certain || led && !self.one_of(end, &["of", "prayers"]))
            .then_some((end, (Said::NoDay, Some(hours))))
    }

    // Ranges.

    /// "3 to 5 May 2019", "May 3-5": two days that share a month.
    fn shared_month(&self, i: usize) -> Read<Node> {
        let joins = |k: usize| self.one_of(k, &["-", "to", "and", "through", "until", "or", "&"]);
        let day = |year: Pick, month: i8, day: i8| Said::Day { year, month: Some(month), day, weekday: None };
        let j = self.skip(i, &["the"]);
        if let Some((k, first)) = self.day_number(j)
            && joins(k)
            && let Some((k2, second)) = self.day_number(self.skip(k + 1, &["the"]))
            && second > first
            && let Some((end, month)) = self.month_word(self.skip(k2, &["of"]))
        {
            let (end, year) = self.year_after(end);
            let from = Node { words: j..k, said: day(year, month, first), hours: None };
            let to = Node { words: k + 1..end, said: day(year, month, second), hours: None };
            return Some((end, Node { words: i..end, said: Said::Between(Box::new(from), Box::new(to)), hours: None }));
        }
        let (k, month) = self.month_word(i)?;
        let (k, first) = self.day_number(self.skip(k, &["the"]))?;
        if !joins(k) {
            return None;
        }
        let (end, second) = self.day_number(self.skip(k + 1, &["the"])).filter(|(_, second)| *second > first)?;
        if is_counted(self.at(end)) && self.at(k) != "-" {
            return None;
        }
        let (end, year) = self.year_after(end);
        let from = Node { words: i..k, said: day(year, month, first), hours: None };
        let to = Node { words: k + 1..end, said: day(year, month, second), hours: None };
        Some((end, Node { words: i..end, said: Said::Between(Box::new(from), Box::new(to)), hours: None }))
    }

    /// "2011-2021", "2014-15", "2014/15".
    fn two_years(&self, i: usize) -> Read<Node> {
        let from = self.digits(i, 4..=4).filter(|n| (1000..=2199).contains(n))?;
        if !self.one_of(i + 1, &["-", "/"]) || BEFORE_AMOUNT.contains(&self.before(i)) && !self.loose {
            return None;
        }
        let (end, to) = match self.digits(i + 2, 2..=2) {
            Some(short) if self.touches(i + 1) && self.touches(i + 2) => (i + 3, from / 100 * 100 + short),
            Some(_) => return None,
            None => {
                let (end, year) = self.year_number(i + 2)?;
                (end, year as u32)
            }
        };
        let glued = self.touches(end)
            && (self.tokens[end].is_word() || matches!(self.at(end), "-" | "/") && self.touches(end + 1));
        if to <= from || to > 2199 || glued || is_counted(self.at(end)) {
            return None;
        }
        let year = |words: Range<usize>, n: u32| Box::new(Node { words, said: Said::Year(n as i16), hours: None });
        let said = Said::Between(year(i..i + 1, from), year(i + 2..end, to));
        Some((end, Node { words: i..end, said, hours: None }))
    }

    /// Two expressions of a kind, joined: "Friday to Sunday", "May and June".
    fn two_days(&self, i: usize) -> Read<Node> {
        let first = self.core(i)?;
        let k = first.words.end;
        let listed = matches!(first.said, Said::Month { .. } | Said::Weekday { .. } | Said::Decade(_) | Said::Today(_));
        let joins = self.one_of(k, &["to", "-", "through", "until", "till", "thru"]) || listed && self.at(k) == "and";
        if !joins {
            return None;
        }
        self.joined(i, first, k + 1)
    }

    fn joined(&self, i: usize, first: Node, k: usize) -> Read<Node> {
        let second = self.core(k)?;
        if !first.said.goes_with(&second.said) {
            return None;
        }
        let end = second.words.end;
        Some((end, Node { words: i..end, said: Said::Between(Box::new(first), Box::new(second)), hours: None }))
    }

    /// "between 2011 and 2021", "from 3 to 5 May", "2014-15".
    fn range(&self, i: usize) -> Read<Node> {
        let lead = self.one_of(i, &["between", "from"]);
        if !lead {
            return longest([self.shared_month(i), self.two_years(i), self.two_days(i)]);
        }
        let joins: &[&str] =
            if self.at(i) == "between" { &["and", "-"] } else { &["to", "until", "till", "through", "-", "thru"] };
        let general = || {
            let first = self.core(self.skip(i + 1, &["the"])).or_else(|| self.core(i + 1))?;
            let k = first.words.end;
            if !self.one_of(k, joins) { None } else { self.joined(i, first, self.skip(k + 1, &["the"])) }
        };
        let (end, mut node) = longest([self.shared_month(i + 1), self.two_years(i + 1), general()])?;
        node.words.start = i;
        Some((end, node))
    }

    /// "since Friday", "by the end of March", "before 2011", "within 24 hours".
    fn bound(&self, i: usize) -> Read<Node> {
        let (k, bound) = match self.at(i) {
            "since" => (self.skip(i + 1, &["then"]), Bound::Since),
            "ever" if self.at(i + 1) == "since" => (i + 2, Bound::Since),
            "until" | "till" | "til" => (i + 1, Bound::Until),
            "up" if self.one_of(i + 1, &["to", "until"]) => (i + 2, Bound::Until),
            "by" => (i + 1, Bound::By),
            "before" | "pre" => (self.skip(i + 1, &["-"]), Bound::Before),
            "prior" if self.at(i + 1) == "to" => (i + 2, Bound::Before),
            "after" | "post" => (self.skip(i + 1, &["-"]), Bound::After),
            "from" => (i + 1, Bound::From),
            "starting" | "beginning" | "effective" => (self.skip(i + 1, &["from", "on", "at", "in"]), Bound::From),
            "as" if self.one_of(i + 1, &["of", "from"]) => (i + 2, Bound::From),
            "in" | "within" => {
                let k = self.skip(i + 1, &["the"]);
                let length = |(end, (amount, unit))| {
                    let said = Said::Length { amount, unit };
                    (end, Node { words: k..end, said, hours: None })
                };
                let short = || {
                    let (unit, times, plural) = unit_named(self.at(k)).filter(|_| k > i + 1)?;
                    let single = Amount { low: 1, high: 1, about: About::Exact, half: false };
                    (!plural && times == 1 && unit <= Unit::Hour).then_some((k + 1, (single, unit)))
                };
                let reading = self.length_of(k).or_else(|| self.bare_plural(k)).or_else(short)?;
                let (end, inner) = length(reading);
                // "in two days of fighting" is a length, "two days later" something else
                if self.at(end) == "of" && self.at(i) == "in"
                    || self.one_of(end, &["ago", "later", "earlier", "after", "before"])
                {
                    return None;
                }
                return Some((
                    end,
                    Node { words: i..end, said: Said::Bound(Bound::Within, Box::new(inner)), hours: None },
                ));
            }
            _ => return None,
        };
        if k == i + 2 && self.at(i + 1) == "then" && bound == Bound::Since {
            let inner = Node { words: i + 1..k, said: Said::Same(Unit::Day), hours: None };
            return Some((k, Node { words: i..k, said: Said::Bound(bound, Box::new(inner)), hours: None }));
        }
        let inside = |k: usize| longest([self.range(k), self.core(k).map(|node| (node.words.end, node))]);
        let (end, inner) = longest([inside(k), inside(self.skip(k, &["the"]))])?;
        if matches!(inner.said, Said::Bound(..)) {
            return None;
        }
        Some((end, Node { words: i..end, said: Said::Bound(bound, Box::new(inner)), hours: None }))
    }
}

/// "82" is 1982, "19" is 2019: up to 68 of this century, as POSIX has it.
fn full_year(short: u32) -> i16 {
    let short = (short % 100) as i16;
    if short < 69 { 2000 + short } else { 1900 + short }
}

/// A-Z without J, minutes ahead of UTC; J is local time and never a zone here.
fn military_zone(letter: &str) -> Option<i32> {
    let [letter] = letter.as_bytes() else { return None };
    let hours = match letter {
        b'z' => 0,
        b'a'..=b'i' => i32::from(letter - b'a') + 1,
        b'k'..=b'm' => i32::from(letter - b'k') + 10,
        b'n'..=b'y' => -(i32::from(letter - b'n') + 1),
        _ => return None,
    };
    Some(hours * 60)
}

fn night() -> Hours {
    Hours {
        from: Time::constant(20, 0, 0, 0),
        to: Some(Time::constant(23, 59, 0, 0)),
        next_day: false,
        zone: None,
        code: "NI",
    }
}

/// The first or second half of a part of the day; an hour by the clock stays what it is.
fn narrow(part: Hours, early: bool) -> Hours {
    let (Some(to), false, false) = (part.to, part.next_day, part.code.is_empty()) else { return part };
    let minutes = |t: Time| i32::from(t.hour()) * 60 + i32::from(t.minute());
    let middle = (minutes(part.from) + minutes(to) + 1) / 2;
    let middle = Time::new((middle / 60).min(23) as i8, (middle % 60) as i8, 0, 0).unwrap_or(to);
    if early { Hours { to: Some(middle), ..part } } else { Hours { from: middle, ..part } }
}

//! Days, months and years by their names and numbers: "3 March 2019", "2024-12-06", "the 27th".

use super::super::words::{Why, is_counted, month_is_short, month_named, weekday_named};
use super::{Line, Pick, Read, Said};

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
pub(super) const BEFORE_AMOUNT: [&str; 22] = [
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

impl Line<'_> {
    /// A year of four digits that is no amount and no hour.
    pub(super) fn year_number(&self, i: usize) -> Read<i16> {
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
    pub(super) fn year_after(&self, i: usize) -> (usize, Pick) {
        // "In March 2019 shells fell": behind a month a likely year is one, whatever it seems to count
        let likely = |k: usize| {
            let n = self.digits(k, 4..=4).filter(|n| (1950..=2050).contains(n) && n % 100 != 0)?;
            (k == i && !self.touches(k + 1)).then_some((k + 1, n as i16))
        };
        let year = |k: usize| self.year_number(k).or_else(|| likely(k));
        let number = |k: usize| year(k).map(|(end, year)| (end, Pick::Number(year)));
        let in_year = self.at(i) == "in" && self.year_number(i + 1).is_some();
        let k = if in_year { i + 1 } else { self.skip(self.skip(i, &[","]), &["of"]) };
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
    pub(super) fn day_number(&self, i: usize) -> Read<i8> {
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
    pub(super) fn month_word(&self, i: usize) -> Read<i8> {
        let month = month_named(self.at(i))?;
        let verb = self.one_of(i, &["may", "march", "mar", "jan", "dec", "sep", "jun", "august"]);
        if verb && !self.capital(i) && !self.loose {
            return None;
        }
        let stop = month_is_short(self.at(i)) && self.at(i + 1) == "." && self.touches(i + 1);
        Some((if stop { i + 2 } else { i + 1 }, month))
    }

    /// "2024-12-06", "2024/12/06", "2024-12".
    pub(super) fn iso(&self, i: usize) -> Read<Said> {
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
    pub(super) fn numeric(&self, i: usize) -> Read<Said> {
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
    pub(super) fn day_of_month(&self, i: usize, the: bool) -> Read<Said> {
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
    pub(super) fn day_and_month(&self, i: usize) -> Read<(Pick, i8, i8)> {
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

    /// "March", "March 2019", "last March", "March of this year".
    pub(super) fn month(&self, i: usize) -> Read<Said> {
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
    pub(super) fn year(&self, i: usize, the: bool) -> Read<Said> {
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
}

/// "82" is 1982, "19" is 2019: up to 68 of this century, as POSIX has it.
pub(super) fn full_year(short: u32) -> i16 {
    let short = (short % 100) as i16;
    if short < 69 { 2000 + short } else { 1900 + short }
}

//! Hours by the clock and by name, and days with their hours: "14:30 (11:30 GMT)", "before dawn on Tuesday".

use jiff::civil::{Time, Weekday};

use super::super::words::{Hours, Unit, lexicon, month_named, number_named, weekday_named, zone_named};
use super::calendar::full_year;
use super::{About, Amount, Line, Node, Pick, Read, Said, longest};

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

impl Line<'_> {
    /// A part of the day by name, its end and hours.
    pub(super) fn part(&self, i: usize) -> Read<Hours> {
        let i = self.skip(i, &["the"]);
        let phrases = lexicon().parts.get(self.at(i))?;
        let fits = |phrase: &[&str]| phrase.iter().enumerate().all(|(k, word)| self.at(i + k) == *word);
        let (phrase, hours) =
            phrases.iter().filter(|(phrase, _)| fits(phrase)).max_by_key(|(phrase, _)| phrase.len())?;
        Some((i + phrase.len(), *hours))
    }

    /// "GMT", "(local time)", "UTC+3", "Z": minutes ahead of UTC, `None` inside for local time.
    pub(super) fn zone(&self, i: usize) -> Read<Option<i32>> {
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
    pub(super) fn clock(&self, i: usize) -> Read<(Time, bool, Option<i32>)> {
        const AROUND: [&str; 7] = ["around", "about", "approximately", "some", "shortly", "just", "exactly"];
        let i = self.skip(self.skip(self.skip(i, &AROUND), &["before", "after"]), &AROUND[..3]);
        let sign = |k: usize| self.one_of(k, &[":", ".", "h"]) && self.touches(k) && self.touches(k + 1);
        let token = self.tokens.get(i)?;
        if let Some(hour) =
            number_named(self.at(i)).filter(|hour| (1..=12).contains(hour) && self.at(i + 1) == "o'clock")
        {
            return Some((i + 2, (Time::new(hour as i8, 0, 0, 0).ok()?, true, None)));
        }
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
        } else {
            // "14:30 pm" is garbled but plain
            let told = match half {
                "am" | "pm" => hour < 24,
                "o'clock" => true,
                "hrs" | "hours" => token.digits == 4 || end > i + 1,
                "h" => token.digits == 4 || end > i + 1 || self.touches(end) || self.loose,
                _ => false,
            };
            if told {
                (end, sure) = (end + 1, true);
            }
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
    pub(super) fn hours(&self, i: usize) -> Read<Hours> {
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
    pub(super) fn narrowed_part(&self, i: usize) -> Read<Hours> {
        let early = match self.at(i) {
            "early" => true,
            "late" => false,
            _ => return None,
        };
        let (end, part) = self.part(self.skip(self.skip(i + 1, &["in"]), &["the"]))?;
        Some((end, narrow(part, early)))
    }

    /// A day with its hours, either of them alone, or a longer time.
    pub(super) fn core(&self, i: usize) -> Option<Node> {
        let node = |(end, (said, hours)): (usize, (Said, Option<Hours>))| Node { words: i..end, said, hours };
        longest([self.stamp(i), self.hours_then_day(i), self.day_then_hours(i), self.only_hours(i)]).map(node)
    }

    /// "040630Z MAR 07": day, hour and zone as armies write them.
    pub(super) fn stamp(&self, i: usize) -> Read<(Said, Option<Hours>)> {
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
    pub(super) fn deictic(&self, i: usize) -> Read<(Said, Option<Hours>)> {
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
    pub(super) fn day_then_hours(&self, i: usize) -> Read<(Said, Option<Hours>)> {
        let simple = || {
            let (end, said) = self.day(i)?;
            if !said.is_day() {
                return Some((end, (said, None)));
            }
            let end = self.weekday_in_brackets(end);
            let iso_time = self.iso_time(end);
            // noon, in most of the world
            let prayers = matches!(said, Said::Weekday { weekday: Weekday::Friday, .. });
            if prayers && self.one_of(end, &["prayer", "prayers"]) {
                let noon =
                    Hours { from: Time::constant(12, 0, 0, 0), to: None, next_day: false, zone: None, code: "MI" };
                return Some((end + 1, (said, Some(noon))));
            }
            let k = self.skip(self.skip(end, &["'s", ","]), &["at", "in", "during", "around", "from", "on"]);
            match iso_time.or_else(|| self.hours(k)) {
                Some((last, hours)) => Some((last, (said, Some(hours)))),
                None => Some((end, (said, None))),
            }
        };
        longest([simple(), self.deictic(i)])
    }

    pub(super) fn weekday_in_brackets(&self, i: usize) -> usize {
        let weekday = self.at(i) == "(" && weekday_named(self.at(i + 1)).is_some() && self.at(i + 2) == ")";
        if weekday { i + 3 } else { i }
    }

    /// "T14:30:00Z" behind a date.
    pub(super) fn iso_time(&self, i: usize) -> Read<Hours> {
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
    pub(super) fn hours_then_day(&self, i: usize) -> Read<(Said, Option<Hours>)> {
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
    pub(super) fn days_joined(&self, i: usize) -> Read<Said> {
        // not by way of `two_days`, which reads hours before days and would come back here
        let two = || {
            let (k, (said, hours)) = self.day_then_hours(i)?;
            let first = Node { words: i..k, said, hours };
            if !self.one_of(k, &["to", "-", "through", "until", "till"]) {
                return None;
            }
            let (end, (said, hours)) = self.day_then_hours(k + 1)?;
            let fits = first.said.is_day() && said.is_day();
            let second = Node { words: k + 1..end, said, hours };
            fits.then(|| (end, Said::Between(Box::new(first), Box::new(second))))
        };
        longest([self.shared_month(i).map(|(end, node)| (end, node.said)), two()])
    }

    /// Hours without a day, where something shows that a time is told.
    pub(super) fn only_hours(&self, i: usize) -> Read<(Said, Option<Hours>)> {
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

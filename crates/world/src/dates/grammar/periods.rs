//! Times told from the report or from another time: weekdays, "last week", "two weeks ago", seasons, "early in", "the day
//! after".

use jiff::civil::Weekday;

use super::super::words::{
    Feast, Unit, Why, lexicon, month_named, number_named, season_named, unit_named, weekday_named,
};
use super::{About, Amount, Line, Pick, Read, Said, Section, longest};

impl Line<'_> {
    /// One expression without hours, sections, ranges.
    pub(super) fn simple(&self, i: usize) -> Read<Said> {
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

    /// A word that "last" and "next" belong to.
    pub(super) fn deictic_noun(&self, i: usize) -> bool {
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
    pub(super) fn which(&self, i: usize) -> (usize, Pick) {
        match self.at(i) {
            "this" if self.one_of(i + 1, &["past", "last"]) => (i + 2, Pick::Last),
            "this" if self.one_of(i + 1, &["coming", "next"]) => (i + 2, Pick::Next),
            "last" | "past" | "previous" => (i + 1, Pick::Last),
            "this" => (i + 1, Pick::This),
            "next" | "coming" => (i + 1, Pick::Next),
            _ => (i, Pick::Open),
        }
    }

    /// "Friday", "last Friday", "Friday of last week", "every Friday".
    pub(super) fn weekday(&self, i: usize) -> Read<Said> {
        let (k, pick) = self.which(i);
        let (weekday, short) = weekday_named(self.at(k))?;
        let plural = self.at(k).ends_with("days");
        if plural {
            return Some((k + 1, Said::Every(Unit::Week)));
        }
        if short {
            let sign = self.one_of(k + 1, &[".", ","]) || self.one_of(k.wrapping_sub(1), &["on", "("]);
            let written = self.capital(k) && sign && self.before(k) == "on";
            if !(self.loose || written) {
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

    pub(super) fn today(&self, i: usize) -> Read<Said> {
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
    pub(super) fn unit_told(&self, i: usize, the: bool) -> Read<Said> {
        let unit = |k: usize| {
            let single = |&(_, times, plural): &(Unit, u32, bool)| times == 1 && !plural && self.at(k) != "night";
            unit_named(self.at(k)).filter(single).map(|(unit, _, _)| unit)
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
    pub(super) fn quarter(&self, i: usize) -> Read<Said> {
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
    pub(super) fn season(&self, i: usize, the: bool) -> Read<Said> {
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
        let alone = if fall { the && self.one_of(i.wrapping_sub(2), &["in", "this"]) } else { led || season != 0 };
        (!name && (self.loose && !fall || alone)).then_some((end, Said::Season { season, of: Pick::Open }))
    }

    /// "1980s", "the '80s", "the nineties".
    pub(super) fn decade(&self, i: usize) -> Read<Said> {
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
            // "the 1800s" are a century, "the 2000s" ten years
            4 if (1000..2000).contains(&n) && n % 100 == 0 => return Some((k + 2, Said::Century(n as i16))),
            4 if (1000..=2190).contains(&n) => n as i16,
            2 if n >= 10 && !own => 1900 + n as i16,
            _ => return None,
        };
        Some((k + 2, Said::Decade(start)))
    }

    /// "20th century", "the twenty-first century".
    pub(super) fn century(&self, i: usize) -> Read<Said> {
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
    pub(super) fn ago(&self, i: usize) -> Read<Said> {
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
    pub(super) fn past(&self, i: usize) -> Read<Said> {
        let k = self.skip(i, &["this"]);
        if !self.one_of(k, &["past", "last", "previous", "preceding"]) {
            return None;
        }
        let plural = || self.bare_plural(k + 1);
        let (end, (amount, unit)) = self.length_of(k + 1).or_else(plural)?;
        Some((end, Said::Past { amount, unit }))
    }

    /// "next two weeks", "coming days", "months ahead".
    pub(super) fn coming(&self, i: usize) -> Read<Said> {
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

    pub(super) fn recent(&self, i: usize) -> Read<Said> {
        if self.at(i) != "recent" {
            return None;
        }
        match self.bare_plural(i + 1) {
            Some((end, (_, unit))) => Some((end, Said::Recent(unit))),
            None => Some((i + 1, Said::Vague { future: false })),
        }
    }

    pub(super) fn feast(&self, i: usize) -> Read<Said> {
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
            Feast::Times(first, last) => Some((end, Said::Fixed(first, last))),
        }
    }

    /// "the same day", "that year", "the day".
    pub(super) fn same(&self, i: usize, the: bool) -> Read<Said> {
        let k = match self.at(i) {
            "that" | "this" if self.at(i + 1) == "same" => i + 2,
            "that" => i + 1,
            "same" if the || self.loose => self.skip(i + 1, &["two", "three", "four"]),
            _ if the => self.skip(i, &["whole", "entire"]),
            _ => return None,
        };
        // "the same period last year", "the same month a year ago"
        if k > i && (self.at(k) == "period" || unit_named(self.at(k)).is_some()) {
            let of = self.skip(self.skip(k + 1, &["of"]), &["the"]);
            let words =
                [("last year", 2), ("previous year", 2), ("year before", 2), ("a year ago", 3), ("a year earlier", 3)];
            if let Some((_, count)) = words.iter().find(|(words, _)| self.has(of, words)) {
                return Some((of + count, Said::YearOn));
            }
        }
        let (unit, _, plural) = unit_named(self.at(k))?;
        if self.at(k) == "night" && k == i
            || plural && !self.loose
            || unit < Unit::Day
            || self.one_of(k + 1, &["of", "before", "after", "when", "that"]) && the && k == i
        {
            return None;
        }
        // "the week", "the century" alone say too little to be looked for in running text
        (unit == Unit::Day || k > i || self.loose).then_some((k + 1, Said::Same(unit)))
    }

    /// "the next day", "the following week", "the previous year".
    pub(super) fn following(&self, i: usize) -> Read<Said> {
        let back = match self.at(i) {
            "next" | "following" | "ensuing" => false,
            "previous" | "preceding" => true,
            _ => return None,
        };
        let (unit, times, plural) = unit_named(self.at(i + 1))?;
        if self.at(i + 1) == "night"
            || plural
            || times != 1
            || unit < Unit::Day
            || self.at(i) == "next" && unit != Unit::Day
        {
            return None;
        }
        let amount = Amount { low: 1, high: 1, about: About::Exact, half: false };
        Some((i + 2, Said::Later { amount, unit, back, from: None }))
    }

    pub(super) fn every(&self, i: usize) -> Read<Said> {
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

    pub(super) fn length(&self, i: usize) -> Read<Said> {
        let counted = self.before(i).starts_with(|c: char| c.is_ascii_digit());
        let bare = || if counted { None } else { self.bare_plural(i) };
        let (end, (amount, unit)) = self.length_of(i).or_else(bare)?;
        Some((end, Said::Length { amount, unit }))
    }

    pub(super) fn vague(&self, i: usize, the: bool) -> Read<Said> {
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

    /// "early 2014", "mid-March", "the end of last year", "the first week of May", "earlier this month".
    pub(super) fn section(&self, i: usize) -> Read<Said> {
        let j = self.skip(self.skip(i, &["the"]), &["very"]);
        let of = |k: usize| if self.at(k) == "of" { Some(k + 1) } else { None };
        let (k, section) = match self.at(j) {
            "early" => (self.skip(j + 1, &["-", "in", "on"]), Section::Early),
            "mid" | "midway" => (self.skip(j + 1, &["-", "through"]), Section::Middle),
            "late" => (self.skip(j + 1, &["-", "in"]), Section::Late),
            "beginning" | "start" | "outset" | "opening" | "dawn" if of(j + 1).is_some() => (j + 2, Section::Start),
            "end" | "close" if of(j + 1).is_some() => (j + 2, Section::End),
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
    pub(super) fn later(&self, i: usize) -> Read<Said> {
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
        let event = Box::new(Said::Unknown(Why::Event));
        if self.stops(end) { Some((end, from(None))) } else { Some((end, from(Some(event)))) }
    }

    /// A day or a longer time, without hours.
    pub(super) fn day(&self, i: usize) -> Read<Said> {
        longest([self.simple(i), self.section(i), self.later(i)])
    }
}

//! From what an expression says to days of the calendar. Knows the report's day; never today's.
//!
//! The choices that English leaves open are made here, once each: a weekday or a month without a year is the latest one
//! that has begun (the next one where the claim lies ahead); a week begins on Monday; seasons are those of the northern
//! half, by whole months; early, middle and late are the thirds of a month and of a year.

use claim::{Clock, Days, Unresolved, When};
use jiff::civil::{Date, Weekday};

use super::grammar::{About, Amount, Bound, Node, Pick, Said, Section};
use super::words::{Hours, Unit, Why};
use super::{Leaning, NumberOrder, Setting};

type Result<T> = std::result::Result<T, Unresolved>;

/// Days that an expression means, with the words for how.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stretch {
    pub start: Date,
    pub end: Date,
    /// Precision is never better than this.
    least: u8,
    rule: String,
}

impl Stretch {
    fn new(start: Date, end: Date, rule: impl Into<String>) -> Stretch {
        Stretch { start: start.min(end), end: end.max(start), least: 1, rule: rule.into() }
    }

    fn day(day: Date, rule: impl Into<String>) -> Stretch {
        Stretch::new(day, day, rule)
    }

    fn at_least(self, least: u8) -> Stretch {
        Stretch { least, ..self }
    }
}

pub(super) const OTHER: &str = "told by its distance from something else";
const LENGTH: &str = "a length of time without a beginning";
const VAGUE: &str = "too vague to say which days";
const FAR: &str = "further away than a calendar goes";
const NO_SUCH_DAY: &str = "no such day in the calendar";

/// Few enough units that adding them cannot go wrong.
const MOST: u32 = 100_000;

/// What an expression means.
pub(super) fn resolve(node: &Node, context: &Setting) -> When {
    match stretch(node, context) {
        Ok((stretch, clock)) => When::Days(Days {
            start: stretch.start,
            end: stretch.end,
            precision: precision(stretch.start, stretch.end).max(stretch.least).min(5),
            clock,
            rule: stretch.rule,
        }),
        Err(reason) => When::Unresolved(reason),
    }
}

/// UCDP date_prec of so many days.
fn precision(start: Date, end: Date) -> u8 {
    match days_between(start, end) + 1 {
        ..=1 => 1,
        2..=6 => 2,
        7 => 3,
        8..=31 => 4,
        _ => 5,
    }
}

fn days_between(start: Date, end: Date) -> i64 {
    end.duration_since(start).as_hours() / 24
}

/// Days and hours of an expression.
pub(super) fn stretch(node: &Node, context: &Setting) -> Result<(Stretch, Option<Clock>)> {
    match &node.said {
        Said::Bound(bound, inner) => return bounded(*bound, inner, context),
        Said::Between(from, to) => return between(from, to, node.hours, context),
        Said::NoDay => return hours_alone(node.hours, context),
        _ => {}
    }
    let mut days = said(&node.said, context)?;
    let Some(hours) = node.hours else { return Ok((days, None)) };
    if hours.next_day {
        days = night_of(days, context)?;
    }
    if node.said.is_day() && hours.code != "-" {
        days.rule.push_str("; hours of the day told");
    }
    Ok((days, Some(clock(hours))))
}

fn clock(hours: Hours) -> Clock {
    let zone = hours.zone.map(|minutes| {
        let sign = if minutes < 0 { '-' } else { '+' };
        format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
    });
    Clock { from: hours.from, to: hours.to, zone }
}

/// A night that begins on a day, or, where it would not be over yet, the one that ends on it.
fn night_of(days: Stretch, context: &Setting) -> Result<Stretch> {
    let next = plus_days(days.end, 1)?;
    let over = context.anchor().is_none_or(|anchor| next <= anchor || context.leaning == Leaning::Future);
    let rule = format!("{}; the night over two days", days.rule);
    if over {
        return Ok(Stretch::new(days.start, next, rule));
    }
    Ok(Stretch::new(plus_days(days.start, -1)?, days.end, rule))
}

/// Hours alone are of the day told last; without one, of the report's day or the day before (after, where ahead).
fn hours_alone(hours: Option<Hours>, context: &Setting) -> Result<(Stretch, Option<Clock>)> {
    let clock = hours.map(clock);
    let over_night = hours.is_some_and(|hours| hours.next_day);
    if let Some((start, end)) = context.told
        && start == end
        && !over_night
    {
        return Ok((Stretch::day(start, "hours of the day told before"), clock));
    }
    let anchor = context.need_anchor()?;
    let stretch = match context.leaning {
        Leaning::Past if over_night => {
            Stretch::new(plus_days(anchor, -1)?, anchor, format!("the night before {}", context.whose()))
        }
        Leaning::Future if over_night => {
            Stretch::new(anchor, plus_days(anchor, 1)?, format!("the night after {}", context.whose()))
        }
        Leaning::Past => Stretch::new(
            plus_days(anchor, -1)?,
            anchor,
            format!("hours without a day: {} or the day before", context.whose()),
        ),
        Leaning::Future => Stretch::new(
            anchor,
            plus_days(anchor, 1)?,
            format!("hours without a day: {} or the day after", context.whose()),
        ),
    };
    Ok((stretch, clock))
}

fn between(from: &Node, to: &Node, hours: Option<Hours>, context: &Setting) -> Result<(Stretch, Option<Clock>)> {
    let mut first = from.clone();
    // "3 May to 5 June 2019": the year stands once
    if let (Pick::Open, Some(year @ Pick::Number(_))) = (year_of(&from.said), Some(year_of(&to.said))) {
        give_year(&mut first.said, year);
    }
    let (end, clock_end) = stretch(to, context)?;
    let (mut start, clock_start) = stretch(&first, context)?;
    if start.start > end.start {
        // "from Friday to Sunday" where Sunday has been and Friday is today's: the one before
        if let Ok((earlier, _)) =
            stretch(&first, &Setting { published: Some(end.start), dateline: None, leaning: Leaning::Past, ..*context })
        {
            start = earlier;
        }
    }
    if start.start > end.end {
        return Err(Unresolved::because("its end lies before its beginning"));
    }
    let clock = match (hours, clock_start, clock_end) {
        (Some(hours), _, _) => Some(clock(hours)),
        (None, Some(from), to) => {
            let to = to.and_then(|to| to.to.or(Some(to.from)));
            Some(Clock { to, ..from })
        }
        (None, None, _) => None,
    };
    Ok((Stretch::new(start.start, end.end.max(start.end), "from a beginning to an end that are told"), clock))
}

fn year_of(said: &Said) -> Pick {
    match said {
        Said::Day { year, .. } | Said::Month { year, .. } => *year,
        Said::Section { of, .. } => year_of(of),
        _ => Pick::Told,
    }
}

fn give_year(said: &mut Said, told: Pick) {
    match said {
        Said::Day { year, .. } | Said::Month { year, .. } => *year = told,
        Said::Section { of, .. } => give_year(of, told),
        _ => {}
    }
}

fn bounded(bound: Bound, inner: &Node, context: &Setting) -> Result<(Stretch, Option<Clock>)> {
    if bound == Bound::Within {
        let Said::Length { amount, unit } = inner.said else { return Err(Unresolved::because(LENGTH)) };
        return within(amount, unit, context).map(|stretch| (stretch, None));
    }
    // "since dawn" is of the report's day
    let hours_only = inner.said == Said::NoDay && context.told.is_none();
    if hours_only
        && matches!(bound, Bound::Since | Bound::From | Bound::After | Bound::Until | Bound::By | Bound::Before)
    {
        return hours_bounded(bound, inner.hours, context);
    }
    let (days, clock) = match bound {
        Bound::Until => until_nearest(inner, context)?,
        _ => stretch(inner, context)?,
    };
    let past = context.leaning == Leaning::Past && context.anchor().is_none_or(|anchor| days.start <= anchor);
    let anchor = context.need_anchor();
    let one_end = || Unresolved::because("only one end is told");
    let rule = |words: &str| format!("{words} ({})", days.rule);
    let since = clock.clone().map(|clock| Clock { to: None, ..clock });
    let until = |clock: Option<Clock>| clock.filter(|clock| clock.to.is_some());
    let stretch = match bound {
        Bound::Since => {
            let anchor = anchor.map_err(|_| Unresolved::because("the report has no date, so \"since\" has no end"))?;
            if days.start > anchor {
                return Err(Unresolved::because("begins after the report"));
            }
            return Ok((Stretch::new(days.start, anchor, rule("since then, up to the report")), since));
        }
        Bound::After if past && inner.said.is_day() && clock.is_some() => {
            return Ok((Stretch::day(days.start, rule("after that hour")), since));
        }
        Bound::After if past => {
            let start = plus_days(days.end, 1)?;
            let anchor = anchor?;
            if start > anchor {
                return Err(Unresolved::because("begins after the report"));
            }
            Stretch::new(start, anchor, rule("after it, up to the report"))
        }
        Bound::After => return Err(one_end()),
        Bound::From => return Ok((Stretch { rule: rule("its first day"), ..days }, since)),
        Bound::Until if past => return Ok((Stretch { rule: rule("only its end is told"), ..days }, until(clock))),
        Bound::By if past => return Ok((Stretch { rule: rule("at the latest"), ..days }, until(clock))),
        Bound::Until | Bound::By => {
            let anchor = anchor?;
            if days.end < anchor {
                return Ok((Stretch { rule: rule("at the latest"), ..days }, until(clock)));
            }
            Stretch::new(anchor, days.end, rule("from the report up to then"))
        }
        Bound::Before => {
            let last = plus_days(days.start, -1)?;
            match anchor {
                Ok(anchor) if !past && last >= anchor => {
                    Stretch::new(anchor, last, rule("from the report up to the day before"))
                }
                _ if clock.is_some() => return Ok((Stretch { rule: rule("before that hour"), ..days }, None)),
                _ => return Err(one_end()),
            }
        }
        Bound::Within => return Err(one_end()),
    };
    Ok((stretch, None))
}

/// "until 1 May" is as often told of a curfew that lasts as of a siege that is over: the nearer of the two.
fn until_nearest(inner: &Node, context: &Setting) -> Result<(Stretch, Option<Clock>)> {
    let back = stretch(inner, context)?;
    let Some(anchor) = context.anchor().filter(|_| context.leaning == Leaning::Past) else { return Ok(back) };
    let Ok(ahead) = stretch(inner, &Setting { leaning: Leaning::Future, ..*context }) else { return Ok(back) };
    let nearer = days_between(anchor, ahead.0.start) < days_between(back.0.end, anchor);
    Ok(if nearer { ahead } else { back })
}

/// "since dawn", "after 9 p.m.", "until midnight".
fn hours_bounded(bound: Bound, hours: Option<Hours>, context: &Setting) -> Result<(Stretch, Option<Clock>)> {
    let anchor = context.need_anchor()?;
    let clock = hours.map(clock);
    let open = clock.clone().map(|clock| Clock { to: None, ..clock });
    let overnight = hours.is_some_and(|hours| hours.next_day);
    let rule = |words: &str| format!("{words} on {}", context.whose());
    match bound {
        Bound::Since if overnight => {
            Ok((Stretch::new(plus_days(anchor, -1)?, anchor, rule("since the night that ended")), open))
        }
        Bound::Since => Ok((Stretch::day(anchor, rule("since that hour")), open)),
        Bound::From | Bound::After => hours_alone(hours, context).map(|(stretch, _)| (stretch, open)),
        _ => hours_alone(hours, context).map(|(stretch, clock)| (stretch, clock.filter(|clock| clock.to.is_some()))),
    }
}

/// "in two weeks", "within hours": from the report's day on, where the claim lies ahead.
fn within(amount: Amount, unit: Unit, context: &Setting) -> Result<Stretch> {
    if context.leaning == Leaning::Past {
        return Err(Unresolved::because(LENGTH));
    }
    let anchor = context.need_anchor()?;
    let amount = Amount { high: amount.high.max(1), ..amount };
    Ok(Stretch::new(anchor, forward(anchor, amount, unit, 1)?, "within so long after the report's day"))
}

/// So much after a day (before, for -1); hours count as days where they come to one.
fn forward(from: Date, amount: Amount, unit: Unit, sign: i64) -> Result<Date> {
    let n = i64::from(amount.high.min(MOST));
    let half = i64::from(amount.half);
    match unit {
        Unit::Minute => Ok(from),
        Unit::Hour => plus_days(from, sign * ((n + 23) / 24)),
        Unit::Day => plus_days(from, sign * (n + half)),
        Unit::Week => plus_days(from, sign * (n * 7 + half * 4)),
        Unit::Weekend => plus_days(from, sign * n * 7),
        Unit::Month => plus_days(plus_months(from, sign * n)?, sign * half * 15),
        Unit::Quarter => plus_months(from, sign * (n * 3)),
        Unit::Year => plus_months(from, sign * (n * 12 + half * 6)),
        Unit::Decade => plus_months(from, sign * (n * 120 + half * 60)),
        Unit::Century => plus_months(from, sign * (n * 1200 + half * 600)),
    }
}

/// Days of what is said without hours, bounds and ranges.
pub(super) fn said(what: &Said, context: &Setting) -> Result<Stretch> {
    let anchor = || context.need_anchor();
    let whose = context.whose();
    let future = context.leaning == Leaning::Future;
    match *what {
        Said::Day { year, month, day, weekday } => day_of(year, month, day, weekday, context),
        Said::Numeric { first, second, year, dots } => numeric(first, second, year, dots, context),
        Said::Month { month, year } => month_of(month, year, context),
        Said::Year(year) => Ok(Stretch::new(date(year, 1, 1)?, date(year, 12, 31)?, "year")),
        Said::Decade(start) => years(start, 10, "decade"),
        Said::Century(start) => years(start, 100, "century"),
        Said::Weekday { weekday, pick } => weekday_of(weekday, pick, context),
        Said::Today(shift) => {
            let rule = match shift {
                0 => whose.to_owned(),
                -1 => format!("the day before {whose}"),
                1 => format!("the day after {whose}"),
                _ => format!("two days from {whose}"),
            };
            Ok(Stretch::day(plus_days(anchor()?, i64::from(shift))?, rule))
        }
        Said::Unit { unit, shift } => unit_around(unit, shift, context),
        Said::Quarter { number, of } => quarter_of(number, of, context),
        Said::Season { season, of } => season_of(season, of, context),
        Said::Section { ref of, section } => section_of(of, section, context),
        Said::Ago { amount, unit } => ago(amount, unit, anchor()?, whose),
        Said::Past { amount, unit } => {
            let end = anchor()?;
            let start = forward(end, many(amount, unit), unit, -1)?;
            Ok(rolling(start, end, format!("so long before {whose}")))
        }
        Said::Coming { amount, unit } => {
            let start = anchor()?;
            let end = forward(start, many(amount, unit), unit, 1)?;
            Ok(rolling(start, end, format!("so long after {whose}")))
        }
        Said::Recent(unit) => {
            let end = anchor()?;
            let start = match unit {
                Unit::Minute | Unit::Hour => plus_days(end, -1)?,
                Unit::Day => plus_days(end, -6)?,
                Unit::Week | Unit::Weekend => plus_days(end, -28)?,
                Unit::Month | Unit::Quarter => plus_months(end, -6)?,
                Unit::Year => plus_months(end, -60)?,
                Unit::Decade | Unit::Century => return Err(Unresolved::because(VAGUE)),
            };
            Ok(Stretch::new(start, end, format!("recent: up to {whose}")).at_least(2))
        }
        Said::Later { amount, unit, back, ref from } => later(amount, unit, back, from.as_deref(), context),
        Said::Same(unit) => same(unit, context),
        Said::YearOn => {
            let (start, end) = context.told.ok_or_else(|| Unresolved::because(OTHER))?;
            let last = plus_months(end, -12)?;
            let whole = end == end.last_of_month();
            let last = if whole { last.last_of_month() } else { last };
            Ok(Stretch::new(plus_months(start, -12)?, last, "a year before the time told before"))
        }
        Said::Fixed(first, last) => Ok(Stretch::new(first, last, "a time known by its name")),
        Said::Now if future => Err(Unresolved::because(VAGUE)),
        Said::Now => Ok(Stretch::day(anchor()?, format!("now: {whose}")).at_least(2)),
        Said::Length { .. } => Err(Unresolved::because(LENGTH)),
        Said::Every(_) => Err(Unresolved::because("told as repeating")),
        Said::Vague { .. } => Err(Unresolved::because(VAGUE)),
        Said::Unknown(why) => Err(Unresolved::because(match why {
            Why::Moon => "a feast set by the moon: its days differ from year to year and from country to country",
            Why::Church => "a feast whose day differs from year to year and from church to church",
            Why::Country => "a day that each country sets for itself",
            Why::Name => "a day known by a name, not by its date",
            Why::Event => OTHER,
            Why::Era => "before the common era",
        })),
        Said::NoDay => hours_alone(None, context).map(|(stretch, _)| stretch),
        Said::Between(ref from, ref to) => between(from, to, None, context).map(|(stretch, _)| stretch),
        Said::Bound(bound, ref inner) => bounded(bound, inner, context).map(|(stretch, _)| stretch),
    }
}

/// A stretch that ends or begins at the report's hour: "the past 24 hours" touches two days, "the past week" eight.
fn rolling(start: Date, end: Date, rule: String) -> Stretch {
    let least = match days_between(start, end) {
        ..=6 => 2,
        _ => 1,
    };
    let stretch = Stretch::new(start, end, rule).at_least(least);
    if days_between(start, end) == 7 {
        Stretch { start: start.tomorrow().unwrap_or(start), ..stretch }
    } else {
        stretch
    }
}

/// "the past few days" and "several": the most that the words allow. Hours without a number are a day.
fn many(amount: Amount, unit: Unit) -> Amount {
    let high = if amount.about == About::Vague && unit <= Unit::Hour { 1 } else { amount.high };
    Amount { high: if amount.half && amount.high == 0 { 0 } else { high.max(1) }, ..amount }
}

fn date(year: i16, month: i8, day: i8) -> Result<Date> {
    Date::new(year, month, day).map_err(|_| Unresolved::because(NO_SUCH_DAY))
}

fn years(start: i16, count: i16, rule: &str) -> Result<Stretch> {
    let end = start.checked_add(count - 1).ok_or_else(|| Unresolved::because(FAR))?;
    Ok(Stretch::new(date(start.max(1), 1, 1)?, date(end, 12, 31)?, rule))
}

/// A day so many days after another.
fn plus_days(day: Date, days: i64) -> Result<Date> {
    let far = |_| Unresolved::because(FAR);
    let span = jiff::Span::new().try_days(days).map_err(far)?;
    day.checked_add(span).map_err(far)
}

/// A day so many months after another; the last of the month where there is no such day.
fn plus_months(day: Date, months: i64) -> Result<Date> {
    let far = |_| Unresolved::because(FAR);
    let span = jiff::Span::new().try_months(months).map_err(far)?;
    day.checked_add(span).map_err(far)
}

fn shifted_year(anchor: Date, shift: i32) -> Result<i16> {
    i16::try_from(i32::from(anchor.year()).saturating_add(shift)).map_err(|_| Unresolved::because(FAR))
}

fn told_year(context: &Setting) -> Result<i16> {
    context.told.map(|(start, _)| start.year()).ok_or_else(|| Unresolved::because(OTHER))
}

fn day_of(year: Pick, month: Option<i8>, day: i8, weekday: Option<Weekday>, context: &Setting) -> Result<Stretch> {
    let future = context.leaning == Leaning::Future;
    let Some(month) = month else {
        return day_alone(day, weekday, context);
    };
    let fixed = |year: i16, rule: &str| {
        let day = date(year, month, day)?;
        let fits = weekday.is_none_or(|weekday| day.weekday() == weekday);
        Ok(Stretch::day(day, if fits { rule.to_owned() } else { format!("{rule}; the weekday told is another") }))
    };
    match year {
        Pick::Number(year) => fixed(year, "date"),
        Pick::Told => fixed(told_year(context)?, "day of the year told before"),
        Pick::Shift(shift) => fixed(shifted_year(context.need_anchor()?, shift)?, "day of a year told from the report"),
        Pick::This => fixed(context.need_anchor()?.year(), "day of the report's year"),
        Pick::Open | Pick::Last | Pick::Next | Pick::Back(_) => {
            let anchor = context.need_anchor()?;
            // 29 February comes every four years, or eight
            let around = (-8..=8).filter_map(|shift| Date::new(anchor.year().checked_add(shift)?, month, day).ok());
            let candidates: Vec<Date> = around.collect();
            if candidates.is_empty() {
                return Err(Unresolved::because(NO_SUCH_DAY));
            }
            if let Some(weekday) = weekday {
                let nearest = candidates
                    .iter()
                    .filter(|day| day.weekday() == weekday && days_between(anchor, **day).abs() < 1100)
                    .min_by_key(|day| days_between(anchor, **day).abs());
                if let Some(day) = nearest {
                    return Ok(Stretch::day(*day, "day and month, in the nearest year in which it is that weekday"));
                }
            }
            // a report of the evening may carry the next day's date elsewhere on the globe
            let limit = plus_days(anchor, i64::from(year == Pick::Open))?;
            let (day, rule) = match future && year == Pick::Open || year == Pick::Next {
                false => (
                    candidates.iter().rev().find(|day| **day <= limit),
                    "day and month, the latest before the report's day",
                ),
                true => {
                    (candidates.iter().find(|day| **day >= anchor), "day and month, the next from the report's day on")
                }
            };
            let day = *day.ok_or_else(|| Unresolved::because(NO_SUCH_DAY))?;
            let fits = weekday.is_none_or(|weekday| day.weekday() == weekday);
            Ok(Stretch::day(day, if fits { rule.to_owned() } else { format!("{rule}; the weekday told is another") }))
        }
    }
}

/// "the 27th", "Friday the 13th": the latest month that has it (and has that weekday).
fn day_alone(day: i8, weekday: Option<Weekday>, context: &Setting) -> Result<Stretch> {
    let anchor = context.need_anchor()?;
    let future = context.leaning == Leaning::Future;
    let first = anchor.first_of_month();
    for step in 0..36 {
        let month = plus_months(first, if future { step } else { -step })?;
        let Ok(candidate) = Date::new(month.year(), month.month(), day) else { continue };
        let side = if future { candidate >= anchor } else { candidate <= anchor };
        if side && weekday.is_none_or(|weekday| candidate.weekday() == weekday) {
            return Ok(Stretch::day(candidate, "day of the nearest month that has it"));
        }
    }
    Err(Unresolved::because(NO_SUCH_DAY))
}

fn numeric(first: u32, second: u32, year: Option<i16>, dots: bool, context: &Setting) -> Result<Stretch> {
    let us = match (context.order, dots) {
        _ if first > 12 => false,
        _ if second > 12 => true,
        _ if first == second => true,
        (NumberOrder::Us, _) => true,
        (NumberOrder::European, _) | (_, true) => false,
        (NumberOrder::Unknown, false) => match possible_order(first, second, year, context) {
            Some(us) => us,
            None => return Err(Unresolved::because("day and month stand in numbers and could be either way round")),
        },
    };
    let (month, day) = if us { (first, second) } else { (second, first) };
    let small = |n: u32| i8::try_from(n).map_err(|_| Unresolved::because(NO_SUCH_DAY));
    let year = year.map_or(Pick::Open, Pick::Number);
    let stretch = day_of(year, Some(small(month)?), small(day)?, None, context)?;
    let order = if us { "month first" } else { "day first" };
    Ok(Stretch { rule: format!("{} in numbers, {order}", stretch.rule), ..stretch })
}

/// Month first or not, where only one of the two is not after the report: what has happened cannot be.
fn possible_order(first: u32, second: u32, year: Option<i16>, context: &Setting) -> Option<bool> {
    let limit = context.anchor().filter(|_| context.leaning == Leaning::Past)?.tomorrow().ok()?;
    let not_after = |month: u32, day: u32| {
        let day = Date::new(year?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        Some(day <= limit)
    };
    match (not_after(first, second)?, not_after(second, first)?) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

fn whole_month(year: i16, month: i8, rule: &str) -> Result<Stretch> {
    let first = date(year, month, 1)?;
    Ok(Stretch::new(first, first.last_of_month(), rule))
}

fn month_of(month: i8, year: Pick, context: &Setting) -> Result<Stretch> {
    let future = context.leaning == Leaning::Future;
    match year {
        Pick::Number(year) => whole_month(year, month, "month"),
        Pick::Told => whole_month(told_year(context)?, month, "month of the year told before"),
        Pick::Shift(shift) => {
            whole_month(shifted_year(context.need_anchor()?, shift)?, month, "month of a year told from the report")
        }
        Pick::This => whole_month(context.need_anchor()?.year(), month, "month of the report's year"),
        Pick::Last | Pick::Back(_) => {
            let anchor = context.need_anchor()?;
            let shift = if month < anchor.month() { 0 } else { -1 };
            whole_month(shifted_year(anchor, shift)?, month, "the latest such month before the report's")
        }
        Pick::Next => {
            let anchor = context.need_anchor()?;
            let shift = if month > anchor.month() { 0 } else { 1 };
            whole_month(shifted_year(anchor, shift)?, month, "the next such month after the report's")
        }
        Pick::Open => {
            let anchor = context.need_anchor()?;
            let (shift, rule) = match future {
                false if month <= anchor.month() => (0, "the latest such month up to the report's"),
                false => (-1, "the latest such month up to the report's"),
                true if month >= anchor.month() => (0, "the next such month from the report's on"),
                true => (1, "the next such month from the report's on"),
            };
            whole_month(shifted_year(anchor, shift)?, month, rule)
        }
    }
}

fn weekday_of(weekday: Weekday, pick: Pick, context: &Setting) -> Result<Stretch> {
    let anchor = context.need_anchor()?;
    let whose = context.whose();
    let back = i64::from(anchor.weekday().since(weekday));
    let ahead = i64::from(anchor.weekday().until(weekday));
    let monday = monday_of(anchor)?;
    let in_week = |shift: i64| plus_days(monday, shift * 7 + i64::from(weekday.to_monday_zero_offset()));
    let day = match pick {
        Pick::Open | Pick::Number(_) | Pick::Told if context.leaning == Leaning::Past => {
            let rule = if back == 0 { format!("weekday of {whose}") } else { format!("weekday before {whose}") };
            return Ok(Stretch::day(plus_days(anchor, -back)?, rule));
        }
        Pick::Open | Pick::Number(_) | Pick::Told => {
            let rule = if ahead == 0 { format!("weekday of {whose}") } else { format!("weekday after {whose}") };
            return Ok(Stretch::day(plus_days(anchor, ahead)?, rule));
        }
        Pick::Last => plus_days(anchor, if back == 0 { -7 } else { -back })?,
        Pick::Next => plus_days(anchor, if ahead == 0 { 7 } else { ahead })?,
        Pick::This => in_week(0)?,
        Pick::Shift(weeks) => in_week(i64::from(weeks))?,
        Pick::Back(n) => {
            let first = if back == 0 { 7 } else { back };
            plus_days(anchor, -(first + 7 * (i64::from(n.clamp(1, MOST)) - 1)))?
        }
    };
    let rule = match pick {
        Pick::Last => format!("the last such weekday before {whose}"),
        Pick::Next => format!("the next such weekday after {whose}"),
        Pick::Back(_) => format!("so many such weekdays before {whose}"),
        _ => format!("weekday of a week told from {whose}"),
    };
    Ok(Stretch::day(day, rule))
}

fn monday_of(day: Date) -> Result<Date> {
    plus_days(day, -i64::from(day.weekday().to_monday_zero_offset()))
}

/// The unit of the calendar that holds a day.
fn unit_of(unit: Unit, day: Date) -> Result<(Date, Date)> {
    let year = day.year();
    match unit {
        Unit::Minute | Unit::Hour | Unit::Day => Ok((day, day)),
        Unit::Week => Ok((monday_of(day)?, plus_days(monday_of(day)?, 6)?)),
        Unit::Weekend => Ok((plus_days(monday_of(day)?, 5)?, plus_days(monday_of(day)?, 6)?)),
        Unit::Month => Ok((day.first_of_month(), day.last_of_month())),
        Unit::Quarter => {
            let first = date(year, (day.month() - 1) / 3 * 3 + 1, 1)?;
            Ok((first, plus_months(first, 2)?.last_of_month()))
        }
        Unit::Year => Ok((day.first_of_year(), day.last_of_year())),
        Unit::Decade => years(year.div_euclid(10) * 10, 10, "").map(|s| (s.start, s.end)),
        Unit::Century => years(year.div_euclid(100) * 100, 100, "").map(|s| (s.start, s.end)),
    }
}

/// The whole unit so many after the report's; "this week" too is whole here.
pub(super) fn unit_whole(unit: Unit, shift: i32, context: &Setting) -> Result<(Date, Date)> {
    let anchor = context.need_anchor()?;
    let n = i64::from(shift);
    let day = match unit {
        Unit::Minute | Unit::Hour | Unit::Day => plus_days(anchor, n)?,
        Unit::Week => plus_days(anchor, n * 7)?,
        Unit::Weekend => return weekend(shift, context),
        Unit::Month => plus_months(anchor.first_of_month(), n)?,
        Unit::Quarter => plus_months(anchor.first_of_month(), n * 3)?,
        Unit::Year => plus_months(anchor.first_of_year(), n * 12)?,
        Unit::Decade => plus_months(anchor.first_of_year(), n * 120)?,
        Unit::Century => plus_months(anchor.first_of_year(), n * 1200)?,
    };
    unit_of(unit, day)
}

/// "the weekend" is that of the report where it falls on one, else the one before (after, where the claim lies ahead).
fn weekend(shift: i32, context: &Setting) -> Result<(Date, Date)> {
    let anchor = context.need_anchor()?;
    let saturday = plus_days(monday_of(anchor)?, 5)?;
    let on_one = anchor >= saturday;
    let weeks = match (shift, context.leaning) {
        (0, Leaning::Past) if !on_one => -1,
        (0, _) => 0,
        (1, _) if !on_one => 0,
        (n, _) => i64::from(n),
    };
    let saturday = plus_days(saturday, weeks * 7)?;
    Ok((saturday, plus_days(saturday, 1)?))
}

/// "last month" is whole; "this month" ends with the report for what has happened, and begins with it for what is ahead.
fn unit_around(unit: Unit, shift: i32, context: &Setting) -> Result<Stretch> {
    let (start, end) = unit_whole(unit, shift, context)?;
    let anchor = context.need_anchor()?;
    let name = unit_name(unit);
    let whose = context.whose();
    let rule = match shift {
        0 => format!("the {name} of {whose}"),
        -1 => format!("the {name} before {whose}"),
        1 => format!("the {name} after {whose}"),
        _ => format!("a {name} counted from {whose}"),
    };
    if shift != 0 || unit == Unit::Weekend || anchor < start || anchor > end {
        return Ok(Stretch::new(start, end, rule));
    }
    Ok(match context.leaning {
        Leaning::Past => Stretch::new(start, anchor, format!("{rule}, up to that day")).at_least(2),
        Leaning::Future => Stretch::new(anchor, end, format!("{rule}, from that day on")).at_least(2),
    })
}

fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Minute => "minute",
        Unit::Hour => "hour",
        Unit::Day => "day",
        Unit::Week => "week",
        Unit::Weekend => "weekend",
        Unit::Month => "month",
        Unit::Quarter => "quarter",
        Unit::Year => "year",
        Unit::Decade => "decade",
        Unit::Century => "century",
    }
}

/// A recurring part of the year: the year is told, or the latest that has begun (the next one, where ahead).
fn yearly(of: Pick, context: &Setting, first_month: i8, months: i64, name: &str) -> Result<Stretch> {
    let stretch = |year: i16, rule: String| {
        let start = date(year, first_month, 1)?;
        Ok(Stretch::new(start, plus_months(start, months - 1)?.last_of_month(), rule))
    };
    if let Pick::Number(year) = of {
        return stretch(year, name.to_owned());
    }
    if of == Pick::Told {
        return stretch(told_year(context)?, format!("{name} of the year told before"));
    }
    let anchor = context.need_anchor()?;
    if let Pick::Shift(shift) = of {
        return stretch(shifted_year(anchor, shift)?, format!("{name} of a year told from the report"));
    }
    let around: Vec<Stretch> =
        (-2..=2).filter_map(|shift| stretch(anchor.year().checked_add(shift)?, String::new()).ok()).collect();
    let future = context.leaning == Leaning::Future;
    let found = match of {
        Pick::Last | Pick::Back(_) => around.iter().rev().find(|s| s.end < anchor),
        Pick::Next => around.iter().find(|s| s.start > anchor),
        Pick::This => around.iter().min_by_key(|s| distance(s, anchor)),
        _ if future => around.iter().find(|s| s.end >= anchor),
        _ => around.iter().rev().find(|s| s.start <= anchor),
    };
    let found = found.ok_or_else(|| Unresolved::because(FAR))?;
    Ok(Stretch::new(found.start, found.end, format!("{name} nearest to the report")))
}

/// Days from a stretch to a day; 0 inside.
fn distance(stretch: &Stretch, day: Date) -> i64 {
    days_between(day, stretch.start).max(days_between(stretch.end, day)).max(0)
}

fn quarter_of(number: i8, of: Pick, context: &Setting) -> Result<Stretch> {
    yearly(of, context, number * 3 - 2, 3, "quarter")
}

/// Spring is March to May and so on; the winter of a year begins in its December.
fn season_of(season: i8, of: Pick, context: &Setting) -> Result<Stretch> {
    yearly(of, context, season * 3 + 3, 3, "season of the northern half, by whole months").map(|s| s.at_least(5))
}

fn section_of(of: &Said, section: Section, context: &Setting) -> Result<Stretch> {
    let whole = match *of {
        Said::Unit { unit, shift } => {
            let (start, end) = unit_whole(unit, shift, context)?;
            Stretch::new(start, end, format!("{} told from the report", unit_name(unit)))
        }
        _ => said(of, context)?,
    };
    let (start, end) = (whole.start, whole.end);
    let days = days_between(start, end) + 1;
    let cut = |from: i64, to: i64, words: &str| {
        Ok(Stretch::new(plus_days(start, from)?, plus_days(start, to)?, format!("{} ({words})", whole.rule)))
    };
    let is_month = (28..=31).contains(&days);
    let is_year = (365..=366).contains(&days);
    let thirds = |which: i64, words: &str| {
        if is_month {
            let (from, to) = [(0, 9), (10, 19), (20, days - 1)][which as usize];
            return cut(from, to, words);
        }
        if is_year {
            let first = plus_months(start, which * 4)?;
            let last = plus_months(first, 3)?.last_of_month();
            return Ok(Stretch::new(first, last, format!("{} ({words})", whole.rule)));
        }
        if matches!(of, Said::Decade(_) | Said::Unit { unit: Unit::Decade, .. }) {
            let (from, to) = [(0, 3), (4, 6), (7, 9)][which as usize];
            let (first, last) = (plus_months(start, from * 12)?, plus_months(start, to * 12)?.last_of_year());
            return Ok(Stretch::new(first, last, format!("{} ({words})", whole.rule)));
        }
        cut(days * which / 3, days * (which + 1) / 3 - 1, words)
    };
    let quarter = |last: bool, words: &str| {
        if is_month {
            return if last { cut(days - 7, days - 1, words) } else { cut(0, 6, words) };
        }
        if is_year {
            let first = plus_months(start, if last { 9 } else { 0 })?;
            return Ok(Stretch::new(
                first,
                plus_months(first, 2)?.last_of_month(),
                format!("{} ({words})", whole.rule),
            ));
        }
        let length = (days / 4).max(1);
        if last { cut(days - length, days - 1, words) } else { cut(0, length - 1, words) }
    };
    match section {
        Section::Early => thirds(0, "first third"),
        Section::Middle => thirds(1, "middle third"),
        Section::Late => thirds(2, "last third"),
        Section::Start => quarter(false, "beginning"),
        Section::End => quarter(true, "end"),
        Section::FirstHalf if is_year => {
            Ok(Stretch::new(start, plus_months(start, 5)?.last_of_month(), format!("{} (first half)", whole.rule)))
        }
        Section::SecondHalf if is_year => {
            Ok(Stretch::new(plus_months(start, 6)?, end, format!("{} (second half)", whole.rule)))
        }
        Section::FirstHalf => cut(0, (days + 1) / 2 - 1, "first half"),
        Section::SecondHalf => cut(days / 2, days - 1, "second half"),
        Section::Units { amount, unit, last: false } => {
            let end_of = plus_days(forward(start, amount, unit, 1)?, -1)?.clamp(start, end);
            Ok(Stretch::new(start, end_of, format!("{} (first days or weeks)", whole.rule)))
        }
        Section::Units { amount, unit, last: true } => {
            let first = forward(plus_days(end, 1)?, amount, unit, -1)?.clamp(start, end);
            Ok(Stretch::new(first, end, format!("{} (last days or weeks)", whole.rule)))
        }
        Section::SoFar => match context.anchor() {
            Some(anchor) if anchor >= start => {
                Ok(Stretch::new(start, end.min(anchor), format!("{}, up to the report's day", whole.rule)).at_least(2))
            }
            _ => Ok(whole),
        },
        Section::Rest => match context.anchor() {
            Some(anchor) if anchor >= start && anchor <= end => {
                Ok(Stretch::new(anchor, end, format!("{}, from the report's day on", whole.rule)).at_least(2))
            }
            _ => Ok(whole),
        },
    }
}

/// "three days ago" is a day; weeks, months and years ago are as wide as their unit.
fn ago(amount: Amount, unit: Unit, anchor: Date, whose: &str) -> Result<Stretch> {
    let rule = format!("so long before {whose}");
    if amount.low == 0 {
        // half an hour, half a day, half a year
        let months = match unit {
            Unit::Year => 6,
            Unit::Decade => 60,
            Unit::Century => 600,
            Unit::Month => return Ok(Stretch::new(plus_days(anchor, -18)?, plus_days(anchor, -12)?, rule)),
            _ => return Ok(Stretch::day(anchor, rule).at_least(2)),
        };
        let (start, end) = unit_of(Unit::Month, plus_months(anchor, -months)?)?;
        return Ok(Stretch::new(start, end, rule));
    }
    let (least, most) = match amount.about {
        About::Exact | About::Vague => (amount.low, amount.high),
        About::Around => (
            amount.low.saturating_sub(amount.low.div_ceil(5)).max(1),
            amount.high.saturating_add(amount.high.div_ceil(5)),
        ),
        About::Below => (amount.low.saturating_sub(amount.low.div_ceil(5)).max(1), amount.high),
        About::Above => (amount.low, amount.high.saturating_add(amount.high.div_ceil(2))),
    };
    let at = |n: u32| forward(anchor, Amount { low: n, high: n, about: About::Exact, half: amount.half }, unit, -1);
    match unit {
        Unit::Minute => Ok(Stretch::day(anchor, rule)),
        Unit::Hour if most <= 6 => Ok(Stretch::day(anchor, rule)),
        Unit::Hour if most < 24 => Ok(Stretch::new(plus_days(anchor, -1)?, anchor, rule)),
        Unit::Hour => {
            let days = |n: u32| plus_days(anchor, -i64::from(n.min(MOST)) / 24);
            Ok(Stretch::new(days(most)?, days(least)?, rule))
        }
        Unit::Day => {
            let exact = amount.about == About::Exact;
            let (least, most) = if exact { (amount.low, amount.high) } else { (least, most) };
            Ok(Stretch::new(at(most)?, at(least)?, rule))
        }
        Unit::Week => Ok(Stretch::new(plus_days(at(most)?, -3)?, plus_days(at(least)?, 3)?, rule)),
        Unit::Weekend => unit_of(Unit::Weekend, at(least)?).map(|(start, end)| Stretch::new(start, end, rule)),
        Unit::Month | Unit::Quarter => Ok(Stretch::new(at(most)?.first_of_month(), at(least)?.last_of_month(), rule)),
        Unit::Year | Unit::Decade => Ok(Stretch::new(at(most)?.first_of_year(), at(least)?.last_of_year(), rule)),
        Unit::Century => {
            Ok(Stretch::new(unit_of(Unit::Decade, at(most)?)?.0, unit_of(Unit::Decade, at(least)?)?.1, rule))
        }
    }
}

fn later(amount: Amount, unit: Unit, back: bool, from: Option<&Said>, context: &Setting) -> Result<Stretch> {
    let (start, end) = match from {
        Some(from) => said(from, context).map(|stretch| (stretch.start, stretch.end))?,
        None => context.told.ok_or_else(|| Unresolved::because(OTHER))?,
    };
    let sign = if back { -1 } else { 1 };
    if amount.about == About::Vague && unit >= Unit::Day {
        let (least, most) = (Amount { high: amount.low, ..amount }, amount);
        let (near, far) = (forward(start, least, unit, sign)?, forward(end, most, unit, sign)?);
        return Ok(Stretch::new(near.min(far), far.max(near), "counted from a day that is told"));
    }
    let (mut first, mut last) = (forward(start, amount, unit, sign)?, forward(end, amount, unit, sign)?);
    // "two years later" than a day is a year
    if unit >= Unit::Month {
        let wide = if unit == Unit::Month { Unit::Month } else { Unit::Year };
        first = unit_of(wide, first)?.0;
        last = unit_of(wide, last)?.1;
    } else if days_between(start, end) > 0 && unit == Unit::Day {
        // a day counted from a month is not to be had
        if days_between(start, end) > 6 {
            return Err(Unresolved::because(OTHER));
        }
        if back { last = first } else { first = last }
    }
    Ok(Stretch::new(first, last, "counted from a day that is told"))
}

fn same(unit: Unit, context: &Setting) -> Result<Stretch> {
    let (start, end) = context.told.ok_or_else(|| Unresolved::because(OTHER))?;
    let (first, last) = unit_of(unit, start)?;
    if end > last {
        return Err(Unresolved::because(OTHER));
    }
    let (first, last) = if unit <= Unit::Day { (start, end) } else { (first, last) };
    Ok(Stretch::new(first, last, format!("the {} told before", unit_name(unit))))
}

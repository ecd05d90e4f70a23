//! Days whose order is told or needed: what is told as having happened is dated after the report; "three days after the capture
//! on 5 December, on 8 December"; "withdrew on 4 December after the city fell on 3 December"; a release before the detention.
//!
//! Only days that the words tell by themselves, and only sentences with exactly two of them: whose day is meant must not be in
//! doubt.

use super::words::{Line, value};
use super::{Seen, Stated};
use crate::dates::Reading;
use claim::{Claim, DatedWords, Order, Statement, Status, Testable, TextSlot};
use std::ops::Range;

pub(super) fn find(seen: &Seen, sentence: usize, line: &Line) -> Vec<Stated> {
    let links: Vec<usize> = (0..line.len()).filter(|k| line.one_of(*k, &["after", "before", "following"])).collect();
    let [link] = links[..] else { return vec![] };
    if !(0..line.len()).any(|k| line.is("month", k) && line.capital(k) || line.is("weekday", k) && line.capital(k)) {
        return vec![];
    }
    let within = &seen.sentences[sentence];
    let told: Vec<&Reading> =
        seen.told().iter().filter(|told| within.start <= told.span.start && told.span.end <= within.end).collect();
    let text = &seen.report.text;
    let dated: Vec<(Range<usize>, DatedWords)> = told.iter().filter_map(|told| dated(text, told)).collect();
    let at = line.tokens[link].bytes.start;
    if !near(line, link, &dated) {
        return vec![];
    }
    let stated = interval(line, link, &dated).or_else(|| sequence(seen, line, link, at, &dated));
    stated.into_iter().collect()
}

/// The words are one clause: two days, each within a dozen words of the link, and no full stop between.
fn near(line: &Line, link: usize, dated: &[(Range<usize>, DatedWords)]) -> bool {
    const FAR: usize = 14;
    let [(one, _), (other, _)] = dated else { return false };
    let tokens = |bytes: &Range<usize>| {
        let inside = |k: &usize| bytes.start <= line.tokens[*k].bytes.start && line.tokens[*k].bytes.end <= bytes.end;
        let first = (0..line.len()).find(inside);
        first.map(|first| first..(first..line.len()).take_while(inside).count() + first)
    };
    let (Some(one), Some(other)) = (tokens(one), tokens(other)) else { return false };
    let stop = |k: usize| matches!(line.at(k), "." | ";" | "?" | "!") && !line.is("month", k.wrapping_sub(1));
    let (first, last) = (one.start.min(link), other.end.max(link));
    !(first..last).any(stop)
        && last - first <= 2 * FAR
        && one.start.abs_diff(link) <= FAR + 4
        && other.start.abs_diff(link) <= FAR + 8
}

/// A single day that the words tell, by its date or its weekday; nothing that counts from another day.
fn dated(text: &str, told: &Reading) -> Option<(Range<usize>, DatedWords)> {
    let days = told.when.days().filter(|days| days.start == days.end && days.precision == 1)?;
    let words = &text[told.span.clone()];
    let line = Line::new(text, told.span.clone());
    let calendar =
        (0..line.len()).any(|k| line.is("month", k) && line.capital(k)) && words.contains(|c: char| c.is_ascii_digit());
    let weekday = (0..line.len()).any(|k| line.is("weekday", k));
    let counts = line.tokens.iter().any(|token| {
        matches!(token.text.as_str(), "after" | "before" | "later" | "earlier" | "since" | "until" | "by")
    });
    ((calendar || weekday) && !counts)
        .then(|| (told.span.clone(), DatedWords { words: words.to_owned(), date: days.start, calendar }))
}

/// Days before the link word: "three days after", "a week before", "the day after".
fn length_before(line: &Line, link: usize) -> Option<(usize, i32, i32)> {
    let unit = link.checked_sub(1)?;
    let days = value("length", line.at(unit))?.parse::<f64>().ok()?;
    // from the first token on from which a number leads to the unit
    let from =
        (unit.saturating_sub(6)..unit).find(|k| line.quantity(*k).is_some_and(|quantity| quantity.at.end == unit));
    let (from, low, high) = match from {
        Some(from) => {
            let quantity = line.quantity(from)?;
            (from, quantity.low?, quantity.high?)
        }
        None if line.one_of(unit.checked_sub(1)?, &["a", "one", "the"]) => (unit - 1, 1.0, 1.0),
        None => return None,
    };
    // a week is told for six days or eight; a month for any of its lengths
    let slack = match days as i32 {
        1 => 0.0,
        7 => 2.0,
        30 => 5.0 + high,
        _ => 15.0,
    };
    (high * days < 40_000.0).then_some((from, (low * days - slack) as i32, (high * days + slack) as i32))
}

/// "on 8 December, three days after the capture of the town on 5 December"; "three days after the capture on 5 December, on 8
/// December".
fn interval(line: &Line, link: usize, dated: &[(Range<usize>, DatedWords)]) -> Option<Stated> {
    let (from, low, high) = length_before(line, link)?;
    // the grammar of days may take the length itself for an expression; what counts here are the two days
    let [(one_at, one), (other_at, other)] = dated else { return None };
    let at = line.tokens[link].bytes.start;
    let leads = line.tokens[from].bytes.start < one_at.start;
    let (counted, base) = match (leads, one_at.end <= at, other_at.start >= at) {
        // the day comes first, its distance from the other behind it
        (false, true, true) => (one, other),
        // "Three days after X on 5 December, ... on 8 December": the first of them is X's
        (true, false, true) if line.at(from.wrapping_sub(1)).is_empty() => (other, one),
        _ => return None,
    };
    let (earlier, later) = if line.at(link) == "before" { (counted, base) } else { (base, counted) };
    let start = one_at.start.min(line.tokens[from].bytes.start);
    let order = Order::Interval { earlier: earlier.clone(), later: later.clone(), days_low: low, days_high: high };
    Some((start..other_at.end, Statement::Order(order)))
}

/// Words that make it doubtful that what is told happened on that day.
const DOUBTFUL: [&str; 30] = [
    "will",
    "would",
    "shall",
    "should",
    "could",
    "may",
    "might",
    "must",
    "plan",
    "plans",
    "planned",
    "said",
    "says",
    "told",
    "announced",
    "agreed",
    "ordered",
    "vowed",
    "threatened",
    "warned",
    "due",
    "expected",
    "scheduled",
    "set",
    "until",
    "if",
    "unless",
    "not",
    "urged",
    "called",
];

/// "withdrew on 4 December after the city fell on 3 December": one day on each side of the link, both past.
fn sequence(seen: &Seen, line: &Line, link: usize, at: usize, dated: &[(Range<usize>, DatedWords)]) -> Option<Stated> {
    let [(one_at, one), (other_at, other)] = dated else { return None };
    if !(one_at.end <= at && at <= other_at.start) || length_before(line, link).is_some() {
        return None;
    }
    let published = seen.report.date?;
    if one.date > published || other.date > published || (0..line.len()).any(|k| DOUBTFUL.contains(&line.at(k))) {
        return None;
    }
    // "after" must hang on the first day's clause, with no other clause between, and reach the second
    let between = (0..line.len()).filter(|k| {
        let bytes = &line.tokens[*k].bytes;
        one_at.end <= bytes.start && bytes.end <= other_at.start
    });
    if between.into_iter().any(|k| matches!(line.at(k), ";" | ":" | "and" | "but" | "while")) {
        return None;
    }
    let (first, second) = if line.at(link) == "before" { (one, other) } else { (other, one) };
    let order = Order::Sequence { first: first.clone(), second: second.clone(), link: line.at(link).to_owned() };
    Some((one_at.start..other_at.end, Statement::Order(order)))
}

/// What the claims themselves tell in an impossible order, or could.
pub(super) fn of_claims(seen: &Seen) -> Vec<Testable> {
    let mut found = Vec::new();
    let Some(published) = seen.report.date else { return found };
    let mut told: Vec<(usize, Range<usize>)> = Vec::new();
    for claim in seen.claims.iter().filter(|claim| claim.status == Status::Actual) {
        for (bytes, words) in days_of(seen, claim) {
            if words.calendar && words.date > published && !told.contains(&(claim.sentence, bytes.clone())) {
                told.push((claim.sentence, bytes.clone()));
                let order = Order::Told { day: words.date, published };
                found.push(seen.testable(claim.sentence, (bytes, Statement::Order(order))));
            }
        }
    }
    found.extend(releases(seen));
    found
}

/// The single days of a claim with the bytes of their words.
fn days_of(seen: &Seen, claim: &Claim) -> Vec<(Range<usize>, DatedWords)> {
    let Some(resolved) = &claim.resolved else { return vec![] };
    let days = claim.slot(TextSlot::Time).iter().zip(&resolved.time);
    days.filter_map(|(filler, when)| {
        let days = when.days().filter(|days| days.start == days.end && days.precision == 1)?;
        let bytes = seen.bytes_of(filler.span);
        let line = Line::new(&seen.report.text, bytes.clone());
        let month = (0..line.len()).any(|k| line.is("month", k) && line.capital(k));
        let calendar = month && line.tokens.iter().any(|token| token.number.is_some());
        let only = !line
            .tokens
            .iter()
            .any(|token| matches!(token.text.as_str(), "since" | "until" | "by" | "before" | "after"));
        only.then(|| (bytes, DatedWords { words: filler.text.clone(), date: days.start, calendar }))
    })
    .collect()
}

/// One detention and one release of the same people in a report, both dated: the release cannot come first.
fn releases(seen: &Seen) -> Vec<Testable> {
    let actual = |claim: &&Claim| claim.status == Status::Actual;
    let who = |claim: &Claim| claim.slot(TextSlot::Target).first().map(|filler| filler.text.to_lowercase());
    let of = |codes: &[&str]| -> Vec<(&Claim, String)> {
        let claims = seen.claims.iter().filter(actual).filter(|claim| codes.contains(&claim.event_type.code()));
        claims.filter_map(|claim| Some((claim, who(claim)?))).collect()
    };
    let (held, freed) = (of(&["DETAIN", "ABDUCT"]), of(&["RELEASE"]));
    let mut found = Vec::new();
    for (release, people) in &freed {
        let of_them: Vec<&Claim> = held.iter().filter(|(_, other)| other == people).map(|(claim, _)| *claim).collect();
        let again = freed.iter().filter(|(_, other)| other == people).count() > 1;
        let [detention] = of_them[..] else { continue };
        let (Some((_, first)), Some((bytes, second))) =
            (days_of(seen, detention).into_iter().next(), days_of(seen, release).into_iter().next())
        else {
            continue;
        };
        if again {
            continue;
        }
        let order = Order::Sequence { first, second, link: "released after being held".to_owned() };
        found.push(seen.testable(release.sentence, (bytes, Statement::Order(order))));
    }
    found
}

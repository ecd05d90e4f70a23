//! What holds for times of any text.

use claim::When;
use jiff::civil::Date;
use proptest::prelude::*;
use world::dates::{DateContext, Leaning, NumberOrder, date_line, dateline_day, find, read, when, when_after};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Words that expressions are made of, and others that get in their way.
const WORDS: [&str; 96] = [
    "Friday",
    "sunday",
    "late",
    "early",
    "mid",
    "-",
    "the",
    "of",
    "on",
    "in",
    "since",
    "until",
    "by",
    "before",
    "after",
    "from",
    "to",
    "and",
    "between",
    "3",
    "31",
    "2019",
    "99999",
    "4294967296",
    "00",
    "2400",
    "0530",
    "1980s",
    "9:30",
    "p.m.",
    "am",
    "GMT",
    "+",
    "(",
    ")",
    "local",
    "time",
    "March",
    "May",
    "Feb.",
    "3rd",
    "third",
    "two",
    "twenty",
    "a",
    "few",
    "several",
    "days",
    "weeks",
    "hours",
    "years",
    "century",
    "centuries",
    "decade",
    "ago",
    "later",
    "earlier",
    "last",
    "next",
    "this",
    "past",
    "week",
    "month",
    "year",
    "quarter",
    "first",
    "half",
    "end",
    "start",
    "summer",
    "winter",
    "night",
    "morning",
    "dawn",
    "overnight",
    "midnight",
    "today",
    "yesterday",
    "tomorrow",
    "day",
    "same",
    "that",
    "recent",
    "Ramadan",
    "Christmas",
    "New",
    "Year",
    "'s",
    "Eve",
    "so",
    "far",
    "hundred",
    "40630Z",
    "031530C",
    ",",
    "/",
];

fn any_day() -> impl Strategy<Value = Date> {
    (1i16..=9999, 1i8..=12, 1i8..=28).prop_map(|(year, month, day)| Date::constant(year, month, day))
}

/// A day that a report can tell of; every day of the month.
fn day_of_history() -> impl Strategy<Value = Date> {
    (1000i16..=2199, 1i8..=12, 1i8..=31)
        .prop_filter_map("no such day", |(year, month, day)| Date::new(year, month, day).ok())
}

fn context() -> impl Strategy<Value = DateContext> {
    let leaning = prop_oneof![Just(Leaning::Past), Just(Leaning::Future)];
    let order = prop_oneof![Just(NumberOrder::Us), Just(NumberOrder::European), Just(NumberOrder::Unknown)];
    let edge = prop_oneof![Just(Date::MIN), Just(Date::MAX)];
    let published = prop::option::of(prop_oneof![8 => any_day(), 1 => edge]);
    (published, prop::option::weighted(0.2, any_day()), leaning, order)
        .prop_map(|(published, dateline, leaning, order)| DateContext { published, dateline, leaning, order })
}

fn told() -> impl Strategy<Value = Option<(Date, Date)>> {
    let stretch = (any_day(), 0i64..4000);
    prop::option::of(stretch)
        .prop_map(|told| told.map(|(first, days)| (first, first.saturating_add(jiff::Span::new().days(days)))))
}

fn sane(answer: &When) -> Result<(), TestCaseError> {
    match answer {
        When::Days(days) => {
            prop_assert!(days.start <= days.end, "{days:?}");
            prop_assert!((1..=5).contains(&days.precision), "{days:?}");
            prop_assert!(!days.rule.is_empty(), "{days:?}");
        }
        When::Unresolved(reason) => prop_assert!(!reason.unresolved.is_empty()),
    }
    Ok(())
}

fn everything(text: &str, context: &DateContext, told: Option<(Date, Date)>) -> Result<(), TestCaseError> {
    sane(&when_after(text, context, told))?;
    let mut end = 0;
    for reading in read(text, context) {
        sane(&reading.when)?;
        prop_assert!(
            reading.span.start >= end && reading.span.start < reading.span.end,
            "{:?} after {end}",
            reading.span
        );
        prop_assert!(text.get(reading.span.clone()).is_some(), "{:?} is no part of the text", reading.span);
        for part in reading.parts() {
            sane(&part.when)?;
            prop_assert!(part.span.start >= reading.span.start && part.span.end <= reading.span.end);
            part.timex();
        }
        end = reading.span.end;
    }
    dateline_day(text, context.published);
    date_line(text);
    Ok(())
}

fn days(answer: When) -> Option<(Date, Date, u8)> {
    match answer {
        When::Days(days) => Some((days.start, days.end, days.precision)),
        When::Unresolved(_) => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn any_text_has_an_answer(text in ".{0,60}", context in context(), told in told()) {
        everything(&text, &context, told)?;
    }

    #[test]
    fn any_heap_of_words_of_time_has_an_answer(
        picks in prop::collection::vec((0..WORDS.len(), prop::bool::weighted(0.85)), 0..14),
        context in context(),
        told in told(),
    ) {
        let text: String = picks.iter().map(|&(word, gap)| format!("{}{}", WORDS[word], if gap { " " } else { "" })).collect();
        everything(&text, &context, told)?;
    }

    #[test]
    fn a_day_comes_back_however_it_is_written(day in day_of_history(), context in context()) {
        let month = MONTHS[day.month() as usize - 1];
        let suffix = match day.day() { 1 | 21 | 31 => "st", 2 | 22 => "nd", 3 | 23 => "rd", _ => "th" };
        let (year, number) = (day.year(), day.day());
        for text in [
            day.to_string(),
            format!("{number} {month} {year}"),
            format!("{month} {number}, {year}"),
            format!("{month} {number}{suffix}, {year}"),
            format!("the {number}{suffix} of {month} {year}"),
            format!("ON {number} {} {year}", month.to_uppercase()),
            day.strftime("%A, %-d %B %Y").to_string(),
            day.strftime("%a %d %b %Y").to_string(),
        ] {
            prop_assert_eq!(days(when(&text, &context)), Some((day, day, 1)), "{}", text);
        }
        let us = DateContext { order: NumberOrder::Us, ..context };
        let european = DateContext { order: NumberOrder::European, ..context };
        prop_assert_eq!(days(when(&format!("{}/{}/{year}", day.month(), number), &us)), Some((day, day, 1)));
        prop_assert_eq!(days(when(&format!("{}/{}/{year}", number, day.month()), &european)), Some((day, day, 1)));
    }

    #[test]
    fn a_month_and_a_year_come_back(day in day_of_history(), context in context()) {
        let (first, last) = (day.first_of_month(), day.last_of_month());
        let month = format!("{} {}", MONTHS[day.month() as usize - 1], day.year());
        prop_assert_eq!(days(when(&month, &context)), Some((first, last, 4)), "{}", month);
        let year = days(when(&format!("in {}", day.year()), &context));
        prop_assert_eq!(year, Some((day.first_of_year(), day.last_of_year(), 5)));
    }

    #[test]
    fn a_weekday_lies_within_a_week_of_the_report(day in day_of_history(), shift in 0i64..7) {
        let told = day.checked_add(jiff::Span::new().days(shift)).unwrap();
        let name = told.strftime("%A").to_string();
        let past = days(when(&name, &DateContext::published(day))).map(|(start, _, _)| start);
        let ahead = DateContext { leaning: Leaning::Future, ..DateContext::published(day) };
        prop_assert_eq!(days(when(&name, &ahead)).map(|(start, _, _)| start), Some(told));
        let before = if shift == 0 { day } else { told.checked_sub(jiff::Span::new().days(7)).unwrap() };
        prop_assert_eq!(past, Some(before));
    }

    #[test]
    fn without_a_date_nothing_relative_is_resolved(n in 1u32..60, unit in prop::sample::select(vec!["days", "weeks", "months", "years"])) {
        for text in [format!("{n} {unit} ago"), format!("the past {n} {unit}"), "Friday".to_owned(), "last week".to_owned()] {
            prop_assert_eq!(days(when(&text, &DateContext::default())), None, "{}", text);
        }
    }

    #[test]
    fn the_words_of_a_found_expression_are_found_again(day in day_of_history()) {
        let text = format!("Shells fell on {} near Tarva.", day.strftime("%-d %B %Y"));
        let spans: Vec<&str> = find(&text).iter().map(|found| &text[found.span.clone()]).collect();
        prop_assert_eq!(spans, vec![day.strftime("%-d %B %Y").to_string()]);
    }
}

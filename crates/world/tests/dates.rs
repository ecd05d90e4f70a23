//! Times against their cases, and what is found in running text.

use claim::When;
use jiff::civil::Date;
use world::dates::{
    DateContext, Leaning, NumberOrder, date_line, dateline_day, find, read, told_before, when, when_after,
};

/// The context that a line of the table tells; `None` where it cannot be read.
fn context(published: &str, options: &str) -> Option<(DateContext, Option<(Date, Date)>)> {
    let mut context = DateContext::default();
    let mut told = None;
    if published != "-" {
        context.published = Some(published.parse().ok()?);
    }
    for option in options.split(' ').filter(|option| *option != "-") {
        match option.split_once('=') {
            None if option == "future" => context.leaning = Leaning::Future,
            None if option == "us" => context.order = NumberOrder::Us,
            None if option == "european" => context.order = NumberOrder::European,
            Some(("dateline", day)) => context.dateline = Some(day.parse().ok()?),
            Some(("told", days)) => {
                let (first, last) = days.split_once("..")?;
                told = Some((first.parse().ok()?, last.parse().ok()?));
            }
            _ => return None,
        }
    }
    Some((context, told))
}

/// As the table writes it.
fn written(when: &When) -> String {
    let days = match when {
        When::Unresolved(reason) => return format!("unresolved: {}", reason.unresolved),
        When::Days(days) => days,
    };
    let mut out = days.start.to_string();
    if days.end != days.start {
        out.push_str(&format!("..{}", days.end));
    }
    out.push_str(&format!(" p{}", days.precision));
    if let Some(clock) = &days.clock {
        out.push_str(&clock.from.strftime(" %H:%M").to_string());
        if let Some(to) = clock.to {
            out.push_str(&to.strftime("-%H:%M").to_string());
        }
        if let Some(zone) = &clock.zone {
            out.push_str(&format!(" {zone}"));
        }
    }
    out
}

#[test]
fn every_case_of_the_table_comes_out_as_written() {
    let table = include_str!("../src/dates/cases.tsv");
    let (mut wrong, mut seen, mut unresolved) = (Vec::new(), 0, 0);
    for (number, line) in table.lines().enumerate().filter(|(_, line)| !line.starts_with('#') && !line.is_empty()) {
        let at = format!("crates/world/src/dates/cases.tsv:{}", number + 1);
        let cells: Vec<&str> = line.split('\t').collect();
        let [text, published, options, expected] = cells[..] else {
            wrong.push(format!("{at}: four columns expected, {} seen", cells.len()));
            continue;
        };
        let Some((context, told)) = context(published, options) else {
            wrong.push(format!("{at}: cannot read the context {published:?} {options:?}"));
            continue;
        };
        let answer = when_after(text, &context, told);
        if written(&answer) != expected {
            wrong.push(format!(
                "{at}: {text:?} ({published} {options}): {} instead of {expected}: {answer:?}",
                written(&answer)
            ));
        }
        seen += 1;
        unresolved += usize::from(expected.starts_with("unresolved"));
    }
    assert!(wrong.is_empty(), "{} of {seen}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(seen >= 250 && unresolved >= 40, "{seen} cases, {unresolved} of them unresolved");
}

#[test]
fn the_rule_that_did_it_is_told() {
    let saturday = DateContext::published("2024-12-07".parse().unwrap());
    let rule = |text: &str| match when(text, &saturday) {
        When::Days(days) => days.rule,
        When::Unresolved(reason) => reason.unresolved,
    };
    assert_eq!(rule("Friday"), "weekday before the report's day");
    assert_eq!(rule("Saturday"), "weekday of the report's day");
    assert_eq!(rule("Friday night"), "weekday before the report's day; hours of the day told");
    assert_eq!(rule("3 March 2019"), "date");
    assert_eq!(rule("Thursday, 3 March 2023"), "date; the weekday told is another");
    let dateline = DateContext { dateline: saturday.published, ..DateContext::default() };
    match when("Friday", &dateline) {
        When::Days(days) => assert_eq!(days.rule, "weekday before the dateline's day"),
        When::Unresolved(reason) => panic!("{}", reason.unresolved),
    }
}

/// The expressions of a text as it has them.
fn found(text: &str) -> Vec<&str> {
    find(text).into_iter().map(|found| &text[found.span]).collect()
}

#[test]
fn expressions_are_found_in_running_text() {
    let cases: [(&str, &[&str]); 22] = [
        ("The town fell late on Friday, residents said on Saturday.", &["late on Friday", "Saturday"]),
        ("Fighting has gone on since 27 November in three districts.", &["since 27 November"]),
        ("Between 2011 and 2021 the bridge was hit twice.", &["Between 2011 and 2021"]),
        ("They may march on the capital in May.", &["May"]),
        ("He may be there by March.", &["by March"]),
        ("Some 2000 people fled; 1500 stayed.", &[]),
        ("About 1,200 soldiers came at 9 a.m. local time (0600 GMT).", &["9 a.m. local time (0600 GMT)"]),
        ("The A-2000 and the 2014 model were shown.", &["2014"]),
        ("See http://example.org/2014/05/06/report.html for more.", &[]),
        ("It cost $2019 in all.", &[]),
        ("The second battalion of the third brigade left.", &[]),
        ("Two weeks ago, on March 3rd, 2019, they met.", &["Two weeks ago", "March 3rd, 2019"]),
        ("In the past 48 hours the shelling grew.", &["past 48 hours"]),
        ("THE RAID CAME BEFORE DAWN ON TUESDAY, POLICE SAID.", &["BEFORE DAWN ON TUESDAY"]),
        ("After the fall of the town they sat down.", &[]),
        ("He sat on a wall; the sun rose.", &[]),
        ("the 1980s and the early 1990s", &["1980s", "early 1990s"]),
        ("“Yesterday’s” strike — the worst since 2014 — hit Тарва.", &["Yesterday", "since 2014"]),
        (
            "The offensive began in mid-March and ended by the end of the month.",
            &["mid-March", "by the end of the month"],
        ),
        ("A 27-year war", &["27-year"]),
        ("On 3 and 4 March 2019 shells fell.", &["3 and 4 March 2019"]),
        ("3.5 March on", &[]),
    ];
    let wrong: Vec<String> = cases
        .iter()
        .map(|(text, expected)| (text, expected, found(text)))
        .filter(|(_, expected, seen)| {
            let bare =
                |s: &str| s.trim_start_matches("the ").trim_start_matches("The ").trim_start_matches("A ").to_owned();
            seen.iter().map(|s| bare(s)).collect::<Vec<_>>() != expected.iter().map(|s| bare(s)).collect::<Vec<_>>()
        })
        .map(|(text, expected, seen)| format!("{text:?}: {seen:?} instead of {expected:?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn running_text_counts_from_the_day_told_before() {
    let context = DateContext::published("2024-12-07".parse().unwrap());
    let text =
        "The bridge was blown up on Tuesday. Two days later a convoy was hit at 9 p.m. Talks will resume on Friday.";
    let days: Vec<String> = read(text, &context).iter().map(|reading| written(&reading.when)).collect();
    assert_eq!(days, ["2024-12-03 p1", "2024-12-05 p1", "2024-12-05 p1 21:00", "2024-12-13 p1"]);
}

#[test]
fn the_ends_of_a_range_stand_alone_too() {
    let context = DateContext::published("2024-12-04".parse().unwrap());
    let text = "Between 3 and 5 May 2019 it was quiet. The gates stay shut until Friday.";
    let parts: Vec<(String, String)> = read(text, &context)
        .iter()
        .flat_map(|reading| reading.parts())
        .map(|part| (text[part.span.clone()].to_owned(), written(&part.when)))
        .collect();
    let expected = [("3", "2019-05-03 p1"), ("5 May 2019", "2019-05-05 p1"), ("Friday", "2024-12-06 p1")];
    assert_eq!(parts, expected.map(|(words, days)| (words.to_owned(), days.to_owned())));
}

#[test]
fn hostile_text_costs_no_stack_and_no_patience() {
    for piece in [
        "night of ",
        "two days after ",
        "early ",
        "the ",
        "(",
        "1 - ",
        "3 May to ",
        "since ",
        "9:30 - ",
        "last ",
        "a week ago ",
    ] {
        let text = piece.repeat(1000);
        find(&text);
        when(&text, &DateContext::published("2024-12-07".parse().unwrap()));
    }
}

#[test]
fn a_filler_counts_from_what_the_report_told_before_it() {
    let context = DateContext::published("2024-12-07".parse().unwrap());
    let text =
        "The bridge was blown up on Tuesday. A convoy was hit the same day. The road has been shut since Monday.";
    let readings = read(text, &context);
    let told = told_before(&readings, text.find("the same day").unwrap());
    assert_eq!(written(&when_after("same day", &context, told)), "2024-12-03 p1");
    assert_eq!(written(&when_after("dawn", &context, told)), "2024-12-03 p1 04:00-07:00");
    assert_eq!(written(&when_after("yesterday", &context, told)), "2024-12-06 p1");
    assert_eq!(told_before(&readings, text.len()), told, "\"since Monday\" tells no day to count from");
    assert_eq!(told_before(&readings, 0), None);
}

#[test]
fn the_day_of_a_dateline_is_read() {
    let day = |text: &str, published: &str| dateline_day(text, published.parse().ok()).map(|day: Date| day.to_string());
    let some = |day: &str| Some(day.to_owned());
    assert_eq!(day("HOMS, Dec 6 (Reuters) - Shells fell.", "2024-12-07"), some("2024-12-06"));
    assert_eq!(day("DAMASCUS, Syria, 14 October (AP) — Shells fell.", "2013-10-15"), some("2013-10-14"));
    assert_eq!(day("Rebels advance\n\nBEIRUT, Jan. 1, 2014 -- Shells fell.", "2014-01-02"), some("2014-01-01"));
    assert_eq!(day("GOMA, DR Congo, Dec 31 (Xinhua) -- Shells fell.", "2013-01-01"), some("2012-12-31"));
    assert_eq!(day("JUBA, 2 March 2014 (Radio) - Shells fell.", ""), some("2014-03-02"));
    assert_eq!(day("JUBA, 2 March (Radio) - Shells fell.", ""), None);
    assert_eq!(day("BEIRUT (AP) — Shells fell on Dec 6.", "2024-12-07"), None);
    assert_eq!(day("Shells fell on Dec 6 - a Friday.", "2024-12-07"), None);
    assert_eq!(day("HOMS, Dec 20 (Reuters) - Shells fell.", "2024-12-07"), None);
    assert_eq!(day("", "2024-12-07"), None);
}

#[test]
fn a_date_that_stands_alone_is_read() {
    let day = |text: &str| date_line(text).map(|day| day.to_string());
    assert_eq!(day("Rebels advance\nSaturday, 7 December 2024\nShells fell."), Some("2024-12-07".to_owned()));
    assert_eq!(day("Published: March 3, 2019\n\nShells fell."), Some("2019-03-03".to_owned()));
    assert_eq!(day("Shells fell on 7 December 2024.\nMore shells."), None);
    assert_eq!(day("The war of 7 December 2024\nShells fell."), None);
    assert_eq!(day("7 December\nShells fell."), None);
}

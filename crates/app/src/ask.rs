//! `dateline where | when | who`: single questions, answered with the reason; and `dateline gazetteer`.

use crate::cli::{GazetteerCommand, WhenArgs, WhereArgs, WhoArgs};
use crate::line::grouped;
use crate::meaning::{days_words, point_words};
use crate::shown::{isolated, shown};
use crate::{Ending, complain, load_gazetteer, print};
use claim::{Days, Party, Place, PlaceSeen, When, Where, Who};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use std::io::IsTerminal;
use std::path::Path;
use world::dates::{self, DateContext, Leaning, NumberOrder};
use world::parties::{self, PartyContext, Register};
use world::places::import::{self, ImportSummary};
use world::places::resolve::{Explained, explain_place};

/// Runs `dateline where`.
pub fn place(args: &WhereArgs) -> Ending {
    let Some(gazetteer) = load_gazetteer(args.places.gazetteer.as_deref()) else { return Ending::Nothing };
    let explained = explain_place(&args.name, args.near.as_deref(), gazetteer);
    let text = if args.json { json(&explained.answer) } else { where_text(&explained) };
    told(&text, explained.answer.place().is_some())
}

fn where_text(explained: &Explained) -> String {
    let mut out = String::new();
    match &explained.answer {
        Where::Place(place) => {
            line(&mut out, &place_line(place));
            for reason in &explained.reasons {
                indented(&mut out, &format!("because {reason}"));
            }
        }
        Where::Unresolved(place) => line(&mut out, &format!("unresolved: {}", place.unresolved)),
    }
    let answered = explained.answer.place().map(|place| place.id.as_str());
    for seen in explained.considered.iter().filter(|seen| Some(seen.id.as_str()) != answered).take(5) {
        indented(&mut out, &format!("not {}", seen_words(seen)));
    }
    out
}

/// "Daraa (درعا), Daraa, SY · town · 32.62 N 36.11 E · precision 1 · geonames:170905 · 0.98".
fn place_line(place: &Place) -> String {
    let mut name = place.name.clone();
    if let Some(own) = &place.own_name {
        name.push_str(&format!(" ({})", isolated(own)));
    }
    for part in [place.division.as_ref(), place.country.as_ref()].into_iter().flatten() {
        name.push_str(&format!(", {part}"));
    }
    let point = point_words(place.lat, place.lon);
    format!("{name} · {} · {point} · precision {} · {} · {:.2}", place.kind, place.precision, place.id, place.score)
}

fn seen_words(seen: &PlaceSeen) -> String {
    let country = seen.country.as_ref().map(|country| format!(", {country}")).unwrap_or_default();
    format!("{}{country} · {} · {:.2}", seen.name, seen.id, seen.score)
}

/// Runs `dateline when`.
pub fn days(args: &WhenArgs) -> Ending {
    let leaning = if args.future { Leaning::Future } else { Leaning::Past };
    let context = DateContext { published: args.date, dateline: None, leaning, order: NumberOrder::Unknown };
    let answer = dates::when(&args.expression, &context);
    let text = match &answer {
        _ if args.json => json(&answer),
        When::Days(days) => format!("{}\n", shown(&days_line(days))),
        When::Unresolved(reason) => format!("unresolved: {}\n", shown(&reason.unresolved)),
    };
    told(&text, answer.days().is_some())
}

/// "2024-12-06 18:00–23:59 · Friday · precision 1 · weekday before the report's day".
fn days_line(days: &Days) -> String {
    let weekday = if days.start == days.end { days.start.strftime(" · %A").to_string() } else { String::new() };
    format!("{}{weekday} · precision {} · {}", days_words(days), days.precision, days.rule)
}

/// Runs `dateline who`.
pub fn party(args: &WhoArgs) -> Ending {
    // The countries come in the order of their weight.
    let weight = |number: usize| 1.0 / (number + 1) as f64;
    let countries = args.country.iter().enumerate().map(|(n, code)| (code.clone(), weight(n))).collect();
    let context = PartyContext { countries, date: args.date, ..PartyContext::default() };
    let answer = parties::who(&args.mention, &context, Register::bundled());
    let text = match &answer {
        _ if args.json => json(&answer),
        Who::Party(party) => format!("{}\n", shown(&party_line(party))),
        Who::Unresolved(reason) => format!("unresolved: {}\n", shown(&reason.unresolved)),
    };
    told(&text, answer.party().is_some_and(|party| !party.provisional))
}

/// "Syrian Arab Army · sy/army · SY · MIL · the army of the report's country".
fn party_line(party: &Party) -> String {
    let mut line = format!("{} · {}", party.name, party.id);
    for part in [party.country.as_ref(), party.sector.as_ref()].into_iter().flatten() {
        line.push_str(&format!(" · {part}"));
    }
    format!("{line} · {}", party.rule)
}

/// Runs `dateline gazetteer`.
pub fn gazetteer(command: &GazetteerCommand) -> Ending {
    match command {
        GazetteerCommand::Import { folder, output, quiet } => import_dump(folder, output, *quiet),
    }
}

fn import_dump(folder: &Path, output: &Path, quiet: bool) -> Ending {
    let target = if quiet || !std::io::stderr().is_terminal() {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let style = ProgressStyle::with_template("{bar:24} {percent}% · {elapsed}, {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::with_draw_target(Some(1), target).with_style(style);
    let result = import::import(folder, output, &mut |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    match result {
        Ok(_) if quiet => Ending::All,
        Ok(summary) => print(&format!("{}\n", import_words(&summary, output))),
        Err(error) => {
            complain(&error.to_string());
            Ending::Nothing
        }
    }
}

/// "villages.gazetteer: 12,034 places under 51,200 names, from 12,950 rows 916 of them no places of news, 2 broken:",
/// with the first broken rows.
fn import_words(summary: &ImportSummary, output: &Path) -> String {
    let mut words = format!(
        "{}: {} places under {} names, from {} rows",
        output.display(),
        grouped(summary.places),
        grouped(summary.keys),
        grouped(summary.rows)
    );
    if summary.left_out > 0 {
        words.push_str(&format!(", {} of them no places of news", grouped(summary.left_out)));
    }
    if summary.broken > 0 {
        words.push_str(&format!(", {} broken:", grouped(summary.broken)));
    }
    for problem in &summary.problems {
        words.push_str(&format!("\n  {}", shown(&problem.to_string())));
    }
    words
}

fn line(out: &mut String, words: &str) {
    out.push_str(&shown(words));
    out.push('\n');
}

fn indented(out: &mut String, words: &str) {
    out.push_str("  ");
    line(out, words);
}

fn json(answer: &impl Serialize) -> String {
    // Answers have string keys only and finite numbers: they can always be written.
    format!("{}\n", serde_json::to_string_pretty(answer).unwrap_or_default())
}

/// Prints, and says by the exit code whether there was an answer.
fn told(text: &str, answered: bool) -> Ending {
    match print(text) {
        Ending::All if !answered => Ending::Some,
        ending => ending,
    }
}

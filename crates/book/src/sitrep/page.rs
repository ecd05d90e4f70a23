//! The printed form of a report: one page of HTML that needs nothing else, without a script.
//!
//! Names and sentences of reports are somebody else's words: maud escapes them, and each finds its own direction.

use super::prose::{Piece, long_day, period, range, type_words};
use super::{Displacement, Handover, Highlight, Incident, Range, Sitrep, Source, chart};
use crate::checks::CheckView;
use crate::control::Citation;
use crate::words::{counted, grouped};
use claim::ClaimId;
use fuse::contradictions::Contradiction;
use fuse::{Named, Spot, Told};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::collections::BTreeMap;

const STYLE: &str = include_str!("page.css");

/// Citations behind a sentence at most; how many more there are is said.
const MOST: usize = 4;

/// Numbers of the sentences behind a report.
struct Notes {
    of: BTreeMap<ClaimId, usize>,
}

impl Notes {
    /// "¹ ² ³ +4".
    fn refs(&self, claims: &[ClaimId]) -> Markup {
        let mut known: Vec<usize> = claims.iter().filter_map(|claim| self.of.get(claim)).copied().take(MOST).collect();
        known.sort_unstable();
        let more = claims.len().saturating_sub(known.len());
        html! {
            @if !known.is_empty() {
                sup {
                    @for (at, number) in known.iter().enumerate() {
                        @if at > 0 { " " }
                        a href=(format!("#s{number}")) aria-label=(format!("sentence {number}")) { (number) }
                    }
                    @if more > 0 { "\u{a0}+" (more) }
                }
            }
        }
    }
}

/// The page.
pub fn html(sitrep: &Sitrep) -> String {
    let notes = Notes { of: sitrep.citations.iter().enumerate().map(|(at, one)| (one.claim, at + 1)).collect() };
    let title = format!("Situation report: {}", sitrep.title);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content=(sitrep.cut_off.version);
                title { (title) }
                style { (PreEscaped(STYLE)) (PreEscaped(margins(sitrep))) }
            }
            body {
                main {
                    (head(sitrep))
                    (figures(sitrep))
                    section {
                        h2 { "Highlights" }
                        ul.highlights { @for one in &sitrep.highlights { (highlight(one, &notes)) } }
                    }
                    @if let Some(figure) = chart::figure(sitrep) {
                        section {
                            h2 { (figure_title(sitrep)) }
                            figure { (figure) figcaption { (chart::legend(sitrep)) } }
                            @if sitrep.control.len() > chart::STRIPS {
                                p.faint { "The first " (chart::STRIPS) " of " (sitrep.control.len()) " places are shown." }
                            }
                        }
                    }
                    (changes(&sitrep.changes, &notes))
                    (incidents(sitrep, &notes))
                    (displacement(&sitrep.displacement, &notes))
                    (disputes(&sitrep.disputes, &notes))
                    (checks(&sitrep.checks))
                    section {
                        h2 { "Keep in mind" }
                        ul.caveats { @for caveat in &sitrep.caveats { li { (caveat) } } }
                    }
                    (sources(&sitrep.sources))
                    (citations(&sitrep.citations))
                    (cut_off(sitrep))
                }
            }
        }
    };
    page.into_string()
}

/// What stands in the margins of each sheet of paper.
fn margins(sitrep: &Sitrep) -> String {
    // Inside a CSS string inside HTML: nothing that could end either may pass.
    let safe = |text: &str| -> String {
        text.chars().filter(|c| !c.is_control() && !matches!(c, '"' | '\\' | '<' | '>' | '&')).collect()
    };
    format!(
        "@page {{ @bottom-left {{ content: \"{} · {}\"; font: 8pt system-ui, sans-serif; color: #5c6873; }} \
         @bottom-right {{ content: counter(page) \" / \" counter(pages); font: 8pt system-ui, sans-serif; color: #5c6873; }} }}",
        safe(&sitrep.title),
        safe(&sitrep.review.stamp)
    )
}

fn head(sitrep: &Sitrep) -> Markup {
    let main = sitrep.places.first();
    let until = sitrep.cut_off.as_of.or(sitrep.cut_off.last_published);
    html! {
        header {
            div.kicker {
                span { b { "Situation report" } @if let Some(day) = until { " · known by " time datetime=(day) { (long_day(day)) } } }
                span.stamp { (sitrep.review.stamp) }
            }
            h1 {
                bdi dir="auto" { (main.map_or("", |place| place.name.as_str())) }
                @if let Some(own_name) = main.and_then(|place| place.own_name.as_ref()) { " " bdi.own dir="auto" { (own_name) } }
            }
            p.period { (period(sitrep.from, sitrep.to)) }
            @if let Some(words) = covers(sitrep) { p.covers { (words) } }
        }
    }
}

/// What the name takes in, where that is more than one place or lies in a province.
fn covers(sitrep: &Sitrep) -> Option<Markup> {
    let main = sitrep.places.first()?;
    let whole = |kind: &str| match kind {
        "country" => Some("The country with all places in it"),
        "division" => Some("The province with all places in it"),
        _ => None,
    };
    let country = main.country.as_deref();
    if sitrep.places.len() > 1 {
        let all = sitrep.places.iter().map(|place| {
            let kind = match place.kind.as_str() {
                "" => "unresolved",
                "division" => "province as a whole",
                kind => kind,
            };
            html! { bdi dir="auto" { (place.name) } " (" (kind) ")" }
        });
        return Some(html! {
            "What is told of "
            @for (at, place) in all.enumerate() { @if at > 0 { " and of " } (place) }
            @if let Some(country) = country { ", " (country) }
        });
    }
    Some(match (whole(&main.kind), &main.division) {
        (Some(words), _) => html! { (words) @if let Some(country) = country { ", " (country) } },
        (None, Some(division)) => html! {
            @if !main.kind.is_empty() { (capital(&main.kind)) " in " }
            bdi dir="auto" { (division) }
            @if let Some(country) = country { ", " (country) }
        },
        (None, None) => html! { @if let Some(country) = country { (country) } },
    })
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn figures(sitrep: &Sitrep) -> Markup {
    let totals = &sitrep.totals;
    let people = |label: &str, of: Option<Range>| {
        html! {
            div {
                dt { (label) }
                dd {
                    @match of {
                        None => { "–" small { "no number told" } },
                        Some(range) => {
                            (grouped(range.best))
                            @match (range.low == range.high, range.open) {
                                (true, true) => small { "or more" },
                                (true, false) => small { "low, best and high alike" },
                                (false, open) => small { (grouped(range.low)) "–" (grouped(range.high)) @if open { " or more" } },
                            }
                        }
                    }
                }
            }
        }
    };
    html! {
        dl.figures {
            div { dt { "Events" } dd { (grouped(totals.events as u64)) small { (counted(totals.claims, "claim")) } } }
            (people("Killed", totals.killed))
            (people("Injured", totals.injured))
            (people("Displaced", totals.displaced))
            div {
                dt { "Reports" }
                dd {
                    (grouped(totals.reports as u64))
                    small { @if totals.lineages == 1 { "1 story" } @else { (grouped(totals.lineages as u64)) " stories" } }
                }
            }
        }
    }
}

fn figure_title(sitrep: &Sitrep) -> &'static str {
    match (sitrep.deaths.iter().any(|bar| bar.events > 0), sitrep.control.is_empty()) {
        (true, false) => "Deaths and control, day by day",
        (true, true) => "Deaths, day by day",
        (false, _) => "Control, day by day",
    }
}

fn pieces(pieces: &[Piece]) -> Markup {
    html! {
        @for piece in pieces {
            @match piece {
                Piece::Own(words) => (words),
                Piece::Name(name) => bdi dir="auto" { (name) },
            }
        }
    }
}

fn highlight(one: &Highlight, notes: &Notes) -> Markup {
    html! { li { (pieces(&one.pieces)) (notes.refs(&one.claims)) } }
}

fn changes(changes: &[Handover], notes: &Notes) -> Markup {
    html! {
        @if !changes.is_empty() {
            section {
                h2 { "Changes of control" }
                ul.plain {
                    @for one in changes { li { p { (pieces(&one.pieces)) (notes.refs(&one.change.claims)) } } }
                }
            }
        }
    }
}

fn days(told: &Told) -> Markup {
    html! {
        @match told {
            Told { by_words: false, end, .. } => { "by " time datetime=(end) { (end) } },
            Told { start, end, .. } if start == end => time datetime=(end) { (end) },
            Told { start, end, .. } => { time datetime=(start) { (start) } " –" br; time datetime=(end) { (end) } },
        }
    }
}

fn named(parties: &[Named]) -> Markup {
    html! { @for (at, party) in parties.iter().enumerate() { @if at > 0 { ", " } bdi dir="auto" { (party.name) } } }
}

fn spot(spot: &Spot) -> Markup {
    html! {
        bdi dir="auto" { (spot.name) }
        @if let Some(own_name) = &spot.own_name { " " bdi.faint dir="auto" { (own_name) } }
        @if spot.id.is_none() { span.faint { " (on no map)" } }
    }
}

fn number(of: Option<Range>) -> Markup {
    html! {
        @match of {
            None => span.faint { "–" },
            Some(one) if one.low == one.high => { (grouped(one.best)) @if one.open { "+" } },
            Some(one) => { (grouped(one.best)) br; span.faint { (grouped(one.low)) "–" (grouped(one.high)) @if one.open { "+" } } },
        }
    }
}

fn incidents(sitrep: &Sitrep, notes: &Notes) -> Markup {
    // One place needs no column.
    let first = sitrep.incidents.first().and_then(|one| one.place.as_ref()).map(|place| (&place.id, &place.name));
    let places = sitrep.incidents.iter().any(|one| one.place.as_ref().map(|place| (&place.id, &place.name)) != first);
    html! {
        section {
            h2 { "Incidents" }
            @if sitrep.incidents.is_empty() {
                p { "No event of this place and these days is told." }
            } @else {
                div.scroll tabindex="0" role="region" aria-label="Incidents" {
                    table {
                        thead {
                            tr {
                                th scope="col" { "Day" }
                                th scope="col" { "What" }
                                @if places { th scope="col" { "Where" } }
                                th scope="col" { "Who → to whom" }
                                th.n scope="col" { "Killed" }
                                th.n scope="col" { "Injured" }
                                th.n scope="col" { "Reports" }
                                th.n scope="col" { "Independent" }
                                th scope="col" { "Event" }
                            }
                        }
                        tbody { @for one in &sitrep.incidents { (incident(one, places, notes)) } }
                    }
                }
            }
        }
    }
}

fn incident(one: &Incident, places: bool, notes: &Notes) -> Markup {
    html! {
        tr {
            td.day { (days(&one.days)) }
            td {
                (capital(type_words(one.event_type).0)) (notes.refs(&one.claims))
                @if one.standing != fuse::events::Standing::Reported { br; span.faint { (one.standing.name()) } }
                @if one.accepted { br; span.faint { "✓ accepted" } }
            }
            @if places { td { @if let Some(place) = &one.place { (spot(place)) } } }
            td {
                @if one.actors.is_empty() && one.targets.is_empty() { span.faint { "nobody tells" } }
                (named(&one.actors))
                @if !one.targets.is_empty() { @if !one.actors.is_empty() { " " } "→ " (named(&one.targets)) }
            }
            td.n { (number(one.killed)) }
            td.n { (number(one.injured)) }
            td.n { (one.reports) }
            td.n { (one.independent) }
            td.id { (one.event) }
        }
    }
}

fn displacement(all: &[Displacement], notes: &Notes) -> Markup {
    let list =
        |names: &[Spot]| html! { @for (at, place) in names.iter().enumerate() { @if at > 0 { ", " } (spot(place)) } };
    html! {
        @if !all.is_empty() {
            section {
                h2 { "Displacement" }
                ul.plain {
                    @for one in all {
                        li {
                            p {
                                span.day { (days(&one.days)) } "  "
                                @for (at, who) in one.who.iter().enumerate() { @if at > 0 { ", " } bdi dir="auto" { (who) } }
                                @if one.who.is_empty() { "People" }
                                @if !one.from.is_empty() { " from " (list(&one.from)) }
                                @if !one.to.is_empty() { " to " (list(&one.to)) }
                                (notes.refs(&one.claims))
                                @if let Some(number) = one.displaced { " · number told: " (range(number)) }
                                span.faint { " · " (counted(one.reports, "report")) ", " (one.independent) " independent · " }
                                span.id { (one.event) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn disputes(all: &[Contradiction], notes: &Notes) -> Markup {
    html! {
        @if !all.is_empty() {
            section {
                h2 { "Disputed" }
                @for one in all {
                    div.dispute {
                        h3 { bdi dir="auto" { (one.summary) } }
                        div.accounts {
                            @for account in &one.accounts {
                                div {
                                    p { b { bdi dir="auto" { (account.says) } } (notes.refs(&account.claims)) }
                                    p.faint {
                                        "say "
                                        @for (at, name) in account.by.iter().take(6).enumerate() { @if at > 0 { "; " } bdi dir="auto" { (name) } }
                                        @if account.by.len() > 6 { " and " (account.by.len() - 6) " more" }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn checks(all: &[CheckView]) -> Markup {
    html! {
        @if !all.is_empty() {
            section {
                h2 { "Statements that do not hold" }
                ul.plain {
                    @for one in all {
                        li {
                            p { "“" bdi dir="auto" { (one.checked.testable.quote) } "”" }
                            p.faint {
                                bdi dir="auto" { (one.outlet.as_deref().unwrap_or("an unknown outlet")) }
                                @if let Some(day) = one.published { ", " time datetime=(day) { (day) } }
                                ". " (capital(&one.checked.because)) " (rule " (one.checked.rule) ")"
                            }
                        }
                    }
                }
            }
        }
    }
}

fn sources(all: &[Source]) -> Markup {
    html! {
        @if !all.is_empty() {
            section {
                h2 { "Sources" }
                div.scroll tabindex="0" role="region" aria-label="Sources" {
                    table {
                        thead {
                            tr {
                                th scope="col" { "Outlet" }
                                th.n scope="col" { "Reports" }
                                th.n scope="col" { "Copied or rewritten" }
                                th.n scope="col" { "Stories" }
                                th scope="col" { "Published" }
                            }
                        }
                        tbody {
                            @for one in all {
                                tr {
                                    td { @match &one.outlet { Some(outlet) => bdi dir="auto" { (outlet) }, None => span.faint { "unknown" } } }
                                    td.n { (one.reports) }
                                    td.n { (one.copies) }
                                    td.n { (one.lineages.len()) }
                                    td.day {
                                        @match (one.first, one.last) {
                                            (Some(first), Some(last)) if first != last => { (first) " – " (last) },
                                            (Some(day), _) | (_, Some(day)) => (day),
                                            (None, None) => span.faint { "no day" },
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn citations(all: &[Citation]) -> Markup {
    html! {
        @if !all.is_empty() {
            section {
                h2 { "Sentences behind it" }
                ol.cites {
                    @for (at, one) in all.iter().enumerate() {
                        li id=(format!("s{}", at + 1)) {
                            span.no { (at + 1) }
                            p {
                                @match &one.quote {
                                    Some(quote) => { "“" bdi dir="auto" { (quote) } "” " },
                                    None => span.faint { "Its sentence is not kept. " },
                                }
                                span.faint {
                                    bdi dir="auto" { (one.outlet.as_deref().unwrap_or("unknown outlet")) }
                                    @if let Some(speaker) = &one.speaker { ", citing " bdi dir="auto" { (speaker) } }
                                    @if let Some(day) = one.published { ", " time datetime=(day) { (day) } }
                                    " "
                                }
                                span.id { (one.claim) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn cut_off(sitrep: &Sitrep) -> Markup {
    let cut = &sitrep.cut_off;
    html! {
        section {
            h2 { "How it was made" }
            dl.facts {
                dt { "Known by" }
                dd {
                    @match cut.as_of {
                        Some(day) => { "what was published by " time datetime=(day) { (day) } },
                        None => { "all that the ledger holds" },
                    }
                    @if let Some(time) = cut.recorded_by { "; what it had recorded by " (time) }
                    @if let Some(day) = cut.last_published { "; last report of " time datetime=(day) { (day) } }
                }
                dt { "Reviewed" }
                dd {
                    (sitrep.review.stamp) ": " (grouped(sitrep.review.reviewed as u64)) " of " (counted(sitrep.review.claims, "claim"))
                    ", " (grouped(sitrep.review.accepted as u64)) " of " (counted(sitrep.review.events, "event"))
                }
                dt { "Read by" }
                dd { @if cut.made_by.is_empty() { "nothing was read" } (cut.made_by.join(", ")) }
                dt { "Numbers" }
                dd { "rule " (cut.figures) }
                dt { "Made with" }
                dd { (cut.version) }
                dt { "Ledger" }
                dd { "row " (grouped(cut.head.seq)) ", " span.id { (cut.head.hash) } }
            }
        }
    }
}

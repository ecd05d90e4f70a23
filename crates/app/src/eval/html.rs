//! One page that shows every difference in its sentence, gold beside predicted, with the figures on top.
//!
//! Self-contained: no network (its own policy forbids it), no outside script or font, works from a mail attachment.
//! Written with `maud`, whose templates escape every text by construction; a report may hold anything.

use super::score::{Difference, GoldReport, Kind, Scores, Tally};
use claim::{Bounds, ClaimRecord, CodePoints, CountSlot, Span, TextSlot};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::collections::BTreeSet;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Nothing may be loaded from anywhere, whatever a report holds.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; \
                      form-action 'none'";

/// The page for `scores`, which were made from `gold`.
pub fn page(scores: &Scores, gold: &[GoldReport]) -> String {
    let claims: usize = gold.iter().map(|report| report.claims.len()).sum();
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "Misses and extras: " (gold.len()) " reports" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { "Misses and extras" }
                    p {
                        (plural(gold.len(), "report")) ", " (plural(claims, "gold claim")) ", "
                        (plural(scores.typed.pred, "predicted claim")) ". LEDGER F1 "
                        strong { (format!("{:.3}", scores.ledger().f1())) } "."
                    }
                    @if !scores.missing.is_empty() {
                        p.note {
                            "No prediction for " (plural(scores.missing.len(), "report")) ", counted as missed: "
                            bdi { (scores.missing.join(", ")) }
                        }
                    }
                }
                main {
                    section aria-labelledby="figures" {
                        h2 id="figures" { "Figures" }
                        div.scroll role="region" aria-labelledby="figures" tabindex="0" { (figures(scores)) }
                        h2 id="types" { "By type" }
                        div.scroll role="region" aria-labelledby="types" tabindex="0" { (types(scores)) }
                    }
                    section aria-labelledby="differences" {
                        h2 id="differences" { "Differences" }
                        (filters(&scores.differences))
                        (legend())
                        @if scores.differences.is_empty() { p { "Everything is as in the gold file." } }
                        @for part in scores.differences.chunk_by(|a, b| (a.report, a.sentence) == (b.report, b.sentence)) {
                            (sentence(part, gold))
                        }
                    }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    markup.into_string()
}

fn plural(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

fn figures(scores: &Scores) -> Markup {
    html! {
        table.figures {
            thead {
                tr {
                    th scope="col" { "figure" }
                    @for name in ["P", "R", "F1", "strict", "gold", "pred"] { th scope="col" { (name) } }
                }
            }
            tbody {
                @for (name, tally, strict) in scores.figures() {
                    tr.ledger[name == "LEDGER"] {
                        th scope="row" { (name) }
                        (shares(tally))
                        td { @if let Some(strict) = strict { (format!("{:.3}", strict.f1())) } }
                        td { (tally.gold) }
                        td { (tally.pred) }
                    }
                }
            }
        }
    }
}

fn types(scores: &Scores) -> Markup {
    html! {
        table.figures {
            thead {
                tr {
                    th scope="col" { "type" }
                    @for name in ["P", "R", "F1"] { th scope="col" { (name) } }
                    th.wide scope="col" { span.hidden { "F1 as a bar" } }
                    @for name in ["gold", "pred"] { th scope="col" { (name) } }
                }
            }
            tbody {
                @for (event_type, tally) in scores.types() {
                    tr {
                        th scope="row" title=(event_type.definition().definition) { (event_type.code()) }
                        (shares(tally))
                        td.wide { div.bar aria-hidden="true" { div style=(format!("width:{:.1}%", tally.f1() * 100.0)) {} } }
                        td { (tally.gold) }
                        td { (tally.pred) }
                    }
                }
            }
        }
    }
}

fn shares(tally: Tally) -> Markup {
    html! {
        @for share in [tally.precision(), tally.recall(), tally.f1()] { td { (format!("{share:.3}")) } }
    }
}

/// Only what occurs can be chosen. Without a script the page shows everything and no filters.
fn filters(differences: &[Difference]) -> Markup {
    let types: BTreeSet<&str> = differences.iter().flat_map(types_of).collect();
    let faults = || differences.iter().flat_map(|difference| &difference.faults);
    let kinds = Kind::ALL.iter().filter(|&&kind| faults().any(|fault| fault.kind == kind)).map(|kind| kind.name());
    let slots: BTreeSet<&str> = faults().filter_map(|fault| fault.slot).collect();
    let choice = |id: &str, label: &str, values: Vec<&str>| {
        html! {
            label for=(id) {
                span { (label) }
                select id=(id) {
                    option value="" { "all" }
                    @for value in values { option value=(value) { (value) } }
                }
            }
        }
    };
    html! {
        form #filters hidden {
            (choice("by-type", "Type", types.into_iter().collect()))
            (choice("by-kind", "Kind", kinds.collect()))
            (choice("by-slot", "Slot", slots.into_iter().collect()))
            output #shown aria-live="polite" { (plural(differences.len(), "difference")) }
        }
    }
}

fn legend() -> Markup {
    html! {
        p.legend {
            mark.g { "gold only" } " " mark.p { "predicted only" } " " mark.g.p { "both" } " "
            mark.g.p.t { "trigger" }
            ". A missed or extra claim takes its fillers with it; slots are told apart only where the claims match."
        }
    }
}

fn types_of(difference: &Difference) -> impl Iterator<Item = &'static str> {
    let claims = difference.gold.iter().chain(&difference.predicted);
    claims.map(|claim| claim.event_type.code()).collect::<BTreeSet<_>>().into_iter()
}

/// All differences of one sentence: the sentence once, then each pair of claims.
fn sentence(differences: &[Difference], gold: &[GoldReport]) -> Markup {
    let first = &differences[0];
    let report = &gold[first.report];
    let span = first.sentence.and_then(|sentence| report.sentence_spans.get(sentence));
    html! {
        article {
            h3 {
                bdi { (first.id) }
                @match first.sentence {
                    Some(number) => { ", sentence " (number) }
                    None => { ", outside of every sentence" }
                }
            }
            @if let Some(&span) = span {
                p.text dir="auto" { (marked(&report.text, span, differences)) }
            }
            @for difference in differences { (pair(difference)) }
        }
    }
}

fn pair(difference: &Difference) -> Markup {
    let (gold, predicted) = (difference.gold.as_ref(), difference.predicted.as_ref());
    let types: Vec<&str> = types_of(difference).collect();
    // Each fault as KIND:SLOT, so that a choice of kind and slot asks for both in one fault.
    let told: Vec<String> = difference
        .faults
        .iter()
        .map(|fault| format!("{}:{}", fault.kind.name(), fault.slot.unwrap_or_default()))
        .collect();
    html! {
        div.pair data-types=(types.join("|")) data-faults=(told.join("|")) {
            p.faults {
                @for fault in &difference.faults {
                    span.chip {
                        (fault.kind.name())
                        @if let Some(slot) = fault.slot { ": " (slot) }
                    }
                    " "
                }
            }
            table.beside {
                thead { tr { th scope="col" { span.hidden { "field" } } th scope="col" { "gold" } th scope="col" { "predicted" } } }
                tbody {
                    @for (name, ours, theirs) in rows(gold, predicted) {
                        tr.off[is_off(difference, name)] {
                            th scope="row" {
                                (name)
                                @if is_off(difference, name) { span.flag title="differs" { " ≠" } }
                            }
                            @for texts in [ours, theirs] {
                                td dir="auto" { @for text in texts { div dir="auto" { (text) } } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// True where the row `name` is what a fault is about; a claim that stands alone is off as a whole, no row of it more.
fn is_off(difference: &Difference, name: &str) -> bool {
    difference.faults.iter().any(|fault| match fault.kind {
        Kind::Missed | Kind::Extra => false,
        Kind::WrongType => name == "type",
        Kind::WrongStatus => name == "status",
        Kind::WrongFiller | Kind::MissingFiller | Kind::ExtraFiller => fault.slot == Some(name),
    })
}

/// Every field that either side fills: its name, the gold texts, the predicted texts.
fn rows(gold: Option<&ClaimRecord>, predicted: Option<&ClaimRecord>) -> Vec<(&'static str, Vec<String>, Vec<String>)> {
    let mut rows = Vec::new();
    let mut row = |name, field: &dyn Fn(&ClaimRecord) -> Vec<String>| {
        let (ours, theirs) = (gold.map(field).unwrap_or_default(), predicted.map(field).unwrap_or_default());
        if !ours.is_empty() || !theirs.is_empty() {
            rows.push((name, ours, theirs));
        }
    };
    row("trigger", &|claim| vec![claim.trigger.clone()]);
    row("type", &|claim| vec![claim.event_type.code().to_owned()]);
    row("status", &|claim| vec![claim.status.name().to_owned()]);
    for slot in TextSlot::ALL {
        row(slot.name(), &|claim| claim.slot(slot).to_vec());
    }
    for slot in CountSlot::ALL {
        row(slot.name(), &|claim| claim.count(slot).map(people).into_iter().collect());
    }
    row("verification", &|claim| claim.verification.map(|state| state.name().to_owned()).into_iter().collect());
    row("confidence", &|claim| claim.confidence.map(|share| format!("{share:.2}")).into_iter().collect());
    rows
}

fn people(bounds: Bounds) -> String {
    match (bounds.low, bounds.high) {
        (Some(low), Some(high)) if low == high => low.to_string(),
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (Some(low), None) => format!("{low} or more"),
        (None, Some(high)) => format!("up to {high}"),
        (None, None) => "open at both ends".to_owned(),
    }
}

/// A passage of the sentence that a claim points to.
struct Mark {
    span: Span,
    predicted: bool,
    role: &'static str,
}

/// The sentence, cut wherever a mark begins or ends; every piece says what lies on it.
fn marked(text: &str, sentence: Span, differences: &[Difference]) -> Markup {
    let points = CodePoints::new(text);
    let mut marks = Vec::new();
    for difference in differences {
        for (claim, predicted) in [(&difference.gold, false), (&difference.predicted, true)] {
            if let Some(claim) = claim {
                let places = places(claim, &points, sentence);
                marks.extend(places.into_iter().map(|(role, span)| Mark { span, predicted, role }));
            }
        }
    }
    let ends = marks.iter().flat_map(|mark| [mark.span.start, mark.span.end]);
    let cuts: BTreeSet<usize> = ends.chain([sentence.start, sentence.end]).collect();
    let cuts: Vec<usize> = cuts.into_iter().collect();
    html! {
        @for piece in cuts.windows(2).map(|ends| Span::new(ends[0], ends[1])) {
            @let over: Vec<&Mark> = marks.iter().filter(|mark| mark.span.contains(piece)).collect();
            @if over.is_empty() {
                (points.slice(piece))
            } @else {
                @let titles: BTreeSet<String> = over.iter().map(|mark| title(mark)).collect();
                mark.g[over.iter().any(|mark| !mark.predicted)]
                    .p[over.iter().any(|mark| mark.predicted)]
                    .t[over.iter().any(|mark| mark.role == "trigger")]
                    title=(titles.into_iter().collect::<Vec<_>>().join(", ")) { (points.slice(piece)) }
            }
        }
    }
}

fn title(mark: &Mark) -> String {
    format!("{} {}", if mark.predicted { "predicted" } else { "gold" }, mark.role)
}

/// Where trigger and fillers stand, as far as they stand in the sentence: by their spans, else (gold files have none) by
/// the occurrence of the text that is nearest to the trigger.
fn places(claim: &ClaimRecord, points: &CodePoints<'_>, sentence: Span) -> Vec<(&'static str, Span)> {
    let text = points.slice(sentence);
    let find = |wanted: &str, near: usize| -> Option<Span> {
        if wanted.is_empty() {
            return None;
        }
        let starts = text.match_indices(wanted).map(|(byte, _)| sentence.start + text[..byte].chars().count());
        let start = starts.min_by_key(|start| start.abs_diff(near))?;
        Some(Span::new(start, start + wanted.chars().count()))
    };
    let trigger = claim.trigger_span.or_else(|| find(&claim.trigger, sentence.start));
    let near = trigger.map_or(sentence.start, |span| span.start);
    let mut places: Vec<(&'static str, Span)> = trigger.map(|span| ("trigger", span)).into_iter().collect();
    for slot in TextSlot::ALL {
        for (number, filler) in claim.slot(slot).iter().enumerate() {
            let known = claim.spans.as_ref().map(|spans| spans.slot(slot).get(number).copied());
            places.extend(known.unwrap_or_else(|| find(filler, near)).map(|span| (slot.name(), span)));
        }
    }
    if let Some(spans) = &claim.spans {
        places.extend(CountSlot::ALL.iter().filter_map(|&slot| Some((slot.name(), spans.count(slot)?))));
        places.extend(spans.verification.map(|span| ("verification", span)));
    }
    places.retain(|(_, span)| sentence.contains(*span) && !span.is_empty());
    places
}

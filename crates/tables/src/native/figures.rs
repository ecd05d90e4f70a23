//! A row a figure: one number of people of one event, with the rule that chose it and all that claims tell.

use super::cells::{Filling, Place, count, flag, large, number, once, place, records, text, texts, written};
use super::events::{WhatRow, what};
use super::scope::Scope;
use crate::{Column, Error, Sheet};
use fuse::figures::Role;
use serde::Serialize;

fn told() -> Vec<Column> {
    vec![
        text("claim", "the claim"),
        number("low", "what it says, lowest; empty where it is open below"),
        number("high", "what it says, highest; empty where it is open above"),
        text(
            "role",
            "counts; replaced: the same speaker said something else later; part_of another number; with_attacker: counts attackers among the \
             dead; not_actual: denied, planned, possible",
        ),
        super::cells::maybe("other", "of replaced and part_of: the claim with the other number"),
        text("by", "who tells it: the last speaker, else the outlet"),
        super::cells::maybe("of", "whom it counts, as the report calls them"),
    ]
}

fn columns() -> Vec<Column> {
    let mut columns = vec![text("event", "the event, as in the table of events")];
    columns.extend(what());
    columns.extend(place());
    columns.extend([
        text("what", "killed, injured, displaced, detained"),
        count("low", "lowest"),
        count("best", "best"),
        count("high", "highest"),
        flag("open", "true where somebody says \"at least\" about the highest"),
        text("rule", "the rule that chose, with version; docs/figures.md"),
        text("because", "why this number, in one sentence"),
        texts("claims", "claims whose number counts, in the order of telling"),
        records("told", &told(), "every number that a claim tells, in the order of telling"),
        count("told_claims", "claims behind it"),
        count("told_reports", "reports that hold them"),
        count("lineages", "stories that these reports go back to"),
        count("independent", "independent witnesses"),
        texts("licences", "licences of the reports' texts, as far as the input told them"),
    ]);
    columns
}

#[derive(Serialize)]
struct Told<'e> {
    claim: String,
    low: Option<i64>,
    high: Option<i64>,
    role: &'static str,
    other: Option<String>,
    by: &'e str,
    of: Option<&'e str>,
}

#[derive(Serialize)]
struct Row<'e> {
    event: String,
    #[serde(flatten)]
    kind: WhatRow,
    #[serde(flatten)]
    place: Place<'e>,
    what: &'e str,
    low: i64,
    best: i64,
    high: i64,
    open: bool,
    rule: String,
    because: &'e str,
    claims: Vec<String>,
    told: Vec<Told<'e>>,
    told_claims: i64,
    told_reports: i64,
    lineages: i64,
    independent: i64,
    licences: Vec<&'e str>,
}

/// The figures of a scope's events.
pub fn figures(scope: &Scope) -> Result<Sheet, Error> {
    let about = scope.reports()?;
    let events = scope.events()?;
    let mut made = Filling::new("figures", &columns());
    for event in &events {
        for figure in &event.figures {
            let told = figure.told.iter().map(|number| {
                let (role, other) = match &number.role {
                    Role::Counts => ("counts", None),
                    Role::Replaced { by } => ("replaced", Some(by)),
                    Role::PartOf { whole } => ("part_of", Some(whole)),
                    Role::WithAttacker => ("with_attacker", None),
                    Role::NotActual => ("not_actual", None),
                };
                Told {
                    claim: number.claim.to_string(),
                    low: number.bounds.low.map(large),
                    high: number.bounds.high.map(large),
                    role,
                    other: other.map(ToString::to_string),
                    by: &number.by,
                    of: number.of.as_deref(),
                }
            });
            let counts = figure.told.iter().filter(|number| number.role == Role::Counts).map(|number| number.claim);
            let reports = scope.reports_of(figure.told.iter().map(|number| number.claim))?;
            made.row(Row {
                event: event.id.to_string(),
                kind: WhatRow::of(event),
                place: event.place.as_ref().map(|place| Place::of(&place.value)).unwrap_or_default(),
                what: &figure.what,
                low: large(figure.low),
                best: large(figure.best),
                high: large(figure.high),
                open: figure.open,
                rule: figure.rule.to_string(),
                because: &figure.because,
                claims: written(once(counts)),
                told: told.collect(),
                told_claims: figure.support.claims as i64,
                told_reports: figure.support.reports as i64,
                lineages: figure.support.lineages as i64,
                independent: figure.support.independent as i64,
                licences: super::cells::distinct(
                    reports.iter().filter_map(|report| about.get(report)).map(|about| about.licence.as_deref()),
                ),
            })?;
        }
    }
    made.done()
}

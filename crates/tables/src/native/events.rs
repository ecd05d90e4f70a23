//! A row an event: what claims are joined into, with what each value rests on.

use super::cells::{
    Filling, Party, Place, code, count, day, distinct, flag, large, number, party, place, records, text, texts, written,
};
use super::scope::{About, Scope};
use crate::{Column, Error, Sheet};
use claim::CountSlot;
use fuse::Event;
use fuse::witness::Stand;
use jiff::civil::Date;
use serde::Serialize;

/// What an event is, in every table that has one.
pub(super) fn what() -> Vec<Column> {
    vec![
        text("type", "event type; docs/ontology.md lists them"),
        text("group", "group of the type: violence, control, movement ..."),
        text(
            "standing",
            "reported: a claim says that it happened; disputed: others deny it; possible, planned, hypothetical, denied: none says that it happened",
        ),
        day("start", "first day; empty where nobody tells"),
        day("end", "last day, included"),
        code("date_precision", "UCDP date_prec: 1 exact day, 2 within 2-6 days, 3 a week, 4 a month, 5 longer"),
    ]
}

fn columns() -> Vec<Column> {
    let mut columns = vec![text(
        "id",
        "the event: e and the number of its anchor, the claim that was published first; asked for by the id of any of its claims it is found",
    )];
    columns.extend(what());
    columns.push(Column::new(
        "date_by_words",
        arrow::datatypes::DataType::Boolean,
        "false where no claim has an expression of time and the days are those before publication",
    ));
    columns.extend(place());
    columns.push(records("actors", &party(), "who did it"));
    columns.push(records("targets", &party(), "to whom"));
    columns.extend([
        number("killed_low", "deaths, lowest; empty where no claim tells a number"),
        number("killed_best", "deaths by the rule in figure_rule"),
        number("killed_high", "deaths, highest"),
        number("injured_low", "wounded, lowest; empty where no claim tells a number"),
        number("injured_best", "wounded by the rule in figure_rule"),
        number("injured_high", "wounded, highest"),
        number("displaced_low", "fled, evacuated or returned, lowest; empty where no claim tells a number"),
        number("displaced_best", "fled, evacuated or returned by the rule in figure_rule"),
        number("displaced_high", "fled, evacuated or returned, highest"),
        number("detained_low", "arrested, abducted or held, lowest; empty where no claim tells a number"),
        number("detained_best", "arrested, abducted or held by the rule in figure_rule"),
        number("detained_high", "arrested, abducted or held, highest"),
        text("figure_rule", "rule for numbers, with version; docs/figures.md"),
        text(
            "field_rule",
            "rule for days, places and parties about which claims disagree, with version; docs/figures.md",
        ),
        count("told_claims", "claims that tell of it"),
        count("told_reports", "reports that hold them"),
        count("lineages", "stories that these reports go back to: copies counted once"),
        count(
            "independent",
            "independent witnesses: claims that rest on one speaker are one witness, whoever prints them",
        ),
        count("independent_actor", "witnesses on the side of who did it"),
        count("independent_target", "witnesses on the side of whom it was done to"),
        count(
            "independent_neutral",
            "witnesses on no side: media, bodies of states, relief, monitors, hospitals, residents",
        ),
        count("independent_other", "witnesses of another party, or of a side that nobody can tell"),
        texts("claims", "its claims, in the order of telling; the anchor first"),
        texts("reports", "reports that hold them, in the order of telling"),
        texts("outlets", "who published these, by name"),
        texts("urls", "addresses of these reports, sorted"),
        texts("licences", "licences of their texts, as far as the input told them"),
        day("first_published", "day of the first of these reports that has one"),
        day("last_published", "day of the last"),
        flag("accepted", "true where a person accepted it after the last change of its claims"),
        texts("decisions", "what people decided about it"),
        texts("decided_by", "who decided"),
        texts("made_by", "models and rules that read the reports, with versions: the record is machine-made"),
        texts("maybe_same", "events that may be the same one, likeliest first"),
    ]);
    columns
}

/// The first cells of an event, or of something of it.
#[derive(Serialize)]
pub(super) struct WhatRow {
    #[serde(rename = "type")]
    event_type: &'static str,
    group: &'static str,
    standing: &'static str,
    start: Option<Date>,
    end: Option<Date>,
    date_precision: Option<i32>,
}

impl WhatRow {
    pub(super) fn of(event: &Event) -> WhatRow {
        let days = event.days.as_ref().map(|days| days.value);
        WhatRow {
            event_type: event.event_type.code(),
            group: event.event_type.definition().group.name(),
            standing: event.standing.name(),
            start: days.map(|days| days.start),
            end: days.map(|days| days.end),
            date_precision: days.map(|days| days.precision.into()),
        }
    }
}

#[derive(Serialize)]
struct Row<'e> {
    id: String,
    #[serde(flatten)]
    what: WhatRow,
    date_by_words: Option<bool>,
    #[serde(flatten)]
    place: Place<'e>,
    actors: Vec<Party<'e>>,
    targets: Vec<Party<'e>>,
    killed_low: Option<i64>,
    killed_best: Option<i64>,
    killed_high: Option<i64>,
    injured_low: Option<i64>,
    injured_best: Option<i64>,
    injured_high: Option<i64>,
    displaced_low: Option<i64>,
    displaced_best: Option<i64>,
    displaced_high: Option<i64>,
    detained_low: Option<i64>,
    detained_best: Option<i64>,
    detained_high: Option<i64>,
    figure_rule: &'e str,
    field_rule: &'e str,
    told_claims: i64,
    told_reports: i64,
    lineages: i64,
    independent: i64,
    independent_actor: i64,
    independent_target: i64,
    independent_neutral: i64,
    independent_other: i64,
    claims: Vec<String>,
    reports: Vec<String>,
    outlets: Vec<&'e str>,
    urls: Vec<&'e str>,
    licences: Vec<&'e str>,
    first_published: Option<Date>,
    last_published: Option<Date>,
    accepted: bool,
    decisions: Vec<String>,
    decided_by: Vec<&'e str>,
    made_by: Vec<&'e str>,
    maybe_same: Vec<String>,
}

/// The events of a scope.
pub fn events(scope: &Scope) -> Result<Sheet, Error> {
    let (figure_rule, field_rule) =
        (scope.view.settings.figures.rule().to_string(), scope.view.settings.fields.rule().to_string());
    let about = scope.reports()?;
    let decided = scope.decisions()?;
    let events = scope.events()?;
    let mut made = Filling::new("events", &columns());
    for event in &events {
        let figure = |slot: CountSlot| event.figures.iter().find(|figure| figure.what == slot.name());
        let three = |slot| {
            let of = |number: fn(&fuse::Figure) -> u64| figure(slot).map(|figure| large(number(figure)));
            (of(|figure| figure.low), of(|figure| figure.best), of(|figure| figure.high))
        };
        let (killed, injured) = (three(CountSlot::Killed), three(CountSlot::Injured));
        let (displaced, detained) = (three(CountSlot::Displaced), three(CountSlot::Detained));
        let reports = scope.reports_of(event.members.iter().map(|member| member.claim))?;
        let of_reports: Vec<&About> = reports.iter().filter_map(|report| about.get(report)).collect();
        let stands = |wanted: Stand| {
            event.support.stands.iter().filter(|(stand, _)| *stand == wanted).map(|(_, many)| *many as i64).sum()
        };
        let row = Row {
            id: event.id.to_string(),
            what: WhatRow::of(event),
            date_by_words: event.days.as_ref().map(|days| days.value.by_words),
            place: event.place.as_ref().map(|place| Place::of(&place.value)).unwrap_or_default(),
            actors: event.actors.iter().map(|party| Party::of(&party.value)).collect(),
            targets: event.targets.iter().map(|party| Party::of(&party.value)).collect(),
            killed_low: killed.0,
            killed_best: killed.1,
            killed_high: killed.2,
            injured_low: injured.0,
            injured_best: injured.1,
            injured_high: injured.2,
            displaced_low: displaced.0,
            displaced_best: displaced.1,
            displaced_high: displaced.2,
            detained_low: detained.0,
            detained_best: detained.1,
            detained_high: detained.2,
            figure_rule: &figure_rule,
            field_rule: &field_rule,
            told_claims: event.support.claims as i64,
            told_reports: event.support.reports as i64,
            lineages: event.support.lineages as i64,
            independent: event.support.independent as i64,
            independent_actor: stands(Stand::Actor),
            independent_target: stands(Stand::Target),
            independent_neutral: stands(Stand::Neutral),
            independent_other: stands(Stand::Other),
            claims: written(event.members.iter().map(|member| member.claim)),
            reports: written(&reports),
            outlets: distinct(of_reports.iter().map(|about| about.outlet.as_deref())),
            urls: distinct(of_reports.iter().map(|about| about.url.as_deref())),
            licences: distinct(of_reports.iter().map(|about| about.licence.as_deref())),
            first_published: of_reports.iter().filter_map(|about| about.date).min(),
            last_published: of_reports.iter().filter_map(|about| about.date).max(),
            accepted: event.accepted,
            decisions: written(&event.decisions),
            decided_by: distinct(event.decisions.iter().map(|id| decided.get(id).map(|decision| decision.by.as_str()))),
            made_by: distinct(of_reports.iter().map(|about| Some(about.made_by.as_str()))),
            maybe_same: written(event.suggested.iter().map(|other| other.event)),
        };
        made.row(row)?;
    }
    made.done()
}

//! A row a stretch of days in which one answer holds: who holds a place, how sure that is, on whose word. Never interpolated: a place of
//! which nobody tells has no row.

use super::cells::{
    Filling, Party, Place, code, count, day, distinct, flag, maybe, party, place, records, text, texts, written,
};
use super::scope::{About, Scope};
use crate::{Column, Error, Sheet};
use book::control::{day_of, histories};
use book::{Filter, names};
use fuse::Named;
use fuse::control::{Basis, Control, Interval, up_to};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;
use world::parties::Register;

fn columns() -> Vec<Column> {
    let mut columns = place();
    columns.extend([
        flag("area", "true for a division as a whole: it says nothing of the towns in it"),
        count("number", "number of the stretch in the place's history, from 0; the first begins with the first claim"),
        Column::always("from", arrow::datatypes::DataType::Date32, "first day"),
        day("until", "last day, included; empty where it lasts"),
        code("date_precision", "how exactly the first day is told, as UCDP date_prec: 1 exact day ... 5 longer than a month"),
        text("grade", "claimed: one side or one lineage says so; assessed: two independent witnesses, or the loser admits it; contested; unknown"),
        text(
            "basis",
            "taken, held, left, fighting, rivals: two sides are told to hold it, silence: there was fighting and nothing was heard since",
        ),
        maybe("holder_id", "who holds it, in the register; empty where unknown, or contested with nobody known to have held it before"),
        maybe("holder", "its main name"),
        maybe("holder_side", "the uppermost of its parents in the register: parties with one side fight together"),
        maybe("loser_id", "who lost it or left it, where the holder is another one"),
        maybe("loser", "its main name"),
        records("also", &party(), "other names under which the holder's side is told to hold it"),
        records("contenders", &party(), "who contests it"),
        texts("claims", "claims behind it, in the order of telling"),
        texts("reports", "reports that hold them"),
        texts("outlets", "who published these, by name"),
        texts("licences", "licences of their texts, as far as the input told them"),
        text("because", "why, in one sentence"),
        text("rule", "the rule, with version; docs/control.md"),
    ]);
    columns
}

#[derive(Serialize)]
struct Row<'c> {
    #[serde(flatten)]
    place: Place<'c>,
    area: bool,
    number: i64,
    from: Date,
    until: Option<Date>,
    date_precision: i32,
    grade: &'static str,
    basis: &'static str,
    holder_id: Option<&'c str>,
    holder: Option<&'c str>,
    holder_side: Option<&'c str>,
    loser_id: Option<&'c str>,
    loser: Option<&'c str>,
    also: Vec<Party<'c>>,
    contenders: Vec<Party<'c>>,
    claims: Vec<String>,
    reports: Vec<String>,
    outlets: Vec<&'c str>,
    licences: Vec<&'c str>,
    because: &'c str,
    rule: String,
}

/// The histories of a scope's places, place by place, each in the order of its days.
pub fn control(scope: &Scope) -> Result<Sheet, Error> {
    let filter = &scope.filter;
    let known = ["place", "country", "party", "from", "to"];
    super::scope::only(filter, "stretches of control", &known)?;
    filter.check()?;
    let about = scope.reports()?;
    let mut made = Filling::new("control", &columns());
    if scope.view.whole()?.statements.is_empty() {
        return made.done();
    }
    // What is contested on the last day would fall back some days later if nothing more is heard: nobody has been told so.
    let controls = histories(scope.view, filter.place.as_slice())?;
    let controls = match day_of(scope.view, None) {
        Ok(last) => up_to(controls, last),
        Err(_) => controls,
    };
    let party = meant(filter, &controls)?;
    let mut left = filter.limit.unwrap_or(usize::MAX);
    for control in controls
        .iter()
        .filter(|control| filter.country.is_none() || control.place.country.as_deref() == filter.country.as_deref())
    {
        for (number, interval) in control.intervals.iter().enumerate() {
            let fits = filter.from.is_none_or(|from| interval.until.is_none_or(|until| until >= from))
                && filter.to.is_none_or(|to| interval.from <= to)
                && party
                    .as_ref()
                    .is_none_or(|party| parties(interval).any(|named| party.is(named.id.as_deref(), &named.name)))
                && (scope.touched.is_none() || interval.claims.iter().any(|claim| scope.is_touched(*claim)));
            if !fits || left == 0 {
                continue;
            }
            left -= 1;
            let of_reports: Vec<&About> = interval.reports.iter().filter_map(|report| about.get(report)).collect();
            let holder = interval.holder.as_ref();
            made.row(Row {
                place: Place::of(&control.place),
                area: control.area,
                number: number as i64,
                from: interval.from,
                until: interval.until,
                date_precision: interval.precision.into(),
                grade: interval.grade.name(),
                basis: basis(interval.basis),
                holder_id: holder.and_then(|holder| holder.id.as_deref()),
                holder: holder.map(|holder| &*holder.name),
                holder_side: holder.and_then(|holder| holder.side.as_deref()),
                loser_id: interval.loser.as_ref().and_then(|loser| loser.id.as_deref()),
                loser: interval.loser.as_ref().map(|loser| &*loser.name),
                also: interval.also.iter().map(Party::of).collect(),
                contenders: interval.contenders.iter().map(Party::of).collect(),
                claims: written(&interval.claims),
                reports: written(&interval.reports),
                outlets: distinct(of_reports.iter().map(|about| about.outlet.as_deref())),
                licences: distinct(of_reports.iter().map(|about| about.licence.as_deref())),
                because: &interval.because,
                rule: control.rule.to_string(),
            })?;
        }
    }
    made.done()
}

/// Holders, losers and contenders.
fn parties(interval: &Interval) -> impl Iterator<Item = &Named> {
    interval.holder.iter().chain(&interval.loser).chain(&interval.also).chain(&interval.contenders)
}

fn meant(filter: &Filter, controls: &[Control]) -> Result<Option<names::Meant>, Error> {
    let Some(asked) = &filter.party else { return Ok(None) };
    let all: BTreeSet<&Named> = controls.iter().flat_map(|control| &control.intervals).flat_map(parties).collect();
    let known: Vec<names::Known> = all
        .into_iter()
        .map(|named| names::Known {
            id: named.id.as_deref().map(str::to_owned),
            name: named.name.to_string(),
            own_name: None,
        })
        .collect();
    Ok(Some(names::parties(asked, &known, Register::bundled())?))
}

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Taken => "taken",
        Basis::Held => "held",
        Basis::Left => "left",
        Basis::Fighting => "fighting",
        Basis::Rivals => "rivals",
        Basis::Silence => "silence",
    }
}

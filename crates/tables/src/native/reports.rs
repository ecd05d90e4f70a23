//! A row a report: what is known of it and where it stands in its story. Never its text, and not what its copies are found by.

use super::cells::{Filling, count, day, degrees, maybe, micros, moment, text, texts};
use super::scope::Scope;
use crate::{Column, Error, Sheet};
use book::{Filter, lists};
use fuse::lineage::Kinship;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

fn columns() -> Vec<Column> {
    vec![
        text("id", "the report: r and twelve digits, a hash of address, outlet, day, title and text"),
        maybe("given", "the id that the input gave it, or that was made from its file's name"),
        day("published", "day of publication; empty where nobody knows it"),
        day("known", "the day from which the world could know it: of publication, else of recording, UTC"),
        moment("recorded", "when the ledger learned of it"),
        maybe("outlet", "who published it"),
        maybe("title", "headline"),
        maybe("url", "address it was published under"),
        maybe("language", "ISO 639-1 code"),
        maybe("licence", "licence of the text, where the input told"),
        maybe("text_sha256", "SHA-256 of the text in UTF-8: whoever has the text can see that it is this one"),
        count("text_points", "length of the text in code points"),
        count("claims", "number of its claims"),
        text("made_by", "model and rules that read it, with versions"),
        maybe("lineage", "first report of the story that it belongs to; empty where the ledger is not joined yet"),
        maybe("parent", "the report that it comes from; empty for originals"),
        maybe("kinship", "original, copy, cut: a part of another text, rewrite: another text's content in other words"),
        degrees("shared", "0..1: share of its text that its parent has; 0 for originals"),
        maybe("credit", "agency or outlet that it credits"),
        maybe(
            "voucher",
            "who vouches for the story: the agency that its first report credits, else that report's outlet",
        ),
        texts("problems", "what went wrong when it was read: short names for programs"),
    ]
}

#[derive(Serialize)]
struct Row {
    id: String,
    given: Option<String>,
    published: Option<Date>,
    known: Date,
    #[serde(serialize_with = "micros")]
    recorded: Timestamp,
    outlet: Option<String>,
    title: Option<String>,
    url: Option<String>,
    language: Option<String>,
    licence: Option<String>,
    text_sha256: Option<String>,
    text_points: i64,
    claims: i64,
    made_by: String,
    lineage: Option<String>,
    parent: Option<String>,
    kinship: Option<&'static str>,
    shared: Option<f64>,
    credit: Option<String>,
    voucher: Option<String>,
    problems: Vec<String>,
}

/// The reports of a scope, in the order of the chain.
pub fn reports(scope: &Scope) -> Result<Sheet, Error> {
    let filter = Filter { limit: scope.filter.limit.filter(|_| scope.touched.is_none()), ..scope.filter.clone() };
    let mut reports = lists::reports(scope.view, &filter)?;
    reports.retain(|one| scope.is_new(one.report.id));
    reports.truncate(scope.filter.limit.unwrap_or(usize::MAX));
    let mut made = Filling::new("reports", &columns());
    for lists::ReportView { report, descent } in reports {
        let content = report.content;
        let there = |text: String| Some(text).filter(|text| !text.is_empty());
        made.row(Row {
            id: report.id.to_string(),
            given: there(content.given),
            published: content.date,
            known: report.known,
            recorded: report.recorded,
            outlet: content.outlet,
            title: content.title,
            url: content.url,
            language: content.language,
            licence: content.licence,
            text_sha256: there(content.text_sha256),
            text_points: content.text_points as i64,
            claims: content.claims as i64,
            made_by: content.made_by,
            lineage: descent.as_ref().map(|descent| descent.lineage.to_string()),
            parent: descent.as_ref().and_then(|descent| descent.parent).map(|parent| parent.to_string()),
            kinship: descent.as_ref().map(|descent| kinship(descent.kinship)),
            shared: descent.as_ref().map(|descent| f64::from(descent.shared)),
            credit: descent.as_ref().and_then(|descent| descent.credit.as_deref()).map(str::to_owned),
            voucher: descent.as_ref().and_then(|descent| descent.voucher.as_deref()).map(str::to_owned),
            problems: content.problems.into_iter().map(|problem| problem.code).collect(),
        })?;
    }
    made.done()
}

fn kinship(kinship: Kinship) -> &'static str {
    match kinship {
        Kinship::Original => "original",
        Kinship::Copy => "copy",
        Kinship::Cut => "cut",
        Kinship::Rewrite => "rewrite",
    }
}

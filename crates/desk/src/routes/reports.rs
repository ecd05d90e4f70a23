//! Reports, and the stories they make.

use super::claims::{erased, id_of, nothing};
use super::{Told, of_filter};
use crate::State;
use crate::page::{Page, part};
use crate::params::{Asked, FilterParams, PageParams, TimeParams};
use crate::problem::Problem;
use axum::Json;
use axum::extract::{Path, State as Held};
use book::View;
use book::lists::{self, ClaimView, Lineage, ReportView};
use claim::ReportId;
use fuse::checks::Checked;
use ledger::{Found, Text};
use serde::Serialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// Reports that pass the filters, in the order of the ledger; as `dateline list reports --json`, without what copies are found by. Filters
/// that are about claims choose reports of which any claim passes.
#[utoipa::path(get, path = "/reports", tag = "reports", summary = "Reports",
    params(FilterParams, TimeParams, PageParams),
    responses((status = 200, body = Page<ReportView>)))]
pub(crate) async fn reports(
    Held(state): Held<State>,
    Asked((filter, times, page)): Asked<(FilterParams, TimeParams, PageParams)>,
) -> Told<Page<ReportView>> {
    let told = state.look(times, move |view| {
        let filter = filter.filter();
        let all = of_filter(lists::reports(view, &filter), &filter)?;
        let mut page = part(all, &page, |one| one.report.id.to_string())?;
        page.items = page.items.into_iter().map(ReportView::without_print).collect();
        Ok(page)
    });
    told.await.map(Json)
}

/// What became of a text.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TextState {
    /// It is here.
    Kept,
    /// It was kept for a time that is over.
    Expired,
    /// It was never stored, or is never served here.
    NotKept,
    /// It was erased.
    Erased,
}

/// A report with everything that was read from it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReportPage {
    report: ReportView,
    /// Its full text where it is kept: other people's words, never markup.
    text: Option<String>,
    text_state: TextState,
    /// Until when the text is kept; null for always, or where there is none.
    text_until: Option<jiff::Timestamp>,
    claims: Vec<ClaimView>,
    /// Its statements that can be tested, tested.
    checks: Vec<Checked>,
    /// The story that it belongs to.
    lineage: Lineage,
}

/// A report with its claims, checks and story; its text only where it is kept, and never in public mode.
#[utoipa::path(get, path = "/reports/{id}", tag = "reports", summary = "A report",
    params(("id" = ReportId, Path, description = "Its id")),
    responses((status = 200, body = ReportPage)))]
pub(crate) async fn report(Held(state): Held<State>, Path(id): Path<String>, _: Asked<()>) -> Told<ReportPage> {
    let id = id_of::<ReportId>(&id)?;
    let (now, public) = (jiff::Timestamp::now(), state.desk.mode == crate::Mode::Public);
    let told = state.look(TimeParams::default(), move |view| {
        let report = match view.ledger.report(id)? {
            None => return Err(nothing(&id.to_string())),
            Some(Found::Erased(erasure)) => return Err(erased(&id.to_string(), &erasure)),
            Some(Found::Kept(report)) => report,
        };
        let (text, text_state) = match view.ledger.text(id, now)? {
            Some(Text::Kept(_)) if public => (None, TextState::NotKept),
            Some(Text::Kept(text)) => (Some(text), TextState::Kept),
            Some(Text::Expired) => (None, TextState::Expired),
            Some(Text::Erased) => (None, TextState::Erased),
            Some(Text::NotKept) | None => (None, TextState::NotKept),
        };
        let text_until = if text.is_some() { view.ledger.text_until(id)? } else { None };
        let lineage = story(view, id)?;
        let descent = lineage.reports.iter().find(|one| one.report.id == id).and_then(|one| one.descent.clone());
        Ok(ReportPage {
            checks: book::checks::tested(view, &[book::checks::Told::from(&report)])?,
            claims: lists::claim_views(view, view.ledger.claims_of(id)?)?,
            report: ReportView { report, descent }.without_print(),
            text,
            text_state,
            text_until,
            lineage,
        })
    });
    told.await.map(Json)
}

/// The story that a report belongs to: the first report, then by day.
fn story(view: &View, id: ReportId) -> Result<Lineage, Problem> {
    let mut of = book::pages::lineages_of(view, vec![id])?.of;
    let lineage = of.get(&id).map_or(id, |descent| descent.lineage);
    // One that is not joined yet is a story of its own.
    let ids: BTreeSet<ReportId> = of.keys().copied().chain([id]).collect();
    let mut reports = Vec::new();
    for id in ids {
        if let Some(report) = view.ledger.report(id)?.and_then(Found::kept) {
            reports.push(ReportView { descent: of.remove(&id), report }.without_print());
        }
    }
    Ok(Lineage::of(lineage, reports))
}

/// Stories: the lineages of the reports that pass the filters, by the first report's day; as `dateline list lineages --json`.
#[utoipa::path(get, path = "/lineages", tag = "reports", summary = "Stories: originals with their copies",
    params(FilterParams, TimeParams, PageParams),
    responses((status = 200, body = Page<Lineage>)))]
pub(crate) async fn lineages(
    Held(state): Held<State>,
    Asked((filter, times, page)): Asked<(FilterParams, TimeParams, PageParams)>,
) -> Told<Page<Lineage>> {
    let told = state.look(times, move |view| {
        let filter = filter.filter();
        let all = of_filter(lists::lineages(view, &filter), &filter)?;
        let mut page = part(all, &page, |one| one.lineage.to_string())?;
        for lineage in &mut page.items {
            lineage.reports = std::mem::take(&mut lineage.reports).into_iter().map(ReportView::without_print).collect();
        }
        Ok(page)
    });
    told.await.map(Json)
}

/// The story that a report belongs to.
#[utoipa::path(get, path = "/lineages/{id}", tag = "reports", summary = "A story",
    params(("id" = ReportId, Path, description = "The id of any of its reports")),
    responses((status = 200, body = Lineage)))]
pub(crate) async fn lineage(Held(state): Held<State>, Path(id): Path<String>, _: Asked<()>) -> Told<Lineage> {
    let id = id_of::<ReportId>(&id)?;
    let told = state.look(TimeParams::default(), move |view| match view.ledger.report(id)? {
        None => Err(nothing(&id.to_string())),
        Some(Found::Erased(erasure)) => Err(erased(&id.to_string(), &erasure)),
        Some(Found::Kept(_)) => story(view, id),
    });
    told.await.map(Json)
}

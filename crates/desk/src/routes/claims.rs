//! Claims.

use super::{Told, of_filter};
use crate::State;
use crate::page::{Page, after_seq, seq_cursor};
use crate::params::{Asked, FilterParams, PageParams, TimeParams};
use crate::problem::Problem;
use axum::Json;
use axum::extract::{Path, State as Held};
use axum::http::StatusCode;
use book::View;
use book::lists::{self, ClaimView};
use claim::ClaimId;
use ledger::Found;

/// Claims that pass the filters, in the order of the ledger; as `dateline list claims --json`.
#[utoipa::path(get, path = "/claims", tag = "claims", summary = "Claims",
    params(FilterParams, TimeParams, PageParams),
    responses((status = 200, body = Page<ClaimView>)))]
pub(crate) async fn claims(
    Held(state): Held<State>,
    Asked((filter, times, page)): Asked<(FilterParams, TimeParams, PageParams)>,
) -> Told<Page<ClaimView>> {
    state.look(times, move |view| passing(view, &filter.filter(), &page)).await.map(Json)
}

/// A part of the claims that pass a filter, in the order of the ledger.
pub(super) fn passing(view: &View, filter: &book::Filter, page: &PageParams) -> Result<Page<ClaimView>, Problem> {
    let after = after_seq(page)?;
    let total = of_filter(lists::count_claims(view, filter), filter)?;
    if total == 0 {
        return Ok(Page { items: Vec::new(), next: None, total });
    }
    // One more than is shown tells whether there is more.
    let some = book::Filter { limit: Some(page.limit + 1), ..filter.clone() };
    let mut items = lists::claims_after(view, &some, after)?;
    let more = items.len() > page.limit;
    items.truncate(page.limit);
    let next = items.last().filter(|_| more).map(|last| seq_cursor(last.claim.seq));
    Ok(Page { items, next, total })
}

/// One claim.
#[utoipa::path(get, path = "/claims/{id}", tag = "claims", summary = "A claim",
    params(("id" = ClaimId, Path, description = "Its id")),
    responses((status = 200, body = ClaimView)))]
pub(crate) async fn claim(Held(state): Held<State>, Path(id): Path<String>, _: Asked<()>) -> Told<ClaimView> {
    let id = id_of::<ClaimId>(&id)?;
    let told = state.look(TimeParams::default(), move |view| match view.ledger.claim(id)? {
        None => Err(nothing(&id.to_string())),
        Some(Found::Erased(erasure)) => Err(erased(&id.to_string(), &erasure)),
        Some(Found::Kept(claim)) => {
            lists::claim_views(view, vec![claim])?.pop().ok_or_else(|| nothing(&id.to_string()))
        }
    });
    told.await.map(Json)
}

/// An id that is one.
pub(crate) fn id_of<T: std::str::FromStr<Err = claim::NotAnId>>(asked: &str) -> Result<T, Problem> {
    asked.trim().to_ascii_lowercase().parse().map_err(|error: claim::NotAnId| Problem::not_found(error.to_string()))
}

/// Nothing is called so.
pub(crate) fn nothing(id: &str) -> Problem {
    Problem::not_found(format!("nothing here is called {id}; the lists show what there is"))
}

/// It was there and was erased.
pub(crate) fn erased(id: &str, erasure: &ledger::Erasure) -> Problem {
    Problem::new(
        StatusCode::GONE,
        "erased",
        "Erased",
        format!(
            "{id} was erased on {} by {}; its row {} stays in the chain",
            erasure.recorded.strftime("%Y-%m-%d %H:%M UTC"),
            erasure.by,
            erasure.seq
        ),
    )
}

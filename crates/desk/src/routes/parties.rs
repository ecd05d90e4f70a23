//! Parties.

use super::{Told, or_none};
use crate::State;
use crate::page::{Page, part};
use crate::params::{Asked, FilterParams, PageParams, TimeParams};
use axum::Json;
use axum::extract::State as Held;
use book::lists::{self, Seen};

/// Parties that the claims name which pass the filters, those of most reports first; as `dateline list parties --json`.
#[utoipa::path(get, path = "/parties", tag = "parties", summary = "Parties",
    params(FilterParams, TimeParams, PageParams),
    responses((status = 200, body = Page<Seen>)))]
pub(crate) async fn parties(
    Held(state): Held<State>,
    Asked((filter, times, page)): Asked<(FilterParams, TimeParams, PageParams)>,
) -> Told<Page<Seen>> {
    let told = state.look(times, move |view| {
        let filter = filter.filter();
        let all = or_none(lists::parties(view, &filter), filter.place.as_deref(), filter.party.as_deref())?;
        part(all, &page, |one| format!("{}\n{}", one.id.as_deref().unwrap_or_default(), one.name))
    });
    told.await.map(Json)
}

//! The situation report of a place and a period, as data and as the page itself.

use super::Told;
use crate::State;
use crate::params::{Asked, Pairs, Parameters, TimeParams};
use crate::problem::Problem;
use axum::Json;
use axum::extract::State as Held;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use book::sitrep::Sitrep;
use jiff::civil::Date;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

/// Of what.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReportParams {
    /// The place: a name or an id; of a division or a country, all in it.
    #[param(example = "Homs")]
    pub place: String,
    /// First day.
    #[param(example = "2024-12-01")]
    pub from: Date,
    /// Last day.
    #[param(example = "2024-12-08")]
    pub to: Date,
}

impl Parameters for ReportParams {
    fn described() -> Vec<Parameter> {
        ReportParams::into_params(|| Some(ParameterIn::Query))
    }

    fn take(pairs: &mut Pairs) -> Result<ReportParams, Problem> {
        let missing = |name: &str| Problem::bad_parameter(format!("{name} is missing; give a day as in 2024-12-07"));
        let place = pairs.needed("place", "a name or an id")?;
        let from = pairs.day("from")?.ok_or_else(|| missing("from"))?;
        let to = pairs.day("to")?.ok_or_else(|| missing("to"))?;
        if from > to {
            return Err(Problem::bad_parameter(format!("from={from} is after to={to}; give the earlier day first")));
        }
        Ok(ReportParams { place, from, to })
    }
}

/// A situation report: highlights, totals, control, incidents, disputes, sources, cut-off; as `dateline sitrep --json`.
#[utoipa::path(get, path = "/sitrep", tag = "places", summary = "A situation report",
    params(ReportParams, TimeParams),
    responses((status = 200, body = Sitrep)))]
pub(crate) async fn sitrep(
    Held(state): Held<State>,
    Asked((asked, times)): Asked<(ReportParams, TimeParams)>,
) -> Told<Sitrep> {
    let told = state.look(times, move |view| Ok(book::sitrep::sitrep(view, &asked.place, asked.from, asked.to)?));
    told.await.map(Json)
}

/// The same as one page to print, which needs nothing else; as `dateline sitrep` writes it.
#[utoipa::path(get, path = "/sitrep.html", tag = "places", summary = "A situation report as a page",
    params(ReportParams, TimeParams),
    responses((status = 200, body = String, content_type = "text/html")))]
pub(crate) async fn page(
    Held(state): Held<State>,
    Asked((asked, times)): Asked<(ReportParams, TimeParams)>,
) -> Result<Response, Problem> {
    let told = state.look(times, move |view| {
        let sitrep = book::sitrep::sitrep(view, &asked.place, asked.from, asked.to)?;
        Ok(book::sitrep::html(&sitrep))
    });
    Ok(([(header::CONTENT_TYPE, "text/html; charset=utf-8")], told.await?).into_response())
}

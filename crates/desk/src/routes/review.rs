//! What people decide: the queue, decisions, how far people agree.

use super::{Told, of_filter};
use crate::State;
use crate::body::Sent;
use crate::guard::Reviewer;
use crate::page::{Page, part};
use crate::params::{Asked, FilterParams, PageParams, Pairs, Parameters, TimeParams};
use crate::problem::Problem;
use axum::Json;
use axum::extract::State as Held;
use axum::http::StatusCode;
use book::View;
use book::agreement::Agreement;
use book::queue::{Ask, Item};
use book::review::{Outcome, Wish};
use claim::Decision;
use fuse::events::Settings;
use ledger::{AsOf, Ledger, Mode};
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

/// What people decided, in the order of the ledger; as `dateline list decisions --json`.
#[utoipa::path(get, path = "/decisions", tag = "review", summary = "Decisions",
    params(TimeParams, PageParams),
    responses((status = 200, body = Page<Decision>)))]
pub(crate) async fn decisions(
    Held(state): Held<State>,
    Asked((times, page)): Asked<(TimeParams, PageParams)>,
) -> Told<Page<Decision>> {
    let told = state.look(times, move |view| {
        let all = book::lists::decisions(view, &book::Filter::default())?;
        part(all, &page, |one| one.id.to_string())
    });
    told.await.map(Json)
}

/// Decides: accept, reject or edit claims and events, merge or split events, undo a decision. Adds a row to the ledger, which nobody
/// changes afterwards; who changes their mind undoes it. Takes the header X-CSRF-Token of /about.
#[utoipa::path(post, path = "/decisions", tag = "review", summary = "Decide",
    params(("X-CSRF-Token" = String, Header, description = "The token of /about")),
    request_body(content = Wish, example = json!({"act": "accept", "ids": ["c7k2m9p4xq1ab"], "note": "as the quote says"})),
    responses((status = 201, body = Outcome, description = "What was recorded, and what the claims are in now")))]
pub(crate) async fn decide(
    Held(state): Held<State>,
    Reviewer(caller): Reviewer,
    _: Asked<()>,
    Sent(mut wish): Sent<Wish>,
) -> Result<(StatusCode, Json<Outcome>), Problem> {
    wish.by = caller.decides_as(Some(&wish.by))?;
    // One after the other: what the second finds is what the first made.
    let _turn = state.writer.clone().lock_owned().await;
    let (source, now) = (state.source.clone(), state.desk.now());
    let decided = state.source.blocking(move || {
        let seen = |view: &View| Ok(book::review::drafts(view, &wish)?);
        let drafts = source.look_here(AsOf::default(), Settings::default(), seen)?;
        let mut ledger = Ledger::open(source.path(), Mode::Write)?;
        let decisions = book::review::record(&mut ledger, &drafts, now)?;
        drop(ledger);
        let outcome = source
            .look_here(AsOf::default(), Settings::default(), |view| Ok(book::review::outcome(view, &decisions)?))?;
        // Whoever looks next finds it loaded.
        std::thread::spawn(move || source.warm());
        Ok(outcome)
    });
    Ok((StatusCode::CREATED, Json(decided.await?)))
}

/// Whose queue.
#[derive(Debug, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct QueueParams {
    /// For this person: what they have decided is left out.
    #[param(example = "A. Desk")]
    pub by: Option<String>,
    /// Also what they have decided.
    pub done: Option<bool>,
}

impl Parameters for QueueParams {
    fn described() -> Vec<Parameter> {
        QueueParams::into_params(|| Some(ParameterIn::Query))
    }

    fn take(pairs: &mut Pairs) -> Result<QueueParams, Problem> {
        let done = pairs.read("done", "give true or false", |value| value.parse().ok())?;
        Ok(QueueParams { by: pairs.one("by")?, done })
    }
}

/// Claims that a person should look at, the most urgent first: by how unsure they are and by what hangs on them.
#[utoipa::path(get, path = "/review/queue", tag = "review", summary = "What to look at next",
    params(QueueParams, FilterParams, TimeParams, PageParams),
    responses((status = 200, body = Page<Item>)))]
pub(crate) async fn queue(
    Held(state): Held<State>,
    Asked((asked, filter, times, page)): Asked<(QueueParams, FilterParams, TimeParams, PageParams)>,
) -> Told<Page<Item>> {
    let told = state.look(times, move |view| {
        let skip = crate::page::skip(&page)?;
        let filter = book::Filter { limit: Some(page.limit), ..filter.filter() };
        let ask = Ask { by: asked.by, done: asked.done.unwrap_or(false) };
        let found = book::queue::queue_from(view, &filter, &ask, skip).map(|queue| (queue.items, queue.total));
        let (items, total) = of_filter(found, &filter)?;
        Ok(crate::page::skipped(items, total, skip))
    });
    told.await.map(Json)
}

/// How far the people agree who reviewed the same claims.
#[utoipa::path(get, path = "/review/agreement", tag = "review", summary = "How far reviewers agree",
    params(TimeParams),
    responses((status = 200, body = Agreement)))]
pub(crate) async fn agreement(Held(state): Held<State>, Asked((times,)): Asked<(TimeParams,)>) -> Told<Agreement> {
    state.look(times, |view| Ok(book::agreement::agreement(view)?)).await.map(Json)
}

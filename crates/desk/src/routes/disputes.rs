//! What cannot both be true, and what can be tested.

use super::{Told, or_none};
use crate::State;
use crate::page::{Page, part};
use crate::params::{Asked, PageParams, Pairs, Parameters, TimeParams};
use crate::problem::Problem;
use axum::Json;
use axum::extract::State as Held;
use book::checks::CheckView;
use fuse::checks::Verdict;
use fuse::contradictions::Contradiction;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

/// Where.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PlaceParams {
    /// Only at this place: a name or an id.
    #[param(example = "Homs")]
    pub place: Option<String>,
}

impl Parameters for PlaceParams {
    fn described() -> Vec<Parameter> {
        PlaceParams::into_params(|| Some(ParameterIn::Query))
    }

    fn take(pairs: &mut Pairs) -> Result<PlaceParams, Problem> {
        Ok(PlaceParams { place: pairs.one("place")? })
    }
}

/// Accounts that cannot both be true, side by side; as `dateline contradictions --json`. Nobody says who is right.
#[utoipa::path(get, path = "/contradictions", tag = "disputes", summary = "Accounts that cannot both be true",
    params(PlaceParams, TimeParams, PageParams),
    responses((status = 200, body = Page<Contradiction>)))]
pub(crate) async fn contradictions(
    Held(state): Held<State>,
    Asked((asked, times, page)): Asked<(PlaceParams, TimeParams, PageParams)>,
) -> Told<Page<Contradiction>> {
    let told = state.look(times, move |view| {
        let place = asked.place.as_deref();
        let all = or_none(book::contradictions::contradictions(view, place), place, None)?;
        part(all, &page, |one| {
            let claims = one.accounts.iter().filter_map(|account| account.claims.first());
            let claims: Vec<String> = claims.map(ToString::to_string).collect();
            format!("{:?} {} {}", one.matter, one.about, claims.join(" "))
        })
    });
    told.await.map(Json)
}

/// Which outcomes.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct VerdictParams {
    /// Only this outcome; may be given more than once.
    pub verdict: Option<Vec<Verdict>>,
}

impl Parameters for VerdictParams {
    fn described() -> Vec<Parameter> {
        VerdictParams::into_params(|| Some(ParameterIn::Query))
    }

    fn take(pairs: &mut Pairs) -> Result<VerdictParams, Problem> {
        let verdicts = pairs.many("verdict").into_iter().map(|word| match word.as_str() {
            "holds" => Ok(Verdict::Holds),
            "does_not_hold" => Ok(Verdict::DoesNotHold),
            "cannot_be_tested" => Ok(Verdict::CannotBeTested),
            _ => Err(Problem::bad_parameter("verdict: give holds, does_not_hold or cannot_be_tested")),
        });
        Ok(VerdictParams { verdict: Some(verdicts.collect::<Result<_, _>>()?) })
    }
}

/// Statements that can be tested, with the outcomes, what does not hold first; as `dateline checks --json`.
#[utoipa::path(get, path = "/checks", tag = "disputes", summary = "Statements that can be tested",
    params(VerdictParams, TimeParams, PageParams),
    responses((status = 200, body = Page<CheckView>)))]
pub(crate) async fn checks(
    Held(state): Held<State>,
    Asked((asked, times, page)): Asked<(VerdictParams, TimeParams, PageParams)>,
) -> Told<Page<CheckView>> {
    let told = state.look(times, move |view| {
        let mut all = book::checks::checks(view)?.to_vec();
        let verdicts = asked.verdict.unwrap_or_default();
        all.retain(|one| verdicts.is_empty() || verdicts.contains(&one.checked.verdict));
        part(all, &page, |one| {
            let span = one.checked.testable.span;
            format!("{} {} {} {}", one.checked.report, span.start, span.end, one.checked.rule.name)
        })
    });
    told.await.map(Json)
}

//! What is new: for whoever keeps a copy.

use super::Told;
use crate::State;
use crate::params::{Asked, Pairs, Parameters, TimeParams};
use crate::problem::Problem;
use axum::Json;
use axum::extract::State as Held;
use book::View;
use claim::ReportId;
use ledger::{ChainRow, Erase, Erasure, Kind, Verified};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::{IntoParams, ToSchema};

/// Since when.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SinceParams {
    /// Behind this place in the chain: `head` of the answer before; 0 for everything.
    #[param(minimum = 0, default = 0, example = 0)]
    pub since: Option<u64>,
    /// At most so many rows of the chain.
    #[param(minimum = 1, maximum = 10000, default = 1000)]
    pub limit: Option<u32>,
}

impl Parameters for SinceParams {
    fn described() -> Vec<Parameter> {
        SinceParams::into_params(|| Some(ParameterIn::Query))
    }

    fn take(pairs: &mut Pairs) -> Result<SinceParams, Problem> {
        let since = pairs.read("since", "give a place in the chain: a number from 0", |value| {
            value.parse().ok().filter(|number| i64::try_from(*number).is_ok())
        })?;
        let limit = pairs.read("limit", "give a number from 1 to 10000", |value| {
            value.parse().ok().filter(|number| (1..=10_000).contains(number))
        })?;
        Ok(SinceParams { since, limit })
    }
}

/// What is to be done with a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Op {
    /// Fetch it: it is new or another.
    Put,
    /// Forget it: it was erased.
    Gone,
}

/// Something that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ChangeView {
    /// The row of the chain that it comes from.
    seq: u64,
    kind: Kind,
    #[schema(example = "c7k2m9p4xq1ab")]
    id: String,
    op: Op,
}

/// What changed, in the order of the chain. Events are made of claims and decisions: whoever keeps a copy of them fetches them anew.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Changes {
    items: Vec<ChangeView>,
    /// Up to here; what to give as `since` next time.
    head: u64,
    /// True where there is more already.
    more: bool,
}

/// What changed behind a place in the chain, with tombstones for what was erased: of an erasure, the report and all its claims.
#[utoipa::path(get, path = "/changes", tag = "changes", summary = "What is new since a place in the chain",
    params(SinceParams),
    responses((status = 200, body = Changes)))]
pub(crate) async fn changes(Held(state): Held<State>, Asked((asked,)): Asked<(SinceParams,)>) -> Told<Changes> {
    let told = state.look(TimeParams::default(), move |view| {
        let since = asked.since.unwrap_or(0);
        let most = asked.limit.unwrap_or(1000);
        let rows = view.ledger.rows_after(since, most)?;
        let end = view.ledger.head()?.seq;
        let head = rows.last().map_or(since.min(end), |row| row.seq);
        Ok(Changes { items: items(view, rows)?, head, more: head < end })
    });
    told.await.map(Json)
}

fn items(view: &View, rows: Vec<ChainRow>) -> Result<Vec<ChangeView>, Problem> {
    let mut erasures: BTreeMap<u64, Erasure> = BTreeMap::new();
    if rows.iter().any(|row| row.kind == Kind::Erasure) {
        erasures = view.ledger.erasures()?.into_iter().map(|erasure| (erasure.seq, erasure)).collect();
    }
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(erasure) = erasures.get(&row.seq) else {
            let op = if row.kept { Op::Put } else { Op::Gone };
            items.push(ChangeView { seq: row.seq, kind: row.kind, id: row.id, op });
            continue;
        };
        let report: ReportId = erasure.report;
        let op = if erasure.erased == Erase::All { Op::Gone } else { Op::Put };
        items.push(ChangeView { seq: row.seq, kind: Kind::Report, id: report.to_string(), op });
        if op == Op::Gone {
            let claims = view.ledger.claim_ids(report)?.into_iter();
            items.extend(claims.map(|claim| ChangeView { seq: row.seq, kind: Kind::Claim, id: claim.to_string(), op }));
        }
    }
    Ok(items)
}

/// Walks the whole chain of hashes now; as `dateline verify --json`. Takes a while with a large ledger.
#[utoipa::path(get, path = "/verify", tag = "program", summary = "Is the chain whole?",
    responses((status = 200, body = Verified)))]
pub(crate) async fn verify(Held(state): Held<State>, _: Asked<()>) -> Told<Verified> {
    // One walk at a time, whoever asks.
    let _turn = state.walk.clone().lock_owned().await;
    state.look(TimeParams::default(), |view| Ok(view.ledger.verify(|_, _| ())?)).await.map(Json)
}

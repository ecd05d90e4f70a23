//! What the program, its types and its API are.

use super::Told;
use crate::State;
use crate::about::{self, AboutView, User};
use crate::guard::Caller;
use crate::params::{Asked, TimeParams};
use crate::problem::Problem;
use axum::Json;
use axum::extract::State as Held;
use claim::{AcledMapping, EventType, Group};
use serde::Serialize;
use utoipa::ToSchema;

/// What the program is, what its ledger holds, who asks, and by which rules it can answer.
#[utoipa::path(get, path = "/about", tag = "program", summary = "The program and its ledger",
    responses((status = 200, body = AboutView)))]
pub(crate) async fn about(Held(state): Held<State>, caller: Option<Caller>, _: Asked<()>) -> Told<AboutView> {
    let held = state.clone();
    let mut view = state.look(TimeParams::default(), move |view| Ok(about::about(&held, &view.ledger)?)).await?;
    view.accounts = state.gate.store().is_some();
    if let Some(caller) = caller {
        view.csrf = Some(caller.token);
        view.user = Some(User { name: caller.name, role: caller.role });
    }
    Ok(Json(view))
}

/// A type of events.
#[derive(Serialize, ToSchema)]
pub(crate) struct TypeView {
    /// E.g. SEIZE.
    code: EventType,
    group: Group,
    /// What the type says, in a few words: the beginning of its definition.
    words: String,
    /// In one sentence.
    definition: String,
    /// Some words that name such an event.
    triggers: Vec<String>,
    /// What PLOVER calls it.
    plover: Option<Plover>,
    /// CAMEO codes, the usual one first.
    cameo: Vec<String>,
    /// What ACLED calls it, the first that fits.
    acled: Vec<Acled>,
    /// False for sums over many events, which are never counted as one.
    counts_as_event: bool,
}

/// An event of PLOVER.
#[derive(Serialize, ToSchema)]
struct Plover {
    event_type: String,
    modes: Vec<String>,
}

/// An event of ACLED.
#[derive(Serialize, ToSchema)]
struct Acled {
    event_type: String,
    sub_event_type: String,
}

/// All types of events, in the order of the ontology, with what they are in PLOVER, CAMEO and ACLED.
#[utoipa::path(get, path = "/types", tag = "program", summary = "Types of events",
    responses((status = 200, body = Vec<TypeView>)))]
pub(crate) async fn types(_: Asked<()>) -> Told<Vec<TypeView>> {
    let view = |code: EventType| {
        let told = code.definition();
        let words = told.definition.split([';', ':', '.', '(']).next().unwrap_or_default().trim().to_owned();
        let acled = |mapping: &AcledMapping| Acled {
            event_type: mapping.event_type.clone(),
            sub_event_type: mapping.sub_event_type.clone(),
        };
        TypeView {
            code,
            group: told.group,
            words,
            definition: told.definition.clone(),
            triggers: told.triggers.clone(),
            plover: told
                .plover
                .as_ref()
                .map(|plover| Plover { event_type: plover.event_type.clone(), modes: plover.modes.clone() }),
            cameo: told.cameo.clone(),
            acled: told.acled.iter().map(acled).collect(),
            counts_as_event: told.counts_as_event,
        }
    };
    Ok(Json(EventType::all().map(view).collect()))
}

/// This description.
#[utoipa::path(get, path = "/openapi.json", tag = "program", summary = "The description of this API (OpenAPI 3.1)",
    responses((status = 200, body = serde_json::Value)))]
pub(crate) async fn description(_: Asked<()>) -> Result<Json<serde_json::Value>, Problem> {
    serde_json::to_value(crate::openapi()).map(Json).map_err(|_| Problem::internal())
}

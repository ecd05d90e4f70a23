//! What the program, its types and its API are.

use super::Told;
use crate::State;
use crate::about::{self, AboutView, ModelFact, ModelScore, User};
use crate::guard::Caller;
use crate::params::{Asked, TimeParams};
use axum::Json;
use axum::extract::State as Held;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use claim::{AcledMapping, EventType, Group};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::sync::OnceLock;
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
pub(crate) async fn description(_: Asked<()>) -> Response {
    // Made once: it takes longer than most answers.
    static TEXT: OnceLock<String> = OnceLock::new();
    let text = TEXT.get_or_init(|| serde_json::to_string(&crate::openapi()).unwrap_or_default());
    ([(header::CONTENT_TYPE, "application/json")], text.as_str()).into_response()
}

/// A rule with where it is explained.
#[derive(Serialize, ToSchema)]
pub(crate) struct RuleDoc {
    /// What for: figures, fields, control, lineage, checks ...
    of: &'static str,
    name: String,
    version: u16,
    /// In one sentence.
    words: String,
    /// The page that explains it.
    doc: &'static str,
}

/// How everything here was made.
#[derive(Serialize, ToSchema)]
pub(crate) struct MethodView {
    version: String,
    /// Name of the model.
    model: String,
    /// The model's card: a text in Markdown, written by the training.
    card: String,
    facts: Vec<ModelFact>,
    scores: Vec<ModelScore>,
    rules: Vec<RuleDoc>,
    /// Version of joining.
    fusing: &'static str,
    ontology: OntologyFacts,
    licences: Vec<Licence>,
    /// What all this cannot do.
    limits: Vec<&'static str>,
}

/// The list of types of events.
#[derive(Serialize, ToSchema)]
pub(crate) struct OntologyFacts {
    types: usize,
    groups: usize,
    /// The first digits of a SHA-256 of its codes and definitions.
    version: String,
}

/// Who made what, under which terms.
#[derive(Serialize, ToSchema)]
pub(crate) struct Licence {
    what: &'static str,
    licence: &'static str,
}

const LICENCES: [Licence; 7] = [
    Licence { what: "Dateline, the program", licence: "MIT OR Apache-2.0" },
    Licence { what: "Weights of the model", licence: "CC BY-SA 4.0" },
    Licence { what: "Places: GeoNames", licence: "CC BY 4.0" },
    Licence { what: "Map: Natural Earth, by world-atlas", licence: "public domain; ISC" },
    Licence { what: "Map in the browser: MapLibre GL JS, PMTiles", licence: "BSD-3-Clause" },
    Licence { what: "Charts: uPlot", licence: "MIT" },
    Licence {
        what: "Registers of parties and roads",
        licence: "this project's, from the public sources that each row names",
    },
];

const LIMITS: [&str; 7] = [
    "Reads English only; reports in other languages are told and left out.",
    "Claims are read by a machine: about half of all fields are exactly right; the scores below say how often which is.",
    "An event is what claims are joined into. Where reports tell little, two may stay apart or, seldom, be one.",
    "Independence is counted from what texts show: sources that copy each other without a trace count as two.",
    "Who holds a place is what claims tell; nothing is interpolated, and a front between places is not known.",
    "Lengths of roads are estimates where no table tells them; nothing is known of their state.",
    "Numbers of people are what somebody told; a rule chooses among them and never knows the truth.",
];

/// How everything here was made: the model with its card and scores, the rules, licences, and what all this cannot do.
#[utoipa::path(get, path = "/method", tag = "program", summary = "Methods, rules, scores, limits",
    responses((status = 200, body = MethodView)))]
pub(crate) async fn method(Held(state): Held<State>, _: Asked<()>) -> Told<MethodView> {
    let about = &state.desk.about;
    let mut hash = Sha256::new();
    for code in EventType::all() {
        hash.update(format!("{code}\n{}\n", code.definition().definition));
    }
    let version: String = hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    Ok(Json(MethodView {
        version: about.version.clone(),
        model: about.model.clone(),
        card: about.card.clone(),
        facts: about.facts.clone(),
        scores: about.scores.clone(),
        rules: rules(),
        fusing: book::fusing::VERSION,
        ontology: OntologyFacts { types: EventType::all().count(), groups: Group::ALL.len(), version },
        licences: LICENCES.into(),
        limits: LIMITS.into(),
    }))
}

fn rules() -> Vec<RuleDoc> {
    let doc = |of: &'static str, rule: &fuse::Rule, words: &str, doc: &'static str| RuleDoc {
        of,
        name: rule.name.to_string(),
        version: rule.version,
        words: words.to_owned(),
        doc,
    };
    let figures = about::FIGURE_RULES.map(|(rule, words)| doc("figures", &rule.rule(), words, "docs/figures.md"));
    let fields = about::FIELD_RULES.map(|(rule, words)| doc("fields", &rule.rule(), words, "docs/figures.md"));
    let control = "who holds a place, by camps, witnesses and windows of days";
    let checks = [
        (fuse::checks::DISTANCE, "distances and bearings on the globe, within a tolerance"),
        (fuse::checks::ORDINAL, "ranks and totals of places that changed hands"),
        (fuse::checks::SUM, "parts of a whole"),
        (fuse::checks::WEEKDAY, "weekdays of dates"),
        (fuse::checks::ORDER, "the order of days"),
    ];
    let mut all: Vec<RuleDoc> = figures.into_iter().chain(fields).collect();
    all.push(doc("control", &fuse::control::RULE, control, "docs/control.md"));
    all.extend(checks.iter().map(|(rule, words)| doc("checks", rule, words, "docs/checks.md")));
    all
}

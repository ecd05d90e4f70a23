//! What the program is: facts that it is given, and figures of the ledger.

use crate::source::Stamp;
use crate::{Mode, State};
use accounts::Role;
use fuse::{FieldRule, FigureRule, Rule};
use jiff::civil::Date;
use ledger::{Head, Ledger};
use serde::Serialize;
use std::sync::{Arc, PoisonError};
use utoipa::ToSchema;

/// Facts about the program, handed in by it.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// Of the program.
    pub version: String,
    /// Name of the model, e.g. `reader/en-2`; empty where there is none.
    pub model: String,
    /// The model's card: what it is, what it was made from, its limits.
    pub card: String,
    /// Facts about the model in few words.
    pub facts: Vec<ModelFact>,
    /// How good it is.
    pub scores: Vec<ModelScore>,
}

/// A fact about the model.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ModelFact {
    /// What it is about.
    pub name: String,
    /// The fact.
    pub value: String,
}

/// How good the model is at one thing, on one set of reports.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ModelScore {
    /// Which reports: "dev, int8".
    pub set: String,
    /// At what: "actor", "LEDGER".
    pub field: String,
    /// Of what it finds, so much is right; 0 to 1.
    pub precision: f64,
    /// Of what there is, it finds so much; 0 to 1.
    pub recall: f64,
    /// Both in one number.
    pub f1: f64,
    /// So many there are.
    pub gold: u64,
}

/// Figures of the ledger.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LedgerFacts {
    /// Name of its file, without the folder.
    file: String,
    reports: u64,
    claims: u64,
    events: u64,
    lineages: u64,
    decisions: u64,
    /// First day of publication.
    first_day: Option<Date>,
    /// Last day of publication.
    last_day: Option<Date>,
    head: Head,
}

/// A rule with what it does.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RuleWords {
    name: String,
    version: u16,
    /// In one sentence.
    words: &'static str,
}

/// Who asks.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct User {
    /// The name that decisions are recorded under.
    pub name: String,
    /// reader, reviewer or admin.
    #[schema(value_type = String, example = "reviewer")]
    pub role: Role,
}

/// What the program is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AboutView {
    #[schema(example = "dateline")]
    name: &'static str,
    version: String,
    model: String,
    pub mode: Mode,
    /// What made the records of this ledger: model and rules, with versions. They are machine-made.
    made_by: String,
    ledger: LedgerFacts,
    /// True where something was added that is not joined into events yet.
    behind: bool,
    /// Null where nobody is logged in.
    pub user: Option<User>,
    /// What every change must bring in the header X-CSRF-Token; null where nothing can be changed.
    pub csrf: Option<String>,
    /// True where people log in.
    pub accounts: bool,
    rules: Vec<RuleWords>,
    field_rules: Vec<RuleWords>,
    /// The publication policy in words, in public mode.
    policy: Option<serde_json::Value>,
    /// True where there is a map of the user's own at /tiles/base.pmtiles.
    pmtiles: bool,
}

pub(crate) const FIGURE_RULES: [(FigureRule, &str); 8] = [
    (FigureRule::Conservative, "the lowest of the best-founded numbers, as ACLED codes"),
    (FigureRule::Ged, "low, best and high as UCDP GED codes"),
    (FigureRule::Latest, "the last word"),
    (FigureRule::Median, "the middle one"),
    (FigureRule::Mode, "the one told most often"),
    (FigureRule::Independent, "the one that most independent witnesses tell"),
    (FigureRule::Max, "the highest"),
    (FigureRule::Min, "the lowest"),
];

pub(crate) const FIELD_RULES: [(FieldRule, &str); 4] = [
    (FieldRule::Frequent, "told by most reports"),
    (FieldRule::Independent, "told by most independent witnesses"),
    (FieldRule::Latest, "told last"),
    (FieldRule::Precise, "the most precise"),
];

fn words((rule, words): (Rule, &'static str)) -> RuleWords {
    RuleWords { name: rule.name.into_owned(), version: rule.version, words }
}

pub(crate) fn figure_rules() -> Vec<RuleWords> {
    FIGURE_RULES.map(|(rule, told)| words((rule.rule(), told))).into()
}

pub(crate) fn field_rules() -> Vec<RuleWords> {
    FIELD_RULES.map(|(rule, told)| words((rule.rule(), told))).into()
}

/// The facts, but for who asks.
pub(crate) fn about(state: &State, ledger: &Ledger) -> Result<AboutView, ledger::Error> {
    let stamp = Arc::new(Stamp::of(ledger)?);
    let desk = &state.desk;
    let kept = state.counted.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let facts = match kept {
        Some((known, facts)) if known == stamp => facts,
        _ => {
            let facts = facts(ledger)?;
            *state.counted.lock().unwrap_or_else(PoisonError::into_inner) = Some((stamp.clone(), facts.clone()));
            facts
        }
    };
    Ok(AboutView {
        name: "dateline",
        version: desk.about.version.clone(),
        model: desk.about.model.clone(),
        mode: desk.mode,
        made_by: format!("{}, {}", desk.about.model, book::fusing::VERSION),
        ledger: facts,
        behind: book::fusing::is_behind(ledger)?,
        user: None,
        csrf: None,
        accounts: false,
        rules: figure_rules(),
        field_rules: field_rules(),
        policy: desk.policy.clone(),
        pmtiles: desk.pmtiles.is_some(),
    })
}

fn facts(ledger: &Ledger) -> Result<LedgerFacts, ledger::Error> {
    let stats = ledger.stats()?;
    let (_, lineages, events) = ledger.derived_counts()?;
    let days = ledger.days()?;
    let file = ledger.path().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(LedgerFacts {
        file,
        reports: stats.reports,
        claims: stats.claims,
        events,
        lineages,
        decisions: stats.decisions,
        first_day: days.map(|days| days.0),
        last_day: days.map(|days| days.1),
        head: stats.head,
    })
}

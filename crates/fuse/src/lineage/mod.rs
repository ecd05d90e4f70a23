//! Who copied whom: reports that are one report. Pure.

use claim::{Report, ReportId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::Head;

/// What is kept of a report's text to find its copies, when the text is gone: sampled shingles, sentences, credits, quotes.
/// At most about 500 bytes in its packed form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Print {
    /// Winnowed shingles.
    pub shingles: Vec<u32>,
    /// Agencies and outlets that the text credits.
    pub credits: Vec<String>,
}

/// How a report came by its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kinship {
    /// Nothing earlier in the ledger has its text.
    Original,
    /// The same text, perhaps under another headline.
    Copy,
    /// A part of another text and hardly anything else.
    Cut,
    /// Another text's content in other words, or with additions of its own.
    Rewrite,
}

/// Where one report stands in its story's tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Descent {
    /// The first report of the lineage; its name is the lineage's name.
    pub lineage: ReportId,
    /// The report that this one comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<ReportId>,
    /// How.
    pub kinship: Kinship,
    /// 0..1: share of this report's text that its parent has.
    pub shared: f32,
    /// Agency or outlet that it credits, where one is named, e.g. "Reuters".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    /// What tells so, in words for people.
    pub because: String,
}

/// The descent of every report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lineages {
    /// By report.
    pub of: BTreeMap<ReportId, Descent>,
}

/// What to keep of a report.
pub fn print(_report: &Report) -> Print {
    Print::default()
}

/// Lineages of all reports.
pub fn trace(_reports: &[(Head, Print)]) -> Lineages {
    Lineages::default()
}

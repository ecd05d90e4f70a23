//! Who copied whom: reports that are one report. docs/lineage.md has the rules with their reasons.
//!
//! Pure: what is kept of a text ([`Print`]) outlives the text, and lineages are a function of prints, days, outlets and ids alone, in
//! any order of input. Never compares what reports claim, and never says that a report is true or false because of its descent.

mod credits;
mod print;
mod relation;
#[cfg(test)]
mod tests;
mod tracer;

pub use credits::{Credit, agency_key, credits_in, folded_name};
pub use print::{BadPrint, Print, print};
pub use tracer::Tracer;

use crate::Head;
use claim::ReportId;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How a report came by its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kinship {
    /// Nothing earlier in the ledger has its text.
    Original,
    /// The same text, perhaps under another headline or lightly edited.
    Copy,
    /// A part of another text and hardly anything else.
    Cut,
    /// Another text's content in other words, or with additions of its own.
    Rewrite,
}

/// What tells that a report comes from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = DescentBasis))]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Passages of text.
    Text,
    /// A credit, borne out by some text, direct speech, or names and numbers.
    Credit,
    /// Direct speech, and some text.
    Quotes,
}

/// Where one report stands in its story's tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Descent {
    /// The first report of the lineage; its name is the lineage's name.
    pub lineage: ReportId,
    /// The report that this one comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<ReportId>,
    /// How.
    pub kinship: Kinship,
    /// 0..1: share of this report's text that its parent has; 0 for originals.
    pub shared: f32,
    /// Agency or outlet that it credits, where one is named, e.g. "Reuters".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<Arc<str>>,
    /// Who vouches for the lineage: the agency that its first report credits, else that report's outlet; as [`agency_key`] writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voucher: Option<Arc<str>>,
    /// What tells so; `None` for originals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// The same in words for people.
    pub because: Cow<'static, str>,
}

/// The descent of every report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lineages {
    /// By report.
    pub of: BTreeMap<ReportId, Descent>,
}

impl Lineages {
    /// The lineage of a report; a report that was not traced is its own.
    pub fn lineage(&self, report: ReportId) -> ReportId {
        self.of.get(&report).map_or(report, |descent| descent.lineage)
    }

    /// True where two reports are of one lineage.
    pub fn related(&self, one: ReportId, other: ReportId) -> bool {
        self.lineage(one) == self.lineage(other)
    }
}

/// Lineages of all reports.
pub fn trace(reports: &[(Head, Print)]) -> Lineages {
    Tracer::new(reports).lineages()
}

//! One published text and what is known about it.

use crate::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Where a report was read from: for messages, never part of its identity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Origin {
    /// File name as given, or `-` for standard input.
    pub file: String,
    /// Line, from 1, for files that hold a report a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
}

/// One published text with its metadata. The text is never changed after ingest: every [`Span`] points into it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Given by the input, or made from the file's name, or from the text's SHA-256.
    pub id: String,
    /// The story as ingest found it; for a saved page, the main text.
    pub text: String,
    /// Headline, where the input tells one apart from the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Day of publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// Who published it, e.g. "Example Wire".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// Address it was published under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// ISO 639-1 code, declared or detected; `None` where the text is too short to tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Licence of the text, where the input tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// Lines of the text that are not story: photo credits, bylines, "Read more". In order, not overlapping.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub noise: Vec<Span>,
    /// Sentence borders where the input came with them (gold files); else the reader splits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentences: Option<Vec<Span>>,
    /// Where it was read from.
    #[serde(default)]
    pub origin: Origin,
}

/// The sentence of a claim, as it is quoted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Quote {
    /// The report's text under `span`.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

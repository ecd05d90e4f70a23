//! What was done, told a line at a time.

use jiff::Timestamp;
use ledger::FetchKind;
use serde::Serialize;

/// What became of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It answered: of feeds, robots.txt and tdmrep.json.
    Answered,
    /// Nothing about it is new.
    Unchanged,
    /// It leads to another address.
    Moved,
    /// The page is a new report in the ledger.
    Stored,
    /// The ledger has this report from another address, or from before.
    Known,
    /// The page is other news: neither read nor stored.
    PassedOver,
    /// The page holds no report that can be read.
    NoReport,
    /// robots.txt says that programs shall not ask for it.
    Forbidden,
    /// It is reserved from text and data mining.
    Reserved,
    /// It would not be safe, or it is nothing to read: an address on the inside, a loop, another kind of file.
    Refused,
    /// No answer that can be used. It is asked again.
    Failed,
    /// It is not asked again: it is not there, or it failed too often.
    GivenUp,
    /// Left for a later round.
    Later,
}

impl Outcome {
    /// The word that `--json` uses.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Answered => "answered",
            Outcome::Unchanged => "unchanged",
            Outcome::Moved => "moved",
            Outcome::Stored => "stored",
            Outcome::Known => "known",
            Outcome::PassedOver => "passed_over",
            Outcome::NoReport => "no_report",
            Outcome::Forbidden => "forbidden",
            Outcome::Reserved => "reserved",
            Outcome::Refused => "refused",
            Outcome::Failed => "failed",
            Outcome::GivenUp => "given_up",
            Outcome::Later => "later",
        }
    }
}

/// One thing that was done, or left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    /// When.
    pub at: Timestamp,
    /// What the address is.
    pub kind: FetchKind,
    /// The address.
    pub url: String,
    /// What became of it.
    pub outcome: Outcome,
    /// HTTP status, where there was an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Why, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The feed that lists the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feed: Option<String>,
    /// When it is asked again at the earliest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Timestamp>,
    /// Of a feed: pages that it lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<usize>,
    /// Of a feed: pages that are to be asked for because of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<usize>,
    /// Of what is left for later: how many pages of the host, this one among them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<usize>,
    /// The report, where one was stored or is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<String>,
}

impl Told {
    /// With nothing but what it is about.
    pub fn new(at: Timestamp, kind: FetchKind, url: &str, outcome: Outcome) -> Told {
        Told {
            at,
            kind,
            url: url.to_owned(),
            outcome,
            status: None,
            why: None,
            feed: None,
            not_before: None,
            pages: None,
            new: None,
            left: None,
            report: None,
        }
    }

    /// With the reason.
    pub fn because(mut self, why: impl Into<String>) -> Told {
        self.why = Some(why.into());
        self
    }
}

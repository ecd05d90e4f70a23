//! What a table is to hold: which ledger as of when, which rows, since when. Shared by our own tables and those in other people's
//! columns.

use crate::Error;
use book::lists::{self, EventsFound};
use book::{Filter, View};
use claim::{Act, ClaimId, Decision, DecisionId, ReportId};
use fuse::Event;
use jiff::Timestamp;
use jiff::civil::Date;
use ledger::{Ledger, ReportFilter};
use std::cell::{Cell, OnceCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a table is to hold.
pub struct Scope<'v> {
    /// The ledger, as of when, under which rules.
    pub view: &'v View,
    /// Which rows.
    pub filter: Filter,
    /// Only what was recorded at this moment or later.
    pub since: Option<Timestamp>,
    /// The claims that were recorded since, or about which somebody decided since; `None` where everything is asked for.
    pub touched: Option<BTreeSet<ClaimId>>,
    /// The reports that were recorded since.
    new: Option<BTreeSet<ReportId>>,
    reports: OnceCell<BTreeMap<ReportId, About>>,
    reviewers: OnceCell<BTreeMap<DecisionId, Decision>>,
    hidden: Cell<usize>,
}

/// The little of a report that goes with what it tells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// Who published it.
    pub outlet: Option<String>,
    /// When.
    pub date: Option<Date>,
    /// Under which address.
    pub url: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// ISO 639-1 code.
    pub language: Option<String>,
    /// Licence of the text.
    pub licence: Option<String>,
    /// Model and rules that read it.
    pub made_by: String,
}

impl<'v> Scope<'v> {
    /// All that passes a filter.
    pub fn new(view: &'v View, filter: Filter) -> Scope<'v> {
        Scope {
            view,
            filter,
            since: None,
            touched: None,
            new: None,
            reports: OnceCell::new(),
            reviewers: OnceCell::new(),
            hidden: Cell::new(0),
        }
    }

    /// Of that, what was recorded since a moment in `ledger`: the one that is looked at, or the one that it was made from.
    pub fn since(mut self, ledger: &Ledger, moment: Timestamp) -> Result<Scope<'v>, Error> {
        let mut new = BTreeSet::new();
        ledger.for_each_report(&ReportFilter::default(), &ledger::AsOf::default(), |report| {
            if report.recorded >= moment {
                new.insert(report.id);
            }
        })?;
        self.new = Some(new);
        self.touched = Some(touched(ledger, moment)?);
        self.since = Some(moment);
        Ok(self)
    }

    /// True where a claim is not left out by the moment.
    pub fn is_touched(&self, claim: ClaimId) -> bool {
        self.touched.as_ref().is_none_or(|touched| touched.contains(&claim))
    }

    /// True where a report is not left out by the moment.
    pub fn is_new(&self, report: ReportId) -> bool {
        self.new.as_ref().is_none_or(|new| new.contains(&report))
    }

    /// The events, by first day (the undated last) and id.
    pub fn events(&self) -> Result<Vec<Arc<Event>>, Error> {
        if self.touched.is_none() {
            let EventsFound { events, hidden } = lists::events(self.view, &self.filter)?;
            self.hidden.set(hidden);
            return Ok(events);
        }
        // What counts towards the limit is what was touched.
        let all = Filter { limit: None, ..self.filter.clone() };
        let EventsFound { mut events, hidden: _ } = lists::events(self.view, &all)?;
        events.retain(|event| event.members.iter().any(|member| self.is_touched(member.claim)));
        events.truncate(self.filter.limit.unwrap_or(usize::MAX));
        Ok(events)
    }

    /// So many events were left out by [`Scope::events`] since they are only possible, planned, hypothetical or denied, and the filter names
    /// no status.
    pub fn hidden(&self) -> usize {
        self.hidden.get()
    }

    /// What is known of every report.
    pub fn reports(&self) -> Result<&BTreeMap<ReportId, About>, Error> {
        if let Some(reports) = self.reports.get() {
            return Ok(reports);
        }
        let mut reports = BTreeMap::new();
        self.view.ledger.for_each_report(&ReportFilter::default(), &self.view.as_of, |stored| {
            let content = stored.content;
            let about = About {
                outlet: content.outlet,
                date: content.date,
                url: content.url,
                title: content.title,
                language: content.language,
                licence: content.licence,
                made_by: content.made_by,
            };
            reports.insert(stored.id, about);
        })?;
        Ok(self.reports.get_or_init(|| reports))
    }

    /// What people decided, by id: those that count and those that were undone.
    pub fn decisions(&self) -> Result<&BTreeMap<DecisionId, Decision>, Error> {
        if let Some(decisions) = self.reviewers.get() {
            return Ok(decisions);
        }
        let all = self.view.ledger.decisions(&self.view.as_of)?;
        Ok(self.reviewers.get_or_init(|| all.into_iter().map(|decision| (decision.id, decision)).collect()))
    }

    /// The reports that hold these claims, each once, in the order of the claims.
    pub fn reports_of(&self, claims: impl IntoIterator<Item = ClaimId>) -> Result<Vec<ReportId>, Error> {
        let whole = self.view.whole()?;
        let mut reports = Vec::new();
        for claim in claims {
            let report = whole.statement(claim).map(|statement| statement.report);
            reports.extend(report.filter(|report| !reports.contains(report)));
        }
        Ok(reports)
    }
}

/// The claims that were recorded at this moment or later, and those about which somebody decided since.
fn touched(ledger: &Ledger, moment: Timestamp) -> Result<BTreeSet<ClaimId>, Error> {
    let mut touched = BTreeSet::new();
    ledger.for_each_claim(&ledger::AsOf::default(), 0, |_, claim| {
        if claim.recorded >= moment {
            touched.insert(claim.id);
        }
    })?;
    let decisions = ledger.decisions(&ledger::AsOf::default())?;
    let by_id: BTreeMap<DecisionId, &Decision> = decisions.iter().map(|decision| (decision.id, decision)).collect();
    for decision in decisions.iter().filter(|decision| decision.recorded >= moment) {
        // What undoes, and what undoes that, is about the claims of the first.
        let mut about = decision;
        while let Act::Undo { decision } = &about.act {
            // An undoing is of an earlier one: this ends.
            let Some(undone) = by_id.get(decision).filter(|undone| undone.id != about.id) else { break };
            about = undone;
        }
        touched.extend(decision.named().chain(about.named()));
    }
    Ok(touched)
}

/// Refuses what has no meaning for these rows: to pass over a filter would export more than was asked for.
pub fn only(filter: &Filter, rows: &str, known: &[&str]) -> Result<(), Error> {
    let asked = [
        ("place", filter.place.is_some()),
        ("country", filter.country.is_some()),
        ("party", filter.party.is_some()),
        ("type", !filter.types.is_empty()),
        ("status", !filter.statuses.is_empty()),
        ("from", filter.from.is_some()),
        ("to", filter.to.is_some()),
        ("min-confidence", filter.min_confidence.is_some()),
        ("text", filter.text.is_some()),
        ("outlet", filter.outlet.is_some()),
    ];
    let wrong: Vec<String> = asked
        .iter()
        .filter(|(name, is_asked)| *is_asked && !known.contains(name))
        .map(|(name, _)| format!("--{name}"))
        .collect();
    if wrong.is_empty() {
        return Ok(());
    }
    let remedy = match known {
        [] => "leave it out".to_owned(),
        known => format!("these do: {}", known.iter().map(|name| format!("--{name}")).collect::<Vec<_>>().join(", ")),
    };
    Err(Error::usage(format!("{} means nothing for {rows}; {remedy}", wrong.join(" and "))))
}

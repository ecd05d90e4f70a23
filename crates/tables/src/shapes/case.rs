//! An event with all that a row may ask of it: its claims as fusing sees them and as the ledger keeps them, and their reports.

use super::parties;
use crate::Error;
use book::{Filter, View, lists};
use claim::{ClaimId, ReportId, Status};
use fuse::events::{Settings, Standing};
use fuse::{Event, Figure, FigureRule, Spot, Statement, Told};
use jiff::Timestamp;
use ledger::{Found, StoredClaim, StoredReport};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One event.
pub(super) struct Case<'v> {
    pub event: Arc<Event>,
    /// Its claims, in the order of telling. None of them was rejected or erased.
    pub statements: Vec<&'v Statement>,
    /// The same as the ledger keeps them.
    pub claims: Vec<StoredClaim>,
    /// Their reports, in the same order, each once.
    pub reports: Vec<Arc<StoredReport>>,
}

/// Which events of which ledger.
pub(super) struct Which<'a> {
    pub view: &'a View,
    pub filter: &'a Filter,
    /// Only those with one of these claims.
    pub touched: Option<&'a BTreeSet<ClaimId>>,
}

impl<'a> Which<'a> {
    /// All of the same ledger.
    pub(super) fn of_all(&self, filter: &'a Filter) -> Which<'a> {
        Which { view: self.view, filter, touched: None }
    }

    /// Those that happened, as far as claims tell, under the view's rules.
    pub(super) fn events(&self) -> Result<Vec<Arc<Event>>, Error> {
        check(self.filter)?;
        let Some(touched) = self.touched else { return Ok(lists::events(self.view, self.filter)?.events) };
        // What counts towards the limit is what was touched.
        let mut events = lists::events(self.view, &Filter { limit: None, ..self.filter.clone() })?.events;
        events.retain(|event| event.members.iter().any(|member| touched.contains(&member.claim)));
        events.truncate(self.filter.limit.unwrap_or(usize::MAX));
        Ok(events)
    }
}

/// A shape holds what happened; a filter that asks for something else is told so.
fn check(filter: &Filter) -> Result<(), Error> {
    let happened = [Standing::Reported.name(), Standing::Disputed.name()];
    match filter.statuses.iter().find(|status| !happened.contains(&status.as_str())) {
        None => Ok(()),
        Some(other) => Err(Error::usage(format!(
            "a shape holds what happened: ask it for reported or disputed events, not for \"{other}\"; the native table has those"
        ))),
    }
}

/// They with all that a row asks of them; under a rule, or under the view's.
pub(super) fn cases<'v>(which: &Which<'v>, rule: Option<FigureRule>) -> Result<Vec<Case<'v>>, Error> {
    let view = which.view;
    let found = which.events()?;
    let events = match rule {
        Some(figures) => view.under(found, &Settings { figures, fields: view.settings.fields })?,
        None => found,
    };
    let whole = view.whole()?;
    let mut reports: BTreeMap<ReportId, Option<Arc<StoredReport>>> = BTreeMap::new();
    let mut cases = Vec::with_capacity(events.len());
    for event in events {
        let members = event.members.iter().map(|member| member.claim);
        let statements: Vec<&Statement> = members.clone().filter_map(|claim| whole.statement(claim)).collect();
        let mut claims = Vec::with_capacity(statements.len());
        let mut of_reports = Vec::new();
        let mut seen = BTreeSet::new();
        for statement in &statements {
            claims.extend(view.ledger.claim(statement.claim)?.and_then(Found::kept));
            if seen.insert(statement.report) {
                let report = match reports.entry(statement.report) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(new) => {
                        let report = view.ledger.report(statement.report)?.and_then(Found::kept);
                        new.insert(report.map(Arc::new))
                    }
                };
                of_reports.extend(report.clone());
            }
        }
        cases.push(Case { event, statements, claims, reports: of_reports });
    }
    Ok(cases)
}

impl<'v> Case<'v> {
    /// The number of people of one kind ("killed"), where somebody tells one.
    pub(super) fn figure(&self, what: &str) -> Option<&Figure> {
        self.event.figures.iter().find(|figure| figure.what == what)
    }

    /// The place, where it is on the map.
    pub(super) fn spot(&self) -> Option<(&Spot, f64, f64)> {
        let spot = &self.event.place.as_ref()?.value;
        spot.point.map(|(lat, lon)| (spot, lat, lon))
    }

    /// The days.
    pub(super) fn days(&self) -> Option<Told> {
        self.event.days.as_ref().map(|days| days.value)
    }

    /// When the ledger learned of the newest of its claims.
    pub(super) fn recorded(&self) -> Option<Timestamp> {
        self.claims.iter().map(|claim| claim.recorded).max()
    }

    /// Outlets, in the order of telling, none twice.
    pub(super) fn outlets(&self) -> Vec<&str> {
        let mut outlets: Vec<&str> = Vec::new();
        for outlet in self.reports.iter().filter_map(|report| report.content.outlet.as_deref()) {
            if !outlets.contains(&outlet) {
                outlets.push(outlet);
            }
        }
        outlets
    }

    /// The address of the first report that has one on the web.
    pub(super) fn url(&self) -> Option<&str> {
        let mut urls = self.reports.iter().filter_map(|report| report.content.url.as_deref());
        urls.find(|url| url.starts_with("https://") || url.starts_with("http://"))
    }

    /// Whoever its claims come from, none twice: names that may be shown, else kinds of voices.
    pub(super) fn speakers(&self) -> Vec<String> {
        let mut speakers = Vec::new();
        for speaker in self.statements.iter().filter_map(|statement| parties::speaker(statement)) {
            if !speakers.contains(&speaker) {
                speakers.push(speaker);
            }
        }
        speakers
    }

    /// Whether the words of the deed, or its sentence, hold one of these, in any case of letters.
    pub(super) fn says(&self, words: &[&str]) -> bool {
        let holds = |text: &str| {
            let text = text.to_lowercase();
            words.iter().any(|word| text.contains(word))
        };
        let actual = self.claims.iter().filter(|claim| claim.record.status == Status::Actual);
        actual
            .into_iter()
            .any(|claim| holds(&claim.record.trigger) || claim.quote.as_ref().is_some_and(|quote| holds(&quote.text)))
    }
}

/// True for a second-order division.
pub(super) fn is_district(spot: &Spot) -> bool {
    &*spot.kind == "division" && spot.precision == 3
}

/// The first-order division of a place, by name; itself, where it is one.
pub(super) fn division(spot: &Spot) -> Option<&str> {
    let own = &*spot.kind == "division" && !is_district(spot);
    if own { Some(&spot.name) } else { spot.division.as_deref() }
}

/// How many civil days, both ends included.
pub(super) fn length(days: Told) -> i64 {
    days.end.duration_since(days.start).as_hours() / 24 + 1
}

/// Words in one cell.
pub(super) fn joined<S: AsRef<str>>(words: &[S]) -> String {
    words.iter().map(AsRef::as_ref).collect::<Vec<_>>().join("; ")
}

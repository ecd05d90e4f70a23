//! What is seen of a ledger: as of now, from what is joined already; as of another time, joined in memory from what was known then.
//!
//! Reads only. The same ledger, times and rules give the same answers in the same order.

use crate::load::{self, Whole};
use crate::{Error, Snapshot, fusing};
use claim::EventId;
use fuse::Event;
use fuse::control::Control;
use fuse::events::Settings;
use ledger::{AsOf, EventFilter, Ledger, Mode};
use std::path::Path;
use std::sync::Arc;

/// A ledger as of a time, under rules.
pub struct View {
    /// The file.
    pub ledger: Ledger,
    /// As of when.
    pub as_of: AsOf,
    /// Rules.
    pub settings: Settings,
    /// What is in memory of it already.
    snapshot: Arc<Snapshot>,
}

impl View {
    /// Opens the ledger at `path` for looking.
    pub fn open(path: impl AsRef<Path>, as_of: AsOf, settings: Settings) -> Result<View, Error> {
        Ok(View::over(Ledger::open(path, Mode::Read)?, as_of, settings))
    }

    /// Of a ledger that is open; what is wanted is loaded when it is first wanted.
    pub fn over(ledger: Ledger, as_of: AsOf, settings: Settings) -> View {
        View { ledger, as_of, settings, snapshot: Arc::new(Snapshot::empty(as_of)) }
    }

    /// Of a ledger that is open, with what was loaded of the same ledger before: many views share it.
    pub fn with(ledger: Ledger, snapshot: Arc<Snapshot>, settings: Settings) -> View {
        View { ledger, as_of: snapshot.as_of(), settings, snapshot }
    }

    /// What is in memory of it.
    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// The open ledger, to look through it again.
    pub fn into_ledger(self) -> Ledger {
        self.ledger
    }

    /// True where nothing is left out: what is joined already is the answer.
    pub fn is_now(&self) -> bool {
        self.as_of == AsOf::default()
    }

    /// True where something was added after the last joining, or another version did that.
    pub fn is_behind(&self) -> Result<bool, Error> {
        Ok(fusing::is_behind(&self.ledger)?)
    }

    /// All that is known as of then.
    pub fn whole(&self) -> Result<&Whole, Error> {
        self.snapshot.whole(&self.ledger)
    }

    /// Events by first day (the undated last) and id. Filters look at the values that the usual rules chose.
    pub fn events(&self, filter: &EventFilter) -> Result<Vec<Arc<Event>>, Error> {
        let usual = if self.is_now() && !self.snapshot.has_events() {
            let stored = self.ledger.events(filter)?;
            stored.iter().map(|body| Ok(Arc::new(load::event(&self.ledger, body)?))).collect::<Result<_, Error>>()?
        } else {
            let whole = self.whole()?;
            let events = self.snapshot.events(&self.ledger)?;
            let mut fitting: Vec<Arc<Event>> =
                events.iter().filter(|event| fits(event, filter, whole)).cloned().collect();
            fitting.truncate(filter.limit.unwrap_or(usize::MAX));
            fitting
        };
        self.under_rules(usual)
    }

    /// Events of this view under other rules: what a table needs whose users know one rule only.
    pub fn under(&self, events: Vec<Arc<Event>>, settings: &Settings) -> Result<Vec<Arc<Event>>, Error> {
        if *settings == self.settings { Ok(events) } else { self.remade(events, settings) }
    }

    /// The event that is named so, or that has the claim that the name comes from.
    pub fn event(&self, id: EventId) -> Result<Option<Arc<Event>>, Error> {
        let usual = if self.is_now() && !self.snapshot.has_events() {
            let named = match self.ledger.event(id)? {
                Some(body) => Some(body),
                None => match self.ledger.event_of(id.anchor())? {
                    Some(event) => self.ledger.event(event)?,
                    None => None,
                },
            };
            named.map(|body| Ok::<_, Error>(Arc::new(load::event(&self.ledger, &body)?))).transpose()?
        } else {
            self.snapshot.event(&self.ledger, id)?
        };
        Ok(self.under_rules(usual.into_iter().collect())?.pop())
    }

    /// The name of the event that a claim is in.
    pub fn event_of(&self, claim: claim::ClaimId) -> Result<Option<EventId>, Error> {
        if self.is_now() && !self.snapshot.has_events() {
            return Ok(self.ledger.event_of(claim)?);
        }
        Ok(self.snapshot.event(&self.ledger, EventId::of_anchor(claim))?.map(|event| event.id))
    }

    /// The history of every place of which claims tell who holds it.
    pub fn control(&self) -> Result<&[Control], Error> {
        self.snapshot.controls(&self.ledger)
    }

    /// These events under the rules that were asked for. Which events there are does not depend on them.
    fn under_rules(&self, usual: Vec<Arc<Event>>) -> Result<Vec<Arc<Event>>, Error> {
        if self.settings == Settings::default() { Ok(usual) } else { self.remade(usual, &self.settings) }
    }

    fn remade(&self, usual: Vec<Arc<Event>>, settings: &Settings) -> Result<Vec<Arc<Event>>, Error> {
        if usual.is_empty() {
            return Ok(usual);
        }
        let mut events: Vec<Arc<Event>> = if self.is_now() && !self.snapshot.has_events() {
            // Without the rest of the ledger.
            fusing::under(&self.ledger, &usual, settings)?.into_iter().map(Arc::new).collect()
        } else {
            self.snapshot.under(&self.ledger, &usual, settings)?
        };
        in_order(&mut events);
        Ok(events)
    }
}

/// By first day (the undated last) and id.
pub(crate) fn in_order(events: &mut [Arc<Event>]) {
    events.sort_by_key(|event| {
        let days = event.days.as_ref().map(|days| days.value);
        (days.is_none(), days.map(|days| days.start), event.id)
    });
}

/// True where an event passes a filter: the same that the ledger asks of its stored columns.
fn fits(event: &Event, filter: &EventFilter, whole: &Whole) -> bool {
    let any = |wanted: &[String], has: &dyn Fn(&String) -> bool| wanted.is_empty() || wanted.iter().any(has);
    let place = event.place.as_ref().map(|place| &place.value);
    let days = event.days.as_ref().map(|days| days.value);
    any(&filter.types, &|code| event.event_type.code() == code)
        && any(&filter.standings, &|word| event.standing.name() == word)
        && any(&filter.places, &|id| place.and_then(|place| place.id.as_deref()) == Some(id))
        && filter
            .country
            .as_ref()
            .is_none_or(|country| place.and_then(|place| place.country.as_deref()) == Some(country))
        && filter.from.is_none_or(|from| days.is_some_and(|days| days.end >= from))
        && filter.to.is_none_or(|to| days.is_some_and(|days| days.start <= to))
        && (filter.parties.is_empty() || {
            let parties = fusing::parties(event, |claim| whole.statement(claim));
            filter.parties.iter().any(|id| parties.contains(id))
        })
}

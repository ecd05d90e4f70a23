//! What a ledger comes to at one moment, in memory: loaded and joined once, looked at many times and from many threads.
//!
//! Does not depend on rules: which claims, events and histories there are is the same under all of them. Holds no connection:
//! whoever asks brings one. A snapshot is of the ledger's head at which it was loaded; of another head another one is made.

use crate::checks::{self, CheckView};
use crate::load::{self, Whole, kin};
use crate::view::in_order;
use crate::{Error, View, fusing};
use claim::{ClaimId, EventId};
use fuse::contradictions::Contradiction;
use fuse::control::Control;
use fuse::events::{Settings, events_in_sets, remake};
use fuse::{Event, Statement};
use ledger::{AsOf, EventFilter, Ledger};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

type Events = Arc<Vec<Arc<Event>>>;

/// A ledger in memory. `Send` and `Sync`: share it by `Arc`.
pub struct Snapshot {
    as_of: AsOf,
    whole: OnceLock<Whole>,
    events: OnceLock<Joined>,
    controls: OnceLock<Vec<Control>>,
    contradictions: OnceLock<Vec<Contradiction>>,
    checks: OnceLock<Vec<CheckView>>,
    /// Held by whoever makes a part, so that no two make the same one.
    making: Mutex<()>,
}

struct Joined {
    events: Events,
    by_id: BTreeMap<EventId, usize>,
    of_claim: BTreeMap<ClaimId, usize>,
}

impl Snapshot {
    /// One that is filled when something is first wanted: for who asks once.
    pub fn empty(as_of: AsOf) -> Snapshot {
        Snapshot {
            as_of,
            whole: OnceLock::new(),
            events: OnceLock::new(),
            controls: OnceLock::new(),
            contradictions: OnceLock::new(),
            checks: OnceLock::new(),
            making: Mutex::new(()),
        }
    }

    /// All of a ledger as of then, from one state of the file: claims, events under the usual rules, histories of places. What disagrees
    /// is found when it is first asked for.
    pub fn load(ledger: &Ledger, as_of: AsOf) -> Result<Snapshot, Error> {
        let snapshot = Snapshot::empty(as_of);
        ledger.at_once(|ledger| {
            let filled = snapshot.events(ledger).map(|_| ()).and_then(|()| snapshot.controls(ledger).map(|_| ()));
            Ok(filled)
        })??;
        Ok(snapshot)
    }

    /// As of when.
    pub fn as_of(&self) -> AsOf {
        self.as_of
    }

    /// True where the events are in memory.
    pub(crate) fn has_events(&self) -> bool {
        self.events.get().is_some()
    }

    /// Claims with what they rest on.
    pub fn whole(&self, ledger: &Ledger) -> Result<&Whole, Error> {
        self.made(&self.whole, || {
            let joined = ledger.is_published()? || self.as_of == AsOf::default() && !fusing::is_behind(ledger)?;
            Ok(if joined { load::load_joined(ledger, &self.as_of)? } else { load::load(ledger, &self.as_of)?.0 })
        })
    }

    /// Events under the usual rules, by first day (the undated last) and id.
    pub fn events(&self, ledger: &Ledger) -> Result<&[Arc<Event>], Error> {
        Ok(&self.joined(ledger)?.events)
    }

    /// The event that is named so, or that has the claim that the name comes from.
    pub fn event(&self, ledger: &Ledger, id: EventId) -> Result<Option<Arc<Event>>, Error> {
        let joined = self.joined(ledger)?;
        let at = joined.by_id.get(&id).or_else(|| joined.of_claim.get(&id.anchor()));
        Ok(at.map(|at| joined.events[*at].clone()))
    }

    fn joined(&self, ledger: &Ledger) -> Result<&Joined, Error> {
        let whole = self.whole(ledger)?;
        self.made(&self.events, || {
            // What is joined already is the answer of now, also where claims wait to be joined: nobody is told two things at once.
            let events = if self.as_of == AsOf::default() {
                Arc::new(stored(ledger)?.into_iter().map(Arc::new).collect())
            } else {
                joined(ledger, whole)?
            };
            let by_id = events.iter().enumerate().map(|(at, event)| (event.id, at)).collect();
            let members = |(at, event): (usize, &Arc<Event>)| -> Vec<(ClaimId, usize)> {
                event.members.iter().map(|member| (member.claim, at)).collect()
            };
            let of_claim = events.iter().enumerate().flat_map(members).collect();
            Ok(Joined { events, by_id, of_claim })
        })
    }

    /// These events under other rules: which events there are does not depend on rules, so nothing is compared again. Nothing is kept:
    /// events under every rule would take as much room as all the rest.
    pub(crate) fn under(
        &self,
        ledger: &Ledger,
        usual: &[Arc<Event>],
        settings: &Settings,
    ) -> Result<Vec<Arc<Event>>, Error> {
        let whole = self.whole(ledger)?;
        let claim = |claim| whole.statement(claim);
        let before = usual.iter().map(|event| &**event);
        let made = remake(before, claim, &whole.links, &whole.lineages, kin(), settings);
        let suggested: BTreeMap<EventId, &Arc<Event>> = usual.iter().map(|event| (event.id, event)).collect();
        let made = made.into_iter().map(|mut event| {
            // Those that were not asked for are as near as before.
            event.suggested = suggested.get(&event.id).map(|usual| usual.suggested.clone()).unwrap_or_default();
            Arc::new(event)
        });
        Ok(made.collect())
    }

    /// The history of every place of which claims tell who holds it, by place id.
    pub fn controls(&self, ledger: &Ledger) -> Result<&[Control], Error> {
        let whole = self.whole(ledger)?;
        let made =
            self.made(&self.controls, || Ok(fuse::control::control(&whole.statements, &whole.lineages, kin())))?;
        Ok(made)
    }

    /// Accounts that cannot both be true.
    pub fn contradictions(&self, ledger: &Ledger) -> Result<&[Contradiction], Error> {
        let whole = self.whole(ledger)?;
        let events = self.joined(ledger)?.events.clone();
        let made = self.made(&self.contradictions, || {
            Ok(fuse::contradictions::contradictions(&events, &whole.statements, &whole.lineages, kin()))
        })?;
        Ok(made)
    }

    /// Statements that can be tested, with the outcomes. The view must be one of this snapshot.
    pub(crate) fn checks(&self, view: &View) -> Result<&[CheckView], Error> {
        // What the tests are held against is made first: no part is made while another one is.
        self.controls(&view.ledger)?;
        let made = self.made(&self.checks, || checks::all(view))?;
        Ok(made)
    }

    /// A part that is made once.
    fn made<'s, T>(&'s self, part: &'s OnceLock<T>, make: impl FnOnce() -> Result<T, Error>) -> Result<&'s T, Error> {
        if let Some(made) = part.get() {
            return Ok(made);
        }
        let _making = locked(&self.making);
        if let Some(made) = part.get() {
            return Ok(made);
        }
        let made = make()?;
        Ok(part.get_or_init(|| made))
    }
}

/// Events as they are stored.
fn stored(ledger: &Ledger) -> Result<Vec<Event>, Error> {
    ledger.events(&EventFilter::default())?.iter().map(|body| Ok(load::event(ledger, body)?)).collect()
}

fn joined(ledger: &Ledger, whole: &Whole) -> Result<Events, Error> {
    let settings = &Settings::default();
    let made = if ledger.is_published()? {
        let claim = |claim| whole.statement(claim);
        remake(&stored(ledger)?, claim, &whole.links, &whole.lineages, kin(), settings)
    } else {
        let statements: Vec<&Statement> = whole.statements.iter().collect();
        events_in_sets(&statements, &whole.links, &whole.lineages, kin(), settings).events
    };
    let mut events: Vec<Arc<Event>> = made.into_iter().map(Arc::new).collect();
    in_order(&mut events);
    Ok(Arc::new(events))
}

/// Whoever panicked while holding it left nothing half made: parts are put in place whole.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<Snapshot>();
};

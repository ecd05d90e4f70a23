//! Ids that are typed, whole or only their beginning -> what they name; or which ids there are that begin so.

use crate::{Error, View};
use claim::{ClaimId, DecisionId, EventId, ReportId};
use fuse::Event;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What an id names.
#[derive(Clone, Debug, PartialEq)]
pub enum Thing {
    /// An event, as it is now: asked for by the name of any of its claims.
    Event(Arc<Event>),
    /// A claim.
    Claim(ClaimId),
    /// A report.
    Report(ReportId),
    /// A decision.
    Decision(DecisionId),
}

/// Shortest beginning of an id: its letter and three digits.
const LEAST: usize = 4;

/// What `asked` names.
pub fn find(view: &View, asked: &str) -> Result<Thing, Error> {
    let asked = asked.trim().to_ascii_lowercase();
    let letter = asked.chars().next().unwrap_or(' ');
    let letters = [EventId::LETTER, ClaimId::LETTER, ReportId::LETTER, DecisionId::LETTER];
    if !letters.contains(&letter) || !asked.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Err(Error::nothing(format!(
            "\"{asked}\" is no id; ids begin with e (events), c (claims), r (reports) or d (decisions); dateline list shows them"
        )));
    }
    if asked.len() < LEAST {
        return Err(Error::nothing(format!("\"{asked}\" is too short for an id; give {LEAST} characters or more")));
    }
    let found = view.ledger.find(&asked)?;
    let mut things: Vec<(String, Thing)> = Vec::new();
    if letter == EventId::LETTER {
        things = events(view, &asked, found.iter().map(|(_, number)| EventId::from_number(*number)))?;
        if things.is_empty() && !found.is_empty() {
            return Err(Error::nothing(format!(
                "no event is called {asked}: its claim was rejected, is a toll, or is not joined yet; dateline show {} shows the claim",
                asked.replacen(EventId::LETTER, "c", 1)
            )));
        }
    } else {
        for (letter, number) in found {
            let thing = match letter {
                ReportId::LETTER => Thing::Report(ReportId::from_number(number)),
                DecisionId::LETTER => Thing::Decision(DecisionId::from_number(number)),
                _ => Thing::Claim(ClaimId::from_number(number)),
            };
            things.push((name(&thing), thing));
        }
    }
    match things.len() {
        0 => Err(Error::nothing(format!("nothing here is called {asked}; dateline list shows what there is"))),
        1 => Ok(things.remove(0).1),
        _ => {
            let names: Vec<&str> = things.iter().map(|(name, _)| name.as_str()).collect();
            Err(Error::nothing(format!(
                "{asked} is the beginning of more than one id: {}; give more of it",
                names.join(", ")
            )))
        }
    }
}

/// The events that are called so; where none is, those that have the claims that such names come from.
fn events(view: &View, asked: &str, ids: impl Iterator<Item = EventId>) -> Result<Vec<(String, Thing)>, Error> {
    let mut events: BTreeMap<EventId, Arc<Event>> = BTreeMap::new();
    for id in ids {
        if let Some(event) = view.event(id)? {
            events.insert(event.id, event);
        }
    }
    if events.keys().any(|id| id.to_string().starts_with(asked)) {
        events.retain(|id, _| id.to_string().starts_with(asked));
    }
    Ok(events.into_iter().map(|(id, event)| (id.to_string(), Thing::Event(event))).collect())
}

fn name(thing: &Thing) -> String {
    match thing {
        Thing::Event(event) => event.id.to_string(),
        Thing::Claim(id) => id.to_string(),
        Thing::Report(id) => id.to_string(),
        Thing::Decision(id) => id.to_string(),
    }
}

//! Which places a name means: a town is the town; a province or a country is all that lies in it.

use super::Place;
use crate::filter::meant_places;
use crate::names::{self, Meant};
use crate::{Error, ErrorKind, View, Whole};
use fuse::{Event, Spot};
use std::collections::BTreeMap;
use std::sync::Arc;
use world::places::Gazetteer;

/// What belongs to the places that are asked for.
pub(super) struct Scope {
    meant: Meant,
    /// The one that most events are at first.
    pub places: Vec<Place>,
    /// True where all that lies in them is meant.
    wide: bool,
}

impl Scope {
    /// The places that a name or an id means; `near` are the events of the days.
    pub fn of(view: &View, asked: &str, near: &[Arc<Event>]) -> Result<Scope, Error> {
        let gazetteer = Gazetteer::bundled();
        let meant = match meant_places(view, Some(&asked.to_owned())) {
            Ok(meant) => meant.unwrap_or_default(),
            // Nothing is told of the province itself, but perhaps of the towns in it.
            Err(error) => match names::place(asked, None, gazetteer).filter(|place| is_wide(&place.kind)) {
                Some(place) if !matches!(error.kind(), ErrorKind::Ledger(_)) => {
                    Meant { ids: [place.id].into(), ..Meant::default() }
                }
                _ => return Err(error),
            },
        };
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for event in near {
            if let Some(id) = event.place.as_ref().and_then(|place| place.value.id.as_deref()) {
                *seen.entry(id).or_default() += 1;
            }
        }
        let mut places: Vec<Place> = meant
            .ids
            .iter()
            .map(|id| match names::place(id, None, gazetteer) {
                Some(place) => Place {
                    id: Some(place.id),
                    name: place.name,
                    own_name: place.own_name,
                    country: place.country,
                    division: place.division,
                    kind: place.kind,
                },
                None => unlisted(Some(id.clone()), spot_name(near, id).unwrap_or_else(|| id.clone())),
            })
            .chain(meant.words.iter().map(|name| unlisted(None, name.clone())))
            .collect();
        let told = |place: &Place| place.id.as_deref().and_then(|id| seen.get(id)).copied().unwrap_or(0);
        places.sort_by(|a, b| (is_wide(&a.kind), told(b), &a.id).cmp(&(is_wide(&b.kind), told(a), &b.id)));
        // A province that is called like its town means what is told of it as a whole, where the town is meant, too.
        let wide = places.iter().all(|place| is_wide(&place.kind));
        Ok(Scope { meant, places, wide })
    }

    /// The name of the first.
    pub fn name(&self) -> &str {
        self.places.first().map_or("", |place| place.name.as_str())
    }

    /// True where all that lies in a province or a country is meant.
    pub fn is_wide(&self) -> bool {
        self.wide
    }

    /// True for a place that is meant, or lies in one that is.
    pub fn holds(&self, spot: &Spot) -> bool {
        self.meant.is(spot.id.as_deref(), &spot.name)
            || (self.wide && self.places.iter().any(|place| lies_in(spot, place)))
    }

    /// True for an event there; and for people who fled from there or to there.
    pub fn holds_event(&self, event: &Event, whole: &Whole) -> bool {
        if event.place.as_ref().is_some_and(|place| self.holds(&place.value)) {
            return true;
        }
        event.event_type.code() == "DISPLACE"
            && event
                .members
                .iter()
                .filter_map(|member| whole.statement(member.claim))
                .any(|statement| statement.from.iter().chain(&statement.to).any(|spot| self.holds(spot)))
    }
}

/// Kinds of places that have others in them.
fn is_wide(kind: &str) -> bool {
    matches!(kind, "division" | "country")
}

fn lies_in(spot: &Spot, place: &Place) -> bool {
    let same_country = spot.country.is_some() && spot.country.as_deref() == place.country.as_deref();
    match place.kind.as_str() {
        "country" => same_country,
        "division" => same_country && spot.division.as_deref() == Some(place.name.as_str()),
        _ => false,
    }
}

fn unlisted(id: Option<String>, name: String) -> Place {
    Place { id, name, own_name: None, country: None, division: None, kind: String::new() }
}

fn spot_name(near: &[Arc<Event>], id: &str) -> Option<String> {
    let mut spots = near.iter().filter_map(|event| event.place.as_ref()).map(|place| &place.value);
    spots.find(|spot| spot.id.as_deref() == Some(id)).map(|spot| spot.name.to_string())
}

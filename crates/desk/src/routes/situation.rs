//! All events at once, as columns: what map, list and timeline are drawn from.

use super::Told;
use super::events::found;
use crate::State;
use crate::params::{Asked, FilterParams, RuleParams, TimeParams};
use crate::problem::Problem;
use axum::Json;
use axum::extract::State as Held;
use book::View;
use claim::{EventId, EventType};
use fuse::events::Standing;
use fuse::{Chosen, Event, Named, Spot};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use utoipa::ToSchema;

/// Events as columns of equal length, in the order of /events. A number in `type`, `place`, `actor` or `target` is an index into `types`,
/// `places` or `parties`; days are numbers of days since 1970-01-01.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct Situation {
    ids: Vec<EventId>,
    #[serde(rename = "type")]
    kind: Vec<u32>,
    types: Vec<EventType>,
    standing: Vec<Standing>,
    /// First day; null where no claim tells one.
    start: Vec<Option<i32>>,
    /// Last day.
    end: Vec<Option<i32>>,
    /// UCDP date_prec, 1 exact day to 5 longer than a month; null without days.
    day_precision: Vec<Option<u8>>,
    lat: Vec<Option<f64>>,
    lon: Vec<Option<f64>>,
    place: Vec<Option<u32>>,
    places: Vec<PlaceColumn>,
    /// Low, best, high; null where nobody tells a number.
    #[schema(value_type = Vec<Option<Vec<u64>>>)]
    killed: Vec<Option<[u64; 3]>>,
    #[schema(value_type = Vec<Option<Vec<u64>>>)]
    injured: Vec<Option<[u64; 3]>>,
    /// How many reports tell it.
    reports: Vec<u32>,
    /// How many independent witnesses it has.
    independent: Vec<u32>,
    /// The first who did it.
    actor: Vec<Option<u32>>,
    /// The first to whom it was done.
    target: Vec<Option<u32>>,
    parties: Vec<PartyColumn>,
    /// 1 where a person accepted it.
    accepted: Vec<u8>,
    /// 1 where accounts of it cannot both be true.
    disputed: Vec<u8>,
}

/// A place of events.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlaceColumn {
    /// Null where the words were not resolved.
    id: Option<String>,
    name: String,
    /// As the place itself writes it.
    own_name: Option<String>,
    country: Option<String>,
    /// "town", "division", "region" ...; empty where unresolved.
    kind: String,
    /// UCDP where_prec, 1 exact to 7; 0 where unresolved.
    precision: u8,
    lat: Option<f64>,
    lon: Option<f64>,
}

/// A party of events.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartyColumn {
    /// Null where the words were not resolved.
    id: Option<String>,
    name: String,
    /// PLOVER sector.
    sector: Option<String>,
    /// The side that it fights on: parties with one side fight together.
    side: Option<String>,
}

/// Everything that map, list and timeline need, for all events that pass the filters, in one answer without parts.
#[utoipa::path(get, path = "/situation", tag = "events", summary = "All events as columns",
    params(FilterParams, RuleParams, TimeParams),
    responses((status = 200, body = Situation)))]
pub(crate) async fn situation(
    Held(state): Held<State>,
    Asked((filter, rules, times)): Asked<(FilterParams, RuleParams, TimeParams)>,
) -> Told<Situation> {
    let told = state.look_under(times, rules.settings(), move |view| {
        let events = found(view, &filter.filter())?;
        columns(view, &events)
    });
    told.await.map(Json)
}

fn columns(view: &View, events: &[Arc<Event>]) -> Result<Situation, Problem> {
    let disputed: BTreeSet<EventId> =
        view.snapshot().contradictions(&view.ledger)?.iter().filter_map(|one| one.event).collect();
    let mut made = Situation::default();
    let (mut types, mut places, mut parties) = (HashMap::new(), HashMap::new(), HashMap::new());
    for event in events {
        made.ids.push(event.id);
        let kinds = &mut made.types;
        made.kind.push(*types.entry(event.event_type).or_insert_with(|| {
            kinds.push(event.event_type);
            kinds.len() as u32 - 1
        }));
        made.standing.push(event.standing);
        let days = event.days.as_ref().map(|days| days.value);
        made.start.push(days.map(|days| day_number(days.start)));
        made.end.push(days.map(|days| day_number(days.end)));
        made.day_precision.push(days.map(|days| days.precision));
        let spot = event.place.as_ref().map(|place| &place.value);
        made.lat.push(spot.and_then(|spot| spot.point).map(|point| point.0));
        made.lon.push(spot.and_then(|spot| spot.point).map(|point| point.1));
        let known = &mut made.places;
        made.place.push(spot.map(|spot| {
            *places.entry((spot.id.clone(), spot.name.clone())).or_insert_with(|| {
                known.push(place_column(spot));
                known.len() as u32 - 1
            })
        }));
        let figure = |what: &str| {
            let figure = event.figures.iter().find(|figure| figure.what == what);
            figure.map(|figure| [figure.low, figure.best, figure.high])
        };
        made.killed.push(figure("killed"));
        made.injured.push(figure("injured"));
        made.reports.push(event.support.reports as u32);
        made.independent.push(event.support.independent as u32);
        let known = &mut made.parties;
        let mut party = |all: &[Chosen<Named>]| {
            all.first().map(|chosen| {
                let named = &chosen.value;
                *parties.entry((named.id.clone(), named.name.clone())).or_insert_with(|| {
                    known.push(party_column(named));
                    known.len() as u32 - 1
                })
            })
        };
        let (actor, target) = (party(&event.actors), party(&event.targets));
        made.actor.push(actor);
        made.target.push(target);
        made.accepted.push(event.accepted.into());
        made.disputed.push(disputed.contains(&event.id).into());
    }
    Ok(made)
}

fn place_column(spot: &Spot) -> PlaceColumn {
    let text = |text: &Option<Arc<str>>| text.as_deref().map(str::to_owned);
    PlaceColumn {
        id: text(&spot.id),
        name: spot.name.to_string(),
        own_name: text(&spot.own_name),
        country: text(&spot.country),
        kind: spot.kind.to_string(),
        precision: spot.precision,
        lat: spot.point.map(|point| point.0),
        lon: spot.point.map(|point| point.1),
    }
}

fn party_column(named: &Named) -> PartyColumn {
    let text = |text: &Option<Arc<str>>| text.as_deref().map(str::to_owned);
    PartyColumn {
        id: text(&named.id),
        name: named.name.to_string(),
        sector: text(&named.sector),
        side: text(&named.side),
    }
}

/// Days since 1970-01-01.
fn day_number(day: Date) -> i32 {
    const EPOCH: Date = Date::constant(1970, 1, 1);
    (day.duration_since(EPOCH).as_hours() / 24) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_numbered_from_1970() {
        for (day, number) in [("1970-01-01", 0), ("1969-12-31", -1), ("2024-12-07", 20_064)] {
            assert_eq!(day_number(day.parse().unwrap()), number, "{day}");
        }
    }
}

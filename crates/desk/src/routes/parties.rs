//! Parties.

use super::{Told, of_filter};
use crate::State;
use crate::page::{Page, part};
use crate::params::{Asked, FilterParams, PageParams, TimeParams};
use crate::problem::Problem;
use axum::Json;
use axum::extract::{Path, State as Held};
use book::lists::{self, Seen};
use fuse::Named;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use world::parties::{Entry, Register};

/// Parties that the claims name which pass the filters, those of most reports first; as `dateline list parties --json`.
#[utoipa::path(get, path = "/parties", tag = "parties", summary = "Parties",
    params(FilterParams, TimeParams, PageParams),
    responses((status = 200, body = Page<Seen>)))]
pub(crate) async fn parties(
    Held(state): Held<State>,
    Asked((filter, times, page)): Asked<(FilterParams, TimeParams, PageParams)>,
) -> Told<Page<Seen>> {
    let told = state.look(times, move |view| {
        let filter = filter.filter();
        let all = of_filter(lists::parties(view, &filter), &filter)?;
        part(all, &page, |one| format!("{}\n{}", one.id.as_deref().unwrap_or_default(), one.name))
    });
    told.await.map(Json)
}

/// A party by id and name.
#[derive(Serialize, ToSchema)]
pub(crate) struct PartyRef {
    id: String,
    name: String,
}

/// What is known of a party.
#[derive(Serialize, ToSchema)]
pub(crate) struct PartyFacts {
    id: String,
    name: String,
    /// ISO 3166 alpha-2 of the country it belongs to.
    country: Option<String>,
    /// PLOVER sector.
    sector: Option<String>,
    /// "armed group", "army", "ministry" ...; empty where unknown.
    kind: String,
    /// It exists from this day.
    from: Option<Date>,
    /// It existed until this day.
    until: Option<Date>,
    /// True where the register does not know the name.
    provisional: bool,
    /// Where the register has it from.
    source: Option<String>,
    /// Its number in UCDP.
    ucdp: Option<u32>,
}

/// A place that a party holds.
#[derive(Serialize, ToSchema)]
pub(crate) struct Holds {
    /// Null where the words were not resolved.
    id: Option<String>,
    name: String,
    own_name: Option<String>,
    country: Option<String>,
    /// Degrees north and east.
    #[schema(value_type = Option<Vec<f64>>)]
    point: Option<(f64, f64)>,
    grade: fuse::control::Grade,
    since: Date,
}

/// A party with all that is known of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct PartyPage {
    party: PartyFacts,
    /// Names by which the register knows it.
    names: Vec<String>,
    parent: Option<PartyRef>,
    allies: Vec<PartyRef>,
    /// Parties that belong to it.
    parts: Vec<PartyRef>,
    /// How much is said about it; null where nothing is.
    seen: Option<Seen>,
    /// Events of which it is actor, target or speaker.
    events: usize,
    /// Events that it did.
    as_actor: usize,
    /// Events that were done to it.
    as_target: usize,
    /// Claims that it speaks in.
    as_speaker: usize,
    /// Places that it is told to hold on the last day of which anything is known.
    holds: Vec<Holds>,
}

/// A party: what it is, to whom it belongs, what it did and says, which places it holds.
#[utoipa::path(get, path = "/parties/{*id}", tag = "parties", summary = "A party",
    params(("id" = String, Path, description = "Its id in the register, slashes and all", example = "syria/hts"), TimeParams),
    responses((status = 200, body = PartyPage)))]
pub(crate) async fn party(
    Held(state): Held<State>,
    Path(id): Path<String>,
    Asked((times,)): Asked<(TimeParams,)>,
) -> Told<PartyPage> {
    let told = state.look(times, move |view| {
        let register = Register::bundled();
        let entry = register.get(&id);
        let filter = book::Filter { party: Some(id.clone()), ..book::Filter::default() };
        let seen = match lists::parties(view, &filter) {
            Ok(all) => all.into_iter().find(|seen| seen.id.as_deref() == Some(&id)),
            Err(error) if matches!(error.kind(), book::ErrorKind::Nothing(_)) => None,
            Err(error) => return Err(error.into()),
        };
        if entry.is_none() && seen.is_none() {
            let id: String = id.chars().take(80).collect();
            return Err(Problem::not_found(format!(
                "no party is called {id}; /api/v1/parties lists those of this ledger, with their ids"
            )));
        }
        let all = if seen.is_some() { super::events::found(view, &filter)? } else { Vec::new() };
        let is_it = |named: &Named| named.id.as_deref() == Some(&id);
        let speaks = view.whole()?.statements.iter();
        let as_speaker = speaks.filter(|told| told.speakers.iter().any(|speaker| is_it(&speaker.who))).count();
        Ok(PartyPage {
            names: entry.map_or_else(Vec::new, |entry| entry.aliases.clone()),
            parent: entry.and_then(|entry| reference(entry.parent.as_deref()?)),
            allies: entry.iter().flat_map(|entry| &entry.allies).filter_map(|ally| reference(ally)).collect(),
            parts: parts(register, &id),
            events: all.len(),
            as_actor: all.iter().filter(|event| event.actors.iter().any(|one| is_it(&one.value))).count(),
            as_target: all.iter().filter(|event| event.targets.iter().any(|one| is_it(&one.value))).count(),
            as_speaker,
            holds: holds(view, &id)?,
            party: facts(&id, entry, seen.as_ref()),
            seen,
        })
    });
    told.await.map(Json)
}

fn reference(id: &str) -> Option<PartyRef> {
    Register::bundled().get(id).map(|entry| PartyRef { id: entry.id.clone(), name: entry.name.clone() })
}

fn parts(register: &Register, id: &str) -> Vec<PartyRef> {
    let mine = register.entries().iter().filter(|entry| entry.parent.as_deref() == Some(id));
    mine.map(|entry| PartyRef { id: entry.id.clone(), name: entry.name.clone() }).collect()
}

fn facts(id: &str, entry: Option<&Entry>, seen: Option<&Seen>) -> PartyFacts {
    PartyFacts {
        id: id.to_owned(),
        name: entry.map(|entry| &entry.name).or(seen.map(|seen| &seen.name)).cloned().unwrap_or_default(),
        country: entry.and_then(|entry| entry.country.clone()).or(seen.and_then(|seen| seen.country.clone())),
        sector: entry.map(|entry| entry.sector.to_owned()),
        kind: entry.map_or_else(String::new, |entry| entry.kind.to_owned()),
        from: entry.and_then(|entry| entry.from),
        until: entry.and_then(|entry| entry.until),
        provisional: entry.is_none() && id.starts_with("provisional/"),
        source: entry.map(|entry| entry.source.clone()),
        ucdp: entry.and_then(|entry| entry.ucdp),
    }
}

fn holds(view: &book::View, id: &str) -> Result<Vec<Holds>, Problem> {
    let Ok(day) = book::control::day_of(view, None) else { return Ok(Vec::new()) };
    let held = book::control::held_on(view, &[], day)?.into_iter().filter(|held| {
        let mut names = held.holder.iter().chain(&held.also);
        held.holder.is_some() && names.any(|named| named.id.as_deref() == Some(id))
    });
    let text = |text: &Option<std::sync::Arc<str>>| text.as_deref().map(str::to_owned);
    Ok(held
        .map(|held| Holds {
            id: text(&held.place.id),
            name: held.place.name.to_string(),
            own_name: text(&held.place.own_name),
            country: text(&held.place.country),
            point: held.place.point,
            grade: held.grade,
            since: held.since,
        })
        .collect())
}

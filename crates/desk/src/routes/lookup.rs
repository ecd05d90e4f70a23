//! What a name may mean: for whoever corrects a claim.

use super::Told;
use crate::State;
use crate::params::{Asked, Pairs, Parameters, TimeParams};
use crate::problem::Problem;
use axum::Json;
use axum::extract::State as Held;
use jiff::civil::Date;
use ledger::{AsOf, ClaimFilter};
use serde::Serialize;
use std::collections::BTreeSet;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::{IntoParams, ToSchema};
use world::parties::{Entry, PartyContext, Register};
use world::places::{Gazetteer, PlaceRecord, keys};

/// Candidates that are told.
const MOST: usize = 20;

/// A place that a name may mean.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlaceFound {
    id: String,
    name: String,
    own_name: Option<String>,
    /// ISO 3166 alpha-2.
    country: Option<String>,
    /// First-order division, by name.
    division: Option<String>,
    lat: f64,
    lon: f64,
    /// "town", "division", "country" ...
    kind: String,
    /// People; null where unknown.
    population: Option<u64>,
    /// True where claims of this ledger name it.
    known: bool,
}

/// Which name.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PlaceQuery {
    /// The name, or the beginning of one that this ledger knows.
    #[param(example = "Homs", min_length = 1)]
    pub q: String,
    /// A country that it may be in (ISO 3166 alpha-2).
    #[param(pattern = "^[A-Za-z]{2}$", example = "SY")]
    pub near: Option<String>,
}

/// Which name.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PartyQuery {
    /// The name, or a part of one.
    #[param(example = "HTS", min_length = 1)]
    pub q: String,
    /// A country that the report is about (ISO 3166 alpha-2).
    #[param(pattern = "^[A-Za-z]{2}$", example = "SY")]
    pub country: Option<String>,
    /// The day of the report.
    pub on: Option<Date>,
}

fn country(value: &str) -> Option<String> {
    let is = value.len() == 2 && value.bytes().all(|b| b.is_ascii_alphabetic());
    is.then(|| value.to_ascii_uppercase())
}

impl Parameters for PlaceQuery {
    fn described() -> Vec<Parameter> {
        PlaceQuery::into_params(|| Some(ParameterIn::Query))
    }

    fn take(pairs: &mut Pairs) -> Result<PlaceQuery, Problem> {
        let near = pairs.read("near", "give two letters of ISO 3166, e.g. SY", country)?;
        Ok(PlaceQuery { q: pairs.needed("q", "a name")?, near })
    }
}

impl Parameters for PartyQuery {
    fn described() -> Vec<Parameter> {
        PartyQuery::into_params(|| Some(ParameterIn::Query))
    }

    fn take(pairs: &mut Pairs) -> Result<PartyQuery, Problem> {
        let country = pairs.read("country", "give two letters of ISO 3166, e.g. SY", country)?;
        Ok(PartyQuery { q: pairs.needed("q", "a name")?, country, on: pairs.day("on")? })
    }
}

/// Places that a name may mean: those that this ledger knows first, then those in the country, then the larger ones; at most 20.
#[utoipa::path(get, path = "/lookup/places", tag = "review", summary = "Places that a name may mean",
    params(PlaceQuery),
    responses((status = 200, body = Vec<PlaceFound>)))]
pub(crate) async fn places(Held(state): Held<State>, Asked((asked,)): Asked<(PlaceQuery,)>) -> Told<Vec<PlaceFound>> {
    let told = state.look(TimeParams::default(), move |view| {
        let gazetteer = Gazetteer::bundled();
        let key = keys::folded(&asked.q);
        let seen = view.ledger.places(&ClaimFilter::default(), &AsOf::default())?;
        let known: BTreeSet<String> = seen.iter().filter_map(|place| place.id.clone()).collect();
        let begins = seen.iter().filter(|place| !key.is_empty() && keys::folded(&place.name).starts_with(&key));
        let mut entries: Vec<_> = begins.filter_map(|place| gazetteer.entry(place.id.as_deref()?)).collect();
        entries.extend(gazetteer.entry(asked.q.trim()));
        entries.extend(gazetteer.lookup(&asked.q).into_iter().map(|candidate| candidate.entry));
        let mut ids = BTreeSet::new();
        let mut found: Vec<PlaceRecord> =
            entries.into_iter().map(|entry| gazetteer.place(entry)).filter(|one| ids.insert(one.id.clone())).collect();
        found.sort_by_cached_key(|one| {
            let near = asked.near.is_some() && one.facts.country() == asked.near.as_deref();
            let people = std::cmp::Reverse(one.facts.population);
            (!known.contains(&one.id), !near, people, one.name.clone(), one.id.clone())
        });
        found.truncate(MOST);
        Ok(found.into_iter().map(|one| place_found(one, &known)).collect())
    });
    told.await.map(Json)
}

fn place_found(one: PlaceRecord, known: &BTreeSet<String>) -> PlaceFound {
    PlaceFound {
        known: known.contains(&one.id),
        country: one.facts.country().map(str::to_owned),
        division: one.division_name,
        lat: one.facts.lat,
        lon: one.facts.lon,
        kind: one.facts.class.kind().to_owned(),
        population: Some(one.facts.population).filter(|people| *people > 0),
        own_name: one.own_name,
        name: one.name,
        id: one.id,
    }
}

/// A party that a name may mean.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartyFound {
    id: String,
    name: String,
    country: Option<String>,
    /// PLOVER sector.
    sector: Option<String>,
    /// True where the register does not know the name.
    provisional: bool,
    /// What it is read as in a report from that country and day.
    meant: bool,
}

/// Parties that a name may mean: what it would be read as first, then names of the register that hold it; at most 20.
#[utoipa::path(get, path = "/lookup/parties", tag = "review", summary = "Parties that a name may mean",
    params(PartyQuery),
    responses((status = 200, body = Vec<PartyFound>)))]
pub(crate) async fn parties(Held(state): Held<State>, Asked((asked,)): Asked<(PartyQuery,)>) -> Told<Vec<PartyFound>> {
    let told = state.look(TimeParams::default(), move |view| {
        let register = Register::bundled();
        let key = ledger::folded(&asked.q);
        let countries = asked.country.iter().map(|country| (country.clone(), 1.0)).collect();
        let context = PartyContext { countries, date: asked.on, ..PartyContext::default() };
        let mut found: Vec<PartyFound> = Vec::new();
        if let Some(party) = world::parties::who(&asked.q, &context, register).party() {
            found.push(PartyFound {
                id: party.id.clone(),
                name: party.name.clone(),
                country: party.country.clone(),
                sector: party.sector.clone(),
                provisional: party.provisional,
                meant: true,
            });
        }
        let bears = |entry: &&Entry| {
            let holds = |name: &String| ledger::folded(name).contains(&key);
            entry.id == asked.q.trim() || !key.is_empty() && (holds(&entry.name) || entry.aliases.iter().any(holds))
        };
        let mut entries: Vec<&Entry> = register.entries().iter().filter(bears).collect();
        entries.sort_by_key(|entry| {
            let here = asked.country.is_some() && entry.country == asked.country;
            (!here, !entry.is_at(asked.on), ledger::folded(&entry.name) != key, &entry.name, &entry.id)
        });
        found.extend(entries.into_iter().map(|entry| PartyFound {
            id: entry.id.clone(),
            name: entry.name.clone(),
            country: entry.country.clone(),
            sector: Some(entry.sector.to_owned()),
            provisional: false,
            meant: false,
        }));
        let provisional =
            view.ledger.parties(&ClaimFilter::default(), &AsOf::default())?.into_iter().filter_map(|seen| {
                let id = seen.id.filter(|id| id.starts_with("provisional/"))?;
                let holds = !key.is_empty() && ledger::folded(&seen.name).contains(&key);
                holds.then_some(PartyFound {
                    id,
                    name: seen.name,
                    country: None,
                    sector: None,
                    provisional: true,
                    meant: false,
                })
            });
        found.extend(provisional);
        let mut ids = BTreeSet::new();
        found.retain(|one| ids.insert(one.id.clone()));
        found.truncate(MOST);
        Ok(found)
    });
    told.await.map(Json)
}

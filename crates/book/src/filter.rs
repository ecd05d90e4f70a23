//! Which of a ledger's things: what a person types, and what the ledger is asked for in its stead.

use crate::names::{self, Known, Meant};
use crate::{Error, View};
use claim::{EventType, Status};
use jiff::civil::Date;
use ledger::ClaimFilter;
use world::parties::Register;
use world::places::Gazetteer;

/// Which; what is not given does not matter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Of one of these types.
    pub types: Vec<EventType>,
    /// Of one of these statuses: of claims "actual", "planned" ...; of events "reported", "disputed" ..., which are also what events
    /// without any are.
    pub statuses: Vec<String>,
    /// At this place: a name as the gazetteer has it, or an id.
    pub place: Option<String>,
    /// With this party as actor, target or speaker: a name as the register has it, or an id.
    pub party: Option<String>,
    /// In this country: ISO 3166 alpha-2.
    pub country: Option<String>,
    /// Happened on this day or later; of reports: published.
    pub from: Option<Date>,
    /// Happened on this day or earlier; of reports: published.
    pub to: Option<Date>,
    /// By this outlet.
    pub outlet: Option<String>,
    /// With these words in the quoted sentence or in the title.
    pub text: Option<String>,
    /// Claims with at least this confidence, 0..1.
    pub min_confidence: Option<f64>,
    /// At most so many.
    pub limit: Option<usize>,
}

impl Filter {
    /// Days in the right order; every list asks.
    pub fn check(&self) -> Result<(), Error> {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from > to => {
                Err(Error::usage(format!("from {from} is after to {to}; give the earlier day first")))
            }
            _ => Ok(()),
        }
    }

    /// At most so many, as the ledger counts.
    pub(crate) fn most(&self) -> usize {
        self.limit.unwrap_or(usize::MAX)
    }

    /// True where it asks for something that only claims tell.
    pub(crate) fn is_about_claims(&self) -> bool {
        self.place.is_some()
            || self.party.is_some()
            || self.country.is_some()
            || self.min_confidence.is_some()
            || !self.types.is_empty()
            || !self.statuses.is_empty()
    }

    /// What claims are asked, without place and party, which are resolved apart.
    pub(crate) fn of_claims(&self) -> Result<ClaimFilter, Error> {
        self.check()?;
        let statuses = self.statuses.iter().map(|word| {
            Status::ALL.into_iter().find(|status| status.name() == word.as_str()).ok_or_else(|| {
                let known = Status::ALL.map(Status::name).join(", ");
                Error::usage(format!("\"{word}\" is no status of a claim; these are: {known}"))
            })
        });
        Ok(ClaimFilter {
            types: self.types.clone(),
            statuses: statuses.collect::<Result<_, _>>()?,
            country: self.country.clone(),
            from: self.from,
            to: self.to,
            min_confidence: self.min_confidence,
            text: self.text.clone(),
            outlet: self.outlet.clone(),
            ..ClaimFilter::default()
        })
    }
}

/// The places that a name means, as the ledger knows them. Only where none is called so are all of them looked through.
pub(crate) fn meant_places(view: &View, asked: Option<&String>) -> Result<Option<Meant>, Error> {
    let Some(asked) = asked else { return Ok(None) };
    let known = |filter: &ClaimFilter| -> Result<Vec<Known>, Error> {
        let seen = view.ledger.places(filter, &view.as_of)?;
        Ok(seen.into_iter().map(|place| Known { id: place.id, name: place.name, own_name: None }).collect())
    };
    let mut some = known(&ClaimFilter { place: Some(asked.clone()), ..ClaimFilter::default() })?;
    some.retain(|known| is_called(known, asked));
    let known = if some.is_empty() { known(&ClaimFilter::default())? } else { some };
    names::places(asked, &known, Gazetteer::bundled()).map(Some)
}

/// The parties that a name means, in the same way.
pub(crate) fn meant_parties(view: &View, asked: Option<&String>) -> Result<Option<Meant>, Error> {
    let Some(asked) = asked else { return Ok(None) };
    let known = |filter: &ClaimFilter| -> Result<Vec<Known>, Error> {
        let seen = view.ledger.parties(filter, &view.as_of)?;
        Ok(seen.into_iter().map(|party| Known { id: party.id, name: party.name, own_name: None }).collect())
    };
    let mut some = known(&ClaimFilter { party: Some(asked.clone()), ..ClaimFilter::default() })?;
    some.retain(|known| is_called(known, asked));
    let known = if some.is_empty() { known(&ClaimFilter::default())? } else { some };
    names::parties(asked, &known, Register::bundled()).map(Some)
}

fn is_called(known: &Known, asked: &str) -> bool {
    known.id.as_deref() == Some(asked) || ledger::folded(&known.name) == ledger::folded(asked)
}

/// One filter for each pair of a place and a party that are meant.
pub(crate) fn filters(view: &View, filter: &Filter, base: &ClaimFilter) -> Result<Vec<ClaimFilter>, Error> {
    let places = meant_places(view, filter.place.as_ref())?;
    Ok(of_each_pair(places, meant_parties(view, filter.party.as_ref())?, base))
}

pub(crate) fn of_each_pair(places: Option<Meant>, parties: Option<Meant>, base: &ClaimFilter) -> Vec<ClaimFilter> {
    let all = |meant: Option<Meant>| -> Vec<Option<String>> {
        meant.map_or_else(|| vec![None], |meant| meant.all().cloned().map(Some).collect())
    };
    let (places, parties) = (all(places), all(parties));
    let pairs = places.iter().flat_map(|place| parties.iter().map(move |party| (place.clone(), party.clone())));
    pairs.map(|(place, party)| ClaimFilter { place, party, ..base.clone() }).collect()
}

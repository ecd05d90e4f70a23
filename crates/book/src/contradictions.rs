//! Accounts that cannot both be true. `fuse::contradictions` finds them; never says which is true.

use crate::control::known_spot;
use crate::names::{self, Known};
use crate::{Error, View, Whole};
use fuse::Spot;
use fuse::contradictions::Contradiction;
use world::places::Gazetteer;

/// All of them, or those at a place: a name or an id.
pub fn contradictions(view: &View, place: Option<&str>) -> Result<Vec<Contradiction>, Error> {
    let all = view.snapshot().contradictions(&view.ledger)?;
    let Some(asked) = place else { return Ok(all.to_vec()) };
    let whole = view.whole()?;
    let mut told: Vec<(&Contradiction, Vec<Spot>)> = Vec::new();
    for one in all {
        told.push((one, spots(view, whole, one)?));
    }
    let known: Vec<Known> = told.iter().flat_map(|(_, spots)| spots).map(known_spot).collect();
    let meant = names::places(asked, &known, Gazetteer::bundled())?;
    told.retain(|(_, spots)| spots.iter().any(|spot| meant.is(spot.id.as_deref(), &spot.name)));
    Ok(told.into_iter().map(|(one, _)| one.clone()).collect())
}

/// The places that a contradiction is about: its event's, else those of its claims.
pub(crate) fn spots(view: &View, whole: &Whole, one: &Contradiction) -> Result<Vec<Spot>, Error> {
    let event = match one.event {
        Some(id) => view.snapshot().event(&view.ledger, id)?,
        None => None,
    };
    Ok(match event {
        Some(event) => event.place.iter().map(|place| place.value.clone()).collect(),
        None => {
            let claims = one.accounts.iter().flat_map(|account| &account.claims);
            claims.filter_map(|claim| whole.statement(*claim)?.spot()).map(|spot| Spot::clone(spot)).collect()
        }
    })
}

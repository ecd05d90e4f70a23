//! The columns that are searched, made from what is recorded. One function for adding and for verifying, so that both mean the same.

use crate::rows::day_number;
use claim::{ClaimRecord, Where, Who};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Of a claim.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ClaimColumns {
    pub event_type: &'static str,
    pub status: &'static str,
    pub confidence: Option<f64>,
    pub day_start: i64,
    pub day_end: i64,
}

/// A place that a claim names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct PlaceName {
    pub id: Option<String>,
    pub name: String,
    pub country: Option<String>,
}

/// A party that a claim names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct PartyName {
    pub id: Option<String>,
    pub name: String,
}

/// The days of a claim are those that all its expressions of time have in common, else those of the first, else the day its report
/// was known.
pub(crate) fn of_claim(record: &ClaimRecord, known: Date) -> ClaimColumns {
    let told = record.resolved.iter().flat_map(|resolved| &resolved.time).filter_map(|when| when.days());
    let days = told.map(|days| (days.start, days.end)).reduce(|one, other| {
        let both = (one.0.max(other.0), one.1.min(other.1));
        if both.0 <= both.1 { both } else { one }
    });
    let (start, end) = days.unwrap_or((known, known));
    ClaimColumns {
        event_type: record.event_type.code(),
        status: record.status.name(),
        confidence: record.confidence.filter(|share| share.is_finite()),
        day_start: day_number(start),
        day_end: day_number(end),
    }
}

/// The places of a claim by slot, none twice. One that was not resolved has no id and the report's words for a name.
pub(crate) fn places_of(record: &ClaimRecord) -> BTreeSet<(&'static str, PlaceName)> {
    let resolved = record.resolved.as_ref();
    let slots = [
        ("place", &record.place, resolved.map(|resolved| &resolved.place)),
        ("from", &record.from, resolved.map(|resolved| &resolved.from)),
        ("to", &record.to, resolved.map(|resolved| &resolved.to)),
    ];
    let mut places = BTreeSet::new();
    for (slot, texts, answers) in slots {
        for (at, text) in texts.iter().enumerate() {
            let place = match answers.and_then(|answers| answers.get(at)).and_then(Where::place) {
                Some(place) => {
                    PlaceName { id: Some(place.id.clone()), name: place.name.clone(), country: place.country.clone() }
                }
                None => PlaceName { id: None, name: text.clone(), country: None },
            };
            places.insert((slot, place));
        }
    }
    places
}

/// The parties of a claim by role, none twice. One that was not resolved has no id and the report's words for a name.
pub(crate) fn parties_of(record: &ClaimRecord) -> BTreeSet<(&'static str, PartyName)> {
    let resolved = record.resolved.as_ref();
    let party = |text: &String, who: Option<&Who>| match who.and_then(Who::party) {
        Some(party) => PartyName { id: Some(party.id.clone()), name: party.name.clone() },
        None => PartyName { id: None, name: text.clone() },
    };
    let mut parties = BTreeSet::new();
    let slots = [
        ("actor", &record.actor, resolved.map(|resolved| &resolved.actor)),
        ("target", &record.target, resolved.map(|resolved| &resolved.target)),
    ];
    for (role, texts, answers) in slots {
        for (at, text) in texts.iter().enumerate() {
            parties.insert((role, party(text, answers.and_then(|answers| answers.get(at)))));
        }
    }
    for (at, text) in record.source.iter().enumerate() {
        let speaker = resolved.and_then(|resolved| resolved.source.get(at));
        parties.insert(("source", party(text, speaker.map(|speaker| &speaker.who))));
    }
    parties
}

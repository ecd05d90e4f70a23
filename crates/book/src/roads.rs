//! Roads under a ledger: what a closed place severs for whom, the shortest open way, who holds the places along a road.
//!
//! The roads come from tables (docs/roads.md) and a user's own lines; who holds a place comes from the ledger, where there is one.
//! Never knows the state of a road, a bridge or a front between two places.

use crate::control::{held, last_day};
use crate::names::{self, Known};
use crate::words::counted;
use crate::{Error, View, kin};
use fuse::control::{Control, Grade};
use fuse::{Kin, Named};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;
use world::parties::Register;
use world::places::Gazetteer;
use world::roads::{self, Cut, Network, Severed, Stop, Way};

/// Who holds a place on a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Holding {
    /// `None` where nobody is known to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder: Option<Named>,
    /// Who contests it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contenders: Vec<Named>,
    /// How sure that is.
    pub grade: Grade,
    /// Since when.
    pub since: Date,
    /// How exactly that is told: UCDP date_prec.
    pub precision: u8,
    /// True where its holder is told to have taken it, not only to hold it.
    pub taken: bool,
    /// Who held it before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Named>,
    /// Who is told to have lost it or left it.
    #[serde(skip)]
    pub loser: Option<Named>,
}

/// Who holds what on which day.
#[derive(Clone, Debug, Default)]
pub struct Holdings {
    /// The day; `None` where no claim has one.
    pub on: Option<Date>,
    /// By place id.
    pub of: BTreeMap<String, Holding>,
}

/// Who holds what on a day; without one on the last day of which anything is known.
pub fn holdings(view: &View, on: Option<Date>) -> Result<Holdings, Error> {
    let controls = view.control()?;
    let on = on.or(view.as_of.known).or(last_day(view.whole()?));
    Ok(Holdings { on, of: on.map(|day| held_by(controls, day)).unwrap_or_default() })
}

/// Whose ways are asked for, and which places are closed to them.
#[derive(Debug, Default)]
struct Closing {
    /// Whose; `None` where nobody is known or asked for.
    side: Option<Named>,
    /// The party whose places are closed, where it is not known who lost them.
    against: Option<Named>,
    /// Closed places, by id.
    places: BTreeMap<String, Holding>,
}

fn held_by(controls: &[Control], day: Date) -> BTreeMap<String, Holding> {
    let mut of = BTreeMap::new();
    for control in controls.iter().filter(|control| !control.area) {
        let (Some(id), Some(now)) = (&control.place.id, held(control, day)) else { continue };
        let earlier = control.intervals.iter().rev().skip_while(|one| one.from > day);
        let before =
            earlier.filter_map(|one| one.holder.as_ref()).find(|party| Some(*party) != now.interval.holder.as_ref());
        let holding = Holding {
            holder: now.interval.holder.clone(),
            contenders: now.interval.contenders.clone(),
            grade: now.interval.grade,
            since: now.since,
            precision: now.precision,
            taken: now.taken(),
            before: now.interval.loser.clone().or_else(|| before.cloned()),
            loser: now.interval.loser.clone(),
        };
        of.insert(id.to_string(), holding);
    }
    of
}

impl Closing {
    /// To a side: places that another side holds, and contested ones.
    fn to(side: Named, holdings: &Holdings) -> Closing {
        let is_closed = |holding: &Holding| match (&holding.holder, holding.grade) {
            (_, Grade::Contested) => true,
            (Some(holder), Grade::Claimed | Grade::Assessed) => !together(&side, holder, kin()),
            _ => false,
        };
        let places = holdings.of.iter().filter(|(_, holding)| is_closed(holding));
        let places = places.map(|(id, holding)| (id.clone(), holding.clone())).collect();
        Closing { side: Some(side), against: None, places }
    }

    /// What is closed to whoever can no longer pass a place: to who lost it, defends it or simply holds it, all that others hold.
    /// Where it was taken and nobody knows from whom, all that its taker holds. Where nobody is known to hold it, nothing else.
    fn around(place: &str, asked: Option<Named>, holdings: &Holdings) -> Closing {
        if let Some(side) = asked {
            return Closing::to(side, holdings);
        }
        let Some(holding) = holdings.of.get(place) else { return Closing::default() };
        match (&holding.holder, holding.grade, &holding.before) {
            (Some(defender), Grade::Contested, _) => Closing::to(defender.clone(), holdings),
            (_, _, Some(loser)) => Closing::to(loser.clone(), holdings),
            (Some(holder), _, None) if !holding.taken => Closing::to(holder.clone(), holdings),
            (Some(holder), _, None) => {
                let theirs = |other: &Holding| {
                    other.grade == Grade::Contested
                        || other.holder.as_ref().is_some_and(|other| together(holder, other, kin()))
                };
                let places = holdings.of.iter().filter(|(_, other)| theirs(other));
                let places = places.map(|(id, other)| (id.clone(), other.clone())).collect();
                Closing { side: None, against: Some(holder.clone()), places }
            }
            (None, _, None) => Closing::default(),
        }
    }

    fn is_closed(&self, place: &str) -> bool {
        self.places.contains_key(place)
    }
}

/// True where two parties are on one side; parties without an id by their names.
fn together(one: &Named, other: &Named, kin: &Kin) -> bool {
    match (&one.id, &other.id) {
        (Some(one), Some(other)) => kin.same_side(one, other),
        _ => ledger::folded(&one.name) == ledger::folded(&other.name),
    }
}

/// The party that a name or id means: one that holds or held something, else one of the register.
fn side(asked: Option<&str>, holdings: &Holdings) -> Result<Option<Named>, Error> {
    let Some(asked) = asked else { return Ok(None) };
    let seen: Vec<&Named> = holdings
        .of
        .values()
        .flat_map(|holding| holding.holder.iter().chain(&holding.before).chain(&holding.contenders))
        .collect();
    let register = Register::bundled();
    let mut known: Vec<Known> = seen.iter().map(|party| known_party(party)).collect();
    known.extend(register.entries().iter().map(|entry| Known {
        id: Some(entry.id.clone()),
        name: entry.name.clone(),
        own_name: None,
    }));
    let meant = names::parties(asked, &known, register)?;
    if let Some(party) = seen.into_iter().find(|party| meant.is(party.id.as_deref(), &party.name)) {
        return Ok(Some(party.clone()));
    }
    let entry = meant.ids.iter().find_map(|id| register.get(id));
    Ok(entry.map(|entry| Named {
        id: Some(entry.id.as_str().into()),
        name: entry.name.as_str().into(),
        country: entry.country.as_deref().map(Into::into),
        sector: Some(entry.sector.into()),
        provisional: false,
        side: Some(kin().side(&entry.id).into()),
    }))
}

fn known_party(party: &Named) -> Known {
    Known { id: party.id.as_deref().map(str::to_owned), name: party.name.to_string(), own_name: None }
}

/// The stop that a name or id means.
fn stop<'n>(network: &'n Network, asked: &str) -> Result<&'n Stop, Error> {
    if let Some(stop) = network.stop(asked) {
        return Ok(stop);
    }
    let mut stops = network.named(asked);
    if stops.is_empty() {
        let known: Vec<Known> = network
            .stops()
            .map(|stop| Known { id: Some(stop.id.clone()), name: stop.name.clone(), own_name: None })
            .collect();
        let meant = names::places(asked, &known, Gazetteer::bundled()).map_err(|error| {
            error.map_words(|message| {
                message
                    .replace("nothing here is about a place", "no road here passes a place")
                    .replace("dateline list places", "dateline roads list")
            })
        })?;
        stops = meant.ids.iter().filter_map(|id| network.stop(id)).collect();
    }
    match stops[..] {
        [stop] => Ok(stop),
        _ => {
            let ids: Vec<String> =
                stops.iter().map(|stop| format!("{} ({:.2} N {:.2} E)", stop.id, stop.lat, stop.lon)).collect();
            Err(Error::nothing(format!(
                "\"{}\" names {}; give the id of one: {}",
                asked.trim(),
                counted(stops.len(), "place"),
                ids.join(", ")
            )))
        }
    }
}

/// What is severed when a place is closed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CutView {
    /// As of which day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
    /// Whose ways are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<Named>,
    /// The party whose places are closed, where it is not known who lost them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<Named>,
    /// Closed places, by id.
    pub closed: BTreeMap<String, Holding>,
    /// What that does to the roads.
    #[serde(flatten)]
    pub cut: Cut,
    /// The same if the place alone were closed.
    pub alone: Vec<Severed>,
}

/// What is severed when a place (a name or an id) is closed to a side; without one, to who lost the place or defends it.
pub fn cut(network: &Network, holdings: &Holdings, place: &str, asked: Option<&str>) -> Result<CutView, Error> {
    let place = stop(network, place)?;
    let closing = Closing::around(&place.id, side(asked, holdings)?, holdings);
    let Some(cut) = roads::cut_where(network, &place.id, |id| closing.is_closed(id)) else {
        return Err(Error::nothing(format!("no road here passes {}; dateline roads list shows the roads", place.name)));
    };
    let alone = roads::cut(network, &place.id).map(|cut| cut.roads).unwrap_or_default();
    Ok(CutView { on: holdings.on, side: closing.side, against: closing.against, closed: closing.places, cut, alone })
}

/// A road's places in order.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AlongView {
    /// Id of the road.
    pub road: String,
    /// Its name.
    pub name: String,
    /// As of which day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
    /// Its places in order.
    pub stops: Vec<StopView>,
}

/// A place of a road, with who holds it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StopView {
    /// The place.
    #[serde(flatten)]
    pub stop: Stop,
    /// Kilometres from the road's beginning.
    pub km: f64,
    /// Who holds it.
    #[serde(flatten)]
    pub holding: Option<Holding>,
}

/// The roads that are called so, each with its places in order and who holds them.
pub fn along(network: &Network, holdings: &Holdings, road: &str) -> Result<Vec<AlongView>, Error> {
    let roads = network.roads_named(road);
    if roads.is_empty() {
        return Err(Error::nothing(format!("no road \"{road}\" here; dateline roads list shows the roads")));
    }
    let stop = |at: roads::At| StopView { holding: holdings.of.get(&at.stop.id).cloned(), km: at.km, stop: at.stop };
    let view = |road: &roads::Road| AlongView {
        road: road.id.clone(),
        name: road.name.clone(),
        on: holdings.on,
        stops: roads::along(network, &road.id).into_iter().map(stop).collect(),
    };
    Ok(roads.into_iter().map(view).collect())
}

/// The shortest way, and the shortest open one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct WayView {
    /// From here.
    pub from: Stop,
    /// To there.
    pub to: Stop,
    /// As of which day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
    /// Whose way it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<Named>,
    /// Closed places, by id.
    pub closed: BTreeMap<String, Holding>,
    /// With every place open.
    pub usual: Option<Way>,
    /// Around the closed ones.
    pub open: Option<Way>,
}

/// The shortest way from one place to another (names or ids) for a side; without one, for who holds its start.
pub fn way(
    network: &Network,
    holdings: &Holdings,
    from: &str,
    to: &str,
    asked: Option<&str>,
) -> Result<WayView, Error> {
    let (from, to) = (stop(network, from)?, stop(network, to)?);
    if from.id == to.id {
        return Err(Error::nothing(format!("{} is both ends of this way; name two places", from.name)));
    }
    // Without another word it is who holds the start that goes.
    let start = holdings
        .of
        .get(&from.id)
        .filter(|holding| holding.grade != Grade::Unknown)
        .and_then(|holding| holding.holder.clone());
    let closing = match side(asked, holdings)?.or(start) {
        Some(side) => Closing::to(side, holdings),
        None => Closing::default(),
    };
    let usual = roads::between(network, &from.id, &to.id, |_| false);
    // Where the start itself is contested, whoever holds it is there nevertheless.
    let open = roads::between(network, &from.id, &to.id, |id| id != from.id && closing.is_closed(id));
    Ok(WayView {
        from: from.clone(),
        to: to.clone(),
        on: holdings.on,
        side: closing.side,
        closed: closing.places,
        usual,
        open,
    })
}

/// A road with its places.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RoadView {
    /// Its id.
    pub road: String,
    /// Its name.
    pub name: String,
    /// Its length, to 0.1 km; an estimate.
    pub km: f64,
    /// Its places in order.
    pub stops: Vec<Stop>,
}

/// The roads that are known.
pub fn list(network: &Network) -> Vec<RoadView> {
    let view = |road: &roads::Road| RoadView {
        road: road.id.clone(),
        name: road.name.clone(),
        km: (road.steps.iter().map(|step| step.km).sum::<f64>() * 10.0).round() / 10.0,
        stops: road.stops.iter().filter_map(|id| network.stop(id)).cloned().collect(),
    };
    network.roads().map(view).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(name: &str) -> Named {
        serde_json::from_value(serde_json::json!({"name": name})).unwrap()
    }

    fn holding(holder: Option<&str>, grade: Grade, before: Option<&str>, taken: bool) -> Holding {
        Holding {
            holder: holder.map(party),
            contenders: Vec::new(),
            grade,
            since: jiff::civil::date(2031, 3, 7),
            precision: 1,
            taken,
            before: before.map(party),
            loser: None,
        }
    }

    /// Four places beside the one that is asked about: of the army, of the Front, of a third party, and a contested one of the army.
    fn holdings(asked: Holding) -> Holdings {
        let of = [
            ("asked", asked),
            ("army", holding(Some("the army"), Grade::Claimed, None, false)),
            ("front", holding(Some("Front"), Grade::Assessed, None, true)),
            ("third", holding(Some("Guard"), Grade::Claimed, None, false)),
            ("fought", holding(Some("the army"), Grade::Contested, None, false)),
            ("left", holding(None, Grade::Unknown, Some("the army"), false)),
        ];
        Holdings { on: None, of: of.map(|(id, holding)| (id.to_owned(), holding)).into() }
    }

    #[test]
    fn what_is_closed_depends_on_who_can_no_longer_pass() {
        let cases: [(&str, Holding, Option<&str>, &[&str]); 6] = [
            (
                "who lost it",
                holding(Some("Front"), Grade::Claimed, Some("the army"), true),
                None,
                &["asked", "fought", "front", "third"],
            ),
            (
                "who defends it",
                holding(Some("the army"), Grade::Contested, None, false),
                None,
                &["asked", "fought", "front", "third"],
            ),
            (
                "who simply holds it",
                holding(Some("the army"), Grade::Claimed, None, false),
                None,
                &["fought", "front", "third"],
            ),
            (
                "whoever its taker took it from",
                holding(Some("Front"), Grade::Claimed, None, true),
                None,
                &["asked", "fought", "front"],
            ),
            (
                "who is asked for",
                holding(Some("Front"), Grade::Claimed, Some("the army"), true),
                Some("Guard"),
                &["army", "asked", "fought", "front"],
            ),
            ("nobody, where nobody is known", holding(None, Grade::Unknown, None, false), None, &[]),
        ];
        for (whose, asked, side, closed) in cases {
            let closing = Closing::around("asked", side.map(party), &holdings(asked));
            assert_eq!(closing.places.keys().collect::<Vec<_>>(), closed, "closed to {whose}");
        }
        let nobody = Closing::around("elsewhere", None, &holdings(holding(None, Grade::Unknown, None, false)));
        assert!(nobody.places.is_empty() && nobody.side.is_none());
    }

    #[test]
    fn a_stop_is_found_by_any_name_or_told_what_there_is() {
        let network = Network::bundled(Gazetteer::bundled());
        for name in ["Homs", "HOMS", "geonames:169577", "Hims"] {
            assert_eq!(stop(&network, name).unwrap().id, "geonames:169577", "{name}");
        }
        let message = stop(&network, "Homss").unwrap_err().to_string();
        assert!(message.contains("no road here passes") && message.contains("did you mean Homs?"), "{message}");
    }
}

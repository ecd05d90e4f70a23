//! Places: what is said about them, who holds them, the roads between them.

use super::{Told, of_filter, or_none};
use crate::State;
use crate::page::{Page, part};
use crate::params::{Asked, FilterParams, PageParams, Pairs, Parameters, TimeParams};
use crate::problem::Problem;
use axum::Json;
use axum::extract::{Path, State as Held};
use book::control::HeldView;
use book::lists::{self, Seen};
use book::roads::{AlongView, CutView, WayView};
use claim::Place;
use fuse::control::Control;
use jiff::civil::Date;
use serde::Serialize;
use std::sync::OnceLock;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::{IntoParams, ToSchema};
use world::places::Gazetteer;
use world::roads::Network;

/// The built-in roads.
pub(crate) fn network() -> &'static Network {
    static NETWORK: OnceLock<Network> = OnceLock::new();
    NETWORK.get_or_init(|| Network::bundled(Gazetteer::bundled()))
}

/// A place with how much is said about it, and where it is.
#[derive(Serialize, ToSchema)]
pub(crate) struct PlaceSeen {
    #[serde(flatten)]
    seen: Seen,
    /// Degrees north, WGS 84; null where it was not resolved.
    lat: Option<f64>,
    /// Degrees east.
    lon: Option<f64>,
}

/// Places that the claims name which pass the filters, those of most reports first; as `dateline list places --json`, with their points.
#[utoipa::path(get, path = "/places", tag = "places", summary = "Places",
    params(FilterParams, TimeParams, PageParams),
    responses((status = 200, body = Page<PlaceSeen>)))]
pub(crate) async fn places(
    Held(state): Held<State>,
    Asked((filter, times, page)): Asked<(FilterParams, TimeParams, PageParams)>,
) -> Told<Page<PlaceSeen>> {
    let told = state.look(times, move |view| {
        let filter = filter.filter();
        let all = of_filter(lists::places(view, &filter), &filter)?;
        let page = part(all, &page, |one| format!("{}\n{}", one.id.as_deref().unwrap_or_default(), one.name))?;
        let gazetteer = Gazetteer::bundled();
        let items = page.items.into_iter().map(|seen| {
            let entry = seen.id.as_deref().and_then(|id| gazetteer.entry(id));
            let facts = entry.map(|entry| gazetteer.place(entry).facts);
            PlaceSeen { lat: facts.as_ref().map(|facts| facts.lat), lon: facts.map(|facts| facts.lon), seen }
        });
        Ok(Page { items: items.collect(), next: page.next, total: page.total })
    });
    told.await.map(Json)
}

/// A place next to another on a road.
#[derive(Serialize, ToSchema)]
pub(crate) struct Neighbour {
    id: String,
    name: String,
    lat: f64,
    lon: f64,
    /// Kilometres of road.
    km: f64,
    /// Ids of the roads between the two.
    roads: Vec<String>,
}

/// A place with all that is known of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct PlacePage {
    place: Place,
    /// How much is said about it; null where nothing is.
    seen: Option<Seen>,
    /// Who held it when, up to the last day of which anything is known; null where nobody tells.
    control: Option<Control>,
    /// The same of the division as a whole, where it is one.
    area: Option<Control>,
    /// Names of the roads through it.
    roads: Vec<String>,
    /// How many events are at it.
    events: usize,
    /// Places next to it on roads.
    neighbours: Vec<Neighbour>,
}

/// A place: what it is, how much is said about it, who held it when, which roads pass it.
#[utoipa::path(get, path = "/places/{id}", tag = "places", summary = "A place",
    params(("id" = String, Path, description = "Its id in the gazetteer", example = "geonames:169577"), TimeParams),
    responses((status = 200, body = PlacePage)))]
pub(crate) async fn place(
    Held(state): Held<State>,
    Path(id): Path<String>,
    Asked((times,)): Asked<(TimeParams,)>,
) -> Told<PlacePage> {
    let gazetteer = Gazetteer::bundled();
    let place = gazetteer.entry(&id).and_then(|_| book::names::place(&id, None, gazetteer)).ok_or_else(|| {
        let id: String = id.chars().take(80).collect();
        Problem::not_found(format!(
            "no place is called {id}; /api/v1/places lists those of this ledger, with their ids"
        ))
    })?;
    let told = state.look(times, move |view| {
        let filter = book::Filter { place: Some(place.id.clone()), ..book::Filter::default() };
        let seen = of_filter(lists::places(view, &filter), &filter)?;
        let events = super::events::found(view, &filter)?.len();
        let mut controls: Vec<Control> =
            or_none(book::control::histories(view, std::slice::from_ref(&place.id)), Some(&place.id), None)?;
        if let Ok(day) = book::control::day_of(view, None) {
            controls = fuse::control::up_to(controls, day);
        }
        let (areas, points): (Vec<Control>, Vec<Control>) = controls.into_iter().partition(|control| control.area);
        let network = network();
        let roads = network.roads().filter(|road| road.stops.contains(&place.id)).map(|road| road.name.clone());
        let mut roads: Vec<String> = roads.collect();
        roads.dedup();
        let neighbours = network.sections().into_iter().filter_map(|section| {
            let other = match (section.a == place.id, section.b == place.id) {
                (true, _) => &section.b,
                (_, true) => &section.a,
                _ => return None,
            };
            let stop = network.stop(other)?;
            Some(Neighbour {
                id: stop.id.clone(),
                name: stop.name.clone(),
                lat: stop.lat,
                lon: stop.lon,
                km: section.km,
                roads: section.roads,
            })
        });
        Ok(PlacePage {
            neighbours: neighbours.collect(),
            seen: seen.into_iter().find(|seen| seen.id.as_deref() == Some(&place.id)),
            control: points.into_iter().next(),
            area: areas.into_iter().next(),
            roads,
            events,
            place,
        })
    });
    told.await.map(Json)
}

/// Which places, on which day.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct HeldParams {
    /// Only this place (a name or an id); may be given more than once.
    pub place: Option<Vec<String>>,
    /// Who held it on this day [default: the day of as_of, else the last day of which anything is known].
    #[param(example = "2024-12-05")]
    pub on: Option<Date>,
}

/// Which places.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PlacesParams {
    /// Only this place (a name or an id); may be given more than once.
    pub place: Option<Vec<String>>,
}

/// A place that is closed.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CutParams {
    /// The place: a name or an id.
    #[param(example = "Homs")]
    pub place: String,
    /// Whose ways: places that others hold count as closed [default: who lost the place or defends it].
    pub side: Option<String>,
    /// Who holds what on this day.
    pub on: Option<Date>,
}

/// A way.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WayParams {
    /// From here: a name or an id.
    #[param(example = "Hama")]
    pub from: String,
    /// To there: a name or an id.
    #[param(example = "Damascus")]
    pub to: String,
    /// Whose way: places that others hold count as closed [default: who holds its start].
    pub side: Option<String>,
    /// Who holds what on this day.
    pub on: Option<Date>,
}

/// A road.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AlongParams {
    /// Its name or id.
    #[param(example = "M5")]
    pub road: String,
    /// Who holds what on this day.
    pub on: Option<Date>,
}

macro_rules! parameters {
    ($($name:ident { $($field:ident: $read:expr),* })*) => {
        $(impl Parameters for $name {
            fn described() -> Vec<Parameter> {
                <$name as IntoParams>::into_params(|| Some(ParameterIn::Query))
            }

            fn take(pairs: &mut Pairs) -> Result<$name, Problem> {
                $(let $field = $read(pairs)?;)*
                Ok($name { $($field),* })
            }
        })*
    };
}

fn several(name: &'static str) -> impl Fn(&mut Pairs) -> Result<Option<Vec<String>>, Problem> {
    move |pairs| Ok(Some(pairs.many(name)))
}

fn on(pairs: &mut Pairs) -> Result<Option<Date>, Problem> {
    pairs.day("on")
}

fn side(pairs: &mut Pairs) -> Result<Option<String>, Problem> {
    pairs.one("side")
}

fn needed(name: &'static str) -> impl Fn(&mut Pairs) -> Result<String, Problem> {
    move |pairs| pairs.needed(name, "a name or an id")
}

parameters! {
    HeldParams { place: several("place"), on: on }
    PlacesParams { place: several("place") }
    CutParams { place: needed("place"), side: side, on: on }
    WayParams { from: needed("from"), to: needed("to"), side: side, on: on }
    AlongParams { road: needed("road"), on: on }
}

/// Who holds which place on a day, how sure that is, and on whose word; as `dateline control --json`.
#[utoipa::path(get, path = "/control", tag = "places", summary = "Who holds which place on a day",
    params(HeldParams, TimeParams),
    responses((status = 200, body = Vec<HeldView>)))]
pub(crate) async fn control(
    Held(state): Held<State>,
    Asked((asked, times)): Asked<(HeldParams, TimeParams)>,
) -> Told<Vec<HeldView>> {
    let told = state.look(times, move |view| {
        let day = match book::control::day_of(view, asked.on) {
            Ok(day) => day,
            // A ledger without a claim is no mistake of who asks.
            Err(error) if matches!(error.kind(), book::ErrorKind::Nothing(_)) => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let places = asked.place.unwrap_or_default();
        or_none(book::control::held_on(view, &places, day), places.first().map(String::as_str), None)
    });
    told.await.map(Json)
}

/// The histories of all places of which claims tell who holds them, up to the last day of which anything is known: for a slider.
#[utoipa::path(get, path = "/control/history", tag = "places", summary = "Who held which place when",
    params(PlacesParams, TimeParams),
    responses((status = 200, body = Vec<Control>)))]
pub(crate) async fn history(
    Held(state): Held<State>,
    Asked((asked, times)): Asked<(PlacesParams, TimeParams)>,
) -> Told<Vec<Control>> {
    let told = state.look(times, move |view| {
        let places = asked.place.unwrap_or_default();
        let controls = or_none(book::control::histories(view, &places), places.first().map(String::as_str), None)?;
        // What is contested on the last day would fall back some days later if nothing more is heard: nobody has been told so.
        Ok(match book::control::day_of(view, None) {
            Ok(day) => fuse::control::up_to(controls, day),
            Err(_) => controls,
        })
    });
    told.await.map(Json)
}

/// Roads as GeoJSON (RFC 7946).
#[derive(Serialize, ToSchema)]
pub(crate) struct Roads {
    #[serde(rename = "type")]
    #[schema(example = "FeatureCollection")]
    kind: &'static str,
    features: Vec<RoadFeature>,
}

/// A road as a line from place to place.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoadFeature {
    #[serde(rename = "type")]
    #[schema(example = "Feature")]
    kind: &'static str,
    geometry: Line,
    properties: RoadProperties,
}

/// A line.
#[derive(Serialize, ToSchema)]
pub(crate) struct Line {
    #[serde(rename = "type")]
    #[schema(example = "LineString")]
    kind: &'static str,
    /// Longitude and latitude of each place.
    #[schema(value_type = Vec<Vec<f64>>)]
    coordinates: Vec<[f64; 2]>,
}

/// What is known of a road.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoadProperties {
    /// E.g. syria/M5.
    id: String,
    name: String,
    /// The name where it is a number of a road: M5.
    #[serde(rename = "ref")]
    number: Option<String>,
    /// How large its largest part is.
    kind: world::roads::Class,
    /// Length in kilometres; an estimate where no table tells it.
    km: f64,
    stops: Vec<RoadStop>,
}

/// A place on a road.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoadStop {
    id: String,
    name: String,
}

/// The roads that are known, as lines from place to place; bends between them are not.
#[utoipa::path(get, path = "/roads", tag = "places", summary = "Roads as GeoJSON",
    responses((status = 200, body = Roads)))]
pub(crate) async fn roads(_: Asked<()>) -> Told<Roads> {
    let network = network();
    let feature = |road: &world::roads::Road| {
        let stops: Vec<_> = road.stops.iter().filter_map(|id| network.stop(id)).collect();
        let is_number = road.name.chars().any(|c| c.is_ascii_digit()) && !road.name.contains(' ');
        RoadFeature {
            kind: "Feature",
            geometry: Line { kind: "LineString", coordinates: stops.iter().map(|stop| [stop.lon, stop.lat]).collect() },
            properties: RoadProperties {
                id: road.id.clone(),
                name: road.name.clone(),
                number: is_number.then(|| road.name.clone()),
                kind: road.steps.iter().map(|step| step.class).min().unwrap_or(world::roads::Class::Secondary),
                km: (road.steps.iter().map(|step| step.km).sum::<f64>() * 10.0).round() / 10.0,
                stops: stops.iter().map(|stop| RoadStop { id: stop.id.clone(), name: stop.name.clone() }).collect(),
            },
        }
    };
    Ok(Json(Roads { kind: "FeatureCollection", features: network.roads().map(feature).collect() }))
}

/// What is severed when a place is closed, and the shortest way round; as `dateline roads cut --json`.
#[utoipa::path(get, path = "/roads/cut", tag = "places", summary = "What a closed place severs",
    params(CutParams, TimeParams),
    responses((status = 200, body = CutView)))]
pub(crate) async fn cut(
    Held(state): Held<State>,
    Asked((asked, times)): Asked<(CutParams, TimeParams)>,
) -> Told<CutView> {
    let told = state.look(times, move |view| {
        let holdings = book::roads::holdings(view, asked.on)?;
        Ok(book::roads::cut(network(), &holdings, &asked.place, asked.side.as_deref())?)
    });
    told.await.map(Json)
}

/// The shortest way between two places, and the shortest open one; as `dateline roads way --json`.
#[utoipa::path(get, path = "/roads/way", tag = "places", summary = "The shortest way",
    params(WayParams, TimeParams),
    responses((status = 200, body = WayView)))]
pub(crate) async fn way(
    Held(state): Held<State>,
    Asked((asked, times)): Asked<(WayParams, TimeParams)>,
) -> Told<WayView> {
    let told = state.look(times, move |view| {
        let holdings = book::roads::holdings(view, asked.on)?;
        Ok(book::roads::way(network(), &holdings, &asked.from, &asked.to, asked.side.as_deref())?)
    });
    told.await.map(Json)
}

/// The places along a road, with who holds each; as `dateline roads along --json`.
#[utoipa::path(get, path = "/roads/along", tag = "places", summary = "The places along a road",
    params(AlongParams, TimeParams),
    responses((status = 200, body = Vec<AlongView>)))]
pub(crate) async fn along(
    Held(state): Held<State>,
    Asked((asked, times)): Asked<(AlongParams, TimeParams)>,
) -> Told<Vec<AlongView>> {
    let told = state.look(times, move |view| {
        let holdings = book::roads::holdings(view, asked.on)?;
        Ok(book::roads::along(network(), &holdings, &asked.road)?)
    });
    told.await.map(Json)
}

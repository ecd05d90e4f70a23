//! HXL: events for humanitarian information officers, with people affected. The hashtags stand in each field's metadata; a CSV has them
//! as its second row.

use super::case::{Case, Which, cases, division, is_district, joined};
use super::parties::{country_name, names};
use super::rows::{Cell, Rows, always, day, long, real, text};
use crate::{Column, Error, Sheet};

const ABOUT: &str = "One row is one event. Machine-made by dateline, tagged after the Humanitarian Exchange Language. Numbers of people are the best ones \
    under the rule that the export was asked for (`conservative` where none was). docs/shapes.md tells every rule.";

/// In the order of the columns.
pub(super) const TAGS: [&str; 17] = [
    "#event+id",
    "#date+start",
    "#date+end",
    "#event+type",
    "#org+actor",
    "#affected+killed",
    "#affected+injured",
    "#affected+displaced",
    "#geo+lat",
    "#geo+lon",
    "#country+name",
    "#country+code",
    "#adm1+name",
    "#adm2+name",
    "#loc+name",
    "#meta+source",
    "#meta+url",
];

fn columns() -> Vec<Column> {
    vec![
        always(text("Event id", "The event's id in the ledger; `dateline show` opens it.")),
        day("Start date", "First day. Empty where nobody can tell."),
        day("End date", "Last day, included."),
        always(text("Event type", "Our type: docs/ontology.md tells each in a sentence.")),
        text(
            "Actor",
            "Who did it: names of the register, kinds of people, groups; parted by `; `. Private persons have no name here.",
        ),
        long("Killed", "Best number of dead. Empty where nobody tells one: that is not zero."),
        long("Injured", "Best number of injured, in the same way."),
        long("Displaced", "Best number of those who fled, were moved or came back, in the same way."),
        real("Latitude", "Degrees north, WGS 84. Empty where no place is on the map."),
        real("Longitude", "Degrees east, WGS 84."),
        text("Country", "Country of the place."),
        text("Country code", "ISO 3166-1 alpha-2."),
        text("Admin 1", "First-order division by name."),
        text("Admin 2", "Second-order division, where the place is one. Else empty: the gazetteer does not tell."),
        text("Location", "Name of the place, where it is on the map."),
        always(text("Source", "`machine-made` or `reviewed`, then outlets; parted by `; `.")),
        text("Address", "Of the first report that is on the web."),
    ]
}

pub(super) fn sheet(which: &Which) -> Result<Sheet, Error> {
    let mut rows = Rows::new("events-hxl", ABOUT, columns());
    for case in cases(which, None)? {
        rows.push(Ok(row(&case)));
    }
    rows.sheet(&TAGS)
}

fn row(case: &Case) -> Vec<Cell> {
    let event = &case.event;
    let days = case.days();
    let place = case.spot();
    let spot = place.map(|(spot, _, _)| spot);
    let country = spot.and_then(|spot| spot.country.as_deref());
    let best = |what: &str| Cell::from(case.figure(what).map(|figure| figure.best));
    let made = if event.accepted { "reviewed" } else { "machine-made" };
    let sources: Vec<&str> = std::iter::once(made).chain(case.outlets()).collect();
    vec![
        event.id.to_string().into(),
        days.map(|days| days.start).into(),
        days.map(|days| days.end).into(),
        event.event_type.code().into(),
        joined(&names(&event.actors)).into(),
        best("killed"),
        best("injured"),
        best("displaced"),
        place.map(|(_, lat, _)| lat).into(),
        place.map(|(_, _, lon)| lon).into(),
        country.and_then(country_name).into(),
        country.into(),
        spot.and_then(division).into(),
        spot.filter(|spot| is_district(spot)).map(|spot| spot.name.to_string()).into(),
        spot.map(|spot| spot.name.to_string()).into(),
        joined(&sources).into(),
        case.url().into(),
    ]
}

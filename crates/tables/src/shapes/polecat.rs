//! POLECAT: an event in PLOVER's types, who did it and to whom it was done. Tab-separated, as POLECAT's own files.
//!
//! POLECAT writes the word `None` where it knows nothing; here such a cell is empty. Figures of people have no column there.

use super::case::{Case, Which, cases, division, is_district, joined};
use super::codes;
use super::parties::{names, shown};
use super::rows::{Cell, Rows, always, day, real, text, whole};
use crate::{Column, Error, Sheet};
use fuse::{Chosen, Named};
use std::collections::BTreeSet;

const ABOUT: &str = "One row is one event of a type that PLOVER has. Machine-made by dateline, in the columns of POLECAT; not data of POLECAT. \
    docs/shapes.md tells every rule.";

fn columns() -> Vec<Column> {
    vec![
        always(text("Event ID", "The event's id in the ledger; `dateline show` opens it.")),
        always(day(
            "Event Date",
            "First day of the event; where no words tell it, the last day it can have been, which is that of publication.",
        )),
        always(text("Event Type", "PLOVER's type, from ours by the table in docs/ontology.md.")),
        text("Event Mode", "PLOVER's mode, where our type settles it (data/codes/plover.csv). Else empty."),
        real("Intensity", "Always empty: POLECAT's intensities by type and mode are not in PLOVER's public files."),
        always(text(
            "Quad Code",
            "VERBAL COOPERATION, MATERIAL COOPERATION, VERBAL CONFLICT or MATERIAL CONFLICT, by the type.",
        )),
        text("Contexts", "PLOVER's contexts, where our type settles them; parted by `; `. Else empty."),
        text(
            "Actor Name",
            "Who did it: names of the register, kinds of people, groups; parted by `; `. Empty where nobody is named so: private persons have no name here.",
        ),
        text("Actor Country", "Their countries, ISO 3166-1 alpha-3, in the same order, none twice."),
        text("Actor COW", "Numbers of these countries in the Correlates of War, where that list has them."),
        text("Primary Actor Sector", "Sector of the first actor: docs/parties.md. Empty where nobody can say."),
        text("Actor Sectors", "Sectors of all actors, none twice."),
        text("Actor Title", "Always empty: titles lead to persons."),
        text(
            "Actor Name Raw",
            "Always empty: words of reports may name private persons. The native table of claims has them under its policy.",
        ),
        text("Wikipedia Actor ID", "Always empty: the register has no such ids."),
        text("Recipient Name", "To whom it was done, as `Actor Name`."),
        text("Recipient Country", "As `Actor Country`."),
        text("Recipient COW", "As `Actor COW`."),
        text("Primary Recipient Sector", "As `Primary Actor Sector`."),
        text("Recipient Sectors", "As `Actor Sectors`."),
        text("Recipient Title", "Always empty, as `Actor Title`."),
        text("Recipient Name Raw", "Always empty, as `Actor Name Raw`."),
        text("Wikipedia Recipient ID", "Always empty."),
        text("Placename", "Name of the place. Empty where none is on the map."),
        text("City", "The same, where it is a town."),
        text("District", "The same, where it is a second-order division."),
        text("Province", "First-order division by name."),
        text("Country", "ISO 3166-1 alpha-3."),
        real("Latitude", "Degrees north, WGS 84. Empty where no place is on the map."),
        real("Longitude", "Degrees east, WGS 84."),
        whole(
            "GeoNames ID",
            "Number of the place in GeoNames. Empty for countries, divisions and places of our own tables.",
        ),
        text("Raw Placename", "Always empty, as `Actor Name Raw`."),
        text(
            "Feature Type",
            "What the place is, in our words: town, division, country, region, base, camp, facility, water. POLECAT has GeoNames' codes here, which our gazetteer does not keep.",
        ),
        text("Source", "Outlets, parted by `; `. POLECAT has one story a row; here an event may have several."),
        day("Publication Date", "First day of publication. Empty where nobody knows it."),
        text("Story People", "Always empty: no names of persons."),
        text("Story Organizations", "Always empty: what else stands in a story is no part of the event."),
        text("Story Locations", "Always empty."),
        text("Language", "Languages of the reports, ISO 639-1, parted by `; `."),
        always(text(
            "Version",
            "`dateline machine-made` or `dateline reviewed`, and who read and resolved the reports; parted by `; `.",
        )),
    ]
}

pub(super) fn sheet(which: &Which) -> Result<Sheet, Error> {
    let mut rows = Rows::new("events-polecat", ABOUT, columns());
    for case in cases(which, None)? {
        rows.push(row(&case));
    }
    rows.sheet(&[])
}

fn row(case: &Case) -> Result<Vec<Cell>, &'static str> {
    let event = &case.event;
    let plover = event.event_type.definition().plover.as_ref().ok_or("of types that PLOVER does not have")?;
    let quad = codes::plover_quad(&plover.event_type).ok_or("of types that PLOVER does not have")?;
    let days = case.days().ok_or("without a day")?;
    let (mode, contexts) = codes::plover(event.event_type.code());
    let place = event.place.as_ref().map(|place| &place.value).filter(|spot| spot.point.is_some());
    let point = place.and_then(|spot| spot.point);
    let geonames = place.and_then(|spot| spot.id.as_deref()?.strip_prefix("geonames:")?.parse::<i64>().ok());
    let alpha3 = |code: &str| codes::country(code).map(|country| country.alpha3.clone());
    let made_by: BTreeSet<&str> = case.reports.iter().map(|report| report.content.made_by.as_str()).collect();
    let languages: BTreeSet<&str> =
        case.reports.iter().filter_map(|report| report.content.language.as_deref()).collect();
    let version = std::iter::once(if event.accepted { "dateline reviewed" } else { "dateline machine-made" });
    let mut cells: Vec<Cell> = vec![
        event.id.to_string().into(),
        if days.by_words { days.start } else { days.end }.into(),
        plover.event_type.as_str().into(),
        mode.into(),
        Cell::Empty,
        quad.into(),
        contexts.into(),
    ];
    cells.extend(side(&event.actors));
    cells.extend(side(&event.targets));
    cells.extend([
        place.map(|spot| spot.name.to_string()).into(),
        place.filter(|spot| &*spot.kind == "town").map(|spot| spot.name.to_string()).into(),
        place.filter(|spot| is_district(spot)).map(|spot| spot.name.to_string()).into(),
        place.and_then(division).into(),
        place.and_then(|spot| spot.country.as_deref()).and_then(alpha3).into(),
        point.map(|point| point.0).into(),
        point.map(|point| point.1).into(),
        geonames.into(),
        Cell::Empty,
        place.map(|spot| spot.kind.to_string()).into(),
        joined(&case.outlets()).into(),
        case.reports.iter().filter_map(|report| report.content.date).min().into(),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        joined(&languages.into_iter().collect::<Vec<_>>()).into(),
        joined(&version.chain(made_by.into_iter().filter(|made_by| !made_by.is_empty())).collect::<Vec<_>>()).into(),
    ]);
    Ok(cells)
}

/// Name, country, COW, first sector, sectors, title, raw name, Wikipedia id.
fn side(chosen: &[Chosen<Named>]) -> [Cell; 8] {
    let told: Vec<&Named> = chosen.iter().map(|one| &one.value).filter(|named| shown(named).is_some()).collect();
    let mut countries: Vec<&codes::Country> = Vec::new();
    for country in told.iter().filter_map(|named| codes::country(named.country.as_deref()?)) {
        if !countries.contains(&country) {
            countries.push(country);
        }
    }
    let mut sectors: Vec<&str> = Vec::new();
    for sector in told.iter().filter_map(|named| named.sector.as_deref()) {
        if !sectors.contains(&sector) {
            sectors.push(sector);
        }
    }
    let cow: Vec<String> = countries.iter().filter_map(|country| country.cow).map(|cow| cow.to_string()).collect();
    [
        joined(&names(chosen)).into(),
        joined(&countries.iter().map(|country| &country.alpha3).collect::<Vec<_>>()).into(),
        joined(&cow).into(),
        told.first().and_then(|named| named.sector.as_deref()).into(),
        joined(&sectors).into(),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
    ]
}

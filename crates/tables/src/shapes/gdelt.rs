//! GDELT 2.0 events: CAMEO codes, counts, places as GDELT writes them. 61 fields, tab-separated, without a header.
//!
//! No tone is measured here and no place of an actor is made up: those columns are empty. Cells hold no tab, line break or quotation
//! mark, since GDELT's readers know no quoting.

use super::case::{Case, Which, cases, division, is_district};
use super::codes;
use super::parties::{self, country_name, shown};
use super::rows::{Cell, Rows, always, long, real, text, whole};
use crate::{Column, Error, Sheet};
use fuse::{Chosen, Named, Spot};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use world::places::Gazetteer;

const ABOUT: &str = "One row is one event of a type that CAMEO has. Machine-made by dateline, in the columns of GDELT 2.0; not data of GDELT. \
    docs/shapes.md tells every rule.";

fn columns() -> Vec<Column> {
    let mut columns = vec![
        always(long(
            "GLOBALEVENTID",
            "Number of the event: the first 53 bits of its id. The same for the same reports; not GDELT's.",
        )),
        always(whole(
            "SQLDATE",
            "Day of the event, YYYYMMDD: the first day that words tell, else the day of publication.",
        )),
        always(whole("MonthYear", "YYYYMM.")),
        always(whole("Year", "YYYY.")),
        always(real(
            "FractionDate",
            "Year and the share of it that has passed, as GDELT counts: months of 30 days and years of 365.",
        )),
    ];
    for one in ACTOR {
        columns.extend(one.map(|(name, about)| text(name, about)));
    }
    columns.extend([
        always(whole("IsRootEvent", "1 where a claim stands in the first sentence of a report, else 0. GDELT looks at the first paragraph.")),
        always(text("EventCode", "CAMEO: the usual code of our type (docs/ontology.md); a root alone is written as its general code, `070`. Text: it may begin with 0.")),
        always(text("EventBaseCode", "Its first three digits.")),
        always(text("EventRootCode", "Its first two digits.")),
        always(whole("QuadClass", "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict, by the root.")),
        always(real("GoldsteinScale", "Goldstein's number of the code, -10 to 10 (data/codes/goldstein.csv). It says nothing of this one event.")),
        always(whole("NumMentions", "Claims that tell of the event.")),
        always(whole("NumSources", "Stories (lineages) that tell of it: copies of one text count once. GDELT counts outlets.")),
        always(whole("NumArticles", "Reports that tell of it.")),
        real("AvgTone", "Always empty: no tone is measured."),
    ]);
    for one in GEO {
        let [kind, name, country, adm1, adm2, lat, lon, feature] = one;
        columns.push(whole(kind.0, kind.1));
        columns.extend([name, country, adm1, adm2].map(|(name, about)| text(name, about)));
        columns.extend([lat, lon].map(|(name, about)| real(name, about)));
        columns.push(text(feature.0, feature.1));
    }
    columns.push(always(long(
        "DATEADDED",
        "When this ledger learned of the newest claim of the event, YYYYMMDDHHMMSS, UTC.",
    )));
    columns.push(text("SOURCEURL", "Address of the first report that is on the web."));
    columns
}

type About = (&'static str, &'static str);

const CODE: &str = "CAMEO: country and sector together. Empty where neither is known.";
const NAME: &str = "Name of the first party, in capitals. Empty where nobody of the register, no kind of people and no group is named: private persons have no name here.";
const COUNTRY: &str = "Country of the party in CAMEO's three letters.";
const EMPTY: &str = "Always empty: the register does not hold it.";
const TYPE1: &str = "Sector of the party in CAMEO's three letters.";
const TYPE: &str = "Always empty: the register has one sector a party.";

const ACTOR: [[About; 10]; 2] = [
    [
        ("Actor1Code", CODE),
        ("Actor1Name", NAME),
        ("Actor1CountryCode", COUNTRY),
        ("Actor1KnownGroupCode", EMPTY),
        ("Actor1EthnicCode", EMPTY),
        ("Actor1Religion1Code", EMPTY),
        ("Actor1Religion2Code", EMPTY),
        ("Actor1Type1Code", TYPE1),
        ("Actor1Type2Code", TYPE),
        ("Actor1Type3Code", TYPE),
    ],
    [
        ("Actor2Code", CODE),
        ("Actor2Name", NAME),
        ("Actor2CountryCode", COUNTRY),
        ("Actor2KnownGroupCode", EMPTY),
        ("Actor2EthnicCode", EMPTY),
        ("Actor2Religion1Code", EMPTY),
        ("Actor2Religion2Code", EMPTY),
        ("Actor2Type1Code", TYPE1),
        ("Actor2Type2Code", TYPE),
        ("Actor2Type3Code", TYPE),
    ],
];

const NO_GEO: &str = "Always empty: claims tell where a deed was done, not where its parties are.";

const GEO: [[About; 8]; 3] = [
    [
        ("Actor1Geo_Type", NO_GEO),
        ("Actor1Geo_FullName", NO_GEO),
        ("Actor1Geo_CountryCode", NO_GEO),
        ("Actor1Geo_ADM1Code", NO_GEO),
        ("Actor1Geo_ADM2Code", NO_GEO),
        ("Actor1Geo_Lat", NO_GEO),
        ("Actor1Geo_Long", NO_GEO),
        ("Actor1Geo_FeatureID", NO_GEO),
    ],
    [
        ("Actor2Geo_Type", NO_GEO),
        ("Actor2Geo_FullName", NO_GEO),
        ("Actor2Geo_CountryCode", NO_GEO),
        ("Actor2Geo_ADM1Code", NO_GEO),
        ("Actor2Geo_ADM2Code", NO_GEO),
        ("Actor2Geo_Lat", NO_GEO),
        ("Actor2Geo_Long", NO_GEO),
        ("Actor2Geo_FeatureID", NO_GEO),
    ],
    [
        (
            "ActionGeo_Type",
            "1 a country, 2 and 3 a state and a town of the United States, 4 a town or site elsewhere, 5 a division elsewhere. Empty where no place is on the map, and for regions, waters and roads, for which GDELT has no type.",
        ),
        ("ActionGeo_FullName", "Place, division, country."),
        ("ActionGeo_CountryCode", "FIPS 10-4, not ISO: AU is Austria there and AS Australia."),
        (
            "ActionGeo_ADM1Code",
            "FIPS country and division, where GeoNames' code of the division is the FIPS one or the postal one of the United States.",
        ),
        ("ActionGeo_ADM2Code", "Always empty."),
        ("ActionGeo_Lat", "Degrees north, WGS 84."),
        ("ActionGeo_Long", "Degrees east, WGS 84."),
        (
            "ActionGeo_FeatureID",
            "For countries and divisions their code. Empty for towns: GDELT has numbers of GNS and GNIS here, our gazetteer those of GeoNames.",
        ),
    ],
];

pub(super) fn sheet(which: &Which) -> Result<Sheet, Error> {
    let mut rows = Rows::new("events-gdelt", ABOUT, columns());
    for case in cases(which, None)? {
        rows.push(row(&case));
    }
    rows.sheet(&[])
}

fn row(case: &Case) -> Result<Vec<Cell>, &'static str> {
    let event = &case.event;
    let code = event.event_type.definition().cameo.first().ok_or("of types that CAMEO does not have")?;
    let code = if code.len() == 2 { format!("{code}0") } else { code.clone() };
    let days = case.days().ok_or("without a day")?;
    let day = if days.by_words { days.start } else { days.end };
    let (year, month) = (i64::from(day.year()), i64::from(day.month()));
    let support = &event.support;
    let first = case.statements.iter().any(|statement| statement.sentence == 0);
    let mut cells: Vec<Cell> = vec![
        parties::event_number(event.id).into(),
        (year * 10_000 + month * 100 + i64::from(day.day())).into(),
        (year * 100 + month).into(),
        year.into(),
        fraction(day).into(),
    ];
    cells.extend(actor(&event.actors));
    cells.extend(actor(&event.targets));
    cells.extend([
        u8::from(first).into(),
        code.as_str().into(),
        code[..3].into(),
        code[..2].into(),
        codes::cameo_quad(&code[..2]).into(),
        codes::goldstein(&code).into(),
        support.claims.into(),
        support.lineages.into(),
        support.reports.into(),
        Cell::Empty,
    ]);
    cells.extend(std::iter::repeat_n(Cell::Empty, 16));
    cells.extend(geo(event.place.as_ref().map(|place| &place.value)));
    let added = case.recorded().map(|time| {
        let time = time.to_zoned(TimeZone::UTC);
        let day = i64::from(time.year()) * 10_000 + i64::from(time.month()) * 100 + i64::from(time.day());
        let hour = i64::from(time.hour()) * 10_000 + i64::from(time.minute()) * 100 + i64::from(time.second());
        day * 1_000_000 + hour
    });
    cells.push(added.into());
    cells.push(case.url().map(plain).into());
    Ok(cells)
}

/// GDELT's share of the year: months of 30 days in a year of 365, four decimals.
fn fraction(day: Date) -> f64 {
    let passed = (f64::from(day.month()) - 1.0) * 30.0 + f64::from(day.day());
    f64::from(day.year()) + (passed / 365.0 * 10_000.0).round() / 10_000.0
}

/// The first party that may be named: code, name, country, four that are not held, type, two more types.
fn actor(chosen: &[Chosen<Named>]) -> [Cell; 10] {
    let named = chosen.iter().map(|one| &one.value).find(|named| shown(named).is_some());
    let country = named.and_then(|named| codes::country(named.country.as_deref()?)?.cameo.as_deref());
    let sector = named.and_then(|named| cameo_sector(named.sector.as_deref()?));
    let code = format!("{}{}", country.unwrap_or_default(), sector.unwrap_or_default());
    let name = named.and_then(shown).map(|name| plain(&name).to_uppercase());
    let none = || Cell::Empty;
    [code.into(), name.into(), country.into(), none(), none(), none(), none(), sector.into(), none(), none()]
}

/// CAMEO's code of one of our sectors, which are PLOVER's.
fn cameo_sector(sector: &str) -> Option<&'static str> {
    Some(match sector {
        "GOV" => "GOV",
        "MIL" => "MIL",
        "COP" => "COP",
        "SPY" => "SPY",
        "REB" => "REB",
        // CAMEO has no militias beside a state.
        "PAR" | "UAF" => "UAF",
        "LEG" => "LEG",
        "JUD" => "JUD",
        "OPP" => "OPP",
        "PTY" => "PTY",
        "CVL" => "CVL",
        "REF" => "REF",
        "BUS" => "BUS",
        "CRM" => "CRM",
        "LAB" => "LAB",
        "EDU" => "EDU",
        "MED" => "MED",
        "HLH" => "HLH",
        "IGO" => "IGO",
        "NGO" => "NGO",
        "ELI" => "ELI",
        "SET" => "SET",
        // CAMEO has religions in columns of their own.
        _ => return None,
    })
}

/// Type, name, country, ADM1, ADM2, latitude, longitude, feature.
fn geo(spot: Option<&Spot>) -> [Cell; 8] {
    let none = || Cell::Empty;
    let Some((spot, (lat, lon))) = spot.and_then(|spot| Some((spot, spot.point?))) else {
        return [none(), none(), none(), none(), none(), none(), none(), none()];
    };
    let america = spot.country.as_deref() == Some("US");
    let kind = match (&*spot.kind, america) {
        ("country", _) => Some(1u8),
        ("region" | "water", _) => None,
        ("division", _) if is_district(spot) => None,
        ("division", true) => Some(2),
        ("division", false) => Some(5),
        (_, true) => Some(3),
        (_, false) => Some(4),
    };
    let country = fips(spot);
    let mut parts: Vec<&str> = vec![&spot.name];
    parts.extend(division(spot).filter(|division| *division != &*spot.name || &*spot.kind == "town"));
    parts.extend(spot.country.as_deref().and_then(country_name).filter(|country| *country != &*spot.name));
    let adm1 = adm1(spot, country);
    let feature = match kind {
        Some(1) => country.map(str::to_owned),
        Some(2 | 5) => adm1.clone(),
        _ => None,
    };
    [
        kind.into(),
        plain(&parts.join(", ")).into(),
        country.into(),
        adm1.into(),
        none(),
        lat.into(),
        lon.into(),
        feature.into(),
    ]
}

/// FIPS has two codes for Palestine, by its part.
fn fips(spot: &Spot) -> Option<&'static str> {
    let code = spot.country.as_deref()?;
    if code == "PS" {
        let division = spot.division.as_deref().unwrap_or(&spot.name);
        return match division {
            "Gaza Strip" | "Gaza" => Some("GZ"),
            "West Bank" => Some("WE"),
            _ => None,
        };
    }
    codes::country(code)?.fips.as_deref()
}

/// Countries in which GeoNames numbers divisions otherwise than FIPS did.
const OTHER_DIVISIONS: [&str; 4] = ["BE", "CH", "GB", "ME"];

fn adm1(spot: &Spot, fips: Option<&str>) -> Option<String> {
    if OTHER_DIVISIONS.contains(&spot.country.as_deref()?) {
        return None;
    }
    let gazetteer = Gazetteer::bundled();
    let entry = gazetteer.entry(spot.id.as_deref()?)?;
    let code = gazetteer.division_code(&gazetteer.facts(entry))?.to_owned();
    Some(format!("{}{code}", fips?)).filter(|_| code.len() == 2 && &*spot.kind != "country")
}

/// On one line without marks that readers of tab-separated files trip over.
fn plain(text: &str) -> String {
    let mark = |c: char| {
        if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
            ' '
        } else if c == '"' {
            '\''
        } else {
            c
        }
    };
    text.chars().map(mark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_share_of_the_year_is_gdelts() {
        assert_eq!(fraction(date(2015, 2, 18)), 2015.1315);
        assert_eq!(fraction(date(2024, 12, 31)), 2024.9890);
    }

    #[test]
    fn there_are_61_columns() {
        assert_eq!(columns().len(), 61);
    }

    #[test]
    fn every_sector_has_a_code_or_is_a_religion() {
        for (sector, _) in world::parties::SECTORS {
            assert_eq!(cameo_sector(sector).is_none(), sector == "REL", "{sector}");
        }
    }

    #[test]
    fn a_cell_is_one_field_of_one_line() {
        assert_eq!(plain("a\tb\nc\"d\""), "a b c'd'");
    }
}

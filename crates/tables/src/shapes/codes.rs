//! Codes of other people's data: data/codes/*.csv. Facts, read once; what a list does not have is `None`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

const COUNTRIES: &str = include_str!("../../../../data/codes/countries.csv");
const GOLDSTEIN: &str = include_str!("../../../../data/codes/goldstein.csv");
const PLOVER: &str = include_str!("../../../../data/codes/plover.csv");

/// What other lists call a country.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Country {
    /// ISO 3166-1 alpha-3.
    pub alpha3: String,
    /// ISO 3166-1 numeric.
    pub numeric: Option<u32>,
    /// FIPS 10-4.
    pub fips: Option<String>,
    /// CAMEO.
    pub cameo: Option<String>,
    /// Gleditsch and Ward.
    pub gw: Option<u32>,
    /// Correlates of War.
    pub cow: Option<u32>,
    /// UCDP's region.
    pub ucdp_region: Option<String>,
    /// UCDP's name, where it is another one than ours.
    pub ucdp_name: Option<String>,
    /// ACLED's region.
    pub acled_region: Option<String>,
}

/// Rows of a table without its header. The tables are built in and tested: what does not fit is no row.
fn rows(text: &'static str) -> impl Iterator<Item = csv::StringRecord> {
    csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes()).into_records().filter_map(Result::ok)
}

/// By ISO 3166-1 alpha-2.
pub(super) fn country(code: &str) -> Option<&'static Country> {
    static ALL: OnceLock<BTreeMap<String, Country>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        let one = |row: csv::StringRecord| {
            let text = |at: usize| row.get(at).filter(|cell| !cell.is_empty()).map(str::to_owned);
            let number = |at: usize| text(at).and_then(|cell| cell.parse().ok());
            let country = Country {
                alpha3: text(1)?,
                numeric: number(2),
                fips: text(3),
                cameo: text(4),
                gw: number(5),
                cow: number(6),
                ucdp_region: text(7),
                ucdp_name: text(8),
                acled_region: text(9),
            };
            Some((text(0)?, country))
        };
        rows(COUNTRIES).filter_map(one).collect()
    });
    all.get(code)
}

/// Goldstein's number of a CAMEO code; a general code ("190", "070") has the one of its root where it has none of its own.
pub(super) fn goldstein(cameo: &str) -> Option<f64> {
    static ALL: OnceLock<BTreeMap<String, f64>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        rows(GOLDSTEIN).filter_map(|row| Some((row.get(0)?.to_owned(), row.get(1)?.parse().ok()?))).collect()
    });
    all.get(cameo).or_else(|| all.get(cameo.strip_suffix('0')?)).copied()
}

/// PLOVER's mode and contexts that a type of ours settles, contexts parted by ";".
pub(super) fn plover(event_type: &str) -> (Option<&'static str>, Option<&'static str>) {
    static ALL: OnceLock<BTreeMap<String, (String, String)>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        let one =
            |row: csv::StringRecord| Some((row.get(0)?.to_owned(), (row.get(1)?.to_owned(), row.get(2)?.to_owned())));
        rows(PLOVER).filter_map(one).collect()
    });
    let some = |word: &'static String| Some(word.as_str()).filter(|word| !word.is_empty());
    all.get(event_type).map_or((None, None), |(mode, contexts)| (some(mode), some(contexts)))
}

/// PLOVER's quad code of one of its types, as POLECAT writes it.
pub(super) fn plover_quad(event_type: &str) -> Option<&'static str> {
    Some(match event_type {
        "AGREE" | "CONSULT" | "SUPPORT" | "CONCEDE" => "VERBAL COOPERATION",
        "COOPERATE" | "AID" | "RETREAT" => "MATERIAL COOPERATION",
        "REQUEST" | "ACCUSE" | "REJECT" | "THREATEN" => "VERBAL CONFLICT",
        "PROTEST" | "SANCTION" | "MOBILIZE" | "COERCE" | "ASSAULT" => "MATERIAL CONFLICT",
        _ => return None,
    })
}

/// GDELT's QuadClass of a CAMEO root: 1 and 2 verbal and material cooperation, 3 and 4 verbal and material conflict.
pub(super) fn cameo_quad(root: &str) -> Option<u8> {
    match root.parse().ok()? {
        1..=5 => Some(1),
        6..=8 => Some(2),
        9..=13 => Some(3),
        14..=20 => Some(4),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use claim::EventType;
    use world::places::Gazetteer;

    #[test]
    fn every_country_of_the_gazetteer_has_its_codes_and_none_has_those_of_another() {
        let mut seen: BTreeMap<(&str, String), String> = BTreeMap::new();
        for known in Gazetteer::bundled().countries() {
            let code = std::str::from_utf8(&known.code).unwrap();
            let country = country(code).unwrap_or_else(|| panic!("{code} is not in data/codes/countries.csv"));
            assert_eq!(country.alpha3.len(), 3, "{code}");
            assert!(country.acled_region.is_some(), "{code}");
            assert_eq!(country.gw.is_some(), country.ucdp_region.is_some(), "{code}");
            let numbers = [("iso", country.numeric), ("gw", country.gw), ("cow", country.cow)];
            let words = [
                ("alpha3", Some(country.alpha3.clone())),
                ("fips", country.fips.clone()),
                ("cameo", country.cameo.clone()),
            ];
            let numbers = numbers.into_iter().filter_map(|(list, number)| Some((list, number?.to_string())));
            for (list, code_there) in numbers.chain(words.into_iter().filter_map(|(list, word)| Some((list, word?)))) {
                let before = seen.insert((list, code_there.clone()), code.to_owned());
                assert_eq!(before, None, "{list} {code_there} stands for {code} and another");
            }
        }
        let syria = country("SY").unwrap();
        assert_eq!((syria.numeric, syria.gw, syria.fips.as_deref()), (Some(760), Some(652), Some("SY")));
    }

    #[test]
    fn every_type_has_its_numbers() {
        for event_type in EventType::all() {
            let definition = event_type.definition();
            for code in &definition.cameo {
                let number = goldstein(code).unwrap_or_else(|| panic!("{code} is not in data/codes/goldstein.csv"));
                assert!((-10.0..=10.0).contains(&number));
                assert!(cameo_quad(&code[..2]).is_some());
            }
            if let Some(plover) = &definition.plover {
                assert!(plover_quad(&plover.event_type).is_some(), "{}", plover.event_type);
            } else {
                assert_eq!(super::plover(event_type.code()), (None, None));
            }
        }
        assert_eq!((goldstein("190"), goldstein("070"), goldstein("999")), (Some(-10.0), Some(7.0), None));
    }
}

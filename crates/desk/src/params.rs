//! What is asked in the query of an address, each parameter once and in one form. A parameter that nobody knows is a mistake: it is
//! told, not passed over.

use crate::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use claim::EventType;
use fuse::{FieldRule, FigureRule};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;
use utoipa::IntoParams;
use utoipa::openapi::path::Parameter;

/// The pairs of a query by name, in the order of asking.
#[derive(Debug, Default)]
pub(crate) struct Pairs(BTreeMap<String, Vec<String>>);

impl Pairs {
    fn of(query: &str) -> Pairs {
        let mut pairs: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            pairs.entry(name.into_owned()).or_default().push(value.into_owned());
        }
        Pairs(pairs)
    }

    /// All values of a parameter.
    pub fn many(&mut self, name: &str) -> Vec<String> {
        self.0.remove(name).unwrap_or_default()
    }

    /// The one value of a parameter.
    pub fn one(&mut self, name: &str) -> Result<Option<String>, Problem> {
        let mut all = self.many(name);
        match all.len() {
            0 | 1 => Ok(all.pop()),
            _ => Err(Problem::bad_parameter(format!("{name} is given {} times; give it once", all.len()))),
        }
    }

    /// The value of a parameter that must be there.
    pub fn needed(&mut self, name: &str, what: &str) -> Result<String, Problem> {
        match self.one(name)?.filter(|value| !value.trim().is_empty()) {
            Some(value) => Ok(value),
            None => Err(Problem::bad_parameter(format!("{name} is missing; give {what}"))),
        }
    }

    /// The one value, read; `how` tells how to write it.
    pub fn read<T>(
        &mut self,
        name: &str,
        how: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Problem> {
        self.one(name)?.map(|value| read(&value).ok_or_else(|| unreadable(name, &value, how))).transpose()
    }

    /// A day.
    pub fn day(&mut self, name: &str) -> Result<Option<Date>, Problem> {
        self.read(name, "write a day as in 2024-12-07", day)
    }
}

/// "limit: "many" cannot be used; give a number from 1 to 1000".
fn unreadable(name: &str, value: &str, how: &str) -> Problem {
    let short: String = value.chars().take(80).collect();
    Problem::bad_parameter(format!("{name}: \"{short}\" cannot be used; {how}"))
}

/// A day as in 2024-12-07, and no other way.
pub(crate) fn day(value: &str) -> Option<Date> {
    let is_form = value.len() == 10 && value.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    is_form.then(|| value.parse().ok()).flatten()
}

/// A group of parameters: their descriptions come from `IntoParams`, and so do their names.
pub(crate) trait Parameters: Sized {
    /// As they stand in the description of the API.
    fn described() -> Vec<Parameter>;

    /// Takes what is its own out of the pairs.
    fn take(pairs: &mut Pairs) -> Result<Self, Problem>;
}

macro_rules! described {
    ($($name:ident),*) => {
        $(impl $name {
            fn params() -> Vec<Parameter> {
                <$name as IntoParams>::into_params(|| Some(utoipa::openapi::path::ParameterIn::Query))
            }
        })*
    };
}

described!(FilterParams, RuleParams, TimeParams, PageParams);

macro_rules! tuples {
    ($(($($part:ident),*)),*) => {
        $(impl<$($part: Parameters),*> Parameters for ($($part,)*) {
            fn described() -> Vec<Parameter> {
                [$($part::described()),*].concat()
            }

            fn take(pairs: &mut Pairs) -> Result<Self, Problem> {
                Ok(($($part::take(pairs)?,)*))
            }
        })*
    };
}

tuples!((A), (A, B), (A, B, C), (A, B, C, D), (A, B, C, D, E));

impl Parameters for () {
    fn described() -> Vec<Parameter> {
        Vec::new()
    }

    fn take(_: &mut Pairs) -> Result<(), Problem> {
        Ok(())
    }
}

/// What is asked, wholly understood.
pub(crate) struct Asked<T>(pub T);

impl<T: Parameters, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Asked<T>, Problem> {
        let mut pairs = Pairs::of(parts.uri.query().unwrap_or_default());
        let known: Vec<String> = T::described().into_iter().map(|parameter| parameter.name).collect();
        let strange: Vec<String> =
            pairs.0.keys().filter(|name| !known.contains(name)).map(|name| format!("\"{}\"", short(name))).collect();
        if !strange.is_empty() {
            let these = match known.len() {
                0 => "it takes none".to_owned(),
                _ => format!("these are: {}", known.join(", ")),
            };
            let which = if strange.len() == 1 { "is no parameter" } else { "are no parameters" };
            return Err(Problem::new(
                axum::http::StatusCode::BAD_REQUEST,
                "unknown-parameter",
                "Unknown parameter",
                format!("{} {which} of {}; {these}", strange.join(", "), parts.uri.path()),
            ));
        }
        T::take(&mut pairs).map(Asked)
    }
}

fn short(words: &str) -> String {
    words.chars().take(40).collect()
}

/// Which of them: the filters of `dateline list`.
#[derive(Clone, Debug, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FilterParams {
    /// Of this type; may be given more than once. /types has them.
    #[param(rename = "type", example = json!(["SEIZE"]))]
    pub types: Option<Vec<EventType>>,
    /// Of this status; may be given more than once. Claims: actual, possible, planned, hypothetical, denied. Events: reported, disputed,
    /// possible, planned, hypothetical, denied; without it reported and disputed.
    #[param(example = json!(["disputed"]))]
    pub status: Option<Vec<String>>,
    /// At this place: a name as the gazetteer has it, or an id.
    #[param(example = "Homs")]
    pub place: Option<String>,
    /// With this party as actor, target or speaker: a name as the register has it, or an id.
    #[param(example = "syria/hts")]
    pub party: Option<String>,
    /// In this country (ISO 3166 alpha-2).
    #[param(pattern = "^[A-Za-z]{2}$", example = "SY")]
    pub country: Option<String>,
    /// Happened on this day or later.
    #[param(example = "2024-12-01")]
    pub from: Option<Date>,
    /// Happened on this day or earlier.
    #[param(example = "2024-12-08")]
    pub to: Option<Date>,
    /// By this outlet.
    #[param(example = "Levant Wire")]
    pub outlet: Option<String>,
    /// With these words in the quoted sentence or in the title; "in quotes" for a phrase.
    #[param(example = "\"pulled out\"")]
    pub text: Option<String>,
    /// Claims with at least this confidence.
    #[param(minimum = 0, maximum = 1, example = 0.6)]
    pub min_confidence: Option<f64>,
}

impl Parameters for FilterParams {
    fn described() -> Vec<Parameter> {
        FilterParams::params()
    }

    fn take(pairs: &mut Pairs) -> Result<FilterParams, Problem> {
        let types = pairs.many("type").into_iter().map(|code| {
            EventType::from_code(&code.to_ascii_uppercase())
                .ok_or_else(|| unreadable("type", &code, "/api/v1/types lists the types"))
        });
        let filter = FilterParams {
            types: Some(types.collect::<Result<_, _>>()?),
            status: Some(pairs.many("status")),
            place: pairs.one("place")?,
            party: pairs.one("party")?,
            country: pairs.read("country", "give two letters of ISO 3166, e.g. SY", |value| {
                match value.as_bytes() {
                    [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => Some(value.to_ascii_uppercase()),
                    _ => None,
                }
            })?,
            from: pairs.day("from")?,
            to: pairs.day("to")?,
            outlet: pairs.one("outlet")?,
            text: pairs.one("text")?,
            min_confidence: pairs.read("min_confidence", "give a number from 0 to 1, e.g. 0.6", |value| {
                value.parse().ok().filter(|number| (0.0..=1.0).contains(number))
            })?,
        };
        if let (Some(from), Some(to)) = (filter.from, filter.to)
            && from > to
        {
            return Err(Problem::bad_parameter(format!("from={from} is after to={to}; give the earlier day first")));
        }
        Ok(filter)
    }
}

impl FilterParams {
    /// As the book takes them.
    pub fn filter(self) -> book::Filter {
        book::Filter {
            types: self.types.unwrap_or_default(),
            statuses: self.status.unwrap_or_default(),
            place: self.place,
            party: self.party,
            country: self.country,
            from: self.from,
            to: self.to,
            outlet: self.outlet,
            text: self.text,
            min_confidence: self.min_confidence,
            limit: None,
        }
    }
}

/// By which rules.
#[derive(Clone, Copy, Debug, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RuleParams {
    /// Rule for numbers of people [default: conservative]; /about has them in words.
    pub rule: Option<FigureRule>,
    /// Rule for days, places and parties about which claims disagree [default: independent].
    pub fields: Option<FieldRule>,
}

/// A word of an enum that serde knows.
fn word<T: serde::de::DeserializeOwned>(value: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(value.to_owned())).ok()
}

impl Parameters for RuleParams {
    fn described() -> Vec<Parameter> {
        RuleParams::params()
    }

    fn take(pairs: &mut Pairs) -> Result<RuleParams, Problem> {
        let rules = "give conservative, ged, latest, median, mode, independent, max or min";
        let fields = "give frequent, independent, latest or precise";
        Ok(RuleParams { rule: pairs.read("rule", rules, word)?, fields: pairs.read("fields", fields, word)? })
    }
}

impl RuleParams {
    /// As fusing takes them.
    pub fn settings(self) -> fuse::events::Settings {
        fuse::events::Settings { figures: self.rule.unwrap_or_default(), fields: self.fields.unwrap_or_default() }
    }
}

/// As of when.
#[derive(Clone, Copy, Debug, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TimeParams {
    /// Only what was published by the end of this day.
    #[param(example = "2024-12-07")]
    pub as_of: Option<Date>,
    /// Only what this ledger had recorded by this moment, decisions too (RFC 3339; a day alone is its end, UTC).
    #[param(value_type = Option<String>, example = "2026-11-26T12:00:00Z")]
    pub recorded_by: Option<Timestamp>,
}

impl Parameters for TimeParams {
    fn described() -> Vec<Parameter> {
        TimeParams::params()
    }

    fn take(pairs: &mut Pairs) -> Result<TimeParams, Problem> {
        let how = "write a time as in 2024-12-07T18:00:00Z, or a day";
        Ok(TimeParams { as_of: pairs.day("as_of")?, recorded_by: pairs.read("recorded_by", how, moment)? })
    }
}

/// A time, or the end of a day.
fn moment(value: &str) -> Option<Timestamp> {
    match day(value) {
        Some(day) => {
            let next = day.tomorrow().ok()?.at(0, 0, 0, 0);
            let end = jiff::tz::Offset::UTC.to_timestamp(next).ok()?;
            Some(end - jiff::SignedDuration::from_micros(1))
        }
        None => value.parse().ok(),
    }
}

impl TimeParams {
    /// As the ledger takes them.
    pub fn as_of(self) -> ledger::AsOf {
        ledger::AsOf { known: self.as_of, recorded: self.recorded_by }
    }
}

/// Most of one page.
pub(crate) const MOST: usize = 1000;

/// Which part of a list.
#[derive(Clone, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageParams {
    /// At most so many.
    #[param(minimum = 1, maximum = 1000, default = 100, value_type = Option<usize>)]
    pub limit: usize,
    /// Where to go on: `next` of the answer before.
    pub cursor: Option<String>,
}

impl Parameters for PageParams {
    fn described() -> Vec<Parameter> {
        PageParams::params()
    }

    fn take(pairs: &mut Pairs) -> Result<PageParams, Problem> {
        let limit = pairs.read("limit", "give a number from 1 to 1000", |value| {
            value.parse().ok().filter(|number| (1..=MOST).contains(number))
        })?;
        Ok(PageParams { limit: limit.unwrap_or(100), cursor: pairs.one("cursor")? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_one_way_and_a_moment_may_be_the_end_of_one() {
        assert_eq!(day("2024-12-07"), Some(jiff::civil::date(2024, 12, 7)));
        for bad in ["", "7.12.2024", "2024-13-01", "2024-02-30", "2024-12-07x", "20241207", "-002024-1"] {
            assert_eq!(day(bad), None, "{bad}");
        }
        assert_eq!(moment("2024-12-07").unwrap().to_string(), "2024-12-07T23:59:59.999999Z");
        assert_eq!(moment("2024-12-07T18:00:00+03:00").unwrap().to_string(), "2024-12-07T15:00:00Z");
        assert_eq!(moment("9999-12-31"), None);
    }

    #[test]
    fn names_of_parameters_are_those_of_the_description() {
        let names: Vec<String> =
            <(FilterParams, PageParams)>::described().into_iter().map(|parameter| parameter.name).collect();
        for name in ["type", "status", "place", "min_confidence", "limit", "cursor"] {
            assert!(names.iter().any(|known| known == name), "{name} of {names:?}");
        }
    }
}

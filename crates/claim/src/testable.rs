//! Statements of a report that can be tested against a map, a calendar, the ledger or themselves: "about 100 km north",
//! "the fourth city in a week", "12 people, including seven children", "Friday, 6 December".
//!
//! Values only: crates/world finds them (`world::testable`), crates/fuse tests them (`fuse::checks`). Says what the words say,
//! never whether it is so. What an end of a distance, a day or a party is stays open where nobody can tell, with the reason.

use crate::{Bounds, CountSlot, Place, Span, Unresolved};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A statement that can be tested, where it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Testable {
    /// Number of the sentence, from 0.
    pub sentence: usize,
    /// The words that state it, in the report's text.
    pub span: Span,
    /// The report's text under `span`.
    pub quote: String,
    /// The claims of the report that it is shown on, by index, ascending: those of its sentence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<usize>,
    /// The grammar that found it, with version: "testable/1".
    pub made_by: String,
    /// What is stated.
    #[serde(flatten)]
    pub statement: Statement,
}

/// What is stated, by kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = TestableStatement))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Statement {
    /// How far a place lies from another, and which way.
    Distance(Distance),
    /// Which of how many places that changed hands.
    Ordinal(Ordinal),
    /// A number of people and its parts.
    Sum(Sum),
    /// A date with its weekday.
    Weekday(WeekdayTold),
    /// The order of two days.
    Order(Order),
}

impl Statement {
    /// The word that files use for the kind.
    pub fn name(&self) -> &'static str {
        match self {
            Statement::Distance(_) => "distance",
            Statement::Ordinal(_) => "ordinal",
            Statement::Sum(_) => "sum",
            Statement::Weekday(_) => "weekday",
            Statement::Order(_) => "order",
        }
    }
}

/// "`place` lies so far `direction` of `from`."
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Distance {
    /// The end that is located.
    pub place: End,
    /// The end that it is located from.
    pub from: End,
    /// Least kilometres that the words allow, before any tolerance; missing for "less than 30 km".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub km_low: Option<f64>,
    /// Most kilometres that the words allow, before any tolerance; missing for "more than 30 km".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub km_high: Option<f64>,
    /// "about", "some", "nearly".
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub approximate: bool,
    /// "by road", "along the highway": longer than the straight line.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_road: bool,
    /// In which direction `place` lies as seen from `from`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<Compass>,
}

/// One end of a distance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct End {
    /// The words that name it; missing where the sentence leaves it out ("Damascus, about 100 km north").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// True where the words leave it out or only point to it ("the city"): then it is the nearest place named before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inferred: bool,
    /// Where it is.
    #[serde(flatten)]
    pub point: Point,
}

/// A point on the map, or why there is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum Point {
    /// This one.
    Place(PlaceRef),
    /// Nobody can say.
    Unresolved(Unresolved),
}

impl Point {
    /// The place, where it could be told.
    pub fn place(&self) -> Option<&PlaceRef> {
        match self {
            Point::Place(place) => Some(place),
            Point::Unresolved(_) => None,
        }
    }
}

/// A place, as far as a test needs it; the fields are those of [`Place`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PlaceRef {
    /// Stable id.
    pub id: String,
    /// Main name.
    pub name: String,
    /// Degrees north, WGS 84.
    pub lat: f64,
    /// Degrees east, WGS 84.
    pub lon: f64,
    /// UCDP where_prec, 1-7.
    pub precision: u8,
    /// "town", "country", "division" ...
    pub kind: String,
}

impl From<&Place> for PlaceRef {
    fn from(place: &Place) -> PlaceRef {
        PlaceRef {
            id: place.id.clone(),
            name: place.name.clone(),
            lat: place.lat,
            lon: place.lon,
            precision: place.precision,
            kind: place.kind.clone(),
        }
    }
}

/// The sixteen points of the compass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "their letters say it")]
pub enum Compass {
    N,
    Nne,
    Ne,
    Ene,
    E,
    Ese,
    Se,
    Sse,
    S,
    Ssw,
    Sw,
    Wsw,
    W,
    Wnw,
    Nw,
    Nnw,
}

impl Compass {
    /// All of them, clockwise from north, 22.5 degrees apart.
    pub const ALL: [Compass; 16] = [
        Compass::N,
        Compass::Nne,
        Compass::Ne,
        Compass::Ene,
        Compass::E,
        Compass::Ese,
        Compass::Se,
        Compass::Sse,
        Compass::S,
        Compass::Ssw,
        Compass::Sw,
        Compass::Wsw,
        Compass::W,
        Compass::Wnw,
        Compass::Nw,
        Compass::Nnw,
    ];

    /// Degrees clockwise from north, 0..360.
    pub fn degrees(self) -> f64 {
        self as u8 as f64 * 22.5
    }

    /// "north", "south-east", "north-north-west".
    pub fn name(self) -> &'static str {
        const NAMES: [&str; 16] = [
            "north",
            "north-north-east",
            "north-east",
            "east-north-east",
            "east",
            "east-south-east",
            "south-east",
            "south-south-east",
            "south",
            "south-south-west",
            "south-west",
            "west-south-west",
            "west",
            "west-north-west",
            "north-west",
            "north-north-west",
        ];
        NAMES[self as usize]
    }

    /// The point that is nearest to a bearing in degrees clockwise from north.
    pub fn nearest(degrees: f64) -> Compass {
        Compass::ALL[((degrees.rem_euclid(360.0) / 22.5).round() as usize) % 16]
    }
}

/// "The fourth city that the army has lost in the past week"; "four towns taken in three days".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Ordinal {
    /// Which number, or how many; "at least four" is open above.
    pub number: Bounds,
    /// A place's rank ("the fourth city"), or a total ("four cities").
    pub counting: Counting,
    /// Places of which kind are counted.
    pub what: Counted,
    /// From whose side it is told.
    pub deed: Deed,
    /// Who gained them, where the words or a claim of the sentence tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gainer: Option<PartyTold>,
    /// Who lost them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loser: Option<PartyTold>,
    /// The place that has the rank, or that completes the total, where it is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceRef>,
    /// Over which days it is counted.
    pub window: Window,
}

/// Rank or total.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Counting {
    /// "the fourth city": in the order of their days.
    Rank,
    /// "four cities".
    Total,
}

/// Kinds of places that are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// "city".
    City,
    /// "provincial capital", "regional capital".
    ProvincialCapital,
    /// "town".
    Town,
    /// "village", "hamlet".
    Village,
    /// "key centers", "towns and villages", "settlements": populated places of any size.
    Center,
    /// "base", "airport", "airfield".
    Base,
}

impl Counted {
    /// All of them.
    pub const ALL: [Counted; 6] =
        [Counted::City, Counted::ProvincialCapital, Counted::Town, Counted::Village, Counted::Center, Counted::Base];

    /// The word for one, for people.
    pub fn name(self) -> &'static str {
        match self {
            Counted::City => "city",
            Counted::ProvincialCapital => "provincial capital",
            Counted::Town => "town",
            Counted::Village => "village",
            Counted::Center => "populated place",
            Counted::Base => "base",
        }
    }
}

/// From whose side a change of hands is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// captured, seized, fell to.
    Taken,
    /// lost, surrendered, withdrew from.
    Lost,
}

/// A party as a statement names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PartyTold {
    /// The words.
    pub words: String,
    /// As in [`crate::Party::id`]; missing where nobody can say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// The days over which something is counted, both included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum Window {
    /// These.
    Days {
        /// First day.
        start: Date,
        /// Last day.
        end: Date,
    },
    /// Nobody can say.
    Unresolved(Unresolved),
}

/// "12 people, including seven children and five women"; "8 dead: 5 soldiers and 3 civilians".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Sum {
    /// What the words around the total say about these people, where they do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<Fate>,
    /// The words of the total: "12 people".
    pub words: String,
    /// The whole.
    pub total: Bounds,
    /// Its parts, at least one.
    pub parts: Vec<SumPart>,
    /// True where the parts are told to make up the whole.
    pub exhaustive: bool,
    /// True where nobody can be in two parts: then their sum cannot exceed the whole.
    pub disjoint: bool,
}

/// One part of a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SumPart {
    /// "seven children".
    pub words: String,
    /// How many.
    pub bounds: Bounds,
}

/// What happened to those who are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Dead.
    Killed,
    /// Wounded.
    Injured,
    /// Fled or moved.
    Displaced,
    /// Held or abducted.
    Detained,
}

impl From<CountSlot> for Fate {
    fn from(slot: CountSlot) -> Fate {
        match slot {
            CountSlot::Killed => Fate::Killed,
            CountSlot::Injured => Fate::Injured,
            CountSlot::Displaced => Fate::Displaced,
            CountSlot::Detained => Fate::Detained,
        }
    }
}

/// "Friday, 6 December 2024".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct WeekdayTold {
    /// The date, where it could be told.
    #[serde(flatten)]
    pub date: DayTold,
    /// The weekday told, 1 Monday to 7 Sunday (ISO 8601).
    pub weekday: u8,
    /// False where the year is not told, and is that of the day nearest to the report.
    pub year_told: bool,
    /// Days from the report's day to the date, negative for before; missing where the report has no date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_off: Option<i32>,
}

/// A day, or why there is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum DayTold {
    /// This one.
    Day {
        /// The day.
        date: Date,
    },
    /// Nobody can say.
    Unresolved(Unresolved),
}

/// An order of days that is stated or needed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "order", rename_all = "snake_case")]
pub enum Order {
    /// What is told as having happened is dated: it cannot lie after the day on which it is told.
    Told {
        /// First day on which it can have happened.
        day: Date,
        /// Day of publication.
        published: Date,
    },
    /// "on 8 December, three days after the capture of the town on 5 December".
    Interval {
        /// The day before.
        earlier: DatedWords,
        /// The day that is told to be so much later.
        later: DatedWords,
        /// Least days that the words allow between them.
        days_low: i32,
        /// Most days.
        days_high: i32,
    },
    /// "withdrew on 4 December after the city fell on 3 December"; a release and the detention before it.
    Sequence {
        /// What must come first, or on the same day.
        first: DatedWords,
        /// What must not come before it.
        second: DatedWords,
        /// The word that says so ("after"), or the rule ("released after being detained").
        link: String,
    },
}

/// A day with the words that date it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DatedWords {
    /// "5 December".
    pub words: String,
    /// The day.
    pub date: Date,
    /// True where the words tell day and month; a weekday alone may be that of another week.
    pub calendar: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_one_flat_object_and_comes_back_the_same() {
        let place = PlaceRef {
            id: "geonames:170654".into(),
            name: "Damascus".into(),
            lat: 33.5102,
            lon: 36.29128,
            precision: 1,
            kind: "town".into(),
        };
        let end = |words: Option<&str>, point| End { words: words.map(str::to_owned), inferred: false, point };
        let distance = Distance {
            place: end(Some("Damascus"), Point::Place(place)),
            from: end(None, Point::Unresolved(Unresolved::because("no place is told before"))),
            km_low: Some(100.0),
            km_high: Some(100.0),
            approximate: true,
            by_road: false,
            direction: Some(Compass::N),
        };
        let weekday = WeekdayTold {
            date: DayTold::Day { date: Date::constant(2024, 12, 6) },
            weekday: 5,
            year_told: true,
            days_off: Some(-1),
        };
        let sequence = Order::Told { day: Date::constant(2024, 12, 9), published: Date::constant(2024, 12, 7) };
        for (statement, start) in [
            (Statement::Distance(distance), r#""kind":"distance","place":{"words":"Damascus","id":"geonames:170654""#),
            (Statement::Weekday(weekday), r#""kind":"weekday","date":"2024-12-06","weekday":5"#),
            (Statement::Order(sequence), r#""kind":"order","order":"told","day":"2024-12-09""#),
        ] {
            let testable = Testable {
                sentence: 3,
                span: Span::new(10, 42),
                quote: "invented".into(),
                claims: vec![2],
                made_by: "testable/1".into(),
                statement,
            };
            let json = serde_json::to_string(&testable).unwrap();
            assert!(json.contains(start), "{json}");
            assert_eq!(serde_json::from_str::<Testable>(&json).unwrap(), testable);
        }
    }

    #[test]
    fn a_bearing_has_the_nearest_of_sixteen_points() {
        for (degrees, point) in [
            (0.0, Compass::N),
            (11.0, Compass::N),
            (12.0, Compass::Nne),
            (135.0, Compass::Se),
            (359.0, Compass::N),
            (-90.0, Compass::W),
        ] {
            assert_eq!(Compass::nearest(degrees), point, "{degrees}");
        }
        for point in Compass::ALL {
            assert_eq!(Compass::nearest(point.degrees()), point);
        }
    }
}

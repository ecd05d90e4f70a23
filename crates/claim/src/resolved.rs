//! What fillers mean in the world: which days, which point on the map, which party; or plainly that it cannot be told.
//!
//! Values only: crates/world finds them. Every `Vec` of [`Resolved`] stands beside the fillers of its slot, one for each, in
//! their order. What could not be resolved says why in a field `unresolved`; nothing is ever resolved to an empty string
//! or to the point 0, 0.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

/// What the fillers of one claim mean.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Resolved {
    /// Of `actor`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actor: Vec<Who>,
    /// Of `target`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub target: Vec<Who>,
    /// Of `place`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub place: Vec<Where>,
    /// Of `from`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<Where>,
    /// Of `to`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<Where>,
    /// Of `time`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub time: Vec<When>,
    /// Of `source`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Speaker>,
}

/// Why something could not be resolved, in words for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Unresolved {
    /// E.g. "the report has no date".
    pub unresolved: String,
}

impl Unresolved {
    /// With its reason.
    pub fn because(reason: impl Into<String>) -> Unresolved {
        Unresolved { unresolved: reason.into() }
    }
}

/// Which days an expression of time means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum When {
    /// These days.
    Days(Days),
    /// Nobody can say.
    Unresolved(Unresolved),
}

impl When {
    /// The days, where they could be told.
    pub fn days(&self) -> Option<&Days> {
        match self {
            When::Days(days) => Some(days),
            When::Unresolved(_) => None,
        }
    }
}

/// A stretch of civil days, both ends included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Days {
    /// First day.
    pub start: Date,
    /// Last day, never before `start`.
    pub end: Date,
    /// UCDP date_prec: 1 exact day, 2 within 2-6 days, 3 a week, 4 a month (8-30 days), 5 longer.
    pub precision: u8,
    /// Hours of the day, where the words tell them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<Clock>,
    /// The rule that did it, e.g. "weekday before the report's day".
    pub rule: String,
}

/// Hours of a day. A part of the day ("overnight") has both ends; an hour has one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Clock {
    /// From this time on the first day.
    #[cfg_attr(feature = "schema", schema(value_type = String, example = "21:00:00"))]
    pub from: Time,
    /// Until this time on the last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, example = "06:00:00"))]
    pub to: Option<Time>,
    /// Offset from UTC as in "+03:00", where the words name a zone; else local time of the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
}

/// Which place a name means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(untagged)]
#[expect(clippy::large_enum_variant, reason = "most are places: a box would cost more than it saves")]
pub enum Where {
    /// This one.
    Place(Place),
    /// None that the gazetteer can tell.
    Unresolved(UnresolvedPlace),
}

impl Where {
    /// The place, where it could be told.
    pub fn place(&self) -> Option<&Place> {
        match self {
            Where::Place(place) => Some(place),
            Where::Unresolved(_) => None,
        }
    }
}

/// A place on the map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Place {
    /// `geonames:170905`, `iso:SY` for a country, `iso:SY-DR`-like or `geonames:` for a division, `dateline:badia` for the own
    /// table. Stable between versions.
    pub id: String,
    /// Main name.
    pub name: String,
    /// The name as the place itself writes it, where that is not in Latin letters and known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_name: Option<String>,
    /// ISO 3166 alpha-2, where the place is in one country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// First-order division, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
    /// Degrees north, WGS 84.
    pub lat: f64,
    /// Degrees east, WGS 84.
    pub lon: f64,
    /// UCDP where_prec: 1 exact, 2 within about 25 km of a known point, 3 second-order division, 4 first-order division,
    /// 5 linear or fuzzy feature, 6 country, 7 international waters or airspace.
    pub precision: u8,
    /// What it is: "town", "country", "division", "region", "base", "camp", "water".
    pub kind: String,
    /// 0..1: how far it stands out among what bears the name.
    pub score: f64,
    /// The next best, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runner_up: Option<PlaceSeen>,
}

/// A candidate that was not taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = PlaceCandidate))]
pub struct PlaceSeen {
    /// As in [`Place::id`].
    pub id: String,
    /// Main name.
    pub name: String,
    /// ISO 3166 alpha-2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// 0..1.
    pub score: f64,
}

/// A name that no place could be told for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct UnresolvedPlace {
    /// Why, in words for people.
    pub unresolved: String,
    /// What was considered, best first; at most five.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<PlaceSeen>,
}

/// Which party a mention means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum Who {
    /// This one.
    Party(Party),
    /// None.
    Unresolved(Unresolved),
}

impl Who {
    /// The party, where there is one.
    pub fn party(&self) -> Option<&Party> {
        match self {
            Who::Party(party) => Some(party),
            Who::Unresolved(_) => None,
        }
    }
}

/// A party: an organisation, force, government or office; an entry of the register, or one made up for an unknown name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Party {
    /// `syria/hts` for an entry, `generic/SY/civilians` for a kind of people, `provisional/northern-front` for a name that the
    /// register does not know. Stable between versions.
    pub id: String,
    /// Main name.
    pub name: String,
    /// ISO 3166 alpha-2 of the country it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// PLOVER sector: GOV, MIL, PAR, REB, SPY, JUD, OPP, LEG, CVL, IGO, NGO, MED ...; `None` where nobody can say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<String>,
    /// True where the register does not know the name.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
    /// The rule that did it, e.g. "alias", "the army of the report's country".
    pub rule: String,
}

/// Somebody who says something: one of a chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = SpeakerResolved))]
pub struct Speaker {
    /// What kind of voice.
    pub voice: Voice,
    /// Who.
    #[serde(flatten)]
    pub who: Who,
}

/// Kinds of voices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Voice {
    /// A party to the conflict.
    Party,
    /// A government, or one of its offices, that is no party to it.
    Government,
    /// The United Nations and other bodies of states.
    International,
    /// A private organisation: relief, human rights, monitoring.
    Ngo,
    /// A newspaper, agency or broadcaster.
    Media,
    /// Residents, survivors, witnesses, video of the deed.
    Witness,
    /// Doctors, hospitals, rescue services.
    Hospital,
    /// Posts by nobody in particular.
    SocialMedia,
    /// A person or group whose side cannot be told: analysts, lawyers, a name alone.
    Other,
}

impl Voice {
    /// All of them.
    pub const ALL: [Voice; 9] = [
        Voice::Party,
        Voice::Government,
        Voice::International,
        Voice::Ngo,
        Voice::Media,
        Voice::Witness,
        Voice::Hospital,
        Voice::SocialMedia,
        Voice::Other,
    ];

    /// The word that files use.
    pub fn name(self) -> &'static str {
        match self {
            Voice::Party => "party",
            Voice::Government => "government",
            Voice::International => "international",
            Voice::Ngo => "ngo",
            Voice::Media => "media",
            Voice::Witness => "witness",
            Voice::Hospital => "hospital",
            Voice::SocialMedia => "social_media",
            Voice::Other => "other",
        }
    }
}

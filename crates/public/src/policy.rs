//! The policy: what of a ledger the public may see, as a file of settings. data/policy.toml is the one that is built in, and tells what
//! each setting means. Reads and checks; hides nothing itself.

use claim::EventType;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// The policy that is built in.
pub const BUILT_IN: &str = include_str!("../../../data/policy.toml");

/// What of a ledger the public may see.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// Its name, for pages that tell about the data.
    pub name: String,
    /// Who answers for what is published; may be empty.
    pub publisher: String,
    /// When.
    pub delay: Delay,
    /// How exactly places are told.
    pub places: Places,
    /// Places that are never told exactly.
    pub sensitive: Sensitive,
    /// Who is named.
    pub people: People,
    /// Words of reports.
    pub quotes: Quotes,
    /// What people decided.
    pub reviews: Reviews,
}

/// When a claim is published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Delay {
    /// Days after the publication of its report.
    pub days: u16,
    /// The same for claims of the types below.
    pub movement_days: u16,
    /// Types that tell where forces are or go.
    pub movements: Vec<EventType>,
}

/// How exactly a place is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// As it is.
    Exact,
    /// The middle of a cell of a grid.
    Grid,
    /// Its first-order division.
    Admin1,
    /// Its country.
    Country,
}

impl Precision {
    /// In words, behind "places are told".
    fn words(self, degrees: f64) -> String {
        match self {
            Precision::Exact => "exactly".to_owned(),
            Precision::Grid => format!("by cells of {degrees} degrees"),
            Precision::Admin1 => "by province".to_owned(),
            Precision::Country => "by country".to_owned(),
        }
    }
}

/// How exactly places are told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Places {
    /// All of them.
    pub precision: Precision,
    /// Size of a cell of the grid.
    pub grid_degrees: f64,
    /// Those that the built-in gazetteer does not have.
    pub unknown: Precision,
    /// Those of claims of a type.
    pub types: BTreeMap<EventType, Precision>,
}

/// Places that are never told exactly.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sensitive {
    /// How they are told instead.
    pub precision: Precision,
    /// Kinds of places of the gazetteer.
    pub kinds: Vec<String>,
    /// Words besides those that are built in.
    pub words: Vec<String>,
    /// Places, one by one.
    pub place: Vec<Listed>,
}

/// A place of the list: by id, by name, or all around a point.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Listed {
    /// Id in the gazetteer.
    pub id: Option<String>,
    /// Name; case, marks and signs do not count.
    pub name: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// How far around the point.
    pub km: Option<f64>,
}

/// Who is named.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct People {
    /// Names that never appear.
    pub hide: Vec<String>,
    /// Names that may appear although the register does not know them.
    pub show: Vec<String>,
}

/// Words of reports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Quotes {
    /// Sentences.
    pub publish: bool,
    /// Headlines.
    pub titles: bool,
    /// Addresses.
    pub addresses: Addresses,
}

/// How addresses of reports are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Addresses {
    /// Whole where nothing in it would be masked, else the site alone.
    Masked,
    /// The site alone.
    Site,
    /// Not.
    None,
}

/// What people decided.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reviews {
    /// Only claims that a person accepted.
    pub only_reviewed: bool,
    /// Who decided is named.
    pub name_reviewers: bool,
}

// What a file leaves out is as in the built-in policy; a test holds the two together.
impl Default for Policy {
    fn default() -> Policy {
        Policy {
            name: "default".to_owned(),
            publisher: String::new(),
            delay: Delay::default(),
            places: Places::default(),
            sensitive: Sensitive::default(),
            people: People::default(),
            quotes: Quotes::default(),
            reviews: Reviews::default(),
        }
    }
}

impl Default for Delay {
    fn default() -> Delay {
        let codes = ["SEIZE", "ADVANCE", "WITHDRAW", "BESIEGE", "HOLD", "DEPLOY", "BLOCK", "SURRENDER"];
        let movements = codes.iter().filter_map(|code| EventType::from_code(code)).collect();
        Delay { days: 0, movement_days: 3, movements }
    }
}

impl Default for Places {
    fn default() -> Places {
        Places { precision: Precision::Exact, grid_degrees: 0.5, unknown: Precision::Admin1, types: BTreeMap::new() }
    }
}

impl Default for Sensitive {
    fn default() -> Sensitive {
        Sensitive { precision: Precision::Admin1, kinds: vec!["camp".to_owned()], words: Vec::new(), place: Vec::new() }
    }
}

impl Default for Quotes {
    fn default() -> Quotes {
        Quotes { publish: true, titles: true, addresses: Addresses::Masked }
    }
}

/// Why a file is no policy: where, what is wrong, and the remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPolicy {
    /// The file.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong and what to write.
    pub what: String,
}

impl fmt::Display for BadPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

impl std::error::Error for BadPolicy {}

impl Policy {
    /// Reads a policy; `file` is its name, for messages.
    pub fn parse(file: &str, text: &str) -> Result<Policy, BadPolicy> {
        let bad = |line: usize, what: String| BadPolicy { file: file.to_owned(), line, what };
        let policy: Policy = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            let message = error.message().trim().replace('\n', " ");
            let remedy = if message.starts_with("unknown field") { "; take it out or write one of these" } else { "" };
            bad(line, format!("{message}{remedy}"))
        })?;
        policy.check().map_err(|(key, what)| {
            let line = text.lines().position(|line| line.trim_start().starts_with(key)).map_or(1, |at| at + 1);
            bad(line, what)
        })?;
        Ok(policy)
    }

    /// What no type can tell: the key, and what is wrong with it.
    fn check(&self) -> Result<(), (&'static str, String)> {
        if !(0.05..=10.0).contains(&self.places.grid_degrees) {
            let what = format!("grid_degrees = {}; write a number from 0.05 to 10", self.places.grid_degrees);
            return Err(("grid_degrees", what));
        }
        if self.sensitive.precision == Precision::Exact {
            let what = "sensitive places are never told exactly; write \"admin1\", \"country\" or \"grid\"";
            return Err(("precision = \"exact\"", what.to_owned()));
        }
        if let Some(word) = self.sensitive.words.iter().find(|word| !word.chars().any(char::is_alphanumeric)) {
            return Err(("words", format!("{word:?} is no word; take it out")));
        }
        for listed in &self.sensitive.place {
            let point = [listed.lat, listed.lon, listed.km];
            let ways = [listed.id.is_some(), listed.name.is_some(), point.iter().any(Option::is_some)];
            if ways.iter().filter(|way| **way).count() != 1 {
                let what =
                    "a sensitive place is given by id, or by name, or by lat, lon and km; write one table for each";
                return Err(("[[sensitive.place]]", what.to_owned()));
            }
            if ways[2] && point.iter().any(Option::is_none) {
                return Err(("[[sensitive.place]]", "a point needs lat, lon and km; write all three".to_owned()));
            }
            let fits = |value: Option<f64>, most: f64| value.is_none_or(|value| (-most..=most).contains(&value));
            if !fits(listed.lat, 90.0)
                || !fits(listed.lon, 180.0)
                || listed.km.is_some_and(|km| !(0.0..=500.0).contains(&km))
            {
                let what = "lat is -90 to 90, lon -180 to 180, km 0 to 500; mend the numbers";
                return Err(("lat", what.to_owned()));
            }
        }
        Ok(())
    }

    /// How many days after its report a claim of a type is published.
    pub fn days(&self, event_type: EventType) -> u16 {
        if self.delay.movements.contains(&event_type) {
            self.delay.movement_days.max(self.delay.days)
        } else {
            self.delay.days
        }
    }

    /// How exactly the places of claims of a type are told.
    pub fn precision(&self, event_type: EventType) -> Precision {
        self.places.types.get(&event_type).copied().unwrap_or(self.places.precision)
    }
}

/// The policy in sentences for readers of what is published.
pub fn summary(policy: &Policy) -> Vec<String> {
    let days = |days: u16| match days {
        0 => "on the day of its report".to_owned(),
        1 => "one day after its report".to_owned(),
        days => format!("{days} days after its report"),
    };
    let mut says = vec![
        "No full text of a report is published, only the sentences that claims stand in; the SHA-256 of a long text is kept as proof."
            .to_owned(),
        format!("A claim is published {}.", days(policy.delay.days)),
    ];
    let movements: Vec<&str> = policy.delay.movements.iter().map(|event_type| event_type.code()).collect();
    if policy.delay.movement_days > policy.delay.days && !movements.is_empty() {
        says.push(format!(
            "A claim about where forces are or go ({}) is published {}.",
            movements.join(", "),
            days(policy.delay.movement_days)
        ));
    }
    let degrees = policy.places.grid_degrees;
    says.push(format!("Places are told {}.", policy.places.precision.words(degrees)));
    for (event_type, precision) in &policy.places.types {
        says.push(format!("Places of {} are told {}.", event_type.code(), precision.words(degrees)));
    }
    says.push(format!(
        "Hospitals, clinics, shelters, camps of displaced people, aid convoys and stores, and people's homes are told {}.",
        policy.sensitive.precision.words(degrees)
    ));
    says.push(
        "People who hold no public office are roles (\"a resident\"); their names, and names that cannot be told apart from theirs, \
         are masked in sentences, headlines and addresses."
            .to_owned(),
    );
    if !policy.quotes.publish {
        says.push("Sentences of reports are not published.".to_owned());
    }
    if policy.reviews.only_reviewed {
        says.push("Only claims that a person has accepted are published.".to_owned());
    }
    says.push(
        match policy.reviews.name_reviewers {
            true => "What people decided is shown with their names, without their notes.",
            false => "What people decided is shown without their names and notes.",
        }
        .to_owned(),
    );
    if !policy.publisher.is_empty() {
        says.push(format!("{} answers for what is published.", policy.publisher));
    }
    says
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_leaves_out_is_as_in_the_built_in_policy() {
        assert_eq!(Policy::parse("data/policy.toml", BUILT_IN), Ok(Policy::default()));
        assert_eq!(Policy::parse("empty", ""), Ok(Policy::default()));
        let some = Policy::parse("some", "[delay]\nmovement_days = 10\n[places.types]\nDISPLACE = \"admin1\"").unwrap();
        let code = |code| EventType::from_code(code).unwrap();
        assert_eq!((some.days(code("ADVANCE")), some.days(code("SHELL"))), (10, 0));
        assert_eq!(some.precision(code("DISPLACE")), Precision::Admin1);
        assert_eq!(some.precision(code("SHELL")), Precision::Exact);
    }

    #[test]
    fn what_is_no_policy_says_where_and_what_to_write() {
        #[rustfmt::skip]
        let cases = [
            ("\n[delay]\nday = 3", 3, "unknown field `day`, expected one of `days`, `movement_days`, `movements`; take it out"),
            ("names = 1", 1, "unknown field `names`"),
            ("[delay]\ndays = -1", 2, "invalid value: integer `-1`, expected u16"),
            ("[delay]\nmovements = [\"MOVE\"]", 2, "unknown event type \"MOVE\""),
            ("[places]\nprecision = \"town\"", 2, "unknown variant `town`, expected one of `exact`"),
            ("[places]\ngrid_degrees = 0", 2, "grid_degrees = 0; write a number from 0.05 to 10"),
            ("[sensitive]\nprecision = \"exact\"", 2, "sensitive places are never told exactly; write"),
            ("[sensitive]\nwords = [\"-\"]", 2, "\"-\" is no word"),
            ("[[sensitive.place]]\nid = \"x\"\nname = \"y\"", 1, "a sensitive place is given by id, or by name"),
            ("[[sensitive.place]]\nlat = 1.0", 1, "a point needs lat, lon and km"),
            ("[[sensitive.place]]\nlat = 91.0\nlon = 1.0\nkm = 2.0", 2, "lat is -90 to 90"),
            ("[people]\nhide = \"x\"", 2, "invalid type: string \"x\", expected a sequence"),
            ("[people", 1, ""),
        ];
        for (text, line, what) in cases {
            let error = Policy::parse("p.toml", text).expect_err(text);
            assert_eq!(error.line, line, "{text}: {error}");
            assert!(error.what.starts_with(what), "{text}: {error}");
        }
    }

    #[test]
    fn the_summary_tells_what_a_reader_must_know() {
        let all = summary(&Policy::default()).join(" ");
        for words in ["SHA-256", "three", "3 days after", "exactly", "by province", "a resident", "without their names"]
        {
            assert_eq!(all.contains(words), words != "three", "{words}: {all}");
        }
    }
}

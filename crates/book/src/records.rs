//! Datasets of record beside our events: what they have that we have not, what we have that they have not, figures side by side.
//!
//! Never makes a claim or an event of a record, never changes one for its sake, and knows no file: rows come in by their column names.
//! The rule by which an event and a record may be the same is in [`compare`]; docs/records.md tells it to users.

use crate::{Error, Filter, View, lists};
use claim::{EventId, EventType};
use fuse::Event;
use jiff::civil::Date;
use ledger::{Record, RecordFilter, folded};
use serde::Serialize;
use std::collections::BTreeMap;
use world::places::Gazetteer;
use world::places::rank::kilometres;

/// The rule of [`compare`], for whoever cites its outcome.
pub const RULE: &str = "records v1";

/// A dataset whose columns are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// Armed Conflict Location & Event Data.
    Acled,
    /// UCDP Georeferenced Event Dataset.
    Ucdp,
}

impl Scheme {
    /// Both.
    pub const ALL: [Scheme; 2] = [Scheme::Acled, Scheme::Ucdp];

    /// The word that commands and ledgers use.
    pub fn name(self) -> &'static str {
        match self {
            Scheme::Acled => "acled",
            Scheme::Ucdp => "ucdp",
        }
    }

    /// The dataset of that name.
    pub fn from_name(name: &str) -> Option<Scheme> {
        Scheme::ALL.into_iter().find(|scheme| scheme.name() == name)
    }

    /// Columns without which a file is none of this dataset.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Scheme::Acled => &[
                "event_id_cnty",
                "event_date",
                "event_type",
                "sub_event_type",
                "country",
                "latitude",
                "longitude",
                "fatalities",
            ],
            Scheme::Ucdp => &[
                "id",
                "type_of_violence",
                "country",
                "latitude",
                "longitude",
                "date_start",
                "date_end",
                "best",
                "low",
                "high",
            ],
        }
    }
}

// ---- rows

/// A row by its column names as a record. `Err` says what is wrong with it.
pub fn of_row(
    scheme: Scheme,
    row: &BTreeMap<String, String>,
    licence: &str,
    edition: Option<&str>,
    gazetteer: &Gazetteer,
) -> Result<Record, String> {
    let cell = |name: &str| row.get(name).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
    let need = |name: &str| cell(name).ok_or_else(|| format!("`{name}` is empty"));
    let number = |name: &str| match cell(name) {
        None => Ok(None),
        Some(cell) => match cell.parse::<f64>() {
            Ok(number) if number >= 0.0 && number.fract() == 0.0 && number < 1e12 => Ok(Some(number as u64)),
            _ => Err(format!("`{name}` is \"{}\", not a number of people", short(cell))),
        },
    };
    let degrees = |name: &str, most: f64| match cell(name) {
        None => Ok(None),
        Some(cell) => match cell.parse::<f64>() {
            Ok(number) if number.abs() <= most => Ok(Some(number)),
            _ => Err(format!("`{name}` is \"{}\", not degrees", short(cell))),
        },
    };
    let date = |name: &str| {
        need(name).and_then(|cell| day(cell).ok_or_else(|| format!("`{name}` is \"{}\", not a day", short(cell))))
    };
    let point = degrees("latitude", 90.0)?.zip(degrees("longitude", 180.0)?);
    let country = cell("country").map(|name| country(name, gazetteer).unwrap_or_else(|| name.to_owned()));
    let body = serde_json::to_string(row).unwrap_or_default();
    let words = |name: &str| cell(name).map(str::to_owned);
    let (licence, edition) = (licence.to_owned(), edition.map(str::to_owned));
    match scheme {
        Scheme::Acled => {
            let deaths = number("fatalities")?;
            let days = window(date("event_date")?, cell("time_precision"));
            Ok(Record {
                scheme: scheme.name().to_owned(),
                id: need("event_id_cnty")?.to_owned(),
                edition,
                licence,
                days: Some(days),
                point,
                country,
                place: words("location"),
                event_type: Some(need("sub_event_type")?.to_owned()),
                low: deaths,
                best: deaths,
                high: deaths,
                body,
            })
        }
        Scheme::Ucdp => {
            let (start, end) = (date("date_start")?, date("date_end")?);
            if start > end {
                return Err("`date_start` is after `date_end`".to_owned());
            }
            let violence = need("type_of_violence")?;
            if !matches!(violence, "1" | "2" | "3") {
                return Err(format!("`type_of_violence` is \"{}\", not 1, 2 or 3", short(violence)));
            }
            Ok(Record {
                scheme: scheme.name().to_owned(),
                id: need("id")?.to_owned(),
                edition,
                licence,
                days: Some((start, end)),
                point,
                country,
                place: words("where_coordinates").or_else(|| words("adm_2")).or_else(|| words("adm_1")),
                event_type: Some(violence.to_owned()),
                low: number("low")?,
                best: number("best")?,
                high: number("high")?,
                body,
            })
        }
    }
}

fn short(cell: &str) -> String {
    cell.chars().take(30).collect()
}

/// 2024-12-05, with or without a time of day; 05 December 2024.
fn day(cell: &str) -> Option<Date> {
    let first = cell.get(..10).and_then(|ten| Date::strptime("%Y-%m-%d", ten).ok());
    first.or_else(|| Date::strptime("%d %B %Y", cell).ok())
}

/// The days that ACLED's time_precision leaves open: the day, its week, its month.
fn window(day: Date, precision: Option<&str>) -> (Date, Date) {
    let around = |days: i64| {
        let span = jiff::Span::new().days(days);
        (day.checked_sub(span).unwrap_or(day), day.checked_add(span).unwrap_or(day))
    };
    match precision {
        Some("2") => around(3),
        Some("3") => (day.first_of_month(), day.last_of_month()),
        _ => (day, day),
    }
}

/// "DR Congo (Zaire)" -> CD.
fn country(name: &str, gazetteer: &Gazetteer) -> Option<String> {
    let bare = folded(name.split(" (").next().unwrap_or(name));
    let is_it = |known: &&world::places::tables::Country| {
        folded(&known.name) == bare || known.aliases.iter().any(|alias| folded(alias) == bare)
    };
    let known = gazetteer.countries().iter().find(is_it)?;
    Some(String::from_utf8_lossy(&known.code).into_owned())
}

// ---- licences

/// True where the words of a licence name one that lets data be passed on. What is not known to let it, does not.
pub fn may_be_passed_on(licence: &str) -> bool {
    let plain: String =
        licence.to_lowercase().chars().map(|c| if c.is_alphanumeric() || c == '.' { c } else { ' ' }).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let has = |sought: &str| words.contains(&sought);
    if has("not") || has("no") || has("non") || has("unknown") || words.iter().any(|word| matches!(*word, "nc" | "nd"))
    {
        return false;
    }
    let begins = |start: &[&str]| words.windows(start.len()).any(|some| some == start);
    has("cc0")
        || begins(&["cc", "by"])
        || begins(&["creative", "commons", "attribution"])
        || begins(&["public", "domain"])
        || has("pddl")
        || has("odbl")
        || has("odc")
}

// ---- comparing

/// How far apart an event and a record may be and still be the same.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Limits {
    /// Days between them, at most.
    pub days: i64,
    /// Kilometres between them, at most; more where one of them is told less exactly.
    pub km: f64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { days: 2, km: 25.0 }
    }
}

/// Deaths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Deaths {
    /// At least.
    pub low: u64,
    /// Best.
    pub best: u64,
    /// At most.
    pub high: u64,
}

/// What is compared of an event of ours.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ours {
    /// The event.
    pub id: EventId,
    /// Its type.
    #[serde(rename = "type")]
    pub event_type: EventType,
    /// First and last day.
    pub days: Option<(Date, Date)>,
    /// Name of its place.
    pub place: Option<String>,
    /// ISO 3166 alpha-2.
    pub country: Option<String>,
    /// Degrees north and east.
    pub point: Option<(f64, f64)>,
    /// UCDP where_prec; 0 where it is on no map.
    pub precision: u8,
    /// Deaths, where any are told.
    pub killed: Option<Deaths>,
}

impl Ours {
    /// Of an event, under the rule that it was asked for by.
    pub fn of(event: &Event) -> Ours {
        let spot = event.place.as_ref().map(|place| &place.value);
        let killed = event.figures.iter().find(|figure| figure.what == "killed");
        Ours {
            id: event.id,
            event_type: event.event_type,
            days: event.days.as_ref().map(|days| (days.value.start, days.value.end)),
            place: spot.map(|spot| spot.name.to_string()),
            country: spot.and_then(|spot| spot.country.as_deref().map(str::to_owned)),
            point: spot.and_then(|spot| spot.point),
            precision: spot.map_or(0, |spot| spot.precision),
            killed: killed.map(|figure| Deaths { low: figure.low, best: figure.best, high: figure.high }),
        }
    }
}

/// How alike the types are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The dataset codes such an event so.
    Same,
    /// Both are violence, of another kind.
    Near,
}

/// An event and a record that may be the same.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Match {
    /// The event.
    pub event: EventId,
    /// The dataset.
    pub scheme: String,
    /// The record there.
    pub record: String,
    /// How alike the types are.
    pub kind: Kind,
    /// Days between them; 0 where their days overlap.
    pub days_apart: i64,
    /// Kilometres between them, to a tenth.
    pub km_apart: f64,
    /// Deaths as we have them.
    pub ours: Option<Deaths>,
    /// Deaths as the record has them.
    pub theirs: Option<Deaths>,
    /// What it is sorted by: smaller is nearer.
    pub distance: f64,
}

/// All of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Comparison {
    /// The rule, with its version.
    pub rule: &'static str,
    /// Events that were compared.
    pub events: usize,
    /// Events that a dataset of this kind would not hold: no violence and no deaths for UCDP, types that ACLED does not code.
    pub not_comparable: usize,
    /// Records that were compared.
    pub records: usize,
    /// Events and records each of which is the other's nearest; by event.
    pub pairs: Vec<Match>,
    /// For each event its nearest records, at most three; those without any are missing.
    pub nearest_records: BTreeMap<EventId, Vec<Match>>,
    /// For each record, `scheme id`, its nearest events, at most three; those without any are missing.
    pub nearest_events: BTreeMap<String, Vec<Match>>,
    /// Events to which no record comes near.
    pub only_ours: Vec<Ours>,
    /// Records to which no event comes near.
    pub only_theirs: Vec<Record>,
    /// Deaths over all pairs.
    pub deaths_of_pairs: Sides,
}

/// Two sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sides {
    /// Ours.
    pub ours: Deaths,
    /// Theirs.
    pub theirs: Deaths,
}

/// Nearest ones that are listed.
const NEAREST: usize = 3;

/// Holds events against records. An event and a record may be the same where
///
/// 1. the dataset codes events of this type so ([`Kind::Same`]), or both are violence ([`Kind::Near`]);
/// 2. their days overlap, or lie at most [`Limits::days`] apart;
/// 3. they lie at most [`Limits::km`] apart, and as much more as the less exact place leaves open; where that is a whole country, in the same.
///
/// Among those the nearest is the one with the smallest sum of: days apart (of one more than may be), kilometres apart (of those that may be),
/// a half for types that are only near, and up to a half for deaths that differ. Ties go by id.
pub fn compare(ours: &[Ours], records: &[Record], limits: &Limits) -> Comparison {
    let mut comparison = Comparison { rule: RULE, records: records.len(), ..Comparison::default() };
    let schemes: Vec<Scheme> =
        Scheme::ALL.into_iter().filter(|scheme| records.iter().any(|record| record.scheme == scheme.name())).collect();
    // By last day: only records near in time are looked at.
    let mut by_day: Vec<(&Record, Date, Date)> =
        records.iter().filter_map(|record| record.days.map(|days| (record, days.0, days.1))).collect();
    by_day.sort_by(|a, b| (a.1, &a.0.scheme, &a.0.id).cmp(&(b.1, &b.0.scheme, &b.0.id)));
    let longest = by_day.iter().map(|(_, start, end)| days_between(*start, *end)).max().unwrap_or(0);
    for event in ours {
        if !schemes.is_empty() && !schemes.iter().any(|scheme| would_hold(*scheme, event)) {
            comparison.not_comparable += 1;
            continue;
        }
        comparison.events += 1;
        let mut found: Vec<Match> = Vec::new();
        if let Some((start, end)) = event.days {
            let reach = |day: Date, days: i64| day.checked_add(jiff::Span::new().days(days)).unwrap_or(day);
            let (first, last) = (reach(start, -limits.days - longest), reach(end, limits.days));
            let from = by_day.partition_point(|(_, start, _)| *start < first);
            let near = by_day[from..].iter().take_while(|(_, start, _)| *start <= last);
            found.extend(near.filter_map(|(record, ..)| matched(event, record, limits)));
        }
        sort(&mut found);
        for one in &found {
            let key = format!("{} {}", one.scheme, one.record);
            comparison.nearest_events.entry(key).or_default().push(one.clone());
        }
        found.truncate(NEAREST);
        if found.is_empty() {
            comparison.only_ours.push(event.clone());
        } else {
            comparison.nearest_records.insert(event.id, found);
        }
    }
    for nearest in comparison.nearest_events.values_mut() {
        sort(nearest);
        nearest.truncate(NEAREST);
    }
    for nearest in comparison.nearest_records.values() {
        let one = &nearest[0];
        let back = comparison.nearest_events.get(&format!("{} {}", one.scheme, one.record));
        if back.is_some_and(|back| back[0].event == one.event) {
            comparison.pairs.push(one.clone());
        }
    }
    for pair in &comparison.pairs {
        add(&mut comparison.deaths_of_pairs.ours, pair.ours);
        add(&mut comparison.deaths_of_pairs.theirs, pair.theirs);
    }
    let is_alone =
        |record: &&Record| !comparison.nearest_events.contains_key(&format!("{} {}", record.scheme, record.id));
    comparison.only_theirs = records.iter().filter(is_alone).cloned().collect();
    comparison
}

fn add(sum: &mut Deaths, one: Option<Deaths>) {
    let one = one.unwrap_or_default();
    sum.low = sum.low.saturating_add(one.low);
    sum.best = sum.best.saturating_add(one.best);
    sum.high = sum.high.saturating_add(one.high);
}

fn sort(matches: &mut [Match]) {
    matches.sort_by(|a, b| {
        let by_distance = a.distance.total_cmp(&b.distance);
        by_distance.then_with(|| (&a.scheme, &a.record, a.event).cmp(&(&b.scheme, &b.record, b.event)))
    });
}

fn matched(event: &Ours, record: &Record, limits: &Limits) -> Option<Match> {
    let kind = kind(event.event_type, record)?;
    let (ours, theirs) = (event.days?, record.days?);
    let days_apart = days_between(ours.1, theirs.0).max(days_between(theirs.1, ours.0)).max(0);
    if days_apart > limits.days {
        return None;
    }
    let km = kilometres(event.point?, record.point?);
    let share = match slack(event.precision).zip(slack(precision(record))) {
        Some((one, other)) => {
            let most = limits.km + one.max(other);
            if km > most {
                return None;
            }
            km / most
        }
        // One of them says no more than the country.
        None if event.country.is_some() && event.country == record.country => 1.0,
        None => return None,
    };
    let killed = record.best.or(record.high).or(record.low).map(|best| Deaths {
        low: record.low.unwrap_or(best),
        best,
        high: record.high.unwrap_or(best),
    });
    let unlike = match event.killed.zip(killed) {
        Some((ours, theirs)) if ours.low <= theirs.high && theirs.low <= ours.high => 0.0,
        Some((ours, theirs)) => {
            let (less, more) = (ours.best.min(theirs.best) as f64, ours.best.max(theirs.best) as f64);
            0.5 * (1.0 - (1.0 + less) / (1.0 + more))
        }
        None => 0.0,
    };
    let distance =
        days_apart as f64 / (limits.days + 1) as f64 + share + if kind == Kind::Near { 0.5 } else { 0.0 } + unlike;
    Some(Match {
        event: event.id,
        scheme: record.scheme.clone(),
        record: record.id.clone(),
        kind,
        days_apart,
        km_apart: (km * 10.0).round() / 10.0,
        ours: event.killed,
        theirs: killed,
        // The last digits may differ between machines: what is sorted by is not so fine.
        distance: (distance * 1e6).round() / 1e6,
    })
}

/// Days from one to the other; negative where the other is before.
fn days_between(one: Date, other: Date) -> i64 {
    other.duration_since(one).as_hours() / 24
}

/// Kilometres that a place told this exactly may be off (UCDP where_prec); `None` where nobody can say.
fn slack(precision: u8) -> Option<f64> {
    match precision {
        1 => Some(0.0),
        2 => Some(25.0),
        3 => Some(50.0),
        4 => Some(150.0),
        _ => None,
    }
}

/// How exactly a record is placed, as UCDP's where_prec.
fn precision(record: &Record) -> u8 {
    let row: BTreeMap<String, String> = serde_json::from_str(&record.body).unwrap_or_default();
    let cell = |name: &str| row.get(name).and_then(|cell| cell.trim().parse::<u8>().ok());
    match Scheme::from_name(&record.scheme) {
        Some(Scheme::Ucdp) => cell("where_prec").unwrap_or(1),
        // A town; near a town; a larger region.
        Some(Scheme::Acled) => match cell("geo_precision") {
            Some(2) => 2,
            Some(3) => 4,
            _ => 1,
        },
        None => 6,
    }
}

const FIGHTING: &str = "Battles";
const BOMBARDMENT: &str = "Explosions/Remote violence";
const AGAINST_PEOPLE: &str = "Violence against civilians";

fn is_violence(acled: &str) -> bool {
    matches!(acled, FIGHTING | BOMBARDMENT | AGAINST_PEOPLE | "Riots")
}

/// How alike an event's type and a record's are, by the ontology's table of ACLED; `None` where they cannot be the same.
fn kind(event_type: EventType, record: &Record) -> Option<Kind> {
    let codes = &event_type.definition().acled;
    let violent = codes.iter().any(|code| is_violence(&code.event_type));
    let theirs = record.event_type.as_deref()?;
    match Scheme::from_name(&record.scheme)? {
        Scheme::Acled => {
            let row: BTreeMap<String, String> = serde_json::from_str(&record.body).unwrap_or_default();
            let group = row.get("event_type").map(String::as_str).unwrap_or_default();
            if codes.iter().any(|code| code.sub_event_type == theirs) {
                // "Other" is everything that is not worth a name: two of them need not be alike.
                return if theirs == "Other" { Some(Kind::Near) } else { Some(Kind::Same) };
            }
            (violent && is_violence(group)).then_some(Kind::Near)
        }
        Scheme::Ucdp => {
            let usual: &[&str] = if theirs == "3" { &[AGAINST_PEOPLE, BOMBARDMENT] } else { &[FIGHTING, BOMBARDMENT] };
            if codes.iter().any(|code| usual.contains(&code.event_type.as_str())) {
                return Some(Kind::Same);
            }
            violent.then_some(Kind::Near)
        }
    }
}

/// True where a dataset would hold such an event, if it knew of it.
fn would_hold(scheme: Scheme, event: &Ours) -> bool {
    let codes = &event.event_type.definition().acled;
    match scheme {
        Scheme::Acled => !codes.is_empty(),
        Scheme::Ucdp => {
            codes.iter().any(|code| is_violence(&code.event_type)) && event.killed.is_some_and(|killed| killed.high > 0)
        }
    }
}

/// Kilometres around a place within which records count as of it.
const AROUND: f64 = 25.0;

/// Events of a ledger that pass a filter, held against the records of the same days, country and place.
pub fn comparison(view: &View, filter: &Filter, scheme: Option<Scheme>, limits: &Limits) -> Result<Comparison, Error> {
    filter.check()?;
    let asked = RecordFilter {
        scheme: scheme.map(|scheme| scheme.name().to_owned()),
        from: filter.from,
        to: filter.to,
        country: filter.country.clone(),
    };
    let mut records = view.ledger.records(&asked)?;
    if records.is_empty() && view.ledger.records_seen()?.is_empty() {
        return Err(Error::nothing("this ledger holds no records; dateline records import takes them in"));
    }
    let events = match lists::events(view, filter) {
        // A place of which we have nothing: all that there is of it is theirs.
        Err(error) if matches!(error.kind(), crate::ErrorKind::Nothing(_)) && filter.place.is_some() => Vec::new(),
        found => found?.events,
    };
    let ours: Vec<Ours> = events.iter().map(|event| Ours::of(event)).collect();
    if let Some(place) = &filter.place {
        let mut centres: Vec<(f64, f64)> = ours.iter().filter_map(|event| event.point).collect();
        if centres.is_empty() {
            let gazetteer = Gazetteer::bundled();
            let towns = gazetteer.lookup_strictly(place);
            centres
                .extend(towns.iter().take(1).map(|town| gazetteer.facts(town.entry)).map(|town| (town.lat, town.lon)));
        }
        records.retain(|record| {
            record.place.as_ref().is_some_and(|name| folded(name) == folded(place))
                || record.point.is_some_and(|point| centres.iter().any(|centre| kilometres(*centre, point) <= AROUND))
        });
    }
    Ok(compare(&ours, &records, limits))
}

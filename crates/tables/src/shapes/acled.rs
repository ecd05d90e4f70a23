//! ACLED: an event in ACLED's types, with its fatalities by the rule `conservative`, whatever the view's.
//!
//! Types are those of data/ontology.toml; where that gives several with a condition, [`holds`] tells from claims whether it is met.
//! `notes` is a sentence of ours, never one of a report.

use super::case::{Case, Which, cases, division, is_district, joined, length};
use super::codes;
use super::parties::{Role, country_name, names, role, shown};
use super::rows::{Cell, Rows, always, day, long, real, text, whole};
use crate::{Column, Error, Sheet};
use book::words::counted;
use claim::{Group, Status};
use fuse::events::Standing;
use fuse::figures::{Sort, sort};
use fuse::{FigureRule, Named, Statement};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use world::parties::Register;

const ABOUT: &str = "One row is one event of a type that ACLED codes, at a place that is known at least to its first-order division. Machine-made by \
    dateline, in the columns of ACLED; not data of ACLED. Fatalities under the rule `conservative`. docs/shapes.md tells every rule.";

fn columns() -> Vec<Column> {
    vec![
        always(text(
            "event_id_cnty",
            "Three letters of the country and the twelve digits of the event's id: `dateline show e` and these digits opens it. The same for the same reports.",
        )),
        always(day("event_date", "First day of the event. `time_precision` says how sure it is.")),
        always(whole("year", "Of `event_date`.")),
        always(whole(
            "time_precision",
            "1 the day is known, 2 the week, 3 the month; by the length of the span. A day that no words tell is one of three: 2.",
        )),
        always(text(
            "disorder_type",
            "ACLED's, by the sub-event type: `Political violence`, `Demonstrations`, `Political violence; Demonstrations`, `Strategic developments`.",
        )),
        always(text("event_type", "ACLED's, from our type by the table in docs/ontology.md.")),
        always(text(
            "sub_event_type",
            "ACLED's, in the same way; where a condition decides, docs/shapes.md tells how it is tested.",
        )),
        text(
            "actor1",
            "Who did it, or one of two who fight. Names are our register's, not ACLED's. Empty where nobody is named. Actor 1 and 2 imply no direction.",
        ),
        text("assoc_actor_1", "Others on the side of actor 1, parted by `; `."),
        whole(
            "inter1",
            "Kind of actor 1: 1 state forces, 2 rebel group, 3 political militia and unnamed armed men, 4 identity militia, 5 rioters, 6 protesters, 7 civilians, 8 forces of other states, of bodies of states, of companies. Empty where nobody can say.",
        ),
        text(
            "actor2",
            "To whom it was done, or the other of two who fight. Empty where nobody is named: that does not say that there was nobody.",
        ),
        text("assoc_actor_2", "Others on the side of actor 2."),
        whole(
            "inter2",
            "Kind of actor 2, as `inter1`. ACLED writes 0 where there is no second actor; here it is empty, since nobody knows.",
        ),
        whole(
            "interaction",
            "Both kinds in one number, the smaller first: 17 is state forces and civilians. Empty where one is.",
        ),
        text("civilian_targeting", "`Civilian targeting` where civilians are the target that claims name. Else empty."),
        whole("iso", "ISO 3166-1 numeric. Empty for Kosovo."),
        text("region", "ACLED's region of the country."),
        always(text("country", "Country of the place, by its name in our table.")),
        text("admin1", "First-order division by name."),
        text(
            "admin2",
            "Always empty but for a district that is the place itself: the gazetteer has no second-order divisions of towns.",
        ),
        text("admin3", "Always empty."),
        always(text("location", "Name of the place.")),
        always(real("latitude", "Degrees north, WGS 84.")),
        always(real("longitude", "Degrees east, WGS 84.")),
        always(whole(
            "geo_precision",
            "1 the place itself, 2 near it or a small part of a region, 3 a larger region: its middle, where ACLED takes the capital.",
        )),
        text("source", "Outlets, parted by `; `."),
        text(
            "source_scale",
            "`National` where the outlets that our register knows are of the country, `International` where they are not, `National-International` for both. Empty where it knows none.",
        ),
        always(text("notes", "What claims tell, in a sentence made by rules. No words of reports.")),
        whole(
            "fatalities",
            "The lowest of the accounts (rule `conservative`; several 10, dozens 12, hundreds 100). Empty where nobody tells a number; ACLED writes 0.",
        ),
        always(text("tags", "`machine-made` or `reviewed`; `disputed` where some deny the event; parted by `; `.")),
        always(long(
            "timestamp",
            "Seconds since 1970 when this ledger learned of the newest claim of the event: of no clock at the time of export.",
        )),
    ]
}

pub(super) fn sheet(which: &Which) -> Result<Sheet, Error> {
    let fights = Fights::of(&which.view.whole()?.statements);
    let mut rows = Rows::new("events-acled", ABOUT, columns());
    for case in cases(which, Some(FigureRule::Conservative))? {
        rows.push(row(&case, &fights));
    }
    rows.sheet(&[])
}

fn row(case: &Case, fights: &Fights) -> Result<Vec<Cell>, &'static str> {
    let event = &case.event;
    let (event_type, sub_event_type) = coded(case, fights).ok_or("of types that ACLED does not code")?;
    let (spot, lat, lon) = case.spot().ok_or("without a place on the map")?;
    let geo = geo_precision(spot.precision).ok_or("of which no more than the country is known")?;
    let country = spot.country.as_deref().ok_or("at places that belong to no one country")?;
    let codes = codes::country(country).ok_or("at places that belong to no one country")?;
    let days = case.days().ok_or("without a day")?;
    let time = time_precision(length(days)).ok_or("whose days span more than a month")?;
    let [one, two] = actors(case);
    let demonstration = matches!(event_type, "Protests" | "Riots");
    let inter =
        |side: &[Named]| side.first().and_then(|named| inter(named, country, demonstration.then_some(event_type)));
    let (inter1, inter2) = (inter(&one), inter(&two));
    let interaction = inter1.zip(inter2).map(|(one, two)| one.min(two) * 10 + one.max(two));
    let name = |side: &[Named]| side.first().map(|named| name(named, country, demonstration.then_some(event_type)));
    let others = |side: &[Named]| -> String {
        let rest: BTreeSet<String> = side.iter().skip(1).map(|named| self::name(named, country, None)).collect();
        joined(&rest.into_iter().collect::<Vec<_>>())
    };
    let civilians = |side: &[Named]| side.iter().any(|named| sort(named) == Some(Sort::Civilians));
    let fatalities = case.figure("killed").map(|killed| killed.best);
    Ok(vec![
        event_code(&codes.alpha3, event.id).into(),
        days.start.into(),
        days.start.year().into(),
        time.into(),
        disorder(event_type, sub_event_type).into(),
        event_type.into(),
        sub_event_type.into(),
        name(&one).into(),
        others(&one).into(),
        inter1.into(),
        name(&two).into(),
        others(&two).into(),
        inter2.into(),
        interaction.into(),
        Some("Civilian targeting").filter(|_| violent(event_type) && civilians(&two)).into(),
        codes.numeric.into(),
        codes.acled_region.as_deref().into(),
        country_name(country).unwrap_or(country).into(),
        division(spot).into(),
        Some(&*spot.name).filter(|_| is_district(spot)).into(),
        Cell::Empty,
        Cell::Text(spot.name.to_string()),
        lat.into(),
        lon.into(),
        geo.into(),
        joined(&case.outlets()).into(),
        scale(&case.outlets(), country).into(),
        notes(case, sub_event_type).into(),
        fatalities.into(),
        tags(case).into(),
        case.recorded().map(|time| time.as_second()).into(),
    ])
}

/// The country and the digits of the id, of which the first may be an e, too.
fn event_code(alpha3: &str, id: claim::EventId) -> String {
    let id = id.to_string();
    format!("{alpha3}{}", id.strip_prefix(claim::EventId::LETTER).unwrap_or(&id))
}

/// Event type and sub-event type: the first of the ontology's that holds.
fn coded(case: &Case, fights: &Fights) -> Option<(&'static str, &'static str)> {
    let mappings = &case.event.event_type.definition().acled;
    let first = mappings.iter().find(|mapping| mapping.when.as_deref().is_none_or(|when| holds(when, case, fights)))?;
    Some((&first.event_type, &first.sub_event_type))
}

/// Whether a condition of data/ontology.toml is met, as far as claims tell. One that is not known here is not met; a test names it.
fn holds(when: &str, case: &Case, fights: &Fights) -> bool {
    condition(when).is_some_and(|met| met(case, fights))
}

type Condition = fn(&Case, &Fights) -> bool;

fn condition(when: &str) -> Option<Condition> {
    Some(match when {
        "the report tells of no fight for it" => |case, fights| !fights.told_of(case),
        "the actor is a state force" => |case, _| actor(case).is_some_and(|actor| matches!(actor, Role::State(_))),
        // Also where nobody is named: a government's own forces have one.
        "the actor is not a state force" => |case, _| !actor(case).is_some_and(|actor| matches!(actor, Role::State(_))),
        "the target is civilian" => |case, _| {
            let mut sorts = case.event.targets.iter().filter_map(|target| sort(&target.value)).peekable();
            sorts.peek().is_some() && sorts.all(|sort| sort == Sort::Civilians)
        },
        "the bomber carried it" => {
            |case, _| case.says(&["suicide", "explosive belt", "explosive vest", "blew himself up", "blew herself up"])
        }
        "a grenade was thrown" => {
            |case, _| case.says(&["grenade"]) && !case.says(&["rocket-propelled", "rocket propelled"])
        }
        "the violence is sexual" => |case, _| case.says(&["rape", "raping", "sexual"]),
        "fighters change sides or a group disbands" => |case, _| {
            case.says(&[
                "defect",
                "disband",
                "dissol",
                "changed sides",
                "change sides",
                "switched sides",
                "went over to",
            ])
        },
        "the demonstrators use violence" => {
            |case, _| case.says(&["riot", "threw stones", "throwing stones", "set fire", "torched", "ransacked"])
        }
        _ => return None,
    })
}

fn actor(case: &Case) -> Option<Role> {
    case.event.actors.first().map(|actor| role(&actor.value))
}

/// Which reports tell of a fight at which place.
struct Fights {
    of: BTreeSet<(claim::ReportId, String)>,
}

impl Fights {
    fn of(statements: &[Statement]) -> Fights {
        let violent = statements.iter().filter(|statement| {
            statement.status == Status::Actual && statement.event_type.definition().group == Group::Violence
        });
        let at = violent.filter_map(|statement| Some((statement.report, statement.spot()?.id.as_deref()?.to_owned())));
        Fights { of: at.collect() }
    }

    /// People were killed or hurt, somebody who held it is named, or one of its reports tells of violence at the place.
    fn told_of(&self, case: &Case) -> bool {
        let hurt = ["killed", "injured"].iter().any(|what| case.figure(what).is_some_and(|figure| figure.high > 0));
        let armed = case
            .event
            .targets
            .iter()
            .any(|target| matches!(role(&target.value), Role::State(_) | Role::Group | Role::Unnamed));
        let place = case.spot().and_then(|(spot, _, _)| spot.id.as_deref());
        let beside = place.is_some_and(|place| {
            case.statements.iter().any(|statement| self.of.contains(&(statement.report, place.to_owned())))
        });
        hurt || armed || beside
    }
}

/// Whose violence is meant for somebody.
fn violent(event_type: &str) -> bool {
    matches!(event_type, "Battles" | "Explosions/Remote violence" | "Violence against civilians" | "Riots")
}

fn disorder(event_type: &str, sub_event_type: &str) -> &'static str {
    match (event_type, sub_event_type) {
        ("Protests", "Excessive force against protesters") => "Political violence; Demonstrations",
        ("Protests", _) | ("Riots", "Violent demonstration") => "Demonstrations",
        ("Strategic developments", _) => "Strategic developments",
        _ => "Political violence",
    }
}

/// The parties of both sides: actors and targets; of a two-sided deed those of the first one's side, and the others.
fn actors(case: &Case) -> [Vec<Named>; 2] {
    let with_names = |chosen: &[fuse::Chosen<Named>]| -> Vec<Named> {
        chosen.iter().map(|one| one.value.clone()).filter(|named| named.id.is_some()).collect()
    };
    let (mut one, mut two) = (with_names(&case.event.actors), with_names(&case.event.targets));
    if case.event.event_type.definition().two_sided && two.is_empty() && !one.is_empty() {
        let first = one[0].id.clone().unwrap_or_default();
        (one, two) = one.into_iter().partition(|named| {
            named.id.as_deref().is_some_and(|id| id == &*first || book::kin().same_side(id, &first))
        });
    }
    [one, two]
}

/// ACLED's kind of actor.
fn inter(named: &Named, country: &str, demonstration: Option<&str>) -> Option<i64> {
    let community =
        named.id.as_deref().and_then(|id| Register::bundled().get(id)).is_some_and(|entry| entry.kind == "community");
    match (role(named), named.sector.as_deref()) {
        (Role::State(of), _) => Some(if of == country { 1 } else { 8 }),
        (Role::Group, _) if community => Some(4),
        (Role::Group, Some("REB")) => Some(2),
        (Role::Group, Some("PAR" | "UAF" | "CRM")) => Some(3),
        (Role::Unnamed, Some("REB")) => Some(2),
        (Role::Unnamed, _) => Some(3),
        (Role::Civilians, _) => Some(match demonstration {
            Some("Riots") => 5,
            Some(_) => 6,
            None => 7,
        }),
        (Role::Other, Some("IGO")) => Some(8),
        _ => None,
    }
}

/// A name of the register; ACLED's phrases for those who have none.
fn name(named: &Named, country: &str, demonstration: Option<&str>) -> String {
    let of = named.country.as_deref().unwrap_or(country);
    let of = country_name(of).unwrap_or(of);
    let kind = named.id.as_deref().is_some_and(|id| id.starts_with("generic/"));
    match (role(named), demonstration) {
        (Role::Civilians, Some("Riots")) if kind => format!("Rioters ({of})"),
        (Role::Civilians, Some(_)) if kind => format!("Protesters ({of})"),
        (Role::Civilians, None) if kind => format!("Civilians ({of})"),
        (Role::Unnamed, _) => format!("Unidentified Armed Group ({of})"),
        _ => shown(named).unwrap_or_default(),
    }
}

fn time_precision(length: i64) -> Option<u8> {
    match length {
        ..=1 => Some(1),
        2..=7 => Some(2),
        8..=31 => Some(3),
        _ => None,
    }
}

fn geo_precision(where_prec: u8) -> Option<u8> {
    match where_prec {
        1 => Some(1),
        2 | 3 => Some(2),
        4 | 5 => Some(3),
        _ => None,
    }
}

/// Where the outlets are at home that the register knows.
fn scale(outlets: &[&str], country: &str) -> Option<&'static str> {
    static MEDIA: OnceLock<BTreeMap<String, Option<String>>> = OnceLock::new();
    let media = MEDIA.get_or_init(|| {
        let entries = Register::bundled().entries().iter().filter(|entry| entry.sector == "MED");
        let names = |entry: &'static world::parties::Entry| {
            let all = std::iter::once(&entry.name).chain(&entry.aliases);
            all.map(move |name| (ledger::folded(name), entry.country.clone()))
        };
        entries.flat_map(names).collect()
    });
    let known: BTreeSet<bool> = outlets
        .iter()
        .filter_map(|outlet| media.get(&ledger::folded(outlet)))
        .map(|home| home.as_deref() == Some(country))
        .collect();
    match (known.contains(&true), known.contains(&false)) {
        (true, true) => Some("National-International"),
        (true, false) => Some("National"),
        (false, true) => Some("International"),
        (false, false) => None,
    }
}

/// What claims tell, in our words.
fn notes(case: &Case, sub_event_type: &str) -> String {
    let event = &case.event;
    let mut parts = Vec::new();
    if let Some(days) = case.days() {
        parts.push(match (days.start == days.end, days.by_words) {
            (true, _) => format!("On {}", days.start),
            (false, true) => format!("Between {} and {}", days.start, days.end),
            (false, false) => format!("Between {} and {} (by the day of publication)", days.start, days.end),
        });
    }
    let place = event.place.as_ref().map(|place| format!(" at {}", place.value.name)).unwrap_or_default();
    let kind = format!("{} (here {})", sub_event_type.to_lowercase(), event.event_type);
    let mut sentence = format!("{}: {kind}{place}", parts.concat());
    let (actors, targets) = (names(&event.actors), names(&event.targets));
    if !actors.is_empty() {
        sentence += &format!("; named as doing it: {}", actors.join(", "));
    }
    if !targets.is_empty() {
        sentence += &format!("; named as target: {}", targets.join(", "));
    }
    for figure in &event.figures {
        let range = if figure.low == figure.high {
            figure.best.to_string()
        } else {
            format!("{} to {}", figure.low, figure.high)
        };
        sentence += &format!("; {}: {range}", figure.what);
    }
    let support = &event.support;
    let made = if event.accepted { "reviewed by a person" } else { "not reviewed by a person" };
    format!(
        "{sentence}. Told by {} of {}, {} independent. Machine-made, {made}.",
        counted(support.reports, "report"),
        if support.lineages == 1 { "1 story".to_owned() } else { format!("{} stories", support.lineages) },
        support.independent,
    )
}

fn tags(case: &Case) -> String {
    let mut tags = vec![if case.event.accepted { "reviewed" } else { "machine-made" }];
    if case.event.standing == Standing::Disputed {
        tags.push("disputed");
    }
    joined(&tags)
}

#[cfg(test)]
mod tests {
    use super::*;
    use claim::EventType;

    #[test]
    fn every_condition_of_the_ontology_is_tested_for() {
        for event_type in EventType::all() {
            for when in event_type.definition().acled.iter().filter_map(|mapping| mapping.when.as_deref()) {
                assert!(condition(when).is_some(), "{event_type}: nothing here tells whether \"{when}\"");
            }
        }
    }

    #[test]
    fn an_events_code_has_all_digits_of_its_id() {
        let id: claim::EventId = "eee7k2m9p4xq1".parse().unwrap();
        assert_eq!(event_code("SYR", id), "SYRee7k2m9p4xq1");
    }

    #[test]
    fn precision_codes_are_those_of_acled() {
        assert_eq!([1, 2, 3, 4, 5, 6, 7].map(geo_precision), [Some(1), Some(2), Some(2), Some(3), Some(3), None, None]);
        assert_eq!([1, 3, 7, 8, 31, 32].map(time_precision), [Some(1), Some(2), Some(2), Some(3), Some(3), None]);
    }

    #[test]
    fn outlets_at_home_are_national() {
        assert_eq!(scale(&["Reuters"], "SY"), Some("International"));
        assert_eq!(scale(&["Nobody's Paper"], "SY"), None);
        assert_eq!(scale(&["SANA", "Reuters"], "SY"), Some("National-International"));
    }
}

//! Statements from lines, for tables in tests. All outlets, parties and places are invented.
//!
//! A line is `DAY OUTLET | SPEAKER | NUMBERS | REST`:
//! - `1 Wire`: published on the first of the month by Wire; lines of one day and outlet are one report, each in a sentence of its own;
//! - speaker: a party of [`PARTIES`], or `-` for the outlet's own voice;
//! - numbers: `killed 4`, `killed 4+` (at least), `injured ..30` (up to), `killed 10..15`, several parted by commas, or `-`;
//! - rest, words in any order: `of army,civilians` (targets), `by front` (actors), `on 3` (day of the event), `in orvenne` (place),
//!   `s2` (sentence number), `type SHELL` (else ATTACK), `denied`, `possible`, `planned`, `cue part`, `attackers 1`, `copies Wire1`
//!   (a copy of Wire's report of day 1).
#![allow(dead_code, reason = "not every test uses everything")]

use claim::{Bounds, ClaimId, CountSlot, EventType, ReportId, Status, Voice};
use fuse::figures::{Cue, Cues};
use fuse::lineage::{Descent, Kinship, agency_key};
use fuse::{Kin, Lineages, Named, Speaker, Spot, Statement, Told};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// word, id, name, sector, side, voice.
const PARTIES: [(&str, &str, &str, &str, &str, Voice); 24] = [
    ("army", "xa/army", "Lhazar army", "MIL", "xa/government", Voice::Party),
    ("brigade", "xa/brigade", "5th Brigade", "MIL", "xa/government", Voice::Party),
    ("police", "xa/police", "Lhazar police", "COP", "xa/government", Voice::Party),
    ("government", "xa/government", "Lhazar government", "GOV", "xa/government", Voice::Party),
    ("ministry", "xa/defence-ministry", "defence ministry", "GOV", "xa/government", Voice::Party),
    ("front", "north/front", "Northern Front", "REB", "north/front", Voice::Party),
    ("league", "east/league", "Eastern League", "REB", "east/league", Voice::Party),
    ("allies", "north/allies", "Allied Brigades", "REB", "north/allies", Voice::Party),
    ("bloc", "provisional/river-bloc", "River Bloc", "", "provisional/river-bloc", Voice::Other),
    ("neighbour", "xb/government", "Vess government", "GOV", "xb/government", Voice::Government),
    ("monitor", "world/monitor", "Monitor", "NGO", "world/monitor", Voice::Ngo),
    ("un", "world/un", "UN", "IGO", "world/un", Voice::International),
    ("relief", "world/relief", "Relief", "NGO", "world/relief", Voice::Ngo),
    ("hospital", "xa/hospital", "Orvenne hospital", "HLH", "xa/hospital", Voice::Hospital),
    ("residents", "generic/XA/residents", "residents", "CVL", "generic/XA/residents", Voice::Witness),
    ("people", "generic/XA/people", "people", "", "generic/XA/people", Voice::Witness),
    ("civilians", "generic/XA/civilians", "civilians", "CVL", "generic/XA/civilians", Voice::Witness),
    ("children", "generic/XA/children", "children", "CVL", "generic/XA/children", Voice::Witness),
    ("women", "generic/XA/women", "women", "CVL", "generic/XA/women", Voice::Witness),
    ("rebels", "generic/XA/rebels", "rebels", "REB", "generic/XA/rebels", Voice::Party),
    ("gunmen", "generic/XA/gunmen", "gunmen", "UAF", "generic/XA/gunmen", Voice::Other),
    ("fighters", "generic/XA/fighters", "fighters", "UAF", "generic/XA/fighters", Voice::Party),
    ("officials", "generic/XA/officials", "officials", "GOV", "generic/XA/officials", Voice::Government),
    ("analyst", "", "Analyst", "", "", Voice::Other),
];

/// word, name, kind, precision; all in division Tal of XA but the country.
const PLACES: [(&str, &str, &str, u8); 5] = [
    ("orvenne", "Orvenne", "town", 1),
    ("dastrel", "Dastrel", "town", 1),
    ("camp", "Camp Iro", "camp", 2),
    ("tal", "Tal", "division", 4),
    ("lhazar", "Lhazar", "country", 6),
];

/// The party of a word; a word that is none stands for itself, unresolved ("~12 men" -> "12 men").
pub fn party(word: &str) -> Arc<Named> {
    let known = PARTIES.iter().find(|(known, ..)| *known == word);
    let some = |text: &str| (!text.is_empty()).then(|| Arc::from(text));
    Arc::new(match known {
        Some((_, id, name, sector, side, _)) => Named {
            id: some(id),
            name: (*name).into(),
            country: id.contains("XA").then(|| "XA".into()),
            sector: some(sector),
            provisional: id.starts_with("provisional/"),
            side: some(side),
        },
        None => Named {
            id: None,
            name: word.strip_prefix('~').unwrap_or_else(|| panic!("no party {word}")).into(),
            country: None,
            sector: None,
            provisional: false,
            side: None,
        },
    })
}

fn speaker(word: &str) -> Arc<Speaker> {
    let voice = PARTIES.iter().find(|(known, ..)| *known == word).map_or(Voice::Other, |party| party.5);
    Arc::new(Speaker { voice, who: (*party(word)).clone() })
}

fn place(word: &str) -> Arc<Spot> {
    let known = PLACES.iter().find(|(known, ..)| *known == word);
    let (_, name, kind, precision) = known.unwrap_or_else(|| panic!("no place {word}"));
    Arc::new(Spot {
        id: Some(format!("test:{word}").into()),
        name: (*name).into(),
        own_name: None,
        country: Some("XA".into()),
        division: (*kind != "country").then(|| "Tal".into()),
        point: Some((1.0 + f64::from(*precision), 2.0)),
        precision: *precision,
        kind: (*kind).into(),
    })
}

/// Who belongs to whom among [`PARTIES`].
pub fn kin() -> Kin {
    let front = ["north/front".to_owned()];
    Kin::of([
        ("xa/army", Some("xa/government"), &[][..]),
        ("xa/brigade", Some("xa/army"), &[][..]),
        ("xa/police", Some("xa/government"), &[][..]),
        ("xa/defence-ministry", Some("xa/government"), &[][..]),
        ("north/allies", None, &front[..]),
    ])
}

/// A day of the month of the tests.
pub fn day(day: i8) -> Date {
    Date::constant(2031, 3, day)
}

/// FNV-1a.
fn number(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)) >> 4
}

/// The report of an outlet and a day, "Wire1".
pub fn report(name: &str) -> ReportId {
    ReportId::from_number(number(name))
}

fn bounds(text: &str) -> Bounds {
    let number = |text: &str| text.parse().unwrap_or_else(|_| panic!("no number {text}"));
    if let Some(low) = text.strip_suffix('+') {
        Bounds { low: Some(number(low)), high: None }
    } else if let Some(high) = text.strip_prefix("..") {
        Bounds { low: None, high: Some(number(high)) }
    } else if let Some((low, high)) = text.split_once("..") {
        Bounds { low: Some(number(low)), high: Some(number(high)) }
    } else {
        Bounds { low: Some(number(text)), high: Some(number(text)) }
    }
}

fn cue(word: &str) -> Cue {
    match word {
        "several" => Cue::Several,
        "tens" => Cue::Tens,
        "dozens" => Cue::Dozens,
        "scores" => Cue::Scores,
        "hundreds" => Cue::Hundreds,
        "thousands" => Cue::Thousands,
        "part" => Cue::Part,
        "more" => Cue::More,
        "corrected" => Cue::Corrected,
        _ => panic!("no cue {word}"),
    }
}

/// Statements and lineages.
pub struct Story {
    /// In the order of the lines.
    pub statements: Vec<Statement>,
    /// Of their reports.
    pub lineages: Lineages,
}

impl Story {
    /// References, as figures take them.
    pub fn claims(&self) -> Vec<&Statement> {
        self.statements.iter().collect()
    }

    /// The name of a claim: "Wire1" for the first of its report, "Wire1.2" for the second.
    pub fn name(&self, claim: ClaimId) -> String {
        let found = self.statements.iter().find(|statement| statement.claim == claim);
        let statement = found.unwrap_or_else(|| panic!("no claim {claim}"));
        let day = statement.published.map(|day| day.day().to_string()).unwrap_or_default();
        let outlet = statement.outlet.as_deref().unwrap_or("nobody");
        match statement.position {
            0 => format!("{outlet}{day}"),
            position => format!("{outlet}{day}.{}", position + 1),
        }
    }
}

/// Statements of lines; empty lines and indents do not count.
pub fn story(lines: &str) -> Story {
    let mut statements: Vec<Statement> = Vec::new();
    let mut copies: BTreeMap<String, String> = BTreeMap::new();
    let mut outlets: BTreeMap<String, String> = BTreeMap::new();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [head, voice, numbers, rest] = cells[..] else { panic!("four cells, not {line:?}") };
        let (published, outlet) = head.split_once(' ').unwrap_or_else(|| panic!("day and outlet, not {head:?}"));
        let published: Option<Date> = published.parse().ok().map(day);
        let name = format!("{outlet}{}", published.map(|day| day.day().to_string()).unwrap_or_default());
        outlets.insert(name.clone(), outlet.to_owned());
        let position = statements.iter().filter(|statement| statement.report == report(&name)).count() as u32;
        let mut counts = [None; 4];
        for told in numbers.split(',').map(str::trim).filter(|told| *told != "-" && !told.is_empty()) {
            let (slot, told) = told.split_once(' ').unwrap_or_else(|| panic!("slot and number, not {told:?}"));
            let slot = CountSlot::ALL.into_iter().find(|known| known.name() == slot);
            counts[slot.unwrap_or_else(|| panic!("no slot in {line:?}")) as usize] = Some(bounds(told));
        }
        let mut statement = Statement {
            claim: ClaimId::from_number(number(&format!("{name}/{position}"))),
            report: report(&name),
            position,
            sentence: position,
            published,
            outlet: Some(outlet.into()),
            event_type: EventType::from_code("ATTACK").unwrap(),
            status: Status::Actual,
            verification: None,
            confidence: 1.0,
            trigger: "attack".into(),
            actors: Vec::new(),
            targets: Vec::new(),
            places: Vec::new(),
            from: Vec::new(),
            to: Vec::new(),
            days: None,
            speakers: if voice == "-" { Vec::new() } else { vec![speaker(voice)] },
            counts,
            words: Box::default(),
            cues: Cues::default(),
        };
        let parties = |word: &str| word.split(',').map(party).collect();
        let mut words = rest.split_whitespace();
        while let Some(word) = words.next() {
            let mut next = || words.next().unwrap_or_else(|| panic!("nothing after {word} in {line:?}"));
            match word {
                "of" => statement.targets = parties(&next().replace('_', " ")),
                "by" => statement.actors = parties(&next().replace('_', " ")),
                "in" => statement.places = vec![place(next())],
                "type" => statement.event_type = EventType::from_code(next()).unwrap(),
                "on" => {
                    let on = bounds(next());
                    let (start, end) = (on.low.unwrap() as i8, on.high.unwrap() as i8);
                    let precision = if start == end { 1 } else { 2 };
                    statement.days = Some(Told { start: day(start), end: day(end), precision, by_words: true });
                }
                "about" => {
                    let on = bounds(next());
                    let (start, end) = (day(on.low.unwrap() as i8), day(on.high.unwrap() as i8));
                    statement.days = Some(Told { start, end, precision: 2, by_words: false });
                }
                "cue" => statement.cues = statement.cues.with(cue(next())),
                "attackers" => {
                    let told = next();
                    statement.cues = statement.cues.with_attackers(told.parse().unwrap_or(Cues::SOME));
                }
                "copies" => {
                    copies.insert(name.clone(), next().to_owned());
                }
                "-" => {}
                "denied" => statement.status = Status::Denied,
                "possible" => statement.status = Status::Possible,
                "planned" => statement.status = Status::Planned,
                sentence if sentence.starts_with('s') => statement.sentence = sentence[1..].parse().unwrap(),
                _ => panic!("no {word:?} in a line"),
            }
        }
        statements.push(statement);
    }
    let descent = |(name, outlet): (&String, &String)| {
        let root = copies.get(name).unwrap_or(name);
        // From JSON, so that a new field of no concern here changes nothing.
        let descent: Descent = serde_json::from_value(serde_json::json!({
            "lineage": report(root),
            "parent": copies.get(name).map(|parent| report(parent)),
            "kinship": if copies.contains_key(name) { Kinship::Copy } else { Kinship::Original },
            "shared": 1.0,
            "voucher": agency_key(outlets.get(root).unwrap_or(outlet)),
            "because": "the table says so",
        }))
        .unwrap();
        (report(name), descent)
    };
    let lineages = Lineages { of: outlets.iter().map(descent).collect() };
    Story { statements, lineages }
}

//! A tiny text form for what is told of places and what comes of it.
//!
//! A claim: `[~]DAY[..DAY] [pDAY] [@OUTLET] [copy=N] TYPE[?STATUS] ACTORS [vs TARGETS] [from|to|in] PLACES [by SPEAKER>SPEAKER] [disputed]
//! [unsure] ['trigger]`. Days are d5 (5 December 2024) or n30 (30 November). With `~` the claim has no expression of time. `pDAY` is the day of
//! publication where it is not the last day told. Without `by` the outlet speaks in its own voice. Every claim is a report of its
//! own, of an outlet of its own unless `@OUTLET` names one; `copy=2` makes the report a copy of the second claim's, `with=2` the same
//! report, `rewrite=2` a rewrite.
//! `-` as actor: nobody is named. Claims are parted by `|`.
//!
//! An answer: `DAY GRADE HOLDER [vs CONTENDER,CONTENDER]`, parted by `,`; the history of the first claim's first place, or of `PLACE:`.

use claim::{ClaimId, ClaimRecord, ReportId};
use fuse::control::Control;
use fuse::lineage::Lineages;
use fuse::{Head, Kin, Names, Statement};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

/// (word, id, name, country, sector).
const PARTIES: &[(&str, &str, &str, &str, &str)] = &[
    ("rebels", "syria/rebels", "Syrian rebels", "SY", "REB"),
    ("insurgents", "generic/SY/rebels", "rebels", "SY", "REB"),
    ("gunmen", "generic/SY/gunmen", "unidentified gunmen", "SY", "UAF"),
    ("hts", "syria/hts", "Hayat Tahrir al-Sham", "SY", "REB"),
    ("moc", "syria/military-operations-command", "Military Operations Command", "SY", "REB"),
    ("sna", "syria/sna", "Syrian National Army", "SY", "REB"),
    ("nfl", "syria/national-front-for-liberation", "National Front for Liberation", "SY", "REB"),
    ("room", "syria/southern-operations-room", "Southern Operations Room", "SY", "REB"),
    ("sdf", "syria/sdf", "Syrian Democratic Forces", "SY", "REB"),
    ("council", "syria/manbij-military-council", "Manbij Military Council", "SY", "REB"),
    ("ypg", "syria/ypg", "People's Protection Units", "SY", "REB"),
    ("is", "iraq/islamic-state", "Islamic State", "", "REB"),
    ("army", "sy/army", "Syrian Arab Army", "SY", "MIL"),
    ("forces", "sy/armed-forces", "Syrian Arab Armed Forces", "SY", "MIL"),
    ("command", "sy/general-command", "General Command of the Army and Armed Forces", "SY", "MIL"),
    ("government", "sy/government", "Government of Syria (Baath)", "SY", "GOV"),
    ("ministry", "sy/defence-ministry", "Syrian Ministry of Defence (Baath)", "SY", "MIL"),
    ("army24", "sy/army-2024", "Syrian Army (since 2024)", "SY", "MIL"),
    ("soldiers", "generic/SY/soldiers", "soldiers", "SY", "MIL"),
    ("state-tv", "sy/state-media", "Syrian state media", "SY", "MED"),
    ("hezbollah", "lebanon/hezbollah", "Hezbollah", "LB", "REB"),
    ("russia", "ru/government", "Government of Russia", "RU", "GOV"),
    ("turkish-sources", "generic/TR/security-forces", "security forces", "TR", "COP"),
    ("turkey", "tr/government", "Government of Turkey", "TR", "GOV"),
    ("sohr", "world/sohr", "Syrian Observatory for Human Rights", "", "NGO"),
    ("residents", "generic/SY/residents", "residents", "SY", "CVL"),
    ("front", "provisional/northern-front", "Northern Front", "", ""),
    ("guard", "provisional/kerrat-guard", "Kerrat Guard", "", ""),
    ("sources", "generic/SY/sources", "sources", "SY", ""),
];

/// (word, id, kind, precision).
const PLACES: &[(&str, &str, &str, u8)] = &[
    ("Aleppo", "geonames:170063", "town", 1),
    ("Hama", "geonames:170017", "town", 1),
    ("Homs", "geonames:169577", "town", 1),
    ("Daraa", "geonames:170905", "town", 1),
    ("Deir", "geonames:170794", "town", 1),
    ("Damascus", "geonames:170654", "town", 1),
    ("Manbij", "geonames:167357", "town", 1),
    ("Palmyra", "geonames:163808", "town", 1),
    ("Base46", "dateline:base-46", "base", 1),
    ("NearHoms", "geonames:169577", "town", 2),
    ("HomsProvince", "geonames:SY.11", "division", 4),
    ("Syria", "iso:SY", "country", 6),
    ("Badia", "dateline:badia", "region", 5),
    ("Euphrates", "dateline:euphrates", "water", 5),
];

/// A claim of the form, still words.
#[derive(Clone)]
pub struct Line {
    /// As it was read.
    text: String,
    /// Statement without the ids of others.
    pub record: Value,
    /// Day of publication.
    pub published: Date,
    /// Who printed it.
    pub outlet: Option<String>,
    /// ("copy", 2) and the like.
    pub kin: Option<(String, usize)>,
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

/// The day of a word like d5.
pub fn day(word: &str) -> Date {
    let first = if word.starts_with('n') { date(2024, 11, 1) } else { date(2024, 12, 1) };
    let number: i64 = word[1..].parse().unwrap_or_else(|e| panic!("day {word}: {e}"));
    first.checked_add((number - 1).days()).expect("a day of the calendar")
}

/// The word of a day.
pub fn word_of(day: Date) -> String {
    if day < date(2024, 12, 1) && day >= date(2024, 11, 1) {
        format!("n{}", day.day())
    } else {
        format!("d{}", (date(2024, 12, 1).until(day).expect("a span").get_days() + 1))
    }
}

fn party(word: &str) -> Value {
    let Some((_, id, name, country, sector)) = PARTIES.iter().find(|(known, ..)| *known == word) else {
        return json!({ "unresolved": "not in the register" });
    };
    let maybe = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
    json!({ "id": id, "name": name, "country": maybe(country), "sector": maybe(sector),
        "provisional": id.starts_with("provisional/"), "rule": "test" })
}

fn place(word: &str) -> Value {
    let (_, id, kind, precision) =
        PLACES.iter().find(|(known, ..)| *known == word).unwrap_or_else(|| panic!("no place {word}"));
    json!({ "id": id, "name": word, "country": "SY", "lat": 35.0, "lon": 37.0, "precision": precision, "kind": kind, "score": 1.0 })
}

/// Reads one claim.
pub fn line(text: &str) -> Line {
    let mut words = text.split_whitespace().peekable();
    let told = words.next().expect("a day");
    let by_words = !told.starts_with('~');
    let told = told.trim_start_matches('~');
    let (start, end) = told.split_once("..").unwrap_or((told, told));
    let (start, end) = (day(start), day(end));
    let mut line = Line { text: text.to_owned(), record: Value::Null, published: end, outlet: None, kin: None };
    let (mut code, mut status, mut slot) = ("", "actual", "actor");
    let mut slots: std::collections::BTreeMap<&str, Vec<String>> = Default::default();
    let mut verification = Value::Null;
    let mut trigger = String::from("told");
    let mut confidence = 0.9;
    for word in words {
        match word {
            "vs" => slot = "target",
            "from" => slot = "from",
            "to" => slot = "to",
            "in" => slot = "place",
            "by" => slot = "source",
            "disputed" => verification = json!("disputed"),
            "unsure" => confidence = 0.49,
            "-" => {}
            _ if word.starts_with('@') => line.outlet = Some(word[1..].to_owned()),
            _ if word.starts_with('\'') => trigger = word[1..].replace('_', " "),
            _ if word.contains('=') => {
                let (how, number) = word.split_once('=').expect("it has one");
                line.kin = Some((how.to_owned(), number.parse().expect("a number of a claim")));
            }
            _ if code.is_empty() && word.starts_with('p') => line.published = day(&word[1..]),
            _ if code.is_empty() => (code, status) = word.split_once('?').unwrap_or((word, "actual")),
            _ => {
                let is_place = PLACES.iter().any(|(known, ..)| word.split(',').next() == Some(known));
                let slot = if is_place && matches!(slot, "actor" | "target") {
                    if code == "WITHDRAW" {
                        "from"
                    } else if code == "ADVANCE" {
                        "to"
                    } else {
                        "place"
                    }
                } else {
                    slot
                };
                let parted = if slot == "source" { '>' } else { ',' };
                slots.entry(slot).or_default().extend(word.split(parted).map(str::to_owned));
            }
        }
    }
    let precision = match start.until(end).expect("days in order").get_days() + 1 {
        1 => 1,
        2..=6 => 2,
        7 => 3,
        8..=30 => 4,
        _ => 5,
    };
    let texts = |slot: &str| slots.get(slot).cloned().unwrap_or_default();
    let answers =
        |slot: &str, answer: fn(&str) -> Value| -> Vec<Value> { texts(slot).iter().map(|text| answer(text)).collect() };
    let speakers: Vec<Value> = texts("source")
        .iter()
        .map(|text| {
            let mut who = party(text);
            let sector = who["sector"].as_str().unwrap_or("").to_owned();
            who["voice"] = json!(match &*sector {
                "GOV" | "MIL" | "COP" | "REB" | "UAF" => "party",
                "NGO" => "ngo",
                "MED" => "media",
                "CVL" => "witness",
                _ => "other",
            });
            who
        })
        .collect();
    let (time, days) = if by_words {
        (vec!["then"], vec![json!({ "start": start, "end": end, "precision": precision, "rule": "test" })])
    } else {
        (vec![], vec![])
    };
    line.record = json!({
        "type": code, "status": status, "trigger": trigger, "verification": verification, "time": time, "confidence": confidence,
        "actor": texts("actor"), "target": texts("target"), "place": texts("place"), "from": texts("from"),
        "to": texts("to"), "source": texts("source"),
        "resolved": {
            "actor": answers("actor", party), "target": answers("target", party), "place": answers("place", place),
            "from": answers("from", place), "to": answers("to", place), "time": days, "source": speakers,
        },
    });
    line
}

/// Reads claims parted by `|`.
pub fn lines(text: &str) -> Vec<Line> {
    text.split('|').map(str::trim).filter(|text| !text.is_empty()).map(line).collect()
}

/// The register of the project: parents and allies.
pub fn kin() -> Kin {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/actors");
    let mut rows: Vec<(String, Option<String>, Vec<String>)> = Vec::new();
    for file in ["syria.csv", "states.csv", "iraq.csv", "lebanon.csv"] {
        let Ok(text) = std::fs::read_to_string(folder.join(file)) else { continue };
        for row in text.lines().skip(1) {
            // Cells that hold a comma are quoted; ids, parents and allies hold none.
            let mut cells: Vec<String> = vec![String::new()];
            let mut quoted = false;
            for letter in row.chars() {
                match letter {
                    '"' => quoted = !quoted,
                    ',' if !quoted => cells.push(String::new()),
                    _ => cells.last_mut().expect("never empty").push(letter),
                }
            }
            if let [id, _, _, _, _, _, _, _, parent, allies, ..] = &cells[..] {
                let allies = allies.split(';').filter(|ally| !ally.is_empty()).map(str::to_owned).collect();
                rows.push((id.clone(), Some(parent.clone()).filter(|parent| !parent.is_empty()), allies));
            }
        }
    }
    assert!(rows.len() > 500, "the register is read: {} rows", rows.len());
    Kin::of(rows.iter().map(|(id, parent, allies)| (id.as_str(), parent.as_deref(), allies.as_slice())))
}

/// Statements and lineages of lines. The number of a line is the number of its report and claim.
pub fn statements(lines: &[Line], kin: &Kin) -> (Vec<Statement>, Lineages) {
    let mut names = Names::default();
    let mut lineages = Lineages::default();
    let mut reports: Vec<ReportId> = Vec::new();
    let mut statements = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let other = line.kin.as_ref().map(|(how, number)| (how.as_str(), reports[*number - 1]));
        let report = match other {
            Some(("with", report)) => report,
            _ => ReportId::from_number(1000 + at as u64),
        };
        reports.push(report);
        let outlet = line.outlet.clone().unwrap_or_else(|| format!("outlet {at}"));
        let head = Head { id: report, published: Some(line.published), outlet: Some(outlet.as_str().into()) };
        let descent = match other {
            Some((how @ ("copy" | "cut" | "rewrite"), parent)) => {
                let root = lineages.of[&parent].clone();
                json!({ "lineage": root.lineage, "parent": parent, "kinship": how, "shared": 1.0, "because": "test",
                    "voucher": serde_json::to_value(&root).expect("a descent")["voucher"] })
            }
            _ => {
                json!({ "lineage": report, "kinship": "original", "shared": 0.0, "because": "test", "voucher": outlet.to_lowercase() })
            }
        };
        let descent = || serde_json::from_value(descent).expect("a descent");
        lineages.of.entry(report).or_insert_with(descent);
        let record: ClaimRecord = serde_json::from_value(line.record.clone())
            .unwrap_or_else(|e| panic!("claim {}: {e}\n{}", at + 1, line.record));
        statements.push(names.statement(&head, ClaimId::from_number(2000 + at as u64), at as u32, &record, "", kin));
    }
    (statements, lineages)
}

/// A history in the form of an answer.
pub fn answer(control: &Control) -> String {
    let word = |party: &fuse::Named| -> String {
        let id = party.id.as_deref().unwrap_or("");
        PARTIES
            .iter()
            .find(|(_, known, ..)| *known == id)
            .map_or_else(|| party.name.to_string(), |(word, ..)| (*word).to_owned())
    };
    let parts: Vec<String> = control
        .intervals
        .iter()
        .map(|interval| {
            let mut text = format!("{} {}", word_of(interval.from), interval.grade.name());
            match &interval.holder {
                Some(holder) => text += &format!(" {}", word(holder)),
                None if interval.grade == fuse::control::Grade::Contested => text += " -",
                None => {}
            }
            if !interval.contenders.is_empty() {
                let mut all: Vec<String> = interval.contenders.iter().map(word).collect();
                all.sort();
                text += &format!(" vs {}", all.join("+"));
            }
            text
        })
        .collect();
    parts.join(", ")
}

/// The id of the place that a word of the form means.
pub fn place_id(word: &str) -> &'static str {
    PLACES.iter().find(|(known, ..)| *known == word).unwrap_or_else(|| panic!("no place {word}")).1
}

/// The first place that a claim's text names.
pub fn first_place(text: &str) -> &str {
    text.split_whitespace()
        .flat_map(|word| word.split(','))
        .find(|word| PLACES.iter().any(|(known, ..)| known == word))
        .unwrap_or_else(|| panic!("no place in {text}"))
}

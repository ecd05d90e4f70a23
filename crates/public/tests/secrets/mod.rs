//! Reports full of secrets, decisions and an erased report with more of them: what tests try to get out of what is published.

#![allow(dead_code)]

use claim::{Act, ClaimId, ClaimRecord, CodePoints, Origin, Report, ReportId, Span, Testable, Where};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use ledger::{Draft, Erase, Keep, Ledger, Mode, NewReport, Quote};
use serde_json::{Value, json};
use std::path::Path;
use world::places::Gazetteer;
use world::places::resolve::resolve_place;

/// Names that nobody may learn. Each is a word by itself, long enough to stand nowhere by chance.
pub const SECRETS: &[&str] = &[
    "khatibi",
    "qasmieh",
    "zaherani",
    "mardouk",
    "الخطيبي",
    "tlabisa",
    "talbiseh",
    "talbisah",
    "تلبيسة",
    "interview-with",
    "secret-folder",
    "steward",
    "wadhaina",
    "badawiya",
    "marjanah",
    "34.8401",
    "36.7312",
    "klmnopq",
    "0944123456",
];

pub fn now() -> Timestamp {
    "2024-12-20T12:34:56.789Z".parse().unwrap()
}

pub fn today() -> Date {
    date(2024, 12, 21)
}

pub fn place(name: &str) -> Value {
    let found = resolve_place(name, Some("Syria"), Gazetteer::bundled());
    assert!(matches!(found, Where::Place(_)), "{name}: {found:?}");
    serde_json::to_value(found).unwrap()
}

/// A report under construction.
#[derive(Default)]
pub struct Draught {
    pub report: Report,
    pub claims: Vec<ClaimRecord>,
    pub quotes: Vec<Option<Quote>>,
    pub testables: Vec<Testable>,
}

impl Draught {
    pub fn new(day: i8, outlet: &str) -> Draught {
        let report = Report {
            id: "interview-with-khatibi".into(),
            date: Some(date(2024, 12, day)),
            outlet: Some(outlet.into()),
            language: Some("en".into()),
            origin: Origin { file: "/home/zaherani/secret-folder/x.txt".into(), line: Some(7) },
            ..Report::default()
        };
        Draught { report, ..Draught::default() }
    }

    /// Adds a sentence with a claim: the slots' texts are looked up in it.
    pub fn tell(mut self, sentence: &str, event_type: &str, trigger: &str, slots: Value) -> Draught {
        if !self.report.text.is_empty() {
            self.report.text.push(' ');
        }
        let start = self.report.text.chars().count();
        self.report.text.push_str(sentence);
        let points = CodePoints::new(sentence);
        let at = |words: &str| {
            let byte = sentence.find(words).unwrap_or_else(|| panic!("{words} in {sentence}"));
            Span::new(start + points.of_byte(byte), start + points.of_byte(byte + words.len()))
        };
        let mut record = json!({ "sentence": self.claims.len(), "trigger": trigger, "trigger_span": at(trigger), "type": event_type, "confidence": 0.8,
            "made_by": "reader/en-2" });
        let mut spans = json!({});
        for slot in ["actor", "target", "place", "from", "to", "time", "source"] {
            let texts: Vec<String> = serde_json::from_value(slots.get(slot).cloned().unwrap_or(json!([]))).unwrap();
            spans[slot] = texts.iter().map(|text| json!(at(text))).collect();
            record[slot] = json!(texts);
        }
        record["spans"] = spans;
        for field in ["killed", "resolved", "verification", "verification_by"] {
            if let Some(value) = slots.get(field) {
                record[field] = value.clone();
            }
        }
        self.claims.push(serde_json::from_value(record).unwrap());
        let end = start + sentence.chars().count();
        self.quotes.push(Some(Quote { text: sentence.into(), span: Span::new(start, end) }));
        self
    }

    /// More text, so that the whole cannot be guessed.
    pub fn padded(mut self) -> Draught {
        self.report.text.push_str(&" It was a long day with much noise in the streets, and nobody slept.".repeat(6));
        self
    }

    pub fn id(&self) -> ReportId {
        ReportId::of(&self.report)
    }

    pub fn claim(&self, at: usize) -> ClaimId {
        ClaimId::of_all(self.id(), &self.claims)[at]
    }

    pub fn add(&self, ledger: &mut Ledger) {
        let new = NewReport {
            claims: &self.claims,
            quotes: &self.quotes,
            testables: &self.testables,
            print: "khatibi-print",
            made_by: "reader/en-2",
            keep: Keep::Forever,
            problems: &[claim::Problem::new(claim::Severity::Note, "x", "khatibi could not be read")],
            ..NewReport::bare(&self.report)
        };
        ledger.add(&[new], now()).unwrap();
    }
}

pub fn syria() -> Value {
    json!({ "id": "sy/army", "name": "Syrian Arab Army", "country": "SY", "sector": "MIL", "rule": "alias" })
}

/// Reports full of secrets.
pub fn reports() -> Vec<Draught> {
    let homs = || json!([place("Homs")]);
    let mut one = Draught::new(1, "Khatibi Notes")
        .tell(
            "Ahmad al-Khatibi, a baker, said the Syrian army shelled Homs on Sunday.",
            "SHELL",
            "shelled",
            json!({ "actor": ["Syrian army"], "place": ["Homs"], "source": ["Ahmad al-Khatibi, a baker"], "verification": "confirmed",
                "verification_by": "Nabil Qasmieh",
                "resolved": { "actor": [syria()], "place": homs(),
                    "source": [{ "voice": "witness", "id": "generic/SY/residents", "name": "residents", "rule": "ahmad al-khatibi is one" }] } }),
        )
        .tell(
            "The army killed Nabil Qasmieh, his brother Mardouk and Aḥmad al-Khaṭībī’s wife in Homs.",
            "KILL",
            "killed",
            json!({ "actor": ["The army"], "target": ["Nabil Qasmieh", "his brother Mardouk"], "place": ["Homs"], "killed": [3, 3],
                "resolved": { "actor": [syria()], "place": homs(), "target": [
                    { "id": "provisional/nabil-qasmieh", "name": "Nabil Qasmieh", "provisional": true, "rule": "x" }, { "unresolved": "mardouk is no party" }] } }),
        )
        .tell(
            "A shell hit the Zaherani hospital in Talbiseh, said Bashar al-Assad's office.",
            "SHELL",
            "shell",
            json!({ "target": ["Zaherani hospital"], "place": ["Talbiseh"], "source": ["Bashar al-Assad's office"],
                "resolved": { "place": [place("Talbiseh")], "target": [{ "unresolved": "no party" }],
                    "source": [{ "voice": "party", "id": "sy/government", "name": "x", "country": "SY", "rule": "Bashar al-Assad, President of Syria" }] } }),
        )
        .tell(
            "Later khatibi was seen near 34.8401, 36.7312 and called 0944 123 456 for qasmieh@example.org in Homs.",
            "SHELL",
            "seen",
            json!({ "place": ["Homs"], "resolved": { "place": homs() } }),
        )
        .tell(
            "He is called أحمد الخطيبي by all who know him in the town of Homs, and Ah\u{200b}mad Kha\u{ad}tibi by the clerks.",
            "SHELL",
            "called",
            json!({ "place": ["Homs"], "resolved": { "place": homs() } }),
        )
        .tell("AHMAD AL-KHATIBI WAS SHELLED IN HOMS", "SHELL", "SHELLED", json!({ "place": ["HOMS"], "resolved": { "place": homs() } }))
        .tell(
            "Steward Wadhaina and Rose Badawiya hid in the home of Um Marjanah in Rastan.",
            "SHELL",
            "hid",
            json!({ "actor": ["Steward Wadhaina"], "place": ["home of Um Marjanah in Rastan"], "resolved": { "place": [place("Rastan")] } }),
        )
        .padded();
    one.report.title = Some("Khatibi Family of Talbiseh Tells of Shelling".into());
    one.report.url = Some("https://user:khatibi@khatibi.example/2024/ahmad-khatibi-qasmieh?by=khatibi".into());
    one.report.licence = Some("by Khatibi".into());
    let quote = "3 people, including Qasmieh".to_owned();
    let statement = json!({ "kind": "sum", "words": "3 people, including Qasmieh", "total": [3, 3], "parts": [], "exhaustive": false, "disjoint": true });
    let testable = Testable {
        sentence: 1,
        span: Span::new(80, 90),
        quote,
        claims: vec![1],
        made_by: "khatibi/1".into(),
        statement: serde_json::from_value(statement).unwrap(),
    };
    one.testables.push(testable);
    // The same event told by another outlet, which names the town but not the hospital.
    let mut two = Draught::new(1, "Levant Wire")
        .tell(
            "A shell hit Talbiseh on Sunday.",
            "SHELL",
            "shell",
            json!({ "place": ["Talbiseh"], "time": ["Sunday"], "resolved": { "place": [place("Talbiseh")] } }),
        )
        .padded();
    two.report.url = Some("https://levantwire.example/news/2024/shell-hits-town".into());
    two.report.title = Some("A shell hits a town".into());
    // A movement that is too fresh.
    let three = Draught::new(20, "Levant Wire")
        .tell(
            "The army moved the Klmnopq column to Homs and shelled Hama.",
            "ADVANCE",
            "moved",
            json!({ "actor": ["The army"], "to": ["Homs"], "resolved": { "actor": [syria()], "to": homs() } }),
        )
        .tell(
            "It was quiet in Hama and the army shelled nothing.",
            "SHELL",
            "shelled",
            json!({ "place": ["Hama"], "resolved": { "place": [place("Hama")] } }),
        )
        .padded();
    // A short one: its text could be guessed from its hash.
    let four = Draught::new(2, "Levant Wire").tell(
        "Ahmad Khatibi was killed in Homs.",
        "KILL",
        "killed",
        json!({ "target": ["Ahmad Khatibi"], "place": ["Homs"], "resolved": { "place": homs() } }),
    );
    // All that is erased.
    let five = Draught::new(3, "Zaherani Post")
        .tell("Zaherani fled from Homs.", "DISPLACE", "fled", json!({ "actor": ["Zaherani"], "from": ["Homs"] }))
        .padded();
    vec![one, two, three, four, five]
}

pub fn filled(path: &Path) -> (Ledger, Vec<Draught>) {
    let reports = reports();
    let mut ledger = Ledger::open(path, Mode::Create).unwrap();
    reports.iter().for_each(|report| report.add(&mut ledger));
    ledger.erase(reports[4].id(), Erase::All, "Zaherani", now()).unwrap();
    book::fusing::catch_up(&mut ledger).unwrap();
    let mut decide = |claims: Vec<ClaimId>, event: bool, act: Act| {
        let note = Some("Khatibi told me so".to_owned());
        ledger.decide(&Draft { by: "Zaherani".into(), claims, event, act, note }, now()).unwrap();
    };
    let edit = |field: &str, value: Value| Act::Edit { field: field.into(), value };
    let one = &reports[0];
    decide(vec![one.claim(0)], false, edit("target", json!(["Nabil Qasmieh"])));
    decide(
        vec![one.claim(0)],
        false,
        edit("resolved.target", json!({ "id": "my/qasmieh", "name": "Qasmieh clan", "rule": "qasmieh" })),
    );
    let house = json!({ "id": "my:house", "name": "House of Qasmieh", "lat": 34.8401, "lon": 36.7312, "precision": 1, "kind": "town", "score": 1.0, "country": "SY" });
    decide(vec![one.claim(0)], true, edit("place", house));
    decide(vec![one.claim(0)], true, edit("actor", json!(["Nabil Qasmieh"])));
    decide(vec![one.claim(0)], true, edit("killed", json!([2, 4])));
    decide(vec![one.claim(3)], false, Act::Reject);
    // The town of the hospital, told by another outlet.
    let (one, two) = (reports[0].claim(2), reports[1].claim(0));
    decide(vec![one], true, Act::Merge { with: vec![two] });
    decide(vec![one, two], true, Act::Accept);
    book::fusing::catch_up(&mut ledger).unwrap();
    (ledger, reports)
}

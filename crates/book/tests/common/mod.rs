//! A small ledger of invented reports. The towns alone are real, because the gazetteer knows them.
#![allow(dead_code)]

use book::fusing::catch_up;
use claim::{ClaimRecord, Report};
use ledger::{Keep, Ledger, Mode, NewReport, Quote};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Homs, as resolving gives it.
pub fn homs() -> Value {
    json!({"id": "geonames:169577", "name": "Homs", "own_name": "حمص", "country": "SY", "division": "Homs", "lat": 34.73, "lon": 36.72,
        "precision": 1, "kind": "town", "score": 0.9})
}

fn party(id: &str, name: &str) -> Value {
    json!({"id": id, "name": name, "rule": "alias"})
}

struct Told {
    id: &'static str,
    day: &'static str,
    outlet: &'static str,
    sentences: Vec<(&'static str, Value)>,
}

fn day(day: &str) -> Value {
    json!([{"start": day, "end": day, "precision": 1, "rule": "by hand"}])
}

/// What the reports say: a fallen town told by two outlets, a strike with two numbers of dead, a hostile sentence, a name on no map.
fn told() -> Vec<Told> {
    let seized = |words: &str| {
        json!({"type": "SEIZE", "trigger": words, "actor": ["Front"], "target": ["army"], "place": ["Homs"], "time": ["Friday"], "confidence": 0.93,
            "resolved": {"actor": [party("provisional/front", "Northern Front")], "target": [party("provisional/army", "Lhazar army")],
                "place": [homs()], "time": day("2031-03-07")}})
    };
    let strike = |killed: u64, confidence: f64| {
        json!({"type": "AIRSTRIKE", "trigger": "strike", "target": ["the market"], "place": ["Homs"], "time": ["Thursday"], "killed": [killed, killed], "confidence": confidence,
            "source": ["someone"], "resolved": {"place": [homs()], "time": day("2031-03-06"),
                "source": [{"voice": "witness", "id": format!("provisional/voice-{killed}"), "name": format!("Voice {killed}"), "rule": "alias"}]}})
    };
    vec![
        Told {
            id: "wire",
            day: "2031-03-08",
            outlet: "Example Wire",
            sentences: vec![
                (
                    "Northern Front captured Homs from the Lhazar army on Friday, said its spokesman in the market.",
                    seized("captured"),
                ),
                ("An air strike on the market in Homs killed four people on Thursday, said Voice 4.", strike(4, 0.55)),
            ],
        },
        Told {
            id: "daily",
            day: "2031-03-09",
            outlet: "Daily <b>Example</b>",
            sentences: vec![
                (
                    "The town of Homs was taken by fighters on Friday after the garrison had gone, residents told us.",
                    seized("taken"),
                ),
                (
                    "The air strike on the market in Homs on Thursday killed twelve people; <script>alert(1)</script> bodies lay in the road.",
                    strike(12, 0.9),
                ),
            ],
        },
        Told {
            id: "north",
            day: "2031-03-09",
            outlet: "Northline",
            sentences: vec![(
                "Families fled from Homs to Tal Marun, where nobody had a bed for them that night.",
                json!({"type": "DISPLACE", "trigger": "fled", "actor": ["Families"], "from": ["Homs"], "to": ["Tal Marun"], "time": ["Saturday"],
                    "confidence": 0.8, "resolved": {"from": [homs()], "to": [{"unresolved": "on no map"}], "time": day("2031-03-08")}}),
            )],
        },
    ]
}

/// A folder with a ledger of these reports, joined.
pub struct Folder(TempDir);

impl Folder {
    /// A new one.
    pub fn new() -> Folder {
        let folder = Folder(tempfile::tempdir().unwrap());
        let mut ledger = Ledger::open(folder.path(), Mode::Create).unwrap();
        for (at, told) in told().into_iter().enumerate() {
            let text = told.sentences.iter().map(|(words, _)| *words).collect::<Vec<_>>().join(" ");
            let report = Report {
                id: told.id.into(),
                title: Some(format!("Report {at}")),
                date: Some(told.day.parse().unwrap()),
                outlet: Some(told.outlet.into()),
                text,
                ..Report::default()
            };
            let mut start = 0;
            let (mut claims, mut quotes) = (Vec::new(), Vec::new());
            for (number, (words, claim)) in told.sentences.iter().enumerate() {
                let mut claim = claim.clone();
                claim["sentence"] = json!(number);
                claim["trigger_span"] = json!([start, start + 4]);
                claim["made_by"] = json!("test/1");
                claims.push(serde_json::from_value::<ClaimRecord>(claim).unwrap());
                let end = start + words.chars().count();
                quotes.push(Some(Quote { text: (*words).into(), span: claim::Span::new(start, end) }));
                start = end + 1;
            }
            let print = fuse::lineage::print(&report).packed();
            let new = NewReport {
                report: &report,
                claims: &claims,
                quotes: &quotes,
                print: &print,
                testables: &[],
                problems: &[],
                made_by: "test/1",
                keep: Keep::Never,
            };
            ledger.add(&[new], "2031-03-10T00:00:00Z".parse().unwrap()).unwrap();
        }
        catch_up(&mut ledger).unwrap();
        folder
    }

    /// The ledger.
    pub fn path(&self) -> PathBuf {
        Path::join(self.0.path(), "ledger.dateline")
    }

    /// A view of all of it.
    pub fn view(&self) -> book::View {
        book::View::open(self.path(), Default::default(), Default::default()).unwrap()
    }
}

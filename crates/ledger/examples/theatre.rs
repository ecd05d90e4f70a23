//! `theatre FILE REPORTS`: adds so many more invented reports of one theatre of war, for measuring how a large ledger is joined.
//!
//! Spread as reports of war are: 500 towns by rank, seventy deeds a day, each told by about twenty reports; six reports in ten are
//! another's text, whole. Five claims each, with prints as `dateline add` makes them. The same for the same numbers.

mod invented;

use claim::{
    Bounds, ClaimRecord, Days, EventType, Party, Place, Report, Resolved, Span, Speaker, Status, Voice, When, Where,
    Who,
};
use invented::Dice;
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan};
use ledger::{Keep, Ledger, Mode, NewReport, Quote};
use std::error::Error;

const TOWNS: usize = 500;
const DAYS: usize = 3 * 365;

struct Deed {
    event_type: &'static str,
    trigger: &'static str,
    town: usize,
    day: Date,
    actor: usize,
    target: usize,
    killed: Option<u64>,
}

const DEEDS: [(&str, &str); 14] = [
    ("SHELL", "shelled"),
    ("SHELL", "shelling"),
    ("AIRSTRIKE", "airstrike"),
    ("CLASH", "clashes"),
    ("CLASH", "fighting"),
    ("ATTACK", "attacked"),
    ("BOMB", "car bomb"),
    ("KILL", "killed"),
    ("SEIZE", "captured"),
    ("WITHDRAW", "withdrew"),
    ("DISPLACE", "fled"),
    ("DETAIN", "arrested"),
    ("MEET", "met"),
    ("AID", "delivered"),
];

fn rank(dice: &mut Dice, most: usize) -> usize {
    let share = dice.below(1 << 20) as f64 / f64::from(1 << 20);
    ((most as f64).powf(share) as usize).clamp(1, most) - 1
}

/// The deeds of a town on a day: the same for whoever tells them.
fn deed(number: u64) -> Deed {
    let mut dice = Dice(number.wrapping_mul(31).wrapping_add(7));
    let (event_type, trigger) = DEEDS[dice.below(DEEDS.len())];
    Deed {
        event_type,
        trigger,
        town: rank(&mut dice, TOWNS),
        // Seventy deeds a day.
        day: date(2022, 1, 1).saturating_add(((number as usize / 70 % DAYS) as i64).days()),
        actor: rank(&mut dice, 40),
        target: rank(&mut dice, 40),
        killed: (dice.below(3) == 0).then(|| 1 + rank(&mut dice, 60) as u64),
    }
}

fn town(number: usize) -> Where {
    Where::Place(Place {
        id: format!("invented:{number}"),
        name: format!("Town{number}"),
        own_name: None,
        country: Some(["XA", "XB", "XC"][number % 3].to_owned()),
        division: Some(format!("Division{}", number / 10)),
        lat: 10.0 + (number % 3) as f64 * 12.0 + (number * 7919 % 6000) as f64 / 1000.0,
        lon: 20.0 + (number % 3) as f64 * 20.0 + (number * 104_729 % 6000) as f64 / 1000.0,
        precision: 1,
        kind: "town".to_owned(),
        score: 0.9,
        runner_up: None,
    })
}

fn party(number: usize) -> Who {
    Who::Party(Party {
        id: format!("invented/party-{number}"),
        name: format!("Party {number}"),
        country: None,
        sector: Some("REB".to_owned()),
        provisional: false,
        rule: "alias".to_owned(),
    })
}

/// A report that tells five deeds, in words that only its own text has.
fn told(text: u64, printed: u64) -> (Report, Vec<ClaimRecord>, Vec<Option<Quote>>) {
    let mut dice = Dice(text.wrapping_mul(1_000_003));
    // Eight texts tell the same deeds, one in four also what others told before.
    let mut group = text / 8;
    if dice.below(4) == 0 {
        group -= group.min(dice.below(4) as u64);
    }
    let deeds: Vec<Deed> = (0..5).map(|n| deed(group * 5 + n)).collect();
    let last = deeds.iter().map(|deed| deed.day).max().unwrap_or_default();
    let (mut body, mut claims, mut quotes) = (String::new(), Vec::new(), Vec::new());
    for (sentence, deed) in deeds.iter().enumerate() {
        let start = body.chars().count();
        let word = |dice: &mut Dice| format!("w{}", dice.below(30_000));
        let more: Vec<String> = (0..22).map(|_| word(&mut dice)).collect();
        let quote = format!("Party {} {} Town{} on a day; {}.", deed.actor, deed.trigger, deed.town, more.join(" "));
        let span = Span::new(start, start + quote.chars().count());
        body.push_str(&quote);
        body.push(' ');
        let day = Days { start: deed.day, end: deed.day, precision: 1, clock: None, rule: "day".to_owned() };
        let speaks = sentence % 3 == 0;
        claims.push(ClaimRecord {
            sentence: Some(sentence),
            trigger: deed.trigger.to_owned(),
            trigger_span: Some(Span::new(start + 8, start + 8 + deed.trigger.len())),
            event_type: EventType::from_code(deed.event_type).unwrap_or_else(|| unreachable!("a type of the ontology")),
            status: Status::Actual,
            actor: vec![format!("Party {}", deed.actor)],
            target: vec![format!("Party {}", deed.target)],
            place: vec![format!("Town{}", deed.town)],
            from: Vec::new(),
            to: Vec::new(),
            time: vec!["a day".to_owned()],
            source: if speaks { vec![format!("Party {}", deed.actor)] } else { Vec::new() },
            killed: deed.killed.map(|n| Bounds { low: Some(n + dice.below(2) as u64), high: Some(n + 1) }),
            injured: None,
            displaced: None,
            detained: None,
            verification: None,
            verification_by: None,
            confidence: Some(0.9),
            spans: None,
            made_by: Some("theatre/1".to_owned()),
            resolved: Some(Resolved {
                actor: vec![party(deed.actor)],
                target: vec![party(deed.target)],
                place: vec![town(deed.town)],
                time: vec![When::Days(day)],
                source: if speaks { vec![Speaker { voice: Voice::Party, who: party(deed.actor) }] } else { Vec::new() },
                ..Resolved::default()
            }),
        });
        quotes.push(Some(Quote { text: quote, span }));
    }
    let report = Report {
        id: format!("theatre-{printed}"),
        title: Some(format!("Story {text}")),
        date: Some(last.saturating_add(((printed % 2) as i64).days())),
        outlet: Some(format!("Outlet {}", printed % 700)),
        url: Some(format!("https://example.org/{printed}")),
        language: Some("en".to_owned()),
        text: body,
        ..Report::default()
    };
    (report, claims, quotes)
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, reports] = &arguments[..] else { return Err("usage: theatre FILE REPORTS".into()) };
    let mut ledger = Ledger::open(file, Mode::Create)?;
    let there = ledger.stats()?.reports;
    let numbers: Vec<u64> = (there..there + reports.parse::<u64>()?).collect();
    for some in numbers.chunks(256) {
        let made: Vec<_> = some
            .iter()
            .map(|printed| {
                // Six in ten print the text of one of the forty before.
                let mut dice = Dice(printed ^ 0x5bd1);
                let text =
                    if dice.below(10) < 6 { printed - printed.min(&(1 + dice.below(40) as u64)) } else { *printed };
                let (report, claims, quotes) = told(text, *printed);
                let print = fuse::lineage::print(&report).packed();
                (report, claims, quotes, print)
            })
            .collect();
        let new: Vec<NewReport> = made
            .iter()
            .map(|(report, claims, quotes, print)| NewReport {
                claims,
                quotes,
                print,
                made_by: "theatre/1",
                keep: Keep::Never,
                ..NewReport::bare(report)
            })
            .collect();
        ledger.add(&new, Timestamp::constant(1_735_689_600, 0))?;
    }
    let stats = ledger.stats()?;
    println!("{} reports, {} claims, {} MB", stats.reports, stats.claims, stats.bytes / 1_000_000);
    Ok(())
}

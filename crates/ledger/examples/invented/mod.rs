//! Invented reports of an invented country with claims such as the reader makes, for tests and measurements: as many as wanted, the
//! same for the same number. About 1,900 letters and five claims in four sentences each.

#![allow(dead_code, reason = "every user takes what it needs")]

use claim::{
    Bounds, ClaimRecord, CodePoints, Days, EventType, Party, Place, PlaceSeen, Report, Resolved, Span, SpanRecord,
    Speaker, Status, Voice, When, Where, Who,
};
use jiff::ToSpan;
use jiff::civil::date;
use ledger::{Keep, NewReport, Quote};

/// A report with what was read from it.
pub struct Invented {
    /// The report.
    pub report: Report,
    /// Its claims.
    pub claims: Vec<ClaimRecord>,
    /// Their sentences.
    pub quotes: Vec<Option<Quote>>,
    /// A packed print of the usual size.
    pub print: String,
}

impl Invented {
    /// As it is added.
    pub fn keeping(&self, keep: Keep) -> NewReport<'_> {
        NewReport {
            claims: &self.claims,
            quotes: &self.quotes,
            print: &self.print,
            made_by: "invented/1",
            keep,
            ..NewReport::bare(&self.report)
        }
    }
}

/// SplitMix64.
pub struct Dice(pub u64);

impl Dice {
    /// Below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end as u64) as usize
    }
}

/// An invented word or name of two to four syllables: small numbers are frequent ones in [`sentence`].
fn word(mut number: usize) -> String {
    const SYLLABLES: [&str; 40] = [
        "or", "ven", "ne", "das", "trel", "mar", "ko", "lin", "tha", "bre", "sul", "gan", "pi", "ros", "ul", "den",
        "kar", "esh", "vo", "lam", "ti", "shan", "dre", "mol", "fa", "ziv", "hul", "ran", "ce", "bor", "ny", "quil",
        "gre", "wes", "ax", "yel", "jor", "um", "pra", "sto",
    ];
    let mut word = String::new();
    number += 41;
    while number > 0 {
        word.push_str(SYLLABLES[number % 40]);
        number /= 40;
    }
    word
}

fn name(number: usize) -> String {
    let word = word(number);
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Words as frequent as in a language: the n-th about 1/n as often as the first.
fn zipf(dice: &mut Dice, most: usize) -> usize {
    let exponent = dice.below(1 << 20) as f64 / f64::from(1 << 20);
    ((most as f64).powf(exponent) as usize).min(most) - 1
}

fn sentence(dice: &mut Dice, place: &str, actor: &str) -> String {
    let mut words: Vec<String> = (0..14 + dice.below(14)).map(|_| word(zipf(dice, 40_000))).collect();
    words[2] = actor.to_owned();
    words[7] = place.to_owned();
    let mut sentence = words.join(" ");
    sentence.push('.');
    sentence
}

fn place(number: usize) -> Where {
    Where::Place(Place {
        id: format!("invented:{}", 100_000 + number),
        name: name(number),
        own_name: Some(word(number + 7)),
        country: Some("XA".to_owned()),
        division: Some(name(number / 40)),
        lat: 30.0 + (number % 997) as f64 / 131.0,
        lon: 40.0 + (number % 613) as f64 / 97.0,
        precision: 1,
        kind: "town".to_owned(),
        score: 0.87,
        runner_up: Some(PlaceSeen {
            id: format!("invented:{}", 900_000 + number),
            name: name(number),
            country: Some("XB".to_owned()),
            score: 0.11,
        }),
    })
}

fn party(number: usize) -> Who {
    Who::Party(Party {
        id: format!("invented/{}", word(number)),
        name: format!("{} Front", name(number)),
        country: Some("XA".to_owned()),
        sector: Some("REB".to_owned()),
        provisional: false,
        rule: "alias".to_owned(),
    })
}

/// The report with this number.
pub fn invented(number: u64) -> Invented {
    let mut dice = Dice(number);
    let published = date(2024, 1, 1).saturating_add((dice.below(360) as i64).days());
    let mut text = String::new();
    let mut sentences = Vec::new();
    let spots: Vec<usize> = (0..4).map(|_| zipf(&mut dice, 3000)).collect();
    let actors: Vec<usize> = (0..4).map(|_| zipf(&mut dice, 200)).collect();
    for at in 0..11 {
        let sentence = sentence(&mut dice, &name(spots[at % 4]), &name(actors[at % 4]));
        let start = text.len();
        text.push_str(&sentence);
        sentences.push(start..text.len());
        text.push(' ');
    }
    let points = CodePoints::new(&text);
    let types: Vec<EventType> = EventType::all().collect();
    let (mut claims, mut quotes) = (Vec::new(), Vec::new());
    for nth in 0..5 {
        let at = [0, 2, 2, 5, 9][nth];
        let span = points.span(sentences[at].clone());
        let start = span.start + nth * 3;
        let trigger = points.slice(Span::new(start, start + 5)).to_owned();
        let filler = |from: usize| Span::new(start + from, start + from + 9);
        let filled = |from: usize| vec![points.slice(filler(from)).to_owned()];
        let day = published.saturating_sub((dice.below(3) as i64).days());
        claims.push(ClaimRecord {
            sentence: Some(at),
            trigger,
            trigger_span: Some(Span::new(start, start + 5)),
            event_type: types[zipf(&mut dice, types.len())],
            status: Status::ALL[zipf(&mut dice, 5)],
            actor: filled(8),
            target: if nth % 2 == 0 { filled(20) } else { Vec::new() },
            place: filled(30),
            from: Vec::new(),
            to: Vec::new(),
            time: filled(12),
            source: if nth % 3 == 0 { filled(16) } else { Vec::new() },
            killed: (nth == 1).then(|| Bounds { low: Some(dice.below(20) as u64), high: None }),
            injured: None,
            displaced: None,
            detained: None,
            verification: None,
            verification_by: None,
            confidence: Some(dice.below(10_000) as f64 / 1e4),
            spans: Some(SpanRecord {
                actor: vec![filler(8)],
                target: if nth % 2 == 0 { vec![filler(20)] } else { Vec::new() },
                place: vec![filler(30)],
                time: vec![filler(12)],
                source: if nth % 3 == 0 { vec![filler(16)] } else { Vec::new() },
                ..SpanRecord::default()
            }),
            made_by: Some("invented/1".to_owned()),
            resolved: Some(Resolved {
                actor: vec![party(actors[at % 4])],
                target: if nth % 2 == 0 { vec![party(actors[(at + 1) % 4])] } else { Vec::new() },
                place: vec![place(spots[at % 4])],
                from: Vec::new(),
                to: Vec::new(),
                time: vec![When::Days(Days {
                    start: day,
                    end: day,
                    precision: 1,
                    clock: None,
                    rule: "weekday before the report's day".to_owned(),
                })],
                source: if nth % 3 == 0 {
                    vec![Speaker { voice: Voice::Party, who: party(actors[(at + 2) % 4]) }]
                } else {
                    Vec::new()
                },
            }),
        });
        quotes.push(Some(Quote { text: points.slice(span).to_owned(), span }));
    }
    let print = (0..60).map(|_| format!("{:08x}", dice.below(1 << 32))).collect();
    let report = Report {
        id: format!("invented-{number}"),
        title: Some(format!("{} {} {}", name(spots[0]), word(actors[0]), word(zipf(&mut dice, 5000)))),
        date: Some(published),
        outlet: Some(format!("{} Post", name(dice.below(400)))),
        url: Some(format!("https://example.org/invented/{number}")),
        language: Some("en".to_owned()),
        text,
        ..Report::default()
    };
    Invented { report, claims, quotes, print }
}

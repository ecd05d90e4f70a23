//! How long joining takes and how much memory it needs, for 10 thousand, 100 thousand and 1 million claims, and how long it takes
//! to add a thousand: `cargo run --release -p fuse --example events_growth [COUNT...]`. Figures: benchmarks/events.md.
//!
//! The claims are made up, seeded, and spread as reports of war are: 500 towns by rank (the first has a tenth of all), 3 years,
//! each deed told by 1 to 40 reports, most of them copies; a fifth without a place, a third without a day in their words.

use claim::{Bounds, CountSlot, EventType, ReportId, Status};
use fuse::events::{self, Settings, apply, components, edges, events_in_sets, keys};
use fuse::lineage::{Descent, Kinship};
use fuse::{Kin, Lineages, Named, Spot, Statement, Told, words_of};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Instant;

/// SplitMix64.
struct Seed(u64);

impl Seed {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let x = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn chance(&mut self, of_100: u64) -> bool {
        self.below(100) < of_100
    }
}

struct World {
    towns: Vec<Arc<Spot>>,
    parties: Vec<Arc<Named>>,
    triggers: Vec<(EventType, Arc<str>)>,
    outlets: Vec<Arc<str>>,
}

fn world(seed: &mut Seed) -> World {
    let town = |n: u64, seed: &mut Seed| {
        Arc::new(Spot {
            id: Some(format!("geonames:{n}").into()),
            name: format!("Town {n}").into(),
            own_name: None,
            country: Some(["SY", "UA", "SD", "MM", "ML"][(n % 5) as usize].into()),
            division: Some(format!("Division {}", n / 10).into()),
            point: Some((
                15.0 + (n % 5) as f64 * 8.0 + seed.below(6000) as f64 / 1000.0,
                10.0 + (n % 5) as f64 * 20.0 + seed.below(6000) as f64 / 1000.0,
            )),
            precision: 1,
            kind: "town".into(),
        })
    };
    let party = |n: u64| {
        let id: Arc<str> = format!("theatre/party-{n}").into();
        Arc::new(Named {
            id: Some(id.clone()),
            name: format!("Party {n}").into(),
            country: None,
            sector: None,
            provisional: false,
            side: Some(id),
        })
    };
    let types = [
        ("SHELL", "shelling"),
        ("SHELL", "shelled"),
        ("AIRSTRIKE", "airstrike"),
        ("AIRSTRIKE", "drone strike"),
        ("CLASH", "clashes"),
        ("CLASH", "fighting"),
        ("ATTACK", "attacked"),
        ("KILL", "killed"),
        ("BOMB", "car bomb"),
        ("SEIZE", "captured"),
        ("WITHDRAW", "withdrew"),
        ("DISPLACE", "fled"),
        ("DETAIN", "arrested"),
        ("ACCUSE", "accused"),
        ("MEET", "talks"),
        ("AGREE", "agreed"),
    ];
    World {
        towns: (0..500).map(|n| town(n, seed)).collect(),
        parties: (0..60).map(party).collect(),
        triggers: types.map(|(code, word)| (EventType::from_code(code).expect("a type"), word.into())).to_vec(),
        outlets: (0..200).map(|n| format!("Outlet {n}").into()).collect(),
    }
}

fn claims(count: usize, seed: &mut Seed, world: &World) -> (Vec<Statement>, Lineages) {
    let first: Date = date(2022, 1, 1);
    let (mut all, mut lineages) = (Vec::with_capacity(count), Lineages::default());
    while all.len() < count {
        // A town by rank, a day, a deed.
        let rank = (500.0f64.powf(seed.below(1 << 20) as f64 / f64::from(1 << 20)) - 1.0) as usize;
        let town = &world.towns[rank.min(499)];
        let day = first.checked_add((seed.below(1095) as i64).days()).expect("a day of three years");
        let (event_type, trigger) = &world.triggers[seed.below(world.triggers.len() as u64) as usize];
        let (actor, target) = (&world.parties[seed.below(60) as usize], &world.parties[seed.below(60) as usize]);
        let killed = seed.below(30) + 1;
        let tellings = [1, 1, 1, 2, 2, 3, 4, 6, 10, 40][seed.below(10) as usize];
        let mut wire: Option<(Statement, ReportId)> = None;
        for _ in 0..tellings {
            let report = ReportId::from_number(seed.next());
            let published = day.checked_add((seed.below(2) as i64).days()).expect("a day");
            let claim = claim::ClaimId::from_number(seed.next());
            let outlet = world.outlets[seed.below(200) as usize].clone();
            if let (Some((wire, root)), true) = (&wire, seed.chance(60)) {
                let descent = Descent {
                    lineage: *root,
                    parent: Some(*root),
                    kinship: Kinship::Copy,
                    ..lineages.of[root].clone()
                };
                lineages.of.insert(report, descent);
                all.push(Statement { claim, report, published: Some(published), outlet: Some(outlet), ..wire.clone() });
                continue;
            }
            lineages.of.insert(report, original(report));
            let noise: Vec<String> = (0..6).map(|_| format!("word{}", seed.below(3000))).collect();
            let sentence = format!("{trigger} {} {} {} {killed}", town.name, actor.name, noise.join(" "));
            let by_words = seed.chance(66);
            let days = if by_words {
                Told { start: day, end: day, precision: 1, by_words }
            } else {
                Told { start: published.checked_sub(2.days()).expect("a day"), end: published, precision: 2, by_words }
            };
            let mut counts = [None; 4];
            if seed.chance(50) {
                counts[CountSlot::Killed as usize] = Some(Bounds { low: Some(killed), high: Some(killed) });
            }
            let statement = Statement {
                claim,
                report,
                position: seed.below(8) as u32,
                sentence: seed.below(12) as u32,
                published: Some(published),
                outlet: Some(outlet),
                event_type: *event_type,
                status: if seed.chance(92) { Status::Actual } else { Status::ALL[seed.below(5) as usize] },
                verification: None,
                confidence: 0.9,
                trigger: trigger.clone(),
                actors: if seed.chance(70) { vec![actor.clone()] } else { Vec::new() },
                targets: if seed.chance(50) { vec![target.clone()] } else { Vec::new() },
                places: if seed.chance(80) { vec![town.clone()] } else { Vec::new() },
                from: Vec::new(),
                to: Vec::new(),
                days: Some(days),
                speakers: Vec::new(),
                counts,
                words: words_of(&sentence),
                cues: Default::default(),
            };
            wire.get_or_insert((statement.clone(), report));
            all.push(statement);
        }
    }
    all.truncate(count);
    (all, lineages)
}

fn original(report: ReportId) -> Descent {
    Descent {
        lineage: report,
        ..serde_json::from_value(serde_json::json!({
            "lineage": report, "kinship": "original", "shared": 0.0, "because": ""
        }))
        .expect("a descent")
    }
}

/// Most memory that the process had so far, in MiB (Linux).
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn main() {
    let counts: Vec<usize> = std::env::args().skip(1).filter_map(|count| count.parse().ok()).collect();
    let counts = if counts.is_empty() { vec![10_000, 100_000, 1_000_000] } else { counts };
    for count in counts {
        let mut seed = Seed(7);
        let world = world(&mut seed);
        let (statements, lineages) = claims(count, &mut seed, &world);
        let (kin, settings) = (Kin::default(), Settings::default());
        println!("{count} claims; {} MiB before fusing", peak());
        let start = Instant::now();
        let events = events::events(&statements, &lineages, &[], &kin, &settings);
        let all = start.elapsed();
        let suggestions: usize = events.iter().map(|event| event.suggested.len()).sum();
        let largest = events.iter().map(|event| event.members.len()).max().unwrap_or(0);
        println!("  all: {:.1} s, peak {} MiB", all.as_secs_f64(), peak());
        println!("  {} events, the largest of {largest} claims, {suggestions} suggestions", events.len());
        drop(events);

        // The ledger's part: keys and components by claim, as it has them in tables.
        let mut by_key: HashMap<u64, Vec<u32>> = HashMap::new();
        let old = &statements[..count - 1000.min(count / 10)];
        for (n, statement) in old.iter().enumerate() {
            for key in keys(statement) {
                by_key.entry(key).or_default().push(n as u32);
            }
        }
        let (total, most) = (by_key.values().map(Vec::len).sum::<usize>(), by_key.values().map(Vec::len).max());
        println!("  keys: {:.1} a claim, at most {} claims a key", total as f64 / old.len() as f64, most.unwrap_or(0));
        let references: Vec<&Statement> = old.iter().collect();
        let before = components(old.len(), &edges(&references, 0, &lineages, &kin));
        let mut component_of = vec![0; old.len()];
        for (number, component) in before.iter().enumerate() {
            component.iter().for_each(|n| component_of[*n as usize] = number);
        }
        drop(references);

        let start = Instant::now();
        let new = &statements[old.len()..];
        let near: BTreeSet<u32> =
            new.iter().flat_map(keys).filter_map(|key| by_key.get(&key)).flatten().copied().collect();
        let looked_up: Vec<&Statement> = near.iter().map(|n| &statements[*n as usize]).chain(new).collect();
        let found = edges(&looked_up, near.len(), &lineages, &kin);
        let near: Vec<u32> = near.into_iter().collect();
        let touched = found.iter().filter(|edge| edge.joins()).flat_map(|edge| [edge.one, edge.two]);
        let touched: BTreeSet<usize> =
            touched.filter_map(|n| near.get(n as usize)).map(|n| component_of[*n as usize]).collect();
        let members: Vec<&Statement> =
            touched.iter().flat_map(|c| &before[*c]).map(|n| &statements[*n as usize]).chain(new).collect();
        let (_, links) = apply(&[], &[], &kin);
        let again = events_in_sets(&members, &links, &lineages, &kin, &settings).events;
        println!(
            "  {} new: {:.2} s ({} claims looked up, {} in {} components, {} events)",
            new.len(),
            start.elapsed().as_secs_f64(),
            near.len(),
            members.len(),
            touched.len(),
            again.len()
        );
    }
}

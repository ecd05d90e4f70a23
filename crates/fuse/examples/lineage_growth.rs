//! How lineages grow: seconds and memory for 10,000, 100,000 and 1,000,000 invented reports, or for the sizes that are given.
//!
//! `cargo run --release -p fuse --example lineage_growth -- [SIZE ...]`
//!
//! Each report has about 300 words drawn by rank (few words often, most seldom), names, a dateline, and with a third of the outlets a
//! footer. Three of five reports are copies: families of 1 to 50 of verbatim, cut, edited and rewritten texts within three days. Reports come
//! in the order of their days, ten thousand at a time, and are dropped when their print is taken, as in a ledger.

use claim::{Report, ReportId};
use fuse::Head;
use fuse::lineage::{Print, Tracer, print};
use jiff::ToSpan;
use jiff::civil::date;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

const BATCH: usize = 10_000;
const REPORTS_A_DAY: usize = 900;
const WORDS: usize = 40_000;
const NAMES: usize = 6_000;
const OUTLETS: usize = 400;

const KINDS: [&str; 10] =
    ["verbatim", "verbatim", "verbatim", "verbatim", "cut", "cut", "cut", "edited", "edited", "rewritten"];

/// SplitMix64.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let bits = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Small numbers often, large ones seldom: roughly as words of a language.
    fn rank(&mut self, end: usize) -> usize {
        ((end as f64).powf(self.share()) - 1.0) as usize
    }
}

fn word(number: usize) -> String {
    const SYLLABLES: [&str; 32] = [
        "ba", "ke", "lo", "mi", "ter", "san", "du", "ri", "pel", "ga", "no", "vi", "sha", "or", "en", "tu", "la",
        "che", "mon", "ist", "ra", "fo", "gu", "hin", "ja", "ko", "es", "wa", "yo", "zi", "ark", "del",
    ];
    let mut rest = number;
    let mut word = String::new();
    loop {
        word += SYLLABLES[rest % 32];
        rest /= 32;
        if rest == 0 {
            return word;
        }
        rest -= 1;
    }
}

struct Language {
    words: Vec<String>,
    names: Vec<String>,
}

impl Language {
    fn new() -> Language {
        let names = (0..NAMES).map(|number| {
            let name = word(number * 7 + 1);
            name[..1].to_uppercase() + &name[1..]
        });
        Language { words: (0..WORDS).map(word).collect(), names: names.collect() }
    }

    fn sentence(&self, names: &[usize], chance: &mut Chance) -> String {
        let mut words: Vec<&str> =
            (0..14 + chance.below(14)).map(|_| self.words[chance.rank(WORDS)].as_str()).collect();
        for _ in 0..1 + chance.below(2) {
            let at = 1 + chance.below(words.len() - 1);
            words[at] = self.names[names[chance.below(names.len())]].as_str();
        }
        let sentence = words.join(" ");
        sentence[..1].to_uppercase() + &sentence[1..] + "."
    }

    fn story(&self, chance: &mut Chance) -> Vec<String> {
        let names: Vec<usize> = (0..10).map(|_| chance.rank(NAMES)).collect();
        (0..12 + chance.below(5)).map(|_| self.sentence(&names, chance)).collect()
    }

    fn edited(&self, story: &[String], chance: &mut Chance) -> Vec<String> {
        let edit = |sentence: &String, chance: &mut Chance| {
            let mut words: Vec<&str> = sentence.split(' ').collect();
            let at = chance.below(words.len() - 1);
            words[at] = self.words[chance.rank(WORDS)].as_str();
            words.join(" ")
        };
        story
            .iter()
            .map(|sentence| if chance.below(2) == 0 { edit(sentence, chance) } else { sentence.clone() })
            .collect()
    }
}

/// The reports of one family, with whether they are copies.
fn family(language: &Language, number: usize, chance: &mut Chance) -> Vec<Report> {
    let size = if chance.share() < 0.75 { 1 } else { 2 + (chance.rank(700) * 48) / 700 };
    let story = language.story(chance);
    let mut reports = Vec::with_capacity(size);
    for at in 0..size {
        let outlet = chance.below(OUTLETS);
        let kind = if at == 0 { 0 } else { chance.below(10) };
        let sentences = match kind {
            0..=3 => story.clone(),
            4..=6 => story[..story.len() * (50 + chance.below(35)) / 100].to_vec(),
            7..=8 => language.edited(&story, chance),
            _ => {
                let mut mixed = story[..story.len() * 6 / 10].to_vec();
                mixed.extend(language.story(chance).into_iter().take(4));
                mixed
            }
        };
        let mut text = format!("{} (Wire {}) — ", language.names[number % NAMES].to_uppercase(), number % 9);
        for paragraph in sentences.chunks(2) {
            text += &paragraph.join(" ");
            text += "\n\n";
        }
        if outlet.is_multiple_of(3) {
            let mut own = Chance(outlet as u64);
            text += &language.sentence(&[outlet], &mut own);
            text += " ";
            text += &language.sentence(&[outlet], &mut own);
        }
        let day = date(2030, 1, 1).saturating_add(((number * 5 / 2 / REPORTS_A_DAY + at % 3) as i64).days());
        reports.push(Report {
            id: format!("{number}-{}", KINDS[kind]),
            title: Some(language.sentence(&[number % NAMES], chance)),
            date: Some(day),
            outlet: Some(format!("Outlet {outlet}")),
            text,
            ..Report::default()
        });
    }
    reports
}

fn take(report: &Report) -> (Head, Print) {
    let outlet = report.outlet.as_deref().map(Into::into);
    (Head { id: ReportId::of(report), published: report.date, outlet }, print(report))
}

/// (now, at most) in MiB, of this process.
fn memory() -> (u64, u64) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let field = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name))?;
        line.split_whitespace().nth(1)?.parse::<u64>().ok()
    };
    (field("VmRSS:").unwrap_or(0) / 1024, field("VmHWM:").unwrap_or(0) / 1024)
}

fn grow(size: usize) {
    let language = Language::new();
    let mut chance = Chance(size as u64);
    let mut tracer = Tracer::default();
    let (mut making, mut printing, mut adding) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    let (mut number, mut packed) = (0, 0);
    let mut families: BTreeMap<usize, Vec<(ReportId, String)>> = BTreeMap::new();
    let mut waiting: Vec<Report> = Vec::new();
    let mut last = Duration::ZERO;
    while tracer.len() < size {
        let start = Instant::now();
        while waiting.len() < BATCH.min(size - tracer.len()) {
            waiting.extend(family(&language, number, &mut chance));
            number += 1;
        }
        let rest = waiting.split_off(BATCH.min(size - tracer.len()));
        let batch = std::mem::replace(&mut waiting, rest);
        making += start.elapsed();

        let start = Instant::now();
        let (left, right) = batch.split_at(batch.len() / 2);
        let prints: Vec<(Head, Print)> = std::thread::scope(|scope| {
            let other = scope.spawn(|| right.iter().map(take).collect::<Vec<_>>());
            let mut prints: Vec<(Head, Print)> = left.iter().map(take).collect();
            prints.extend(other.join().expect("a thread that printed"));
            prints
        });
        printing += start.elapsed();
        packed += prints.iter().take(100).map(|(_, print)| print.packed().len()).sum::<usize>() / prints.len().min(100);
        for (report, (head, _)) in batch.iter().zip(&prints) {
            let (family, kind) = report.id.split_once('-').unwrap_or_default();
            let family = family.parse().unwrap_or(0);
            // Every twentieth family is looked at, so that the check costs no memory to speak of.
            if family % 20 == 0 {
                families.entry(family).or_default().push((head.id, kind.to_owned()));
            }
        }
        let start = Instant::now();
        tracer.add(&prints);
        last = start.elapsed();
        adding += last;
    }
    let (now, most) = memory();
    let extra: Vec<(Head, Print)> = std::iter::repeat_with(|| {
        number += 1;
        family(&language, number, &mut chance)
    })
    .flatten()
    .take(1000)
    .map(|report| take(&report))
    .collect();
    let start = Instant::now();
    tracer.add(&extra);
    let thousand = start.elapsed();

    let (mut pairs, mut found, mut roots) = (0usize, 0usize, BTreeMap::new());
    let mut wrong = 0;
    let mut kinds: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (family, members) in &families {
        let lineages: Vec<ReportId> =
            members.iter().filter_map(|(member, _)| tracer.descent(*member)).map(|descent| descent.lineage).collect();
        for ((_, kind), lineage) in members.iter().zip(&lineages) {
            let (lost, all) = kinds.entry(kind.clone()).or_insert((0, 0));
            *lost += usize::from(*lineage != lineages[0]);
            *all += 1;
        }
        for (at, one) in lineages.iter().enumerate() {
            pairs += at;
            found += lineages[..at].iter().filter(|other| *other == one).count();
            wrong += usize::from(*roots.entry(*one).or_insert(*family) != *family);
        }
    }
    println!(
        "{size}\t{number} families\tmaking {:.1} s\tprints {:.1} s\tindex {:.1} s (last batch {:.2} s, then 1000 more {:.3} s)\t{now} MiB, \
         at most {most} MiB\t{} bytes a packed print\tpairs of a family found {:.4}, reports in a wrong one {wrong}; apart from the first of their family {kinds:?}",
        making.as_secs_f64(),
        printing.as_secs_f64(),
        adding.as_secs_f64(),
        last.as_secs_f64(),
        thousand.as_secs_f64(),
        packed / size.div_ceil(BATCH),
        found as f64 / pairs.max(1) as f64,
    );
}

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![10_000, 100_000, 1_000_000] } else { sizes };
    for size in sizes {
        grow(size);
    }
}

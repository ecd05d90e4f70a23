//! Invented reports of invented deeds, in families: an original with its copies, cuts, edits and rewrites, beside other deeds of the same
//! kind, on the same day, in neighbouring towns, told by the same outlets with the same stock phrases. Who comes from whom is known.
//!
//! Seeded: the same seed gives the same reports on every machine. All towns, people, parties and outlets are made up.

#![allow(dead_code, reason = "every test takes what it needs")]

use claim::{EventType, Report};
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// How a report of a family came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Written first.
    Original,
    /// The same text under the same headline.
    Verbatim,
    /// The same text under another headline, with another outlet's dateline.
    Reheadlined,
    /// Without its last paragraphs.
    Cut,
    /// Some words exchanged, put in or left out, perhaps a sentence gone.
    Edited,
    /// The same facts in other words, with additions; credits the original's outlet.
    Paraphrase,
}

/// What happened: the facts that all reports of a family tell.
#[derive(Clone, Debug, PartialEq)]
pub struct Deed {
    /// What kind of event.
    pub event_type: EventType,
    /// Where.
    pub town: &'static str,
    /// In which region.
    pub region: &'static str,
    /// When.
    pub day: Date,
    /// Who did it.
    pub actor: &'static str,
    /// To whom, or against whom.
    pub target: &'static str,
    /// Deaths.
    pub killed: u64,
    /// Wounded.
    pub injured: u64,
    /// Who speaks about it.
    pub person: String,
    role: &'static str,
    building: &'static str,
    other: String,
    hour: &'static str,
}

/// A report with its truth.
#[derive(Clone, Debug)]
pub struct FamilyReport {
    /// What the outlet printed.
    pub report: Report,
    /// Number of its family, from 0: reports of one family tell of one deed, and come from one original.
    pub family: usize,
    /// Number of its neighbourhood: families of one neighbourhood are alike in kind, day, region and outlets.
    pub neighbourhood: usize,
    /// How it came about.
    pub kind: Kind,
    /// What it tells.
    pub deed: Deed,
}

/// Neighbourhoods of three families each.
pub const NEIGHBOURHOODS: usize = 24;

/// About 400 reports in 72 families.
pub fn families(seed: u64) -> Vec<FamilyReport> {
    some_families(seed, NEIGHBOURHOODS)
}

/// The same in another size; three families a neighbourhood, about 17 reports each.
pub fn some_families(seed: u64, neighbourhoods: usize) -> Vec<FamilyReport> {
    let mut chance = Chance::new(seed);
    let mut reports = Vec::new();
    for neighbourhood in 0..neighbourhoods {
        let theatre = &THEATRES[neighbourhood % THEATRES.len()];
        let deeds = &DEEDS[(neighbourhood / THEATRES.len()) % DEEDS.len()];
        let day = date(2031, 3, 1).saturating_add((neighbourhood as i64 * 3).days());
        let first_town = chance.below(theatre.towns.len());
        let wire = WIRES[chance.below(WIRES.len())];
        let (one, other) = if chance.one_in(2) { (0, 1) } else { (1, 0) };
        let mut decks = Deck::deal(deeds, &mut chance);
        for at in 0..3 {
            let deck = decks.remove(0);
            let deed = Deed {
                event_type: EventType::from_code(deeds.event_type).expect("a type of the ontology"),
                town: theatre.towns[(first_town + at) % theatre.towns.len()],
                region: theatre.region,
                day,
                actor: theatre.parties[one],
                target: theatre.parties[other],
                killed: 2 + chance.below(17) as u64,
                injured: 3 + chance.below(40) as u64,
                person: format!("{} {}", chance.pick(FIRST_NAMES), chance.pick(LAST_NAMES)),
                role: chance.pick(ROLES),
                building: chance.pick(BUILDINGS),
                other: format!("{} {}", chance.pick(FIRST_NAMES), chance.pick(LAST_NAMES)),
                hour: chance.pick(HOURS),
            };
            let family = neighbourhood * 3 + at;
            family_of(&deed, theatre, deeds, &deck, wire, family, neighbourhood, &mut chance, &mut reports);
        }
    }
    reports
}

#[expect(clippy::too_many_arguments, reason = "one caller")]
fn family_of(
    deed: &Deed,
    theatre: &Theatre,
    deeds: &Deeds,
    deck: &Deck,
    wire: &'static str,
    family: usize,
    neighbourhood: usize,
    chance: &mut Chance,
    reports: &mut Vec<FamilyReport>,
) {
    let story = story(deed, theatre, deck, chance);
    let title = fill(chance.pick(deeds.titles), deed, chance);
    let mut add = |kind: Kind, outlet: &str, title: String, day: Date, text: String| {
        let report = Report {
            id: format!("f{family:03}-{}", reports.len()),
            text,
            title: Some(title),
            date: Some(day),
            outlet: Some(outlet.to_owned()),
            language: Some("en".to_owned()),
            ..Report::default()
        };
        reports.push(FamilyReport { report, family, neighbourhood, kind, deed: deed.clone() });
    };
    let dateline = |outlet: &str| format!("{}, {} ({outlet}) — ", deed.town.to_uppercase(), theatre.country);
    let day = deed.day;
    let later = |chance: &mut Chance| day.saturating_add((chance.below(2) as i64).days());
    add(Kind::Original, wire, title.clone(), day, laid_out(&dateline(wire), &story, &footer(wire, theatre, chance)));
    let mut outlets: Vec<&str> = OUTLETS.to_vec();
    let mut outlet = |chance: &mut Chance| outlets.remove(chance.below(outlets.len()));

    for _ in 0..=chance.below(2) {
        let name = outlet(chance);
        let text = laid_out(&dateline(wire), &story, &footer(name, theatre, chance));
        add(Kind::Verbatim, name, title.clone(), later(chance), text);
    }
    let name = outlet(chance);
    let head = if chance.one_in(2) { dateline(wire) } else { format!("{} — ", deed.town) };
    let text = laid_out(&head, &story, &footer(name, theatre, chance));
    add(Kind::Reheadlined, name, fill(chance.pick(deeds.titles), deed, chance), later(chance), text);

    let name = outlet(chance);
    let keep = (story.len() * (45 + chance.below(35))).div_ceil(100).max(3);
    let credit = if chance.one_in(2) { format!("\n\n({wire})") } else { String::new() };
    let text = laid_out("", &story[..keep], &footer(name, theatre, chance)) + &credit;
    add(Kind::Cut, name, fill(chance.pick(deeds.titles), deed, chance), later(chance), text);

    let name = outlet(chance);
    let text = laid_out(&dateline(name), &edited(&story, chance), &footer(name, theatre, chance));
    add(Kind::Edited, name, title, later(chance), text);

    for _ in 0..=chance.below(2) {
        let name = outlet(chance);
        let text = paraphrase(deed, theatre, deck, wire, &story, name, chance);
        add(Kind::Paraphrase, name, fill(chance.pick(deeds.titles), deed, chance), later(chance), text);
    }
}

/// Patterns that the reports of one family use. Neighbours share details, responses and background (the stock phrases of a desk), but no
/// lead, no direct speech and no scene.
struct Deck {
    leads: Vec<&'static str>,
    details: Vec<&'static str>,
    quotes: Vec<&'static str>,
    scenes: Vec<&'static str>,
}

impl Deck {
    /// For three families.
    fn deal(deeds: &Deeds, chance: &mut Chance) -> Vec<Deck> {
        let mut all = |from: &[&'static str]| chance.some(from, from.len());
        let (leads, quotes, scenes) = (all(deeds.leads), all(QUOTES), all(SCENES));
        let part = |from: &[&'static str], at: usize| from[at * from.len() / 3..(at + 1) * from.len() / 3].to_vec();
        (0..3)
            .map(|at| Deck {
                leads: part(&leads, at),
                details: all(deeds.details),
                quotes: part(&quotes, at),
                scenes: part(&scenes, at),
            })
            .collect()
    }
}

/// Sentences of 120 to 250 words.
fn story(deed: &Deed, theatre: &Theatre, deck: &Deck, chance: &mut Chance) -> Vec<String> {
    let mut parts: Vec<&str> =
        vec![deck.leads[0], deck.details[0], chance.pick(TOLLS), deck.quotes[0], deck.details[1]];
    parts.extend([chance.pick(RESPONSES), deck.scenes[0], deck.quotes[1], deck.details[2], deck.scenes[1]]);
    if chance.one_in(2) {
        parts.push(deck.scenes[2]);
    }
    parts.push(chance.pick(AFTERMATHS));
    parts.extend(chance.some(theatre.background, 2));
    parts.into_iter().map(|part| fill(part, deed, chance)).collect()
}

/// Other words for the same facts: other patterns, the direct speech taken over or left out, a credit, and something of its own.
fn paraphrase(
    deed: &Deed,
    theatre: &Theatre,
    deck: &Deck,
    wire: &str,
    original: &[String],
    outlet: &str,
    chance: &mut Chance,
) -> String {
    let mut parts = vec![deck.leads[1], chance.pick(CREDITS), chance.pick(TOLLS)];
    let own = chance.some(&deck.scenes[3..], 2);
    parts.extend([deck.details[3 + chance.below(3)], chance.pick(RESPONSES), own[0], own[1], chance.pick(AFTERMATHS)]);
    parts.push(chance.pick(theatre.background));
    let mut sentences: Vec<String> =
        parts.into_iter().map(|part| fill(part, deed, chance).replace("{wire}", wire)).collect();
    if !chance.one_in(3) {
        let said = original.iter().find(|sentence| sentence.contains('“')).cloned();
        sentences.splice(3..3, said);
    }
    laid_out("", &sentences, &footer(outlet, theatre, chance))
}

/// Two or three sentences a paragraph.
fn laid_out(dateline: &str, sentences: &[String], footer: &str) -> String {
    let paragraphs: Vec<String> = sentences.chunks(2).map(|sentences| sentences.join(" ")).collect();
    let mut text = format!("{dateline}{}", paragraphs.join("\n\n"));
    if !footer.is_empty() {
        text += "\n\n";
        text += footer;
    }
    text
}

/// What an outlet prints under every story. Long ones, and not marked as noise: the hard case.
fn footer(outlet: &str, theatre: &Theatre, chance: &mut Chance) -> String {
    match outlet.len() % 4 {
        0 => format!(
            "{outlet} brings you the news of {} and beyond every hour of the day. Follow us for pictures from the ground, write to our \
             desk if you have seen something we should know, and support reporting that nobody else pays for.",
            theatre.region
        ),
        1 => format!(
            "Our correspondents in {} cannot move freely and do not always sign their work. {outlet} checks what it prints with at least \
             two people who were there, unless the text says otherwise.",
            theatre.country
        ),
        2 if chance.one_in(2) => format!("(Editing by the night desk of {outlet}; pictures by its readers)"),
        _ => String::new(),
    }
}

fn edited(story: &[String], chance: &mut Chance) -> Vec<String> {
    let mut sentences: Vec<String> = story.to_vec();
    if chance.one_in(2) && sentences.len() > 6 {
        let gone = 3 + chance.below(sentences.len() - 3);
        sentences.remove(gone);
    }
    for sentence in &mut sentences {
        if chance.one_in(3) {
            continue;
        }
        let mut words: Vec<String> = sentence.split(' ').map(str::to_owned).collect();
        if let Some(word) = words.iter_mut().find(|word| SYNONYMS.iter().any(|(from, _)| from == word)) {
            let to = SYNONYMS.iter().find(|(from, _)| *from == word.as_str()).map(|(_, to)| *to);
            *word = to.unwrap_or_default().to_owned();
        } else if chance.one_in(2) && words.len() > 8 {
            let at = 3 + chance.below(words.len() - 5);
            words.insert(at, chance.pick(&["also", "meanwhile", "reportedly", "apparently", "again"]).to_owned());
        }
        *sentence = words.join(" ");
    }
    if chance.one_in(2) {
        for sentence in &mut sentences {
            *sentence = sentence.replace(['“', '”'], "\"").replace('’', "'");
        }
    }
    sentences
}

fn fill(pattern: &str, deed: &Deed, chance: &mut Chance) -> String {
    let number = |number: u64, chance: &mut Chance| match NUMBER_WORDS.get(number as usize) {
        Some(word) if number < 11 || chance.one_in(4) => (*word).to_owned(),
        _ => number.to_string(),
    };
    let (killed, injured) = (number(deed.killed, chance), number(deed.injured, chance));
    let text = pattern
        .replace("{said}", chance.pick(SAID))
        .replace("{and}", chance.pick(AND_SAID))
        .replace("{town}", deed.town)
        .replace("{region}", deed.region)
        .replace("{actor}", deed.actor)
        .replace("{target}", deed.target)
        .replace("{killed}", &killed)
        .replace("{injured}", &injured)
        .replace("{person}", &deed.person)
        .replace("{role}", deed.role)
        .replace("{building}", deed.building)
        .replace("{other}", &deed.other)
        .replace("{hour}", deed.hour)
        .replace("{day}", WEEKDAYS[deed.day.weekday().to_monday_zero_offset() as usize]);
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// SplitMix64 (Steele, Lea, Flood 2014).
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// From a seed.
    pub fn new(seed: u64) -> Chance {
        Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    /// 64 bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let bits = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// 0 to `end` - 1.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// True once in so many times.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of them.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// So many of them, none twice.
    pub fn some<T: Copy>(&mut self, from: &[T], count: usize) -> Vec<T> {
        let mut left: Vec<T> = from.to_vec();
        (0..count.min(from.len())).map(|_| left.remove(self.below(left.len()))).collect()
    }
}

struct Theatre {
    country: &'static str,
    region: &'static str,
    /// Neighbours stand beside one another.
    towns: &'static [&'static str],
    parties: [&'static str; 2],
    background: &'static [&'static str],
}

struct Deeds {
    event_type: &'static str,
    titles: &'static [&'static str],
    leads: &'static [&'static str],
    details: &'static [&'static str],
}

include!("words.rs");

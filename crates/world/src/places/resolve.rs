//! The places that a report's mentions mean, told together: each one's candidates are weighed with what its own words say,
//! then again with the report's other places beside it.
//!
//! ```text
//! mention -> its wording and what stands around it (names.rs) -> bearers of the name (gazetteer.rs)
//!         -> first pass: each alone (rank.rs) -> second pass: with the likeliest of the others as neighbours -> Where
//! ```
//!
//! A name that nothing bears, a generic place and a name met by its consonants alone without support stay unresolved with
//! what was considered: never a guess, and never an error. The order of the mentions does not matter; where they stand in
//! the text does, a little (the one next to it is the better neighbour).

use std::collections::HashMap;
use std::ops::Range;

use claim::{Place, PlaceSeen, UnresolvedPlace, Where};

use super::gazetteer::{Class, Entry, Facts, Gazetteer, KeyKind, PlaceRecord};
use super::keys;
use super::mentions::{countries_in, country_of_demonym, mentions_in};
use super::names::{self, Around, Cue, Wording};
use super::rank::{self, Bearer, Evidence, Neighbour, Signs};

/// A place as a text mentions it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mention {
    /// The words: "the southern city of Daraa".
    pub text: String,
    /// First byte in the report's text, where known: for nearness in the text.
    pub position: Option<usize>,
    /// The words before it in its sentence; the last 80 letters or so are enough.
    pub before: String,
    /// The words behind it in its sentence.
    pub after: String,
}

/// How much text around a mention is looked at, in bytes.
const REACH: usize = 120;

impl Mention {
    /// A name without a text around it.
    pub fn alone(text: impl Into<String>) -> Mention {
        Mention { text: text.into(), ..Mention::default() }
    }

    /// A mention at bytes `span` of a report's text, with what stands around it on its line. A span outside the text or
    /// inside a letter is drawn to the next border.
    pub fn at(report: &str, span: Range<usize>) -> Mention {
        let start = report.floor_char_boundary(span.start.min(report.len()));
        let end = report.ceil_char_boundary(span.end.clamp(start, report.len()));
        let before = &report[report.ceil_char_boundary(start.saturating_sub(REACH))..start];
        let after = &report[end..report.floor_char_boundary((end + REACH).min(report.len()))];
        Mention {
            text: report[start..end].to_owned(),
            position: Some(start),
            before: before.rsplit('\n').next().unwrap_or_default().to_owned(),
            after: after.split('\n').next().unwrap_or_default().to_owned(),
        }
    }
}

/// What else the report tells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Context {
    /// Countries that the report names, by name or demonym.
    pub countries: Vec<Named>,
    /// Other places of the report, that nobody asks for.
    pub others: Vec<Mention>,
    /// ISO 3166 alpha-2 of the country where the report appeared, where known.
    pub outlet_country: Option<String>,
}

/// A country as a report names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// ISO 3166 alpha-2.
    pub country: String,
    /// The word that names it, in small letters: "syrian".
    pub word: String,
    /// How often.
    pub times: usize,
}

impl Context {
    /// What a report's title and text tell: the countries and the other places in them. `dateline` is the town in front of
    /// the text, where the input tells it apart.
    pub fn of(text: &str, title: Option<&str>, dateline: Option<&str>, gazetteer: &Gazetteer) -> Context {
        let mut context = Context::default();
        for (part, inside) in [(title, false), (dateline, false), (Some(text), true)] {
            let Some(part) = part else { continue };
            for named in countries_in(part, gazetteer) {
                match context
                    .countries
                    .iter_mut()
                    .find(|known| known.word == named.word && known.country == named.country)
                {
                    Some(known) => known.times += named.times,
                    None => context.countries.push(named),
                }
            }
            for found in mentions_in(part, gazetteer) {
                let mention = Mention::at(part, found.span.clone());
                context.others.push(Mention { position: mention.position.filter(|_| inside), ..mention });
            }
        }
        context
    }

    /// The same with the country where the report appeared (ISO 3166 alpha-2).
    pub fn published_in(self, country: Option<&str>) -> Context {
        Context { outlet_country: country.map(str::to_uppercase), ..self }
    }
}

/// The places that mentions mean: one answer for each mention, in their order.
pub fn resolve_places(mentions: &[Mention], context: &Context, gazetteer: &Gazetteer) -> Vec<Where> {
    let (asked, report) = weigh(mentions, context, None, gazetteer);
    (0..mentions.len()).map(|owner| answer(owner, &asked, &report, gazetteer)).collect()
}

/// The place that a name means, near a country (ISO 3166 alpha-2) if one is given.
pub fn resolve_place(name: &str, near: Option<&str>, gazetteer: &Gazetteer) -> Where {
    explain_place(name, near, gazetteer).answer
}

/// An answer with its reasons.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// The answer.
    pub answer: Where,
    /// Why this one and not the next, in words for people, weightiest first; empty where nothing was found.
    pub reasons: Vec<String>,
    /// All that bears the name, best first, at most ten.
    pub considered: Vec<PlaceSeen>,
}

/// As [`resolve_place`], with the reasons.
pub fn explain_place(name: &str, near: Option<&str>, gazetteer: &Gazetteer) -> Explained {
    let near = near.map(str::to_uppercase);
    let countries: Vec<Named> =
        near.iter().map(|code| Named { country: code.clone(), word: String::new(), times: 1 }).collect();
    let context = Context { countries, ..Context::default() };
    let (asked, report) = weigh(&[Mention::alone(name)], &context, near.as_deref().and_then(code), gazetteer);
    let answer = answer(0, &asked, &report, gazetteer);
    let Some(one) = asked.iter().find(|one| one.owner == Some(0) && !one.held.is_empty()) else {
        return Explained { answer, reasons: vec![], considered: vec![] };
    };
    let order = one.order();
    let considered = order.iter().take(10).map(|at| one.seen(*at, gazetteer)).collect();
    let mut reasons = Vec::new();
    match order[..] {
        [] => {}
        [_] => reasons.push("it is the only place known by that name".to_owned()),
        [best, next, ..] => {
            let weights = &rank::weights().second;
            let gain = |sign: &usize| weights[*sign] * (one.signs[1][best][*sign] - one.signs[1][next][*sign]);
            let mut gains: Vec<usize> = (0..rank::SIGNS).filter(|sign| gain(sign) > 0.1).collect();
            gains.sort_by(|a, b| gain(b).total_cmp(&gain(a)));
            for words in gains.into_iter().filter_map(rank::in_words) {
                if !reasons.iter().any(|said| said == words) {
                    reasons.push(words.to_owned());
                }
            }
        }
    }
    Explained { answer, reasons, considered }
}

/// A candidate of a mention with its signs: what the weights are learned from.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighed {
    /// Which mention, from 0.
    pub mention: usize,
    /// Which place.
    pub entry: Entry,
    /// Its numbers.
    pub facts: Facts,
    /// Without neighbours and with them.
    pub signs: [Signs; 2],
    /// 0..1, with neighbours.
    pub chance: f64,
}

/// All candidates of all mentions with their signs; see [`resolve_places`].
pub fn weighed_places(mentions: &[Mention], context: &Context, gazetteer: &Gazetteer) -> Vec<Weighed> {
    let (asked, _) = weigh(mentions, context, None, gazetteer);
    let mut all = Vec::new();
    for one in &asked {
        let Some(mention) = one.owner else { continue };
        all.extend(one.held.iter().enumerate().map(|(at, held)| Weighed {
            mention,
            entry: held.entry,
            facts: held.bearer.facts,
            signs: [one.signs[0][at], one.signs[1][at]],
            chance: one.chances[at],
        }));
    }
    all
}

/// A name with what bears it.
#[derive(Clone, Debug)]
struct Held {
    entry: Entry,
    bearer: Bearer,
}

/// One name that is asked for: a mention is one, or several where it is a list.
struct Asked {
    /// Which mention it is of; `None` for the report's other places.
    owner: Option<usize>,
    position: Option<usize>,
    wording: Wording,
    around: Around,
    /// The spelling that was met, folded: mentions of one name are one neighbour.
    name: String,
    held: Vec<Held>,
    /// Of each candidate, without neighbours and with them.
    signs: [Vec<Signs>; 2],
    /// Of each candidate, after the pass that was last.
    chances: Vec<f64>,
    /// That none of them is meant.
    none: f64,
}

impl Asked {
    /// Candidates, likeliest first. Equal ones stand by their entry: the order of lookups does not matter.
    fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.held.len()).collect();
        order.sort_by(|a, b| {
            self.chances[*b].total_cmp(&self.chances[*a]).then(self.held[*a].entry.cmp(&self.held[*b].entry))
        });
        order
    }

    fn best(&self) -> Option<(usize, f64)> {
        self.order().first().map(|at| (*at, self.chances[*at]))
    }

    fn seen(&self, at: usize, gazetteer: &Gazetteer) -> PlaceSeen {
        let record = gazetteer.place(self.held[at].entry);
        PlaceSeen {
            country: record.facts.country().map(str::to_owned),
            id: record.id,
            name: record.name,
            score: rounded(self.chances[at]),
        }
    }
}

/// What holds for the whole report.
struct Report {
    /// Countries that are named, with the word and how often.
    countries: Vec<([u8; 2], String, usize)>,
    outlet: Option<[u8; 2]>,
    /// The country that a person asks for.
    near: Option<[u8; 2]>,
}

fn code(text: &str) -> Option<[u8; 2]> {
    text.as_bytes().try_into().ok()
}

/// Four digits: more would only be noise.
fn rounded(score: f64) -> f64 {
    (score.clamp(0.0, 1.0) * 10_000.0).round() / 10_000.0
}

/// Lookups of one report, each name asked once.
struct Lookups<'g> {
    gazetteer: &'g Gazetteer,
    known: HashMap<(String, bool), Vec<Held>>,
}

impl Lookups<'_> {
    /// What bears a name: by its letters, or loosely by its consonants.
    fn of(&mut self, name: &str, loosely: bool) -> Vec<Held> {
        let gazetteer = self.gazetteer;
        self.known.entry((name.to_owned(), loosely)).or_insert_with(|| held(gazetteer, name, loosely)).clone()
    }
}

/// How many bearers of one name are weighed at most: more people first. "San José" has a few hundred.
const MOST: usize = 400;

fn held(gazetteer: &Gazetteer, name: &str, loosely: bool) -> Vec<Held> {
    let mut best: Vec<Held> = Vec::new();
    for candidate in gazetteer.lookup(name) {
        if (candidate.key == KeyKind::Skeleton) != loosely {
            continue;
        }
        let facts = gazetteer.facts(candidate.entry);
        let (key, main) = (candidate.key, candidate.main);
        let bearer = Bearer { facts, key, main, nearly_main: false, cut: false };
        match best.iter_mut().find(|held| held.entry == candidate.entry) {
            Some(held) if (held.bearer.key, !held.bearer.main) <= (bearer.key, !bearer.main) => {}
            Some(held) => held.bearer = bearer,
            None => best.push(Held { entry: candidate.entry, bearer }),
        }
    }
    if !loosely
        && let Some(entry) = country_of_demonym(name, gazetteer)
        && best.iter().all(|held| held.entry != entry)
    {
        let facts = gazetteer.facts(entry);
        let bearer = Bearer { facts, key: KeyKind::Exact, main: false, nearly_main: false, cut: false };
        best.push(Held { entry, bearer });
    }
    if best.len() > MOST {
        best.sort_by_key(|held| (std::cmp::Reverse(held.bearer.facts.population), held.entry));
        best.truncate(MOST);
    }
    // Only beside a division does it matter how a town's main name is spelled: unpacking names costs more than the rest.
    if best.iter().any(|held| held.bearer.facts.class == Class::Division) {
        let folded = keys::folded(name);
        for held in best.iter_mut().filter(|held| !held.bearer.main && rank::is_point(held.bearer.facts.class)) {
            let main = keys::folded(&gazetteer.place(held.entry).name);
            let longest = main.chars().count().max(folded.chars().count());
            held.bearer.nearly_main = strsim::levenshtein(&main, &folded) * 4 <= longest;
        }
    }
    best.sort_by_key(|held| held.entry);
    best
}

/// Asks for every mention and for the report's other places, and weighs them together. `near`: the country that a person asks
/// for, as good as one named beside each mention.
fn weigh(
    mentions: &[Mention],
    context: &Context,
    near: Option<[u8; 2]>,
    gazetteer: &Gazetteer,
) -> (Vec<Asked>, Report) {
    let mut lookups = Lookups { gazetteer, known: HashMap::new() };
    let mut asked: Vec<Asked> = Vec::new();
    for (owner, mention) in mentions.iter().enumerate() {
        ask(Some(owner), mention, &mut lookups, &mut asked);
    }
    for other in &context.others {
        let told = |mention: &Mention| {
            mention.position.is_some_and(|from| {
                let (to, at) = (from + mention.text.len(), other.position);
                at.is_some_and(|at| at < to && from < at + other.text.len())
            })
        };
        if !mentions.iter().any(told) {
            ask(None, other, &mut lookups, &mut asked);
        }
    }
    let countries = context.countries.iter();
    let report = Report {
        countries: countries
            .filter_map(|named| Some((code(&named.country)?, named.word.clone(), named.times)))
            .collect(),
        outlet: context.outlet_country.as_deref().and_then(code),
        near,
    };
    let evidence = evidence(&asked, &report, &mut lookups);
    for pass in [0, 1] {
        let neighbours = if pass == 0 { vec![vec![]; asked.len()] } else { neighbours(&asked) };
        for ((one, evidence), neighbours) in asked.iter_mut().zip(&evidence).zip(&neighbours) {
            let bearers: Vec<Bearer> = one.held.iter().map(|held| held.bearer).collect();
            one.signs[pass] = rank::signs(&bearers, evidence, neighbours);
            (one.chances, one.none) = rank::chances(&one.signs[pass], rank::weights(), pass);
        }
    }
    (asked, report)
}

/// Takes one mention apart and looks its names up.
fn ask(owner: Option<usize>, mention: &Mention, lookups: &mut Lookups, asked: &mut Vec<Asked>) {
    let wording = names::wording(&mention.text);
    let around = names::around(&mention.before, &mention.after);
    let whole = wording.names.first().map(|name| lookups.of(name, false)).unwrap_or_default();
    let parts = if whole.is_empty() && !wording.parts.is_empty() { wording.parts.clone() } else { vec![wording] };
    for wording in parts {
        let mut held = Vec::new();
        let mut name = wording.names.last().cloned().unwrap_or_default();
        for (cut, spelling) in wording.names.iter().enumerate() {
            held = lookups.of(spelling, false);
            if !held.is_empty() {
                name.clone_from(spelling);
                held.iter_mut().for_each(|held| held.bearer.cut = cut > 0);
                break;
            }
        }
        if held.is_empty() && wording.cue != Some(Cue::Water) {
            for (cut, spelling) in wording.names.iter().enumerate() {
                held = lookups.of(spelling, true);
                held.retain(|held| is_alike(spelling, held.entry, lookups.gazetteer));
                if !held.is_empty() {
                    name.clone_from(spelling);
                    held.iter_mut().for_each(|held| held.bearer.cut = cut > 0);
                    break;
                }
            }
        }
        asked.push(Asked {
            owner,
            position: mention.position,
            name: keys::folded(&name),
            wording,
            around: around.clone(),
            held,
            signs: [vec![], vec![]],
            chances: vec![],
            none: 1.0,
        });
    }
}

/// Whether a name that met by its consonants is spelled much like the place's main name: at most two fifths of the letters
/// differ. Alternate names are not unpacked for this: the alias table is there for the rest.
fn is_alike(spelling: &str, entry: Entry, gazetteer: &Gazetteer) -> bool {
    let (a, b) = (keys::folded(spelling), keys::folded(&gazetteer.place(entry).name));
    let longest = a.chars().count().max(b.chars().count());
    a.chars().next().map(first_sound) == b.chars().next().map(first_sound)
        && strsim::levenshtein(&a, &b) * 5 <= longest * 2
}

/// Letters that romanisations swap at the start of a name.
fn first_sound(letter: char) -> char {
    match letter {
        'c' | 'q' | 'k' => 'k',
        'j' | 'g' => 'g',
        'v' | 'w' | 'u' | 'o' => 'o',
        'a' | 'e' | 'i' | 'y' => 'a',
        other => other,
    }
}

/// What the words say of every name asked for.
fn evidence(asked: &[Asked], report: &Report, lookups: &mut Lookups) -> Vec<Evidence> {
    // "Paris, Texas" once holds for every other "Paris" of the report that says nothing itself.
    let mut told: HashMap<&str, (Vec<&String>, Vec<&String>)> = HashMap::new();
    for one in asked {
        let entry = told.entry(&one.name).or_default();
        entry.0.extend(one.wording.inside.iter().chain(&one.around.inside));
        entry.1.extend(one.wording.about.iter().chain(&one.around.about));
    }
    asked
        .iter()
        .map(|one| {
            let own_inside: Vec<&String> = one.wording.inside.iter().chain(&one.around.inside).collect();
            let own_about: Vec<&String> = one.wording.about.iter().chain(&one.around.about).collect();
            let (inside, about) = match told.get(one.name.as_str()) {
                Some((inside, about)) if own_inside.is_empty() && own_about.is_empty() => {
                    (inside.clone(), about.clone())
                }
                _ => (own_inside, own_about),
            };
            let mut lies = |names: &[&String]| -> Vec<bool> {
                let mut lies = vec![false; one.held.len()];
                for name in names {
                    let outer = outer(name, lookups);
                    let list = is_list(&outer, &one.held);
                    for (held, lies) in one.held.iter().zip(&mut lies) {
                        let facts = &held.bearer.facts;
                        let inside = outer.iter().any(|outer| holds(outer, facts));
                        *lies |= (inside || is_postal_code(name, facts, lookups.gazetteer))
                            && !(list && rank::is_point(facts.class));
                    }
                }
                lies
            };
            let (inside, mut about) = (lies(&inside), lies(&about));
            for (held, about) in one.held.iter().zip(&mut about) {
                *about |= report.near.is_some() && report.near == held.bearer.facts.country;
            }
            let mut holding = vec![false; one.held.len()];
            if let Some(inner) = &one.around.holds {
                let inner = lookups.of(inner, false);
                for (held, holding) in one.held.iter().zip(&mut holding) {
                    let wide = matches!(held.bearer.facts.class, Class::Country | Class::Division | Class::District);
                    *holding = wide && inner.iter().any(|inner| holds(&held.bearer.facts, &inner.bearer.facts));
                }
            }
            let mut countries: Vec<([u8; 2], f64)> = Vec::new();
            let mut all = 0.0;
            for (country, word, times) in &report.countries {
                if *word == one.name || one.wording.names.iter().any(|name| name.to_lowercase() == *word) {
                    continue; // "Georgia" is no sign that Georgia is meant
                }
                all += *times as f64;
                match countries.iter_mut().find(|(known, _)| known == country) {
                    Some((_, share)) => *share += *times as f64,
                    None => countries.push((*country, *times as f64)),
                }
            }
            countries.iter_mut().for_each(|(_, share)| *share /= all);
            Evidence {
                cue: one.wording.cue.or(one.around.cue),
                inside,
                about,
                holds: holding,
                countries,
                outlet: report.outlet,
            }
        })
        .collect()
}

/// What a name that something lies in may be: places, or the country of a demonym ("the Syrian city of").
fn outer(name: &str, lookups: &mut Lookups) -> Vec<Facts> {
    let mut outer: Vec<Facts> = lookups.of(name, false).into_iter().map(|held| held.bearer.facts).collect();
    if outer.is_empty() {
        let inner = names::wording(name);
        for name in inner.names.iter().skip(1) {
            outer = lookups.of(name, false).into_iter().map(|held| held.bearer.facts).collect();
            if !outer.is_empty() {
                break;
            }
        }
    }
    outer
}

/// Whether a comma parts the items of a list: in "Louisiana, Missouri and Iowa" both may be divisions of one country, so it is
/// not the town of Louisiana in Missouri.
fn is_list(outer: &[Facts], inner: &[Held]) -> bool {
    outer.iter().any(|outer| {
        inner.iter().map(|held| &held.bearer.facts).any(|inner| match outer.class {
            Class::Country => inner.class == Class::Country,
            Class::Division => inner.class == Class::Division && inner.country == outer.country,
            _ => false,
        })
    })
}

/// "Paris, TX": GeoNames codes the divisions of the United States by their postal codes.
fn is_postal_code(name: &str, facts: &Facts, gazetteer: &Gazetteer) -> bool {
    let is_code = name.len() == 2 && name.bytes().all(|byte| byte.is_ascii_uppercase());
    is_code && facts.country == Some(*b"US") && gazetteer.division_code(facts).is_some_and(|code| code == name)
}

/// Whether a place lies in another, as far as country, division and distance tell.
fn holds(outer: &Facts, inner: &Facts) -> bool {
    let far = || rank::kilometres((outer.lat, outer.lon), (inner.lat, inner.lon));
    let same_country = outer.country.is_some() && outer.country == inner.country;
    match outer.class {
        Class::Country => same_country && inner.class != Class::Country,
        Class::Division => {
            let below = !matches!(inner.class, Class::Country | Class::Division);
            same_country && below && outer.division.is_some() && outer.division == inner.division
        }
        Class::District => {
            same_country && rank::is_point(inner.class) && inner.class != Class::District && far() < 60.0
        }
        Class::Town | Class::Capital => {
            let smaller = rank::is_point(inner.class) && outer.population > inner.population;
            smaller && far() < 40.0 || outer == inner // "Washington, D.C."
        }
        Class::Region | Class::Water => outer.radius_km > 0.0 && far() < outer.radius_km,
        Class::Base | Class::Camp | Class::Facility => false,
    }
}

/// For each name asked for: the likeliest place of every other name, with its chance in the first pass.
fn neighbours(asked: &[Asked]) -> Vec<Vec<Neighbour>> {
    /// More neighbours than these say nothing new.
    const FEW: usize = 60;
    let mut tops: Vec<(usize, Neighbour)> = Vec::new();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for (at, one) in asked.iter().enumerate() {
        let Some((best, chance)) = one.best() else { continue };
        let neighbour = Neighbour { facts: one.held[best].bearer.facts, chance, closeness: 0.0 };
        match seen.get(one.name.as_str()) {
            Some(known) if tops[*known].1.chance >= chance => {}
            Some(known) => tops[*known] = (at, neighbour),
            None => {
                seen.insert(&one.name, tops.len());
                tops.push((at, neighbour));
            }
        }
    }
    // By chance, then by name: the order of mentions does not matter.
    tops.sort_by(|(a, x), (b, y)| y.chance.total_cmp(&x.chance).then_with(|| asked[*a].name.cmp(&asked[*b].name)));
    tops.truncate(FEW);
    let mut in_text: Vec<usize> = (0..asked.len()).filter(|at| asked[*at].position.is_some()).collect();
    in_text.sort_by_key(|at| asked[*at].position);
    (0..asked.len())
        .map(|at| {
            let one = &asked[at];
            let mut all: Vec<Neighbour> =
                tops.iter().filter(|(other, _)| asked[*other].name != one.name).map(|(_, top)| top.clone()).collect();
            if let Some(place) = in_text.iter().position(|other| *other == at) {
                let other_name = |other: &&usize| asked[**other].name != one.name && !asked[**other].held.is_empty();
                let next = in_text[place + 1..].iter().find(other_name);
                let last = in_text[..place].iter().rev().find(other_name);
                for other in next.into_iter().chain(last) {
                    let facts = asked[*other].best().map(|(best, _)| asked[*other].held[best].bearer.facts);
                    all.iter_mut().filter(|near| Some(near.facts) == facts).for_each(|near| near.closeness = 1.0);
                }
            }
            all
        })
        .collect()
}

/// The answer for one mention: that of its one name, or of the first of its list that can be told.
fn answer(owner: usize, asked: &[Asked], report: &Report, gazetteer: &Gazetteer) -> Where {
    let mut first: Option<Where> = None;
    let mut places: Vec<(&Asked, Place)> = Vec::new();
    for one in asked.iter().filter(|one| one.owner == Some(owner)) {
        match answer_one(one, report, gazetteer) {
            Where::Place(place) => places.push((one, place)),
            unresolved => first = first.or(Some(unresolved)),
        }
    }
    let mut places = places.into_iter();
    match places.next() {
        Some((_, mut place)) => {
            if let Some((_, other)) = places.next() {
                // "between Homs and Hama": neither; as near as they are to each other.
                let far = rank::kilometres((place.lat, place.lon), (other.lat, other.lon));
                place.precision = place.precision.max(if far <= 50.0 { 2 } else { 5 });
                place.runner_up =
                    Some(PlaceSeen { id: other.id, name: other.name, country: other.country, score: other.score });
            }
            Where::Place(place)
        }
        None => first.unwrap_or_else(|| unresolved("a generic place", vec![])),
    }
}

fn unresolved(reason: &str, seen: Vec<PlaceSeen>) -> Where {
    Where::Unresolved(UnresolvedPlace { unresolved: reason.to_owned(), seen })
}

/// An answer with a smaller score would be a guess: of those on GeoVirus a third was right (benchmarks/places.md).
const LEAST: f64 = 0.4;
/// The same for what alone bears its name: a village that nobody else mentions has a small score and is right.
const LEAST_ALONE: f64 = 0.2;

fn answer_one(one: &Asked, report: &Report, gazetteer: &Gazetteer) -> Where {
    if one.wording.generic || one.wording.names.is_empty() {
        return unresolved("a generic place", vec![]);
    }
    let order = one.order();
    let seen = || order.iter().take(5).map(|at| one.seen(*at, gazetteer)).collect::<Vec<_>>();
    let Some(best) = order.first().copied() else {
        let reason = match one.wording.cue {
            Some(Cue::Water) => "no water of that name is known",
            _ => "no place of that name is known",
        };
        return unresolved(reason, vec![]);
    };
    let bearer = &one.held[best].bearer;
    if bearer.key == KeyKind::Skeleton {
        let named = report.countries.iter().any(|(country, _, _)| Some(*country) == bearer.facts.country);
        let signs = &one.signs[1][best];
        if !(named || signs[INSIDE] > 0.0 || signs[ABOUT] > 0.0 || signs[NEIGHBOURS_COUNTRY] > 0.3) {
            return unresolved("only names that are written somewhat alike are known", seen());
        }
    }
    let town = matches!(bearer.facts.class, Class::Town | Class::Capital);
    if one.wording.lower && one.around.cased && town {
        return unresolved("written in small letters, as names are not", seen());
    }
    // Most likely none of them, and the best lies in no country that the report speaks of.
    let signs = &one.signs[1][best];
    if rank::is_point(bearer.facts.class) && one.none > 0.7 && is_elsewhere(signs) {
        return unresolved("what bears that name lies in no country that the report speaks of", seen());
    }
    if order.len() > 1 && one.chances[best] < LEAST {
        return unresolved("several places bear that name, and nothing tells which is meant", seen());
    }
    if one.chances[best] < LEAST_ALONE {
        return unresolved("the only place known by that name is hardly meant", seen());
    }
    let runner_up = order.get(1).map(|at| one.seen(*at, gazetteer));
    let place = place(gazetteer.place(one.held[best].entry), one, rounded(one.chances[best]), runner_up);
    Where::Place(place)
}

// Numbers of signs that answers look at; a test holds them to their names.
const INSIDE: usize = 16;
const ABOUT: usize = 18;
const COUNTRY_NAMED: usize = 20;
const NO_COUNTRY_NAMED: usize = 22;
const OUTLET: usize = 23;
const NEIGHBOURS_COUNTRY: usize = 24;

/// Whether a report speaks of countries, and nothing in it speaks of this place's.
fn is_elsewhere(signs: &Signs) -> bool {
    let here = [INSIDE, ABOUT, COUNTRY_NAMED, OUTLET].iter().any(|sign| signs[*sign] > 0.0);
    !here && signs[NO_COUNTRY_NAMED] > 0.0 && signs[NEIGHBOURS_COUNTRY] < 0.05
}

/// A place for output, as precise as the words allow.
fn place(record: PlaceRecord, one: &Asked, score: f64, runner_up: Option<PlaceSeen>) -> Place {
    let class = record.facts.class;
    let own = match class {
        // The high seas; what lies in a country is a lake or a river.
        Class::Water if record.facts.country.is_none() => 7,
        _ => record.precision(),
    };
    let mut precision: u8 = own;
    if own == 1 {
        let (cue, cut) = (one.wording.cue, one.held.iter().any(|held| held.bearer.cut));
        precision = match cue {
            // The province, and only a town of its name is known.
            Some(Cue::Division) => 4,
            Some(Cue::District) => 3,
            Some(Cue::Line) => 5,
            Some(Cue::Region) => 2,
            Some(Cue::Base | Cue::Camp) if cut && matches!(class, Class::Town | Class::Capital) => 2,
            _ => 1,
        };
        if one.around.cue == Some(Cue::Division) && one.around.cue_behind && cue.is_none() {
            precision = 4;
        }
    }
    if one.wording.near || one.around.near {
        precision = precision.max(2);
    }
    Place { precision, score, runner_up, ..record.answer() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_that_answers_look_at_have_the_numbers_they_are_called_by() {
        let numbers = [INSIDE, ABOUT, COUNTRY_NAMED, NO_COUNTRY_NAMED, OUTLET, NEIGHBOURS_COUNTRY];
        let names = ["inside", "about", "country_named", "no_country_named", "outlet", "neighbours_country"];
        assert_eq!(numbers.map(|number| rank::NAMES[number]), names);
    }

    #[test]
    fn a_mention_is_cut_at_borders_of_letters_and_lines() {
        let text = "Erste Zeile.\nIn Köln é\nEnde";
        let mention = Mention::at(text, 16..21);
        assert_eq!((mention.text.as_str(), mention.before.as_str(), mention.after.as_str()), ("Köln", "In ", " é"));
        assert_eq!(Mention::at(text, 500..600).text, "");
        assert_eq!(Mention::at("Köln", 2..3).text, "ö");
    }
}

//! Statements of a report that can be tested: how far and which way, which of how many places, sums of people, weekdays of
//! dates, orders of days.
//!
//! A grammar over the words of each sentence; what it does not know, it passes over: a statement that is missed costs a test, one
//! that is misread costs trust. Never tests anything (that is `fuse::checks`), never touches a claim, and never guesses an end
//! of a distance or a party: what the text leaves open is unresolved, with the reason.
//!
//! ```text
//! words.rs      words.tsv; numbers with their bounds
//! distance.rs   "Damascus, about 100 km north", "Daraa, 100 km south of the capital"
//! ordinal.rs    "the fourth city that the army has lost in the past week", "captured four towns in three days"
//! sum.rs        "12 people, including seven children", "eight dead: five soldiers and three civilians"
//! weekday.rs    "Friday, 6 December 2024"
//! order.rs      what is told before it happened; "three days after the capture on 5 December, on 8 December"
//! cases.tsv     the cases that hold the grammar to its word
//! ```

mod distance;
mod order;
mod ordinal;
mod sum;
mod weekday;
mod words;

use crate::World;
use crate::dates::{self, DateContext, Leaning, NumberOrder, Reading};
use crate::parties::{self, PartyContext};
use crate::places::mentions::mentions_in;
use crate::places::resolve::{Context, Mention, resolve_places};
use claim::{Claim, CodePoints, Place, Report, Span, Statement, Testable, TextSlot, Where, Who};
use jiff::civil::Date;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;
use words::Line;

/// Who found it; rises when the same text gives other statements.
pub const MADE_BY: &str = "testable/1";

/// Every statement that can be tested, in the order of the text. `sentences` are the reader's, `claims` are resolved.
pub fn find(report: &Report, sentences: &[Span], claims: &[Claim], world: World) -> Vec<Testable> {
    let seen = Seen::new(report, sentences, claims, world);
    let mut found: Vec<Testable> = Vec::new();
    for (sentence, bytes) in seen.sentences.iter().enumerate() {
        let line = Line::new(&report.text, bytes.clone());
        if corrects(&line) {
            continue;
        }
        let statements = [
            distance::find(&seen, sentence, &line),
            ordinal::find(&seen, sentence, &line),
            sum::find(&line, &report.text),
            weekday::find(&seen, &line),
            order::find(&seen, sentence, &line),
        ];
        found.extend(statements.into_iter().flatten().map(|stated| seen.testable(sentence, stated)));
    }
    found.extend(order::of_claims(&seen));
    found.sort_by(|a, b| (a.sentence, a.span, a.statement.name()).cmp(&(b.sentence, b.span, b.statement.name())));
    found
}

/// A sentence that tells what was told wrongly states it no more.
fn corrects(line: &Line) -> bool {
    (0..line.len()).any(|k| {
        line.one_of(k, &["incorrectly", "wrongly", "mistakenly", "erroneously", "misstated", "misreported"])
            || line.one_of(k, &["earlier", "previous"])
                && line.one_of(k + 1, &["version", "versions", "story", "report", "article", "dispatch", "post"])
    })
}

/// A statement and the bytes that state it.
type Stated = (Range<usize>, Statement);

/// A report with what was asked of it so far.
struct Seen<'r> {
    report: &'r Report,
    points: CodePoints<'r>,
    /// Bytes of each sentence.
    sentences: Vec<Range<usize>>,
    claims: &'r [Claim],
    world: World<'r>,
    places: OnceCell<Places>,
    told: OnceCell<Vec<Reading>>,
    parties: OnceCell<PartyContext>,
}

/// The places that a report names, in the order of the text.
struct Places {
    context: Context,
    /// Bytes and answer: those of claims, and what is met in the text besides.
    named: Vec<(Range<usize>, Where)>,
}

impl<'r> Seen<'r> {
    fn new(report: &'r Report, sentences: &[Span], claims: &'r [Claim], world: World<'r>) -> Seen<'r> {
        let points = CodePoints::new(&report.text);
        let sentences = sentences.iter().map(|span| points.to_byte(span.start)..points.to_byte(span.end)).collect();
        Seen {
            report,
            points,
            sentences,
            claims,
            world,
            places: OnceCell::new(),
            told: OnceCell::new(),
            parties: OnceCell::new(),
        }
    }

    fn testable(&self, sentence: usize, (bytes, statement): Stated) -> Testable {
        let own = |(at, claim): (usize, &Claim)| (claim.sentence == sentence).then_some(at);
        Testable {
            sentence,
            span: Span::new(self.points.of_byte(bytes.start), self.points.of_byte(bytes.end)),
            quote: self.report.text[bytes].to_owned(),
            claims: self.claims.iter().enumerate().filter_map(own).collect(),
            made_by: MADE_BY.to_owned(),
            statement,
        }
    }

    /// The day that "the past week" counts back from.
    fn anchor(&self) -> Option<Date> {
        dates::dateline_day(&self.report.text, self.report.date).or(self.report.date)
    }

    fn dates(&self) -> DateContext {
        DateContext {
            published: self.report.date,
            dateline: dates::dateline_day(&self.report.text, self.report.date),
            leaning: Leaning::Past,
            order: NumberOrder::Unknown,
        }
    }

    /// Every expression of time in the text.
    fn told(&self) -> &[Reading] {
        self.told.get_or_init(|| dates::read(&self.report.text, &self.dates()))
    }

    fn bytes_of(&self, span: Span) -> Range<usize> {
        self.points.to_byte(span.start)..self.points.to_byte(span.end)
    }

    /// Claims of a sentence.
    fn claims_of(&self, sentence: usize) -> impl Iterator<Item = &'r Claim> {
        self.claims.iter().filter(move |claim| claim.sentence == sentence)
    }

    fn places(&self) -> &Places {
        self.places.get_or_init(|| {
            let text = &self.report.text;
            let context = Context::of(text, self.report.title.as_deref(), None, self.world.gazetteer);
            let mut named: BTreeMap<(usize, usize), Option<Where>> = BTreeMap::new();
            for claim in self.claims {
                for (slot, answers) in place_answers(claim) {
                    for (filler, answer) in claim.slot(slot).iter().zip(answers) {
                        let bytes = self.bytes_of(filler.span);
                        named.insert((bytes.start, bytes.end), Some(answer.clone()));
                    }
                }
            }
            let known: Vec<(usize, usize)> = named.keys().copied().collect();
            for found in mentions_in(text, self.world.gazetteer) {
                if !known.iter().any(|(start, end)| *start < found.span.end && found.span.start < *end) {
                    named.insert((found.span.start, found.span.end), None);
                }
            }
            let asked: Vec<(usize, usize)> =
                named.iter().filter(|(_, answer)| answer.is_none()).map(|(at, _)| *at).collect();
            let mentions: Vec<Mention> = asked.iter().map(|(start, end)| Mention::at(text, *start..*end)).collect();
            for (at, answer) in asked.iter().zip(resolve_places(&mentions, &context, self.world.gazetteer)) {
                named.insert(*at, Some(answer));
            }
            let named = named.into_iter().filter_map(|((start, end), answer)| Some((start..end, answer?))).collect();
            Places { context, named }
        })
    }

    /// The place that the words at these bytes name; they are no mention that the gazetteer met by itself.
    fn place_at(&self, bytes: Range<usize>) -> Where {
        let places = self.places();
        if let Some((_, answer)) = places.named.iter().find(|(named, _)| *named == bytes) {
            return answer.clone();
        }
        let mention = Mention::at(&self.report.text, bytes);
        match resolve_places(&[mention], &places.context, self.world.gazetteer).pop() {
            Some(answer) => answer,
            None => Where::Unresolved(claim::UnresolvedPlace { unresolved: "no place is named".into(), seen: vec![] }),
        }
    }

    /// What parties are resolved with: the countries of the report's places and those it names, weightiest first.
    fn party_context(&self) -> &PartyContext {
        self.parties.get_or_init(|| {
            let places = self.places();
            let mut weights: BTreeMap<&str, f64> = BTreeMap::new();
            for named in &places.context.countries {
                *weights.entry(&named.country).or_default() += named.times as f64;
            }
            for place in places.named.iter().filter_map(|(_, answer)| answer.place()) {
                if let Some(country) = &place.country {
                    *weights.entry(country).or_default() += place.score;
                }
            }
            let mut countries: Vec<(String, f64)> =
                weights.into_iter().map(|(country, weight)| (country.to_owned(), weight)).collect();
            countries.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            PartyContext { countries, date: self.report.date, ..PartyContext::default() }
        })
    }

    /// The party that words of a sentence name: as its claims resolved them, else by themselves.
    fn party(&self, sentence: usize, words: &str) -> Option<claim::PartyTold> {
        let words = words.trim();
        if words.is_empty() || PRONOUNS.contains(&words.to_lowercase().as_str()) {
            return None;
        }
        // "his forces": those of the man who is named last before
        let owned = words.split_once(' ').filter(|(owner, _)| matches!(owner.to_lowercase().as_str(), "his" | "her"));
        if let Some((_, noun)) = owned {
            let id =
                self.leader_before(sentence, words).and_then(|leader| self.known_party(&format!("{leader}'s {noun}")));
            return Some(claim::PartyTold { words: words.to_owned(), id });
        }
        let same = |claim: &&Claim, slot: TextSlot| {
            let answers = match (slot, &claim.resolved) {
                (TextSlot::Actor, Some(resolved)) => &resolved.actor,
                (TextSlot::Target, Some(resolved)) => &resolved.target,
                _ => return None,
            };
            let filler = claim.slot(slot).iter().zip(answers).find(|(filler, _)| words.ends_with(&filler.text));
            filler.and_then(|(_, who)| who.party()).map(|party| party.id.clone())
        };
        let of_claims = self
            .claims_of(sentence)
            .find_map(|claim| same(&claim, TextSlot::Actor).or_else(|| same(&claim, TextSlot::Target)));
        let id = of_claims.or_else(|| self.known_party(words));
        Some(claim::PartyTold { words: words.to_owned(), id })
    }

    /// The party of the register that words name by themselves.
    fn known_party(&self, words: &str) -> Option<String> {
        match parties::who(words, self.party_context(), self.world.register) {
            Who::Party(party) if !party.provisional => Some(party.id),
            Who::Party(_) | Who::Unresolved(_) => None,
        }
    }

    /// The name with a party that stands last before words of a sentence, in it or the two before: two words or more, or one
    /// that does not begin a sentence.
    fn leader_before(&self, sentence: usize, words: &str) -> Option<&'r str> {
        let text = &self.report.text;
        (0..=2).filter_map(|back| sentence.checked_sub(back)).find_map(|number| {
            let line = Line::new(text, self.sentences[number].clone());
            let end = match number == sentence {
                true => self.sentences[number].start + text[self.sentences[number].clone()].find(words)?,
                false => self.sentences[number].end,
            };
            let mut names: Vec<Range<usize>> = Vec::new();
            let mut at = 0;
            while at < line.len() {
                let last = if line.capital(at) { words::name_end(&line, at) } else { at };
                let bytes = line.tokens[at].bytes.start..line.tokens[last.max(at + 1) - 1].bytes.end;
                if last > at && (at > 0 || last > at + 1) && bytes.end <= end {
                    names.push(bytes);
                }
                at = last.max(at + 1);
            }
            names.into_iter().rev().map(|bytes| &text[bytes]).find(|name| self.known_party(name).is_some())
        })
    }
}

/// Words for a party that say nothing by themselves.
const PRONOUNS: [&str; 12] =
    ["they", "it", "he", "them", "its", "their", "who", "which", "that", "the group", "we", "she"];

/// The slots of places with their answers.
fn place_answers(claim: &Claim) -> Vec<(TextSlot, &[Where])> {
    let Some(resolved) = &claim.resolved else { return vec![] };
    vec![(TextSlot::Place, &resolved.place), (TextSlot::From, &resolved.from), (TextSlot::To, &resolved.to)]
}

/// A place that is a point: a town, a base, no province.
fn is_point(place: &Place) -> bool {
    place.precision <= 2 && !matches!(place.kind.as_str(), "country" | "division" | "region" | "water")
}

#[cfg(test)]
mod tests;

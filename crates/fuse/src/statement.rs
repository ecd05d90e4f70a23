//! A claim as fusing sees it: small, resolved, with the days and places that it is about.
//!
//! A million of them fit into memory: names are shared. Never holds text of a report beyond the names in slots.

use crate::figures::Cues;
use crate::kin::Kin;
use claim::{
    Bounds, ClaimId, ClaimRecord, CountSlot, EventType, Place, ReportId, Resolved, Status, Verification, Voice, Where,
    Who,
};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A report as fusing sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// Its id.
    pub id: ReportId,
    /// Day of publication; `None` where nobody knows it.
    pub published: Option<Date>,
    /// Who published it.
    pub outlet: Option<Arc<str>>,
}

/// One claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Its id.
    pub claim: ClaimId,
    /// The report it stands in.
    pub report: ReportId,
    /// Number of the claim within its report, from 0.
    pub position: u32,
    /// Number of its sentence, from 0.
    pub sentence: u32,
    /// Day of publication.
    pub published: Option<Date>,
    /// Who published it.
    pub outlet: Option<Arc<str>>,
    /// What kind of event.
    pub event_type: EventType,
    /// How the text presents it.
    pub status: Status,
    /// What the report says about its truth.
    pub verification: Option<Verification>,
    /// 0..1.
    pub confidence: f32,
    /// The words that name the event, lower case.
    pub trigger: Arc<str>,
    /// Who did it. One for each filler, in their order.
    pub actors: Vec<Arc<Named>>,
    /// To whom.
    pub targets: Vec<Arc<Named>>,
    /// Where: the smallest place first.
    pub places: Vec<Arc<Spot>>,
    /// Origin of a movement.
    pub from: Vec<Arc<Spot>>,
    /// Destination of a movement.
    pub to: Vec<Arc<Spot>>,
    /// When it happened, both ends included; see [`Told`].
    pub days: Option<Told>,
    /// Who says so, outermost first; empty where the outlet speaks in its own voice.
    pub speakers: Vec<Arc<Speaker>>,
    /// Killed, injured, displaced, detained, in the order of [`CountSlot::ALL`].
    pub counts: [Option<Bounds>; 4],
    /// Content words of its sentence: hashes of their folded stems ([`words_of`]), sorted, none twice, at most [`MOST_WORDS`].
    pub words: Box<[u32]>,
    /// What the words of its sentence say about its numbers.
    pub cues: Cues,
}

/// The days of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Told {
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
    /// UCDP date_prec: 1 exact day, 2 within 2-6 days, 3 a week, 4 a month, 5 longer.
    pub precision: u8,
    /// False where the claim has no expression of time and the days are those before its publication.
    pub by_words: bool,
}

/// A claim without an expression of time is about the day of its publication or one of so many days before it.
pub const NEWS_DAYS: i64 = 2;

/// A party, or the words for one that stayed unresolved.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Named {
    /// Id in the register; `None` where the words could not be resolved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Arc<str>>,
    /// Main name, or the words as they stand in the report.
    pub name: Arc<str>,
    /// ISO 3166 alpha-2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Arc<str>>,
    /// PLOVER sector.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Arc<str>>,
    /// True where the register does not know the name.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
    /// The uppermost of its parents in the register ([`Kin::side`]): parties with one side fight together. Its own id where it
    /// has no parent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<Arc<str>>,
}

/// One of a chain of speakers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Speaker {
    /// What kind of voice.
    pub voice: Voice,
    /// Who.
    #[serde(flatten)]
    pub who: Named,
}

/// A place, or the words for one that stayed unresolved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Spot {
    /// Id in the gazetteer; `None` where the words could not be resolved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Arc<str>>,
    /// Main name, or the words as they stand in the report.
    pub name: Arc<str>,
    /// The name as the place itself writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_name: Option<Arc<str>>,
    /// ISO 3166 alpha-2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Arc<str>>,
    /// First-order division, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub division: Option<Arc<str>>,
    /// Degrees north and east, WGS 84; `None` where unresolved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<(f64, f64)>,
    /// UCDP where_prec, 1 to 7; 0 where unresolved.
    pub precision: u8,
    /// "town", "country", "division", "region", "base", "camp", "water"; empty where unresolved.
    pub kind: Arc<str>,
}

impl Statement {
    /// How it stands to another in the order of telling: by day of publication (the undated last), report, place in the report.
    /// The anchor of an event is the first of its claims in this order.
    pub fn order(&self) -> (bool, Option<Date>, ReportId, u32, ClaimId) {
        (self.published.is_none(), self.published, self.report, self.position, self.claim)
    }

    /// The number in one slot.
    pub fn count(&self, slot: CountSlot) -> Option<Bounds> {
        self.counts[slot as usize]
    }

    /// The first place that could be resolved: of `place`, else of `to`, else of `from`.
    pub fn spot(&self) -> Option<&Arc<Spot>> {
        self.places.iter().chain(&self.to).chain(&self.from).find(|spot| spot.id.is_some())
    }

    /// The last of the chain of speakers: the one who must know.
    pub fn origin(&self) -> Option<&Arc<Speaker>> {
        self.speakers.last()
    }
}

/// Makes statements and shares their names. One for a whole run.
#[derive(Debug, Default)]
pub struct Names {
    words: HashSet<Arc<str>>,
    parties: HashSet<Arc<Named>>,
    /// Parties of the register by id: most mentions are of few.
    by_id: HashMap<Arc<str>, Arc<Named>>,
    speakers: HashSet<Arc<Speaker>>,
    spots: HashMap<SpotKey, Arc<Spot>>,
}

type SpotKey = (Option<Arc<str>>, Arc<str>, u8, Arc<str>);

impl Names {
    /// The one shared copy of a word.
    pub fn word(&mut self, word: &str) -> Arc<str> {
        if let Some(known) = self.words.get(word) {
            return known.clone();
        }
        let new: Arc<str> = word.into();
        self.words.insert(new.clone());
        new
    }

    fn maybe(&mut self, word: Option<&str>) -> Option<Arc<str>> {
        word.map(|word| self.word(word))
    }

    fn named(&mut self, text: &str, who: Option<&Who>, kin: &Kin) -> Named {
        match who.and_then(Who::party) {
            None => {
                Named { id: None, name: self.word(text), country: None, sector: None, provisional: false, side: None }
            }
            Some(party) => Named {
                id: Some(self.word(&party.id)),
                name: self.word(&party.name),
                country: self.maybe(party.country.as_deref()),
                sector: self.maybe(party.sector.as_deref()),
                provisional: party.provisional,
                side: Some(self.word(kin.side(&party.id))),
            },
        }
    }

    fn party(&mut self, text: &str, who: Option<&Who>, kin: &Kin) -> Arc<Named> {
        let Some(party) = who.and_then(Who::party) else {
            let named = self.named(text, who, kin);
            return self.shared(named);
        };
        let known = self.by_id.get(party.id.as_str()).filter(|known| {
            *known.name == *party.name
                && known.country.as_deref() == party.country.as_deref()
                && known.sector.as_deref() == party.sector.as_deref()
                && known.provisional == party.provisional
        });
        if let Some(known) = known {
            return known.clone();
        }
        let named = self.named(text, who, kin);
        let new = self.shared(named);
        let id = self.word(&party.id);
        self.by_id.insert(id, new.clone());
        new
    }

    fn shared(&mut self, named: Named) -> Arc<Named> {
        if let Some(known) = self.parties.get(&named) {
            return known.clone();
        }
        let new = Arc::new(named);
        self.parties.insert(new.clone());
        new
    }

    fn speaker(&mut self, text: &str, speaker: Option<&claim::Speaker>, kin: &Kin) -> Arc<Speaker> {
        let who = (*self.party(text, speaker.map(|speaker| &speaker.who), kin)).clone();
        let speaker = Speaker { voice: speaker.map_or(Voice::Other, |speaker| speaker.voice), who };
        if let Some(known) = self.speakers.get(&speaker) {
            return known.clone();
        }
        let new = Arc::new(speaker);
        self.speakers.insert(new.clone());
        new
    }

    /// The shared copy of a place, or of the words for an unresolved one.
    pub fn spot(&mut self, text: &str, answer: Option<&Where>) -> Arc<Spot> {
        let place: Option<&Place> = answer.and_then(Where::place);
        let spot = match place {
            None => Spot {
                id: None,
                name: self.word(text),
                own_name: None,
                country: None,
                division: None,
                point: None,
                precision: 0,
                kind: self.word(""),
            },
            Some(place) => Spot {
                id: Some(self.word(&place.id)),
                name: self.word(&place.name),
                own_name: self.maybe(place.own_name.as_deref()),
                country: self.maybe(place.country.as_deref()),
                division: self.maybe(place.division.as_deref()),
                point: Some((place.lat, place.lon)),
                precision: place.precision,
                kind: self.word(&place.kind),
            },
        };
        let key = (spot.id.clone(), spot.name.clone(), spot.precision, spot.kind.clone());
        self.spots.entry(key).or_insert_with(|| Arc::new(spot)).clone()
    }

    /// The statement of a claim. `quote` is its sentence.
    pub fn statement(
        &mut self,
        head: &Head,
        id: ClaimId,
        position: u32,
        claim: &ClaimRecord,
        quote: &str,
        kin: &Kin,
    ) -> Statement {
        let nothing = Resolved::default();
        let resolved = claim.resolved.as_ref().unwrap_or(&nothing);
        let mut parties = |texts: &[String], answers: &[Who]| -> Vec<Arc<Named>> {
            texts.iter().enumerate().map(|(at, text)| self.party(text, answers.get(at), kin)).collect()
        };
        let (mut actors, mut targets) =
            (parties(&claim.actor, &resolved.actor), parties(&claim.target, &resolved.target));
        let mut spots = |texts: &[String], answers: &[Where]| -> Vec<Arc<Spot>> {
            texts.iter().enumerate().map(|(at, text)| self.spot(text, answers.get(at))).collect()
        };
        let (places, from, to) =
            (spots(&claim.place, &resolved.place), spots(&claim.from, &resolved.from), spots(&claim.to, &resolved.to));
        let speakers: Vec<Arc<Speaker>> = claim
            .source
            .iter()
            .enumerate()
            .map(|(at, text)| self.speaker(text, resolved.source.get(at), kin))
            .collect();
        if let Some(speaker) = speakers.last().filter(|speaker| speaker.who.id.is_some()) {
            let mut his_own = |texts: &[String], parties: &mut [Arc<Named>]| {
                for (_, party) in texts.iter().zip(parties).filter(|(text, _)| is_speakers_own(text)) {
                    *party = self.shared(speaker.who.clone());
                }
            };
            his_own(&claim.actor, &mut actors);
            his_own(&claim.target, &mut targets);
        }
        Statement {
            claim: id,
            report: head.id,
            position,
            sentence: claim.sentence.unwrap_or(0) as u32,
            published: head.published,
            outlet: head.outlet.clone(),
            event_type: claim.event_type,
            status: claim.status,
            verification: claim.verification,
            confidence: claim.confidence.unwrap_or(1.0) as f32,
            trigger: self.word(&claim.trigger.to_lowercase()),
            actors,
            targets,
            places,
            from,
            to,
            days: days(head, resolved),
            speakers,
            counts: CountSlot::ALL.map(|slot| claim.count(slot)),
            words: words_of(quote),
            cues: Cues::of(quote),
        }
    }
}

/// UCDP date_prec of a stretch of days, both ends included: a day, 2-6 days, a week, a month (8-30 days), longer.
fn precision_of(start: Date, end: Date) -> u8 {
    match end.duration_since(start).as_hours() / 24 + 1 {
        ..=1 => 1,
        2..=6 => 2,
        7 => 3,
        8..=30 => 4,
        _ => 5,
    }
}

/// "Our forces", "we": whoever speaks means himself.
fn is_speakers_own(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default().to_lowercase();
    matches!(first.as_str(), "our" | "we" | "us")
}

/// The days that a claim's expressions of time agree on; where they do not ("Aleppo on 30 November, Hama on 5 December") all from the first
/// to the last, since nobody can say which is meant; without any, the days before its publication.
fn days(head: &Head, resolved: &Resolved) -> Option<Told> {
    let mut told = resolved.time.iter().filter_map(|when| when.days());
    if let Some(first) = told.next() {
        let together = |days: Told, other: &claim::Days| {
            let (start, end) = (days.start.max(other.start), days.end.min(other.end));
            if start <= end {
                return Told { start, end, precision: days.precision.min(other.precision), ..days };
            }
            let (start, end) = (days.start.min(other.start), days.end.max(other.end));
            Told { start, end, precision: precision_of(start, end), ..days }
        };
        let first = Told { start: first.start, end: first.end, precision: first.precision, by_words: true };
        return Some(told.fold(first, together));
    }
    let end = head.published?;
    let start = end.checked_sub(NEWS_DAYS.days()).unwrap_or(end);
    Some(Told { start, end, precision: 2, by_words: false })
}

/// Most words that a statement keeps.
pub const MOST_WORDS: usize = 24;

/// Words that stand in every sentence.
const STOP: &[&str] = &[
    "about", "after", "again", "against", "all", "also", "among", "and", "any", "are", "been", "before", "being",
    "between", "both", "but", "for", "from", "had", "has", "have", "her", "his", "into", "its", "more", "most", "near",
    "not", "one", "other", "over", "said", "say", "says", "she", "some", "than", "that", "the", "their", "them",
    "then", "there", "these", "they", "this", "told", "two", "under", "was", "were", "when", "where", "which", "while",
    "who", "will", "with", "would",
];

/// Hashes of the content words of a sentence: lower case, three letters and more, no stop words, common endings cut off; sorted,
/// none twice, at most [`MOST_WORDS`] (those with the smallest hashes: the same for the same set of words).
pub fn words_of(sentence: &str) -> Box<[u32]> {
    let folded = sentence.to_lowercase();
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= 3);
    let mut hashes: Vec<u32> =
        words.filter(|word| STOP.binary_search(word).is_err()).map(|word| fnv(stem(word))).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes.truncate(MOST_WORDS);
    hashes.into_boxed_slice()
}

fn stem(word: &str) -> &str {
    let long_enough = |stem: &&str| stem.chars().count() >= 3;
    ["ings", "ing", "ers", "ies", "es", "ed", "s"]
        .iter()
        .find_map(|end| word.strip_suffix(end).filter(long_enough))
        .unwrap_or(word)
}

/// FNV-1a, 32 bits: the same on every machine.
fn fnv(word: &str) -> u32 {
    word.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stop_words_are_sorted_for_the_search() {
        assert!(STOP.is_sorted());
    }

    #[test]
    fn our_forces_are_those_of_who_speaks() {
        let record: ClaimRecord = serde_json::from_str(
            r#"{"type":"SEIZE","trigger":"took","actor":["our forces"],"place":["Orvenne"],"source":["Northern Front"],
                "resolved":{"actor":[{"id":"provisional/our-forces","name":"our forces","provisional":true,"rule":"x"}],
                "source":[{"voice":"party","id":"lhazar/front","name":"Northern Front","rule":"alias"}]}}"#,
        )
        .unwrap();
        let head = Head { id: ReportId::from_number(1), published: None, outlet: None };
        let kin = Kin::default();
        let statement = Names::default().statement(&head, ClaimId::from_number(1), 0, &record, "", &kin);
        assert_eq!(statement.actors[0].id.as_deref(), Some("lhazar/front"));
    }

    #[test]
    fn days_that_do_not_agree_are_all_those_between() {
        let days = |told: &[(i8, i8)]| {
            let time = |(from, to): &(i8, i8)| {
                let day = |day: i8| jiff::civil::date(2031, 3, day);
                let days =
                    claim::Days { start: day(*from), end: day(*to), precision: 1, clock: None, rule: "x".into() };
                claim::When::Days(days)
            };
            let resolved = Resolved { time: told.iter().map(time).collect(), ..Resolved::default() };
            let head = Head { id: ReportId::from_number(1), published: None, outlet: None };
            super::days(&head, &resolved).map(|told| (told.start.day(), told.end.day(), told.precision))
        };
        assert_eq!(days(&[]), None);
        assert_eq!(days(&[(4, 9), (8, 12)]), Some((8, 9, 1)));
        assert_eq!(days(&[(3, 3), (8, 8)]), Some((3, 8, 2)));
        assert_eq!(days(&[(3, 3), (28, 28)]), Some((3, 28, 4)));
    }

    #[test]
    fn words_are_the_same_for_the_same_content() {
        assert_eq!(words_of("The shelling of Orvenne killed two"), words_of("killed, shelling: Orvenne"));
        assert_ne!(words_of("shelling of Orvenne"), words_of("shelling of Dastrel"));
    }
}

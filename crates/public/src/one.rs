//! One report with its claims as the public may see it. What is hidden in one of its texts is hidden in all of them.

use crate::lexicon::{Lexicon, PARTICLES, Scope, key};
use crate::people::{self, NOT_TOLD};
use crate::policy::{Policy, Precision};
use crate::text::{Hidden, Kind, Masked, Masker, SensitiveWords, TITLE_WITHHELD, WITHHELD};
use crate::{address, edits, places};
use claim::{
    ClaimId, ClaimRecord, Origin, Place, Resolved, Span, Speaker, Testable, TextSlot, UnresolvedPlace, Voice, Where,
};
use jiff::civil::Date;
use ledger::{GivenClaim, GivenReport, Quote, ReportContent, StoredClaim, StoredReport};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use world::places::Gazetteer;

/// A short text that is hidden in part could be guessed and held against its hash, and against the report's id, which is a hash, too: so
/// much of a text must be unknown to whoever sees only its published sentences.
const UNKNOWN: usize = 200;
/// In a shorter one sentences with a mask are withheld whole, and the others are shown if what is withheld is at least so long.
const SENTENCE: usize = 60;

/// What is the same for all reports.
pub(crate) struct Rules<'a> {
    pub policy: &'a Policy,
    pub lexicon: Lexicon,
    pub words: SensitiveWords,
    pub today: Date,
}

/// A claim before it is masked: as people left it, with what was decided about it.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub stored: StoredClaim,
    /// Its places are told less exactly, whatever its type.
    pub coarse: bool,
    /// Why it is not published; `None` where it is.
    pub held: Option<String>,
    /// Its sentence is not shown before a claim of the same sentence is.
    pub early: bool,
}

/// What came of a report.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    /// `None` where none of its claims is published.
    pub report: Option<GivenReport>,
    /// What the report hides.
    pub hidden: Hidden,
    /// Why each claim is told as it is.
    pub notes: BTreeMap<ClaimId, Vec<String>>,
    pub withheld_quotes: u64,
    pub masked_names: u64,
    pub coarse_places: u64,
}

impl Rules<'_> {
    /// Whether a claim tells of a place that is never told exactly, by its own words.
    pub fn is_sensitive(&self, claim: &StoredClaim, scope: &Scope) -> bool {
        let record = &claim.record;
        let slots = [&record.actor, &record.target, &record.place, &record.from, &record.to];
        if slots.into_iter().flatten().any(|text| self.words.are_in(text)) {
            return true;
        }
        let spots = spots(record);
        let listed = |(text, place): &(&String, Option<&Place>)| {
            place.is_some_and(|place| places::is_listed(place, text, self.policy))
                || self
                    .policy
                    .sensitive
                    .place
                    .iter()
                    .filter_map(|listed| listed.name.as_ref())
                    .any(|name| key(name) == key(text))
        };
        if spots.iter().any(listed) {
            return true;
        }
        let Some(quote) = &claim.quote else { return false };
        let named = self.sensitive_names(&quote.text, scope);
        spots.iter().any(|(text, place)| named.iter().any(|name| self.meet(name, text, *place)))
    }

    fn sensitive_names(&self, text: &str, scope: &Scope) -> Vec<String> {
        let hidden = Hidden::default();
        let masker = Masker { lexicon: &self.lexicon, scope, hidden: &hidden };
        masker.sensitive_names(text, &self.words).into_iter().map(str::to_owned).collect()
    }

    /// Whether a name means the place of a filler.
    fn meet(&self, name: &str, text: &str, place: Option<&Place>) -> bool {
        let words = |text: &str| proper_words(text, &self.lexicon);
        let (one, other) = (words(name), words(text));
        one.iter().any(|word| other.contains(word))
            || place.is_some_and(|place| self.lexicon.ids_of(name).contains(&place.id))
    }

    /// What a report is about.
    pub fn scope<'c>(&self, claims: impl IntoIterator<Item = &'c ClaimRecord>) -> Scope {
        let mut scope = Scope {
            exact: self.policy.places.precision == Precision::Exact,
            divisions: self.policy.places.precision < Precision::Country,
            ..Scope::default()
        };
        claims.into_iter().for_each(|record| scope.learn(record));
        scope
    }

    /// The report as the public may see it. `outlet` is what is told instead of an outlet that cannot be named.
    pub fn show(
        &self,
        report: &StoredReport,
        mut claims: Vec<Candidate>,
        outlet: &mut dyn FnMut(&str) -> String,
    ) -> Shown {
        let mut shown = Shown::default();
        let mut scope = self.scope(claims.iter().map(|claim| &claim.stored.record));
        let content = &report.content;
        let named = content.outlet.as_deref().map(|name| (name, self.outlet(name, &scope)));
        if let Some((name, true)) = named {
            scope.shown.insert(key(name));
        }
        let mut hidden = Hidden { always: self.always(), ..Hidden::default() };
        self.hide_places(&mut claims, content, &scope, &mut hidden);
        self.hide_names(&claims, content, &scope, &mut hidden);
        let masker = Masker { lexicon: &self.lexicon, scope: &scope, hidden: &hidden };

        for claim in &claims {
            let why = match &claim.held {
                Some(why) => format!("it is not published: {why}"),
                None => "it is published".to_owned(),
            };
            shown.notes.insert(claim.stored.id, vec![why]);
        }
        let delayed = claims.iter().any(|claim| claim.held.as_deref().is_some_and(|why| why.starts_with("until")));
        let told: Vec<&Candidate> = claims.iter().filter(|claim| claim.held.is_none()).collect();
        if told.is_empty() {
            shown.hidden = hidden;
            return shown;
        }
        let mut page = Page::default();
        let room = self.lay_out(&masker, content, &told, &mut page);
        let title = content.title.as_deref().filter(|_| self.policy.quotes.titles).map(|title| {
            let masked = masker.mask(title, Kind::Title);
            let shown = !delayed && (room == Room::Enough || room == Room::Whole && masked.is_whole());
            if shown { masked.text } else { TITLE_WITHHELD.to_owned() }
        });
        let whole =
            title.as_deref() == content.title.as_deref() && page.quotes.values().all(|quote| quote.masked.is_whole());
        let proof = room == Room::Enough && (whole || page.unknown >= UNKNOWN);
        let mut given = Vec::new();
        for claim in &told {
            let notes = shown.notes.entry(claim.stored.id).or_default();
            given.push(self.claim(&masker, claim, &page, notes, &mut shown.coarse_places, &mut shown.masked_names));
        }
        shown.withheld_quotes = page.quotes.values().filter(|quote| quote.masked.withheld).count() as u64;
        let personal = matches!(named, Some((_, false)));
        let testables = self.testables(&masker, content, &told, &page);
        shown.report = Some(GivenReport {
            id: report.id,
            recorded: midnight(report.recorded),
            content: ReportContent {
                given: report.id.to_string(),
                date: content.date,
                outlet: named.map(|(name, public)| if public { name.to_owned() } else { outlet(name) }),
                url: content.url.as_deref().and_then(|url| {
                    address::told(&masker, url, self.policy.quotes.addresses, personal || room != Room::Enough)
                }),
                title,
                language: content
                    .language
                    .clone()
                    .filter(|code| code.len() <= 3 && code.bytes().all(|byte| byte.is_ascii_lowercase())),
                licence: content.licence.clone().filter(|licence| is_licence(licence)),
                origin: Origin::default(),
                text_sha256: if proof { content.text_sha256.clone() } else { String::new() },
                text_points: page.length,
                noise: Vec::new(),
                sentences: None,
                made_by: made_by(&content.made_by),
                claims: given.len(),
                print: String::new(),
                testables,
                problems: Vec::new(),
            },
            claims: given,
        });
        shown.hidden = hidden;
        shown
    }

    fn always(&self) -> HashSet<String> {
        let words =
            self.policy.people.hide.iter().flat_map(|name| key(name).split(' ').map(str::to_owned).collect::<Vec<_>>());
        words.filter(|word| word.chars().count() > 1 && !PARTICLES.contains(&word.as_str())).collect()
    }

    /// Whether an outlet's name is nobody's: a medium of the register, or words that are known.
    fn outlet(&self, name: &str, scope: &Scope) -> bool {
        let hidden = Hidden { always: self.always(), ..Hidden::default() };
        let masker = Masker { lexicon: &self.lexicon, scope, hidden: &hidden };
        if masker.mask(name, Kind::Words).is_whole() {
            return true;
        }
        let folded = key(name);
        let word = |word: &str| {
            let common = self.lexicon.is_word(word) && !self.lexicon.is_name(word);
            !hidden.always.contains(word) && (common || self.lexicon.is_capital(word))
        };
        !folded.is_empty() && name.is_ascii() && folded.split(' ').all(word)
    }

    /// Which claims are told less exactly, and which names of places that hides in the whole report.
    fn hide_places(&self, claims: &mut [Candidate], content: &ReportContent, scope: &Scope, hidden: &mut Hidden) {
        let mut hide = |text: &str, place: Option<&Place>, precision: Precision| {
            let Some(place) = place else {
                hidden.place_words.extend(proper_words(text, &self.lexicon));
                return;
            };
            let told = places::told(place, precision, self.policy);
            if told.as_ref().is_some_and(|told| told.id == place.id) {
                return;
            }
            hidden.places.insert(place.id.clone());
            let names = [Some(text), Some(place.name.as_str()), place.own_name.as_deref()];
            for name in names.into_iter().flatten() {
                hidden.place_words.extend(proper_words(name, &self.lexicon));
            }
        };
        for claim in claims.iter() {
            let precision = self.precision(claim);
            if precision > Precision::Exact {
                spots(&claim.stored.record).into_iter().for_each(|(text, place)| hide(text, place, precision));
            }
        }
        // Places that sentences name beside such words, also where no claim is about them.
        let titles = content.title.iter();
        let texts: BTreeSet<&String> = claims
            .iter()
            .filter_map(|claim| claim.stored.quote.as_ref())
            .map(|quote| &quote.text)
            .chain(titles)
            .collect();
        for name in texts.into_iter().flat_map(|text| self.sensitive_names(text, scope)) {
            for id in self.lexicon.ids_of(&name).into_iter().filter(|id| !is_area(id)) {
                hidden.places.insert(id);
            }
            let area = self.lexicon.ids_of(&name).iter().any(|id| is_area(id));
            let town = self.lexicon.ids_of(&name).iter().any(|id| !is_area(id) && scope.places.contains(id));
            if !area || town {
                hidden.place_words.extend(proper_words(&name, &self.lexicon));
            }
        }
        // The same place in another claim of the report would give it away.
        for claim in claims.iter_mut().filter(|claim| !claim.coarse) {
            claim.coarse = spots(&claim.stored.record)
                .iter()
                .any(|(_, place)| place.is_some_and(|place| hidden.places.contains(&place.id)));
        }
    }

    fn precision(&self, claim: &Candidate) -> Precision {
        let usual = self.policy.precision(claim.stored.record.event_type);
        if claim.coarse { usual.max(self.policy.sensitive.precision) } else { usual }
    }

    /// Names that are masked in any text of the report, gathered before any is shown.
    fn hide_names(&self, claims: &[Candidate], content: &ReportContent, scope: &Scope, hidden: &mut Hidden) {
        let mut found: BTreeSet<String> = BTreeSet::new();
        {
            let masker = Masker { lexicon: &self.lexicon, scope, hidden };
            let mut look = |text: &str, kind: Kind| {
                let masked = masker.mask(text, kind);
                // In a text of capitals every word is one.
                if !masked.withheld || kind == Kind::Words {
                    found.extend(masked.names);
                }
            };
            let quotes: BTreeSet<&String> =
                claims.iter().filter_map(|claim| claim.stored.quote.as_ref()).map(|quote| &quote.text).collect();
            quotes.into_iter().for_each(|quote| look(quote, Kind::Sentence));
            content.title.iter().for_each(|title| look(title, Kind::Title));
            content.outlet.iter().for_each(|outlet| look(outlet, Kind::Words));
            for claim in claims {
                let record = &claim.stored.record;
                for text in TextSlot::ALL.into_iter().flat_map(|slot| record.slot(slot)).chain(&record.verification_by)
                {
                    look(text, Kind::Words);
                }
            }
        }
        hidden.names.extend(found);
    }

    /// Lays out what is shown of the report's text: its sentences, one behind the other. How much of it
    /// may be shown depends on how much else is in it.
    fn lay_out(&self, masker: &Masker, content: &ReportContent, told: &[&Candidate], page: &mut Page) -> Room {
        let english = content.language.as_deref().is_none_or(|language| language == "en");
        let mut quotes: BTreeMap<(usize, usize, &str), bool> = BTreeMap::new();
        for claim in told {
            if let Some(quote) = &claim.stored.quote {
                *quotes.entry((quote.span.start, quote.span.end, &quote.text)).or_default() |= claim.early;
            }
        }
        let mut masked: Vec<(&str, Span, Masked)> = Vec::new();
        for ((start, end, text), early) in quotes {
            let mut one = masker.mask(text, Kind::Sentence);
            if early || !english || !self.policy.quotes.publish {
                one = withheld();
            }
            masked.push((text, Span::new(start, end), one));
        }
        let title = content.title.as_deref().map(|title| masker.mask(title, Kind::Title));
        let hides = masked.iter().any(|(_, _, one)| !one.is_whole()) || title.is_some_and(|title| !title.is_whole());
        let unknown_without = |shown: &dyn Fn(&Masked) -> bool| -> usize {
            let seen = masked.iter().filter(|(_, _, one)| shown(one)).map(|(text, _, _)| text.chars().count());
            content.text_points.saturating_sub(seen.sum())
        };
        page.unknown = unknown_without(&|one| !one.withheld);
        let room = match () {
            _ if !hides || page.unknown >= UNKNOWN => Room::Enough,
            _ if unknown_without(&Masked::is_whole) >= SENTENCE => Room::Whole,
            _ => Room::None,
        };
        for (text, span, one) in masked {
            let shown = match room {
                Room::Enough => true,
                Room::Whole => one.is_whole(),
                Room::None => false,
            };
            let one = if shown { one } else { withheld() };
            let start = page.length;
            page.length = start + one.text.chars().count() + 1;
            page.quotes.insert(text.to_owned(), Sentence { old: span, start, masked: one });
        }
        room
    }

    fn claim(
        &self,
        masker: &Masker,
        claim: &Candidate,
        page: &Page,
        notes: &mut Vec<String>,
        coarse_places: &mut u64,
        masked_names: &mut u64,
    ) -> GivenClaim {
        let record = &claim.stored.record;
        let quote = claim.stored.quote.as_ref().and_then(|quote| page.quotes.get(&quote.text));
        let at = |span: Span| quote.and_then(|quote| quote.now(span));
        let mut told = edits::emptied(record);
        let trigger = masker.mask(&record.trigger, Kind::Words);
        told.trigger = trigger.text;
        told.trigger_span = record.trigger_span.and_then(at);
        told.made_by = record.made_by.as_deref().map(made_by);
        let nothing = Resolved::default();
        let resolved = record.resolved.as_ref().unwrap_or(&nothing);
        let mut answers = Resolved::default();
        // Actors and targets.
        for (texts, given, out, into) in [
            (&record.actor, &resolved.actor, &mut told.actor, &mut answers.actor),
            (&record.target, &resolved.target, &mut told.target, &mut answers.target),
        ] {
            for (n, text) in texts.iter().enumerate() {
                let one = people::told(masker, text, given.get(n), None);
                note_name(&one, notes, masked_names);
                out.push(one.text);
                into.push(one.who);
            }
        }
        for (n, text) in record.source.iter().enumerate() {
            let speaker = resolved.source.get(n);
            let voice = speaker.map_or(Voice::Other, |speaker| speaker.voice);
            let one = people::told(masker, text, speaker.map(|speaker| &speaker.who), Some(voice));
            note_name(&one, notes, masked_names);
            told.source.push(one.text);
            answers.source.push(Speaker { voice, who: one.who });
        }
        // Places.
        let precision = self.precision(claim);
        for (texts, given, out, into) in [
            (&record.place, &resolved.place, &mut told.place, &mut answers.place),
            (&record.from, &resolved.from, &mut told.from, &mut answers.from),
            (&record.to, &resolved.to, &mut told.to, &mut answers.to),
        ] {
            for (n, text) in texts.iter().enumerate() {
                let (text, answer) = self.place(masker, text, given.get(n), precision, notes, coarse_places);
                out.push(text);
                into.push(answer);
            }
        }
        for (n, text) in record.time.iter().enumerate() {
            told.time.push(masker.mask(text, Kind::Words).text);
            let unknown = || claim::When::Unresolved(claim::Unresolved::because(NOT_TOLD));
            answers.time.push(resolved.time.get(n).map_or_else(unknown, |when| edits::days_told(masker, when)));
        }
        told.verification_by = record.verification_by.as_deref().map(|by| people::told(masker, by, None, None).text);
        if let Some(spans) = &record.spans {
            let all =
                |spans: &[Span]| spans.iter().map(|span| at(*span)).collect::<Option<Vec<Span>>>().unwrap_or_default();
            told.spans = Some(claim::SpanRecord {
                actor: all(&spans.actor),
                target: all(&spans.target),
                place: all(&spans.place),
                from: all(&spans.from),
                to: all(&spans.to),
                time: all(&spans.time),
                source: all(&spans.source),
                killed: spans.killed.and_then(at),
                injured: spans.injured.and_then(at),
                displaced: spans.displaced.and_then(at),
                detained: spans.detained.and_then(at),
                verification: spans.verification.and_then(at),
            });
        }
        // Answers of slots that nobody had resolved are none.
        let keep = |any: bool| any && record.resolved.is_some();
        if !keep(!resolved.actor.is_empty()) {
            answers.actor.clear();
        }
        if !keep(!resolved.target.is_empty()) {
            answers.target.clear();
        }
        if !keep(!resolved.source.is_empty()) {
            answers.source.clear();
        }
        if !keep(!resolved.time.is_empty()) {
            answers.time.clear();
        }
        told.resolved = record.resolved.as_ref().map(|_| answers);
        if let Some(sentence) = quote
            && sentence.masked.withheld
        {
            notes.push(match claim.early {
                true => "its sentence tells of a claim that is not published yet, and is withheld".to_owned(),
                false => "its sentence cannot be masked word by word, and is withheld".to_owned(),
            });
        } else if quote.is_some_and(|quote| !quote.masked.is_whole()) {
            notes.push("words of its sentence are masked".to_owned());
        }
        let quote = quote.map(|quote| Quote { text: quote.masked.text.clone(), span: quote.span() });
        GivenClaim { id: claim.stored.id, quote, record: told }
    }

    fn place(
        &self,
        masker: &Masker,
        text: &str,
        answer: Option<&Where>,
        precision: Precision,
        notes: &mut Vec<String>,
        coarse: &mut u64,
    ) -> (String, Where) {
        let nowhere = || Where::Unresolved(UnresolvedPlace { unresolved: NOT_TOLD.to_owned(), seen: Vec::new() });
        let masked = masker.mask(text, Kind::Words);
        let Some(place) = answer.and_then(Where::place) else {
            if precision > Precision::Exact && !proper_words(text, &self.lexicon).is_empty() {
                *coarse += 1;
                return ("[place]".to_owned(), nowhere());
            }
            return (if masked.withheld { "[place]".to_owned() } else { masked.text }, nowhere());
        };
        match places::told(place, precision, self.policy) {
            None => {
                *coarse += 1;
                notes.push("a place is not told".to_owned());
                ("[place]".to_owned(), nowhere())
            }
            Some(told) if told.id != place.id => {
                *coarse += 1;
                notes.push(format!("a place is told as {}", told.name));
                (told.name.clone(), Where::Place(told))
            }
            Some(told) => {
                let text = if masked.withheld { told.name.clone() } else { masked.text };
                (text, Where::Place(told))
            }
        }
    }

    /// Statements that can be tested, of sentences of which nothing is masked.
    fn testables(&self, masker: &Masker, content: &ReportContent, told: &[&Candidate], page: &Page) -> Vec<Testable> {
        let position: BTreeMap<usize, usize> =
            told.iter().enumerate().map(|(now, claim)| (claim.stored.position as usize, now)).collect();
        let mut kept = Vec::new();
        for testable in &content.testables {
            let claims: Vec<usize> = testable.claims.iter().filter_map(|claim| position.get(claim).copied()).collect();
            let Some(first) = claims.first() else { continue };
            let quote = told[*first].stored.quote.as_ref().and_then(|quote| page.quotes.get(&quote.text));
            let Some(sentence) = quote.filter(|quote| !quote.masked.withheld) else { continue };
            if !masker.mask(&testable.quote, Kind::Words).is_whole() {
                continue;
            }
            let Some(span) = sentence.now(testable.span) else { continue };
            if span.len() != testable.span.len() {
                continue;
            }
            let Ok(value) = serde_json::to_value(&testable.statement) else { continue };
            if self.may_be_told(masker, &value) {
                kept.push(Testable { span, claims, made_by: made_by(&testable.made_by), ..testable.clone() });
            }
        }
        kept
    }

    /// Whether nothing in a statement is hidden: its words are whole, its places are those of the gazetteer and not told less exactly.
    fn may_be_told(&self, masker: &Masker, value: &Value) -> bool {
        match value {
            Value::Array(all) => all.iter().all(|value| self.may_be_told(masker, value)),
            Value::Object(fields) => {
                if let (Some(Value::String(id)), Some(lat), Some(lon)) =
                    (fields.get("id"), fields.get("lat"), fields.get("lon"))
                {
                    let gazetteer = Gazetteer::bundled();
                    let Some(entry) = gazetteer.entry(id) else { return false };
                    let facts = gazetteer.facts(entry);
                    let near = |value: &Value, own: f64| value.as_f64().is_some_and(|value| (value - own).abs() < 0.01);
                    let area = is_area(id);
                    if masker.hidden.places.contains(id)
                        || !(masker.scope.exact || area)
                        || !near(lat, facts.lat)
                        || !near(lon, facts.lon)
                    {
                        return false;
                    }
                    let words = fields.get("words").is_none_or(|words| self.may_be_told(masker, words));
                    return words
                        && fields.get("name").and_then(Value::as_str) == Some(gazetteer.place(entry).name.as_str());
                }
                fields.iter().all(|(field, value)| match field.as_str() {
                    "kind" | "order" | "counting" | "what" | "deed" | "direction" | "slot" => true,
                    "id" => value
                        .as_str()
                        .is_none_or(|id| masker.scope.parties.contains(id) && !id.starts_with("provisional/")),
                    _ => self.may_be_told(masker, value),
                })
            }
            Value::String(text) => text.parse::<Date>().is_ok() || masker.mask(text, Kind::Words).is_whole(),
            _ => true,
        }
    }
}

/// How much of a report may be shown without its hash giving away the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Room {
    /// All that masking leaves.
    Enough,
    /// Sentences of which nothing is masked.
    Whole,
    /// No sentence.
    None,
}

/// What is shown of a report's text.
#[derive(Debug, Default)]
struct Page {
    /// By their original text.
    quotes: BTreeMap<String, Sentence>,
    length: usize,
    /// Code points of the text that no published sentence holds.
    unknown: usize,
}

#[derive(Debug)]
struct Sentence {
    old: Span,
    start: usize,
    masked: Masked,
}

impl Sentence {
    fn span(&self) -> Span {
        Span::new(self.start, self.start + self.masked.text.chars().count())
    }

    /// Where a stretch of the report's text stands now.
    fn now(&self, span: Span) -> Option<Span> {
        if !self.old.contains(span) || self.masked.withheld {
            return None;
        }
        let within = Span::new(span.start - self.old.start, span.end - self.old.start);
        self.masked.place_of(within).map(|span| Span::new(self.start + span.start, self.start + span.end))
    }
}

fn withheld() -> Masked {
    Masked::withheld(WITHHELD, Vec::new())
}

fn note_name(one: &people::Told, notes: &mut Vec<String>, masked: &mut u64) {
    if one.masked {
        *masked += 1;
        notes.push(format!("a name is told as {:?}", one.text));
    }
}

/// Places of a claim, with the words for them.
fn spots(record: &ClaimRecord) -> Vec<(&String, Option<&Place>)> {
    let resolved = record.resolved.as_ref();
    let slots = [
        (&record.place, resolved.map(|resolved| &resolved.place)),
        (&record.from, resolved.map(|resolved| &resolved.from)),
        (&record.to, resolved.map(|resolved| &resolved.to)),
    ];
    let mut all = Vec::new();
    for (texts, answers) in slots {
        for (n, text) in texts.iter().enumerate() {
            all.push((text, answers.and_then(|answers| answers.get(n)).and_then(Where::place)));
        }
    }
    all
}

/// Words of a name that could be anybody's or any place's, folded.
fn proper_words(name: &str, lexicon: &Lexicon) -> Vec<String> {
    let parts = name.split(|letter: char| letter.is_whitespace() || matches!(letter, '-' | '/' | ',' | '(' | ')'));
    let proper = |part: &&str| {
        part.chars().any(|letter| letter.is_uppercase() || (letter.is_alphabetic() && !letter.is_lowercase()))
    };
    let folded = parts.filter(proper).map(|part| key(part.trim_end_matches("'s").trim_end_matches("’s")));
    let tells = |word: &String| {
        word.chars().count() > 2
            && !word.contains(' ')
            && !lexicon.is_capital(word)
            && !PARTICLES.contains(&word.as_str())
            && !lexicon.is_function(word)
    };
    folded.filter(tells).collect()
}

/// Countries and divisions.
fn is_area(id: &str) -> bool {
    id.starts_with("iso:") || id.strip_prefix("geonames:").is_some_and(|rest| rest.contains('.'))
}

/// The day alone.
fn midnight(time: jiff::Timestamp) -> jiff::Timestamp {
    let day = time.as_second().div_euclid(86_400) * 86_400;
    jiff::Timestamp::from_second(day).unwrap_or(time)
}

/// A licence as licences are called; else it could be any text.
fn is_licence(licence: &str) -> bool {
    const WORDS: [&str; 24] = [
        "cc",
        "by",
        "sa",
        "nc",
        "nd",
        "cc0",
        "odbl",
        "pddl",
        "ogl",
        "mit",
        "apache",
        "public",
        "domain",
        "creative",
        "commons",
        "attribution",
        "licence",
        "license",
        "all",
        "rights",
        "reserved",
        "open",
        "government",
        "international",
    ];
    let known = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit()) || WORDS.contains(&word);
    licence.len() <= 60 && key(licence).split(' ').all(known)
}

/// Model and rules with versions; else it could be any text.
fn made_by(words: &str) -> String {
    const WORDS: [&str; 12] = [
        "reader",
        "en",
        "testable",
        "world",
        "rules",
        "gold",
        "register",
        "gazetteer",
        "dates",
        "places",
        "parties",
        "v",
    ];
    let known = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()) || WORDS.contains(&part);
    let parts = words.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    if words.is_ascii() && words.len() <= 120 && parts.into_iter().all(known) {
        words.to_owned()
    } else {
        "another program".to_owned()
    }
}

//! The figures, and every miss and extra behind them.
//!
//! A predicted claim can match one gold claim of the same sentence. `detect` matches without looking at the type, `typed`
//! wants the same type, `status` is judged on the typed matches; fillers, counts and verification are judged end to end:
//! those of an unmatched claim are missing or extra. LEDGER adds all of it up. A filler matches where the token F1 of
//! the two texts is 0.5 or more, articles left out; `strict` wants the same tokens.
//!
//! Tokens are cut with `regex`, whose `\p{L}\p{N}_` is what the reference scorer's `\w` is; Rust's own
//! `char::is_alphanumeric` also takes vowel signs and would cut Hindi or vocalised Arabic elsewhere.

use claim::{ClaimRecord, CountSlot, EventType, Problem, Severity, Span, TextSlot};
use regex::Regex;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};
use std::io::BufRead;
use std::sync::OnceLock;

/// Tokens that never decide whether two fillers are the same.
const ARTICLES: [&str; 7] = ["the", "a", "an", "its", "their", "his", "her"];

/// A report with the claims that people found in it.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldReport {
    /// The report's id.
    pub id: String,
    /// The whole text.
    pub text: String,
    /// The sentences, in order, not overlapping.
    pub sentence_spans: Vec<Span>,
    /// Each with its `sentence`, a number below the length of `sentence_spans`.
    pub claims: Vec<ClaimRecord>,
}

#[derive(Deserialize)]
struct PredictedReport {
    id: String,
    #[serde(default)]
    claims: Vec<ClaimRecord>,
}

/// Reads gold reports, one a line; `file` is the name that a problem gives. The first line that cannot be used ends it:
/// figures over half a gold file would be wrong figures.
pub fn load_gold(file: &str, reader: impl BufRead) -> Result<Vec<GoldReport>, Problem> {
    let form = "a gold line is {\"id\", \"text\", \"sentence_spans\": [[start, end]], \"claims\": [...]}";
    load(file, reader, form, |report: &GoldReport| {
        let sentences = report.sentence_spans.len();
        report.claims.iter().enumerate().find_map(|(number, claim)| match claim.sentence {
            Some(sentence) if sentence < sentences => None,
            Some(sentence) => Some(format!("claim {number} of {} is in sentence {sentence} of {sentences}", report.id)),
            None => Some(format!("claim {number} of {} has no \"sentence\"", report.id)),
        })
    })
}

/// Reads predicted claims, one report a line: the id and its claims. `file` is the name that a problem gives.
pub fn load_predictions(file: &str, reader: impl BufRead) -> Result<Vec<(String, Vec<ClaimRecord>)>, Problem> {
    let form = "a line of predictions is {\"id\", \"claims\": [...]}, as `dateline read --format jsonl` writes it";
    let reports: Vec<PredictedReport> = load(file, reader, form, |_| None)?;
    Ok(reports.into_iter().map(|report| (report.id, report.claims)).collect())
}

fn load<T: serde::de::DeserializeOwned>(
    file: &str,
    reader: impl BufRead,
    form: &str,
    fault: impl Fn(&T) -> Option<String>,
) -> Result<Vec<T>, Problem> {
    let mut reports = Vec::new();
    for (number, line) in reader.lines().enumerate() {
        let wrong = |message: String| {
            Problem::new(Severity::Error, "not_claims", format!("{message}; {form}")).at(file, Some(number + 1))
        };
        let line = line.map_err(|error| wrong(error.to_string()))?;
        if line.trim().is_empty() {
            continue;
        }
        let report: T = serde_json::from_str(&line)
            .map_err(|error| wrong(error.to_string().replace(" at line 1 column ", " at column ")))?;
        if let Some(message) = fault(&report) {
            return Err(wrong(message));
        }
        reports.push(report);
    }
    Ok(reports)
}

/// What was there to find, what was found, and what of it was right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Found and right.
    pub hit: usize,
    /// There to find.
    pub gold: usize,
    /// Found, right or wrong.
    pub pred: usize,
}

impl Tally {
    fn add(&mut self, hit: usize, gold: usize, pred: usize) {
        self.hit += hit;
        self.gold += gold;
        self.pred += pred;
    }

    /// Share of the found that is right, 0..1; 0 where nothing was found.
    pub fn precision(self) -> f64 {
        share(self.hit, self.pred)
    }

    /// Share of what was there that was found, 0..1; 0 where nothing was there.
    pub fn recall(self) -> f64 {
        share(self.hit, self.gold)
    }

    /// Harmonic mean of the two, 0..1.
    pub fn f1(self) -> f64 {
        harmonic(self.precision(), self.recall())
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn harmonic(p: f64, r: f64) -> f64 {
    if p + r == 0.0 { 0.0 } else { 2.0 * p * r / (p + r) }
}

/// How a claim or a part of it is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A gold claim that no predicted one matches.
    Missed,
    /// A predicted claim that no gold one matches.
    Extra,
    /// Missed and extra at once, on the same trigger: the type differs.
    WrongType,
    /// Matched, with another status.
    WrongStatus,
    /// Matched; something else stands in the slot.
    WrongFiller,
    /// Matched; the slot lacks something.
    MissingFiller,
    /// Matched; the slot holds something that is not there.
    ExtraFiller,
}

impl Kind {
    /// All of them, in the order that the page offers.
    pub const ALL: [Kind; 7] = [
        Kind::Missed,
        Kind::Extra,
        Kind::WrongType,
        Kind::WrongStatus,
        Kind::WrongFiller,
        Kind::MissingFiller,
        Kind::ExtraFiller,
    ];

    /// The words for people.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Missed => "missed",
            Kind::Extra => "extra",
            Kind::WrongType => "wrong type",
            Kind::WrongStatus => "wrong status",
            Kind::WrongFiller => "wrong filler",
            Kind::MissingFiller => "missing filler",
            Kind::ExtraFiller => "extra filler",
        }
    }
}

/// One thing that is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// How.
    pub kind: Kind,
    /// Name of the slot (`actor`, `killed`, `verification`...), where it is about one.
    pub slot: Option<&'static str>,
}

/// A gold claim and a predicted one that are not the same, or one of them alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Which of the gold reports, from 0.
    pub report: usize,
    /// Its id.
    pub id: String,
    /// Which of its sentences; `None` for a predicted claim that stands in none.
    pub sentence: Option<usize>,
    /// What people found.
    pub gold: Option<ClaimRecord>,
    /// What was predicted.
    pub predicted: Option<ClaimRecord>,
    /// What is off, at least one thing.
    pub faults: Vec<Fault>,
}

/// All figures over a set of reports.
#[derive(Clone, Debug, Default)]
pub struct Scores {
    /// Claims, the type not looked at.
    pub detect: Tally,
    /// Claims of the same type.
    pub typed: Tally,
    /// Status of the typed matches.
    pub status: Tally,
    /// Fillers, in the order of [`TextSlot::ALL`].
    pub slots: [Tally; 7],
    /// The same, strictly.
    pub strict: [Tally; 7],
    /// Numbers of people of all four kinds; both bounds must be equal.
    pub counts: Tally,
    /// What the report says about the claim's truth.
    pub verification: Tally,
    /// Typed matches, for every type that either side has.
    pub per_type: BTreeMap<EventType, Tally>,
    /// Ids of the gold reports that have no prediction.
    pub missing: Vec<String>,
    /// Every miss, extra and wrong part, by report and sentence.
    pub differences: Vec<Difference>,
}

impl Scores {
    /// Typed claims, their status, every filler, every count and verification together: the number to steer by.
    pub fn ledger(&self) -> Tally {
        let mut ledger = Tally::default();
        for tally in [self.typed, self.counts, self.verification].iter().chain(&self.slots) {
            ledger.add(tally.hit, tally.gold, tally.pred);
        }
        ledger.add(self.status.hit, self.typed.gold, self.typed.pred);
        ledger
    }

    /// Name, tally and, for text slots, strict tally of every figure, in the order of the table.
    pub fn figures(&self) -> Vec<(&'static str, Tally, Option<Tally>)> {
        let claims = [("detect", self.detect, None), ("typed", self.typed, None), ("status", self.status, None)];
        let slots = TextSlot::ALL.iter().map(|&slot| {
            let n = slot as usize;
            (slot.name(), self.slots[n], Some(self.strict[n]))
        });
        let rest =
            [("counts", self.counts, None), ("verification", self.verification, None), ("LEDGER", self.ledger(), None)];
        claims.into_iter().chain(slots).chain(rest).collect()
    }

    /// The types, those with the most gold claims first.
    pub fn types(&self) -> Vec<(EventType, Tally)> {
        let mut types: Vec<_> = self.per_type.iter().map(|(&event_type, &tally)| (event_type, tally)).collect();
        types.sort_by_key(|&(event_type, tally)| (std::cmp::Reverse(tally.gold), event_type));
        types
    }
}

/// Scores `predicted`, one entry a report (the last one counts where an id comes twice), against `gold`.
pub fn score(gold: &[GoldReport], predicted: &[(String, Vec<ClaimRecord>)]) -> Scores {
    let by_id: HashMap<&str, &[ClaimRecord]> =
        predicted.iter().map(|(id, claims)| (id.as_str(), claims.as_slice())).collect();
    let mut scores = Scores::default();
    for (number, report) in gold.iter().enumerate() {
        let found = by_id.get(report.id.as_str()).copied();
        if found.is_none() {
            scores.missing.push(report.id.clone());
        }
        score_report(number, report, found.unwrap_or_default(), &mut scores);
    }
    scores
}

fn score_report(number: usize, report: &GoldReport, predicted: &[ClaimRecord], scores: &mut Scores) {
    let gold = &report.claims;
    let sentences: Vec<Option<usize>> = predicted.iter().map(|p| sentence_of(p, &report.sentence_spans)).collect();
    let detected = match_claims(gold, predicted, &sentences, |_, _| true);
    scores.detect.add(detected.len(), gold.len(), predicted.len());
    let pairs = match_claims(gold, predicted, &sentences, |g, p| gold[g].event_type == predicted[p].event_type);
    scores.typed.add(pairs.len(), gold.len(), predicted.len());

    for claim in gold {
        scores.per_type.entry(claim.event_type).or_default().gold += 1;
    }
    for claim in predicted {
        scores.per_type.entry(claim.event_type).or_default().pred += 1;
    }
    let mut of_gold = vec![None; gold.len()];
    let mut taken = vec![false; predicted.len()];
    for &(g, p) in &pairs {
        scores.per_type.entry(gold[g].event_type).or_default().hit += 1;
        of_gold[g] = Some(p);
        taken[p] = true;
    }

    for (g, claim) in gold.iter().enumerate() {
        score_parts(Some(claim), of_gold[g].map(|p| &predicted[p]), scores);
    }
    for (p, claim) in predicted.iter().enumerate() {
        if !taken[p] {
            score_parts(None, Some(claim), scores);
        }
    }

    // What is left over on both sides and shares its trigger is shown as one difference: the type is wrong.
    let retyped = match_claims(gold, predicted, &sentences, |g, p| {
        of_gold[g].is_none() && !taken[p] && overlap(&gold[g].trigger, &predicted[p].trigger) > 0.0
    });
    let mut differences = Vec::new();
    let mut tell = |sentence, gold: Option<&ClaimRecord>, predicted: Option<&ClaimRecord>, faults: Vec<Fault>| {
        if !faults.is_empty() {
            let (gold, predicted) = (gold.cloned(), predicted.cloned());
            let id = report.id.clone();
            differences.push(Difference { report: number, id, sentence, gold, predicted, faults });
        }
    };
    for &(g, p) in &retyped {
        taken[p] = true;
        of_gold[g] = Some(p);
    }
    for (g, claim) in gold.iter().enumerate() {
        let other = of_gold[g].map(|p| &predicted[p]);
        let faults = match other {
            None => vec![Fault { kind: Kind::Missed, slot: None }],
            Some(other) if other.event_type != claim.event_type => vec![Fault { kind: Kind::WrongType, slot: None }],
            Some(other) => faults_of(claim, other),
        };
        tell(claim.sentence, Some(claim), other, faults);
    }
    for (p, claim) in predicted.iter().enumerate() {
        if !taken[p] {
            tell(sentences[p], None, Some(claim), vec![Fault { kind: Kind::Extra, slot: None }]);
        }
    }
    differences.sort_by_key(|difference| difference.sentence.unwrap_or(usize::MAX));
    scores.differences.append(&mut differences);
}

/// Adds the status, fillers, counts and verification of a matched pair, or of one claim alone.
fn score_parts(gold: Option<&ClaimRecord>, predicted: Option<&ClaimRecord>, scores: &mut Scores) {
    if let (Some(gold), Some(predicted)) = (gold, predicted) {
        scores.status.add(usize::from(gold.status == predicted.status), 1, 1);
    }
    for slot in TextSlot::ALL {
        let n = slot as usize;
        let (ours, theirs) = (fillers(gold, slot), fillers(predicted, slot));
        scores.slots[n].add(pair_fillers(ours, theirs, false), ours.len(), theirs.len());
        scores.strict[n].add(pair_fillers(ours, theirs, true), ours.len(), theirs.len());
    }
    for slot in CountSlot::ALL {
        let (ours, theirs) = (gold.and_then(|g| g.count(slot)), predicted.and_then(|p| p.count(slot)));
        let hit = ours.is_some() && ours == theirs;
        scores.counts.add(usize::from(hit), usize::from(ours.is_some()), usize::from(theirs.is_some()));
    }
    let (ours, theirs) = (gold.and_then(|g| g.verification), predicted.and_then(|p| p.verification));
    let hit = ours.is_some() && ours == theirs;
    scores.verification.add(usize::from(hit), usize::from(ours.is_some()), usize::from(theirs.is_some()));
}

fn fillers(claim: Option<&ClaimRecord>, slot: TextSlot) -> &[String] {
    claim.map_or(&[], |claim| claim.slot(slot))
}

/// What is off in a matched pair of the same type.
fn faults_of(gold: &ClaimRecord, predicted: &ClaimRecord) -> Vec<Fault> {
    let mut faults = Vec::new();
    if gold.status != predicted.status {
        faults.push(Fault { kind: Kind::WrongStatus, slot: None });
    }
    let mut compare = |slot: &'static str, lacking: usize, surplus: usize| {
        let wrong = lacking.min(surplus);
        for (kind, number) in
            [(Kind::WrongFiller, wrong), (Kind::MissingFiller, lacking - wrong), (Kind::ExtraFiller, surplus - wrong)]
        {
            if number > 0 {
                faults.push(Fault { kind, slot: Some(slot) });
            }
        }
    };
    for slot in TextSlot::ALL {
        let (ours, theirs) = (gold.slot(slot), predicted.slot(slot));
        let hits = pair_fillers(ours, theirs, false);
        compare(slot.name(), ours.len() - hits, theirs.len() - hits);
    }
    for slot in CountSlot::ALL {
        let (ours, theirs) = (gold.count(slot), predicted.count(slot));
        if ours != theirs {
            compare(slot.name(), usize::from(ours.is_some()), usize::from(theirs.is_some()));
        }
    }
    if gold.verification != predicted.verification {
        let (ours, theirs) = (gold.verification.is_some(), predicted.verification.is_some());
        compare("verification", usize::from(ours), usize::from(theirs));
    }
    faults
}

/// Lower-cased tokens without articles; every `'s` falls away, also the typographic one.
fn words(text: &str) -> Vec<String> {
    static WORD: OnceLock<Regex> = OnceLock::new();
    #[allow(clippy::expect_used)] // a constant, compiled in every test
    let word = WORD.get_or_init(|| Regex::new(r"[\p{L}\p{N}_]+").expect("a valid expression"));
    let text = text.to_lowercase().replace('’', "'").replace("'s", "");
    word.find_iter(&text).map(|m| m.as_str().to_owned()).filter(|w| !ARTICLES.contains(&w.as_str())).collect()
}

/// Token F1 of two texts, 0..1.
fn overlap(a: &str, b: &str) -> f64 {
    let (ours, theirs) = (words(a), words(b));
    let mut left = theirs.clone();
    let common = ours
        .iter()
        .filter(|&word| left.iter().position(|other| other == word).map(|at| left.swap_remove(at)).is_some())
        .count();
    if common == 0 { 0.0 } else { harmonic(share(common, theirs.len()), share(common, ours.len())) }
}

/// Number of one-to-one matches between the fillers of a slot: in gold order, each takes the best that is left.
fn pair_fillers(gold: &[String], predicted: &[String], strict: bool) -> usize {
    let mut left: Vec<&String> = predicted.iter().collect();
    let mut hits = 0;
    for ours in gold {
        let mut best = (0.0, None);
        for (at, theirs) in left.iter().enumerate() {
            let likeness = if strict { f64::from(words(ours) == words(theirs)) } else { overlap(ours, theirs) };
            if likeness > best.0 {
                best = (likeness, Some(at));
            }
        }
        if let (0.5.., Some(at)) = best {
            hits += 1;
            left.remove(at);
        }
    }
    hits
}

/// The sentence that a predicted claim stands in: that of its trigger's first character, else the one it names.
fn sentence_of(claim: &ClaimRecord, spans: &[Span]) -> Option<usize> {
    match claim.trigger_span {
        Some(trigger) => spans.iter().position(|span| span.start <= trigger.start && trigger.start < span.end),
        None => claim.sentence,
    }
}

/// How much two claims have in common, 0 up: 2 for the type, 1.5 for the trigger, half a point for every slot and count.
fn similarity(gold: &ClaimRecord, predicted: &ClaimRecord) -> f64 {
    let mut likeness = 2.0 * f64::from(gold.event_type == predicted.event_type)
        + 1.5 * f64::from(overlap(&gold.trigger, &predicted.trigger) > 0.0);
    for slot in TextSlot::ALL {
        let (ours, theirs) = (gold.slot(slot), predicted.slot(slot));
        if !ours.is_empty() && !theirs.is_empty() {
            likeness += 0.5 * pair_fillers(ours, theirs, false) as f64 / ours.len().max(theirs.len()) as f64;
        }
    }
    for slot in CountSlot::ALL {
        if gold.count(slot).is_some() && gold.count(slot) == predicted.count(slot) {
            likeness += 0.5;
        }
    }
    likeness
}

/// One-to-one pairs (gold, predicted) inside each sentence, the most similar first; only those that `may` match.
fn match_claims(
    gold: &[ClaimRecord],
    predicted: &[ClaimRecord],
    sentences: &[Option<usize>],
    may: impl Fn(usize, usize) -> bool,
) -> Vec<(usize, usize)> {
    let mut options = Vec::new();
    for (g, ours) in gold.iter().enumerate() {
        for (p, theirs) in predicted.iter().enumerate() {
            if ours.sentence.is_some() && ours.sentence == sentences[p] && may(g, p) {
                options.push((similarity(ours, theirs), g, p));
            }
        }
    }
    options.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut used_gold, mut used_predicted) = (vec![false; gold.len()], vec![false; predicted.len()]);
    let mut pairs = Vec::new();
    for (_, g, p) in options {
        if !used_gold[g] && !used_predicted[p] {
            used_gold[g] = true;
            used_predicted[p] = true;
            pairs.push((g, p));
        }
    }
    pairs
}

/// The figures as a table for people, in the reference scorer's layout; with a second table of the types if wanted.
pub fn print_table(scores: &Scores, per_type: bool) -> String {
    let line = |name: &str, tally: Tally, strict: Option<Tally>| {
        let strict = strict.map_or(String::new(), |strict| format!("{:.3}", strict.f1()));
        let (p, r, f1) = (tally.precision(), tally.recall(), tally.f1());
        format!("{name:14}{p:7.3}{r:7.3}{f1:7.3}{strict:>11}{:7}{:7}\n", tally.gold, tally.pred)
    };
    let mut table = format!("{:14}{:>7}{:>7}{:>7}{:>11}{:>7}{:>7}\n", "", "P", "R", "F1", "strict F1", "gold", "pred");
    table.extend(scores.figures().into_iter().map(|(name, tally, strict)| line(name, tally, strict)));
    if per_type {
        table.push('\n');
        table.extend(scores.types().into_iter().map(|(event_type, tally)| line(event_type.code(), tally, None)));
    }
    table
}

/// The figures for programs: every figure by name with `p`, `r`, `f1` (four decimals), `gold`, `pred` and, for text slots,
/// `strict_f1`; the types under `per_type`; ids of reports without a prediction under `missing`.
pub fn to_json(scores: &Scores) -> Value {
    let object = |tally: Tally| {
        json!({
            "p": four_decimals(tally.precision()),
            "r": four_decimals(tally.recall()),
            "f1": four_decimals(tally.f1()),
            "gold": tally.gold,
            "pred": tally.pred,
        })
    };
    let mut figures = Map::new();
    for (name, tally, strict) in scores.figures() {
        let mut figure = object(tally);
        if let Some(strict) = strict {
            figure["strict_f1"] = json!(four_decimals(strict.f1()));
        }
        figures.insert(name.to_owned(), figure);
    }
    let types = scores.types().into_iter().map(|(event_type, tally)| (event_type.code().to_owned(), object(tally)));
    figures.insert("per_type".to_owned(), Value::Object(types.collect()));
    figures.insert("missing".to_owned(), json!(scores.missing));
    Value::Object(figures)
}

/// Rounded as decimals are, not as `(x * 1e4).round()` would: that is off where the product is.
fn four_decimals(share: f64) -> f64 {
    format!("{share:.4}").parse().unwrap_or(share)
}

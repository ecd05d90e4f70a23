//! Scores to claims: which words are triggers, which spans fill which slots, which numbers count whom.
//!
//! Pure arithmetic over a window's scores. The same steps stand in training/dateline_training/decode.py, where
//! thresholds and models are chosen; a test compares the two on reference reports.

use crate::model::{Implied, Role, Settings};
use crate::network::{RoleQuestion, RoleScores, WindowScores};
use crate::quantity::Quantity;
use crate::window::Window;
use claim::{CountSlot, Status, TextSlot, Verification};
use std::collections::BTreeSet;
use std::ops::Range;

/// Groups of candidate spans that the network scores: party, place, time.
const GROUPS: usize = 3;
/// Quantities of one window that the role head looks at.
const MOST_QUANTITIES: usize = 24;
/// A tag "goes on" must reach this for a trigger to go on.
const GOES_ON: f32 = 0.5;
/// What share of its threshold a span needs that stands in a list with a filler.
const JOINED: f32 = 0.25;
/// A span behind "citing" is a speaker where it is a party with this chance.
const CITED: f32 = 0.05;
/// A span with a smaller score for a role adds nothing to it.
const CONSIDER: f32 = 0.05;
/// Numbers for one slot add up where each is at least so likely ("three women and two children"): a sum that nobody
/// stated is worse than a part of one.
const ADDS_UP: f32 = 0.9;
/// A doer who stands in no list with another one needs so much beside a likelier one (a deed is mostly one party's), and one of another
/// sentence by itself, where no pronoun stands for him: rather nobody than the wrong one.
const ANOTHER_DOER: f32 = 0.6;
/// What the network's own word for an implied count must reach where no filler says how many.
const EVEN: f32 = 0.5;

/// A word or phrase that names an event; word numbers of the window.
#[derive(Clone, Debug, PartialEq)]
pub struct Trigger {
    /// The words.
    pub words: Range<usize>,
    /// Number of the type in the model's list.
    pub kind: usize,
    /// How likely it is that a claim of any type begins here.
    pub score: f32,
}

/// A span that may fill a slot; word numbers of the window.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The words.
    pub words: Range<usize>,
    /// Probabilities of party, place, time; the fourth 1 for an expression of quantity.
    pub groups: [f32; GROUPS + 1],
    /// Number of the quantity in the window's list, if it is one.
    pub quantity: Option<usize>,
}

/// A filler of a text slot: candidate and score.
#[derive(Clone, Debug, PartialEq)]
pub struct Filling {
    /// Number of the candidate.
    pub candidate: usize,
    /// Probability of the role.
    pub score: f32,
}

/// A count: its bounds, and the quantities (of the window's list) that say so, best first.
#[derive(Clone, Debug, PartialEq)]
pub struct Counting {
    /// Lowest number.
    pub low: Option<u64>,
    /// Highest number.
    pub high: Option<u64>,
    /// Quantities; none where the count is implied.
    pub said_by: Vec<usize>,
}

/// A claim before it gets its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// Its trigger.
    pub trigger: Trigger,
    /// Its status.
    pub status: Status,
    /// Fillers of each text slot, in the order that a file lists them.
    pub fillers: [Vec<Filling>; 7],
    /// Counts.
    pub counts: [Option<Counting>; 4],
    /// What the report says of its truth.
    pub verification: Option<Verification>,
}

impl Decoded {
    /// A claim with nothing but its trigger.
    pub fn bare(trigger: Trigger) -> Decoded {
        Decoded {
            trigger,
            status: Status::Actual,
            fillers: Default::default(),
            counts: Default::default(),
            verification: None,
        }
    }
}

/// For each word of the window how likely it is that no trigger stands there: what the reference test looks at.
#[cfg(test)]
pub fn no_trigger(scores: &WindowScores, settings: &Settings) -> Vec<f32> {
    scores.tags.chunks_exact(settings.types.len() + 2).map(|row| softmax(row)[0]).collect()
}

/// Words that begin a claim of the window's own sentences (not of its context).
pub fn triggers(scores: &WindowScores, window: &Window, settings: &Settings) -> Vec<Trigger> {
    let tags = settings.types.len() + 2;
    let rows: Vec<Vec<f32>> = scores.tags.chunks_exact(tags).map(softmax).collect();
    let mut out = Vec::new();
    for (word, row) in rows.iter().enumerate() {
        if window.segment[word] < window.focus {
            continue;
        }
        let (kind, _) = best(&row[2..]);
        let score: f32 = row[2..].iter().sum();
        if score < settings.least_trigger[kind] {
            continue;
        }
        let goes_on = |&next: &usize| window.segment[next] == window.segment[word] && rows[next][1] > GOES_ON;
        let end = (word + 1..rows.len()).take_while(goes_on).last().map_or(word + 1, |last| last + 1);
        out.push(Trigger { words: word..end, kind, score });
    }
    out
}

/// The likeliest spans of the window and its expressions of quantity, in order.
pub fn candidates(
    scores: &WindowScores,
    window: &Window,
    quantities: &[Range<usize>],
    settings: &Settings,
) -> Vec<Candidate> {
    let count = window.words.len();
    let probability =
        |group: usize, first: usize, last: usize| sigmoid(scores.spans[(group * count + first) * count + last]);
    let least_raw = logit(settings.least_candidate);
    let mut spans: Vec<(f32, usize, usize)> = Vec::new();
    for first in 0..count {
        for last in first..count.min(first + settings.longest_span) {
            if window.segment[last] != window.segment[first] {
                break;
            }
            let raw = (0..GROUPS).map(|g| scores.spans[(g * count + first) * count + last]).fold(f32::MIN, f32::max);
            if raw >= least_raw {
                spans.push((raw, first, last + 1));
            }
        }
    }
    let quantities = &quantities[..quantities.len().min(MOST_QUANTITIES)];
    spans.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    spans.truncate(settings.candidates.saturating_sub(quantities.len()));
    let chosen: BTreeSet<(usize, usize)> =
        spans.into_iter().map(|(_, a, b)| (a, b)).chain(quantities.iter().map(|q| (q.start, q.end))).collect();
    chosen
        .into_iter()
        .map(|(first, end)| {
            let quantity = quantities.iter().position(|q| (q.start, q.end) == (first, end));
            let group = |g: usize| probability(g, first, end - 1);
            let groups = [group(0), group(1), group(2), if quantity.is_some() { 1.0 } else { 0.0 }];
            Candidate { words: first..end, groups, quantity }
        })
        .collect()
}

/// The role head's question for these triggers and candidates.
pub fn question(triggers: &[Trigger], candidates: &[Candidate], window: &Window) -> RoleQuestion {
    let segment = window.segment.iter().map(|&number| number as i32).collect();
    let mut q = RoleQuestion { segment, ..RoleQuestion::default() };
    for trigger in triggers {
        q.trigger_first.push(trigger.words.start as i32);
        q.trigger_last.push(trigger.words.end as i32 - 1);
        q.kinds.push(trigger.kind as i32);
        for candidate in candidates {
            let (t, c) = (&trigger.words, &candidate.words);
            let words = if c.start >= t.end {
                (c.start - (t.end - 1)) as i64
            } else if c.end <= t.start {
                c.end as i64 - 1 - t.start as i64
            } else {
                0
            };
            let sentences = window.segment[c.start] as i64 - window.segment[t.start] as i64;
            q.distances.push(distance_bucket(words, sentences));
        }
    }
    for candidate in candidates {
        q.first.push(candidate.words.start as i32);
        q.last.push(candidate.words.end as i32 - 1);
        q.groups.extend(candidate.groups);
    }
    q
}

/// Signed words between trigger and candidate within a sentence to 0..=16; sentences between to 17..=25.
fn distance_bucket(words: i64, sentences: i64) -> i32 {
    let step = match words.abs() {
        near @ 0..=4 => near,
        5..=7 => 5,
        8..=12 => 6,
        13..=20 => 7,
        _ => 8,
    } as i32;
    match sentences {
        0 if words > 0 => 8 + step,
        0 => 8 - step,
        1.. => 16 + sentences.min(3) as i32,
        -3..=-1 => 20 + (-sentences - 1) as i32,
        -6..=-4 => 23,
        -10..=-7 => 24,
        _ => 25,
    }
}

/// Least and most that a number of people can be.
type Bounds = (Option<u64>, Option<u64>);

/// What the text tells of candidates and triggers, by their numbers.
pub struct Relations<'f> {
    /// They share most of their words.
    pub alike: &'f dyn Fn(usize, usize) -> bool,
    /// Only "and", "or" and commas stand between them.
    pub listed: &'f dyn Fn(usize, usize) -> bool,
    /// "citing" or "quoting" stands before the candidate, in the sentence of the trigger (second number).
    pub cited: &'f dyn Fn(usize, usize) -> bool,
    /// Two expressions of quantity stand in one list of numbers.
    pub adds_up: &'f dyn Fn(usize, usize) -> bool,
    /// The trigger (first number) itself says that whoever is its target is counted in this slot.
    pub counts_whoever: &'f dyn Fn(usize, CountSlot) -> bool,
    /// The trigger says that nobody died of the deed.
    pub is_attempt: &'f dyn Fn(usize) -> bool,
    /// What befell the trigger's targets, by the words of its sentence.
    pub befell: &'f dyn Fn(usize) -> Option<CountSlot>,
    /// The candidate (second number) stands in the trigger's sentence.
    pub beside: &'f dyn Fn(usize, usize) -> bool,
    /// The trigger names a deed that nothing before has told of.
    pub first_told: &'f dyn Fn(usize) -> bool,
    /// The words before the trigger say that it is not done yet.
    pub is_planned: &'f dyn Fn(usize) -> bool,
    /// A pronoun before the trigger stands for its doer.
    pub has_pronoun: &'f dyn Fn(usize) -> bool,
    /// The candidate (second number), a speaker, tells of the trigger's deed as somebody else's.
    pub tells_after: &'f dyn Fn(usize, usize) -> bool,
    /// The candidate (second number), a speaker, says "that it" did the trigger's deed.
    pub tells_of_itself: &'f dyn Fn(usize, usize) -> bool,
    /// The second candidate stands in what a comma adds to the first.
    pub apposed: &'f dyn Fn(usize, usize) -> bool,
    /// The candidate (second number) stands behind "according to", in the sentence of the trigger.
    pub frames: &'f dyn Fn(usize, usize) -> bool,
    /// The candidate (second number) stands behind the trigger's "of": it is what the deed befell.
    pub undergoes: &'f dyn Fn(usize, usize) -> bool,
    /// The candidate is a place that only tells how far away the deed was.
    pub is_bearing: &'f dyn Fn(usize) -> bool,
    /// "To" or "towards" stands before the candidate.
    pub heads_for: &'f dyn Fn(usize) -> bool,
    /// The candidate is a place that its sentence only counts.
    pub in_order: &'f dyn Fn(usize) -> bool,
    /// The people of two candidates stand in one list, numbers and articles apart; in the text's order.
    pub enumerated: &'f dyn Fn(usize, usize) -> bool,
    /// Bounds of the number of people that a candidate names, were no number there; `None` for a thing.
    pub number_of: &'f dyn Fn(usize) -> Option<Bounds>,
}

/// Everything together: one claim a trigger.
pub fn claims(
    triggers: &[Trigger],
    candidates: &[Candidate],
    quantities: &[&Quantity],
    scores: &RoleScores,
    settings: &Settings,
    relations: &Relations,
) -> Vec<Decoded> {
    let (roles, count) = (settings.roles.len(), candidates.len());
    let statuses: Vec<&[f32]> = scores.status.chunks_exact(settings.statuses.len()).collect();
    let verifications: Vec<&[f32]> = scores.verification.chunks_exact(settings.verifications.len()).collect();
    let implied_width = settings.counts.len() * settings.implied.len();
    let implied: Vec<&[f32]> = scores.implied.chunks_exact(implied_width).collect();
    let mut out = Vec::with_capacity(triggers.len());
    for (k, trigger) in triggers.iter().enumerate() {
        let score = |candidate: usize, role: usize| sigmoid(scores.roles[(k * count + candidate) * roles + role]);
        let spans = |role: usize, inner: bool| {
            let names = |c: &usize| {
                candidates[*c].quantity.is_none()
                    || candidates[*c].groups[..GROUPS].iter().any(|&p| p > settings.least_candidate)
            };
            let chance = |c: usize| {
                let party = candidates[c].groups[0];
                let cited = inner && party >= CITED && (relations.cited)(c, k);
                if cited { score(c, role).max(0.5 + 0.5 * party) } else { score(c, role) }
            };
            let found = (0..count).map(|c| (chance(c), c, inner));
            found.filter(|(p, c, _)| *p >= CONSIDER && names(c)).collect::<Vec<_>>()
        };
        let mut fillers: [Vec<Filling>; 7] = Default::default();
        let mut counts: [Option<Counting>; 4] = Default::default();
        let (mut speakers, mut least_outer, mut least_inner) = (Vec::new(), 1.0, 1.0);
        for (number, role) in settings.roles.iter().enumerate() {
            let least = settings.least_role[number];
            match role {
                Role::Text(slot) if *slot == TextSlot::Source as usize => {
                    speakers.extend(spans(number, false));
                    least_outer = least;
                }
                Role::Source2 => {
                    speakers.extend(spans(number, true));
                    least_inner = least;
                }
                Role::Text(slot) => {
                    let mut found = spans(number, false);
                    if *slot == TextSlot::Actor as usize {
                        let is_new = (relations.first_told)(k);
                        let least_far = if (relations.has_pronoun)(k) { least } else { ANOTHER_DOER };
                        found.retain(|&(p, candidate, _)| {
                            let is_here = || (relations.beside)(k, candidate);
                            !(relations.undergoes)(k, candidate) && (!is_new && p >= least_far || is_here())
                        });
                    }
                    if *slot == TextSlot::Place as usize {
                        found.retain(|&(_, candidate, _)| !(relations.in_order)(candidate));
                    }
                    fillers[*slot] = keep(found, candidates, |_| least, relations);
                }
                Role::Count(slot) => {
                    let found = (0..count).map(|c| (score(c, number), c)).filter(|(p, _)| *p >= least).collect();
                    counts[*slot] = counted(found, candidates, quantities, relations);
                }
            }
        }
        let least = |inner| if inner { least_inner } else { least_outer };
        fillers[TextSlot::Source as usize] = keep(speakers, candidates, least, relations);
        outermost_first(&mut fillers[TextSlot::Source as usize], k, candidates, relations);
        of_one_deed(&mut fillers[TextSlot::Actor as usize], relations);
        part_doers_from_speakers(&mut fillers, k, candidates, relations);
        of_one_way(&mut fillers, candidates);
        without_bearings(&mut fillers, relations);
        head_for(&mut fillers, candidates, relations);
        let (status, _) = best(statuses[k]);
        let status = match settings.statuses[status] {
            Status::Actual if (relations.is_planned)(k) => Status::Planned,
            status => status,
        };
        let attempt = (relations.is_attempt)(k);
        let crowd = Crowd { candidates, quantities, relations };
        for (number, slot) in settings.counts.iter().enumerate() {
            let who = &fillers[if *slot == CountSlot::Displaced { TextSlot::Actor } else { TextSlot::Target } as usize];
            let count = &mut counts[*slot as usize];
            *count = if *slot == CountSlot::Killed && attempt {
                None
            } else if let Some(told) = count.take() {
                Some(crowd.with_its_list(told, who))
            } else {
                let width = settings.implied.len();
                let states = softmax(&implied[k][number * width..(number + 1) * width]);
                let sure = status == Status::Actual && (relations.counts_whoever)(k, *slot);
                (sure || 1.0 - states[0] >= settings.least_implied)
                    .then(|| crowd.number_of(who.iter().map(|f| f.candidate)).or_else(|| implied_by(&states, settings)))
                    .flatten()
            };
        }
        let untold = counts[CountSlot::Killed as usize].is_none() && counts[CountSlot::Injured as usize].is_none();
        if untold
            && !attempt
            && status == Status::Actual
            && let Some(slot) = (relations.befell)(k)
        {
            let targets = fillers[TextSlot::Target as usize].iter().map(|f| f.candidate);
            counts[slot as usize] = crowd.number_of(targets.filter(|&c| (relations.beside)(k, c)));
        }
        let states = softmax(verifications[k]);
        let (state, p) = best(&states[1..]);
        let verification = settings.verifications[state + 1].filter(|_| p >= settings.least_verification);
        out.push(Decoded { trigger: trigger.clone(), status, fillers, counts, verification });
    }
    out
}

/// Candidates (score, number, "further in") that stand for one filler become one: those that overlap or share most
/// words. Its score is the chance that any of them is right, its place the likeliest one's. Kept where the score is
/// enough, or where a part of it is and the span stands in a list with a kept one ("Latakia and Tartus"); in the
/// text's order, outer speakers first.
fn keep(
    mut found: Vec<(f32, usize, bool)>,
    candidates: &[Candidate],
    least: impl Fn(bool) -> f32,
    relations: &Relations,
) -> Vec<Filling> {
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut fillers: Vec<(f32, usize, bool)> = Vec::new();
    for one in found {
        let same = fillers.iter_mut().find(|other| same_party(one.1, other.1, candidates, relations));
        match same {
            Some(other) => other.0 = 1.0 - (1.0 - other.0) * (1.0 - one.0),
            None => fillers.push(one),
        }
    }
    let kept: Vec<(f32, usize, bool)> = fillers.iter().copied().filter(|f| f.0 >= least(f.2)).collect();
    fillers.retain(|&(score, c, inner)| {
        let listed = || kept.iter().any(|k| k.2 == inner && (relations.listed)(k.1, c));
        score >= least(inner) || (score >= JOINED * least(inner) && listed())
    });
    fillers.sort_by_key(|&(_, c, inner)| (inner, candidates[c].words.start));
    fillers.into_iter().map(|(score, candidate, _)| Filling { candidate, score }).collect()
}

/// Puts the one speaker who stands behind "according to" before one whom his sentence names earlier: "..., the ministry said, according
/// to the agency" has the ministry's words from the agency. In the training data all five such claims have it so.
fn outermost_first(speakers: &mut [Filling], trigger: usize, candidates: &[Candidate], relations: &Relations) {
    let framing: Vec<usize> =
        (0..speakers.len()).filter(|&at| (relations.frames)(trigger, speakers[at].candidate)).collect();
    let [at] = framing[..] else { return };
    let start = |speaker: &Filling| candidates[speaker.candidate].words.start;
    let is_inside =
        |speaker: &Filling| (relations.beside)(trigger, speaker.candidate) && start(speaker) < start(&speakers[at]);
    if speakers.iter().any(is_inside) {
        speakers[..=at].rotate_right(1);
    }
}

/// Leaves out the doers who only tell of the deed, and what is said of these; one who says "that it" did it is the doer.
fn part_doers_from_speakers(
    fillers: &mut [Vec<Filling>; 7],
    trigger: usize,
    candidates: &[Candidate],
    relations: &Relations,
) {
    if fillers[TextSlot::Actor as usize].is_empty() {
        return;
    }
    let speakers = &fillers[TextSlot::Source as usize];
    let tellers: Vec<usize> =
        speakers.iter().map(|f| f.candidate).filter(|&speaker| (relations.tells_after)(trigger, speaker)).collect();
    let of_itself: Vec<Filling> =
        speakers.iter().filter(|speaker| (relations.tells_of_itself)(trigger, speaker.candidate)).cloned().collect();
    let doers = &mut fillers[TextSlot::Actor as usize];
    if !of_itself.is_empty() {
        *doers = of_itself;
        return;
    }
    doers.retain(|doer| {
        let only_tells = |&teller: &usize| {
            same_party(doer.candidate, teller, candidates, relations) || (relations.apposed)(teller, doer.candidate)
        };
        !tellers.iter().any(only_tells)
    });
}

/// True where two candidates stand for one filler: they overlap or share most words.
fn same_party(one: usize, other: usize, candidates: &[Candidate], relations: &Relations) -> bool {
    overlap(&candidates[one].words, &candidates[other].words) || (relations.alike)(one, other)
}

fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// Leaves out the doers that are neither the likeliest nor in a list with another nor sure by themselves.
fn of_one_deed(doers: &mut Vec<Filling>, relations: &Relations) {
    let all: Vec<usize> = doers.iter().map(|doer| doer.candidate).collect();
    let Some(top) = doers.iter().max_by(|a, b| a.score.total_cmp(&b.score)).map(|doer| doer.candidate) else { return };
    doers.retain(|doer| {
        let listed = |&other: &usize| other != doer.candidate && (relations.listed)(doer.candidate, other);
        doer.candidate == top || doer.score >= ANOTHER_DOER || all.iter().any(listed)
    });
}

/// Leaves out places that only tell how far away the deed was, where another one tells where it was.
fn without_bearings(fillers: &mut [Vec<Filling>; 7], relations: &Relations) {
    for slot in WHERE {
        let places = &mut fillers[slot as usize];
        if places.iter().any(|place| !(relations.is_bearing)(place.candidate)) {
            places.retain(|place| !(relations.is_bearing)(place.candidate));
        }
    }
}

/// Makes places to which somebody heads where he goes, not what he leaves; in the text's order.
fn head_for(fillers: &mut [Vec<Filling>; 7], candidates: &[Candidate], relations: &Relations) {
    let from = std::mem::take(&mut fillers[TextSlot::From as usize]);
    let (headed, left): (Vec<Filling>, Vec<Filling>) =
        from.into_iter().partition(|place| (relations.heads_for)(place.candidate));
    fillers[TextSlot::From as usize] = left;
    let to = &mut fillers[TextSlot::To as usize];
    to.extend(headed);
    to.sort_by_key(|place| candidates[place.candidate].words.start);
}

/// The slots of which a span fills one only: nobody moves from a place to that place. None of 3,199 claims in the training data has it otherwise.
const WHERE: [TextSlot; 3] = [TextSlot::Place, TextSlot::From, TextSlot::To];

/// Leaves each span in the one of these slots where it is likeliest; in the first of them where two are as likely.
fn of_one_way(fillers: &mut [Vec<Filling>; 7], candidates: &[Candidate]) {
    let all: Vec<(usize, Range<usize>, f32)> = (0..WHERE.len())
        .flat_map(|way| fillers[WHERE[way] as usize].iter().map(move |f| (way, f)))
        .map(|(way, f)| (way, candidates[f.candidate].words.clone(), f.score))
        .collect();
    for (way, slot) in WHERE.into_iter().enumerate() {
        fillers[slot as usize].retain(|f| {
            let words = &candidates[f.candidate].words;
            !all.iter().any(|(other, theirs, score)| {
                *other != way && overlap(words, theirs) && (*score > f.score || *score == f.score && *other < way)
            })
        });
    }
}

/// The likeliest expression of quantity, added up with every other that is as good as sure, or that stands in a list with one
/// ("three women, a girl and two men").
fn counted(
    found: Vec<(f32, usize)>,
    candidates: &[Candidate],
    quantities: &[&Quantity],
    relations: &Relations,
) -> Option<Counting> {
    let mut found: Vec<(f32, usize)> =
        found.into_iter().filter_map(|(p, c)| candidates[c].quantity.map(|q| (p, q))).collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
    let mut said_by: Vec<usize> = Vec::new();
    for (p, quantity) in found {
        if said_by.is_empty() || p >= ADDS_UP || said_by.iter().any(|&other| (relations.adds_up)(other, quantity)) {
            said_by.push(quantity);
        }
    }
    let parts: Vec<_> = said_by.iter().map(|&q| (quantities[q].low, quantities[q].high)).collect();
    total(&parts).map(|(low, high)| Counting { low, high, said_by })
}

/// The people of a window: how many its candidates are.
struct Crowd<'c> {
    candidates: &'c [Candidate],
    quantities: &'c [&'c Quantity],
    relations: &'c Relations<'c>,
}

impl Crowd<'_> {
    /// How many people a candidate is, and the quantity that says so: the number that stands in it or before it, else one for a single
    /// person, two or more for a plural.
    fn number_of_one(&self, candidate: usize) -> Option<(Bounds, Option<usize>)> {
        let unsaid = (self.relations.number_of)(candidate)?;
        let words = &self.candidates[candidate].words;
        let said = self
            .candidates
            .iter()
            .filter(|c| c.words.start < words.end && words.start <= c.words.end)
            .find_map(|c| c.quantity);
        Some(said.map_or((unsaid, None), |q| ((self.quantities[q].low, self.quantities[q].high), Some(q))))
    }

    /// How many people some candidates are together.
    fn number_of(&self, who: impl Iterator<Item = usize>) -> Option<Counting> {
        let parts: Vec<_> = who.filter_map(|candidate| self.number_of_one(candidate)).collect();
        counting(&parts)
    }

    /// A number together with the others of the list of people that it belongs to: "eight women, a girl and four men".
    fn with_its_list(&self, told: Counting, who: &[Filling]) -> Counting {
        let mut people: Vec<usize> = who.iter().map(|f| f.candidate).collect();
        people.sort_by_key(|&c| (self.candidates[c].words.start, self.candidates[c].words.end));
        for list in people.chunk_by(|&a, &b| (self.relations.enumerated)(a, b)).filter(|list| list.len() > 1) {
            let parts: Option<Vec<_>> = list.iter().map(|&candidate| self.number_of_one(candidate)).collect();
            if let Some(parts) = parts.filter(|p| p.iter().any(|(bounds, _)| *bounds == (told.low, told.high))) {
                return counting(&parts).unwrap_or(told);
            }
        }
        told
    }
}

/// What several numbers of people add up to, with the quantities that say them.
fn counting(parts: &[(Bounds, Option<usize>)]) -> Option<Counting> {
    let bounds: Vec<Bounds> = parts.iter().map(|(bounds, _)| *bounds).collect();
    let said_by = parts.iter().filter_map(|(_, quantity)| *quantity).collect();
    total(&bounds).map(|(low, high)| Counting { low, high, said_by })
}

/// What the network alone takes a count for that nobody told: one, or several.
fn implied_by(states: &[f32], settings: &Settings) -> Option<Counting> {
    let (state, p) = best(&states[1..]);
    let (low, high) = match settings.implied[state + 1] {
        Implied::None => return None,
        Implied::One => (Some(1), Some(1)),
        Implied::Several => (Some(2), None),
    };
    (p >= EVEN).then_some(Counting { low, high, said_by: Vec::new() })
}

/// What several numbers of people add up to: an open end stays open.
fn total(parts: &[Bounds]) -> Option<Bounds> {
    if parts.is_empty() {
        return None;
    }
    let low = parts
        .iter()
        .any(|(low, _)| low.is_some())
        .then(|| parts.iter().fold(0u64, |sum, (low, _)| sum.saturating_add(low.unwrap_or(0))));
    let high = parts.iter().try_fold(0u64, |sum, (_, high)| Some(sum.saturating_add((*high)?)));
    Some((low, high))
}

fn best(row: &[f32]) -> (usize, f32) {
    let mut best = (0, f32::MIN);
    for (number, &value) in row.iter().enumerate() {
        if value > best.1 {
            best = (number, value);
        }
    }
    best
}

fn softmax(row: &[f32]) -> Vec<f32> {
    let most = row.iter().copied().fold(f32::MIN, f32::max);
    let raised: Vec<f32> = row.iter().map(|x| (x - most).exp()).collect();
    let sum: f32 = raised.iter().sum();
    raised.into_iter().map(|x| x / sum).collect()
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

fn logit(p: f32) -> f32 {
    (p / (1.0 - p)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text that tells nothing.
    const NOTHING: Relations = Relations {
        alike: &|_, _| false,
        listed: &|_, _| false,
        cited: &|_, _| false,
        adds_up: &|_, _| false,
        counts_whoever: &|_, _| false,
        is_attempt: &|_| false,
        befell: &|_| None,
        beside: &|_, _| true,
        first_told: &|_| false,
        is_planned: &|_| false,
        has_pronoun: &|_| false,
        tells_after: &|_, _| false,
        tells_of_itself: &|_, _| false,
        apposed: &|_, _| false,
        frames: &|_, _| false,
        is_bearing: &|_| false,
        heads_for: &|_| false,
        undergoes: &|_, _| false,
        in_order: &|_| false,
        enumerated: &|_, _| false,
        number_of: &|_| None,
    };

    #[test]
    fn distances_fall_into_the_buckets_of_training() {
        for (words, sentences, bucket) in [
            (0, 0, 8),
            (1, 0, 9),
            (-1, 0, 7),
            (4, 0, 12),
            (7, 0, 13),
            (12, 0, 14),
            (20, 0, 15),
            (99, 0, 16),
            (-99, 0, 0),
            (30, 1, 17),
            (30, 2, 18),
            (30, 9, 19),
            (-30, -1, 20),
            (-30, -3, 22),
            (-30, -5, 23),
            (-30, -9, 24),
            (-30, -40, 25),
        ] {
            assert_eq!(distance_bucket(words, sentences), bucket, "{words} words, {sentences} sentences");
        }
    }

    #[test]
    fn another_doer_stands_in_a_list_or_is_sure() {
        let relations = Relations { listed: &|a, b| a.min(b) == 2 && a.max(b) == 3, ..NOTHING };
        let kept = |doers: &[(usize, f32)]| {
            let mut list: Vec<_> = doers.iter().map(|&(candidate, score)| Filling { candidate, score }).collect();
            of_one_deed(&mut list, &relations);
            list.iter().map(|f| f.candidate).collect::<Vec<_>>()
        };
        assert_eq!(kept(&[(0, 0.5), (1, 0.55)]), [1], "the likelier one");
        assert_eq!(kept(&[(0, 0.65), (1, 0.9)]), [0, 1], "sure of both");
        assert_eq!(kept(&[(2, 0.4), (3, 0.9)]), [2, 3], "a list");
        assert_eq!(kept(&[]), [0; 0]);
    }

    #[test]
    fn places_of_one_filler_add_their_chances_and_the_likeliest_is_shown() {
        let candidate = |a: usize, b: usize| Candidate { words: a..b, groups: [1.0, 0.0, 0.0, 0.0], quantity: None };
        let candidates = [candidate(0, 2), candidate(1, 2), candidate(5, 7), candidate(9, 10)];
        let pair = |a: usize, b: usize| (a.min(b), a.max(b));
        let relations =
            Relations { alike: &|a, b| pair(a, b) == (0, 2), listed: &|a, b| pair(a, b) == (2, 3), ..NOTHING };
        let kept = |found: &[(f32, usize, bool)]| {
            let list = keep(found.to_vec(), &candidates, |inner| if inner { 0.9 } else { 0.5 }, &relations);
            list.iter().map(|f| (f.candidate, (f.score * 100.0).round() as u32)).collect::<Vec<_>>()
        };
        assert_eq!(kept(&[(0.3, 0, false), (0.4, 2, false)]), [(2, 58)], "the same words twice");
        assert_eq!(kept(&[(0.4, 0, false), (0.3, 1, false)]), [(0, 58)], "two that overlap");
        assert_eq!(kept(&[(0.4, 0, false), (0.3, 3, false)]), [], "two that are different");
        assert_eq!(kept(&[(0.6, 2, false), (0.2, 3, false)]), [(2, 60), (3, 20)], "a list");
        assert_eq!(kept(&[(0.6, 2, false), (0.1, 3, false)]), [(2, 60)], "a list with next to nothing for the second");
        assert_eq!(kept(&[(0.6, 3, false), (0.95, 0, true)]), [(3, 60), (0, 95)], "outer speakers come first");
        assert_eq!(kept(&[(0.8, 0, true)]), [], "each role has its own threshold");
    }

    #[test]
    fn numbers_for_one_slot_add_up_when_both_are_sure() {
        let quantity = |low, high| Quantity {
            words: 0..1,
            full: 0..1,
            low,
            high,
            kind: crate::quantity::QuantityKind::Number,
            people: true,
        };
        let candidate = |n: usize| Candidate { words: n..n + 1, groups: [0.0, 0.0, 0.0, 1.0], quantity: Some(n) };
        let candidates = [candidate(0), candidate(1), candidate(2)];
        let (a, b, c) = (quantity(Some(3), Some(3)), quantity(Some(2), Some(2)), quantity(Some(40), None));
        let quantities = [&a, &b, &c];
        let sum_in = |relations: &Relations, found: &[(f32, usize)]| {
            counted(found.to_vec(), &candidates, &quantities, relations).map(|c| (c.low, c.high))
        };
        let sum = |found: &[(f32, usize)]| sum_in(&NOTHING, found);
        assert_eq!(sum(&[]), None);
        assert_eq!(sum(&[(0.4, 0), (0.3, 1)]), Some((Some(3), Some(3))));
        assert_eq!(sum(&[(0.95, 0), (0.92, 1)]), Some((Some(5), Some(5))));
        assert_eq!(sum(&[(0.95, 0), (0.8, 1)]), Some((Some(3), Some(3))));
        assert_eq!(sum(&[(0.95, 0), (0.92, 2), (0.2, 1)]), Some((Some(43), None)));
        let list = Relations { adds_up: &|a, b| (a.min(b), a.max(b)) == (0, 1), ..NOTHING };
        assert_eq!(sum_in(&list, &[(0.4, 0), (0.3, 1)]), Some((Some(5), Some(5))), "in a list");
        assert_eq!(sum_in(&list, &[(0.4, 0), (0.3, 2)]), Some((Some(3), Some(3))), "not in it");
    }

    #[test]
    fn an_implied_count_is_the_number_of_its_people() {
        let quantity = Quantity {
            words: 4..5,
            full: 4..5,
            low: Some(8),
            high: Some(8),
            kind: crate::quantity::QuantityKind::Number,
            people: true,
        };
        let party = |a: usize, b: usize| Candidate { words: a..b, groups: [1.0, 0.0, 0.0, 0.0], quantity: None };
        let number = Candidate { words: 4..5, groups: [0.0, 0.0, 0.0, 1.0], quantity: Some(0) };
        let candidates = [party(0, 2), number, party(4, 6), party(7, 8)];
        let relations = Relations {
            number_of: &|c| Some(if c == 3 { (Some(2), None) } else { (Some(1), Some(1)) }),
            enumerated: &|a, b| (a, b) == (0, 2),
            ..NOTHING
        };
        let quantities = [&quantity];
        let crowd = Crowd { candidates: &candidates, quantities: &quantities, relations: &relations };
        let counted = |list: &[usize]| crowd.number_of(list.iter().copied()).map(|c| (c.low, c.high, c.said_by));
        assert_eq!(counted(&[]), None);
        assert_eq!(counted(&[0]), Some((Some(1), Some(1), vec![])));
        assert_eq!(counted(&[0, 2]), Some((Some(9), Some(9), vec![0])), "a person and eight");
        assert_eq!(counted(&[0, 3]), Some((Some(3), None, vec![])), "a person and several");
        let listed = |told: u64, list: &[usize]| {
            let who: Vec<Filling> = list.iter().map(|&candidate| Filling { candidate, score: 1.0 }).collect();
            let told = Counting { low: Some(told), high: Some(told), said_by: vec![0] };
            crowd.with_its_list(told, &who).high
        };
        assert_eq!(listed(8, &[2, 0]), Some(9), "eight in a list with one more");
        assert_eq!(listed(7, &[2, 0]), Some(7), "a number that is not in the list stays");
        assert_eq!(listed(8, &[2]), Some(8), "no list");
    }
}

//! Days, place and parties of an event, where its claims disagree. docs/figures.md tells each rule in words.
//!
//! Never makes a value that no claim tells: no mean of days, no point between two towns, no party above those that are named.

use super::{Chosen, FieldRule, victims};
use crate::witness::{Witness, witness};
use crate::{Lineages, Named, Rule, Spot, Statement, Told};
use claim::{ClaimId, ReportId, Status};
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl FieldRule {
    /// All of them.
    pub const ALL: [FieldRule; 4] =
        [FieldRule::Frequent, FieldRule::Independent, FieldRule::Latest, FieldRule::Precise];

    /// Name and version, as every chosen value gives them.
    pub const fn rule(self) -> Rule {
        match self {
            FieldRule::Frequent => Rule::new("frequent", 1),
            FieldRule::Independent => Rule::new("independent", 1),
            FieldRule::Latest => Rule::new("latest", 1),
            FieldRule::Precise => Rule::new("precise", 1),
        }
    }

    /// By its name, e.g. "precise".
    pub fn from_name(name: &str) -> Option<FieldRule> {
        FieldRule::ALL.into_iter().find(|rule| rule.rule().name == name)
    }
}

/// A value with those who tell it, and those who tell something wider that it lies in.
struct Voices<'s, T> {
    value: T,
    exact: Vec<&'s Statement>,
    wider: Vec<&'s Statement>,
}

/// How well a value does, best last; without the value itself.
type Score = (usize, usize, Option<Date>, Reverse<(u32, i64)>, Reverse<(bool, Option<Date>)>);

impl<'s, T> Voices<'s, T> {
    fn all(&self) -> impl Iterator<Item = &'s Statement> + '_ {
        self.exact.iter().chain(&self.wider).copied()
    }

    /// The claims that say so, in the order of telling.
    fn claims(&self) -> Vec<ClaimId> {
        claims(self.all())
    }

    fn lineages(&self, lineages: &Lineages) -> usize {
        self.all().map(|statement| lineages.lineage(statement.report)).collect::<BTreeSet<_>>().len()
    }

    fn witnesses(&self, lineages: &Lineages) -> usize {
        self.all().map(|statement| witness(statement, lineages)).collect::<BTreeSet<Witness>>().len()
    }

    /// Last day on which somebody told it who had not told it before: a copy tells nothing new.
    fn last(&self, lineages: &Lineages) -> Option<Date> {
        let mut first: BTreeMap<ReportId, Date> = BTreeMap::new();
        for statement in &self.exact {
            if let Some(day) = statement.published {
                let known = first.entry(lineages.lineage(statement.report)).or_insert(day);
                *known = day.min(*known);
            }
        }
        first.into_values().max()
    }

    fn first(&self) -> (bool, Option<Date>) {
        let first = self.exact.iter().filter_map(|statement| statement.published).min();
        (first.is_none(), first)
    }

    /// `coarse`: how imprecise the value is, and how long.
    fn score(&self, rule: FieldRule, coarse: (u32, i64), lineages: &Lineages) -> (Score, Score) {
        let (frequent, independent) = (self.lineages(lineages), self.witnesses(lineages));
        let votes: Score = (independent, frequent, None, Reverse(coarse), Reverse(self.first()));
        let none: Score = (0, 0, None, Reverse((0, 0)), Reverse((false, None)));
        let leading = match rule {
            FieldRule::Independent => none,
            FieldRule::Frequent => (frequent, 0, None, Reverse((0, 0)), Reverse((false, None))),
            FieldRule::Latest => (0, 0, self.last(lineages), Reverse((0, 0)), Reverse((false, None))),
            FieldRule::Precise => (0, 0, None, Reverse(coarse), Reverse((false, None))),
        };
        (leading, votes)
    }
}

fn claims<'s>(statements: impl Iterator<Item = &'s Statement>) -> Vec<ClaimId> {
    let mut told: Vec<&Statement> = statements.collect();
    told.sort_by_key(|statement| statement.order());
    told.dedup_by_key(|statement| statement.claim);
    told.into_iter().map(|statement| statement.claim).collect()
}

/// Claims that say that it happened; where none does, those that say that it may or will; else all.
fn base<'s>(claims: &[&'s Statement]) -> Vec<&'s Statement> {
    let mut of: Vec<&Statement> = claims.to_vec();
    of.sort_by_key(|statement| statement.order());
    of.dedup_by_key(|statement| statement.claim);
    for wanted in [&[Status::Actual][..], &[Status::Possible, Status::Planned, Status::Hypothetical]] {
        let some: Vec<&Statement> = of.iter().filter(|statement| wanted.contains(&statement.status)).copied().collect();
        if !some.is_empty() {
            return some;
        }
    }
    of
}

/// The best of values; `lies_in` tells whether a value lies in another, wider one.
fn choose<T: Clone + Ord>(
    told: Vec<(T, &Statement)>,
    rule: FieldRule,
    lineages: &Lineages,
    coarse: impl Fn(&T) -> (u32, i64),
    candidate: impl Fn(&T) -> bool,
    lies_in: impl Fn(&T, &T) -> bool,
) -> Option<Chosen<T>> {
    let mut by_value: BTreeMap<T, Vec<&Statement>> = BTreeMap::new();
    for (value, statement) in told {
        by_value.entry(value).or_default().push(statement);
    }
    let any = by_value.keys().any(&candidate);
    let mut values: Vec<Voices<T>> = by_value
        .iter()
        .filter(|(value, _)| !any || candidate(value))
        .map(|(value, exact)| {
            let wider = by_value.iter().filter(|(other, _)| *other != value && lies_in(value, other));
            let wider = wider.flat_map(|(_, statements)| statements.iter().copied()).collect();
            Voices { value: value.clone(), exact: exact.clone(), wider }
        })
        .collect();
    // Stable: of equal ones the smaller value stays first.
    values.sort_by_cached_key(|told| Reverse(told.score(rule, coarse(&told.value), lineages)));
    let mut values = values.into_iter();
    let first = values.next()?;
    let others = values.filter(|other| !lies_in(&first.value, &other.value));
    let others = others.map(|other| (other.value.clone(), claims(other.exact.iter().copied()))).collect();
    Some(Chosen { claims: first.claims(), value: first.value, rule: rule.rule(), others })
}

/// The days of an event. Days that a claim's words tell go before those that only its publication tells; wider days bear narrower
/// ones out.
pub fn choose_days(claims: &[&Statement], rule: FieldRule, lineages: &Lineages) -> Option<Chosen<Told>> {
    let told = base(claims).into_iter().filter_map(|statement| Some((statement.days?, statement))).collect();
    let coarse = |told: &Told| {
        let days = (told.end - told.start).get_days();
        (u32::from(told.precision), i64::from(days))
    };
    let lies_in = |narrow: &Told, wide: &Told| wide.start <= narrow.start && narrow.end <= wide.end;
    choose(told, rule, lineages, coarse, |told| told.by_words, lies_in)
}

/// A place in an order that knows nothing of its point.
#[derive(Clone)]
struct Place(Arc<Spot>);

impl Place {
    fn key(&self) -> (&Option<Arc<str>>, String, u8) {
        // Of places without an id the words are all that tells them apart.
        let name = if self.0.id.is_some() { String::new() } else { self.0.name.to_lowercase() };
        (&self.0.id, name, 0)
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Place) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Place {}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Place) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Place {
    fn cmp(&self, other: &Place) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

/// Whether a place lies in a division or country.
fn lies_in(narrow: &Spot, wide: &Spot) -> bool {
    let (Some(country), Some(wide_country)) = (&narrow.country, &wide.country) else { return false };
    if country != wide_country || narrow.id == wide.id {
        return false;
    }
    match &*wide.kind {
        "country" => true,
        "division" => &*narrow.kind != "country" && narrow.division.as_ref() == Some(&wide.name),
        _ => false,
    }
}

/// The place of an event. Places that could be resolved go before words; a province or country bears out the towns in it.
pub fn choose_place(claims: &[&Statement], rule: FieldRule, lineages: &Lineages) -> Option<Chosen<Spot>> {
    let place_of = |statement: &Statement| {
        let words = || statement.places.first().or_else(|| statement.to.first()).or_else(|| statement.from.first());
        statement.spot().or_else(words).cloned().map(Place)
    };
    let told = base(claims).into_iter().filter_map(|statement| Some((place_of(statement)?, statement))).collect();
    let coarse = |place: &Place| (u32::from(place.0.precision), 0);
    let within = |narrow: &Place, wide: &Place| lies_in(&narrow.0, &wide.0);
    let chosen = choose(told, rule, lineages, coarse, |place| place.0.id.is_some(), within)?;
    let spot = |place: Place| (*place.0).clone();
    Some(Chosen {
        value: spot(chosen.value),
        claims: chosen.claims,
        rule: chosen.rule,
        others: chosen.others.into_iter().map(|(place, claims)| (spot(place), claims)).collect(),
    })
}

/// How much a name tells: 0 an entry of the register, 1 a kind of people, 2 a name that the register does not know, 3 mere words.
pub(crate) fn vagueness(named: &Named) -> u32 {
    match &named.id {
        None => 3,
        Some(_) if named.provisional => 2,
        Some(id) if id.starts_with("generic/") => 1,
        Some(_) => 0,
    }
}

/// Its order among the parties of an event: "civilians" are nobody else under another name, "rebels" may be.
fn rank(named: &Named) -> u32 {
    match victims::group(named) {
        Some(victims::Group::Civilians | victims::Group::Kind(_)) if vagueness(named) == 1 => 0,
        _ => vagueness(named),
    }
}

/// Whether a kind of armed people ("rebels") may be this party.
pub(crate) fn may_be(kind: &Named, party: &Named) -> bool {
    let countries = kind.country.is_none() || party.country.is_none() || kind.country == party.country;
    let forces = |named: &Named| match victims::group(named) {
        Some(victims::Group::Forces(forces)) => Some(forces),
        _ => None,
    };
    match (forces(kind), forces(party)) {
        (Some(kind), Some(party)) => {
            let states = match (kind.state, party.state) {
                (Some(one), Some(two)) => one == two,
                _ => true,
            };
            countries && kind.party.is_none() && states
        }
        _ => false,
    }
}

/// What one name is known by.
fn key(named: &Named) -> (u32, String) {
    (vagueness(named), named.id.as_deref().map_or_else(|| named.name.to_lowercase(), str::to_owned))
}

type Tally<'s> = BTreeMap<(u32, String), Voices<'s, Arc<Named>>>;

fn tally<'s>(statements: &[&'s Statement], slot: impl Fn(&'s Statement) -> &'s [Arc<Named>]) -> Tally<'s> {
    let mut tally: Tally<'s> = BTreeMap::new();
    for statement in statements {
        for named in slot(statement) {
            let new = || Voices { value: named.clone(), exact: Vec::new(), wider: Vec::new() };
            let told = tally.entry(key(named)).or_insert_with(new);
            // Words without an id may be written in several ways; the smallest of them stands for all.
            told.value = told.value.clone().min(named.clone());
            told.exact.push(*statement);
        }
    }
    tally
}

/// The parties of an event: who did it, and to whom; each with its claims, best first. Whoever is blamed instead of the first of
/// those who did it stands in its `others`.
pub fn choose_parties(claims: &[&Statement], rule: FieldRule, lineages: &Lineages) -> [Vec<Chosen<Named>>; 2] {
    let statements = base(claims);
    let mut actors = tally(&statements, |statement| &statement.actors);
    let mut targets = tally(&statements, |statement| &statement.targets);
    // Told as both: only where it is told more often; of equals where it was told first.
    let both: Vec<_> = actors.keys().filter(|key| targets.contains_key(*key)).cloned().collect();
    for key in both {
        let rank =
            |told: &Voices<Arc<Named>>| (told.witnesses(lineages), told.lineages(lineages), Reverse(told.first()));
        let as_actor = actors.get(&key).map(rank) >= targets.get(&key).map(rank);
        if as_actor {
            targets.remove(&key)
        } else {
            actors.remove(&key)
        };
    }
    let two_sided = statements.iter().any(|statement| statement.event_type.definition().two_sided);
    [slot(actors, rule, lineages, !two_sided), slot(targets, rule, lineages, false)]
}

fn slot(mut tally: Tally, rule: FieldRule, lineages: &Lineages, rivals: bool) -> Vec<Chosen<Named>> {
    let score = |told: &Voices<Arc<Named>>| told.score(rule, (vagueness(&told.value), 0), lineages);
    lift(&mut tally, |above, below| above.side == above.id && above.id.is_some() && below.side == above.id, &score);
    lift(&mut tally, |kind, party| vagueness(kind) == 1 && may_be(kind, party), &score);
    let mut parties: Vec<Voices<Arc<Named>>> = tally.into_values().collect();
    // Under every rule entries of the register go before armed people of no named party, these before names that nobody knows.
    parties.sort_by_cached_key(|told| (rank(&told.value), Reverse(score(told))));
    let chosen = |told: &Voices<Arc<Named>>| Chosen {
        value: (*told.value).clone(),
        claims: told.claims(),
        rule: rule.rule(),
        others: Vec::new(),
    };
    let mut taken: Vec<Voices<Arc<Named>>> = Vec::new();
    let mut others = Vec::new();
    for told in parties {
        let beside = |known: &Voices<Arc<Named>>| {
            let one_side = known.value.side.is_some() && known.value.side == told.value.side;
            let named_together = || told.exact.iter().any(|one| known.all().any(|other| other.claim == one.claim));
            one_side || named_together() || may_be(&told.value, &known.value)
        };
        if !rivals || taken.is_empty() || taken.iter().any(beside) {
            taken.push(told);
        } else {
            others.push(((*told.value).clone(), told.claims()));
        }
    }
    let mut all: Vec<Chosen<Named>> = taken.iter().map(chosen).collect();
    if let Some(first) = all.first_mut() {
        first.others = others;
    }
    all
}

/// Gives the claims of a name that tells less to the one name that it may mean: "rebels" to the one rebel group. Where it may mean
/// parties of several sides it stays as it is.
fn lift<'s, S: Ord>(
    tally: &mut Tally<'s>,
    means: impl Fn(&Named, &Named) -> bool,
    score: &impl Fn(&Voices<'s, Arc<Named>>) -> S,
) {
    let keys: Vec<_> = tally.keys().cloned().collect();
    let mut moves = Vec::new();
    for from in &keys {
        let Some(vague) = tally.get(from) else { continue };
        let meant = |told: &Voices<Arc<Named>>| {
            vagueness(&told.value) != 1 && told.value.id.is_some() && means(&vague.value, &told.value)
        };
        let fitting: Vec<_> = keys.iter().filter(|to| *to != from && tally.get(*to).is_some_and(meant)).collect();
        let sides: BTreeSet<_> = fitting.iter().filter_map(|to| tally.get(*to)).map(|told| &told.value.side).collect();
        let best = fitting.iter().max_by_key(|to| (tally.get(**to).map(score), Reverse(**to)));
        if let (1, Some(best)) = (sides.len(), best) {
            moves.push((from.clone(), (*best).clone()));
        }
    }
    for (from, to) in moves {
        let Some(vague) = tally.remove(&from) else { continue };
        match tally.get_mut(&to) {
            Some(told) => told.wider.extend(vague.all()),
            None => {
                tally.insert(from, vague);
            }
        }
    }
}

//! From the claims of an event to accounts: what each witness tells about one slot, after his corrections, without the parts of wholes.
//!
//! Never chooses between witnesses: that is `rules.rs`. docs/figures.md tells each rule of this module in words. Everything is sorted
//! by what is told, never by the ids of reports, so that a copy on the same day changes nothing.

use super::victims::{Forces, Group, Relation, Victims};
use super::{Cue, FieldRule, Number, Role, choose_parties};
use crate::witness::{Stand, Witness, stand, witness};
use crate::{Kin, Lineages, Named, Statement};
use claim::{Bounds, CountSlot, ReportId, Status, Voice};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A number as a rule reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Value {
    /// The number that stands for it: its low end, or its high end where it has no other.
    pub(crate) best: u64,
    /// Lowest.
    pub(crate) low: u64,
    /// Highest; at least `best`.
    pub(crate) high: u64,
    /// "At least": nobody says how many more.
    pub(crate) open: bool,
    /// Only a ceiling ("up to 30", "nearly 300") or nothing at all ("several killed or wounded").
    pub(crate) weak: bool,
    /// A word in place of a number, as ACLED counts it: "dozens" 12.
    pub(crate) vague: Option<(&'static str, u64)>,
}

impl Value {
    fn of(bounds: Bounds, vague: Option<(&'static str, u64)>) -> Option<Value> {
        let (best, low, high, open, weak) = match (bounds.low, bounds.high) {
            (None, None) => return None,
            (Some(0) | None, Some(high)) if bounds.low.is_none() || high > 0 => (high, 0, high, false, true),
            (Some(low), Some(high)) => (low.min(high), low.min(high), low.max(high), false, false),
            (Some(low), None) => (low, low, low, true, low == 0),
            (None, Some(high)) => (high, 0, high, false, true),
        };
        Some(Value { best, low, high, open, weak, vague })
    }

    fn less(self, attackers: u64) -> Value {
        let less = |number: u64| if self.best > attackers { number.saturating_sub(attackers) } else { number };
        Value { best: less(self.best), low: less(self.low), high: less(self.high), ..self }
    }

    /// As people read it: "12", "at least 12", "up to 30", "10 to 15", "dozens".
    pub(crate) fn words(self) -> String {
        match self {
            Value { vague: Some((word, _)), .. } => word.to_owned(),
            Value { best, open: true, .. } => format!("at least {best}"),
            Value { high, weak: true, .. } => format!("up to {high}"),
            Value { low, high, .. } if low < high => format!("{low} to {high}"),
            Value { best, .. } => best.to_string(),
        }
    }
}

/// Words in place of numbers: cue, the low ends that the codebook gives them, how ACLED counts them.
const VAGUE: [(Cue, &[u64], &str, u64); 6] = [
    (Cue::Several, &[2, 3], "several", 10),
    (Cue::Tens, &[20], "tens", 10),
    (Cue::Dozens, &[24], "dozens", 12),
    (Cue::Scores, &[40], "scores", 20),
    (Cue::Hundreds, &[200], "hundreds", 100),
    (Cue::Thousands, &[2000], "thousands", 1000),
];

/// Only with the words of its sentence is "dozens" known from "at least 24": both are `[24, null]`.
fn vague(statement: &Statement, bounds: Bounds) -> Option<(&'static str, u64)> {
    if bounds.high.is_some() {
        return None;
    }
    let fits = |cue: Cue, lows: &[u64]| statement.cues.has(cue) && bounds.low.is_some_and(|low| lows.contains(&low));
    VAGUE.iter().find(|(cue, lows, ..)| fits(*cue, lows)).map(|(_, _, word, acled)| (*word, *acled))
}

/// What became of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Stands,
    Replaced(usize),
    PartOf(usize),
    /// Includes attackers, and nobody says how many.
    Aside,
}

/// What one witness tells: all claims of one number about the same people.
#[derive(Clone, Debug)]
pub(crate) struct Entry<'s> {
    witness: Witness,
    victims: Victims,
    value: Value,
    told: Vec<&'s Statement>,
    /// First day on which it was told.
    day: Option<Date>,
    corrected: bool,
    more: bool,
    attackers: Option<u64>,
    stand: Stand,
    boast: bool,
    fate: Fate,
}

/// Numbers of one witness about the same people.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) victims: Victims,
    pub(crate) value: Value,
    /// Those that it is told of, as the report calls them.
    pub(crate) of: Option<Arc<str>>,
    entries: Vec<usize>,
}

impl Part {
    /// Numbers about different people, added up.
    pub(crate) fn and(self, other: Part) -> Part {
        Part {
            victims: self.victims.and(&other.victims),
            // Where one is a word and one a number, the sum is neither.
            value: sum(self.value, other.value),
            of: self.of.min(other.of),
            entries: [self.entries, other.entries].concat(),
        }
    }

    /// Of a sum over accounts.
    pub(crate) fn sum_of(victims: Victims, value: Value) -> Part {
        Part { victims, value, of: None, entries: Vec::new() }
    }
}

/// What one witness tells in all; or what several tell of different people, put together.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    /// Who, as people read it.
    pub(crate) by: Vec<Arc<str>>,
    pub(crate) witness: Option<Witness>,
    pub(crate) victims: Victims,
    pub(crate) value: Value,
    pub(crate) parts: Vec<Part>,
    /// Last day on which it said something new.
    pub(crate) day: Option<Date>,
    pub(crate) lineages: BTreeSet<ReportId>,
    pub(crate) stand: Stand,
    pub(crate) boast: bool,
    pub(crate) claims: Vec<claim::ClaimId>,
}

/// All that the claims of an event tell about one slot.
pub(crate) struct Reading<'s> {
    entries: Vec<Entry<'s>>,
    /// Told, and about nothing that happened.
    not_actual: Vec<&'s Statement>,
    slot: CountSlot,
    kin: &'s Kin,
    lineages: &'s Lineages,
}

/// The key that makes numbers one entry.
type Key = (Witness, Victims, (Option<u64>, Option<u64>), Option<u64>, Option<ReportId>, bool);

impl<'s> Reading<'s> {
    /// `None` where nobody tells a number of something that happened.
    pub(crate) fn of(
        slot: CountSlot,
        claims: &[&'s Statement],
        lineages: &'s Lineages,
        kin: &'s Kin,
    ) -> Option<Reading<'s>> {
        let counts = |statement: &&&Statement| {
            // A sum over many events says nothing about one.
            statement.event_type.definition().counts_as_event
                && statement.count(slot).is_some_and(|bounds| bounds.low.is_some() || bounds.high.is_some())
        };
        if !claims.iter().any(|statement| counts(&statement) && statement.status == Status::Actual) {
            return None;
        }
        let mut sorted: Vec<&Statement> = claims.to_vec();
        sorted.sort_by_key(|statement| statement.order());
        sorted.dedup_by_key(|statement| statement.claim);
        let [actors, targets] = choose_parties(&sorted, FieldRule::default(), lineages);
        let named = |chosen: Vec<super::Chosen<Named>>| -> Vec<Arc<Named>> {
            chosen.into_iter().map(|chosen| Arc::new(chosen.value)).collect()
        };
        let (actors, targets) = (named(actors), named(targets));
        let mut groups: BTreeMap<Key, Vec<&Statement>> = BTreeMap::new();
        let mut not_actual = Vec::new();
        for statement in sorted.iter().filter(counts) {
            if statement.status != Status::Actual {
                not_actual.push(*statement);
                continue;
            }
            let bounds = statement.count(slot).unwrap_or(Bounds { low: None, high: None });
            let others = CountSlot::ALL.into_iter().filter(|other| *other != slot);
            // "Four were killed and three others injured": the word is about the other number.
            let more =
                statement.cues.has(Cue::More) && others.into_iter().all(|other| statement.count(other).is_none());
            let attackers = if slot == CountSlot::Killed { statement.cues.attackers() } else { Some(0) };
            let corrected = statement.cues.has(Cue::Corrected).then(|| lineages.lineage(statement.report));
            let key = (
                witness(statement, lineages),
                Victims::of(&statement.targets),
                bounds.into(),
                attackers,
                corrected,
                more,
            );
            groups.entry(key).or_default().push(statement);
        }
        let mut entries: Vec<Entry> = groups
            .into_iter()
            .filter_map(|((witness, victims, bounds, attackers, corrected, more), told)| {
                let first = told.first()?;
                // The same number of the same witness is vague where any of its sentences has the word.
                let vague = told.iter().find_map(|statement| vague(statement, bounds.into()));
                let value = Value::of(bounds.into(), vague)?.less(attackers.unwrap_or(0));
                let stand = told.iter().map(|statement| stand(statement, &actors, &targets, kin)).min()?;
                let boast = boasts(first, &victims, &actors, &targets, stand, kin);
                let day = told.iter().filter_map(|statement| statement.published).min();
                let fate = if attackers.is_none() { Fate::Aside } else { Fate::Stands };
                Some(Entry {
                    witness,
                    victims,
                    value,
                    day,
                    corrected: corrected.is_some(),
                    more,
                    attackers,
                    stand,
                    boast,
                    fate,
                    told,
                })
            })
            .collect();
        entries.sort_by(|one, other| {
            let key = |entry: &Entry| (entry.day.is_none(), entry.day, entry.value, entry.corrected);
            key(one).cmp(&key(other)).then_with(|| (&one.witness, &one.victims).cmp(&(&other.witness, &other.victims)))
        });
        let mut reading = Reading { entries, not_actual, slot, kin, lineages };
        reading.find_parts();
        reading.find_replaced();
        if reading.entries.iter().all(|entry| entry.fate == Fate::Aside) {
            reading.entries.iter_mut().for_each(|entry| entry.fate = Fate::Stands);
        }
        Some(reading)
    }

    /// Rule "part": see docs/figures.md.
    fn find_parts(&mut self) {
        let mut fates = Vec::new();
        for (at, part) in self.entries.iter().enumerate() {
            if part.fate != Fate::Stands || part.more {
                continue;
            }
            let whole = |other: &Entry| {
                if other.fate != Fate::Stands || other.value.best < part.value.best {
                    return false;
                }
                let same_witness = part.witness == other.witness;
                let cue = part.told.iter().any(|statement| statement.cues.has(Cue::Part));
                match part.victims.relation(&other.victims, self.kin) {
                    Relation::Narrower => same_witness || part.victims.narrow(),
                    Relation::Same => {
                        same_witness && cue && part.value.best < other.value.best && near(part, other).is_some()
                    }
                    _ => false,
                }
            };
            let candidates = self.entries.iter().enumerate().filter(|(n, other)| *n != at && whole(other));
            // The nearest, the most certain, the smallest that it fits in.
            let best = candidates.min_by_key(|(n, other)| {
                let same_witness = part.witness == other.witness;
                (near(part, other).unwrap_or(u32::MAX), !same_witness, other.value.best, *n)
            });
            if let Some((whole, _)) = best {
                fates.push((at, whole));
            }
        }
        for (part, whole) in fates {
            self.entries[part].fate = Fate::PartOf(whole);
        }
    }

    /// Rule "replaced": see docs/figures.md.
    fn find_replaced(&mut self) {
        let mut fates = Vec::new();
        for (at, old) in self.entries.iter().enumerate() {
            if old.fate != Fate::Stands {
                continue;
            }
            let replaces = |new: &Entry| {
                let related = match new.victims.relation(&old.victims, self.kin) {
                    Relation::Same | Relation::Wider => true,
                    Relation::Narrower => !new.victims.narrow(),
                    Relation::Overlapping | Relation::Disjoint => false,
                };
                let later = match (old.day, new.day) {
                    (Some(old), Some(new)) if old != new => new > old,
                    (Some(_), Some(_)) | (None, None) => new.corrected && !old.corrected,
                    _ => false,
                };
                new.fate == Fate::Stands && new.witness == old.witness && !new.more && related && later
            };
            let candidates = self.entries.iter().enumerate().filter(|(n, new)| *n != at && replaces(new));
            if let Some((by, _)) = candidates.max_by_key(|(n, new)| (new.day, new.corrected, *n)) {
                fates.push((at, by));
            }
        }
        for (old, new) in fates {
            self.entries[old].fate = Fate::Replaced(new);
        }
    }

    /// The numbers in the order of telling, each with what became of it.
    pub(crate) fn numbers(&self) -> Vec<Number> {
        let mut numbers: Vec<(&Statement, Role)> = Vec::new();
        for entry in &self.entries {
            // A claim is replaced by, or part of, a claim of its own report where there is one, else of its own lineage.
            let nearest = |statement: &Statement, other: &Entry| {
                let key = |of: &&&Statement| {
                    let same_lineage = self.lineages.related(of.report, statement.report);
                    (of.report != statement.report, !same_lineage, of.order())
                };
                other.told.iter().min_by_key(key).map_or(statement.claim, |statement| statement.claim)
            };
            for statement in &entry.told {
                let role = match entry.fate {
                    Fate::Stands if entry.attackers == Some(0) => Role::Counts,
                    Fate::Stands | Fate::Aside => Role::WithAttacker,
                    Fate::Replaced(by) => Role::Replaced { by: nearest(statement, &self.entries[by]) },
                    Fate::PartOf(whole) => Role::PartOf { whole: nearest(statement, &self.entries[whole]) },
                };
                numbers.push((statement, role));
            }
        }
        numbers.extend(self.not_actual.iter().map(|statement| (*statement, Role::NotActual)));
        numbers.sort_by_key(|(statement, _)| statement.order());
        let number = |(statement, role): (&Statement, Role)| {
            let bounds = statement.count(self.slot)?;
            let of = statement.targets.first().map(|target| target.name.clone());
            Some(Number { claim: statement.claim, bounds, role, by: name_of(statement), of })
        };
        numbers.into_iter().filter_map(number).collect()
    }

    /// The claims behind a part of an account.
    pub(crate) fn claims_of(&self, part: &Part) -> Vec<claim::ClaimId> {
        let told = part.entries.iter().filter_map(|at| self.entries.get(*at)).flat_map(|entry| &entry.told);
        told.map(|statement| statement.claim).collect()
    }

    /// Most attackers that a toll includes by number.
    pub(crate) fn attackers(&self) -> u64 {
        let standing = self.entries.iter().filter(|entry| entry.fate == Fate::Stands);
        standing.filter_map(|entry| entry.attackers).max().unwrap_or(0)
    }

    /// What the sentence that gives the reason adds about attackers.
    pub(crate) fn about_attackers(&self) -> String {
        let standing = || self.entries.iter().filter(|entry| entry.fate == Fate::Stands);
        match self.attackers() {
            _ if standing().any(|entry| entry.attackers.is_none()) => {
                "; attackers included, nobody says how many".to_owned()
            }
            0 => String::new(),
            1 => "; without 1 attacker whom a toll includes".to_owned(),
            some => format!("; without {some} attackers whom a toll includes"),
        }
    }

    /// Statements whose numbers count.
    pub(crate) fn counted(&self) -> Vec<&'s Statement> {
        let counts = self.entries.iter().filter(|entry| entry.fate == Fate::Stands);
        counts.flat_map(|entry| entry.told.iter().copied()).collect()
    }

    /// What each witness tells, by what is told.
    pub(crate) fn accounts(&self) -> Vec<Account> {
        self.accounts_of(|entry| entry.fate == Fate::Stands)
    }

    /// The same of those victims alone that `which` names, parts of larger tolls included.
    pub(crate) fn accounts_about(&self, which: impl Fn(&Victims) -> bool) -> Vec<Account> {
        self.accounts_of(|entry| {
            let part_of_other = |whole: usize| !which(&self.entries[whole].victims);
            let stands = match entry.fate {
                Fate::Stands => true,
                Fate::PartOf(whole) => part_of_other(whole),
                Fate::Replaced(_) | Fate::Aside => false,
            };
            stands && which(&entry.victims)
        })
    }

    fn accounts_of(&self, which: impl Fn(&Entry) -> bool) -> Vec<Account> {
        let mut by_witness: BTreeMap<&Witness, Vec<usize>> = BTreeMap::new();
        for (at, entry) in self.entries.iter().enumerate() {
            if which(entry) {
                by_witness.entry(&entry.witness).or_default().push(at);
            }
        }
        let mut accounts: Vec<Account> =
            by_witness.into_values().filter_map(|entries| self.account(&entries)).collect();
        accounts.sort_by(|one, other| {
            (one.value, one.day, &one.by, &one.witness).cmp(&(other.value, other.day, &other.by, &other.witness))
        });
        accounts
    }

    fn account(&self, entries: &[usize]) -> Option<Account> {
        // Numbers about people of whom some are the same stand beside each other; numbers about different people add up.
        let mut parts: Vec<Part> = Vec::new();
        let (more, plain): (Vec<usize>, Vec<usize>) = entries.iter().partition(|at| self.adds(**at, entries));
        for at in plain {
            let entry = &self.entries[at];
            let mut part =
                Part { victims: entry.victims.clone(), value: entry.value, of: self.label(at), entries: vec![at] };
            let (meeting, apart): (Vec<Part>, Vec<Part>) = parts
                .into_iter()
                .partition(|other| other.victims.relation(&entry.victims, self.kin) != Relation::Disjoint);
            for other in meeting {
                part = either(other, part, self.kin);
            }
            parts = apart;
            parts.push(part);
        }
        for at in more {
            let entry = &self.entries[at];
            let meets = |part: &&mut Part| part.victims.relation(&entry.victims, self.kin) != Relation::Disjoint;
            if let Some(part) = parts.iter_mut().find(meets) {
                part.value = sum(part.value, entry.value);
                part.entries.push(at);
            }
        }
        parts.sort_by(|one, other| (&one.victims, one.value).cmp(&(&other.victims, other.value)));
        let value = parts.iter().map(|part| part.value).reduce(sum)?;
        let victims = parts.iter().map(|part| part.victims.clone()).reduce(|all, part| all.and(&part))?;
        let told = || entries.iter().map(|at| &self.entries[*at]);
        let statements = || told().flat_map(|entry| entry.told.iter());
        let mut claims: Vec<&&Statement> = statements().collect();
        claims.sort_by_key(|statement| statement.order());
        Some(Account {
            by: vec![self.name(told().map(|entry| &entry.told[..]))],
            witness: told().map(|entry| entry.witness.clone()).next(),
            victims,
            value,
            parts,
            day: told().filter_map(|entry| entry.day).max(),
            lineages: statements().map(|statement| self.lineages.lineage(statement.report)).collect(),
            stand: told().map(|entry| entry.stand).min()?,
            boast: told().any(|entry| entry.boast),
            claims: claims.into_iter().map(|statement| statement.claim).collect(),
        })
    }

    /// "Three others died": beside another number of the same report, in the sentence before or the same.
    fn adds(&self, at: usize, entries: &[usize]) -> bool {
        let entry = &self.entries[at];
        entry.more
            && entries.iter().any(|other| {
                let other = &self.entries[*other];
                let meets = || entry.victims.relation(&other.victims, self.kin) != Relation::Disjoint;
                !other.more && near(entry, other).is_some() && meets()
            })
    }

    /// Whom the entry counts, as the report calls them; by a word that no copy changes.
    fn label(&self, at: usize) -> Option<Arc<str>> {
        let names = self.entries[at].told.iter().filter_map(|statement| statement.targets.first());
        names.map(|target| target.name.clone()).min()
    }

    /// Who tells it: the last speaker, else the outlet; of a lineage the one who printed it first.
    fn name<'e>(&self, told: impl Iterator<Item = &'e [&'e Statement]>) -> Arc<str> {
        let key = |statement: &&&Statement| {
            let copied = self.lineages.lineage(statement.report) != statement.report;
            (copied, statement.published.is_none(), statement.published, name_of(statement))
        };
        let first = told.flatten().min_by_key(key);
        first.map_or_else(|| "a report".into(), |statement| name_of(statement))
    }
}

/// Who tells a number: the last of its speakers, else the outlet.
pub(crate) fn name_of(statement: &Statement) -> Arc<str> {
    match (statement.origin(), &statement.outlet) {
        (Some(speaker), _) => speaker.who.name.clone(),
        (None, Some(outlet)) => outlet.clone(),
        (None, None) => "a report".into(),
    }
}

/// Sentences between two entries that stand in one report within a sentence of each other.
fn near(one: &Entry, other: &Entry) -> Option<u32> {
    let pairs = one.told.iter().flat_map(|left| other.told.iter().map(move |right| (left, right)));
    let distances = pairs
        .filter(|(left, right)| left.report == right.report)
        .map(|(left, right)| left.sentence.abs_diff(right.sentence));
    distances.filter(|distance| *distance <= 1).min()
}

/// Numbers about the same people: from the lowest to the highest.
fn either(one: Part, other: Part, kin: &Kin) -> Part {
    let (low, high) = if one.value <= other.value { (&one.value, &other.value) } else { (&other.value, &one.value) };
    let value = Value {
        low: low.low.min(high.low),
        high: low.high.max(high.high),
        open: (low.open && low.high >= high.high) || (high.open && high.high >= low.high),
        ..*low
    };
    let victims = match one.victims.relation(&other.victims, kin) {
        Relation::Same | Relation::Wider => one.victims,
        Relation::Narrower => other.victims,
        Relation::Overlapping | Relation::Disjoint => one.victims.and(&other.victims),
    };
    Part { victims, value, of: one.of.min(other.of), entries: [one.entries, other.entries].concat() }
}

/// Numbers about different people.
pub(crate) fn sum(one: Value, other: Value) -> Value {
    Value {
        best: one.best.saturating_add(other.best),
        low: one.low.saturating_add(other.low),
        high: one.high.saturating_add(other.high),
        open: one.open || other.open,
        weak: one.weak && other.weak,
        vague: None,
    }
}

/// Whether a party counts its enemy's losses.
fn boasts(
    statement: &Statement,
    victims: &Victims,
    actors: &[Arc<Named>],
    targets: &[Arc<Named>],
    stand: Stand,
    kin: &Kin,
) -> bool {
    let Some(speaker) = statement.origin() else { return false };
    let speaks_for_a_side = matches!(stand, Stand::Actor | Stand::Target)
        || matches!(speaker.voice, Voice::Party) && speaker.who.id.is_some();
    let own = super::victims::group(&speaker.who);
    let is_enemy = |forces: &Forces| match (&speaker.who.id, &forces.party) {
        (Some(speaker), Some(party)) => !kin.same_side(speaker, party),
        _ => match &own {
            Some(Group::Forces(own)) => own.against(forces, kin),
            _ => stand == Stand::Actor,
        },
    };
    let told_of = if victims.anybody() && stand == Stand::Actor && !actors.is_empty() {
        Victims::of(targets)
    } else {
        victims.clone()
    };
    let enemies = |group: &Group| matches!(group, Group::Forces(forces) if is_enemy(forces));
    speaks_for_a_side && told_of.armed() && told_of.groups().iter().all(enemies)
}

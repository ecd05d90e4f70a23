//! Who is with whom at one place: the parties that are told to take, hold, leave or fight over it, put together into camps.
//!
//! Never puts two parties together that are told to fight each other there. docs/control.md, "Camps".

use super::words::{Kind, Word, is_force, key};
use crate::witness::Witness;
use crate::{Kin, Named, Speaker};
use claim::ReportId;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// True where two parties, by id, belong together.
type Test<'t> = &'t dyn Fn(&str, &str) -> bool;

/// Party keys with the stories that use them.
pub(super) type NamesTold<'s> = BTreeMap<&'s str, BTreeSet<ReportId>>;

/// The camps of one place. A camp is a number, valid for this place and these words only.
#[derive(Debug)]
pub(super) struct Camps<'s> {
    kin: &'s Kin,
    /// By party key.
    camp: BTreeMap<&'s str, usize>,
    /// Members of each camp, the one to name it by first.
    members: Vec<Vec<&'s Named>>,
    /// Those of them that are told to take or hold the place.
    holders: Vec<Vec<&'s Named>>,
}

/// How closely a name tells who somebody is; the less the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Closeness {
    /// A party of the register.
    Party,
    /// "Syrian rebels": a party of the register that stands for many.
    Umbrella,
    /// A name that the register does not know.
    Provisional,
    /// A kind of people: "rebels", "gunmen", "soldiers".
    Generic,
}

fn closeness(party: &Named) -> Closeness {
    match party.id.as_deref() {
        Some(id) if id.starts_with("generic/") => Closeness::Generic,
        _ if party.provisional => Closeness::Provisional,
        None => Closeness::Provisional,
        Some(id) => {
            let name = id.rsplit('/').next().unwrap_or(id);
            if ["rebels", "opposition", "insurgents"].contains(&name) { Closeness::Umbrella } else { Closeness::Party }
        }
    }
}

fn sector(party: &Named) -> &str {
    party.sector.as_deref().unwrap_or("")
}

fn is_of_state(party: &Named) -> bool {
    ["GOV", "MIL", "COP", "SPY"].contains(&sector(party))
}

fn is_of_rebels(party: &Named) -> bool {
    ["REB", "UAF"].contains(&sector(party))
}

/// True for names that mean whichever armed side there is: "rebels", "gunmen", a group that the register does not know; or, for
/// states, "soldiers", "police".
fn is_vague(party: &Named) -> bool {
    closeness(party) != Closeness::Party && (is_of_state(party) || is_of_rebels(party))
}

fn same_country(one: &Named, other: &Named) -> bool {
    match (&one.country, &other.country) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

/// A register keeps one entry for each period of an office: "sy/army" and "sy/army-2024".
fn without_period(id: &str) -> &str {
    match id.rsplit_once('-') {
        Some((name, year)) if year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => id,
    }
}

/// What is told of one party.
#[derive(Debug, Default)]
struct Seen<'s> {
    /// Witnesses that tell that it took or holds the place. Witnesses, not reports: who joins whom must not hang on how many
    /// outlets print one side's word.
    holds: BTreeSet<Witness>,
    /// All witnesses that name it.
    named: BTreeSet<Witness>,
    first_held: Option<jiff::civil::Date>,
    first_fought: Option<jiff::civil::Date>,
    party: Option<&'s Named>,
}

impl<'s> Camps<'s> {
    /// The camps of a place.
    pub fn of(words: &[Word<'s>], kin: &'s Kin) -> Camps<'s> {
        let mut seen: BTreeMap<&'s str, Seen<'s>> = BTreeMap::new();
        let mut against: BTreeSet<(&'s str, &'s str)> = BTreeSet::new();
        for word in words {
            for party in word.parties.iter().chain(&word.against).copied() {
                let seen = seen.entry(key(party)).or_default();
                seen.named.insert(word.witness.clone());
                if seen.party.is_none_or(|known| party < known) {
                    seen.party = Some(party);
                }
            }
            let earlier = |known: Option<jiff::civil::Date>| Some(known.map_or(word.end, |known| known.min(word.end)));
            for party in &word.parties {
                let Some(seen) = seen.get_mut(key(party)) else { continue };
                match word.kind {
                    Kind::Gain | Kind::Hold => {
                        seen.holds.insert(word.witness.clone());
                        seen.first_held = earlier(seen.first_held);
                    }
                    Kind::Fight => seen.first_fought = earlier(seen.first_fought),
                    _ => {}
                }
                for other in &word.against {
                    if kin.side(key(party)) != kin.side(key(other)) {
                        against.insert((key(party), key(other)));
                        against.insert((key(other), key(party)));
                    }
                }
            }
        }
        let mut groups = Groups { of: seen.keys().map(|key| (*key, BTreeSet::from([*key]))).collect(), against };
        let parties: Vec<&'s Named> = seen.values().filter_map(|seen| seen.party).collect();
        // Named parties first: what the register knows of them, then of their fronts.
        let named: Vec<&'s Named> = parties.iter().copied().filter(|party| !is_vague(party)).collect();
        let together: [Test; 3] =
            [&|one, other| kin.side(one) == kin.side(other), &|one, other| kin.same_side(one, other), &|one, other| {
                kin.one_front(one, other)
            }];
        for test in together {
            for (at, one) in named.iter().enumerate() {
                for other in &named[at + 1..] {
                    if test(key(one), key(other)) {
                        groups.join(key(one), key(other));
                    }
                }
            }
        }
        // Vague names: all rebels of a place are one camp and all men of its state another, unless told to fight each other.
        let vague: Vec<&'s Named> = parties.iter().copied().filter(|party| is_vague(party)).collect();
        for (at, one) in vague.iter().enumerate() {
            for other in &vague[at + 1..] {
                if is_of_state(one) == is_of_state(other) && same_country(one, other) {
                    groups.join(key(one), key(other));
                }
            }
        }
        // Each joins the one named camp of its kind that is most told to hold the place.
        for one in &vague {
            let mine = &seen[key(one)];
            let mut fitting: Vec<(bool, std::cmp::Reverse<usize>, std::cmp::Reverse<usize>, &'s str)> = named
                .iter()
                .filter(|other| {
                    let kind = if is_of_state(one) { is_of_state(other) } else { is_of_rebels(other) };
                    let theirs = &seen[key(other)];
                    // Who only fights for a place that another already holds is not that other.
                    let only_fights = !is_of_state(one) && mine.holds.is_empty() && mine.first_fought.is_some();
                    let is_attacker =
                        only_fights && theirs.first_held < mine.first_fought && theirs.first_held.is_some();
                    kind && same_country(one, other) && !is_attacker
                })
                .map(|other| {
                    let group = &groups.of[key(other)];
                    let witnesses = |held: bool| -> usize {
                        let told = group.iter().map(|member| &seen[member]);
                        told.flat_map(|seen| if held { &seen.holds } else { &seen.named })
                            .collect::<BTreeSet<_>>()
                            .len()
                    };
                    let holds = witnesses(true);
                    (holds == 0, std::cmp::Reverse(holds), std::cmp::Reverse(witnesses(false)), key(other))
                })
                .collect();
            fitting.sort();
            for (_, _, _, other) in fitting {
                if groups.join(key(one), other) {
                    break;
                }
            }
        }
        groups.camps(&seen, kin)
    }

    /// The camp of a party of this place's words.
    pub fn camp(&self, party: &Named) -> Option<usize> {
        self.camp.get(key(party)).copied()
    }

    /// The camps of parties, sorted, none twice.
    pub fn all(&self, parties: &[&Named]) -> Vec<usize> {
        let camps: BTreeSet<usize> = parties.iter().filter_map(|party| self.camp(party)).collect();
        camps.into_iter().collect()
    }

    /// True where a party is the camp's own and not only an ally of those who are told to hold the place: an ally that leaves does
    /// not give it up.
    pub fn is_own(&self, party: &Named, camp: usize) -> bool {
        let holders = &self.holders[camp];
        is_vague(party)
            || holders.is_empty()
            || holders.iter().any(|holder| {
                is_vague(holder) && holders.iter().all(|other| is_vague(other))
                    || self.kin.side(key(holder)) == self.kin.side(key(party))
                    || without_period(key(holder)) == without_period(key(party))
            })
    }

    /// True where a party is the entry of another period for a member of a camp: "sy/army-2024" for "sy/army".
    pub fn is_namesake(&self, party: &Named, camp: usize) -> bool {
        self.members[camp]
            .iter()
            .any(|member| key(member) != key(party) && without_period(key(member)) == without_period(key(party)))
    }

    /// The camps that a speaker speaks for; more than one only where they are one office in two periods.
    fn of_speaker(&self, speaker: &Speaker) -> Vec<usize> {
        let who = &speaker.who;
        let find = |fits: &dyn Fn(&Named) -> bool| -> Vec<usize> {
            (0..self.members.len()).filter(|camp| self.members[*camp].iter().any(|member| fits(member))).collect()
        };
        let Some(id) = who.id.as_deref() else { return self.camp(who).into_iter().collect() };
        if id.starts_with("generic/") {
            if let Some(camp) = self.camp(who) {
                return vec![camp];
            }
            let fits = |member: &Named| {
                same_country(member, who)
                    && (is_of_state(who) && is_of_state(member) || is_of_rebels(who) && is_of_rebels(member))
            };
            let mut found = if is_force(who) { find(&fits) } else { Vec::new() };
            if let (true, true, Some(country)) = (found.is_empty(), is_of_state(who), &who.country) {
                // "Turkish security sources" speak for whom Turkey stands by.
                let state = format!("{}/government", country.to_lowercase());
                found = find(&|member| self.kin.one_front(key(member), &state));
            }
            return if found.len() == 1 { found } else { Vec::new() };
        }
        let side = without_period(self.kin.side(id));
        let mut found = find(&|member| without_period(self.kin.side(key(member))) == side);
        found.extend(self.camp(who));
        if found.is_empty() {
            found = find(&|member| self.kin.one_front(key(member), id));
        }
        found
    }

    /// The camps that any speaker of a chain speaks for: a word that passed through a side's mouth is that side's word.
    pub fn of_speakers(&self, speakers: &[Arc<Speaker>]) -> Vec<usize> {
        let camps: BTreeSet<usize> = speakers.iter().flat_map(|speaker| self.of_speaker(speaker)).collect();
        camps.into_iter().collect()
    }

    /// The name to report a camp by, among the parties told: a party of the register before one that stands for many, that before
    /// a name that the register does not know, that before a kind of people; then the one that most stories tell; then one of the place's country; then by id.
    /// Gives all names, the best first.
    pub fn names(&self, camp: usize, told: &NamesTold<'s>, country: Option<&str>) -> Vec<Named> {
        let stories = |party: &Named| told.get(key(party)).map_or(0, BTreeSet::len);
        let mut members: Vec<&Named> = self.members[camp].iter().copied().filter(|party| stories(party) > 0).collect();
        if members.is_empty() {
            members = self.members[camp].iter().take(1).copied().collect();
        }
        members.sort_by_key(|party| {
            let foreign = party.country.as_deref() != country;
            (closeness(party), std::cmp::Reverse(stories(party)), foreign, key(party).to_owned())
        });
        members.into_iter().cloned().collect()
    }
}

/// Sets of parties that grow together.
struct Groups<'s> {
    of: BTreeMap<&'s str, BTreeSet<&'s str>>,
    against: BTreeSet<(&'s str, &'s str)>,
}

impl<'s> Groups<'s> {
    /// Puts two together, unless members of theirs are told to fight each other. True where they are together afterwards.
    fn join(&mut self, one: &str, other: &str) -> bool {
        let (left, right) = (self.of[one].clone(), self.of[other].clone());
        if left.contains(other) {
            return true;
        }
        if left.iter().any(|left| right.iter().any(|right| self.against.contains(&(*left, *right)))) {
            return false;
        }
        let both: BTreeSet<&'s str> = left.union(&right).copied().collect();
        for member in &both {
            self.of.insert(member, both.clone());
        }
        true
    }

    fn camps(self, seen: &BTreeMap<&'s str, Seen<'s>>, kin: &'s Kin) -> Camps<'s> {
        let mut groups: Vec<&BTreeSet<&'s str>> = self.of.values().collect();
        groups.sort();
        groups.dedup();
        let mut camps = Camps { kin, camp: BTreeMap::new(), members: Vec::new(), holders: Vec::new() };
        for (number, group) in groups.into_iter().enumerate() {
            let mut members: Vec<&'s Named> = group.iter().filter_map(|key| seen[key].party).collect();
            members.sort_by_key(|party| {
                (closeness(party), std::cmp::Reverse(seen[key(party)].named.len()), key(party).to_owned())
            });
            for party in &members {
                camps.camp.insert(key(party), number);
            }
            camps.holders.push(members.iter().copied().filter(|party| !seen[key(party)].holds.is_empty()).collect());
            camps.members.push(members);
        }
        camps
    }
}

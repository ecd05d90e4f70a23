//! Whom a number counts: numbers about different people are different numbers.
//!
//! Told from the targets of a claim, by sector and kind. Never guesses a side that no target names: who is told as "people", as a
//! place or as a country may be anybody.

use crate::{Kin, Named};
use std::sync::Arc;

/// Those whom a number counts. Empty: anybody.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Victims {
    groups: Vec<Group>,
}

/// One kind of people.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    /// Armed people.
    Forces(Forces),
    /// Civilians of every kind.
    Civilians,
    /// Some civilians: "children", "medics".
    Kind(Arc<str>),
}

/// Armed people.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Forces {
    /// The party; `None` where words tell only that they are armed ("rebels").
    pub(crate) party: Option<Arc<str>>,
    /// Its side.
    pub(crate) side: Option<Arc<str>>,
    /// Whether they serve a state; `None` where nobody can say.
    pub(crate) state: Option<bool>,
}

/// How the victims of one number stand to those of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// The same people, as far as words tell.
    Same,
    /// The first are all of the second and more.
    Wider,
    /// The second are all of the first and more.
    Narrower,
    /// Some are in both.
    Overlapping,
    /// None is in both.
    Disjoint,
}

/// Kinds that are civilians as such, by the last part of their generic id.
const ALL_CIVILIANS: [&str; 4] = ["civilians", "residents", "citizens", "families"];
/// Kinds that may be anybody.
const ANYBODY: [&str; 4] = ["people", "witnesses", "sources", "social-media"];
/// Makes the group that a word means: groups hold names and cannot stand in a constant.
type Means = fn() -> Group;
/// Words of names that the register could not resolve, for want of a country.
const WORDS: [(&str, Means); 32] = [
    ("civilian", || Group::Civilians),
    ("civilians", || Group::Civilians),
    ("residents", || Group::Civilians),
    ("villagers", || Group::Civilians),
    ("child", || kind("children")),
    ("children", || kind("children")),
    ("girls", || kind("children")),
    ("boys", || kind("children")),
    ("woman", || kind("women")),
    ("women", || kind("women")),
    ("medics", || kind("medics")),
    ("doctors", || kind("medics")),
    ("journalist", || kind("journalists")),
    ("journalists", || kind("journalists")),
    ("soldier", || forces(Some(true))),
    ("soldiers", || forces(Some(true))),
    ("troops", || forces(Some(true))),
    ("servicemen", || forces(Some(true))),
    ("policeman", || forces(Some(true))),
    ("policemen", || forces(Some(true))),
    ("officers", || forces(Some(true))),
    ("police", || forces(Some(true))),
    ("rebel", || forces(Some(false))),
    ("rebels", || forces(Some(false))),
    ("insurgents", || forces(Some(false))),
    ("guerrillas", || forces(Some(false))),
    ("militants", || forces(Some(false))),
    ("gunmen", || forces(Some(false))),
    ("militiamen", || forces(None)),
    ("fighter", || forces(None)),
    ("fighters", || forces(None)),
    ("combatants", || forces(None)),
];

fn kind(name: &str) -> Group {
    Group::Kind(name.into())
}

fn forces(state: Option<bool>) -> Group {
    Group::Forces(Forces { party: None, side: None, state })
}

/// The group that a name means; `None` where it tells nobody in particular.
pub(crate) fn group(named: &Named) -> Option<Group> {
    let Some(id) = &named.id else {
        let name = named.name.to_lowercase();
        let mut words = name.split(|c: char| !c.is_alphanumeric());
        return words.find_map(|word| WORDS.iter().find(|(known, _)| *known == word)).map(|(_, group)| group());
    };
    let last = id.rsplit('/').next().unwrap_or(id);
    let generic = id.starts_with("generic/");
    if generic && ANYBODY.contains(&last) || last == "government" {
        return None;
    }
    if generic && ALL_CIVILIANS.contains(&last) {
        return Some(Group::Civilians);
    }
    let state = match named.sector.as_deref() {
        Some("MIL" | "COP" | "SPY") => Some(true),
        Some("GOV") if !generic => Some(true),
        Some("REB" | "UAF" | "CRM") => Some(false),
        Some("PAR" | "IGO") => None,
        None if !generic => None,
        None => return None,
        Some(_) => return Some(Group::Kind(if generic { last.into() } else { id.clone() })),
    };
    let named_party = |of: &Option<Arc<str>>| if generic { None } else { of.clone() };
    Some(Group::Forces(Forces { party: named_party(&named.id), side: named_party(&named.side), state }))
}

/// What sort of people a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Armed people, and whether they serve a state, where somebody can say.
    Armed(Option<bool>),
    /// Civilians, or a kind of them.
    Civilians,
}

/// What sort of people a name means; `None` for a government, a thing, people who may be anybody.
pub fn sort(named: &Named) -> Option<Sort> {
    group(named).map(|group| match group {
        Group::Forces(forces) => Sort::Armed(forces.state),
        Group::Civilians | Group::Kind(_) => Sort::Civilians,
    })
}

impl Forces {
    /// Whether both may be the same people. A party above covers one below it ([`Group::covers`]); here it goes both ways.
    pub(crate) fn may_be(&self, other: &Forces, kin: &Kin) -> bool {
        match (&self.party, &other.party) {
            (Some(one), Some(two)) => kin.is_under(one, two) || kin.is_under(two, one),
            _ => match (self.state, other.state) {
                (Some(one), Some(two)) => one == two,
                _ => true,
            },
        }
    }

    /// Whether they fight against each other, as far as words tell.
    pub(crate) fn against(&self, other: &Forces, kin: &Kin) -> bool {
        match (&self.party, &other.party) {
            (Some(one), Some(two)) => !kin.same_side(one, two),
            _ => matches!((self.state, other.state), (Some(one), Some(two)) if one != two),
        }
    }
}

impl Group {
    fn covers(&self, other: &Group, kin: &Kin) -> bool {
        match (self, other) {
            (Group::Civilians, Group::Civilians | Group::Kind(_)) => true,
            (Group::Kind(one), Group::Kind(two)) => one == two,
            (Group::Forces(one), Group::Forces(two)) => one.may_be(two, kin),
            _ => false,
        }
    }
}

impl Victims {
    /// Of the targets of a claim.
    pub(crate) fn of(targets: &[Arc<Named>]) -> Victims {
        let mut groups: Vec<Group> = Vec::new();
        for target in targets {
            match group(target) {
                Some(group) => groups.push(group),
                // "People and soldiers" are whoever was there.
                None if target.id.is_some() => return Victims::default(),
                None => {}
            }
        }
        if groups.contains(&Group::Civilians) {
            groups.retain(|group| !matches!(group, Group::Kind(_)));
        }
        groups.sort();
        groups.dedup();
        Victims { groups }
    }

    /// Anybody.
    pub(crate) fn anybody(&self) -> bool {
        self.groups.is_empty()
    }

    /// Its groups; none for anybody.
    pub(crate) fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Only some kinds of civilians: nobody tells them and means all the dead.
    pub(crate) fn narrow(&self) -> bool {
        !self.anybody() && self.groups.iter().all(|group| matches!(group, Group::Kind(_)))
    }

    /// Only armed people.
    pub(crate) fn armed(&self) -> bool {
        !self.anybody() && self.groups.iter().all(|group| matches!(group, Group::Forces(_)))
    }

    fn covers(&self, other: &Victims, kin: &Kin) -> bool {
        let one_covers = |group: &Group| self.groups.iter().any(|wide| wide.covers(group, kin));
        self.anybody() || !other.anybody() && other.groups.iter().all(one_covers)
    }

    /// How these stand to those.
    pub(crate) fn relation(&self, other: &Victims, kin: &Kin) -> Relation {
        match (self.covers(other, kin), other.covers(self, kin)) {
            (true, true) => Relation::Same,
            (true, false) => Relation::Wider,
            (false, true) => Relation::Narrower,
            (false, false) => {
                let shared = self.groups.iter().any(|one| {
                    let meets = |two: &Group| one.covers(two, kin) || two.covers(one, kin);
                    other.groups.iter().any(meets)
                });
                if shared { Relation::Overlapping } else { Relation::Disjoint }
            }
        }
    }

    /// Both together.
    pub(crate) fn and(&self, other: &Victims) -> Victims {
        if self.anybody() || other.anybody() {
            return Victims::default();
        }
        let mut groups: Vec<Group> = self.groups.iter().chain(&other.groups).cloned().collect();
        groups.sort();
        groups.dedup();
        Victims { groups }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(id: &str, sector: &str) -> Arc<Named> {
        Arc::new(Named {
            id: (!id.is_empty()).then(|| id.into()),
            name: id.into(),
            country: None,
            sector: (!sector.is_empty()).then(|| sector.into()),
            provisional: false,
            side: (!id.is_empty()).then(|| id.into()),
        })
    }

    fn words(name: &str) -> Arc<Named> {
        Arc::new(Named { id: None, name: name.into(), country: None, sector: None, provisional: false, side: None })
    }

    #[test]
    fn numbers_about_different_people_are_different_numbers() {
        let kin = Kin::of([("aa/brigade", Some("aa/army"), &[][..])]);
        let army = [named("aa/army", "MIL")];
        let brigade = [named("aa/brigade", "MIL")];
        let front = [named("aa/front", "REB")];
        let people = [named("generic/AA/people", "")];
        let civilians = [named("generic/AA/civilians", "CVL")];
        let children = [named("generic/AA/children", "CVL")];
        let women = [named("generic/AA/women", "CVL")];
        let both = [named("aa/army", "MIL"), named("generic/AA/civilians", "CVL")];
        type Told<'t> = &'t [Arc<Named>];
        let cases: [(Told, Told, Relation); 16] = [
            (&[], &people, Relation::Same),
            (&people, &civilians, Relation::Wider),
            (&children, &people, Relation::Narrower),
            (&civilians, &children, Relation::Wider),
            (&women, &children, Relation::Disjoint),
            (&army, &civilians, Relation::Disjoint),
            (&army, &front, Relation::Disjoint),
            (&army, &brigade, Relation::Same),
            (&both, &army, Relation::Wider),
            (&both, &front, Relation::Disjoint),
            (&[words("12 soldiers")], &army, Relation::Same),
            (&[words("fighters")], &front, Relation::Same),
            (&[words("rebels")], &army, Relation::Disjoint),
            (&[words("a bakery")], &army, Relation::Wider),
            (&[words("seven children")], &children, Relation::Same),
            (&[named("aa/government", "GOV")], &civilians, Relation::Wider),
        ];
        for (one, other, expected) in cases {
            let (one, other) = (Victims::of(one), Victims::of(other));
            assert_eq!(one.relation(&other, &kin), expected, "{one:?} to {other:?}");
        }
    }
}

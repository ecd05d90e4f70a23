//! Who belongs to whom: parents and allies of parties. Values that the caller takes from a register; knows no register itself.

use std::collections::{BTreeMap, BTreeSet};

/// Parents and allies by party id.
#[derive(Clone, Debug, Default)]
pub struct Kin {
    parent: BTreeMap<String, String>,
    allies: BTreeMap<String, BTreeSet<String>>,
}

impl Kin {
    /// From (party, parent, allies).
    pub fn of<'p>(parties: impl IntoIterator<Item = (&'p str, Option<&'p str>, &'p [String])>) -> Kin {
        let mut kin = Kin::default();
        for (id, parent, allies) in parties {
            if let Some(parent) = parent {
                kin.parent.insert(id.to_owned(), parent.to_owned());
            }
            for ally in allies {
                kin.allies.entry(id.to_owned()).or_default().insert(ally.clone());
                kin.allies.entry(ally.clone()).or_default().insert(id.to_owned());
            }
        }
        kin
    }

    /// The uppermost parent, or the party itself. A ring of parents ends after eight steps.
    pub fn side<'k>(&'k self, id: &'k str) -> &'k str {
        let mut side = id;
        for _ in 0..8 {
            match self.parent.get(side) {
                Some(parent) => side = parent,
                None => break,
            }
        }
        side
    }

    /// True where `below` is `above` or stands under it.
    pub fn is_under(&self, below: &str, above: &str) -> bool {
        let mut at = below;
        for _ in 0..8 {
            if at == above {
                return true;
            }
            match self.parent.get(at) {
                Some(parent) => at = parent,
                None => return false,
            }
        }
        false
    }

    /// True where the two are one party, stand under one parent, or are allies (they, or parents of theirs).
    pub fn same_side(&self, one: &str, other: &str) -> bool {
        let (left, right) = (self.side(one), self.side(other));
        left == right
            || self.allied(one, other)
            || self.allied(left, right)
            || self.allied(one, right)
            || self.allied(left, other)
    }

    /// True where the two fight on one front: they are on one side, some party of the one's side is an ally of some party of the
    /// other's, or both sides have an ally in common within the theatre of both (the part of an id before the slash), so that a
    /// coalition joins its members.
    pub fn one_front(&self, one: &str, other: &str) -> bool {
        if self.same_side(one, other) {
            return true;
        }
        let (left, right) = (self.allies_of_side(one), self.allies_of_side(other));
        if left.contains(self.side(other)) || right.contains(self.side(one)) {
            return true;
        }
        let theatre = |id: &str| id.split('/').next().map(str::to_owned);
        theatre(one) == theatre(other) && left.intersection(&right).any(|ally| theatre(ally) == theatre(one))
    }

    /// The sides of all allies of all parties of a party's side.
    fn allies_of_side<'k>(&'k self, id: &'k str) -> BTreeSet<&'k str> {
        let side = self.side(id);
        self.allies
            .iter()
            .filter(|(party, _)| self.side(party) == side)
            .flat_map(|(_, allies)| allies.iter().map(|ally| self.side(ally)))
            .collect()
    }

    fn allied(&self, one: &str, other: &str) -> bool {
        self.allies.get(one).is_some_and(|allies| allies.contains(other))
    }
}

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

    fn allied(&self, one: &str, other: &str) -> bool {
        self.allies.get(one).is_some_and(|allies| allies.contains(other))
    }
}

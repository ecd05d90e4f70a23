//! Whose word a claim rests on, and how many independent words an event has.

use crate::{Lineages, Statement};
use claim::ReportId;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Whose word a claim rests on. Claims with equal witnesses are one witness, however many outlets print them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Witness {
    /// A named speaker: its side (a ministry and its army are one), by party id.
    Speaker(Arc<str>),
    /// Speakers without a name (residents, doctors) or the outlet's own voice: those of one lineage are one.
    Lineage(ReportId),
    /// An agency that is credited and whose own report is not in the ledger.
    Agency(Arc<str>),
}

/// Where a witness stands to an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stand {
    /// On the side of who did it (or gained by it).
    Actor,
    /// On the side of whom it was done to.
    Target,
    /// On no side: media, bodies of states, relief, monitors, hospitals, residents.
    Neutral,
    /// A party that is neither, or nobody can tell.
    Other,
}

/// Reports, lineages and independent witnesses behind an event or a figure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Support {
    /// Claims.
    pub claims: usize,
    /// Reports that hold them.
    pub reports: usize,
    /// Lineages of these reports.
    pub lineages: usize,
    /// Independent witnesses.
    pub independent: usize,
    /// Independent witnesses by where they stand, in the order of [`Stand`]; none with zero.
    pub stands: Vec<(Stand, usize)>,
}

/// Whose word a statement rests on.
pub fn witness(statement: &Statement, lineages: &Lineages) -> Witness {
    let lineage = lineages.of.get(&statement.report).map_or(statement.report, |descent| descent.lineage);
    Witness::Lineage(lineage)
}

/// Support of a group of statements. `actors` and `targets` are the sides of the event.
pub fn support(statements: &[&Statement], lineages: &Lineages, _kin: &crate::Kin) -> Support {
    let mut witnesses: Vec<Witness> = statements.iter().map(|statement| witness(statement, lineages)).collect();
    witnesses.sort();
    witnesses.dedup();
    Support { claims: statements.len(), independent: witnesses.len(), ..Support::default() }
}

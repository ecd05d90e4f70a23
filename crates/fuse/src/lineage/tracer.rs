//! The lineages of a growing ledger.

use super::{Descent, Lineages, Print};
use crate::Head;
use claim::ReportId;

/// The lineages of a growing ledger.
#[derive(Default)]
pub struct Tracer {}

impl Tracer {
    /// Of these reports.
    pub fn new(reports: &[(Head, Print)]) -> Tracer {
        let mut tracer = Tracer::default();
        tracer.add(reports);
        tracer
    }

    /// More reports. Returns those whose descent changed or is new, by id.
    pub fn add(&mut self, _reports: &[(Head, Print)]) -> Vec<ReportId> {
        Vec::new()
    }

    /// Where a report stands.
    pub fn descent(&self, _report: ReportId) -> Option<Descent> {
        None
    }

    /// Where all stand.
    pub fn lineages(&self) -> Lineages {
        Lineages::default()
    }
}

//! What reports are read with: the reader, and what is known of the world. A defect that one report brings out costs that
//! report, not the run.

use claim::{Problem, Report, Severity};
use reader::{Reader, Reading};
use std::panic::{AssertUnwindSafe, catch_unwind};
use world::World;

/// What reports are read with.
pub struct Desk<'d> {
    /// Finds the claims.
    pub reader: &'d Reader,
    /// What fillers are looked up in; `None` where nobody asked.
    pub world: Option<World<'d>>,
}

impl Desk<'_> {
    /// Reads one report and looks up what its claims' words mean; claims below `min_confidence` are left out.
    pub fn read(&self, report: &Report, min_confidence: f32) -> Reading {
        let mut reading = read_one(self.reader, report);
        reading.claims.retain(|claim| claim.confidence >= min_confidence);
        if let Some(world) = self.world {
            resolve(report, &mut reading, world);
        }
        reading
    }
}

/// Reads one report. A defect of the reader costs that report, not the other ten thousand of the night.
pub fn read_one(reader: &Reader, report: &Report) -> Reading {
    catch_unwind(AssertUnwindSafe(|| reader.read(report))).unwrap_or_else(|_| {
        let message =
            "the reader failed on this report, which is a defect of the program; please report it with the text";
        let problem = Problem::new(Severity::Error, "reader_failed", message);
        Reading { problems: vec![problem.at(&report.origin.file, report.origin.line)], ..Reading::default() }
    })
}

/// Looks up what the claims' words mean. A defect there costs the meanings of one report, never its claims.
fn resolve(report: &Report, reading: &mut Reading, world: World) {
    let done = catch_unwind(AssertUnwindSafe(|| world::resolve(report, &mut reading.claims, world)));
    if done.is_err() {
        let message = "days, places and parties of this report were not looked up, which is a defect of the program; \
                       please report it with the text";
        let problem = Problem::new(Severity::Warning, "resolver_failed", message);
        reading.problems.push(problem.at(&report.origin.file, report.origin.line));
    }
}

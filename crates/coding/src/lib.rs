//! Report -> coded report: its claims, resolved, and all else that a ledger keeps of it.
//!
//! The one place where reading and resolving meet, for the program, the Python wheel and every worker of a cluster. A pure function of a
//! report: sees no ledger, file, network or clock. A defect that one report brings out costs that report, not the run.

use claim::{ClaimRecord, CodePoints, Problem, Quote, Report, Severity, Testable};
use reader::{Gate, Reader, Reading};
use std::panic::{AssertUnwindSafe, catch_unwind};
use world::World;

/// What reports are coded with. Cheap to copy; shared between threads by reference.
#[derive(Clone, Copy)]
pub struct Coder<'c> {
    /// Finds the claims.
    pub reader: &'c Reader,
    /// Says which reports and windows need not be read; `None` reads all.
    pub gate: Option<&'c Gate>,
    /// What fillers are looked up in; `None` where nobody asked.
    pub world: Option<World<'c>>,
}

/// A report with all that is kept of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Coded {
    /// The report, with its text.
    pub report: Report,
    /// Its claims, in the order of their triggers.
    pub claims: Vec<ClaimRecord>,
    /// The sentence of each claim, in their order.
    pub quotes: Vec<Option<Quote>>,
    /// What fusing compares to find copies ([`fuse::lineage::Print`], packed).
    pub print: String,
    /// Statements of the report that can be tested.
    pub testables: Vec<Testable>,
    /// What is wrong with the report, and with how it was read.
    pub problems: Vec<Problem>,
    /// Model and rules, with versions, e.g. `reader/en-2`; the gate, e.g. `gate/gate-1`, where that closed the report.
    pub made_by: String,
}

impl Coded {
    /// True where the gate closed the report: it has no claims because nobody looked for any. Its `made_by` says so.
    pub fn is_closed(&self) -> bool {
        self.made_by.starts_with("gate/")
    }
}

impl Coder<'_> {
    /// Reads one report and looks up what its claims' words mean; claims below `min_confidence` are left out.
    pub fn read(&self, report: &Report, min_confidence: f32) -> Reading {
        let mut reading = read_past(self.reader, self.gate, report);
        reading.claims.retain(|claim| claim.confidence >= min_confidence);
        if let Some(world) = self.world {
            resolve(report, &mut reading, world);
        }
        reading
    }

    /// Reads one report with all that is kept of it. `problems` are those that it came with. Where the reader failed, which is a
    /// defect, only the problems come back.
    pub fn code(&self, report: Report, mut problems: Vec<Problem>) -> Result<Coded, Vec<Problem>> {
        let mut reading = self.read(&report, 0.0);
        let failed = reading.problems.iter().any(|problem| problem.code == READER_FAILED);
        problems.append(&mut reading.problems);
        place(&mut problems, &report);
        if failed {
            return Err(problems);
        }
        let points = CodePoints::new(&report.text);
        let quote = |sentence: usize| {
            let span = *reading.sentences.get(sentence)?;
            Some(Quote { text: points.slice(span).to_owned(), span })
        };
        let quotes = reading.claims.iter().map(|claim| quote(claim.sentence)).collect();
        let testables =
            self.world.map(|world| world::testable::find(&report, &reading.sentences, &reading.claims, world));
        Ok(Coded {
            claims: reading.claims.iter().map(ClaimRecord::from).collect(),
            quotes,
            print: fuse::lineage::print(&report).packed(),
            testables: testables.unwrap_or_default(),
            problems,
            made_by: match self.gate {
                Some(gate) if reading.closed => gate.name().to_owned(),
                _ => self.reader.name().to_owned(),
            },
            report,
        })
    }
}

/// Tells problems that do not say where they stand that they stand in this report.
pub fn place(problems: &mut [Problem], report: &Report) {
    for problem in problems.iter_mut().filter(|problem| problem.file.is_none()) {
        *problem = problem.clone().at(&report.origin.file, report.origin.line);
    }
}

const READER_FAILED: &str = "reader_failed";

/// Reads one report. A defect of the reader costs that report, not the other ten thousand of the night.
pub fn read_one(reader: &Reader, report: &Report) -> Reading {
    read_past(reader, None, report)
}

fn read_past(reader: &Reader, gate: Option<&Gate>, report: &Report) -> Reading {
    catch_unwind(AssertUnwindSafe(|| reader.read_past(report, gate))).unwrap_or_else(|_| {
        let message =
            "the reader failed on this report, which is a defect of the program; please report it with the text";
        let problem = Problem::new(Severity::Error, READER_FAILED, message);
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

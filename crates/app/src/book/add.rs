//! `dateline add`: reports in, their claims into a ledger, then what is new is joined with what is there.
//!
//! One thread takes the input apart, one for each job reads, this one stores, in batches. What is acknowledged (on standard output,
//! if asked) is on the disk. A report that the ledger has is not read again, so a run that was cut off goes on where it was.

use super::args::AddArgs;
use super::sheet::print_json;
use super::{now, open};
use crate::inputs;
use crate::intake::{Gating, Given, Item, Opened, Told, take_apart};
use crate::pipeline::in_order;
use crate::progress::{BytesRead, Progress, jobs};
use crate::read::{ending, is_loss, tell_problems};
use crate::{Ending, complain, load_gate, load_gazetteer, load_reader};
use book::fusing;
use claim::{Problem, ReportId};
use coding::{Coded, Coder};
use ledger::{Keep, Ledger, Mode, NewReport};
use serde::Serialize;
use std::collections::HashSet;
use std::io::{self, Write};
use std::time::{Duration, Instant};
use world::World;
use world::parties::Register;
use world::places::Gazetteer;

/// Reports in one transaction at most.
const BATCH: usize = 256;

/// A batch is stored after this time, however small: what a kill can cost.
const PATIENCE: Duration = Duration::from_secs(1);

/// What a run has come to.
#[derive(Debug, Default, Serialize)]
struct Tally {
    /// Reports of the input.
    reports: usize,
    /// Those that were stored now.
    added: usize,
    /// Those that the ledger had.
    known: usize,
    /// Those that could not be read.
    failed: usize,
    /// Reports, and pages of archives, that the gate closed: neither read nor stored.
    closed: usize,
    /// Claims that were stored now.
    claims: usize,
    /// What joining came to.
    #[serde(skip_serializing_if = "Option::is_none")]
    fused: Option<fusing::Outcome>,
    /// What was wrong with the input.
    problems: Vec<Problem>,
    #[serde(skip)]
    told: Told,
}

/// A report that was read, or that need not be.
pub(crate) struct Read {
    problems: Vec<Problem>,
    is_page: bool,
    pub what: What,
}

/// What became of a report.
pub(crate) enum What {
    /// The input held no report there.
    Nothing,
    Known,
    Failed,
    /// The gate closed it.
    Closed,
    New(Box<Coded>),
}

/// Runs the command.
pub fn add(args: &AddArgs) -> Ending {
    let inputs = inputs::find(&args.inputs, Some(&args.book.ledger));
    if crate::dataset::is_among(&args.inputs, &inputs) {
        return crate::dataset::add(args);
    }
    let Ok(mapping) = args.mapped.find() else { return Ending::Usage };
    let given = Given { date: args.date, mapping: mapping.as_ref() };
    if !args.book.ledger.exists() && !inputs.files.iter().any(|file| *file == *"-" || file.exists()) {
        // A mistyped name makes no ledger: nothing is read but why nothing can be.
        let mut tally = Tally { told: Told::from(inputs.problems), ..Tally::default() };
        let bytes = BytesRead::default();
        let told: Result<(), std::convert::Infallible> = in_order(
            1,
            |feed| take_apart(&inputs.files, given, &bytes, feed),
            |item: Item| item.problems,
            |problems: Vec<Problem>| {
                tally.told.take(problems, false);
                Ok(())
            },
        );
        debug_assert!(told.is_ok());
        return finish(args, &mut tally, &inputs.skipped);
    }
    // Both are made once, by whoever asks first: here beside the model, which takes as long.
    std::thread::spawn(|| (Register::bundled(), Gazetteer::bundled()));
    let Some(reader) = load_reader(args.reading.model.as_deref()) else { return Ending::Nothing };
    let Some(gazetteer) = load_gazetteer(args.places.gazetteer.as_deref()) else { return Ending::Nothing };
    let world = World { gazetteer, register: Register::bundled() };
    let Some(mut ledger) = open(&args.book, Mode::Create) else { return Ending::Nothing };
    let known: HashSet<ReportId> = match ledger.report_ids() {
        Ok(known) => known.into_iter().collect(),
        Err(error) => return super::failed(&error),
    };

    let coder = Coder { reader: &reader, gate: None, world: Some(world) };
    let gate = load_gate(!args.gated.no_gate);
    let gating = args.gated.of(gate.as_ref());
    let mut tally = Tally { told: Told::from(inputs.problems.clone()), ..Tally::default() };
    let bytes = BytesRead::default();
    let mut progress = Progress::new(&inputs.files, &bytes, args.quiet);
    let mut batch = Batch { args, waiting: Vec::new(), since: Instant::now() };
    let stored = in_order(
        jobs(args.reading.jobs),
        |feed| take_apart(&inputs.files, given, &bytes, feed),
        |item| code(coder, gating, &known, item),
        |read: Read| -> Result<(), ledger::Error> {
            tally.told.take(read.problems, read.is_page);
            let is_report = !matches!(read.what, What::Nothing | What::Closed);
            tally.reports += usize::from(is_report);
            match read.what {
                What::Nothing => {}
                What::Known => tally.known += 1,
                What::Failed => tally.failed += 1,
                What::Closed => tally.closed += 1,
                What::New(coded) => batch.waiting.push(*coded),
            }
            if batch.waiting.len() >= BATCH || batch.since.elapsed() >= PATIENCE {
                progress.aside(|| batch.store(&mut ledger, &mut tally))?;
            }
            progress.at(tally.reports);
            Ok(())
        },
    )
    .and_then(|()| batch.store(&mut ledger, &mut tally));
    let fused = stored.and_then(|()| {
        progress.say("joining what is new with what is there");
        (!args.no_fuse).then(|| fusing::catch_up(&mut ledger)).transpose()
    });
    progress.end();
    match fused {
        Ok(fused) => tally.fused = fused,
        Err(error) => return super::failed(&error),
    }
    finish(args, &mut tally, &inputs.skipped)
}

fn finish(args: &AddArgs, tally: &mut Tally, skipped: &[std::path::PathBuf]) -> Ending {
    tally.problems = tally.told.all();
    let problems: Vec<&Problem> = tally.problems.iter().collect();
    tell_problems(
        &problems,
        (!args.quiet && args.book.ledger.exists()).then(|| summary(tally, &args.book.ledger, skipped)),
    );
    if args.json && print_json(&tally) == Ending::Nothing {
        return Ending::Nothing;
    }
    ending(&problems, tally.added + tally.known + tally.closed)
}

/// "44 reports: 40 added, 4 known -> 190 claims -> 31 events (3 changed) in ledger.dateline".
fn summary(tally: &Tally, ledger: &std::path::Path, skipped: &[std::path::PathBuf]) -> String {
    let mut line = format!("{} added", super::counted(tally.added, "report"));
    if tally.known > 0 {
        line.push_str(&format!(", {} known before", tally.known));
    }
    if tally.failed > 0 {
        line.push_str(&format!(", {} failed", tally.failed));
    }
    if tally.closed > 0 {
        line.push_str(&format!(", {} passed over by the gate", tally.closed));
    }
    line.push_str(&came_to(tally.claims, tally.fused.as_ref(), ledger));
    if let Some(fused) = tally.fused.as_ref().filter(|fused| fused.lineages < fused.reports) {
        line.push_str(&format!(
            "; its {} are {}",
            super::counted(fused.reports as usize, "report"),
            super::counted(fused.lineages as usize, "lineage")
        ));
    }
    if !skipped.is_empty() {
        let no_reports = if skipped.len() == 1 { "is no report" } else { "are no reports" };
        line.push_str(&format!("; {} skipped that {no_reports}", super::counted(skipped.len(), "file")));
    }
    line
}

/// " → 190 claims → 31 events in ledger.dateline".
pub(crate) fn came_to(claims: usize, fused: Option<&fusing::Outcome>, ledger: &std::path::Path) -> String {
    let claims = super::counted(claims, "claim");
    match fused {
        Some(fused) => {
            format!(" → {claims} → {} in {}", super::counted(fused.events as usize, "event"), ledger.display())
        }
        None => format!(" → {claims} in {}; dateline fuse joins them", ledger.display()),
    }
}

/// As the ledger wants it.
pub(crate) fn stored(coded: &Coded, keep: Keep) -> NewReport<'_> {
    NewReport {
        report: &coded.report,
        claims: &coded.claims,
        quotes: &coded.quotes,
        print: &coded.print,
        testables: &coded.testables,
        problems: &coded.problems,
        made_by: &coded.made_by,
        keep,
    }
}

/// The problems of a report that is stored: all are told; the ledger keeps those that are no loss.
pub(crate) fn told(coded: &mut Coded) -> Vec<Problem> {
    let all = coded.problems.clone();
    coded.problems.retain(|problem| !is_loss(problem));
    all
}

/// Reads one report; on a reading thread. What the gate closes is not kept: adding it again asks the gate again, or with `--no-gate` not.
pub(crate) fn code(coder: Coder, gating: Gating, known: &HashSet<ReportId>, item: Item) -> Read {
    let Opened { report, problems, is_page, closed, gate, .. } = item.open(gating);
    let of = |problems, what| Read { problems, is_page, what };
    let Some(report) = report else { return of(problems, if closed { What::Closed } else { What::Nothing }) };
    if known.contains(&ReportId::of(&report)) {
        return of(problems, What::Known);
    }
    match (Coder { gate, ..coder }).code(report, problems) {
        Err(problems) => of(problems, What::Failed),
        Ok(coded) if coded.is_closed() => of(coded.problems, What::Closed),
        Ok(mut coded) => of(told(&mut coded), What::New(Box::new(coded))),
    }
}

/// Reports that wait to be stored.
struct Batch<'a> {
    args: &'a AddArgs,
    waiting: Vec<Coded>,
    since: Instant,
}

impl Batch<'_> {
    fn store(&mut self, ledger: &mut Ledger, tally: &mut Tally) -> Result<(), ledger::Error> {
        self.since = Instant::now();
        if self.waiting.is_empty() {
            return Ok(());
        }
        let recorded = now(self.args.clock);
        let keep = self.args.keep_text.until(recorded);
        let new: Vec<NewReport> = self.waiting.iter().map(|coded| stored(coded, keep)).collect();
        let added = ledger.add(&new, recorded)?;
        tally.added += added.reports as usize;
        tally.known += added.already as usize;
        tally.claims += added.claims as usize;
        if self.args.acknowledge {
            let lines: String = self.waiting.iter().map(|coded| format!("{}\n", ReportId::of(&coded.report))).collect();
            let mut out = io::stdout().lock();
            if let Err(error) = out.write_all(lines.as_bytes()).and_then(|()| out.flush()) {
                complain(&format!("standard output cannot be written: {error}; the reports are stored"));
            }
        }
        self.waiting.clear();
        Ok(())
    }
}

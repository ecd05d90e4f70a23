//! `dateline add FOLDER` where the folder is a dataset of coded reports: what another ledger exported, or a job on a cluster left behind.
//! Nothing is read or resolved again: what is stored is what the files say, once their names are what they hold.
//!
//! Which columns such a file has is crates/tables' to know ([`tables::dataset`]).

use crate::book::args::AddArgs;
use crate::book::sheet::print_json;
use crate::book::{came_to, failed, now, open};
use crate::inputs::Inputs;
use crate::progress::Spinner;
use crate::read::{ending, tell_problems};
use crate::{Ending, complain};
use ::book::fusing;
use ::book::words::{counted, grouped};
use claim::{Problem, ReportId, Severity};
use ledger::{Ledger, Mode, NewReport, TakenOver};
use serde::Serialize;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use tables::coded::Row;
use tables::dataset::{self, DECISIONS};
use walkdir::{DirEntry, WalkDir};

/// What a run has come to; the same fields as of reports, and decisions.
#[derive(Debug, Default, Serialize)]
struct Tally {
    reports: usize,
    added: usize,
    known: usize,
    failed: usize,
    claims: usize,
    decisions: TakenOver,
    #[serde(skip_serializing_if = "Option::is_none")]
    fused: Option<fusing::Outcome>,
    problems: Vec<Problem>,
}

/// True where one of these is a Parquet file, or a folder with one in it: a dataset. `found` are the files in them: without a Parquet file
/// among those no folder is walked once more.
pub fn is_among(given: &[PathBuf], found: &Inputs) -> bool {
    given.iter().chain(&found.files).any(|path| is_parquet(path)) && given.iter().any(|path| is_dataset(path))
}

fn is_dataset(path: &Path) -> bool {
    is_parquet(path) || path.is_dir() && walk(path).any(|entry| is_parquet(entry.path()))
}

fn is_parquet(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("parquet"))
}

/// The files of a folder, sorted, without what engines leave beside their parts.
fn walk(folder: &Path) -> impl Iterator<Item = DirEntry> {
    let is_own = |entry: &DirEntry| {
        let name = entry.file_name().as_encoded_bytes();
        entry.depth() == 0 || !(name.starts_with(b".") || name.starts_with(b"_"))
    };
    let entries = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter().filter_entry(is_own);
    entries.filter_map(Result::ok).filter(|entry| entry.file_type().is_file())
}

/// Runs the command on datasets.
pub fn add(args: &AddArgs) -> Ending {
    if let Some(other) = args.inputs.iter().find(|path| !is_dataset(path)) {
        complain(&format!(
            "{} is no dataset and another one of the inputs is; add reports and datasets in runs of their own",
            other.display()
        ));
        return Ending::Usage;
    }
    let Some(mut ledger) = open(&args.book, Mode::Create) else { return Ending::Nothing };
    let known = match ledger.report_ids() {
        Ok(known) => known.into_iter().collect(),
        Err(error) => return failed(&error),
    };
    let mut adding = Adding { args, known, tally: Tally::default(), spinner: Spinner::new(args.quiet) };
    let done = args.inputs.iter().try_for_each(|path| adding.dataset(&mut ledger, path)).and_then(|()| {
        adding.spinner.say("joining what is new with what is there");
        adding.tally.fused = (!args.no_fuse).then(|| fusing::catch_up(&mut ledger)).transpose()?;
        Ok(())
    });
    adding.spinner.end();
    match done {
        Ok(()) => adding.finish(),
        Err(error) => failed(&error),
    }
}

struct Adding<'a> {
    args: &'a AddArgs,
    known: HashSet<ReportId>,
    tally: Tally,
    spinner: Spinner,
}

impl Adding<'_> {
    fn dataset(&mut self, ledger: &mut Ledger, path: &Path) -> Result<(), ledger::Error> {
        let mut inputs = Inputs::default();
        if path.is_dir() {
            inputs.files.extend(walk(path).map(DirEntry::into_path).filter(|path| is_parquet(path)));
        } else {
            inputs.files.push(path.to_owned());
        }
        for file in &inputs.files {
            let mut failed = None;
            let read = dataset::read_file(file, |rows| {
                let stored = self.rows(ledger, file, rows);
                failed = stored.err();
                Ok(failed.is_none())
            });
            if let Some(error) = failed {
                return Err(error);
            }
            if let Err(error) = read {
                self.problem(Problem::new(Severity::Error, "unreadable", error.to_string()));
            }
        }
        let decisions = path.join(DECISIONS);
        if path.is_dir() && decisions.exists() { self.decisions(ledger, &decisions) } else { Ok(()) }
    }

    fn rows(
        &mut self,
        ledger: &mut Ledger,
        file: &Path,
        rows: Vec<Result<Row, tables::Error>>,
    ) -> Result<(), ledger::Error> {
        let recorded = now(self.args.clock);
        let (mut texts, mut given) = (Vec::new(), Vec::new());
        for row in rows {
            self.tally.reports += 1;
            let wrong = match &row {
                Err(error) => Some(error.to_string()),
                Ok(row) if self.known.contains(&row.report) => {
                    self.tally.known += 1;
                    continue;
                }
                Ok(row) if row.failed() => {
                    Some(format!("{} could not be read where it was coded; read it again", row.report))
                }
                Ok(row) => dataset::check(row).err(),
            };
            match (row, wrong) {
                (Ok(row), None) => {
                    self.known.insert(row.report);
                    if row.coded.report.text.is_empty() {
                        given.push(dataset::given(row, recorded))
                    } else {
                        texts.push(row.coded)
                    }
                }
                (_, wrong) => {
                    self.tally.failed += 1;
                    let wrong = wrong.unwrap_or_default();
                    self.problem(Problem::new(Severity::Error, "bad_row", wrong).at(&file.display().to_string(), None));
                }
            }
        }
        let keep = self.args.keep_text.until(recorded);
        let new: Vec<NewReport> = texts.iter().map(|coded| crate::book::stored(coded, keep)).collect();
        for added in [ledger.add_given(&given)?, ledger.add(&new, recorded)?] {
            self.tally.added += added.reports as usize;
            self.tally.known += added.already as usize;
            self.tally.claims += added.claims as usize;
        }
        self.spinner.say(format!("{} reports", grouped(self.tally.reports as u64)));
        Ok(())
    }

    fn decisions(&mut self, ledger: &mut Ledger, file: &Path) -> Result<(), ledger::Error> {
        let name = file.display().to_string();
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) => {
                let why = format!("cannot be read: {error}; check the file");
                self.problem(Problem::new(Severity::Error, "unreadable", why).at(&name, None));
                return Ok(());
            }
        };
        let (decisions, wrong) = dataset::decisions(&text);
        for (line, why) in wrong {
            self.problem(Problem::new(Severity::Error, "bad_decision", why).at(&name, Some(line)));
        }
        let taken = ledger.take_over(&decisions, now(self.args.clock))?;
        let all = &mut self.tally.decisions;
        all.added += taken.added;
        all.already += taken.already;
        all.left_out += taken.left_out;
        if taken.left_out > 0 {
            let why = format!(
                "{} that {} claims of this ledger left out; add the reports that they are about first",
                counted(taken.left_out as usize, "decision"),
                if taken.left_out == 1 { "names no" } else { "name no" }
            );
            self.problem(Problem::new(Severity::Warning, "decisions_left_out", why).at(&name, None));
        }
        Ok(())
    }

    fn problem(&mut self, problem: Problem) {
        self.tally.problems.push(problem);
    }

    fn finish(self) -> Ending {
        let Adding { args, tally, .. } = self;
        let problems: Vec<&Problem> = tally.problems.iter().collect();
        tell_problems(&problems, (!args.quiet).then(|| summary(&tally, &args.book.ledger)));
        if args.json && print_json(&tally) == Ending::Nothing {
            return Ending::Nothing;
        }
        ending(&problems, tally.added + tally.known)
    }
}

/// "40 reports added, 4 known before, 2 decisions → 190 claims → 31 events in ledger.dateline".
fn summary(tally: &Tally, ledger: &Path) -> String {
    let mut line = format!("{} added", counted(tally.added, "report"));
    for (number, words) in [(tally.known, "known before"), (tally.failed, "left out")] {
        if number > 0 {
            line.push_str(&format!(", {} {words}", grouped(number as u64)));
        }
    }
    if tally.decisions.added > 0 {
        line.push_str(&format!(", {} taken over", counted(tally.decisions.added as usize, "decision")));
    }
    line.push_str(&came_to(tally.claims, tally.fused.as_ref(), ledger));
    line
}

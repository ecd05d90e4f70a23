//! `dateline eval`: reads gold reports (or takes the claims somebody else made of them) and prints the figures.
//!
//! Files and threads are here, the figures are in [`crate::eval`]. A gold file with a fault ends the command: figures over
//! half of it would be wrong figures.

use crate::cli::EvalArgs;
use crate::pipeline::in_order;
use crate::progress::jobs;
use crate::{Ending, complain, eval, load_reader, print};
use claim::{ClaimRecord, Report};
use coding::read_one;
use ingest::Hint;
use std::convert::Infallible;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// Runs the command.
pub fn run(args: &EvalArgs) -> Ending {
    match judge(args) {
        Ok(text) => print(&text),
        Err(message) => {
            complain(&message);
            Ending::Nothing
        }
    }
}

fn judge(args: &EvalArgs) -> Result<String, String> {
    let gold = eval::load_gold(&name(&args.gold), open(&args.gold)?).map_err(|problem| problem.to_string())?;
    let predicted = match &args.predictions {
        Some(file) => eval::load_predictions(&name(file), open(file)?).map_err(|problem| problem.to_string())?,
        None => read_gold(args)?,
    };
    let scores = eval::score(&gold, &predicted);
    if let Some(file) = &args.html {
        std::fs::write(file, eval::html::page(&scores, &gold))
            .map_err(|error| format!("{}: cannot be written: {error}; give --html another name", name(file)))?;
    }
    Ok(if args.json { format!("{:#}\n", eval::to_json(&scores)) } else { eval::print_table(&scores, args.per_type) })
}

/// The claims that the reader finds in the gold reports, by report id, in the order of the file.
fn read_gold(args: &EvalArgs) -> Result<Vec<(String, Vec<ClaimRecord>)>, String> {
    // `load_reader` has told why.
    let reader =
        load_reader(args.reading.model.as_deref()).ok_or("no claims without a model; give --predictions or --model")?;
    let file = name(&args.gold);
    let (mut reports, mut problems) = (Vec::new(), Vec::new());
    let hint = Hint { name: &file, date: None, format: Some(ingest::Format::Jsonl) };
    ingest::ingest_stream(open(&args.gold)?, &hint, &mut |found| match found {
        Ok(report) => reports.push(report),
        Err(problem) => problems.push(problem),
    })
    .map_err(|error| format!("{file}: cannot be read: {error}; check the file"))?;
    problems.iter().for_each(|problem| complain(&problem.to_string()));

    let mut predicted = Vec::new();
    let work = |report: Report| {
        let claims = read_one(&reader, &report).claims;
        (report.id, claims.iter().map(ClaimRecord::from).collect())
    };
    let done = in_order(
        jobs(args.reading.jobs),
        |feed| _ = reports.into_iter().all(|report| feed.send(report)),
        work,
        |report| {
            predicted.push(report);
            Ok::<(), Infallible>(())
        },
    );
    match done {
        Ok(()) => Ok(predicted),
    }
}

fn open(path: &Path) -> Result<BufReader<File>, String> {
    let file =
        File::open(path).map_err(|error| format!("{}: cannot be opened: {error}; check the name", name(path)))?;
    Ok(BufReader::new(file))
}

fn name(path: &Path) -> String {
    path.display().to_string()
}

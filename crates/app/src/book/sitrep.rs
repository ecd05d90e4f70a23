//! `dateline sitrep`: a situation report for a place and some days, as a page to print. [`book::sitrep`] makes it; this writes it.

use super::args::SitrepArgs;
use super::sheet::json_page;
use super::{counted, look, no_answer};
use crate::{Ending, complain, print};
use book::Error;
use book::sitrep::{html, sitrep};

/// Runs the command.
pub fn run(args: &SitrepArgs) -> Ending {
    if args.from > args.to {
        complain(&format!("--from {} is after --to {}; give the earlier day first", args.from, args.to));
        return Ending::Usage;
    }
    make(args).unwrap_or_else(|error| no_answer(&error))
}

fn make(args: &SitrepArgs) -> Result<Ending, Error> {
    let settings = args.rules.settings();
    let Some(view) = look(&args.book, &args.times, settings) else { return Ok(Ending::Nothing) };
    let report = sitrep(&view, &args.place, args.from, args.to)?;
    let text = if args.json { json_page(&report) } else { html(&report) };
    let Some(file) = &args.output else { return Ok(print(&text)) };
    if let Err(error) = std::fs::write(file, text) {
        complain(&format!("{}: cannot be written: {error}; give -o another name", file.display()));
        return Ok(Ending::Nothing);
    }
    let what = format!("{} of {}", counted(report.totals.events, "event"), counted(report.totals.reports, "report"));
    complain(&format!("{}: {}, {what} in {}", report.title, report.review.stamp, file.display()));
    Ok(Ending::All)
}

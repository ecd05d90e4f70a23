//! `dateline fuse`: joins what a ledger holds. `book::fusing` does it.

use super::args::FuseArgs;
use super::sheet::print_json;
use super::{counted, failed, open};
use crate::Ending;
use book::fusing::{catch_up, rebuild};
use ledger::Mode;
use std::io::Write;

/// Runs `dateline fuse`.
pub fn fuse(args: &FuseArgs) -> Ending {
    let Some(mut ledger) = open(&args.book, Mode::Write) else { return Ending::Nothing };
    let done = if args.rebuild { rebuild(&mut ledger) } else { catch_up(&mut ledger) };
    match done {
        Err(error) => failed(&error),
        Ok(outcome) if args.json => print_json(&outcome),
        Ok(_) if args.quiet => Ending::All,
        Ok(outcome) => {
            let words = format!(
                "{} of {} → {} ({} written)\n",
                counted(outcome.reports as usize, "report"),
                counted(outcome.lineages as usize, "lineage"),
                counted(outcome.events as usize, "event"),
                outcome.written
            );
            let _ = std::io::stderr().write_all(words.as_bytes());
            Ending::All
        }
    }
}

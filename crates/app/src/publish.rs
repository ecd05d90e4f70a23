//! `dateline publish`: the ledger for the public, as a file; and what a policy does to one claim. The policy is in crates/public.

use crate::book::args::Book;
use crate::book::sheet::print_json;
use crate::cli::day;
use crate::shown::shown;
use crate::{Ending, complain, print};
use claim::ClaimId;
use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use ledger::{Ledger, Mode};
use public::{Explained, Policy, Published};
use std::path::{Path, PathBuf};

pub const PUBLISH_HELP: &str = "\
Examples:
  dateline publish -L homs.dateline -o public.dateline
  dateline publish -L homs.dateline --policy ours.toml -o public.dateline --today 2024-12-20
  dateline publish -L homs.dateline --explain c8rq9nqcejr79
  dateline publish --print-policy > ours.toml      the built-in policy, to be changed

The new file holds only what the public may see: dateline serve, list, show and the rest work on it
as on any ledger. It is made whole each time; nothing is added to it. docs/public.md tells the rules.

Exit codes:
  0  published, or explained
  2  wrong usage, or a policy that cannot be read
  3  no ledger, no such claim, or the new file cannot be written";

/// Options of `dateline publish`.
#[derive(Args, Debug)]
pub struct PublishArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub book: Book,

    /// The new ledger; there must be no file of this name.
    #[arg(short, long, value_name = "FILE", required_unless_present_any = ["explain", "print_policy"])]
    pub output: Option<PathBuf>,

    /// The policy; the built-in one if nothing is said.
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,

    /// The day of publication, for delays; the clock's if nothing is said.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub today: Option<Date>,

    /// Write nothing; tell what happens to this claim, and why.
    #[arg(long, value_name = "CLAIM", conflicts_with = "output")]
    pub explain: Option<String>,

    /// Print the built-in policy.
    #[arg(long, conflicts_with_all = ["output", "explain", "policy"])]
    pub print_policy: bool,

    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Runs the command.
pub fn run(args: &PublishArgs) -> Ending {
    if args.print_policy {
        return print(public::BUILT_IN);
    }
    let Some(policy) = policy(args.policy.as_deref()) else { return Ending::Usage };
    let ledger = match Ledger::open(&args.book.ledger, Mode::Read) {
        Ok(ledger) => ledger,
        Err(error) => {
            complain(&error.to_string());
            return Ending::Nothing;
        }
    };
    let today = args.today.unwrap_or_else(today);
    match (&args.explain, &args.output) {
        (Some(claim), _) => explain(args, &ledger, &policy, today, claim),
        (None, Some(out)) => match public::publish(&ledger, &policy, today, out, |_, _| {}) {
            Ok(done) if args.json => print_json(&done),
            Ok(done) => print(&words(&done, out)),
            Err(error) => {
                complain(&error.to_string());
                Ending::Nothing
            }
        },
        (None, None) => Ending::Usage,
    }
}

/// The day of the clock, UTC.
pub fn today() -> Date {
    jiff::tz::Offset::UTC.to_datetime(Timestamp::now()).date()
}

/// The policy that was asked for; complains where it cannot be read.
pub fn policy(file: Option<&Path>) -> Option<Policy> {
    let Some(file) = file else { return Some(Policy::default()) };
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => {
            complain(&format!(
                "{}: {error}; name a file such as dateline publish --print-policy prints",
                file.display()
            ));
            return None;
        }
    };
    Policy::parse(&file.display().to_string(), &text).inspect_err(|error| complain(&shown(&error.to_string()))).ok()
}

fn explain(args: &PublishArgs, ledger: &Ledger, policy: &Policy, today: Date, claim: &str) -> Ending {
    let id: ClaimId = match claim.parse() {
        Ok(id) => id,
        Err(error) => {
            complain(&format!("{}: {error}", shown(claim)));
            return Ending::Usage;
        }
    };
    match public::explain(ledger, policy, today, id) {
        Ok(Some(told)) if args.json => print_json(&told),
        Ok(Some(told)) => print(&explained(&told)),
        Ok(None) => {
            complain(&format!("{id} is not in this ledger, or was erased; dateline list claims lists those that are"));
            Ending::Nothing
        }
        Err(error) => {
            complain(&error.to_string());
            Ending::Nothing
        }
    }
}

fn words(done: &Published, out: &Path) -> String {
    let left = [
        (done.delayed, "claims not published yet"),
        (done.rejected, "claims that people rejected"),
        (done.unreviewed, "claims that nobody reviewed"),
        (done.reports_left_out, "reports without a published claim"),
        (done.withheld_quotes, "sentences withheld"),
        (done.coarse_places, "places told less exactly"),
        (done.masked_names, "parties and speakers with masked names"),
    ];
    let mut text =
        format!("{}: {} reports, {} claims, {} events\n", out.display(), done.reports, done.claims, done.events);
    for (count, what) in left.into_iter().filter(|(count, _)| *count > 0) {
        text.push_str(&format!("  {count} {what}\n"));
    }
    text
}

fn explained(told: &Explained) -> String {
    let mut text = format!("{} of {}\n", told.claim, told.report);
    for why in &told.because {
        text.push_str(&format!("  {}\n", shown(why)));
    }
    if let Some(quote) = &told.quote {
        text.push_str(&format!("  shown: {}\n", shown(quote)));
    }
    text
}

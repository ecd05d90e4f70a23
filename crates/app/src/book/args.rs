//! The command line of everything that works on a ledger: commands, options, their help. Decides nothing and reads nothing.

use crate::cli::{Gated, OwnPlaces, Reading, day};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand, ValueEnum};
use fuse::events::Settings;
use fuse::{FieldRule, FigureRule};
use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};
use std::path::PathBuf;

/// Which ledger.
#[derive(Args, Debug, Clone)]
pub struct Book {
    /// The ledger: one file.
    #[arg(short = 'L', long, value_name = "FILE", env = "DATELINE_LEDGER", default_value = "ledger.dateline")]
    pub ledger: PathBuf,
}

/// As of when.
#[derive(Args, Debug, Clone, Default)]
pub struct Times {
    /// Only what was published by the end of this day.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub as_of: Option<Date>,

    /// Only what this ledger had recorded by this moment, decisions too: 2024-12-07 (its end) or 2024-12-07T18:00:00Z.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub recorded_by: Option<Timestamp>,
}

/// How numbers and fields about which claims disagree are chosen.
#[derive(Args, Debug, Clone, Copy)]
pub struct Rules {
    /// Rule for numbers of people.
    #[arg(long, value_parser = figure_rule(), default_value = "conservative", value_name = "RULE")]
    pub rule: FigureRule,

    /// Rule for days, places and parties about which claims disagree.
    #[arg(long, value_parser = field_rule(), default_value = "independent", value_name = "RULE")]
    pub fields: FieldRule,
}

impl Rules {
    /// As fusing takes them.
    pub fn settings(self) -> Settings {
        Settings { figures: self.rule, fields: self.fields }
    }
}

/// Colours and JSON.
#[derive(Args, Debug, Clone, Copy)]
pub struct Look {
    /// As JSON.
    #[arg(long)]
    pub json: bool,

    /// When to use colours. `auto`: on a terminal, unless NO_COLOR is set.
    #[arg(long, value_enum, default_value_t = crate::cli::Colour::Auto, value_name = "WHEN")]
    pub color: crate::cli::Colour,
}

pub const ADD_HELP: &str = "\
Examples:
  dateline add samples/syria-2024
  dateline add --keep-text never -L homs.dateline reports/
  cat feed.jsonl | dateline add -
  dateline add news.warc.gz crawl.wacz

Of web archives, pages that the gate finds no conflict in are passed over and counted; --no-gate
reads and stores them, too.
A report that the ledger has is not read again: after an interruption, run the same command again.
The full text is kept for 30 days unless told otherwise; a quote of each claim's sentence and the
text's SHA-256 stay.

Exit codes:
  0  everything was read and stored
  1  some of the input could not be read; the rest is stored
  2  wrong usage
  3  nothing could be stored";

/// Options of `dateline add`.
#[derive(Args, Debug)]
pub struct AddArgs {
    /// Files and folders; `-` is standard input.
    #[arg(required = true, value_name = "FILE|FOLDER|-")]
    pub inputs: Vec<PathBuf>,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub book: Book,

    /// Day of publication, for reports that do not tell theirs.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub date: Option<Date>,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub mapped: crate::mapped::Mapped,

    /// How long the full text is kept: a number of days (30d), never, or forever.
    #[arg(long, value_name = "30d|never|forever", default_value = "30d", value_parser = keeping)]
    pub keep_text: Keeping,

    /// Store the claims and join nothing yet; `dateline fuse` does it later.
    #[arg(long)]
    pub no_fuse: bool,

    /// Record this as the time of adding instead of the clock's (for ledgers that shall be the same bytes elsewhere).
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub clock: Option<Timestamp>,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub reading: Reading,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub gated: Gated,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub places: OwnPlaces,

    /// Say on standard output what is safely stored, a report a line.
    #[arg(long)]
    pub acknowledge: bool,

    /// What was done, as JSON.
    #[arg(long)]
    pub json: bool,

    /// No progress bar and no summary; only problems on standard error.
    #[arg(short, long)]
    pub quiet: bool,
}

/// How long a text is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// Not at all.
    Never,
    /// So many days.
    Days(u32),
    /// Always.
    Forever,
}

impl Keeping {
    /// What the ledger is told of a text that is stored at this moment.
    pub fn until(self, recorded: Timestamp) -> ledger::Keep {
        match self {
            Keeping::Never => ledger::Keep::Never,
            Keeping::Forever => ledger::Keep::Forever,
            Keeping::Days(days) => {
                let end = recorded.checked_add((i64::from(days) * 24).hours());
                ledger::Keep::Until(end.unwrap_or(recorded))
            }
        }
    }
}

/// Options of `dateline fuse`.
#[derive(Args, Debug)]
pub struct FuseArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub book: Book,

    /// Throw away what was joined before and join everything anew.
    #[arg(long)]
    pub rebuild: bool,

    /// What was done, as JSON.
    #[arg(long)]
    pub json: bool,

    /// No progress bar and no summary.
    #[arg(short, long)]
    pub quiet: bool,
}

/// Options of `dateline verify`.
#[derive(Args, Debug)]
#[command(after_help = "Exit codes:
  0  the chain is whole
  1  it is not: the first bad row is named
  3  the ledger cannot be opened")]
pub struct VerifyArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub book: Book,

    /// As JSON.
    #[arg(long)]
    pub json: bool,

    /// No progress bar.
    #[arg(short, long)]
    pub quiet: bool,
}

/// Options of `dateline forget`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  dateline forget r7k2m9p4xq1ab --by \"A. Desk\"         its full text
  dateline forget r7k2m9p4xq1ab --all --by \"A. Desk\"   also its quotes, title and claims

The rows stay in the chain with their hashes; `dateline verify` holds.")]
pub struct ForgetArgs {
    /// Reports, by id or the beginning of one.
    #[arg(required = true, value_name = "REPORT")]
    pub reports: Vec<String>,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub book: Book,

    /// Not only the full text: quotes, title and claims, too.
    #[arg(long)]
    pub all: bool,

    /// Who decides so.
    #[arg(long, value_name = "NAME")]
    pub by: String,

    /// Record this as the time instead of the clock's.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub clock: Option<Timestamp>,
}

/// What can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// Who says that who did what.
    Claims,
    /// What claims are joined into.
    Events,
    /// What was added.
    Reports,
    /// Places with their numbers of claims and events.
    Places,
    /// Parties with the same.
    Parties,
    /// Stories: originals with their copies.
    Lineages,
    /// What people decided.
    Decisions,
}

/// Options of `dateline list`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  dateline list events --place Homs --from 2024-12-01 --to 2024-12-08
  dateline list claims --type SEIZE --party HTS --as-of 2024-12-05
  dateline list claims --text '\"pulled out\"'
  dateline list events --rule ged --fields latest

\"14 reports, 3 independent\": so many reports tell it; once copies, rewrites and repeated sources are
set aside, 3 witnesses are left. dateline show tells which.

Exit codes:
  0  something was found
  1  nothing was, or a name is not known
  2  wrong usage
  3  the ledger cannot be opened")]
pub struct ListArgs {
    /// What.
    #[arg(value_enum)]
    pub what: What,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub book: Book,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub times: Times,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub filter: Filter,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub rules: Rules,

    /// At most so many.
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub limit: Option<usize>,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub look: Look,
}

/// Which of them.
#[derive(Args, Debug, Clone, Default)]
pub struct Filter {
    /// At this place: a name as the gazetteer has it, or an id.
    #[arg(long, value_name = "NAME|ID")]
    pub place: Option<String>,

    /// In this country (ISO 3166 alpha-2).
    #[arg(long, value_name = "CC", value_parser = crate::cli::country)]
    pub country: Option<String>,

    /// With this party as actor, target or speaker: a name as the register has it, or an id.
    #[arg(long, value_name = "NAME|ID")]
    pub party: Option<String>,

    /// Of this type, e.g. SEIZE. May be given more than once.
    #[arg(long = "type", value_name = "TYPE", value_parser = event_type)]
    pub types: Vec<claim::EventType>,

    /// Of this status (claims: actual, possible, planned, hypothetical, denied; events: reported, disputed, ...). May be given
    /// more than once; events without it: reported and disputed.
    #[arg(long, value_name = "STATUS")]
    pub status: Vec<String>,

    /// Happened on this day or later.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub from: Option<Date>,

    /// Happened on this day or earlier.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub to: Option<Date>,

    /// Claims with at least this confidence (0 to 1).
    #[arg(long, value_name = "0..1", value_parser = crate::cli::probability)]
    pub min_confidence: Option<f32>,

    /// With these words in the quoted sentence or in the title; "in quotes" for a phrase.
    #[arg(long, value_name = "WORDS")]
    pub text: Option<String>,

    /// By this outlet.
    #[arg(long, value_name = "OUTLET")]
    pub outlet: Option<String>,
}

/// Options of `dateline show`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  dateline show e7k2m9p4xq1ab                 an event: figures, accounts, wire tree, claims
  dateline show e7k2 --rule median            the beginning of an id is enough where it is the only one
  dateline show r3f0                          a report with its claims")]
pub struct ShowArgs {
    /// Ids of events, claims, reports or decisions, or the beginnings of them (4 characters and more).
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub book: Book,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub times: Times,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub rules: Rules,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub look: Look,
}

/// Options of `dateline control`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  dateline control --as-of 2024-12-07
  dateline control Homs --history
  dateline control --on 2024-12-05              what is known now about that day

Definitions: docs/control.md.")]
pub struct ControlArgs {
    /// Only these places (names or ids).
    #[arg(value_name = "PLACE")]
    pub places: Vec<String>,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub book: Book,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub times: Times,

    /// Who held it on this day [default: the day of --as-of, else the last day of which anything is known].
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub on: Option<Date>,

    /// All that is known of it, with the claims.
    #[arg(long)]
    pub history: bool,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub look: Look,
}

/// Commands of `dateline roads`.
#[derive(Debug, Subcommand)]
pub enum RoadsCommand {
    /// What is severed when a place is closed, and the shortest way round.
    #[command(after_help = "Examples:
  dateline roads cut Homs
  dateline roads cut Homs --as-of 2024-12-07     ways that lead through places of other holders are closed, too")]
    Cut {
        /// The place.
        place: String,
        #[command(flatten)]
        #[allow(missing_docs)]
        common: RoadsArgs,
    },
    /// A road's places in order, with who holds each.
    Along {
        /// The road, e.g. M5.
        road: String,
        #[command(flatten)]
        #[allow(missing_docs)]
        common: RoadsArgs,
    },
    /// The shortest way from one place to another.
    Way {
        /// From here.
        from: String,
        /// To there.
        to: String,
        #[command(flatten)]
        #[allow(missing_docs)]
        common: RoadsArgs,
    },
    /// The roads that are known.
    List {
        #[command(flatten)]
        #[allow(missing_docs)]
        common: RoadsArgs,
    },
}

/// Options of all commands of `dateline roads`.
#[derive(Args, Debug)]
pub struct RoadsArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub book: Book,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub times: Times,

    /// Roads of your own: a GeoJSON file of lines with a `name` or `ref`.
    #[arg(long, value_name = "FILE")]
    pub geojson: Vec<PathBuf>,

    /// Whose ways: places that others hold count as closed. A name as the register has it, or an id [default: for `cut`, who
    /// lost the place or defends it; for `way`, who holds its start].
    #[arg(long, value_name = "NAME|ID")]
    pub side: Option<String>,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub look: Look,
}

/// Options of `dateline checks`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  dateline checks
  dateline checks --verdict does-not-hold --as-of 2024-12-07

Distances, directions, ordinals, sums, weekdays, order: docs/checks.md.")]
pub struct ChecksArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub book: Book,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub times: Times,

    /// Only those with this verdict.
    #[arg(long, value_enum, value_name = "VERDICT")]
    pub verdict: Vec<VerdictWord>,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub look: Look,
}

/// Verdicts of checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum VerdictWord {
    Holds,
    DoesNotHold,
    CannotBeTested,
}

/// Options of `dateline contradictions`.
#[derive(Args, Debug)]
pub struct ContradictionsArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub book: Book,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub times: Times,

    /// Only at this place: a name or an id.
    #[arg(long, value_name = "NAME|ID")]
    pub place: Option<String>,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub look: Look,
}

pub const SITREP_HELP: &str = "\
Examples:
  dateline sitrep --place Homs --from 2024-12-01 --to 2024-12-08 -o sitrep.html
  dateline sitrep --place Homs --from 2024-12-01 --to 2024-12-08 --as-of 2024-12-07 -o sitrep.html
  dateline sitrep --place Syria --from 2024-12-01 --to 2024-12-08 --json

One page of HTML that needs nothing else: open it in a browser and print it. Of a province or a
country all places in it are meant. What stands in it and by which rules: docs/sitrep.md.

Exit codes:
  0  it was made
  1  the place is not known here
  2  wrong usage
  3  the ledger cannot be opened, or the file cannot be written";

/// Options of `dateline sitrep`.
#[derive(Args, Debug)]
pub struct SitrepArgs {
    /// About this place: a name or an id.
    #[arg(long, value_name = "NAME|ID")]
    pub place: String,

    /// From this day on.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub from: Date,

    /// Up to this day.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub to: Date,

    /// Write to this file instead of standard output.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub book: Book,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub times: Times,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub rules: Rules,

    /// The data as JSON instead of the page.
    #[arg(long)]
    pub json: bool,
}

/// Commands of `dateline review`.
#[derive(Debug, Subcommand)]
pub enum ReviewCommand {
    /// The claim was read rightly; of an event: its claims belong together.
    Accept {
        /// Claims or events.
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
        #[command(flatten)]
        #[allow(missing_docs)]
        common: ReviewArgs,
    },
    /// The claim was read wrongly and counts for nothing; of an event: all its claims.
    Reject {
        /// Claims or events.
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
        #[command(flatten)]
        #[allow(missing_docs)]
        common: ReviewArgs,
    },
    /// One field of a claim or an event is otherwise (docs/review.md lists the fields).
    #[command(after_help = "Examples:
  dateline review edit c7k2m9p4xq1ab status=planned --by AB
  dateline review edit c7k2m9p4xq1ab killed=[7,7] --by AB --note \"misread\"
  dateline review edit e7k2m9p4xq1ab place=geonames:169577 --by AB")]
    Edit {
        /// A claim or an event.
        #[arg(value_name = "ID")]
        id: String,
        /// The field and its value: JSON, or a plain word.
        #[arg(required = true, value_name = "FIELD=VALUE")]
        fields: Vec<String>,
        #[command(flatten)]
        #[allow(missing_docs)]
        common: ReviewArgs,
    },
    /// These events are one.
    Merge {
        /// Events, two or more.
        #[arg(required = true, num_args = 2.., value_name = "EVENT")]
        ids: Vec<String>,
        #[command(flatten)]
        #[allow(missing_docs)]
        common: ReviewArgs,
    },
    /// These claims of an event do not belong to the others.
    Split {
        /// The event.
        #[arg(value_name = "EVENT")]
        id: String,
        /// The claims that leave; they stay together.
        #[arg(required = true, value_name = "CLAIM")]
        claims: Vec<String>,
        #[command(flatten)]
        #[allow(missing_docs)]
        common: ReviewArgs,
    },
    /// What to look at next: claims by how unsure they are and by what hangs on them.
    #[command(after_help = "Examples:
  dateline review queue --by AB                 what AB has decided is left out
  dateline review queue --place Homs --limit 5
  dateline review queue --json

Exit codes:
  0  there is something to look at
  1  there is nothing, or a name is not known
  2  wrong usage
  3  the ledger cannot be opened")]
    Queue(QueueArgs),
    /// How far the people agree who judged the same claims.
    Agreement {
        #[command(flatten)]
        #[allow(missing_docs)]
        book: Book,
        #[command(flatten)]
        #[allow(missing_docs)]
        look: Look,
    },
    /// An earlier decision counts no more.
    Undo {
        /// The decision; without it, the last one by the same person that still counts.
        #[arg(value_name = "DECISION")]
        id: Option<String>,
        #[command(flatten)]
        #[allow(missing_docs)]
        common: ReviewArgs,
    },
}

/// Options of `dateline review queue`.
#[derive(Args, Debug)]
pub struct QueueArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub book: Book,

    /// For this person: claims that they have judged are left out.
    #[arg(long, value_name = "NAME", env = "DATELINE_REVIEWER")]
    pub by: Option<String>,

    /// Also what that person has judged.
    #[arg(long)]
    pub done: bool,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub filter: Filter,

    /// At most so many.
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = at_least_one)]
    pub limit: usize,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub look: Look,
}

/// Options of all commands of `dateline review` that decide something.
#[derive(Args, Debug)]
pub struct ReviewArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub book: Book,

    /// Who decides: a name or initials.
    #[arg(long, value_name = "NAME", env = "DATELINE_REVIEWER")]
    pub by: String,

    /// Why.
    #[arg(long, value_name = "WORDS")]
    pub note: Option<String>,

    /// Record this as the time instead of the clock's.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub clock: Option<Timestamp>,

    /// As JSON.
    #[arg(long)]
    pub json: bool,
}

/// A moment: RFC 3339, or a day, which means its end in UTC.
pub fn moment(text: &str) -> Result<Timestamp, String> {
    moment_or_day(text, Time::MAX)
}

/// A moment; a day means its beginning in UTC.
pub fn beginning(text: &str) -> Result<Timestamp, String> {
    moment_or_day(text, Time::midnight())
}

/// A moment; a day means this time of it in UTC.
fn moment_or_day(text: &str, of_day: Time) -> Result<Timestamp, String> {
    if let Ok(time) = text.parse() {
        return Ok(time);
    }
    let wrong = || "not a time; write it as in 2024-12-07T18:00:00Z or 2024-12-07".to_owned();
    let time = day(text).map_err(|_| wrong())?.to_datetime(of_day);
    time.to_zoned(jiff::tz::TimeZone::UTC).map(|time| time.timestamp()).map_err(|_| wrong())
}

/// Rules for numbers of people by their names (docs/figures.md).
pub fn figure_rule() -> impl TypedValueParser<Value = FigureRule> {
    PossibleValuesParser::new(FigureRule::ALL.map(|rule| rule.rule().name.into_owned()))
        .map(|name| FigureRule::from_name(&name).unwrap_or_default())
}

/// Rules for fields about which claims disagree (docs/figures.md): told by most reports, by most independent witnesses, last, most
/// precisely.
pub fn field_rule() -> impl TypedValueParser<Value = FieldRule> {
    PossibleValuesParser::new(FieldRule::ALL.map(|rule| rule.rule().name.into_owned()))
        .map(|name| FieldRule::from_name(&name).unwrap_or_default())
}

/// A number of lines.
pub fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err("not a number of lines; give 1 or more".to_owned()),
    }
}

/// How long a text is kept: 30d, never, forever.
pub fn keeping(text: &str) -> Result<Keeping, String> {
    match text {
        "never" => Ok(Keeping::Never),
        "forever" => Ok(Keeping::Forever),
        _ => {
            let days =
                text.strip_suffix('d').and_then(|days| days.parse().ok()).filter(|days| (1..=36_500).contains(days));
            days.map(Keeping::Days).ok_or_else(|| "not a time to keep; write 30d, never or forever".to_owned())
        }
    }
}

fn event_type(text: &str) -> Result<claim::EventType, String> {
    let known = claim::EventType::from_code(&text.to_uppercase());
    known.ok_or_else(|| "no such type; dateline types lists them".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_and_times_to_keep_are_checked() {
        assert_eq!(moment("2024-12-07T18:00:00Z").unwrap().to_string(), "2024-12-07T18:00:00Z");
        assert!(moment("2024-12-07").unwrap().to_string().starts_with("2024-12-07T23:59:59"));
        assert!(moment("yesterday").is_err());
        assert_eq!(keeping("30d"), Ok(Keeping::Days(30)));
        assert_eq!(keeping("never"), Ok(Keeping::Never));
        for bad in ["", "30", "0d", "-1d", "1y", "99999d"] {
            assert!(keeping(bad).is_err(), "{bad}");
        }
    }
}

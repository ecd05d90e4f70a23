//! The command line: commands, options, their help. Decides nothing and reads nothing.

use crate::book::args as book;
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use std::path::PathBuf;

const AFTER_HELP: &str = "\
Examples:
  dateline demo                                      a first look, in the browser
  dateline read samples/                             each report as a page, with its claims
  dateline read --date 2024-12-07 story.txt          a text that does not tell its own date
  cat story.txt | dateline read -                    from standard input
  dateline read --format csv -o claims.csv reports/  a claim a row, for a spreadsheet
  dateline read --format jsonl reports/ | jq .       a report a line, for programs
  dateline add samples/syria-2024                    keep the claims in a ledger (ledger.dateline)
  dateline list events --place Homs                  what happened there, and how many say so
  dateline control --as-of 2024-12-07                who held what, as was known that day
  dateline eval --gold gold.jsonl                    against claims made by people
  dateline where \"Deir ez-Zor\" --near SY             which place a name means, and why
  dateline when \"late Friday\" --date 2024-12-07      which days an expression means
  dateline who \"the army\" --country SY --date 2024-12-01

Exit codes:
  0  everything was read (also when the reader of a pipe has gone away)
  1  some of the input could not be read; the rest was
  2  wrong usage
  3  nothing could be read, the model could not be loaded, or the output could not be written";

/// Reads reports of armed conflict into a checkable ledger of claims: who says that who did what to whom, where, when, with
/// what losses; joins them into events, and follows who holds which place.
#[derive(Debug, Parser)]
#[command(name = "dateline", bin_name = "dateline", after_help = AFTER_HELP, arg_required_else_help = true)]
#[command(disable_version_flag = true, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Know the places, parties and roads of one more theatre: a folder of tables, or `demo` for the invented one that is built
    /// in.
    #[arg(long, global = true, value_name = "FOLDER|demo", env = "DATELINE_THEATRE", hide_env_values = true)]
    pub theatre: Option<PathBuf>,

    /// Print the versions of the program and of the model.
    #[arg(short = 'V', long)]
    pub version: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// A first look: an invented war in the browser, in a ledger that goes away.
    #[command(after_help = crate::demo::DEMO_HELP)]
    Demo(crate::demo::DemoArgs),
    /// Read reports into claims: text, saved HTML pages, JSON Lines; files, folders or standard input.
    #[command(after_help = READ_HELP)]
    Read(ReadArgs),
    /// Read reports and keep their claims in a ledger: one file, append-only, each row chained to the one before.
    #[command(after_help = book::ADD_HELP)]
    Add(book::AddArgs),
    /// Ask feeds, politely, and read the pages that they list into a ledger: RSS, Atom, JSON Feed, lists of them as OPML.
    #[command(after_help = crate::watch::WATCH_HELP)]
    Watch(Box<crate::watch::WatchArgs>),
    /// List what a ledger holds: claims, events, reports, places, parties, lineages, decisions.
    List(book::ListArgs),
    /// Show events, claims, reports or decisions with all that is behind them.
    Show(book::ShowArgs),
    /// Who holds which place, how sure that is, and on whose word.
    Control(book::ControlArgs),
    /// What a closed place severs, and the way round.
    #[command(subcommand, arg_required_else_help = true)]
    Roads(book::RoadsCommand),
    /// Statements that can be tested, tested: distances, ordinals, sums, weekdays, order.
    Checks(book::ChecksArgs),
    /// Accounts that cannot both be true, side by side.
    Contradictions(book::ContradictionsArgs),
    /// A situation report for a place and some days: one page to print.
    #[command(after_help = book::SITREP_HELP)]
    Sitrep(book::SitrepArgs),
    /// What to look at next; and decide about claims and events: accept, reject, edit, merge, split, undo. Decisions win over the
    /// machine.
    #[command(subcommand, arg_required_else_help = true)]
    Review(book::ReviewCommand),
    /// The desk in a browser: map, events, reports, review; and the API.
    #[command(after_help = crate::serve::SERVE_HELP)]
    Serve(crate::serve::ServeArgs),
    /// Make the ledger for the public: what the publication policy lets through, as a file of its own.
    #[command(after_help = crate::publish::PUBLISH_HELP)]
    Publish(crate::publish::PublishArgs),
    /// Files for other programs: Parquet, CSV, JSON Lines, GeoJSON; in our columns or those of UCDP, ACLED, POLECAT, GDELT, HXL.
    #[command(after_help = crate::export::EXPORT_HELP)]
    Export(Box<crate::export::ExportArgs>),
    /// Datasets of record (ACLED, UCDP) beside our events: for comparison only.
    #[command(subcommand, arg_required_else_help = true)]
    Records(crate::records::RecordsCommand),
    /// Join the claims of a ledger into events (add does it by itself).
    Fuse(book::FuseArgs),
    /// Walk a ledger's chain of hashes and name the first bad row.
    Verify(book::VerifyArgs),
    /// Erase a report's text from a ledger; the chain stays whole.
    Forget(book::ForgetArgs),
    /// Who may log in to the desk of a ledger: add, list, role, password, remove.
    #[command(subcommand, arg_required_else_help = true)]
    User(crate::user::UserCommand),
    /// Compare claims with those made by people, and say how good they are.
    Eval(EvalArgs),
    /// Which place on the map a name means, with the reason.
    #[command(after_help = WHERE_HELP)]
    Where(WhereArgs),
    /// Which days an expression of time means in a report of a day, with the rule.
    #[command(after_help = WHEN_HELP)]
    When(WhenArgs),
    /// Which party a mention means in a country on a day, with the rule.
    #[command(after_help = WHO_HELP)]
    Who(WhoArgs),
    /// Your own gazetteer: villages that the built-in one lacks.
    #[command(subcommand, arg_required_else_help = true)]
    Gazetteer(GazetteerCommand),
    /// List the event types: group, code, definition, and what they are in PLOVER, CAMEO and ACLED.
    Types(TypesArgs),
    /// Print a script that completes commands and options in a shell, e.g. bash or zsh.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

const READ_HELP: &str = "\
Examples:
  dateline read samples/
  dateline read --date 2024-12-07 story.txt
  dateline read --format csv -o claims.csv reports/
  dateline read --format jsonl --min-confidence 0.6 archive.jsonl > claims.jsonl
  dateline read --format jsonl news.warc.gz > claims.jsonl

Web archives (.warc, .warc.gz, .wacz) are read page by page; pages that the gate finds no conflict
in are passed over and counted, unless --no-gate is given.
Folders are read in the order of their file names, with the folders in them; hidden files, *.md,
licences and the parts of saved pages that are no text (images, style sheets) are left out, and
their number is told. Problems with the input do not end the run: they are listed at the end on
standard error, with file, line and remedy.

Exit codes:
  0  everything was read (also when the reader of a pipe has gone away)
  1  some of the input could not be read; the rest was
  2  wrong usage
  3  nothing could be read, the model could not be loaded, or the output could not be written";

/// Options of `dateline read`.
#[derive(Args, Debug)]
pub struct ReadArgs {
    /// Files and folders; `-` is standard input.
    #[arg(required = true, value_name = "FILE|FOLDER|-")]
    pub inputs: Vec<PathBuf>,

    /// Form of the output.
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    pub format: Format,

    /// Write to this file instead of standard output.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Day of publication, for reports that do not tell theirs.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub date: Option<Date>,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub mapped: crate::mapped::Mapped,

    /// Leave out claims with a lower confidence than this (0 to 1).
    #[arg(long, value_name = "0..1", default_value_t = 0.0, value_parser = probability, hide_default_value = true)]
    pub min_confidence: f32,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub reading: Reading,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub gated: Gated,

    /// Do not look up which days, places and parties the words mean.
    #[arg(long)]
    pub no_resolve: bool,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub places: OwnPlaces,

    /// When to use colours. `auto`: on a terminal, unless NO_COLOR is set.
    #[arg(long, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    pub color: Colour,

    /// Columns of pages and tables [default: those of the terminal, else 100 for pages and 160 for tables].
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(40..=1000))]
    pub width: Option<u16>,

    /// No progress bar and no summary; only problems on standard error.
    #[arg(short, long)]
    pub quiet: bool,
}

/// How reports are read: options that `read` and `eval` share.
#[derive(Args, Debug)]
pub struct Reading {
    /// Reading threads [default: one for each core, at most 16]. The output is the same for any number.
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,

    /// Read with this model file instead of the one that is built in.
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
}

/// Whether the gate is asked before reading.
#[derive(Args, Debug, Clone, Copy, Default)]
pub struct Gated {
    /// Read every page of web archives, also those that the gate finds no conflict in.
    #[arg(long)]
    pub no_gate: bool,

    /// Ask the gate of all input, not of archives alone: faster where most of it is other news.
    #[arg(long, conflicts_with = "no_gate")]
    pub gate: bool,
}

impl Gated {
    /// Where the gate is asked.
    pub fn of<'g>(&self, gate: Option<&'g reader::Gate>) -> crate::intake::Gating<'g> {
        crate::intake::Gating { archives: gate, files: gate.filter(|_| self.gate) }
    }
}

/// Options of `dateline eval`.
#[derive(Args, Debug)]
pub struct EvalArgs {
    /// Reports with the claims that people made of them (JSON Lines).
    #[arg(long, value_name = "FILE")]
    pub gold: PathBuf,

    /// Claims to be judged (JSON Lines, as `read --format jsonl` writes them). Without it, the gold reports are read now.
    #[arg(long, value_name = "FILE")]
    pub predictions: Option<PathBuf>,

    /// Write a page that shows every miss and every extra claim in its sentence.
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,

    /// Print the figures as JSON.
    #[arg(long)]
    pub json: bool,

    /// Print the figures of each event type, too.
    #[arg(long)]
    pub per_type: bool,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub reading: Reading,
}

const WHERE_HELP: &str = "\
Examples:
  dateline where \"Deir ez-Zor\" --near SY
  dateline where Paris --near US --json

Exit codes:
  0  a place was found
  1  the name stays unresolved; what was considered is told
  3  a gazetteer file could not be read";

/// Options of `dateline where`.
#[derive(Args, Debug)]
pub struct WhereArgs {
    /// The name, as a report writes it.
    #[arg(required = true, value_name = "NAME")]
    pub name: String,

    /// A country that the report is about (ISO 3166 alpha-2).
    #[arg(long, value_name = "CC", value_parser = country)]
    pub near: Option<String>,

    /// As JSON.
    #[arg(long)]
    pub json: bool,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub places: OwnPlaces,
}

const WHEN_HELP: &str = "\
Examples:
  dateline when \"late Friday\" --date 2024-12-07
  dateline when \"in the past 48 hours\" --date 2024-12-07 --json

Exit codes:
  0  the days were found
  1  the expression stays unresolved; the reason is told";

/// Options of `dateline when`.
#[derive(Args, Debug)]
pub struct WhenArgs {
    /// The expression, as a report writes it.
    #[arg(required = true, value_name = "EXPRESSION")]
    pub expression: String,

    /// Day of the report. Without it, \"Friday\" means nothing.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub date: Option<Date>,

    /// The report speaks of what is still to come: \"Friday\" is the next one.
    #[arg(long)]
    pub future: bool,

    /// As JSON.
    #[arg(long)]
    pub json: bool,
}

const WHO_HELP: &str = "\
Examples:
  dateline who \"the army\" --country SY --date 2024-12-01
  dateline who \"US-backed coalition led by Syrian Kurdish fighters\" --country SY
  dateline who \"state television\" --country SY --json

Exit codes:
  0  a party of the register, or a kind of people
  1  unknown: a provisional party, or unresolved with the reason";

/// Options of `dateline who`.
#[derive(Args, Debug)]
pub struct WhoArgs {
    /// The mention, as a report writes it.
    #[arg(required = true, value_name = "MENTION")]
    pub mention: String,

    /// Countries that the report is about, the main one first (ISO 3166 alpha-2).
    #[arg(long, value_name = "CC", value_parser = country)]
    pub country: Vec<String>,

    /// Day of the report.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub date: Option<Date>,

    /// As JSON.
    #[arg(long)]
    pub json: bool,
}

const IMPORT_HELP: &str = "\
Get the files from download.geonames.org/export/dump (CC BY 4.0): allCountries.zip or one country's,
and, for other spellings, alternateNamesV2.zip; admin1CodesASCII.txt names the divisions.
Unpack them into one folder.

Examples:
  dateline gazetteer import geonames/ -o villages.gazetteer
  dateline read --gazetteer villages.gazetteer reports/";

/// Commands of `dateline gazetteer`.
#[derive(Debug, Subcommand)]
pub enum GazetteerCommand {
    /// Make a gazetteer file from a GeoNames dump.
    #[command(after_help = IMPORT_HELP)]
    Import {
        /// Folder with the dump.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// The file to write.
        #[arg(short, long, value_name = "FILE", default_value = "dateline.gazetteer")]
        output: PathBuf,
        /// No progress bar and no summary.
        #[arg(short, long)]
        quiet: bool,
    },
}

/// Places of the user's own.
#[derive(Args, Debug)]
pub struct OwnPlaces {
    /// Look places up in this file, too (see `dateline gazetteer import`).
    #[arg(long, value_name = "FILE")]
    pub gazetteer: Option<PathBuf>,
}

/// Options of `dateline types`.
#[derive(Args, Debug)]
pub struct TypesArgs {
    /// As JSON.
    #[arg(long)]
    pub json: bool,
}

/// Forms of output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Pages for people: sentences with their claims.
    Text,
    /// An aligned line a claim.
    Table,
    /// A report a line: {"id", "date", "claims", "problems"}.
    Jsonl,
    /// One array of the same.
    Json,
    /// A claim a row, with a header row (RFC 4180).
    Csv,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Also into files and pipes.
    Always,
    /// Nowhere.
    Never,
}

/// A day as `2024-12-07`.
pub fn day(text: &str) -> Result<Date, String> {
    Date::strptime("%Y-%m-%d", text).map_err(|_| "not a day; write it as in 2024-12-07".to_owned())
}

/// Two letters of ISO 3166.
pub fn country(text: &str) -> Result<String, String> {
    match text.as_bytes() {
        [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => Ok(text.to_ascii_uppercase()),
        _ => Err("not a country code; give two letters of ISO 3166, e.g. SY".to_owned()),
    }
}

/// A number from 0 to 1.
pub fn probability(text: &str) -> Result<f32, String> {
    match text.parse() {
        Ok(number) if (0.0..=1.0).contains(&number) => Ok(number),
        _ => Err("not a confidence; give a number from 0 to 1, e.g. 0.6".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_holds_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn days_and_confidences_are_checked() {
        assert_eq!(day("2024-12-07"), Ok(jiff::civil::date(2024, 12, 7)));
        for bad in ["", "7.12.2024", "2024-13-01", "2024-02-30", "2024-12-07x", "today"] {
            assert!(day(bad).is_err(), "{bad}");
        }
        assert_eq!(probability("0.6"), Ok(0.6));
        for bad in ["", "-0.1", "1.01", "60%", "NaN"] {
            assert!(probability(bad).is_err(), "{bad}");
        }
    }
}

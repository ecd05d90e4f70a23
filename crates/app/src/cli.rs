//! The command line: commands, options, their help. Decides nothing and reads nothing.

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use std::path::PathBuf;

const AFTER_HELP: &str = "\
Examples:
  dateline read samples/                             each report as a page, with its claims
  dateline read --date 2024-12-07 story.txt          a text that does not tell its own date
  cat story.txt | dateline read -                    from standard input
  dateline read --format csv -o claims.csv reports/  a claim a row, for a spreadsheet
  dateline read --format jsonl reports/ | jq .       a report a line, for programs
  dateline eval --gold gold.jsonl                    against claims made by people

Exit codes:
  0  everything was read (also when the reader of a pipe has gone away)
  1  some of the input could not be read; the rest was
  2  wrong usage
  3  nothing could be read, the model could not be loaded, or the output could not be written";

/// Reads reports of armed conflict into claims: who says that who did what to whom, where, when, with what losses.
#[derive(Debug, Parser)]
#[command(name = "dateline", bin_name = "dateline", after_help = AFTER_HELP, arg_required_else_help = true)]
#[command(disable_version_flag = true, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Print the versions of the program and of the model.
    #[arg(short = 'V', long)]
    pub version: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read reports into claims: text, saved HTML pages, JSON Lines; files, folders or standard input.
    #[command(after_help = READ_HELP)]
    Read(ReadArgs),
    /// Compare claims with those made by people, and say how good they are.
    Eval(EvalArgs),
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

    /// Leave out claims with a lower confidence than this (0 to 1).
    #[arg(long, value_name = "0..1", default_value_t = 0.0, value_parser = probability, hide_default_value = true)]
    pub min_confidence: f32,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub reading: Reading,

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

fn day(text: &str) -> Result<Date, String> {
    Date::strptime("%Y-%m-%d", text).map_err(|_| "not a day; write it as in 2024-12-07".to_owned())
}

fn probability(text: &str) -> Result<f32, String> {
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

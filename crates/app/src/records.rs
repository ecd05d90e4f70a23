//! `dateline records`: rows of ACLED and UCDP beside our events. Reads CSV and shows; `book::records` compares.
//!
//! Records never become claims: nothing here writes to the chain.

use crate::book::args::{Book, Look, Times};
use crate::book::{counted, failed, look, no_answer, open};
use crate::cli::day;
use crate::shown::shown;
use crate::{Ending, complain, print};
use ::book::Filter;
use ::book::records::{Comparison, Deaths, Kind, Limits, Match, Scheme, comparison, may_be_passed_on, of_row};
use ::book::words::grouped;
use claim::EventId;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use fuse::events::Settings;
use jiff::civil::Date;
use ledger::{Mode, Record, RecordsSeen};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::path::PathBuf;
use world::places::Gazetteer;

const IMPORT_HELP: &str = "\
Examples:
  dateline records import ged251.csv --as ucdp --licence \"CC BY 4.0\" --edition 25.1
  dateline records import acled-syria.csv --as acled

Columns are found by their names; others are kept as they are. A row that was imported before is replaced by its id.
Records are for comparison only. They never become claims, and no export, page for the public or ledger for the public
has them.

Exit codes:
  0  every row was taken in
  1  some rows could not be read; the others were taken in
  2  wrong usage
  3  nothing was taken in";

const COMPARE_HELP: &str = "\
Examples:
  dateline records compare --country SY --from 2024-11-27 --to 2024-12-08
  dateline records compare --place Homs --as ucdp --days 3 --km 40

The rule by which an event and a record may be the same: docs/records.md.

Exit codes:
  0  something was compared
  1  there are no records, or a name is not known
  2  wrong usage
  3  the ledger cannot be opened";

/// Commands of `dateline records`.
#[derive(Debug, Subcommand)]
pub enum RecordsCommand {
    /// Take in a CSV file of ACLED or UCDP GED.
    #[command(after_help = IMPORT_HELP)]
    Import(ImportArgs),
    /// What was taken in, by dataset and licence.
    List(ListRecordsArgs),
    /// What they have, what we have, and the figures side by side.
    #[command(after_help = COMPARE_HELP)]
    Compare(Box<CompareArgs>),
    /// Throw away all records of a dataset.
    Drop(DropArgs),
}

/// Options of `dateline records import`.
#[derive(Args, Debug)]
pub struct ImportArgs {
    /// The file; `-` is standard input.
    #[arg(value_name = "FILE.csv|-")]
    pub file: PathBuf,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub book: Book,

    /// Which dataset it is of.
    #[arg(long = "as", value_name = "DATASET", value_parser = scheme())]
    pub scheme: Scheme,

    /// The licence that the file came under. One that is not known to let data be passed on does not let it.
    #[arg(long, value_name = "WORDS", default_value = "unknown")]
    pub licence: String,

    /// Which edition, e.g. 25.1.
    #[arg(long, value_name = "WORDS")]
    pub edition: Option<String>,

    /// As JSON.
    #[arg(long)]
    pub json: bool,
}

/// Options of `dateline records list`.
#[derive(Args, Debug)]
pub struct ListRecordsArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub book: Book,

    /// As JSON.
    #[arg(long)]
    pub json: bool,
}

/// Options of `dateline records drop`.
#[derive(Args, Debug)]
pub struct DropArgs {
    /// Which dataset.
    #[arg(value_name = "DATASET", value_parser = scheme())]
    pub scheme: Scheme,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub book: Book,
}

/// Options of `dateline records compare`.
#[derive(Args, Debug)]
pub struct CompareArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub book: Book,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub times: Times,

    /// With this dataset only.
    #[arg(long = "as", value_name = "DATASET", value_parser = scheme())]
    pub scheme: Option<Scheme>,

    /// At this place, and within 25 km of it: a name as the gazetteer has it, or an id.
    #[arg(long, value_name = "NAME|ID")]
    pub place: Option<String>,

    /// In this country (ISO 3166 alpha-2).
    #[arg(long, value_name = "CC", value_parser = crate::cli::country)]
    pub country: Option<String>,

    /// On this day or later.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub from: Option<Date>,

    /// On this day or earlier.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub to: Option<Date>,

    /// Days that an event and its record may lie apart.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(i64).range(0..=31))]
    pub days: i64,

    /// Kilometres that they may lie apart; more where a place is told less exactly.
    #[arg(long, value_name = "KM", default_value_t = 25, value_parser = clap::value_parser!(u32).range(1..=500))]
    pub km: u32,

    /// Rule for numbers of people.
    #[arg(long, value_parser = crate::book::args::figure_rule(), default_value = "conservative", value_name = "RULE")]
    pub rule: fuse::FigureRule,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub look: Look,
}

fn scheme() -> impl TypedValueParser<Value = Scheme> {
    // Only names of datasets come through.
    PossibleValuesParser::new(Scheme::ALL.map(Scheme::name))
        .map(|name| Scheme::from_name(&name).unwrap_or(Scheme::Ucdp))
}

/// Runs `dateline records`.
pub fn run(command: &RecordsCommand) -> Ending {
    match command {
        RecordsCommand::Import(args) => import(args),
        RecordsCommand::List(args) => list(args),
        RecordsCommand::Compare(args) => compare(args),
        RecordsCommand::Drop(args) => {
            let Some(mut ledger) = open(&args.book, Mode::Write) else { return Ending::Nothing };
            match ledger.drop_records(args.scheme.name()) {
                Err(error) => failed(&error),
                Ok(dropped) => {
                    let word = if dropped == 0 { Ending::Some } else { Ending::All };
                    tell(&format!("{} of {} thrown away", counted(dropped, "record"), args.scheme.name()));
                    word
                }
            }
        }
    }
}

/// One line on standard error.
fn tell(line: &str) {
    let _ = std::io::stderr().write_all(format!("{}\n", shown(line)).as_bytes());
}

// ---- taking in

/// What an import came to.
#[derive(Debug, Default, Serialize)]
struct Taken {
    records: usize,
    replaced: usize,
    failed: usize,
    licence: String,
    /// Whether the licence lets data be passed on.
    may_be_passed_on: bool,
    /// The first ones that could not be read.
    problems: Vec<String>,
}

/// Rows that are told of one by one.
const MOST_TOLD: usize = 20;
/// Rows in one transaction.
const BATCH: usize = 5000;

fn import(args: &ImportArgs) -> Ending {
    let name = args.file.display().to_string();
    let input: Box<dyn Read> = if name == "-" {
        Box::new(std::io::stdin())
    } else {
        match std::fs::File::open(&args.file) {
            Ok(file) => Box::new(file),
            Err(error) => {
                complain(&format!("{name}: cannot be opened ({error}); check the name"));
                return Ending::Nothing;
            }
        }
    };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(std::io::BufReader::new(input));
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header
            .iter()
            .map(|name| name.trim_start_matches('\u{feff}').trim().trim_matches('"').to_lowercase())
            .collect(),
        Err(error) => {
            complain(&format!("{name}: cannot be read ({error}); give a CSV file with a header row"));
            return Ending::Nothing;
        }
    };
    let missing: Vec<&str> =
        args.scheme.columns().iter().copied().filter(|column| !header.iter().any(|name| name == column)).collect();
    if !missing.is_empty() {
        let is_of = |other: &&Scheme| other.columns().iter().all(|column| header.iter().any(|name| name == column));
        let remedy = match Scheme::ALL.iter().filter(|other| **other != args.scheme).find(is_of) {
            Some(other) => format!("it looks like {}: say --as {}", other.name(), other.name()),
            None => "give the file as the dataset's own site exports it".to_owned(),
        };
        complain(&format!(
            "{name}: is no {}: the columns {} are missing; {remedy}",
            args.scheme.name(),
            missing.join(", ")
        ));
        return Ending::Nothing;
    }
    let Some(mut ledger) = open(&args.book, Mode::Create) else { return Ending::Nothing };
    let gazetteer = Gazetteer::bundled();
    let licence = args.licence.trim();
    let mut taken =
        Taken { licence: licence.to_owned(), may_be_passed_on: may_be_passed_on(licence), ..Taken::default() };
    let mut waiting: Vec<Record> = Vec::new();
    let mut row = csv::StringRecord::new();
    let mut seen = BTreeSet::new();
    loop {
        let line = reader.position().line();
        let read = match reader.read_record(&mut row) {
            Ok(false) => break,
            Ok(true) => {
                let cells = header.iter().cloned().zip(row.iter().map(str::to_owned)).collect::<BTreeMap<_, _>>();
                of_row(args.scheme, &cells, licence, args.edition.as_deref(), gazetteer)
            }
            Err(error) if error.is_io_error() => {
                complain(&format!("{name}: cannot be read further ({error}); what came before is taken in"));
                taken.failed += 1;
                break;
            }
            Err(error) => Err(error.to_string()),
        };
        match read {
            Ok(record) if !seen.insert(record.id.clone()) => {
                taken.failed += 1;
                taken
                    .problems
                    .push(format!("{name}:{line}: the id {} is there twice; the first row counts", record.id));
            }
            Ok(record) => waiting.push(record),
            Err(why) => {
                taken.failed += 1;
                if taken.problems.len() < MOST_TOLD {
                    taken.problems.push(format!("{name}:{line}: {why}; the row was left out"));
                }
            }
        }
        if waiting.len() >= BATCH {
            match ledger.put_records(&waiting) {
                Ok(replaced) => taken.replaced += replaced,
                Err(error) => return failed(&error),
            }
            taken.records += waiting.len();
            waiting.clear();
        }
    }
    match ledger.put_records(&waiting) {
        Ok(replaced) => taken.replaced += replaced,
        Err(error) => return failed(&error),
    }
    taken.records += waiting.len();
    taken.problems.truncate(MOST_TOLD);
    for problem in &taken.problems {
        tell(&format!("error: {problem}"));
    }
    if taken.failed > taken.problems.len() {
        tell(&format!("error: {} more rows were left out", taken.failed - taken.problems.len()));
    }
    let replaced =
        if taken.replaced > 0 { format!(", {} of them in place of older ones", taken.replaced) } else { String::new() };
    tell(&format!(
        "{} of {} taken in{replaced}; licence: {} ({})",
        counted(taken.records, "record"),
        args.scheme.name(),
        taken.licence,
        terms(taken.may_be_passed_on)
    ));
    if args.json && print_json(&taken) != Ending::All {
        return Ending::Nothing;
    }
    match (taken.records, taken.failed) {
        (0, _) => Ending::Nothing,
        (_, 0) => Ending::All,
        _ => Ending::Some,
    }
}

fn terms(may_be_passed_on: bool) -> &'static str {
    if may_be_passed_on { "may be passed on" } else { "not to be passed on" }
}

fn print_json<T: Serialize>(value: &T) -> Ending {
    crate::book::sheet::print_json(value)
}

// ---- listing

#[derive(Debug, Serialize)]
struct Listed {
    #[serde(flatten)]
    seen: RecordsSeen,
    may_be_passed_on: bool,
}

fn list(args: &ListRecordsArgs) -> Ending {
    let Some(ledger) = open(&args.book, Mode::Read) else { return Ending::Nothing };
    let seen = match ledger.records_seen() {
        Ok(seen) => seen,
        Err(error) => return failed(&error),
    };
    let listed: Vec<Listed> =
        seen.into_iter().map(|seen| Listed { may_be_passed_on: may_be_passed_on(&seen.licence), seen }).collect();
    if args.json {
        return print_json(&listed);
    }
    if listed.is_empty() {
        tell("no records; dateline records import takes them in");
        return Ending::Some;
    }
    let line = |one: &Listed| {
        let days = one.seen.days.map(|days| format!("  {} to {}", days.0, days.1)).unwrap_or_default();
        let records = grouped(one.seen.records);
        format!(
            "{:<6} {records:>10} records{days}  licence: {} ({})\n",
            one.seen.scheme,
            shown(&one.seen.licence),
            terms(one.may_be_passed_on)
        )
    };
    print(&listed.iter().map(line).collect::<String>())
}

// ---- comparing

fn compare(args: &CompareArgs) -> Ending {
    let settings = Settings { figures: args.rule, ..Settings::default() };
    let Some(view) = look(&args.book, &args.times, settings) else { return Ending::Nothing };
    let filter = Filter {
        place: args.place.clone(),
        country: args.country.clone(),
        from: args.from,
        to: args.to,
        ..Filter::default()
    };
    let limits = Limits { days: args.days, km: f64::from(args.km) };
    let found = match comparison(&view, &filter, args.scheme, &limits) {
        Ok(found) => found,
        Err(error) => return no_answer(&error),
    };
    if args.look.json {
        return print_json(&found);
    }
    print(&page(&found))
}

fn deaths(deaths: Option<Deaths>) -> String {
    match deaths {
        None => "no deaths told".to_owned(),
        Some(Deaths { low, best, high }) if low == high => format!("killed {}", grouped(best)),
        Some(Deaths { low, best, high }) => {
            format!("killed {}–{} (best {})", grouped(low), grouped(high), grouped(best))
        }
    }
}

fn page(found: &Comparison) -> String {
    let mut page =
        format!("{} and {} ({})\n", counted(found.events, "event"), counted(found.records, "record"), found.rule);
    if found.not_comparable > 0 {
        page.push_str(&format!(
            "{} of kinds that these datasets do not hold were left out\n",
            counted(found.not_comparable, "event")
        ));
    }
    heading(&mut page, "Both have", found.pairs.len());
    for pair in &found.pairs {
        page.push_str(&line_of(pair));
        let others = others(found, pair);
        if !others.is_empty() {
            page.push_str(&format!("    or {}\n", others.join(", ")));
        }
    }
    if !found.pairs.is_empty() {
        let (ours, theirs) = (found.deaths_of_pairs.ours, found.deaths_of_pairs.theirs);
        page.push_str(&format!("  together: ours {}; theirs {}\n", deaths(Some(ours)), deaths(Some(theirs))));
    }
    let paired: BTreeSet<EventId> = found.pairs.iter().map(|pair| pair.event).collect();
    let loose: Vec<&Match> =
        found.nearest_records.iter().filter(|(id, _)| !paired.contains(id)).map(|(_, near)| &near[0]).collect();
    heading(&mut page, "Perhaps part of a record that is nearer to another event", loose.len());
    loose.iter().for_each(|near| page.push_str(&line_of(near)));
    heading(&mut page, "Only we have", found.only_ours.len());
    for event in &found.only_ours {
        let days = event.days.map_or("no day".to_owned(), span);
        let place = event.place.as_deref().unwrap_or("no place");
        page.push_str(&format!(
            "  {}  {days}  {} · {} · {}\n",
            event.id,
            event.event_type.code(),
            shown(place),
            deaths(event.killed)
        ));
    }
    heading(&mut page, "Only they have", found.only_theirs.len());
    for record in &found.only_theirs {
        let days = record.days.map_or("no day".to_owned(), span);
        let killed =
            record.best.map(|best| Deaths { low: record.low.unwrap_or(best), best, high: record.high.unwrap_or(best) });
        page.push_str(&format!(
            "  {} {}  {days}  {} · {} · {}\n",
            record.scheme,
            shown(&record.id),
            shown(record.event_type.as_deref().unwrap_or("?")),
            shown(record.place.as_deref().unwrap_or("no place")),
            deaths(killed)
        ));
    }
    page
}

fn heading(page: &mut String, words: &str, count: usize) {
    page.push_str(&format!("\n{words}: {count}\n"));
}

fn span(days: (Date, Date)) -> String {
    if days.0 == days.1 { days.0.to_string() } else { format!("{} to {}", days.0, days.1) }
}

/// "  e…  acled SYR1  same kind · same days · 3.2 km · ours killed 4 · theirs killed 7".
fn line_of(pair: &Match) -> String {
    let kind = if pair.kind == Kind::Same { "same kind" } else { "other violence" };
    let days = if pair.days_apart == 0 {
        "same days".to_owned()
    } else {
        format!("{} apart", counted(pair.days_apart as usize, "day"))
    };
    format!(
        "  {}  {} {}  {kind} · {days} · {:.1} km · ours {} · theirs {}\n",
        pair.event,
        pair.scheme,
        shown(&pair.record),
        pair.km_apart,
        deaths(pair.ours),
        deaths(pair.theirs)
    )
}

/// The next nearest of a pair, from both sides.
fn others(found: &Comparison, pair: &Match) -> Vec<String> {
    let records = found.nearest_records.get(&pair.event).into_iter().flatten();
    let records = records
        .filter(|other| other.record != pair.record)
        .map(|other| format!("{} {}", other.scheme, shown(&other.record)));
    let events = found.nearest_events.get(&format!("{} {}", pair.scheme, pair.record)).into_iter().flatten();
    let events = events.filter(|other| other.event != pair.event).map(|other| other.event.to_string());
    records.chain(events).collect()
}

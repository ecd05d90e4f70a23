//! `dateline export`: what a ledger holds as files for other programs. The tables are made in crates/tables; this opens the ledger and
//! the files, and says what came of it.
//!
//! A file is written beside its place and moved there when it is whole: a program that looks finds all of it or nothing. With each go a
//! codebook, a manifest and a sum that `sha256sum -c` checks. What is exported under a policy comes from a ledger that crates/public wrote.

use crate::book::args::{Book, Filter, Rules, Times, at_least_one, beginning};
use crate::book::{look, no_answer};
use crate::cli::day;
use crate::progress::Spinner;
use crate::publish::{policy as read_policy, today};
use crate::shown::shown;
use crate::{Ending, complain};
use ::book::View;
use ::book::ids::{self, Thing};
use ::book::words::counted;
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use jiff::civil::Date;
use ledger::{AsOf, Ledger, Mode, ReportFilter};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tables::manifest::{FileMade, Hashed, LedgerState, Manifest, PolicyUsed};
use tables::native::{self, Scope};
use tables::{Error, ErrorKind, Sheet, codebook, dataset, shapes, write};

pub const EXPORT_HELP: &str = "\
Examples:
  dateline export events > events.csv                      for a spreadsheet
  dateline export events -o out/                           Parquet, codebook, manifest, sum in a folder
  dateline export claims --format jsonl --place Homs       a claim a line, nested slots whole
  dateline export events --format geojson -o homs.geojson  for a map
  dateline export events --format geoparquet -o events.parquet
  dateline export events --shape ucdp -o ged.csv           in the columns of UCDP GED
  dateline export events --since 2024-12-07                what changed since that day began
  dateline export control --policy public -o control.csv   what the public may see
  dateline export annotations r7k2m9p4xq1ab > claims.json  W3C Web Annotations of a report
  dateline export dataset -o ledger-2024/                  all of it, for dateline add elsewhere

Of events, --shape ucdp, acled, polecat, gdelt and hxl give the columns of those datasets
(docs/shapes.md). A file's codebook, manifest and SHA-256 lie beside it (docs/exports.md). Texts of
reports are never exported.

Exit codes:
  0  exported
  1  nothing was found: the file has no rows; or a name is not known
  2  wrong usage
  3  no ledger, or the output cannot be written";

/// What can be exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// A row a claim: who says that who did what.
    Claims,
    /// A row an event: what claims are joined into.
    Events,
    /// A row a number of people of an event, with its rule and all that is told.
    Figures,
    /// A row a stretch of days in which one party holds a place, or it is contested.
    Control,
    /// A row a report, without its text.
    Reports,
    /// A row a decision.
    Decisions,
    /// The claims of one report as W3C Web Annotations.
    Annotations,
    /// Reports with claims and decisions, for adding to another ledger.
    Dataset,
}

/// Forms of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Columns with their types, nested slots too.
    Parquet,
    /// The same with geometries.
    Geoparquet,
    /// A row a line; nested slots are joined.
    Csv,
    /// A JSON object a line.
    Jsonl,
    /// Features for a map.
    Geojson,
}

/// Whose columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shape {
    /// Our own.
    Native,
    /// UCDP Georeferenced Event Dataset.
    Ucdp,
    /// ACLED.
    Acled,
    /// POLECAT, in PLOVER's codes.
    Polecat,
    /// GDELT 2.0 events, in CAMEO's codes.
    Gdelt,
    /// Humanitarian Exchange Language: hashtags in a second header row.
    Hxl,
}

/// Options of `dateline export`.
#[derive(Args, Debug)]
pub struct ExportArgs {
    /// What.
    #[arg(value_enum)]
    pub what: What,

    /// Of `annotations`: the report, by id or the beginning of one.
    #[arg(value_name = "REPORT")]
    pub report: Option<String>,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub book: Book,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub times: Times,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub filter: Filter,

    /// Form of the file; where it is not given, the ending of the file's name tells; else csv, and parquet in a folder.
    #[arg(short, long, value_enum)]
    pub format: Option<Format>,

    /// Whose columns; other than native of events alone.
    #[arg(long, value_enum, default_value_t = Shape::Native)]
    pub shape: Shape,

    /// Write to this file, or into this folder, instead of standard output.
    #[arg(short, long, value_name = "FILE|FOLDER")]
    pub output: Option<PathBuf>,

    /// Only what this ledger recorded since this moment: 2024-12-07 (its beginning) or 2024-12-07T18:00:00Z. Of events, figures and
    /// control: those that new claims, or decisions about old ones, touched.
    #[arg(long, value_name = "TIME", value_parser = beginning)]
    pub since: Option<Timestamp>,

    /// Only what a publication policy lets through: `public`, the built-in one, or a file of your own.
    #[arg(long, value_name = "public|FILE")]
    pub policy: Option<PathBuf>,

    /// The day of publication, for the policy's delays; the clock's if nothing is said.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day, requires = "policy")]
    pub today: Option<Date>,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub rules: Rules,

    /// At most so many rows.
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub limit: Option<usize>,

    /// No progress and no summary.
    #[arg(short, long)]
    pub quiet: bool,
}

/// Runs the command.
pub fn run(args: &ExportArgs) -> Ending {
    exported(args).unwrap_or_else(|stop| match stop {
        Stop::Told(ending) => ending,
        Stop::Error(error) => ending_of(&error),
    })
}

/// Why a run ends early.
enum Stop {
    /// Somebody told already.
    Told(Ending),
    /// Nobody did.
    Error(Error),
}

impl<E: Into<Error>> From<E> for Stop {
    fn from(error: E) -> Stop {
        Stop::Error(error.into())
    }
}

fn ending_of(error: &Error) -> Ending {
    match error.kind() {
        ErrorKind::Gone => Ending::All,
        ErrorKind::Book(error) => no_answer(error),
        ErrorKind::Usage(message) => {
            complain(message);
            Ending::Usage
        }
        ErrorKind::File(message) | ErrorKind::Table(message) => {
            complain(&shown(message));
            Ending::Nothing
        }
    }
}

fn exported(args: &ExportArgs) -> Result<Ending, Stop> {
    check(args)?;
    let place = match args.what {
        What::Dataset => Place::Out(Format::Parquet),
        _ => Place::of(args)?,
    };
    let settings = args.rules.settings();
    let Some(own) = look(&args.book, &args.times, settings) else { return Err(Stop::Told(Ending::Nothing)) };
    let spinner = Spinner::new(args.quiet);
    let public = args.policy.as_deref().map(|policy| published(args, policy, &own, &spinner)).transpose()?;
    let view = public.as_ref().map_or(&own, |public| &public.view);
    let mut scope = Scope::new(view, args.filter.asked(args.limit));
    if let Some(moment) = args.since {
        scope = scope.since(&own.ledger, moment)?;
    }
    let done = match args.what {
        What::Annotations => annotated(args, view, &place),
        What::Dataset => as_dataset(args, &scope, &spinner),
        _ => table(args, &scope, place, public.as_ref(), &spinner),
    };
    spinner.end();
    let (ending, line) = done?;
    if !args.quiet {
        complain(&line);
    }
    Ok(ending)
}

/// How it ended, and what is said of it.
type Done = Result<(Ending, String), Stop>;

fn table(args: &ExportArgs, scope: &Scope, place: Place, public: Option<&Public>, spinner: &Spinner) -> Done {
    let mut manifest = manifest(args, scope, public)?;
    spinner.say("making the table");
    let sheet = sheet(args, scope)?;
    let rows: u64 = sheet.batches.iter().map(|batch| batch.num_rows() as u64).sum();
    spinner.say("writing");
    let written = match &place {
        Place::Out(format) => {
            write_sheet(args, &sheet, *format, &mut BufWriter::new(io::stdout()))?;
            None
        }
        Place::File(file, format) => {
            let name = file_part(file);
            let made = whole_file(file, |out| write_sheet(args, &sheet, *format, out))?;
            manifest.format = name_of(*format);
            beside(file, &name, &sheet, *format, FileMade { rows: Some(rows), ..made }, manifest)?;
            Some(file.as_path())
        }
    };
    Ok((if rows > 0 { Ending::All } else { Ending::Some }, summary(args, scope, rows, written)))
}

/// "31 events in out/events.parquet, with codebook, manifest and SHA-256".
fn summary(args: &ExportArgs, scope: &Scope, rows: u64, file: Option<&Path>) -> String {
    let what = match args.what {
        What::Claims => "claim",
        What::Events => "event",
        What::Figures => "figure",
        What::Control => "stretch",
        What::Reports => "report",
        _ => "decision",
    };
    let mut line = counted(rows as usize, what);
    if let Some(file) = file {
        line.push_str(&format!(" in {}, with codebook, manifest and SHA-256 beside it", file.display()));
    }
    if scope.hidden() > 0 {
        line.push_str(&format!(
            "; {} more only possible, planned, hypothetical or denied (--status exports them)",
            ::book::words::grouped(scope.hidden() as u64)
        ));
    }
    line
}

// ---- what is asked for

/// Refuses what does not go together before anything is read.
fn check(args: &ExportArgs) -> Result<(), Stop> {
    let refused = |message: String| Err(Stop::Error(Error::usage(message)));
    let what = name_of(args.what);
    if args.shape != Shape::Native && args.what != What::Events {
        let shape = name_of(args.shape);
        return refused(format!(
            "--shape {shape} is of events alone: dateline export events --shape {shape}; {what} have our own columns, --shape native"
        ));
    }
    match (args.what, &args.report) {
        (What::Annotations, None) => {
            return refused("annotations are of one report; name it: dateline export annotations REPORT".to_owned());
        }
        (What::Annotations, Some(_)) | (_, None) => {}
        (_, Some(report)) => {
            return refused(format!(
                "{report}: {what} are exported of the whole ledger; only annotations are of one report: dateline export annotations {report}"
            ));
        }
    }
    if args.what == What::Annotations && args.format.is_some() {
        return refused("annotations have one form, JSON-LD; leave out --format".to_owned());
    }
    if args.what == What::Decisions && args.policy.is_some() && args.since.is_some() {
        return refused(
            "of what the public may see nobody is told when it was decided; leave out --since or --policy".to_owned(),
        );
    }
    if args.what == What::Dataset {
        if args.policy.is_some() {
            return refused(
                "a dataset is for another ledger of yours; what the public may see is a file of its own: dateline publish -o FILE".to_owned(),
            );
        }
        if args.format.is_some_and(|format| format != Format::Parquet) {
            return refused("a dataset has one form, Parquet in folders by day; leave out --format".to_owned());
        }
        if args.output.is_none() || args.output.as_deref() == Some(Path::new("-")) {
            return refused("a dataset is a folder; name a new one with -o FOLDER".to_owned());
        }
    }
    Ok(())
}

/// Where the table goes, and in which form.
enum Place {
    Out(Format),
    File(PathBuf, Format),
}

impl Place {
    fn of(args: &ExportArgs) -> Result<Place, Stop> {
        let ending = |file: &Path| {
            let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
            match ending.as_deref() {
                Some("parquet") => Some(Format::Parquet),
                Some("geoparquet") => Some(Format::Geoparquet),
                Some("csv" | "tsv" | "txt") => Some(Format::Csv),
                Some("jsonl" | "ndjson") => Some(Format::Jsonl),
                Some("geojson" | "json") => Some(Format::Geojson),
                _ => None,
            }
        };
        match &args.output {
            Some(output) if output.as_os_str() != "-" && args.what == What::Annotations => {
                Ok(Place::File(output.clone(), Format::Jsonl))
            }
            Some(output) if output.as_os_str() != "-" => {
                let is_folder =
                    output.is_dir() || output.as_os_str().to_string_lossy().ends_with(std::path::is_separator);
                if !is_folder {
                    let format = args.format.or_else(|| ending(output)).unwrap_or(Format::Csv);
                    return Ok(Place::File(output.clone(), format));
                }
                let usual = if args.shape == Shape::Native { Format::Parquet } else { Format::Csv };
                let format = args.format.unwrap_or(usual);
                std::fs::create_dir_all(output)
                    .map_err(|error| Error::file(output, format!("{error}; name a folder that can be written to")))?;
                Ok(Place::File(output.join(file_name(args, format)), format))
            }
            _ => match args.format.unwrap_or(Format::Csv) {
                format @ (Format::Parquet | Format::Geoparquet) => Err(Error::usage(format!(
                    "{} is no text for standard output; name a file or a folder with -o",
                    name_of(format)
                ))
                .into()),
                format => Ok(Place::Out(format)),
            },
        }
    }
}

fn file_name(args: &ExportArgs, format: Format) -> String {
    let ending = match (format, shape(args.shape)) {
        (Format::Parquet, _) => "parquet",
        // Named apart: both lie in one folder.
        (Format::Geoparquet, _) => "geo.parquet",
        (Format::Csv, Some(shape)) => shape.csv().ending,
        (Format::Csv, None) => "csv",
        (Format::Jsonl, _) => "jsonl",
        (Format::Geojson, _) => "geojson",
    };
    match shape(args.shape) {
        None => format!("{}.{ending}", name_of(args.what)),
        Some(shape) => format!("{}-{}.{ending}", name_of(args.what), shape.name()),
    }
}

fn name_of(value: impl ValueEnum) -> String {
    value.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

fn shape(shape: Shape) -> Option<shapes::Shape> {
    match shape {
        Shape::Native => None,
        Shape::Ucdp => Some(shapes::Shape::Ucdp),
        Shape::Acled => Some(shapes::Shape::Acled),
        Shape::Polecat => Some(shapes::Shape::Polecat),
        Shape::Gdelt => Some(shapes::Shape::Gdelt),
        Shape::Hxl => Some(shapes::Shape::Hxl),
    }
}

// ---- annotations

fn annotated(args: &ExportArgs, view: &View, place: &Place) -> Done {
    let asked = args.report.as_deref().unwrap_or_default();
    let report = match ids::find(view, asked)? {
        Thing::Report(report) => report,
        Thing::Event(event) => return Err(no_report(&event.id.to_string(), "an event")),
        Thing::Claim(claim) => return Err(no_report(&claim.to_string(), "a claim")),
        Thing::Decision(decision) => return Err(no_report(&decision.to_string(), "a decision")),
    };
    let page = tables::annotation::annotations(view, report)?;
    let page =
        page.ok_or_else(|| ::book::Error::nothing(format!("{report} was erased, or was not known at that time")))?;
    let text = serde_json::to_string_pretty(&page).map_err(|error| Error::new(error.to_string()))? + "\n";
    let mut line = format!("{} of {report}", counted(page.items.len(), "claim"));
    match place {
        Place::Out(_) => io::stdout().lock().write_all(text.as_bytes())?,
        Place::File(file, _) => {
            whole_file(file, |out| Ok(out.write_all(text.as_bytes())?))?;
            line.push_str(&format!(" in {}", file.display()));
        }
    }
    Ok((if page.items.is_empty() { Ending::Some } else { Ending::All }, line))
}

fn no_report(id: &str, what: &str) -> Stop {
    Error::usage(format!("{id} is {what}, and annotations are of a report; dateline show {id} names its reports"))
        .into()
}

// ---- a dataset

fn as_dataset(args: &ExportArgs, scope: &Scope, spinner: &Spinner) -> Done {
    let folder = args.output.as_deref().unwrap_or(Path::new("."));
    native::only(&scope.filter, "a dataset", &[])?;
    let ledger = &scope.view.ledger;
    if ledger.is_published()? {
        return Err(Error::usage("a ledger for the public is handed on as it is: copy its file").into());
    }
    let cannot =
        |path: &Path, error: io::Error| Error::file(path, format!("{error}; name a folder that can be written to"));
    if std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Error::file(
            folder,
            "there is something in it; name a new folder, so that nothing of two exports is mixed",
        )
        .into());
    }
    let mut manifest = manifest(args, scope, None)?;
    let days = dataset::days(ledger, &scope.view.as_of, |report| scope.is_new(report))?;
    let mut reports = 0;
    for (day, of_day) in days {
        let name = dataset::file_of(day);
        let file = folder.join(&name);
        let parent = file.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent).map_err(|error| cannot(parent, error))?;
        let mut rows = 0;
        let made = whole_file(&file, |out| {
            rows = dataset::write_day(ledger, &of_day, out)?;
            Ok(())
        })?;
        reports += rows;
        manifest.files.push(FileMade { name, rows: Some(rows), ..made });
        spinner.say(format!("{} reports", ::book::words::grouped(reports)));
    }
    std::fs::create_dir_all(folder).map_err(|error| cannot(folder, error))?;
    let mut decisions = ledger.decisions(&scope.view.as_of)?;
    decisions.retain(|decision| args.since.is_none_or(|moment| decision.recorded >= moment));
    if !decisions.is_empty() {
        let made = whole_file(&folder.join(dataset::DECISIONS), |out| {
            for decision in &decisions {
                serde_json::to_writer(&mut *out, decision).map_err(|error| Error::from(io::Error::from(error)))?;
                out.write_all(b"\n")?;
            }
            Ok(())
        })?;
        manifest.files.push(FileMade { rows: Some(decisions.len() as u64), ..made });
    }
    manifest.format = name_of(Format::Parquet);
    let sheet = Sheet {
        name: "coded reports".to_owned(),
        schema: tables::coded::schema(tables::coded::Texts::Left),
        batches: Vec::new(),
    };
    let page = codebook::codebook(&sheet, "the dataset", false);
    manifest.files.push(whole_file(&folder.join("codebook.md"), |out| Ok(out.write_all(page.as_bytes())?))?);
    let text = manifest.json();
    manifest.files.push(whole_file(&folder.join("manifest.json"), |out| Ok(out.write_all(text.as_bytes())?))?);
    let sums = manifest.sums();
    whole_file(&folder.join("sha256"), |out| Ok(out.write_all(sums.as_bytes())?))?;
    let line = format!(
        "{} and {} in {}; dateline add {} brings them into another ledger",
        counted(reports as usize, "report"),
        counted(decisions.len(), "decision"),
        folder.display(),
        folder.display()
    );
    Ok((if reports > 0 || !decisions.is_empty() { Ending::All } else { Ending::Some }, line))
}

// ---- the public

/// The ledger that the public may see, gone with this.
struct Public {
    view: View,
    used: PolicyUsed,
    _folder: tempfile::TempDir,
}

fn published(args: &ExportArgs, policy: &Path, own: &View, spinner: &Spinner) -> Result<Public, Stop> {
    let file = Some(policy).filter(|policy| policy.as_os_str() != "public");
    let Some(policy) = read_policy(file) else { return Err(Stop::Told(Ending::Usage)) };
    let day = args.today.unwrap_or_else(today);
    spinner.say("making the ledger for the public");
    let folder = tempfile::tempdir().map_err(Error::from)?;
    let out = folder.path().join("public.dateline");
    public::publish(&own.ledger, &policy, day, &out, |done, all| {
        if done % 64 == 0 {
            spinner.say(format!("making the ledger for the public: {done} of {all} reports"));
        }
    })
    .map_err(|error| match error {
        public::Error::Ledger(error) => Error::from(error),
        other => Error::usage(other.to_string()),
    })?;
    let view = View::over(Ledger::open(&out, Mode::Read)?, own.as_of, own.settings);
    let used = PolicyUsed { name: policy.name.clone(), day: day.to_string() };
    Ok(Public { view, used, _folder: folder })
}

// ---- the table

fn sheet(args: &ExportArgs, scope: &Scope) -> Result<Sheet, Error> {
    if let Some(shape) = shape(args.shape) {
        return shape.sheet_of(scope.view, &scope.filter, scope.touched.as_ref());
    }
    match args.what {
        What::Claims => native::claims(scope),
        What::Events => native::events(scope),
        What::Figures => native::figures(scope),
        What::Control => native::control(scope),
        What::Reports => native::reports(scope),
        What::Decisions => native::decisions(scope),
        What::Annotations | What::Dataset => Err(Error::usage("no table")),
    }
}

fn write_sheet(args: &ExportArgs, sheet: &Sheet, format: Format, out: &mut (impl Write + Send)) -> Result<(), Error> {
    match format {
        Format::Parquet => write::parquet(sheet, out),
        Format::Geoparquet => write::geoparquet(sheet, out),
        Format::Csv => write::csv(sheet, dialect(args.shape), out),
        Format::Jsonl => write::jsonl(sheet, out),
        Format::Geojson => write::geojson(sheet, out),
    }
}

fn dialect(of: Shape) -> write::Dialect {
    let Some(shape) = shape(of) else { return write::Dialect::default() };
    let csv = shape.csv();
    write::Dialect {
        separator: csv.delimiter,
        header: csv.header,
        tags: csv.tags.then_some(shapes::TAG),
        quotes: of != Shape::Gdelt,
    }
}

// ---- files

fn file_part(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Writes a file beside its place and moves it there when it is whole.
fn whole_file(
    file: &Path,
    write: impl FnOnce(&mut Hashed<BufWriter<File>>) -> Result<(), Error>,
) -> Result<FileMade, Error> {
    let name = file_part(file);
    let part = file.with_file_name(format!(".{name}.part"));
    let cannot =
        |error: io::Error| Error::file(file, format!("{error}; name a file in a folder that can be written to"));
    let done = File::create(&part).map_err(cannot).and_then(|out| {
        let mut out = Hashed::new(BufWriter::new(out));
        write(&mut out)?;
        out.flush().map_err(cannot)?;
        let (_, made) = out.made(&name, None);
        std::fs::rename(&part, file).map_err(cannot)?;
        Ok(made)
    });
    if done.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    done
}

/// Codebook, manifest and sum beside a file.
fn beside(
    file: &Path,
    name: &str,
    sheet: &Sheet,
    format: Format,
    made: FileMade,
    mut manifest: Manifest,
) -> Result<(), Error> {
    let named = |ending: &str| format!("{}.{ending}", name.rsplit_once('.').map_or(name, |(stem, _)| stem));
    let page = codebook::codebook(sheet, name, format == Format::Csv);
    let book = whole_file(&file.with_file_name(named("codebook.md")), |out| Ok(out.write_all(page.as_bytes())?))?;
    manifest.files = vec![made, book];
    let text = manifest.json();
    let own = whole_file(&file.with_file_name(named("manifest.json")), |out| Ok(out.write_all(text.as_bytes())?))?;
    manifest.files.push(own);
    let sums = manifest.sums();
    whole_file(&file.with_file_name(named("sha256")), |out| Ok(out.write_all(sums.as_bytes())?))?;
    Ok(())
}

fn manifest(args: &ExportArgs, scope: &Scope, public: Option<&Public>) -> Result<Manifest, Error> {
    let ledger = &scope.view.ledger;
    let head = ledger.head()?;
    let (mut made_by, mut licences) = (BTreeMap::new(), BTreeMap::new());
    ledger.for_each_report(&ReportFilter::default(), &scope.view.as_of, |report| {
        *made_by.entry(report.content.made_by).or_default() += 1;
        *licences.entry(report.content.licence.unwrap_or_else(|| "not told".to_owned())).or_default() += 1;
    })?;
    let rule = |what: &str, rule: fuse::Rule| (what.to_owned(), rule.to_string());
    let AsOf { known, recorded } = scope.view.as_of;
    Ok(Manifest {
        program: concat!("dateline ", env!("CARGO_PKG_VERSION")).to_owned(),
        what: name_of(args.what),
        shape: name_of(args.shape),
        format: String::new(),
        ledger: LedgerState { rows: head.seq, head: head.hash, joined_by: ledger.fused()?.version },
        as_of: known.map(|day| day.to_string()),
        recorded_by: recorded.map(|moment| moment.to_string()),
        since: args.since.map(|moment| moment.to_string()),
        filters: filters(args),
        rules: BTreeMap::from([
            rule("numbers", args.rules.rule.rule()),
            rule("fields", args.rules.fields.rule()),
            rule("control", fuse::control::RULE),
        ]),
        made_by,
        licences,
        policy: public.map(|public| public.used.clone()),
        files: Vec::new(),
    })
}

/// What was asked for, by option.
fn filters(args: &ExportArgs) -> BTreeMap<String, String> {
    let filter = &args.filter;
    let types = filter.types.iter().map(|one| one.code()).collect::<Vec<_>>().join(" ");
    let all = [
        ("place", filter.place.clone()),
        ("country", filter.country.clone()),
        ("party", filter.party.clone()),
        ("type", Some(types).filter(|types| !types.is_empty())),
        ("status", Some(filter.status.join(" ")).filter(|words| !words.is_empty())),
        ("from", filter.from.map(|day| day.to_string())),
        ("to", filter.to.map(|day| day.to_string())),
        ("min-confidence", filter.min_confidence.map(|share| share.to_string())),
        ("text", filter.text.clone()),
        ("outlet", filter.outlet.clone()),
        ("limit", args.limit.map(|limit| limit.to_string())),
    ];
    all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

//! `dateline read`: files in, claims out, as a stream.
//!
//! One thread takes the input apart, one for each job reads reports and renders them, this one writes. At most a few
//! reports for each job are in memory; the bytes written do not depend on the number of jobs. Bad input never ends the
//! run: it becomes a [`Problem`], told at the end.

use crate::cli::ReadArgs;
use crate::forms::Form;
use crate::inputs::{self, Inputs};
use crate::pipeline::{Feed, in_order};
use crate::shown::shown;
use crate::{Ending, complain, load_gazetteer, load_reader, screen};
use claim::{Problem, Report, Severity};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use ingest::Hint;
use jiff::civil::Date;
use reader::{Reader, Reading};
use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, IsTerminal, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};
use world::World;
use world::parties::Register;
use world::places::Gazetteer;

/// Default of `--jobs` at most: beyond it, the one thread that takes the input apart is what is waited for.
const MOST_JOBS: usize = 16;

/// Runs that end sooner have no progress bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// Runs the command.
pub fn run(args: &ReadArgs) -> Ending {
    let inputs = inputs::find(&args.inputs, args.output.as_deref());
    if let Some(file) = inputs.files.iter().find(|file| inputs::is_same(args.output.as_deref(), file)) {
        complain(&format!("{}: is input and output at once; give --output another name", file.display()));
        return Ending::Usage;
    }
    if !args.no_resolve {
        // Both are made once, by whoever asks first: here beside the model, which takes as long.
        std::thread::spawn(|| (Register::bundled(), Gazetteer::bundled()));
    }
    let Some(reader) = load_reader(args.reading.model.as_deref()) else { return Ending::Nothing };
    let gazetteer = match args.no_resolve {
        true => None,
        false => match load_gazetteer(args.places.gazetteer.as_deref()) {
            Some(gazetteer) => Some(gazetteer),
            None => return Ending::Nothing,
        },
    };
    let world = gazetteer.map(|gazetteer| World { gazetteer, register: Register::bundled() });
    let (mut out, destination): (Box<dyn Write>, String) = match &args.output {
        None => (Box::new(io::stdout().lock()), "standard output".to_owned()),
        Some(path) => match File::create(path) {
            Ok(file) => (Box::new(file), path.display().to_string()),
            Err(error) => {
                complain(&format!("{}: cannot be written: {error}; give --output another name", path.display()));
                return Ending::Nothing;
            }
        },
    };

    let mut tally = Tally::default();
    match read_all(args, &Desk { reader: &reader, world }, &inputs, &mut out, &mut tally) {
        Ok(()) => {}
        // Whoever read the pipe has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ending::All,
        Err(error) => {
            complain(&format!("{destination}: cannot be written: {error}; is the disk full?"));
            return Ending::Nothing;
        }
    }
    let mut told: Vec<&Problem> = inputs.problems.iter().chain(&tally.problems).collect();
    // A folder's problems are known before its files are read; here the order is that of severity of loss, then as met.
    told.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
    tell(&told, &tally, &inputs.skipped, args.quiet);
    ending(&told, tally.read)
}

/// What reports are read with.
struct Desk<'d> {
    reader: &'d Reader,
    /// What fillers are looked up in; `None` where nobody asked.
    world: Option<World<'d>>,
}

/// What a run has come to so far.
#[derive(Debug, Default)]
struct Tally {
    /// Reports, also those that could not be read into claims.
    reports: usize,
    /// Reports that were read.
    read: usize,
    claims: usize,
    problems: Vec<Problem>,
}

/// A report on its way to the reader, or problems of input that gave none.
struct Item {
    /// Number of its file, from 0.
    file_number: usize,
    file: String,
    report: Option<Report>,
    problems: Vec<Problem>,
}

/// The same on its way to the output.
struct Rendered {
    file_number: usize,
    text: Option<String>,
    is_report: bool,
    claims: usize,
    problems: Vec<Problem>,
}

fn read_all(args: &ReadArgs, desk: &Desk, inputs: &Inputs, out: &mut dyn Write, tally: &mut Tally) -> io::Result<()> {
    let paint = match &args.output {
        None => screen::paint(args.color, &io::stdout()),
        Some(_) => crate::paint::Paint { colours: args.color == crate::cli::Colour::Always },
    };
    let terminal = args.output.is_none().then(screen::width).flatten();
    let form = Form::new(args.format, args.width.map(usize::from).or(terminal), paint);
    let mut progress = Progress::new(inputs.files.len(), args.quiet);

    out.write_all(form.before().as_bytes())?;
    let mut first = true;
    in_order(
        jobs(args.reading.jobs),
        |feed| take_apart(&inputs.files, args.date, feed),
        |item| render(&form, desk, args.min_confidence, item),
        |rendered: Rendered| {
            if let Some(text) = rendered.text {
                progress.aside(|| {
                    out.write_all(if first { "" } else { form.between() }.as_bytes())?;
                    out.write_all(text.as_bytes())?;
                    out.flush()
                })?;
                first = false;
            }
            tally.reports += usize::from(rendered.is_report);
            tally.read += usize::from(rendered.is_report && !rendered.problems.iter().any(is_loss));
            tally.claims += rendered.claims;
            tally.problems.extend(rendered.problems);
            progress.at(rendered.file_number, tally.reports);
            Ok::<(), io::Error>(())
        },
    )?;
    progress.end();
    out.write_all(form.after().as_bytes())?;
    out.flush()
}

/// `--jobs`, or one for each core.
pub fn jobs(asked: Option<u16>) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, |cores| cores.get().min(MOST_JOBS));
    asked.map_or_else(cores, usize::from)
}

/// Sends the reports of all files, in order, and what was wrong with the files.
fn take_apart(files: &[PathBuf], date: Option<Date>, feed: &mut Feed<Item>) {
    for (file_number, path) in files.iter().enumerate() {
        let file = path.display().to_string();
        let mut sorter =
            Sorter { feed, file_number, file: &file, held: None, loose: Vec::new(), stopped: Rc::default() };
        sorter.take_apart(path, date);
        if sorter.stopped.get() {
            return;
        }
    }
}

/// Gives each report the problems that are about it, before it goes on its way.
struct Sorter<'s> {
    feed: &'s mut Feed<Item>,
    file_number: usize,
    file: &'s str,
    /// The last report: a problem of it may still come.
    held: Option<(Report, Vec<Problem>)>,
    /// Problems of no report so far.
    loose: Vec<Problem>,
    /// True when nobody wants more.
    stopped: Rc<Cell<bool>>,
}

impl Sorter<'_> {
    fn take_apart(&mut self, path: &Path, date: Option<Date>) {
        let hint = Hint { name: self.file, date, format: None };
        let input: io::Result<Box<dyn BufRead>> = if path.as_os_str() == "-" {
            Ok(Box::new(BufReader::new(io::stdin())))
        } else {
            File::open(path).map(|file| Box::new(BufReader::new(file)) as Box<dyn BufRead>)
        };
        // `ingest_stream` takes no answer from its receiver, so a stop reaches it as the end of the input.
        let stopped = self.stopped.clone();
        // A defect that one file brings out costs that file, not the run.
        let read = catch_unwind(AssertUnwindSafe(|| {
            ingest::ingest_stream(UntilStopped { input: input?, stopped }, &hint, &mut |found| match found {
                Ok(report) => self.report(report),
                Err(problem) => self.problem(problem),
            })
        }));
        let read =
            read.unwrap_or_else(|_| Err(io::Error::other("a defect of the program, please report it with the file")));
        if let Err(error) = read {
            let problem = Problem::new(Severity::Error, "unreadable", unreadable(&error));
            self.problem(problem.at(self.file, None));
        }
        self.send_held();
        let loose = std::mem::take(&mut self.loose);
        self.send_loose(loose);
    }

    fn problem(&mut self, problem: Problem) {
        match &mut self.held {
            Some((report, problems)) if is_about(&problem, report) => problems.push(problem),
            _ => self.loose.push(problem),
        }
    }

    fn report(&mut self, report: Report) {
        self.send_held();
        let (own, others) = std::mem::take(&mut self.loose).into_iter().partition(|problem| is_about(problem, &report));
        self.send_loose(others);
        self.held = Some((report, own));
    }

    fn send_held(&mut self) {
        if let Some((report, problems)) = self.held.take() {
            self.send(Some(report), problems);
        }
    }

    fn send_loose(&mut self, problems: Vec<Problem>) {
        if !problems.is_empty() {
            self.send(None, problems);
        }
    }

    fn send(&mut self, report: Option<Report>, problems: Vec<Problem>) {
        let item = Item { file_number: self.file_number, file: self.file.to_owned(), report, problems };
        if self.stopped.get() || !self.feed.send(item) {
            self.stopped.set(true);
        }
    }
}

/// True where the problem is about this report: it stands in the same line, or the file holds no other report.
fn is_about(problem: &Problem, report: &Report) -> bool {
    report.origin.line.is_none() || problem.line == report.origin.line
}

fn unreadable(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file; check the name".to_owned(),
        ErrorKind::PermissionDenied => "may not be opened; check its permissions".to_owned(),
        _ => format!("cannot be read: {error}; check the file"),
    }
}

/// Input that ends early once nobody wants more of it.
struct UntilStopped {
    input: Box<dyn BufRead>,
    stopped: Rc<Cell<bool>>,
}

impl Read for UntilStopped {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.stopped.get() { Ok(0) } else { self.input.read(buffer) }
    }
}

impl BufRead for UntilStopped {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.stopped.get() { Ok(&[]) } else { self.input.fill_buf() }
    }

    fn consume(&mut self, amount: usize) {
        self.input.consume(amount);
    }
}

/// Reads and renders one report; on a reading thread.
fn render(form: &Form, desk: &Desk, min_confidence: f32, item: Item) -> Rendered {
    let Item { file_number, file, report, mut problems } = item;
    let Some(report) = report else {
        let text = form.no_report(&file, &problems);
        return Rendered { file_number, text, is_report: false, claims: 0, problems };
    };
    let mut reading = read_one(desk.reader, &report);
    reading.claims.retain(|claim| claim.confidence >= min_confidence);
    if let Some(world) = desk.world {
        resolve(&report, &mut reading, world);
    }
    problems.append(&mut reading.problems);
    for problem in problems.iter_mut().filter(|problem| problem.file.is_none()) {
        *problem = problem.clone().at(&report.origin.file, report.origin.line);
    }
    let text = form.report(&report, &reading.sentences, &reading.claims, &problems);
    Rendered { file_number, text: Some(text), is_report: true, claims: reading.claims.len(), problems }
}

/// Reads one report. A defect of the reader costs that report, not the other ten thousand of the night.
pub fn read_one(reader: &Reader, report: &Report) -> Reading {
    catch_unwind(AssertUnwindSafe(|| reader.read(report))).unwrap_or_else(|_| {
        let message =
            "the reader failed on this report, which is a defect of the program; please report it with the text";
        let problem = Problem::new(Severity::Error, "reader_failed", message);
        Reading { problems: vec![problem.at(&report.origin.file, report.origin.line)], ..Reading::default() }
    })
}

/// Looks up what the claims' words mean. A defect there costs the meanings of one report, never its claims.
fn resolve(report: &Report, reading: &mut Reading, world: World) {
    let done = catch_unwind(AssertUnwindSafe(|| world::resolve(report, &mut reading.claims, world)));
    if done.is_err() {
        let message = "days, places and parties of this report were not looked up, which is a defect of the program; \
                       please report it with the text";
        let problem = Problem::new(Severity::Warning, "resolver_failed", message);
        reading.problems.push(problem.at(&report.origin.file, report.origin.line));
    }
}

fn is_loss(problem: &Problem) -> bool {
    problem.severity == Severity::Error
}

/// The exit code that follows from the problems and the number of reports that were read.
fn ending(problems: &[&Problem], read: usize) -> Ending {
    match (read, problems.iter().any(|problem| is_loss(problem))) {
        (0, _) => Ending::Nothing,
        (_, true) => Ending::Some,
        (_, false) => Ending::All,
    }
}

/// Problems and summary, on standard error.
fn tell(problems: &[&Problem], tally: &Tally, skipped: &[PathBuf], quiet: bool) {
    let mut lines = String::new();
    for problem in problems {
        lines.push_str(&format!("{}: {}\n", severity_word(problem.severity), shown(&problem.to_string())));
    }
    if !quiet {
        lines.push_str(&shown(&summary(tally.reports, tally.claims, problems.len(), skipped)));
        lines.push('\n');
    }
    // Where standard error cannot be written there is nobody left to tell.
    let _ = io::stderr().write_all(lines.as_bytes());
}

fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// "14 reports, 131 claims, 2 problems; 1 file skipped that is no report (README.md)".
fn summary(reports: usize, claims: usize, problems: usize, skipped: &[PathBuf]) -> String {
    let counted = |number: usize, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
    let mut line = format!("{}, {}", counted(reports, "report"), counted(claims, "claim"));
    if problems > 0 {
        line.push_str(&format!(", {}", counted(problems, "problem")));
    }
    if !skipped.is_empty() {
        let names = skipped.iter().take(3).filter_map(|path| path.file_name()).map(|name| name.to_string_lossy());
        let more = if skipped.len() > 3 { ", …" } else { "" };
        let verb = if skipped.len() == 1 { "skipped that is no report" } else { "skipped that are no reports" };
        let names = names.collect::<Vec<_>>().join(", ");
        line.push_str(&format!("; {} {verb} ({names}{more})", counted(skipped.len(), "file")));
    }
    line
}

/// A bar on standard error: for more than one file, on a terminal, and only when it takes more than a second.
struct Progress {
    bar: Option<ProgressBar>,
    files: usize,
    since: Instant,
}

impl Progress {
    fn new(files: usize, quiet: bool) -> Progress {
        let wanted = files > 1 && !quiet && io::stderr().is_terminal();
        let bar = wanted.then(|| {
            let template = "{bar:24} {pos}/{len} files · {msg}";
            let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::with_draw_target(Some(files as u64), ProgressDrawTarget::hidden()).with_style(style)
        });
        Progress { bar, files, since: Instant::now() }
    }

    /// `file` files are done.
    fn at(&mut self, file: usize, reports: usize) {
        let Some(bar) = &self.bar else { return };
        let elapsed = self.since.elapsed();
        bar.set_position(file as u64);
        bar.set_message(progress_words(file, self.files, reports, elapsed));
        if bar.is_hidden() && elapsed > PATIENCE {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// Writes beside the bar, which on the same terminal would stand in the way.
    fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) if io::stdout().is_terminal() => bar.suspend(write),
            _ => write(),
        }
    }

    fn end(&self) {
        self.bar.iter().for_each(ProgressBar::finish_and_clear);
    }
}

/// "2440 reports, 812 a second, 95 s left". The rate is that of reports, since one file may hold thousands; the time left
/// goes by files, whose number is known, and is told once a file is done.
fn progress_words(file: usize, files: usize, reports: usize, elapsed: Duration) -> String {
    let rate = reports as f64 / elapsed.as_secs_f64().max(0.001);
    let left = match file {
        0 => String::new(),
        _ => format!(", {:.0} s left", elapsed.as_secs_f64() / file as f64 * (files - file) as f64),
    };
    format!("{reports} reports, {rate:.0} a second{left}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_counts_in_words() {
        let files = |names: &[&str]| names.iter().map(|name| Path::new("x").join(name)).collect::<Vec<_>>();
        let cases = [
            (14, 131, 2, files(&[]), "14 reports, 131 claims, 2 problems"),
            (1, 1, 1, files(&[]), "1 report, 1 claim, 1 problem"),
            (2, 0, 0, files(&["README.md"]), "2 reports, 0 claims; 1 file skipped that is no report (README.md)"),
            (
                0,
                0,
                0,
                files(&["a", "b", "c", "d"]),
                "0 reports, 0 claims; 4 files skipped that are no reports (a, b, c, …)",
            ),
        ];
        for (reports, claims, problems, skipped, expected) in cases {
            assert_eq!(summary(reports, claims, problems, &skipped), expected);
        }
    }

    #[test]
    fn progress_tells_a_rate_and_the_time_left_once_it_is_known() {
        let words = |file, reports| progress_words(file, 6, reports, Duration::from_secs(3));
        assert_eq!(words(0, 2440), "2440 reports, 813 a second");
        assert_eq!(words(2, 5000), "5000 reports, 1667 a second, 6 s left");
    }

    #[test]
    fn the_exit_code_tells_how_much_was_lost() {
        let problem = |severity| Problem::new(severity, "x", "x; y");
        let cases = [
            (vec![], 1, Ending::All),
            (vec![problem(Severity::Note), problem(Severity::Warning)], 1, Ending::All),
            (vec![problem(Severity::Note), problem(Severity::Error)], 1, Ending::Some),
            (vec![problem(Severity::Error)], 0, Ending::Nothing),
            (vec![], 0, Ending::Nothing),
        ];
        for (problems, read, expected) in cases {
            assert_eq!(ending(&problems.iter().collect::<Vec<_>>(), read), expected, "{problems:?}, {read} read");
        }
    }

    #[test]
    fn a_problem_goes_with_the_report_of_its_line() {
        let report = |line| Report { origin: claim::Origin { file: "a.jsonl".into(), line }, ..Report::default() };
        let problem = |line| Problem::new(Severity::Note, "x", "x; y").at("a.jsonl", line);
        assert!(is_about(&problem(Some(3)), &report(Some(3))));
        assert!(!is_about(&problem(Some(4)), &report(Some(3))));
        assert!(!is_about(&problem(None), &report(Some(3))));
        assert!(is_about(&problem(Some(7)), &report(None)), "a file that is one report");
    }
}

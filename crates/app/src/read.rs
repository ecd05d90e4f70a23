//! `dateline read`: files in, claims out, as a stream.
//!
//! One thread takes the input apart, one for each job reads reports and renders them, this one writes. At most a few
//! reports for each job are in memory; the bytes written do not depend on the number of jobs. Bad input never ends the
//! run: it becomes a [`Problem`], told at the end.

use crate::cli::ReadArgs;
use crate::forms::Form;
use crate::inputs::{self, Inputs};
use crate::intake::{Item, take_apart};
use crate::pipeline::in_order;
use crate::progress::{BytesRead, Progress, jobs};
use crate::shown::shown;
use crate::{Ending, complain, load_gazetteer, load_reader, screen};
use claim::{Problem, Severity};
use coding::Coder;
use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;
use world::World;
use world::parties::Register;
use world::places::Gazetteer;

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
    match read_all(args, &Coder { reader: &reader, gate: None, world }, &inputs, &mut out, &mut tally) {
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
    tell_problems(&told, (!args.quiet).then(|| summary(tally.reports, tally.claims, told.len(), &inputs.skipped)));
    ending(&told, tally.read)
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

/// A report on its way to the output.
struct Rendered {
    text: Option<String>,
    is_report: bool,
    claims: usize,
    problems: Vec<Problem>,
}

fn read_all(args: &ReadArgs, coder: &Coder, inputs: &Inputs, out: &mut dyn Write, tally: &mut Tally) -> io::Result<()> {
    let paint = match &args.output {
        None => screen::paint(args.color, &io::stdout()),
        Some(_) => crate::paint::Paint { colours: args.color == crate::cli::Colour::Always },
    };
    let terminal = args.output.is_none().then(screen::width).flatten();
    let form = Form::new(args.format, args.width.map(usize::from).or(terminal), paint);
    let bytes = BytesRead::default();
    let mut progress = Progress::new(&inputs.files, &bytes, args.quiet);

    out.write_all(form.before().as_bytes())?;
    let mut first = true;
    in_order(
        jobs(args.reading.jobs),
        |feed| take_apart(&inputs.files, args.date, &bytes, feed),
        |item| render(&form, coder, args.min_confidence, item),
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
            progress.at(tally.reports);
            Ok::<(), io::Error>(())
        },
    )?;
    progress.end();
    out.write_all(form.after().as_bytes())?;
    out.flush()
}

/// Reads and renders one report; on a reading thread.
fn render(form: &Form, coder: &Coder, min_confidence: f32, item: Item) -> Rendered {
    let Item { file, report, mut problems } = item;
    let Some(report) = report else {
        let text = form.no_report(&file, &problems);
        return Rendered { text, is_report: false, claims: 0, problems };
    };
    let mut reading = coder.read(&report, min_confidence);
    problems.append(&mut reading.problems);
    for problem in problems.iter_mut().filter(|problem| problem.file.is_none()) {
        *problem = problem.clone().at(&report.origin.file, report.origin.line);
    }
    let text = form.report(&report, &reading.sentences, &reading.claims, &problems);
    Rendered { text: Some(text), is_report: true, claims: reading.claims.len(), problems }
}

/// True where a whole report or file was left out.
pub fn is_loss(problem: &Problem) -> bool {
    problem.severity == Severity::Error
}

/// The exit code that follows from the problems and the number of reports that were read.
pub fn ending(problems: &[&Problem], read: usize) -> Ending {
    match (read, problems.iter().any(|problem| is_loss(problem))) {
        (0, _) => Ending::Nothing,
        (_, true) => Ending::Some,
        (_, false) => Ending::All,
    }
}

/// Problems and, where there is one, a summary, on standard error.
pub fn tell_problems(problems: &[&Problem], summary: Option<String>) {
    let mut lines = String::new();
    for problem in problems {
        lines.push_str(&format!("{}: {}\n", severity_word(problem.severity), shown(&problem.to_string())));
    }
    if let Some(summary) = summary {
        lines.push_str(&shown(&summary));
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

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
}

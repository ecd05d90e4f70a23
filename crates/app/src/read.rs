//! `dateline read`: files in, claims out, as a stream.
//!
//! One thread takes the input apart, one for each job reads reports and renders them, this one writes. At most a few
//! reports for each job are in memory; the bytes written do not depend on the number of jobs. Bad input never ends the
//! run: it becomes a [`Problem`], told at the end.

use crate::cli::ReadArgs;
use crate::forms::Form;
use crate::inputs::{self, Inputs};
use crate::intake::{Gating, Given, Item, Opened, Told, take_apart};
use crate::pipeline::in_order;
use crate::progress::{BytesRead, Progress, jobs};
use crate::shown::shown;
use crate::{Ending, complain, load_gate, load_gazetteer, load_reader, screen};
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
    let Ok(mapping) = args.mapped.find() else { return Ending::Usage };
    let given = Given { date: args.date, mapping: mapping.as_ref() };
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

    let gate = load_gate(!args.gated.no_gate);
    let (coder, gating) = (Coder { reader: &reader, gate: None, world }, args.gated.of(gate.as_ref()));
    let mut tally = Tally { problems: Told::from(inputs.problems.clone()), ..Tally::default() };
    match read_all(args, coder, gating, &inputs, given, &mut out, &mut tally) {
        Ok(()) => {}
        // Whoever read the pipe has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ending::All,
        Err(error) => {
            complain(&format!("{destination}: cannot be written: {error}; is the disk full?"));
            return Ending::Nothing;
        }
    }
    let told = tally.problems.all();
    let told: Vec<&Problem> = told.iter().collect();
    tell_problems(&told, (!args.quiet).then(|| summary(&tally, told.len(), &inputs.skipped)));
    ending(&told, tally.read + tally.closed)
}

/// What a run has come to so far.
#[derive(Debug, Default)]
struct Tally {
    /// Reports, also those that could not be read into claims.
    reports: usize,
    /// Reports that were read.
    read: usize,
    /// Those that the gate closed, pages of archives among them.
    closed: usize,
    claims: usize,
    problems: Told,
}

/// A report on its way to the output.
#[derive(Default)]
struct Rendered {
    text: Option<String>,
    is_report: bool,
    is_page: bool,
    closed: bool,
    claims: usize,
    problems: Vec<Problem>,
}

fn read_all(
    args: &ReadArgs,
    coder: Coder,
    gating: Gating,
    inputs: &Inputs,
    given: Given,
    out: &mut dyn Write,
    tally: &mut Tally,
) -> io::Result<()> {
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
        |feed| take_apart(&inputs.files, given, &bytes, feed),
        |item: Item| render(&form, coder, args.min_confidence, item.open(gating)),
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
            tally.closed += usize::from(rendered.closed);
            tally.claims += rendered.claims;
            tally.problems.take(rendered.problems, rendered.is_page);
            progress.at(tally.reports);
            Ok::<(), io::Error>(())
        },
    )?;
    progress.end();
    out.write_all(form.after().as_bytes())?;
    out.flush()
}

/// Reads and renders one report; on a reading thread. What the gate closes is not rendered.
fn render(form: &Form, coder: Coder, min_confidence: f32, opened: Opened) -> Rendered {
    let Opened { file, report, mut problems, is_page, of_archive, closed, gate } = opened;
    let Some(report) = report else {
        let text = if of_archive { None } else { form.no_report(&file, &problems) };
        return Rendered { text, is_page, closed, problems, ..Rendered::default() };
    };
    let mut reading = Coder { gate, ..coder }.read(&report, min_confidence);
    if reading.closed {
        return Rendered { is_page, closed: true, problems, ..Rendered::default() };
    }
    problems.append(&mut reading.problems);
    coding::place(&mut problems, &report);
    let text = form.report(&report, &reading.sentences, &reading.claims, &problems);
    Rendered { text: Some(text), is_report: true, is_page, closed: false, claims: reading.claims.len(), problems }
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
fn summary(tally: &Tally, problems: usize, skipped: &[PathBuf]) -> String {
    let counted = |number: usize, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
    let mut line = format!("{}, {}", counted(tally.reports, "report"), counted(tally.claims, "claim"));
    if tally.closed > 0 {
        line.push_str(&format!(", {} more passed over by the gate", tally.closed));
    }
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
            (14, 0, 131, 2, files(&[]), "14 reports, 131 claims, 2 problems"),
            (1, 0, 1, 0, files(&[]), "1 report, 1 claim"),
            (1, 86, 1, 0, files(&[]), "1 report, 1 claim, 86 more passed over by the gate"),
            (2, 0, 0, 0, files(&["README.md"]), "2 reports, 0 claims; 1 file skipped that is no report (README.md)"),
            (
                0,
                0,
                0,
                0,
                files(&["a", "b", "c", "d"]),
                "0 reports, 0 claims; 4 files skipped that are no reports (a, b, c, …)",
            ),
        ];
        for (reports, closed, claims, problems, skipped, expected) in cases {
            let tally = Tally { reports, closed, claims, ..Tally::default() };
            assert_eq!(summary(&tally, problems, &skipped), expected);
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

//! Bytes -> reports: plain text, saved pages, JSON lines, web archives. This is where hostile bytes stop.
//!
//! `ingest(bytes, hint)` gives the reports of one file and what was wrong with it; [`ingest_stream`] does the same
//! without holding more than one report. A report's text is never changed afterwards: every later span points into it.
//! For plain text and JSON the text is exactly what the file holds (decoded, without a byte order mark); for a saved
//! page it is the main text, a paragraph a line, blank lines between them.
//!
//! This crate never touches the network, the clock, the environment or a path, and never decides whether a report is
//! worth reading: it tells the language and the noise, the reader judges. Bad bytes are no error: they become a
//! [`Problem`] with the file, the line and the remedy. An `Err` means that the input could not be read at all.

mod dates;
mod encoding;
mod language;
mod mapping;
mod noise;
mod page;
mod plain;
mod records;
mod reliefweb;
mod sniff;
mod wacz;
mod warc;

pub use language::detect_language;
pub use mapping::{Mapping, ingest_mapped};
pub use noise::noise_spans;
pub use records::{Fields, ingest_fields};
pub use wacz::{is_wacz, wacz_captures};
pub use warc::{Capture, Passed, is_warc, warc_captures};

use claim::{Origin, Problem, Report, Severity};
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::io::{self, BufRead, Read};

/// Bytes looked at to tell what a file is.
pub const SNIFF_BYTES: usize = 64 << 10;
/// Longest line of a JSON lines file, in bytes. A longer one is passed over without being held.
pub const MAX_LINE_BYTES: usize = 8 << 20;
/// Largest file of any other kind, in bytes: these are held whole while they are read.
pub const MAX_FILE_BYTES: usize = 32 << 20;
/// Problems told line by line for one file; what is beyond is counted and told in one.
pub const MAX_PROBLEMS: usize = 500;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One report, as plain text.
    Text,
    /// One report, as a saved page.
    Html,
    /// One JSON object a line, each a report.
    Jsonl,
    /// One JSON object, or an array of them.
    Json,
}

/// What the caller knows about a file without looking into it.
#[derive(Clone, Copy, Debug)]
pub struct Hint<'a> {
    /// File name as given, or `-` for standard input. Used for ids and messages; never opened.
    pub name: &'a str,
    /// Date for reports that do not tell their own.
    pub date: Option<Date>,
    /// What the file holds, if the caller is sure; else name and content decide.
    pub format: Option<Format>,
}

impl<'a> Hint<'a> {
    /// A file by its name alone.
    pub fn named(name: &'a str) -> Hint<'a> {
        Hint { name, date: None, format: None }
    }
}

/// Receives reports and problems in the order of the file.
pub(crate) type Each<'e> = &'e mut dyn FnMut(Result<Report, Problem>);

/// One file to its reports, and what was wrong with it.
pub fn ingest(bytes: &[u8], hint: &Hint) -> (Vec<Report>, Vec<Problem>) {
    let (mut reports, mut problems) = (Vec::new(), Vec::new());
    let read = ingest_stream(bytes, hint, &mut |found| match found {
        Ok(report) => reports.push(report),
        Err(problem) => problems.push(problem),
    });
    if let Err(error) = read {
        let message = format!("cannot be read ({error}); check the file");
        problems.push(Problem::new(Severity::Error, "not_readable", message).at(hint.name, None));
    }
    (reports, problems)
}

/// One input to its reports, each handed on as soon as it is read. JSON lines are held a line at a time (at most
/// [`MAX_LINE_BYTES`]), everything else whole (at most [`MAX_FILE_BYTES`]); what is longer becomes a problem.
pub fn ingest_stream(
    mut input: impl BufRead,
    hint: &Hint,
    each: &mut dyn FnMut(Result<Report, Problem>),
) -> io::Result<()> {
    let mut head = Vec::new();
    input.by_ref().take(SNIFF_BYTES as u64).read_to_end(&mut head)?;
    if is_warc(&head) {
        // All on this thread and every page of it; whoever wants less takes the captures ([`warc_captures`]).
        let mut found = |found: Result<Capture, Problem>| {
            match found {
                Ok(capture) => _ = capture.read(hint, &|_| true, each),
                Err(problem) => each(Err(problem)),
            }
            true
        };
        return warc_captures(io::Cursor::new(head).chain(input), hint.name, &mut found).map(|_| ());
    }
    if head.len() < SNIFF_BYTES && encoding::is_blank(&head) {
        let message = "the file is empty; leave it out, or save it again with its text";
        each(Err(Problem::new(Severity::Warning, "empty", message).at(hint.name, None)));
        return Ok(());
    }
    let format = hint.format.unwrap_or_else(|| sniff::format(hint.name, &head));
    if let Some(problem) = sniff::not_text(&head, format) {
        each(Err(problem.at(hint.name, None)));
        return Ok(());
    }
    let line_by_line = format == Format::Jsonl && !encoding::is_utf16(&head);
    let mut input = io::Cursor::new(head).chain(input);
    if line_by_line {
        return records::read_lines(input, hint, each);
    }
    let mut bytes = Vec::new();
    input.by_ref().take(MAX_FILE_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > MAX_FILE_BYTES {
        each(Err(too_large(&bytes).at(hint.name, Some(1))));
        return Ok(());
    }
    match format {
        Format::Text => plain::read(&bytes, None, hint, each),
        Format::Html => page::read(&bytes, None, hint, each),
        Format::Json => records::read_document(&bytes, hint, each),
        Format::Jsonl => {
            let (text, problem) = encoding::decode(&bytes, None);
            drop(bytes);
            if let Some(problem) = problem {
                each(Err(problem.at(hint.name, None)));
            }
            records::read_lines(text.as_bytes(), hint, each)?;
        }
    }
    Ok(())
}

pub(crate) fn too_large(bytes: &[u8]) -> Problem {
    let what = if memchr::memchr(b'\n', bytes).is_none() { "its first line alone" } else { "the file" };
    let limit = MAX_FILE_BYTES >> 20;
    let message = format!("{what} is larger than {limit} MB; split it, or write it as JSON lines, one report a line");
    Problem::new(Severity::Error, "too_large", message)
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A report with an id and an origin, before language and noise are known.
pub(crate) fn new_report(text: String, hint: &Hint, line: Option<usize>) -> Report {
    let stem = std::path::Path::new(hint.name).file_stem().and_then(|stem| stem.to_str());
    let id = match (stem, line) {
        (Some(stem), None) if hint.name != "-" => stem.to_owned(),
        (Some(stem), Some(line)) if hint.name != "-" => format!("{stem}-{line}"),
        _ => hex(&Sha256::digest(text.as_bytes())[..8]),
    };
    Report { id, text, origin: Origin { file: hint.name.to_owned(), line }, ..Report::default() }
}

/// Hands on a report once its language and its noise are known. `report.language` comes in as declared.
pub(crate) fn hand_on(mut report: Report, hint: &Hint, each: Each) {
    report.date = report.date.or(hint.date);
    report.noise = noise_spans(&report.text);
    let declared = report.language.take().as_deref().and_then(language::code);
    let detected = detect_language(&report.text);
    let (language, contradicted) = language::believed(declared, detected);
    if contradicted {
        let language = language.as_deref().unwrap_or_default();
        let message =
            format!("the declared language is not what the text reads like (\"{language}\"); mend the declaration");
        let problem = Problem::new(Severity::Note, "language_contradicted", message);
        each(Err(problem.at(hint.name, report.origin.line)));
    }
    report.language = language;
    each(Ok(report));
}

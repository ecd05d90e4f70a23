//! Files, folders and standard input, taken apart into reports, each with the problems that are about it.
//!
//! Runs on the feeding thread of a [`pipeline`](crate::pipeline). Bad input never ends a run: it becomes a [`Problem`]. Pages of web
//! archives leave here as they are and become reports on the reading threads ([`Item::open`]), where the gate is asked first.

use crate::pipeline::Feed;
use crate::progress::BytesRead;
use claim::{Problem, Report, Severity};
use ingest::{Capture, Hint, Mapping, SNIFF_BYTES};
use jiff::civil::Date;
use reader::Gate;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::Ordering;

/// A page of an archive, and the day to take where nobody tells another.
type Page = Option<(Box<Capture>, Option<Date>)>;

/// A report on its way to the reader, or problems of input that gave none.
pub struct Item {
    /// Its name as given.
    pub file: String,
    /// The report.
    pub report: Option<Report>,
    /// A page of an archive that is to become one.
    page: Page,
    /// What is wrong with it, or with the file.
    pub problems: Vec<Problem>,
    /// True where it is of an archive, which is no report itself.
    of_archive: bool,
}

/// Where the gate is asked.
#[derive(Clone, Copy, Default)]
pub struct Gating<'g> {
    /// Of the pages of archives.
    pub archives: Option<&'g Gate>,
    /// Of everything else.
    pub files: Option<&'g Gate>,
}

/// An item whose page, if it was one, has been looked at.
pub struct Opened<'g> {
    /// Its file's name as given.
    pub file: String,
    /// The report, unless there is none or the gate closed its page.
    pub report: Option<Report>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// True for a page of an archive.
    pub is_page: bool,
    /// True where it is of an archive, be it a page or what is wrong with a record.
    pub of_archive: bool,
    /// True where the gate closed the page.
    pub closed: bool,
    /// The gate that the report is still to pass.
    pub gate: Option<&'g Gate>,
}

impl Item {
    /// A report of this file with nothing wrong.
    pub fn of(file: &str, report: Report) -> Item {
        Item { file: file.to_owned(), report: Some(report), page: None, problems: Vec::new(), of_archive: false }
    }

    /// The report, made of the page where it is one; on a reading thread. A page that the gate closes is looked at no further.
    pub fn open<'g>(self, gating: Gating<'g>) -> Opened<'g> {
        let Item { file, mut report, page, mut problems, of_archive } = self;
        let Some((capture, date)) = page else {
            return Opened { file, report, problems, is_page: false, of_archive, closed: false, gate: gating.files };
        };
        let gate = gating.archives;
        let (hint, place) = (Hint { name: &file, date, format: None }, capture.file.clone());
        // A defect that one page brings out costs that page, not the archive.
        let opened = catch_unwind(AssertUnwindSafe(|| {
            let mut found = Vec::new();
            let opened =
                capture.read(&hint, &|bytes| gate.is_none_or(|gate| gate.page(bytes)), &mut |one| found.push(one));
            (opened, found)
        }));
        let (opened, found) = opened.unwrap_or_else(|_| {
            let message = "a defect of the program, please report it with the archive";
            (true, vec![Err(Problem::new(Severity::Error, "unreadable", message).at(&place, None))])
        });
        for one in found {
            match one {
                Ok(one) => report = Some(one),
                Err(problem) => problems.push(problem),
            }
        }
        Opened { file, report, problems, is_page: true, of_archive, closed: !opened, gate }
    }
}

/// Problems on their way to the user. Of an archive's pages notes are kept with the reports only, and of each other kind some are shown and
/// the rest counted: a million pages must not fill the terminal, or memory.
#[derive(Debug, Default)]
pub struct Told {
    shown: Vec<Problem>,
    of_pages: BTreeMap<String, (usize, Severity)>,
}

/// Problems of one kind that are shown of an archive's pages.
const SHOWN_OF_PAGES: usize = 20;

impl Told {
    /// Some that were there before.
    pub fn from(problems: Vec<Problem>) -> Told {
        Told { shown: problems, of_pages: BTreeMap::new() }
    }

    /// Takes what one item brought.
    pub fn take(&mut self, problems: Vec<Problem>, is_page: bool) {
        if !is_page {
            return self.shown.extend(problems);
        }
        for problem in problems.into_iter().filter(|problem| problem.severity > Severity::Note) {
            let (count, severity) = self.of_pages.entry(problem.code.clone()).or_insert((0, problem.severity));
            (*count, *severity) = (*count + 1, problem.severity.max(*severity));
            if *count <= SHOWN_OF_PAGES {
                self.shown.push(problem);
            }
        }
    }

    /// All that is to be told; the worst first, else as met.
    pub fn all(&self) -> Vec<Problem> {
        let more = self.of_pages.iter().filter_map(|(code, (count, severity))| {
            let more = count.checked_sub(SHOWN_OF_PAGES).filter(|&more| more > 0)?;
            let message = format!("{more} more pages of archives have this problem; they are not shown one by one");
            Some(Problem::new(*severity, code, message))
        });
        let mut all: Vec<Problem> = self.shown.iter().cloned().chain(more).collect();
        all.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
        all
    }
}

/// What the command line says of all files.
#[derive(Clone, Copy, Default)]
pub struct Given<'g> {
    /// Day of reports that do not tell theirs.
    pub date: Option<Date>,
    /// Whose JSON they are, if not ours.
    pub mapping: Option<&'g Mapping>,
}

/// Sends the reports of all files, in order, and what was wrong with the files. Counts in `read` the bytes that it has taken.
pub fn take_apart(files: &[PathBuf], given: Given, read: &BytesRead, feed: &mut Feed<Item>) {
    for path in files {
        let file = path.display().to_string();
        let mut sorter = Sorter { feed, read, file: &file, held: None, loose: Vec::new(), stopped: Rc::default() };
        sorter.take_apart(path, given);
        if sorter.stopped.get() {
            return;
        }
    }
}

/// Gives each report the problems that are about it, before it goes on its way.
struct Sorter<'s> {
    feed: &'s mut Feed<Item>,
    read: &'s BytesRead,
    file: &'s str,
    /// The last report: a problem of it may still come.
    held: Option<(Report, Vec<Problem>)>,
    /// Problems of no report so far.
    loose: Vec<Problem>,
    /// True when nobody wants more.
    stopped: Rc<Cell<bool>>,
}

impl Sorter<'_> {
    fn take_apart(&mut self, path: &Path, given: Given) {
        // A defect that one file brings out costs that file, not the run.
        let read = catch_unwind(AssertUnwindSafe(|| self.read_file(path, given)));
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

    fn read_file(&mut self, path: &Path, Given { date, mapping }: Given) -> io::Result<()> {
        let (name, read) = (self.file, self.read);
        let mut input: Box<dyn BufRead> = if path.as_os_str() == "-" {
            Box::new(BufReader::with_capacity(SNIFF_BYTES, io::stdin()))
        } else {
            Box::new(BufReader::with_capacity(SNIFF_BYTES, File::open(path)?))
        };
        if let Some(mapping) = mapping {
            let input = UntilStopped { input, stopped: self.stopped.clone(), bytes: read };
            let hint = Hint { name, date, format: None };
            return ingest::ingest_mapped(input, &hint, mapping, &mut |found| match found {
                Ok(report) => self.report(report),
                Err(problem) => self.problem(problem),
            });
        }
        let head = input.fill_buf()?;
        let (is_warc, is_wacz) = (ingest::is_warc(head), ingest::is_wacz(name, head) && path.is_file());
        // Neither way of reading asks its receiver before the next piece, so a stop reaches both as the end of the input.
        let stopped = self.stopped.clone();
        let mut page = |found: Result<Capture, Problem>| {
            match found {
                Ok(capture) => self.send_item(None, Some((Box::new(capture), date)), Vec::new(), true),
                Err(problem) => self.send_item(None, None, vec![problem], true),
            }
            !self.stopped.get()
        };
        if is_wacz {
            let file = Counted { file: File::open(path)?, bytes: read };
            ingest::wacz_captures(BufReader::with_capacity(SNIFF_BYTES, file), name, &mut page).map(|_| ())
        } else if is_warc {
            ingest::warc_captures(UntilStopped { input, stopped, bytes: read }, name, &mut page).map(|_| ())
        } else {
            let hint = Hint { name, date, format: None };
            ingest::ingest_stream(UntilStopped { input, stopped, bytes: read }, &hint, &mut |found| match found {
                Ok(report) => self.report(report),
                Err(problem) => self.problem(problem),
            })
        }
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
        self.send_item(report, None, problems, false);
    }

    fn send_item(&mut self, report: Option<Report>, page: Page, problems: Vec<Problem>, of_archive: bool) {
        let item = Item { file: self.file.to_owned(), report, page, problems, of_archive };
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
struct UntilStopped<'b> {
    input: Box<dyn BufRead>,
    stopped: Rc<Cell<bool>>,
    bytes: &'b BytesRead,
}

impl Read for UntilStopped<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.stopped.get() {
            return Ok(0);
        }
        let read = self.input.read(buffer)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl BufRead for UntilStopped<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.stopped.get() { Ok(&[]) } else { self.input.fill_buf() }
    }

    fn consume(&mut self, amount: usize) {
        self.bytes.fetch_add(amount as u64, Ordering::Relaxed);
        self.input.consume(amount);
    }
}

/// A file whose bytes are counted for the progress bar; the box around archives is read from its end.
struct Counted<'b> {
    file: File,
    bytes: &'b BytesRead,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl Seek for Counted<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_pages_with_one_problem_some_are_shown() {
        let mut told = Told::from(vec![Problem::new(Severity::Note, "first", "a; b")]);
        for severity in [Severity::Note, Severity::Warning] {
            for _ in 0..50 {
                told.take(vec![Problem::new(severity, "unknown_language", "a; b")], true);
            }
        }
        told.take(vec![Problem::new(Severity::Note, "of_a_file", "a; b")], false);
        let all = told.all();
        assert_eq!(all.len(), SHOWN_OF_PAGES + 3);
        assert!(all[SHOWN_OF_PAGES].message.starts_with("30 more pages"), "{all:?}");
        assert_eq!(all.last().unwrap().code, "of_a_file");
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

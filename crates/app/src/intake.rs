//! Files, folders and standard input, taken apart into reports, each with the problems that are about it.
//!
//! Runs on the feeding thread of a [`pipeline`](crate::pipeline). Bad input never ends a run: it becomes a [`Problem`].

use crate::pipeline::Feed;
use crate::progress::BytesRead;
use claim::{Problem, Report, Severity};
use ingest::Hint;
use jiff::civil::Date;
use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::Ordering;

/// A report on its way to the reader, or problems of input that gave none.
pub struct Item {
    /// Its name as given.
    pub file: String,
    /// The report.
    pub report: Option<Report>,
    /// What is wrong with it, or with the file.
    pub problems: Vec<Problem>,
}

/// Sends the reports of all files, in order, and what was wrong with the files. Counts in `read` the bytes that it has taken.
pub fn take_apart(files: &[PathBuf], date: Option<Date>, read: &BytesRead, feed: &mut Feed<Item>) {
    for path in files {
        let file = path.display().to_string();
        let mut sorter = Sorter { feed, read, file: &file, held: None, loose: Vec::new(), stopped: Rc::default() };
        sorter.take_apart(path, date);
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
    fn take_apart(&mut self, path: &Path, date: Option<Date>) {
        let hint = Hint { name: self.file, date, format: None };
        let input: io::Result<Box<dyn BufRead>> = if path.as_os_str() == "-" {
            Ok(Box::new(BufReader::new(io::stdin())))
        } else {
            File::open(path).map(|file| Box::new(BufReader::new(file)) as Box<dyn BufRead>)
        };
        // `ingest_stream` takes no answer from its receiver, so a stop reaches it as the end of the input.
        let stopped = self.stopped.clone();
        let read = self.read;
        // A defect that one file brings out costs that file, not the run.
        let read = catch_unwind(AssertUnwindSafe(|| {
            ingest::ingest_stream(UntilStopped { input: input?, stopped, bytes: read }, &hint, &mut |found| match found
            {
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
        let item = Item { file: self.file.to_owned(), report, problems };
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

#[cfg(test)]
mod tests {
    use super::*;

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

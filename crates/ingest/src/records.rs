//! JSON -> reports: lines, one object, an array of them, or an answer of the ReliefWeb API. Fields: `text` (or `sentences`), `id`, `date`, `title`,
//! `outlet`, `url`, `language`, `licence`, `sentence_spans`; every other field is passed over unread, also `claims`.
//!
//! Holds one record at a time, whatever the size of the file. A bad record never costs the ones beside it.

use crate::{Each, Hint, MAX_LINE_BYTES, MAX_PROBLEMS, dates, encoding, hand_on, new_report, reliefweb};
use claim::{Problem, Report, Severity, Span};
use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufRead, Read};

/// Ids remembered to tell a second use of one; 40 MB at most. Beyond, ids are taken as they come.
const MAX_IDS: usize = 1 << 20;

/// One record. Loose values: a title that is a number costs the title, not the report.
#[derive(Deserialize)]
struct Record {
    id: Option<Value>,
    date: Option<Value>,
    text: Option<Value>,
    sentences: Option<Value>,
    sentence_spans: Option<Value>,
    title: Option<Value>,
    outlet: Option<Value>,
    url: Option<Value>,
    language: Option<Value>,
    #[serde(alias = "license")]
    licence: Option<Value>,
}

/// What is known of a report that comes field by field: a row of a table, a call from another program. Each as a JSON record has it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fields<'f> {
    /// The story.
    pub text: Option<&'f str>,
    /// What the input calls it; else made from the text.
    pub id: Option<&'f str>,
    /// Day of publication, e.g. "2031-03-03".
    pub date: Option<&'f str>,
    /// Headline.
    pub title: Option<&'f str>,
    /// Who published it.
    pub outlet: Option<&'f str>,
    /// Where.
    pub url: Option<&'f str>,
    /// ISO 639-1 code.
    pub language: Option<&'f str>,
    /// Licence of the text.
    pub licence: Option<&'f str>,
}

/// The report of these fields, as from a record of a JSON file, and what is wrong with it. Where there is none, a problem says why.
pub fn ingest_fields(fields: &Fields, hint: &Hint) -> (Option<Report>, Vec<Problem>) {
    let value = |field: Option<&str>| field.map(|field| Value::String(field.to_owned()));
    let record = Record {
        id: value(fields.id),
        date: value(fields.date),
        text: value(fields.text),
        sentences: None,
        sentence_spans: None,
        title: value(fields.title),
        outlet: value(fields.outlet),
        url: value(fields.url),
        language: value(fields.language),
        licence: value(fields.licence),
    };
    let mut problems = Vec::new();
    let mut whole = None;
    match to_report(record, hint, 0, None, &mut problems) {
        Err(problem) => problems.push(problem),
        Ok(mut report) => {
            report.origin.line = None;
            hand_on(report, hint, &mut |found| match found {
                Ok(report) => whole = Some(report),
                Err(problem) => problems.push(problem),
            });
        }
    }
    (whole, problems.into_iter().map(|problem| problem.at(hint.name, None)).collect())
}

/// Reads JSON lines, holding one at a time.
pub(crate) fn read_lines(input: impl BufRead, hint: &Hint, each: Each) -> io::Result<()> {
    each_line(input, hint, each, |reading, line, bytes| {
        let is_marked = line == 1 && bytes.starts_with(b"\xef\xbb\xbf");
        let text = String::from_utf8_lossy(if is_marked { &bytes[3..] } else { bytes });
        if matches!(text, std::borrow::Cow::Owned(_)) {
            let message = "some bytes are not valid UTF-8; they were replaced by U+FFFD, write the file as UTF-8";
            reading.tell(line, Problem::new(Severity::Note, "invalid_bytes", message));
        }
        if !text.trim().is_empty() {
            reading.record(&text, line, None);
        }
    })
}

/// Takes the lines of a file one by one, by number from 1; one that is too long is told and passed over.
pub(crate) fn each_line(
    mut input: impl BufRead,
    hint: &Hint,
    each: Each,
    mut take: impl FnMut(&mut Reading, usize, &[u8]),
) -> io::Result<()> {
    let mut reading = Reading::new(hint, each);
    let mut bytes = Vec::new();
    for line in 1.. {
        bytes.clear();
        if input.by_ref().take(MAX_LINE_BYTES as u64 + 1).read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        if bytes.len() > MAX_LINE_BYTES && bytes.last() != Some(&b'\n') {
            input.skip_until(b'\n')?;
            reading.tell(line, too_long());
            continue;
        }
        take(&mut reading, line, &bytes);
    }
    reading.finish();
    Ok(())
}

/// Reads one object, or an array of them.
pub(crate) fn read_document(bytes: &[u8], hint: &Hint, each: Each) {
    let (text, problem) = encoding::decode(bytes, None);
    let mut reading = Reading::new(hint, each);
    if let Some(problem) = problem {
        reading.tell(problem.line.unwrap_or(1), problem);
    }
    if let Some(elements) = reliefweb::elements(&text) {
        let (mut line, mut passed) = (1, 0);
        for (at, element) in elements.into_iter().enumerate() {
            let start = (element.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
            line += text.get(passed..start).map_or(0, |part| memchr::memchr_iter(b'\n', part.as_bytes()).count());
            passed = start.max(passed);
            reading.record(&reliefweb::record(element), line, Some(at + 1));
        }
    } else if text.trim_start().starts_with('[') {
        let mut json = serde_json::Deserializer::from_str(&text);
        let elements = Elements { text: &text, reading: &mut reading };
        if let Err(error) = json.deserialize_seq(elements).and_then(|()| json.end()) {
            reading.tell(error.line(), bad_json(&error));
        }
    } else {
        let start = text.len() - text.trim_start().len();
        reading.record(&text[start..], encoding::line_of(&text, start), Some(0));
    }
    reading.finish();
}

/// What one file has given so far.
pub(crate) struct Reading<'r, 'h> {
    hint: &'r Hint<'h>,
    each: Each<'r>,
    /// Hash of an id -> how often it was used.
    ids: HashMap<u64, u32>,
    records: usize,
    problems: usize,
}

impl<'r, 'h> Reading<'r, 'h> {
    pub(crate) fn new(hint: &'r Hint<'h>, each: Each<'r>) -> Reading<'r, 'h> {
        Reading { hint, each, ids: HashMap::new(), records: 0, problems: 0 }
    }

    pub(crate) fn tell(&mut self, line: usize, problem: Problem) {
        self.problems += 1;
        if self.problems <= MAX_PROBLEMS {
            (self.each)(Err(problem.at(self.hint.name, Some(line))));
        }
    }

    /// One record at `line`; `element` is its number in an array from 1, 0 for one that is alone in its file.
    pub(crate) fn record(&mut self, json: &str, line: usize, element: Option<usize>) {
        self.records += 1;
        let record: Record = match serde_json::from_str(json) {
            Ok(record) => record,
            Err(error) => {
                let line = if element.is_some() { line + error.line().saturating_sub(1) } else { line };
                return self.tell(line, bad_json(&error));
            }
        };
        let mut problems = Vec::new();
        let report = match to_report(record, self.hint, line, element, &mut problems) {
            Ok(report) => Some(report),
            Err(problem) => {
                problems.push(problem);
                None
            }
        };
        for problem in problems {
            self.tell(line, problem);
        }
        let Some(mut report) = report else { return };
        if let Some(given) = self.second_use(&mut report.id) {
            let message = format!("the id \"{given}\" is used twice; this one was read as \"{}\"", report.id);
            self.tell(line, Problem::new(Severity::Note, "duplicate_id", message));
        }
        let (problems, each) = (&mut self.problems, &mut self.each);
        hand_on(report, self.hint, &mut |found| {
            *problems += usize::from(found.is_err());
            if found.is_ok() || *problems <= MAX_PROBLEMS {
                each(found);
            }
        });
    }

    /// Gives an id that was used before a number, "-2" and on; returns the id as given then.
    fn second_use(&mut self, id: &mut String) -> Option<String> {
        let key = |id: &str| {
            let mut hasher = DefaultHasher::new();
            id.hash(&mut hasher);
            hasher.finish()
        };
        if self.ids.len() >= MAX_IDS {
            return None;
        }
        let first = key(id);
        let Some(mut uses) = self.ids.get(&first).copied() else {
            self.ids.insert(first, 1);
            return None;
        };
        let given = id.clone();
        while self.ids.contains_key(&key(id)) {
            uses += 1;
            *id = format!("{given}-{uses}");
        }
        self.ids.insert(first, uses);
        self.ids.insert(key(id), 1);
        Some(given)
    }

    pub(crate) fn finish(self) {
        let name = self.hint.name;
        if self.records == 0 && self.problems == 0 {
            let message = "the file holds no report; leave it out, or save it again with its text";
            (self.each)(Err(Problem::new(Severity::Warning, "empty", message).at(name, None)));
        }
        if let Some(more) = self.problems.checked_sub(MAX_PROBLEMS).filter(|&more| more > 0) {
            let message = format!("{more} more problems in this file are not shown; mend those above first");
            (self.each)(Err(Problem::new(Severity::Warning, "many_problems", message).at(name, None)));
        }
    }
}

/// Reads the elements of an array one by one, without a tree of the whole.
struct Elements<'e, 'r, 'h> {
    text: &'e str,
    reading: &'e mut Reading<'r, 'h>,
}

impl<'de> Visitor<'de> for Elements<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("an array of reports")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let (mut line, mut at, mut number) = (1, 0, 0);
        while let Some(element) = elements.next_element::<&RawValue>()? {
            let start = (element.get().as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
            line += self.text.get(at..start).map_or(0, |passed| memchr::memchr_iter(b'\n', passed.as_bytes()).count());
            (at, number) = (start.max(at), number + 1);
            self.reading.record(element.get(), line, Some(number));
        }
        Ok(())
    }
}

fn to_report(
    record: Record,
    hint: &Hint,
    line: usize,
    element: Option<usize>,
    problems: &mut Vec<Problem>,
) -> Result<Report, Problem> {
    let sentences = record.sentences.as_ref().and_then(strings);
    let (text, sentences) = match (record.text, sentences) {
        (Some(Value::String(text)), _) => {
            let given = record.sentence_spans.filter(|spans| !spans.is_null());
            let spans = given.and_then(|spans| {
                let spans = spans_of(&spans, text.chars().count());
                if spans.is_none() {
                    let message = "`sentence_spans` does not fit the text; give [start, end] pairs of code points in \
                                   order, the sentences were split anew";
                    problems.push(Problem::new(Severity::Note, "bad_spans", message));
                }
                spans
            });
            (text, spans)
        }
        (None | Some(Value::Null), Some(sentences)) => {
            let mut start = 0;
            let spans = sentences.iter().map(|sentence| {
                let span = Span::new(start, start + sentence.chars().count());
                start = span.end + 1;
                span
            });
            let spans: Vec<Span> = spans.collect();
            (sentences.join("\n"), Some(spans))
        }
        _ => {
            let message = "the record has no text; give it a string \"text\", or an array of strings \"sentences\"";
            return Err(Problem::new(Severity::Error, "no_text", message));
        }
    };
    if text.trim().is_empty() {
        let message = "the text of this record is empty; leave the record out, or give it its text";
        return Err(Problem::new(Severity::Warning, "empty", message));
    }
    let mut report = new_report(text, hint, element.is_none().then_some(line));
    if let Some(id) = record.id.as_ref().and_then(scalar) {
        report.id = id;
    } else if let Some(number) = element.filter(|&number| number > 0 && hint.name != "-") {
        report.id = format!("{}-{number}", report.id);
    }
    report.origin.line = Some(line);
    report.date = match record.date.as_ref().and_then(scalar) {
        None => None,
        Some(written) => {
            let date = dates::of_field(&written);
            if date.is_none() {
                let written: String = written.chars().take(40).collect();
                let message =
                    format!("\"{written}\" is not a date; write it as 2031-03-03, the report was read without it");
                problems.push(Problem::new(Severity::Warning, "bad_date", message));
            }
            date
        }
    };
    report.sentences = sentences;
    let word = |value: Option<Value>| value.as_ref().and_then(scalar);
    report.title = word(record.title);
    report.outlet = word(record.outlet);
    report.url = word(record.url);
    report.language = word(record.language);
    report.licence = word(record.licence);
    Ok(report)
}

/// A string with something in it, or a number.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn strings(value: &Value) -> Option<Vec<&str>> {
    value.as_array()?.iter().map(Value::as_str).collect()
}

/// Spans in order, inside a text of `length` code points; `None` where one is not.
fn spans_of(value: &Value, length: usize) -> Option<Vec<Span>> {
    let spans: Vec<Span> = serde_json::from_value(value.clone()).ok()?;
    let in_order = spans.windows(2).all(|pair| pair[0].end <= pair[1].start);
    (in_order && spans.iter().all(|span| span.start <= span.end && span.end <= length)).then_some(spans)
}

pub(crate) fn bad_json(error: &serde_json::Error) -> Problem {
    let cause = error.to_string();
    let cause = cause.split(" at line ").next().unwrap_or_default();
    let message = format!(
        "this is not valid JSON ({cause}, column {}); write one object for each report, one a line in a .jsonl file",
        error.column()
    );
    Problem::new(Severity::Error, "bad_json", message)
}

pub(crate) fn too_long() -> Problem {
    let limit = MAX_LINE_BYTES >> 20;
    let message =
        format!("the line is longer than {limit} MB and was passed over; write one report a line, or split it");
    Problem::new(Severity::Error, "too_large", message)
}

//! Web archives (WARC 1.0 and 1.1, also packed with gzip) -> captures: what a crawler was given for an address, at a time.
//!
//! A stream: holds one page at a time, whatever the length of the archive. Takes responses, resources and conversions that hold a page or
//! plain text and were answered with 200; passes over all else (requests, revisits, pictures, redirects), and copies: the same address with
//! the same content. What is broken costs its own record: a problem names where it stands, and the search goes on.
//!
//! Making a report of a page ([`Capture::read`]) is a step of its own, so that it can be done on another thread.
//!
//! The crates `warc` and `rust_warc` were looked at: they hold each record whole, tell no offsets and end at the first fault.

mod capture;
mod members;

pub use capture::Capture;

use crate::{MAX_FILE_BYTES, MAX_PROBLEMS};
use capture::Http;
use claim::{Problem, Severity};
use jiff::civil::Date;
use members::{Found, Members};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::io::{self, BufRead, Read};

/// Longest head of a record, or of what a server answered, in bytes.
const MAX_HEAD_BYTES: usize = 64 << 10;
/// So far the next record is looked for behind a broken one; then the packed member is left.
const FARTHEST: u64 = 256 << 20;
/// Addresses that are remembered against copies.
const MAX_SEEN: usize = 4 << 20;

/// Receives captures and problems in the order of the archive; false wants no more.
pub(crate) type EachCapture<'e> = &'e mut dyn FnMut(Result<Capture, Problem>) -> bool;

/// What an archive came to, in records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// All that could be told apart.
    pub records: u64,
    /// Handed on.
    pub captures: u64,
    /// Passed over because the same address had given the same content before.
    pub copies: u64,
    /// Broken, and told as problems.
    pub broken: u64,
}

/// True where a file's first bytes are those of a web archive, packed or not.
pub fn is_warc(head: &[u8]) -> bool {
    if !head.starts_with(b"\x1f\x8b") {
        return head.starts_with(b"WARC/");
    }
    let mut start = [0; 5];
    flate2::bufread::GzDecoder::new(head).read_exact(&mut start).is_ok() && &start == b"WARC/"
}

/// Hands on the captures of an archive, in its order. `name` is its file's, for ids and messages.
pub fn warc_captures(
    input: impl Read,
    name: &str,
    each: &mut dyn FnMut(Result<Capture, Problem>) -> bool,
) -> io::Result<Passed> {
    let mut seen = Seen::default();
    let mut passed = Passed::default();
    read_archive(input, name, &mut seen, &mut passed, each)?;
    Ok(passed)
}

/// What has been handed on so far, as hashes of address and content.
#[derive(Default)]
pub(crate) struct Seen(HashSet<u64>);

impl Seen {
    fn is_copy(&mut self, url: &str, digest: &str) -> bool {
        let hash = Sha256::new().chain_update(url).chain_update([0]).chain_update(digest).finalize();
        let key = hash.iter().take(8).fold(0, |key, &byte| key << 8 | u64::from(byte));
        if self.0.len() >= MAX_SEEN { self.0.contains(&key) } else { !self.0.insert(key) }
    }
}

/// As [`warc_captures`], with what other archives of the same collection gave. False where nobody wants more.
pub(crate) fn read_archive(
    input: impl Read,
    name: &str,
    seen: &mut Seen,
    passed: &mut Passed,
    each: EachCapture,
) -> io::Result<bool> {
    let mut archive = Archive { members: Members::new(input)?, name, seen, passed, each, problems: 0 };
    let goes_on = archive.read()?;
    if goes_on {
        archive.tell_rest();
    }
    Ok(goes_on)
}

struct Archive<'a, 'e, R> {
    members: Members<R>,
    name: &'a str,
    seen: &'a mut Seen,
    passed: &'a mut Passed,
    each: EachCapture<'e>,
    problems: usize,
}

/// What became of a record.
enum Outcome {
    /// It is read to its end.
    Done(Option<Capture>),
    /// Why it is worth nothing; the search for the next one begins here.
    Broken(String),
    /// As broken, and what is packed with it had better be left.
    Leave(String),
}

impl<R: Read> Archive<'_, '_, R> {
    fn read(&mut self) -> io::Result<bool> {
        loop {
            match self.next_record() {
                Ok(true) => {}
                Ok(false) => return Ok(true),
                // Damaged packing, or the end of the file in the middle of it.
                Err(error) if is_damage(&error) => {
                    let place = self.members.place();
                    let reason = if error.kind() == io::ErrorKind::UnexpectedEof {
                        "the file ends in the middle of this record".to_owned()
                    } else {
                        format!("its packing is damaged ({error})")
                    };
                    if !self.broken(&place, &reason) {
                        return Ok(false);
                    }
                    self.members.leave(true)?;
                    continue;
                }
                Err(error) => return Err(error),
            }
            let place = self.members.place();
            let goes_on = match self.record(&place) {
                Ok(Outcome::Done(None)) => true,
                Ok(Outcome::Done(Some(capture))) => {
                    self.passed.captures += 1;
                    (self.each)(Ok(capture))
                }
                Ok(Outcome::Broken(reason)) => {
                    let goes_on = self.broken(&place, &reason);
                    match self.members.find_record(self.farthest()) {
                        Ok(Found::TooFar) => self.members.leave(false)?,
                        Ok(Found::Yes | Found::End) => {}
                        Err(error) if is_damage(&error) => self.members.leave(true)?,
                        Err(error) => return Err(error),
                    }
                    goes_on
                }
                Ok(Outcome::Leave(reason)) => {
                    let goes_on = self.broken(&place, &reason);
                    self.members.leave(false)?;
                    goes_on
                }
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                    let goes_on = self.broken(&place, "the file ends in the middle of this record");
                    self.members.leave(true)?;
                    goes_on
                }
                Err(error) if is_damage(&error) => {
                    let goes_on = self.broken(&place, &format!("its packing is damaged ({error})"));
                    self.members.leave(true)?;
                    goes_on
                }
                Err(error) => return Err(error),
            };
            if !goes_on {
                return Ok(false);
            }
        }
    }

    /// An unpacked file cannot be longer than it is: there the search goes to its end.
    fn farthest(&self) -> u64 {
        if self.members.is_packed() { FARTHEST } else { u64::MAX }
    }

    /// Goes to the next record; false at the end of the file. Bytes between records that are no line ends are told once.
    fn next_record(&mut self) -> io::Result<bool> {
        loop {
            let held = self.members.fill_buf()?;
            if held.is_empty() {
                return Ok(false);
            }
            let ends = held.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            if ends == 0 {
                break;
            }
            self.members.consume(ends);
        }
        if self.members.is_at_record()? {
            return Ok(true);
        }
        let place = self.members.place();
        if !self.broken(&place, "no record begins here") {
            return Ok(false);
        }
        match self.members.find_record(self.farthest())? {
            Found::Yes => Ok(true),
            Found::End => Ok(false),
            Found::TooFar => {
                self.members.leave(false)?;
                self.next_record()
            }
        }
    }

    fn record(&mut self, place: &str) -> io::Result<Outcome> {
        self.passed.records += 1;
        let Some(head) = self.head()? else {
            return Ok(Outcome::Broken("its head has no end within 64 KB".to_owned()));
        };
        if !head.starts_with(b"WARC/") {
            return Ok(Outcome::Broken("no record begins here".to_owned()));
        }
        let field = |name: &str| field(&head, name);
        let Some(length) = field("content-length").and_then(|length| length.trim().parse::<u64>().ok()) else {
            return Ok(Outcome::Broken("its head tells no length".to_owned()));
        };
        let record_type = field("warc-type").unwrap_or_default().to_ascii_lowercase();
        let content_type = field("content-type").unwrap_or_default();
        let url = field("warc-target-uri").map(|url| url.trim_matches(['<', '>']).to_owned());
        let taken = matches!(record_type.as_str(), "response" | "resource" | "conversion")
            && !url.as_deref().is_some_and(is_for_machines);
        let mut left = length;
        let http = if taken && is_http(content_type) {
            match self.http_head(&mut left)? {
                Head::Whole(http) => http.filter(|http| http.status == 200),
                Head::Short => return Ok(Outcome::Broken("it is shorter than its head says".to_owned())),
            }
        } else if taken && record_type != "response" {
            Some(Http::of_type(content_type))
        } else {
            None
        };
        let kind = http.as_ref().and_then(|http| http.kind());
        let (Some(http), Some(kind)) = (http, kind) else {
            return self.pass_over(left);
        };
        if left > MAX_FILE_BYTES as u64 {
            let reason = format!("its page is larger than {} MB", MAX_FILE_BYTES >> 20);
            let goes_on = self.broken(place, &reason);
            return if goes_on { self.pass_over(left) } else { Ok(Outcome::Done(None)) };
        }
        let Some(body) = self.body(left)? else {
            return Ok(Outcome::Broken("it is shorter than its head says".to_owned()));
        };
        if !self.ends()? {
            return Ok(Outcome::Broken("it is longer than its head says".to_owned()));
        }
        let truncated = field("warc-truncated").map(str::to_owned);
        let digest = match field("warc-payload-digest") {
            Some(digest) => digest.to_owned(),
            None => crate::hex(&Sha256::digest(&body)),
        };
        if url.as_deref().is_some_and(|url| self.seen.is_copy(url, &digest)) {
            self.passed.copies += 1;
            return Ok(Outcome::Done(None));
        }
        let captured = field("warc-date").and_then(|moment| moment.get(..10)?.parse::<Date>().ok());
        let file = format!("{}#{place}", self.name);
        Ok(Outcome::Done(Some(Capture { file, url, captured, truncated, kind, http, body })))
    }

    /// The head's lines; `None` where it does not end. Errors are those of reading.
    fn head(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut head = Vec::new();
        loop {
            let before = head.len();
            self.members.by_ref().take((MAX_HEAD_BYTES - before) as u64).read_until(b'\n', &mut head)?;
            match &head[before..] {
                b"\n" | b"\r\n" => return Ok(Some(head)),
                line if line.ends_with(b"\n") => {}
                _ if head.len() < MAX_HEAD_BYTES => return Err(io::ErrorKind::UnexpectedEof.into()),
                _ => return Ok(None),
            }
        }
    }

    /// What the server answered before the page itself. `left` loses the bytes read.
    fn http_head(&mut self, left: &mut u64) -> io::Result<Head> {
        let mut head = Vec::new();
        loop {
            let before = head.len();
            let most = (MAX_HEAD_BYTES - before).min(usize::try_from(*left).unwrap_or(usize::MAX));
            if most == 0 {
                return Ok(Head::Whole(None));
            }
            if before > 0 && self.members.is_fresh_record()? {
                return Ok(Head::Short);
            }
            let read = self.members.by_ref().take(most as u64).read_until(b'\n', &mut head)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            *left -= read as u64;
            if matches!(&head[before..], b"\n" | b"\r\n") {
                return Ok(Head::Whole(Http::read(&head)));
            }
        }
    }

    /// The next `length` bytes; `None` where the next record begins among them.
    fn body(&mut self, length: u64) -> io::Result<Option<Vec<u8>>> {
        // A head may lie about the length: room is made as the bytes come.
        let mut body = Vec::with_capacity(usize::try_from(length).unwrap_or(0).min(1 << 20));
        let mut left = length;
        while left > 0 {
            if self.members.is_fresh_record()? {
                return Ok(None);
            }
            let held = self.members.fill_buf()?;
            if held.is_empty() {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let size = held.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            body.extend_from_slice(&held[..size]);
            self.members.consume(size);
            left -= size as u64;
        }
        Ok(Some(body))
    }

    /// Passes over the rest of a record that is not wanted.
    fn pass_over(&mut self, length: u64) -> io::Result<Outcome> {
        let mut left = length;
        while left > 0 {
            if self.members.is_fresh_record()? {
                return Ok(Outcome::Broken("it is shorter than its head says".to_owned()));
            }
            let held = self.members.fill_buf()?;
            if held.is_empty() {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let size = held.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            self.members.consume(size);
            left -= size as u64;
            if self.members.is_packed() && length - left > FARTHEST && left > 0 {
                return Ok(Outcome::Leave(format!("it unpacks to {} MB; the rest was passed over", length >> 20)));
            }
        }
        if self.ends()? {
            Ok(Outcome::Done(None))
        } else {
            Ok(Outcome::Broken("it is longer than its head says".to_owned()))
        }
    }

    /// True where the record ends here: with two line ends, or with the next record or the end of the file.
    fn ends(&mut self) -> io::Result<bool> {
        let mut lines = 0;
        loop {
            // Where the next member is damaged, this record is none the worse for it.
            if let Err(error) = self.members.fill_buf() {
                let is_next = is_damage(&error) && self.members.passed() == 0;
                return if is_next { Ok(true) } else { Err(error) };
            }
            let held = self.members.fill_buf()?;
            if held.is_empty() {
                return Ok(true);
            }
            let ends = held.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            lines += memchr::memchr_iter(b'\n', &held[..ends]).count();
            if ends == 0 {
                return Ok(lines >= 2 || self.members.passed() == 0 || self.members.is_at_record()?);
            }
            self.members.consume(ends);
        }
    }

    fn broken(&mut self, place: &str, reason: &str) -> bool {
        self.passed.broken += 1;
        self.problems += 1;
        if self.problems > MAX_PROBLEMS {
            return true;
        }
        let message = format!("the record at byte {place} was passed over: {reason}; the others were read");
        (self.each)(Err(Problem::new(Severity::Warning, "broken_record", message).at(self.name, None)))
    }

    fn tell_rest(&mut self) {
        if let Some(more) = self.problems.checked_sub(MAX_PROBLEMS).filter(|&more| more > 0) {
            let message =
                format!("{more} more broken records of this archive are not shown; look for a whole copy of it");
            (self.each)(Err(Problem::new(Severity::Warning, "many_problems", message).at(self.name, None)));
        }
    }
}

enum Head {
    Whole(Option<Http>),
    /// The next record begins in it.
    Short,
}

/// The value of a field of a record's head; names in any case.
pub(super) fn field<'h>(head: &'h [u8], name: &str) -> Option<&'h str> {
    head.split(|&byte| byte == b'\n').skip(1).find_map(|line| {
        let (key, value) = line.split_at_checked(memchr::memchr(b':', line)?)?;
        let is_it = key.trim_ascii().eq_ignore_ascii_case(name.as_bytes());
        is_it.then(|| std::str::from_utf8(value[1..].trim_ascii()).ok()).flatten()
    })
}

fn is_http(content_type: &str) -> bool {
    content_type.trim_start().get(..16).is_some_and(|start| start.eq_ignore_ascii_case("application/http"))
}

/// Plain text that no person reads.
fn is_for_machines(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    ["robots.txt", "ads.txt", "app-ads.txt", "sellers.json", "security.txt", "humans.txt", "llms.txt"].contains(&name)
}

/// True where the bytes are bad, not the disk.
fn is_damage(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    // `flate2` tells a broken stream as invalid input, a wrong checksum too.
    matches!(error.kind(), InvalidData | InvalidInput | UnexpectedEof)
}

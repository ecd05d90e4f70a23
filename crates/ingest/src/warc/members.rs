//! A file that may be packed with gzip, member after member, as one stream of bytes that knows where each member began.
//!
//! `flate2` has a reader of many members, too, but tells no borders, and after a damaged member nothing more; an archive of a million
//! pages must not end at its first bad one. Never holds more than a few megabytes of the file.

use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, Read};

/// Bytes asked of the file at a time, and unpacked at a time.
const PIECE: usize = 64 << 10;
/// Of a member that turns out damaged so much is looked through again for the next one.
const REWIND: usize = 8 << 20;

/// The bytes of an archive, unpacked.
pub(super) struct Members<R> {
    source: Source<R>,
    piece: Box<[u8]>,
    at: usize,
    end: usize,
    /// Where the member began, in the file; for a file that is not packed, 0.
    start: u64,
    /// Unpacked bytes of the member before `at`.
    passed: u64,
    /// Why the member cannot be read on; said again until it is left.
    damage: Option<(io::ErrorKind, String)>,
}

enum Source<R> {
    Plain(File<R>),
    Packed(Box<GzDecoder<File<R>>>),
    /// Between members, and at the end.
    Between(File<R>),
    /// Only while one becomes another.
    Moved,
}

/// What stopped a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    Yes,
    /// The search gave up; what is packed so far is best left.
    TooFar,
    End,
}

impl<R: Read> Members<R> {
    pub(super) fn new(input: R) -> io::Result<Members<R>> {
        let mut file = File { input, held: Vec::new(), at: 0, base: 0, mark: 0 };
        let is_packed = file.fill_buf()?.starts_with(&MAGIC[..2]);
        let source = if is_packed { Source::Between(file) } else { Source::Plain(file) };
        Ok(Members { source, piece: vec![0; PIECE].into(), at: 0, end: 0, start: 0, passed: 0, damage: None })
    }

    pub(super) fn is_packed(&self) -> bool {
        !matches!(self.source, Source::Plain(_))
    }

    /// Where we are: a byte of the file, `4096`; in a packed one that where the member begins, with the byte of what is packed there
    /// behind it where that is not the first, `4096+120`.
    pub(super) fn place(&self) -> String {
        match (self.is_packed(), self.passed) {
            (false, at) => at.to_string(),
            (true, 0) => self.start.to_string(),
            (true, at) => format!("{}+{at}", self.start),
        }
    }

    /// Bytes of the member before this one.
    pub(super) fn passed(&self) -> u64 {
        self.passed
    }

    /// Leaves the member as it is and goes to where the next one seems to begin. `again` looks through this one's bytes, too, since a
    /// damaged member may have swallowed the beginning of the next.
    pub(super) fn leave(&mut self, again: bool) -> io::Result<()> {
        let mut file = match std::mem::replace(&mut self.source, Source::Moved) {
            Source::Packed(member) => member.into_inner(),
            Source::Between(file) => file,
            other => {
                self.source = other;
                return Ok(());
            }
        };
        (self.at, self.end, self.passed, self.damage) = (0, 0, 0, None);
        if again {
            file.rewind(self.start + 1);
        }
        let found = file.find_member();
        self.source = Source::Between(file);
        found
    }

    /// Passes over bytes up to a line that begins with `WARC/`, at most `most` of them.
    pub(super) fn find_record(&mut self, most: u64) -> io::Result<Found> {
        let (mut left, mut new_line) = (most, true);
        loop {
            if self.fill_buf()?.is_empty() {
                return Ok(Found::End);
            }
            if (new_line || self.passed == 0) && self.is_at_record()? {
                return Ok(Found::Yes);
            }
            let held = self.fill_buf()?;
            let next = memchr::memchr(b'\n', held).map_or(held.len(), |end| end + 1);
            new_line = held[next - 1] == b'\n';
            self.consume(next);
            left = match left.checked_sub(next as u64) {
                Some(left) => left,
                None => return Ok(Found::TooFar),
            };
        }
    }

    /// True where the bytes ahead are `WARC/`, or as much of it as the member has; false at the end.
    pub(super) fn is_at_record(&mut self) -> io::Result<bool> {
        let held = self.ahead()?;
        Ok(held.starts_with(WARC) || !held.is_empty() && held.len() < WARC.len() && WARC.starts_with(held))
    }

    /// True where a member begins here, and with a record.
    pub(super) fn is_fresh_record(&mut self) -> io::Result<bool> {
        Ok(self.is_packed() && !self.fill_buf()?.is_empty() && self.passed == 0 && self.ahead()?.starts_with(WARC))
    }

    /// The next bytes, at least as many as `WARC/` has if the member has them.
    fn ahead(&mut self) -> io::Result<&[u8]> {
        if self.fill_buf()?.len() < WARC.len() {
            self.top_up()?;
        }
        Ok(&self.piece[self.at..self.end])
    }

    /// Puts more bytes behind the few that are left, of the same member.
    fn top_up(&mut self) -> io::Result<()> {
        self.piece.copy_within(self.at..self.end, 0);
        (self.at, self.end) = (0, self.end - self.at);
        while self.end < WARC.len() {
            let more = match &mut self.source {
                Source::Plain(file) => file.read(&mut self.piece[self.end..])?,
                Source::Packed(member) => member.read(&mut self.piece[self.end..])?,
                _ => 0,
            };
            if more == 0 {
                break;
            }
            self.end += more;
        }
        Ok(())
    }
}

const WARC: &[u8] = b"WARC/";
/// First bytes of a gzip member: the mark, and the one way of packing there is.
const MAGIC: &[u8] = b"\x1f\x8b\x08";

impl<R: Read> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: Read> BufRead for Members<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.at == self.end {
            if let Some((kind, reason)) = &self.damage {
                return Err(io::Error::new(*kind, reason.clone()));
            }
            match std::mem::replace(&mut self.source, Source::Moved) {
                Source::Plain(mut file) => {
                    file.mark();
                    let read = file.read(&mut self.piece);
                    self.source = Source::Plain(file);
                    (self.at, self.end) = (0, read?);
                    break;
                }
                Source::Between(mut file) => {
                    // Some programs pad a file with zeros to a block.
                    file.skip_zeros()?;
                    if file.fill_buf()?.is_empty() {
                        self.source = Source::Between(file);
                        break;
                    }
                    (self.start, self.passed) = (file.position(), 0);
                    file.mark();
                    self.source = Source::Packed(Box::new(GzDecoder::new(file)));
                }
                Source::Packed(mut member) => match member.read(&mut self.piece) {
                    Ok(0) => self.source = Source::Between(member.into_inner()),
                    Ok(read) => {
                        (self.at, self.end) = (0, read);
                        self.source = Source::Packed(member);
                    }
                    Err(error) => {
                        self.source = Source::Packed(member);
                        self.damage = Some((error.kind(), error.to_string()));
                        return Err(error);
                    }
                },
                Source::Moved => break,
            }
        }
        Ok(&self.piece[self.at..self.end])
    }

    fn consume(&mut self, amount: usize) {
        self.at += amount;
        self.passed += amount as u64;
    }
}

/// The file's bytes, with those since the mark kept for a second look.
struct File<R> {
    input: R,
    held: Vec<u8>,
    /// Next byte in `held`.
    at: usize,
    /// Where `held` begins in the file.
    base: u64,
    /// What is before it need not be kept.
    mark: u64,
}

impl<R: Read> File<R> {
    fn position(&self) -> u64 {
        self.base + self.at as u64
    }

    fn mark(&mut self) {
        self.mark = self.position();
    }

    /// Back to `place`, if that is still held.
    fn rewind(&mut self, place: u64) {
        if let Some(at) =
            place.checked_sub(self.base).and_then(|at| usize::try_from(at).ok()).filter(|&at| at <= self.held.len())
        {
            self.at = at;
        }
    }

    fn skip_zeros(&mut self) -> io::Result<()> {
        loop {
            let held = self.fill_buf()?;
            let zeros = held.iter().take_while(|&&byte| byte == 0).count();
            let all = zeros == held.len();
            self.consume(zeros);
            if zeros == 0 || !all {
                return Ok(());
            }
        }
    }

    fn find_member(&mut self) -> io::Result<()> {
        loop {
            let held = self.fill_buf()?;
            if held.is_empty() {
                return Ok(());
            }
            if let Some(found) = memchr::memmem::find(held, MAGIC) {
                self.consume(found);
                return Ok(());
            }
            // The mark may be cut by the end of what is held: its first bytes stay, and more is put behind them.
            let keep = (1..MAGIC.len()).rev().find(|&length| held.ends_with(&MAGIC[..length])).unwrap_or(0);
            let pass = held.len() - keep;
            self.consume(pass);
            self.mark();
            if keep > 0 && self.more()? == 0 {
                self.consume(keep);
            }
        }
    }

    /// Reads more behind what is held; forgets what is before the mark, and the mark itself where it lies too far back.
    fn more(&mut self) -> io::Result<usize> {
        if self.at > REWIND || self.mark >= self.position() {
            self.held.drain(..self.at);
            (self.base, self.at) = (self.base + self.at as u64, 0);
        } else if self.mark > self.base + PIECE as u64 {
            let before = (self.mark - self.base) as usize;
            self.held.drain(..before);
            (self.base, self.at) = (self.mark, self.at - before);
        }
        let end = self.held.len();
        self.held.resize(end + PIECE, 0);
        let read = loop {
            match self.input.read(&mut self.held[end..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        self.held.truncate(end + read.as_ref().copied().unwrap_or(0));
        read
    }
}

impl<R: Read> Read for File<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: Read> BufRead for File<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.held.len() {
            self.more()?;
        }
        Ok(&self.held[self.at..])
    }

    fn consume(&mut self, amount: usize) {
        self.at += amount;
    }
}

//! A capture -> one report: what HTTP wrapped around the page is taken off, then it is a page like any saved one.
//!
//! Never believes a header that the bytes contradict: a page that says it is packed and is not is read as it is.

use super::field;
use crate::{Format, Hint, MAX_FILE_BYTES, encoding, page, plain, sniff};
use claim::{Problem, Report, Severity};
use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use jiff::civil::Date;
use std::borrow::Cow;
use std::io::{self, Read};

/// Ways of packing that are undone one after another at most; servers use one.
const MAX_CODINGS: usize = 3;

/// What a crawler was given for an address.
#[derive(Clone, Debug)]
pub struct Capture {
    /// Archive and place in it, e.g. `news.warc.gz#4096`.
    pub file: String,
    /// The address.
    pub url: Option<String>,
    /// The day it was fetched, which need not be that of publication.
    pub captured: Option<Date>,
    /// Why the crawler kept only a part, if so.
    pub(super) truncated: Option<String>,
    pub(super) kind: Kind,
    pub(super) http: Http,
    pub(super) body: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Page,
    Text,
    /// The server did not say; a page if it begins like one.
    Untold,
}

/// What matters of a server's answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Http {
    pub status: u16,
    content_type: String,
    chunked: bool,
    /// As applied, the last one first to be undone.
    codings: Vec<String>,
}

impl Http {
    /// From the head of an answer, with its first line.
    pub(super) fn read(head: &[u8]) -> Option<Http> {
        let line = head.split(|&byte| byte == b'\n').next()?;
        let line = std::str::from_utf8(line.trim_ascii()).ok()?;
        let (protocol, rest) = line.split_once(' ')?;
        if !protocol.starts_with("HTTP/") {
            return None;
        }
        let words = |name: &str| -> Vec<String> {
            let value = field(head, name).unwrap_or_default().to_ascii_lowercase();
            value.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
        };
        Some(Http {
            status: rest.trim_start().get(..3)?.parse().ok()?,
            content_type: field(head, "content-type").unwrap_or_default().to_ascii_lowercase(),
            chunked: words("transfer-encoding").iter().any(|word| word == "chunked"),
            codings: words("content-encoding").into_iter().filter(|word| word != "identity").collect(),
        })
    }

    /// A record that holds the page itself.
    pub(super) fn of_type(content_type: &str) -> Http {
        Http { status: 200, content_type: content_type.to_ascii_lowercase(), ..Http::default() }
    }

    /// What the page is, if it is one or plain text.
    pub(super) fn kind(&self) -> Option<Kind> {
        match self.content_type.split(';').next().unwrap_or_default().trim() {
            "text/html" | "application/xhtml+xml" => Some(Kind::Page),
            "text/plain" => Some(Kind::Text),
            "" => Some(Kind::Untold),
            _ => None,
        }
    }

    fn charset(&self) -> Option<&str> {
        let (_, rest) = self.content_type.split_once("charset=")?;
        let label = rest.trim_start_matches(['"', '\'']).split(['"', '\'', ';', ' ']).next()?;
        (!label.is_empty()).then_some(label)
    }
}

impl Capture {
    /// The report of this capture, if `sieve` lets the page's bytes pass; false where it does not. What the page says of itself (day,
    /// address) goes before what the archive says of it. `hint` may give a day; its name is not used.
    pub fn read(
        self,
        hint: &Hint,
        sieve: &dyn Fn(&[u8]) -> bool,
        each: &mut dyn FnMut(Result<Report, Problem>),
    ) -> bool {
        let Capture { file, url, captured, truncated, kind, http, body } = self;
        let hint = Hint { name: &file, ..*hint };
        let note = |code: &str, message: String| Problem::new(Severity::Note, code, message).at(&file, None);
        let body = if http.chunked { unchunked(body) } else { body };
        let body = match decoded(body, &http.codings) {
            Ok(body) => body,
            Err(reason) => {
                each(Err(note(
                    "not_unpacked",
                    format!("the page was passed over: {reason}; look for another capture of it"),
                )));
                return true;
            }
        };
        let is_page = match kind {
            Kind::Page => true,
            Kind::Text => false,
            Kind::Untold => body.trim_ascii_start().starts_with(b"<"),
        };
        if kind == Kind::Untold && !is_page {
            return true;
        }
        if !sieve(&body) {
            return false;
        }
        let head = &body[..body.len().min(crate::SNIFF_BYTES)];
        if encoding::is_blank(&body) {
            return true;
        }
        if let Some(problem) = sniff::not_text(head, if is_page { Format::Html } else { Format::Text }) {
            each(Err(Problem { severity: Severity::Note, ..problem.at(&file, None) }));
            return true;
        }
        if let Some(reason) = truncated {
            each(Err(note(
                "cut_capture",
                format!("the crawler kept only a part of this page ({reason}); its end is missing"),
            )));
        }
        let mut each_own = |found: Result<Report, Problem>| match found {
            Ok(mut report) => {
                report.id = id(&file);
                report.url = report.url.or_else(|| url.clone());
                if let (None, Some(day)) = (report.date, captured) {
                    report.date = Some(day);
                    let message =
                        format!("the page tells no day, that of its capture ({day}) was taken; it may be older");
                    each(Err(note("captured_date", message)));
                }
                each(Ok(report));
            }
            // In an archive a page without a story is nothing out of order.
            Err(problem) => each(Err(Problem { severity: Severity::Note, ..problem })),
        };
        if is_page {
            page::read(&body, http.charset(), &hint, &mut each_own);
        } else {
            plain::read(&body, http.charset(), &hint, &mut each_own);
        }
        true
    }
}

/// `news-4096` of `crawls/news.warc.gz#4096`.
fn id(file: &str) -> String {
    let (archive, place) = file.rsplit_once('#').unwrap_or((file, ""));
    let name = archive.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = name.split(".warc").next().filter(|stem| !matches!(*stem, "" | "-")).unwrap_or("archive");
    format!("{stem}-{place}")
}

/// A body without the sizes that stand between its chunks; as it is where it has none.
fn unchunked(body: Vec<u8>) -> Vec<u8> {
    let (mut out, mut at) = (Vec::with_capacity(body.len()), 0);
    while let Some(end) = memchr::memchr(b'\n', &body[at..]).map(|end| at + end) {
        let size = std::str::from_utf8(body[at..end].trim_ascii()).ok();
        let size = size.and_then(|size| usize::from_str_radix(size.split(';').next()?.trim(), 16).ok());
        let Some(size) = size else { break };
        if size == 0 {
            return out;
        }
        let chunk = end + 1..(end + 1).saturating_add(size).min(body.len());
        out.extend_from_slice(&body[chunk.clone()]);
        at = chunk.end;
        if body[at..].starts_with(b"\r\n") {
            at += 2;
        } else if body[at..].starts_with(b"\n") {
            at += 1;
        }
    }
    // A body that ends without its last chunk was cut; one without a first was never chunked.
    if out.is_empty() { body } else { out }
}

/// A body without the packing that the server told. Told and not true: the body as it is.
fn decoded(body: Vec<u8>, codings: &[String]) -> Result<Vec<u8>, String> {
    if codings.len() > MAX_CODINGS {
        return Err(format!("it was packed {} times over", codings.len()));
    }
    let mut body = body;
    for coding in codings.iter().rev() {
        let held: Cow<[u8]> = Cow::Borrowed(&body);
        let unpacked = match coding.as_str() {
            "gzip" | "x-gzip" if held.starts_with(b"\x1f\x8b") => bounded(MultiGzDecoder::new(&body[..])),
            // Servers send either, with a zlib header (as the standard says) or without.
            "deflate" if is_zlib(&held) => bounded(ZlibDecoder::new(&body[..])),
            "deflate" if !looks_plain(&held) => bounded(DeflateDecoder::new(&body[..])),
            "br" if !looks_plain(&held) => bounded(brotli_decompressor::Decompressor::new(&body[..], 32 << 10)),
            "gzip" | "x-gzip" | "deflate" | "br" => continue,
            _ if looks_plain(&held) => continue,
            other => return Err(format!("it is packed with {other:?}, which is not read")),
        };
        match unpacked {
            Ok(Some(unpacked)) => body = unpacked,
            Ok(None) => return Err(format!("it unpacks to more than {} MB", MAX_FILE_BYTES >> 20)),
            Err(_) if looks_plain(&body) => {}
            Err(error) => return Err(format!("its packing is damaged ({error})")),
        }
    }
    Ok(body)
}

/// All of it, or `None` where it is more than a page may be. What came before the damage is kept where it is a good deal.
fn bounded(packed: impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut out = Vec::new();
    match packed.take(MAX_FILE_BYTES as u64 + 1).read_to_end(&mut out) {
        Ok(_) if out.len() > MAX_FILE_BYTES => Ok(None),
        Ok(_) => Ok(Some(out)),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof && !out.is_empty() => Ok(Some(out)),
        Err(error) => Err(error),
    }
}

fn is_zlib(body: &[u8]) -> bool {
    matches!(body, [first, second, ..] if first & 15 == 8 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0)
}

/// True where the bytes read like markup or text as they are.
fn looks_plain(body: &[u8]) -> bool {
    let head = &body[..body.len().min(512)];
    head.trim_ascii_start().starts_with(b"<")
        || head.iter().all(|&byte| byte >= 0x20 || matches!(byte, b'\t' | b'\r' | b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_tells_archive_and_place() {
        assert_eq!(id("crawls/news.warc.gz#4096"), "news-4096");
        assert_eq!(id("a.wacz/archive/data-1.warc.gz#0+120"), "data-1-0+120");
        assert_eq!(id("-#77"), "archive-77");
    }

    #[test]
    fn chunks_are_joined_and_what_is_not_chunked_stays() {
        let cases: [(&str, &str); 6] = [
            ("4\r\nWiki\r\n5;a=b\r\npedia\r\n0\r\n\r\n", "Wikipedia"),
            ("4\nWiki\n0\n", "Wiki"),
            ("<p>not chunked\n", "<p>not chunked\n"),
            ("ff\r\ncut sho", "cut sho"),
            ("", ""),
            ("ffffffffffffffff\r\nlie", "lie"),
        ];
        for (chunked, expected) in cases {
            assert_eq!(String::from_utf8(unchunked(chunked.into())).unwrap(), expected, "{chunked:?}");
        }
    }

    #[test]
    fn the_charset_is_read_off_the_type() {
        let charset = |content_type: &str| Http::of_type(content_type).charset().map(str::to_owned);
        assert_eq!(charset("text/html; charset=Windows-1251").as_deref(), Some("windows-1251"));
        assert_eq!(charset("text/html;charset=\"utf-8\"; x=y").as_deref(), Some("utf-8"));
        assert_eq!(charset("text/html"), None);
    }
}

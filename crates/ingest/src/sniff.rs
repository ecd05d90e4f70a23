//! What a file is, from its name and its first bytes. Never reads further, never fails: what is unknown is text.

use crate::{Format, encoding};
use claim::{Problem, Severity};

/// Bytes that tell the format.
const SAMPLE_BYTES: usize = 8192;
/// First bytes, what they are, what to do instead.
const MAGIC: &[(&[u8], &str, &str)] = &[
    (b"%PDF-", "a PDF", "save its text as a text file, e.g. with `pdftotext`"),
    (
        b"PK\x03\x04",
        "a ZIP archive or an Office document",
        "unpack it, or save the document as text or HTML; a web archive (WACZ) must be given as a file",
    ),
    (b"\xd0\xcf\x11\xe0", "an Office document", "save it as text or HTML"),
    (b"{\\rtf", "an RTF document", "save it as text or HTML"),
    (b"\x89PNG", "a picture", "only text can be read; type it in, or use text recognition first"),
    (b"\xff\xd8\xff", "a picture", "only text can be read; type it in, or use text recognition first"),
    (b"GIF8", "a picture", "only text can be read; type it in, or use text recognition first"),
    (b"RIFF", "a picture or a recording", "only text can be read"),
    (b"OggS", "a recording", "only text can be read"),
    (b"ID3", "a recording", "only text can be read"),
    (b"\x1f\x8b", "packed with gzip", "unpack it first, e.g. `gzip -dc FILE | dateline read -`"),
    (b"BZh", "packed with bzip2", "unpack it first"),
    (b"\xfd7zXZ", "packed with xz", "unpack it first"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd", "unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it first"),
    (b"Rar!", "a RAR archive", "unpack it first"),
    (b"\x7fELF", "a program", "only text can be read"),
    (b"SQLite format 3", "a database", "export its texts as JSON lines"),
];

/// The problem of a file that holds no text, if it is one.
pub(crate) fn not_text(head: &[u8], format: Format) -> Option<Problem> {
    let problem = |what: &str, remedy: &str| {
        Some(Problem::new(Severity::Error, "not_text", format!("this is {what}, not text; {remedy}")))
    };
    if let Some((_, what, remedy)) = MAGIC.iter().find(|(magic, ..)| head.starts_with(magic)) {
        return problem(what, remedy);
    }
    let start = String::from_utf8_lossy(&head[..head.len().min(1024)]);
    if start.contains("\nMIME-Version:") && start.contains("multipart/related") {
        return problem("a web archive (MHTML)", "save the page as \"HTML only\" instead");
    }
    if encoding::is_utf16(head) {
        return None;
    }
    let zeros = memchr::memchr_iter(0, head).count();
    let controls = head.iter().filter(|&&byte| byte < 0x20 && !matches!(byte, b'\t'..=b'\r' | 0x1b)).count();
    // One bad line must not cost the other lines of a JSON lines file.
    let forgiven = if format == Format::Jsonl { head.len() / 100 } else { 0 };
    (zeros > forgiven || controls > head.len() / 20 + 1)
        .then(|| problem("binary data", "save it as text or HTML"))
        .flatten()
}

/// What a file holds. The name decides where it says something; a page saved as `.txt` is still a page.
pub(crate) fn format(name: &str, head: &[u8]) -> Format {
    let sample = &head[..head.len().min(SAMPLE_BYTES)];
    let start = if encoding::is_utf16(sample) {
        encoding::decode(sample, None).0
    } else {
        String::from_utf8_lossy(sample).into_owned()
    };
    let start = start.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let extension = std::path::Path::new(name).extension().and_then(|extension| extension.to_str());
    match extension.map(str::to_ascii_lowercase).as_deref() {
        Some("html" | "htm" | "xhtml" | "shtml") => {
            return if start.contains('<') { Format::Html } else { Format::Text };
        }
        Some("jsonl" | "ndjson" | "jsonlines") => return Format::Jsonl,
        Some("json") => return if is_json_lines(start) { Format::Jsonl } else { Format::Json },
        _ if is_page(start) => return Format::Html,
        Some("txt" | "text" | "md" | "log") => return Format::Text,
        _ => {}
    }
    if is_json_lines(start) {
        Format::Jsonl
    } else if is_json(start) {
        Format::Json
    } else {
        Format::Text
    }
}

fn is_page(start: &str) -> bool {
    let start: String = start.chars().take(2048).collect::<String>().to_ascii_lowercase();
    let tag = ["<!doctype html", "<html", "<head", "<body", "<meta ", "<!-- saved from url"];
    let markup = start
        .strip_prefix('<')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '!' | '?')));
    markup && tag.iter().any(|tag| start.contains(tag))
}

/// The first line is an object by itself and another follows; or it is too long for the sample and begins like one.
fn is_json_lines(start: &str) -> bool {
    let Some((first, rest)) = start.trim_end().split_once('\n') else {
        return start.starts_with('{') && is_json(start) && start.len() > SAMPLE_BYTES - 16;
    };
    let is_object = first.starts_with('{') && serde_json::from_str::<serde::de::IgnoredAny>(first).is_ok();
    is_object && rest.trim_start().starts_with('{')
}

/// `{"` or `[{`, white space aside: a story that begins with a bracket does not look like this.
fn is_json(start: &str) -> bool {
    let mut marks = start.chars().filter(|c| !c.is_whitespace());
    matches!((marks.next(), marks.next()), (Some('{'), Some('"')) | (Some('['), Some('{')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_and_content_tell_the_format() {
        let cases = [
            ("a.txt", "A story.", Format::Text),
            ("a.txt", "<!DOCTYPE html><p>A story", Format::Html),
            ("a.html", "<p>A story", Format::Html),
            ("a.HTM", "A story without a tag.", Format::Text),
            ("a.jsonl", "nonsense", Format::Jsonl),
            ("a.json", "{\"text\": \"a\"}\n{\"text\": \"b\"}\n", Format::Jsonl),
            ("a.json", "{\n\"text\": \"a\"}\n", Format::Json),
            ("a.json", "[{\"text\": \"a\"}]", Format::Json),
            ("-", "\u{feff}\n <html><body>", Format::Html),
            ("-", "{\"text\": \"a\"}\n{\"text\": \"b\"}", Format::Jsonl),
            ("-", "{\"text\": \"a\"}", Format::Json),
            ("-", "[\n {\"text\": \"a\"}]", Format::Json),
            ("-", "[Updated] Shelling was heard.", Format::Text),
            ("-", "<10 people were hurt in <html> land", Format::Text),
            ("story", "{Translated} Shelling was heard.", Format::Text),
        ];
        for (name, content, format) in cases {
            assert_eq!(super::format(name, content.as_bytes()), format, "{name}: {content}");
        }
    }

    #[test]
    fn what_is_no_text_is_told_with_a_remedy() {
        let cases: [(&[u8], bool); 7] = [
            (b"%PDF-1.7 ...", true),
            (b"PK\x03\x04....", true),
            (b"\x89PNG\r\n", true),
            (b"a\0b", true),
            (b"\x01\x02\x03\x04 text", true),
            (b"A story with \t tab and \xe9", false),
            (b"\xff\xfea\0 \0b\0", false),
        ];
        for (bytes, is_problem) in cases {
            let problem = not_text(bytes, Format::Text);
            assert_eq!(problem.is_some(), is_problem, "{bytes:?}");
            assert!(problem.is_none_or(|problem| problem.message.contains(';')));
        }
    }
}

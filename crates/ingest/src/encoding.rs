//! Bytes -> text. Order of belief: byte order mark, valid UTF-8, what a page declares, almost valid UTF-8, a guess.
//! Never fails: what cannot be decoded becomes U+FFFD, and a problem says where.
//!
//! `encoding_rs` decodes as browsers do and `chardetng` guesses as Firefox does: both by the same author and in daily
//! use; the alternative `charset-normalizer` guesses on whole texts at a hundredth of the speed.

use claim::{Problem, Severity};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};

/// The text of `bytes` without its byte order mark, and at most one problem about the encoding (with a line where
/// bytes had to be replaced). `declared` is an encoding label, as a page's meta tag gives it.
pub(crate) fn decode(bytes: &[u8], declared: Option<&str>) -> (String, Option<Problem>) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decode_as(encoding, &bytes[mark..]);
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        let (text, _) = decode_as(encoding, bytes);
        return (text, Some(guessed(encoding)));
    }
    let declared = declared.and_then(|label| Encoding::for_label(label.as_bytes()));
    let valid = std::str::from_utf8(bytes);
    match (valid, declared) {
        // An escape in otherwise plain ASCII: one of the few encodings that hide in seven bits.
        (Ok(_), Some(encoding)) if encoding == ISO_2022_JP && memchr::memchr(0x1b, bytes).is_some() => {
            decode_as(encoding, bytes)
        }
        (Ok(text), _) => (text.to_owned(), None),
        (Err(_), Some(encoding)) if encoding != UTF_8 && encoding.is_ascii_compatible() => decode_as(encoding, bytes),
        (Err(_), _) if is_damaged_utf8(bytes) => decode_as(UTF_8, bytes),
        (Err(_), _) => {
            let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
            detector.feed(bytes, true);
            let encoding = detector.guess(None, chardetng::Utf8Detection::Allow);
            let (text, _) = decode_as(encoding, bytes);
            (text, Some(guessed(encoding)))
        }
    }
}

/// True where the label names an encoding.
pub(crate) fn is_known(label: &str) -> bool {
    Encoding::for_label(label.as_bytes()).is_some()
}

/// The encoding label that a page or an XML head declares in its first 4 KB.
pub(crate) fn declared_in_page(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let found = ["charset=", "charset =", "<?xml "].iter().find_map(|key| {
        let rest = &head[head.find(key)? + key.len()..];
        if *key == "<?xml " {
            rest.split_once("encoding=").map(|(_, label)| label.to_owned())
        } else {
            Some(rest.to_owned())
        }
    })?;
    let label: String = found
        .trim_start_matches([' ', '"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))
        .take(40)
        .collect();
    (!label.is_empty()).then_some(label)
}

/// True where the bytes are UTF-16, by their mark or by their zeros.
pub(crate) fn is_utf16(head: &[u8]) -> bool {
    match Encoding::for_bom(head) {
        Some((encoding, _)) => encoding != UTF_8,
        None => utf16_without_mark(head).is_some(),
    }
}

/// True where there is nothing but white space and a byte order mark.
pub(crate) fn is_blank(bytes: &[u8]) -> bool {
    let bytes = Encoding::for_bom(bytes).map_or(bytes, |(_, mark)| &bytes[mark..]);
    bytes.iter().all(|byte| byte.is_ascii_whitespace()) || (is_utf16(bytes) && decode(bytes, None).0.trim().is_empty())
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8]) -> (String, Option<Problem>) {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let problem = broken.then(|| {
        let line = text.find('\u{fffd}').map(|byte| line_of(&text, byte));
        let message = format!(
            "some bytes are not valid {name}; they were replaced by U+FFFD, save the file again as UTF-8",
            name = encoding.name()
        );
        let mut problem = Problem::new(Severity::Note, "invalid_bytes", message);
        problem.line = line;
        problem
    });
    (text.into_owned(), problem)
}

fn guessed(encoding: &'static Encoding) -> Problem {
    let message = format!(
        "the encoding is not UTF-8 and not declared, it was read as {}; if letters look wrong, save the file as UTF-8",
        encoding.name()
    );
    Problem::new(Severity::Note, "encoding_guessed", message)
}

/// Line number, from 1, of a byte of `text`.
pub(crate) fn line_of(text: &str, byte: usize) -> usize {
    1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..byte]).count()
}

/// UTF-16 text has zero bytes on one side only (its spaces and line ends at least), and reads as clean text.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.len() < 4096 && bytes.len() % 2 == 1 {
        return None;
    }
    let sample = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |side: usize| sample.iter().skip(side).step_by(2).filter(|&&byte| byte == 0).count();
    let encoding = match (zeros(0), zeros(1)) {
        (0, odd) if odd * 40 >= sample.len() && odd > 0 => UTF_16LE,
        (even, 0) if even * 40 >= sample.len() && even > 0 => UTF_16BE,
        _ => return None,
    };
    let (text, _) = encoding.decode_without_bom_handling(sample);
    // The sample may cut a surrogate pair: one broken unit at its end is forgiven.
    let is_text = |c: char| !c.is_control() && c != '\u{fffd}' || matches!(c, '\t' | '\n' | '\r' | '\u{c}');
    text.trim_end_matches('\u{fffd}').chars().all(is_text).then_some(encoding)
}

/// Text in UTF-8 with a few broken bytes, not text in another encoding: at least four good sequences beyond ASCII
/// for every bad one, or nothing wrong but a cut at the very end.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad, mut only_cut) = (0usize, 0usize, true);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count();
        if !chunk.invalid().is_empty() {
            bad += 1;
            let at_end = chunk.invalid().as_ptr_range().end == bytes.as_ptr_range().end;
            only_cut &= at_end && chunk.invalid().len() >= 2;
        }
    }
    bad > 0 && (good >= 4 * bad || only_cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, little: bool, mark: bool) -> Vec<u8> {
        let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
        units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    #[test]
    fn every_usual_encoding_gives_the_same_text() {
        let text = "KARVASH — “We left”, the café owner said.\r\n";
        let windows = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
        let cases = [
            ("UTF-8", text.as_bytes().to_vec(), None, None),
            ("UTF-8 with a mark", format!("\u{feff}{text}").into(), None, None),
            ("UTF-16, little end first", utf16(text, true, true), None, None),
            ("UTF-16, big end first", utf16(text, false, true), None, None),
            ("UTF-16, no mark", utf16(text, true, false), None, Some("encoding_guessed")),
            ("UTF-16, big end first, no mark", utf16(text, false, false), None, Some("encoding_guessed")),
            ("windows-1252, declared", windows.clone(), Some("ISO-8859-1"), None),
            ("windows-1252, not declared", windows, None, Some("encoding_guessed")),
            ("UTF-8 that a page calls latin", text.into(), Some("iso-8859-1"), None),
        ];
        for (name, bytes, declared, code) in cases {
            let (decoded, problem) = decode(&bytes, declared);
            assert_eq!(decoded, text, "{name}");
            assert_eq!(problem.as_ref().map(|problem| problem.code.as_str()), code, "{name}");
        }
    }

    #[test]
    fn other_scripts_are_guessed() {
        let russian = "Войска оставили посёлок ночью, сообщили жители соседних сёл и сотрудники больницы.";
        for encoding in [encoding_rs::WINDOWS_1251, encoding_rs::KOI8_R] {
            assert_eq!(decode(&encoding.encode(russian).0, None).0, russian, "{}", encoding.name());
        }
        for little in [true, false] {
            assert_eq!(decode(&utf16(russian, little, false), None).0, russian);
        }
    }

    #[test]
    fn broken_utf8_stays_utf8_and_names_the_line() {
        let mut bytes = "first line\nsecond “line” — of the “story” — goes on".to_owned().into_bytes();
        bytes.insert(14, 0xff);
        let (text, problem) = decode(&bytes, None);
        assert!(text.contains("“story”") && text.contains('\u{fffd}'), "{text}");
        assert_eq!(problem.map(|problem| (problem.code, problem.line)), Some(("invalid_bytes".to_owned(), Some(2))));
        let cut = &"the end is cut —".as_bytes()[..17];
        assert_eq!(decode(cut, None).0, "the end is cut \u{fffd}");
    }

    #[test]
    fn a_page_declares_its_encoding_in_three_ways() {
        let cases = [
            ("<html><meta charset=\"windows-1251\">", Some("windows-1251")),
            ("<meta http-equiv=content-type content='text/html; charset=KOI8-R'>", Some("koi8-r")),
            ("<?xml version=\"1.0\" encoding=\"utf-8\"?>", Some("utf-8")),
            ("<html><body>charset", None),
        ];
        for (page, label) in cases {
            assert_eq!(declared_in_page(page.as_bytes()).as_deref(), label, "{page}");
        }
    }
}

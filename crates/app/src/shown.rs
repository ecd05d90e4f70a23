//! Text of reports as a terminal may safely show it.
//!
//! A report is somebody else's bytes: an escape sequence in it must not move the cursor, and an override character must
//! not turn the words after it round. Nothing that is written to a terminal or a table goes past this module. It never
//! changes what is stored: files in JSON keep every character (escaped where a terminal would obey it).

use std::borrow::Cow;
use unicode_bidi::BidiClass;

/// What stands for one character on a terminal: itself, a picture of a control character, a space for a line break,
/// or nothing for a formatting character that would reorder what follows.
pub fn shown_char(c: char) -> Option<char> {
    match c {
        '\n' | '\r' | '\t' | '\u{0b}' | '\u{0c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32),
        '\u{7f}' => Some('\u{2421}'),
        '\u{80}'..='\u{9f}' => Some('\u{fffd}'),
        // Embeddings, overrides and isolates: a text that opens one and never closes it reorders the whole screen.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        // Soft hyphen, byte order mark, interlinear and language-tag characters: invisible, and nobody's words.
        '\u{ad}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' => None,
        _ => Some(c),
    }
}

/// One line of text: control characters as pictures, line breaks and runs of spaces as one space, ends trimmed.
pub fn shown(text: &str) -> Cow<'_, str> {
    let plain = |c: char| (' '..='~').contains(&c) || (c > '\u{9f}' && c.is_alphanumeric());
    if text.chars().all(plain) && !text.contains("  ") && text.trim() == text {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter_map(shown_char) {
        if c != ' ' || !(out.is_empty() || out.ends_with(' ')) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    Cow::Owned(out)
}

/// True where a terminal that knows the bidirectional algorithm would turn part of the text round.
pub fn has_right_to_left(text: &str) -> bool {
    text.chars()
        .any(|c| c >= '\u{590}' && matches!(unicode_bidi::bidi_class(c), BidiClass::R | BidiClass::AL | BidiClass::AN))
}

/// Text with an isolate around it where it holds right-to-left characters, so that what stands beside it keeps its
/// place.
pub fn isolated(text: &str) -> Cow<'_, str> {
    if has_right_to_left(text) { Cow::Owned(format!("\u{2068}{text}\u{2069}")) } else { Cow::Borrowed(text) }
}

/// JSON in which no character is left that a terminal obeys: serde_json escapes the lower control characters, this
/// escapes DEL, the upper ones and those that reorder text. Same value when parsed: they can only stand in strings.
pub fn json_escaped(json: &str) -> Cow<'_, str> {
    let risky = |c: char| matches!(c, '\u{7f}'..='\u{9f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if !json.contains(risky) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if risky(c) {
            out.push_str(&format!("\\u{:04x}", c as u32));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_becomes_visible_or_goes() {
        let cases = [
            ("plain words", "plain words"),
            ("\u{1b}[31mred\u{1b}[0m", "␛[31mred␛[0m"),
            ("bell\u{7} and\u{0} nul", "bell␇ and␀ nul"),
            ("\u{9b}2J eight-bit", "\u{fffd}2J eight-bit"),
            ("del\u{7f}", "del␡"),
            ("one\r\ntwo\n\n  three ", "one two three"),
            ("over\u{202e}ride\u{2066}", "override"),
            ("soft\u{ad}hyphen", "softhyphen"),
            ("درعا", "درعا"),
        ];
        for (given, expected) in cases {
            assert_eq!(shown(given), expected, "{given:?}");
        }
    }

    #[test]
    fn only_right_to_left_text_is_isolated() {
        assert_eq!(isolated("Daraa"), "Daraa");
        assert_eq!(isolated("Дараа – “x”"), "Дараа – “x”");
        assert_eq!(isolated("درعا"), "\u{2068}درعا\u{2069}");
        assert_eq!(isolated("עיר"), "\u{2068}עיר\u{2069}");
    }

    #[test]
    fn escaped_json_holds_the_same_value() {
        let text = "a\u{1b}b\u{9b}c\u{7f}d\u{202e}e\u{2028}ф";
        let json = serde_json::to_string(text).unwrap();
        let escaped = json_escaped(&json);
        assert!(!escaped.chars().any(|c| c.is_control() || c == '\u{202e}'), "{escaped}");
        assert_eq!(serde_json::from_str::<String>(&escaped).unwrap(), text);
    }
}

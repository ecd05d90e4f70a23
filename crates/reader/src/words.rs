//! Text to words: the unit that triggers, fillers and quantities begin and end on.
//!
//! Words are cut finely ("US-backed" is three, "Assad’s" two) so that every filler of the codebook has its borders on
//! words. Never changes the text: a word is a byte range. Never decides on sentences.

use std::ops::Range;

/// How a word is written; the encoder's word pieces are lower-cased, so this is given to it apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Shape {
    /// Punctuation and signs.
    Other = 0,
    /// all lower case (or a script without case)
    Lower = 1,
    /// First letter is a capital, the rest not all.
    Title = 2,
    /// Two or more letters, all capitals.
    Upper = 3,
    /// Has a digit.
    Digit = 4,
}

/// One word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Bytes of the text.
    pub bytes: Range<usize>,
    /// How it is written.
    pub shape: Shape,
}

impl Word {
    /// The word itself.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.bytes.clone()]
    }
}

/// Most letters of an abbreviation such as "U.S."; keeps "a.a.a.…" from being looked at again and again.
const MOST_INITIALS: usize = 8;

/// Longest word kept whole, in bytes; base64 and the like are cut into pieces of this size.
const LONGEST: usize = 256;

/// Cuts `text` into words. Every character that is not white space or a control character is in exactly one word.
pub fn words(text: &str) -> Vec<Word> {
    let mut out = Vec::with_capacity(text.len() / 5);
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() || first.is_control() {
            at += first.len_utf8();
            continue;
        }
        let end = if is_letter(first) {
            abbreviation_end(text, at).unwrap_or_else(|| run_end(text, at))
        } else if first.is_numeric() {
            number_end(text, at)
        } else if is_apostrophe(first) {
            possessive_end(text, at).unwrap_or(at + first.len_utf8())
        } else {
            at + first.len_utf8()
        };
        out.push(Word { bytes: at..end, shape: shape(&text[at..end]) });
        at = end;
    }
    out
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || is_mark(c)
}

/// Combining marks belong to the letter before; Arabic and Devanagari vowels among them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}')
}

pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '‘' | '`')
}

/// "U.S.", "a.m.", "N.A.T.O.": single letters with full stops, two or more.
fn abbreviation_end(text: &str, start: usize) -> Option<usize> {
    let (mut at, mut letters) = (start, 0);
    loop {
        let mut chars = text[at..].chars();
        match (chars.next(), chars.next()) {
            (Some(letter), Some('.')) if letter.is_alphabetic() && letters < MOST_INITIALS => {
                at += letter.len_utf8() + 1;
                letters += 1;
            }
            _ => break,
        }
    }
    let goes_on = text[at..].chars().next().is_some_and(char::is_alphanumeric);
    (letters >= 2 && !goes_on).then_some(at)
}

/// Letters and digits; an apostrophe between letters stays inside ("Dar'a", "didn't") unless it begins a possessive.
fn run_end(text: &str, start: usize) -> usize {
    let mut at = start;
    while let Some(c) = text[at..].chars().next() {
        if at - start >= LONGEST {
            break;
        }
        let inner_apostrophe = || {
            is_apostrophe(c)
                && possessive_end(text, at).is_none()
                && text[at + c.len_utf8()..].chars().next().is_some_and(is_letter)
        };
        if !(is_letter(c) || c.is_numeric() || inner_apostrophe()) {
            break;
        }
        at += c.len_utf8();
    }
    at
}

/// "1,200", "3.5", "14:30", "2nd", "10pm".
fn number_end(text: &str, start: usize) -> usize {
    let mut at = start;
    while let Some(c) = text[at..].chars().next() {
        if at - start >= LONGEST {
            break;
        }
        if c.is_numeric() || is_letter(c) {
            at += c.len_utf8();
        } else if matches!(c, ',' | '.' | ':') && text[at + 1..].chars().next().is_some_and(char::is_numeric) {
            at += 1;
        } else {
            break;
        }
    }
    at
}

/// "'s" and "’s" at a word's end.
fn possessive_end(text: &str, start: usize) -> Option<usize> {
    let mut chars = text[start..].chars();
    let apostrophe = chars.next().filter(|&c| is_apostrophe(c))?;
    let s = chars.next().filter(|c| matches!(c, 's' | 'S'))?;
    let ends = !chars.next().is_some_and(|c| c.is_alphanumeric());
    ends.then_some(start + apostrophe.len_utf8() + s.len_utf8())
}

fn shape(word: &str) -> Shape {
    if word.chars().any(char::is_numeric) {
        return Shape::Digit;
    }
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let Some(first) = letters.next() else {
        return Shape::Other;
    };
    if !first.is_uppercase() {
        return Shape::Lower;
    }
    let mut rest = letters.peekable();
    if rest.peek().is_some() && rest.all(|c| c.is_uppercase() || !c.is_lowercase()) {
        Shape::Upper
    } else {
        Shape::Title
    }
}

/// The last words of a list, at most so many.
pub fn last<'l, 'w>(words: &'l [&'w str], most: usize) -> &'l [&'w str] {
    &words[words.len().saturating_sub(most)..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_as_the_codebook_needs_them() {
        for (text, expected) in [
            ("US-backed forces", "US|-|backed|forces"),
            ("Assad’s forces", "Assad|’s|forces"),
            ("Dar'a didn't fall.", "Dar'a|didn't|fall|."),
            ("the U.S. and U.K. at 9 a.m. Saturday", "the|U.S.|and|U.K.|at|9|a.m.|Saturday"),
            ("305,000 people, 3.5 million", "305,000|people|,|3.5|million"),
            ("(HTS)", "(|HTS|)"),
            ("“قصف درعا”", "“|قصف|درعا|”"),
            ("killed 12.", "killed|12|."),
            ("fighters' positions", "fighters|'|positions"),
        ] {
            let found: Vec<&str> = words(text).iter().map(|w| &text[w.bytes.clone()]).collect();
            assert_eq!(found.join("|"), expected);
        }
    }

    #[test]
    fn shapes() {
        for (word, expected) in [
            ("rebels", Shape::Lower),
            ("Rebels", Shape::Title),
            ("HTS", Shape::Upper),
            ("U.S.", Shape::Upper),
            ("McDowell", Shape::Title),
            ("A", Shape::Title),
            ("12th", Shape::Digit),
            ("درعا", Shape::Lower),
            ("—", Shape::Other),
        ] {
            assert_eq!(words(word)[0].shape, expected, "{word}");
        }
    }

    #[test]
    fn a_line_of_a_million_letters_is_cut() {
        let text = "a".repeat(1_000_000);
        assert!(words(&text).iter().all(|w| w.bytes.len() <= LONGEST + 4));
    }
}

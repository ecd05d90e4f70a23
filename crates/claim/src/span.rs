//! Places in a text. At every border (files, API) a span counts Unicode code points; bytes stay inside a function.

use serde::{Deserialize, Serialize};

/// `start..end` in a report's text, counted in Unicode code points. Written in JSON as `[start, end]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "(usize, usize)", into = "(usize, usize)")]
pub struct Span {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
}

impl Span {
    /// The span `start..end`.
    pub fn new(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    /// Number of code points.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// True where the span holds nothing.
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// True where `other` lies wholly inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// True where the two share a code point.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
}

impl From<(usize, usize)> for Span {
    fn from((start, end): (usize, usize)) -> Span {
        Span { start, end }
    }
}

impl From<Span> for (usize, usize) {
    fn from(span: Span) -> (usize, usize) {
        (span.start, span.end)
    }
}

/// Converts between byte offsets and code points of one text. Costs nothing for ASCII text.
pub struct CodePoints<'t> {
    text: &'t str,
    /// Byte offset of every 64th code point; empty where the text is ASCII.
    every_64th: Vec<usize>,
}

impl<'t> CodePoints<'t> {
    /// Indexes `text` once; each later question takes constant time.
    pub fn new(text: &'t str) -> CodePoints<'t> {
        let every_64th =
            if text.is_ascii() { Vec::new() } else { text.char_indices().map(|(byte, _)| byte).step_by(64).collect() };
        CodePoints { text, every_64th }
    }

    /// The code point number of the character that starts at `byte` (or of the text's end).
    pub fn of_byte(&self, byte: usize) -> usize {
        if self.every_64th.is_empty() {
            return byte;
        }
        let block = self.every_64th.partition_point(|&b| b <= byte) - 1;
        block * 64 + self.text[self.every_64th[block]..byte].chars().count()
    }

    /// The byte at which code point `point` starts; the text's length where there are fewer.
    pub fn to_byte(&self, point: usize) -> usize {
        if self.every_64th.is_empty() {
            return point.min(self.text.len());
        }
        let Some(&block) = self.every_64th.get(point / 64) else {
            return self.text.len();
        };
        self.text[block..].char_indices().nth(point % 64).map_or(self.text.len(), |(byte, _)| block + byte)
    }

    /// The span of a byte range.
    pub fn span(&self, bytes: std::ops::Range<usize>) -> Span {
        Span::new(self.of_byte(bytes.start), self.of_byte(bytes.end))
    }

    /// The text under a span; cut at the text's end where the span reaches past it.
    pub fn slice(&self, span: Span) -> &'t str {
        let start = self.to_byte(span.start);
        &self.text[start..self.to_byte(span.end).max(start)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_code_points_agree_in_any_script() {
        let text = "“Дараа” – درعا ".repeat(40) + "x";
        let points = CodePoints::new(&text);
        for (number, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(points.of_byte(byte), number);
            assert_eq!(points.to_byte(number), byte);
        }
        assert_eq!(points.of_byte(text.len()), text.chars().count());
        assert_eq!(points.to_byte(1_000_000), text.len());
    }

    #[test]
    fn a_span_is_written_as_a_pair() {
        assert_eq!(serde_json::to_string(&Span::new(3, 9)).unwrap(), "[3,9]");
        assert_eq!(serde_json::from_str::<Span>("[3,9]").unwrap(), Span::new(3, 9));
    }
}

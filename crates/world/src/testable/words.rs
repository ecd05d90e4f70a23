//! The words of a sentence, and what `words.tsv` says of them: numbers with their bounds, units, points of the compass. Knows
//! nothing of how statements are built.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// One word, number or sign of a sentence.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// Bytes of the report's text.
    pub bytes: Range<usize>,
    /// Lower case; apostrophes plain.
    pub text: String,
    /// The number, where it is written in digits.
    pub number: Option<f64>,
    /// Begins with a capital.
    pub capital: bool,
    /// Letters or digits.
    pub word: bool,
}

/// Cuts the bytes `range` of a text. "45km" is two words; "south-east" three; "al-Bab" three.
pub(super) fn tokens(text: &str, range: Range<usize>) -> Vec<Token> {
    let (end, mut at) = (range.end, range.start);
    let mut out = Vec::new();
    while at < end {
        let Some(first) = text[at..end].chars().next() else { break };
        if first.is_whitespace() || first.is_control() {
            at += first.len_utf8();
            continue;
        }
        let rest = &text[at..end];
        let length = if first.is_ascii_digit() {
            digits(rest)
        } else if first.is_alphabetic() {
            rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())
        } else {
            possessive(rest).unwrap_or(first.len_utf8())
        };
        let written = &rest[..length];
        let number = if first.is_ascii_digit() { written.replace(',', "").parse().ok() } else { None };
        out.push(Token {
            bytes: at..at + length,
            text: written.replace(['’', '‘', '`'], "'").to_lowercase(),
            number,
            capital: first.is_uppercase(),
            word: first.is_alphanumeric(),
        });
        at += length;
    }
    out
}

/// The length of "1,200", "3.5", "45": a stop counts where a digit follows.
fn digits(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let run = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut end = run(0);
    if end <= 3 {
        while bytes.get(end) == Some(&b',') && run(end + 1) == 3 {
            end += 4;
        }
    }
    if bytes.get(end) == Some(&b'.') && run(end + 1) > 0 {
        end += 1 + run(end + 1);
    }
    end
}

/// The length of "'s".
fn possessive(rest: &str) -> Option<usize> {
    let tail = rest.strip_prefix(['\'', '’'])?;
    let s = tail.strip_prefix(['s', 'S'])?;
    (!s.starts_with(char::is_alphanumeric)).then_some(rest.len() - s.len())
}

/// What the table says, by kind and word; phrases of several words by their first.
pub(super) struct Table {
    words: HashMap<(&'static str, &'static str), &'static str>,
    phrases: HashMap<&'static str, Vec<Phrase>>,
}

struct Phrase {
    kind: &'static str,
    words: Vec<&'static str>,
    value: &'static str,
}

/// Kinds whose words may be phrases.
const PHRASES: [&str; 9] = ["low", "over", "high", "under", "near", "about", "plain", "unit", "compass"];

/// Kinds of single words.
const WORDS: [&str; 14] = [
    "number", "times", "vague", "length", "ordinal", "month", "weekday", "place", "generic", "fate", "person", "taken",
    "lost", "falls",
];

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(include_str!("words.tsv")).0);

impl Table {
    /// Reads the table; the second value names lines that say nothing (a test holds it to be empty).
    fn read(table: &'static str) -> (Table, Vec<String>) {
        let mut out = Table { words: HashMap::new(), phrases: HashMap::new() };
        let mut wrong = Vec::new();
        for (number, line) in table.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [kind, spellings, value] = cells[..] else {
                wrong.push(format!("words.tsv:{}: three columns expected", number + 1));
                continue;
            };
            for spelling in spellings.split('|') {
                if PHRASES.contains(&kind) {
                    let words: Vec<&str> = spelling.split(' ').collect();
                    out.phrases.entry(words[0]).or_default().push(Phrase { kind, words, value });
                } else if WORDS.contains(&kind) || kind == "describes" {
                    out.words.insert((kind, spelling), value);
                } else {
                    wrong.push(format!("words.tsv:{}: no kind is called {kind:?}", number + 1));
                }
            }
        }
        // the longest phrase first
        for phrases in out.phrases.values_mut() {
            phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len()));
        }
        (out, wrong)
    }
}

/// What the table says of a word as one of a kind.
pub(super) fn value(kind: &'static str, word: &str) -> Option<&'static str> {
    // the table's words are 'static, the sentence's are not
    TABLE.words.get(&(kind, word)).copied()
}

/// True where the table has the word as one of a kind.
pub(super) fn is(kind: &'static str, word: &str) -> bool {
    value(kind, word).is_some()
}

/// The words of one sentence.
pub(super) struct Line {
    pub tokens: Vec<Token>,
}

/// A number with its bounds.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Quantity {
    /// Tokens, with "at least" and its like.
    pub at: Range<usize>,
    /// Least and most; exact numbers have both.
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// The low end itself is not meant ("more than 300"), or the high end ("fewer than 300").
    pub open: bool,
    /// "about", "some", "nearly".
    pub approximate: bool,
}

impl Line {
    pub fn new(text: &str, range: Range<usize>) -> Line {
        Line { tokens: tokens(text, range) }
    }

    /// The word at a token, "" outside.
    pub fn at(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |token| token.text.as_str())
    }

    /// The word so many tokens before one.
    pub fn back(&self, i: usize, steps: usize) -> &str {
        i.checked_sub(steps).map_or("", |k| self.at(k))
    }

    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    pub fn one_of(&self, i: usize, words: &[&str]) -> bool {
        words.contains(&self.at(i))
    }

    pub fn is(&self, kind: &'static str, i: usize) -> bool {
        is(kind, self.at(i))
    }

    pub fn capital(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|token| token.capital)
    }

    /// Bytes of a run of tokens; it must not be empty.
    pub fn bytes(&self, tokens: Range<usize>) -> Range<usize> {
        self.tokens[tokens.start].bytes.start..self.tokens[tokens.end - 1].bytes.end
    }

    /// The longest phrase of these kinds that begins at a token: its end, kind and value. Hyphens between its words count
    /// as nothing.
    pub fn phrase(&self, i: usize, kinds: &[&str]) -> Option<(usize, &'static str, &'static str)> {
        let fits = |phrase: &&Phrase| kinds.contains(&phrase.kind) && self.follows(i, &phrase.words).is_some();
        let phrase = TABLE.phrases.get(self.at(i))?.iter().find(fits)?;
        Some((self.follows(i, &phrase.words)?, phrase.kind, phrase.value))
    }

    fn follows(&self, i: usize, words: &[&str]) -> Option<usize> {
        let mut at = i;
        for (n, word) in words.iter().enumerate() {
            if n > 0 && is_hyphen(self.at(at)) {
                at += 1;
            }
            if self.at(at) != *word {
                return None;
            }
            at += 1;
        }
        Some(at)
    }

    /// The number that begins at a token, without what stands before it: "twenty-two", "two hundred and fifty", "1.5
    /// million", "a dozen".
    pub fn number(&self, i: usize) -> Option<(usize, f64)> {
        let mut at = i;
        let half = self.at(at) == "half" && matches!(self.at(at + 1), "a" | "an");
        if half {
            at += 1;
        }
        let (mut sum, mut last) = (0.0, None);
        if matches!(self.at(at), "a" | "an") && is("times", self.at(at + 1)) {
            last = Some(1.0);
            at += 1;
        } else if half && self.phrase(at + 1, &["unit"]).is_some() {
            return Some((at + 1, 0.5));
        } else if let Some(number) = self.tokens.get(at)?.number {
            last = Some(number);
            at += 1;
        }
        let mut words = 0;
        loop {
            let word = self.at(at);
            if let Some(value) = value("number", word) {
                let number: f64 = value.parse().ok()?;
                let goes_on = match last {
                    None => true,
                    // "twenty-two", "hundred and five": what is smaller and fits in
                    Some(before) => {
                        let thousands = before == 0.0 && sum > 0.0;
                        words > 0 && (thousands || before >= 100.0 || before >= 20.0 && number < 10.0)
                    }
                };
                if !goes_on {
                    break;
                }
                last = Some(last.unwrap_or(0.0) + number);
                at += 1;
            } else if let Some(value) = value("times", word)
                && let Some(before) = last
            {
                let times: f64 = value.parse().ok()?;
                if times >= 1000.0 {
                    sum += before * times;
                    last = Some(0.0);
                } else {
                    last = Some(if before > 100.0 && times == 100.0 { before + times } else { before * times });
                }
                at += 1;
            } else if (is_hyphen(word) || word == "and")
                && words > 0
                && last
                    .is_some_and(|before| if word == "and" { before >= 100.0 || before == 0.0 } else { before >= 20.0 })
                && is("number", self.at(at + 1))
                && value("number", self.at(at + 1))
                    .and_then(|n| n.parse::<f64>().ok())
                    .is_some_and(|n| word == "and" || n < 10.0)
            {
                at += 1;
            } else {
                break;
            }
            words += 1;
        }
        let number = sum + last?;
        Some((at, if half { number / 2.0 } else { number }))
    }

    /// The quantity that begins at a token: what stands before a number, the number or its two ends, "or more" behind it.
    pub fn quantity(&self, i: usize) -> Option<Quantity> {
        const BEFORE: [&str; 7] = ["low", "over", "high", "under", "near", "about", "plain"];
        let (mut at, mut how, mut approximate) = (i, "plain", false);
        while let Some((end, kind, _)) = self.phrase(at, &BEFORE) {
            approximate |= matches!(kind, "about" | "near");
            if !matches!(kind, "about" | "plain") {
                how = kind;
            }
            at = end;
        }
        if self.at(at) == "between"
            && let Some((end, low)) = self.number(at + 1)
            && matches!(self.at(end), "and" | "to" | "-" | "–")
            && let Some((end, high)) = self.number(end + 1)
        {
            return Some(Quantity { at: i..end, low: Some(low), high: Some(high), open: false, approximate });
        }
        if let Some(least) = value("vague", self.at(at)) {
            let low = least.parse().ok();
            return Some(Quantity { at: i..at + 1, low, high: None, open: false, approximate: true });
        }
        if matches!(self.at(at), "a") && self.at(at + 1) == "couple" {
            let end = at + 2 + usize::from(self.at(at + 2) == "of");
            return Some(Quantity { at: i..end, low: Some(2.0), high: Some(2.0), open: false, approximate: true });
        }
        let (mut end, number) = self.number(at)?;
        let to = matches!(self.at(end), "to" | "or") || is_hyphen(self.at(end));
        if to
            && let Some((last, high)) = self.number(end + 1)
            && high > number
        {
            return Some(Quantity { at: i..last, low: Some(number), high: Some(high), open: false, approximate });
        }
        if self.at(end) == "or" && self.at(end + 1) == "more" || self.at(end) == "plus" || self.at(end) == "+" {
            end += if self.at(end) == "or" { 2 } else { 1 };
            how = "low";
        }
        let (low, high) = match how {
            "low" | "over" => (Some(number), None),
            "high" | "under" | "near" => (None, Some(number)),
            _ => (Some(number), Some(number)),
        };
        Some(Quantity { at: i..end, low, high, open: matches!(how, "over" | "under"), approximate })
    }
}

/// Small words inside names: "Deir ez-Zor", "Khan al-Asal", "Rio de Janeiro".
pub(super) const PARTICLES: [&str; 16] =
    ["al", "el", "ez", "az", "as", "ash", "ad", "an", "ar", "at", "de", "la", "del", "e", "i", "bin"];

/// One past the last word of the name that begins at a token.
pub(super) fn name_end(line: &Line, i: usize) -> usize {
    let mut end = i + 1;
    loop {
        let hyphen = usize::from(is_hyphen(line.at(end)) || line.at(end) == "'" || line.at(end) == "’");
        let touches = |k: usize| k > 0 && k < line.len() && line.tokens[k - 1].bytes.end == line.tokens[k].bytes.start;
        if hyphen == 1 && !(touches(end) && touches(end + 1)) {
            return end;
        }
        let next = end + hyphen;
        if line.capital(next) {
            end = next + 1;
        } else if PARTICLES.contains(&line.at(next))
            && (hyphen == 1 || is_hyphen(line.at(next + 1)) || line.capital(next + 1))
        {
            // the particle must lead on to a capital
            let after = next + 1 + usize::from(is_hyphen(line.at(next + 1)));
            if !line.capital(after) {
                return end;
            }
            end = after + 1;
        } else if hyphen == 1 && line.tokens.get(next).is_some_and(|token| token.word) {
            // "Deir-ez", "Bayt-lahm"
            end = next + 1;
        } else {
            return end;
        }
    }
}

pub(super) fn is_hyphen(word: &str) -> bool {
    matches!(word, "-" | "–" | "‐" | "‑")
}

/// Dashes and brackets that part a clause.
pub(super) fn is_dash(word: &str) -> bool {
    matches!(word, "—" | "–" | "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_says_something() {
        let (_, wrong) = Table::read(include_str!("words.tsv"));
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn words_are_cut_as_the_grammar_needs_them() {
        let cut = |text: &str| tokens(text, 0..text.len()).into_iter().map(|t| t.text).collect::<Vec<_>>().join("|");
        assert_eq!(cut("about 45km (28 miles)"), "about|45|km|(|28|miles|)");
        assert_eq!(cut("1,200 men, 3.5 km."), "1,200|men|,|3.5|km|.");
        assert_eq!(cut("the country’s army"), "the|country|'s|army");
        assert_eq!(cut("south-east"), "south|-|east");
    }

    #[test]
    fn numbers_are_read_with_their_bounds() {
        for (text, low, high) in [
            ("100", Some(100.0), Some(100.0)),
            ("about 100", Some(100.0), Some(100.0)),
            ("twenty-two", Some(22.0), Some(22.0)),
            ("two hundred and fifty", Some(250.0), Some(250.0)),
            ("a thousand", Some(1000.0), Some(1000.0)),
            ("two dozen", Some(24.0), Some(24.0)),
            ("half a dozen", Some(6.0), Some(6.0)),
            ("1.5 million", Some(1_500_000.0), Some(1_500_000.0)),
            ("two thousand five hundred", Some(2500.0), Some(2500.0)),
            ("at least 12", Some(12.0), None),
            ("more than 300", Some(300.0), None),
            ("nearly 300", None, Some(300.0)),
            ("up to 30", None, Some(30.0)),
            ("10 to 15", Some(10.0), Some(15.0)),
            ("10-15", Some(10.0), Some(15.0)),
            ("between 10 and 15", Some(10.0), Some(15.0)),
            ("two or three", Some(2.0), Some(3.0)),
            ("20 or more", Some(20.0), None),
            ("dozens", Some(24.0), None),
            ("a couple of", Some(2.0), Some(2.0)),
        ] {
            let line = Line::new(text, 0..text.len());
            let found = line.quantity(0).map(|q| (q.at.end, q.low, q.high));
            assert_eq!(found, Some((line.len(), low, high)), "{text}");
        }
        for text in ["the", "army", "", "and", "a soldier", "at least"] {
            assert_eq!(Line::new(text, 0..text.len()).quantity(0), None, "{text}");
        }
    }
}

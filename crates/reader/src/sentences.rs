//! Words to sentences: what a claim is read from and quoted with.
//!
//! Made for wire copy and for what becomes of it: datelines, ranks, titles, quotes over several sentences, bullets, hard-wrapped
//! lines, capitals, sentences glued together. The rules need the words before and after a stop and two word lists
//! (`sentences/*.txt`), so they are ours: the crates that split after UAX #29 (`unicode-segmentation`, `icu_segmenter`) end a
//! sentence after "Lt. Gen." and "9 a.m." and know no lines.
//! Never changes the text, never decides what is story and what is noise, never looks further than a few words: linear in time.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use crate::words::{Shape, Word};

/// Longest sentence in bytes; what is longer is cut between words.
const LONGEST: usize = 2_000;
/// Longest quote in bytes that stays whole: its sentences mostly have one "he said", before or behind it.
const LONGEST_WHOLE_QUOTE: usize = 400;
/// Widest line, in characters, that a person or a telex would wrap at.
const WIDEST_WRAP: usize = 110;
/// How far a run without white space is looked at, in bytes, to tell an address from glued sentences.
const LONGEST_TOKEN: usize = 200;

/// Cuts a text into sentences: byte ranges in order, trimmed, none overlapping, each with at least one letter or digit; together
/// they hold every letter and digit outside `noise`.
///
/// `words` are those of [`crate::words::words`] for the same text. `noise` are byte ranges of lines that are not story
/// (credits, bylines), in any order: a sentence never spans into one and none is made of one. A headline, a bullet, a time stamp
/// with its entry is a sentence of its own; footnote marks glued to a stop ("army.[3]") are one by themselves.
pub fn sentences(text: &str, words: &[Word], noise: &[Range<usize>]) -> Vec<Range<usize>> {
    let lines = lines(text, words, noise);
    let page = Page { text, words, caseless: caseless(text, words) };
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut said = false;
    for (mut block, joins_last) in blocks(&page, &lines) {
        // A stop that slipped to the next line belongs to the sentence before; with a wider gap behind it, it is a bullet.
        let slipped = block.clone().take(3).take_while(|&i| page.is_stop(i)).count();
        let behind = block.start + slipped;
        let stands_alone =
            slipped == block.len() || slipped > 0 && words[behind].bytes.start == words[behind - 1].bytes.end + 1;
        if let Some(before) = out.last_mut().filter(|_| slipped > 0 && said && joins_last && stands_alone) {
            before.end = words[behind - 1].bytes.end;
            block.start = behind;
        }
        let mut last: Option<Range<usize>> = None;
        for piece in page.split(&block) {
            if page.has_content(&piece) {
                if let Some(done) = last.replace(piece) {
                    page.cut(done, &mut out);
                }
            } else if let Some(open) = &mut last {
                open.end = piece.end;
            }
        }
        if let Some(done) = last {
            page.cut(done, &mut out);
        }
        said = if block.is_empty() { said } else { page.has_content(&block) };
    }
    out
}

/// A text without capitals (chat, subtitles): a small letter may begin a sentence there.
fn caseless(text: &str, words: &[Word]) -> bool {
    let small = words.iter().filter(|w| w.shape == Shape::Lower && starts_small(w.of(text))).count();
    let big = words.iter().filter(|w| matches!(w.shape, Shape::Title | Shape::Upper)).count();
    small >= 8 && big * 100 <= small
}

fn starts_small(word: &str) -> bool {
    word.starts_with(char::is_lowercase) && !word.contains(char::is_uppercase)
}

// ---------------------------------------------------------------------------------------------------------------- lines

/// A line of the text, without white space around it.
struct Line {
    /// Its words; never none.
    words: Range<usize>,
    /// Characters before the first word.
    indent: usize,
    /// Characters from the margin to the end of the last word.
    columns: usize,
    /// A blank line or noise stands before it.
    apart: bool,
    /// Noise stands before it.
    after_noise: bool,
}

fn lines(text: &str, words: &[Word], noise: &[Range<usize>]) -> Vec<Line> {
    let mut noise: Vec<&Range<usize>> = noise.iter().filter(|n| n.start < n.end).collect();
    noise.sort_by_key(|n| (n.start, n.end));
    let mut noise = noise.into_iter().peekable();
    let mut out: Vec<Line> = Vec::new();
    let (mut before, mut after_noise) = (0, false);
    for (i, word) in words.iter().enumerate() {
        while noise.next_if(|n| n.end <= word.bytes.start).is_some() {}
        let (breaks, indent) = line_breaks(&text[before..word.bytes.start]);
        before = word.bytes.end;
        if noise.peek().is_some_and(|n| n.start < word.bytes.end) {
            after_noise = true;
            continue;
        }
        match out.last_mut() {
            Some(line) if breaks == 0 && !after_noise => line.words.end = i + 1,
            _ => {
                let apart = breaks > 1 || after_noise;
                out.push(Line { words: i..i + 1, indent, columns: 0, apart, after_noise });
                after_noise = false;
            }
        }
    }
    for line in &mut out {
        let bytes = words[line.words.start].bytes.start..words[line.words.end - 1].bytes.end;
        line.columns = line.indent + text[bytes].chars().count();
    }
    out
}

/// Line breaks in a gap between words, and the characters after the last one.
fn line_breaks(gap: &str) -> (usize, usize) {
    let (mut breaks, mut indent, mut carriage) = (0, 0, false);
    for c in gap.chars() {
        match c {
            '\n' if carriage => {}
            '\n' | '\r' | '\u{b}' | '\u{85}' | '\u{2028}' => breaks += 1,
            '\u{c}' | '\u{2029}' => breaks += 2,
            _ => indent += 1,
        }
        if matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}') {
            indent = 0;
        }
        carriage = c == '\r';
    }
    (breaks, indent)
}

/// Lines joined to paragraphs: word ranges, and whether no noise and no blank line stands between this one and the last.
fn blocks(page: &Page, lines: &[Line]) -> Vec<(Range<usize>, bool)> {
    let margin = wrap_margin(page, lines);
    let mut out: Vec<(Range<usize>, bool)> = Vec::new();
    let mut above: Option<&Line> = None;
    for line in lines {
        match (above, out.last_mut()) {
            (Some(above), Some((block, _))) if !line.apart && page.goes_on(above, line, margin) => {
                block.end = line.words.end;
            }
            _ => out.push((line.words.clone(), !line.apart && !line.after_noise)),
        }
        above = Some(line);
    }
    out
}

/// The margin in characters that a text is hard-wrapped at, `None` where a line is a paragraph.
///
/// A wrapped line is one that the next line's first word would not have fitted on. Most lines must be so, and enough of them must
/// break inside a sentence: a list of headlines of like width is not wrapped.
fn wrap_margin(page: &Page, lines: &[Line]) -> Option<usize> {
    let wide = lines.iter().filter(|l| l.columns > WIDEST_WRAP && page.has_gap(l)).count();
    let margin = lines.iter().map(|l| l.columns).filter(|&c| c <= WIDEST_WRAP).max()?;
    if margin < 40 || wide * 20 > lines.len() {
        return None;
    }
    let pairs = lines.windows(2).filter(|pair| !pair[1].apart);
    let (mut all, mut full, mut open, mut flows) = (0, 0, 0, 0);
    for pair in pairs {
        all += 1;
        if pair[0].columns + 1 + page.first_token(&pair[1]) <= margin {
            continue;
        }
        full += 1;
        if page.ends_with_stop(&pair[0]) || page.is_bullet(&pair[1]) {
            continue;
        }
        open += 1;
        let first = &page.words[pair[1].words.start];
        let shouted = first.shape == Shape::Upper && page.shouts(&pair[1]) && page.shouts(&pair[0]);
        if shouted || page.starts_small(pair[1].words.start) || !page.words_have_case(&pair[1]) {
            flows += 1;
        }
    }
    (full * 10 >= all * 6 && open * 2 >= full && flows * 10 >= open * 3 && flows > 0).then_some(margin)
}

// ---------------------------------------------------------------------------------------------------------------- stops

/// A text and its words.
struct Page<'t> {
    text: &'t str,
    words: &'t [Word],
    /// No capitals anywhere.
    caseless: bool,
}

/// What a full stop after a word may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Never,
    Number,
    Month,
    Clock,
    Maybe,
}

static ABBREVIATIONS: LazyLock<HashMap<String, Kind>> = LazyLock::new(|| {
    let mut out = HashMap::new();
    for (section, word) in entries(include_str!("sentences/abbreviations.txt")) {
        let kind = match section {
            "never" => Kind::Never,
            "number" => Kind::Number,
            "month" => Kind::Month,
            "clock" => Kind::Clock,
            _ => Kind::Maybe,
        };
        out.insert(word.to_string(), kind);
        out.insert(word.to_uppercase(), kind);
        let mut rest = word.chars();
        if let Some(first) = rest.next() {
            out.insert(first.to_uppercase().chain(rest).collect(), kind);
        }
    }
    out
});

/// Word to whether it begins sentences in capitals too.
static STARTERS: LazyLock<HashMap<&'static str, bool>> = LazyLock::new(|| {
    entries(include_str!("sentences/starters.txt")).map(|(section, word)| (word, section == "word")).collect()
});

/// (section, word) of a word list.
fn entries(list: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut section = "";
    list.lines().map(|line| line.split('#').next().unwrap_or("").trim()).flat_map(move |line| {
        let name = line.strip_prefix('[');
        section = name.map_or(section, |name| name.trim_end_matches(']'));
        let words = if name.is_some() { "" } else { line };
        words.split_whitespace().map(move |word| (section, word))
    })
}

const WEEKDAYS_MONTHS: [&str; 19] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const ZONES: [&str; 16] = [
    "gmt", "utc", "est", "edt", "cet", "cest", "eet", "eest", "msk", "bst", "pst", "pdt", "cst", "ist", "eastern",
    "pacific",
];
const SPEECH: [&str; 34] = [
    "said",
    "says",
    "say",
    "asked",
    "asks",
    "told",
    "shouted",
    "shouts",
    "cried",
    "chanted",
    "wrote",
    "writes",
    "added",
    "adds",
    "warned",
    "replied",
    "exclaimed",
    "yelled",
    "screamed",
    "declared",
    "tweeted",
    "posted",
    "wondered",
    "insisted",
    "quipped",
    "remarked",
    "demanded",
    "pleaded",
    "called",
    "read",
    "answered",
    "growled",
    "recalled",
    "went",
];

impl<'t> Page<'t> {
    fn word(&self, i: usize) -> &'t str {
        self.words.get(i).map_or("", |w| w.of(self.text))
    }

    fn shape(&self, i: usize) -> Shape {
        self.words.get(i).map_or(Shape::Other, |w| w.shape)
    }

    /// Word `i` stands right behind the one before.
    fn glued(&self, i: usize) -> bool {
        i > 0 && i < self.words.len() && self.words[i - 1].bytes.end == self.words[i].bytes.start
    }

    fn has_content(&self, piece: &Range<usize>) -> bool {
        self.words[piece.clone()].iter().any(|w| w.shape != Shape::Other)
    }

    fn is_stop(&self, i: usize) -> bool {
        is_latin_stop(self.word(i)) || is_wide_stop(self.word(i))
    }

    fn starts_small(&self, i: usize) -> bool {
        let particle =
            matches!(self.word(i), "al" | "el" | "as" | "ar" | "an" | "ad" | "at" | "ash" | "az" | "ul" | "e")
                && self.word(i + 1) == "-"
                && self.glued(i + 1)
                && self.shape(i + 2) == Shape::Title;
        !particle && starts_small(self.word(i))
    }

    // Lines.

    /// White space between the words: not one long address.
    fn has_gap(&self, line: &Line) -> bool {
        line.words.clone().skip(1).any(|i| !self.glued(i))
    }

    /// Characters up to the first white space.
    fn first_token(&self, line: &Line) -> usize {
        let start = self.words[line.words.start].bytes.start;
        self.text[start..].chars().take(LONGEST_TOKEN).take_while(|c| !c.is_whitespace()).count()
    }

    /// Has a capital, and no small letter but in names such as "McKay" and "20th".
    fn shouts(&self, line: &Line) -> bool {
        let words = &self.words[line.words.clone()];
        let small = words.iter().filter(|w| w.shape == Shape::Lower).count();
        words.iter().any(|w| w.shape == Shape::Upper) && small * 10 <= words.len()
    }

    fn words_have_case(&self, line: &Line) -> bool {
        let mut chars = line.words.clone().flat_map(|i| self.word(i).chars());
        chars.any(|c| c.is_lowercase() || c.is_uppercase())
    }

    /// The last word, closing quotes and brackets aside, is a stop.
    fn ends_with_stop(&self, line: &Line) -> bool {
        let mut last = line.words.clone().rev().skip_while(|&i| is_closer(self.word(i)) || self.word(i) == "\"");
        last.next().is_some_and(|i| self.is_stop(i) || self.word(i) == ":" || self.word(i) == "…")
    }

    fn is_bullet(&self, line: &Line) -> bool {
        let first = line.words.start;
        let inside = |i: usize| i < line.words.end;
        match self.word(first) {
            "•" | "▪" | "●" | "◦" | "‣" | "■" | "□" | "–" | "—" | "-" | "*" | "+" | ">" | "·" => {
                inside(first + 1) && !self.glued(first + 1) || self.word(first) == "•"
            }
            "(" => inside(first + 2) && is_enumerator(self.word(first + 1)) && self.word(first + 2) == ")",
            word => {
                is_enumerator(word)
                    && inside(first + 2)
                    && matches!(self.word(first + 1), "." | ")")
                    && self.glued(first + 1)
                    && !self.glued(first + 2)
            }
        }
    }

    /// "HOMS, Syria (AP) —" on a line of its own.
    fn is_open_dateline(&self, line: &Line) -> bool {
        matches!(self.word(line.words.end - 1), "—" | "–" | "-")
            && line.columns <= 80
            && self.shape(line.words.start) == Shape::Upper
    }

    /// The paragraph of `above` goes on in `line`.
    fn goes_on(&self, above: &Line, line: &Line, margin: Option<usize>) -> bool {
        if self.is_bullet(line) {
            return false;
        }
        if self.is_open_dateline(above) {
            return true;
        }
        let stopped = self.ends_with_stop(above);
        let small = self.starts_small(line.words.start);
        let Some(margin) = margin else {
            return !stopped && small && above.columns >= 30 && !self.is_bullet(above);
        };
        if above.columns > margin || line.columns > margin {
            return !stopped && small;
        }
        if self.shouts(above) != self.shouts(line) && above.words.len().min(line.words.len()) > 3 && !small {
            return false;
        }
        if line.indent >= above.indent + 2 && stopped && !self.is_bullet(above) {
            return false;
        }
        let had_room = above.columns + 3 + self.first_token(line) <= margin;
        !had_room || !stopped && small
    }

    // Sentences.

    /// A paragraph's pieces: consecutive word ranges that cover `block`.
    fn split(&self, block: &Range<usize>) -> Vec<Range<usize>> {
        let mut out = Vec::new();
        let (mut start, mut at, mut content, mut quote) = (block.start, block.start, 0, false);
        let mut whole_until = block.start;
        while at < block.end {
            let word = self.word(at);
            if at > start && content > 0 && is_inline_bullet(word) && !self.glued(at) {
                out.push(start..at);
                (start, content) = (at, 0);
            }
            if self.words[at].shape != Shape::Other {
                content += 1;
            }
            if word == "\"" {
                quote = !quote;
            }
            if at >= whole_until {
                whole_until = self.short_quote(at, block.end).unwrap_or(whole_until);
            }
            let dotted = self.words[at].shape != Shape::Other && word.len() > 1 && word.ends_with('.');
            if !dotted && !self.is_stop(at) {
                at += 1;
                continue;
            }
            let mut stop = self.stop(at, block.end, &mut quote);
            let marks = self.footnotes(stop.end, block.end);
            stop.noted = marks > stop.end;
            // At the end of a line the marks are left to themselves, so that the sentence ends at its stop.
            stop.end = if marks < block.end { marks } else { stop.end };
            let inside = at < whole_until && stop.end <= whole_until;
            if stop.end < block.end
                && !inside
                && content > 0
                && !self.is_counter(start, at, content)
                && self.ends_here(start, &stop, block.end)
            {
                out.push(start..stop.end);
                start = stop.end;
                content = 0;
                at = start;
            } else {
                at = stop.end;
            }
        }
        if start < block.end {
            out.push(start..block.end);
        }
        out
    }

    /// "1." and "(a)." that begin an item.
    fn is_counter(&self, start: usize, at: usize, content: usize) -> bool {
        content == 1 && at > start && self.word(at) == "." && is_enumerator(self.word(at - 1)) && self.glued(at)
    }

    /// The stop at word `at`: with the stops, closing quotes and brackets behind it.
    fn stop(&self, at: usize, limit: usize, quote: &mut bool) -> Stop {
        let dotted = self.words[at].shape != Shape::Other;
        let mut stop =
            Stop { last_word: if dotted { at } else { at.saturating_sub(1) }, end: at + 1, ..Stop::default() };
        stop.dotted = dotted;
        stop.first = at;
        stop.hard = !dotted && matches!(self.word(at), "?" | "!" | "‽" | "⁇" | "⁉" | "⁈");
        stop.wide = is_wide_stop(self.word(at));
        stop.ellipsis = self.word(at) == "…";
        while stop.end < limit {
            let (word, glued) = (self.word(stop.end), self.glued(stop.end));
            let next_glued = stop.end + 1 < limit && self.glued(stop.end + 1);
            let before_letter = next_glued && self.shape(stop.end + 1) != Shape::Other;
            if self.is_stop(stop.end) && (glued || !before_letter) {
                stop.hard |= matches!(word, "?" | "!");
                stop.wide |= is_wide_stop(word);
                stop.ellipsis |= matches!(word, "." | "…") && !dotted;
            } else if word == "\"" && if glued { *quote || !before_letter } else { *quote && !next_glued } {
                *quote = false;
                stop.quoted = true;
            } else if matches!(word, "”" | "»") && (glued || !before_letter) {
                stop.quoted = true;
            } else if glued && is_closer(word) && !(before_letter && matches!(word, "'" | "’")) {
                stop.quoted |= !matches!(word, ")" | "]" | "}");
                stop.bracketed |= matches!(word, ")" | "]" | "}");
            } else {
                break;
            }
            stop.end += 1;
        }
        stop
    }

    /// Where the quote that opens at word `at` closes (the index of the closing mark), when it is short enough to stay whole.
    fn short_quote(&self, at: usize, limit: usize) -> Option<usize> {
        let close = match self.word(at) {
            "\"" => "\"",
            "“" => "”",
            "«" => "»",
            _ => return None,
        };
        let opens = !self.glued(at) || matches!(self.word(at - 1), "(" | "[" | "-" | "–" | "—");
        if !opens || !self.glued(at + 1) {
            return None;
        }
        let from = self.words[at].bytes.start;
        (at + 1..limit)
            .take_while(|&i| self.words[i].bytes.end - from <= LONGEST_WHOLE_QUOTE)
            .find(|&i| self.word(i) == close)
            .filter(|&i| self.glued(i) && (i + 1 >= limit || !self.glued(i + 1) || self.shape(i + 1) == Shape::Other))
    }

    /// The end of footnote marks ("[1][2]") that begin right behind a stop; `at` where there are none.
    fn footnotes(&self, mut at: usize, limit: usize) -> usize {
        while at + 2 < limit
            && self.glued(at)
            && self.word(at) == "["
            && self.shape(at + 1) == Shape::Digit
            && self.word(at + 2) == "]"
        {
            at += 3;
            while at < limit && self.glued(at) && (is_closer(self.word(at)) || self.word(at) == "\"") {
                at += 1;
            }
        }
        at
    }

    /// A sentence ends at this stop. `start` is its first word, `limit` the end of the paragraph.
    fn ends_here(&self, start: usize, stop: &Stop, limit: usize) -> bool {
        let next = stop.end;
        if stop.noted {
            return true;
        }
        let Some(ahead) = self.ahead(next, limit) else {
            return false;
        };
        let first = ahead.at;
        // "fell (sic!) to", "the (?) town"
        if stop.hard && stop.bracketed && (start..stop.first).rev().take(3).any(|i| self.word(i) == "(") {
            return false;
        }
        // "to think [...] I could"
        if stop.ellipsis && stop.bracketed && matches!(self.word(stop.last_word), "[" | "(") {
            return false;
        }
        if stop.wide {
            return true;
        }
        // "TESHKUR, June 25. /Invented Wire/. The army", "HOLM, Varsania (IW). Two"
        let (begin, before) = (self.word(start), self.word(stop.last_word));
        if matches!(before, "/" | ")")
            && begin.len() > 2
            && self.shape(start) == Shape::Upper
            && stop.first - start <= 14
        {
            let names_a_place = (start..start + 4).any(|i| self.word(i) == ",");
            if names_a_place && (start == 0 || !self.is_stop(start - 1)) {
                return false;
            }
        }
        let small = self.starts_small(first);
        if self.glued(next) {
            return !small && self.glue_breaks(stop, &ahead);
        }
        if stop.hard {
            return if small { self.caseless && !stop.quoted } else { !(stop.quoted && self.is_speaker(first, limit)) };
        }
        let kind = if stop.ellipsis && !stop.dotted { None } else { self.kind(stop, start) };
        if small {
            let plain = kind.is_none() && !stop.quoted && !stop.bracketed && !stop.ellipsis && !ahead.passed;
            let letters = self.word(stop.last_word).chars().filter(|c| c.is_lowercase()).count();
            let begins = STARTERS.contains_key(self.word(first));
            return plain && (self.caseless || letters >= 5 || letters >= 3 && begins);
        }
        // "ALEPPO, Jan. 5. — The army"
        if ahead.dash && first - start <= 16 && self.shape(start) == Shape::Upper {
            return false;
        }
        let digit = self.shape(first) == Shape::Digit;
        match kind {
            None => true,
            Some(Kind::Never) => false,
            Some(Kind::Number) => {
                let code =
                    self.shape(first) == Shape::Upper && (first + 1..first + 4).any(|i| self.shape(i) == Shape::Digit);
                !digit && !code && (!ahead.passed || self.is_starter(first))
            }
            Some(Kind::Clock) => {
                let word = self.word(first).to_lowercase();
                let zone = WEEKDAYS_MONTHS.contains(&word.as_str())
                    || ZONES.contains(&word.as_str())
                    || matches!(self.word(first + 1), "time" | "Time" | "TIME")
                    || digit && WEEKDAYS_MONTHS.contains(&self.word(first + 1).to_lowercase().as_str());
                let shouted = self.shape(first) == Shape::Upper
                    && !(start..stop.first).rev().take(8).any(|i| self.shape(i) == Shape::Lower);
                stop.quoted || !zone && !ahead.bracket && (!shouted || self.is_starter(first))
            }
            // "17 Sept. Two died": the date is whole.
            Some(Kind::Month) if stop.last_word > start && self.shape(stop.last_word - 1) == Shape::Digit => !digit,
            Some(Kind::Month | Kind::Maybe) => !digit && (stop.quoted || self.is_starter(first)),
        }
    }

    /// The first word behind quotes, brackets and signs; `None` where a comma or the like says that the sentence goes on.
    fn ahead(&self, next: usize, limit: usize) -> Option<Ahead> {
        let mut ahead = Ahead { at: next, passed: false, bracket: false, dash: false, quote: false };
        while ahead.at < limit.min(next + 6) && self.shape(ahead.at) == Shape::Other {
            match self.word(ahead.at) {
                "," | ";" | ":" | ")" | "]" | "}" | "/" | "\\" | "=" | "_" | "%" | "&" | "،" | "؛" | "、" | "，" => {
                    return None;
                }
                "(" | "[" => ahead.bracket = true,
                "-" | "–" | "—" => ahead.dash = true,
                "\"" | "“" | "„" | "«" | "‘" | "'" => ahead.quote = true,
                _ => {}
            }
            ahead.passed = true;
            ahead.at += 1;
        }
        Some(ahead)
    }

    /// "army.The rebels" is two sentences, "example.Org/Page" none.
    fn glue_breaks(&self, stop: &Stop, ahead: &Ahead) -> bool {
        let (next, first) = (stop.end, ahead.at);
        let last = self.word(stop.last_word);
        let shape = self.shape(first);
        if self.is_address(stop.first) || stop.dotted || ahead.dash && !stop.quoted {
            return false;
        }
        let word = self.word(first);
        if ["Com", "Org", "Net", "Info", "COM", "ORG", "NET"].contains(&word) {
            return false;
        }
        let begins = match shape {
            Shape::Title => word.chars().nth(1).is_some() || self.is_starter(first),
            Shape::Upper => word.chars().count() > 2 || self.is_starter(first),
            Shape::Lower => true, // a script without case
            _ => false,
        };
        let ends = stop.quoted
            || stop.hard
            || self.shape(stop.last_word) == Shape::Digit
            || last.chars().count() >= 2
                && (last.contains(char::is_lowercase)
                    || self.shape(stop.last_word) == Shape::Upper && shape != Shape::Title)
            || self.shape(stop.last_word) == Shape::Upper && last.len() > 1
            || is_closer(last);
        let known = !stop.hard && !stop.quoted && ABBREVIATIONS.contains_key(last) && !self.is_starter(first);
        let opens = ahead.passed && (ahead.quote || ahead.bracket || self.word(next) == "[");
        begins && ends && !known && (!ahead.passed || opens)
    }

    /// The run without white space around word `i` is a web or mail address.
    fn is_address(&self, i: usize) -> bool {
        let at = self.words[i].bytes.start;
        let mut from = at.saturating_sub(LONGEST_TOKEN);
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        let back = self.text[from..at].rsplit(char::is_whitespace).next().unwrap_or("");
        let on: usize =
            self.text[at..].chars().take(LONGEST_TOKEN).take_while(|c| !c.is_whitespace()).map(char::len_utf8).sum();
        let on = &self.text[at..at + on];
        back.contains("://")
            || back.starts_with("www")
            || back.contains('@')
            || on.contains('@') && !on.contains("\u{22}@")
    }

    /// What the word before a stop says about it.
    fn kind(&self, stop: &Stop, start: usize) -> Option<Kind> {
        let word = self.word(stop.last_word);
        if stop.dotted {
            return Some(ABBREVIATIONS.get(word.trim_end_matches('.')).copied().unwrap_or(Kind::Maybe));
        }
        if !self.glued(stop.first) || stop.last_word < start {
            return None;
        }
        if let Some(&kind) = ABBREVIATIONS.get(word) {
            return Some(kind);
        }
        let mut letters = word.chars();
        let initial = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
        // "Ph.D."
        let after_dot = self.glued(stop.last_word) && self.word(stop.last_word.wrapping_sub(1)) == ".";
        (initial || after_dot && word.len() <= 3 && self.shape(stop.last_word) != Shape::Digit).then_some(Kind::Maybe)
    }

    /// A word that with its capital begins a sentence.
    fn is_starter(&self, i: usize) -> bool {
        let word = self.word(i);
        let Some(&anywhere) = STARTERS.get(word.to_lowercase().as_str()) else {
            return false;
        };
        let single = word.chars().nth(1).is_none();
        if single && self.word(i + 1) == "." && self.glued(i + 1) {
            return false;
        }
        match self.shape(i) {
            Shape::Upper => anywhere,
            Shape::Title => anywhere || !matches!(self.shape(i + 1), Shape::Title | Shape::Upper),
            _ => false,
        }
    }

    /// `"Never!" Smith shouted`: a verb of saying within a few words.
    fn is_speaker(&self, first: usize, limit: usize) -> bool {
        (first..limit.min(first + 6)).take_while(|&i| !self.is_stop(i)).any(|i| SPEECH.contains(&self.word(i)))
            && !self.is_starter(first)
    }

    /// Puts a piece into `out`, in parts of at most [`LONGEST`] bytes that end between words, at white space where there is some.
    fn cut(&self, piece: Range<usize>, out: &mut Vec<Range<usize>>) {
        let mut start = piece.start;
        while start < piece.end {
            let from = self.words[start].bytes.start;
            let mut end = start + 1;
            while end < piece.end && self.words[end].bytes.end - from <= LONGEST {
                end += 1;
            }
            if end < piece.end {
                let low = start + 1 + (end - start) / 2;
                end = (low..=end).rev().find(|&i| !self.glued(i)).unwrap_or(end);
            }
            if self.has_content(&(start..end)) {
                out.push(from..self.words[end - 1].bytes.end);
            }
            start = end;
        }
    }
}

/// A stop and what belongs to it.
#[derive(Default)]
struct Stop {
    /// Word index of the stop itself, or of the word that carries it ("U.S.").
    first: usize,
    /// Word index of the word before the stop.
    last_word: usize,
    /// Word index behind the stop, closing quotes and brackets.
    end: usize,
    /// The stop is part of the word ("U.S.").
    dotted: bool,
    /// Question or exclamation mark.
    hard: bool,
    /// A stop of another script, that needs no white space and no capital.
    wide: bool,
    /// Three dots or the like.
    ellipsis: bool,
    /// A closing quote is in it.
    quoted: bool,
    /// Footnote marks stand right behind it.
    noted: bool,
    /// A closing bracket is in it.
    bracketed: bool,
}

/// What follows a stop.
struct Ahead {
    /// Word index of the first letters or digits.
    at: usize,
    /// Signs stand before it.
    passed: bool,
    bracket: bool,
    dash: bool,
    quote: bool,
}

fn is_latin_stop(word: &str) -> bool {
    matches!(word, "." | "?" | "!" | "…" | "‽" | "⁇" | "⁉" | "⁈")
}

/// Stops of scripts without capitals. The Arabic comma is none.
fn is_wide_stop(word: &str) -> bool {
    matches!(word, "؟" | "۔" | "。" | "．" | "！" | "？" | "｡" | "।" | "॥" | "።" | "፧" | "։" | "။")
}

fn is_closer(word: &str) -> bool {
    matches!(word, ")" | "]" | "}" | "”" | "’" | "»" | "'" | "›" | "」" | "』" | "）" | "】" | "》")
}

fn is_inline_bullet(word: &str) -> bool {
    matches!(word, "•" | "▪" | "●" | "◦" | "‣" | "■")
}

/// "1", "12", "a", "IV": what counts items.
fn is_enumerator(word: &str) -> bool {
    let digits = word.len() <= 3 && word.bytes().all(|b| b.is_ascii_digit());
    let letter = word.len() == 1 && word.bytes().all(|b| b.is_ascii_alphabetic());
    let roman = word.len() <= 5 && word.bytes().all(|b| matches!(b, b'i' | b'v' | b'x' | b'I' | b'V' | b'X'));
    !word.is_empty() && (digits || letter || roman)
}

#[cfg(test)]
mod tests;

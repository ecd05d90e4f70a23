//! The gate: a glance at a text before the encoder reads it. Can there be a claim in it at all?
//!
//! A linear model over hashed words, beginnings of words and pairs of words. It looks at each sentence by itself and goes by the one that
//! looks most like a claim. Weights and sums are whole numbers: the same text gets the same answer on every machine. Trained by
//! training/gate.py, which repeats the cutting of this file (training/gate_cases.json holds the two together).
//!
//! Never says what a claim is, and never changes one: what it lets through is read as if it were not there. It is used for recall: where
//! it cannot judge (another language, UTF-16) it opens.

use crate::model::{cut, unsealed};
use claim::Report;
use memchr::{memchr, memmem};
use serde::Deserialize;

const MAGIC: &[u8] = b"DATEGATE";
/// The only format this program reads.
const FORMAT: u32 = 1;

/// The gate that is shipped with the program.
static BUNDLED: &[u8] = include_bytes!("../../../models/gate-1/gate.model");

/// Words of a sentence at most; a longer one is judged in parts.
const LONGEST_SENTENCE: u32 = 64;
/// Longer words are no words (addresses, base64) and are passed over.
const LONGEST_WORD: u32 = 40;
/// Letters of a word's beginning; longer words count by it, too.
const BEGINNING: u32 = 5;
/// A page with fewer words than this is not judged.
const FEWEST_WORDS: u32 = 40;
/// One word in so many is "the", "of" and the like in English, also on pages with long menus.
const ENGLISH: u32 = 25;

/// A loaded gate. Cheap to share between threads by reference.
pub struct Gate {
    made_by: String,
    language: String,
    /// A weight for each bucket of the hash; as many as a power of two.
    weights: Vec<i8>,
    /// 32 less the bits of a bucket.
    shift: u32,
    bias: i32,
    /// What a text's best sentence must reach.
    least_text: i32,
    /// What a window's must reach in a report that is open: less, since beside claims there are more.
    least_window: i32,
    /// What a page's must reach.
    least_page: i32,
    /// Hashes of a few words that every English text has, sorted.
    english: [u32; 10],
}

#[derive(Deserialize)]
struct Header {
    name: String,
    language: String,
    bits: u32,
    bias: i32,
    least_text: i32,
    least_window: i32,
    least_page: i32,
}

impl Gate {
    /// The gate that this program was built with. The message says what is wrong with its file.
    pub fn bundled() -> Result<Gate, String> {
        Gate::open(BUNDLED).map_err(|message| format!("the gate inside this program cannot be used: {message}"))
    }

    /// A gate from the bytes of its file: magic, u32 format, u32 header length, header (JSON), weights, SHA-256 of all before it.
    pub fn open(file: &[u8]) -> Result<Gate, String> {
        let number = |at: usize| {
            file.get(at..at + 4).and_then(|four| Some(u32::from_le_bytes(four.try_into().ok()?))).ok_or_else(cut)
        };
        if !file.starts_with(MAGIC) {
            return Err("it is no gate (a gate's file begins with DATEGATE)".to_owned());
        }
        let version = number(8)?;
        if version != FORMAT {
            return Err(format!(
                "its format is version {version} and this program reads version {FORMAT}; update the program"
            ));
        }
        let end = 16 + number(12)? as usize;
        let header: Header = serde_json::from_slice(file.get(16..end).ok_or_else(cut)?)
            .map_err(|error| format!("its header is damaged ({error}); copy or download it again"))?;
        if !(8..=24).contains(&header.bits) {
            return Err(format!("its table has {} bits; 8 to 24 are possible", header.bits));
        }
        let size = 1usize << header.bits;
        if file.len() != end + size + 32 {
            return Err(cut());
        }
        let content = unsealed(file)?;
        let mut english =
            ["the", "of", "and", "that", "with", "for", "is", "from", "said", "have"].map(|word| hash(word.as_bytes()));
        english.sort_unstable();
        Ok(Gate {
            made_by: format!("gate/{}", header.name),
            language: header.language,
            weights: content[end..].iter().map(|&weight| weight as i8).collect(),
            shift: 32 - header.bits,
            bias: header.bias,
            least_text: header.least_text,
            least_window: header.least_window,
            least_page: header.least_page,
            english,
        })
    }

    /// Name and version that `made_by` carries for what it closed, e.g. `gate/gate-1`.
    pub fn name(&self) -> &str {
        &self.made_by
    }

    /// False where the report cannot hold a claim. A report in another language is open: the reader says so itself.
    pub fn report(&self, report: &Report) -> bool {
        report.language.as_deref() != Some(&self.language) || self.text(&report.text)
    }

    /// False where no sentence of this text, in the gate's language, can hold a claim.
    pub fn text(&self, text: &str) -> bool {
        self.look::<false>(text.as_bytes(), self.least_text).0 >= self.least_text
    }

    /// False where no sentence of this part of an open report can.
    pub fn window(&self, text: &str) -> bool {
        self.look::<false>(text.as_bytes(), self.least_window).0 >= self.least_window
    }

    /// False where no sentence of this page can. Looks at the bytes as they are, without a tree and without decoding; a page that it
    /// cannot judge (UTF-16, another language, almost empty) is open.
    pub fn page(&self, html: &[u8]) -> bool {
        let is_utf16 = html.starts_with(b"\xff\xfe") || html.starts_with(b"\xfe\xff");
        if is_utf16 || html[..html.len().min(64)].contains(&0) {
            return true;
        }
        let (best, words, english) = self.look::<true>(html, self.least_page);
        best >= self.least_page || words < FEWEST_WORDS || english * ENGLISH < words
    }

    /// What the best sentence comes to: for measuring, and for choosing what must be reached.
    pub fn score(&self, text: &str) -> i32 {
        self.look::<false>(text.as_bytes(), i32::MAX).0
    }

    /// As [`Gate::score`], of a page.
    pub fn page_score(&self, html: &[u8]) -> i32 {
        self.look::<true>(html, i32::MAX).0
    }

    /// The best sentence's sum, the words, and those that tell English. Ends at the first sentence that reaches `enough`.
    fn look<const HTML: bool>(&self, bytes: &[u8], enough: i32) -> (i32, u32, u32) {
        let mut eye = Eye { gate: self, best: i32::MIN, sum: 0, inside: 0, words: 0, english: 0, before: OUTSIDE };
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            if FOLD[byte as usize] != 0 && !is_mark(bytes, at) {
                at = eye.word(bytes, at);
                continue;
            }
            let ends = match byte {
                b'.' | b'!' | b'?' => is_end::<HTML>(bytes, at + 1),
                b'<' if HTML => match tag(bytes, at) {
                    Some((end, block)) => {
                        at = end - 1;
                        block
                    }
                    None => false,
                },
                b'&' if HTML => {
                    at += entity(&bytes[at..]) - 1;
                    false
                }
                b'\n' if !HTML => is_blank_line(bytes, at + 1),
                _ => false,
            };
            if ends || eye.inside >= LONGEST_SENTENCE {
                eye.end();
                if eye.best >= enough {
                    break;
                }
            }
            at += if is_mark(bytes, at) { 3 } else { 1 };
        }
        eye.end();
        (eye.best, eye.words, eye.english)
    }
}

/// The word before the first of a sentence.
const OUTSIDE: u32 = 0x0001_2345;

/// What has been seen of a text so far.
struct Eye<'g> {
    gate: &'g Gate,
    best: i32,
    /// Of the sentence.
    sum: i32,
    /// Words of the sentence.
    inside: u32,
    words: u32,
    english: u32,
    /// Hash of the word before.
    before: u32,
}

impl Eye<'_> {
    /// Takes the word that begins here; where it ends.
    #[inline]
    fn word(&mut self, bytes: &[u8], start: usize) -> usize {
        let (mut at, mut hash, mut beginning) = (start, BASIS, 0);
        while let Some(&byte) = bytes.get(at) {
            let folded = FOLD[byte as usize];
            if folded == 0 || byte == 0xe2 && is_mark(bytes, at) {
                break;
            }
            hash = step(hash, folded);
            at += 1;
            if at - start == BEGINNING as usize {
                beginning = hash;
            }
        }
        let length = (at - start) as u32;
        self.words += 1;
        if length > LONGEST_WORD {
            self.before = OUTSIDE;
            return at;
        }
        let gate = self.gate;
        self.english += u32::from(gate.english.binary_search(&hash).is_ok());
        let pair = self.before.wrapping_mul(0x9e37_79b1).wrapping_add(hash);
        self.sum += gate.weight(hash) + gate.weight(pair);
        if length > BEGINNING {
            self.sum += gate.weight(beginning ^ 0x5bd1_e995);
        }
        self.before = hash;
        self.inside += 1;
        at
    }

    fn end(&mut self) {
        if self.inside > 0 {
            self.best = self.best.max(self.sum + self.gate.bias);
        }
        (self.sum, self.inside, self.before) = (0, 0, OUTSIDE);
    }
}

impl Gate {
    #[inline]
    fn weight(&self, hash: u32) -> i32 {
        let hash = (hash ^ (hash >> 15)).wrapping_mul(0x2c1b_3c6d);
        let hash = (hash ^ (hash >> 12)).wrapping_mul(0x297a_2d39);
        i32::from(self.weights.get((hash >> self.shift) as usize).copied().unwrap_or(0))
    }
}

const BASIS: u32 = 2_166_136_261;

#[inline]
fn step(hash: u32, byte: u8) -> u32 {
    (hash ^ u32::from(byte)).wrapping_mul(16_777_619)
}

/// FNV-1a.
fn hash(word: &[u8]) -> u32 {
    word.iter().fold(BASIS, |hash, &byte| step(hash, FOLD[byte as usize]))
}

/// Letters as lower case, digits as 0, bytes beyond ASCII as they are; 0 stands between words.
static FOLD: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'0'..=b'9' => b'0',
            letter @ (b'a'..=b'z' | b'A'..=b'Z') => letter.to_ascii_lowercase(),
            beyond @ 0x80.. => beyond,
            _ => 0,
        };
        byte += 1;
    }
    table
};

/// A curly quotation mark, a dash: U+2000 to U+203F in UTF-8.
#[inline]
fn is_mark(bytes: &[u8], at: usize) -> bool {
    bytes[at] == 0xe2 && bytes.get(at + 1) == Some(&0x80)
}

/// True where white space, markup or nothing follows, closing marks aside.
fn is_end<const HTML: bool>(bytes: &[u8], mut at: usize) -> bool {
    loop {
        match bytes.get(at) {
            None | Some(b' ' | b'\t' | b'\r' | b'\n') => return true,
            Some(b'<') => return HTML,
            Some(b'"' | b'\'' | b')' | b']') => at += 1,
            Some(0xe2) if matches!(bytes.get(at + 1..at + 3), Some([0x80, 0x99 | 0x9d])) => at += 3,
            Some(_) => return false,
        }
    }
}

/// True where the line that begins here is blank.
fn is_blank_line(bytes: &[u8], mut at: usize) -> bool {
    while let Some(b' ' | b'\t' | b'\r') = bytes.get(at) {
        at += 1;
    }
    bytes.get(at) == Some(&b'\n')
}

/// Bytes of a character reference, or 1.
fn entity(bytes: &[u8]) -> usize {
    let head = &bytes[..bytes.len().min(12)];
    match memchr(b';', head) {
        Some(end) if head[1..end].iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'#') => end + 1,
        _ => 1,
    }
}

/// Markup that begins here: where it ends, and whether a sentence ends with it. Scripts, styles and comments are passed over whole, but for
/// scripts that hold the story as data (JSON-LD).
fn tag(bytes: &[u8], at: usize) -> Option<(usize, bool)> {
    let rest = &bytes[at + 1..];
    let past = |found: Option<usize>, length: usize| found.map_or(bytes.len(), |found| at + 1 + found + length);
    if rest.starts_with(b"!--") {
        return Some((past(memmem::find(rest, b"-->"), 3), false));
    }
    let name = rest.strip_prefix(b"/").unwrap_or(rest);
    if !name.first().is_some_and(|first| first.is_ascii_alphabetic() || matches!(first, b'!' | b'?')) {
        return None;
    }
    let end = memchr(b'>', rest).unwrap_or(rest.len());
    let name = &name[..name.iter().take(12).take_while(|byte| byte.is_ascii_alphanumeric()).count()];
    let opens = rest.first() != Some(&b'/');
    for (element, close) in [(&b"script"[..], &b"</script"[..]), (b"style", b"</style")] {
        if opens && name.eq_ignore_ascii_case(element) && memmem::find(&rest[..end], b"ld+json").is_none() {
            return Some((past(find_folded(&rest[end..], close).map(|found| end + found), 0), true));
        }
    }
    let inline = INLINE.iter().any(|inline| name.eq_ignore_ascii_case(inline));
    Some((past(Some(end), 1).min(bytes.len()), !inline))
}

/// Elements within a sentence.
const INLINE: [&[u8]; 22] = [
    b"a", b"b", b"i", b"u", b"em", b"strong", b"span", b"sup", b"sub", b"abbr", b"mark", b"small", b"font", b"time",
    b"code", b"q", b"cite", b"ins", b"del", b"img", b"wbr", b"svg",
];

/// Where `what` (lower case) begins, in whatever case.
fn find_folded(bytes: &[u8], what: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let found = at + memmem::find(&bytes[at..], &what[..2])?;
        if bytes.get(found..found + what.len())?.eq_ignore_ascii_case(what) {
            return Some(found);
        }
        at = found + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate() -> Gate {
        Gate::bundled().unwrap()
    }

    #[test]
    fn sums_are_those_of_training() {
        #[derive(Deserialize)]
        struct Case {
            text: String,
            score: Option<i32>,
        }
        let cases: Vec<Case> = serde_json::from_str(include_str!("../../../training/gate_cases.json")).unwrap();
        assert!(cases.len() > 5);
        for case in cases {
            assert_eq!(gate().score(&case.text), case.score.unwrap_or(i32::MIN), "{:?}", case.text);
        }
    }

    #[test]
    fn war_opens_and_other_news_does_not() {
        let gate = gate();
        for text in [
            "Rebels captured the town of Karvash on Friday.",
            "The match was watched by millions. Shelling killed four people in the market, residents said. Rain is expected.",
            "Both presidents signed a ceasefire agreement in Doha.",
            "Thousands of families fled their homes.",
        ] {
            assert!(gate.text(text), "{text}");
        }
        for text in [
            "",
            "The museum will show forty paintings of gardens and rivers until the spring.",
            "Beat the butter and the sugar, add the eggs and bake the cake for half an hour.",
            "The new telephone has a larger screen and a better camera than the old one.",
        ] {
            assert!(!gate.text(text), "{text}");
        }
    }

    #[test]
    fn a_page_is_judged_by_its_words_not_by_its_markup() {
        let gate = gate();
        let filler =
            "<p>The museum will show forty of the paintings of gardens and of the rivers until the spring.</p>"
                .repeat(9);
        let page = |inside: &str| {
            format!(
                "<!DOCTYPE html><html><head><style>.killed-rebels{{}}</style></head><body>{filler}{inside}</body></html>"
            )
        };
        for closed in [
            "",
            "<script>var x = 'Rebels killed 12 soldiers in Aleppo.'; if (a < b) {}</SCRIPT>",
            "<!-- Rebels killed 12 soldiers in Aleppo. -->",
            "<p class='rebels killed soldiers'>Rain &amp; sun</p>",
        ] {
            assert!(!gate.page(page(closed).as_bytes()), "{closed}");
        }
        for open in [
            "<p>Rebels <b>killed</b> 12&nbsp;soldiers in <a href='/aleppo?a=1&b=2'>Aleppo</a>, residents said.</p>",
            "<script type=\"application/ld+json\">{\"articleBody\":\"Rebels killed 12 soldiers in Aleppo.\"}</script>",
            "<div><p>Rebels killed 12 soldiers in Aleppo",
        ] {
            assert!(gate.page(page(open).as_bytes()), "{open}");
        }
    }

    #[test]
    fn markup_within_a_sentence_changes_no_sum() {
        let gate = gate();
        let text = "Rebels killed 12 soldiers in Aleppo, residents said. Nobody came.";
        let page = "<p>Rebels <b>killed</b>&#32;12 <a href=\"x\">soldiers</a> in&nbsp;Aleppo, <!-- a --> residents said.</p><P>Nobody came.";
        assert_eq!(gate.page_score(page.as_bytes()), gate.score(text));
    }

    #[test]
    fn what_it_cannot_judge_is_open() {
        let gate = gate();
        let wide: Vec<u8> = "<html><p>A cake recipe.".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(gate.page(&wide));
        assert!(gate.page(&[b"\xff\xfe".as_slice(), &wide].concat()));
        assert!(gate.page("<p>يعرض المتحف أربعين لوحة من الحدائق والأنهار حتى الربيع.</p>".repeat(20).as_bytes()));
        assert!(
            gate.page(
                "<p>Le musée montrera quarante tableaux de jardins jusqu’au printemps.</p>".repeat(20).as_bytes()
            )
        );
        assert!(gate.page(b"<html><script src=app.js></script><div id=root></div>"));
        let report = |language: Option<&str>| Report {
            language: language.map(str::to_owned),
            text: "A cake.".to_owned(),
            ..Report::default()
        };
        assert!(gate.report(&report(None)) && gate.report(&report(Some("fr"))) && !gate.report(&report(Some("en"))));
    }

    #[test]
    fn hostile_bytes_end() {
        let gate = gate();
        let all: Vec<u8> = (0..=255).cycle().take(4096).collect();
        for hostile in [
            all,
            b"<".repeat(100_000),
            b"<!--".repeat(50_000),
            b"<script".repeat(50_000),
            b"&".repeat(100_000),
            b"\xe2\x80".repeat(50_000),
            b"\xe2".repeat(50_000),
            b".\"".repeat(50_000),
            b"\n ".repeat(50_000),
            vec![b'a'; 1_000_000],
        ] {
            gate.page(&hostile);
            gate.page_score(&hostile);
            gate.text(&String::from_utf8_lossy(&hostile));
        }
    }

    #[test]
    fn a_broken_file_says_what_is_wrong() {
        let refusal = |file: &[u8]| Gate::open(file).err().expect("a broken gate must not open");
        let whole = BUNDLED.to_vec();
        assert!(refusal(b"").contains("no gate"));
        assert!(refusal(b"DATEGATE\x01").contains("cut short"));
        assert!(refusal(b"DATEGATE\x09\0\0\0\0\0\0\0").contains("version 9"));
        assert!(refusal(b"DATEGATE\x01\0\0\0\xff\xff\xff\xff").contains("cut short"));
        assert!(refusal(b"DATEGATE\x01\0\0\0\x02\0\0\0{}").contains("header is damaged"));
        assert!(refusal(&whole[..whole.len() - 1]).contains("cut short"));
        let mut changed = whole;
        changed[1000] ^= 1;
        assert!(refusal(&changed).contains("checksum"));
    }
}

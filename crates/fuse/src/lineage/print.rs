//! What is kept of a text. Never the text: hashes of passages, of sentences, of direct speech, of names and numbers.

use super::credits::{Credit, credits_in};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use claim::Report;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Words of a shingle.
const SHINGLE: usize = 4;
/// Shingles of a window of which winnowing keeps the smallest (Schleimer, Wilkerson, Aiken 2003: every passage of
/// `SHINGLE + WINDOW - 1` words that two sentences share is seen).
const WINDOW: usize = 4;
/// Most shingles that are kept. A number below 64: [`Print::lead`] has a bit for each.
pub(crate) const MOST_SHINGLES: usize = 48;
const MOST_SENTENCES: usize = 12;
const MOST_QUOTES: usize = 6;
const MOST_NAMES: usize = 48;
const MOST_TOPICS: usize = 2;
const MOST_LEAD_NAMES: usize = 10;
/// Words of the lead: what a story begins with is what it is about.
const LEAD_WORDS: usize = 50;
/// Fewest words of direct speech that two reports can be told by.
const QUOTE_WORDS: usize = 6;

/// What is kept of a report's text to find its copies when the text is gone. At most about 500 bytes when packed.
///
/// As JSON it is its packed form, a string.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Print {
    /// Of all winnowed shingles those whose hash has so many zero bits at its lower end are kept; 0 for a short text.
    pub scale: u8,
    /// Hashes of winnowed shingles, sorted, none twice, at most 48.
    pub shingles: Vec<u32>,
    /// Bit `n` is set where `shingles[n]` stands in the first 50 words.
    pub lead: u64,
    /// Hashes of folded sentences of five words and more, sorted, none twice; of a long text those with the smallest hashes.
    pub sentences: Vec<u32>,
    /// Hashes of direct speech of six words and more, sorted, none twice.
    pub quotes: Vec<u32>,
    /// Hashes of the two names that stand there most often: as a rule the town and who fights there. The most frequent first.
    pub topics: Vec<u16>,
    /// Hashes of names and numbers in the first two sentences, sorted, none twice.
    pub lead_names: Vec<u16>,
    /// The same of the other sentences, without those of the lead.
    pub names: Vec<u16>,
    /// Whom the text credits.
    pub credits: Vec<Credit>,
}

/// Why a word is no packed print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPrint(&'static str);

impl fmt::Display for BadPrint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a packed print: {}; make it again from the report's text", self.0)
    }
}

impl std::error::Error for BadPrint {}

/// What to keep of a report. Lines of noise are left out, but for the credits in them.
pub fn print(report: &Report) -> Print {
    let mut credits = credits_in(&report.text);
    if let Some(outlet) = &report.outlet {
        let own = super::agency_key(outlet);
        credits.retain(|credit| super::agency_key(&credit.name) != own);
    }
    let story = story_of(report);
    let sentences = sentences_of(&story);
    let folded: Vec<Vec<String>> = sentences.iter().map(|sentence| words(sentence)).collect();

    let mut passages = Passages::default();
    let mut before = 0;
    for sentence in &folded {
        passages.add(sentence, before);
        before += sentence.len();
    }
    let (scale, shingles, lead) = passages.sample();
    let whole = folded.iter().filter(|sentence| sentence.len() >= 5).map(|sentence| short(hash_words(sentence, 1)));
    let (topics, lead_names, names) = names_of(&sentences, &folded, &credits);
    Print {
        scale,
        shingles,
        lead,
        sentences: smallest(whole, MOST_SENTENCES),
        quotes: smallest(quotes_of(&story), MOST_QUOTES),
        topics,
        lead_names,
        names,
        credits,
    }
}

/// The text without noise and without a dateline's agency.
fn story_of(report: &Report) -> String {
    let mut story = String::with_capacity(report.text.len());
    let mut noise = report.noise.iter().peekable();
    for (at, character) in report.text.chars().enumerate() {
        while noise.next_if(|span| span.end <= at).is_some() {}
        let inside = noise.peek().is_some_and(|span| span.start <= at);
        story.push(if inside { '\n' } else { character });
    }
    story
}

/// Sentences, roughly: for hashing it matters only that the same text is always cut alike. A line break alone ends none, since copies are
/// wrapped in their own ways; an empty line does. A dateline ("ORVENNE, Lhazar (Reuters) -") is a sentence of its own.
fn sentences_of(story: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    for paragraph in paragraphs(story) {
        let mut start = 0;
        let mut rest = paragraph.char_indices().peekable();
        if let Some(end) = dateline(paragraph) {
            sentences.push(&paragraph[..end]);
            start = end;
        }
        while let Some((at, character)) = rest.next() {
            if at < start || !matches!(character, '.' | '!' | '?' | '…') {
                continue;
            }
            while rest.next_if(|(_, c)| matches!(c, '"' | '”' | '’' | '\'' | ')' | '»')).is_some() {}
            let end = rest.peek().map_or(paragraph.len(), |(end, _)| *end);
            let mut after = paragraph[end..].chars();
            let apart = after.next().is_none_or(char::is_whitespace);
            let begins = after
                .find(|c| !c.is_whitespace())
                .is_none_or(|c| c.is_uppercase() || c.is_numeric() || matches!(c, '"' | '“' | '‘' | '«' | '(' | '\''));
            if apart && begins {
                sentences.push(&paragraph[start..end]);
                start = end;
            }
        }
        sentences.push(&paragraph[start..]);
    }
    sentences.retain(|sentence| sentence.chars().any(char::is_alphanumeric));
    sentences
}

fn paragraphs(story: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in story.split_inclusive('\n') {
        if line.trim().is_empty() {
            found.push(&story[start..at]);
            start = at + line.len();
        }
        at += line.len();
    }
    found.push(&story[start..]);
    found
}

/// Where a dateline ends: a dash among the first 80 characters of a paragraph, after a bracket or a name in capitals.
fn dateline(paragraph: &str) -> Option<usize> {
    let head: String = paragraph.chars().take(80).collect();
    let (at, dash) = head.char_indices().find(|(at, c)| {
        matches!(c, '–' | '—' | '-')
            && head[..*at].ends_with([' ', ')'])
            && !head[at + c.len_utf8()..].starts_with(char::is_alphanumeric)
    })?;
    let before = head[..at].trim();
    let capitals = before.split_whitespace().next().is_some_and(|word| {
        word.chars().filter(|c| c.is_alphabetic()).count() >= 3 && !word.chars().any(char::is_lowercase)
    });
    (before.ends_with(')') || capitals).then_some(at + dash.len_utf8())
}

/// Words, folded: lower case, letters and digits alone, no apostrophes, no signs in numbers. Typography leaves no trace.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        } else {
            let next_is =
                |rest: &mut std::iter::Peekable<std::str::Chars>, ok: fn(&char) -> bool| rest.peek().is_some_and(ok);
            let digit_before = word.ends_with(|c: char| c.is_ascii_digit());
            let inside = match c {
                '\'' | '’' => !word.is_empty() && next_is(&mut rest, |c| c.is_alphabetic()),
                ',' | '.' => digit_before && next_is(&mut rest, |c| c.is_ascii_digit()),
                '\u{ad}' | '\u{200b}' => true,
                _ => false,
            };
            if !inside && !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// FNV-1a over folded words, then mixed (SplitMix64) so that every bit is as good as the others. The same on every machine.
fn hash_words<W: AsRef<str>>(words: &[W], salt: u64) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325 ^ salt.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for word in words {
        for byte in word.as_ref().bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    mixed(hash)
}

pub(crate) fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

fn short(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// The `most` smallest, sorted, none twice.
fn smallest(hashes: impl Iterator<Item = u32>, most: usize) -> Vec<u32> {
    let mut hashes: Vec<u32> = hashes.collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes.truncate(most);
    hashes
}

/// Winnowed shingles with whether they stand in the lead.
#[derive(Default)]
struct Passages {
    found: Vec<(u32, bool)>,
}

impl Passages {
    /// The shingles of one sentence, `before` words behind the story's beginning. None crosses a sentence's border, so that cutting and
    /// moving sentences leaves the others untouched.
    fn add(&mut self, sentence: &[String], before: usize) {
        if sentence.len() < 3 {
            return;
        }
        let size = SHINGLE.min(sentence.len());
        let hashes: Vec<u32> = sentence.windows(size).map(|words| short(hash_words(words, 0))).collect();
        for window in hashes.windows(WINDOW.min(hashes.len())).enumerate() {
            let (first, hashes) = window;
            let least = hashes.iter().enumerate().min_by_key(|(at, hash)| (**hash, std::cmp::Reverse(*at)));
            if let Some((at, hash)) = least {
                self.found.push((*hash, before + first + at < LEAD_WORDS));
            }
        }
    }

    /// At the smallest scale that fits: scale, hashes, bits of the lead.
    fn sample(mut self) -> (u8, Vec<u32>, u64) {
        // The lead's mark wins where a shingle stands twice.
        self.found.sort_unstable_by_key(|(hash, lead)| (*hash, !lead));
        self.found.dedup_by_key(|(hash, _)| *hash);
        let mut scale = 0;
        while self.found.len() > MOST_SHINGLES {
            scale += 1;
            self.found.retain(|(hash, _)| at_scale(*hash, scale));
        }
        let lead = self.found.iter().enumerate().filter(|(_, (_, lead))| *lead).fold(0, |bits, (at, _)| bits | 1 << at);
        (scale, self.found.into_iter().map(|(hash, _)| hash).collect(), lead)
    }
}

/// True where a shingle is kept at this scale.
pub(crate) fn at_scale(hash: u32, scale: u8) -> bool {
    hash.trailing_zeros() >= u32::from(scale)
}

/// Hashes of direct speech: what stands between quotation marks within one paragraph, in six words or more.
fn quotes_of(story: &str) -> impl Iterator<Item = u32> {
    let mut quotes = Vec::new();
    for paragraph in paragraphs(story) {
        let mut rest = paragraph;
        while let Some(open) = rest.find(['"', '“', '«', '„']) {
            let mark = rest[open..].chars().next().unwrap_or('"');
            let inner = &rest[open + mark.len_utf8()..];
            let close = match mark {
                '"' => inner.find('"'),
                '“' => inner.find(['”', '“']),
                '„' => inner.find(['“', '”']),
                _ => inner.find('»'),
            };
            let Some(close) = close else { break };
            let said = words(&inner[..close]);
            if said.len() >= QUOTE_WORDS {
                quotes.push(short(hash_words(&said, 2)));
            }
            let after = inner[close..].chars().next().map_or(0, char::len_utf8);
            rest = &inner[close + after..];
        }
    }
    quotes.into_iter()
}

/// Words with a capital that are no names.
const NO_NAMES: &[&str] = &[
    "a",
    "about",
    "after",
    "all",
    "also",
    "although",
    "an",
    "and",
    "another",
    "april",
    "as",
    "at",
    "august",
    "both",
    "but",
    "by",
    "december",
    "dozens",
    "during",
    "each",
    "earlier",
    "elsewhere",
    "february",
    "four",
    "friday",
    "from",
    "he",
    "her",
    "his",
    "however",
    "hundreds",
    "i",
    "if",
    "in",
    "it",
    "its",
    "january",
    "july",
    "june",
    "later",
    "local",
    "many",
    "march",
    "may",
    "meanwhile",
    "monday",
    "most",
    "mr",
    "mrs",
    "ms",
    "no",
    "nobody",
    "not",
    "november",
    "october",
    "of",
    "officials",
    "on",
    "other",
    "others",
    "our",
    "over",
    "people",
    "police",
    "reports",
    "residents",
    "saturday",
    "september",
    "several",
    "she",
    "since",
    "some",
    "state",
    "sunday",
    "the",
    "their",
    "there",
    "these",
    "they",
    "this",
    "those",
    "three",
    "thursday",
    "to",
    "troops",
    "tuesday",
    "two",
    "under",
    "until",
    "we",
    "wednesday",
    "when",
    "where",
    "while",
    "with",
    "witnesses",
    "you",
];

const NUMBERS: &[&str] = &[
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

/// Hashes of names and numbers: the topics, those of the first two sentences, and the others. Two reports of one deed share them in
/// whatever words they tell it; two deeds of one kind do not.
fn names_of(sentences: &[&str], folded: &[Vec<String>], credits: &[Credit]) -> (Vec<u16>, Vec<u16>, Vec<u16>) {
    let lower: BTreeSet<&str> = sentences
        .iter()
        .flat_map(|sentence| sentence.split(|c: char| !c.is_alphanumeric()))
        .filter(|word| word.chars().next().is_some_and(char::is_lowercase))
        .collect();
    let (mut lead, mut others) = (BTreeSet::new(), BTreeSet::new());
    // What may be a topic: no agency, and seen with its capital within a sentence, where that means something.
    let credited: BTreeSet<String> = credits.iter().flat_map(|credit| words(&credit.name)).collect();
    let mut within = BTreeSet::new();
    // Name -> how often, and the place of the first time.
    let mut names: BTreeMap<u16, (usize, usize)> = BTreeMap::new();
    let mut told = 0;
    for (sentence, folded) in sentences.iter().zip(folded) {
        let is_dateline = without_agency(sentence).len() < sentence.len();
        let parts = without_agency(sentence).split(|c: char| !(c.is_alphanumeric() || matches!(c, ',' | '.')));
        let parts = parts.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
        for (at, word) in parts.filter(|word| !word.is_empty()).enumerate() {
            let small = word.to_lowercase();
            let number = match NUMBERS.iter().position(|name| *name == small) {
                Some(number) if number > 1 => Some(number.to_string()),
                _ => word.starts_with(|c: char| c.is_ascii_digit()).then(|| small.replace(',', "")),
            };
            let capital = word.starts_with(char::is_uppercase) && word.chars().count() > 1;
            let name = capital && !lower.contains(small.as_str()) && NO_NAMES.binary_search(&small.as_str()).is_err();
            if number.is_none() && !name {
                continue;
            }
            let hash = (hash_words(&[number.as_ref().unwrap_or(&small)], 3) >> 48) as u16;
            if number.is_none() {
                let first = names.len();
                names.entry(hash).or_insert((0, first)).0 += 1;
                if (at > 0 || is_dateline) && !credited.contains(&small) {
                    within.insert(hash);
                }
            }
            if told < 2 { &mut lead } else { &mut others }.insert(hash);
        }
        told += usize::from(folded.len() >= 8);
    }
    let mut topics: Vec<u16> = within.into_iter().collect();
    topics.sort_by_key(|name| (std::cmp::Reverse(names[name].0), names[name].1));
    topics.truncate(MOST_TOPICS);
    let lead: Vec<u16> = lead.into_iter().take(MOST_LEAD_NAMES).collect();
    let others = others.into_iter().filter(|name| lead.binary_search(name).is_err());
    let others: Vec<u16> = others.take(MOST_NAMES - lead.len()).collect();
    (topics, lead, others)
}

/// A dateline without the bracket that names an agency: every outlet puts its own there.
fn without_agency(sentence: &str) -> &str {
    match (dateline(sentence) == Some(sentence.len())).then(|| sentence.find('(')).flatten() {
        Some(bracket) => &sentence[..bracket],
        None => sentence,
    }
}

/// The first byte of a packed print.
const VERSION: u8 = 1;

impl Print {
    /// Compact text for storage: base64 (URL alphabet, no padding).
    pub fn packed(&self) -> String {
        let mut bytes = vec![VERSION, self.scale];
        bytes.extend(self.lead.to_le_bytes());
        for list in [&self.shingles, &self.sentences, &self.quotes] {
            bytes.push(list.len().min(255) as u8);
            bytes.extend(list.iter().take(255).flat_map(|hash| hash.to_le_bytes()));
        }
        for list in [&self.topics, &self.lead_names, &self.names] {
            bytes.push(list.len().min(255) as u8);
            bytes.extend(list.iter().take(255).flat_map(|hash| hash.to_le_bytes()));
        }
        let credits = self.credits.iter().filter(|credit| credit.name.len() < 128);
        for credit in credits {
            bytes.push((credit.name.len() as u8) << 1 | u8::from(credit.whole));
            bytes.extend(credit.name.bytes());
        }
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// From its packed form.
    pub fn unpack(packed: &str) -> Result<Print, BadPrint> {
        let bytes = URL_SAFE_NO_PAD.decode(packed).map_err(|_| BadPrint("no base64"))?;
        let mut rest = bytes.as_slice();
        if take::<1>(&mut rest)? != [VERSION] {
            return Err(BadPrint("of another version"));
        }
        let [scale] = take(&mut rest)?;
        let lead = u64::from_le_bytes(take(&mut rest)?);
        let mut print = Print { scale, lead, ..Print::default() };
        for list in [&mut print.shingles, &mut print.sentences, &mut print.quotes] {
            let [count] = take(&mut rest)?;
            for _ in 0..count {
                list.push(u32::from_le_bytes(take(&mut rest)?));
            }
        }
        for list in [&mut print.topics, &mut print.lead_names, &mut print.names] {
            let [count] = take(&mut rest)?;
            for _ in 0..count {
                list.push(u16::from_le_bytes(take(&mut rest)?));
            }
        }
        while !rest.is_empty() {
            let [head] = take(&mut rest)?;
            let name = rest.split_off(..usize::from(head >> 1)).ok_or(BadPrint("too short"))?;
            let name = std::str::from_utf8(name).map_err(|_| BadPrint("a name that is no UTF-8"))?;
            print.credits.push(Credit { name: name.to_owned(), whole: head & 1 == 1 });
        }
        let sorted = print.shingles.is_sorted() && print.quotes.is_sorted() && print.names.is_sorted();
        if !sorted || !print.lead_names.is_sorted() || print.scale > 31 || print.shingles.len() > 64 {
            return Err(BadPrint("damaged"));
        }
        Ok(print)
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], BadPrint> {
    let (first, others) = rest.split_first_chunk::<N>().ok_or(BadPrint("too short"))?;
    *rest = others;
    Ok(*first)
}

impl Serialize for Print {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.packed())
    }
}

impl<'de> Deserialize<'de> for Print {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Print, D::Error> {
        let packed = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Print::unpack(&packed).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use claim::Span;

    const STORY: &str = "ORVENNE, Lhazar (Reuters) — Shells hit the covered market of Orvenne on Monday and killed five people, the council \
                         said.\n\n“We carried them out on blankets because there was nothing else,” said Ida Korr, a nurse. The Lhazar \
                         army’s spokesman put the number of wounded at 1,200.\n\nThe road to Dastrel was closed at dusk.";

    fn report(text: &str) -> Report {
        Report { text: text.into(), outlet: Some("Orvenne Gazette".into()), ..Report::default() }
    }

    fn without_credits(text: &str) -> Print {
        Print { credits: Vec::new(), ..print(&report(text)) }
    }

    #[test]
    fn typography_wrapping_and_case_leave_no_trace() {
        let kept = without_credits(STORY);
        assert!(kept.shingles.len() >= 8, "{kept:?}");
        for (what, other) in [
            ("straight quotation marks", STORY.replace(['“', '”'], "\"").replace('’', "'")),
            ("lines wrapped elsewhere", STORY.replace(" and ", "\nand ").replace(" the ", " the\n")),
            ("wide spaces", STORY.replace(' ', "  ")),
            ("a number without its comma", STORY.replace("1,200", "1200")),
            ("soft hyphens", STORY.replace("council", "coun\u{ad}cil")),
        ] {
            assert_eq!(without_credits(&other), kept, "{what}");
        }
        // Capitals tell names, so only passages and direct speech are the same in capitals throughout.
        let large = without_credits(&STORY.to_uppercase());
        assert_eq!((large.shingles, large.quotes), (kept.shingles, kept.quotes));
    }

    #[test]
    fn noise_is_left_out_but_for_its_credits() {
        let text = format!("By Agencies/AFP\n\n{STORY}\n\nRead more of our coverage of the war in Lhazar here");
        let end = text.chars().count();
        let noise = vec![Span::new(0, 15), Span::new(end - 50, end)];
        let noisy = print(&Report { noise, ..report(&text) });
        assert_eq!(Print { credits: Vec::new(), ..noisy.clone() }, without_credits(STORY));
        let names: Vec<&str> = noisy.credits.iter().map(|credit| credit.name.as_str()).collect();
        assert_eq!(names, ["Reuters", "AFP"]);
    }

    #[test]
    fn an_outlet_does_not_credit_itself() {
        let own = print(&Report { outlet: Some("Thomson Reuters".into()), ..report(STORY) });
        assert_eq!(own.credits, []);
    }

    #[test]
    fn only_long_direct_speech_is_kept() {
        for (text, quotes) in [
            ("“We heard it”, he said.", 0),
            ("\"We heard two blasts and then nothing,\" he said.", 1),
            ("«We heard two blasts and then nothing», he said.", 1),
            ("„We heard two blasts and then nothing“, he said.", 1),
            ("“We heard two blasts and then nothing, he said.", 0),
            ("“One two three four five six,” and “seven eight nine ten eleven twelve.”", 2),
        ] {
            assert_eq!(print(&report(text)).quotes.len(), quotes, "{text}");
        }
    }

    #[test]
    fn packing_and_unpacking_is_nothing_done() {
        for text in [STORY, "", "One.", &STORY.repeat(3)] {
            let kept = print(&report(text));
            assert_eq!(Print::unpack(&kept.packed()), Ok(kept), "{text}");
        }
    }

    #[test]
    fn a_long_report_is_kept_in_few_bytes() {
        let words = |from: usize| (from..from + 25).map(|n| format!("w{n}x Name{n}")).collect::<Vec<_>>().join(" ");
        let text: String =
            (0..40).map(|sentence| format!("A {}. “{}” ", words(sentence * 31), words(sentence * 37))).collect();
        let kept = print(&report(&text));
        assert!(kept.scale > 0 && kept.shingles.len() > MOST_SHINGLES / 4);
        assert!(kept.packed().len() <= 600, "{}", kept.packed().len());
    }

    #[test]
    fn damaged_prints_say_what_to_do() {
        let packed = print(&report(STORY)).packed();
        for (what, bad) in [
            ("nothing", String::new()),
            ("no base64", "*".to_owned()),
            ("cut off", packed[..packed.len() / 2].to_owned()),
            ("another version", format!("AAAA{}", &packed[4..])),
        ] {
            let error = Print::unpack(&bad).expect_err(what);
            assert!(error.to_string().contains("make it again"), "{what}: {error}");
        }
    }

    #[test]
    fn words_that_are_no_names_are_sorted_for_the_search() {
        assert!(NO_NAMES.is_sorted());
    }
}

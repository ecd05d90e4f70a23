//! A document speaks for whoever issued it: "..., the release said" has the ministry as its source that "a Defence Ministry news release"
//! names.
//!
//! Adds an outermost source to claims that have none such, and takes the document itself out. The patterns are data (papers/phrases.txt);
//! training/dateline_training/decode.py reads them, too, for the same steps. Text in capitals, where every word looks like a name, is
//! left alone.

use crate::read::{alike, plain};
use claim::{Claim, CodePoints, Filler, TextSlot};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// How often the issuer was the claim's source where this rule said so: 21 of 21 claims that their annotators had at all, in reports
/// of our own that the model had not seen (benchmarks/reader.md).
const CONFIDENCE: f32 = 0.9;
/// Speech acts: the speaker is their actor, and nobody's source.
const SPEECH: [&str; 6] = ["REQUEST", "THREATEN", "ACCUSE", "REJECT", "SUPPORT", "AGREE"];

const WORDS: [(&str, &str); 4] = [
    ("KIND", "(?:news |press |written |joint |daily |latest )*"),
    ("PAPER", "release|statement|communique|communiqué|bulletin|report|announcement|summary|readout"),
    ("SAYS", "said|says|added|adds|noted|notes|stated|states|reads|read|continued|went on|claimed|concluded"),
    (
        "NAME",
        concat!(
            r"(?:[A-Z][\w.’'&-]*)(?: (?:[A-Z][\w.’'&-]*|of|the|and|for|in|defence|defense|foreign|interior",
            "|ministry|department|army|police|forces|mission|command|office|officials))*?"
        ),
    ),
];

static SPEAKS: LazyLock<Vec<Regex>> = LazyLock::new(|| patterns("speaks"));
static ISSUED: LazyLock<Vec<Regex>> = LazyLock::new(|| patterns("issued"));
static PAPER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(&filled("(?i)\\b(?:PAPER)\\b")).ok());

/// Gives the claims of sentences in which a document speaks its issuer as outermost source. `sentences` in bytes of the text.
pub fn speak(claims: &mut [Claim], text: &str, sentences: &[Range<usize>], points: &CodePoints) {
    for claim in claims {
        let Some(sentence) = sentences.get(claim.sentence) else { continue };
        let words = &text[sentence.clone()];
        if !words.contains(char::is_lowercase) || !SPEAKS.iter().any(|pattern| pattern.is_match(words)) {
            continue;
        }
        let Some(issuer) = issuer(&text[..sentence.end]) else { continue };
        let name = plain(&text[issuer.clone()]);
        let is_issuer = |filler: &Filler| alike(&plain(&filler.text), &name);
        let speaks_himself =
            SPEECH.contains(&claim.event_type.code()) && claim.slot(TextSlot::Actor).iter().any(is_issuer);
        if speaks_himself || claim.slot(TextSlot::Source).iter().any(is_issuer) {
            continue;
        }
        let source = &mut claim.fillers[TextSlot::Source as usize];
        source.retain(|filler| !PAPER.as_ref().is_some_and(|paper| paper.is_match(&filler.text)));
        let span = points.span(issuer.clone());
        source.insert(0, Filler { text: text[issuer].to_owned(), span, confidence: CONFIDENCE });
    }
}

/// Bytes of whoever issued the document that was named last.
fn issuer(text: &str) -> Option<Range<usize>> {
    let names = ISSUED.iter().flat_map(|pattern| pattern.captures_iter(text)).filter_map(|found| {
        let name = found.get(1)?;
        let bytes = bare(name.range(), name.as_str());
        (text[bytes.clone()].chars().count() > 2).then_some((found.get(0)?.start(), bytes))
    });
    // of two that begin at one place, the first pattern's
    names.reduce(|best, one| if one.0 > best.0 { one } else { best }).map(|(_, bytes)| bytes)
}

/// A name without the small words and the possessive at its ends.
fn bare(mut bytes: Range<usize>, name: &str) -> Range<usize> {
    let mut rest = name;
    for small in ["The ", "A ", "An ", "In "] {
        if let Some(shorter) = rest.strip_prefix(small) {
            bytes.start += small.len();
            rest = shorter;
        }
    }
    for small in [" of", " the", " and", " for", "’s", "'s", "’", "'"] {
        if let Some(shorter) = rest.strip_suffix(small) {
            bytes.end -= small.len();
            rest = shorter;
        }
    }
    bytes
}

fn patterns(kind: &str) -> Vec<Regex> {
    lines(kind).filter_map(|pattern| Regex::new(&filled(pattern)).ok()).collect()
}

fn lines(kind: &str) -> impl Iterator<Item = &'static str> {
    include_str!("papers/phrases.txt").lines().filter_map(move |line| line.strip_prefix(kind)?.strip_prefix('\t'))
}

fn filled(pattern: &str) -> String {
    WORDS.iter().fold(pattern.to_owned(), |pattern, (word, meaning)| pattern.replace(word, meaning))
}

#[cfg(test)]
mod tests {
    use super::*;
    use claim::{EventType, Span, Status};

    #[test]
    fn every_line_of_the_table_is_a_pattern() {
        let written = include_str!("papers/phrases.txt").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(SPEAKS.len() + ISSUED.len(), written);
        assert!(PAPER.is_some());
    }

    #[test]
    fn who_issued_it() {
        for (text, who) in [
            ("He met the envoy, according to a Belmora Defence Ministry news release.", "Belmora Defence Ministry"),
            ("The Kestrel Monitor's report came late.", "Kestrel Monitor"),
            ("A statement issued by the Army of Varsan said so.", "Army"),
            ("In a statement, the Ministry of Defence said it had no part in it.", "Ministry of Defence"),
            ("The Varsan Front claimed the raid in a statement.", "Varsan Front"),
            ("The Mission in Tirna (MIT) said so in a news release.", "Mission in Tirna"),
            ("An Orlan Council release came first, a Varsan Front statement later.", "Varsan Front"),
            ("the press release", ""),
        ] {
            assert_eq!(issuer(text).map_or("", |bytes| &text[bytes]), who, "{text}");
        }
    }

    #[test]
    fn the_issuer_becomes_the_outermost_source() {
        let text = "Minister Orsen flew to Varsan, an Orlan Council news release said. He thanked the troops, the release said.";
        let at = text.find("He thanked").expect("there");
        let sentences = [0..at - 1, at..text.len()];
        let filler = |text: &str| Filler { text: text.to_owned(), span: Span::new(0, 1), confidence: 1.0 };
        let claim = |code: &str, sentence: usize, source: &[&str]| {
            let mut claim = Claim {
                sentence,
                trigger: filler("thanked"),
                event_type: EventType::from_code(code).expect("a type"),
                status: Status::Actual,
                fillers: Default::default(),
                counts: Default::default(),
                verification: None,
                confidence: 1.0,
                made_by: String::new(),
                resolved: None,
            };
            claim.fillers[TextSlot::Source as usize] = source.iter().map(|s| filler(s)).collect();
            claim
        };
        let mut claims = [
            claim("MEET", 0, &[]),
            claim("SUPPORT", 1, &[]),
            claim("AID", 1, &["Minister Orsen"]),
            claim("AID", 1, &["the release"]),
            claim("AID", 1, &["Orlan Council"]),
        ];
        let points = CodePoints::new(text);
        speak(&mut claims, text, &sentences, &points);
        let sources = |n: usize| claims[n].slot(TextSlot::Source).iter().map(|f| f.text.as_str()).collect::<Vec<_>>();
        assert_eq!(sources(0), [""; 0], "the sentence that names it is the network's");
        assert_eq!(sources(1), ["Orlan Council"]);
        assert_eq!(sources(2), ["Orlan Council", "Minister Orsen"]);
        assert_eq!(sources(3), ["Orlan Council"]);
        assert_eq!(sources(4), ["Orlan Council"]);
        let span = claims[1].slot(TextSlot::Source)[0].span;
        assert_eq!(&text[span.start..span.end], "Orlan Council");
    }
}

//! Who speaks where the text itself says so: a document speaks for whoever issued it ("..., the release said" has the ministry as its
//! source that "a Defence Ministry news release" names), a recording is its speaker's ("[BEGIN RECORDING] [name] ... [END RECORDING]").
//!
//! Adds an outermost source to claims that have none such, and takes a document itself out. The patterns are data (voices/phrases.txt);
//! training/dateline_training/decode.py reads them, too, for the same steps.

use crate::read::{alike, plain};
use crate::words::last;
use claim::{Claim, CodePoints, Filler, TextSlot};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// How often these rules were right: 21 of 21 claims of documents and 9 of 10 of recordings that their annotators had at all, in reports of
/// our own that the model had not seen (benchmarks/reader.md).
const CONFIDENCE: f32 = 0.9;
/// Speech acts: the speaker is their actor, and nobody's source.
pub const SPEECH: [&str; 6] = ["REQUEST", "THREATEN", "ACCUSE", "REJECT", "SUPPORT", "AGREE"];

static SPEAKS: LazyLock<Vec<Regex>> = LazyLock::new(|| patterns("speaks"));
static ISSUED: LazyLock<Vec<Regex>> = LazyLock::new(|| patterns("issued"));
static BEGINS: LazyLock<Vec<Regex>> = LazyLock::new(|| patterns("begins"));
static ENDS: LazyLock<Vec<Regex>> = LazyLock::new(|| patterns("ends"));
static TAGS: LazyLock<Vec<Regex>> = LazyLock::new(|| patterns("tag"));
static NOBODY: LazyLock<Vec<Regex>> = LazyLock::new(|| patterns("nobody"));
static PAPER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(&filled("(?i)\\b(?:PAPER)\\b")).ok());

/// Gives the claims of sentences in which a document speaks its issuer as outermost source, and those of a recording its speaker.
/// `sentences` in bytes of the text.
pub fn speak(claims: &mut [Claim], text: &str, sentences: &[Range<usize>], points: &CodePoints) {
    let turns = turns(text);
    for claim in claims {
        let Some(sentence) = sentences.get(claim.sentence) else { continue };
        let trigger = points.to_byte(claim.trigger.span.start);
        let filler = |name: Range<usize>| Filler {
            text: text[name.clone()].to_owned(),
            span: points.span(name),
            confidence: CONFIDENCE,
        };
        if let Some(turn) = turns.iter().find(|turn| turn.said.contains(&trigger)) {
            // "FMLN spokesman" speaks of the FMLN: only the same words are the same speaker
            let speaker = plain(&text[turn.speaker.clone()]);
            add_outermost(claim, filler(turn.speaker.clone()), |name| name == speaker);
        } else if a_document_speaks(&text[sentence.clone()])
            && let Some(issuer) = issuer(&text[..sentence.end])
        {
            let name = plain(&text[issuer.clone()]);
            if add_outermost(claim, filler(issuer), |other| alike(other, &name)) {
                let names_a_document = |filler: &Filler| PAPER.as_ref().is_some_and(|it| it.is_match(&filler.text));
                let source = &mut claim.fillers[TextSlot::Source as usize];
                let issuer = source.remove(0);
                source.retain(|filler| !names_a_document(filler));
                source.insert(0, issuer);
            }
        }
    }
}

/// So many words before a speaker "according to" is looked for in.
const FRAME: usize = 6;

/// True where a speaker stands behind "according to", a few words of his own name apart: "according to the news agency Vess". `before` are the
/// words of his sentence before him.
pub fn frames(before: &[&str]) -> bool {
    let near = last(before, FRAME);
    let is = |at: usize, word: &str| near[at].eq_ignore_ascii_case(word);
    (1..near.len()).any(|at| is(at - 1, "according") && is(at, "to") && !near[at..].contains(&","))
}

/// Puts a speaker before the sources of a claim, where he is none of them nor the actor of a speech act; true where he was put there.
fn add_outermost(claim: &mut Claim, speaker: Filler, is_speaker: impl Fn(&[String]) -> bool) -> bool {
    let is_speaker = |filler: &Filler| is_speaker(&plain(&filler.text));
    let speaks_himself =
        SPEECH.contains(&claim.event_type.code()) && claim.slot(TextSlot::Actor).iter().any(is_speaker);
    let adds = !speaks_himself && !claim.slot(TextSlot::Source).iter().any(is_speaker);
    if adds {
        claim.fillers[TextSlot::Source as usize].insert(0, speaker);
    }
    adds
}

/// What one speaker says in a recording.
struct Turn {
    /// Bytes of what is said.
    said: Range<usize>,
    /// Bytes of the speaker's name.
    speaker: Range<usize>,
}

/// The turns of all recordings of a text; those of speakers that no bracket names are left out.
fn turns(text: &str) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    for begin in all(&BEGINS, text, 0..text.len()) {
        let end = all(&ENDS, text, begin.end..text.len()).next().map_or(text.len(), |end| end.start);
        let mut speaker: Option<(usize, Range<usize>)> = None;
        for tag in all(&TAGS, text, begin.end..end) {
            let inside = &text[tag.start + 1..tag.end - 1];
            if NOBODY.iter().any(|pattern| pattern.is_match(inside)) {
                continue;
            }
            if let Some((from, speaker)) = speaker.take() {
                turns.push(Turn { said: from..tag.start, speaker });
            }
            let name = inside.split(',').next().unwrap_or(inside);
            speaker = Some((tag.end, tag.start + 1..tag.start + 1 + name.len()));
        }
        turns.extend(speaker.map(|(from, speaker)| Turn { said: from..end, speaker }));
    }
    turns
}

/// Where patterns match within a part of the text, in bytes of the text.
fn all<'t>(patterns: &'t [Regex], text: &'t str, within: Range<usize>) -> impl Iterator<Item = Range<usize>> + use<'t> {
    let from = within.start;
    let part = &text[within];
    patterns.iter().flat_map(move |pattern| pattern.find_iter(part)).map(move |m| from + m.start()..from + m.end())
}

/// True where a sentence says that a document says it. In capitals every word looks like a name, so such text is left alone.
fn a_document_speaks(sentence: &str) -> bool {
    sentence.contains(char::is_lowercase) && SPEAKS.iter().any(|pattern| pattern.is_match(sentence))
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
    include_str!("voices/phrases.txt").lines().filter_map(move |line| line.strip_prefix(kind)?.strip_prefix('\t'))
}

/// A pattern with what its words in capitals stand for.
fn filled(pattern: &str) -> String {
    let meanings = lines("where").filter_map(|line| line.split_once('\t'));
    meanings.fold(pattern.to_owned(), |pattern, (word, meaning)| pattern.replace(word, meaning))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::bare_claim;
    use claim::Span;

    #[test]
    fn a_speaker_behind_according_to_frames_the_others() {
        for (before, expected) in [
            ("the ministry said , according to", true),
            ("the ministry said , according to the news agency", true),
            ("according to the ministry ,", false),
            ("the ministry said that", false),
            ("", false),
        ] {
            assert_eq!(frames(&before.split_whitespace().collect::<Vec<_>>()), expected, "{before}");
        }
    }

    #[test]
    fn every_line_of_the_table_is_a_pattern() {
        let written = include_str!("voices/phrases.txt").lines().filter(|line| !line.starts_with('#')).count();
        let compiled = [&SPEAKS, &ISSUED, &BEGINS, &ENDS, &TAGS, &NOBODY].map(|list| list.len());
        assert_eq!(compiled.iter().sum::<usize>() + lines("where").count(), written);
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
            let mut claim = bare_claim(code, sentence, "thanked");
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

    #[test]
    fn a_recording_is_its_speakers() {
        let text = "TIRNA RADIO -- THE FRONT SPOKE TODAY. [BEGIN RECORDING] [UNIDENTIFIED FRONT SPOKESMAN] WE TOOK OLDTOWN. [WORDS INDISTINCT] \
                    WE LOST A MAN. [REPORTER KESTREL, IN ORLAN] AND THE BRIDGE? [END RECORDING] THE ARMY DENIED IT.";
        let told: Vec<(&str, &str)> =
            turns(text).iter().map(|turn| (text[turn.said.clone()].trim(), &text[turn.speaker.clone()])).collect();
        assert_eq!(
            told,
            [
                ("WE TOOK OLDTOWN. [WORDS INDISTINCT] WE LOST A MAN.", "UNIDENTIFIED FRONT SPOKESMAN"),
                ("AND THE BRIDGE?", "REPORTER KESTREL")
            ]
        );
        assert!(turns("[BEGIN RECORDING] WE TOOK OLDTOWN.").is_empty(), "nobody is named");
        assert_eq!(turns("[BEGIN VIDEO RECORDING] [SPOKESMAN] WE TOOK OLDTOWN.").len(), 1, "cut off");
    }
}

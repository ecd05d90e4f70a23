//! When a deed was that a clause only recalls: "taken, eight years after the army drove them out" tells of two deeds, and the second is old.
//!
//! Adds a time to claims that have none, so that nobody takes a memory for news of the day, and takes the same words from the deed that is
//! news. training/dateline_training/decode.py does the same.

use claim::{Claim, CodePoints, Filler, TextSlot};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// The words before the clause that recalls; months and more, since days and weeks may be news.
static LONG_AFTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:[\w-]+|\d[\d,.]*) (?:years?|decades?|months|centuries|century|generations?) (?:after|since)\b",
    )
    .ok()
});

/// How sure that is; a rule of grammar, tried on too few sentences to measure it.
const CONFIDENCE: f32 = 0.9;
/// What ends the clause that recalls.
const ENDS: [char; 4] = [',', ';', ':', '—'];

/// Gives every claim of a recalled clause the words that date it ("eight years after"), and takes them from claims before them, of
/// which they say nothing. `sentences` in bytes of the text.
pub fn recall(claims: &mut [Claim], text: &str, sentences: &[Range<usize>], points: &CodePoints) {
    for claim in claims {
        let end = claim.trigger.span.end;
        claim.fillers[TextSlot::Time as usize].retain(|time| time.span.start < end || !is_long_after(&time.text));
        if !claim.slot(TextSlot::Time).is_empty() {
            continue;
        }
        let Some(sentence) = sentences.get(claim.sentence) else { continue };
        let trigger = points.to_byte(claim.trigger.span.start);
        let Some(before) = text.get(sentence.start..trigger) else { continue };
        if let Some(words) = recalled(before) {
            let bytes = sentence.start + words.start..sentence.start + words.end;
            claim.fillers[TextSlot::Time as usize].push(Filler {
                text: text[bytes.clone()].to_owned(),
                span: points.span(bytes),
                confidence: CONFIDENCE,
            });
        }
    }
}

/// True where some words are nothing else than "eight years after".
fn is_long_after(words: &str) -> bool {
    LONG_AFTER.as_ref().and_then(|it| it.find(words)).is_some_and(|found| found.as_str() == words)
}

/// The words of a long time that stand before the clause in which `before`, a part of a sentence, ends.
fn recalled(before: &str) -> Option<Range<usize>> {
    let found = LONG_AFTER.as_ref()?.find_iter(before).last()?;
    (!before[found.end()..].contains(ENDS)).then(|| found.range())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_behind_a_long_time_after_is_recalled() {
        for (before, expected) in [
            ("Rebels hold Vess, eight years after the army ", Some("eight years after")),
            ("Two decades since the Front ", Some("Two decades since")),
            ("Six months after the army took Vess, the Front ", None),
            ("Two days after the army ", None),
            ("Years of fighting after the army ", None),
            ("The Front ", None),
        ] {
            assert_eq!(recalled(before).map(|words| &before[words]), expected, "{before}");
        }
    }
}

//! Who says that a claim could not be verified, is confirmed, or is disputed: the words behind the network's verdict.
//!
//! The network tells the state of each claim; this finds the passage and the party, by a table of phrases
//! (verification/phrases.txt). Where a passage says outright that a party's claims could not be verified and the network
//! gave those claims no state, they get that one: a sentence that doubts a party's claims covers all of them. So do claims that the report
//! itself takes back ("That was wrong.", "which the paper withdrew"): they are disputed.

use claim::{Claim, CodePoints, Status, TextSlot, Verification, VerificationNote};
use regex::Regex;
use std::ops::Range;
use std::sync::OnceLock;

/// A passage about verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What it says.
    pub state: Verification,
    /// Bytes of the report's text.
    pub bytes: Range<usize>,
    /// Bytes of the party that says so, if it is named.
    pub by: Option<Range<usize>>,
    /// Bytes of what it is said of ("the rebels' claims"), if that is told.
    pub of: Option<Range<usize>>,
    /// Number of its sentence.
    pub sentence: usize,
    /// It takes back what was told: claims of its own sentence, or of one before it.
    pub takes_back: Option<Reach>,
}

/// Whose claims a sentence takes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Its own.
    Own,
    /// Those of the nearest sentence before it that has any.
    Before,
}

/// All statements of a text, in order.
pub fn statements(text: &str, sentences: &[Range<usize>]) -> Vec<Statement> {
    let mut out = Vec::new();
    for (number, sentence) in sentences.iter().enumerate() {
        let Some(words) = text.get(sentence.clone()) else { continue };
        for (said, phrase) in phrases() {
            if let Some(found) = phrase.captures(words) {
                let whole = found.get(0).map_or(0..0, |m| m.range());
                let part = |name| found.name(name).map(|m| sentence.start + m.start()..sentence.start + m.end());
                let (state, takes_back) = match said {
                    Said::State(state) => (*state, None),
                    Said::Retracted if found.name("own").is_some() => (Verification::Disputed, Some(Reach::Own)),
                    Said::Retracted => (Verification::Disputed, Some(Reach::Before)),
                };
                out.push(Statement {
                    state,
                    takes_back,
                    bytes: sentence.start + whole.start..sentence.start + whole.end,
                    by: part("by"),
                    of: part("of"),
                    sentence: number,
                });
                break;
            }
        }
    }
    out
}

/// The statement that best explains a claim's state: the nearest one of that state, those after the claim first.
pub fn nearest(all: &[Statement], state: Verification, at: usize) -> Option<&Statement> {
    all.iter()
        .filter(|s| s.state == state)
        .min_by_key(|s| if s.bytes.start >= at { (s.bytes.start - at, 0) } else { (2 * (at - s.bytes.start), 1) })
}

/// How many sentences back "the claim could not be verified" reaches.
const REACH: usize = 3;

/// The nearest sentence of some claims, not behind `last`, that a statement reaches back to.
fn nearest_told<'c>(claims: impl Iterator<Item = &'c Claim>, statement: &Statement, last: usize) -> Option<usize> {
    claims.map(|claim| claim.sentence).filter(|&s| s <= last && s + REACH >= statement.sentence).max()
}

/// Gives the claims that a statement says are unverified that state, where they have none: every claim of a party that
/// the statement names, or else the sourced claims of the nearest sentence that has any. Those that one takes back are disputed.
pub fn cover(claims: &mut [Claim], all: &[Statement], text: &str, points: &CodePoints) {
    for statement in all {
        let last = match statement.takes_back {
            Some(Reach::Own) => Some(statement.sentence),
            Some(Reach::Before) => statement.sentence.checked_sub(1),
            None => None,
        };
        let Some(last) = last else { continue };
        let Some(nearest) = nearest_told(claims.iter(), statement, last) else { continue };
        let happened = |claim: &&mut Claim| matches!(claim.status, Status::Actual | Status::Possible);
        for claim in claims.iter_mut().filter(|claim| claim.sentence == nearest).filter(happened) {
            claim.verification.get_or_insert_with(|| note(statement, text, points));
        }
    }
    for statement in all.iter().filter(|s| s.state == Verification::Unverified) {
        let named = statement.of.clone().map(|of| stems(&text[of])).unwrap_or_default();
        let of_party = |claim: &Claim| {
            claim.slot(TextSlot::Source).iter().any(|s| stems(&s.text).iter().any(|word| named.contains(word)))
        };
        let sourced = |claim: &&Claim| !claim.slot(TextSlot::Source).is_empty();
        let by_party = claims.iter().any(of_party);
        let nearest = nearest_told(claims.iter().filter(sourced), statement, statement.sentence);
        for claim in claims.iter_mut().filter(|claim| claim.verification.is_none()) {
            let covered = if by_party {
                of_party(claim)
            } else {
                sourced(&&*claim) && nearest.is_some_and(|s| s == claim.sentence)
            };
            if covered {
                claim.verification = Some(note(statement, text, points));
            }
        }
    }
}

/// A statement as a claim keeps it.
pub fn note(statement: &Statement, text: &str, points: &CodePoints) -> VerificationNote {
    VerificationNote {
        state: statement.state,
        by: statement.by.clone().map(|by| text[by].to_owned()),
        span: Some(points.span(statement.bytes.clone())),
    }
}

/// Words of four letters and more that can name a party, lower case, without a plural or possessive ending.
fn stems(text: &str) -> Vec<String> {
    const NOT_PARTIES: [&str; 12] = [
        "claim",
        "report",
        "account",
        "statement",
        "figure",
        "that",
        "this",
        "information",
        "number",
        "detail",
        "their",
        "toll",
    ];
    text.split(|c: char| !c.is_alphanumeric())
        .map(|word| word.to_lowercase())
        .map(|word| word.strip_suffix('s').map_or(word.clone(), str::to_owned))
        .filter(|word| word.chars().count() >= 4 && !NOT_PARTIES.contains(&word.as_str()))
        .collect()
}

/// What a phrase of the table says.
#[derive(Clone, Copy, Debug)]
enum Said {
    State(Verification),
    Retracted,
}

fn phrases() -> &'static [(Said, Regex)] {
    static PHRASES: OnceLock<Vec<(Said, Regex)>> = OnceLock::new();
    PHRASES.get_or_init(|| lines().filter_map(|(said, pattern)| Some((said, Regex::new(&pattern).ok()?))).collect())
}

/// The table's phrases as patterns; `BY` stands for a named party, `OF` for what it speaks of.
fn lines() -> impl Iterator<Item = (Said, String)> {
    const BY: &str = concat!(
        r"(?P<by>(?:[Tt]he )?(?:NAME)(?: (?:of|for|in|the|and|NAME)){0,7}",
        r"|(?:[Tt]he|[Aa]n?) \w+(?: \w+){0,2})"
    );
    const NAME: &str = r"(?:[A-Z]\.)+|(?:Lt|Gen|Col|Maj|Brig|Capt|Dr|Mr|Mrs|Ms)\.|[A-Z][\w’'-]*";
    const OF: &str = r"(?P<of>[^.;,“”]{0,60})";
    include_str!("verification/phrases.txt").lines().filter_map(|line| {
        let (state, pattern) = line.split_once('\t')?;
        let said = match state {
            "retracted" => Said::Retracted,
            state => Said::State(Verification::ALL.into_iter().find(|v| v.name() == state)?),
        };
        Some((said, pattern.replace("BY", BY).replace("NAME", NAME).replace("OF", OF)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_of_the_table_is_a_pattern() {
        let table = include_str!("verification/phrases.txt");
        let written = table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).count();
        assert_eq!(lines().count(), written, "a line has no known state or no tab");
        assert_eq!(phrases().len(), written, "a pattern does not compile");
    }

    #[test]
    fn statements_with_the_party_that_makes_them() {
        for (text, state, by) in [
            ("Varsan Wire could not independently verify the claims.", "unverified", Some("Varsan Wire")),
            ("The reports could not be independently verified.", "unverified", None),
            ("There was no independent confirmation of the toll.", "unverified", None),
            ("The claim could not be verified by the Kestrel Monitor.", "unverified", Some("the Kestrel Monitor")),
            ("The ministry declined to comment.", "no_comment", Some("The ministry")),
            ("There was no immediate comment from the army.", "no_comment", Some("the army")),
            ("The Ministry of Defence in Belmora denied it.", "disputed", Some("The Ministry of Defence in Belmora")),
            ("The army denied the report.", "disputed", Some("The army")),
            ("Kestrel Monitor confirmed the strike.", "confirmed", Some("Kestrel Monitor")),
        ] {
            let found = statements(text, std::slice::from_ref(&(0..text.len())));
            let found = found.first().unwrap_or_else(|| panic!("nothing found in {text:?}"));
            assert_eq!(found.state.name(), state, "{text}");
            assert_eq!(found.by.clone().map(|b| &text[b]), by, "{text}");
        }
        let plain = "Fighters took the bridge on Friday.";
        assert!(statements(plain, std::slice::from_ref(&(0..plain.len()))).is_empty());
    }

    /// The states of two claims, of the first and second sentence of a text, after its statements have covered them.
    fn covered(text: &str) -> Vec<Option<&'static str>> {
        let ends: Vec<usize> = text.match_indices(". ").map(|(at, _)| at + 1).chain([text.len()]).collect();
        let starts = std::iter::once(0).chain(ends.iter().map(|end| end + 1));
        let sentences: Vec<Range<usize>> = starts.zip(&ends).map(|(start, end)| start..*end).collect();
        let mut claims: Vec<Claim> = (0..2.min(sentences.len()))
            .map(|sentence| crate::fixtures::bare_claim("SEIZE", sentence, "took"))
            .collect();
        cover(&mut claims, &statements(text, &sentences), text, &CodePoints::new(text));
        claims.iter().map(|claim| claim.verification.as_ref().map(|note| note.state.name())).collect()
    }

    #[test]
    fn what_a_report_takes_back_is_disputed() {
        let disputed = Some("disputed");
        for (text, expected) in [
            ("We wrote that Vess fell. Orsk fell on Friday. That was wrong.", vec![None, disputed]),
            ("We wrote that Vess fell. We retract the report.", vec![disputed, None]),
            ("We repeated that Vess fell, which the paper withdrew. Orsk fell on Friday.", vec![disputed, None]),
            ("Vess fell. Orsk fell. It was a cold night. Nobody slept. Trains ran. That was wrong.", vec![None, None]),
            ("Vess fell. Nothing was wrong with the bridge.", vec![None, None]),
        ] {
            assert_eq!(covered(text), expected, "{text}");
        }
    }
}

//! Who says that a claim could not be verified, is confirmed, or is disputed: the words behind the network's verdict.
//!
//! The network tells the state of each claim; this finds the passage and the party, by a table of phrases
//! (verification/phrases.txt). It never changes a state.

use claim::Verification;
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
}

/// All statements of a text, in order.
pub fn statements(text: &str, sentences: &[Range<usize>]) -> Vec<Statement> {
    let mut out = Vec::new();
    for sentence in sentences {
        let Some(words) = text.get(sentence.clone()) else { continue };
        for (state, phrase) in phrases() {
            if let Some(found) = phrase.captures(words) {
                let whole = found.get(0).map_or(0..0, |m| m.range());
                let by = found.name("by").map(|m| sentence.start + m.start()..sentence.start + m.end());
                out.push(Statement {
                    state: *state,
                    bytes: sentence.start + whole.start..sentence.start + whole.end,
                    by,
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

fn phrases() -> &'static [(Verification, Regex)] {
    static PHRASES: OnceLock<Vec<(Verification, Regex)>> = OnceLock::new();
    PHRASES.get_or_init(|| lines().filter_map(|(state, pattern)| Some((state, Regex::new(&pattern).ok()?))).collect())
}

/// The table's phrases as patterns; `BY` stands for a named party.
fn lines() -> impl Iterator<Item = (Verification, String)> {
    const BY: &str = r"(?P<by>(?:the )?(?:[A-Z][\w’'.-]*|AFP|AP)(?: (?:of|for|the|and|[A-Z][\w’'.-]*)){0,6}|(?:the|an?) \w+(?: \w+){0,2})";
    include_str!("verification/phrases.txt").lines().filter_map(|line| {
        let (state, pattern) = line.split_once('\t')?;
        let state = Verification::ALL.into_iter().find(|v| v.name() == state)?;
        Some((state, pattern.replace("BY", BY)))
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
}

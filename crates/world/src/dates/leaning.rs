//! Which way the words around an expression point: "will be held on Friday" ahead, "was held on Friday" back. A rule of
//! thumb for running text; a claim's status knows better.

use std::ops::Range;

use super::Leaning;

/// Words that tell of what lies ahead. "be" is that of "to be held", "may be signed".
const AHEAD: [&str; 24] = [
    "will",
    "'ll",
    "shall",
    "should",
    "may",
    "might",
    "must",
    "be",
    "scheduled",
    "expected",
    "due",
    "upcoming",
    "slated",
    "planned",
    "plans",
    "plan",
    "hopes",
    "going",
    "won't",
    "intends",
    "aims",
    "expects",
    "deadline",
    "starting",
];

/// Words that, before "to", tell of what lies ahead: "is set to begin".
const AHEAD_TO: [&str; 22] = [
    "set",
    "is",
    "are",
    "wants",
    "want",
    "seeks",
    "agreed",
    "agree",
    "vowed",
    "ordered",
    "promised",
    "pledged",
    "threatened",
    "threatens",
    "decided",
    "refused",
    "invited",
    "urged",
    "asked",
    "ready",
    "likely",
    "told",
];

/// Words that tell of what has been.
const BACK: [&str; 30] = [
    "was", "were", "had", "said", "did", "told", "began", "came", "took", "fell", "rose", "made", "since", "left",
    "went", "saw", "met", "held", "hit", "shot", "fled", "lost", "won", "gave", "got", "found", "became", "broke",
    "struck", "sent",
];

/// How far the words are looked at, in bytes on each side.
const REACH: usize = 120;

/// The nearest word before the expression in its sentence decides, else the nearest one behind it; else the past.
pub fn leaning_in(text: &str, span: &Range<usize>) -> Leaning {
    let floor = |at: usize| text.floor_char_boundary(at);
    let start = floor(span.start.min(text.len()));
    let end = floor(span.end.min(text.len()));
    let before = &text[floor(start.saturating_sub(REACH))..start];
    let before = before.rsplit_once([';', '!', '?', '\n']).map_or(before, |(_, rest)| rest);
    let before = before.rsplit_once(". ").map_or(before, |(_, rest)| rest);
    let behind = &text[end..floor((end + REACH).min(text.len()))];
    let behind = behind.split_once(['.', ';', '!', '?', '\n']).map_or(behind, |(first, _)| first);
    let before: Vec<String> = words(before).collect();
    let back = (0..before.len()).rev().find_map(|i| leans(&before, i));
    let behind: Vec<String> = words(behind).collect();
    back.or_else(|| (0..behind.len()).find_map(|i| leans(&behind, i))).unwrap_or_default()
}

/// Lower case, but for "May" with a capital, which is a month.
fn words(text: &str) -> impl Iterator<Item = String> {
    let cut = |c: char| c.is_whitespace() || matches!(c, ',' | '"' | '(' | ')');
    text.split(cut).filter(|word| !word.is_empty() && *word != "May").map(|word| word.replace('’', "'").to_lowercase())
}

/// What one word says, with the one before it.
fn leans(words: &[String], i: usize) -> Option<Leaning> {
    let word = words[i].as_str();
    let before = i.checked_sub(1).map_or("", |k| words[k].as_str());
    if AHEAD.contains(&word) || word.ends_with("'ll") || word == "to" && AHEAD_TO.contains(&before) {
        return Some(Leaning::Future);
    }
    let verb = word.len() > 4 && word.ends_with("ed") && !word.ends_with("eed");
    // "to be held", "will be signed": the word before it decides
    let past = BACK.contains(&word) || verb;
    (past && before != "be").then_some(Leaning::Past)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_verb_decides() {
        let lean = |text: &str| {
            let at = text.find("Friday").expect("the case names Friday");
            leaning_in(text, &(at..at + 6))
        };
        assert_eq!(lean("Talks will resume on Friday in Geneva."), Leaning::Future);
        assert_eq!(lean("The town was taken on Friday."), Leaning::Past);
        assert_eq!(lean("They will meet soon. The town fell on Friday."), Leaning::Past);
        assert_eq!(lean("On Friday the court will hear the case."), Leaning::Future);
        assert_eq!(lean("The army said on Friday that it will attack."), Leaning::Past);
        assert_eq!(lean("A meeting to be held on Friday"), Leaning::Future);
        assert_eq!(lean("The trial is set to begin on Friday in the capital."), Leaning::Future);
        assert_eq!(lean("The deal may be signed on Friday."), Leaning::Future);
        assert_eq!(lean("They agreed to withdraw by Friday."), Leaning::Future);
        assert_eq!(lean("They went to Tarva on Friday."), Leaning::Past);
        assert_eq!(lean("A Friday hearing has been scheduled."), Leaning::Future);
        assert_eq!(lean("Friday"), Leaning::Past);
    }
}

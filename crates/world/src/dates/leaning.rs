//! Which way the words around an expression point: "will be held on Friday" ahead, "was held on Friday" back. A rule of
//! thumb for running text; a claim's status knows better.

use std::ops::Range;

use super::Leaning;

/// Words that tell of what lies ahead.
const AHEAD: [&str; 20] = [
    "will",
    "'ll",
    "shall",
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
    "next",
    "starting",
];

/// Words that tell of what has been.
const BACK: [&str; 14] =
    ["was", "were", "had", "said", "did", "been", "told", "began", "came", "took", "fell", "rose", "made", "since"];

/// How far the words are looked at, in bytes on each side.
const REACH: usize = 120;

/// The nearest word before the expression in its sentence decides, else the nearest one behind it; else the past.
pub fn leaning_in(text: &str, span: &Range<usize>) -> Leaning {
    let floor = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(span.start.min(text.len()));
    let end = floor(span.end.min(text.len()));
    let before = &text[floor(start.saturating_sub(REACH))..start];
    let before = before.rsplit_once([';', '!', '?', '\n']).map_or(before, |(_, rest)| rest);
    let before = before.rsplit_once(". ").map_or(before, |(_, rest)| rest);
    let behind = &text[end..floor((end + REACH).min(text.len()))];
    let behind = behind.split_once(['.', ';', '!', '?', '\n']).map_or(behind, |(first, _)| first);
    let back = words(before).rev().find_map(|word| leans(&word));
    back.or_else(|| words(behind).find_map(|word| leans(&word))).unwrap_or_default()
}

fn words(text: &str) -> impl DoubleEndedIterator<Item = String> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '"' | '(' | ')'))
        .map(|word| word.replace('’', "'").to_lowercase())
}

fn leans(word: &str) -> Option<Leaning> {
    if AHEAD.contains(&word) || word.ends_with("'ll") {
        return Some(Leaning::Future);
    }
    let past = BACK.contains(&word) || word.len() > 4 && word.ends_with("ed") && !word.ends_with("eed");
    past.then_some(Leaning::Past)
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
        assert_eq!(lean("Friday"), Leaning::Past);
    }
}

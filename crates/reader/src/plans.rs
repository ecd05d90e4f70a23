//! What a sentence says is not done yet, though the network may take it for done: "agreed to an orderly withdrawal".
//!
//! Its verbs are data: `quantity/lists.txt`, which training/dateline_training/decode.py reads, too, for the same step.

use crate::quantity::{Words, section};
use crate::words::last;
use claim::EventType;
use std::sync::LazyLock;

static PLANS: Words = LazyLock::new(|| section("plans"));

/// So many words before a trigger, "agreed to" among them, are looked at.
const BEFORE: usize = 4;

/// True where "agreed to", "offered to" and the like stand before a trigger, an article and one word more apart. `before` are the words of
/// its sentence up to it. Of some 200 such claims of the training data four are told as done. What is agreed on with a word of
/// agreement ("agreed to a truce") is done.
pub fn is_planned(event_type: EventType, before: &[&str]) -> bool {
    const ARTICLES: [&str; 5] = ["a", "an", "the", "its", "their"];
    let near: Vec<String> = last(before, BEFORE).iter().map(|word| word.to_lowercase()).collect();
    let Some(link) = near.iter().rposition(|word| matches!(word.as_str(), "to" | "on")) else { return false };
    let is_plan = link > 0 && PLANS.contains(near[link - 1].as_str());
    is_plan
        && event_type.code() != "AGREE"
        && match &near[link + 1..] {
            [] | [_] => true,
            [article, _] => ARTICLES.contains(&article.as_str()),
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_agreed_to_do_is_not_done_yet() {
        for (code, before, expected) in [
            ("WITHDRAW", "The army had agreed to", true),
            ("WITHDRAW", "The army had agreed to an orderly", true),
            ("WITHDRAW", "Both sides agreed on a", true),
            ("SHELL", "It Threatened to", true),
            ("AGREE", "Both sides agreed to a", false),
            ("WITHDRAW", "The army was able to", false),
            ("WITHDRAW", "It agreed that the army", false),
            ("WITHDRAW", "agreed to talk after the", false),
            ("WITHDRAW", "to", false),
            ("WITHDRAW", "", false),
        ] {
            let words: Vec<&str> = before.split_whitespace().collect();
            assert_eq!(is_planned(EventType::from_code(code).unwrap(), &words), expected, "{before}: {code}");
        }
    }
}

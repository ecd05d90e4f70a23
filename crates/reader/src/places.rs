//! Names of places that are not what the network may take them for. Those that a sentence only counts are nowhere near the deed: "the third
//! city to be lost, after Vess and Tirna" tells of the third, not of these; nor is one that only tells how far away the deed was ("Tirna, 50
//! kilometres south of Vess"). And nobody leaves a place for which he heads. Units and bearings are data: `quantity/lists.txt`.
//! training/dateline_training/decode.py does the same.

use crate::quantity::{Words, section};
use crate::words::last;
use std::sync::LazyLock;

static DISTANCES: Words = LazyLock::new(|| section("distances"));
static BEARINGS: Words = LazyLock::new(|| section("bearings"));

/// So many words before a place a unit of distance is looked for in.
const BEFORE: usize = 7;
/// What a distance starts from.
const STARTS: [&str; 4] = ["of", "from", "outside", "off"];

/// What a list of names runs up to where it only counts, and is no clause ("after Vess fell").
const LIST_ENDS: [&str; 13] = [",", ";", ".", ":", ")", "it", "this", "that", "they", "he", "she", "—", "”"];

/// True where the word number `at` of a sentence stands in a list of names behind "after" that only tells an order.
pub fn in_order(words: &[&str], at: usize) -> bool {
    let is_name = |word: &str| word.contains(char::is_uppercase);
    let mut first = at;
    while first > 0
        && (matches!(words[first - 1], "," | "and") || is_name(words[first - 1]))
        && !is_after(words[first - 1])
    {
        first -= 1;
    }
    let goes_on = |n: usize| match words[n] {
        "and" => true,
        "," => words.get(n + 1).is_some_and(|next| is_name(next)),
        word => is_name(word),
    };
    let last = (at..words.len()).find(|&n| !goes_on(n));
    first > 0
        && is_after(words[first - 1])
        && last.is_none_or(|n| LIST_ENDS.contains(&words[n].to_lowercase().as_str()))
}

/// True where a place only tells how far away the deed was: "50 kilometres south of" stands last in `before`, the words of a sentence before it.
/// Beside another place the annotators of the training data left 22 of 25 such places out; alone they mostly took it.
pub fn is_bearing(before: &[&str]) -> bool {
    let near = last(before, BEFORE).iter().map(|word| word.to_lowercase()).collect::<Vec<_>>();
    near.iter().rposition(|word| DISTANCES.contains(word.as_str())).is_some_and(|unit| {
        let behind = &near[unit + 1..];
        behind.iter().all(|word| BEARINGS.contains(word.as_str()))
            && behind.iter().any(|word| STARTS.contains(&word.as_str()))
    })
}

/// True where "to" or "towards" stands last in `before`, an article apart: the words of a sentence before a place. Of 830 such places of the training
/// data that are told as left or gone to, ten are left.
pub fn heads_for(before: &[&str]) -> bool {
    let is = |word: &&&str, list: &[&str]| list.iter().any(|one| word.eq_ignore_ascii_case(one));
    let words = before.iter().rev();
    words
        .enumerate()
        .find(|(back, word)| *back > 0 || !is(word, &["the", "a", "an"]))
        .is_some_and(|(_, word)| is(&word, &["to", "toward", "towards"]))
}

fn is_after(word: &str) -> bool {
    word.eq_ignore_ascii_case("after")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_behind_after_counts_and_a_clause_behind_it_tells() {
        for (sentence, name, expected) in [
            ("It is the third city to be lost , after Vess and Tirna .", "Tirna", true),
            ("It is the third city to be lost , after Vess and Tirna .", "Vess", true),
            ("After Vess , Orsk Dal and Tirna it is the fourth .", "Orsk", true),
            ("A day after Vess fell , the army left Tirna .", "Vess", false),
            ("A day after Vess fell , the army left Tirna .", "Tirna", false),
            ("The army left Tirna after Vess", "Vess", true),
            ("Vess fell .", "Vess", false),
        ] {
            let words: Vec<&str> = sentence.split(' ').collect();
            let at = words.iter().position(|word| *word == name).unwrap();
            assert_eq!(in_order(&words, at), expected, "{name}: {sentence}");
        }
    }

    #[test]
    fn a_place_behind_towards_is_headed_for() {
        for (before, expected) in [
            ("They withdrew towards", true),
            ("They withdrew toward the", true),
            ("safe passage to", true),
            ("They withdrew from", false),
            ("They withdrew towards the edge of", false),
            ("towards the the", false),
            ("", false),
        ] {
            assert_eq!(heads_for(&before.split_whitespace().collect::<Vec<_>>()), expected, "{before}");
        }
    }

    #[test]
    fn a_place_that_a_distance_starts_from_is_a_bearing() {
        for (before, expected) in [
            ("captured Tirna , 50 kilometres south of", true),
            ("at Tirna , some 15 km from the city of", true),
            ("at Tirna , 4 miles outside", true),
            ("captured Tirna , south of", false),
            ("drove 50 kilometres to", false),
            ("drove 50 kilometres and took", false),
            ("", false),
        ] {
            assert_eq!(is_bearing(&before.split_whitespace().collect::<Vec<_>>()), expected, "{before}");
        }
    }
}

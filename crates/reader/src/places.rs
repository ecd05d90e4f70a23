//! Names of places that are nowhere near the deed: those that a sentence only counts. "The third city to be lost, after Vess and Tirna" tells
//! of the third, not of these. training/dateline_training/decode.py does the same.

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
}

//! What people type into a search field, as a question to the index of words. Knows no operators: nothing that is typed can be a
//! mistake. All words must stand in one sentence (or in the title); "words in quotes" must stand together, in this order; a word
//! with a star at its end stands for all that begin with it.

/// Most words and phrases of a question; SQLite takes no more than 256.
pub(crate) const MOST_WORDS: usize = 100;

/// The question in the language of FTS5; `None` where there is no word in it.
pub(crate) fn question(typed: &str) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    // Every second piece stood in quotes; a quote that is not closed reaches to the end.
    for (number, piece) in typed.split(['"', '“', '”', '„']).enumerate() {
        if number % 2 == 1 {
            parts.extend(quoted(piece));
            continue;
        }
        for word in piece.split_whitespace() {
            let star = word.ends_with('*');
            parts.extend(quoted(word).map(|word| if star { format!("{word} *") } else { word }));
        }
    }
    parts.truncate(MOST_WORDS);
    if parts.is_empty() { None } else { Some(parts.join(" AND ")) }
}

/// As a string of FTS5; `None` where there is nothing in it that the index could hold.
fn quoted(words: &str) -> Option<String> {
    if !words.chars().any(char::is_alphanumeric) {
        return None;
    }
    let plain: String = words.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    Some(format!("\"{}\"", plain.replace('"', "\"\"")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_typed_becomes_words_and_phrases() {
        for (typed, expected) in [
            ("homs", Some("\"homs\"")),
            ("homs army", Some("\"homs\" AND \"army\"")),
            ("\"fourth city\" army", Some("\"fourth city\" AND \"army\"")),
            ("“fourth city”", Some("\"fourth city\"")),
            ("shell*", Some("\"shell*\" *")),
            ("a AND b", Some("\"a\" AND \"AND\" AND \"b\"")),
            ("NEAR(a b, 2)", Some("\"NEAR(a\" AND \"b,\" AND \"2)\"")),
            ("words:secret ^x -y", Some("\"words:secret\" AND \"^x\" AND \"-y\"")),
            ("\"open", Some("\"open\"")),
            ("a\0b", Some("\"a b\"")),
            ("حمص", Some("\"حمص\"")),
            ("", None),
            (" - * \" ' ", None),
        ] {
            assert_eq!(question(typed).as_deref(), expected, "{typed}");
        }
    }
}

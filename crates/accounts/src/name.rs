//! What a user may be called. Names end up in decisions, in pages and in terminals, so nothing in them may be invisible, turn
//! the direction of writing, or end a line.

use std::fmt;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest name, in code points.
const LONGEST: usize = 64;

/// A name that can be a user's: as it is shown, and what it is compared by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    shown: String,
    key: String,
}

/// Why a name cannot be a user's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameFault {
    /// Nothing, or only marks and signs.
    Empty,
    /// Longer than 64 characters.
    Long,
    /// This character is no letter, digit or one of the few signs.
    Character(char),
    /// A space at an end, or two in a row.
    Spaces,
}

impl Name {
    /// The name, if it can be one. Letters and digits of any script, single spaces inside, and `. - _ ' ’ @ +`.
    pub fn new(raw: &str) -> Result<Name, NameFault> {
        // Before normalizing: a name of a megabyte is not worth the work.
        if raw.chars().take(4 * LONGEST + 1).count() > 4 * LONGEST {
            return Err(NameFault::Long);
        }
        let shown: String = raw.nfc().collect();
        if shown.chars().count() > LONGEST {
            return Err(NameFault::Long);
        }
        if let Some(bad) = shown.chars().find(|&one| !allowed(one)) {
            return Err(NameFault::Character(bad));
        }
        if !shown.chars().any(char::is_alphanumeric) || shown.starts_with(is_combining_mark) {
            return Err(NameFault::Empty);
        }
        if shown.starts_with(' ') || shown.ends_with(' ') || shown.contains("  ") {
            return Err(NameFault::Spaces);
        }
        let key = key(&shown);
        Ok(Name { shown, key })
    }

    /// As it was given, in Unicode's composed form.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// What names are compared by: `Anna`, `anna` and a full-width `ａｎｎａ` are one user.
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// Folded until folding changes nothing more: lower case can bring forth what composes differently.
fn key(shown: &str) -> String {
    let fold = |text: &str| -> String { text.nfkc().flat_map(char::to_lowercase).nfkc().collect() };
    let mut key = fold(shown);
    for _ in 0..4 {
        let next = fold(&key);
        if next == key {
            break;
        }
        key = next;
    }
    key
}

fn allowed(one: char) -> bool {
    one.is_alphanumeric() || is_combining_mark(one) || " .-_'’@+".contains(one)
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Display for NameFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NameFault::Empty => {
                f.write_str("the name has no letter or digit; give the name that decisions are to be recorded under")
            }
            NameFault::Long => write!(f, "the name is longer than {LONGEST} characters; give a shorter one"),
            NameFault::Character(one) => write!(
                f,
                "the name has a character that names cannot have (U+{:04X}); letters, digits, single spaces and . - _ ' @ + can stand in it",
                *one as u32
            ),
            NameFault::Spaces => f.write_str("the name has a space at an end or two in a row; leave them out"),
        }
    }
}

impl std::error::Error for NameFault {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_any_script_can_be_users() {
        for name in
            ["anna", "Anna K.", "م. الحلبي", "Олена", "O’Neil", "a.b+c@example.org", "Nguyễn Văn", "王小明", "7"]
        {
            assert_eq!(Name::new(name).map(|one| one.to_string()), Ok(name.nfc().collect()), "{name}");
        }
    }

    #[test]
    fn what_cannot_be_seen_or_ends_a_line_is_in_no_name() {
        for bad in [
            '\r', '\n', '\0', '\t', '\u{7f}', '\u{202e}', '\u{200b}', '\u{200d}', '\u{feff}', '\u{2028}', '<', '"',
            ';', ',', '/', '\\',
        ] {
            assert_eq!(Name::new(&format!("anna{bad}k")), Err(NameFault::Character(bad)), "{bad:?}");
        }
        assert_eq!(Name::new(""), Err(NameFault::Empty));
        assert_eq!(Name::new(" . "), Err(NameFault::Empty));
        assert_eq!(Name::new("\u{301}anna"), Err(NameFault::Empty));
        assert_eq!(Name::new(" anna"), Err(NameFault::Spaces));
        assert_eq!(Name::new("anna  k"), Err(NameFault::Spaces));
        assert_eq!(Name::new(&"a".repeat(65)), Err(NameFault::Long));
        assert_eq!(Name::new(&"a".repeat(10_000_000)), Err(NameFault::Long));
        assert!(Name::new(&"a".repeat(64)).is_ok());
    }

    #[test]
    fn names_that_look_alike_by_case_or_width_are_one() {
        let key = |raw: &str| Name::new(raw).unwrap().key().to_owned();
        assert_eq!(key("Anna"), key("anna"));
        assert_eq!(key("ａｎｎａ"), key("anna"));
        assert_eq!(key("Ame\u{301}lie"), key("amélie"));
        assert_ne!(key("anna"), key("anne"));
    }
}

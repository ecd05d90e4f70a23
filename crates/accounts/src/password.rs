//! Which passwords are taken: long ones that nobody would guess first. No rules of composition and no expiry, after NIST SP 800-63B.

use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// Fewest code points of a password.
pub const SHORTEST_PASSWORD: usize = 12;

/// Most bytes of a password. Far above what NIST asks to allow (64 characters); longer ones are refused before any work.
pub const LONGEST_PASSWORD: usize = 1024;

/// Words that passwords begin from where people do not think: a line each, folded.
const COMMON: &str = include_str!("../data/common.txt");

/// Why a password is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordFault {
    /// Shorter than [`SHORTEST_PASSWORD`]; how long it is.
    Short(usize),
    /// Longer than [`LONGEST_PASSWORD`].
    Long,
    /// It has the user's name in it, and little else.
    Name,
    /// Too few different characters, or a row of the keyboard or the alphabet.
    Pattern,
    /// A word that is guessed first, with digits or signs about it.
    Common,
    /// It has a control character in it, which no other keyboard may be able to type.
    Control,
}

/// One form for what looks the same, whichever keyboard it was typed on.
pub(crate) fn normal(password: &str) -> String {
    password.nfc().collect()
}

/// Whether a password is taken, for a user of this name. Answers come in the order in which they help.
pub fn check_password(name: &str, password: &str) -> Result<(), PasswordFault> {
    if password.len() > LONGEST_PASSWORD {
        return Err(PasswordFault::Long);
    }
    let password = normal(password);
    let length = password.chars().count();
    if length < SHORTEST_PASSWORD {
        return Err(PasswordFault::Short(length));
    }
    if password.chars().any(char::is_control) {
        return Err(PasswordFault::Control);
    }
    let folded: Vec<char> = password.chars().flat_map(char::to_lowercase).collect();
    if few_or_in_a_row(&folded) || repeated(&folded) {
        return Err(PasswordFault::Pattern);
    }
    // As it stands, and with the digits and signs that stand for letters read as those.
    let forms = [word(&folded), folded.iter().map(|&one| plain(one)).filter(|one| one.is_alphanumeric()).collect()];
    let hardly_more = |than: &str| forms.iter().any(|form| left_over(form, than) < 6);
    let name = word(&name.chars().flat_map(char::to_lowercase).collect::<Vec<_>>());
    if name.chars().count() >= 3 && hardly_more(&name) {
        return Err(PasswordFault::Name);
    }
    if COMMON.lines().filter(|word| !word.is_empty()).any(hardly_more) {
        return Err(PasswordFault::Common);
    }
    Ok(())
}

/// Letters that are left where every `word` and every digit is taken out; many where the word is not in it.
fn left_over(letters: &str, word: &str) -> usize {
    if !letters.contains(word) {
        return usize::MAX;
    }
    letters.replace(word, "").chars().filter(|one| one.is_alphabetic()).count()
}

fn word(folded: &[char]) -> String {
    folded.iter().filter(|one| one.is_alphanumeric()).collect()
}

/// Digits and signs that stand for letters.
fn plain(one: char) -> char {
    match one {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        _ => one,
    }
}

/// Fewer than five different characters, or hardly anything but steps of one or none from neighbour to neighbour.
fn few_or_in_a_row(folded: &[char]) -> bool {
    let mut different = folded.to_vec();
    different.sort_unstable();
    different.dedup();
    if different.len() < 5 {
        return true;
    }
    let steps = folded.windows(2).filter(|pair| (pair[0] as i64 - pair[1] as i64).abs() <= 1).count();
    // Three in four.
    steps * 4 >= (folded.len() - 1) * 3
}

/// A word of up to six characters said again and again.
fn repeated(folded: &[char]) -> bool {
    (1..=6).any(|length| folded.iter().zip(&folded[length..]).all(|(one, other)| one == other))
}

impl fmt::Display for PasswordFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PasswordFault::Short(length) => write!(
                f,
                "the password has {length} characters; {SHORTEST_PASSWORD} or more are wanted: four or five words of a sentence do"
            ),
            PasswordFault::Long => {
                write!(f, "the password is longer than {LONGEST_PASSWORD} bytes; take a shorter one")
            }
            PasswordFault::Name => f.write_str("the password is hardly more than the user's name; take another"),
            PasswordFault::Pattern => f.write_str(
                "the password repeats itself or is a row of the keyboard; take words that do not belong together",
            ),
            PasswordFault::Common => f.write_str("the password is one of those that are guessed first; take another"),
            PasswordFault::Control => f.write_str("the password has a control character in it; take it out"),
        }
    }
}

impl std::error::Error for PasswordFault {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_ones_of_any_kind_are_taken() {
        let good = [
            "seven herons at the weir",
            "correcthorsebatterystaple",
            "kqzj vwpt mxbf",
            "لا أحد يعرف هذا السر",
            "снег шёл до самого утра",
            "aB3$aB3%xY9!",
            "            spaces count too            ",
        ];
        for password in good {
            assert_eq!(check_password("anna", password), Ok(()), "{password}");
        }
        assert_eq!(check_password("anna", &"wine and bread ".repeat(60)), Ok(()));
    }

    #[test]
    fn short_giant_and_guessed_ones_are_not() {
        assert_eq!(check_password("anna", "short"), Err(PasswordFault::Short(5)));
        assert_eq!(check_password("anna", "elevenchars"), Err(PasswordFault::Short(11)));
        assert_eq!(check_password("anna", &"x y z w v ".repeat(103)), Err(PasswordFault::Long));
        assert_eq!(check_password("anna", &"q".repeat(50_000_000)), Err(PasswordFault::Long));
        for pattern in [
            "aaaaaaaaaaaa",
            "abababababab",
            "abcdefghijklm",
            "123456789012",
            "987654321098",
            "abcabcabcabc",
            "abcde!abcde!abcde!",
        ] {
            assert_eq!(check_password("anna", pattern), Err(PasswordFault::Pattern), "{pattern}");
        }
        for common in [
            "password1234",
            "P@ssw0rd2024!!",
            "qwertyuiop12",
            "Dateline2024!",
            "letmeinletmein",
            "Welcome123456",
            "1q2w3e4r5t6y",
            "1qaz2wsx3edc",
        ] {
            assert_eq!(check_password("zoe", common), Err(PasswordFault::Common), "{common}");
        }
        assert_eq!(check_password("Anna Karenina", "annakarenina1877"), Err(PasswordFault::Name));
        assert_eq!(check_password("anna", "twelve\u{7}control"), Err(PasswordFault::Control));
    }

    #[test]
    fn what_looks_the_same_is_the_same() {
        assert_eq!(normal("caf\u{e9}"), normal("cafe\u{301}"));
    }
}

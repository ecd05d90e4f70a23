//! Under which key a name is kept and looked up.
//!
//! Three forms of a name, each losing more of it:
//! - [`spelling`]: lower case, one kind of apostrophe, hyphen and space. Two names with one spelling meet *exactly*.
//! - [`folded`]: no diacritics, apostrophes, signs of ayn and hamza, hyphens, articles; "Dayr az-Zawr" and "dayr zawr" are one.
//!   This is what the gazetteer file is sorted by.
//! - [`skeleton`]: the consonants of a folded key, with letters that transcriptions of one sound swap made equal;
//!   "dayr zawr", "deir zor" and "deir ezzor" are one. Only for keys in Latin letters.
//!
//! Never decides which place is meant, and never looks at what exists: "Utah" loses its last letter like "Raqqah" does, which
//! costs a few more candidates and nothing else.

use unicode_normalization::UnicodeNormalization;

/// The name in lower case with one kind of apostrophe, hyphen and space.
pub fn spelling(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for letter in name.nfc() {
        match letter {
            _ if letter.is_whitespace() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            '‐' | '‑' | '–' | '—' | '־' => out.push('-'),
            _ if is_apostrophe(letter) => out.push('\''),
            _ => out.extend(letter.to_lowercase()),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The name without what spellings of it differ in: case, diacritics, apostrophes and the signs of ayn and hamza, hyphens
/// and points, the Arabic article in its forms, the silent h of "-ah", "Saint" and "St.". Empty where the name holds no
/// letter and no digit.
pub fn folded(name: &str) -> String {
    let plain = if name.is_ascii() { plain_ascii(name) } else { plain_letters(name) };
    let words: Vec<&str> = plain.split(' ').filter(|word| !word.is_empty()).collect();
    let mut key = String::with_capacity(plain.len());
    for (at, word) in words.iter().enumerate() {
        let next = words.get(at + 1);
        if next.is_some_and(|next| is_article(word, next)) {
            continue;
        }
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(short_form(word));
    }
    key
}

/// Lower case, only letters, digits and spaces.
fn plain_ascii(name: &str) -> String {
    let bytes = name.as_bytes();
    let mut out = String::with_capacity(name.len());
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' => out.push(char::from(byte)),
            b'A'..=b'Z' => out.push(char::from(byte.to_ascii_lowercase())),
            b'\'' | b'`' | b'"' => {}
            b'.' if is_initial(&bytes[..at]) => {}
            b'&' => out.push_str(" and "),
            _ => out.push(' '),
        }
    }
    out
}

/// True where the last letter stands alone, as in "U" of "U.S.".
fn is_initial(before: &[u8]) -> bool {
    match before {
        [.., other, last] => last.is_ascii_alphabetic() && !other.is_ascii_alphanumeric(),
        [last] => last.is_ascii_alphabetic(),
        [] => false,
    }
}

/// As [`plain_ascii`], for names with other letters.
fn plain_letters(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut arabic = false;
    for letter in name.nfkd() {
        match letter {
            'a'..='z' | '0'..='9' => out.push(letter),
            'A'..='Z' => out.push(letter.to_ascii_lowercase()),
            ' ' => out.push(' '),
            '.' if is_initial(out.as_bytes()) => {}
            '&' => out.push_str(" and "),
            _ if is_apostrophe(letter) || is_mark(letter) => {}
            _ => match latin(letter) {
                Some(letters) => out.push_str(letters),
                None => match arabic_letter(letter) {
                    Some("") => {}
                    Some(letters) => {
                        arabic = true;
                        out.push_str(letters);
                    }
                    None if letter.is_alphanumeric() => out.extend(letter.to_lowercase()),
                    None => out.push(' '),
                },
            },
        }
    }
    if arabic { without_arabic_articles(&out) } else { out }
}

/// Apostrophes and what transcriptions write for ayn, hamza, and the soft and hard sign.
fn is_apostrophe(letter: char) -> bool {
    matches!(
        letter,
        '\'' | '`' | '´' | '‘' | '’' | '‛' | '“' | '”' | '"' | '′' | '″' | '\u{02b0}'
            ..='\u{02ff}' | '\u{a78b}' | '\u{a78c}'
    )
}

/// Diacritics, and vowel signs that are usually not written. Vowel signs of Indian scripts are letters here.
fn is_mark(letter: char) -> bool {
    matches!(
        letter,
        '\u{0300}'..='\u{036f}'
            | '\u{0591}'..='\u{05c7}'
            | '\u{0610}'..='\u{061a}'
            | '\u{064b}'..='\u{065f}'
            | '\u{0670}'
            | '\u{06d6}'..='\u{06ed}'
            | '\u{1ab0}'..='\u{1aff}'
            | '\u{1dc0}'..='\u{1dff}'
            | '\u{200b}'..='\u{200f}'
            | '\u{20d0}'..='\u{20ff}'
            | '\u{fe20}'..='\u{fe2f}'
    )
}

/// Latin letters that do not come apart into a letter and a mark.
fn latin(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ø' | 'Ø' => "o",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'þ' | 'Þ' => "th",
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ı' => "i",
        'ħ' | 'Ħ' => "h",
        'ə' | 'Ə' => "a",
        'ŋ' | 'Ŋ' => "n",
        'ŧ' | 'Ŧ' => "t",
        'ɓ' | 'Ɓ' => "b",
        'ɗ' | 'Ɗ' => "d",
        'ƙ' | 'Ƙ' => "k",
        'ɛ' | 'Ɛ' => "e",
        'ɔ' | 'Ɔ' => "o",
        _ => return None,
    })
}

/// Letters of the Arabic script that spellings swap.
fn arabic_letter(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ء' | 'ـ' => "",
        'أ' | 'إ' | 'آ' | 'ٱ' => "ا",
        'ى' | 'ی' | 'ې' | 'ے' => "ي",
        'ة' | 'ہ' | 'ە' | 'ھ' | 'ۀ' => "ه",
        'ک' | 'ڪ' => "ك",
        'ؤ' => "و",
        'ئ' => "ي",
        'ا' => "ا",
        'ل' => "ل",
        'و' => "و",
        'ي' => "ي",
        'ه' => "ه",
        'ك' => "ك",
        'م' => "م",
        _ => return None,
    })
}

fn without_arabic_articles(plain: &str) -> String {
    let words = plain.split(' ').filter(|word| !word.is_empty());
    let bare: Vec<&str> = words
        .map(|word| word.strip_prefix("ال").filter(|rest| rest.chars().nth(2).is_some()).unwrap_or(word))
        .collect();
    bare.join(" ")
}

/// The Arabic article before `next`, also where it is written as it is spoken: "ash-Shaykh", "ez-Zor".
fn is_article(word: &str, next: &str) -> bool {
    match word {
        "al" | "el" | "ul" => true,
        "as" | "es" | "ad" | "ed" | "ar" | "er" | "at" | "et" | "an" | "en" | "az" | "ez" | "ash" | "esh" | "adh"
        | "edh" | "ath" | "eth" => next.starts_with(&word[1..]),
        _ => false,
    }
}

/// "saint" -> "st"; "raqqah" -> "raqqa".
fn short_form(word: &str) -> &str {
    match word {
        "saint" => "st",
        "sainte" => "ste",
        "mount" => "mt",
        "fort" => "ft",
        _ if word.len() > 3 && word.ends_with("ah") => &word[..word.len() - 1],
        _ => word,
    }
}

/// The consonants of a folded key; `None` where fewer than three are left, or where the key is not in Latin letters:
/// then it says too little.
pub fn skeleton(key: &str) -> Option<Vec<u8>> {
    let bones = consonants(key)?;
    (bones.iter().filter(|&&bone| bone != VOWEL).count() >= 3).then_some(bones)
}

/// The consonants of a folded key, however few; a first vowel stands as `*`. `None` for other letters than Latin ones.
pub fn consonants(key: &str) -> Option<Vec<u8>> {
    let mut walk = Consonants::default();
    let mut bones = Vec::with_capacity(key.len());
    for &byte in key.as_bytes() {
        walk = walk.step(byte, &mut |bone| bones.push(bone))?;
    }
    walk.end(&mut |bone| bones.push(bone));
    Some(bones)
}

/// Stands for any vowel at the beginning of a name.
const VOWEL: u8 = b'*';

/// Walks along a folded key, byte by byte, and lets its consonants fall out. The same walk makes the skeleton of a name
/// and recognises it among the keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Consonants {
    /// The consonant that fell out last, if no vowel came since: doubled ones count once.
    last: u8,
    /// A d that waits: before j it is not said.
    waiting: bool,
    /// Something fell out.
    begun: bool,
}

impl Consonants {
    /// The walk one byte later; `None` for what is no Latin letter, digit or space.
    fn step(self, byte: u8, out: &mut impl FnMut(u8)) -> Option<Consonants> {
        let mut walk = self;
        if walk.waiting && byte != b'j' {
            walk.bone(b'd', out);
        }
        walk.waiting = false;
        match byte {
            b' ' => {}
            b'a' | b'e' | b'i' | b'o' | b'u' => walk.vowel(out),
            b'w' | b'y' if walk.begun => walk.vowel(out),
            // "kh", "gh", "sh", "th" and a breath between vowels: only a name's first h is heard by everybody.
            b'h' if walk.begun => {}
            b'd' => walk.waiting = true,
            b'q' | b'c' | b'x' => walk.bone(b'k', out),
            b'j' => walk.bone(b'g', out),
            b'f' => walk.bone(b'p', out),
            b'a'..=b'z' | b'0'..=b'9' => walk.bone(byte, out),
            _ => return None,
        }
        Some(walk)
    }

    fn end(mut self, out: &mut impl FnMut(u8)) {
        if self.waiting {
            self.bone(b'd', out);
        }
    }

    fn vowel(&mut self, out: &mut impl FnMut(u8)) {
        if !self.begun {
            out(VOWEL);
        }
        self.begun = true;
        self.last = 0;
    }

    fn bone(&mut self, bone: u8, out: &mut impl FnMut(u8)) {
        if self.last != bone {
            out(bone);
        }
        self.begun = true;
        self.last = bone;
    }
}

/// True where a key that begins with `byte` can have this skeleton.
pub fn may_begin(byte: u8, bones: &[u8]) -> bool {
    let mut first = None;
    let walk = Consonants::default().step(byte, &mut |bone| first = Some(bone));
    match (walk, first) {
        (None, _) => false,
        (Some(_), Some(bone)) => bones.first() == Some(&bone),
        // A d waits; it may be that of "dj".
        (Some(_), None) => matches!(bones.first(), Some(b'd' | b'g')),
    }
}

/// Recognises, among the sorted keys of a gazetteer file, those with one skeleton.
pub struct WithSkeleton<'a>(pub &'a [u8]);

/// How far a key agrees with the skeleton.
#[derive(Clone, Copy, Debug)]
pub struct Agreed {
    walk: Consonants,
    bones: usize,
}

impl WithSkeleton<'_> {
    fn advance(&self, at: usize, bone: u8) -> Option<usize> {
        (self.0.get(at) == Some(&bone)).then_some(at + 1)
    }
}

impl fst::Automaton for WithSkeleton<'_> {
    type State = Option<Agreed>;

    fn start(&self) -> Option<Agreed> {
        Some(Agreed { walk: Consonants::default(), bones: 0 })
    }

    fn is_match(&self, state: &Option<Agreed>) -> bool {
        let Some(agreed) = state else { return false };
        let mut at = Some(agreed.bones);
        agreed.walk.end(&mut |bone| at = at.and_then(|at| self.advance(at, bone)));
        at == Some(self.0.len())
    }

    fn can_match(&self, state: &Option<Agreed>) -> bool {
        state.is_some()
    }

    fn accept(&self, state: &Option<Agreed>, byte: u8) -> Option<Agreed> {
        let agreed = (*state)?;
        let mut at = Some(agreed.bones);
        let walk = agreed.walk.step(byte, &mut |bone| at = at.and_then(|at| self.advance(at, bone)))?;
        Some(Agreed { walk, bones: at? })
    }
}

/// 0 where the name is spelled like its key; else 1..=31, equal for names of one spelling. Together with the key it tells
/// exact from folded: among names of one key that are spelled otherwise, 1 in 31 pairs is wrongly called exact.
pub fn mark(name: &str, key: &str) -> u8 {
    let spelling = spelling(name);
    if spelling == key {
        return 0;
    }
    // FNV-1a, 32 bits: fixed for ever, as its values stand in files.
    let hash = spelling.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    1 + ((hash ^ (hash >> 16)) % 31) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_fold_into_one_key() {
        let cases: [(&str, &[&str]); 12] = [
            ("dara", &["Dar‘ā", "Dar'a", "Dar`a", "Darʿa", "DARA"]),
            ("dayr zawr", &["Dayr az Zawr", "Dayr az-Zawr", "dayr az zawr"]),
            ("raqqa", &["Ar Raqqah", "ar-Raqqah", "Raqqa", "Al-Raqqa", "Raqqah"]),
            ("sanaa", &["Sana'a", "Sanaa"]),
            ("st louis", &["Saint Louis", "St. Louis", "St Louis", "Saint-Louis"]),
            ("us", &["U.S.", "US", "u.s."]),
            ("washington dc", &["Washington D.C.", "Washington, DC"]),
            ("lodz", &["Łódź", "Lodz"]),
            ("bosnia and herzegovina", &["Bosnia & Herzegovina", "Bosnia and Herzegovina"]),
            ("درعا", &["درعا", "دَرْعَا"]),
            ("دير زور", &["دير الزور"]),
            ("киев", &["Киев", "КИЕВ"]),
        ];
        for (key, names) in cases {
            for name in names {
                assert_eq!(folded(name), key, "{name}");
            }
        }
        assert_eq!(folded("—"), "");
        assert_eq!(folded("'"), "");
    }

    #[test]
    fn a_folded_key_folds_into_itself_unless_it_begins_like_an_article() {
        for name in ["Dayr az Zawr", "Saint-Étienne", "Raqqah", "Київ", "القامشلي", "Nuestra Señora de La Paz"]
        {
            let key = folded(name);
            assert_eq!(folded(&key), key, "{name}");
        }
    }

    #[test]
    fn transcriptions_of_one_name_have_one_skeleton() {
        let cases: [&[&str]; 8] = [
            &["Deir ez-Zor", "Dayr az Zawr", "Deir Ezzor", "Deir al-Zour", "Deyrizor", "Der Zor"],
            &["Al Qāmishlī", "Qamishli", "Kamishli", "Qamishly"],
            &["Al Ḩasakah", "Hasaka", "Hassakeh", "Al-Hasakeh", "Hassaké"],
            &["Al Fallūjah", "Falluja", "Faluja", "Fallujah"],
            &["Sievierodonetsk", "Severodonetsk"],
            &["Djerba", "Jerba", "Jarbah"],
            &["Idlib", "Edlib", "Adlib"],
            &["Zaporizhzhia", "Zaporozhye", "Zaporizhia"],
        ];
        for names in cases {
            let bones: Vec<_> = names.iter().map(|name| skeleton(&folded(name))).collect();
            assert!(bones.windows(2).all(|pair| pair[0].is_some() && pair[0] == pair[1]), "{names:?}: {bones:?}");
        }
        for name in ["Homs", "Hama", "حلب", ""] {
            assert_eq!(skeleton(&folded(name)).is_some(), name == "Homs", "{name}");
        }
    }

    #[test]
    fn the_mark_tells_spellings_of_one_key_apart() {
        assert_eq!(mark("Homs", "homs"), 0);
        assert_eq!(mark("Dar'a", "dara"), mark("Dar‘a", "dara"));
        assert_ne!(mark("Dar'a", "dara"), mark("Dara", "dara"));
        assert!((1..=31).contains(&mark("Raqqah", "raqqa")));
    }
}

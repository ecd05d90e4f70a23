//! In which letters a name is written, and which of a place's names is its own.
//!
//! Knows scripts and a few alphabets, no languages: which name is the place's own is told by letters alone, for display, and
//! is never looked up by.

/// Letters that names are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Script {
    /// Latin letters; also names of digits and signs alone.
    Latin,
    /// Arabic, Persian, Urdu, Kurdish, Uighur ...
    Arabic,
    /// Russian, Ukrainian, Serbian, Kazakh ...
    Cyrillic,
    /// Hebrew, Yiddish.
    Hebrew,
    /// Greek.
    Greek,
    /// Armenian.
    Armenian,
    /// Georgian.
    Georgian,
    /// Amharic, Tigrinya.
    Ethiopic,
    /// Chinese, Japanese.
    Han,
    /// Korean.
    Hangul,
    /// The scripts of India and its neighbours, with Tibetan, Burmese, Khmer, Thai, Lao.
    Indian,
    /// Any other.
    Other,
}

/// The script of most of a name's letters; the earlier one in [`Script`] where two have as many.
pub fn script_of(name: &str) -> Script {
    let mut counts = [0_usize; 12];
    for letter in name.chars().filter(|letter| letter.is_alphabetic()) {
        counts[script_of_letter(letter) as usize] += 1;
    }
    let most = counts.iter().copied().max().unwrap_or_default();
    ALL.into_iter().find(|script| counts[*script as usize] == most).unwrap_or(Script::Latin)
}

const ALL: [Script; 12] = [
    Script::Latin,
    Script::Arabic,
    Script::Cyrillic,
    Script::Hebrew,
    Script::Greek,
    Script::Armenian,
    Script::Georgian,
    Script::Ethiopic,
    Script::Han,
    Script::Hangul,
    Script::Indian,
    Script::Other,
];

fn script_of_letter(letter: char) -> Script {
    match letter {
        '\0'..='\u{036f}' | '\u{1d00}'..='\u{1eff}' | '\u{a720}'..='\u{a7ff}' | '\u{ff00}'..='\u{ff5a}' => Script::Latin,
        '\u{0370}'..='\u{03ff}' | '\u{1f00}'..='\u{1fff}' => Script::Greek,
        '\u{0400}'..='\u{052f}' | '\u{1c80}'..='\u{1c8f}' | '\u{2de0}'..='\u{2dff}' | '\u{a640}'..='\u{a69f}' => {
            Script::Cyrillic
        }
        '\u{0530}'..='\u{058f}' => Script::Armenian,
        '\u{0590}'..='\u{05ff}' => Script::Hebrew,
        '\u{0600}'..='\u{06ff}' | '\u{0750}'..='\u{077f}' | '\u{08a0}'..='\u{08ff}' | '\u{fb50}'..='\u{feff}' => {
            Script::Arabic
        }
        '\u{0900}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => Script::Indian,
        '\u{10a0}'..='\u{10ff}' | '\u{1c90}'..='\u{1cbf}' | '\u{2d00}'..='\u{2d2f}' => Script::Georgian,
        '\u{1200}'..='\u{139f}' | '\u{2d80}'..='\u{2ddf}' => Script::Ethiopic,
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' => Script::Han,
        '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7ff}' => Script::Hangul,
        _ => Script::Other,
    }
}

/// The script of a language as GeoNames writes it ("ar-SY").
pub fn script_of_language(language: &str) -> Script {
    match language.split('-').next().unwrap_or_default() {
        "ar" | "fa" | "prs" | "ur" | "ps" | "ug" | "sd" | "ckb" | "ks" | "bal" => Script::Arabic,
        "ru" | "uk" | "be" | "bg" | "mk" | "sr" | "kk" | "ky" | "tg" | "mn" | "ba" | "tt" | "cv" | "os" | "ce" | "av"
        | "ab" | "sah" | "udm" | "kv" | "mhr" | "tyv" | "xal" | "krc" | "kbd" | "ady" | "inh" | "lez" | "dar" | "kum"
        | "nog" | "tut" | "bua" | "myv" | "mdf" | "chm" | "cau" => Script::Cyrillic,
        "he" | "iw" | "yi" => Script::Hebrew,
        "el" => Script::Greek,
        "hy" => Script::Armenian,
        "ka" | "xmf" => Script::Georgian,
        "am" | "ti" | "tig" => Script::Ethiopic,
        "zh" | "ja" | "yue" | "wuu" => Script::Han,
        "ko" => Script::Hangul,
        "hi" | "bn" | "ne" | "mr" | "ta" | "te" | "kn" | "ml" | "gu" | "pa" | "or" | "as" | "si" | "my" | "km" | "th"
        | "lo" | "dz" | "bo" | "sa" | "kok" | "doi" | "sat" | "bh" | "mai" | "mni" => Script::Indian,
        "dv" => Script::Other,
        _ => Script::Latin,
    }
}

/// The scripts of a country's languages, as GeoNames lists them ("ar-SY,ku,hy"), each once, in their order.
pub fn scripts_of_languages(languages: &str) -> Vec<Script> {
    let mut scripts = Vec::new();
    for language in languages.split(',').filter(|language| !language.is_empty()) {
        let script = script_of_language(language);
        if !scripts.contains(&script) {
            scripts.push(script);
        }
    }
    scripts
}

/// Letters that mark one language among those of its script: first those it alone has, then those it lacks.
fn letters(language: &str) -> (&'static str, &'static str) {
    match language {
        "ar" => ("ةىأإآؤئ", "پچگژکیےہۀەڤڪێۆڵڕټډڼښۍېگڭۇۈۋ"),
        "fa" | "prs" => ("پچگژکی", "يكةىأإےہەێۆڵڕټډڼښۍېڭۇۈۋ"),
        "ur" => ("ےہٹڈڑھں", "يكةىأإەێۆڵڕټډڼښۍېڭۇۈۋ"),
        "ps" => ("ټډړږښګڼېۍ", "يكةىأإےہەێۆڵڕڭۇۈۋگ"),
        "ru" => ("ыэёъ", "іїєґўјљњћђџѓќѕәғқңөұүһҷӣӯҳӯ"),
        "uk" => ("іїєґ", "ыэёъўјљњћђџѓќѕәғқңөұүһҷӣӯҳ"),
        "be" => ("ўыэёі", "иїєґјљњћђџѓќѕәғқңөұүһъщ"),
        "bg" => ("ъщ", "ыэёіїєґўјљњћђџѓќѕәғқңөұүһ"),
        "sr" => ("јљњћђџ", "ыэёіїєґўйщъьюяѓќѕәғқңөұүһ"),
        "mk" => ("јљњѓќѕџ", "ыэёіїєґўйщъьюяћђәғқңөұүһ"),
        "kk" => ("әғқңөұүһі", "їєґўјљњћђџѓќѕҷӣӯҳ"),
        "ky" => ("ңөү", "їєґўјљњћђџѓќѕәғқұһҷӣӯҳі"),
        "tg" => ("ҷӣӯҳқғ", "їєґўјљњћђџѓќѕәңөұүһіщы"),
        "mn" => ("өү", "їєґўјљњћђџѓќѕәғқңұһҷӣӯҳі"),
        _ => ("", ""),
    }
}

/// Which of a place's names is written as the place writes itself: in the script of the country's first language, if that is
/// not Latin; best without letters that the language lacks and with letters that only it has, then the shortest. `None` where
/// there is none.
pub fn own_name<'a>(names: impl IntoIterator<Item = &'a str>, languages: &str) -> Option<&'a str> {
    let first = languages.split(',').next().unwrap_or_default();
    let script = script_of_language(first);
    if script == Script::Latin {
        return None;
    }
    let (own, foreign) = letters(first.split('-').next().unwrap_or_default());
    let rank = |name: &&'a str| {
        let lower = name.to_lowercase();
        let strange = lower.chars().filter(|letter| foreign.contains(*letter)).count();
        let typical = lower.chars().any(|letter| own.contains(letter));
        let marked = lower.chars().any(|letter| ('\u{064b}'..='\u{0652}').contains(&letter));
        (strange, marked, !typical, name.chars().count(), *name)
    };
    names.into_iter().filter(|name| script_of(name) == script).min_by_key(rank)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_names_script_is_that_of_its_letters() {
        let cases = [
            ("Dar‘ā", Script::Latin),
            ("درعا", Script::Arabic),
            ("Київ", Script::Cyrillic),
            ("חיפה", Script::Hebrew),
            ("Αθήνα", Script::Greek),
            ("Երևան", Script::Armenian),
            ("თბილისი", Script::Georgian),
            ("አዲስ አበባ", Script::Ethiopic),
            ("東京", Script::Han),
            ("서울", Script::Hangul),
            ("दिल्ली", Script::Indian),
            ("10", Script::Latin),
            ("", Script::Latin),
        ];
        for (name, script) in cases {
            assert_eq!(script_of(name), script, "{name}");
        }
    }

    #[test]
    fn the_own_name_is_in_the_countrys_first_script_and_alphabet() {
        let cases: [(&[&str], &str, Option<&str>); 6] = [
            (&["Kyiv", "Киев", "Київ", "Кіеў"], "uk,ru-UA", Some("Київ")),
            (&["د مشق", "دمشق", "دیمەشق", "Дамаск"], "ar-SY,ku", Some("دمشق")),
            (&["أذرِعات", "درعا", "דרעא"], "ar-SY", Some("درعا")),
            (&["Tehrān", "طهران", "تهران"], "fa-IR,ku", Some("تهران")),
            (&["Paris", "Париж"], "fr-FR", None),
            (&["Dara"], "ar-SY", None),
        ];
        for (names, languages, own) in cases {
            assert_eq!(own_name(names.iter().copied(), languages), own, "{names:?}");
        }
    }
}

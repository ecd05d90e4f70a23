//! In which letters a name is written, and which of a place's names is its own.
//!
//! Knows scripts and a few alphabets, no languages: which name is the place's own is told by letters alone, for display, and
//! is never looked up by.

use super::keys;

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
        '\0'..='\u{036f}' | '\u{1d00}'..='\u{1eff}' | '\u{a720}'..='\u{a7ff}' | '\u{ff00}'..='\u{ff5a}' => {
            Script::Latin
        }
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
        "ru" | "uk" | "be" | "bg" | "mk" | "sr" | "kk" | "ky" | "tg" | "mn" | "ba" | "tt" | "cv" | "os" | "ce"
        | "av" | "ab" | "sah" | "udm" | "kv" | "mhr" | "tyv" | "xal" | "krc" | "kbd" | "ady" | "inh" | "lez"
        | "dar" | "kum" | "nog" | "tut" | "bua" | "myv" | "mdf" | "chm" | "cau" => Script::Cyrillic,
        "he" | "iw" | "yi" => Script::Hebrew,
        "el" => Script::Greek,
        "hy" => Script::Armenian,
        "ka" | "xmf" => Script::Georgian,
        "am" | "ti" | "tig" => Script::Ethiopic,
        "zh" | "ja" | "yue" | "wuu" => Script::Han,
        "ko" => Script::Hangul,
        "hi" | "bn" | "ne" | "mr" | "ta" | "te" | "kn" | "ml" | "gu" | "pa" | "or" | "as" | "si" | "my" | "km"
        | "th" | "lo" | "dz" | "bo" | "sa" | "kok" | "doi" | "sat" | "bh" | "mai" | "mni" => Script::Indian,
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

/// True where one of a country's languages is not written in Latin letters: its names reach English by transcription, in
/// many spellings.
pub fn transcribed(languages: &str) -> bool {
    scripts_of_languages(languages).iter().any(|script| *script != Script::Latin)
}

/// Letters that mark one language among those of its script: first those it alone has, then those it lacks.
fn letters(language: &str) -> (&'static str, &'static str) {
    match language {
        "ar" => ("ةىأإآؤئطصضظعق", "پچگژکیےہۀەڤڪێۆڵڕټډڼښۍېگڭۇۈۋ"),
        "fa" | "prs" => ("پچگژ", "يكةىأإےہەێۆڵڕټډڼښۍېڭۇۈۋ"),
        "ur" => ("ےہٹڈڑھں", "يكةىأإەێۆڵڕټډڼښۍېڭۇۈۋ"),
        "ps" => ("ټډړږښګڼېۍ", "يكةىأإےہەێۆڵڕڭۇۈۋگ"),
        "ru" => ("ыэё", "іїєґўјљњћђџѓќѕәғқңөұүһҷӣӯҳӯ"),
        "uk" => ("іїєґь", "ыэёъўјљњћђџѓќѕәғқңөұүһҷӣӯҳ"),
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

/// What letters of other scripts sound like, in the letters of [`keys::skeleton`] and vowels; h and what is not here say
/// nothing.
const SOUNDS: [(&str, &str); 28] = [
    ("бبבბբ", "b"),
    ("вვվβ", "v"),
    ("гґґғجگغגγგღգղҷջჯ", "g"),
    ("дدذضדδდդђ", "d"),
    ("жзزظژזζზჟզժ", "z"),
    ("кқхчћقكکخچחכךקκχξკქყჩჭხկխչքճ", "k"),
    ("лљلלλლլ", "l"),
    ("мمמםμმմ", "m"),
    ("нңњنנןνნն", "n"),
    ("пфپفפףπφპფպփֆ", "p"),
    ("рرרρრռր", "r"),
    ("сшسشصסשσςსშսշ", "s"),
    ("тتثطטתτθთტթտ", "t"),
    ("цצץცწցծ", "ts"),
    ("щ", "sk"),
    ("џძձ", "dz"),
    ("ј", "g"),
    ("ψ", "ps"),
    ("ڈډ", "d"),
    ("ٹټ", "t"),
    ("ڑړ", "r"),
    ("ښ", "s"),
    ("ڼں", "n"),
    ("аяαაա", "a"),
    ("еэєεηეեէը", "e"),
    ("иіїыιიիյ", "i"),
    ("оёοωოոօ", "o"),
    ("уюўүұυუ", "u"),
];

/// A name of another script as it sounds; `None` for scripts whose letters are no sounds.
fn sound(name: &str, script: Script) -> Option<String> {
    let spelt = matches!(
        script,
        Script::Arabic | Script::Cyrillic | Script::Hebrew | Script::Greek | Script::Armenian | Script::Georgian
    );
    let of = |letter| SOUNDS.iter().find(|(letters, _)| letters.contains(letter)).map_or("", |(_, sound)| *sound);
    spelt.then(|| keys::folded(name).chars().filter(|letter| letter.is_alphabetic()).map(of).collect())
}

/// How a name in Latin letters sounds, with vowels where the other script writes them.
fn latin_sound(name: &str, script: Script) -> Option<String> {
    let key = keys::folded(name);
    if matches!(script, Script::Arabic | Script::Hebrew) {
        let bones = String::from_utf8(keys::consonants(&key)?).ok()?;
        return Some(bones.trim_start_matches('*').to_owned());
    }
    let letters = key.bytes().filter_map(|letter| match letter {
        b'q' | b'c' | b'x' => Some('k'),
        b'j' => Some('g'),
        b'f' => Some('p'),
        b'w' => Some('v'),
        b'y' => Some('i'),
        b'h' | b' ' => None,
        _ => Some(char::from(letter)),
    });
    key.is_ascii().then(|| letters.collect())
}

/// How far apart (0..1000) names may sound so that one of several is taken for the place's own: where a script writes vowels,
/// and where it does not. "Moscow" is no help in telling what Moscow calls itself.
const UNLIKE: [u32; 2] = [250, 700];

/// Which of a place's names is written as the place writes itself: in the script of the country's first language, if that is
/// not Latin; without letters that the language lacks, and sounding most like the main name. `None` where there is none, or
/// where there are several and nothing tells them apart (a name of old, a quarter's name): better none than a wrong one.
pub fn own_name<'a>(main: &str, names: impl IntoIterator<Item = &'a str>, languages: &str) -> Option<&'a str> {
    let first = languages.split(',').next().unwrap_or_default();
    let script = script_of_language(first);
    if script == Script::Latin {
        return None;
    }
    let names: Vec<&str> = names.into_iter().filter(|name| script_of(name) == script).collect();
    if let [name] = names[..] {
        return Some(name);
    }
    let (own, foreign) = letters(first.split('-').next().unwrap_or_default());
    let main = latin_sound(main, script)?;
    let bones = |sound: &str| -> String { sound.chars().filter(|letter| !"aeiou".contains(*letter)).collect() };
    // 0 for the same sound, 1000 for another one.
    let apart = |a: &str, b: &str| (1000.0 * (1.0 - strsim::normalized_levenshtein(a, b))) as u32;
    let unlike = UNLIKE[usize::from(matches!(script, Script::Arabic | Script::Hebrew))];
    let rank = |name: &'a str| {
        let lower = name.to_lowercase();
        let of_others = |letter: &char| letter.is_alphabetic() && script_of_letter(*letter) != script;
        let strange = lower.chars().any(|letter| foreign.contains(letter) || of_others(&letter));
        let typical = lower.chars().any(|letter| own.contains(letter));
        let marked = lower.chars().any(|letter| matches!(letter, '\u{064b}'..='\u{0652}' | '\u{0591}'..='\u{05c7}'));
        let sound = sound(name, script)?;
        let (whole, by_bones) = (apart(&main, &sound), apart(&bones(&main), &bones(&sound)));
        let bare = keys::folded(name).chars().count();
        // Of a name with and without its article the one with it, which is the longer one.
        let length = std::cmp::Reverse(name.chars().count());
        Some((strange, whole > 0, by_bones, marked, !typical, bare, whole, length, name))
    };
    let best = names.into_iter().filter_map(rank).min();
    best.filter(|(_, _, _, _, _, _, whole, ..)| *whole <= unlike).map(|(.., name)| name)
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
        let cases: [(&str, &[&str], &str, Option<&str>); 17] = [
            ("Kyiv", &["Киев", "Київ", "Кіеў"], "uk,ru-UA", Some("Київ")),
            ("Odesa", &["Одеса", "Одесса", "Коцюбіїв"], "uk,ru-UA", Some("Одеса")),
            ("Moscow", &["Москва", "Мæскуы", "Маскоў", "Муско", "Москова", "Москъва"], "ru,tt", None),
            ("Moskva", &["Москва", "Мæскуы", "Маскоў", "Муско"], "ru,tt", Some("Москва")),
            ("Sofia", &["Софи", "София", "Софія"], "bg,tr-BG,rom", Some("София")),
            ("Donetsk", &["Данецк", "Дінецьк", "Донецк", "Донецьк"], "uk,ru-UA", Some("Донецьк")),
            ("Tripoli", &["ترابلس", "طرابلس"], "ar-LY,it,en", Some("طرابلس")),
            ("Latakia", &["لاذقية", "اللاذقية"], "ar-SY", Some("اللاذقية")),
            ("Damascus", &["د مشق", "دمشق", "دیمەشق", "Дамаск"], "ar-SY,ku", Some("دمشق")),
            ("Dar‘ā", &["أذرِعات", "درعا", "דרעא"], "ar-SY", Some("درعا")),
            ("Sirte", &["سرت", "شعبية سرت"], "ar-LY,it,en", Some("سرت")),
            ("Jerusalem", &["ירושלים", "שלם"], "he,ar-IL,en-IL,", Some("ירושלים")),
            ("Tehrān", &["طهران", "تهران"], "fa-IR,ku", Some("تهران")),
            ("Seoul", &["서울", "경성"], "ko-KR,en", None),
            ("Gimje", &["김제"], "ko-KR,en", Some("김제")),
            ("Paris", &["Париж"], "fr-FR", None),
            ("Dara", &["Dara"], "ar-SY", None),
        ];
        for (main, names, languages, own) in cases {
            assert_eq!(own_name(main, names.iter().copied(), languages), own, "{main}");
        }
    }
}

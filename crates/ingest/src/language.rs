//! Which language a text is in, as an ISO 639-1 code, or `None` where nobody could be sure. Decides nothing: whether
//! a language can be read is the reader's word.
//!
//! `whatlang` (trigrams, 69 languages, 300 KB) with a count of English function words before it. `lingua` is better
//! on single words but brings 100 MB of models; `whichlang` knows 16 languages and calls every other one of those.

use whatlang::{Detector, Lang};

/// Letters below which a text is too short to tell.
const MIN_LETTERS: usize = 60;
/// Code points looked at: three windows of this size from the start, the middle and the end of a long text.
const WINDOW: usize = 2000;
/// Share of English function words among the words above which a text is English whatever its names look like.
const ENGLISH_SHARE: f64 = 0.10;
/// Below this share of English function words a text that looks English to the trigrams is not believed to be.
const ENGLISH_DOUBT: f64 = 0.02;
/// Least confidence of the trigrams, 0..1, for another language in a script that several languages share.
const CONFIDENT: f64 = 0.5;

/// Function words of English that are none (or rare) in the other languages of Latin script.
const ENGLISH_WORDS: &[&str] = &[
    "the", "of", "and", "to", "that", "with", "from", "were", "has", "had", "have", "been", "said", "their", "they",
    "which", "after", "this", "who", "by", "it", "its", "would", "are", "but", "not", "than", "when", "while",
    "against", "between", "into", "about", "could", "there", "people", "he", "she", "his", "her", "at", "near",
];

/// The ISO 639-1 code of the language of `text`; `None` where it has too few letters or could be several.
pub fn detect_language(text: &str) -> Option<&'static str> {
    // Trigrams are learned from lower-case text; capitals would read as another language.
    let sample = sample(text).to_lowercase();
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    // One character of Chinese, Japanese or Korean says as much as three letters.
    let dense = sample.chars().filter(|c| matches!(*c as u32, 0x3040..=0x9fff | 0xac00..=0xd7af)).count();
    if letters + 2 * dense < MIN_LETTERS {
        return None;
    }
    let english = english_share(&sample);
    if english >= ENGLISH_SHARE {
        return Some("en");
    }
    let found = Detector::new().detect(&sample)?;
    let code = iso_639_1(found.lang())?;
    let sure = if code == "en" {
        english >= ENGLISH_DOUBT
    } else {
        found.confidence() >= CONFIDENT && english < ENGLISH_SHARE / 2.0
    };
    sure.then_some(code)
}

/// The ISO 639-1 code of a declared language: `en-GB`, `en_US`, `eng`, `English`. Two letters are taken at their word.
pub(crate) fn code(declared: &str) -> Option<String> {
    let main = declared.trim().split(['-', '_', ',', ';', ' ']).next()?.to_ascii_lowercase();
    match main.as_str() {
        "nb" | "nn" => return Some("no".to_owned()),
        "fil" => return Some("tl".to_owned()),
        "iw" => return Some("he".to_owned()),
        _ => {}
    }
    let named = |lang: Lang| main == lang.code() || main == lang.eng_name().to_ascii_lowercase();
    let known = ALL.iter().find_map(|&(lang, code)| named(lang).then(|| code.to_owned()));
    known.or_else(|| (main.len() == 2 && main.bytes().all(|byte| byte.is_ascii_lowercase())).then_some(main))
}

/// What to believe of a declared and a detected language, and whether the text clearly contradicts the declaration:
/// only about being English, since the trigrams confuse neighbours (Croatian, Serbian) and do not know every language.
pub(crate) fn believed(declared: Option<String>, detected: Option<&str>) -> (Option<String>, bool) {
    match (declared, detected) {
        (Some(declared), Some(detected)) if declared != detected && (declared == "en" || detected == "en") => {
            (Some(detected.to_owned()), true)
        }
        (Some(declared), _) => (Some(declared), false),
        (None, detected) => (detected.map(str::to_owned), false),
    }
}

/// The start, the middle and the end of a long text.
fn sample(text: &str) -> String {
    if text.len() <= 3 * WINDOW {
        return text.to_owned();
    }
    let starts = [0, text.len() / 2 - WINDOW / 2, text.len() - WINDOW];
    let windows = starts.map(|start| {
        let start = text.ceil_char_boundary(start);
        &text[start..text.floor_char_boundary(start + WINDOW)]
    });
    windows.join(" ")
}

fn english_share(lower: &str) -> f64 {
    let words = lower.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let (all, english) = words
        .fold((0usize, 0usize), |(all, english), word| (all + 1, english + usize::from(ENGLISH_WORDS.contains(&word))));
    english as f64 / all.max(1) as f64
}

fn iso_639_1(lang: Lang) -> Option<&'static str> {
    ALL.iter().find_map(|&(known, code)| (known == lang).then_some(code))
}

/// What `whatlang` knows, by ISO 639-1 code.
#[rustfmt::skip]
const ALL: &[(Lang, &str)] = &[
    (Lang::Epo, "eo"), (Lang::Eng, "en"), (Lang::Rus, "ru"), (Lang::Cmn, "zh"), (Lang::Spa, "es"), (Lang::Por, "pt"),
    (Lang::Ita, "it"), (Lang::Ben, "bn"), (Lang::Fra, "fr"), (Lang::Deu, "de"), (Lang::Ukr, "uk"), (Lang::Kat, "ka"),
    (Lang::Ara, "ar"), (Lang::Hin, "hi"), (Lang::Jpn, "ja"), (Lang::Heb, "he"), (Lang::Yid, "yi"), (Lang::Pol, "pl"),
    (Lang::Amh, "am"), (Lang::Jav, "jv"), (Lang::Kor, "ko"), (Lang::Nob, "no"), (Lang::Dan, "da"), (Lang::Swe, "sv"),
    (Lang::Fin, "fi"), (Lang::Tur, "tr"), (Lang::Nld, "nl"), (Lang::Hun, "hu"), (Lang::Ces, "cs"), (Lang::Ell, "el"),
    (Lang::Bul, "bg"), (Lang::Bel, "be"), (Lang::Mar, "mr"), (Lang::Kan, "kn"), (Lang::Ron, "ro"), (Lang::Slv, "sl"),
    (Lang::Hrv, "hr"), (Lang::Srp, "sr"), (Lang::Mkd, "mk"), (Lang::Lit, "lt"), (Lang::Lav, "lv"), (Lang::Est, "et"),
    (Lang::Tam, "ta"), (Lang::Vie, "vi"), (Lang::Urd, "ur"), (Lang::Tha, "th"), (Lang::Guj, "gu"), (Lang::Uzb, "uz"),
    (Lang::Pan, "pa"), (Lang::Aze, "az"), (Lang::Ind, "id"), (Lang::Tel, "te"), (Lang::Pes, "fa"), (Lang::Mal, "ml"),
    (Lang::Ori, "or"), (Lang::Mya, "my"), (Lang::Nep, "ne"), (Lang::Sin, "si"), (Lang::Khm, "km"), (Lang::Tuk, "tk"),
    (Lang::Aka, "ak"), (Lang::Zul, "zu"), (Lang::Sna, "sn"), (Lang::Afr, "af"), (Lang::Lat, "la"), (Lang::Slk, "sk"),
    (Lang::Cat, "ca"), (Lang::Tgl, "tl"), (Lang::Hye, "hy"), (Lang::Cym, "cy"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_is_english_in_any_register() {
        let texts = [
            "KARVASH, March 3 (Example Wire) - Shells hit Karvash and Velimje on Monday, killing four, officials said.",
            "SHELLS HIT THE TOWN OF KARVASH ON MONDAY, KILLING FOUR PEOPLE, THE MINISTRY OF DEFENCE OF OSTLAND SAID.",
            "Abdurrahman Yıldızoğlu, Szczepan Brzęczyszczykiewicz and Đorđe Čabrinović were killed in Przemyślany, police said.",
            "Army of the region have be took the village in the night and the peoples is fled to the river, say the mayor.",
            "- 14 killed, 30 wounded in Karvash\n- Road to Velimje closed\n- 2,000 displaced since Monday, according to aid groups",
        ];
        for text in texts {
            assert_eq!(detect_language(text), Some("en"), "{text}");
        }
    }

    #[test]
    fn other_languages_are_not_english() {
        let cases = [
            (
                "de",
                "Bei Angriffen auf den Ort Karwasch sind am Montag vier Menschen getötet worden, teilte das Ministerium mit.",
            ),
            (
                "fr",
                "Quatre personnes ont été tuées lundi dans le bombardement du village de Karvach, a annoncé le ministère.",
            ),
            (
                "es",
                "Cuatro personas murieron el lunes en un bombardeo contra el pueblo de Karvash, informó el ministerio.",
            ),
            (
                "nl",
                "Bij beschietingen van het dorp Karvasj zijn maandag vier mensen om het leven gekomen, zei het ministerie.",
            ),
            (
                "tr",
                "Pazartesi günü Karvaş köyüne düzenlenen saldırıda dört kişinin hayatını kaybettiği bakanlıkça açıklandı.",
            ),
            (
                "id",
                "Empat orang tewas dalam serangan terhadap desa Karvash pada hari Senin, kata kementerian pertahanan.",
            ),
            (
                "ru",
                "В понедельник при обстреле посёлка Карваш погибли четыре человека, сообщили в министерстве обороны.",
            ),
            (
                "uk",
                "У понеділок під час обстрілу селища Карваш загинули четверо людей, повідомили в міністерстві оборони.",
            ),
            ("ar", "قتل أربعة أشخاص يوم الاثنين في قصف استهدف بلدة كرفاش، حسبما أعلنت وزارة الدفاع في بيان لها."),
            (
                "fa",
                "وزارت دفاع اعلام کرد که چهار نفر روز دوشنبه در گلوله‌باران شهرک کرواش کشته شده‌اند و ده نفر زخمی شدند.",
            ),
            ("zh", "国防部表示，星期一卡尔瓦什村遭到炮击，造成四人死亡，另有十人受伤，道路仍然关闭。"),
        ];
        for (code, text) in cases {
            assert_eq!(detect_language(text), Some(code), "{text}");
        }
    }

    #[test]
    fn a_short_text_has_no_language() {
        assert_eq!(detect_language("Karvash: 14 killed."), None);
        assert_eq!(detect_language(""), None);
        assert_eq!(detect_language(&"12 34 | ".repeat(100)), None);
    }

    #[test]
    fn a_declaration_is_believed_unless_the_text_contradicts_it() {
        let cases = [
            (Some("en-GB"), Some("en"), Some("en"), false),
            (Some("English"), None, Some("en"), false),
            (Some("en"), Some("de"), Some("de"), true),
            (Some("fr"), Some("en"), Some("en"), true),
            (Some("hr"), Some("sr"), Some("hr"), false),
            (Some("so"), Some("sn"), Some("so"), false),
            (Some("nonsense"), Some("en"), Some("en"), false),
            (None, None, None, false),
        ];
        for (declared, detected, expected, contradicted) in cases {
            let (language, contradiction) = believed(declared.and_then(code), detected);
            assert_eq!((language.as_deref(), contradiction), (expected, contradicted), "{declared:?} {detected:?}");
        }
    }
}

//! How a mention of a place is put: what of "the southern city of Daraa" is the name, and what the words in and around it
//! say about the place that bears it.
//!
//! Looks at words only: never asks the gazetteer whether a name exists, so it gives every spelling worth looking up,
//! fullest first ("Eastern Ghouta region", "Eastern Ghouta", "Ghouta region", "Ghouta"), and never decides between them.
//! The words are data: `names/words.txt`.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a word says about the kind of place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cue {
    /// "the country", "the republic of".
    Country,
    /// "Homs province": a first-order division.
    Division,
    /// "Scott County": a second-order one.
    District,
    /// "the city of", "the village of".
    Town,
    /// "Bagram airfield", "Sednaya prison": something that has a point of its own.
    Base,
    /// "Yarmouk camp".
    Camp,
    /// "Lake Chad", "the Gulf of Aden".
    Water,
    /// A road, a river, a border.
    Line,
    /// "Homs area", "Swat valley".
    Region,
}

/// A mention taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    /// What to look up, fullest first. Empty when `generic`.
    pub names: Vec<String>,
    /// What kind of place the mention's own words say.
    pub cue: Option<Cue>,
    /// "near X", "the outskirts of X", "X countryside".
    pub near: bool,
    /// "Daraa, Syria": what the place lies in, as the commas say.
    pub inside: Vec<String>,
    /// "Daraa in southern Syria", "Syria's Daraa": what it seems to lie in.
    pub about: Vec<String>,
    /// "between Homs and Hama", "Hama, Idlib and Aleppo": the places of a list, where the mention is none itself.
    pub parts: Vec<Wording>,
    /// True for "between X and Y".
    pub between: bool,
    /// "a checkpoint", "the village", "home".
    pub generic: bool,
    /// No letter of it is a capital, and its script has capitals.
    pub lower: bool,
}

/// What the words around a mention say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// "the city of" before it, "province" behind it.
    pub cue: Option<Cue>,
    /// "near", "the outskirts of" before it, "countryside" behind it.
    pub near: bool,
    /// ", Syria" behind it.
    pub inside: Vec<String>,
    /// "in southern Syria" behind it, "the Syrian city of", "Syria's" before it.
    pub about: Vec<String>,
    /// "Paris, " before it: what may lie in this place.
    pub holds: Option<String>,
    /// True where `cue` stands behind the mention.
    pub cue_behind: bool,
    /// True where there are capitals around it: a text that tells names from other words.
    pub cased: bool,
}

/// The lists of `names/words.txt`.
struct Lists {
    cues: HashMap<&'static str, Cue>,
    lists: HashMap<&'static str, std::collections::HashSet<&'static str>>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut lists: HashMap<&'static str, std::collections::HashSet<&'static str>> = HashMap::new();
    let mut heading = "";
    for line in include_str!("names/words.txt").lines().filter(|line| !line.starts_with('#')) {
        match line.trim().strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(name) => heading = name,
            None => lists.entry(heading).or_default().extend(line.split_whitespace()),
        }
    }
    // A word of two lists ("river", "settlement") counts for the first that follows.
    let order = [
        ("town", Cue::Town),
        ("division", Cue::Division),
        ("district", Cue::District),
        ("base", Cue::Base),
        ("camp", Cue::Camp),
        ("water", Cue::Water),
        ("line", Cue::Line),
        ("region", Cue::Region),
        ("country", Cue::Country),
    ];
    let mut cues = HashMap::new();
    for (heading, cue) in order {
        for word in lists.get(heading).into_iter().flatten() {
            cues.entry(*word).or_insert(cue);
        }
    }
    Lists { cues, lists }
});

/// Whether a lower-case word stands in a list of `names/words.txt`.
pub(crate) fn is_in(list: &str, word: &str) -> bool {
    LISTS.lists.get(list).is_some_and(|words| words.contains(word))
}

/// What a lower-case word says about the kind of place.
pub fn cue_of(word: &str) -> Option<Cue> {
    LISTS.cues.get(word).copied()
}

/// True where a word has a letter that is no small one: "Homs", "al-Bab", "حمص".
pub(crate) fn has_capital(word: &str) -> bool {
    word.chars().any(|c| c.is_alphabetic() && !c.is_lowercase())
}

/// A mention's text taken apart.
pub fn wording(text: &str) -> Wording {
    let text = clean(text);
    let mut wording = phrase(&text);
    wording.lower = !has_capital(&text) && text.chars().any(char::is_lowercase);
    wording
}

/// Straight apostrophes and single spaces, without quotes, brackets and stops at the ends and without a possessive.
fn clean(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| match c {
            '’' | '‘' | 'ʼ' | '`' | '´' | 'ʻ' => '\'',
            '\u{a0}' | '\u{202f}' | '\t' | '\n' | '\r' => ' ',
            _ => c,
        })
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}'))
        .collect();
    let outer = |c: char| {
        c.is_whitespace() || matches!(c, '"' | '“' | '”' | '«' | '»' | '(' | ')' | '[' | ']' | ',' | ';' | ':')
    };
    let mut text = text.trim_matches(outer).split_whitespace().collect::<Vec<_>>().join(" ");
    // "D.C." and "U.S." keep their stop; "Homs." does not.
    if text.ends_with('.') && !text.trim_end_matches('.').rsplit(' ').next().is_some_and(|word| word.contains('.')) {
        text.truncate(text.trim_end_matches('.').len());
    }
    if let Some(short) = text.strip_suffix("'s").or_else(|| text.strip_suffix("s'").map(|_| &text[..text.len() - 1])) {
        text.truncate(short.len());
    }
    text.trim_matches(outer).trim_matches('\'').to_owned()
}

/// One phrase: a name with what is around it, or a list of such.
fn phrase(text: &str) -> Wording {
    if let Some(rest) = strip_word(text, "between").or_else(|| strip_word(text, "between the"))
        && let Some((left, right)) = rest.split_once(" and ")
    {
        let parts: Vec<Wording> = [left, right].into_iter().map(phrase).filter(|part| !part.generic).collect();
        return Wording { generic: parts.is_empty(), parts, between: true, ..Wording::default() };
    }
    let mut whole = single(text);
    if !whole.generic && (text.contains(" and ") || text.contains(" & ") || text.contains(" or ")) {
        let parts: Vec<Wording> = text
            .split(", ")
            .flat_map(|part| part.split(" and "))
            .flat_map(|part| part.split(" & "))
            .flat_map(|part| part.split(" or "))
            .filter(|part| !part.trim().is_empty())
            .map(single)
            .filter(|part| !part.generic)
            .collect();
        if parts.len() > 1 {
            // "the countryside of Hama, Idlib and Aleppo": the words in front hold for all.
            let near = parts[0].near;
            whole.parts = parts.into_iter().map(|part| Wording { near: near || part.near, ..part }).collect();
            whole.inside.clear();
            whole.about.clear();
            whole.names.truncate(1);
        }
    }
    whole
}

/// What follows a first word (in small letters or not), or `None`.
fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let head = text.get(..word.len())?;
    let rest = text.get(word.len()..)?;
    (head.eq_ignore_ascii_case(word) && rest.starts_with(' ')).then(|| rest.trim_start())
}

/// A name that is no list: the whole of it is looked up first ("Cox's Bazar", "Southend on Sea"), then its parts.
fn single(text: &str) -> Wording {
    let mut wording = parted(text);
    if !wording.generic && wording.names.first().is_none_or(|name| name != text) {
        wording.names.insert(0, text.to_owned());
    }
    wording
}

/// A name without what an "in", "near", "'s" or a comma sets apart.
fn parted(text: &str) -> Wording {
    let mut wording = Wording::default();
    let mut head = text;
    // "Daraa, Syria".
    if let Some((first, rest)) = text.split_once(", ") {
        head = first;
        wording.inside = rest.split(", ").map(core).filter(|name| !name.is_empty()).collect();
    }
    // "Daraa in southern Syria", "a village near Homs".
    let mut behind = None;
    for word in [" in ", " near ", " outside ", " on ", " inside ", " along ", " with ", " around ", " close to "] {
        if let Some((first, rest)) = head.split_once(word)
            && !first.is_empty()
        {
            head = first;
            behind = Some((word.trim(), rest));
        }
    }
    let plural = || head.find("s' ").map(|at| (&head[..=at], &head[at + 3..]));
    let owner = head.split_once("'s ").or_else(plural);
    if let Some((left, right)) = owner
        && has_capital(left)
    {
        // "Syria's border": a thing that has no name of its own is where its owner is.
        let inner = stages(right);
        if inner.generic {
            wording.near = inner.near;
            wording = join(wording, stages(left));
        } else {
            wording.about.push(core(left));
            wording = join(wording, inner);
        }
    } else {
        wording = join(wording, stages(head));
    }
    if let Some((word, rest)) = behind {
        let other = stages(rest);
        if wording.generic && !other.generic {
            wording.names.clear();
            wording.generic = false;
            wording.cue = None;
            wording = join(wording, other);
            wording.near |= matches!(word, "near" | "outside" | "around" | "close to" | "along");
        } else if !other.generic {
            wording.about.push(core(rest));
        }
    }
    if wording.generic && !wording.inside.is_empty() {
        // "the village, Syria"
        let inside = std::mem::take(&mut wording.inside);
        let inner = stages(&inside[0]);
        if !inner.generic {
            wording.generic = false;
            wording = join(wording, inner);
        }
    }
    wording
}

/// The parts of `inner`, with what is known already of `outer`.
fn join(outer: Wording, inner: Wording) -> Wording {
    Wording {
        names: inner.names,
        cue: inner.cue.or(outer.cue),
        near: outer.near || inner.near,
        generic: inner.generic,
        ..outer
    }
}

/// The shortest spelling of a name: "southern Syria" -> "Syria".
fn core(text: &str) -> String {
    stages(&clean(text)).names.pop().unwrap_or_default()
}

/// Every spelling worth looking up of one name, and what was cut off.
fn stages(text: &str) -> Wording {
    let mut wording = Wording::default();
    let all: Vec<&str> = text.split_whitespace().collect();
    let low: Vec<String> = all.iter().map(|word| plain(word)).collect();
    let capitals = all.iter().any(|word| has_capital(word));
    if all.is_empty()
        || low.iter().all(|word| is_in("generic", word))
            && !(capitals && all.len() > 1 && all.iter().all(|w| has_capital(w)))
    {
        wording.generic = true;
        wording.near = low.iter().any(|word| is_in("near", word));
        return wording;
    }
    let (mut from, mut to) = (0, all.len());
    let say = |wording: &mut Wording, from: usize, to: usize| {
        let name = all[from..to].join(" ");
        if !name.is_empty() && !wording.names.contains(&name) {
            wording.names.push(name);
        }
    };
    // "near", "around" in front belong to no name.
    while from + 1 < to && is_in("near", &low[from]) && !has_capital(all[from]) && !(from == 0 && to == 1) {
        wording.near = true;
        from += 1;
        while from + 1 < to && (low[from] == "of" || low[from] == "the") {
            from += 1;
        }
    }
    say(&mut wording, from, to);
    // Small words in front: "the besieged southern city of Daraa".
    while from + 1 < to {
        let word = low[from].as_str();
        let cut = if capitals {
            let particle =
                is_in("particle", word) && !is_in("lead", word) && has_capital(all[from + 1]) && word != "of";
            !has_capital(all[from]) && !particle || is_in("lead", word)
        } else {
            is_in("lead", word) || is_in("compass", word) || low[from + 1] == "of" || word == "of"
        };
        if !cut {
            break;
        }
        note(&mut wording, word);
        from += 1;
    }
    say(&mut wording, from, to);
    // "City of Homs", "Republic of Congo".
    if from + 2 < to && low[from + 1] == "of" && cue_of(&low[from]).is_some_and(|cue| !matches!(cue, Cue::Water)) {
        let word = low[from].clone();
        from += 2;
        say(&mut wording, from, to);
        note(&mut wording, &word);
    }
    let cues_at = to;
    // Words behind: "Homs province", "Deir ez-Zor eastern countryside".
    while from + 1 < to {
        let word = low[to - 1].as_str();
        let small = !has_capital(all[to - 1]) && !is_in("particle", word);
        let tells = cue_of(word).is_some() || is_in("near", word);
        if !(tells || small && (capitals || is_in("compass", word))) {
            break;
        }
        // A sea, a lake, an island is no town: its name is not cut.
        let island = matches!(word, "island" | "islands" | "mountains");
        if (cue_of(word) == Some(Cue::Water) || island) && has_capital(all[to - 1]) {
            wording.cue = Some(Cue::Water);
            break;
        }
        note(&mut wording, word);
        to -= 1;
        say(&mut wording, from, to);
    }
    if matches!(low[from].as_str(), "lake" | "mount" | "gulf" | "strait" | "sea" | "bay" | "river")
        && has_capital(all[from])
    {
        wording.cue = Some(Cue::Water);
        return wording;
    }
    // "Northern Syria", "Camp Shorabak", and again without the words behind.
    let first = from;
    while from + 1 < to && (is_in("compass", &low[from]) || is_in("camp", &low[from]) || is_in("base", &low[from])) {
        if !is_in("compass", &low[from]) {
            note(&mut wording, &low[from].clone());
        }
        from += 1;
    }
    if from > first {
        for end in (to..=cues_at).rev() {
            say(&mut wording, from, end);
        }
    }
    // "Damascus-Aleppo road": the first end of it.
    if wording.cue == Some(Cue::Line) && from + 1 == to {
        let ends = all[from].split_once(['–', '—']).or_else(|| all[from].split_once('-'));
        if let Some((one, _)) = ends.filter(|(one, other)| has_capital(one) && has_capital(other)) {
            wording.names.push(one.to_owned());
        }
    }
    wording
}

/// What a word that was cut off says.
fn note(wording: &mut Wording, word: &str) {
    if is_in("near", word) {
        wording.near = true;
    } else if let Some(cue) = cue_of(word) {
        wording.cue = Some(cue);
    }
}

/// Small letters, without stops and brackets at the ends and without a possessive.
pub(crate) fn plain(word: &str) -> String {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
    let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
    word.trim_matches(['\'', '’']).to_lowercase()
}

/// What the words before and behind a mention say. Both are of its own sentence; a few dozen letters are enough.
pub fn around(before: &str, after: &str) -> Around {
    let cased = before.split_whitespace().chain(after.split_whitespace()).any(has_capital);
    let mut around = Around { cased, ..Around::default() };
    look_back(before, &mut around);
    look_ahead(after, &mut around);
    around
}

/// "The provinces of Homs and" before a name: what a plural before a list says of each of its names.
fn shared_cue(words: &[&str]) -> Option<Cue> {
    let mut names = 0;
    for (back, word) in words.iter().rev().enumerate().take(12) {
        let low = plain(word);
        match low.as_str() {
            "of" if names > 0 => {
                let noun = plain(words.iter().rev().nth(back + 1)?);
                return cue_of(&noun).filter(|_| noun.ends_with('s'));
            }
            "and" | "the" => {}
            _ if has_capital(word) && !word.ends_with(['.', ';', ':', '!', '?']) => names += 1,
            _ => return None,
        }
    }
    None
}

fn look_back(before: &str, around: &mut Around) {
    let words: Vec<&str> = before.split_whitespace().collect();
    around.cue = shared_cue(&words).filter(|cue| matches!(cue, Cue::Division | Cue::District));
    // "Paris, " - what stands before the comma may lie in this place.
    if before.trim_end().ends_with(',') {
        let name: Vec<&str> = words.iter().rev().take_while(|word| has_capital(word)).copied().collect();
        let name: Vec<&str> = name.into_iter().rev().collect();
        let name = clean(&name.join(" "));
        around.holds = (!name.is_empty()).then_some(name);
        return;
    }
    let mut linked = true; // nothing but "the", "of" and adjectives so far
    for (back, word) in words.iter().rev().take(6).enumerate() {
        let last = word.chars().next_back();
        if last.is_some_and(|c| matches!(c, '.' | ';' | ':' | '!' | '?' | ',' | ')')) && plain(word).len() > 2 {
            break;
        }
        let low = plain(word);
        let possessive = word.ends_with("'s") || word.ends_with("’s") || word.ends_with("s'") || word.ends_with("s’");
        if has_capital(word) {
            // "Syria's Daraa", "the Syrian city of Daraa".
            if linked && (possessive || around.cue.is_some() || back < 2) {
                around.about.push(clean(word));
            }
            break;
        }
        if linked && is_in("near", &low) {
            around.near = true;
        } else if linked && let Some(cue) = cue_of(&low) {
            // "the coastal areas of Latakia" may be areas of the town; "Latakia area" is what it is called.
            if !matches!(cue, Cue::Region | Cue::Line | Cue::Water) && (back > 0 || cue == Cue::Town) {
                around.cue = around.cue.or(Some(cue));
            }
        } else if !(low == "of" || low == "the" || is_in("compass", &low) || low.ends_with("ern") || low.len() > 6) {
            linked = false;
        }
    }
}

fn look_ahead(after: &str, around: &mut Around) {
    let words: Vec<&str> = after.split_whitespace().take(12).collect();
    let Some(first) = words.first() else { return };
    let ends = |word: &str| word.ends_with(['.', ';', ':', '!', '?', ')']) && plain(word).len() > 2;
    let mut at = 0;
    if after.starts_with(char::is_whitespace) {
        let low = plain(first);
        if is_in("near", &low)
            && !is_in("lead", &low)
            && !matches!(low.as_str(), "near" | "around" | "outside" | "off" | "beyond")
        {
            around.near = true;
            at = 1;
        } else if let Some(cue) = cue_of(&low) {
            around.cue = Some(cue);
            around.cue_behind = true;
            at = 1;
        }
        if at == 1 && ends(first) {
            return;
        }
    } else if let Some(rest) = after.strip_prefix("'s").or_else(|| after.strip_prefix("’s")) {
        let low = rest.split_whitespace().next().map(plain).unwrap_or_default();
        if cue_of(&low) == Some(Cue::Division) {
            around.cue = Some(Cue::Division);
        }
        return;
    }
    let mut comma = after.trim_start().starts_with(',') || at == 1 && first.ends_with(',');
    let mut linked = false;
    let mut name: Vec<&str> = Vec::new();
    for word in words[at..].iter().filter(|word| **word != ",") {
        let low = plain(word);
        let inner = !name.is_empty()
            && matches!(low.as_str(), "of" | "the" | "de" | "del" | "la" | "al" | "el" | "da" | "do" | "bin");
        if inner || has_capital(word) && !(name.is_empty() && is_in("lead", &low)) {
            if !comma && !linked {
                return;
            }
            name.push(word.trim_start_matches(','));
            let last = word.ends_with(',') || ends(word) || word.ends_with("'s") || word.ends_with("’s");
            if last {
                around.lies_in(&name, linked);
                name.clear();
                if !word.ends_with(',') || around.inside.len() > 1 {
                    return;
                }
                comma = true;
            }
            continue;
        }
        if !name.is_empty() {
            break;
        }
        match low.as_str() {
            "in" => linked = true,
            "the" | "of" => {}
            _ if is_in("compass", &low) || cue_of(&low).is_some() => {}
            _ => return,
        }
        if ends(word) {
            return;
        }
    }
    // A name that runs on into small words: "in Syria on Friday".
    while name.last().is_some_and(|word| !has_capital(word)) {
        name.pop();
    }
    around.lies_in(&name, linked);
}

impl Around {
    /// Notes what the place lies in: "in Syria" (linked) or ", Syria".
    fn lies_in(&mut self, name: &[&str], linked: bool) {
        let text = clean(&name.join(" "));
        if text.is_empty() || is_in("never", &text.to_lowercase()) {
            return;
        }
        if linked { self.about.push(text) } else { self.inside.push(text) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_what_is_left_when_common_words_are_cut_off() {
        // mention, shortest spelling, cue, near
        let table: &[(&str, &str, Option<Cue>, bool)] = &[
            ("the southern city of Daraa", "Daraa", Some(Cue::Town), false),
            ("Homs province", "Homs", Some(Cue::Division), false),
            ("outskirts of Homs", "Homs", None, true),
            ("the outskirts of the city of Homs", "Homs", Some(Cue::Town), true),
            ("near Homs", "Homs", None, true),
            ("Hama countryside", "Hama", None, true),
            ("Homs' outskirts", "Homs", None, true),
            ("Homs area", "Homs", Some(Cue::Region), false),
            ("northern Iraq", "Iraq", None, false),
            ("Northern Iraq", "Iraq", None, false),
            ("Syria’s", "Syria", None, false),
            ("“Aleppo”,", "Aleppo", None, false),
            ("al-Bab", "al-Bab", None, false),
            ("al Bab", "al Bab", None, false),
            ("a village near Homs", "Homs", None, true),
            ("a village in Idlib province", "Idlib", Some(Cue::Division), false),
            ("Camp Shorabak", "Shorabak", Some(Cue::Camp), false),
            ("Bagram airfield", "Bagram", Some(Cue::Base), false),
            ("Damascus-Aleppo highway", "Damascus", Some(Cue::Line), false),
            ("Syria's northern Idlib province", "Idlib", Some(Cue::Division), false),
            ("City of Homs", "Homs", Some(Cue::Town), false),
            ("homs province", "homs", Some(Cue::Division), false),
            ("U.S.", "U.S.", None, false),
            ("Washington, D.C.", "Washington", None, false),
        ];
        for (text, name, cue, near) in table {
            let wording = wording(text);
            assert_eq!(
                (wording.names.last().map(String::as_str), wording.cue, wording.near),
                (Some(*name), *cue, *near),
                "{text}"
            );
        }
    }

    #[test]
    fn fuller_spellings_come_first() {
        assert_eq!(
            wording("Eastern Ghouta region").names,
            ["Eastern Ghouta region", "Eastern Ghouta", "Ghouta region", "Ghouta"]
        );
        assert_eq!(wording("The Hague").names, ["The Hague", "Hague"]);
    }

    #[test]
    fn a_thing_without_a_name_is_generic() {
        for text in [
            "a checkpoint",
            "the village",
            "home",
            "the border",
            "",
            "  ",
            "the city",
            "their homes",
            "a military base",
        ] {
            assert!(wording(text).generic, "{text}");
        }
        for text in ["Homs", "the Homs checkpoint", "a checkpoint near Homs", "Syria's border"] {
            assert!(!wording(text).generic, "{text}");
        }
    }

    #[test]
    fn lists_stay_several() {
        let names = |text: &str| -> Vec<String> {
            wording(text).parts.iter().filter_map(|part| part.names.last().cloned()).collect()
        };
        assert_eq!(names("between Homs and Hama"), ["Homs", "Hama"]);
        assert_eq!(names("the countryside of Hama, Idlib and Aleppo"), ["Hama", "Idlib", "Aleppo"]);
        assert!(names("Homs").is_empty());
    }

    #[test]
    fn the_words_around_tell_what_kind_of_place_and_where_it_lies() {
        let inside = |before, after| around(before, after).inside;
        let about = |before, after| around(before, after).about;
        assert_eq!(inside("in ", ", Texas, where"), ["Texas"]);
        assert_eq!(inside("in ", ", Texas."), ["Texas"]);
        assert_eq!(inside("in ", ", New South Wales, Australia."), ["New South Wales", "Australia"]);
        assert_eq!(about("in ", " in southern Syria on Friday"), ["Syria"]);
        assert_eq!(about("the Syrian city of ", ""), ["Syrian"]);
        assert_eq!(about("in Syria's ", ""), ["Syria"]);
        assert_eq!(around("a clash in Paris, ", "").holds.as_deref(), Some("Paris"));
        assert_eq!(around("the city of ", "").cue, Some(Cue::Town));
        assert_eq!(around("the coastal areas of ", "").cue, None);
        assert_eq!(around("in ", " province").cue, Some(Cue::Division));
        assert_eq!(around("in the provinces of Homs and ", "").cue, Some(Cue::Division));
        assert_eq!(around("in the provinces of Homs, Hama and ", "").cue, Some(Cue::Division));
        assert_eq!(around("the province of Homs and ", "").cue, None, "one province, and something else");
        assert_eq!(around("the provinces saw clashes in Homs and ", "").cue, None);
        assert!(around("on the outskirts of ", "").near);
        assert!(around("near ", "").near);
        assert!(!around("in ", " near the border").near);
    }
}

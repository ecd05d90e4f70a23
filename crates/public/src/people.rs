//! Parties and speakers as they may be told: those of the register and kinds of people by name, everybody else as a role.

use crate::lexicon::{Lexicon, key};
use crate::text::{Kind, Mark, Masked, Masker};
use claim::{Party, Unresolved, Voice, Who};
use world::parties::Register;

/// Why something is not resolved that was before.
pub(crate) const NOT_TOLD: &str = "not published";

/// A filler and what it means, as they may be told.
pub(crate) struct Told {
    pub text: String,
    pub who: Who,
    /// A person became a role, or a name was masked.
    pub masked: bool,
}

/// Of a filler of a party slot; `voice` where it speaks.
pub(crate) fn told(masker: &Masker, text: &str, who: Option<&Who>, voice: Option<Voice>) -> Told {
    let masked = masker.mask(text, Kind::Words);
    let party = who.and_then(Who::party).and_then(|party| public(masker, party));
    let kept = match (&party, who) {
        (Some(party), _) => Who::Party(party.clone()),
        (None, Some(Who::Unresolved(why))) if masker.mask(&why.unresolved, Kind::Words).is_whole() => {
            Who::Unresolved(why.clone())
        }
        (None, _) => Who::Unresolved(Unresolved::because(NOT_TOLD)),
    };
    if masked.is_whole() {
        return Told { text: masked.text, who: kept, masked: false };
    }
    let text = match &party {
        // "Ahmad al-Khatib, a baker" of whom is known that he is a resident.
        Some(party) if party.id.starts_with("generic/") => party.name.clone(),
        Some(party) if masked.withheld => party.name.clone(),
        Some(_) => masked.text.clone(),
        None if masked.withheld || is_person(&masked) => role(voice).to_owned(),
        None => masked.text.clone(),
    };
    Told { text, who: kept, masked: true }
}

/// Nothing but a name, or a name and what is told of it: "[name], a baker"; "Dr [name]".
fn is_person(masked: &Masked) -> bool {
    let name = Mark::Name.words();
    let Some((before, behind)) = masked.text.split_once(name) else { return !masked.marks.contains(&Mark::Place) };
    let short = |word: &str| {
        word.trim_end_matches('.').chars().count() <= 4 && word.chars().next().is_some_and(char::is_uppercase)
    };
    before.split_whitespace().all(short) && (behind.trim().is_empty() || behind.trim_start().starts_with([',', '(']))
}

fn role(voice: Option<Voice>) -> &'static str {
    match voice {
        Some(Voice::Witness) => "a resident",
        Some(Voice::Hospital) => "a medical or rescue worker",
        Some(Voice::SocialMedia) => "a user of social media",
        Some(Voice::Government) => "an official",
        Some(Voice::Party) => "a speaker of a party",
        Some(Voice::Media) => "a journalist",
        Some(Voice::Ngo) => "somebody of an organisation",
        Some(Voice::International) => "an official of an international body",
        Some(Voice::Other) | None => "a person",
    }
}

/// A party of the register as the register has it; a kind of people, or a group without an entry, where nothing in its name is masked.
fn public(masker: &Masker, party: &Party) -> Option<Party> {
    let rule = if masker.mask(&party.rule, Kind::Words).is_whole() { party.rule.clone() } else { NOT_TOLD.to_owned() };
    if let Some(entry) = Register::bundled().get(&party.id) {
        return Some(entry.party(rule));
    }
    let name = masker.mask(&party.name, Kind::Words);
    if !name.is_whole() {
        return None;
    }
    let country = party.country.clone().filter(|code| is_code(code));
    let sector = party.sector.clone().filter(|sector| world::parties::SECTORS.iter().any(|(known, _)| known == sector));
    let id = match party.id.strip_prefix("generic/") {
        Some(rest) if rest.split('/').all(|part| is_code(part) || are_words(part, masker.lexicon)) => party.id.clone(),
        Some(_) => return None,
        None => format!("provisional/{}", key(&party.name).replace(' ', "-")),
    };
    Some(Party { id, name: party.name.clone(), country, sector, provisional: party.provisional, rule })
}

fn is_code(word: &str) -> bool {
    word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn are_words(part: &str, lexicon: &Lexicon) -> bool {
    part.split('-').all(|word| lexicon.is_word(word))
}

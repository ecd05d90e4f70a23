//! How many people a claim is about where no number says it of the claim: by the trigger and by the filler's own words.
//!
//! The codebook counts "a soldier was killed" and "Karim Daoud was arrested" as one, "killed civilians" as two or more. Never looks beyond
//! one sentence. Its words are data: `quantity/lists.txt`, which training/dateline_training/decode.py reads, too, for the same steps.

use crate::quantity::{self, Words, section};
use claim::{CountSlot, EventType};
use std::sync::LazyLock;

static KILLING: Words = LazyLock::new(|| section("killing"));
static DEAD: Words = LazyLock::new(|| section("dead"));
static HURTING: Words = LazyLock::new(|| section("hurting"));
static HOLDING: Words = LazyLock::new(|| section("holding"));
static ATTEMPTS: Words = LazyLock::new(|| section("attempts"));
static DIED: Words = LazyLock::new(|| section("died"));
static HURT: Words = LazyLock::new(|| section("hurt"));
static PLURALS: Words = LazyLock::new(|| section("plurals"));
static PHRASE_ENDS: Words = LazyLock::new(|| section("phrase-ends"));
static ALSO_PEOPLE: Words = LazyLock::new(|| section("also-people"));

/// Types whose targets may be dead or hurt.
pub const VIOLENT: [&str; 6] = ["CLASH", "AIRSTRIKE", "SHELL", "BOMB", "ATTACK", "KILL"];

/// True where a trigger is a word for being killed, hurt or held: it says of its target what `slot` counts.
pub fn names_the(trigger: &str, slot: CountSlot) -> bool {
    match slot {
        CountSlot::Killed => has_a_word(trigger, |word| begins(word, &KILLING) || DEAD.contains(word)),
        CountSlot::Injured => has_a_word(trigger, |word| begins(word, &HURTING)),
        CountSlot::Detained | CountSlot::Displaced => has_a_word(trigger, |word| begins(word, &HOLDING)),
    }
}

/// True where whoever is the claim's target is counted in `slot`, though no number is told of the claim.
pub fn counts_whoever(slot: CountSlot, event_type: EventType, trigger: &str) -> bool {
    let holds = matches!(event_type.code(), "DETAIN" | "ABDUCT");
    slot != CountSlot::Displaced && holds == (slot == CountSlot::Detained) && names_the(trigger, slot)
}

/// True where a trigger says that nobody died of the deed.
pub fn is_attempt(trigger: &str) -> bool {
    has_a_word(trigger, |word| begins(word, &ATTEMPTS))
}

/// What befell the targets of an event of this type by the words of its sentence, where they speak of one thing only: "He was killed in a raid".
pub fn befell<'w>(event_type: EventType, sentence: impl Iterator<Item = &'w str>) -> Option<CountSlot> {
    if !VIOLENT.contains(&event_type.code()) {
        return None;
    }
    let (mut died, mut hurt) = (false, false);
    for word in sentence {
        let word = word.to_lowercase();
        died |= DIED.contains(word.as_str());
        hurt |= HURT.contains(word.as_str());
    }
    match (died, hurt) {
        (true, false) => Some(CountSlot::Killed),
        (false, true) => Some(CountSlot::Injured),
        _ => None,
    }
}

/// Bounds of the number of people that a noun phrase without a number names, by the number of its head: `phrase` holds its words. `None`
/// where the head is a thing.
pub fn number_of(phrase: &[&str]) -> Option<(Option<u64>, Option<u64>)> {
    let stop = phrase.iter().skip(1).position(|word| PHRASE_ENDS.contains(word.to_lowercase().as_str()));
    let head = phrase[..stop.map_or(phrase.len(), |at| at + 1)]
        .iter()
        .rev()
        .find(|word| word.chars().next().is_some_and(char::is_alphanumeric))?;
    let letters = |word: &&&str| word.chars().all(char::is_alphabetic);
    let shouts = phrase.iter().filter(letters).all(|word| is_upper(word));
    let is_name = head.chars().next().is_some_and(char::is_uppercase) && !shouts;
    let head = head.to_lowercase();
    if quantity::is_thing(&head) && !ALSO_PEOPLE.contains(head.as_str()) {
        return None;
    }
    let plural = head.ends_with('s') && !["ss", "us", "is"].iter().any(|end| head.ends_with(end)) && !is_name;
    let several = plural || PLURALS.contains(head.as_str());
    Some(if several { (Some(2), None) } else { (Some(1), Some(1)) })
}

/// True where a word has capitals and no small letters.
fn is_upper(word: &str) -> bool {
    word.chars().any(char::is_uppercase) && !word.chars().any(char::is_lowercase)
}

/// True where a word of the text, in lower case, is such a one.
fn has_a_word(text: &str, is_such: impl Fn(&str) -> bool) -> bool {
    quantity::bare_words(&text.to_lowercase()).any(is_such)
}

fn begins(word: &str, list: &Words) -> bool {
    list.iter().any(|begin| word.starts_with(begin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trigger_says_what_befell_its_target() {
        let killed = |trigger| names_the(trigger, CountSlot::Killed);
        assert!(killed("shot dead") && killed("KILLED") && killed("assassination") && killed("deaths"));
        assert!(!killed("deadly attack") && !killed("airstrikes") && !killed("captured"));
        let detain = EventType::from_code("DETAIN").expect("a type");
        let seize = EventType::from_code("SEIZE").expect("a type");
        assert!(counts_whoever(CountSlot::Detained, detain, "was arrested"));
        assert!(!counts_whoever(CountSlot::Detained, seize, "captured"), "a town is not counted");
        assert!(!counts_whoever(CountSlot::Killed, detain, "killed"), "an arrest kills nobody");
    }

    #[test]
    fn a_sentence_says_what_befell_its_victims_where_it_says_one_thing() {
        let attack = EventType::from_code("ATTACK").expect("a type");
        let said = |text: &str| befell(attack, text.split(' '));
        assert_eq!(said("He was killed in a raid"), Some(CountSlot::Killed));
        assert_eq!(said("The blast INJURED a guard"), Some(CountSlot::Injured));
        assert_eq!(said("They killed one and wounded two"), None);
        assert_eq!(said("A raid on the camp"), None);
        assert_eq!(befell(EventType::from_code("MEET").expect("a type"), "killed".split(' ')), None);
        assert!(is_attempt("assassination attempt") && is_attempt("tried to kill") && !is_attempt("killed"));
    }

    #[test]
    fn a_noun_phrase_is_one_person_or_several() {
        let number = |text: &str| number_of(&text.split(' ').collect::<Vec<_>>()).map(|n| n.1.is_some());
        for one in [
            "major general",
            "Karim Daoud",
            "Gen. Omar Tesfaye",
            "son of two teachers",
            "sister",
            "A 15-YEAR-OLD GIRL",
            "James",
        ] {
            assert_eq!(number(one), Some(true), "{one}");
        }
        for several in ["civilians", "local tribal figures", "citizens from Jordan", "women", "SOLDIERS", "police"] {
            assert_eq!(number(several), Some(false), "{several}");
        }
        assert_eq!(number("\""), None);
        assert_eq!(number("other buildings"), None, "a thing is nobody");
    }
}

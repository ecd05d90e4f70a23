//! Who a sentence does not say did it, though the network may think so: words that part a deed from a party named nearby.
//!
//! An accusation that nobody made is the worst error of all, so these steps take doers away; the one that puts a doer in another's place
//! ([`tells_of_itself`]) puts there who says that he did it. Its words are data: `quantity/lists.txt`, which training/dateline_training/decode.py reads, too, for the same steps.

use crate::people::VIOLENT;
use crate::quantity::{Words, section};
use crate::voices::SPEECH;
use crate::words::last;
use claim::EventType;
use std::sync::LazyLock;

static OF_THE_SPEAKER: Words = LazyLock::new(|| section("of-the-speaker"));
static SUBJECTS: Words = LazyLock::new(|| section("subjects"));
static SAYING: Words = LazyLock::new(|| section("saying"));
static OF_ITSELF: Words = LazyLock::new(|| section("of-itself"));

/// How many words before a trigger its article or pronoun is looked for in: "an Israeli air strike", "it had seized".
const BEFORE: usize = 2;

/// True where "a" or "an" stands before the trigger, at most one word between; `before` are the words of its sentence up to it. "An air
/// strike" is a deed that nothing before has told of, so nobody of another sentence is told to have done it. In the gold for choosing models none of 14 such
/// deeds has a doer from another sentence.
pub fn first_told(event_type: EventType, before: &[&str]) -> bool {
    VIOLENT.contains(&event_type.code()) && last(before, BEFORE).iter().any(|word| is_article(word))
}

/// True where a pronoun stands before a trigger, at most one word between: "it had seized" has its doer elsewhere. `before` are the words of
/// its sentence up to it.
pub fn has_pronoun(before: &[&str]) -> bool {
    last(before, BEFORE).iter().any(|word| SUBJECTS.contains(word.to_lowercase().as_str()))
}

/// Types of which a noun has behind "of" whom or what it befell: of 400 fillers there in the training data six were doers.
const BEFALLS: [&str; 7] = ["ABUSE", "BESIEGE", "DESTROY", "KILL", "RELEASE", "SANCTION", "SEIZE"];

/// True where a party stands right behind a trigger's "of": "the liberation of Vess", "the killing of the elders". `between` are the words from
/// the trigger's end to the party.
pub fn undergoes(event_type: EventType, between: &[&str]) -> bool {
    let is_of = |word: &str| word.eq_ignore_ascii_case("of");
    let article = |word: &str| is_article(word) || word.eq_ignore_ascii_case("the");
    BEFALLS.contains(&event_type.code())
        && match between {
            [of] => is_of(of),
            [of, word] => is_of(of) && article(word),
            _ => false,
        }
}

fn is_article(word: &str) -> bool {
    word.eq_ignore_ascii_case("a") || word.eq_ignore_ascii_case("an")
}

/// True where a sentence goes on, after a comma behind the trigger, to its speaker, and no pronoun speaks of him: "killed twelve people, the
/// Front said" does not say that the Front did it. `before` are the words of the sentence up to the trigger, `between` those from
/// there to the speaker. Of 900 such claims in the training data the speaker is the doer of four.
pub fn tells_after(event_type: EventType, before: &[&str], between: &[&str]) -> bool {
    let of_the_speaker = |word: &&str| OF_THE_SPEAKER.contains(word.to_lowercase().as_str());
    !SPEECH.contains(&event_type.code()) && between.contains(&",") && !before.iter().chain(between).any(of_the_speaker)
}

/// So many words may stand between a speaker and what he says "that it" did.
const OF_ITS_OWN: usize = 7;

/// True where a speaker says "that it" did the deed: "the army said that it had left". `between` are the words from the speaker's end to the
/// trigger. Of 69 such claims in the training data that have both a speaker and a doer, the two are one in 60.
pub fn tells_of_itself(event_type: EventType, between: &[&str]) -> bool {
    let is_in = |list: &Words, word: &str| list.contains(word.to_lowercase().as_str());
    let is_own = |words: &[&str]| words.iter().all(|word| is_in(&OF_ITSELF, word));
    if SPEECH.contains(&event_type.code()) || between.len() > OF_ITS_OWN {
        return false;
    }
    let Some(that) = between.iter().position(|word| word.eq_ignore_ascii_case("that")) else { return false };
    match (&between[..that], &between[that + 1..]) {
        ([before @ .., saying], [it, behind @ ..]) => {
            is_in(&SAYING, saying) && it.eq_ignore_ascii_case("it") && is_own(before) && is_own(behind)
        }
        _ => false,
    }
}

/// So many words, a comma among them, may stand between a speaker and a party that is only said of him.
const APPOSED: usize = 4;

/// True where a party stands in what a comma adds to a speaker: "Milo Eskar, the rebel spokesman". `between` are the words from the speaker's
/// end to the party.
pub fn apposed(between: &[&str]) -> bool {
    let is_other = |word: &&str| [",", "by", "and"].contains(&word.to_lowercase().as_str());
    match between {
        [",", rest @ ..] => between.len() <= APPOSED && !rest.iter().any(is_other),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(code: &str) -> EventType {
        EventType::from_code(code).unwrap()
    }

    fn words(text: &str) -> Vec<&str> {
        text.split_whitespace().collect()
    }

    #[test]
    fn a_deed_behind_an_indefinite_article_is_told_for_the_first_time() {
        for (code, before, expected) in [
            ("AIRSTRIKE", "An", true),
            ("AIRSTRIKE", "On Friday a second", true),
            ("BOMB", "killed by a", true),
            ("AIRSTRIKE", "The", false),
            ("AIRSTRIKE", "a market town hit by", false),
            ("CLASH", "", false),
            ("AGREE", "a", false),
        ] {
            assert_eq!(first_told(kind(code), &words(before)), expected, "{code}: {before}");
        }
    }

    #[test]
    fn a_pronoun_before_the_deed_stands_for_its_doer() {
        for (before, expected) in [
            ("It", true),
            ("On Friday they had", true),
            ("Its men", true),
            ("They said that the army had", false),
            ("", false),
        ] {
            assert_eq!(has_pronoun(&words(before)), expected, "{before}");
        }
    }

    #[test]
    fn what_stands_behind_of_is_no_doer() {
        for (code, between, expected) in [
            ("SEIZE", "of", true),
            ("KILL", "of the", true),
            ("DEPLOY", "of", false),
            ("SEIZE", "by", false),
            ("SEIZE", "of Vess by", false),
            ("SEIZE", "", false),
        ] {
            assert_eq!(undergoes(kind(code), &words(between)), expected, "{code}: {between}");
        }
    }

    #[test]
    fn who_speaks_after_the_comma_did_it_only_where_a_pronoun_says_so() {
        for (code, before, between, expected) in [
            ("AIRSTRIKE", "The", "air strike killed twelve people ,", true),
            ("AIRSTRIKE", "The", "air strike killed twelve people", false),
            ("SEIZE", "Its men", "took the bridge ,", false),
            ("SEIZE", "The men", "took the bridge and their guns ,", false),
            ("ACCUSE", "Vess", "blamed Orsk ,", false),
        ] {
            assert_eq!(tells_after(kind(code), &words(before), &words(between)), expected, "{before} {between}");
        }
    }

    #[test]
    fn who_says_that_it_did_it_is_the_doer() {
        for (between, expected) in [
            ("said that it", true),
            ("has", false),
            ("confirmed that it had also", true),
            ("has confirmed that it", true),
            ("men said that it", false),
            ("that it", false),
            ("said that it was", false),
            ("said that they had", false),
            ("said it", false),
        ] {
            assert_eq!(tells_of_itself(kind("WITHDRAW"), &words(between)), expected, "{between}");
        }
        assert!(
            !tells_of_itself(kind("REJECT"), &words("said that it")),
            "a speech act has its speaker for a doer anyway"
        );
    }

    #[test]
    fn a_party_behind_the_speakers_comma_is_only_said_of_him() {
        for (between, expected) in [
            (", the", true),
            (", a spokesman for", true),
            ("", false),
            ("said , hours before", false),
            (", killed by", false),
            (", Orsk and", false),
        ] {
            assert_eq!(apposed(&words(between)), expected, "{between}");
        }
    }
}

//! The type of a claim by the codebook's own words, where the network's word may be another.
//!
//! Changes a claim's type and nothing else. Its words are data: `quantity/lists.txt`, which training/dateline_training/decode.py reads,
//! too, for the same steps.

use crate::people;
use crate::quantity::{self, Words, section};
use claim::{Claim, EventType, Status};
use std::sync::LazyLock;

static BATTLES: Words = LazyLock::new(|| section("battles"));
static RAIDS: Words = LazyLock::new(|| section("raids"));
static ONLY_CASUALTIES: Words = LazyLock::new(|| section("only-casualties"));
static FURTHER: Words = LazyLock::new(|| section("further"));

/// Types that may have cost the lives that a sentence of its own tells of.
const DEEDS: [&str; 5] = ["CLASH", "AIRSTRIKE", "SHELL", "BOMB", "ATTACK"];

/// The type of a claim by its trigger; `taken` where nobody is taken and a place stands right behind the verb.
///
/// Who is captured is detained; what is captured is seized. A name that the network has never seen may be either, so it calls towns
/// prisoners now and then: it is the place. KILL codes deaths, so an attempt on a life is an ATTACK. A battle is a CLASH, an operation or
/// a raid an ATTACK (decision 11).
pub fn deed(event_type: EventType, trigger: &str, taken: bool) -> EventType {
    let lower = trigger.to_lowercase();
    let last = quantity::bare_words(&lower).last().unwrap_or("");
    let code = match event_type.code() {
        "DETAIN" | "ABDUCT" if taken => "SEIZE",
        "KILL" if people::is_attempt(trigger) => "ATTACK",
        "ATTACK" if BATTLES.contains(last) => "CLASH",
        "CLASH" if RAIDS.contains(last) => "ATTACK",
        code => code,
    };
    EventType::from_code(code).unwrap_or(event_type)
}

/// Casualties in a sentence of their own take the type of the deed that the sentence before tells ("Three others were wounded"): where
/// the trigger names nothing but casualties, and a word says that the story goes on. Claims in the text's order.
pub fn of_the_deed<'t>(claims: &mut [Claim], sentence: impl Fn(usize) -> &'t str) {
    let mut last: Option<(usize, EventType)> = None;
    for claim in claims {
        let code = claim.event_type.code();
        let only_casualties = (code == "KILL" || DEEDS.contains(&code)) && names_casualties_only(&claim.trigger.text);
        if only_casualties
            && matches!(code, "KILL" | "ATTACK")
            && let Some((before, deed)) = last
            && before + 1 == claim.sentence
            && quantity::bare_words(&sentence(claim.sentence).to_lowercase()).any(|word| FURTHER.contains(word))
        {
            claim.event_type = deed;
        }
        let told = only_casualties || matches!(claim.status, Status::Actual | Status::Possible);
        if told && DEEDS.contains(&claim.event_type.code()) {
            last = Some((claim.sentence, claim.event_type));
        }
    }
}

fn names_casualties_only(trigger: &str) -> bool {
    let lower = trigger.to_lowercase();
    quantity::bare_words(&lower).all(|word| ONLY_CASUALTIES.contains(word))
}

/// True where only words stand that lead to the name of a place: "captured the southern city of".
pub fn only_leads_to_a_name(between: &str) -> bool {
    const LEAD: [&str; 17] = [
        "the",
        "town",
        "city",
        "village",
        "of",
        "capital",
        "southern",
        "northern",
        "eastern",
        "western",
        "central",
        "key",
        "strategic",
        "border",
        "port",
        "coastal",
        "district",
    ];
    between.split_whitespace().all(|word| LEAD.iter().any(|lead| word.eq_ignore_ascii_case(lead)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::bare_claim as claim;

    fn of(code: &str) -> EventType {
        EventType::from_code(code).expect("a type")
    }

    #[test]
    fn a_place_right_behind_the_verb_is_seized_and_not_detained() {
        for (between, leads) in [
            (" ", true),
            (" the ", true),
            (" the southern city of ", true),
            (" near ", false),
            (" three men in ", false),
            (", ", false),
        ] {
            assert_eq!(only_leads_to_a_name(between), leads, "{between:?}");
        }
        assert_eq!(deed(of("DETAIN"), "captured", true), of("SEIZE"));
        assert_eq!(deed(of("DETAIN"), "captured", false), of("DETAIN"));
        assert_eq!(deed(of("ATTACK"), "attacked", true), of("ATTACK"));
    }

    #[test]
    fn the_codebooks_words_decide() {
        for (network, trigger, by_codebook) in [
            ("KILL", "assassination attempt", "ATTACK"),
            ("KILL", "assassination", "KILL"),
            ("BOMB", "tried to plant", "BOMB"),
            ("ATTACK", "blitzkrieg", "CLASH"),
            ("ATTACK", "spring OFFENSIVE", "CLASH"),
            ("CLASH", "operation", "ATTACK"),
            ("AIRSTRIKE", "campaign", "AIRSTRIKE"),
        ] {
            assert_eq!(deed(of(network), trigger, false), of(by_codebook), "{trigger}");
        }
    }

    #[test]
    fn casualties_told_after_a_deed_are_its_own() {
        const TEXT: [&str; 3] =
            ["A bomb went off.", "Three others were wounded.", "Two men were killed on Monday in Oldtown."];
        let mut claims = [claim("BOMB", 0, "bomb"), claim("ATTACK", 1, "wounded"), claim("KILL", 2, "were killed")];
        of_the_deed(&mut claims, |sentence| TEXT[sentence]);
        assert_eq!(
            claims.each_ref().map(|claim| claim.event_type.code()),
            ["BOMB", "BOMB", "KILL"],
            "only where it goes on"
        );
        let mut stabbed = [claim("BOMB", 0, "bomb"), claim("ATTACK", 1, "stabbed")];
        of_the_deed(&mut stabbed, |sentence| TEXT[sentence]);
        assert_eq!(stabbed[1].event_type, of("ATTACK"), "a stabbing is no bomb");
        let mut far = [claim("BOMB", 0, "bomb"), claim("KILL", 2, "killed")];
        of_the_deed(&mut far, |_| "Two others were killed.");
        assert_eq!(far[1].event_type, of("KILL"), "a sentence between");
    }
}

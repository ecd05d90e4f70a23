//! A claim in one line, for people.
//!
//! `SEIZE by Northern Front · Tal Marun · late Friday · says Northern Front · unverified by Example Wire · 0.91`
//!
//! Only what the claim holds is written; the status only where the event is not presented as actual. Never shortens a
//! filler and never leaves one out.

use crate::paint::{Mark, Run};
use crate::shown::{isolated, shown};
pub use book::words::{count_words, grouped};
use claim::{Claim, ClaimRecord, CountSlot, Status, TextSlot, Verification};

/// The claim as marked runs, without a line end.
pub fn claim_line(claim: &Claim) -> Vec<Run> {
    record_line(&ClaimRecord::from(claim))
}

/// The same of a claim as files and ledgers hold it; without a confidence where it has none.
pub fn record_line(claim: &ClaimRecord) -> Vec<Run> {
    let mut line = vec![Run::new(Mark::Trigger(claim.event_type), claim.event_type.code())];
    if claim.status != Status::Actual {
        line.push(Run::new(Mark::Plain, " "));
        line.push(Run::new(Mark::Status, format!("[{}]", claim.status.name())));
    }
    fillers(&mut line, " by ", claim.slot(TextSlot::Actor), Mark::Party, " and ");
    fillers(&mut line, " → ", claim.slot(TextSlot::Target), Mark::Party, " and ");

    fillers(&mut line, SEPARATOR, claim.slot(TextSlot::Place), Mark::Place, ", ");
    let (from, to) = (claim.slot(TextSlot::From), claim.slot(TextSlot::To));
    fillers(&mut line, " · from ", from, Mark::Place, " and ");
    fillers(&mut line, if from.is_empty() { " · to " } else { " to " }, to, Mark::Place, " and ");
    fillers(&mut line, SEPARATOR, claim.slot(TextSlot::Time), Mark::Time, ", ");
    for slot in CountSlot::ALL {
        if let Some(count) = claim.count(slot) {
            line.push(Run::new(Mark::Faint, SEPARATOR));
            line.push(Run::new(Mark::Number, format!("{} {}", slot.name(), count_words(count))));
        }
    }
    // A chain of speakers, outermost first.
    fillers(&mut line, " · says ", claim.slot(TextSlot::Source), Mark::Source, ", citing ");
    if let Some(state) = claim.verification {
        line.push(Run::new(Mark::Faint, SEPARATOR));
        line.push(Run::new(Mark::Verification, verification_words(state, claim.verification_by.as_deref())));
    }
    if let Some(confidence) = claim.confidence {
        line.push(Run::new(Mark::Faint, format!("{SEPARATOR}{confidence:.2}")));
    }
    line
}

const SEPARATOR: &str = " · ";

/// Appends `before` and the fillers, `between` the last two (and, where it is a word, commas between the others).
fn fillers(line: &mut Vec<Run>, before: &str, fillers: &[String], mark: Mark, between: &str) {
    for (number, filler) in fillers.iter().enumerate() {
        let left = fillers.len() - number;
        let link = match number {
            0 => before,
            _ if between == " and " && left > 1 => ", ",
            _ => between,
        };
        line.push(Run::new(Mark::Faint, link));
        line.push(Run::new(mark, isolated(&shown(filler)).into_owned()));
    }
}

/// "unverified by Example Wire", "no comment by the ministry", "disputed".
pub fn verification_words(state: Verification, by: Option<&str>) -> String {
    let state = state.name().replace('_', " ");
    match by {
        Some(by) => format!("{state} by {}", isolated(&shown(by))),
        None => state,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{claim_of, filler, filler_at};
    use crate::paint::plain;
    use claim::{Count, VerificationNote};

    fn count(low: Option<u64>, high: Option<u64>) -> Option<Count> {
        Some(Count { low, high, span: None })
    }

    #[test]
    fn a_claim_is_one_line_of_only_what_it_holds() {
        let mut seize = claim_of("SEIZE", "captured");
        filler(&mut seize, TextSlot::Actor, "Northern Front");
        filler(&mut seize, TextSlot::Place, "Tal Marun");
        filler(&mut seize, TextSlot::Time, "late Friday");
        filler(&mut seize, TextSlot::Source, "Northern Front");
        seize.verification =
            Some(VerificationNote { state: Verification::Unverified, by: Some("Example Wire".into()), span: None });

        let mut displace = claim_of("DISPLACE", "fled");
        displace.status = Status::Planned;
        displace.counts[CountSlot::Displaced as usize] = count(Some(2000), None);
        filler(&mut displace, TextSlot::Actor, "families");
        filler(&mut displace, TextSlot::From, "Tal Marun");
        filler(&mut displace, TextSlot::To, "Bir Sella");
        filler(&mut displace, TextSlot::To, "Qasra");

        let mut strike = claim_of("AIRSTRIKE", "strikes");
        filler(&mut strike, TextSlot::Target, "depot");
        strike.counts[CountSlot::Killed as usize] = count(Some(12), Some(15));
        strike.counts[CountSlot::Injured as usize] = count(Some(3), Some(3));
        filler(&mut strike, TextSlot::Source, "state radio");
        filler(&mut strike, TextSlot::Source, "the governor");

        let mut meet = claim_of("MEET", "talks");
        meet.status = Status::Denied;
        for party in ["Northern Front", "the council", "the ministry"] {
            filler(&mut meet, TextSlot::Actor, party);
        }
        filler(&mut meet, TextSlot::To, "Qasra");
        meet.verification = Some(VerificationNote { state: Verification::NoComment, by: None, span: None });

        let cases = [
            (
                seize,
                "SEIZE by Northern Front · Tal Marun · late Friday · says Northern Front · \
                 unverified by Example Wire · 0.91",
            ),
            (
                displace,
                "DISPLACE [planned] by families · from Tal Marun to Bir Sella and Qasra · displaced ≥ 2,000 · 0.91",
            ),
            (strike, "AIRSTRIKE → depot · killed 12–15 · injured 3 · says state radio, citing the governor · 0.91"),
            (meet, "MEET [denied] by Northern Front, the council and the ministry · to Qasra · no comment · 0.91"),
            (claim_of("PROTEST", "rally"), "PROTEST · 0.91"),
        ];
        for (claim, expected) in cases {
            assert_eq!(plain(&claim_line(&claim)), expected);
        }
    }

    #[test]
    fn a_number_shows_its_bounds() {
        let cases = [
            (Some(3), Some(3), "3"),
            (Some(200), None, "≥ 200"),
            (None, Some(30), "≤ 30"),
            (Some(12), Some(15), "12–15"),
            (Some(305_001), None, "≥ 305,001"),
            (Some(1_000_000), Some(1_000_000), "1,000,000"),
        ];
        for (low, high, expected) in cases {
            assert_eq!(count_words(Count { low, high, span: None }), expected);
        }
    }

    #[test]
    fn a_filler_cannot_send_the_terminal_a_command_or_turn_the_line_round() {
        let mut claim = claim_of("SEIZE", "captured");
        filler_at(&mut claim, TextSlot::Actor, "\u{1b}]0;owned\u{7}\u{202e}Front", 0);
        filler_at(&mut claim, TextSlot::Place, "تل\nمرون", 0);
        assert_eq!(plain(&claim_line(&claim)), "SEIZE by ␛]0;owned␇Front · \u{2068}تل مرون\u{2069} · 0.91");
    }
}

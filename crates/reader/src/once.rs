//! A sentence tells an event once: the codebook codes it on its most informative word, the dead with the deed that killed them.
//!
//! Takes the claims of a window, leaves out those that tell an event of their sentence again. Never changes a claim, never looks
//! across sentences: merging those is the work of fusing. The same steps stand in training/dateline_training/decode.py.

use crate::people;
use claim::{Claim, CountSlot, TextSlot};
use std::collections::BTreeSet;

/// The claims (with their triggers' scores) without those that tell an event again: of two that tell one event the one stays whose trigger
/// names the deed rather than the dead, then the likelier one.
pub fn told_once(claims: Vec<(Claim, f32)>) -> Vec<Claim> {
    let mut kept: Vec<(Claim, f32)> = Vec::with_capacity(claims.len());
    for (claim, score) in claims {
        let twin = kept.iter_mut().find(|(other, _)| other.sentence == claim.sentence && one_event(other, &claim));
        match twin {
            None => kept.push((claim, score)),
            Some(twin) => {
                let deed = |claim: &Claim| !names_the_dead(&claim.trigger.text);
                if (deed(&claim), score) > (deed(&twin.0), twin.1) {
                    *twin = (claim, score);
                }
            }
        }
    }
    kept.into_iter().map(|(claim, _)| claim).collect()
}

/// Two triggers of one type that are nearer than so many characters name one event.
const NEAR: usize = 40;

/// True where two claims of one sentence tell one event: the same number of dead, hurt, held or displaced, or the same type, not of
/// different places, and either near each other or by the same doers.
fn one_event(a: &Claim, b: &Claim) -> bool {
    let bounds =
        |claim: &Claim, slot: CountSlot| claim.counts[slot as usize].as_ref().map(|count| (count.low, count.high));
    let same_count = |slot: &CountSlot| bounds(a, *slot).is_some() && bounds(a, *slot) == bounds(b, *slot);
    if CountSlot::ALL.iter().any(same_count) {
        return true;
    }
    let elsewhere = |slot: TextSlot| {
        let (one, other) = (who(a, slot), who(b, slot));
        !one.is_empty() && !other.is_empty() && one.is_disjoint(&other)
    };
    if [TextSlot::Place, TextSlot::From, TextSlot::To].into_iter().any(elsewhere) {
        return false;
    }
    let (first, second) = if a.trigger.span <= b.trigger.span { (a, b) } else { (b, a) };
    let near = second.trigger.span.start < first.trigger.span.end + NEAR;
    let doers = who(a, TextSlot::Actor);
    let same_doers = || {
        doers == who(b, TextSlot::Actor) && (!doers.is_empty() || who(a, TextSlot::Target) == who(b, TextSlot::Target))
    };
    a.event_type == b.event_type && (near || same_doers())
}

fn who(claim: &Claim, slot: TextSlot) -> BTreeSet<String> {
    claim.fillers[slot as usize].iter().flat_map(|filler| crate::read::plain(&filler.text)).collect()
}

fn names_the_dead(trigger: &str) -> bool {
    people::names_the(trigger, CountSlot::Killed) || people::names_the(trigger, CountSlot::Injured)
}

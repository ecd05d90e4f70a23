//! Deaths by side, as UCDP GED has them: of who did it, of whom it was done to, civilians, unknown.
//!
//! As far as targets tell; never gives a death to a side that no claim names.

use super::reading::Reading;
use super::rules::{self, Picked};
use super::victims::{Group, Victims, group};
use super::{FieldRule, FigureRule, choose_parties};
use crate::{Kin, Lineages, Named, Rule, Statement};
use claim::CountSlot;
use serde::{Deserialize, Serialize};

/// Deaths of an event by side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct BySide {
    /// Who did it, where armed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Named>,
    /// To whom, where armed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Named>,
    /// Deaths on the side of `actor`; not the attackers in `attackers`.
    pub of_actor: Share,
    /// Deaths on the side of `target`.
    pub of_target: Share,
    /// Civilians of every kind.
    pub civilians: Share,
    /// What the figure of the event has beyond the others.
    pub unknown: Share,
    /// Attackers whom tolls include ("including the bomber") and figures leave out.
    pub attackers: u64,
    /// True where the sides together are more than the figure of the event, which then follows accounts that tell no sides.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exceeds: bool,
    /// The rule.
    pub rule: Rule,
}

/// A part of the deaths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Share {
    /// Lowest.
    pub low: u64,
    /// Best.
    pub best: u64,
    /// Highest.
    pub high: u64,
}

impl From<Picked> for Share {
    fn from(picked: Picked) -> Share {
        Share { low: picked.low, best: picked.best, high: picked.high }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Actor,
    Target,
    Civilians,
}

/// Deaths by side over the claims of an event; `None` where no claim tells a number of deaths.
pub fn deaths_by_side(claims: &[&Statement], rule: FigureRule, lineages: &Lineages, kin: &Kin) -> Option<BySide> {
    let reading = Reading::of(CountSlot::Killed, claims, lineages, kin)?;
    let total = rules::total(rule, &reading.accounts(), kin)?;
    let [actors, targets] = choose_parties(claims, FieldRule::default(), lineages);
    let armed = |named: &Named| matches!(group(named), Some(Group::Forces(_)));
    let mut sides = actors.iter().chain(&targets).map(|chosen| &chosen.value).filter(|named| armed(named));
    let actor = actors.iter().map(|chosen| &chosen.value).find(|named| armed(named));
    let target = match actor {
        Some(actor) => sides.find(|named| fights(named, actor, kin)),
        None => targets.iter().map(|chosen| &chosen.value).find(|named| armed(named)),
    };
    let side = |victims: &Victims| {
        let mut sides = victims.groups().iter().map(|group| side_of(group, actor, target, kin));
        let first = sides.next()??;
        sides.all(|side| side == Some(first)).then_some(first)
    };
    let share = |wanted: Side| {
        let accounts = reading.accounts_about(|victims| side(victims) == Some(wanted));
        rules::total(rule, &accounts, kin).map(Share::from).unwrap_or_default()
    };
    let (of_actor, of_target, civilians) = (share(Side::Actor), share(Side::Target), share(Side::Civilians));
    let told = |end: fn(&Share) -> u64| {
        [of_actor, of_target, civilians].iter().fold(0u64, |sum, share| sum.saturating_add(end(share)))
    };
    let best = total.best.saturating_sub(told(|share| share.best));
    let low = total.low.saturating_sub(told(|share| share.low)).min(best);
    let high = total.high.saturating_sub(told(|share| share.high)).max(best);
    Some(BySide {
        actor: actor.cloned(),
        target: target.cloned(),
        of_actor,
        of_target,
        civilians,
        unknown: Share { low, best, high },
        attackers: reading.attackers(),
        exceeds: told(|share| share.best) > total.best,
        rule: rule.rule(),
    })
}

fn fights(one: &Named, other: &Named, kin: &Kin) -> bool {
    match (group(one), group(other)) {
        (Some(Group::Forces(one)), Some(Group::Forces(other))) => one.against(&other, kin),
        _ => false,
    }
}

fn side_of(of: &Group, actor: Option<&Named>, target: Option<&Named>, kin: &Kin) -> Option<Side> {
    let forces = match of {
        Group::Civilians | Group::Kind(_) => return Some(Side::Civilians),
        Group::Forces(forces) => forces,
    };
    let on_side_of = |named: &Named| match (&forces.party, &named.id, group(named)) {
        (Some(party), Some(id), _) if !id.starts_with("generic/") => kin.same_side(party, id),
        (_, _, Some(Group::Forces(side))) => side.state.is_some() && side.state == forces.state,
        _ => false,
    };
    match (actor.is_some_and(on_side_of), target.is_some_and(on_side_of)) {
        (true, false) => Some(Side::Actor),
        (false, true) => Some(Side::Target),
        _ => None,
    }
}

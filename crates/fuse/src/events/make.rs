//! An event from the claims that were joined. Never joins, and never drops a claim.

use super::decide::{EventEdit, Links};
use super::family::Joins;
use super::{Event, Join, Member, Settings, Standing};
use crate::figures::{Chosen, Figure, choose_days, choose_parties, choose_place, figure};
use crate::{Kin, Lineages, Named, Rule, Statement, witness};
use claim::{Act, ClaimId, CountSlot, EventId, EventType, Status};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One claim on its way into an event.
pub(super) struct Joined<'s> {
    pub statement: &'s Statement,
    /// 0..1.
    pub likeness: f32,
    /// A copy of an earlier claim of the event.
    pub copied: bool,
    /// Somebody put it here.
    pub decided: bool,
}

/// `joined`: at least one, in any order.
pub(super) fn event(
    mut joined: Vec<Joined>,
    links: &Links,
    lineages: &Lineages,
    kin: &Kin,
    settings: &Settings,
) -> Event {
    joined.sort_by_cached_key(|one| one.statement.order());
    let claims: Vec<&Statement> = joined.iter().map(|one| one.statement).collect();
    let standing = standing(&claims);
    let backing = backing(&claims);
    let members: Vec<Member> = joined
        .iter()
        .enumerate()
        .map(|(at, one)| {
            let join = match one {
                _ if at == 0 => Join::Anchor,
                Joined { decided: true, .. } => Join::Decided,
                _ if !happened(one.statement.status) => Join::Attached,
                Joined { copied: true, .. } => Join::Copied,
                _ => Join::Scored,
            };
            let score = if at == 0 || join == Join::Copied { 1.0 } else { one.likeness };
            Member { claim: one.statement.claim, join, score }
        })
        .collect();
    let [actors, targets] = choose_parties(&backing, settings.fields, lineages);
    let figures = CountSlot::ALL.into_iter().filter_map(|slot| figure(slot, &claims, settings.figures, lineages, kin));
    let mut event = Event {
        id: EventId::of_anchor(members[0].claim),
        event_type: best_type(&backing, lineages),
        standing,
        days: choose_days(&backing, settings.fields, lineages),
        place: choose_place(&backing, settings.fields, lineages),
        actors,
        targets,
        members,
        figures: figures.collect(),
        support: witness::Support::default(),
        suggested: Vec::new(),
        decisions: Vec::new(),
        accepted: false,
    };
    decide(&mut event, links, kin);
    let parties = |chosen: &[Chosen<Named>]| chosen.iter().map(|one| Arc::new(one.value.clone())).collect::<Vec<_>>();
    event.support = witness::support(&claims, &parties(&event.actors), &parties(&event.targets), lineages, kin);
    event
}

fn happened(status: Status) -> bool {
    matches!(status, Status::Actual | Status::Possible)
}

/// Whether it happened, as far as claims tell.
fn standing(claims: &[&Statement]) -> Standing {
    let any = |status| claims.iter().any(|claim| claim.status == status);
    match () {
        _ if any(Status::Actual) && any(Status::Denied) => Standing::Disputed,
        _ if any(Status::Actual) => Standing::Reported,
        _ if any(Status::Possible) => Standing::Possible,
        _ if any(Status::Planned) => Standing::Planned,
        _ if any(Status::Denied) => Standing::Denied,
        _ => Standing::Hypothetical,
    }
}

/// The claims that fields are chosen from: those that say that it happened, else those that come nearest to saying so.
fn backing<'s>(claims: &[&'s Statement]) -> Vec<&'s Statement> {
    let order = [Status::Actual, Status::Possible, Status::Planned, Status::Denied, Status::Hypothetical];
    let of = |status| claims.iter().copied().filter(|claim| claim.status == status).collect::<Vec<_>>();
    order.into_iter().map(of).find(|some| !some.is_empty()).unwrap_or_default()
}

/// The type that most lineages tell; of equals the most telling, then the first of the ontology.
fn best_type(claims: &[&Statement], lineages: &Lineages) -> EventType {
    let mut by_type: BTreeMap<EventType, BTreeSet<claim::ReportId>> = BTreeMap::new();
    for claim in claims {
        by_type.entry(claim.event_type).or_default().insert(super::compare::lineage(claim.report, lineages));
    }
    let joins = Joins::bundled();
    let best = by_type.iter().max_by_key(|(event_type, lineages)| {
        (lineages.len(), joins.telling(**event_type), std::cmp::Reverse(**event_type))
    });
    best.map_or(claims[0].event_type, |(event_type, _)| *event_type)
}

/// Fields as people set them, and who decided what.
fn decide(event: &mut Event, links: &Links, kin: &Kin) {
    let members: BTreeSet<ClaimId> = event.members.iter().map(|member| member.claim).collect();
    for decision in links.about(members.iter().copied()) {
        event.decisions.push(decision.id);
        match &decision.act {
            Act::Accept if decision.event => {
                event.accepted = decision.claims.iter().copied().collect::<BTreeSet<_>>() == members;
            }
            // Whoever changes an event after it was accepted has to look at it again.
            Act::Merge { .. } | Act::Split { .. } | Act::Edit { .. } => event.accepted = false,
            _ => {}
        }
        // An edit goes with the first of the claims that it named, as long as that one is there.
        let here = decision.claims.first().is_some_and(|claim| members.contains(claim));
        let instead = decision.claims.first().is_some_and(|claim| links.is_rejected(*claim));
        if let Act::Edit { field, value } = &decision.act
            && decision.event
            && (here || instead)
            && let Ok(edit) = EventEdit::read(field, value, kin)
        {
            set(event, edit, &decision.by);
        }
    }
}

fn set(event: &mut Event, edit: EventEdit, by: &str) {
    let rule = Rule { name: format!("decided by {by}").into(), version: 1 };
    fn chosen<T>(value: T, rule: &Rule, before: Vec<Chosen<T>>) -> Chosen<T> {
        let others = before.into_iter().flat_map(|old| std::iter::once((old.value, old.claims)).chain(old.others));
        Chosen { value, claims: Vec::new(), rule: rule.clone(), others: others.collect() }
    }
    fn all<T>(values: Vec<T>, rule: &Rule, mut before: Vec<Chosen<T>>) -> Vec<Chosen<T>> {
        values.into_iter().map(|value| chosen(value, rule, std::mem::take(&mut before))).collect()
    }
    match edit {
        EventEdit::Days(value) => {
            let before = event.days.take().into_iter().collect();
            event.days = value.map(|value| chosen(value, &rule, before));
        }
        EventEdit::Place(value) => {
            let before = event.place.take().into_iter().collect();
            event.place = value.map(|value| chosen(value, &rule, before));
        }
        EventEdit::Actors(values) => event.actors = all(values, &rule, std::mem::take(&mut event.actors)),
        EventEdit::Targets(values) => event.targets = all(values, &rule, std::mem::take(&mut event.targets)),
        EventEdit::Number(slot, bounds) => {
            let order = |figure: &Figure| CountSlot::ALL.iter().position(|slot| slot.name() == figure.what);
            let old = event.figures.iter().position(|figure| figure.what == slot.name());
            let old = old.map(|at| event.figures.remove(at));
            if let Some(bounds) = bounds {
                let low = bounds.low.or(bounds.high).unwrap_or(0);
                event.figures.push(Figure {
                    what: slot.name().to_owned(),
                    low: bounds.low.unwrap_or(0),
                    best: low,
                    high: bounds.high.unwrap_or(low),
                    open: bounds.high.is_none(),
                    because: format!("{by} decided so"),
                    rule,
                    told: old.as_ref().map_or_else(Vec::new, |old| old.told.clone()),
                    support: old.map_or_else(Default::default, |old| old.support),
                });
                event.figures.sort_by_key(order);
            }
        }
    }
}

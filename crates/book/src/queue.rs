//! What to look at next: claims by how unsure they are and by what hangs on them.
//!
//! Both are numbers from 0 to 1 that are made of single reasons, each told in words; no reason can take away what another gave.
//! The score is their product: what is sure needs nobody, and what nothing hangs on can wait. The weights are judgement, not
//! measurement; they are here, in one place. The same ledger gives the same queue.

use crate::filter::Filter;
use crate::graphic::is_graphic;
use crate::lists::{ClaimView, claim_views, matching_ids};
use crate::load::{head, statement};
use crate::words::{counted, grouped};
use crate::{Error, View, Whole};
use claim::{Act, ClaimId, CountSlot, Decision, DecisionId, EventId};
use fuse::checks::Verdict;
use fuse::control::Grade;
use fuse::lineage::Kinship;
use fuse::{Event, Named, Names, Statement};
use ledger::Found;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Takes a reason with its weight; asks for its words only where they are wanted.
type Reason<'r> = dyn FnMut(f64, &dyn Fn() -> Option<String>) + 'r;

/// A claim that a person should look at.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = QueueItem))]
pub struct Item {
    /// The claim.
    pub claim: ClaimView,
    /// The event it makes.
    pub event: Option<EventId>,
    /// Why, in words: first what is unsure, then what hangs on it.
    pub why: Vec<String>,
    /// 0..1.
    pub uncertainty: f64,
    /// 0..1.
    pub impact: f64,
    /// Their product.
    pub score: f64,
    /// True for a passage about violent death, torture, sexual violence or corpses.
    pub graphic: bool,
    /// What people decided about it that counts.
    pub marks: Vec<Mark>,
}

/// What somebody decided about a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = ReviewMark))]
pub struct Mark {
    /// Who.
    pub by: String,
    /// accept, reject, edit; of its event: merge, split.
    pub act: String,
    /// The decision.
    pub decision: DecisionId,
}

/// Whose queue, and how much of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ask {
    /// For this person: what they have decided is left out.
    pub by: Option<String>,
    /// Also what they have decided.
    pub done: bool,
}

/// A queue: the first of it, and how long it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Queue {
    /// The most urgent first.
    pub items: Vec<Item>,
    /// How many there are in all.
    pub total: usize,
}

/// What is to be looked at, the most urgent first: of claims that pass the filter, at most its limit.
pub fn queue(view: &View, filter: &Filter, ask: &Ask) -> Result<Queue, Error> {
    queue_from(view, filter, ask, 0)
}

/// The same from the one at `skip` on.
pub fn queue_from(view: &View, filter: &Filter, ask: &Ask, skip: usize) -> Result<Queue, Error> {
    let whole = view.whole()?;
    let decisions = fuse::events::active(&whole.decisions);
    let marks = Marks::of(&decisions);
    let rejected = rejected(view, &decisions, whole)?;
    let wanted = matching_ids(view, filter)?;
    let is_wanted = |claim: ClaimId| wanted.as_ref().is_none_or(|wanted| wanted.contains(&claim));
    let by = ask.by.as_deref().map(str::trim).filter(|_| !ask.done);
    let is_open = |claim: ClaimId| by.is_none_or(|by| !marks.decided(claim, by));
    let grounds = Grounds::of(view, whole)?;
    let mut scored: Vec<(Score, &Statement)> = whole
        .statements
        .iter()
        .chain(&rejected)
        .filter(|statement| is_wanted(statement.claim) && is_open(statement.claim))
        .map(|statement| (grounds.score(statement), statement))
        .collect();
    scored.sort_by(|(one, a), (two, b)| two.score().total_cmp(&one.score()).then_with(|| a.order().cmp(&b.order())));
    let total = scored.len();
    let mut items = Vec::new();
    for (score, statement) in scored.into_iter().skip(skip).take(filter.limit.unwrap_or(usize::MAX)) {
        let Some(stored) = view.ledger.claim(statement.claim)?.and_then(Found::kept) else { continue };
        let event_type = statement.event_type;
        let mut views = claim_views(view, vec![stored])?;
        let Some(claim) = views.pop() else { continue };
        let quote = claim.claim.quote.as_ref().map_or("", |quote| quote.text.as_str());
        items.push(Item {
            event: claim.event,
            graphic: is_graphic(event_type, quote),
            uncertainty: score.uncertainty.value(),
            impact: score.impact.value(),
            score: score.score(),
            why: grounds.words(statement),
            marks: marks.about(statement.claim),
            claim,
        });
    }
    Ok(Queue { items, total })
}

/// Claims that somebody rejected: they are in no statement, and a second person may still look at them.
fn rejected(view: &View, decisions: &[Decision], whole: &Whole) -> Result<Vec<Statement>, Error> {
    let mut names = Names::default();
    let mut statements = Vec::new();
    let claims: BTreeSet<ClaimId> = decisions
        .iter()
        .filter(|decision| matches!(decision.act, Act::Reject))
        .flat_map(|decision| decision.claims.iter().copied())
        .filter(|claim| whole.statement(*claim).is_none())
        .collect();
    for claim in claims {
        let Some(stored) = view.ledger.claim(claim)?.and_then(Found::kept) else { continue };
        let Some(report) = view.ledger.report(stored.report)?.and_then(Found::kept) else { continue };
        let is_later = view.as_of.known.is_some_and(|day| stored.known > day)
            || view.as_of.recorded.is_some_and(|time| stored.recorded > time);
        if !is_later {
            let head = head(&mut names, report.id, report.content.date, report.content.outlet.as_deref());
            statements.push(statement(&mut names, &head, &stored));
        }
    }
    Ok(statements)
}

// ---- what people decided

/// Decisions that count, by the claims they name.
pub(crate) struct Marks<'d> {
    of: BTreeMap<ClaimId, Vec<&'d Decision>>,
}

impl<'d> Marks<'d> {
    /// Of decisions that count ([`fuse::events::active`]).
    pub fn of(active: &'d [Decision]) -> Marks<'d> {
        let mut of: BTreeMap<ClaimId, Vec<&Decision>> = BTreeMap::new();
        for decision in active {
            let claims: BTreeSet<ClaimId> = decision.named().collect();
            for claim in claims {
                of.entry(claim).or_default().push(decision);
            }
        }
        Marks { of }
    }

    fn about(&self, claim: ClaimId) -> Vec<Mark> {
        let of = self.of.get(&claim).into_iter().flatten();
        of.map(|decision| Mark {
            by: decision.by.trim().to_owned(),
            act: decision.act.name().to_owned(),
            decision: decision.id,
        })
        .collect()
    }

    /// True where this person judged how the claim was read: accepting an event says only that its claims belong together.
    fn decided(&self, claim: ClaimId, by: &str) -> bool {
        self.of.get(&claim).into_iter().flatten().any(|decision| decision.by.trim() == by && is_about_reading(decision))
    }
}

/// True for what judges how a claim was read: accepting, rejecting or editing it, and rejecting all claims of an event.
pub(crate) fn is_about_reading(decision: &Decision) -> bool {
    match decision.act {
        Act::Accept | Act::Edit { .. } => !decision.event,
        Act::Reject => true,
        Act::Merge { .. } | Act::Split { .. } | Act::Undo { .. } => false,
    }
}

// ---- reasons

/// Reasons that add up and never beyond 1: what is left of doubt is taken off share by share.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Share {
    left: f64,
}

impl Share {
    /// With so much from the beginning.
    fn from(least: f64) -> Share {
        Share { left: 1.0 - least }
    }

    fn add(&mut self, weight: f64) {
        self.left *= 1.0 - weight.clamp(0.0, 1.0);
    }

    /// Four decimals, so that sums that differ in their last bit rank alike.
    fn value(self) -> f64 {
        rounded(1.0 - self.left)
    }
}

fn rounded(share: f64) -> f64 {
    (share * 1e4).round() / 1e4
}

#[derive(Clone, Copy, Debug)]
struct Score {
    uncertainty: Share,
    impact: Share,
}

impl Score {
    fn score(&self) -> f64 {
        rounded(self.uncertainty.value() * self.impact.value())
    }
}

/// What the reasons are taken from.
struct Grounds<'v> {
    /// For each claim, the event it makes.
    events: BTreeMap<ClaimId, Arc<Event>>,
    /// For each claim, a contradiction that it has part in.
    disputes: BTreeMap<ClaimId, &'v str>,
    /// For each claim, a test that its sentence does not pass.
    failed: BTreeMap<ClaimId, &'v str>,
    /// For each claim that tells of a change of hands: of which place.
    changes: BTreeMap<ClaimId, (String, Grade)>,
    whole: &'v Whole,
}

impl<'v> Grounds<'v> {
    fn of(view: &'v View, whole: &'v Whole) -> Result<Grounds<'v>, Error> {
        let mut events = BTreeMap::new();
        for event in view.snapshot().events(&view.ledger)? {
            events.extend(event.members.iter().map(|member| (member.claim, event.clone())));
        }
        let mut disputes = BTreeMap::new();
        for one in view.snapshot().contradictions(&view.ledger)? {
            for claim in one.accounts.iter().flat_map(|account| &account.claims) {
                disputes.entry(*claim).or_insert(one.summary.as_str());
            }
        }
        let mut failed = BTreeMap::new();
        for check in crate::checks::checks(view)?.iter().filter(|one| one.checked.verdict == Verdict::DoesNotHold) {
            for claim in &check.claim_ids {
                failed.entry(*claim).or_insert(check.checked.because.as_str());
            }
        }
        let mut changes = BTreeMap::new();
        for change in fuse::control::changes(view.control()?) {
            for claim in &change.claims {
                changes.entry(*claim).or_insert((change.place.name.to_string(), change.grade));
            }
        }
        Ok(Grounds { events, disputes, failed, changes, whole })
    }

    fn score(&self, statement: &Statement) -> Score {
        let (mut uncertainty, mut impact) = (Share::from(0.02), Share::from(0.05));
        self.unsure(statement, &mut |weight, _| uncertainty.add(weight));
        self.weighty(statement, &mut |weight, _| impact.add(weight));
        if self.is_copied(statement) {
            // Its original says the same and goes first.
            impact.left = 1.0 - (1.0 - impact.left) * 0.4;
        }
        Score { uncertainty, impact }
    }

    fn words(&self, statement: &Statement) -> Vec<String> {
        let mut why = Vec::new();
        let mut tell = |_: f64, words: &dyn Fn() -> Option<String>| why.extend(words());
        self.unsure(statement, &mut tell);
        self.weighty(statement, &mut tell);
        why
    }

    /// What makes it unsure: each reason with its weight, and its words where it is worth any.
    fn unsure(&self, statement: &Statement, reason: &mut Reason) {
        let confidence = f64::from(statement.confidence).clamp(0.0, 1.0);
        let doubt = entropy(confidence);
        reason(doubt, &|| (doubt > 0.5).then(|| format!("read with a confidence of {confidence:.2}")));
        let spots = || statement.places.iter().chain(&statement.from).chain(&statement.to);
        if let Some(spot) = spots().find(|spot| spot.id.is_none()) {
            let none = statement.spot().is_none();
            reason(if none { 0.5 } else { 0.2 }, &|| Some(format!("nobody can say which place “{}” is", spot.name)));
        }
        let parties = || statement.actors.iter().chain(&statement.targets);
        if let Some(party) = parties().find(|party| is_unknown(party)) {
            reason(0.15, &|| Some(format!("no register knows “{}”", party.name)));
        }
        if let Some(suggestion) = self.events.get(&statement.claim).and_then(|event| event.suggested.first()) {
            reason(f64::from(suggestion.score) * 0.6, &|| {
                Some(format!("its event may be the same as {} ({})", suggestion.event, suggestion.because))
            });
        }
        if let Some(summary) = self.disputes.get(&statement.claim) {
            reason(0.6, &|| Some(format!("accounts disagree: {summary}")));
        }
        if let Some(because) = self.failed.get(&statement.claim) {
            reason(0.6, &|| Some(format!("its sentence does not hold: {because}")));
        }
    }

    /// What hangs on it.
    fn weighty(&self, statement: &Statement, reason: &mut Reason) {
        let event = self.events.get(&statement.claim);
        let of_event = event.and_then(|event| event.figures.iter().find(|figure| figure.what == "killed"));
        let own = statement.count(CountSlot::Killed).and_then(|bounds| bounds.low.or(bounds.high));
        let killed = of_event.map(|figure| figure.best).into_iter().chain(own).max().unwrap_or(0);
        if killed > 0 {
            // 1 weighs 0.15, 10 weigh 0.52, a hundred and more weigh 1.
            let weight = ((1.0 + killed as f64).ln() / 101f64.ln()).min(1.0);
            // A toll is no event: it adds up what others tell.
            let weight = if event.is_some() { weight } else { weight * 0.4 };
            reason(weight, &|| Some(format!("{} killed", grouped(killed))));
        }
        if let Some((place, _)) = self.changes.get(&statement.claim) {
            reason(0.7, &|| Some(format!("it tells that {place} changed hands")));
        }
        if let Some(event) = event.filter(|event| event.support.reports > 1) {
            let reports = event.support.reports;
            reason(((reports as f64).log2() / 5.0).min(1.0) * 0.6, &|| {
                (reports > 2).then(|| format!("{} tell of its event", counted(reports, "report")))
            });
        }
    }

    fn is_copied(&self, statement: &Statement) -> bool {
        let descent = self.whole.lineages.of.get(&statement.report);
        descent.is_some_and(|descent| matches!(descent.kinship, Kinship::Copy | Kinship::Cut))
    }
}

fn is_unknown(party: &Named) -> bool {
    party.id.is_none() || party.provisional
}

/// How much a yes or no with this chance leaves open, in bits: 1 where it is as likely wrong as right, 0 where it is sure.
fn entropy(chance: f64) -> f64 {
    let part = |share: f64| if share <= 0.0 { 0.0 } else { -share * share.log2() };
    part(chance) + part(1.0 - chance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubt_is_greatest_in_the_middle_and_reasons_never_pass_one() {
        assert!((entropy(0.5) - 1.0).abs() < 1e-12 && entropy(0.0) == 0.0 && entropy(1.0) == 0.0);
        assert!(entropy(0.6) > entropy(0.9) && entropy(0.4) > entropy(0.1));
        let mut share = Share::from(0.02);
        for weight in [0.6, 0.6, 1.5, 0.2] {
            let before = share.value();
            share.add(weight);
            assert!(share.value() >= before && share.value() <= 1.0);
        }
    }
}

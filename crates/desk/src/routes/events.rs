//! Events.

use super::claims::{erased, id_of, nothing};
use super::{Told, of_filter};
use crate::State;
use crate::page::{Page, part};
use crate::params::{Asked, FilterParams, PageParams, RuleParams, TimeParams};
use crate::problem::Problem;
use axum::Json;
use axum::extract::{Path, State as Held};
use book::View;
use book::lists::{ClaimView, ReportView};
use claim::{ClaimId, CountSlot, Decision, EventId};
use fuse::contradictions::Contradiction;
use fuse::witness::{Stand, stand};
use fuse::{Event, Figure, FigureRule, Statement};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::ToSchema;

/// Events that pass the filters, by first day (the undated last) and id; as `dateline list events --json`.
#[utoipa::path(get, path = "/events", tag = "events", summary = "Events",
    params(FilterParams, RuleParams, TimeParams, PageParams),
    responses((status = 200, body = Page<Event>)))]
pub(crate) async fn events(
    Held(state): Held<State>,
    Asked((filter, rules, times, page)): Asked<(FilterParams, RuleParams, TimeParams, PageParams)>,
) -> Told<Page<Arc<Event>>> {
    let told = state.look_under(times, rules.settings(), move |view| {
        part(found(view, &filter.filter())?, &page, |event| event.id.to_string())
    });
    told.await.map(Json)
}

/// An event with everything that is behind it.
#[derive(Serialize, ToSchema)]
pub(crate) struct EventAnswer {
    event: Arc<Event>,
    /// Its claims, in the order of telling.
    claims: Vec<ClaimView>,
    /// The reports of their stories, those that hold none of its claims among them.
    reports: Vec<ReportView>,
    /// Accounts of it that cannot both be true.
    contradictions: Vec<Contradiction>,
    /// What people decided about its claims.
    decisions: Vec<Decision>,
    /// Its figures under every rule, by the rule's name.
    others: BTreeMap<String, Vec<Figure>>,
    /// Where the witness of each of its claims stands to it, by the claim's id.
    stands: BTreeMap<ClaimId, Stand>,
}

/// An event with its claims, the stories they stand in, what disagrees, what people decided, and its figures under every rule. The id may
/// be that of any of its claims, written with an e.
#[utoipa::path(get, path = "/events/{id}", tag = "events", summary = "An event and everything behind it",
    params(("id" = EventId, Path, description = "Its id, or the one that any of its claims would give it"), RuleParams, TimeParams),
    responses((status = 200, body = EventAnswer)))]
pub(crate) async fn event(
    Held(state): Held<State>,
    Path(id): Path<String>,
    Asked((rules, times)): Asked<(RuleParams, TimeParams)>,
) -> Told<EventAnswer> {
    // Whoever has the id of a claim means its event.
    let id = match id_of::<ClaimId>(&id) {
        Ok(claim) => EventId::of_anchor(claim),
        Err(_) => id_of::<EventId>(&id)?,
    };
    let told = state.look_under(times, rules.settings(), move |view| {
        let event = view.event(id)?.ok_or_else(|| none(view, id))?;
        answer(view, &event)
    });
    told.await.map(Json)
}

/// Why there is no such event.
fn none(view: &View, id: EventId) -> Problem {
    match view.ledger.claim(id.anchor()) {
        Ok(Some(ledger::Found::Erased(erasure))) => erased(&id.to_string(), &erasure),
        Ok(Some(ledger::Found::Kept(claim))) => Problem::not_found(format!(
            "no event is called {id}: its claim {} was rejected, is a toll, is not joined yet, or was not known as of then",
            claim.id
        )),
        _ => nothing(&id.to_string()),
    }
}

fn answer(view: &View, event: &Arc<Event>) -> Result<EventAnswer, Problem> {
    let page = book::pages::event_page(view, event)?;
    let claims = page.claims.into_iter().map(|member| ClaimView {
        claim: member.claim,
        outlet: member.outlet,
        published: member.published,
        event: Some(event.id),
    });
    let claims = claims.collect();
    let (statements, mut lineages) = (page.scene.statements.iter().collect::<Vec<&Statement>>(), page.scene.lineages);
    let others = FigureRule::ALL.map(|rule| {
        let figures = CountSlot::ALL.into_iter().filter_map(|slot| {
            let shown = event.figures.iter().find(|figure| figure.what == slot.name())?;
            // What a person set holds under every rule.
            if shown.rule.name.starts_with("decided by ") {
                return Some(shown.clone());
            }
            fuse::figures::figure(slot, &statements, rule, &lineages, book::kin())
        });
        (rule.rule().name.into_owned(), figures.collect())
    });
    let reports = page.story_reports.into_iter().map(|(id, report)| {
        let view = ReportView { descent: lineages.of.remove(&id), report };
        view.without_print()
    });
    let reports = reports.collect();
    let [actors, targets] = [&event.actors, &event.targets]
        .map(|parties| parties.iter().map(|party| Arc::new(party.value.clone())).collect::<Vec<_>>());
    let stands = statements
        .iter()
        .filter(|statement| event.members.iter().any(|member| member.claim == statement.claim))
        .map(|statement| (statement.claim, stand(statement, &actors, &targets, book::kin())));
    Ok(EventAnswer {
        event: event.clone(),
        claims,
        reports,
        contradictions: page.contradictions,
        decisions: page.decisions,
        stands: stands.collect(),
        others: others.into(),
    })
}

/// Events that pass a filter.
pub(crate) fn found(view: &View, filter: &book::Filter) -> Result<Vec<Arc<Event>>, Problem> {
    let found = book::lists::events(view, filter).map(|found| found.events);
    of_filter(found, filter)
}

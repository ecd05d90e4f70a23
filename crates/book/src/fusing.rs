//! Joining what a ledger holds: all of it, or what is new with what it touches. Both give the same rows.
//!
//! What a new claim can touch is found by its block keys; claims that hang together are fused anew as a whole ([`fuse::events::Fused`]
//! says why that is enough). Knows neither how things are joined nor how they are stored: it carries from the one to the other.

use crate::load::{self, kin};
use claim::{Act, ClaimId, Decision, ReportId};
use fuse::events::{Fused, Links, Settings, apply, apply_to, edges, events_in_sets, keys, remake, sets};
use fuse::lineage::{Descent, Print, Tracer};
use fuse::{Event, Head, Lineages, Names, Statement};
use ledger::{AsOf, DescentRow, Erase, EventRow, Ledger, ReportFilter, Step};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Version of what is stored. It rises whenever fusing gives another answer, so that every ledger is fused anew.
pub const VERSION: &str = concat!("fuse/1 register/", env!("CARGO_PKG_VERSION"));

/// What a ledger comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = FuseOutcome))]
pub struct Outcome {
    /// Reports that were compared.
    pub reports: u64,
    /// Lineages that they make.
    pub lineages: u64,
    /// Events, also those that only were planned or denied.
    pub events: u64,
    /// Events written now.
    pub written: u64,
}

/// True where something was added after the last joining, or another version did that.
pub fn is_behind(ledger: &Ledger) -> Result<bool, ledger::Error> {
    let fused = ledger.fused()?;
    Ok((fused.version != VERSION || ledger.head()?.seq > fused.seq) && !ledger.is_published()?)
}

/// Joins what is new with what it touches; all of it where much is new or another version did the rest.
pub fn catch_up(ledger: &mut Ledger) -> Result<Outcome, ledger::Error> {
    ledger.check_open()?;
    let fused = ledger.fused()?;
    let head = ledger.head()?.seq;
    if fused.version != VERSION || fused.seq == 0 || (head - fused.seq.min(head)) * 2 > head {
        return rebuild(ledger);
    }
    if fused.seq == head {
        return outcome(ledger, 0);
    }
    let news = News::since(ledger, fused.seq, fused.decisions)?;
    let (changed, index) = trace_on(ledger, &news)?;
    let mut touched = news.touched.clone();
    for row in &changed {
        touched.extend(ledger.claim_ids(row.report)?);
    }
    let mut loader = Loader::new(ledger);
    for claim in &touched {
        loader.load(*claim)?;
    }
    // What shares a key with them, and of that what may be one with them.
    let fresh: Vec<Statement> = loader.of(&touched);
    let (applied, _) = apply(&fresh, &news.decisions, kin());
    let mut keyed: Vec<(u64, ClaimId)> =
        applied.iter().flat_map(|statement| keys(statement).into_iter().map(|key| (key, statement.claim))).collect();
    keyed.sort_unstable();
    let near = ledger.claims_with_keys(&keyed.iter().map(|(key, _)| *key).collect())?;
    for claim in &near {
        loader.load(*claim)?;
    }
    let lineages = loader.lineages(&changed)?;
    let old: Vec<Statement> = loader.of(&near.difference(&touched).copied().collect());
    let (old, _) = apply(&old, &news.decisions, kin());
    let both: Vec<&Statement> = old.iter().chain(&applied).map(|statement| &**statement).collect();
    let linked = edges(&both, old.len(), &lineages, kin());
    let mut whole = touched;
    whole.extend(linked.iter().flat_map(|edge| [both[edge.one as usize].claim, both[edge.two as usize].claim]));
    let whole = together(ledger, whole, &news.decisions)?;
    let (all, joined) = loader.join(&whole, &news.decisions, &changed, &Settings::default())?;
    let step = Step {
        anew: false,
        descents: changed,
        keys: keyed,
        components: whole.into_iter().collect(),
        index,
        seq: head,
        decisions: news.decisions.len(),
        version: VERSION.to_owned(),
    };
    let written = joined.events.len() as u64;
    let all: Vec<&Statement> = all.iter().collect();
    ledger.write_derived(&step, rows(joined, &all).into_iter())?;
    outcome(ledger, written)
}

/// All claims that hang together with these, by what is told and by what people joined.
fn together(
    ledger: &Ledger,
    mut whole: BTreeSet<ClaimId>,
    decisions: &[Decision],
) -> Result<BTreeSet<ClaimId>, ledger::Error> {
    loop {
        let before = whole.len();
        whole.extend(ledger.claims_of_components(&whole)?);
        for decision in decisions {
            if decision.named().any(|claim| whole.contains(&claim)) {
                whole.extend(decision.named());
            }
        }
        if whole.len() == before {
            return Ok(whole);
        }
    }
}

/// The same events under other rules, without loading the rest of the ledger.
pub(crate) fn under(ledger: &Ledger, events: &[Arc<Event>], settings: &Settings) -> Result<Vec<Event>, ledger::Error> {
    let decisions = ledger.decisions(&AsOf::default())?;
    if ledger.is_published()? {
        let claims = events.iter().flat_map(|event| event.members.iter().map(|member| member.claim)).collect();
        let mut loader = Loader::new(ledger);
        let (all, links) = loader.loaded(&claims, &decisions)?;
        let by_claim: BTreeMap<ClaimId, &Statement> =
            all.iter().map(|statement| (statement.claim, statement)).collect();
        let before = events.iter().map(|event| &**event);
        return Ok(remake(
            before,
            |claim| by_claim.get(&claim).copied(),
            &links,
            &loader.lineages(&[])?,
            kin(),
            settings,
        ));
    }
    let members = events.iter().flat_map(|event| event.members.iter().map(|member| member.claim));
    let whole = together(ledger, members.collect(), &decisions)?;
    let (_, made) = Loader::new(ledger).join(&whole, &decisions, &[], settings)?;
    let mut made: BTreeMap<_, Event> = made.events.into_iter().map(|event| (event.id, event)).collect();
    Ok(events.iter().filter_map(|event| made.remove(&event.id)).collect())
}

/// Claims whose events are made and written at a time: what is in memory at once.
const AT_ONCE: usize = 50_000;

/// Joins all there is.
pub fn rebuild(ledger: &mut Ledger) -> Result<Outcome, ledger::Error> {
    ledger.check_open()?;
    let head = ledger.head()?.seq;
    let (whole, tracer) = load::load(ledger, &AsOf::default())?;
    let statements: Vec<&Statement> = whole.statements.iter().collect();
    let mut keyed: Vec<(u64, ClaimId)> = Vec::new();
    for statement in &statements {
        keyed.extend(keys(statement).into_iter().map(|key| (key, statement.claim)));
    }
    keyed.sort_unstable();
    let step = Step {
        anew: true,
        descents: whole.heads.iter().filter_map(|head| descent_row(head, whole.lineages.of.get(&head.id)?)).collect(),
        keys: keyed,
        components: Vec::new(),
        index: Some(tracer.packed()),
        seq: head,
        decisions: whole.decisions.len(),
        version: VERSION.to_owned(),
    };
    drop(tracer);
    let sets = sets(&statements, &whole.links, &whole.lineages, kin());
    let mut written = 0;
    let some = portions(&sets, AT_ONCE).flat_map(|sets| {
        let claims = sets.iter().flatten();
        let all: Vec<&Statement> = claims.filter_map(|claim| whole.statement(*claim)).collect();
        let joined = events_in_sets(&all, &whole.links, &whole.lineages, kin(), &Settings::default());
        written += joined.events.len() as u64;
        rows(joined, &all)
    });
    ledger.write_derived(&step, some)?;
    outcome(ledger, written)
}

/// As many sets at a time as have about so many claims.
fn portions(sets: &[Vec<ClaimId>], claims: usize) -> impl Iterator<Item = &[Vec<ClaimId>]> {
    let mut rest = sets;
    std::iter::from_fn(move || {
        let mut held = 0;
        let fits = |set: &&Vec<ClaimId>| {
            let first = held == 0;
            held += set.len();
            first || held <= claims
        };
        let (some, others) = rest.split_at(rest.iter().take_while(fits).count());
        rest = others;
        (!some.is_empty()).then_some(some)
    })
}

fn outcome(ledger: &Ledger, written: u64) -> Result<Outcome, ledger::Error> {
    let (reports, lineages, events) = ledger.derived_counts()?;
    Ok(Outcome { reports, lineages, events, written })
}

fn descent_row(head: &Head, descent: &Descent) -> Option<DescentRow> {
    let body = serde_json::to_string(descent).ok()?;
    Some(DescentRow { report: head.id, lineage: descent.lineage, published: head.published, body })
}

/// The rows of events, with the sets they were made in.
fn rows(joined: Fused, statements: &[&Statement]) -> Vec<EventRow> {
    let component: BTreeMap<ClaimId, ClaimId> =
        joined.sets.iter().flat_map(|set| set.iter().map(|claim| (*claim, set[0]))).collect();
    let place: BTreeMap<ClaimId, &Statement> =
        statements.iter().map(|statement| (statement.claim, *statement)).collect();
    let of = |event: &Event| {
        let first = event.members[0].claim;
        row(event, component.get(&first).copied().unwrap_or(first), |claim| place.get(&claim).copied())
    };
    joined.events.iter().map(of).collect()
}

/// What lists are filtered by.
pub fn row<'s>(event: &Event, component: ClaimId, statement: impl Fn(ClaimId) -> Option<&'s Statement>) -> EventRow {
    let parties = parties(event, statement);
    EventRow {
        id: event.id,
        component,
        event_type: event.event_type.code().to_owned(),
        standing: event.standing.name().to_owned(),
        days: event.days.as_ref().map(|days| (days.value.start, days.value.end)),
        place: event
            .place
            .as_ref()
            .map(|place| (place.value.id.as_deref().map(str::to_owned), place.value.name.to_string())),
        country: event.place.as_ref().and_then(|place| place.value.country.as_deref().map(str::to_owned)),
        reports: event.support.reports,
        independent: event.support.independent,
        parties,
        members: event.members.iter().map(|member| member.claim).collect(),
        body: serde_json::to_string(event).unwrap_or_default(),
    }
}

/// Ids of an event's parties: who did it, to whom, who says so.
pub(crate) fn parties<'s>(event: &Event, statement: impl Fn(ClaimId) -> Option<&'s Statement>) -> BTreeSet<String> {
    let named = event.actors.iter().chain(&event.targets).filter_map(|named| named.value.id.as_deref());
    let mut parties: BTreeSet<String> = named.map(str::to_owned).collect();
    for member in &event.members {
        let speakers = statement(member.claim).map(|statement| statement.speakers.as_slice()).unwrap_or_default();
        parties.extend(speakers.iter().filter_map(|speaker| speaker.who.id.as_deref()).map(str::to_owned));
    }
    parties
}

/// What came since the ledger was last fused.
struct News {
    /// Reports with what is kept of their text.
    reports: Vec<(Head, Print)>,
    /// Reports whose text is no longer compared.
    erased: bool,
    /// New claims, claims that decisions name, claims that were erased.
    touched: BTreeSet<ClaimId>,
    /// All decisions.
    decisions: Vec<Decision>,
}

impl News {
    fn since(ledger: &Ledger, seq: u64, seen: usize) -> Result<News, ledger::Error> {
        let mut names = Names::default();
        let mut reports = Vec::new();
        let mut ids: Vec<ReportId> = Vec::new();
        let filter = ReportFilter { after: Some(seq), ..ReportFilter::default() };
        ledger.for_each_report(&filter, &AsOf::default(), |stored| {
            ids.push(stored.id);
            reports.push(load::print_of(&mut names, &stored));
        })?;
        let mut touched = BTreeSet::new();
        for id in ids {
            touched.extend(ledger.claim_ids(id)?);
        }
        let decisions = ledger.decisions(&AsOf::default())?;
        for decision in decisions.iter().skip(seen) {
            touched.extend(decision.named());
            // What an undo brings back or takes away is what the other decision was about, however far that goes.
            let mut at = decision;
            while let Act::Undo { decision: other } = at.act {
                let Some(other) =
                    decisions.iter().find(|decision| decision.id == other && decision.recorded <= at.recorded)
                else {
                    break;
                };
                touched.extend(other.named());
                at = other;
            }
        }
        let mut erased = false;
        for erasure in ledger.erasures()?.into_iter().filter(|erasure| erasure.seq > seq) {
            if erasure.erased == Erase::All {
                erased = true;
                touched.extend(ledger.claim_ids(erasure.report)?);
            }
        }
        Ok(News { reports, erased, touched, decisions })
    }
}

/// Traces new reports among the old ones: descents that are new or changed, and the index to go on with.
fn trace_on(ledger: &Ledger, news: &News) -> Result<(Vec<DescentRow>, Option<Vec<u8>>), ledger::Error> {
    if news.reports.is_empty() && !news.erased {
        return Ok((Vec::new(), None));
    }
    // An index forgets nothing: after an erasure it is made anew.
    let kept = if news.erased { None } else { ledger.copy_index()?.and_then(|bytes| Tracer::unpack(&bytes)) };
    let Some(mut tracer) = kept else {
        let mut names = Names::default();
        let mut reports = Vec::new();
        ledger.for_each_report(&ReportFilter::default(), &AsOf::default(), |stored| {
            reports.push(load::print_of(&mut names, &stored));
        })?;
        let tracer = Tracer::new(&reports);
        let known: BTreeMap<ReportId, DescentRow> =
            ledger.all_descents()?.into_iter().map(|row| (row.report, row)).collect();
        let rows = reports.iter().filter_map(|(head, _)| descent_row(head, &tracer.descent(head.id)?));
        return Ok((rows.filter(|row| known.get(&row.report) != Some(row)).collect(), Some(tracer.packed())));
    };
    let changed = tracer.add(&news.reports);
    let heads: BTreeMap<ReportId, &Head> = news.reports.iter().map(|(head, _)| (head.id, head)).collect();
    let mut rows = Vec::new();
    for report in changed {
        let Some(descent) = tracer.descent(report) else { continue };
        let row = match heads.get(&report) {
            Some(head) => descent_row(head, &descent),
            // Only its day is needed of an old one, and that is in its old row.
            None => ledger.descents(&[report])?.pop().and_then(|old| {
                let head = Head { id: report, published: old.published, outlet: None };
                descent_row(&head, &descent).filter(|row| *row != old)
            }),
        };
        rows.extend(row);
    }
    Ok((rows, Some(tracer.packed())))
}

/// Loads claims once, as statements.
struct Loader<'l> {
    ledger: &'l Ledger,
    names: Names,
    statements: BTreeMap<ClaimId, Statement>,
    heads: BTreeMap<ReportId, Head>,
    asked: BTreeSet<ClaimId>,
}

impl<'l> Loader<'l> {
    fn new(ledger: &'l Ledger) -> Loader<'l> {
        Loader {
            ledger,
            names: Names::default(),
            statements: BTreeMap::new(),
            heads: BTreeMap::new(),
            asked: BTreeSet::new(),
        }
    }

    /// Loads a claim, where it is there.
    fn load(&mut self, claim: ClaimId) -> Result<(), ledger::Error> {
        if !self.asked.insert(claim) {
            return Ok(());
        }
        let Some(stored) = self.ledger.claim(claim)?.and_then(ledger::Found::kept) else { return Ok(()) };
        let head = match self.heads.get(&stored.report) {
            Some(head) => head.clone(),
            None => {
                let Some(report) = self.ledger.report(stored.report)?.and_then(ledger::Found::kept) else {
                    return Ok(());
                };
                let head =
                    load::head(&mut self.names, report.id, report.content.date, report.content.outlet.as_deref());
                self.heads.insert(report.id, head.clone());
                head
            }
        };
        self.statements.insert(claim, load::statement(&mut self.names, &head, &stored));
        Ok(())
    }

    /// Those of these claims that are there, in the order of ids.
    fn of(&self, claims: &BTreeSet<ClaimId>) -> Vec<Statement> {
        claims.iter().filter_map(|claim| self.statements.get(claim)).cloned().collect()
    }

    /// These claims as people left them, and what else was decided.
    fn loaded(
        &mut self,
        claims: &BTreeSet<ClaimId>,
        decisions: &[Decision],
    ) -> Result<(Vec<Statement>, Links), ledger::Error> {
        for claim in claims {
            self.load(*claim)?;
        }
        let mut all = self.of(claims);
        let links = apply_to(&mut all, decisions, kin());
        Ok((all, links))
    }

    /// Joins these claims, as people left them; also the claims.
    fn join(
        &mut self,
        claims: &BTreeSet<ClaimId>,
        decisions: &[Decision],
        changed: &[DescentRow],
        settings: &Settings,
    ) -> Result<(Vec<Statement>, Fused), ledger::Error> {
        let (all, links) = self.loaded(claims, decisions)?;
        let lineages = self.lineages(changed)?;
        let joined = events_in_sets(&all.iter().collect::<Vec<_>>(), &links, &lineages, kin(), settings);
        Ok((all, joined))
    }

    /// Descents of the reports of all that is loaded: the changed ones, else those that are stored.
    fn lineages(&self, changed: &[DescentRow]) -> Result<Lineages, ledger::Error> {
        let reports: Vec<ReportId> = self.heads.keys().copied().collect();
        let mut rows = self.ledger.descents(&reports)?;
        rows.extend(changed.iter().filter(|row| self.heads.contains_key(&row.report)).cloned());
        load::lineages(self.ledger, &rows)
    }
}

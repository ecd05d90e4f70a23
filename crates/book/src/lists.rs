//! What a ledger holds, by filters: the shapes that `dateline list --json` prints and that the API answers with.

use crate::filter::{Filter, filters, meant_parties, meant_places, of_each_pair};
use crate::names::Meant;
use crate::{Error, View, load};
use claim::{ClaimId, Decision, EventId, ReportId};
use fuse::Event;
use fuse::events::Standing;
use fuse::lineage::Descent;
use jiff::civil::Date;
use ledger::{ClaimFilter, EventFilter, PlaceSeen, ReportFilter, StoredClaim, StoredReport};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use world::parties::Register;

/// Claims that pass any of the filters, in the order of the chain.
fn matching(view: &View, filters: &[ClaimFilter]) -> Result<Vec<StoredClaim>, Error> {
    let mut claims = BTreeMap::new();
    for filter in filters {
        claims.extend(view.ledger.claims(filter, &view.as_of)?.into_iter().map(|claim| (claim.seq, claim)));
    }
    Ok(claims.into_values().collect())
}

// ---- events

/// Events that pass a filter.
#[derive(Clone, Debug)]
pub struct EventsFound {
    /// By first day (the undated last) and id.
    pub events: Vec<Arc<Event>>,
    /// So many more there are that are only possible, planned, hypothetical or denied; told where the filter names no status, has no
    /// limit and asks nothing of claims.
    pub hidden: usize,
}

/// Events that pass a filter.
pub fn events(view: &View, filter: &Filter) -> Result<EventsFound, Error> {
    filter.check()?;
    let known: Vec<&str> = Standing::ALL.map(Standing::name).to_vec();
    if let Some(wrong) = filter.statuses.iter().find(|word| !known.contains(&word.as_str())) {
        return Err(Error::usage(format!("\"{wrong}\" is no status of an event; these are: {}", known.join(", "))));
    }
    let standings = if filter.statuses.is_empty() {
        vec![Standing::Reported.name().to_owned(), Standing::Disputed.name().to_owned()]
    } else {
        filter.statuses.clone()
    };
    let place = meant_places(view, filter.place.as_ref())?;
    let party = meant_parties(view, filter.party.as_ref())?;
    // Names without an id are in no column of events: then the claims tell.
    let by_words = |meant: &Option<Meant>| meant.as_ref().is_some_and(|meant| !meant.words.is_empty());
    let by_claims = filter.text.is_some()
        || filter.outlet.is_some()
        || filter.min_confidence.is_some()
        || by_words(&place)
        || by_words(&party);
    let ids = |meant: &Option<Meant>| match meant {
        Some(meant) if meant.words.is_empty() => meant.ids.iter().cloned().collect(),
        _ => Vec::new(),
    };
    let asked = EventFilter {
        places: ids(&place),
        country: filter.country.clone(),
        parties: ids(&party),
        types: filter.types.iter().map(|event_type| event_type.code().to_owned()).collect(),
        standings,
        from: filter.from,
        to: filter.to,
        limit: filter.limit.filter(|_| !by_claims),
    };
    let mut events = view.events(&asked)?;
    let others = known.into_iter().filter(|word| !asked.standings.iter().any(|one| one == word));
    // Told, so that this number and that of all events are not taken for a contradiction.
    let hidden = if filter.statuses.is_empty() && filter.limit.is_none() && !by_claims {
        view.events(&EventFilter { standings: others.map(str::to_owned).collect(), ..asked.clone() })?.len()
    } else {
        0
    };
    if by_claims {
        let base = ClaimFilter {
            min_confidence: filter.min_confidence,
            text: filter.text.clone(),
            outlet: filter.outlet.clone(),
            ..ClaimFilter::default()
        };
        // A place or party with an id is asked for above, of the event; here it would be asked of its claims.
        let only = |meant: Option<Meant>| meant.filter(|meant| !meant.words.is_empty());
        let filters = of_each_pair(only(place), only(party), &base);
        let claims: BTreeSet<ClaimId> = matching(view, &filters)?.into_iter().map(|claim| claim.id).collect();
        events.retain(|event| event.members.iter().any(|member| claims.contains(&member.claim)));
        events.truncate(filter.most());
    }
    Ok(EventsFound { events, hidden })
}

// ---- claims

/// A claim with what is known of its report.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ClaimView {
    /// The claim.
    #[serde(flatten)]
    pub claim: StoredClaim,
    /// Who published its report.
    pub outlet: Option<String>,
    /// When.
    pub published: Option<Date>,
    /// The event it makes; missing where it makes none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<EventId>,
}

/// Claims that pass a filter, in the order of the chain.
pub fn claims(view: &View, filter: &Filter) -> Result<Vec<ClaimView>, Error> {
    claims_after(view, filter, 0)
}

/// The same behind a place in the chain: to page through them, `limit` at a time.
pub fn claims_after(view: &View, filter: &Filter, after: u64) -> Result<Vec<ClaimView>, Error> {
    claim_views(view, matching_claims(view, filter, after)?)
}

/// The same without their events: as of another time nothing need be joined for them.
pub fn claims_alone(view: &View, filter: &Filter) -> Result<Vec<ClaimView>, Error> {
    views_of(view, matching_claims(view, filter, 0)?, |_| Ok(None))
}

fn matching_claims(view: &View, filter: &Filter, after: u64) -> Result<Vec<StoredClaim>, Error> {
    let mut filters = filters(view, filter, &filter.of_claims()?)?;
    for one in &mut filters {
        one.limit = filter.limit.map(|limit| u32::try_from(limit).unwrap_or(u32::MAX));
        one.after = (after > 0).then_some(after);
    }
    let mut claims = matching(view, &filters)?;
    claims.truncate(filter.most());
    Ok(claims)
}

/// The ids of claims that pass a filter; `None` where it lets all pass.
pub(crate) fn matching_ids(view: &View, filter: &Filter) -> Result<Option<BTreeSet<ClaimId>>, Error> {
    if *filter == (Filter { limit: filter.limit, ..Filter::default() }) {
        return Ok(None);
    }
    let filters = filters(view, filter, &filter.of_claims()?)?;
    Ok(Some(matching(view, &filters)?.into_iter().map(|claim| claim.id).collect()))
}

/// How many claims pass a filter, whatever its limit.
pub fn count_claims(view: &View, filter: &Filter) -> Result<u64, Error> {
    let filters = filters(view, filter, &filter.of_claims()?)?;
    if let [one] = &filters[..] {
        return Ok(view.ledger.count_claims(one, &view.as_of)?);
    }
    // A claim can name two of the places.
    Ok(matching(view, &filters)?.len() as u64)
}

/// Claims with what is known of their reports.
pub fn claim_views(view: &View, claims: Vec<StoredClaim>) -> Result<Vec<ClaimView>, Error> {
    views_of(view, claims, |claim| view.event_of(claim))
}

fn views_of(
    view: &View,
    claims: Vec<StoredClaim>,
    event_of: impl Fn(ClaimId) -> Result<Option<EventId>, Error>,
) -> Result<Vec<ClaimView>, Error> {
    let mut heads: BTreeMap<ReportId, (Option<String>, Option<Date>)> = BTreeMap::new();
    let mut views = Vec::with_capacity(claims.len());
    for claim in claims {
        let (outlet, published) = match heads.get(&claim.report) {
            Some(known) => known.clone(),
            None => {
                let report = view.ledger.report(claim.report)?.and_then(ledger::Found::kept);
                let head = report.map(|report| (report.content.outlet, report.content.date)).unwrap_or_default();
                heads.insert(claim.report, head.clone());
                head
            }
        };
        let event = event_of(claim.id)?;
        views.push(ClaimView { claim, outlet, published, event });
    }
    Ok(views)
}

// ---- reports

/// A report with its place in its lineage.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ReportView {
    /// The report.
    #[serde(flatten)]
    pub report: StoredReport,
    /// Where it stands in its story's tree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub descent: Option<Descent>,
}

impl ReportView {
    /// Without what copies are found by, which is long and tells people nothing.
    pub fn without_print(mut self) -> ReportView {
        self.report.content.print = String::new();
        self
    }
}

/// Reports that pass a filter, in the order of the chain: of the reports themselves, or, where it asks about claims, of any of their
/// claims.
pub fn reports(view: &View, filter: &Filter) -> Result<Vec<ReportView>, Error> {
    let mut reports = matching_reports(view, filter)?;
    reports.truncate(filter.most());
    let descents = descents(view)?;
    Ok(reports.into_iter().map(|report| ReportView { descent: descents.get(&report.id).cloned(), report }).collect())
}

fn matching_reports(view: &View, filter: &Filter) -> Result<Vec<StoredReport>, Error> {
    filter.check()?;
    let asked = ReportFilter {
        outlet: filter.outlet.clone(),
        from: filter.from,
        to: filter.to,
        text: filter.text.clone(),
        ..ReportFilter::default()
    };
    let mut reports = view.ledger.reports(&asked, &view.as_of)?;
    if filter.is_about_claims() {
        let base = ClaimFilter { from: None, to: None, text: None, outlet: None, ..filter.of_claims()? };
        let with: BTreeSet<ReportId> =
            matching(view, &filters(view, filter, &base)?)?.into_iter().map(|claim| claim.report).collect();
        reports.retain(|report| with.contains(&report.id));
    }
    Ok(reports)
}

/// The descent of every report: as joined already, or as of another time.
pub fn descents(view: &View) -> Result<BTreeMap<ReportId, Descent>, Error> {
    if !view.is_now() {
        return Ok(view.whole()?.lineages.of.clone());
    }
    Ok(load::lineages(&view.ledger, &view.ledger.all_descents()?)?.of)
}

// ---- lineages

/// A story with everything that comes from its first report.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Lineage {
    /// Its first report, which it is named after.
    pub lineage: ReportId,
    /// Its reports: the first, then by day.
    pub reports: Vec<ReportView>,
}

impl Lineage {
    /// Of reports in any order.
    pub fn of(lineage: ReportId, mut reports: Vec<ReportView>) -> Lineage {
        reports.sort_by_key(|one| {
            let day = one.report.content.date;
            (one.report.id != lineage, day.is_none(), day, one.report.id)
        });
        Lineage { lineage, reports }
    }
}

/// The lineages of the reports that pass a filter, by the first report's day.
pub fn lineages(view: &View, filter: &Filter) -> Result<Vec<Lineage>, Error> {
    let descents = descents(view)?;
    let wanted: BTreeSet<ReportId> = matching_reports(view, filter)?
        .iter()
        .map(|report| descents.get(&report.id).map_or(report.id, |descent| descent.lineage))
        .collect();
    let mut stories: BTreeMap<ReportId, Vec<ReportView>> = BTreeMap::new();
    for report in view.ledger.reports(&ReportFilter::default(), &view.as_of)? {
        let descent = descents.get(&report.id).cloned();
        let lineage = descent.as_ref().map_or(report.id, |descent| descent.lineage);
        if wanted.contains(&lineage) {
            stories.entry(lineage).or_default().push(ReportView { report, descent });
        }
    }
    let mut lineages: Vec<Lineage> =
        stories.into_iter().map(|(lineage, reports)| Lineage::of(lineage, reports)).collect();
    lineages.sort_by_key(|story| {
        let day = story.reports.first().and_then(|one| one.report.content.date);
        (day.is_none(), day, story.lineage)
    });
    lineages.truncate(filter.most());
    Ok(lineages)
}

// ---- places and parties

/// A name with how much is said about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Seen {
    /// Its id; missing where it was not resolved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its main name, or the words of the reports.
    pub name: String,
    /// ISO 3166 alpha-2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// How many claims name it.
    pub claims: u64,
    /// In how many reports.
    pub reports: u64,
    /// How many events are at it, or of it.
    pub events: usize,
}

/// Places that the claims name which pass a filter, those of most reports first.
pub fn places(view: &View, filter: &Filter) -> Result<Vec<Seen>, Error> {
    let base = filter.of_claims()?;
    let mut seen: BTreeMap<(Option<String>, String), PlaceSeen> = BTreeMap::new();
    let meant = meant_places(view, filter.place.as_ref())?;
    let party = meant_parties(view, filter.party.as_ref())?;
    for one in of_each_pair(meant.clone(), party, &base) {
        for place in view.ledger.places(&one, &view.as_of)? {
            if meant.as_ref().is_none_or(|meant| meant.is(place.id.as_deref(), &place.name)) {
                seen.insert((place.id.clone(), place.name.clone()), place);
            }
        }
    }
    let mut events: BTreeMap<String, usize> = BTreeMap::new();
    for event in view.events(&EventFilter::default())? {
        if let Some(id) = event.place.as_ref().and_then(|place| place.value.id.as_deref()) {
            *events.entry(id.to_owned()).or_default() += 1;
        }
    }
    let line = |place: PlaceSeen| {
        let events = events_of(&events, &place.id);
        let PlaceSeen { id, name, country, claims, reports } = place;
        Seen { id, name, country, claims, reports, events }
    };
    Ok(most_first(seen.into_values().map(line).collect(), filter))
}

/// Parties that the claims name which pass a filter, those of most reports first.
pub fn parties(view: &View, filter: &Filter) -> Result<Vec<Seen>, Error> {
    let base = filter.of_claims()?;
    let mut seen: BTreeMap<(Option<String>, String), (u64, u64)> = BTreeMap::new();
    let place = meant_places(view, filter.place.as_ref())?;
    let meant = meant_parties(view, filter.party.as_ref())?;
    for one in of_each_pair(place, meant.clone(), &base) {
        for party in view.ledger.parties(&one, &view.as_of)? {
            if meant.as_ref().is_none_or(|meant| meant.is(party.id.as_deref(), &party.name)) {
                seen.insert((party.id, party.name), (party.claims, party.reports));
            }
        }
    }
    let mut events: BTreeMap<String, usize> = BTreeMap::new();
    for event in view.events(&EventFilter::default())? {
        let parties: BTreeSet<&str> =
            event.actors.iter().chain(&event.targets).filter_map(|party| party.value.id.as_deref()).collect();
        for id in parties {
            *events.entry(id.to_owned()).or_default() += 1;
        }
    }
    let line = |((id, name), (claims, reports)): (_, _)| {
        let events = events_of(&events, &id);
        let country = id.as_deref().and_then(|id| Register::bundled().get(id)).and_then(|entry| entry.country.clone());
        Seen { id, name, country, claims, reports, events }
    };
    Ok(most_first(seen.into_iter().map(line).collect(), filter))
}

fn events_of(events: &BTreeMap<String, usize>, id: &Option<String>) -> usize {
    id.as_ref().and_then(|id| events.get(id)).copied().unwrap_or(0)
}

fn most_first(mut seen: Vec<Seen>, filter: &Filter) -> Vec<Seen> {
    seen.sort_by(|a, b| {
        let key = |one: &Seen| std::cmp::Reverse((one.reports, one.claims));
        key(a).cmp(&key(b)).then_with(|| (&a.name, &a.id).cmp(&(&b.name, &b.id)))
    });
    seen.truncate(filter.most());
    seen
}

// ---- decisions

/// What people decided, in the order of the chain; of the filter, only `limit` matters.
pub fn decisions(view: &View, filter: &Filter) -> Result<Vec<Decision>, Error> {
    let mut decisions = view.ledger.decisions(&view.as_of)?;
    decisions.truncate(filter.most());
    Ok(decisions)
}

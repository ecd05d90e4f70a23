//! `dateline list`: what a ledger holds, a thing a line. Filters are the ledger's; this resolves the names in them and lays out lines.
//!
//! In a pipe every line is whole, whatever its length, so that other programs find what they look for.

use super::args::{ListArgs, NumberRule, What};
use super::names::{self, Known, Meant};
use super::sheet::{DOT, Sheet, dotted, faint, found, own, print_json, said};
use super::view::View;
use super::words::{STANDINGS, day_words, decision_line, descent_words, event_line, standing_words};
use super::{counted, failed};
use crate::line::{grouped, record_line};
use crate::paint::{Mark, Run};
use crate::{Ending, complain};
use claim::{ClaimId, EventId, ReportId, Status};
use fuse::Event;
use fuse::lineage::{Descent, Kinship};
use jiff::civil::Date;
use ledger::{ClaimFilter, EventFilter, PlaceSeen, ReportFilter, StoredClaim, StoredReport};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use world::parties::Register;
use world::places::Gazetteer;

/// Why there is no list.
enum Miss {
    Ledger(ledger::Error),
    /// Nothing can be there; why.
    Told(String),
    /// Wrong usage.
    Usage(String),
}

impl From<ledger::Error> for Miss {
    fn from(error: ledger::Error) -> Miss {
        Miss::Ledger(error)
    }
}

/// Runs the command.
pub fn list(args: &ListArgs) -> Ending {
    if let (Some(from), Some(to)) = (args.filter.from, args.filter.to)
        && from > to
    {
        complain(&format!("--from {from} is after --to {to}; give the earlier day first"));
        return Ending::Usage;
    }
    let Some(view) = View::open(&args.book, &args.times, args.rule) else { return Ending::Nothing };
    let view = view.with_fields(args.fields);
    let told = match args.what {
        What::Events => events(&view, args),
        What::Claims => claims(&view, args),
        What::Reports => reports(&view, args),
        What::Places => places(&view, args),
        What::Parties => parties(&view, args),
        What::Lineages => lineages(&view, args),
        What::Decisions => decisions(&view, args),
    };
    match told {
        Ok(ending) => ending,
        Err(Miss::Ledger(error)) => failed(&error),
        Err(Miss::Told(message)) => {
            complain(&message);
            Ending::Some
        }
        Err(Miss::Usage(message)) => {
            complain(&message);
            Ending::Usage
        }
    }
}

/// Prints what was found and how much that is.
fn tell<T: Serialize>(args: &ListArgs, things: &[T], what: &str, mut line: impl FnMut(&mut Sheet, &T)) -> Ending {
    let ending = if args.look.json {
        print_json(&things)
    } else {
        let mut sheet = Sheet::new(args.look);
        things.iter().for_each(|thing| line(&mut sheet, thing));
        sheet.print()
    };
    complain(&format!("{}{}", counted(things.len(), what), cut(args, things.len())));
    found(!things.is_empty(), ending)
}

/// What is said where there may be more.
fn cut(args: &ListArgs, shown: usize) -> &'static str {
    if args.limit == Some(shown) { " (as many as --limit allows)" } else { "" }
}

fn limit(args: &ListArgs) -> Option<u32> {
    args.limit.map(|limit| u32::try_from(limit).unwrap_or(u32::MAX))
}

/// The filter without place and party, which are resolved apart.
fn plain_filter(args: &ListArgs) -> Result<ClaimFilter, Miss> {
    let filter = &args.filter;
    let statuses = filter.status.iter().map(|word| {
        Status::ALL.into_iter().find(|status| status.name() == word.as_str()).ok_or_else(|| {
            let known = Status::ALL.map(Status::name).join(", ");
            Miss::Usage(format!("\"{word}\" is no status of a claim; these are: {known}"))
        })
    });
    Ok(ClaimFilter {
        types: filter.types.clone(),
        statuses: statuses.collect::<Result<_, _>>()?,
        country: filter.country.clone(),
        from: filter.from,
        to: filter.to,
        min_confidence: filter.min_confidence.map(f64::from),
        text: filter.text.clone(),
        outlet: filter.outlet.clone(),
        ..ClaimFilter::default()
    })
}

/// The places that `--place` names, as the ledger knows them. Only where none is called so are all of them looked through.
fn meant_places(view: &View, asked: Option<&String>) -> Result<Option<Meant>, Miss> {
    let Some(asked) = asked else { return Ok(None) };
    let known = |filter: &ClaimFilter| -> Result<Vec<Known>, Miss> {
        let seen = view.ledger.places(filter, &view.as_of)?;
        Ok(seen.into_iter().map(|place| Known { id: place.id, name: place.name, own_name: None }).collect())
    };
    let mut some = known(&ClaimFilter { place: Some(asked.clone()), ..ClaimFilter::default() })?;
    some.retain(|known| is_called(known, asked));
    let known = if some.is_empty() { known(&ClaimFilter::default())? } else { some };
    names::places(asked, &known, Gazetteer::bundled()).map(Some).map_err(Miss::Told)
}

/// The parties that `--party` names, in the same way.
fn meant_parties(view: &View, asked: Option<&String>) -> Result<Option<Meant>, Miss> {
    let Some(asked) = asked else { return Ok(None) };
    let known = |filter: &ClaimFilter| -> Result<Vec<Known>, Miss> {
        let seen = view.ledger.parties(filter, &view.as_of)?;
        Ok(seen.into_iter().map(|party| Known { id: party.id, name: party.name, own_name: None }).collect())
    };
    let mut some = known(&ClaimFilter { party: Some(asked.clone()), ..ClaimFilter::default() })?;
    some.retain(|known| is_called(known, asked));
    let known = if some.is_empty() { known(&ClaimFilter::default())? } else { some };
    names::parties(asked, &known, Register::bundled()).map(Some).map_err(Miss::Told)
}

fn is_called(known: &Known, asked: &str) -> bool {
    known.id.as_deref() == Some(asked) || ledger::folded(&known.name) == ledger::folded(asked)
}

/// One filter for each pair of a place and a party that are meant.
fn filters(view: &View, args: &ListArgs, base: &ClaimFilter) -> Result<Vec<ClaimFilter>, Miss> {
    let places = meant_places(view, args.filter.place.as_ref())?;
    Ok(of_each_pair(places, meant_parties(view, args.filter.party.as_ref())?, base))
}

fn of_each_pair(places: Option<Meant>, parties: Option<Meant>, base: &ClaimFilter) -> Vec<ClaimFilter> {
    let all = |meant: Option<Meant>| -> Vec<Option<String>> {
        meant.map_or_else(|| vec![None], |meant| meant.all().cloned().map(Some).collect())
    };
    let (places, parties) = (all(places), all(parties));
    let pairs = places.iter().flat_map(|place| parties.iter().map(move |party| (place.clone(), party.clone())));
    pairs.map(|(place, party)| ClaimFilter { place, party, ..base.clone() }).collect()
}

/// Claims that pass any of the filters, in the order of the chain.
fn matching(view: &View, filters: &[ClaimFilter]) -> Result<Vec<StoredClaim>, Miss> {
    let mut claims = BTreeMap::new();
    for filter in filters {
        claims.extend(view.ledger.claims(filter, &view.as_of)?.into_iter().map(|claim| (claim.seq, claim)));
    }
    Ok(claims.into_values().collect())
}

// ---- events

fn events(view: &View, args: &ListArgs) -> Result<Ending, Miss> {
    let filter = &args.filter;
    let known: Vec<&str> = STANDINGS.map(standing_words).to_vec();
    if let Some(wrong) = filter.status.iter().find(|word| !known.contains(&word.as_str())) {
        return Err(Miss::Usage(format!("\"{wrong}\" is no status of an event; these are: {}", known.join(", "))));
    }
    let standings = if filter.status.is_empty() {
        vec!["reported".to_owned(), "disputed".to_owned()]
    } else {
        filter.status.clone()
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
        limit: args.limit.filter(|_| !by_claims),
    };
    let mut events = view.events(&asked)?;
    let others =
        STANDINGS.map(standing_words).into_iter().filter(|word| !asked.standings.iter().any(|one| one == word));
    // Told, so that this number and that of `dateline add` are not taken for a contradiction.
    let hidden = if filter.status.is_empty() && args.limit.is_none() && !by_claims {
        view.events(&EventFilter { standings: others.map(str::to_owned).collect(), ..asked.clone() })?.len()
    } else {
        0
    };
    if by_claims {
        let base = ClaimFilter {
            min_confidence: filter.min_confidence.map(f64::from),
            text: filter.text.clone(),
            outlet: filter.outlet.clone(),
            ..ClaimFilter::default()
        };
        // A place or party with an id is asked for above, of the event; here it would be asked of its claims.
        let only = |meant: Option<Meant>| meant.filter(|meant| !meant.words.is_empty());
        let filters = of_each_pair(only(place), only(party), &base);
        let claims: BTreeSet<ClaimId> = matching(view, &filters)?.into_iter().map(|claim| claim.id).collect();
        events.retain(|event| event.members.iter().any(|member| claims.contains(&member.claim)));
        events.truncate(args.limit.unwrap_or(usize::MAX));
    }
    if args.rule != NumberRule::default() && !args.look.json {
        complain(&format!(
            "numbers by the rule {}",
            events
                .iter()
                .flat_map(|event| &event.figures)
                .next()
                .map_or_else(String::new, |figure| figure.rule.to_string())
        ));
    }
    let ending = tell(args, &events, "event", |sheet, event: &Event| sheet.row(0, &event_line(event)));
    if hidden > 0 {
        complain(&format!(
            "{} only possible, planned, hypothetical or denied; --status shows them",
            if hidden == 1 { "1 more is".to_owned() } else { format!("{} more are", grouped(hidden as u64)) }
        ));
    }
    Ok(ending)
}

// ---- claims

/// A claim with what is known of its report.
#[derive(Serialize)]
struct ClaimJson {
    #[serde(flatten)]
    claim: StoredClaim,
    outlet: Option<String>,
    published: Option<Date>,
    /// Missing where it makes none.
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<EventId>,
}

fn claims(view: &View, args: &ListArgs) -> Result<Ending, Miss> {
    let mut filters = filters(view, args, &plain_filter(args)?)?;
    for filter in &mut filters {
        filter.limit = limit(args);
    }
    let mut claims = matching(view, &filters)?;
    claims.truncate(args.limit.unwrap_or(usize::MAX));
    let mut heads: BTreeMap<ReportId, (Option<String>, Option<Date>)> = BTreeMap::new();
    let mut lines = Vec::with_capacity(claims.len());
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
        let event = match args.look.json {
            false => None,
            true if view.as_of == ledger::AsOf::default() => view.ledger.event_of(claim.id)?,
            true => view.event(EventId::of_anchor(claim.id))?.map(|event| event.id),
        };
        lines.push(ClaimJson { claim, outlet, published, event });
    }
    Ok(tell(args, &lines, "claim", |sheet, line: &ClaimJson| sheet.row(0, &claim_row(line))))
}

/// "c…  2031-03-09  Example Wire · SEIZE by Northern Front · Tal Marun · 0.91".
fn claim_row(line: &ClaimJson) -> Vec<Run> {
    let mut row = id_and_day(&line.claim.id.to_string(), line.published);
    row.push(outlet_run(line.outlet.as_deref()));
    row.push(faint(DOT));
    row.extend(record_line(&line.claim.record));
    row
}

/// An id, a day, and room before what follows.
fn id_and_day(id: &str, day: Option<Date>) -> Vec<Run> {
    let gap = || own(Mark::Plain, "  ");
    vec![own(Mark::Id, id), gap(), own(Mark::Time, format!("{:<10}", day_words(day))), gap()]
}

/// The outlet's name.
pub fn outlet_run(outlet: Option<&str>) -> Run {
    outlet.map_or_else(|| faint("unknown outlet"), |outlet| said(Mark::Source, outlet))
}

// ---- reports

/// A report with its place in its lineage.
#[derive(Serialize)]
struct ReportJson {
    #[serde(flatten)]
    report: StoredReport,
    #[serde(skip_serializing_if = "Option::is_none")]
    descent: Option<Descent>,
}

/// Reports that pass the filter: of the reports themselves, or, where it asks about claims, of any of their claims.
fn matching_reports(view: &View, args: &ListArgs) -> Result<Vec<StoredReport>, Miss> {
    let filter = &args.filter;
    let asked = ReportFilter {
        outlet: filter.outlet.clone(),
        from: filter.from,
        to: filter.to,
        text: filter.text.clone(),
        ..ReportFilter::default()
    };
    let mut reports = view.ledger.reports(&asked, &view.as_of)?;
    let about_claims = filter.place.is_some()
        || filter.party.is_some()
        || filter.country.is_some()
        || filter.min_confidence.is_some()
        || !filter.types.is_empty()
        || !filter.status.is_empty();
    if about_claims {
        let base = ClaimFilter { from: None, to: None, text: None, outlet: None, ..plain_filter(args)? };
        let with: BTreeSet<ReportId> =
            matching(view, &filters(view, args, &base)?)?.into_iter().map(|claim| claim.report).collect();
        reports.retain(|report| with.contains(&report.id));
    }
    Ok(reports)
}

fn reports(view: &View, args: &ListArgs) -> Result<Ending, Miss> {
    let mut reports = matching_reports(view, args)?;
    reports.truncate(args.limit.unwrap_or(usize::MAX));
    let descents = descents(view)?;
    let lines: Vec<ReportJson> =
        reports.into_iter().map(|report| ReportJson { descent: descents.get(&report.id).cloned(), report }).collect();
    Ok(tell(args, &lines, "report", |sheet, line: &ReportJson| {
        sheet.row(0, &report_row(&line.report, line.descent.as_ref()))
    }))
}

/// "r…  2031-03-09  Example Wire · Town said to have changed hands · 5 claims · copy of r…".
fn report_row(report: &StoredReport, descent: Option<&Descent>) -> Vec<Run> {
    let content = &report.content;
    let mut row = id_and_day(&report.id.to_string(), content.date);
    let title = content.title.as_deref().unwrap_or(&content.given);
    let mut parts = vec![
        vec![outlet_run(content.outlet.as_deref())],
        vec![said(Mark::Plain, title)],
        vec![faint(counted(content.claims, "claim"))],
    ];
    if let Some(parent) =
        descent.filter(|descent| descent.kinship != Kinship::Original).and_then(|descent| descent.parent)
    {
        let kinship = descent.map(|descent| super::words::kinship_words(descent.kinship)).unwrap_or_default();
        parts.push(vec![faint(format!("{kinship} of ")), own(Mark::Id, parent.to_string())]);
    }
    row.extend(dotted(parts));
    row
}

/// The descent of every report: as joined already, or as of another time.
pub fn descents(view: &View) -> Result<BTreeMap<ReportId, Descent>, ledger::Error> {
    if view.as_of != ledger::AsOf::default() {
        return Ok(view.whole()?.lineages.of.clone());
    }
    Ok(super::view::lineages(&view.ledger, &view.ledger.all_descents()?)?.of)
}

// ---- lineages

/// A story with everything that comes from its first report.
#[derive(Serialize)]
struct LineageJson {
    lineage: ReportId,
    reports: Vec<ReportJson>,
}

fn lineages(view: &View, args: &ListArgs) -> Result<Ending, Miss> {
    let descents = descents(view)?;
    let wanted: BTreeSet<ReportId> = matching_reports(view, args)?
        .iter()
        .map(|report| descents.get(&report.id).map_or(report.id, |descent| descent.lineage))
        .collect();
    let mut stories: BTreeMap<ReportId, Vec<ReportJson>> = BTreeMap::new();
    for report in view.ledger.reports(&ReportFilter::default(), &view.as_of)? {
        let descent = descents.get(&report.id).cloned();
        let lineage = descent.as_ref().map_or(report.id, |descent| descent.lineage);
        if wanted.contains(&lineage) {
            stories.entry(lineage).or_default().push(ReportJson { report, descent });
        }
    }
    let mut lineages: Vec<LineageJson> =
        stories.into_iter().map(|(lineage, reports)| LineageJson { lineage, reports }).collect();
    for story in &mut lineages {
        story.reports.sort_by_key(|one| {
            (one.report.id != story.lineage, one.report.content.date.is_none(), one.report.content.date, one.report.id)
        });
    }
    lineages.sort_by_key(|story| {
        let day = story.reports.first().and_then(|one| one.report.content.date);
        (day.is_none(), day, story.lineage)
    });
    lineages.truncate(args.limit.unwrap_or(usize::MAX));
    Ok(tell(args, &lineages, "lineage", |sheet, story: &LineageJson| {
        let stored: BTreeMap<ReportId, &StoredReport> =
            story.reports.iter().map(|one| (one.report.id, &one.report)).collect();
        let of: BTreeMap<ReportId, Descent> =
            story.reports.iter().filter_map(|one| Some((one.report.id, one.descent.clone()?))).collect();
        tree(sheet, 0, story.lineage, &stored, &of);
    }))
}

/// The tree of a story: each report under the one that it comes from.
pub fn tree(
    sheet: &mut Sheet,
    indent: usize,
    root: ReportId,
    reports: &BTreeMap<ReportId, &StoredReport>,
    descents: &BTreeMap<ReportId, Descent>,
) {
    let mut children: BTreeMap<ReportId, Vec<ReportId>> = BTreeMap::new();
    for (report, descent) in descents.iter().filter(|(report, descent)| descent.lineage == root && **report != root) {
        children.entry(descent.parent.unwrap_or(root)).or_default().push(*report);
    }
    let day = |report: &ReportId| reports.get(report).and_then(|stored| stored.content.date);
    children.values_mut().for_each(|under| under.sort_by_key(|report| (day(report).is_none(), day(report), *report)));
    // Deepest first off the end. A report is shown once, whatever the parents say.
    let mut open = vec![(root, 0usize)];
    let mut seen = BTreeSet::new();
    while let Some((report, depth)) = open.pop() {
        if !seen.insert(report) {
            continue;
        }
        let mut line = vec![faint(if depth == 0 { String::new() } else { format!("{}└ ", "  ".repeat(depth - 1)) })];
        line.extend(tree_row(report, reports.get(&report).copied(), descents.get(&report)));
        sheet.row(indent, &line);
        open.extend(children.get(&report).into_iter().flatten().rev().map(|child| (*child, depth + 1)));
    }
}

fn tree_row(report: ReportId, stored: Option<&StoredReport>, descent: Option<&Descent>) -> Vec<Run> {
    let mut row = id_and_day(&report.to_string(), stored.and_then(|stored| stored.content.date));
    let mut parts = Vec::new();
    match stored {
        Some(stored) => {
            parts.push(vec![outlet_run(stored.content.outlet.as_deref())]);
            parts.push(vec![said(Mark::Plain, stored.content.title.as_deref().unwrap_or(&stored.content.given))]);
        }
        None => parts.push(vec![faint("erased, or not known at that time")]),
    }
    parts.extend(descent.map(|descent| vec![faint(descent_words(descent))]));
    row.extend(dotted(parts));
    row
}

// ---- places and parties

/// A name with how much is said about it.
#[derive(Serialize)]
struct SeenJson {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<String>,
    claims: u64,
    reports: u64,
    events: usize,
}

fn places(view: &View, args: &ListArgs) -> Result<Ending, Miss> {
    let base = plain_filter(args)?;
    let mut seen: BTreeMap<(Option<String>, String), PlaceSeen> = BTreeMap::new();
    let meant = meant_places(view, args.filter.place.as_ref())?;
    for filter in filters(view, args, &base)? {
        for place in view.ledger.places(&filter, &view.as_of)? {
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
        SeenJson { id, name, country, claims, reports, events }
    };
    Ok(tell_seen(args, seen.into_values().map(line).collect(), "place"))
}

fn parties(view: &View, args: &ListArgs) -> Result<Ending, Miss> {
    let base = plain_filter(args)?;
    let mut seen: BTreeMap<(Option<String>, String), (u64, u64)> = BTreeMap::new();
    let meant = meant_parties(view, args.filter.party.as_ref())?;
    for filter in filters(view, args, &base)? {
        for party in view.ledger.parties(&filter, &view.as_of)? {
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
        SeenJson { id, name, country, claims, reports, events }
    };
    Ok(tell_seen(args, seen.into_iter().map(line).collect(), "party"))
}

fn events_of(events: &BTreeMap<String, usize>, id: &Option<String>) -> usize {
    id.as_ref().and_then(|id| events.get(id)).copied().unwrap_or(0)
}

/// Those of most reports first.
fn tell_seen(args: &ListArgs, mut seen: Vec<SeenJson>, what: &str) -> Ending {
    seen.sort_by(|a, b| {
        let key = |one: &SeenJson| std::cmp::Reverse((one.reports, one.claims));
        key(a).cmp(&key(b)).then_with(|| (&a.name, &a.id).cmp(&(&b.name, &b.id)))
    });
    seen.truncate(args.limit.unwrap_or(usize::MAX));
    let ending = if args.look.json {
        print_json(&seen)
    } else {
        let mut sheet = Sheet::new(args.look);
        let number = |number: u64| own(Mark::Number, format!("{:>7}", grouped(number)));
        let rows: Vec<Vec<Run>> = seen
            .iter()
            .map(|one| {
                let mark = if what == "party" { Mark::Party } else { Mark::Place };
                let id = one.id.as_deref().map_or_else(|| faint("unresolved"), |id| said(Mark::Id, id));
                let country = said(Mark::Plain, one.country.as_deref().unwrap_or(""));
                vec![
                    number(one.reports),
                    number(one.claims),
                    number(one.events as u64),
                    said(mark, &one.name),
                    country,
                    id,
                ]
            })
            .collect();
        sheet.table(0, &["REPORTS", " CLAIMS", " EVENTS", "NAME", "CC", "ID"], &rows);
        sheet.print()
    };
    complain(&format!("{}{}", counted(seen.len(), what).replace("partys", "parties"), cut(args, seen.len())));
    found(!seen.is_empty(), ending)
}

// ---- decisions

fn decisions(view: &View, args: &ListArgs) -> Result<Ending, Miss> {
    let mut decisions = view.ledger.decisions(&view.as_of)?;
    let active: BTreeSet<_> = fuse::events::active(&decisions).iter().map(|decision| decision.id).collect();
    decisions.truncate(args.limit.unwrap_or(usize::MAX));
    Ok(tell(args, &decisions, "decision", |sheet, decision| {
        let mut line = decision_line(decision);
        if !active.contains(&decision.id) && !matches!(decision.act, claim::Act::Undo { .. }) {
            line.push(faint(" · undone"));
        }
        sheet.row(0, &line);
    }))
}

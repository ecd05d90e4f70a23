//! `dateline list`: what a ledger holds, a thing a line. [`book::lists`] finds it; this lays out lines.
//!
//! In a pipe every line is whole, whatever its length, so that other programs find what they look for.

use super::args::{ListArgs, What};
use super::sheet::{DOT, Sheet, dotted, faint, found, own, print_json, said};
use super::words::{day_words, decision_line, descent_words, event_line};
use super::{counted, look, no_answer};
use crate::line::{grouped, record_line};
use crate::paint::{Mark, Run};
use crate::{Ending, complain};
use book::lists::{self, ClaimView, EventsFound, Lineage, ReportView, Seen};
use book::{Error, Filter, View};
use claim::ReportId;
use fuse::lineage::{Descent, Kinship};
use fuse::{Event, FigureRule};
use jiff::civil::Date;
use ledger::StoredReport;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Runs the command.
pub fn list(args: &ListArgs) -> Ending {
    if let (Some(from), Some(to)) = (args.filter.from, args.filter.to)
        && from > to
    {
        complain(&format!("--from {from} is after --to {to}; give the earlier day first"));
        return Ending::Usage;
    }
    let settings = args.rules.settings();
    let Some(view) = look(&args.book, &args.times, settings) else { return Ending::Nothing };
    let told = match args.what {
        What::Events => events(&view, args),
        What::Claims => claims(&view, args),
        What::Reports => reports(&view, args),
        What::Places => places(&view, args),
        What::Parties => parties(&view, args),
        What::Lineages => lineages(&view, args),
        What::Decisions => decisions(&view, args),
    };
    told.unwrap_or_else(|error| no_answer(&error))
}

/// The filter as the ledger is asked.
fn filter(args: &ListArgs) -> Filter {
    args.filter.asked(args.limit)
}

impl super::args::Filter {
    /// What is asked of the ledger.
    pub fn asked(&self, limit: Option<usize>) -> Filter {
        Filter {
            types: self.types.clone(),
            statuses: self.status.clone(),
            place: self.place.clone(),
            party: self.party.clone(),
            country: self.country.clone(),
            from: self.from,
            to: self.to,
            outlet: self.outlet.clone(),
            text: self.text.clone(),
            min_confidence: self.min_confidence.map(f64::from),
            limit,
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

// ---- events

fn events(view: &View, args: &ListArgs) -> Result<Ending, Error> {
    let EventsFound { events, hidden } = lists::events(view, &filter(args))?;
    if args.rules.rule != FigureRule::default() && !args.look.json {
        complain(&format!(
            "numbers by the rule {}",
            events
                .iter()
                .flat_map(|event| &event.figures)
                .next()
                .map_or_else(String::new, |figure| figure.rule.to_string())
        ));
    }
    let ending = tell(args, &events, "event", |sheet, event: &Arc<Event>| sheet.row(0, &event_line(event)));
    if hidden > 0 {
        complain(&format!(
            "{} only possible, planned, hypothetical or denied; --status shows them",
            if hidden == 1 { "1 more is".to_owned() } else { format!("{} more are", grouped(hidden as u64)) }
        ));
    }
    Ok(ending)
}

// ---- claims

fn claims(view: &View, args: &ListArgs) -> Result<Ending, Error> {
    let filter = filter(args);
    // A line tells no event: none need be found for it.
    let lines = if args.look.json { lists::claims(view, &filter)? } else { lists::claims_alone(view, &filter)? };
    Ok(tell(args, &lines, "claim", |sheet, line: &ClaimView| sheet.row(0, &claim_row(line))))
}

/// "c…  2031-03-09  Example Wire · SEIZE by Northern Front · Tal Marun · 0.91".
fn claim_row(line: &ClaimView) -> Vec<Run> {
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

fn reports(view: &View, args: &ListArgs) -> Result<Ending, Error> {
    let lines = lists::reports(view, &filter(args))?;
    Ok(tell(args, &lines, "report", |sheet, line: &ReportView| {
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

// ---- lineages

fn lineages(view: &View, args: &ListArgs) -> Result<Ending, Error> {
    let lineages = lists::lineages(view, &filter(args))?;
    Ok(tell(args, &lineages, "lineage", |sheet, story: &Lineage| {
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

fn places(view: &View, args: &ListArgs) -> Result<Ending, Error> {
    Ok(tell_seen(args, &lists::places(view, &filter(args))?, "place"))
}

fn parties(view: &View, args: &ListArgs) -> Result<Ending, Error> {
    Ok(tell_seen(args, &lists::parties(view, &filter(args))?, "party"))
}

fn tell_seen(args: &ListArgs, seen: &[Seen], what: &str) -> Ending {
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

fn decisions(view: &View, args: &ListArgs) -> Result<Ending, Error> {
    let active: BTreeSet<_> =
        fuse::events::active(&view.ledger.decisions(&view.as_of)?).iter().map(|decision| decision.id).collect();
    let decisions = lists::decisions(view, &filter(args))?;
    Ok(tell(args, &decisions, "decision", |sheet, decision| {
        let mut line = decision_line(decision);
        if !active.contains(&decision.id) && !matches!(decision.act, claim::Act::Undo { .. }) {
            line.push(faint(" · undone"));
        }
        sheet.row(0, &line);
    }))
}

//! `dateline show`: one event, claim, report or decision with all that is behind it.
//!
//! Every number says which claims and which rule it came from. Never decides anything, and never shows a report's text: quotes of
//! single sentences only.

use super::args::ShowArgs;
use super::checks::check_lines;
use super::history::{accounts, claim_lines};
use super::lists::{outlet_run, tree};
use super::sheet::{Sheet, dotted, faint, own, print_json, said};
use super::words::{
    citations, day_words, days_words, decision_line, descent_words, dot, event_line, figure_words, join_words,
    labelled, parties_runs, party_runs, quote_run, role_words, spot_full, spot_run, support_full, teller,
};
use super::{counted, look, no_answer, now};
use crate::line::{count_words, grouped, record_line};
use crate::meaning::{meaning_line, point_words, voice_words};
use crate::paint::{Mark, Run};
use crate::{Ending, complain};
use book::ids::{self, Thing};
use book::pages::{
    ClaimPage, DecisionPage, Erased, EventPage, ReportPage, claim_page, decision_page, event_page, report_page,
};
use book::{Error, View};
use claim::{Decision, DecisionId, ReportId};
use fuse::events::Standing;
use fuse::{Chosen, Named, Names, Statement};
use ledger::StoredReport;
use std::collections::{BTreeMap, BTreeSet};

/// Runs the command.
pub fn show(args: &ShowArgs) -> Ending {
    let settings = args.rules.settings();
    let Some(view) = look(&args.book, &args.times, settings) else { return Ending::Nothing };
    let mut sheet = Sheet::new(args.look);
    let mut values = Vec::new();
    let mut missed = false;
    for asked in &args.ids {
        let told = ids::find(&view, asked).and_then(|thing| one(&view, &thing));
        match told {
            Ok(Some(page)) if args.look.json => values.push(page.json()),
            Ok(Some(page)) => page.tell(&mut sheet),
            Ok(None) => {
                complain(&format!("{asked} was not known at that time"));
                missed = true;
            }
            Err(error) => {
                if no_answer(&error) == Ending::Nothing {
                    return Ending::Nothing;
                }
                missed = true;
            }
        }
    }
    let ending = if args.look.json { print_json(&values) } else { sheet.print() };
    if ending == Ending::All && missed { Ending::Some } else { ending }
}

/// A page with all that stands on it.
enum Page {
    Event(Box<EventPage>),
    Claim(Box<ClaimPage>),
    Report(Box<ReportPage>),
    Decision(Box<DecisionPage>),
}

impl Page {
    fn json(&self) -> serde_json::Value {
        // Values have string keys only and finite numbers: they can always be written.
        match self {
            Page::Event(page) => serde_json::to_value(page),
            Page::Claim(page) => serde_json::to_value(page),
            Page::Report(page) => serde_json::to_value(page),
            Page::Decision(page) => serde_json::to_value(page),
        }
        .unwrap_or_default()
    }

    fn tell(&self, sheet: &mut Sheet) {
        sheet.rule();
        match self {
            Page::Event(page) => tell_event(page, sheet),
            Page::Claim(page) => tell_claim(page, sheet),
            Page::Report(page) => tell_report(page, sheet),
            Page::Decision(page) => tell_decision(page, sheet),
        }
    }
}

/// The page of a thing; `None` where it was not known as of then.
fn one(view: &View, thing: &Thing) -> Result<Option<Page>, Error> {
    Ok(match thing {
        Thing::Event(event) => Some(Page::Event(Box::new(event_page(view, event)?))),
        Thing::Claim(id) => claim_page(view, *id)?.map(|page| Page::Claim(Box::new(page))),
        Thing::Report(id) => report_page(view, *id, now(None))?.map(|page| Page::Report(Box::new(page))),
        Thing::Decision(id) => decision_page(view, *id)?.map(|page| Page::Decision(Box::new(page))),
    })
}

// ---- an event

fn tell_event(page: &EventPage, sheet: &mut Sheet) {
    let event = &page.event;
    head(page, sheet);
    if let Some(days) = &event.days {
        let mut value =
            vec![own(Mark::Time, days_words(&days.value)), faint(format!(" (precision {})", days.value.precision))];
        if !days.value.by_words {
            value.push(faint(" no words tell the day: the days before publication"));
        }
        field(page, sheet, "When   ", value, days, &|days| vec![own(Mark::Time, days_words(days))]);
    }
    if let Some(place) = &event.place {
        let mut value = spot_full(&place.value);
        if let Some((lat, lon)) = place.value.point {
            value.push(faint(format!(" · {} · precision {}", point_words(lat, lon), place.value.precision)));
        }
        value.extend(place.value.id.as_deref().map(|id| faint(format!(" · {}", said(Mark::Plain, id).text))));
        field(page, sheet, "Where  ", value, place, &|spot| vec![spot_run(spot)]);
    }
    for (label, parties) in [("By     ", &event.actors), ("To whom", &event.targets)] {
        for (at, party) in parties.iter().enumerate() {
            let label = if at == 0 { label } else { "       " };
            field(page, sheet, label, party_full(&party.value), party, &|party: &Named| party_runs(party, false));
        }
    }
    sheet.line(0, &[faint("Told   "), own(Mark::Plain, format!(" {}", support_full(&event.support)))]);
    figures(page, sheet);
    wire_tree(page, sheet);
    claims(page, sheet);
    if !page.suggested.is_empty() {
        sheet.heading("Perhaps the same event (dateline review merge joins them)");
        for (score, because, other) in &page.suggested {
            sheet.line(2, &event_line(other));
            sheet.line(6, &[faint(format!("{score:.2} because ")), said(Mark::Plain, because)]);
        }
    }
    if !page.contradictions.is_empty() {
        sheet.heading("Accounts that cannot both be true");
        for one in &page.contradictions {
            sheet.line(2, &[said(Mark::Plain, &one.summary)]);
            accounts(sheet, 4, one);
        }
    }
    decisions(sheet, &page.decisions);
}

/// What, where, when in large, and whether it happened.
fn head(page: &EventPage, sheet: &mut Sheet) {
    let event = &page.event;
    let place = event.place.iter().map(|place| spot_run(&place.value)).collect();
    let day = event.days.iter().map(|days| own(Mark::Time, days_words(&days.value))).collect();
    let what = vec![own(Mark::Trigger(event.event_type), event.event_type.code())];
    sheet.line(0, &dotted([what, place, day, parties_runs(event)]));
    let mut line = vec![own(Mark::Id, event.id.to_string()), dot()];
    line.push(match event.standing {
        Standing::Reported => own(Mark::Plain, "reported"),
        other => own(Mark::Status, other.name()),
    });
    let title = event.event_type.definition().definition.as_str();
    line.push(faint(format!(" · {title}")));
    if event.accepted {
        line.push(own(Mark::Firm, " · ✓ accepted by a person"));
    }
    sheet.line(0, &line);
    sheet.blank();
}

/// A value with its rule and claims; and what others say.
fn field<T>(
    page: &EventPage,
    sheet: &mut Sheet,
    label: &str,
    value: Vec<Run>,
    chosen: &Chosen<T>,
    words: &dyn Fn(&T) -> Vec<Run>,
) {
    let mut line = vec![faint(format!("{label} "))];
    line.extend(value);
    // What a person set rests on that person, not on claims, and people have no versions.
    line.push(faint(match chosen.rule.name.strip_prefix("decided by ") {
        Some(person) if chosen.claims.is_empty() => format!(" · decided by {}", said(Mark::Plain, person).text),
        _ => format!(" · {} · rule {}", counted(chosen.claims.len(), "claim"), chosen.rule),
    }));
    sheet.line(0, &line);
    for (other, claims) in &chosen.others {
        let mut line = vec![faint(if chosen.claims.is_empty() { "told " } else { "but " })];
        line.extend(words(other));
        line.push(faint(": "));
        line.extend(citations(&page.scene.statements_of(claims), 3));
        sheet.line(8, &line);
    }
}

fn figures(page: &EventPage, sheet: &mut Sheet) {
    if page.event.figures.is_empty() {
        return;
    }
    sheet.heading("Figures");
    for figure in &page.event.figures {
        sheet.line(
            2,
            &[
                own(Mark::Number, figure_words(figure)),
                faint(format!(" · rule {} · ", figure.rule)),
                faint(support_full(&figure.support)),
            ],
        );
        sheet.line(6, &[faint("because "), said(Mark::Plain, &figure.because)]);
        let rows: Vec<Vec<Run>> = figure
            .told
            .iter()
            .map(|number| {
                let statement = page.scene.statement(number.claim);
                let day = day_words(statement.and_then(|statement| statement.published));
                let who = statement.map_or_else(|| vec![faint("not known")], teller);
                vec![
                    own(Mark::Number, count_words(number.bounds)),
                    own(Mark::Id, number.claim.to_string()),
                    own(Mark::Time, day),
                    own(Mark::Source, crate::paint::plain(&who)),
                    faint(role_words(&number.role)),
                ]
            })
            .collect();
        sheet.table(6, &[], &rows);
    }
}

fn wire_tree(page: &EventPage, sheet: &mut Sheet) {
    let stories: BTreeSet<ReportId> =
        page.scene.reports.keys().map(|report| page.scene.lineages.lineage(*report)).collect();
    sheet.heading("Reports, and who copied whom");
    let stored: BTreeMap<ReportId, &StoredReport> =
        page.story_reports.iter().map(|(id, report)| (*id, report)).collect();
    let day = |report: &ReportId| stored.get(report).and_then(|report| report.content.date);
    let mut stories: Vec<ReportId> = stories.into_iter().collect();
    stories.sort_by_key(|story| (day(story).is_none(), day(story), *story));
    for story in stories {
        tree(sheet, 2, story, &stored, &page.scene.lineages.of);
    }
}

fn claims(page: &EventPage, sheet: &mut Sheet) {
    sheet.heading("Claims, in the order of telling");
    for member in &page.event.members {
        let Some(claim) = page.scene.claims.get(&member.claim) else {
            sheet.line(2, &[own(Mark::Id, member.claim.to_string()), faint("  erased")]);
            continue;
        };
        if let Some(statement) = page.scene.statement(member.claim) {
            claim_lines(sheet, 2, statement, page.scene.quote(member.claim));
        }
        let mut line = record_line(&claim.record);
        line.push(faint(format!(" · {}", join_words(member.join))));
        if matches!(member.join, fuse::events::Join::Scored) {
            line.push(faint(format!(" {:.2}", member.score)));
        }
        sheet.line(6, &line);
    }
}

/// "Hayat Tahrir al-Sham · syria/hts".
fn party_full(party: &Named) -> Vec<Run> {
    let mut line = party_runs(party, true);
    line.extend(
        party
            .id
            .as_deref()
            .filter(|_| !party.provisional)
            .map(|id| faint(format!(" · {}", said(Mark::Plain, id).text))),
    );
    line
}

fn decisions(sheet: &mut Sheet, all: &[Decision]) {
    if all.is_empty() {
        return;
    }
    sheet.heading("Decisions");
    let active: BTreeSet<DecisionId> = fuse::events::active(all).iter().map(|decision| decision.id).collect();
    for decision in all {
        let mut line = decision_line(decision);
        if !active.contains(&decision.id) && !matches!(decision.act, claim::Act::Undo { .. }) {
            line.push(faint(" · undone"));
        }
        sheet.line(2, &line);
    }
}

// ---- a claim

fn tell_erased(page: &Erased, sheet: &mut Sheet) {
    let erasure = &page.erased;
    let line = [
        own(Mark::Id, page.id.clone()),
        own(Mark::Plain, format!(" was erased on {} by ", erasure.recorded.strftime("%Y-%m-%d %H:%M UTC"))),
        said(Mark::Source, &erasure.by),
        faint(format!(" · row {} of the chain", erasure.seq)),
    ];
    sheet.line(0, &line);
}

fn tell_claim(page: &ClaimPage, sheet: &mut Sheet) {
    let (claim, outlet, published, title, checks, all, event, statement) = match page {
        ClaimPage::Erased(erased) => return tell_erased(erased, sheet),
        ClaimPage::Kept { claim, outlet, published, title, checks, decisions, whole_event, statement, .. } => {
            (claim, outlet, published, title, checks, decisions, whole_event, statement)
        }
    };
    let about = vec![
        vec![own(Mark::Id, claim.id.to_string())],
        vec![outlet_run(outlet.as_deref())],
        vec![own(Mark::Time, day_words(*published))],
        title.iter().map(|title| said(Mark::Headline, title)).collect(),
        vec![own(Mark::Id, claim.report.to_string())],
    ];
    sheet.line(0, &dotted(about));
    sheet.blank();
    match &claim.quote {
        Some(quote) => sheet.line(0, &[quote_run(&quote.text)]),
        None => sheet.line(0, &[faint("its sentence is not kept")]),
    }
    sheet.line(2, &record_line(&claim.record));
    if let Some(line) = meaning_line(claim.record.resolved.as_ref()) {
        sheet.line(4, &line);
    }
    sheet.blank();
    if statement.is_none() {
        sheet.line(0, &[own(Mark::Problem, "✗ rejected by a person: it counts for nothing")]);
    }
    // Rejecting a claim does not put it into another mouth: then it is as it was read.
    let mut names = Names::default();
    let head = book::load::head(&mut names, claim.report, *published, outlet.as_deref());
    let read = statement.is_none().then(|| book::load::statement(&mut names, &head, claim));
    sheet.line(0, &labelled("Says    ", speakers(statement.as_deref().or(read.as_ref()), outlet.as_deref())));
    if let Some(event) = event {
        let join = event.members.iter().find(|member| member.claim == claim.id).map(|member| join_words(member.join));
        let mut line = vec![faint("Event   ")];
        line.extend(event_line(event));
        line.extend(join.map(|join| faint(format!(" · {join}"))));
        sheet.line(0, &line);
    } else {
        sheet.line(0, &[faint("Event   none: it is a toll, was rejected, or is not joined yet")]);
    }
    let made_by = claim.record.made_by.as_deref().unwrap_or("nobody knows what");
    let recorded = claim.recorded.strftime("%Y-%m-%d %H:%M UTC");
    sheet.line(
        0,
        &[
            faint("Read by "),
            said(Mark::Plain, made_by),
            faint(format!(" · recorded {recorded} as row {}", grouped(claim.seq))),
        ],
    );
    if !checks.is_empty() {
        sheet.heading("Checks of its sentence");
        for one in checks {
            check_lines(sheet, 2, one, outlet.as_deref(), *published);
        }
    }
    decisions(sheet, all);
}

/// The chain of speakers, outermost first: "Example Wire, citing state radio (media), citing the governor (government)".
fn speakers(statement: Option<&Statement>, outlet: Option<&str>) -> Vec<Run> {
    let mut line = vec![outlet_run(outlet)];
    for speaker in statement.map(|statement| statement.speakers.as_slice()).unwrap_or_default() {
        line.push(faint(", citing "));
        line.push(said(Mark::Source, &speaker.who.name));
        line.push(faint(format!(" ({})", voice_words(speaker.voice))));
    }
    if line.len() == 1 {
        line.push(faint(", in its own voice"));
    }
    line
}

// ---- a report

fn tell_report(page: &ReportPage, sheet: &mut Sheet) {
    let (report, text, descent, claims, checks, lineage, story_reports) = match page {
        ReportPage::Erased(erased) => return tell_erased(erased, sheet),
        ReportPage::Kept { report, text, descent, claims, checks, lineage, story_reports } => {
            (report, text, descent, claims, checks, lineage, story_reports)
        }
    };
    let content = &report.content;
    sheet.line(0, &[said(Mark::Headline, content.title.as_deref().unwrap_or(&content.given))]);
    let about = vec![
        vec![own(Mark::Id, report.id.to_string())],
        vec![outlet_run(content.outlet.as_deref())],
        vec![own(Mark::Time, day_words(content.date))],
        content.language.iter().map(|language| said(Mark::Plain, language)).collect(),
        content.licence.iter().map(|licence| said(Mark::Plain, licence)).collect(),
    ];
    sheet.line(0, &dotted(about));
    sheet.blank();
    if let Some(url) = &content.url {
        sheet.line(0, &[faint("Address "), said(Mark::Plain, url)]);
    }
    let line = content.origin.line.map(|line| format!(":{line}")).unwrap_or_default();
    sheet.line(
        0,
        &[faint("Read    "), said(Mark::Plain, &format!("{}{line} ({})", content.origin.file, content.given))],
    );
    let words = match *text {
        "kept" => "kept in this ledger",
        "expired" => "kept for a time that is over",
        "not_kept" => "not kept",
        "erased" => "erased",
        _ => "not known",
    };
    let points = grouped(content.text_points as u64);
    sheet.line(
        0,
        &[
            faint("Text    "),
            own(Mark::Plain, format!("{words} · {points} characters · SHA-256 {}", content.text_sha256)),
        ],
    );
    let recorded = report.recorded.strftime("%Y-%m-%d %H:%M UTC");
    sheet.line(
        0,
        &[
            faint("Row     "),
            own(Mark::Plain, format!("{} · recorded {recorded} · ", grouped(report.seq))),
            said(Mark::Plain, &content.made_by),
        ],
    );
    if let Some(descent) = descent {
        sheet.line(
            0,
            &[
                faint("Descent "),
                own(Mark::Plain, descent_words(descent)),
                faint(" because "),
                said(Mark::Plain, &descent.because),
            ],
        );
    }
    for problem in &content.problems {
        sheet.line(0, &[own(Mark::Problem, "! "), said(Mark::Problem, &problem.message)]);
    }
    if lineage.len() > 1 {
        sheet.heading("Its story");
        let root = descent.as_ref().map_or(report.id, |descent| descent.lineage);
        let stored: BTreeMap<ReportId, &StoredReport> =
            story_reports.iter().map(|(id, stored)| (*id, stored)).collect();
        tree(sheet, 2, root, &stored, lineage);
    }
    if !claims.is_empty() {
        sheet.heading("Claims");
    }
    let mut last: Option<&str> = None;
    for claim in claims {
        let quote = claim.quote.as_ref().map(|quote| quote.text.as_str());
        if quote != last
            && let Some(quote) = quote
        {
            sheet.line(2, &[quote_run(quote)]);
        }
        last = quote;
        let mut line = vec![own(Mark::Id, claim.id.to_string()), own(Mark::Plain, "  ")];
        line.extend(record_line(&claim.record));
        sheet.line(4, &line);
    }
    if !checks.is_empty() {
        sheet.heading("Checks");
        for one in checks {
            check_lines(sheet, 2, one, content.outlet.as_deref(), content.date);
        }
    }
}

// ---- a decision

fn tell_decision(page: &DecisionPage, sheet: &mut Sheet) {
    sheet.line(0, &decision_line(&page.decision));
    match (page.counts, page.undone_by) {
        (true, _) => sheet.line(0, &[own(Mark::Firm, "it counts")]),
        (false, Some(undo)) => {
            sheet.line(0, &[own(Mark::Problem, "it counts no more: undone by "), own(Mark::Id, undo.to_string())])
        }
        (false, None) => sheet.line(0, &[own(Mark::Problem, "it counts no more")]),
    }
    if !page.claims.is_empty() {
        sheet.heading("About");
    }
    for (claim, event) in &page.claims {
        let mut line = vec![own(Mark::Id, claim.id.to_string()), own(Mark::Plain, "  ")];
        line.extend(record_line(&claim.record));
        line.extend(event.map(|event| faint(format!(" · now in {event}"))));
        sheet.line(2, &line);
    }
}

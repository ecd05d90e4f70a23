//! `dateline show`: one event, claim, report or decision with all that is behind it.
//!
//! Every number says which claims and which rule it came from. Never decides anything, and never shows a report's text: quotes of
//! single sentences only.

use super::args::ShowArgs;
use super::checks::{self, Told, check_lines};
use super::history::{accounts, claim_lines};
use super::ids::{self, Miss, Thing};
use super::lists::{outlet_run, tree};
use super::sheet::{Sheet, dotted, faint, own, print_json, said};
use super::view::{View, kin};
use super::words::{
    citations, day_words, days_words, decision_line, descent_words, dot, event_line, figure_words, join_words,
    labelled, parties_runs, party_runs, quote_run, role_words, spot_full, spot_run, standing_words, support_full,
    teller,
};
use super::{counted, failed, now};
use crate::line::{count_words, grouped, record_line};
use crate::meaning::{meaning_line, point_words, voice_words};
use crate::paint::{Mark, Run};
use crate::{Ending, complain};
use claim::{ClaimId, Decision, DecisionId, EventId, ReportId};
use fuse::checks::Checked;
use fuse::contradictions::Contradiction;
use fuse::events::Standing;
use fuse::lineage::Descent;
use fuse::{Chosen, Event, Lineages, Named, Names, Statement};
use jiff::civil::Date;
use ledger::{AsOf, Found, StoredClaim, StoredReport, Text};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Runs the command.
pub fn show(args: &ShowArgs) -> Ending {
    let Some(view) = View::open(&args.book, &args.times, args.rule) else { return Ending::Nothing };
    let view = view.with_fields(args.fields);
    let mut sheet = Sheet::new(args.look);
    let mut values = Vec::new();
    let mut missed = false;
    for asked in &args.ids {
        let told = ids::find(&view, asked).and_then(|thing| Ok(one(&view, &thing)?));
        match told {
            Ok(Some(page)) if args.look.json => values.push(page.json()),
            Ok(Some(page)) => page.tell(&mut sheet),
            Ok(None) => {
                complain(&format!("{asked} was not known at that time"));
                missed = true;
            }
            Err(Miss::Told(message)) => {
                complain(&message);
                missed = true;
            }
            Err(Miss::Ledger(error)) => return failed(&error),
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
            Page::Event(page) => page.tell(sheet),
            Page::Claim(page) => page.tell(sheet),
            Page::Report(page) => page.tell(sheet),
            Page::Decision(page) => page.tell(sheet),
        }
    }
}

/// The page of a thing; `None` where it was not known as of then.
fn one(view: &View, thing: &Thing) -> Result<Option<Page>, ledger::Error> {
    Ok(match thing {
        Thing::Event(event) => Some(Page::Event(Box::new(event_page(view, event)?))),
        Thing::Claim(id) => claim_page(view, *id)?.map(|page| Page::Claim(Box::new(page))),
        Thing::Report(id) => report_page(view, *id)?.map(|page| Page::Report(Box::new(page))),
        Thing::Decision(id) => decision_page(view, *id)?.map(|page| Page::Decision(Box::new(page))),
    })
}

// ---- what claims rest on

/// Claims with their reports, as fusing sees them.
struct Scene {
    claims: BTreeMap<ClaimId, StoredClaim>,
    reports: BTreeMap<ReportId, StoredReport>,
    /// Decisions applied, in the order that was asked for.
    statements: Vec<Statement>,
    lineages: Lineages,
}

impl Scene {
    /// Of these claims. Reads them alone: a page of a large ledger must not load all of it.
    fn of(view: &View, claims: impl IntoIterator<Item = ClaimId>) -> Result<Scene, ledger::Error> {
        let mut stored = Vec::new();
        for id in claims {
            stored.extend(view.ledger.claim(id)?.and_then(Found::kept));
        }
        let mut reports = BTreeMap::new();
        for claim in &stored {
            if !reports.contains_key(&claim.report)
                && let Some(report) = view.ledger.report(claim.report)?.and_then(Found::kept)
            {
                reports.insert(claim.report, report);
            }
        }
        let mut names = Names::default();
        let mut statements = Vec::new();
        for claim in &stored {
            let about = reports.get(&claim.report).map(|report| &report.content);
            let outlet = about.and_then(|content| content.outlet.as_deref());
            let head = super::view::head(&mut names, claim.report, about.and_then(|content| content.date), outlet);
            statements.push(super::view::statement(&mut names, &head, claim));
        }
        let decisions = view.ledger.decisions(&view.as_of)?;
        let (applied, _) = fuse::events::apply(&statements, &decisions, kin());
        let statements = applied.into_iter().map(std::borrow::Cow::into_owned).collect();
        let lineages = lineages_of(view, reports.keys().copied().collect())?;
        let claims = stored.into_iter().map(|claim| (claim.id, claim)).collect();
        Ok(Scene { claims, reports, statements, lineages })
    }

    fn statement(&self, id: ClaimId) -> Option<&Statement> {
        self.statements.iter().find(|statement| statement.claim == id)
    }

    fn statements_of(&self, ids: &[ClaimId]) -> Vec<&Statement> {
        ids.iter().filter_map(|id| self.statement(*id)).collect()
    }

    fn quote(&self, id: ClaimId) -> Option<&str> {
        self.claims.get(&id)?.quote.as_ref().map(|quote| quote.text.as_str())
    }
}

/// The descents of these reports and of all that belong to their stories.
fn lineages_of(view: &View, reports: Vec<ReportId>) -> Result<Lineages, ledger::Error> {
    if view.as_of != AsOf::default() {
        let whole = &view.whole()?.lineages;
        let stories: BTreeSet<ReportId> = reports.iter().map(|report| whole.lineage(*report)).collect();
        let of = whole.of.iter().filter(|(_, descent)| stories.contains(&descent.lineage));
        return Ok(Lineages { of: of.map(|(id, descent)| (*id, descent.clone())).collect() });
    }
    let stories: BTreeSet<ReportId> = view.ledger.descents(&reports)?.into_iter().map(|row| row.lineage).collect();
    let mut rows = Vec::new();
    for story in stories {
        rows.extend(view.ledger.descents(&view.ledger.reports_of_lineage(story)?)?);
    }
    super::view::lineages(&view.ledger, &rows)
}

fn decisions_about(view: &View, claims: &BTreeSet<ClaimId>) -> Result<Vec<Decision>, ledger::Error> {
    let all = view.ledger.decisions(&view.as_of)?;
    let about: BTreeSet<DecisionId> =
        all.iter().filter(|decision| names_any(decision, claims)).map(|decision| decision.id).collect();
    let undoes =
        |decision: &Decision| matches!(&decision.act, claim::Act::Undo { decision } if about.contains(decision));
    Ok(all.into_iter().filter(|decision| about.contains(&decision.id) || undoes(decision)).collect())
}

fn names_any(decision: &Decision, claims: &BTreeSet<ClaimId>) -> bool {
    decision.named().any(|claim| claims.contains(&claim))
}

// ---- an event

#[derive(Serialize)]
struct EventPage {
    event: Event,
    claims: Vec<MemberJson>,
    reports: Vec<StoryReport>,
    contradictions: Vec<Contradiction>,
    decisions: Vec<Decision>,
    #[serde(skip)]
    scene: Scene,
    #[serde(skip)]
    story_reports: BTreeMap<ReportId, StoredReport>,
    #[serde(skip)]
    suggested: Vec<(f32, String, Event)>,
}

#[derive(Serialize)]
struct MemberJson {
    #[serde(flatten)]
    claim: StoredClaim,
    outlet: Option<String>,
    published: Option<Date>,
    join: fuse::events::Join,
    score: f32,
}

#[derive(Serialize)]
struct StoryReport {
    id: ReportId,
    outlet: Option<String>,
    published: Option<Date>,
    title: Option<String>,
    url: Option<String>,
    /// True where a claim of the event stands in it.
    tells: bool,
    descent: Descent,
}

fn event_page(view: &View, event: &Event) -> Result<EventPage, ledger::Error> {
    let members: BTreeSet<ClaimId> = event.members.iter().map(|member| member.claim).collect();
    let scene = Scene::of(view, event.members.iter().map(|member| member.claim))?;
    let contradictions =
        fuse::contradictions::contradictions(std::slice::from_ref(event), &scene.statements, &scene.lineages, kin());
    let contradictions = contradictions.into_iter().filter(|one| one.event == Some(event.id)).collect();
    let mut story_reports = scene.reports.clone();
    for id in scene.lineages.of.keys() {
        if !story_reports.contains_key(id)
            && let Some(report) = view.ledger.report(*id)?.and_then(Found::kept)
        {
            story_reports.insert(*id, report);
        }
    }
    let reports = scene
        .lineages
        .of
        .iter()
        .map(|(id, descent)| {
            let content = story_reports.get(id).map(|report| &report.content);
            StoryReport {
                id: *id,
                outlet: content.and_then(|content| content.outlet.clone()),
                published: content.and_then(|content| content.date),
                title: content.and_then(|content| content.title.clone()),
                url: content.and_then(|content| content.url.clone()),
                tells: scene.reports.contains_key(id),
                descent: descent.clone(),
            }
        })
        .collect();
    let claims = event
        .members
        .iter()
        .filter_map(|member| {
            let claim = scene.claims.get(&member.claim)?.clone();
            let content = scene.reports.get(&claim.report).map(|report| &report.content);
            let (outlet, published) = content.map_or((None, None), |content| (content.outlet.clone(), content.date));
            Some(MemberJson { claim, outlet, published, join: member.join, score: member.score })
        })
        .collect();
    let mut suggested = Vec::new();
    for suggestion in &event.suggested {
        if let Some(other) = view.event(suggestion.event)? {
            suggested.push((suggestion.score, suggestion.because.clone(), other));
        }
    }
    let decisions = decisions_about(view, &members)?;
    Ok(EventPage { event: event.clone(), claims, reports, contradictions, decisions, scene, story_reports, suggested })
}

impl EventPage {
    fn tell(&self, sheet: &mut Sheet) {
        let event = &self.event;
        self.head(sheet);
        if let Some(days) = &event.days {
            let mut value =
                vec![own(Mark::Time, days_words(&days.value)), faint(format!(" (precision {})", days.value.precision))];
            if !days.value.by_words {
                value.push(faint(" no words tell the day: the days before publication"));
            }
            self.field(sheet, "When   ", value, days, &|days| vec![own(Mark::Time, days_words(days))]);
        }
        if let Some(place) = &event.place {
            let mut value = spot_full(&place.value);
            if let Some((lat, lon)) = place.value.point {
                value.push(faint(format!(" · {} · precision {}", point_words(lat, lon), place.value.precision)));
            }
            value.extend(place.value.id.as_deref().map(|id| faint(format!(" · {}", said(Mark::Plain, id).text))));
            self.field(sheet, "Where  ", value, place, &|spot| vec![spot_run(spot)]);
        }
        for (label, parties) in [("By     ", &event.actors), ("To whom", &event.targets)] {
            for (at, party) in parties.iter().enumerate() {
                let label = if at == 0 { label } else { "       " };
                self.field(sheet, label, party_full(&party.value), party, &|party: &Named| party_runs(party, false));
            }
        }
        sheet.line(0, &[faint("Told   "), own(Mark::Plain, format!(" {}", support_full(&event.support)))]);
        self.figures(sheet);
        self.wire_tree(sheet);
        self.claims(sheet);
        if !self.suggested.is_empty() {
            sheet.heading("Perhaps the same event (dateline review merge joins them)");
            for (score, because, other) in &self.suggested {
                sheet.line(2, &event_line(other));
                sheet.line(6, &[faint(format!("{score:.2} because ")), said(Mark::Plain, because)]);
            }
        }
        if !self.contradictions.is_empty() {
            sheet.heading("Accounts that cannot both be true");
            for one in &self.contradictions {
                sheet.line(2, &[said(Mark::Plain, &one.summary)]);
                accounts(sheet, 4, one);
            }
        }
        decisions(sheet, &self.decisions);
    }

    /// What, where, when in large, and whether it happened.
    fn head(&self, sheet: &mut Sheet) {
        let event = &self.event;
        let place = event.place.iter().map(|place| spot_run(&place.value)).collect();
        let day = event.days.iter().map(|days| own(Mark::Time, days_words(&days.value))).collect();
        let what = vec![own(Mark::Trigger(event.event_type), event.event_type.code())];
        sheet.line(0, &dotted([what, place, day, parties_runs(event)]));
        let mut line = vec![own(Mark::Id, event.id.to_string()), dot()];
        line.push(match event.standing {
            Standing::Reported => own(Mark::Plain, "reported"),
            other => own(Mark::Status, standing_words(other)),
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
        &self,
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
            line.extend(citations(&self.scene.statements_of(claims), 3));
            sheet.line(8, &line);
        }
    }

    fn figures(&self, sheet: &mut Sheet) {
        if self.event.figures.is_empty() {
            return;
        }
        sheet.heading("Figures");
        for figure in &self.event.figures {
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
                    let statement = self.scene.statement(number.claim);
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

    fn wire_tree(&self, sheet: &mut Sheet) {
        let stories: BTreeSet<ReportId> =
            self.scene.reports.keys().map(|report| self.scene.lineages.lineage(*report)).collect();
        sheet.heading("Reports, and who copied whom");
        let stored: BTreeMap<ReportId, &StoredReport> =
            self.story_reports.iter().map(|(id, report)| (*id, report)).collect();
        let day = |report: &ReportId| stored.get(report).and_then(|report| report.content.date);
        let mut stories: Vec<ReportId> = stories.into_iter().collect();
        stories.sort_by_key(|story| (day(story).is_none(), day(story), *story));
        for story in stories {
            tree(sheet, 2, story, &stored, &self.scene.lineages.of);
        }
    }

    fn claims(&self, sheet: &mut Sheet) {
        sheet.heading("Claims, in the order of telling");
        for member in &self.event.members {
            let Some(claim) = self.scene.claims.get(&member.claim) else {
                sheet.line(2, &[own(Mark::Id, member.claim.to_string()), faint("  erased")]);
                continue;
            };
            if let Some(statement) = self.scene.statement(member.claim) {
                claim_lines(sheet, 2, statement, self.scene.quote(member.claim));
            }
            let mut line = record_line(&claim.record);
            line.push(faint(format!(" · {}", join_words(member.join))));
            if matches!(member.join, fuse::events::Join::Scored) {
                line.push(faint(format!(" {:.2}", member.score)));
            }
            sheet.line(6, &line);
        }
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

#[derive(Serialize)]
#[serde(untagged)]
#[expect(clippy::large_enum_variant, reason = "one at a time")]
enum ClaimPage {
    Kept {
        claim: StoredClaim,
        outlet: Option<String>,
        published: Option<Date>,
        title: Option<String>,
        url: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        event: Option<EventId>,
        checks: Vec<Checked>,
        decisions: Vec<Decision>,
        #[serde(skip)]
        whole_event: Option<Event>,
        #[serde(skip)]
        statement: Option<Box<Statement>>,
    },
    Erased(ErasedJson),
}

#[derive(Serialize)]
struct ErasedJson {
    id: String,
    erased: ledger::Erasure,
}

impl ErasedJson {
    fn tell(&self, sheet: &mut Sheet) {
        let erasure = &self.erased;
        let line = [
            own(Mark::Id, self.id.clone()),
            own(Mark::Plain, format!(" was erased on {} by ", erasure.recorded.strftime("%Y-%m-%d %H:%M UTC"))),
            said(Mark::Source, &erasure.by),
            faint(format!(" · row {} of the chain", erasure.seq)),
        ];
        sheet.line(0, &line);
    }
}

fn claim_page(view: &View, id: ClaimId) -> Result<Option<ClaimPage>, ledger::Error> {
    let claim = match view.ledger.claim(id)? {
        None => return Ok(None),
        Some(Found::Erased(erased)) => return Ok(Some(ClaimPage::Erased(ErasedJson { id: id.to_string(), erased }))),
        Some(Found::Kept(claim)) => claim,
    };
    if !is_known(view, claim.known, claim.recorded) {
        return Ok(None);
    }
    let scene = Scene::of(view, [id])?;
    let report = scene.reports.get(&claim.report);
    let content = report.map(|report| &report.content);
    let told: Vec<Told> = report.map(Told::from).into_iter().collect();
    let position = claim.position as usize;
    let mut checks = checks::tested(view, &told)?;
    checks.retain(|one| one.testable.claims.contains(&position));
    let event = view.event(EventId::of_anchor(id))?;
    Ok(Some(ClaimPage::Kept {
        outlet: content.and_then(|content| content.outlet.clone()),
        published: content.and_then(|content| content.date),
        title: content.and_then(|content| content.title.clone()),
        url: content.and_then(|content| content.url.clone()),
        event: event.as_ref().map(|event| event.id),
        checks,
        decisions: decisions_about(view, &BTreeSet::from([id]))?,
        whole_event: event,
        statement: scene.statement(id).cloned().map(Box::new),
        claim,
    }))
}

fn is_known(view: &View, known: Date, recorded: jiff::Timestamp) -> bool {
    view.as_of.known.is_none_or(|day| known <= day) && view.as_of.recorded.is_none_or(|time| recorded <= time)
}

impl ClaimPage {
    fn tell(&self, sheet: &mut Sheet) {
        let (claim, outlet, published, title, checks, all, event, statement) = match self {
            ClaimPage::Erased(erased) => return erased.tell(sheet),
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
        let head = super::view::head(&mut names, claim.report, *published, outlet.as_deref());
        let read = statement.is_none().then(|| super::view::statement(&mut names, &head, claim));
        sheet.line(0, &labelled("Says    ", speakers(statement.as_deref().or(read.as_ref()), outlet.as_deref())));
        if let Some(event) = event {
            let join =
                event.members.iter().find(|member| member.claim == claim.id).map(|member| join_words(member.join));
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

#[derive(Serialize)]
#[serde(untagged)]
#[expect(clippy::large_enum_variant, reason = "one at a time")]
enum ReportPage {
    Kept {
        report: StoredReport,
        text: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        descent: Option<Descent>,
        claims: Vec<StoredClaim>,
        checks: Vec<Checked>,
        #[serde(skip)]
        lineage: BTreeMap<ReportId, Descent>,
        #[serde(skip)]
        story_reports: BTreeMap<ReportId, StoredReport>,
    },
    Erased(ErasedJson),
}

fn report_page(view: &View, id: ReportId) -> Result<Option<ReportPage>, ledger::Error> {
    let report = match view.ledger.report(id)? {
        None => return Ok(None),
        Some(Found::Erased(erased)) => return Ok(Some(ReportPage::Erased(ErasedJson { id: id.to_string(), erased }))),
        Some(Found::Kept(report)) => report,
    };
    if !is_known(view, report.known, report.recorded) {
        return Ok(None);
    }
    let text = match view.ledger.text(id, now(None))? {
        Some(Text::Kept(_)) => "kept",
        Some(Text::Expired) => "expired",
        Some(Text::NotKept) => "not_kept",
        Some(Text::Erased) => "erased",
        None => "unknown",
    };
    let lineage = lineages_of(view, vec![id])?.of;
    let mut story_reports = BTreeMap::new();
    for member in lineage.keys() {
        if let Some(stored) = view.ledger.report(*member)?.and_then(Found::kept) {
            story_reports.insert(*member, stored);
        }
    }
    Ok(Some(ReportPage::Kept {
        text,
        descent: lineage.get(&id).cloned(),
        claims: view.ledger.claims_of(id)?,
        checks: checks::tested(view, &[Told::from(&report)])?,
        lineage,
        story_reports,
        report,
    }))
}

impl ReportPage {
    fn tell(&self, sheet: &mut Sheet) {
        let (report, text, descent, claims, checks, lineage, story_reports) = match self {
            ReportPage::Erased(erased) => return erased.tell(sheet),
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
}

// ---- a decision

#[derive(Serialize)]
struct DecisionPage {
    decision: Decision,
    /// False where a later decision undid it.
    counts: bool,
    /// The decision that undid it, or undoes another.
    #[serde(skip_serializing_if = "Option::is_none")]
    undone_by: Option<DecisionId>,
    #[serde(skip)]
    claims: Vec<(StoredClaim, Option<EventId>)>,
}

fn decision_page(view: &View, id: DecisionId) -> Result<Option<DecisionPage>, ledger::Error> {
    let all = view.ledger.decisions(&view.as_of)?;
    let Some(decision) = all.iter().find(|decision| decision.id == id).cloned() else { return Ok(None) };
    let is_undo = matches!(decision.act, claim::Act::Undo { .. });
    let undone_by =
        all.iter().rev().find(|other| matches!(&other.act, claim::Act::Undo { decision } if *decision == id));
    let counts =
        if is_undo { undone_by.is_none() } else { fuse::events::active(&all).iter().any(|active| active.id == id) };
    let mut claims = Vec::new();
    for claim in &decision.claims {
        if let Some(stored) = view.ledger.claim(*claim)?.and_then(Found::kept) {
            let event = view.event(EventId::of_anchor(*claim))?.map(|event| event.id);
            claims.push((stored, event));
        }
    }
    Ok(Some(DecisionPage { undone_by: undone_by.map(|undo| undo.id).filter(|_| !counts), counts, decision, claims }))
}

impl DecisionPage {
    fn tell(&self, sheet: &mut Sheet) {
        sheet.line(0, &decision_line(&self.decision));
        match (self.counts, self.undone_by) {
            (true, _) => sheet.line(0, &[own(Mark::Firm, "it counts")]),
            (false, Some(undo)) => {
                sheet.line(0, &[own(Mark::Problem, "it counts no more: undone by "), own(Mark::Id, undo.to_string())])
            }
            (false, None) => sheet.line(0, &[own(Mark::Problem, "it counts no more")]),
        }
        if !self.claims.is_empty() {
            sheet.heading("About");
        }
        for (claim, event) in &self.claims {
            let mut line = vec![own(Mark::Id, claim.id.to_string()), own(Mark::Plain, "  ")];
            line.extend(record_line(&claim.record));
            line.extend(event.map(|event| faint(format!(" · now in {event}"))));
            sheet.line(2, &line);
        }
    }
}

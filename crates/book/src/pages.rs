//! One event, claim, report or decision with all that is behind it: what `dateline show --json` prints.
//!
//! Reads what the page is about alone: a page of a large ledger must not load all of it. Never shows a report's text: quotes of single
//! sentences only.

use crate::checks::{self, Told};
use crate::{Error, View, kin, load};
use claim::{ClaimId, Decision, DecisionId, EventId, ReportId};
use fuse::checks::Checked;
use fuse::contradictions::Contradiction;
use fuse::lineage::Descent;
use fuse::{Event, Lineages, Names, Statement};
use jiff::Timestamp;
use jiff::civil::Date;
use ledger::{AsOf, Found, StoredClaim, StoredReport, Text};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

// ---- what claims rest on

/// Claims with their reports, as fusing sees them.
pub struct Scene {
    /// The claims, as they were read.
    pub claims: BTreeMap<ClaimId, StoredClaim>,
    /// Their reports.
    pub reports: BTreeMap<ReportId, StoredReport>,
    /// Decisions applied, in the order that was asked for.
    pub statements: Vec<Statement>,
    /// The stories that these belong to.
    pub lineages: Lineages,
}

impl Scene {
    /// Of these claims. Reads them alone: a page of a large ledger must not load all of it.
    pub fn of(view: &View, claims: impl IntoIterator<Item = ClaimId>) -> Result<Scene, Error> {
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
            let head = load::head(&mut names, claim.report, about.and_then(|content| content.date), outlet);
            statements.push(load::statement(&mut names, &head, claim));
        }
        let decisions = view.ledger.decisions(&view.as_of)?;
        let (applied, _) = fuse::events::apply(&statements, &decisions, kin());
        let statements = applied.into_iter().map(std::borrow::Cow::into_owned).collect();
        let lineages = lineages_of(view, reports.keys().copied().collect())?;
        let claims = stored.into_iter().map(|claim| (claim.id, claim)).collect();
        Ok(Scene { claims, reports, statements, lineages })
    }

    /// The statement of a claim; `None` where a person rejected it.
    pub fn statement(&self, id: ClaimId) -> Option<&Statement> {
        self.statements.iter().find(|statement| statement.claim == id)
    }

    /// Those of claims that count.
    pub fn statements_of(&self, ids: &[ClaimId]) -> Vec<&Statement> {
        ids.iter().filter_map(|id| self.statement(*id)).collect()
    }

    /// The sentence of a claim, where it is kept.
    pub fn quote(&self, id: ClaimId) -> Option<&str> {
        self.claims.get(&id)?.quote.as_ref().map(|quote| quote.text.as_str())
    }
}

/// The descents of these reports and of all that belong to their stories.
pub fn lineages_of(view: &View, reports: Vec<ReportId>) -> Result<Lineages, Error> {
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
    Ok(load::lineages(&view.ledger, &rows)?)
}

/// What people decided about any of these claims, with what undoes it.
pub fn decisions_about(view: &View, claims: &BTreeSet<ClaimId>) -> Result<Vec<Decision>, Error> {
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

/// An event with all that is behind it.
#[derive(Serialize)]
pub struct EventPage {
    /// The event.
    pub event: Arc<Event>,
    /// Its claims, in the order of telling.
    pub claims: Vec<MemberView>,
    /// The reports of their stories.
    pub reports: Vec<StoryReport>,
    /// Accounts of it that cannot both be true.
    pub contradictions: Vec<Contradiction>,
    /// What people decided about its claims.
    pub decisions: Vec<Decision>,
    /// What it rests on.
    #[serde(skip)]
    pub scene: Scene,
    /// The reports of the stories, whole.
    #[serde(skip)]
    pub story_reports: BTreeMap<ReportId, StoredReport>,
    /// Events that may be the same: how alike, why, and what they are.
    #[serde(skip)]
    pub suggested: Vec<(f32, String, Arc<Event>)>,
}

/// A claim of an event.
#[derive(Serialize)]
pub struct MemberView {
    /// The claim.
    #[serde(flatten)]
    pub claim: StoredClaim,
    /// Who published its report.
    pub outlet: Option<String>,
    /// When.
    pub published: Option<Date>,
    /// How it came into the event.
    pub join: fuse::events::Join,
    /// How alike it is to the claim that it is most alike to.
    pub score: f32,
}

/// A report of a story that tells of an event.
#[derive(Serialize)]
pub struct StoryReport {
    /// Its id.
    pub id: ReportId,
    /// Who published it.
    pub outlet: Option<String>,
    /// When.
    pub published: Option<Date>,
    /// Its headline.
    pub title: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// True where a claim of the event stands in it.
    pub tells: bool,
    /// Where it stands in its story's tree.
    pub descent: Descent,
}

/// The page of an event.
pub fn event_page(view: &View, event: &Arc<Event>) -> Result<EventPage, Error> {
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
            Some(MemberView { claim, outlet, published, join: member.join, score: member.score })
        })
        .collect();
    let mut suggested = Vec::new();
    for suggestion in &event.suggested {
        if let Some(other) = view.event(suggestion.event)? {
            suggested.push((suggestion.score, suggestion.because.clone(), other));
        }
    }
    let decisions = decisions_about(view, &members)?;
    Ok(EventPage {
        event: Arc::clone(event),
        claims,
        reports,
        contradictions,
        decisions,
        scene,
        story_reports,
        suggested,
    })
}

// ---- a claim

/// A claim with what it rests on.
#[derive(Serialize)]
#[serde(untagged)]
#[expect(clippy::large_enum_variant, reason = "one at a time")]
pub enum ClaimPage {
    /// It is there.
    Kept {
        /// The claim.
        claim: StoredClaim,
        /// Who published its report.
        outlet: Option<String>,
        /// When.
        published: Option<Date>,
        /// Its report's headline.
        title: Option<String>,
        /// Its report's address.
        url: Option<String>,
        /// The event it makes.
        #[serde(skip_serializing_if = "Option::is_none")]
        event: Option<EventId>,
        /// Tests of its sentence.
        checks: Vec<Checked>,
        /// What people decided about it.
        decisions: Vec<Decision>,
        /// The event, whole.
        #[serde(skip)]
        whole_event: Option<Arc<Event>>,
        /// As fusing sees it; `None` where a person rejected it.
        #[serde(skip)]
        statement: Option<Box<Statement>>,
    },
    /// It was erased.
    Erased(Erased),
}

/// What was erased.
#[derive(Serialize)]
pub struct Erased {
    /// What it was called.
    pub id: String,
    /// When and by whom.
    pub erased: ledger::Erasure,
}

/// The page of a claim; `None` where it was not known as of then.
pub fn claim_page(view: &View, id: ClaimId) -> Result<Option<ClaimPage>, Error> {
    let claim = match view.ledger.claim(id)? {
        None => return Ok(None),
        Some(Found::Erased(erased)) => return Ok(Some(ClaimPage::Erased(Erased { id: id.to_string(), erased }))),
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

// ---- a report

/// A report with what was read from it.
#[derive(Serialize)]
#[serde(untagged)]
#[expect(clippy::large_enum_variant, reason = "one at a time")]
pub enum ReportPage {
    /// It is there.
    Kept {
        /// The report.
        report: StoredReport,
        /// What became of its text: "kept", "expired", "not_kept", "erased", "unknown".
        text: &'static str,
        /// Where it stands in its story's tree.
        #[serde(skip_serializing_if = "Option::is_none")]
        descent: Option<Descent>,
        /// Its claims.
        claims: Vec<StoredClaim>,
        /// Tests of its statements.
        checks: Vec<Checked>,
        /// Its story.
        #[serde(skip)]
        lineage: BTreeMap<ReportId, Descent>,
        /// The reports of that.
        #[serde(skip)]
        story_reports: BTreeMap<ReportId, StoredReport>,
    },
    /// It was erased.
    Erased(Erased),
}

/// The page of a report; `None` where it was not known as of then. `now` is the clock: texts whose time is over are expired.
pub fn report_page(view: &View, id: ReportId, now: Timestamp) -> Result<Option<ReportPage>, Error> {
    let report = match view.ledger.report(id)? {
        None => return Ok(None),
        Some(Found::Erased(erased)) => return Ok(Some(ReportPage::Erased(Erased { id: id.to_string(), erased }))),
        Some(Found::Kept(report)) => report,
    };
    if !is_known(view, report.known, report.recorded) {
        return Ok(None);
    }
    let text = match view.ledger.text(id, now)? {
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

// ---- a decision

/// A decision, and whether it counts.
#[derive(Serialize)]
pub struct DecisionPage {
    /// The decision.
    pub decision: Decision,
    /// False where a later decision undid it.
    pub counts: bool,
    /// The decision that undid it, or undoes another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undone_by: Option<DecisionId>,
    /// The claims it is about, each with the event it is in now.
    #[serde(skip)]
    pub claims: Vec<(StoredClaim, Option<EventId>)>,
}

/// The page of a decision; `None` where it was not known as of then.
pub fn decision_page(view: &View, id: DecisionId) -> Result<Option<DecisionPage>, Error> {
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

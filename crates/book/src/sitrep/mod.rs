//! A situation report: what the claims of a ledger come to for a place and some days, to be printed. docs/sitrep.md tells what stands
//! in it and by which rules.
//!
//! Every sentence is made by a rule from values that are in the ledger, and cites the claims it rests on. Never says more than they do,
//! and takes no side: who "took" a place is told by how sure that is, quotes stay quotes, and what is left out is said.

mod chart;
mod page;
mod prose;
mod scope;

pub use page::html;

use crate::checks::CheckView;
use crate::control::{Citation, citation};
use crate::queue::is_about_reading;
use crate::{Error, View, Whole};
use claim::{ClaimId, Decision, EventId, ReportId};
use fuse::checks::Verdict;
use fuse::contradictions::Contradiction;
use fuse::control::{Change, Control, Grade};
use fuse::events::Standing;
use fuse::lineage::Kinship;
use fuse::{Event, Figure, Named, Spot, Statement, Told};
use jiff::ToSpan;
use jiff::civil::Date;
use ledger::{EventFilter, Found, Head};
use prose::Piece;
use scope::Scope;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A situation report.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Sitrep {
    /// "Homs, 1 to 8 December 2024".
    pub title: String,
    /// The places that the name means, the one that most is told of first.
    pub places: Vec<Place>,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// What was known when it was made.
    pub cut_off: CutOff,
    /// Who looked at it.
    pub review: Review,
    /// What matters most, a sentence each.
    pub highlights: Vec<Highlight>,
    /// Sums over the incidents.
    pub totals: Totals,
    /// Deaths by day, or by some days where the period is long; without gaps.
    pub deaths: Vec<Deaths>,
    /// Who held each place, day by day.
    pub control: Vec<Strip>,
    /// Changes of hands within the period.
    pub changes: Vec<Handover>,
    /// Events, by day.
    pub incidents: Vec<Incident>,
    /// Who fled from where.
    pub displacement: Vec<Displacement>,
    /// Accounts that cannot both be true.
    pub disputes: Vec<Contradiction>,
    /// Statements of the sources that do not hold.
    pub checks: Vec<CheckView>,
    /// What to keep in mind.
    pub caveats: Vec<String>,
    /// Who told it.
    pub sources: Vec<Source>,
    /// The sentences behind it. Others name them by the claim.
    pub citations: Vec<Citation>,
}

/// A place that a report is about.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = SitrepPlace))]
pub struct Place {
    /// Id in the gazetteer; missing where only words are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Main name.
    pub name: String,
    /// As the place itself writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_name: Option<String>,
    /// ISO 3166 alpha-2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// First-order division.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
    /// "town", "division", "country" ...; of a division or a country, all places in it are meant.
    pub kind: String,
}

/// What was known when a report was made.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CutOff {
    /// Only what was published by the end of this day; `null` for all there is.
    pub as_of: Option<Date>,
    /// Only what was recorded by then; `null` for all there is.
    pub recorded_by: Option<jiff::Timestamp>,
    /// The last day of publication that it knows.
    pub last_published: Option<Date>,
    /// The end of the ledger's chain.
    pub head: Head,
    /// The program.
    pub version: String,
    /// Models and rules that read the reports.
    pub made_by: Vec<String>,
    /// The rule for numbers.
    pub figures: String,
}

/// Who looked at what the report rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = SitrepReview))]
pub struct Review {
    /// Claims behind the incidents.
    pub claims: usize,
    /// Of these, accepted or edited by a person.
    pub reviewed: usize,
    /// Events behind the incidents.
    pub events: usize,
    /// Of these, accepted by a person.
    pub accepted: usize,
    /// Who: by name.
    pub by: Vec<String>,
    /// The stamp: "Machine-made, not reviewed" or who reviewed how much.
    pub stamp: String,
}

/// A sentence with the claims it rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Highlight {
    /// The sentence.
    pub words: String,
    /// Claims, in the order of telling.
    pub claims: Vec<ClaimId>,
    /// The same with the names told apart.
    #[serde(skip)]
    pub(crate) pieces: Vec<Piece>,
}

/// A number of people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = SitrepRange))]
pub struct Range {
    /// Lowest.
    pub low: u64,
    /// Best.
    pub best: u64,
    /// Highest.
    pub high: u64,
    /// True where somebody says "at least" about the highest.
    pub open: bool,
}

impl Range {
    fn of(figure: &Figure) -> Range {
        Range { low: figure.low, best: figure.best, high: figure.high, open: figure.open }
    }

    fn add(&mut self, other: Range) {
        self.low = self.low.saturating_add(other.low);
        self.best = self.best.saturating_add(other.best);
        self.high = self.high.saturating_add(other.high);
        self.open |= other.open;
    }
}

/// Sums over the incidents of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Totals {
    /// Events.
    pub events: usize,
    /// Claims behind them.
    pub claims: usize,
    /// Reports that hold these.
    pub reports: usize,
    /// Stories that these are copies of.
    pub lineages: usize,
    /// Deaths; `null` where no event tells of any.
    pub killed: Option<Range>,
    /// Wounded.
    pub injured: Option<Range>,
    /// Who fled.
    pub displaced: Option<Range>,
    /// Arrested or taken.
    pub detained: Option<Range>,
}

/// Deaths of some days: of the events that began in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Deaths {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// The sum.
    pub killed: Range,
    /// Events that tell of deaths.
    pub events: usize,
}

/// Who held a place in the period.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Strip {
    /// The place.
    pub place: Spot,
    /// True for a division as a whole.
    pub area: bool,
    /// In order; cut at the ends of the period.
    pub stretches: Vec<Stretch>,
}

/// Days in which one answer holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Stretch {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Who holds it.
    pub holder: Option<Named>,
    /// Who contests it.
    pub contenders: Vec<Named>,
    /// How sure that is.
    pub grade: Grade,
}

/// A place that changed hands.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Handover {
    /// What changed.
    #[serde(flatten)]
    pub change: Change,
    /// The same in a sentence.
    pub words: String,
    /// The same with the names told apart.
    #[serde(skip)]
    pub(crate) pieces: Vec<Piece>,
}

/// An event of a report.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Incident {
    /// The event.
    pub event: EventId,
    /// When.
    pub days: Told,
    /// Code of its type.
    #[serde(rename = "type")]
    pub event_type: claim::EventType,
    /// Whether it happened.
    pub standing: Standing,
    /// Where.
    pub place: Option<Spot>,
    /// Who did it.
    pub actors: Vec<Named>,
    /// To whom.
    pub targets: Vec<Named>,
    /// Deaths.
    pub killed: Option<Range>,
    /// Wounded.
    pub injured: Option<Range>,
    /// Reports that tell of it.
    pub reports: usize,
    /// Independent witnesses.
    pub independent: usize,
    /// True where a person accepted it.
    pub accepted: bool,
    /// Claims that stand for it: of different stories first, three at most.
    pub claims: Vec<ClaimId>,
}

/// People who fled, were moved, or came back.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Displacement {
    /// The event.
    pub event: EventId,
    /// When.
    pub days: Told,
    /// Who, as the reports call them.
    pub who: Vec<String>,
    /// From where.
    pub from: Vec<Spot>,
    /// To where.
    pub to: Vec<Spot>,
    /// How many; `null` where nobody tells.
    pub displaced: Option<Range>,
    /// Reports that tell of it.
    pub reports: usize,
    /// Independent witnesses.
    pub independent: usize,
    /// Claims that stand for it.
    pub claims: Vec<ClaimId>,
}

/// An outlet with what it told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = SitrepSource))]
pub struct Source {
    /// Its name; `null` where a report does not tell.
    pub outlet: Option<String>,
    /// Its reports behind the incidents.
    pub reports: usize,
    /// Of these, copies, cuts and rewrites of others' reports.
    pub copies: usize,
    /// Stories that its reports belong to.
    pub lineages: Vec<ReportId>,
    /// First day of publication.
    pub first: Option<Date>,
    /// Last day of publication.
    pub last: Option<Date>,
}

/// At most so many bars: longer periods have bars of several days.
const BARS: i64 = 62;

/// Citations of an incident.
const CITED: usize = 3;

/// The report of a place (a name or an id) for some days, both ends included.
pub fn sitrep(view: &View, place: &str, from: Date, to: Date) -> Result<Sitrep, Error> {
    if from > to {
        return Err(Error::usage(format!("from {from} is after to {to}; give the earlier day first")));
    }
    let whole = view.whole()?;
    let within = EventFilter { from: Some(from), to: Some(to), ..EventFilter::default() };
    let near = view.events(&within)?;
    let scope = Scope::of(view, place, &near)?;
    let (told, other): (Vec<Arc<Event>>, Vec<Arc<Event>>) = near
        .into_iter()
        .filter(|event| scope.holds_event(event, whole))
        .partition(|event| matches!(event.standing, Standing::Reported | Standing::Disputed));
    let made = Made { view, whole, scope: &scope, from, to, events: &told };
    made.report(other.len())
}

/// What a report is made of.
struct Made<'v> {
    view: &'v View,
    whole: &'v Whole,
    scope: &'v Scope,
    from: Date,
    to: Date,
    /// Reported and disputed events of the place and the days.
    events: &'v [Arc<Event>],
}

impl Made<'_> {
    fn report(&self, left_out: usize) -> Result<Sitrep, Error> {
        let totals = self.totals();
        let controls = self.controls()?;
        let changes = self.changes(&controls);
        let disputes = self.disputes()?;
        let reports: BTreeSet<ReportId> = self.statements().map(|statement| statement.report).collect();
        let checks = self.checks(&reports)?;
        let displacement = self.displacement();
        let review = self.review()?;
        let highlights =
            prose::highlights(self.events, &totals, &controls, &changes, &displacement, &disputes, self.to);
        let mut incidents: Vec<Incident> = self.events.iter().filter_map(|event| self.incident(event)).collect();
        // By the day that is shown: of what no words date, the last.
        incidents.sort_by_key(|one| (one.days.end, one.days.start, one.event));
        let mut cited: Vec<ClaimId> = Vec::new();
        cited.extend(highlights.iter().flat_map(|one| &one.claims));
        cited.extend(changes.iter().flat_map(|one| one.change.claims.iter().take(4)));
        cited.extend(incidents.iter().flat_map(|one| &one.claims));
        cited.extend(displacement.iter().flat_map(|one| &one.claims));
        cited.extend(
            disputes.iter().flat_map(|one| one.accounts.iter().flat_map(|account| account.claims.iter().take(4))),
        );
        let citations = self.citations(cited)?;
        Ok(Sitrep {
            title: format!("{}, {}", self.scope.name(), prose::period(self.from, self.to)),
            places: self.scope.places.clone(),
            from: self.from,
            to: self.to,
            cut_off: self.cut_off()?,
            caveats: self.caveats(&totals, &review, left_out)?,
            review,
            highlights,
            totals,
            deaths: self.deaths(),
            control: controls.iter().filter_map(|control| self.strip(control)).collect(),
            changes,
            incidents,
            displacement,
            disputes,
            checks,
            sources: self.sources(&reports),
            citations,
        })
    }

    /// The statements behind the events.
    fn statements(&self) -> impl Iterator<Item = &Statement> {
        self.events.iter().flat_map(|event| &event.members).filter_map(|member| self.whole.statement(member.claim))
    }

    fn totals(&self) -> Totals {
        let sum = |what: &str| {
            let mut sum: Option<Range> = None;
            let figures = self.events.iter().flat_map(|event| &event.figures);
            for figure in figures.filter(|figure| figure.what == what) {
                sum.get_or_insert_default().add(Range::of(figure));
            }
            sum
        };
        let reports: BTreeSet<ReportId> = self.statements().map(|statement| statement.report).collect();
        let lineages: BTreeSet<ReportId> = reports.iter().map(|report| self.whole.lineages.lineage(*report)).collect();
        Totals {
            events: self.events.len(),
            claims: self.statements().count(),
            reports: reports.len(),
            lineages: lineages.len(),
            killed: sum("killed"),
            injured: sum("injured"),
            displaced: sum("displaced"),
            detained: sum("detained"),
        }
    }

    /// Claims that stand for an event: the first of each story, then others, in the order of telling.
    fn standing_for(&self, event: &Event) -> Vec<ClaimId> {
        let statements: Vec<&Statement> =
            event.members.iter().filter_map(|member| self.whole.statement(member.claim)).collect();
        let mut seen = BTreeSet::new();
        let (first, rest): (Vec<&Statement>, Vec<&Statement>) =
            statements.into_iter().partition(|one| seen.insert(self.whole.lineages.lineage(one.report)));
        first.into_iter().chain(rest).take(CITED).map(|statement| statement.claim).collect()
    }

    fn incident(&self, event: &Event) -> Option<Incident> {
        let figure = |what: &str| event.figures.iter().find(|figure| figure.what == what).map(Range::of);
        Some(Incident {
            event: event.id,
            days: event.days.as_ref()?.value,
            event_type: event.event_type,
            standing: event.standing,
            place: event.place.as_ref().map(|place| place.value.clone()),
            actors: event.actors.iter().map(|party| party.value.clone()).collect(),
            targets: event.targets.iter().map(|party| party.value.clone()).collect(),
            killed: figure("killed"),
            injured: figure("injured"),
            reports: event.support.reports,
            independent: event.support.independent,
            accepted: event.accepted,
            claims: self.standing_for(event),
        })
    }

    /// Deaths by day: an event that lasted some days counts on its first one within the period.
    fn deaths(&self) -> Vec<Deaths> {
        let days = (self.to - self.from).get_days() as i64 + 1;
        let step = (days + BARS - 1) / BARS;
        let mut bars: Vec<Deaths> = Vec::new();
        let mut day = self.from;
        while day <= self.to {
            let last = day.checked_add((step - 1).days()).unwrap_or(self.to).min(self.to);
            bars.push(Deaths { from: day, to: last, killed: Range::default(), events: 0 });
            let Ok(next) = last.tomorrow() else { break };
            day = next;
        }
        for event in self.events {
            let (Some(days), Some(figure)) = (&event.days, event.figures.iter().find(|figure| figure.what == "killed"))
            else {
                continue;
            };
            let first = days.value.start.max(self.from);
            if let Some(bar) = bars.iter_mut().find(|bar| bar.from <= first && first <= bar.to) {
                bar.killed.add(Range::of(figure));
                bar.events += 1;
            }
        }
        bars
    }

    /// Histories of the place, or of the places in it, up to the end of the period; towns before provinces, as people look for them.
    fn controls(&self) -> Result<Vec<Control>, Error> {
        let mut controls = crate::control::histories(self.view, &[])?;
        controls.retain(|control| self.scope.holds(&control.place));
        Ok(fuse::control::up_to(controls, self.to))
    }

    fn strip(&self, control: &Control) -> Option<Strip> {
        let cut = |interval: &fuse::control::Interval| {
            let (from, to) = (interval.from.max(self.from), interval.until.unwrap_or(self.to).min(self.to));
            (from <= to).then(|| Stretch {
                from,
                to,
                holder: interval.holder.clone(),
                contenders: interval.contenders.clone(),
                grade: interval.grade,
            })
        };
        let stretches: Vec<Stretch> = control.intervals.iter().filter_map(cut).collect();
        let told = stretches.iter().any(|stretch| stretch.grade != Grade::Unknown);
        told.then(|| Strip { place: control.place.clone(), area: control.area, stretches })
    }

    fn changes(&self, controls: &[Control]) -> Vec<Handover> {
        let changes = fuse::control::changes(controls);
        let within = changes.into_iter().filter(|change| self.from <= change.day && change.day <= self.to);
        within
            .map(|change| {
                let pieces = prose::handover(&change);
                Handover { words: prose::plain(&pieces), pieces, change }
            })
            .collect()
    }

    fn disputes(&self) -> Result<Vec<Contradiction>, Error> {
        let events: BTreeSet<EventId> = self.events.iter().map(|event| event.id).collect();
        let mut disputes = Vec::new();
        for one in self.view.snapshot().contradictions(&self.view.ledger)? {
            let is_ours = match one.event {
                Some(event) => events.contains(&event),
                // Who holds a place: told of these days, of a place that is meant.
                None => {
                    let claims = one.accounts.iter().flat_map(|account| &account.claims);
                    let statements: Vec<&Statement> = claims.filter_map(|claim| self.whole.statement(*claim)).collect();
                    let of_the_days = |statement: &&Statement| {
                        statement.days.is_some_and(|days| days.start <= self.to && days.end >= self.from)
                    };
                    statements.iter().any(of_the_days)
                        && crate::contradictions::spots(self.view, self.whole, one)?
                            .iter()
                            .any(|spot| self.scope.holds(spot))
                }
            };
            if is_ours {
                disputes.push(one.clone());
            }
        }
        Ok(disputes)
    }

    fn checks(&self, reports: &BTreeSet<ReportId>) -> Result<Vec<CheckView>, Error> {
        let all = crate::checks::checks(self.view)?;
        let ours = |one: &&CheckView| {
            one.checked.verdict == Verdict::DoesNotHold
                && reports.contains(&one.checked.report)
                && one.published.is_none_or(|day| day >= self.from)
        };
        Ok(all.iter().filter(ours).cloned().collect())
    }

    fn displacement(&self) -> Vec<Displacement> {
        let told = |event: &&Arc<Event>| {
            event.event_type.code() == "DISPLACE" || event.figures.iter().any(|figure| figure.what == "displaced")
        };
        self.events
            .iter()
            .filter(told)
            .filter_map(|event| {
                let statements: Vec<&Statement> =
                    event.members.iter().filter_map(|member| self.whole.statement(member.claim)).collect();
                let spots = |of: &dyn Fn(&Statement) -> Vec<Arc<Spot>>| {
                    let mut spots: Vec<Spot> = Vec::new();
                    for spot in statements.iter().flat_map(|statement| of(statement)) {
                        if !spots.iter().any(|known| known.id == spot.id && known.name == spot.name) {
                            spots.push(Spot::clone(&spot));
                        }
                    }
                    spots
                };
                let mut who: Vec<String> = Vec::new();
                let moved = if event.targets.is_empty() { &event.actors } else { &event.targets };
                for party in moved {
                    let name = party.value.name.to_string();
                    if !who.contains(&name) {
                        who.push(name);
                    }
                }
                Some(Displacement {
                    event: event.id,
                    days: event.days.as_ref()?.value,
                    who,
                    from: spots(&|statement| statement.from.clone()),
                    to: spots(&|statement| statement.to.clone()),
                    displaced: event.figures.iter().find(|figure| figure.what == "displaced").map(Range::of),
                    reports: event.support.reports,
                    independent: event.support.independent,
                    claims: self.standing_for(event),
                })
            })
            .collect()
    }

    fn review(&self) -> Result<Review, Error> {
        let active: Vec<Decision> = fuse::events::active(&self.whole.decisions);
        let claims: BTreeSet<ClaimId> = self.statements().map(|statement| statement.claim).collect();
        let mut reviewed = BTreeSet::new();
        let mut by = BTreeSet::new();
        for decision in &active {
            let ours: Vec<ClaimId> = decision.named().filter(|claim| claims.contains(claim)).collect();
            if !ours.is_empty() {
                by.insert(decision.by.trim().to_owned());
                if is_about_reading(decision) {
                    reviewed.extend(ours);
                }
            }
        }
        let accepted = self.events.iter().filter(|event| event.accepted).count();
        let mut review = Review {
            claims: claims.len(),
            reviewed: reviewed.len(),
            events: self.events.len(),
            accepted,
            by: by.into_iter().collect(),
            stamp: String::new(),
        };
        review.stamp = prose::stamp(&review);
        Ok(review)
    }

    fn cut_off(&self) -> Result<CutOff, Error> {
        let mut made_by = BTreeSet::new();
        for event in self.events {
            for member in &event.members {
                let stored = self.view.ledger.claim(member.claim)?.and_then(Found::kept);
                made_by.extend(stored.and_then(|stored| stored.record.made_by));
            }
        }
        Ok(CutOff {
            as_of: self.view.as_of.known,
            recorded_by: self.view.as_of.recorded,
            last_published: crate::control::last_day(self.whole),
            head: self.view.ledger.head()?,
            version: format!("dateline {}", env!("CARGO_PKG_VERSION")),
            made_by: made_by.into_iter().collect(),
            figures: self.view.settings.figures.rule().to_string(),
        })
    }

    fn caveats(&self, totals: &Totals, review: &Review, left_out: usize) -> Result<Vec<String>, Error> {
        let unplaced = self
            .whole
            .statements
            .iter()
            .filter(|statement| statement.days.is_some_and(|days| days.start <= self.to && days.end >= self.from))
            .filter(|statement| statement.spot().is_none())
            .filter(|statement| !(statement.places.is_empty() && statement.from.is_empty() && statement.to.is_empty()))
            .count();
        let undated_filter = EventFilter::default();
        let undated = self
            .view
            .events(&undated_filter)?
            .iter()
            .filter(|event| event.days.is_none() && self.scope.holds_event(event, self.whole))
            .count();
        let by_publication =
            self.events.iter().filter(|event| event.days.as_ref().is_some_and(|days| !days.value.by_words)).count();
        Ok(prose::caveats(&prose::Known {
            totals,
            review,
            left_out,
            unplaced,
            undated,
            by_publication,
            figures: &self.view.settings.figures.rule().to_string(),
            is_wide: self.scope.is_wide(),
        }))
    }

    fn sources(&self, reports: &BTreeSet<ReportId>) -> Vec<Source> {
        let mut of: BTreeMap<ReportId, (Option<String>, Option<Date>)> = BTreeMap::new();
        for statement in self.statements() {
            of.insert(statement.report, (statement.outlet.as_deref().map(str::to_owned), statement.published));
        }
        let mut sources: BTreeMap<Option<String>, Source> = BTreeMap::new();
        for report in reports {
            let (outlet, published) = of.get(report).cloned().unwrap_or_default();
            let source = sources.entry(outlet.clone()).or_insert_with(|| Source {
                outlet,
                reports: 0,
                copies: 0,
                lineages: Vec::new(),
                first: None,
                last: None,
            });
            source.reports += 1;
            let descent = self.whole.lineages.of.get(report);
            source.copies += usize::from(descent.is_some_and(|descent| descent.kinship != Kinship::Original));
            let lineage = self.whole.lineages.lineage(*report);
            if !source.lineages.contains(&lineage) {
                source.lineages.push(lineage);
            }
            source.first = [source.first, published].into_iter().flatten().min();
            source.last = source.last.max(published);
        }
        let mut sources: Vec<Source> = sources.into_values().collect();
        sources.sort_by(|a, b| (b.reports, &a.outlet).cmp(&(a.reports, &b.outlet)));
        sources
    }

    /// Each claim once, in the order in which it is first cited.
    fn citations(&self, cited: Vec<ClaimId>) -> Result<Vec<Citation>, Error> {
        let mut seen = BTreeSet::new();
        let mut citations = Vec::new();
        for claim in cited {
            if seen.insert(claim)
                && let Some(statement) = self.whole.statement(claim)
            {
                citations.push(citation(statement, crate::control::quote(&self.view.ledger, claim)?));
            }
        }
        Ok(citations)
    }
}

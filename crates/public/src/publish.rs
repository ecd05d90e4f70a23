//! From a ledger the ledger for the public: reads, decides what may be told, masks, writes. What is joined is taken over.

use crate::edits;
use crate::lexicon::{Lexicon, Scope};
use crate::one::{Candidate, Rules, Shown};
use crate::policy::{Policy, Precision};
use crate::text::{Hidden, Masker, SensitiveWords};
use book::fusing;
use claim::{Act, ClaimId, Decision, ReportId};
use fuse::events::{Links, Settings, active, events_in_sets, links, remake};
use fuse::lineage::{Basis, Descent, Kinship, agency_key};
use fuse::{Event, Lineages, Names, Statement};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use ledger::{
    AsOf, ClaimFilter, DescentRow, Draft, EventFilter, Found, GivenReport, Ledger, Mode, ReportFilter, Step,
    StoredReport,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

/// Who decided, where the policy names nobody.
const SOMEBODY: &str = "a reviewer";

/// Reports that are written in one go.
const AT_ONCE: usize = 500;

/// What a ledger for the public holds, and what it leaves out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Published {
    /// Reports in it.
    pub reports: u64,
    /// Claims in it.
    pub claims: u64,
    /// Events in it.
    pub events: u64,
    /// Reports that are left out since no claim of them is published.
    pub reports_left_out: u64,
    /// Claims that are not published yet.
    pub delayed: u64,
    /// Claims that people rejected.
    pub rejected: u64,
    /// Claims that nobody reviewed, where the policy wants that.
    pub unreviewed: u64,
    /// Sentences that are withheld whole.
    pub withheld_quotes: u64,
    /// Places that are told less exactly.
    pub coarse_places: u64,
    /// Parties and speakers whose names are masked.
    pub masked_names: u64,
}

/// Why nothing could be published.
#[derive(Debug)]
pub enum Error {
    /// The one ledger or the other.
    Ledger(ledger::Error),
    /// The file for the new one.
    File(String),
    /// The ledger is one for the public already.
    Published,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Ledger(error) => error.fmt(f),
            Error::File(what) => f.write_str(what),
            Error::Published => {
                f.write_str("this ledger is one for the public already; publish the one that it was made from")
            }
        }
    }
}

impl std::error::Error for Error {}

impl From<ledger::Error> for Error {
    fn from(error: ledger::Error) -> Error {
        Error::Ledger(error)
    }
}

/// What is published of a claim, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explained {
    /// The claim.
    pub claim: ClaimId,
    /// Its report.
    pub report: ReportId,
    /// Whether it is published.
    pub published: bool,
    /// What happens to it, in words for people; the first says whether it is published.
    pub because: Vec<String>,
    /// The claim as it is published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown: Option<claim::ClaimRecord>,
    /// Its sentence as it is published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
}

/// Writes a new ledger at `out`, a file that only its owner can read, with what the public may see of `ledger` on the day `today`. The same
/// ledger, policy and day give the same rows. `progress` is told the reports done and all reports. Where it fails the new file is removed.
pub fn publish(
    ledger: &Ledger,
    policy: &Policy,
    today: Date,
    out: &Path,
    mut progress: impl FnMut(u64, u64),
) -> Result<Published, Error> {
    if ledger.is_published()? {
        return Err(Error::Published);
    }
    create(out)?;
    let done = ledger.at_once(|ledger| Ok(write(ledger, policy, today, out, &mut progress)));
    let done = done.map_err(Error::from).and_then(|done| done);
    if done.is_err() {
        let _ = std::fs::remove_file(out);
    }
    done
}

/// What happens to a claim under a policy, and why; `None` where the ledger does not have it.
pub fn explain(ledger: &Ledger, policy: &Policy, today: Date, claim: ClaimId) -> Result<Option<Explained>, Error> {
    if ledger.is_published()? {
        return Err(Error::Published);
    }
    let Some(stored) = ledger.claim(claim)?.and_then(Found::kept) else { return Ok(None) };
    let mut source = Source::read(ledger, policy, today)?;
    let near: BTreeSet<ReportId> = {
        let mut near = BTreeSet::from([stored.report]);
        if let Some(at) = source.event_of.get(&claim) {
            for member in &source.events[*at].members {
                near.extend(ledger.claim(member.claim)?.and_then(Found::kept).map(|claim| claim.report));
            }
        }
        near
    };
    for report in near {
        source.find_sensitive(ledger, report)?;
    }
    source.spread_sensitive();
    let Some(report) = ledger.report(stored.report)?.and_then(Found::kept) else { return Ok(None) };
    let mut outlets = Outlets::default();
    let shown = source.show(ledger, &report, &mut outlets)?;
    let given = shown.report.and_then(|report| report.claims.into_iter().find(|given| given.id == claim));
    let mut because = shown.notes.get(&claim).cloned().unwrap_or_default();
    if source.sensitive.contains(&claim) && given.is_some() {
        because
            .push("it tells, or its event does, of a place where people are cared for, sheltered or hidden".to_owned());
    }
    Ok(Some(Explained {
        claim,
        report: stored.report,
        published: given.is_some(),
        because,
        quote: given.as_ref().and_then(|given| given.quote.as_ref()).map(|quote| quote.text.clone()),
        shown: given.map(|given| given.record),
    }))
}

/// An empty file that nobody else can read.
fn create(out: &Path) -> Result<(), Error> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    match options.open(out) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(Error::File(format!("{}: there is a file already; name another one or take it away", out.display())))
        }
        Err(error) => {
            Err(Error::File(format!("{}: {error}; name a file in a folder that can be written to", out.display())))
        }
    }
}

/// The private ledger as far as it is in memory.
struct Source<'p> {
    rules: Rules<'p>,
    events: Vec<Event>,
    event_of: BTreeMap<ClaimId, usize>,
    lineages: Lineages,
    decisions: Vec<Decision>,
    links: Links,
    /// Claims of which the places are never told exactly.
    sensitive: BTreeSet<ClaimId>,
    /// Claims that somebody accepted one by one.
    accepted: BTreeSet<ClaimId>,
    /// Edits of claims, by claim.
    edits: BTreeMap<ClaimId, Vec<(String, serde_json::Value)>>,
}

impl<'p> Source<'p> {
    fn read(ledger: &Ledger, policy: &'p Policy, today: Date) -> Result<Source<'p>, Error> {
        let (events, lineages) = joined(ledger)?;
        let event_of = events
            .iter()
            .enumerate()
            .flat_map(|(at, event)| event.members.iter().map(move |member| (member.claim, at)));
        let event_of = event_of.collect();
        let all = ledger.decisions(&AsOf::default())?;
        let (decisions, links) = (active(&all), links(&all));
        let mut accepted = BTreeSet::new();
        let mut edits: BTreeMap<ClaimId, Vec<(String, serde_json::Value)>> = BTreeMap::new();
        for decision in decisions.iter().filter(|decision| !decision.event) {
            match (&decision.act, decision.claims.first()) {
                (Act::Accept, _) => accepted.extend(decision.claims.iter().copied()),
                (Act::Reject, _) => decision.claims.iter().for_each(|claim| {
                    accepted.remove(claim);
                }),
                (Act::Edit { field, value }, Some(claim)) => {
                    edits.entry(*claim).or_default().push((field.clone(), value.clone()));
                }
                _ => {}
            }
        }
        let rules =
            Rules { policy, lexicon: Lexicon::new(policy), words: SensitiveWords::new(&policy.sensitive.words), today };
        Ok(Source { rules, events, event_of, lineages, decisions, links, sensitive: BTreeSet::new(), accepted, edits })
    }

    /// The claims of a report as people left them.
    fn claims(&self, ledger: &Ledger, report: ReportId) -> Result<Vec<Candidate>, Error> {
        let filter = ClaimFilter { report: Some(report), ..ClaimFilter::default() };
        let mut claims = Vec::new();
        for mut stored in ledger.claims(&filter, &AsOf::default())? {
            for (field, value) in self.edits.get(&stored.id).into_iter().flatten() {
                edits::apply(&mut stored.record, field, value);
            }
            let (id, days) = (stored.id, self.rules.policy.days(stored.record.event_type));
            let from = stored.known.checked_add(i64::from(days).days()).unwrap_or(Date::MAX);
            let reviewed =
                || self.accepted.contains(&id) || self.event_of.get(&id).is_some_and(|at| self.events[*at].accepted);
            let held = match () {
                _ if self.links.is_rejected(id) => Some("a person rejected it".to_owned()),
                _ if from > self.rules.today => Some(format!("until {from}, {days} days after its report")),
                _ if self.rules.policy.reviews.only_reviewed && !reviewed() => {
                    Some("nobody has reviewed it".to_owned())
                }
                _ => None,
            };
            if self.accepted.contains(&id) {
                stored.record.confidence = Some(1.0);
            }
            claims.push(Candidate { coarse: self.sensitive.contains(&id), stored, held, early: false });
        }
        // A sentence tells of all claims in it.
        let waits: Vec<claim::Span> = claims
            .iter()
            .filter(|claim| claim.held.as_deref().is_some_and(|why| why.starts_with("until")))
            .filter_map(|claim| claim.stored.quote.as_ref().map(|quote| quote.span))
            .collect();
        for claim in &mut claims {
            claim.early =
                claim.stored.quote.as_ref().is_some_and(|quote| waits.iter().any(|span| span.overlaps(quote.span)));
        }
        Ok(claims)
    }

    fn find_sensitive(&mut self, ledger: &Ledger, report: ReportId) -> Result<(), Error> {
        let claims = self.claims(ledger, report)?;
        let scope = self.rules.scope(claims.iter().map(|claim| &claim.stored.record));
        let found = claims.iter().filter(|claim| self.rules.is_sensitive(&claim.stored, &scope));
        let found: Vec<ClaimId> = found.map(|claim| claim.stored.id).collect();
        self.sensitive.extend(found);
        Ok(())
    }

    /// What one claim of an event must not tell, another must not either.
    fn spread_sensitive(&mut self) {
        let events: BTreeSet<usize> =
            self.sensitive.iter().filter_map(|claim| self.event_of.get(claim)).copied().collect();
        let members = events.into_iter().flat_map(|at| self.events[at].members.iter().map(|member| member.claim));
        let members: Vec<ClaimId> = members.collect();
        self.sensitive.extend(members);
    }

    fn show(&self, ledger: &Ledger, report: &StoredReport, outlets: &mut Outlets) -> Result<Shown, Error> {
        let claims = self.claims(ledger, report.id)?;
        Ok(self.rules.show(report, claims, &mut |name| outlets.told(name)))
    }
}

/// Numbers for outlets that cannot be named, in the order of the ledger: two of them stay two witnesses.
#[derive(Default)]
struct Outlets {
    known: BTreeMap<String, String>,
}

impl Outlets {
    fn told(&mut self, name: &str) -> String {
        let next = format!("outlet {}", self.known.len() + 1);
        self.known.entry(agency_key(name).to_string()).or_insert(next).clone()
    }
}

/// Events and lineages as of now: as they are stored, or, where something is not joined yet, joined in memory.
fn joined(ledger: &Ledger) -> Result<(Vec<Event>, Lineages), Error> {
    if fusing::is_behind(ledger)? {
        let (whole, _) = book::load::load(ledger, &AsOf::default())?;
        let statements: Vec<&Statement> = whole.statements.iter().collect();
        let fused = events_in_sets(&statements, &whole.links, &whole.lineages, book::kin(), &Settings::default());
        return Ok((fused.events, whole.lineages));
    }
    let bodies = ledger.events(&EventFilter::default())?;
    let parsed = bodies
        .iter()
        .map(|body| serde_json::from_str(body).map_err(|error| ledger.unreadable_derived(&error.to_string())));
    let events: Vec<Event> = parsed.collect::<Result<_, _>>()?;
    Ok((events, book::load::lineages(ledger, &ledger.all_descents()?)?))
}

fn write(
    ledger: &Ledger,
    policy: &Policy,
    today: Date,
    out: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Published, Error> {
    let mut source = Source::read(ledger, policy, today)?;
    let mut ids: Vec<ReportId> = Vec::new();
    ledger.for_each_report(&ReportFilter::default(), &AsOf::default(), |report| ids.push(report.id))?;
    let total = ids.len() as u64;
    for id in &ids {
        source.find_sensitive(ledger, *id)?;
    }
    source.spread_sensitive();
    // Reports whose claims are in an event that somebody edited: what they hide, the edit must not tell.
    let edited: BTreeSet<ClaimId> =
        edited_events(&source).into_iter().flat_map(|at| members(&source.events[at])).collect();
    let mut published = Published::default();
    let mut outlets = Outlets::default();
    let mut told_outlets: BTreeMap<ReportId, (String, String)> = BTreeMap::new();
    let mut hidden: BTreeMap<ReportId, (Hidden, Scope)> = BTreeMap::new();
    let mut shown_claims: BTreeMap<ClaimId, ReportId> = BTreeMap::new();
    let mut dates: BTreeMap<ReportId, Option<Date>> = BTreeMap::new();
    let mut last = Timestamp::UNIX_EPOCH;
    let mut new = Ledger::open(out, Mode::Create)?;
    let mut batch: Vec<GivenReport> = Vec::new();
    for (done, id) in ids.iter().enumerate() {
        progress(done as u64, total);
        let Some(report) = ledger.report(*id)?.and_then(Found::kept) else { continue };
        let claims = source.claims(ledger, *id)?;
        for claim in &claims {
            match claim.held.as_deref() {
                Some(why) if why.starts_with("until") => published.delayed += 1,
                Some(why) if why.ends_with("rejected it") => published.rejected += 1,
                Some(_) => published.unreviewed += 1,
                None => {}
            }
        }
        let scope = claims
            .iter()
            .any(|claim| edited.contains(&claim.stored.id))
            .then(|| source.rules.scope(claims.iter().map(|claim| &claim.stored.record)));
        let shown = source.rules.show(&report, claims, &mut |name| outlets.told(name));
        if let Some(scope) = scope {
            hidden.insert(*id, (shown.hidden, scope));
        }
        published.withheld_quotes += shown.withheld_quotes;
        published.coarse_places += shown.coarse_places;
        published.masked_names += shown.masked_names;
        let Some(given) = shown.report else {
            published.reports_left_out += 1;
            continue;
        };
        if let (Some(before), Some(now)) = (&report.content.outlet, &given.content.outlet) {
            told_outlets.insert(*id, (before.clone(), now.clone()));
        }
        shown_claims.extend(given.claims.iter().map(|claim| (claim.id, *id)));
        dates.insert(*id, given.content.date);
        last = last.max(given.recorded);
        batch.push(given);
        if batch.len() >= AT_ONCE {
            add(&mut new, &mut batch, &mut published)?;
        }
    }
    add(&mut new, &mut batch, &mut published)?;
    progress(total, total);

    let lineages = lineages(&source, &dates, &told_outlets);
    decide(&mut new, &source, &shown_claims, &hidden, last)?;
    published.events = derive(&mut new, &source, lineages, &dates)?;
    new.mark_published(&policy.name)?;
    Ok(published)
}

fn add(new: &mut Ledger, batch: &mut Vec<GivenReport>, published: &mut Published) -> Result<(), Error> {
    let added = new.add_given(batch)?;
    published.reports += added.reports;
    published.claims += added.claims;
    batch.clear();
    Ok(())
}

fn members(event: &Event) -> impl Iterator<Item = ClaimId> {
    event.members.iter().map(|member| member.claim)
}

/// Events of which somebody set a field.
fn edited_events(source: &Source) -> BTreeSet<usize> {
    let edits: BTreeSet<_> = source
        .decisions
        .iter()
        .filter(|one| one.event && matches!(one.act, Act::Edit { .. }))
        .map(|one| one.id)
        .collect();
    let is_edited = |event: &Event| event.decisions.iter().any(|decision| edits.contains(decision));
    source.events.iter().enumerate().filter(|(_, event)| is_edited(event)).map(|(at, _)| at).collect()
}

/// Writes what people decided about what is published: that an event was accepted, that a claim was, what was set. No notes, no words that
/// are hidden, and names only where the policy says so.
fn decide(
    new: &mut Ledger,
    source: &Source,
    shown: &BTreeMap<ClaimId, ReportId>,
    hidden: &BTreeMap<ReportId, (Hidden, Scope)>,
    last: Timestamp,
) -> Result<(), Error> {
    let policy = source.rules.policy;
    let by =
        |decision: &Decision| if policy.reviews.name_reviewers { decision.by.clone() } else { SOMEBODY.to_owned() };
    let mut about: BTreeMap<claim::DecisionId, usize> = BTreeMap::new();
    for (at, event) in source.events.iter().enumerate() {
        about.extend(event.decisions.iter().map(|decision| (*decision, at)));
    }
    for decision in &source.decisions {
        let draft =
            |claims: Vec<ClaimId>, event: bool, act: Act| Draft { by: by(decision), claims, event, act, note: None };
        let draft = match &decision.act {
            Act::Accept if !decision.event => {
                let claims: Vec<ClaimId> =
                    decision.claims.iter().copied().filter(|claim| shown.contains_key(claim)).collect();
                draft(claims, false, Act::Accept)
            }
            Act::Accept | Act::Edit { .. } if decision.event => {
                let Some(event) = about.get(&decision.id).map(|at| &source.events[*at]) else { continue };
                let claims: Vec<ClaimId> = members(event).filter(|claim| shown.contains_key(claim)).collect();
                match &decision.act {
                    Act::Accept if event.accepted => draft(claims, true, Act::Accept),
                    Act::Edit { field, value } => {
                        let Some(value) = edit_told(source, event, field, value, shown, hidden) else { continue };
                        draft(claims, true, Act::Edit { field: field.clone(), value })
                    }
                    _ => continue,
                }
            }
            _ => continue,
        };
        if !draft.claims.is_empty() {
            new.decide(&draft, last)?;
        }
    }
    Ok(())
}

/// What somebody set of an event, as it may be told.
fn edit_told(
    source: &Source,
    event: &Event,
    field: &str,
    value: &serde_json::Value,
    shown: &BTreeMap<ClaimId, ReportId>,
    hidden: &BTreeMap<ReportId, (Hidden, Scope)>,
) -> Option<serde_json::Value> {
    let policy = source.rules.policy;
    let (mut all, mut scope) = (Hidden::default(), source.rules.scope([]));
    for report in members(event).filter_map(|claim| shown.get(&claim)) {
        let Some((hides, of)) = hidden.get(report) else { continue };
        all.names.extend(hides.names.iter().cloned());
        all.always.extend(hides.always.iter().cloned());
        all.places.extend(hides.places.iter().cloned());
        all.place_words.extend(hides.place_words.iter().cloned());
        scope.countries.extend(of.countries.iter().cloned());
        scope.places.extend(of.places.iter().cloned());
        scope.parties.extend(of.parties.iter().cloned());
        scope.offices.extend(of.offices.iter().cloned());
    }
    let sensitive = members(event).any(|claim| source.sensitive.contains(&claim));
    let place = serde_json::from_value::<claim::Where>(value.clone()).ok();
    let listed = place
        .as_ref()
        .and_then(|place| place.place())
        .is_some_and(|place| crate::places::is_listed(place, "", policy) || all.places.contains(&place.id));
    let usual = policy.precision(event.event_type);
    let precision = if sensitive || listed { usual.max(policy.sensitive.precision) } else { usual };
    let masker = Masker { lexicon: &source.rules.lexicon, scope: &scope, hidden: &all };
    edits::told(&masker, field, value, precision.max(Precision::Exact), policy)
}

/// Lineages among what is published: a report that is not published hands its place to those that came from it.
fn lineages(
    source: &Source,
    dates: &BTreeMap<ReportId, Option<Date>>,
    outlets: &BTreeMap<ReportId, (String, String)>,
) -> Lineages {
    let of = &source.lineages.of;
    let mut first: BTreeMap<ReportId, (bool, Option<Date>, ReportId)> = BTreeMap::new();
    for (report, date) in dates {
        let lineage = source.lineages.lineage(*report);
        let order = (date.is_none(), *date, *report);
        let known = first.entry(lineage).or_insert(order);
        // The first report of a lineage stays it, where it is published.
        if *report == lineage || (known.2 != lineage && order < *known) {
            *known = order;
        }
    }
    let hidden = Hidden::default();
    let scope = source.rules.scope([]);
    let masker = Masker { lexicon: &source.rules.lexicon, scope: &scope, hidden: &hidden };
    let public = |name: &str| masker.mask(name, crate::text::Kind::Words).is_whole();
    // Those that vouch are told as outlets are.
    let vouchers: BTreeMap<String, std::sync::Arc<str>> =
        outlets.values().map(|(before, now)| (agency_key(before).to_string(), agency_key(now))).collect();
    let mut made = BTreeMap::new();
    for report in dates.keys() {
        let Some(old) = of.get(report) else { continue };
        let root = first.get(&old.lineage).map_or(*report, |order| order.2);
        let mut parent = old.parent;
        let mut seen = BTreeSet::new();
        while let Some(up) = parent.filter(|up| !dates.contains_key(up)) {
            parent = if seen.insert(up) { of.get(&up).and_then(|descent| descent.parent) } else { None };
        }
        let parent = if root == *report { None } else { Some(parent.unwrap_or(root)) };
        let original = parent.is_none();
        let credit = old.credit.clone().filter(|credit| public(credit));
        let voucher = old.voucher.as_ref().and_then(|voucher| match vouchers.get(&**voucher) {
            Some(now) => Some(now.clone()),
            None if old.credit.as_ref().is_some_and(|credit| agency_key(credit) == *voucher) => {
                credit.is_some().then(|| voucher.clone())
            }
            None => known_voucher(source, voucher).then(|| voucher.clone()),
        });
        made.insert(
            *report,
            Descent {
                lineage: root,
                parent,
                kinship: if original { Kinship::Original } else { old.kinship },
                shared: if original { 0.0 } else { old.shared },
                credit,
                voucher,
                basis: if original { None } else { old.basis.or(Some(Basis::Text)) },
                because: if original { "nothing earlier has its text".into() } else { old.because.clone() },
            },
        );
    }
    Lineages { of: made }
}

/// An agency of the register.
fn known_voucher(source: &Source, voucher: &str) -> bool {
    source.rules.lexicon.is_known(voucher)
}

/// Makes the events anew from what is published, and writes them with the lineages. How many.
fn derive(
    new: &mut Ledger,
    source: &Source,
    lineages: Lineages,
    dates: &BTreeMap<ReportId, Option<Date>>,
) -> Result<u64, Error> {
    let mut names = Names::default();
    let mut statements: BTreeMap<ClaimId, Statement> = BTreeMap::new();
    new.for_each_claim(&AsOf::default(), 0, |report, stored| {
        let head = book::load::head(&mut names, report.id, report.date, report.outlet.as_deref());
        statements.insert(stored.id, book::load::statement(&mut names, &head, &stored));
    })?;
    let decisions = new.decisions(&AsOf::default())?;
    let links = links(&decisions);
    let mut events =
        remake(&source.events, |claim| statements.get(&claim), &links, &lineages, book::kin(), &Settings::default());
    for suggestion in events.iter_mut().flat_map(|event| &mut event.suggested) {
        // Its words were made of what is not told.
        suggestion.because = "they are much alike".to_owned();
    }
    let descent = |(report, published): (&ReportId, &Option<Date>)| {
        let descent = lineages.of.get(report)?;
        let body = serde_json::to_string(descent).ok()?;
        Some(DescentRow { report: *report, lineage: descent.lineage, published: *published, body })
    };
    let step = Step {
        anew: true,
        descents: dates.iter().filter_map(descent).collect(),
        seq: new.head()?.seq,
        decisions: decisions.len(),
        version: fusing::VERSION.to_owned(),
        ..Step::default()
    };
    let rows = events.iter().map(|event| fusing::row(event, event.id.anchor(), |claim| statements.get(&claim)));
    new.write_derived(&step, rows)?;
    Ok(events.len() as u64)
}

//! What a command sees of a ledger: as of now, from what is joined already; as of another time, joined in memory from what was
//! known then.
//!
//! Reads only. The same ledger, times and rules give the same answers in the same order.

use super::args::{Book, DisputedRule, NumberRule, Times};
use super::open;
use crate::complain;
use claim::{ClaimId, Decision, EventId, ReportId};
use fuse::control::Control;
use fuse::events::{Links, Settings, apply_to, events_in_sets};
use fuse::lineage::{Print, Tracer};
use fuse::{Event, FieldRule, FigureRule, Head, Kin, Lineages, Names, Statement};
use ledger::{AsOf, EventFilter, Ledger, Mode, ReportFilter, StoredClaim, StoredReport};
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use world::parties::Register;

/// Who belongs to whom, after the built-in register; made once.
pub fn kin() -> &'static Kin {
    static KIN: OnceLock<Kin> = OnceLock::new();
    KIN.get_or_init(|| {
        let entries = Register::bundled().entries();
        Kin::of(entries.iter().map(|entry| (entry.id.as_str(), entry.parent.as_deref(), entry.allies.as_slice())))
    })
}

/// A ledger as of a time, under rules.
pub struct View {
    /// The file.
    pub ledger: Ledger,
    /// As of when.
    pub as_of: AsOf,
    /// Rules.
    pub settings: Settings,
    /// All that is known, in memory; made when first wanted.
    whole: OnceCell<Whole>,
    /// Its events; made when first wanted.
    joined: OnceCell<Vec<Event>>,
}

/// Claims as fusing sees them, with what they rest on.
pub struct Whole {
    /// As people left them, without the rejected ones, in the order of the ledger.
    pub statements: Vec<Statement>,
    /// What else people decided.
    pub links: Links,
    /// Of all reports.
    pub lineages: Lineages,
    /// All reports; where they are joined already, without their outlets.
    pub heads: Vec<Head>,
    /// Those that count as of then.
    pub decisions: Vec<Decision>,
    /// First day of publication.
    pub since: Option<jiff::civil::Date>,
    by_claim: BTreeMap<ClaimId, usize>,
}

impl Whole {
    /// The statement of a claim; `None` where it was rejected or erased.
    pub fn statement(&self, claim: ClaimId) -> Option<&Statement> {
        self.by_claim.get(&claim).map(|at| &self.statements[*at])
    }
}

/// The rule of fuse that a word of the command line names.
pub fn figure_rule(rule: NumberRule) -> FigureRule {
    match rule {
        NumberRule::Conservative => FigureRule::Conservative,
        NumberRule::Ged => FigureRule::Ged,
        NumberRule::Latest => FigureRule::Latest,
        NumberRule::Median => FigureRule::Median,
        NumberRule::Mode => FigureRule::Mode,
        NumberRule::Independent => FigureRule::Independent,
        NumberRule::Max => FigureRule::Max,
        NumberRule::Min => FigureRule::Min,
    }
}

impl View {
    /// Opens a ledger for looking; complains where it cannot be opened.
    pub fn open(book: &Book, times: &Times, rule: NumberRule) -> Option<View> {
        let ledger = open(book, Mode::Read)?;
        let as_of = AsOf { known: times.as_of, recorded: times.recorded_by };
        let settings = Settings { figures: figure_rule(rule), ..Settings::default() };
        let view = View { ledger, as_of, settings, whole: OnceCell::new(), joined: OnceCell::new() };
        if view.is_now() {
            view.warn_if_behind();
        }
        Some(view)
    }

    /// The same, with another rule for fields about which claims disagree.
    pub fn with_fields(mut self, rule: DisputedRule) -> View {
        self.settings.fields = match rule {
            DisputedRule::Frequent => FieldRule::Frequent,
            DisputedRule::Independent => FieldRule::Independent,
            DisputedRule::Latest => FieldRule::Latest,
            DisputedRule::Precise => FieldRule::Precise,
        };
        self
    }

    /// True where nothing is left out: what is joined already is the answer.
    fn is_now(&self) -> bool {
        self.as_of == AsOf::default()
    }

    /// Stored events under the rules that were asked for. Which events there are does not depend on them.
    fn under_rules(&self, stored: Vec<Event>) -> Result<Vec<Event>, ledger::Error> {
        if self.settings == Settings::default() {
            return Ok(stored);
        }
        let mut events = super::fusing::under(&self.ledger, &stored, &self.settings)?;
        in_order(&mut events);
        Ok(events)
    }

    /// True where something was added after the last joining, or another version did that.
    fn is_behind(&self) -> Result<bool, ledger::Error> {
        let fused = self.ledger.fused()?;
        Ok(fused.version != super::fusing::VERSION || self.ledger.head()?.seq > fused.seq)
    }

    fn warn_if_behind(&self) {
        if self.is_behind().unwrap_or(false) {
            complain("this ledger holds claims that are not joined into events yet; dateline fuse joins them");
        }
    }

    /// All that is known as of then.
    pub fn whole(&self) -> Result<&Whole, ledger::Error> {
        if let Some(whole) = self.whole.get() {
            return Ok(whole);
        }
        let joined = self.is_now() && !self.is_behind()?;
        let made = if joined { load_joined(&self.ledger)? } else { load(&self.ledger, &self.as_of)?.0 };
        Ok(self.whole.get_or_init(|| made))
    }

    /// All events as of then, by id.
    fn joined(&self) -> Result<&Vec<Event>, ledger::Error> {
        if let Some(joined) = self.joined.get() {
            return Ok(joined);
        }
        let whole = self.whole()?;
        let statements: Vec<&Statement> = whole.statements.iter().collect();
        let made = events_in_sets(&statements, &whole.links, &whole.lineages, kin(), &self.settings).events;
        Ok(self.joined.get_or_init(|| made))
    }

    /// Events by first day (the undated last) and id. Filters look at the values that the usual rules chose.
    pub fn events(&self, filter: &EventFilter) -> Result<Vec<Event>, ledger::Error> {
        if self.is_now() {
            let bodies = self.ledger.events(filter)?;
            let stored: Vec<Event> = bodies.iter().map(|body| self.parsed(body)).collect::<Result<_, _>>()?;
            return self.under_rules(stored);
        }
        let mut events: Vec<Event> = self.joined()?.iter().filter(|event| fits(event, filter, self)).cloned().collect();
        in_order(&mut events);
        events.truncate(filter.limit.unwrap_or(usize::MAX));
        Ok(events)
    }

    /// The event that is named so, or that has the claim that the name comes from.
    pub fn event(&self, id: EventId) -> Result<Option<Event>, ledger::Error> {
        if self.is_now() {
            let named = match self.ledger.event(id)? {
                Some(body) => Some(body),
                None => match self.ledger.event_of(id.anchor())? {
                    Some(event) => self.ledger.event(event)?,
                    None => None,
                },
            };
            let stored: Option<Event> = named.map(|body| self.parsed(&body)).transpose()?;
            return Ok(self.under_rules(stored.into_iter().collect())?.pop());
        }
        let has = |event: &&Event| event.members.iter().any(|member| member.claim == id.anchor());
        Ok(self.joined()?.iter().find(has).cloned())
    }

    /// What fusing stored.
    fn parsed(&self, body: &str) -> Result<Event, ledger::Error> {
        serde_json::from_str(body).map_err(|error| self.ledger.unreadable_derived(&error.to_string()))
    }

    /// The history of every place of which claims tell who holds it.
    pub fn control(&self) -> Result<Vec<Control>, ledger::Error> {
        let whole = self.whole()?;
        Ok(fuse::control::control(&whole.statements, &whole.lineages, kin()))
    }
}

/// Descents that fusing stored; later rows win.
pub fn lineages(ledger: &Ledger, rows: &[ledger::DescentRow]) -> Result<Lineages, ledger::Error> {
    let mut of = BTreeMap::new();
    for row in rows {
        let descent = serde_json::from_str(&row.body).map_err(|error| ledger.unreadable_derived(&error.to_string()))?;
        of.insert(row.report, descent);
    }
    Ok(Lineages { of })
}

/// Loads what is known as of then, and traces its reports anew; also what they were traced with.
pub fn load(ledger: &Ledger, as_of: &AsOf) -> Result<(Whole, Tracer), ledger::Error> {
    let mut names = Names::default();
    let mut prints = Vec::new();
    ledger.for_each_report(&ReportFilter::default(), as_of, |stored| prints.push(print_of(&mut names, &stored)))?;
    let tracer = Tracer::new(&prints);
    let heads = prints.into_iter().map(|(head, _)| head).collect();
    Ok((with(ledger, as_of, names, tracer.lineages(), heads)?, tracer))
}

/// The same with the lineages that are stored; they must be those of now.
fn load_joined(ledger: &Ledger) -> Result<Whole, ledger::Error> {
    let rows = ledger.all_descents()?;
    let head = |row: &ledger::DescentRow| Head { id: row.report, published: row.published, outlet: None };
    let heads = rows.iter().map(head).collect();
    with(ledger, &AsOf::default(), Names::default(), lineages(ledger, &rows)?, heads)
}

fn with(
    ledger: &Ledger,
    as_of: &AsOf,
    mut names: Names,
    lineages: Lineages,
    heads: Vec<Head>,
) -> Result<Whole, ledger::Error> {
    let mut statements = Vec::new();
    ledger.for_each_claim(as_of, 0, |report, stored| {
        let head = head(&mut names, report.id, report.date, report.outlet.as_deref());
        statements.push(statement(&mut names, &head, &stored));
    })?;
    let since = heads.iter().filter_map(|head| head.published).min();
    let decisions = ledger.decisions(as_of)?;
    let links = apply_to(&mut statements, &decisions, kin());
    let by_claim = statements.iter().enumerate().map(|(at, statement)| (statement.claim, at)).collect();
    Ok(Whole { statements, links, lineages, heads, decisions, since, by_claim })
}

/// A report as fusing sees it.
pub fn head(names: &mut Names, id: ReportId, published: Option<jiff::civil::Date>, outlet: Option<&str>) -> Head {
    Head { id, published, outlet: outlet.map(|outlet| names.word(outlet)) }
}

/// A claim as fusing sees it.
pub fn statement(names: &mut Names, head: &Head, stored: &StoredClaim) -> Statement {
    let quote = stored.quote.as_ref().map_or("", |quote| &quote.text);
    names.statement(head, stored.id, stored.position, &stored.record, quote, kin())
}

/// A report with what is kept of its text.
pub fn print_of(names: &mut Names, stored: &StoredReport) -> (Head, Print) {
    let head = head(names, stored.id, stored.content.date, stored.content.outlet.as_deref());
    // One that cannot be read is a report without copies.
    (head, Print::unpack(&stored.content.print).unwrap_or_default())
}

/// By first day (the undated last) and id.
fn in_order(events: &mut [Event]) {
    events.sort_by_key(|event| {
        let days = event.days.as_ref().map(|days| days.value);
        (days.is_none(), days.map(|days| days.start), event.id)
    });
}

/// True where an event passes a filter: the same that the ledger asks of its stored columns.
fn fits(event: &Event, filter: &EventFilter, view: &View) -> bool {
    let whole = view.whole.get();
    let row = super::fusing::row(event, event.members[0].claim, |claim| whole?.statement(claim));
    let any = |wanted: &[String], has: &dyn Fn(&String) -> bool| wanted.is_empty() || wanted.iter().any(has);
    any(&filter.places, &|id| row.place.as_ref().is_some_and(|place| place.0.as_ref() == Some(id)))
        && any(&filter.parties, &|id| row.parties.contains(id))
        && any(&filter.types, &|code| row.event_type == *code)
        && any(&filter.standings, &|word| row.standing == *word)
        && filter.country.as_ref().is_none_or(|country| row.country.as_ref() == Some(country))
        && filter.from.is_none_or(|from| row.days.is_some_and(|days| days.1 >= from))
        && filter.to.is_none_or(|to| row.days.is_some_and(|days| days.0 <= to))
}

//! From rows of a ledger to what fusing works on: statements, prints, descents. Loads; joins nothing.

use claim::{ClaimId, Decision, ReportId};
use fuse::events::{Links, apply_to};
use fuse::lineage::{Print, Tracer};
use fuse::{Event, Head, Kin, Lineages, Names, Statement};
use ledger::{AsOf, Ledger, ReportFilter, StoredClaim, StoredReport};
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

/// An event that fusing stored.
pub(crate) fn event(ledger: &Ledger, body: &str) -> Result<Event, ledger::Error> {
    serde_json::from_str(body).map_err(|error| ledger.unreadable_derived(&error.to_string()))
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

/// The same with the lineages that are stored: of now, or of a ledger for the public, which are the same at any time.
pub fn load_joined(ledger: &Ledger, as_of: &AsOf) -> Result<Whole, ledger::Error> {
    let rows = ledger.all_descents()?;
    let head = |row: &ledger::DescentRow| Head { id: row.report, published: row.published, outlet: None };
    let known = |head: &Head| as_of.known.is_none_or(|day| head.published.is_none_or(|published| published <= day));
    let heads = rows.iter().map(head).filter(known).collect();
    with(ledger, as_of, Names::default(), lineages(ledger, &rows)?, heads)
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

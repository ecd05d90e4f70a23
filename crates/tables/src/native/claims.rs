//! A row a claim: who says that who did what to whom, where, when, with what losses; as it was read, with its sentence. What people
//! decided about it stands beside it.

use super::cells::{Filling, count, day, degrees, flag, maybe, micros, moment, text, texts};
use super::scope::{About, Scope};
use crate::coded::{self, FlatClaim};
use crate::{Column, Error, Sheet};
use arrow::datatypes::{DataType, Field, Schema};
use book::Filter;
use book::lists::{ClaimView, claims_after};
use claim::{Act, ClaimId, ReportId};
use fuse::Names;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Claims that are asked for in one go.
const AT_ONCE: usize = 8_192;

/// Before the columns of what is claimed.
fn before() -> Vec<Column> {
    vec![
        text("id", "the claim: c and twelve digits, the same on every machine for the same report and model"),
        maybe("event", "the event that it makes with others; empty where it makes none (a toll, a rejected claim)"),
        text("report", "the report it stands in"),
        count("position", "number of the claim within its report, from 0"),
        day("published", "day of publication of its report; empty where nobody knows it"),
        day("known", "the day from which the world could know it: of publication, else of recording, UTC"),
        moment("recorded", "when the ledger learned of it"),
        maybe("outlet", "who published the report"),
        maybe("url", "address it was published under"),
        maybe("title", "its headline"),
        maybe("language", "ISO 639-1 code of the report"),
        maybe("licence", "licence of the report's text, where the input told"),
        text("group", "group of the type: violence, control, movement ..."),
        day(
            "start",
            "first day of what is claimed: what its expressions of time mean, else the days before publication",
        ),
        day("end", "last day, included"),
        degrees(
            "lat",
            "degrees north of the first of its places that could be resolved, WGS 84; empty where none could",
        ),
        degrees("lon", "degrees east of it"),
        flag("accepted", "true where a person said that it was read rightly"),
        flag("rejected", "true where a person said that it was read wrongly: it counts for nothing"),
        texts("edited", "fields that people set otherwise; the values stand in the table of decisions"),
        texts("decided_by", "who decided"),
    ]
}

fn schema() -> Schema {
    let own = before();
    let mut fields: Vec<Arc<Field>> = own.iter().map(|column| Arc::new(column.field())).collect();
    if let DataType::Struct(claimed) = coded::claim() {
        // The id stands first already.
        fields.extend(claimed.iter().filter(|field| own.iter().all(|column| column.name != field.name())).cloned());
    }
    Schema::new(fields)
}

#[derive(Serialize)]
struct Row<'r> {
    event: Option<String>,
    report: String,
    position: i64,
    published: Option<Date>,
    known: Date,
    #[serde(serialize_with = "micros")]
    recorded: Timestamp,
    outlet: Option<String>,
    url: Option<&'r str>,
    title: Option<&'r str>,
    language: Option<&'r str>,
    licence: Option<&'r str>,
    group: &'static str,
    start: Option<Date>,
    end: Option<Date>,
    lat: Option<f64>,
    lon: Option<f64>,
    accepted: bool,
    rejected: bool,
    edited: Vec<String>,
    decided_by: Vec<String>,
    #[serde(flatten)]
    claim: FlatClaim,
}

/// What people decided about one claim.
#[derive(Default)]
struct Decided {
    accepted: bool,
    edited: BTreeSet<String>,
    by: BTreeSet<String>,
}

/// The claims of a scope, in the order of the chain.
pub fn claims(scope: &Scope) -> Result<Sheet, Error> {
    let view = scope.view;
    let about = scope.reports()?;
    let all = view.ledger.decisions(&view.as_of)?;
    let links = fuse::events::links(&all);
    let decided = decided(&all);
    let (nobody, unknown) = (Decided::default(), About::default());
    let mut names = Names::default();
    let mut made = Filling::with("claims", Arc::new(schema()));
    let mut row = |one: ClaimView| -> Result<(), Error> {
        let ClaimView { claim, outlet, published, event } = one;
        let about: &About = about.get(&claim.report).unwrap_or(&unknown);
        let head = book::load::head(&mut names, claim.report, published, outlet.as_deref());
        let told = book::load::statement(&mut names, &head, &claim);
        let decided = decided.get(&claim.id).unwrap_or(&nobody);
        let rejected = links.is_rejected(claim.id);
        made.row(Row {
            event: event.map(|event| event.to_string()),
            report: ReportId::to_string(&claim.report),
            position: claim.position.into(),
            published,
            known: claim.known,
            recorded: claim.recorded,
            outlet,
            url: about.url.as_deref(),
            title: about.title.as_deref(),
            language: about.language.as_deref(),
            licence: about.licence.as_deref(),
            group: claim.record.event_type.definition().group.name(),
            start: told.days.map(|days| days.start),
            end: told.days.map(|days| days.end),
            lat: told.spot().and_then(|spot| spot.point).map(|(lat, _)| lat),
            lon: told.spot().and_then(|spot| spot.point).map(|(_, lon)| lon),
            accepted: decided.accepted && !rejected,
            rejected,
            edited: decided.edited.iter().cloned().collect(),
            decided_by: decided.by.iter().cloned().collect(),
            claim: FlatClaim::of(claim.id.to_string(), &claim.record, claim.quote.as_ref()),
        })
    };
    let mut left = scope.filter.limit.unwrap_or(usize::MAX);
    let mut after = 0;
    while left > 0 {
        let page = claims_after(view, &Filter { limit: Some(AT_ONCE), ..scope.filter.clone() }, after)?;
        let Some(last) = page.last() else { break };
        after = last.claim.seq;
        let full = page.len() == AT_ONCE;
        for one in page.into_iter().filter(|one| scope.is_touched(one.claim.id)).take(left) {
            left -= 1;
            row(one)?;
        }
        if !full {
            break;
        }
    }
    made.done()
}

fn decided(all: &[claim::Decision]) -> BTreeMap<ClaimId, Decided> {
    let mut decided: BTreeMap<ClaimId, Decided> = BTreeMap::new();
    for decision in fuse::events::active(all) {
        for claim in &decision.claims {
            let one = decided.entry(*claim).or_default();
            match &decision.act {
                Act::Accept => one.accepted = true,
                Act::Reject => one.accepted = false,
                // What is set of an event is no field of its claims.
                Act::Edit { field, .. } if !decision.event => {
                    one.edited.insert(field.clone());
                }
                _ => continue,
            }
            one.by.insert(decision.by.clone());
        }
    }
    decided
}

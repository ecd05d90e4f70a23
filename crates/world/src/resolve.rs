//! Claims of one report -> what their fillers mean. Places first, since they tell the countries; then days; then parties,
//! which need both.
//!
//! Never changes a claim's own fields and never fails: what cannot be told is told to be unresolved.

use crate::dates::{self, DateContext, Leaning, NumberOrder};
use crate::parties::{self, PartyContext, Register};
use crate::places::resolve::{Context, Mention, resolve_places};
use crate::places::Gazetteer;
use claim::{Claim, CodePoints, Group, Report, Resolved, Span, Speaker, Status, TextSlot, Where, Who};
use std::collections::BTreeMap;

/// What is known of the world: places and parties.
#[derive(Clone, Copy)]
pub struct World<'w> {
    /// Places by name.
    pub gazetteer: &'w Gazetteer,
    /// Parties by name.
    pub register: &'w Register,
}

impl World<'static> {
    /// The world that is built into the program.
    pub fn bundled() -> World<'static> {
        World { gazetteer: Gazetteer::bundled(), register: Register::bundled() }
    }
}

/// Fills in `resolved` of every claim of a report.
pub fn resolve(report: &Report, claims: &mut [Claim], world: World) {
    let places = Places::of(report, claims, world);
    let countries = countries(&places);
    let date = report.date;
    let dateline = dates::dateline_day(&report.text, date);
    let context = PartyContext { countries, date, ..PartyContext::default() };
    let mut known: BTreeMap<&str, Who> = BTreeMap::new();
    for claim in claims.iter() {
        for filler in claim.slot(TextSlot::Actor).iter().chain(claim.slot(TextSlot::Target)) {
            known.entry(&filler.text).or_insert_with(|| parties::who(&filler.text, &context, world.register));
        }
    }
    let fighting = fighting(claims, &known);
    let mut voices: BTreeMap<&str, Speaker> = BTreeMap::new();
    for filler in claims.iter().flat_map(|claim| claim.slot(TextSlot::Source)) {
        voices
            .entry(&filler.text)
            .or_insert_with(|| parties::speaker(&filler.text, &context, world.register, &fighting));
    }
    let answers: Vec<Resolved> = claims
        .iter()
        .map(|claim| {
            let parties = |slot| claim.slot(slot).iter().map(|filler| known[filler.text.as_str()].clone()).collect();
            let places = |slot| claim.slot(slot).iter().map(|filler| places.meaning(filler.span)).collect();
            let leaning = if matches!(claim.status, Status::Planned | Status::Hypothetical) {
                Leaning::Future
            } else {
                Leaning::Past
            };
            let when = DateContext { published: date, dateline, leaning, order: NumberOrder::Unknown };
            Resolved {
                actor: parties(TextSlot::Actor),
                target: parties(TextSlot::Target),
                place: places(TextSlot::Place),
                from: places(TextSlot::From),
                to: places(TextSlot::To),
                time: claim.slot(TextSlot::Time).iter().map(|filler| dates::when(&filler.text, &when)).collect(),
                source: claim.slot(TextSlot::Source).iter().map(|filler| voices[filler.text.as_str()].clone()).collect(),
            }
        })
        .collect();
    for (claim, answer) in claims.iter_mut().zip(answers) {
        claim.resolved = Some(answer);
    }
}

/// The places of a report's claims, told together, and the countries that it speaks of.
struct Places {
    by_span: BTreeMap<Span, Where>,
    context: Context,
}

impl Places {
    fn of(report: &Report, claims: &[Claim], world: World) -> Places {
        let points = CodePoints::new(&report.text);
        let mut mentions: BTreeMap<Span, Mention> = BTreeMap::new();
        for claim in claims {
            for slot in [TextSlot::Place, TextSlot::From, TextSlot::To] {
                for filler in claim.slot(slot) {
                    let bytes = points.to_byte(filler.span.start)..points.to_byte(filler.span.end);
                    mentions.entry(filler.span).or_insert_with(|| Mention::at(&report.text, bytes));
                }
            }
        }
        let context = Context::of(&report.text, report.title.as_deref(), None, world.gazetteer);
        let outlet = report.outlet.as_deref().and_then(|outlet| country_of_outlet(outlet, report, world.register));
        let context = context.published_in(outlet.as_deref());
        let (spans, asked): (Vec<Span>, Vec<Mention>) = mentions.into_iter().unzip();
        let answers = resolve_places(&asked, &context, world.gazetteer);
        Places { by_span: spans.into_iter().zip(answers).collect(), context }
    }

    fn meaning(&self, span: Span) -> Where {
        self.by_span[&span].clone()
    }
}

fn country_of_outlet(outlet: &str, report: &Report, register: &Register) -> Option<String> {
    let context = PartyContext { date: report.date, ..PartyContext::default() };
    match parties::who(outlet, &context, register) {
        Who::Party(party) if !party.provisional => party.country,
        Who::Party(_) | Who::Unresolved(_) => None,
    }
}

/// The countries of a report with their weights, the main one first: where its claims' places lie counts for more than a
/// country that is named.
fn countries(places: &Places) -> Vec<(String, f64)> {
    let mut weights: BTreeMap<&str, f64> = BTreeMap::new();
    for named in &places.context.countries {
        *weights.entry(&named.country).or_default() += named.times as f64;
    }
    for place in places.by_span.values() {
        if let Where::Place(place) = place
            && let Some(country) = &place.country
        {
            *weights.entry(country).or_default() += 2.0;
        }
    }
    let mut listed: Vec<(String, f64)> = weights.into_iter().map(|(country, weight)| (country.to_owned(), weight)).collect();
    listed.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    listed
}

/// Ids of the parties that do something to somebody in these claims, or have it done to them: a speaker among them speaks
/// for a side.
fn fighting(claims: &[Claim], known: &BTreeMap<&str, Who>) -> Vec<String> {
    let violent = |claim: &&Claim| matches!(claim.event_type.definition().group, Group::Ground | Group::Violence);
    let mut ids: Vec<String> = claims
        .iter()
        .filter(violent)
        .flat_map(|claim| claim.slot(TextSlot::Actor).iter().chain(claim.slot(TextSlot::Target)))
        .filter_map(|filler| match &known[filler.text.as_str()] {
            Who::Party(party) => Some(party.id.clone()),
            Who::Unresolved(_) => None,
        })
        .collect();
    ids.sort();
    ids.dedup();
    ids
}

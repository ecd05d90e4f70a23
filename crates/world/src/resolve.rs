//! Claims of one report -> what their fillers mean. Places first, since they tell the countries; then days; then parties,
//! which need both.
//!
//! Never changes a claim's own fields and never fails: what cannot be told is told to be unresolved.

use crate::dates::{self, DateContext, Leaning, NumberOrder};
use crate::parties::{self, PartyContext, Register};
use crate::places::Gazetteer;
use crate::places::resolve::{Context, Mention, resolve_places};
use claim::{Claim, CodePoints, Filler, Group, Report, Resolved, Span, Speaker, Status, TextSlot, When, Where, Who};
use std::collections::BTreeMap;

/// What is known of the world: places and parties.
#[derive(Clone, Copy)]
pub struct World<'w> {
    /// Places by name.
    pub gazetteer: &'w Gazetteer,
    /// Parties by name.
    pub register: &'w Register,
}

/// Fills in `resolved` of every claim of a report. The claims are touched last, when all answers are there.
pub fn resolve(report: &Report, claims: &mut [Claim], world: World) {
    if claims.is_empty() {
        return;
    }
    let points = CodePoints::new(&report.text);
    let places = Places::of(report, &points, claims, world);
    let countries = countries(&places);
    let days = Days::of(report, &points);
    let context = PartyContext { countries, date: report.date, ..PartyContext::default() };
    let mut known = Parties { context, register: world.register, of: BTreeMap::new() };
    let meanings: Vec<[Vec<Who>; 2]> =
        claims.iter().map(|claim| [TextSlot::Actor, TextSlot::Target].map(|slot| known.of_slot(claim, slot))).collect();
    let context = PartyContext { may_be_place: false, ..known.context };
    let fighting = fighting(claims, &meanings);
    let fighting: Vec<&str> = fighting.iter().map(String::as_str).collect();
    let mut voices: BTreeMap<&str, Speaker> = BTreeMap::new();
    for filler in claims.iter().flat_map(|claim| claim.slot(TextSlot::Source)) {
        voices
            .entry(&filler.text)
            .or_insert_with(|| parties::speaker(&filler.text, &context, world.register, &fighting));
    }
    let answers: Vec<Resolved> = claims
        .iter()
        .zip(meanings)
        .map(|(claim, [actor, target])| {
            let places = |slot| claim.slot(slot).iter().map(|filler| places.meaning(filler.span)).collect();
            Resolved {
                actor,
                target,
                place: places(TextSlot::Place),
                from: places(TextSlot::From),
                to: places(TextSlot::To),
                time: claim.slot(TextSlot::Time).iter().map(|filler| days.meaning(claim.status, filler)).collect(),
                source: claim
                    .slot(TextSlot::Source)
                    .iter()
                    .map(|filler| voices[filler.text.as_str()].clone())
                    .collect(),
            }
        })
        .collect();
    for (claim, answer) in claims.iter_mut().zip(answers) {
        claim.resolved = Some(answer);
    }
}

/// The days that a report tells.
struct Days<'r> {
    points: &'r CodePoints<'r>,
    context: DateContext,
    /// Every expression of its text.
    told: Vec<dates::Reading>,
}

impl<'r> Days<'r> {
    fn of(report: &Report, points: &'r CodePoints<'r>) -> Days<'r> {
        let dateline = dates::dateline_day(&report.text, report.date);
        let context =
            DateContext { published: report.date, dateline, leaning: Leaning::Past, order: NumberOrder::Unknown };
        Days { points, context, told: dates::read(&report.text, &context) }
    }

    /// What a claim's filler means: "Friday" of what is planned lies ahead, "the same day" is the one told before.
    fn meaning(&self, status: Status, filler: &Filler) -> When {
        let ahead = matches!(status, Status::Planned | Status::Hypothetical);
        let leaning = if ahead { Leaning::Future } else { Leaning::Past };
        let before = dates::told_before(&self.told, self.points.to_byte(filler.span.start));
        dates::when_after(&filler.text, &DateContext { leaning, ..self.context }, before)
    }
}

/// The places of a report's claims, told together, and the countries that it speaks of.
struct Places {
    by_span: BTreeMap<Span, Where>,
    context: Context,
}

impl Places {
    fn of(report: &Report, points: &CodePoints, claims: &[Claim], world: World) -> Places {
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

/// Places of a country that the report does not name must weigh as much together before the report counts as one about it: one
/// whose name stands out, or two. Else an unknown town that is called like one elsewhere would bring that country's army.
const ENOUGH: f64 = 0.7;

/// The countries of a report with their weights, the main one first: where its claims' places lie counts for more than a
/// country that is named.
fn countries(places: &Places) -> Vec<(String, f64)> {
    let mut weights: BTreeMap<&str, f64> = BTreeMap::new();
    for named in &places.context.countries {
        *weights.entry(&named.country).or_default() += named.times as f64;
    }
    // Of each place the likeliest mention.
    let mut found: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    for place in places.by_span.values() {
        if let Some(place) = place.place()
            && let Some(country) = &place.country
        {
            let score = found.entry((country, &place.id)).or_default();
            *score = score.max(place.score);
        }
    }
    let mut lying: BTreeMap<&str, f64> = BTreeMap::new();
    for ((country, _), score) in found {
        *lying.entry(country).or_default() += score;
    }
    for (country, score) in lying {
        if score >= ENOUGH || weights.contains_key(country) {
            *weights.entry(country).or_default() += 2.0 * score;
        }
    }
    let mut listed: Vec<(String, f64)> =
        weights.into_iter().map(|(country, weight)| (country.to_owned(), weight)).collect();
    listed.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    listed
}

fn is_violent(claim: &Claim) -> bool {
    matches!(claim.event_type.definition().group, Group::Ground | Group::Violence)
}

/// Parties of one report, each mention asked once.
struct Parties<'w> {
    context: PartyContext,
    register: &'w Register,
    /// By mention, and whether it may be a place.
    of: BTreeMap<(String, bool), Who>,
}

impl Parties<'_> {
    fn of_slot(&mut self, claim: &Claim, slot: TextSlot) -> Vec<Who> {
        // A town can be shelled, never asked for anything.
        let may_be_place = slot == TextSlot::Target && is_violent(claim);
        let mut ask = |text: &str| {
            self.context.may_be_place = may_be_place;
            let key = (text.to_owned(), may_be_place);
            self.of.entry(key).or_insert_with(|| parties::who(text, &self.context, self.register)).clone()
        };
        claim.slot(slot).iter().map(|filler| ask(&filler.text)).collect()
    }
}

/// Ids of the parties that do something to somebody in these claims, or have it done to them: a speaker among them speaks
/// for a side.
fn fighting(claims: &[Claim], meanings: &[[Vec<Who>; 2]]) -> Vec<String> {
    let mut ids: Vec<String> = claims
        .iter()
        .zip(meanings)
        .filter(|(claim, _)| is_violent(claim))
        .flat_map(|(_, meanings)| meanings.iter().flatten())
        .filter_map(|who| Some(who.party()?.id.clone()))
        .collect();
    ids.sort();
    ids.dedup();
    ids
}

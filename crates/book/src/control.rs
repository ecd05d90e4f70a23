//! Who holds which place on a day, how sure that is, on whose word. Shows what fusing found; never decides who holds a place.

use crate::names::{self, Known};
use crate::{Error, View, Whole};
use claim::{ClaimId, ReportId};
use fuse::control::{Basis, Control, Grade, Interval};
use fuse::{Named, Rule, Spot, Statement};
use jiff::civil::Date;
use ledger::{Found, Ledger};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use world::places::Gazetteer;

/// What holds on a day: the stretch of days in which one party holds a place, or it is contested, or nobody can tell.
#[derive(Clone, Debug)]
pub struct Held<'c> {
    /// The history it is part of.
    pub control: &'c Control,
    /// The interval of the day.
    pub interval: &'c Interval,
    /// Since when, whatever the grade was then.
    pub since: Date,
    /// How exactly that is told: UCDP date_prec.
    pub precision: u8,
    /// The claims of the whole stretch, in the order of telling.
    pub claims: Vec<ClaimId>,
}

impl Held<'_> {
    /// True where the holder is told to have taken the place, not only to hold it.
    pub fn taken(&self) -> bool {
        let mut stretch =
            self.control.intervals.iter().filter(|one| one.from >= self.since && one.from <= self.interval.from);
        stretch.any(|one| one.basis == Basis::Taken)
    }

    /// The same as `dateline control --json` and the API tell it.
    pub fn view(&self, on: Date, whole: &Whole) -> HeldView {
        let interval = self.interval;
        HeldView {
            place: self.control.place.clone(),
            area: self.control.area,
            on,
            holder: interval.holder.clone(),
            also: interval.also.clone(),
            contenders: interval.contenders.clone(),
            loser: interval.loser.clone(),
            grade: interval.grade,
            basis: interval.basis,
            since: self.since,
            precision: self.precision,
            because: interval.because.clone(),
            citations: cited(whole, &self.claims),
            rule: self.control.rule.clone(),
        }
    }
}

/// What holds at a place on a day; `None` before the first claim.
pub fn held(control: &Control, day: Date) -> Option<Held<'_>> {
    let at = control.intervals.iter().position(|one| one.from <= day && one.until.is_none_or(|until| day <= until))?;
    let interval = &control.intervals[at];
    let is_held = |one: &Interval| matches!(one.grade, Grade::Claimed | Grade::Assessed);
    // Who had it in hand while others fought for it has had it all the time.
    let same = |one: &&Interval| one.holder == interval.holder && (is_held(one) || one.grade == Grade::Contested);
    let before = if is_held(interval) && interval.holder.is_some() {
        let back = control.intervals[..at].iter().rev().take_while(same).collect::<Vec<_>>();
        back.iter().rposition(|one| is_held(one)).map_or(0, |first| first + 1)
    } else {
        0
    };
    let stretch = &control.intervals[at - before..=at];
    let mut seen = BTreeSet::new();
    let told = stretch.iter().filter(|one| before == 0 || is_held(one)).flat_map(|one| &one.claims);
    let claims = told.copied().filter(|claim| seen.insert(*claim)).collect();
    Some(Held { control, interval, since: stretch[0].from, precision: stretch[0].precision, claims })
}

/// The last day of which anything is known: the last day of publication.
pub fn last_day(whole: &Whole) -> Option<Date> {
    whole.statements.iter().filter_map(|statement| statement.published).max()
}

/// The day that is meant: the one that is asked for, else that of the view, else the last of which anything is known.
pub fn day_of(view: &View, asked: Option<Date>) -> Result<Date, Error> {
    let whole = view.whole()?;
    asked.or(view.as_of.known).or_else(|| last_day(whole)).ok_or_else(|| {
        Error::nothing(if whole.statements.is_empty() {
            "this ledger holds no claims; dateline add brings some"
        } else {
            "no claim here has a day; give one with --on"
        })
    })
}

/// The histories of these places (names or ids; of all, where none is asked for), in the order in which people look for them.
pub fn histories(view: &View, places: &[String]) -> Result<Vec<Control>, Error> {
    let mut controls = view.control()?.to_vec();
    keep_places(&mut controls, places)?;
    by_name(&mut controls);
    Ok(controls)
}

/// Places of one country together, the country with most of them first, by name; whole provinces behind the places.
fn by_name(controls: &mut [Control]) {
    let mut places: BTreeMap<Option<String>, usize> = BTreeMap::new();
    let country = |control: &Control| control.place.country.as_deref().map(str::to_owned);
    for control in controls.iter() {
        *places.entry(country(control)).or_default() += 1;
    }
    controls.sort_by_cached_key(|control| {
        let place = &control.place;
        let most = std::cmp::Reverse(places.get(&country(control)).copied());
        (control.area, most, country(control), ledger::folded(&place.name), place.id.clone())
    });
}

/// Leaves only the places that are asked for.
fn keep_places(controls: &mut Vec<Control>, asked: &[String]) -> Result<(), Error> {
    if asked.is_empty() {
        return Ok(());
    }
    let known: Vec<Known> = controls.iter().map(|control| known_spot(&control.place)).collect();
    let mut meant = names::Meant::default();
    for asked in asked {
        meant = meant.and(names::places(asked, &known, Gazetteer::bundled())?);
    }
    controls.retain(|control| meant.is(control.place.id.as_deref(), &control.place.name));
    Ok(())
}

/// A place as names are compared with.
pub fn known_spot(spot: &Spot) -> Known {
    Known {
        id: spot.id.as_deref().map(str::to_owned),
        name: spot.name.to_string(),
        own_name: spot.own_name.as_deref().map(str::to_owned),
    }
}

/// The statements of claims that count.
pub fn statements<'w>(whole: &'w Whole, claims: &[ClaimId]) -> Vec<&'w Statement> {
    claims.iter().filter_map(|claim| whole.statement(*claim)).collect()
}

/// A claim that something rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Citation {
    /// The claim.
    pub claim: ClaimId,
    /// The report it stands in.
    pub report: ReportId,
    /// When that was published.
    pub published: Option<Date>,
    /// By whom.
    pub outlet: Option<String>,
    /// Innermost speaker; missing where the outlet speaks for itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// Its sentence, where it is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
}

/// The citation of a statement.
pub fn citation(statement: &Statement, quote: Option<String>) -> Citation {
    Citation {
        claim: statement.claim,
        report: statement.report,
        published: statement.published,
        outlet: statement.outlet.as_deref().map(str::to_owned),
        speaker: statement.origin().map(|speaker| speaker.who.name.to_string()),
        quote,
    }
}

/// Citations of claims that count, without their sentences.
pub fn cited(whole: &Whole, claims: &[ClaimId]) -> Vec<Citation> {
    statements(whole, claims).into_iter().map(|statement| citation(statement, None)).collect()
}

/// The sentence of a claim, where it is kept.
pub fn quote(ledger: &Ledger, claim: ClaimId) -> Result<Option<String>, Error> {
    let stored = ledger.claim(claim)?.and_then(Found::kept);
    Ok(stored.and_then(|stored| stored.quote).map(|quote| quote.text))
}

/// Who holds a place on a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct HeldView {
    /// The place.
    pub place: Spot,
    /// True for a division as a whole.
    pub area: bool,
    /// The day that is asked about.
    pub on: Date,
    /// Who holds it.
    pub holder: Option<Named>,
    /// Other names of the holder's side.
    pub also: Vec<Named>,
    /// Who contests it.
    pub contenders: Vec<Named>,
    /// Who lost it.
    pub loser: Option<Named>,
    /// How sure that is.
    pub grade: Grade,
    /// What it rests on.
    pub basis: Basis,
    /// Since when, whatever the grade was then.
    pub since: Date,
    /// How exactly that is told: UCDP date_prec.
    pub precision: u8,
    /// Why, in one sentence.
    pub because: String,
    /// The claims of the whole stretch, in the order of telling.
    pub citations: Vec<Citation>,
    /// The rule.
    pub rule: Rule,
}

/// Who holds which place on a day: these places (names or ids), or all.
pub fn held_on(view: &View, places: &[String], day: Date) -> Result<Vec<HeldView>, Error> {
    let whole = view.whole()?;
    let controls = histories(view, places)?;
    Ok(controls.iter().filter_map(|control| Some(held(control, day)?.view(day, whole))).collect())
}

/// The history of a place with all it rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct History {
    /// The place.
    pub place: Spot,
    /// True for a division as a whole.
    pub area: bool,
    /// The rule.
    pub rule: Rule,
    /// In order, without gaps.
    pub intervals: Vec<IntervalView>,
}

/// A stretch of days with the sentences behind it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct IntervalView {
    /// The stretch.
    #[serde(flatten)]
    pub interval: Interval,
    /// Its claims with their sentences.
    pub citations: Vec<Citation>,
}

/// Histories with the sentences behind them.
pub fn told(view: &View, controls: &[Control]) -> Result<Vec<History>, Error> {
    let whole = view.whole()?;
    let mut told = Vec::with_capacity(controls.len());
    for control in controls {
        let mut intervals = Vec::with_capacity(control.intervals.len());
        for interval in &control.intervals {
            let mut citations = Vec::new();
            for statement in statements(whole, &interval.claims) {
                citations.push(citation(statement, quote(&view.ledger, statement.claim)?));
            }
            intervals.push(IntervalView { interval: interval.clone(), citations });
        }
        told.push(History { place: control.place.clone(), area: control.area, rule: control.rule.clone(), intervals });
    }
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn control(intervals: Value) -> Control {
        let place = json!({"id": "geonames:1", "name": "Orvenne", "own_name": "Орвен", "country": "LH", "precision": 1, "kind": "town"});
        serde_json::from_value(
            json!({"place": place, "intervals": intervals, "rule": {"name": "control", "version": 1}}),
        )
        .unwrap()
    }

    fn interval(from: &str, until: Option<&str>, holder: Option<&str>, grade: &str, claim: &str) -> Value {
        let mut value = json!({"from": from, "precision": 1, "grade": grade, "basis": "taken", "claims": [claim], "reports": [], "because": "x"});
        if let Some(until) = until {
            value["until"] = json!(until);
        }
        if let Some(holder) = holder {
            value["holder"] = json!({"name": holder});
        }
        value
    }

    #[test]
    fn a_place_is_held_since_it_came_into_these_hands_whatever_the_grade_was_then() {
        let control = control(json!([
            interval("2031-03-01", Some("2031-03-04"), Some("the army"), "claimed", "c00000000000a"),
            interval("2031-03-05", Some("2031-03-06"), Some("Northern Front"), "claimed", "c00000000000b"),
            interval("2031-03-07", Some("2031-03-08"), Some("Northern Front"), "assessed", "c00000000000c"),
            interval("2031-03-09", Some("2031-03-16"), Some("Northern Front"), "contested", "c00000000000d"),
            interval("2031-03-17", None, Some("Northern Front"), "assessed", "c00000000000c"),
        ]));
        let day = |day: i8| jiff::civil::date(2031, 3, day);
        assert!(held(&control, jiff::civil::date(2031, 2, 28)).is_none(), "before the first claim nobody tells");
        for (on, since, claims) in [(2, 1, 1), (6, 5, 1), (8, 5, 2), (10, 9, 1), (20, 5, 2)] {
            let held = held(&control, day(on)).unwrap();
            assert_eq!((held.since, held.claims.len()), (day(since), claims), "on day {on}");
        }
    }
}

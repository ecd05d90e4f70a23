//! The statements of reports that can be tested, with the outcomes. Tests nothing itself: `fuse::checks` does.

use crate::{Error, View, kin};
use claim::{ClaimId, PlaceRef, ReportId, Statement, Testable};
use fuse::checks::{Asked, Change, Checked, Known, Verdict};
use jiff::civil::Date;
use ledger::{ReportFilter, StoredReport};
use serde::Serialize;
use std::collections::BTreeMap;
use world::places::{Class, Gazetteer, keys};

/// A report with statements that can be tested.
pub struct Told {
    /// The report.
    pub report: ReportId,
    /// Its day.
    pub published: Option<Date>,
    /// Who published it.
    pub outlet: Option<String>,
    testables: Vec<Testable>,
}

impl From<&StoredReport> for Told {
    fn from(stored: &StoredReport) -> Told {
        Told {
            report: stored.id,
            published: stored.content.date,
            outlet: stored.content.outlet.clone(),
            testables: stored.content.testables.clone(),
        }
    }
}

/// Tests the statements of these reports against what the ledger knows as of then.
pub fn tested(view: &View, told: &[Told]) -> Result<Vec<Checked>, Error> {
    let asked: Vec<Asked> = told
        .iter()
        .flat_map(|told| {
            told.testables.iter().map(|testable| Asked { report: told.report, published: told.published, testable })
        })
        .collect();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    // Only ranks and totals are held against the changes of hands: for the others nothing need be loaded.
    let counts = asked.iter().any(|asked| matches!(asked.testable.statement, Statement::Ordinal(_)));
    let (changes, since) = if counts {
        let changes = fuse::control::changes(view.control()?);
        (changes.iter().filter_map(change).collect(), view.whole()?.since)
    } else {
        (Vec::new(), None)
    };
    Ok(fuse::checks::check(&asked, &Known { changes: &changes, since, kin: kin() }))
}

/// A change of hands with what the gazetteer knows of the place; `None` for a whole province and for what is on no map.
fn change(change: &fuse::control::Change) -> Option<Change> {
    let spot = &change.place;
    let (id, (lat, lon)) = (spot.id.as_deref()?, spot.point?);
    if change.area {
        return None;
    }
    let gazetteer = Gazetteer::bundled();
    let record = gazetteer.entry(id).map(|entry| gazetteer.place(entry));
    // Most divisions are called like their seat; of those that are not, nobody here can say which town it is.
    let seat = record.as_ref().is_some_and(|record| {
        let named_like =
            record.division_name.as_ref().is_some_and(|division| keys::folded(division) == keys::folded(&record.name));
        record.facts.class == Class::Capital || (record.facts.class == Class::Town && named_like)
    });
    Some(Change {
        place: PlaceRef {
            id: id.to_owned(),
            name: spot.name.to_string(),
            lat,
            lon,
            precision: spot.precision,
            kind: spot.kind.to_string(),
        },
        seat,
        population: record.map(|record| record.facts.population).filter(|people| *people > 0),
        day: change.day,
        day_precision: change.precision,
        grade: change.grade,
        gained_by: change.gained_by.clone(),
        lost_by: change.lost_by.clone(),
        reports: change.reports.clone(),
    })
}

/// A test with what is known of its report.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CheckView {
    /// The statement with the outcome.
    #[serde(flatten)]
    pub checked: Checked,
    /// Who published the report.
    pub outlet: Option<String>,
    /// When.
    pub published: Option<Date>,
    /// Claims of its sentence.
    pub claim_ids: Vec<ClaimId>,
}

/// All tests, what does not hold first; within a verdict as published.
pub fn checks(view: &View) -> Result<&[CheckView], Error> {
    view.snapshot().checks(view)
}

/// The same, made anew.
pub(crate) fn all(view: &View) -> Result<Vec<CheckView>, Error> {
    let mut told: Vec<Told> = Vec::new();
    view.ledger.for_each_report(&ReportFilter::default(), &view.as_of, |stored| {
        if !stored.content.testables.is_empty() {
            told.push(Told::from(&stored));
        }
    })?;
    let mut checked = tested(view, &told)?;
    let reports: BTreeMap<ReportId, &Told> = told.iter().map(|told| (told.report, told)).collect();
    let published = |one: &Checked| reports.get(&one.report).and_then(|told| told.published);
    checked.sort_by_cached_key(|one| {
        let day = published(one);
        (rank(one.verdict), day.is_none(), day, one.report, one.testable.span.start, one.testable.span.end)
    });
    let mut claims: BTreeMap<ReportId, Vec<(u32, ClaimId)>> = BTreeMap::new();
    let mut views = Vec::with_capacity(checked.len());
    for one in checked {
        if !one.testable.claims.is_empty() && !claims.contains_key(&one.report) {
            let of = view.ledger.claims_of(one.report)?;
            claims.insert(one.report, of.iter().map(|claim| (claim.position, claim.id)).collect());
        }
        let told = reports.get(&one.report);
        views.push(CheckView {
            outlet: told.and_then(|told| told.outlet.clone()),
            published: told.and_then(|told| told.published),
            claim_ids: claims_of(claims.get(&one.report), &one),
            checked: one,
        });
    }
    Ok(views)
}

fn claims_of(claims: Option<&Vec<(u32, ClaimId)>>, one: &Checked) -> Vec<ClaimId> {
    let is_on = |position: u32| one.testable.claims.contains(&(position as usize));
    claims.into_iter().flatten().filter(|(position, _)| is_on(*position)).map(|(_, id)| *id).collect()
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::DoesNotHold => 0,
        Verdict::Holds => 1,
        Verdict::CannotBeTested => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_is_known_by_the_name_of_its_division() {
        let spot = |id: &str, name: &str| -> fuse::Spot {
            serde_json::from_value(
                serde_json::json!({"id": id, "name": name, "point": [34.7, 36.7], "precision": 1, "kind": "town"}),
            )
            .unwrap()
        };
        let changed = |spot: fuse::Spot, area: bool| fuse::control::Change {
            place: spot,
            area,
            day: jiff::civil::date(2024, 12, 5),
            precision: 1,
            gained_by: None,
            lost_by: None,
            grade: fuse::control::Grade::Claimed,
            claims: Vec::new(),
            reports: Vec::new(),
        };
        let homs = change(&changed(spot("geonames:169577", "Homs"), false)).unwrap();
        assert!(homs.seat && homs.population.is_some_and(|people| people > 100_000), "{homs:?}");
        let palmyra = change(&changed(spot("geonames:163808", "Palmyra"), false));
        assert!(palmyra.is_some_and(|palmyra| !palmyra.seat));
        assert!(change(&changed(spot("iso:SY-HI", "Homs"), true)).is_none());
    }
}

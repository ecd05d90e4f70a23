//! `dateline checks`: the statements of reports that can be tested, with the outcomes. Tests nothing itself: `fuse::checks` does.

use super::args::{ChecksArgs, NumberRule, VerdictWord};
use super::failed;
use super::sheet::{Sheet, dotted, faint, found, own, print_json, said};
use super::view::{View, kin};
use super::words::{day_words, quote_run};
use crate::line::grouped;
use crate::paint::{Mark, Run};
use crate::{Ending, complain};
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
pub fn tested(view: &View, told: &[Told]) -> Result<Vec<Checked>, ledger::Error> {
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
        let changes = fuse::control::changes(&view.control()?);
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
#[derive(Serialize)]
struct CheckJson<'c> {
    #[serde(flatten)]
    checked: &'c Checked,
    outlet: Option<&'c str>,
    published: Option<Date>,
    /// Claims of its sentence.
    claim_ids: Vec<ClaimId>,
}

/// Runs the command.
pub fn checks(args: &ChecksArgs) -> Ending {
    let Some(view) = View::open(&args.book, &args.times, NumberRule::default()) else { return Ending::Nothing };
    tell(&view, args).unwrap_or_else(|error| failed(&error))
}

fn tell(view: &View, args: &ChecksArgs) -> Result<Ending, ledger::Error> {
    let mut told: Vec<Told> = Vec::new();
    view.ledger.for_each_report(&ReportFilter::default(), &view.as_of, |stored| {
        if !stored.content.testables.is_empty() {
            told.push(Told::from(&stored));
        }
    })?;
    let mut checked = tested(view, &told)?;
    let reports: BTreeMap<ReportId, &Told> = told.iter().map(|told| (told.report, told)).collect();
    let counts = summary(&checked);
    if !args.verdict.is_empty() {
        checked.retain(|one| args.verdict.iter().any(|word| verdict(*word) == one.verdict));
    }
    // What does not hold is what is looked for; within a verdict, as published.
    let published = |one: &Checked| reports.get(&one.report).and_then(|told| told.published);
    checked.sort_by_cached_key(|one| {
        let day = published(one);
        (rank(one.verdict), day.is_none(), day, one.report, one.testable.span.start, one.testable.span.end)
    });
    let ending = if args.look.json {
        let mut lines = Vec::new();
        for one in &checked {
            let told = reports.get(&one.report);
            lines.push(CheckJson {
                checked: one,
                outlet: told.and_then(|told| told.outlet.as_deref()),
                published: told.and_then(|told| told.published),
                claim_ids: claims_of(view, one)?,
            });
        }
        print_json(&lines)
    } else {
        let mut sheet = Sheet::new(args.look);
        for one in &checked {
            let told = reports.get(&one.report);
            check_lines(
                &mut sheet,
                0,
                one,
                told.and_then(|told| told.outlet.as_deref()),
                told.and_then(|told| told.published),
            );
        }
        let ending = sheet.print();
        complain(&counts);
        ending
    };
    Ok(found(!checked.is_empty(), ending))
}

fn claims_of(view: &View, one: &Checked) -> Result<Vec<ClaimId>, ledger::Error> {
    if one.testable.claims.is_empty() {
        return Ok(Vec::new());
    }
    let claims = view.ledger.claims_of(one.report)?;
    let is_on = |position: u32| one.testable.claims.contains(&(position as usize));
    Ok(claims.iter().filter(|claim| is_on(claim.position)).map(|claim| claim.id).collect())
}

/// A statement with its outcome: sign, quote, where it stands; and under it why.
pub fn check_lines(sheet: &mut Sheet, indent: usize, one: &Checked, outlet: Option<&str>, published: Option<Date>) {
    let mut line = vec![verdict_run(one.verdict), own(Mark::Plain, "  "), quote_run(&one.testable.quote)];
    let outlet = outlet.map(|outlet| said(Mark::Source, outlet)).unwrap_or_else(|| faint("unknown outlet"));
    let about =
        vec![vec![outlet], vec![own(Mark::Time, day_words(published))], vec![own(Mark::Id, one.report.to_string())]];
    line.push(faint("  "));
    line.extend(dotted(about));
    sheet.row(indent, &line);
    sheet.row(
        indent + 4,
        &[said(Mark::Plain, &one.because), faint(format!(" ({}, rule {})", one.testable.statement.name(), one.rule))],
    );
}

/// A verdict with a sign that needs no colour.
pub fn verdict_run(verdict: Verdict) -> Run {
    match verdict {
        Verdict::Holds => own(Mark::Firm, "✓ holds"),
        Verdict::DoesNotHold => own(Mark::Problem, "✗ does not hold"),
        Verdict::CannotBeTested => faint("? cannot be tested"),
    }
}

fn verdict(word: VerdictWord) -> Verdict {
    match word {
        VerdictWord::Holds => Verdict::Holds,
        VerdictWord::DoesNotHold => Verdict::DoesNotHold,
        VerdictWord::CannotBeTested => Verdict::CannotBeTested,
    }
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::DoesNotHold => 0,
        Verdict::Holds => 1,
        Verdict::CannotBeTested => 2,
    }
}

/// "41 statements: does not hold 2, holds 30, cannot be tested 9".
fn summary(checked: &[Checked]) -> String {
    let of = |verdict| grouped(checked.iter().filter(|one| one.verdict == verdict).count() as u64);
    format!(
        "{}: does not hold {}, holds {}, cannot be tested {}; docs/checks.md has the rules",
        super::counted(checked.len(), "statement"),
        of(Verdict::DoesNotHold),
        of(Verdict::Holds),
        of(Verdict::CannotBeTested)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use fuse::Rule;

    fn checked(verdict: Verdict) -> Checked {
        let testable = serde_json::json!({
            "sentence": 0, "span": [0, 9], "quote": "a \u{1b}[2J quote", "made_by": "testable/1", "kind": "sum",
            "words": "12 people", "total": [12, 12], "parts": [{"words": "7 children", "bounds": [7, 7]}],
            "exhaustive": false, "disjoint": true,
        });
        Checked {
            report: ReportId::from_number(7),
            testable: serde_json::from_value(testable).unwrap(),
            verdict,
            numbers: None,
            because: "7 is not more than 12".to_owned(),
            rule: Rule::new("sum", 1),
        }
    }

    #[test]
    fn a_check_tells_verdict_quote_place_and_reason() {
        let mut sheet = Sheet::plain(None);
        check_lines(&mut sheet, 0, &checked(Verdict::Holds), Some("Example Wire"), Some(jiff::civil::date(2031, 3, 9)));
        let expected = "✓ holds  “a ␛[2J quote”  Example Wire · 2031-03-09 · r000000000007
    7 is not more than 12 (sum, rule sum v1)
";
        assert_eq!(sheet.text(), expected);
    }

    #[test]
    fn the_summary_counts_by_verdict() {
        let all = [Verdict::Holds, Verdict::Holds, Verdict::DoesNotHold].map(checked);
        assert!(
            summary(&all).starts_with("3 statements: does not hold 1, holds 2, cannot be tested 0;"),
            "{}",
            summary(&all)
        );
        assert!(summary(&[]).starts_with("0 statements: "));
    }

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

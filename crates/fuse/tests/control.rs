//! Who holds which place: a table of cases in a form that people read, and properties that hold for any claims.
//!
//! The form is told in control/form.rs, the cases stand in control/cases.txt, what they mean in docs/control.md.

#[path = "control/form.rs"]
mod form;
#[path = "control/properties.rs"]
mod properties;

use fuse::control::{Basis, Grade, at, changes, control, up_to};

fn cases() -> Vec<(String, String, String)> {
    let text = include_str!("control/cases.txt");
    let mut cases = Vec::new();
    let (mut name, mut claims) = (String::new(), String::new());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")) {
        if let Some(title) = line.strip_prefix('#') {
            name = title.trim().to_owned();
            claims.clear();
        } else if let Some(answer) = line.strip_prefix("=>") {
            cases.push((name.clone(), claims.clone(), answer.trim().to_owned()));
        } else {
            claims = format!("{claims} {line}");
        }
    }
    cases
}

#[test]
fn claims_lead_to_the_histories_of_the_table() {
    let kin = form::kin();
    let cases = cases();
    assert!(cases.len() >= 40, "only {} cases", cases.len());
    let mut wrong = Vec::new();
    for (name, claims, expected) in cases {
        let (statements, lineages) = form::statements(&form::lines(&claims), &kin);
        let controls = control(&statements, &lineages, &kin);
        let (place, expected) = match expected.split_once(": ") {
            Some((place, expected)) => (place.to_owned(), expected.to_owned()),
            None => (form::first_place(&claims).to_owned(), expected),
        };
        let found =
            controls.iter().find(|control| &*control.place.id.clone().expect("resolved") == form::place_id(&place));
        let answer = found.map_or_else(|| "none".to_owned(), form::answer);
        if answer != expected {
            let because: Vec<&str> =
                found.iter().flat_map(|control| &control.intervals).map(|interval| &*interval.because).collect();
            wrong.push(format!(
                "{name}\n  claims    {}\n  expected  {expected}\n  found     {answer}\n  {because:?}",
                claims.trim()
            ));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The changes of a text, each as "place day grade gainer < loser".
fn changes_of(claims: &str) -> Vec<String> {
    let kin = form::kin();
    let (statements, lineages) = form::statements(&form::lines(claims), &kin);
    let name = |party: &Option<fuse::Named>| party.as_ref().map_or("-".to_owned(), |party| party.name.to_string());
    changes(&control(&statements, &lineages, &kin))
        .iter()
        .map(|change| {
            format!(
                "{} {} {} {} < {} ({} reports)",
                change.place.name,
                form::word_of(change.day),
                change.grade.name(),
                name(&change.gained_by),
                name(&change.lost_by),
                change.reports.len(),
            )
        })
        .collect()
}

#[test]
fn changes_of_hands_tell_day_gainer_loser_grade_and_reports() {
    assert_eq!(
        changes_of(
            "d3 HOLD army Hama by army | d5 SEIZE rebels Hama by rebels | d6 HOLD rebels Hama by sohr | d6 SEIZE sdf vs army Deir by sdf \
             | d7 WITHDRAW army from Homs by army"
        ),
        [
            "Hama d5 assessed Syrian rebels < Syrian Arab Army (2 reports)",
            "Deir d6 claimed Syrian Democratic Forces < Syrian Arab Army (1 reports)",
        ],
        "to hold a place is no change, nor is to leave one that nobody was told to hold; a later word betters the grade"
    );
}

#[test]
fn a_place_that_was_left_changes_hands_without_a_gainer() {
    assert_eq!(
        changes_of("d3 HOLD army Homs by army | d5 WITHDRAW army from Homs by army | d7 SEIZE rebels Homs by rebels"),
        [
            "Homs d5 unknown - < Syrian Arab Army (1 reports)",
            "Homs d7 assessed Syrian rebels < Syrian Arab Army (2 reports)"
        ]
    );
}

#[test]
fn a_contested_place_that_falls_back_to_its_holder_has_not_changed_hands() {
    assert_eq!(changes_of("d1 HOLD army Homs by army | d3 CLASH rebels vs army Homs"), Vec::<String>::new());
}

#[test]
fn the_answer_of_a_day_and_the_histories_up_to_a_day() {
    let kin = form::kin();
    let claims = "d1 HOLD army Homs by army | d3 CLASH rebels vs army Homs | d5 SEIZE rebels Hama by rebels";
    let (statements, lineages) = form::statements(&form::lines(claims), &kin);
    let controls = control(&statements, &lineages, &kin);
    let on = |word: &str| -> Vec<(String, Grade)> {
        at(&controls, form::day(word))
            .into_iter()
            .map(|(place, interval)| (place.place.name.to_string(), interval.grade))
            .collect()
    };
    assert_eq!(on("n30"), []);
    assert_eq!(on("d2"), [("Homs".to_owned(), Grade::Claimed)]);
    assert_eq!(on("d10"), [("Homs".to_owned(), Grade::Contested), ("Hama".to_owned(), Grade::Claimed)]);
    assert_eq!(on("d11"), [("Homs".to_owned(), Grade::Claimed), ("Hama".to_owned(), Grade::Claimed)]);
    let known = up_to(controls.clone(), form::day("d4"));
    assert_eq!(known.iter().map(form::answer).collect::<Vec<_>>(), ["d1 claimed army, d3 contested army vs rebels"]);
    assert!(known[0].intervals.last().is_some_and(|last| last.until.is_none() && last.basis == Basis::Fighting));
}

#[test]
fn an_interval_tells_how_exactly_its_day_is_known_and_why() {
    let kin = form::kin();
    let (statements, lineages) = form::statements(
        &form::lines(
            "~d7 SEIZE rebels vs army Daraa by rebels | d31 pd40 SEIZE sdf Deir | d1..d30 pd40 SEIZE sdf Homs",
        ),
        &kin,
    );
    let controls = control(&statements, &lineages, &kin);
    let told = |word: &str| {
        let control = controls.iter().find(|control| &*control.place.name == word).expect("it has a history");
        (control.intervals[0].precision, control.intervals[0].because.clone())
    };
    assert_eq!(
        told("Daraa"),
        (
            2,
            "Syrian rebels is told to have taken it from Syrian Arab Army, by its own side or by one witness only"
                .to_owned()
        )
    );
    assert_eq!(told("Deir").0, 1);
    assert_eq!(told("Homs").0, 4);
}

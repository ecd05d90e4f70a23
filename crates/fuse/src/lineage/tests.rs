//! Cases of two and three reports; families of hundreds are in tests/families_lineage.rs.

use super::*;
use claim::Report;
use jiff::civil::{Date, date};

const SHELLING: &str = "Shells hit the covered market of Orvenne on Monday and killed five people, the town’s council said. They came from \
                        the hills in the north, where the Lhazar army dug in its guns a month ago. Ida Korr, a nurse, counted eleven wounded \
                        who were carried to the school because the hospital has no power. Two streets behind the market burned until a fire \
                        engine arrived from Dastrel. The road to the valley was closed at dusk.";

const REWRITTEN: &str = "Five people are dead in Orvenne after Monday’s bombardment. Nurse Ida Korr told Levant Wire that eleven wounded lay in \
                         a school. Nobody knew when the power would return, and the Lhazar army kept silent.";

const ELSEWHERE: &str = "Parliament met in Tamarask on Tuesday to debate the price of rice. Three deputies walked out when the minister of trade, \
                         Oskar Tolm, refused to answer questions about the dam. A vote is due in two weeks.";

fn report(outlet: &str, day: Date, text: &str) -> (Head, Print) {
    let report = Report {
        text: text.into(),
        outlet: (!outlet.is_empty()).then(|| outlet.into()),
        date: Some(day),
        ..Report::default()
    };
    (
        Head { id: ReportId::of(&report), published: report.date, outlet: report.outlet.as_deref().map(Into::into) },
        print(&report),
    )
}

const MONDAY: Date = date(2031, 3, 3);
const TUESDAY: Date = date(2031, 3, 4);
const A_MONTH_LATER: Date = date(2031, 4, 7);

#[test]
fn a_second_report_is_told_for_what_it_is() {
    let (half, _) = SHELLING.split_at(SHELLING.find("Ida Korr").expect("a sentence of it"));
    let longer = format!("{SHELLING} {ELSEWHERE}");
    let crediting = format!("ORVENNE (Levant Wire) — {SHELLING}");
    for (what, text, day, wanted) in [
        ("the same text", SHELLING, TUESDAY, Some((Kinship::Copy, Basis::Text))),
        ("the same with a credit", &crediting, TUESDAY, Some((Kinship::Copy, Basis::Text))),
        ("its beginning", half, TUESDAY, Some((Kinship::Cut, Basis::Text))),
        ("with an addition", &longer, TUESDAY, Some((Kinship::Rewrite, Basis::Text))),
        ("in other words, crediting", REWRITTEN, TUESDAY, Some((Kinship::Rewrite, Basis::Credit))),
        ("in other words, crediting, much later", REWRITTEN, A_MONTH_LATER, None),
        ("the same text much later", SHELLING, A_MONTH_LATER, Some((Kinship::Copy, Basis::Text))),
        ("its beginning much later", half, A_MONTH_LATER, None),
        ("something else", ELSEWHERE, TUESDAY, None),
        ("the same pattern in another town", &twin(), TUESDAY, None),
        ("no words at all", "", TUESDAY, None),
    ] {
        let (first, second) = (report("Levant Wire", MONDAY, SHELLING), report("The Quay Post", day, text));
        let lineages = trace(&[second.clone(), first.clone()]);
        let descent = &lineages.of[&second.0.id];
        assert_eq!(descent.basis.map(|basis| (descent.kinship, basis)), wanted, "{what}: {descent:?}");
        assert_eq!(descent.parent, wanted.map(|_| first.0.id), "{what}");
        assert_eq!(descent.lineage, if wanted.is_some() { first.0.id } else { second.0.id }, "{what}");
        assert_eq!(lineages.of[&first.0.id].kinship, Kinship::Original, "{what}");
    }
}

fn twin() -> String {
    SHELLING
        .replace("Orvenne", "Sarnow")
        .replace("Ida Korr", "Hallam Reede")
        .replace("five", "nine")
        .replace("eleven", "thirty")
}

#[test]
fn whoever_is_credited_is_first_among_reports_of_one_day() {
    let wire = report("Levant Wire", MONDAY, SHELLING);
    for outlet in ["A", "B", "C", "D", "E", "F"] {
        let copy = report(outlet, MONDAY, &format!("{SHELLING}\n\n(Levant Wire)"));
        let lineages = trace(&[copy.clone(), wire.clone()]);
        assert_eq!(lineages.lineage(copy.0.id), wire.0.id, "{outlet}");
        assert_eq!(lineages.of[&copy.0.id].credit.as_deref(), Some("Levant Wire"));
        assert_eq!(lineages.of[&copy.0.id].voucher.as_deref(), Some("levant wire"));
    }
}

#[test]
fn copies_of_an_agency_that_is_not_there_are_vouched_for_by_it() {
    let text = format!("ORVENNE (AFP) — {SHELLING}");
    let (first, second) = (report("Coastline", MONDAY, &text), report("Radio Sennet", TUESDAY, &text));
    let lineages = trace(&[first.clone(), second.clone()]);
    assert!(lineages.related(first.0.id, second.0.id));
    for member in [first, second] {
        assert_eq!(lineages.of[&member.0.id].voucher.as_deref(), Some("afp"));
    }
}

#[test]
fn a_cited_agency_does_not_vouch_for_the_rest() {
    let text = format!("{SHELLING} The army denied it, according to SANA.");
    let lineages = trace(&[report("Coastline", MONDAY, &text)]);
    let descent = lineages.of.values().next().expect("one report");
    assert_eq!(descent.credit.as_deref(), Some("SANA"));
    assert_eq!(descent.voucher.as_deref(), Some("coastline"));
}

#[test]
fn what_stands_under_every_story_joins_none() {
    let footer = "Our correspondents in the province cannot move freely and do not always sign their work. This desk checks whatever it \
                  prints with at least two people who were there, unless the text says otherwise. Write to us if you have seen something.";
    let towns = ["Keth", "Pask", "Brille", "Vessin", "Istel", "Wathe", "Yarl", "Ebb", "Trell", "Sarnow", "Osk", "Tarn"];
    let reports: Vec<(Head, Print)> = (0..40)
        .map(|at| {
            let (town, other) = (towns[at % 12], towns[(at * 5 + 3) % 12]);
            let text = format!("{town}{at} saw {} carts leave for {other}{at}.\n\n{footer}", at + 20);
            report("Coastline", date(2031, 3, 1 + (at % 28) as i8), &text)
        })
        .collect();
    let lineages = trace(&reports);
    let joined = lineages.of.values().filter(|descent| descent.parent.is_some()).count();
    assert_eq!(joined, 0, "{joined} of 40 joined by their footer");
}

#[test]
fn nothing_is_told_of_reports_that_are_not_there() {
    let lineages = trace(&[]);
    let stranger = ReportId::from_number(7);
    assert_eq!(lineages.lineage(stranger), stranger);
    assert_eq!(Tracer::default().descent(stranger), None);
}

//! The situation report of a small ledger: its sentences, its sums, and a page that is safe to open.

mod common;

use book::ErrorKind;
use book::sitrep::{Range, html, sitrep};
use common::Folder;

#[test]
fn it_tells_who_holds_the_place_how_many_died_and_what_is_disputed() {
    let folder = Folder::new();
    let view = folder.view();
    let report = sitrep(&view, "homs", "2031-03-01".parse().unwrap(), "2031-03-08".parse().unwrap()).unwrap();
    assert_eq!(report.title, "Homs, 1 to 8 March 2031");
    assert_eq!(report.review.stamp, "Machine-made, not reviewed");
    assert_eq!((report.totals.events, report.totals.reports), (3, 3));
    assert_eq!(report.totals.killed, Some(Range { low: 4, best: 4, high: 12, open: false }));
    let words: Vec<&str> = report.highlights.iter().map(|one| one.words.as_str()).collect();
    assert_eq!(words[0], "On 7 March 2031 Homs passed from Lhazar army to Northern Front (assessed).");
    for part in [
        "1 event tells of deaths: 4–12 (best 4) killed.",
        "1 event tells of people who fled",
        "accounts cannot both be true",
    ] {
        assert!(words.iter().any(|words| words.contains(part)), "{part}: {words:#?}");
    }
    assert_eq!(report.deaths.len(), 8);
    assert_eq!(report.deaths.iter().map(|bar| bar.killed.high).sum::<u64>(), 12);
    assert_eq!(report.changes.len(), 1);
    assert_eq!(report.displacement[0].who, ["Families"]);
    assert!(report.caveats.iter().any(|caveat| caveat.contains("No person has judged")));
    let cited = |claim: &claim::ClaimId| report.citations.iter().any(|one| one.claim == *claim && one.quote.is_some());
    assert!(report.incidents.iter().flat_map(|one| &one.claims).all(cited), "every incident leads to a sentence");
}

#[test]
fn the_page_is_whole_and_nothing_in_a_report_becomes_part_of_it() {
    let folder = Folder::new();
    let view = folder.view();
    let report =
        sitrep(&view, "geonames:169577", "2031-03-01".parse().unwrap(), "2031-03-08".parse().unwrap()).unwrap();
    let page = html(&report);
    assert!(!page.contains("<script") && !page.contains("<b>Example"), "somebody else's marks");
    assert!(page.contains("&lt;script&gt;alert(1)") && page.contains("Daily &lt;b&gt;Example"));
    assert!(
        !page.contains("http://")
            || page.matches("http://").count() == page.matches("http://www.w3.org/2000/svg").count()
    );
    assert!(!page.contains("https://") && !page.contains("src=") && !page.contains("url(http"), "nothing is fetched");
    for part in ["lang=\"en\"", "حمص", "Machine-made, not reviewed", "role=\"img\"", "@page", "id=\"s1\""] {
        assert!(page.contains(part), "{part}");
    }
    let again = sitrep(&folder.view(), "Homs", "2031-03-01".parse().unwrap(), "2031-03-08".parse().unwrap()).unwrap();
    assert_eq!(html(&again), page, "the same again");
}

#[test]
fn days_without_events_and_unknown_places_are_told() {
    let folder = Folder::new();
    let view = folder.view();
    let report = sitrep(&view, "Homs", "2030-01-01".parse().unwrap(), "2030-12-31".parse().unwrap()).unwrap();
    assert!(report.incidents.is_empty() && report.highlights.iter().any(|one| one.words.starts_with("No event")));
    assert!(html(&report).contains("No event of this place"));
    let unknown = sitrep(&view, "Qasra", report.from, report.to).unwrap_err();
    assert!(matches!(unknown.kind(), ErrorKind::Nothing(_)), "{unknown}");
    let wrong = sitrep(&view, "Homs", report.to, report.from).unwrap_err();
    assert!(matches!(wrong.kind(), ErrorKind::Usage(_)), "{wrong}");
    let country = sitrep(&view, "iso:SY", "2031-03-01".parse().unwrap(), "2031-03-08".parse().unwrap()).unwrap();
    assert_eq!(country.totals.events, 3, "a country is all that lies in it");
}

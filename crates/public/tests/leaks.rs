//! Tries to get what is private out of what is published: no byte of the new file may hold a secret.

mod secrets;

use claim::{Act, ClaimId, Report, ReportId, Span};
use fuse::FigureRule;
use fuse::events::Settings;
use jiff::civil::date;
use ledger::{AsOf, ClaimFilter, EventFilter, Found, Ledger, Mode, NewReport, ReportFilter, folded};
use public::{Policy, explain, publish};
use secrets::{Draught, SECRETS, filled, now, place, syria, today};
use serde_json::json;
use std::path::Path;

/// All bytes of all files of a folder, as text, plain and folded.
fn forms(folder: &Path) -> Vec<String> {
    let mut all = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let text = String::from_utf8_lossy(&std::fs::read(file.unwrap().path()).unwrap()).into_owned();
        let folded = folded(&text);
        all.push(folded.replace(' ', ""));
        all.push(folded);
        all.push(text.to_lowercase());
    }
    all
}

#[test]
fn no_byte_of_what_is_published_holds_a_secret() {
    let folder = tempfile::tempdir().unwrap();
    let (ledger, reports) = filled(&folder.path().join("private.ledger"));
    let out = tempfile::tempdir().unwrap();
    let path = out.path().join("public.ledger");
    let done = publish(&ledger, &Policy::default(), today(), &path, |_, _| {}).unwrap();
    let town = place("Talbiseh");
    let mut secrets: Vec<String> = SECRETS.iter().map(|secret| secret.to_lowercase()).collect();
    for field in ["id", "name", "own_name"] {
        secrets.extend(town[field].as_str().map(str::to_lowercase));
        secrets.extend(town[field].as_str().map(folded));
    }
    let published = forms(out.path());
    let found: Vec<&String> =
        secrets.iter().filter(|secret| published.iter().any(|text| text.contains(*secret))).collect();
    assert!(found.is_empty(), "published: {found:?}");
    let before = forms(folder.path());
    let there = |secret: &&&str| before.iter().any(|text| text.contains(&secret.to_lowercase()));
    let missing: Vec<&&str> = SECRETS
        .iter()
        .filter(|secret| !there(secret))
        .filter(|secret| !["talbisah", "tlabisa"].contains(*secret))
        .collect();
    assert!(missing.is_empty(), "not even in the private ledger: {missing:?}");

    // What may be known is there, under the same ids.
    let public = Ledger::open(&path, Mode::Read).unwrap();
    assert_eq!(public.verify(|_, _| {}).unwrap().first_bad, None);
    assert_eq!((done.rejected, done.delayed), (1, 1));
    assert!(public.is_published().unwrap());
    let one = &reports[0];
    let kept = |claim: ClaimId| public.claim(claim).unwrap().and_then(Found::kept);
    let told = kept(one.claim(0)).unwrap();
    assert_eq!(told.record.place, ["Homs"]);
    assert_eq!(told.record.source, ["residents"]);
    assert_eq!(told.quote.as_ref().unwrap().text, "[name], a baker, said the Syrian army shelled Homs on Sunday.");
    let under = |span: Span| {
        told.quote
            .as_ref()
            .unwrap()
            .text
            .chars()
            .skip(span.start - told.quote.as_ref().unwrap().span.start)
            .take(span.len())
            .collect::<String>()
    };
    assert_eq!(under(told.record.trigger_span.unwrap()), "shelled");
    assert_eq!(kept(one.claim(3)), None, "a rejected claim");
    assert_eq!(kept(reports[2].claim(0)), None, "a movement of yesterday");
    assert!(kept(reports[2].claim(1)).is_some());
    let hospital = kept(one.claim(2)).unwrap();
    assert_eq!(hospital.record.resolved.as_ref().unwrap().place[0].place().unwrap().id, "iso:SY-HI");
    assert_eq!(hospital.record.source, ["Bashar al-Assad's office"]);
    let all = public.reports(&ReportFilter::default(), &AsOf::default()).unwrap();
    assert_eq!(all.len(), 4);
    assert!(all.iter().all(|report| report.content.print.is_empty() && report.content.given == report.id.to_string()));
    let by_id = |id: ReportId| all.iter().find(|report| report.id == id).unwrap();
    assert_eq!(
        by_id(reports[1].id()).content.url.as_deref(),
        Some("https://levantwire.example/news/2024/shell-hits-town")
    );
    assert_eq!(by_id(one.id()).content.outlet.as_deref(), Some("outlet 1"));
    assert_eq!(by_id(one.id()).content.url, None);
    assert_eq!(by_id(reports[3].id()).content.text_sha256, "", "a short text with a name");
    for secret in SECRETS {
        let asked = ClaimFilter { text: Some((*secret).to_owned()), ..ClaimFilter::default() };
        assert_eq!(public.count_claims(&asked, &AsOf::default()).unwrap(), 0, "{secret}");
    }
    // Decisions are there without names, notes and values that tell.
    let decisions = public.decisions(&AsOf::default()).unwrap();
    assert!(decisions.iter().all(|decision| decision.by == "a reviewer" && decision.note.is_none()));
    assert!(decisions.iter().any(|decision| decision.act == Act::Accept));
    let event = public.event_of(one.claim(0)).unwrap().unwrap();
    let event: fuse::Event = serde_json::from_str(&public.event(event).unwrap().unwrap()).unwrap();
    let killed = event.figures.iter().find(|figure| figure.what == "killed").unwrap();
    assert_eq!((killed.low, killed.high, &*killed.rule.name), (2, 4, "decided by a reviewer"));
    assert_eq!(event.place.unwrap().value.id.as_deref(), Some("iso:SY"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn the_same_ledger_policy_and_day_give_the_same_rows() {
    let folder = tempfile::tempdir().unwrap();
    let (ledger, _) = filled(&folder.path().join("private.ledger"));
    let rows = |name: &str| {
        let path = folder.path().join(name);
        publish(&ledger, &Policy::default(), today(), &path, |_, _| {}).unwrap();
        let public = Ledger::open(&path, Mode::Read).unwrap();
        (public.head().unwrap(), public.events(&EventFilter::default()).unwrap(), public.all_descents().unwrap())
    };
    assert_eq!(rows("one"), rows("two"));
}

#[test]
fn events_stay_apart_however_little_is_told_of_their_places() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = Ledger::open(folder.path().join("private.ledger"), Mode::Create).unwrap();
    for (town, outlet) in [("Homs", "Levant Wire"), ("Rastan", "Northern Post"), ("Idlib", "Daily Standard")] {
        let sentence = format!("The army shelled {town} on Sunday, killing three people.");
        Draught::new(2, outlet)
            .tell(&sentence, "SHELL", "shelled", json!({ "actor": ["The army"], "place": [town], "killed": [3, 3], "resolved": { "actor": [syria()], "place": [place(town)] } }))
            .padded()
            .add(&mut ledger);
    }
    book::fusing::catch_up(&mut ledger).unwrap();
    let private: Vec<String> = ledger.events(&EventFilter::default()).unwrap();
    assert_eq!(private.len(), 3);
    let path = folder.path().join("public.ledger");
    let policy = Policy::parse("p", "[places]\nprecision = \"country\"").unwrap();
    publish(&ledger, &policy, today(), &path, |_, _| {}).unwrap();
    for (as_of, rule) in
        [(None, FigureRule::Conservative), (None, FigureRule::Max), (Some(date(2024, 12, 5)), FigureRule::Ged)]
    {
        let settings = Settings { figures: rule, ..Settings::default() };
        let view = book::View::open(&path, AsOf { known: as_of, recorded: None }, settings).unwrap();
        assert!(!view.is_behind().unwrap());
        let events = view.events(&EventFilter::default()).unwrap();
        assert_eq!(events.len(), 3, "{as_of:?} {rule:?}");
        assert!(events.iter().all(|event| event.place.as_ref().unwrap().value.id.as_deref() == Some("iso:SY")));
    }
    // And nothing is added to it, so nothing is joined anew.
    let mut public = Ledger::open(&path, Mode::Write).unwrap();
    assert!(book::fusing::rebuild(&mut public).unwrap_err().to_string().contains("publish that again"));
    assert!(public.add(&[NewReport::bare(&Report::default())], now()).is_err());
    let again = publish(&public, &policy, today(), &folder.path().join("again"), |_, _| {});
    assert!(again.unwrap_err().to_string().contains("one for the public already"));
}

#[test]
fn what_happens_to_a_claim_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let (ledger, reports) = filled(&folder.path().join("private.ledger"));
    let told = |report: usize, claim: usize| {
        explain(&ledger, &Policy::default(), today(), reports[report].claim(claim)).unwrap().unwrap()
    };
    let hospital = told(0, 2);
    assert!(hospital.published && hospital.because.iter().any(|why| why == "a place is told as Homs"), "{hospital:?}");
    let fresh = told(2, 0);
    assert!(!fresh.published && fresh.because[0].starts_with("it is not published: until 2024-12-23"), "{fresh:?}");
    let beside = told(2, 1);
    assert!(beside.published, "{beside:?}");
    assert!(told(0, 3).because[0].ends_with("a person rejected it"));
    assert_eq!(explain(&ledger, &Policy::default(), today(), ClaimId::from_number(1)).unwrap(), None);
}

#[test]
fn a_policy_can_hide_more() {
    let folder = tempfile::tempdir().unwrap();
    let (ledger, reports) = filled(&folder.path().join("private.ledger"));
    let show = |name: &str, policy: &str| {
        let path = folder.path().join(name);
        let done = publish(&ledger, &Policy::parse(name, policy).unwrap(), today(), &path, |_, _| {}).unwrap();
        (done, Ledger::open(&path, Mode::Read).unwrap())
    };
    let (done, _) = show("reviewed", "[reviews]\nonly_reviewed = true\nname_reviewers = true");
    assert!(done.claims > 0 && done.unreviewed > 0, "{done:?}");
    let (_, hidden) = show("hidden", "[people]\nhide = [\"Assad\"]");
    let claim = hidden.claim(reports[0].claim(2)).unwrap().and_then(Found::kept).unwrap();
    assert!(!serde_json::to_string(&claim.record.source).unwrap().contains("Assad"));
    let (_, bare) = show("bare", "[quotes]\npublish = false\ntitles = false\naddresses = \"none\"");
    let claims = bare.claims(&ClaimFilter::default(), &AsOf::default()).unwrap();
    assert!(claims.iter().all(|claim| claim.quote.as_ref().is_none_or(|quote| quote.text == "[quote withheld]")));
    let (_, listed) = show("listed", "[[sensitive.place]]\nname = \"Homs\"");
    let claim = listed.claim(reports[0].claim(0)).unwrap().and_then(Found::kept).unwrap();
    assert_eq!(claim.record.resolved.unwrap().place[0].place().unwrap().kind, "division");
}

//! A ledger looked at: the same through a snapshot that threads share, under every rule; what is to be reviewed next.

mod common;

use book::lists::{claims, events, parties, places};
use book::queue::{Ask, queue};
use book::review::{Deed, Wish, drafts, outcome, record};
use book::{ErrorKind, Filter, Snapshot, View};
use common::Folder;
use fuse::events::Settings;
use fuse::{FieldRule, FigureRule};
use ledger::{AsOf, Ledger, Mode};
use std::sync::Arc;

fn best(view: &View) -> Vec<(String, u64)> {
    let found = events(view, &Filter::default()).unwrap().events;
    let figure = |event: &Arc<fuse::Event>| event.figures.first().map_or(0, |figure| figure.best);
    found.iter().map(|event| (event.id.to_string(), figure(event))).collect()
}

#[test]
fn a_snapshot_gives_what_the_file_gives_under_every_rule() {
    let folder = Folder::new();
    let ledger = || Ledger::open(folder.path(), Mode::Read).unwrap();
    let now = Arc::new(Snapshot::load(&ledger(), AsOf::default()).unwrap());
    let later = AsOf { known: Some("2031-04-01".parse().unwrap()), recorded: None };
    let then = Arc::new(Snapshot::load(&ledger(), later).unwrap());
    let mut seen = Vec::new();
    for figures in FigureRule::ALL {
        let settings = Settings { figures, fields: FieldRule::Latest };
        let of_file = best(&View::over(ledger(), AsOf::default(), settings));
        assert_eq!(best(&View::with(ledger(), now.clone(), settings)), of_file, "{figures:?}");
        assert_eq!(best(&View::with(ledger(), then.clone(), settings)), of_file, "{figures:?}, as of later");
        seen.push(of_file);
    }
    seen.dedup();
    assert!(seen.len() > 1, "rules that all choose alike prove nothing");
}

#[test]
fn threads_look_through_one_snapshot() {
    let folder = Folder::new();
    let snapshot = Arc::new(Snapshot::empty(AsOf::default()));
    let ask = || {
        let ledger = Ledger::open(folder.path(), Mode::Read).unwrap();
        let view = View::with(ledger, snapshot.clone(), Settings::default());
        (best(&view), view.control().unwrap().len(), view.whole().unwrap().statements.len())
    };
    let answers: Vec<_> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..4).map(|_| scope.spawn(ask)).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(answers.windows(2).all(|two| two[0] == two[1]), "{answers:?}");
    assert_eq!(answers[0].2, 5);
}

#[test]
fn filters_are_plain_values_and_say_what_is_wrong_with_them() {
    let folder = Folder::new();
    let view = folder.view();
    let in_homs = Filter { place: Some("homs".into()), ..Filter::default() };
    assert_eq!(events(&view, &in_homs).unwrap().events.len(), 3);
    assert_eq!(claims(&view, &in_homs).unwrap().len(), 5);
    let fallen = Filter {
        party: Some("northern front".into()),
        types: claim::EventType::from_code("SEIZE").into_iter().collect(),
        ..in_homs
    };
    assert_eq!(events(&view, &fallen).unwrap().events[0].support.reports, 2);
    assert_eq!(places(&view, &Filter::default()).unwrap()[0].name, "Homs");
    assert!(parties(&view, &Filter::default()).unwrap().iter().any(|party| party.name == "Northern Front"));
    let (early, late) = ("2031-03-01".parse().ok(), "2031-03-09".parse().ok());
    let wrong = [
        (Filter { statuses: vec!["sure".into()], ..Filter::default() }, "is no status of an event"),
        (Filter { from: late, to: early, ..Filter::default() }, "give the earlier day first"),
        (Filter { place: Some("Homss".into()), ..Filter::default() }, "did you mean Homs?"),
    ];
    for (filter, words) in wrong {
        let error = events(&view, &filter).unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
        assert!(!matches!(error.kind(), ErrorKind::Ledger(_)));
    }
}

#[test]
fn the_queue_has_what_is_unsure_and_weighty_first_and_not_what_one_has_decided() {
    let folder = Folder::new();
    let view = folder.view();
    let first = queue(&view, &Filter::default(), &Ask::default()).unwrap();
    assert_eq!((first.total, first.items.len()), (5, 5));
    assert!(first.items.windows(2).all(|two| two[0].score >= two[1].score));
    let top = &first.items[0];
    assert!(top.why.iter().any(|why| why.starts_with("accounts disagree")), "{:?}", top.why);
    assert!(top.why.iter().any(|why| why.ends_with("killed")), "{:?}", top.why);
    let graphic: Vec<_> = first.items.iter().filter(|item| item.graphic).collect();
    assert_eq!(graphic.len(), 1, "bodies in the road");
    assert!(first.items.iter().any(|item| item.why.iter().any(|why| why.contains("“Tal Marun”"))));
    assert_eq!(queue(&view, &Filter::default(), &Ask::default()).unwrap(), first, "the same again");

    let id = top.claim.claim.id;
    let wish = Wish { act: Deed::Reject, ids: vec![id.to_string()], by: "AB".into(), ..Wish::default() };
    let drafts = drafts(&view, &wish).unwrap();
    drop(view);
    let mut ledger = Ledger::open(folder.path(), Mode::Write).unwrap();
    let decisions = record(&mut ledger, &drafts, "2031-03-11T00:00:00Z".parse().unwrap()).unwrap();
    let view = folder.view();
    assert_eq!(outcome(&view, &decisions).unwrap().without, [id]);
    let ids = |by: &str, done: bool| -> Vec<claim::ClaimId> {
        let ask = Ask { by: Some(by.into()), done };
        let queue = queue(&view, &Filter::default(), &ask).unwrap();
        queue.items.iter().map(|item| item.claim.claim.id).collect()
    };
    assert!(!ids("AB", false).contains(&id) && ids("AB", true).contains(&id));
    assert!(ids("CD", false).contains(&id), "a second person may look at what the first rejected");
}

#[test]
fn a_wish_without_sense_is_refused_with_the_remedy() {
    let folder = Folder::new();
    let view = folder.view();
    let event = events(&view, &Filter::default()).unwrap().events[0].id.to_string();
    let wish = |act: Deed, ids: &[&str]| Wish {
        act,
        ids: ids.iter().map(|id| (*id).to_owned()).collect(),
        by: "AB".into(),
        ..Wish::default()
    };
    let cases = [
        (Wish { by: " ".into(), ..wish(Deed::Accept, &[&event]) }, "say who"),
        (wish(Deed::Accept, &[]), "give the id"),
        (wish(Deed::Merge, &[&event]), "two events or more"),
        (wish(Deed::Split, &[&event]), "name the claims"),
        (wish(Deed::Edit, &[&event, &event]), "give one id"),
        (Wish { field: Some("colour".into()), ..wish(Deed::Edit, &[&event]) }, "is no field of an event"),
        (wish(Deed::Undo, &[]), "no decision of AB is left to undo"),
    ];
    for (wish, words) in cases {
        let error = drafts(&view, &wish).unwrap_err().to_string();
        assert!(error.contains(words), "{wish:?}: {error}");
    }
}

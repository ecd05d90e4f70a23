//! Opening: every old ledger, and everything that is none.

#[path = "../examples/invented/mod.rs"]
mod invented;

use claim::{Act, ReportId};
use invented::invented;
use jiff::Timestamp;
use jiff::civil::date;
use ledger::{
    AsOf, ClaimFilter, ErrorKind, FetchKind, Found, Keep, Ledger, Mode, Record, RecordFilter, ReportFilter,
    SCHEMA_VERSION, Text,
};
use std::fs;
use std::path::{Path, PathBuf};

const NOON: Timestamp = Timestamp::constant(1_735_732_800, 0);

fn old() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/old");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "dateline"));
    files.sort();
    files
}

/// What examples/old.rs put into every one of them.
fn answers(ledger: &Ledger) {
    assert_eq!(ledger.verify(|_, _| {}).unwrap().first_bad, None);
    assert_eq!(ledger.count_reports(&ReportFilter::default(), &AsOf::default()).unwrap(), 4);
    let claims = ledger.claims(&ClaimFilter::default(), &AsOf::default()).unwrap();
    assert_eq!(claims.len(), 20);
    assert_eq!(claims[0].record, invented(0).claims[0]);
    let last = invented(4);
    let quote = last.quotes[0].as_ref().unwrap();
    let text = ClaimFilter { text: Some(format!("\"{}\"", quote.text)), ..ClaimFilter::default() };
    let found = ledger.claims(&text, &AsOf::default()).unwrap();
    assert_eq!(found[0].report, ReportId::of(&last.report));
    let acts: Vec<Act> = ledger.decisions(&AsOf::default()).unwrap().into_iter().map(|decision| decision.act).collect();
    assert!(matches!(acts[..], [Act::Reject, Act::Undo { .. }, Act::Merge { .. }]));
    let of = |number| ReportId::of(&invented(number).report);
    assert_eq!(ledger.text(of(0), NOON).unwrap(), Some(Text::Erased));
    assert_eq!(ledger.text(of(1), NOON).unwrap(), Some(Text::NotKept));
    assert_eq!(ledger.text(of(2), NOON).unwrap(), Some(Text::Kept(invented(2).report.text)));
    assert!(matches!(ledger.report(of(3)).unwrap(), Some(Found::Erased(_))));
    assert_eq!(ledger.erasures().unwrap().len(), 2);
}

/// What examples/old.rs put beside the chain, from version 2 on.
fn beside(ledger: &Ledger, version: i64) {
    let (pages, records) = (ledger.pages_to_ask().unwrap(), ledger.records(&RecordFilter::default()).unwrap());
    if version < 2 {
        assert_eq!((pages, records), (vec![], vec![]));
        assert_eq!(ledger.fetch("https://example.org/story").unwrap(), None);
        return;
    }
    assert_eq!(ledger.fetch("https://example.org/story").unwrap().as_ref(), pages.first());
    let page = &pages[0];
    assert_eq!(
        (page.kind, page.status, page.failures, page.body_sha256),
        (FetchKind::Page, Some(503), 2, Some([7; 32]))
    );
    assert_eq!(page.asked, Some(Timestamp::constant(1_735_732_800 + 420, 0)));
    assert_eq!(
        ledger.page_of_body(&[7; 32], "https://example.org/other").unwrap().as_deref(),
        Some("https://example.org/story")
    );
    assert_eq!(
        (records.len(), records[0].id.as_str(), records[0].best, records[0].point),
        (1, "100001", Some(4), Some((34.73, 36.71)))
    );
    assert_eq!(records[0].days, Some((date(2031, 3, 6), date(2031, 3, 7))));
}

#[test]
fn addresses_and_records_can_be_thrown_away_and_the_chain_does_not_notice() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("old.dateline");
    fs::copy(old().last().unwrap(), &copy).unwrap();
    let mut ledger = Ledger::open(&copy, Mode::Write).unwrap();
    let head = ledger.head().unwrap();
    ledger.forget_fetches().unwrap();
    assert_eq!(ledger.drop_records("ucdp").unwrap(), 1);
    assert_eq!((ledger.pages_to_ask().unwrap().len(), ledger.records_seen().unwrap().len()), (0, 0));
    answers(&ledger);
    assert_eq!(ledger.head().unwrap(), head);
}

#[test]
fn records_are_replaced_by_their_id_and_found_by_day_and_country() {
    let mut ledger = Ledger::in_memory().unwrap();
    let record = |id: &str, day: i8, best| Record {
        scheme: "acled".into(),
        id: id.into(),
        edition: None,
        licence: "unknown".into(),
        days: Some((date(2031, 3, day), date(2031, 3, day))),
        point: None,
        country: Some("SY".into()),
        place: None,
        event_type: None,
        low: None,
        best: Some(best),
        high: None,
        body: "{}".into(),
    };
    assert_eq!(ledger.put_records(&[record("a", 1, 1), record("b", 5, 2)]).unwrap(), 0);
    assert_eq!(ledger.put_records(&[record("b", 5, 3), record("c", 9, 4)]).unwrap(), 1);
    let found = |filter: RecordFilter| -> Vec<Option<u64>> {
        ledger.records(&filter).unwrap().into_iter().map(|record| record.best).collect()
    };
    assert_eq!(found(RecordFilter::default()), [Some(1), Some(3), Some(4)]);
    assert_eq!(
        found(RecordFilter { from: Some(date(2031, 3, 2)), to: Some(date(2031, 3, 5)), ..RecordFilter::default() }),
        [Some(3)]
    );
    assert_eq!(found(RecordFilter { country: Some("UA".into()), ..RecordFilter::default() }), []);
    let seen = ledger.records_seen().unwrap();
    assert_eq!((seen[0].records, seen[0].days), (3, Some((date(2031, 3, 1), date(2031, 3, 9)))));
    assert_eq!(ledger.stats().unwrap().head.seq, 0, "nothing of them is in the chain");
}

#[test]
fn every_ledger_that_was_ever_released_answers_without_being_changed() {
    let files = old();
    assert_eq!(files.len() as i64, SCHEMA_VERSION, "one file a version in tests/old; see examples/old.rs");
    for file in files {
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("old.dateline");
        fs::copy(&file, &copy).unwrap();
        let ledger = Ledger::open(&copy, Mode::Read).unwrap();
        answers(&ledger);
        beside(&ledger, ledger.version().unwrap());
        drop(ledger);
        assert!(fs::read(&copy).unwrap() == fs::read(&file).unwrap(), "{} was changed by reading", file.display());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "something was left beside {}", file.display());
    }
}

#[test]
fn every_ledger_that_was_ever_released_can_be_written_on() {
    for file in old() {
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("old.dateline");
        fs::copy(&file, &copy).unwrap();
        let mut ledger = Ledger::open(&copy, Mode::Write).unwrap();
        assert_eq!(ledger.version().unwrap(), SCHEMA_VERSION);
        answers(&ledger);
        ledger.add(&[invented(500).keeping(Keep::Forever)], NOON).unwrap();
        let verified = ledger.verify(|_, _| {}).unwrap();
        assert_eq!((verified.first_bad, verified.reports), (None, 6));
    }
}

#[cfg(unix)]
#[test]
fn a_ledger_in_a_folder_that_must_not_be_written_can_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("read only, 100 %");
    fs::create_dir(&inside).unwrap();
    let file = inside.join("a?b#c.dateline");
    fs::copy(&old()[0], &file).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).unwrap();
    fs::set_permissions(&inside, fs::Permissions::from_mode(0o555)).unwrap();
    answers(&Ledger::open(&file, Mode::Read).unwrap());
    // Root may write everywhere.
    if fs::write(inside.join("trial"), "").is_err() {
        let error = Ledger::open(&file, Mode::Write).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::ReadOnly | ErrorKind::Unreadable(_)), "{error}");
    }
    fs::set_permissions(&inside, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn what_is_no_ledger_is_told_with_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let good = fs::read(&old()[0]).unwrap();
    fs::write(at("empty"), "").unwrap();
    fs::write(at("text"), "Reports of the week\n".repeat(100)).unwrap();
    fs::write(at("cut"), &good[..good.len() - 10_000]).unwrap();
    fs::write(at("stub"), &good[..50]).unwrap();
    fs::create_dir(at("folder")).unwrap();
    rusqlite::Connection::open(at("other")).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    rusqlite::Connection::open(at("bare")).unwrap().execute_batch("PRAGMA user_version = 0; VACUUM").unwrap();
    fs::write(at("newer"), &good).unwrap();
    let newer = SCHEMA_VERSION + 1;
    rusqlite::Connection::open(at("newer")).unwrap().pragma_update(None, "user_version", newer).unwrap();
    for (name, mode, expected) in [
        ("missing", Mode::Read, "there is no ledger here; `dateline add` makes one".to_owned()),
        ("missing", Mode::Write, "there is no ledger here; `dateline add` makes one".to_owned()),
        ("empty", Mode::Read, "is no ledger but an empty file; name another file".to_owned()),
        ("empty", Mode::Write, "is no ledger but an empty file; name another file".to_owned()),
        ("text", Mode::Read, "is no ledger but a file of another kind; name another file".to_owned()),
        ("text", Mode::Create, "is no ledger but a file of another kind; name another file".to_owned()),
        ("folder", Mode::Create, "is no ledger but a folder; name another file".to_owned()),
        ("other", Mode::Read, "is no ledger but a database of another program; name another file".to_owned()),
        ("other", Mode::Create, "is no ledger but a database of another program; name another file".to_owned()),
        ("bare", Mode::Write, "is no ledger but an empty database; name another file".to_owned()),
        (
            "cut",
            Mode::Read,
            format!("is cut off: {} of {} bytes are there; take a copy that is whole", good.len() - 10_000, good.len()),
        ),
        (
            "cut",
            Mode::Create,
            format!("is cut off: {} of {} bytes are there; take a copy that is whole", good.len() - 10_000, good.len()),
        ),
        ("stub", Mode::Read, "is cut off: 50 of 100 bytes are there; take a copy that is whole".to_owned()),
        (
            "newer",
            Mode::Read,
            format!(
                "was written by a newer Dateline (version {newer} of the file, this program knows {SCHEMA_VERSION}); update Dateline"
            ),
        ),
        (
            "newer",
            Mode::Create,
            format!(
                "was written by a newer Dateline (version {newer} of the file, this program knows {SCHEMA_VERSION}); update Dateline"
            ),
        ),
    ] {
        let before = fs::read(at(name)).ok();
        let error = Ledger::open(at(name), mode).unwrap_err().to_string();
        assert_eq!(error, format!("{}: {expected}", at(name).display()), "{mode:?}");
        assert_eq!(fs::read(at(name)).ok(), before, "{name} was changed");
    }
    let nowhere = folder.path().join("no/such/folder/x.dateline");
    let error = Ledger::open(&nowhere, Mode::Create).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Unreadable(_)), "{error}");
}

#[test]
fn a_ledger_is_made_where_there_is_none_or_only_the_beginning_of_one() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("empty"), "").unwrap();
    // As it is left by a program that is killed before the first migration has ended.
    let begun = rusqlite::Connection::open(at("begun")).unwrap();
    begun.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())).unwrap();
    drop(begun);
    for name in ["new", "empty", "begun"] {
        let mut ledger = Ledger::open(at(name), Mode::Create).unwrap();
        ledger.add(&[invented(1).keeping(Keep::Never)], NOON).unwrap();
        drop(ledger);
        let ledger = Ledger::open(at(name), Mode::Read).unwrap();
        let stats = ledger.stats().unwrap();
        assert_eq!((stats.reports, stats.claims, stats.version), (1, 5, SCHEMA_VERSION));
        assert_eq!((stats.first, stats.last), (Some(NOON), Some(NOON)));
    }
}

#[test]
fn a_log_that_a_killed_program_left_is_read_with_the_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("live.dateline");
    let mut ledger = Ledger::open(&path, Mode::Create).unwrap();
    ledger.add(&[invented(1).keeping(Keep::Never)], NOON).unwrap();
    // A copy of both files is what a power cut would leave.
    let (copy, log) = (folder.path().join("copy.dateline"), folder.path().join("copy.dateline-wal"));
    fs::copy(&path, &copy).unwrap();
    fs::copy(folder.path().join("live.dateline-wal"), &log).unwrap();
    assert!(fs::metadata(&log).unwrap().len() > 0);
    assert_eq!(Ledger::open(&copy, Mode::Read).unwrap().stats().unwrap().claims, 5);
}

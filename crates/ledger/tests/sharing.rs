//! Many programs, one file: readers beside a writer, two writers, a writer that is killed.

#[path = "../examples/invented/mod.rs"]
mod invented;

use claim::ReportId;
use invented::{Dice, invented};
use jiff::Timestamp;
use ledger::{AsOf, Erase, ErrorKind, Keep, Ledger, Mode, ReportFilter};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const NOON: Timestamp = Timestamp::constant(1_735_732_800, 0);
const CHILD: &str = "DATELINE_TEST_CHILD_WRITES";

fn add(ledger: &mut Ledger, numbers: std::ops::Range<u64>) -> u64 {
    let reports: Vec<_> = numbers.map(invented).collect();
    let new: Vec<_> = reports.iter().map(|report| report.keeping(Keep::Forever)).collect();
    ledger.add(&new, NOON).unwrap().reports
}

fn count(ledger: &Ledger) -> u64 {
    ledger.count_reports(&ReportFilter::default(), &AsOf::default()).unwrap()
}

#[test]
fn a_reader_sees_what_was_finished_and_keeps_no_writer_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shared.dateline");
    let mut writer = Ledger::open(&path, Mode::Create).unwrap();
    add(&mut writer, 0..3);
    let reader = Ledger::open(&path, Mode::Read).unwrap();
    reader
        .at_once(|reader| {
            assert_eq!(count(reader), 3);
            add(&mut writer, 3..5);
            assert_eq!(count(reader), 3, "one state for as long as somebody asks");
            Ok(())
        })
        .unwrap();
    assert_eq!(count(&reader), 5);
    let mut reader = reader;
    let report = invented(9);
    let error = reader.add(&[report.keeping(Keep::Never)], NOON).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::ReadOnly), "{error}");
    assert_eq!(reader.verify(|_, _| {}).unwrap().first_bad, None);
    let error = reader.add(&[report.keeping(Keep::Never)], NOON).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::ReadOnly), "{error}");
    drop((reader, writer));
    let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(files, ["shared.dateline"], "nothing is left beside the ledger");
}

#[test]
fn two_writers_take_turns_in_one_chain() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shared.dateline");
    drop(Ledger::open(&path, Mode::Create).unwrap());
    std::thread::scope(|threads| {
        for part in 0..2 {
            let path = &path;
            threads.spawn(move || {
                let mut ledger = Ledger::open(path, Mode::Write).unwrap();
                ledger.set_patience(Duration::from_secs(60)).unwrap();
                for number in 0..10 {
                    // Both add the even ones.
                    add(&mut ledger, number * 2..number * 2 + 1);
                    add(&mut ledger, 100 + number * 2 + part..100 + number * 2 + part + 1);
                }
            });
        }
    });
    let ledger = Ledger::open(&path, Mode::Read).unwrap();
    assert_eq!(count(&ledger), 30);
    assert_eq!(ledger.verify(|_, _| {}).unwrap().first_bad, None);
}

#[test]
fn who_waits_too_long_is_told_why() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shared.dateline");
    let mut ledger = Ledger::open(&path, Mode::Create).unwrap();
    ledger.set_patience(Duration::from_millis(20)).unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let report = invented(1);
    let error = ledger.add(&[report.keeping(Keep::Never)], NOON).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Locked), "{error}");
    assert_eq!(
        error.to_string(),
        format!("{}: another program is writing to it; wait until it has finished, or end it", path.display())
    );
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(ledger.add(&[report.keeping(Keep::Never)], NOON).unwrap().reports, 1);
}

#[test]
fn who_erases_is_told_that_a_reader_still_holds_what_was_erased() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shared.dateline");
    let mut writer = Ledger::open(&path, Mode::Create).unwrap();
    writer.set_patience(Duration::from_millis(20)).unwrap();
    add(&mut writer, 0..3);
    let report = ReportId::of(&invented(1).report);
    let reader = Ledger::open(&path, Mode::Read).unwrap();
    reader
        .at_once(|reader| {
            let stats = reader.stats()?;
            let erased = writer.erase(report, Erase::All, "kl", NOON)?;
            assert_eq!((erased.new, erased.wiped), (true, false));
            assert_eq!(reader.stats()?, stats, "the reader's state stays");
            Ok(())
        })
        .unwrap();
    let again = writer.erase(report, Erase::All, "kl", NOON).unwrap();
    assert_eq!((again.new, again.wiped), (false, true));
    assert_eq!(count(&reader), 2);
}

#[test]
fn a_report_whose_claim_has_an_id_that_is_taken_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("taken.dateline");
    let mut ledger = Ledger::open(&path, Mode::Create).unwrap();
    add(&mut ledger, 0..1);
    let new = invented(1);
    let (report, claims) = (ReportId::of(&new.report), claim::ClaimId::of_all(ReportId::of(&new.report), &new.claims));
    rusqlite::Connection::open(&path)
        .unwrap()
        .execute("INSERT INTO claims (seq, id, report, position) VALUES (1, ?1, 1, 9)", [claims[2].number() as i64])
        .unwrap();
    let error = ledger.add(&[new.keeping(Keep::Never)], NOON).unwrap_err().to_string();
    let expected = format!("{} of the report {report} is also the id of a claim of another report", claims[2]);
    assert!(error.contains(&expected), "{error}");
    assert_eq!(ledger.head().unwrap().seq, 6, "nothing of it was added");
}

/// Adds eight reports at a time and says so when they are on the disk, until it is killed.
fn child(file: &Path) {
    let mut ledger = Ledger::open(file, Mode::Create).unwrap();
    let mut out = std::io::stdout();
    let mut number = ledger.stats().unwrap().reports;
    loop {
        add(&mut ledger, number..number + 8);
        for number in number..number + 8 {
            writeln!(out, "\nhas {number}").unwrap();
        }
        out.flush().unwrap();
        number += 8;
    }
}

/// `DATELINE_KILLS=200` for the long run; 20 if nothing is said. The child is this test itself.
#[test]
fn nothing_that_was_acknowledged_is_lost_when_the_writer_is_killed() {
    if let Some(file) = std::env::var_os(CHILD) {
        return child(Path::new(&file));
    }
    let kills: u64 = std::env::var("DATELINE_KILLS").ok().map_or(20, |kills| kills.parse().unwrap());
    let mut dice = Dice(kills);
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = BTreeSet::new();
    let mut path = folder.path().join("0.dateline");
    let mut total = 0;
    for kill in 0..kills {
        // A new file now and then, so that also its making is interrupted.
        if kill % 10 == 0 {
            acknowledged.clear();
            path = folder.path().join(format!("{kill}.dateline"));
        }
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["nothing_that_was_acknowledged_is_lost_when_the_writer_is_killed", "--exact", "--nocapture"])
            .env(CHILD, &path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let heard = std::thread::spawn(move || {
            lines
                .map_while(Result::ok)
                .filter_map(|line| line.strip_prefix("has ").and_then(|number| number.parse().ok()))
                .collect::<Vec<u64>>()
        });
        let longest = if kill % 10 == 0 { 40_000 } else { 250_000 };
        std::thread::sleep(Duration::from_micros(dice.below(longest) as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        let heard = heard.join().unwrap();
        total += heard.len();
        acknowledged.extend(heard);

        let ledger = Ledger::open(&path, Mode::Create).unwrap();
        for &number in &acknowledged {
            assert!(
                ledger.has_report(ReportId::of(&invented(number).report)).unwrap(),
                "kill {kill}: {number} is lost"
            );
        }
        // A batch is there wholly or not at all.
        assert_eq!(count(&ledger) % 8, 0, "kill {kill}");
        let verified = ledger.verify(|_, _| {}).unwrap();
        assert_eq!(verified.first_bad, None, "kill {kill}");
        assert_eq!(verified.claims, verified.reports * 5, "kill {kill}");
    }
    assert!(total > 0, "no child lived long enough to write anything");
}

//! What is changed behind the ledger's back is found and named; what is erased leaves a whole chain and no trace of its words.

#[path = "../examples/invented/mod.rs"]
mod invented;

use claim::{Act, EventId, ReportId};
use invented::{Invented, invented};
use jiff::Timestamp;
use ledger::{
    AsOf, ClaimFilter, DescentRow, Draft, Erase, ErrorKind, EventRow, Found, Keep, Kind, Ledger, Mode, NewReport,
    ReportFilter, Step, Text,
};
use proptest::prelude::*;
use rusqlite::Connection;
use rusqlite::types::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;

const NOON: Timestamp = Timestamp::constant(1_735_732_800, 0);

fn fill(ledger: &mut Ledger, numbers: std::ops::Range<u64>) -> Vec<Invented> {
    let reports: Vec<Invented> = numbers.map(invented).collect();
    let new: Vec<NewReport<'_>> = reports.iter().map(|report| report.keeping(Keep::Forever)).collect();
    ledger.add(&new, NOON).unwrap();
    reports
}

/// A ledger with rows of all kinds, as the bytes of its file.
fn sample() -> &'static [u8] {
    static FILE: OnceLock<Vec<u8>> = OnceLock::new();
    FILE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sample.dateline");
        let mut ledger = Ledger::open(&path, Mode::Create).unwrap();
        let reports = fill(&mut ledger, 0..4);
        let claims = ledger.claims(&ClaimFilter::default(), &AsOf::default()).unwrap();
        for act in [Act::Accept, Act::Reject] {
            let draft = Draft { by: "kl".into(), claims: vec![claims[3].id], event: false, act, note: None };
            ledger.decide(&draft, NOON).unwrap();
        }
        ledger.erase(ReportId::of(&reports[1].report), Erase::Text, "kl", NOON).unwrap();
        ledger.erase(ReportId::of(&reports[2].report), Erase::All, "kl", NOON).unwrap();
        fill(&mut ledger, 4..6);
        assert_eq!(ledger.verify(|_, _| {}).unwrap().first_bad, None);
        drop(ledger);
        std::fs::read(path).unwrap()
    })
}

/// Changes the file with all guards taken away, and puts them back.
fn behind_its_back(path: &Path, change: impl FnOnce(&Connection)) {
    let connection = Connection::open(path).unwrap();
    let triggers: Vec<(String, String)> = connection
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for (name, _) in &triggers {
        connection.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    connection.execute_batch("PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF").unwrap();
    change(&connection);
    for (_, sql) in &triggers {
        connection.execute_batch(sql).unwrap();
    }
}

/// Every column that must not be changed, with the column that names its row; `None` where the row that is named may be another.
const COLUMNS: &[(&str, &str, Option<&str>)] = &[
    ("chain", "kind", Some("seq")),
    ("chain", "id", Some("seq")),
    ("chain", "recorded", Some("seq")),
    ("chain", "body_hash", Some("seq")),
    ("chain", "hash", Some("seq")),
    ("chain", "body", Some("seq")),
    ("reports", "id", Some("seq")),
    ("reports", "known", Some("seq")),
    ("reports", "date", Some("seq")),
    ("reports", "outlet", Some("seq")),
    ("reports", "outlet_folded", Some("seq")),
    ("reports", "url", Some("seq")),
    ("reports", "title", Some("seq")),
    ("reports", "language", Some("seq")),
    ("reports", "text_sha256", Some("seq")),
    ("reports", "erased", Some("seq")),
    ("claims", "id", Some("seq")),
    ("claims", "report", Some("seq")),
    ("claims", "position", Some("seq")),
    ("claims", "known", Some("seq")),
    ("claims", "type", Some("seq")),
    ("claims", "status", Some("seq")),
    ("claims", "confidence", Some("seq")),
    ("claims", "day_start", Some("seq")),
    ("claims", "day_end", Some("seq")),
    ("claims", "words", Some("seq")),
    ("decisions", "id", Some("seq")),
    ("decisions", "act", Some("seq")),
    ("erasures", "report", None),
    ("erasures", "what", None),
    ("places", "id", None),
    ("places", "name", None),
    ("places", "folded", None),
    ("places", "country", None),
    ("parties", "id", None),
    ("parties", "name", None),
    ("parties", "folded", None),
    ("claim_places", "slot", Some("claim")),
    ("claim_places", "place", Some("claim")),
    ("claim_parties", "role", Some("claim")),
    ("claim_parties", "party", Some("claim")),
    ("texts", "text", Some("report")),
];

/// The value with one bit turned around.
fn turned(value: Value, at: usize) -> Value {
    let flip = |mut bytes: Vec<u8>| {
        match bytes.len() {
            0 => bytes.push(b'x'),
            length => bytes[at / 8 % length] ^= 1 << (at % 8),
        }
        Value::Blob(bytes)
    };
    match value {
        Value::Null => Value::Integer(1),
        Value::Integer(number) => Value::Integer(number ^ (1 << (at % 64))),
        Value::Real(number) => Value::Real(f64::from_bits(number.to_bits() ^ (1 << (at % 64)))),
        Value::Text(text) => flip(text.into_bytes()),
        Value::Blob(bytes) => flip(bytes),
    }
}

/// `CAST` to the type of a column.
fn cast(connection: &Connection, table: &str, column: &str) -> String {
    connection
        .query_row("SELECT type FROM pragma_table_info(?1) WHERE name = ?2", [table, column], |row| row.get(0))
        .unwrap()
}

/// `PROPTEST_CASES=3000` for a long run.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().map_or(100, |cases| cases.parse().unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn a_change_of_any_bit_is_found_and_its_row_named(
        column in 0..COLUMNS.len(),
        row in any::<prop::sample::Index>(),
        bit in 0..100_000_usize,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("changed.dateline");
        std::fs::write(&path, sample()).unwrap();
        let (table, column, names) = COLUMNS[column];
        let mut changed = None;
        behind_its_back(&path, |connection| {
            let key = match table {
                "claim_places" | "claim_parties" => format!("claim || {column}"),
                _ => "rowid".to_owned(),
            };
            let rows: Vec<(Value, Option<i64>, Value)> = connection
                .prepare(&format!("SELECT {key}, {}, {column} FROM {table}", names.unwrap_or("NULL")))
                .unwrap()
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .unwrap()
                .collect::<Result<_, _>>()
                .unwrap();
            let (row, seq, value) = rows[row.index(rows.len())].clone();
            let kind = cast(connection, table, column);
            let new = turned(value.clone(), bit);
            connection
                .execute(&format!("UPDATE {table} SET {column} = CAST(?1 AS {kind}) WHERE {key} = ?2"), (&new, row))
                .unwrap();
            changed = Some((seq, value, new));
        });
        let (seq, value, new) = changed.unwrap();
        let about = format!("{table}.{column} of row {seq:?}: {value:?} -> {new:?}");
        let verified = Ledger::open(&path, Mode::Read).unwrap().verify(|_, _| {}).unwrap();
        prop_assert!(verified.first_bad.is_some(), "{about} was not found");
        let bad = verified.first_bad.unwrap();
        if let Some(seq) = seq {
            prop_assert_eq!(bad.seq, Some(seq as u64), "{}: {}", about, bad);
        }
    }

    #[test]
    fn a_file_with_a_wrong_byte_is_found_out_or_tells_the_same(at in any::<prop::sample::Index>(), bit in 0..8) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("changed.dateline");
        let mut bytes = sample().to_vec();
        let at = at.index(bytes.len());
        bytes[at] ^= 1u8 << bit;
        std::fs::write(&path, bytes).unwrap();
        let everything = |ledger: &Ledger| {
            (
                ledger.claims(&ClaimFilter::default(), &AsOf::default()).unwrap(),
                ledger.reports(&ReportFilter::default(), &AsOf::default()).unwrap(),
                ledger.decisions(&AsOf::default()).unwrap(),
            )
        };
        let Ok(ledger) = Ledger::open(&path, Mode::Read) else { return Ok(()) };
        if ledger.verify(|_, _| {}).is_ok_and(|verified| verified.first_bad.is_none()) {
            let whole = folder.path().join("whole.dateline");
            std::fs::write(&whole, sample()).unwrap();
            prop_assert_eq!(everything(&ledger), everything(&Ledger::open(&whole, Mode::Read).unwrap()));
        }
    }
}

#[test]
fn what_is_added_taken_away_or_swapped_is_named() {
    let words = |what: &str| Some(what.to_owned());
    for (change, seq, expected) in [
        ("DELETE FROM chain WHERE seq = 5", Some(5), "it is missing"),
        ("UPDATE chain SET seq = 900 WHERE seq = 5", Some(5), "it is missing"),
        ("DELETE FROM claims WHERE seq = 5", Some(5), "it is missing in the table claims"),
        ("DELETE FROM decisions", Some(25), "it is missing in the table decisions"),
        (
            "DELETE FROM claim_places WHERE claim = 5",
            Some(5),
            "its places in the table claim_places are not what was recorded",
        ),
        ("UPDATE chain SET body = NULL WHERE seq = 7", Some(7), "its body is gone, and no erasure says why"),
        ("UPDATE texts SET text = 'secret' WHERE report = 7", Some(7), "its text was to be erased and is still there"),
        ("INSERT INTO reports (seq, id) VALUES (2, 1)", Some(2), "the table reports has a row that was never recorded"),
        (
            "INSERT INTO claim_places (claim, slot, place) VALUES (900, 'to', 1)",
            None,
            "the table claim_places refers to a row that is not there",
        ),
        (
            "INSERT INTO search (search, rowid, words) SELECT 'delete', seq, title FROM reports WHERE seq = 7",
            Some(7),
            "its words in the index are not what was recorded",
        ),
        (
            "INSERT INTO search (rowid, words) VALUES (7, 'lies')",
            Some(7),
            "its words in the index are not what was recorded",
        ),
        (
            "INSERT INTO search (rowid, words) VALUES (900, 'lies')",
            Some(900),
            "the index has words for it that it does not have",
        ),
        ("DROP INDEX claims_by_day", None, "the index claims_by_day is missing: rows could be changed without a trace"),
        (
            "CREATE TRIGGER mine AFTER INSERT ON chain BEGIN SELECT 1; END",
            None,
            "the trigger mine is not one that Dateline made",
        ),
        ("ANALYZE", None, ""),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("changed.dateline");
        std::fs::write(&path, sample()).unwrap();
        behind_its_back(&path, |connection| connection.execute_batch(change).unwrap());
        let bad = Ledger::open(&path, Mode::Read).unwrap().verify(|_, _| {}).unwrap().first_bad;
        assert_eq!(bad.as_ref().and_then(|bad| bad.seq), seq, "{change}: {bad:?}");
        assert_eq!(bad.map(|bad| bad.what), words(expected).filter(|what| !what.is_empty()), "{change}");
    }
}

#[test]
fn a_row_that_was_written_anew_with_its_hashes_is_betrayed_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("changed.dateline");
    std::fs::write(&path, sample()).unwrap();
    behind_its_back(&path, |connection| {
        // Row 25 with the body of row 26, with all that belongs to it but its id.
        connection
            .execute_batch(
                "UPDATE chain SET (body, body_hash, hash, id) = (SELECT body, body_hash, hash, id FROM chain WHERE seq = 26) WHERE seq = 25",
            )
            .unwrap();
    });
    let bad = Ledger::open(&path, Mode::Read).unwrap().verify(|_, _| {}).unwrap().first_bad.unwrap();
    assert_eq!((bad.seq, bad.kind), (Some(25), Some(Kind::Decision)));
    assert!(bad.to_string().starts_with("row 25 (decision d"), "{bad}");
}

#[test]
fn a_noted_head_proves_that_nothing_was_cut_off() {
    let mut ledger = Ledger::in_memory().unwrap();
    fill(&mut ledger, 0..3);
    let noted = ledger.head().unwrap();
    fill(&mut ledger, 3..5);
    assert_eq!(ledger.hash_at(noted.seq).unwrap(), Some(noted.hash));
    assert_eq!(ledger.hash_at(1_000).unwrap(), None);
}

#[test]
fn progress_is_told_from_nothing_to_everything() {
    let mut ledger = Ledger::in_memory().unwrap();
    fill(&mut ledger, 0..200);
    let mut told = Vec::new();
    let verified = ledger.verify(|done, total| told.push((done, total))).unwrap();
    assert_eq!(told, [(0, 1200), (1000, 1200), (1200, 1200)]);
    assert_eq!((verified.rows, verified.reports, verified.claims, verified.texts), (1200, 200, 1000, 200));
    assert_eq!(verified.head, ledger.head().unwrap());
}

#[test]
fn the_guards_forbid_every_change_but_erasing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("guarded.dateline");
    std::fs::write(&path, sample()).unwrap();
    let connection = Connection::open(&path).unwrap();
    for forbidden in [
        "UPDATE chain SET body = 'x' WHERE seq = 1",
        "UPDATE chain SET recorded = 1 WHERE seq = 1",
        "UPDATE chain SET body = NULL, hash = zeroblob(32) WHERE seq = 1",
        "DELETE FROM chain WHERE seq = 1",
        "INSERT OR REPLACE INTO chain SELECT * FROM chain WHERE seq = 1",
        "INSERT INTO chain SELECT 1000, kind, id, recorded, body_hash, hash, body FROM chain WHERE seq = 1",
        "UPDATE reports SET outlet = 'x' WHERE seq = 1",
        "DELETE FROM reports WHERE seq = 1",
        "UPDATE claims SET status = 'denied' WHERE seq = 2",
        "UPDATE claims SET type = NULL WHERE seq = 2",
        "DELETE FROM claims WHERE seq = 2",
        "DELETE FROM claim_places WHERE claim = 2",
        "UPDATE claim_parties SET role = 'source' WHERE claim = 2",
        "UPDATE decisions SET act = 'accept'",
        "DELETE FROM decisions",
        "UPDATE erasures SET what = 'text'",
        "DELETE FROM erasures",
    ] {
        let error = connection.execute_batch(forbidden).expect_err(forbidden).to_string();
        assert!(error.contains("never") || error.contains("only added"), "{forbidden}: {error}");
    }
}

#[test]
fn what_is_erased_is_gone_and_the_chain_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("erased.dateline");
    let mut ledger = Ledger::open(&path, Mode::Create).unwrap();
    let mut secret = invented(1000);
    const WORDS: [&str; 6] = ["Qwyxzanna", "Vexquillo", "Zzyzxford", "Jaqxuvia", "Wyvquorth", "Kjuxqetta"];
    secret.report.text.push_str(WORDS[0]);
    secret.report.title = Some(format!("A title about {}", WORDS[1]));
    secret.quotes[0].as_mut().unwrap().text.push_str(&format!(" {}", WORDS[2]));
    secret.claims[1].place.push(WORDS[3].to_owned());
    secret.claims[2].actor.push(WORDS[4].to_owned());
    secret.report.outlet = Some(WORDS[5].to_owned());
    fill(&mut ledger, 0..150);
    ledger.add(&[secret.keeping(Keep::Forever)], NOON).unwrap();
    fill(&mut ledger, 150..300);
    let id = ReportId::of(&secret.report);
    let claim = ledger.claims_of(id).unwrap()[1].id;
    let members = ledger.claim_ids(id).unwrap();
    let event = EventRow {
        id: EventId::of_anchor(members[0]),
        component: members[0],
        event_type: "SEIZE".to_owned(),
        standing: "reported".to_owned(),
        days: None,
        place: Some((None, WORDS[3].to_owned())),
        country: None,
        reports: 1,
        independent: 1,
        parties: BTreeSet::from([WORDS[4].to_owned()]),
        members: members.clone(),
        body: WORDS[4].to_owned(),
    };
    let descent = DescentRow { report: id, lineage: id, published: None, body: WORDS[5].to_owned() };
    let step = Step { descents: vec![descent], index: Some(WORDS[5].into()), seq: 1806, ..Step::default() };
    ledger.write_derived(&step, std::iter::once(event)).unwrap();

    // SQLite may keep a word in lower case, or the ledger a folded name.
    let left = |words: &[&str]| -> Vec<String> {
        let mut bytes = Vec::new();
        for file in std::fs::read_dir(folder.path()).unwrap() {
            bytes.extend(std::fs::read(file.unwrap().path()).unwrap().to_ascii_lowercase());
        }
        let holds = |word: &str| bytes.windows(word.len()).any(|window| window == word.to_ascii_lowercase().as_bytes());
        words.iter().filter(|word| holds(&word[1..])).map(|word| (*word).to_owned()).collect()
    };
    assert_eq!(left(&WORDS), WORDS);

    let erased = ledger.erase(id, Erase::Text, "kl", NOON).unwrap();
    assert!(erased.new && erased.wiped);
    assert_eq!(left(&WORDS), WORDS[1..]);
    assert_eq!(ledger.text(id, NOON).unwrap(), Some(Text::Erased));
    assert!(matches!(ledger.report(id).unwrap(), Some(Found::Kept(_))));
    assert!(!ledger.erase(id, Erase::Text, "kl", NOON).unwrap().new);
    assert_eq!(ledger.verify(|_, _| {}).unwrap().first_bad, None);

    let erased = ledger.erase(id, Erase::All, "kl", NOON).unwrap();
    assert_eq!((erased.claims, erased.new, erased.wiped), (5, true, true));
    assert_eq!(left(&WORDS), [""; 0]);
    assert!(
        matches!(ledger.report(id).unwrap(), Some(Found::Erased(erasure)) if erasure.by == "kl" && erasure.erased == Erase::All)
    );
    assert!(matches!(ledger.claim(claim).unwrap(), Some(Found::Erased(_))));
    assert_eq!(ledger.claims_of(id).unwrap(), []);
    assert_eq!(ledger.event(EventId::of_anchor(members[0])).unwrap(), None);
    assert_eq!(
        ledger.event_of(members[1]).unwrap(),
        Some(EventId::of_anchor(members[0])),
        "what to fuse anew is known"
    );
    assert_eq!(ledger.fused().unwrap().seq, 1806);
    let text = ClaimFilter { text: Some(WORDS[1].to_owned()), ..ClaimFilter::default() };
    assert_eq!(ledger.claims(&text, &AsOf::default()).unwrap(), []);
    let mut streamed = 0;
    ledger.for_each_claim(&AsOf::default(), 0, |report, _| streamed += u64::from(report.id != id)).unwrap();
    assert_eq!(streamed, 1500);
    assert_eq!(ledger.count_reports(&ReportFilter::default(), &AsOf::default()).unwrap(), 300);
    let verified = ledger.verify(|_, _| {}).unwrap();
    assert_eq!((verified.first_bad, verified.erased, verified.erasures), (None, 6, 2));

    // What is forgotten does not come back.
    assert_eq!(ledger.add(&[secret.keeping(Keep::Forever)], NOON).unwrap().already, 1);
    assert!(!ledger.erase(id, Erase::Text, "kl", NOON).unwrap().new);
    assert_eq!(left(&WORDS), [""; 0]);
    let error = ledger.erase(ReportId::from_number(3), Erase::All, "kl", NOON).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Unknown(_)), "{error}");
    let error = ledger.erase(id, Erase::All, " ", NOON).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Refused(_)), "{error}");
}

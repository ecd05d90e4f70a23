//! docs/ledger.md is what people write queries against: it must name everything, and its script must work.

use rusqlite::Connection;
use std::path::Path;
use std::process::Command;

const PAGE: &str = include_str!("../../../docs/ledger.md");

fn newest() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/old/v{}.dateline", ledger::SCHEMA_VERSION))
}

/// The newest old ledger, to be changed at will.
fn copy(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("copy.dateline");
    std::fs::copy(newest(), &path).unwrap();
    path
}

#[test]
fn the_docs_name_every_table_and_column() {
    let folder = tempfile::tempdir().unwrap();
    let connection = Connection::open(copy(folder.path())).unwrap();
    let mut named = 0;
    let mut columns = connection
        .prepare(
            "SELECT t.name, c.name FROM pragma_table_list t JOIN pragma_table_info(t.name) c \
             WHERE t.schema = 'main' AND t.type IN ('table', 'virtual') AND t.name NOT LIKE 'sqlite_%'",
        )
        .unwrap();
    let mut rows = columns.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        for word in [row.get::<_, String>(0).unwrap(), row.get(1).unwrap()] {
            assert!(PAGE.contains(&format!("`{word}`")), "docs/ledger.md does not tell of `{word}`");
            named += 1;
        }
    }
    assert!(named > 60, "{named}");
    assert!(PAGE.contains(&format!("the schema ({})", ledger::SCHEMA_VERSION)));
}

#[test]
fn the_docs_name_every_field_of_a_body() {
    let folder = tempfile::tempdir().unwrap();
    let connection = Connection::open(copy(folder.path())).unwrap();
    let mut bodies = connection
        .prepare("SELECT DISTINCT j.key FROM chain, json_each(chain.body) j WHERE chain.body IS NOT NULL")
        .unwrap();
    let keys: Vec<String> = bodies.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    assert!(keys.len() > 20, "{keys:?}");
    for key in keys.iter().filter(|key| !["with", "decision", "field", "value", "out"].contains(&key.as_str())) {
        assert!(PAGE.contains(&format!("`{key}`")), "docs/ledger.md does not tell of `{key}`");
    }
}

#[test]
fn the_script_in_the_docs_finds_what_verify_finds() {
    let script = PAGE.split("```python\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let run = |file: &Path| Command::new("python3").args(["-c", script]).arg(file).output();
    let folder = tempfile::tempdir().unwrap();
    let path = copy(folder.path());
    let Ok(whole) = run(&path) else {
        eprintln!("no python3 here: the script in docs/ledger.md was not tried");
        return;
    };
    let head = ledger::Ledger::open(&path, ledger::Mode::Read).unwrap().head().unwrap();
    assert_eq!(String::from_utf8_lossy(&whole.stdout).trim(), head.hash, "{}", String::from_utf8_lossy(&whole.stderr));
    let connection = Connection::open(&path).unwrap();
    connection
        .execute_batch("DROP TRIGGER chain_is_never_changed; UPDATE chain SET body = '{}' WHERE seq = 3")
        .unwrap();
    let changed = run(&path).unwrap();
    assert_eq!(String::from_utf8_lossy(&changed.stderr).trim(), "the body of row 3 was changed");
}

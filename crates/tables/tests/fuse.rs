//! Fusing in the steps of a cluster is fusing in one go is what a ledger comes to, to the byte; in any portions and any order.

mod common;

use arrow::array::{Array, AsArray, BooleanArray, RecordBatch, StringArray, UInt32Array};
use arrow::compute::{concat_batches, filter_record_batch, take_record_batch};
use arrow::datatypes::{DataType, Field, Int32Type, Int64Type, Schema};
use common::CODED;
use ledger::{EventFilter, Keep, Ledger, Mode, NewReport};
use std::collections::BTreeMap;
use std::sync::Arc;
use tables::batch::fuse;
use tables::coded::{Row, Texts, batch};

fn coded() -> RecordBatch {
    batch(&CODED.iter().cloned().map(Row::of).collect::<Vec<_>>(), Texts::Left).unwrap()
}

fn texts(batch: &RecordBatch, column: &str) -> Vec<String> {
    let column = batch.column_by_name(column).unwrap().as_string::<i32>();
    (0..column.len()).map(|row| column.value(row).to_owned()).collect()
}

fn take(batch: &RecordBatch, rows: &[u32]) -> RecordBatch {
    take_record_batch(batch, &UInt32Array::from(rows.to_vec())).unwrap()
}

/// Rows apart by a key, each part backwards: no order is promised.
fn parts<K: Ord>(batch: &RecordBatch, key: impl Fn(usize) -> K) -> Vec<RecordBatch> {
    let mut by_key: BTreeMap<K, Vec<u32>> = BTreeMap::new();
    for row in (0..batch.num_rows()).rev() {
        by_key.entry(key(row)).or_default().push(row as u32);
    }
    by_key.into_values().map(|rows| take(batch, &rows)).collect()
}

fn together(parts: Vec<RecordBatch>) -> RecordBatch {
    concat_batches(&parts[0].schema(), &parts).unwrap()
}

fn with(batch: &RecordBatch, name: &str, column: StringArray) -> RecordBatch {
    let mut fields: Vec<Arc<Field>> = batch.schema().fields().iter().cloned().collect();
    fields.push(Arc::new(Field::new(name, DataType::Utf8, true)));
    let columns = batch.columns().iter().cloned().chain([Arc::new(column) as _]).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap()
}

/// The steps, with work divided as an engine may divide it.
fn in_steps(coded: &RecordBatch, kinds: i64, buckets: u32, portions: u64) -> RecordBatch {
    let descents = fuse::lineages(coded).unwrap();
    let by_report: BTreeMap<String, String> =
        texts(&descents, "report").into_iter().zip(texts(&descents, "descent")).collect();
    let half = coded.num_rows() / 2;
    let some = [coded.slice(half, coded.num_rows() - half), coded.slice(0, half)];
    let statements = together(some.iter().map(|some| fuse::statements(some).unwrap()).collect());
    let descents = texts(&statements, "report").iter().map(|report| by_report.get(report)).collect();
    let statements = with(&statements, "descent", descents);

    let kind = statements.column_by_name("copy").unwrap().as_primitive::<Int64Type>().clone();
    let some = parts(&statements, |row| kind.value(row).rem_euclid(kinds));
    let copies = together(some.iter().map(|some| fuse::copies(some, buckets).unwrap()).collect());

    let bucket = copies.column_by_name("bucket").unwrap().as_primitive::<Int32Type>().clone();
    let some = parts(&copies, |row| bucket.value(row));
    let links = together(some.iter().map(|some| fuse::links(some, buckets).unwrap()).collect());
    let sets = fuse::sets(&links).unwrap();

    let first: &BooleanArray = copies.column_by_name("first").unwrap().as_boolean();
    let once = filter_record_batch(&copies, first).unwrap();
    assert_eq!(once.num_rows(), statements.num_rows());
    let of_node: BTreeMap<String, String> = texts(&sets, "node").into_iter().zip(texts(&sets, "set")).collect();
    let node = texts(&once, "node");
    let set = |row: usize| of_node.get(&node[row]).unwrap_or(&node[row]);
    let some =
        parts(&once, |row| set(row).bytes().fold(0u64, |sum, byte| sum * 31 % 65_521 + u64::from(byte)) % portions);
    let events = together(some.iter().map(|some| fuse::events(some).unwrap()).collect());
    let ids = texts(&events, "id");
    let mut order: Vec<u32> = (0..ids.len() as u32).collect();
    order.sort_by_key(|row| &ids[*row as usize]);
    take(&events, &order)
}

#[test]
fn steps_and_one_go_and_the_ledger_come_to_the_same_events() {
    let coded = coded();
    let events = fuse::events_of(std::slice::from_ref(&coded)).unwrap();
    assert!(events.num_rows() > 50, "{} events", events.num_rows());
    assert!(texts(&events, "event").iter().any(|event| event.contains("\"suggested\"")), "suggestions are tried, too");
    for (kinds, buckets, portions) in [(1, 1, 1), (3, 7, 2), (16, 200, 5), (1, 5000, 64)] {
        let stepped = in_steps(&coded, kinds, buckets, portions);
        assert_eq!(stepped, events, "{kinds} kinds, {buckets} buckets, {portions} portions");
    }

    let backwards: Vec<u32> = (0..coded.num_rows() as u32).rev().collect();
    let twice = [take(&coded, &backwards), coded.slice(0, 3)];
    assert_eq!(fuse::events_of(&twice).unwrap(), events, "in another order, some twice");

    let folder = std::env::temp_dir().join(format!("dateline-tables-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut ledger = Ledger::open(folder.join("x.dateline"), Mode::Create).unwrap();
    let new: Vec<NewReport> = CODED
        .iter()
        .map(|coded| NewReport {
            report: &coded.report,
            claims: &coded.claims,
            quotes: &coded.quotes,
            print: &coded.print,
            testables: &coded.testables,
            problems: &coded.problems,
            made_by: &coded.made_by,
            keep: Keep::Never,
        })
        .collect();
    ledger.add(&new, "2031-05-01T00:00:00Z".parse().unwrap()).unwrap();
    book::fusing::rebuild(&mut ledger).unwrap();
    let mut bodies = ledger.events(&EventFilter::default()).unwrap();
    drop(ledger);
    std::fs::remove_dir_all(&folder).unwrap();
    bodies.sort();
    let mut made = texts(&events, "event");
    made.sort();
    assert_eq!(made, bodies);
}

#[test]
fn a_table_of_another_step_is_refused_with_the_remedy() {
    let error = fuse::links(&coded(), 8).unwrap_err().to_string();
    assert_eq!(error, "the table has no column \"claim\"; give the rows that the step before made");
    let error = fuse::copies(&fuse::statements(&coded()).unwrap(), 8).unwrap_err().to_string();
    assert!(error.contains("no column \"descent\""), "{error}");
    let error = fuse::statements(&fuse::lineages(&coded()).unwrap()).unwrap_err().to_string();
    assert!(error.contains("no column \"id\"; give a table of coded reports"), "{error}");
}

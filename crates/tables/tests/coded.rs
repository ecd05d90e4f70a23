//! Coded reports as a table and back: nothing is lost, and the columns stay what they are.

mod common;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Fields, SchemaRef};
use claim::{ClaimRecord, Report};
use coding::Coded;
use common::{CODED, coder, root, samples};
use jiff::civil::date;
use std::sync::Arc;
use tables::batch::{Reading, read_batch};
use tables::coded::{Row, Texts, batch, rows, schema};

#[test]
fn a_table_of_coded_reports_gives_back_what_went_in() {
    let before: Vec<Row> = CODED.iter().cloned().map(Row::of).collect();
    let claims: usize = before.iter().map(|row| row.coded.claims.len()).sum();
    assert!(before.len() > 20 && claims > 100, "{} reports with {claims} claims", before.len());

    let table = batch(&before, Texts::Kept).unwrap();
    assert_eq!(table.num_rows(), before.len());
    let after = rows(&table).unwrap();
    for (after, before) in after.iter().zip(&before) {
        assert_eq!(after, before);
    }
    let json =
        |rows: &[Row]| rows.iter().map(|row| serde_json::to_string(&row.coded.claims).unwrap()).collect::<Vec<_>>();
    assert_eq!(json(&after), json(&before), "to the byte");

    let without = rows(&batch(&before, Texts::Left).unwrap()).unwrap();
    for (mut row, whole) in without.into_iter().zip(before) {
        assert!(row.coded.report.text.is_empty());
        row.coded.report.text = whole.coded.report.text.clone();
        assert_eq!(row, whole);
    }
}

#[test]
fn the_samples_have_answers_of_every_kind() {
    // Else the test above would hold for what it does not try.
    let whole = serde_json::to_string(&CODED.iter().flat_map(|coded| &coded.claims).collect::<Vec<_>>()).unwrap();
    for field in [
        "runner_up",
        "unresolved",
        "seen",
        "own_name",
        "division",
        "provisional",
        "sector",
        "clock",
        "voice",
        "verification_by",
        "killed",
        "displaced",
        "verification",
        "from",
        "to",
    ] {
        assert!(whole.contains(&format!("\"{field}\":")), "no claim of the samples has {field:?}");
    }
    assert!(CODED.iter().any(|coded| !coded.testables.is_empty()));
    assert!(CODED.iter().any(|coded| !coded.report.noise.is_empty()));
}

#[test]
fn claims_of_other_peoples_files_keep_what_they_lack() {
    let lines = [
        r#"{"type":"SEIZE","trigger":"took","place":["Orvenne"]}"#,
        r#"{"type":"SHELL","trigger":"shelled","killed":[3,null],"resolved":{}}"#,
        r#"{"sentence":2,"type":"SEIZE","trigger":"took","trigger_span":[3,7],"spans":{},"status":"denied",
            "verification_by":"Example Wire","killed":[null,null]}"#,
    ];
    let claims: Vec<ClaimRecord> = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let coded = Coded { claims, quotes: vec![None; lines.len()], ..CODED[0].clone() };
    let before = vec![Row::of(coded)];
    assert_eq!(rows(&batch(&before, Texts::Kept).unwrap()).unwrap(), before);
}

#[test]
fn the_columns_stay_what_they_are() {
    let mut told = String::from(
        "The columns of coded reports. Datasets that were written with others can no longer be read: add, never rename.\n\n",
    );
    tell(&mut told, schema(Texts::Kept).fields(), 0);
    let file = root().join("crates/tables/tests/coded.schema.txt");
    let known = std::fs::read_to_string(&file).unwrap_or_default();
    if known != told && std::env::var_os("BLESS").is_some() {
        std::fs::write(&file, &told).unwrap();
        return;
    }
    assert_eq!(known, told, "if that is meant: BLESS=1 cargo test -p tables --test coded");
}

fn tell(out: &mut String, fields: &Fields, depth: usize) {
    for field in fields {
        let about = field.metadata().get("about").unwrap_or_else(|| panic!("nothing is said about {}", field.name()));
        let (kind, inside) = match field.data_type() {
            DataType::Struct(inside) => ("struct".to_owned(), Some(inside)),
            DataType::List(item) => match item.data_type() {
                DataType::Struct(inside) => ("list of structs".to_owned(), Some(inside)),
                other => (format!("list of {other}"), None),
            },
            other => (other.to_string(), None),
        };
        let empty = if field.is_nullable() { ", may be empty" } else { "" };
        out.push_str(&format!("{}{}: {kind}{empty} -- {about}\n", "    ".repeat(depth), field.name()));
        if let Some(inside) = inside {
            tell(out, inside, depth + 1);
        }
    }
}

fn table(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true))).unwrap()
}

#[test]
fn a_table_of_reports_is_read_as_the_same_reports_alone() {
    let reports: Vec<Report> = samples().into_iter().map(|(report, _)| report).take(12).collect();
    let column = |of: fn(&Report) -> Option<&str>| Arc::new(StringArray::from_iter(reports.iter().map(of))) as ArrayRef;
    let days = Arc::new(StringArray::from_iter(reports.iter().map(|report| report.date.map(|date| date.to_string()))));
    let batch = table(vec![
        ("id", column(|report| Some(&report.id))),
        ("text", column(|report| Some(&report.text))),
        ("date", days.clone()),
        ("title", column(|report| report.title.as_deref())),
        ("outlet", column(|report| report.outlet.as_deref())),
        ("url", column(|report| report.url.as_deref())),
        ("language", column(|report| report.language.as_deref())),
        ("mood", column(|_| None)),
    ]);
    let read = |batch: &RecordBatch, jobs| read_batch(&coder(), batch, Reading { jobs, texts: Texts::Left }).unwrap();
    let one = read(&batch, 1);
    assert_eq!(one.schema(), schema(Texts::Left) as SchemaRef);
    assert_eq!(one, read(&batch, 3), "threads change nothing");
    let cut = [read(&batch.slice(0, 5), 2), read(&batch.slice(5, 7), 2)];
    assert_eq!(one, arrow::compute::concat_batches(&one.schema(), &cut).unwrap(), "portions change nothing");

    let known: Vec<Row> = CODED.iter().take(12).cloned().map(Row::of).collect();
    for (row, known) in rows(&one).unwrap().into_iter().zip(known) {
        assert_eq!(row.report, known.report, "{}", row.coded.report.id);
        assert_eq!(row.coded.claims, known.coded.claims);
        assert_eq!((row.claims, row.coded.print), (known.claims, known.coded.print));
    }

    // Days as days, texts as large texts and dictionaries.
    let cast = |name: &str, kind| arrow::compute::cast(batch.column_by_name(name).unwrap(), &kind).unwrap();
    let dictionary = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let other = table(vec![
        ("id", cast("id", DataType::Utf8View)),
        ("text", cast("text", DataType::LargeUtf8)),
        ("date", cast("date", DataType::Date32)),
        ("title", cast("title", DataType::Utf8)),
        ("outlet", cast("outlet", dictionary)),
        ("url", cast("url", DataType::Utf8)),
        ("language", cast("language", DataType::Utf8)),
    ]);
    assert_eq!(one, read(&other, 2));
}

#[test]
fn a_row_without_a_report_says_why() {
    let texts = StringArray::from(vec![
        Some("Rebels took Orvenne on Sunday, the army said."),
        None,
        Some("  "),
        Some("The army left Dastrel."),
    ]);
    let dates = StringArray::from(vec![Some("2031-03-03"), Some("2031-03-03"), None, Some("yesterday")]);
    let read =
        read_batch(&coder(), &table(vec![("text", Arc::new(texts)), ("date", Arc::new(dates))]), Reading::default())
            .unwrap();
    let rows = rows(&read).unwrap();
    let codes: Vec<Vec<&str>> =
        rows.iter().map(|row| row.coded.problems.iter().map(|problem| problem.code.as_str()).collect()).collect();
    assert_eq!(codes[1..], [vec!["no_text"], vec!["empty"], vec!["bad_date"]]);
    assert_eq!(rows[0].coded.report.date, Some(date(2031, 3, 3)));
    assert!(!rows[0].coded.claims.is_empty() && !rows[0].failed());
    assert!(rows[1].failed());

    let error =
        read_batch(&coder(), &table(vec![("body", Arc::new(StringArray::from(vec!["x"])))]), Reading::default());
    let error = error.unwrap_err().to_string();
    assert!(error.contains("no column \"text\" but body; rename"), "{error}");
}

/// The same type as an engine may hand it on: everything may be empty, items have another name, texts are large, nothing is said.
fn loose(kind: &DataType) -> DataType {
    let field = |name: &str, kind: &DataType| Arc::new(Field::new(name, loose(kind), true));
    match kind {
        DataType::Struct(fields) => {
            DataType::Struct(fields.iter().map(|inside| field(inside.name(), inside.data_type())).collect())
        }
        DataType::List(item) => DataType::List(field("element", item.data_type())),
        DataType::Utf8 => DataType::LargeUtf8,
        other => other.clone(),
    }
}

#[test]
fn what_an_engine_hands_on_is_read_all_the_same() {
    let before: Vec<Row> = CODED.iter().cloned().map(Row::of).collect();
    let whole = batch(&before, Texts::Kept).unwrap();
    // Parquet by other hands, with the columns in another order and more of them.
    let schema = whole.schema();
    let columns = schema.fields().iter().zip(whole.columns()).rev().map(|(field, column)| {
        let cast = arrow::compute::cast(column, &loose(field.data_type())).unwrap();
        (field.name().clone(), cast, true)
    });
    let extra = [("set".to_owned(), whole.column(0).clone(), true)];
    let loose = RecordBatch::try_from_iter_with_nullable(columns.chain(extra).collect::<Vec<_>>()).unwrap();
    assert_eq!(rows(&loose).unwrap(), before);
}

//! What the columns of a file mean, as a page beside it: written from what the columns say themselves, so that page and file cannot
//! drift apart.

use crate::Sheet;
use crate::sheet::ABOUT;
use crate::write::flat_names;
use arrow::datatypes::{DataType, Field};

/// The codebook of a sheet in Markdown. `flat` says that it is for a CSV file, in which nested slots are columns of their own.
pub fn codebook(sheet: &Sheet, file: &str, flat: bool) -> String {
    let mut page = format!("# Codebook of {file}\n\n");
    page.push_str(
        "Written by Dateline. Columns in the order of the file; an empty cell means that nobody tells, never 0.\n",
    );
    if flat {
        page.push_str(
            "Several values of a cell are joined by `|`, in one order over the columns of a slot. A cell of text that a spreadsheet would take for a \
             formula begins with one apostrophe more.\n",
        );
    }
    for key in [crate::shapes::ABOUT, crate::shapes::LEFT_OUT] {
        if let Some(words) = sheet.schema.metadata().get(key) {
            page.push_str(&format!("\n{words}\n"));
        }
    }
    page.push_str("\n| Column | Type | Empty | Meaning |\n|---|---|---|---|\n");
    if flat {
        for (name, fields) in flat_names(&sheet.schema) {
            let is_list = fields.iter().any(|field| matches!(field.data_type(), DataType::List(_)));
            let nullable = fields.iter().any(|field| field.is_nullable());
            let own = fields.last().map(|field| about(field)).unwrap_or_default();
            let of = fields.first().filter(|_| fields.len() > 1).map(|field| format!("{}: ", about(field)));
            let kind = fields.last().map(|field| kind(field.data_type())).unwrap_or_default();
            let kind = if is_list && !kind.starts_with("list") { format!("list of {kind}") } else { kind };
            line(&mut page, &name, &kind, nullable, &format!("{}{own}", of.unwrap_or_default()));
        }
    } else {
        for field in sheet.schema.fields() {
            add(&mut page, field.name(), field);
        }
    }
    page
}

fn add(page: &mut String, name: &str, field: &Field) {
    line(page, name, &kind(field.data_type()), field.is_nullable(), about(field));
    let fields = match field.data_type() {
        DataType::Struct(fields) => fields,
        DataType::List(item) => match item.data_type() {
            DataType::Struct(fields) => fields,
            _ => return,
        },
        _ => return,
    };
    for field in fields {
        add(page, &format!("{name}.{}", field.name()), field);
    }
}

fn line(page: &mut String, name: &str, kind: &str, nullable: bool, about: &str) {
    let empty = if nullable { "may be" } else { "never" };
    let about = about.replace('|', "\\|");
    page.push_str(&format!("| `{name}` | {kind} | {empty} | {about} |\n"));
}

fn about(field: &Field) -> &str {
    field.metadata().get(ABOUT).map_or("", String::as_str)
}

/// A type in words that people of every tool know.
fn kind(kind: &DataType) -> String {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => "text".to_owned(),
        DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64 => "whole number".to_owned(),
        DataType::UInt8 | DataType::UInt16 | DataType::UInt32 | DataType::UInt64 => "whole number".to_owned(),
        DataType::Float32 | DataType::Float64 => "number".to_owned(),
        DataType::Boolean => "true or false".to_owned(),
        DataType::Date32 => "day".to_owned(),
        DataType::Timestamp(..) => "moment (UTC)".to_owned(),
        DataType::Binary => "bytes".to_owned(),
        DataType::List(item) => match item.data_type() {
            DataType::Struct(_) => "list of records".to_owned(),
            item => format!("list of {}", self::kind(item)),
        },
        DataType::Struct(_) => "record".to_owned(),
        other => other.to_string(),
    }
}

//! Columns and cells that several tables share.

use crate::{Column, Error, Sheet, sheet};
use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, SchemaRef, TimeUnit};
use claim::ClaimId;
use fuse::{Named, Spot};
use jiff::Timestamp;
use serde::{Serialize, Serializer};
use std::collections::BTreeSet;

/// Rows of a batch, and so of a group of rows in a Parquet file, at most.
pub const BATCH: usize = 16_384;

/// Text in every row.
pub fn text(name: &'static str, about: &'static str) -> Column {
    Column::always(name, DataType::Utf8, about)
}

/// Text, or nothing.
pub fn maybe(name: &'static str, about: &'static str) -> Column {
    Column::new(name, DataType::Utf8, about)
}

/// A whole number, or nothing.
pub fn number(name: &'static str, about: &'static str) -> Column {
    Column::new(name, DataType::Int64, about)
}

/// A whole number in every row.
pub fn count(name: &'static str, about: &'static str) -> Column {
    Column::always(name, DataType::Int64, about)
}

/// A code of one digit, or nothing.
pub fn code(name: &'static str, about: &'static str) -> Column {
    Column::new(name, DataType::Int32, about)
}

/// Yes or no in every row.
pub fn flag(name: &'static str, about: &'static str) -> Column {
    Column::always(name, DataType::Boolean, about)
}

/// A civil day, or nothing.
pub fn day(name: &'static str, about: &'static str) -> Column {
    Column::new(name, DataType::Date32, about)
}

/// Degrees, or nothing.
pub fn degrees(name: &'static str, about: &'static str) -> Column {
    Column::new(name, DataType::Float64, about)
}

/// A moment in every row.
pub fn moment(name: &'static str, about: &'static str) -> Column {
    Column::always(name, DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())), about)
}

/// A list of texts, perhaps an empty one.
pub fn texts(name: &'static str, about: &'static str) -> Column {
    Column::always(name, DataType::List(Field::new_list_field(DataType::Utf8, false).into()), about)
}

/// A list of records, perhaps an empty one.
pub fn records(name: &'static str, columns: &[Column], about: &'static str) -> Column {
    let record = DataType::Struct(columns.iter().map(Column::field).collect());
    Column::always(name, DataType::List(Field::new_list_field(record, false).into()), about)
}

/// Columns of a party.
pub fn party() -> Vec<Column> {
    vec![
        maybe("id", "the party in the register, or generic/..., provisional/...; empty where nobody could tell"),
        text("name", "its main name, or the report's words"),
        maybe("country", "ISO 3166 alpha-2 of the country it belongs to"),
        maybe("sector", "PLOVER sector: GOV, MIL, PAR, REB, SPY, JUD, OPP, LEG, CVL, IGO, NGO, MED ..."),
    ]
}

/// A party.
#[derive(Serialize)]
pub struct Party<'e> {
    id: Option<&'e str>,
    name: &'e str,
    country: Option<&'e str>,
    sector: Option<&'e str>,
}

impl<'e> Party<'e> {
    /// The cell of it.
    pub fn of(named: &'e Named) -> Party<'e> {
        Party {
            id: named.id.as_deref(),
            name: &named.name,
            country: named.country.as_deref(),
            sector: named.sector.as_deref(),
        }
    }
}

/// Columns of the place of a row.
pub fn place() -> Vec<Column> {
    vec![
        maybe(
            "place_id",
            "the place in the gazetteer, e.g. geonames:170063; empty where the words could not be resolved",
        ),
        maybe("place", "its main name, or the report's words where it is not resolved; empty where no place is told"),
        maybe("place_own_name", "the name as the place itself writes it"),
        maybe("country", "ISO 3166 alpha-2 of the place"),
        maybe("division", "first-order division of the place, by name"),
        degrees("lat", "degrees north, WGS 84; empty where the place is unknown or unresolved, never 0 for unknown"),
        degrees("lon", "degrees east, WGS 84; empty as lat is"),
        code(
            "place_precision",
            "UCDP where_prec: 1 exact, 2 within about 25 km of a known point, 3 second-order division, 4 first-order division, 5 linear or \
             fuzzy feature, 6 country, 7 international waters or airspace; empty where unresolved. The point of a division or a country is \
             its centre and no place where anything happened",
        ),
        maybe("place_kind", "town, country, division, region, base, camp, water"),
    ]
}

/// The place of a row.
#[derive(Default, Serialize)]
pub struct Place<'e> {
    place_id: Option<&'e str>,
    place: Option<&'e str>,
    place_own_name: Option<&'e str>,
    country: Option<&'e str>,
    division: Option<&'e str>,
    lat: Option<f64>,
    lon: Option<f64>,
    place_precision: Option<i32>,
    place_kind: Option<&'e str>,
}

impl<'e> Place<'e> {
    /// The cells of it.
    pub fn of(spot: &'e Spot) -> Place<'e> {
        Place {
            place_id: spot.id.as_deref(),
            place: Some(&spot.name),
            place_own_name: spot.own_name.as_deref(),
            country: spot.country.as_deref(),
            division: spot.division.as_deref(),
            lat: spot.point.map(|(lat, _)| lat),
            lon: spot.point.map(|(_, lon)| lon),
            place_precision: (spot.precision > 0).then(|| spot.precision.into()),
            place_kind: Some(&*spot.kind).filter(|kind| !kind.is_empty()),
        }
    }
}

/// A moment as the column holds it.
pub fn micros<S: Serializer>(moment: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_i64(moment.as_microsecond())
}

/// A number of things as the column holds it.
pub fn large(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Ids as they are written.
pub fn written<T: ToString>(ids: impl IntoIterator<Item = T>) -> Vec<String> {
    ids.into_iter().map(|id| id.to_string()).collect()
}

/// Words that are there, each once, in their order.
pub fn distinct<'w>(words: impl IntoIterator<Item = Option<&'w str>>) -> Vec<&'w str> {
    words.into_iter().flatten().filter(|word| !word.is_empty()).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Claims of a list, each once, in their order.
pub fn once(claims: impl IntoIterator<Item = ClaimId>) -> Vec<ClaimId> {
    let mut seen = BTreeSet::new();
    claims.into_iter().filter(|claim| seen.insert(*claim)).collect()
}

/// A sheet that is filled row by row.
pub struct Filling<R> {
    sheet: Sheet,
    rows: Vec<R>,
}

impl<R: Serialize> Filling<R> {
    /// An empty one with these columns; a row is a struct with a field for each.
    pub fn new(name: &str, columns: &[Column]) -> Filling<R> {
        Filling::with(name, sheet::schema(columns))
    }

    /// One whose columns are Arrow's.
    pub fn with(name: &str, schema: SchemaRef) -> Filling<R> {
        Filling { sheet: Sheet { name: name.to_owned(), schema, batches: Vec::new() }, rows: Vec::new() }
    }

    /// Adds a row.
    pub fn row(&mut self, row: R) -> Result<(), Error> {
        debug_assert!(!self.rows.is_empty() || self.fits(&row), "{}: fields and columns differ", self.sheet.name);
        self.rows.push(row);
        if self.rows.len() >= BATCH { self.store() } else { Ok(()) }
    }

    /// True where a row has a field for every column and no other: a column without one would be empty.
    fn fits(&self, row: &R) -> bool {
        let row = serde_json::to_value(row).unwrap_or_default();
        let fields: BTreeSet<&str> =
            row.as_object().into_iter().flat_map(|row| row.keys()).map(String::as_str).collect();
        let columns: BTreeSet<&str> = self.sheet.schema.fields().iter().map(|field| field.name().as_str()).collect();
        fields == columns
    }

    fn store(&mut self) -> Result<(), Error> {
        if !self.rows.is_empty() {
            self.sheet.batches.push(batch(&self.sheet, &self.rows)?);
            self.rows.clear();
        }
        Ok(())
    }

    /// The sheet.
    pub fn done(mut self) -> Result<Sheet, Error> {
        self.store()?;
        Ok(self.sheet)
    }
}

fn batch<R: Serialize>(sheet: &Sheet, rows: &Vec<R>) -> Result<RecordBatch, Error> {
    let made = serde_arrow::to_record_batch(sheet.schema.fields(), rows);
    let made = made.map_err(|error| {
        Error::new(format!(
            "the table {} cannot be made ({error}), which is a defect of the program; please report it",
            sheet.name
        ))
    })?;
    // The builder's own schema lacks what the codebook says of nested columns.
    Ok(RecordBatch::try_new(sheet.schema.clone(), made.columns().to_vec())?)
}

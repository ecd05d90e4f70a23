//! GeoParquet 1.1: Parquet with a column `geometry` of WKB points (OGC:CRS84) and a column `bbox` that readers leave out rows by.
//!
//! Written by hand: a point in WKB is 21 bytes, and the crate for all of GeoParquet would bring a whole tree of geometry types and tie us
//! to its version of Arrow.

use super::geo::{Point, point_columns, points};
use super::parquet::write;
use crate::{Error, Sheet};
use ::parquet::file::metadata::KeyValue;
use arrow::array::{ArrayRef, BinaryArray, Float64Array, RecordBatch, StructArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Field, Fields, Schema};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

const GEOMETRY: &str = "geometry";
const BBOX: &str = "bbox";

/// Writes a sheet whose rows have points.
pub fn geoparquet(sheet: &Sheet, out: impl Write + Send) -> Result<(), Error> {
    let Some(columns) = point_columns(&sheet.schema) else { return Err(nowhere(sheet)) };
    let about = |about: &str| HashMap::from([(crate::sheet::ABOUT.to_owned(), about.to_owned())]);
    let mut fields: Vec<Arc<Field>> = sheet.schema.fields().iter().cloned().collect();
    fields.push(Arc::new(Field::new(GEOMETRY, DataType::Binary, true).with_metadata(about(
        "the point as WKB, longitude and latitude in WGS 84 (OGC:CRS84); empty where the place is unknown or unresolved",
    ))));
    fields.push(Arc::new(
        Field::new(BBOX, DataType::Struct(corners()), true)
            .with_metadata(about("the point as a box, for readers that look at parts of a map")),
    ));
    let schema = Arc::new(Schema::new(fields));
    let mut batches = Vec::with_capacity(sheet.batches.len());
    let mut bounds: Option<[f64; 4]> = None;
    for batch in &sheet.batches {
        let points = points(batch, columns);
        for (east, north) in points.iter().flatten() {
            let [west, south, far_east, far_north] = bounds.unwrap_or([*east, *north, *east, *north]);
            bounds = Some([west.min(*east), south.min(*north), far_east.max(*east), far_north.max(*north)]);
        }
        let mut arrays = batch.columns().to_vec();
        let geometry: BinaryArray = points.iter().map(|point| point.map(wkb)).collect();
        arrays.push(Arc::new(geometry));
        arrays.push(boxes(&points)?);
        batches.push(RecordBatch::try_new(schema.clone(), arrays)?);
    }
    let geo = KeyValue::new("geo".to_owned(), metadata(bounds).to_string());
    write(&sheet.name, &schema, &batches, vec![geo], out)
}

/// That a sheet cannot be put on a map.
pub(super) fn nowhere(sheet: &Sheet) -> Error {
    Error::usage(format!(
        "the rows of {} are nowhere on the map; events, claims and control are: or choose --format parquet, csv or jsonl",
        sheet.name
    ))
}

/// A point in well-known binary, little end first.
fn wkb((east, north): Point) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(21);
    bytes.push(1);
    bytes.extend_from_slice(&1u32.to_le_bytes());
    bytes.extend_from_slice(&east.to_le_bytes());
    bytes.extend_from_slice(&north.to_le_bytes());
    bytes
}

fn corners() -> Fields {
    ["xmin", "ymin", "xmax", "ymax"].into_iter().map(|name| Field::new(name, DataType::Float64, false)).collect()
}

fn boxes(points: &[Option<Point>]) -> Result<ArrayRef, Error> {
    let side = |of: fn(Point) -> f64| -> ArrayRef {
        Arc::new(points.iter().map(|point| point.map_or(0.0, of)).collect::<Float64Array>())
    };
    let (east, north) = (side(|point| point.0), side(|point| point.1));
    let known = NullBuffer::from(points.iter().map(Option::is_some).collect::<Vec<_>>());
    Ok(Arc::new(StructArray::try_new(corners(), vec![east.clone(), north.clone(), east, north], Some(known))?))
}

fn metadata(bounds: Option<[f64; 4]>) -> Value {
    let corner = |name: &str| json!([BBOX, name]);
    let mut column = json!({
        "encoding": "WKB",
        "geometry_types": if bounds.is_some() { json!(["Point"]) } else { json!([]) },
        "crs": crs84(),
        "covering": {"bbox": {
            "xmin": corner("xmin"), "ymin": corner("ymin"), "xmax": corner("xmax"), "ymax": corner("ymax"),
        }},
    });
    if let Some(bounds) = bounds {
        column["bbox"] = json!(bounds);
    }
    json!({"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}})
}

/// Longitude and latitude in WGS 84, as PROJJSON.
fn crs84() -> Value {
    json!({
        "$schema": "https://proj.org/schemas/v0.5/projjson.schema.json",
        "type": "GeographicCRS",
        "name": "WGS 84 longitude-latitude",
        "datum": {
            "type": "GeodeticReferenceFrame",
            "name": "World Geodetic System 1984",
            "ellipsoid": {"name": "WGS 84", "semi_major_axis": 6_378_137, "inverse_flattening": 298.257_223_563},
        },
        "coordinate_system": {
            "subtype": "ellipsoidal",
            "axis": [
                {"name": "Geodetic longitude", "abbreviation": "Lon", "direction": "east", "unit": "degree"},
                {"name": "Geodetic latitude", "abbreviation": "Lat", "direction": "north", "unit": "degree"},
            ],
        },
        "id": {"authority": "OGC", "code": "CRS84"},
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Column, sheet};
    use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use arrow::array::{Array, AsArray};

    fn sheet_of(points: &[Option<(f64, f64)>]) -> Sheet {
        let columns =
            [Column::new("lat", DataType::Float64, "degrees"), Column::new("lon", DataType::Float64, "degrees")];
        let schema = sheet::schema(&columns);
        let side = |of: fn((f64, f64)) -> f64| -> ArrayRef {
            Arc::new(points.iter().map(|point| point.map(of)).collect::<Float64Array>())
        };
        let batch = RecordBatch::try_new(schema.clone(), vec![side(|point| point.0), side(|point| point.1)]).unwrap();
        Sheet { name: "x".into(), schema, batches: vec![batch] }
    }

    #[test]
    fn points_are_wkb_and_what_is_nowhere_has_none() {
        let mut out = tempfile::tempfile().unwrap();
        geoparquet(&sheet_of(&[Some((34.7, 36.7)), None, Some((-1.5, 40.0))]), &mut out).unwrap();
        let builder = ParquetRecordBatchReaderBuilder::try_new(out).unwrap();
        let metadata = builder.metadata().file_metadata().key_value_metadata().unwrap().clone();
        let geo = metadata.iter().find(|pair| pair.key == "geo").and_then(|pair| pair.value.clone()).unwrap();
        let geo: Value = serde_json::from_str(&geo).unwrap();
        assert_eq!((geo["version"].as_str(), geo["primary_column"].as_str()), (Some("1.1.0"), Some("geometry")));
        let column = &geo["columns"]["geometry"];
        assert_eq!(column["bbox"], json!([36.7, -1.5, 40.0, 34.7]), "west, south, east, north");
        assert_eq!((column["encoding"].as_str(), &column["geometry_types"]), (Some("WKB"), &json!(["Point"])));
        let batch = builder.build().unwrap().next().unwrap().unwrap();
        let geometry = batch.column_by_name("geometry").unwrap().as_binary::<i32>();
        assert!(geometry.is_null(1) && batch.column_by_name("bbox").unwrap().is_null(1));
        let bytes = geometry.value(0);
        assert_eq!((bytes.len(), &bytes[..5]), (21, &[1, 1, 0, 0, 0][..]));
        assert_eq!(f64::from_le_bytes(bytes[5..13].try_into().unwrap()), 36.7, "longitude first");
    }

    #[test]
    fn where_nothing_is_on_the_map_no_box_is_told() {
        let geo = metadata(None);
        assert_eq!(geo["columns"]["geometry"]["geometry_types"], json!([]));
        assert!(geo["columns"]["geometry"].get("bbox").is_none());
    }
}

//! GeoJSON (RFC 7946): a FeatureCollection with a feature a row. A row that is nowhere has the geometry `null`.

use super::geo::{point_columns, points};
use super::jsonl::lines;
use crate::{Error, Sheet};
use ::geojson::{Feature, FeatureWriter, Geometry, GeometryValue, JsonObject, Position, feature::Id};
use std::io::Write;

/// Writes a sheet whose rows have points.
pub fn geojson(sheet: &Sheet, out: impl Write) -> Result<(), Error> {
    let Some(columns) = point_columns(&sheet.schema) else { return Err(super::geoparquet::nowhere(sheet)) };
    let mut writer = FeatureWriter::from_writer(out);
    for batch in &sheet.batches {
        let mut text = Vec::new();
        lines(std::slice::from_ref(batch), &mut text)?;
        let rows = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        for (row, point) in rows.zip(points(batch, columns)) {
            let properties: JsonObject = serde_json::from_slice(row)
                .map_err(|error| Error::new(format!("a row cannot be written as JSON ({error}); please report it")))?;
            let id = properties.get("id").and_then(|id| id.as_str()).map(|id| Id::String(id.to_owned()));
            let feature = Feature {
                bbox: None,
                geometry: point.map(|(east, north)| {
                    Geometry::new(GeometryValue::Point { coordinates: Position::from([east, north]) })
                }),
                id,
                properties: Some(properties),
                foreign_members: None,
            };
            writer.write_feature(&feature).map_err(cannot)?;
        }
    }
    writer.finish().map_err(cannot)?;
    Ok(())
}

fn cannot(error: ::geojson::Error) -> Error {
    match error {
        ::geojson::Error::Io(error) => error.into(),
        // Its writer passes on what serde_json met, a reader who has gone away among it.
        ::geojson::Error::MalformedGeoJson(error) if error.is_io() => std::io::Error::from(error).into(),
        other => Error::new(format!("the features cannot be written: {other}; please report it")),
    }
}

//! Where a row is on the map: two columns of degrees, found by the names that datasets give them.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Float64Type, Schema};

/// Names of the columns with degrees north and east.
pub const POINTS: [(&str, &str); 5] = [
    ("lat", "lon"),
    ("latitude", "longitude"),
    ("Latitude", "Longitude"),
    ("ActionGeo_Lat", "ActionGeo_Long"),
    ("#geo+lat", "#geo+lon"),
];

/// The columns with degrees north and east; `None` where rows are not on the map.
pub fn point_columns(schema: &Schema) -> Option<(usize, usize)> {
    let degrees =
        |name: &str| schema.column_with_name(name).filter(|(_, field)| field.data_type() == &DataType::Float64);
    POINTS.iter().find_map(|(north, east)| Some((degrees(north)?.0, degrees(east)?.0)))
}

/// A point: degrees east, then north, as geometries have them.
pub type Point = (f64, f64);

/// The points of a batch; `None` where a row has none.
pub fn points(batch: &RecordBatch, (north, east): (usize, usize)) -> Vec<Option<Point>> {
    let (north, east) =
        (batch.column(north).as_primitive::<Float64Type>(), batch.column(east).as_primitive::<Float64Type>());
    let at = |row: usize| {
        let known = north.is_valid(row) && east.is_valid(row);
        let point = known.then(|| (east.value(row), north.value(row)));
        point.filter(|(east, north)| east.is_finite() && north.is_finite())
    };
    (0..batch.num_rows()).map(at).collect()
}

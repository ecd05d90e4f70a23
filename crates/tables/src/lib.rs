//! Claims and events as tables. Alone knows Arrow and Parquet.

pub mod shapes;
pub mod sheet;

pub use sheet::{Column, Sheet};

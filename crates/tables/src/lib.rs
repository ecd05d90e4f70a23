//! Claims and events as tables. Alone knows Arrow and Parquet.

pub mod annotation;
pub mod batch;
pub mod codebook;
pub mod coded;
pub mod dataset;
mod error;
pub mod manifest;
pub mod native;
pub mod shapes;
pub mod sheet;
pub mod write;

pub use error::{Error, ErrorKind};
pub use sheet::{Column, Sheet};

//! Parquet: every type as it is, nested slots too; what the codebook says stands with each column (`about` in its Arrow metadata).

use crate::{Error, Sheet};
use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::WriterProperties;
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use std::io::Write;

/// Key of a file's metadata under which its name stands.
const NAME: &str = "dateline";

/// Writes a sheet.
pub fn parquet(sheet: &Sheet, out: impl Write + Send) -> Result<(), Error> {
    write(&sheet.name, &sheet.schema, &sheet.batches, Vec::new(), out)
}

/// Writes batches that are no sheet.
pub(crate) fn batches(
    name: &str,
    schema: &SchemaRef,
    batches: &[RecordBatch],
    out: impl Write + Send,
) -> Result<(), Error> {
    write(name, schema, batches, Vec::new(), out)
}

/// Writes batches with more metadata.
pub(crate) fn write(
    name: &str,
    schema: &SchemaRef,
    batches: &[RecordBatch],
    mut metadata: Vec<KeyValue>,
    out: impl Write + Send,
) -> Result<(), Error> {
    metadata.push(KeyValue::new(NAME.to_owned(), name.to_owned()));
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_key_value_metadata(Some(metadata))
        .build();
    let mut writer = ArrowWriter::try_new(out, schema.clone(), Some(properties))?;
    for batch in batches {
        writer.write(batch)?;
        // A group of rows a batch: what is read in parts is read in these.
        writer.flush()?;
    }
    writer.close()?;
    Ok(())
}

impl From<ParquetError> for Error {
    fn from(error: ParquetError) -> Error {
        match error {
            ParquetError::External(error) => match error.downcast::<std::io::Error>() {
                Ok(error) => Error::from(*error),
                Err(error) => cannot(&error.to_string()),
            },
            other => cannot(&other.to_string()),
        }
    }
}

fn cannot(why: &str) -> Error {
    Error::new(format!("the Parquet file cannot be worked with: {why}; check that it is whole"))
}

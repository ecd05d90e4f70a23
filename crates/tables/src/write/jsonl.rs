//! JSON Lines: an object a row, fields in the order of the columns, nested slots as they are; what is empty is left out.

use crate::{Error, Sheet};
use arrow::array::RecordBatch;
use arrow::json::LineDelimitedWriter;
use std::io::Write;

/// Writes a sheet.
pub fn jsonl(sheet: &Sheet, out: impl Write) -> Result<(), Error> {
    lines(&sheet.batches, out)
}

/// Writes batches.
pub(crate) fn lines(batches: &[RecordBatch], out: impl Write) -> Result<(), Error> {
    // What goes wrong below comes back as a sentence: the reason is kept here.
    let mut kept = Kept { out, error: None };
    let mut writer = LineDelimitedWriter::new(&mut kept);
    let batches = batches.iter().map(super::with_offsets).collect::<Result<Vec<_>, Error>>()?;
    let done = batches.iter().try_for_each(|batch| writer.write(batch)).and_then(|()| writer.finish());
    match kept.error.take() {
        Some(error) => Err(error.into()),
        None => {
            done?;
            kept.out.flush()?;
            Ok(())
        }
    }
}

struct Kept<W> {
    out: W,
    error: Option<std::io::Error>,
}

impl<W> Kept<W> {
    fn keep<T>(&mut self, done: std::io::Result<T>) -> std::io::Result<T> {
        done.map_err(|error| {
            let told = std::io::Error::new(error.kind(), error.to_string());
            self.error.get_or_insert(error);
            told
        })
    }
}

impl<W: Write> Write for Kept<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let done = self.out.write(bytes);
        self.keep(done)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let done = self.out.flush();
        self.keep(done)
    }
}

//! The wheel `dateline`: what Python calls. The Python side (python/dateline/) has the names and the words for users; this turns its
//! arguments into those of the crates, lets go of Python's lock while they work, and turns errors into exceptions.
//!
//! Never reads the clock or the network, and holds no state but models that were loaded.

mod ledger;
mod reader;
mod resolve;
mod steps;

use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;

/// What is wrong with what was given, with the remedy.
fn value(message: impl ToString) -> PyErr {
    PyValueError::new_err(message.to_string())
}

/// A table that cannot be worked with is the caller's, a file that cannot be read is the machine's.
fn table(error: tables::Error) -> PyErr {
    match error.kind() {
        tables::ErrorKind::File(_) | tables::ErrorKind::Gone => PyOSError::new_err(error.to_string()),
        _ => value(error),
    }
}

fn day(name: &str, day: Option<&str>) -> PyResult<Option<jiff::civil::Date>> {
    let parse = |day: &str| {
        day.parse()
            .map_err(|_| value(format!("{name}: \"{day}\" is no day; give a datetime.date, or text as 2031-03-03")))
    };
    day.map(parse).transpose()
}

#[pymodule]
mod _dateline {
    #[pymodule_export]
    use super::ledger::Ledger;
    #[pymodule_export]
    use super::reader::Reader;
    #[pymodule_export]
    use super::resolve::{place, time, who};
    #[pymodule_export]
    use super::steps::{copies, events, fuse, lineages, links, schema, sets, statements};

    #[pymodule_export]
    const VERSION: &str = env!("CARGO_PKG_VERSION");
}

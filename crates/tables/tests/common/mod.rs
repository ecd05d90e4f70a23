//! The bundled samples, coded once: that takes a while without optimisation.

#![allow(dead_code, reason = "each test program takes what it needs")]

use claim::Report;
use coding::{Coded, Coder};
use ingest::{Hint, ingest};
use reader::Reader;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use world::World;
use world::parties::Register;
use world::places::Gazetteer;

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::bundled().unwrap());

pub fn coder() -> Coder<'static> {
    Coder {
        reader: &READER,
        gate: None,
        world: Some(World { gazetteer: Gazetteer::bundled(), register: Register::bundled() }),
    }
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The reports of the bundled samples, with what was wrong with them.
pub fn samples() -> Vec<(Report, Vec<claim::Problem>)> {
    let mut all = Vec::new();
    for folder in ["samples", "samples/syria-2024"] {
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(root().join(folder)).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        for file in files.into_iter().filter(|file| file.is_file() && !file.ends_with("README.md")) {
            let name = file.file_name().unwrap().to_string_lossy();
            let (reports, problems) = ingest(&std::fs::read(&file).unwrap(), &Hint::named(&name));
            let own = |report: &Report| {
                problems
                    .iter()
                    .filter(|problem| report.origin.line.is_none() || problem.line == report.origin.line)
                    .cloned()
                    .collect()
            };
            all.extend(reports.into_iter().map(|report| (own(&report), report)).map(|(own, report)| (report, own)));
        }
    }
    all
}

/// Coded.
pub static CODED: LazyLock<Vec<Coded>> = LazyLock::new(|| {
    let coder = coder();
    samples().into_iter().map(|(report, problems)| coder.code(report, problems).unwrap()).collect()
});

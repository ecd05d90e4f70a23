//! Web archives in a box (WACZ 1.x: a ZIP with `archive/*.warc.gz` and `datapackage.json`) -> captures.
//!
//! The archives inside are streamed, one after the other in the order of their names, never unpacked to anywhere. Where the box tells their
//! SHA-256, that is compared on the way: a changed archive is read, and told. Pages that the box lists but does not hold are not fetched.

use crate::warc::{self, Passed, Seen};
use claim::{Problem, Severity};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{self, Read, Seek};
use zip::ZipArchive;

/// Longest list of contents that is looked at, in bytes.
const MAX_LIST_BYTES: u64 = 16 << 20;
/// Archives in one box at most.
const MAX_ARCHIVES: usize = 100_000;

/// True where a file is such a box, by its name or by the names at its beginning.
pub fn is_wacz(name: &str, head: &[u8]) -> bool {
    let named = name.len() > 5 && name.get(name.len() - 5..).is_some_and(|end| end.eq_ignore_ascii_case(".wacz"));
    let holds = |what: &[u8]| memchr::memmem::find(head, what).is_some();
    head.starts_with(b"PK\x03\x04") && (named || holds(b"datapackage.json") || holds(b".warc.gz"))
}

/// The contents that the box tells.
#[derive(Default, Deserialize)]
struct Contents {
    #[serde(default)]
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct Resource {
    path: String,
    hash: Option<String>,
}

/// Hands on the captures of all archives in the box. `name` is its file's.
pub fn wacz_captures(
    input: impl Read + Seek,
    name: &str,
    each: &mut dyn FnMut(Result<warc::Capture, Problem>) -> bool,
) -> io::Result<Passed> {
    let mut passed = Passed::default();
    let tell = |severity, code: &str, message: String| Err(Problem::new(severity, code, message).at(name, None));
    let mut boxed = match ZipArchive::new(input) {
        Ok(boxed) => boxed,
        Err(zip::result::ZipError::Io(error)) if error.kind() != io::ErrorKind::UnexpectedEof => return Err(error),
        Err(error) => {
            let message = format!("the box cannot be opened ({error}); look for a whole copy of it");
            each(tell(Severity::Error, "bad_archive", message));
            return Ok(passed);
        }
    };
    let hashes = match contents(&mut boxed) {
        Ok(hashes) => hashes,
        Err(reason) => {
            let message = format!(
                "its list of contents cannot be used ({reason}); the archives were read and not compared with it"
            );
            if !each(tell(Severity::Note, "no_contents", message)) {
                return Ok(passed);
            }
            BTreeMap::new()
        }
    };
    let mut names: Vec<String> = boxed.file_names().filter(|inside| is_archive(inside)).map(str::to_owned).collect();
    names.sort();
    if names.is_empty() {
        let message = "the box holds no archive (archive/*.warc.gz); look for a whole copy of it".to_owned();
        each(tell(Severity::Error, "empty", message));
        return Ok(passed);
    }
    names.truncate(MAX_ARCHIVES);
    let mut seen = Seen::default();
    for inside in names {
        let inner_name = format!("{name}/{inside}");
        let file = match boxed.by_name(&inside) {
            Ok(file) => file,
            Err(error) => {
                let message = format!("{inside} cannot be opened ({error}); the other archives were read");
                if !each(tell(Severity::Warning, "bad_archive", message)) {
                    return Ok(passed);
                }
                continue;
            }
        };
        let mut hashed = Hashed { input: file, hash: Sha256::new() };
        if !warc::read_archive(&mut hashed, &inner_name, &mut seen, &mut passed, each)? {
            return Ok(passed);
        }
        // The archive may end before the file does.
        let rest = io::copy(&mut hashed, &mut io::sink());
        let Some(told) = hashes.get(&inside) else { continue };
        let found = crate::hex(&hashed.hash.finalize());
        if rest.is_err() || found != *told {
            let message = format!(
                "{inside} is not the file that the box tells of (its SHA-256 is another): it was changed or damaged \
                 after packing; compare it with another copy before you rely on it"
            );
            if !each(tell(Severity::Warning, "changed_archive", message)) {
                return Ok(passed);
            }
        }
    }
    Ok(passed)
}

fn is_archive(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("archive/") && (name.ends_with(".warc.gz") || name.ends_with(".warc"))
}

/// The SHA-256 of the files in the box, as `datapackage.json` tells them.
fn contents(boxed: &mut ZipArchive<impl Read + Seek>) -> Result<BTreeMap<String, String>, String> {
    let mut list = Vec::new();
    let file = boxed.by_name("datapackage.json").map_err(|error| error.to_string())?;
    file.take(MAX_LIST_BYTES).read_to_end(&mut list).map_err(|error| error.to_string())?;
    let contents: Contents = serde_json::from_slice(&list).map_err(|error| error.to_string())?;
    let hashes = contents.resources.into_iter().filter_map(|resource| {
        let hash = resource.hash?.strip_prefix("sha256:")?.to_ascii_lowercase();
        Some((resource.path, hash))
    });
    Ok(hashes.collect())
}

struct Hashed<R> {
    input: R,
    hash: Sha256,
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match self.input.read(buffer) {
            // A packed archive whose packing is broken: damage of this one, not of the disk.
            Err(error) if error.kind() == io::ErrorKind::Other => {
                return Err(io::Error::new(io::ErrorKind::InvalidData, error));
            }
            read => read?,
        };
        self.hash.update(&buffer[..read]);
        Ok(read)
    }
}

//! A user's GeoNames dump becomes a side file for [`Gazetteer::with_side_file`](super::Gazetteer::with_side_file).
//!
//! ```text
//! rows -> places by id, and their names by key -> records, numbered -> names of alternateNamesV2 by key -> keys
//! ```
//!
//! Reads `allCountries.txt`, else every country file (`SY.txt`), and where they lie beside it `alternateNamesV2.txt` and
//! `admin1CodesASCII.txt`; `admin2Codes.txt` says nothing that the rows of second-order divisions do not. All is streamed and
//! sorted in files beside the side file, so memory stays the same for any number of rows.
//!
//! Left out: rows that are no places of news (streets, railways, hotels, schools, farms, wells of one name in thousands), links
//! and codes among the alternate names. Never fetches anything, and never changes the dump. The side file appears under its
//! name only when it is whole.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use claim::{Problem, Severity};

use super::gazetteer::{Class, PACK};
use super::keys;
use super::pack::{AREA, Cut, Division, MAIN, Pack, PackWriter, Record, compress_fast, degrees, steps};
use super::scripts::{own_name, transcribed};
use super::sort::Sorter;

/// Bytes of items that each of the two sorters keeps in memory.
const IN_MEMORY: usize = 256 << 20;

/// Small blocks: what one lookup unpacks takes a millisecond or two.
const CUT: Cut = Cut { records: 2048, keys: 16384 };

/// Problems that are told one by one; the others are only counted.
const TOLD: usize = 20;

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportSummary {
    /// Rows read from the dump.
    pub rows: u64,
    /// Places written.
    pub places: u64,
    /// Different keys of their names.
    pub keys: u64,
    /// Rows that are no places of news.
    pub left_out: u64,
    /// Rows that could not be read.
    pub broken: u64,
    /// The first of those, with their line.
    pub problems: Vec<Problem>,
}

/// An import that could not be done; for people, with the remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportError(pub String);

impl std::fmt::Display for ImportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ImportError {}

/// Makes the side file `out` from the dump in `dir`. `progress` is told bytes read and bytes to read, about once for every
/// 4 MiB and at the end.
pub fn import(dir: &Path, out: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<ImportSummary, ImportError> {
    let dump = Dump::find(dir)?;
    let parts = beside(out, "parts");
    let half = beside(out, "half");
    let failed = |error: std::io::Error| ImportError(format!("{}: {error}; is the disk full?", out.display()));
    std::fs::create_dir_all(&parts).map_err(failed)?;
    let done = build(&dump, &parts, &half, progress);
    // Both are only in the way now; an import that failed must leave nothing behind.
    let _ = std::fs::remove_dir_all(&parts);
    match done {
        Ok(summary) => {
            std::fs::rename(&half, out).map_err(failed)?;
            Ok(summary)
        }
        Err(error) => {
            let _ = std::fs::remove_file(&half);
            Err(error)
        }
    }
}

/// `places.gazetteer` -> `places.gazetteer.NAME`
fn beside(out: &Path, name: &str) -> PathBuf {
    let mut file = out.as_os_str().to_owned();
    file.push(".");
    file.push(name);
    PathBuf::from(file)
}

/// The files of a dump.
struct Dump {
    places: Vec<PathBuf>,
    names: Option<PathBuf>,
    divisions: Option<PathBuf>,
    bytes: u64,
}

impl Dump {
    fn find(dir: &Path) -> Result<Dump, ImportError> {
        let unreadable = |error: std::io::Error| ImportError(format!("{}: {error}", dir.display()));
        let mut places = Vec::new();
        for entry in std::fs::read_dir(dir).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let is_country = name
                .strip_suffix(".txt")
                .is_some_and(|code| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase()));
            if name == "allCountries.txt" {
                places = vec![path];
                break;
            }
            if is_country {
                places.push(path);
            }
        }
        places.sort();
        if places.is_empty() {
            return Err(ImportError(format!(
                "{}: neither allCountries.txt nor a country file such as SY.txt; unpack allCountries.zip or SY.zip of \
                 https://download.geonames.org/export/dump/ there",
                dir.display()
            )));
        }
        let there = |name: &str| Some(dir.join(name)).filter(|path| path.is_file());
        let (names, divisions) = (there("alternateNamesV2.txt"), there("admin1CodesASCII.txt"));
        let mut bytes = 0;
        for path in places.iter().chain(&names) {
            bytes +=
                std::fs::metadata(path).map_err(|error| ImportError(format!("{}: {error}", path.display())))?.len();
        }
        Ok(Dump { places, names, divisions, bytes })
    }
}

/// Counts bytes, and tells of them now and then.
struct Counted<'a> {
    done: u64,
    told: u64,
    all: u64,
    tell: &'a mut dyn FnMut(u64, u64),
}

impl Counted<'_> {
    fn add(&mut self, bytes: usize) {
        self.done += bytes as u64;
        if self.done - self.told >= 4 << 20 {
            self.told = self.done;
            (self.tell)(self.done.min(self.all), self.all);
        }
    }
}

/// Calls `each` with every line of a file (from 1) and its tab-parted cells; lines that are no UTF-8 are told as `None`.
fn lines(
    path: &Path,
    counted: &mut Counted,
    mut each: impl FnMut(usize, Option<&[&str]>) -> std::io::Result<()>,
) -> Result<(), ImportError> {
    let failed = |error: std::io::Error| ImportError(format!("{}: {error}", path.display()));
    let mut reader = BufReader::with_capacity(1 << 20, File::open(path).map_err(failed)?);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let read = reader.read_until(b'\n', &mut line).map_err(failed)?;
        if read == 0 {
            break;
        }
        counted.add(read);
        let text = std::str::from_utf8(&line).ok().map(|line| line.trim_end_matches(['\n', '\r']));
        match text {
            Some("") => {}
            Some(text) if !text.starts_with('#') => {
                let cells: Vec<&str> = text.split('\t').collect();
                each(number, Some(&cells)).map_err(failed)?;
            }
            Some(_) => {}
            None => each(number, None).map_err(failed)?,
        }
    }
    Ok(())
}

/// The divisions that rows name, numbered as they come.
struct Divisions {
    names: HashMap<String, String>,
    numbers: HashMap<String, u16>,
    all: Vec<Division>,
}

impl Divisions {
    fn read(path: Option<&Path>, counted: &mut Counted) -> Result<Divisions, ImportError> {
        let mut names = HashMap::new();
        if let Some(path) = path {
            // SY.06 <tab> name <tab> ASCII name <tab> id; a broken line leaves a division without its name.
            lines(path, counted, |_, cells| {
                if let Some([code, name, ..]) = cells {
                    names.insert((*code).to_owned(), (*name).to_owned());
                }
                Ok(())
            })?;
        }
        Ok(Divisions { names, numbers: HashMap::new(), all: Vec::new() })
    }

    /// The number of a country's division; the last number is that of all that come too late to get one.
    fn number(&mut self, country: &str, code: &str) -> u16 {
        let code = if code == "00" { "" } else { code };
        let joined = format!("{country}.{code}");
        if let Some(number) = self.numbers.get(&joined) {
            return *number;
        }
        let number = u16::try_from(self.all.len()).unwrap_or(u16::MAX);
        if number < u16::MAX {
            let name = self.names.get(&joined).cloned().unwrap_or_default();
            let (country, code) = (country.to_owned(), code.to_owned());
            self.all.push(Division { country, code, name, ..Division::default() });
            self.numbers.insert(joined, number);
        }
        number
    }
}

/// What a feature of GeoNames is; `None` for what no report means by a name.
fn class_of(class: &str, code: &str) -> Option<Class> {
    Some(match (class, code) {
        ("P", _) => Class::Town,
        ("A", "PCL" | "PCLD" | "PCLF" | "PCLI" | "PCLIX" | "PCLS" | "TERR") => Class::Country,
        ("A", "ADM1") => Class::Division,
        ("A", "PCLH") => return None,
        ("A", _) => Class::District,
        ("H", "WLL" | "WLLS" | "WLLQ" | "SPNG" | "WTRH") => return None,
        ("H" | "U", _) => Class::Water,
        ("L", "MILB" | "NVB") => Class::Base,
        ("L", "OILF" | "GASF" | "PRT") => Class::Facility,
        ("L" | "T" | "V", _) => Class::Region,
        ("S", "AIRB" | "AIRP" | "AIRF" | "AIRQ" | "INSM" | "FT" | "NVB") => Class::Base,
        ("S", "CMPRF" | "CMP" | "CMPQ") => Class::Camp,
        (
            "S",
            "BDG" | "DAM" | "HSP" | "PRN" | "OILR" | "OILT" | "PS" | "PSN" | "PSH" | "CSTM" | "CSTP" | "MNMT" | "UNIV",
        )
        | ("S", "MN" | "MNQ" | "DIP" | "GOVL" | "STNE" | "BP" | "PP" | "PPQ" | "SQR" | "HSPC" | "HSPL") => {
            Class::Facility
        }
        _ => return None,
    })
}

/// One row of the dump that is kept.
struct Place<'a> {
    id: u32,
    name: &'a str,
    ascii: &'a str,
    names: &'a str,
    class: Class,
    lat: f64,
    lon: f64,
    country: &'a str,
    division: &'a str,
    population: u32,
}

/// `Ok(None)` for what is left out; else why the row cannot be read.
fn place_of<'a>(cells: &[&'a str]) -> Result<Option<Place<'a>>, String> {
    let [id, name, ascii, names, lat, lon, class, code, country, _, division, _, _, _, population, ..] = *cells else {
        return Err(format!("{} cells, not 19; is this a GeoNames dump?", cells.len()));
    };
    let id = id.parse().map_err(|_| format!("{id:?} is no GeoNames id"))?;
    let degrees = |text: &str, most: f64| {
        let value = text.parse::<f64>().ok().filter(|value| value.abs() <= most);
        value.ok_or_else(|| format!("{text:?} is no latitude or longitude"))
    };
    let (lat, lon) = (degrees(lat, 90.0)?, degrees(lon, 180.0)?);
    let Some(class) = class_of(class, code) else { return Ok(None) };
    // More people than that are on Earth only once, in continents; what cannot be read counts as unknown.
    let population = population.parse::<u64>().map_or(0, |people| u32::try_from(people).unwrap_or(u32::MAX));
    Ok(Some(Place { id, name, ascii, names, class, lat, lon, country, division, population }))
}

fn build(
    dump: &Dump,
    parts: &Path,
    half: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<ImportSummary, ImportError> {
    let failed = |error: std::io::Error| ImportError(format!("{}: {error}; is the disk full?", half.display()));
    let mut summary = ImportSummary::default();
    let mut counted = Counted { done: 0, told: 0, all: dump.bytes, tell: progress };
    let mut divisions = Divisions::read(dump.divisions.as_deref(), &mut counted)?;
    counted.done = 0;
    let languages = languages();
    let mut by_id = Sorter::new(parts, "places", IN_MEMORY);
    let mut by_key = Sorter::new(parts, "keys", IN_MEMORY);
    for path in &dump.places {
        lines(path, &mut counted, |line, cells| {
            summary.rows += 1;
            let read = cells.ok_or_else(|| "no UTF-8".to_owned()).and_then(place_of);
            match read {
                Ok(Some(place)) => take(&place, &mut divisions, &languages, &mut by_id, &mut by_key)?,
                Ok(None) => summary.left_out += 1,
                Err(why) => {
                    summary.broken += 1;
                    if summary.problems.len() < TOLD {
                        let problem = Problem::new(Severity::Warning, "row", format!("{why}; the row is left out"));
                        summary.problems.push(problem.at(&path.display().to_string(), Some(line)));
                    }
                }
            }
            Ok(())
        })?;
    }

    let loose: Vec<bool> = divisions.all.iter().map(|division| is_transcribed(&division.country, &languages)).collect();
    let out = BufWriter::with_capacity(1 << 20, File::create(half).map_err(failed)?);
    let names: Vec<String> =
        dump.places.iter().map(|path| path.file_name().unwrap_or_default().to_string_lossy().into_owned()).collect();
    let about = format!("GeoNames (https://www.geonames.org), CC BY 4.0; imported from {}", names.join(", "));
    let mut writer = PackWriter::new(out, CUT, &compress_fast, &about, Vec::new(), divisions.all).map_err(failed)?;
    let Places { ids, populations, loose, areas } = write_records(by_id, &loose, &mut writer).map_err(failed)?;
    summary.places = ids.len() as u64;

    if let Some(path) = &dump.names {
        lines(path, &mut counted, |_, cells| {
            // alternate name id, GeoNames id, language, name; a broken line costs one spelling.
            let Some([_, id, language, name, ..]) = cells else { return Ok(()) };
            if matches!(*language, "link" | "post" | "iata" | "icao" | "faac" | "tcid" | "unlc" | "wkdt" | "phon") {
                return Ok(());
            }
            match id.parse().ok().and_then(|id: u32| ids.binary_search(&id).ok()) {
                Some(at) => push_key(name, ids[at], populations[at], if areas[at] { AREA } else { 0 }, &mut by_key),
                None => Ok(()),
            }
        })?;
    }
    drop((populations, areas));
    summary.keys = write_keys(by_key, &ids, &loose, &mut writer).map_err(failed)?;
    let (out, head) = writer.finish().map_err(failed)?;
    let mut file = out.into_inner().map_err(|error| failed(error.into_error()))?;
    file.seek(SeekFrom::Start(0)).and_then(|_| file.write_all(&head)).and_then(|()| file.sync_all()).map_err(failed)?;
    (counted.tell)(counted.all, counted.all);
    Ok(summary)
}

/// Languages of countries, as the bundled pack has them.
fn languages() -> HashMap<String, String> {
    let pack = Pack::from_static(PACK);
    let countries = pack.iter().flat_map(|pack| pack.countries());
    countries.map(|country| (country.code.clone(), country.languages.clone())).collect()
}

fn is_transcribed(country: &str, languages: &HashMap<String, String>) -> bool {
    languages.get(country).is_some_and(|languages| transcribed(languages))
}

/// Lays a place down to be sorted by id, and its names by key.
fn take(
    place: &Place,
    divisions: &mut Divisions,
    languages: &HashMap<String, String>,
    by_id: &mut Sorter,
    by_key: &mut Sorter,
) -> std::io::Result<()> {
    let names = || place.names.split(',').filter(|name| !name.is_empty());
    let own =
        languages.get(place.country).and_then(|languages| own_name(place.name, names(), languages)).unwrap_or_default();
    let length = u16::try_from(place.name.len()).unwrap_or(u16::MAX).to_be_bytes();
    by_id.push(&[
        &place.id.to_be_bytes(),
        &divisions.number(place.country, place.division).to_be_bytes(),
        &[place.class as u8],
        &steps(place.lat, 90.0).to_be_bytes(),
        &steps(place.lon, 180.0).to_be_bytes(),
        &place.population.to_be_bytes(),
        &length,
        place.name.as_bytes(),
        own.as_bytes(),
    ])?;
    let area = if is_area(place.class) { AREA } else { 0 };
    push_key(place.name, place.id, place.population, MAIN | area, by_key)?;
    if place.ascii != place.name {
        push_key(place.ascii, place.id, place.population, area, by_key)?;
    }
    for name in names().filter(|name| *name != place.name && *name != place.ascii && !name.starts_with("http")) {
        push_key(name, place.id, place.population, area, by_key)?;
    }
    Ok(())
}

fn is_area(class: Class) -> bool {
    matches!(class, Class::Country | Class::Division)
}

/// Items sort by key, then population (largest first), then id; NUL is in no key.
fn push_key(name: &str, id: u32, population: u32, bits: u8, by_key: &mut Sorter) -> std::io::Result<()> {
    let key = keys::folded(name);
    if key.is_empty() {
        return Ok(());
    }
    let byte = keys::mark(name, &key) | bits;
    by_key.push(&[key.as_bytes(), &[0], &(!population).to_be_bytes(), &id.to_be_bytes(), &[byte]])
}

/// What keys need to know of all places, sorted by id.
#[derive(Default)]
struct Places {
    ids: Vec<u32>,
    populations: Vec<u32>,
    /// In a country whose names are transcribed.
    loose: Vec<bool>,
    /// A country or a first-order division.
    areas: Vec<bool>,
}

/// Writes all places; `loose` says of each division whether its names are transcribed. A place that stands in two files is
/// written once.
fn write_records<W: Write>(by_id: Sorter, loose: &[bool], writer: &mut PackWriter<W>) -> std::io::Result<Places> {
    let mut places = Places::default();
    let mut sorted = by_id.sorted()?;
    let mut item = Vec::new();
    while sorted.next_into(&mut item)? {
        let record =
            record_of(&item).ok_or_else(|| std::io::Error::other("a file of the import changed while it ran"))?;
        if places.ids.last() == Some(&record.id) {
            continue;
        }
        places.ids.push(record.id);
        places.populations.push(record.population);
        places.areas.push(is_area(record.class));
        places.loose.push(loose.get(usize::from(record.division)).copied().unwrap_or(false));
        writer.record(record)?;
    }
    Ok(places)
}

/// The record that [`take`] laid down.
fn record_of(item: &[u8]) -> Option<Record> {
    let (id, rest) = item.split_first_chunk::<4>()?;
    let (division, rest) = rest.split_first_chunk::<2>()?;
    let (class, rest) = rest.split_first()?;
    let (lat, rest) = rest.split_first_chunk::<4>()?;
    let (lon, rest) = rest.split_first_chunk::<4>()?;
    let (population, rest) = rest.split_first_chunk::<4>()?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let (name, own) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    Some(Record {
        id: u32::from_be_bytes(*id),
        name: String::from_utf8_lossy(name).into_owned(),
        own_name: String::from_utf8_lossy(own).into_owned(),
        division: u16::from_be_bytes(*division),
        class: Class::ALL.into_iter().find(|known| *known as u8 == *class)?,
        lat: degrees(u32::from_be_bytes(*lat), 90),
        lon: degrees(u32::from_be_bytes(*lon), 180),
        population: u32::from_be_bytes(*population),
    })
}

/// Groups what [`push_key`] laid down by key; tells how many there are.
fn write_keys<W: Write>(
    by_key: Sorter,
    ids: &[u32],
    loose: &[bool],
    writer: &mut PackWriter<W>,
) -> std::io::Result<u64> {
    let mut sorted = by_key.sorted()?;
    let (mut item, mut key, mut postings) = (Vec::new(), Vec::new(), Vec::<(u32, u8)>::new());
    let mut count = 0;
    let mut close = |key: &mut Vec<u8>, postings: &mut Vec<(u32, u8)>| {
        if postings.is_empty() {
            return Ok(());
        }
        count += 1;
        let text = String::from_utf8(std::mem::take(key)).map_err(std::io::Error::other)?;
        let any_loose = postings.iter().any(|(record, _)| loose.get(*record as usize).copied().unwrap_or(false));
        writer.key(text, std::mem::take(postings), any_loose)
    };
    while sorted.next_into(&mut item)? {
        let Some((start, [_, _, _, _, _, a, b, c, d, byte])) = item.split_last_chunk::<10>() else { continue };
        // Of a place that stands in two files with two populations the first counts, under both its names' places.
        let Ok(record) = ids.binary_search(&u32::from_be_bytes([*a, *b, *c, *d])) else { continue };
        let record = record as u32;
        if start != key {
            close(&mut key, &mut postings)?;
            key.extend_from_slice(start);
        }
        match postings.iter_mut().rev().take(4).find(|(known, _)| *known == record) {
            Some((_, known)) if byte & MAIN != 0 && *known & MAIN == 0 => *known = *byte,
            Some(_) => {}
            None => postings.push((record, *byte)),
        }
    }
    close(&mut key, &mut postings)?;
    Ok(count)
}

//! The gazetteer file: many places and the keys of their names in little room, of which only what is asked for is unpacked.
//!
//! ```text
//! b"DLGAZ\0\0\x01"                     8 bytes: magic, version
//! directory: offset, length            two u64, little-endian
//! record blocks                        per block three zstd frames: ids, numbers (columns), names (lines)
//! key blocks                           per block three zstd frames: an fst map (key -> its number in the block), postings,
//!                                      a Bloom filter of skeletons
//! directory                            one zstd frame of JSON
//! ```
//!
//! Records are sorted by GeoNames id and numbered from 0. Keys (see keys.rs) are sorted by their bytes. A posting is a record's
//! number with a byte: bit 7 says that the name is the record's main name, bit 6
//! that the record is a country or a first-order division, bits 0-4 are [`super::keys::mark`]. The postings of
//! a key are sorted by population, largest first. Every frame carries a checksum, which is looked at when it is unpacked.
//!
//! Blocks are small, so that a lookup unpacks little: one fst for all would pack 3 % better and take ten times as long to get the
//! first name from. What is unpacked is kept up to a limit and then let go all at once: simpler than counting uses, and a
//! report's places are asked for together. The filters keep names that share their consonants with nothing from walking
//! through keys.
//!
//! Frames are read by `ruzstd`, so the program needs no C. Writing takes the compressor as an argument: `cargo xtask
//! gazetteer` packs with libzstd at its best, an import with what ruzstd has.
//!
//! Never reads a file beyond the one it is given and never writes one but through the `Write` it is given.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use fst::{IntoStreamer, Streamer};
use serde::{Deserialize, Serialize};

use super::gazetteer::Class;
use super::keys::WithSkeleton;

const MAGIC: &[u8; 8] = b"DLGAZ\0\0\x01";
const HEAD: usize = 24;
/// Degrees are kept in steps of this size, about 11 m.
const STEP: f64 = 1e-4;

/// Bit of a posting: the name is the record's main one.
pub const MAIN: u8 = 0x80;
/// Bit of a posting: the record is a country or a first-order division.
pub const AREA: u8 = 0x40;
/// Bits of a posting that hold the mark of its spelling.
pub const MARK: u8 = 0x1f;

/// A file that is no gazetteer, or one that broke; for people, with the remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackError(pub String);

impl std::fmt::Display for PackError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PackError {}

/// A first-order division.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Division {
    /// ISO 3166 alpha-2.
    pub country: String,
    /// GeoNames' code within the country ("06"); "" for places of no division.
    pub code: String,
    /// Name in Latin letters; "" where nobody gives one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// ISO 3166-2 code ("SY-DR"), where it has one that could be told by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iso: Option<String>,
    /// Other names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// Degrees north and east of the middle of its places, where it has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<(f64, f64)>,
    /// People in its places, added up.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub population: u64,
    /// GeoNames id of its most populous place that shares its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namesake: Option<u32>,
    /// Least latitude and longitude of its places in steps of 0.0001 degrees from 90 S, 180 W: what coordinates are counted
    /// from.
    pub corner: (u32, u32),
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// What GeoNames says of a country.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountryFacts {
    /// ISO 3166 alpha-2.
    pub code: String,
    /// GeoNames id.
    pub id: u32,
    /// People.
    pub population: u64,
    /// Its languages, the most spoken first, as GeoNames lists them: "ar-SY,ku,hy".
    pub languages: String,
}

/// One place as it goes into a pack.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// GeoNames id.
    pub id: u32,
    /// Main name.
    pub name: String,
    /// Name in the place's own script; "" where there is none.
    pub own_name: String,
    /// Number of its division in the directory.
    pub division: u16,
    /// What it is.
    pub class: Class,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// People; 0 where unknown.
    pub population: u32,
}

/// A run of bytes of the file, and how many come out of it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Piece {
    at: u64,
    packed: u64,
    raw: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct RecordBlock {
    first_id: u32,
    ids: Piece,
    numbers: Piece,
    names: Piece,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct KeyBlock {
    first: String,
    fst: Piece,
    postings: Piece,
    skeletons: Piece,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Directory {
    /// What is in the file and whose it is, for whoever opens it.
    about: String,
    records: u32,
    records_per_block: u32,
    countries: Vec<CountryFacts>,
    divisions: Vec<Division>,
    record_blocks: Vec<RecordBlock>,
    key_blocks: Vec<KeyBlock>,
}

/// How a pack is cut.
#[derive(Clone, Copy, Debug)]
pub struct Cut {
    /// Records in a block; at least 1.
    pub records: usize,
    /// Keys in a block; at least 1.
    pub keys: usize,
}

/// Turns bytes into one zstd frame with a checksum.
pub type Compress = dyn Fn(&[u8]) -> Vec<u8>;

/// The compressor that the program has: quick, without C.
pub fn compress_fast(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

/// Records that bear a key, each with its byte.
pub type Postings = Vec<(u32, u8)>;

/// Writes a pack: first all records in the order of their ids, then all keys in the order of their bytes.
pub struct PackWriter<'a, W: Write> {
    out: W,
    at: u64,
    cut: Cut,
    compress: &'a Compress,
    directory: Directory,
    records: Vec<Record>,
    keys: Vec<(String, Postings)>,
    /// Of skeletons of keys that may be met by their consonants.
    skeletons: Vec<u64>,
}

impl<'a, W: Write> PackWriter<'a, W> {
    /// Begins a pack. `head` is what [`PackWriter::finish`] will write over the first bytes.
    pub fn new(
        mut out: W,
        cut: Cut,
        compress: &'a Compress,
        about: &str,
        countries: Vec<CountryFacts>,
        divisions: Vec<Division>,
    ) -> std::io::Result<Self> {
        out.write_all(&[0; HEAD])?;
        let directory = Directory {
            about: about.to_owned(),
            records: 0,
            records_per_block: u32::try_from(cut.records).unwrap_or(u32::MAX),
            countries,
            divisions,
            record_blocks: Vec::new(),
            key_blocks: Vec::new(),
        };
        Ok(PackWriter {
            out,
            at: HEAD as u64,
            cut,
            compress,
            directory,
            records: Vec::new(),
            keys: Vec::new(),
            skeletons: Vec::new(),
        })
    }

    /// The next record, in the order of ids; tells its number.
    pub fn record(&mut self, record: Record) -> std::io::Result<u32> {
        self.records.push(record);
        let number = self.directory.records;
        self.directory.records += 1;
        if self.records.len() >= self.cut.records {
            self.close_records()?;
        }
        Ok(number)
    }

    /// The next key, in the order of bytes, with the records that bear it. `loose` where it may be met by its consonants: where
    /// a record of it is in a country whose names are transcribed.
    pub fn key(&mut self, key: String, postings: Postings, loose: bool) -> std::io::Result<()> {
        if !self.records.is_empty() {
            self.close_records()?;
        }
        if loose && let Some(bones) = super::keys::skeleton(&key) {
            self.skeletons.push(hash(&bones));
        }
        self.keys.push((key, postings));
        if self.keys.len() >= self.cut.keys { self.close_keys() } else { Ok(()) }
    }

    /// Ends the pack and hands back what it was written to, with the bytes that belong to its very beginning.
    pub fn finish(mut self) -> std::io::Result<(W, [u8; HEAD])> {
        if !self.records.is_empty() {
            self.close_records()?;
        }
        if !self.keys.is_empty() {
            self.close_keys()?;
        }
        let directory = serde_json::to_vec(&self.directory)?;
        let piece = self.piece(&directory)?;
        let mut head = [0; HEAD];
        head[..8].copy_from_slice(MAGIC);
        head[8..16].copy_from_slice(&piece.at.to_le_bytes());
        head[16..].copy_from_slice(&piece.packed.to_le_bytes());
        self.out.flush()?;
        Ok((self.out, head))
    }

    fn piece(&mut self, bytes: &[u8]) -> std::io::Result<Piece> {
        let packed = (self.compress)(bytes);
        self.out.write_all(&packed)?;
        let piece = Piece { at: self.at, packed: packed.len() as u64, raw: bytes.len() as u64 };
        self.at += piece.packed;
        Ok(piece)
    }

    fn close_records(&mut self) -> std::io::Result<()> {
        let records = std::mem::take(&mut self.records);
        let first_id = records.first().map_or(0, |record| record.id);
        let mut ids = Vec::new();
        let mut before = 0;
        for record in &records {
            varint(u64::from(record.id.wrapping_sub(before)), &mut ids);
            before = record.id;
        }
        let numbers = numbers_of(&records, &self.directory.divisions);
        let mut names = String::new();
        for record in &records {
            names.push_str(&record.name);
            names.push('\n');
        }
        for record in &records {
            names.push_str(&record.own_name);
            names.push('\n');
        }
        let block = RecordBlock {
            first_id,
            ids: self.piece(&ids)?,
            numbers: self.piece(&numbers)?,
            names: self.piece(names.as_bytes())?,
        };
        self.directory.record_blocks.push(block);
        Ok(())
    }

    fn close_keys(&mut self) -> std::io::Result<()> {
        let keys = std::mem::take(&mut self.keys);
        let first = keys.first().map(|(key, _)| key.clone()).unwrap_or_default();
        let mut map = fst::MapBuilder::memory();
        for (number, (key, _)) in keys.iter().enumerate() {
            map.insert(key, number as u64).map_err(std::io::Error::other)?;
        }
        let map = map.into_inner().map_err(std::io::Error::other)?;
        let mut postings = Vec::new();
        for (_, of_key) in &keys {
            varint(of_key.len() as u64, &mut postings);
        }
        let all: Vec<(u32, u8)> = keys.into_iter().flat_map(|(_, of_key)| of_key).collect();
        planes(all.iter().map(|(record, _)| *record), 4, &mut postings);
        postings.extend(all.iter().map(|(_, byte)| byte));
        let skeletons = bloom(std::mem::take(&mut self.skeletons));
        let block = KeyBlock {
            first,
            fst: self.piece(&map)?,
            postings: self.piece(&postings)?,
            skeletons: self.piece(&skeletons)?,
        };
        self.directory.key_blocks.push(block);
        Ok(())
    }
}

/// A Bloom filter of ten bits an item, which says yes to one in a hundred that are not in it.
fn bloom(mut hashes: Vec<u64>) -> Vec<u8> {
    hashes.sort_unstable();
    hashes.dedup();
    let mut bits = vec![0; (hashes.len() * 10).div_ceil(8)];
    for hash in hashes {
        for at in bits_of(hash, bits.len()) {
            bits[at / 8] |= 1 << (at % 8);
        }
    }
    bits
}

/// The seven bits of an item in a filter of so many bytes; none where it has none.
fn bits_of(hash: u64, bytes: usize) -> impl Iterator<Item = usize> {
    let (start, step) = (hash as u32, (hash >> 32) as u32 | 1);
    let bits = bytes as u64 * 8;
    (0..7_u32)
        .filter(move |_| bits > 0)
        .map(move |number| (u64::from(start.wrapping_add(number.wrapping_mul(step))) % bits) as usize)
}

/// FNV-1a, 64 bits: fixed for ever, as filters stand in files.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Columns: division, latitude and longitude from the division's corner (byte planes), class,
/// population (varints).
fn numbers_of(records: &[Record], divisions: &[Division]) -> Vec<u8> {
    let mut out = Vec::new();
    varint(records.len() as u64, &mut out);
    planes(records.iter().map(|record| u32::from(record.division)), 2, &mut out);
    let corner =
        |record: &Record| divisions.get(usize::from(record.division)).map_or((0, 0), |division| division.corner);
    planes(records.iter().map(|record| steps(record.lat, 90.0).saturating_sub(corner(record).0)), 3, &mut out);
    planes(records.iter().map(|record| steps(record.lon, 180.0).saturating_sub(corner(record).1)), 3, &mut out);
    out.extend(records.iter().map(|record| record.class as u8));
    for record in records {
        varint(u64::from(record.population), &mut out);
    }
    out
}

/// Degrees as steps of 0.0001 from the lowest value.
pub fn steps(degrees: f64, lowest: f64) -> u32 {
    ((degrees + lowest) / STEP).round().max(0.0) as u32
}

fn varint(mut value: u64, out: &mut Vec<u8>) {
    while value > 0x7f {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// All lowest bytes, then all second ones, ...: the higher ones hardly vary and pack to nothing.
fn planes(values: impl Iterator<Item = u32> + Clone, bytes: usize, out: &mut Vec<u8>) {
    for byte in 0..bytes {
        out.extend(values.clone().map(|value| (value >> (8 * byte)) as u8));
    }
}

/// Reads columns back; every read says `None` where the bytes end too early.
struct Columns<'a>(&'a [u8]);

impl<'a> Columns<'a> {
    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn planes(&mut self, count: usize, bytes: usize) -> Option<Vec<u32>> {
        let mut values = vec![0; count];
        for byte in 0..bytes {
            let plane = self.take(count)?;
            for (value, &part) in values.iter_mut().zip(plane) {
                *value |= u32::from(part) << (8 * byte);
            }
        }
        Some(values)
    }
}

/// The numbers of one record.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Numbers {
    /// Number of its division in the directory.
    pub division: u16,
    /// What it is.
    pub class: Class,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// People; 0 where unknown.
    pub population: u32,
}

/// Ids of a block, sorted.
fn read_ids(bytes: &[u8]) -> Option<Vec<u32>> {
    let mut columns = Columns(bytes);
    let mut ids = Vec::new();
    let mut id = 0_u32;
    while !columns.0.is_empty() {
        id = id.wrapping_add(u32::try_from(columns.varint()?).ok()?);
        ids.push(id);
    }
    Some(ids)
}

struct NumberColumns {
    divisions: Vec<u16>,
    lats: Vec<u32>,
    lons: Vec<u32>,
    classes: Vec<u8>,
    populations: Vec<u32>,
}

impl NumberColumns {
    fn read(bytes: &[u8], divisions: &[Division]) -> Option<NumberColumns> {
        let mut columns = Columns(bytes);
        // Each record takes several bytes, so a count beyond the bytes is nonsense and must not be allocated for.
        let count = usize::try_from(columns.varint()?).ok().filter(|count| *count <= bytes.len())?;
        let of: Vec<u16> = columns.planes(count, 2)?.into_iter().map(|number| number as u16).collect();
        let mut lats = columns.planes(count, 3)?;
        let mut lons = columns.planes(count, 3)?;
        for ((lat, lon), division) in lats.iter_mut().zip(&mut lons).zip(&of) {
            let corner = divisions.get(usize::from(*division))?.corner;
            *lat = lat.checked_add(corner.0)?;
            *lon = lon.checked_add(corner.1)?;
        }
        let classes = columns.take(count)?.to_vec();
        let populations = (0..count).map(|_| u32::try_from(columns.varint()?).ok()).collect::<Option<Vec<u32>>>()?;
        Some(NumberColumns { divisions: of, lats, lons, classes, populations })
    }

    fn get(&self, at: usize) -> Option<Numbers> {
        Some(Numbers {
            division: *self.divisions.get(at)?,
            class: *Class::ALL.get(usize::from(self.classes[at])).unwrap_or(&Class::Facility),
            lat: degrees(self.lats[at], 90),
            lon: degrees(self.lons[at], 180),
            population: self.populations[at],
        })
    }

    fn bytes(&self) -> usize {
        self.divisions.len() * 15
    }
}

/// Steps as degrees: divided, so that 32.6189 comes out as written.
pub fn degrees(steps: u32, lowest: i64) -> f64 {
    (i64::from(steps) - lowest * 10_000) as f64 / 10_000.0
}

struct NameLines {
    text: String,
    /// Where each line begins; one more at the end.
    starts: Vec<u32>,
}

impl NameLines {
    fn read(bytes: Vec<u8>) -> Option<NameLines> {
        let text = String::from_utf8(bytes).ok()?;
        let mut starts = vec![0];
        starts.extend(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at as u32 + 1));
        Some(NameLines { text, starts })
    }

    /// Main name and own name of record `at`.
    fn get(&self, at: usize) -> Option<(&str, &str)> {
        let count = (self.starts.len() - 1) / 2;
        let line = |line: usize| {
            let (start, end) = (*self.starts.get(line)?, *self.starts.get(line + 1)?);
            self.text.get(start as usize..(end as usize).checked_sub(1)?)
        };
        (at < count).then_some(())?;
        Some((line(at)?, line(count + at)?))
    }

    fn bytes(&self) -> usize {
        self.text.len() + self.starts.len() * 4
    }
}

struct Keys {
    map: fst::Map<Vec<u8>>,
    /// Where each key's postings begin; one more at the end.
    starts: Vec<u32>,
    records: Vec<u32>,
    bytes: Vec<u8>,
}

impl Keys {
    fn read(map: Vec<u8>, postings: &[u8]) -> Option<Keys> {
        let map = fst::Map::new(map).ok()?;
        let mut columns = Columns(postings);
        let mut starts = Vec::with_capacity(map.len() + 1);
        let mut end = 0_u32;
        starts.push(0);
        for _ in 0..map.len() {
            end = end.checked_add(u32::try_from(columns.varint()?).ok()?)?;
            starts.push(end);
        }
        if end as usize > postings.len() {
            return None;
        }
        let records = columns.planes(end as usize, 4)?;
        let bytes = columns.take(end as usize)?.to_vec();
        Some(Keys { map, starts, records, bytes })
    }

    fn postings(&self, key: u64) -> impl Iterator<Item = (u32, u8)> + '_ {
        let bounds =
            usize::try_from(key).ok().and_then(|key| Some((*self.starts.get(key)?, *self.starts.get(key + 1)?)));
        let (start, end) = bounds.unwrap_or((0, 0));
        let range = start as usize..end as usize;
        self.records[range.clone()].iter().copied().zip(self.bytes[range].iter().copied())
    }

    fn size(&self) -> usize {
        self.map.as_fst().size() + self.starts.len() * 4 + self.records.len() * 5
    }
}

/// What shares a skeleton: key, record, byte.
type Alike = Arc<Vec<(String, u32, u8)>>;

/// How many skeletons are remembered; walking through keys costs a hundred times a lookup, and a report repeats its names.
const REMEMBERED: usize = 1000;

/// What is unpacked from one block, if anything is.
type Slot<T> = RwLock<Option<Arc<T>>>;

enum Source {
    Static(&'static [u8]),
    File(Mutex<File>, PathBuf),
}

impl Source {
    fn read(&self, piece: Piece) -> Result<Cow<'static, [u8]>, PackError> {
        let at = usize::try_from(piece.at).unwrap_or(usize::MAX);
        let length = usize::try_from(piece.packed).unwrap_or(usize::MAX);
        match self {
            Source::Static(bytes) => {
                let whole = at.checked_add(length).and_then(|end| bytes.get(at..end));
                whole.map(Cow::Borrowed).ok_or_else(|| self.broken("it ends too early"))
            }
            Source::File(file, _) => {
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                let mut bytes = Vec::new();
                let read = file
                    .seek(SeekFrom::Start(piece.at))
                    .and_then(|_| Read::by_ref(&mut *file).take(piece.packed).read_to_end(&mut bytes));
                match read {
                    Ok(read) if read == length => Ok(Cow::Owned(bytes)),
                    Ok(_) => Err(self.broken("it ends too early")),
                    Err(error) => Err(self.broken(&error.to_string())),
                }
            }
        }
    }

    fn unpack(&self, piece: Piece) -> Result<Vec<u8>, PackError> {
        let packed = self.read(piece)?;
        // A frame cannot grow more than this, so a broken length is not allocated for.
        let raw = usize::try_from(piece.raw).ok().filter(|raw| *raw <= packed.len().saturating_mul(60_000));
        let raw = raw.ok_or_else(|| self.broken("a length in it is wrong"))?;
        let mut decoder = ruzstd::decoding::FrameDecoder::new();
        let mut bytes = Vec::with_capacity(raw);
        decoder.decode_all_to_vec(&packed, &mut bytes).map_err(|error| self.broken(&error.to_string()))?;
        let sums = (decoder.get_checksum_from_data(), decoder.get_calculated_checksum());
        if bytes.len() != raw || sums.0.is_some() && sums.0 != sums.1 {
            return Err(self.broken("a checksum in it is wrong"));
        }
        Ok(bytes)
    }

    fn broken(&self, why: &str) -> PackError {
        match self {
            Source::Static(_) => PackError(format!("the built-in gazetteer is broken: {why}; build the program anew")),
            Source::File(_, path) => {
                PackError(format!("{}: the gazetteer is broken: {why}; import it anew", path.display()))
            }
        }
    }
}

/// A gazetteer file, open.
pub struct Pack {
    source: Source,
    directory: Directory,
    ids: Vec<Slot<Vec<u32>>>,
    numbers: Vec<Slot<NumberColumns>>,
    names: Vec<Slot<NameLines>>,
    keys: Vec<Slot<Keys>>,
    skeletons: Vec<Slot<Vec<u8>>>,
    alike: RwLock<HashMap<Vec<u8>, Alike>>,
    /// Bytes that are unpacked, about, and how many may be.
    held: AtomicUsize,
    limit: usize,
    problem: OnceLock<PackError>,
}

impl Pack {
    /// A pack that is built into the program. All of it may stay unpacked.
    pub fn from_static(bytes: &'static [u8]) -> Result<Pack, PackError> {
        Pack::open(Source::Static(bytes), bytes.len() as u64, bytes, usize::MAX)
    }

    /// A pack in a file, of which about `limit` bytes stay unpacked.
    pub fn from_file(path: &Path, limit: usize) -> Result<Pack, PackError> {
        let unreadable = |error: std::io::Error| PackError(format!("{}: {error}", path.display()));
        let mut file = File::open(path).map_err(unreadable)?;
        let length = file.metadata().map_err(unreadable)?.len();
        let mut head = Vec::new();
        Read::by_ref(&mut file).take(HEAD as u64).read_to_end(&mut head).map_err(unreadable)?;
        Pack::open(Source::File(Mutex::new(file), path.to_owned()), length, &head, limit)
    }

    fn open(source: Source, length: u64, head: &[u8], limit: usize) -> Result<Pack, PackError> {
        let number = |at: usize| head.get(at..at + 8)?.try_into().ok().map(u64::from_le_bytes);
        let (Some(magic), Some(at), Some(packed)) = (head.get(..8), number(8), number(16)) else {
            return Err(source.broken("it is too short to be one"));
        };
        if magic[..7] != MAGIC[..7] {
            return Err(source.broken("it is no gazetteer of Dateline"));
        }
        if magic != MAGIC {
            return Err(source.broken("it was written by another version of Dateline"));
        }
        if at.checked_add(packed) != Some(length) {
            return Err(source.broken("its length is not what it says"));
        }
        let frame = source.read(Piece { at, packed, raw: 0 })?;
        let mut json = Vec::new();
        ruzstd::decoding::StreamingDecoder::new(&*frame)
            .map_err(|error| source.broken(&error.to_string()))?
            .read_to_end(&mut json)
            .map_err(|error| source.broken(&error.to_string()))?;
        let directory: Directory = serde_json::from_slice(&json).map_err(|error| source.broken(&error.to_string()))?;
        if directory.records_per_block == 0 || directory.divisions.len() > usize::from(u16::MAX) {
            return Err(source.broken("its directory makes no sense"));
        }
        Ok(Pack {
            ids: slots(directory.record_blocks.len()),
            numbers: slots(directory.record_blocks.len()),
            names: slots(directory.record_blocks.len()),
            keys: slots(directory.key_blocks.len()),
            skeletons: slots(directory.key_blocks.len()),
            source,
            directory,
            alike: RwLock::default(),
            held: AtomicUsize::new(0),
            limit,
            problem: OnceLock::new(),
        })
    }

    /// What is in the file and whose it is.
    pub fn about(&self) -> &str {
        &self.directory.about
    }

    /// How many places it holds.
    pub fn len(&self) -> usize {
        self.directory.records as usize
    }

    /// True where it holds none.
    pub fn is_empty(&self) -> bool {
        self.directory.records == 0
    }

    /// What GeoNames says of countries, sorted by code; a side file has none.
    pub fn countries(&self) -> &[CountryFacts] {
        &self.directory.countries
    }

    /// First-order divisions, as records number them.
    pub fn divisions(&self) -> &[Division] {
        &self.directory.divisions
    }

    /// The first thing in the file that could not be read, if any was met; what it held counts as absent.
    pub fn problem(&self) -> Option<&PackError> {
        self.problem.get()
    }

    /// The numbers of a record.
    pub fn numbers(&self, record: u32) -> Option<Numbers> {
        let (block, at) = self.block_of(record);
        self.number_block(block)?.get(at)
    }

    /// Main name and own name of a record.
    pub fn names(&self, record: u32) -> Option<(String, String)> {
        let (block, at) = self.block_of(record);
        let piece = self.directory.record_blocks.get(block)?.names;
        let lines = self.unpacked(self.names.get(block)?, NameLines::bytes, || {
            NameLines::read(self.source.unpack(piece)?).ok_or_else(|| self.source.broken("its names are no text"))
        })?;
        lines.get(at).map(|(name, own)| (name.to_owned(), own.to_owned()))
    }

    /// The GeoNames id of a record.
    pub fn id(&self, record: u32) -> Option<u32> {
        let (block, at) = self.block_of(record);
        self.id_block(block)?.get(at).copied()
    }

    /// The record with a GeoNames id.
    pub fn record(&self, id: u32) -> Option<u32> {
        let blocks = &self.directory.record_blocks;
        let block = blocks.partition_point(|block| block.first_id <= id).checked_sub(1)?;
        let at = self.id_block(block)?.binary_search(&id).ok()?;
        u32::try_from(block * self.directory.records_per_block as usize + at).ok()
    }

    /// Calls `each` with the records that bear a key, most populous first, and their posting's byte.
    pub fn with_key(&self, key: &str, mut each: impl FnMut(u32, u8)) {
        let blocks = &self.directory.key_blocks;
        let Some(block) = blocks.partition_point(|block| block.first.as_str() <= key).checked_sub(1) else { return };
        let Some(keys) = self.key_block(block) else { return };
        if let Some(number) = keys.map.get(key) {
            keys.postings(number).for_each(|(record, byte)| each(record, byte));
        }
    }

    /// Calls `each` with every key of a skeleton (see [`super::keys::skeleton`]) and a record that bears it, in the order of
    /// keys.
    pub fn with_skeleton(&self, bones: &[u8], mut each: impl FnMut(&str, u32, u8)) {
        let known = self.alike.read().unwrap_or_else(PoisonError::into_inner).get(bones).map(Arc::clone);
        let alike = known.unwrap_or_else(|| {
            let alike = Arc::new(self.walk(bones));
            let mut remembered = self.alike.write().unwrap_or_else(PoisonError::into_inner);
            if remembered.len() >= REMEMBERED {
                remembered.clear();
            }
            remembered.insert(bones.to_vec(), Arc::clone(&alike));
            alike
        });
        alike.iter().for_each(|(key, record, byte)| each(key, *record, *byte));
    }

    fn walk(&self, bones: &[u8]) -> Vec<(String, u32, u8)> {
        let hash = hash(bones);
        let mut alike = Vec::new();
        for block in 0..self.directory.key_blocks.len() {
            if !self.may_hold(block, bones) || !self.filter_lets(block, hash) {
                continue;
            }
            let Some(keys) = self.key_block(block) else { continue };
            let mut found = keys.map.search(WithSkeleton(bones)).into_stream();
            while let Some((key, number)) = found.next() {
                let key = String::from_utf8_lossy(key);
                alike.extend(keys.postings(number).map(|(record, byte)| (key.clone().into_owned(), record, byte)));
            }
        }
        alike
    }

    /// False where no key between the block's first and the next block's first can begin like the skeleton.
    fn may_hold(&self, block: usize, bones: &[u8]) -> bool {
        let first =
            |block: usize| self.directory.key_blocks.get(block).map(|block| block.first.bytes().next().unwrap_or(0));
        let (from, to) = (first(block).unwrap_or(0), first(block + 1).unwrap_or(u8::MAX));
        (from..=to).any(|byte| super::keys::may_begin(byte, bones))
    }

    fn filter_lets(&self, block: usize, hash: u64) -> bool {
        let Some(held) = self.directory.key_blocks.get(block) else { return false };
        let filter = self.unpacked(&self.skeletons[block], Vec::len, || self.source.unpack(held.skeletons));
        filter.is_some_and(|bits| {
            !bits.is_empty() && bits_of(hash, bits.len()).all(|at| bits[at / 8] & 1 << (at % 8) != 0)
        })
    }

    fn block_of(&self, record: u32) -> (usize, usize) {
        let per_block = self.directory.records_per_block;
        ((record / per_block) as usize, (record % per_block) as usize)
    }

    fn id_block(&self, block: usize) -> Option<Arc<Vec<u32>>> {
        let piece = self.directory.record_blocks.get(block)?.ids;
        self.unpacked(
            self.ids.get(block)?,
            |ids| ids.len() * 4,
            || read_ids(&self.source.unpack(piece)?).ok_or_else(|| self.source.broken("its ids end too early")),
        )
    }

    fn number_block(&self, block: usize) -> Option<Arc<NumberColumns>> {
        let piece = self.directory.record_blocks.get(block)?.numbers;
        self.unpacked(self.numbers.get(block)?, NumberColumns::bytes, || {
            NumberColumns::read(&self.source.unpack(piece)?, &self.directory.divisions)
                .ok_or_else(|| self.source.broken("its numbers end too early"))
        })
    }

    fn key_block(&self, block: usize) -> Option<Arc<Keys>> {
        let held = self.directory.key_blocks.get(block)?;
        self.unpacked(self.keys.get(block)?, Keys::size, || {
            let postings = self.source.unpack(held.postings)?;
            Keys::read(self.source.unpack(held.fst)?, &postings)
                .ok_or_else(|| self.source.broken("its keys make no sense"))
        })
    }

    /// What a slot holds; unpacks it first where it is empty, and lets everything else go where too much is held.
    fn unpacked<T>(
        &self,
        slot: &Slot<T>,
        size: impl Fn(&T) -> usize,
        unpack: impl FnOnce() -> Result<T, PackError>,
    ) -> Option<Arc<T>> {
        if let Some(held) = &*slot.read().unwrap_or_else(PoisonError::into_inner) {
            return Some(Arc::clone(held));
        }
        let mut slot = slot.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = &*slot {
            return Some(Arc::clone(held));
        }
        match unpack() {
            Ok(value) => {
                let size = size(&value);
                let value = Arc::new(value);
                *slot = Some(Arc::clone(&value));
                drop(slot);
                if self.held.fetch_add(size, Ordering::Relaxed) + size > self.limit {
                    self.let_go();
                }
                Some(value)
            }
            Err(problem) => {
                // Only the first is told.
                let _ = self.problem.set(problem);
                None
            }
        }
    }

    fn let_go(&self) {
        self.held.store(0, Ordering::Relaxed);
        self.ids.iter().for_each(clear);
        self.numbers.iter().for_each(clear);
        self.names.iter().for_each(clear);
        self.keys.iter().for_each(clear);
        self.skeletons.iter().for_each(clear);
    }
}

fn slots<T>(count: usize) -> Vec<Slot<T>> {
    (0..count).map(|_| RwLock::new(None)).collect()
}

fn clear<T>(slot: &Slot<T>) {
    *slot.write().unwrap_or_else(PoisonError::into_inner) = None;
}

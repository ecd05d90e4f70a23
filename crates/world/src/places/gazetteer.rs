//! What bears a name, and what is known of it: over the bundled pack, our own tables and, where there is one, a user's side
//! file.
//!
//! Never decides between places of one name (see rank.rs) and never reads a report. A name that is not held gives an empty
//! list, never a guess from parts of it.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use crate::theatre::{self, Theatre};
use claim::{Place, Problem, Severity};

use super::keys;
use super::pack::{AREA, Division, MAIN, MARK, Numbers, Pack, PackError};
use super::scripts;
use super::tables::{self, ALIASES_FILE, COUNTRIES_FILE, Country, FACILITIES_FILE, Tables, Texts, geonames_id};

/// The pack that `cargo xtask gazetteer` makes.
pub const PACK: &[u8] = include_bytes!("../../../../data/places/gazetteer.pack");

/// How many bytes of a side file stay unpacked, about.
const SIDE_LIMIT: usize = 48 << 20;

/// How many bearers of one name a side file gives, the most populous: of thousands of hills and hamlets of one name nobody
/// can tell which is meant.
const MOST_OF_SIDE: usize = 256;

/// How many places met by their consonants alone are given, closest first.
const LOOSE: usize = 24;

/// A place in a gazetteer: only good for the gazetteer that gave it. Ordered as the sources stand: tables, pack, side file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry(u32);

const NUMBER: u32 = 0x3fff_ffff;
const OF_PACK: u32 = 0x4000_0000;
const OF_SIDE: u32 = 0x8000_0000;

impl Entry {
    fn of_table(number: usize) -> Entry {
        Entry(number as u32 & NUMBER)
    }

    fn of_pack(record: u32) -> Entry {
        Entry(record & NUMBER | OF_PACK)
    }

    fn of_side(record: u32) -> Entry {
        Entry(record & NUMBER | OF_SIDE)
    }

    fn source(self) -> Of {
        let number = self.0 & NUMBER;
        match self.0 & !NUMBER {
            OF_PACK => Of::Pack(number),
            OF_SIDE => Of::Side(number),
            _ => Of::Table(number as usize),
        }
    }
}

enum Of {
    Table(usize),
    Pack(u32),
    Side(u32),
}

/// What kind of key met the name. Better ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyKind {
    /// As the gazetteer spells it, but for case.
    Exact,
    /// Without diacritics, apostrophes, hyphens, articles.
    Folded,
    /// By its consonants alone. Asked only where the others found nothing, or by [`Gazetteer::lookup_loosely`].
    Skeleton,
}

/// What bears a name, and how well the name met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Which place.
    pub entry: Entry,
    /// By which key.
    pub key: KeyKind,
    /// True where the name met is the place's main name, not an alternate one.
    pub main: bool,
}

/// What a place is, in more detail than [`claim::resolved::Place::kind`] has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A town, village or quarter.
    Town,
    /// The capital of a country (in `countries.csv`).
    Capital,
    /// A country or territory with an ISO 3166 code.
    Country,
    /// A first-order division.
    Division,
    /// A second-order division or a smaller one.
    District,
    /// Land without a sharp border: a continent, a desert, an island, a mountain range, a valley.
    Region,
    /// A military base, an airport.
    Base,
    /// A camp.
    Camp,
    /// A sea, lake, river.
    Water,
    /// Anything else that has a point and a name: a dam, a crossing, a prison, a hospital.
    Facility,
}

impl Class {
    /// All of them. Their order stands in gazetteer files: add new ones at the end.
    pub const ALL: [Class; 10] = [
        Class::Town,
        Class::Capital,
        Class::Country,
        Class::Division,
        Class::District,
        Class::Region,
        Class::Base,
        Class::Camp,
        Class::Water,
        Class::Facility,
    ];

    /// The word of [`claim::resolved::Place::kind`]: "town", "country", "division", "region", "base", "camp", "water",
    /// "facility".
    pub fn kind(self) -> &'static str {
        match self {
            Class::Town | Class::Capital => "town",
            Class::Country => "country",
            Class::Division | Class::District => "division",
            Class::Region => "region",
            Class::Base => "base",
            Class::Camp => "camp",
            Class::Water => "water",
            Class::Facility => "facility",
        }
    }
}

/// The numbers of a place. Cheap to get: no name is unpacked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Facts {
    /// What it is.
    pub class: Class,
    /// ISO 3166 alpha-2 in ASCII; `None` for what lies in none or several.
    pub country: Option<[u8; 2]>,
    /// Which first-order division of that country: a number that is equal for places of one division, see
    /// [`Gazetteer::division`].
    pub division: Option<u16>,
    /// Degrees north, WGS 84.
    pub lat: f64,
    /// Degrees east, WGS 84.
    pub lon: f64,
    /// People; 0 where unknown.
    pub population: u64,
    /// For regions: how far from the point it reaches, in km; 0 where it has a point only or nobody said.
    pub radius_km: f64,
}

impl Facts {
    /// The country code as text.
    pub fn country(&self) -> Option<&str> {
        self.country.as_ref().and_then(|code| std::str::from_utf8(code).ok())
    }
}

/// All that is known of a place.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceRecord {
    /// `geonames:170905`, `iso:SY`, `iso:SY-DR` (or `geonames:SY.06` where ISO 3166-2 does not know the division),
    /// `dateline:badia`.
    pub id: String,
    /// Main name, in Latin letters.
    pub name: String,
    /// The name as the place itself writes it, where that is not in Latin letters and known.
    pub own_name: Option<String>,
    /// Code of the first-order division, as GeoNames has it ("06").
    pub division_code: Option<String>,
    /// Its name ("Daraa").
    pub division_name: Option<String>,
    /// The numbers.
    pub facts: Facts,
}

impl PlaceRecord {
    /// How precisely the place itself says where something was, as UCDP where_prec: 1 where it is a point, 3 to 6 where it is an area.
    pub fn precision(&self) -> u8 {
        match self.facts.class {
            Class::Town | Class::Capital | Class::Base | Class::Camp | Class::Facility => 1,
            Class::District => 3,
            Class::Division => 4,
            Class::Region | Class::Water => 5,
            Class::Country => 6,
        }
    }

    /// The place as a sure answer: one that was named by its id.
    pub fn answer(self) -> Place {
        Place {
            precision: self.precision(),
            country: self.facts.country().map(str::to_owned),
            id: self.id,
            name: self.name,
            own_name: self.own_name,
            division: self.division_name,
            lat: self.facts.lat,
            lon: self.facts.lon,
            kind: self.facts.class.kind().to_owned(),
            score: 1.0,
            runner_up: None,
        }
    }
}

/// What the tables and the divisions hold of a place.
#[derive(Clone, Debug)]
struct Row {
    id: String,
    name: String,
    own_name: String,
    division: Option<u16>,
    /// Name of a division that the pack does not have; mostly "".
    province: String,
    facts: Facts,
}

/// The bundled pack with our tables.
struct Base {
    pack: Pack,
    tables: Tables,
    /// Countries, divisions, regions and facilities, in this order.
    rows: Vec<Row>,
    /// Folded key -> entries that bear it, with their posting's byte.
    keys: HashMap<String, Vec<(Entry, u8)>>,
    /// Id -> number in `rows`.
    ids: HashMap<String, usize>,
    /// Country code -> number in `rows`.
    countries: HashMap<[u8; 2], usize>,
    /// Record of the pack -> the name to show, where that is not its main one.
    shown: HashMap<u32, String>,
    /// Record of the pack -> its division, where the two share a name.
    namesakes: HashMap<u32, Entry>,
    /// Records of the pack that are capitals, sorted.
    capitals: Vec<u32>,
    /// Countries whose names are transcribed, sorted.
    transcribed: Vec<[u8; 2]>,
    /// Number in `rows` of the first division.
    first_division: usize,
    /// What is known by consonants among `keys`; made when first asked for.
    skeletons: OnceLock<HashMap<Vec<u8>, Vec<String>>>,
}

/// A user's side file.
struct Side {
    pack: Pack,
    /// Number of a division in the side file -> number over all sources.
    divisions: Vec<u16>,
    /// Divisions that the bundled pack does not have.
    more: Vec<Division>,
    /// Records of the side file that are capitals, sorted.
    capitals: Vec<u32>,
}

/// All places that can be told by name.
pub struct Gazetteer {
    base: Arc<Base>,
    side: Option<Side>,
}

impl Gazetteer {
    /// The gazetteer that is built into the program. Made when first asked for, which takes some milliseconds; the pack is
    /// unpacked when the first name is looked up.
    ///
    /// # Panics
    ///
    /// Where the program was built with a broken pack; a test opens it.
    pub fn bundled() -> &'static Gazetteer {
        static BUNDLED: OnceLock<Gazetteer> = OnceLock::new();
        BUNDLED.get_or_init(|| Gazetteer { base: base(), side: None })
    }

    /// The built-in gazetteer and what a user imported into `file` (see import.rs). Where both hold a place, the side file
    /// tells.
    pub fn with_side_file(file: &Path) -> Result<Gazetteer, PackError> {
        Ok(Gazetteer { base: base(), side: Some(Side::over(&base(), Pack::from_file(file, SIDE_LIMIT)?)) })
    }

    /// The built-in gazetteer with the places of a theatre, whether or not it was chosen for this run.
    pub(crate) fn with_theatre(theatre: &Theatre) -> Gazetteer {
        let pack = Pack::from_static(PACK).unwrap_or_else(|error| panic!("{error}"));
        let (mut tables, _) = tables::parse(&tables::BUILT_IN);
        tables.extend(theatre.tables().0);
        Gazetteer { base: Arc::new(Base::of(pack, tables, Vec::new()).0), side: None }
    }

    /// A gazetteer of other parts than those built in. What is wrong with the tables is told; such rows are left out.
    pub fn of_parts(pack: Pack, texts: &Texts, side: Option<Pack>) -> (Gazetteer, Vec<Problem>) {
        let (base, problems) = Base::new(pack, texts);
        let side = side.map(|pack| Side::over(&base, pack));
        (Gazetteer { base: Arc::new(base), side }, problems)
    }

    /// What bears the name, by exact and folded keys; only where nothing does, what shares its consonants (Latin letters, at
    /// least three consonants), the closest spelling first, at most 24. Otherwise in no order of likelihood: first countries,
    /// divisions, regions and facilities, then towns by population. Never the same place twice.
    pub fn lookup(&self, name: &str) -> Vec<Candidate> {
        let key = keys::folded(name);
        let found = self.with_key(name, &key);
        if found.is_empty() { self.with_skeleton(&key) } else { found }
    }

    /// What bears the name, by exact and folded keys alone: for names of which most will not be held.
    pub fn lookup_strictly(&self, name: &str) -> Vec<Candidate> {
        self.with_key(name, &keys::folded(name))
    }

    /// As [`Gazetteer::lookup`], with what shares the name's consonants in any case, behind what bears the name.
    pub fn lookup_loosely(&self, name: &str) -> Vec<Candidate> {
        let key = keys::folded(name);
        let mut found = self.with_key(name, &key);
        for candidate in self.with_skeleton(&key) {
            if found.iter().all(|other| other.entry != candidate.entry) {
                found.push(candidate);
            }
        }
        found
    }

    /// The numbers of a place.
    pub fn facts(&self, entry: Entry) -> Facts {
        match entry.source() {
            Of::Table(number) => self.base.rows.get(number).map_or(NOWHERE, |row| row.facts),
            Of::Pack(record) => self.base.pack.numbers(record).map_or(NOWHERE, |numbers| {
                let division = numbers.division;
                let capital = self.base.capitals.binary_search(&record).is_ok();
                facts(numbers, capital, division, self.base.pack.divisions().get(usize::from(division)))
            }),
            Of::Side(record) => {
                let known = self.side.as_ref().and_then(|side| Some((side, side.pack.numbers(record)?)));
                known.map_or(NOWHERE, |(side, numbers)| {
                    let at = usize::from(numbers.division);
                    let division = side.divisions.get(at).copied().unwrap_or(u16::MAX);
                    let capital = side.capitals.binary_search(&record).is_ok();
                    facts(numbers, capital, division, side.pack.divisions().get(at))
                })
            }
        }
    }

    /// All that is known of a place.
    pub fn place(&self, entry: Entry) -> PlaceRecord {
        let facts = self.facts(entry);
        let province = match entry.source() {
            Of::Table(number) => self.base.rows.get(number).map(|row| row.province.clone()),
            Of::Pack(_) | Of::Side(_) => None,
        };
        let (id, name, own_name, division) = match entry.source() {
            Of::Table(number) => match self.base.rows.get(number) {
                Some(row) => (row.id.clone(), row.name.clone(), row.own_name.clone(), row.division),
                None => Default::default(),
            },
            Of::Pack(record) => {
                let (id, name, own_name, division) = self.base.pack.told(record, facts.division);
                (id, self.base.shown.get(&record).cloned().unwrap_or(name), own_name, division)
            }
            Of::Side(record) => match &self.side {
                Some(side) => side.pack.told(record, facts.division),
                None => Default::default(),
            },
        };
        let division = division.and_then(|division| self.division(division));
        PlaceRecord {
            id,
            name,
            own_name: Some(own_name).filter(|name| !name.is_empty()),
            division_code: division.map(|division| division.code.clone()).filter(|code| !code.is_empty()),
            division_name: division.map(|division| division.name.clone()).or(province).filter(|name| !name.is_empty()),
            facts,
        }
    }

    /// The place with an id, as in [`PlaceRecord::id`]. Knows countries also by their GeoNames id.
    pub fn entry(&self, id: &str) -> Option<Entry> {
        if let Some(number) = self.base.ids.get(id) {
            return Some(Entry::of_table(*number));
        }
        let number = geonames_id(id)?;
        if let Some(side) = &self.side
            && let Some(record) = side.pack.record(number)
        {
            return Some(self.of_side(side, record, AREA));
        }
        self.base.pack.record(number).map(Entry::of_pack)
    }

    /// The first-order division that [`Facts::division`] numbers.
    pub fn division(&self, number: u16) -> Option<&Division> {
        let (bundled, at) = (self.base.pack.divisions(), usize::from(number));
        match at.checked_sub(bundled.len()) {
            None => bundled.get(at),
            Some(more) => self.side.as_ref()?.more.get(more),
        }
    }

    /// Code of the first-order division, as GeoNames has it ("06"; for the United States the postal code).
    pub fn division_code(&self, facts: &Facts) -> Option<&str> {
        self.division(facts.division?).map(|division| division.code.as_str()).filter(|code| !code.is_empty())
    }

    /// The entry of a first-order division, where it has a name.
    pub fn entry_of_division(&self, number: u16) -> Option<Entry> {
        self.base.division_entry(number)
    }

    /// Every town of the tables, the pack and the side file with its numbers, in this order; what a side file tells anew stands
    /// once, with the side file. Unpacks all numbers: for what asks for places by where they lie.
    pub fn towns(&self) -> impl Iterator<Item = (Entry, Facts)> {
        let side = self.side.iter().flat_map(|side| (0..side.pack.len() as u32).map(Entry::of_side));
        let pack = (0..self.base.pack.len() as u32).map(Entry::of_pack).filter(|entry| self.newest(*entry) == *entry);
        let entries = (0..self.base.rows.len()).map(Entry::of_table).chain(pack).chain(side);
        let towns = entries.map(|entry| (entry, self.facts(entry)));
        towns.filter(|(_, facts)| matches!(facts.class, Class::Town | Class::Capital))
    }

    /// The table of countries: names, aliases, demonyms.
    pub fn countries(&self) -> &[Country] {
        &self.base.tables.countries
    }

    /// The entry of a country by its ISO 3166 alpha-2 code.
    pub fn country(&self, code: &str) -> Option<Entry> {
        let code = <[u8; 2]>::try_from(code.as_bytes()).ok()?;
        self.base.countries.get(&code).map(|number| Entry::of_table(*number))
    }

    /// How many places are held, all sources together (those in two count twice).
    pub fn len(&self) -> usize {
        self.base.rows.len() + self.base.pack.len() + self.side.as_ref().map_or(0, |side| side.pack.len())
    }

    /// True where nothing is held.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The first thing that could not be read in the side file, if anything was met; what it held counts as absent.
    pub fn problem(&self) -> Option<&PackError> {
        self.base.pack.problem().or_else(|| self.side.as_ref().and_then(|side| side.pack.problem()))
    }

    fn with_key(&self, name: &str, key: &str) -> Vec<Candidate> {
        let mut found = Vec::new();
        if key.is_empty() {
            return found;
        }
        let mark = keys::mark(name, key);
        let met = |entry: Entry, byte: u8| {
            let kind = if byte & MARK == mark { KeyKind::Exact } else { KeyKind::Folded };
            Candidate { entry, key: kind, main: byte & MAIN != 0 }
        };
        for (entry, byte) in self.base.keys.get(key).into_iter().flatten() {
            let entry = self.newest(*entry);
            add(&mut found, met(entry, *byte));
        }
        let of_tables = found.len();
        let mut namesakes = Vec::new();
        self.base.pack.with_key(key, |record, byte| {
            let candidate = met(self.newest(Entry::of_pack(record)), byte);
            match found[..of_tables].iter_mut().find(|other| other.entry == candidate.entry) {
                Some(other) => better(other, candidate),
                None => found.push(candidate),
            }
            if let Some(division) = self.base.namesakes.get(&record) {
                namesakes.push(Candidate { entry: *division, main: false, ..candidate });
            }
        });
        if let Some(side) = &self.side {
            self.add_side(side, key, met, &mut found);
        }
        for candidate in namesakes {
            if found.iter().all(|other| other.entry != candidate.entry) {
                found.push(candidate);
            }
        }
        found
    }

    /// What the side file has under a key, of many the most populous.
    fn add_side(&self, side: &Side, key: &str, met: impl Fn(Entry, u8) -> Candidate, found: &mut Vec<Candidate>) {
        let mut at: HashMap<Entry, usize> =
            found.iter().enumerate().map(|(at, candidate)| (candidate.entry, at)).collect();
        let mut room = MOST_OF_SIDE;
        side.pack.with_key(key, |record, byte| {
            if room == 0 {
                return;
            }
            room -= 1;
            let candidate = met(self.of_side(side, record, byte), byte);
            match at.get(&candidate.entry) {
                Some(known) => better(&mut found[*known], candidate),
                None => {
                    at.insert(candidate.entry, found.len());
                    found.push(candidate);
                }
            }
        });
    }

    fn with_skeleton(&self, key: &str) -> Vec<Candidate> {
        let Some(bones) = keys::skeleton(key) else { return Vec::new() };
        let mut met: Vec<(f64, u64, Entry, bool)> = Vec::new();
        let mut meet = |other: &str, entry: Entry, byte: u8, population: u64| {
            met.push((strsim::normalized_damerau_levenshtein(key, other), population, entry, byte & MAIN != 0));
        };
        for other in self.base.skeletons().get(&bones).into_iter().flatten() {
            for (entry, byte) in self.base.keys.get(other).into_iter().flatten() {
                let entry = self.newest(*entry);
                meet(other, entry, *byte, self.facts(entry).population);
            }
        }
        self.base.pack.with_skeleton(&bones, |other, record, byte| {
            let facts = self.facts(Entry::of_pack(record));
            if facts.country.is_some_and(|country| self.base.is_transcribed(country)) {
                meet(other, self.newest(Entry::of_pack(record)), byte, facts.population);
            }
        });
        if let Some(side) = &self.side {
            side.pack.with_skeleton(&bones, |other, record, byte| {
                let entry = self.of_side(side, record, byte);
                let facts = self.facts(entry);
                if facts.country.is_some_and(|country| self.base.is_transcribed(country)) {
                    meet(other, entry, byte, facts.population);
                }
            });
        }
        met.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)).then(a.2.cmp(&b.2)).then(b.3.cmp(&a.3)));
        let mut found: Vec<Candidate> = Vec::new();
        for (_, _, entry, main) in met {
            if found.len() < LOOSE && found.iter().all(|other| other.entry != entry) {
                found.push(Candidate { entry, key: KeyKind::Skeleton, main });
            }
        }
        found
    }

    /// The side file's entry of a place of the pack, where it has one.
    fn newest(&self, entry: Entry) -> Entry {
        let (Some(side), Of::Pack(record)) = (&self.side, entry.source()) else { return entry };
        let id = self.base.pack.id(record);
        id.and_then(|id| side.pack.record(id)).map_or(entry, Entry::of_side)
    }

    /// A record of the side file as an entry: countries and first-order divisions, which their posting's byte tells, are
    /// those of our tables, so that they have one id. Of all others nothing is unpacked.
    fn of_side(&self, side: &Side, record: u32, byte: u8) -> Entry {
        let entry = Entry::of_side(record);
        if byte & AREA == 0 {
            return entry;
        }
        let Some(numbers) = side.pack.numbers(record) else { return entry };
        let ours = match numbers.class {
            Class::Country => {
                let division = side.pack.divisions().get(usize::from(numbers.division));
                division.and_then(|division| self.country(&division.country))
            }
            Class::Division => {
                let division = side.divisions.get(usize::from(numbers.division));
                division.and_then(|division| self.base.division_entry(*division))
            }
            _ => None,
        };
        ours.unwrap_or(entry)
    }
}

/// What an entry of another gazetteer comes to. Nobody ever sees it who keeps entries and gazetteers together.
const NOWHERE: Facts = Facts {
    class: Class::Facility,
    country: None,
    division: None,
    lat: f64::NAN,
    lon: f64::NAN,
    population: 0,
    radius_km: 0.0,
};

fn add(found: &mut Vec<Candidate>, candidate: Candidate) {
    match found.iter_mut().find(|other| other.entry == candidate.entry) {
        Some(other) => better(other, candidate),
        None => found.push(candidate),
    }
}

/// The better of two ways to meet one place.
fn better(known: &mut Candidate, other: Candidate) {
    known.key = known.key.min(other.key);
    known.main |= other.main;
}

fn facts(numbers: Numbers, capital: bool, division: u16, of: Option<&Division>) -> Facts {
    Facts {
        class: if capital && numbers.class == Class::Town { Class::Capital } else { numbers.class },
        country: of.and_then(|of| <[u8; 2]>::try_from(of.country.as_bytes()).ok()),
        division: of.filter(|of| !of.code.is_empty()).map(|_| division),
        lat: numbers.lat,
        lon: numbers.lon,
        population: u64::from(numbers.population),
        radius_km: 0.0,
    }
}

fn base() -> Arc<Base> {
    static BASE: OnceLock<Arc<Base>> = OnceLock::new();
    let base = BASE.get_or_init(|| {
        let pack = Pack::from_static(PACK).unwrap_or_else(|error| panic!("{error}"));
        let (mut tables, _) = tables::parse(&tables::BUILT_IN);
        if let Some(theatre) = theatre::chosen() {
            tables.extend(theatre.tables().0);
        }
        Arc::new(Base::of(pack, tables, Vec::new()).0)
    });
    Arc::clone(base)
}

/// What is wrong with the tables, over the bundled pack; errors with their line.
pub fn check_tables(texts: &Texts) -> Vec<Problem> {
    match Pack::from_static(PACK) {
        Ok(pack) => Base::new(pack, texts).1,
        Err(error) => {
            vec![Problem::new(Severity::Error, "pack", error.to_string()).at("data/places/gazetteer.pack", None)]
        }
    }
}

/// What is wrong with the places of a theatre, beside those that are built in.
pub(crate) fn check_theatre(theatre: &Theatre) -> Vec<Problem> {
    let (own, mut problems) = theatre.tables();
    let (mut tables, _) = tables::parse(&tables::BUILT_IN);
    for country in own.countries.iter().filter(|one| tables.countries.iter().any(|known| known.code == one.code)) {
        let code = String::from_utf8_lossy(&country.code).into_owned();
        let message = format!("country {code} is a real one; take a code that ISO 3166 leaves to its users: XA to XZ");
        problems.push(at_line("country_twice", message, COUNTRIES_FILE, country.line));
    }
    for place in own.own.iter().filter(|one| tables.own.iter().any(|known| known.id == one.id)) {
        let message = format!("id {:?} stands in the built-in tables too; take another", place.id);
        problems.push(at_line("id_twice", message, place.file, place.line));
    }
    tables.extend(own);
    for place in &tables.own {
        let known = |code: &&[u8; 2]| tables.countries.iter().any(|country| country.code == **code);
        for code in place.countries.iter().filter(|code| !known(code)) {
            let message = format!("unknown country {:?}; add it to countries.csv", String::from_utf8_lossy(code));
            problems.push(at_line("unknown_country", message, place.file, place.line));
        }
    }
    problems
}

impl Pack {
    /// Id, main name, own name, division of a record.
    fn told(&self, record: u32, division: Option<u16>) -> (String, String, String, Option<u16>) {
        let id = self.id(record).map(|id| format!("geonames:{id}")).unwrap_or_default();
        let (name, own_name) = self.names(record).unwrap_or_default();
        (id, name, own_name, division)
    }
}

impl Side {
    fn over(base: &Base, pack: Pack) -> Side {
        let bundled: HashMap<(&str, &str), usize> = base
            .pack
            .divisions()
            .iter()
            .enumerate()
            .map(|(at, division)| ((division.country.as_str(), division.code.as_str()), at))
            .collect();
        let mut more = Vec::new();
        let mut divisions = Vec::with_capacity(pack.divisions().len());
        for division in pack.divisions() {
            let number =
                bundled.get(&(division.country.as_str(), division.code.as_str())).copied().unwrap_or_else(|| {
                    more.push(division.clone());
                    bundled.len() + more.len() - 1
                });
            divisions.push(u16::try_from(number).unwrap_or(u16::MAX));
        }
        let capitals = base.tables.countries.iter().filter_map(|country| pack.record(country.capital?));
        let mut capitals: Vec<u32> = capitals.collect();
        capitals.sort_unstable();
        Side { pack, divisions, more, capitals }
    }
}

impl Base {
    fn new(pack: Pack, texts: &Texts) -> (Base, Vec<Problem>) {
        let (tables, problems) = tables::parse(texts);
        Base::of(pack, tables, problems)
    }

    fn of(pack: Pack, tables: Tables, mut problems: Vec<Problem>) -> (Base, Vec<Problem>) {
        let mut transcribed: Vec<[u8; 2]> = pack
            .countries()
            .iter()
            .filter(|country| scripts::transcribed(&country.languages))
            .filter_map(|country| country.code.as_bytes().try_into().ok())
            .collect();
        transcribed.sort_unstable();
        let mut base = Base {
            pack,
            transcribed,
            tables,
            rows: Vec::new(),
            keys: HashMap::new(),
            ids: HashMap::new(),
            countries: HashMap::new(),
            shown: HashMap::new(),
            namesakes: HashMap::new(),
            capitals: Vec::new(),
            first_division: 0,
            skeletons: OnceLock::new(),
        };
        base.add_countries(&mut problems);
        base.add_divisions();
        base.add_own(&mut problems);
        base.add_aliases(&mut problems);
        base.add_shown_names(&mut problems);
        (base, problems)
    }

    fn add_shown_names(&mut self, problems: &mut Vec<Problem>) {
        for name in std::mem::take(&mut self.tables.names) {
            match tables::geonames_id(&name.id).and_then(|number| self.pack.record(number)) {
                Some(record) => _ = self.shown.insert(record, name.name),
                None => {
                    let message = format!("unknown id {:?}; take that of a town of the gazetteer", name.id);
                    problems.push(at_line("unknown_id", message, tables::NAMES_FILE, name.line));
                }
            }
        }
    }

    /// True where a language of the country is not written in Latin letters: its names reach English by transcription, in
    /// many spellings.
    fn is_transcribed(&self, country: [u8; 2]) -> bool {
        self.transcribed.binary_search(&country).is_ok()
    }

    fn division_entry(&self, number: u16) -> Option<Entry> {
        let division = self.pack.divisions().get(usize::from(number))?;
        (!division.name.is_empty()).then(|| Entry::of_table(self.first_division + usize::from(number)))
    }

    fn skeletons(&self) -> &HashMap<Vec<u8>, Vec<String>> {
        self.skeletons.get_or_init(|| {
            let mut skeletons: HashMap<Vec<u8>, Vec<String>> = HashMap::new();
            let mut sorted: Vec<&String> = self.keys.keys().collect();
            sorted.sort();
            for key in sorted {
                if let Some(bones) = keys::skeleton(key) {
                    skeletons.entry(bones).or_default().push(key.clone());
                }
            }
            skeletons
        })
    }

    fn row(&mut self, row: Row) -> usize {
        let number = self.rows.len();
        self.ids.insert(row.id.clone(), number);
        self.rows.push(row);
        number
    }

    fn name(&mut self, name: &str, entry: Entry, main: bool) {
        let key = keys::folded(name);
        if key.is_empty() {
            return;
        }
        let byte = keys::mark(name, &key) | if main { MAIN } else { 0 };
        let bearers = self.keys.entry(key).or_default();
        // One place may have several spellings of a key, each with its mark.
        if !bearers.contains(&(entry, byte)) {
            bearers.push((entry, byte));
        }
    }

    fn add_countries(&mut self, problems: &mut Vec<Problem>) {
        let facts: HashMap<[u8; 2], (u32, u64)> = self
            .pack
            .countries()
            .iter()
            .filter_map(|facts| Some((facts.code.as_bytes().try_into().ok()?, (facts.id, facts.population))))
            .collect();
        for country in self.tables.countries.clone() {
            let code = String::from_utf8_lossy(&country.code).into_owned();
            if let Some(known) = self.countries.get(&country.code) {
                let line = self.tables.countries.get(*known).map_or(0, |known| known.line);
                let message = format!("country {code} stands in line {line} too; delete one of them");
                problems.push(at_line("country_twice", message, COUNTRIES_FILE, country.line));
            }
            let (geonames, population) = facts.get(&country.code).copied().unwrap_or_default();
            let number = self.row(Row {
                id: format!("iso:{code}"),
                name: country.name.clone(),
                own_name: String::new(),
                province: String::new(),
                division: None,
                facts: Facts {
                    class: Class::Country,
                    country: Some(country.code),
                    division: None,
                    lat: country.lat,
                    lon: country.lon,
                    population,
                    radius_km: 0.0,
                },
            });
            self.countries.insert(country.code, number);
            if geonames != 0 {
                self.ids.insert(format!("geonames:{geonames}"), number);
            }
            let entry = Entry::of_table(number);
            self.name(&country.name, entry, true);
            for alias in &country.aliases {
                self.name(alias, entry, false);
            }
            if let Some(capital) = country.capital {
                match self.pack.record(capital) {
                    Some(record) => self.capitals.push(record),
                    None => {
                        let message = format!("unknown capital geonames:{capital}; look its id up on geonames.org");
                        problems.push(at_line("unknown_id", message, COUNTRIES_FILE, country.line));
                    }
                }
            }
        }
        self.capitals.sort_unstable();
    }

    fn add_divisions(&mut self) {
        self.first_division = self.rows.len();
        let divisions = self.pack.divisions().to_vec();
        for (at, division) in divisions.into_iter().enumerate() {
            let number = u16::try_from(at).unwrap_or(u16::MAX);
            let by_code = format!("geonames:{}.{}", division.country, division.code);
            let (lat, lon) = division.point.unwrap_or((f64::NAN, f64::NAN));
            let row = self.row(Row {
                id: division.iso.as_ref().map_or_else(|| by_code.clone(), |iso| format!("iso:{iso}")),
                name: division.name.clone(),
                own_name: String::new(),
                province: String::new(),
                division: Some(number),
                facts: Facts {
                    class: Class::Division,
                    country: division.country.as_bytes().try_into().ok(),
                    division: Some(number),
                    lat,
                    lon,
                    population: division.population,
                    radius_km: 0.0,
                },
            });
            self.ids.insert(by_code, row);
            // One without a name or a place is only what towns point at.
            if division.name.is_empty() || division.point.is_none() {
                continue;
            }
            let entry = Entry::of_table(row);
            self.name(&division.name, entry, true);
            for name in &division.names {
                self.name(name, entry, false);
            }
            if let Some(record) = division.namesake.and_then(|id| self.pack.record(id)) {
                self.namesakes.insert(record, entry);
            }
        }
    }

    fn add_own(&mut self, problems: &mut Vec<Problem>) {
        for own in self.tables.own.clone() {
            let country = match own.countries[..] {
                [country] => Some(country),
                _ => None,
            };
            let division = self.division_named(country, &own.division);
            let of_theatre = own.file == tables::PLACES_FILE;
            if division.is_none() && !own.division.is_empty() && !of_theatre {
                let message = format!(
                    "unknown division {:?}; write GeoNames' code or name of it, or leave the cell empty",
                    own.division
                );
                problems.push(at_line("unknown_division", message, own.file, own.line));
            }
            let row = self.row(Row {
                id: own.id,
                name: own.name.clone(),
                own_name: own.own_name.clone(),
                province: if of_theatre { own.division } else { String::new() },
                division,
                facts: Facts {
                    class: own.class,
                    country,
                    division,
                    lat: own.lat,
                    lon: own.lon,
                    population: own.population,
                    radius_km: own.radius_km,
                },
            });
            self.name(&own.name, Entry::of_table(row), true);
            for alias in &own.aliases {
                self.name(alias, Entry::of_table(row), false);
            }
            self.name(&own.own_name, Entry::of_table(row), false);
        }
    }

    fn division_named(&self, country: Option<[u8; 2]>, name: &str) -> Option<u16> {
        let country = country?;
        if name.is_empty() {
            return None;
        }
        let code = std::str::from_utf8(&country).ok()?;
        let by_code = [format!("geonames:{code}.{name}"), format!("iso:{name}")];
        let by_code = by_code.iter().find_map(|id| self.ids.get(id).and_then(|row| self.rows[*row].division));
        let is_it = |entry: &Entry| match entry.source() {
            Of::Table(row) => self
                .rows
                .get(row)
                .is_some_and(|row| row.facts.class == Class::Division && row.facts.country == Some(country)),
            _ => false,
        };
        let named = || self.keys.get(&keys::folded(name))?.iter().map(|(entry, _)| *entry).find(is_it);
        by_code.or_else(|| self.rows.get(named()?.0 as usize)?.division)
    }

    fn add_aliases(&mut self, problems: &mut Vec<Problem>) {
        for alias in self.tables.aliases.clone() {
            let table = self.ids.get(&alias.id).map(|number| Entry::of_table(*number));
            let entry = table.or_else(|| self.pack.record(geonames_id(&alias.id)?).map(Entry::of_pack));
            match entry {
                Some(entry) => self.name(&alias.name, entry, false),
                None => {
                    let message = format!(
                        "unknown id {:?}; use geonames:, iso: or an id of {FACILITIES_FILE} and its neighbours",
                        alias.id
                    );
                    problems.push(at_line("unknown_id", message, ALIASES_FILE, alias.line));
                }
            }
        }
    }
}

fn at_line(code: &str, message: String, file: &str, line: usize) -> Problem {
    Problem::new(Severity::Error, code, message).at(file, Some(line))
}

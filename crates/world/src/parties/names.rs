//! Names: which entry of the register or which office-holder bears exactly these words, on the report's day and for its countries.
//!
//! Several that fit are told, never chosen from. Whether the case of the words allows an acronym is judged here too.

use claim::Voice;

use super::fold::{Word, key, key_of, loose};
use super::mention::{Reader, Reading, begins_name};
use super::register::{Entry, Office, is_acronym};

impl<'a> Reader<'a> {
    /// Entries that bear this name and fit the day and the report.
    pub(super) fn alias(&self, words: &[Word], of: Option<&'a str>) -> Option<Reading> {
        let key = key(words);
        let register = self.register;
        let mut found = self.named(words, &key);
        if found.is_empty()
            && let Some(singular) = key.strip_suffix('s')
        {
            found = self.named(words, singular);
        }
        if found.is_empty() && key.len() >= 5 {
            found = self.named(words, &format!("{key}s"));
        }
        let mut how = "alias";
        if found.is_empty()
            && let Some(loose) = loose(&key)
            && words.iter().any(Word::is_capital)
        {
            found = register.by_loose.get(&loose).cloned().unwrap_or_default();
            how = "alias in another spelling";
        }
        if found.is_empty() {
            return None;
        }
        self.choose(found, words, of, how)
    }

    /// Entries of a key, as far as the case of the words allows.
    pub(super) fn named(&self, words: &[Word], key: &str) -> Vec<usize> {
        let letters = key.chars().count();
        let in_capitals = words.iter().all(|word| word.is_upper() || !word.text.chars().any(char::is_alphabetic));
        let written_small = !words.iter().any(Word::is_capital);
        let may = |acronym: bool| match acronym {
            true => in_capitals || letters >= 3 && !written_small,
            false => !written_small || words.len() > 1 || letters >= 6,
        };
        let named = self.register.by_key.get(key).into_iter().flatten();
        named.filter(|named| may(named.acronym)).map(|named| named.index).collect()
    }

    /// How well an entry fits the report: 4 its main country, 3 another, 2 the theatre's main country, 1 another or a party of
    /// the world, 0 not at all.
    pub(super) fn fit(&self, entry: &Entry, of: Option<&str>) -> u8 {
        if of.is_some() && entry.country.as_deref() == of {
            return 5;
        }
        match entry.country.as_deref().and_then(|code| self.weight_of(code)) {
            Some(0) => return 4,
            Some(_) => return 3,
            None => {}
        }
        if matches!(entry.theatre.as_str(), "world" | "media") {
            return 1;
        }
        if entry.theatre == "states" {
            return 0;
        }
        let countries = self.register.theatre_countries.get(&entry.theatre);
        let weights = countries.into_iter().flatten().filter_map(|code| self.weight_of(code));
        match weights.min() {
            Some(0) => 2,
            Some(_) => 1,
            None => 0,
        }
    }

    /// One of several entries that bear the name; unresolved where none or several fit. A mere description of a party of
    /// another country is no name of it: `None`.
    pub(super) fn choose(&self, found: Vec<usize>, words: &[Word], of: Option<&str>, how: &str) -> Option<Reading> {
        let entries = &self.register.entries;
        let day = self.day();
        let name = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
        let began = |entry: &Entry| day.is_none_or(|day| entry.from.is_none_or(|from| from.year() <= day.year()));
        let all: Vec<(usize, &Entry)> =
            found.iter().filter_map(|index| entries.get(*index).map(|entry| (*index, entry))).collect();
        let known: Vec<(usize, &Entry)> = all.iter().copied().filter(|(_, entry)| began(entry)).collect();
        if known.is_empty() {
            let from = all.first().and_then(|(_, entry)| entry.from).map(|from| from.year());
            let from = from.map(|year| format!(" only from {year}")).unwrap_or_default();
            return Some(Reading::unresolved(format!("the register knows \"{name}\"{from}")));
        }
        let at_day: Vec<(usize, &Entry)> = known.iter().copied().filter(|(_, entry)| entry.is_at(day)).collect();
        let ended = at_day.is_empty();
        let mut fitting = if ended { known } else { at_day };
        // On the day of a change the new one counts; after the end of all of them, the last.
        if fitting.len() > 1
            && let Some(day) = day
        {
            let lasting: Vec<_> = fitting.iter().copied().filter(|(_, entry)| entry.until != Some(day)).collect();
            if !lasting.is_empty() {
                fitting = lasting;
            }
        }
        let best = fitting.iter().map(|(_, entry)| self.fit(entry, of)).max().unwrap_or(0);
        fitting.retain(|(_, entry)| self.fit(entry, of) == best);
        let is_short = is_acronym(&name) && name.chars().count() <= 3;
        let is_description = words.len() > 1 && self.is_description(words);
        let [(index, entry)] = fitting.as_slice() else {
            let ids: Vec<&str> = fitting.iter().take(4).map(|(_, entry)| entry.id.as_str()).collect();
            let why = if day.is_none() { " and the report has no date" } else { "" };
            let several = format!("several parties bear the name \"{name}\": {}{why}", ids.join(", "));
            return Some(Reading::unresolved(several));
        };
        let home = entry.country.as_deref().map(|code| self.register.countries.name(code).unwrap_or(code));
        let names_home = || {
            (0..words.len()).any(|at| {
                let named = words.get(at..at + 1).and_then(|word| self.country(word));
                named.is_some_and(|(code, _)| entry.country.as_deref() == Some(code))
            })
        };
        let far = best == 0 || entry.sector == "MIL" && entry.theatre == "world";
        if is_description && (ended || far && !names_home()) {
            return None;
        }
        if best == 0 && is_short {
            let home = home.map(|home| format!(" of {home}")).unwrap_or_default();
            let report =
                if self.context.countries.is_empty() { "whose countries are not known" } else { "about others" };
            let unfit = format!("\"{name}\" is known as {}{home}; the report is one {report}", entry.id);
            return Some(Reading::unresolved(unfit));
        }
        let rule = match (ended, entry.until) {
            (true, Some(until)) => format!("{how} of a party that was until {until}"),
            _ => how.to_owned(),
        };
        Some(self.entry(*index, rule))
    }

    /// No capital but those of countries: "Iranian-backed militias" describes, "Baloch Liberation Army" names.
    pub(super) fn is_description(&self, words: &[Word]) -> bool {
        self.upper || words.iter().all(|word| !word.is_capital() || self.country(std::slice::from_ref(word)).is_some())
    }

    /// The party of an id: an entry, or an office of a state.
    pub(super) fn by_id(&self, id: &str, rule: impl Into<String>) -> Reading {
        if let Some(index) = self.register.by_id.get(id) {
            return self.entry(*index, rule);
        }
        let of_state = id.split_once('/').and_then(|(code, office)| {
            let code = self.register.countries.code(&code.to_uppercase())?;
            Some(self.state(code, office, rule))
        });
        of_state.unwrap_or_else(|| Reading::unresolved(format!("no entry {id}")))
    }

    /// The office-holder of exactly this name. With a title the surname alone is enough.
    pub(super) fn person(&self, words: &[Word], of: Option<&str>, titled: bool) -> Option<Reading> {
        let register = self.register;
        if !begins_name(words) {
            return None;
        }
        let mut found: Vec<&Office> = Vec::new();
        let named = register.office_by_key.get(&key(words)).into_iter().flatten();
        found.extend(named.filter_map(|index| register.offices.get(*index)));
        let called = found.clone();
        // A surname may be that of others in office too, whom news calls by it as well.
        if words.len() == 1 && (titled || !found.is_empty()) {
            let surname = &words.first()?.fold;
            let others = register.offices.iter().filter(|office| {
                let known = office.country.as_deref().is_some_and(|code| self.weight_of(code).is_some());
                known && key_of(&office.name).rsplit(' ').next() == Some(surname)
            });
            for office in others {
                if !found.contains(&office) {
                    found.push(office);
                }
            }
        }
        if let Some(code) = of
            && found.iter().any(|office| office.country.as_deref() == Some(code))
        {
            found.retain(|office| office.country.as_deref() == Some(code));
        }
        // A surname alone is anybody's, unless the report is about the office-holder's country.
        if words.len() == 1 && !titled && !self.context.countries.is_empty() {
            found.retain(|office| office.country.as_deref().is_none_or(|code| self.weight_of(code).is_some()));
        }
        if found.is_empty() {
            return None;
        }
        let name = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
        let is_in = |office: &&&Office| {
            let day = self.day();
            day.is_none_or(|day| {
                office.from.is_none_or(|from| from <= day) && office.until.is_none_or(|until| day <= until)
            })
        };
        let mut current: Vec<&Office> = found.iter().filter(is_in).copied().collect();
        // On a known day, whom news calls by the surname goes before whose it also is.
        if self.day().is_some() && current.iter().any(|office| called.contains(office)) {
            current.retain(|office| called.contains(office));
        }
        if current.iter().any(|office| office.until.is_none() || office.until != self.day()) {
            current.retain(|office| office.until.is_none() || office.until != self.day());
        }
        let best = current.iter().filter_map(|office| self.weight_of(office.country.as_deref()?)).min();
        if best.is_some() {
            current.retain(|office| office.country.as_deref().and_then(|code| self.weight_of(code)) == best);
        }
        if let Some(first) = current.first() {
            if current.iter().any(|office| office.party != first.party) {
                return Some(Reading::unresolved(format!("several office-holders are called \"{name}\"")));
            }
            let rule = format!("{}, {}", first.name, first.office);
            return Some(self.by_id(&first.party, rule));
        }
        let same = found.iter().all(|office| office.name == found.first().map_or("", |first| &first.name));
        let last = found.iter().max_by_key(|office| office.until)?;
        let gone = last.until.is_some_and(|until| self.day().is_some_and(|day| until < day));
        if !gone || !same {
            return Some(Reading::unresolved(format!(
                "nobody called \"{name}\" is known to be in office at that time"
            )));
        }
        let country = last.country.as_deref().and_then(|code| register.countries.code(code));
        let until = last.until.map(|until| until.to_string()).unwrap_or_default();
        let reading =
            self.generic_of("former-officials", "former office-holders", Some("ELI"), Some(Voice::Other), country);
        Some(reading.because(format!("{}, {} until {until}", last.name, last.office)))
    }
}

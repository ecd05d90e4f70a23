//! Answers: the parties that entries, states and rules lead to, with the reason in words.
//!
//! Every state has an army and a police, so `xx/army` is answered also where no table has it; a group that no table has is
//! never made up here.

use claim::{Party, Voice, Who};

use super::fold::key_of;
use super::mention::{Reader, Reading};
use super::register::Entry;
use super::rules::{Does, Rule};

impl<'a> Reader<'a> {
    /// An entry as an answer.
    pub(super) fn entry(&self, index: usize, rule: impl Into<String>) -> Reading {
        let Some(entry) = self.register.entries.get(index) else { return Reading::unresolved("no such entry") };
        Reading { who: Who::Party(entry.party(rule)), voice: None, entry: Some(index) }
    }

    /// An office or force of a state on the report's day. The register may know it under several names one after the other
    /// (`sy/army`, `sy/army-2024`); where it knows none the office is made up, since every state has one.
    pub(super) fn state(&self, code: &'a str, office: &str, rule: impl Into<String>) -> Reading {
        let register = self.register;
        let rule = rule.into();
        let known = register.families.get(&format!("{}/{office}", code.to_lowercase()));
        let family: Vec<(usize, &Entry)> = known
            .into_iter()
            .flatten()
            .filter_map(|index| register.entries.get(*index).map(|entry| (*index, entry)))
            .collect();
        let mut at_day: Vec<_> = family.iter().filter(|(_, entry)| entry.is_at(self.day())).collect();
        if at_day.len() > 1 {
            at_day.retain(|(_, entry)| entry.until.is_none() || entry.until != self.day());
        }
        match (family.as_slice(), at_day.as_slice()) {
            ([], _) if matches!(office, "army") => {
                let forces = format!("{}/armed-forces", code.to_lowercase());
                if register.families.contains_key(&forces) {
                    self.state(code, "armed-forces", rule)
                } else {
                    self.made_up(code, office, rule)
                }
            }
            ([], _) => self.made_up(code, office, rule),
            (_, [(index, _)]) => self.entry(*index, rule),
            (_, []) => {
                let when = self.day().map(|day| day.to_string()).unwrap_or_default();
                Reading::unresolved(format!("the register knows no {office} of {} on {when}", self.country_name(code)))
            }
            (_, _) => Reading::unresolved(format!(
                "several governments of {} had one, and the report has no date",
                self.country_name(code)
            )),
        }
    }

    pub(super) fn made_up(&self, code: &str, office: &str, rule: String) -> Reading {
        let Some(of) = self.register.rules.office_name(office) else {
            return Reading::unresolved(format!("no office {office}"));
        };
        let country = self.register.countries.name(code).unwrap_or(code);
        let party = Party {
            id: format!("{}/{office}", code.to_lowercase()),
            name: format!("{} of {country}", of.name),
            country: Some(code.to_owned()),
            sector: of.sector.map(str::to_owned),
            provisional: false,
            rule,
        };
        Reading { who: Who::Party(party), voice: of.voice, entry: None }
    }

    /// What the register calls the same thing of a country: "Syrian rebels" for rebels in Syria.
    pub(super) fn as_known(&self, code: &str, form: &str) -> Option<usize> {
        let countries = &self.register.countries;
        let adjective = countries.adjective(code).map(|adjective| format!("{} {form}", key_of(adjective)));
        let name = countries.name(code).map(|name| format!("{} {form}", key_of(name)));
        let found: Vec<usize> = adjective
            .iter()
            .chain(&name)
            .flat_map(|key| self.register.by_key.get(key).into_iter().flatten())
            .map(|named| named.index)
            .collect();
        let mut at_day: Vec<usize> = found
            .into_iter()
            .filter(|index| {
                let entry = self.register.entries.get(*index);
                entry.is_some_and(|entry| {
                    entry.is_at(self.day())
                        && entry.until.is_none_or(|until| Some(until) != self.day())
                        && entry.country.as_deref() == Some(code)
                })
            })
            .collect();
        at_day.dedup();
        match at_day.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// What follows from a rule. `of`: the country that the words name; `form`: the words of the rule; `people`: what
    /// qualifies them.
    pub(super) fn apply(&self, rule: &Rule, of: Option<&'a str>, form: &str, people: &[&Rule]) -> Reading {
        let whose = || match (of, self.whose) {
            (Some(code), _) => Ok(code),
            (None, true) => Err(format!("whose {form} the words do not tell")),
            (None, false) => self.main_country(),
        };
        let how = |code: &str| {
            let country = self.register.countries.name(code).unwrap_or(code);
            match of {
                Some(_) => format!("{form} of {country}"),
                None => format!("{form} of {country}, the report's country"),
            }
        };
        let reading = match rule.does {
            Does::Thing => Reading::unresolved("not a party"),
            Does::Nobody => Reading::unresolved(rule.why.clone()),
            Does::Entry | Does::Describe => {
                self.by_id(&rule.id, if rule.why.is_empty() { form.to_owned() } else { rule.why.clone() })
            }
            Does::Metonym => match rule.country.as_deref().and_then(|code| self.register.countries.code(code)) {
                Some(code) => self.state(code, &rule.id, format!("\"{form}\" stands for it")),
                None => Reading::unresolved("no such country"),
            },
            Does::Officials if of.is_some() => match of {
                Some(code) => {
                    self.state(code, "government", format!("officials speak for {}", self.country_name(code)))
                }
                None => Reading::unresolved("no such country"),
            },
            Does::State | Does::Office if people.is_empty() => match whose() {
                Ok(code) => match self.as_known(code, form).filter(|_| rule.does == Does::State) {
                    Some(index) => self.entry(index, how(code)),
                    None => self.state(code, &rule.id, how(code)),
                },
                Err(why) => Reading::unresolved(why),
            },
            Does::Named => match of {
                Some(code) => self.state(code, &rule.id, how(code)),
                None => Reading::unresolved(format!("whose {form} the words do not tell")),
            },
            // Forces of a people that is no state: "Kurdish forces".
            Does::State | Does::Office => {
                let armed = matches!(rule.id.as_str(), "army" | "armed-forces");
                let (id, sector) = if armed { ("forces", "UAF") } else { (rule.id.as_str(), "GOV") };
                self.generic_people(id, id, Some(sector), people, of)
            }
            // Diplomats are nearly always of another country than the one they speak about.
            Does::Kind if rule.id == "diplomats" && of.is_none() => {
                let (id, name) = (format!("generic/{}", rule.id), rule.name.clone());
                let sector = rule.sector.map(str::to_owned);
                let rule = "a kind of people, of which country the words do not tell".to_owned();
                let party = Party { id, name, country: None, sector, provisional: false, rule };
                Reading { who: Who::Party(party), voice: None, entry: None }
            }
            Does::Kind | Does::Armed | Does::Officials => {
                let known = of.or(self.main_country().ok().filter(|_| !self.whose)).filter(|_| people.is_empty());
                let known = known.filter(|_| rule.does == Does::Armed);
                match known.and_then(|code| Some((code, self.as_known(code, form)?))) {
                    Some((code, index)) => self.entry(index, how(code)),
                    None => self.generic_people(&rule.id, &rule.name, rule.sector, people, of),
                }
            }
            _ => Reading::unresolved("no party that the rules know"),
        };
        let office = matches!(rule.does, Does::State | Does::Office | Does::Named) && reading.party().is_none();
        let whosever = if rule.sector == Some("MIL") { Voice::Party } else { Voice::Government };
        reading.saying(rule.voice.or(office.then_some(whosever)))
    }

    pub(super) fn generic(&self, id: &str, name: &str, sector: Option<&str>, voice: Option<Voice>) -> Reading {
        self.generic_of(id, name, sector, voice, None)
    }

    pub(super) fn generic_people(
        &self,
        id: &str,
        name: &str,
        sector: Option<&str>,
        people: &[&Rule],
        of: Option<&'a str>,
    ) -> Reading {
        let (mut id, mut name) = (id.to_owned(), name.to_owned());
        for rule in people.iter().rev().filter(|rule| !rule.id.is_empty()) {
            id = format!("{}-{id}", rule.id);
            name = format!("{} {name}", rule.name);
        }
        self.generic_of(&id, &name, sector, None, of)
    }

    /// A kind of people, of a country where one is known.
    pub(super) fn generic_of(
        &self,
        id: &str,
        name: &str,
        sector: Option<&str>,
        voice: Option<Voice>,
        of: Option<&'a str>,
    ) -> Reading {
        let country = of.or(self.main_country().ok().filter(|_| !self.whose));
        let (id, name, rule) = match country {
            Some(code) => (
                format!("generic/{code}/{id}"),
                format!("{name}, {}", self.country_name(code)),
                match of {
                    Some(_) => "a kind of people of the country named",
                    None => "a kind of people in the report's country",
                },
            ),
            None => (format!("generic/{id}"), name.to_owned(), "a kind of people"),
        };
        let party = Party {
            id,
            name,
            country: country.map(str::to_owned),
            sector: sector.map(str::to_owned),
            provisional: false,
            rule: rule.to_owned(),
        };
        Reading { who: Who::Party(party), voice, entry: None }
    }
}

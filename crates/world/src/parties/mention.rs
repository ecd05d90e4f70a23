//! From the words of a mention to a party, step by step; the first step that knows an answer gives it.
//!
//! whole: an alias, a rule, an office-holder, a country are exactly these words (counts and adjectives stripped one by one);
//! described: a description that the rules know; several: "X and Y"; then the words come apart: `former` X, a thing, `head of X`,
//! country + head, name + head, title + name, head + name, and last the head noun alone.
//! Never guesses between several parties that fit, and never takes a party for another because their names are alike.

use claim::{Party, Unresolved, Voice, Who};
use jiff::civil::Date;

use super::PartyContext;
use super::countries::Form;
use super::fold::{Word, key, slug, words};
use super::register::{Register, is_acronym};
use super::rules::{Does, Rule};

/// How much weightier the main country must be than the next, so that "the army" is its army.
const CLEAR: f64 = 1.25;
/// Share of the main country from which a minister whom nobody knows is taken for its minister.
const ALONE: f64 = 0.75;
/// How deep heads and names may nest ("a spokesman for the commander of the army of X").
const DEPTH: usize = 5;

/// What a mention turned out to mean.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    pub who: Who,
    /// The voice that the words tell, where they do.
    pub voice: Option<Voice>,
    /// Index of the entry of the register.
    pub entry: Option<usize>,
}

impl Reading {
    pub(super) fn unresolved(reason: impl Into<String>) -> Reading {
        Reading { who: Who::Unresolved(Unresolved::because(reason)), voice: None, entry: None }
    }

    pub(super) fn saying(mut self, voice: Option<Voice>) -> Reading {
        self.voice = self.voice.or(voice);
        self
    }

    pub fn party(&self) -> Option<&Party> {
        match &self.who {
            Who::Party(party) => Some(party),
            Who::Unresolved(_) => None,
        }
    }

    pub(super) fn because(mut self, rule: impl Into<String>) -> Reading {
        if let Who::Party(party) = &mut self.who {
            party.rule = rule.into();
        }
        self
    }

    pub(super) fn has_sector(&self, sectors: &[&str]) -> bool {
        self.party().and_then(|party| party.sector.as_deref()).is_some_and(|sector| sectors.contains(&sector))
    }
}

/// Reads the mentions of one report.
pub(crate) struct Reader<'a> {
    pub(super) register: &'a Register,
    pub(super) context: &'a PartyContext,
    /// "its", "their" stand before the words: whose army it is cannot be told.
    pub(super) whose: bool,
    /// Everything is in capitals, so capitals tell nothing.
    pub(super) upper: bool,
    depth: usize,
}

/// The text without what stands in brackets, and that.
fn without_brackets(text: &str) -> (String, String) {
    let (mut plain, mut aside, mut depth) = (String::new(), String::new(), 0usize);
    for c in text.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 => plain.push(c),
            c => aside.push(c),
        }
    }
    (plain, aside)
}

fn is_determiner(word: &str) -> bool {
    matches!(word, "the" | "a" | "an" | "this" | "these" | "those" | "that" | "what") || is_pronoun(word)
}

fn is_pronoun(word: &str) -> bool {
    matches!(word, "its" | "their" | "his" | "her" | "our" | "my" | "your")
}

fn is_former(word: &str) -> bool {
    matches!(word, "former" | "ex" | "retired" | "late" | "deposed" | "ousted" | "toppled" | "onetime" | "dismissed")
}

fn without_determiners(mut words: &[Word]) -> &[Word] {
    while let [first, rest @ ..] = words
        && is_determiner(&first.fold)
        && !rest.is_empty()
    {
        words = rest;
    }
    words
}

/// The party that `mention` means in a report of this context.
pub(crate) fn read(mention: &str, context: &PartyContext, register: &Register) -> Reading {
    let (plain, aside) = without_brackets(mention);
    let all = words(&plain);
    let reader = Reader {
        register,
        context,
        whose: all.first().is_some_and(|word| is_pronoun(&word.fold)) && all.len() > 1,
        upper: all.len() > 1
            && all.iter().all(|word| word.is_upper() || !word.text.chars().any(char::is_alphabetic))
            && all.iter().any(|word| word.fold.len() >= 4 && word.fold.contains(['a', 'e', 'i', 'o', 'u'])),
        depth: 0,
    };
    let words_of_it = without_determiners(&all);
    if words_of_it.is_empty() {
        return Reading::unresolved("there are no words");
    }
    let comma = words_of_it.iter().position(|word| word.comma).filter(|at| *at > 0);
    let before_comma = comma.and_then(|at| words_of_it.get(..at));
    reader
        .phrase(words_of_it, None)
        .or_else(|| reader.phrase(before_comma?, None))
        .or_else(|| reader.phrase(&words(&aside), None))
        .or_else(|| reader.provisional(before_comma.unwrap_or(words_of_it)))
        .unwrap_or_else(|| reader.unknown(words_of_it))
}

impl<'a> Reader<'a> {
    pub(super) fn day(&self) -> Option<Date> {
        self.context.date
    }

    /// The country that the report is about, if one stands out; else why not.
    pub(super) fn main_country(&self) -> Result<&'a str, String> {
        match self.context.countries.as_slice() {
            [] => Err("the report's country is not known".to_owned()),
            [(only, _)] => Ok(only),
            [(first, weight), (second, next), ..] => {
                if *weight >= next * CLEAR {
                    Ok(first)
                } else {
                    Err(format!("the report is about {first} and {second} alike"))
                }
            }
        }
    }

    /// The main country where hardly another is named.
    pub(super) fn only_country(&self) -> Result<&'a str, String> {
        let main = self.main_country()?;
        let all: f64 = self.context.countries.iter().map(|(_, weight)| weight).sum();
        let share = self.context.countries.first().map_or(0.0, |(_, weight)| weight / all);
        if share >= ALONE { Ok(main) } else { Err("the report is about several countries".to_owned()) }
    }

    pub(super) fn weight_of(&self, code: &str) -> Option<usize> {
        self.context.countries.iter().position(|(known, _)| known == code)
    }

    pub(super) fn country_name(&self, code: &'a str) -> &'a str {
        self.register.countries.name(code).unwrap_or(code)
    }

    /// A deeper reader; `None` where it would go too deep.
    pub(super) fn deeper(&self) -> Option<Reader<'a>> {
        let Reader { register, context, whose, upper, depth } = *self;
        (depth < DEPTH).then_some(Reader { register, context, whose, upper, depth: depth + 1 })
    }

    /// The way through all steps. `of`: a country that words around have named.
    pub(super) fn phrase(&self, words: &[Word], of: Option<&'a str>) -> Option<Reading> {
        let words = without_determiners(words);
        let rests = self.rests(words);
        let core = rests.last().copied().unwrap_or(words);
        self.whole_of(&rests, of)
            .or_else(|| self.described(words))
            .or_else(|| self.former(words, of))
            .or_else(|| self.several(core, of))
            .or_else(|| self.thing(core))
            .or_else(|| rests.iter().find_map(|rest| self.apart(rest, of)))
            .or_else(|| self.head_last(core, of))
            .or_else(|| self.head_last(words, of))
    }

    /// The steps that take the words apart.
    pub(super) fn apart(&self, words: &[Word], of: Option<&'a str>) -> Option<Reading> {
        self.name_first(words)
            .or_else(|| self.people_first(words, of))
            .or_else(|| self.office_first(words, of))
            .or_else(|| self.title_first(words, of))
            .or_else(|| self.linked(words, of))
            .or_else(|| self.country_first(words))
            .or_else(|| self.name_last(words))
    }

    /// The words, then without the first count or adjective, and so on; never nothing. A name may begin with an adjective
    /// ("Islamic State"), so every step tries the longer words first.
    pub(super) fn rests<'w>(&self, words: &'w [Word]) -> Vec<&'w [Word]> {
        let mut rests = vec![words];
        let mut rest = words;
        while let Some(count) = self.strip(rest)
            && let Some(shorter) = rest.get(count..)
            && let Some(next) = shorter.first()
            && (self.upper || !next.is_capital() || !self.is_also_in_names(rest, count))
        {
            rests.push(shorter);
            rest = shorter;
        }
        rests
    }

    /// The first of the words and their rests that are known whole.
    pub(super) fn whole_of(&self, rests: &[&[Word]], of: Option<&'a str>) -> Option<Reading> {
        rests.iter().enumerate().find_map(|(at, rest)| self.whole(rest, of, at > 0))
    }

    /// How many words at the beginning say nothing about who it is.
    pub(super) fn strip(&self, words: &[Word]) -> Option<usize> {
        let first = words.first()?;
        if first.fold.bytes().all(|b| b.is_ascii_digit()) || is_determiner(&first.fold) {
            return Some(1);
        }
        // "rival Fatah faction": a name that follows is what it is.
        let other = (1..=3).rev().find(|count| {
            let part = words.get(..*count).filter(|part| !part.iter().any(Word::is_capital));
            part.is_some_and(|part| self.register.rules.is(&key(part), Does::Other))
        });
        if let Some(count) = other.filter(|count| words.get(*count).is_some_and(Word::is_capital)) {
            return Some(count);
        }
        (1..=words.len().min(4))
            .rev()
            .find(|count| words.get(..*count).is_some_and(|part| self.register.rules.is(&key(part), Does::Strip)))
    }

    /// The words are exactly an alias, a rule, an office-holder or a country.
    pub(super) fn whole(&self, words: &[Word], of: Option<&'a str>, counted: bool) -> Option<Reading> {
        let rules = &self.register.rules;
        let key = key(words);
        let meant = self.country(words);
        if self.context.may_be_place && (rules.is(&key, Does::Metonym) || matches!(meant, Some((_, Form::Name)))) {
            return Some(Reading::unresolved("a place here, not its government"));
        }
        if let Some((code, Form::People)) = meant {
            return self.people_alone(words, &key).or_else(|| Some(self.people_of(code, counted)));
        }
        let rule = || {
            let country = of.or(self.main_country().ok());
            use Does::*;
            let wanted = |does| {
                matches!(does, State | Named | Office | Officials | Kind | Armed | Entry | Metonym | Thing | Nobody)
            };
            let rule = rules.find(&key, country, self.day(), wanted)?;
            Some(self.apply(rule, of, &key, &[]))
        };
        let alias = || self.alias(words, of);
        // What the word means in this country now goes before names that are alike.
        let here = || {
            let entry = rules.find(&key, of.or(self.main_country().ok()), self.day(), |does| does == Does::Entry)?;
            Some(self.apply(entry, of, &key, &[]))
        };
        let named = if words.len() > 1 { here().or_else(alias).or_else(rule) } else { rule().or_else(alias) };
        named
            .or_else(|| self.person(words, of, false))
            .or_else(|| {
                meant.map(|(code, _)| self.state(code, "government", "the state's name stands for its government"))
            })
            .or_else(|| self.people_alone(words, &key))
    }

    /// "Kurds": a people that is no state.
    pub(super) fn people_alone(&self, words: &[Word], key: &str) -> Option<Reading> {
        let rule = self.register.rules.find(key, self.main_country().ok(), self.day(), |does| does == Does::People)?;
        if rule.id.is_empty() {
            return None;
        }
        if !words.last()?.fold.ends_with('s') {
            return Some(Reading::unresolved(format!("\"{}\" names a people, no party of it", rule.name)));
        }
        Some(self.generic(&format!("{}-people", rule.id), &format!("{} people", rule.name), Some("CVL"), None))
    }

    /// The country that exactly these words mean; of several the one that the report is about.
    pub(super) fn country(&self, words: &[Word]) -> Option<(&'a str, Form)> {
        let meant = self.register.countries.meant(words);
        self.choose_country(&meant)
    }

    pub(super) fn choose_country(&self, meant: &[&'a super::countries::Meant]) -> Option<(&'a str, Form)> {
        let best = match meant {
            [only] => only,
            several => {
                let known = several.iter().filter_map(|one| Some((self.weight_of(&one.code)?, one)));
                known.min_by_key(|(weight, one)| (*weight, one.form)).map(|(_, one)| one)?
            }
        };
        Some((best.code.as_str(), best.form))
    }

    /// "the Russians": abroad the state, with a number or at home some of its people.
    pub(super) fn people_of(&self, code: &'a str, counted: bool) -> Reading {
        let at_home = self.weight_of(code) == Some(0);
        if counted || at_home {
            return self.generic_of("nationals", "nationals", None, None, Some(code));
        }
        self.state(code, "government", "the people's name abroad stands for the state")
    }

    /// "US-backed coalition led by Syrian Kurdish fighters": descriptions that the rules know, whatever the order of words.
    fn described(&self, words: &[Word]) -> Option<Reading> {
        let folds: Vec<&str> = words.iter().map(|word| word.fold.as_str()).collect();
        let mut countries: Vec<&str> = self.context.countries.iter().map(|(code, _)| code.as_str()).collect();
        countries.extend((0..words.len()).filter_map(|at| self.country(words.get(at..at + 1)?)).map(|(code, _)| code));
        let rule = countries.iter().find_map(|code| self.register.rules.described(&folds, code, self.day()).next())?;
        Some(self.apply(rule, None, "a description", &[]).because("a description of it"))
    }

    /// "former president", "ex-Seleka rebels": whoever it was is no more, unless it is an armed group.
    fn former(&self, words: &[Word], of: Option<&'a str>) -> Option<Reading> {
        let [first, rest @ ..] = words else { return None };
        if !is_former(&first.fold) || rest.is_empty() {
            return None;
        }
        let reading = self.deeper()?.phrase(rest, of)?;
        if reading.has_sector(&["REB", "PAR", "UAF", "ELI", "CVL", "REF", "OPP"]) {
            return Some(reading);
        }
        let country = reading.party().and_then(|party| party.country.as_deref());
        let country = country.and_then(|code| self.register.countries.code(code));
        let reading =
            self.generic_of("former-officials", "former office-holders", Some("ELI"), Some(Voice::Other), country);
        Some(reading.because("somebody who is no longer in office"))
    }

    /// "X and Y", where both are parties.
    fn several(&self, words: &[Word], of: Option<&'a str>) -> Option<Reading> {
        let at = words.iter().position(|word| matches!(word.fold.as_str(), "and" | "or")).filter(|at| *at > 0)?;
        let reader = self.deeper()?;
        let left = reader.phrase(words.get(..at)?, of)?;
        let right = reader.phrase(words.get(at + 1..)?, of)?;
        let voice = left.voice.or(right.voice);
        match (left.party(), right.party()) {
            (Some(one), Some(other)) if one.id == other.id => Some(left),
            (Some(one), Some(other)) => {
                Some(Reading::unresolved(format!("two parties: {} and {}", one.id, other.id)).saying(voice))
            }
            _ => None,
        }
    }

    /// Where the head noun phrase ends: before a link word or the comma.
    fn head_end(&self, words: &[Word]) -> usize {
        let ends = |at: usize| {
            let comma = words.get(at).is_some_and(|word| word.comma);
            comma || self.link(words, at).is_some()
        };
        (1..words.len()).find(|at| ends(*at)).unwrap_or(words.len())
    }

    /// How many words at `at` link a head with a name.
    fn link(&self, words: &[Word], at: usize) -> Option<usize> {
        (1..=4)
            .rev()
            .find(|count| words.get(at..at + count).is_some_and(|part| self.register.rules.is(&key(part), Does::Link)))
    }

    /// The longest rule that the words end with, and how many words are its own.
    fn last_rule(&self, words: &[Word], wanted: impl Fn(Does) -> bool + Copy) -> Option<(usize, &'a Rule, String)> {
        let country = self.main_country().ok();
        (1..=words.len().min(self.register.rules.longest())).rev().find_map(|count| {
            let part = words.get(words.len() - count..)?;
            let form = key(part);
            let rule = self.register.rules.find(&form, country, self.day(), wanted)?;
            Some((count, rule, form))
        })
    }

    /// The longest rule that the words begin with.
    fn first_rule(&self, words: &[Word], wanted: impl Fn(Does) -> bool + Copy) -> Option<(usize, &'a Rule, String)> {
        let country = self.main_country().ok();
        (1..=words.len().min(self.register.rules.longest())).rev().find_map(|count| {
            let form = key(words.get(..count)?);
            let rule = self.register.rules.find(&form, country, self.day(), wanted)?;
            Some((count, rule, form))
        })
    }

    /// "army base", "houses": the head noun is a thing.
    fn thing(&self, words: &[Word]) -> Option<Reading> {
        let head = words.get(..self.head_end(words))?;
        let (_, rule, _) = self.last_rule(head, is_head_or_thing)?;
        (rule.does == Does::Thing).then(|| Reading::unresolved("not a party").saying(rule.voice))
    }

    /// "members of the Security Council", "army of Iraq", "residents of Homs".
    fn linked(&self, words: &[Word], of: Option<&'a str>) -> Option<Reading> {
        // A rule may hold a link itself: "ministry of defence in Kabul".
        let from = self.first_rule(words, is_head).map_or(1, |(count, _, _)| count);
        let (at, count) = (from..words.len()).find_map(|at| Some((at, self.link(words, at)?)))?;
        // "hundreds of Serbian mercenaries": a number, no head.
        if self.strip(words).is_some_and(|stripped| stripped > at) {
            return None;
        }
        let tail = words.get(at + count..)?;
        let theirs = tail.first().is_some_and(|word| is_pronoun(&word.fold));
        let (head, tail) = (words.get(..at)?, without_determiners(tail));
        let reader = self.deeper()?;
        let link = words.get(at).map_or("", |word| word.fold.as_str());
        let seat = || {
            let rule = self.register.rules.find(&key(tail), None, self.day(), |does| does == Does::Metonym)?;
            self.register.countries.code(rule.country.as_deref()?)
        };
        let there = matches!(link, "in" | "at" | "near" | "within" | "inside" | "outside" | "on");
        let country = self.country(tail).map(|(code, _)| code);
        let country = country.or_else(|| if there { seat() } else { None });
        let (_, rule, form) = self.last_rule(head, is_head)?;
        let tight =
            matches!(link, "of" | "for" | "from" | "loyal" | "belonging" | "representing" | "faithful" | "under")
                || matches!(
                    link,
                    "affiliated" | "claiming" | "supporting" | "serving" | "at" | "with" | "answering" | "by"
                )
                || matches!(link, "led" | "commanded" | "working");
        // "forces allied to the Syrian government" are others than its own.
        let beside = matches!(link, "allied" | "aligned" | "linked" | "opposed" | "against");
        if beside && matches!(rule.does, Does::State | Does::Armed) {
            let own = reader.country_first(head).or_else(|| reader.name_first(head));
            if own.is_some() {
                return own;
            }
            return Some(match rule.does {
                Does::State => Reading::unresolved(format!("{form} of whom the words do not tell")),
                _ => Reader { whose: true, ..reader }.phrase(head, of)?,
            });
        }
        if theirs && link == "of" && self.register.rules.is(&form, Does::Member) {
            // "members of its security forces": whose, the words do not tell.
            return Reader { whose: true, ..reader }.phrase(tail, None);
        }
        if country.is_none() && tight && !tail.is_empty() {
            let found = reader.phrase(tail, None).filter(|found| found.party().is_some());
            let officer = found
                .as_ref()
                .and_then(Reading::party)
                .is_some_and(|party| party.id.ends_with("officers") || party.id.ends_with("former-officials"));
            if officer && matches!(rule.does, Does::State | Does::Armed) {
                return Some(
                    Reading::unresolved("the forces of somebody whom the register does not know").saying(rule.voice),
                );
            }
            if let Some(found) = found {
                let rules = &self.register.rules;
                let is_known = found.entry.is_some() || found.party().is_some_and(|party| party.provisional);
                let body = found.has_sector(&["NGO", "IGO", "MED", "HLH"]);
                let speaks = rules.is(&form, Does::Spokes)
                    || rule.id == "officers"
                    || matches!(rule.does, Does::Officials | Does::Title | Does::Office);
                let armed = found.has_sector(&["REB", "PAR", "UAF", "MIL", "COP", "CRM"]);
                let body_of = rules.is(&form, Does::Nobody) && !is_known && !armed;
                let belongs = rules.is(&form, Does::Member) && !body_of
                    || is_known && matches!(rule.does, Does::Armed | Does::State);
                if let Some(forces) = self.forces_of(&found, rule, &form) {
                    return Some(forces);
                }
                if speaks || belongs || rule.does == Does::Kind && body && found.entry.is_some() {
                    return Some(found.because("those who belong to it or speak for it"));
                }
            } else if matches!(rule.does, Does::Armed | Does::Member)
                && let Some(found) = self.provisional(tail)
            {
                return Some(found);
            }
            if self.is_name(words) {
                return None;
            }
            let led = matches!(link, "of" | "loyal" | "led" | "under" | "commanded" | "faithful");
            if led && rule.does == Does::State && rule.sector == Some("MIL") && begins_name(tail) && !self.upper {
                let reason = format!("{form} of somebody or something that the register does not know");
                return Some(Reading::unresolved(reason).saying(rule.voice));
            }
        }
        // Diplomats in Ankara are not Turkey's, nor is the embassy there; an ambassador to Turkey is somebody else's.
        let abroad = matches!(rule.id.as_str(), "diplomats" | "sources" | "journalists") || rule.does == Does::Named;
        if country.is_some() && of.is_none() && (link == "to" || there && abroad) {
            return Reader { whose: true, ..reader }.phrase(head, None);
        }
        reader.phrase(head, country.or(of))
    }

    /// "Turkish troops", "India's defence ministry", "Lebanese Hezbollah fighters".
    fn country_first(&self, words: &[Word]) -> Option<Reading> {
        let (count, meant) = self.register.countries.at_start(words)?;
        let (code, _) = self.choose_country(&meant)?;
        let rest = words.get(count..)?;
        let first = rest.first()?;
        let reader = self.deeper()?;
        let small = !first.is_capital() || self.upper;
        if small
            && (self.register.rules.is(&first.fold, Does::Backed) || self.register.rules.is(&first.fold, Does::Led))
        {
            return reader.phrase(rest.get(1..)?, None);
        }
        let rests = reader.rests(rest);
        let core = rests.last().copied().unwrap_or(rest);
        reader
            .whole_of(&rests, Some(code))
            .or_else(|| reader.former(rest, Some(code)))
            .or_else(|| rests.iter().find_map(|rest| reader.apart(rest, Some(code))))
            .or_else(|| reader.head_last(core, Some(code)))
    }

    /// "Kurdish peshmerga fighters", "ethnic Albanian rebels": a people that is no state, and then a name or a head.
    fn people_first(&self, words: &[Word], of: Option<&'a str>) -> Option<Reading> {
        let (count, _, _) = self.first_rule(words, |does| does == Does::People)?;
        let rest = words.get(count..).filter(|rest| !rest.is_empty())?;
        let named = self.alias(rest, of).or_else(|| self.name_first(rest)).filter(|found| found.party().is_some());
        named.or_else(|| self.head_last(words, of))
    }

    /// "interior ministry officers", "army captain": an office or force of a state, and those who are of it.
    fn office_first(&self, words: &[Word], of: Option<&'a str>) -> Option<Reading> {
        let (count, rule, form) = self.first_rule(words, |does| does == Does::State)?;
        let rest = words.get(count..).filter(|rest| !rest.is_empty())?;
        let theirs =
            self.first_rule(rest, |does| matches!(does, Does::Spokes | Does::Officials | Does::Kind | Does::Title));
        let (_, member, _) = theirs.filter(|(count, _, _)| *count == rest.len())?;
        let office = self.register.rules.is(&key(rest), Does::State);
        let fits = !office && (member.does != Does::Kind || member.id == "officers");
        fits.then(|| self.apply(rule, of, &form, &[]))
    }

    /// "forces loyal to Gaddafi": of a government whose head or name is told, its forces.
    fn forces_of(&self, found: &Reading, rule: &Rule, form: &str) -> Option<Reading> {
        let party = found.party()?;
        let code = self.register.countries.code(party.country.as_deref()?)?;
        let of_state = party.id.split('/').next() == Some(code.to_lowercase().as_str());
        let forces = rule.does == Does::State && rule.sector == Some("MIL");
        (forces && of_state && party.sector.as_deref() == Some("GOV")).then(|| self.apply(rule, Some(code), form, &[]))
    }

    /// "Taliban fighters", "PKK commander Bahoz Serhat", "Assad's forces".
    fn name_first(&self, words: &[Word]) -> Option<Reading> {
        let most = words.len().min(self.register.longest + 1).checked_sub(1)?;
        let wanted = |does| matches!(does, Does::Metonym);
        let (count, found) = (1..=most).rev().find_map(|count| {
            let part = words.get(..count)?;
            if self.country(part).is_some() {
                return None;
            }
            let metonym = || {
                let form = key(part);
                let rule = self.register.rules.find(&form, None, self.day(), wanted)?;
                Some(self.apply(rule, None, &form, &[]))
            };
            let found = self.alias(part, None).or_else(metonym).or_else(|| self.person(part, None, false))?;
            Some((count, found))
        })?;
        let rest = words.get(count..)?;
        let first = rest.first()?;
        let rules = &self.register.rules;
        if rules.is(&first.fold, Does::Backed) {
            return self.deeper()?.phrase(rest.get(1..)?, None);
        }
        if rules.is(&first.fold, Does::Led) {
            let inner = rest.get(1..)?;
            let named = self.alias(inner, None).or_else(|| self.deeper()?.name_first(inner));
            return Some(named.unwrap_or_else(|| found.because("a body that it runs")));
        }
        let head = rest.get(..self.head_end(rest))?;
        let (_, rest_of_head) = self.stripped_head(head);
        if self.last_rule(rest_of_head, is_head_or_thing).is_some_and(|(_, rule, _)| rule.does == Does::Thing) {
            return Some(Reading::unresolved("not a party"));
        }
        let (_, stripped) = self.stripped_head(rest);
        let begins = self.first_rule(rest, is_head).or_else(|| self.first_rule(stripped, is_head));
        let ends = self.last_rule(rest_of_head, is_head);
        let Some((_, rule, form)) = begins.or(ends) else {
            let reporter = found.has_sector(&["MED"]) && words.get(count - 1).is_some_and(|word| word.possessive);
            let more = first.comma || reporter || self.link(rest, 0).is_some();
            return more.then(|| found.because("the name, before more about it"));
        };
        // "Taliban Liberation Army" is no army of the Taliban: what is written like a name is part of it.
        let title = matches!(rule.does, Does::Title | Does::Office | Does::Officials)
            || self.register.rules.is(&form, Does::Spokes);
        let of_outlets = self.register.rules.find(&form, None, None, |does| does == Does::Kind);
        let outlet = found.has_sector(&["MED"]) && of_outlets.is_some_and(|rule| rule.sector == Some("MED"));
        if rest_of_head.first().is_some_and(Word::is_capital) && !title && !outlet && !self.upper {
            return None;
        }
        // "Assad's father" holds no office.
        let part = words.get(..count).map(key).unwrap_or_default();
        let of_person = !self.register.by_key.contains_key(&part) && self.register.office_by_key.contains_key(&part);
        if of_person && rule.does == Does::Kind && !title && !self.register.rules.is(&form, Does::Member) {
            return None;
        }
        // Fighters of a people are not the people.
        let entry = found.entry.and_then(|index| self.register.entries.get(index));
        if entry.is_some_and(|entry| entry.kind == "community")
            && matches!(rule.does, Does::Armed | Does::State | Does::Kind)
        {
            return None;
        }
        Some(
            self.forces_of(&found, rule, &form)
                .unwrap_or_else(|| found.because("those who belong to it or speak for it")),
        )
    }

    /// A head without counts and adjectives before it.
    fn stripped_head<'w>(&self, words: &'w [Word]) -> (usize, &'w [Word]) {
        let mut at = 0;
        while let Some(rest) = words.get(at..)
            && let Some(count) = self.strip(rest)
            && at + count < words.len()
        {
            at += count;
        }
        (at, words.get(at..).unwrap_or(words))
    }

    /// "President Bashar al-Assad", "Colonel X", "nurse Y", "Mr Z".
    fn title_first(&self, words: &[Word], of: Option<&'a str>) -> Option<Reading> {
        use Does::*;
        let wanted = |does| matches!(does, Office | Title | State | Kind | Officials | Armed | Metonym | Named);
        let speaks = self.first_rule(words, |does| does == Spokes);
        let (count, rule, form) = match (self.first_rule(words, wanted), speaks) {
            (Some(title), Some(speaks)) if speaks.0 > title.0 => speaks,
            (title, speaks) => title.or(speaks)?,
        };
        // "Paris Something" is a name; "Foreign Secretary Something" is not.
        if rule.does == Metonym && rule.id == "government" {
            return None;
        }
        let mut tail = words.get(count..)?;
        // "People's Movement": not people before a name.
        let possessive = words.get(count - 1).is_some_and(|word| word.possessive);
        let article = tail.first().is_none_or(|word| word.fold == "the");
        if possessive || article || !begins_name(tail) || self.upper {
            return None;
        }
        // "Foreign Office Minister X", "Lt. Gen. Y": titles in a row.
        let mut titles = vec![(rule, form)];
        while let Some((count, rule, form)) = self.first_rule(tail, wanted)
            && let Some(next) = tail.get(count..)
            && !next.is_empty()
        {
            titles.push((rule, form));
            tail = next;
        }
        let end = self.head_end(tail);
        let name = tail.get(..end)?;
        // "President X of Turkey".
        let behind = || {
            let count = self.link(tail, end).filter(|_| tail.get(end).is_some_and(|word| word.fold == "of"))?;
            self.country(without_determiners(tail.get(end + count..)?)).map(|(code, _)| code)
        };
        let of = of.or_else(behind);
        // Somebody who held another office at another time may hold this one now.
        let in_office = titles.iter().any(|(rule, _)| matches!(rule.does, Office | Metonym | State));
        // "Father Cristiani" is not the president of that name.
        let private = name.len() == 1 && titles.iter().all(|(rule, _)| rule.does == Kind);
        let person = if private { None } else { self.person(name, of, true) };
        if let Some(found) = person.filter(|found| found.party().is_some() || !in_office) {
            let office =
                titles.iter().find(|(rule, _)| matches!(rule.does, Office | Metonym) && rule.id != "government");
            let country = found.party().and_then(|party| self.register.countries.code(party.country.as_deref()?));
            // Without a date the words tell which of the person's offices is meant.
            return Some(match (office, country) {
                (Some((rule, form)), Some(code)) if self.day().is_none() => self.apply(rule, Some(code), form, &[]),
                _ => found,
            });
        }
        let named = self.alias(name, of).or_else(|| self.name_first(name));
        if let Some(found) = named.filter(|found| found.party().is_some()) {
            return Some(found.because("the name after its kind"));
        }
        let group = name.iter().any(|word| self.register.rules.is(&word.fold, Does::Group));
        let capital = words.first().is_some_and(Word::is_capital);
        let is_forces = rule.does == State && matches!(rule.id.as_str(), "army" | "armed-forces");
        if group && (matches!(rule.does, Kind | Armed) || capital && is_forces && count == 1) {
            let whole = if capital { words } else { name };
            if let Some(found) = self.provisional(whole) {
                return Some(found);
            }
        }
        let telling = titles.iter().find(|(rule, _)| !matches!(rule.does, Title | Spokes)).or(titles.first());
        let (rule, form) = telling?;
        if rule.does == Title || rule.does == Spokes || rule.id == "officers" {
            let country = of.or(self.only_country().ok());
            let reader = Reader { whose: true, ..self.deeper()? };
            return Some(match rule.sector {
                Some(sector) => reader.generic_of(&rule.id, &rule.name, Some(sector), None, country),
                None => Reading::unresolved(
                    "a person whom the register does not know; private persons are kept as roles, not by name",
                ),
            });
        }
        if rule.does == Office && of.is_none() && !self.whose {
            return Some(match self.only_country() {
                Ok(code) => self.apply(rule, Some(code), form, &[]),
                Err(why) => Reading::unresolved(format!("the {form} of which country? {why}")).saying(rule.voice),
            });
        }
        Some(self.apply(rule, of, form, &[]))
    }

    /// "rebel group M23", "cleric Muqtada al-Sadr", "news agency SANA".
    fn name_last(&self, words: &[Word]) -> Option<Reading> {
        let head = words.get(..self.head_end(words))?;
        (1..head.len()).find_map(|at| {
            let (before, name) = (head.get(..at)?, head.get(at..)?);
            let telling = |does| {
                use Does::*;
                is_head(does) || matches!(does, Group | Backed | Led | Other | Strip | People)
            };
            let adjective = before.len() == 1 && (self.upper || before.iter().all(|word| !word.is_capital()));
            let told = adjective || self.last_rule(before, telling).is_some();
            // "National Security Council" is no national thing called Security Council.
            let part_of_name = before.last().is_some_and(|word| self.is_also_in_names(std::slice::from_ref(word), 1));
            if !begins_name(name) || !told || part_of_name || !self.all_known(before) {
                return None;
            }
            let found = self.alias(name, None).or_else(|| self.person(name, None, true))?;
            Some(found.because("the name after its kind"))
        })
    }

    /// No word among them that could be part of a name.
    fn all_known(&self, words: &[Word]) -> bool {
        let mut at = 0;
        while let Some(rest) = words.get(at..)
            && let Some(first) = rest.first()
        {
            let capital = first.is_capital() && !self.upper;
            let known = self.first_rule(rest, |does| does != Does::Group || !capital).map(|(count, _, _)| count);
            let country = self.register.countries.at_start(rest).map(|(count, _)| count);
            match known.max(country) {
                Some(count) => at += count,
                None if !capital => at += 1,
                None => return false,
            }
        }
        true
    }

    /// "self-defence militia", "Kurdish fighters", "Benghazi rebels": the head noun alone tells.
    fn head_last(&self, words: &[Word], of: Option<&'a str>) -> Option<Reading> {
        if self.is_name(words) {
            return None;
        }
        let head = words.get(..self.head_end(words))?;
        let alone = |does| is_head(does) && !matches!(does, Does::Member | Does::Spokes | Does::Title | Does::Nobody);
        let member = self.last_rule(head, is_head)?;
        let (count, rule, form) =
            self.last_rule(head, alone).filter(|(count, _, _)| *count == member.0).unwrap_or(member);
        let before = head.get(..head.len() - count)?;
        let mut people = Vec::new();
        let mut of = of;
        let mut unknown = false;
        let mut other = false;
        let mut at = 0;
        while let Some(rest) = before.get(at..)
            && let Some(first) = rest.first()
        {
            if let Some((count, rule, _)) = self.first_rule(rest, |does| does == Does::People) {
                people.push(rule);
                at += count;
            } else if let Some((count, meant)) = self.register.countries.at_start(rest) {
                if of.is_none() && !self.is_backer(rest, count) {
                    of = self.choose_country(&meant).map(|(code, _)| code);
                }
                at += count;
            } else if let Some((count, _, _)) = self.first_rule(rest, |does| does == Does::Other) {
                other = true;
                at += count;
            } else if let Some((count, _, _)) = self.first_rule(rest, |_| true) {
                at += count;
            } else {
                unknown |= self.looks_named(first, at + (words.len() - head.len()));
                at += 1;
            }
        }
        match rule.does {
            Does::Armed if unknown => {
                let party = Party {
                    id: format!("provisional/{}", slug(head)),
                    name: head.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "),
                    country: None,
                    sector: rule.sector.map(str::to_owned),
                    provisional: true,
                    rule: "a name that the register does not know".to_owned(),
                };
                Some(Reading { who: Who::Party(party), voice: rule.voice, entry: None })
            }
            Does::Kind
                if unknown
                    && head.last().is_some_and(Word::is_capital)
                    && self.register.rules.is(&form, Does::Group) =>
            {
                None
            }
            Does::Nobody if unknown => None,
            Does::Office if unknown => None,
            Does::State if unknown && rule.id != "police" => None,
            Does::State | Does::Office | Does::Named if other => {
                Some(Reading::unresolved(format!("{form} of whom the words do not tell")).saying(rule.voice))
            }
            _ if other => {
                let foreign = Reader { whose: true, ..self.deeper()? };
                Some(foreign.apply(rule, of, &form, &people))
            }
            Does::Member | Does::Spokes | Does::Title => None,
            _ => Some(self.apply(rule, of, &form, &people)),
        }
    }

    /// "Union of Upper River Patriots": written like a name throughout, with a group's word before "of".
    fn is_name(&self, words: &[Word]) -> bool {
        let Some(at) = words.iter().position(|word| matches!(word.fold.as_str(), "of" | "for")) else { return false };
        let capital = |word: &Word| {
            word.is_capital() || is_inside_names(&word.fold) || matches!(word.fold.as_str(), "of" | "for")
        };
        let head = words.get(..at).unwrap_or(words);
        let marked = head.iter().any(|word| self.register.rules.is(&word.fold, Does::Group));
        !self.upper
            && words.len() >= 3
            && marked
            && words.iter().all(capital)
            && words.get(at + 1..).is_some_and(begins_name)
    }

    /// "Russian-backed": the country before it is not the one meant.
    fn is_backer(&self, words: &[Word], count: usize) -> bool {
        words.get(count).is_some_and(|word| {
            self.register.rules.is(&word.fold, Does::Backed) || self.register.rules.is(&word.fold, Does::Led)
        })
    }

    /// A capital that is no mere beginning of a sentence.
    fn looks_named(&self, word: &Word, at: usize) -> bool {
        let adjective = ["ed", "ing", "ly", "ist", "ous", "ful", "less", "ive", "al", "ary"]
            .iter()
            .any(|end| word.fold.ends_with(end));
        word.is_capital() && !self.upper && !(at == 0 && adjective) && word.text.chars().any(char::is_alphabetic)
    }

    /// A name that the register does not know: its words say that it is a group's, or it is an acronym.
    fn provisional(&self, words: &[Word]) -> Option<Reading> {
        let mut words = without_determiners(words);
        while let Some(count) = self.strip(words)
            && let Some(rest) = words.get(count..)
            && !rest.is_empty()
            && !self.is_also_in_names(words, count)
        {
            words = rest;
        }
        let inside = |word: &Word| {
            word.is_capital() || is_inside_names(&word.fold) || matches!(word.fold.as_str(), "of" | "for" | "in")
        };
        let end = words.iter().position(|word| !inside(word)).unwrap_or(words.len());
        let end = (0..=end).rev().find(|end| words.get(end.wrapping_sub(1)).is_none_or(Word::is_capital))?;
        let name = words
            .get(..end)
            .filter(|name| name.first().is_some_and(|word| word.is_capital() || is_inside_names(&word.fold)))?;
        let acronym = matches!(name, [only] if is_surely_acronym(&only.text));
        let marked = || name.iter().any(|word| self.register.rules.is(&word.fold, Does::Group));
        if !acronym && (name.len() < 2 || !marked() || self.upper) {
            return None;
        }
        if self.names_person(name) || self.register.by_key.contains_key(&key(name)) {
            return None;
        }
        // "Supreme Court bench": what a rule knows is no name.
        let form = key(name);
        let wanted = |does| matches!(does, Does::State | Does::Kind | Does::Office | Does::Armed);
        if let Some(rule) = self.register.rules.find(&form, self.main_country().ok(), self.day(), wanted) {
            return Some(self.apply(rule, None, &form, &[]));
        }
        let party = Party {
            id: format!("provisional/{}", slug(name)),
            name: name.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "),
            country: None,
            sector: None,
            provisional: true,
            rule: "a name that the register does not know".to_owned(),
        };
        Some(Reading { who: Who::Party(party), voice: None, entry: None })
    }

    /// Whether a person's name may be among these words: after a title ("Wing Commander X", "Correspondent Y"), or in two and
    /// more words after the last one that marks a group ("Alliance X Y"). Private persons are not kept by name.
    fn names_person(&self, name: &[Word]) -> bool {
        let rules = &self.register.rules;
        let marks = |word: &Word| rules.is(&word.fold, Does::Group);
        let of_one = |word: &Word| {
            let kind = rules.is(&word.fold, Does::Kind) && !word.fold.ends_with('s') && !word.fold.ends_with("men");
            rules.is(&word.fold, Does::Title) || kind && !matches!(word.fold.as_str(), "people" | "youth" | "children")
        };
        let titled = name.iter().enumerate().any(|(at, word)| {
            let before_mark = name.get(at + 1).is_some_and(marks);
            of_one(word) && !marks(word) && !before_mark
        });
        let begins = name.first().is_some_and(|word| {
            let rule = rules.find(&word.fold, None, None, |does| does == Does::Group);
            rule.is_some_and(|rule| rule.id == "begins-names")
        });
        let after = name.iter().rposition(marks).and_then(|at| name.get(at + 1..)).unwrap_or(name);
        let linked = after.first().is_some_and(|word| !word.is_capital());
        titled || !begins && !linked && after.len() >= 2
    }

    /// An adjective in capitals that names also begin with: "Northern Liberation Front".
    fn is_also_in_names(&self, words: &[Word], count: usize) -> bool {
        let Some(part) = words.get(..count) else { return false };
        let rule = self.register.rules.find(&key(part), None, None, |does| does == Does::Strip);
        part.iter().any(Word::is_capital) && rule.is_some_and(|rule| rule.id == "also-in-names")
    }

    fn unknown(&self, words: &[Word]) -> Reading {
        if words.first().is_some_and(Word::is_capital) && !self.upper {
            return Reading::unresolved(
                "a name that the register does not know and that may be a person's; private persons are kept as roles",
            );
        }
        Reading::unresolved("no party that the rules know")
    }
}

/// A capital, after an article that names begin with.
pub(super) fn begins_name(words: &[Word]) -> bool {
    let mut words =
        words.iter().skip_while(|word| matches!(word.fold.as_str(), "al" | "el" | "the" | "abu" | "de" | "van"));
    words.next().is_some_and(Word::is_capital)
}

/// An acronym and hardly a surname in capitals: three or four letters with at most one vowel among them, or with digits.
fn is_surely_acronym(text: &str) -> bool {
    let vowels = text.chars().filter(|c| matches!(c, 'A' | 'E' | 'I' | 'O' | 'U' | 'Y')).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    is_acronym(text) && text.len() >= 3 && (letters <= 4 && vowels <= 1 || letters < text.len())
}

/// Small words inside names.
fn is_inside_names(word: &str) -> bool {
    matches!(
        word,
        "al" | "el"
            | "ul"
            | "the"
            | "and"
            | "wal"
            | "bin"
            | "ibn"
            | "de"
            | "del"
            | "la"
            | "las"
            | "los"
            | "y"
            | "du"
            | "des"
            | "da"
            | "do"
    )
}

fn is_head(does: Does) -> bool {
    use Does::*;
    matches!(does, State | Named | Office | Officials | Kind | Armed | Member | Spokes | Nobody | Title)
}

fn is_head_or_thing(does: Does) -> bool {
    is_head(does) || does == Does::Thing
}

//! Words about one place -> its intervals. Goes through the days on which something is told or lapses, once, from the first.
//!
//! All words of a day are judged together, so that their order does not matter. docs/control.md, "From words to intervals".

use super::camps::{Camps, NamesTold};
use super::words::{Kind, Word, key};
use super::{Basis, CONTESTED_DAYS, Grade, Interval};
use crate::Named;
use crate::witness::Witness;
use claim::{ClaimId, ReportId};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Number of a word.
type At = usize;

/// A word with its camps and its day.
#[derive(Debug)]
struct Said {
    kind: Kind,
    /// Of the parties.
    camps: Vec<usize>,
    /// Of whom it was done to.
    losers: Vec<usize>,
    /// Whom its speakers speak for.
    by: Vec<usize>,
    day: Date,
    precision: u8,
}

impl Said {
    /// The one camp that it is about, if it is one.
    fn camp(&self) -> Option<usize> {
        match self.camps[..] {
            [camp] => Some(camp),
            _ => None,
        }
    }

    fn is_by(&self, camp: usize) -> bool {
        self.by.contains(&camp)
    }
}

/// One voice for a side.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Voice {
    witness: Witness,
    lineage: ReportId,
    /// It is the side's own.
    own: bool,
    published: Option<Date>,
}

/// True where one of some voices and one of others are two witnesses of two lineages.
fn is_a_pair_of<'v>(some: impl Iterator<Item = &'v Voice>, others: impl Iterator<Item = &'v Voice>) -> bool {
    // Thousands of voices are few pairs of witness and lineage.
    let some: BTreeSet<(&Witness, ReportId)> = some.map(|voice| (&voice.witness, voice.lineage)).collect();
    let others: BTreeSet<(&Witness, ReportId)> = others.map(|voice| (&voice.witness, voice.lineage)).collect();
    let Some((first, _)) = some.first() else { return false };
    let is_one_witness = some.iter().chain(&others).all(|(witness, _)| witness == first);
    !is_one_witness && some.iter().any(|one| others.iter().any(|other| other.0 != one.0 && other.1 != one.1))
}

/// A side that is told to hold the place.
#[derive(Clone, Debug)]
struct Side {
    camp: usize,
    basis: Basis,
    since: Date,
    precision: u8,
    voices: BTreeSet<Voice>,
    /// The loser's own side tells of the loss; published then.
    admitted: Vec<Option<Date>>,
    loser: Option<usize>,
    /// When its own side last said so: the latest publication.
    spoke: Option<Date>,
    /// Last day on which it was told to hold or take it.
    last: Date,
}

impl Side {
    /// Its grade by all its voices.
    fn grade(&self) -> Grade {
        let is_borne_out = || is_a_pair_of(self.voices.iter().filter(|voice| !voice.own), self.voices.iter());
        if !self.admitted.is_empty() || is_borne_out() { Grade::Assessed } else { Grade::Claimed }
    }

    /// True where words published after another side's denial outweigh it: the loser's own admission, or two independent witnesses
    /// none of whom is the side itself (it would say so anyway, through however many outlets).
    fn outweighs(&self, denied: Option<Date>) -> bool {
        let is_later = |published: Option<Date>| denied.is_none_or(|denied| published.is_some_and(|day| day > denied));
        if self.admitted.iter().any(|published| is_later(*published)) {
            return true;
        }
        let others = || self.voices.iter().filter(|voice| !voice.own && is_later(voice.published));
        is_a_pair_of(others(), others())
    }

    /// Somebody tells so who is not of its own side.
    fn is_told_by_others(&self) -> bool {
        !self.admitted.is_empty() || self.voices.iter().any(|voice| !voice.own)
    }
}

/// A side that is told to have left.
#[derive(Clone, Debug)]
struct Left {
    camp: usize,
    day: Date,
    precision: u8,
    /// Its own side says so.
    own: bool,
    words: Vec<At>,
    /// What it had, if it was told to hold the place.
    was: Option<Side>,
}

/// What the days before have come to.
#[derive(Debug, Default)]
struct State {
    /// Who holds it, as far as told.
    holder: Option<Side>,
    /// Who held it before the holder took it.
    before: Option<Side>,
    /// Who left.
    left: Option<Left>,
    /// Sides that say that they hold what the holder is told to hold, too.
    rivals: BTreeMap<usize, Side>,
    /// Last day of a word for a rival, or of the holder's own against them.
    rivalled: Option<Date>,
    /// Day, who fights beside the holder, words.
    fights: Vec<(Date, BTreeSet<usize>, Vec<At>)>,
    /// Words of agreed or announced leaving.
    leaving: Vec<(Date, usize, At)>,
    /// There was fighting that lapsed.
    silence: bool,
}

/// The answer of one day.
#[derive(Clone, Debug, PartialEq)]
struct Answer {
    grade: Grade,
    basis: Basis,
    holder: Option<usize>,
    since: Option<Date>,
    contenders: BTreeSet<usize>,
    loser: Option<usize>,
    precision: u8,
    admitted: bool,
}

impl Answer {
    /// True where the two are one interval.
    fn is_as(&self, other: &Answer) -> bool {
        (self.grade, self.basis, self.holder, self.since, &self.contenders)
            == (other.grade, other.basis, other.holder, other.since, &other.contenders)
    }
}

/// The intervals of a place, gapless from the first word; none where no word tells who holds it or fights over it.
pub(super) fn history(words: &[Word], camps: &Camps, country: Option<&str>) -> Vec<Interval> {
    let said = said(words, camps);
    let mut by_day: BTreeMap<Date, Vec<At>> = BTreeMap::new();
    for (at, said) in said.iter().enumerate() {
        by_day.entry(said.day).or_default().push(at);
        // A day after a window closes, something may lapse.
        if let Ok(lapses) = said.day.checked_add((CONTESTED_DAYS + 1).days()) {
            by_day.entry(lapses).or_default();
        }
    }
    let mut state = State::default();
    let mut stretches: Vec<(Date, Answer, BTreeSet<At>)> = Vec::new();
    for (day, today) in &by_day {
        let used = state.pass(*day, today, &said, words, camps);
        let Some(answer) = state.answer() else { continue };
        match stretches.last_mut() {
            Some((_, last, known)) if last.is_as(&answer) => {
                known.extend(used);
                *last = Answer { precision: last.precision, ..answer };
            }
            _ => {
                let mut claims = used;
                if answer.grade == Grade::Contested {
                    claims.extend(state.fights.iter().flat_map(|(_, _, words)| words).copied());
                }
                stretches.push((*day, answer, claims));
            }
        }
    }
    intervals(&stretches, words, &said, camps, country)
}

/// The words with their camps and days, without those that were taken back.
fn said(words: &[Word], camps: &Camps) -> Vec<Said> {
    let mut said: Vec<Said> = words
        .iter()
        .map(|word| Said {
            kind: word.kind,
            camps: camps.all(&word.parties),
            losers: camps.all(&word.against),
            by: camps.of_speakers(word.speakers),
            day: word.end,
            precision: word.precision,
        })
        .collect();
    for at in taken_back(words, &said, camps) {
        said[at].kind = Kind::NotHeld;
        said[at].camps.clear();
    }
    agree_on_days(words, &mut said);
    said
}

/// Words that whoever spoke them has taken back: published later, about the same place, the same witness denies them or says the
/// other thing of the days that they were about, or the outlet that printed them tells that they were wrong.
fn taken_back(words: &[Word], said: &[Said], camps: &Camps) -> Vec<At> {
    let mut denials: BTreeMap<&Witness, Vec<At>> = BTreeMap::new();
    let mut withdrawals: BTreeMap<&str, Vec<At>> = BTreeMap::new();
    // Last days of takings, by camp.
    let mut taken: BTreeMap<usize, Vec<Date>> = BTreeMap::new();
    for (at, (word, told)) in words.iter().zip(said).enumerate() {
        match told.kind {
            Kind::NotTaken | Kind::Kept | Kind::Hold | Kind::Leave => {
                denials.entry(&word.witness).or_default().push(at);
            }
            Kind::Gain => taken.entry(told.camp().unwrap_or(usize::MAX)).or_default().push(word.end),
            _ => {}
        }
        if let Some(outlet) = word.outlet
            && matches!(told.kind, Kind::NotTaken | Kind::NotHeld)
            && word.is_outlets_own()
        {
            withdrawals.entry(outlet).or_default().push(at);
        }
    }
    for list in denials.values_mut().chain(withdrawals.values_mut()) {
        list.sort_by_key(|at| (words[*at].start, *at));
    }
    // Words that begin within some days after another ends.
    let within = |list: Option<&Vec<At>>, word: &Word, days: i64| -> Vec<At> {
        let list = list.map_or(&[][..], Vec::as_slice);
        let end = list.partition_point(|at| days_between(word.end, words[*at].start) <= days);
        list[..end].to_vec()
    };
    let is_later = |later: &Word, word: &Word| match (later.published, word.published) {
        (Some(later), Some(earlier)) => later > earlier,
        _ => false,
    };
    // A taking in between makes the later word news, not a correction.
    let taken_between = |word: &Word, later: &Word, fits: &dyn Fn(usize) -> bool| {
        taken
            .iter()
            .filter(|(camp, _)| fits(**camp))
            .any(|(_, days)| days.iter().any(|end| *end > word.end && *end <= later.end))
    };
    (0..words.len())
        .filter(|&at| {
            let (word, told) = (&words[at], &said[at]);
            let Some(camp) = told.camp() else { return false };
            if !matches!(told.kind, Kind::Gain | Kind::Hold | Kind::Kept | Kind::Leave) {
                return false;
            }
            let denies = |other: At| {
                let (later, said_later) = (&words[other], &said[other]);
                let same = said_later.camp() == Some(camp);
                let contrary = match (told.kind, said_later.kind) {
                    (Kind::Gain, Kind::NotTaken) => same || said_later.camps.is_empty(),
                    (Kind::Gain, Kind::Kept) => !same,
                    (Kind::Gain, Kind::Hold) => !same && said_later.camp().is_some(),
                    (Kind::Leave, Kind::Kept | Kind::Hold) => same,
                    (Kind::Kept, Kind::Leave) => same && later.start <= word.end,
                    _ => false,
                };
                contrary
                    && is_later(later, word)
                    && match (told.kind, said_later.kind) {
                        (Kind::Gain, Kind::Hold) => !taken_between(word, later, &|who| who != camp),
                        (Kind::Leave, Kind::Hold) => !taken_between(word, later, &|who| who == camp),
                        _ => true,
                    }
            };
            let withdraws = |other: At| {
                let kind = match told.kind {
                    Kind::Gain => said[other].kind == Kind::NotTaken,
                    Kind::Hold | Kind::Kept => said[other].kind == Kind::NotHeld,
                    _ => false,
                };
                // The register may have another entry for the day of the correction: an office in another period.
                let same = said[other].camp() == Some(camp)
                    || words[other].parties.iter().any(|party| camps.is_namesake(party, camp));
                kind && same && is_later(&words[other], word)
            };
            within(denials.get(&word.witness), word, CONTESTED_DAYS).into_iter().any(denies)
                || within(word.outlet.and_then(|outlet| withdrawals.get(outlet)), word, CORRECTED_DAYS)
                    .into_iter()
                    .any(withdraws)
        })
        .collect()
}

/// So many days later an outlet still corrects itself.
const CORRECTED_DAYS: i64 = 30;

/// Days of changes: claims of one change narrow each other's days down; the change is put on the latest day that all agree on.
fn agree_on_days(words: &[Word], said: &mut [Said]) {
    struct Change {
        camp: usize,
        start: Date,
        end: Date,
        by_words: bool,
        words: Vec<At>,
    }
    let mut order: Vec<At> = (0..words.len()).filter(|at| matches!(said[*at].kind, Kind::Gain | Kind::Leave)).collect();
    // The most exact first, gains before leavings.
    order.sort_by_key(|&at| {
        let word = &words[at];
        (said[at].kind, !word.by_words, word.precision, word.start, word.end)
    });
    let mut changes: Vec<Change> = Vec::new();
    let overlap = |change: &Change, word: &Word| change.start <= word.end && word.start <= change.end;
    for at in order {
        let word = &words[at];
        let Some(camp) = said[at].camp() else { continue };
        let gain = said[at].kind == Kind::Gain;
        let fitting = changes
            .iter_mut()
            .filter(|change| (change.camp == camp) == gain && overlap(change, word))
            .max_by_key(|change| (change.start, change.end, change.camp));
        match fitting {
            Some(change) => {
                change.start = change.start.max(word.start);
                change.end = change.end.min(word.end);
                change.by_words |= word.by_words;
                change.words.push(at);
            }
            None if gain => changes.push(Change {
                camp,
                start: word.start,
                end: word.end,
                by_words: word.by_words,
                words: vec![at],
            }),
            None => {}
        }
    }
    for change in changes {
        let exact = change.start == change.end && change.by_words;
        let least = change.words.iter().map(|at| words[*at].precision).min().unwrap_or(5);
        let precision = if exact { 1 } else { least.max(2) };
        for at in change.words {
            said[at].day = change.end;
            said[at].precision = precision;
        }
    }
}

impl State {
    /// Takes one day in. Gives the words that bear on the answer.
    fn pass(&mut self, day: Date, today: &[At], said: &[Said], words: &[Word], camps: &Camps) -> BTreeSet<At> {
        let mut used: BTreeSet<At> = BTreeSet::new();
        self.lapse(day);
        let of = |kinds: &[Kind]| -> Vec<At> {
            today.iter().copied().filter(|at| kinds.contains(&said[*at].kind)).collect()
        };
        let gains = without_lone_words(by_camp(&of(&[Kind::Gain]), said), said, words);
        let holds = by_camp(&of(&[Kind::Hold, Kind::Kept]), said);
        let new_holder_today = !gains.is_empty();
        for at in of(&[Kind::Leaving]) {
            self.leaving.extend(said[at].camps.iter().map(|camp| (day, *camp, at)));
        }
        // Who leaves.
        let holder = self.holder.as_ref().map(|side| side.camp);
        let mut leaves: Vec<(usize, usize, At)> = Vec::new();
        for at in of(&[Kind::Leave]) {
            let parties = &words[at].parties;
            if let Some(holder) = holder.filter(|holder| parties.iter().any(|party| camps.is_namesake(party, *holder)))
            {
                leaves.push((holder, 0, at));
                continue;
            }
            let own = |(place, party): (usize, &&Named)| {
                camps.camp(party).filter(|camp| camps.is_own(party, *camp)).map(|camp| (camp, place, at))
            };
            let mut gone: Vec<(usize, usize, At)> = parties.iter().enumerate().filter_map(own).collect();
            gone.sort();
            gone.dedup_by_key(|(camp, _, _)| *camp);
            leaves.extend(gone);
        }
        // The holder first, then whom most words name, then whom a word names first.
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for (camp, _, _) in &leaves {
            *counts.entry(*camp).or_default() += 1;
        }
        leaves.sort_by_key(|(camp, place, at)| {
            (Some(*camp) != holder, std::cmp::Reverse(counts[camp]), *place, *camp, *at)
        });
        for (camp, _, at) in &leaves {
            let word = &words[*at];
            let camp = *camp;
            let own = said[*at].is_by(camp);
            let kept: Vec<At> =
                holds.get(&camp).into_iter().flatten().copied().filter(|at| said[*at].is_by(camp)).collect();
            let is_denied = !own && kept.iter().any(|kept| words[*kept].published >= word.published);
            if is_denied && !gains.keys().any(|gainer| *gainer != camp) {
                self.fight(day, BTreeSet::new(), *at);
                used.insert(*at);
                used.extend(kept);
            } else if self.leave(day, camp, *at, own, said, words) {
                used.insert(*at);
            }
        }
        // Who takes it.
        let several = gains.keys().count() > 1;
        for (camp, taking) in &gains {
            used.extend(taking.iter().copied());
            used.extend(self.gain(day, *camp, taking, &holds, several, said, words));
        }
        // Nobody says who took it.
        for at in today.iter().copied().filter(|at| said[*at].kind == Kind::Gain && said[*at].camps.is_empty()) {
            let loser = said[at].losers.first().copied();
            match (&mut self.holder, loser) {
                (Some(holder), loser)
                    if loser != Some(holder.camp)
                        && holder.basis == Basis::Taken
                        && days_between(holder.since, day) <= CONTESTED_DAYS =>
                {
                    let own = said[at].is_by(holder.camp);
                    holder.voices.insert(voice(&words[at], own));
                    used.insert(at);
                }
                (_, Some(loser)) if !new_holder_today => {
                    let own = said[at].is_by(loser);
                    if self.leave(day, loser, at, own, said, words) {
                        used.insert(at);
                    }
                }
                _ => {}
            }
        }
        // Who holds it.
        for (camp, holding) in &holds {
            used.extend(self.hold(day, *camp, holding, said, words));
        }
        self.weigh(day);
        // Who fights over it.
        for at in today.iter().copied() {
            match said[at].kind {
                Kind::Fight => {
                    // A fight that is dated to no better than a month is history, not news.
                    if words[at].precision >= 4 {
                        continue;
                    }
                    let holder = self.holder.as_ref().map(|side| side.camp);
                    // What may have been before the place was taken is over with it.
                    let is_over = |side: &Side| side.basis == Basis::Taken && words[at].start <= side.since;
                    if self.holder.as_ref().is_some_and(is_over) {
                        continue;
                    }
                    let sides: BTreeSet<usize> = said[at].camps.iter().chain(&said[at].losers).copied().collect();
                    let others: BTreeSet<usize> = sides.iter().copied().filter(|camp| Some(*camp) != holder).collect();
                    if others.is_empty() && !sides.is_empty() && holder.is_some() && !is_clash(&words[at]) {
                        continue;
                    }
                    self.fight(day, others, at);
                    used.insert(at);
                }
                Kind::NotTaken => {
                    let denied = &said[at].camps;
                    let is_recent = self.holder.as_ref().is_some_and(|side| {
                        side.basis == Basis::Taken
                            && (denied.is_empty() || denied.contains(&side.camp))
                            && days_between(side.since, day) <= CONTESTED_DAYS
                            && side.grade() == Grade::Claimed
                    });
                    if is_recent {
                        self.fight(day, BTreeSet::new(), at);
                        used.insert(at);
                    }
                }
                _ => {}
            }
        }
        used
    }

    /// What was told too long ago falls away.
    fn lapse(&mut self, day: Date) {
        let had = !self.fights.is_empty();
        self.fights.retain(|(told, _, _)| days_between(*told, day) <= CONTESTED_DAYS);
        if had && self.fights.is_empty() {
            self.silence = true;
        }
        if self.rivalled.is_some_and(|told| days_between(told, day) > CONTESTED_DAYS) {
            // Nobody was borne out. Who was told by others than its own side has it; else who had it before; else who claims it alone.
            let told: Vec<usize> =
                self.rivals.values().filter(|side| side.is_told_by_others()).map(|side| side.camp).collect();
            let winner = match (&self.holder, told.as_slice()) {
                (Some(holder), [one]) if !holder.is_told_by_others() || self.rivals[one].basis == Basis::Taken => {
                    Some(*one)
                }
                (None, [one]) => Some(*one),
                (None, []) if self.rivals.len() == 1 => self.rivals.keys().next().copied(),
                _ => None,
            };
            match winner {
                Some(winner) => self.give_to(winner, day, 2),
                None => self.forget_rivals(),
            }
        }
    }

    fn forget_rivals(&mut self) {
        self.rivals.clear();
        self.rivalled = None;
    }

    /// A rival becomes the holder.
    fn give_to(&mut self, camp: usize, day: Date, precision: u8) {
        if let Some(mut side) = self.rivals.remove(&camp) {
            side.since = day;
            side.precision = precision;
            if let Some(before) = self.holder.take() {
                self.before = Some(before);
            }
            self.holder = Some(side);
        }
        self.left = None;
        self.forget_rivals();
    }

    fn fight(&mut self, day: Date, others: BTreeSet<usize>, at: At) {
        self.silence = false;
        match self.fights.iter_mut().find(|(told, known, _)| *told == day && *known == others) {
            Some((_, _, words)) => words.push(at),
            None => self.fights.push((day, others, vec![at])),
        }
    }

    /// A camp is told to have left. True where that bears on the answer.
    fn leave(&mut self, day: Date, camp: usize, at: At, own: bool, said: &[Said], words: &[Word]) -> bool {
        let word = &words[at];
        if self.rivals.remove(&camp).is_some() {
            if self.rivals.is_empty() {
                self.rivalled = None;
            }
            self.bear_out(camp, own, said, word, at);
            return true;
        }
        match &self.holder {
            Some(holder) if holder.camp == camp => {
                let left =
                    Left { camp, day, precision: said[at].precision, own, words: vec![at], was: self.holder.take() };
                // One rival is left: it has it.
                if let [one] = self.rivals.keys().copied().collect::<Vec<_>>()[..] {
                    self.before = left.was;
                    self.give_to(one, day, said[at].precision);
                    self.fights.clear();
                    self.bear_out(camp, own, said, word, at);
                } else {
                    self.left = Some(left);
                }
                true
            }
            Some(holder) => {
                let lost = holder.loser == Some(camp) || self.before.as_ref().is_some_and(|before| before.camp == camp);
                let recent = days_between(holder.since, day) <= CONTESTED_DAYS;
                if recent && (lost || holder.loser.is_none() && holder.basis == Basis::Taken) {
                    self.bear_out(camp, own, said, word, at);
                    true
                } else {
                    false
                }
            }
            None => {
                match &mut self.left {
                    Some(left) if left.camp == camp => {
                        left.words.push(at);
                        left.own |= own;
                        left.precision = left.precision.min(said[at].precision);
                    }
                    // Others who leave after the holder left are not the ones who lost it.
                    Some(left) if left.was.is_some() && days_between(left.day, day) <= CONTESTED_DAYS => return false,
                    Some(left) if left.day == day => return false,
                    _ => {
                        self.left =
                            Some(Left { camp, day, precision: said[at].precision, own, words: vec![at], was: None });
                    }
                }
                true
            }
        }
    }

    /// The loser's leaving speaks for the holder; by the loser's own mouth it settles it.
    fn bear_out(&mut self, loser: usize, own: bool, said: &[Said], word: &Word, at: At) {
        if let Some(holder) = &mut self.holder {
            holder.loser.get_or_insert(loser);
            holder.voices.insert(voice(word, said[at].is_by(holder.camp)));
            if own && !said[at].is_by(holder.camp) {
                holder.admitted.push(word.published);
            }
        }
    }

    /// A camp is told to have taken it.
    #[expect(clippy::too_many_arguments, reason = "one day's words of every kind are weighed together")]
    fn gain(
        &mut self,
        day: Date,
        camp: usize,
        taking: &[At],
        holds: &BTreeMap<usize, Vec<At>>,
        several: bool,
        said: &[Said],
        words: &[Word],
    ) -> Vec<At> {
        let told_loser = taking.iter().flat_map(|at| &said[*at].losers).copied().filter(|loser| *loser != camp).min();
        let precision = taking.iter().map(|at| said[*at].precision).min().unwrap_or(5);
        let add = |side: &mut Side| {
            for at in taking {
                side.voices.insert(voice(&words[*at], said[*at].is_by(camp)));
                let loser = side.loser;
                if loser.is_some_and(|loser| said[*at].is_by(loser) && !said[*at].is_by(camp)) {
                    side.admitted.push(words[*at].published);
                }
            }
            side.spoke = side.spoke.max(spoken(taking, camp, said, words));
            side.last = day;
        };
        if let Some(side) = self.holder.as_mut().filter(|side| side.camp == camp) {
            add(side);
            if self.rivalled.is_some() && taking.iter().any(|at| said[*at].is_by(camp)) {
                self.rivalled = Some(day);
            }
            return Vec::new();
        }
        if let Some(side) = self.rivals.get_mut(&camp) {
            add(side);
            self.rivalled = Some(day);
            return Vec::new();
        }
        let holder = self.holder.as_ref().map(|side| side.camp);
        let gone = self.left.clone().filter(|left| left.camp != camp && days_between(left.day, day) <= CONTESTED_DAYS);
        let loser = told_loser.or(holder).or(gone.as_ref().map(|left| left.camp));
        let mut side = Side {
            camp,
            basis: Basis::Taken,
            since: day,
            precision,
            voices: BTreeSet::new(),
            admitted: Vec::new(),
            loser,
            spoke: None,
            last: day,
        };
        add(&mut side);
        // Those who tell that the loser left tell of the same change.
        let leaving: Vec<At> = gone.iter().flat_map(|left| &left.words).copied().collect();
        for at in &leaving {
            let own = said[*at].is_by(camp);
            side.voices.insert(voice(&words[*at], own));
            if !own && loser.is_some_and(|loser| said[*at].is_by(loser)) {
                side.admitted.push(words[*at].published);
            }
        }
        // Whoever says on this day that he holds it: the loser, or where none is told, whoever does.
        let loser = loser.or_else(|| {
            let mut others =
                holds.iter().filter(|(who, words)| **who != camp && words.iter().any(|at| said[*at].is_by(**who)));
            others.next().map(|(who, _)| *who).filter(|_| others.next().is_none())
        });
        side.loser = loser;
        let resisting: Vec<At> = loser
            .and_then(|loser| holds.get(&loser))
            .into_iter()
            .flatten()
            .copied()
            .filter(|at| loser.is_some_and(|loser| said[*at].is_by(loser)))
            .collect();
        let denied = resisting.iter().map(|at| words[*at].published).max().flatten();
        let is_settled = denied.is_some() && side.outweighs(denied) || !side.admitted.is_empty();
        let is_resisted = !resisting.is_empty() && !is_settled;
        let agreed: Vec<At> = self
            .leaving
            .iter()
            .filter(|(told, who, _)| Some(*who) == loser && days_between(*told, day) <= CONTESTED_DAYS)
            .map(|(_, _, at)| *at)
            .chain(leaving)
            .collect();
        if is_resisted || several && holder.is_some_and(|holder| holder != camp) || !self.rivals.is_empty() {
            if self.holder.is_none()
                && let Some(loser) = loser
                && is_resisted
            {
                // Who says that he holds it is taken for the holder until somebody is borne out.
                let was = self.left.take().filter(|left| left.camp == loser).and_then(|left| left.was);
                self.holder = Some(was.unwrap_or_else(|| held(loser, day, &resisting, said, words)));
            }
            self.rivals.insert(camp, side);
            self.rivalled = Some(day);
            return [resisting, agreed].concat();
        }
        if several && self.holder.is_none() {
            self.rivals.insert(camp, side);
            self.rivalled = Some(day);
            return agreed;
        }
        self.before = self.holder.take();
        self.left = None;
        self.fights.clear();
        self.silence = false;
        self.holder = Some(side);
        agreed
    }

    /// A camp is told to hold it.
    fn hold(&mut self, day: Date, camp: usize, holding: &[At], said: &[Said], words: &[Word]) -> Vec<At> {
        let by_itself: Vec<At> = holding.iter().copied().filter(|at| said[*at].is_by(camp)).collect();
        let by_others = by_itself.len() < holding.len();
        let is_disputed = !self.rivals.is_empty();
        let add = |side: &mut Side| {
            for at in holding {
                // In a dispute a side's word for itself keeps the dispute open and bears nothing out.
                if !is_disputed || !said[*at].is_by(camp) {
                    side.voices.insert(voice(&words[*at], said[*at].is_by(camp)));
                }
                if side.loser.is_some_and(|loser| said[*at].is_by(loser)) {
                    side.admitted.push(words[*at].published);
                }
            }
            side.spoke = side.spoke.max(spoken(holding, camp, said, words));
            side.last = day;
        };
        if let Some(side) = self.holder.as_mut().filter(|side| side.camp == camp) {
            add(side);
            if self.rivalled.is_some() && !by_itself.is_empty() {
                self.rivalled = Some(day);
            }
            if by_others {
                // Somebody else than the holder tells that it holds out: earlier fights are over.
                self.fights.retain(|(told, _, _)| *told >= day);
            }
            return holding.to_vec();
        }
        if let Some(side) = self.rivals.get_mut(&camp) {
            add(side);
            self.rivalled = Some(day);
            return holding.to_vec();
        }
        let new = held(camp, day, holding, said, words);
        match &self.holder {
            None => {
                if let Some(left) = self.left.as_ref().filter(|left| left.camp == camp) {
                    if by_others && left.day == day {
                        return Vec::new();
                    }
                    if !left.own && !by_others {
                        // It denies that it left: it is taken for the holder, and the place for contested.
                        let was = self.left.take().and_then(|left| left.was);
                        self.holder = Some(was.unwrap_or(new));
                        self.fight(day, BTreeSet::new(), holding[0]);
                        return holding.to_vec();
                    }
                }
                self.left = None;
                self.silence = false;
                self.holder = Some(new);
            }
            Some(holder) => {
                let same_day = holder.basis == Basis::Taken && holder.since == day;
                let lost_it = holder.loser == Some(camp);
                if same_day && (by_itself.is_empty() || lost_it) {
                    // It held it until that day; its own denial was weighed with the gain.
                    return Vec::new();
                }
                if days_between(holder.last, day) <= CONTESTED_DAYS {
                    let denied = words_day(&by_itself, words);
                    if lost_it && !by_others && (!holder.admitted.is_empty() || holder.outweighs(denied)) {
                        // Its own side has admitted it, or independent words came after its denial.
                        return Vec::new();
                    }
                    let was_before = self.before.as_ref().is_some_and(|before| before.camp == camp);
                    if lost_it && was_before && !holder.is_told_by_others() {
                        // Nobody but the gainer told of the gain: the loser that denies it is still taken for the holder.
                        let gainer = self.holder.take();
                        self.holder = self.before.take().map(|mut before| {
                            before.spoke = before.spoke.max(new.spoke);
                            before.last = day;
                            before
                        });
                        self.rivals.extend(gainer.map(|side| (side.camp, side)));
                    } else {
                        self.rivals.insert(camp, new);
                    }
                    self.rivalled = Some(day);
                } else {
                    // Nobody has told of the old holder for long: hands have changed, on a day that nobody told.
                    let loser = holder.camp;
                    self.before = self.holder.take();
                    self.fights.clear();
                    self.holder = Some(Side { loser: Some(loser), precision: new.precision.max(2), ..new });
                }
            }
        }
        holding.to_vec()
    }

    /// A side of a dispute that is borne out by words published after the last word of the others' own wins it.
    fn weigh(&mut self, day: Date) {
        if self.rivals.is_empty() {
            return;
        }
        let sides: Vec<&Side> = self.holder.iter().chain(self.rivals.values()).collect();
        let winners: Vec<usize> = sides
            .iter()
            .filter(|side| {
                let others = sides.iter().filter(|other| other.camp != side.camp);
                let last = others.filter_map(|other| other.spoke).max();
                last.is_some() && side.outweighs(last)
            })
            .map(|side| side.camp)
            .collect();
        if let [winner] = winners[..] {
            if self.holder.as_ref().is_some_and(|side| side.camp == winner) {
                self.forget_rivals();
            } else {
                self.give_to(winner, day, 2);
                self.fights.clear();
            }
        }
    }

    fn answer(&self) -> Option<Answer> {
        let holder = self.holder.as_ref();
        let fought: BTreeSet<usize> = self.fights.iter().flat_map(|(_, others, _)| others).copied().collect();
        let mut answer = Answer {
            grade: Grade::Contested,
            basis: Basis::Rivals,
            holder: holder.map(|side| side.camp),
            since: holder.map(|side| side.since),
            contenders: BTreeSet::new(),
            loser: None,
            precision: 1,
            admitted: false,
        };
        if !self.rivals.is_empty() {
            answer.contenders = self.rivals.keys().copied().chain(fought).collect();
        } else if !self.fights.is_empty() {
            answer.basis = Basis::Fighting;
            answer.contenders = fought;
        } else if let Some(side) = holder {
            answer.grade = side.grade();
            answer.basis = side.basis;
            answer.loser = side.loser.filter(|loser| *loser != side.camp);
            answer.precision = side.precision;
            answer.admitted = !side.admitted.is_empty();
        } else if let Some(left) = &self.left {
            answer = Answer {
                grade: Grade::Unknown,
                basis: Basis::Left,
                since: None,
                loser: Some(left.camp),
                precision: left.precision,
                admitted: left.own,
                ..answer
            };
        } else if self.silence {
            answer = Answer { grade: Grade::Unknown, basis: Basis::Silence, ..answer };
        } else {
            return None;
        }
        if let Some(holder) = answer.holder {
            answer.contenders.remove(&holder);
        }
        Some(answer)
    }
}

fn is_clash(word: &Word) -> bool {
    word.kind == Kind::Fight && word.parties.len() + word.against.len() > 1
}

fn words_day(at: &[At], words: &[Word]) -> Option<Date> {
    at.iter().map(|at| words[*at].published).max().flatten()
}

fn held(camp: usize, day: Date, holding: &[At], said: &[Said], words: &[Word]) -> Side {
    Side {
        camp,
        basis: Basis::Held,
        since: day,
        precision: holding.iter().map(|at| said[*at].precision).min().unwrap_or(5),
        voices: holding.iter().map(|at| voice(&words[*at], said[*at].is_by(camp))).collect(),
        admitted: Vec::new(),
        loser: None,
        spoke: spoken(holding, camp, said, words),
        last: day,
    }
}

/// The latest publication of a camp's own words among some.
fn spoken(of: &[At], camp: usize, said: &[Said], words: &[Word]) -> Option<Date> {
    of.iter().filter(|at| said[**at].is_by(camp)).filter_map(|at| words[*at].published).max()
}

/// So many lineages that tell of one taking outweigh one that tells of another on the same day.
const MANY: usize = 3;

/// The takings of one day without those that one lineage alone tells, by others than the taker himself, where MANY tell of another: a slip of
/// a writer, or of the reader, takes no town.
fn without_lone_words(mut gains: BTreeMap<usize, Vec<At>>, said: &[Said], words: &[Word]) -> BTreeMap<usize, Vec<At>> {
    let lineages = |taking: &[At]| taking.iter().map(|at| words[*at].lineage).collect::<BTreeSet<_>>().len();
    if gains.values().any(|taking| lineages(taking) >= MANY) {
        gains.retain(|camp, taking| lineages(taking) > 1 || taking.iter().any(|at| said[*at].is_by(*camp)));
    }
    gains
}

/// Words about one camp each, by camp.
fn by_camp(words: &[At], said: &[Said]) -> BTreeMap<usize, Vec<At>> {
    let mut camps: BTreeMap<usize, Vec<At>> = BTreeMap::new();
    for at in words {
        if let Some(camp) = said[*at].camp() {
            camps.entry(camp).or_default().push(*at);
        }
    }
    camps
}

fn voice(word: &Word, own: bool) -> Voice {
    Voice { witness: word.witness.clone(), lineage: word.lineage, own: own || word.disputed, published: word.published }
}

/// Days from one day to a later one.
fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(i64::MAX, |span| i64::from(span.get_days()))
}

fn intervals(
    stretches: &[(Date, Answer, BTreeSet<At>)],
    words: &[Word],
    said: &[Said],
    camps: &Camps,
    country: Option<&str>,
) -> Vec<Interval> {
    // A tenure has one name from its first day to its last: the one that most of its words use.
    let mut told: BTreeMap<(Option<Date>, usize), NamesTold> = BTreeMap::new();
    for (_, answer, used) in stretches {
        for camp in answer.holder.into_iter().chain(answer.loser).chain(answer.contenders.iter().copied()) {
            let since = if answer.holder == Some(camp) { answer.since } else { None };
            let names = told.entry((since, camp)).or_default();
            for at in used {
                let word = &words[*at];
                let lists = match said[*at].kind {
                    Kind::Gain | Kind::Hold | Kind::Kept if answer.holder == Some(camp) => [&word.parties[..], &[]],
                    _ if answer.holder == Some(camp) => continue,
                    _ => [&word.parties[..], &word.against[..]],
                };
                for party in lists.into_iter().flatten() {
                    if camps.camp(party) == Some(camp) {
                        names.entry(key(party)).or_default().insert(word.lineage);
                    }
                }
            }
        }
    }
    let nothing = BTreeMap::new();
    let names =
        |since: Option<Date>, camp: usize| camps.names(camp, told.get(&(since, camp)).unwrap_or(&nothing), country);
    let one = |since: Option<Date>, camp: usize| names(since, camp).into_iter().next();
    let mut intervals: Vec<Interval> = Vec::new();
    for (number, (from, answer, used)) in stretches.iter().enumerate() {
        let mut all: Vec<Named> = answer.holder.map_or_else(Vec::new, |camp| names(answer.since, camp));
        let also = all.split_off(all.len().min(1));
        let holder = all.pop();
        let contenders: Vec<Named> = answer.contenders.iter().filter_map(|camp| one(None, *camp)).collect();
        let loser = answer.loser.and_then(|camp| one(None, camp));
        let (claims, reports) = claims(used, words);
        intervals.push(Interval {
            from: *from,
            precision: answer.precision,
            until: stretches.get(number + 1).and_then(|(next, _, _)| next.yesterday().ok()),
            because: because(answer, holder.as_ref(), &contenders, loser.as_ref()),
            holder,
            also,
            contenders,
            loser,
            grade: answer.grade,
            basis: answer.basis,
            claims,
            reports,
        });
    }
    intervals
}

fn claims(used: &BTreeSet<At>, words: &[Word]) -> (Vec<ClaimId>, Vec<ReportId>) {
    // Words stand in the order of telling.
    let all: Vec<(ClaimId, ReportId)> = used.iter().flat_map(|at| &words[*at].claims).copied().collect();
    let reports: BTreeSet<ReportId> = all.iter().map(|(_, report)| *report).collect();
    (all.into_iter().map(|(claim, _)| claim).collect(), reports.into_iter().collect())
}

fn because(answer: &Answer, holder: Option<&Named>, contenders: &[Named], loser: Option<&Named>) -> String {
    let name = |party: Option<&Named>| party.map_or("somebody", |party| &*party.name).to_owned();
    let from = loser.map_or_else(String::new, |loser| format!(" from {}", loser.name));
    let others: Vec<&str> = contenders.iter().map(|party| &*party.name).collect();
    let others = if others.is_empty() { "others whom nobody names".to_owned() } else { others.join(" and ") };
    match (answer.basis, answer.grade) {
        (Basis::Taken, Grade::Assessed) if answer.admitted => {
            format!("{} is told to have taken it{from}, and the loser's own side says that it is lost", name(holder))
        }
        (Basis::Taken, Grade::Assessed) => {
            format!(
                "{} is told to have taken it{from} by independent witnesses, not all of them its own side",
                name(holder)
            )
        }
        (Basis::Taken, _) => {
            format!("{} is told to have taken it{from}, by its own side or by one witness only", name(holder))
        }
        (Basis::Held, Grade::Assessed) => {
            format!("{} is told to hold it by independent witnesses, not all of them its own side", name(holder))
        }
        (Basis::Held, _) => format!("{} is told to hold it, by its own side or by one witness only", name(holder)),
        (Basis::Left, _) if answer.admitted => {
            format!("{} says that it is lost or left; nobody tells to whom", name(loser))
        }
        (Basis::Left, _) => format!("{} is told to have lost or left it; nobody tells to whom", name(loser)),
        (Basis::Fighting, _) => match holder {
            Some(holder) => format!("{} was told to hold it; fighting or denials, with {others}", holder.name),
            None => format!("fighting, with {others}; nobody was told to hold it before"),
        },
        (Basis::Rivals, _) => match holder {
            Some(holder) => format!("{} and {others} are both told to hold it", holder.name),
            None => format!("{others} are told to hold it at one time"),
        },
        (Basis::Silence, _) => {
            format!("fighting more than {CONTESTED_DAYS} days ago, and nobody told who holds it")
        }
    }
}

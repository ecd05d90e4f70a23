//! How alike two claims are: signs, weighed. Depends on the two claims alone (and on whether their reports are one or of one
//! lineage), never on how many others there are. Never decides by itself: join.rs does.

use super::family::{Joins, number};
use super::ground::{day_number, kilometres, logistic};
use super::hash::Hash;
use crate::{Kin, Lineages, Named, Spot, Statement, words_of};
use claim::{Group, ReportId, Status};
use std::collections::HashMap;
use std::sync::Arc;

macro_rules! signs {
    ($($(#[$doc:meta])* $sign:ident $name:literal,)*) => {
        /// What is looked at. The value of each is 0..1; its weight is in joins.toml.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Sign { $($(#[$doc])* $sign,)* }

        impl Sign {
            /// All of them.
            pub const ALL: &[Sign] = &[$(Sign::$sign),*];

            /// Its name in joins.toml.
            pub fn name(self) -> &'static str {
                match self { $(Sign::$sign => $name),* }
            }
        }

        /// How many signs there are.
        pub const SIGNS: usize = [$(Sign::$sign),*].len();
    };
}

signs! {
    /// Always 1.
    Bias "bias",
    /// One type.
    TypeSame "type_same",
    /// One place, a town or smaller; where they name others too, the share of common ones in all.
    PlaceSame "place_same",
    /// A place in common, but the one tells of others too that are more than 25 km away from it: of several deeds, or of a front.
    PlaceSeveral "place_several",
    /// Other places within 5 km; where the place is what it is done to ([`Joins::by_place`]) such places are neighbours.
    PlaceNear "place_near",
    /// Other places 5 to 25 km apart.
    PlaceNeighbour "place_neighbour",
    /// One name that could not be resolved, or a town and the province named after it.
    PlaceSameName "place_same_name",
    /// One division (1), or one country or region (0.2), and nothing more exact.
    PlaceSameArea "place_same_area",
    /// One place is an area that holds the other.
    PlaceContains "place_contains",
    /// Places that do not fit.
    PlaceDiffers "place_differs",
    /// One tells no place: 1 where the place is what it is done to and the reports are two, else 0.5.
    PlaceMissing "place_missing",
    /// One exact day, told by both.
    DaySame "day_same",
    /// Days in common: the root of the product of the shares in the shorter's and in both's. Days that no words tell: printed on one day 1; a
    /// told day against the day of printing 0.9 for that day and the one before, 0.3 for the one before that.
    DayOverlap "day_overlap",
    /// One day apart; printed on days that follow on each other 0.4, on days further apart 1.
    DayNext "day_next",
    /// Further apart.
    DayApart "day_apart",
    /// Nothing to compare.
    DayMissing "day_missing",
    /// One doer; one kind of people 0.4.
    ActorSame "actor_same",
    /// Doers of one side.
    ActorSide "actor_side",
    /// Doers of one name that could not be resolved.
    ActorName "actor_name",
    /// Doers of different sides; in politics also those it is done to.
    ActorDiffers "actor_differs",
    /// One to whom it is done, or of one side; one kind of people 0.4.
    TargetSame "target_same",
    /// To one name that could not be resolved.
    TargetName "target_name",
    /// To those of different sides.
    TargetDiffers "target_differs",
    /// Elsewhere: both name one thing, or one whom the register does not know, to which it was done, in one place, on one day or days in common.
    ThingSame "thing_same",
    /// Where the place is what it is done to: both name a thing there, and not one thing, or only one does and the thing has a
    /// name of its own.
    ThingDiffers "thing_differs",
    /// One number n: n / (n + 3), since small numbers are told of many events.
    CountSame "count_same",
    /// Numbers that can both be right.
    CountOverlap "count_overlap",
    /// Numbers less than half as large again.
    CountNear "count_near",
    /// Numbers further apart: up to twice as large 0.5 (tolls rise), else 1.
    CountDiffers "count_differs",
    /// Share of the shorter sentence's telling words (see [`Face`]) in the other (of at least 4).
    Words "words",
    /// The same sentence (at least 4 content words).
    SameSentence "same_sentence",
    /// The same words name the deed.
    TriggerSame "trigger_same",
    /// A class of weapons in common.
    WeaponSame "weapon_same",
    /// Weapons of different classes.
    WeaponDiffers "weapon_differs",
    /// In one report.
    SameReport "same_report",
    /// In one report, unless both tell places that are not one: 1 / sentences between them, 1 for the same or the
    /// next, and for a denial that names no place.
    NearInReport "near_in_report",
    /// In reports of one lineage.
    SameLineage "same_lineage",
    /// One says that it happened, the other that it is planned, a condition, or denied.
    StatusDiffers "status_differs",
}

/// Beyond this distance two exact places are never those of one event, in km.
pub const FAR_KM: f64 = 25.0;
/// Within this distance two exact places may be parts of one town, in km.
pub const NEAR_KM: f64 = 5.0;
/// Days told by windows longer than this say nothing about one event.
pub const LONG_WINDOW: i32 = 8;
/// A sentence with fewer content words is no sign of a copy by itself.
pub const LEAST_WORDS: usize = 4;

/// What it counts that two claims name one kind of people, of what one party counts.
const KIND: f64 = 0.4;

/// What two claims come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// They cannot tell of one event, with the reason.
    Cannot(&'static str),
    /// Likeness.
    Alike {
        /// Millionths, 0..=1,000,000: whole numbers, so that sums do not depend on their order.
        millionths: u32,
        /// Too little is told to hold a low likeness against them.
        thin: bool,
    },
}

/// A party as it is compared.
#[derive(Debug)]
struct PartyFace {
    id: Option<Arc<str>>,
    side: Option<Arc<str>>,
    name: u64,
    /// A kind of people, or a name that the register does not know: may be anybody.
    vague: bool,
    /// A kind of people, as "civilians".
    kind: bool,
    /// A name that was not resolved and that begins a word with a capital letter: "Base 46", not "several posts".
    proper: bool,
    /// Content words of the name.
    words: Box<[u32]>,
}

/// A place as it is compared.
#[derive(Debug)]
struct SpotFace {
    id: Option<u64>,
    name: u64,
    country: u64,
    division: u64,
    point: Option<(f64, f64)>,
    precision: u8,
    /// Content words of the name.
    words: Box<[u32]>,
}

impl SpotFace {
    fn exact(&self) -> bool {
        self.id.is_some() && matches!(self.precision, 1 | 2) && self.point.is_some()
    }
}

/// Id, name and precision.
type SpotKey = (Option<Arc<str>>, Arc<str>, u8);

/// Parties and places of many claims by number; made once for a run.
#[derive(Debug, Default)]
pub struct Atlas {
    parties: Vec<PartyFace>,
    party_numbers: HashMap<Arc<Named>, u32>,
    spots: Vec<SpotFace>,
    spot_numbers: HashMap<SpotKey, u32>,
}

/// A claim, or several copies of it, as it is compared.
#[derive(Clone, Debug)]
pub struct Face<'s> {
    /// The first of the copies.
    pub statement: &'s Statement,
    /// Number of the family of types.
    pub family: u8,
    event_type: u8,
    days: Option<(i32, i32)>,
    by_words: bool,
    actors: Box<[u32]>,
    targets: Box<[u32]>,
    spots: Box<[u32]>,
    trigger: u64,
    weapons: u16,
    /// Which words of the sentence are telling, a bit each: not those of the parties, places and trigger, which are compared by
    /// themselves, nor those of reporting.
    telling: u32,
    /// Report and sentence of every copy, sorted.
    pub told: Vec<(ReportId, u32)>,
    /// Lineages of these reports, sorted, none twice.
    lineages: Box<[ReportId]>,
}

/// Small letters, letters and digits only: how names are compared.
fn name_hash(name: &str) -> u64 {
    let folded: String = name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    Hash::new(1).text(folded.strip_prefix("the").unwrap_or(&folded)).end()
}

fn text_hash(text: Option<&Arc<str>>) -> u64 {
    text.map_or(0, |text| Hash::new(2).text(text).end())
}

/// The places that tell where a claim is: `place`, else where those who leave come from, or where others go.
pub(super) fn where_of(statement: &Statement) -> &[Arc<Spot>] {
    let leaves = matches!(statement.event_type.code(), "WITHDRAW" | "DISPLACE");
    let (first, second) = if leaves { (&statement.from, &statement.to) } else { (&statement.to, &statement.from) };
    [&statement.places, first, second].into_iter().find(|spots| !spots.is_empty()).map_or(&[], |spots| &spots[..])
}

/// An exact place: a point, a town, or near one.
pub(super) fn exact(spot: &Spot) -> bool {
    spot.id.is_some() && matches!(spot.precision, 1 | 2) && spot.point.is_some()
}

impl Atlas {
    fn party(&mut self, named: &Arc<Named>) -> u32 {
        if let Some(number) = self.party_numbers.get(named) {
            return *number;
        }
        let generic = named.id.as_deref().is_some_and(|id| id.starts_with("generic/"));
        self.parties.push(PartyFace {
            id: named.id.clone(),
            side: named.side.clone().or_else(|| named.id.clone()),
            name: name_hash(&named.name),
            vague: named.id.is_none() || named.provisional || generic,
            kind: generic,
            proper: named.id.is_none()
                && named.name.split_whitespace().any(|word| word.starts_with(char::is_uppercase)),
            words: words_of(&named.name),
        });
        let number = self.parties.len() as u32 - 1;
        self.party_numbers.insert(named.clone(), number);
        number
    }

    fn spot(&mut self, spot: &Spot) -> u32 {
        let key = (spot.id.clone(), spot.name.clone(), spot.precision);
        if let Some(number) = self.spot_numbers.get(&key) {
            return *number;
        }
        self.spots.push(SpotFace {
            id: spot.id.as_ref().map(|id| text_hash(Some(id))),
            name: name_hash(&spot.name),
            country: text_hash(spot.country.as_ref()),
            division: spot.division.as_deref().map_or(0, name_hash),
            point: spot.point,
            precision: if spot.id.is_some() { spot.precision } else { 0 },
            words: words_of(&spot.name),
        });
        let number = self.spots.len() as u32 - 1;
        self.spot_numbers.insert(key, number);
        number
    }

    /// The face of claims that say the same; `copies` in the order of telling, at least one.
    pub fn face<'s>(&mut self, copies: &[&'s Statement], lineages: &Lineages, joins: &Joins) -> Face<'s> {
        let statement = copies[0];
        let event_type = number(statement.event_type) as u8;
        let mut told: Vec<(ReportId, u32)> = copies.iter().map(|copy| (copy.report, copy.sentence)).collect();
        told.sort_unstable();
        told.dedup();
        let mut roots: Vec<ReportId> = copies.iter().map(|copy| lineage(copy.report, lineages)).collect();
        roots.sort_unstable();
        roots.dedup();
        let trigger = words_of(&statement.trigger);
        let spots: Box<[u32]> = where_of(statement).iter().map(|spot| self.spot(spot)).collect();
        let actors: Box<[u32]> = statement.actors.iter().map(|named| self.party(named)).collect();
        let targets: Box<[u32]> = statement.targets.iter().map(|named| self.party(named)).collect();
        let told_elsewhere = |word: &u32| {
            let in_party = |n: &u32| self.parties[*n as usize].words.contains(word);
            let in_spot = |n: &u32| self.spots[*n as usize].words.contains(word);
            trigger.contains(word) || actors.iter().chain(&targets).any(in_party) || spots.iter().any(in_spot)
        };
        let telling = |word: &u32| !joins.is_reporting(*word) && !told_elsewhere(word);
        let telling = statement.words.iter().take(32).enumerate().filter(|(_, word)| telling(word));
        let telling = telling.fold(0, |bits, (at, _)| bits | 1u32 << at);
        Face {
            statement,
            family: joins.family(event_type),
            event_type,
            days: statement.days.map(|told| (day_number(told.start), day_number(told.end))),
            by_words: statement.days.is_some_and(|told| told.by_words),
            actors,
            targets,
            spots,
            telling,
            weapons: joins.weapons(trigger.iter().chain(&statement.words).copied()),
            trigger: match trigger.is_empty() {
                true => name_hash(&statement.trigger),
                false => trigger.iter().fold(Hash::new(3), |hash, word| hash.num(u64::from(*word))).end(),
            },
            told,
            lineages: roots.into_boxed_slice(),
        }
    }
}

/// The lineage of a report: itself where nobody has traced it.
pub(super) fn lineage(report: ReportId, lineages: &Lineages) -> ReportId {
    lineages.of.get(&report).map_or(report, |descent| descent.lineage)
}

/// How two parties, or two lists of them, stand to each other; the nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    Same,
    Side,
    Name,
    /// One kind of people.
    Kind,
    Unknown,
    Differs,
    Missing,
}

/// Compares claims by one table.
pub struct Comparer<'a> {
    atlas: &'a Atlas,
    kin: &'a Kin,
    joins: &'a Joins,
    /// What was asked before.
    known: HashMap<(u32, u32), Likeness>,
}

type Signs = [f64; SIGNS];

fn set(signs: &mut Signs, sign: Sign, value: f64) {
    signs[sign as usize] = value;
}

/// Where two lists of places stand to each other; the nearest first.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
enum Nearness {
    /// With the share of places in common.
    Same(f64),
    SameName,
    Near,
    SameArea(f64),
    Neighbour,
    Contains,
    Differs,
    Far,
    /// One is in common, others lie far from it; only of lists.
    Several,
}

impl<'a> Comparer<'a> {
    /// With an atlas that holds the parties and places of all faces.
    pub fn new(atlas: &'a Atlas, kin: &'a Kin, joins: &'a Joins) -> Comparer<'a> {
        Comparer { atlas, kin, joins, known: HashMap::new() }
    }

    fn party(&mut self, one: u32, two: u32) -> Likeness {
        if one == two {
            return Likeness::Same;
        }
        let pair = (one.min(two), one.max(two));
        if let Some(known) = self.known.get(&pair) {
            return *known;
        }
        let (left, right) = (&self.atlas.parties[one as usize], &self.atlas.parties[two as usize]);
        let same_side = match (&left.id, &right.id) {
            (Some(left), Some(right)) => self.kin.same_side(left, right),
            _ => false,
        };
        let likeness = if left.id.is_some() && left.id == right.id {
            if left.kind { Likeness::Kind } else { Likeness::Same }
        } else if left.name == right.name {
            Likeness::Name
        } else if same_side || (left.side.is_some() && left.side == right.side) {
            Likeness::Side
        } else if left.vague || right.vague {
            Likeness::Unknown
        } else {
            Likeness::Differs
        };
        self.known.insert(pair, likeness);
        likeness
    }

    /// The best match of two lists. Somebody vague beside one who differs ("the front and its allies") makes nobody alike.
    fn parties(&mut self, one: &[u32], two: &[u32]) -> Likeness {
        let (mut best, mut differs) = (Likeness::Missing, false);
        for &left in one {
            for &right in two {
                let likeness = self.party(left, right);
                best = best.min(likeness);
                differs |= likeness == Likeness::Differs;
            }
        }
        if best == Likeness::Unknown && differs { Likeness::Differs } else { best }
    }

    /// Things: targets that are no party and no name of the place.
    fn things<'f>(&'f self, face: &'f Face) -> impl Iterator<Item = &'f PartyFace> {
        let parties = face.targets.iter().map(|n| &self.atlas.parties[*n as usize]);
        let in_place = |word: &u32| face.spots.iter().any(|n| self.atlas.spots[*n as usize].words.contains(word));
        parties.filter(move |party| party.id.is_none() && !party.words.iter().all(in_place))
    }

    /// How far the things of two such claims differ, 0..1.
    fn things_differ(&self, one: &Face, two: &Face) -> f64 {
        let (mut left, mut right) = (self.things(one).peekable(), self.things(two).peekable());
        match (left.peek().is_some(), right.peek().is_some()) {
            (false, false) => 0.0,
            (true, true) => {
                let right: Vec<&PartyFace> = right.collect();
                let alike = left.any(|thing| right.iter().any(|other| common(&thing.words, &other.words)));
                if alike { 0.0 } else { 1.0 }
            }
            _ => {
                let proper = left.chain(right).any(|thing| thing.proper);
                if proper { 1.0 } else { 0.0 }
            }
        }
    }

    /// True where both name one target that is no party of the register.
    fn have_a_thing_in_common(&self, one: &Face, two: &Face) -> bool {
        self.things(one).any(|thing| self.things(two).any(|other| common(&thing.words, &other.words)))
    }

    fn nearness(&self, one: u32, two: u32) -> Nearness {
        if one == two && self.atlas.spots[one as usize].id.is_none() {
            return Nearness::SameName;
        }
        let (left, right) = (&self.atlas.spots[one as usize], &self.atlas.spots[two as usize]);
        let (Some(left_id), Some(right_id)) = (left.id, right.id) else {
            return if left.name == right.name { Nearness::SameName } else { Nearness::Differs };
        };
        let exact = SpotFace::exact;
        if left_id == right_id {
            return match left.precision.max(right.precision) {
                0..=3 => Nearness::Same(1.0),
                4 => Nearness::SameArea(1.0),
                _ => Nearness::SameArea(0.2),
            };
        }
        if left.country != 0 && right.country != 0 && left.country != right.country {
            let close = left.point.zip(right.point).is_some_and(|(one, two)| kilometres(one, two) <= FAR_KM);
            return if exact(left) && exact(right) && close { Nearness::Neighbour } else { Nearness::Far };
        }
        if exact(left) && exact(right) {
            let km = left.point.zip(right.point).map_or(f64::INFINITY, |(one, two)| kilometres(one, two));
            return if km <= NEAR_KM {
                Nearness::Near
            } else if km <= FAR_KM {
                Nearness::Neighbour
            } else {
                Nearness::Far
            };
        }
        let (small, large) = if left.precision <= right.precision { (left, right) } else { (right, left) };
        match large.precision {
            3 | 4 if small.name == large.name => Nearness::SameName,
            3 | 4 if small.division != 0 && (small.division == large.name || small.division == large.division) => {
                Nearness::Contains
            }
            3 | 4 if small.precision >= 5 => Nearness::Contains,
            3 | 4 => Nearness::Differs,
            _ => Nearness::Contains,
        }
    }

    /// The best match of two lists of places; `None` where one is empty. Where both name exact places, only these are looked at.
    fn places(&self, one: &[u32], two: &[u32]) -> Option<Nearness> {
        if let ([left], [right]) = (one, two) {
            return Some(self.nearness(*left, *right));
        }
        let exact = |list: &[u32]| list.iter().any(|n| self.atlas.spots[*n as usize].exact());
        let only_exact = exact(one) && exact(two);
        let looked_at = |n: &&u32| !only_exact || self.atlas.spots[**n as usize].exact();
        let mut best: Option<Nearness> = None;
        for left in one.iter().filter(looked_at) {
            for right in two.iter().filter(looked_at) {
                let nearness = self.nearness(*left, *right);
                if best.is_none_or(|best| nearness < best) {
                    best = Some(nearness);
                }
            }
        }
        let Some(Nearness::Same(_)) = best else { return best };
        let id = |n: &u32| self.atlas.spots[*n as usize].id;
        let (in_one, in_two) =
            (|n: &u32| one.iter().any(|o| id(o) == id(n)), |n: &u32| two.iter().any(|o| id(o) == id(n)));
        let shared: Vec<u32> = one.iter().filter(looked_at).filter(|n| in_two(n)).copied().collect();
        let left = one.iter().filter(looked_at).filter(|n| !in_two(n));
        let others: Vec<u32> = left.chain(two.iter().filter(looked_at).filter(|n| !in_one(n))).copied().collect();
        let point = |n: &u32| self.atlas.spots[*n as usize].point;
        let far = |(one, two): ((f64, f64), (f64, f64))| kilometres(one, two) > FAR_KM;
        let away = |n: &u32| shared.iter().any(|other| point(n).zip(point(other)).is_some_and(far));
        if others.iter().any(away) {
            return Some(Nearness::Several);
        }
        Some(Nearness::Same(shared.len() as f64 / (shared.len() + others.len()).max(1) as f64))
    }

    /// How alike two claims are.
    pub fn compare(&mut self, one: &Face, two: &Face) -> Verdict {
        let mut signs = [0.0; SIGNS];
        match self.signs(one, two, &mut signs) {
            Err(reason) => Verdict::Cannot(reason),
            Ok(()) => self.weigh(one, two, &signs),
        }
    }

    fn weigh(&self, one: &Face, two: &Face, signs: &Signs) -> Verdict {
        let weights = &self.joins.weights;
        let sum = signs.iter().zip(weights).fold(0.0, |sum, (sign, weight)| sum + sign * weight);
        let sum = sum + self.joins.between(one.event_type, two.event_type);
        let told = |sign: Sign| signs[sign as usize] > 0.0;
        let conflict = [
            Sign::PlaceDiffers,
            Sign::PlaceNeighbour,
            Sign::DayApart,
            Sign::DayNext,
            Sign::ActorDiffers,
            Sign::TargetDiffers,
            Sign::ThingDiffers,
            Sign::CountDiffers,
            Sign::WeaponDiffers,
        ];
        let vague = told(Sign::PlaceMissing) || told(Sign::PlaceContains) || told(Sign::PlaceSeveral);
        // Days that neither tells in words are no conflict where one tells no place either.
        let printed = told(Sign::PlaceMissing) && !one.by_words && !two.by_words;
        let conflict = conflict.into_iter().any(|sign| told(sign) && !(printed && sign == Sign::DayNext));
        let thin = vague && !told(Sign::SameReport) && !conflict;
        Verdict::Alike { millionths: (logistic(sum) * 1e6) as u32, thin }
    }

    fn signs(&mut self, one: &Face, two: &Face, signs: &mut Signs) -> Result<(), &'static str> {
        if one.family != two.family {
            return Err("events of different kinds");
        }
        let (left, right) = (one.statement, two.statement);
        let same_type = one.event_type == two.event_type;
        let apart = nearest_sentences(&one.told, &two.told);
        let same_sentence = left.words.len() >= LEAST_WORDS && left.words == right.words;
        let same_trigger = one.trigger == two.trigger;
        if same_type && (apart == Some(0) || (same_sentence && !same_trigger)) && left.status == right.status {
            return Err("two deeds of one sentence");
        }
        set(signs, Sign::Bias, 1.0);
        set(signs, Sign::TypeSame, f64::from(u8::from(same_type)));
        let same_lineage = common(&one.lineages, &two.lineages);
        let same_report = apart.is_some();

        let by_place = self.joins.by_place(one.event_type) && self.joins.by_place(two.event_type);
        match self.places(&one.spots, &two.spots) {
            None => set(signs, Sign::PlaceMissing, if by_place && !same_report { 1.0 } else { 0.5 }),
            Some(Nearness::Far) => return Err("places too far apart"),
            Some(Nearness::Same(value)) => set(signs, Sign::PlaceSame, value),
            Some(Nearness::SameName) => set(signs, Sign::PlaceSameName, 1.0),
            Some(Nearness::Several) => set(signs, Sign::PlaceSeveral, 1.0),
            Some(Nearness::Near) if by_place => set(signs, Sign::PlaceNeighbour, 1.0),
            Some(Nearness::Near) => set(signs, Sign::PlaceNear, 1.0),
            Some(Nearness::SameArea(value)) => set(signs, Sign::PlaceSameArea, value),
            Some(Nearness::Neighbour) => set(signs, Sign::PlaceNeighbour, 1.0),
            Some(Nearness::Contains) => set(signs, Sign::PlaceContains, 1.0),
            Some(Nearness::Differs) => set(signs, Sign::PlaceDiffers, 1.0),
        }

        let open =
            |face: &Face| matches!(face.statement.status, Status::Planned | Status::Hypothetical) && !face.by_words;
        match one.days.zip(two.days) {
            None => set(signs, Sign::DayMissing, 1.0),
            _ if same_report && one.by_words != two.by_words => set(signs, Sign::DayMissing, 1.0),
            Some((a, b)) => {
                let (shared, gap) = (a.1.min(b.1) - a.0.max(b.0) + 1, a.0.max(b.0) - a.1.min(b.1));
                let lengths = (a.1 - a.0 + 1, b.1 - b.0 + 1);
                match (one.by_words, two.by_words) {
                    // What is only planned may be told long before; but claims are compared only if their days meet.
                    _ if (open(one) || open(two)) && gap <= 1 => set(signs, Sign::DayMissing, 1.0),
                    _ if shared >= 1 && lengths.0.max(lengths.1) > LONG_WINDOW => set(signs, Sign::DayMissing, 1.0),
                    (true, true) if shared >= 1 && lengths == (1, 1) => set(signs, Sign::DaySame, 1.0),
                    (true, true) if shared >= 1 => {
                        let (shared, both) = (f64::from(shared), f64::from(lengths.0 + lengths.1 - shared));
                        let shorter = f64::from(lengths.0.min(lengths.1));
                        set(signs, Sign::DayOverlap, (shared / shorter * shared / both).sqrt());
                    }
                    (true, true) if gap > 1 => return Err("days too far apart"),
                    // News without a day is of the day that it is printed, mostly.
                    (false, false) => match (a.1 - b.1).abs() {
                        0 => set(signs, Sign::DayOverlap, 1.0),
                        1 => set(signs, Sign::DayNext, 0.4),
                        2 | 3 => set(signs, Sign::DayNext, 1.0),
                        _ => set(signs, Sign::DayApart, 1.0),
                    },
                    _ if shared >= 1 => {
                        let (told, printed) = if one.by_words { (a.1, b.1) } else { (b.1, a.1) };
                        set(signs, Sign::DayOverlap, if printed - told <= 1 { 0.9 } else { 0.3 });
                    }
                    _ if gap == 1 => set(signs, Sign::DayNext, 1.0),
                    _ => set(signs, Sign::DayApart, 1.0),
                }
            }
        }

        let definition = left.event_type.definition();
        let politics = definition.group == Group::Politics;
        let (actors, targets) = if definition.two_sided && right.event_type.definition().two_sided {
            self.two_sided(one, two)
        } else {
            let (actors, targets) = (self.parties(&one.actors, &two.actors), self.parties(&one.targets, &two.targets));
            let close = |likeness| likeness <= Likeness::Kind;
            let crossed = !close(actors)
                && !close(targets)
                && close(self.parties(&one.actors, &two.targets))
                && close(self.parties(&one.targets, &two.actors));
            if crossed {
                return Err("who does it to whom is the other way round");
            }
            (actors, targets)
        };
        match actors {
            Likeness::Same => set(signs, Sign::ActorSame, 1.0),
            Likeness::Side => set(signs, Sign::ActorSide, 1.0),
            Likeness::Name => set(signs, Sign::ActorName, 1.0),
            Likeness::Kind => set(signs, Sign::ActorSame, KIND),
            Likeness::Differs if self.joins.by_doer(one.event_type) && same_type => return Err("different doers"),
            Likeness::Differs => set(signs, Sign::ActorDiffers, 1.0),
            Likeness::Unknown | Likeness::Missing => {}
        }
        match targets {
            Likeness::Same | Likeness::Side => set(signs, Sign::TargetSame, 1.0),
            Likeness::Name => set(signs, Sign::TargetName, 1.0),
            Likeness::Kind => set(signs, Sign::TargetSame, KIND),
            Likeness::Differs if politics => set(signs, Sign::ActorDiffers, 1.0),
            Likeness::Differs => set(signs, Sign::TargetDiffers, 1.0),
            Likeness::Unknown | Likeness::Missing => {}
        }

        if by_place {
            set(signs, Sign::ThingDiffers, self.things_differ(one, two));
        } else if signs[Sign::PlaceSame as usize] > 0.0
            && signs[Sign::DaySame as usize] + signs[Sign::DayOverlap as usize] > 0.0
            && self.have_a_thing_in_common(one, two)
        {
            set(signs, Sign::ThingSame, 1.0);
        }

        for (one, two) in left.counts.iter().zip(&right.counts) {
            let Some((one, two)) = one.zip(*two) else { continue };
            if one == two {
                let n = one.low.or(one.high).unwrap_or(0) as f64;
                let value = n / (n + 3.0);
                let value = value.max(signs[Sign::CountSame as usize]);
                set(signs, Sign::CountSame, value);
                continue;
            }
            let ends = |bounds: claim::Bounds| (bounds.low.unwrap_or(0), bounds.high.unwrap_or(u64::MAX));
            let (one, two) = (ends(one), ends(two));
            let (low, high) = if one.0 <= two.0 { (one, two) } else { (two, one) };
            if high.0 <= low.1 {
                set(signs, Sign::CountOverlap, 1.0);
            } else if high.0 as f64 <= 1.5 * low.1 as f64 {
                set(signs, Sign::CountNear, 1.0);
            } else {
                let near = high.0 as f64 <= 2.0 * low.1 as f64;
                let value: f64 = if near { 0.5 } else { 1.0 };
                set(signs, Sign::CountDiffers, value.max(signs[Sign::CountDiffers as usize]));
            }
        }

        let shared = f64::from(telling_in_common(one, two));
        let shorter = f64::from(one.telling.count_ones().min(two.telling.count_ones()).max(4));
        set(signs, Sign::Words, (shared / shorter).min(1.0));
        set(signs, Sign::SameSentence, f64::from(u8::from(same_sentence)));
        set(signs, Sign::TriggerSame, f64::from(u8::from(same_trigger)));
        if one.weapons != 0 && two.weapons != 0 {
            let sign = if one.weapons & two.weapons != 0 { Sign::WeaponSame } else { Sign::WeaponDiffers };
            set(signs, sign, 1.0);
        }
        if let Some(apart) = apart {
            set(signs, Sign::SameReport, 1.0);
            let other_places = [Sign::PlaceContains, Sign::PlaceDiffers, Sign::PlaceNeighbour, Sign::PlaceSameArea];
            if !other_places.into_iter().any(|sign| signs[sign as usize] > 0.0) {
                // A denial that names no place is of what its report tells, however far above.
                let denies = |one: &Face, two: &Face| {
                    one.statement.status == Status::Denied && one.spots.is_empty() && !two.spots.is_empty()
                };
                let apart = if denies(one, two) || denies(two, one) { 1 } else { apart.max(1) };
                set(signs, Sign::NearInReport, 1.0 / f64::from(apart));
            }
        } else if same_lineage {
            set(signs, Sign::SameLineage, 1.0);
        }
        let happened = |status| matches!(status, Status::Actual | Status::Possible);
        set(signs, Sign::StatusDiffers, f64::from(u8::from(happened(left.status) != happened(right.status))));
        Ok(())
    }

    /// Parties who do it to each other: the best match counts as the doer's, the next best as the other's.
    fn two_sided(&mut self, one: &Face, two: &Face) -> (Likeness, Likeness) {
        let all = |face: &Face| -> Vec<u32> { face.actors.iter().chain(&face.targets).copied().collect() };
        let (mut left, mut right) = (all(one), all(two));
        let mut take = || {
            let pairs =
                left.iter().enumerate().flat_map(|(i, l)| right.iter().enumerate().map(move |(j, r)| (i, *l, j, *r)));
            let pairs: Vec<_> = pairs.collect();
            let best = pairs.into_iter().map(|(i, l, j, r)| (self.party(l, r), i, j)).min();
            if let Some((_, i, j)) = best {
                left.remove(i);
                right.remove(j);
            }
            best.map_or(Likeness::Missing, |(likeness, _, _)| likeness)
        };
        (take(), take())
    }

    /// What speaks for it that two claims tell of one event, and what against it, in words for people.
    pub fn because(&mut self, one: &Face, two: &Face) -> String {
        let mut signs = [0.0; SIGNS];
        if let Err(reason) = self.signs(one, two, &mut signs) {
            return reason.to_owned();
        }
        let told = |sign: Sign| signs[sign as usize] > 0.0;
        let place = where_of(one.statement).first().map_or("", |spot| &spot.name);
        let actor = one.statement.actors.first().map_or("", |named| &named.name);
        let numbers =
            one.statement.counts.iter().zip(&two.statement.counts).find(|(one, two)| one.is_some() && one == two);
        let number = numbers.and_then(|(bounds, _)| *bounds).and_then(|bounds| bounds.low.or(bounds.high));
        let words = (signs[Sign::Words as usize] * 100.0).round() as u32;
        let lines = [
            (Sign::PlaceSame, format!("one place ({place})")),
            (Sign::PlaceSameName, format!("one name of a place ({place})")),
            (Sign::PlaceNear, format!("places within {NEAR_KM} km")),
            (Sign::PlaceSameArea, format!("one area ({place})")),
            (Sign::DaySame, "one day".to_owned()),
            (Sign::DayOverlap, "days in common".to_owned()),
            (Sign::ActorSame, format!("one doer ({actor})")),
            (Sign::ActorSide, "doers of one side".to_owned()),
            (Sign::ActorName, format!("one doer ({actor})")),
            (Sign::TargetSame, "done to the same".to_owned()),
            (Sign::ThingSame, "one thing hit".to_owned()),
            (Sign::CountSame, format!("one number ({})", number.unwrap_or(0))),
            (Sign::WeaponSame, {
                let names = self.joins.weapon_names(one.weapons & two.weapons);
                format!("one kind of weapon ({})", names.join(", "))
            }),
            (Sign::SameSentence, "the same sentence".to_owned()),
            (Sign::SameReport, "in one report".to_owned()),
        ];
        let mut speaks: Vec<String> = lines.into_iter().filter(|(sign, _)| told(*sign)).map(|(_, line)| line).collect();
        if words >= 30 && !told(Sign::SameSentence) {
            speaks.push(format!("{words} % of the words"));
        }
        let against = [
            (Sign::PlaceNeighbour, "neighbouring places"),
            (Sign::PlaceContains, "one place is an area around the other"),
            (Sign::PlaceSeveral, "one tells of several places"),
            (Sign::PlaceDiffers, "places that do not fit"),
            (Sign::PlaceMissing, "one tells no place"),
            (Sign::DayNext, "a day apart"),
            (Sign::DayApart, "days apart"),
            (Sign::ActorDiffers, "other parties"),
            (Sign::TargetDiffers, "done to others"),
            (Sign::ThingDiffers, "another thing, or a part"),
            (Sign::CountDiffers, "other numbers"),
            (Sign::WeaponDiffers, "other weapons"),
        ];
        let against: Vec<&str> = against.into_iter().filter(|(sign, _)| told(*sign)).map(|(_, line)| line).collect();
        let speaks = if speaks.is_empty() { "little".to_owned() } else { speaks.join(", ") };
        if against.is_empty() { speaks } else { format!("{speaks}; but {}", against.join(", ")) }
    }
}

/// Sentences between the nearest two claims in one report; `None` where no report holds both.
fn nearest_sentences(one: &[(ReportId, u32)], two: &[(ReportId, u32)]) -> Option<u32> {
    let (mut i, mut j, mut best) = (0, 0, None);
    while i < one.len() && j < two.len() {
        let report = one[i].0;
        match report.cmp(&two[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                let (mut next_i, mut next_j) = (i, j);
                while next_i < one.len() && one[next_i].0 == report {
                    next_i += 1;
                }
                while next_j < two.len() && two[next_j].0 == report {
                    next_j += 1;
                }
                for (_, left) in &one[i..next_i] {
                    for (_, right) in &two[j..next_j] {
                        let apart = left.abs_diff(*right);
                        best = Some(best.map_or(apart, |best: u32| best.min(apart)));
                    }
                }
                (i, j) = (next_i, next_j);
            }
        }
    }
    best
}

/// How many words the sentences of two claims have in common that are telling in the one or the other.
fn telling_in_common(one: &Face, two: &Face) -> u32 {
    let (left, right) = (&one.statement.words, &two.statement.words);
    let (mut i, mut j, mut count) = (0, 0, 0);
    while i < left.len() && j < right.len() {
        match left[i].cmp(&right[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                count += (one.telling >> i.min(31) | two.telling >> j.min(31)) & 1;
                i += 1;
                j += 1;
            }
        }
    }
    count
}

/// How many are in both of two sorted lists.
fn common_count<T: Ord>(one: &[T], two: &[T]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while i < one.len() && j < two.len() {
        match one[i].cmp(&two[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                count += 1;
                i += 1;
                j += 1;
            }
        }
    }
    count
}

fn common<T: Ord>(one: &[T], two: &[T]) -> bool {
    common_count(one, two) > 0
}

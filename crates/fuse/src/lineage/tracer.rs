//! The lineages of a growing ledger, kept small: a million reports in well under a gigabyte (benchmarks/lineage.md).
//!
//! Every report hangs on at most one earlier report: the best of those that it is tied to. What is known after any number of additions
//! is what would be known had all reports come at once: the ties depend on two reports and on the set of stock passages, that set only
//! grows, and whenever it does the reports that hold the passage are looked at again. Never forgets a report.

use super::print::{at_scale, mixed};
use super::relation::{CREDIT_DAYS, Side, Tie, tie};
use super::{Basis, Descent, Kinship, Lineages, Print, agency_key, credits};
use crate::Head;
use claim::ReportId;
use hashbrown::HashTable;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A passage is stock when so many unrelated reports hold it ...
const STOCK_REPORTS: usize = 24;
/// ... or so many, over more than [`STOCK_DAYS`].
const STOCK_REPORTS_LATER: usize = 8;
const STOCK_DAYS: i32 = 14;
/// Parents whose shares of a text differ by less are equally good: the earliest of them is taken.
const AS_GOOD: f32 = 0.08;
/// Names by which reports that credit an agency are looked up.
const NAME_KEYS: usize = 3;

const NONE: u32 = u32::MAX;

/// One report.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Row {
    id: ReportId,
    day: i32,
    /// Where its hashes begin in `hashes`, and its names in `names`.
    hashes: u32,
    names: u32,
    outlet: u32,
    credits: [u32; credits::MOST_CREDITS],
    /// The first of them as it is shown.
    credit: Option<Arc<str>>,
    lead: u64,
    shingles: u8,
    quotes: u8,
    keys: u8,
    topics: u8,
    lead_names: u8,
    all_names: u8,
    scale: u8,
    /// 0 for agencies, 1 for those that credit nobody, 2 for the others.
    rank: u8,
    /// The first credit is for the whole text.
    whole: bool,
    /// What it hangs on.
    parent: u32,
    kinship: Kinship,
    basis: Option<Basis>,
    shared: f32,
    root: u32,
}

/// What of a tracer is stored: the rest is made from it.
#[derive(Serialize, Deserialize)]
struct Stored<'t> {
    rows: Cow<'t, [Row]>,
    hashes: Cow<'t, [u32]>,
    names: Cow<'t, [u16]>,
    outlets: Cow<'t, [Arc<str>]>,
    stock: Cow<'t, BTreeSet<u32>>,
}

/// A day that nobody knows: after all others.
const NO_DAY: i32 = i32::MAX;

impl Row {
    fn order(&self) -> (i32, u8, ReportId) {
        (self.day, self.rank, self.id)
    }
}

/// The lineages of a growing ledger. `add` in any portions and any order comes to the same.
#[derive(Debug, Default)]
pub struct Tracer {
    rows: Vec<Row>,
    by_id: HashTable<u32>,
    /// Shingles, quotes and keys of all rows, one row after the other.
    hashes: Vec<u32>,
    /// For each of them the one before it of the same hash.
    before: Vec<u32>,
    /// The last place of each hash.
    last: HashTable<u32>,
    /// For every 256th hash the row it belongs to.
    row_at: Vec<u32>,
    names: Vec<u16>,
    outlets: Vec<Arc<str>>,
    outlet_hashes: Vec<u64>,
    /// Credits as they are shown.
    shown: BTreeSet<Arc<str>>,
    outlet_numbers: BTreeMap<Arc<str>, u32>,
    stock: BTreeSet<u32>,
}

impl Tracer {
    /// Of these reports.
    pub fn new(reports: &[(Head, Print)]) -> Tracer {
        let mut tracer = Tracer::default();
        tracer.add(reports);
        tracer
    }

    /// Number of reports.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True where there is no report.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// More reports; those that are known already are left as they are. Returns those whose descent is new or changed, by id.
    pub fn add(&mut self, reports: &[(Head, Print)]) -> Vec<ReportId> {
        let first_new = self.rows.len() as u32;
        let mut became_stock = BTreeSet::new();
        for (head, print) in reports {
            if self.row(head.id).is_none() {
                self.insert(head, print, &mut became_stock);
            }
        }
        // Reports that must choose again: the new ones, those known before that are later than a new one they are tied to, and those
        // that hold a passage that became stock or are later than one that does.
        let mut again = BTreeSet::new();
        let mut changed = BTreeSet::new();
        for new in first_new..self.rows.len() as u32 {
            let tied = self.tied(new);
            again.extend(tied.iter().filter(|other| **other < first_new && self.is_before(new, **other)));
            self.choose_parent(new, &tied);
            changed.insert(new);
        }
        let holders: BTreeSet<u32> =
            became_stock.iter().flat_map(|hash| self.holders(*hash)).filter(|row| *row < first_new).collect();
        for holder in holders {
            again.insert(holder);
            let tied = self.tied(holder);
            again.extend(tied.iter().filter(|other| **other < first_new && self.is_before(holder, **other)));
        }
        for row in again {
            let tied = self.tied(row);
            if self.choose_parent(row, &tied) {
                changed.insert(row);
            }
        }
        changed.extend(self.find_roots());
        let mut changed: Vec<ReportId> = changed.into_iter().map(|row| self.rows[row as usize].id).collect();
        changed.sort_unstable();
        changed
    }

    /// Where a report stands.
    pub fn descent(&self, report: ReportId) -> Option<Descent> {
        self.row(report).map(|row| self.descent_of(row))
    }

    /// Where all stand.
    pub fn lineages(&self) -> Lineages {
        let mut rows: Vec<u32> = (0..self.rows.len() as u32).collect();
        rows.sort_unstable_by_key(|row| self.rows[*row as usize].id);
        Lineages { of: rows.into_iter().map(|row| (self.rows[row as usize].id, self.descent_of(row))).collect() }
    }

    fn descent_of(&self, row: u32) -> Descent {
        let row = &self.rows[row as usize];
        let root = &self.rows[row.root as usize];
        let voucher = match root.whole.then_some(root.credits[0]).filter(|credit| *credit != NONE) {
            Some(credit) => Some(self.outlets[credit as usize].clone()),
            None => self.outlets.get(root.outlet as usize).cloned(),
        };
        Descent {
            lineage: root.id,
            parent: self.rows.get(row.parent as usize).map(|parent| parent.id),
            kinship: row.kinship,
            shared: row.shared,
            credit: row.credit.clone(),
            voucher,
            basis: row.basis,
            because: because(row.kinship, row.basis),
        }
    }

    /// All of it as bytes, to go on later without beginning anew. For this version of the program only.
    pub fn packed(&self) -> Vec<u8> {
        let stored = Stored {
            rows: Cow::Borrowed(&self.rows),
            hashes: Cow::Borrowed(&self.hashes),
            names: Cow::Borrowed(&self.names),
            outlets: Cow::Borrowed(&self.outlets),
            stock: Cow::Borrowed(&self.stock),
        };
        // Fails for nothing that a tracer holds.
        postcard::to_allocvec(&stored).unwrap_or_default()
    }

    /// The tracer that was packed; `None` where the bytes are not those of one.
    pub fn unpack(packed: &[u8]) -> Option<Tracer> {
        let stored: Stored = postcard::from_bytes(packed).ok()?;
        let mut tracer = Tracer {
            rows: stored.rows.into_owned(),
            hashes: stored.hashes.into_owned(),
            names: stored.names.into_owned(),
            stock: stored.stock.into_owned(),
            ..Tracer::default()
        };
        let ends = |row: &Row| {
            let hashes = [row.shingles, row.quotes, row.keys].iter().map(|count| usize::from(*count)).sum::<usize>();
            (row.hashes as usize + hashes, row.names as usize + usize::from(row.all_names))
        };
        let rows = tracer.rows.len() as u32;
        let known = |number: u32, count: usize| number == NONE || (number as usize) < count;
        let outlets = stored.outlets.len();
        let sound = tracer.rows.iter().all(|row| {
            let (hashes, names) = ends(row);
            let credits = row.credits.iter().chain([&row.outlet]).all(|outlet| known(*outlet, outlets));
            hashes <= tracer.hashes.len()
                && names <= tracer.names.len()
                && row.root < rows
                && known(row.parent, rows as usize)
                && credits
        });
        let covered = tracer.rows.last().map_or(0, |row| ends(row).0) == tracer.hashes.len();
        if !(sound && covered && tracer.rows.is_sorted_by_key(|row| row.hashes)) {
            return None;
        }
        for outlet in stored.outlets.iter() {
            tracer.number_of(outlet.clone());
        }
        for credit in tracer.rows.iter().filter_map(|row| row.credit.clone()) {
            tracer.shown.insert(credit);
        }
        tracer.by_id.reserve(tracer.rows.len(), |_| 0);
        for number in 0..rows {
            let (rows, id) = (&tracer.rows, tracer.rows[number as usize].id);
            tracer.by_id.insert_unique(mixed(id.number()), number, |row| mixed(rows[*row as usize].id.number()));
            let row = &tracer.rows[number as usize];
            for place in row.hashes..ends(row).0 as u32 {
                tracer.list(place, number);
            }
        }
        Some(tracer)
    }

    /// Enters a hash of a row into the lists by which it is found.
    fn list(&mut self, place: u32, row: u32) {
        if place.is_multiple_of(256) {
            self.row_at.push(row);
        }
        let hash = self.hashes[place as usize];
        let hashes = &self.hashes;
        let full = |place: &u32| mixed(u64::from(hashes[*place as usize]));
        match self.last.entry(mixed(u64::from(hash)), |place| hashes[*place as usize] == hash, full) {
            hashbrown::hash_table::Entry::Occupied(mut known) => {
                self.before.push(*known.get());
                *known.get_mut() = place;
            }
            hashbrown::hash_table::Entry::Vacant(free) => {
                self.before.push(NONE);
                free.insert(place);
            }
        }
    }

    fn row(&self, id: ReportId) -> Option<u32> {
        self.by_id.find(mixed(id.number()), |row| self.rows[*row as usize].id == id).copied()
    }

    fn is_before(&self, one: u32, other: u32) -> bool {
        self.rows[one as usize].order() < self.rows[other as usize].order()
    }

    /// The number of an outlet or agency.
    fn number(&mut self, name: &str) -> u32 {
        self.number_of(agency_key(name))
    }

    fn number_of(&mut self, key: Arc<str>) -> u32 {
        if let Some(number) = self.outlet_numbers.get(&key) {
            return *number;
        }
        let number = self.outlets.len() as u32;
        // By the name's hash, not by its number: the same in every order of input.
        self.outlet_hashes.push(key.bytes().fold(7, |hash, byte| mixed(hash ^ u64::from(byte))));
        self.outlets.push(key.clone());
        self.outlet_numbers.insert(key, number);
        number
    }

    fn show(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.shown.get(name) {
            return known.clone();
        }
        let new: Arc<str> = name.into();
        self.shown.insert(new.clone());
        new
    }

    fn insert(&mut self, head: &Head, print: &Print, became_stock: &mut BTreeSet<u32>) {
        let number = self.rows.len() as u32;
        let day = head.published.map_or(NO_DAY, days_of);
        let outlet = head.outlet.as_deref().map_or(NONE, |outlet| self.number(outlet));
        let mut credited = [NONE; credits::MOST_CREDITS];
        for (slot, credit) in credited.iter_mut().zip(&print.credits) {
            *slot = self.number(&credit.name);
        }
        let whole = print.credits.first().is_some_and(|credit| credit.whole);
        let rank = match head.outlet.as_deref() {
            Some(outlet) if credits::is_agency(outlet) => 0,
            _ if !print.credits.is_empty() => 2,
            _ => 1,
        };
        let shingles = print.shingles.len().min(super::print::MOST_SHINGLES);
        let quotes = print.quotes.len().min(255);
        let [topics, lead_names, others] =
            [&print.topics, &print.lead_names, &print.names].map(|names| &names[..names.len().min(80)]);
        let mut row = Row {
            id: head.id,
            day,
            hashes: self.hashes.len() as u32,
            names: self.names.len() as u32,
            outlet,
            credits: credited,
            credit: print.credits.first().map(|credit| self.show(&credit.name)),
            lead: print.lead,
            shingles: shingles as u8,
            quotes: quotes as u8,
            keys: 0,
            topics: topics.len() as u8,
            lead_names: lead_names.len() as u8,
            all_names: (topics.len() + lead_names.len() + others.len()) as u8,
            scale: print.scale,
            rank,
            whole,
            parent: NONE,
            kinship: Kinship::Original,
            basis: None,
            shared: 0.0,
            root: number,
        };
        self.names.extend(topics.iter().chain(lead_names).chain(others));
        let keys = self.credit_keys(&row, day);
        row.keys = keys.len() as u8;
        self.rows.push(row);
        let seeds: Vec<u32> = print.shingles[..shingles].iter().chain(&print.quotes[..quotes]).copied().collect();
        for hash in seeds.iter().chain(&keys) {
            let place = self.hashes.len() as u32;
            self.hashes.push(*hash);
            self.list(place, number);
        }
        let rows = &self.rows;
        self.by_id.insert_unique(mixed(head.id.number()), number, |row| mixed(rows[*row as usize].id.number()));
        for hash in seeds {
            if !self.stock.contains(&hash) && self.is_stock(hash) {
                self.stock.insert(hash);
                became_stock.insert(hash);
            }
        }
    }

    /// Keys under which a report is found by those that credit the same agency at the same time about the same names.
    fn credit_keys(&self, row: &Row, day: i32) -> Vec<u32> {
        if day == NO_DAY {
            return Vec::new();
        }
        let mut names: Vec<u64> =
            self.names_of(row)[usize::from(row.topics)..].iter().map(|name| mixed(u64::from(*name))).collect();
        names.sort_unstable();
        names.truncate(NAME_KEYS);
        let mut agencies: Vec<u32> =
            row.credits.iter().copied().chain([row.outlet]).filter(|agency| *agency != NONE).collect();
        agencies.sort_unstable();
        agencies.dedup();
        let mut keys = Vec::new();
        for agency in agencies {
            // Rows of two agencies whose keys happen to meet are told apart by the comparison.
            let agency = self.outlet_hashes[agency as usize];
            keys.extend(names.iter().map(|name| (mixed(agency ^ name ^ (day as u64).rotate_left(17)) >> 32) as u32));
        }
        keys
    }

    fn names_of(&self, row: &Row) -> &[u16] {
        &self.names[row.names as usize..row.names as usize + usize::from(row.all_names)]
    }

    fn hashes_of(&self, row: &Row) -> (&[u32], &[u32]) {
        let from = row.hashes as usize;
        let middle = from + usize::from(row.shingles);
        (&self.hashes[from..middle], &self.hashes[middle..middle + usize::from(row.quotes)])
    }

    fn side(&self, row: u32) -> Side<'_> {
        let row = &self.rows[row as usize];
        let (shingles, quotes) = self.hashes_of(row);
        let (topics, names) = self.names_of(row).split_at(usize::from(row.topics));
        let (lead_names, names) = names.split_at(usize::from(row.lead_names));
        let credits = row.credits.iter().take_while(|credit| **credit != NONE).count();
        Side {
            day: (row.day != NO_DAY).then_some(row.day),
            scale: row.scale,
            shingles,
            lead: row.lead,
            quotes,
            topics,
            lead_names,
            names,
            credits: &row.credits[..credits],
            outlet: (row.outlet != NONE).then_some(row.outlet),
        }
    }

    /// The rows that hold a hash, latest first.
    fn holders(&self, hash: u32) -> impl Iterator<Item = u32> + '_ {
        let last = self.last.find(mixed(u64::from(hash)), |place| self.hashes[*place as usize] == hash).copied();
        std::iter::successors(last, |place| Some(self.before[*place as usize]).filter(|before| *before != NONE))
            .map(|place| self.row_of(place))
    }

    fn row_of(&self, place: u32) -> u32 {
        let mut row = self.row_at[place as usize / 256];
        while self.rows.get(row as usize + 1).is_some_and(|next| next.hashes <= place) {
            row += 1;
        }
        row
    }

    /// True where many unrelated reports hold a passage. Copies of one text count once: they agree in their smallest and their largest
    /// passage.
    fn is_stock(&self, hash: u32) -> bool {
        let mut texts: Vec<(u32, u32)> = Vec::new();
        let (mut first, mut last) = (NO_DAY, i32::MIN);
        for row in self.holders(hash) {
            let row = &self.rows[row as usize];
            if row.day != NO_DAY {
                (first, last) = (first.min(row.day), last.max(row.day));
            }
            let (shingles, _) = self.hashes_of(row);
            // At a scale that all but short texts share.
            let sample = |scale: u8| shingles.iter().filter(move |hash| at_scale(**hash, scale));
            let ends = |scale| Some((*sample(scale).next()?, *sample(scale).next_back()?));
            let text = ends(3).or_else(|| ends(row.scale)).unwrap_or_default();
            if !texts.contains(&text) {
                texts.push(text);
            }
            let spread = first < last && last.saturating_sub(first) > STOCK_DAYS;
            if texts.len() >= STOCK_REPORTS || spread && texts.len() >= STOCK_REPORTS_LATER {
                return true;
            }
        }
        false
    }

    /// Rows that may be tied to this one: that share a passage or a quote, or credit the same agency. Sorted.
    fn tied(&self, number: u32) -> Vec<u32> {
        let row = &self.rows[number as usize];
        let (shingles, quotes) = self.hashes_of(row);
        let mut found = Vec::new();
        for hash in shingles.iter().chain(quotes).filter(|hash| !self.stock.contains(hash)) {
            found.extend(self.holders(*hash));
        }
        if row.day != NO_DAY {
            for day in row.day - CREDIT_DAYS..=row.day + CREDIT_DAYS {
                for key in self.credit_keys(row, day) {
                    found.extend(self.holders(key));
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|other| *other != number);
        found
    }

    /// The best of the earlier reports that this one is tied to: those with its text before those that only a credit or direct speech tells
    /// of; among them one that it credits; then that which has the most of its text; then the earliest. True where that changed.
    fn choose_parent(&mut self, number: u32, tied: &[u32]) -> bool {
        let later = self.side(number);
        let stock = |hash: u32| self.stock.contains(&hash);
        let ties: Vec<(u32, Tie)> = tied
            .iter()
            .copied()
            .filter(|other| self.is_before(*other, number))
            .filter_map(|other| Some((other, tie(&self.side(other), &later, &stock)?)))
            .collect();
        let by_text = ties.iter().any(|(_, tie)| tie.basis == Basis::Text);
        let of_kind = |tie: &Tie| (tie.basis == Basis::Text) == by_text;
        let credited = ties.iter().any(|(_, tie)| of_kind(tie) && tie.by_credit);
        let fits = |tie: &Tie| of_kind(tie) && tie.by_credit == credited;
        let most = ties.iter().filter(|(_, tie)| fits(tie)).map(|(_, tie)| tie.shared).fold(0.0, f32::max);
        let best = ties
            .iter()
            .filter(|(_, tie)| fits(tie) && tie.shared >= most - AS_GOOD)
            .min_by_key(|(other, _)| self.rows[*other as usize].order())
            .copied();
        let row = &mut self.rows[number as usize];
        let before = (row.parent, row.kinship, row.basis, row.shared);
        (row.parent, row.kinship, row.basis, row.shared) = match best {
            None => (NONE, Kinship::Original, None, 0.0),
            Some((parent, tie)) => (parent, tie.kinship, Some(tie.basis), tie.shared),
        };
        before != (row.parent, row.kinship, row.basis, row.shared)
    }

    /// Follows every report to the root of its tree. Returns the rows whose root changed.
    fn find_roots(&mut self) -> Vec<u32> {
        let mut roots = vec![NONE; self.rows.len()];
        let mut way = Vec::new();
        for start in 0..self.rows.len() as u32 {
            let mut at = start;
            // Parents are earlier in a strict order, so there is no ring.
            while roots[at as usize] == NONE && self.rows[at as usize].parent != NONE {
                way.push(at);
                at = self.rows[at as usize].parent;
            }
            let root = if roots[at as usize] == NONE { at } else { roots[at as usize] };
            roots[at as usize] = root;
            for passed in way.drain(..) {
                roots[passed as usize] = root;
            }
        }
        let mut changed = Vec::new();
        for (number, (row, root)) in self.rows.iter_mut().zip(roots).enumerate() {
            if row.root != root {
                row.root = root;
                changed.push(number as u32);
            }
        }
        changed
    }
}

fn because(kinship: Kinship, basis: Option<Basis>) -> Cow<'static, str> {
    Cow::Borrowed(match (kinship, basis) {
        (Kinship::Original, _) | (_, None) => "nothing earlier has its text",
        (Kinship::Copy, _) => "both have nearly the same passages",
        (Kinship::Cut, _) => "the other has nearly all of its passages, and more",
        (Kinship::Rewrite, Some(Basis::Text)) => "it shares passages of the lead or most of its text",
        (Kinship::Rewrite, Some(Basis::Credit)) => {
            "they credit one agency and share text, direct speech, or names and numbers"
        }
        (Kinship::Rewrite, Some(Basis::Quotes)) => "they share direct speech and some text",
    })
}

/// Days since 1970.
fn days_of(day: Date) -> i32 {
    (day.duration_since(date(1970, 1, 1)).as_hours() / 24) as i32
}

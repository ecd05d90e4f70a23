//! Whether one report comes from another: a relation of the pair alone, but for passages that are known to stand in many unrelated
//! reports. So adding reports changes descents only near the new ones. docs/lineage.md has the numbers with their reasons.

use super::print::at_scale;
use super::{Basis, Kinship};

/// Reports further apart are not joined by text, unless nearly identical.
const TEXT_DAYS: i32 = 14;
/// Reports further apart are not joined by a credit.
pub(super) const CREDIT_DAYS: i32 = 2;

/// A report as the comparison sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side<'t> {
    /// Days since 1970; `None` where nobody knows.
    pub day: Option<i32>,
    /// See [`super::Print`].
    pub scale: u8,
    /// See [`super::Print`].
    pub shingles: &'t [u32],
    /// See [`super::Print`].
    pub lead: u64,
    /// See [`super::Print`].
    pub quotes: &'t [u32],
    /// See [`super::Print`].
    pub topics: &'t [u16],
    /// See [`super::Print`].
    pub lead_names: &'t [u16],
    /// See [`super::Print`].
    pub names: &'t [u16],
    /// Numbers of the agencies that it credits.
    pub credits: &'t [u32],
    /// Number of its outlet.
    pub outlet: Option<u32>,
}

/// How a later report hangs on an earlier one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tie {
    /// 0..1: share of the later report's passages that the earlier one has.
    pub shared: f32,
    /// How.
    pub kinship: Kinship,
    /// What tells so.
    pub basis: Basis,
    /// The later one credits the outlet of the earlier one.
    pub by_credit: bool,
}

/// What two reports have in common.
#[derive(Clone, Copy, Debug, Default)]
struct Common {
    earlier: u32,
    later: u32,
    both: u32,
    /// Passages of the lead of either, and those that the other has anywhere.
    lead: u32,
    lead_both: u32,
}

impl Common {
    /// Share of the shorter one.
    fn contained(&self) -> f32 {
        share(self.both, self.earlier.min(self.later))
    }

    /// Share of both together.
    fn alike(&self) -> f32 {
        share(self.both, self.earlier + self.later - self.both)
    }
}

fn share(part: u32, whole: u32) -> f32 {
    if whole == 0 { 0.0 } else { part as f32 / whole as f32 }
}

/// How `later` hangs on `earlier`, if at all. `stock` tells passages and quotes that stand in many unrelated reports.
pub(super) fn tie(earlier: &Side, later: &Side, stock: &impl Fn(u32) -> bool) -> Option<Tie> {
    let apart = match (earlier.day, later.day) {
        (Some(one), Some(other)) => (one - other).abs(),
        _ => 0,
    };
    let common = common(earlier, later, stock);
    let contained = common.contained();
    let (fits_earlier, fits_later) = (share(common.both, common.earlier), share(common.both, common.later));
    let few = common.earlier.min(common.later) < 4;

    let names = Names::of(earlier, later);
    let by_credit = earlier.outlet.is_some_and(|outlet| later.credits.contains(&outlet));
    let credited = by_credit
        || later.outlet.is_some_and(|outlet| earlier.credits.contains(&outlet))
        || later.credits.iter().any(|agency| earlier.credits.contains(agency));
    let quotes = in_both(earlier.quotes, later.quotes).filter(|quote| !stock(*quote)).count();

    let same = common.both >= 2 && common.alike() >= if few { 1.0 } else { 0.8 };
    let nearly_identical = same && !names.are_twins(common.alike());
    let by_text = !few
        && apart <= TEXT_DAYS
        && common.both >= 4
        && !names.are_twins(contained)
        && (contained >= 0.6 || contained >= 0.3 && share(common.lead_both, common.lead) >= 0.25);
    let by_credit_and_more = credited
        && apart <= CREDIT_DAYS
        && (quotes > 0 && !names.are_about_others()
            || common.both >= 3 && contained >= 0.12 && names.name_each_other() && !names.are_twins(contained)
            || by_credit && names.tell_one_story());
    let by_quotes = quotes > 0 && apart <= TEXT_DAYS && common.both >= 3 && contained >= 0.15 && !names.are_twins(0.0);

    let basis = if nearly_identical || by_text {
        Basis::Text
    } else if by_credit_and_more {
        Basis::Credit
    } else if by_quotes {
        Basis::Quotes
    } else {
        return None;
    };
    let kinship = if basis != Basis::Text {
        Kinship::Rewrite
    } else if fits_later >= 0.85 && fits_earlier < 0.75 {
        Kinship::Cut
    } else if fits_later >= 0.6 && fits_earlier >= 0.6 && !(fits_earlier >= 0.85 && fits_later < 0.75) {
        // The last condition: the whole text with a good deal more is a rewrite.
        Kinship::Copy
    } else {
        Kinship::Rewrite
    };
    Some(Tie { shared: fits_later, kinship, basis, by_credit })
}

fn common(earlier: &Side, later: &Side, stock: &impl Fn(u32) -> bool) -> Common {
    let scale = earlier.scale.max(later.scale);
    let counts = |hash: &u32| at_scale(*hash, scale) && !stock(*hash);
    let mut common = Common::default();
    let (mut left, mut right) = (0, 0);
    while left < earlier.shingles.len() || right < later.shingles.len() {
        let (one, other) = (earlier.shingles.get(left), later.shingles.get(right));
        let takes_one = one.is_some_and(|one| other.is_none_or(|other| one <= other));
        let takes_other = other.is_some_and(|other| one.is_none_or(|one| other <= one));
        let in_lead = |side: &Side, at: usize| u32::from(side.lead >> at & 1 == 1);
        if takes_one && takes_other {
            if one.is_some_and(counts) {
                let leads = in_lead(earlier, left) + in_lead(later, right);
                common.earlier += 1;
                common.later += 1;
                common.both += 1;
                common.lead += leads;
                common.lead_both += leads;
            }
        } else if takes_one {
            if one.is_some_and(counts) {
                common.earlier += 1;
                common.lead += in_lead(earlier, left);
            }
        } else if other.is_some_and(counts) {
            common.later += 1;
            common.lead += in_lead(later, right);
        }
        left += usize::from(takes_one);
        right += usize::from(takes_other);
    }
    common
}

/// Members of two sorted lists that both have.
fn in_both<'t, T: Ord + Copy>(one: &'t [T], other: &'t [T]) -> impl Iterator<Item = T> + 't {
    one.iter().copied().filter(|member| other.binary_search(member).is_ok())
}

/// What the names and numbers of two reports tell.
#[derive(Clone, Copy, Debug)]
struct Names {
    /// In the leads of both.
    lead_both: usize,
    /// In the lead of the earlier one, and nowhere in the later one; and the other way round.
    lead_only: (usize, usize),
    /// Topics of the earlier one that the later one never names; and the other way round.
    topics_only: (usize, usize),
    /// In both, anywhere.
    both: usize,
    /// Those of the one with fewer.
    fewer: usize,
}

impl Names {
    fn of(earlier: &Side, later: &Side) -> Names {
        let has = |side: &Side, name: &u16| {
            side.lead_names.binary_search(name).is_ok()
                || side.names.binary_search(name).is_ok()
                || side.topics.contains(name)
        };
        let strange = |one: &Side, other: &Side| one.topics.iter().filter(|name| !has(other, name)).count();
        let only = |one: &Side, other: &Side| one.lead_names.iter().filter(|name| !has(other, name)).count();
        let all = |side: &Side| side.lead_names.len() + side.names.len();
        Names {
            lead_both: in_both(earlier.lead_names, later.lead_names).count(),
            lead_only: (only(earlier, later), only(later, earlier)),
            topics_only: (strange(earlier, later), strange(later, earlier)),
            both: earlier.lead_names.iter().chain(earlier.names).filter(|name| has(later, name)).count(),
            fewer: all(earlier).min(all(later)),
        }
    }

    /// Two deeds of one kind, told with one pattern of words: each report is about somebody or some place that the other never names, or
    /// each lead has names and numbers that the other report lacks, or most of them are not in common. An edited copy changes one of them; the more the texts agree, the more
    /// it takes.
    fn are_twins(&self, alike: f32) -> bool {
        let lead = self.lead_only.0.min(self.lead_only.1);
        let few_common = self.fewer >= 4 && share(self.both as u32, self.fewer as u32) < 0.5;
        self.are_about_others() && alike < 0.9
            || few_common && alike < 0.8
            || lead > 1 && alike < 0.5
            || lead > 3 && alike < 0.8
    }

    /// Each report is about somebody or some place that the other never names.
    fn are_about_others(&self) -> bool {
        self.topics_only.0 > 0 && self.topics_only.1 > 0
    }

    /// What either report is about is named in the other.
    fn name_each_other(&self) -> bool {
        self.topics_only == (0, 0)
    }

    /// The same names and numbers, whatever the words.
    fn tell_one_story(&self) -> bool {
        self.name_each_other()
            && self.lead_both >= 2
            && self.lead_only.0.min(self.lead_only.1) <= 1
            && self.both >= 6
            && share(self.both as u32, self.fewer as u32) >= 0.5
    }
}

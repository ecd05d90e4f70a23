//! The rules for numbers: from accounts to low, best and high, with the sentence that says why. docs/figures.md tells each in words.
//!
//! Never reads a claim: what a witness tells is settled in `reading.rs`.

use super::FigureRule;
use super::reading::{Account, Part, Value, sum};
use super::victims::{Forces, Group, Relation, Victims};
use crate::witness::Stand;
use crate::{Kin, Rule};
use std::collections::BTreeSet;

impl FigureRule {
    /// All of them.
    pub const ALL: [FigureRule; 8] = [
        FigureRule::Conservative,
        FigureRule::Ged,
        FigureRule::Latest,
        FigureRule::Median,
        FigureRule::Mode,
        FigureRule::Independent,
        FigureRule::Max,
        FigureRule::Min,
    ];

    /// Name and version, as every figure gives them.
    pub const fn rule(self) -> Rule {
        match self {
            FigureRule::Conservative => Rule::new("conservative", 1),
            FigureRule::Ged => Rule::new("ged", 1),
            FigureRule::Latest => Rule::new("latest", 1),
            FigureRule::Median => Rule::new("median", 1),
            FigureRule::Mode => Rule::new("mode", 1),
            FigureRule::Independent => Rule::new("independent", 1),
            FigureRule::Max => Rule::new("max", 1),
            FigureRule::Min => Rule::new("min", 1),
        }
    }

    /// By its name, e.g. "conservative".
    pub fn from_name(name: &str) -> Option<FigureRule> {
        FigureRule::ALL.into_iter().find(|rule| rule.rule().name == name)
    }
}

/// What a rule makes of accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Picked {
    pub(crate) low: u64,
    pub(crate) best: u64,
    pub(crate) high: u64,
    pub(crate) open: bool,
    pub(crate) because: String,
}

/// Accounts of all the people, and accounts of some of them.
pub(crate) struct Coverage {
    /// Kinds of people that are told apart; none or one where all accounts may mean the same people.
    pub(crate) clusters: Vec<Victims>,
    /// For each account the clusters that it tells of.
    pub(crate) covered: Vec<BTreeSet<usize>>,
}

impl Coverage {
    /// Of accounts.
    pub(crate) fn of(accounts: &[Account], kin: &Kin) -> Coverage {
        let mut named: Vec<&Victims> =
            accounts.iter().flat_map(|account| &account.parts).map(|part| &part.victims).collect();
        named.retain(|victims| !victims.anybody());
        // Named parties before all civilians, kinds of civilians, and armed people of no named party; several groups at once last.
        named.sort_by_key(|victims| (victims.groups().len(), victims.groups().first().map(vagueness), *victims));
        named.dedup();
        let mut clusters: Vec<Victims> = Vec::new();
        for victims in named {
            if clusters.iter().all(|cluster| cluster.relation(victims, kin) == Relation::Disjoint) {
                clusters.push(victims.clone());
            }
        }
        let covered = accounts.iter().map(|account| covered(&account.parts, &clusters, kin)).collect();
        Coverage { clusters, covered }
    }

    /// What an account tells of one cluster alone.
    pub(crate) fn part(&self, account: &Account, cluster: usize, kin: &Kin) -> Option<Part> {
        let belongs =
            |part: &&Part| !part.victims.anybody() && meeting(&part.victims, &self.clusters, kin) == [cluster];
        account.parts.iter().filter(belongs).cloned().reduce(Part::and)
    }

    /// Whether an account tells of all.
    pub(crate) fn full(&self, account: usize) -> bool {
        self.covered[account].len() == self.clusters.len()
    }

    /// Whether the people of two clusters are surely different ones: one witness tells them apart, or they fight each other.
    fn surely_apart(&self, one: usize, other: usize, accounts: &[Account], kin: &Kin) -> bool {
        let told_apart = accounts
            .iter()
            .zip(&self.covered)
            .any(|(account, covered)| !account.victims.anybody() && covered.contains(&one) && covered.contains(&other));
        let enemies = |left: &Forces, right: &Forces| left.against(right, kin);
        let fight = match (self.clusters[one].groups(), self.clusters[other].groups()) {
            ([Group::Forces(left)], [Group::Forces(right)]) => enemies(left, right),
            _ => false,
        };
        told_apart || fight
    }
}

fn vagueness(group: &Group) -> u8 {
    match group {
        Group::Forces(Forces { party: Some(_), .. }) => 0,
        Group::Civilians => 1,
        Group::Kind(_) => 2,
        Group::Forces(Forces { party: None, .. }) => 3,
    }
}

fn covered(parts: &[Part], clusters: &[Victims], kin: &Kin) -> BTreeSet<usize> {
    if parts.iter().any(|part| part.victims.anybody()) {
        return (0..clusters.len()).collect();
    }
    let of = |part: &Part| meeting(&part.victims, clusters, kin);
    parts.iter().flat_map(of).collect()
}

/// The clusters that victims belong to; armed people of no named party only to the first that fits.
fn meeting(victims: &Victims, clusters: &[Victims], kin: &Kin) -> Vec<usize> {
    let meets = |cluster: &usize| clusters[*cluster].relation(victims, kin) != Relation::Disjoint;
    let most = victims.groups().len().max(1);
    (0..clusters.len()).filter(meets).take(most).collect()
}

/// The number of all people.
pub(crate) fn total(rule: FigureRule, accounts: &[Account], kin: &Kin) -> Option<Picked> {
    let coverage = Coverage::of(accounts, kin);
    if coverage.clusters.len() < 2 || (0..accounts.len()).all(|account| coverage.full(account)) {
        return pick(rule, accounts);
    }
    let combined = combined(rule, accounts, &coverage, kin);
    let mut all: Vec<Account> = (0..accounts.len())
        .filter(|account| coverage.full(*account))
        .map(|account| accounts[account].clone())
        .collect();
    match combined {
        // Nobody tells of all: the sum is all there is, with the rule's own low, best and high.
        Some((picked, _)) if all.is_empty() => Some(picked),
        Some((_, account)) => {
            all.push(account);
            all.sort_by(|one, other| (one.value, one.day, &one.by).cmp(&(other.value, other.day, &other.by)));
            pick(rule, &all)
        }
        None => pick(rule, &all),
    }
}

/// What several tell of different people, added up where they are surely different ones.
fn combined(rule: FigureRule, accounts: &[Account], coverage: &Coverage, kin: &Kin) -> Option<(Picked, Account)> {
    let mut sums: Vec<(BTreeSet<usize>, Picked)> = Vec::new();
    let mut tellers: BTreeSet<usize> = BTreeSet::new();
    for cluster in 0..coverage.clusters.len() {
        let mut about = Vec::new();
        for (at, account) in accounts.iter().enumerate() {
            let parts = account
                .parts
                .iter()
                .filter(|part| !part.victims.anybody() && meeting(&part.victims, &coverage.clusters, kin) == [cluster]);
            let parts: Vec<Part> = parts.cloned().collect();
            let Some(value) = parts.iter().map(|part| part.value).reduce(sum) else { continue };
            tellers.insert(at);
            about.push(Account { parts, value, victims: coverage.clusters[cluster].clone(), ..account.clone() });
        }
        about.sort_by(|one, other| (one.value, one.day, &one.by).cmp(&(other.value, other.day, &other.by)));
        if let Some(picked) = pick(rule, &about) {
            sums.push((BTreeSet::from([cluster]), picked));
        }
    }
    let mut merged: Vec<(BTreeSet<usize>, Picked)> = Vec::new();
    for mut next in sums {
        let apart = |one: &BTreeSet<usize>, other: &BTreeSet<usize>| {
            let pairs = one.iter().flat_map(|left| other.iter().map(move |right| (*left, *right)));
            pairs.into_iter().all(|(left, right)| coverage.surely_apart(left, right, accounts, kin))
        };
        let (same, different): (Vec<_>, Vec<_>) = merged.into_iter().partition(|known| !apart(&known.0, &next.0));
        for known in same {
            next = (known.0.union(&next.0).copied().collect(), perhaps_the_same(known.1, next.1));
        }
        merged = different;
        merged.push(next);
    }
    merged.sort_by(|one, other| one.0.cmp(&other.0));
    let added = merged.into_iter().map(|(_, picked)| picked).reduce(|one, other| Picked {
        low: one.low.saturating_add(other.low),
        best: one.best.saturating_add(other.best),
        high: one.high.saturating_add(other.high),
        open: one.open || other.open,
        because: format!("{} + {}", one.because, other.because),
    })?;
    let told: Vec<&Account> = tellers.iter().map(|at| &accounts[*at]).collect();
    let mut by: Vec<_> = told.iter().flat_map(|account| account.by.iter().cloned()).collect();
    by.sort();
    by.dedup();
    let value = Value {
        best: added.best,
        low: added.low,
        high: added.high,
        open: added.open,
        weak: told.iter().all(|account| account.value.weak),
        vague: None,
    };
    let victims = coverage.clusters.iter().cloned().reduce(|all, cluster| all.and(&cluster)).unwrap_or_default();
    let mut claims: Vec<_> = told.iter().flat_map(|account| account.claims.iter().copied()).collect();
    claims.dedup();
    let account = Account {
        by,
        witness: None,
        victims: victims.clone(),
        value,
        parts: vec![Part::sum_of(victims, value)],
        day: told.iter().filter_map(|account| account.day).max(),
        lineages: told.iter().flat_map(|account| account.lineages.iter().copied()).collect(),
        stand: told.iter().map(|account| account.stand).min()?,
        boast: told.iter().all(|account| account.boast),
        claims,
    };
    let because = format!("sum over different people: {}", added.because);
    Some((Picked { because, ..added }, account))
}

/// Two numbers that may be the same people under two names: the larger at least, both at most.
fn perhaps_the_same(one: Picked, other: Picked) -> Picked {
    Picked {
        low: one.low.max(other.low),
        best: one.best.max(other.best),
        high: one.high.saturating_add(other.high),
        open: one.open || other.open,
        because: format!("{} or, if they are not the same people, also {}", one.because, other.because),
    }
}

/// Most accounts that a sentence lists.
const LISTED: usize = 6;

fn listed(accounts: &[&Account]) -> String {
    let each = |account: &&Account| format!("{} ({})", account.value.words(), account.by.join(", "));
    let mut list: Vec<String> = accounts.iter().take(LISTED).map(each).collect();
    if accounts.len() > LISTED {
        list.push(format!("and {} more", accounts.len() - LISTED));
    }
    list.join(", ")
}

/// How ACLED counts words in place of numbers.
fn as_acled(account: &Account) -> Account {
    let counted = |value: Value| match value.vague {
        Some((_, number)) => Value { best: number, low: value.low.min(number), high: value.high.max(number), ..value },
        None => value,
    };
    let value = account.parts.iter().map(|part| counted(part.value)).reduce(sum);
    let vague = account.value.vague;
    Account { value: Value { vague, ..value.unwrap_or(account.value) }, ..account.clone() }
}

/// Reliability as UCDP ranks sources: those on no side, those of whom nobody can tell, the parties; not a party about its enemy's losses.
fn rank(account: &Account) -> u8 {
    match account.stand {
        _ if account.boast => 3,
        Stand::Neutral => 0,
        Stand::Other => 1,
        Stand::Actor | Stand::Target => 2,
    }
}

/// Low, best and high of accounts that may mean the same people; sorted by value. `None` where there are none.
pub(crate) fn pick(rule: FigureRule, accounts: &[Account]) -> Option<Picked> {
    let read: Vec<Account> = match rule {
        FigureRule::Conservative => accounts.iter().map(as_acled).collect(),
        _ => accounts.to_vec(),
    };
    let read: Vec<&Account> = read.iter().collect();
    // Numbers in figures go before words, both before mere ceilings.
    let solid = |account: &&&Account| !account.value.weak && account.value.vague.is_none();
    let firm = |account: &&&Account| !account.value.weak;
    let mut pool: Vec<&Account> = read.iter().filter(solid).copied().collect();
    if pool.is_empty() {
        pool = read.iter().filter(firm).copied().collect();
    }
    if pool.is_empty() {
        pool = read.clone();
    }
    let aside: Vec<&Account> =
        read.iter().filter(|one| !pool.iter().any(|other| std::ptr::eq(**one, *other))).copied().collect();
    if rule == FigureRule::Ged {
        return ged(&pool, &aside);
    }
    let low = pool.iter().map(|account| account.value.low).min()?;
    let lowest = pool.iter().map(|account| account.value.best).min()?;
    let top = read.iter().max_by_key(|account| (account.value.high, account.value.open))?;
    let (high, open) = (top.value.high, top.value.open);
    let count = pool.len();
    let (best, why) = match rule {
        FigureRule::Conservative | FigureRule::Ged | FigureRule::Min => {
            (lowest, format!("lowest of {count} independent numbers"))
        }
        FigureRule::Max => {
            let best = pool.iter().map(|account| account.value.high).max()?;
            (best, format!("highest of {count} independent numbers"))
        }
        FigureRule::Median => {
            let mut bests: Vec<u64> = pool.iter().map(|account| account.value.best).collect();
            bests.sort_unstable();
            // Of an even number the lower of the two in the middle: a number that somebody told.
            (bests[(count - 1) / 2], format!("middle of {count} independent numbers"))
        }
        FigureRule::Latest => {
            // Of one day the lowest; those without a day before all others.
            let last = pool.iter().max_by_key(|account| (account.day, std::cmp::Reverse(account.value.best)))?;
            let when = last.day.map(|day| format!(", of {day},")).unwrap_or_default();
            (last.value.best, format!("last{when} of {count} independent numbers"))
        }
        FigureRule::Mode => {
            let votes = |best: u64| {
                let same = pool.iter().filter(|account| account.value.best == best);
                same.flat_map(|account| &account.lineages).collect::<BTreeSet<_>>().len()
            };
            let (best, most) = most_votes(&pool, votes)?;
            let all = pool.iter().flat_map(|account| &account.lineages).collect::<BTreeSet<_>>().len();
            (best, format!("told by {most} of {all} lineages"))
        }
        FigureRule::Independent => {
            let fits = |value: Value, best: u64| value.low <= best && (value.open || best <= value.high);
            let votes = |best: u64| pool.iter().filter(|account| fits(account.value, best)).count();
            let (best, most) = most_votes(&pool, votes)?;
            (best, format!("fits {most} of {count} independent numbers"))
        }
    };
    let why = if count == 1 { "only number".to_owned() } else { why };
    let mut because = format!("{why}: {}", listed(&pool));
    if !aside.is_empty() {
        because.push_str(&format!("; vaguer: {}", listed(&aside)));
    }
    Some(Picked { low: low.min(best), best, high: high.max(best), open, because })
}

/// The number with most votes; of several the lowest.
fn most_votes(pool: &[&Account], votes: impl Fn(u64) -> usize) -> Option<(u64, usize)> {
    let counted = pool.iter().map(|account| (account.value.best, votes(account.value.best)));
    counted.max_by_key(|(best, votes)| (*votes, std::cmp::Reverse(*best)))
}

fn ged(pool: &[&Account], aside: &[&Account]) -> Option<Picked> {
    let reliable: Vec<&Account> = pool.iter().filter(|account| rank(account) < 3).copied().collect();
    let boasts: Vec<&Account> = pool.iter().filter(|account| rank(account) == 3).copied().collect();
    if reliable.is_empty() {
        let top = boasts.iter().max_by_key(|account| (account.value.high, account.value.open))?;
        let because =
            format!("only a party about its enemy's losses, which counts for the highest alone: {}", listed(&boasts));
        return Some(Picked { low: 0, best: 0, high: top.value.high, open: top.value.open, because });
    }
    let first = reliable.iter().map(|account| rank(account)).min()?;
    let (most, rest): (Vec<&Account>, Vec<&Account>) = reliable.iter().partition(|account| rank(account) == first);
    let best = most.iter().map(|account| account.value.best).min()?;
    let low = reliable.iter().map(|account| account.value.low).min()?;
    let vaguer = aside.iter().filter(|account| rank(account) < 3);
    let top = reliable.iter().chain(vaguer).max_by_key(|account| (account.value.high, account.value.open))?;
    let who = ["independent sources", "others", "parties to the event"][usize::from(first)];
    let mut because = match most.len() {
        1 => format!("the most reliable number, of {who}: {}", listed(&most)),
        count => format!("lowest of {count} numbers of {who}: {}", listed(&most)),
    };
    if !rest.is_empty() {
        because.push_str(&format!("; less reliable: {}", listed(&rest)));
    }
    if !boasts.is_empty() {
        because.push_str(&format!("; a party about its enemy's losses: {}", listed(&boasts)));
    }
    if !aside.is_empty() {
        because.push_str(&format!("; vaguer: {}", listed(aside)));
    }
    let (high, open) = (top.value.high, top.value.open);
    Some(Picked { low: low.min(best), best, high: high.max(best), open, because })
}

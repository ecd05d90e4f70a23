//! Copies, pairs, components, clusters: which claims are one event. Deterministic: nothing depends on the order of the input, on
//! hash order or on threads. Never makes an event; that is make.rs.

use super::block::{content, homes, keys};
use super::compare::{Atlas, Comparer, Face, LEAST_WORDS, Verdict, lineage};
use super::decide::Links;
use super::family::Joins;
use super::ground::day_number;
use super::make::Joined;
use crate::{Kin, Lineages, Statement};
use claim::ClaimId;
use std::collections::{BTreeMap, BTreeSet};

/// Copies without a day in their words are of one deed if they are published at most so many days apart.
const COPY_DAYS: i32 = 2;
/// More groups of copies than this are not clustered at once: pairs must be surer until what hangs together is smaller.
const MOST_AT_ONCE: usize = 1500;

/// Two claims that may tell of one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// Index of the one.
    pub one: u32,
    /// Index of the other, which is greater.
    pub two: u32,
    /// How alike they are, in millionths.
    pub millionths: u32,
}

impl Edge {
    /// Whether it joins; else it is a suggestion.
    pub fn joins(&self) -> bool {
        f64::from(self.millionths) >= Joins::bundled().join * 1e6
    }
}

/// Claims that say the same: copies, compared as one.
#[derive(Clone, Debug)]
pub(super) struct Node<'s> {
    pub face: Face<'s>,
    /// Hash of what they say; with the first claim's id the order of nodes.
    content: u64,
    /// Indexes of the claims, in the order of telling.
    pub members: Vec<u32>,
}

/// Groups of copies. `alone` says which claims are never put together with copies, since a person parted them.
pub(super) fn nodes<'s>(
    statements: &[&'s Statement],
    links: &Links,
    lineages: &Lineages,
    atlas: &mut Atlas,
) -> Vec<Node<'s>> {
    let joins = Joins::bundled();
    let told = |n: &u32| statements[*n as usize].event_type.definition().counts_as_event;
    let mut order: Vec<(u64, u32)> =
        (0..statements.len() as u32).filter(told).map(|n| (content(statements[n as usize]), n)).collect();
    order.sort_unstable();
    let mut nodes = Vec::new();
    for same in order.chunk_by(|one, two| one.0 == two.0) {
        let mut members: Vec<u32> = same.iter().map(|(_, n)| *n).collect();
        members.sort_unstable_by_key(|n| statements[*n as usize].order());
        let groups = if members.len() == 1 { vec![members] } else { copies(members, statements, links, lineages) };
        for members in groups {
            let copies: Vec<&Statement> = members.iter().map(|n| statements[*n as usize]).collect();
            nodes.push(Node { face: atlas.face(&copies, lineages, joins), content: same[0].0, members });
        }
    }
    nodes.sort_by_key(|node| (node.content, node.face.statement.claim));
    nodes
}

/// Parts claims that say the same into those that are copies of each other: of one lineage, or published within [`COPY_DAYS`]
/// if the sentence is long enough to be no accident.
fn copies(members: Vec<u32>, statements: &[&Statement], links: &Links, lineages: &Lineages) -> Vec<Vec<u32>> {
    let at = |n: u32| statements[n as usize];
    let (alone, mut members): (Vec<u32>, Vec<u32>) = members.into_iter().partition(|n| links.is_parted(at(*n).claim));
    let mut groups: Vec<Vec<u32>> = alone.into_iter().map(|n| vec![n]).collect();
    if members.is_empty() {
        return groups;
    }
    let long = at(members[0]).words.len() >= LEAST_WORDS;
    let by_words = at(members[0]).days.is_some_and(|told| told.by_words);
    let day = |n: u32| at(n).published.map(day_number);
    // One lineage first, then by day.
    members.sort_by_key(|n| (lineage(at(*n).report, lineages), at(*n).order()));
    let mut sets = Sets::new(members.len());
    for at_n in 1..members.len() {
        if lineage(at(members[at_n]).report, lineages) == lineage(at(members[at_n - 1]).report, lineages) {
            sets.join(at_n - 1, at_n);
        }
    }
    if long {
        let mut by_day: Vec<usize> = (0..members.len()).collect();
        by_day.sort_by_key(|n| (day(members[*n]), members[*n]));
        for pair in by_day.windows(2) {
            let near = match (day(members[pair[0]]), day(members[pair[1]])) {
                (Some(one), Some(two)) => two - one <= COPY_DAYS,
                _ => false,
            };
            if near || by_words {
                sets.join(pair[0], pair[1]);
            }
        }
    }
    for set in sets.all() {
        let mut group: Vec<u32> = set.into_iter().map(|n| members[n]).collect();
        group.sort_unstable_by_key(|n| at(*n).order());
        groups.push(group);
    }
    groups
}

/// Pairs of nodes that share a key and are at least suggested; if `fresh` tells which nodes are new, only pairs with one of them.
pub(super) fn pairs(
    nodes: &[Node],
    statements: &[&Statement],
    fresh: &(dyn Fn(&Node) -> bool + Sync),
    atlas: &Atlas,
    kin: &Kin,
) -> Vec<Edge> {
    pairs_at(nodes, statements, fresh, None, atlas, kin)
}

/// Homes of keys that are looked at.
type At<'a> = &'a (dyn Fn(u64) -> bool + Sync);

/// The same; if `at` tells of which homes, only pairs that are compared under a key of such a home. Every pair is compared at one home.
fn pairs_at(
    nodes: &[Node],
    statements: &[&Statement],
    fresh: &(dyn Fn(&Node) -> bool + Sync),
    at: Option<At>,
    atlas: &Atlas,
    kin: &Kin,
) -> Vec<Edge> {
    let joins = Joins::bundled();
    let suggest = (joins.suggest * 1e6) as u32;
    // Keys by node, end to end, and where each node's begin.
    let per_part = in_parts(nodes.len(), |range| {
        let keys_of = |node: &Node| {
            let mut all: Vec<u64> = node.members.iter().flat_map(|n| keys(statements[*n as usize])).collect();
            all.sort_unstable();
            all.dedup();
            all
        };
        nodes[range].iter().map(keys_of).map(Vec::into_boxed_slice).collect::<Vec<Box<[u64]>>>()
    });
    let keys_of: Vec<Box<[u64]>> = per_part.into_iter().flatten().collect();
    let mut blocks: Vec<(u64, u32)> = Vec::with_capacity(keys_of.iter().map(|keys| keys.len()).sum());
    for (n, keys) in keys_of.iter().enumerate() {
        match at {
            None => blocks.extend(keys.iter().map(|key| (*key, n as u32))),
            Some(at) => {
                let homes = nodes[n].members.iter().flat_map(|member| homes(statements[*member as usize]));
                blocks.extend(homes.filter(|homed| at(homed.home)).map(|homed| (homed.key, n as u32)));
            }
        }
    }
    blocks.sort_unstable();
    blocks.dedup();
    let ranges: Vec<&[(u64, u32)]> =
        blocks.chunk_by(|one, two| one.0 == two.0).filter(|block| block.len() > 1).collect();
    let is_fresh: Vec<bool> = nodes.iter().map(fresh).collect();
    let parts = in_parts(ranges.len(), |range| {
        let mut comparer = Comparer::new(atlas, kin, joins);
        let mut found = Vec::new();
        for block in &ranges[range] {
            for (at, (key, one)) in block.iter().enumerate() {
                for (_, two) in &block[at + 1..] {
                    if !is_fresh[*one as usize] && !is_fresh[*two as usize] {
                        continue;
                    }
                    // Pairs that share several keys are compared under the first.
                    if first_common(&keys_of[*one as usize], &keys_of[*two as usize]) != Some(*key) {
                        continue;
                    }
                    let verdict = comparer.compare(&nodes[*one as usize].face, &nodes[*two as usize].face);
                    if let Verdict::Alike { millionths, .. } = verdict
                        && millionths >= suggest
                    {
                        found.push(Edge { one: *one, two: *two, millionths });
                    }
                }
            }
        }
        found
    });
    let mut edges: Vec<Edge> = parts.into_iter().flatten().collect();
    edges.sort_unstable();
    edges
}

fn first_common(one: &[u64], two: &[u64]) -> Option<u64> {
    let (mut i, mut j) = (0, 0);
    while i < one.len() && j < two.len() {
        match one[i].cmp(&two[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => return Some(one[i]),
        }
    }
    None
}

/// Work over 0..`count` in parts, on as many threads as there are processors; the results in the order of the parts.
pub(super) fn in_parts<T: Send>(count: usize, work: impl Fn(std::ops::Range<usize>) -> T + Sync) -> Vec<T> {
    const LEAST: usize = 512;
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(count / LEAST).max(1);
    if threads == 1 {
        return vec![work(0..count)];
    }
    // Small parts, taken as they come, since blocks differ in size; put back in order.
    let parts = threads * 16;
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut done: Vec<(usize, T)> = std::thread::scope(|scope| {
        let run = || {
            let mut done = Vec::new();
            loop {
                let part = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                if part >= parts {
                    return done;
                }
                done.push((part, work(count * part / parts..count * (part + 1) / parts)));
            }
        };
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        let join = |handle: std::thread::ScopedJoinHandle<'_, Vec<(usize, T)>>| match handle.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        handles.into_iter().flat_map(join).collect()
    });
    done.sort_by_key(|(part, _)| *part);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Sets that are joined.
pub(super) struct Sets(Vec<u32>);

impl Sets {
    pub fn new(count: usize) -> Sets {
        Sets((0..count as u32).collect())
    }

    pub fn root(&mut self, of: usize) -> usize {
        let mut at = of;
        while self.0[at] as usize != at {
            self.0[at] = self.0[self.0[at] as usize];
            at = self.0[at] as usize;
        }
        at
    }

    pub fn join(&mut self, one: usize, two: usize) {
        let (one, two) = (self.root(one), self.root(two));
        self.0[one.max(two)] = one.min(two) as u32;
    }

    /// The sets, each sorted, by their first.
    pub fn all(&mut self) -> Vec<Vec<usize>> {
        let mut by_root: Vec<(usize, usize)> = (0..self.0.len()).map(|n| (self.root(n), n)).collect();
        by_root.sort_unstable();
        by_root.chunk_by(|one, two| one.0 == two.0).map(|set| set.iter().map(|(_, n)| *n).collect()).collect()
    }
}

/// Sets of indexes below `count` that hang together by edges that join; each sorted, by their first.
pub fn components(count: usize, edges: &[Edge]) -> Vec<Vec<u32>> {
    let mut sets = Sets::new(count);
    for edge in edges.iter().filter(|edge| edge.joins()) {
        sets.join(edge.one as usize, edge.two as usize);
    }
    sets.all().into_iter().map(|set| set.into_iter().map(|n| n as u32).collect()).collect()
}

/// The nodes that hang together, by what is told and by what people joined; each sorted, by their first.
pub(super) fn connected(nodes: &[Node], statements: &[&Statement], edges: &[Edge], links: &Links) -> Vec<Vec<u32>> {
    linked(nodes, statements, edges.iter().filter(|edge| edge.joins()), links)
}

/// The claims that hang together by any edge and by what people joined; each set sorted, by its first.
pub(super) fn sets(nodes: &[Node], statements: &[&Statement], edges: &[Edge], links: &Links) -> Vec<Vec<ClaimId>> {
    let claims = |part: Vec<u32>| {
        let members = part.iter().flat_map(|n| &nodes[*n as usize].members);
        let mut claims: Vec<ClaimId> = members.map(|n| statements[*n as usize].claim).collect();
        claims.sort_unstable();
        claims
    };
    let mut sets: Vec<Vec<ClaimId>> = linked(nodes, statements, edges.iter(), links).into_iter().map(claims).collect();
    sets.sort_unstable();
    sets
}

fn linked<'e>(
    nodes: &[Node],
    statements: &[&Statement],
    edges: impl Iterator<Item = &'e Edge>,
    links: &Links,
) -> Vec<Vec<u32>> {
    let mut sets = Sets::new(nodes.len());
    for edge in edges {
        sets.join(edge.one as usize, edge.two as usize);
    }
    if !links.together().is_empty() {
        let wanted: BTreeSet<ClaimId> = links.together().iter().flat_map(|(_, group)| group).copied().collect();
        let mut place = BTreeMap::new();
        for (n, node) in nodes.iter().enumerate() {
            for member in &node.members {
                let claim = statements[*member as usize].claim;
                if wanted.contains(&claim) {
                    place.insert(claim, n);
                }
            }
        }
        for (_, group) in links.together() {
            let mut there = group.iter().filter_map(|claim| place.get(claim));
            if let Some(first) = there.next() {
                there.for_each(|other| sets.join(*first, *other));
            }
        }
    }
    sets.all().into_iter().map(|set| set.into_iter().map(|n| n as u32).collect()).collect()
}

/// Makes one group of those that hold the claims of `together`. Where a later decision parted claims of these groups, only the
/// claims that were named come together.
pub(super) fn merge<'s>(
    groups: Vec<Vec<(usize, Joined<'s>)>>,
    place: usize,
    together: &BTreeSet<ClaimId>,
    links: &Links,
) -> Vec<Vec<(usize, Joined<'s>)>> {
    let named = |(_, joined): &(usize, Joined)| together.contains(&joined.statement.claim);
    let (touched, mut rest): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| group.iter().any(named));
    if touched.len() < 2 {
        rest.extend(touched);
        return rest;
    }
    let claims: Vec<Vec<ClaimId>> =
        touched.iter().map(|group| group.iter().map(|(_, joined)| joined.statement.claim).collect()).collect();
    let parted = claims.iter().enumerate().any(|(at, one)| {
        let others = claims[at + 1..].iter().flatten();
        others.into_iter().any(|two| one.iter().any(|one| links.are_parted_after(place, *one, *two)))
    });
    let all = touched.into_iter().flatten();
    if !parted {
        rest.push(all.collect());
        return rest;
    }
    let (come, mut stay): (Vec<_>, Vec<_>) = all.partition(named);
    rest.push(come);
    stay.sort_by_key(|(number, joined)| (*number, joined.statement.order()));
    let mut parts: BTreeMap<usize, Vec<_>> = BTreeMap::new();
    for one in stay {
        parts.entry(one.0).or_default().push(one);
    }
    rest.extend(parts.into_values());
    rest
}

/// Which nodes are one event, by what is told alone and what people have parted; and how alike each node is to the one of its
/// event that it is most alike to (1 for one alone).
pub(super) struct Clusters {
    /// Indexes of nodes.
    pub sets: Vec<Vec<usize>>,
    /// By node, 0..1.
    pub likeness: Vec<f32>,
}

/// Clusters the nodes of a component, or of several.
pub(super) fn cluster(nodes: &[&Node], statements: &[&Statement], links: &Links, atlas: &Atlas, kin: &Kin) -> Clusters {
    let mut result = Clusters { sets: Vec::new(), likeness: vec![1.0; nodes.len()] };
    if nodes.len() <= MOST_AT_ONCE {
        average_link(&(0..nodes.len()).collect::<Vec<_>>(), nodes, links, atlas, kin, &mut result);
        return result;
    }
    let owned: Vec<Node> = nodes.iter().map(|node| (*node).clone()).collect();
    let edges = pairs(&owned, statements, &|_| true, atlas, kin);
    let mut open: Vec<Vec<usize>> = vec![(0..nodes.len()).collect()];
    let join = Joins::bundled().join;
    for step in 0..=8 {
        let least = ((join + (1.0 - join) * f64::from(step) / 9.0) * 1e6) as u32;
        let mut still = Vec::new();
        for part in open {
            let place: std::collections::HashMap<u32, usize> =
                part.iter().enumerate().map(|(at, n)| (*n as u32, at)).collect();
            let mut sets = Sets::new(part.len());
            for edge in edges.iter().filter(|edge| edge.millionths >= least) {
                if let (Some(one), Some(two)) = (place.get(&edge.one), place.get(&edge.two)) {
                    sets.join(*one, *two);
                }
            }
            for set in sets.all() {
                let set: Vec<usize> = set.into_iter().map(|n| part[n]).collect();
                if set.len() <= MOST_AT_ONCE {
                    average_link(&set, nodes, links, atlas, kin, &mut result);
                } else {
                    still.push(set);
                }
            }
        }
        open = still;
    }
    // What hangs together even so: by day, as many at once as can be.
    for mut part in open {
        part.sort_by_key(|n| (nodes[*n].face.statement.days, nodes[*n].content, nodes[*n].face.statement.claim));
        for some in part.chunks(MOST_AT_ONCE) {
            average_link(some, nodes, links, atlas, kin, &mut result);
        }
    }
    result.sets.sort();
    result
}

/// A mean likeness that is not known, or cannot be.
const NEUTRAL: u32 = 0;
const CANNOT: u32 = u32::MAX;

/// Average-link clustering: the two most alike groups are joined, as long as their mean likeness is enough. Pairs about which
/// too little is told do not count in the mean; groups with a pair that cannot be are never joined.
fn average_link(part: &[usize], nodes: &[&Node], links: &Links, atlas: &Atlas, kin: &Kin, result: &mut Clusters) {
    let count = part.len();
    if count == 1 {
        result.sets.push(part.to_vec());
        return;
    }
    let joins = Joins::bundled();
    let (join, suggest) = ((joins.join * 1e6) as u64, (joins.suggest * 1e6) as u32);
    let mut comparer = Comparer::new(atlas, kin, joins);
    // Sum of likenesses, in millionths, and how many: square tables.
    let mut sums = vec![0u64; count * count];
    let mut counts = vec![NEUTRAL; count * count];
    for one in 0..count {
        for two in one + 1..count {
            let (left, right) = (nodes[part[one]], nodes[part[two]]);
            let parted = links.are_parted(left.face.statement.claim, right.face.statement.claim);
            let (sum, number) = match comparer.compare(&left.face, &right.face) {
                _ if parted => (0, CANNOT),
                Verdict::Cannot(_) => (0, CANNOT),
                Verdict::Alike { millionths, thin } if thin && millionths < suggest => (0, NEUTRAL),
                Verdict::Alike { millionths, .. } => (u64::from(millionths), 1),
            };
            for at in [one * count + two, two * count + one] {
                (sums[at], counts[at]) = (sum, number);
            }
        }
    }
    let first_sums: Vec<u32> = sums.iter().map(|sum| *sum as u32).collect();
    let mean = |sums: &[u64], counts: &[u32], at: usize| match counts[at] {
        NEUTRAL | CANNOT => 0,
        number => sums[at] / u64::from(number),
    };
    let mut groups: Vec<Vec<usize>> = (0..count).map(|n| vec![n]).collect();
    let best_of = |row: usize, groups: &[Vec<usize>], sums: &[u64], counts: &[u32]| {
        let others = (0..count).filter(|other| *other != row && !groups[*other].is_empty());
        let by_mean = others.map(|other| (mean(sums, counts, row * count + other), std::cmp::Reverse(other)));
        by_mean.max().map_or((0, usize::MAX), |(mean, std::cmp::Reverse(other))| (mean, other))
    };
    let mut best: Vec<(u64, usize)> = (0..count).map(|row| best_of(row, &groups, &sums, &counts)).collect();
    loop {
        let rows = (0..count).filter(|row| !groups[*row].is_empty());
        let Some((likeness, std::cmp::Reverse(one))) = rows.map(|row| (best[row].0, std::cmp::Reverse(row))).max()
        else {
            break;
        };
        if likeness < join {
            break;
        }
        let two = best[one].1;
        let (one, two) = (one.min(two), one.max(two));
        let moved = std::mem::take(&mut groups[two]);
        groups[one].extend(moved);
        for other in (0..count).filter(|other| *other != one && !groups[*other].is_empty()) {
            let (into, from) = (one * count + other, two * count + other);
            if counts[into] == CANNOT || counts[from] == CANNOT {
                (sums[into], counts[into]) = (0, CANNOT);
            } else {
                (sums[into], counts[into]) = (sums[into] + sums[from], counts[into] + counts[from]);
            }
            let mirrored = other * count + one;
            (sums[mirrored], counts[mirrored]) = (sums[into], counts[into]);
        }
        best[one] = best_of(one, &groups, &sums, &counts);
        for row in (0..count).filter(|row| *row != one && !groups[*row].is_empty()) {
            if best[row].1 == one || best[row].1 == two {
                best[row] = best_of(row, &groups, &sums, &counts);
            } else {
                let with_one = mean(&sums, &counts, row * count + one);
                if (with_one, std::cmp::Reverse(one)) > (best[row].0, std::cmp::Reverse(best[row].1)) {
                    best[row] = (with_one, one);
                }
            }
        }
    }
    for mut group in groups.into_iter().filter(|group| !group.is_empty()) {
        group.sort_unstable();
        for &one in &group {
            let most = group.iter().filter(|two| **two != one).map(|two| first_sums[one * count + two]).max();
            result.likeness[part[one]] = most.map_or(1.0, |most| (f64::from(most) / 1e6) as f32);
        }
        result.sets.push(group.into_iter().map(|n| part[n]).collect());
    }
    result.sets.sort();
}

/// Groups of copies, by index, each in the order of telling: claims that are compared as one. Of all claims that say the same
/// ([`kind_of_copy`]) it gives the groups that it gives of all claims; so it does of some whole groups.
pub fn copies_of(statements: &[&Statement], lineages: &Lineages) -> Vec<Vec<u32>> {
    let nodes = nodes(statements, &Links::default(), lineages, &mut Atlas::default());
    nodes.into_iter().map(|node| node.members).collect()
}

/// What claims are that say the same; `None` for those that are no events.
pub fn kind_of_copy(statement: &Statement) -> Option<u64> {
    statement.event_type.definition().counts_as_event.then(|| content(statement))
}

/// Claims that hang together by what is compared at some homes ([`homes`]), by index: pairs of groups of copies, by the first claim of
/// each. `statements` are whole groups of copies: all that have a key at one of these homes. The pairs of all homes are those of
/// [`sets`](super::sets).
pub fn links_at(
    statements: &[&Statement],
    at: &(dyn Fn(u64) -> bool + Sync),
    lineages: &Lineages,
    kin: &Kin,
) -> Vec<(u32, u32)> {
    let mut atlas = Atlas::default();
    let nodes = nodes(statements, &Links::default(), lineages, &mut atlas);
    let first = |n: u32| nodes[n as usize].members[0];
    let pairs = pairs_at(&nodes, statements, &|_| true, Some(at), &atlas, kin);
    pairs.into_iter().map(|pair| (first(pair.one), first(pair.two))).collect()
}

/// Every two claims of these that share a key and are at least suggested, by index, and every copy with the first of its kind;
/// sorted. Where some were fused before, `fresh` is the index of the first new one, and only pairs with a new one are told.
pub fn edges(statements: &[&Statement], fresh: usize, lineages: &Lineages, kin: &Kin) -> Vec<Edge> {
    let mut atlas = Atlas::default();
    let nodes = nodes(statements, &Links::default(), lineages, &mut atlas);
    let is_fresh = |node: &Node| node.members.iter().any(|n| *n as usize >= fresh);
    let mut edges: Vec<Edge> = Vec::new();
    let edge = |one: u32, two: u32, millionths| Edge { one: one.min(two), two: one.max(two), millionths };
    for pair in pairs(&nodes, statements, &is_fresh, &atlas, kin) {
        let first = |n: u32| nodes[n as usize].members[0];
        edges.push(edge(first(pair.one), first(pair.two), pair.millionths));
    }
    for node in nodes.iter().filter(|node| is_fresh(node)) {
        edges.extend(node.members[1..].iter().map(|copy| edge(node.members[0], *copy, 1_000_000)));
    }
    edges.sort_unstable();
    edges
}

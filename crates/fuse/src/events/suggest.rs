//! Events that may be one, for a person to decide. Never joins them.

use super::compare::{Atlas, Comparer, Verdict};
use super::decide::Links;
use super::family::Joins;
use super::join::{Edge, Node, in_parts};
use super::{Event, Suggestion};
use crate::{Kin, Statement};
use claim::{ClaimId, EventId};
use std::collections::HashMap;

/// Most nodes of an event that are compared with those of another.
const MOST_NODES: usize = 24;
/// Most suggestions that an event shows.
pub const MOST_SUGGESTIONS: usize = 5;

/// Fills in what may be the same event: pairs of events with a pair of claims that is at least suggested, none that cannot be, and
/// a mean likeness of at least the threshold; the likeliest [`MOST_SUGGESTIONS`] of each.
pub(super) fn suggest(
    events: &mut [Event],
    nodes: &[Node],
    statements: &[&Statement],
    edges: &[Edge],
    links: &Links,
    atlas: &Atlas,
    kin: &Kin,
) {
    let mut event_of: HashMap<ClaimId, u32> = HashMap::new();
    for (n, event) in events.iter().enumerate() {
        event_of.extend(event.members.iter().map(|member| (member.claim, n as u32)));
    }
    // A node whose claims a person divided has several; its first claim stands for it.
    let of_node: Vec<u32> = nodes.iter().map(|node| event_of[&statements[node.members[0] as usize].claim]).collect();
    drop(event_of);
    let mut nodes_of: Vec<Vec<u32>> = vec![Vec::new(); events.len()];
    for (n, event) in of_node.iter().enumerate() {
        let nodes = &mut nodes_of[*event as usize];
        if nodes.len() < MOST_NODES {
            nodes.push(n as u32);
        }
    }
    // Between two events, the pair that is most alike.
    let mut between: Vec<(u32, u32, std::cmp::Reverse<u32>, u32, u32)> = Vec::new();
    for edge in edges {
        let (one, two) = (of_node[edge.one as usize], of_node[edge.two as usize]);
        if one != two {
            let (left, right) = if one < two { (edge.one, edge.two) } else { (edge.two, edge.one) };
            between.push((one.min(two), one.max(two), std::cmp::Reverse(edge.millionths), left, right));
        }
    }
    between.sort_unstable();
    between.dedup_by_key(|(one, two, ..)| (*one, *two));
    let joins = Joins::bundled();
    let parts = in_parts(between.len(), |range| {
        let mut comparer = Comparer::new(atlas, kin, joins);
        let mut found: Vec<(u32, u32, f32, u32, u32)> = Vec::new();
        'pairs: for (one, two, _, left, right) in &between[range] {
            let (mut sum, mut count) = (0u64, 0u64);
            for a in &nodes_of[*one as usize] {
                for b in &nodes_of[*two as usize] {
                    let (a, b) = (&nodes[*a as usize].face, &nodes[*b as usize].face);
                    if links.are_parted(a.statement.claim, b.statement.claim) {
                        continue 'pairs;
                    }
                    match comparer.compare(a, b) {
                        Verdict::Cannot(_) => continue 'pairs,
                        Verdict::Alike { thin: true, millionths } if f64::from(millionths) < joins.suggest * 1e6 => {}
                        Verdict::Alike { millionths, .. } => {
                            sum += u64::from(millionths);
                            count += 1;
                        }
                    }
                }
            }
            let mean = (sum / count.max(1)) as f64 / 1e6;
            if mean >= joins.suggest {
                found.push((*one, *two, mean as f32, *left, *right));
            }
        }
        found
    });
    let found: Vec<(u32, u32, f32, u32, u32)> = parts.into_iter().flatten().collect();
    // Words are made for those that are shown only.
    let mut best: Vec<Vec<(f32, EventId, u32, u32)>> = vec![Vec::new(); events.len()];
    for (one, two, mean, left, right) in found {
        best[one as usize].push((mean, events[two as usize].id, left, right));
        best[two as usize].push((mean, events[one as usize].id, left, right));
    }
    let mut comparer = Comparer::new(atlas, kin, joins);
    for (event, mut suggested) in events.iter_mut().zip(best) {
        suggested.sort_by(|one, two| two.0.total_cmp(&one.0).then(one.1.cmp(&two.1)));
        suggested.truncate(MOST_SUGGESTIONS);
        let suggestion = |(score, other, left, right): (f32, EventId, u32, u32)| Suggestion {
            event: other,
            score,
            because: comparer.because(&nodes[left as usize].face, &nodes[right as usize].face),
        };
        event.suggested = suggested.into_iter().map(suggestion).collect();
    }
}

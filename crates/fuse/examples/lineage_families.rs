//! What pairs of reports of the invented families have in common, so that the thresholds of lineages can be chosen with open eyes:
//! `cargo run -p fuse --example lineage_families -- [SEED]`. One line a pair: kinds, share of passages, of the lead, of names.

#[path = "../tests/families/mod.rs"]
mod families;

use families::{FamilyReport, Kind, families};
use fuse::lineage::{Print, print};

fn in_both<T: PartialEq>(one: &[T], other: &[T]) -> usize {
    one.iter().filter(|member| other.contains(member)).count()
}

fn line(one: &(&FamilyReport, Print), other: &(&FamilyReport, Print)) -> String {
    let scale = one.1.scale.max(other.1.scale);
    let kept = |print: &Print| -> Vec<u32> {
        print.shingles.iter().copied().filter(|hash| hash.trailing_zeros() >= u32::from(scale)).collect()
    };
    let (left, right) = (kept(&one.1), kept(&other.1));
    let both = in_both(&left, &right);
    let lead = |print: &Print, others: &[u32]| {
        let lead: Vec<u32> =
            (0..print.shingles.len()).filter(|at| print.lead >> at & 1 == 1).map(|at| print.shingles[at]).collect();
        (in_both(&lead, others), lead.len())
    };
    let ((lead_a, of_a), (lead_b, of_b)) = (lead(&one.1, &right), lead(&other.1, &left));
    let all = |print: &Print| [&print.lead_names[..], &print.names[..]].concat();
    let (names_a, names_b) = (all(&one.1), all(&other.1));
    let strange = |topics: &[u16], names: &[u16]| topics.len() - in_both(topics, names);
    let only = |lead: &[u16], names: &[u16]| lead.len() - in_both(lead, names);
    format!(
        "{:?}-{:?}\tpassages {both} of {} and {}\tlead {lead_a}/{of_a} {lead_b}/{of_b}\ttopics only {} and {}\tlead names {} both, only {} and {}\tnames {} of \
         {} and {}\tquotes {}\t{} {}\t{:?}\t{:?} {:?}",
        one.0.kind,
        other.0.kind,
        left.len(),
        right.len(),
        strange(&one.1.topics, &names_b),
        strange(&other.1.topics, &names_a),
        in_both(&one.1.lead_names, &other.1.lead_names),
        only(&one.1.lead_names, &names_b),
        only(&other.1.lead_names, &names_a),
        in_both(&names_a, &names_b),
        names_a.len(),
        names_b.len(),
        in_both(&one.1.quotes, &other.1.quotes),
        one.0.report.id,
        other.0.report.id,
        other.1.credits.iter().map(|credit| credit.name.as_str()).collect::<Vec<_>>(),
        one.0.report.outlet,
        other.0.report.outlet,
    )
}

fn main() {
    let seed = std::env::args().nth(1).and_then(|word| word.parse().ok()).unwrap_or(1);
    let reports = families(seed);
    let prints: Vec<(&FamilyReport, Print)> = reports.iter().map(|member| (member, print(&member.report))).collect();
    let most = prints.iter().map(|(_, print)| print.packed().len()).max().unwrap_or_default();
    println!("{} reports; the longest packed print has {most} bytes", reports.len());
    for one in prints.iter().filter(|(member, _)| member.kind == Kind::Original) {
        for other in &prints {
            if one.0.family == other.0.family && one.0.report.id != other.0.report.id {
                println!("same\t{}", line(one, other));
            } else if one.0.neighbourhood == other.0.neighbourhood && one.0.family != other.0.family {
                println!("near\t{}", line(one, other));
            }
        }
    }
}

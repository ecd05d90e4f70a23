//! Lineages against families of invented reports whose descent is known. `cargo test -p fuse --test families_lineage -- --nocapture`
//! prints the numbers.

mod families;

use claim::ReportId;
use families::{FamilyReport, Kind, NEIGHBOURHOODS, families, some_families};
use fuse::Head;
use fuse::lineage::{Lineages, Print, Tracer, print, trace};
use std::collections::{BTreeMap, BTreeSet};

/// The thresholds were chosen on seeds 1 to 5; the others tell whether they were chosen too closely.
const SEEDS: [u64; 8] = [1, 2, 3, 4, 5, 101, 102, 103];

fn prints(reports: &[FamilyReport]) -> Vec<(Head, Print)> {
    let head = |report: &claim::Report| Head {
        id: ReportId::of(report),
        published: report.date,
        outlet: report.outlet.as_deref().map(Into::into),
    };
    reports.iter().map(|member| (head(&member.report), print(&member.report))).collect()
}

/// Pairs of reports: told to be of one lineage and so, told but not so, not told.
#[derive(Clone, Copy, Debug, Default)]
struct Pairs {
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Pairs {
    fn f1(&self) -> f64 {
        2.0 * self.right as f64 / (2 * self.right + self.wrong + self.missed) as f64
    }

    fn of(reports: &[FamilyReport], lineages: &Lineages, counts: impl Fn(&FamilyReport) -> bool) -> Pairs {
        let members: Vec<(&FamilyReport, ReportId)> = reports
            .iter()
            .filter(|member| counts(member))
            .map(|member| (member, lineages.lineage(ReportId::of(&member.report))))
            .collect();
        let mut pairs = Pairs::default();
        for (at, (one, lineage)) in members.iter().enumerate() {
            for (other, of_other) in &members[..at] {
                match (one.family == other.family, lineage == of_other) {
                    (true, true) => pairs.right += 1,
                    (false, true) => pairs.wrong += 1,
                    (true, false) => pairs.missed += 1,
                    (false, false) => {}
                }
            }
        }
        pairs
    }
}

#[test]
fn the_set_is_as_large_as_it_must_be() {
    let reports = families(1);
    let of: BTreeSet<usize> = reports.iter().map(|member| member.family).collect();
    assert!(reports.len() >= 300, "{}", reports.len());
    assert!(of.len() >= 60, "{}", of.len());
    let words = |member: &FamilyReport| member.report.text.split_whitespace().count();
    let originals: Vec<usize> = reports.iter().filter(|member| member.kind == Kind::Original).map(words).collect();
    assert!(originals.iter().all(|words| (110..=300).contains(words)), "{originals:?}");
    assert_eq!(families(1).len(), reports.len());
    assert!(families(1).iter().zip(&reports).all(|(one, other)| one.report == other.report), "seeded");
}

#[test]
fn copies_find_their_family_and_neighbours_stay_apart() {
    let mut all_seeds = Vec::new();
    for seed in SEEDS {
        let reports = families(seed);
        let lineages = trace(&prints(&reports));
        let copies = Pairs::of(&reports, &lineages, |member| member.kind != Kind::Paraphrase);
        let all = Pairs::of(&reports, &lineages, |_| true);
        println!("seed {seed}: {} reports in {} families", reports.len(), 3 * NEIGHBOURHOODS);
        println!("  copies: F1 {:.4}, {copies:?}; with paraphrases: F1 {:.4}, {all:?}", copies.f1(), all.f1());
        report_errors(&reports, &lineages);
        all_seeds.push((seed, copies, all));
    }
    for (seed, copies, all) in all_seeds {
        assert!(copies.f1() >= 0.95, "seed {seed}: F1 of copies {:.4}, {copies:?}", copies.f1());
        assert_eq!(copies.wrong, 0, "seed {seed}: copies of two deeds in one lineage");
        assert!(all.f1() >= 0.85, "seed {seed}: F1 with paraphrases {:.4}, {all:?}", all.f1());
        assert!(all.wrong * 100 <= all.right, "seed {seed}: more than 1 % of pairs wrong, {all:?}");
    }
}

#[test]
fn neighbours_stay_apart_where_the_ledger_knows_nothing_else() {
    let reports = families(7);
    let mut pairs = Pairs::default();
    for neighbourhood in 0..NEIGHBOURHOODS {
        let few: Vec<FamilyReport> =
            reports.iter().filter(|member| member.neighbourhood == neighbourhood).cloned().collect();
        let found = Pairs::of(&few, &trace(&prints(&few)), |member| member.kind != Kind::Paraphrase);
        pairs.right += found.right;
        pairs.wrong += found.wrong;
        pairs.missed += found.missed;
    }
    println!("three families at a time: copies F1 {:.4}, {pairs:?}", pairs.f1());
    assert!(pairs.f1() >= 0.95 && pairs.wrong == 0, "{:.4}, {pairs:?}", pairs.f1());
}

/// What went wrong, by kind.
fn report_errors(reports: &[FamilyReport], lineages: &Lineages) {
    let root_of = |member: &FamilyReport| lineages.lineage(ReportId::of(&member.report));
    let families: BTreeMap<ReportId, usize> =
        reports.iter().map(|member| (ReportId::of(&member.report), member.family)).collect();
    let mut lost: BTreeMap<Kind, (usize, usize)> = BTreeMap::new();
    for member in reports {
        let original = reports.iter().find(|other| other.family == member.family && other.kind == Kind::Original);
        let count = lost.entry(member.kind).or_default();
        count.1 += 1;
        count.0 += usize::from(original.is_some_and(|original| root_of(original) != root_of(member)));
        if families.get(&root_of(member)) != Some(&member.family) {
            let descent = &lineages.of[&ReportId::of(&member.report)];
            let parent = reports.iter().find(|other| Some(ReportId::of(&other.report)) == descent.parent);
            let parent = parent.map_or("nothing", |parent| &parent.report.id);
            let (kind, basis, shared) = (member.kind, descent.basis, descent.shared);
            println!(
                "  {} ({kind:?}) went to another family: on {parent}, by {basis:?}, {shared:.2}",
                member.report.id
            );
        }
    }
    println!("  apart from their original, of all: {lost:?}");
}

#[test]
fn adding_in_portions_is_adding_at_once_in_any_order() {
    let mut chance = families::Chance::new(11);
    let reports = prints(&some_families(6, 12));
    let at_once = trace(&reports);
    for portion in [1, 7, 50] {
        let shuffled = chance.some(&(0..reports.len()).collect::<Vec<_>>(), reports.len());
        let shuffled: Vec<(Head, Print)> = shuffled.into_iter().map(|at| reports[at].clone()).collect();
        let mut tracer = Tracer::default();
        let mut known = Lineages::default();
        for part in shuffled.chunks(portion) {
            for changed in tracer.add(part) {
                let descent = tracer.descent(changed).expect("a report that was added");
                known.of.insert(changed, descent);
            }
            tracer = Tracer::unpack(&tracer.packed()).expect("what was packed");
        }
        assert_eq!(tracer.lineages(), at_once, "in portions of {portion}");
        assert_eq!(known, at_once, "what add() told, in portions of {portion}");
        assert_eq!(tracer.add(&shuffled), [], "adding again changes nothing");
    }
}

#[test]
fn bytes_that_are_no_packed_index_are_refused() {
    let packed = Tracer::new(&prints(&some_families(3, 2))).packed();
    assert_eq!(Tracer::unpack(&packed).map(|tracer| tracer.packed()), Some(packed.clone()));
    assert!(Tracer::unpack(&packed[..packed.len() / 2]).is_none());
    assert!(Tracer::unpack(b"").is_none());
    assert!(Tracer::unpack(&[0xff; 64]).is_none());
}

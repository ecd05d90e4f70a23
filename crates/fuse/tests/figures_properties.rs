//! What holds for all figures, fields and contradictions, whatever is told.

mod common;

use claim::{Bounds, CountSlot, ReportId, Status};
use common::{Story, kin, party, story};
use fuse::figures::{Cue, Cues, choose_days, choose_parties, choose_place, deaths_by_side, figure};
use fuse::lineage::Descent;
use fuse::{FieldRule, FigureRule, Statement};
use proptest::prelude::*;

/// One line of a story: outlet, day, speaker, bounds, targets, cue, attackers, status, sentence.
type Line = ((usize, i8), usize, (u64, u64, u8), usize, (u8, u8), u8, u8);

fn line() -> impl Strategy<Value = Line> {
    ((0..5usize, 1..6i8), 0..8usize, (0..20u64, 0..10u64, 0..5u8), 0..8usize, (0..14u8, 0..8u8), 0..8u8, 0..3u8)
}

const OUTLETS: [&str; 5] = ["A", "B", "C", "D", "E"];
const SPEAKERS: [&str; 8] = ["-", "-", "army", "ministry", "front", "monitor", "residents", "hospital"];
const TARGETS: [&str; 8] =
    ["-", "of people", "of army", "of front", "of civilians", "of children", "of army,civilians", "of rebels"];

fn told(lines: &[Line]) -> Story {
    let text: Vec<String> = lines
        .iter()
        .map(|((outlet, day), speaker, _, targets, ..)| {
            format!(
                "{day} {} | {} | - | by army {} on {day} in orvenne",
                OUTLETS[*outlet], SPEAKERS[*speaker], TARGETS[*targets]
            )
        })
        .collect();
    let mut story = story(&text.join("\n"));
    for (statement, (_, _, (low, more, kind), _, (cue, attackers), status, sentence)) in
        story.statements.iter_mut().zip(lines)
    {
        let bounds = match kind {
            0 => Bounds { low: Some(*low), high: None },
            1 => Bounds { low: None, high: Some(*low) },
            2 => Bounds { low: Some(*low), high: Some(low + more) },
            3 => Bounds { low: Some(24), high: None },
            _ => Bounds { low: Some(*low), high: Some(*low) },
        };
        statement.counts[CountSlot::Killed as usize] = Some(bounds);
        if let Some(cue) = Cue::ALL.get(usize::from(*cue)) {
            statement.cues = statement.cues.with(*cue);
        }
        statement.cues = match attackers {
            6 => statement.cues.with_attackers(1),
            7 => statement.cues.with_attackers(Cues::SOME),
            _ => statement.cues,
        };
        if *status == 7 {
            statement.status = Status::Denied;
        }
        statement.sentence = u32::from(*sentence);
    }
    story
}

/// The same report under another name, by another outlet, so many days later: all its claims.
fn with_copy(story: &Story, of: ReportId, days: i64, id: u64) -> (Vec<Statement>, fuse::Lineages) {
    let copy = ReportId::from_number(id);
    let mut statements = story.statements.clone();
    for statement in story.statements.iter().filter(|statement| statement.report == of) {
        let published = statement.published.map(|day| day.checked_add(jiff::Span::new().days(days)).unwrap());
        statements.push(Statement {
            claim: claim::ClaimId::from_number(id.wrapping_mul(31) ^ statement.claim.number()),
            report: copy,
            published,
            outlet: Some("Copyist".into()),
            ..statement.clone()
        });
    }
    let mut lineages = story.lineages.clone();
    let original: Descent = lineages.of[&of].clone();
    lineages.of.insert(copy, Descent { parent: Some(of), kinship: fuse::lineage::Kinship::Copy, ..original });
    (statements, lineages)
}

proptest! {
    #[test]
    fn low_best_and_high_stand_in_their_order(lines in proptest::collection::vec(line(), 1..9)) {
        let story = told(&lines);
        for rule in FigureRule::ALL {
            if let Some(figure) = figure(CountSlot::Killed, &story.claims(), rule, &story.lineages, &kin()) {
                prop_assert!(figure.low <= figure.best && figure.best <= figure.high, "{figure:?}");
                prop_assert_eq!(&figure.rule, &rule.rule());
                prop_assert_eq!(figure.told.len(), story.statements.len());
                prop_assert!(!figure.because.is_empty());
            }
        }
    }

    #[test]
    fn the_order_of_claims_changes_nothing((lines, seed) in (proptest::collection::vec(line(), 1..9), any::<u64>())) {
        let story = told(&lines);
        let mut other = story.claims();
        // A shuffle that needs no clock: by a hash of the seed and the claim.
        other.sort_by_key(|statement| (statement.claim.number() ^ seed).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        for rule in FigureRule::ALL {
            let of = |claims: &[&Statement]| figure(CountSlot::Killed, claims, rule, &story.lineages, &kin());
            prop_assert_eq!(of(&story.claims()), of(&other));
            let split = |claims: &[&Statement]| deaths_by_side(claims, rule, &story.lineages, &kin());
            prop_assert_eq!(split(&story.claims()), split(&other));
        }
        for rule in FieldRule::ALL {
            prop_assert_eq!(choose_days(&story.claims(), rule, &story.lineages), choose_days(&other, rule, &story.lineages));
            prop_assert_eq!(choose_place(&story.claims(), rule, &story.lineages), choose_place(&other, rule, &story.lineages));
            prop_assert_eq!(choose_parties(&story.claims(), rule, &story.lineages), choose_parties(&other, rule, &story.lineages));
        }
    }

    #[test]
    fn a_verbatim_copy_changes_no_figure(
        (lines, which, days, id) in (proptest::collection::vec(line(), 1..8), any::<prop::sample::Index>(), 0..4i64, any::<u64>()),
    ) {
        let story = told(&lines);
        let of = which.get(&story.statements).report;
        let (statements, lineages) = with_copy(&story, of, days, id);
        let copied: Vec<&Statement> = statements.iter().collect();
        for rule in FigureRule::ALL {
            let one = figure(CountSlot::Killed, &story.claims(), rule, &story.lineages, &kin());
            let two = figure(CountSlot::Killed, &copied, rule, &lineages, &kin());
            prop_assert_eq!(one.is_some(), two.is_some());
            if let (Some(one), Some(two)) = (one, two) {
                prop_assert_eq!((one.low, one.best, one.high, one.open, &one.because), (two.low, two.best, two.high, two.open, &two.because), "{:?}", rule);
                prop_assert_eq!((one.support.independent, one.support.lineages), (two.support.independent, two.support.lineages));
            }
            prop_assert_eq!(
                deaths_by_side(&story.claims(), rule, &story.lineages, &kin()),
                deaths_by_side(&copied, rule, &lineages, &kin())
            );
        }
        for rule in FieldRule::ALL {
            let one = choose_days(&story.claims(), rule, &story.lineages).map(|chosen| chosen.value);
            prop_assert_eq!(one, choose_days(&copied, rule, &lineages).map(|chosen| chosen.value));
            let names = |parties: [Vec<fuse::Chosen<fuse::Named>>; 2]| parties.map(|slot| slot.into_iter().map(|one| one.value).collect::<Vec<_>>());
            prop_assert_eq!(
                names(choose_parties(&story.claims(), rule, &story.lineages)),
                names(choose_parties(&copied, rule, &lineages))
            );
        }
    }

    #[test]
    fn the_lowest_rule_is_never_above_another_and_the_highest_never_below(lines in proptest::collection::vec(line(), 1..9)) {
        let story = told(&lines);
        let best = |rule| figure(CountSlot::Killed, &story.claims(), rule, &story.lineages, &kin()).map(|figure| figure.best);
        for rule in [FigureRule::Latest, FigureRule::Median, FigureRule::Mode, FigureRule::Independent] {
            prop_assert!(best(FigureRule::Min) <= best(rule) && best(rule) <= best(FigureRule::Max), "{rule:?}");
        }
    }
}

#[test]
fn parties_of_the_tables_are_what_they_seem() {
    assert_eq!(party("army").side.as_deref(), Some("xa/government"));
    assert!(party("bloc").provisional);
}

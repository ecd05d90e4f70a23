//! What holds for any claims.

use super::form::{self, Line};
use fuse::control::{Control, Grade, control};
use fuse::lineage::Lineages;
use fuse::{Kin, Statement};
use jiff::ToSpan;
use proptest::prelude::*;
use std::sync::LazyLock;

static KIN: LazyLock<Kin> = LazyLock::new(form::kin);

/// One claim in the text form.
fn a_claim() -> impl Strategy<Value = String> {
    let kinds = [
        "SEIZE",
        "SEIZE",
        "SEIZE",
        "HOLD",
        "HOLD",
        "WITHDRAW",
        "ADVANCE",
        "CLASH",
        "BESIEGE",
        "SEIZE?denied",
        "WITHDRAW?denied",
        "SEIZE?planned",
        "WITHDRAW?planned",
        "HOLD?denied",
    ];
    let parties = ["rebels", "insurgents", "hts", "sna", "sdf", "army", "government", "army24", "gunmen", "front", "-"];
    let speakers =
        ["", "", "ITSELF", "ITSELF", "rebels", "army", "sohr", "residents", "state-tv", "sdf", "rebels>army"];
    (
        (0..kinds.len(), 0..parties.len(), prop::option::of(0..parties.len()), 0..speakers.len()),
        (prop::bool::ANY, 1..25_i32, 0..4_i32, 0..4_i32),
        (prop::sample::select(vec!["Homs", "Homs", "Homs", "Hama"]), 0..5_u8, prop::bool::weighted(0.1)),
    )
        .prop_map(move |((kind, actor, target, speaker), (vague, day, wide, late), (place, outlet, disputed))| {
            let mut text = if vague { format!("~d{day}") } else { format!("d{}..d{}", day, day + wide) };
            if !vague {
                text += &format!(" pd{}", day + wide + late);
            }
            if outlet > 0 {
                text += &format!(" @outlet-{outlet}");
            }
            text += &format!(" {} {}", kinds[kind], parties[actor]);
            if let Some(target) = target.filter(|target| parties[*target] != "-") {
                text += &format!(" vs {}", parties[target]);
            }
            text += match kinds[kind].split('?').next() {
                Some("WITHDRAW") => " from ",
                Some("ADVANCE") => " to ",
                _ => " in ",
            };
            text += place;
            match speakers[speaker] {
                "" => {}
                "ITSELF" if parties[actor] == "-" => {}
                "ITSELF" => text += &format!(" by {}", parties[actor]),
                speaker => text += &format!(" by {speaker}"),
            }
            if disputed {
                text += " disputed";
            }
            text
        })
}

fn some_claims() -> impl Strategy<Value = Vec<Line>> {
    prop::collection::vec(a_claim(), 1..14).prop_map(|texts| texts.iter().map(|text| form::line(text)).collect())
}

fn histories(statements: &[Statement], lineages: &Lineages) -> Vec<Control> {
    control(statements, lineages, &KIN)
}

fn of(controls: &[Control], place: &str) -> Option<Control> {
    controls.iter().find(|control| control.place.id.as_deref() == Some(form::place_id(place))).cloned()
}

/// How much a grade says for a holder.
fn rank(control: &Control, day: jiff::civil::Date) -> Option<Grade> {
    control.at(day).map(|interval| interval.grade)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_the_statements_does_not_matter(lines in some_claims(), seed in any::<u64>()) {
        let (statements, lineages) = form::statements(&lines, &KIN);
        let mut shuffled = statements.clone();
        let length = shuffled.len();
        let mut state = seed | 1;
        for at in (1..length).rev() {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            shuffled.swap(at, (state >> 33) as usize % (at + 1));
        }
        prop_assert_eq!(histories(&statements, &lineages), histories(&shuffled, &lineages));
    }

    #[test]
    fn intervals_follow_one_another_without_gap_and_only_the_last_is_open(lines in some_claims()) {
        let (statements, lineages) = form::statements(&lines, &KIN);
        for control in histories(&statements, &lineages) {
            prop_assert!(!control.intervals.is_empty());
            for pair in control.intervals.windows(2) {
                let until = pair[0].until.expect("only the last is open");
                prop_assert!(pair[0].from <= until);
                prop_assert_eq!(until.checked_add(1.day()).expect("a day"), pair[1].from);
            }
            prop_assert!(control.intervals.last().is_some_and(|last| last.until.is_none()));
        }
    }

    #[test]
    fn a_history_begins_no_earlier_than_the_first_claim_and_every_interval_but_a_fall_back_cites_its_claims(lines in some_claims()) {
        let (statements, lineages) = form::statements(&lines, &KIN);
        let first = statements.iter().filter_map(|statement| statement.days).map(|days| days.start).min().expect("there are claims");
        let known: Vec<_> = statements.iter().map(|statement| statement.claim).collect();
        for control in histories(&statements, &lineages) {
            prop_assert!(control.intervals[0].from >= first);
            prop_assert!(!control.intervals[0].claims.is_empty());
            for interval in &control.intervals {
                prop_assert!(interval.claims.iter().all(|claim| known.contains(claim)));
                prop_assert_eq!(interval.grade == Grade::Unknown, interval.holder.is_none() && interval.grade != Grade::Contested);
                if interval.grade >= Grade::Claimed {
                    prop_assert!(interval.holder.is_some() && interval.contenders.is_empty());
                }
                if let Some(holder) = &interval.holder {
                    prop_assert!(!interval.contenders.contains(holder));
                }
            }
        }
    }

    #[test]
    fn a_verbatim_copy_changes_no_holder_and_no_grade(lines in some_claims(), which in any::<prop::sample::Index>(), late in 0..20_i32) {
        let mut with = lines.clone();
        let at = which.index(lines.len());
        let mut copy = lines[at].clone();
        copy.kin = Some(("copy".to_owned(), at + 1));
        copy.outlet = Some("copyist".to_owned());
        copy.published = copy.published.checked_add(late.days()).expect("a day");
        with.push(copy);
        let (before, lineages_before) = form::statements(&lines, &KIN);
        let (after, lineages_after) = form::statements(&with, &KIN);
        let answers = |controls: Vec<Control>| controls.iter().map(form::answer).collect::<Vec<_>>();
        prop_assert_eq!(answers(histories(&before, &lineages_before)), answers(histories(&after, &lineages_after)));
    }

    #[test]
    fn the_gainers_word_through_any_outlets_is_never_more_than_a_claim(days in prop::collection::vec((1..12_i32, prop::bool::ANY), 1..8)) {
        let lines: Vec<Line> = days
            .iter()
            .map(|(day, hold)| form::line(&format!("d{day} {} rebels in Homs by rebels", if *hold { "HOLD" } else { "SEIZE" })))
            .collect();
        let (statements, lineages) = form::statements(&lines, &KIN);
        for control in histories(&statements, &lineages) {
            prop_assert!(control.intervals.iter().all(|interval| interval.grade == Grade::Claimed), "{}", form::answer(&control));
        }
    }

    #[test]
    fn one_more_outlet_that_retells_a_sides_word_for_itself_alone_makes_nothing_assessed(
        lines in some_claims(),
        which in any::<prop::sample::Index>(),
    ) {
        let own: Vec<&Line> = lines
            .iter()
            .filter(|line| {
                let record = &line.record;
                ["SEIZE", "HOLD"].iter().any(|code| record["type"] == *code)
                    && record["status"] == "actual"
                    && record["source"].as_array().is_some_and(|speakers| speakers.len() == 1)
                    && record["source"][0] == record["actor"][0]
            })
            .collect();
        if own.is_empty() {
            return Ok(());
        }
        let mut again = own[which.index(own.len())].clone();
        // Somebody else's word in the outlet that told it first becomes independent of it: two lineages, one not the side's.
        let is_own = |line: &Line| own.iter().any(|own| std::ptr::eq(*own, line));
        let beside = |line: &&Line| line.outlet == again.outlet && line.record["place"] == again.record["place"] && !is_own(line)
            || line.outlet == again.outlet && line.record["from"] == again.record["place"];
        if lines.iter().any(|line| beside(&line)) {
            return Ok(());
        }
        again.outlet = Some("another".to_owned());
        // With its days told: the day of printing is not the day of the deed.
        if again.record["time"].as_array().is_some_and(Vec::is_empty) {
            return Ok(());
        }
// On the same day: told again later it would outlast what the side said in between.
        let place = again.record["place"][0].as_str().expect("it has a place").to_owned();
        let mut with = lines.clone();
        with.push(again);
        let (before, lineages_before) = form::statements(&lines, &KIN);
        let (after, lineages_after) = form::statements(&with, &KIN);
        let old = of(&histories(&before, &lineages_before), &place);
        let new = of(&histories(&after, &lineages_after), &place);
        for day in 1..60 {
            let day = form::day(&format!("d{day}"));
            let grade = |control: &Option<Control>| control.as_ref().and_then(|control| rank(control, day));
            prop_assert!(
                grade(&new) != Some(Grade::Assessed) || grade(&old) == Some(Grade::Assessed),
                "on {}: {} -> {}",
                form::word_of(day),
                old.as_ref().map(form::answer).unwrap_or_default(),
                new.as_ref().map(form::answer).unwrap_or_default()
            );
        }
    }

    #[test]
    fn claims_about_a_province_never_change_a_town(lines in some_claims(), province in prop::collection::vec(a_claim(), 1..6)) {
        let mut with = lines.clone();
        with.extend(province.iter().map(|text| {
            let text = text.replace("Homs", "HomsProvince").replace("Hama", "HomsProvince");
            form::line(&text)
        }));
        let (before, lineages_before) = form::statements(&lines, &KIN);
        let (after, lineages_after) = form::statements(&with, &KIN);
        let (old, new) = (histories(&before, &lineages_before), histories(&after, &lineages_after));
        for place in ["Homs", "Hama"] {
            prop_assert_eq!(of(&old, place), of(&new, place));
        }
    }

    #[test]
    fn withdrawing_a_statement_is_never_having_added_it(lines in some_claims(), which in any::<prop::sample::Index>()) {
        // Ids differ when the form leaves a line out, so the statement is taken away from the built ones.
        let (statements, lineages) = form::statements(&lines, &KIN);
        let gone = which.index(statements.len());
        let mut rest = statements.clone();
        rest.remove(gone);
        let mut lineages_of_rest = lineages.clone();
        lineages_of_rest.of.remove(&statements[gone].report);
        let once = histories(&statements, &lineages);
        prop_assert_eq!(histories(&rest, &lineages_of_rest), histories(&rest, &lineages));
        prop_assert_eq!(histories(&statements, &lineages), once);
    }

    #[test]
    fn plans_and_possibilities_alone_make_no_history(lines in some_claims(), status in prop::sample::select(vec!["planned", "possible", "hypothetical"])) {
        let lines: Vec<Line> = lines
            .into_iter()
            .map(|mut line| {
                line.record["status"] = status.into();
                line
            })
            .collect();
        let (statements, lineages) = form::statements(&lines, &KIN);
        prop_assert_eq!(histories(&statements, &lineages), vec![]);
    }
}

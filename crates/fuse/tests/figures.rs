//! Figures by named rules, fields that disagree, deaths by side: tables of what is told and what comes of it.

mod common;

use claim::CountSlot;
use common::{Story, kin, story};
use fuse::figures::{Role, deaths_by_side, figure};
use fuse::{FieldRule, FigureRule};

/// "4 / 7 / 12", "+" where open, and why.
fn told(story: &Story, slot: CountSlot, rule: FigureRule) -> (String, String) {
    match figure(slot, &story.claims(), rule, &story.lineages, &kin()) {
        None => ("none".into(), String::new()),
        Some(figure) => {
            let open = if figure.open { "+" } else { "" };
            (format!("{} / {} / {}{open}", figure.low, figure.best, figure.high), figure.because)
        }
    }
}

fn killed(story: &Story, rule: FigureRule) -> String {
    told(story, CountSlot::Killed, rule).0
}

/// What it shows, what is told, what each rule makes of it.
type Case = (&'static str, &'static str, &'static [(FigureRule, &'static str)]);

fn wrong_figures(name: &str, story: &Story, expected: &[(FigureRule, &str)], wrong: &mut Vec<String>) {
    for (rule, figure) in expected {
        let (found, because) = told(story, CountSlot::Killed, *rule);
        if found != *figure {
            wrong.push(format!("{name}, {rule:?}: {found} and not {figure}; {because}"));
        }
    }
}

/// "Wire1 counts, Wire1.2 part of Wire1".
fn roles(story: &Story) -> String {
    let figure = figure(CountSlot::Killed, &story.claims(), FigureRule::default(), &story.lineages, &kin()).unwrap();
    let role = |role: &Role| match role {
        Role::Counts => "counts".to_owned(),
        Role::Replaced { by } => format!("replaced by {}", story.name(*by)),
        Role::PartOf { whole } => format!("part of {}", story.name(*whole)),
        Role::WithAttacker => "with attacker".to_owned(),
        Role::NotActual => "not actual".to_owned(),
    };
    let each: Vec<String> =
        figure.told.iter().map(|number| format!("{} {}", story.name(number.claim), role(&number.role))).collect();
    each.join(", ")
}

#[test]
fn every_rule_makes_its_own_of_four_seven_and_twelve() {
    let story = story(
        "1 Wire    | ministry | killed 4  | by front of people
         2 Courier | monitor  | killed 7  | by front of people
         3 Herald  | front    | killed 12 | by front of people",
    );
    let list = "4 (defence ministry), 7 (Monitor), 12 (Northern Front)";
    let cases = [
        (FigureRule::Conservative, "4 / 4 / 12", format!("lowest of 3 independent numbers: {list}")),
        (
            FigureRule::Ged,
            "4 / 7 / 12",
            "the most reliable number, of independent sources: 7 (Monitor); less reliable: 4 (defence ministry), \
             12 (Northern Front)"
                .to_owned(),
        ),
        (FigureRule::Latest, "4 / 12 / 12", format!("last, of 2031-03-03, of 3 independent numbers: {list}")),
        (FigureRule::Median, "4 / 7 / 12", format!("middle of 3 independent numbers: {list}")),
        (FigureRule::Mode, "4 / 4 / 12", format!("told by 1 of 3 lineages: {list}")),
        (FigureRule::Independent, "4 / 4 / 12", format!("fits 1 of 3 independent numbers: {list}")),
        (FigureRule::Max, "4 / 12 / 12", format!("highest of 3 independent numbers: {list}")),
        (FigureRule::Min, "4 / 4 / 12", format!("lowest of 3 independent numbers: {list}")),
    ];
    for (rule, expected, because) in cases {
        assert_eq!(told(&story, CountSlot::Killed, rule), (expected.to_owned(), because), "{rule:?}");
    }
}

#[test]
fn the_rule_and_its_version_stand_in_every_figure() {
    let story = story("1 Wire | - | killed 4 | by front");
    for rule in FigureRule::ALL {
        let figure = figure(CountSlot::Killed, &story.claims(), rule, &story.lineages, &kin()).unwrap();
        let name = serde_json::to_value(rule).unwrap();
        assert_eq!(figure.rule.name, name.as_str().unwrap());
        assert!(figure.rule.version >= 1);
        assert_eq!(FigureRule::from_name(&figure.rule.name), Some(rule));
    }
    assert_eq!(FigureRule::from_name("mean"), None);
}

#[test]
fn numbers_of_one_event_by_rule() {
    use FigureRule::*;
    let cases: &[Case] = &[
        (
            "open bounds: at least is a floor, up to a ceiling, and the highest may be open",
            "1 A | - | killed 200+ | -
             1 B | - | killed 250 | -
             1 C | - | killed ..300 | -",
            &[(Conservative, "200 / 200 / 300"), (Independent, "200 / 250 / 300"), (Max, "200 / 250 / 300")],
        ),
        (
            "at least alone is open",
            "1 A | - | killed 200+ | -",
            &[(Conservative, "200 / 200 / 200+"), (Ged, "200 / 200 / 200+")],
        ),
        (
            "a ceiling alone is no floor",
            "1 A | - | killed ..30 | -",
            &[(Conservative, "0 / 30 / 30"), (Min, "0 / 30 / 30")],
        ),
        (
            "a range: the low end is best",
            "1 A | - | killed 10..15 | -",
            &[(Conservative, "10 / 10 / 15"), (Max, "10 / 15 / 15")],
        ),
        ("nobody killed is a number", "1 A | - | killed 0 | -", &[(Conservative, "0 / 0 / 0")]),
        (
            "dozens counts 12 in ACLED's way, 24 else",
            "1 A | - | killed 24+ | cue dozens",
            &[(Conservative, "12 / 12 / 24+"), (Ged, "24 / 24 / 24+"), (Min, "24 / 24 / 24+")],
        ),
        ("at least 24 is no word", "1 A | - | killed 24+ | -", &[(Conservative, "24 / 24 / 24+")]),
        (
            "several counts 10",
            "1 A | - | killed 3+ | cue several",
            &[(Conservative, "3 / 10 / 10+"), (Min, "3 / 3 / 3+")],
        ),
        ("hundreds counts 100", "1 A | - | killed 200+ | cue hundreds", &[(Conservative, "100 / 100 / 200+")]),
        (
            "a number goes before a word",
            "1 A | - | killed 24+ | cue dozens
             2 B | - | killed 31 | -",
            &[(Conservative, "31 / 31 / 31"), (Min, "31 / 31 / 31"), (Latest, "31 / 31 / 31")],
        ),
        (
            "median of an even number is the lower middle; mode and independent take the most told",
            "1 A | - | killed 3 | -
             1 B | - | killed 9 | -
             1 C | - | killed 9 | -
             1 D | - | killed 5 | -",
            &[(Median, "3 / 5 / 9"), (Mode, "3 / 9 / 9"), (Independent, "3 / 9 / 9")],
        ),
        (
            "two outlets that quote one ministry are two lineages and one witness",
            "1 A | ministry | killed 9 | -
             1 B | ministry | killed 9 | -
             1 C | monitor  | killed 5 | -",
            &[(Mode, "5 / 9 / 9"), (Independent, "5 / 5 / 9")],
        ),
        (
            "copies count once",
            "1 A | - | killed 9 | -
             1 B | - | killed 9 | copies A1
             1 C | - | killed 9 | copies A1
             1 D | - | killed 5 | -",
            &[(Mode, "5 / 5 / 9"), (Independent, "5 / 5 / 9")],
        ),
        (
            "a late copy tells nothing new",
            "1 A | - | killed 9 | -
             2 B | - | killed 11 | -
             3 C | - | killed 9 | copies A1",
            &[(Latest, "9 / 11 / 11")],
        ),
        (
            "a side's word about its enemy's losses is not best, and alone only the highest",
            "1 A | army | killed 30 | by army of front",
            &[(Ged, "0 / 0 / 30"), (Conservative, "30 / 30 / 30")],
        ),
        (
            "its own losses are its to tell",
            "1 A | front | killed 5 | by army of front
             1 B | army  | killed 30 | by army of front",
            &[(Ged, "5 / 5 / 5"), (Conservative, "5 / 5 / 30")],
        ),
        (
            "of independent sources that disagree the lower",
            "1 A | monitor | killed 9 | by front of people
             1 B | un      | killed 7 | by front of people
             1 C | front   | killed 3 | by front of people",
            &[(Ged, "3 / 7 / 9")],
        ),
        (
            "denied, possible and planned are told and not counted",
            "1 A | - | killed 40 | possible
             1 B | - | killed 50 | denied
             1 C | - | killed 60 | planned
             1 D | - | killed 7 | -",
            &[(Conservative, "7 / 7 / 7")],
        ),
        ("nothing that happened, no figure", "1 A | - | killed 40 | possible", &[(Conservative, "none")]),
        ("a toll over many events is none of one", "1 A | - | killed 4000 | type TOLL", &[(Conservative, "none")]),
        (
            "those without a day are not the latest",
            "- A | - | killed 40 | -
             2 B | - | killed 7 | -",
            &[(Latest, "7 / 7 / 40")],
        ),
    ];
    let mut wrong = Vec::new();
    for (name, lines, expected) in cases {
        let story = story(lines);
        wrong_figures(name, &story, expected, &mut wrong);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn parts_corrections_and_attackers_are_told_apart() {
    let cases = [
        (
            "seven of them children",
            "1 A | - | killed 12 | of people cue part
             1 A | - | killed 7 | of children cue part s0",
            "A1 counts, A1.2 part of A1",
            "12 / 12 / 12",
        ),
        (
            "in the next sentence",
            "1 A | - | killed 12 | of people
             1 A | - | killed 3 | of army s1",
            "A1 counts, A1.2 part of A1",
            "12 / 12 / 12",
        ),
        (
            "three of them in the camp: the same people, and the words say of them",
            "1 A | - | killed 12 | cue part s0
             1 A | - | killed 3 | cue part s0",
            "A1 counts, A1.2 part of A1",
            "12 / 12 / 12",
        ),
        (
            "children in one report are part of the civilians of another",
            "1 A | - | killed 5 | of civilians
             1 B | - | killed 3 | of children",
            "A1 counts, B1 part of A1",
            "5 / 5 / 5",
        ),
        (
            "five soldiers and three civilians, no total: they add up",
            "1 A | - | killed 5 | of army s0
             1 A | - | killed 3 | of civilians s0",
            "A1 counts, A1.2 counts",
            "8 / 8 / 8",
        ),
        (
            "a total makes them parts",
            "1 A | - | killed 8 | s0
             1 A | - | killed 5 | of army s1
             1 A | - | killed 3 | of civilians s1",
            "A1 counts, A1.2 part of A1, A1.3 part of A1",
            "8 / 8 / 8",
        ),
        (
            "three others died: they add up",
            "1 A | - | killed 4 | s0
             1 A | - | killed 3 | s1 cue more",
            "A1 counts, A1.2 counts",
            "7 / 7 / 7",
        ),
        (
            "a later number of the same speaker replaces",
            "1 A | ministry | killed 4 | -
             2 B | ministry | killed 9 | -",
            "A1 replaced by B2, B2 counts",
            "9 / 9 / 9",
        ),
        (
            "also downwards, and in another outlet",
            "1 A | ministry | killed 9 | -
             3 B | army | killed 4 | -
             4 C | monitor | killed 6 | -",
            "A1 replaced by B3, B3 counts, C4 counts",
            "4 / 4 / 6",
        ),
        (
            "an old number that is printed again later is still old",
            "1 A | ministry | killed 4 | -
             2 B | ministry | killed 9 | -
             3 C | ministry | killed 4 | -",
            "A1 replaced by B2, B2 counts, C3 replaced by B2",
            "9 / 9 / 9",
        ),
        (
            "two numbers of one day both stand",
            "1 A | ministry | killed 4 | -
             1 B | ministry | killed 9 | -",
            "B1 counts, A1 counts",
            "4 / 4 / 9",
        ),
        (
            "with words of correction the corrected one replaces, also in one report",
            "1 A | ministry | killed 4 | s0
             1 A | ministry | killed 9 | s5 cue corrected",
            "A1 replaced by A1.2, A1.2 counts",
            "9 / 9 / 9",
        ),
        (
            "an outlet's own update replaces its own number and nobody else's",
            "1 A | - | killed 4 | -
             1 B | - | killed 5 | -
             2 A | - | killed 9 | -",
            "A1 replaced by A2, B1 counts, A2 counts",
            "5 / 5 / 9",
        ),
        (
            "the bomber among the dead is taken off",
            "1 A | - | killed 13 | attackers 1
             1 B | - | killed 12 | -",
            "A1 with attacker, B1 counts",
            "12 / 12 / 12",
        ),
        (
            "attackers whom nobody counts set the number aside",
            "1 A | - | killed 15 | attackers some
             1 B | - | killed 12 | -",
            "A1 with attacker, B1 counts",
            "12 / 12 / 12",
        ),
        ("unless there is no other", "1 A | - | killed 15 | attackers some", "A1 with attacker", "15 / 15 / 15"),
        (
            "what is denied stays in the list",
            "1 A | - | killed 12 | -
             1 B | army | killed 12 | denied",
            "B1 not actual, A1 counts",
            "12 / 12 / 12",
        ),
    ];
    let mut wrong = Vec::new();
    for (name, lines, expected_roles, expected) in cases {
        let story = story(lines);
        let sorted = |roles: &str| {
            let mut roles: Vec<String> = roles.split(", ").map(str::to_owned).collect();
            roles.sort();
            roles
        };
        // Reports of one day stand in the order of their ids, which tables cannot know.
        let found = (sorted(&roles(&story)), killed(&story, FigureRule::Conservative));
        if found != (sorted(expected_roles), expected.to_owned()) {
            wrong.push(format!("{name}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_sentence_says_what_became_of_attackers() {
    let cases = [
        ("1 A | - | killed 13 | attackers 1", "only number: 12 (A); without 1 attacker whom a toll includes"),
        ("1 A | - | killed 15 | attackers some", "only number: 15 (A); attackers included, nobody says how many"),
        ("1 A | - | killed 15 | -", "only number: 15 (A)"),
    ];
    for (lines, because) in cases {
        assert_eq!(told(&story(lines), CountSlot::Killed, FigureRule::default()).1, because);
    }
}

#[test]
fn numbers_about_different_people_are_different_numbers() {
    use FigureRule::*;
    let cases: &[Case] = &[
        (
            "each side tells of the other's dead: they add up",
            "1 A | army  | killed 30 | type CLASH by army of front
             1 B | front | killed 20 | type CLASH by front of army",
            &[(Conservative, "50 / 50 / 50"), (Ged, "0 / 0 / 50")],
        ),
        (
            "a third who tells of both stands beside the sum",
            "1 A | army    | killed 30 | type CLASH by army of front
             1 B | front   | killed 20 | type CLASH by front of army
             2 C | monitor | killed 43 | type CLASH by army of people",
            &[(Conservative, "43 / 43 / 50"), (Max, "43 / 50 / 50"), (Ged, "43 / 43 / 43")],
        ),
        (
            "killed 30 soldiers and lost 5 fighters",
            "1 A | front | killed 30 | type CLASH by front of army s0
             1 A | front | killed 5 | type CLASH by army of fighters s0",
            &[(Conservative, "35 / 35 / 35")],
        ),
        (
            "fighters for one, civilians for the other: perhaps the same dead",
            "1 A | army      | killed 5 | by army of front
             1 B | residents | killed 6 | by army of civilians",
            &[(Conservative, "6 / 6 / 11")],
        ),
        (
            "unless somebody tells them apart",
            "1 A | army    | killed 12 | by army of front
             1 B | monitor | killed 9 | by army of front s0
             1 B | monitor | killed 4 | by army of civilians s0",
            &[(Conservative, "13 / 13 / 16")],
        ),
        (
            "unknown victims may be anybody",
            "1 A | - | killed 7 | of civilians
             1 B | - | killed 12 | -",
            &[(Conservative, "7 / 7 / 12")],
        ),
    ];
    let mut wrong = Vec::new();
    for (name, lines, expected) in cases {
        let story = story(lines);
        wrong_figures(name, &story, expected, &mut wrong);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn slots_do_not_mix() {
    let story = story(
        "1 A | - | killed 4, injured 30+, displaced 2000 | cue more
         2 B | - | injured 25, detained 3 | -",
    );
    let all: Vec<String> =
        CountSlot::ALL.into_iter().map(|slot| told(&story, slot, FigureRule::Conservative).0).collect();
    assert_eq!(all, ["4 / 4 / 4", "25 / 25 / 30+", "2000 / 2000 / 2000", "3 / 3 / 3"]);
}

#[test]
fn deaths_stand_with_their_sides() {
    // of the actor, of the target, civilians, unknown; attackers
    let cases = [
        (
            "both sides' dead",
            "1 A | front | killed 30 | type CLASH by front of army s0
             1 A | front | killed 5 | type CLASH by army of front s0",
            "5, 30, 0, 0; 0",
        ),
        (
            "a total with one part named",
            "1 A | - | killed 12 | by front of people s0
             1 A | - | killed 7 | by front of civilians s1",
            "0, 0, 7, 5; 0",
        ),
        ("children are civilians", "1 A | - | killed 3 | by front of children", "0, 0, 3, 0; 0"),
        ("no victims named", "1 A | - | killed 3 | by front", "0, 0, 0, 3; 0"),
        ("the bomber", "1 A | - | killed 13 | by front of civilians attackers 1", "0, 0, 12, 0; 1"),
        ("rebels are the rebel side", "1 A | - | killed 9 | by army of rebels", "0, 9, 0, 0; 0"),
    ];
    for (name, lines, expected) in cases {
        let story = story(lines);
        let split = deaths_by_side(&story.claims(), FigureRule::Conservative, &story.lineages, &kin()).unwrap();
        let found = format!(
            "{}, {}, {}, {}; {}",
            split.of_actor.best, split.of_target.best, split.civilians.best, split.unknown.best, split.attackers
        );
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn days_by_rule() {
    use FieldRule::*;
    let story = story(
        "4 A | - | - | on 3
         4 B | - | - | on 3 copies A4
         4 C | - | - | on 3 copies A4
         5 D | - | - | on 2
         5 E | - | - | on 2
         6 F | - | - | on 1..5
         7 G | - | - | on 4
         8 H | - | - | about 6..8",
    );
    let cases = [(Frequent, 2), (Independent, 2), (Latest, 5), (Precise, 2)];
    for (rule, end) in cases {
        let chosen = fuse::figures::choose_days(&story.claims(), rule, &story.lineages).unwrap();
        let last = if rule == Latest { 4 } else { end };
        assert_eq!(chosen.value.end, common::day(last), "{rule:?}");
        assert_eq!(chosen.rule.name, serde_json::to_value(rule).unwrap().as_str().unwrap());
        if rule == Independent {
            let names: Vec<String> = chosen.claims.iter().map(|claim| story.name(*claim)).collect();
            assert_eq!(names.len(), 3, "D, E and F, whose days hold it: {names:?}");
            assert_eq!(chosen.others.len(), 2, "the third and the fourth: {:?}", chosen.others);
        }
    }
    let only_news = common::story("8 H | - | - | about 6..8");
    let chosen = fuse::figures::choose_days(&only_news.claims(), Independent, &only_news.lineages).unwrap();
    assert!(!chosen.value.by_words);
}

#[test]
fn places_by_rule() {
    use FieldRule::*;
    let story = story(
        "1 A | - | - | in tal
         2 B | - | - | in orvenne
         3 C | - | - | in dastrel
         3 D | - | - | in orvenne
         4 E | - | - | in camp",
    );
    for (rule, expected) in
        [(Frequent, "Orvenne"), (Independent, "Orvenne"), (Latest, "Camp Iro"), (Precise, "Orvenne")]
    {
        let chosen = fuse::figures::choose_place(&story.claims(), rule, &story.lineages).unwrap();
        assert_eq!(&*chosen.value.name, expected, "{rule:?}");
        let others: Vec<&str> = chosen.others.iter().map(|(spot, _)| &*spot.name).collect();
        assert!(!others.contains(&"Tal"), "the province holds the town: {others:?}");
        assert_eq!(others.len(), 2, "{others:?}");
    }
}

#[test]
fn parties_of_an_event() {
    // actors; others of the first; targets
    let cases = [
        (
            "rebels bear out the one rebel group",
            "1 A | - | - | by rebels of army
             1 B | - | - | by front of army",
            "Northern Front; ; Lhazar army",
        ),
        (
            "of the state and its army the army",
            "1 A | - | - | by government of civilians
             1 B | - | - | by government of civilians
             1 C | - | - | by army of civilians",
            "Lhazar army; ; civilians",
        ),
        (
            "rebels of two groups stay on their own",
            "1 A | - | - | by front,league of army
             1 B | - | - | by rebels of army",
            "Eastern League, Northern Front, rebels; ; Lhazar army",
        ),
        (
            "who is blamed instead is no second actor",
            "1 A | - | - | by army of civilians
             1 B | - | - | by army of civilians
             1 C | - | - | by front of civilians",
            "Lhazar army; Northern Front; civilians",
        ),
        (
            "in a fight both are",
            "1 A | - | - | type CLASH by army,front
             1 B | - | - | type CLASH by front of army",
            "Northern Front, Lhazar army; ; ",
        ),
        (
            "names that nobody knows come last",
            "1 A | - | - | by bloc of civilians
             1 B | - | - | by bloc of civilians
             1 C | - | - | by front,bloc of civilians",
            "Northern Front, River Bloc; ; civilians",
        ),
        (
            "who denies it did not do it",
            "1 A | army | - | by army of civilians denied
             1 B | - | - | by front of civilians",
            "Northern Front; ; civilians",
        ),
    ];
    for (name, lines, expected) in cases {
        let story = story(lines);
        let [actors, targets] = fuse::figures::choose_parties(&story.claims(), FieldRule::default(), &story.lineages);
        let names = |chosen: &[fuse::Chosen<fuse::Named>]| {
            chosen.iter().map(|chosen| chosen.value.name.to_string()).collect::<Vec<_>>().join(", ")
        };
        let others = actors
            .first()
            .map(|first| first.others.iter().map(|(named, _)| named.name.to_string()).collect::<Vec<_>>().join(", "));
        let found = format!("{}; {}; {}", names(&actors), others.unwrap_or_default(), names(&targets));
        assert_eq!(found, expected, "{name}");
    }
}

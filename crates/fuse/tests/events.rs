//! Which claims become one event, and which do not. All places, parties and deeds are invented.

use claim::{Act, Bounds, ClaimId, CountSlot, Decision, DecisionId, EventId, EventType, ReportId, Status};
use fuse::events::{Edge, Join, Settings, Standing, apply, components, edges, events_in_sets, keys};
use fuse::{Event, Kin, Lineages, Named, Spot, Statement, Told, events, words_of};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Invented towns: Tesh and Orle are 11 km apart, Marn is 100 km off, Dast is a quarter of Tesh, 3 km from its middle.
const TOWNS: [(&str, f64, f64); 4] =
    [("Tesh", 40.00, 50.00), ("Orle", 40.10, 50.00), ("Marn", 40.90, 50.00), ("Dast", 40.00, 50.035)];

fn town(name: &str) -> Arc<Spot> {
    let found = TOWNS.iter().find(|(known, ..)| *known == name);
    Arc::new(Spot {
        id: found.map(|_| format!("dateline:{name}").into()),
        name: name.into(),
        own_name: None,
        country: found.map(|_| "XX".into()),
        division: found.map(|_| "Teshland".into()),
        point: found.map(|(_, north, east)| (*north, *east)),
        precision: u8::from(found.is_some()),
        kind: if found.is_some() { "town" } else { "" }.into(),
    })
}

fn area(name: &str, precision: u8) -> Arc<Spot> {
    let kind = if precision == 6 { "country" } else { "division" };
    Arc::new(Spot { id: Some(format!("iso:{name}").into()), precision, kind: kind.into(), ..(*town("Tesh")).clone() })
        .named(name)
}

trait Renamed {
    fn named(self, name: &str) -> Self;
}

impl Renamed for Arc<Spot> {
    fn named(self, name: &str) -> Arc<Spot> {
        Arc::new(Spot { name: name.into(), ..(*self).clone() })
    }
}

fn party(name: &str) -> Arc<Named> {
    let id: Arc<str> = format!("theatre/{name}").into();
    Arc::new(Named {
        id: Some(id.clone()),
        name: name.into(),
        country: Some("XX".into()),
        sector: None,
        provisional: false,
        side: Some(id),
    })
}

/// Somebody whom the register does not know.
fn nameless(name: &str) -> Arc<Named> {
    Arc::new(Named { id: None, side: None, country: None, name: name.into(), ..(*party(name)).clone() })
}

fn kind_of_people(name: &str) -> Arc<Named> {
    let id: Arc<str> = format!("generic/XX/{name}").into();
    Arc::new(Named { id: Some(id.clone()), side: Some(id), ..(*party(name)).clone() })
}

fn day(day: &str) -> Date {
    day.parse().unwrap()
}

fn exactly(on: &str) -> Option<Told> {
    Some(Told { start: day(on), end: day(on), precision: 1, by_words: true })
}

fn news(published: &str) -> Option<Told> {
    let end = day(published);
    Some(Told { start: end.checked_sub(2.days()).unwrap(), end, precision: 2, by_words: false })
}

/// A claim of `kind` in the report number `report`, published on 2 June 2021.
fn claim(report: u64, position: u32, kind: &str, sentence: &str) -> Statement {
    Statement {
        claim: ClaimId::from_number(report * 1000 + u64::from(position)),
        report: ReportId::from_number(report),
        position,
        sentence: position,
        published: Some(day("2021-06-02")),
        outlet: Some("Example Wire".into()),
        event_type: EventType::from_code(kind).unwrap(),
        status: Status::Actual,
        verification: None,
        confidence: 0.9,
        trigger: match kind {
            "SHELL" => "shelling",
            "AIRSTRIKE" => "airstrike",
            "KILL" => "killed",
            "SEIZE" => "captured",
            "WITHDRAW" => "withdrew",
            "CLASH" => "clashes",
            _ => "deed",
        }
        .into(),
        actors: Vec::new(),
        targets: Vec::new(),
        places: Vec::new(),
        from: Vec::new(),
        to: Vec::new(),
        days: news("2021-06-02"),
        speakers: Vec::new(),
        counts: [None; 4],
        words: words_of(sentence),
        cues: Default::default(),
    }
}

trait Told2 {
    fn by(self, name: &str) -> Self;
    fn to(self, name: &str) -> Self;
    fn thing(self, name: &str) -> Self;
    fn at(self, name: &str) -> Self;
    fn on(self, day: &str) -> Self;
    fn printed(self, day: &str) -> Self;
    fn killed(self, number: u64) -> Self;
    fn status(self, status: Status) -> Self;
}

impl Told2 for Statement {
    fn by(mut self, name: &str) -> Statement {
        self.actors.push(party(name));
        self
    }
    fn to(mut self, name: &str) -> Statement {
        self.targets.push(party(name));
        self
    }
    fn thing(mut self, name: &str) -> Statement {
        self.targets.push(nameless(name));
        self
    }
    fn at(mut self, name: &str) -> Statement {
        self.places.push(town(name));
        self
    }
    fn on(mut self, day: &str) -> Statement {
        self.days = exactly(day);
        self
    }
    fn printed(mut self, on: &str) -> Statement {
        self.published = Some(day(on));
        if self.days.is_some_and(|told| !told.by_words) {
            self.days = news(on);
        }
        self
    }
    fn killed(mut self, number: u64) -> Statement {
        self.counts[CountSlot::Killed as usize] = Some(Bounds { low: Some(number), high: Some(number) });
        self
    }
    fn status(mut self, status: Status) -> Statement {
        self.status = status;
        self
    }
}

fn fuse_all(statements: &[Statement], decisions: &[Decision]) -> Vec<Event> {
    events(statements, &Lineages::default(), decisions, &Kin::default(), &Settings::default())
}

/// Groups of claims, as positions in the list.
fn groups(statements: &[Statement], events: &[Event]) -> Vec<Vec<usize>> {
    let at: BTreeMap<ClaimId, usize> = statements.iter().enumerate().map(|(n, claim)| (claim.claim, n)).collect();
    let of = |event: &Event| {
        let mut group: Vec<usize> = event.members.iter().map(|member| at[&member.claim]).collect();
        group.sort_unstable();
        group
    };
    let mut groups: Vec<Vec<usize>> = events.iter().map(of).collect();
    groups.sort();
    groups
}

#[test]
fn two_claims_are_one_event_or_two() {
    let shelling =
        || claim(1, 0, "SHELL", "Army shelling killed 12 in the market of Tesh").at("Tesh").by("army").killed(12);
    let again = || claim(2, 0, "SHELL", "At least a dozen people died when artillery hit Tesh").at("Tesh");
    let took = || claim(1, 0, "SEIZE", "The front captured Tesh on Tuesday").at("Tesh").on("2021-06-01");
    let met = || claim(1, 0, "MEET", "Envoys of the army and the front held talks").on("2021-06-01");
    let cases: Vec<(&str, Statement, Statement, bool)> = vec![
        ("one town, one number, other words", shelling(), again().killed(12), true),
        ("one town, one doer, a rising toll", shelling(), again().by("army").killed(14), true),
        (
            "neighbouring towns on one day, told in like words",
            shelling(),
            { claim(2, 0, "SHELL", "Army shelling killed 9 in the market of Orle").at("Orle").by("army").killed(9) },
            false,
        ),
        (
            "neighbouring towns on one day, with one number",
            shelling(),
            { claim(2, 0, "SHELL", "Army shelling killed 12 in the market of Orle").at("Orle").by("army").killed(12) },
            false,
        ),
        (
            "a town and a quarter of it",
            shelling(),
            {
                claim(2, 0, "SHELL", "At least a dozen people died when artillery hit Dast")
                    .at("Dast")
                    .killed(12)
                    .by("army")
            },
            true,
        ),
        (
            "towns 100 km apart",
            shelling(),
            { claim(2, 0, "SHELL", "Army shelling killed 12 in the market of Marn").at("Marn").by("army").killed(12) },
            false,
        ),
        (
            "one town, three days apart",
            shelling().on("2021-06-01"),
            again().by("army").killed(12).on("2021-06-04"),
            false,
        ),
        (
            "one town, printed a day apart, nothing more",
            { claim(1, 0, "SHELL", "Shells fell on Tesh").at("Tesh") },
            claim(2, 0, "SHELL", "Artillery fire was heard around Tesh").at("Tesh").printed("2021-06-03"),
            false,
        ),
        (
            "deaths and the strike that caused them",
            {
                claim(1, 0, "AIRSTRIKE", "An airstrike hit Tesh on Tuesday, killing 12")
                    .at("Tesh")
                    .on("2021-06-01")
                    .killed(12)
            },
            claim(2, 0, "KILL", "Twelve people were killed in Tesh").at("Tesh").on("2021-06-01").killed(12),
            true,
        ),
        (
            "a strike and shelling of one town, other numbers",
            {
                claim(1, 0, "AIRSTRIKE", "Warplanes hit Tesh on Tuesday, killing 12")
                    .at("Tesh")
                    .on("2021-06-01")
                    .killed(12)
            },
            claim(2, 0, "SHELL", "Mortar fire on Tesh killed two").at("Tesh").on("2021-06-01").killed(2),
            false,
        ),
        (
            "the capture and the retreat",
            took().by("front"),
            {
                claim(2, 0, "WITHDRAW", "The army withdrew from Tesh on Tuesday").at("Tesh").on("2021-06-01").by("army")
            },
            false,
        ),
        ("two captors", took().by("front"), took_by_other(), false),
        (
            "who attacks whom, turned round",
            {
                claim(1, 0, "ATTACK", "The front attacked the army at Tesh")
                    .at("Tesh")
                    .on("2021-06-01")
                    .by("front")
                    .to("army")
            },
            {
                claim(2, 0, "ATTACK", "The army attacked the front at Tesh")
                    .at("Tesh")
                    .on("2021-06-01")
                    .by("army")
                    .to("front")
            },
            false,
        ),
        (
            "a clash is a clash from either side",
            {
                claim(1, 0, "CLASH", "The front and the army clashed at Tesh")
                    .at("Tesh")
                    .on("2021-06-01")
                    .by("front")
                    .to("army")
            },
            {
                claim(2, 0, "CLASH", "The army fought the front near Tesh")
                    .at("Tesh")
                    .on("2021-06-01")
                    .by("army")
                    .to("front")
            },
            true,
        ),
        (
            "talks of the same two, without a place",
            met().by("army").to("front"),
            {
                claim(2, 0, "MEET", "The front sat down with the army's envoys for talks")
                    .on("2021-06-01")
                    .by("front")
                    .to("army")
            },
            true,
        ),
        (
            "talks of others",
            met().by("army").to("front"),
            {
                claim(2, 0, "MEET", "Envoys of the league and the union held talks")
                    .on("2021-06-01")
                    .by("league")
                    .to("union")
            },
            false,
        ),
        (
            "the next sentence of a report tells the toll",
            { claim(1, 0, "SHELL", "Shelling hit the market of Tesh on Tuesday").at("Tesh").on("2021-06-01") },
            claim(1, 1, "SHELL", "The shelling of the market left 12 dead").killed(12),
            true,
        ),
        (
            "a town and the air base beside it, each captured",
            claim(1, 0, "SEIZE", "The front captured Tesh").at("Tesh").by("front"),
            claim(2, 0, "SEIZE", "The front captured the air base of Dast").at("Dast").by("front"),
            false,
        ),
        (
            "a town and a camp with a name of its own near it",
            claim(1, 0, "SEIZE", "The front captured Tesh").at("Tesh").by("front"),
            claim(2, 0, "SEIZE", "The front captured Camp Vell near Tesh").at("Tesh").by("front").thing("Camp Vell"),
            false,
        ),
        (
            "a town and its quarters",
            claim(1, 0, "SEIZE", "The front captured Tesh").at("Tesh").by("front"),
            claim(2, 0, "SEIZE", "The front captured several quarters of Tesh")
                .at("Tesh")
                .by("front")
                .thing("several quarters"),
            true,
        ),
        (
            "a town, and that town and another far away",
            claim(1, 0, "SEIZE", "Rebels of the front captured Tesh").at("Tesh").by("front"),
            claim(2, 0, "SEIZE", "Within a week the front took Tesh and Marn").at("Tesh").at("Marn").by("front"),
            false,
        ),
        (
            "holders of different sides, the one with nameless allies",
            {
                let mut holds = claim(1, 0, "HOLD", "The front and its allies hold Tesh").at("Tesh").by("front");
                holds.actors.push(nameless("allies"));
                holds
            },
            claim(2, 0, "HOLD", "The army holds Tesh").at("Tesh").by("army"),
            false,
        ),
        (
            "strikes without a place that have only reporting and civilians in common",
            {
                let mut one =
                    claim(1, 0, "AIRSTRIKE", "An airstrike killed at least 19 civilians, the monitor reported");
                one.targets.push(kind_of_people("civilians"));
                one.killed(19)
            },
            {
                let mut two =
                    claim(2, 0, "AIRSTRIKE", "Civilians were killed in an airstrike, a monitor reported Wednesday");
                two.targets.push(kind_of_people("civilians"));
                two.killed(16)
            },
            false,
        ),
        (
            "two deeds of one sentence",
            {
                Statement {
                    sentence: 0,
                    ..claim(1, 0, "SHELL", "Shelling hit Tesh, and later shelling hit its market")
                }
                .at("Tesh")
            },
            {
                Statement {
                    sentence: 0,
                    ..claim(1, 1, "SHELL", "Shelling hit Tesh, and later shelling hit its market")
                }
                .at("Dast")
            },
            false,
        ),
    ];
    let mut wrong = Vec::new();
    for (name, one, two, expected) in cases {
        let found = fuse_all(&[one, two], &[]);
        if (found.len() == 1) != expected {
            wrong.push(format!("{name}: {} events, suggested {:?}", found.len(), found[0].suggested));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn took_by_other() -> Statement {
    claim(2, 0, "SEIZE", "The league captured Tesh on Tuesday").at("Tesh").on("2021-06-01").by("league")
}

#[test]
fn an_event_in_a_province_is_not_the_event_in_its_town_but_the_town_of_that_name_is() {
    let in_area = |name: &str, precision| {
        let mut claim = claim(1, 0, "CLASH", "Clashes broke out on Tuesday").on("2021-06-01");
        claim.places.push(area(name, precision));
        claim
    };
    let in_town = claim(2, 0, "CLASH", "Fighting was heard at Tesh all Tuesday").at("Tesh").on("2021-06-01");
    assert_eq!(fuse_all(&[in_area("Teshland", 4), in_town.clone()], &[]).len(), 2);
    assert_eq!(fuse_all(&[in_area("XX", 6), in_town], &[]).len(), 2);
}

#[test]
fn what_is_neither_sure_nor_unlikely_is_suggested_with_its_reason() {
    let one = claim(1, 0, "SHELL", "Shells fell on Tesh").at("Tesh");
    let two = claim(2, 0, "SHELL", "Artillery fire was heard around Tesh").at("Tesh").printed("2021-06-03");
    let found = fuse_all(&[one, two], &[]);
    assert_eq!(found.len(), 2);
    for (event, other) in [(0, 1), (1, 0)] {
        let suggested = &found[event].suggested;
        assert_eq!(suggested.len(), 1, "{suggested:?}");
        assert_eq!(suggested[0].event, found[other].id);
        assert!(suggested[0].because.contains("one place (Tesh)"), "{}", suggested[0].because);
        assert!(suggested[0].because.contains("a day apart"), "{}", suggested[0].because);
        assert!(suggested[0].score < 0.6);
    }
}

#[test]
fn a_toll_never_becomes_an_event() {
    let toll = claim(1, 0, "TOLL", "More than 300 have been killed in Tesh since March").at("Tesh").killed(300);
    assert_eq!(fuse_all(std::slice::from_ref(&toll), &[]), []);
    assert_eq!(keys(&toll), Vec::<u64>::new());
    let shelling = claim(1, 1, "SHELL", "Shelling killed 300 in Tesh").at("Tesh").killed(300);
    let found = fuse_all(&[toll, shelling.clone()], &[]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].members.len(), 1);
}

#[test]
fn claims_that_do_not_say_that_it_happened_attach_without_making_it_happen() {
    let shelling = |report| claim(report, 0, "SHELL", "The army shelled Tesh").at("Tesh").by("army").on("2021-06-01");
    let cases: [(&[Status], Standing); 9] = [
        (&[Status::Actual], Standing::Reported),
        (&[Status::Actual, Status::Denied], Standing::Disputed),
        (&[Status::Actual, Status::Planned], Standing::Reported),
        (&[Status::Possible, Status::Planned], Standing::Possible),
        (&[Status::Planned], Standing::Planned),
        (&[Status::Hypothetical], Standing::Hypothetical),
        (&[Status::Planned, Status::Hypothetical], Standing::Planned),
        (&[Status::Denied], Standing::Denied),
        (&[Status::Possible], Standing::Possible),
    ];
    for (statuses, expected) in cases {
        let claims: Vec<Statement> =
            statuses.iter().enumerate().map(|(n, status)| shelling(n as u64 + 1).status(*status)).collect();
        let found = fuse_all(&claims, &[]);
        assert_eq!(found.len(), 1, "{statuses:?}");
        assert_eq!(found[0].standing, expected, "{statuses:?}");
        for (member, status) in found[0].members.iter().zip(statuses).skip(1) {
            let attached = matches!(status, Status::Planned | Status::Hypothetical | Status::Denied);
            assert_eq!(member.join == Join::Attached, attached, "{statuses:?}");
        }
    }
}

#[test]
fn a_copied_sentence_is_the_same_claim_even_days_later_where_the_report_is_copied() {
    let one = claim(1, 0, "SHELL", "Shelling killed two people in a village");
    let copy = Statement { claim: ClaimId::from_number(9), report: ReportId::from_number(9), ..one.clone() };
    let found = fuse_all(&[one.clone(), copy.clone()], &[]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].members[1].join, Join::Copied);
    // Half a year later the same words are another deed, unless the report is a copy.
    let later = Statement { claim: ClaimId::from_number(9), report: ReportId::from_number(9), ..one.clone() }
        .printed("2021-12-01");
    assert_eq!(fuse_all(&[one, later], &[]).len(), 2);
}

#[test]
fn the_type_is_the_most_telling_of_those_that_most_lineages_tell() {
    let strike =
        |report, kind| claim(report, 0, kind, "An airstrike killed 12 in Tesh").at("Tesh").on("2021-06-01").killed(12);
    let found = fuse_all(&[strike(1, "KILL"), strike(2, "AIRSTRIKE")], &[]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].event_type.code(), "AIRSTRIKE");
}

// What people decide.

fn decision(number: u64, claims: &[&Statement], event: bool, act: Act) -> Decision {
    Decision {
        id: DecisionId::from_number(number),
        recorded: jiff::Timestamp::from_second(1_700_000_000 + number as i64).unwrap(),
        by: "rk".into(),
        claims: claims.iter().map(|claim| claim.claim).collect(),
        event,
        act,
        note: None,
    }
}

fn set(field: &str, value: serde_json::Value) -> Act {
    Act::Edit { field: field.into(), value }
}

/// Two events: shelling of Tesh (0, 1), shelling of Orle (2, 3).
fn two_events() -> Vec<Statement> {
    vec![
        claim(1, 0, "SHELL", "Army shelling killed 12 in the market of Tesh").at("Tesh").by("army").killed(12),
        claim(2, 0, "SHELL", "At least a dozen people died when artillery hit Tesh").at("Tesh").killed(12),
        claim(3, 0, "SHELL", "Shells killed five near the bridge of Orle").at("Orle").by("army").killed(5),
        claim(4, 0, "SHELL", "Five people died when artillery hit Orle").at("Orle").killed(5),
    ]
}

#[test]
fn decisions_win_over_the_machine() {
    let s = two_events();
    let all: Vec<&Statement> = s.iter().collect();
    let merge = decision(1, &all[..2], true, Act::Merge { with: vec![s[2].claim] });
    let split = decision(2, &all[..2], true, Act::Split { out: vec![s[1].claim] });
    let split_merged = decision(3, &all, true, Act::Split { out: vec![s[3].claim] });
    let undo = |number, of: &Decision| decision(number, &[], false, Act::Undo { decision: of.id });
    let reject = decision(4, &all[..1], false, Act::Reject);
    let reject_event = decision(5, &all[2..], true, Act::Reject);
    let accept = decision(6, &all[..1], false, Act::Accept);
    type Case = (&'static str, Vec<Decision>, Vec<Vec<usize>>);
    let cases: Vec<Case> = vec![
        ("none", vec![], vec![vec![0, 1], vec![2, 3]]),
        ("merge brings along all of the other event", vec![merge.clone()], vec![vec![0, 1, 2, 3]]),
        ("merge undone", vec![merge.clone(), undo(9, &merge)], vec![vec![0, 1], vec![2, 3]]),
        ("undo undone", vec![merge.clone(), undo(9, &merge), undo(10, &undo(9, &merge))], vec![vec![0, 1, 2, 3]]),
        ("split", vec![split.clone()], vec![vec![0], vec![1], vec![2, 3]]),
        (
            "split, then merged again",
            { vec![split.clone(), decision(7, &all[..1], true, Act::Merge { with: vec![s[1].claim] })] },
            vec![vec![0, 1], vec![2, 3]],
        ),
        ("merge, then split off one", vec![merge.clone(), split_merged], vec![vec![0, 1, 2], vec![3]]),
        ("reject a claim", vec![reject.clone()], vec![vec![1], vec![2, 3]]),
        ("reject, then accept", vec![reject.clone(), accept], vec![vec![0, 1], vec![2, 3]]),
        ("reject an event", vec![reject_event], vec![vec![0, 1]]),
    ];
    for (name, decisions, expected) in cases {
        let found = fuse_all(&s, &decisions);
        assert_eq!(groups(&s, &found), expected, "{name}");
    }
    let merged = fuse_all(&s, std::slice::from_ref(&merge));
    let joins: Vec<Join> = merged[0].members.iter().map(|member| member.join).collect();
    assert_eq!(joins, [Join::Anchor, Join::Scored, Join::Decided, Join::Decided]);
    assert_eq!(merged[0].decisions, [merge.id]);
}

#[test]
fn decisions_survive_new_claims() {
    let mut s = two_events();
    let all: Vec<&Statement> = s.iter().collect();
    let merge = decision(1, &all[..2], true, Act::Merge { with: vec![s[2].claim] });
    let split = decision(2, &all[..2], true, Act::Split { out: vec![s[1].claim] });
    // A claim that is like those of one event comes to it, and so to what it was merged with.
    s.push(claim(5, 0, "SHELL", "Army shelling killed 12 in the market of Tesh").at("Tesh").by("army").killed(12));
    assert_eq!(groups(&s, &fuse_all(&s, &[merge])), [vec![0, 1, 2, 3, 4]]);
    // After a split it goes to the one that it is like most, and never brings both together again.
    let found = groups(&s, &fuse_all(&s, &[split]));
    assert_eq!(found, [vec![0, 4], vec![1], vec![2, 3]]);
}

#[test]
fn an_edited_claim_is_fused_as_edited() {
    let s = two_events();
    let place = serde_json::json!([{"id": "dateline:Marn", "name": "Marn", "country": "XX", "lat": 40.9, "lon": 50.0,
        "precision": 1, "kind": "town", "score": 1.0}]);
    let moved = decision(1, &[&s[1]], false, set("resolved.place", place));
    assert_eq!(groups(&s, &fuse_all(&s, &[moved])), [vec![0], vec![1], vec![2, 3]]);
    let cases = [
        ("type", serde_json::json!("SEIZE")),
        ("status", serde_json::json!("planned")),
        ("killed", serde_json::json!([13, null])),
        ("killed", serde_json::json!(13)),
        ("killed", serde_json::json!(null)),
        ("actor", serde_json::json!(["gunmen"])),
        ("resolved.actor", serde_json::json!([{"id": "theatre/front", "name": "front", "rule": "by hand"}])),
        (
            "resolved.time",
            serde_json::json!({"start": "2021-05-20", "end": "2021-05-20", "precision": 1, "rule": "by hand"}),
        ),
        ("verification", serde_json::json!("disputed")),
    ];
    for (field, value) in cases {
        let edit = decision(1, &[&s[0]], false, set(field, value.clone()));
        let (edited, links) = apply(&s, &[edit], &Kin::default());
        assert_eq!(links.problems, [], "{field} {value}");
        assert_ne!(*edited[0], s[0], "{field} {value}");
        assert_eq!(*edited[1], s[1], "{field} {value}");
    }
    for (field, value, message) in [
        ("colour", serde_json::json!("red"), "no field of a claim"),
        ("type", serde_json::json!("SIEZE"), "did you mean \"SEIZE\""),
        ("killed", serde_json::json!([3, 2]), "write the lower number first"),
        ("killed", serde_json::json!("many"), "write 12 or [12, null]"),
        ("resolved.place", serde_json::json!({"lat": 1}), "is no place"),
    ] {
        let edit = decision(1, &[&s[0]], false, set(field, value.clone()));
        let (edited, links) = apply(&s, &[edit], &Kin::default());
        assert_eq!(*edited[0], s[0], "{field} {value}");
        assert!(links.problems[0].1.contains(message), "{field} {value}: {:?}", links.problems);
    }
}

#[test]
fn an_edited_event_says_who_decided_and_later_edits_win() {
    let s = two_events();
    let all: Vec<&Statement> = s.iter().collect();
    let edit = |number, field, value| decision(number, &all[..2], true, set(field, value));
    let decisions = [
        edit(1, "killed", serde_json::json!([10, 11])),
        edit(2, "killed", serde_json::json!([12, 14])),
        edit(3, "days", serde_json::json!("2021-06-01")),
        edit(4, "actor", serde_json::json!([{"id": "theatre/front", "name": "front", "rule": "by hand"}])),
        edit(5, "place", serde_json::json!("Old market")),
    ];
    let found = fuse_all(&s, &decisions);
    let event = found.iter().find(|event| event.id == EventId::of_anchor(s[0].claim)).unwrap();
    let killed = event.figures.iter().find(|figure| figure.what == "killed").unwrap();
    assert_eq!((killed.low, killed.high), (12, 14));
    assert_eq!(killed.rule.name, "decided by rk");
    let days = event.days.as_ref().unwrap();
    assert_eq!((days.value.start, &*days.rule.name), (day("2021-06-01"), "decided by rk"));
    assert_eq!(&*event.actors[0].value.name, "front");
    assert_eq!(&*event.place.as_ref().unwrap().value.name, "Old market");
    assert_eq!(event.decisions.len(), 5);
    let emptied = fuse_all(&s, &[edit(1, "killed", serde_json::json!(null))]);
    let event = emptied.iter().find(|event| event.id == EventId::of_anchor(s[0].claim)).unwrap();
    assert!(event.figures.iter().all(|figure| figure.what != "killed"));
}

#[test]
fn accepted_is_an_event_as_long_as_nothing_has_changed() {
    let mut s = two_events();
    let all: Vec<&Statement> = s.iter().collect();
    let accept = decision(1, &all[..2], true, Act::Accept);
    let edit = decision(2, &all[..2], true, set("killed", serde_json::json!(11)));
    let anchor = EventId::of_anchor(s[0].claim);
    let accepted = |s: &[Statement], decisions: &[Decision]| {
        fuse_all(s, decisions).iter().find(|event| event.id == anchor).unwrap().accepted
    };
    assert!(accepted(&s, std::slice::from_ref(&accept)));
    assert!(!accepted(&s, &[accept.clone(), edit]));
    assert!(!accepted(&s, &[]));
    s.push(claim(5, 0, "SHELL", "Army shelling killed 12 in the market of Tesh").at("Tesh").by("army").killed(12));
    assert!(!accepted(&s, &[accept]));
}

// The parts that a ledger fuses with, piece by piece.

#[test]
fn claims_are_compared_only_if_they_share_a_key_and_components_make_the_same_events() {
    let statements = families(40, 11);
    let references: Vec<&Statement> = statements.iter().collect();
    let (lineages, kin) = (Lineages::default(), Kin::default());
    let all: Vec<BTreeSet<u64>> = statements.iter().map(|one| keys(one).into_iter().collect()).collect();
    let found = edges(&references, 0, &lineages, &kin);
    assert!(found.iter().any(Edge::joins) && found.iter().any(|edge| !edge.joins()), "{} edges", found.len());
    for edge in &found {
        assert!(!all[edge.one as usize].is_disjoint(&all[edge.two as usize]), "{edge:?}");
    }
    let (_, links) = apply(&[], &[], &kin);
    let part = |component: &Vec<u32>| {
        let claims: Vec<&Statement> = component.iter().map(|n| references[*n as usize]).collect();
        events_in_sets(&claims, &links, &lineages, &kin, &Settings::default()).events
    };
    let mut by_parts: Vec<Event> = components(statements.len(), &found).iter().flat_map(part).collect();
    by_parts.sort_by_key(|event| event.id);
    let mut at_once = fuse_all(&statements, &[]);
    for event in by_parts.iter_mut().chain(&mut at_once) {
        event.suggested.clear();
    }
    assert_eq!(by_parts, at_once);
    // With some of them new, the pairs of new ones are told.
    let fresh = statements.len() / 2;
    let with_new: Vec<Edge> = found.iter().filter(|edge| edge.two as usize >= fresh).copied().collect();
    let told: BTreeSet<Edge> = edges(&references, fresh, &lineages, &kin).into_iter().collect();
    assert!(with_new.iter().all(|edge| told.contains(edge)));
}

/// Made-up reports of `count` deeds, each told once to four times, in towns that lie 11 km apart in a row, within few days. The
/// truth: the number of the deed is the claim's number over 100.
fn families(count: u64, seed: u64) -> Vec<Statement> {
    let mut state = seed;
    let mut next = move |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    let mut all = Vec::new();
    for deed in 0..count {
        let kind = ["SHELL", "AIRSTRIKE", "CLASH", "KILL"][next(4) as usize];
        let (row, date) = (next(8), next(6) as i64);
        let number = 3 + next(40);
        let who = ["army", "front", "league"][next(3) as usize];
        let colour: Vec<String> = (0..5).map(|_| format!("detail{}", next(4000))).collect();
        for telling in 0..1 + next(4) {
            let own: Vec<String> = (0..4).map(|_| format!("word{}", next(2000))).collect();
            let told: Vec<&str> = (0..3).map(|_| &*colour[next(5) as usize]).collect();
            let sentence = format!("{who} {kind} Row{row} {number} {} {}", told.join(" "), own.join(" "));
            let mut one = claim(deed * 100 + telling + 1, 0, kind, &sentence);
            one.claim = ClaimId::from_number(deed * 100 + telling);
            let place = Spot {
                id: Some(format!("dateline:row{row}").into()),
                name: format!("Row{row}").into(),
                point: Some((40.0 + 0.1 * row as f64, 50.0)),
                ..(*town("Tesh")).clone()
            };
            if telling == 0 || next(5) > 0 {
                one.places.push(Arc::new(place));
            }
            if next(4) > 0 {
                one = one.by(who);
            }
            if next(4) > 0 {
                one = one.killed(number);
            }
            let told = day("2021-06-01").checked_add(date.days()).unwrap();
            let printed = told.checked_add((next(2) as i64).days()).unwrap().to_string();
            one = one.printed(&printed);
            if next(3) > 0 {
                one = one.on(&told.to_string());
            }
            all.push(one);
        }
    }
    all
}

#[test]
fn deeds_in_neighbouring_towns_within_days_are_told_apart_and_their_tellings_found() {
    let (mut hit, mut said, mut truth) = (0usize, 0usize, 0usize);
    // Wrong joins: of how many the two are of one town (or one tells none), and of how many both tell different numbers or days.
    let (mut one_town, mut told_apart) = (0usize, 0usize);
    for seed in 1..=10 {
        let statements = families(40, seed);
        let found = fuse_all(&statements, &[]);
        let mut event_of = BTreeMap::new();
        for event in &found {
            event_of.extend(event.members.iter().map(|member| (member.claim, event.id)));
        }
        for (n, one) in statements.iter().enumerate() {
            for two in &statements[n + 1..] {
                let together = event_of[&one.claim] == event_of[&two.claim];
                let same = one.claim.number() / 100 == two.claim.number() / 100;
                hit += usize::from(together && same);
                said += usize::from(together);
                truth += usize::from(same);
                let (left, right) = (one.places.first(), two.places.first());
                if together && !same {
                    let other =
                        |one: Option<Bounds>, two: Option<Bounds>| one.zip(two).is_some_and(|(one, two)| one != two);
                    let slot = CountSlot::Killed as usize;
                    let days =
                        one.days.zip(two.days).is_some_and(|(one, two)| one.by_words && two.by_words && one != two);
                    one_town += usize::from(left.is_some() && right.is_some());
                    told_apart += usize::from(days || other(one.counts[slot], two.counts[slot]));
                }
                if let (Some(left), Some(right)) = (left, right) {
                    assert!(!together || left.id == right.id, "{} and {} joined", left.name, right.name);
                }
            }
        }
    }
    let (precision, recall) = (hit as f64 / said as f64, hit as f64 / truth as f64);
    println!("wrong joins {}: both tell a town {one_town}, other numbers or days {told_apart}", said - hit);
    println!("families: precision {precision:.3}, recall {recall:.3}");
    // What it does now, less a little: benchmarks/events.md says how far that is from good.
    assert!(precision >= 0.77 && recall >= 0.69, "precision {precision:.3}, recall {recall:.3}");
}

//! What holds for any claims: the order of the input does not matter, copies add members and never events, what is withdrawn was
//! never there, a replay gives the same bytes, and every name that was ever given to an event still leads to one. Invented claims.

use claim::{Act, Bounds, ClaimId, Decision, DecisionId, EventType, ReportId, Status};
use fuse::events::Settings;
use fuse::lineage::{Descent, Kinship};
use fuse::{Event, Kin, Lineages, Named, Spot, Statement, Told, events, words_of};
use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a claim is made of, small so that many are alike.
#[derive(Clone, Debug)]
struct Seed {
    report: u64,
    kind: usize,
    status: usize,
    town: Option<u8>,
    day: Option<u8>,
    published: u8,
    actor: Option<u8>,
    killed: Option<u8>,
    words: Vec<u8>,
}

fn seed() -> impl Strategy<Value = Seed> {
    let words = prop::collection::vec(0u8..12, 2..7);
    let fields =
        (0u64..12, 0usize..6, 0usize..8, prop::option::weighted(0.8, 0u8..4), prop::option::weighted(0.6, 0u8..4));
    (fields, 0u8..5, prop::option::weighted(0.7, 0u8..3), prop::option::weighted(0.5, 1u8..6), words).prop_map(
        |((report, kind, status, town, day), published, actor, killed, words)| Seed {
            report,
            kind,
            status,
            town,
            day,
            published,
            actor,
            killed,
            words,
        },
    )
}

fn claims() -> impl Strategy<Value = Vec<Statement>> {
    prop::collection::vec(seed(), 1..28).prop_map(|seeds| {
        // All claims of a report are published on one day.
        let published: BTreeMap<u64, u8> = seeds.iter().map(|seed| (seed.report, seed.published)).collect();
        let claim =
            |(n, seed): (usize, Seed)| statement(n as u64, &Seed { published: published[&seed.report], ..seed });
        seeds.into_iter().enumerate().map(claim).collect()
    })
}

fn statement(n: u64, seed: &Seed) -> Statement {
    let first = date(2021, 6, 1);
    let after = |days: u8| first.checked_add(i64::from(days).days()).unwrap();
    let published = after(seed.published);
    let days = match seed.day {
        Some(day) => Told { start: after(day), end: after(day), precision: 1, by_words: true },
        None => Told { start: published.checked_sub(2.days()).unwrap(), end: published, precision: 2, by_words: false },
    };
    let kinds = ["SHELL", "AIRSTRIKE", "KILL", "SEIZE", "MEET", "TOLL"];
    let statuses = [Status::Planned, Status::Denied, Status::Possible];
    let town = |n: u8| Spot {
        id: Some(format!("dateline:{n}").into()),
        name: format!("Town {n}").into(),
        own_name: None,
        country: Some("XX".into()),
        division: None,
        // 11 km apart; the last one far away.
        point: Some((40.0 + f64::from(n) * if n == 3 { 1.0 } else { 0.1 }, 50.0)),
        precision: 1,
        kind: "town".into(),
    };
    let party = |n: u8| Named {
        id: Some(format!("theatre/{n}").into()),
        name: format!("Party {n}").into(),
        country: None,
        sector: None,
        provisional: false,
        side: Some(format!("theatre/{n}").into()),
    };
    let sentence: Vec<String> = seed.words.iter().map(|word| format!("word{word}")).collect();
    let killed = seed.killed.map(|n| Bounds { low: Some(u64::from(n) * 3), high: Some(u64::from(n) * 3) });
    Statement {
        claim: ClaimId::from_number(1000 + n * 7919 % 1009),
        report: ReportId::from_number(seed.report * 104_729 % 997),
        position: n as u32,
        sentence: n as u32 / 2,
        published: Some(published),
        outlet: None,
        event_type: EventType::from_code(kinds[seed.kind]).unwrap(),
        status: statuses.get(seed.status).copied().unwrap_or_default(),
        verification: None,
        confidence: 1.0,
        trigger: kinds[seed.kind].to_lowercase().into(),
        actors: seed.actor.map(party).map(Arc::new).into_iter().collect(),
        targets: Vec::new(),
        places: seed.town.map(town).map(Arc::new).into_iter().collect(),
        from: Vec::new(),
        to: Vec::new(),
        days: Some(days),
        speakers: Vec::new(),
        counts: [killed, None, None, None],
        words: words_of(&sentence.join(" ")),
        cues: Default::default(),
    }
}

/// A report's claims as another outlet prints them `later` days on, word for word.
fn copies(statements: &[Statement], of: ReportId, later: i64, lineages: &mut Lineages) -> Vec<Statement> {
    let copied = ReportId::from_number(of.number() + 5000);
    for report in [of, copied] {
        lineages.of.insert(report, descent(of));
    }
    let copy = |one: &Statement| {
        let published = one.published.and_then(|day| day.checked_add(later.days()).ok());
        let shifted = |told: Told| match (told.by_words, published) {
            (false, Some(end)) => Told { start: end.checked_sub(2.days()).unwrap(), end, ..told },
            _ => told,
        };
        Statement {
            claim: ClaimId::from_number(one.claim.number() + 100_000),
            report: copied,
            published,
            days: one.days.map(shifted),
            ..one.clone()
        }
    };
    statements.iter().filter(|one| one.report == of).map(copy).collect()
}

fn descent(of: ReportId) -> Descent {
    let json = serde_json::json!({"lineage": of, "kinship": Kinship::Copy, "shared": 1.0, "because": ""});
    serde_json::from_value(json).unwrap()
}

fn fuse(statements: &[Statement], lineages: &Lineages, decisions: &[Decision]) -> Vec<Event> {
    events(statements, lineages, decisions, &Kin::default(), &Settings::default())
}

fn bytes(events: &[Event]) -> String {
    serde_json::to_string(events).unwrap()
}

/// The claims of each event, without those that `left_out` names; none empty.
fn partition(events: &[Event], left_out: &BTreeSet<ClaimId>) -> BTreeSet<BTreeSet<ClaimId>> {
    let of = |event: &Event| -> BTreeSet<ClaimId> {
        event.members.iter().map(|member| member.claim).filter(|claim| !left_out.contains(claim)).collect()
    };
    events.iter().map(of).filter(|claims| !claims.is_empty()).collect()
}

fn decision(number: u64, claims: Vec<ClaimId>, event: bool, act: Act) -> Decision {
    let recorded = jiff::Timestamp::from_second(number as i64).unwrap();
    Decision { id: DecisionId::from_number(number), recorded, by: "rk".into(), claims, event, act, note: None }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_claim_but_a_toll_is_in_one_event_named_after_its_first(statements in claims()) {
        let found = fuse(&statements, &Lineages::default(), &[]);
        let mut seen = BTreeMap::new();
        for event in &found {
            let order = |claim: ClaimId| statements.iter().find(|one| one.claim == claim).unwrap().order();
            let orders: Vec<_> = event.members.iter().map(|member| order(member.claim)).collect();
            prop_assert!(orders.is_sorted());
            prop_assert_eq!(event.id.anchor(), event.members[0].claim);
            for member in &event.members {
                prop_assert!(seen.insert(member.claim, event.id).is_none());
            }
            prop_assert!(event.suggested.iter().all(|other| found.iter().any(|event| event.id == other.event)));
        }
        for one in &statements {
            prop_assert_eq!(seen.contains_key(&one.claim), one.event_type.code() != "TOLL");
        }
    }

    #[test]
    fn the_order_of_the_input_does_not_matter_and_a_replay_gives_the_same_bytes(
        (statements, shuffled) in claims().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))
    ) {
        let first = bytes(&fuse(&statements, &Lineages::default(), &[]));
        prop_assert_eq!(&first, &bytes(&fuse(&shuffled, &Lineages::default(), &[])));
        prop_assert_eq!(&first, &bytes(&fuse(&statements, &Lineages::default(), &[])));
        let read: Vec<Event> = serde_json::from_str(&first).unwrap();
        prop_assert_eq!(first, bytes(&read));
    }

    #[test]
    fn a_copy_adds_members_and_never_events(statements in claims(), which in any::<prop::sample::Index>(), later in 0i64..4) {
        let of = statements[which.index(statements.len())].report;
        let mut lineages = Lineages::default();
        let copied = copies(&statements, of, later, &mut lineages);
        let before = fuse(&statements, &lineages, &[]);
        let added: BTreeSet<ClaimId> = copied.iter().map(|one| one.claim).collect();
        let all: Vec<Statement> = statements.iter().cloned().chain(copied).collect();
        let after = fuse(&all, &lineages, &[]);
        prop_assert_eq!(partition(&before, &BTreeSet::new()), partition(&after, &added));
        prop_assert_eq!(before.len(), after.len());
    }

    #[test]
    fn what_is_rejected_was_never_there(statements in claims(), which in prop::collection::vec(any::<prop::sample::Index>(), 1..4)) {
        let out: BTreeSet<ClaimId> = which.iter().map(|which| statements[which.index(statements.len())].claim).collect();
        let rejected: Vec<Decision> = out
            .iter()
            .enumerate()
            .map(|(n, claim)| decision(n as u64 + 1, vec![*claim], false, Act::Reject))
            .collect();
        let kept: Vec<Statement> = statements.iter().filter(|one| !out.contains(&one.claim)).cloned().collect();
        let lineages = Lineages::default();
        prop_assert_eq!(bytes(&fuse(&statements, &lineages, &rejected)), bytes(&fuse(&kept, &lineages, &[])));
        // And what is undone was never decided.
        let undone = rejected.iter().map(|one| decision(100 + one.id.number(), vec![], false, Act::Undo { decision: one.id }));
        let decisions: Vec<Decision> = rejected.iter().cloned().chain(undone).collect();
        prop_assert_eq!(bytes(&fuse(&statements, &lineages, &decisions)), bytes(&fuse(&statements, &lineages, &[])));
    }

    #[test]
    fn every_name_that_was_ever_given_leads_to_an_event(statements in claims(), first in 1usize..28) {
        let some = &statements[..first.min(statements.len())];
        let lineages = Lineages::default();
        let now = fuse(&statements, &lineages, &[]);
        for old in fuse(some, &lineages, &[]) {
            let anchor = old.id.anchor();
            prop_assert!(now.iter().any(|event| event.members.iter().any(|member| member.claim == anchor)));
        }
    }

    #[test]
    fn what_people_merged_stays_together_and_what_they_split_apart_whatever_is_added(
        statements in claims(), first in 2usize..28, picks in prop::collection::vec(any::<prop::sample::Index>(), 2)
    ) {
        let some = &statements[..first.min(statements.len())];
        let lineages = Lineages::default();
        let before = fuse(some, &lineages, &[]);
        if before.len() < 2 {
            return Ok(());
        }
        let (one, two) = (&before[picks[0].index(before.len())], &before[picks[1].index(before.len())]);
        let claims = |event: &Event| event.members.iter().map(|member| member.claim).collect::<Vec<_>>();
        if one.id != two.id {
            let merge = decision(1, claims(one), true, Act::Merge { with: vec![two.id.anchor()] });
            for statements in [some, &statements[..]] {
                let after = fuse(statements, &lineages, std::slice::from_ref(&merge));
                let holds = |event: &&Event| event.members.iter().any(|member| member.claim == one.id.anchor());
                let event = after.iter().find(holds).unwrap();
                let members: BTreeSet<ClaimId> = claims(event).into_iter().collect();
                prop_assert!(claims(one).iter().chain([&two.id.anchor()]).all(|claim| members.contains(claim)));
            }
        }
        if one.members.len() > 1 {
            let out = vec![one.members[1].claim];
            let split = decision(1, claims(one), true, Act::Split { out: out.clone() });
            for statements in [some, &statements[..]] {
                let after = fuse(statements, &lineages, std::slice::from_ref(&split));
                for event in &after {
                    let members: BTreeSet<ClaimId> = claims(event).into_iter().collect();
                    let stays = claims(one).iter().any(|claim| !out.contains(claim) && members.contains(claim));
                    prop_assert!(!(stays && members.contains(&out[0])));
                }
            }
        }
    }
}

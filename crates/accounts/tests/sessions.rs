//! Sessions: they end when they should, and nobody gets one without a login.

use accounts::{Hasher, Role, SessionPolicy, Sessions, Store, csrf_of, same, secret};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

const GOOD: &str = "seven herons at the weir";

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).unwrap()
}

fn desk(names: &[&str]) -> (tempfile::TempDir, Store, Hasher) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&folder.path().join("war.dateline.accounts")).unwrap();
    let hasher = Hasher::quick().unwrap();
    for name in names {
        store.add(name, Role::Reviewer, GOOD, &hasher, at(0)).unwrap();
    }
    (folder, store, hasher)
}

#[test]
fn a_session_is_known_by_its_token_alone() {
    let (_folder, store, _) = desk(&["anna"]);
    let users = store.users().unwrap();
    let sessions = Sessions::new(SessionPolicy::default());
    let token = sessions.open(users.get("anna").unwrap(), at(0)).unwrap();
    assert_eq!(token.len(), 64);
    let open = sessions.find(&token, &users, true, at(1)).unwrap();
    assert_eq!((open.name.as_str(), open.role, open.until), ("anna", Role::Reviewer, at(12 * 3600)));
    assert!(!format!("{sessions:?}").contains(&token), "the token is kept nowhere");
    assert!(!open.key.contains(&token) && !token.contains(&open.key) && !open.csrf.contains(&open.key));
    for wrong in
        ["", "0", &token[..63], &token.to_uppercase(), &format!("{token}0"), &secret().unwrap(), &"x".repeat(1 << 20)]
    {
        assert_eq!(sessions.find(wrong, &users, true, at(1)), None);
    }
    assert!(sessions.close(&token));
    assert!(!sessions.close(&token));
    assert_eq!(sessions.find(&token, &users, true, at(1)), None);
}

#[test]
fn an_idle_or_old_session_is_over() {
    let (_folder, store, _) = desk(&["anna"]);
    let users = store.users().unwrap();
    let sessions = Sessions::new(SessionPolicy::default());
    let (hour, anna) = (3600, users.get("anna").unwrap());

    let idle = sessions.open(anna, at(0)).unwrap();
    assert!(sessions.find(&idle, &users, true, at(hour - 1)).is_some());
    assert!(sessions.find(&idle, &users, true, at(2 * hour - 2)).is_some(), "it was used in between");
    assert!(sessions.find(&idle, &users, true, at(3 * hour - 2)).is_none());
    assert!(sessions.find(&idle, &users, true, at(0)).is_none(), "and it stays over");

    let asking = sessions.open(anna, at(0)).unwrap();
    for minute in 1..60 {
        assert!(sessions.find(&asking, &users, false, at(minute * 60)).is_some());
    }
    assert!(
        sessions.find(&asking, &users, false, at(hour)).is_none(),
        "a page that asks for news is nobody at the desk"
    );

    let old = sessions.open(anna, at(0)).unwrap();
    for minute in (10..720).step_by(10) {
        assert!(sessions.find(&old, &users, true, at(minute * 60)).is_some());
    }
    assert!(sessions.find(&old, &users, true, at(12 * hour)).is_none());
}

#[test]
fn changes_of_the_user_reach_the_session() {
    let (_folder, store, hasher) = desk(&["anna", "boris"]);
    let sessions = Sessions::new(SessionPolicy::default());
    let open = |name| sessions.open(store.users().unwrap().get(name).unwrap(), at(0)).unwrap();
    let role = |token: &str| sessions.find(token, &store.users().unwrap(), true, at(1)).map(|open| open.role);

    let (anna, boris) = (open("anna"), open("boris"));
    store.set_role("anna", Role::Admin, at(1)).unwrap();
    assert_eq!(role(&anna), Some(Role::Admin));
    store.set_password("anna", "nine cranes over the mill", &hasher, at(1)).unwrap();
    assert_eq!(role(&anna), None);
    assert_eq!(role(&boris), Some(Role::Reviewer));

    store.remove("boris").unwrap();
    assert_eq!(role(&boris), None);
    let boris = {
        store.add("boris", Role::Admin, GOOD, &hasher, at(2)).unwrap();
        boris
    };
    assert_eq!(role(&boris), None, "another user of the same name inherits nothing");
}

#[test]
fn a_csrf_token_belongs_to_its_session() {
    let (one, other) = (secret().unwrap(), secret().unwrap());
    assert_ne!(one, other);
    assert!(same(&csrf_of(&one), &csrf_of(&one)));
    assert!(!same(&csrf_of(&one), &csrf_of(&other)));
    assert!(!same(&csrf_of(&one), &one));
    assert!(!same("", &csrf_of(&one)));
}

#[test]
fn sessions_are_bounded() {
    let names: Vec<String> = (0..6).map(|number| format!("user {number}")).collect();
    let (_folder, store, _) = desk(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let users = store.users().unwrap();
    let sessions = Sessions::new(SessionPolicy { per_user: 3, all: 10, ..SessionPolicy::default() });
    let first = sessions.open(users.get("user 0").unwrap(), at(0)).unwrap();
    let second = sessions.open(users.get("user 0").unwrap(), at(1)).unwrap();
    // The first is used, so the second is the one that is given up.
    assert!(sessions.find(&first, &users, true, at(2)).is_some());
    for second in 3..5 {
        sessions.open(users.get("user 0").unwrap(), at(second)).unwrap();
    }
    assert!(sessions.find(&first, &users, false, at(5)).is_some());
    assert!(sessions.find(&second, &users, false, at(5)).is_none());
    for round in 0..500 {
        sessions.open(users.get(&names[round % 6]).unwrap(), at(10 + round as i64)).unwrap();
        assert!(sessions.len() <= 10);
    }
}

proptest! {
    #[test]
    fn no_session_outlives_its_idle_or_whole_time(
        steps in proptest::collection::vec((0i64..2_000, any::<bool>()), 1..60),
        idle in 60i64..4_000,
        whole in 60i64..20_000,
    ) {
        let (_folder, store, _) = desk(&["anna"]);
        let users = store.users().unwrap();
        let policy = SessionPolicy {
            idle: SignedDuration::from_secs(idle),
            whole: SignedDuration::from_secs(whole),
            ..SessionPolicy::default()
        };
        let sessions = Sessions::new(policy);
        let token = sessions.open(users.get("anna").unwrap(), at(0)).unwrap();
        let (mut now, mut used, mut over) = (0, 0, false);
        for (step, active) in steps {
            now += step;
            over |= now >= whole || now - used >= idle;
            prop_assert_eq!(sessions.find(&token, &users, active, at(now)).is_none(), over);
            if active && !over {
                used = now;
            }
        }
    }
}

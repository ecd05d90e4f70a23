//! Limits: guessing gets slow, the others work on, and memory stays bounded.

use accounts::{BucketPolicy, Buckets, LoginPolicy, Logins, Wait};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).unwrap()
}

fn v4(last: u8) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(192, 0, 2, last))
}

fn wait(logins: &Logins, name: &str, address: IpAddr, second: i64) -> u64 {
    logins.attempt(name, address, at(second)).map_or_else(Wait::seconds, |()| 0)
}

#[test]
fn each_further_failure_doubles_the_wait_up_to_a_quarter_of_an_hour() {
    let logins = Logins::new(LoginPolicy::default());
    let mut now = 0;
    let mut waits = Vec::new();
    for address in 0..20 {
        // From everywhere, in capitals or not: it is the name that waits.
        let name = if address % 2 == 0 { "anna" } else { "ANNA" };
        assert_eq!(wait(&logins, name, v4(address), now), 0);
        let before = logins.counters();
        let next = if address < 5 { 0 } else { wait(&logins, name, v4(200), now) };
        assert_eq!(logins.counters(), before, "a refused try counts for nothing");
        waits.push(next);
        now += next as i64;
    }
    assert_eq!(waits, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900, 900]);
}

#[test]
fn while_one_name_waits_others_log_in_from_the_same_address() {
    let logins = Logins::new(LoginPolicy::default());
    while wait(&logins, "anna", v4(1), 0) == 0 {}
    assert_eq!(wait(&logins, "boris", v4(1), 0), 0);
    logins.succeeded("boris", v4(1), at(0));
    assert!(wait(&logins, "anna", v4(1), 0) > 0);
    assert!(wait(&logins, "anna", v4(2), 0) > 0, "nor from elsewhere");
}

#[test]
fn an_address_that_tries_many_names_waits_and_who_is_known_there_does_not() {
    let logins = Logins::new(LoginPolicy::default());
    assert_eq!(wait(&logins, "boris", v4(1), 0), 0);
    logins.succeeded("boris", v4(1), at(0));
    let mut tried = 0;
    while wait(&logins, &format!("guess {tried}"), v4(1), 0) == 0 {
        tried += 1;
    }
    assert_eq!(tried, 21);
    assert!(wait(&logins, "clara", v4(1), 0) > 0);
    assert_eq!(wait(&logins, "boris", v4(1), 0), 0);
    assert_eq!(wait(&logins, "clara", v4(2), 0), 0);
}

#[test]
fn strangers_cannot_lock_out_somebody_where_she_is_known() {
    let logins = Logins::new(LoginPolicy::default());
    assert_eq!(wait(&logins, "anna", v4(1), 0), 0);
    logins.succeeded("anna", v4(1), at(0));
    while wait(&logins, "anna", v4(66), 0) == 0 {}
    assert_eq!(wait(&logins, "anna", v4(1), 0), 0, "at her desk");
    // But guesses from her own desk wait, too.
    while wait(&logins, "anna", v4(1), 0) == 0 {}
    assert!(wait(&logins, "anna", v4(1), 0) > 0);
}

#[test]
fn logging_in_oneself_does_not_clear_the_way_for_guesses_at_others() {
    let logins = Logins::new(LoginPolicy::default());
    let mut guesses = 0;
    for round in 0..200 {
        if wait(&logins, &format!("victim {round}"), v4(9), 0) == 0 {
            guesses += 1;
        }
        if wait(&logins, "mallory", v4(9), 0) == 0 {
            logins.succeeded("mallory", v4(9), at(0));
        }
    }
    assert_eq!(guesses, 21);
}

#[test]
fn failures_are_forgotten_and_success_clears_the_name() {
    let logins = Logins::new(LoginPolicy::default());
    while wait(&logins, "anna", v4(1), 0) == 0 {}
    assert_eq!(wait(&logins, "anna", v4(1), 2), 0);
    logins.succeeded("anna", v4(1), at(2));
    for _ in 0..5 {
        assert_eq!(wait(&logins, "anna", v4(1), 3), 0);
    }
    while wait(&logins, "clara", v4(3), 0) == 0 {}
    for _ in 0..6 {
        assert_eq!(wait(&logins, "clara", v4(3), 7_200), 0, "after two hours it begins anew");
    }
    assert_eq!(wait(&logins, "clara", v4(3), 7_200), 1);
}

#[test]
fn many_at_a_time_get_no_more_tries_than_one_after_the_other() {
    let logins = Logins::new(LoginPolicy::default());
    let tried = std::sync::atomic::AtomicU32::new(0);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..100 {
                    if logins.attempt("anna", v4(1), at(0)).is_ok() {
                        tried.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    }
                }
            });
        }
    });
    assert_eq!(tried.into_inner(), 6);
}

#[test]
fn a_customer_with_a_whole_network_is_one_address() {
    let logins = Logins::new(LoginPolicy::default());
    let six = |last: u16| IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 1, 2, 3, 4, 5, last));
    let mut tried = 0;
    while wait(&logins, &format!("guess {tried}"), six(tried), 0) == 0 {
        tried += 1;
    }
    assert_eq!(tried, 21);
    let mapped = IpAddr::V6(Ipv4Addr::new(192, 0, 2, 1).to_ipv6_mapped());
    while wait(&logins, &format!("guess {tried}"), mapped, 0) == 0 {
        tried += 1;
    }
    assert!(wait(&logins, "clara", v4(1), 0) > 0, "however its address is written");
    assert_eq!(wait(&logins, "clara", v4(2), 0), 0);
}

#[test]
fn a_clock_that_is_set_back_locks_nobody_out() {
    let logins = Logins::new(LoginPolicy::default());
    while wait(&logins, "anna", v4(1), 400_000_000) == 0 {}
    assert_eq!(wait(&logins, "anna", v4(1), 0), 0);
    let buckets = Buckets::new(BucketPolicy { per_second: 1, burst: 2, keys: 8 });
    for _ in 0..2 {
        buckets.take(1, at(400_000_000)).unwrap();
    }
    assert!(buckets.take(1, at(0)).is_err());
    assert_eq!(buckets.take(1, at(1)), Ok(()));
}

#[test]
fn a_flood_of_names_neither_grows_memory_nor_frees_the_name_that_is_guessed_at() {
    let logins = Logins::new(LoginPolicy { counters: 1_000, ..LoginPolicy::default() });
    let mut now = 0;
    for _ in 0..12 {
        while wait(&logins, "anna", v4(1), now) > 0 {
            now += 1;
        }
    }
    let waits = wait(&logins, "anna", v4(2), now);
    assert!(waits >= 32, "{waits}");
    for number in 0..20_000u32 {
        let address = IpAddr::V4(Ipv4Addr::from(0x0a00_0000 + number));
        let _ = logins.attempt(&format!("{}{number}", "n".repeat(100)), address, at(now));
        assert!(logins.counters() <= 1_001);
    }
    assert_eq!(wait(&logins, "anna", v4(2), now), waits);
}

#[test]
fn a_bucket_gives_its_burst_and_then_its_rate() {
    let buckets = Buckets::new(BucketPolicy { per_second: 2, burst: 5, keys: 100 });
    for _ in 0..5 {
        assert_eq!(buckets.take("a", at(0)), Ok(()));
    }
    assert_eq!(buckets.take("a", at(0)).map_err(Wait::seconds), Err(1));
    assert_eq!(buckets.take("b", at(0)), Ok(()), "another's bucket is full");
    assert_eq!(buckets.take("a", at(1)), Ok(()));
    assert_eq!(buckets.take("a", at(1)), Ok(()));
    assert!(buckets.take("a", at(1)).is_err());
}

#[test]
fn waits_are_told_in_whole_seconds() {
    assert_eq!(Wait(SignedDuration::from_millis(1)).seconds(), 1);
    assert_eq!(Wait(SignedDuration::from_millis(1000)).seconds(), 1);
    assert_eq!(Wait(SignedDuration::from_millis(1001)).seconds(), 2);
    assert_eq!(Wait(SignedDuration::ZERO).seconds(), 1);
}

proptest! {
    #[test]
    fn nobody_gets_more_than_burst_and_rate(
        steps in proptest::collection::vec((0i64..4, 0u8..20), 1..400),
        per_second in 1u32..10,
        burst in 1u32..20,
    ) {
        let buckets = Buckets::new(BucketPolicy { per_second, burst, keys: 1_000 });
        let mut now = 0;
        let mut taken = [0u64; 20];
        for (step, key) in steps {
            now += step;
            if buckets.take(key, at(now)).is_ok() {
                taken[key as usize] += 1;
            }
            prop_assert!(taken[key as usize] <= u64::from(burst) + now as u64 * u64::from(per_second));
        }
    }

    #[test]
    fn buckets_are_bounded(keys in proptest::collection::vec(any::<u32>(), 1..500)) {
        let buckets = Buckets::new(BucketPolicy { per_second: 1, burst: 3, keys: 16 });
        for key in keys {
            let _ = buckets.take(key, at(0));
            prop_assert!(buckets.len() <= 16);
        }
    }

    #[test]
    fn a_name_gets_no_more_tries_than_the_doubling_allows(
        steps in proptest::collection::vec((0i64..40, 0u8..5), 1..300),
    ) {
        let logins = Logins::new(LoginPolicy::default());
        let (mut now, mut tries) = (0, 0u32);
        for (step, address) in steps {
            now += step;
            if logins.attempt("anna", v4(address), at(now)).is_ok() {
                tries += 1;
            }
            // Six at once; then one after 1, 2, 4, ... seconds.
            let mut allowed = 6;
            let mut paid = 1;
            while paid <= now {
                allowed += 1;
                paid += (1i64 << (allowed - 6).min(20)).min(900);
            }
            prop_assert!(tries <= allowed, "{tries} in {now} s");
        }
    }
}

//! How often somebody may try. Counters in memory, of a bounded number: strangers cannot make them grow without end.

use crate::{Print, print};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How long to wait before the next try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait(pub SignedDuration);

impl Wait {
    /// Whole seconds, at least one: what `Retry-After` says.
    pub fn seconds(self) -> u64 {
        u64::try_from(self.0.as_millis().max(1)).unwrap_or(1).div_ceil(1000)
    }
}

/// Whom an address stands for: itself, or with IPv6 the network of /64 that one customer is given whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network(u128);

impl From<IpAddr> for Network {
    fn from(address: IpAddr) -> Network {
        match address.to_canonical() {
            IpAddr::V4(four) => Network(u128::from(four.to_ipv6_mapped())),
            IpAddr::V6(six) => Network(u128::from(six) & !u128::from(u64::MAX)),
        }
    }
}

/// How logins are slowed down.
#[derive(Clone, Copy, Debug)]
pub struct LoginPolicy {
    /// Failures of one name that cost no wait.
    pub free_per_name: u32,
    /// Failures from one address that cost no wait: a newsroom may share one.
    pub free_per_address: u32,
    /// The wait after the first failure that costs one; it doubles with each further one.
    pub first_wait: SignedDuration,
    /// The longest wait.
    pub longest_wait: SignedDuration,
    /// Failures are forgotten so long after the last one.
    pub forget: SignedDuration,
    /// Names and addresses that are counted at a time.
    pub counters: usize,
}

impl Default for LoginPolicy {
    fn default() -> LoginPolicy {
        LoginPolicy {
            free_per_name: 5,
            free_per_address: 20,
            first_wait: SignedDuration::from_secs(1),
            longest_wait: SignedDuration::from_mins(15),
            forget: SignedDuration::from_hours(2),
            counters: 20_000,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Key {
    /// Tries with a name, from wherever.
    Name(Print),
    /// Tries with a name from where it has logged in before: strangers who try the name elsewhere do not lock its owner out.
    Known(Print, Network),
    /// Tries from an address, with whatever names.
    Address(Network),
}

#[derive(Clone, Copy, Debug)]
struct Counter {
    failures: u32,
    last: Timestamp,
    /// No try before this.
    until: Timestamp,
    /// What `until` was before the last try.
    before: Timestamp,
}

#[derive(Debug, Default)]
struct Tries {
    counters: HashMap<Key, Counter>,
    /// Where names have logged in, and when.
    known: HashMap<(Print, Network), Timestamp>,
}

/// Counts tries to log in, per name and per address. Names that nobody has are counted like the others.
#[derive(Debug)]
pub struct Logins {
    policy: LoginPolicy,
    tries: Mutex<Tries>,
}

impl Logins {
    /// Nothing counted yet.
    pub fn new(policy: LoginPolicy) -> Logins {
        Logins { policy, tries: Mutex::default() }
    }

    /// Asks for a try. It is counted as failed at once, so that many at a time get no more tries than one after the other;
    /// [`Logins::succeeded`] takes that back. A refused try costs nothing and counts for nothing.
    pub fn attempt(&self, name: &str, address: IpAddr, now: Timestamp) -> Result<(), Wait> {
        let mut tries = self.lock();
        let keys = tries.keys(name, address);
        // Who has logged in from here before does not wait for what others do wrong at the same address.
        let asked = if matches!(keys[0], Key::Known(..)) { &keys[..1] } else { &keys[..] };
        let wait = asked.iter().filter_map(|key| tries.counters.get(key)).map(|counter| self.wait(counter, now)).max();
        if let Some(wait) = wait.filter(|wait| wait.is_positive()) {
            return Err(Wait(wait));
        }
        for key in keys {
            let free = match key {
                Key::Address(_) => self.policy.free_per_address,
                Key::Name(_) | Key::Known(..) => self.policy.free_per_name,
            };
            self.make_room(&mut tries.counters, key, now);
            let counter =
                tries.counters.entry(key).or_insert(Counter { failures: 0, last: now, until: now, before: now });
            if self.forgotten(counter, now) {
                counter.failures = 0;
            }
            counter.failures = counter.failures.saturating_add(1);
            counter.last = now;
            counter.before = counter.until;
            counter.until = now.saturating_add(self.policy.after(counter.failures, free)).unwrap_or(Timestamp::MAX);
        }
        Ok(())
    }

    /// The last try with this name from this address was right.
    pub fn succeeded(&self, name: &str, address: IpAddr, now: Timestamp) {
        let mut tries = self.lock();
        for key in tries.keys(name, address) {
            match key {
                Key::Name(_) | Key::Known(..) => {
                    tries.counters.remove(&key);
                }
                // Only this one try is taken back: who has an account must not clear the way for guesses at others'.
                Key::Address(_) => {
                    if let Some(counter) = tries.counters.get_mut(&key) {
                        counter.failures = counter.failures.saturating_sub(1);
                        counter.until = counter.before;
                    }
                }
            }
        }
        let (name, network) = (print_of(name), Network::from(address));
        if tries.known.len() >= self.policy.counters && !tries.known.contains_key(&(name, network)) {
            let oldest = tries.known.iter().min_by_key(|(_, when)| **when).map(|(key, _)| *key);
            oldest.and_then(|key| tries.known.remove(&key));
        }
        tries.known.insert((name, network), now);
    }

    /// How many counters there are.
    pub fn counters(&self) -> usize {
        self.lock().counters.len()
    }

    fn wait(&self, counter: &Counter, now: Timestamp) -> SignedDuration {
        if self.forgotten(counter, now) {
            return SignedDuration::ZERO;
        }
        counter.until.duration_since(now).min(self.policy.longest_wait)
    }

    /// Also where the clock was set back by much: that must lock nobody out.
    fn forgotten(&self, counter: &Counter, now: Timestamp) -> bool {
        now.duration_since(counter.last).abs() >= self.policy.forget
    }

    fn make_room(&self, counters: &mut HashMap<Key, Counter>, key: Key, now: Timestamp) {
        if counters.len() < self.policy.counters.max(8) || counters.contains_key(&key) {
            return;
        }
        counters.retain(|_, counter| !self.forgotten(counter, now));
        if counters.len() >= self.policy.counters.max(8) {
            // An eighth at once, so that a flood of names pays for one sorting in many tries. Those with the fewest failures go
            // first: made-up names have one each, the name that is really guessed at has many.
            let mut order: Vec<(u32, Timestamp, Key)> =
                counters.iter().map(|(key, counter)| (counter.failures, counter.last, *key)).collect();
            order.sort_unstable_by_key(|(failures, last, _)| (*failures, *last));
            for (_, _, key) in order.iter().take((order.len() / 8).max(2)) {
                counters.remove(key);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Tries> {
        self.tries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tries {
    fn keys(&self, name: &str, address: IpAddr) -> [Key; 2] {
        let (name, network) = (print_of(name), Network::from(address));
        let of_name =
            if self.known.contains_key(&(name, network)) { Key::Known(name, network) } else { Key::Name(name) };
        [of_name, Key::Address(network)]
    }
}

impl LoginPolicy {
    fn after(&self, failures: u32, free: u32) -> SignedDuration {
        if failures <= free {
            return SignedDuration::ZERO;
        }
        let doublings = (failures - free - 1).min(30);
        self.first_wait.checked_mul(1 << doublings).unwrap_or(self.longest_wait).min(self.longest_wait)
    }
}

/// By what names are compared, so that a name cannot be tried anew in capitals. What is no name is counted as it stands.
fn print_of(name: &str) -> Print {
    match crate::Name::new(name) {
        Ok(name) => print(&[name.key().as_bytes()]),
        Err(_) => print(&[b"no name", name.as_bytes()]),
    }
}

/// How many requests are answered.
#[derive(Clone, Copy, Debug)]
pub struct BucketPolicy {
    /// Requests a second, in the long run.
    pub per_second: u32,
    /// Requests at once, after a pause.
    pub burst: u32,
    /// Keys that are counted at a time.
    pub keys: usize,
}

impl Default for BucketPolicy {
    fn default() -> BucketPolicy {
        BucketPolicy { per_second: 50, burst: 300, keys: 20_000 }
    }
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: f64,
    at: Timestamp,
}

/// A bucket of tokens for each key: a request takes one, time fills them up.
#[derive(Debug)]
pub struct Buckets<K> {
    policy: BucketPolicy,
    buckets: Mutex<HashMap<K, Bucket>>,
}

impl<K: Copy + Eq + Hash> Buckets<K> {
    /// All buckets full.
    pub fn new(policy: BucketPolicy) -> Buckets<K> {
        Buckets { policy, buckets: Mutex::new(HashMap::new()) }
    }

    /// Takes a token, or says how long to wait for one.
    pub fn take(&self, key: K, now: Timestamp) -> Result<(), Wait> {
        let (rate, burst) = (f64::from(self.policy.per_second.max(1)), f64::from(self.policy.burst.max(1)));
        let filled = |bucket: &Bucket| {
            // Nothing is gained by a clock that is set back, and nothing lost.
            let passed = now.duration_since(bucket.at).as_secs_f64().max(0.0);
            (bucket.tokens + passed * rate).min(burst)
        };
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let most = self.policy.keys.max(8);
        if buckets.len() >= most && !buckets.contains_key(&key) {
            // A full bucket is as good as none.
            buckets.retain(|_, bucket| filled(bucket) < burst);
            if buckets.len() >= most {
                let mut order: Vec<(u64, K)> =
                    buckets.iter().map(|(key, bucket)| (filled(bucket) as u64, *key)).collect();
                order.sort_unstable_by_key(|(tokens, _)| std::cmp::Reverse(*tokens));
                for (_, key) in order.iter().take((most / 8).max(1)) {
                    buckets.remove(key);
                }
            }
        }
        let bucket = buckets.entry(key).or_insert(Bucket { tokens: burst, at: now });
        bucket.tokens = filled(bucket);
        bucket.at = now;
        if bucket.tokens >= 1.0 {
            bucket.tokens -= 1.0;
            Ok(())
        } else {
            Err(Wait(SignedDuration::from_secs_f64((1.0 - bucket.tokens) / rate)))
        }
    }

    /// How many buckets are not known to be full.
    pub fn len(&self) -> usize {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether all are full.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

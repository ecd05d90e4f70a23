//! How politely and how long: every number that asking depends on, in one value.

use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// The word by which robots.txt files know this program.
pub const NAME: &str = "dateline";

/// How politely and how long. The defaults are for many hosts and few pages of each.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// Says who asks: program, version, and how to reach whoever runs it.
    pub agent: String,
    /// Between the end of an answer and the next question to the same host, at least.
    pub delay: Duration,
    /// A round waits for a host no longer than this; what is left is for the next round.
    pub patience: Duration,
    /// Pages that one host is asked for in a round.
    pub pages: usize,
    /// Hosts that are asked at the same time. One host: one question at a time.
    pub hosts: usize,
    /// An answer takes no longer than this, from the name's look-up to the last byte.
    pub timeout: Duration,
    /// Until a connection stands.
    pub connect_timeout: Duration,
    /// Largest body in bytes, unpacked.
    pub most_bytes: u64,
    /// Redirections that are followed, one after the other.
    pub redirects: usize,
    /// Entries that one feed can list.
    pub entries: usize,
    /// How long a robots.txt or tdmrep.json holds.
    pub rules_hold: SignedDuration,
    /// A page that its feed tells as changed is not asked again sooner than this.
    pub recheck: SignedDuration,
    /// Wait after the first failure; doubled with each that follows.
    pub back_off: SignedDuration,
    /// Wait after a failure at most, whatever a host asks for.
    pub longest_wait: SignedDuration,
    /// Failures after which a page is given up.
    pub tries: u32,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy {
            agent: agent(env!("CARGO_PKG_VERSION"), None),
            delay: Duration::from_secs(2),
            patience: Duration::from_secs(60),
            pages: 100,
            hosts: 8,
            timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(15),
            most_bytes: 16 << 20,
            redirects: 5,
            entries: 20_000,
            rules_hold: SignedDuration::from_hours(24),
            recheck: SignedDuration::from_hours(1),
            back_off: SignedDuration::from_mins(5),
            longest_wait: SignedDuration::from_hours(48),
            tries: 6,
        }
    }
}

impl Policy {
    /// When an address that failed so many times in a row is asked again.
    pub fn after_failures(&self, failures: u32, now: Timestamp) -> Timestamp {
        let doubled = self.back_off.checked_mul(1 << failures.saturating_sub(1).min(20));
        later(now, doubled.unwrap_or(self.longest_wait).min(self.longest_wait))
    }

    /// When a host wants to be asked again: `Retry-After` in seconds or as a date. At most the longest wait ahead.
    pub fn retry_after(&self, told: &str, now: Timestamp) -> Option<Timestamp> {
        let told = told.trim();
        let at = match told.parse::<u32>() {
            Ok(seconds) => later(now, SignedDuration::from_secs(i64::from(seconds))),
            Err(_) => jiff::fmt::rfc2822::parse(told).ok()?.timestamp(),
        };
        Some(at.clamp(now, later(now, self.longest_wait)))
    }
}

/// `dateline/0.1.0 (+mailto:desk@example.org)`: who asks. Anything in a contact that a header cannot hold is left out.
pub fn agent(version: &str, contact: Option<&str>) -> String {
    let contact: String = contact
        .unwrap_or_default()
        .chars()
        .filter(|c| matches!(c, ' '..='~') && !matches!(c, '(' | ')' | '\\'))
        .collect();
    match contact.trim() {
        "" => format!("{NAME}/{version} (reads news of armed conflict; run by a person)"),
        contact => format!("{NAME}/{version} (+{contact})"),
    }
}

pub(crate) fn later(now: Timestamp, wait: SignedDuration) -> Timestamp {
    now.checked_add(wait).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_doubles_up_to_two_days() {
        let policy = Policy::default();
        let now: Timestamp = "2031-03-07T12:00:00Z".parse().unwrap();
        let minutes = |failures| policy.after_failures(failures, now).duration_since(now).as_mins();
        assert_eq!([1, 2, 3, 8, 12, 4_000_000].map(minutes), [5, 10, 20, 640, 2880, 2880]);
    }

    #[test]
    fn a_host_says_when_in_seconds_or_as_a_date() {
        let policy = Policy::default();
        let now: Timestamp = "2031-03-07T12:00:00Z".parse().unwrap();
        let told = |told: &str| policy.retry_after(told, now).map(|at| at.to_string());
        assert_eq!(told("120").as_deref(), Some("2031-03-07T12:02:00Z"));
        assert_eq!(told("Fri, 07 Mar 2031 13:00:00 GMT").as_deref(), Some("2031-03-07T13:00:00Z"));
        assert_eq!(told("Fri, 07 Mar 2031 11:00:00 GMT").as_deref(), Some("2031-03-07T12:00:00Z"));
        assert_eq!(told("99999999").as_deref(), Some("2031-03-09T12:00:00Z"));
        assert_eq!(told("soon"), None);
        assert_eq!(told("-5"), None);
    }

    #[test]
    fn the_agent_tells_the_truth_and_breaks_no_header() {
        assert_eq!(agent("1.2.3", Some("mailto:desk@example.org")), "dateline/1.2.3 (+mailto:desk@example.org)");
        assert_eq!(agent("1.2.3", Some("desk\r\nX-Evil: 1)")), "dateline/1.2.3 (+deskX-Evil: 1)");
        assert!(agent("1.2.3", None).starts_with("dateline/1.2.3 ("));
    }
}

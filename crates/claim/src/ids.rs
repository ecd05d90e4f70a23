//! Names of reports, claims, events and decisions: short, the same on every machine for the same input.
//!
//! 60 bits of a SHA-256, written as a letter for the kind and twelve digits of Crockford's base 32 (lower case, without i, l, o
//! and u), e.g. `r7k2m9p4xq1ab`. Among ten million reports two share a name with a chance of 1 in 20,000.
//! An event is named after one of its claims (see [`EventId`]), so that every name that was ever given still leads to it.

use crate::{ClaimRecord, Report};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Digits behind the letter.
pub const ID_DIGITS: usize = 12;

const MASK: u64 = (1 << 60) - 1;

/// Why a word is no id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAnId(String);

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotAnId {}

fn digits(number: u64) -> [u8; ID_DIGITS] {
    std::array::from_fn(|at| DIGITS[(number >> (5 * (ID_DIGITS - 1 - at))) as usize & 31])
}

fn parse(letter: char, word: &str) -> Result<u64, NotAnId> {
    let wrong = || {
        let example: String = std::iter::once(letter).chain("0".repeat(ID_DIGITS).chars()).collect();
        NotAnId(format!("\"{word}\" is no id of this kind; it looks like {example}"))
    };
    let rest = word.strip_prefix(letter).ok_or_else(wrong)?;
    if rest.len() != ID_DIGITS {
        return Err(wrong());
    }
    rest.bytes().try_fold(0, |number, digit| {
        let value = DIGITS.iter().position(|known| *known == digit).ok_or_else(wrong)?;
        Ok(number << 5 | value as u64)
    })
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $letter:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u64);

        impl $name {
            /// The letter that its written form begins with.
            pub const LETTER: char = $letter;

            /// From its number; only the lower 60 bits count.
            pub fn from_number(number: u64) -> $name {
                $name(number & MASK)
            }

            /// Its number, below 2^60.
            pub fn number(self) -> u64 {
                self.0
            }

            /// Of a hash: its first 60 bits.
            pub fn from_hash(hash: &[u8; 32]) -> $name {
                let mut first = [0; 8];
                first.copy_from_slice(&hash[..8]);
                $name(u64::from_be_bytes(first) >> 4)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let digits = digits(self.0);
                // Digits are ASCII.
                write!(f, "{}{}", $letter, std::str::from_utf8(&digits).unwrap_or_default())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(word: &str) -> Result<$name, NotAnId> {
                parse($letter, word).map($name)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<$name, D::Error> {
                let word = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                word.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

id!(
    /// One report: of its address, outlet, day, title and text. The same text by another outlet is another report.
    ReportId,
    'r'
);
id!(
    /// One claim: of its report, where its trigger stands, and its type.
    ClaimId,
    'c'
);
id!(
    /// One event: the number of its *anchor*, the claim that was published first. When claims are added or taken away an event
    /// may be shown under another anchor; asked for by the id of any of its claims it is found all the same.
    EventId,
    'e'
);
id!(
    /// One decision of a person: of its place in the ledger and what it says.
    DecisionId,
    'd'
);

impl EventId {
    /// The event that is named after this claim.
    pub fn of_anchor(anchor: ClaimId) -> EventId {
        EventId(anchor.number())
    }

    /// The claim it is named after.
    pub fn anchor(self) -> ClaimId {
        ClaimId(self.0)
    }
}

/// Hash of fields, each with its length before it, so that no two lists of fields read alike.
fn hash_of<'f>(fields: impl IntoIterator<Item = Option<&'f [u8]>>) -> [u8; 32] {
    let mut hash = Sha256::new();
    for field in fields {
        match field {
            None => hash.update([0]),
            Some(bytes) => {
                hash.update([1]);
                hash.update((bytes.len() as u64).to_le_bytes());
                hash.update(bytes);
            }
        }
    }
    hash.finalize().into()
}

impl ReportId {
    /// The id of a report. Its own `id` and file do not count: they say where a copy was kept, not what was published.
    pub fn of(report: &Report) -> ReportId {
        let date = report.date.map(|date| date.to_string());
        let fields =
            [&report.url, &report.outlet, &date, &report.title].map(|field| field.as_deref().map(str::as_bytes));
        ReportId::from_hash(&hash_of(fields.into_iter().chain([Some(report.text.as_bytes())])))
    }
}

impl ClaimId {
    /// The ids of all claims of a report, in their order.
    pub fn of_all(report: ReportId, claims: &[ClaimRecord]) -> Vec<ClaimId> {
        let mut seen = std::collections::BTreeMap::new();
        let mut id = |claim: &ClaimRecord| {
            // Claims without a place (files of other people) are told apart by their words.
            let at = claim.trigger_span.map(|span| (span.start as u64, span.end as u64));
            let key = (at, claim.event_type, if at.is_none() { claim.trigger.clone() } else { String::new() });
            let nth: &mut u64 = seen.entry(key.clone()).or_default();
            let number = *nth;
            *nth += 1;
            let (start, end) = at.unwrap_or((u64::MAX, claim.sentence.unwrap_or(0) as u64));
            let numbers = [report.number(), start, end, number].map(u64::to_le_bytes);
            let fields = numbers.iter().map(|number| Some(&number[..]));
            let words = [Some(claim.event_type.code().as_bytes()), Some(key.2.as_bytes())];
            ClaimId::from_hash(&hash_of(fields.chain(words)))
        };
        claims.iter().map(&mut id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_letter_and_twelve_digits_and_reads_back() {
        for number in [0, 1, 31, 32, MASK, 0x0123_4567_89ab_cdef] {
            let id = ClaimId::from_number(number);
            let written = id.to_string();
            assert_eq!(written.len(), 1 + ID_DIGITS, "{written}");
            assert_eq!(written.parse(), Ok(id));
            assert_eq!(serde_json::from_str::<ClaimId>(&serde_json::to_string(&id).unwrap()).unwrap(), id);
            assert_eq!(EventId::of_anchor(id).anchor(), id);
        }
        for wrong in ["", "c", "r000000000000", "c00000000000", "c00000000000u", "c00000000000é"] {
            assert!(wrong.parse::<ClaimId>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_order_of_ids_is_the_order_of_their_written_forms() {
        let mut ids: Vec<ReportId> =
            (0..200u64).map(|n| ReportId::from_number(n.wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect();
        ids.sort();
        let written: Vec<String> = ids.iter().map(ReportId::to_string).collect();
        assert!(written.is_sorted());
    }

    #[test]
    fn a_report_is_what_was_published_and_not_where_it_was_kept() {
        let report = Report { id: "a".into(), text: "Orvenne fell.".into(), ..Report::default() };
        let renamed = Report { id: "b".into(), ..report.clone() };
        let elsewhere = Report { outlet: Some("Example Wire".into()), ..report.clone() };
        let moved = Report { title: Some("Example Wire".into()), ..report.clone() };
        assert_eq!(ReportId::of(&report), ReportId::of(&renamed));
        assert_ne!(ReportId::of(&report), ReportId::of(&elsewhere));
        assert_ne!(ReportId::of(&moved), ReportId::of(&elsewhere));
    }

    #[test]
    fn claims_of_one_trigger_and_type_are_told_apart() {
        let claim: ClaimRecord =
            serde_json::from_str(r#"{"type":"SEIZE","trigger":"fell","trigger_span":[8,12]}"#).unwrap();
        let ids = ClaimId::of_all(ReportId::from_number(7), &[claim.clone(), claim.clone()]);
        assert_ne!(ids[0], ids[1]);
        assert_eq!(ids, ClaimId::of_all(ReportId::from_number(7), &[claim.clone(), claim.clone()]));
        assert_ne!(ids[0], ClaimId::of_all(ReportId::from_number(8), &[claim])[0]);
    }
}

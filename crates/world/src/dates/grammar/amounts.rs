//! Numbers and amounts: "twenty-first", "about two", "a few weeks".

use super::super::words::{Unit, number_named, ordinal_named, unit_named};
use super::{About, Amount, Line, Read};

impl Line<'_> {
    /// 0-999 in digits (any size) or words.
    pub(super) fn cardinal(&self, i: usize) -> Read<u32> {
        if let Some(n) = self.number(i) {
            let ordinal = self.touches(i + 1) && self.one_of(i + 1, &["st", "nd", "rd", "th", "s", ":", "/", "%"]);
            return (!ordinal).then_some((i + 1, n));
        }
        let tens = |i: usize| -> Read<u32> {
            let n = number_named(self.at(i))?;
            let k = self.skip(i + 1, &["-"]);
            match number_named(self.at(k)) {
                Some(unit) if n >= 20 && (1..10).contains(&unit) => Some((k + 1, n + unit)),
                _ => Some((i + 1, n)),
            }
        };
        let (mut end, mut n) = tens(i)?;
        if self.at(end) == "hundred" && n < 10 {
            (end, n) = (end + 1, n * 100);
            if let Some((more, rest)) = tens(self.skip(end, &["and"])) {
                (end, n) = (more, n + rest);
            }
        }
        Some((end, n))
    }

    /// "3rd", "third", "twenty-first".
    pub(super) fn ordinal(&self, i: usize) -> Read<u32> {
        if let Some(n) = self.digits(i, 1..=2) {
            let suffix = self.one_of(i + 1, &["st", "nd", "rd", "th"]);
            return suffix.then_some((i + 2, n));
        }
        if let Some(n) = ordinal_named(self.at(i)) {
            return Some((i + 1, n));
        }
        let tens = number_named(self.at(i)).filter(|n| (20..100).contains(n))?;
        let k = self.skip(i + 1, &["-"]);
        let unit = ordinal_named(self.at(k)).filter(|n| *n < 10)?;
        Some((k + 1, tens + unit))
    }

    /// "about two", "a few", "more than 48", "two or three", "several", "a".
    pub(super) fn amount(&self, i: usize) -> Read<Amount> {
        let (k, about) = self.about(i);
        let exact = |end: usize, low: u32, high: u32| Some((end, Amount { low, high, about, half: false }));
        let vague =
            |end: usize, low: u32, high: u32| Some((end, Amount { low, high, about: About::Vague, half: false }));
        let article = self.one_of(k, &["a", "an", "the"]);
        let word = if article && self.one_of(k + 1, &["few", "couple", "dozen", "good", "whole", "full", "half"]) {
            k + 1
        } else {
            k
        };
        match self.at(word) {
            "few" => return vague(word + 1, 2, 5),
            "several" => return vague(word + 1, 3, 7),
            "many" | "some" if about == About::Exact => return vague(word + 1, 3, 9),
            "couple" => return exact(self.skip(word + 1, &["of"]), 2, 2),
            "dozen" => return exact(word + 1, 12, 12),
            "whole" | "full" | "good" if article => return exact(word + 1, 1, 1),
            "half" => {
                let end = self.skip(word + 1, &["a", "an"]);
                return Some((end, Amount { low: 0, high: 0, about, half: true }));
            }
            _ => {}
        }
        if self.one_of(k, &["a", "an"]) {
            return exact(k + 1, 1, 1);
        }
        let (end, low) = self.cardinal(k)?;
        if self.touches(end) && self.at(end) == "." && self.touches(end + 1) && self.number(end + 1).is_some() {
            let half = self.at(end + 1) == "5";
            return Some((end + 2, Amount { low, high: low, about, half }));
        }
        if self.has(end, "and a half") {
            return Some((end + 3, Amount { low, high: low, about, half: true }));
        }
        if self.has(end, "1 / 2") {
            return Some((end + 3, Amount { low, high: low, about, half: true }));
        }
        if self.one_of(end, &["or", "to", "-"])
            && let Some((last, high)) = self.cardinal(end + 1).filter(|(_, high)| *high > low)
        {
            return exact(last, low, high);
        }
        let end = if self.has(end, "- plus") || self.has(end, "or more") { end + 2 } else { end };
        exact(end, low, low)
    }

    pub(super) fn about(&self, i: usize) -> (usize, About) {
        let phrases: [(&str, About); 24] = [
            ("about", About::Around),
            ("around", About::Around),
            ("some", About::Around),
            ("roughly", About::Around),
            ("approximately", About::Around),
            ("nearly", About::Below),
            ("almost", About::Below),
            ("just under", About::Below),
            ("less than", About::Below),
            ("fewer than", About::Below),
            ("under", About::Below),
            ("close to", About::Below),
            ("up to", About::Below),
            ("more than", About::Above),
            ("well over", About::Above),
            ("just over", About::Above),
            ("at least", About::Above),
            ("over", About::Above),
            ("only", About::Exact),
            ("just", About::Exact),
            ("exactly", About::Exact),
            ("barely", About::Exact),
            ("another", About::Exact),
            ("a further", About::Exact),
        ];
        for (phrase, about) in phrases {
            let end = i + phrase.split(' ').count();
            let number = || {
                self.cardinal(end).is_some()
                    || self.one_of(end, &["a", "an", "half"])
                    || self.one_of(end, &["two", "few", "several"])
            };
            if self.has(i, phrase) && number() {
                return (end, about);
            }
        }
        (i, About::Exact)
    }

    /// "week", "consecutive days", "- year": the unit, how many each word means, whether it is a plural.
    pub(super) fn unit(&self, i: usize) -> Read<(Unit, u32, bool)> {
        const BETWEEN: [&str; 18] = [
            "full",
            "whole",
            "consecutive",
            "straight",
            "more",
            "further",
            "trading",
            "working",
            "business",
            "long",
            "solid",
            "calendar",
            "successive",
            "bloody",
            "single",
            "other",
            "short",
            "entire",
        ];
        let k = self.skip(self.skip(i, &["-"]), &BETWEEN);
        let unit = unit_named(self.at(k))?;
        Some((k + 1, unit))
    }

    /// "two weeks", "a few days": an amount with its unit. A fortnight is two weeks.
    pub(super) fn length_of(&self, i: usize) -> Read<(Amount, Unit)> {
        let (k, mut amount) = self.amount(i)?;
        let (end, (unit, times, plural)) = self.unit(k)?;
        let one = amount.high <= 1;
        // "2200 hrs" is an hour
        if unit == Unit::Hour && self.digits(k - 1, 4..=4).is_some() {
            return None;
        }
        // "a quarter" is a fraction; "one weeks" nobody says
        if one && (if plural { !amount.half } else { unit == Unit::Quarter }) {
            return None;
        }
        amount.low = amount.low.saturating_mul(times);
        amount.high = amount.high.saturating_mul(times);
        if self.has(end, "and a half") {
            amount.half = true;
            return Some((end + 3, (amount, unit)));
        }
        Some((end, (amount, unit)))
    }

    /// "days", "the weeks": no number.
    pub(super) fn bare_plural(&self, i: usize) -> Read<(Amount, Unit)> {
        let (unit, _, plural) = unit_named(self.at(i))?;
        let vague = Amount { low: 2, high: 6, about: About::Vague, half: false };
        (plural && unit != Unit::Quarter).then_some((i + 1, (vague, unit)))
    }
}

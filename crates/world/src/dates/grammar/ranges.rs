//! Ranges and bounds: "from 3 to 5 May", "2014-15", "since Friday", "within hours".

use std::ops::Range;

use super::super::words::{Unit, is_counted, unit_named};
use super::calendar::BEFORE_AMOUNT;
use super::{About, Amount, Bound, Line, Node, Pick, Read, Said, longest};

impl Line<'_> {
    /// "3 to 5 May 2019", "May 3-5": two days that share a month.
    pub(super) fn shared_month(&self, i: usize) -> Read<Node> {
        let joins = |k: usize| self.one_of(k, &["-", "to", "and", "through", "until", "or", "&"]);
        let day = |year: Pick, month: i8, day: i8| Said::Day { year, month: Some(month), day, weekday: None };
        let j = self.skip(i, &["the"]);
        if let Some((k, first)) = self.day_number(j)
            && joins(k)
            && let Some((k2, second)) = self.day_number(self.skip(k + 1, &["the"]))
            && second > first
            && let Some((end, month)) = self.month_word(self.skip(k2, &["of"]))
        {
            let (end, year) = self.year_after(end);
            let from = Node { words: j..k, said: day(year, month, first), hours: None };
            let to = Node { words: k + 1..end, said: day(year, month, second), hours: None };
            return Some((end, Node { words: i..end, said: Said::Between(Box::new(from), Box::new(to)), hours: None }));
        }
        let (k, month) = self.month_word(i)?;
        let (k, first) = self.day_number(self.skip(k, &["the"]))?;
        if !joins(k) {
            return None;
        }
        let (end, second) = self.day_number(self.skip(k + 1, &["the"])).filter(|(_, second)| *second > first)?;
        if is_counted(self.at(end)) && self.at(k) != "-" {
            return None;
        }
        let (end, year) = self.year_after(end);
        let from = Node { words: i..k, said: day(year, month, first), hours: None };
        let to = Node { words: k + 1..end, said: day(year, month, second), hours: None };
        Some((end, Node { words: i..end, said: Said::Between(Box::new(from), Box::new(to)), hours: None }))
    }

    /// "2011-2021", "2014-15", "2014/15".
    pub(super) fn two_years(&self, i: usize) -> Read<Node> {
        let led = self.loose || self.one_of(i.wrapping_sub(1), &["in", "of", "from", "between", "("]);
        let from = self.digits(i, 4..=4).filter(|n| (if led { 1000 } else { 1500 }..=2199).contains(n))?;
        if !self.one_of(i + 1, &["-", "/"]) || BEFORE_AMOUNT.contains(&self.before(i)) && !self.loose {
            return None;
        }
        let (end, to) = match self.digits(i + 2, 2..=2) {
            Some(short) if self.touches(i + 1) == self.touches(i + 2) && !is_counted(self.at(i + 3)) => {
                (i + 3, from / 100 * 100 + short)
            }
            Some(_) => return None,
            None => {
                let (end, year) = self.year_number(i + 2)?;
                (end, year as u32)
            }
        };
        let glued = self.touches(end)
            && (self.tokens[end].is_word() || matches!(self.at(end), "-" | "/") && self.touches(end + 1));
        if to <= from || to > 2199 || glued || is_counted(self.at(end)) {
            return None;
        }
        let year = |words: Range<usize>, n: u32| Box::new(Node { words, said: Said::Year(n as i16), hours: None });
        let said = Said::Between(year(i..i + 1, from), year(i + 2..end, to));
        Some((end, Node { words: i..end, said, hours: None }))
    }

    /// Two expressions of a kind, joined: "Friday to Sunday", "May and June".
    pub(super) fn two_days(&self, i: usize) -> Read<Node> {
        let first = self.core(i)?;
        let k = first.words.end;
        let listed = matches!(first.said, Said::Month { .. } | Said::Weekday { .. } | Said::Decade(_) | Said::Today(_));
        let joins = self.one_of(k, &["to", "-", "through", "until", "till", "thru"]) || listed && self.at(k) == "and";
        if !joins {
            return None;
        }
        self.joined(i, first, k + 1)
    }

    pub(super) fn joined(&self, i: usize, first: Node, k: usize) -> Read<Node> {
        let second = self.core(k)?;
        if !first.said.goes_with(&second.said) {
            return None;
        }
        let end = second.words.end;
        Some((end, Node { words: i..end, said: Said::Between(Box::new(first), Box::new(second)), hours: None }))
    }

    /// "between 2011 and 2021", "from 3 to 5 May", "2014-15".
    pub(super) fn range(&self, i: usize) -> Read<Node> {
        let lead = self.one_of(i, &["between", "from"]);
        if !lead {
            return longest([self.shared_month(i), self.two_years(i), self.two_days(i)]);
        }
        let joins: &[&str] =
            if self.at(i) == "between" { &["and", "-"] } else { &["to", "until", "till", "through", "-", "thru"] };
        let general = || {
            let first = self.core(self.skip(i + 1, &["the"])).or_else(|| self.core(i + 1))?;
            let k = first.words.end;
            if !self.one_of(k, joins) { None } else { self.joined(i, first, self.skip(k + 1, &["the"])) }
        };
        let (end, mut node) = longest([self.shared_month(i + 1), self.two_years(i + 1), general()])?;
        node.words.start = i;
        Some((end, node))
    }

    /// "since Friday", "by the end of March", "before 2011", "within 24 hours".
    pub(super) fn bound(&self, i: usize) -> Read<Node> {
        let (k, bound) = match self.at(i) {
            "since" => (self.skip(i + 1, &["then"]), Bound::Since),
            "ever" if self.at(i + 1) == "since" => (i + 2, Bound::Since),
            "until" | "till" | "til" => (i + 1, Bound::Until),
            "up" if self.one_of(i + 1, &["to", "until"]) => (i + 2, Bound::Until),
            "by" => (i + 1, Bound::By),
            "before" | "pre" => (self.skip(i + 1, &["-"]), Bound::Before),
            "prior" if self.at(i + 1) == "to" => (i + 2, Bound::Before),
            "after" | "post" => (self.skip(i + 1, &["-"]), Bound::After),
            "from" => (i + 1, Bound::From),
            "starting" | "beginning" | "effective" => (self.skip(i + 1, &["from", "on", "at", "in"]), Bound::From),
            "as" if self.one_of(i + 1, &["of", "from"]) => (i + 2, Bound::From),
            "in" | "within" => {
                let k = self.skip(i + 1, &["the"]);
                let length = |(end, (amount, unit))| {
                    let said = Said::Length { amount, unit };
                    (end, Node { words: k..end, said, hours: None })
                };
                let short = || {
                    let (unit, times, plural) = unit_named(self.at(k)).filter(|_| k > i + 1)?;
                    let single = Amount { low: 1, high: 1, about: About::Exact, half: false };
                    (!plural && times == 1 && unit <= Unit::Hour).then_some((k + 1, (single, unit)))
                };
                let reading = self.length_of(k).or_else(|| self.bare_plural(k)).or_else(short)?;
                let (end, inner) = length(reading);
                // "in two days of fighting" is a length, "two days later" something else
                if self.at(end) == "of" && self.at(i) == "in"
                    || self.one_of(end, &["ago", "later", "earlier", "after", "before"])
                {
                    return None;
                }
                return Some((
                    end,
                    Node { words: i..end, said: Said::Bound(Bound::Within, Box::new(inner)), hours: None },
                ));
            }
            _ => return None,
        };
        if k == i + 2 && self.at(i + 1) == "then" && bound == Bound::Since {
            let inner = Node { words: i + 1..k, said: Said::Same(Unit::Day), hours: None };
            return Some((k, Node { words: i..k, said: Said::Bound(bound, Box::new(inner)), hours: None }));
        }
        let inside = |k: usize| longest([self.range(k), self.core(k).map(|node| (node.words.end, node))]);
        let (end, inner) = longest([inside(k), inside(self.skip(k, &["the"]))])?;
        if matches!(inner.said, Said::Bound(..)) {
            return None;
        }
        Some((end, Node { words: i..end, said: Said::Bound(bound, Box::new(inner)), hours: None }))
    }
}

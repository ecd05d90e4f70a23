//! The parts of a whole.

use super::{Numbers, Outcome, Verdict};
use claim::{Bounds, Sum};

fn words(bounds: Bounds) -> String {
    match (bounds.low, bounds.high) {
        (Some(low), Some(high)) if low == high => low.to_string(),
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (Some(low), None) => format!("at least {low}"),
        (None, Some(high)) => format!("at most {high}"),
        (None, None) => "nobody knows how many".to_owned(),
    }
}

pub(super) fn check(told: &Sum) -> Outcome {
    let add = |ends: Vec<Option<u64>>| ends.into_iter().try_fold(0_u64, |sum, end| sum.checked_add(end?));
    let low = told.parts.iter().map(|part| part.bounds.low.unwrap_or(0)).fold(0, u64::saturating_add);
    let together = Bounds { low: Some(low), high: add(told.parts.iter().map(|part| part.bounds.high).collect()) };
    let numbers = Numbers::Sum { total: told.total, parts: together };
    let list: Vec<String> = told.parts.iter().map(|part| words(part.bounds)).collect();
    let sum = if list.len() == 1 { list[0].clone() } else { format!("{} = {}", list.join(" + "), words(together)) };
    let whole = words(told.total);
    let most = told.total.high;
    // one part alone is more than the whole
    if let Some(part) = told.parts.iter().find(|part| part.bounds.low > most && most.is_some()) {
        let because = format!("{} are a part of {whole}", words(part.bounds));
        return Outcome::new(Verdict::DoesNotHold, numbers, because);
    }
    let above = most.is_some_and(|most| low > most);
    if told.exhaustive {
        let below = matches!((together.high, told.total.low), (Some(high), Some(low)) if high < low);
        return match (above, below) {
            (true, _) => Outcome::new(Verdict::DoesNotHold, numbers, format!("{sum}, more than the {whole} told")),
            (_, true) => Outcome::new(Verdict::DoesNotHold, numbers, format!("{sum}, fewer than the {whole} told")),
            _ => Outcome::new(Verdict::Holds, numbers, format!("{sum}, and {whole} told")),
        };
    }
    if above && told.disjoint {
        return Outcome::new(Verdict::DoesNotHold, numbers, format!("{sum}, more than the {whole} told"));
    }
    if above {
        let because = format!("{sum}, more than the {whole} told, but some may be in two of these parts");
        return Outcome::new(Verdict::CannotBeTested, numbers, because);
    }
    // "at least 12, including 13": the whole may be larger than its low end
    if most.is_none() && told.total.low.is_some_and(|least| low > least) {
        let because = format!("{sum}; {whole} leaves room for it");
        return Outcome::new(Verdict::CannotBeTested, numbers, because);
    }
    Outcome::new(Verdict::Holds, numbers, format!("{sum}, not more than the {whole} told"))
}

//! Numbers and days in words for people: messages and pages. Pure; the same whatever the locale.

use claim::Bounds;

/// A number of people with its bounds: `3`, `≥ 200`, `≤ 30`, `12–15`.
pub fn count_words(count: impl Into<Bounds>) -> String {
    let bounds = count.into();
    match (bounds.low, bounds.high) {
        (Some(low), Some(high)) if low == high => grouped(low),
        (Some(low), Some(high)) => format!("{}–{}", grouped(low), grouped(high)),
        (Some(low), None) => format!("≥ {}", grouped(low)),
        (None, Some(high)) => format!("≤ {}", grouped(high)),
        (None, None) => "?".to_owned(),
    }
}

/// A number with commas between the thousands, whatever the locale.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// "1 report", "2 reports", "2 stretches".
pub fn counted(number: usize, what: &str) -> String {
    let ending = match number {
        1 => "",
        _ if what.ends_with("ch") => "es",
        _ => "s",
    };
    format!("{} {what}{ending}", grouped(number as u64))
}

//! "12 people, including seven children and five women"; "14 killed, seven of them children"; "eight dead: five soldiers and
//! three civilians".
//!
//! Counts of people only. A share ("most of them", "60 per cent") is no number here.

use super::Stated;
use super::words::{Line, Quantity, is, is_dash, value};
use claim::{Bounds, Fate, Statement, Sum, SumPart};
use std::ops::Range;

pub(super) fn find(line: &Line, text: &str) -> Vec<Stated> {
    let mut found = Vec::new();
    let mut at = 0;
    // the people counted last before a token, and those before them
    let mut wholes: Vec<Whole> = Vec::new();
    while at < line.len() {
        if let Some(whole) = wholes.last()
            && let Some((parts, exhaustive)) = parts_at(line, at, whole)
        {
            let end = parts.last().map_or(at, |part| part.at.end);
            let sum = sum_of(line, text, whole, &parts, exhaustive);
            // "killed 12 and wounded 20, including 25 children" speaks of both
            let both = wholes.len() > 1 && exceeds(&sum);
            // "including a policeman" can be wrong of nobody
            let trivial = !exhaustive && parts.iter().all(|part| part.quantity.high == Some(1.0));
            if !both && !trivial {
                let start = whole.at.start;
                found.push((line.bytes(start..end), Statement::Sum(sum)));
            }
            wholes.clear();
            at = end.max(at + 1);
            continue;
        }
        if let Some(whole) = whole_at(line, at) {
            at = whole.at.end;
            wholes.push(whole);
            continue;
        }
        // "19 people and nine organisations, including two banks": of whom is not said
        if let Some(other) = counting(line, at).filter(|_| !line.one_of(at, &["one"])) {
            wholes.clear();
            at = other.at.end;
            continue;
        }
        if matches!(line.at(at), ";" | ".") {
            wholes.clear();
        }
        at += 1;
    }
    found
}

/// People that are counted as a whole.
struct Whole {
    /// The number with its noun or verb.
    at: Range<usize>,
    quantity: Quantity,
    fate: Option<Fate>,
}

/// A part of them.
struct Part {
    at: Range<usize>,
    quantity: Quantity,
    /// Family and class: nobody is in two classes of one family.
    class: Option<(&'static str, &'static str)>,
}

fn fate(word: &str) -> Option<Fate> {
    match value("fate", word)? {
        "killed" => Some(Fate::Killed),
        "injured" => Some(Fate::Injured),
        "displaced" => Some(Fate::Displaced),
        _ => Some(Fate::Detained),
    }
}

/// A number that counts people: a word for people within three words behind it, or "killed" and its like before or behind it.
fn whole_at(line: &Line, i: usize) -> Option<Whole> {
    if i > 0 && (line.at(i - 1) == "-" || line.is("month", i - 1) && line.capital(i - 1)) {
        return None;
    }
    let quantity = counting(line, i)?;
    let end = quantity.at.end;
    let stops = |k: usize| {
        let suffers = line.one_of(k, &["were", "was", "are", "have", "had", "been"])
            && (line.is("fate", k + 1) || line.at(k + 1) == "been");
        !line.tokens[k].word
            || !suffers
                && line.one_of(
                    k,
                    &["of", "in", "on", "and", "were", "are", "from", "at", "including", "among", "with", "was", "had"],
                )
    };
    let noun = (end..line.len().min(end + 4))
        .take_while(|k| !stops(*k))
        .find(|k| line.is("person", *k) || line.is("fate", *k));
    let before = (1..=2).find_map(|back| i.checked_sub(back).filter(|k| line.is("fate", *k)));
    let last = match (noun, before) {
        (Some(noun), _) => noun + 1,
        (None, Some(before)) if before + 1 == i || line.back(i, 1) == ":" => end,
        _ => return None,
    };
    // of a verb next to it, before or within three words behind
    let behind = (end..line.len().min(last + 4))
        .take_while(|k| !matches!(line.at(*k), "," | ";" | "." | "and" | "including"))
        .find_map(|k| fate(line.at(k)));
    let fate = behind.or_else(|| before.and_then(|k| fate(line.at(k))));
    Some(Whole { at: i..last, quantity, fate })
}

/// A number of people that begins at a token: no share, age, hour or amount.
fn counting(line: &Line, i: usize) -> Option<Quantity> {
    let quantity = line.quantity(i)?;
    let end = quantity.at.end;
    let unlike = line
        .one_of(end, &["percent", "per", "%", "thirds", "quarters", "fifths", "-", "million", ":", "am", "pm"])
        || line.is("length", end)
        || line.is("month", end) && line.capital(end)
        || line.phrase(end, &["unit"]).is_some()
        || matches!(line.back(i, 1), "$" | "€" | "£" | "aged" | "age");
    let whole = |number: Option<f64>| number.is_none_or(|number| number.fract() == 0.0 && number < 1e12);
    (!unlike && whole(quantity.low) && whole(quantity.high)).then_some(quantity)
}

/// Parts of a whole that begin at a token; true where they are told to make it up.
fn parts_at(line: &Line, i: usize, whole: &Whole) -> Option<(Vec<Part>, bool)> {
    let after = |words: &[&str]| words.iter().enumerate().all(|(n, word)| line.at(i + n) == *word);
    // "including", "among them", "of whom", "of them"
    let lead = [
        &["including"][..],
        &["among", "them"],
        &["among", "whom"],
        &["among", "these"],
        &["of", "whom"],
        &["of", "which"],
        &["of", "them"],
    ]
    .into_iter()
    .find(|words| after(words));
    let parted = |k: usize| matches!(line.back(k, 1), "," | "(" | ";") || is_dash(line.back(k, 1));
    if let Some(lead) = lead.filter(|lead| lead[0] == "including" || parted(i)) {
        let mut from = i + lead.len();
        while line.one_of(from, &["are", "were", "is", "at", ","]) && line.quantity(from).is_none() {
            from += 1;
        }
        let parts = list(line, from, true);
        return (!parts.is_empty()).then_some((parts, false));
    }
    // "seven of them children"
    if i >= whole.at.end
        && parted(i)
        && let Some(quantity) = counting(line, i)
    {
        let end = quantity.at.end;
        let of = line.at(end) == "of" && line.one_of(end + 1, &["them", "whom", "these"])
            || line.at(end) == "among" && line.at(end + 1) == "them";
        if of {
            let mut last = end + 2;
            while line.one_of(last, &["were", "are", "have", "had", "been", "was", "is"]) {
                last += 1;
            }
            let noun = (last..line.len().min(last + 3)).find(|k| line.is("person", *k));
            let class = noun.and_then(|k| class_of(line.at(k)));
            let mut parts = vec![Part { at: i..noun.map_or(end + 2, |k| k + 1), quantity, class }];
            let next = parts[0].at.end;
            if noun.is_some() && line.at(next) == "and" {
                parts.extend(list(line, next + 1, false));
            }
            return Some((parts, false));
        }
    }
    // "eight dead: five soldiers and three civilians", "eight people (five soldiers, three civilians)"
    let near = i >= whole.at.end && i - whole.at.end <= 3 && (whole.at.end..i).all(|k| line.tokens[k].word);
    let opens = line.at(i) == ":" || line.at(i) == "(" || is_dash(line.at(i)) && !touches(line, i);
    if near && opens {
        let parts = list(line, i + 1, false);
        let end = parts.last().map_or(i, |part| part.at.end);
        let closed = match line.at(i) {
            "(" => line.at(end) == ")",
            ":" => matches!(line.at(end), "" | "." | ";"),
            _ => matches!(line.at(end), "" | "." | ";" | ",") || is_dash(line.at(end)),
        };
        let people = parts.iter().all(|part| !line.is("fate", part.at.end - 1));
        return (parts.len() >= 2 && closed && people).then_some((parts, true));
    }
    None
}

fn touches(line: &Line, i: usize) -> bool {
    i > 0 && line.tokens[i - 1].bytes.end == line.tokens[i].bytes.start
}

fn class_of(word: &str) -> Option<(&'static str, &'static str)> {
    value("person", word)?.split_once('/')
}

/// "seven children, six women and a man": numbers, each with a word for people; the first may stand alone.
fn list(line: &Line, from: usize, first_alone: bool) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut at = from;
    loop {
        let single = line.one_of(at, &["a", "an", "one"]) && !is("times", line.at(at + 1));
        let quantity = if single {
            let one = Some(1.0);
            Some(Quantity { at: at..at + 1, low: one, high: one, open: false, approximate: false })
        } else {
            counting(line, at)
        };
        let Some(quantity) = quantity else { break };
        let end = quantity.at.end;
        // the noun: within four words, up to a sign
        let noun = (end..line.len().min(end + 4))
            .take_while(|k| {
                (line.tokens[*k].word || line.at(*k) == "-")
                    && !line.one_of(*k, &["and", "of", "in", "were", "are", "from", "who"])
            })
            .find(|k| is("person", line.at(*k)));
        let nation = line.capital(end) && line.at(end).ends_with(['s', 'i', 'e', 'h']);
        let last = match noun {
            Some(noun) => noun + 1,
            None if nation => end + 1,
            None if first_alone && parts.is_empty() && !single => end,
            None => break,
        };
        let class = noun.and_then(|k| class_of(line.at(k)));
        parts.push(Part { at: at..last, quantity, class });
        let comma = usize::from(line.at(last) == ",");
        let and = usize::from(line.at(last + comma) == "and");
        if comma + and == 0 || noun.is_none() && !nation {
            break;
        }
        at = last + comma + and;
    }
    parts
}

fn bounds(quantity: &Quantity) -> Bounds {
    let open = u64::from(quantity.open);
    Bounds {
        low: quantity.low.map(|low| low as u64 + if quantity.high.is_none() { open } else { 0 }),
        high: quantity.high.map(|high| (high as u64).saturating_sub(if quantity.low.is_none() { open } else { 0 })),
    }
}

fn sum_of(line: &Line, text: &str, whole: &Whole, parts: &[Part], exhaustive: bool) -> Sum {
    let words = |tokens: Range<usize>| text[line.bytes(tokens)].to_owned();
    let apart = |one: &Part, other: &Part| match (one.class, other.class) {
        (Some((family, class)), Some((other_family, other_class))) => family == other_family && class != other_class,
        _ => false,
    };
    let disjoint = exhaustive || (1..parts.len()).all(|n| parts[..n].iter().all(|one| apart(one, &parts[n])));
    // "12 people, including seven children, were killed"
    let end = parts.last().map_or(whole.at.end, |part| part.at.end);
    let behind = || {
        let from = end + usize::from(line.at(end) == ",");
        let suffers = line.one_of(from, &["were", "was", "are", "have", "had", "died"]);
        (from..line.len().min(from + 4)).filter(|_| suffers).find_map(|k| fate(line.at(k)))
    };
    Sum {
        slot: whole.fate.or_else(behind),
        words: words(whole.at.clone()),
        total: bounds(&whole.quantity),
        parts: parts
            .iter()
            .map(|part| SumPart { words: words(part.at.clone()), bounds: bounds(&part.quantity) })
            .collect(),
        exhaustive,
        disjoint,
    }
}

/// A part, or the parts together, are more than the whole.
fn exceeds(sum: &Sum) -> bool {
    let Some(most) = sum.total.high else { return false };
    let low = |part: &SumPart| part.bounds.low.unwrap_or(0);
    let together: u64 = sum.parts.iter().map(low).fold(0, u64::saturating_add);
    sum.parts.iter().any(|part| low(part) > most) || sum.disjoint && together > most
}

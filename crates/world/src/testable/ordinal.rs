//! "the fourth city the army has lost in the past week"; "captured four towns in three days"; "the second provincial capital to
//! fall since Friday".
//!
//! Only places that change hands are counted here, and a total counts only with the days that it is counted over: "took two
//! villages" alone states nothing that a ledger could bear out.

use super::words::{Line, value};
use super::{Seen, Stated, is_point, place_answers};
use claim::{
    Bounds, Counted, Counting, Deed, Ordinal, PartyTold, Place, PlaceRef, Statement, TextSlot, Unresolved, Where,
    Window,
};
use jiff::ToSpan;
use std::ops::Range;

pub(super) fn find(seen: &Seen, sentence: usize, line: &Line) -> Vec<Stated> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < line.len() {
        let stated = rank(seen, sentence, line, at).or_else(|| total(seen, sentence, line, at));
        match stated {
            Some((end, stated)) => {
                found.push(stated);
                at = end.max(at + 1);
            }
            None => at += 1,
        }
    }
    found
}

/// Nouns of places behind a number or an ordinal: what is counted, the last token, whether it is a plural.
fn counted_at(line: &Line, i: usize) -> Option<(Counted, usize, bool)> {
    let mut at = i;
    let mut provincial = false;
    while at < i + 4 && (line.is("describes", at) || line.at(at) == "-" || line.at(at) == "," || line.at(at) == "'s") {
        provincial |= line.one_of(at, &["provincial", "regional"]);
        at += 1;
    }
    if at > i && line.back(at, 1) == "," {
        return None;
    }
    let noun = line.at(at);
    if matches!(noun, "capital" | "capitals") {
        return provincial.then_some((Counted::ProvincialCapital, at + 1, noun.ends_with('s')));
    }
    let kind = match value("place", noun)? {
        "city" => Counted::City,
        "town" => Counted::Town,
        "village" => Counted::Village,
        "center" => Counted::Center,
        "base" => Counted::Base,
        _ => return None,
    };
    // "towns and villages"
    if line.at(at + 1) == "and" && value("place", line.at(at + 2)).is_some_and(|kind| kind != "-") {
        return Some((Counted::Center, at + 3, true));
    }
    Some((kind, at + 1, noun.ends_with('s')))
}

/// A party on one side of a change of hands.
#[derive(Default)]
struct Sides {
    gainer: Option<Range<usize>>,
    loser: Option<Range<usize>>,
}

/// "the fourth city ..." that begins at a token.
fn rank(seen: &Seen, sentence: usize, line: &Line, i: usize) -> Option<(usize, Stated)> {
    let nth: u64 = value("ordinal", line.at(i))?.parse().ok()?;
    let (what, noun_end, plural) = counted_at(line, i + 1)?;
    if plural || what == Counted::Center && !line.one_of(noun_end - 1, &["center", "centre", "settlement", "locality"])
    {
        return None;
    }
    let clause = clause_end(line, noun_end);
    let mut sides = Sides::default();
    let (deed, deed_end) = match deed_behind(line, noun_end, clause, &mut sides) {
        Some(found) => found,
        // "their second town in three days", after a verb
        None => {
            window_at(line, noun_end)?;
            (deed_before(seen, sentence, line, i)?, noun_end)
        }
    };
    let start = i - usize::from(line.one_of(i.wrapping_sub(1), &["the", "their", "its", "his", "a"]));
    let (window, window_end) = window(seen, line, deed_end, clause, start);
    let end = window_end.max(deed_end);
    let words = Bounds { low: Some(nth), high: Some(nth) };
    let parts = Parts { number: words, counting: Counting::Rank, what, deed, sides };
    Some((end, finish(seen, sentence, line, start..end, parts, window)))
}

/// "four key towns" that begins at a token, with a deed before or behind and a window.
fn total(seen: &Seen, sentence: usize, line: &Line, i: usize) -> Option<(usize, Stated)> {
    if i > 0 && (value("number", line.at(i - 1)).is_some() || line.at(i - 1) == "-") {
        return None;
    }
    let quantity = line.quantity(i)?;
    let (what, noun_end, plural) = counted_at(line, quantity.at.end)?;
    let more = (quantity.at.start..noun_end).any(|k| line.one_of(k, &["more", "other", "another"]))
        && !(line.at(i) == "more" && line.at(i + 1) == "than");
    if !plural || more || line.at(noun_end) == "of" && line.at(noun_end + 1) == "the" {
        return None;
    }
    let clause = clause_end(line, noun_end);
    let mut sides = Sides::default();
    let (deed, start, deed_end) = if let Some((deed, verb)) = verb_before(line, i) {
        let subject = subject_before(line, verb);
        match deed {
            Deed::Taken => sides.gainer = subject,
            Deed::Lost => sides.loser = subject,
        }
        let to = matches!(line.at(noun_end), "to" | "from").then(|| agent(line, noun_end + 1, clause)).flatten();
        let end = to.as_ref().map_or(noun_end, |to| to.end);
        match (deed, line.at(noun_end)) {
            (Deed::Lost, "to") => sides.gainer = to,
            (Deed::Taken, "from") => sides.loser = to,
            _ => {}
        }
        (deed, verb, end)
    } else {
        let (deed, end) = deed_behind(line, noun_end, clause, &mut sides)?;
        (deed, i, end)
    };
    let (window, window_end) = told_window(seen, line, deed_end, clause, start)?;
    let integer = |number: Option<f64>, more: u64, less: u64| number.map(|n| (n as u64 + more).saturating_sub(less));
    let open = u64::from(quantity.open);
    let number = Bounds {
        low: integer(quantity.low, if quantity.high.is_none() { open } else { 0 }, 0),
        high: integer(quantity.high, 0, if quantity.low.is_none() { open } else { 0 }),
    };
    let end = window_end.max(deed_end);
    let parts = Parts { number, counting: Counting::Total, what, deed, sides };
    Some((end, finish(seen, sentence, line, start..end, parts, window)))
}

/// One past the last token of the clause that goes on at a token.
fn clause_end(line: &Line, from: usize) -> usize {
    (from..line.len()).find(|k| matches!(line.at(*k), ";" | "." | "—" | ":")).unwrap_or(line.len())
}

/// What happened to a place, told behind its noun: "[that] the army has lost", "to fall to rebels", "captured by rebels",
/// "have fallen". The end of it, with the agent.
fn deed_behind(line: &Line, noun_end: usize, clause: usize, sides: &mut Sides) -> Option<(Deed, usize)> {
    let mut at = noun_end;
    let passive_to = line.at(at) == "to" && line.at(at + 1) == "be";
    if passive_to {
        at += 2;
    } else if line.at(at) == "to" && line.is("falls", at + 1) {
        return Some(fell(line, at + 2, clause, sides));
    }
    while line.one_of(at, &["have", "has", "had", "been", "were", "was", "be", "being"]) {
        at += 1;
    }
    let auxiliary = at > noun_end;
    if line.is("falls", at) && auxiliary || line.one_of(at, &["fell", "falling"]) {
        return Some(fell(line, at + 1, clause, sides));
    }
    if (line.is("taken", at) || line.at(at) == "taken" || line.is("lost", at))
        && !line.one_of(at, &["capture", "seize"])
    {
        // a participle behind the noun: "captured by rebels", "lost to rebels", "lost by the army"
        let lost = line.is("lost", at);
        let mut end = at + 1;
        let link = line.at(end).to_owned();
        if matches!(link.as_str(), "by" | "to" | "from") {
            let party = agent(line, end + 1, clause);
            end = party.as_ref().map_or(end, |party| party.end);
            match (lost, link.as_str()) {
                // "to be lost to the president": to those who lose it, or to those who gain it
                (true, "to") if passive_to => {}
                (false, "by") | (true, "to") => sides.gainer = party,
                (true, "by") | (false, "from") => sides.loser = party,
                _ => {}
            }
        }
        return Some((if lost { Deed::Lost } else { Deed::Taken }, end));
    }
    if auxiliary {
        return None;
    }
    // "[that] the country's army has lost": the verb within eight words
    let from = at + usize::from(line.one_of(at, &["that", "which"]));
    for verb in from + 1..clause.min(from + 8) {
        if matches!(line.at(verb), "," | "and" | "in" | "within" | "on" | "after" | "since" | "for") {
            return None;
        }
        let taken = (line.is("taken", verb) || line.at(verb) == "taken") && line.at(verb) != "capture";
        let lost = line.is("lost", verb);
        let given = matches!(line.at(verb), "given" | "gave") && line.at(verb + 1) == "up";
        let withdrew = matches!(line.at(verb), "withdrawn" | "withdrew" | "retreated" | "pulled")
            && (line.at(verb + 1) == "from" || line.at(verb + 2) == "from");
        if !(taken || lost || given || withdrew) {
            continue;
        }
        let mut subject = from..verb;
        while subject.end > subject.start + 1
            && (line.one_of(subject.end - 1, &["has", "have", "had", "already", "now", "also", "been"]))
        {
            subject.end -= 1;
        }
        if line.one_of(subject.start, &["has", "have", "had", "been"]) {
            return None;
        }
        let mut end = verb + 1 + usize::from(given) + if withdrew { 1 } else { 0 };
        let subject = trimmed(line, subject);
        if taken {
            sides.gainer = subject;
            if line.at(end) == "from" {
                sides.loser = agent(line, end + 1, clause);
                end = sides.loser.as_ref().map_or(end, |party| party.end);
            }
            return Some((Deed::Taken, end));
        }
        sides.loser = subject;
        if line.at(end) == "to" {
            sides.gainer = agent(line, end + 1, clause);
            end = sides.gainer.as_ref().map_or(end, |party| party.end);
        }
        return Some((Deed::Lost, end));
    }
    None
}

/// Behind "fell", "to fall": "to the rebels".
fn fell(line: &Line, at: usize, clause: usize, sides: &mut Sides) -> (Deed, usize) {
    let mut end = at;
    let to = (line.at(at) == "to").then_some(at + 1).or_else(|| {
        let hands = line.at(at) == "into" && line.at(at + 1) == "the" && line.at(at + 2) == "hands";
        (hands && line.at(at + 3) == "of").then_some(at + 4)
    });
    if let Some(to) = to
        && let Some(party) = agent(line, to, clause)
    {
        end = party.end;
        sides.gainer = Some(party);
    }
    (Deed::Taken, end)
}

/// A deed told before the place in the same sentence, by a word or by a claim: "rebels captured Tarva, their second town in
/// three days".
fn deed_before(seen: &Seen, sentence: usize, line: &Line, before: usize) -> Option<Deed> {
    let word = (0..before).rev().find_map(|k| {
        if line.is("taken", k) || line.one_of(k, &["taken", "fell", "falls", "fallen", "fall"]) {
            return Some(Deed::Taken);
        }
        line.is("lost", k).then_some(Deed::Lost)
    });
    word.or_else(|| {
        seen.claims_of(sentence).find_map(|claim| match claim.event_type.code() {
            "SEIZE" => Some(Deed::Taken),
            "WITHDRAW" => Some(Deed::Lost),
            _ => None,
        })
    })
}

/// A verb of a change of hands right before a number, at most with "control of", "at least" between.
fn verb_before(line: &Line, number: usize) -> Option<(Deed, usize)> {
    for back in 1..=4 {
        let k = number.checked_sub(back)?;
        let deed = if line.is("taken", k) || line.one_of(k, &["taken", "capturing", "seizing", "taking", "overrunning"])
        {
            Some(Deed::Taken)
        } else if line.is("lost", k)
            || line.one_of(k, &["losing", "surrendering", "abandoning", "ceding"])
            || line.one_of(k, &["withdrew", "withdrawn", "retreated", "pulled"]) && line.back(number, 1) == "from"
        {
            Some(Deed::Lost)
        } else {
            None
        };
        if let Some(deed) = deed {
            // "was captured", "to be taken": the number is no object
            return (!line.one_of(k.wrapping_sub(1), &["be", "been", "was", "were"])).then_some((deed, k));
        }
        if !line.one_of(k, &["control", "of", "from", "over", "a", "the", "total", "all", "out"]) {
            return None;
        }
    }
    None
}

/// The subject before a verb: back to the border of its clause.
fn subject_before(line: &Line, verb: usize) -> Option<Range<usize>> {
    let mut end = verb;
    while end > 0 && line.one_of(end - 1, &["have", "has", "had", "also", "already", "then", "since", "now"]) {
        end -= 1;
    }
    let stops = |k: usize| {
        matches!(
            line.at(k),
            "," | ";"
                | ":"
                | "that"
                | "and"
                | "but"
                | "after"
                | "when"
                | "said"
                | "as"
                | "which"
                | "who"
                | "—"
                | "\""
                | "“"
                | ")"
        )
    };
    let mut start = end;
    while start > 0 && end - start < 7 && !stops(start - 1) {
        start -= 1;
    }
    trimmed(line, start..end)
}

/// The party that is named from a token on: up to what ends it, at most six words.
fn agent(line: &Line, from: usize, clause: usize) -> Option<Range<usize>> {
    let stops = |k: usize| {
        !line.tokens[k].word && !matches!(line.at(k), "'s" | "-" | "'")
            || matches!(
                line.at(k),
                "in" | "within"
                    | "over"
                    | "during"
                    | "since"
                    | "this"
                    | "today"
                    | "on"
                    | "after"
                    | "that"
                    | "and"
                    | "as"
                    | "who"
                    | "which"
                    | "so"
                    | "when"
                    | "for"
                    | "yesterday"
                    | "late"
                    | "early"
                    | "last"
                    | "before"
                    | "by"
            )
    };
    let limit = clause.min(line.len()).min(from + 7);
    let end = (from..limit).find(|k| stops(*k)).unwrap_or(limit);
    trimmed(line, from..end)
}

/// Without an article in front; `None` where nothing is left.
fn trimmed(line: &Line, tokens: Range<usize>) -> Option<Range<usize>> {
    let start = tokens.start + usize::from(line.one_of(tokens.start, &["the", "a", "an", "that", "which"]));
    (start < tokens.end).then_some(start..tokens.end)
}

/// Days of a window that is told at a token, counted back from the report: "in the past week", "within three days"; its end
/// and how many days.
fn window_at(line: &Line, i: usize) -> Option<(usize, i32)> {
    if !line.one_of(i, &["in", "within", "over", "during", "inside"]) {
        return None;
    }
    let mut at = i + 1;
    let under = |at: usize| line.phrase(at, &["plain", "under", "about", "near"]).map_or(at, |(end, _, _)| end);
    at = under(at);
    let past = |at: usize| at + usize::from(line.one_of(at, &["the", "these"]));
    let after = past(at);
    let since_now = line.one_of(after, &["past", "last"]);
    at = if since_now { after + 1 } else { at };
    at = under(at);
    let (end, number) = match line.number(at) {
        Some((end, number)) => (end, number),
        None if line.one_of(at, &["a", "an"]) => (at + 1, 1.0),
        None if since_now => (at, 1.0),
        None if line.one_of(at, &["several"]) => return None,
        None => return None,
    };
    let unit = value("length", line.at(end))?;
    let days = match unit {
        "-" => (number / 24.0).ceil(),
        unit => number * unit.parse::<f64>().ok()?,
    };
    // "in a week that", "in one week" stand; "in two weeks' time" lies ahead
    if line.at(end + 1) == "'" || line.at(end + 1) == "'s" || !(0.5..=40_000.0).contains(&days) {
        return None;
    }
    Some((end + 1, days as i32))
}

/// The window of a rank or total, where one is told; else unresolved.
fn window(seen: &Seen, line: &Line, from: usize, clause: usize, start: usize) -> (Window, usize) {
    told_window(seen, line, from, clause, start)
        .unwrap_or_else(|| (Window::Unresolved(Unresolved::because("the words do not say since when")), from))
}

/// The window, told behind the deed up to the end of the clause, or at the beginning of the sentence.
fn told_window(seen: &Seen, line: &Line, from: usize, clause: usize, start: usize) -> Option<(Window, usize)> {
    let anchor = seen.anchor();
    let counted =
        (from..clause).find_map(|k| window_at(line, k)).or_else(|| (0..start.min(3)).find_map(|k| window_at(line, k)));
    if let Some((end, days)) = counted {
        let window = match anchor.and_then(|anchor| Some((anchor.checked_sub(days.days()).ok()?, anchor))) {
            Some((start, end)) => Window::Days { start, end },
            None => Window::Unresolved(Unresolved::because("the report has no date")),
        };
        return Some((window, end.max(from)));
    }
    // "since the offensive began", "since Wednesday", "this week", "today"
    let word = (from..clause).find(|k| {
        line.one_of(*k, &["since", "today"])
            || line.at(*k) == "this" && line.one_of(*k + 1, &["week", "month", "year", "morning", "weekend"])
            || line.at(*k) == "on"
    })?;
    let end = word + 1 + usize::from(line.at(word) == "this");
    let bytes = line.tokens[word].bytes.start..line.tokens[clause - 1].bytes.end;
    let told = seen
        .told()
        .iter()
        .find(|told| bytes.start <= told.span.start + 6 && told.span.end <= bytes.end && told.span.end > bytes.start);
    let (days, last) = match told {
        Some(told) => {
            let last = (word..clause).rev().find(|k| line.tokens[*k].bytes.end <= told.span.end).map_or(end, |k| k + 1);
            (told.when.days().map(|days| (days.start, days.end)), last.max(end))
        }
        None => (None, end),
    };
    let since = line.at(word) == "since";
    if !since && days.is_none() {
        return None;
    }
    let window = match (days, anchor) {
        (Some((start, _)), Some(anchor)) if since && start <= anchor => Window::Days { start, end: anchor },
        (Some((start, end)), Some(anchor)) if !since && start <= anchor => Window::Days { start, end: end.min(anchor) },
        (_, None) => Window::Unresolved(Unresolved::because("the report has no date")),
        _ => Window::Unresolved(Unresolved::because("told by its distance from something else")),
    };
    Some((window, last))
}

struct Parts {
    number: Bounds,
    counting: Counting,
    what: Counted,
    deed: Deed,
    sides: Sides,
}

fn finish(seen: &Seen, sentence: usize, line: &Line, tokens: Range<usize>, parts: Parts, window: Window) -> Stated {
    let text = &seen.report.text;
    let party =
        |tokens: Option<Range<usize>>| tokens.and_then(|tokens| seen.party(sentence, &text[line.bytes(tokens)]));
    let mut gainer = party(parts.sides.gainer);
    let mut loser = party(parts.sides.loser);
    // the side that the words leave out, from a claim of the sentence
    if parts.deed == Deed::Taken {
        gainer = gainer.or_else(|| claimed(seen, sentence, "SEIZE"));
    } else {
        loser = loser.or_else(|| claimed(seen, sentence, "WITHDRAW"));
    }
    let bytes = line.bytes(tokens);
    let place = place_of(seen, sentence, &bytes);
    let ordinal = Ordinal {
        number: parts.number,
        counting: parts.counting,
        what: parts.what,
        deed: parts.deed,
        gainer,
        loser,
        place,
        window,
    };
    (bytes, Statement::Ordinal(ordinal))
}

fn claimed(seen: &Seen, sentence: usize, code: &str) -> Option<PartyTold> {
    let claim = seen.claims_of(sentence).find(|claim| claim.event_type.code() == code)?;
    let filler = claim.slot(TextSlot::Actor).first()?;
    let id = claim.resolved.as_ref().and_then(|resolved| Some(resolved.actor.first()?.party()?.id.clone()));
    Some(PartyTold { words: filler.text.clone(), id })
}

/// The place that has the rank: of a claim of the sentence that tells a change of hands, else the point that is named nearest
/// before the words, else behind them, else that of the nearest claim of the three sentences before.
fn place_of(seen: &Seen, sentence: usize, bytes: &Range<usize>) -> Option<PlaceRef> {
    // of a sentence's claims, the point that is named last before the words, else the first
    let of_claims = |of: usize| {
        let claims =
            seen.claims_of(of).filter(|claim| matches!(claim.event_type.code(), "SEIZE" | "WITHDRAW" | "SURRENDER"));
        let answers = claims.flat_map(|claim| {
            place_answers(claim).into_iter().flat_map(|(slot, answers)| claim.slot(slot).iter().zip(answers))
        });
        let mut points: Vec<(usize, &Place)> = answers
            .filter_map(|(filler, answer)| Some((filler.span.start, answer.place().filter(|place| is_point(place))?)))
            .collect();
        points.sort_by_key(|(at, _)| *at);
        let before = points.iter().rfind(|(at, _)| seen.points.to_byte(*at) < bytes.start);
        before.or(points.first()).map(|(_, place)| PlaceRef::from(*place))
    };
    if let Some(place) = of_claims(sentence) {
        return Some(place);
    }
    let within = &seen.sentences[sentence];
    let points: Vec<(&Range<usize>, PlaceRef)> = seen
        .places()
        .named
        .iter()
        .filter(|(named, _)| within.start <= named.start && named.end <= within.end)
        .filter_map(|(named, answer): &(Range<usize>, Where)| {
            Some((named, PlaceRef::from(answer.place().filter(|place| is_point(place))?)))
        })
        .collect();
    let before = points.iter().rfind(|(named, _)| named.end <= bytes.start);
    if let Some((_, place)) = before {
        return Some(place.clone());
    }
    (1..=3).filter_map(|back| sentence.checked_sub(back)).find_map(of_claims)
}

//! "Damascus, about 100 kilometres north"; "Daraa, 100 km south of the capital"; "a town some 60 miles east of Homs".
//!
//! Both ends must be places: where rockets fell or troops stand so far from a town is no statement about the map.

use super::words::{Line, PARTICLES, Quantity, is_dash, is_hyphen, name_end};
use super::{Seen, Stated, is_point};
use crate::places::Gazetteer;
use claim::{Compass, Distance, End, Place, PlaceRef, Point, Statement, Unresolved, Where};
use std::ops::Range;

pub(super) fn find(seen: &Seen, sentence: usize, line: &Line) -> Vec<Stated> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < line.len() {
        let Some(told) = told_at(line, at) else {
            at += 1;
            continue;
        };
        let end = told.end;
        if let Some(located) = located(line, &told)
            && let Some(stated) = stated(seen, sentence, line, told, located)
        {
            found.push(stated);
        }
        at = end;
    }
    found
}

/// The words of a distance.
struct Told {
    /// Tokens of the number, with what stands before it.
    quantity: Quantity,
    /// Kilometres in one of its units.
    unit: f64,
    direction: Option<Compass>,
    by_road: bool,
    /// Tokens of the other end; `None` where it is left out.
    from: Option<Range<usize>>,
    /// One past its last token.
    end: usize,
}

/// A distance that begins at a token: a number, a unit, and at least a direction, an end or "away" behind it.
fn told_at(line: &Line, i: usize) -> Option<Told> {
    let quantity = line.quantity(i)?;
    let unit_at = quantity.at.end + usize::from(is_hyphen(line.at(quantity.at.end)));
    let (mut at, _, unit) = line.phrase(unit_at, &["unit"])?;
    let unit: f64 = unit.parse().ok()?;
    // "(28 miles)", "or so"
    if line.at(at) == "(" {
        let close = (at..line.len().min(at + 8)).find(|k| line.at(*k) == ")")?;
        at = close + 1;
    }
    if line.one_of(at, &["or"]) && line.at(at + 1) == "so" {
        at += 2;
    }
    let mut by_road = false;
    if line.at(at) == "by" && line.one_of(at + 1, &["road", "car", "rail", "highway"]) {
        (by_road, at) = (true, at + 2);
    } else if line.one_of(at, &["drive"]) {
        (by_road, at) = (true, at + 1);
    } else if line.one_of(at, &["along", "down", "up"]) && line.at(at + 1) == "the" {
        (by_road, at) = (true, at + 3);
    }
    let away = line.at(at) == "away";
    at += usize::from(away);
    let mut direction_at = at;
    if line.at(at) == "to" && line.at(at + 1) == "the" {
        direction_at = at + 2;
    } else if line.one_of(at, &["due", "further", "directly"]) {
        direction_at = at + 1;
    }
    let direction = line.phrase(direction_at, &["compass"]);
    if let Some((end, _, _)) = direction {
        // "north and west", "north Aleppo"
        if line.at(end) == "and" && line.phrase(end + 1, &["compass"]).is_some() || line.capital(end) {
            return None;
        }
        at = end;
    }
    let direction = match direction {
        Some((_, _, degrees)) => Some(Compass::nearest(degrees.parse().ok()?)),
        None => None,
    };
    let linked = line.at(at) == "from" || line.at(at) == "of" && direction.is_some() || line.at(at) == "outside";
    let from = if linked { Some(other_end(line, at + 1)?) } else { None };
    if from.is_none() && direction.is_none() && !away {
        return None;
    }
    let end = from.as_ref().map_or(at, |from| from.end);
    Some(Told { quantity, unit, direction, by_road, from, end })
}

/// The noun phrase that begins at a token: up to its last word.
fn other_end(line: &Line, i: usize) -> Option<Range<usize>> {
    let mut at = i;
    // what comes before a name: "the southern city of", "the capital,", "the Syrian capital"
    while at < line.len() && at < i + 8 && !line.capital(at) {
        let passes = line.at(at) == "the"
            || line.one_of(at, &["this", "that", "here", "there", "its", "their"])
            || line.is("place", at)
            || line.is("generic", at)
            || line.is("describes", at)
            || line.one_of(at, &["of", "'s", "country", "nearest", "nearby", "largest", "biggest", "second", "-"])
            || line.at(at) == "," && line.at(at.wrapping_sub(1)) == "capital" && line.capital(at + 1);
        if !passes {
            break;
        }
        at += 1;
    }
    let end = if line.capital(at) { name_end(line, at) } else { at };
    // "the Syrian capital", "Syria's border"
    let mut last = end;
    while line.at(last) == "'s" || line.is("place", last) || line.is("generic", last) {
        last += 1;
    }
    let end = if last > end && (line.is("place", last - 1) || line.is("generic", last - 1)) { last } else { end };
    let end = if matches!(line.back(end, 1), "," | "of" | "the") { end - 1 } else { end };
    (end > i).then_some(i..end)
}

/// First word of the name that ends before a token.
fn name_start(line: &Line, end: usize) -> Option<usize> {
    // a name is read forwards: from the first capital of its run
    let mut from = end;
    while from > 0 && end - from < 8 {
        let word = line.at(from - 1);
        let inside =
            line.capital(from - 1) || PARTICLES.contains(&word) || is_hyphen(word) || matches!(word, "'" | "’");
        if !inside {
            break;
        }
        from -= 1;
    }
    (from..end).find(|start| line.capital(*start) && name_end(line, *start) >= end)
}

/// Tokens of the name of the place that is located, and of the words for all of it.
struct Located {
    name: Range<usize>,
}

/// The place that a distance is told of: it must stand right before, at most with what it is in between.
fn located(line: &Line, told: &Told) -> Option<Located> {
    let mut at = told.quantity.at.start;
    // "located", "lying", "just"
    let mut copula = false;
    while at > 0
        && line.one_of(
            at - 1,
            &[
                "located", "situated", "lying", "set", "just", "lies", "lie", "sits", "stands", "is", "was", "which",
                "that", "only", "more",
            ],
        )
    {
        copula |= line.one_of(at - 1, &["lies", "lie", "sits", "stands", "is", "was", "located", "situated"]);
        at -= 1;
    }
    if copula && line.back(at, 1) == "," && !line.one_of(at, &["which", "that"]) {
        // "Daraa, a city of farmers, lies 100 km": the name before the insertion
        if let Some(name) = before_insertion(line, at - 1) {
            return Some(Located { name });
        }
    }
    let opened = matches!(line.back(at, 1), "," | "(") || is_dash(line.back(at, 1));
    if opened {
        return name_before(line, at - 1).map(|name| Located { name });
    }
    // "Gharyan itself, a hill town 50 miles to the south": what it is, after a comma or "is"
    if let Some(start) = description_start(line, at) {
        let before = line.back(start, 1);
        if before == "," || is_dash(before) || before == "(" {
            return name_before(line, start - 1).map(|name| Located { name });
        }
        if matches!(before, "is" | "was") {
            return name_before(line, start - 1).map(|name| Located { name });
        }
        return None;
    }
    name_before(line, at).map(|name| Located { name })
}

/// "X, ..., lies": the name before the insertion that ends with the comma at a token.
fn before_insertion(line: &Line, comma: usize) -> Option<Range<usize>> {
    let open = (comma.saturating_sub(14)..comma).rev().find(|k| line.at(*k) == ",")?;
    name_before(line, open)
}

/// The first token of "a hill town [of 20,000 people]" that ends before a token.
fn description_start(line: &Line, end: usize) -> Option<usize> {
    let stop = |k: usize| matches!(line.at(k), "," | "(" | ";" | ":" | ".") || is_dash(line.at(k)) && line.at(k) == "—";
    let mut start = end;
    let mut noun = false;
    while start > 0 && end - start < 14 && !stop(start - 1) {
        start -= 1;
        // "the village of Safina": the noun belongs to the name
        let of_name = line.at(start + 1) == "of" && name_before(line, end).is_some_and(|name| name.start == start + 2);
        noun |= line.is("place", start) && !of_name;
        if noun
            && matches!(line.at(start), "a" | "an" | "the" | "another")
            && !matches!(line.back(start, 1), "of" | "in" | "for" | "to" | "from" | "with")
        {
            return Some(start);
        }
    }
    None
}

/// The name that ends before a token; kinds of places behind it are passed over ("Balad airbase", "Gharyan itself").
fn name_before(line: &Line, end: usize) -> Option<Range<usize>> {
    let mut last = end;
    while last > 0
        && last + 2 > end
        && (line.is("place", last - 1) || line.one_of(last - 1, &["itself", "proper", "alone"]))
        && !line.capital(last - 1)
    {
        last -= 1;
    }
    let start = name_start(line, last)?;
    Some(start..last)
}

fn stated(seen: &Seen, sentence: usize, line: &Line, told: Told, located: Located) -> Option<Stated> {
    let text = &seen.report.text;
    // the longest mention that ends where the name ends
    let name = line.bytes(located.name.clone());
    let places = seen.places();
    let ends = |(bytes, _): &&(Range<usize>, Where)| {
        bytes.end == name.end || bytes.start == name.start && bytes.end >= name.end
    };
    let (bytes, answer) = match places.named.iter().find(ends) {
        Some((bytes, answer)) => (bytes.clone(), answer.clone()),
        None => (name.clone(), seen.place_at(name.clone())),
    };
    // "a village in northern Iraq, 8 km from Baquba": a country lies nowhere so far from a town
    if answer.place().is_some_and(|place| !is_point(place)) {
        return None;
    }
    let place = end_of(Some(text[bytes.clone()].to_owned()), &answer);
    let from = match &told.from {
        Some(tokens) => named_end(seen, sentence, line, tokens.clone(), &bytes, answer.place()),
        None => left_out(seen, sentence, &bytes, answer.place()),
    };
    let km = |number: Option<f64>| number.map(|number| (number * told.unit * 1000.0).round() / 1000.0);
    let span = bytes.start..line.tokens[told.end - 1].bytes.end;
    let distance = Distance {
        place,
        from,
        km_low: km(told.quantity.low),
        km_high: km(told.quantity.high),
        approximate: told.quantity.approximate,
        by_road: told.by_road,
        direction: told.direction,
    };
    Some((span, Statement::Distance(distance)))
}

fn end_of(words: Option<String>, answer: &Where) -> End {
    let point = match answer {
        Where::Place(place) => Point::Place(PlaceRef::from(place)),
        Where::Unresolved(unresolved) => Point::Unresolved(Unresolved::because(&unresolved.unresolved)),
    };
    End { words, inferred: false, point }
}

/// The other end, where the words name it: a name, "the capital", "the city", "the border".
fn named_end(
    seen: &Seen,
    sentence: usize,
    line: &Line,
    tokens: Range<usize>,
    located: &Range<usize>,
    place: Option<&Place>,
) -> End {
    let bytes = line.bytes(tokens.clone());
    let words = Some(seen.report.text[bytes.clone()].to_owned());
    let open = |reason: &str| End {
        words: words.clone(),
        inferred: false,
        point: Point::Unresolved(Unresolved::because(reason)),
    };
    let last = line.at(tokens.end - 1);
    let generic = super::words::is("generic", last);
    if generic && !line.capital(tokens.end - 1) {
        return open("a line or a generic place, not a point");
    }
    let name = tokens.clone().find(|k| line.capital(*k));
    let capital = tokens.clone().any(|k| line.at(k) == "capital");
    let lower_last = !line.capital(tokens.end - 1);
    // "the Syrian capital", "the capital", "the capital of Syria": by its country
    let first_name = name.map(|k| line.bytes(k..tokens.end));
    let named = first_name.as_ref().map(|bytes| {
        let known = seen.places().named.iter().find(|(named, _)| bytes.start <= named.start && named.end <= bytes.end);
        known.map_or_else(
            || (bytes.clone(), seen.place_at(bytes.clone())),
            |(named, answer)| (named.clone(), answer.clone()),
        )
    });
    if capital && !tokens.clone().any(|k| line.one_of(k, &["provincial", "regional", "district"])) {
        let of_country = named.as_ref().and_then(|(_, answer)| answer.place()).filter(|place| place.kind == "country");
        let bare = name.is_none() || lower_last || of_country.is_some();
        if bare {
            let country = match (of_country, name) {
                (Some(country), _) => country.country.clone(),
                (None, Some(k)) => crate::places::mentions::country_of_demonym(
                    &seen.report.text[line.tokens[k].bytes.clone()],
                    seen.world.gazetteer,
                )
                .and_then(|entry| seen.world.gazetteer.facts(entry).country().map(str::to_owned)),
                (None, None) => place
                    .and_then(|place| place.country.clone())
                    .or_else(|| seen.party_context().countries.first().map(|(country, _)| country.clone())),
            };
            return match country.and_then(|country| capital_of(&country, seen.world.gazetteer)) {
                Some(place) => End { words, inferred: false, point: Point::Place(place) },
                None => open("nobody can tell whose capital"),
            };
        }
    }
    match named {
        Some((_, answer)) => end_of(words, &answer),
        None if line
            .one_of(tokens.end - 1, &["city", "town", "village", "here", "there", "base", "camp", "airport"]) =>
        {
            let mut end = left_out(seen, sentence, located, place);
            end.words = words;
            end
        }
        None => open("a generic place"),
    }
}

fn capital_of(country: &str, gazetteer: &Gazetteer) -> Option<PlaceRef> {
    let capital = gazetteer.countries().iter().find(|known| known.code == country.as_bytes())?.capital?;
    let record = gazetteer.place(gazetteer.entry(&format!("geonames:{capital}"))?);
    Some(PlaceRef {
        id: record.id,
        name: record.name,
        lat: record.facts.lat,
        lon: record.facts.lon,
        precision: 1,
        kind: record.facts.class.kind().to_owned(),
    })
}

/// The other end where the sentence leaves it out: the nearest point that is named before it in this sentence; else, of those
/// in the two sentences before or the title, the one that the report has named most often so far, the nearest of equals.
fn left_out(seen: &Seen, sentence: usize, located: &Range<usize>, place: Option<&Place>) -> End {
    let named = &seen.places().named;
    let end = named.partition_point(|(bytes, _)| bytes.end <= located.start);
    let before: Vec<(usize, &Where, &Place)> = named[..end]
        .iter()
        .filter_map(|(bytes, answer)| Some((bytes.start, answer, answer.place()?)))
        .filter(|(_, _, found)| is_point(found) && place.is_none_or(|place| place.id != found.id))
        .collect();
    // what the title names counts twice more, from wherever in the text
    let title = seen.report.title.as_deref().unwrap_or_default();
    let in_title = |id: &str| {
        let of_place = |(bytes, answer): &&(Range<usize>, Where)| {
            answer.place().is_some_and(|found| found.id == id) && title.contains(&seen.report.text[bytes.clone()])
        };
        named[..end].iter().any(|one| of_place(&one))
    };
    let weight =
        |id: &str| before.iter().filter(|(_, _, found)| found.id == id).count() + if in_title(id) { 2 } else { 0 };
    let own = before.iter().rfind(|(at, _, _)| *at >= seen.sentences[sentence].start);
    let first = seen.sentences[sentence.saturating_sub(2)].start;
    let near = || {
        let around = before.iter().filter(|(at, _, found)| *at >= first || in_title(&found.id));
        around.max_by_key(|(at, _, found)| (weight(&found.id), *at))
    };
    match own.or_else(near) {
        Some((_, answer, _)) => End { inferred: true, ..end_of(None, answer) },
        None => End {
            words: None,
            inferred: true,
            point: Point::Unresolved(Unresolved::because("no other place is named before it")),
        },
    }
}

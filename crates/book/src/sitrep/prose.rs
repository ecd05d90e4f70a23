//! The sentences of a report. Each is made by a rule from values, in the program's own voice, which takes no side.

use super::{Displacement, Handover, Highlight, Range, Review, Totals};
use crate::control::held;
use crate::words::{counted, grouped};
use claim::{ClaimId, EventType};
use fuse::contradictions::Contradiction;
use fuse::control::{Change, Control, Grade};
use fuse::{Event, Named, Told};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// The program's words.
    Own(String),
    /// A name, in whatever script it is written.
    Name(String),
}

/// The sentence without marks.
pub(super) fn plain(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Own(words) | Piece::Name(words) => words.as_str(),
        })
        .collect()
}

fn own(words: impl Into<String>) -> Piece {
    Piece::Own(words.into())
}

fn name(words: &str) -> Piece {
    Piece::Name(words.to_owned())
}

fn sentence(pieces: Vec<Piece>, claims: Vec<ClaimId>) -> Highlight {
    Highlight { words: plain(&pieces), claims, pieces }
}

/// "A, B and C".
fn names(parties: &[Named]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (at, party) in parties.iter().enumerate() {
        if at > 0 {
            pieces.push(own(if at + 1 == parties.len() { " and " } else { ", " }));
        }
        pieces.push(name(&party.name));
    }
    pieces
}

// ---- words

/// "7 December 2024".
pub(super) fn long_day(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// "1 to 8 December 2024", "28 November to 8 December 2024".
pub(super) fn period(from: Date, to: Date) -> String {
    match () {
        () if from == to => long_day(to),
        () if (from.year(), from.month()) == (to.year(), to.month()) => format!("{} to {}", from.day(), long_day(to)),
        () if from.year() == to.year() => format!("{} to {}", from.strftime("%-d %B"), long_day(to)),
        () => format!("{} to {}", long_day(from), long_day(to)),
    }
}

/// "on 7 December 2024", "by 7 December 2024", "between 5 and 7 December 2024".
fn when(days: &Told) -> String {
    match days {
        Told { by_words: false, end, .. } => format!("by {}", long_day(*end)),
        Told { start, end, .. } if start == end => format!("on {}", long_day(*start)),
        Told { start, end, .. } => format!("on some day of {}", period(*start, *end)),
    }
}

/// "4–12 (best 7)", "7 or more".
pub(super) fn range(range: Range) -> String {
    let more = if range.open { " or more" } else { "" };
    if range.low == range.high {
        format!("{}{more}", grouped(range.best))
    } else {
        format!("{}–{}{more} (best {})", grouped(range.low), grouped(range.high), grouped(range.best))
    }
}

/// What a type is called, one and many.
pub(super) fn type_words(event_type: EventType) -> (&'static str, &'static str) {
    match event_type.code() {
        "SEIZE" => ("seizure", "seizures"),
        "ADVANCE" => ("advance", "advances"),
        "WITHDRAW" => ("withdrawal", "withdrawals"),
        "BESIEGE" => ("siege", "sieges"),
        "HOLD" => ("holding of ground", "holdings of ground"),
        "CLASH" => ("clash", "clashes"),
        "AIRSTRIKE" => ("air strike", "air strikes"),
        "SHELL" => ("shelling", "shellings"),
        "BOMB" => ("bombing", "bombings"),
        "ATTACK" => ("attack", "attacks"),
        "KILL" => ("killing", "killings"),
        "ABDUCT" => ("abduction", "abductions"),
        "DETAIN" => ("detention", "detentions"),
        "ABUSE" => ("ill-treatment", "cases of ill-treatment"),
        "DESTROY" => ("destruction", "cases of destruction"),
        "DISPLACE" => ("displacement", "displacements"),
        "TOLL" => ("toll", "tolls"),
        "AID" => ("aid", "deliveries of aid"),
        "BLOCK" => ("obstruction", "obstructions"),
        "DEPLOY" => ("deployment", "deployments"),
        "SURRENDER" => ("surrender", "surrenders"),
        "RELEASE" => ("release", "releases"),
        "AGREE" => ("agreement", "agreements"),
        "MEET" => ("meeting", "meetings"),
        "REQUEST" => ("request", "requests"),
        "THREATEN" => ("threat", "threats"),
        "ACCUSE" => ("accusation", "accusations"),
        "REJECT" => ("refusal", "refusals"),
        "SANCTION" => ("sanction", "sanctions"),
        "SUPPORT" => ("support", "acts of support"),
        "PROTEST" => ("protest", "protests"),
        other => (other, other),
    }
}

/// How sure a change of hands is, in words.
pub(super) fn grade_words(grade: Grade) -> &'static str {
    match grade {
        Grade::Assessed => "assessed: told by independent witnesses, or admitted by the losing side",
        Grade::Claimed => "claimed: told by one side or one story only",
        Grade::Contested => "contested: told to be fought over, or two sides say that they hold it",
        Grade::Unknown => "nobody tells who holds it",
    }
}

fn grade_word(grade: Grade) -> &'static str {
    grade.name()
}

// ---- who holds what

/// "By 7 December 2024 Homs had passed from X to Y (claimed)."
pub(super) fn handover(change: &Change) -> Vec<Piece> {
    let day = long_day(change.day);
    let place = name(&change.place.name);
    let as_whole = if change.area { " as a whole" } else { "" };
    let mut pieces = vec![own(if change.precision > 1 { format!("By {day} ") } else { format!("On {day} ") }), place];
    pieces.push(own(as_whole));
    match (&change.gained_by, &change.lost_by) {
        (Some(gained), lost) => {
            pieces.push(own(" passed "));
            if let Some(lost) = lost.as_ref().filter(|lost| *lost != gained) {
                pieces.extend([own("from "), name(&lost.name), own(" ")]);
            }
            pieces.extend([own("to "), name(&gained.name), own(format!(" ({}).", grade_word(change.grade)))]);
        }
        (None, Some(lost)) => {
            pieces.extend([own(" was left by "), name(&lost.name), own("; nobody tells who came.")]);
        }
        (None, None) => pieces.push(own(" changed hands; nobody tells between whom.")),
    }
    pieces
}

fn standing(control: &Control, day: Date) -> Option<Highlight> {
    let held = held(control, day)?;
    let interval = held.interval;
    let mut pieces = vec![own(format!("On {} ", long_day(day))), name(&control.place.name)];
    let others: Vec<Named> =
        interval.contenders.iter().filter(|party| Some(*party) != interval.holder.as_ref()).cloned().collect();
    match (&interval.holder, interval.grade) {
        (Some(holder), Grade::Contested) => {
            pieces.extend([own(" was contested: "), name(&holder.name), own(" is told to hold it")]);
            if !others.is_empty() {
                pieces.push(own(", against "));
                pieces.extend(names(&others));
            }
            pieces.push(own("."));
        }
        (None, Grade::Contested) if !others.is_empty() => {
            pieces.push(own(" was fought over by "));
            pieces.extend(names(&others));
            pieces.push(own("; nobody was told to hold it."));
        }
        (Some(holder), grade @ (Grade::Claimed | Grade::Assessed)) => {
            let since = if held.precision > 1 { "by" } else { "since" };
            pieces.extend([
                own(" was held by "),
                name(&holder.name),
                own(format!(" {since} {} ({}).", long_day(held.since), grade_word(grade))),
            ]);
        }
        _ => pieces.push(own(": nobody tells who held it.")),
    }
    let claims = held.claims.iter().take(3).copied().collect();
    Some(sentence(pieces, claims))
}

// ---- highlights

/// Changes of hands that are told one by one.
const MOST_CHANGES: usize = 5;

/// What matters most: who holds the place, deaths, flight, what is told most widely, what is disputed.
pub(super) fn highlights(
    events: &[Arc<Event>],
    totals: &Totals,
    controls: &[Control],
    changes: &[Handover],
    displacement: &[Displacement],
    disputes: &[Contradiction],
    to: Date,
) -> Vec<Highlight> {
    let mut all = Vec::new();
    let towns: Vec<&Handover> = changes.iter().filter(|one| !one.change.area).collect();
    for one in towns.iter().take(MOST_CHANGES) {
        all.push(sentence(one.pieces.clone(), first_claims(&one.change.claims)));
    }
    if towns.len() > MOST_CHANGES {
        let more = towns.len() - MOST_CHANGES;
        let words = if more == 1 { "1 more place".to_owned() } else { format!("{more} more places") };
        all.push(sentence(vec![own(format!("{words} changed hands; the list is below."))], Vec::new()));
    }
    // Of one place it is told how it stands in the end; of many the figure shows it.
    if let [one] = &controls.iter().filter(|control| !control.area).collect::<Vec<_>>()[..] {
        all.extend(standing(one, to));
    }
    all.push(incidents(events, totals));
    all.push(deaths(events, totals));
    all.extend(deadliest(events));
    all.extend(fled(totals, displacement));
    all.extend(widest(events));
    if !disputes.is_empty() {
        let words = if disputes.len() == 1 {
            "In one matter accounts cannot both be true; they stand beside each other below.".to_owned()
        } else {
            format!("In {} matters accounts cannot all be true; they stand beside each other below.", disputes.len())
        };
        all.push(sentence(vec![own(words)], Vec::new()));
    }
    all
}

fn first_claims(claims: &[ClaimId]) -> Vec<ClaimId> {
    claims.iter().take(3).copied().collect()
}

/// "17 events are told: 5 holdings of ground, 2 withdrawals ..."
fn incidents(events: &[Arc<Event>], totals: &Totals) -> Highlight {
    if events.is_empty() {
        return sentence(vec![own("No event of this place and these days is told.")], Vec::new());
    }
    let mut by_type: BTreeMap<EventType, usize> = BTreeMap::new();
    for event in events {
        *by_type.entry(event.event_type).or_default() += 1;
    }
    let mut by_type: Vec<(EventType, usize)> = by_type.into_iter().collect();
    by_type.sort_by(|a, b| (b.1, a.0).cmp(&(a.1, b.0)));
    let words = |(event_type, number): &(EventType, usize)| {
        let (one, many) = type_words(*event_type);
        format!("{number} {}", if *number == 1 { one } else { many })
    };
    let mut told: Vec<String> = by_type.iter().take(5).map(words).collect();
    if by_type.len() > 5 {
        let others: usize = by_type[5..].iter().map(|(_, number)| number).sum();
        told.push(format!("{others} of other kinds"));
    }
    let (last, before) = told.split_last().map_or(("", &[][..]), |(last, before)| (last.as_str(), before));
    let list = if before.is_empty() { last.to_owned() } else { format!("{} and {last}", before.join(", ")) };
    let are = if events.len() == 1 { "is" } else { "are" };
    let words = format!(
        "{} {are} told in {} of {}: {list}.",
        counted(events.len(), "event"),
        counted(totals.reports, "report"),
        if totals.lineages == 1 {
            "1 story".to_owned()
        } else {
            format!("{} stories", grouped(totals.lineages as u64))
        },
    );
    sentence(vec![own(words)], Vec::new())
}

/// "killed" figures: "3 events tell of deaths: 24–32 killed in all (best 27)."
fn deaths(events: &[Arc<Event>], totals: &Totals) -> Highlight {
    let telling: Vec<&Arc<Event>> =
        events.iter().filter(|event| event.figures.iter().any(|figure| figure.what == "killed")).collect();
    let Some(killed) = totals.killed else {
        return sentence(vec![own("No event tells of deaths.")], Vec::new());
    };
    let claims = telling.iter().flat_map(|event| counted_claims(event)).take(3).collect();
    let tell = if telling.len() == 1 { "1 event tells".to_owned() } else { format!("{} events tell", telling.len()) };
    sentence(vec![own(format!("{tell} of deaths: {} killed.", range(killed)))], claims)
}

/// Claims whose numbers of deaths count.
fn counted_claims(event: &Event) -> Vec<ClaimId> {
    let figure = event.figures.iter().find(|figure| figure.what == "killed");
    let told = figure.into_iter().flat_map(|figure| &figure.told);
    told.filter(|number| number.role == fuse::figures::Role::Counts).map(|number| number.claim).collect()
}

/// The event with most deaths, where more than one tells of any.
fn deadliest(events: &[Arc<Event>]) -> Option<Highlight> {
    let killed = |event: &Event| event.figures.iter().find(|figure| figure.what == "killed").map(Range::of);
    let mut telling: Vec<(Range, &Arc<Event>)> =
        events.iter().filter_map(|event| Some((killed(event)?, event))).collect();
    if telling.len() < 2 {
        return None;
    }
    telling.sort_by(|(a, one), (b, two)| (b.best, b.high, one.id).cmp(&(a.best, a.high, two.id)));
    let (range_of, event) = telling.first()?;
    let mut pieces = vec![own("The deadliest: ")];
    pieces.extend(event_pieces(event));
    pieces.push(own(format!(", {} killed.", range(*range_of))));
    Some(sentence(pieces, counted_claims(event).into_iter().take(3).collect()))
}

/// "air strike in Homs on 6 December 2024".
fn event_pieces(event: &Event) -> Vec<Piece> {
    let mut pieces = vec![own(type_words(event.event_type).0)];
    if let Some(place) = &event.place {
        pieces.extend([own(", "), name(&place.value.name)]);
    }
    if let Some(days) = &event.days {
        pieces.push(own(format!(", {}", when(&days.value))));
    }
    pieces
}

fn fled(totals: &Totals, displacement: &[Displacement]) -> Option<Highlight> {
    if displacement.is_empty() {
        return None;
    }
    let claims = displacement.iter().flat_map(|one| first_claims(&one.claims)).take(3).collect();
    let tell = if displacement.len() == 1 {
        "1 event tells".to_owned()
    } else {
        format!("{} events tell", displacement.len())
    };
    let words = match totals.displaced {
        Some(displaced) => {
            format!("{tell} of people who fled or were moved; the numbers told come to {}.", range(displaced))
        }
        None => format!("{tell} of people who fled or were moved; nobody gives a number."),
    };
    Some(sentence(vec![own(words)], claims))
}

/// The event that most independent witnesses tell, where more than one does.
fn widest(events: &[Arc<Event>]) -> Option<Highlight> {
    let most = events
        .iter()
        .max_by_key(|event| (event.support.independent, event.support.reports, std::cmp::Reverse(event.id)))?;
    if most.support.independent < 2 {
        return None;
    }
    let mut pieces = vec![own("Most widely told: ")];
    pieces.extend(event_pieces(most));
    pieces.push(own(format!(
        " ({}, {} independent).",
        counted(most.support.reports, "report"),
        most.support.independent
    )));
    let claims = most.members.iter().map(|member| member.claim).take(3).collect();
    Some(sentence(pieces, claims))
}

// ---- who looked at it, and what to keep in mind

/// The stamp on the page.
pub(super) fn stamp(review: &Review) -> String {
    let by = review.by.join(", ");
    match review {
        Review { reviewed: 0, accepted: 0, .. } => "Machine-made, not reviewed".to_owned(),
        Review { claims, reviewed, .. } if claims == reviewed => format!("Machine-made, reviewed by {by}"),
        Review { claims, reviewed, accepted, .. } => {
            let events =
                if *accepted > 0 { format!(", {} accepted", counted(*accepted, "event")) } else { String::new() };
            format!(
                "Machine-made, in part reviewed by {by}: {} of {}{events}",
                grouped(*reviewed as u64),
                counted(*claims, "claim")
            )
        }
    }
}

/// What caveats are made of.
pub(super) struct Known<'k> {
    pub totals: &'k Totals,
    pub review: &'k Review,
    /// Events that are only possible, planned, hypothetical or denied.
    pub left_out: usize,
    /// Claims of these days whose places are on no map.
    pub unplaced: usize,
    /// Events of the place without a day.
    pub undated: usize,
    /// Events that no words date.
    pub by_publication: usize,
    pub figures: &'k str,
    pub is_wide: bool,
}

/// What to keep in mind when reading.
pub(super) fn caveats(known: &Known) -> Vec<String> {
    let mut all = Vec::new();
    let claims = known.review.claims;
    let unreviewed = claims - known.review.reviewed;
    let events = |number: usize, one: &str, many: &str| {
        if number == 1 { format!("1 event {one}") } else { format!("{} events {many}", grouped(number as u64)) }
    };
    all.push(
        "Reports were read and joined into events by a machine, which errs. Every sentence behind a figure is at the end, to be checked."
            .to_owned(),
    );
    if claims > 0 {
        let share = (unreviewed * 100).div_ceil(claims.max(1));
        all.push(match unreviewed {
            0 => format!("A person has judged how each of the {} was read.", counted(claims, "claim")),
            _ => format!(
                "No person has judged how {} of the {} were read ({share} %).",
                grouped(unreviewed as u64),
                counted(claims, "claim")
            ),
        });
    }
    if known.totals.reports > known.totals.lineages {
        all.push(format!(
            "{} come from {}: copies and rewrites of one story count as one witness.",
            counted(known.totals.reports, "report"),
            if known.totals.lineages == 1 {
                "1 story".to_owned()
            } else {
                format!("{} stories", known.totals.lineages)
            }
        ));
    }
    if known.totals.killed.is_some() || known.totals.injured.is_some() {
        all.push(format!(
            "Numbers of people are those of the rule {}; other rules give others. Sums add the numbers of different events; tolls of longer \
             times are not in them.",
            known.figures
        ));
    }
    if known.by_publication > 0 {
        all.push(format!(
            "{}: the days before publication stand in, marked “by”.",
            events(known.by_publication, "has no day in words", "have no day in words")
        ));
    }
    if known.left_out > 0 {
        all.push(format!(
            "Left out: {}.",
            events(
                known.left_out,
                "that is only possible, planned, hypothetical or denied",
                "that are only possible, planned, hypothetical or denied"
            )
        ));
    }
    if known.undated > 0 {
        all.push(format!(
            "Left out: {}, which may be of these days.",
            events(known.undated, "of this place without any day", "of this place without any day")
        ));
    }
    if known.unplaced > 0 {
        all.push(format!(
            "{} of these days {} a place that is on no map here; they may be of this place and are left out.",
            counted(known.unplaced, "claim"),
            if known.unplaced == 1 { "names" } else { "name" }
        ));
    }
    if !known.is_wide {
        all.push("Only what is told of this place itself is here, not of places near it.".to_owned());
    }
    all.push(
        "The ledger knows what it was given: where it is silent, nothing is told, which does not mean that nothing happened."
            .to_owned(),
    );
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use serde_json::{Value, json};

    #[test]
    fn days_and_periods_are_written_out() {
        for (from, to, words) in [
            (date(2024, 12, 1), date(2024, 12, 8), "1 to 8 December 2024"),
            (date(2024, 11, 28), date(2024, 12, 8), "28 November to 8 December 2024"),
            (date(2024, 12, 28), date(2025, 1, 3), "28 December 2024 to 3 January 2025"),
            (date(2024, 12, 7), date(2024, 12, 7), "7 December 2024"),
        ] {
            assert_eq!(period(from, to), words);
        }
    }

    #[test]
    fn a_change_of_hands_is_one_sentence_that_says_how_sure_it_is() {
        let change = |more: Value| -> Change {
            let mut value = json!({"place": {"name": "Orvenne", "precision": 1, "kind": "town"}, "day": "2031-03-07", "precision": 1,
                "grade": "claimed", "claims": [], "reports": []});
            for (field, part) in more.as_object().unwrap() {
                value[field] = part.clone();
            }
            serde_json::from_value(value).unwrap()
        };
        let cases = [
            (
                json!({"gained_by": {"name": "Northern Front"}, "lost_by": {"name": "the army"}, "grade": "assessed"}),
                "On 7 March 2031 Orvenne passed from the army to Northern Front (assessed).",
            ),
            (
                json!({"gained_by": {"name": "Northern Front"}, "precision": 2}),
                "By 7 March 2031 Orvenne passed to Northern Front (claimed).",
            ),
            (
                json!({"lost_by": {"name": "the army"}, "grade": "unknown"}),
                "On 7 March 2031 Orvenne was left by the army; nobody tells who came.",
            ),
        ];
        for (more, words) in cases {
            assert_eq!(plain(&handover(&change(more))), words);
        }
    }

    #[test]
    fn every_type_has_words() {
        for event_type in EventType::all() {
            let (one, many) = type_words(event_type);
            assert!(one != event_type.code() && !many.is_empty(), "{}", event_type.code());
        }
    }

    #[test]
    fn the_stamp_says_who_reviewed_how_much() {
        let review = |reviewed: usize, accepted: usize| Review {
            claims: 20,
            reviewed,
            events: 4,
            accepted,
            by: vec!["AB".to_owned(), "C. Desk".to_owned()],
            stamp: String::new(),
        };
        for (of, words) in [
            (review(0, 0), "Machine-made, not reviewed"),
            (review(5, 0), "Machine-made, in part reviewed by AB, C. Desk: 5 of 20 claims"),
            (review(5, 1), "Machine-made, in part reviewed by AB, C. Desk: 5 of 20 claims, 1 event accepted"),
            (review(20, 4), "Machine-made, reviewed by AB, C. Desk"),
        ] {
            assert_eq!(stamp(&of), words);
        }
    }
}

//! Values of the ledger and of fusing in words for a line: days, places, parties, figures, who says so. Pure.

use super::sheet::{DOT, dotted, faint, listed, own, said};
use crate::line::{count_words, grouped};
use crate::paint::{Mark, Run};
use claim::{Bounds, Decision, EventId};
use fuse::control::Grade;
use fuse::events::{Join, Standing};
use fuse::figures::Role;
use fuse::lineage::{Descent, Kinship};
use fuse::witness::{Stand, Support};
use fuse::{Event, Figure, Named, Spot, Statement, Told};
use jiff::civil::Date;

/// "2024-12-05"; "2024-12-02 – 2024-12-08"; "by 2024-12-05" where no words date it and the day of publication stands in.
pub fn days_words(days: &Told) -> String {
    match days {
        Told { by_words: false, end, .. } => format!("by {end}"),
        Told { start, end, .. } if start == end => start.to_string(),
        Told { start, end, .. } => format!("{start} – {end}"),
    }
}

/// "2024-12-05", or what stands where nobody knows.
pub fn day_words(day: Option<Date>) -> String {
    day.map_or_else(|| "no date".to_owned(), |day| day.to_string())
}

/// "Hama, SY"; a country is its name alone; what is on no map has a question mark.
pub fn spot_run(spot: &Spot) -> Run {
    said(Mark::Place, &spot_text(spot))
}

fn spot_text(spot: &Spot) -> String {
    match (&spot.id, &spot.country) {
        (None, _) => format!("{}?", spot.name),
        (Some(_), Some(country)) if spot.kind.as_ref() != "country" => format!("{}, {country}", spot.name),
        _ => spot.name.to_string(),
    }
}

/// "Hama (حماة), Hama, SY": with its own script and its division.
pub fn spot_full(spot: &Spot) -> Vec<Run> {
    let mut line = vec![said(Mark::Place, &spot.name)];
    if let Some(own_name) = &spot.own_name {
        line.push(own(Mark::Plain, format!(" ({})", said(Mark::Plain, own_name).text)));
    }
    let division = spot.division.as_ref().filter(|division| **division != spot.name);
    for part in [division, spot.country.as_ref().filter(|_| spot.kind.as_ref() != "country")].into_iter().flatten() {
        line.push(own(Mark::Plain, format!(", {}", said(Mark::Plain, part).text)));
    }
    if spot.id.is_none() {
        line.push(faint(" (not in the gazetteer)"));
    }
    line
}

/// A party by name; marked where the register does not know it and `full`.
pub fn party_runs(party: &Named, full: bool) -> Vec<Run> {
    let mut line = vec![said(Mark::Party, &party.name)];
    if full && (party.provisional || party.id.is_none()) {
        line.push(faint(" (not in the register)"));
    }
    line
}

/// "A, B and C".
pub fn and_runs(parts: Vec<Vec<Run>>) -> Vec<Run> {
    let last = parts.len().saturating_sub(1);
    let mut line = Vec::new();
    for (at, part) in parts.into_iter().enumerate() {
        match at {
            0 => {}
            at if at == last => line.push(faint(" and ")),
            _ => line.push(faint(", ")),
        }
        line.extend(part);
    }
    line
}

/// "killed 4–12 (best 7)", "injured 30", "displaced 2,000 or more".
pub fn figure_words(figure: &Figure) -> String {
    let mut words =
        format!("{} {}", figure.what, count_words(Bounds { low: Some(figure.low), high: Some(figure.high) }));
    if figure.open {
        words.push_str(" or more");
    }
    if figure.low != figure.high {
        words.push_str(&format!(" (best {})", grouped(figure.best)));
    }
    words
}

/// "14 reports, 3 independent".
pub fn support_words(support: &Support) -> String {
    format!("{}, {} independent", super::counted(support.reports, "report"), grouped(support.independent as u64))
}

/// "14 claims in 9 reports of 4 lineages; 3 independent: 1 of who did it, 1 of whom it was done to, 1 on no side".
pub fn support_full(support: &Support) -> String {
    let stands: Vec<String> = support
        .stands
        .iter()
        .map(|(stand, number)| format!("{} {}", grouped(*number as u64), stand_words(*stand)))
        .collect();
    let mut words = format!(
        "{} in {} of {}; {} independent",
        super::counted(support.claims, "claim"),
        super::counted(support.reports, "report"),
        super::counted(support.lineages, "lineage"),
        grouped(support.independent as u64)
    );
    if !stands.is_empty() {
        words.push_str(&format!(": {}", stands.join(", ")));
    }
    words
}

/// Where a witness stands, in words.
pub fn stand_words(stand: Stand) -> &'static str {
    match stand {
        Stand::Actor => "on the side of who did it",
        Stand::Target => "on the side of whom it was done to",
        Stand::Neutral => "on no side",
        Stand::Other => "of another party, or nobody can tell",
    }
}

/// Whether an event happened.
pub fn standing_words(standing: Standing) -> &'static str {
    match standing {
        Standing::Reported => "reported",
        Standing::Disputed => "disputed",
        Standing::Possible => "possible",
        Standing::Planned => "planned",
        Standing::Hypothetical => "hypothetical",
        Standing::Denied => "denied",
    }
}

/// All standings with their words.
pub const STANDINGS: [Standing; 6] = [
    Standing::Reported,
    Standing::Disputed,
    Standing::Possible,
    Standing::Planned,
    Standing::Hypothetical,
    Standing::Denied,
];

/// How a claim came to its event.
pub fn join_words(join: Join) -> &'static str {
    match join {
        Join::Anchor => "anchor",
        Join::Copied => "copied text",
        Join::Scored => "alike",
        Join::Attached => "attached, without making it happen",
        Join::Decided => "joined by a person",
    }
}

/// How a report came by its text.
pub fn kinship_words(kinship: Kinship) -> &'static str {
    match kinship {
        Kinship::Original => "original",
        Kinship::Copy => "copy",
        Kinship::Cut => "cut",
        Kinship::Rewrite => "rewrite",
    }
}

/// "copy, 97 % of its text", "rewrite, 40 % of its text, credits Reuters", "original".
pub fn descent_words(descent: &Descent) -> String {
    let mut words = kinship_words(descent.kinship).to_owned();
    if descent.kinship != Kinship::Original && descent.shared > 0.0 {
        words.push_str(&format!(", {:.0} % of its text", descent.shared * 100.0));
    }
    if let Some(credit) = &descent.credit {
        words.push_str(&format!(", credits {}", said(Mark::Plain, credit).text));
    }
    words
}

/// What became of a number.
pub fn role_words(role: &Role) -> String {
    match role {
        Role::Counts => "counts".to_owned(),
        Role::Replaced { by } => format!("replaced by the same speaker in {by}"),
        Role::PartOf { whole } => format!("part of the number in {whole}"),
        Role::WithAttacker => "counts the attacker, too".to_owned(),
        Role::NotActual => "not told as a fact, does not count".to_owned(),
    }
}

/// A grade with a sign that needs no colour.
pub fn grade_run(grade: Grade) -> Run {
    match grade {
        Grade::Assessed => own(Mark::Firm, "● assessed"),
        Grade::Claimed => own(Mark::Plain, "◐ claimed"),
        Grade::Contested => own(Mark::Verification, "✕ contested"),
        Grade::Unknown => faint("○ unknown"),
    }
}

/// Who says a claim, innermost first: "the army command via Levant Wire"; the outlet alone where it speaks for itself.
pub fn teller(statement: &Statement) -> Vec<Run> {
    let outlet = statement.outlet.as_deref();
    let mut line = match statement.origin() {
        Some(origin) if outlet.is_none_or(|outlet| *outlet != *origin.who.name) => {
            vec![said(Mark::Source, &origin.who.name)]
        }
        _ => return outlet.map_or_else(|| vec![faint("an unknown outlet")], |outlet| vec![said(Mark::Source, outlet)]),
    };
    if let Some(outlet) = outlet {
        line.push(faint(" via "));
        line.push(said(Mark::Source, outlet));
    }
    line
}

/// "by A → B".
pub fn parties_runs(event: &Event) -> Vec<Run> {
    let all = |parties: &[fuse::Chosen<Named>]| {
        and_runs(parties.iter().map(|party| party_runs(&party.value, false)).collect())
    };
    let mut line = Vec::new();
    if !event.actors.is_empty() {
        line.push(faint("by "));
        line.extend(all(&event.actors));
    }
    if !event.targets.is_empty() {
        line.push(faint(if line.is_empty() { "→ " } else { " → " }));
        line.extend(all(&event.targets));
    }
    line
}

/// An event in one line: what, where, who, how many, on whose word.
///
/// `e7k2m9p4xq1ab  2024-12-05  SEIZE · Hama, SY · by Northern Front → the army · killed 4–12 (best 7) · 14 reports, 3 independent`
pub fn event_line(event: &Event) -> Vec<Run> {
    let days = event.days.as_ref().map_or_else(|| "no day".to_owned(), |days| days_words(&days.value));
    let mut line =
        vec![own(Mark::Id, event.id.to_string()), own(Mark::Plain, "  "), own(Mark::Time, format!("{days:<10}"))];
    line.push(own(Mark::Plain, "  "));
    let mut what = vec![own(Mark::Trigger(event.event_type), event.event_type.code())];
    if event.standing != Standing::Reported {
        what.push(own(Mark::Plain, " "));
        what.push(own(Mark::Status, format!("[{}]", standing_words(event.standing))));
    }
    let place = event.place.iter().map(|place| spot_run(&place.value)).collect();
    let figures = event.figures.iter().map(|figure| vec![own(Mark::Number, figure_words(figure))]);
    let mut parts = vec![what, place, parties_runs(event)];
    parts.extend(figures);
    parts.push(vec![faint(support_words(&event.support))]);
    if event.accepted {
        parts.push(vec![own(Mark::Firm, "✓ accepted")]);
    }
    if let [first, rest @ ..] = &event.suggested[..] {
        let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
        parts.push(vec![own(Mark::Verification, format!("≈ perhaps {}{more}", first.event))]);
    }
    line.extend(dotted(parts));
    line
}

/// "d…  2031-03-10 12:00  AB: accept · c…, c… · "misread"".
pub fn decision_line(decision: &Decision) -> Vec<Run> {
    let time = decision.recorded.strftime("%Y-%m-%d %H:%M").to_string();
    let mut line = vec![
        own(Mark::Id, decision.id.to_string()),
        own(Mark::Plain, "  "),
        own(Mark::Time, time),
        own(Mark::Plain, "  "),
        said(Mark::Source, &decision.by),
        faint(": "),
    ];
    let mut parts = vec![act_runs(decision)];
    if let Some(note) = &decision.note {
        parts.push(vec![own(Mark::Plain, format!("“{}”", said(Mark::Plain, note).text))]);
    }
    line.extend(dotted(parts));
    line
}

fn act_runs(decision: &Decision) -> Vec<Run> {
    use claim::Act;
    let ids = |claims: &[claim::ClaimId]| claims.iter().map(|id| id.to_string()).collect::<Vec<_>>().join(", ");
    let about = match decision.claims.first() {
        Some(anchor) if decision.event => format!("event {}", EventId::of_anchor(*anchor)),
        Some(claim) => format!("claim {claim}"),
        None => String::new(),
    };
    let words = match &decision.act {
        Act::Accept | Act::Reject => format!("{} {about}", decision.act.name()),
        Act::Edit { field, value } => {
            format!("edit {about}: {} = {}", said(Mark::Plain, field).text, said(Mark::Plain, &value.to_string()).text)
        }
        Act::Merge { with } => {
            let others: Vec<String> = with.iter().map(|anchor| EventId::of_anchor(*anchor).to_string()).collect();
            format!("merge {about} with {}", others.join(", "))
        }
        Act::Split { out } => format!("split {about}: {} out", ids(out)),
        Act::Undo { decision } => format!("undo {decision}"),
    };
    vec![own(Mark::Plain, words.trim_end())]
}

/// Ids with what they are: "c… (Levant Wire, 2024-12-05)", at most `most`, then how many more.
pub fn citations(statements: &[&Statement], most: usize) -> Vec<Run> {
    let one = |statement: &&Statement| {
        let outlet = statement.outlet.as_deref().unwrap_or("unknown outlet");
        vec![
            own(Mark::Id, statement.claim.to_string()),
            faint(format!(" ({}, {})", said(Mark::Plain, outlet).text, day_words(statement.published))),
        ]
    };
    let mut line = listed(statements.iter().take(most).map(one), ", ");
    if statements.len() > most {
        line.push(faint(format!(" and {} more", statements.len() - most)));
    }
    line
}

/// A quoted sentence.
pub fn quote_run(quote: &str) -> Run {
    own(Mark::Plain, format!("“{}”", said(Mark::Plain, quote).text))
}

/// Words with a faint label before them.
pub fn labelled(label: &str, runs: Vec<Run>) -> Vec<Run> {
    let mut line = vec![faint(label)];
    line.extend(runs);
    line
}

/// [`DOT`] as a run.
pub fn dot() -> Run {
    faint(DOT)
}

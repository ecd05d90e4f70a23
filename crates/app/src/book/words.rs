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
        what.push(own(Mark::Status, format!("[{}]", event.standing.name())));
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

/// The value of an edit: places and parties as name and id, everything else as JSON. `show --json` has all of it.
fn value_words(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Object(fields) => match (&fields.get("name"), &fields.get("id")) {
            (Some(serde_json::Value::String(name)), Some(serde_json::Value::String(id))) => format!("{name} ({id})"),
            _ => value.to_string(),
        },
        serde_json::Value::Array(all) if all.iter().any(serde_json::Value::is_object) => {
            all.iter().map(value_words).collect::<Vec<_>>().join("; ")
        }
        _ => value.to_string(),
    }
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
            format!("edit {about}: {} = {}", said(Mark::Plain, field).text, said(Mark::Plain, &value_words(value)).text)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paint::plain;
    use serde_json::{Value, json};

    /// An event of an invented war, with what `more` says otherwise.
    fn event(more: Value) -> Event {
        let rule = json!({"name": "independent", "version": 1});
        let party = |name: &str| json!({"value": {"id": format!("provisional/{name}"), "name": name, "provisional": true}, "claims": [], "rule": rule});
        let support = json!({"claims": 5, "reports": 3, "lineages": 2, "independent": 2, "stands": [["actor", 1], ["neutral", 1]]});
        let mut event = json!({
            "id": "e00000000000a", "type": "SEIZE", "standing": "reported",
            "days": {"value": {"start": "2031-03-07", "end": "2031-03-07", "precision": 1, "by_words": true}, "claims": [], "rule": rule},
            "place": {"value": {"id": "geonames:1", "name": "Orvenne", "country": "LH", "point": [1.0, 2.0], "precision": 1, "kind": "town"},
                "claims": [], "rule": rule},
            "actors": [party("Northern Front"), party("a militia")], "targets": [party("the army")],
            "members": [{"claim": "c00000000000a", "join": "anchor", "score": 1.0}],
            "figures": [{"what": "killed", "low": 4, "best": 7, "high": 1200, "rule": rule, "because": "x", "told": [], "support": support}],
            "support": support,
        });
        for (field, value) in more.as_object().unwrap() {
            event[field] = value.clone();
        }
        serde_json::from_value(event).unwrap()
    }

    #[test]
    fn an_event_is_one_line_that_tells_what_where_who_how_many_and_on_whose_word() {
        let rule = json!({"name": "independent", "version": 1});
        let cases = [
            (
                json!({}),
                "e00000000000a  2031-03-07  SEIZE · Orvenne, LH · by Northern Front and a militia → the army · \
                 killed 4–1,200 (best 7) · 3 reports, 2 independent",
            ),
            (
                json!({"standing": "planned", "actors": [], "figures": [], "days": null, "accepted": true}),
                "e00000000000a  no day      SEIZE [planned] · Orvenne, LH · → the army · 3 reports, 2 independent · ✓ accepted",
            ),
            (
                json!({"place": {"value": {"name": "Or\u{1b}venne", "precision": 0, "kind": ""}, "claims": [], "rule": rule},
                    "targets": [], "actors": [], "figures": [],
                    "days": {"value": {"start": "2031-03-05", "end": "2031-03-07", "precision": 2, "by_words": false}, "claims": [], "rule": rule},
                    "suggested": [{"event": "e00000000000b", "score": 0.5, "because": "x"}, {"event": "e00000000000c", "score": 0.4, "because": "x"}]}),
                "e00000000000a  by 2031-03-07  SEIZE · Or␛venne? · 3 reports, 2 independent · ≈ perhaps e00000000000b and 1 more",
            ),
        ];
        for (more, expected) in cases {
            assert_eq!(plain(&event_line(&event(more))), expected);
        }
    }

    #[test]
    fn support_tells_on_which_sides_the_witnesses_are() {
        let expected = "5 claims in 3 reports of 2 lineages; 2 independent: 1 on the side of who did it, 1 on no side";
        assert_eq!(support_full(&event(json!({})).support), expected);
    }

    #[test]
    fn a_figure_shows_its_range_only_where_it_has_one() {
        let figure = |low: u64, best: u64, high: u64, open: bool| Figure {
            low,
            best,
            high,
            open,
            ..event(json!({})).figures[0].clone()
        };
        for ((low, best, high, open), expected) in [
            ((4, 7, 12, false), "killed 4–12 (best 7)"),
            ((7, 7, 7, false), "killed 7"),
            ((7, 7, 7, true), "killed 7 or more"),
            ((1000, 1000, 2000, true), "killed 1,000–2,000 or more (best 1,000)"),
        ] {
            assert_eq!(figure_words(&figure(low, best, high, open)), expected);
        }
    }

    #[test]
    fn a_decision_is_one_line_with_its_reason() {
        let decision = |act: Value| -> Decision {
            let mut value = json!({"id": "d00000000000a", "recorded": "2031-03-10T12:30:00Z", "by": "A.\u{1b} Desk",
                "claims": ["c00000000000a"], "event": true, "note": "same\nraid"});
            for (field, part) in act.as_object().unwrap() {
                value[field] = part.clone();
            }
            serde_json::from_value(value).unwrap()
        };
        let cases = [
            (json!({"act": "accept"}), "accept event e00000000000a"),
            (json!({"act": "reject", "event": false}), "reject claim c00000000000a"),
            (json!({"act": "edit", "field": "killed", "value": [7, 7]}), "edit event e00000000000a: killed = [7,7]"),
            (json!({"act": "merge", "with": ["c00000000000b"]}), "merge event e00000000000a with e00000000000b"),
            (json!({"act": "split", "out": ["c00000000000b"]}), "split event e00000000000a: c00000000000b out"),
            (json!({"act": "undo", "decision": "d00000000000b", "claims": []}), "undo d00000000000b"),
        ];
        for (act, words) in cases {
            let expected = format!("d00000000000a  2031-03-10 12:30  A.␛ Desk: {words} · “same raid”");
            assert_eq!(plain(&decision_line(&decision(act))), expected);
        }
    }

    #[test]
    fn grades_differ_without_colours() {
        let signs: Vec<String> = [Grade::Assessed, Grade::Claimed, Grade::Contested, Grade::Unknown]
            .map(|grade| grade_run(grade).text)
            .to_vec();
        assert_eq!(signs, ["● assessed", "◐ claimed", "✕ contested", "○ unknown"]);
    }
}

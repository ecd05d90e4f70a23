//! `dateline control`: who holds which place, how sure that is, on whose word; and `dateline contradictions`: accounts that
//! cannot both be true, beside each other.
//!
//! Shows what fusing found. Never decides who holds a place, and never which account is true.

use super::args::{ContradictionsArgs, ControlArgs};
use super::sheet::{Sheet, dotted, faint, found, listed, own, print_json, said};
use super::words::{citations, day_words, event_line, grade_run, party_runs, quote_run, spot_full, teller};
use super::{counted, look, no_answer};
use crate::paint::{Mark, Run, plain};
use crate::{Ending, complain};
use book::control::{Held, History, day_of, held, histories, statements, told};
use book::{Error, View, Whole};
use fuse::contradictions::Contradiction;
use fuse::control::{Control, Grade, Interval};
use fuse::events::Settings;
use fuse::{Event, Named, Spot, Statement};
use jiff::civil::Date;

/// Citations in a line at most; `--history` and `--json` have all.
const CITED: usize = 4;

/// Runs `dateline control`.
pub fn control(args: &ControlArgs) -> Ending {
    let Some(view) = look(&args.book, &args.times, Settings::default()) else { return Ending::Nothing };
    tell_control(&view, args).unwrap_or_else(|error| no_answer(&error))
}

fn tell_control(view: &View, args: &ControlArgs) -> Result<Ending, Error> {
    let whole = view.whole()?;
    let day = day_of(view, args.on)?;
    let controls = histories(view, &args.places)?;
    if args.history {
        // What is contested on the last day would fall back some days later if nothing more is heard: nobody has been told so.
        let controls = fuse::control::up_to(controls, day);
        return history(view, whole, args, &controls);
    }
    let mut held: Vec<Held> = controls.iter().filter_map(|control| held(control, day)).collect();
    // A place of which nothing is known any more is a row without a word in it: only for who asks about that place, or for a program.
    let all = held.len();
    if args.places.is_empty() && !args.look.json {
        held.retain(|held| held.interval.grade != Grade::Unknown || !held.claims.is_empty());
    }
    let hidden = all - held.len();
    let ending = if args.look.json {
        print_json(&held.iter().map(|held| held.view(day, whole)).collect::<Vec<_>>())
    } else {
        let mut sheet = Sheet::new(args.look);
        control_page(&mut sheet, &held, whole);
        let ending = sheet.print();
        let held = counted(held.len(), "place");
        let more = match hidden {
            0 => String::new(),
            1 => "; 1 more, fought over before that, of which nobody tells who holds it".to_owned(),
            _ => format!("; {hidden} more, fought over before that, of which nobody tells who holds them"),
        };
        complain(&format!(
            "{held} on {day} of which claims tell who takes, holds or leaves them{more}; docs/control.md has the definitions"
        ));
        ending
    };
    Ok(found(!held.is_empty(), ending))
}

fn control_page(sheet: &mut Sheet, held: &[Held], whole: &Whole) {
    for area in [false, true] {
        let held: Vec<&Held> = held.iter().filter(|held| held.control.area == area).collect();
        if held.is_empty() {
            continue;
        }
        if area {
            sheet.heading("Claims about whole provinces (they say nothing of the towns in them)");
        }
        let rows: Vec<Vec<Run>> = held.iter().map(|held| control_row(held)).collect();
        sheet.table_with(0, &["PLACE", "GRADE", "HOLDER", "SINCE", "CLAIMS"], &rows, |sheet, at| {
            let statements = statements(whole, &held[at].claims);
            if statements.is_empty() {
                return sheet.row(4, &[faint("because "), said(Mark::Plain, &held[at].interval.because)]);
            }
            let tellers = tellers(&statements);
            sheet.row(4, &dotted([labelled_tellers(&tellers), citations(&statements, CITED)]));
        });
    }
}

fn control_row(held: &Held) -> Vec<Run> {
    let place = &held.control.place;
    vec![
        own(Mark::Place, plain(&spot_name(place))),
        grade_run(held.interval.grade),
        own(Mark::Party, plain(&holder_runs(held.interval))),
        own(Mark::Time, since_words(held.since, held.precision)),
        own(Mark::Number, held.claims.len().to_string()),
    ]
}

/// "Homs (حمص), SY".
pub fn spot_name(spot: &Spot) -> Vec<Run> {
    let mut line = vec![said(Mark::Place, &spot.name)];
    if let Some(own_name) = &spot.own_name {
        line.push(own(Mark::Plain, format!(" ({})", said(Mark::Plain, own_name).text)));
    }
    if let Some(country) = &spot.country {
        line.push(own(Mark::Plain, format!(", {country}")));
    }
    line
}

/// "Syrian Arab Army", "Syrian Arab Army, contested by Hayat Tahrir al-Sham", "left by the army".
pub fn holder_runs(interval: &Interval) -> Vec<Run> {
    holding_runs(interval.holder.as_ref(), &interval.contenders, interval.loser.as_ref())
}

/// The same of a holder, who contests the place, and who lost it.
pub fn holding_runs(holder: Option<&Named>, contenders: &[Named], loser: Option<&Named>) -> Vec<Run> {
    let all = |parties: &[Named]| listed(parties.iter().map(|party| party_runs(party, false)), ", ");
    let mut line = match (holder, loser) {
        (Some(holder), _) => party_runs(holder, false),
        (None, Some(loser)) if contenders.is_empty() => {
            let mut line = vec![faint("nobody known; left by ")];
            line.extend(party_runs(loser, false));
            line
        }
        (None, _) if contenders.is_empty() => vec![faint("nobody known")],
        (None, _) => {
            let mut line = vec![faint("nobody known; fought over by ")];
            line.extend(all(contenders));
            return line;
        }
    };
    let others: Vec<Named> = contenders.iter().filter(|party| Some(*party) != holder).cloned().collect();
    if !others.is_empty() {
        line.push(faint(", contested by "));
        line.extend(all(&others));
    }
    line
}

/// "2024-11-30"; "by 2024-11-30" where the claims do not tell the day.
pub fn since_words(since: Date, precision: u8) -> String {
    if precision > 1 { format!("by {since}") } else { since.to_string() }
}

/// Who tells, each once, in the order of telling.
fn tellers(statements: &[&Statement]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for statement in statements {
        let name = match statement.origin() {
            Some(speaker) => said(Mark::Plain, &speaker.who.name).text,
            None => statement
                .outlet
                .as_deref()
                .map_or_else(|| "an unknown outlet".to_owned(), |outlet| said(Mark::Plain, outlet).text),
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// What stands between names: some have a comma of their own ("sources, Syria").
fn between<S: AsRef<str>>(names: &[S]) -> &'static str {
    if names.iter().any(|name| name.as_ref().contains(", ")) { "; " } else { ", " }
}

fn labelled_tellers(names: &[String]) -> Vec<Run> {
    if names.is_empty() {
        return Vec::new();
    }
    let shown = names.len().min(CITED);
    let mut words = names[..shown].join(between(names));
    if names.len() > shown {
        words.push_str(&format!(" and {} more", names.len() - shown));
    }
    vec![faint("told by "), own(Mark::Source, words)]
}

fn history(view: &View, whole: &Whole, args: &ControlArgs, controls: &[Control]) -> Result<Ending, Error> {
    let histories = told(view, controls)?;
    if args.look.json {
        return Ok(found(!controls.is_empty(), print_json(&histories)));
    }
    let mut sheet = Sheet::new(args.look);
    for history in &histories {
        history_page(&mut sheet, history, whole);
    }
    Ok(found(!controls.is_empty(), sheet.print()))
}

fn history_page(sheet: &mut Sheet, control: &History, whole: &Whole) {
    sheet.blank();
    let mut head = spot_full(&control.place);
    if control.area {
        head.push(faint(" (as a whole)"));
    }
    head.push(faint(format!(" · rule {}", control.rule)));
    sheet.line(0, &head);
    for told in &control.intervals {
        let interval = &told.interval;
        let days = match interval.until {
            Some(until) if until == interval.from => interval.from.to_string(),
            Some(until) => format!("{} – {until}", since_words(interval.from, interval.precision)),
            None => format!("{} –", since_words(interval.from, interval.precision)),
        };
        let mut line = vec![
            own(Mark::Time, format!("{days:<26}")),
            own(Mark::Plain, " "),
            grade_run(interval.grade),
            own(Mark::Plain, "  "),
        ];
        line.extend(holder_runs(interval));
        sheet.line(2, &line);
        sheet.line(6, &[faint("because "), said(Mark::Plain, &interval.because)]);
        for citation in &told.citations {
            if let Some(statement) = whole.statement(citation.claim) {
                claim_lines(sheet, 6, statement, citation.quote.as_deref());
            }
        }
    }
}

/// Id, day, who says so; and under it the sentence.
pub fn claim_lines(sheet: &mut Sheet, indent: usize, statement: &Statement, quote: Option<&str>) {
    let mut line = vec![
        own(Mark::Id, statement.claim.to_string()),
        own(Mark::Plain, "  "),
        own(Mark::Time, day_words(statement.published)),
        own(Mark::Plain, "  "),
    ];
    line.extend(teller(statement));
    sheet.line(indent, &line);
    if let Some(quote) = quote {
        sheet.line(indent + 4, &[quote_run(quote)]);
    }
}

/// Runs `dateline contradictions`.
pub fn contradictions(args: &ContradictionsArgs) -> Ending {
    let Some(view) = look(&args.book, &args.times, Settings::default()) else { return Ending::Nothing };
    tell_contradictions(&view, args).unwrap_or_else(|error| no_answer(&error))
}

fn tell_contradictions(view: &View, args: &ContradictionsArgs) -> Result<Ending, Error> {
    let told = book::contradictions::contradictions(view, args.place.as_deref())?;
    let ending = if args.look.json {
        print_json(&told)
    } else {
        let mut sheet = Sheet::new(args.look);
        for one in &told {
            let event = one.event.map(|id| view.event(id)).transpose()?.flatten();
            contradiction_page(&mut sheet, one, event.as_deref());
        }
        let ending = sheet.print();
        complain(&counted(told.len(), "contradiction"));
        ending
    };
    Ok(found(!told.is_empty(), ending))
}

/// One contradiction: what it is about, the event, the accounts beside each other.
pub fn contradiction_page(sheet: &mut Sheet, one: &Contradiction, event: Option<&Event>) {
    sheet.blank();
    sheet.line(0, &[said(Mark::Headline, &one.summary)]);
    if let Some(event) = event {
        sheet.line(2, &event_line(event));
    }
    accounts(sheet, 2, one);
}

/// The accounts beside each other.
pub fn accounts(sheet: &mut Sheet, indent: usize, one: &Contradiction) {
    let columns: Vec<Vec<Vec<Run>>> = one
        .accounts
        .iter()
        .map(|account| {
            let by = listed(account.by.iter().map(|name| vec![said(Mark::Source, name)]), between(&account.by));
            let claims = listed(account.claims.iter().map(|claim| vec![own(Mark::Id, claim.to_string())]), " ");
            let mut says = vec![faint("says ")];
            says.extend(by);
            vec![vec![said(Mark::Number, &account.says)], says, claims]
        })
        .collect();
    sheet.beside(indent, &columns);
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn interval(from: &str, until: Option<&str>, holder: Option<&str>, grade: &str, claim: &str) -> Value {
        let mut value = json!({"from": from, "precision": 1, "grade": grade, "basis": "taken", "claims": [claim], "reports": [], "because": "x"});
        if let Some(until) = until {
            value["until"] = json!(until);
        }
        if let Some(holder) = holder {
            value["holder"] = json!({"name": holder});
        }
        value
    }

    #[test]
    fn the_holder_is_told_with_who_contests_it_and_who_left() {
        let named = |name: &str| json!({"name": name});
        let cases = [
            (json!({"holder": named("the army")}), "the army"),
            (
                json!({"holder": named("the army"), "contenders": [named("the army"), named("Front")]}),
                "the army, contested by Front",
            ),
            (
                json!({"contenders": [named("Front"), named("the army")]}),
                "nobody known; fought over by Front, the army",
            ),
            (json!({"loser": named("the army")}), "nobody known; left by the army"),
            (json!({}), "nobody known"),
        ];
        for (more, expected) in cases {
            let mut value = interval("2031-03-01", None, None, "claimed", "c00000000000a");
            for (field, part) in more.as_object().unwrap() {
                value[field] = part.clone();
            }
            let interval: Interval = serde_json::from_value(value).unwrap();
            assert_eq!(plain(&holder_runs(&interval)), expected);
        }
    }

    #[test]
    fn a_contradiction_shows_its_accounts_beside_each_other() {
        let one: Contradiction =
            serde_json::from_value(json!({"matter": "number", "summary": "4 or 12 killed at Orvenne", "accounts": [
                {"says": "killed 4", "by": ["a doctor"], "claims": ["c00000000000a"]},
                {"says": "killed 12", "by": ["Northern Front"], "claims": ["c00000000000b", "c00000000000c"]},
            ]}))
            .unwrap();
        let mut sheet = Sheet::plain(Some(70));
        contradiction_page(&mut sheet, &one, None);
        let expected = "4 or 12 killed at Orvenne
  killed 4                         │ killed 12
  says a doctor                    │ says Northern Front
  c00000000000a                    │ c00000000000b c00000000000c
";
        assert_eq!(sheet.text(), expected);
    }
}

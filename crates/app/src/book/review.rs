//! `dateline review`: what people decide, as rows of the ledger. docs/review.md tells what each decision does.
//!
//! [`book::review`] makes drafts of ids and words; this has the ledger record them and says what came of it.

use super::args::{ReviewArgs, ReviewCommand, Times};
use super::sheet::{Sheet, faint, own, print_json, said};
use super::words::event_line;
use super::{counted, look, no_answer, now, open, queue};
use crate::Ending;
use crate::cli::Colour;
use crate::paint::Mark;
use book::review::{self, Deed, Wish};
use book::{Error, View};
use claim::{Act, ClaimId, Decision};
use fuse::events::Settings;
use ledger::Mode;

/// Runs the command.
pub fn review(command: &ReviewCommand) -> Ending {
    let told = match command {
        ReviewCommand::Queue(args) => queue::queue(args),
        ReviewCommand::Agreement { book, look } => queue::agreement(book, *look),
        ReviewCommand::Accept { common, .. }
        | ReviewCommand::Reject { common, .. }
        | ReviewCommand::Edit { common, .. }
        | ReviewCommand::Merge { common, .. }
        | ReviewCommand::Split { common, .. }
        | ReviewCommand::Undo { common, .. } => decide(command, common),
    };
    told.unwrap_or_else(|error| no_answer(&error))
}

fn decide(command: &ReviewCommand, args: &ReviewArgs) -> Result<Ending, Error> {
    if args.by.trim().is_empty() {
        return Err(Error::usage("--by is empty; give a name or initials"));
    }
    let mut drafts = Vec::new();
    {
        let Some(view) = look(&args.book, &Times::default(), Settings::default()) else { return Ok(Ending::Nothing) };
        for wish in wishes(command, args)? {
            drafts.extend(review::drafts(&view, &wish)?);
        }
    }
    let Some(mut ledger) = open(&args.book, Mode::Write) else { return Ok(Ending::Nothing) };
    let decisions = review::record(&mut ledger, &drafts, now(args.clock))?;
    drop(ledger);
    let Some(view) = look(&args.book, &Times::default(), Settings::default()) else { return Ok(Ending::Nothing) };
    tell(&view, args, &decisions)
}

/// What is wanted; an edit of several fields is several wishes.
fn wishes(command: &ReviewCommand, args: &ReviewArgs) -> Result<Vec<Wish>, Error> {
    let wish = |act: Deed, ids: &[String]| Wish {
        act,
        ids: ids.to_vec(),
        by: args.by.clone(),
        note: args.note.clone(),
        ..Wish::default()
    };
    Ok(match command {
        ReviewCommand::Queue(_) | ReviewCommand::Agreement { .. } => Vec::new(),
        ReviewCommand::Accept { ids, .. } => vec![wish(Deed::Accept, ids)],
        ReviewCommand::Reject { ids, .. } => vec![wish(Deed::Reject, ids)],
        ReviewCommand::Merge { ids, .. } => vec![wish(Deed::Merge, ids)],
        ReviewCommand::Split { id, claims, .. } => {
            vec![Wish { claims: claims.clone(), ..wish(Deed::Split, std::slice::from_ref(id)) }]
        }
        ReviewCommand::Undo { id, .. } => vec![Wish { decision: id.clone(), ..wish(Deed::Undo, &[]) }],
        ReviewCommand::Edit { id, fields, .. } => {
            let edit = |typed: &String| {
                let (field, value) = review::typed(typed)?;
                Ok(Wish { field: Some(field), value, ..wish(Deed::Edit, std::slice::from_ref(id)) })
            };
            fields.iter().map(edit).collect::<Result<_, Error>>()?
        }
    })
}

fn tell(view: &View, args: &ReviewArgs, decisions: &[Decision]) -> Result<Ending, Error> {
    let outcome = review::outcome(view, decisions)?;
    if args.json {
        return Ok(print_json(&outcome));
    }
    let mut sheet = Sheet::new(super::args::Look { json: false, color: Colour::Auto });
    for decision in &outcome.decisions {
        sheet.row(0, &super::words::decision_line(decision));
    }
    for event in &outcome.events {
        let mut line = vec![faint("now ")];
        line.extend(event_line(event));
        sheet.row(2, &line);
    }
    if !outcome.without.is_empty() {
        let ids = outcome.without.iter().map(ClaimId::to_string).collect::<Vec<_>>().join(", ");
        sheet.row(
            2,
            &[
                faint(format!("in no event now: {} (", counted(outcome.without.len(), "claim"))),
                own(Mark::Id, ids),
                faint(")"),
            ],
        );
    }
    // Without an id, `undo` takes back what was decided last; an undoing only by its id.
    let (which, what) = match outcome.decisions.as_slice() {
        [one] if matches!(one.act, Act::Undo { .. }) => (format!("{} ", one.id), "it"),
        [_] => (String::new(), "it"),
        _ => (String::new(), "the last of them"),
    };
    sheet.row(
        0,
        &[
            faint(format!("dateline review undo {which}--by ")),
            said(Mark::Plain, &shell_word(&args.by)),
            faint(format!(" takes {what} back")),
        ],
    );
    Ok(sheet.print())
}

/// A word as a shell takes it.
fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    if word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_written_so_that_it_can_be_pasted() {
        for (name, word) in [("AB", "AB"), ("A. Desk", "'A. Desk'"), ("O'Neill", "'O'\\''Neill'")] {
            assert_eq!(shell_word(name), word);
        }
    }
}

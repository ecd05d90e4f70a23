//! `dateline review queue` and `dateline review agreement`: what to look at next, and how far people agree. [`book::queue`] and
//! [`book::agreement`] find it; this lays out lines.

use super::args::{Book, Look, QueueArgs, Times};
use super::lists::outlet_run;
use super::sheet::{Sheet, dotted, faint, found, own, print_json, said};
use super::words::{day_words, quote_run};
use super::{counted, look};
use crate::line::{grouped, record_line};
use crate::paint::Mark;
use crate::{Ending, complain};
use book::Error;
use book::agreement::Pair;
use book::queue::{Ask, Item};
use fuse::events::Settings;

/// Runs `dateline review queue`.
pub fn queue(args: &QueueArgs) -> Result<Ending, Error> {
    let Some(view) = look(&args.book, &Times::default(), Settings::default()) else { return Ok(Ending::Nothing) };
    let ask = Ask { by: args.by.clone(), done: args.done };
    let queue = book::queue::queue(&view, &args.filter.asked(Some(args.limit)), &ask)?;
    let ending = if args.look.json {
        print_json(&queue.items)
    } else {
        let mut sheet = Sheet::new(args.look);
        queue.items.iter().for_each(|item| item_lines(&mut sheet, item));
        sheet.print()
    };
    let shown = queue.items.len();
    let more = if shown < queue.total { format!(" of {}", grouped(queue.total as u64)) } else { String::new() };
    complain(&format!("{}{more} to look at; dateline review accept, reject or edit decides", counted(shown, "claim")));
    Ok(found(shown > 0, ending))
}

/// A claim, its sentence, and why it is worth a look.
fn item_lines(sheet: &mut Sheet, item: &Item) {
    let claim = &item.claim;
    let mut line = vec![own(Mark::Id, claim.claim.id.to_string()), own(Mark::Plain, "  ")];
    line.push(own(Mark::Number, format!("{:.2}", item.score)));
    line.push(own(Mark::Plain, "  "));
    let mut parts = vec![record_line(&claim.claim.record), vec![outlet_run(claim.outlet.as_deref())]];
    parts.push(vec![own(Mark::Time, day_words(claim.published))]);
    if item.graphic {
        parts.push(vec![own(Mark::Verification, "graphic")]);
    }
    for mark in &item.marks {
        parts.push(vec![said(Mark::Source, &mark.by), faint(format!(": {}", mark.act))]);
    }
    line.extend(dotted(parts));
    sheet.row(0, &line);
    match &claim.claim.quote {
        Some(quote) => sheet.row(4, &[quote_run(&quote.text)]),
        None => sheet.row(4, &[faint("its sentence is not kept")]),
    }
    sheet.row(4, &dotted(item.why.iter().map(|why| vec![said(Mark::Plain, why)])));
}

/// Runs `dateline review agreement`.
pub fn agreement(book: &Book, looks: Look) -> Result<Ending, Error> {
    let Some(view) = look(book, &Times::default(), Settings::default()) else { return Ok(Ending::Nothing) };
    let agreement = ::book::agreement::agreement(&view)?;
    if looks.json {
        return Ok(found(!agreement.people.is_empty(), print_json(&agreement)));
    }
    let mut sheet = Sheet::new(looks);
    let people: Vec<Vec<_>> = agreement
        .people
        .iter()
        .map(|one| {
            vec![said(Mark::Source, &one.name), own(Mark::Number, format!("{:>6}", grouped(one.decided as u64)))]
        })
        .collect();
    sheet.table(0, &["PERSON", "CLAIMS"], &people);
    if !agreement.pairs.is_empty() {
        sheet.blank();
        let pairs: Vec<Vec<_>> = agreement.pairs.iter().map(pair_row).collect();
        sheet.table(0, &["TWO PEOPLE", "", " BOTH", "ALIKE", "SHARE", "KAPPA"], &pairs);
    }
    let ending = sheet.print();
    if agreement.people.is_empty() {
        complain("nobody has judged a claim yet; dateline review queue shows what to look at");
    } else if agreement.pairs.is_empty() {
        complain("no two people have judged the same claim yet");
    }
    Ok(found(!agreement.people.is_empty(), ending))
}

fn pair_row(pair: &Pair) -> Vec<crate::paint::Run> {
    let number = |number: usize| own(Mark::Number, format!("{:>5}", grouped(number as u64)));
    vec![
        said(Mark::Source, &pair.one),
        said(Mark::Source, &pair.two),
        number(pair.both),
        number(pair.agree),
        own(Mark::Number, format!("{:>4.0}%", pair.share * 100.0)),
        pair.kappa.map_or_else(|| faint("  n/a"), |kappa| own(Mark::Number, format!("{kappa:>5.2}"))),
    ]
}

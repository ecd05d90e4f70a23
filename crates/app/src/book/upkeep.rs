//! `dateline verify`: is the chain whole; and `dateline forget`: what was erased, and what stays.

use super::args::{ForgetArgs, Times, VerifyArgs};
use super::sheet::print_json;
use super::{counted, failed, look, no_answer, now, open};
use crate::shown::shown;
use crate::{Ending, complain, print};
use book::ids::{self, Thing};
use book::{ErrorKind, fusing};
use claim::ReportId;
use fuse::events::Settings;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use ledger::{Erase, Erased, Mode, Verified};
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// Walks that end sooner have no progress bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// Runs `dateline verify`.
pub fn verify(args: &VerifyArgs) -> Ending {
    let Some(ledger) = open(&args.book, Mode::Read) else { return Ending::Nothing };
    let bar = Bar::new(args.quiet);
    let walked = ledger.verify(|done, all| bar.at(done, all));
    bar.end();
    let verified = match walked {
        Ok(verified) => verified,
        Err(error) => return failed(&error),
    };
    let ending = if args.json { print_json(&verified) } else { print(&verdict(&verified)) };
    match ending {
        Ending::All if verified.first_bad.is_some() => Ending::Some,
        ending => ending,
    }
}

/// "27,113 rows, chain whole, head 3f9a…", or the first bad row.
fn verdict(verified: &Verified) -> String {
    let rows = counted(usize::try_from(verified.head.seq).unwrap_or(usize::MAX), "row");
    match &verified.first_bad {
        None => format!("{rows}, chain whole, head {}\n", verified.head.hash),
        Some(bad) => format!("{}\n", shown(&bad.to_string())),
    }
}

/// A bar on standard error: on a terminal, and only when it takes more than a second.
struct Bar {
    bar: Option<ProgressBar>,
    since: Instant,
}

impl Bar {
    fn new(quiet: bool) -> Bar {
        let wanted = !quiet && std::io::stderr().is_terminal();
        let bar = wanted.then(|| {
            let style = ProgressStyle::with_template("{bar:24} {pos}/{len} rows · {per_sec}, {eta} left");
            let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::with_draw_target(Some(1), ProgressDrawTarget::hidden()).with_style(style)
        });
        Bar { bar, since: Instant::now() }
    }

    fn at(&self, done: u64, all: u64) {
        let Some(bar) = &self.bar else { return };
        bar.set_length(all);
        bar.set_position(done);
        if bar.is_hidden() && self.since.elapsed() > PATIENCE {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    fn end(&self) {
        self.bar.iter().for_each(ProgressBar::finish_and_clear);
    }
}

/// Runs `dateline forget`.
pub fn forget(args: &ForgetArgs) -> Ending {
    if args.by.trim().is_empty() {
        complain("--by is empty; give a name or initials");
        return Ending::Usage;
    }
    let mut reports: Vec<ReportId> = Vec::new();
    {
        let Some(view) = look(&args.book, &Times::default(), Settings::default()) else { return Ending::Nothing };
        // All are found before the first is erased: erasing cannot be taken back.
        for asked in &args.reports {
            match ids::find(&view, asked) {
                Ok(Thing::Report(id)) if reports.contains(&id) => {}
                Ok(Thing::Report(id)) => reports.push(id),
                Ok(_) => {
                    complain(&format!(
                        "\"{asked}\" is no report; nothing was erased; dateline list reports shows them"
                    ));
                    return Ending::Usage;
                }
                Err(error) if matches!(error.kind(), ErrorKind::Ledger(_)) => return no_answer(&error),
                Err(error) => {
                    complain(&format!("{error}; nothing was erased"));
                    return Ending::Some;
                }
            }
        }
    }
    let Some(mut ledger) = open(&args.book, Mode::Write) else { return Ending::Nothing };
    let what = if args.all { Erase::All } else { Erase::Text };
    for id in reports {
        let erased = match ledger.erase(id, what, args.by.trim(), now(args.clock)) {
            Ok(erased) => erased,
            Err(error) => return failed(&error),
        };
        if print(&format!("{}\n", erased_words(id, what, &erased))) == Ending::Nothing {
            return Ending::Nothing;
        }
        if !erased.wiped {
            complain("another program is reading this ledger, so old pages lie beside it until that one ends");
        }
    }
    // Also where only texts went: what is joined is then as new as the chain, and nobody is told to join it.
    if let Err(error) = fusing::catch_up(&mut ledger) {
        return failed(&error);
    }
    Ending::All
}

/// "r…: text erased; metadata, quotes and claims stay".
fn erased_words(id: ReportId, what: Erase, erased: &Erased) -> String {
    match (erased.new, what) {
        (false, _) => format!("{id}: was erased before"),
        (true, Erase::Text) => format!("{id}: text erased; title, claims and their quotes stay"),
        (true, Erase::All) => {
            let claims = counted(usize::try_from(erased.claims).unwrap_or(usize::MAX), "claim");
            format!("{id}: text, title, quotes and {claims} erased; its rows stay in the chain with their hashes")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_erased_is_told() {
        let id = ReportId::from_number(7);
        let cases = [
            (Erase::Text, true, 0, "r000000000007: text erased; title, claims and their quotes stay"),
            (
                Erase::All,
                true,
                3,
                "r000000000007: text, title, quotes and 3 claims erased; its rows stay in the chain with their hashes",
            ),
            (Erase::All, false, 0, "r000000000007: was erased before"),
        ];
        for (what, new, claims, expected) in cases {
            assert_eq!(erased_words(id, what, &Erased { claims, new, wiped: true }), expected);
        }
    }
}

//! `dateline checks`: the statements of reports that can be tested, with the outcomes. [`book::checks`] finds them; this lays out lines.

use super::args::{ChecksArgs, VerdictWord};
use super::sheet::{Sheet, dotted, faint, found, own, print_json, said};
use super::words::{day_words, quote_run};
use super::{look, no_answer};
use crate::line::grouped;
use crate::paint::{Mark, Run};
use crate::{Ending, complain};
use book::checks::CheckView;
use book::{Error, View};
use fuse::checks::{Checked, Verdict};
use fuse::events::Settings;
use jiff::civil::Date;

/// Runs the command.
pub fn checks(args: &ChecksArgs) -> Ending {
    let Some(view) = look(&args.book, &args.times, Settings::default()) else { return Ending::Nothing };
    tell(&view, args).unwrap_or_else(|error| no_answer(&error))
}

fn tell(view: &View, args: &ChecksArgs) -> Result<Ending, Error> {
    let mut checks: Vec<&CheckView> = book::checks::checks(view)?.iter().collect();
    let counts = summary(checks.iter().map(|one| one.checked.verdict));
    if !args.verdict.is_empty() {
        checks.retain(|one| args.verdict.iter().any(|word| verdict(*word) == one.checked.verdict));
    }
    let ending = if args.look.json {
        print_json(&checks)
    } else {
        let mut sheet = Sheet::new(args.look);
        for one in &checks {
            check_lines(&mut sheet, 0, &one.checked, one.outlet.as_deref(), one.published);
        }
        let ending = sheet.print();
        complain(&counts);
        ending
    };
    Ok(found(!checks.is_empty(), ending))
}

/// A statement with its outcome: sign, quote, where it stands; and under it why.
pub fn check_lines(sheet: &mut Sheet, indent: usize, one: &Checked, outlet: Option<&str>, published: Option<Date>) {
    let mut line = vec![verdict_run(one.verdict), own(Mark::Plain, "  "), quote_run(&one.testable.quote)];
    let outlet = outlet.map(|outlet| said(Mark::Source, outlet)).unwrap_or_else(|| faint("unknown outlet"));
    let about =
        vec![vec![outlet], vec![own(Mark::Time, day_words(published))], vec![own(Mark::Id, one.report.to_string())]];
    line.push(faint("  "));
    line.extend(dotted(about));
    sheet.row(indent, &line);
    sheet.row(
        indent + 4,
        &[said(Mark::Plain, &one.because), faint(format!(" ({}, rule {})", one.testable.statement.name(), one.rule))],
    );
}

/// A verdict with a sign that needs no colour.
pub fn verdict_run(verdict: Verdict) -> Run {
    match verdict {
        Verdict::Holds => own(Mark::Firm, "✓ holds"),
        Verdict::DoesNotHold => own(Mark::Problem, "✗ does not hold"),
        Verdict::CannotBeTested => faint("? cannot be tested"),
    }
}

fn verdict(word: VerdictWord) -> Verdict {
    match word {
        VerdictWord::Holds => Verdict::Holds,
        VerdictWord::DoesNotHold => Verdict::DoesNotHold,
        VerdictWord::CannotBeTested => Verdict::CannotBeTested,
    }
}

/// "41 statements: does not hold 2, holds 30, cannot be tested 9".
fn summary(verdicts: impl Iterator<Item = Verdict>) -> String {
    let verdicts: Vec<Verdict> = verdicts.collect();
    let of = |verdict| grouped(verdicts.iter().filter(|one| **one == verdict).count() as u64);
    format!(
        "{}: does not hold {}, holds {}, cannot be tested {}; docs/checks.md has the rules",
        super::counted(verdicts.len(), "statement"),
        of(Verdict::DoesNotHold),
        of(Verdict::Holds),
        of(Verdict::CannotBeTested)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use claim::ReportId;
    use fuse::Rule;

    fn checked(verdict: Verdict) -> Checked {
        let testable = serde_json::json!({
            "sentence": 0, "span": [0, 9], "quote": "a \u{1b}[2J quote", "made_by": "testable/1", "kind": "sum",
            "words": "12 people", "total": [12, 12], "parts": [{"words": "7 children", "bounds": [7, 7]}],
            "exhaustive": false, "disjoint": true,
        });
        Checked {
            report: ReportId::from_number(7),
            testable: serde_json::from_value(testable).unwrap(),
            verdict,
            numbers: None,
            because: "7 is not more than 12".to_owned(),
            rule: Rule::new("sum", 1),
        }
    }

    #[test]
    fn a_check_tells_verdict_quote_place_and_reason() {
        let mut sheet = Sheet::plain(None);
        check_lines(&mut sheet, 0, &checked(Verdict::Holds), Some("Example Wire"), Some(jiff::civil::date(2031, 3, 9)));
        let expected = "✓ holds  “a ␛[2J quote”  Example Wire · 2031-03-09 · r000000000007
    7 is not more than 12 (sum, rule sum v1)
";
        assert_eq!(sheet.text(), expected);
    }

    #[test]
    fn the_summary_counts_by_verdict() {
        let all = summary([Verdict::Holds, Verdict::Holds, Verdict::DoesNotHold].into_iter());
        assert!(all.starts_with("3 statements: does not hold 1, holds 2, cannot be tested 0;"), "{all}");
        assert!(summary([].into_iter()).starts_with("0 statements: "));
    }
}

//! Plain text -> one report. The text stays exactly as it is; title and date are only read off its first lines.
//! Never cuts a title, a byline or a credit out of the text: what is no story is marked as noise instead.

use crate::{Each, Hint, dates, encoding, hand_on, new_report, noise};
use claim::{Problem, Severity};
use jiff::civil::Date;

/// Lines with something on them among which a date line or a dateline is looked for.
const HEAD_LINES: usize = 8;
/// Longest title, in code points.
const TITLE_LENGTH: usize = 160;
/// A dateline ends within this many bytes.
const DATELINE_LENGTH: usize = 110;

/// Reads one file of plain text; `charset` is what a server said of its encoding.
pub(crate) fn read(bytes: &[u8], charset: Option<&str>, hint: &Hint, each: Each) {
    let (text, problem) = encoding::decode(bytes, charset);
    if text.contains('\0') {
        let message = "this holds zero bytes, so it is binary data; save it as text or HTML";
        each(Err(Problem::new(Severity::Error, "not_text", message).at(hint.name, None)));
        return;
    }
    if let Some(problem) = problem {
        let line = problem.line;
        each(Err(problem.at(hint.name, line)));
    }
    let mut report = new_report(text, hint, None);
    report.title = title(&report.text).map(str::to_owned);
    report.date = date(&report.text);
    hand_on(report, hint, each);
}

/// The first line, where it is short, ends like no sentence and has a blank line below and a story below that.
pub(crate) fn title(text: &str) -> Option<&str> {
    let mut lines = text.lines().skip_while(|line| line.trim().is_empty());
    let first = lines.next()?.trim();
    let blank_below = lines.next()?.trim().is_empty();
    let has_story = lines.any(|line| !line.trim().is_empty());
    let short = first.chars().take(TITLE_LENGTH + 1).count() <= TITLE_LENGTH;
    let open = !first.ends_with(['.', ':', ';', ',']);
    let is_title =
        blank_below && has_story && short && open && !noise::is_noise(first) && dates::of_line(first).is_none();
    is_title.then(|| first.trim_start_matches(['#', ' ']))
}

/// The date on a line of its own, or in a dateline ("KARVASH, March 3, 2031 (Example Wire) —"), among the first lines.
pub(crate) fn date(text: &str) -> Option<Date> {
    let head = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(HEAD_LINES);
    head.filter_map(|line| dates::of_line(clip(line, 2 * DATELINE_LENGTH)).or_else(|| in_dateline(line))).next()
}

/// A dateline begins with a place in capitals and ends with a dash or a colon.
fn in_dateline(line: &str) -> Option<Date> {
    let start = clip(line, DATELINE_LENGTH);
    let marks = ["—", "–", " - ", "--", ": ", ") "];
    let (dash, mark) = marks.iter().filter_map(|mark| Some((start.find(mark)?, mark.len()))).min()?;
    let end = dash + mark;
    let place = start[..dash].split([',', '(']).next()?;
    let capitals = place.chars().filter(|c| c.is_alphabetic()).count() >= 3 && !place.chars().any(char::is_lowercase);
    let (range, date) = dates::find(start)?;
    // "KARVASH - March 3, 2031 (Example Wire)": the date may also be the first thing behind the dash.
    (capitals && range.start <= end + 1).then_some(date)
}

/// At most `bytes` bytes of `line`, cut between characters.
fn clip(line: &str, bytes: usize) -> &str {
    &line[..line.floor_char_boundary(bytes)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_a_short_first_line_above_a_blank_one() {
        let cases = [
            ("Shelling in Karvash\n\nShells fell on Karvash.", Some("Shelling in Karvash")),
            ("\n# Shelling in Karvash\r\n\r\nShells fell.", Some("Shelling in Karvash")),
            ("Shells fell on Karvash.\n\nNobody was hurt.", None),
            ("Shelling in Karvash\nShells fell on Karvash.", None),
            ("Shelling in Karvash\n\n", None),
            ("By Jane Doe\n\nShells fell on Karvash.", None),
            ("3 March 2031\n\nShells fell on Karvash.", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(title(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_date_is_read_off_the_first_lines() {
        let cases = [
            ("Title\n\nBy Jane Doe\n3 March 2031\n\nShells fell.", Some("2031-03-03")),
            ("KARVASH, March 3, 2031 (Example Wire) — Shells fell on 1 March 2031.", Some("2031-03-03")),
            ("KARVASH, Ostland, 3 Mar 2031: Shells fell.", Some("2031-03-03")),
            ("KARVASH - March 3, 2031 (Example Wire) - Shells fell.", Some("2031-03-03")),
            ("KARVASH, March 3 (Example Wire) — Shells fell on 1 March 2031.", None),
            ("Shells fell on 1 March 2031 - a Saturday.", None),
            ("Shells fell.\n".repeat(9).leak(), None),
        ];
        for (text, expected) in cases {
            assert_eq!(date(text).map(|date| date.to_string()).as_deref(), expected, "{text}");
        }
    }
}

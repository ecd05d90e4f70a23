//! Lines of marked words on their way to the terminal: wrapped, indented, in columns. Knows nothing of what they say.
//!
//! Somebody else's words come in by [`said`] alone, which makes them safe; the program's own by [`own`].

use super::args::Look;
use crate::page::block;
use crate::paint::{Mark, Paint, Run};
use crate::shown::{isolated, json_escaped, shown};
use crate::{Ending, print, screen};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

/// Columns of a page that is not read on a terminal.
const PAGE_WIDTH: usize = 100;

/// Words of a report, a name, a note: safe for a terminal.
pub fn said(mark: Mark, text: &str) -> Run {
    Run::new(mark, isolated(&shown(text)).into_owned())
}

/// The program's own words.
pub fn own(mark: Mark, text: impl Into<String>) -> Run {
    Run::new(mark, text)
}

/// The program's own words of less interest.
pub fn faint(text: impl Into<String>) -> Run {
    Run::new(Mark::Faint, text)
}

/// Between two things of one line.
pub const DOT: &str = " · ";

/// Parts with a dot between them; empty parts are left out.
pub fn dotted(parts: impl IntoIterator<Item = Vec<Run>>) -> Vec<Run> {
    listed(parts, DOT)
}

/// Parts with `between` between them; empty parts are left out.
pub fn listed(parts: impl IntoIterator<Item = Vec<Run>>, between: &str) -> Vec<Run> {
    let mut line = Vec::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if !line.is_empty() {
            line.push(faint(between));
        }
        line.extend(part);
    }
    line
}

/// Text that grows line by line.
pub struct Sheet {
    text: String,
    paint: Paint,
    width: Option<usize>,
}

impl Sheet {
    /// For standard output.
    pub fn new(look: Look) -> Sheet {
        Sheet { text: String::new(), paint: screen::paint(look.color, &std::io::stdout()), width: screen::width() }
    }

    /// Without colours, so wide; `None` for lines of any length.
    #[cfg(test)]
    pub fn plain(width: Option<usize>) -> Sheet {
        Sheet { text: String::new(), paint: Paint { colours: false }, width }
    }

    /// What there is so far.
    #[cfg(test)]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A line of a list: wrapped on a terminal, whole in a file or a pipe, where other programs look for it.
    pub fn row(&mut self, indent: usize, runs: &[Run]) {
        self.put(indent, runs, self.width.unwrap_or(usize::MAX));
    }

    /// A line of a page: always wrapped.
    pub fn line(&mut self, indent: usize, runs: &[Run]) {
        self.put(indent, runs, self.width.unwrap_or(PAGE_WIDTH));
    }

    fn put(&mut self, indent: usize, runs: &[Run], width: usize) {
        let (first, next) = (" ".repeat(indent), " ".repeat(indent + 4));
        block(&mut self.text, self.paint, runs, width, &first, &next);
    }

    /// A line between a page's parts.
    pub fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// The heading of a part of a page.
    pub fn heading(&mut self, words: &str) {
        self.blank();
        self.line(0, &[own(Mark::Headline, words)]);
    }

    /// The line above a page.
    pub fn rule(&mut self) {
        self.blank();
        self.line(0, &[faint("─".repeat(self.width.unwrap_or(PAGE_WIDTH).min(72)))]);
    }

    /// Rows in columns, each as wide as its widest cell; `header` may be empty. The last column ends where its words end.
    pub fn table(&mut self, indent: usize, header: &[&str], rows: &[Vec<Run>]) {
        self.table_with(indent, header, rows, |_, _| {});
    }

    /// The same; after each row (by its number) comes what `under` appends.
    pub fn table_with(
        &mut self,
        indent: usize,
        header: &[&str],
        rows: &[Vec<Run>],
        mut under: impl FnMut(&mut Sheet, usize),
    ) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0).max(header.len());
        let widest = |at: usize| {
            let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.text.width());
            cells.chain(header.get(at).map(|word| word.width())).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(widest).collect();
        let head = (!header.is_empty()).then(|| header.iter().map(|word| own(Mark::Headline, *word)).collect());
        let numbered = rows.iter().enumerate().map(|(at, row)| (Some(at), row));
        for (at, row) in head.iter().map(|row| (None, row)).chain(numbered) {
            self.text.push_str(&" ".repeat(indent));
            let last = row.iter().rposition(|cell| !cell.text.is_empty()).unwrap_or(0);
            let mut runs = Vec::new();
            for (at, cell) in row.iter().enumerate().take(last + 1) {
                runs.push(cell.clone());
                if at < last {
                    runs.push(own(Mark::Plain, " ".repeat(widths[at] + 2 - cell.text.width())));
                }
            }
            self.paint.write(&mut self.text, &runs);
            self.text.push('\n');
            if let Some(at) = at {
                under(self, at);
            }
        }
    }

    /// Columns of paragraphs beside each other where they find room, else one below the other.
    pub fn beside(&mut self, indent: usize, columns: &[Vec<Vec<Run>>]) {
        const LEAST: usize = 24;
        const GAP: usize = 3;
        let width = self.width.unwrap_or(PAGE_WIDTH).saturating_sub(indent);
        let each = (width + GAP) / columns.len().max(1);
        if each < LEAST + GAP {
            for (at, paragraphs) in columns.iter().enumerate() {
                for (number, runs) in paragraphs.iter().enumerate() {
                    let mut line = vec![faint(if number == 0 { format!("{}. ", at + 1) } else { "   ".to_owned() })];
                    line.extend(runs.iter().cloned());
                    self.line(indent, &line);
                }
            }
            return;
        }
        let lines: Vec<Vec<(String, usize)>> =
            columns.iter().map(|paragraphs| self.lines(paragraphs, each - GAP)).collect();
        for at in 0..lines.iter().map(Vec::len).max().unwrap_or(0) {
            let mut line = " ".repeat(indent);
            for (number, column) in lines.iter().enumerate() {
                let (text, used) = column.get(at).map_or(("", 0), |(text, used)| (text.as_str(), *used));
                line.push_str(text);
                if number + 1 < lines.len() {
                    line.push_str(&" ".repeat((each - GAP).saturating_sub(used)));
                    line.push_str(" │ ");
                }
            }
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    /// Paragraphs as lines with what each takes on the screen.
    fn lines(&self, paragraphs: &[Vec<Run>], width: usize) -> Vec<(String, usize)> {
        let (mut painted, mut bare) = (String::new(), String::new());
        for runs in paragraphs.iter().filter(|runs| !runs.is_empty()) {
            block(&mut painted, self.paint, runs, width, "", "  ");
            block(&mut bare, Paint { colours: false }, runs, width, "", "  ");
        }
        painted.lines().map(str::to_owned).zip(bare.lines().map(|line| line.width())).collect()
    }

    /// Writes it all.
    pub fn print(&self) -> Ending {
        print(&self.text)
    }
}

/// Writes a value as JSON that a terminal may show.
pub fn print_json(value: &impl Serialize) -> Ending {
    print(&json_page(value))
}

/// A value as JSON that a terminal may show.
pub fn json_page(value: &impl Serialize) -> String {
    // Values have string keys only and finite numbers: they can always be written.
    let json = serde_json::to_string_pretty(value).unwrap_or_default();
    format!("{}\n", json_escaped(&json))
}

/// [`Ending::Some`] where nothing was found; else how writing ended.
pub fn found(any: bool, ending: Ending) -> Ending {
    if ending == Ending::All && !any { Ending::Some } else { ending }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other_whatever_the_script() {
        let mut sheet = Sheet::plain(None);
        let row =
            |place: &str, holder: &str| vec![said(Mark::Place, place), said(Mark::Party, holder), own(Mark::Plain, "")];
        sheet.table(
            2,
            &["PLACE", "HOLDER"],
            &[row("Orvenne", "Northern Front"), row("北部の町", "–"), row("حمص", "army")],
        );
        let column = |line: &str, word: &str| line[..line.find(word).unwrap()].width();
        let lines: Vec<&str> = sheet.text().lines().collect();
        assert_eq!(lines[0], "  PLACE     HOLDER");
        for (line, word) in [(1, "Northern"), (2, "–"), (3, "army")] {
            assert_eq!(column(lines[line], word), 12, "{}", lines[line]);
        }
        assert!(lines[3].contains("\u{2068}حمص\u{2069}"), "{}", lines[3]);
    }

    #[test]
    fn a_row_is_whole_in_a_pipe_and_wrapped_on_a_terminal() {
        let words = "word ".repeat(30);
        let (mut pipe, mut terminal) = (Sheet::plain(None), Sheet::plain(Some(60)));
        pipe.row(0, &[said(Mark::Plain, &words)]);
        terminal.row(0, &[said(Mark::Plain, &words)]);
        assert_eq!(pipe.text().lines().count(), 1);
        assert_eq!(terminal.text().lines().count(), 3);
        assert!(terminal.text().lines().skip(1).all(|line| line.starts_with("    word")), "{}", terminal.text());
    }

    #[test]
    fn accounts_stand_beside_each_other_where_they_find_room() {
        let column = |words: &str| {
            vec![vec![said(Mark::Number, words)], vec![said(Mark::Source, "the ministry of health of Orvenne")]]
        };
        let mut wide = Sheet::plain(Some(60));
        wide.beside(2, &[column("killed 4"), column("killed 12")]);
        let expected = "  killed 4                    │ killed 12
  the ministry of health of   │ the ministry of health of
    Orvenne                   │   Orvenne
";
        assert_eq!(wide.text(), expected);
        let mut narrow = Sheet::plain(Some(40));
        narrow.beside(0, &[column("killed 4"), column("killed 12")]);
        assert!(narrow.text().starts_with("1. killed 4\n   the ministry"), "{}", narrow.text());
    }

    #[test]
    fn a_name_cannot_send_the_terminal_a_command() {
        let mut sheet = Sheet::plain(None);
        sheet.table(0, &[], &[vec![said(Mark::Place, "Or\u{1b}[2Jvenne\u{202e}"), said(Mark::Party, "a\nb")]]);
        assert_eq!(sheet.text(), "Or␛[2Jvenne  a b\n");
    }
}

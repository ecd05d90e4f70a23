//! Markup -> lines: paragraphs with a blank line between them, headings on their own, lists with "- ", tables row by
//! row with " | " between cells. White space as a browser shows it. Knows nothing of what is story.

use super::tags::{Tag, Tags};

/// Elements that begin and end a paragraph.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "section",
    "article",
    "main",
    "header",
    "footer",
    "aside",
    "blockquote",
    "figure",
    "figcaption",
    "ul",
    "ol",
    "dl",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
    "address",
    "hr",
    "form",
    "fieldset",
    "details",
    "summary",
    "center",
    "caption",
    "hgroup",
    "li",
    "tr",
    "dt",
    "dd",
    "thead",
    "tbody",
    "tfoot",
    "body",
];
/// Parts of a page that frame the story.
const FRAME: &[&str] = &["header", "footer", "aside", "nav"];

/// The text of `html`; without the frame of the page if `leave_frame_out`.
pub(crate) fn render(html: &str, leave_frame_out: bool) -> String {
    let mut lines = Lines::default();
    let (mut frame, mut verbatim) = (0usize, 0usize);
    for tag in Tags::new(html) {
        match tag {
            Tag::Start { name, .. } => {
                frame += usize::from(FRAME.contains(&&*name));
                verbatim += usize::from(&*name == "pre");
                lines.start(&name);
            }
            Tag::End { name } => {
                if FRAME.contains(&&*name) {
                    frame = frame.saturating_sub(1);
                }
                verbatim = verbatim.saturating_sub(usize::from(&*name == "pre"));
                lines.end(&name);
            }
            Tag::Text(text) if frame == 0 || !leave_frame_out => {
                lines.text(&html_escape::decode_html_entities(text), verbatim > 0);
            }
            Tag::Text(_) | Tag::Raw(_) | Tag::Comment(_) => {}
        }
    }
    lines.written
}

#[derive(Default)]
struct Lines {
    written: String,
    /// Line ends to write before the next text: 0, 1 or 2.
    ends: usize,
    /// White space was seen behind the last text.
    space: bool,
    /// A list item has begun and has no text yet.
    bullet: bool,
    /// A table cell has ended in this row.
    cell: bool,
    /// List items that are open.
    items: usize,
    /// Rows that are open.
    rows: usize,
}

impl Lines {
    fn start(&mut self, name: &str) {
        match name {
            "br" => self.ends = self.ends.max(1),
            "li" => {
                self.end_line();
                self.items += 1;
                self.bullet = true;
            }
            "tr" => {
                self.end_line();
                self.rows += 1;
                self.cell = false;
            }
            "td" | "th" => {}
            "dt" | "dd" | "thead" | "tbody" | "tfoot" => self.end_line(),
            _ if BLOCKS.contains(&name) => self.end_paragraph(),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "li" => {
                self.items = self.items.saturating_sub(1);
                self.bullet = false;
                self.end_line();
            }
            "tr" => {
                self.rows = self.rows.saturating_sub(1);
                self.end_line();
            }
            "td" | "th" => self.cell = true,
            _ if BLOCKS.contains(&name) => self.end_paragraph(),
            _ => {}
        }
    }

    fn end_line(&mut self) {
        self.ends = self.ends.max(1);
    }

    /// Inside a list item, and before its first word, a paragraph is only a line.
    fn end_paragraph(&mut self) {
        let ends = if self.bullet || self.items > 0 { 1 } else { 2 };
        self.ends = self.ends.max(ends);
    }

    fn text(&mut self, text: &str, verbatim: bool) {
        for c in text.chars() {
            match c {
                '\n' if verbatim => self.ends = (self.ends + 1).min(2),
                ' ' | '\n' | '\t' | '\r' | '\u{c}' | '\u{a0}' => self.space = true,
                // Marks that show nothing and break words: soft hyphen, zero-width space, byte order mark.
                '\u{ad}' | '\u{200b}' | '\u{feff}' | '\0' => {}
                c => {
                    self.gap();
                    self.written.push(c);
                }
            }
        }
    }

    /// Writes what stands between the last text and the next.
    fn gap(&mut self) {
        if self.written.is_empty() {
            self.cell = false;
        } else if self.ends > 0 {
            self.written.push_str(if self.ends == 1 { "\n" } else { "\n\n" });
            self.cell = false;
        } else if self.cell {
            self.written.push_str(" | ");
        } else if self.space {
            self.written.push(' ');
        }
        if self.bullet {
            self.written.push_str("- ");
        }
        (self.ends, self.space, self.bullet, self.cell) = (0, false, false, false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_lines() {
        let cases = [
            ("<h1>A  title</h1><p>One\n two.</p><p>Three.</p>", "A title\n\nOne two.\n\nThree."),
            ("One<br>two<br/><br>three", "One\ntwo\nthree"),
            ("<p>Said:</p><ul><li>one</li><li><p>two</p></li></ul><p>End.</p>", "Said:\n\n- one\n- two\n\nEnd."),
            ("<ul><li>one<ul><li>inner</li></ul></li><li></li><li>two</li></ul>", "- one\n- inner\n- two"),
            (
                "<table><tr><th>Town</th><th>Killed</th></tr><tr><td>Karvash</td><td> 4 </td></tr></table>",
                "Town | Killed\nKarvash | 4",
            ),
            ("<table><tr><td><p>One.</p><p>Two.</p></td><td><p>Three.</p></td></tr></table>", "One.\n\nTwo.\n\nThree."),
            ("a <b>b</b><i>c</i> d", "a bc d"),
            ("&ldquo;A&rdquo; &amp;amp; &#x42; &nope; soft&shy;ly&nbsp;", "“A” &amp; B &nope; softly"),
            ("<pre>one\ntwo</pre>", "one\ntwo"),
            ("<script>x</script> <!-- y -->", ""),
        ];
        for (html, text) in cases {
            assert_eq!(render(html, false), text, "{html}");
        }
        assert_eq!(render("<header>Menu</header><p>Story</p><footer>Legal</footer>", true), "Story");
    }
}

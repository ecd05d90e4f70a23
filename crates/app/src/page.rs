//! A report as a readable page in the terminal: header, sentences, and under each sentence its claims.
//!
//! Wraps by `textwrap`, which knows where a line may break in any script. Never shows a character of the report that a
//! terminal would obey.

use crate::line::claim_line;
use crate::meaning::meaning_line;
use crate::paint::{Mark, Paint, Run};
use crate::shown::{has_right_to_left, isolated, shown, shown_char};
use claim::{Claim, CodePoints, Problem, Report, Span, TextSlot};
use std::fmt::Write;
use textwrap::{Options, WordSplitter, WrapAlgorithm};

/// Characters of a text without sentences that a page shows: enough to see what it is.
const PREVIEW: usize = 600;

/// How a page is laid out.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Columns for sentences.
    pub width: usize,
    /// True where a claim longer than `width` is wrapped, too; else it stays one line, whatever its length.
    pub wrap_claims: bool,
    /// Colours or none.
    pub paint: Paint,
}

/// Appends the page of one report to `out`. `claims` in the order of their sentences.
pub fn page(
    out: &mut String,
    layout: Layout,
    report: &Report,
    sentences: &[Span],
    claims: &[Claim],
    problems: &[Problem],
) {
    header(out, layout, report, problems);
    let points = CodePoints::new(&report.text);
    let mut after_claims = true;
    for (number, &sentence) in sentences.iter().enumerate() {
        let here: Vec<&Claim> = claims.iter().filter(|claim| claim.sentence == number).collect();
        if !here.is_empty() && !after_claims {
            out.push('\n');
        }
        let base = if here.is_empty() { Mark::Faint } else { Mark::Plain };
        let runs = marked(points.slice(sentence), sentence, base, claims);
        block(out, layout.paint, &runs, layout.width, "", "");
        for claim in &here {
            let width = if layout.wrap_claims { layout.width } else { usize::MAX };
            block(out, layout.paint, &claim_line(claim), width, "    ", "        ");
            if let Some(meaning) = meaning_line(claim.resolved.as_ref()) {
                block(out, layout.paint, &meaning, width, "      ", "        ");
            }
        }
        after_claims = !here.is_empty();
        if after_claims {
            out.push('\n');
        }
    }
    if sentences.is_empty() {
        let start: String = report.text.chars().take(PREVIEW).collect();
        let cut = if start.len() < report.text.len() { " …" } else { "" };
        let runs = [Run::new(Mark::Faint, format!("{}{cut}", isolated(&shown(&start))))];
        block(out, layout.paint, &runs, layout.width, "", "");
    }
    if !after_claims || sentences.is_empty() {
        out.push('\n');
    }
}

fn header(out: &mut String, layout: Layout, report: &Report, problems: &[Problem]) {
    let title = report.title.as_deref().unwrap_or(&report.id);
    let rule = "─".repeat(layout.width.min(72));
    block(out, layout.paint, &[Run::new(Mark::Faint, rule)], usize::MAX, "", "");
    block(out, layout.paint, &[Run::new(Mark::Headline, isolated(&shown(title)))], layout.width, "", "");
    let mut about = Vec::new();
    about.extend(report.outlet.as_deref().map(|outlet| isolated(&shown(outlet)).into_owned()));
    about.push(report.date.map_or_else(|| "no date".to_owned(), |date| date.strftime("%Y-%m-%d (%A)").to_string()));
    if report.title.is_some() {
        about.push(isolated(&shown(&report.id)).into_owned());
    }
    block(out, layout.paint, &[Run::new(Mark::Faint, about.join(" · "))], layout.width, "", "");
    for problem in problems {
        let runs = [Run::new(Mark::Problem, format!("! {}", shown(&problem.message)))];
        block(out, layout.paint, &runs, layout.width, "", "  ");
    }
    out.push('\n');
}

/// The text of one sentence as runs: triggers and fillers of all claims that stand in it, the rest in `base`.
/// Line breaks and runs of spaces become one space.
fn marked(text: &str, sentence: Span, base: Mark, claims: &[Claim]) -> Vec<Run> {
    let mut marks = vec![base; sentence.len()];
    let mut put = |span: Span, mark: Mark| {
        if sentence.overlaps(span) {
            let start = span.start.max(sentence.start) - sentence.start;
            let end = span.end.min(sentence.end) - sentence.start;
            marks[start..end].fill(mark);
        }
    };
    // Triggers last: where words are both, the event is what the eye looks for.
    for claim in claims {
        for slot in TextSlot::ALL.into_iter().rev() {
            claim.slot(slot).iter().for_each(|filler| put(filler.span, slot_mark(slot)));
        }
        let counted = claim.counts.iter().flatten().filter_map(|count| count.span);
        counted.for_each(|span| put(span, Mark::Number));
        claim.verification.iter().filter_map(|note| note.span).for_each(|span| put(span, Mark::Verification));
    }
    for claim in claims {
        put(claim.trigger.span, Mark::Trigger(claim.event_type));
    }

    let mut runs: Vec<Run> = Vec::new();
    let mut after_space = true;
    for (c, mark) in text.chars().zip(marks) {
        let Some(c) = shown_char(c) else { continue };
        if c == ' ' && after_space {
            continue;
        }
        after_space = c == ' ';
        match runs.last_mut() {
            Some(run) if run.mark == mark => run.text.push(c),
            _ => runs.push(Run::new(mark, c)),
        }
    }
    runs
}

fn slot_mark(slot: TextSlot) -> Mark {
    match slot {
        TextSlot::Actor | TextSlot::Target => Mark::Party,
        TextSlot::Place | TextSlot::From | TextSlot::To => Mark::Place,
        TextSlot::Time => Mark::Time,
        TextSlot::Source => Mark::Source,
    }
}

/// Appends runs as lines of at most `width` columns (`usize::MAX`: one line), `first` before the first line and `next`
/// before the others. Indents have no style. A line with right-to-left characters is isolated as a whole.
pub fn block(out: &mut String, paint: Paint, runs: &[Run], width: usize, first: &str, next: &str) {
    let text = crate::paint::plain(runs);
    // `textwrap` gives lines of the text with the spaces between them dropped, so each is found again behind the last.
    let lines = if width == usize::MAX {
        vec![text.as_str().into()]
    } else {
        let options = Options::new(width.max(20))
            .initial_indent(first)
            .subsequent_indent(next)
            .word_splitter(WordSplitter::NoHyphenation)
            .wrap_algorithm(WrapAlgorithm::FirstFit);
        textwrap::wrap(&text, options)
    };
    let mut from = 0;
    for (number, line) in lines.iter().enumerate() {
        let indent = if number == 0 { first } else { next };
        let line = line.strip_prefix(indent).filter(|_| width != usize::MAX).unwrap_or(line);
        let start = text[from..].find(line).map_or(from, |at| from + at);
        let end = start + line.len();
        from = end;
        let isolate = runs.len() > 1 && has_right_to_left(line);
        out.push_str(indent);
        out.push_str(if isolate { "\u{2068}" } else { "" });
        paint.write(out, &cut(runs, start, end));
        out.push_str(if isolate { "\u{2069}" } else { "" });
        // Writing to a String cannot fail.
        let _ = writeln!(out);
    }
}

/// The runs of bytes `start..end` of their joined text.
fn cut(runs: &[Run], start: usize, end: usize) -> Vec<Run> {
    let mut at = 0;
    let mut out = Vec::new();
    for run in runs {
        let (from, to) = (start.max(at), end.min(at + run.text.len()));
        if from < to {
            out.push(Run::new(run.mark, &run.text[from - at..to - at]));
        }
        at += run.text.len();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{claim_of, report_with_claim, span_of};
    use claim::Severity;

    const PLAIN: Layout = Layout { width: 60, wrap_claims: false, paint: Paint { colours: false } };
    const COLOURED: Layout = Layout { width: 60, wrap_claims: true, paint: Paint { colours: true } };

    fn page_of(layout: Layout, report: &Report, sentences: &[Span], claims: &[Claim]) -> String {
        let mut out = String::new();
        page(&mut out, layout, report, sentences, claims, &[]);
        out
    }

    #[test]
    fn a_page_has_a_header_sentences_and_their_claims() {
        let (report, sentences, claim) = report_with_claim();
        let expected = "\
────────────────────────────────────────────────────────────
Town said to have changed hands
Example Wire · 2024-12-07 (Saturday) · wire-01

Northern Front captured Tal Marun late Friday, it said.
    SEIZE by Northern Front · Tal Marun · late Friday · says Northern Front · 0.91

The hills around the town are green.

";
        assert_eq!(page_of(PLAIN, &report, &sentences, &[claim]), expected);
    }

    #[test]
    fn colours_mark_triggers_and_dim_sentences_without_claims() {
        let (report, sentences, claim) = report_with_claim();
        let page = page_of(COLOURED, &report, &sentences, &[claim]);
        assert!(page.contains("\u{1b}[1m\u{1b}[33mcaptured\u{1b}[0m"), "{page:?}");
        assert!(page.contains("\u{1b}[4mTal Marun\u{1b}[0m"), "{page:?}");
        assert!(page.contains("\u{1b}[2mThe hills around the town are green.\u{1b}[0m"), "{page:?}");
        let stripped = anstream::adapter::strip_str(&page).to_string();
        assert!(
            stripped.contains("Northern Front captured Tal Marun late Friday, it said.\n    SEIZE by"),
            "{stripped}"
        );
        assert!(stripped.lines().all(|line| line.chars().count() <= 60), "{stripped}");
    }

    #[test]
    fn escape_sequences_of_the_report_do_not_reach_the_page() {
        let text = "Front \u{1b}[2J\u{1b}]0;x\u{7}captured \u{202e}Tal\r\nMarun.";
        let report = Report { id: "bad\u{1b}id".into(), text: text.into(), ..Report::default() };
        let sentence = Span::new(0, text.chars().count());
        let mut claim = claim_of("SEIZE", "captured");
        claim.trigger.span = span_of(text, "captured");
        let page = page_of(PLAIN, &report, &[sentence], &[claim]);
        assert!(page.contains("Front ␛[2J␛]0;x␇captured Tal Marun.\n"), "{page:?}");
        assert!(page.chars().all(|c| c == '\n' || !c.is_control()), "{page:?}");
        assert!(!page.contains('\u{202e}'), "{page:?}");
    }

    #[test]
    fn long_sentences_wrap_at_the_width_and_keep_their_words() {
        let text = "Witnesses in Tal Marun counted three convoys on the coast road before dawn, and a fourth that turned back.";
        let report = Report { text: text.into(), ..Report::default() };
        let page = page_of(PLAIN, &report, &[Span::new(0, text.chars().count())], &[]);
        let body: Vec<&str> = page.lines().skip(4).filter(|line| !line.is_empty()).collect();
        assert_eq!(body.len(), 2, "{page}");
        assert!(body.iter().all(|line| line.chars().count() <= 60), "{page}");
        assert_eq!(body.join(" "), text);
    }

    #[test]
    fn right_to_left_lines_are_isolated() {
        let text = "سيطرت الجبهة على تل مرون.";
        let report = Report { text: text.into(), ..Report::default() };
        let mut claim = claim_of("SEIZE", "سيطرت");
        claim.trigger.span = span_of(text, "سيطرت");
        let page = page_of(PLAIN, &report, &[Span::new(0, text.chars().count())], &[claim]);
        assert!(page.contains(&format!("\u{2068}{text}\u{2069}\n")), "{page:?}");
    }

    #[test]
    fn a_text_without_sentences_is_shown_in_part_with_its_problem() {
        let report = Report { id: "x".into(), text: "mot ".repeat(400), ..Report::default() };
        let problem = Problem::new(Severity::Error, "unknown_language", "the text is in fr; give an English one");
        let mut out = String::new();
        page(&mut out, PLAIN, &report, &[], &[], &[problem]);
        assert!(out.contains("! the text is in fr; give an English one\n"), "{out}");
        assert!(out.trim_end().ends_with('…'), "{out}");
        assert!(out.chars().count() < PREVIEW + 300, "{out}");
    }
}

//! Lines that are not story: credits, bylines, "Read more", share buttons. The rules are data (`noise.txt`), each with
//! lines that it must match and lines that it must not; a test holds them to it.
//!
//! Whole lines only: never a part of a line, and never a long one. The text itself stays as it is.

use claim::{CodePoints, Span};
use regex::RegexSet;
use std::sync::LazyLock;

/// Longest line, in bytes, that any rule is asked of: what is longer is story.
const LONGEST: usize = 260;
/// Longest line of a rule that says nothing else.
const USUAL_LONGEST: usize = 120;
/// Share of capitals among the letters of a text above which the rules for names in capitals are not asked.
const CAPITALS: f64 = 0.7;

static SOURCE: &str = include_str!("noise.txt");
static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::read(SOURCE));

struct Rules {
    patterns: RegexSet,
    /// By pattern: the longest line in bytes, and whether it is asked only where the text is not all capitals.
    limits: Vec<(usize, bool)>,
}

impl Rules {
    /// `noise.txt`: `[name]` begins a rule, `mixed-case` and `longest` restrict it, any of its `pattern` lines matches.
    fn read(source: &str) -> Rules {
        let (mut patterns, mut limits, mut limit) = (Vec::new(), Vec::new(), (USUAL_LONGEST, false));
        for line in source.lines() {
            if line.starts_with('[') {
                limit = (USUAL_LONGEST, false);
            } else if line == "mixed-case" {
                limit.1 = true;
            } else if let Some(longest) = line.strip_prefix("longest ") {
                limit.0 = longest.parse().unwrap_or(USUAL_LONGEST);
            } else if let Some(pattern) = line.strip_prefix("pattern ") {
                patterns.push(format!("^[»›→▶• ]*(?:{})$", pattern.trim()));
                limits.push(limit);
            }
        }
        Rules { patterns: RegexSet::new(patterns).expect("noise.txt holds valid patterns"), limits }
    }

    fn matches(&self, line: &str, capitals: bool) -> bool {
        line.len() <= LONGEST
            && self.patterns.matches(line).into_iter().any(|number| {
                let (longest, mixed_case_only) = self.limits[number];
                line.len() <= longest && !(capitals && mixed_case_only)
            })
    }
}

/// The lines of `text` that are not story, without the white space around them: in order, not overlapping.
pub fn noise_spans(text: &str) -> Vec<Span> {
    let capitals = is_capitals(text);
    let points = CodePoints::new(text);
    let mut spans = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() && RULES.matches(trimmed, capitals) {
            let from = start + (line.len() - line.trim_start().len());
            spans.push(points.span(from..from + trimmed.len()));
        }
        start += line.len();
    }
    spans
}

/// True for one line by itself that is not story.
pub(crate) fn is_noise(line: &str) -> bool {
    RULES.matches(line.trim(), false)
}

fn is_capitals(text: &str) -> bool {
    let (upper, letters) = text
        .chars()
        .filter(|c| c.is_alphabetic())
        .fold((0usize, 0usize), |(upper, letters), c| (upper + usize::from(c.is_uppercase()), letters + 1));
    upper as f64 > CAPITALS * letters as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_keeps_to_its_examples() {
        let (mut name, mut rule, mut examples) = ("", String::new(), 0);
        for line in SOURCE.lines() {
            if let Some(begun) = line.strip_prefix('[') {
                assert!(
                    name.is_empty() || examples > 1,
                    "[{name} wants a line that it matches and one that it does not"
                );
                (name, rule, examples) = (begun, String::new(), 0);
            } else if line.starts_with("pattern ") || line.starts_with("longest ") {
                rule += line;
                rule.push('\n');
            } else if let Some(noise) = line.strip_prefix("noise ") {
                examples += 1;
                assert!(Rules::read(&rule).matches(noise, false), "[{name} should match: {noise}");
            } else if let Some(story) = line.strip_prefix("story ") {
                examples += 1;
                assert!(!RULES.matches(story, false), "no rule should match: {story}");
            } else {
                assert!(line.is_empty() || line == "mixed-case" || line.starts_with('#'), "unknown line: {line}");
            }
        }
    }

    #[test]
    fn spans_count_code_points_and_leave_out_the_margins() {
        let text = "Řeka — “a story”.\r\n  By Jane Doe \r\nMore of it.\nREAD MORE";
        let found = noise_spans(text);
        let points = CodePoints::new(text);
        let lines: Vec<&str> = found.iter().map(|&span| points.slice(span)).collect();
        assert_eq!(lines, ["By Jane Doe", "READ MORE"]);
        assert_eq!(found[0].start, 21);
    }

    #[test]
    fn in_a_text_of_capitals_a_wrapped_line_is_no_byline() {
        let text = "FOUR PEOPLE WERE HURT IN KARVASH\nBY MORTAR FIRE\nON MONDAY, OFFICIALS SAID.";
        assert_eq!(noise_spans(text), []);
    }
}

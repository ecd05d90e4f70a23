//! Marked words, and the colours they have where colours are wanted.
//!
//! Rendering marks what a run of text is (a trigger, a place, a number); this module alone knows which colour that is.
//! With colours off, the bytes are the plain text: nothing depends on a colour to be understood.

use anstyle::{AnsiColor, Effects, Style};
use claim::{EventType, Group};
use std::fmt::Write;

/// What a run of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing special.
    Plain,
    /// Of less interest: sentences without claims, separators, confidence.
    Faint,
    /// Headline of a report.
    Headline,
    /// The words that name an event, and the code of its type.
    Trigger(EventType),
    /// Not an actual event: planned, denied and so on.
    Status,
    /// Actor or target.
    Party,
    /// Place, origin, destination.
    Place,
    /// The expression that dates the event.
    Time,
    /// Who says it.
    Source,
    /// A number of people.
    Number,
    /// What the report says about the claim's truth.
    Verification,
    /// A problem; what does not hold.
    Problem,
    /// What stands firm: a statement that holds, control that is assessed.
    Firm,
    /// A name to ask for more by: the id of an event, a claim, a report.
    Id,
}

/// A run of text that is one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// What it is.
    pub mark: Mark,
    /// Safe text, see [`crate::shown`].
    pub text: String,
}

impl Run {
    /// A run.
    pub fn new(mark: Mark, text: impl Into<String>) -> Run {
        Run { mark, text: text.into() }
    }
}

/// The text of runs, without marks.
pub fn plain(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

/// Colours, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paint {
    /// True where escape sequences may be written.
    pub colours: bool,
}

impl Paint {
    /// Appends runs to `out`.
    pub fn write(self, out: &mut String, runs: &[Run]) {
        for run in runs {
            let style = if self.colours { style(run.mark) } else { Style::new() };
            if style == Style::new() {
                out.push_str(&run.text);
            } else {
                // Writing to a String cannot fail.
                let _ = write!(out, "{style}{}{style:#}", run.text);
            }
        }
    }
}

fn style(mark: Mark) -> Style {
    let plain = Style::new();
    match mark {
        Mark::Plain => plain,
        Mark::Faint => plain.effects(Effects::DIMMED),
        Mark::Headline => plain.effects(Effects::BOLD),
        Mark::Trigger(event_type) => plain.fg_color(Some(group_colour(event_type).into())).effects(Effects::BOLD),
        Mark::Status => plain.fg_color(Some(AnsiColor::Yellow.into())).effects(Effects::BOLD | Effects::INVERT),
        Mark::Party => plain.effects(Effects::ITALIC),
        Mark::Place => plain.effects(Effects::UNDERLINE),
        Mark::Time => plain.fg_color(Some(AnsiColor::Cyan.into())),
        Mark::Source => plain.effects(Effects::ITALIC | Effects::DIMMED),
        Mark::Number => plain.effects(Effects::BOLD),
        Mark::Verification => plain.fg_color(Some(AnsiColor::Yellow.into())),
        Mark::Problem => plain.fg_color(Some(AnsiColor::Yellow.into())),
        Mark::Firm => plain.fg_color(Some(AnsiColor::Green.into())),
        Mark::Id => plain.fg_color(Some(AnsiColor::Blue.into())),
    }
}

/// One colour a group, so that a page shows at a glance where the violence is.
fn group_colour(event_type: EventType) -> AnsiColor {
    match event_type.definition().group {
        Group::Ground => AnsiColor::Yellow,
        Group::Violence => AnsiColor::Red,
        Group::People => AnsiColor::Magenta,
        Group::Forces => AnsiColor::Blue,
        Group::Politics => AnsiColor::Green,
    }
}

//! The figure of a report: deaths by day as low, best and high, and who held each place, over one axis of days. Inline SVG with words for
//! who cannot see it. Colours are Okabe and Ito's; grades are told by pattern, too, so that it can be printed in grey.

use super::prose::grade_words;
use super::{Deaths, Sitrep, Stretch};
use crate::words::grouped;
use fuse::control::Grade;
use jiff::civil::Date;
use maud::{Markup, html};

/// Strips at most; the others are in the table of changes.
pub(super) const STRIPS: usize = 12;

const WIDTH: f64 = 720.0;
const LEFT: f64 = 118.0;
const RIGHT: f64 = 8.0;
const BARS: f64 = 96.0;
const ROW: f64 = 26.0;
const GREY: &str = "#8a949c";

/// Told apart by colour-blind readers; the darker ones first, since words stand on them.
const COLOURS: [&str; 7] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a6f00"];

/// Who is shown in which colour, in the order in which they are met.
pub(super) fn holders(sitrep: &Sitrep) -> Vec<(String, &'static str)> {
    let mut names: Vec<String> = Vec::new();
    for stretch in sitrep.control.iter().take(STRIPS).flat_map(|strip| &strip.stretches) {
        if let Some(holder) = &stretch.holder
            && !names.iter().any(|name| **name == *holder.name)
        {
            names.push(holder.name.to_string());
        }
    }
    let colour = |at: usize| COLOURS.get(at).copied().unwrap_or(GREY);
    names.into_iter().enumerate().map(|(at, name)| (name, colour(at))).collect()
}

/// Where days lie.
struct Axis {
    from: Date,
    days: f64,
}

impl Axis {
    fn of(sitrep: &Sitrep) -> Axis {
        Axis { from: sitrep.from, days: f64::from((sitrep.to - sitrep.from).get_days() + 1) }
    }

    /// Left edge of a day.
    fn x(&self, day: Date) -> f64 {
        LEFT + (WIDTH - LEFT - RIGHT) * f64::from((day - self.from).get_days()) / self.days
    }

    /// Right edge of a day.
    fn end(&self, day: Date) -> f64 {
        day.tomorrow().map_or(WIDTH - RIGHT, |next| self.x(next))
    }
}

/// The figure; `None` where there is neither a death nor a holder to show.
pub(super) fn figure(sitrep: &Sitrep) -> Option<Markup> {
    let highest = sitrep.deaths.iter().map(|bar| bar.killed.high).max().unwrap_or(0);
    let strips = &sitrep.control[..sitrep.control.len().min(STRIPS)];
    if highest == 0 && strips.is_empty() {
        return None;
    }
    let axis = Axis::of(sitrep);
    let holders = holders(sitrep);
    let colour = |stretch: &Stretch| {
        let holder = stretch.holder.as_ref();
        holder.and_then(|holder| holders.iter().find(|(name, _)| **name == *holder.name)).map_or(GREY, |known| known.1)
    };
    let top = if highest > 0 { BARS + 24.0 } else { 6.0 };
    let ground = top + ROW * strips.len() as f64;
    let height = ground + 24.0;
    Some(html! {
        svg viewBox=(format!("0 0 {WIDTH} {height}")) role="img" aria-labelledby="figure-words" xmlns="http://www.w3.org/2000/svg" {
            title id="figure-words" { (words(sitrep)) }
            defs { (patterns(&holders)) }
            @if highest > 0 { (bars(&sitrep.deaths, &axis, highest)) }
            @for (at, strip) in strips.iter().enumerate() {
                @let y = top + ROW * at as f64;
                text.label x=(round(LEFT - 8.0)) y=(round(y + 15.0)) text-anchor="end" { (shortened(&strip.place.name, 17)) }
                @for stretch in &strip.stretches {
                    (segment(stretch, &axis, y, colour(stretch)))
                }
            }
            (ticks(sitrep, &axis, ground))
        }
    })
}

/// Lines and crosses over each colour: claimed, contested.
fn patterns(holders: &[(String, &'static str)]) -> Markup {
    let mut colours: Vec<&str> = holders.iter().map(|(_, colour)| *colour).collect();
    colours.push(GREY);
    colours.dedup();
    html! {
        @for colour in colours {
            pattern id=(format!("claimed-{}", &colour[1..])) width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                rect width="7" height="7" fill=(colour) fill-opacity="0.25" {}
                rect width="3.5" height="7" fill=(colour) {}
            }
            pattern id=(format!("contested-{}", &colour[1..])) width="8" height="8" patternUnits="userSpaceOnUse" {
                rect width="8" height="8" fill="#ffffff" {}
                path d="M0 0 8 8M8 0 0 8" stroke=(colour) stroke-width="1.6" {}
            }
        }
    }
}

/// How a grade is painted in a colour.
fn fill(grade: Grade, colour: &str) -> String {
    match grade {
        Grade::Assessed => colour.to_owned(),
        Grade::Claimed => format!("url(#claimed-{})", &colour[1..]),
        Grade::Contested => format!("url(#contested-{})", &colour[1..]),
        Grade::Unknown => "#ffffff".to_owned(),
    }
}

fn segment(stretch: &Stretch, axis: &Axis, y: f64, colour: &str) -> Markup {
    let (x, end) = (axis.x(stretch.from), axis.end(stretch.to));
    let width = (end - x - 1.0).max(1.0);
    let dashes = (stretch.grade == Grade::Unknown).then_some("2 3");
    let name = stretch.holder.as_ref().map(|holder| holder.name.to_string());
    // Some six units a letter; a name that does not fit stands in the legend alone.
    let fitting = name.filter(|name| name.chars().count() as f64 * 6.1 + 18.0 < width);
    html! {
        rect x=(round(x + 0.5)) y=(round(y)) width=(round(width)) height="20" rx="2" fill=(fill(stretch.grade, colour))
            stroke=(colour) stroke-width="1" stroke-dasharray=[dashes] {}
        @if let Some(name) = fitting {
            // On any colour and pattern words need ground.
            @let ground = name.chars().count() as f64 * 6.1 + 8.0;
            rect x=(round(x + 4.0)) y=(round(y + 3.0)) width=(round(ground)) height="14" rx="2" fill="#ffffff" {}
            text x=(round(x + 8.0)) y=(round(y + 14.0)) fill="#16202c" { (name) }
        }
    }
}

fn bars(deaths: &[Deaths], axis: &Axis, highest: u64) -> Markup {
    let scale = scale(highest);
    let y = |number: u64| 18.0 + (BARS - 18.0) * (1.0 - number as f64 / scale as f64);
    let few = deaths.len() <= 31;
    html! {
        text.label x=(round(LEFT - 8.0)) y=(round(y(scale) + 4.0)) text-anchor="end" { (grouped(scale)) " killed" }
        line x1=(LEFT) x2=(WIDTH - RIGHT) y1=(round(y(scale))) y2=(round(y(scale))) stroke="#d5d9d6" {}
        text.label x=(round(LEFT - 8.0)) y=(round(BARS + 4.0)) text-anchor="end" { "0" }
        line x1=(LEFT) x2=(WIDTH - RIGHT) y1=(BARS) y2=(BARS) stroke="#5c6873" {}
        @for bar in deaths.iter().filter(|bar| bar.events > 0) {
            @let (x, end) = (axis.x(bar.from), axis.end(bar.to));
            @let middle = (x + end) / 2.0;
            @let width = ((end - x) * 0.5).clamp(2.0, 28.0);
            rect x=(round(middle - width / 2.0)) y=(round(y(bar.killed.best))) width=(round(width))
                height=(round(BARS - y(bar.killed.best))) fill="#46535f" {}
            @if bar.killed.low != bar.killed.high {
                line x1=(round(middle)) x2=(round(middle)) y1=(round(y(bar.killed.high))) y2=(round(y(bar.killed.low))) stroke="#b23a00" stroke-width="2" {}
                @for end in [bar.killed.high, bar.killed.low] {
                    line x1=(round(middle - 4.0)) x2=(round(middle + 4.0)) y1=(round(y(end))) y2=(round(y(end))) stroke="#b23a00" stroke-width="2" {}
                }
            }
            @if few {
                text.number x=(round(middle)) y=(round(y(bar.killed.high) - 4.0)) text-anchor="middle" { (grouped(bar.killed.best)) }
            }
        }
    }
}

/// Days under the figure: as many as find room.
fn ticks(sitrep: &Sitrep, axis: &Axis, ground: f64) -> Markup {
    let days = axis.days as i64;
    let step = (days + 9) / 10;
    let all = (0..days).step_by(step.max(1) as usize);
    html! {
        line x1=(LEFT) x2=(WIDTH - RIGHT) y1=(round(ground)) y2=(round(ground)) stroke="#d5d9d6" {}
        @for day in all.filter_map(|n| sitrep.from.checked_add(jiff::Span::new().days(n)).ok()) {
            @let middle = (axis.x(day) + axis.end(day)) / 2.0;
            text.label x=(round(middle)) y=(round(ground + 15.0)) text-anchor="middle" { (day.strftime("%-d %b").to_string()) }
        }
    }
}

/// A round number not below the highest.
fn scale(highest: u64) -> u64 {
    let mut unit = 1u64;
    loop {
        for times in [1, 2, 5] {
            let round = unit.saturating_mul(times);
            if round >= highest {
                return round.max(2);
            }
        }
        let Some(next) = unit.checked_mul(10) else { return highest };
        unit = next;
    }
}

/// To a tenth: enough for paper, and short.
fn round(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

fn shortened(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    let mut short: String = name.chars().take(most - 1).collect();
    short.push('…');
    short
}

/// The figure in words.
fn words(sitrep: &Sitrep) -> String {
    let mut parts: Vec<String> = Vec::new();
    for bar in sitrep.deaths.iter().filter(|bar| bar.events > 0) {
        let day = if bar.from == bar.to { bar.from.to_string() } else { format!("{} to {}", bar.from, bar.to) };
        parts.push(format!("{day}: {} killed", super::prose::range(bar.killed)));
    }
    for strip in sitrep.control.iter().take(STRIPS) {
        let stretches = strip.stretches.iter().map(|stretch| {
            let holder = stretch.holder.as_ref().map_or("nobody known", |holder| &*holder.name);
            format!("{} to {} {holder} ({})", stretch.from, stretch.to, stretch.grade.name())
        });
        parts.push(format!("{}: {}", strip.place.name, stretches.collect::<Vec<_>>().join(", ")));
    }
    parts.join(". ")
}

/// What colours and patterns mean.
pub(super) fn legend(sitrep: &Sitrep) -> Markup {
    let holders = holders(sitrep);
    let grades = [Grade::Assessed, Grade::Claimed, Grade::Contested, Grade::Unknown];
    let shown: Vec<Grade> = grades
        .into_iter()
        .filter(|grade| {
            sitrep.control.iter().take(STRIPS).flat_map(|strip| &strip.stretches).any(|one| one.grade == *grade)
        })
        .collect();
    html! {
        ul.legend {
            @if sitrep.deaths.iter().any(|bar| bar.events > 0) {
                li { svg width="14" height="14" aria-hidden="true" { rect x="3" y="2" width="8" height="12" fill="#46535f" {} } " killed, best figure" }
                @if sitrep.deaths.iter().any(|bar| bar.killed.low != bar.killed.high) {
                    li { svg width="14" height="14" aria-hidden="true" { path d="M7 2V12M3 2H11M3 12H11" stroke="#b23a00" stroke-width="2" {} } " lowest to highest" }
                }
            }
            @for (name, colour) in &holders {
                li { svg width="14" height="14" aria-hidden="true" { rect width="14" height="14" rx="2" fill=(colour) {} } " " bdi dir="auto" { (name) } }
            }
            @for grade in &shown {
                li {
                    svg width="22" height="14" aria-hidden="true" {
                        rect x="0.5" y="0.5" width="21" height="13" rx="2" fill=(fill(*grade, GREY)) stroke=(GREY)
                            stroke-dasharray=[(*grade == Grade::Unknown).then_some("2 3")] {}
                    }
                    " " (grade_words(*grade))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_ends_at_a_round_number() {
        for (highest, end) in [(1, 2), (2, 2), (3, 5), (20, 20), (21, 50), (1200, 2000)] {
            assert_eq!(scale(highest), end);
        }
    }
}

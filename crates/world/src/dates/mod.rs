//! Which days English expressions of time mean: "late Friday", "since 3 March", "between 2011 and 2021", "the past 48 hours".
//!
//! Read against the report's day and its dateline, never against a clock. Days only: hours are kept where the words tell
//! them, and zones never move a day. What cannot be told stays unresolved with its reason: relative words in a report
//! without a date, feasts set by the moon, lengths of time, "the day after the attack". Never looks at the event itself.
//!
//! Own code: by their descriptions chrono-english, interim, fuzzydate, parse_datetime, date_time_parser, human-date-parser, htp,
//! two_timer and whichtime read what users type against the clock, into an instant or a period; news needs a lean to the
//! past of the report's day, precision codes, expressions found in running text, and a reason where nothing can be told.
//!
//! Three steps: `words` cuts the text and holds the table of words (`words.tsv`), `grammar` says what the words say,
//! `resolve` finds the days. The cases that hold them to their word are in `cases.tsv`.

mod grammar;
mod leaning;
mod resolve;
mod timex;
mod words;

use std::ops::Range;

use claim::{Unresolved, When};
use jiff::civil::Date;

use grammar::{Bound, Line, Node, Said};
pub use leaning::leaning_in;

/// What is known before an expression is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateContext {
    /// Day of publication.
    pub published: Option<Date>,
    /// Day told in the dateline ("HOMS, Dec 6 (Reuters) -"), see [`dateline_day`]. Goes before `published`: the words were
    /// written that day.
    pub dateline: Option<Date>,
    /// Which way "Friday" and "in March" point.
    pub leaning: Leaning,
    /// How 3/4/2024 is read.
    pub order: NumberOrder,
}

impl DateContext {
    /// The context of what a report tells, by its day alone.
    pub fn published(day: Date) -> DateContext {
        DateContext { published: Some(day), ..DateContext::default() }
    }

    /// With what the text told before the expression.
    fn setting(&self, told: Option<(Date, Date)>) -> Setting {
        let DateContext { published, dateline, leaning, order } = *self;
        Setting { published, dateline, leaning, order, told }
    }
}

/// All that an expression is resolved against.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Setting {
    published: Option<Date>,
    dateline: Option<Date>,
    leaning: Leaning,
    order: NumberOrder,
    /// First and last day of the time told last before the expression.
    told: Option<(Date, Date)>,
}

impl Setting {
    /// The day that relative words count from.
    fn anchor(&self) -> Option<Date> {
        self.dateline.or(self.published)
    }

    fn need_anchor(&self) -> Result<Date, Unresolved> {
        self.anchor().ok_or_else(|| Unresolved::because("the report has no date"))
    }

    /// Name of the anchor in rules.
    fn whose(&self) -> &'static str {
        if self.dateline.is_some() { "the dateline's day" } else { "the report's day" }
    }
}

/// Which way an expression without a year or week points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Leaning {
    /// Back from the report's day: what has happened.
    #[default]
    Past,
    /// Ahead: claims of status `planned`.
    Future,
}

/// The order of day and month in 3/4/2024.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum NumberOrder {
    /// 4 March.
    Us,
    /// 3 April. What is written with dots is read so in any case.
    European,
    /// Unresolved where both can be.
    #[default]
    Unknown,
}

/// An expression of time in running text.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Bytes of the text, prepositions that belong to the meaning ("since", "between") among them.
    pub span: Range<usize>,
    node: Node,
    /// The expressions inside, without prepositions: bytes and what they say.
    parts: Vec<(Range<usize>, Node)>,
}

impl Found {
    /// Which days it means.
    pub fn when(&self, context: &DateContext) -> When {
        resolve::resolve(&self.node, &context.setting(None))
    }

    fn new(line: &Line, node: Node) -> Found {
        let parts = parts_of(&node).into_iter().map(|node| (line.bytes(&node.words), node)).collect();
        Found { span: line.bytes(&node.words), node, parts }
    }
}

/// An expression of time where it stands, with the days that it means there.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Bytes of the text.
    pub span: Range<usize>,
    /// Which days.
    pub when: When,
    found: Found,
    setting: Setting,
}

impl Reading {
    /// The expressions inside, without their prepositions: one, or the two ends of a range.
    pub fn parts(&self) -> Vec<Reading> {
        // "until Friday" may point ahead where "Friday" alone does not
        let until = matches!(self.found.node.said, Said::Bound(Bound::Until, _));
        let ahead = matches!(&self.when, When::Days(days) if self.setting.anchor().is_some_and(|day| days.end > day));
        let leaning = if until && ahead { Leaning::Future } else { self.setting.leaning };
        let setting = Setting { leaning, ..self.setting };
        let part = |(span, node): &(Range<usize>, Node)| Reading {
            span: span.clone(),
            when: resolve::resolve(node, &setting),
            found: Found { span: span.clone(), node: node.clone(), parts: Vec::new() },
            setting,
        };
        self.found.parts.iter().map(part).collect()
    }

    /// The value that a TIMEX3 annotation would have ("2024-12-06", "2024-W49", "P2Y", "PAST_REF"), for measuring against
    /// corpora; `None` where the expression has none.
    pub fn timex(&self) -> Option<String> {
        timex::value(&self.found.node, &self.setting)
    }

    /// First and last day, where later words may count from them.
    fn tells(&self) -> Option<(Date, Date)> {
        use Said::{Between, Bound, NoDay, Now, Past};
        match (&self.found.node.said, &self.when) {
            (Bound(..) | Between(..) | NoDay | Now | Past { .. }, _) => None,
            (_, When::Days(days)) => Some((days.start, days.end)),
            _ => None,
        }
    }

    /// True for a length of time, something that repeats, or a word such as "recently": no days by itself.
    pub fn has_no_days(&self) -> bool {
        let said = match &self.found.node.said {
            Said::Bound(_, inner) => &inner.said,
            said => said,
        };
        matches!(said, Said::Length { .. } | Said::Every(_) | Said::Vague { .. } | Said::Now | Said::Unknown(_))
    }
}

/// A node without its preposition; the two ends of a range.
fn parts_of(node: &Node) -> Vec<Node> {
    match &node.said {
        Said::Bound(_, inner) => parts_of(inner),
        Said::Between(from, to) => [parts_of(from), parts_of(to)].concat(),
        _ => vec![node.clone()],
    }
}

/// Every expression of time in a text, in order, not overlapping.
pub fn find(text: &str) -> Vec<Found> {
    let line = Line::new(text, false);
    line.expressions().into_iter().map(|node| Found::new(&line, node)).collect()
}

/// Every expression of time in a text with the days that it means there: each leans as the words around it do (see
/// [`leaning_in`]; ahead throughout where the context says so) and counts from the time told before it, within about five
/// sentences.
pub fn read(text: &str, context: &DateContext) -> Vec<Reading> {
    let mut out: Vec<Reading> = Vec::new();
    for found in find(text) {
        let leaning = match context.leaning {
            Leaning::Past => leaning_in(text, &found.span),
            Leaning::Future => Leaning::Future,
        };
        let setting = DateContext { leaning, ..*context }.setting(told_before(&out, found.span.start));
        let when = resolve::resolve(&found.node, &setting);
        out.push(Reading { span: found.span.clone(), when, found, setting });
    }
    out
}

/// The time that a text tells last before a byte, for [`when_after`]: a day, a month, a year that is named, within about
/// five sentences; not the ends of ranges, nor what is only "since" or "by". `readings` are those of [`read`].
pub fn told_before(readings: &[Reading], at: usize) -> Option<(Date, Date)> {
    /// How far back a time told still counts, in bytes.
    const REACH: usize = 700;
    let end = readings.partition_point(|reading| reading.span.end <= at);
    let near = readings[..end].iter().rev().take_while(|reading| at - reading.span.end <= REACH);
    near.filter_map(Reading::tells).next()
}

/// Which days one filler of the slot `time` means.
pub fn when(text: &str, context: &DateContext) -> When {
    when_after(text, context, None)
}

/// The same, where the report told a time before the filler (its first and last day): "the same day", "two days later" and
/// bare hours count from it.
pub fn when_after(text: &str, context: &DateContext, told: Option<(Date, Date)>) -> When {
    let setting = context.setting(told.filter(|(first, last)| first <= last));
    let line = Line::new(text, true);
    let nodes: Vec<Node> = line.expressions();
    let words: Vec<&str> = line.tokens.iter().map(|token| token.text.as_str()).collect();
    let outside = |i: usize| !nodes.iter().any(|node| node.words.contains(&i));
    let left: Vec<&str> = (0..words.len()).filter(|&i| outside(i)).map(|i| words[i]).collect();
    let relative = left.iter().any(|word| RELATIVE.contains(word));
    let unresolved = |reason: &str| When::Unresolved(Unresolved::because(reason));
    let Some(node) = best(&nodes) else {
        let counts_on = left.iter().any(|word| matches!(*word, "day" | "night" | "week"));
        return unresolved(if relative || counts_on {
            resolve::OTHER
        } else {
            "no expression of time that the grammar knows"
        });
    };
    let lead = nodes.iter().map(|node| node.words.start).min().unwrap_or(0);
    let bound = words[..lead].iter().find_map(|word| bound_word(word));
    let is_plain = !matches!(node.said, Said::Bound(..) | Said::Between(..) | Said::Unknown(_) | Said::Length { .. });
    // "since it took power in February 2021"
    let node = match bound {
        Some(bound) if is_plain => {
            Node { words: node.words.clone(), said: Said::Bound(bound, Box::new(node)), hours: None }
        }
        _ if is_plain && left.iter().any(|word| DISTANT.contains(word)) => return unresolved(resolve::OTHER),
        _ => node,
    };
    // "the third night", "first days of the war"
    let counted =
        left.iter().any(|word| words::ordinal_named(word).is_some() || matches!(*word, "last" | "final" | "opening"));
    if (relative || counted) && matches!(node.said, Said::Length { .. }) || counted && node.said == Said::NoDay {
        return unresolved(resolve::OTHER);
    }
    resolve::resolve(&node, &setting)
}

/// Words outside the expression that hang it on something else.
const RELATIVE: [&str; 22] = [
    "after",
    "before",
    "during",
    "since",
    "until",
    "when",
    "while",
    "as",
    "following",
    "upon",
    "once",
    "anniversary",
    "eve",
    "later",
    "earlier",
    "afterwards",
    "wake",
    "prior",
    "period",
    "time",
    "then",
    "till",
];

/// Words that say that the event is not on the day of the expression.
const DISTANT: [&str; 3] = ["eve", "weeks", "days"];

fn bound_word(word: &str) -> Option<Bound> {
    match word {
        "since" => Some(Bound::Since),
        "until" | "till" => Some(Bound::Until),
        "before" => Some(Bound::Before),
        "after" => Some(Bound::After),
        _ => None,
    }
}

/// What a filler with one or more expressions says: hours and a day that stand apart are put together, two days become
/// the stretch that holds both, and else the first one that names days counts.
fn best(nodes: &[Node]) -> Option<Node> {
    let day = nodes.iter().find(|node| node.said.is_day() && node.hours.is_none());
    let hours = nodes.iter().find(|node| node.said == Said::NoDay);
    if let (Some(day), Some(hours)) = (day, hours) {
        return Some(Node { hours: hours.hours, ..day.clone() });
    }
    let bare = |node: &&Node| {
        matches!(
            node.said,
            Said::Length { .. } | Said::Every(_) | Said::Vague { .. } | Said::Now | Said::NoDay | Said::Unknown(_)
        )
    };
    // "two days after the attack of 3 March"
    if let [first, second, ..] = nodes
        && let Said::Later { from: Some(event), .. } = &first.said
        && matches!(**event, Said::Unknown(words::Why::Event))
        && second.said.is_day()
    {
        return Some(first.clone());
    }
    // "until Union Day, 12 February"
    if let [Node { said: Said::Bound(bound, inner), .. }, second, ..] = nodes
        && matches!(inner.said, Said::Unknown(_))
        && second.said.is_day()
    {
        let said = Said::Bound(*bound, Box::new(second.clone()));
        return Some(Node { words: second.words.clone(), said, hours: None });
    }
    nodes.iter().find(|node| !bare(node)).or(nodes.first()).cloned()
}

/// The day told in a report's dateline, in its first line: "HOMS, Dec 6 (Reuters) -", "DAMASCUS, Syria, 14 October (AP) —".
/// A day without a year is the one nearest to `published`; `None` where none is told, or it lies more than 14 days before
/// publication or any after.
pub fn dateline_day(text: &str, published: Option<Date>) -> Option<Date> {
    const LONGEST: usize = 160;
    text.lines().map(str::trim).filter(|line| !line.is_empty()).take(4).find_map(|line| {
        let end = dateline_end(line).filter(|end| *end <= LONGEST)?;
        let head = &line[..end];
        // a dateline begins with a place in capitals
        let place = head.chars().take_while(|c| *c != ',' && *c != '(').filter(|c| c.is_alphabetic());
        if place.clone().count() < 3 || place.filter(|c| c.is_lowercase()).count() > 0 {
            return None;
        }
        let day = find(head)
            .into_iter()
            .find(|found| matches!(found.node.said, Said::Day { month: Some(_), .. } | Said::Numeric { .. }))?;
        let context = DateContext { published, ..DateContext::default() };
        let When::Days(days) = day.when(&context) else { return None };
        let near = published.is_none_or(|published| {
            let age = published.duration_since(days.start).as_hours() / 24;
            (0..=14).contains(&age)
        });
        (near && days.start == days.end).then_some(days.start)
    })
}

/// Where the head of a line ends: at " - ", " — ", "--" or the bracket of an agency that a dash follows.
fn dateline_end(line: &str) -> Option<usize> {
    [" - ", " — ", " – ", "--", ") -", ")-", ") —", ")—", ") –"].iter().filter_map(|dash| line.find(dash)).min()
}

/// The first full date that stands alone on one of a report's first lines ("Saturday, 7 December 2024"), for reports that
/// came without a date. Only a line that holds nothing else but a day by month and year counts.
pub fn date_line(text: &str) -> Option<Date> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).take(6).filter(|line| line.len() <= 60).find_map(
        |line| {
            let found = find(line);
            let [only] = found.as_slice() else { return None };
            let Said::Day { year: grammar::Pick::Number(_), month: Some(_), .. } = only.node.said else { return None };
            let label = line[..only.span.start].trim().trim_end_matches(':').to_lowercase();
            let behind = line[only.span.end..].trim_matches(|c: char| !c.is_alphanumeric());
            if !matches!(
                label.as_str(),
                "" | "published" | "posted" | "date" | "updated" | "published on" | "posted on"
            ) || !behind.is_empty()
            {
                return None;
            }
            match only.when(&DateContext::default()) {
                When::Days(days) if days.start == days.end => Some(days.start),
                _ => None,
            }
        },
    )
}

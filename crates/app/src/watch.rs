//! `dateline watch`: feeds and the pages they list, read into a ledger like reports from files.
//!
//! The crate `watch` asks, on the feeding thread of a [`pipeline`](crate::pipeline), with a look of its own into the ledger; pages become
//! reports and are read on the others; this one stores reports and what is to be remembered of addresses, in the order in which it was
//! learned. Whatever ends the program: what was stored stays, the rest is asked again.

use crate::book::args::{Book, Keeping, keeping};
use crate::book::{self, counted, failed, stored};
use crate::cli::{OwnPlaces, Reading};
use crate::pipeline::in_order;
use crate::progress::jobs;
use crate::read::is_loss;
use crate::shown::shown;
use crate::{Ending, complain, load_gate, load_gazetteer, load_reader, print};
use ::book::fusing;
use claim::{Problem, Report, ReportId, Severity};
use clap::Args;
use coding::{Coded, Coder};
use ingest::{Format, Hint};
use jiff::Timestamp;
use ledger::{Fetch, FetchKind, Ledger, Mode, NewReport};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use url::Url;
use watch::address::{canonical, is_same_site};
use watch::{Client, Found, Outcome, Policy, Round, Step, Told};
use world::World;
use world::parties::Register;
use world::places::Gazetteer;

pub const WATCH_HELP: &str = "\
Examples:
  dateline watch feeds.opml --contact mailto:desk@example.org
  dateline watch https://example.org/rss --every 15m
  dateline watch feeds.txt --json >> watch.log            for cron: one round, a line for each thing that was done

Asks the feeds, then the pages that are new or told as changed, and reads them into the ledger; pages in which
the gate finds no conflict are passed over (--no-gate keeps them, too). What robots.txt
forbids and what is reserved from text and data mining is not asked for or not kept, and told. A page is
asked once; what could not be had is asked again later, less and less often. docs/watch.md has the rules.

Exit codes:
  0  every feed answered (also when nothing was new)
  1  some feed or page could not be had; the rest is stored
  2  wrong usage
  3  no feed answered, or nothing could be stored";

/// Options of `dateline watch`.
#[derive(Args, Debug)]
pub struct WatchArgs {
    /// Addresses of feeds (RSS, Atom, JSON Feed), and files that list them: OPML, or an address a line.
    #[arg(required = true, value_name = "FEEDS.opml|URL")]
    pub feeds: Vec<String>,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub book: Book,

    /// Ask once and end; so it is without --every, too.
    #[arg(long, conflicts_with = "every")]
    pub once: bool,

    /// Ask again and again, with this time between the beginnings of two rounds: 90s, 15m, 6h.
    #[arg(long, value_name = "TIME", value_parser = pause)]
    pub every: Option<Duration>,

    /// How to reach whoever runs this, told to every host: an address of the web or mailto:desk@example.org.
    #[arg(long, value_name = "ADDRESS", env = "DATELINE_CONTACT")]
    pub contact: Option<String>,

    /// Wait between two questions to one host, at least: 2s, 500ms. A host can ask for more.
    #[arg(long, value_name = "TIME", default_value = "2s", value_parser = pause)]
    pub delay: Duration,

    /// Pages of one host in a round, at most; the others are left for the next rounds.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..))]
    pub pages: u16,

    /// How long the full text is kept: a number of days (30d), never, or forever.
    #[arg(long, value_name = "30d|never|forever", default_value = "30d", value_parser = keeping)]
    pub keep_text: Keeping,

    /// Read and store every page, also those that the gate finds no conflict in.
    #[arg(long)]
    pub no_gate: bool,

    /// Store the claims and join nothing yet; `dateline fuse` does it later.
    #[arg(long)]
    pub no_fuse: bool,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub reading: Reading,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub places: OwnPlaces,

    /// Everything that was done, as JSON, a thing a line.
    #[arg(long)]
    pub json: bool,

    /// No summary; only problems on standard error.
    #[arg(short, long)]
    pub quiet: bool,
}

/// A time as 500ms, 90s, 15m, 6h or 1d; not nothing, and not longer than a week.
fn pause(text: &str) -> Result<Duration, String> {
    let wrong = || "not a time; write it as 500ms, 90s, 15m, 6h or 1d".to_owned();
    let at = text.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
    let number: u64 = text[..at].parse().map_err(|_| wrong())?;
    let unit = match &text[at..] {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return Err(wrong()),
    };
    let pause = Duration::from_millis(number.checked_mul(unit).ok_or_else(wrong)?);
    let usual = Duration::from_millis(1)..=Duration::from_secs(7 * 86_400);
    usual.contains(&pause).then_some(pause).ok_or_else(|| "from 1ms to 7d".to_owned())
}

/// A line of the log.
#[derive(Debug, Serialize)]
struct Line {
    #[serde(flatten)]
    told: Told,
    /// Claims of a report that was stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    claims: Option<usize>,
    /// What is wrong with the page.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<Problem>,
}

impl From<Told> for Line {
    fn from(told: Told) -> Line {
        Line { told, claims: None, problems: Vec::new() }
    }
}

/// A step on its way through the pipeline: pages have been read.
enum Work {
    Told(Told),
    Keep(Box<Fetch>),
    Read(Box<Found>, Result<Box<Coded>, Vec<Problem>>),
}

/// What a round came to.
#[derive(Debug, Default)]
struct Tally {
    feeds: BTreeMap<Outcome, usize>,
    pages: BTreeMap<Outcome, usize>,
    claims: usize,
}

/// Runs `dateline watch`.
pub fn run(args: &WatchArgs) -> Ending {
    let feeds = match feeds(&args.feeds) {
        Ok(feeds) => feeds,
        Err(why) => {
            complain(&why);
            return Ending::Usage;
        }
    };
    std::thread::spawn(|| (Register::bundled(), Gazetteer::bundled()));
    let Some(reader) = load_reader(args.reading.model.as_deref()) else { return Ending::Nothing };
    let Some(gazetteer) = load_gazetteer(args.places.gazetteer.as_deref()) else { return Ending::Nothing };
    let gate = load_gate(!args.no_gate);
    let Some(mut ledger) = book::open(&args.book, Mode::Create) else { return Ending::Nothing };
    let world = World { gazetteer, register: Register::bundled() };
    let coder = Coder { reader: &reader, gate: gate.as_ref(), world: Some(world) };
    let policy = Policy {
        agent: watch::agent(env!("CARGO_PKG_VERSION"), args.contact.as_deref()),
        delay: args.delay,
        pages: usize::from(args.pages),
        ..Policy::default()
    };
    let client = Arc::new(Client::new(&policy));
    let stop = on_stop();
    loop {
        let began = Instant::now();
        // It may run for months: texts whose time is over go each round.
        if let Err(error) = ledger.purge(Timestamp::now()) {
            return failed(&error);
        }
        let round = AskedRound { args, feeds: &feeds, policy: &policy, client: &client, coder, stop: &stop };
        let ending = match round.run(&mut ledger) {
            Ok(tally) => round.finish(&mut ledger, &tally),
            Err(error) => failed(&error),
        };
        let Some(every) = args.every else { return ending };
        while began.elapsed() < every && !stop.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(100).min(every));
        }
        if stop.load(Ordering::Relaxed) {
            // To be ended is how it ends.
            return Ending::All;
        }
    }
}

/// The feeds that the command line names.
fn feeds(given: &[String]) -> Result<Vec<Url>, String> {
    let mut feeds = Vec::new();
    for one in given {
        if one.starts_with("http://") || one.starts_with("https://") {
            feeds.push(feed(one)?);
            continue;
        }
        let path = PathBuf::from(one);
        let bytes = std::fs::read(&path).map_err(|error| {
            format!("{one}: cannot be read ({error}); give the address of a feed, or a file that lists feeds")
        })?;
        let listed = watch::feeds(&bytes).map_err(|why| format!("{one}: {why}; give OPML, or an address a line"))?;
        for address in listed {
            feeds.push(feed(&address).map_err(|why| format!("{one}: {why}"))?);
        }
    }
    Ok(feeds)
}

fn feed(address: &str) -> Result<Url, String> {
    canonical(address).ok_or_else(|| {
        format!(
            "\"{address}\" is no address that can be asked; it must begin with http:// or https:// and hold no password"
        )
    })
}

/// True once the user, or whoever started the program, wants it to end. Asked a second time, it ends without another word.
fn on_stop() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = stop.clone();
    std::thread::spawn(move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
        runtime.block_on(async {
            crate::serve::stopped().await;
            stopped.store(true, Ordering::Relaxed);
            crate::serve::stopped().await;
            std::process::exit(130);
        });
    });
    stop
}

struct AskedRound<'r> {
    args: &'r WatchArgs,
    feeds: &'r [Url],
    policy: &'r Policy,
    client: &'r Arc<Client>,
    coder: Coder<'r>,
    stop: &'r AtomicBool,
}

impl AskedRound<'_> {
    fn run(&self, ledger: &mut Ledger) -> Result<Tally, ledger::Error> {
        let path = ledger.path().to_owned();
        let mut asked = Ok(());
        let mut batch = Batch { args: self.args, waiting: Vec::new(), since: Instant::now(), tally: Tally::default() };
        let produce = |feed: &mut crate::pipeline::Feed<Step>| {
            // A look of its own: connections are not shared between threads.
            asked = Ledger::open(&path, Mode::Read).and_then(|reading| {
                let round = Round {
                    ledger: &reading,
                    client: self.client,
                    policy: self.policy,
                    now: &Timestamp::now,
                    stop: self.stop,
                };
                round.run(self.feeds, &mut |step| feed.send(step))
            });
        };
        let work = |step: Step| match step {
            Step::Told(told) => Work::Told(told),
            Step::Keep(fetch) => Work::Keep(fetch),
            Step::Found(found) => {
                let read = read(self.coder, &found);
                Work::Read(found, read)
            }
        };
        in_order(jobs(self.args.reading.jobs), produce, work, |work| {
            batch.waiting.push(work);
            if batch.waiting.len() >= BATCH || batch.since.elapsed() >= PATIENCE { batch.store(ledger) } else { Ok(()) }
        })?;
        batch.store(ledger)?;
        asked?;
        Ok(batch.tally)
    }

    /// Joins what is new and says what the round came to.
    fn finish(&self, ledger: &mut Ledger, tally: &Tally) -> Ending {
        let is_new = tally.pages.contains_key(&Outcome::Stored);
        let fused = (is_new && !self.args.no_fuse).then(|| fusing::catch_up(ledger)).transpose();
        let fused = match fused {
            Ok(fused) => fused,
            Err(error) => return failed(&error),
        };
        if !self.args.quiet {
            let mut line = format!("{}{}", counted(self.feeds.len(), "feed"), words(&tally.feeds));
            let pages: usize = tally.pages.values().sum();
            line.push_str(&format!("; {}{}", counted(pages, "page"), words(&tally.pages)));
            if is_new {
                line.push_str(&format!(" → {}", counted(tally.claims, "claim")));
            }
            if let Some(fused) = fused {
                line.push_str(&format!(" → {}", counted(fused.events as usize, "event")));
            }
            line.push_str(&format!(" in {}", ledger.path().display()));
            let _ = std::io::stderr().write_all(format!("{}\n", shown(&line)).as_bytes());
        }
        let is_bad = |(outcome, _): (&Outcome, &usize)| matches!(outcome, Outcome::Failed | Outcome::Refused);
        let of_feeds = |wanted: &[Outcome]| -> usize { wanted.iter().filter_map(|one| tally.feeds.get(one)).sum() };
        let good = of_feeds(&[Outcome::Answered, Outcome::Unchanged]);
        if good == 0 && !self.stop.load(Ordering::Relaxed) {
            return Ending::Nothing;
        }
        if good < self.feeds.len() || tally.pages.iter().any(is_bad) { Ending::Some } else { Ending::All }
    }
}

/// ": 2 answered, 1 failed"; nothing of nothing.
fn words(outcomes: &BTreeMap<Outcome, usize>) -> String {
    let words: Vec<String> =
        outcomes.iter().map(|(outcome, count)| format!("{count} {}", outcome.name().replace('_', " "))).collect();
    if words.is_empty() { String::new() } else { format!(": {}", words.join(", ")) }
}

/// The report of a page, read. A defect that one page brings out costs that page.
fn read(coder: Coder, found: &Found) -> Result<Box<Coded>, Vec<Problem>> {
    let coded = catch_unwind(AssertUnwindSafe(|| {
        let (report, problems) = report(found);
        match report {
            None => Err(problems),
            Some(report) => coder.code(report, problems).map(Box::new),
        }
    }));
    coded.unwrap_or_else(|_| {
        let message = "a defect of the program; please report it with the address";
        Err(vec![Problem::new(Severity::Error, "reader_failed", message).at(found.url.as_str(), None)])
    })
}

/// The page as a report. What it does not tell of itself, its feed tells. Its own word for its address counts within its site only: no page
/// can speak as another outlet's.
fn report(found: &Found) -> (Option<Report>, Vec<Problem>) {
    let address = found.url.as_str();
    let format = if found.is_plain { Format::Text } else { Format::Html };
    let (reports, problems) = ingest::ingest(&found.body, &Hint { name: address, date: None, format: Some(format) });
    let report = reports.into_iter().next().map(|mut report| {
        let own = report.url.as_deref().and_then(canonical).filter(|own| is_same_site(own, &found.url));
        report.url = Some(own.as_ref().unwrap_or(&found.url).to_string());
        report.id = address.to_owned();
        report.title = report.title.or_else(|| found.listed.title.clone());
        report.date = report.date.or(found.listed.date);
        report.outlet = report
            .outlet
            .or_else(|| found.listed.outlet.clone())
            .or_else(|| found.url.host_str().map(|host| host.trim_start_matches("www.").to_owned()));
        report
    });
    (report, problems)
}

/// Steps in one go of storing at most.
const BATCH: usize = 256;
/// They are stored after this time, however few: what a kill can cost.
const PATIENCE: Duration = Duration::from_secs(1);

/// Steps that wait to be stored, and what was.
struct Batch<'a> {
    args: &'a WatchArgs,
    waiting: Vec<Work>,
    since: Instant,
    tally: Tally,
}

impl Batch<'_> {
    fn store(&mut self, ledger: &mut Ledger) -> Result<(), ledger::Error> {
        self.since = Instant::now();
        if self.waiting.is_empty() {
            return Ok(());
        }
        let recorded = Timestamp::now();
        let keep = self.args.keep_text.until(recorded);
        let (mut lines, mut fetches, mut new): (Vec<Line>, Vec<Fetch>, Vec<Box<Coded>>) = Default::default();
        for work in std::mem::take(&mut self.waiting) {
            match work {
                Work::Told(told) => lines.push(told.into()),
                Work::Keep(fetch) => fetches.push(*fetch),
                Work::Read(found, read) => {
                    let Found { mut fetch, also, url, listed, .. } = *found;
                    let told = |outcome| Told {
                        status: fetch.status,
                        feed: Some(listed.feed.clone()),
                        ..Told::new(recorded, FetchKind::Page, &fetch.url, outcome)
                    };
                    let line = match read {
                        Err(problems) => {
                            let why = problems.iter().find(|problem| is_loss(problem)).or(problems.first());
                            let why = why.map_or("it holds no text", |problem| &problem.message).to_owned();
                            Line { problems, ..told(Outcome::NoReport).because(why).into() }
                        }
                        Ok(coded) if coded.is_closed() => {
                            told(Outcome::PassedOver).because("the gate finds no conflict in it").into()
                        }
                        Ok(mut coded) => match same_text(ledger, &new, &coded.report, &url)? {
                            Some(other) => told(Outcome::Known).because(format!("the same text is at {other}")).into(),
                            None => {
                                let id = ReportId::of(&coded.report).to_string();
                                let told = Told { report: Some(id), ..told(Outcome::Stored) };
                                let problems = book::told(&mut coded);
                                self.tally.claims += coded.claims.len();
                                let line = Line { told, claims: Some(coded.claims.len()), problems };
                                new.push(coded);
                                line
                            }
                        },
                    };
                    fetch.note = line.told.why.clone();
                    fetches.push(fetch);
                    fetches.extend(also);
                    lines.push(line);
                }
            }
        }
        // Reports first: a page that is remembered as had is in the ledger.
        if !new.is_empty() {
            let reports: Vec<NewReport> = new.iter().map(|coded| stored(coded, keep)).collect();
            ledger.add(&reports, recorded)?;
        }
        ledger.keep_fetches(&fetches)?;
        for line in &lines {
            self.tell(line);
        }
        Ok(())
    }

    /// Says and counts one thing that was done; what it is about is on the disk.
    fn tell(&mut self, line: &Line) {
        let told = &line.told;
        if told.outcome != Outcome::Moved {
            match told.kind {
                FetchKind::Feed => *self.tally.feeds.entry(told.outcome).or_default() += 1,
                FetchKind::Page => *self.tally.pages.entry(told.outcome).or_default() += told.left.unwrap_or(1),
                FetchKind::Robots | FetchKind::Tdm => {}
            }
        }
        let text = if self.args.json {
            serde_json::to_string(line).ok()
        } else {
            let is_usual = matches!(
                told.outcome,
                Outcome::Answered | Outcome::Unchanged | Outcome::Moved | Outcome::Known | Outcome::PassedOver
            );
            let is_told = !is_usual && (!self.args.quiet || told.outcome != Outcome::Stored);
            is_told.then(|| as_text(line))
        };
        if let Some(text) = text {
            // Where nobody listens any more the reports are still stored.
            let _ = print(&format!("{text}\n"));
        }
    }
}

/// "stored     https://…  r… · 3 claims".
fn as_text(line: &Line) -> String {
    let told = &line.told;
    let mut text = format!("{:<10} {}", told.outcome.name().replace('_', " "), told.url);
    if let (Some(report), Some(claims)) = (&told.report, line.claims) {
        text.push_str(&format!("  {report} · {}", counted(claims, "claim")));
    }
    if let Some(why) = &told.why {
        text.push_str(&format!("  {why}"));
    }
    if let Some(more) = told.left.and_then(|left| left.checked_sub(1)).filter(|more| *more > 0) {
        text.push_str(&format!("; so are {} of the host", counted(more, "more page")));
    }
    if let Some(time) = told.not_before {
        text.push_str(&format!("; not before {}", time.strftime("%Y-%m-%d %H:%M UTC")));
    }
    shown(&text).into_owned()
}

/// The address of a report of the same site that has the same text. Elsewhere the same text is another outlet's copy: a report of its own,
/// which lineages tell as what it is.
fn same_text(ledger: &Ledger, new: &[Box<Coded>], report: &Report, url: &Url) -> Result<Option<String>, ledger::Error> {
    let waiting =
        new.iter().filter(|coded| coded.report.text == report.text).filter_map(|coded| coded.report.url.clone());
    let known = ledger.urls_of_text(&report.text)?.into_iter().chain(waiting);
    Ok(known.into_iter().find(|known| canonical(known).is_some_and(|known| is_same_site(&known, url))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read() {
        for (text, millis) in [("500ms", 500), ("2s", 2000), ("15m", 900_000), ("6h", 21_600_000), ("7d", 604_800_000)]
        {
            assert_eq!(pause(text), Ok(Duration::from_millis(millis)), "{text}");
        }
        for bad in ["", "15", "m", "0s", "-1s", "8d", "1w", "1.5h", "99999999999999999999s"] {
            assert!(pause(bad).is_err(), "{bad}");
        }
    }

    fn found(page: &str) -> Found {
        Found {
            fetch: Fetch::new(FetchKind::Page, "https://example.org/a"),
            also: None,
            url: Url::parse("https://www.example.org/a").unwrap(),
            body: page.as_bytes().to_vec(),
            is_plain: false,
            listed: watch::Listed {
                title: Some("From the feed".into()),
                outlet: Some("Feed".into()),
                date: Some(jiff::civil::date(2031, 3, 7)),
                feed: "https://example.org/rss".into(),
            },
        }
    }

    #[test]
    fn a_page_speaks_for_itself_and_its_feed_fills_in() {
        let story =
            "<p>Northern Front fighters captured a checkpoint near Tal Marun late on Friday, its spokesman said.</p>"
                .repeat(3);
        let (report, _) = super::report(&found(&format!("<html><body><article>{story}</article></body></html>")));
        let report = report.unwrap();
        assert_eq!(report.url.as_deref(), Some("https://www.example.org/a"));
        assert_eq!((report.outlet.as_deref(), report.title.as_deref()), (Some("Feed"), Some("From the feed")));
        assert_eq!(report.date, Some(jiff::civil::date(2031, 3, 7)));
        let own = |address: &str| {
            let head = format!(
                "<head><link rel=\"canonical\" href=\"{address}\"><meta property=\"og:site_name\" content=\"Wire\"></head>"
            );
            super::report(&found(&format!("<html>{head}<body><article>{story}</article></body></html>"))).0.unwrap()
        };
        let report = own("https://example.org/story?utm_source=x");
        assert_eq!(
            (report.url.as_deref(), report.outlet.as_deref()),
            (Some("https://example.org/story"), Some("Wire"))
        );
        assert_eq!(
            own("https://other.org/story").url.as_deref(),
            Some("https://www.example.org/a"),
            "no page speaks as another site's"
        );
    }
}

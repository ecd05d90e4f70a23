//! `dateline demo`: the first minute. A temporary ledger of bundled reports, read by the real reader as any other, served, and
//! gone when the program ends.
//!
//! What it says to try is found in the ledger that was just made, never written down beforehand. The invented theatre is chosen
//! before anything is looked up (see [`theatre`](crate::theatre)); nothing of it stays behind.

use crate::book::{What, code, stored};
use crate::intake::{Gating, Item};
use crate::pipeline::in_order;
use crate::progress::jobs;
use crate::serve;
use crate::shown::shown;
use crate::{Ending, complain, load_reader, print};
use ::book::View;
use ::book::fusing::{self, Outcome};
use ::book::lists::events;
use ::book::words::counted;
use ::desk::Mode;
use clap::Args;
use coding::Coder;
use fuse::Event;
use fuse::control::{Control, Grade};
use fuse::events::Settings;
use fuse::figures::Role;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use ingest::Hint;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use ledger::{AsOf, Keep, Ledger, Mode as Opened};
use std::collections::{BTreeSet, HashSet};
use std::future::Future;
use std::io::{self, IsTerminal};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::net::TcpListener;
use world::World;
use world::parties::Register;
use world::places::Gazetteer;

include!(concat!(env!("OUT_DIR"), "/demo.rs"));

/// The invented country.
const COUNTRY: &str = "XV";

/// The port that is taken where none is asked for; any other one where it is in use.
const PORT: u16 = 8321;

pub const DEMO_HELP: &str = "\
Reads 156 bundled reports into a ledger and opens it in the browser: of an invented war on an
island that does not exist, and what invented outlets told of Syria in 2024. Works without network,
in any folder. Ctrl-C ends it and removes the ledger.

Examples:
  dateline demo
  dateline demo --no-browser --port 0     only prints the address
  dateline demo --keep demo.dateline      leaves the ledger in this file; then e.g.
  dateline --theatre demo list events -L demo.dateline

Exit codes:
  0  ended by Ctrl-C
  2  wrong usage
  3  the ledger cannot be made, or the port cannot be used";

/// Options of `dateline demo`.
#[derive(Args, Debug)]
pub struct DemoArgs {
    /// Port; 0 is any that is free [default: 8321, or any that is free].
    #[arg(long, value_name = "PORT")]
    pub port: Option<u16>,

    /// Print the address, and open no browser.
    #[arg(long)]
    pub no_browser: bool,

    /// Keep the ledger in this file, which must not be there yet.
    #[arg(long, value_name = "FILE")]
    pub keep: Option<PathBuf>,
}

/// Where the ledger is made.
struct Room {
    ledger: PathBuf,
    /// Gone with everything in it when the program ends; `None` where the ledger is kept.
    folder: Option<TempDir>,
}

impl Room {
    fn new(keep: Option<&Path>) -> Result<Room, String> {
        if let Some(file) = keep {
            if file.exists() {
                return Err(format!("{}: is there already; the demo makes a new file, name another", file.display()));
            }
            return Ok(Room { ledger: file.to_owned(), folder: None });
        }
        let folder = tempfile::Builder::new().prefix("dateline-demo-").tempdir();
        let folder = folder.map_err(|error| {
            let place = std::env::temp_dir();
            format!("{}: no folder can be made here: {error}; set TMPDIR, or give a file with --keep", place.display())
        })?;
        Ok(Room { ledger: folder.path().join("demo.dateline"), folder: Some(folder) })
    }

    /// Removes what is not kept. A reader that is just ending may still hold a file open: some patience.
    fn leave(self) {
        let Some(folder) = self.folder else { return };
        let path = folder.keep();
        for _ in 0..20 {
            match std::fs::remove_dir_all(&path) {
                Ok(()) => return,
                Err(error) if error.kind() == io::ErrorKind::NotFound => return,
                Err(_) => std::thread::sleep(Duration::from_millis(50)),
            }
        }
        complain(&format!("{}: could not be removed; please do", path.display()));
    }
}

/// Runs the command.
pub fn run(args: &DemoArgs) -> Ending {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            complain(&format!("no threads could be started: {error}"));
            return Ending::Nothing;
        }
    };
    let (ending, room) = runtime.block_on(async {
        let mut stop = pin!(serve::stopped());
        // Asked once, so that from here on whoever ends the program waits for what is to be removed.
        tokio::select! {
            biased;
            () = &mut stop => return (Ending::All, None),
            () = std::future::ready(()) => {}
        }
        let room = match Room::new(args.keep.as_deref()) {
            Ok(room) => room,
            Err(message) => {
                complain(&message);
                return (if args.keep.is_some() { Ending::Usage } else { Ending::Nothing }, None);
            }
        };
        (show(args, &room.ledger, stop).await, Some(room))
    });
    // Requests that are under way read the ledger that goes away now.
    runtime.shutdown_timeout(Duration::from_secs(1));
    if let Some(room) = room {
        if ending == Ending::All && room.folder.is_none() && room.ledger.exists() {
            let words = format!("kept: dateline --theatre demo list events -L {}", room.ledger.display());
            print(&format!("{}\n", shown(&words)));
        }
        room.leave();
    }
    ending
}

/// Makes the ledger and serves it, until `stop` is ready, which also ends the making.
async fn show(args: &DemoArgs, ledger: &Path, mut stop: Pin<&mut impl Future<Output = ()>>) -> Ending {
    let listener = match listener(args.port).await {
        Ok(listener) => listener,
        Err(message) => {
            complain(&message);
            return Ending::Nothing;
        }
    };
    let ended = Arc::new(AtomicBool::new(false));
    let making = {
        let (ledger, ended) = (ledger.to_owned(), ended.clone());
        tokio::task::spawn_blocking(move || made(&ledger, &ended))
    };
    let mut making = pin!(making);
    let made = tokio::select! {
        made = &mut making => made,
        () = &mut stop => {
            ended.store(true, Ordering::Relaxed);
            let _ = making.await;
            return Ending::All;
        }
    };
    let made = match made {
        Ok(Some(made)) => made,
        Ok(None) | Err(_) => return Ending::Nothing,
    };
    let address = listener.local_addr().unwrap_or(SocketAddr::from((Ipv4Addr::LOCALHOST, PORT)));
    let url = format!("http://{address}/?country={COUNTRY}");
    if print(&words(&made, &format!("http://{address}"), ledger)) == Ending::Nothing {
        return Ending::Nothing;
    }
    if !args.no_browser && has_screen() {
        // Not waited for: some browsers only return when they are closed.
        if let Err(error) = open::that_detached(&url) {
            complain(&format!("no browser could be opened ({error}); open {url} yourself"));
        }
    }
    let mut desk = ::desk::Desk::over(ledger, serve::about());
    desk.mode = Mode::Demo;
    desk.by = "demo".to_owned();
    match ::desk::serve(listener, desk, stop).await {
        Ok(()) => Ending::All,
        Err(error) => {
            complain(&error.to_string());
            Ending::Nothing
        }
    }
}

async fn listener(asked: Option<u16>) -> Result<TcpListener, String> {
    let bind = |port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port);
    match asked {
        Some(port) => {
            let at = bind(port);
            TcpListener::bind(at).await.map_err(|error| serve::not_bound(at, &error))
        }
        None => match TcpListener::bind(bind(PORT)).await {
            Ok(listener) => Ok(listener),
            Err(_) => TcpListener::bind(bind(0)).await.map_err(|error| serve::not_bound(bind(0), &error)),
        },
    }
}

/// Whether a browser would have somewhere to appear.
fn has_screen() -> bool {
    if cfg!(any(target_os = "macos", windows)) {
        return true;
    }
    ["DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// What was made, in numbers and examples.
struct Made {
    reports: usize,
    claims: usize,
    joined: Outcome,
    took: Duration,
    steps: Steps,
}

/// Reads the bundled reports into a new ledger; `None` where it failed, which is told, or was ended.
fn made(file: &Path, ended: &AtomicBool) -> Option<Made> {
    let since = Instant::now();
    std::thread::spawn(|| (Register::bundled(), Gazetteer::bundled()));
    let reader = load_reader(None)?;
    let world = World { gazetteer: Gazetteer::bundled(), register: Register::bundled() };
    let coder = Coder { reader: &reader, gate: None, world: Some(world) };
    let items = items();
    let bar = bar(items.len());
    let known = HashSet::new();
    let mut fresh = Vec::with_capacity(items.len());
    let mut claims = 0;
    let read = in_order(
        jobs(None),
        |feed| {
            for item in items {
                if ended.load(Ordering::Relaxed) || !feed.send(item) {
                    return;
                }
            }
        },
        |item| code(coder, Gating::default(), &known, item),
        |read| -> Result<(), std::convert::Infallible> {
            if let What::New(one) = read.what {
                claims += one.claims.len();
                fresh.push(*one);
            }
            bar.set_position(fresh.len() as u64);
            bar.set_message(format!("{} → {}", counted(fresh.len(), "report"), counted(claims, "claim")));
            Ok(())
        },
    );
    debug_assert!(read.is_ok());
    if ended.load(Ordering::Relaxed) {
        bar.finish_and_clear();
        return None;
    }
    let kept = || -> Result<(Outcome, Steps), ::book::Error> {
        let now = Timestamp::now();
        let keep = Keep::Until(now.checked_add((30 * 24).hours()).unwrap_or(now));
        let mut ledger = Ledger::open(file, Opened::Create)?;
        let new: Vec<_> = fresh.iter().map(|one| stored(one, keep)).collect();
        ledger.add(&new, now)?;
        let joined = fusing::catch_up(&mut ledger)?;
        Ok((joined, steps(&View::over(ledger, AsOf::default(), Settings::default()))?))
    };
    let kept = kept();
    bar.finish_and_clear();
    match kept {
        Ok((joined, steps)) => Some(Made { reports: fresh.len(), claims, joined, took: since.elapsed(), steps }),
        Err(error) => {
            complain(&error.to_string());
            None
        }
    }
}

/// The bundled reports, in order. A test sees to it that there is nothing wrong with them.
fn items() -> Vec<Item> {
    let mut items = Vec::new();
    for (name, bytes) in REPORTS {
        let (reports, _) = ingest::ingest(bytes, &Hint { name, date: None, format: None });
        let item = |report| Item::of(name, report);
        items.extend(reports.into_iter().map(item));
    }
    items
}

fn bar(reports: usize) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:24} {msg}").unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(Some(reports as u64), ProgressDrawTarget::stderr()).with_style(style)
}

/// Examples for what there is to see, as this ledger has them.
#[derive(Default)]
struct Steps {
    /// The event that most reports tell of, on the word of few.
    event: Option<Arc<Event>>,
    /// A town with the day before it was contested, and the day since when it is sure who has it.
    town: Option<Town>,
    /// First and last day of the invented war.
    days: Option<(Date, Date)>,
}

struct Town {
    name: Arc<str>,
    from: Date,
    contested: Date,
    sure: Date,
}

fn steps(view: &View) -> Result<Steps, ::book::Error> {
    let filter = ::book::Filter { country: Some(COUNTRY.to_owned()), ..Default::default() };
    let found = events(view, &filter)?.events;
    // One that few tell though many print it; of several the one that most print.
    let copied =
        |event: &&Arc<Event>| event.support.independent > 1 && event.support.independent * 3 < event.support.reports;
    let event = found.iter().filter(copied).max_by_key(|event| event.support.reports).cloned();
    let starts = found.iter().filter(|event| event.support.reports > 1).filter_map(|event| event.days.as_ref());
    let days = starts.map(|days| (days.value.start, days.value.end)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    let town = view.control()?.iter().filter(|one| one.place.country.as_deref() == Some(COUNTRY)).find_map(town);
    Ok(Steps { event, town, days })
}

/// A town that was claimed, then contested, then sure.
fn town(control: &Control) -> Option<Town> {
    let at = |grade: Grade, after: usize| {
        control.intervals.iter().enumerate().skip(after).find(|(_, one)| one.grade == grade).map(|(number, _)| number)
    };
    let claimed = at(Grade::Claimed, 0)?;
    let contested = at(Grade::Contested, claimed + 1)?;
    let sure = at(Grade::Assessed, contested + 1)?;
    let from = |number: usize| control.intervals.get(number).map(|one| one.from);
    Some(Town {
        name: control.place.name.clone(),
        from: from(claimed)?,
        contested: from(contested)?,
        sure: from(sure)?,
    })
}

/// What is printed: the numbers, the address, what to try.
fn words(made: &Made, address: &str, ledger: &Path) -> String {
    let mut lines = vec![
        format!(
            "{} → {} → {} ({:.1} s)",
            counted(made.reports, "report"),
            counted(made.claims, "claim"),
            counted(made.joined.events as usize, "event"),
            made.took.as_secs_f64()
        ),
        "Varsania is invented, and so is everything told of it; the outlets of the Syrian reports are, too.".to_owned(),
        String::new(),
        format!("  {address}/?country={COUNTRY}"),
        String::new(),
        "Try:".to_owned(),
    ];
    let mut step = |words: String| lines.push(format!("  {}  {words}", lines.len() - 5));
    let steps = &made.steps;
    if let Some(event) = &steps.event {
        let (reports, independent) = (event.support.reports, event.support.independent);
        step(format!("{reports} reports, {independent} independent: who copied whom · {address}/event/{}", event.id));
        let told = told(event);
        if told.len() > 1 {
            let told: Vec<String> = told.iter().map(u64::to_string).collect();
            step(format!("in it {} dead, by different accounts: click one, its sentence lights up", told.join(" / ")));
            step("change the rule: the figure changes, and says why".to_owned());
        }
    }
    if let Some(town) = &steps.town {
        let day = |day: Date| day.strftime("%-d %B").to_string();
        step(format!(
            "drag the time from {} over {} to {} {}: {} is claimed, contested, assessed",
            day(town.from),
            day(town.contested),
            day(town.sure),
            town.sure.year(),
            shown(&town.name)
        ));
    }
    step(format!("decide: a accepts, m merges, u undoes · {address}/review?country={COUNTRY}"));
    if let Some((from, to)) = steps.days {
        step(format!("print the situation report · {address}/sitrep?place=iso:{COUNTRY}&from={from}&to={to}"));
    }
    step(format!(
        "is the chain of hashes whole? · {address}/verify, or dateline verify -L {}",
        shown(&ledger.display().to_string())
    ));
    lines.push(String::new());
    lines.push("Ctrl-C ends it.".to_owned());
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// The numbers of dead that count, without repetition.
fn told(event: &Event) -> BTreeSet<u64> {
    let killed = event.figures.iter().filter(|figure| figure.what == "killed");
    let counting = killed.flat_map(|figure| &figure.told).filter(|number| number.role == Role::Counts);
    counting.filter_map(|number| number.bounds.low.or(number.bounds.high)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_wrong_with_the_bundled_reports() {
        let mut ids = BTreeSet::new();
        for (name, bytes) in REPORTS {
            let (reports, problems) = ingest::ingest(bytes, &Hint { name, date: None, format: None });
            assert!(problems.is_empty(), "{name}: {problems:?}");
            assert!(!reports.is_empty(), "{name}");
            for report in reports {
                assert!(report.date.is_some(), "{name}: {:?}", report.title);
                assert!(ids.insert(claim::ReportId::of(&report)), "{name}: {:?} stands there twice", report.title);
            }
        }
        assert_eq!(items().len(), ids.len());
    }

    #[test]
    fn nothing_is_wrong_with_the_invented_theatre() {
        assert_eq!(crate::theatre::VARSANIA.check(), []);
    }
}

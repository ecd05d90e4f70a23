//! `dateline serve`: the desk in a browser. Opens the port, says where, ends in order. What is served is in crates/desk.

use crate::book::args::{Book, moment};
use crate::{Ending, complain, print};
use ::desk::{About, Desk, ModelFact, ModelScore};
use clap::Args;
use jiff::Timestamp;
use ledger::{Ledger, Mode};
use reader::Reader;
use serde_json::Value;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use tempfile::TempDir;
use tokio::net::TcpListener;

pub const SERVE_HELP: &str = "\
Examples:
  dateline serve -L homs.dateline --open
  dateline serve --port 0                    any free port; the address is printed
  dateline serve --openapi > openapi.json    the description of the API
  dateline serve --public --port 8080        what the public may see, read-only (docs/public.md)

Ctrl-C ends it. It can be reached from this machine alone unless --bind says otherwise; then it takes
accounts (dateline user add) or --public.

Exit codes:
  0  ended by Ctrl-C
  2  wrong usage
  3  the ledger cannot be opened, or the port cannot be used";

/// Options of `dateline serve`.
#[derive(Args, Debug)]
pub struct ServeArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub book: Book,

    /// Port; 0 is any that is free.
    #[arg(long, value_name = "PORT", default_value_t = 8321)]
    pub port: u16,

    /// Address of this machine to listen at.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub bind: IpAddr,

    /// Serve what the public may see, and nothing else: a second ledger is made under the policy, and served read-only.
    #[arg(long)]
    pub public: bool,

    /// The publication policy for --public; the built-in one if nothing is said (dateline publish --print-policy prints it).
    #[arg(long, value_name = "FILE", requires = "public")]
    pub policy: Option<PathBuf>,

    /// Your own map: a PMTiles file, shown under the events.
    #[arg(long, value_name = "FILE")]
    pub pmtiles: Option<PathBuf>,

    /// Open the browser.
    #[arg(long)]
    pub open: bool,

    /// Who decides.
    #[arg(long, value_name = "NAME", default_value = "desk")]
    pub by: String,

    #[command(flatten)]
    #[allow(missing_docs)]
    pub access: crate::access::AccessArgs,

    /// Record this as the time of decisions instead of the clock's.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub clock: Option<Timestamp>,

    /// Print the description of the API (OpenAPI 3.1) and serve nothing.
    #[arg(long)]
    pub openapi: bool,
}

/// Runs the command.
pub fn run(args: &ServeArgs) -> Ending {
    if args.openapi {
        // Strings and numbers: it can always be written.
        return print(&format!("{}\n", serde_json::to_string_pretty(&::desk::openapi()).unwrap_or_default()));
    }
    if args.by.trim().is_empty() {
        complain("--by is empty; give a name or initials");
        return Ending::Usage;
    }
    if let Some(map) = &args.pmtiles
        && let Err(error) = std::fs::File::open(map)
    {
        complain(&format!("{}: the map cannot be read: {error}; name a PMTiles file", map.display()));
        return Ending::Nothing;
    }
    if let Some(ending) = put_in_order(args) {
        return ending;
    }
    let mut desk = Desk::over(&args.book.ledger, about());
    desk.by = args.by.trim().to_owned();
    desk.pmtiles = args.pmtiles.clone();
    desk.clock = args.clock;
    desk.access = args.access.access();
    // Removed when the program ends, which is behind the serving.
    let mut folder = None;
    if args.public
        && let Err(ending) = publish(args, &mut desk, &mut folder)
    {
        return ending;
    }
    serve(desk, SocketAddr::new(args.bind, args.port), args.open)
}

/// Makes the ledger for the public, and has the desk serve that one alone.
fn publish(args: &ServeArgs, desk: &mut Desk, folder: &mut Option<TempDir>) -> Result<(), Ending> {
    let failed = |words: String| {
        complain(&words);
        Ending::Nothing
    };
    let policy = crate::publish::policy(args.policy.as_deref()).ok_or(Ending::Usage)?;
    let today = args.clock.map_or_else(crate::publish::today, |clock| jiff::tz::Offset::UTC.to_datetime(clock).date());
    let ledger = Ledger::open(&args.book.ledger, Mode::Read).map_err(|error| failed(error.to_string()))?;
    desk.mode = ::desk::Mode::Public;
    if ledger.is_published().map_err(|error| failed(error.to_string()))? {
        // It is what the public may see.
        return Ok(());
    }
    let made = tempfile::tempdir().map_err(|error| failed(format!("no temporary folder could be made: {error}")))?;
    let file = made.path().join("public.dateline");
    let done = public::publish(&ledger, &policy, today, &file, |_, _| {}).map_err(|error| failed(error.to_string()))?;
    let counts = format!("{} reports, {} claims, {} events", done.reports, done.claims, done.events);
    complain(&format!("for the public as of {today}: {counts}"));
    desk.policy = Some(serde_json::json!({"words": public::summary(&policy), "as_of": today}));
    desk.ledger = file;
    *folder = Some(made);
    Ok(())
}

/// Wipes out texts whose time is over, and says what is not joined yet; an ending where the ledger cannot be read.
fn put_in_order(args: &ServeArgs) -> Option<Ending> {
    let path = &args.book.ledger;
    // Where it may only be read, it is only read.
    if let Ok(mut ledger) = Ledger::open(path, Mode::Write)
        && let Err(error) = ledger.purge(Timestamp::now())
    {
        complain(&error.to_string());
    }
    match Ledger::open(path, Mode::Read).and_then(|ledger| ::book::fusing::is_behind(&ledger)) {
        Ok(false) => None,
        Ok(true) => {
            complain("this ledger holds claims that are not joined into events yet; dateline fuse joins them");
            None
        }
        Err(error) => {
            complain(&error.to_string());
            Some(Ending::Nothing)
        }
    }
}

/// Serves until Ctrl-C.
pub fn serve(desk: Desk, at: SocketAddr, open: bool) -> Ending {
    // Each thread keeps memory of its own: few of them, since the desk lets only so many wait for the disk at a time.
    let runtime = tokio::runtime::Builder::new_multi_thread().max_blocking_threads(8).enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            complain(&format!("no threads could be started: {error}"));
            return Ending::Nothing;
        }
    };
    let ending = runtime.block_on(async {
        let listener = match TcpListener::bind(at).await {
            Ok(listener) => listener,
            Err(error) => {
                complain(&not_bound(at, &error));
                return Ending::Nothing;
            }
        };
        let address = listener.local_addr().unwrap_or(at);
        let url = format!("http://{address}/");
        let words = format!("{} at {url} (Ctrl-C ends it)\n", desk.ledger.display());
        let told = print(&words);
        if told != Ending::All {
            return told;
        }
        if open && let Err(error) = ::open::that_detached(&url) {
            complain(&format!("no browser could be opened ({error}); open {url} yourself"));
        }
        match ::desk::serve(listener, desk, stopped()).await {
            Ok(()) => Ending::All,
            Err(error) => {
                complain(&error.to_string());
                Ending::Nothing
            }
        }
    });
    // What still runs for requests that are gone is not waited for.
    runtime.shutdown_background();
    ending
}

/// Ctrl-C, or the word of whoever started the program.
pub async fn stopped() {
    let ctrl_c = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                () = ctrl_c => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    ctrl_c.await;
}

/// Why nobody can listen there, with the remedy.
pub fn not_bound(at: SocketAddr, error: &std::io::Error) -> String {
    let port = at.port();
    match error.kind() {
        ErrorKind::AddrInUse => format!(
            "port {port} is in use, perhaps by another dateline serve; take another one with --port, or --port 0 for any that is free"
        ),
        ErrorKind::PermissionDenied => format!("port {port} may not be used; take one above 1023 with --port"),
        ErrorKind::AddrNotAvailable => format!("{} is no address of this machine; give one with --bind", at.ip()),
        _ => format!("{at} cannot be listened at: {error}; give another address with --bind and --port"),
    }
}

/// Facts about the program and its model.
pub fn about() -> About {
    const CARD: &str = include_str!("../../../models/en-2/MODEL_CARD.md");
    const SCORES: &str = include_str!("../../../models/en-2/scores.json");
    let scores: Value = serde_json::from_str(SCORES).unwrap_or_default();
    About {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        model: Reader::bundled().map(|reader| reader.name().to_owned()).unwrap_or_default(),
        card: CARD.to_owned(),
        facts: facts(&scores),
        scores: scored(&scores),
    }
}

fn facts(scores: &Value) -> Vec<ModelFact> {
    let size = scores["bytes"].as_u64().map(|bytes| format!("{:.1} MB", bytes as f64 / 1e6)).unwrap_or_default();
    let facts = [
        ("Reads", "English reports of armed conflict into claims"),
        ("Kind", "MiniLM encoder with heads for triggers, spans and roles; int8, on the processor, without a network"),
        ("Size", size.as_str()),
        ("Licence of the weights", "CC BY-SA 4.0"),
    ];
    facts.map(|(name, value)| ModelFact { name: name.to_owned(), value: value.to_owned() }).into()
}

fn scored(scores: &Value) -> Vec<ModelScore> {
    let sets = scores.as_object().into_iter().flatten().filter_map(|(set, fields)| Some((set, fields.as_object()?)));
    let mut all = Vec::new();
    for (set, fields) in sets {
        for (field, score) in fields {
            let share = |name: &str| score[name].as_f64();
            let (Some(precision), Some(recall), Some(f1)) = (share("p"), share("r"), share("f1")) else { continue };
            let gold = score["gold"].as_u64().unwrap_or_default();
            all.push(ModelScore { set: set.clone(), field: field.clone(), precision, recall, f1, gold });
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_models_scores_are_told_by_set_and_field() {
        let scores = about().scores;
        let ledger = scores.iter().find(|score| score.set == "dev, int8" && score.field == "LEDGER");
        assert!(ledger.is_some_and(|score| score.f1 > 0.4 && score.gold > 1000), "{ledger:?}");
    }

    #[test]
    fn a_port_that_cannot_be_used_is_told_with_the_remedy() {
        let at = "127.0.0.1:8321".parse().unwrap();
        for (kind, words) in [
            (ErrorKind::AddrInUse, "--port 0"),
            (ErrorKind::PermissionDenied, "above 1023"),
            (ErrorKind::AddrNotAvailable, "--bind"),
        ] {
            let told = not_bound(at, &std::io::Error::from(kind));
            assert!(told.contains(words), "{told}");
        }
    }
}

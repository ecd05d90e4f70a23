//! The first minute: the bundled reports really show what `dateline demo` promises, the figures coming from the reader and the
//! joining and from nowhere else; and the program itself serves it and leaves nothing behind.

mod common;

use common::{Folder, json, samples, with_ledger};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

const CLOCK: &str = "2031-03-14T00:00:00Z";

/// A folder with the demo's reports in its ledger.
fn book() -> Folder {
    static MADE: OnceLock<Vec<u8>> = OnceLock::new();
    with_ledger(&MADE, |folder| {
        let reports = samples("demo");
        let added = ["--theatre", "demo", "add", "--quiet", "--jobs", "2", "--clock", CLOCK, reports.to_str().unwrap()];
        let ran = folder.run(&added);
        assert_eq!(ran.code, Some(0), "{ran:?}");
    })
}

fn asked(folder: &Folder, args: &[&str]) -> Value {
    json(folder.run(&[&["--theatre", "demo"], args, &["--json"]].concat()))
}

/// The air strike on the grain market under a rule.
fn strike(folder: &Folder, rule: &str) -> Value {
    let events = asked(folder, &["list", "events", "--type", "AIRSTRIKE", "--place", "Teshkur", "--rule", rule]);
    let most = events.as_array().unwrap().iter().max_by_key(|event| event["support"]["reports"].as_u64());
    most.cloned().unwrap_or_else(|| panic!("no air strike: {events}"))
}

#[test]
fn fourteen_reports_are_three_witnesses_who_tell_of_4_7_and_12_dead() {
    let book = book();
    let event = strike(&book, "conservative");
    assert_eq!((&event["support"]["reports"], &event["support"]["independent"]), (&14.into(), &3.into()), "{event}");
    assert_eq!(event["place"]["value"]["name"], "Teshkur");
    assert_eq!(event["days"]["value"]["start"], "2031-03-01");
    let told = event["figures"][0]["told"].as_array().unwrap();
    let dead: std::collections::BTreeSet<(u64, &str)> = told
        .iter()
        .filter(|number| number["role"] == "counts")
        .map(|number| (number["bounds"][0].as_u64().unwrap(), number["by"].as_str().unwrap()))
        .collect();
    let dead: Vec<_> = dead.into_iter().collect();
    let ministry = "Varsanian Ministry of Defence";
    assert_eq!(dead, [(4, ministry), (7, "Varsania Conflict Monitor"), (12, "Sarn Valley Front")]);

    for (rule, best) in
        [("conservative", 4), ("ged", 7), ("latest", 7), ("median", 7), ("mode", 12), ("max", 12), ("min", 4)]
    {
        let event = strike(&book, rule);
        let figure = &event["figures"][0];
        assert_eq!((&figure["what"], &figure["best"]), (&"killed".into(), &best.into()), "{rule}: {figure}");
    }

    // The 7 in one clear sentence, first told by those who counted.
    let seven = told.iter().find(|number| number["bounds"][0] == 7).unwrap()["claim"].as_str().unwrap();
    let page = book.run(&["--theatre", "demo", "show", seven]);
    assert!(page.out.contains("Seven people were killed in the air strike on the grain market"), "{}", page.out);

    // The wire and its copies are one story.
    let page = book.run(&["--theatre", "demo", "show", event["id"].as_str().unwrap()]);
    for words in [
        "Continental Press · Four or twelve dead",
        "Ansel Times · Four or twelve dead in Teshkur · copy, 100 %",
        "cut,",
    ] {
        assert!(page.out.contains(words), "{words}: {}", page.out);
    }
}

#[test]
fn teshkur_is_claimed_contested_and_assessed_from_day_to_day() {
    let book = book();
    let (army, front) = ("xv/army", "varsania/svf");
    for (day, holder, grade) in [
        ("2031-02-20", army, "claimed"),
        ("2031-02-27", army, "claimed"),
        ("2031-02-28", army, "contested"),
        ("2031-03-01", army, "contested"),
        ("2031-03-02", front, "assessed"),
        ("2031-03-13", front, "assessed"),
    ] {
        let control = asked(&book, &["control", "Teshkur", "--as-of", day]);
        let told = (control[0]["holder"]["id"].as_str(), control[0]["grade"].as_str());
        assert_eq!(told, (Some(holder), Some(grade)), "as of {day}");
    }
    // In hindsight, too, there is a town that goes through all three: what the slider over days shows.
    for (day, holder, grade) in
        [("2031-03-05", army, "claimed"), ("2031-03-07", army, "contested"), ("2031-03-10", front, "assessed")]
    {
        let control = asked(&book, &["control", "Marn", "--on", day]);
        let told = (control[0]["holder"]["id"].as_str(), control[0]["grade"].as_str());
        assert_eq!(told, (Some(holder), Some(grade)), "on {day}");
    }
}

#[test]
fn statements_that_do_not_hold_are_found_and_those_that_hold() {
    let checks = asked(&book(), &["checks"]);
    let of = |verdict: &str| -> Vec<&str> {
        let all = checks.as_array().unwrap().iter().filter(|one| one["verdict"] == verdict);
        all.map(|one| one["testable"]["quote"].as_str().unwrap()).collect()
    };
    let wrong = of("does_not_hold");
    for quote in [
        "Marn is 60 kilometres south of Teshkur",
        "Teshkur lies about 60 kilometers east of Halvany",
        "Tuesday, 5 March",
        "the second town that the Sarn Valley Front has captured since 20 February",
    ] {
        assert!(wrong.contains(&quote), "{quote}: {wrong:?}");
    }
    assert_eq!(wrong.len(), 4, "{wrong:?}");
    let right = of("holds");
    for quote in [
        "Marn lies about 110 kilometers north of Belmora",
        "the third town that the Sarn Valley Front has captured in ten days",
        "the fourth town that the Sarn Valley Front has captured since 20 February",
    ] {
        assert!(right.contains(&quote), "{quote}: {right:?}");
    }
}

#[test]
fn a_town_that_changes_hands_cuts_a_road() {
    let book = book();
    let page = book.run(&["--theatre", "demo", "roads", "cut", "Sulvane"]);
    for words in ["Route 5 severed between Tolm and Kestrin", "way round: 186 km, +80 km", "Route 9 to Kestrin"] {
        assert!(page.out.contains(words), "{words}: {}", page.out);
    }
    let page = book.run(&["--theatre", "demo", "roads", "cut", "Marn"]);
    assert!(page.out.contains("Route 4 severed between Tolm and Ilvesh"), "{}", page.out);
}

#[test]
fn displacement_aid_plans_denials_and_persons_are_in_it() {
    let book = book();
    let events = |args: &[&str]| asked(&book, &[&["list", "events"], args].concat()).as_array().map_or(0, Vec::len);
    assert!(events(&["--type", "DISPLACE", "--place", "Kestrin"]) >= 2);
    assert!(events(&["--type", "AID", "--place", "Teshkur"]) >= 1);
    assert!(events(&["--status", "planned"]) >= 2);
    assert!(events(&["--status", "disputed"]) >= 1);
    // The public view has somebody to hide.
    let claims = asked(&book, &["list", "claims", "--text", "Oru"]);
    let target = |claim: &Value| claim["record"]["target"].to_string().contains("Pekka Oru");
    assert!(claims.as_array().unwrap().iter().any(target), "{claims}");
    // The sides contradict each other.
    let contradictions = asked(&book, &["contradictions"]);
    assert!(contradictions.as_array().unwrap().len() >= 4, "{contradictions}");
}

#[test]
fn nothing_of_it_is_known_to_anybody_who_did_not_ask() {
    let folder = Folder::new();
    let place = folder.run(&["where", "Teshkur"]);
    assert_eq!(place.code, Some(1), "{place:?}");
    let party = folder.run(&["who", "Sarn Valley Front"]);
    assert!(party.out.contains("provisional/"), "{party:?}");
    let place = folder.run(&["--theatre", "demo", "where", "Teshkur", "--json"]);
    assert!(place.out.contains("dateline:varsania-teshkur"), "{place:?}");
    let country = folder.run(&["--theatre", "demo", "where", "Varsania"]);
    assert!(country.out.contains("Varsania (invented)"), "{country:?}");
    let folder_of_none = folder.run(&["--theatre", "nowhere", "where", "Teshkur"]);
    assert_eq!(folder_of_none.code, Some(2), "{folder_of_none:?}");
    assert!(folder_of_none.err.contains("docs/demo.md"), "{folder_of_none:?}");
}

/// `dateline demo` as it runs, with a folder of its own for what is temporary.
struct Demo {
    child: Child,
    /// `127.0.0.1:PORT`.
    host: String,
    said: String,
}

/// Whatever fails, it does not go on running.
impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts it and reads until it has said everything.
fn demo(folder: &Folder, more: &[&str]) -> Demo {
    let temporary = folder.path("tmp");
    std::fs::create_dir_all(&temporary).unwrap();
    let mut command = folder.command(&[&["demo", "--no-browser", "--port", "0"], more].concat());
    let mut child = command
        .env("TMPDIR", &temporary)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut said = String::new();
    for line in BufReader::new(child.stdout.as_mut().unwrap()).lines() {
        let line = line.unwrap();
        said.push_str(&line);
        said.push('\n');
        if line.contains("Ctrl-C") {
            break;
        }
    }
    let host = said.split("http://").nth(1).and_then(|rest| rest.split('/').next());
    let host = host.unwrap_or_else(|| panic!("no address: {said}")).to_owned();
    Demo { child, host, said }
}

fn get(host: &str, path: &str) -> Value {
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: application/json\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {answer}"));
    assert!(head.starts_with("HTTP/1.1 200"), "{path}: {answer}");
    // A body in pieces has its braces all the same.
    let body = match (body.find('{'), body.rfind('}')) {
        (Some(from), Some(to)) if !head.to_lowercase().contains("chunked") => &body[from..=to],
        _ => panic!("{path}: {answer}"),
    };
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{path}: {error}: {body}"))
}

fn left_in(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

#[cfg(unix)]
fn interrupt(child: &Child, signal: &str) {
    let killed = std::process::Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
}

/// How it ended, within some seconds.
fn ended(child: &mut Child) -> Option<i32> {
    let since = Instant::now();
    while since.elapsed() < Duration::from_secs(20) {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    child.kill().unwrap();
    panic!("it goes on after the signal");
}

#[cfg(unix)]
#[test]
fn the_demo_serves_what_it_promises_and_leaves_nothing_behind() {
    let folder = Folder::new();
    let mut demo = demo(&folder, &[]);
    for words in [
        "156 reports → ",
        "14 reports, 3 independent",
        "4 / 7 / 12 dead",
        "Marn is claimed, contested, assessed",
        "dateline verify -L ",
    ] {
        assert!(demo.said.contains(words), "{words}: {}", demo.said);
    }
    let steps = demo.said.lines().filter(|line| line.starts_with("  ") && line.as_bytes()[2].is_ascii_digit()).count();
    assert_eq!(steps, 7, "{}", demo.said);
    assert_eq!(left_in(&folder.path("tmp")).len(), 1);

    let about = get(&demo.host, "/api/v1/about");
    assert_eq!((&about["mode"], &about["ledger"]["reports"]), (&"demo".into(), &156.into()), "{about}");
    let event = demo.said.split("/event/").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap();
    let event = get(&demo.host, &format!("/api/v1/events/{event}"));
    assert_eq!(event["event"]["support"]["independent"], 3, "{event}");

    interrupt(&demo.child, "-INT");
    assert_eq!(ended(&mut demo.child), Some(0));
    assert_eq!(left_in(&folder.path("tmp")), Vec::<PathBuf>::new());
}

#[cfg(unix)]
#[test]
fn it_can_be_ended_while_it_still_reads() {
    let folder = Folder::new();
    let temporary = folder.path("tmp");
    std::fs::create_dir_all(&temporary).unwrap();
    let mut command = folder.command(&["demo", "--no-browser", "--port", "0"]);
    let mut child = command.env("TMPDIR", &temporary).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let since = Instant::now();
    while left_in(&temporary).is_empty() {
        assert!(since.elapsed() < Duration::from_secs(20), "it made no folder");
        std::thread::sleep(Duration::from_millis(5));
    }
    // The signal is listened for before there is anything to remove.
    std::thread::sleep(Duration::from_millis(300));
    interrupt(&child, "-TERM");
    assert_eq!(ended(&mut child), Some(0));
    assert_eq!(left_in(&temporary), Vec::<PathBuf>::new());
}

#[cfg(unix)]
#[test]
fn the_ledger_is_kept_where_that_was_asked() {
    let folder = Folder::new();
    let mut demo = demo(&folder, &["--keep", "kept.dateline"]);
    interrupt(&demo.child, "-INT");
    assert_eq!(ended(&mut demo.child), Some(0));
    let list = folder.run(&["--theatre", "demo", "verify", "-L", "kept.dateline"]);
    assert_eq!(list.code, Some(0), "{list:?}");
    let again = folder.run(&["demo", "--no-browser", "--keep", "kept.dateline"]);
    assert_eq!(again.code, Some(2), "{again:?}");
    assert!(again.err.contains("is there already"), "{again:?}");
}

//! `kill -9` at random points of `dateline add`: what was acknowledged is there, the chain is whole, the next run goes on.
//!
//! 10 kills; DATELINE_KILLS=200 for the full measure (benchmarks/ledger.md). Reports are invented.

#![cfg(unix)]

mod common;

use common::{Folder, story};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

const REPORTS: usize = 1500;

#[test]
fn a_run_that_is_killed_loses_nothing_that_was_acknowledged_and_the_next_goes_on() {
    let kills: u64 = std::env::var("DATELINE_KILLS").ok().and_then(|number| number.parse().ok()).unwrap_or(10);
    let line = |n: usize| {
        let report = serde_json::json!({"id": format!("k{n}"), "date": "2031-03-07", "outlet": format!("Outlet {n}"), "text": story(n)});
        format!("{report}\n")
    };
    let all: String = (0..REPORTS).map(line).collect();
    let mut folder = Folder::with(&[("all.jsonl", &all)]);
    let mut acknowledged = BTreeSet::new();
    let (mut finished, mut most) = (0, 0);
    for kill in 0..kills {
        let mut command = folder.command(&["add", "--acknowledge", "--quiet", "all.jsonl"]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        // Anywhere from the first moments to the joining at the end: spread evenly, the same in every run. Every fifth kill waits for
        // an acknowledgement, so that on a slow machine, too, some come after one.
        let delay = (kill.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) % 4000;
        let out = BufReader::new(child.stdout.take().unwrap());
        let (heard, hearing) = std::sync::mpsc::channel();
        let reading = std::thread::spawn(move || {
            let told = |line: &String| {
                // Nobody listens any more after the first.
                let _ = heard.send(line.len());
            };
            out.lines().map_while(Result::ok).inspect(told).collect::<Vec<_>>()
        });
        if kill % 5 == 4 {
            let _ = hearing.recv_timeout(Duration::from_secs(120));
            std::thread::sleep(Duration::from_millis(delay / 10));
        } else {
            std::thread::sleep(Duration::from_millis(150 + delay));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // A line that was cut off in the middle is no acknowledgement.
        acknowledged.extend(reading.join().unwrap().into_iter().filter(|line| line.len() == 13));
        most = most.max(acknowledged.len());
        if !folder.path("ledger.dateline").exists() {
            continue;
        }
        let verified = folder.run(&["verify", "--quiet"]);
        assert_eq!(verified.code, Some(0), "after kill {kill}: {verified:?}");
        let listed = folder.run(&["list", "reports"]);
        let there: BTreeSet<&str> = listed.out.lines().filter_map(|line| line.split_whitespace().next()).collect();
        for id in &acknowledged {
            assert!(there.contains(id.as_str()), "{id} was acknowledged before kill {kill}");
        }
        if acknowledged.len() == REPORTS {
            // All is stored: begin anew, so that the kills keep falling into the storing.
            finished += 1;
            acknowledged.clear();
            folder = Folder::with(&[("all.jsonl", &all)]);
        }
    }
    let ran = folder.run(&["add", "--quiet", "all.jsonl"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let listed = folder.run(&["list", "reports"]);
    assert_eq!(listed.out.lines().count(), REPORTS);
    assert!(most > 0, "every kill came before anything was acknowledged: no run got that far in two minutes");
    println!(
        "{kills} kills; {finished} times all was stored before one; at most {most} of {REPORTS} were acknowledged"
    );
}

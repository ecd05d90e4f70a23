//! `dateline read`, driven as its users drive it.

mod common;

use common::{Folder, Ran, story};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::Stdio;

fn lines_of_json(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

fn ids(records: &[Value]) -> Vec<&str> {
    records.iter().map(|record| record["id"].as_str().unwrap()).collect()
}

/// The words of a page, however it is wrapped.
fn words(page: &str) -> String {
    page.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_folder_is_read_in_the_order_of_its_names() {
    let folder = Folder::with(&[
        ("in/b.txt", &story(1)),
        ("in/a/late.txt", &story(2)),
        ("in/a/early.txt", &story(3)),
        ("in/README.md", "# notes"),
        ("in/.hidden.txt", &story(4)),
    ]);
    let ran = folder.run(&["read", "--format", "jsonl", "in"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(ids(&lines_of_json(&ran.out)), ["early", "late", "b"]);
    assert!(ran.err.contains("3 reports"), "{}", ran.err);
    assert!(ran.err.contains("1 file skipped that is no report (README.md)"), "{}", ran.err);
    assert_eq!(folder.run(&["read", "--quiet", "in"]).err, "");
}

#[test]
fn every_form_is_what_it_says() {
    let folder = Folder::with(&[("a.txt", &story(1)), ("b.txt", &story(2))]);
    let form = |form| {
        let ran = folder.run(&["read", "--format", form, "a.txt", "b.txt"]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        ran.out
    };
    let lines = lines_of_json(&form("jsonl"));
    assert_eq!(ids(&lines), ["a", "b"]);
    for field in ["date", "claims", "problems"] {
        assert!(lines[0].get(field).is_some(), "{field} is missing: {}", lines[0]);
    }
    assert_eq!(serde_json::from_str::<Vec<Value>>(&form("json")).unwrap(), lines);
    let claims: usize = lines.iter().map(|line| line["claims"].as_array().unwrap().len()).sum();

    let csv = form("csv");
    assert!(csv.starts_with("report,date,outlet,sentence,type,status,trigger,actor,"), "{csv}");
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<csv::StringRecord> = rows.records().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows.len(), claims);

    let table = form("table");
    assert!(table.starts_with("REPORT "), "{table}");
    assert_eq!(table.lines().count(), 1 + claims);

    let text = form("text");
    assert!(words(&text).contains("Residents waited for news in the market."), "{text}");
    assert_eq!(text.lines().filter(|line| *line == "no date").count(), 2, "{text}");
}

#[test]
fn the_bytes_do_not_depend_on_the_number_of_jobs() {
    let archive: String = (0..40)
        .map(|n| serde_json::json!({"id": format!("r{n}"), "date": "2024-12-07", "text": story(n).repeat(1 + n % 5)}))
        .map(|record| format!("{record}\n"))
        .collect();
    let folder = Folder::with(&[("archive.jsonl", &archive), ("z.txt", &story(41))]);
    for form in ["jsonl", "json", "csv", "table", "text"] {
        let run = |jobs| folder.run(&["read", "--format", form, "--jobs", jobs, "archive.jsonl", "z.txt"]);
        let one = run("1");
        assert_eq!(one.code, Some(0), "{ran}", ran = one.err);
        for jobs in ["2", "7"] {
            assert!(one == run(jobs), "{form} differs with {jobs} jobs");
        }
    }
}

#[test]
fn standard_input_is_read_and_the_date_given_is_taken_where_none_is_told() {
    let folder = Folder::new();
    let ran = folder.run_with(&["read", "--format", "jsonl", "--date", "2024-12-07", "-"], &story(1));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(lines_of_json(&ran.out)[0]["date"], "2024-12-07");

    let dated = serde_json::json!({"id": "r1", "date": "2024-11-02", "text": story(1)}).to_string() + "\n";
    let ran = folder.run_with(&["read", "--format", "jsonl", "--date", "2024-12-07", "-"], &dated);
    assert_eq!(lines_of_json(&ran.out)[0]["date"], "2024-11-02");
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

#[test]
fn a_bad_line_is_told_with_file_line_and_remedy_and_the_others_are_read() {
    let good = |id: &str| serde_json::json!({"id": id, "text": story(1)}).to_string();
    let archive = format!("{}\n{{\"id\": \"r2\", \"text\": \n{}\n", good("r1"), good("r3"));
    let folder = Folder::with(&[("archive.jsonl", &archive)]);
    let ran = folder.run(&["read", "--format", "jsonl", "archive.jsonl"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let told = ran.err.lines().find(|line| line.contains("archive.jsonl:2:")).unwrap_or_else(|| panic!("{}", ran.err));
    assert!(told.starts_with("error: ") && told.contains("; "), "no remedy: {told}");
    assert!(ran.err.contains("2 reports"), "{}", ran.err);

    let records = lines_of_json(&ran.out);
    assert_eq!(records.len(), 3, "{}", ran.out);
    assert_eq!((&records[0]["id"], &records[2]["id"]), (&"r1".into(), &"r3".into()));
    assert_eq!(records[1]["problems"][0]["line"], 2);
    assert_eq!(records[1]["claims"], serde_json::json!([]));
}

#[test]
fn the_exit_code_says_how_much_was_read() {
    let folder = Folder::with(&[("good.txt", &story(1)), ("binary.dat", "\u{0}\u{1}\u{2}\u{0}\u{0}\u{7}\u{0}")]);
    std::fs::create_dir(folder.path("empty")).unwrap();
    let cases: [(&[&str], i32, &str); 14] = [
        (&["read", "good.txt"], 0, "1 report"),
        (&["read", "good.txt", "missing.txt"], 1, "error: missing.txt: there is no such file; check the name"),
        (&["read", "good.txt", "empty"], 1, "error: empty: no reports in this folder; "),
        (&["read", "good.txt", "binary.dat"], 1, "binary.dat: "),
        (&["read", "missing.txt"], 3, "error: missing.txt: there is no such file; check the name"),
        (&["read", "empty"], 3, "error: empty: no reports in this folder; "),
        (&["read", "-"], 3, ""),
        (&["read", "good.txt", "-o", "no/such/folder/out.txt"], 3, "no/such/folder/out.txt: cannot be written"),
        (&["read"], 2, "FILE|FOLDER|-"),
        (&["read", "good.txt", "--date", "7.12.2024"], 2, "write it as in 2024-12-07"),
        (&["read", "good.txt", "--min-confidence", "60"], 2, "give a number from 0 to 1"),
        (&["read", "good.txt", "--jobs", "0"], 2, "--jobs"),
        (&["read", "good.txt", "--format", "jsnol"], 2, "'jsonl'"),
        (&["read", "good.txt", "-o", "./good.txt"], 2, "give --output another name"),
    ];
    for (args, code, told) in cases {
        let ran = folder.run(args);
        assert_eq!(ran.code, Some(code), "{args:?}: {}", ran.err);
        assert!(ran.err.contains(told), "{args:?}: {}", ran.err);
    }
    assert_eq!(std::fs::read_to_string(folder.path("good.txt")).unwrap(), story(1), "the input was overwritten");
}

#[test]
fn a_model_file_that_is_none_ends_the_run_before_anything_is_written() {
    let folder = Folder::with(&[("good.txt", &story(1)), ("model.bin", "this is no model")]);
    for model in ["model.bin", "missing.bin"] {
        let ran = folder.run(&["read", "--model", model, "-o", "out.txt", "good.txt"]);
        assert_eq!(ran.code, Some(3), "{ran:?}");
        assert!(ran.err.contains(model), "{}", ran.err);
        assert!(!folder.path("out.txt").exists());
    }
}

#[test]
fn output_into_a_file_is_the_same_and_is_never_read_back() {
    let folder = Folder::with(&[("in/a.txt", &story(1)), ("in/b.txt", &story(2))]);
    let printed = folder.run(&["read", "--format", "jsonl", "in"]);
    for _ in 0..2 {
        let ran = folder.run(&["read", "--format", "jsonl", "-o", "in/claims.jsonl", "in"]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{}", ran.err);
        assert_eq!(std::fs::read_to_string(folder.path("in/claims.jsonl")).unwrap(), printed.out);
    }
}

#[test]
fn a_pipe_has_no_colours_unless_they_are_asked_for() {
    let folder = Folder::with(&[("a.txt", &story(1))]);
    let plain = folder.run(&["read", "a.txt"]).out;
    assert!(!plain.contains('\u{1b}'), "{plain:?}");
    assert_eq!(folder.run(&["read", "--color", "never", "a.txt"]).out, plain);
    let coloured = folder.run(&["read", "--color", "always", "a.txt"]).out;
    assert!(coloured.contains("\u{1b}[1m"), "{coloured:?}");
}

#[test]
fn control_characters_of_the_input_reach_neither_stream() {
    let bad =
        "Before \u{1b}[2J\u{1b}]0;owned\u{7} after, said the \u{9b}31mspokesman of \u{202e}Tal Marun on Friday.\n";
    let record = serde_json::json!({"id": "i\u{1b}[31md\u{9b}", "title": "T\u{1b}c", "text": bad}).to_string() + "\n";
    let folder = Folder::with(&[("bad.txt", &bad.repeat(3)), ("bad.jsonl", &record)]);
    for form in ["text", "table", "csv", "jsonl", "json"] {
        let ran = folder.run(&["read", "--format", form, "bad.txt", "bad.jsonl", "no\u{1b}[31m\u{9b}such"]);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        for stream in [&ran.out, &ran.err] {
            let obeyed = |c: char| (c.is_control() && c != '\n' && c != '\r') || c == '\u{202e}';
            assert!(!stream.contains(obeyed), "{form}: {stream:?}");
        }
    }
    let text = folder.run(&["read", "bad.txt"]).out;
    assert!(text.contains("Before ␛[2J␛]0;owned␇ after"), "{text}");
}

#[test]
fn a_reader_of_the_pipe_who_goes_away_ends_the_run_quietly() {
    let folder = Folder::new();
    let mut command = folder.command(&["read", "--format", "jsonl", "--jobs", "2", "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // Input without an end: only the closed pipe can end the run.
    let writer = std::thread::spawn(move || {
        let mut sent = 0usize;
        while writeln!(stdin, "{}", serde_json::json!({"id": format!("r{sent}"), "text": story(sent)})).is_ok() {
            sent += 1;
        }
    });
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with("{\"id\":\"r0\""), "{first}");
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""));
    writer.join().unwrap();
}

/// What the program writes when both its streams are a terminal of 60 columns.
#[cfg(unix)]
fn on_a_terminal(folder: &Folder, args: &[&str], no_color: bool) -> Ran {
    let size = rustix_openpty::rustix::termios::Winsize { ws_row: 24, ws_col: 60, ws_xpixel: 0, ws_ypixel: 0 };
    let pty = rustix_openpty::openpty(None, Some(&size)).unwrap();
    let mut command = folder.command(args);
    if no_color {
        command.env("NO_COLOR", "1");
    }
    let user = std::fs::File::from(pty.user);
    command.stdin(Stdio::null()).stdout(user.try_clone().unwrap()).stderr(user);
    let mut child = command.spawn().unwrap();
    // The command holds the terminal's other end open, and reading would wait for it.
    drop(command);
    let mut bytes = Vec::new();
    // Linux ends the reading of a terminal that nobody holds with an error.
    let _ = std::fs::File::from(pty.controller).read_to_end(&mut bytes);
    let out = String::from_utf8(bytes).unwrap().replace("\r\n", "\n");
    Ran { code: child.wait().unwrap().code(), out, err: String::new() }
}

#[cfg(unix)]
#[test]
fn a_terminal_has_colours_and_its_own_width_and_no_color_is_honoured() {
    let folder = Folder::with(&[("a.txt", &story(1))]);
    let coloured = on_a_terminal(&folder, &["read", "a.txt"], false);
    assert_eq!(coloured.code, Some(0), "{coloured:?}");
    assert!(coloured.out.contains("\u{1b}[1m"), "{coloured:?}");
    for (args, no_color) in [(&["read", "a.txt"][..], true), (&["read", "--color", "never", "a.txt"], false)] {
        let plain = on_a_terminal(&folder, args, no_color).out;
        assert!(!plain.contains('\u{1b}'), "{plain:?}");
        assert!(plain.lines().all(|line| line.chars().count() <= 60), "{plain}");
        assert!(words(&plain).contains("Residents waited for news in the market."), "{plain}");
    }
}

//! Bytes that mean harm, or that were harmed: each ends soon, without a panic, with a report or with a problem.

use claim::{Problem, Report};
use ingest::{Format, Hint, MAX_FILE_BYTES, MAX_LINE_BYTES, MAX_PROBLEMS, ingest, ingest_stream};
use std::io::{BufReader, Read};
use std::time::{Duration, Instant};

/// Far above what is measured on the slowest machine, far below what quadratic time would take.
const SOON: Duration = Duration::from_secs(20);

fn read(name: &str, bytes: &[u8]) -> (Vec<Report>, Vec<Problem>) {
    let start = Instant::now();
    let found = ingest(bytes, &Hint::named(name));
    let took = start.elapsed();
    println!("{name}: {} bytes in {took:?}, {} reports, {:?}", bytes.len(), found.0.len(), codes(&found.1));
    assert!(took < SOON, "{name}: {took:?}");
    for problem in &found.1 {
        assert_eq!(problem.file.as_deref(), Some(name));
        assert!(problem.message.contains(';'), "a remedy behind the semicolon: {}", problem.message);
    }
    for report in &found.0 {
        assert!(!report.text.trim().is_empty() && !report.id.is_empty());
        let length = report.text.chars().count();
        assert!(report.noise.iter().chain(report.sentences.iter().flatten()).all(|span| span.end <= length));
    }
    found
}

fn codes(problems: &[Problem]) -> Vec<&str> {
    problems.iter().map(|problem| problem.code.as_str()).collect()
}

const STORY: &str = "Shells fell on the bridge at Karvash on Monday, and the road to Velimje was closed, the mayor said. \
                     The army of Ostland and the Northern Column blamed each other for the fire, and nobody could check.";

#[test]
fn files_without_text_become_problems() {
    let cases: [(&str, &[u8], &str); 8] = [
        ("empty.txt", b"", "empty"),
        ("blank.jsonl", b"\xef\xbb\xbf \r\n\n", "empty"),
        ("zeros.txt", &[0; 4000], "not_text"),
        ("paper.pdf", b"%PDF-1.7\n%\xe2\xe3", "not_text"),
        ("paper.docx", b"PK\x03\x04\x14\0\x06\0", "not_text"),
        ("photo.txt", b"\x89PNG\r\n\x1a\n\0\0", "not_text"),
        ("scripts.html", b"<html><body><script>show()</script></body></html>", "no_text"),
        ("text.json", b"A story in a file of the wrong name.", "bad_json"),
    ];
    for (name, bytes, code) in cases {
        let (reports, problems) = read(name, bytes);
        assert_eq!((reports.len(), codes(&problems)), (0, vec![code]), "{name}");
    }
    let late = [STORY.repeat(1000).as_bytes(), b"\0"].concat();
    assert_eq!(codes(&read("late-zero.txt", &late).1), ["not_text"]);
}

#[test]
fn text_is_unchanged_but_for_its_mark() {
    let text = format!("  Title \r\n\r\n{STORY}\r\n\tend ");
    let (reports, problems) = read("a.b.txt", format!("\u{feff}{text}").as_bytes());
    assert_eq!(problems, []);
    assert_eq!(reports[0].text, text);
    assert_eq!((reports[0].id.as_str(), reports[0].title.as_deref()), ("a.b", Some("Title")));
    assert_eq!(reports[0].language.as_deref(), Some("en"));
}

#[test]
fn a_date_of_the_caller_fills_in() {
    let day = jiff::civil::date(2031, 3, 3);
    let hint = Hint { date: Some(day), ..Hint::named("-") };
    let (reports, _) = ingest(STORY.as_bytes(), &hint);
    assert_eq!(reports[0].date, Some(day));
    assert_eq!(reports[0].id.len(), 16, "standard input is named by its hash");
    let (reports, _) = ingest(format!("4 March 2031\n\n{STORY}").as_bytes(), &hint);
    assert_eq!(reports[0].date, Some(day.tomorrow().unwrap()));
}

#[test]
fn a_bad_line_does_not_cost_the_others() {
    let lines = [
        "\u{feff}{\"id\": \"a\", \"date\": \"2031-03-03\", \"text\": \"One.\", \"claims\": [{\"x\": [1]}], \"unknown\": {}}",
        "{\"id\": \"a\", \"text\": \"Two.\"}",
        "",
        "{\"id\": \"b\"}",
        "{\"id\": \"c\", \"text\": ",
        "{\"id\": \"d\", \"text\": \"Four.\", \"date\": \"03/04/2031\"}",
        "{\"sentences\": [\"Řeka one.\", \"Two.\"], \"licence\": \"CC0\", \"title\": 7}",
        "{\"id\": \"e\", \"text\": \"One. Two.\", \"sentence_spans\": [[0, 4], [5, 9]]}",
        "{\"id\": \"f\", \"text\": \"One. Two.\", \"sentence_spans\": [[0, 4], [5, 99]]}",
        "[1]",
        "{\"id\": \"g\", \"text\": \"  \"}",
    ];
    let mut bytes = lines.join("\n").into_bytes();
    bytes.extend(b"\n{\"id\": \"h\", \"text\": \"Bad \xff byte.\"}");
    let (reports, problems) = read("news/day.jsonl", &bytes);
    let ids: Vec<&str> = reports.iter().map(|report| report.id.as_str()).collect();
    assert_eq!(ids, ["a", "a-2", "d", "day-7", "e", "f", "h"]);
    let told: Vec<_> = problems.iter().map(|problem| (problem.code.as_str(), problem.line.unwrap())).collect();
    let expected = [
        ("duplicate_id", 2),
        ("no_text", 4),
        ("bad_json", 5),
        ("bad_date", 6),
        ("bad_spans", 9),
        ("bad_json", 10),
        ("empty", 11),
        ("invalid_bytes", 12),
    ];
    assert_eq!(told, expected);
    let spans = |number: usize| -> Vec<(usize, usize)> {
        reports[number].sentences.iter().flatten().map(|&span| span.into()).collect()
    };
    assert_eq!(reports[3].text, "Řeka one.\nTwo.");
    assert_eq!((spans(3), spans(4)), (vec![(0, 9), (10, 14)], vec![(0, 4), (5, 9)]));
    assert_eq!(reports[5].sentences, None);
    assert_eq!(reports[6].text, "Bad \u{fffd} byte.");
}

#[test]
fn a_json_file_holds_one_report_or_an_array() {
    let (reports, problems) = read("one.json", b"\n{\n\"text\": \"One.\"\n}\n");
    assert_eq!((reports[0].id.as_str(), problems.len()), ("one", 0));
    let array = b"[\n{\"text\": \"One.\"},\n{\"id\": 7, \"text\": \"Two.\"},\n{\"id\": 8},\n{\"text\": \"Four.\"}]";
    let (reports, problems) = read("all.json", array);
    let ids: Vec<&str> = reports.iter().map(|report| report.id.as_str()).collect();
    assert_eq!(ids, ["all-1", "7", "all-4"]);
    assert_eq!((codes(&problems), problems[0].line, reports[2].origin.line), (vec!["no_text"], Some(4), Some(5)));
    let (reports, problems) = read("cut.json", b"[{\"text\": \"One.\"},\n{\"text\": \"Tw");
    assert_eq!((reports.len(), codes(&problems), problems[0].line), (1, vec!["bad_json"], Some(2)));
}

#[test]
fn a_huge_line_is_passed_over_and_never_held() {
    let huge = std::io::repeat(b'x').take(200 << 20);
    let before = "{\"text\": \"One.\"}\n".as_bytes();
    let after = "\n{\"text\": \"Three.\"}\n".as_bytes();
    let (mut reports, mut problems) = (Vec::new(), Vec::new());
    let input = BufReader::new(before.chain(huge).chain(after));
    ingest_stream(input, &Hint::named("huge.jsonl"), &mut |found| match found {
        Ok(report) => reports.push(report.text),
        Err(problem) => problems.push((problem.code, problem.line)),
    })
    .unwrap();
    assert_eq!(reports, ["One.", "Three."]);
    assert_eq!(problems, [("too_large".to_owned(), Some(2))]);

    let mut problems = Vec::new();
    let endless = BufReader::new(std::io::repeat(b'x'));
    ingest_stream(endless, &Hint::named("huge.txt"), &mut |found| problems.extend(found.err())).unwrap();
    assert_eq!((codes(&problems), problems[0].line), (vec!["too_large"], Some(1)));
    const { assert!(MAX_LINE_BYTES <= MAX_FILE_BYTES) };
}

#[test]
fn problems_without_end_are_counted() {
    let (reports, problems) = read("bad.jsonl", &b"{\n".repeat(100_000));
    assert_eq!((reports.len(), problems.len()), (0, MAX_PROBLEMS + 1));
    assert_eq!(problems.last().map(|problem| problem.code.as_str()), Some("many_problems"));
}

#[test]
fn one_id_for_all_records_stays_fast_and_distinct() {
    let (reports, _) = read("same.jsonl", &b"{\"id\": \"a\", \"text\": \"One.\"}\n".repeat(20_000));
    let ids: std::collections::BTreeSet<_> = reports.iter().map(|report| &report.id).collect();
    assert_eq!((reports.len(), ids.len()), (20_000, 20_000));
}

#[test]
fn json_without_bottom_ends() {
    let nested = |depth: usize| format!("{{\"text\": {}", "[".repeat(depth));
    assert_eq!(codes(&read("nested.jsonl", nested(1_000_000).as_bytes()).1), ["bad_json"]);
    assert_eq!(codes(&read("nested.json", "[".repeat(1_000_000).as_bytes()).1), ["bad_json"]);
    let inside = format!("{{\"text\": \"One.\", \"claims\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(read("inside.jsonl", inside.as_bytes()).0.len(), 1);
}

#[test]
fn hostile_pages_end_soon_and_keep_the_story() {
    let story = format!("<p>{STORY}</p>");
    let n = 200_000;
    let pages = [
        ("nested", format!("{}{story}", "<div>".repeat(n))),
        ("nested-closed", format!("{}{story}{}", "<div>".repeat(n), "</div>".repeat(n))),
        ("nested-inline", format!("{}{story}", "<b><i><font color=red>".repeat(n / 4))),
        ("crossed", format!("{story}{}", "<span><div></span></div>".repeat(n / 4))),
        ("tables", format!("{story}{}", "<table><tr><td>".repeat(n / 4))),
        ("lists", format!("{story}{}", "<ul><li>".repeat(n / 4))),
        ("flat", format!("{story}{}", "<p>x</p>".repeat(n))),
        ("links", format!("{story}{}", "<a href=x>y</a> ".repeat(n / 8))),
        ("deep-text", format!("{}{}", "<div>".repeat(190), story.repeat(5_000))),
        (
            "deep-paragraphs",
            format!("{story}{}", format!("{}x{}", "<div>".repeat(150), "</div>".repeat(150)).repeat(250)),
        ),
        ("breaks", format!("{story}{}", "<br>".repeat(n / 8))),
        ("break-text", format!("{story}{}", "x<br><br>".repeat(n / 8))),
        ("comment", format!("{story}<!-- never closed {}", "<p>".repeat(n))),
        ("comments", format!("{story}{}", "<!--".repeat(n))),
        ("titles", format!("{story}{}", "<title>".repeat(n))),
        ("quotes", format!("{story}{}", "<a b=\"".repeat(n))),
        ("attribute", format!("{story}<p class=\"{}\">x</p>", "y".repeat(5 << 20))),
        ("attributes", format!("{story}<p {}>x</p>", "a=b ".repeat(n))),
        ("entities", format!("{story}<p>{}</p>", "&amp;lt;&#x110000;&nope;&".repeat(n))),
        ("headings", format!("{story}{}", "<h1>x".repeat(n / 4))),
        ("json-ld", format!("<script type=application/ld+json>{}</script>{story}", "[".repeat(n))),
        ("times", format!("{}{story}", "<time datetime=x pubdate>".repeat(n))),
        ("ends", format!("{story}{}", "</p></div></b>".repeat(n))),
        ("open", format!("{story}{}", "<".repeat(n))),
        ("selects", format!("{story}{}", "<select><option>".repeat(n / 4))),
        ("forms", format!("{}{story}", "<form><input>".repeat(n / 4))),
        ("cut", format!("<html><body>{story}<p class=\"x")),
    ];
    for (name, page) in &pages {
        let (reports, _) = read(&format!("{name}.html"), page.as_bytes());
        assert_eq!(reports.len(), 1, "{name}");
        assert!(reports[0].text.contains("the mayor said"), "{name}: {:.300}", reports[0].text);
    }
}

#[test]
fn a_long_line_of_text_is_read() {
    let (reports, problems) = read("long.txt", STORY.repeat(25_000).as_bytes());
    assert_eq!((reports.len(), problems.len()), (1, 0));
    let (reports, _) = read("letters.txt", "x".repeat(5 << 20).as_bytes());
    assert_eq!(reports[0].language, None);
}

/// A generator of our own, so that a failure can be run again: xorshift.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }
}

#[test]
fn random_bytes_never_panic() {
    let names = ["a.txt", "a.html", "a.jsonl", "a.json", "-"];
    let pieces: &[&[u8]] = &[
        b"<div>",
        b"</div>",
        b"<p class=\"",
        b"\"",
        b"<!--",
        b"-->",
        b"<script>",
        b"</script>",
        b"&amp;",
        b"&#",
        b"<table>",
        b"<td>",
        b"<li>",
        b"</li>",
        b"<h1>",
        b"<a href='",
        b"<title>",
        b"{\"text\": \"",
        b"\"}",
        b"[",
        b"\n",
        b"\r\n",
        b"\0",
        b"\xff",
        b"\xe2\x80",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"3 March 2031",
        b"KARVASH - ",
        b"By Jane Doe",
        b"<meta charset=",
        b"utf-16",
        b"<br>",
        b"\xd0\x9a",
        b"x",
        b" ",
        b"The story of it. ",
        b"\\u",
        b"\\ud800",
        b"<svg><title>",
        b"<nav>",
        b"<script type=application/ld+json>{\"@graph\":",
        b"<time datetime=",
        b"\"sentence_spans\": [[0, 9",
        b"<pre>",
    ];
    for seed in 1..=3000u64 {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut bytes = Vec::new();
        for _ in 0..dice.roll(60) {
            match dice.roll(8) {
                0 => bytes.extend((0..dice.roll(40)).map(|_| dice.roll(256) as u8).collect::<Vec<_>>()),
                _ => bytes.extend(pieces[dice.roll(pieces.len())]),
            }
        }
        let formats = [None, Some(Format::Text), Some(Format::Html), Some(Format::Jsonl), Some(Format::Json)];
        let hint = Hint { format: formats[dice.roll(5)], ..Hint::named(names[dice.roll(5)]) };
        let (reports, problems) = ingest(&bytes, &hint);
        assert!(!reports.is_empty() || !problems.is_empty(), "seed {seed}: nothing at all");
        for report in reports {
            let length = report.text.chars().count();
            assert!(report.noise.iter().chain(report.sentences.iter().flatten()).all(|span| span.end <= length));
        }
    }
}

#[test]
fn files_in_other_encodings_are_read() {
    let utf16 = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let lines = "{\"id\": \"ř\", \"text\": \"Řeka one.\"}\n{\"id\": \"b\", \"text\": \"Two.\"}\n";
    let (reports, problems) = read("day.jsonl", &[b"\xff\xfe".as_slice(), &utf16(lines)].concat());
    assert_eq!((reports.len(), reports[0].text.as_str(), problems.len()), (2, "Řeka one.", 0));
    let (reports, problems) = read("story.txt", &utf16(STORY));
    assert_eq!((reports[0].text.as_str(), codes(&problems)), (STORY, vec!["encoding_guessed"]));
    let latin = b"<html lang=fr><meta charset=iso-8859-1><title>L'\xe9t\xe9</title><p>Le pont est ferm\xe9.</p>";
    let (reports, problems) = read("pont.html", latin);
    assert_eq!((reports[0].title.as_deref(), reports[0].text.as_str()), (Some("L'été"), "Le pont est fermé."));
    assert_eq!((reports[0].language.as_deref(), problems.len()), (Some("fr"), 0));
}

#[test]
fn a_wrong_declaration_of_language_is_told() {
    let page = format!("<html lang=de><p>{STORY}</p>");
    let (reports, problems) = read("story.html", page.as_bytes());
    assert_eq!((reports[0].language.as_deref(), codes(&problems)), (Some("en"), vec!["language_contradicted"]));
}

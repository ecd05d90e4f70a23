//! `dateline add` and `read` of web archives made here. Reports are invented.

mod common;

use common::Folder;
use flate2::{Compression, write::GzEncoder};
use std::io::Write;

fn page(title: &str, story: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=en><head><title>{title}</title><meta property='article:published_time' content='2031-03-07'>\
         <link rel=canonical href='https://wire.example/{title}'></head><body><article><h1>{title}</h1><p>{story}</p></article></body></html>"
    )
}

fn war() -> String {
    common::story(7).repeat(2)
}

fn cake() -> String {
    "The museum will show forty paintings of gardens and rivers until the spring. The cake of the house is made with butter, \
     sugar and flour, and its taste is best on the second day. The colours of the paintings are warm and the rooms are light. "
        .repeat(4)
}

fn record(title: &str, page: &str) -> Vec<u8> {
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}");
    let record = format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://wire.example/{title}\r\nWARC-Date: 2031-04-01T00:00:00Z\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{answer}\r\n\r\n",
        answer.len()
    );
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(record.as_bytes()).unwrap();
    packer.finish().unwrap()
}

fn archive() -> Vec<u8> {
    let (war, cake) = (page("war", &war()), page("cake", &cake()));
    [
        record("war", &war),
        record("cake", &cake),
        b"\x1f\x8b\x08 damaged".to_vec(),
        record("war", &war),
        record("late", &page("late", &cake_of_war())),
    ]
    .concat()
}

/// A story whose one claim stands at its end.
fn cake_of_war() -> String {
    format!("{}{}", cake(), common::story(9))
}

const CLOCK: &str = "2031-05-01T00:00:00Z";

#[test]
fn an_archive_gives_the_claims_that_the_saved_pages_alone_give() {
    let folder = Folder::with(&[("war.html", &page("war", &war())), ("late.html", &page("late", &cake_of_war()))]);
    std::fs::write(folder.path("news.warc.gz"), archive()).unwrap();
    let list = |ledger: &str| folder.run(&["list", "claims", "--json", "-L", ledger]).out;

    let added = folder.run(&["add", "--clock", CLOCK, "-L", "pages.dateline", "war.html", "late.html"]);
    assert_eq!(added.code, Some(0), "{added:?}");
    let added = folder.run(&["add", "--clock", CLOCK, "-L", "archive.dateline", "--json", "news.warc.gz"]);
    assert_eq!(added.code, Some(0), "{added:?}");
    assert!(added.out.contains("\"added\": 2") && added.out.contains("\"closed\": 1"), "{added:?}");
    assert!(added.err.contains("1 passed over by the gate"), "{added:?}");
    assert!(added.err.contains("the record at byte") && added.err.contains("its packing is damaged"), "{added:?}");
    assert!(list("pages.dateline").contains("Tal Marun"));
    assert_eq!(list("archive.dateline"), list("pages.dateline"));

    // Again, and then without the gate: the cake comes in, nothing is stored twice.
    let again = folder.run(&["add", "-L", "archive.dateline", "--json", "news.warc.gz"]);
    assert!(again.out.contains("\"added\": 0") && again.out.contains("\"known\": 2"), "{again:?}");
    let all = folder.run(&["add", "--no-gate", "-L", "archive.dateline", "--json", "news.warc.gz"]);
    assert!(all.out.contains("\"added\": 1") && all.out.contains("\"closed\": 0"), "{all:?}");
}

#[test]
fn reading_an_archive_does_not_depend_on_the_number_of_threads() {
    let folder = Folder::new();
    std::fs::write(folder.path("news.warc.gz"), archive()).unwrap();
    let one = folder.run(&["read", "--format", "jsonl", "--jobs", "1", "news.warc.gz"]);
    let four = folder.run(&["read", "--format", "jsonl", "--jobs", "4", "news.warc.gz"]);
    assert_eq!(one, four);
    assert_eq!(one.out.lines().count(), 2, "{one:?}");
    assert!(
        one.out.contains("\"news-0\"") && one.err.contains("2 reports") && one.err.contains("1 more passed over"),
        "{one:?}"
    );
    let all = folder.run(&["read", "--format", "jsonl", "--no-gate", "news.warc.gz"]);
    assert_eq!(all.out.lines().count(), 3, "{all:?}");
}

#[test]
fn files_are_asked_of_the_gate_only_when_told() {
    let folder = Folder::with(&[("cake.txt", &cake())]);
    let count = |args: &[&str]| folder.run(args).out.lines().count();
    assert_eq!(count(&["read", "--format", "jsonl", "cake.txt"]), 1);
    assert_eq!(count(&["read", "--format", "jsonl", "--gate", "cake.txt"]), 0);
    let both = folder.run(&["read", "--gate", "--no-gate", "cake.txt"]);
    assert_eq!(both.code, Some(2), "{both:?}");
}

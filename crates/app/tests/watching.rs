//! `dateline watch` from end to end, against a server of ours on 127.0.0.1. Feeds and stories are invented.

mod common;
#[path = "../../watch/tests/server/mod.rs"]
#[allow(dead_code)]
mod server;

use common::{Folder, Ran, story};
use serde_json::Value;
use server::{Asked, Reply, Server};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// An outlet with a feed of stories, of which the first is a second version once it was told to be.
fn outlet(version: Arc<AtomicUsize>) -> Server {
    Server::new(move |asked: &Asked| {
        let host = &asked.headers["host"];
        let version = version.load(Ordering::SeqCst);
        match asked.path.as_str() {
            "/robots.txt" => Reply::page("text/plain", "User-agent: *\nDisallow: /closed\n"),
            "/feed" => {
                let entry = |path: &str, hour: usize| {
                    format!(
                        "<item><title>Story of {path}</title><link>http://{host}{path}?utm_source=rss</link><pubDate>Fri, 07 Mar 2031 {hour:02}:00:00 GMT</pubDate></item>"
                    )
                };
                let items = [
                    entry("/1", 9 + version),
                    entry("/2", 10),
                    entry("/closed/3", 10),
                    entry("/gone", 10),
                    entry("/copy", 10),
                ];
                let feed = format!(
                    "<rss version=\"2.0\"><channel><title>Example Wire</title><link>http://{host}/</link>{}</channel></rss>",
                    items.concat()
                );
                Reply::page("application/rss+xml", &feed)
            }
            "/1" => page(&story(100 + version)),
            "/2" => page(&story(2)),
            "/copy" => Reply::html(&format!(
                "<html><body><!-- other advertising --><article><p>{}</p></article></body></html>",
                story(2)
            )),
            _ => Reply::status(404),
        }
    })
}

fn page(story: &str) -> Reply {
    Reply::html(&format!("<html><body><article><p>{story}</p></article></body></html>"))
}

fn lines(ran: &Ran) -> Vec<Value> {
    ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// (outcome, path) of the pages.
fn pages(ran: &Ran, server: &Server) -> Vec<(String, String)> {
    let start = server.url("");
    let of = |line: &Value| {
        let path = line["url"].as_str().unwrap().strip_prefix(&start)?;
        (line["kind"] == "page").then(|| (line["outcome"].as_str().unwrap().to_owned(), path.to_owned()))
    };
    let mut pages: Vec<_> = lines(ran).iter().filter_map(of).collect();
    pages.sort();
    pages
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(outcome, path)| ((*outcome).to_owned(), (*path).to_owned())).collect()
}

#[test]
fn feeds_become_reports_once_and_changed_ones_again() {
    let version = Arc::new(AtomicUsize::new(0));
    let server = outlet(version.clone());
    let opml = format!(
        "<opml version=\"2.0\"><body><outline text=\"w\"><outline xmlUrl=\"{}\"/></outline></body></opml>",
        server.url("/feed")
    );
    let folder = Folder::with(&[("feeds.opml", &opml)]);
    let watch = ["watch", "feeds.opml", "--json", "--delay", "5ms", "--contact", "mailto:desk@example.org"];
    let ran = folder.run(&watch);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let expected =
        [("forbidden", "/closed/3"), ("given_up", "/gone"), ("known", "/copy"), ("stored", "/1"), ("stored", "/2")];
    assert_eq!(pages(&ran, &server), owned(&expected), "{}", ran.out);
    assert!(ran.err.contains("1 feed: 1 answered; 5 pages: 2 stored"), "{}", ran.err);
    let stored = lines(&ran).into_iter().find(|line| line["outcome"] == "stored").unwrap();
    assert!(stored["claims"].as_u64().unwrap() > 0 && stored["feed"] == server.url("/feed").as_str(), "{stored}");
    assert_eq!(
        server.asked()[0].headers["user-agent"],
        format!("dateline/{} (+mailto:desk@example.org)", env!("CARGO_PKG_VERSION"))
    );

    let reports = folder.run(&["list", "reports", "--json"]);
    let reports: Vec<Value> = serde_json::from_str(&reports.out).unwrap();
    let first = reports.iter().find(|report| report["url"] == server.url("/1").as_str()).unwrap();
    assert_eq!(
        (&first["outlet"], &first["date"], &first["title"]),
        (&"Example Wire".into(), &"2031-03-07".into(), &"Story of /1".into())
    );
    assert!(!folder.run(&["list", "events"]).out.is_empty());

    server.forget();
    let again = folder.run(&watch);
    assert_eq!((again.code, pages(&again, &server)), (Some(0), vec![]), "{again:?}");
    assert_eq!(server.paths(), ["/feed"]);

    // A change is told after an hour at the earliest; here the ledger is told that the page was asked long ago.
    version.store(1, Ordering::SeqCst);
    let told = folder.run(&watch);
    assert_eq!(pages(&told, &server), vec![], "{}", told.out);
    let ledger = ledger::Ledger::open(folder.path("ledger.dateline"), ledger::Mode::Read).unwrap();
    let waiting = ledger.pages_to_ask().unwrap();
    assert_eq!(waiting.len(), 1, "it is on the list");
    assert!(waiting[0].not_before.is_some());
    drop(ledger);
    let mut ledger = ledger::Ledger::open(folder.path("ledger.dateline"), ledger::Mode::Write).unwrap();
    ledger.keep_fetches(&[ledger::Fetch { not_before: None, ..waiting[0].clone() }]).unwrap();
    drop(ledger);
    let changed = folder.run(&watch);
    assert_eq!(pages(&changed, &server), owned(&[("stored", "/1")]), "{}", changed.out);
    assert_eq!(folder.run(&["list", "reports"]).out.lines().count(), 3, "both versions are reports");
    assert_eq!(folder.run(&["verify", "--quiet"]).code, Some(0));

    // What is remembered of addresses is nobody else's.
    let published = folder.run(&["publish", "-o", "public.dateline"]);
    assert!(folder.path("public.dateline").exists(), "{published:?}");
    let public = ledger::Ledger::open(folder.path("public.dateline"), ledger::Mode::Read).unwrap();
    assert_eq!(public.fetch(&server.url("/feed")).unwrap(), None);
}

#[test]
fn endings_tell_what_was_had() {
    let broken = Server::new(|asked| match asked.path.as_str() {
        "/robots.txt" => Reply::status(404),
        "/html" => Reply::html("<p>No feed here"),
        "/empty" => Reply::page("text/xml", "<rss version=\"2.0\"><channel><title>x</title></channel></rss>"),
        _ => Reply::status(404),
    });
    let folder = Folder::with(&[
        ("empty.opml", "<opml><body/></opml>"),
        ("feeds.txt", &format!("# mine\n{}\n", broken.url("/empty"))),
    ]);
    let cases: [(&[&str], i32, &str); 6] = [
        (&["feeds.txt"], 0, "1 feed: 1 answered; 0 pages"),
        (&["feeds.txt", &broken.url("/html")], 1, "2 feeds: 1 unchanged, 1 failed"),
        (&[&broken.url("/missing")], 3, "1 feed: 1 failed"),
        (&["empty.opml"], 2, "empty.opml: it names no feed"),
        (&["nothing.opml"], 2, "nothing.opml: cannot be read"),
        (&["https://desk:secret@example.org/rss"], 2, "hold no password"),
    ];
    for (feeds, code, told) in cases {
        let ran = folder.run(&[&["watch", "--delay", "5ms"][..], feeds].concat());
        assert_eq!(ran.code, Some(code), "{feeds:?}: {ran:?}");
        assert!(ran.err.contains(told), "{feeds:?}: {}", ran.err);
    }
}

#[cfg(unix)]
#[test]
fn a_word_ends_it_cleanly() {
    let server = outlet(Arc::new(AtomicUsize::new(0)));
    let folder = Folder::new();
    let mut command = folder.command(&["watch", &server.url("/feed"), "--every", "1h", "--delay", "5ms", "--quiet"]);
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let began = Instant::now();
    while !server.paths().contains(&"/copy".to_owned()) {
        assert!(began.elapsed() < Duration::from_secs(120), "it asked {:?}", server.paths());
        std::thread::sleep(Duration::from_millis(50));
    }
    std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let ran: Ran = child.wait_with_output().unwrap().into();
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(folder.run(&["verify", "--quiet"]).code, Some(0));
}

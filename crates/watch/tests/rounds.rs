//! Rounds against a server of ours that misbehaves. No test waits longer than a second or two; the time that is remembered is made up.

mod server;

use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::{SignedDuration, Timestamp};
use ledger::{Fetch, FetchKind, Ledger, Mode};
use server::{Reply, Server};
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use tempfile::TempDir;
use url::Url;
use watch::{Client, Found, Outcome, Policy, Round, Step, Told};

/// A ledger, and a clock that stands still until it is moved.
struct Desk {
    folder: TempDir,
    now: Timestamp,
    policy: Policy,
}

/// What a round came to.
#[derive(Default)]
struct Went {
    told: Vec<Told>,
    found: Vec<Found>,
}

impl Went {
    fn outcome(&self, url: &str) -> Vec<Outcome> {
        self.told
            .iter()
            .filter(|told| told.url == url && told.outcome != Outcome::Moved)
            .map(|told| told.outcome)
            .collect()
    }

    fn why(&self, url: &str) -> String {
        let all = self.told.iter().filter(|told| told.url == url).filter_map(|told| told.why.clone());
        all.collect::<Vec<_>>().join(" / ")
    }

    fn urls(&self) -> Vec<String> {
        self.found.iter().map(|found| found.url.to_string()).collect()
    }
}

impl Desk {
    fn new() -> Desk {
        let policy = Policy {
            delay: Duration::from_millis(1),
            patience: Duration::from_millis(400),
            timeout: Duration::from_millis(600),
            most_bytes: 1 << 20,
            ..Policy::default()
        };
        Desk { folder: tempfile::tempdir().unwrap(), now: "2031-03-07T12:00:00Z".parse().unwrap(), policy }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("ledger.dateline")
    }

    fn later(&mut self, minutes: i64) {
        self.now += SignedDuration::from_mins(minutes);
    }

    fn fetch(&self, url: &str) -> Fetch {
        Ledger::open(self.path(), Mode::Read).unwrap().fetch(url).unwrap().unwrap()
    }

    /// One round; everything is kept, every page that was found is taken for stored.
    fn round(&self, feeds: &[String]) -> Went {
        self.round_of(feeds, usize::MAX)
    }

    /// A round that is ended after so many steps.
    fn round_of(&self, feeds: &[String], steps: usize) -> Went {
        let mut writing = Ledger::open(self.path(), Mode::Create).unwrap();
        let reading = Ledger::open(self.path(), Mode::Read).unwrap();
        let client = Arc::new(Client::new(&self.policy));
        let (stop, now) = (AtomicBool::new(false), self.now);
        let feeds: Vec<Url> = feeds.iter().map(|feed| Url::parse(feed).unwrap()).collect();
        let mut went = Went::default();
        let mut left = steps;
        // Waits for the disk once for many: but a page that was found is remembered before the next is judged.
        let mut waiting: Vec<Fetch> = Vec::new();
        let round = Round { ledger: &reading, client: &client, policy: &self.policy, now: &move || now, stop: &stop };
        let ran = round.run(&feeds, &mut |step| {
            if left == 0 {
                return false;
            }
            left -= 1;
            match step {
                Step::Told(told) => went.told.push(told),
                Step::Keep(fetch) => waiting.push(*fetch),
                Step::Found(found) => {
                    waiting.push(found.fetch.clone());
                    waiting.extend(found.also.clone());
                    writing.keep_fetches(&std::mem::take(&mut waiting)).unwrap();
                    went.found.push(*found);
                }
            }
            true
        });
        writing.keep_fetches(&waiting).unwrap();
        ran.unwrap();
        went
    }
}

fn item(url: &str, at: &str) -> String {
    format!("<entry><id>{url}</id><title>A story</title><updated>{at}</updated><link href=\"{url}\"/></entry>")
}

fn atom(items: &str) -> Reply {
    let feed = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Example Wire</title><id>x</id><updated>2031-03-07T10:00:00Z</updated>{items}</feed>"
    );
    Reply::page("application/atom+xml", &feed)
}

/// A feed of these paths, told by the server itself, whose port it learns from the question.
fn feed_of(host: &str, paths: &[&str]) -> Reply {
    atom(&paths.iter().map(|path| item(&format!("http://{host}{path}"), "2031-03-07T10:00:00Z")).collect::<String>())
}

fn host(asked: &server::Asked) -> String {
    asked.headers["host"].clone()
}

fn story(n: &str) -> Reply {
    Reply::html(&format!("<html><body><article><p>Shelling of {n}.</p></article></body></html>"))
}

#[test]
fn a_feed_and_its_pages_are_asked_once_and_politely() {
    let server = Server::new(|asked| match asked.path.as_str() {
        "/feed" if asked.headers.get("if-none-match").is_some_and(|tag| tag == "\"f1\"") => Reply::status(304),
        "/feed" => feed_of(&host(asked), &["/a?utm_source=feed", "/b", "/c"]).with("ETag", "\"f1\""),
        path if path.starts_with("/robots") || path.starts_with("/.well") => Reply::status(404),
        path => story(path),
    });
    let mut desk = Desk::new();
    desk.policy.delay = Duration::from_millis(60);
    let feeds = [server.url("/feed"), server.url("/feed")];
    let went = desk.round(&feeds);
    assert_eq!(went.urls(), [server.url("/a"), server.url("/b"), server.url("/c")]);
    assert_eq!(
        (went.found[0].listed.outlet.as_deref(), went.found[0].listed.title.as_deref()),
        (Some("Example Wire"), Some("A story"))
    );
    let asked = server.asked();
    assert_eq!(
        asked.iter().map(|asked| asked.path.as_str()).collect::<Vec<_>>(),
        ["/robots.txt", "/.well-known/tdmrep.json", "/feed", "/a", "/b", "/c"]
    );
    assert_eq!(server.most_at_once(), 1);
    assert!(asked.windows(2).all(|two| two[1].at - two[0].at >= Duration::from_millis(60)), "{asked:?}");
    for one in &asked {
        assert!(one.headers["user-agent"].starts_with("dateline/"), "{one:?}");
        assert!(!one.headers.contains_key("cookie") && !one.headers.contains_key("referer"), "{one:?}");
    }
    server.forget();
    desk.later(15);
    let went = desk.round(&feeds);
    assert_eq!(server.asked().len(), 1, "rules hold for a day, pages are there");
    assert_eq!(went.outcome(&server.url("/feed")), [Outcome::Unchanged]);
    assert_eq!(went.found.len(), 0);
}

#[test]
fn an_entry_of_two_feeds_and_a_page_under_two_addresses_are_one() {
    let server = Server::new(|asked| match asked.path.as_str() {
        "/one" => feed_of(&host(asked), &["/a"]),
        "/two" => feed_of(&host(asked), &["/a#x", "/same", "/short"]),
        "/a" | "/same" => story("a"),
        "/short" => Reply::to("/a"),
        _ => Reply::status(404),
    });
    let mut desk = Desk::new();
    let feeds = [server.url("/one"), server.url("/two")];
    let went = desk.round(&feeds);
    assert_eq!(went.urls(), [server.url("/a")]);
    assert_eq!(went.outcome(&server.url("/same")), [Outcome::Known]);
    assert_eq!(went.outcome(&server.url("/short")), [Outcome::Known]);
    desk.later(60);
    // A third address of the same bytes, once the first is remembered.
    let third = Server::new(move |asked| match asked.path.as_str() {
        "/three" => feed_of(&host(asked), &["/again"]),
        "/again" => story("a"),
        _ => Reply::status(404),
    });
    let went = desk.round(&[third.url("/three")]);
    assert_eq!(went.found.len(), 0);
    assert_eq!(went.outcome(&third.url("/again")), [Outcome::Known]);
    assert!(went.why(&third.url("/again")).contains("byte for byte"));
    assert_eq!(server.paths().iter().filter(|path| *path == "/a").count(), 1, "{:?}", server.paths());
}

#[test]
fn a_changed_page_is_asked_again_and_only_as_long_as_the_feed_says_so() {
    let version = Arc::new(std::sync::Mutex::new((1, "2031-03-07T10:00:00Z")));
    let told = version.clone();
    let server = Server::new(move |asked| {
        let (version, at) = *told.lock().unwrap();
        match asked.path.as_str() {
            "/feed" => atom(&item(&format!("http://{}/a", host(asked)), at)),
            "/a" if asked.headers.get("if-none-match").is_some_and(|tag| *tag == format!("\"{version}\"")) => {
                Reply::status(304)
            }
            "/a" => story(&format!("version {version}")).with("ETag", &format!("\"{version}\"")),
            _ => Reply::status(404),
        }
    });
    let mut desk = Desk::new();
    let feeds = [server.url("/feed")];
    assert_eq!(desk.round(&feeds).found.len(), 1);
    desk.later(120);
    assert_eq!(desk.round(&feeds).found.len(), 0);
    *version.lock().unwrap() = (2, "2031-03-07T13:00:00Z");
    desk.later(1);
    let went = desk.round(&feeds);
    assert_eq!(went.urls(), [server.url("/a")]);
    assert!(String::from_utf8_lossy(&went.found[0].body).contains("version 2"));
    // The feed says that it was changed, the page says that it was not.
    *version.lock().unwrap() = (2, "2031-03-07T14:00:00Z");
    desk.later(120);
    let went = desk.round(&feeds);
    assert_eq!((went.found.len(), went.outcome(&server.url("/a"))), (0, vec![Outcome::Unchanged]));
    desk.later(120);
    server.forget();
    desk.round(&feeds);
    assert_eq!(server.paths(), ["/feed"]);
}

#[test]
fn robots_txt_is_honoured() {
    let server = Server::new(|asked| match asked.path.as_str() {
        "/robots.txt" => Reply::page(
            "text/plain",
            "User-agent: *\nDisallow: /private\n\nUser-agent: dateline\nDisallow: /closed\nCrawl-delay: 0.15\n",
        ),
        "/feed" => feed_of(&host(asked), &["/closed/a", "/private/b", "/c"]),
        path if path.starts_with("/.well") => Reply::status(404),
        path => story(path),
    });
    let desk = Desk::new();
    let went = desk.round(&[server.url("/feed")]);
    assert_eq!(went.urls(), [server.url("/private/b"), server.url("/c")]);
    assert_eq!(went.outcome(&server.url("/closed/a")), [Outcome::Forbidden]);
    assert!(!server.paths().contains(&"/closed/a".to_owned()));
    let asked = server.asked();
    assert!(asked.windows(2).skip(1).all(|two| two[1].at - two[0].at >= Duration::from_millis(150)), "Crawl-delay");
    server.forget();
    assert!(desk.round(&[server.url("/feed")]).outcome(&server.url("/closed/a")).is_empty(), "it is told once");
}

#[test]
fn a_robots_txt_that_cannot_be_had_closes_a_host_until_it_can() {
    let broken = Arc::new(AtomicBool::new(true));
    let is_broken = broken.clone();
    let server = Server::new(move |asked| match asked.path.as_str() {
        "/robots.txt" if is_broken.load(std::sync::atomic::Ordering::SeqCst) => Reply::status(500),
        "/feed" => feed_of(&host(asked), &["/a"]),
        "/a" => story("a"),
        _ => Reply::status(404),
    });
    let mut desk = Desk::new();
    let went = desk.round(&[server.url("/feed")]);
    assert_eq!((server.paths().len(), went.found.len()), (0, 0));
    assert_eq!(went.outcome(&server.url("/feed")), [Outcome::Later]);
    assert!(went.why(&server.url("/feed")).contains("answers 500"), "{:?}", went.told);
    server.forget();
    desk.later(1);
    desk.round(&[server.url("/feed")]);
    assert_eq!(server.asked().len(), 0, "not before the time that is remembered");
    broken.store(false, std::sync::atomic::Ordering::SeqCst);
    desk.later(10);
    assert_eq!(desk.round(&[server.url("/feed")]).urls(), [server.url("/a")]);
}

#[test]
fn what_is_reserved_from_mining_is_not_asked_or_not_kept() {
    let server = Server::new(|asked| match asked.path.as_str() {
        "/.well-known/tdmrep.json" => {
            Reply::page("application/json", r#"[{"location": "/reserved", "tdm-reservation": 1}]"#)
        }
        "/feed" => feed_of(&host(asked), &["/reserved/a", "/header", "/meta", "/open"]),
        "/header" => story("h").with("tdm-reservation", "1"),
        "/meta" => Reply::html("<html><head><meta name=\"tdm-reservation\" content=\"1\"></head><body>m</body></html>"),
        "/robots.txt" => Reply::status(404),
        path => story(path),
    });
    let desk = Desk::new();
    let went = desk.round(&[server.url("/feed")]);
    assert_eq!(went.urls(), [server.url("/open")]);
    for path in ["/reserved/a", "/header", "/meta"] {
        assert_eq!(went.outcome(&server.url(path)), [Outcome::Reserved], "{path}");
        assert_eq!(desk.fetch(&server.url(path)).body_sha256, None, "{path}");
    }
    assert!(!server.paths().contains(&"/reserved/a".to_owned()));
    let all = Server::new(|asked| match asked.path.as_str() {
        "/feed" => feed_of(&host(asked), &["/a"]).with("TDM-Reservation", "1"),
        _ => Reply::status(404),
    });
    assert_eq!(Desk::new().round(&[all.url("/feed")]).outcome(&all.url("/feed")), [Outcome::Reserved]);
    assert_eq!(all.paths(), ["/feed"]);
}

#[test]
fn a_host_that_asks_for_a_pause_gets_it_whoever_asks() {
    let busy = Arc::new(AtomicBool::new(true));
    let is_busy = busy.clone();
    let server = Server::new(move |asked| match asked.path.as_str() {
        "/feed" => feed_of(&host(asked), &["/a", "/b"]),
        "/a" if is_busy.load(std::sync::atomic::Ordering::SeqCst) => Reply::status(429).with("Retry-After", "3600"),
        "/a" | "/b" => story(&asked.path),
        _ => Reply::status(404),
    });
    let mut desk = Desk::new();
    let went = desk.round(&[server.url("/feed")]);
    assert_eq!(server.paths(), ["/feed", "/a"]);
    assert_eq!(went.outcome(&server.url("/a")), [Outcome::Failed]);
    assert_eq!(went.outcome(&server.url("/b")), [Outcome::Later]);
    desk.later(30);
    server.forget();
    desk.round(&[server.url("/feed")]);
    assert_eq!(server.asked().len(), 0);
    busy.store(false, std::sync::atomic::Ordering::SeqCst);
    desk.later(31);
    let went = desk.round(&[server.url("/feed")]);
    assert_eq!(went.outcome(&server.url("/feed")), [Outcome::Unchanged]);
    assert_eq!(
        went.urls(),
        [server.url("/a"), server.url("/b")],
        "what was left is asked although the feed lists nothing new"
    );
    assert_eq!(desk.fetch(&server.url("/a")).failures, 0);
}

#[test]
fn redirections_are_followed_as_far_as_is_safe() {
    let inner = Server::new(|_| story("secret"));
    let secret = inner.url("/secret");
    let server = Server::new(move |asked| match asked.path.as_str() {
        "/feed" => {
            feed_of(&host(asked), &["/loop", "/chain0", "/far0", "/inside", "/private", "/nowhere", "/file", "/self"])
        }
        "/loop" => Reply::to("/loop2"),
        "/loop2" => Reply::to("/loop"),
        "/self" => Reply::to("/self"),
        "/inside" => Reply::to(&secret),
        "/private" => Reply::to("http://169.254.169.254/latest/meta-data"),
        "/nowhere" => Reply::status(302),
        "/file" => Reply::to("file:///etc/passwd"),
        "/chain5" => story("end"),
        path if path.starts_with("/chain") || path.starts_with("/far") => {
            let (name, number) = path.split_at(path.len() - 1);
            Reply::to(&format!("{name}{}", number.parse::<u8>().unwrap() + 1))
        }
        _ => Reply::status(404),
    });
    let desk = Desk::new();
    let went = desk.round(&[server.url("/feed")]);
    assert_eq!(went.urls(), [server.url("/chain5")]);
    assert_eq!(
        (went.found[0].fetch.url.clone(), went.found[0].also.as_ref().unwrap().url.clone()),
        (server.url("/chain0"), server.url("/chain5"))
    );
    for (path, why) in [
        ("/loop", "in a circle"),
        ("/self", "in a circle"),
        ("/far0", "more than 5 times"),
        ("/inside", "inside of a network"),
        ("/private", "inside of a network"),
        ("/nowhere", "no address"),
        ("/file", "no address"),
    ] {
        assert_eq!(went.outcome(&server.url(path)), [Outcome::Refused], "{path}: {:?}", went.why(&server.url(path)));
        assert!(went.why(&server.url(path)).contains(why), "{path}: {}", went.why(&server.url(path)));
    }
    assert_eq!(inner.asked().len(), 0, "another port of this machine was not named by the user");
}

#[test]
fn bodies_that_do_not_end_or_swell_are_cut_off() {
    let server = Server::new(|asked| match asked.path.as_str() {
        "/feed" => {
            feed_of(&host(asked), &["/drip", "/endless", "/bomb", "/reset", "/packed", "/picture", "/text", "/gone"])
        }
        "/drip" => Reply::Drip,
        "/endless" => Reply::Endless,
        "/bomb" => packed(&vec![b' '; 64 << 20]),
        "/packed" => packed(b"<html><body>Shelling.</body></html>"),
        "/reset" => Reply::Reset,
        "/picture" => Reply::page("image/png", "\u{89}PNG"),
        "/text" => Reply::page("text/plain; charset=utf-8", "Shelling."),
        _ => Reply::status(404),
    });
    let desk = Desk::new();
    let began = std::time::Instant::now();
    let went = desk.round(&[server.url("/feed")]);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    assert_eq!(went.urls(), [server.url("/packed"), server.url("/text")]);
    assert_eq!(went.found[0].body, "\u{feff}<html><body>Shelling.</body></html>".as_bytes());
    assert!(went.found[1].is_plain);
    for (path, outcome, why) in [
        ("/drip", Outcome::Failed, "no whole answer after"),
        ("/endless", Outcome::Failed, "more than 1 MB"),
        ("/bomb", Outcome::Failed, "more than 1 MB"),
        ("/reset", Outcome::Failed, ""),
        ("/picture", Outcome::Refused, "it is image/png"),
        ("/gone", Outcome::GivenUp, "it is not there"),
    ] {
        assert_eq!(went.outcome(&server.url(path)), [outcome], "{path}: {}", went.why(&server.url(path)));
        assert!(went.why(&server.url(path)).contains(why), "{path}: {}", went.why(&server.url(path)));
    }
}

fn packed(body: &[u8]) -> Reply {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(body).unwrap();
    let headers =
        vec![("Content-Type".into(), "text/html; charset=utf-8".into()), ("Content-Encoding".into(), "gzip".into())];
    Reply::Page(200, headers, gzip.finish().unwrap())
}

#[test]
fn failures_wait_longer_each_time_and_a_page_is_given_up() {
    let server = Server::new(|asked| match asked.path.as_str() {
        "/feed" => feed_of(&host(asked), &["/a"]).with("ETag", "\"1\""),
        "/a" => Reply::status(500),
        "/broken" => Reply::page("text/xml", "<rss version=\"2.0\"><channel><title>x</title><item>"),
        _ => Reply::status(404),
    });
    let mut desk = Desk::new();
    let feeds = [server.url("/feed"), server.url("/broken")];
    let went = desk.round(&feeds);
    assert_eq!(went.outcome(&server.url("/broken")), [Outcome::Failed]);
    assert!(went.why(&server.url("/broken")).contains("no feed"));
    let mut waits = Vec::new();
    for _ in 0..5 {
        let fetch = desk.fetch(&server.url("/a"));
        waits.push(fetch.not_before.unwrap().duration_since(desk.now).as_mins());
        desk.now = fetch.not_before.unwrap();
        desk.round(&feeds);
    }
    assert_eq!(waits, [5, 10, 20, 40, 80]);
    let fetch = desk.fetch(&server.url("/a"));
    assert_eq!((fetch.failures, fetch.body, fetch.not_before), (6, None, None));
    server.forget();
    desk.later(60 * 24 * 7);
    desk.round(&feeds);
    assert!(!server.paths().contains(&"/a".to_owned()));
}

#[test]
fn a_feed_of_ten_thousand_entries_is_asked_in_portions_and_loses_none() {
    let server = Server::new(|asked| match asked.path.as_str() {
        "/feed" => {
            let items = (0..10_000).map(|n| item(&format!("http://{}/p{n:05}", host(asked)), "2031-03-07T10:00:00Z"));
            atom(&items.collect::<String>())
        }
        "/robots.txt" | "/.well-known/tdmrep.json" => Reply::status(404),
        path => story(path),
    });
    let mut desk = Desk::new();
    desk.policy.most_bytes = 8 << 20;
    desk.policy.timeout = Duration::from_secs(10);
    desk.policy.pages = 5;
    // Ended in the middle of what it has to remember: nothing is lost by that.
    desk.round_of(&[server.url("/feed")], 1000);
    let went = desk.round(&[server.url("/feed")]);
    assert_eq!(went.found.len(), 5);
    let left = Ledger::open(desk.path(), Mode::Read).unwrap().pages_to_ask().unwrap();
    assert_eq!(left.len(), 10_000 - 5);
    assert!(left.iter().all(|fetch| fetch.kind == FetchKind::Page && fetch.asked.is_none()));
    desk.later(15);
    assert_eq!(desk.round(&[server.url("/feed")]).found.len(), 5);
    assert_eq!(desk.round(&[]).found.len(), 0, "a feed that the user names no more is left alone");
}

#[test]
fn links_are_relative_to_where_the_feed_was_found() {
    let server = Server::new(|asked| match asked.path.as_str() {
        "/feed" => Reply::to("/deep/down/feed.xml"),
        "/deep/down/feed.xml" => atom(
            "<entry><id>x</id><title>t</title><updated>2031-03-07T10:00:00Z</updated><link href=\"../a\"/></entry>",
        ),
        "/deep/a" => story("a"),
        _ => Reply::status(404),
    });
    assert_eq!(Desk::new().round(&[server.url("/feed")]).urls(), [server.url("/deep/a")]);
}

#[test]
fn an_ended_round_ends_at_once() {
    let server = Server::new(|asked| match asked.path.as_str() {
        "/robots.txt" | "/.well-known/tdmrep.json" => Reply::status(404),
        _ => Reply::Drip,
    });
    let mut desk = Desk::new();
    desk.policy.timeout = Duration::from_secs(60);
    Ledger::open(desk.path(), Mode::Create).unwrap();
    let reading = Ledger::open(desk.path(), Mode::Read).unwrap();
    let client = Arc::new(Client::new(&desk.policy));
    let stop = Arc::new(AtomicBool::new(false));
    let (ends, now) = (stop.clone(), desk.now);
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(300));
        ends.store(true, std::sync::atomic::Ordering::SeqCst);
    });
    let began = std::time::Instant::now();
    let round = Round { ledger: &reading, client: &client, policy: &desk.policy, now: &move || now, stop: &stop };
    round.run(&[Url::parse(&server.url("/feed")).unwrap()], &mut |_| true).unwrap();
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
}

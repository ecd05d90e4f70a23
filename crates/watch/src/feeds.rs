//! Feeds -> the pages they list; lists of feeds -> feeds. RSS, Atom and JSON Feed by `feed-rs`; OPML, or a plain list of addresses.
//! Never asks anybody: bytes come in.

use crate::address::canonical;
use feed_rs::model::{Entry, Link};
use jiff::Timestamp;
use jiff::civil::Date;
use quick_xml::events::Event;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::panic::catch_unwind;
use url::Url;

/// What a feed says of one page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Name of the feed, for pages that do not tell their outlet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// Day of publication, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// The feed.
    pub feed: String,
}

/// A page of a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its address, in one spelling.
    pub url: Url,
    /// When it was last changed, as the feed says.
    pub changed: Option<Timestamp>,
    /// What else it says.
    pub listed: Listed,
}

/// The pages of a feed that was had from `base` and is called `feed`; each once, in the order of the feed, at most `most`. `Err` says why
/// it is no feed.
pub fn pages(bytes: &[u8], feed: &str, base: &Url, most: usize) -> Result<Vec<Page>, String> {
    let parse = || feed_rs::parser::Builder::new().base_uri(Some(base.as_str())).build().parse(bytes);
    // Hostile bytes: a defect of the library costs one feed.
    let parsed = catch_unwind(std::panic::AssertUnwindSafe(parse));
    let parsed = parsed.map_err(|_| "the parser failed on it".to_owned())?.map_err(|error| error.to_string())?;
    let outlet = parsed.title.as_ref().and_then(|title| words(&title.content));
    let mut seen = BTreeSet::new();
    let mut pages = Vec::new();
    for entry in &parsed.entries {
        let Some(url) = address(entry, base) else { continue };
        if !seen.insert(url.clone()) {
            continue;
        }
        let at = |seconds: Option<i64>| seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
        let (published, updated) =
            (at(entry.published.map(|time| time.timestamp())), at(entry.updated.map(|time| time.timestamp())));
        let date = published.or(updated).map(|time| jiff::tz::Offset::UTC.to_datetime(time).date());
        let title = entry.title.as_ref().and_then(|title| words(&title.content));
        pages.push(Page {
            url,
            changed: updated.max(published),
            listed: Listed { title, outlet: outlet.clone(), date, feed: feed.to_owned() },
        });
        if pages.len() == most {
            break;
        }
    }
    Ok(pages)
}

/// Where the article is: the link to a page, else any link that is no enclosure, else the entry's id where that is an address.
fn address(entry: &Entry, base: &Url) -> Option<Url> {
    let role = |link: &Link| link.rel.as_deref().unwrap_or("alternate").to_ascii_lowercase();
    let is_page = |link: &&Link| link.media_type.as_deref().is_none_or(|kind| kind.contains("html"));
    let alternate = || entry.links.iter().filter(|link| role(link) == "alternate");
    let link = alternate().find(is_page).or_else(|| alternate().next());
    let link = link.or_else(|| {
        entry.links.iter().find(|link| !matches!(role(link).as_str(), "enclosure" | "self" | "edit" | "replies"))
    });
    let href = link.map(|link| link.href.as_str()).unwrap_or(&entry.id);
    let url = Url::parse(href).ok().or_else(|| link.and_then(|_| base.join(href).ok()))?;
    canonical(url.as_str())
}

/// White space as a reader shows it, without markup; nothing for nothing.
fn words(text: &str) -> Option<String> {
    let mut plain = String::new();
    let mut inside = false;
    for c in text.chars().take(2000) {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            _ if !inside => plain.push(c),
            _ => {}
        }
    }
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(plain).filter(|plain| !plain.is_empty())
}

/// The feeds of a list: OPML (`xmlUrl` of every outline, however deep), or an address a line (`#` begins a remark). Each once, in order.
/// `Err` says why it is no list.
pub fn feeds(bytes: &[u8]) -> Result<Vec<String>, String> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let mut found = Vec::new();
    if text.starts_with('<') {
        let mut reader = quick_xml::Reader::from_str(text);
        let mut is_opml = false;
        loop {
            match reader.read_event() {
                Ok(Event::Start(element) | Event::Empty(element)) => {
                    is_opml |= element.local_name().as_ref().eq_ignore_ascii_case("opml");
                    if !element.local_name().as_ref().eq_ignore_ascii_case("outline") {
                        continue;
                    }
                    let attribute =
                        element.attributes().flatten().find(|one| one.key.as_ref().eq_ignore_ascii_case("xmlurl"));
                    if let Some(value) = attribute.and_then(|one| {
                        one.normalized_value(quick_xml::XmlVersion::Explicit1_0).ok().map(|value| value.into_owned())
                    }) {
                        found.push(value.trim().to_owned());
                    }
                }
                Ok(Event::Eof) => break,
                Ok(_) => {}
                Err(error) => return Err(format!("its XML is broken ({error})")),
            }
        }
        if !is_opml {
            return Err("it is XML, but no OPML; give the address of a feed, not a feed that was saved".to_owned());
        }
    } else {
        found.extend(
            text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned),
        );
    }
    let mut seen = BTreeSet::new();
    found.retain(|feed| !feed.is_empty() && seen.insert(feed.clone()));
    if found.is_empty() { Err("it names no feed".to_owned()) } else { Ok(found) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Url {
        Url::parse("https://example.org/feeds/all.xml").unwrap()
    }

    fn urls(feed: &str) -> Vec<String> {
        pages(feed.as_bytes(), "f", &base(), 100).unwrap().into_iter().map(|page| page.url.to_string()).collect()
    }

    #[test]
    fn every_kind_of_feed_gives_its_pages() {
        let rss = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>Example &amp; Wire</title><link>https://example.org/</link>
            <item><title>One</title><link>https://example.org/1?utm_source=rss</link><pubDate>Fri, 07 Mar 2031 10:00:00 GMT</pubDate></item>
            <item><title>One again</title><link>https://example.org/1#c</link></item>
            <item><title>Two</title><guid isPermaLink="true">https://example.org/2</guid></item>
            <item><title>Sound</title><enclosure url="https://example.org/3.mp3" type="audio/mpeg" length="1"/></item>
            <item><title>Trap</title><link>javascript:alert(1)</link></item></channel></rss>"#;
        let found = pages(rss.as_bytes(), "f", &base(), 100).unwrap();
        assert_eq!(urls(rss), ["https://example.org/1", "https://example.org/2"]);
        assert_eq!(found[0].listed.title.as_deref(), Some("One"));
        assert_eq!(found[0].listed.outlet.as_deref(), Some("Example & Wire"));
        assert_eq!(found[0].listed.date, Some(jiff::civil::date(2031, 3, 7)));
        assert_eq!(found[0].changed, Some("2031-03-07T10:00:00Z".parse().unwrap()));
        let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><id>x</id><updated>2031-03-07T10:00:00Z</updated>
            <entry><id>y</id><title>A</title><updated>2031-03-08T10:00:00Z</updated><link rel="enclosure" href="https://example.org/a.mp3"/>
            <link rel="alternate" type="text/html" href="../a"/></entry></feed>"#;
        assert_eq!(urls(atom), ["https://example.org/a"]);
        let json = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": [{"id": "1", "url": "https://example.org/j", "content_text": "x", "date_modified": "2031-03-07T10:00:00Z"}]}"#;
        assert_eq!(urls(json), ["https://example.org/j"]);
    }

    #[test]
    fn what_is_no_feed_is_told() {
        let rss_cut = r#"<rss version="2.0"><channel><title>x</title><item><title>One</title><link>https://exam"#;
        for broken in ["", "<html><body>Not found</body></html>", "{\"a\": 1}", "plain words", "\0\0", rss_cut] {
            assert!(pages(broken.as_bytes(), "f", &base(), 100).is_err(), "{broken}");
        }
    }

    #[test]
    fn lists_of_feeds_are_read() {
        let opml = r#"<?xml version="1.0"?><opml version="2.0"><head><title>f</title></head><body>
            <outline text="News"><outline text="a" type="rss" xmlUrl="https://a.example/rss?x=1&amp;y=2"/></outline>
            <outline text="b" XMLURL="https://b.example/rss"/><outline text="again" xmlUrl="https://b.example/rss"/></body></opml>"#;
        assert_eq!(feeds(opml.as_bytes()).unwrap(), ["https://a.example/rss?x=1&y=2", "https://b.example/rss"]);
        assert_eq!(
            feeds(b"# mine\nhttps://a.example/rss\n\n https://b.example/rss \n").unwrap(),
            ["https://a.example/rss", "https://b.example/rss"]
        );
        for (broken, why) in [
            ("", "names no feed"),
            ("<opml><body/></opml>", "names no feed"),
            ("<rss><channel/></rss>", "no OPML"),
            ("<opml><body></opml>", "broken"),
        ] {
            assert!(feeds(broken.as_bytes()).unwrap_err().contains(why), "{broken}");
        }
    }
}

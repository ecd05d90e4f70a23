//! What is reserved from text and data mining (TDM Reservation Protocol, W3C community report of 2024): by a host's tdmrep.json, by the
//! header of an answer, by a page itself. Where two of them, or two readings of one, differ, the stricter counts. Asks nobody itself.

use regex::Regex;
use serde::Deserialize;
use std::sync::LazyLock;
use url::Url;

/// Most rules of one file that are looked at.
const MOST_RULES: usize = 10_000;
/// Characters at the beginning of a page among which its head is looked for.
const HEAD: usize = 256 << 10;

/// The rules of one host.
#[derive(Debug, Default)]
pub struct Tdm(Vec<Rule>);

#[derive(Debug, Deserialize)]
struct Rule {
    location: String,
    #[serde(rename = "tdm-reservation")]
    reservation: serde_json::Value,
}

impl Rule {
    fn is_reserved(&self) -> bool {
        is_one(match &self.reservation {
            serde_json::Value::String(text) => text,
            serde_json::Value::Number(number) if number.as_f64() == Some(1.0) => "1",
            _ => "",
        })
    }
}

impl Tdm {
    /// The rules of a tdmrep.json; of what is none (many hosts answer everything with a page), no rules.
    pub fn read(text: &str) -> Tdm {
        let rules: Vec<serde_json::Value> =
            serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap_or_default();
        Tdm(rules.into_iter().take(MOST_RULES).filter_map(|rule| serde_json::from_value(rule).ok()).collect())
    }

    /// True where an address is reserved: by the first rule that fits it, or by the longest.
    pub fn reserves(&self, url: &Url) -> bool {
        let path = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        let mut fitting = self.0.iter().filter(|rule| fits(&rule.location, &path));
        let Some(first) = fitting.next() else { return false };
        let longest =
            fitting.fold(first, |best, rule| if rule.location.len() > best.location.len() { rule } else { best });
        first.is_reserved() || longest.is_reserved()
    }
}

/// As in robots.txt: the beginning of a path, `*` for anything, `$` for its end.
fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, to_the_end) = pattern.strip_suffix('$').map_or((pattern, false), |pattern| (pattern, true));
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| path.strip_prefix(first)) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return !to_the_end || rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() && to_the_end {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    true
}

/// True where the header of an answer reserves it. More than one value: any of them.
pub fn header_reserves(value: Option<&str>) -> bool {
    value.is_some_and(|value| value.split(',').any(is_one))
}

fn is_one(value: &str) -> bool {
    value.trim() == "1"
}

static META: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?is)<meta\b[^>]{0,2000}>").expect("a fixed pattern"));
static NAME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"(?i)\bname\s*=\s*["']?\s*tdm-reservation\s*["'\s/>]"#).expect("a fixed pattern"));
static CONTENT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"(?i)\bcontent\s*=\s*["']?\s*1\s*["'\s/>]"#).expect("a fixed pattern"));

/// True where a page reserves itself.
pub fn page_reserves(page: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&page[..page.len().min(HEAD)]);
    META.find_iter(&head).any(|meta| NAME.is_match(meta.as_str()) && CONTENT.is_match(meta.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reserves(rules: &str, path: &str) -> bool {
        Tdm::read(rules).reserves(&Url::parse(&format!("https://example.org{path}")).unwrap())
    }

    #[test]
    fn a_file_reserves_by_path() {
        let rules = r#"[{"location": "/news", "tdm-reservation": 1, "tdm-policy": "https://example.org/p.json"}, {"location": "/", "tdm-reservation": 0}]"#;
        for (path, reserved) in [("/", false), ("/news/1", true), ("/newsroom", true), ("/sport", false)] {
            assert_eq!(reserves(rules, path), reserved, "{path}");
        }
        let signs =
            r#"[{"location": "/*/print$", "tdm-reservation": "1"}, {"location": "*.pdf", "tdm-reservation": 1}]"#;
        for (path, reserved) in [("/a/print", true), ("/a/printer", false), ("/a/b.pdf?x", true), ("/a", false)] {
            assert_eq!(reserves(signs, path), reserved, "{path}");
        }
    }

    #[test]
    fn the_stricter_of_two_readings_counts() {
        let rules = |first, second| {
            format!(
                r#"[{{"location": "/", "tdm-reservation": {first}}}, {{"location": "/open", "tdm-reservation": {second}}}]"#
            )
        };
        assert!(reserves(&rules(1, 0), "/open/1"));
        assert!(reserves(&rules(0, 1), "/open/1"));
        assert!(!reserves(&rules(0, 0), "/open/1"));
    }

    #[test]
    fn what_is_no_such_file_reserves_nothing() {
        for text in ["", "<!DOCTYPE html>", "{}", "[1, null, {\"location\": 3}]", "[{\"location\": \"/\"}]"] {
            assert!(!reserves(text, "/"), "{text}");
        }
        assert!(
            reserves("[7, {\"location\": \"/\", \"tdm-reservation\": 1}]", "/"),
            "one bad rule must not cost the others"
        );
    }

    #[test]
    fn headers_and_pages_reserve_themselves() {
        for (value, reserved) in [
            (Some("1"), true),
            (Some(" 1 "), true),
            (Some("0, 1"), true),
            (Some("0"), false),
            (Some("10"), false),
            (None, false),
        ] {
            assert_eq!(header_reserves(value), reserved, "{value:?}");
        }
        let pages = [
            (r#"<head><meta name="tdm-reservation" content="1"></head>"#, true),
            (r#"<META CONTENT='1' NAME='TDM-Reservation' />"#, true),
            ("<meta name=tdm-reservation content=1>", true),
            (r#"<meta name="tdm-reservation" content="0">"#, false),
            (r#"<meta name="tdm-policy" content="1">"#, false),
            (r#"<meta name="x" content="1"><meta name="tdm-reservation" content="0">"#, false),
            ("<p>tdm-reservation 1</p>", false),
        ];
        for (page, reserved) in pages {
            assert_eq!(page_reserves(page.as_bytes()), reserved, "{page}");
        }
    }
}

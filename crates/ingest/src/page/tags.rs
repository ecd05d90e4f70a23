//! Markup -> tags and texts, in one linear pass. Forgiving where a tree builder would swallow the rest of the page: a
//! comment, a quote or a `<title>` that is never closed ends at its own tag. Knows nothing of nesting.

use std::borrow::Cow;
use std::collections::BTreeSet;

/// Elements whose content is no markup.
const RAW: [&str; 10] =
    ["script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "template-raw", "plaintext"];
/// Bytes of a tag's attributes that are looked at.
const ATTRIBUTE_BYTES: usize = 1 << 16;
/// Attributes of a tag that are looked at.
const ATTRIBUTE_COUNT: usize = 64;

/// A piece of markup.
#[derive(Debug, PartialEq)]
pub(crate) enum Tag<'h> {
    /// `<name attributes>`; name in lower case.
    Start { name: Cow<'h, str>, attributes: &'h str },
    /// `</name>`.
    End { name: Cow<'h, str> },
    /// Text with its entities as written.
    Text(&'h str),
    /// What stands between `<script>`, `<style>`, `<title>`... and its end tag; no markup.
    Raw(&'h str),
    /// What stands in `<!-- -->`.
    Comment(&'h str),
}

/// The pieces of `html`, in order.
pub(crate) struct Tags<'h> {
    html: &'h str,
    at: usize,
    /// The raw element that was just opened.
    raw: Option<Cow<'h, str>>,
    /// Closers of which the rest of the page is known to hold none: each is looked for in vain only once.
    absent: BTreeSet<String>,
}

impl<'h> Tags<'h> {
    pub(crate) fn new(html: &'h str) -> Tags<'h> {
        Tags { html, at: 0, raw: None, absent: BTreeSet::new() }
    }

    /// Byte at which `closer` stands at or behind `from`.
    fn find(&mut self, from: usize, closer: &str) -> Option<usize> {
        if self.absent.contains(closer) {
            return None;
        }
        let found = memchr::memmem::find(&self.html.as_bytes()[from..], closer.as_bytes()).map(|byte| from + byte);
        if found.is_none() {
            self.absent.insert(closer.to_owned());
        }
        found
    }

    /// Byte at which `</name` stands at or behind `from`, in capitals or not.
    fn find_end_tag(&mut self, from: usize, name: &str) -> Option<usize> {
        let key = format!("</{name}");
        if self.absent.contains(&key) {
            return None;
        }
        let bytes = self.html.as_bytes();
        let found = memchr::memmem::find_iter(&bytes[from..], b"</").map(|byte| from + byte).find(|&start| {
            let end = start + 2 + name.len();
            let closes = bytes.get(end).is_none_or(|byte| !byte.is_ascii_alphanumeric());
            closes && bytes.get(start + 2..end).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        });
        if found.is_none() {
            self.absent.insert(key);
        }
        found
    }

    /// Byte of the `>` that ends the tag begun before `from`, quotes heeded where they are closed.
    fn tag_end(&mut self, from: usize) -> Option<usize> {
        let bytes = self.html.as_bytes();
        let mut at = from;
        loop {
            at += memchr::memchr3(b'>', b'"', b'\'', &bytes[at..])?;
            if bytes[at] == b'>' {
                return Some(at);
            }
            let is_value = bytes[from..at].iter().rev().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'=');
            let quote = if bytes[at] == b'"' { "\"" } else { "'" };
            at += 1;
            if is_value && let Some(close) = self.find(at, quote) {
                at = close + 1;
            }
        }
    }
}

impl<'h> Iterator for Tags<'h> {
    type Item = Tag<'h>;

    fn next(&mut self) -> Option<Tag<'h>> {
        let (html, start) = (self.html, self.at);
        if let Some(name) = self.raw.take() {
            // A script or style that never ends takes the rest, as in a browser; a title or the like takes nothing.
            let end = self.find_end_tag(start, &name);
            let end = end.unwrap_or(if matches!(&*name, "script" | "style") { html.len() } else { start });
            self.at = end;
            return Some(Tag::Raw(&html[start..end]));
        }
        let rest = &html[start..];
        let open = html.as_bytes().get(start)? == &b'<';
        let after = html.as_bytes().get(start + 1).copied().unwrap_or(b' ');
        if open && rest.starts_with("<!--") {
            let (end, next) = match self.find(start + 4, "-->") {
                Some(end) => (end, end + 3),
                None => memchr::memchr(b'>', rest.as_bytes())
                    .map_or((html.len(), html.len()), |end| (start + end, start + end + 1)),
            };
            self.at = next;
            return Some(Tag::Comment(html.get(start + 4..end).unwrap_or_default()));
        }
        if open && matches!(after, b'!' | b'?') {
            let end = self.find(start, ">").unwrap_or(html.len() - 1);
            self.at = (end + 1).min(html.len());
            return Some(Tag::Comment(""));
        }
        let is_end = after == b'/';
        let name_start = start + 1 + usize::from(is_end);
        if open && html.as_bytes().get(name_start).is_some_and(u8::is_ascii_alphabetic) {
            let name_end = html[name_start..]
                .find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/' | '<' | '"' | '\'' | '='))
                .map_or(html.len(), |length| name_start + length);
            // A tag that never ends is no tag: the text of a page that is cut goes on being text.
            if let Some(end) = self.tag_end(name_end) {
                let name = lower(&html[name_start..name_end]);
                self.at = end + 1;
                if is_end {
                    return Some(Tag::End { name });
                }
                if RAW.contains(&&*name) {
                    self.raw = Some(name.clone());
                }
                return Some(Tag::Start { name, attributes: &html[name_end..end] });
            }
            self.at = html.len();
            return Some(Tag::Comment(""));
        }
        let length = memchr::memchr(b'<', &rest.as_bytes()[1..]).map_or(rest.len(), |byte| byte + 1);
        self.at = start + length;
        Some(Tag::Text(&rest[..length]))
    }
}

fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) { name.to_ascii_lowercase().into() } else { name.into() }
}

/// Names (lower case) and values (entities resolved) of a tag's attributes; those far behind in a huge tag left out.
pub(crate) fn attributes(written: &str) -> Vec<(String, String)> {
    let mut rest = &written[..written.floor_char_boundary(ATTRIBUTE_BYTES)];
    let mut found = Vec::new();
    while found.len() < ATTRIBUTE_COUNT {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            break;
        }
        let name_end = 1 + rest[first_char(rest)..]
            .find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '/'))
            .map_or(rest.len() - 1, |length| length + first_char(rest) - 1);
        let name = rest[..name_end].to_ascii_lowercase();
        rest = rest[name_end..].trim_start();
        let Some(value) = rest.strip_prefix('=') else {
            found.push((name, String::new()));
            continue;
        };
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, next) = match quote.and_then(|quote| value[1..].split_once(quote)) {
            Some(parts) => parts,
            None => value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len())),
        };
        found.push((name, html_escape::decode_html_entities(value).into_owned()));
        rest = next;
    }
    found
}

fn first_char(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(html: &str) -> Vec<String> {
        let shown = Tags::new(html).map(|tag| match tag {
            Tag::Start { name, attributes } => format!("<{name}{attributes}>"),
            Tag::End { name } => format!("</{name}>"),
            Tag::Text(text) => text.to_owned(),
            Tag::Raw(text) => format!("[{text}]"),
            Tag::Comment(text) => format!("!{text}"),
        });
        shown.collect()
    }

    #[test]
    fn markup_falls_into_pieces() {
        let cases: [(&str, &[&str]); 12] = [
            ("a<P class=x>b</P >c", &["a", "<p class=x>", "b", "</p>", "c"]),
            ("<a title=\"1 > 0\">x", &["<a title=\"1 > 0\">", "x"]),
            ("<a title=\"never closed>x</a>", &["<a title=\"never closed>", "x", "</a>"]),
            ("<p don't>x<p don't>", &["<p don't>", "x", "<p don't>"]),
            ("5 < 6 <3", &["5 ", "< 6 ", "<3"]),
            ("<!doctype html><!-- <p> -->x", &["!", "! <p> ", "x"]),
            ("<!-- never closed <p>x", &["! never closed <p", "x"]),
            ("<script>a<b</Script>x", &["<script>", "[a<b]", "</script>", "x"]),
            ("<script>never closed", &["<script>", "[never closed]"]),
            ("<title>never closed<p>x", &["<title>", "[]", "never closed", "<p>", "x"]),
            ("x<a href=", &["x", "!"]),
            ("<", &["<"]),
        ];
        for (html, pieces) in cases {
            assert_eq!(shown(html), pieces, "{html}");
        }
    }

    #[test]
    fn attributes_are_read_in_every_notation() {
        let pairs = |written| -> Vec<String> {
            attributes(written).into_iter().map(|(name, value)| format!("{name}:{value}")).collect()
        };
        assert_eq!(pairs(" A=1 b = \"2 &amp; 3\" c='4' d e/ =f"), ["a:1", "b:2 & 3", "c:4", "d:", "e:", "=f:"]);
        assert_eq!(pairs(" a=\"never closed b=2"), ["a:\"never", "closed:", "b:2"]);
        assert_eq!(pairs(" é=1 ü"), ["é:1", "ü:"]);
    }
}

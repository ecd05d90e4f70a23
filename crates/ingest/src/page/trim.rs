//! Any markup -> markup that is safe to build a tree of: balanced, at most [`DEPTH`] deep, only attributes that say
//! something, no scripts, styles, menus, forms' parts or cookie banners. Collects the facts of the head on the way.
//!
//! Never builds a tree and never recurses; its time is linear in the page. Why not leave it to the tree builder: for
//! every tag it walks the stack of open elements, which is quadratic on 100,000 nested ones, and reopens unclosed
//! formatting elements in every paragraph, which multiplies.

use super::tags::{Tag, Tags, attributes};
use std::collections::BTreeMap;

/// Deepest nesting that is kept; browsers cut at 512, real pages stay below 60.
const DEPTH: usize = 200;
/// Elements above which the page is rendered without a tree.
const MAX_ELEMENTS: usize = 40_000;
/// `&` and `<` in texts above which the page is rendered without a tree.
const MAX_ENTITIES: usize = 20_000;
/// Bytes of trimmed markup above which the page is rendered without a tree.
const MAX_TREE_BYTES: usize = 6 << 20;
/// Sum of depth x text over the page above which it is rendered without a tree: scoring walks texts once a level.
const MAX_WEIGHT: usize = 100 << 20;
/// Bytes kept of one attribute.
const ATTRIBUTE_LENGTH: usize = 2048;
/// Bytes kept of all JSON-LD of a page.
const JSON_LD_BYTES: usize = 2 << 20;
/// Facts of one kind kept of a page.
const MAX_FACTS: usize = 1000;

/// A page made harmless, and what its head says.
#[derive(Default)]
pub(crate) struct Page {
    /// Balanced markup.
    pub html: String,
    pub facts: Facts,
    /// Nesting was cut.
    pub was_cut: bool,
    elements: usize,
    entities: usize,
    weight: usize,
}

impl Page {
    /// Small enough to build a tree of and to score it in well under a second.
    pub(crate) fn is_small(&self) -> bool {
        self.elements <= MAX_ELEMENTS
            && self.entities <= MAX_ENTITIES
            && self.html.len() <= MAX_TREE_BYTES
            && self.weight <= MAX_WEIGHT
    }
}

/// What a page says about itself, unjudged and in its order.
#[derive(Default)]
pub(crate) struct Facts {
    /// `lang` of `<html>`.
    pub language: Option<String>,
    pub title: Option<String>,
    /// Texts of `<h1>`.
    pub headings: Vec<String>,
    /// Name, property or itemprop (lower case) and content of `<meta>`.
    pub metas: Vec<(String, String)>,
    /// Rel (lower case) and href of `<link>` and `<a rel>`.
    pub links: Vec<(String, String)>,
    /// `datetime` of `<time>`, those marked as the day of publication first.
    pub times: Vec<String>,
    pub json_ld: Vec<String>,
    /// Address in the comment that browsers write into a page they save.
    pub saved_from: Option<String>,
}

/// Elements that go with all they hold.
const DROPPED: &[&str] = &[
    "script", "style", "svg", "math", "iframe", "object", "embed", "applet", "noscript", "template", "canvas", "video",
    "audio", "map", "select", "datalist", "button", "textarea", "nav", "dialog", "noembed", "noframes", "xmp", "menu",
    "progress", "meter", "portal", "marquee",
];
/// Elements without content.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr", "keygen", "basefont", "bgsound", "command",
];
/// Elements whose tags go and whose content stays.
const UNWRAPPED: &[&str] = &[
    "html",
    "head",
    "body",
    "form",
    "plaintext",
    "frameset",
    "option",
    "optgroup",
    "font",
    "picture",
    "colgroup",
    "label",
    "fieldset",
    "legend",
    "details",
    "summary",
];
/// Inline elements: their end tag never closes a block.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark",
    "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u",
    "var",
];
/// Elements that the next of their kind closes, and those that they are looked for inside of.
const SELF_CLOSING: &[(&str, &[&str], &[&str])] = &[
    ("p", &["p"], &["div", "section", "article", "blockquote", "td", "th", "li", "figure", "main", "aside"]),
    ("li", &["li"], &["ul", "ol"]),
    ("dt", &["dt", "dd"], &["dl"]),
    ("dd", &["dt", "dd"], &["dl"]),
    ("tr", &["tr", "td", "th"], &["table"]),
    ("td", &["td", "th"], &["tr", "table"]),
    ("th", &["td", "th"], &["tr", "table"]),
];
/// Attributes that a tree is scored by.
const KEPT: &[&str] = &["class", "id", "itemprop", "role", "rel", "dir", "hidden", "style"];
/// Parts of a class or an id that name what is never story.
const FURNITURE: &[&str] = &[
    "cookie",
    "gdpr",
    "consent",
    "onetrust",
    "usercentrics",
    "newsletter",
    "share-buttons",
    "social-share",
    "sharedaddy",
    "share-tools",
    "share-bar",
    "related-articles",
    "related-posts",
    "related-stories",
    "breadcrumb",
    "skip-link",
    "advertisement",
    "ad-slot",
    "ad-container",
    "paywall-banner",
    "comments-section",
    "comment-list",
    "disqus",
];
/// Elements that are dropped for their class; never the ones that hold a whole story.
const FURNISHED: &[&str] = &["div", "section", "aside", "ul", "ol", "p", "span", "footer", "header", "a", "li"];

/// One open element.
struct Open {
    name: String,
    /// Its tags are written.
    written: bool,
    /// It goes with all it holds.
    dropped: bool,
}

/// Makes a page harmless.
pub(crate) fn trim(html: &str) -> Page {
    let page = Trimming { dropping_allowed: true, ..Trimming::default() }.run(html);
    // An unclosed menu would take the whole story with it: then nothing but scripts is dropped.
    let text = |page: &Page| super::render::render(&page.html, false).len();
    let length = text(&page);
    if length >= 400 {
        return page;
    }
    let whole = Trimming::default().run(html);
    if text(&whole) > 4 * length + 60 { whole } else { page }
}

#[derive(Default)]
struct Trimming {
    page: Page,
    open: Vec<Open>,
    /// How many elements of a name are open.
    counts: BTreeMap<String, usize>,
    /// How many open elements are dropped, written.
    dropped: usize,
    depth: usize,
    /// Names whose next raw text is a fact.
    raw: Raw,
    heading: Option<String>,
    dropping_allowed: bool,
}

#[derive(Default)]
enum Raw {
    #[default]
    Nothing,
    Title,
    JsonLd,
}

impl Trimming {
    fn run(mut self, html: &str) -> Page {
        for tag in Tags::new(html) {
            match tag {
                Tag::Text(text) => self.text(text),
                Tag::Raw(text) => self.raw(text),
                Tag::Comment(text) => self.comment(text),
                Tag::Start { name, attributes: written } => self.start(&name, written),
                Tag::End { name } => self.end(&name),
            }
        }
        while !self.open.is_empty() {
            self.close();
        }
        if let Some(heading) = self.heading.take() {
            self.page.facts.headings.push(heading);
        }
        self.page
    }

    fn text(&mut self, text: &str) {
        if let Some(heading) = self.heading.as_mut().filter(|heading| heading.len() < 1000) {
            heading.push_str(&html_escape::decode_html_entities(&text[..text.floor_char_boundary(1000)]));
        }
        if self.dropped > 0 {
            return;
        }
        self.page.weight += self.depth * text.len();
        // Entities are resolved here: a tree builder appends each by itself, which is quadratic in one long text.
        let text = html_escape::decode_html_entities(text);
        let mut rest = &*text;
        while let Some(at) = memchr::memchr2(b'<', b'&', rest.as_bytes()) {
            self.page.html.push_str(&rest[..at]);
            self.page.html.push_str(if rest.as_bytes()[at] == b'<' { "&lt;" } else { "&amp;" });
            self.page.entities += 1;
            rest = &rest[at + 1..];
        }
        self.page.html.push_str(rest);
    }

    fn raw(&mut self, text: &str) {
        match std::mem::take(&mut self.raw) {
            Raw::Title if self.page.facts.title.is_none() => {
                let text = &text[..text.floor_char_boundary(2000)];
                self.page.facts.title = Some(html_escape::decode_html_entities(text).into_owned());
            }
            Raw::JsonLd => {
                let held: usize = self.page.facts.json_ld.iter().map(String::len).sum();
                if self.page.facts.json_ld.len() < MAX_FACTS && held + text.len() <= JSON_LD_BYTES {
                    self.page.facts.json_ld.push(text.to_owned());
                }
            }
            _ => {}
        }
    }

    fn comment(&mut self, text: &str) {
        let address = text.trim_start().strip_prefix("saved from url=(").and_then(|rest| rest.split_once(')'));
        if let Some((_, address)) = address.filter(|_| self.page.facts.saved_from.is_none()) {
            self.page.facts.saved_from = address.split_whitespace().next().map(str::to_owned);
        }
    }

    fn start(&mut self, name: &str, written: &str) {
        let attributes = if written.trim().is_empty() { Vec::new() } else { attributes(written) };
        self.fact(name, &attributes);
        if VOID.contains(&name) {
            if self.dropped == 0 && matches!(name, "br" | "hr") {
                self.page.elements += 1;
                self.page.html.push_str(if name == "br" { "<br>" } else { "<hr>" });
            }
            return;
        }
        if UNWRAPPED.contains(&name) || !is_plain_name(name) || name == "title" {
            return;
        }
        if let Some((_, closed, within)) = SELF_CLOSING.iter().find(|(kind, ..)| *kind == name) {
            self.close_previous(closed, within);
        }
        let dropped = self.is_dropped(name, &attributes);
        let written = self.dropped == 0 && !dropped && self.depth < DEPTH;
        if self.dropped == 0 && !dropped && !written {
            self.page.was_cut = true;
        }
        if written {
            self.page.elements += 1;
            self.depth += 1;
            self.page.html.push('<');
            self.page.html.push_str(name);
            for (key, value) in attributes.iter().filter(|(key, _)| KEPT.contains(&key.as_str())) {
                let value =
                    html_escape::encode_double_quoted_attribute(&value[..value.floor_char_boundary(ATTRIBUTE_LENGTH)]);
                self.page.html.extend([" ", key, "=\"", &value, "\""]);
            }
            // Link density is scored by whether there is a link, not by where it leads.
            if name == "a" && attributes.iter().any(|(key, _)| key == "href") {
                self.page.html.push_str(" href=\"#l\"");
            }
            self.page.html.push('>');
        }
        self.dropped += usize::from(dropped);
        *self.counts.entry(name.to_owned()).or_default() += 1;
        self.open.push(Open { name: name.to_owned(), written, dropped });
    }

    fn end(&mut self, name: &str) {
        if name == "h1"
            && let Some(heading) = self.heading.take()
        {
            self.page.facts.headings.push(heading);
        }
        if self.counts.get(name).is_none_or(|&count| count == 0) {
            return;
        }
        if INLINE.contains(&name) {
            // As a browser does: a stray end tag of an inline element closes no block. Not looked for far away.
            let inline = self.open.iter().rev().take(32).take_while(|open| INLINE.contains(&open.name.as_str()));
            if !inline.into_iter().any(|open| open.name == name) {
                return;
            }
        }
        while let Some(found) = self.close() {
            if found == name {
                break;
            }
        }
    }

    /// Closes the innermost element.
    fn close(&mut self) -> Option<String> {
        let open = self.open.pop()?;
        if open.written {
            self.depth -= 1;
            self.page.html.extend(["</", &open.name, ">"]);
        }
        self.dropped -= usize::from(open.dropped);
        if let Some(count) = self.counts.get_mut(&open.name) {
            *count -= 1;
        }
        Some(open.name)
    }

    /// Closes an element that the one about to begin ends by itself.
    fn close_previous(&mut self, closed: &[&str], within: &[&str]) {
        let near = self.open.iter().rev().take(32);
        let inside = near.enumerate().take_while(|(_, open)| !within.contains(&open.name.as_str()));
        // A row ends its cells too: the outermost that is found.
        let outermost = inside.filter(|(_, open)| closed.contains(&open.name.as_str())).last().map(|(steps, _)| steps);
        for _ in 0..outermost.map_or(0, |steps| steps + 1) {
            self.close();
        }
    }

    fn is_dropped(&self, name: &str, attributes: &[(String, String)]) -> bool {
        if !self.dropping_allowed {
            return matches!(name, "script" | "style" | "svg" | "template");
        }
        if DROPPED.contains(&name) {
            return true;
        }
        let value = |key: &str| attributes.iter().find(|(found, _)| found == key).map(|(_, value)| value.as_str());
        let role = matches!(
            value("role"),
            Some("navigation" | "search" | "dialog" | "alertdialog" | "menu" | "menubar" | "toolbar")
        );
        let named = ["id", "class"].into_iter().filter_map(value).any(|value| {
            let value = value[..value.floor_char_boundary(300)].to_ascii_lowercase().replace('_', "-");
            FURNITURE.iter().any(|part| value.contains(part))
        });
        FURNISHED.contains(&name) && (role || named)
    }

    fn fact(&mut self, name: &str, attributes: &[(String, String)]) {
        let value = |key: &str| attributes.iter().find(|(found, _)| found == key).map(|(_, value)| value.as_str());
        let cut = |value: &str| value[..value.floor_char_boundary(ATTRIBUTE_LENGTH)].trim().to_owned();
        let facts = &mut self.page.facts;
        self.raw = Raw::Nothing;
        match name {
            "html" if facts.language.is_none() => facts.language = value("lang").or(value("xml:lang")).map(cut),
            "title" if self.counts.get("svg").is_none_or(|&count| count == 0) => self.raw = Raw::Title,
            "script" if value("type").is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+json")) => {
                self.raw = Raw::JsonLd;
            }
            "h1" if facts.headings.len() < MAX_FACTS => {
                let before = self.heading.replace(String::new());
                facts.headings.extend(before);
            }
            "meta" if facts.metas.len() < MAX_FACTS => {
                let keys = ["name", "property", "itemprop", "http-equiv"].into_iter().filter_map(value);
                if let Some(content) = value("content") {
                    facts.metas.extend(keys.map(|key| (key.trim().to_ascii_lowercase(), cut(content))));
                }
            }
            "link" | "a" if facts.links.len() < MAX_FACTS => {
                if let (Some(rel), Some(address)) = (value("rel"), value("href")) {
                    facts.links.push((rel.trim().to_ascii_lowercase(), cut(address)));
                }
            }
            "time" if facts.times.len() < MAX_FACTS => {
                let published =
                    value("pubdate").is_some() || value("itemprop").is_some_and(|prop| prop.contains("datePublished"));
                if let Some(time) = value("datetime").map(cut) {
                    let at = if published { 0 } else { facts.times.len() };
                    facts.times.insert(at, time);
                }
            }
            _ => {}
        }
    }
}

/// A name that any parser takes for an element, not one of the odd ones that bytes can spell.
fn is_plain_name(name: &str) -> bool {
    name.len() <= 40 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b':' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trimmed(html: &str) -> String {
        Trimming { dropping_allowed: true, ..Trimming::default() }.run(html).html
    }

    #[test]
    fn markup_is_balanced_and_cut() {
        let cases = [
            ("<div><p>a<p>b</div>c", "<div><p>a</p><p>b</p></div>c"),
            ("<b><p>a</b>b</p>", "<b><p>ab</p></b>"),
            ("<div><span>a</div></span>b", "<div><span>a</span></div>b"),
            ("<ul><li>a<ul><li>b</ul><li>c</ul>", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
            (
                "<table><tr><td>a<td>b<tr><td>c</table>",
                "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
            ),
            ("<nav><p>menu</p></nav><p onclick='x' class=\"y\">a", "<p class=\"y\">a</p>"),
            ("<div class=\"cookie-banner\"><p>We bake</p></div><p>a", "<p>a</p>"),
            ("<article class=\"cookie-news\"><p>a", "<article class=\"cookie-news\"><p>a</p></article>"),
            ("1 < 2<script>x</script><br/>", "1 &lt; 2<br>"),
        ];
        for (html, expected) in cases {
            assert_eq!(trimmed(html), expected, "{html}");
        }
    }

    #[test]
    fn an_unclosed_menu_does_not_take_the_story() {
        let story =
            "Shells fell on the bridge at Karvash on Monday, and the road to Velimje was closed, the mayor said.";
        assert!(trim(&format!("<body><nav><a>Home</a><p>{story}")).html.contains(story));
    }

    #[test]
    fn deep_nesting_is_cut_and_the_text_kept() {
        let page = trim(&format!("{}deep{}after", "<div>".repeat(100_000), "</div>".repeat(100_000)));
        assert!(page.was_cut && page.html.contains("deep") && page.html.ends_with("after"));
        assert_eq!(page.html.matches("<div>").count(), DEPTH);
    }
}

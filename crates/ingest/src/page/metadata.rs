//! What a page says about itself -> title, date, outlet, language, address, licence. JSON-LD first, then OpenGraph,
//! then named meta tags, then the visible page. Never takes anything from the story's own words.

use super::trim::Facts;
use crate::dates;
use jiff::civil::Date;
use regex::Regex;
use serde_json::Value;
use std::sync::LazyLock;

/// What was found; `None` is unknown.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Metadata {
    pub title: Option<String>,
    pub date: Option<Date>,
    pub outlet: Option<String>,
    pub language: Option<String>,
    pub url: Option<String>,
    pub licence: Option<String>,
    /// The whole text, where the page gives it to machines.
    pub article_body: Option<String>,
}

/// Reads the facts of one page.
pub(crate) fn read(facts: &Facts) -> Metadata {
    let article = facts.json_ld.iter().map(|json| article(json)).reduce(better).unwrap_or_default();
    let meta = |names: &[&str]| {
        names.iter().find_map(|name| {
            facts.metas.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.clone())
        })
    };
    let link = |rel: &str| {
        let found = facts.links.iter().find(|(rels, _)| rels.split_whitespace().any(|found| found == rel));
        found.map(|(_, address)| address.clone())
    };
    let outlet = article.outlet.or_else(|| {
        meta(&["og:site_name", "publisher", "dc.publisher", "dcterms.publisher", "application-name", "source"])
            .filter(|name| web(name).is_none())
    });
    let heading = Some(&facts.headings).filter(|all| all.len() == 1).map(|all| all[0].clone());
    let title = article.title.or_else(|| meta(&["og:title", "twitter:title", "dc.title", "dcterms.title", "headline"]));
    let title = title.or(heading).or_else(|| facts.title.clone());
    let title = title.map(|title| without_outlet(&clean(&title), outlet.as_deref())).filter(|title| !title.is_empty());
    let date = article.date.or_else(|| {
        const NAMES: [&str; 18] = [
            "article:published_time",
            "og:article:published_time",
            "datepublished",
            "og:published_time",
            "parsely-pub-date",
            "sailthru.date",
            "pubdate",
            "publishdate",
            "publish-date",
            "publish_date",
            "publication_date",
            "dc.date.issued",
            "dcterms.issued",
            "dcterms.created",
            "dc.date",
            "dcterms.date",
            "article.published",
            "date",
        ];
        NAMES.iter().find_map(|name| dates::of_field(&meta(&[name])?))
    });
    Metadata {
        title,
        date: date.or_else(|| facts.times.iter().find_map(|time| dates::of_field(time))),
        outlet: outlet.map(|outlet| clean(&outlet)),
        language: article
            .language
            .or_else(|| facts.language.clone())
            .or_else(|| meta(&["content-language", "og:locale", "dc.language", "dcterms.language", "inlanguage"]))
            .filter(|language| !language.is_empty()),
        url: [link("canonical"), meta(&["og:url"]), article.url, facts.saved_from.clone()]
            .into_iter()
            .flatten()
            .find_map(|url| web(&url)),
        licence: article.licence.or_else(|| link("license")).or_else(|| {
            meta(&["dcterms.license", "dc.rights.license", "license", "licence", "dcterms.rights", "dc.rights"])
        }),
        article_body: article.article_body,
    }
}

/// An address that others can follow.
fn web(address: &str) -> Option<String> {
    let address = address.trim();
    (address.starts_with("https://") || address.starts_with("http://")).then(|| address.to_owned())
}

/// White space as a browser shows it.
fn clean(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// "Shelling in Karvash | Example Wire" -> "Shelling in Karvash", where the outlet is known to be the last part.
fn without_outlet(title: &str, outlet: Option<&str>) -> String {
    let cut = [" | ", " - ", " – ", " — ", " :: ", " » "].iter().find_map(|mark| {
        let (head, tail) = title.rsplit_once(mark)?;
        (outlet.is_some_and(|outlet| outlet.trim().eq_ignore_ascii_case(tail.trim()))).then(|| head.trim().to_owned())
    });
    cut.unwrap_or_else(|| title.to_owned())
}

fn better(first: Metadata, second: Metadata) -> Metadata {
    Metadata {
        title: first.title.or(second.title),
        date: first.date.or(second.date),
        outlet: first.outlet.or(second.outlet),
        language: first.language.or(second.language),
        url: first.url.or(second.url),
        licence: first.licence.or(second.licence),
        article_body: first.article_body.or(second.article_body),
    }
}

/// The article of one JSON-LD block. What does not parse is searched for the two fields that matter most.
fn article(json: &str) -> Metadata {
    let json = json.trim().trim_start_matches("<![CDATA[").trim_start_matches("<!--").trim_start_matches("//<![CDATA[");
    let json = json.trim_end_matches("-->").trim_end_matches("//]]>").trim_end_matches("]]>").trim();
    let Ok(value) = serde_json::from_str::<Value>(json) else {
        return salvaged(json);
    };
    let nodes = nodes(&value);
    let kind = |node: &Value, test: fn(&str) -> bool| match &node["@type"] {
        Value::String(kind) => test(kind),
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).any(test),
        _ => false,
    };
    let is_article = |kind: &str| kind.ends_with("Article") || kind.ends_with("Posting") || kind == "Report";
    let article = nodes.iter().find(|node| kind(node, is_article));
    let page = nodes.iter().find(|node| kind(node, |kind| kind.ends_with("WebPage")));
    let of_article = article.map(|node| described(node, &nodes)).unwrap_or_default();
    let of_page = page.map(|node| described(node, &nodes)).unwrap_or_default();
    better(of_article, Metadata { title: None, article_body: None, ..of_page })
}

/// The objects that describe the page itself: of arrays, graphs and main entities, not of lists of other stories.
fn nodes(value: &Value) -> Vec<&Value> {
    let (mut found, mut open) = (Vec::new(), vec![value]);
    while let Some(value) = open.pop() {
        match value {
            Value::Array(values) => open.extend(values.iter().rev()),
            Value::Object(fields) => {
                open.extend(["mainEntity", "mainEntityOfPage", "@graph"].iter().filter_map(|name| fields.get(*name)));
                found.push(value);
            }
            _ => {}
        }
        if found.len() > 500 {
            break;
        }
    }
    found
}

fn described(node: &Value, nodes: &[&Value]) -> Metadata {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(values) => values.first().and_then(Value::as_str).map(str::to_owned),
        _ => None,
    };
    let text = |value: &Value| {
        text(value)
            .map(|text| html_escape::decode_html_entities(&text).trim().to_owned())
            .filter(|text| !text.is_empty())
    };
    // A publisher may be a name, an object, a list of them, or a reference to another object of the graph.
    let name = |value: &Value| {
        let value = value.as_array().and_then(|values| values.first()).unwrap_or(value);
        let id = value["@id"].as_str();
        let referred =
            nodes.iter().find(|other| id.is_some() && other["@id"].as_str() == id && other["name"].is_string());
        text(&value["name"]).or_else(|| referred.and_then(|other| text(&other["name"]))).or_else(|| text(value))
    };
    let address = |value: &Value| text(value).or_else(|| text(&value["@id"])).or_else(|| text(&value["url"]));
    Metadata {
        title: text(&node["headline"]).or_else(|| text(&node["name"])),
        date: ["datePublished", "dateCreated", "uploadDate"]
            .iter()
            .find_map(|field| dates::of_field(node[*field].as_str()?)),
        outlet: name(&node["publisher"]).or_else(|| name(&node["sourceOrganization"])),
        language: text(&node["inLanguage"]).or_else(|| text(&node["inLanguage"]["alternateName"])),
        url: [&node["url"], &node["mainEntityOfPage"], &node["@id"]]
            .into_iter()
            .filter_map(address)
            .find_map(|url| web(&url)),
        licence: address(&node["license"]),
        article_body: text(&node["articleBody"]),
    }
}

static FIELD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#""(headline|datePublished)"\s*:\s*"((?:[^"\\]|\\.){1,400})""#).expect("a fixed pattern")
});

/// Headline and date of JSON-LD that is broken (an unescaped quote in a description is usual).
fn salvaged(json: &str) -> Metadata {
    let field = |name: &str| {
        let found = FIELD.captures_iter(json).find(|found| &found[1] == name)?;
        serde_json::from_str::<String>(&format!("\"{}\"", &found[2])).ok()
    };
    Metadata {
        title: field("headline"),
        date: field("datePublished").and_then(|date| dates::of_field(&date)),
        ..Metadata::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn json_ld_is_read_in_every_shape() {
        let article = r##"{"@type": "NewsArticle", "headline": "A &amp; B", "datePublished": "2031-03-03T10:00:00Z", "publisher": {"@id": "#org"}}"##;
        let organisation = r##"{"@type": "Organization", "@id": "#org", "name": "Example Wire"}"##;
        let shapes = [
            article.replace(r##"{"@id": "#org"}"##, r#"{"name": "Example Wire"}"#),
            article.replace(r##"{"@id": "#org"}"##, r#"[{"name": "Example Wire"}]"#),
            article.replace(r##"{"@id": "#org"}"##, r#""Example Wire""#),
            format!("[{organisation}, {article}]"),
            format!(r#"{{"@context": "x", "@graph": [{organisation}, {article}]}}"#),
            format!("<!-- [{organisation}, {article}] -->"),
            format!(r#"[{{"@type": "WebPage", "mainEntity": {article}}}, {organisation}]"#),
        ];
        for shape in shapes {
            let found = super::article(&shape);
            assert_eq!(found.title.as_deref(), Some("A & B"), "{shape}");
            assert_eq!(found.date, Some(date(2031, 3, 3)), "{shape}");
            assert_eq!(found.outlet.as_deref(), Some("Example Wire"), "{shape}");
        }
    }

    #[test]
    fn broken_json_ld_still_gives_headline_and_date() {
        let broken =
            r#"{"headline": "He said \"no\"", "description": "a "bad" quote", "datePublished": "2031-03-03",}"#;
        let found = article(broken);
        assert_eq!(found.title.as_deref(), Some("He said \"no\""));
        assert_eq!(found.date, Some(date(2031, 3, 3)));
        assert_eq!(article(&"[".repeat(100_000)), Metadata::default());
    }

    #[test]
    fn other_stories_on_the_page_are_not_this_one() {
        let list = r#"{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "headline": "Another"}]}"#;
        assert_eq!(article(list), Metadata::default());
    }

    #[test]
    fn the_outlet_is_cut_off_the_title() {
        assert_eq!(without_outlet("Shelling - a day on | Example Wire", Some("Example wire")), "Shelling - a day on");
        assert_eq!(without_outlet("Shelling - a day on", Some("Example Wire")), "Shelling - a day on");
        assert_eq!(without_outlet("Shelling | Example Wire", None), "Shelling | Example Wire");
    }
}

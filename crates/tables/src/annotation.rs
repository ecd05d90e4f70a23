//! The claims of a report as W3C Web Annotations (JSON-LD): for readers that show marks on a page, with the report itself beside them.
//!
//! A claim is marked where its trigger stands, by its words ([`TextQuoteSelector`](https://www.w3.org/TR/annotation-model/)) with the rest of
//! the quoted sentence around them, and by its place in code points of the text. Prefix and suffix come from quotes that are kept, never
//! from a full text.

use crate::Error;
use book::View;
use claim::{ClaimRecord, CodePoints, Quote, ReportId, Span};
use ledger::{ClaimFilter, Found, StoredClaim};
use serde::Serialize;
use serde_json::{Value, json};

/// What our own words in annotations begin with.
const TERMS: &str = "urn:dateline:terms:";

/// A page of annotations.
#[derive(Serialize)]
pub struct Page {
    #[serde(rename = "@context")]
    context: Value,
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(rename = "partOf")]
    part_of: Value,
    #[serde(rename = "startIndex")]
    start_index: usize,
    /// One a claim, in their order.
    pub items: Vec<Annotation>,
}

/// A claim as an annotation.
#[derive(Serialize)]
pub struct Annotation {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    motivation: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    generator: Option<Value>,
    body: Vec<Value>,
    target: Target,
}

#[derive(Serialize)]
struct Target {
    source: String,
    selector: Vec<Selector>,
}

#[derive(Serialize)]
#[serde(tag = "type")]
enum Selector {
    #[serde(rename = "TextQuoteSelector")]
    Quote {
        exact: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        prefix: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        suffix: Option<String>,
    },
    #[serde(rename = "TextPositionSelector")]
    Position { start: usize, end: usize },
}

/// The annotations of a report; `None` where it was not known as of then, or was erased.
pub fn annotations(view: &View, report: ReportId) -> Result<Option<Page>, Error> {
    let Some(stored) = view.ledger.report(report)?.and_then(Found::kept) else { return Ok(None) };
    let as_of = view.as_of;
    if as_of.known.is_some_and(|day| stored.known > day) || as_of.recorded.is_some_and(|time| stored.recorded > time) {
        return Ok(None);
    }
    let source = source(stored.content.url.as_deref(), report);
    let claims = view.ledger.claims(&ClaimFilter { report: Some(report), ..ClaimFilter::default() }, &as_of)?;
    let items: Vec<Annotation> = claims.iter().map(|claim| annotation(claim, &source)).collect();
    let id = format!("urn:dateline:report:{report}:annotations");
    Ok(Some(Page {
        context: json!([
            "http://www.w3.org/ns/anno.jsonld",
            {
                "dateline": TERMS,
                "Claim": "dateline:Claim",
                "status": "dateline:status",
                "eventType": "dateline:eventType",
                "report": {"@id": "dateline:report", "@type": "@id"},
                "event": {"@id": "dateline:event", "@type": "@id"},
                "record": {"@id": "dateline:record", "@type": "@json"},
            },
        ]),
        part_of: json!({"id": id.clone(), "type": "AnnotationCollection", "label": stored.content.title, "total": items.len()}),
        id: format!("{id}:0"),
        kind: "AnnotationPage",
        start_index: 0,
        items,
    }))
}

/// The report's address, where it is one on the web, else its name: an address comes from whoever wrote the report.
fn source(url: Option<&str>, report: ReportId) -> String {
    let on_the_web = |url: &&str| {
        let begin = url.get(..8).unwrap_or(url).to_ascii_lowercase();
        begin.starts_with("https://") || begin.starts_with("http://")
    };
    url.filter(on_the_web).map_or_else(|| format!("urn:dateline:report:{report}"), str::to_owned)
}

fn annotation(claim: &StoredClaim, source: &str) -> Annotation {
    let record = &claim.record;
    let tag = |value: &str| json!({"type": "TextualBody", "purpose": "tagging", "value": value});
    let made_by = record.made_by.as_deref();
    Annotation {
        id: format!("urn:dateline:claim:{}", claim.id),
        kind: "Annotation",
        motivation: "classifying",
        generator: made_by.map(|name| json!({"type": "Software", "name": name})),
        body: vec![
            tag(record.event_type.code()),
            tag(record.status.name()),
            json!({
                "id": format!("urn:dateline:claim:{}:record", claim.id),
                "type": "Claim",
                "purpose": "describing",
                "eventType": record.event_type.code(),
                "status": record.status.name(),
                "report": format!("urn:dateline:report:{}", claim.report),
                "record": record,
            }),
        ],
        target: Target { source: source.to_owned(), selector: selectors(record, claim.quote.as_ref()) },
    }
}

fn selectors(record: &ClaimRecord, quote: Option<&Quote>) -> Vec<Selector> {
    let (prefix, suffix) = match (quote, record.trigger_span) {
        (Some(quote), Some(span)) => around(quote, span, &record.trigger).unzip(),
        _ => (None, None),
    };
    let mut selectors = Vec::new();
    if !record.trigger.is_empty() {
        selectors.push(Selector::Quote { exact: record.trigger.clone(), prefix, suffix });
    } else if let Some(quote) = quote {
        selectors.push(Selector::Quote { exact: quote.text.clone(), prefix: None, suffix: None });
    }
    if let Some(span) = record.trigger_span.or_else(|| quote.map(|quote| quote.span)) {
        selectors.push(Selector::Position { start: span.start, end: span.end });
    }
    selectors
}

/// What stands before and behind the words in their sentence; `None` where the sentence does not hold them there (a masked one).
fn around(quote: &Quote, span: Span, words: &str) -> Option<(String, String)> {
    let points = CodePoints::new(&quote.text);
    let start = span.start.checked_sub(quote.span.start)?;
    let end = span.end.checked_sub(quote.span.start)?;
    let length = quote.text.chars().count();
    if start > end || end > length || points.slice(Span::new(start, end)) != words {
        return None;
    }
    Some((points.slice(Span::new(0, start)).to_owned(), points.slice(Span::new(end, length)).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_the_sentence_stands_around_the_words_counted_in_code_points() {
        let quote = Quote { text: "«Лес» — the army shelled Orvenne.".into(), span: Span::new(100, 133) };
        let around = |start, words| around(&quote, Span::new(start, start + 7), words);
        assert_eq!(around(117, "shelled"), Some(("«Лес» — the army ".into(), " Orvenne.".into())));
        assert_eq!(around(116, "shelled"), None, "a sentence that was masked");
        assert_eq!(around(90, "shelled"), None, "before it");
        assert_eq!(around(130, "shelled"), None, "behind it");
    }

    #[test]
    fn an_address_that_is_none_of_the_web_is_no_source() {
        let report = ReportId::from_number(7);
        for (url, is_used) in [
            (Some("https://example.org/a"), true),
            (Some("HTTP://example.org/a"), true),
            (Some("javascript:alert(1)"), false),
            (Some("https"), false),
            (Some("ftp://лес"), false),
            (None, false),
        ] {
            assert_eq!(source(url, report) == url.unwrap_or(""), is_used, "{url:?}");
        }
    }
}

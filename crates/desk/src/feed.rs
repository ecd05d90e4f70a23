//! Events as an Atom feed (RFC 4287), for any filter: what is new, for a feed reader.
//!
//! Ids are tag URIs of the events' own ids, so that the same event is the same entry on every machine. All that comes from reports is
//! escaped text, never markup.

use crate::State;
use crate::params::{Asked, FilterParams, Pairs, Parameters, RuleParams};
use crate::problem::Problem;
use crate::routes;
use axum::extract::{Request, State as Held};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use book::View;
use fuse::Event;
use jiff::Timestamp;
use ledger::{AsOf, Found, StoredClaim};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event as Node};
use std::io;
use std::sync::Arc;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

/// Authority of the tag URIs (RFC 4151); `.invalid` belongs to nobody (RFC 2606).
const TAG: &str = "tag:dateline.invalid,2026:";

/// How many.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FeedParams {
    /// At most so many entries.
    #[param(minimum = 1, maximum = 500, default = 50)]
    pub limit: Option<usize>,
}

impl Parameters for FeedParams {
    fn described() -> Vec<Parameter> {
        FeedParams::into_params(|| Some(ParameterIn::Query))
    }

    fn take(pairs: &mut Pairs) -> Result<FeedParams, Problem> {
        let limit = pairs.read("limit", "give a number from 1 to 500", |value| {
            value.parse().ok().filter(|number| (1..=500).contains(number))
        })?;
        Ok(FeedParams { limit })
    }
}

/// An event with what an entry says of it.
struct Entry {
    event: Arc<Event>,
    claims: Vec<StoredClaim>,
    updated: Timestamp,
}

/// Events that pass the filters, those with the newest claims first, as Atom.
#[utoipa::path(get, path = "/feeds/events.atom", tag = "changes", summary = "Events as an Atom feed",
    params(FilterParams, RuleParams, FeedParams),
    responses((status = 200, body = String, content_type = "application/atom+xml")))]
pub(crate) async fn events(
    Held(state): Held<State>,
    Asked((filter, rules, asked)): Asked<(FilterParams, RuleParams, FeedParams)>,
    request: Request,
) -> Result<Response, Problem> {
    let host =
        request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost").to_owned();
    // Whoever reads it finds the pages where they found the feed; the host was checked before.
    let base = format!("http://{host}");
    let own = request.uri().to_string();
    let made_by = state.desk.about.model.clone();
    let body = state.source.look(AsOf::default(), rules.settings(), move |view| {
        let events = routes::found(view, &filter.filter())?;
        let entries = newest(view, events, asked.limit.unwrap_or(50))?;
        write(&entries, &base, &own, &made_by).map_err(|_| Problem::internal())
    });
    Ok(([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], body.await?).into_response())
}

/// Those whose newest claim was recorded last.
fn newest(view: &View, events: Vec<Arc<Event>>, most: usize) -> Result<Vec<Entry>, Problem> {
    let mut by_time: Vec<(u64, Arc<Event>)> = Vec::with_capacity(events.len());
    for event in events {
        // Rows are in the order of recording.
        let mut last = 0;
        for member in &event.members {
            last = last.max(view.ledger.seq_of(member.claim)?.unwrap_or(0));
        }
        by_time.push((last, event));
    }
    by_time.sort_by_key(|(last, event)| (std::cmp::Reverse(*last), event.id));
    by_time.truncate(most);
    let mut entries = Vec::with_capacity(by_time.len());
    for (_, event) in by_time {
        let mut claims = Vec::new();
        for member in &event.members {
            claims.extend(view.ledger.claim(member.claim)?.and_then(Found::kept));
        }
        let updated = claims.iter().map(|claim| claim.recorded).max().unwrap_or(Timestamp::UNIX_EPOCH);
        entries.push(Entry { event, claims, updated });
    }
    Ok(entries)
}

fn write(entries: &[Entry], base: &str, own: &str, made_by: &str) -> io::Result<String> {
    let mut out = Writer::new(Vec::new());
    out.write_event(Node::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    out.write_event(Node::Start(BytesStart::new("feed").with_attributes([("xmlns", "http://www.w3.org/2005/Atom")])))?;
    text(&mut out, "title", "Dateline: events")?;
    text(
        &mut out,
        "subtitle",
        &format!("Machine-made records ({made_by}) unless an entry says that a person accepted it"),
    )?;
    text(&mut out, "id", &format!("{TAG}feed{own}"))?;
    link(&mut out, "self", &format!("{base}{own}"), "application/atom+xml")?;
    link(&mut out, "alternate", &format!("{base}/"), "text/html")?;
    let updated = entries.iter().map(|entry| entry.updated).max().unwrap_or(Timestamp::UNIX_EPOCH);
    text(&mut out, "updated", &updated.to_string())?;
    out.write_event(Node::Start(BytesStart::new("author")))?;
    text(&mut out, "name", "Dateline")?;
    out.write_event(Node::End(BytesEnd::new("author")))?;
    for one in entries {
        entry(&mut out, one, base)?;
    }
    out.write_event(Node::End(BytesEnd::new("feed")))?;
    String::from_utf8(out.into_inner()).map_err(io::Error::other)
}

fn entry(out: &mut Writer<Vec<u8>>, one: &Entry, base: &str) -> io::Result<()> {
    let event = &one.event;
    out.write_event(Node::Start(BytesStart::new("entry")))?;
    text(out, "title", &title(event))?;
    text(out, "id", &format!("{TAG}{}", event.id))?;
    link(out, "alternate", &format!("{base}/event/{}", event.id), "text/html")?;
    text(out, "updated", &one.updated.to_string())?;
    let code = event.event_type.code();
    out.write_event(Node::Empty(BytesStart::new("category").with_attributes([("term", code)])))?;
    text(out, "summary", &summary(event))?;
    let mut content = summary(event);
    for figure in &event.figures {
        content.push_str(&format!(
            "\n{} {} (low {}, high {}): {}",
            figure.what, figure.best, figure.low, figure.high, figure.because
        ));
    }
    let mut quotes: Vec<&str> =
        one.claims.iter().filter_map(|claim| Some(claim.quote.as_ref()?.text.as_str())).collect();
    quotes.dedup();
    for quote in quotes.iter().take(10) {
        content.push_str(&format!("\n“{quote}”"));
    }
    if event.accepted {
        content.push_str("\nAccepted by a person.");
    }
    text(out, "content", &content)?;
    out.write_event(Node::End(BytesEnd::new("entry")))
}

/// "SEIZE · Homs · 2024-12-07 · by Hayat Tahrir al-Sham".
fn title(event: &Event) -> String {
    let mut parts = vec![event.event_type.code().to_owned()];
    parts.extend(event.place.as_ref().map(|place| place.value.name.to_string()));
    parts.extend(event.days.as_ref().map(|days| match (days.value.start, days.value.end) {
        (start, end) if start == end => start.to_string(),
        (start, end) => format!("{start} to {end}"),
    }));
    parts.extend(event.actors.first().map(|actor| format!("by {}", actor.value.name)));
    parts.join(" · ")
}

/// "reported: 14 reports, 3 independent".
fn summary(event: &Event) -> String {
    let support = &event.support;
    let word = if support.reports == 1 { "report" } else { "reports" };
    format!("{}: {} {word}, {} independent", event.standing.name(), support.reports, support.independent)
}

fn text(out: &mut Writer<Vec<u8>>, name: &str, words: &str) -> io::Result<()> {
    // Characters that no XML may hold are left out.
    let clean: String = words.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let clean: String = clean.chars().filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}')).collect();
    out.write_event(Node::Start(BytesStart::new(name)))?;
    out.write_event(Node::Text(BytesText::new(&clean)))?;
    out.write_event(Node::End(BytesEnd::new(name)))
}

fn link(out: &mut Writer<Vec<u8>>, rel: &str, href: &str, media: &str) -> io::Result<()> {
    let link = BytesStart::new("link").with_attributes([("rel", rel), ("type", media), ("href", href)]);
    out.write_event(Node::Empty(link))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_reports_never_become_markup() {
        let mut out = Writer::new(Vec::new());
        text(&mut out, "title", "<script>alert(1)</script> & \u{0}\u{7}\"quoted\"").unwrap();
        link(&mut out, "self", "http://localhost/?q=\"><x>&a", "text/html").unwrap();
        let written = String::from_utf8(out.into_inner()).unwrap();
        assert!(written.starts_with("<title>&lt;script&gt;alert(1)&lt;/script&gt; &amp; "), "{written}");
        assert!(!written.contains("<x>") && !written.contains("<script>"), "{written}");
    }
}

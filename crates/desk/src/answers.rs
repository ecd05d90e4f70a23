//! Answers that were given, kept for who asks again: by state of the ledger, address and coding; made once while others wait.
//!
//! The tag of an answer (ETag) is a hash of the same, so that a browser that has it gets no body at all. Nothing that depends on who
//! asks may pass through here.

use crate::State;
use crate::problem::{PROBLEM, Problem};
use axum::body::{Body, Bytes};
use axum::extract::{Request, State as Held};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use http_body_util::BodyExt;
use quick_cache::{Weighter, sync::Cache};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;

/// Bytes of answers that are kept.
const KEPT: u64 = 24 << 20;

const PAGE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; \
frame-ancestors 'self'";

/// Shorter answers are not worth packing.
const WORTH_PACKING: usize = 1400;

/// An answer as it goes out.
#[derive(Clone)]
pub(crate) struct Answer {
    body: Bytes,
    media: HeaderValue,
    packed: bool,
}

#[derive(Clone)]
pub(crate) struct ByBytes;

impl Weighter<(u64, bool), Answer> for ByBytes {
    fn weight(&self, _: &(u64, bool), answer: &Answer) -> u64 {
        answer.body.len() as u64 + 200
    }
}

/// What is kept.
pub(crate) type Answers = Cache<(u64, bool), Answer, ByBytes>;

/// None yet.
pub(crate) fn none() -> Answers {
    Cache::with_weighter(2000, KEPT, ByBytes)
}

/// Stands before every GET that depends on the ledger and the address alone.
pub(crate) async fn kept(Held(state): Held<State>, request: Request, next: Next) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return next.run(request).await;
    }
    // On this thread: it takes some microseconds, and threads for what takes longer each keep memory of their own.
    let stamp = match state.source.stamp() {
        Ok(stamp) => stamp,
        Err(error) => return Problem::from(error).into_response(),
    };
    let mut hasher = DefaultHasher::new();
    let path = request.uri().path();
    (&*stamp, &state.salt, path, request.uri().query()).hash(&mut hasher);
    if path.starts_with("/feeds/") {
        // A feed names itself.
        request.headers().get(header::HOST).map(HeaderValue::as_bytes).hash(&mut hasher);
    }
    if path.starts_with("/api/v1/reports/") {
        // Texts expire.
        (state.desk.now().as_second() / 60).hash(&mut hasher);
    }
    let key = hasher.finish();
    let tag = tag(&stamp.hash, key);
    if request.headers().get_all(header::IF_NONE_MATCH).iter().any(|asked| matches(asked, &tag)) {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        head(response.headers_mut(), &tag);
        return response;
    }
    let packed = takes_gzip(request.headers());
    match state.answers.get_value_or_guard_async(&(key, packed)).await {
        Ok(answer) => out(answer, &tag),
        Err(guard) => {
            let response = next.run(request).await;
            if response.status() != StatusCode::OK {
                return response;
            }
            let media = response.headers().get(header::CONTENT_TYPE).cloned();
            let Some(media) = media.filter(|media| media != PROBLEM) else { return response };
            let Ok(body) = response.into_body().collect().await else { return Problem::internal().into_response() };
            let body = body.to_bytes();
            let answer = if packed && body.len() >= WORTH_PACKING {
                let done = tokio::task::spawn_blocking(move || pack(&body)).await;
                let Ok(Ok(body)) = done else { return Problem::internal().into_response() };
                Answer { body, media, packed: true }
            } else {
                Answer { body, media, packed: false }
            };
            // Too large to be kept is no failure.
            let _ = guard.insert(answer.clone());
            out(answer, &tag)
        }
    }
}

fn out(answer: Answer, tag: &HeaderValue) -> Response {
    let mut response = Response::new(Body::from(answer.body));
    let headers = response.headers_mut();
    if answer.media.as_bytes().starts_with(b"text/html") {
        // A page of its own: its style stands in it, and nothing else is fetched or run.
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY));
    }
    headers.insert(header::CONTENT_TYPE, answer.media);
    if answer.packed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    head(headers, tag);
    response
}

fn head(headers: &mut HeaderMap, tag: &HeaderValue) {
    headers.insert(header::ETAG, tag.clone());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
}

fn tag(head: &str, key: u64) -> HeaderValue {
    let start: String = head.chars().filter(char::is_ascii_hexdigit).take(12).collect();
    // Digits and quotes are good in a header.
    HeaderValue::from_str(&format!("W/\"{start}-{key:016x}\"")).unwrap_or(HeaderValue::from_static("W/\"0\""))
}

/// Weakly, as If-None-Match compares.
fn matches(asked: &HeaderValue, tag: &HeaderValue) -> bool {
    let (Ok(asked), Ok(tag)) = (asked.to_str(), tag.to_str()) else { return false };
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    asked.split(',').any(|one| one.trim() == "*" || bare(one) == bare(tag))
}

pub(crate) fn takes_gzip(headers: &HeaderMap) -> bool {
    let all = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(',')).any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let is_it = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        let weight = parts.find_map(|part| part.strip_prefix("q=")?.trim().parse::<f32>().ok());
        is_it && weight.is_none_or(|weight| weight > 0.0)
    })
}

pub(crate) fn pack(body: &[u8]) -> std::io::Result<Bytes> {
    let mut packer = GzEncoder::new(Vec::with_capacity(body.len() / 6), Compression::new(5));
    packer.write_all(body)?;
    Ok(packer.finish()?.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_compared_weakly_and_codings_by_their_weight() {
        let mine = tag("ab12", 7);
        assert_eq!(mine, "W/\"ab12-0000000000000007\"");
        for (asked, expected) in [
            ("W/\"ab12-0000000000000007\"", true),
            ("\"ab12-0000000000000007\"", true),
            ("\"other\", W/\"ab12-0000000000000007\"", true),
            ("*", true),
            ("\"other\"", false),
            ("", false),
        ] {
            assert_eq!(matches(&HeaderValue::from_str(asked).unwrap(), &mine), expected, "{asked}");
        }
        for (asked, expected) in
            [("gzip", true), ("br, gzip;q=0.5", true), ("gzip;q=0", false), ("identity", false), ("xgzip", false)]
        {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(asked));
            assert_eq!(takes_gzip(&headers), expected, "{asked}");
        }
    }
}

//! The built-in pages and the user's map. No file of the disk is reachable but the one map that was named at the start.

use crate::State;
use crate::answers::{pack, takes_gzip};
use crate::problem::Problem;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State as Held};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use tower::ServiceExt;
use tower_http::services::ServeFile;

#[derive(RustEmbed)]
#[folder = "../../ui/dist"]
struct Pages;

/// Shown where the pages were not built in.
const NO_PAGES: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Dateline</title>\
<p>This Dateline was built without its pages; build them (ui/) and build it anew. The API is here: <a href=\"/api/v1/about\">/api/v1/about</a>.</p></html>";

/// Where client routes begin whose last part may have a dot.
const ROUTES: [&str; 3] = ["party/", "place/", "search/"];

/// Everything that no other route answers: a page, a part of one, or nothing.
pub(crate) async fn pages(request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    if path == "api" || path.starts_with("api/") || path.starts_with("feeds/") || path.starts_with("tiles/") {
        let what: String = request.uri().path().chars().take(200).collect();
        return Problem::not_found(format!("{what} is no address of this API; /api/v1/openapi.json lists them"))
            .into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return not_allowed().await;
    }
    if let Some(file) = Pages::get(path) {
        return answer(request.headers(), path, file);
    }
    let last = path.rsplit('/').next().unwrap_or_default();
    if last.contains('.') && !ROUTES.iter().any(|route| path.starts_with(route)) {
        return Problem::not_found("there is no such file").into_response();
    }
    match Pages::get("index.html") {
        Some(file) => answer(request.headers(), "index.html", file),
        None => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], NO_PAGES).into_response(),
    }
}

/// Outlines of the theatre that was chosen for this run, as GeoJSON: land that is on no atlas.
pub(crate) async fn theatres() -> Response {
    match world::theatre::chosen().map(|theatre| &*theatre.map).filter(|map| !map.is_empty()) {
        Some(map) => ([(header::CONTENT_TYPE, "application/geo+json")], map).into_response(),
        None => Problem::not_found("no theatre with outlines was chosen for this run").into_response(),
    }
}

/// A method that the address does not know.
pub(crate) async fn not_allowed() -> Response {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method",
        "Method not allowed",
        "this address does not take this method; the header Allow lists those it takes",
    )
    .into_response()
}

fn answer(headers: &HeaderMap, path: &str, file: EmbeddedFile) -> Response {
    let hash = file.metadata.sha256_hash();
    let tag = format!("\"{}\"", hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect::<String>());
    let tag = HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("\"0\""));
    // What has a hash in its name never changes.
    let fixed = path.starts_with("assets/");
    let cache = if fixed { "public, max-age=31536000, immutable" } else { "no-cache" };
    let has = headers.get(header::IF_NONE_MATCH).is_some_and(|asked| *asked == tag);
    let mut response = if has { StatusCode::NOT_MODIFIED.into_response() } else { body(headers, path, file.data) };
    let headers = response.headers_mut();
    headers.insert(header::ETAG, tag);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}

fn body(headers: &HeaderMap, path: &str, data: Cow<'static, [u8]>) -> Response {
    let media = media(path);
    let text = media.starts_with("text/") || media.contains("json") || media.contains("svg");
    let packed = if text && takes_gzip(headers) { packed(path, &data) } else { None };
    let is_packed = packed.is_some();
    let body = packed.map_or_else(|| Body::from(data.into_owned()), Body::from);
    let mut response = Response::new(body);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    if is_packed {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

/// Packed once for as long as the program runs; there are only so many files.
fn packed(path: &str, data: &[u8]) -> Option<Bytes> {
    static PACKED: Mutex<BTreeMap<String, (usize, Bytes)>> = Mutex::new(BTreeMap::new());
    let mut all = PACKED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((length, bytes)) = all.get(path)
        && (*length == data.len() && !cfg!(debug_assertions))
    {
        return Some(bytes.clone());
    }
    let bytes = pack(data).ok()?;
    all.insert(path.to_owned(), (data.len(), bytes.clone()));
    Some(bytes)
}

fn media(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" | "geojson" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        "pbf" => "application/x-protobuf",
        _ => "application/octet-stream",
    }
}

/// The user's own map, by ranges of bytes.
pub(crate) async fn map(Held(state): Held<State>, request: Request) -> Response {
    let Some(file) = &state.desk.pmtiles else {
        return Problem::not_found("no map was given; start with --pmtiles FILE").into_response();
    };
    let media = "application/vnd.pmtiles".parse().unwrap_or(mime::APPLICATION_OCTET_STREAM);
    let service = ServeFile::new_with_mime(file, &media);
    match service.oneshot(request).await {
        Ok(response) => {
            let mut response = response.map(Body::new);
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
            response
        }
        Err(never) => match never {},
    }
}

//! The HTTP server: the API (docs/api.md), feeds, the built-in pages.
//!
//! Stands on `book`: shapes and filters are those of the commands. Reads the clock for three things alone: when a decision was recorded,
//! whether a text has expired, and how long somebody may take. Knows nothing of how reports are read: facts about the model come as
//! values ([`About`]).

mod about;
mod answers;
mod body;
mod feed;
mod files;
mod guard;
mod listen;
mod openapi;
mod page;
mod params;
mod problem;
mod routes;
mod source;

pub use about::{About, ModelFact, ModelScore};
pub use guard::{Access, Clock};
pub use listen::Patience;
pub use openapi::openapi;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use problem::Problem;
use serde::Serialize;
use std::future::Future;
use std::net::SocketAddr;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;

/// What the server is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// For those who work with the ledger.
    #[default]
    Desk,
    /// For everybody: the ledger was coarsened before, and nothing can be changed.
    Public,
    /// For a first look, with a ledger that goes away.
    Demo,
}

/// What is served, and how.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The ledger's file.
    pub ledger: PathBuf,
    /// Facts about the program.
    pub about: About,
    /// What for.
    pub mode: Mode,
    /// Who decides, where there are no accounts.
    pub by: String,
    /// The user's own map.
    pub pmtiles: Option<PathBuf>,
    /// The publication policy in words, in public mode.
    pub policy: Option<serde_json::Value>,
    /// The time to record with decisions instead of the clock's, for tests.
    pub clock: Option<Timestamp>,
    /// How patient the server is.
    pub patience: Patience,
    /// Who may come in.
    pub access: Access,
}

impl Desk {
    /// A desk over a ledger, as usual otherwise.
    pub fn over(ledger: impl Into<PathBuf>, about: About) -> Desk {
        Desk {
            ledger: ledger.into(),
            about,
            mode: Mode::Desk,
            by: "desk".to_owned(),
            pmtiles: None,
            policy: None,
            clock: None,
            patience: Patience::default(),
            access: Access::default(),
        }
    }

    /// The time to record.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.unwrap_or_else(Timestamp::now)
    }
}

/// Why nothing is served. Messages say what to do.
#[derive(Debug)]
pub enum Error {
    /// The ledger.
    Ledger(ledger::Error),
    /// It listens to others than this machine, and everybody could do everything.
    Open(SocketAddr),
    /// A proxy would let in others than this machine, and everybody could do everything.
    Proxied,
    /// The file of accounts.
    Accounts(accounts::Error),
    /// There is a file of accounts and nobody in it; which.
    NoUsers(PathBuf),
    /// The system gives no random bytes.
    Random(String),
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::Ledger(error) => error.fmt(f),
            Error::Open(at) => write!(
                f,
                "{at} can be reached from other machines and there are no accounts; add some with `dateline user add`, serve the public \
                 view with --public, or bind to 127.0.0.1"
            ),
            Error::Proxied => f.write_str(
                "--behind-tls and --proxy are for desks with accounts, or for the public view: through a proxy everybody could decide; add \
                 some with `dateline user add`, or start with --public",
            ),
            Error::Accounts(error) => error.fmt(f),
            Error::NoUsers(file) => write!(
                f,
                "{}: there are accounts, but no users, so that nobody could log in; add one with `dateline user add`, or remove the file",
                file.display()
            ),
            Error::Random(why) => write!(f, "the system gives no random bytes ({why}); nothing is served without them"),
        }
    }
}

impl std::error::Error for Error {}

/// What all requests share.
#[derive(Clone)]
pub(crate) struct State(Arc<Held>);

pub(crate) struct Held {
    pub desk: Desk,
    pub source: Arc<source::Source>,
    pub answers: answers::Answers,
    /// What else an answer depends on: program, mode.
    pub salt: String,
    /// Names under which this program is reached; `None` where nobody can know them.
    pub hosts: Option<Vec<String>>,
    /// Who may come in.
    pub gate: guard::Gate,
    /// What changes must bring, where there are no sessions.
    pub token: String,
    /// Held by whoever writes.
    pub writer: Arc<tokio::sync::Mutex<()>>,
    /// Held by whoever walks the whole chain.
    pub walk: Arc<tokio::sync::Mutex<()>>,
    /// The counted figures of /about, of a state of the ledger.
    pub counted: std::sync::Mutex<Option<(Arc<source::Stamp>, about::LedgerFacts)>>,
}

impl Deref for State {
    type Target = Held;

    fn deref(&self) -> &Held {
        &self.0
    }
}

/// Serves until `stop` is ready.
pub async fn serve(listener: TcpListener, desk: Desk, stop: impl Future<Output = ()>) -> Result<(), Error> {
    let at = listener.local_addr().unwrap_or(SocketAddr::from(([127, 0, 0, 1], 0)));
    let patience = desk.patience;
    let state = state(desk, at)?;
    let source = state.source.clone();
    // The first page finds the ledger loaded, or waits for the same loading.
    tokio::task::spawn_blocking(move || source.warm());
    listen::listen(listener, router(state), patience, stop).await;
    Ok(())
}

fn state(desk: Desk, at: SocketAddr) -> Result<State, Error> {
    let gate = guard::Gate::new(&desk, at)?;
    let source = Arc::new(source::Source::new(&desk.ledger));
    source.stamp().map_err(Error::Ledger)?;
    let salt = format!("{}/{}/{:?}", desk.about.version, desk.about.model, desk.mode);
    Ok(State(Arc::new(Held {
        hosts: guard::own_hosts(at),
        gate,
        token: accounts::secret().map_err(|error| Error::Random(error.to_string()))?,
        source,
        answers: answers::none(),
        salt,
        writer: Arc::default(),
        walk: Arc::default(),
        counted: std::sync::Mutex::new(None),
        desk,
    })))
}

/// Largest body of a request.
const BODY_BYTES: usize = 1 << 20;

fn router(state: State) -> Router {
    let (kept, live) = (routes::kept(), routes::live());
    let (kept, live) = (Router::from(kept), Router::from(live));
    let kept = kept.layer(middleware::from_fn_with_state(state.clone(), answers::kept));
    let request = state.desk.patience.request;
    kept.merge(live)
        .route("/tiles/base.pmtiles", axum::routing::get(files::map))
        .route("/api/v1/theatres", axum::routing::get(files::theatres))
        .fallback(files::pages)
        .method_not_allowed_fallback(files::not_allowed)
        // Over all of them: a route cannot be forgotten.
        .layer(middleware::from_fn_with_state(state.clone(), guard::door))
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(middleware::from_fn(move |request_: Request, next: Next| async move {
            match tokio::time::timeout(request, next.run(request_)).await {
                Ok(response) => response,
                Err(_) => Problem::busy("this took too long; ask for less, or again in a minute").into_response(),
            }
        }))
        .layer(middleware::from_fn(too_large))
        .layer(middleware::from_fn_with_state(state.clone(), guard::host))
        .layer(CatchPanicLayer::custom(|_| Problem::internal().into_response()))
        .layer(middleware::from_fn(safe))
        .with_state(state)
}

/// A body that says itself that it is too large is not read.
async fn too_large(request: Request, next: Next) -> Response {
    let told =
        request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if told.is_some_and(|length| length > BODY_BYTES as u64) {
        return body_too_large(BODY_BYTES).into_response();
    }
    next.run(request).await
}

pub(crate) fn body_too_large(bytes: usize) -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too-large",
        "Body too large",
        format!("a body may have {bytes} bytes here; send less at a time"),
    )
}

/// Nothing from elsewhere, and no other page around ours.
const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; \
font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

/// What axum refuses by itself, such as an address whose parts are no UTF-8, as a problem like all others.
async fn as_problem(response: Response) -> Response {
    let status = response.status();
    let plain =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|media| media.as_bytes().starts_with(b"text/plain"));
    if !status.is_client_error() || !plain {
        return response;
    }
    let words = axum::body::to_bytes(response.into_body(), 1024).await.unwrap_or_default();
    let words = String::from_utf8_lossy(&words).into_owned();
    Problem::new(
        status,
        "unreadable",
        "The request cannot be read",
        format!("{words}; write it as /api/v1/openapi.json says"),
    )
    .into_response()
}

/// Headers of every answer.
async fn safe(request: Request, next: Next) -> Response {
    let mut response = as_problem(next.run(request).await).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (header::HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

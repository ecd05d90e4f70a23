//! Logging in and out.

use super::{Address, COOKIE, Caller, Gate, session_cookie};
use crate::about::User;
use crate::body::Sent;
use crate::params::Asked;
use crate::problem::{Problem, complain};
use crate::{Mode, State};
use accounts::{LONGEST_PASSWORD, Store};
use axum::Json;
use axum::body::Body;
use axum::extract::{Extension, State as Held};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Largest body of these routes.
const BODY: usize = 16 * 1024;

/// A body of these routes: no name and password need more.
pub(super) type Small<T> = Sent<T, BODY>;

/// How long a login waits for others to be checked.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(session, login, logout)).routes(routes!(password))
}

/// Who is logged in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionView {
    /// True where people log in.
    accounts: bool,
    /// Null where nobody is logged in.
    user: Option<User>,
    /// What every change must bring in the header X-CSRF-Token; null where nothing can be changed.
    csrf: Option<String>,
    /// When the session ends at the latest; it ends earlier where nobody does anything for an hour.
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
}

/// Name and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Login {
    /// The name, in capitals or not.
    #[schema(max_length = 256, example = "anna")]
    name: String,
    /// The password.
    #[schema(max_length = 1024, format = Password)]
    password: String,
}

/// The old password and the new one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPassword {
    /// The password until now.
    #[schema(max_length = 1024, format = Password)]
    old: String,
    /// The password from now on; 12 characters or more.
    #[schema(min_length = 12, max_length = 1024, format = Password)]
    new: String,
}

/// Who is logged in.
#[utoipa::path(get, path = "/session", tag = "accounts", summary = "Who is logged in", responses((status = 200, body = SessionView)))]
async fn session(Held(state): Held<State>, caller: Option<Caller>, Asked(()): Asked<()>) -> Response {
    let accounts = state.gate.store().is_some();
    private(Json(view(accounts, caller)).into_response())
}

fn view(accounts: bool, caller: Option<Caller>) -> SessionView {
    let (csrf, until) = (caller.as_ref().map(|caller| caller.token.clone()), caller.as_ref().and_then(|c| c.until));
    SessionView { accounts, user: caller.map(|caller| User { name: caller.name, role: caller.role }), csrf, until }
}

/// Logs in: the answer sets the cookie of the session. Wrong ones are answered more and more slowly (429, Retry-After).
#[utoipa::path(
    post, path = "/session", tag = "accounts", summary = "Log in", request_body = Login,
    responses((status = 200, body = SessionView, headers(("Set-Cookie" = String, description = "The session"))))
)]
async fn login(
    Held(state): Held<State>,
    Extension(Address(address)): Extension<Address>,
    headers: HeaderMap,
    Asked(()): Asked<()>,
    Sent(login): Small<Login>,
) -> Result<Response, Problem> {
    let store = store(&state)?;
    let gate = &state.gate;
    let users = Gate::users(store)?;
    let user = checked(&state, store, address, &login.name, &login.password).await?;
    let Some(user) = user.and_then(|name| users.get(&name)) else {
        let name: String = login.name.chars().take(64).collect();
        complain(&format!("a login as {name:?} from {address} was refused"));
        return Err(Problem::new(
            StatusCode::UNAUTHORIZED,
            "wrong-login",
            "Not logged in",
            "name or password is wrong; try again, or ask an administrator for a new password",
        ));
    };
    // Never the session that came along: somebody else may have put it there.
    if let Some(before) = session_cookie(&headers) {
        gate.sessions.close(before);
    }
    opened(&state, store, &user.name)
}

/// Whether name and password belong together; the name as it stands in the file. The work is the same whoever it is.
async fn checked(
    state: &State,
    store: &Arc<Store>,
    address: std::net::IpAddr,
    name: &str,
    password: &str,
) -> Result<Option<String>, Problem> {
    let gate = &state.gate;
    gate.logins.attempt(name, address, gate.now()).map_err(|wait| {
        let seconds = wait.seconds();
        super::gate::too_many(seconds, format!("too many wrong logins; the next one is looked at in {seconds} s"))
    })?;
    let turn = tokio::time::timeout(PATIENCE, gate.checks.clone().acquire_owned()).await;
    let Ok(Ok(turn)) = turn else {
        return Err(Problem::busy("too many people log in at this moment; try again in some seconds"));
    };
    let (store, hasher) = (store.clone(), gate.hasher.clone());
    let (given, password) = (name.to_owned(), password.to_owned());
    let found = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let users = Gate::users(&store)?;
        let user = users.get(&given);
        let right = hasher.check(user.map(accounts::User::hash), &password);
        let user = user.filter(|_| right);
        if let Some(user) = user
            && hasher.stale(user.hash())
            && let Err(error) = store.renew(user, &password, &hasher)
        {
            // The old hash still opens.
            complain(&error.to_string());
        }
        Ok::<_, Problem>(user.map(|user| user.name.clone()))
    });
    let found = found.await.map_err(|_| Problem::internal())??;
    if found.is_some() {
        gate.logins.succeeded(name, address, gate.now());
    }
    Ok(found)
}

/// The answer that opens a session.
fn opened(state: &State, store: &Store, name: &str) -> Result<Response, Problem> {
    let gate = &state.gate;
    let users = Gate::users(store)?;
    // Removed in this moment.
    let user = users.get(name).ok_or_else(super::nobody)?;
    let token = gate.sessions.open(user, gate.now()).map_err(|_| Problem::internal())?;
    let open = gate.sessions.find(&token, &users, true, gate.now()).ok_or_else(super::nobody)?;
    let caller = Caller { name: open.name, role: open.role, token: open.csrf, until: Some(open.until) };
    let mut response = private(Json(view(true, Some(caller))).into_response());
    response.headers_mut().insert(header::SET_COOKIE, cookie(&token, gate.access.behind_tls, ""));
    Ok(response)
}

/// Logs out: the session is over, here and not only in the browser.
#[utoipa::path(delete, path = "/session", tag = "accounts", summary = "Log out",
    params(("X-CSRF-Token" = String, Header, description = "The token of /about or /session")),
    responses((status = 204, description = "Logged out")))]
async fn logout(Held(state): Held<State>, headers: HeaderMap, Asked(()): Asked<()>) -> Result<Response, Problem> {
    store(&state)?;
    if let Some(token) = session_cookie(&headers) {
        state.gate.sessions.close(token);
    }
    let mut response = private(StatusCode::NO_CONTENT.into_response());
    let gone = cookie("", state.gate.access.behind_tls, "; Max-Age=0");
    response.headers_mut().insert(header::SET_COOKIE, gone);
    Ok(response)
}

/// Changes one's own password. All sessions of the user end but the one that the answer opens.
#[utoipa::path(
    put, path = "/session/password", tag = "accounts", summary = "Change one's own password", request_body = NewPassword,
    params(("X-CSRF-Token" = String, Header, description = "The token of /about or /session")),
    responses((status = 200, body = SessionView, headers(("Set-Cookie" = String, description = "The new session"))))
)]
async fn password(
    Held(state): Held<State>,
    Extension(Address(address)): Extension<Address>,
    caller: Caller,
    Asked(()): Asked<()>,
    Sent(change): Small<NewPassword>,
) -> Result<Response, Problem> {
    let store = store(&state)?;
    // As with a login, or a session that somebody left open would be a place to guess at the password.
    if checked(&state, store, address, &caller.name, &change.old).await?.is_none() {
        return Err(Problem::forbidden("wrong-password", "the old password is wrong; nothing was changed"));
    }
    let (name, new) = (caller.name.clone(), change.new);
    changed(&state, store, move |store, hasher, now| store.set_password(&name, &new, hasher, now)).await?;
    opened(&state, store, &caller.name)
}

/// Changes the accounts on a thread of its own: hashing and disk take their time.
pub(super) async fn changed<T: Send + 'static>(
    state: &State,
    store: &Arc<Store>,
    change: impl FnOnce(&Store, &accounts::Hasher, Timestamp) -> Result<T, accounts::Error> + Send + 'static,
) -> Result<T, Problem> {
    let gate = &state.gate;
    let Ok(Ok(turn)) = tokio::time::timeout(PATIENCE, gate.checks.clone().acquire_owned()).await else {
        return Err(Problem::busy("too many people log in at this moment; try again in some seconds"));
    };
    let (store, hasher, now) = (store.clone(), gate.hasher.clone(), gate.now());
    let done = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        change(&store, &hasher, now)
    });
    done.await.map_err(|_| Problem::internal())?.map_err(refused)
}

/// The accounts, or that there are none.
pub(super) fn store(state: &State) -> Result<&Arc<Store>, Problem> {
    state.gate.store().ok_or_else(|| no_accounts(state))
}

pub(super) fn no_accounts(state: &State) -> Problem {
    Problem::not_found(if state.desk.mode == Mode::Public {
        "nobody logs in here: this is the public view"
    } else {
        "there are no accounts here, and nobody needs to log in; `dateline user add NAME` makes the first"
    })
}

/// What the accounts say, as a problem.
fn refused(error: accounts::Error) -> Problem {
    use accounts::ErrorKind;
    match error.kind() {
        ErrorKind::Taken(name) => {
            let detail = format!("there is a user {name} already; use another name");
            Problem::new(StatusCode::CONFLICT, "taken", "The name is taken", detail)
        }
        ErrorKind::Unknown(name, _) => Problem::not_found(format!("there is no user {name}; /api/v1/users lists them")),
        ErrorKind::Name(fault) => unusable(fault.to_string()),
        ErrorKind::Password(fault) => unusable(fault.to_string()),
        _ => {
            complain(&error.to_string());
            Problem::busy(
                "the accounts cannot be written; an administrator finds the reason on the program's standard error",
            )
        }
    }
}

pub(super) fn unusable(detail: String) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "unusable", "Name or password cannot be used", detail)
}

/// No copy is kept of who is logged in.
pub(super) fn private(mut response: Response<Body>) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn cookie(token: &str, secure: bool, more: &str) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    let line = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict{secure}{more}");
    // Hexadecimal digits and our own words.
    HeaderValue::from_str(&line).unwrap_or(HeaderValue::from_static(""))
}

const _: () = assert!(BODY > 8 * LONGEST_PASSWORD, "a password of the longest kind fits, escaped");

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_login_is_the_same_work_whoever_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("war.dateline");
        drop(ledger::Ledger::open(&file, ledger::Mode::Create).unwrap());
        let store = Store::create(&Store::beside(&file)).unwrap();
        let (quick, good) = (accounts::Hasher::quick().unwrap(), "seven herons at the weir");
        store.add("anna", accounts::Role::Reader, good, &quick, Timestamp::UNIX_EPOCH).unwrap();
        let mut desk = crate::Desk::over(&file, crate::About::default());
        desk.access.quick = true;
        let state = crate::state(desk, ([127, 0, 0, 1], 0).into()).unwrap();
        let store = state.gate.store().unwrap();
        let address = [192, 0, 2, 1].into();
        for (name, password, found) in [
            ("anna", good, Some("anna")),
            ("ANNA", good, Some("anna")),
            ("anna", "wrong", None),
            ("nobody", "wrong", None),
            ("nobody", good, None),
            ("no\nname", good, None),
            ("", "", None),
        ] {
            let before = state.gate.hasher.worked();
            let told = checked(&state, store, address, name, password).await.unwrap();
            assert_eq!(told.as_deref(), found, "{name}");
            assert_eq!(state.gate.hasher.worked(), before + 1, "{name}: Argon2 ran once");
        }
    }

    #[test]
    fn the_cookie_is_for_this_program_alone() {
        assert_eq!(cookie("ab", false, ""), "dateline_session=ab; Path=/; HttpOnly; SameSite=Strict");
        assert_eq!(
            cookie("", true, "; Max-Age=0"),
            "dateline_session=; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=0"
        );
    }
}

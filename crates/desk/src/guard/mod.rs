//! Who may ask for what. Stands before everything else, the answers that are kept among them.
//!
//! - Without accounts everybody who reaches the program is its user: it listens on this machine alone, and only to pages of its own
//!   (the name in `Host`, the page in `Origin`, a token that only they can read).
//! - With accounts everything but the pages themselves takes a session; [`need`] is the table of who may do what.
//! - The public view has no accounts, and nothing can be changed there.

mod from;
mod gate;
mod need;
mod session;
mod users;

pub(crate) use from::{Peer, own_hosts};
pub(crate) use gate::Gate;
pub use gate::{Access, Clock};

use crate::problem::Problem;
use crate::{Mode, State};
use accounts::{Network, Role};
use axum::extract::{FromRequestParts, MatchedPath, OptionalFromRequestParts, Request, State as Held};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use gate::Whose;
use need::{Need, allowed, is_safe, need};
use std::convert::Infallible;
use std::net::IpAddr;
use utoipa_axum::router::OpenApiRouter;

/// Routes of sessions and users.
pub(crate) fn routes() -> OpenApiRouter<State> {
    session::routes().merge(users::routes())
}

/// Header of the token that every change must bring, from /about or /session.
pub(crate) const TOKEN: &str = "x-csrf-token";

/// The cookie of a session.
const COOKIE: &str = "dateline_session";

/// Longest name of who decides, where there are no accounts.
const LONGEST_BY: usize = 200;

/// Who asks.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// The name that decisions are recorded under.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The token that their changes must bring.
    pub token: String,
    /// When they are logged out at the latest; `None` without accounts.
    pub until: Option<jiff::Timestamp>,
}

impl Caller {
    /// The name that a decision is recorded under: with accounts the user's, whatever the request says.
    pub fn decides_as(&self, said: Option<&str>) -> Result<String, Problem> {
        let said = said.map(str::trim).filter(|said| !said.is_empty());
        match (self.until, said) {
            (Some(_), _) | (None, None) => Ok(self.name.clone()),
            (None, Some(said)) => {
                let long = said.chars().count() > LONGEST_BY;
                if long || said.chars().any(|one| one.is_control() || ('\u{2028}'..='\u{202e}').contains(&one)) {
                    return Err(Problem::bad_body(format!(
                        "`by` is a name in one line, of {LONGEST_BY} characters at most; give a name or initials"
                    )));
                }
                Ok(said.to_owned())
            }
        }
    }
}

/// Where a request comes from, for whoever counts it.
#[derive(Clone, Copy, Debug)]
struct Address(IpAddr);

impl FromRequestParts<State> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Caller, Problem> {
        parts.extensions.get::<Caller>().cloned().ok_or_else(nobody)
    }
}

impl OptionalFromRequestParts<State> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Option<Caller>, Infallible> {
        Ok(parts.extensions.get::<Caller>().cloned())
    }
}

/// Somebody who may decide. The door has asked already; this says it where it matters.
pub(crate) struct Reviewer(pub Caller);

impl FromRequestParts<State> for Reviewer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Reviewer, Problem> {
        with_role(parts, Role::Reviewer).map(Reviewer)
    }
}

/// Somebody who manages users.
pub(crate) struct Admin(pub Caller);

impl FromRequestParts<State> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Admin, Problem> {
        with_role(parts, Role::Admin).map(Admin)
    }
}

fn with_role(parts: &Parts, role: Role) -> Result<Caller, Problem> {
    let caller = parts.extensions.get::<Caller>().cloned().ok_or_else(nobody)?;
    if caller.role < role { Err(not_yours(&caller, role)) } else { Ok(caller) }
}

fn nobody() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "login",
        "Not logged in",
        "nobody is logged in, or the session is over; log in at /login (programs: POST /api/v1/session)",
    )
}

fn not_yours(caller: &Caller, role: Role) -> Problem {
    let detail = match caller.until {
        None => {
            "there are no accounts here to manage; `dateline user add NAME --role admin` makes the first".to_owned()
        }
        Some(_) => format!(
            "this is for the role {role}, and {} is {}; an administrator can change that",
            caller.name, caller.role
        ),
    };
    Problem::forbidden("role", detail)
}

/// Stands before everything: a page elsewhere that has its own name point to this machine (DNS rebinding) is not answered, and without
/// accounts nobody whom a proxy lets in from elsewhere.
pub(crate) async fn host(Held(state): Held<State>, request: Request, next: Next) -> Response {
    let gate = &state.gate;
    let (parts, body) = request.into_parts();
    if let Some(hosts) = state.hosts.as_ref().filter(|_| state.desk.mode != Mode::Public && gate.store().is_none()) {
        let named = from::host(&parts, &[]);
        if !named.is_some_and(|named| hosts.iter().any(|host| host.eq_ignore_ascii_case(named))) {
            return Problem::new(
                StatusCode::MISDIRECTED_REQUEST,
                "host",
                "Not this host",
                format!(
                    "without accounts this program answers on {} only; use that address",
                    hosts.first().map_or("localhost", String::as_str)
                ),
            )
            .into_response();
        }
        if from::is_passed_on(&parts.headers) {
            return Problem::forbidden(
                "proxied",
                "this request came through a proxy, and there are no accounts: everybody could decide; add some with `dateline user add`",
            )
            .into_response();
        }
    }
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if gate.access.behind_tls {
        let hsts = HeaderValue::from_static("max-age=31536000");
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, hsts);
    }
    response
}

/// Stands before everything that is answered: who asks, how often, and whether they may.
pub(crate) async fn door(Held(state): Held<State>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match admit(&state, &mut parts) {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(response) => *response,
    }
}

/// Leaves the caller with the request, or says why it goes no further.
fn admit(state: &State, parts: &mut Parts) -> Result<(), Box<Response>> {
    let gate = &state.gate;
    let refused = |problem: Problem| Box::new(problem.into_response());
    let address = from::address(parts, &gate.access.proxies);
    let route = parts.extensions.get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let caller = caller(state, parts, route.as_deref());
    let whose = match &caller {
        Ok(Some((_, Some(session)))) => Whose::Session(*session),
        _ => Whose::Address(Network::from(address)),
    };
    let unlimited = gate.is_alone() && state.desk.mode != Mode::Public && gate.store().is_none();
    gate.count(whose, unlimited).map_err(refused)?;

    let public = state.desk.mode == Mode::Public;
    let needed = match need(&parts.method, route.as_deref()) {
        _ if public && !is_safe(&parts.method) => Need::Refused,
        needed => needed,
    };
    match needed {
        Need::Refused => {
            let allow = if public { "GET, HEAD".to_owned() } else { allowed(route.as_deref()) };
            return Err(Box::new(no_method(&allow)));
        }
        Need::OwnPage => own_page(state, parts).map_err(refused)?,
        Need::Role(Role::Admin) if public => return Err(refused(session::no_accounts(state))),
        Need::Role(_) if public => {}
        Need::Role(role) => {
            let caller = match &caller {
                Ok(caller) => caller.as_ref().map(|(caller, _)| caller).ok_or_else(|| refused(nobody()))?,
                Err(problem) => return Err(refused(problem.clone())),
            };
            if caller.role < role {
                return Err(refused(not_yours(caller, role)));
            }
            if !is_safe(&parts.method) {
                own_page(state, parts).map_err(refused)?;
                has_token(&parts.headers, &caller.token).map_err(refused)?;
            }
        }
        Need::Nothing => {}
    }
    if let Ok(Some((caller, _))) = caller {
        parts.extensions.insert(caller);
    }
    parts.extensions.insert(Address(address));
    Ok(())
}

/// Who asks, and the key of the session.
type Asking = Option<(Caller, Option<u128>)>;

fn caller(state: &State, parts: &Parts, route: Option<&str>) -> Result<Asking, Problem> {
    let gate = &state.gate;
    if state.desk.mode == Mode::Public {
        return Ok(None);
    }
    let Some(store) = gate.store() else {
        let name = state.desk.by.clone();
        let caller = Caller { name, role: Role::Reviewer, token: state.token.clone(), until: None };
        return Ok(Some((caller, None)));
    };
    let Some(cookie) = session_cookie(&parts.headers) else { return Ok(None) };
    // A page that asks for news by itself does not keep anybody logged in.
    let used = !matches!(route, None | Some("/api/v1/changes" | "/api/v1/session"));
    let users = Gate::users(store)?;
    Ok(gate.sessions.find(cookie, &users, used, gate.now()).map(|open| {
        let key = u128::from_str_radix(&open.key, 16).unwrap_or_default();
        (Caller { name: open.name, role: open.role, token: open.csrf, until: Some(open.until) }, Some(key))
    }))
}

/// The token of the cookie. Two cookies of the name are as good as none: one of them was put there by somebody else.
fn session_cookie(headers: &HeaderMap) -> Option<&str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut found = lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, _)| *name == COOKIE)
        .map(|(_, value)| value);
    match (found.next(), found.next()) {
        (Some(token), None) => Some(token),
        _ => None,
    }
}

fn own_page(state: &State, parts: &Parts) -> Result<(), Problem> {
    from::is_own_page(parts, &state.gate.access.proxies, state.gate.access.behind_tls)
}

fn has_token(headers: &HeaderMap, token: &str) -> Result<(), Problem> {
    let given = headers.get(TOKEN).and_then(|given| given.to_str().ok()).unwrap_or_default();
    if accounts::same(given, token) {
        return Ok(());
    }
    Err(Problem::forbidden(
        "token",
        "the header X-CSRF-Token is missing or not that of this session (/api/v1/about tells it; it is another one after each login); \
         load the page anew",
    ))
}

fn no_method(allow: &str) -> Response {
    let detail = format!("this address takes {allow} only");
    let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", "Not this method", detail);
    let mut response = problem.into_response();
    if let Ok(allow) = HeaderValue::from_str(allow) {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_cookies_are_as_good_as_none() {
        for (lines, expected) in [
            (vec!["dateline_session=abc"], Some("abc")),
            (vec!["theme=dark; dateline_session=abc; x=y"], Some("abc")),
            (vec!["dateline_session=abc; dateline_session=def"], None),
            (vec!["dateline_session=abc", "dateline_session=def"], None),
            (vec!["xdateline_session=abc"], None),
            (vec!["dateline_session"], None),
            (vec![], None),
        ] {
            let mut headers = HeaderMap::new();
            for line in &lines {
                headers.append(header::COOKIE, HeaderValue::from_str(line).unwrap());
            }
            assert_eq!(session_cookie(&headers), expected, "{lines:?}");
        }
    }

    #[test]
    fn with_accounts_a_decision_is_the_users_whatever_is_said() {
        let mut caller = Caller { name: "anna".to_owned(), role: Role::Reviewer, token: String::new(), until: None };
        assert_eq!(caller.decides_as(None).unwrap(), "anna");
        assert_eq!(caller.decides_as(Some(" boris ")).unwrap(), "boris");
        assert_eq!(caller.decides_as(Some("  ")).unwrap(), "anna");
        for bad in ["a\nb", "a\u{202e}b", "\0", &"x".repeat(201)] {
            assert!(caller.decides_as(Some(bad)).is_err(), "{bad:?}");
        }
        caller.until = Some(jiff::Timestamp::MAX);
        assert_eq!(caller.decides_as(Some("boris")).unwrap(), "anna");
        assert_eq!(caller.decides_as(Some("a\nb")).unwrap(), "anna");
    }
}

//! What each route demands: the one table. What stands in no line of it is for readers if it only looks, and refused if it changes
//! something, so that a forgotten line locks out instead of letting in.

use accounts::Role;
use axum::http::Method;

/// What a request must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// Nothing: the pages themselves, and the way to log in.
    Nothing,
    /// No session, but a page of this program (or no page at all): logging in.
    OwnPage,
    /// Somebody of this role, or of one that may do more; and, where something is changed, the token of the session.
    Role(Role),
    /// There is no such method.
    Refused,
}

/// Everything that changes something, and what is not simply for readers.
const TABLE: &[(Method, &str, Need)] = &[
    (Method::GET, "/api/v1/session", Need::Nothing),
    (Method::POST, "/api/v1/session", Need::OwnPage),
    (Method::DELETE, "/api/v1/session", Need::Role(Role::Reader)),
    (Method::PUT, "/api/v1/session/password", Need::Role(Role::Reader)),
    (Method::POST, "/api/v1/decisions", Need::Role(Role::Reviewer)),
    (Method::GET, "/api/v1/users", Need::Role(Role::Admin)),
    (Method::POST, "/api/v1/users", Need::Role(Role::Admin)),
    (Method::PATCH, "/api/v1/users/{name}", Need::Role(Role::Admin)),
    (Method::DELETE, "/api/v1/users/{name}", Need::Role(Role::Admin)),
];

/// What a request of this method to this route demands. Without a route it is for a built-in page, which anybody may load: it
/// holds nothing of the ledger.
pub(crate) fn need(method: &Method, route: Option<&str>) -> Need {
    let safe = is_safe(method);
    let Some(route) = route else {
        return if safe { Need::Nothing } else { Need::Refused };
    };
    let asked = if *method == Method::HEAD { &Method::GET } else { method };
    let line = TABLE.iter().find(|(method, path, _)| method == asked && *path == route);
    match line {
        Some((_, _, need)) => *need,
        None if safe => Need::Role(Role::Reader),
        None => Need::Refused,
    }
}

/// What `Allow` says of a route.
pub(crate) fn allowed(route: Option<&str>) -> String {
    let unsafe_ones = TABLE.iter().filter(|(method, path, _)| Some(*path) == route && !is_safe(method));
    // Two routes can only be changed.
    let looks = !matches!(route, Some("/api/v1/session/password" | "/api/v1/users/{name}"));
    let safe_ones = if looks { vec!["GET", "HEAD"] } else { vec![] };
    safe_ones.into_iter().chain(unsafe_ones.map(|(method, _, _)| method.as_str())).collect::<Vec<_>>().join(", ")
}

/// Whether a method only looks.
pub(crate) fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_line_names_is_for_readers_or_refused() {
        for (method, route, expected) in [
            (Method::GET, Some("/api/v1/events"), Need::Role(Role::Reader)),
            (Method::HEAD, Some("/api/v1/events/{id}"), Need::Role(Role::Reader)),
            (Method::POST, Some("/api/v1/events"), Need::Refused),
            (Method::OPTIONS, Some("/api/v1/events"), Need::Refused),
            (Method::TRACE, Some("/api/v1/decisions"), Need::Refused),
            (Method::POST, Some("/api/v1/decisions"), Need::Role(Role::Reviewer)),
            (Method::HEAD, Some("/api/v1/users"), Need::Role(Role::Admin)),
            (Method::GET, Some("/tiles/base.pmtiles"), Need::Role(Role::Reader)),
            (Method::GET, Some("/feeds/events.atom"), Need::Role(Role::Reader)),
            (Method::GET, None, Need::Nothing),
            (Method::POST, None, Need::Refused),
        ] {
            assert_eq!(need(&method, route), expected, "{method} {route:?}");
        }
        assert_eq!(allowed(Some("/api/v1/decisions")), "GET, HEAD, POST");
        assert_eq!(allowed(Some("/api/v1/users/{name}")), "PATCH, DELETE");
        assert_eq!(allowed(None), "GET, HEAD");
    }
}

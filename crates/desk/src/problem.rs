//! What went wrong, as RFC 9457 has it: every answer that is no answer is one of these, with the remedy in its detail.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Media type of a problem.
pub(crate) const PROBLEM: &str = "application/problem+json";

/// A problem (RFC 9457).
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Problem {
    /// A name for the kind of problem, for programs.
    #[serde(rename = "type")]
    #[schema(example = "tag:dateline.invalid,2026:problem/unknown-parameter")]
    kind: String,
    /// The kind in words.
    #[schema(example = "Unknown parameter")]
    title: &'static str,
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599, example = 400)]
    status: u16,
    /// What is wrong this time, and what to do about it.
    #[schema(example = "\"colour\" is no parameter here; these are: type, place")]
    detail: String,
    #[serde(skip)]
    retry_after: Option<u16>,
}

impl Problem {
    /// A problem; `kind` is the last part of its name.
    pub fn new(status: StatusCode, kind: &str, title: &'static str, detail: impl Into<String>) -> Problem {
        Problem {
            kind: format!("tag:dateline.invalid,2026:problem/{kind}"),
            title,
            status: status.as_u16(),
            detail: detail.into(),
            retry_after: None,
        }
    }

    pub fn bad_parameter(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, "bad-parameter", "A parameter cannot be used", detail)
    }

    pub fn bad_body(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, "bad-body", "The body cannot be used", detail)
    }

    pub fn not_found(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, "not-found", "Nothing is here", detail)
    }

    pub fn forbidden(kind: &str, detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::FORBIDDEN, kind, "Not allowed", detail)
    }

    /// Something failed in here. What exactly is said on standard error, not to whoever asked.
    pub fn internal() -> Problem {
        Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "The program failed",
            "this is a defect of the program; its standard error has the details; asking again may help",
        )
    }

    pub fn busy(detail: impl Into<String>) -> Problem {
        let mut problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "Not now", detail);
        problem.retry_after = Some(5);
        problem
    }

    /// When to ask again.
    pub fn retry_after(mut self, seconds: u16) -> Problem {
        self.retry_after = Some(seconds);
        self
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        // Strings and a number: they can always be written.
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, [(header::CONTENT_TYPE, PROBLEM)], body).into_response();
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<ledger::Error> for Problem {
    fn from(error: ledger::Error) -> Problem {
        use ledger::ErrorKind;
        match error.kind() {
            ErrorKind::Unknown(id) => {
                Problem::not_found(format!("nothing in this ledger is called {id}; the lists show what there is"))
            }
            ErrorKind::Refused(why) => {
                Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "refused", "The ledger does not take this", why.clone())
            }
            ErrorKind::Locked => Problem::busy("another program is writing to the ledger; ask again in some seconds"),
            _ => {
                complain(&error.to_string());
                Problem::internal()
            }
        }
    }
}

impl From<book::Error> for Problem {
    fn from(error: book::Error) -> Problem {
        match error.into_kind() {
            book::ErrorKind::Ledger(error) => error.into(),
            book::ErrorKind::Nothing(message) => Problem::not_found(message),
            book::ErrorKind::Usage(message) => Problem::bad_parameter(message),
        }
    }
}

/// A line on standard error, without what could command a terminal.
pub(crate) fn complain(words: &str) {
    let line: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    eprintln!("dateline serve: {line}");
}

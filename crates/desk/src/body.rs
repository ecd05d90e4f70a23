//! What is sent: JSON of a size, in a time.

use crate::problem::Problem;
use crate::{BODY_BYTES, body_too_large};
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// For a body to come.
const PATIENCE: Duration = Duration::from_secs(15);

/// A body, wholly understood: one JSON object of at most so many bytes.
pub(crate) struct Sent<T, const BYTES: usize = BODY_BYTES>(pub T);

impl<T: DeserializeOwned, S: Send + Sync, const BYTES: usize> FromRequest<S> for Sent<T, BYTES> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Sent<T, BYTES>, Problem> {
        let media = request.headers().get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok());
        let is_json = media.is_some_and(|media| {
            let media = media.split(';').next().unwrap_or_default().trim();
            media.eq_ignore_ascii_case("application/json")
        });
        if !is_json {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "media-type",
                "Unknown media type",
                "send JSON, with Content-Type: application/json",
            ));
        }
        let read = axum::body::to_bytes(request.into_body(), BYTES);
        let bytes = match tokio::time::timeout(PATIENCE, read).await {
            Ok(Ok(bytes)) => bytes,
            Ok(Err(_)) => return Err(body_too_large(BYTES)),
            Err(_) => {
                return Err(Problem::new(
                    StatusCode::REQUEST_TIMEOUT,
                    "timeout",
                    "The body did not come",
                    "the body of the request took too long; send it again",
                ));
            }
        };
        // Serde would take a list for the fields of a struct in their order.
        if bytes.trim_ascii_start().first() != Some(&b'{') {
            return Err(Problem::bad_body("send a JSON object; /api/v1/openapi.json describes what can be sent here"));
        }
        serde_json::from_slice(&bytes).map(Sent).map_err(|error| {
            Problem::bad_body(format!("{error}; /api/v1/openapi.json describes what can be sent here"))
        })
    }
}

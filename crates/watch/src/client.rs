//! One question to one address. Follows no redirection, keeps no cookie, tells no referrer, and never gives back more than it was
//! allowed to take.
//!
//! Names are looked up once, by the resolver that also judges the addresses, and the connection goes to what was judged: a name that
//! answers otherwise the second time gains nothing.

use crate::Policy;
use crate::address::is_public;
use std::fmt;
use std::io::{self, Read};
use std::time::Duration;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};
use url::Url;

/// Asks.
#[derive(Debug)]
pub struct Client {
    /// For what anybody can reach.
    outside: Agent,
    /// For an address on the inside that the user has named.
    inside: Agent,
    most_bytes: u64,
    timeout: Duration,
}

/// A question.
#[derive(Clone, Debug)]
pub struct Question {
    /// The address.
    pub url: Url,
    /// What is wanted, as in `Accept`.
    pub accept: &'static str,
    /// Of the copy that is there already.
    pub etag: Option<String>,
    /// Of the copy that is there already.
    pub last_modified: Option<String>,
    /// The user has named this host and port: it may lie on the inside.
    pub is_named: bool,
}

/// An answer. The body is there for status 200 only.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Where to, of a redirection.
    pub location: Option<String>,
    /// Name of the copy.
    pub etag: Option<String>,
    /// Time of the copy.
    pub last_modified: Option<String>,
    /// What it is, and in which letters.
    pub content_type: Option<String>,
    /// When to come again.
    pub retry_after: Option<String>,
    /// "1": not to be mined.
    pub tdm_reservation: Option<String>,
    /// Unpacked.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The name leads to the inside of a network.
    Inside,
    /// More than so many bytes.
    TooLarge(u64),
    /// Not done after this time.
    Slow(Duration),
    /// Anything else; in words.
    Broken(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Inside => f.write_str("it lies on the inside of a network"),
            Failure::TooLarge(bytes) => write!(f, "more than {} MB", bytes >> 20),
            Failure::Slow(after) => write!(f, "no whole answer after {after:?}"),
            Failure::Broken(why) => f.write_str(why),
        }
    }
}

impl Client {
    /// One that keeps to a policy.
    pub fn new(policy: &Policy) -> Client {
        // The roots that are built in: the same on every machine, also where the system has none.
        let tls = TlsConfig::builder().root_certs(RootCerts::WebPki).build();
        let config = || -> Config {
            Agent::config_builder()
                .http_status_as_error(false)
                .max_redirects(0)
                .max_redirects_will_error(false)
                // What the environment says of proxies would decide for the user which host sees his questions.
                .proxy(None)
                .user_agent(policy.agent.as_str())
                .timeout_global(Some(policy.timeout))
                .timeout_connect(Some(policy.connect_timeout))
                .max_idle_connections_per_host(1)
                .tls_config(tls.clone())
                .build()
        };
        Client {
            outside: Agent::with_parts(config(), DefaultConnector::default(), OnlyPublic(DefaultResolver::default())),
            inside: Agent::with_parts(config(), DefaultConnector::default(), DefaultResolver::default()),
            most_bytes: policy.most_bytes,
            timeout: policy.timeout,
        }
    }

    /// Asks and waits.
    pub fn ask(&self, question: &Question) -> Result<Answer, Failure> {
        let agent = if question.is_named { &self.inside } else { &self.outside };
        let mut request = agent.get(question.url.as_str()).header("Accept", question.accept);
        if let Some(etag) = &question.etag {
            request = request.header("If-None-Match", etag);
        }
        if let Some(time) = &question.last_modified {
            request = request.header("If-Modified-Since", time);
        }
        let response = request.call().map_err(|error| self.failure(&error))?;
        let header = |name: &str| {
            let value = response.headers().get(name)?;
            // Given back as it came, so only what a header may hold; too long is no name of a copy.
            value
                .to_str()
                .ok()
                .map(str::trim)
                .filter(|value| !value.is_empty() && value.len() <= 2000)
                .map(str::to_owned)
        };
        let mut answer = Answer {
            status: response.status().as_u16(),
            location: header("location"),
            etag: header("etag"),
            last_modified: header("last-modified"),
            content_type: header("content-type"),
            retry_after: header("retry-after"),
            tdm_reservation: header("tdm-reservation"),
            body: Vec::new(),
        };
        if answer.status == 200 {
            // Counted behind the unpacking: a packed body of nothing but zeros is cut off like any other.
            let unpacked = response.into_body().into_with_config().limit(u64::MAX).reader();
            unpacked.take(self.most_bytes + 1).read_to_end(&mut answer.body).map_err(|error| self.io_failure(error))?;
            if answer.body.len() as u64 > self.most_bytes {
                return Err(Failure::TooLarge(self.most_bytes));
            }
        }
        Ok(answer)
    }

    fn io_failure(&self, error: io::Error) -> Failure {
        self.failure(&Error::from(error))
    }

    fn failure(&self, error: &Error) -> Failure {
        match error {
            Error::Timeout(_) => Failure::Slow(self.timeout),
            Error::Io(error) if is_inside(error) => Failure::Inside,
            Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => Failure::Slow(self.timeout),
            Error::HostNotFound => Failure::Broken("no host of that name is known".to_owned()),
            other => Failure::Broken(other.to_string()),
        }
    }
}

/// Looks names up and gives back only addresses that anybody can reach.
#[derive(Debug)]
struct OnlyPublic(DefaultResolver);

/// What the resolver says of a name that leads to the inside.
#[derive(Debug)]
struct Inside;

impl fmt::Display for Inside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an address on the inside of a network")
    }
}

impl std::error::Error for Inside {}

fn is_inside(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Inside>())
}

impl Resolver for OnlyPublic {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.0.resolve(uri, config, timeout)?;
        let mut public = self.empty();
        for address in found.iter().filter(|address| is_public(address.ip())) {
            public.push(*address);
        }
        if public.is_empty() {
            Err(Error::Io(io::Error::new(io::ErrorKind::PermissionDenied, Inside)))
        } else {
            Ok(public)
        }
    }
}

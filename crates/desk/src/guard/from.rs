//! Where a request comes from: which address, through which proxy, from which page.

use crate::problem::Problem;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// Names under which a program that listens on `at` alone can be reached; `None` where it listens to others, too, whose names for this
/// machine nobody knows here.
pub(crate) fn own_hosts(at: SocketAddr) -> Option<Vec<String>> {
    if !at.ip().is_loopback() {
        return None;
    }
    let port = at.port();
    let mut hosts = Vec::new();
    for name in ["localhost", "127.0.0.1", "[::1]"] {
        hosts.push(format!("{name}:{port}"));
        if port == 80 {
            hosts.push(name.to_owned());
        }
    }
    hosts.push(at.to_string());
    Some(hosts)
}

/// The other end of the connection, which stands with each request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub SocketAddr);

/// The machine at the other end.
fn peer(parts: &Parts) -> IpAddr {
    parts.extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip().to_canonical())
}

/// Whose request this is. What `X-Forwarded-For` says counts only as far as named proxies have written it: each appends the address
/// that it saw, so the last one that is no proxy's own is the nearest that somebody trusted has seen.
pub(crate) fn address(parts: &Parts, proxies: &[IpAddr]) -> IpAddr {
    let mut at = peer(parts);
    let lines = parts.headers.get_all(FORWARDED_FOR);
    let mut told: Vec<&str> =
        lines.iter().flat_map(|line| line.to_str().unwrap_or("?").split(',')).map(str::trim).collect();
    while proxies.contains(&at) {
        // Nothing more, or nothing that is an address: the proxy itself has to answer for it.
        let Some(before) = told.pop().and_then(ip) else { break };
        at = before;
    }
    at
}

/// An address as proxies write it: with a port or in brackets, too.
fn ip(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.split(']').next()).unwrap_or(text);
    let parsed = bare.parse::<IpAddr>().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|at| at.ip()));
    parsed.map(|ip| ip.to_canonical())
}

/// The name by which this program was asked: what a named proxy says it was asked by, else `Host`.
pub(crate) fn host<'p>(parts: &'p Parts, proxies: &[IpAddr]) -> Option<&'p str> {
    if proxies.contains(&peer(parts))
        && let Some(told) = parts.headers.get(FORWARDED_HOST)
    {
        return told.to_str().ok().filter(|told| !told.contains(','));
    }
    let mut all = parts.headers.get_all(header::HOST).iter();
    let named = match (all.next(), all.next()) {
        (Some(one), None) => one.to_str().ok(),
        (None, _) => None,
        // Two are at odds.
        (Some(_), Some(_)) => return None,
    };
    named.or_else(|| parts.uri.authority().map(|authority| authority.as_str()))
}

/// Whether somebody passed this request on.
pub(crate) fn is_passed_on(headers: &HeaderMap) -> bool {
    ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded", "x-real-ip"]
        .iter()
        .any(|name| headers.contains_key(*name))
}

/// Whether a request comes from a page of this program, or from no page at all. Browsers say so themselves, and no page can make
/// them lie.
pub(crate) fn is_own_page(parts: &Parts, proxies: &[IpAddr], behind_tls: bool) -> Result<(), Problem> {
    let refused = || {
        Problem::forbidden(
            "origin",
            "this request comes from a page of another origin; use the pages of this program (behind a proxy: it must pass on Host, or \
             be named with --proxy)",
        )
    };
    let mut origins = parts.headers.get_all(header::ORIGIN).iter();
    if let Some(origin) = origins.next() {
        let scheme = if behind_tls { "https://" } else { "http://" };
        let named = origin.to_str().ok().and_then(|origin| origin.strip_prefix(scheme));
        let same = match (named, host(parts, proxies)) {
            (Some(named), Some(host)) => !named.is_empty() && named.eq_ignore_ascii_case(host),
            _ => false,
        };
        if !same || origins.next().is_some() {
            return Err(refused());
        }
    }
    let mut sites = parts.headers.get_all("sec-fetch-site").iter();
    if sites.any(|site| site != "same-origin") { Err(refused()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    fn parts(from: &str, pairs: &[(&'static str, &str)]) -> Parts {
        let mut request = Request::builder().uri("/api/v1/decisions");
        for (name, value) in pairs {
            request = request.header(*name, *value);
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        parts.extensions.insert(Peer(from.parse().unwrap()));
        parts
    }

    #[test]
    fn only_pages_of_this_program_and_no_page_at_all_pass() {
        let host = ("host", "127.0.0.1:8321");
        for (pairs, good) in [
            (vec![host], true),
            (vec![host, ("origin", "http://127.0.0.1:8321"), ("sec-fetch-site", "same-origin")], true),
            (vec![host, ("origin", "http://127.0.0.1:8322")], false),
            (vec![host, ("origin", "https://127.0.0.1:8321")], false),
            (vec![host, ("origin", "http://evil.example")], false),
            (vec![host, ("origin", "http://127.0.0.1:8321.evil.example")], false),
            (vec![host, ("origin", "null")], false),
            (vec![host, ("origin", "")], false),
            (vec![host, ("origin", "http://")], false),
            (vec![("host", ""), ("origin", "http://")], false),
            (vec![host, ("host", "evil.example"), ("origin", "http://evil.example")], false),
            (vec![host, ("origin", "http://127.0.0.1:8321"), ("origin", "http://evil.example")], false),
            (vec![host, ("sec-fetch-site", "cross-site")], false),
            (vec![host, ("sec-fetch-site", "same-site")], false),
            (vec![host, ("sec-fetch-site", "none")], false),
            (vec![("origin", "http://127.0.0.1:8321")], false),
            // Nobody named this machine as a proxy.
            (vec![host, ("x-forwarded-host", "evil.example"), ("origin", "http://evil.example")], false),
        ] {
            assert_eq!(is_own_page(&parts("127.0.0.1:999", &pairs), &[], false).is_ok(), good, "{pairs:?}");
        }
    }

    #[test]
    fn behind_tls_pages_come_by_https_and_a_named_proxy_says_by_which_name() {
        let proxies = ["127.0.0.1".parse().unwrap()];
        let from = |at, pairs: &[(&'static str, &str)]| is_own_page(&parts(at, pairs), &proxies, true).is_ok();
        let (inner, outer) = (("host", "127.0.0.1:8321"), ("x-forwarded-host", "desk.example.org"));
        assert!(from("127.0.0.1:999", &[inner, outer, ("origin", "https://desk.example.org")]));
        assert!(!from("127.0.0.1:999", &[inner, outer, ("origin", "http://desk.example.org")]));
        assert!(!from("127.0.0.1:999", &[inner, outer, ("origin", "https://127.0.0.1:8321")]));
        assert!(!from("192.0.2.1:999", &[inner, outer, ("origin", "https://desk.example.org")]));
    }

    #[test]
    fn what_is_forwarded_counts_only_from_named_proxies() {
        let proxies: Vec<IpAddr> = ["127.0.0.1", "10.0.0.1"].map(|ip| ip.parse().unwrap()).into();
        for (from, told, expected) in [
            ("192.0.2.7:1", vec!["198.51.100.1"], "192.0.2.7"),
            ("127.0.0.1:1", vec!["198.51.100.1"], "198.51.100.1"),
            ("127.0.0.1:1", vec!["203.0.113.9, 198.51.100.1"], "198.51.100.1"),
            ("127.0.0.1:1", vec!["203.0.113.9", "198.51.100.1, 10.0.0.1"], "198.51.100.1"),
            ("127.0.0.1:1", vec!["[2001:db8::1]:443"], "2001:db8::1"),
            ("127.0.0.1:1", vec!["198.51.100.1:5000"], "198.51.100.1"),
            ("127.0.0.1:1", vec!["198.51.100.1, nonsense"], "127.0.0.1"),
            ("127.0.0.1:1", vec![], "127.0.0.1"),
            ("[::ffff:127.0.0.1]:1", vec!["198.51.100.1"], "198.51.100.1"),
        ] {
            let pairs: Vec<(&'static str, &str)> = told.iter().map(|line| ("x-forwarded-for", *line)).collect();
            assert_eq!(address(&parts(from, &pairs), &proxies).to_string(), expected, "{from} {told:?}");
        }
        assert_eq!(
            address(&parts("127.0.0.1:1", &[("x-forwarded-for", "198.51.100.1")]), &[]).to_string(),
            "127.0.0.1"
        );
    }

    #[test]
    fn only_who_listens_to_others_takes_any_name() {
        let own = own_hosts("127.0.0.1:8321".parse().unwrap()).unwrap();
        for host in ["localhost:8321", "127.0.0.1:8321", "[::1]:8321"] {
            assert!(own.iter().any(|known| known == host), "{host}");
        }
        assert!(own_hosts("0.0.0.0:8321".parse().unwrap()).is_none());
    }
}

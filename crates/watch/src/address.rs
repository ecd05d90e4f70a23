//! Addresses: one spelling for each, whose site it is, and which ones lie on the inside of a network.
//!
//! Never asks anybody: no name is looked up here.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

/// Parameters that only tell where a reader came from. Two addresses that differ in nothing else are one page.
const TRACKING: [&str; 17] = [
    "at_campaign",
    "at_medium",
    "cmpid",
    "cmp",
    "dclid",
    "fbclid",
    "gclid",
    "gclsrc",
    "igshid",
    "mc_cid",
    "mc_eid",
    "msclkid",
    "ns_campaign",
    "ns_mchannel",
    "ocid",
    "traffic_source",
    "yclid",
];

/// Longest address that is asked.
const LONGEST: usize = 2000;

/// The page that an address names, in one spelling: without its part behind `#`, without parameters that only track readers. `None`
/// where it is nothing that can be asked: another scheme than http and https, with a name and password in it, or too long.
pub fn canonical(address: &str) -> Option<Url> {
    let mut url = Url::parse(address.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") || url.as_str().len() > LONGEST {
        return None;
    }
    if !url.username().is_empty() || url.password().is_some() || url.host_str().is_none_or(str::is_empty) {
        return None;
    }
    url.set_fragment(None);
    if url.query().is_some() {
        let tracks = |pair: &&str| {
            let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
            name.starts_with("utm_") || TRACKING.contains(&name.as_str())
        };
        let kept: Vec<&str> = url
            .query()
            .into_iter()
            .flat_map(|query| query.split('&'))
            .filter(|pair| !pair.is_empty() && !tracks(pair))
            .collect();
        let kept = kept.join("&");
        url.set_query((!kept.is_empty()).then_some(kept.as_str()));
    }
    Some(url)
}

/// Scheme, host and port: what a robots.txt is for.
pub fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// The name of a host without what only says how its pages are shown: `www.`, `m.`, `amp.`, `mobile.`
fn site(url: &Url) -> Option<&str> {
    let host = url.host_str()?;
    let bare = ["www.", "amp.", "m.", "mobile."].iter().find_map(|start| host.strip_prefix(start));
    Some(bare.filter(|bare| bare.contains('.')).unwrap_or(host))
}

/// True where two addresses are of one outlet's site, as far as their names tell.
pub fn is_same_site(one: &Url, other: &Url) -> bool {
    site(one).is_some() && site(one) == site(other) && (one.port() == other.port())
}

/// Host and port, to say which address on the inside a user has named.
pub fn host_and_port(url: &Url) -> Option<(String, u16)> {
    Some((url.host_str()?.to_owned(), url.port_or_known_default()?))
}

/// True where the host is written as a number that lies on the inside. Names are looked at when they are looked up.
pub fn is_plainly_inside(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => !is_public(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => !is_public(IpAddr::V6(address)),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost"
                || name.ends_with(".localhost")
                || name.ends_with(".local")
                || name.ends_with(".internal")
        }
        None => true,
    }
}

/// True for an address that anybody on the Internet can reach. What lies on the inside of a network (this machine, a router, the
/// metadata service of a cloud) is never asked for because a page says so.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_unspecified()
        || address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        // Between a provider and its customers.
        || (a == 100 && (64..128).contains(&b))
        // Protocol assignments, 6to4 relays, benchmarks, reserved.
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19))
        || a >= 240)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(v4) = address.to_ipv4() {
        // ::ffff:10.0.0.1 and ::10.0.0.1 lead to 10.0.0.1.
        return is_public_v4(v4);
    }
    let parts = address.segments();
    let inner = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match parts {
        // NAT64 and 6to4 carry an address of the old kind.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => inner(high, low),
        [0x64, 0xff9b, ..] => false,
        [0x2002, high, low, ..] => inner(high, low),
        // Teredo, ORCHID, documentation.
        [0x2001, second, ..] if second < 0x200 => false,
        [0x2001, 0xdb8, ..] | [0x3fff, ..] => false,
        [first, ..] => (0x2000..0x4000).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_one_spelling() {
        let cases = [
            ("https://Example.org:443/a?utm_source=rss&id=3#top", Some("https://example.org/a?id=3")),
            ("https://example.org/a?fbclid=x", Some("https://example.org/a")),
            ("https://example.org/a?", Some("https://example.org/a")),
            ("https://example.org/a?b&&c=1", Some("https://example.org/a?b&c=1")),
            ("https://example.org/a?q=fbclid", Some("https://example.org/a?q=fbclid")),
            (" http://example.org ", Some("http://example.org/")),
            ("https://user:secret@example.org/", None),
            ("ftp://example.org/a", None),
            ("javascript:alert(1)", None),
            ("data:text/html,x", None),
            ("file:///etc/passwd", None),
            ("/relative", None),
            ("", None),
        ];
        for (address, expected) in cases {
            assert_eq!(canonical(address).as_ref().map(Url::as_str), expected, "{address}");
        }
        assert_eq!(canonical(&format!("https://example.org/{}", "a".repeat(3000))), None);
    }

    #[test]
    fn what_lies_inside_is_told_from_what_anybody_can_reach() {
        let inside = [
            "127.0.0.1",
            "127.8.9.1",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "0.1.2.3",
            "100.64.0.1",
            "192.0.0.170",
            "192.0.2.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::7f00:1",
            "fe80::1",
            "fc00::1",
            "fd12:3456::1",
            "ff02::1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2002:a00:1::1",
            "2001:db8::1",
            "2001::1",
            "100::1",
            "3fff::1",
        ];
        for address in inside {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "8.8.8.8",
            "172.32.0.1",
            "100.128.0.1",
            "192.0.1.1",
            "2a00:1450::1",
            "2606:4700::1111",
            "64:ff9b::808:808",
            "::ffff:8.8.8.8",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn numbers_in_disguise_are_seen_through() {
        for address in [
            "http://0x7f000001/",
            "http://2130706433/",
            "http://0177.0.0.1/",
            "http://127.1/",
            "http://[::1]/",
            "http://LOCALHOST./",
            "http://db.internal/",
        ] {
            assert!(is_plainly_inside(&canonical(address).unwrap()), "{address}");
        }
        assert!(!is_plainly_inside(&canonical("https://example.org/").unwrap()));
    }

    #[test]
    fn a_site_is_known_under_its_other_names() {
        let same = |one: &str, other: &str| is_same_site(&canonical(one).unwrap(), &canonical(other).unwrap());
        assert!(same("https://www.example.org/a", "http://example.org/b"));
        assert!(same("https://amp.example.org/a", "https://m.example.org/a"));
        assert!(!same("https://example.org/", "https://other.org/"));
        assert!(!same("https://www.org/", "https://org/"));
        assert!(!same("http://127.0.0.1:1/", "http://127.0.0.1:2/"));
    }
}

//! What a host's robots.txt lets this program ask for (RFC 9309). Asks nobody itself.

use crate::policy::NAME;
use std::time::Duration;
use texting_robots::Robot;
use url::Url;

/// Bytes of a robots.txt that are looked at: RFC 9309 asks for 500 KiB at least.
pub const MOST_BYTES: usize = 500 << 10;

/// What a host allows.
#[derive(Debug)]
pub enum Robots {
    /// All of it: there is no robots.txt.
    Open,
    /// Nothing: nobody knows what its robots.txt says. Why.
    Closed(String),
    /// As its robots.txt says.
    Told(Box<Robot>),
}

impl Robots {
    /// What the text of a robots.txt allows. A text that cannot be made out allows nothing.
    pub fn read(text: &str) -> Robots {
        let text = text.as_bytes();
        let text = &text[..text.len().min(MOST_BYTES)];
        // The library is handed text from anywhere: a defect there closes a host, and ends no round.
        let read = std::panic::catch_unwind(|| Robot::new(NAME, text));
        match read {
            Ok(Ok(robot)) => Robots::Told(Box::new(robot)),
            _ => Robots::Closed("its robots.txt cannot be made out".to_owned()),
        }
    }

    /// True where the address may be asked.
    pub fn allows(&self, url: &Url) -> bool {
        match self {
            Robots::Open => true,
            Robots::Closed(_) => false,
            Robots::Told(robot) => {
                let allowed = std::panic::AssertUnwindSafe(|| robot.allowed(url.as_str()));
                std::panic::catch_unwind(allowed).unwrap_or(false)
            }
        }
    }

    /// The wait between two questions that it asks for.
    pub fn delay(&self) -> Option<Duration> {
        match self {
            Robots::Told(robot) => robot
                .delay
                .filter(|delay| delay.is_finite() && *delay > 0.0)
                .map(|delay| Duration::from_secs_f32(delay.min(86_400.0))),
            _ => None,
        }
    }

    /// Why nothing is allowed, where that is so.
    pub fn why_closed(&self) -> Option<&str> {
        match self {
            Robots::Closed(why) => Some(why),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(text: &str, path: &str) -> bool {
        Robots::read(text).allows(&Url::parse(&format!("https://example.org{path}")).unwrap())
    }

    #[test]
    fn the_group_that_names_us_goes_before_the_one_for_all() {
        let text = "User-agent: *\nDisallow: /\n\nUser-agent: Dateline\nDisallow: /private\nCrawl-delay: 7\n";
        assert!(allows(text, "/news/1"));
        assert!(!allows(text, "/private/1"));
        assert_eq!(Robots::read(text).delay(), Some(Duration::from_secs(7)));
    }

    #[test]
    fn the_longest_rule_wins_and_signs_are_understood() {
        let text = "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /*.pdf$\n";
        for (path, allowed) in [("/", true), ("/a", false), ("/a/b/c", true), ("/x.pdf", false), ("/x.pdf?y", true)] {
            assert_eq!(allows(text, path), allowed, "{path}");
        }
    }

    #[test]
    fn nothing_said_allows_all_and_noise_does_no_harm() {
        for text in [
            "",
            "\u{feff}",
            "<!DOCTYPE html><html><body>Not found</body></html>",
            "Disallow",
            "\0\0\0",
            "User-agent: other\nDisallow: /",
        ] {
            assert!(allows(text, "/a"), "{text:?}");
        }
        let long = format!("User-agent: *\nDisallow: /a\n{}", "#".repeat(2 << 20));
        assert!(!allows(&long, "/a"));
        for delay in ["nan", "-3", "inf", "x"] {
            assert!(
                Robots::read(&format!("User-agent: *\nCrawl-delay: {delay}\n"))
                    .delay()
                    .is_none_or(|delay| delay.as_secs() <= 86_400)
            );
        }
    }
}

//! Addresses of reports as they may be told: whole where every word in them is known, else the site alone, else not at all.

use crate::lexicon::key;
use crate::policy::Addresses;
use crate::text::Masker;

/// Sites where everybody has a page of his own: of their addresses only the site itself is told, without what stands before it.
const HOSTS_OF_MANY: [&str; 29] = [
    "blogspot.com",
    "wordpress.com",
    "substack.com",
    "medium.com",
    "tumblr.com",
    "livejournal.com",
    "ghost.io",
    "github.io",
    "t.me",
    "telegram.me",
    "telegram.org",
    "twitter.com",
    "x.com",
    "facebook.com",
    "fb.com",
    "instagram.com",
    "youtube.com",
    "youtu.be",
    "tiktok.com",
    "vk.com",
    "ok.ru",
    "reddit.com",
    "linkedin.com",
    "threads.net",
    "mastodon.social",
    "bsky.app",
    "weebly.com",
    "wixsite.com",
    "whatsapp.com",
];

/// Pieces of addresses that are no words.
const PIECES: [&str; 20] = [
    "html", "htm", "php", "aspx", "asp", "jsp", "www", "http", "https", "en", "ar", "fr", "uk", "us", "amp", "rss",
    "id", "pdf", "xml", "idx",
];

/// The address as it may be told.
pub(crate) fn told(masker: &Masker, url: &str, policy: Addresses, personal: bool) -> Option<String> {
    if policy == Addresses::None || personal || !url.is_ascii() {
        return None;
    }
    let (scheme, rest) = url.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    if scheme != "http" && scheme != "https" {
        return None;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (site, path) = rest.split_at(end);
    // What stands before an @ is a name and a password.
    let site = site.rsplit('@').next()?.to_ascii_lowercase();
    let host = site.split(':').next()?;
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-');
    if host.is_empty() || !host.chars().all(plain) || host.contains("xn--") || !host.contains('.') {
        return None;
    }
    if host.split('.').all(|part| part.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let of_many = HOSTS_OF_MANY.iter().find(|known| host == **known || host.ends_with(&format!(".{known}")));
    if let Some(known) = of_many {
        return Some(format!("{scheme}://{known}/"));
    }
    let bare = key(host).replace(' ', "");
    let names = masker.hidden.names.iter().chain(&masker.hidden.always);
    if names.filter(|name| name.chars().count() > 3).any(|name| bare.contains(name.as_str())) {
        return None;
    }
    if host.split('.').any(|part| masker.lexicon.is_name(part) && !masker.lexicon.is_word(part)) {
        return None;
    }
    let alone = format!("{scheme}://{host}/");
    if policy == Addresses::Site || path.contains('%') {
        return Some(alone);
    }
    let path = path.split('#').next().unwrap_or_default();
    let parts = path.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let known = |part: &str| {
        let low = part.to_ascii_lowercase();
        let hidden = masker.hidden.names.contains(&low)
            || masker.hidden.always.contains(&low)
            || masker.hidden.place_words.contains(&low);
        let digits = low.bytes().filter(u8::is_ascii_digit).count();
        let number = digits > 0 && low.len() <= 12 && low.len() - digits <= 1;
        let word = masker.lexicon.is_word(&low) && !masker.lexicon.is_name(&low);
        let name = || masker.lexicon.meaning(&low, &low, masker.scope).is_some();
        !hidden
            && (number
                || PIECES.contains(&low.as_str())
                || word
                || matches!(low.as_str(), "a" | "p" | "s")
                || (!masker.lexicon.is_name(&low) && name()))
    };
    Some(if parts.into_iter().all(known) { format!("{scheme}://{site}{path}") } else { alone })
}

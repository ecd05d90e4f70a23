//! What a claim's words mean, as one line under it: days, points, parties. Pure.

use crate::paint::{Mark, Run};
use crate::shown::{isolated, shown};
use claim::{Clock, Days, Party, Place, Resolved, Speaker, Voice, When, Where, Who};

/// The line under a claim; `None` where nothing was asked or nothing was there to resolve.
pub fn meaning_line(resolved: Option<&Resolved>) -> Option<Vec<Run>> {
    let parts = parts(resolved?);
    if parts.is_empty() {
        return None;
    }
    let mut line = vec![Run::new(Mark::Faint, "= ")];
    for (number, (label, mark, words)) in parts.into_iter().enumerate() {
        line.push(Run::new(Mark::Faint, if number == 0 { label.to_owned() } else { format!(" · {label}") }));
        line.push(Run::new(mark, isolated(&shown(&words)).into_owned()));
    }
    Some(line)
}

/// Label, mark and words of everything that there is to tell; what stays unresolved ends in a question mark.
fn parts(resolved: &Resolved) -> Vec<(&'static str, Mark, String)> {
    let mut parts = Vec::new();
    let mut put = |label, mark, words: Vec<String>| {
        if !words.is_empty() {
            parts.push((label, mark, joined(&words)));
        }
    };
    put("", Mark::Time, resolved.time.iter().map(days_or_not).collect());
    put("by ", Mark::Party, resolved.actor.iter().filter_map(party_or_not).collect());
    put("→ ", Mark::Party, resolved.target.iter().filter_map(party_or_not).collect());
    put("", Mark::Place, resolved.place.iter().map(place_or_not).collect());
    put("from ", Mark::Place, resolved.from.iter().map(place_or_not).collect());
    put("to ", Mark::Place, resolved.to.iter().map(place_or_not).collect());
    put("says ", Mark::Source, resolved.source.iter().map(speaker_words).collect());
    parts
}

/// "Hama, Idlib and Aleppo".
fn joined(words: &[String]) -> String {
    match words {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        words => words.concat(),
    }
}

fn days_or_not(when: &When) -> String {
    match when {
        When::Days(days) => days_words(days),
        When::Unresolved(reason) => format!("day? ({})", reason.unresolved),
    }
}

/// "2024-12-06 18:00–23:59", "2024-12-02 – 2024-12-08".
pub fn days_words(days: &Days) -> String {
    let mut words = days.start.to_string();
    if days.end != days.start {
        words.push_str(&format!(" – {}", days.end));
    }
    if let Some(clock) = &days.clock {
        words.push_str(&format!(" {}", clock_words(clock)));
    }
    words
}

fn clock_words(clock: &Clock) -> String {
    let hour = |time: jiff::civil::Time| format!("{:02}:{:02}", time.hour(), time.minute());
    let mut words = hour(clock.from);
    if let Some(to) = clock.to {
        words.push_str(&format!("–{}", hour(to)));
    }
    if let Some(zone) = &clock.zone {
        words.push_str(&format!(" UTC{zone}"));
    }
    words
}

fn place_or_not(place: &Where) -> String {
    match place {
        Where::Place(place) => place_words(place),
        Where::Unresolved(place) => format!("place? ({})", place.unresolved),
    }
}

/// "Daraa, SY (32.62 N 36.11 E)"; a country is its name alone.
fn place_words(place: &Place) -> String {
    let mut words = place.name.clone();
    if place.kind == "country" {
        return words;
    }
    if let Some(country) = &place.country {
        words.push_str(&format!(", {country}"));
    }
    format!("{words} ({})", point_words(place.lat, place.lon))
}

/// "32.62 N 36.11 E": two decimals are about a kilometre, which is what a town's point is worth.
pub fn point_words(lat: f64, lon: f64) -> String {
    let (north, east) = (if lat < 0.0 { 'S' } else { 'N' }, if lon < 0.0 { 'W' } else { 'E' });
    format!("{:.2} {north} {:.2} {east}", lat.abs(), lon.abs())
}

/// A party's name, marked where the register does not know it; nothing for what is no party.
fn party_or_not(who: &Who) -> Option<String> {
    who.party().map(party_words)
}

fn party_words(party: &Party) -> String {
    if party.provisional { format!("{} (not in the register)", party.name) } else { party.name.clone() }
}

fn speaker_words(speaker: &Speaker) -> String {
    let voice = voice_words(speaker.voice);
    speaker.who.party().map_or_else(|| format!("({voice})"), |party| format!("{} ({voice})", party.name))
}

pub fn voice_words(voice: Voice) -> &'static str {
    match voice {
        Voice::SocialMedia => "social media",
        Voice::Ngo => "NGO",
        other => other.name(),
    }
}

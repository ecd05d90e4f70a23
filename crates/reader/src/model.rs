//! The model file: one file with a header, a vocabulary and two graphs, checked before anything runs.
//!
//! `b"DLREADER"`, u32 format version, u64 header length, header (JSON), sections, SHA-256 of all before it; integers
//! little endian. Written by training/dateline_training/export.py. Never guesses: a file that is cut, changed or of
//! another version is refused with the remedy.

use crate::calibration::Calibration;
use crate::network::Graphs;
use crate::pieces::Cutter;
use crate::window::Size;
use claim::{CountSlot, EventType, Status, Verification};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

const MAGIC: &[u8] = b"DLREADER";
/// The only format this program reads.
pub const FORMAT: u32 = 1;

/// A role that a candidate span can play; `Source2` are the speakers further in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A text slot, by its number in [`claim::TextSlot::ALL`].
    Text(usize),
    /// Second and later speakers of a source chain.
    Source2,
    /// A count slot, by its number in [`CountSlot::ALL`].
    Count(usize),
}

/// What an implied count says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Implied {
    /// Nothing.
    None,
    /// One person: a name, a singular.
    One,
    /// A bare plural: two or more.
    Several,
}

/// Labels and settings of a model, in the order of its outputs.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Name and version, e.g. `en-2`.
    pub name: String,
    /// ISO 639-1 code of the language it reads.
    pub language: String,
    /// Tags 2.. of the trigger head; tag 0 is "nothing", 1 "goes on".
    pub types: Vec<EventType>,
    /// Statuses.
    pub statuses: Vec<Status>,
    /// Roles.
    pub roles: Vec<Role>,
    /// Count slots of the implied counts.
    pub counts: Vec<CountSlot>,
    /// Implied counts.
    pub implied: Vec<Implied>,
    /// Verification states; the first is none.
    pub verifications: Vec<Option<Verification>>,
    /// Size of windows.
    pub size: Size,
    /// Most words of a candidate.
    pub longest_span: usize,
    /// Most candidates of a window.
    pub candidates: usize,
    /// What a claim of each type must reach, in the order of `types`.
    pub least_trigger: Vec<f32>,
    /// What a filler of each role must reach, in the order of `roles`.
    pub least_role: Vec<f32>,
    /// What an implied count must reach.
    pub least_implied: f32,
    /// What a verification state must reach.
    pub least_verification: f32,
    /// What a span must reach to be looked at.
    pub least_candidate: f32,
    /// Scores to confidences.
    pub calibration: Calibration,
}

#[derive(Deserialize)]
struct Header {
    name: String,
    language: String,
    types: Vec<String>,
    status: Vec<String>,
    roles: Vec<String>,
    counts: Vec<String>,
    implied: Vec<String>,
    verification: Vec<String>,
    window: usize,
    context: usize,
    longest_span: usize,
    candidates: usize,
    thresholds: Thresholds,
    calibration: Calibration,
    sections: BTreeMap<String, (usize, usize)>,
}

#[derive(Deserialize)]
struct Thresholds {
    trigger: BTreeMap<String, f32>,
    roles: BTreeMap<String, f32>,
    implied: f32,
    verification: f32,
    candidate: f32,
}

/// A model's parts.
pub struct Parts {
    /// Labels and settings.
    pub settings: Settings,
    /// The vocabulary.
    pub cutter: Cutter,
    /// The network.
    pub graphs: Graphs,
}

/// Takes a model file apart. The message has no file name in it; the caller knows it.
pub fn open(file: &[u8]) -> Result<Parts, String> {
    let header = check(file)?;
    let part = |name: &str| header.section(file, name).ok_or_else(|| format!("it lacks the section {name}"));
    let vocabulary = std::str::from_utf8(part("vocabulary")?).map_err(|_| "its vocabulary is not UTF-8".to_owned())?;
    let cutter = Cutter::new(vocabulary)?;
    let graphs = Graphs::load(part("window.onnx")?.to_vec(), part("roles.onnx")?.to_vec())?;
    Ok(Parts { settings: settings(header)?, cutter, graphs })
}

impl Header {
    fn section<'f>(&self, file: &'f [u8], name: &str) -> Option<&'f [u8]> {
        let &(start, length) = self.sections.get(name)?;
        file.get(start..start.checked_add(length)?)
    }
}

/// The header of a file that is whole.
fn check(file: &[u8]) -> Result<Header, String> {
    if !file.starts_with(MAGIC) {
        return Err("it is no reader model (a model file begins with DLREADER)".to_owned());
    }
    let number = |at: usize, bytes: usize| {
        file.get(at..at + bytes).map(|b| b.iter().rev().fold(0u64, |n, &byte| n << 8 | u64::from(byte)))
    };
    let version = number(8, 4).ok_or_else(cut)?;
    if version != u64::from(FORMAT) {
        return Err(format!(
            "its format is version {version} and this program reads version {FORMAT}; take the model that was released with the program, or update the program"
        ));
    }
    let length = number(12, 8).ok_or_else(cut)?;
    let end = usize::try_from(length).ok().and_then(|n| n.checked_add(20)).ok_or_else(cut)?;
    let header = file.get(20..end).ok_or_else(cut)?;
    let header: Header = serde_json::from_slice(header)
        .map_err(|e| format!("its header is damaged ({e}); copy or download it again"))?;
    let body = header.sections.values().map(|(start, length)| start.saturating_add(*length)).max().unwrap_or(0);
    if file.len() < body.saturating_add(32) {
        return Err(cut());
    }
    unsealed(file)?;
    Ok(header)
}

/// What is said of a file that ends too early.
pub(crate) fn cut() -> String {
    "it is cut short; copy or download it again".to_owned()
}

/// What stands before the SHA-256 at the end of a file, once that is its SHA-256.
pub(crate) fn unsealed(file: &[u8]) -> Result<&[u8], String> {
    let (content, sum) = file.split_at_checked(file.len().wrapping_sub(32)).ok_or_else(cut)?;
    if Sha256::digest(content).as_slice() != sum {
        return Err("its checksum is wrong: it was changed or damaged; copy or download it again".to_owned());
    }
    Ok(content)
}

fn settings(header: Header) -> Result<Settings, String> {
    let unknown = |kind: &str, name: &str| {
        format!(
            "it names the {kind} {name:?}, which this program does not know; take the model that was released with the program"
        )
    };
    let types = header
        .types
        .iter()
        .map(|code| EventType::from_code(code).ok_or_else(|| unknown("type", code)))
        .collect::<Result<Vec<_>, _>>()?;
    let statuses = header
        .status
        .iter()
        .map(|name| Status::ALL.into_iter().find(|s| s.name() == name).ok_or_else(|| unknown("status", name)))
        .collect::<Result<Vec<_>, _>>()?;
    let count = |name: &str| CountSlot::ALL.into_iter().find(|slot| slot.name() == name);
    let roles = header
        .roles
        .iter()
        .map(|name| {
            if name == "source2" {
                return Ok(Role::Source2);
            }
            let text = claim::TextSlot::ALL.into_iter().find(|slot| slot.name() == name);
            text.map(|slot| Role::Text(slot as usize))
                .or_else(|| count(name).map(|slot| Role::Count(slot as usize)))
                .ok_or_else(|| unknown("role", name))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let counts = header
        .counts
        .iter()
        .map(|name| count(name).ok_or_else(|| unknown("count", name)))
        .collect::<Result<Vec<_>, _>>()?;
    let implied = header
        .implied
        .iter()
        .map(|name| match name.as_str() {
            "none" => Ok(Implied::None),
            "one" => Ok(Implied::One),
            "several" => Ok(Implied::Several),
            _ => Err(unknown("implied count", name)),
        })
        .collect::<Result<Vec<_>, _>>()?;
    let verifications = header
        .verification
        .iter()
        .map(|name| match Verification::ALL.into_iter().find(|v| v.name() == name) {
            Some(state) => Ok(Some(state)),
            None if name == "none" => Ok(None),
            None => Err(unknown("verification", name)),
        })
        .collect::<Result<Vec<_>, _>>()?;
    let least = |table: &BTreeMap<String, f32>, name: &String| {
        table.get(name).copied().ok_or_else(|| format!("it lacks a threshold for {name}"))
    };
    let least_trigger = header.types.iter().map(|t| least(&header.thresholds.trigger, t)).collect::<Result<_, _>>()?;
    let least_role = header.roles.iter().map(|r| least(&header.thresholds.roles, r)).collect::<Result<_, _>>()?;
    Ok(Settings {
        name: header.name,
        language: header.language,
        types,
        statuses,
        roles,
        counts,
        implied,
        verifications,
        size: Size { window: header.window, context: header.context },
        longest_span: header.longest_span,
        candidates: header.candidates,
        least_trigger,
        least_role,
        least_implied: header.thresholds.implied,
        least_verification: header.thresholds.verification,
        least_candidate: header.thresholds.candidate,
        calibration: header.calibration,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(file: &[u8]) -> String {
        open(file).err().expect("a broken file must not open")
    }

    #[test]
    fn a_broken_model_file_says_what_is_wrong_and_what_to_do() {
        assert!(refusal(b"").contains("no reader model"));
        assert!(refusal(b"PK\x03\x04 a zip file").contains("no reader model"));
        assert!(refusal(b"DLREADER\x01").contains("cut short"));
        assert!(refusal(b"DLREADER\x07\0\0\0\0\0\0\0\0\0\0\0").contains("version 7"));
        assert!(refusal(b"DLREADER\x01\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff").contains("cut short"));
        assert!(refusal(b"DLREADER\x01\0\0\0\x02\0\0\0\0\0\0\0{}").contains("header is damaged"));
    }
}
